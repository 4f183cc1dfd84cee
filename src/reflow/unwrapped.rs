//! Text that was never wrapped: a line is a block. The fast path of reflow.

use crate::read::LineRole;
use crate::text::{Mapped, Piece};

use super::block::{Block, BlockKind};
use super::kinds::{Drafts, Mark};
use super::lines::Line;
use super::marks::End;
use super::shape::{Shape, shape};

/// A line of so many bytes (some 40 characters) is a paragraph, or part of one cut at a column.
const LONG: usize = 120;
/// A line of fewer bytes (some 12 characters) is no line of a column.
const SHORT: usize = 34;
/// So many lines without a final mark in a row are a column.
const COLUMN_LINES: usize = 5;

/// Whether every line is a block of its own: lines all set apart by blank ones (as reflow's own
/// output is), or long lines that end as paragraphs do, with hardly another line that is open.
pub(super) fn never_wrapped(lines: &[Line]) -> bool {
    if lines.iter().all(|line| line.gap) {
        return true;
    }
    let (mut closed, mut long, mut open_bytes, mut bytes, mut run) = (0_usize, 0_usize, 0_usize, 0_usize, 0_usize);
    for (n, line) in lines.iter().enumerate() {
        let size = line.span.len();
        bytes += size;
        let open = line.end == End::Open;
        if size >= LONG {
            long += 1;
            closed += usize::from(!open);
        }
        run = if open && size >= SHORT && !(line.gap && run > 0 && n > 0) { run + 1 } else { 0 };
        if run >= COLUMN_LINES {
            return false;
        }
        if open && size >= SHORT {
            open_bytes += size;
        }
    }
    long >= 3 && closed * 10 >= long * 9 && open_bytes * 10 <= bytes
}

/// Whether no line is long enough for a column and ends in mid-sentence: then nothing goes on.
pub(super) fn none_is_open(lines: &[Line]) -> bool {
    lines.iter().all(|line| line.end != End::Open || line.span.len() < SHORT)
}

/// Adds a block for every line.
pub(super) fn push(drafts: &mut Drafts, source: &str, lines: &[Line]) {
    drafts.blocks.reserve(lines.len());
    drafts.marks.reserve(lines.len());
    for line in lines {
        let text = line.span.of(source);
        let mark = Mark { shape: shape_of(text, line), gap: line.gap };
        drafts.push(single(text, line), mark);
    }
}

/// The block of one line, whose text is `text`.
pub(super) fn single(text: &str, line: &Line) -> Block {
    let text = Mapped { text: text.to_owned(), pieces: vec![Piece { at: 0, source: line.span }] };
    Block { given: line.role, ..Block::new(BlockKind::Paragraph, text) }
}

/// What the line, whose text is `text`, is: what its format says, else what its words say.
pub(super) fn shape_of(text: &str, line: &Line) -> Shape {
    match line.role {
        LineRole::Unknown => shape(text, line.end),
        LineRole::Title | LineRole::Heading(_) => Shape::Heading,
        LineRole::Body | LineRole::Row | LineRole::SheetRow => Shape::Text,
        LineRole::Note => Shape::Note,
        LineRole::Furniture => Shape::Furniture,
    }
}

//! Lines that a format gave, with what it says of them, → blocks.

use crate::read::{Given, Layout, LineRole, Source};

use super::block::{Block, BlockKind};
use super::kinds::{self, Drafts};
use super::lines::{self, Line};
use super::{head, page, reflow_lines, unwrapped};

/// The blocks of a source text of whose lines `given` tells. What the format says of a line holds; what it does not
/// say is told from the words, as in plain text. Every character that is not white space is in exactly one block.
/// Cost: linear in the length.
#[must_use]
pub fn given_blocks(source: &Source, given: &Given) -> Vec<Block> {
    let mut lines = lines::lines(&source.text);
    for line in &mut lines {
        let number = source.line(line.span.start);
        line.role = given.lines.get(number - 1).map_or(LineRole::Unknown, |given| given.role);
    }
    match given.layout {
        Layout::Wrapped => reflow_lines(&source.text, &lines),
        Layout::Paragraphs => paragraphs(&source.text, &lines),
        Layout::Set => set(&source.text, &lines),
    }
}

/// A line a block, but for a title over several of which the format says nothing.
fn paragraphs(source: &str, lines: &[Line]) -> Vec<Block> {
    let mut drafts = Drafts::default();
    let unknown = lines.iter().take_while(|line| line.role == LineRole::Unknown).count();
    let title = Some(head::title_lines(source, &lines[..unknown])).filter(|&title| title > 1).unwrap_or(0);
    if title > 1 {
        page::push(&mut drafts, source, &lines[..title], None);
    }
    unwrapped::push(&mut drafts, source, &lines[title..]);
    let mut blocks = kinds::settle(drafts);
    let titled = blocks.iter().any(|block| block.given == LineRole::Title);
    blocks.iter_mut().for_each(|block| hold(block, titled));
    blocks
}

/// What the format says goes before what the neighbours made of it; `titled` where it names the title.
fn hold(block: &mut Block, titled: bool) {
    let (kind, level) = match block.given {
        LineRole::Unknown if titled && block.kind == BlockKind::Title => (BlockKind::Heading, None),
        LineRole::Unknown => return,
        LineRole::Title => (BlockKind::Title, None),
        LineRole::Heading(_) if !titled && block.kind == BlockKind::Title => return,
        LineRole::Heading(level) => (BlockKind::Heading, Some(level.clamp(1, 9))),
        LineRole::Body | LineRole::Row | LineRole::SheetRow => (BlockKind::Paragraph, None),
        LineRole::Note => (BlockKind::Note, None),
        LineRole::Furniture => (BlockKind::Furniture, None),
    };
    (block.kind, block.level) = (kind, level);
}

/// Lines that a blank one parts from the next are a block; notes and furniture among them come behind it.
fn set(source: &str, lines: &[Line]) -> Vec<Block> {
    let mut drafts = Drafts::default();
    let (mut body, mut asides): (Vec<Line>, Vec<Vec<Line>>) = (Vec::new(), Vec::new());
    for line in lines {
        if !matches!(line.role, LineRole::Note | LineRole::Furniture) {
            if line.gap && !body.is_empty() {
                push_set(&mut drafts, source, &body, &mut asides);
                body.clear();
            }
            body.push(*line);
        } else if let Some(aside) = asides.last_mut().filter(|_| !line.gap && line.role == LineRole::Note) {
            aside.push(*line);
        } else {
            asides.push(vec![*line]);
        }
    }
    push_set(&mut drafts, source, &body, &mut asides);
    let mut blocks = kinds::settle(drafts);
    let titled = blocks.iter().any(|block| block.given == LineRole::Title);
    blocks.iter_mut().for_each(|block| hold(block, titled));
    blocks
}

/// Adds a block, then those that stand among its lines.
fn push_set(drafts: &mut Drafts, source: &str, body: &[Line], asides: &mut Vec<Vec<Line>>) {
    let asides = std::mem::take(asides);
    for lines in std::iter::once(body).chain(asides.iter().map(Vec::as_slice)) {
        let Some(first) = lines.first() else { continue };
        let shape = (first.role != LineRole::Unknown).then(|| unwrapped::shape_of("", first));
        page::push(drafts, source, lines, shape);
        if let Some(block) = drafts.blocks.last_mut() {
            block.given = first.role;
        }
    }
}

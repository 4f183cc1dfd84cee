//! A wrapped page: its lines, measured and placed, put together to blocks.

use crate::text::Mapped;

use super::block::{Block, BlockKind};
use super::columns::{Region, regions};
use super::cues::Cues;
use super::join::{Indent, Placed, Words, starts};
use super::kinds::{Drafts, Mark};
use super::lines::Line;
use super::marks::End;
use super::pairs::Pairs;
use super::setoff::stretch;
use super::shape::{Shape, is_salutation, reads_on};
use super::unwrapped::{self, single};

/// Lines taken together; what stands further apart tells nothing about a column.
const PART: usize = 20_000;

/// Adds the blocks of a wrapped page, in the order of their first lines.
pub(super) fn push_blocks(drafts: &mut Drafts, source: &str, lines: &[Line]) {
    let margin = margin(lines);
    let mut rest = lines;
    while !rest.is_empty() {
        let (part, behind) = rest.split_at(part(rest));
        push_part(drafts, source, part, margin);
        rest = behind;
    }
}

/// How many lines to take together: all, or up to a blank line behind a sentence.
fn part(lines: &[Line]) -> usize {
    if lines.len() <= PART {
        return lines.len();
    }
    let ends = |n: &usize| lines[*n].gap && lines[n - 1].end == End::Strong;
    (PART / 2..PART).rev().find(ends).unwrap_or(PART)
}

fn push_part(drafts: &mut Drafts, source: &str, lines: &[Line], margin: u32) {
    let pairs = Pairs::of(lines.iter().map(|line| line.span.of(source)));
    let (mut body, mut furniture, mut gap) = (Vec::<Placed>::with_capacity(lines.len()), Vec::new(), false);
    for line in lines {
        let text = line.span.of(source);
        let shape = unwrapped::shape_of(text, line);
        if shape == Shape::Furniture {
            furniture.push(*line);
        } else {
            let line = Line { gap: line.gap || gap, ..*line };
            if let Some(before) = body.last_mut() {
                before.words.bind = pairs.bind(before.cues.line.span.of(source), text);
            }
            let read_on = line.end == End::Open && (text.ends_with(['，', '、']) || reads_on(text));
            let words = Words { salute: is_salutation(text), read_on, bind: false };
            body.push(Placed::of(Cues::of(line, text, margin), shape, words));
        }
        gap = shape == Shape::Furniture;
    }
    place(&mut body);
    let starts = starts(&mut body);
    let lines: Vec<Line> = body.iter().map(|line| line.cues.line).collect();
    let mut furniture = furniture.iter().peekable();
    for (n, start) in starts.iter().enumerate() {
        let end = starts.get(n + 1).map_or(lines.len(), |next| next.line);
        while let Some(line) = furniture.next_if(|line| line.span.start < lines[start.line].span.start) {
            push(drafts, source, &[*line], Some(Shape::Furniture));
        }
        let only = (end - start.line == 1).then_some(body[start.line].shape);
        push(drafts, source, &lines[start.line..end], only);
        if let (true, Some(mark)) = (start.heading, drafts.marks.last_mut()) {
            mark.shape = if mark.shape == Shape::Text { Shape::Heading } else { mark.shape };
        }
    }
    furniture.for_each(|line| push(drafts, source, &[*line], Some(Shape::Furniture)));
}

/// Whether a blank line follows at least so many tenths of the sentences that end with their line.
fn sets_apart(lines: &[Placed], tenths: usize) -> bool {
    let ends = lines.windows(2).filter(|pair| pair[0].cues.line.end == End::Strong);
    let (gaps, count) = ends.fold((0, 0), |(gaps, count), pair| (gaps + usize::from(pair[1].cues.line.gap), count + 1));
    gaps * 10 >= count * tenths
}

/// The indent that nearly all lines have: a margin of the page.
fn margin(lines: &[Line]) -> u32 {
    let mut indents: Vec<u8> = lines.iter().map(|line| line.indent).collect();
    let low = indents.len() / 5;
    if indents.is_empty() {
        return 0;
    }
    u32::from(*indents.select_nth_unstable(low).1)
}

/// Gives the lines their regions, and the regions' way with indents.
fn place(placed: &mut [Placed]) {
    let apart = sets_apart(placed, 9);
    for line in placed.iter_mut() {
        line.apart = apart;
    }
    place_in_columns(placed);
    let mut start = 0;
    while start < placed.len() {
        let run = placed[start..].iter().take_while(|line| line.region == placed[start].region).count();
        let region = &mut placed[start..start + run];
        let indent = indent_of(region);
        let apart = sets_apart(region, 5);
        for line in region {
            line.indent = indent;
            line.apart = if line.region == Region::Loose { apart } else { line.apart };
        }
        start += run;
    }
}

/// Gives every line its region.
fn place_in_columns(placed: &mut [Placed]) {
    let mut neutral = vec![false; placed.len()];
    let mut n = 0;
    while n < placed.len() {
        let end = stretch(placed, n).unwrap_or(n);
        neutral[n..end].fill(true);
        neutral[n] |= matches!(placed[n].shape, Shape::Byline | Shape::Stamp);
        n = end.max(n + 1);
    }
    let cues: Vec<Cues> = placed.iter().map(|line| line.cues).collect();
    for (line, region) in placed.iter_mut().zip(regions(&cues, &neutral)) {
        line.region = region;
    }
}

/// How a region shows first lines, by the lines that must be first ones.
fn indent_of(lines: &[Placed]) -> Indent {
    let indented = lines.iter().filter(|line| line.cues.is_indented()).count();
    if indented >= 2 && indented * 40 >= lines.len() {
        return Indent::Kept;
    }
    let (mut full, mut shorter) = (0, 0);
    for trio in lines.windows(3) {
        let [before, line, after] = trio else { continue };
        let ended =
            before.had_room(line, 0) && before.had_room(line, 6) || line.cues.line.gap && !before.cues.is_open();
        if ended && line.cues.is_open() && !after.cues.line.gap {
            full += usize::from(!line.had_room(after, 0) && !line.is_wider());
            shorter += usize::from(line.is_first_like(after));
        }
    }
    if full > shorter { Indent::Unset } else { Indent::Lost }
}

/// Adds the block of these lines; `shape` where it is known.
pub(super) fn push(drafts: &mut Drafts, source: &str, lines: &[Line], shape: Option<Shape>) {
    let gap = lines.first().is_none_or(|line| line.gap);
    let (block, end) = match lines {
        [line] => (single(line.span.of(source), line), line.end),
        _ => joined(source, lines),
    };
    let shape = shape.unwrap_or_else(|| super::shape::shape(&block.text.text, end));
    drafts.push(block, Mark { shape, gap });
}

/// The block of several lines, and how it ends.
fn joined(source: &str, lines: &[Line]) -> (Block, End) {
    let mut text = Mapped {
        text: String::with_capacity(lines.iter().map(|line| line.span.len() + 1).sum()),
        pieces: Vec::with_capacity(lines.len()),
    };
    let mut before = None;
    for line in lines {
        let run = line.span.of(source);
        if before.is_some_and(is_word) && run.chars().next().is_some_and(is_word) && !are_digits(before, run) {
            text.push_joiner(" ");
        }
        text.push_source(source, line.span);
        before = run.chars().next_back();
    }
    (Block::new(BlockKind::Paragraph, text), lines.last().map_or(End::Open, |line| line.end))
}

/// What a space parts from its like: letters and digits of scripts that write spaces, and their marks.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() && u32::from(c) < 0x2E80 || matches!(c, ',' | '.' | ';' | ':' | '!' | '?' | ')' | '(' | '%')
}

fn are_digits(before: Option<char>, run: &str) -> bool {
    before.is_some_and(|c| c.is_ascii_digit()) && run.starts_with(|c: char| c.is_ascii_digit())
}

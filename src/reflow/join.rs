//! The decision at every line end: does the block go on?

use super::columns::{HANG, INDENT, Region};
use super::cues::Cues;
use super::marks::End;
use super::setoff::headings;
use super::shape::Shape;

/// How a region shows the first lines of its paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Indent {
    /// By white space.
    Kept,
    /// Only by their being shorter.
    Lost,
    /// Not at all.
    Unset,
}

/// A line with all that is known of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    /// What it shows.
    pub cues: Cues,
    /// The column it was set in.
    pub region: Region,
    /// How that region shows first lines.
    pub indent: Indent,
    /// Its shape as a block of its own.
    pub shape: Shape,
    /// What its words say about the line after it.
    pub words: Words,
    /// Whether its page, or its region if that is loose, sets paragraphs apart by blank lines.
    pub apart: bool,
}

/// What a line's words say about the line after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Words {
    /// It is a salutation.
    pub salute: bool,
    /// It ends with a word that something must follow, or with a comma.
    pub read_on: bool,
    /// Its last character and the next line's first stand together elsewhere on the page.
    pub bind: bool,
}

impl Placed {
    /// A line whose region is not known yet.
    pub(super) fn of(cues: Cues, shape: Shape, words: Words) -> Self {
        Self { cues, region: Region::Lines, indent: Indent::Unset, shape, words, apart: false }
    }

    /// Whether `next` would have had room on this line in a column of `width` columns less `less`.
    pub(super) fn had_room(&self, next: &Self, less: u32) -> bool {
        match self.region {
            Region::Column { width, measure } => self.cues.with_head(&next.cues, measure) + less <= width,
            Region::Lines | Region::Loose => true,
        }
    }

    /// Whether this line is exactly as short as a first line whose indent was lost.
    pub(super) fn is_first_like(&self, next: &Self) -> bool {
        self.had_room(next, 0) && !self.had_room(next, INDENT)
    }

    /// Whether it is wider than its column.
    pub(super) fn is_wider(&self) -> bool {
        self.is_wider_by(HANG)
    }

    /// Whether it is wider than its column by more than so many columns.
    fn is_wider_by(&self, columns: u32) -> bool {
        matches!(self.region, Region::Column { width, measure } if self.cues.reach(measure) > width + columns)
    }
}

/// Longest heading of several lines, in columns.
const HEADING: u32 = 150;
/// An open line of so many columns is no heading.
const WIDE: u32 = 84;
/// A line within a paragraph may be wider than its column by so many columns, where marks were squeezed.
const WIDER: u32 = 6;
/// An open line of so many columns, alone among lines that were not wrapped, is no heading.
const LONE: u32 = 78;
/// A line of fewer columns ends a paragraph of a loose region.
const NARROW: u32 = 70;
/// Most lines of a note.
const NOTE_LINES: usize = 12;
/// Lines looked back at for the end of a sentence.
const NEAR: usize = 24;
/// Most lines of a heading.
const HEADING_LINES: usize = 6;
/// Columns by which a line of a heading may be shorter than the next.
const HEADING_RAG: u32 = 6;

/// Where a block begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start {
    /// Its first line.
    pub line: usize,
    /// Whether it stands between blank lines as headings do.
    pub heading: bool,
}

/// The beginning of each block, in order, by one pass over the lines.
pub(super) fn starts(lines: &mut [Placed]) -> Vec<Start> {
    let headings = headings(lines);
    let mut found = Vec::new();
    let (mut start, mut whole) = (0, None);
    for (n, heading) in headings.into_iter().enumerate() {
        let goes_on = match whole {
            Some(end) => n < end,
            None => n > 0 && heading.is_none() && goes_on(lines, start, n),
        };
        if !goes_on {
            found.push(Start { line: n, heading: heading.is_some() });
            start = n;
            whole = note_end(lines, n).or(heading);
        }
    }
    found
}

/// Whether the block that began at `start` goes on with line `n`.
fn goes_on(lines: &[Placed], start: usize, n: usize) -> bool {
    let (a, b) = (&lines[n - 1], &lines[n]);
    if a.region != b.region {
        return false;
    }
    let in_text = a.cues.is_open() && !a.had_room(b, 0) && n - start > 1;
    if a.shape.stands_alone() && n - start == 1
        || b.shape.stands_alone() && !in_text
        || b.words.salute && (b.cues.line.gap || !a.cues.is_open())
    {
        return false;
    }
    if b.cues.bracket[0] && !a.cues.is_open() && note_end(lines, n).is_some() {
        return false;
    }
    match a.region {
        Region::Lines => lone_wrap(a, b),
        Region::Loose => loosely(a, b),
        Region::Column { .. } => in_column(lines, start, n),
    }
}

/// Whether `b` goes on a line among lines that were not wrapped: one too long for its page, which
/// sets paragraphs apart by blank lines.
fn lone_wrap(a: &Placed, b: &Placed) -> bool {
    a.apart
        && !b.cues.line.gap
        && a.cues.is_open()
        && b.cues.width[0] < WIDE
        && (a.cues.width[0] >= LONE || a.words.read_on && a.cues.marked)
}

/// The decision where lines end near a width: only blank lines and sentence ends tell.
fn loosely(a: &Placed, b: &Placed) -> bool {
    let ended = !a.cues.is_open() && (b.cues.line.gap || b.cues.number.is_some() || !a.apart);
    !ended && !b.cues.is_indented() && a.cues.width[0] >= NARROW
}

/// The decision inside one column.
pub(super) fn in_column(lines: &[Placed], start: usize, n: usize) -> bool {
    let (a, b) = (&lines[n - 1], &lines[n]);
    let first = start + 1 == n;
    if a.indent == Indent::Kept {
        if b.cues.is_indented() || b.shape == Shape::Numbered && b.cues.line.gap && !a.cues.is_open() {
            return false;
        }
        if lines[start].cues.is_indented() && a.cues.is_open() {
            return true;
        }
    }
    if first && is_full_heading(lines, n - 1) {
        return false;
    }
    let less = if first && a.indent == Indent::Lost { INDENT } else { 0 };
    if a.is_wider() || a.had_room(b, less) {
        let near = &lines[start.max(n.saturating_sub(NEAR))..n];
        let sentence = near.iter().any(|line| line.cues.marks_end) && !b.cues.line.gap && b.cues.number.is_none();
        let text = a.cues.is_open() && (sentence || is_text(a, b, first, less));
        return text || b.cues.closing[0] && !b.cues.line.gap || heading_goes_on(lines, start, n);
    }
    a.cues.is_open() || b.cues.closing[0] || a.indent == Indent::Kept || sentence_goes_on(lines, n)
}

/// Whether line `n`, which begins a block and is as full as a paragraph's line, is a heading all the
/// same: no first line of a paragraph that lost its indent is so wide, and the next line is as short as one.
fn is_full_heading(lines: &[Placed], n: usize) -> bool {
    let (a, b) = (&lines[n], &lines[n + 1]);
    let Region::Column { width, measure } = a.region else { return false };
    a.indent == Indent::Lost
        && a.shape.is_heading()
        && !a.words.read_on
        && !a.words.bind
        && a.cues.reach(measure) + INDENT > width + HANG
        && b.cues.is_open()
        && lines.get(n + 2).is_some_and(|after| b.is_first_like(after))
}

/// Whether `a`, open and shorter than its column, is text all the same: by so little that the
/// font may explain it, or wider than headings are.
fn is_text(a: &Placed, b: &Placed, first: bool, less: u32) -> bool {
    let slack = if first { 2 } else { 4 };
    let gap = b.cues.line.gap;
    let squeezed = a.is_wider() && !a.is_wider_by(WIDER) && !first && !gap;
    let nearly_full = !(a.is_wider() || a.had_room(b, less + slack) || first && gap);
    b.cues.closing[0] || squeezed || nearly_full || !gap && a.cues.width[0] >= WIDE && a.shape != Shape::Numbered
}

/// Whether line `n` goes on a paragraph whose last line is full and ends with a sentence.
fn sentence_goes_on(lines: &[Placed], n: usize) -> bool {
    let (a, b) = (&lines[n - 1], &lines[n]);
    let after = lines.get(n + 1).filter(|after| after.region == b.region);
    if let (Indent::Lost, Some(after)) = (a.indent, after) {
        if !b.had_room(after, 0) {
            return true;
        }
        if !b.had_room(after, INDENT) && b.cues.is_open() {
            return false;
        }
    }
    !(b.cues.number.is_some() || b.cues.line.gap)
}

/// Whether `n` goes on a heading of several short lines where no blank line tells.
fn heading_goes_on(lines: &[Placed], start: usize, n: usize) -> bool {
    if n - start >= HEADING_LINES {
        return false;
    }
    let (a, b) = (&lines[n - 1], &lines[n]);
    let whole: u32 = lines[start..=n].iter().map(|line| line.cues.width[0]).sum();
    let short = lines.get(n + 1).is_none_or(|after| b.had_room(after, INDENT));
    let open = lines[start..n]
        .iter()
        .all(|line| line.cues.line.end < End::Strong && !line.cues.marks_end && !line.words.salute);
    let unfinished = !a.cues.is_open() || a.shape != Shape::Heading || a.cues.width[0] + HEADING_RAG >= b.cues.width[0];
    open && short
        && unfinished
        && whole <= HEADING
        && b.cues.is_open()
        && b.shape == Shape::Heading
        && !b.cues.line.gap
        && b.cues.number.is_none()
}

/// One past the last line of a note that begins at line `n`: brackets that open there and close
/// where a line ends.
fn note_end(lines: &[Placed], n: usize) -> Option<usize> {
    let first = &lines[n].cues;
    if first.number.is_some() || !first.bracket[0] || lines[n].region == Region::Lines {
        return None;
    }
    let mut depth = 0;
    for (at, line) in lines.iter().enumerate().skip(n).take(NOTE_LINES) {
        depth += line.cues.brackets;
        if depth <= 0 {
            return (depth == 0 && line.cues.bracket[1]).then_some(at + 1);
        }
    }
    None
}

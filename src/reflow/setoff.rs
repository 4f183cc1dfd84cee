//! Headings and titles that stand between blank lines, told from pieces of paragraphs that column
//! breaks cut off.

use super::columns::{INDENT, Region};
use super::join::{Indent, Placed, in_column};
use super::marks::{End, Number};
use super::shape::Shape;

/// Longest heading of several lines, in columns.
const HEADING: u32 = 170;
/// An open line of so many columns in a loose region is text.
const WIDE: u32 = 84;
/// A heading of several lines may end with a bracket or quotation mark up to so many columns.
const NARROW: u32 = 100;
/// Most commas of a heading.
const COMMAS: u32 = 3;
/// Columns by which a first line of a paragraph may seem too short.
const SLACK: u32 = 2;
/// Most lines of a heading.
const HEADING_LINES: usize = 6;

/// Where a stretch of lines that may be a heading ends (one past), if one begins at line `n`: few
/// lines between blank ones, none of which ends a sentence.
pub(super) fn stretch(lines: &[Placed], n: usize) -> Option<usize> {
    if !begins(lines, n) {
        return None;
    }
    let (mut whole, mut commas) = (0, 0);
    for (at, line) in lines.iter().enumerate().skip(n).take(HEADING_LINES) {
        whole += line.cues.width[0];
        commas += line.cues.commas;
        let last = lines.get(at + 1).is_none_or(|next| next.cues.line.gap);
        let closed = last && !line.cues.is_open() && !(at > n && line.shape == Shape::Heading && whole <= NARROW);
        let ended = closed || line.cues.line.end == End::Strong;
        if ended
            || !may_be_heading(line, at == n)
            || whole > HEADING
            || commas > COMMAS
            || at > n + 3 && commas == COMMAS
        {
            return None;
        }
        if last || is_theme(lines, at + 1) {
            return Some(at + 1);
        }
    }
    None
}

/// Whether a block begins at line `n` for sure.
fn begins(lines: &[Placed], n: usize) -> bool {
    n == 0 || lines[n].cues.line.gap || lines[n - 1].shape == Shape::Byline || is_theme(lines, n)
}

/// Whether the line before `n`, which stands behind a blank line, is a theme above a title: not half
/// as wide, and finished.
fn is_theme(lines: &[Placed], n: usize) -> bool {
    let theme = &lines[n - 1];
    theme.cues.line.gap
        && theme.shape == Shape::Heading
        && !theme.cues.marked
        && !theme.cues.closing[1]
        && !theme.cues.latin[0]
        && !theme.cues.latin[1]
        && lines[n].cues.width[0] > 2 * theme.cues.width[0]
}

fn may_be_heading(line: &Placed, first: bool) -> bool {
    match line.shape {
        Shape::Heading => true,
        Shape::Numbered => first,
        Shape::Text => (first || line.cues.number.is_none()) && !line.cues.marks_end,
        Shape::Furniture | Shape::Byline | Shape::Note | Shape::Stamp => false,
    }
}

/// Decides for each stretch whether it is a heading, and gives it the region it belongs to where it
/// is a piece of a paragraph. Returns for each line the end of the heading that begins there.
pub(super) fn headings(lines: &mut [Placed]) -> Vec<Option<usize>> {
    let mut found = vec![None; lines.len()];
    let wrapped = lines.iter().filter(|line| line.region != Region::Lines).count() * 4 > lines.len();
    let mut n = 0;
    while n < lines.len() {
        let Some(end) = stretch(lines, n) else {
            n += 1;
            continue;
        };
        if !is_piece(lines, n, end) {
            if end - n == 1 || wrapped {
                found[n] = Some(end);
            } else {
                (n..end).for_each(|at| found[at] = Some(at + 1));
            }
        }
        n = end;
    }
    found
}

/// Whether the lines `n..end` go on the paragraph before them, or begin the one behind them.
fn is_piece(lines: &mut [Placed], n: usize, end: usize) -> bool {
    let own: Vec<Placed> = lines[n..end].to_vec();
    let neighbours = [n.checked_sub(1), (end < lines.len()).then_some(end)];
    for (side, place) in neighbours.into_iter().enumerate() {
        let Some(place) = place else { continue };
        let (region, indent) = (lines[place].region, lines[place].indent);
        if region == Region::Lines || lines[place].shape == Shape::Byline {
            continue;
        }
        for line in &mut lines[n..end] {
            (line.region, line.indent) = (region, indent);
        }
        if region == Region::Loose {
            if lines[n..end].iter().all(|line| line.cues.width[0] >= WIDE) {
                return true;
            }
            continue;
        }
        let piece = if side == 0 { continues(lines, n, end) } else { starts_next(lines, n, end) };
        if piece {
            return true;
        }
    }
    lines[n..end].copy_from_slice(&own);
    false
}

/// Whether every line of `n..end` is as full as its column lets it be.
/// The first may be short by `less` more.
fn is_full(lines: &[Placed], n: usize, end: usize, less: u32) -> bool {
    (n..end).all(|at| {
        !lines[at].is_wider()
            && lines.get(at + 1).is_none_or(|next| !lines[at].had_room(next, if at == n { less } else { 0 }))
    })
}

/// Whether `n..end` go on the paragraph before them.
fn continues(lines: &[Placed], n: usize, end: usize) -> bool {
    lines[n - 1].region == lines[n].region && is_full(lines, n, end, 0) && in_column(lines, n - 1, n)
}

/// Whether `n..end` are the first lines of the paragraph that goes on at `end`.
fn starts_next(lines: &[Placed], n: usize, end: usize) -> bool {
    let (first, next, after) = (&lines[n], &lines[end], lines.get(end + 1));
    if next.cues.number.is_some() && first.shape.is_heading() {
        return false;
    }
    // the words say that it is text: then the font may explain that it is a little short
    let slack = if is_heading(first, end - n) { 0 } else { SLACK };
    match first.indent {
        Indent::Kept => first.cues.is_indented() && !next.cues.is_indented(),
        Indent::Lost => {
            let full = is_full(lines, n, end, INDENT + slack) && first.had_room(&lines[n + 1], 0);
            let goes_on = after.is_some_and(|after| !next.had_room(after, 0));
            let new = next.cues.is_open() && after.is_some_and(|after| next.is_first_like(after));
            full && (goes_on || !new && !is_heading(first, end - n))
        }
        Indent::Unset => is_full(lines, n, end, slack) && !is_heading(first, end - n),
    }
}

/// Whether a stretch of so many lines that begins with `first` looks more like a heading than like
/// the first lines of a paragraph, where the columns don't tell.
fn is_heading(first: &Placed, lines: usize) -> bool {
    lines == 1
        && first.shape.is_heading()
        && !first.cues.marked
        && !first.words.read_on
        && !first.words.bind
        && !matches!(first.cues.number, Some(Number::Article | Number::Item))
}

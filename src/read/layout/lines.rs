//! The segments of a column → its lines, with their cues.

use unicode_width::UnicodeWidthChar;

use crate::read::LineRole;

use super::segments::{Segment, median};
use super::{Glyph, SetLine};

/// Lines whose leading is so many times the usual one stand apart.
const APART: f32 = 1.35;
/// A line so many times as large as its neighbour stands apart from it.
const LARGER: f32 = 1.14;

/// Adds the lines of `piece`, whose segments stand from the top.
pub(super) fn push(found: &mut Vec<SetLine>, piece: &[usize], segments: &[Segment], glyphs: &[Glyph]) {
    let mut rows: Vec<Vec<&Segment>> = Vec::new();
    for segment in piece.iter().filter_map(|&at| segments.get(at)) {
        match rows.last_mut() {
            Some(row) if belongs(row, segment) => row.push(segment),
            _ => rows.push(vec![segment]),
        }
    }
    let mut lines: Vec<SetLine> = rows.into_iter().filter_map(|row| line(row, glyphs)).collect();
    indent(&mut lines);
    set_apart(&mut lines, found.last());
    found.append(&mut lines);
}

/// Whether a segment stands on the line of those in `row`: next to them, by less than half a line higher or lower.
fn belongs(row: &[&Segment], segment: &Segment) -> bool {
    let near = row.iter().all(|other| segment.y - other.y < 0.5 * segment.size.max(other.size));
    let over = |other: &&&Segment| {
        segment.left < other.right - 0.3 * other.size && other.left < segment.right - 0.3 * other.size
    };
    near && !row.iter().any(|other| over(&other))
}

fn line(mut row: Vec<&Segment>, glyphs: &[Glyph]) -> Option<SetLine> {
    row.sort_by(|a, b| a.left.total_cmp(&b.left));
    let widest = row.iter().max_by(|a, b| (a.right - a.left).total_cmp(&(b.right - b.left)))?;
    let own = row.iter().flat_map(|segment| glyphs.get(segment.glyphs.clone()).unwrap_or_default());
    let own: Vec<Glyph> = own.copied().collect();
    let text = text(&own);
    (!text.is_empty()).then(|| SetLine {
        text,
        x: row.first().map_or(0.0, |segment| segment.left),
        y: widest.y,
        right: row.iter().map(|segment| segment.right).fold(f32::NEG_INFINITY, f32::max),
        size: widest.size,
        indented: false,
        gap: false,
        role: LineRole::Unknown,
        source: own.first().map_or(0, |glyph| glyph.source),
    })
}

/// The text of glyphs on one line: blanks that were written, and those that only a gap shows.
fn text(glyphs: &[Glyph]) -> String {
    let mut text = String::with_capacity(glyphs.len() * 3);
    let mut before: Option<&Glyph> = None;
    let mut blank = false;
    for glyph in glyphs {
        if glyph.char == ' ' {
            blank = true;
            continue;
        }
        if let Some(last) = before {
            let gap = glyph.x - last.x - last.width;
            if parted(last, glyph, gap, blank) {
                text.push(' ');
            }
        }
        text.push(glyph.char);
        (before, blank) = (Some(glyph), false);
    }
    text
}

/// Whether a space stands between two glyphs: between words of narrow characters one that is written or that a gap of
/// a fifth of an em shows; between ideographs only where a gap is wider than a letter-spaced title's.
fn parted(a: &Glyph, b: &Glyph, gap: f32, blank: bool) -> bool {
    let em = a.size.min(b.size);
    match (is_wide(a.char), is_wide(b.char)) {
        (false, false) => blank || gap > 0.2 * em,
        (true, true) => gap > if blank { 0.4 * em } else { 1.6 * em } || blank && gap <= -0.1 * em,
        _ => blank && gap > 0.2 * em || gap > em,
    }
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2) || ('\u{2010}'..='\u{2027}').contains(&c)
}

/// Marks the lines that are indented by about two of their characters.
fn indent(lines: &mut [SetLine]) {
    let Some(left) = left_edge(lines) else { return };
    let right = lines.iter().map(|line| line.right).fold(f32::NEG_INFINITY, f32::max);
    for line in lines {
        let (before, behind) = (line.x - left, right - line.right);
        let centred = (before - behind).abs() < line.size && before > 2.6 * line.size;
        line.indented = before > 1.4 * line.size && (before < 2.7 * line.size || !centred);
    }
}

/// Where most lines begin, or the leftmost where none is usual: the first place from the left that a fifth share.
fn left_edge(lines: &[SetLine]) -> Option<f32> {
    let mut starts: Vec<(f32, f32)> = lines.iter().map(|line| (line.x, line.size)).collect();
    starts.sort_by(|a, b| a.0.total_cmp(&b.0));
    let shared = |&&(x, size): &&(f32, f32)| {
        let near = starts.iter().filter(|other| other.0 >= x && other.0 - x < 0.6 * size).count();
        near * 8 >= starts.len()
    };
    starts.iter().take(2000).find(shared).or(starts.first()).map(|start| start.0)
}

/// Marks the lines that stand apart; `before` is the last line of what was read before them.
fn set_apart(lines: &mut [SetLine], before: Option<&SetLine>) {
    let steps = lines.windows(2).filter_map(|pair| match pair {
        [a, b] if (a.size / b.size - 1.0).abs() < 0.1 => Some((b.y - a.y) / b.size),
        _ => None,
    });
    let leading = median(&mut steps.filter(|&step| step > 0.5).collect::<Vec<f32>>());
    let mut last = before.cloned();
    for line in lines {
        if let Some(last) = &last {
            let ratio = (line.size / last.size).max(last.size / line.size);
            let step = (line.y - last.y) / line.size.max(last.size);
            let usual = leading.unwrap_or(1.8);
            line.gap = ratio > LARGER || step > usual * APART && step > usual + 0.3;
        }
        last = Some(line.clone());
    }
}

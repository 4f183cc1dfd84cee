//! Lines of a column: runs side by side put together, with the spaces that the page shows.

use super::glyphs::Glyph;
use super::runs::Run;
use super::unicode::is_wide;

/// A gap of so much of the font's size parts words that are written with spaces.
const WORD: f32 = 0.2;
/// A gap of so much of the font's size is a space between ideographs, beyond the line's usual one.
const WIDE: f32 = 0.85;
/// A gap of so much of the font's size may part cells of a table.
const CELL: f32 = 1.6;

/// A line as it stands on the page. Lengths are in points.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// What it says; no white space at its ends.
    pub text: String,
    /// Left and right edge.
    pub x: [f32; 2],
    /// Baseline.
    pub y: f32,
    /// Size of the font of most of it.
    pub size: f32,
    /// Left edges of its cells, where wide gaps part it: one at least.
    pub cells: Vec<f32>,
    /// Byte of the text at which each cell but the first begins.
    pub breaks: Vec<usize>,
    /// Width of its first word, which the line before had no room for.
    pub head: f32,
}

impl Row {
    /// The text with tabs between its cells.
    pub(super) fn with_tabs(&self) -> String {
        let mut text = String::with_capacity(self.text.len() + self.breaks.len());
        let mut from = 0;
        for &at in &self.breaks {
            text.push_str(self.text.get(from..at).unwrap_or_default().trim_end());
            text.push('\t');
            from = at;
        }
        text.push_str(self.text.get(from..).unwrap_or_default());
        text
    }
}

/// The lines of a column, from the top.
pub(super) fn rows(glyphs: &[Glyph], runs: &[Run], part: &[usize]) -> Vec<Row> {
    let mut order = part.to_vec();
    order.sort_by(|&a, &b| runs[a].y.total_cmp(&runs[b].y));
    let mut lines: Vec<Vec<usize>> = Vec::new();
    for at in order {
        // a mark set higher or lower than its line is beside it, not above
        let beside = lines.iter_mut().rev().take(3).find(|line| {
            let fits = |&other: &usize| runs[at].is_beside(&runs[other]);
            let apart = |&other: &usize| {
                let shared = runs[at].x[1].min(runs[other].x[1]) - runs[at].x[0].max(runs[other].x[0]);
                shared < 0.6 * runs[at].width().min(runs[other].width())
            };
            line.iter().any(fits) && line.iter().all(|other| apart(other) || (runs[at].y - runs[*other].y).abs() < 0.1)
        });
        match beside {
            Some(line) => line.push(at),
            None => lines.push(vec![at]),
        }
    }
    lines.iter().map(|line| row(glyphs, runs, line)).filter(|row| !row.text.is_empty()).collect()
}

/// The line that these runs are.
fn row(glyphs: &[Glyph], runs: &[Run], line: &[usize]) -> Row {
    let main = line
        .iter()
        .max_by(|&&a, &&b| runs[a].width().total_cmp(&runs[b].width()))
        .map_or((0.0, 1.0), |&at| (runs[at].y, runs[at].size));
    let mut set: Vec<&Glyph> =
        line.iter().flat_map(|&at| glyphs.get(runs[at].glyphs.clone()).unwrap_or_default()).collect();
    set.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
    let first = set.iter().position(|glyph| !glyph.c.is_whitespace()).unwrap_or(0);
    let head = head(&set[first..]);
    let (spread, real_spaces) = (spread(&set), has_real_spaces(&set));
    let mut row = Row {
        text: String::with_capacity(set.len() * 3),
        x: [f32::MAX, f32::MIN],
        y: main.0,
        size: main.1,
        cells: Vec::new(),
        breaks: Vec::new(),
        head,
    };
    let (mut last, mut spaced): (Option<&Glyph>, bool) = (None, false);
    for glyph in set {
        if glyph.c.is_whitespace() {
            spaced |= last.is_some();
            continue;
        }
        let gap =
            last.map_or(0.0, |last| glyph.x[0] - last.x[1].min(last.x[0] + 1.1 * last.size.max(last.x[1] - last.x[0])));
        let size = last.map_or(row.size, |last| last.size.max(glyph.size));
        let shown = last.is_some_and(|last| is_space(last.c, glyph.c, gap, size, spread));
        let real = spaced && real_spaces && gap > 0.05 * size;
        if shown || real {
            row.text.push(' ');
        }
        if last.is_none() || gap > CELL * size {
            if last.is_some() {
                row.breaks.push(row.text.len());
            }
            row.cells.push(glyph.x[0]);
        }
        row.text.push(glyph.c);
        row.x = [row.x[0].min(glyph.x[0]), row.x[1].max(glyph.x[1])];
        (last, spaced) = (Some(glyph), false);
    }
    row
}

/// Whether spaces written in the line are meant: not where one stands behind most ideographs, as some programs
/// write to spread a line.
fn has_real_spaces(set: &[&Glyph]) -> bool {
    let (mut spaces, mut wide) = (0, 0);
    for pair in set.windows(2).filter(|pair| is_wide(pair[0].c)) {
        wide += 1;
        spaces += usize::from(pair[1].c.is_whitespace());
    }
    spaces * 3 <= wide || wide < 3
}

/// The gap that most glyphs of the line have between them: that of letter-spaced and of justified lines.
fn spread(set: &[&Glyph]) -> f32 {
    let mut gaps: Vec<f32> = set
        .windows(2)
        .filter(|pair| is_wide(pair[0].c) && is_wide(pair[1].c))
        .map(|pair| (pair[1].x[0] - pair[0].x[1]).max(0.0))
        .collect();
    if gaps.len() < 3 {
        return 0.0;
    }
    let middle = gaps.len() / 2;
    *gaps.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// Whether a gap between two characters is a space.
fn is_space(before: char, after: char, gap: f32, size: f32, spread: f32) -> bool {
    match (is_wide(before), is_wide(after)) {
        (false, false) => gap > (WORD * size).max(if spread > 0.0 { spread * 0.9 } else { 0.0 }),
        (true, true) => gap > WIDE * size + spread,
        _ => gap > 0.6 * size + spread,
    }
}

/// Width of what cannot be parted at the line's start: the first word or ideograph with its marks, and behind a
/// quotation mark, at which some programs break no line, one more.
fn head(set: &[&Glyph]) -> f32 {
    const OPENING: &str = "“‘（《【〈「『〔(";
    const CLOSING: &str = "，。、；：！？”’）》】〉」』〕…—,.;:!?)%％";
    let Some(first) = set.first() else { return 0.0 };
    let mut rest = set.iter().peekable();
    let mut end = first.x[0];
    for _ in 0..4 {
        while let Some(glyph) = rest.next_if(|glyph| OPENING.contains(glyph.c)) {
            end = glyph.x[1];
        }
        if let Some(glyph) = rest.next() {
            end = glyph.x[1];
            let latin = |c: char| !is_wide(c) && !c.is_whitespace();
            while let Some(next) = rest.next_if(|next| latin(glyph.c) && latin(next.c) || CLOSING.contains(next.c)) {
                end = next.x[1];
            }
        }
        if !rest.peek().is_some_and(|glyph| matches!(glyph.c, '“' | '‘')) {
            break;
        }
    }
    end - first.x[0]
}

//! Where paragraphs begin, by the places of lines: indents, room left at a line's end, gaps, sizes.

use std::collections::HashMap;

use super::lines::Row;

/// Sizes within this part of each other are one.
const ALIKE: f32 = 0.08;
/// A first line's indent, in sizes of the font.
const INDENT: [f32; 2] = [0.8, 5.5];

/// A line with the column it stands in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Placed {
    /// The line.
    pub row: Row,
    /// The page, from 0.
    pub page: usize,
    /// Which part of the document, in reading order; lines of one part stand below each other.
    pub part: usize,
    /// Left and right edge of the column.
    pub edges: [f32; 2],
    /// Usual distance of baselines in it.
    pub leading: f32,
}

impl Placed {
    fn indent(&self) -> f32 {
        (self.row.x[0] - self.edges[0]) / self.row.size
    }

    fn room(&self) -> f32 {
        self.edges[1] - self.row.x[1]
    }

    fn is_indented(&self) -> bool {
        (INDENT[0]..=INDENT[1]).contains(&self.indent())
    }

    /// Whether it stands in the middle of its column, with room on both sides.
    fn is_centred(&self) -> bool {
        let left = self.row.x[0] - self.edges[0];
        left > self.row.size && (left - self.room()).abs() < 1.2 * self.row.size
    }

    fn is_like(&self, other: &Self) -> bool {
        (self.row.size - other.row.size).abs() <= ALIKE * self.row.size.max(other.row.size)
    }
}

/// Size of the font of most of the text.
pub(super) fn body_size<'a>(rows: impl Iterator<Item = &'a Row>) -> f32 {
    let mut count: HashMap<i32, usize> = HashMap::new();
    for row in rows {
        *count.entry((row.size * 4.0).round() as i32).or_insert(0) += row.text.len();
    }
    let most = count.into_iter().max_by_key(|&(size, count)| (count, size));
    most.map_or(10.0, |(size, _)| size as f32 / 4.0)
}

/// Puts the columns' edges and leading to lines; lines of one part must follow each other.
pub(super) fn measure(lines: &mut [Placed]) {
    let usual = edges_in_use(lines);
    for part in lines.chunk_by_mut(|a, b| a.part == b.part) {
        let size = body_size(part.iter().map(|line| &line.row));
        let left = part.iter().map(|line| line.row.x[0]).fold(f32::MAX, f32::min);
        let right = part.iter().map(|line| line.row.x[1]).fold(f32::MIN, f32::max);
        let edges = usual.column([left, right], size);
        let leading = leading(part);
        for line in part {
            (line.edges, line.leading) = (edges, leading);
        }
    }
}

/// The left and right edges that columns of the document have.
struct Edges {
    columns: Vec<[f32; 2]>,
}

/// Columns that hold many lines of the document.
fn edges_in_use(lines: &[Placed]) -> Edges {
    let mut count: HashMap<[i32; 2], (usize, [f32; 2])> = HashMap::new();
    for part in lines.chunk_by(|a, b| a.part == b.part) {
        let size = body_size(part.iter().map(|line| &line.row));
        let mut left: Vec<f32> = part.iter().map(|line| line.row.x[0]).collect();
        let mut right: Vec<f32> = part.iter().map(|line| line.row.x[1]).collect();
        left.sort_by(f32::total_cmp);
        right.sort_by(f32::total_cmp);
        // the outermost edge that several lines share
        right.reverse();
        let shared =
            |edges: &[f32]| edges.windows(2).find(|pair| (pair[0] - pair[1]).abs() < 0.35 * size).map(|pair| pair[0]);
        let (left, right) = (shared(&left), shared(&right));
        if let (Some(left), Some(right), true) = (left, right, part.len() >= 4) {
            let key = [(left / 3.0).round() as i32, (right / 6.0).round() as i32];
            let entry = count.entry(key).or_insert((0, [left, right]));
            entry.0 += part.len();
            entry.1 = [entry.1[0].min(left), entry.1[1].max(right)];
        }
    }
    let mut columns: Vec<(usize, [f32; 2])> = count.into_values().collect();
    columns.sort_by(|a, b| b.0.cmp(&a.0).then(a.1[0].total_cmp(&b.1[0])));
    Edges { columns: columns.into_iter().map(|(_, edges)| edges).take(64).collect() }
}

impl Edges {
    /// The column that lines between these edges stand in.
    fn column(&self, own: [f32; 2], size: f32) -> [f32; 2] {
        let fits = |edges: &&[f32; 2]| own[0] >= edges[0] - 0.6 * size && own[1] <= edges[1] + 1.2 * size;
        let near = |edges: &[f32; 2]| (edges[1] - edges[0]) - (own[1] - own[0]);
        let best = self.columns.iter().filter(fits).min_by(|a, b| near(a).total_cmp(&near(b)));
        best.map_or(own, |edges| [edges[0].min(own[0].max(edges[0] - 0.6 * size)), edges[1]])
    }
}

/// The usual distance from line to line of the same size.
fn leading(part: &[Placed]) -> f32 {
    let mut steps: Vec<f32> = part
        .windows(2)
        .filter(|pair| pair[0].is_like(&pair[1]))
        .map(|pair| pair[1].row.y - pair[0].row.y)
        .filter(|step| *step > 0.0)
        .collect();
    if steps.is_empty() {
        return 0.0;
    }
    let low = steps.len() / 3;
    *steps.select_nth_unstable_by(low, f32::total_cmp).1
}

/// How the document sets off first lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Style {
    /// By an indent.
    pub indents: bool,
    /// By more white than between lines.
    pub gaps: bool,
}

/// How the document sets off first lines, by all its lines but headings.
pub(super) fn style(lines: &[Placed], body: f32) -> Style {
    let (mut indents, mut gaps, mut count) = (0, 0, 0);
    for pair in lines.windows(2).filter(|pair| pair[0].part == pair[1].part) {
        let [before, line] = pair else { continue };
        if before.is_like(line) && (line.row.size - body).abs() <= ALIKE * body {
            count += 1;
            indents += usize::from(line.is_indented() && !line.is_centred());
            gaps += usize::from(is_gap(before, line));
        }
    }
    Style { indents: indents >= 2 && indents * 60 >= count, gaps: gaps >= 2 && gaps * 60 >= count }
}

/// Whether more white than the usual stands between two lines of a part.
fn is_gap(before: &Placed, line: &Placed) -> bool {
    let step = line.row.y - before.row.y;
    let size = before.row.size.max(line.row.size);
    step > line.leading * 1.28 + 0.1 * size && line.leading > 0.0 || step > 3.2 * size
}

/// Whether a paragraph, a heading … begins with `line`, which follows `before`.
pub(super) fn begins(before: &Placed, line: &Placed, after: Option<&Placed>, style: Style) -> bool {
    if !before.is_like(line) {
        return true;
    }
    let below = before.part == line.part;
    if below && (is_gap(before, line) || line.row.y < before.row.y - 0.5 * line.row.size) {
        return true;
    }
    let centred = before.is_centred() && line.is_centred();
    if centred && below && !(style.indents && is_first(line, after)) {
        return false;
    }
    let slack = if style.indents || style.gaps { 1.6 } else { 0.9 };
    let had_room = before.room() > line.row.head + slack * before.row.size;
    if style.indents && line.is_indented() {
        // all lines of an inset stand in as far as the one before, and further than first lines do
        let inset = line.indent() > 2.8 && (before.row.x[0] - line.row.x[0]).abs() < 0.3 * line.row.size && !had_room;
        let goes_on = after.is_some_and(|after| {
            after.part == line.part && (after.row.x[0] - line.row.x[0]).abs() < 0.3 * line.row.size
        });
        return !(inset && goes_on && !ends(&before.row.text)) || had_room;
    }
    if had_room {
        return true;
    }
    // a full line that ends a sentence: only an indent or a gap, where the document has them, tells the next one
    !below && !style.indents && !style.gaps && ends(&before.row.text)
}

/// Whether the line is the first of a paragraph whose next line stands at the column's edge.
fn is_first(line: &Placed, after: Option<&Placed>) -> bool {
    let indent = line.indent();
    (1.5..=2.5).contains(&indent) && after.is_some_and(|after| after.part == line.part && after.indent() < 0.5)
}

/// Whether a sentence ends with the text.
fn ends(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '）', '』', '」']).ends_with(['。', '！', '？', '.', '!', '?', '…', '；'])
}

/// Whether the lines show enough for their places to tell paragraphs apart.
pub(super) fn tells(lines: &[Placed], style: Style) -> bool {
    style.indents || style.gaps || lines.len() < 12
}

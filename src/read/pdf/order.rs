//! Reading order: a page cut into columns and bands, by the white between them.
//!
//! A region is cut where white strips run down between lines of text on both sides (gutters), those of tables not
//! counted. Lines that stand across a gutter with nothing beside them, titles and introductions, part the region
//! into bands that are read one after another. The parts are cut again until nothing is left to cut. The order in
//! which the page was drawn is kept instead where it goes through the parts one by one, never upwards: then it is
//! that of the articles.

use super::glyphs::Rule;
use super::runs::Run;

/// Narrowest gutter, in sizes of the font.
const GUTTER: f32 = 0.7;
/// Narrowest column, in sizes of the font.
const COLUMN: f32 = 4.0;
/// Fewest lines beside a gutter.
const LINES: usize = 3;
/// Part of the column that its lines fill, on average, at least.
const FILLED: f32 = 0.5;
/// Most parts of a page.
const PARTS: usize = 400;

/// The parts of a page in reading order; each is a column, or a piece of one, as numbers of runs in their order.
pub(super) fn parts(runs: &[Run], rules: &[Rule]) -> Vec<Vec<usize>> {
    let mut done: Vec<Vec<usize>> = Vec::new();
    let mut open: Vec<Vec<usize>> = vec![(0..runs.len()).collect()];
    while let Some(region) = open.pop() {
        let cuts = if done.len() + open.len() < PARTS { cut(runs, rules, &region) } else { Vec::new() };
        if cuts.len() > 1 {
            open.extend(cuts.into_iter().rev());
        } else if !region.is_empty() {
            done.push(region);
        }
    }
    if is_drawn_in_order(runs, &done) {
        done.sort_by_key(|part| part.iter().min().copied());
    }
    done
}

/// A strip of white from top to bottom.
#[derive(Debug, Clone, Copy)]
struct Gutter {
    x: [f32; 2],
}

impl Gutter {
    fn middle(self) -> f32 {
        f32::midpoint(self.x[0], self.x[1])
    }

    fn is_crossed_by(self, run: &Run) -> bool {
        run.x[0] < self.middle() && run.x[1] > self.middle()
    }
}

/// The parts that a region is cut into, in their order; one, or none, where it is whole.
fn cut(runs: &[Run], rules: &[Rule], region: &[usize]) -> Vec<Vec<usize>> {
    let gutters = gutters(runs, rules, region);
    if gutters.is_empty() {
        return cut_across(runs, rules, region);
    }
    let bands = bands(runs, region, &gutters);
    if bands.len() > 1 {
        return bands;
    }
    let clear: Vec<Gutter> =
        gutters.iter().copied().filter(|gutter| !region.iter().any(|&at| gutter.is_crossed_by(&runs[at]))).collect();
    let walls = if clear.is_empty() { gutters } else { clear };
    let mut columns = vec![Vec::new(); walls.len() + 1];
    for &at in region {
        let middle = f32::midpoint(runs[at].x[0], runs[at].x[1]);
        columns[walls.iter().filter(|wall| wall.middle() < middle).count()].push(at);
    }
    columns.retain(|column| !column.is_empty());
    columns
}

/// Cuts a region that has no gutter from top to bottom where that gives its lower or upper part one.
fn cut_across(runs: &[Run], rules: &[Rule], region: &[usize]) -> Vec<Vec<usize>> {
    const TRIES: usize = 8;
    let rows = rows(runs, region);
    if rows.len() < 2 * LINES {
        return Vec::new();
    }
    let mut gaps: Vec<(f32, f32)> =
        rows.windows(2).map(|pair| (pair[1].0 - pair[0].1, f32::midpoint(pair[1].0, pair[0].1))).collect();
    gaps.sort_by(|a, b| b.0.total_cmp(&a.0));
    for &(_, y) in gaps.iter().take(TRIES) {
        let (above, below): (Vec<usize>, Vec<usize>) = region.iter().partition(|&&at| runs[at].y < y);
        if [&above, &below].iter().any(|part| !gutters(runs, rules, part).is_empty()) {
            return vec![above, below];
        }
    }
    Vec::new()
}

/// Upper and lower edge of every row of a region, from the top; rows that overlap are one.
fn rows(runs: &[Run], region: &[usize]) -> Vec<(f32, f32)> {
    let mut spans: Vec<(f32, f32)> = region.iter().map(|&at| (runs[at].top(), runs[at].bottom())).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut rows: Vec<(f32, f32)> = Vec::new();
    for (top, bottom) in spans {
        match rows.last_mut() {
            Some(row) if top < row.1 - 0.3 * (bottom - top) => row.1 = row.1.max(bottom),
            _ => rows.push((top, bottom)),
        }
    }
    rows
}

/// The size of the font of most runs; a region is not empty.
fn median_size(runs: &[Run], region: &[usize]) -> f32 {
    let mut sizes: Vec<f32> = region.iter().map(|&at| runs[at].size).collect();
    *sizes.select_nth_unstable_by(region.len() / 2, f32::total_cmp).1
}

/// The strips that few runs cross, with columns on both sides.
fn gutters(runs: &[Run], rules: &[Rule], region: &[usize]) -> Vec<Gutter> {
    if region.len() < 2 * LINES {
        return Vec::new();
    }
    let size = median_size(runs, region);
    let most = region.len() * 6 / 10;
    let mut edges: Vec<(f32, i32)> =
        region.iter().flat_map(|&at| [(runs[at].x[0], 1), (runs[at].x[1] - 0.05 * size, -1)]).collect();
    edges.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let (mut covered, mut found, mut valley): (i32, Vec<Gutter>, Option<(i32, Gutter)>) = (0, Vec::new(), None);
    for pair in edges.windows(2) {
        covered += pair[0].1;
        let strip = Gutter { x: [pair[0].0, pair[1].0] };
        if strip.x[1] - strip.x[0] < GUTTER * size || usize::try_from(covered).unwrap_or(0) > most {
            continue;
        }
        let near = valley.filter(|(_, before)| strip.x[0] - before.x[1] < COLUMN * size);
        match near {
            Some((depth, _)) if depth <= covered => {}
            Some(_) => valley = Some((covered, strip)),
            None => {
                found.extend(valley.map(|(_, strip)| strip));
                valley = Some((covered, strip));
            }
        }
    }
    found.extend(valley.map(|(_, strip)| strip));
    found.retain(|&gutter| {
        parts_columns(runs, region, gutter, size)
            && is_crossed_by_bands(runs, region, gutter, size)
            && !is_in_table(rules, runs, region, gutter)
    });
    found
}

/// Whether nothing stands beside the lines that cross the strip.
fn is_crossed_by_bands(runs: &[Run], region: &[usize], gutter: Gutter, size: f32) -> bool {
    let mut order = region.to_vec();
    order.sort_by(|&a, &b| runs[a].y.total_cmp(&runs[b].y));
    order.iter().enumerate().filter(|&(_, &at)| gutter.is_crossed_by(&runs[at])).all(|(n, &at)| {
        let crosser = &runs[at];
        let near = |other: &&usize| (runs[**other].y - crosser.y).abs() <= 3.0 * size.max(crosser.size);
        let above = order[..n].iter().rev().take_while(near);
        let mut row: Vec<usize> = above
            .chain(order[n..].iter().take_while(near))
            .copied()
            .filter(|&other| crosser.is_beside(&runs[other]))
            .collect();
        row.push(at);
        is_one_line(runs, &row, size)
    })
}

/// Whether lines of columns stand on both sides of the strip, beside each other.
fn parts_columns(runs: &[Run], region: &[usize], gutter: Gutter, size: f32) -> bool {
    let side = |left: bool| -> Vec<usize> {
        let on =
            |at: &&usize| if left { runs[**at].x[1] <= gutter.middle() } else { runs[**at].x[0] >= gutter.middle() };
        region.iter().filter(on).copied().collect()
    };
    let (left, right) = (side(true), side(false));
    if !is_column(runs, &left, size) || !is_column(runs, &right, size) {
        return false;
    }
    let range = |side: &[usize]| {
        side.iter()
            .fold([f32::MAX, f32::MIN], |[top, bottom], &at| [top.min(runs[at].top()), bottom.max(runs[at].bottom())])
    };
    let (left, right) = (range(&left), range(&right));
    left[1].min(right[1]) - left[0].max(right[0]) > size * LINES as f32
}

/// Whether these runs are lines of text that fill their width, not cells.
fn is_column(runs: &[Run], side: &[usize], size: f32) -> bool {
    let rows = rows(runs, side);
    if rows.len() < LINES {
        return false;
    }
    let [left, right] = side
        .iter()
        .fold([f32::MAX, f32::MIN], |[left, right], &at| [left.min(runs[at].x[0]), right.max(runs[at].x[1])]);
    let text: f32 = side.iter().map(|&at| runs[at].width()).sum();
    right - left >= COLUMN * size && text >= FILLED * (right - left) * rows.len() as f32
}

/// Whether the strip parts the cells of a table: rules run through it, from one side to the other.
fn is_in_table(rules: &[Rule], runs: &[Run], region: &[usize], gutter: Gutter) -> bool {
    let [top, bottom] = region
        .iter()
        .filter(|&&at| !gutter.is_crossed_by(&runs[at]))
        .fold([f32::MAX, f32::MIN], |[top, bottom], &at| [top.min(runs[at].top()), bottom.max(runs[at].bottom())]);
    let (mut across, mut along) = (0, 0);
    for rule in rules.iter().filter(|rule| rule.y[1] > top - 6.0 && rule.y[0] < bottom + 6.0) {
        across += usize::from(rule.x[0] < gutter.x[0] && rule.x[1] > gutter.x[1] && rule.y[1] - rule.y[0] < 3.0);
        along += usize::from(rule.x[0] >= gutter.x[0] - 2.0 && rule.x[1] <= gutter.x[1] + 2.0);
    }
    across >= 3 && along >= 1
}

/// The region parted by the lines that stand across a gutter with nothing beside them.
fn bands(runs: &[Run], region: &[usize], gutters: &[Gutter]) -> Vec<Vec<usize>> {
    let size = median_size(runs, region);
    let crosses = |at: usize| gutters.iter().any(|gutter| gutter.is_crossed_by(&runs[at]));
    let mut order = region.to_vec();
    order.sort_by(|&a, &b| runs[a].y.total_cmp(&runs[b].y));
    let (mut spans, mut at) = (Vec::<(usize, bool, f32)>::new(), 0);
    // rows of the region, whether a run of theirs stands across a gutter, and none on either side of it
    while at < order.len() {
        let first = &runs[order[at]];
        let row = order[at..].iter().take_while(|&&other| first.is_beside(&runs[other])).count().max(1);
        let members = &order[at..at + row];
        let whole = members.iter().any(|&run| crosses(run)) && is_one_line(runs, members, size);
        let tail = spans.last().is_some_and(|&(end, whole, size)| {
            let above = &runs[order[end - 1]];
            whole && is_tail(runs, members, gutters, above) && (size - first.size).abs() < 0.05 * size
        });
        spans.push((at + row, whole || tail, first.size));
        at += row;
    }
    let (mut found, mut start): (Vec<Vec<usize>>, usize) = (Vec::new(), 0);
    for (n, &(end, whole, _)) in spans.iter().enumerate() {
        if spans.get(n + 1).is_none_or(|next| next.1 != whole) {
            let mut band = order[start..end].to_vec();
            band.sort_unstable();
            found.push(band);
            start = end;
        }
    }
    found
}

/// Whether no gap as wide as a gutter parts the runs of a row; titles, which are larger than the text, are often
/// spaced out.
fn is_one_line(runs: &[Run], row: &[usize], size: f32) -> bool {
    let mut row: Vec<&Run> = row.iter().map(|&at| &runs[at]).collect();
    row.sort_by(|a, b| a.x[0].total_cmp(&b.x[0]));
    row.windows(2).all(|pair| {
        let most = if pair[0].size > 1.15 * size { 3.0 } else { GUTTER };
        pair[1].x[0] - pair[0].x[1] < most * pair[0].size
    })
}

/// Whether the row is the last line of the text across the gutters that ends with `above`.
fn is_tail(runs: &[Run], row: &[usize], gutters: &[Gutter], above: &Run) -> bool {
    let left = gutters.iter().map(|gutter| gutter.x[0]).fold(f32::MAX, f32::min);
    let near = row.iter().all(|&at| runs[at].y - above.y < 2.0 * above.size);
    near && row.len() == 1 && row.iter().all(|&at| runs[at].x[1] <= left + above.size)
}

/// Whether the page was drawn part by part, and none before one that stands above it.
fn is_drawn_in_order(runs: &[Run], parts: &[Vec<usize>]) -> bool {
    let mut part_of = vec![0; runs.len()];
    for (n, part) in parts.iter().enumerate() {
        part.iter().for_each(|&at| part_of[at] = n);
    }
    let changes = part_of.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if changes + 1 > parts.len() + parts.len() / 4 {
        return false;
    }
    let boxes: Vec<[f32; 4]> = parts
        .iter()
        .map(|part| {
            part.iter().fold([f32::MAX, f32::MIN, f32::MAX, f32::MIN], |[left, right, top, bottom], &at| {
                let run = &runs[at];
                [left.min(run.x[0]), right.max(run.x[1]), top.min(run.top()), bottom.max(run.bottom())]
            })
        })
        .collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&n| parts[n].iter().min().copied());
    let upwards =
        |first: &[f32; 4], then: &[f32; 4]| first[0].max(then[0]) < first[1].min(then[1]) && then[3] <= first[2] + 1.0;
    !order.iter().enumerate().any(|(n, &first)| order[n + 1..].iter().any(|&then| upwards(&boxes[first], &boxes[then])))
}

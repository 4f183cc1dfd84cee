//! The page's geometry: which lines were set in a column of which width.
//!
//! Every width that neighbouring lines share is a candidate. The cheapest way through the page is
//! chosen, where a line costs what it does not explain in a column of that width (it is too wide,
//! or short in mid-sentence), and changing the column costs too, more so where no blank line is.

use super::cues::{Cues, Measure};

/// How the lines of a stretch of a page were ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Region {
    /// At every paragraph's end only.
    Lines,
    /// Somewhere near a width, as text fields and mail do.
    Loose,
    /// At `width` columns by the given measure.
    Column {
        /// Columns.
        width: u32,
        /// How columns are counted.
        measure: Measure,
    },
}

/// Lines looked at together; more would not tell more about a page, and widths would pile up.
const WINDOW: usize = 1500;
/// Candidate widths of a window.
const CANDIDATES: usize = 40;
/// Narrowest column, in columns (ten characters).
const NARROWEST: u32 = 20;
/// Columns by which a hanging mark may stand out.
pub(super) const HANG: u32 = 2;
/// What a line costs that hangs over by a character that does not.
const OVER: u32 = 4;
/// What an open line costs that is short by little, as lines with Latin words or squeezed marks are.
const SHORT_BY_LITTLE: u32 = 10;
/// A column of so many columns lets a line be short by two more than a narrower one, by three.
const SLACK: u32 = 80;
/// Columns of a paragraph's indent.
pub(super) const INDENT: u32 = 4;
/// Narrowest line of a loose region but a paragraph's last, in columns.
const LOOSE: u32 = 88;
/// Widest open line that may be a heading, in columns.
const HEADING: u32 = 84;

/// The region of each line; `neutral` lines, which may be headings, have no say in it.
pub(super) fn regions(lines: &[Cues], neutral: &[bool]) -> Vec<Region> {
    lines.chunks(WINDOW).zip(neutral.chunks(WINDOW)).flat_map(|(lines, neutral)| window(lines, neutral)).collect()
}

/// The cheapest way through the regions (Viterbi's algorithm).
fn window(lines: &[Cues], neutral: &[bool]) -> Vec<Region> {
    let states = candidates(lines);
    let inertia = if is_mostly_unwrapped(lines) { 3 } else { 1 };
    let mut cost: Vec<u32> = vec![0; states.len()];
    let mut back: Vec<Vec<u8>> = Vec::with_capacity(lines.len());
    for (n, line) in lines.iter().enumerate() {
        let (before, after) = (n.checked_sub(1).map(|n| &lines[n]), lines.get(n + 1));
        let change = if n == 0 { 0 } else { inertia * change_cost(line, &lines[n - 1]) };
        let (cheapest, least) = cost.iter().copied().enumerate().min_by_key(|&(_, c)| c).unwrap_or((0, 0));
        let mut from = Vec::with_capacity(states.len());
        for (at, &state) in states.iter().enumerate() {
            let stay = cost[at] <= least + change;
            from.push(u8::try_from(if stay { at } else { cheapest }).unwrap_or(0));
            cost[at] = cost[at].min(least + change) - least
                + if neutral[n] { 0 } else { line_cost(state, before, line, after) };
        }
        back.push(from);
    }
    let mut at = cost.iter().enumerate().min_by_key(|&(_, c)| c).map_or(0, |(at, _)| at);
    let mut path: Vec<Region> = back
        .iter()
        .rev()
        .map(|from| {
            let here = states[at];
            at = usize::from(from[at]);
            here
        })
        .collect();
    path.reverse();
    path
}

/// Whether most of the text stands in long lines that end as paragraphs do.
fn is_mostly_unwrapped(lines: &[Cues]) -> bool {
    let whole: u32 = lines.iter().map(|line| line.width[0]).sum();
    let closed = lines.iter().filter(|line| !line.is_open()).map(|line| line.width[0]);
    closed.filter(|&width| width > HEADING).sum::<u32>() * 2 > whole
}

/// The widths that occur, and the two regions without one.
fn candidates(lines: &[Cues]) -> Vec<Region> {
    let mut found: Vec<(u32, u32, bool)> = Vec::new();
    for half in [false, true] {
        let measure = Measure { half, hang: true };
        let mut count = std::collections::BTreeMap::new();
        for pair in lines.windows(2) {
            let (width, next) = (pair[0].reach(measure), pair[1].reach(measure));
            let alike = width.abs_diff(next) <= INDENT;
            let weight = match (pair[0].is_open(), pair[1].line.gap) {
                (true, _) if alike => 3,
                (true, _) => 1,
                (false, false) if alike => 2,
                (false, _) => continue,
            };
            if width >= NARROWEST {
                *count.entry(width).or_insert(0) += weight;
            }
        }
        found.extend(count.into_iter().map(|(width, count)| (count, width, half)));
    }
    found.sort_by_key(|&(count, ..)| std::cmp::Reverse(count));
    found.truncate(CANDIDATES);
    let columns = Measure::ALL.into_iter().flat_map(|measure| {
        let widths = found.iter().filter(move |(_, _, half)| *half == measure.half);
        widths.map(move |&(_, width, _)| Region::Column { width, measure })
    });
    [Region::Lines, Region::Loose].into_iter().chain(columns).collect()
}

/// What it costs to change the column between two lines.
fn change_cost(line: &Cues, before: &Cues) -> u32 {
    match (line.line.gap, before.is_open()) {
        (true, false) => 20,
        (true, true) => 35,
        (false, false) => 50,
        (false, true) => 60,
    }
}

/// What `line` costs in a region, in tenths of a natural logarithm of how unlikely it is there,
/// estimated by hand: what ends a paragraph, a heading or a column wherever it likes costs some,
/// an open line that had room for more costs most.
fn line_cost(region: Region, before: Option<&Cues>, line: &Cues, after: Option<&Cues>) -> u32 {
    let gap = after.is_none_or(|after| after.line.gap);
    let open = line.is_open();
    match region {
        Region::Lines if !open => 8,
        Region::Lines if line.commas > 0 && !gap => 30,
        Region::Lines if line.width[0] <= HEADING => 16,
        Region::Lines => 25,
        Region::Loose => match (open, gap) {
            (true, true) => 32,
            (true, false) if line.width[0] < LOOSE => 40,
            (true, false) => 5,
            (false, true) => 10,
            (false, false) => 25,
        },
        Region::Column { width, measure } => column_cost((width, measure), before, line, after),
    }
}

/// What `line` costs in a column: nothing when it is open and full.
fn column_cost((width, measure): (u32, Measure), before: Option<&Cues>, line: &Cues, after: Option<&Cues>) -> u32 {
    let gap = after.is_none_or(|after| after.line.gap);
    let open = line.is_open();
    let reach = line.reach(measure);
    if reach > width + HANG {
        let set_off = open && gap && line.line.gap && line.width[0] <= HEADING;
        return (if set_off { 25 } else { 42 }) + (reach - width - HANG).min(30);
    }
    let Some(after) = after else { return if open { 20 } else { 6 } };
    let wanted = line.with_head(after, measure);
    if wanted > width {
        let over = reach > width && !(measure.hang && line.closing[1]);
        return u32::from(!open) * 9 + u32::from(over) * OVER;
    }
    if open && !gap && width - wanted <= width / SLACK * 2 + 1 {
        return SHORT_BY_LITTLE;
    }
    let may_begin = line.line.gap || before.is_none_or(|before| !before.is_open());
    match (open, wanted + INDENT > width && may_begin) {
        (true, true) => 4,
        (false, true) => 6,
        (false, false) => 10,
        (true, false) if gap || line.line.gap => 22,
        (true, false) => 30,
    }
}

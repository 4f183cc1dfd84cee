//! Tables: those of data, a row a line, told from those that lay a page out.

use super::flow::{self, View};
use super::look;
use crate::read::{Line, LineRole};

/// Characters of a cell from which it is more likely a column of the page than a datum.
const LONG_CELL: usize = 400;

/// Columns that a row may have; what a `colspan` says beyond is not believed.
const MOST_COLUMNS: usize = 1000;

/// A cell of a table.
struct Cell {
    at: usize,
    row: usize,
    columns: usize,
    rows: usize,
}

/// Whether the table at `at` holds data: it says so, or its rows have several short cells each.
pub(super) fn is_data(view: View<'_>, at: usize) -> bool {
    let Some(table) = view.page.nodes.get(at) else { return false };
    if matches!(table.attribute("role"), Some("presentation" | "none")) || holds_table(view, at) {
        return false;
    }
    let (cells, _) = cells(view, at);
    let wide = cells.chunk_by(|one, other| one.row == other.row).filter(|row| row.len() > 1).count();
    if wide == 0 {
        return false;
    }
    let lengths: Vec<usize> = cells.iter().map(|cell| letters(view, cell.at)).collect();
    let filled = lengths.iter().filter(|&&length| length > 0).count();
    let total: usize = lengths.iter().sum();
    let longest = lengths.iter().copied().max().unwrap_or(0);
    let headed = view.page.subtree(at).iter().any(|node| matches!(node.tag(), "th" | "caption" | "thead"));
    let framed = headed || has_border(view, at);
    // One long cell beside empty ones is the page in its frame, whatever the frame looks like.
    let lays_out = longest >= LONG_CELL && (filled <= 2 || longest * 10 >= total * 8);
    !lays_out && filled >= 2 && (framed || wide >= 2 && longest < LONG_CELL)
}

/// The rows of the table at `at`, its caption first. A cell that goes over several rows stands in the first.
pub(super) fn rows(view: View<'_>, at: usize) -> Vec<Line> {
    let mut out = Vec::new();
    let captions = (at..at + view.page.subtree(at).len()).filter(|&at| view.page.nodes[at].tag() == "caption");
    captions.for_each(|caption| out.extend(flow::lines(view, caption, false)));
    let (cells, count) = cells(view, at);
    let mut cells = cells.iter().peekable();
    let mut taken: Vec<usize> = Vec::new(); // by column, rows from the next on that a cell above stands in
    for row in 0..count {
        let (mut line, mut column) = (String::new(), 0);
        loop {
            if taken.get(column).is_some_and(|&rows| rows > 0) {
                taken[column] -= 1;
                column += 1;
                line.push('\t');
                continue;
            }
            let Some(cell) = cells.next_if(|cell| cell.row == row) else { break };
            line.push_str(&cell_text(view, cell.at));
            let end = (column + cell.columns).min(MOST_COLUMNS);
            taken.resize(taken.len().max(end), 0);
            taken.get_mut(column..end).into_iter().flatten().for_each(|rows| *rows = cell.rows.saturating_sub(1));
            column = end;
            line.push('\t');
        }
        let behind = taken.get_mut(column..).into_iter().flatten();
        behind.for_each(|rows| *rows = rows.saturating_sub(1));
        if !line.trim().is_empty() {
            out.push(Line::new(line.trim_end(), LineRole::Row));
        }
    }
    out
}

/// The text of a cell on one line.
fn cell_text(view: View<'_>, at: usize) -> String {
    let lines = flow::lines(view, at, false);
    lines.iter().map(|line| line.text.replace('\t', " ")).collect::<Vec<_>>().join(" ")
}

/// The cells that are shown, in order, and the number of rows.
fn cells(view: View<'_>, at: usize) -> (Vec<Cell>, usize) {
    let (mut cells, mut rows) = (Vec::new(), 0_usize);
    let end = at + view.page.subtree(at).len();
    let mut at = at + 1;
    while let Some(node) = view.page.nodes.get(at).filter(|_| at < end) {
        if view.leaves_out(at) {
            at = node.end;
            continue;
        }
        match node.tag() {
            "tr" => rows += 1,
            "td" | "th" if rows > 0 => {
                let span = |name| node.attribute(name).and_then(|span| span.trim().parse().ok()).unwrap_or(1);
                let (columns, down) = (span("colspan").clamp(1, MOST_COLUMNS), span("rowspan").clamp(1, MOST_COLUMNS));
                cells.push(Cell { at, row: rows - 1, columns, rows: down });
                at = node.end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    (cells, rows)
}

/// Whether another table stands in the one at `at`.
fn holds_table(view: View<'_>, at: usize) -> bool {
    view.page.subtree(at).iter().skip(1).any(|node| node.tag() == "table")
}

fn has_border(view: View<'_>, at: usize) -> bool {
    let nodes = view.page.subtree(at).iter().filter(|node| matches!(node.tag(), "table" | "td"));
    let draws = |border: &str| {
        let border = border.trim();
        !border.starts_with("none") && !border.starts_with('0')
    };
    nodes.take(8).any(|node| {
        node.attribute("border").is_some_and(|border| border.trim() != "0")
            || node.tag() == "td"
                && ["border", "border-top", "border-bottom", "border-left"]
                    .iter()
                    .any(|name| look::style(node, name).is_some_and(draws))
    })
}

/// Letters and digits in the subtree at `at` that are shown.
fn letters(view: View<'_>, at: usize) -> usize {
    let nodes = view.page.subtree(at).iter();
    nodes.map(|node| node.text.chars().filter(|c| c.is_alphanumeric()).count()).sum()
}

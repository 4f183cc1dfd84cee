//! The header of a table: which rows it is, and its text.

use crate::read::sheet::grid::{Cell, Grid};

use super::{Row, last_row, number, words};

/// Longest name of a column, in characters.
const NAME_CHARS: usize = 40;
/// Rows that the columns below a header are judged by.
const SAMPLE: usize = 50;
/// Most rows of a header.
const MOST: usize = 6;

/// How many rows of the table, from its first, are its header; 0 where it has none.
pub(super) fn rows(grid: &Grid, table: &[Row<'_>]) -> usize {
    let Some(first) = table.first() else { return 0 };
    if first.len() < 2 || !first.iter().all(is_name) {
        return 0;
    }
    let rows = depth(grid, table);
    let Some((last, below)) = table.get(..rows).and_then(<[Row<'_>]>::last).zip(table.get(rows..)) else { return 0 };
    if below.is_empty() {
        0
    } else if heads(table.get(..rows).unwrap_or_default(), last, below) {
        rows
    } else {
        0
    }
}

/// Whether a cell can be the name of a column: short words, or a year.
fn is_name(cell: &Cell) -> bool {
    let year = cell.text.len() == 4 && cell.text.parse::<u32>().is_ok_and(|year| (1900..2200).contains(&year));
    (cell.words || year) && cell.text.chars().count() <= NAME_CHARS && !cell.text.ends_with('。')
}

/// How many rows a header that begins with the first would have, by its merged cells: 补贴金额 over 中央 and 地方.
fn depth(grid: &Grid, table: &[Row<'_>]) -> usize {
    let Some(first) = table.first() else { return 0 };
    let merges = first.iter().filter_map(|cell| grid.merge_at(cell.row, cell.column));
    let wide = merges.clone().any(|merge| merge.columns.1 > merge.columns.0);
    let last = merges.map(|merge| merge.rows.1).max().unwrap_or(0).max(number(first));
    let deep = table.iter().take(MOST).take_while(|row| number(row) <= last && row.iter().all(is_name)).count();
    // Groups of columns whose names are all below them.
    let below = table.get(1).is_some_and(|row| row.len() >= 2 && row.iter().all(is_name));
    if deep <= 1 && wide && below { 2 } else { deep.max(1) }
}

/// Whether rows that can be a header are one: by a figure below words, by usual names, or by being much shorter.
fn heads(names: &[Row<'_>], last: Row<'_>, below: &[Row<'_>]) -> bool {
    let usual = names.iter().flat_map(|row| row.iter()).filter(|cell| words::is_column_name(&cell.text)).count();
    if usual >= 2 || names.len() > 1 {
        return true;
    }
    let sample = || below.iter().take(SAMPLE).flat_map(|row| row.iter());
    let figure_below = |name: &Cell| sample().any(|cell| cell.column == name.column && !cell.words);
    if last.iter().any(|name| name.words && figure_below(name)) {
        return true;
    }
    let mean = |cells: &mut dyn Iterator<Item = &Cell>| {
        let (chars, count) = cells.fold((0, 0), |(chars, count), cell| (chars + cell.text.chars().count(), count + 1));
        chars as f64 / f64::from(count.max(1))
    };
    let widths = (mean(&mut last.iter()), mean(&mut sample()));
    usual >= 1 && last.len() >= 2 || widths.1 > 1.5 * widths.0
}

/// The names of the columns with a tab between two; those of several rows with `/`, the group first.
pub(super) fn text(grid: &Grid, names: &[Row<'_>], columns: &[u32]) -> String {
    let mut cells: Vec<String> = vec![String::new(); columns.len()];
    let end = names.iter().map(|row| last_row(grid, row)).max().unwrap_or(0);
    for cell in names.iter().flat_map(|row| row.iter()) {
        let merge = grid.merge_at(cell.row, cell.column).filter(|merge| merge.rows.1 <= end);
        let right = merge.map_or(cell.column, |merge| merge.columns.1);
        let from = columns.partition_point(|&column| column < cell.column);
        for (name, _) in cells.iter_mut().zip(columns).skip(from).take_while(|(_, column)| **column <= right) {
            if !name.is_empty() {
                name.push('/');
            }
            name.push_str(&cell.text);
        }
    }
    cells.join("\t").trim_end().to_owned()
}

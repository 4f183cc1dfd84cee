//! From a grid to lines: titles, headers, rows, notes.
//!
//! Rows without a blank one between them are a region. In a region the title (one cell alone), then the header, then
//! the rows, then notes are looked for. A region without a header of its own goes on with the one above it.

mod header;
mod words;

use crate::read::{Line, LineRole, ReadError};

use super::grid::{Budget, Cell, Grid};

/// The cells of a row, of which there is at least one.
type Row<'a> = &'a [Cell];

/// The lines of a sheet, numbered by its rows; `alone` says that no other sheet has a value. Each row is its cells
/// with a tab between two, as many as there are columns with a value between them.
pub(super) fn lines(grid: &Grid, alone: bool, budget: &mut Budget<'_>) -> Result<Vec<Line>, ReadError> {
    let rows: Vec<Row<'_>> = grid.cells.chunk_by(|a, b| a.row == b.row).collect();
    let mut lines = Vec::with_capacity(rows.len() + 1);
    let Some(first) = rows.first() else { return Ok(lines) };
    let title = first.first().filter(|cell| first.len() == 1 && words::is_title(&cell.text));
    let named = !words::is_default_name(&grid.name) && !title.is_some_and(|title| title.text.contains(&grid.name));
    let heads = !(grid.name.is_empty() || alone && !named);
    if heads {
        lines.push(Line::new(grid.name.clone(), LineRole::Heading(1)));
    }
    let mut writer = Writer { grid, lines, budget, titled: heads || !alone };
    for region in rows.chunk_by(|above, below| number(below) <= last_row(grid, above).saturating_add(1)) {
        writer.region(region)?;
    }
    Ok(writer.lines)
}

/// The number of a row.
fn number(row: Row<'_>) -> u32 {
    row.first().map_or(0, |cell| cell.row)
}

/// The last row that the cells of a row reach down to.
fn last_row(grid: &Grid, row: Row<'_>) -> u32 {
    let reach = |cell: &Cell| grid.merge_at(cell.row, cell.column).map_or(cell.row, |merge| merge.rows.1);
    row.iter().map(reach).max().unwrap_or(0)
}

struct Writer<'a, 'b, 'c> {
    grid: &'a Grid,
    lines: Vec<Line>,
    budget: &'b mut Budget<'c>,
    /// Whether the document has a title, or can have none.
    titled: bool,
}

impl Writer<'_, '_, '_> {
    fn region(&mut self, region: &[Row<'_>]) -> Result<(), ReadError> {
        let head = region.iter().take_while(|row| row.len() == 1).count();
        let (above, table) = region.split_at(head);
        self.above(above)?;
        let notes = table.iter().rev().take_while(|row| row.len() == 1).count();
        let (table, below) = table.split_at(table.len() - notes);
        let mut columns: Vec<u32> = table.iter().flat_map(|row| row.iter().map(|cell| cell.column)).collect();
        columns.sort_unstable();
        columns.dedup();
        let header = header::rows(self.grid, table);
        let (names, rows) = table.split_at(header);
        if let Some(first) = names.first() {
            let text = header::text(self.grid, names, &columns);
            self.push(text, LineRole::Heading(3), number(first))?;
        }
        for row in rows {
            self.row(row, &columns)?;
        }
        for row in below {
            let text = &row.first().map_or("", |cell| &cell.text);
            let role = if words::is_group(text) { LineRole::SheetRow } else { LineRole::Body };
            self.push((*text).to_owned(), role, number(row))?;
        }
        Ok(())
    }

    /// Cells alone above a table: its title, and what stands beside that (附件1, 单位：万元).
    fn above(&mut self, rows: &[Row<'_>]) -> Result<(), ReadError> {
        let mut titled = false;
        for row in rows {
            let text = row.first().map_or("", |cell| &cell.text);
            let role = if titled || !words::is_title(text) {
                LineRole::Body
            } else if self.titled {
                LineRole::Heading(2)
            } else {
                LineRole::Title
            };
            if role != LineRole::Body {
                (titled, self.titled) = (true, true);
            }
            self.push(text.to_owned(), role, number(row))?;
        }
        Ok(())
    }

    fn row(&mut self, row: Row<'_>, columns: &[u32]) -> Result<(), ReadError> {
        let mut text = String::new();
        let mut reached = None;
        for cell in row {
            let at = columns.partition_point(|&column| column < cell.column);
            let tabs = reached.map_or(at, |reached| at - reached);
            self.budget.spend(tabs as u64)?;
            text.extend(std::iter::repeat_n('\t', tabs));
            text.push_str(&cell.text);
            reached = Some(at);
        }
        self.push(text, LineRole::SheetRow, number(row))
    }

    fn push(&mut self, text: String, role: LineRole, number: u32) -> Result<(), ReadError> {
        self.budget.spend(40 + text.len() as u64)?;
        self.lines.push(Line { text, role, page: 0, number });
        Ok(())
    }
}

//! A sheet as its format holds it: the cells that have a value, and which are merged.

use std::time::Instant;

use crate::read::ReadError;
use crate::read::limits::{Limit, Limits};

/// What a cell takes beside its text, in bytes, when memory is counted.
const CELL_BYTES: u64 = 48;

/// A cell with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// Its row, from 1.
    pub row: u32,
    /// Its column, from 0.
    pub column: u32,
    /// As a person sees it, on one line, without space around it; never empty.
    pub text: String,
    /// Whether it is words, and no number, date or truth value.
    pub words: bool,
}

/// Cells that are shown as one, whose value is that of the first; all ends are included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Merge {
    /// First and last row, from 1.
    pub rows: (u32, u32),
    /// First and last column, from 0.
    pub columns: (u32, u32),
}

/// A sheet: its cells in any order while it is read, by row and column once it is [`Grid::settle`]d.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// As its tab says.
    pub name: String,
    /// Whether it is not shown.
    pub hidden: bool,
    /// Those with a value.
    pub cells: Vec<Cell>,
    /// Merged cells.
    pub merges: Vec<Merge>,
}

impl Grid {
    /// A visible sheet without cells.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// Adds the cell of this row (from 1) and column (from 0), where its text is not blank. The first value that is
    /// given for a place stays.
    pub fn push(&mut self, budget: &mut Budget<'_>, at: (u32, u32), value: Value) -> Result<(), ReadError> {
        let text = one_line(value.text);
        if !text.is_empty() {
            budget.spend(CELL_BYTES + text.len() as u64)?;
            self.cells.push(Cell { row: at.0, column: at.1, text, words: value.words });
        }
        Ok(())
    }

    /// Adds merged cells.
    pub fn merge(&mut self, budget: &mut Budget<'_>, merge: Merge) -> Result<(), ReadError> {
        budget.spend(CELL_BYTES)?;
        self.merges.push(merge);
        Ok(())
    }

    /// Puts the cells in order, one for each place, and the merges by their first cell.
    pub fn settle(&mut self) {
        self.cells.sort_by_key(|cell| (cell.row, cell.column));
        self.cells.dedup_by_key(|cell| (cell.row, cell.column));
        self.merges.sort_by_key(|merge| (merge.rows.0, merge.columns.0));
    }

    /// The merge whose first cell this is.
    pub fn merge_at(&self, row: u32, column: u32) -> Option<Merge> {
        let at = self.merges.binary_search_by_key(&(row, column), |merge| (merge.rows.0, merge.columns.0)).ok()?;
        self.merges.get(at).copied()
    }
}

/// What a cell shows, before it is put on one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// The text.
    pub text: String,
    /// Whether it is words.
    pub words: bool,
}

impl Value {
    /// A value that is words.
    pub fn words(text: impl Into<String>) -> Self {
        Self { text: text.into(), words: true }
    }

    /// A number, date or truth value.
    pub fn figure(text: impl Into<String>) -> Self {
        Self { text: text.into(), words: false }
    }
}

/// Line ends, tabs and control characters become spaces; runs of them one.
fn one_line(text: String) -> String {
    if !text.contains(|c: char| c.is_control()) {
        let trimmed = text.trim();
        return if trimmed.len() == text.len() { text } else { trimmed.to_owned() };
    }
    text.split(|c: char| c.is_control()).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// What reading a workbook may still take.
pub(super) struct Budget<'a> {
    limits: &'a Limits,
    spent: u64,
    steps: u32,
    deadline: Instant,
}

impl<'a> Budget<'a> {
    /// All that the limits allow, from now on.
    pub fn new(limits: &'a Limits) -> Self {
        Self { limits, spent: 0, steps: 0, deadline: limits.deadline() }
    }

    /// Takes so many bytes of memory: an error beyond [`Limit::Unpacked`]. A cell can be repeated, a string be shared
    /// by any number of cells: what they come to is more than the file unpacks to.
    pub fn spend(&mut self, bytes: u64) -> Result<(), ReadError> {
        self.spent = self.spent.saturating_add(bytes);
        self.limits.check(Limit::Unpacked, self.spent)?;
        self.step()
    }

    /// One step of a long loop: an error once time is up.
    pub fn step(&mut self) -> Result<(), ReadError> {
        self.steps = self.steps.wrapping_add(1);
        if self.steps.is_multiple_of(4096) && Instant::now() > self.deadline {
            return Err(self.limits.exceeded(Limit::Seconds));
        }
        Ok(())
    }
}

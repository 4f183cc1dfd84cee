//! Spreadsheets: .xlsx and .xlsm, .xls and .et (BIFF, the binary format of Excel 5 to 2003), .ods, .csv and .tsv.
//!
//! Each format gives grids of cells as a person sees them ([`grid::Grid`]); [`table`] makes lines of them, the same way
//! for all. Memory and time are counted by one [`grid::Budget`] for a workbook, since cells may repeat and share what
//! stands once in the file.

mod biff;
mod compound;
mod date;
mod delimited;
mod grid;
mod number;
mod ods;
mod table;
#[cfg(test)]
pub(super) mod tests;
mod xls;
mod xlsx;
mod xml;

use super::limits::{Limit, Limits};
use super::package::damaged;
use super::{Extract, Layout, ReadError, ReadErrorKind, Reader, Unit};
use grid::{Budget, Grid};

/// The format of a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SheetFormat {
    /// Office Open XML: `.xlsx`, `.xlsm`, `.xltx`, `.et` of newer WPS.
    Xlsx,
    /// BIFF 5 and 8 in a compound file: `.xls`, `.xlt`, `.et` of WPS.
    Xls,
    /// `OpenDocument`: `.ods`.
    Ods,
    /// Values between commas, semicolons or tabs: `.csv`, `.tsv`.
    Delimited,
}

/// The reader of spreadsheets. Hidden sheets are left out, which a warning says; hidden rows and columns are kept, since
/// a filter hides them.
#[derive(Debug, Clone, Copy)]
pub struct Sheet {
    /// What the bytes are.
    pub format: SheetFormat,
}

impl Reader for Sheet {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        limits.check(Limit::Bytes, bytes.len() as u64)?;
        if bytes.is_empty() {
            return Err(damaged("it is empty"));
        }
        let mut budget = Budget::new(limits);
        let grids = match self.format {
            SheetFormat::Xlsx => xlsx::grids(bytes, limits, &mut budget),
            SheetFormat::Xls => xls::grids(bytes, limits, &mut budget),
            SheetFormat::Ods => ods::grids(bytes, limits, &mut budget),
            SheetFormat::Delimited => delimited::grids(bytes, &mut budget),
        }?;
        extract(grids, &mut budget)
    }
}

/// The lines of all sheets that are shown.
fn extract(grids: Vec<Grid>, budget: &mut Budget<'_>) -> Result<Extract, ReadError> {
    let hidden: Vec<&str> = grids.iter().filter(|grid| grid.hidden).map(|grid| grid.name.as_str()).collect();
    let mut extract = Extract { layout: Layout::Paragraphs, unit: Unit::Row, ..Extract::default() };
    if !hidden.is_empty() {
        let (names, s) = (hidden.join(", "), if hidden.len() == 1 { "" } else { "s" });
        extract.warnings.push(format!("hidden sheet{s} left out: {names}; show them and save it to have them read"));
    }
    let mut shown: Vec<Grid> = grids.into_iter().filter(|grid| !grid.hidden).collect();
    let alone = shown.iter().filter(|grid| !grid.cells.is_empty()).count() == 1;
    for (grid, page) in shown.iter_mut().zip(1..) {
        grid.settle();
        let mut lines = table::lines(grid, alone, budget)?;
        for line in &mut lines {
            line.page = page;
        }
        extract.lines.append(&mut lines);
    }
    extract.sheets = shown.into_iter().map(|grid| grid.name).collect();
    if extract.lines.is_empty() {
        let remedy = "if it holds pictures or a chart only, add a text of what they show";
        return Err(ReadError::new(ReadErrorKind::NoText, "no sheet of it that is shown has a value", remedy));
    }
    Ok(extract)
}

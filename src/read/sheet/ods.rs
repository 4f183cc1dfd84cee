//! `OpenDocument` spreadsheets: `content.xml` holds each cell with the text that it shows.

use std::collections::HashSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::ReadError;
use crate::read::limits::{Limit, Limits};
use crate::read::package::{Package, damaged, encrypted};

use super::grid::{Budget, Grid, Merge, Value};
use super::xml;

/// The sheets of a workbook.
pub(super) fn grids(bytes: &[u8], limits: &Limits, budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    let mut package = Package::open(bytes, limits)?;
    let manifest = package.part("META-INF/manifest.xml")?.unwrap_or_default();
    if memchr::memmem::find(&manifest, b"encryption-data").is_some() {
        return Err(encrypted());
    }
    let Some(content) = package.part("content.xml")? else { return Err(damaged("it has no content.xml")) };
    let text = xml::text(&content);
    let mut reader = Reader::from_str(&text);
    let mut walk = Walk { limits, budget, grids: Vec::new(), row: Row::default(), cell: None, hiding: HashSet::new() };
    let (mut style, mut skipped) = (String::new(), 0_u64);
    loop {
        walk.budget.step()?;
        match reader.read_event().map_err(|error| xml::broken("content.xml", &error))? {
            Event::Start(start) if skipped > 0 || is_aside(&start) => skipped += 1,
            Event::End(_) if skipped > 0 => skipped -= 1,
            Event::Eof => return Ok(walk.grids),
            _ if skipped > 0 => {}
            Event::Start(start) => walk.start(&start, &mut style)?,
            Event::Empty(start) => {
                walk.start(&start, &mut style)?;
                walk.end(start.local_name().as_ref())?;
            }
            Event::End(end) => walk.end(end.local_name().as_ref())?,
            Event::Text(piece) => walk.characters(|text| text.push_str(&piece.xml10_content())),
            Event::CData(piece) => walk.characters(|text| text.push_str(&piece.xml10_content())),
            Event::GeneralRef(reference) => walk.characters(|text| xml::push_reference(text, &reference)),
            _ => {}
        }
    }
}

/// Comments, drawn shapes and the record of changes are no cells.
fn is_aside(start: &BytesStart<'_>) -> bool {
    matches!(start.local_name().as_ref(), "annotation" | "shapes" | "tracked-changes" | "frame")
}

#[derive(Default)]
struct Row {
    /// From 1.
    number: u32,
    /// How many rows it stands for.
    repeated: u32,
    column: u32,
    /// Its cells with a value: column, how many it stands for, value.
    cells: Vec<(u32, u32, Value)>,
    merges: Vec<Merge>,
}

#[derive(Default)]
struct Cell {
    text: String,
    words: bool,
    repeated: u32,
    rows: u32,
    columns: u32,
    /// How many paragraphs are open.
    open: u32,
}

struct Walk<'a, 'b> {
    limits: &'a Limits,
    budget: &'a mut Budget<'b>,
    grids: Vec<Grid>,
    row: Row,
    cell: Option<Cell>,
    /// Names of styles that hide a sheet.
    hiding: HashSet<String>,
}

impl Walk<'_, '_> {
    fn start(&mut self, start: &BytesStart<'_>, style: &mut String) -> Result<(), ReadError> {
        match start.local_name().as_ref() {
            "style" => *style = xml::attribute(start, "name").unwrap_or_default().into_owned(),
            "table-properties" if xml::attribute(start, "display").as_deref() == Some("false") => {
                self.hiding.insert(style.clone());
            }
            "table" => {
                let hidden =
                    xml::attribute(start, "style-name").is_some_and(|name| self.hiding.contains(name.as_ref()));
                let name = xml::attribute(start, "name").unwrap_or_default();
                self.grids.push(Grid { hidden, ..Grid::new(name) });
                self.limits.check(Limit::Pages, self.grids.len() as u64)?;
                self.row = Row { number: 1, ..Row::default() };
            }
            "table-row" => {
                let repeated = xml::number(start, "number-rows-repeated").unwrap_or(1).max(1);
                self.row = Row { number: self.row.number, repeated, ..Row::default() };
            }
            "table-cell" | "covered-table-cell" => self.cell = Some(cell(start)),
            "p" | "h" => {
                if let Some(cell) = &mut self.cell {
                    cell.text.push('\n');
                    cell.open += 1;
                }
            }
            "s" => {
                let spaces = xml::number(start, "c").unwrap_or(1).clamp(1, 1000) as usize;
                self.characters(|text| text.extend(std::iter::repeat_n(' ', spaces)));
            }
            "tab" | "line-break" => self.characters(|text| text.push('\n')),
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, name: &str) -> Result<(), ReadError> {
        match name {
            "p" | "h" => {
                if let Some(cell) = &mut self.cell {
                    cell.open = cell.open.saturating_sub(1);
                }
            }
            "table-cell" | "covered-table-cell" => {
                if let Some(cell) = self.cell.take() {
                    self.row.close(cell);
                }
            }
            "table-row" => self.close_row()?,
            _ => {}
        }
        Ok(())
    }

    fn characters(&mut self, add: impl FnOnce(&mut String)) {
        if let Some(cell) = self.cell.as_mut().filter(|cell| cell.open > 0) {
            add(&mut cell.text);
        }
    }

    fn close_row(&mut self) -> Result<(), ReadError> {
        let row = std::mem::take(&mut self.row);
        let next = row.number.saturating_add(row.repeated.max(1));
        if let Some(grid) = self.grids.last_mut().filter(|grid| !grid.hidden) {
            if !row.cells.is_empty() {
                for number in row.number..next {
                    for (column, repeated, value) in &row.cells {
                        for column in *column..column.saturating_add(*repeated) {
                            grid.push(self.budget, (number, column), value.clone())?;
                        }
                    }
                }
            }
            for merge in row.merges {
                grid.merge(self.budget, merge)?;
            }
        }
        self.row.number = next;
        Ok(())
    }
}

impl Row {
    fn close(&mut self, cell: Cell) {
        let (row, column) = (self.number, self.column);
        self.column = column.saturating_add(cell.repeated);
        if cell.rows > 1 || cell.columns > 1 {
            let rows = (row, row.saturating_add(cell.rows - 1));
            self.merges.push(Merge { rows, columns: (column, column.saturating_add(cell.columns - 1)) });
        }
        if !cell.text.trim().is_empty() {
            self.cells.push((column, cell.repeated, Value { text: cell.text, words: cell.words }));
        }
    }
}

fn cell(start: &BytesStart<'_>) -> Cell {
    let count = |name| xml::number(start, name).unwrap_or(1).max(1);
    let kind = xml::attribute(start, "value-type");
    Cell {
        words: kind.is_none_or(|kind| kind == "string"),
        repeated: count("number-columns-repeated"),
        rows: count("number-rows-spanned"),
        columns: count("number-columns-spanned"),
        ..Cell::default()
    }
}

//! The cells of a sheet.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::read::ReadError;
use crate::read::sheet::grid::{Budget, Grid, Merge, Value};
use crate::read::sheet::number::NumberFormat;
use crate::read::sheet::xml;

use super::shared::unescaped;

/// What cells refer to.
pub(super) struct Context<'a> {
    /// Shared strings.
    pub strings: &'a [String],
    /// Number formats of styles.
    pub formats: &'a [NumberFormat],
    /// Whether days are counted from 1904.
    pub since_1904: bool,
}

/// The cell that is being read.
#[derive(Default)]
struct Open {
    row: u32,
    column: u32,
    style: usize,
    kind: String,
    text: String,
    /// Whether characters now belong to the value.
    shown: bool,
    /// Whether they are the reading of words.
    reading: bool,
}

/// Adds the cells and merges of a sheet's part to the grid.
pub(super) fn read(
    bytes: &[u8],
    context: &Context<'_>,
    grid: &mut Grid,
    budget: &mut Budget<'_>,
) -> Result<(), ReadError> {
    let text = xml::text(bytes);
    let mut reader = Reader::from_str(&text);
    let mut open = Open::default();
    loop {
        budget.step()?;
        match reader.read_event().map_err(|error| xml::broken(&grid.name, &error))? {
            Event::Start(start) => open.start(&start, grid, budget)?,
            Event::Empty(start) => {
                open.start(&start, grid, budget)?;
                open.end(start.local_name().as_ref());
            }
            Event::Text(piece) if open.shown => open.text.push_str(&piece.xml10_content()),
            Event::CData(piece) if open.shown => open.text.push_str(&piece.xml10_content()),
            Event::GeneralRef(reference) if open.shown => xml::push_reference(&mut open.text, &reference),
            Event::End(end) => {
                let name = end.local_name();
                if name.as_ref() == "c"
                    && let Some(value) = open.value(context)
                {
                    grid.push(budget, (open.row, open.column), value)?;
                }
                open.end(name.as_ref());
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
}

impl Open {
    fn start(&mut self, start: &BytesStart<'_>, grid: &mut Grid, budget: &mut Budget<'_>) -> Result<(), ReadError> {
        match start.local_name().as_ref() {
            "row" => {
                self.row = xml::number(start, "r").unwrap_or(self.row.saturating_add(1));
                self.column = 0;
            }
            "c" => self.start_cell(start),
            "v" => {
                self.text.clear(); // an inline string beside a value says the same
                self.shown = true;
            }
            "t" => self.shown = !self.reading,
            "rPh" => self.reading = true,
            "mergeCell" => {
                if let Some(merge) = xml::attribute(start, "ref").and_then(|range| merge(&range)) {
                    grid.merge(budget, merge)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn start_cell(&mut self, start: &BytesStart<'_>) {
        self.text.clear();
        (self.shown, self.reading) = (false, false);
        if let Some((row, column)) = xml::attribute(start, "r").and_then(|place| place_of(&place)) {
            (self.row, self.column) = (row, column);
        }
        self.style = xml::number(start, "s").unwrap_or(0) as usize;
        self.kind.clear();
        self.kind.push_str(&xml::attribute(start, "t").unwrap_or_default());
    }

    fn end(&mut self, name: &str) {
        match name {
            "c" => self.column = self.column.saturating_add(1),
            "v" | "t" => self.shown = false,
            "rPh" => self.reading = false,
            _ => {}
        }
    }

    /// What the cell shows; `None` for an error value and for a string that is not there.
    fn value(&self, context: &Context<'_>) -> Option<Value> {
        match self.kind.as_str() {
            "s" => context.strings.get(self.text.trim().parse::<usize>().ok()?).map(Value::words),
            "str" | "inlineStr" => Some(Value::words(unescaped(&self.text))),
            "b" => Some(Value::figure(if self.text.trim() == "1" { "TRUE" } else { "FALSE" })),
            "e" => None,
            "d" => Some(Value::figure(self.text.trim_end_matches("T00:00:00").replace('T', " "))),
            _ => match self.text.trim().parse::<f64>() {
                Ok(number) => {
                    let format = context.formats.get(self.style).unwrap_or(&NumberFormat::General);
                    Some(Value::figure(format.show(number, context.since_1904)))
                }
                Err(_) => Some(Value::words(&self.text)),
            },
        }
    }
}

/// Row (from 1) and column (from 0) of `B3`.
fn place_of(place: &str) -> Option<(u32, u32)> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let column = place.bytes().take(letters).fold(0, |n, b| n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1);
    let row = place.get(letters..)?.parse().ok()?;
    Some((row, column - 1))
}

/// The cells of `A1:C2`.
fn merge(range: &str) -> Option<Merge> {
    let (first, last) = range.split_once(':')?;
    let ((top, left), (bottom, right)) = (place_of(first)?, place_of(last)?);
    (top <= bottom && left <= right).then_some(Merge { rows: (top, bottom), columns: (left, right) })
}

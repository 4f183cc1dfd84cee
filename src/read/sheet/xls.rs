//! Workbooks of BIFF 5 and 8 (.xls, .et).

use std::collections::HashMap;

use encoding_rs::{Encoding, GB18030};

use crate::read::limits::{Limit, Limits};
use crate::read::package::{damaged, encrypted};
use crate::read::{ReadError, ReadErrorKind};

use super::biff::{Cursor, Record, Records, code_page, legacy_string};
use super::compound::{Compound, u16_at, u32_at};
use super::grid::{Budget, Grid, Merge, Value};
use super::number::NumberFormat;

/// What stands before the sheets.
struct Globals {
    eighth: bool,
    encoding: &'static Encoding,
    since_1904: bool,
    strings: Vec<String>,
    codes: HashMap<u16, NumberFormat>,
    /// The number of the format of each style.
    styles: Vec<u16>,
    /// Where each sheet begins in the stream, and what is known of it.
    sheets: Vec<(usize, Grid)>,
}

/// The sheets of a workbook.
pub(super) fn grids(bytes: &[u8], limits: &Limits, budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    let file = Compound::open(bytes)?;
    let stream = file.stream("Workbook").or_else(|| file.stream("WORKBOOK")).or_else(|| file.stream("Book"));
    let Some(stream) = stream else { return Err(damaged("it has no workbook")) };
    budget.spend(stream.len() as u64)?;
    let mut globals = Globals::read(&stream, limits, budget)?;
    let mut grids = Vec::new();
    for (start, mut grid) in std::mem::take(&mut globals.sheets) {
        if !grid.hidden {
            let records = Records::new(stream.get(start..).unwrap_or_default());
            globals.cells(records, &mut grid, budget)?;
        }
        grids.push(grid);
    }
    Ok(grids)
}

impl Globals {
    fn read(stream: &[u8], limits: &Limits, budget: &mut Budget<'_>) -> Result<Self, ReadError> {
        let mut globals = Self {
            eighth: true,
            encoding: GB18030,
            since_1904: false,
            strings: Vec::new(),
            codes: HashMap::new(),
            styles: Vec::new(),
            sheets: Vec::new(),
        };
        let mut begun = false;
        for record in Records::new(stream) {
            budget.spend(16)?;
            match record.kind {
                0x0809 if !begun => {
                    begun = true;
                    globals.eighth = record.u16(0) == Some(0x0600);
                }
                0x000A => break,
                0x002F => return Err(encrypted()),
                _ => globals.add(&record, budget)?,
            }
            limits.check(Limit::Pages, globals.sheets.len() as u64)?;
        }
        if !begun {
            let remedy = "save it in a newer format (.xlsx)";
            return Err(ReadError::new(ReadErrorKind::UnreadFormat, "it is of a version before Excel 5", remedy));
        }
        Ok(globals)
    }

    fn add(&mut self, record: &Record<'_>, budget: &mut Budget<'_>) -> Result<(), ReadError> {
        let data = record.data();
        match record.kind {
            0x0042 => self.encoding = record.u16(0).map_or(GB18030, code_page),
            0x0022 => self.since_1904 = record.u16(0) == Some(1),
            0x041E => {
                let code = if self.eighth {
                    Cursor::new(&record.parts, 2).string()
                } else {
                    legacy_string(data.get(2..).unwrap_or_default(), 1, self.encoding)
                };
                if let (Some(id), Some(code)) = (record.u16(0), code) {
                    self.codes.insert(id, NumberFormat::parse(&code));
                }
            }
            0x00E0 => self.styles.push(record.u16(2).unwrap_or(0)),
            0x0085 => self.sheets.extend(self.sheet(record)),
            0x00FC => {
                let mut cursor = Cursor::new(&record.parts, 8);
                let count = u32_at(data, 4).unwrap_or(0);
                for _ in 0..count {
                    let Some(string) = cursor.string() else { break };
                    budget.spend(24 + string.len() as u64)?;
                    self.strings.push(string);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Where a sheet begins, and its name; `None` for charts and macros.
    fn sheet(&self, record: &Record<'_>) -> Option<(usize, Grid)> {
        let data = record.data();
        let (state, kind) = (*data.get(4)?, *data.get(5)?);
        let name = if self.eighth {
            Cursor::new(&record.parts, 7).string_of(usize::from(*data.get(6)?))?
        } else {
            legacy_string(data.get(6..)?, 1, self.encoding)?
        };
        let grid = Grid { hidden: state & 3 != 0, ..Grid::new(name) };
        (kind == 0).then_some((u32_at(data, 0)? as usize, grid))
    }

    fn format(&self, style: u16) -> NumberFormat {
        let id = self.styles.get(usize::from(style)).copied().unwrap_or(0);
        self.codes.get(&id).cloned().unwrap_or_else(|| NumberFormat::builtin(u32::from(id)))
    }

    fn figure(&self, style: u16, number: f64) -> Value {
        Value::figure(self.format(style).show(number, self.since_1904))
    }

    /// Adds the cells of the sheet whose records these are; what stands in a sheet within (a chart) is left out.
    fn cells(&self, records: Records<'_>, grid: &mut Grid, budget: &mut Budget<'_>) -> Result<(), ReadError> {
        let (mut depth, mut formula) = (0_u32, None);
        for record in records {
            budget.step()?;
            match record.kind {
                0x0809 => depth += 1,
                0x000A if depth <= 1 => return Ok(()),
                0x000A => depth -= 1,
                _ if depth != 1 => {}
                0x0006 => formula = place(record.data()),
                // The text that a formula gives.
                0x0207 => {
                    if let (Some(at), Some(text)) = (formula.take(), self.string(&record, 0)) {
                        grid.push(budget, at, Value::words(text))?;
                    }
                }
                0x00E5 => merges(record.data(), grid, budget)?,
                0x00BD => self.run(record.data(), grid, budget)?,
                _ => {}
            }
            if depth == 1
                && let Some((at, value)) = self.cell(&record)
            {
                grid.push(budget, at, value)?;
            }
        }
        Ok(())
    }

    /// The place and value of a record that is one cell.
    fn cell(&self, record: &Record<'_>) -> Option<((u32, u32), Value)> {
        let data = record.data();
        let style = record.u16(4);
        let value = match record.kind {
            0x00FD => Value::words(self.strings.get(u32_at(data, 6)? as usize)?),
            0x0204 | 0x00D6 => Value::words(self.string(record, 6)?),
            0x027E => self.figure(style?, packed(u32_at(data, 6)?)),
            0x0205 if data.get(7) == Some(&0) => truth(*data.get(6)?),
            0x0006 if u16_at(data, 12) == Some(0xFFFF) => match data.get(6)? {
                1 => truth(*data.get(8)?),
                _ => return None, // a text, which follows, or an error
            },
            0x0203 | 0x0006 => self.figure(style?, f64::from_le_bytes(*data.get(6..)?.first_chunk()?)),
            _ => return None,
        };
        Some((place(data)?, value))
    }

    fn string(&self, record: &Record<'_>, at: usize) -> Option<String> {
        if self.eighth {
            Cursor::new(&record.parts, at).string()
        } else {
            legacy_string(record.data().get(at..)?, 2, self.encoding)
        }
    }

    /// Neighbouring numbers of a row in one record.
    fn run(&self, data: &[u8], grid: &mut Grid, budget: &mut Budget<'_>) -> Result<(), ReadError> {
        let Some((row, first)) = place(data) else { return Ok(()) };
        let numbers = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
        for (number, column) in numbers.chunks_exact(6).zip(first..) {
            if let (Some(style), Some(number)) = (u16_at(number, 0), u32_at(number, 2)) {
                grid.push(budget, (row, column), self.figure(style, packed(number)))?;
            }
        }
        Ok(())
    }
}

/// Row, from 1, and column, from 0, that a record of a cell begins with.
fn place(data: &[u8]) -> Option<(u32, u32)> {
    Some((u32::from(u16_at(data, 0)?) + 1, u32::from(u16_at(data, 2)?)))
}

fn truth(byte: u8) -> Value {
    Value::figure(if byte == 0 { "FALSE" } else { "TRUE" })
}

/// A number of 30 bits: whole, or the upper half of a floating-point one; a hundredth of it where bit 0 says so.
fn packed(bits: u32) -> f64 {
    let number =
        if bits & 2 == 0 { f64::from_bits(u64::from(bits & !3) << 32) } else { f64::from(bits.cast_signed() >> 2) };
    if bits & 1 == 0 { number } else { number / 100.0 }
}

fn merges(data: &[u8], grid: &mut Grid, budget: &mut Budget<'_>) -> Result<(), ReadError> {
    for range in data.get(2..).unwrap_or_default().chunks_exact(8) {
        let end = |at| u16_at(range, at).map_or(0, u32::from);
        let merge = Merge { rows: (end(0) + 1, end(2) + 1), columns: (end(4), end(6)) };
        if merge.rows.0 <= merge.rows.1 && merge.columns.0 <= merge.columns.1 {
            grid.merge(budget, merge)?;
        }
    }
    Ok(())
}

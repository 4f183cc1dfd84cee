//! Values between commas, semicolons or tabs.

use crate::read::ReadError;
use crate::read::package::damaged;

use super::grid::{Budget, Grid, Value};

/// Bytes that the separator is told from.
const SAMPLE: usize = 64 << 10;

/// The one sheet of a file in any encoding that [`crate::read::decode`] knows. Its rows are numbered as a spreadsheet
/// that opens it does: blank ones count, and a value over several lines is one row.
pub(super) fn grids(bytes: &[u8], budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    let text = crate::read::decode(bytes.to_vec(), None)?.text;
    let mut grid = Grid::new("");
    let separator = separator(text.get(..text.floor_char_boundary(SAMPLE)).unwrap_or(&text));
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut row = 0_u32;
    while reader.read_record(&mut record).map_err(|error| damaged(&error.to_string()))? {
        let begins = record.position().map_or(0, csv::Position::byte);
        row = row.saturating_add(1).saturating_add(blank_rows(&text, usize::try_from(begins).unwrap_or(0)));
        for (field, column) in record.iter().zip(0..) {
            let figure = field.trim().trim_end_matches('%').replace(',', "").parse::<f64>().is_ok();
            grid.push(budget, (row, column), Value { text: field.to_owned(), words: !figure })?;
        }
    }
    Ok(vec![grid])
}

/// How many blank lines stand at this place, which the reader passes over.
fn blank_rows(text: &str, at: usize) -> u32 {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let blank = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
    let (blank, _) = rest.split_at(blank);
    let ends = |end| memchr::memchr_iter(end, blank).count();
    // The second half of the line end of the row before.
    let half = blank.first() == Some(&b'\n') && at > 0 && text.as_bytes().get(at - 1) == Some(&b'\r');
    let count = if blank.contains(&b'\n') { ends(b'\n') - usize::from(half) } else { ends(b'\r') };
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The one of tab, comma and semicolon that stands outside of quotes most often.
fn separator(sample: &str) -> u8 {
    let (mut counts, mut quoted) = ([0_usize; 3], false);
    for b in sample.bytes() {
        match b {
            b'"' => quoted = !quoted,
            b'\t' if !quoted => counts[0] += 1,
            b',' if !quoted => counts[1] += 1,
            b';' if !quoted => counts[2] += 1,
            _ => {}
        }
    }
    let [tabs, commas, semicolons] = counts;
    if tabs > 0 && tabs >= commas && tabs >= semicolons {
        b'\t'
    } else if semicolons > commas {
        b';'
    } else {
        b','
    }
}

//! Lines of the field's formats, with their numbers.

use std::io::{self, BufRead};
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

/// Hands every line that is not blank to `each`, with its number from 1, without its end and the file's byte order mark.
/// Stops at the first error.
pub(super) fn each_line(
    input: impl BufRead,
    path: &Path,
    mut each: impl FnMut(usize, &str) -> Result<()>,
) -> Result<()> {
    for (at, line) in input.lines().enumerate() {
        let number = at + 1;
        let line = line.map_err(|error| unreadable(error, number, path))?;
        let line = if at == 0 { line.trim_start_matches('\u{feff}') } else { &line };
        if !line.trim().is_empty() {
            each(number, line.trim_end_matches('\r'))?;
        }
    }
    Ok(())
}

fn unreadable(error: io::Error, number: usize, path: &Path) -> Error {
    if error.kind() == io::ErrorKind::InvalidData {
        return wrong(path, number, "it is not UTF-8").remedy("convert the file to UTF-8");
    }
    Error::io(path, &format!("line {number} cannot be read"), error)
}

/// The error of a line.
pub(super) fn wrong(path: &Path, number: usize, what: &str) -> Error {
    Error::new(ErrorKind::BadArgument, format!("line {number}: {what}")).at(path)
}

/// Opens a file of `what`.
pub(super) fn open(path: &Path, what: &str) -> Result<io::BufReader<std::fs::File>> {
    let file = std::fs::File::open(path).map_err(|error| {
        Error::io(path, &format!("the {what} cannot be read"), error).remedy("name a file that can be read")
    })?;
    Ok(io::BufReader::with_capacity(256 << 10, file))
}

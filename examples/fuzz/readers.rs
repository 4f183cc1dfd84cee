//! The reader of each format by its name: what is fuzzed, and what replays the regressions.

use std::ops::ControlFlow;

use cesou::document::blocks;
use cesou::read::{Extract, Format, Limits, ReadError, ReadErrorKind, ReadOptions, Reader, Reading, Source};
use cesou::structure::outline;

/// The formats that there are readers of, and the folders of the regressions.
pub const FORMATS: &[&str] =
    &["html", "docx", "odt", "doc", "rtf", "pdf", "ofd", "xlsx", "xls", "ods", "csv", "zip", "tar", "gz"];

/// A reader by the name of its format.
struct Named(Format);

/// The reader of a format; `None` for what is not in [`FORMATS`].
pub fn reader(format: &str) -> Option<Box<dyn Reader>> {
    Some(Box::new(Named(match format {
        "html" => Format::Html,
        "docx" => Format::Docx,
        "odt" => Format::Odt,
        "doc" => Format::Doc,
        "rtf" => Format::Rtf,
        "pdf" => Format::Pdf,
        "ofd" => Format::Ofd,
        "xlsx" | "xls" | "ods" => Format::Spreadsheet,
        "csv" => Format::Delimited,
        "zip" | "tar" | "gz" => Format::Archive,
        _ => return None,
    })))
}

impl Reader for Named {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        let options = ReadOptions { limits: limits.clone(), ..ReadOptions::default() };
        match self.0.reader(bytes, &options) {
            Some(reader) => reader.read(bytes, limits),
            None => archive(bytes, &options),
        }
    }
}

/// Walks an archive; what its documents say comes to nothing here.
#[allow(clippy::expect_used)] // a fuzzer without a disk is of no use
fn archive(bytes: &[u8], options: &ReadOptions) -> Result<Extract, ReadError> {
    let file = tempfile::NamedTempFile::new().expect("a folder for temporary files");
    std::fs::write(file.path(), bytes).expect("room for temporary files");
    let mut panics = Vec::new();
    let read = Reading::new(None).members(file.path(), options, &mut |member| {
        panics.extend(member.err().filter(|(_, error)| error.kind() == ReadErrorKind::Reader));
        ControlFlow::Continue(())
    });
    assert!(panics.is_empty(), "{panics:?}");
    match read {
        Err(error) if error.kind() == ReadErrorKind::Reader => panic!("{error}"),
        other => other.map(|_| Extract::default()),
    }
}

/// Less than what a program takes: a fuzzer has no two minutes, and looks for what goes over a limit.
pub fn limits() -> Limits {
    Limits { bytes: 64 << 20, unpacked: 64 << 20, pages: 1000, parts: 10_000, seconds: 2, ..Limits::default() }
}

/// Reads `bytes` as a file of the format and takes what comes out as far as indexing does: to blocks and headings.
///
/// # Panics
///
/// Where the reader does, or what it gives is not what it promises: lines without line ends, text that is within the
/// limit of what may be unpacked.
pub fn run(reader: &dyn Reader, bytes: &[u8]) -> Result<Extract, ReadError> {
    let limits = limits();
    let extract = reader.read(bytes, &limits)?;
    assert!(extract.lines.iter().all(|line| !line.text.contains(['\n', '\r'])), "a line with a line end");
    let size: u64 = extract.lines.iter().map(|line| line.text.len() as u64 + 1).sum();
    // UTF-8 of what was packed in two bytes.
    assert!(size <= 2 * limits.unpacked, "{size} bytes of text, more than may be unpacked");
    let _ = outline(blocks(&Source::of_extract(&extract, "fuzz"), Format::Text));
    Ok(extract)
}

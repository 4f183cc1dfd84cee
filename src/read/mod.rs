//! Walking a corpus, and bytes → source text: encodings, lines, records of JSON Lines, and the formats that are no text.
//!
//! A format is one file here (with a folder beside it) behind the trait [`Reader`]; what it gives is an [`Extract`].
//! [`Content`] chooses the format by the content of a file, then by its name; [`Reading`] has the readers run in a
//! process of their own, which [`serve`](fn@serve) is.

mod archive;
mod compound;
mod content;
mod counting;
mod doc;
mod docx;
mod encoding;
mod error;
mod extract;
mod fields;
mod flow;
mod format;
mod frames;
mod html;
mod jsonl;
mod layout;
mod limits;
mod members;
mod odt;
mod ofd;
mod package;
mod pdf;
mod plausible;
mod reading;
mod rtf;
#[cfg(test)]
mod samples;
mod serve;
mod sheet;
mod sniff;
mod source;
mod stories;
mod walk;
mod word_style;
mod xml;

use std::fs::File;
use std::io::Read;
use std::path::Path;

use encoding_rs::Encoding;

pub use content::{Content, ReadOptions, Said};
pub use encoding::{Decoded, decode, encoding_by_name};
pub use error::{ReadError, ReadErrorKind};
pub use extract::{Extract, Layout, Line, LineRole, Reader, Unit};
pub use fields::RecordFields;
pub use format::{Format, Kind};
pub use jsonl::{Record, Records, records, records_of};
pub use limits::{Limit, Limits};
pub use members::{EachMember, Member, RecordHead};
pub use reading::Reading;
pub use serve::{STACK, serve};
pub use source::{Given, GivenLine, Source, Spot};
pub use walk::{Found, Unreadable, Walk, walk};

/// Bytes beyond which a text or Markdown file is not read, since it is held in memory whole.
pub const MAX_FILE_BYTES: u64 = 512 << 20;

/// The bytes of the file at `path`, for formats that are read whole; of text at most [`MAX_FILE_BYTES`], of others `most`.
///
/// # Errors
///
/// Where the file cannot be opened or read, is no regular file, or is larger.
pub fn bytes_of(path: &Path, format: Format, most: u64) -> Result<Vec<u8>, ReadError> {
    if matches!(format, Format::Text | Format::Markdown) { text_bytes(path) } else { bytes(path, most) }
}

fn text_bytes(path: &Path) -> Result<Vec<u8>, ReadError> {
    read_bytes(path, MAX_FILE_BYTES, &too_large)
}

fn bytes(path: &Path, most: u64) -> Result<Vec<u8>, ReadError> {
    let limits = Limits { bytes: most, ..Limits::default() };
    read_bytes(path, most, &|_| limits.exceeded(Limit::Bytes))
}

fn read_bytes(path: &Path, most: u64, refused: &dyn Fn(u64) -> ReadError) -> Result<Vec<u8>, ReadError> {
    let file = open(path)?;
    let size = file.metadata().map_err(|source| ReadError::io(path, source))?.len();
    if size > most {
        return Err(refused(size).at(path));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
    // A file that grows meanwhile is cut at the limit and refused, not read without end.
    let read = file.take(most.saturating_add(1)).read_to_end(&mut bytes);
    let read = read.map_err(|source| ReadError::io(path, source))? as u64;
    if read > most { Err(refused(read).at(path)) } else { Ok(bytes) }
}

/// The source text of the text or Markdown file at `path`, decoded as [`decode`] does.
///
/// # Errors
///
/// Those of [`bytes_of`] and of [`decode`], naming the path.
pub fn source(path: &Path, forced: Option<&'static Encoding>) -> Result<Source, ReadError> {
    let decoded = decode(text_bytes(path)?, forced).map_err(|error| error.at(path))?;
    Ok(Source::new(decoded.text, decoded.encoding))
}

/// Opens a regular file; anything else is refused before it is opened, as opening a FIFO can block.
fn open(path: &Path) -> Result<File, ReadError> {
    let metadata = path.metadata().map_err(|source| ReadError::io(path, source))?;
    if !metadata.is_file() {
        let reason = if metadata.is_dir() { "it is a directory" } else { "it is no regular file" };
        return Err(
            ReadError::new(ReadErrorKind::NotAFile, reason, "give a text, Markdown or JSON Lines file").at(path)
        );
    }
    File::open(path).map_err(|source| ReadError::io(path, source))
}

fn too_large(size: u64) -> ReadError {
    let reason = format!("{} MiB, more than the limit of {} MiB", size >> 20, MAX_FILE_BYTES >> 20);
    ReadError::new(
        ReadErrorKind::TooLarge,
        reason,
        "split it, or convert it to JSON Lines in UTF-8, which has no limit",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_and_a_directory_is_not() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        std::fs::write(&file, "\u{feff}青源市\n公告\n").unwrap();
        let source = source(&file, None).unwrap();
        assert_eq!((source.text.as_str(), source.line_starts.len()), ("青源市\n公告\n", 3));
        assert_eq!(text_bytes(dir.path()).unwrap_err().kind(), ReadErrorKind::NotAFile);
        let gone = text_bytes(&dir.path().join("b.txt")).unwrap_err();
        assert_eq!(gone.kind(), ReadErrorKind::NotFound);
        assert!(gone.to_string().contains("b.txt"));
    }

    #[test]
    fn a_file_over_the_limit_names_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("big.txt");
        File::create(&path).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap(); // sparse: takes no room
        let error = text_bytes(&path).unwrap_err();
        assert_eq!(error.kind(), ReadErrorKind::TooLarge);
        assert!(error.to_string().contains("512 MiB"), "{error}");
    }
}

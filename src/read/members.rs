//! The documents of an archive.

use std::io::{BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;

use super::archive::{Archive, ArchiveKind, Wanted};
use super::sniff::of_zip;
use super::{Content, Format, Kind, ReadError, ReadErrorKind, ReadOptions, Record, bytes, open, records_of};

/// A document in an archive.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its path in the archive, `/` between its parts; that of an archive in it ends with `!`. Empty where the file
    /// turns out to be one document.
    pub name: String,
    /// For a record of a JSON Lines file in the archive, what it says of itself.
    pub record: Option<RecordHead>,
    /// Its text.
    pub content: Content,
}

/// What a record says of itself beside its text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct RecordHead {
    /// Its id.
    pub id: Option<String>,
    /// Its title.
    pub title: Option<String>,
    /// The line of its file that holds it, from 1.
    pub line: usize,
}

/// Hears of each document of an archive in its order: the document, or its name and why it cannot be read.
pub type EachMember<'a> = dyn FnMut(Result<Member, (String, ReadError)>) -> ControlFlow<()> + 'a;

/// Reads the archive at `path`, telling `each` of its documents; how many of its members are no documents.
///
/// # Errors
///
/// Where it cannot be opened, is no archive, is damaged or goes over a limit; what could be read before was told.
pub(super) fn members(path: &Path, options: &ReadOptions, each: &mut EachMember<'_>) -> Result<u64, ReadError> {
    let mut file = open(path)?;
    let mut head = Vec::new();
    let read = file.by_ref().take(512).read_to_end(&mut head).and_then(|_| file.rewind());
    read.map_err(|error| ReadError::io(path, error))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(kind) = kind(&head, &name) else { return one_document(path, options, each) };
    if kind == ArchiveKind::Zip && of_zip(BufReader::new(&file), &head, Format::Archive)? != Format::Archive {
        return one_document(path, options, each);
    }
    let archive = Archive { kind, name: &name, limits: &options.limits, wanted: &wanted };
    let ignored = archive.members(BufReader::new(file), &mut |member| match member.content {
        Ok(bytes) => read_member(&member.name, bytes, options, each),
        Err(error) => each(Err((member.name, error))),
    })?;
    Ok(ignored as u64)
}

/// The kind of an archive by its first bytes, then by its name.
fn kind(head: &[u8], name: &str) -> Option<ArchiveKind> {
    let named = ArchiveKind::of(name);
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Some(ArchiveKind::Zip);
    }
    if head.starts_with(b"\x1F\x8B") {
        return Some(if named == Some(ArchiveKind::TarGz) { ArchiveKind::TarGz } else { ArchiveKind::Gz });
    }
    if head.get(257..262) == Some(b"ustar") {
        return Some(ArchiveKind::Tar);
    }
    // What is cut off or empty says so when it is opened.
    named.filter(|_| {
        head.is_empty() || !matches!(Format::of_content(head, Format::Pdf), Ok(format) if format != Format::Pdf)
    })
}

/// A document that is called an archive.
fn one_document(path: &Path, options: &ReadOptions, each: &mut EachMember<'_>) -> Result<u64, ReadError> {
    let content = Content::read(bytes(path, options.limits.bytes)?, Format::Text, options)?;
    let _ = each(Ok(Member { name: String::new(), record: None, content }));
    Ok(0)
}

/// What is done with a member of this name.
fn wanted(name: &str) -> Wanted {
    if let Some(kind) = ArchiveKind::of(name) {
        return Wanted::Archive(kind);
    }
    match Format::of(Path::new(name)) {
        Kind::Readable(_) => Wanted::Document,
        Kind::Unread { name, remedy } => {
            Wanted::Refused(ReadError::new(ReadErrorKind::UnreadFormat, format!("{name} is not read"), remedy))
        }
        Kind::Other => Wanted::No,
    }
}

/// Reads the bytes of a member of this name: one document, or the records of JSON Lines.
pub(super) fn read_member(
    name: &str,
    bytes: Vec<u8>,
    options: &ReadOptions,
    each: &mut EachMember<'_>,
) -> ControlFlow<()> {
    let Kind::Readable(named) = Format::of(Path::new(name)) else { return ControlFlow::Continue(()) };
    if named == Format::JsonLines {
        for record in records_of(Cursor::new(bytes), Path::new("")) {
            let record = match record {
                Ok(record) => Ok(of_record(name, record)),
                Err(error) => Err((name.to_owned(), error)),
            };
            each(record)?;
        }
        return ControlFlow::Continue(());
    }
    let content = Content::read(bytes, named, options);
    each(match content {
        Ok(content) => Ok(Member { name: name.to_owned(), record: None, content }),
        Err(error) => Err((name.to_owned(), error)),
    })
}

fn of_record(name: &str, record: Record) -> Member {
    let Record { id, title, fields, source, line } = record;
    let content = Content { fields, ..Content::of_text(Format::Text, source) };
    Member { name: name.to_owned(), record: Some(RecordHead { id, title, line }), content }
}

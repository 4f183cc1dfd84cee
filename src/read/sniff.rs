//! What a file is, by its content.

use std::io::{Cursor, Read, Seek};

use memchr::memmem;
use zip::ZipArchive;

use super::compound::{CompoundKind, compound_kind};
use super::{Format, ReadError, ReadErrorKind};

/// Bytes at the beginning of a file that are looked at for what it is.
const HEAD: usize = 4096;

impl Format {
    /// The format that the bytes of a file show, else the one that its name tells (`named`). Text and Markdown
    /// show none of their own. Cost: a look at the beginning; of a zip file its directory, of an old Office file a
    /// search for the names in its.
    ///
    /// # Errors
    ///
    /// `UnreadFormat` where the content is a document of a format that is not read.
    pub fn of_content(bytes: &[u8], named: Self) -> Result<Self, ReadError> {
        let head = bytes.get(..HEAD).unwrap_or(bytes);
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return of_zip(Cursor::new(bytes), head, named);
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
            return of_compound(bytes, named);
        }
        if bytes.starts_with(b"{\\rtf") {
            return Ok(Self::Rtf);
        }
        if bytes.starts_with(b"%PDF-")
            || !named.is_text() && memmem::find(&head[..head.len().min(1024)], b"%PDF-").is_some()
        {
            return Ok(Self::Pdf);
        }
        if bytes.starts_with(b"\x1F\x8B") || head.get(257..262) == Some(b"ustar") {
            return Ok(Self::Archive);
        }
        if bytes.starts_with(b"7z\xBC\xAF\x27\x1C") || bytes.starts_with(b"Rar!\x1A\x07") {
            return Err(unread("an archive of a format that is not read", "pack it as .zip"));
        }
        if named.is_text() || matches!(named, Self::JsonLines | Self::Delimited) {
            return Ok(named);
        }
        of_markup(head, named)
    }

    const fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Markdown)
    }
}

/// A zip file: an office document by the parts it has, else an archive. One whose directory cannot be read stays what
/// its name tells, whose reader says what is wrong.
pub(super) fn of_zip(file: impl Read + Seek, head: &[u8], named: Format) -> Result<Format, ReadError> {
    let Ok(zip) = ZipArchive::new(file) else {
        return Ok(if named.is_text() { Format::Archive } else { named });
    };
    let parts: Vec<String> = zip.file_names().filter_map(|name| Some(name.ok()?.to_ascii_lowercase())).collect();
    let has = |name: &str| parts.iter().any(|own| own == name);
    let below = |folder: &str| parts.iter().any(|own| own.starts_with(folder));
    if has("ofd.xml") {
        return Ok(Format::Ofd);
    }
    if has("[content_types].xml") {
        for (folder, format) in [("word/", Format::Docx), ("xl/", Format::Spreadsheet)] {
            if below(folder) {
                return Ok(format);
            }
        }
        if below("ppt/") {
            return Err(unread("a presentation", "convert it to PDF or text"));
        }
    }
    // The type of an OpenDocument file stands, not packed, at the beginning of its first part.
    let kind = head.get(30..120).unwrap_or_default();
    let is = |kind_name: &[u8]| memmem::find(kind, kind_name).is_some();
    if is(b"mimetypeapplication/") {
        return match () {
            () if is(b"opendocument.text") => Ok(Format::Odt),
            () if is(b"opendocument.spreadsheet") => Ok(Format::Spreadsheet),
            () if is(b"opendocument.presentation") => Err(unread("a presentation", "convert it to PDF or text")),
            () => Err(unread("an electronic book, or a document of another kind", "convert it to text or Markdown")),
        };
    }
    if has("content.xml") && has("meta-inf/manifest.xml") {
        return Ok(if named == Format::Spreadsheet { named } else { Format::Odt });
    }
    Ok(Format::Archive)
}

/// An Office file of the old format, by the names of the streams in it.
fn of_compound(bytes: &[u8], named: Format) -> Result<Format, ReadError> {
    match compound_kind(bytes) {
        Some(CompoundKind::Word) => return Ok(Format::Doc),
        Some(CompoundKind::Workbook) => return Ok(Format::Spreadsheet),
        _ => {}
    }
    // The names of what it holds stand in it even where its directory is damaged.
    let holds = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        memmem::find(bytes, &wide).is_some()
    };
    if holds("WordDocument") {
        return Ok(Format::Doc);
    }
    if holds("EncryptedPackage") {
        return Err(super::package::encrypted());
    }
    if holds("Workbook") || holds("Book") {
        return Ok(Format::Spreadsheet);
    }
    if holds("PowerPoint Document") {
        return Err(unread("a presentation", "convert it to PDF or text"));
    }
    if holds("__substg1.0_") {
        return Err(unread("a mail", "convert it to text or Markdown"));
    }
    Ok(if named == Format::Spreadsheet { named } else { Format::Doc })
}

/// Markup and text under a name that tells another format: pages and plain text are often called .doc or .xls.
fn of_markup(head: &[u8], named: Format) -> Result<Format, ReadError> {
    let narrow: Vec<u8> = if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
        head.iter().copied().filter(|&byte| byte != 0).skip(2).collect()
    } else {
        head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).to_vec()
    };
    let lower = narrow.to_ascii_lowercase();
    let begins = lower.trim_ascii_start();
    let holds = |tag: &[u8]| memmem::find(&lower, tag).is_some();
    if begins.starts_with(b"<") {
        if holds(b"progid=\"word.document\"") || holds(b"pkg:package") {
            return Err(unread("a Word document in one XML file", "save it as .docx"));
        }
        if holds(b"<office:document") {
            return Ok(Format::Odt);
        }
        if ["<!doctype html", "<html", "<head", "<body", "<table", "<meta"].iter().any(|tag| holds(tag.as_bytes())) {
            return Ok(Format::Html);
        }
    }
    if begins.starts_with(b"mime-version:") {
        return Err(unread("a web archive", "save it as a web page or as text"));
    }
    let is_text = !head.is_empty() && !head.iter().any(|&byte| byte < 32 && !b"\t\n\r\x0C".contains(&byte));
    Ok(if is_text && named != Format::Html && named != Format::Odt { Format::Text } else { named })
}

fn unread(what: &str, remedy: &str) -> ReadError {
    ReadError::new(ReadErrorKind::UnreadFormat, format!("the content is {what}"), remedy)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        for (name, text) in parts {
            zip.start_file(*name, options).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn compound(stream: &str) -> Vec<u8> {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(512, 0);
        bytes.extend(stream.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    }

    #[test]
    fn content_goes_before_the_name() {
        let types = ("[Content_Types].xml", "");
        let mut tar = vec![0; 600];
        tar[257..262].copy_from_slice(b"ustar");
        let cases: &[(&[u8], Format, Format)] = &[
            (&zipped(&[types, ("word/document.xml", "")]), Format::Doc, Format::Docx),
            (&zipped(&[types, ("xl/workbook.xml", "")]), Format::Docx, Format::Spreadsheet),
            (&zipped(&[("OFD.xml", "")]), Format::Archive, Format::Ofd),
            (&zipped(&[("mimetype", "application/vnd.oasis.opendocument.text")]), Format::Text, Format::Odt),
            (
                &zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]),
                Format::Odt,
                Format::Spreadsheet,
            ),
            (&zipped(&[("甲.txt", "文")]), Format::Docx, Format::Archive),
            (b"PK\x03\x04 cut off", Format::Docx, Format::Docx),
            (&compound("WordDocument"), Format::Docx, Format::Doc),
            (&compound("Workbook"), Format::Doc, Format::Spreadsheet),
            (b"{\\rtf1 a}", Format::Doc, Format::Rtf),
            (b"\r\n%PDF-1.4", Format::Doc, Format::Pdf),
            (b"\x1F\x8B\x08", Format::Text, Format::Archive),
            (&tar, Format::Pdf, Format::Archive),
            ("\u{feff}\r\n<!DOCTYPE HTML><p>".as_bytes(), Format::Pdf, Format::Html),
            (b"\xFF\xFE<\0h\0t\0m\0l\0>\0", Format::Doc, Format::Html),
            (b"<html>", Format::Markdown, Format::Markdown),
            ("青源市公告".as_bytes(), Format::Doc, Format::Text),
            ("青源市公告".as_bytes(), Format::Html, Format::Html),
            (b"", Format::Pdf, Format::Pdf),
            (b"\0\x01", Format::Pdf, Format::Pdf),
        ];
        for (bytes, named, want) in cases {
            assert_eq!(Format::of_content(bytes, *named).unwrap(), *want, "{:?}", bytes.get(..20));
        }
    }

    #[test]
    fn what_is_not_read_is_named() {
        let presentation = zipped(&[("[Content_Types].xml", ""), ("ppt/presentation.xml", "")]);
        for bytes in [&presentation[..], &compound("PowerPoint Document"), b"Rar!\x1A\x07", b"MIME-Version: 1.0\n"] {
            let error = Format::of_content(bytes, Format::Doc).unwrap_err();
            assert_eq!(error.kind(), ReadErrorKind::UnreadFormat);
        }
        let encrypted = Format::of_content(&compound("EncryptedPackage"), Format::Docx).unwrap_err();
        assert_eq!(encrypted.kind(), ReadErrorKind::Encrypted);
    }
}

//! A document as it comes out of its file, whatever the format.

use std::fmt;
use std::sync::Arc;

use encoding_rs::Encoding;
use serde_json::value::to_raw_value;

use super::doc::Doc;
use super::docx::Docx;
use super::extract::{Extract, Reader};
use super::html::Html;
use super::odt::Odt;
use super::ofd::Ofd;
use super::pdf::{Ocr, OcrProgress, Pdf};
use super::rtf::Rtf;
use super::sheet::{Sheet, SheetFormat};
use super::{Format, Limits, ReadError, ReadErrorKind, RecordFields, Source, decode};

/// How files are read.
#[derive(Debug, Clone, Default)]
pub struct ReadOptions {
    /// The encoding of text and of web pages, where it is known.
    pub encoding: Option<&'static Encoding>,
    /// How much a file may take.
    pub limits: Limits,
    /// Whether pictures of text are recognised by an installed program.
    pub ocr: bool,
    /// Hears how far the recognition is; `None` where nobody listens.
    pub said: Option<Said>,
}

/// Hears a sentence about what is being done.
#[derive(Clone)]
pub struct Said(pub Arc<dyn Fn(&str) + Send + Sync>);

impl fmt::Debug for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Said")
    }
}

impl ReadOptions {
    /// What recognises pictures.
    fn ocr(&self) -> Ocr {
        let said = self.said.clone();
        let progress = said.map(|Said(said)| -> OcrProgress {
            Arc::new(move |done, all| said(&format!("recognising page {done} of {all}")))
        });
        Ocr { progress, ..Ocr::default() }
    }
}

/// A document's text, and what its file says beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// What it was read as.
    pub format: Format,
    /// Its text.
    pub source: Source,
    /// A title that stands beside the text.
    pub title: Option<String>,
    /// Other facts about it.
    pub fields: RecordFields,
    /// What of it could not be read.
    pub warnings: Vec<String>,
    /// Whether some of that are pictures of text, which `--ocr` reads.
    pub scanned: bool,
}

impl Content {
    /// A text that was decoded.
    #[must_use]
    pub fn of_text(format: Format, source: Source) -> Self {
        Self { format, source, title: None, fields: RecordFields::default(), warnings: Vec::new(), scanned: false }
    }

    /// What a reader made of a file.
    #[must_use]
    pub fn of_extract(format: Format, extract: Extract) -> Self {
        let source = Source::of_extract(&extract, format.name());
        let mut fields = RecordFields::default();
        for (name, value) in extract.fields {
            if let Ok(value) = to_raw_value(&value) {
                fields.insert(name, value);
            }
        }
        Self { format, source, title: extract.title, fields, warnings: extract.warnings, scanned: extract.scanned }
    }

    /// Reads the bytes of a file that is one document, of the format that its content shows; `named` is the one
    /// that its name tells.
    ///
    /// # Errors
    ///
    /// Those of [`Format::of_content`], of [`decode`] and of the format's reader, without a path.
    pub fn read(bytes: Vec<u8>, named: Format, options: &ReadOptions) -> Result<Self, ReadError> {
        let format = Format::of_content(&bytes, named)?;
        let Some(reader) = format.reader(&bytes, options) else {
            if matches!(format, Format::Archive | Format::JsonLines) {
                let reason = format!("the content is of the format {}, whatever the file is called", format.name());
                return Err(ReadError::new(ReadErrorKind::UnreadFormat, reason, "name it for what it is"));
            }
            let decoded = decode(bytes, options.encoding)?;
            return Ok(Self::of_text(format, Source::new(decoded.text, decoded.encoding)));
        };
        options.limits.check(super::Limit::Bytes, bytes.len() as u64)?;
        reader.read(&bytes, &options.limits).map(|extract| Self::of_extract(format, extract))
    }
}

impl Format {
    /// The reader of this format for these bytes; `None` for text, and for files of many documents.
    #[must_use]
    pub fn reader(self, bytes: &[u8], options: &ReadOptions) -> Option<Box<dyn Reader>> {
        Some(match self {
            Self::Text | Self::Markdown | Self::JsonLines | Self::Archive => return None,
            Self::Html => Box::new(Html { encoding: options.encoding }),
            Self::Docx => Box::new(Docx),
            Self::Odt => Box::new(Odt),
            Self::Doc => Box::new(Doc),
            Self::Rtf => Box::new(Rtf),
            Self::Pdf => Box::new(Pdf { ocr: options.ocr.then(|| options.ocr()) }),
            Self::Ofd => Box::new(Ofd),
            Self::Delimited => Box::new(Sheet { format: SheetFormat::Delimited }),
            Self::Spreadsheet => Box::new(Sheet { format: sheet_format(bytes) }),
        })
    }
}

/// The format of a spreadsheet, by its first bytes.
fn sheet_format(bytes: &[u8]) -> SheetFormat {
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        SheetFormat::Xls
    } else if memchr::memmem::find(bytes.get(..200).unwrap_or(bytes), b"opendocument.spreadsheet").is_some() {
        SheetFormat::Ods
    } else {
        SheetFormat::Xlsx
    }
}

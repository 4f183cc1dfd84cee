//! What a reader of a format makes of a file: lines with their roles and places.

use serde::{Deserialize, Serialize};

use super::ReadError;
use super::limits::Limits;

/// A reader of one format: bytes and limits in, lines with their places out.
///
/// A reader may be given anything: it answers every input with lines or with an error, within the limits. It keeps
/// no state between files. Each is run where a panic, an abort or an endless loop costs that one file alone
/// ([`super::Reading`]), so a crate may be used that does not promise as much.
pub trait Reader {
    /// Reads a whole file.
    ///
    /// # Errors
    ///
    /// [`super::ReadErrorKind::Damaged`], `Encrypted`, `NoText` and `Limit`, without a path.
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError>;
}

/// A file as its format's reader gives it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Extract {
    /// How the lines are to be read.
    pub layout: Layout,
    /// What [`Line::number`] counts.
    pub unit: Unit,
    /// In reading order. Blank ones may stand for what is blank in the file, and say nothing.
    pub lines: Vec<Line>,
    /// A title that stands beside the text (HTML's metadata, a property of the file); used where the text has none.
    pub title: Option<String>,
    /// Other facts about the document by name, as the file has them (`issuer`, `doc_no`, `date`, `url` …).
    pub fields: Vec<(String, String)>,
    /// Names of the sheets of a spreadsheet; [`Line::page`] counts them. Empty for other formats.
    pub sheets: Vec<String>,
    /// What of the file could not be read, a sentence each with its remedy; the rest was.
    pub warnings: Vec<String>,
    /// Whether some of that are pictures of text, which `--ocr` reads.
    pub scanned: bool,
}

/// How lines are to be read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Layout {
    /// A line is a paragraph.
    #[default]
    Paragraphs,
    /// A line is a line of a page; paragraphs go over several, and reflow puts them together. It goes by what a text
    /// copied out of a page shows: a blank line for a gap, ideographic spaces for the indent of a first line.
    Wrapped,
    /// A line is a line of a page, and the reader knows from the places of the lines where paragraphs end: a blank
    /// line parts two of them, and nothing else does. Notes and furniture between the lines of a paragraph do not
    /// part it.
    Set,
}

/// What a line's number counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Lines of a page, from 1 on each page.
    Line,
    /// Paragraphs of the document, from 1, empty ones and those in tables counted.
    #[default]
    Paragraph,
    /// Rows of a sheet, from 1 on each sheet, as the spreadsheet numbers them.
    Row,
}

/// A line, or a paragraph on one line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its text, without line ends. Cells of a row are parted by tabs.
    pub text: String,
    /// What the format itself says it is.
    pub role: LineRole,
    /// The page, from 1, as a viewer counts; for a spreadsheet the sheet. 0 where the format has none.
    pub page: u32,
    /// Its number in the file's own counting, see [`Unit`]; 0 where it has none.
    pub number: u32,
}

/// What a format says of a line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineRole {
    /// Nothing: what it is shows in its words, as in plain text.
    #[default]
    Unknown,
    /// The title of the document.
    Title,
    /// A heading of this rank, from 1.
    Heading(u8),
    /// Body text, whatever it looks like.
    Body,
    /// A row of a table.
    Row,
    /// A row of a sheet, which is a passage of its own.
    SheetRow,
    /// A footnote, an endnote, a comment that is shown.
    Note,
    /// What belongs to the page: running heads, page numbers.
    Furniture,
}

impl Line {
    /// A line of this text and role, without a place.
    #[must_use]
    pub fn new(text: impl Into<String>, role: LineRole) -> Self {
        Self { text: text.into(), role, page: 0, number: 0 }
    }
}

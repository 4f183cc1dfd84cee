//! Source text: what a file or a record says, with its lines.

use memchr::memchr2_iter;
use serde::{Deserialize, Serialize};

use super::extract::{Extract, Layout, LineRole, Unit};
use crate::text::Span;

/// The text of a file (or of a record's `text`), decoded, without a byte order mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The whole text. Every place in a document is an offset in bytes into it.
    pub text: String,
    /// Byte offset at which each line begins; never empty, the first is 0. A line ends with `\n`,
    /// `\r\n` or a lone `\r`; a text that ends with one has an empty last line.
    pub line_starts: Vec<usize>,
    /// Name of the encoding it was decoded from, as the WHATWG standard writes it (`GB18030`); of a file whose format
    /// is no text, the name of the format.
    pub encoding: &'static str,
    /// What the format says of each line; `None` for text.
    pub given: Option<Box<Given>>,
}

/// What a format that is no text says of the lines of its source text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// How the lines are to be read.
    pub layout: Layout,
    /// What the lines' numbers count.
    pub unit: Unit,
    /// Of each line, in order.
    pub lines: Vec<GivenLine>,
    /// Names of the sheets of a spreadsheet.
    pub sheets: Vec<String>,
}

/// What a format says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenLine {
    /// What it is.
    pub role: LineRole,
    /// Its page, or sheet, from 1; 0 where it has none.
    pub page: u32,
    /// Its number there, see [`Unit`]; 0 where it has none.
    pub number: u32,
}

/// Where a passage stands in a file that is no text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// What the numbers count.
    pub unit: Unit,
    /// First and last page, or sheet, from 1; 0 where there are none.
    pub pages: (u32, u32),
    /// Number of its first line on the first page and of its last line on the last page; 0 where there is none.
    pub numbers: (u32, u32),
    /// Name of the sheet of a spreadsheet.
    pub sheet: Option<String>,
}

impl Source {
    /// The source text `text`. Cost: one pass over its bytes.
    #[must_use]
    pub fn new(text: String, encoding: &'static str) -> Self {
        let bytes = text.as_bytes();
        let mut line_starts = vec![0];
        line_starts.extend(
            memchr2_iter(b'\n', b'\r', bytes)
                .filter(|&at| bytes[at] == b'\n' || bytes.get(at + 1) != Some(&b'\n'))
                .map(|at| at + 1),
        );
        Self { text, line_starts, encoding, given: None }
    }

    /// The lines that a reader gave, each ended by a line feed. Control characters in them become spaces, so that a
    /// line is one.
    #[must_use]
    pub fn of_extract(extract: &Extract, format: &'static str) -> Self {
        let mut text = String::with_capacity(extract.lines.iter().map(|line| line.text.len() + 1).sum());
        let mut lines = Vec::with_capacity(extract.lines.len());
        for line in &extract.lines {
            text.extend(line.text.chars().map(|c| if c.is_control() && c != '\t' { ' ' } else { c }));
            text.push('\n');
            lines.push(GivenLine { role: line.role, page: line.page, number: line.number });
        }
        let given = Given { layout: extract.layout, unit: extract.unit, lines, sheets: extract.sheets.clone() };
        Self { given: Some(Box::new(given)), ..Self::new(text, format) }
    }

    /// The line that holds the byte at `offset`, from 1. A line's end belongs to the line it ends;
    /// an offset past the text is on the last line. Cost: a binary search.
    #[must_use]
    pub fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset)
    }

    /// The first and the last line, both from 1 and both included, that hold bytes of `span`; for an
    /// empty span the line of its start, twice.
    #[must_use]
    pub fn lines(&self, span: Span) -> (usize, usize) {
        let last = if span.is_empty() { span.start } else { span.end - 1 };
        (self.line(span.start), self.line(last))
    }

    /// Where the bytes of `span` stand in the file; `None` for text, whose lines say it.
    #[must_use]
    pub fn spot(&self, span: Span) -> Option<Spot> {
        let given = self.given.as_deref()?;
        let (first, last) = self.lines(span);
        let (first, last) = (given.lines.get(first - 1)?, given.lines.get(last - 1)?);
        let sheet = if first.page > 0 { given.sheets.get(first.page as usize - 1).cloned() } else { None };
        let (pages, numbers) = ((first.page, last.page), (first.number, last.number));
        Some(Spot { unit: given.unit, pages, numbers, sheet })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_kinds_of_line_end() {
        let source = Source::new("青源\n星\r\n野\r镇\r\r\n".to_owned(), "UTF-8");
        assert_eq!(source.line_starts, [0, 7, 12, 16, 20, 22]);
        assert_eq!((source.line(0), source.line(6), source.line(7)), (1, 1, 2));
        assert_eq!((source.line(11), source.line(12)), (2, 3));
        assert_eq!(source.line(1000), 6);
        assert_eq!(source.lines(Span::new(0, 7)), (1, 1));
        assert_eq!(source.lines(Span::new(3, 8)), (1, 2));
        assert_eq!(source.lines(Span::new(7, 7)), (2, 2));
        assert_eq!(Source::new(String::new(), "UTF-8").lines(Span::new(0, 0)), (1, 1));
    }

    #[test]
    fn lines_of_a_format_keep_their_places() {
        let line = |text: &str, page, number| super::super::Line {
            page,
            number,
            ..super::super::Line::new(text, LineRole::Body)
        };
        let lines = vec![line("青源市\n公告", 1, 1), line("", 1, 2), line("星野镇", 2, 1)];
        let source = Source::of_extract(&Extract { lines, unit: Unit::Line, ..Extract::default() }, "PDF");
        assert_eq!(source.text, "青源市 公告\n\n星野镇\n");
        let spot = source.spot(Span::new(0, 20)).unwrap();
        assert_eq!((spot.pages, spot.numbers, spot.sheet), ((1, 2), (1, 1), None));
        assert_eq!(source.spot(Span::new(0, 3)).unwrap().numbers, (1, 1));
        assert_eq!(Source::new("甲".to_owned(), "UTF-8").spot(Span::new(0, 3)), None);
    }

    proptest! {
        #[test]
        fn lines_are_those_of_a_plain_split(text in "[甲a\r\n]{0,40}") {
            let source = Source::new(text.clone(), "UTF-8");
            let plain = text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(source.line_starts.len(), plain.split('\n').count());
            for (line, want) in plain.split('\n').enumerate() {
                let start = source.line_starts[line];
                prop_assert!(text[start..].starts_with(want));
                prop_assert_eq!(source.line(start), line + 1);
            }
        }
    }
}

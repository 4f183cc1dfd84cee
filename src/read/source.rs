//! Source text: what a file or a record says, with its lines.

use memchr::memchr2_iter;

use crate::text::Span;

/// The text of a file (or of a record's `text`), decoded, without a byte order mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The whole text. Every place in a document is an offset in bytes into it.
    pub text: String,
    /// Byte offset at which each line begins; never empty, the first is 0. A line ends with `\n`,
    /// `\r\n` or a lone `\r`; a text that ends with one has an empty last line.
    pub line_starts: Vec<usize>,
    /// Name of the encoding it was decoded from, as the WHATWG standard writes it (`GB18030`).
    pub encoding: &'static str,
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
        Self { text, line_starts, encoding }
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

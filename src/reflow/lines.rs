//! The lines of a source text, blank ones left out.

use memchr::memchr2;

use crate::read::LineRole;
use crate::text::Span;

use super::marks::{End, ending};

/// A line that holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Its bytes in the source, without the white space around it.
    pub span: Span,
    /// White space before it, in columns (a tab counts one).
    pub indent: u8,
    /// Whether a blank line stands before it; true for the first.
    pub gap: bool,
    /// How it ends.
    pub end: End,
    /// What the file's format says it is.
    pub role: LineRole,
}

/// The lines of `source` that are not blank. Lines end at `\n`, `\r\n` or `\r`; a byte order mark
/// counts as white space.
pub(super) fn lines(source: &str) -> Vec<Line> {
    let mut found = Vec::with_capacity(source.len() / 96);
    let mut at = 0;
    let mut gap = true;
    while at < source.len() {
        let end = memchr2(b'\n', b'\r', &source.as_bytes()[at..]).map_or(source.len(), |n| at + n);
        let from_mark = source[at..end].trim_start_matches(is_white);
        let text = from_mark.trim_end_matches(is_white);
        if text.is_empty() {
            gap = true;
        } else {
            let start = end - from_mark.len();
            let span = Span::new(start, start + text.len());
            found.push(Line {
                span,
                indent: indent(&source[at..start]),
                gap,
                end: ending(text),
                role: LineRole::Unknown,
            });
            gap = false;
        }
        let pair = source.as_bytes()[end..].starts_with(b"\r\n");
        at = end + 1 + usize::from(pair);
    }
    found
}

fn is_white(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The columns of white space; an ideographic space takes two.
fn indent(white: &str) -> u8 {
    white.chars().fold(0, |sum: u8, c| sum.saturating_add(if c == '\u{3000}' { 2 } else { 1 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once() {
        let source = "\u{feff}甲\r\n\u{3000}\u{3000}乙 \r\r丙。\n";
        let found = lines(source);
        let texts: Vec<_> = found.iter().map(|line| line.span.of(source)).collect();
        assert_eq!(texts, ["甲", "乙", "丙。"]);
        assert_eq!(found.iter().map(|line| line.gap).collect::<Vec<_>>(), [true, false, true]);
        assert_eq!(found[1].indent, 4);
    }

    #[test]
    fn nothing_but_white_space_has_no_line() {
        assert!(lines("\u{feff} \n\u{3000}\r\n").is_empty());
    }
}

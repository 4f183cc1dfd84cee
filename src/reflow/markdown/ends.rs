//! What the end of a line stands for inside a paragraph of Markdown.

use memchr::memchr_iter;

use super::super::reflow;
use crate::text::Span;

/// Where plain text would have the beginnings of paragraphs in this one, the last first; none where it
/// has too few lines to tell.
pub fn beginnings(source: &str, paragraph: Span) -> Vec<usize> {
    const LINES_TO_TELL: usize = 8;
    let text = paragraph.of(source);
    if memchr_iter(b'\n', text.as_bytes()).take(LINES_TO_TELL).count() < LINES_TO_TELL {
        return Vec::new();
    }
    let starts = reflow(text).into_iter().rev().filter_map(|block| block.text.source_span());
    starts.map(|span| paragraph.start + span.start).collect()
}

/// Whether a paragraph of several lines has a sentence's end at the end of each (of the last it is not
/// asked). Emphasis and a backslash for a hard break may follow it.
pub fn every_line_ends_a_sentence(paragraph: &str) -> bool {
    let mut lines = paragraph.trim_end().lines().rev();
    lines.next();
    let ends = |line: &str| {
        let marks = |c: char| c.is_whitespace() || "*_~\\”’）》】」』".contains(c);
        line.trim_end_matches(marks).ends_with(['。', '！', '？', '；', '：'])
    };
    let mut others = lines.peekable();
    others.peek().is_some() && others.all(ends)
}

/// Whether the line end between two lines stands for a space: not beside ideographs, full-width
/// forms or white space, and not beside quotation marks and dashes that belong to such.
pub fn needs_space(before: &str, after: &str) -> bool {
    let ambiguous = |c: &char| matches!(c, '“' | '”' | '‘' | '’' | '—' | '…' | '·');
    let tight = |c: Option<char>| c.is_none_or(|c| c >= '\u{2E80}' || c.is_whitespace());
    !tight(before.chars().rev().take(4).find(|c| !ambiguous(c)))
        && !tight(after.chars().take(4).find(|c| !ambiguous(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_between_latin_words_only() {
        for (before, after, space) in [
            ("see the", "note", true),
            ("甲", "乙", false),
            ("使用", "Rust", false),
            ("Rust", "语言", false),
            ("a ", "b", false),
            ("“hello”", "world", true),
            ("“甲”", "“乙”", false),
            ("", "a", false),
            ("a,", "b", true),
            ("3", "km", true),
        ] {
            assert_eq!(needs_space(before, after), space, "{before:?} {after:?}");
        }
    }

    #[test]
    fn sentences_at_every_line() {
        assert!(every_line_ends_a_sentence("甲。\n**乙：**\n丙"));
        assert!(every_line_ends_a_sentence("“甲！”\\\n乙"));
        assert!(!every_line_ends_a_sentence("甲。"));
        assert!(!every_line_ends_a_sentence("甲。\n乙\n丙。"));
    }
}

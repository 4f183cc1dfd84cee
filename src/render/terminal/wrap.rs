//! Breaking a text into lines by display columns.

use unicode_width::UnicodeWidthChar;

use crate::text::Span;

/// A part of a text with marked ranges.
pub(super) struct Marked<'a> {
    text: &'a str,
    shown: Span,
    marks: &'a [Span],
}

impl<'a> Marked<'a> {
    /// The bytes `shown` of `text`; `marks` are ranges of `text`, in order.
    pub(super) fn new(text: &'a str, shown: Span, marks: &'a [Span]) -> Self {
        Self { text, shown, marks }
    }
}

/// A line: runs of text, and whether each is marked.
pub(super) type Line = Vec<(String, bool)>;

/// Breaks a text into lines of at most `width` columns: at its line ends, else where a line is full, but not before a
/// closing mark, and not inside a Latin word or a number that fits on a line. `…` stands where something is left out.
pub(super) fn wrap(marked: &Marked<'_>, width: usize) -> Vec<Line> {
    let Marked { text, shown, marks } = *marked;
    let mut chars: Vec<(char, bool)> = Vec::new();
    if shown.start > 0 {
        chars.push(('…', false));
    }
    let mut marks = marks.iter().peekable();
    for (at, c) in shown.of(text).char_indices() {
        let at = at + shown.start;
        while marks.next_if(|mark| mark.end <= at).is_some() {}
        chars.push((c, marks.peek().is_some_and(|mark| mark.start <= at)));
    }
    if shown.end < text.len() {
        chars.push(('…', false));
    }
    let mut lines = Vec::new();
    for paragraph in chars.split(|(c, _)| *c == '\n') {
        let mut rest = paragraph;
        loop {
            let (line, after) = rest.split_at(break_at(rest, width));
            lines.push(runs(line));
            if after.is_empty() {
                break;
            }
            // A space at which a line was broken is not shown.
            rest = if after.first().is_some_and(|(c, _)| *c == ' ') { &after[1..] } else { after };
        }
    }
    lines
}

/// How many characters go on the line.
fn break_at(chars: &[(char, bool)], width: usize) -> usize {
    let mut used = 0;
    let full = chars.iter().position(|(c, _)| {
        used += c.width().unwrap_or(0);
        used > width
    });
    let Some(full) = full else { return chars.len() };
    let good = |at: usize| at > full / 2 && may_break(chars[at - 1].0, chars[at].0);
    (1..=full).rev().find(|&at| good(at)).unwrap_or(full.max(1))
}

/// Whether a line may end between two characters.
fn may_break(before: char, after: char) -> bool {
    let closes = |c| {
        matches!(
            c,
            '。' | '，'
                | '、'
                | '；'
                | '：'
                | '！'
                | '？'
                | '”'
                | '’'
                | '）'
                | '》'
                | '】'
                | '」'
                | '％'
                | '%'
                | '…'
        )
    };
    let opens = |c| matches!(c, '“' | '‘' | '（' | '《' | '【' | '「');
    let word = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == ',';
    !(closes(after) || opens(before) || word(before) && word(after))
}

fn runs(line: &[(char, bool)]) -> Line {
    let mut out: Line = Vec::new();
    for &(c, marked) in line {
        match out.last_mut() {
            Some((text, last)) if *last == marked => text.push(c),
            _ => out.push((c.to_string(), marked)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let whole = Marked::new(text, Span::new(0, text.len()), &[]);
        wrap(&whole, width).into_iter().map(|line| line.into_iter().map(|(text, _)| text).collect()).collect()
    }

    #[test]
    fn no_closing_mark_begins_a_line_and_no_number_is_cut() {
        assert_eq!(lines("养老服务，补贴", 8), ["养老服", "务，补贴"]);
        assert_eq!(lines("共计 12345 项", 10), ["共计 12345", "项"]);
        assert_eq!(lines("总计共 12345 项", 10), ["总计共 ", "12345 项"]);
        assert_eq!(lines("甲\n乙", 10), ["甲", "乙"]);
    }

    #[test]
    fn what_is_left_out_is_shown_as_left_out() {
        let text = "甲乙丙";
        let lines = wrap(&Marked::new(text, Span::new(3, 6), &[Span::new(3, 6)]), 10);
        assert_eq!(lines, [[("…".to_owned(), false), ("乙".to_owned(), true), ("…".to_owned(), false)]]);
    }
}

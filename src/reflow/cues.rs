//! What a line of a wrapped page shows: its width, what would have had to fit on it, how it ends.

use crate::text::width::page_columns;

use super::lines::Line;
use super::marks::{End, Number, is_closing, is_opening, number};

/// How a column counts its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Measure {
    /// Some marks are half as wide.
    pub half: bool,
    /// A closing mark may hang over the column's edge; else it takes the character before it along
    /// to the next line.
    pub hang: bool,
}

impl Measure {
    /// Every measure.
    pub(super) const ALL: [Self; 4] = [
        Self { half: false, hang: true },
        Self { half: true, hang: true },
        Self { half: false, hang: false },
        Self { half: true, hang: false },
    ];
}

/// A line with its measures.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cues {
    /// Where it stands.
    pub line: Line,
    /// Its columns, indent not counted: with every mark full, and with some marks half as wide.
    pub width: [u32; 2],
    /// Columns of its first word with opening marks, measured likewise: what the line before had
    /// no room for.
    pub head: [u32; 2],
    /// Columns of the closing marks behind its first word.
    pub tail: [u32; 2],
    /// Columns of indent beyond that of most lines.
    pub indent: u32,
    /// Whether it begins, and ends, with a digit or another character that is set off by a space.
    pub latin: [bool; 2],
    /// The number it begins with.
    pub number: Option<Number>,
    /// Brackets opened less brackets closed.
    pub brackets: i32,
    /// Whether it begins with an opening bracket, and ends with a closing one.
    pub bracket: [bool; 2],
    /// Whether it begins with a mark that never begins a line, and ends with one that may hang over
    /// the column's edge.
    pub closing: [bool; 2],
    /// Whether a comma or another mark of a sentence stands in it.
    pub marked: bool,
    /// Commas in it.
    pub commas: u32,
    /// Whether a sentence ends in it.
    pub marks_end: bool,
}

/// Marks that some fonts and some composing programs set half as wide.
const fn is_half(c: char) -> bool {
    matches!(c, '，' | '、' | '；' | '：' | '（' | '）' | '《' | '》' | '“' | '”' | '‘' | '’')
}

const fn is_latin(c: char) -> bool {
    c.is_ascii() || matches!(c, '０'..='９')
}

const fn columns(c: char) -> [u32; 2] {
    let full = page_columns(c);
    [full, if is_half(c) { 1 } else { full }]
}

fn add(sum: &mut [u32; 2], c: char) {
    let [full, half] = columns(c);
    sum[0] += full;
    sum[1] += half;
}

impl Cues {
    /// The cues of `line`, whose text is `text`. `margin` is the indent of most lines.
    pub(super) fn of(line: Line, text: &str, margin: u32) -> Self {
        let (mut width, mut brackets, mut commas) = ([0, 0], 0, 0);
        let (mut marked, mut marks_end) = (false, false);
        for c in text.chars() {
            add(&mut width, c);
            commas += u32::from(matches!(c, '，' | ','));
            marked |= matches!(c, '，' | '。' | '；' | '、' | ',');
            marks_end |= matches!(c, '。' | '；');
            brackets += match c {
                '（' | '(' => 1,
                '）' | ')' => -1,
                _ => 0,
            };
        }
        let first = text.chars().next();
        let (head, tail) = head(text);
        let number = number(text);
        if number == Some(Number::Section) {
            // its own mark does not count
            marked = text.chars().skip(4).any(|c| matches!(c, '，' | '。' | '；' | '、' | ','));
        }
        Self {
            line,
            width,
            head,
            tail,
            indent: u32::from(line.indent).saturating_sub(margin),
            latin: [first.is_some_and(is_latin), text.ends_with(is_latin)],
            number,
            brackets,
            bracket: [text.starts_with(['（', '(']), text.ends_with(['）', ')'])],
            marked,
            commas,
            marks_end,
            closing: [
                first.is_some_and(|c| is_closing(c) && !matches!(c, '—' | '…' | '.' | '·')),
                text.ends_with(is_closing),
            ],
        }
    }

    /// Whether it ends without a mark that may end a paragraph.
    pub(super) fn is_open(&self) -> bool {
        self.line.end == End::Open
    }

    /// Its columns with its indent.
    pub(super) fn reach(&self, measure: Measure) -> u32 {
        self.width[usize::from(measure.half)] + if self.is_indented() { self.indent } else { 0 }
    }

    /// Whether it shows a paragraph's indent.
    pub(super) fn is_indented(&self) -> bool {
        self.indent >= 3
    }

    /// The columns that this line would have if the start of `next` stood on it too.
    pub(super) fn with_head(&self, next: &Self, measure: Measure) -> u32 {
        let half = usize::from(measure.half);
        let tail = if measure.hang { 0 } else { next.tail[half] };
        self.reach(measure) + next.head[half] + tail + u32::from(next.latin[0] || self.latin[1])
    }
}

/// The columns of what cannot be parted from the start of a line, opening marks and a character, or
/// a whole number or Latin word; and those of the closing marks behind it.
fn head(text: &str) -> ([u32; 2], [u32; 2]) {
    let (mut head, mut tail) = ([0, 0], [0, 0]);
    let mut chars = text.chars().take(40).peekable();
    while let Some(c) = chars.next_if(|&c| is_opening(c)) {
        add(&mut head, c);
    }
    if chars.peek().copied().is_some_and(is_word) {
        while let Some(c) = chars.next_if(|&c| is_word(c)) {
            add(&mut head, c);
        }
    } else if let Some(c) = chars.next() {
        add(&mut head, c);
    }
    while let Some(c) = chars.next_if(|&c| is_closing(c)) {
        add(&mut tail, c);
    }
    (head, tail)
}

const fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_is_what_cannot_be_parted() {
        assert_eq!(head("“城乡"), ([4, 3], [0, 0]));
        assert_eq!(head("100%，比"), ([4, 4], [2, 1]));
        assert_eq!(head("城。”乡"), ([2, 2], [4, 3]));
        assert_eq!(head("（2024年"), ([6, 5], [0, 0]));
        assert_eq!(head(""), ([0, 0], [0, 0]));
    }
}

//! The part of a long passage that is shown.

use unicode_width::UnicodeWidthStr;

use crate::text::{Span, sentence};

/// The bytes of `text` to show: all of it where it takes at most `columns`, else the sentences, as many as fit, that
/// hold most of what is marked (the earliest such, where several do). A sentence that does not fit is cut.
pub(super) fn window(text: &str, marks: &[Span], columns: usize) -> Span {
    if text.width() <= columns {
        return Span::new(0, text.len());
    }
    let sentences = sentences(text);
    let mut best = (0, Span::new(0, 0));
    let mut to = 0;
    for from in 0..sentences.len() {
        to = to.max(from + 1);
        let span = |to: usize| Span::new(sentences[from].start, sentences[to - 1].end);
        while to < sentences.len() && span(to + 1).of(text).width() <= columns {
            to += 1;
        }
        let shown = if span(to).of(text).width() > columns { cut(text, span(to), marks, columns) } else { span(to) };
        let weight: usize =
            marks.iter().filter(|m| m.start >= shown.start && m.end <= shown.end).map(|m| m.len()).sum();
        if weight > best.0 || best.1.is_empty() {
            best = (weight, shown);
        }
    }
    best.1
}

fn sentences(text: &str) -> Vec<Span> {
    let mut out = Vec::new();
    let mut start = 0;
    for end in sentence::ends(text).chain([text.len()]) {
        if end > start {
            out.push(Span::new(start, end));
            start = end;
        }
    }
    out
}

/// Of a sentence wider than the window, the part around its first mark.
fn cut(text: &str, sentence: Span, marks: &[Span], columns: usize) -> Span {
    let mark = marks.iter().find(|mark| mark.start >= sentence.start && mark.start < sentence.end);
    let mut start = sentence.start;
    if let Some(mark) = mark {
        // A third of the window stands before the mark.
        for (at, _) in Span::new(sentence.start, mark.start).of(text).char_indices() {
            if Span::new(sentence.start + at, mark.start).of(text).width() <= columns / 3 {
                start = sentence.start + at;
                break;
            }
            start = mark.start;
        }
    }
    let shown = crate::text::width::fit(Span::new(start, sentence.end).of(text), columns);
    Span::new(start, start + shown.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentences_that_hold_the_matches() {
        let text = "第一句不相干的话。第二句也不相干。第三句说的是养老服务。第四句又不相干。";
        let at = text.find("养老").unwrap();
        let shown = window(text, &[Span::new(at, at + 12)], 40);
        assert!(shown.of(text).contains("养老服务") && shown.of(text).width() <= 40, "{}", shown.of(text));
        assert!(shown.of(text).starts_with('第'));
        assert_eq!(window(text, &[], 1000), Span::new(0, text.len()));
    }

    #[test]
    fn a_sentence_without_end_is_cut_around_the_match() {
        let text = format!("{}养老服务{}", "甲".repeat(200), "乙".repeat(200));
        let at = text.find("养老").unwrap();
        let shown = window(&text, &[Span::new(at, at + 12)], 60);
        assert!(shown.of(&text).contains("养老服务") && shown.of(&text).width() <= 60);
    }
}

//! Cutting long texts at the ends of their sentences.

use crate::text::{Mapped, Piece, Span, sentence};

/// A paragraph of up to this many characters stays whole; the most characters of a part.
const MOST: usize = 400;
/// An unbroken text is cut at the first sentence end after this many characters.
const LEAST: usize = 200;

/// The parts of a paragraph, in bytes of its text, white space between them left out. Cost: linear,
/// with the sentences of 400 characters as the factor.
pub(super) fn paragraph(text: &str) -> Vec<Span> {
    if text.len() <= MOST || text.chars().count() <= MOST {
        return vec![Span::new(0, text.len())];
    }
    trimmed(text, even(&units(text)))
}

/// The parts of a text that came without any line end. Cost: linear.
pub(super) fn unbroken(text: &str) -> Vec<Span> {
    if text.len() <= MOST {
        return vec![Span::new(0, text.len())];
    }
    let mut left = text.chars().count();
    let mut spans = Vec::new();
    let (mut start, mut end, mut chars) = (0, 0, 0);
    for unit in units(text) {
        if chars > 0 && left > MOST && (chars > LEAST || chars + unit.chars > MOST) {
            spans.push(Span::new(start, end));
            left -= chars;
            (start, chars) = (end, 0);
        }
        chars += unit.chars;
        end = unit.end;
    }
    spans.push(Span::new(start, text.len()));
    trimmed(text, spans)
}

/// A sentence, or a piece of one that is too long.
#[derive(Debug, Clone, Copy)]
struct Unit {
    /// Its bytes begin here,
    start: usize,
    /// and end here.
    end: usize,
    /// Its characters, at most [`MOST`].
    chars: usize,
}

/// The sentences of a text, those over [`MOST`] cut.
fn units(text: &str) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut start = 0;
    for end in sentence::ends(text).chain(std::iter::once(text.len())) {
        push_sentence(&mut units, text, start, end);
        start = end;
    }
    units
}

/// Adds a sentence; one that is too long in pieces, each to the last ， or 、 before 400, else of 400.
fn push_sentence(units: &mut Vec<Unit>, text: &str, mut start: usize, end: usize) {
    while start < end {
        let rest = text.get(start..end).unwrap_or_default();
        let mut comma = None;
        let mut chars = 0;
        let mut full = None;
        for (at, c) in rest.char_indices() {
            if chars == MOST {
                full = Some((at, chars));
                break;
            }
            chars += 1;
            if matches!(c, '，' | '、') {
                comma = Some((at + c.len_utf8(), chars));
            }
        }
        let (len, chars) = match full {
            Some(full) => comma.unwrap_or(full),
            None => (rest.len().max(1), chars),
        };
        units.push(Unit { start, end: start + len, chars });
        start += len;
    }
}

/// Groups sentences into the fewest parts of at most [`MOST`] characters, and of those ways the most
/// equal one (the least sum of squares).
fn even(units: &[Unit]) -> Vec<Span> {
    let mut best: Vec<(usize, usize, usize)> = vec![(0, 0, 0)]; // parts, squares, begin of the last part
    for end in 1..=units.len() {
        let mut chars = 0;
        let mut choice = (usize::MAX, usize::MAX, end - 1);
        for begin in (0..end).rev() {
            chars += units.get(begin).map_or(0, |unit| unit.chars);
            if chars > MOST {
                break;
            }
            let (parts, squares, _) = best.get(begin).copied().unwrap_or_default();
            choice = choice.min((parts + 1, squares + chars * chars, begin));
        }
        best.push(choice);
    }
    let mut spans = Vec::new();
    let mut end = units.len();
    while end > 0 {
        let begin = best.get(end).map_or(0, |choice| choice.2).min(end - 1);
        let (first, last) = (units.get(begin), units.get(end - 1));
        spans.extend(first.zip(last).map(|(first, last)| Span::new(first.start, last.end)));
        end = begin;
    }
    spans.reverse();
    spans
}

/// The spans without white space at their ends; those of white space alone dropped.
fn trimmed(text: &str, spans: Vec<Span>) -> Vec<Span> {
    let trim = |span: Span| {
        let part = text.get(span.start..span.end)?;
        let start = span.start + (part.len() - part.trim_start().len());
        let part = part.trim();
        (!part.is_empty()).then(|| Span::new(start, start + part.len()))
    };
    spans.into_iter().filter_map(trim).collect()
}

/// The parts `spans` (in order, not overlapping) of a text, with their places. Cost: linear in all.
pub(super) fn slices(whole: &Mapped, spans: &[Span]) -> Vec<Mapped> {
    let mut first = 0;
    let mut slices = Vec::with_capacity(spans.len());
    for span in spans {
        let text = whole.text.get(span.start..span.end).unwrap_or_default().to_owned();
        first +=
            whole.pieces.get(first..).unwrap_or_default().iter().take_while(|piece| piece.end() <= span.start).count();
        let within = whole.pieces.get(first..).unwrap_or_default().iter().take_while(|piece| piece.at < span.end);
        let pieces = within.map(|piece| part_of(*piece, *span)).collect();
        slices.push(Mapped { text, pieces });
    }
    slices
}

/// What of a piece lies in `span`, placed in the span's own text.
fn part_of(piece: Piece, span: Span) -> Piece {
    let (from, to) = (piece.at.max(span.start), piece.end().min(span.end));
    let source = Span::new(piece.source.start + (from - piece.at), piece.source.start + (to - piece.at));
    Piece { at: from - span.start, source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A sentence of so many characters.
    fn of(chars: usize) -> String {
        format!("{}。", "策".repeat(chars - 1))
    }

    fn lengths(text: &str, spans: &[Span]) -> Vec<usize> {
        spans.iter().map(|span| span.of(text).chars().count()).collect()
    }

    #[test]
    fn up_to_400_characters_stay_whole() {
        assert_eq!(paragraph(&of(200).repeat(2)).len(), 1);
        let text = of(200).repeat(2) + "外";
        assert_eq!(lengths(&text, &paragraph(&text)), [200, 201]);
    }

    #[test]
    fn parts_are_as_equal_as_the_sentences_allow() {
        let text = of(100).repeat(7);
        let mut parts = lengths(&text, &paragraph(&text));
        parts.sort_unstable();
        assert_eq!(parts, [300, 400]);
        let text = [390, 20, 20, 390].map(of).concat();
        assert_eq!(lengths(&text, &paragraph(&text)), [390, 40, 390]);
    }

    #[test]
    fn a_sentence_too_long_is_cut_at_a_comma_or_at_400() {
        let text = format!("{}，{}、{}。", "策".repeat(300), "搜".repeat(89), "文".repeat(300));
        assert_eq!(lengths(&text, &paragraph(&text)), [391, 301]);
        let text = "策".repeat(900);
        let parts = lengths(&text, &paragraph(&text));
        assert_eq!(parts, [400, 400, 100]);
    }

    #[test]
    fn an_unbroken_text_is_cut_after_200() {
        let text = of(90).repeat(10);
        assert_eq!(lengths(&text, &unbroken(&text)), [270, 270, 360]);
        assert_eq!(unbroken(&of(400)).len(), 1);
        let text = [150, 300, 100].map(of).concat();
        assert_eq!(lengths(&text, &unbroken(&text)), [150, 400]);
    }

    proptest! {
        #[test]
        fn parts_hold_the_text_in_order(text in "[策搜。，、” ]{0,1500}", wide in any::<bool>()) {
            let spans = if wide { paragraph(&text) } else { unbroken(&text) };
            let mut before = 0;
            for span in &spans {
                prop_assert!(span.start >= before);
                prop_assert!(text[before..span.start].trim().is_empty());
                prop_assert!(span.of(&text).chars().count() <= MOST);
                before = span.end;
            }
            prop_assert!(text[before..].trim().is_empty());
        }

        #[test]
        fn slices_are_what_mapped_cuts(lines in prop::collection::vec("[策搜。]{1,300}", 1..8)) {
            let source = lines.join("\n");
            let mut whole = Mapped::default();
            let mut at = 0;
            for line in &lines {
                whole.push_source(&source, Span::new(at, at + line.len()));
                at += line.len() + 1;
            }
            let spans = paragraph(&whole.text);
            for (span, slice) in spans.iter().zip(slices(&whole, &spans)) {
                prop_assert_eq!(slice, whole.slice(*span));
            }
        }
    }
}

//! Words of ideographs and other letters (5g消息), which only users add.

use crate::analysis::LONGEST_WORD;
use crate::text::Span;

use super::cut::{Vocabulary, is_ideograph};

/// Known words that go over the border between two runs of a text, the leftmost and then the longest first; none meets
/// another. Runs of letters and digits are whole in them. Cost: look-ups where neighbouring characters stand in the index
/// on both sides of a border.
pub(super) fn mixed_words(runs: &[Span], text: &str, vocabulary: &impl Vocabulary) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut from = 0;
    for (at, pair) in runs.windows(2).enumerate().filter(|(_, pair)| pair[0].end == pair[1].start) {
        let starts = starts(pair[0], text, vocabulary);
        let starts: Vec<usize> = starts.into_iter().filter(|&start| start >= from).collect();
        if starts.is_empty() {
            continue;
        }
        let ends = ends(&runs[at + 1..], text, vocabulary);
        let words = starts.iter().rev().flat_map(|&start| ends.iter().rev().map(move |&end| Span::new(start, end)));
        let mut words = words.filter(|word| word.of(text).chars().nth(LONGEST_WORD).is_none());
        if let Some(word) = words.find(|word| vocabulary.frequency(word.of(text)) > 0) {
            from = word.end;
            out.push(word);
        }
    }
    out
}

/// Where a word that goes over the end of a run may begin in it, the last place first.
fn starts(run: Span, text: &str, vocabulary: &impl Vocabulary) -> Vec<usize> {
    let places = run.of(text).char_indices().rev().map(|(at, _)| run.start + at).take(LONGEST_WORD);
    let standing = places.take_while(|&at| vocabulary.stands(bigram(text, at)));
    let ideographs = run.of(text).starts_with(is_ideograph);
    standing.filter(|&at| ideographs || at == run.start).collect()
}

/// Where a word may end that goes into the first of these runs, the first place first.
fn ends(runs: &[Span], text: &str, vocabulary: &impl Vocabulary) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut joined = runs.first().map_or(0, |run| run.start);
    for run in runs.iter().take_while(|run| std::mem::replace(&mut joined, run.end) == run.start) {
        let ideographs = run.of(text).starts_with(is_ideograph);
        for (at, c) in run.of(text).char_indices() {
            let end = run.start + at + c.len_utf8();
            if ideographs || end == run.end {
                ends.push(end);
            }
            if ends.len() == LONGEST_WORD || !vocabulary.stands(bigram(text, run.start + at)) {
                return ends;
            }
        }
    }
    ends
}

/// The character at a place with the next one.
fn bigram(text: &str, at: usize) -> &str {
    let rest = &text[at..];
    rest.char_indices().nth(2).map_or(rest, |(end, _)| &rest[..end])
}

/// Takes the runs before a word and those within it from the beginning of `runs`.
pub(super) fn parted(runs: &mut Vec<Span>, word: Span) -> (Vec<Span>, Vec<Span>) {
    let (mut before, mut within, mut behind) = (Vec::new(), Vec::new(), Vec::new());
    for run in runs.drain(..) {
        let cuts = [run.start, word.start.clamp(run.start, run.end), word.end.clamp(run.start, run.end), run.end];
        for (part, ends) in [&mut before, &mut within, &mut behind].into_iter().zip(cuts.windows(2)) {
            if ends[0] < ends[1] {
                part.push(Span::new(ends[0], ends[1]));
            }
        }
    }
    *runs = behind;
    (before, within)
}

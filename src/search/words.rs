//! The words of a query that a hit is judged by, and what of them a passage holds.

use crate::analysis::{numerals, word_text};
use crate::index::StoredPassage;
use crate::text::Span;
use crate::text::fold::fold;

use super::cut::{Cut, is_content};

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded.
    pub text: String,
    /// Canonical form of a numeral: it is held wherever one of its spellings stands.
    pub canonical: Option<String>,
}

/// The distinct words of a cut query, in order, without question and function words (with them where there
/// is nothing else); words that are parts of a numeral give the numeral.
pub(super) fn query_words(cut: &Cut, text: &str) -> Vec<Word> {
    let plain = |content: bool| {
        let path = cut.path.iter().filter(move |(word, span)| {
            (!content || is_content(word))
                && !cut.numerals.iter().any(|numeral| span.start < numeral.span.end && numeral.span.start < span.end)
        });
        path.map(|(word, span)| (span.start, Word { text: word.clone(), canonical: None }))
    };
    let mut words: Vec<(usize, Word)> = plain(true).collect();
    words.extend(cut.numerals.iter().map(|numeral| {
        let word = Word { text: numeral.span.of(text).to_owned(), canonical: Some(numeral.canonical.clone()) };
        (numeral.span.start, word)
    }));
    if words.is_empty() {
        words.extend(plain(false));
    }
    words.sort_by_key(|(at, _)| *at);
    let mut distinct: Vec<Word> = Vec::with_capacity(words.len());
    for (_, word) in words {
        if !distinct.contains(&word) {
            distinct.push(word);
        }
    }
    distinct
}

/// The numerals of a text with their bytes in the folded text, in order. Cost: one pass, some 20 ns a character.
pub(super) fn numeral_spans(text: &str) -> Vec<(Span, String)> {
    // Numerals are read with the white space that parts words; their characters are found again in order.
    let read = word_text(text);
    let mut dropped = 0;
    let mut spaces = read.match_indices(' ').peekable();
    let mut out = Vec::new();
    for numeral in numerals(&read) {
        while spaces.next_if(|(at, _)| *at < numeral.span.start).is_some() {
            dropped += 1;
        }
        out.push((Span::new(numeral.span.start - dropped, numeral.span.end - dropped), numeral.canonical));
    }
    out
}

/// The parts of a passage, folded, in which words are looked for.
pub(super) struct Texts {
    pub text: String,
    pub headings: Vec<String>,
    pub title: String,
    numerals: [Vec<String>; 2],
}

impl Texts {
    pub(super) fn new(passage: &StoredPassage) -> Self {
        let canonical =
            |text: &str| numerals(&word_text(text)).into_iter().map(|numeral| numeral.canonical).collect::<Vec<_>>();
        let headings: Vec<&str> = passage.headings.iter().map(|heading| heading.text.as_str()).collect();
        let title = passage.title.as_deref().unwrap_or_default();
        let above = headings.iter().copied().chain([title]).flat_map(canonical).collect();
        Self {
            text: fold(&passage.text),
            headings: headings.into_iter().map(fold).collect(),
            title: fold(title),
            numerals: [canonical(&passage.text), above],
        }
    }

    /// Whether the text holds a word.
    pub(super) fn in_text(&self, word: &Word) -> bool {
        self.text.contains(&word.text)
            || word.canonical.as_ref().is_some_and(|canonical| self.numerals[0].contains(canonical))
    }

    /// Whether text, headings or title hold a word.
    pub(super) fn holds(&self, word: &Word) -> bool {
        self.in_text(word)
            || self.title.contains(&word.text)
            || self.headings.iter().any(|heading| heading.contains(&word.text))
            || word.canonical.as_ref().is_some_and(|canonical| self.numerals[1].contains(canonical))
    }
}

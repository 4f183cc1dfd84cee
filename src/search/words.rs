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
/// is nothing else); words that are parts of a numeral give the numeral, and what they hold beside it (章 of 第三章)
/// is a word of its own.
pub(super) fn query_words(cut: &Cut, text: &str) -> Vec<Word> {
    let plain = |content: bool| {
        let parts = cut.path.iter().flat_map(|(_, span)| beside_numerals(*span, cut));
        let parts = parts.map(move |span| (span.start, span.of(text)));
        let parts = parts.filter(move |(_, part)| !part.is_empty() && (!content || is_content(part)) && *part != "第");
        parts.map(|(at, part)| (at, Word { text: part.to_owned(), canonical: None }))
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

/// What of a word is no part of a numeral: all of it for most words.
fn beside_numerals(word: Span, cut: &Cut) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut from = word.start;
    for numeral in cut.numerals.iter().map(|numeral| numeral.span) {
        if numeral.start < word.end && word.start < numeral.end {
            parts.push(Span::new(from, numeral.start.max(from)));
            from = numeral.end.min(word.end);
        }
    }
    parts.push(Span::new(from, word.end));
    parts
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
    /// `with_numerals` where a word of the query is one; to read those of a text costs more than the rest.
    pub(super) fn new(passage: &StoredPassage, with_numerals: bool) -> Self {
        let canonical = |text: &str| {
            let numerals = if with_numerals { numerals(&word_text(text)) } else { Vec::new() };
            numerals.into_iter().map(|numeral| numeral.canonical).collect::<Vec<_>>()
        };
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

//! The words of a query that a hit is judged by, and what of them a passage holds.

use crate::analysis::{Numeral, numerals, word_text};
use crate::index::StoredPassage;
use crate::text::Span;
use crate::text::fold::fold;

use super::alternative::Name;
use super::cut::{Cut, is_content};
use super::hit::AliasUse;

/// A word of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded.
    pub text: String,
    /// Canonical form of a numeral: it is held wherever one of its spellings stands.
    pub canonical: Option<String>,
    /// Other names of it, folded, each with how it is written.
    pub forms: Vec<(String, String)>,
}

/// The distinct words of a cut query, in order, without question and function words (with them where there
/// is nothing else); words that are parts of a numeral give the numeral, and what they hold beside it (章 of 第三章)
/// is a word of its own.
pub(super) fn query_words(cut: &Cut, text: &str, names: &[Name]) -> Vec<Word> {
    let is_named = |span: Span| names.iter().any(|name| name.span.start <= span.start && span.end <= name.span.end);
    let plain = |content: bool| {
        let parts =
            cut.path.iter().filter(|(_, span)| !is_named(*span)).flat_map(|(_, span)| beside_numerals(*span, cut));
        let parts = parts.map(move |span| (span.start, span.of(text)));
        let parts = parts.filter(move |(_, part)| !part.is_empty() && (!content || is_content(part)) && *part != "第");
        parts.map(|(at, part)| (at, Word { text: part.to_owned(), canonical: None, forms: Vec::new() }))
    };
    let mut words: Vec<(usize, Word)> = plain(true).collect();
    words.extend(cut.numerals.iter().filter(|numeral| !is_named(numeral.span)).map(|numeral| {
        let (text, canonical) = (numeral.whole.of(text).to_owned(), Some(numeral.form()));
        (numeral.whole.start, Word { text, canonical, forms: Vec::new() })
    }));
    words.extend(names.iter().map(|name| {
        let forms = name.to.iter().map(|other| (fold(other), other.clone())).collect();
        (name.span.start, Word { text: fold(&name.from), canonical: None, forms })
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
    for numeral in cut.numerals.iter().map(|numeral| numeral.whole) {
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
        let span = Span::new(numeral.whole.start.saturating_sub(dropped), numeral.whole.end - dropped);
        out.extend(numeral.forms().map(|form| (span, form)));
    }
    out
}

/// Whether a folded text holds a name, and not as a part of a longer Latin word.
fn holds_name(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| is_whole_name(text, at, name))
}

/// Whether a name that stands at a byte of a text is no part of a longer Latin word: AI in daily.
pub(super) fn is_whole_name(text: &str, at: usize, name: &str) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let (before, after) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
    !(latin(before) && latin(name.chars().next()) || latin(after) && latin(name.chars().next_back()))
}

/// The parts of a passage, folded, in which words are looked for.
pub(super) struct Texts {
    pub text: String,
    pub headings: Vec<String>,
    pub title: String,
    numerals: [Vec<String>; 2],
    /// Short forms that the text uses, and what they stand for, folded and as written.
    abbreviations: Vec<(String, [String; 2])>,
}

impl Texts {
    /// `with_numerals` where a word of the query is one; to read those of a text costs more than the rest.
    /// `with_short_forms` where those that the document defined count for what they stand for.
    pub(super) fn new(passage: &StoredPassage, with_numerals: bool, with_short_forms: bool) -> Self {
        let canonical = |text: &str| {
            let numerals = if with_numerals { numerals(&word_text(text)) } else { Vec::new() };
            numerals.iter().flat_map(Numeral::forms).collect::<Vec<_>>()
        };
        let headings: Vec<&str> = passage.headings.iter().map(|heading| heading.text.as_str()).collect();
        let title = passage.title.as_deref().unwrap_or_default();
        let above = headings.iter().copied().chain([title]).flat_map(canonical).collect();
        Self {
            text: fold(&passage.text),
            headings: headings.into_iter().map(fold).collect(),
            title: fold(title),
            numerals: [canonical(&passage.text), above],
            abbreviations: if with_short_forms {
                let both = |(short, long): &(String, String)| (fold(long), [short.clone(), long.clone()]);
                passage.abbreviations.iter().map(both).collect()
            } else {
                Vec::new()
            },
        }
    }

    /// Whether the text holds a word, in any spelling and by any name.
    pub(super) fn in_text(&self, word: &Word) -> bool {
        // A numeral is one number, and no piece of another's digits.
        if let Some(canonical) = &word.canonical {
            return self.numerals[0].contains(canonical);
        }
        self.text.contains(&word.text)
            || word.forms.iter().any(|(form, _)| holds_name(&self.text, form))
            || self.abbreviations.iter().any(|(long, _)| long.contains(&word.text))
    }

    /// Whether text, headings or title hold a word.
    pub(super) fn holds(&self, word: &Word) -> bool {
        if let Some(canonical) = &word.canonical {
            return self.numerals.iter().any(|numerals| numerals.contains(canonical));
        }
        self.in_text(word) || self.above(&word.text) || word.forms.iter().any(|(form, _)| self.above(form))
    }

    fn above(&self, string: &str) -> bool {
        holds_name(&self.title, string) || self.headings.iter().any(|heading| holds_name(heading, string))
    }

    /// The other name by which the passage holds a word that it does not hold itself.
    pub(super) fn other_name(&self, word: &Word) -> Option<AliasUse> {
        if word.canonical.is_some() || self.text.contains(&word.text) || self.above(&word.text) {
            return None;
        }
        let form = word.forms.iter().find(|(form, _)| holds_name(&self.text, form) || self.above(form));
        if let Some((_, form)) = form {
            return Some(AliasUse { from: word.text.clone(), to: form.clone() });
        }
        let (_, [short, long]) = self.abbreviations.iter().find(|(long, _)| long.contains(&word.text))?;
        Some(AliasUse { from: long.clone(), to: short.clone() })
    }
}

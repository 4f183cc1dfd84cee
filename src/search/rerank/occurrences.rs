//! Where the words of a query stand in a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::search::bits::Bits;
use crate::search::words::numeral_spans;
use crate::text::Span;
use crate::text::fold::{fold, fold_char};

/// A word of the query that the index knows.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::search) struct QueryWord {
    /// Folded.
    pub text: String,
    /// Canonical form of a numeral: it occurs wherever one of its spellings stands.
    pub canonical: Option<String>,
    pub idf: f64,
}

/// Finds all words of a query in one pass.
#[derive(Debug)]
pub(super) struct Finder {
    words: Vec<QueryWord>,
    /// Characters of each word.
    lengths: Vec<usize>,
    /// `None` where there is no word.
    automaton: Option<AhoCorasick>,
    numerals: bool,
}

/// A folded text, with its numerals where they are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::search) struct Text {
    folded: String,
    /// Bytes of `folded`, and the canonical form.
    numerals: Vec<(Span, String)>,
}

impl Text {
    /// Folds a text; its numerals are read only if `numerals` says so.
    pub(in crate::search) fn new(original: impl Iterator<Item = char>, numerals: bool) -> Self {
        if numerals {
            let original: String = original.collect();
            return Self { folded: fold(&original), numerals: numeral_spans(&original) };
        }
        let mut folded = String::with_capacity(512);
        folded.extend(original.filter_map(fold_char));
        Self { folded, numerals: Vec::new() }
    }

    /// The folded text.
    pub(in crate::search) fn folded(&self) -> &str {
        &self.folded
    }

    #[cfg(test)]
    pub(super) fn as_it_is(folded: &str) -> Self {
        Self { folded: folded.to_owned(), numerals: Vec::new() }
    }
}

/// The places of each word in a text.
#[derive(Debug)]
pub(super) struct Occurrences {
    /// Of each word the characters at which it begins, ascending, and how many characters it has there.
    places: Vec<Vec<Place>>,
}

/// A place of a word, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub start: usize,
    pub end: usize,
}

impl Finder {
    pub(super) fn new(words: Vec<QueryWord>) -> Self {
        // A DFA takes longer to build than fifty texts to read.
        let build =
            || AhoCorasick::builder().kind(Some(AhoCorasickKind::ContiguousNFA)).build(words.iter().map(|w| &w.text));
        let automaton = if words.is_empty() { None } else { build().ok() };
        let numerals = words.iter().any(|word| word.canonical.is_some());
        let lengths = words.iter().map(|word| word.text.chars().count()).collect();
        Self { words, lengths, automaton, numerals }
    }

    pub(super) fn words(&self) -> &[QueryWord] {
        &self.words
    }

    /// Looks in a title and a text as one: the text begins one character behind the title.
    pub(super) fn find(&self, title: &Text, text: &Text) -> Occurrences {
        let mut found = Occurrences { places: vec![Vec::new(); self.words.len()] };
        let begin = if title.folded.is_empty() {
            0
        } else {
            self.find_in(title, 0, &mut found);
            title.folded.chars().count() + 1
        };
        self.find_in(text, begin, &mut found);
        found
    }

    /// Whether a word of the query is a numeral.
    pub(super) fn numerals(&self) -> bool {
        self.numerals
    }

    fn find_in(&self, text: &Text, begin: usize, found: &mut Occurrences) {
        let Some(automaton) = &self.automaton else { return };
        // Matches come by their ends, so that characters are counted once over the whole text.
        let (mut at, mut chars) = (0, begin);
        for hit in automaton.find_overlapping_iter(&text.folded) {
            chars += text.folded.get(at..hit.end()).unwrap_or_default().chars().count();
            at = hit.end();
            let word = hit.pattern().as_usize();
            if let (Some(places), Some(length)) = (found.places.get_mut(word), self.lengths.get(word)) {
                places.push(Place { start: chars - length, end: chars });
            }
        }
        self.find_numerals(text, begin, found);
    }

    fn find_numerals(&self, text: &Text, begin: usize, found: &mut Occurrences) {
        for (span, canonical) in &text.numerals {
            let chars = |to: usize| begin + text.folded.get(..to).unwrap_or_default().chars().count();
            for (word, places) in self.words.iter().zip(&mut found.places) {
                if word.canonical.as_ref() == Some(canonical) {
                    let place = Place { start: chars(span.start), end: chars(span.end) };
                    if let Err(at) = places.binary_search(&place) {
                        places.insert(at, place);
                    }
                }
            }
        }
    }
}

impl Occurrences {
    /// The places of a word, in order.
    pub(super) fn of(&self, word: usize) -> &[Place] {
        self.places.get(word).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a word occurs.
    pub(super) fn holds(&self, word: usize) -> bool {
        !self.of(word).is_empty()
    }

    /// All places with their words, by their beginnings.
    pub(super) fn all(&self) -> Vec<(usize, usize)> {
        let places = self.places.iter().enumerate();
        let mut all: Vec<_> =
            places.flat_map(|(word, places)| places.iter().map(move |place| (place.start, word))).collect();
        all.sort_unstable();
        all
    }

    /// The words that occur.
    pub(super) fn covered(&self) -> Bits {
        let held = (0..self.places.len()).filter(|&word| self.holds(word)).map(|word| word as u32);
        Bits::of(self.places.len() as u32, held)
    }
}

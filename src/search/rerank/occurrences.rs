//! Where the words of a query stand in a text.

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use crate::search::bits::Bits;
use crate::search::words::{is_whole_name, numeral_spans};
use crate::text::Span;
use crate::text::fold::{fold, fold_char};

/// A word of the query that the index knows.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::search) struct QueryWord {
    /// Folded.
    pub text: String,
    /// Canonical form of a numeral: it occurs wherever one of its spellings stands.
    pub canonical: Option<String>,
    /// Other names of it, folded: it occurs where one of them stands.
    pub forms: Vec<String>,
    pub idf: f64,
}

/// Finds all words of a query in one pass.
#[derive(Debug)]
pub(super) struct Finder {
    words: Vec<QueryWord>,
    /// Of each pattern the word that it is a form of, and its characters.
    patterns: Vec<(usize, usize)>,
    /// `None` where there is no word.
    automaton: Option<AhoCorasick>,
    numerals: bool,
    /// Whether a word has other names, which must not stand inside Latin words.
    has_names: bool,
}

/// A folded text, with its numerals where they are looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::search) struct Text {
    folded: String,
    /// Bytes of `folded`, and the canonical form.
    numerals: Vec<(Span, String)>,
    /// Short forms with what they stand for, folded.
    abbreviations: Vec<[String; 2]>,
    /// Of a title: the headings below it.
    headings: Vec<Text>,
}

impl Text {
    /// Folds a text; its numerals are read only if `numerals` says so.
    pub(in crate::search) fn new(original: impl Iterator<Item = char>, numerals: bool) -> Self {
        if numerals {
            let original: String = original.collect();
            let numerals = numeral_spans(&original);
            return Self { folded: fold(&original), numerals, ..Self::default() };
        }
        let mut folded = String::with_capacity(512);
        folded.extend(original.filter_map(fold_char));
        Self { folded, ..Self::default() }
    }

    /// The same text with the short forms that it uses.
    pub(in crate::search) fn with_abbreviations(mut self, pairs: impl Iterator<Item = [String; 2]>) -> Self {
        self.abbreviations = pairs.map(|pair| pair.map(|text| fold(&text))).collect();
        self
    }

    /// The same title with the headings between it and the text; one that says the same is left out.
    pub(in crate::search) fn with_headings(mut self, headings: impl Iterator<Item = Self>) -> Self {
        self.headings = headings.filter(|heading| heading.folded != self.folded).collect();
        self
    }

    /// The folded text.
    pub(in crate::search) fn folded(&self) -> &str {
        &self.folded
    }

    #[cfg(test)]
    pub(super) fn as_it_is(folded: &str) -> Self {
        Self { folded: folded.to_owned(), ..Self::default() }
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
        let mut patterns = Vec::with_capacity(words.len());
        let mut strings: Vec<&str> = Vec::with_capacity(words.len());
        for (at, word) in words.iter().enumerate() {
            for form in std::iter::once(&word.text).chain(&word.forms) {
                patterns.push((at, form.chars().count()));
                strings.push(form);
            }
        }
        // A DFA takes longer to build than fifty texts to read.
        let mut builder = AhoCorasick::builder();
        builder.kind(Some(AhoCorasickKind::ContiguousNFA));
        let automaton = if strings.is_empty() { None } else { builder.build(&strings).ok() };
        let numerals = words.iter().any(|word| word.canonical.is_some());
        let has_names = words.iter().any(|word| !word.forms.is_empty());
        Self { words, patterns, automaton, numerals, has_names }
    }

    pub(super) fn words(&self) -> &[QueryWord] {
        &self.words
    }

    /// Looks in a title, its headings and a text as one: each begins one character behind what is before it.
    pub(super) fn find(&self, title: &Text, text: &Text) -> Occurrences {
        let mut found = Occurrences { places: vec![Vec::new(); self.words.len()] };
        let mut begin = 0;
        for above in std::iter::once(title).chain(&title.headings).filter(|above| !above.folded.is_empty()) {
            self.find_in(above, begin, &mut found);
            begin += above.folded.chars().count() + 1;
        }
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
            let Some(&(word, length)) = self.patterns.get(hit.pattern().as_usize()) else { continue };
            let name = text.folded.get(hit.start()..hit.end()).unwrap_or_default();
            if let Some(places) = found.places.get_mut(word)
                && (!self.has_names || is_whole_name(&text.folded, hit.start(), name))
            {
                insert(places, Place { start: chars - length, end: chars });
            }
        }
        self.find_numerals(text, begin, found);
        self.find_short_forms(text, begin, found);
    }

    /// Words of what a short form stands for occur where the short form does.
    fn find_short_forms(&self, text: &Text, begin: usize, found: &mut Occurrences) {
        let Some(automaton) = &self.automaton else { return };
        for [short, long] in &text.abbreviations {
            let Some(at) = text.folded.find(short.as_str()) else { continue };
            let start = begin + text.folded.get(..at).unwrap_or_default().chars().count();
            let place = Place { start, end: start + short.chars().count() };
            for hit in automaton.find_overlapping_iter(long) {
                let word = self.patterns.get(hit.pattern().as_usize()).map(|pattern| pattern.0);
                if let Some(places) = word.and_then(|word| found.places.get_mut(word)) {
                    insert(places, place);
                }
            }
        }
    }

    fn find_numerals(&self, text: &Text, begin: usize, found: &mut Occurrences) {
        for (span, canonical) in &text.numerals {
            let chars = |to: usize| begin + text.folded.get(..to).unwrap_or_default().chars().count();
            for (word, places) in self.words.iter().zip(&mut found.places) {
                if word.canonical.as_ref() == Some(canonical) {
                    let place = Place { start: chars(span.start), end: chars(span.end) };
                    insert(places, place);
                }
            }
        }
    }
}

/// Adds a place, in order; most come last.
fn insert(places: &mut Vec<Place>, place: Place) {
    if places.last().is_none_or(|last| *last < place) {
        places.push(place);
    } else if let Err(at) = places.binary_search(&place) {
        places.insert(at, place);
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

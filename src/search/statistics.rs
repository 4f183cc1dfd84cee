//! What BM25 needs to know of the index, exact and independent of its history.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use tantivy::postings::TermInfo;
use tantivy::query::Bm25Weight;
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, Searcher, Term};

use crate::analysis::UserWords;
use crate::error::Result;
use crate::index::{Fields, OpenIndex, TokenCounts};

use super::cut::Vocabulary;
use super::exact::find;

/// Counts kept with each commit. tantivy's own sums are estimates once a merge has dropped passages.
pub(super) struct Statistics<'a> {
    searcher: &'a Searcher,
    fields: Fields,
    passages: u64,
    tokens: TokenCounts,
    /// The dictionaries of `words` and `grams`, of each segment.
    words: Dictionaries,
    grams: Dictionaries,
    added: Option<Added<'a>>,
    has_user_words: bool,
}

/// Words of a user that are words of a query though the field `words` may lack them, with the passages that hold those
/// that were asked for.
struct Added<'a> {
    words: &'a UserWords,
    known: RefCell<HashMap<String, u64>>,
}

/// The dictionaries of a field, with the terms that were asked for: a query is cut, weighed and judged by the same few.
struct Dictionaries {
    field: Field,
    readers: Vec<Arc<InvertedIndexReader>>,
    known: RefCell<HashMap<String, Found>>,
}

/// A term in each segment, and the passages that hold it.
#[derive(Clone)]
struct Found {
    /// Empty where no segment holds it.
    places: Rc<[Option<TermInfo>]>,
    frequency: u64,
}

impl Found {
    fn new(places: impl Iterator<Item = Option<TermInfo>>) -> Self {
        let mut all: Vec<Option<TermInfo>> = Vec::new();
        for (at, place) in places.enumerate().filter(|(_, place)| place.is_some()) {
            all.resize_with(at, || None);
            all.push(place);
        }
        let frequency = all.iter().flatten().map(|info| u64::from(info.doc_freq)).sum();
        Self { places: all.into(), frequency }
    }
}

impl Dictionaries {
    fn open(searcher: &Searcher, field: Field) -> Result<Self> {
        let readers = searcher.segment_readers().iter().map(|segment| segment.inverted_index(field));
        Ok(Self { field, readers: readers.collect::<tantivy::Result<_>>()?, known: RefCell::default() })
    }

    fn find(&self, text: &str) -> Found {
        if let Some(known) = self.known.borrow().get(text) {
            return known.clone();
        }
        let term = Term::from_field_text(self.field, text);
        // What cannot be read is as good as not there; `status --verify` says what is wrong.
        let found = Found::new(self.readers.iter().map(|reader| reader.get_term_info(&term).ok().flatten()));
        self.known.borrow_mut().insert(text.to_owned(), found.clone());
        found
    }
}

impl<'a> Statistics<'a> {
    /// With `added` as words beside those of the index.
    pub(super) fn new(index: &'a OpenIndex, added: Option<&'a UserWords>) -> Result<Self> {
        let payload = &index.payload;
        Ok(Self {
            words: Dictionaries::open(&index.searcher, index.fields.words)?,
            grams: Dictionaries::open(&index.searcher, index.fields.grams)?,
            has_user_words: added.is_some() || index.marker.dictionary_words > 0,
            added: added.map(|words| Added { words, known: RefCell::default() }),
            searcher: &index.searcher,
            fields: index.fields,
            passages: payload.passages.max(1),
            tokens: payload.tokens,
        })
    }

    /// Where a term of a field stands, by segment, and how many passages hold it.
    pub(super) fn places(&self, field: Field, text: &str) -> (Rc<[Option<TermInfo>]>, u64) {
        let dictionaries = if field == self.words.field { &self.words } else { &self.grams };
        let found = if field == dictionaries.field {
            dictionaries.find(text)
        } else {
            let term = Term::from_field_text(field, text);
            let segments = self.searcher.segment_readers().iter();
            Found::new(segments.map(|segment| segment.inverted_index(field).ok()?.get_term_info(&term).ok().flatten()))
        };
        (found.places, found.frequency.min(self.passages))
    }

    /// Passages that hold a term; passages deleted and not yet merged away count, but never more than there are.
    pub(super) fn frequency(&self, term: &Term) -> u64 {
        self.searcher.doc_freq(term).unwrap_or(0).min(self.passages)
    }

    /// The weight of a term of this frequency in a field.
    pub(super) fn weight(&self, field: Field, frequency: u64) -> Bm25Weight {
        Bm25Weight::for_one_term_without_explain(
            frequency,
            self.passages,
            self.tokens_of(field) as f32 / self.passages as f32,
        )
    }

    /// Weight of a term of this frequency; 0 for one that the index does not know.
    pub(super) fn idf(&self, frequency: u64) -> f64 {
        if frequency == 0 { 0.0 } else { idf(frequency, self.passages) }
    }

    /// Folded characters of the average text.
    pub(super) fn average_text(&self) -> f64 {
        self.tokens.chars as f64 / self.passages as f64
    }

    /// Passages that hold a word of a user as a string; 0 where it is none. Cost: the first time an exact search for it.
    fn added_frequency(&self, word: &str) -> u64 {
        let Some(added) = self.added.as_ref().filter(|added| added.words.contains(word)) else { return 0 };
        if let Some(&known) = added.known.borrow().get(word) {
            return known;
        }
        let segments = self.searcher.segment_readers().iter();
        // As above: what cannot be read is as good as not there.
        let holding = segments.map(|segment| find(segment, &self.fields, word, false).map_or(0, |found| found.len()));
        let frequency = holding.sum::<usize>() as u64;
        added.known.borrow_mut().insert(word.to_owned(), frequency);
        frequency
    }

    fn tokens_of(&self, field: Field) -> u64 {
        // Lengths of `chars` are read from `grams`.
        let tokens = if field == self.fields.words { self.tokens.words } else { self.tokens.grams };
        tokens.max(1)
    }
}

/// Weight of a term that `frequency` of `passages` hold; tantivy's formula.
pub(super) fn idf(frequency: u64, passages: u64) -> f64 {
    let (frequency, passages) = (frequency as f64, passages as f64);
    ((passages - frequency + 0.5) / (frequency + 0.5)).ln_1p()
}

impl Vocabulary for Statistics<'_> {
    fn frequency(&self, word: &str) -> u64 {
        match self.places(self.fields.words, word).1 {
            0 => self.added_frequency(word),
            known => known,
        }
    }

    fn has_user_words(&self) -> bool {
        self.has_user_words
    }

    fn is_added(&self, word: &str) -> bool {
        self.added.is_some() && self.places(self.fields.words, word).1 == 0 && self.added_frequency(word) > 0
    }

    fn total(&self) -> u64 {
        self.tokens.words
    }

    fn stands(&self, bigram: &str) -> bool {
        self.places(self.fields.grams, bigram).1 > 0
    }
}

//! What BM25 needs to know of the index, exact and independent of its history.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::query::{Bm25StatisticsProvider, Bm25Weight};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use crate::index::{Fields, OpenIndex, TokenCounts};

use super::cut::Vocabulary;

/// Counts kept with each commit. tantivy's own sums are estimates once a merge has dropped passages.
pub(super) struct Statistics<'a> {
    searcher: &'a Searcher,
    fields: Fields,
    passages: u64,
    tokens: TokenCounts,
    /// Frequencies of words that were asked for: a query is cut, weighed and judged by the same few.
    words: RefCell<HashMap<String, u64>>,
}

impl<'a> Statistics<'a> {
    pub(super) fn new(index: &'a OpenIndex) -> Self {
        let payload = &index.payload;
        Self {
            searcher: &index.searcher,
            fields: index.fields,
            passages: payload.passages.max(1),
            tokens: payload.tokens,
            words: RefCell::default(),
        }
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

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        Ok(self.tokens_of(field))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.passages)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        Ok(self.frequency(term))
    }
}

impl Vocabulary for Statistics<'_> {
    fn frequency(&self, word: &str) -> u64 {
        if let Some(&known) = self.words.borrow().get(word) {
            return known;
        }
        let frequency = self.frequency(&Term::from_field_text(self.fields.words, word));
        self.words.borrow_mut().insert(word.to_owned(), frequency);
        frequency
    }

    fn total(&self) -> u64 {
        self.tokens.words
    }
}

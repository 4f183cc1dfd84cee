//! A cut query made ready for the rerank.

use std::collections::HashMap;

use tantivy::Term;

use crate::analysis::{Numeral, numeral_term};
use crate::index::Fields;
use crate::search::cut::{Cut, Vocabulary, is_content};
use crate::search::statistics::Statistics;
use crate::text::Span;

use super::{Characters, KnownCharacter, QueryWord, Reranker};

/// A part of a query that belongs together.
pub(in crate::search) struct Asked<'a> {
    /// Folded, as typed.
    pub plain: &'a str,
    /// What was cut.
    pub text: &'a str,
    /// Its words.
    pub cut: &'a Cut,
}

/// Words of a query, each once, those that the index knows.
#[derive(Default)]
struct Words {
    words: Vec<QueryWord>,
    places: HashMap<String, Option<usize>>,
}

impl Words {
    fn place(
        &mut self,
        text: &str,
        canonical: Option<&str>,
        statistics: &Statistics<'_>,
        fields: &Fields,
    ) -> Option<usize> {
        if let Some(&known) = self.places.get(text) {
            return known;
        }
        let frequency = match canonical {
            Some(canonical) => statistics.places(fields.words, &numeral_term(canonical)).1,
            None => Vocabulary::frequency(statistics, text),
        };
        let place = (frequency > 0).then_some(self.words.len());
        if place.is_some() {
            let (text, canonical) = (text.to_owned(), canonical.map(str::to_owned));
            self.words.push(QueryWord { text, canonical, idf: statistics.idf(frequency) });
        }
        self.places.insert(text.to_owned(), place);
        place
    }
}

/// The reranker for a query. Words that are parts of a numeral give the numeral, which occurs in any spelling.
pub(in crate::search) fn reranker(parts: &[Asked<'_>], statistics: &Statistics<'_>, fields: &Fields) -> Reranker {
    let mut words = Words::default();
    let mut sequence: Vec<Option<usize>> = Vec::new();
    for part in parts {
        let cut = part.cut;
        let place = |words: &mut Words, text: &str, of: Span| match numeral_of(cut, of) {
            Some(numeral) => words.place(numeral.span.of(part.text), Some(&numeral.canonical), statistics, fields),
            None => words.place(text, None, statistics, fields),
        };
        for word in &cut.words {
            if let Some((_, span)) = cut.path.get(word.of) {
                place(&mut words, &word.text, *span);
            }
        }
        let mut last = None;
        for (text, span) in cut.path.iter().filter(|(word, _)| is_content(word)) {
            let numeral = numeral_of(cut, *span).map(|numeral| numeral.span);
            if numeral.is_none() || numeral != last {
                sequence.push(place(&mut words, text, *span));
            }
            last = numeral;
        }
        // Parts of a query are neighbours by chance.
        sequence.push(None);
    }
    let plain = parts.iter().map(|part| part.plain).collect::<Vec<_>>().join("\n");
    let characters = characters(&plain, statistics, fields);
    Reranker::new(&plain, words.words, &sequence, characters)
}

/// The numeral that a word is all or a part of.
fn numeral_of(cut: &Cut, word: Span) -> Option<&Numeral> {
    cut.numerals.iter().find(|numeral| numeral.span.start <= word.start && word.end <= numeral.span.end)
}

fn characters(plain: &str, statistics: &Statistics<'_>, fields: &Fields) -> Characters {
    let mut known: Vec<KnownCharacter> = Vec::new();
    for c in plain.chars().filter(|c| c.is_alphanumeric()) {
        if let Some(known) = known.iter_mut().find(|known| known.c == c) {
            known.count += 1;
            continue;
        }
        let mut bytes = [0; 4];
        let frequency = statistics.frequency(&Term::from_field_text(fields.chars, c.encode_utf8(&mut bytes)));
        if frequency > 0 {
            known.push(KnownCharacter { c, idf: statistics.idf(frequency), count: 1 });
        }
    }
    Characters::new(known, statistics.average_text())
}

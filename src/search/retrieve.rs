//! Stage 1: the best passages by BM25 over words and bigrams.
//!
//! One flat union of terms, because only that takes tantivy's block-WAND, which skips most of the postings.
//! It finds the candidates; their scores are then computed anew, term by term in a fixed order, so that they
//! don't depend on how the index is divided into segments, and are rounded to five significant digits before
//! they order anything.

use std::collections::HashMap;

use tantivy::postings::Postings;
use tantivy::query::{Bm25Weight, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, SegmentReader, Term};

use crate::error::Result;
use crate::index::OpenIndex;

use super::exact::seek;
use super::hit::{Explanation, TermPart};
use super::statistics::Statistics;

/// Most distinct terms that are asked for; a longer query is scored by its first ones.
pub(super) const MOST_TERMS: usize = 256;

/// A passage by its place in the index.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub segment: u32,
    pub doc: DocId,
    /// Rounded, see the module.
    pub score: f64,
}

/// A term of a query with its weight.
pub(super) struct WeightedTerm {
    pub term: Term,
    /// How often it is asked for.
    pub count: u32,
    pub idf: f64,
    weight: Bm25Weight,
}

/// The terms to ask for, those that the index knows, each once with its count, in the order of the query.
pub(super) fn weighted<'a>(
    statistics: &Statistics<'_>,
    asked: impl Iterator<Item = (Field, &'a str)>,
) -> Vec<WeightedTerm> {
    let mut places: HashMap<(Field, &str), usize> = HashMap::new();
    let mut terms: Vec<WeightedTerm> = Vec::new();
    for (field, text) in asked {
        if let Some(&at) = places.get(&(field, text)) {
            if let Some(known) = terms.get_mut(at) {
                known.count += 1;
            }
            continue;
        }
        if terms.len() == MOST_TERMS {
            break;
        }
        let term = Term::from_field_text(field, text);
        let frequency = statistics.frequency(&term);
        places.insert((field, text), if frequency == 0 { usize::MAX } else { terms.len() });
        if frequency > 0 {
            let idf = statistics.idf(frequency);
            terms.push(WeightedTerm { term, count: 1, idf, weight: statistics.weight(field, frequency) });
        }
    }
    terms
}

/// The best `count` passages that `keep` lets through, and all that tie with the last of them; in no order.
///
/// `keep` is asked for a segment's number and a document. Fewer than `count` come only where no more match.
pub(super) fn best(
    index: &OpenIndex,
    statistics: &Statistics<'_>,
    terms: &[WeightedTerm],
    count: usize,
    keep: &dyn Fn(u32, DocId) -> bool,
) -> Result<Vec<Candidate>> {
    if terms.is_empty() || count == 0 {
        return Ok(Vec::new());
    }
    let clauses = terms.iter().map(|term| {
        let query: Box<dyn Query> = Box::new(TermQuery::new(term.term.clone(), IndexRecordOption::WithFreqs));
        let query = if term.count > 1 { Box::new(BoostQuery::new(query, term.count as f32)) } else { query };
        (Occur::Should, query)
    });
    let query = BooleanQuery::new(clauses.collect());
    let weight = query.weight(EnableScoring::enabled_from_statistics_provider(statistics, &index.searcher))?;
    let mut top = Top::new(count);
    for (number, segment) in index.searcher.segment_readers().iter().enumerate() {
        let number = number as u32;
        let alive = segment.alive_bitset();
        weight.for_each_pruning(top.threshold, segment, &mut |doc, score| {
            if alive.is_none_or(|alive| alive.is_alive(doc)) && keep(number, doc) {
                top.push(number, doc, score);
            }
            top.threshold
        })?;
    }
    let found = top.finish();
    let mut out = Vec::with_capacity(found.len());
    for (number, segment) in index.searcher.segment_readers().iter().enumerate() {
        let mut docs: Vec<DocId> = found.iter().filter(|f| f.0 == number as u32).map(|f| f.1).collect();
        docs.sort_unstable();
        let scores = score(segment, terms, &docs)?;
        out.extend(docs.into_iter().zip(scores).map(|(doc, score)| Candidate { segment: number as u32, doc, score }));
    }
    Ok(out)
}

/// The scores of passages of one segment, `docs` ascending: computed term by term, rounded.
pub(super) fn score(segment: &SegmentReader, terms: &[WeightedTerm], docs: &[DocId]) -> Result<Vec<f64>> {
    let mut scores = vec![0.0_f64; docs.len()];
    if docs.is_empty() {
        return Ok(scores);
    }
    for term in terms {
        let field = term.term.field();
        // `chars` is without lengths: there every passage counts as one character long, as in tantivy's own query.
        let has_lengths = segment.schema().get_field_entry(field).has_fieldnorms();
        let lengths = if has_lengths { Some(segment.get_fieldnorms_reader(field)?) } else { None };
        let Some(mut postings) =
            segment.inverted_index(field)?.read_postings(&term.term, IndexRecordOption::WithFreqs)?
        else {
            continue;
        };
        for (&doc, score) in docs.iter().zip(&mut scores) {
            if seek(&mut postings, doc) == doc {
                let length = lengths.as_ref().map_or(1, |lengths| lengths.fieldnorm_id(doc));
                let one = term.weight.score(length, postings.term_freq());
                *score += f64::from(one) * f64::from(term.count);
            }
        }
    }
    for score in &mut scores {
        *score = rounded(*score);
    }
    Ok(scores)
}

/// What each term gives to a passage.
pub(super) fn explained(index: &OpenIndex, terms: &[WeightedTerm], segment: u32, doc: DocId) -> Result<Explanation> {
    let reader = index.searcher.segment_reader(segment);
    let mut parts = Vec::new();
    for term in terms {
        let score = score(reader, std::slice::from_ref(term), &[doc])?.first().copied().unwrap_or(0.0);
        if score > 0.0 {
            parts.push(TermPart {
                field: reader.schema().get_field_name(term.term.field()).to_owned(),
                term: term.term.value().as_str().unwrap_or_default().to_owned(),
                count: term.count,
                idf: term.idf,
                score,
            });
        }
    }
    let stage1 = score(reader, terms, &[doc])?.first().copied().unwrap_or(0.0);
    Ok(Explanation { stage1, most: 0.0, terms: parts, features: Vec::new() })
}

/// Five significant digits.
fn rounded(score: f64) -> f64 {
    if score <= 0.0 || !score.is_finite() {
        return 0.0;
    }
    let scale = 10_f64.powi(4 - score.log10().floor() as i32);
    (score * scale).round() / scale
}

/// The best scores so far, with everything that may tie with the last once rounded.
struct Top {
    count: usize,
    found: Vec<(u32, DocId, f32)>,
    threshold: f32,
    /// Length of `found` at which it is pruned next: twice what was left, since ties are all kept.
    full: usize,
}

/// Rounding moves a score by 5e-5 of it at most, and summing in another order by less than 1e-5.
const MARGIN: f32 = 2e-4;

impl Top {
    fn new(count: usize) -> Self {
        Self { count, found: Vec::new(), threshold: f32::MIN, full: count.saturating_mul(2).max(64) }
    }

    fn push(&mut self, segment: u32, doc: DocId, score: f32) {
        self.found.push((segment, doc, score));
        if self.found.len() >= self.full {
            self.prune();
            self.full = self.full.max(self.found.len() * 2);
        }
    }

    /// Drops what cannot be among the best, and raises the threshold.
    fn prune(&mut self) {
        if self.found.len() < self.count {
            return;
        }
        let at = self.count - 1;
        let (_, last, _) = self.found.select_nth_unstable_by(at, |a, b| b.2.total_cmp(&a.2));
        let threshold = last.2 - last.2.abs() * MARGIN;
        self.found.retain(|found| found.2 > threshold);
        self.threshold = self.threshold.max(threshold);
    }

    fn finish(mut self) -> Vec<(u32, DocId, f32)> {
        self.prune();
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_significant_digits() {
        assert!((rounded(123.456_789) - 123.46).abs() < 1e-9);
        assert!((rounded(0.001_234_567) - 0.001_234_6).abs() < 1e-12);
        assert!(rounded(0.0).abs() < 1e-12);
    }

    #[test]
    fn the_best_and_what_ties_with_the_last() {
        let mut top = Top::new(2);
        for doc in 0..1000 {
            top.push(0, doc, if doc % 10 == 0 { 5.0 } else { 1.0 + doc as f32 / 1000.0 });
        }
        let found = top.finish();
        assert_eq!(found.len(), 100, "all that tie with the second best are kept");
        assert!(found.iter().all(|found| found.1 % 10 == 0));
    }
}

//! Stage 1: the best passages by BM25 over words and bigrams.
//!
//! A union of plain terms, of which only some need be read in full: `MaxScore` (Turtle and Flood, 1995) over windows of
//! documents. Terms are ordered by the most they can give. Those that cannot lift a passage over the threshold even
//! together are not walked through; they are looked up for passages that the others make likely. With the thirty terms
//! of a question that takes a third of the time of block-WAND, which is at its best with few.
//!
//! Scores are added up as integers, so that they do not depend on the order of the terms or on how the index is divided
//! into segments, and are rounded to five significant digits before they order anything.

use std::collections::HashMap;
use std::rc::Rc;

use tantivy::postings::TermInfo;
use tantivy::query::Bm25Weight;
use tantivy::schema::Field;
use tantivy::{DocId, Term};

use crate::error::Result;
use crate::index::OpenIndex;

use super::hit::{Explanation, TermPart};
use super::maxscore::{Cursor, collect};
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
    /// How often it is asked for; of another name less than once.
    pub count: f64,
    pub idf: f64,
    /// Where it stands in each segment.
    pub places: Rc<[Option<TermInfo>]>,
    pub weight: Bm25Weight,
}

/// A term that is asked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asking<'a> {
    pub field: Field,
    pub text: &'a str,
    pub count: f64,
}

impl<'a> Asking<'a> {
    pub(super) fn once(field: Field, text: &'a str) -> Self {
        Self { field, text, count: 1.0 }
    }
}

/// The terms to ask for, those that the index knows, each once with its count, in the order of the query.
pub(super) fn weighted<'a>(statistics: &Statistics<'_>, asked: impl Iterator<Item = Asking<'a>>) -> Vec<WeightedTerm> {
    let mut places: HashMap<(Field, &str), usize> = HashMap::new();
    let mut terms: Vec<WeightedTerm> = Vec::new();
    for Asking { field, text, count } in asked {
        if let Some(&at) = places.get(&(field, text)) {
            if let Some(known) = terms.get_mut(at) {
                known.count += count;
            }
            continue;
        }
        if terms.len() == MOST_TERMS {
            break;
        }
        let (segments, frequency) = statistics.places(field, text);
        places.insert((field, text), if frequency == 0 { usize::MAX } else { terms.len() });
        if frequency > 0 {
            let idf = statistics.idf(frequency);
            let term = Term::from_field_text(field, text);
            terms.push(WeightedTerm {
                term,
                count,
                idf,
                places: segments,
                weight: statistics.weight(field, frequency),
            });
        }
    }
    terms
}

/// The best `count` passages that `keep` lets through, and all that tie with the last of them; in no order.
///
/// `keep` is asked for a segment's number and a document. Fewer than `count` come only where no more match.
pub(super) fn best(
    index: &OpenIndex,
    terms: &[WeightedTerm],
    count: usize,
    keep: &dyn Fn(u32, DocId) -> bool,
) -> Result<Vec<Candidate>> {
    if terms.is_empty() || count == 0 {
        return Ok(Vec::new());
    }
    let mut top = Top::new(count);
    for (number, segment) in index.searcher.segment_readers().iter().enumerate() {
        let number = number as u32;
        let alive = segment.alive_bitset();
        let keep = |doc| alive.is_none_or(|alive| alive.is_alive(doc)) && keep(number, doc);
        collect(&mut cursors(index, number, terms)?, number, &keep, &mut top);
    }
    let candidate = |(segment, doc, score)| Candidate { segment, doc, score: rounded(score) };
    Ok(top.finish().into_iter().map(candidate).collect())
}

/// A cursor for each term that stands in a segment.
fn cursors<'a>(index: &OpenIndex, segment: u32, terms: &'a [WeightedTerm]) -> Result<Vec<Cursor<'a>>> {
    let mut out = Vec::with_capacity(terms.len());
    for term in terms {
        if let Some(info) = term.places.get(segment as usize).and_then(Option::as_ref) {
            out.push(Cursor::open(index.searcher.segment_reader(segment), &index.fields, term, info)?);
        }
    }
    Ok(out)
}

/// The scores of passages of one segment, `docs` ascending, rounded.
pub(super) fn score(index: &OpenIndex, segment: u32, terms: &[WeightedTerm], docs: &[DocId]) -> Result<Vec<f64>> {
    let mut scores = vec![0_u64; docs.len()];
    if !docs.is_empty() {
        for mut cursor in cursors(index, segment, terms)? {
            for (&doc, score) in docs.iter().zip(&mut scores) {
                *score += cursor.seek(doc);
            }
        }
    }
    Ok(scores.into_iter().map(rounded).collect())
}

/// What each term gives to a passage.
pub(super) fn explained(index: &OpenIndex, terms: &[WeightedTerm], segment: u32, doc: DocId) -> Result<Explanation> {
    let mut parts = Vec::new();
    for term in terms {
        let score = score(index, segment, std::slice::from_ref(term), &[doc])?.first().copied().unwrap_or(0.0);
        if score > 0.0 {
            parts.push(TermPart {
                field: index.searcher.schema().get_field_name(term.term.field()).to_owned(),
                term: term.term.value().as_str().unwrap_or_default().to_owned(),
                count: term.count,
                idf: term.idf,
                score,
            });
        }
    }
    let stage1 = score(index, segment, terms, &[doc])?.first().copied().unwrap_or(0.0);
    Ok(Explanation { stage1, most: 0.0, terms: parts, features: Vec::new() })
}

/// What a score of 1 is as an integer. Sums of [`MOST_TERMS`] terms, each asked for a thousand times, stay far below 64
/// bits, and what rounding takes from a term is far below the five digits that count.
pub(super) const ONE: f64 = 4_294_967_296.0;

/// A score to five significant digits.
fn rounded(score: u64) -> f64 {
    if score == 0 {
        return 0.0;
    }
    let score = score as f64 / ONE;
    let scale = 10_f64.powi(4 - score.log10().floor() as i32);
    (score * scale).round() / scale
}

/// The best scores so far, with everything that may tie with the last once rounded.
pub(super) struct Top {
    count: usize,
    found: Vec<(u32, DocId, u64)>,
    /// Only a higher score can be among the best.
    pub threshold: u64,
    /// Length of `found` at which it is pruned next: twice what was left, since ties are all kept.
    full: usize,
}

/// Scores that differ by less than one part in so many may be the same once rounded.
const MARGIN: u64 = 5_000;

impl Top {
    fn new(count: usize) -> Self {
        Self { count, found: Vec::new(), threshold: 0, full: count.saturating_add(count / 2).max(16) }
    }

    pub(super) fn push(&mut self, segment: u32, doc: DocId, score: u64) {
        self.found.push((segment, doc, score));
        if self.found.len() >= self.full {
            self.prune();
            // Where many tie, pruning takes little away; it must not be tried at every step.
            let left = self.found.len();
            self.full = if left > self.count + self.count / 4 { left * 2 } else { left + (self.count / 2).max(8) };
        }
    }

    /// Drops what cannot be among the best, and raises the threshold.
    fn prune(&mut self) {
        if self.found.len() < self.count {
            return;
        }
        let at = self.count - 1;
        let (_, last, _) = self.found.select_nth_unstable_by(at, |a, b| b.2.cmp(&a.2));
        let threshold = last.2 - last.2 / MARGIN;
        self.found.retain(|found| found.2 >= threshold);
        self.threshold = self.threshold.max(threshold.saturating_sub(1));
    }

    fn finish(mut self) -> Vec<(u32, DocId, u64)> {
        self.prune();
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_significant_digits() {
        let of = |millionths: u64| rounded(millionths * (ONE as i64).unsigned_abs() / 1_000_000);
        assert!((of(123_456_789) - 123.46).abs() < 1e-9);
        assert!((of(1_234) - 0.001_234).abs() < 1e-12);
        assert!(rounded(0).abs() < 1e-12);
    }

    #[test]
    fn the_best_and_what_ties_with_the_last() {
        let mut top = Top::new(2);
        for doc in 0..1000 {
            top.push(0, doc, if doc % 10 == 0 { 5_000_000 } else { 1_000_000 + u64::from(doc) });
        }
        let found = top.finish();
        assert_eq!(found.len(), 100, "all that tie with the second best are kept");
        assert!(found.iter().all(|found| found.1 % 10 == 0));
    }

    /// An index of so many passages of a few words in all mixtures, in several segments.
    fn index(passages: usize) -> (tempfile::TempDir, OpenIndex) {
        const WORDS: [&str; 9] = ["养老", "服务", "补贴", "托育", "充电", "公共", "设施", "条例", "居民"];
        let dir = tempfile::tempdir().unwrap();
        let index = dir.path().join("index");
        for part in 0..3 {
            let root = dir.path().join(format!("part{part}"));
            std::fs::create_dir(&root).unwrap();
            for at in 0..passages / 3 {
                let mut seed = (at * 31 + part * 7 + 1) as u64;
                let words = (0..3 + at % 23).map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    // Some words are rare.
                    let pick = (seed >> 33) % 81;
                    WORDS[(0..9).find(|&n| pick < (n + 1) * (n + 1)).unwrap_or(8) as usize]
                });
                std::fs::write(root.join(format!("{at}.txt")), words.collect::<String>()).unwrap();
            }
            crate::index::update(&index, &[root], &crate::index::Options::default(), &crate::index::Silent).unwrap();
        }
        (dir, crate::index::open(&index).unwrap())
    }

    #[test]
    fn the_best_are_those_of_a_scan() {
        let (_dir, index) = index(450);
        assert!(index.searcher.segment_readers().len() > 1, "several segments");
        let statistics = Statistics::new(&index, None).unwrap();
        for query in
            [&["养老", "服务", "居民"][..], &["条例"], &["养老", "补贴", "托育", "充电", "公共", "设施", "居民"]]
        {
            let asked = query.iter().flat_map(|word| {
                [Asking::once(index.fields.words, word), Asking { field: index.fields.grams, text: word, count: 0.7 }]
            });
            let terms = weighted(&statistics, asked);
            let mut all: Vec<(f64, u32, DocId)> = Vec::new();
            for (segment, reader) in index.searcher.segment_readers().iter().enumerate() {
                let docs: Vec<DocId> = (0..reader.max_doc()).collect();
                let scores = score(&index, segment as u32, &terms, &docs).unwrap();
                all.extend(docs.into_iter().zip(scores).map(|(doc, score)| (score, segment as u32, doc)));
            }
            all.retain(|found| found.0 > 0.0);
            for count in [1, 10, 60] {
                let last = {
                    let mut scores: Vec<f64> = all.iter().map(|found| found.0).collect();
                    scores.sort_by(|a, b| b.total_cmp(a));
                    scores.get(count - 1).copied().unwrap_or(0.0)
                };
                let mut expected: Vec<_> = all.iter().filter(|found| found.0 >= last).copied().collect();
                let found = best(&index, &terms, count, &|_, _| true).unwrap();
                let mut found: Vec<_> =
                    found.iter().map(|c| (c.score, c.segment, c.doc)).filter(|found| found.0 >= last).collect();
                expected.sort_by(|a, b| a.partial_cmp(b).unwrap());
                found.sort_by(|a, b| a.partial_cmp(b).unwrap());
                assert_eq!(found, expected, "{query:?} {count}");
            }
        }
    }
}

//! `MaxScore` over one segment, a window of documents at a time.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, TERMINATED};

use crate::error::Result;
use crate::index::Fields;

use super::retrieve::{ONE, Top, WeightedTerm};

/// Documents of a window: their sums stay in the processor's first cache.
const WINDOW: usize = 4_096;

/// The postings of a term in a segment.
pub(super) struct Cursor<'a> {
    term: &'a WeightedTerm,
    postings: BlockSegmentPostings,
    /// Where it is in the block.
    at: usize,
    /// Lengths of the passages in `grams` for a field that has none of its own: in characters too.
    lengths: FieldNormReader,
    /// The most it can give.
    bound: u64,
}

impl<'a> Cursor<'a> {
    /// A cursor at the first posting.
    pub(super) fn open(
        segment: &SegmentReader,
        fields: &Fields,
        term: &'a WeightedTerm,
        info: &TermInfo,
    ) -> Result<Self> {
        let field = term.term.field();
        let index = segment.inverted_index(field)?;
        let postings = index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        let has_lengths = segment.schema().get_field_entry(field).has_fieldnorms();
        let lengths = segment.get_fieldnorms_reader(if has_lengths { field } else { fields.grams })?;
        // The formula's limit. A look at the blocks for a lower one costs more than it saves.
        let bound = fixed(term.weight.max_score(), term.count) + 2;
        Ok(Self { term, postings, at: 0, lengths, bound })
    }

    fn doc(&self) -> DocId {
        if self.at < self.postings.block_len() { self.postings.doc(self.at) } else { TERMINATED }
    }

    /// What it gives to the document it is at.
    fn score(&self) -> u64 {
        let length = self.lengths.fieldnorm_id(self.doc());
        fixed(self.term.weight.score(length, self.postings.freq(self.at)), self.term.count)
    }

    /// What it gives to a document, not before the one asked for last; 0 where that lacks the term.
    pub(super) fn seek(&mut self, doc: DocId) -> u64 {
        if self.doc() < doc {
            self.at = self.postings.seek(doc);
        }
        if self.doc() == doc { self.score() } else { 0 }
    }

    /// Adds its scores for the documents from where it is up to `end` (exclusive) to a window that begins at `begin`.
    fn add(&mut self, begin: DocId, end: DocId, window: &mut Window) {
        loop {
            let (docs, freqs) = (self.postings.docs(), self.postings.freqs());
            if docs.is_empty() {
                return;
            }
            let (docs, freqs) = (docs.get(self.at..).unwrap_or_default(), freqs.get(self.at..).unwrap_or_default());
            // Postings without frequencies have none to give: each is one.
            let freqs = freqs.iter().copied().chain(std::iter::repeat(1));
            let inside = if docs.last().is_some_and(|&last| last < end) {
                docs.len()
            } else {
                docs.partition_point(|&doc| doc < end)
            };
            for (&doc, freq) in docs.iter().zip(freqs).take(inside) {
                let score = self.term.weight.score(self.lengths.fieldnorm_id(doc), freq);
                window.add((doc - begin) as usize, fixed(score, self.term.count));
            }
            if inside < docs.len() {
                self.at += inside;
                return;
            }
            self.postings.advance();
            self.at = 0;
        }
    }
}

/// A score as an integer; scores and counts are never negative.
#[allow(clippy::cast_sign_loss)]
fn fixed(score: f32, count: f64) -> u64 {
    (f64::from(score) * count * ONE) as u64
}

/// Sums of a run of documents.
struct Window {
    sums: Box<[u64]>,
    touched: [u64; WINDOW / 64],
}

impl Window {
    fn new() -> Self {
        Self { sums: vec![0; WINDOW].into(), touched: [0; WINDOW / 64] }
    }

    fn add(&mut self, at: usize, score: u64) {
        if let (Some(sum), Some(word)) = (self.sums.get_mut(at), self.touched.get_mut(at / 64)) {
            *sum += score;
            *word |= 1 << (at % 64);
        }
    }

    /// Gives the sums in the order of the documents, and clears them.
    fn drain(&mut self, mut give: impl FnMut(usize, u64)) {
        for (word_at, word) in self.touched.iter_mut().enumerate() {
            let mut word = std::mem::take(word);
            while word != 0 {
                let at = word_at * 64 + word.trailing_zeros() as usize;
                word &= word - 1;
                if let Some(sum) = self.sums.get_mut(at) {
                    give(at, std::mem::take(sum));
                }
            }
        }
    }
}

/// Pushes every document of a segment that `keep` lets through and that can be among the best.
pub(super) fn collect(cursors: &mut [Cursor<'_>], segment: u32, keep: &dyn Fn(DocId) -> bool, top: &mut Top) {
    cursors.sort_by_key(|cursor| cursor.bound);
    let mut sum = 0;
    let reach: Vec<u64> = cursors
        .iter()
        .map(|cursor| {
            sum += cursor.bound;
            sum
        })
        .collect();
    let mut window = Window::new();
    loop {
        // The terms before `first` cannot lift a passage over the threshold together.
        let first = reach.partition_point(|&reach| reach <= top.threshold);
        let (looked_up, walked) = cursors.split_at_mut(first);
        let Some(begin) = walked.iter().map(Cursor::doc).min().filter(|&begin| begin != TERMINATED) else { return };
        let end = begin.saturating_add(WINDOW as DocId);
        for cursor in walked {
            cursor.add(begin, end, &mut window);
        }
        window.drain(|at, mut score| {
            let doc = begin + at as DocId;
            let most = reach[..first].last().copied().unwrap_or(0);
            if score + most <= top.threshold {
                return;
            }
            for (cursor, &reach) in looked_up.iter_mut().zip(&reach).rev() {
                if score + reach <= top.threshold {
                    return;
                }
                score += cursor.seek(doc);
            }
            if score > top.threshold && keep(doc) {
                top.push(segment, doc, score);
            }
        });
    }
}

//! Second pass: frequent spans counted exactly, with their neighbours.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::runs::{Run, folded, runs};
use super::sketch::key;
use super::spans::Span;
use super::survey::{Survey, cut, each_span};
use super::vocabulary::Word;
use super::{Term, judge, keyness};

/// The frequent spans of the texts.
///
/// Memory: that of the [`Survey`], and at most 250,000 spans of some 300 bytes.
pub struct Census<'a> {
    pub(super) survey: Survey<'a>,
    pub(super) least: u32,
    spans: HashMap<u64, Span, BuildHasherDefault<Mixed>>,
    passages: u32,
}

impl<'a> Census<'a> {
    pub(super) fn new(survey: Survey<'a>, least: u32) -> Self {
        Self { survey, least, spans: HashMap::default(), passages: 0 }
    }

    /// The least count of a term: what was asked for, or more.
    #[must_use]
    pub fn least(&self) -> u32 {
        self.least
    }

    /// Words of all texts, as the known words cut them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.survey.total
    }

    /// Reads a passage again. Cost: that of the first time, and counting.
    pub fn read(&mut self, document: u32, text: &str) {
        self.passages += 1;
        let text = folded(text);
        let mut words = Vec::new();
        for run in runs(&text) {
            cut(self.survey.lexicon, &mut self.survey.vocabulary, run.text, &mut words);
            self.count(run, &words, document);
        }
    }

    fn count(&mut self, run: Run<'_>, words: &[u32], document: u32) {
        let Self { survey, least, spans, passages } = self;
        each_span(&survey.vocabulary, words, |first, last, key| {
            // A span is no more frequent than its beginning.
            if survey.sketch.count(key) < *least {
                return false;
            }
            let span = spans.entry(key).or_insert_with(|| Span::new(&words[first..=last]));
            span.meet(*passages, document);
            let (opened, closed) = (first == 0 && run.opened, last + 1 == words.len() && run.closed);
            span.opened += u32::from(opened);
            span.closed += u32::from(closed);
            span.quoted += u32::from(opened && closed);
            span.left.meet(first.checked_sub(1).map(|at| words[at]));
            span.right.meet(words.get(last + 1).copied());
            true
        });
    }

    /// The words that the known ones lack, best first; see `judge`. Cost: under a second for any corpus.
    #[must_use]
    pub fn new_words(&self) -> Vec<Term> {
        judge::new_words(self)
    }

    /// The words, known and new, that mark these texts against those that the lexicon was counted on, best first; see
    /// `keyness`.
    #[must_use]
    pub fn characteristic(&self) -> Vec<Term> {
        keyness::characteristic(self)
    }

    pub(super) fn spans(&self) -> impl Iterator<Item = &Span> {
        self.spans.values()
    }

    pub(super) fn word(&self, number: u32) -> &Word {
        self.survey.vocabulary.word(number)
    }

    /// How often these words stand side by side; of a rare span what the sketch says, and never 0.
    pub(super) fn count_of(&self, words: &[u32]) -> f64 {
        let count = match words {
            [word] => self.word(*word).count,
            words => {
                let key = key(words);
                self.spans.get(&key).map_or_else(|| u64::from(self.survey.sketch.count(key)), |s| u64::from(s.count))
            }
        };
        count.max(1) as f64
    }
}

/// Takes a key as it is: keys of spans are mixed already.
#[derive(Debug, Default, Clone, Copy)]
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

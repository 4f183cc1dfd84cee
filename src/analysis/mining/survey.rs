//! First pass: words counted exactly, spans of words roughly.

use super::census::Census;
use super::frame::Role;
use super::lexicon::Lexicon;
use super::runs::{folded, runs};
use super::sketch::{Sketch, mixed};
use super::vocabulary::{Vocabulary, Word};
use super::{MOST_CHARS, MOST_WORDS};

/// Most spans that the second pass counts exactly, each with its neighbours in some 300 bytes. Where a corpus has more,
/// the least count is raised.
const MOST_SPANS: u64 = 250_000;

/// The words of the texts, and a sketch of how often spans of them occur.
///
/// Memory: 32 MiB, and the different words of the texts; 60 MB of laws have 41,000.
pub struct Survey<'a> {
    pub(super) lexicon: &'a dyn Lexicon,
    pub(super) vocabulary: Vocabulary,
    pub(super) sketch: Sketch,
    /// Words of all texts.
    pub(super) total: u64,
    /// Passages read.
    pub(super) passages: u32,
    /// The greatest number of a document.
    pub(super) documents: u32,
}

impl<'a> Survey<'a> {
    /// Nothing read yet.
    #[must_use]
    pub fn new(lexicon: &'a dyn Lexicon) -> Self {
        let (vocabulary, sketch) = (Vocabulary::default(), Sketch::new());
        Self { lexicon, vocabulary, sketch, total: 0, passages: 0, documents: 0 }
    }

    /// Reads a passage of a document; documents are numbered from 1, one after the other. Cost: cutting it, some 40 ns a
    /// byte.
    pub fn read(&mut self, document: u32, text: &str) {
        self.passages += 1;
        self.documents = self.documents.max(document);
        let text = folded(text);
        let mut words = Vec::new();
        for run in runs(&text) {
            cut(self.lexicon, &mut self.vocabulary, run.text, &mut words);
            self.total += words.len() as u64;
            for &word in &words {
                self.vocabulary.count(word, self.passages, document);
            }
            each_span(&self.vocabulary, &words, |_, _, key| {
                self.sketch.add(key);
                true
            });
        }
    }

    /// Goes on to the second pass, in which the same texts must be read again in the same order. A span counts from
    /// `least` occurrences on (at least 2), or from more where there are too many such spans.
    #[must_use]
    pub fn into_census(self, least: u32) -> Census<'a> {
        let least = least.clamp(2, Sketch::MOST);
        let least = (least..Sketch::MOST).find(|&least| self.sketch.keys_at_least(least) <= MOST_SPANS);
        Census::new(self, least.unwrap_or(Sketch::MOST))
    }
}

/// Cuts a run into the numbers of its words.
pub(super) fn cut(lexicon: &dyn Lexicon, vocabulary: &mut Vocabulary, run: &str, words: &mut Vec<u32>) {
    words.clear();
    lexicon.cut(run, &mut |word| words.push(vocabulary.number(word, lexicon)));
}

/// Gives each span of two or more words of a run that can be a term or a part of one: the places of its first and last
/// word, and its key. Where `visit` says no, longer spans from the same word are passed over.
pub(super) fn each_span(vocabulary: &Vocabulary, words: &[u32], mut visit: impl FnMut(usize, usize, u64) -> bool) {
    for first in 0..words.len() {
        let (mut key, mut chars) = (0, 0);
        for last in first..words.len().min(first + MOST_WORDS) {
            let word = vocabulary.word(words[last]);
            chars += word.chars as usize;
            let ends_run = last + 1 == words.len();
            if chars > MOST_CHARS || !can_belong(word, last > first && ends_run) {
                break;
            }
            key = mixed(key, words[last]);
            if last > first && !visit(first, last, key) {
                break;
            }
        }
    }
}

fn can_belong(word: &Word, ends_run: bool) -> bool {
    match word.role {
        Role::Stop | Role::Digits => false,
        Role::Joint => ends_run,
        _ => true,
    }
}

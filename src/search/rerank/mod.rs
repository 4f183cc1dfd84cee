//! Stage 2: the best candidates of stage 1 in a better order, by what their stored texts say.
//!
//! `score = Σ weight × feature`, see [`Features::parts`]. Every feature is a share between 0 and 1 (`cue` goes to 2),
//! so that a weight is what a full match is worth against a full match of stage 1:
//!
//! | feature | weight | what it is for |
//! |---|---|---|
//! | `wb` | 1 | the score of stage 1 over the most it could be |
//! | `u` | .30 | single characters (BM25 over `chars`), for words that the text has in another form |
//! | `pair12` | .25 | neighbouring words of the query that stand close together, in either order |
//! | `win60` | .25 | how much of the query one short stretch of text holds |
//! | `wcov` | .20 | how much of the query the passage holds at all |
//! | `cue` | .15 | a question's type against the wording that answers it |
//! | `tcov` | .15 | how much of the title the query names |
//! | `tlcs` | .10 | how long a part of the title the query names in one piece |
//!
//! Features see folded text: the title, and the passage's text; `pair12`, `win60` and `wcov` the headings between them too.
//! The weights were chosen on seven collections of questions and articles, policies and news; moving any of them by a third
//! costs at most .0025 nDCG@10 of their mean.

mod characters;
mod cue;
mod definition;
mod occurrences;
mod prepare;
mod proximity;
#[cfg(test)]
mod tests;
mod title;

use serde::Serialize;

use super::bits::Bits;

pub(super) use occurrences::{QueryWord, Text};
pub(super) use prepare::{Asked, reranker};

use characters::{Characters, KnownCharacter};
use cue::Cues;
use occurrences::{Finder, Occurrences};

const WEIGHTS: [(&str, f64); 8] = [
    ("wb", 1.0),
    ("u", 0.30),
    ("pair12", 0.25),
    ("win60", 0.25),
    ("wcov", WCOV),
    ("cue", 0.15),
    ("tcov", 0.15),
    ("tlcs", 0.10),
];

/// Weight of `wcov`, and of the union of several passages in the score of their document.
const WCOV: f64 = 0.20;

/// Most that a term gives per unit of idf: k1 + 1.
pub(super) const MOST_PER_IDF: f64 = 2.2;

/// What the query is, for every candidate.
#[derive(Debug)]
pub(super) struct Reranker {
    /// Folded query, as characters.
    query: Vec<char>,
    finder: Finder,
    /// Sum of the idf of all words.
    idf: f64,
    /// Neighbouring content words: two words and the smaller idf.
    pairs: Vec<(usize, usize, f64)>,
    characters: Characters,
    cues: Cues,
}

/// A part of a score: the feature, its value, its weight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ScorePart {
    /// Name of the feature.
    pub name: &'static str,
    /// Between 0 and 1; `cue` up to 2.
    pub value: f64,
    /// What a value of 1 adds to the score.
    pub weight: f64,
}

/// The features of a passage, in the order of [`WEIGHTS`].
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Features(pub [f64; 8]);

impl Features {
    /// The score of the passage.
    pub(super) fn score(&self) -> f64 {
        self.0.iter().zip(WEIGHTS).map(|(value, (_, weight))| value * weight).sum()
    }

    /// The features with their names and weights.
    pub(super) fn parts(&self) -> Vec<ScorePart> {
        // A zero of either sign is written as 0.
        let part =
            |(&value, (name, weight)): (&f64, (&'static str, f64))| ScorePart { name, value: value + 0.0, weight };
        self.0.iter().zip(WEIGHTS).map(part).collect()
    }
}

/// A passage judged.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Judged {
    pub features: Features,
    /// Which of the query's words occur in it.
    pub covered: Bits,
}

impl Judged {
    /// The same for a title alone, whose characters are no text: nothing under it says what it announces.
    pub(super) fn without_text(mut self) -> Self {
        self.features.0[1] = 0.0;
        self.features.0[5] = 0.0;
        self
    }

    /// Its score without what its words cover, which a document counts over all of its passages.
    pub(super) fn without_cover(&self) -> f64 {
        self.features.score() - WCOV * self.features.0[4]
    }
}

/// Bonus of a document for each further passage among the candidates, on a logarithm.
const PASSAGES: f64 = 0.02;

impl Reranker {
    /// A reranker for a folded query. `words` are the distinct words that the index knows; `sequence` names, in the order
    /// of the query, its content words by their place in `words`, `None` for one that the index does not know and
    /// between parts that do not belong together.
    pub(super) fn new(query: &str, words: Vec<QueryWord>, sequence: &[Option<usize>], characters: Characters) -> Self {
        let pairs = sequence.windows(2).filter_map(|pair| match *pair {
            [Some(a), Some(b)] if a != b => Some((a, b, words.get(a)?.idf.min(words.get(b)?.idf))),
            _ => None,
        });
        let pairs = pairs.collect();
        Self {
            query: query.chars().collect(),
            idf: words.iter().map(|word| word.idf).sum(),
            pairs,
            characters,
            cues: Cues::of(query),
            finder: Finder::new(words),
        }
    }

    /// Whether the query has a numeral, so that those of a text must be read.
    pub(super) fn numerals(&self) -> bool {
        self.finder.numerals()
    }

    /// Judges a passage by its title (empty where there is none) and its text, and by `wb`, its share of the highest
    /// score of stage 1. Cost: one pass over the text; some microseconds.
    pub(super) fn judge(&self, wb: f64, title: &Text, text: &Text) -> Judged {
        let found = self.finder.find(title, text);
        let (tcov, tlcs) = title::title(&self.query, title.folded());
        let features = [
            wb,
            self.characters.score(text.folded()),
            proximity::pairs(&found, &self.pairs),
            proximity::window(&found, &self.finder, self.idf),
            self.share(&found),
            self.cues.score(text.folded()),
            tcov,
            tlcs,
        ];
        Judged { features: Features(features), covered: found.covered() }
    }

    /// Score of a document by its passages among the candidates.
    pub(super) fn document<'j>(&self, passages: impl Iterator<Item = &'j Judged>) -> f64 {
        let mut best = f64::NEG_INFINITY;
        let mut count = 0.0_f64;
        let mut union = Bits::empty(self.finder.words().len() as u32);
        for judged in passages {
            best = best.max(judged.without_cover());
            union.union(&judged.covered);
            count += 1.0;
        }
        let covered: f64 =
            union.iter().filter_map(|at| self.finder.words().get(at as usize)).map(|word| word.idf).sum();
        let share = if self.idf > 0.0 { covered / self.idf } else { 0.0 };
        best + WCOV * share + PASSAGES * count.max(1.0).ln()
    }

    fn share(&self, found: &Occurrences) -> f64 {
        if self.idf <= 0.0 {
            return 0.0;
        }
        let held = self.finder.words().iter().enumerate().filter(|(at, _)| found.holds(*at));
        held.map(|(_, word)| word.idf).sum::<f64>() / self.idf
    }
}

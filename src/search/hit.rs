//! What a search answers.

use serde::Serialize;

use crate::index::StoredPassage;
use crate::text::Span;

use super::query::Mode;
use super::rerank::ScorePart;

/// How a hit holds the query, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Match {
    /// The whole query string as typed, folded.
    Exact,
    /// Every query word.
    All,
    /// At least two thirds of the distinct query words.
    Most,
    /// Fewer.
    Any,
    /// The string begins in this passage, or in a heading before it, and ends in a later block.
    Across,
}

/// Where the match stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum In {
    /// In the passage's text.
    Text,
    /// In a heading above it.
    Heading,
    /// In the document's title.
    Title,
}

/// What had to be given up so that something could be shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Relaxed {
    /// Nothing.
    None,
    /// No hit holds more than most of the words.
    Most,
    /// No hit holds more than some of the words.
    Any,
    /// The string stands across the ends of blocks alone.
    Across,
    /// Only headings and titles hold the query.
    Heading,
}

/// A passage that answers a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// From 1, over the whole answer (an offset included in the count of what came before).
    pub rank: usize,
    /// Comparable within one answer only; never increases from one hit to the next.
    pub score: f64,
    /// How it holds the query.
    pub matched: Match,
    /// Where.
    pub place: In,
    /// The passage.
    pub passage: StoredPassage,
    /// The file as a person would open it.
    pub path: String,
    /// What the record carried beside title and text; empty for other documents.
    pub fields: crate::read::RecordFields,
    /// Bytes of the passage's text, half-open: merged, in order, not overlapping.
    pub highlights: Vec<Span>,
    /// Passages of the same document that `--per-document` left out.
    pub more_in_document: usize,
    /// Ids of passages with the same text (letters, digits and ideographs alone), which this hit stands for.
    pub duplicates: Vec<String>,
    /// Other names by which it holds words of the query that it does not hold as they were typed.
    pub aliases: Vec<AliasUse>,
    /// What its score is made of, where that was asked for.
    pub explain: Option<Explanation>,
    /// Neighbours before and after it, in the order of the document, where they were asked for.
    pub context: [Vec<StoredPassage>; 2],
}

/// A word of the query, and the other name of it that a passage holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AliasUse {
    /// The word that was asked for; for a short form of the document's own, what that stands for.
    pub from: String,
    /// What stands in the passage.
    pub to: String,
}

/// What a score is made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The score of stage 1 (BM25), rounded to five digits: the sum of its terms.
    pub stage1: f64,
    /// The most that stage 1 could give for this query.
    pub most: f64,
    /// What each term that the passage holds gave.
    pub terms: Vec<TermPart>,
    /// Value and weight of each feature of the rerank; empty for a hit past its depth, and in mode exact.
    pub features: Vec<ScorePart>,
}

/// What a term gave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermPart {
    /// The field: `words`, `grams`, or `chars`.
    pub field: String,
    /// The term.
    pub term: String,
    /// How often the query asks for it; of another name less than once.
    pub count: f64,
    /// Its weight by the passages that hold it.
    pub idf: f64,
    /// What it adds to stage 1.
    pub score: f64,
}

/// The answer to one query.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The query as typed.
    pub query: String,
    /// How it was answered.
    pub mode: Mode,
    /// The words it was cut into.
    pub terms: Vec<String>,
    /// Words and characters of it that the index does not hold.
    pub unknown: Vec<String>,
    /// Best first.
    pub hits: Vec<Hit>,
    /// Mode exact: equal to `exact_total`; mode all: passages that hold all the words; else `None`.
    pub total: Option<u64>,
    /// Passages whose text holds the whole query string, where that is asked for.
    pub exact_total: Option<u64>,
    /// See [`Relaxed`].
    pub relaxed: Relaxed,
    /// Sentences for a person: what was ignored, relaxed or is unknown to the index.
    pub notices: Vec<String>,
    /// Whether anything was found, also where no hit was asked for.
    pub found: bool,
    /// Time spent, in milliseconds.
    pub took_ms: f64,
}

impl Answer {
    /// What was relaxed, by the hits shown.
    pub(super) fn relaxation(hits: &[Hit], exact: bool) -> Relaxed {
        let best = hits.iter().map(|hit| hit.matched).min();
        match best {
            Some(Match::Exact) if exact && hits.iter().all(|hit| hit.place != In::Text) => Relaxed::Heading,
            None | Some(Match::Exact | Match::All) => Relaxed::None,
            Some(Match::Most) => Relaxed::Most,
            Some(Match::Any) => Relaxed::Any,
            Some(Match::Across) => Relaxed::Across,
        }
    }
}

//! Mining terms: which strings of a corpus are words of its own, and which words mark it. Text in, values out.
//!
//! Two passes over the same texts, so that memory does not grow with them:
//!
//! 1. [`Survey`] cuts the texts with the known words ([`Lexicon`]) and counts every span of neighbouring words in a
//!    sketch of fixed size (`sketch`);
//! 2. [`Census`] counts exactly what the sketch calls frequent, with the words that stand left and right of it
//!    (`spans`);
//!
//! and then [`Census::new_words`] judges the spans (`judge`) and [`Census::characteristic`] compares the corpus with the
//! dictionary's own frequencies (`keyness`). What a word does in a term is told by `frame`, how a text falls into runs
//! by `runs`.
//!
//! Candidates are made of whole words of the cut, not of any characters: a word that the dictionary lacks is cut into
//! shorter words and single characters that it has, and a string that begins or ends in the middle of a known word is
//! never proposed.

mod census;
mod fragment;
mod frame;
mod judge;
mod keyness;
mod lexicon;
mod runs;
mod sketch;
mod spans;
mod survey;
#[cfg(test)]
mod tests;
mod vocabulary;

pub use census::Census;
pub use lexicon::Lexicon;
pub use survey::Survey;

/// Longest term, in words of the cut.
const MOST_WORDS: usize = 6;
/// Longest term, in characters: names of institutions and laws are seldom longer, and a longer one is cut well by its
/// parts.
const MOST_CHARS: usize = 10;

/// A term of the corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The term as it is written: width and script folded, the case of Latin letters kept.
    pub text: String,
    /// How often it stands in the texts, as whole words of the cut.
    pub count: u64,
    /// Passages that hold it.
    pub passages: u64,
    /// Documents that hold it.
    pub documents: u64,
    /// The frequency that its entry in a dictionary should have: of a new word its count, or more where that would not
    /// be enough to be cut as one word; of a known one what the dictionary says.
    pub frequency: u64,
    /// Whether the known words lack it.
    pub new: bool,
    /// What it is ranked by; comparable within one list only.
    pub score: f64,
    /// How its parts hold together and how freely it stands; `None` for a known word.
    pub evidence: Option<Evidence>,
}

/// Why a string is taken for a word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evidence {
    /// Normalized pointwise mutual information of its weakest division into two parts, from −1 to 1 (Bouma 2009).
    pub cohesion: f64,
    /// Entropy of the words on its left, in nats.
    pub left_entropy: f64,
    /// Entropy of the words on its right, in nats.
    pub right_entropy: f64,
}

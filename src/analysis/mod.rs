//! Text → tokens: what each field of the index holds of a text. The only place that names jieba.
//!
//! Everything here takes *folded* text ([`crate::text::fold`]). The same functions serve the index and
//! the query, so that a token of a query is one the index can hold.
//!
//! - `words`: jieba's words, the dictionary words inside them, and canonical `numerals`;
//! - `grams`: every pair of neighbouring characters;
//! - `dictionary`: what the words are cut by, and the `user_words` that a file adds to it;
//! - `tokenizers`: how tantivy reads what the first two made;
//! - [`mining`]: the other way round, from texts to words that the dictionary lacks.

mod dictionary;
mod grams;
pub mod mining;
mod numerals;
mod tokenizers;
mod user_words;
mod words;

pub use dictionary::{Dictionary, KnownWords, fingerprint, fingerprint_parts};
pub use grams::{bigrams, distinct_chars, last_char};
pub use numerals::{Numeral, numerals, quantities_in_digits};
pub use tokenizers::{CHARS, GRAMS, SEPARATOR, TOKENS, register};
pub use user_words::{LONGEST_WORD, UserWords};
pub use words::{is_term_char, push_words, push_words_and, word_text};

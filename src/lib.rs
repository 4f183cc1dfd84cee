//! cesou 策搜: full-text search for Chinese policy documents.
//!
//! The modules tell the way of the data:
//!
//! file → [`read`] → source text → [`reflow`] → blocks → [`structure`] → outline → [`passage`] → passages →
//! [`analysis`] → tokens → [`index`] → tantivy; query → [`search`] → hits → [`render`] → terminal, JSON, TREC.
//! [`eval`] measures rankings against judgments.
//!
//! ```no_run
//! use cesou::search::{Options, Searcher};
//!
//! let searcher = Searcher::open("index".as_ref())?;
//! for hit in searcher.search("十五分钟公共服务圈", &Options::default())?.hits {
//!     println!("{} {}", hit.passage.id(), hit.passage.text);
//! }
//! # Ok::<(), cesou::error::Error>(())
//! ```

pub mod text;

pub mod read;

pub mod reflow;

pub mod structure;

pub mod passage;

pub mod document;

pub mod analysis;

pub mod index;

pub mod search;

pub mod eval;

pub mod render;

pub mod error;

#[cfg(feature = "cli")]
pub mod cli;

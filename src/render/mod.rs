//! Results on their way out: one set of wire types for every way.

pub mod csv;
pub mod eval;
pub mod json;
mod sanitize;
#[cfg(feature = "cli")]
pub mod terminal;
pub mod trec;

pub use sanitize::sanitized;

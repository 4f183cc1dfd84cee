//! Leaf helpers on characters: spans, width, numerals, markers, folding, ids without white space. No I/O.

pub mod escape;
pub mod fold;
pub mod marker;
pub mod numeral;
pub mod sentence;
pub mod span;
pub mod width;

pub use span::{Mapped, Piece, Span};

//! Leaf helpers on characters: spans, width, numerals, markers, folding. No I/O.

pub mod fold;
pub mod marker;
pub mod numeral;
pub mod sentence;
pub mod span;
pub mod width;

pub use span::{Mapped, Piece, Span};

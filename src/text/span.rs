//! Byte ranges, and text that remembers where in its source every character stands.

use serde::{Deserialize, Serialize};

/// A half-open range of bytes, `start..end`, over some UTF-8 text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The span `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub const fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether it holds no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.end == self.start
    }

    /// The bytes of `text` in this span. Panics where it is not on character borders of `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

/// A run of text taken verbatim from the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Byte offset of the run in the text that holds it.
    pub at: usize,
    /// The run's bytes in the source; the text repeats them one to one.
    pub source: Span,
}

impl Piece {
    /// One past the run's last byte in the text that holds it.
    #[must_use]
    pub const fn end(self) -> usize {
        self.at + self.source.len()
    }
}

/// Text put together from runs of a source: `pieces` say where each run stands there.
///
/// Pieces are in order, do not overlap, and are never empty. Bytes between two pieces are joiners
/// (a space between Latin words, a line end between paragraphs) that do not stand in the source
/// as such.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Mapped {
    /// The text as it reads.
    pub text: String,
    /// Where its runs come from.
    pub pieces: Vec<Piece>,
}

impl Mapped {
    /// The run `span` of `source`, verbatim.
    #[must_use]
    pub fn from_source(source: &str, span: Span) -> Self {
        let mut mapped = Self::default();
        mapped.push_source(source, span);
        mapped
    }

    /// Appends the run `span` of `source`; a run that continues the last piece extends it.
    pub fn push_source(&mut self, source: &str, span: Span) {
        if span.is_empty() {
            return;
        }
        let at = self.text.len();
        self.text.push_str(span.of(source));
        match self.pieces.last_mut() {
            Some(last) if last.end() == at && last.source.end == span.start => last.source.end = span.end,
            _ => self.pieces.push(Piece { at, source: span }),
        }
    }

    /// Appends characters that do not stand in the source.
    pub fn push_joiner(&mut self, joiner: &str) {
        self.text.push_str(joiner);
    }

    /// Appends another text of the same source.
    pub fn push_mapped(&mut self, other: &Self) {
        let base = self.text.len();
        self.text.push_str(&other.text);
        self.pieces.extend(other.pieces.iter().map(|piece| Piece { at: base + piece.at, source: piece.source }));
    }

    /// The part `range` (bytes of `text`, on character borders) with its places. Cost: its length
    /// and the number of pieces.
    #[must_use]
    pub fn slice(&self, range: Span) -> Self {
        let mut out = Self { text: range.of(&self.text).to_owned(), pieces: Vec::new() };
        for piece in &self.pieces {
            let (from, to) = (piece.at.max(range.start), piece.end().min(range.end));
            if from < to {
                let source = Span::new(piece.source.start + (from - piece.at), piece.source.start + (to - piece.at));
                out.pieces.push(Piece { at: from - range.start, source });
            }
        }
        out
    }

    /// The smallest span of the source that holds every piece; `None` for a text without one.
    #[must_use]
    pub fn source_span(&self) -> Option<Span> {
        Some(Span::new(self.pieces.first()?.source.start, self.pieces.last()?.source.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_keep_their_places() {
        let source = "改\n革开放";
        let mut mapped = Mapped::from_source(source, Span::new(0, 3));
        mapped.push_source(source, Span::new(4, 13));
        assert_eq!(mapped.text, "改革开放");
        let part = mapped.slice(Span::new(0, 6));
        assert_eq!(part.text, "改革");
        assert_eq!(part.source_span(), Some(Span::new(0, 7)));
        assert_eq!(part.pieces.len(), 2);
    }

    #[test]
    fn a_run_that_goes_on_is_one_piece() {
        let source = "改革开放";
        let mut mapped = Mapped::from_source(source, Span::new(0, 6));
        mapped.push_source(source, Span::new(6, 12));
        assert_eq!(mapped.pieces, [Piece { at: 0, source: Span::new(0, 12) }]);
    }
}

//! What the parser makes no text of.

use super::super::{Block, BlockKind};
use crate::text::{Mapped, Span};

/// Adds as furniture every line that holds letters, digits or ideographs which are in no block's
/// text and in no mark: nothing is lost, whatever the parser makes of a text.
pub fn with_left_over(source: &str, hidden: &[Span], blocks: Vec<Block>) -> Vec<Block> {
    let mut left = LeftOver { source, hidden, next: 0, at: 0, found: Vec::new() };
    let mut all = Vec::with_capacity(blocks.len());
    for block in blocks {
        let mut pieces = block.text.pieces.iter().map(|piece| piece.source);
        if let Some(first) = pieces.next() {
            left.to(first);
            all.append(&mut left.found);
            pieces.for_each(|piece| left.to(piece));
        }
        all.push(block);
        all.append(&mut left.found);
    }
    left.to(Span::new(source.len(), source.len()));
    all.append(&mut left.found);
    if all.is_empty() {
        all.extend(furniture(source, Span::new(0, source.len())));
    }
    all
}

struct LeftOver<'a> {
    source: &'a str,
    hidden: &'a [Span],
    /// The first of `hidden` that may end after `at`.
    next: usize,
    at: usize,
    found: Vec<Block>,
}

impl LeftOver<'_> {
    /// Looks at what is between the run before and `run`.
    fn to(&mut self, run: Span) {
        while let Some(hidden) = self.hidden.get(self.next).filter(|hidden| hidden.start < run.start) {
            self.gap(hidden.start);
            if hidden.end > run.start {
                break;
            }
            self.at = self.at.max(hidden.end);
            self.next += 1;
        }
        let covered = self.hidden.get(self.next).is_some_and(|hidden| hidden.start < run.start);
        if !covered {
            self.gap(run.start);
        }
        self.at = self.at.max(run.end);
    }

    fn gap(&mut self, end: usize) {
        let Some(text) = self.source.get(self.at..end) else { return };
        let mut at = self.at;
        for line in text.split_inclusive('\n') {
            if line.chars().any(char::is_alphanumeric) {
                self.found.extend(furniture(self.source, Span::new(at, at + line.len())));
            }
            at += line.len();
        }
    }
}

/// `span` without the white space around it, where anything is left.
pub fn furniture(source: &str, span: Span) -> Option<Block> {
    let text = span.of(source);
    let start = span.start + (text.len() - text.trim_start().len());
    let text = Mapped::from_source(source, Span::new(start, start + text.trim().len()));
    (!text.text.is_empty()).then_some(Block::new(BlockKind::Furniture, text))
}

//! Blocks for tests, from lines.

use crate::reflow::{Block, BlockKind};
use crate::text::{Mapped, Span};

/// A block for each non-blank line of `text`. A prefix says its kind: `T|` title, `H|` heading, `B|`
/// byline, `N|` note, `F|` furniture; without one it is a paragraph.
pub fn blocks(text: &str) -> Vec<Block> {
    let mut at = 0;
    let mut blocks = Vec::new();
    for line in text.split('\n') {
        let (kind, skip) = match line.get(..2) {
            Some("T|") => (BlockKind::Title, 2),
            Some("H|") => (BlockKind::Heading, 2),
            Some("B|") => (BlockKind::Byline, 2),
            Some("N|") => (BlockKind::Note, 2),
            Some("F|") => (BlockKind::Furniture, 2),
            _ => (BlockKind::Paragraph, 0),
        };
        let body = line[skip..].trim_end();
        let start = at + skip + (body.len() - body.trim_start().len());
        if !body.trim().is_empty() {
            let text = Mapped::from_source(text, Span::new(start, at + skip + body.len()));
            blocks.push(Block::new(kind, text));
        }
        at += line.len() + 1;
    }
    blocks
}

//! Hard-wrapped lines → blocks, each with the places of its characters in the source text.
//!
//! Text that was never wrapped goes through unchanged, a line a block. On a wrapped page the width
//! of the columns is estimated from the page itself, and for every line end it is decided from the
//! cues that stand there whether the paragraph goes on.

mod block;
mod byline;
mod columns;
mod cues;
mod furniture;
mod head;
mod join;
mod kinds;
mod lines;
mod markdown;
mod marks;
mod names;
mod page;
mod pairs;
mod setoff;
mod shape;
mod unwrapped;

pub use block::{Block, BlockKind};
pub use markdown::markdown_blocks;

#[cfg(test)]
mod tests;

use kinds::Drafts;

/// The blocks of `source`, in its order. Every character that is not white space is in exactly one
/// of them; furniture that stands inside a paragraph comes behind it. Cost: linear in the length.
#[must_use]
pub fn reflow(source: &str) -> Vec<Block> {
    let lines = lines::lines(source);
    let mut drafts = Drafts::default();
    let title = head::title_lines(source, &lines);
    if title > 1 {
        page::push(&mut drafts, source, &lines[..title], None);
    }
    let rest = if title > 1 { &lines[title..] } else { &lines[..] };
    if unwrapped::never_wrapped(&lines) {
        unwrapped::push(&mut drafts, source, rest);
    } else {
        page::push_blocks(&mut drafts, source, rest);
    }
    kinds::settle(drafts)
}

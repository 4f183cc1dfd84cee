//! Hard-wrapped lines → blocks, each with the places of its characters in the source text.
//!
//! Text that was never wrapped goes through unchanged, a line a block (`unwrapped`). On a wrapped
//! page the lines are measured (`cues`), the columns they were set in are estimated from the page
//! itself, stretch by stretch (`columns`), headings that stand between blank lines are told from
//! pieces of paragraphs that column breaks cut off (`setoff`), and for every other line end it is
//! decided from the cues that stand there whether the block goes on (`join`): whether the next word
//! had room, whether a sentence ends, an indent kept or lost, a number, a blank line. What a block is
//! follows from its words (`shape`) and its neighbours (`kinds`).
//!
//! A text whose lines are all set apart by blank ones is taken as never wrapped: so the blocks of
//! any text, written one a line with a blank line between them, come back as they are.

mod block;
mod byline;
mod columns;
mod cues;
mod furniture;
mod given;
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
pub use given::given_blocks;
pub use markdown::markdown_blocks;

#[cfg(test)]
mod tests;

use kinds::Drafts;

/// The blocks of `source`, in its order. Every character that is not white space is in exactly one
/// of them; furniture that stands inside a paragraph comes behind it. Cost: linear in the length.
#[must_use]
pub fn reflow(source: &str) -> Vec<Block> {
    reflow_lines(source, &lines::lines(source))
}

fn reflow_lines(source: &str, lines: &[lines::Line]) -> Vec<Block> {
    let mut drafts = Drafts::default();
    let title = head::title_lines(source, lines);
    if title > 1 {
        page::push(&mut drafts, source, &lines[..title], None);
    }
    let rest = if title > 1 { &lines[title..] } else { lines };
    if unwrapped::never_wrapped(lines) || unwrapped::none_is_open(lines) {
        unwrapped::push(&mut drafts, source, rest);
    } else {
        page::push_blocks(&mut drafts, source, rest);
    }
    kinds::settle(drafts)
}

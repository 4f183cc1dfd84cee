//! Whose text is it: the document's own title, or the titles of several articles on one page.

use crate::reflow::{Block, BlockKind};
use crate::text::marker::MarkerKind;

use super::Role;
use super::facts::Facts;

/// What the titles of a text say it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Titles {
    /// One document, with the block of its title where the text states one. Further titles head
    /// its attachments.
    Document(Option<usize>),
    /// A page with several articles; each begins at its title.
    Page,
}

/// Decides by the blocks that are titles: one, or one and those of attachments, make a document;
/// several make a page.
pub(super) fn titles(blocks: &[Block], facts: &[Facts<'_>], roles: &[Option<Role>]) -> Titles {
    let mut all = blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Title).map(|(at, _)| at);
    let first = all.next();
    let official = roles.iter().any(|role| matches!(role, Some(Role::Number | Role::Addressee | Role::Signature)));
    if all.any(|at| !(official || heads_attachment(facts, at))) { Titles::Page } else { Titles::Document(first) }
}

/// Whether one of the three blocks before a title opens an attachment.
fn heads_attachment(facts: &[Facts<'_>], at: usize) -> bool {
    let before = facts.get(at.saturating_sub(3)..at).unwrap_or_default();
    before
        .iter()
        .any(|fact| fact.marked(MarkerKind::Attachment).is_some() || fact.marked(MarkerKind::Appendix).is_some())
}

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

/// Whether a title has another one right before or behind it, bylines and furniture aside: as a page is copied out of
/// its columns, the titles of several articles can come together, and the order does not show which text is whose.
/// What begins the page is its theme, and no title in a row.
pub(super) fn stands_in_row(blocks: &[Block], at: usize) -> bool {
    let passed = |block: &&Block| matches!(block.kind, BlockKind::Byline | BlockKind::Furniture);
    let is_title = |block: Option<&Block>| block.is_some_and(|block| block.kind == BlockKind::Title);
    let mut before = blocks.get(..at).unwrap_or_default().iter().rev().skip_while(passed);
    let after = blocks.get(at + 1..).unwrap_or_default().iter().find(|block| !passed(block));
    is_title(after) && at > 0 || is_title(before.next()) && before.any(|block| !passed(&block))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::structure::outline;
    use crate::text::{Mapped, Span};

    fn block(kind: BlockKind, text: &str) -> Block {
        Block::new(kind, Mapped::from_source(text, Span::new(0, text.len())))
    }

    fn above(blocks: Vec<Block>, text: &str) -> Vec<String> {
        let outline = outline(blocks);
        let entry = outline.entries.iter().find(|entry| entry.block.text.text == text).unwrap();
        entry.path.iter().map(|&at| outline.entries[at].block.text.text.clone()).collect()
    }

    #[test]
    fn a_text_under_two_titles_belongs_to_the_page() {
        use BlockKind::{Byline, Heading, Paragraph, Title};
        let page = |second: bool| {
            let mut blocks = vec![block(Title, "理论视野"), block(Paragraph, "星野镇的茶园今年迎来丰收。")];
            blocks.push(block(Title, "让茶香飘出大山"));
            if second {
                blocks.push(block(Title, "把服务送到家门口"));
            }
            blocks.extend([
                block(Byline, "本报评论员"),
                block(Heading, "从一片叶子说起"),
                block(Paragraph, "茶是山里人的日子。"),
            ]);
            blocks
        };
        assert_eq!(above(page(true), "茶是山里人的日子。"), ["从一片叶子说起"]);
        assert_eq!(above(page(false), "茶是山里人的日子。"), ["让茶香飘出大山", "从一片叶子说起"]);
    }
}

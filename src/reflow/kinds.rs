//! From shapes to kinds: what a block is among its neighbours.

use super::block::{Block, BlockKind};
use super::marks::{End, Number, ending, number};
use super::shape::Shape;

/// Longest title, in bytes (some 90 characters).
const TITLE_BYTES: usize = 280;
/// This many short lines in a row are a table or a list of names, not headings.
const TABLE_ROWS: usize = 4;
/// Most lines of a signature above its date.
const SIGNERS: usize = 4;

/// What is known of a block beside its text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// What its words say.
    pub shape: Shape,
    /// Whether a blank line stands before it.
    pub gap: bool,
}

/// Blocks whose kinds are not settled yet, each with its mark.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    /// The blocks, in order.
    pub blocks: Vec<Block>,
    /// A mark for each.
    pub marks: Vec<Mark>,
}

impl Drafts {
    /// Adds a block.
    pub(super) fn push(&mut self, block: Block, mark: Mark) {
        self.blocks.push(block);
        self.marks.push(mark);
    }

    fn text(&self, n: usize) -> &str {
        &self.blocks[n].text.text
    }

    /// Whether it is a heading, title or byline: what stands between texts.
    fn is_set_off(&self, n: usize) -> bool {
        self.marks[n].shape.is_heading() || self.marks[n].shape == Shape::Byline
    }

    fn is_cell(&self, n: usize) -> bool {
        match self.marks[n].shape {
            Shape::Heading => true,
            Shape::Furniture => self.text(n).bytes().all(|b| b.is_ascii_digit()),
            _ => false,
        }
    }

    fn make_text(&mut self, n: usize) {
        self.marks[n].shape = Shape::Text;
        self.blocks[n].kind = BlockKind::Paragraph;
    }
}

/// Decides every block's kind.
pub(super) fn settle(mut drafts: Drafts) -> Vec<Block> {
    for (block, mark) in drafts.blocks.iter_mut().zip(&drafts.marks) {
        block.kind = match mark.shape {
            Shape::Furniture => BlockKind::Furniture,
            Shape::Byline => BlockKind::Byline,
            Shape::Note => BlockKind::Note,
            Shape::Heading | Shape::Numbered => BlockKind::Heading,
            Shape::Stamp | Shape::Text => BlockKind::Paragraph,
        };
    }
    tables(&mut drafts);
    signatures(&mut drafts);
    first_title(&mut drafts);
    article_titles(&mut drafts);
    drafts.blocks
}

/// Short lines in a row without a blank line or a number among them are no headings.
fn tables(drafts: &mut Drafts) {
    let mut start = 1;
    while start < drafts.marks.len() {
        let mut end = start;
        while end < drafts.marks.len() && drafts.is_cell(end) && (end == start || !drafts.marks[end].gap) {
            end += 1;
        }
        if end - start >= TABLE_ROWS {
            (start..end).for_each(|row| drafts.make_text(row));
        }
        start = end.max(start + 1);
    }
}

/// Who signs stands right before the date, and is no heading.
fn signatures(drafts: &mut Drafts) {
    for at in 1..drafts.marks.len() {
        if drafts.marks[at].shape != Shape::Stamp || !is_day(drafts.text(at)) {
            continue;
        }
        for signer in (1..at).rev().take(SIGNERS) {
            if drafts.marks[signer].shape != Shape::Heading || drafts.text(signer).len() > 90 {
                break;
            }
            drafts.make_text(signer);
        }
    }
}

/// Whether a stamp is a date.
fn is_day(text: &str) -> bool {
    text.ends_with('日') && text.len() <= 60
}

/// The document's title: the first block that is not furniture, where its shape allows.
fn first_title(drafts: &mut Drafts) {
    let beside = |shape: Shape| matches!(shape, Shape::Furniture | Shape::Note);
    let Some(first) = drafts.marks.iter().position(|mark| !beside(mark.shape)) else { return };
    if !may_be_title(drafts.text(first), drafts.marks[first].shape) {
        return;
    }
    if let Some(title) = below_masthead(drafts, first) {
        drafts.blocks[first].kind = BlockKind::Furniture;
        drafts.marks[first].shape = Shape::Furniture;
        drafts.blocks[title].kind = BlockKind::Title;
        return;
    }
    // a page's theme stands above the title of its article
    let next = (first + 1..drafts.marks.len()).find(|&n| drafts.marks[n].shape != Shape::Furniture);
    let theme = |next: usize| {
        let (above, below) = (drafts.text(first).len(), drafts.text(next).len());
        drafts.marks[next].shape == Shape::Heading && drafts.marks[next].gap && above <= 45 && below > above
    };
    let title = next.filter(|&next| theme(next)).unwrap_or(first);
    drafts.blocks[title].kind = BlockKind::Title;
}

/// The title of a government document below its red head: 青源市人民政府文件, the document's number, the title.
fn below_masthead(drafts: &Drafts, first: usize) -> Option<usize> {
    const MASTHEADS: [&str; 3] = ["文件", "公报", "专报"];
    let text = drafts.text(first);
    let mut below = (first + 1..drafts.marks.len()).filter(|&n| drafts.marks[n].shape != Shape::Furniture);
    let number = below.next()?;
    let title = below.next()?;
    let numbered = drafts.marks[number].shape == Shape::Stamp && drafts.text(number).ends_with('号');
    let named = MASTHEADS.iter().any(|word| text.ends_with(word)) && text.len() <= 90;
    (named && numbered && drafts.marks[title].shape == Shape::Heading).then_some(title)
}

fn may_be_title(text: &str, shape: Shape) -> bool {
    let numbered = number(text).is_some_and(|number| number != Number::Item);
    let open =
        || text.len() <= TITLE_BYTES && ending(text) < End::Strong && !text.ends_with(['：', '；', ':', ';', '，']);
    !numbered && (shape == Shape::Heading || shape == Shape::Text && open())
}

/// Headings around a byline are titles of articles; one behind the last byline is a deck.
fn article_titles(drafts: &mut Drafts) {
    let mut start = 0;
    while start < drafts.marks.len() {
        let end = (start..drafts.marks.len()).find(|&n| !drafts.is_set_off(n)).unwrap_or(drafts.marks.len());
        let is_byline = |n: &usize| drafts.marks[*n].shape == Shape::Byline;
        if let (Some(first), Some(last)) = ((start..end).find(is_byline), (start..end).rev().find(is_byline)) {
            // a byline alone above the titles, or titles above the last byline
            let titles = if first == last && first == start {
                first + 1..end.min(first + 3)
            } else {
                start.max(last.saturating_sub(3))..last
            };
            for n in titles {
                let theme = n + 1 < last && n < first && drafts.text(n).len() <= 30;
                if drafts.marks[n].shape == Shape::Heading && !theme {
                    drafts.blocks[n].kind = BlockKind::Title;
                }
            }
        }
        start = end.max(start + 1);
    }
}

//! The text of a page block by block, and what speaks for and against each.

use super::furniture;
use super::look;
use super::page::Page;

/// Characters of a block that are kept to look at its words.
const KEPT: usize = 400;

/// What stands in a block and in no block inside it.
#[derive(Debug, Default, Clone)]
pub(super) struct Block {
    /// The element.
    pub(super) at: usize,
    /// Letters and digits.
    pub(super) letters: usize,
    /// Of them, in links, but for those to documents.
    pub(super) linked: usize,
    /// Links to documents: attachments.
    pub(super) attachments: usize,
    /// Ends of sentences outside links.
    pub(super) ends: usize,
    /// Commas outside links.
    pub(super) commas: usize,
    /// Its first characters, white space made one space.
    pub(super) text: String,
}

/// What is shown and what is not, node by node.
pub(super) fn hidden(page: &Page) -> Vec<bool> {
    page.nodes.iter().map(|node| !node.is_text() && look::is_hidden(node)).collect()
}

/// The blocks of the page with text in them, in document order; subtrees `left_out` are passed over.
pub(super) fn blocks(page: &Page, left_out: &[bool]) -> Vec<Block> {
    let mut block_of: Vec<u32> = Vec::with_capacity(page.nodes.len()); // index + 1 into `blocks`
    let mut link_of: Vec<Link> = Vec::with_capacity(page.nodes.len());
    let mut blocks: Vec<Block> = Vec::new();
    let mut skip = 0;
    for (at, node) in page.nodes.iter().enumerate() {
        let outer = block_of.get(node.parent).copied().unwrap_or(0);
        let outer_link = link_of.get(node.parent).copied().unwrap_or(Link::None);
        if at < skip || left_out.get(at).copied().unwrap_or(false) {
            skip = skip.max(node.end);
        } else if node.is_text() {
            if let Some(block) = (outer as usize).checked_sub(1).and_then(|index| blocks.get_mut(index)) {
                block.add(&node.text, outer_link);
            }
        } else if look::is_block(node) || outer == 0 {
            blocks.push(Block { at, ..Block::default() });
            block_of.push(blocks.len() as u32);
            link_of.push(Link::of(page, at).or(outer_link));
            continue;
        }
        let link = Link::of(page, at);
        if at >= skip && link == Link::Document {
            let index = (outer as usize).checked_sub(1);
            index.and_then(|index| blocks.get_mut(index)).into_iter().for_each(|block| block.attachments += 1);
        }
        block_of.push(outer);
        link_of.push(link.or(outer_link));
    }
    blocks.retain(|block| block.letters > 0);
    blocks
}

/// Whether text is in a link, and to what.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Link {
    None,
    Page,
    Document,
}

impl Link {
    fn of(page: &Page, at: usize) -> Self {
        let Some(node) = page.nodes.get(at).filter(|node| node.tag() == "a") else { return Self::None };
        match node.attribute("href") {
            Some(href) if is_document(href) => Self::Document,
            Some(href) if !href.starts_with('#') => Self::Page,
            _ if node.attribute("onclick").is_some() => Self::Page,
            _ => Self::None,
        }
    }

    fn or(self, outer: Self) -> Self {
        if self == Self::None { outer } else { self }
    }
}

/// Whether a link goes to a document, as those to attachments do.
fn is_document(href: &str) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let extension = path.rsplit_once('.').map_or("", |(_, extension)| extension);
    matches!(
        extension,
        "doc"
            | "docx"
            | "pdf"
            | "ofd"
            | "wps"
            | "xls"
            | "xlsx"
            | "et"
            | "zip"
            | "rar"
            | "ppt"
            | "pptx"
            | "ceb"
            | "txt"
            | "rtf"
    )
}

impl Block {
    fn add(&mut self, text: &str, link: Link) {
        for c in text.chars() {
            let c = if c.is_whitespace() { ' ' } else { c };
            if self.text.len() < KEPT && !(c == ' ' && (self.text.is_empty() || self.text.ends_with(' '))) {
                self.text.push(c);
            }
            let letter = c.is_alphanumeric();
            self.letters += usize::from(letter);
            self.linked += usize::from(letter && link == Link::Page);
            if link == Link::None {
                self.ends += usize::from(matches!(c, '。' | '！' | '？' | '；'));
                self.commas += usize::from(matches!(c, '，' | '、' | '：'));
            }
        }
    }

    /// Whether most of it is links.
    pub(super) fn is_links(&self) -> bool {
        self.linked * 2 > self.letters
    }

    /// Whether sentences stand in it that are no links.
    pub(super) fn is_prose(&self) -> bool {
        !self.is_links() && (self.ends > 0 || self.commas > 1) && !furniture::is_words(self)
    }

    /// How much it speaks for (above 0) or against the elements around it being the content of the page; in letters
    /// of prose.
    pub(super) fn weight(&self) -> f64 {
        let (letters, linked) = (self.letters as f64, self.linked as f64);
        if furniture::is_words(self) {
            return -5.0;
        }
        if self.is_links() {
            return -10.0 - linked * 0.5;
        }
        let plain = letters - linked;
        if self.ends > 0 || self.commas > 1 { plain - linked } else { plain * 0.5 - linked }
    }
}

/// Whether no block with text stands in this one.
pub(super) fn is_leaf(page: &Page, block: &Block) -> bool {
    page.subtree(block.at).iter().skip(1).all(|node| node.is_text() || !look::is_block(node))
}

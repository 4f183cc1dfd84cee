//! The outline: the blocks of a document in their order, each with its place in the whole.

use serde::{Deserialize, Serialize};

use crate::reflow::Block;

use super::Address;

/// What kind of paragraph a body block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// 条 of a law (its first paragraph, with its number), or a further 款 of it.
    Article,
    /// A numbered item: 项 （一）, 1., ①.
    Item,
    /// A row or a run of rows of a table.
    Table,
    /// 主送机关: to whom a notice goes.
    Addressee,
    /// 落款: who signed, and when.
    Signature,
    /// 发文字号 (document number).
    Number,
    /// The line that names an attachment, or lists them.
    Attachment,
}

/// A block with its place in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The block.
    pub block: Block,
    /// What kind of paragraph it is; `None` for plain paragraphs and for blocks of other kinds.
    pub role: Option<Role>,
    /// Indices into [`Outline::entries`] of the headings it stands under, outermost first; on a page
    /// with several articles the article's title stands first. Never its own index.
    pub path: Vec<usize>,
    /// Index of the paragraph that introduces this item and without which it cannot be read.
    pub lead_in: Option<usize>,
    /// Its address; `None` where nothing above it is numbered.
    pub address: Option<Address>,
}

/// A document's blocks in the order of the source, with their places in the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// The document's own title as it reads, `None` where the text states none, or states several
    /// (a newspaper page with more than one article).
    pub title: Option<String>,
    /// Index of the (first) block that is [`Outline::title`].
    pub title_entry: Option<usize>,
    /// Every block of the source, in order.
    pub entries: Vec<Entry>,
}

/// A block's place, before the block itself is put to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    pub role: Option<Role>,
    pub path: Vec<usize>,
    pub lead_in: Option<usize>,
    pub address: Option<Address>,
}

impl Place {
    /// The entry of `block` at this place.
    pub fn entry(self, block: Block) -> Entry {
        Entry { block, role: self.role, path: self.path, lead_in: self.lead_in, address: self.address }
    }
}

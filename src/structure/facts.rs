//! What each block shows by itself, before its neighbours are asked.

use crate::read::LineRole;
use crate::reflow::{Block, BlockKind};
use crate::text::marker::{Marker, MarkerKind};

/// What a block shows by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Facts<'a> {
    /// Its text without white space around it.
    pub text: &'a str,
    /// The mark that numbers it; `None` for what is quoted, listed in a table of contents, or furniture.
    pub marker: Option<Marker>,
    /// Begins inside a quotation.
    pub quoted: bool,
    /// An entry of a table of contents.
    pub listed: bool,
    /// What kind of block it is.
    pub kind: BlockKind,
    /// Whether the file's format says that it is a row of a table.
    pub row: bool,
}

impl<'a> Facts<'a> {
    /// Looks at a block.
    pub fn of(block: &'a Block) -> Self {
        let text = block.text.text.trim();
        let numbered = matches!(block.kind, BlockKind::Title | BlockKind::Heading | BlockKind::Paragraph);
        let row = matches!(block.given, LineRole::Row | LineRole::SheetRow);
        let marker = if numbered { Marker::parse(text) } else { None };
        Self { text, marker, quoted: false, listed: false, kind: block.kind, row }
    }

    /// Whether it belongs to the page and not to the text.
    pub fn is_furniture(&self) -> bool {
        self.kind == BlockKind::Furniture
    }

    /// Whether it is a title or a heading.
    pub fn is_heading(&self) -> bool {
        matches!(self.kind, BlockKind::Title | BlockKind::Heading)
    }

    /// Whether it is body text.
    pub fn is_body(&self) -> bool {
        self.kind == BlockKind::Paragraph
    }

    /// Its mark, where it is of this kind.
    pub fn marked(&self, kind: MarkerKind) -> Option<Marker> {
        self.marker.filter(|marker| marker.kind == kind)
    }
}

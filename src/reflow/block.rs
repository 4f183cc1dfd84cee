//! What a page is made of.

use serde::{Deserialize, Serialize};

use crate::read::LineRole;
use crate::text::Mapped;

/// The closed list of kinds of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BlockKind {
    /// The title of a document, or of one article on a page with several.
    Title,
    /// A heading inside a document (of one or more lines).
    Heading,
    /// Who wrote it.
    Byline,
    /// Body text: a paragraph, a list item, a table row, an addressee, a sign-off.
    Paragraph,
    /// An editor's note, a source line, remarks in parentheses that stand alone.
    Note,
    /// What belongs to the page and not to the text: page numbers, running heads, mastheads.
    Furniture,
}

/// A title, heading, paragraph … of the source text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its text with lines joined, and where each run of it stands in the source text.
    pub text: Mapped,
    /// Rank of a heading where the source itself states one (Markdown's `#` is 1), else `None`.
    pub level: Option<u8>,
    /// What the file's format says it is; `Unknown` for text.
    pub given: LineRole,
}

impl Block {
    /// A block of text of which nothing but its kind is known.
    #[must_use]
    pub fn new(kind: BlockKind, text: Mapped) -> Self {
        Self { kind, text, level: None, given: LineRole::Unknown }
    }
}

//! Outline → passages: the unit that is indexed, ranked and shown.
//!
//! The rules, with characters as Unicode scalar values:
//!
//! 1. A passage is a paragraph; in a law each 款 and each 项 is one, in a plan each item.
//!    *第三条 甲。／乙。 gives two passages, 第三条第一款 and 第三条第二款.*
//! 2. Neighbours under the same headings, with the same lead-in and in the same article, are joined
//!    by a line end while one of them is under 40 characters and the result not over 200. What was
//!    joined counts as one with its neighbour after it. *（一）学校；／（二）医院。 gives one passage,
//!    第四条第（一）项至第（二）项.*
//! 3. A paragraph of up to 400 characters stays whole. A longer one is cut at sentence ends
//!    (。；！？, closing marks included) into the fewest parts of at most 400, as equal as the sentences
//!    allow. *One of 700 characters in sentences of 100 gives 300 and 400.*
//! 4. A sentence over 400 is cut after the last ，or 、 before 400, else at 400. *450 characters
//!    with one ， at 390 give 390 and 60.*
//! 5. A text of more than 400 characters that came without any line end is cut at the first sentence
//!    end after 200, at most 400. *900 characters in sentences of 90 give 270, 270 and 360.*
//! 6. A heading belongs to the passages under it: it stands in their `headings`. One with nothing
//!    under it is a passage of kind `heading`, as is the title of a document without text
//!    (of a file that its text states, of a record that came beside it).
//!    *第三章／第四章／第十条 甲。 gives a heading 第三章, and 第十条 under 第四章.*
//! 7. Where an item cannot be read without the sentence before the list (…：), that sentence stands
//!    last in `headings`, marked as a lead-in, after those of the lists around it. *第十条 乙。有下列
//!    情形之一的：／（一）甲。 gives （一） under 有下列情形之一的：.*
//! 8. Notes, bylines and furniture are passages of their own kind; like headings they are never
//!    joined. *（作者：星野镇政府） is a note.*
//!
//! So every block is in exactly one passage, or in the heading path of at least one, or is the title.

pub mod abbreviation;
mod cut;
mod make;
#[cfg(test)]
mod tests;

pub use abbreviation::Abbreviation;
pub use make::{passages, title_alone};

use serde::{Deserialize, Serialize};

use crate::structure::{Address, AddressRange};
use crate::text::{Mapped, Span};

/// The closed list of kinds of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PassageKind {
    /// A paragraph, or a part of a long one, or several short ones.
    Paragraph,
    /// A list item, 条 款 项 included only where `Role::Item` says so.
    Item,
    /// Rows of a table.
    Table,
    /// An editor's note, a remark in parentheses.
    Note,
    /// Who wrote it; never in ranked results.
    Byline,
    /// A heading with nothing under it.
    Heading,
    /// Page numbers, running heads; never in ranked results.
    Furniture,
}

/// A heading above a passage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Heading {
    /// Its text as it reads.
    pub text: String,
    /// A lead-in sentence: shown in the path, but a passage of its own already, so neither
    /// indexed nor counted as a heading.
    pub lead_in: bool,
}

/// One block (or part of one) of a passage that several were joined into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its bytes in the passage's text.
    pub span: Span,
    /// Its own address.
    pub address: Option<Address>,
}

/// A passage with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// What it is.
    pub kind: PassageKind,
    /// The text as it reads; parts are joined by a line end.
    pub text: Mapped,
    /// The headings above it, outermost first, a lead-in sentence last.
    pub headings: Vec<Heading>,
    /// How many blocks that are a title or a heading stand, as the document reads, between the
    /// passage before this one (furniture left out) and this one. They are the last `opened` of: the
    /// document's title (where the text states it), then `headings` without lead-ins.
    pub opened: usize,
    /// At least one.
    pub parts: Vec<Part>,
    /// Short forms that the document defined before and that this passage uses where the long ones do not stand.
    pub abbreviations: Vec<Abbreviation>,
}

impl Passage {
    /// Where it stands by the document's numbering: its first part's address to its last one's.
    /// `None` where nothing above it is numbered.
    #[must_use]
    pub fn address(&self) -> Option<AddressRange> {
        let mut addresses = self.parts.iter().filter_map(|part| part.address.as_ref());
        let first = addresses.next()?;
        let last = addresses.next_back().unwrap_or(first);
        Some(AddressRange { first: first.clone(), last: last.clone() })
    }
}

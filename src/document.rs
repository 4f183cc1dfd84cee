//! A document as it goes into the index: its identity, its title and its passages.

use serde::{Deserialize, Serialize};

use crate::passage::{Heading, Passage, passages, title_alone};
use crate::read::{Format, RecordFields, Source};
use crate::reflow::{Block, given_blocks, markdown_blocks, reflow};
use crate::structure::outline;
use crate::text::fold::fold;

/// A document cut into passages.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// `ROOT/path/below` for a file; the record's own id, else `FILE#LINE`, for a record.
    pub id: String,
    /// The file it stands in, `ROOT/path/below`; equal to `id` for a file that is one document.
    pub file: String,
    /// Its title; `None` only where neither the text nor the name of the file gives one.
    pub title: Option<String>,
    /// Where its title comes from.
    pub title_from: TitleFrom,
    /// Whatever else a record carried, as it was.
    pub fields: RecordFields,
    /// Line of its file that holds the record, from 1; `None` for a file that is one document.
    pub line: Option<usize>,
    /// In the order of the text.
    pub passages: Vec<Passage>,
}

/// Where a title comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum TitleFrom {
    /// It is a block of the text.
    Text,
    /// It stands beside the text: a record's, or one that the file's format keeps.
    Beside,
    /// The file's name.
    Name,
}

/// What a document is called, before its text is read.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Identity {
    /// See [`Document::id`].
    pub id: String,
    /// See [`Document::file`].
    pub file: String,
    /// A title that comes from outside of the text (a record's); it wins over the text's own.
    pub title: Option<String>,
    /// A title for a text that has none (one that the file's format keeps).
    pub spare_title: Option<String>,
    /// See [`Document::fields`].
    pub fields: RecordFields,
    /// See [`Document::line`].
    pub line: Option<usize>,
}

impl Document {
    /// Reads a source text of this format.
    #[must_use]
    pub fn read(identity: Identity, source: &Source, format: Format) -> Self {
        Self::from_blocks(identity, blocks(source, format))
    }

    /// Reads plain text: reflow, structure, passages.
    #[must_use]
    pub fn from_text(identity: Identity, text: &str) -> Self {
        Self::from_blocks(identity, reflow(text))
    }

    /// The same from blocks that a format gave itself (Markdown).
    #[must_use]
    pub fn from_blocks(identity: Identity, blocks: Vec<Block>) -> Self {
        let mut outline = outline(blocks);
        let Identity { id, file, title, spare_title, fields, line } = identity;
        // A title in the text that is not the document's is a heading, and must be found as one.
        if let (Some(given), Some(own)) = (&title, &outline.title)
            && !same(given, own)
        {
            outline.title = None;
            outline.title_entry = None;
        }
        let mut passages = passages(&outline);
        // A record's title is of the record; the name of an empty file is nothing that anybody wrote in it.
        if let (true, Some(_), Some(title)) = (passages.is_empty(), line, &title) {
            passages.push(title_alone(title));
        }
        let title_from = match (&outline.title, title.as_ref().or(spare_title.as_ref())) {
            (Some(_), _) => TitleFrom::Text,
            (None, Some(_)) => TitleFrom::Beside,
            (None, None) => TitleFrom::Name,
        };
        let title = title.or(outline.title).or(spare_title).or_else(|| file_stem(&file));
        Self { id, file, title, title_from, fields, line, passages }
    }
}

impl Document {
    /// The titles and headings that stand, as the document reads, right before a passage of it: the last
    /// `opened` of the document's title and the passage's headings.
    pub fn opened<'a>(&'a self, passage: &'a Passage) -> impl Iterator<Item = &'a str> {
        let title = self.title.as_deref().filter(|_| self.title_from == TitleFrom::Text);
        opened(title, &passage.headings, passage.opened)
    }
}

/// The last `count` of a title and the headings that are no lead-ins, in order.
pub fn opened<'a>(title: Option<&'a str>, headings: &'a [Heading], count: usize) -> impl Iterator<Item = &'a str> {
    let own = headings.iter().filter(|heading| !heading.lead_in);
    let all = own.clone().count() + usize::from(title.is_some());
    title.into_iter().chain(own.map(|heading| heading.text.as_str())).skip(all.saturating_sub(count))
}

/// The blocks of a source text of this format.
#[must_use]
pub fn blocks(source: &Source, format: Format) -> Vec<Block> {
    match (&source.given, format) {
        (Some(given), _) => given_blocks(source, given),
        (None, Format::Markdown) => markdown_blocks(&source.text),
        (None, _) => reflow(&source.text),
    }
}

/// Whether two titles are the same but for white space and other forms of a character.
fn same(one: &str, other: &str) -> bool {
    fold(one) == fold(other)
}

/// The name of a file without its extension.
fn file_stem(file: &str) -> Option<String> {
    let name = file.rsplit('/').next()?;
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    (!stem.is_empty()).then(|| stem.to_owned())
}

//! What a worker does: one document, from its bytes to tantivy's documents.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use encoding_rs::Encoding;

use super::catalog::{Hash, Held, half, hash_of};
use super::gate::Permit;
use super::schema::{Fields, Prepared, prepare};
use crate::analysis::Dictionary;
use crate::document::{Document, Identity};
use crate::passage::PassageKind;
use crate::read::{self, Format, Record, RecordFields, Source};

/// Where the result of a job belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) root: usize,
    pub(super) file: usize,
    pub(super) entry: usize,
}

/// A document to read.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) slot: Slot,
    pub(super) task: Task,
    /// What is indexed under its id.
    pub(super) old: Option<Old>,
}

/// What is indexed under an id.
#[derive(Debug, Clone, Copy)]
pub(super) struct Old {
    pub(super) held: Held,
    /// At the same place, so that nothing is to be done where the content is the same.
    pub(super) same_place: bool,
}

/// Where the text comes from.
#[derive(Debug)]
pub(super) enum Task {
    /// A file that is one document; `id` is its own.
    File { path: PathBuf, id: String, format: Format, encoding: Option<&'static Encoding> },
    /// A record that was read already, of the file with this id.
    Record { record: Box<Record>, id: String, file: String },
}

/// Jobs that travel together, and the room they take.
#[derive(Debug, Default)]
pub(super) struct Parcel {
    pub(super) jobs: Vec<Job>,
    pub(super) bytes: usize,
    pub(super) permit: Option<Permit>,
}

/// What became of a document.
#[derive(Debug)]
pub(super) enum Outcome {
    /// It is in the index. `file` is the hash of the file's bytes, for a file that is one document.
    Held { held: Held, file: Option<Hash>, content: Content },
    /// It cannot be read.
    Failed(String),
}

/// A document's content against what was indexed under its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Added,
    Changed,
    Unchanged,
}

/// A document that has to be written, or not.
pub(super) struct Done {
    pub(super) outcome: Outcome,
    /// The id and the passages to write under it.
    pub(super) write: Option<(String, Prepared)>,
}

impl Job {
    /// Whether passages of this id are in the index.
    pub(super) fn replaces(&self) -> bool {
        self.old.is_some()
    }

    /// Reads the document. A fault in reading one does not reach the others.
    pub(super) fn run(self, fields: &Fields, dictionary: &Dictionary) -> Done {
        let prepare = |document: &Document, source: &Source| prepare(document, source, fields, dictionary);
        let Self { task, old, .. } = self;
        let done = catch_unwind(AssertUnwindSafe(|| match task {
            Task::File { path, id, format, encoding } => {
                let bytes = read::bytes(&path).map_err(|error| error.explanation())?;
                let hash = half(blake3::hash(&bytes));
                if let Some(held) = unchanged(old, hash) {
                    return Ok(Done { outcome: held_as(held, Some(hash), old), write: None });
                }
                let decoded = read::decode(bytes, encoding).map_err(|error| error.explanation())?;
                let source = Source::new(decoded.text, decoded.encoding);
                let identity = Identity { id: id.clone(), file: id, ..Identity::default() };
                let document = document(identity, &source, format);
                Ok(finish(document, &source, (hash, Some(hash)), old, prepare))
            }
            Task::Record { record, id, file } => {
                let Record { title, fields: more, source, line, .. } = *record;
                let hash = record_hash(title.as_deref(), &more, &source.text);
                if let Some(held) = unchanged(old, hash) {
                    return Ok(Done { outcome: held_as(held, None, old), write: None });
                }
                let identity = Identity { id, file, title, fields: more, line: Some(line) };
                let document = Document::from_text(identity, &source.text);
                Ok(finish(document, &source, (hash, None), old, prepare))
            }
        }));
        let failed = |reason| Done { outcome: Outcome::Failed(reason), write: None };
        match done {
            Ok(Ok(done)) => done,
            Ok(Err(reason)) => failed(reason),
            Err(_) => failed("an internal error of cesou; please report it with this document".to_owned()),
        }
    }
}

/// A document of a file that is one, by its format.
#[must_use]
pub fn document(identity: Identity, source: &Source, format: Format) -> Document {
    match format {
        Format::Markdown => Document::from_blocks(identity, crate::reflow::markdown_blocks(&source.text)),
        Format::Text | Format::JsonLines => Document::from_text(identity, &source.text),
    }
}

fn unchanged(old: Option<Old>, hash: Hash) -> Option<Held> {
    old.filter(|old| old.same_place && old.held.hash == hash).map(|old| old.held)
}

fn finish(
    document: Document,
    source: &Source,
    (hash, file): (Hash, Option<Hash>),
    old: Option<Old>,
    prepare: impl Fn(&Document, &Source) -> Prepared,
) -> Done {
    let prepared = prepare(&document, source);
    let furniture = document.passages.iter().filter(|passage| passage.kind == PassageKind::Furniture);
    let held = Held {
        hash,
        passages: u32::try_from(prepared.documents.len()).unwrap_or(u32::MAX),
        tokens: prepared.counts,
        text_bytes: prepared.text_bytes,
        characters: visible(&source.text),
        furniture: furniture.map(|passage| visible(&passage.text.text)).sum(),
    };
    Done { outcome: held_as(held, file, old), write: Some((document.id, prepared)) }
}

fn held_as(held: Held, file: Option<Hash>, old: Option<Old>) -> Outcome {
    let content = match old {
        None => Content::Added,
        Some(old) if old.held.hash == held.hash => Content::Unchanged,
        Some(_) => Content::Changed,
    };
    Outcome::Held { held, file, content }
}

/// Characters that are not blank.
fn visible(text: &str) -> u64 {
    text.chars().filter(|c| !c.is_whitespace()).count() as u64
}

/// The hash of what a record says: its title, its text and its other fields.
fn record_hash(title: Option<&str>, fields: &RecordFields, text: &str) -> Hash {
    let fields = serde_json::to_vec(fields).unwrap_or_default(); // fails for no map of strings to values
    let titled: &[u8] = if title.is_some() { b"1" } else { b"0" };
    hash_of(&[titled, title.unwrap_or_default().as_bytes(), &fields, text.as_bytes()])
}

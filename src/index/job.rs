//! What a worker does: one document, from its bytes to tantivy's documents.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use encoding_rs::Encoding;

use super::Progress;
use super::catalog::{Hash, Held, half, hash_of};
use super::gate::Permit;
use super::schema::{Fields, Prepared, prepare};
use crate::analysis::Dictionary;
use crate::document::{Document, Identity};
use crate::passage::PassageKind;
use crate::read::{self, Content, Format, Member, ReadError, ReadOptions, Reading, Record, RecordFields, Source};

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
    /// A document of an archive, which was read already, of the file with this id.
    Member { member: Box<Member>, id: String, file: String },
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
    Held { held: Held, file: Option<Hash>, content: Change, warning: Option<Warning> },
    /// It cannot be read.
    Failed(String),
}

/// What of a document could not be read.
#[derive(Debug)]
pub(super) struct Warning {
    pub(super) text: String,
    /// Whether recognising pictures would help.
    pub(super) scanned: bool,
}

/// A document's content against what was indexed under its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
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
    pub(super) fn run(self, fields: &Fields, dictionary: &Dictionary, reader: &mut Reader<'_>) -> Done {
        let prepare = |document: &Document, source: &Source| prepare(document, source, fields, dictionary);
        let Self { task, old, .. } = self;
        let done = catch_unwind(AssertUnwindSafe(|| match task {
            Task::File { path, id, format, encoding } => {
                let bytes =
                    read::bytes_of(&path, format, reader.options.limits.bytes).map_err(|error| error.explanation())?;
                let hash = half(blake3::hash(&bytes));
                if let Some(held) = unchanged(old, hash) {
                    return Ok(Done { outcome: held_as(held, Some(hash), old), write: None });
                }
                let content = reader.read(bytes, format, encoding).map_err(|error| error.explanation())?;
                let (id, file) = (id.clone(), id);
                Ok(of_content(content, (id, file), (hash, Some(hash)), old, prepare))
            }
            Task::Member { member, id, file } => {
                let hash = member_hash(&member);
                if let Some(held) = unchanged(old, hash) {
                    return Ok(Done { outcome: held_as(held, None, old), write: None });
                }
                Ok(of_member(*member, (id, file), hash, old, prepare))
            }
            Task::Record { record, id, file } => {
                let Record { title, fields: more, source, line, .. } = *record;
                let hash = record_hash(title.as_deref(), &more, &source.text);
                if let Some(held) = unchanged(old, hash) {
                    return Ok(Done { outcome: held_as(held, None, old), write: None });
                }
                let identity = Identity { id, file, title, fields: more, line: Some(line), ..Identity::default() };
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

/// How the files of a run are read.
pub(super) struct Reader<'a> {
    pub(super) reading: Reading,
    pub(super) options: ReadOptions,
    pub(super) progress: &'a dyn Progress,
}

impl Reader<'_> {
    /// Reads a file that is one document.
    fn read(
        &mut self,
        bytes: Vec<u8>,
        format: Format,
        encoding: Option<&'static Encoding>,
    ) -> Result<Content, ReadError> {
        self.options.encoding = encoding;
        self.reading.content(bytes, format, &self.options, &|text| self.progress.note(text))
    }
}

/// The document of a file.
fn of_content(
    content: Content,
    (id, file): (String, String),
    (hash, file_hash): (Hash, Option<Hash>),
    old: Option<Old>,
    prepare: impl Fn(&Document, &Source) -> Prepared,
) -> Done {
    let Content { format, source, title, fields, warnings, scanned } = content;
    let identity = Identity { id, file, spare_title: title, fields, ..Identity::default() };
    let document = Document::read(identity, &source, format);
    // What was read in part counts as other content than the whole, so that it is read again when more of it can be.
    let hash = if warnings.is_empty() { hash } else { hash_of(&[b"partial", &hash]) };
    let mut done = finish(document, &source, (hash, file_hash), old, prepare);
    if let (Outcome::Held { warning, .. }, false) = (&mut done.outcome, warnings.is_empty()) {
        *warning = Some(Warning { text: warnings.join("; "), scanned });
    }
    done
}

/// The document of a member of an archive.
fn of_member(
    member: Member,
    (id, file): (String, String),
    hash: Hash,
    old: Option<Old>,
    prepare: impl Fn(&Document, &Source) -> Prepared,
) -> Done {
    let Member { name, record, content } = member;
    let Some(head) = record else {
        let mut done = of_content(content, (id, file), (hash, None), old, prepare);
        if let Outcome::Held { warning: Some(warning), .. } = &mut done.outcome {
            warning.text = format!("{name}: {}", warning.text);
        }
        return done;
    };
    let Content { source, fields, .. } = content;
    let identity = Identity { id, file, title: head.title, fields, line: Some(head.line), ..Identity::default() };
    let document = Document::from_text(identity, &source.text);
    finish(document, &source, (hash, None), old, prepare)
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
        None => Change::Added,
        Some(old) if old.held.hash == held.hash => Change::Unchanged,
        Some(_) => Change::Changed,
    };
    Outcome::Held { held, file, content, warning: None }
}

/// The hash of what a member of an archive says, its layout included.
fn member_hash(member: &Member) -> Hash {
    let Content { source, title, fields, .. } = &member.content;
    let head = member.record.as_ref().and_then(|head| head.title.as_deref());
    let given = source.given.as_deref().and_then(|given| postcard::to_stdvec(given).ok()).unwrap_or_default();
    let fields = serde_json::to_vec(fields).unwrap_or_default(); // fails for no map of strings to values
    let titles = [head, title.as_deref()].map(|title| title.unwrap_or_default().as_bytes());
    hash_of(&[titles[0], titles[1], &fields, &given, source.text.as_bytes()])
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

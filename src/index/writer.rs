//! Writing passages through tantivy: batches, the commit, merging.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tantivy::directory::Directory;
use tantivy::directory::error::OpenWriteError;
use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy, UserOperation};
use tantivy::schema::TantivyDocument;
use tantivy::{Document, Index, IndexSettings, IndexWriter, TantivyError};

use super::catalog::{self, Catalog};
use super::dictionary::DICTIONARY;
use super::directory::{Folder, METAS};
use super::gate::{Gate, Permit};
use super::meta::{Payload, reading, writing};
use super::schema::{Fields, Prepared, document_term, register_tokenizers};
use crate::error::{Error, ErrorKind, Result};

/// Bytes of memory for the postings that are not yet written, all threads together.
const MEMORY: usize = 280_000_000;
/// The least that tantivy takes for a thread.
const MEMORY_PER_THREAD: usize = 15_000_000;
/// Bytes of passages that may wait for tantivy's threads; its own queue counts batches, not bytes.
const WAITING: usize = 24_000_000;
/// Bytes of passages that are handed over at once.
const BATCH: usize = 400_000;
/// More segments than this are merged, since every search opens each.
const MAX_SEGMENTS: usize = 8;
/// How many remain when they are.
const SEGMENTS_AFTER_MERGE: usize = 4;
/// One in so many passages may be a deleted one before they are merged away: 2 %.
const DELETED_SHARE: u64 = 50;
/// How long to wait for tantivy's threads before looking whether they are still there.
const PATIENCE: Duration = Duration::from_millis(500);

/// A passage on its way to tantivy.
#[derive(Debug)]
struct Queued {
    document: TantivyDocument,
    _permit: Arc<Permit>,
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}

/// Documents that one thread has prepared and not yet handed over.
#[derive(Debug, Default)]
pub(super) struct Batch {
    operations: Vec<UserOperation>,
    bytes: usize,
}

/// How tantivy works.
#[derive(Debug, Clone, Copy)]
pub(super) struct Threads {
    /// Threads that write segments, from 1 to 8.
    pub(super) writers: usize,
    /// Whether whoever hands a batch over waits until it is written, so that one thread works at a time.
    pub(super) serial: bool,
}

impl Default for Threads {
    fn default() -> Self {
        Self { writers: 1, serial: true }
    }
}

/// A writer in a data folder. Dropped without [`Writer::commit`], the folder stays at its last commit.
pub(super) struct Writer {
    tantivy: IndexWriter<Queued>,
    folder: PathBuf,
    fields: Fields,
    gate: Arc<Gate>,
    /// Held while operations are handed over. tantivy numbers them first and queues them then, and takes
    /// passages for deleted ones where another thread comes between.
    order: Mutex<()>,
    serial: bool,
}

/// The index in `folder`, which is made where there is none.
pub(super) fn open_or_create(folder: &Path, wrap: Wrap<'_>) -> Result<(Index, Fields)> {
    std::fs::create_dir_all(folder).map_err(|error| writing(folder, error))?;
    let (schema, fields) = Fields::schema();
    let directory = Folder::open(folder).map_err(|error| Error::from(TantivyError::from(error)))?;
    let settings = IndexSettings { docstore_blocksize: 8 << 10, ..IndexSettings::default() };
    let index = Index::builder()
        .schema(schema)
        .settings(settings)
        .open_or_create(wrap(Box::new(directory)))
        .map_err(|error| failed(folder, error))?;
    register_tokenizers(&index);
    Ok((index, fields))
}

/// Puts something around a directory; tests let it fail.
pub(super) type Wrap<'a> = &'a dyn Fn(Box<dyn Directory>) -> Box<dyn Directory>;

impl Writer {
    /// A writer with so many threads.
    pub(super) fn new(index: &Index, fields: Fields, folder: &Path, threads: Threads) -> Result<Self> {
        let Threads { writers, serial } = threads;
        let options = IndexWriterOptions::builder()
            .num_worker_threads(writers)
            .memory_budget_per_thread((MEMORY / writers).max(MEMORY_PER_THREAD))
            .num_merge_threads(1)
            .build();
        let tantivy = index.writer_with_options(options).map_err(|error| failed(folder, error))?;
        // Merging is decided once, after the commit.
        tantivy.set_merge_policy(Box::new(NoMergePolicy));
        Ok(Self { tantivy, folder: folder.to_owned(), fields, gate: Gate::new(WAITING), order: Mutex::new(()), serial })
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Adds a document's passages, after removing those that are indexed under its id.
    pub(super) fn add(&self, batch: &mut Batch, id: &str, replace: bool, prepared: Prepared) -> Result<()> {
        if replace {
            batch.operations.push(UserOperation::Delete(document_term(&self.fields, id)));
        }
        batch.operations.extend(prepared.documents.into_iter().map(UserOperation::Add));
        batch.bytes += prepared.memory + 100;
        if batch.bytes >= BATCH { self.flush(batch) } else { Ok(()) }
    }

    /// Removes a document's passages that were indexed before.
    pub(super) fn delete(&self, id: &str) {
        let _order = self.in_order();
        self.tantivy.delete_term(document_term(&self.fields, id));
    }

    /// Hands the batch over, all to one segment. With one thread it waits until tantivy is done with it, so
    /// that no more than one thread works at a time.
    pub(super) fn flush(&self, batch: &mut Batch) -> Result<()> {
        let Batch { operations, bytes } = std::mem::take(batch);
        if operations.is_empty() {
            return Ok(());
        }
        let permit = Arc::new(self.pass(bytes)?);
        let operations: Vec<UserOperation<Queued>> = operations
            .into_iter()
            .map(|operation| match operation {
                UserOperation::Add(document) => UserOperation::Add(Queued { document, _permit: Arc::clone(&permit) }),
                UserOperation::Delete(term) => UserOperation::Delete(term),
            })
            .collect();
        drop(permit);
        {
            let _order = self.in_order();
            self.tantivy.run(operations).map_err(ended)?;
        }
        while self.serial && !self.gate.drained(PATIENCE) {
            self.check()?;
        }
        Ok(())
    }

    fn in_order(&self) -> MutexGuard<'_, ()> {
        self.order.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn pass(&self, bytes: usize) -> Result<Permit> {
        loop {
            if let Some(permit) = self.gate.pass(bytes, PATIENCE) {
                return Ok(permit);
            }
            self.check()?;
        }
    }

    /// Fails where tantivy's threads have ended; what waits for them would wait for ever.
    fn check(&self) -> Result<()> {
        // Nothing has an empty id; only an operation tells whether the threads are alive.
        let nothing = UserOperation::Delete(document_term(&self.fields, ""));
        let _order = self.in_order();
        self.tantivy.run([nothing]).map(drop).map_err(ended)
    }

    /// The error behind this one, where it only says that tantivy's threads have ended: they tell the
    /// reason to whoever joins them.
    pub(super) fn cause(&mut self, error: Error) -> Error {
        if error.kind() != ErrorKind::Internal {
            return error;
        }
        self.tantivy.prepare_commit().err().map_or(error, |cause| failed(&self.folder, cause))
    }

    /// Publishes everything: the catalog first, under a new name that the commit then names.
    pub(super) fn commit(&mut self, catalog: &Catalog, before: Option<&Payload>) -> Result<Payload> {
        let folder = self.folder.clone();
        let mut prepared = self.tantivy.prepare_commit().map_err(|error| failed(&folder, error))?;
        let name = catalog::next_name(before.map(|payload| payload.catalog.as_str()));
        let payload = catalog.payload(name);
        catalog.write(&folder, &payload.catalog)?;
        let text = serde_json::to_string(&payload)
            .map_err(|error| Error::new(ErrorKind::Internal, "the commit's payload").because(error))?;
        prepared.set_payload(&text);
        prepared.commit().map_err(|error| failed(&folder, error))?;
        catalog::remove_others(&folder, &payload.catalog);
        Ok(payload)
    }

    /// Merges these segments after a commit, so that their deleted passages are gone.
    pub(super) fn merge(&mut self, segments: &[SegmentId]) -> Result<()> {
        self.tantivy.merge(segments).wait().map_err(|error| failed(&self.folder, error))?;
        self.collect_garbage()
    }

    /// Removes files that no commit needs, left by a killed run.
    pub(super) fn collect_garbage(&self) -> Result<()> {
        self.tantivy.garbage_collect_files().wait().map(drop).map_err(|error| failed(&self.folder, error))
    }

    /// Drops everything since the last commit and frees its space, as far as that is possible.
    pub(super) fn roll_back(mut self) {
        if self.tantivy.rollback().is_ok() {
            drop(self.collect_garbage());
        }
    }
}

/// tantivy's threads have ended; [`Writer::cause`] knows why.
fn ended(error: TantivyError) -> Error {
    Error::new(ErrorKind::Internal, "writing the index failed").because(error)
}

/// The segments to merge after a commit: all where `force` says so or over 2 % of the passages are deleted
/// ones, the smallest where there are too many.
pub(super) fn to_merge(index: &Index, folder: &Path, force: bool) -> Result<Vec<SegmentId>> {
    let segments = index.load_metas().map_err(|error| failed(folder, error))?.segments;
    let deleted: u64 = segments.iter().map(|segment| u64::from(segment.num_deleted_docs())).sum();
    let all: u64 = segments.iter().map(|segment| u64::from(segment.max_doc())).sum();
    let mut by_size: Vec<(u32, SegmentId)> =
        segments.iter().map(|segment| (segment.num_docs(), segment.id())).collect();
    by_size.sort_unstable();
    let count = if deleted * DELETED_SHARE > all || (force && (deleted > 0 || segments.len() > 1)) {
        segments.len()
    } else if segments.len() > MAX_SEGMENTS {
        segments.len() + 1 - SEGMENTS_AFTER_MERGE
    } else {
        0
    };
    Ok(by_size.into_iter().take(count).map(|(_, id)| id).collect())
}

/// Whether the folder holds files that the last commit does not need, left by a run that was killed.
pub(super) fn has_litter(index: &Index, folder: &Path, catalog: &str) -> Result<bool> {
    let needed = index.load_metas().map_err(|error| failed(folder, error))?.list_segment_files();
    let entries = std::fs::read_dir(folder).map_err(|error| reading(folder, error))?;
    Ok(entries.flatten().any(|entry| {
        let name = entry.file_name();
        let ours = name == METAS || name == DICTIONARY || name == catalog || name.to_string_lossy().starts_with('.');
        !ours && !needed.contains(Path::new(&name))
    }))
}

/// tantivy's error, with the place and what to do.
pub(super) fn failed(folder: &Path, error: TantivyError) -> Error {
    let code = match &error {
        TantivyError::IoError(io) => io.raw_os_error(),
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => io_error.raw_os_error(),
        _ => None,
    };
    match code.or_else(|| os_error(&error.to_string())) {
        Some(code) => writing(folder, io::Error::from_raw_os_error(code)),
        None => Error::from(error).at(folder),
    }
}

/// The number in `… (os error 28)`; some of tantivy's errors keep only the words of the system's.
fn os_error(message: &str) -> Option<i32> {
    let (_, rest) = message.split_once("(os error ")?;
    rest.split_once(')')?.0.parse().ok()
}

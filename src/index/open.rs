//! Opening an index for reading.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use tantivy::index::IndexMeta;
use tantivy::{Index, IndexReader, ReloadPolicy, TantivyError};

use super::dictionary;
use super::directory::Folder;
use super::meta::{Marker, Payload, Place, damaged, foreign, look, missing, payload_of, reading};
use super::schema::{Fields, register_tokenizers};
use crate::analysis::Dictionary;
use crate::error::{Error, ErrorKind, Result};

/// How often opening is tried while a writer takes files away.
const ATTEMPTS: u32 = 8;

/// An index at one of its commits.
pub struct OpenIndex {
    /// The index directory.
    pub dir: PathBuf,
    /// The marker.
    pub marker: Marker,
    /// tantivy's index.
    pub index: Index,
    /// Its segments at that commit, for ever.
    pub searcher: tantivy::Searcher,
    /// The fields.
    pub fields: Fields,
    /// What the commit says of itself; it belongs to the reader's segments.
    pub payload: Payload,
}

impl OpenIndex {
    /// The dictionary that the index was built with. A search needs none. Cost: reading the user's words, where there are
    /// any.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::IndexDamaged`] where these are not there or are others, [`ErrorKind::Io`].
    pub fn dictionary(&self) -> Result<Dictionary> {
        dictionary::read(&self.dir, &self.marker).map(Dictionary::with_words)
    }
}

/// Opens the index in `dir` at its last commit. Nothing is written, except that tantivy's lock file is made
/// where it may be. Cost: a millisecond or so; no checksum is verified.
///
/// # Errors
///
/// [`ErrorKind::IndexMissing`] where there is none, or no commit yet; [`ErrorKind::IndexForeign`],
/// [`ErrorKind::IndexIncompatible`], [`ErrorKind::IndexDamaged`], [`ErrorKind::Io`].
pub fn open(dir: &Path) -> Result<OpenIndex> {
    at_commit(dir, |marker, folder| {
        let Some((directory, index)) = open_folder(folder)? else { return Ok(None) };
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader: IndexReader = reader.map_err(|error| unreadable(dir, error))?;
        let Some(payload) = payload_of(&directory.last_metas()) else { return Ok(None) };
        register_tokenizers(&index);
        let (_, fields) = Fields::schema();
        let searcher = reader.searcher();
        Ok(Some(OpenIndex { dir: dir.to_owned(), marker: marker.clone(), index, searcher, fields, payload }))
    })
}

/// The last commit without its segments opened.
pub(super) struct Commit {
    pub(super) marker: Marker,
    pub(super) folder: PathBuf,
    pub(super) index: Index,
    pub(super) metas: IndexMeta,
    pub(super) payload: Payload,
}

/// Finds the last commit and hands it to `look`, again where a writer took something away meanwhile.
pub(super) fn with_commit<T>(dir: &Path, look: impl Fn(Commit) -> Result<T>) -> Result<T> {
    at_commit(dir, |marker, folder| {
        let Some((directory, index)) = open_folder(folder)? else { return Ok(None) };
        let metas = index.load_metas().map_err(|error| unreadable(dir, error))?;
        let Some(payload) = payload_of(&directory.last_metas()) else { return Ok(None) };
        look(Commit { marker: marker.clone(), folder: folder.to_owned(), index, metas, payload }).map(Some)
    })
}

/// Tries until it comes to a commit: a writer may replace the data folder, or files in it, between two steps.
fn at_commit<T>(dir: &Path, attempt: impl Fn(&Marker, &Path) -> Result<Option<T>>) -> Result<T> {
    let mut tried = 0;
    loop {
        let marker = match look(dir)? {
            Place::Vacant => return Err(missing(dir)),
            Place::Foreign(name) => return Err(foreign(dir, &name)),
            Place::Damaged(what) => return Err(damaged(dir, &format!("its marker, {what}"))),
            Place::Ours(marker) => marker,
        };
        marker.check(dir)?;
        tried += 1;
        match attempt(&marker, &dir.join(&marker.data)) {
            Ok(Some(found)) => return Ok(found),
            Ok(None) if is_still(dir, &marker) => return Err(missing(dir)),
            Err(error) if tried >= ATTEMPTS || error.kind() == ErrorKind::IndexIncompatible => return Err(error),
            Ok(None) | Err(_) => sleep(Duration::from_millis(u64::from(tried))),
        }
    }
}

fn is_still(dir: &Path, before: &Marker) -> bool {
    matches!(look(dir), Ok(Place::Ours(marker)) if marker.data == before.data)
}

/// tantivy's index in a folder; `None` where there is none yet.
fn open_folder(folder: &Path) -> Result<Option<(Folder, Index)>> {
    use tantivy::directory::error::{OpenDirectoryError, OpenReadError};
    let directory = match Folder::open(folder) {
        Ok(directory) => directory,
        Err(OpenDirectoryError::DoesNotExist(_)) => return Ok(None),
        Err(OpenDirectoryError::IoError { io_error, .. }) => return Err(unread(folder, &io_error)),
        Err(error) => return Err(Error::from(TantivyError::from(error)).at(folder)),
    };
    match Index::open(directory.clone()) {
        Ok(index) => Ok(Some((directory, index))),
        Err(TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)))
            if path == Path::new(super::directory::METAS) =>
        {
            Ok(None)
        }
        Err(error) => Err(unreadable(folder.parent().unwrap_or(folder), error)),
    }
}

fn unreadable(dir: &Path, error: TantivyError) -> Error {
    use tantivy::directory::error::OpenReadError;
    match error {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(path)) => {
            damaged(dir, &format!("{} is missing", path.display()))
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => unread(&filepath, &io_error),
        TantivyError::DataCorruption(what) => damaged(dir, &format!("{what:?}")),
        other => {
            let error = Error::from(other).at(dir);
            let remedy = "if it stays so, build the index anew with: cesou index --rebuild";
            error.remedy(remedy)
        }
    }
}

/// What the system said, which tantivy shares.
fn unread(path: &Path, error: &std::io::Error) -> Error {
    reading(path, std::io::Error::new(error.kind(), error.to_string()))
}

//! What is in an index, and whether it is sound and current.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::catalog::{Catalog, File, Root, Skipped};
use super::open::with_commit;
use super::roots::reachable;
use super::run::hash_file;
use super::verify::{Damage, verify};
use crate::error::Result;
use crate::read::{Found, walk};

/// The state of an index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Version of the format.
    pub format: u32,
    /// Fingerprint of the analyzers.
    pub fingerprint: String,
    /// Words of a user that it was built with.
    pub dictionary_words: u64,
    /// Documents.
    pub documents: u64,
    /// Passages, those deleted not counted.
    pub passages: u64,
    /// Deleted passages that are not merged away.
    pub deleted: u64,
    /// The roots, by name.
    pub roots: Vec<RootStatus>,
    /// Bytes of the passages' texts.
    pub text_bytes: u64,
    /// Bytes of all files of the index.
    pub index_bytes: u64,
    /// What has changed on disk since.
    pub stale: Vec<Stale>,
    /// What is wrong; empty where that was not asked.
    pub damaged: Vec<Damage>,
    /// What is not in the index, and why.
    pub skipped: Vec<Skipped>,
}

/// A root and what is indexed of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RootStatus {
    /// Its name.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Files.
    pub files: u64,
    /// Documents.
    pub documents: u64,
    /// Passages.
    pub passages: u64,
    /// Characters of the source texts, without blanks.
    pub characters: u64,
    /// Of these, characters of furniture.
    pub furniture: u64,
}

/// A file on disk that is not as it was indexed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stale {
    /// As a person would open it; a root that is missing is named itself.
    pub path: PathBuf,
    /// What is different.
    pub change: Change,
}

/// How a file differs from what was indexed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Added,
    /// Its bytes are others.
    Changed,
    /// It is not there any more.
    Gone,
}

impl Change {
    /// Its name in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Gone => "gone",
        }
    }
}

/// Looks at the index in `dir` and at its roots on disk. `check` reads every file of the index and verifies its
/// checksum. Cost otherwise: reading the catalog, a walk over the roots, and reading the files whose time of
/// change says nothing.
///
/// # Errors
///
/// Those of [`super::open`]. Damage that `check` finds is no error but listed.
pub fn status(dir: &Path, check: bool) -> Result<Status> {
    with_commit(dir, |commit| {
        let (catalog, damaged) = if check {
            verify(dir, &commit)
        } else {
            (Some(Catalog::read(dir, &commit.folder, &commit.payload.catalog)?.0), Vec::new())
        };
        let known: Vec<Root> = catalog.unwrap_or_default().roots.into_iter().map(reachable).collect();
        Ok(Status {
            format: commit.marker.format,
            fingerprint: commit.marker.fingerprint.clone(),
            dictionary_words: commit.marker.dictionary_words,
            documents: commit.payload.documents,
            passages: commit.payload.passages,
            deleted: commit.metas.segments.iter().map(|segment| u64::from(segment.num_deleted_docs())).sum(),
            roots: known.iter().map(root_status).collect(),
            text_bytes: commit.payload.text_bytes,
            index_bytes: size(dir),
            stale: known.iter().flat_map(|root| stale(root, Look::Thorough)).collect(),
            damaged,
            skipped: known.iter().flat_map(Root::skipped).collect(),
        })
    })
}

/// How closely files are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// By size and time of change; a file that was written while it was indexed passes for unchanged.
    Quick,
    /// By content where the time of change says nothing.
    Thorough,
}

/// What has changed under the roots of the index in `dir` since it was built. Cost: reading the catalog, a walk over the
/// roots, and what [`Look`] says.
///
/// # Errors
///
/// Those of [`super::open`].
pub fn changes(dir: &Path, look: Look) -> Result<Vec<Stale>> {
    with_commit(dir, |commit| {
        let (catalog, _) = Catalog::read(dir, &commit.folder, &commit.payload.catalog)?;
        Ok(catalog.roots.into_iter().map(reachable).flat_map(|root| stale(&root, look)).collect())
    })
}

/// Whether [`changes`] is a matter of some milliseconds: few documents make a small catalog.
pub fn is_quick_to_check(index: &super::OpenIndex) -> bool {
    index.payload.documents <= QUICK
}

/// Documents up to which files are looked at with every search.
const QUICK: u64 = 1_000;

fn root_status(root: &Root) -> RootStatus {
    let mut status = RootStatus {
        name: root.name.clone(),
        path: root.path.clone(),
        files: root.files.iter().filter(|file| file.counts()).count() as u64,
        documents: 0,
        passages: 0,
        characters: 0,
        furniture: 0,
    };
    for (_, held) in root.files.iter().flat_map(File::held) {
        status.documents += 1;
        status.passages += u64::from(held.passages);
        status.characters += held.characters;
        status.furniture += held.furniture;
    }
    status
}

/// What has changed under a root, by path.
fn stale(root: &Root, look: Look) -> Vec<Stale> {
    let Ok(found) = walk(&root.path) else {
        return vec![Stale { path: root.path.clone(), change: Change::Gone }];
    };
    let mut known: HashMap<&str, &File> = root.files.iter().map(|file| (file.rel.as_str(), file)).collect();
    let mut stale = Vec::new();
    for found in found.files {
        let change = match known.remove(found.rel.as_str()) {
            None => Change::Added,
            Some(file) if is_as_indexed(file, &found, look) => continue,
            Some(_) => Change::Changed,
        };
        stale.push(Stale { path: found.path, change });
    }
    stale.extend(known.into_keys().map(|rel| Stale { path: root.file_path(rel), change: Change::Gone }));
    stale.sort();
    stale
}

fn is_as_indexed(file: &File, found: &Found, look: Look) -> bool {
    let same_time = file.size == found.size && file.mtime_ns == found.mtime_ns;
    if same_time && (!file.fresh || file.unread || look == Look::Quick) {
        return true;
    }
    file.size == found.size && hash_file(&found.path).is_ok_and(|hash| hash == file.hash)
}

/// Bytes of all files below a directory.
fn size(dir: &Path) -> u64 {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => size(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}

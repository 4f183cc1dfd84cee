//! Verifying every file of an index. tantivy itself notices no flipped bit.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tantivy::directory::error::OpenReadError;
use tantivy::directory::footer::Footer;
use tantivy::index::IndexMeta;
use tantivy::{Directory, HasLen, IndexReader, ReloadPolicy};

use super::catalog::Catalog;
use super::dictionary;
use super::directory::Folder;
use super::open::Commit;

/// Bytes of the numbers that follow the footer.
const FOOTER_TAIL: usize = 8;

/// A file of the index that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Damage {
    /// The file.
    pub path: PathBuf,
    /// What is wrong with it.
    pub what: String,
}

/// Reads every file of the commit. Returns the catalog, where it is sound, and what is damaged.
pub(super) fn verify(dir: &Path, commit: &Commit) -> (Option<Catalog>, Vec<Damage>) {
    let mut damaged = BTreeSet::new();
    let mut note = |name: &Path, what: String| _ = damaged.insert(Damage { path: commit.folder.join(name), what });
    for name in needed_files(&commit.metas) {
        if let Some(what) = check(commit, &name) {
            note(&name, what);
        }
    }
    let catalog = match Catalog::read(dir, &commit.folder, &commit.payload.catalog) {
        Ok((catalog, _)) => Some(catalog),
        Err(error) => {
            note(Path::new(&commit.payload.catalog), error.message());
            None
        }
    };
    if let Some(what) = dictionary::damage(dir, &commit.marker) {
        note(Path::new(dictionary::DICTIONARY), what);
    }
    let told = catalog.as_ref().map(|catalog| catalog.payload(commit.payload.catalog.clone()));
    if told.is_some_and(|told| told != commit.payload) {
        note(Path::new(super::directory::METAS), "its counts are not those of the catalog".to_owned());
    }
    let live: u64 = commit.metas.segments.iter().map(|segment| u64::from(segment.num_docs())).sum();
    if live != commit.payload.passages {
        let what = format!("the segments hold {live} passages, the commit says {}", commit.payload.passages);
        note(Path::new(super::directory::METAS), what);
    }
    if damaged.is_empty()
        && let Err(error) =
            commit.index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map(|_: IndexReader| ())
    {
        damaged.insert(Damage { path: commit.folder.clone(), what: format!("it cannot be opened: {error}") });
    }
    (catalog, damaged.into_iter().collect())
}

/// The files that the segments need.
fn needed_files(metas: &IndexMeta) -> Vec<PathBuf> {
    let has_deletes = |path: &Path| {
        let name = path.to_string_lossy();
        metas.segments.iter().any(|segment| segment.has_deletes() && name.starts_with(&segment.id().uuid_string()))
    };
    let is_needed = |path: &PathBuf| match path.extension().and_then(|extension| extension.to_str()) {
        Some("temp") => false,
        Some("del") => has_deletes(path),
        _ => true,
    };
    let mut files: Vec<PathBuf> = metas.list_segment_files().into_iter().filter(is_needed).collect();
    files.sort();
    files
}

/// What is wrong with a file.
fn check(commit: &Commit, name: &Path) -> Option<String> {
    let directory = commit.index.directory();
    match directory.exists(name) {
        Ok(true) => {}
        Ok(false) => return Some("it is missing".to_owned()),
        Err(error) => return Some(error.to_string()),
    }
    match directory.validate_checksum(name) {
        Ok(true) => check_footer(commit, name),
        Ok(false) => Some("its checksum is wrong".to_owned()),
        Err(OpenReadError::IoError { io_error, .. }) => Some(format!("it cannot be read: {io_error}")),
        Err(error) => Some(error.to_string()),
    }
}

/// What is wrong with a file's footer, which its checksum does not cover.
fn check_footer(commit: &Commit, name: &Path) -> Option<String> {
    let file = Folder::open(&commit.folder).ok()?.open_read(name).ok()?;
    let (footer, body) = Footer::extract_footer(file.clone()).ok()?;
    let written = file.slice(body.len()..file.len().saturating_sub(FOOTER_TAIL)).read_bytes().ok()?;
    let version = footer.version.to_string();
    let is_known = version == commit.marker.tantivy || version == tantivy::version_string();
    let is_canonical = serde_json::to_vec(&footer).is_ok_and(|bytes| bytes == written.as_slice());
    if is_known && is_canonical { None } else { Some("its footer is altered".to_owned()) }
}

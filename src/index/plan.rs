//! What a run has to read: the files on disk against the catalog.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use super::catalog::{File, Root, Skipped};
use super::roots::Scope;
use crate::error::{Error, ErrorKind, Result};
use crate::read::{Found, ReadErrorKind, Unreadable, Walk, walk};

/// A root and its files, as they will be once the run is done.
#[derive(Debug)]
pub(super) struct PlannedRoot {
    /// The root; its files have moved into `files`.
    pub(super) root: Root,
    /// By their path below the root (bytes).
    pub(super) files: Vec<PlannedFile>,
    /// Whether the run is about it.
    pub(super) within: bool,
}

/// A file that stays in the catalog, or comes into it.
#[derive(Debug)]
pub(super) enum PlannedFile {
    /// As the catalog has it.
    Keep(File),
    /// New, or perhaps changed since the catalog's entry.
    Read(Found, Option<File>),
}

/// What a run will do.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// By name (bytes).
    pub(super) roots: Vec<PlannedRoot>,
    /// Files whose documents leave the index.
    pub(super) gone: Vec<(Root, File)>,
    /// What could not be looked at: missing and empty roots.
    pub(super) skipped: Vec<Skipped>,
    /// Files that are no documents.
    pub(super) ignored: usize,
    again: bool,
}

impl PlannedFile {
    pub(super) fn rel(&self) -> &str {
        match self {
            Self::Keep(file) => &file.rel,
            Self::Read(found, _) => &found.rel,
        }
    }
}

impl Plan {
    /// Walks the roots of the run.
    ///
    /// A root that is missing, or has no file any more, keeps what is indexed of it unless `prune` is set; so
    /// do the files of a folder that cannot be opened. With `again`, files of which a part is pictures of text are
    /// read again.
    pub(super) fn new(scope: Scope, prune: bool, again: bool) -> Result<Self> {
        let mut plan = Self { again, ..Self::default() };
        for (root, within) in scope.roots {
            if within {
                plan.add(root, prune)?;
            } else {
                plan.keep(root, false);
            }
        }
        Ok(plan)
    }

    fn add(&mut self, mut root: Root, prune: bool) -> Result<()> {
        let found = match walk(&root.path) {
            Ok(found) => found,
            Err(error) if error.kind() == ReadErrorKind::NotFound => {
                self.without_files(root, "the root is missing", prune);
                return Ok(());
            }
            Err(error) => {
                return Err(Error::new(ErrorKind::Io, error.reason()).at(&root.path).remedy(error.remedy()));
            }
        };
        let Walk { files, unreadable, ignored } = found;
        if files.is_empty() && unreadable.is_empty() && !root.files.is_empty() && !prune {
            self.without_files(root, "the root holds no document any more", prune);
            return Ok(());
        }
        self.ignored += ignored;
        let mut known: HashMap<String, File> = root.files.drain(..).map(|file| (file.rel.clone(), file)).collect();
        let mut planned = Vec::with_capacity(files.len());
        for found in files {
            let old = known.remove(&found.rel);
            planned.push(match old {
                Some(old) if is_unchanged(&old, &found) && !(self.again && old.scanned) => PlannedFile::Keep(old),
                old => PlannedFile::Read(found, old),
            });
        }
        let closed: Vec<String> = if prune { Vec::new() } else { closed_folders(&root.path, &unreadable) };
        let mut left: Vec<File> = known.into_values().collect();
        left.sort_by(|a, b| a.rel.cmp(&b.rel));
        let mut gone = Vec::new();
        for file in left {
            if closed.iter().any(|folder| is_below(&file.rel, folder)) {
                planned.push(PlannedFile::Keep(file));
            } else {
                gone.push(file);
            }
        }
        planned.sort_by(|a, b| a.rel().as_bytes().cmp(b.rel().as_bytes()));
        root.unreadable =
            unreadable.into_iter().map(|u| Skipped { path: u.path, reason: u.error.explanation() }).collect();
        self.gone.extend(gone.into_iter().map(|file| (bare(&root), file)));
        self.roots.push(PlannedRoot { root, files: planned, within: true });
        Ok(())
    }

    /// A root that shows no file: kept as it is, or emptied and, where it is missing, forgotten.
    fn without_files(&mut self, mut root: Root, what: &str, prune: bool) {
        if prune {
            let files = std::mem::take(&mut root.files);
            self.gone.extend(files.into_iter().map(|file| (bare(&root), file)));
            return;
        }
        let documents: usize = root.files.iter().map(|file| file.held().count()).sum();
        let reason = format!(
            "{what}; its {documents} indexed documents are kept (--prune removes them, cesou remove {} forgets the root)",
            root.name
        );
        self.skipped.push(Skipped { path: root.path.clone(), reason });
        self.keep(root, true);
    }

    fn keep(&mut self, mut root: Root, within: bool) {
        let files = std::mem::take(&mut root.files).into_iter().map(PlannedFile::Keep).collect();
        self.roots.push(PlannedRoot { root, files, within });
    }

    /// Whether there is anything to read or to remove.
    pub(super) fn has_work(&self) -> bool {
        self.to_read().next().is_some() || !self.gone.is_empty()
    }

    /// Bytes of the files to be read.
    pub(super) fn bytes(&self) -> u64 {
        self.to_read().map(|found| found.size).sum()
    }

    /// The files to be read.
    pub(super) fn to_read(&self) -> impl Iterator<Item = &Found> {
        self.roots.iter().flat_map(|root| &root.files).filter_map(|file| match file {
            PlannedFile::Read(found, _) => Some(found),
            PlannedFile::Keep(_) => None,
        })
    }
}

/// Whether a stat is enough to know that the file is as it was read.
fn is_unchanged(old: &File, found: &Found) -> bool {
    old.size == found.size && old.mtime_ns == found.mtime_ns && !old.fresh && !old.unread
}

/// The root without its files.
fn bare(root: &Root) -> Root {
    Root { files: Vec::new(), unreadable: Vec::new(), ..root.clone() }
}

fn is_below(rel: &str, folder: &str) -> bool {
    folder.is_empty() || rel.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// Folders below the root that could not be opened, as `rel` writes them.
fn closed_folders(root: &Path, unreadable: &[Unreadable]) -> Vec<String> {
    let folders = unreadable.iter().filter(|u| {
        let is_folder = u.path.metadata().map(|metadata| metadata.is_dir());
        is_folder.unwrap_or_else(|error| error.kind() == io::ErrorKind::PermissionDenied)
    });
    folders
        .filter_map(|u| {
            let below = u.path.strip_prefix(root).ok()?;
            let parts: Option<Vec<&str>> = below.components().map(|part| part.as_os_str().to_str()).collect();
            Some(unicode_normalization::UnicodeNormalization::nfc(parts?.join("/").as_str()).collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn root(path: &Path, files: Vec<File>) -> Root {
        Root { name: "docs".to_owned(), path: path.into(), absolute: path.into(), files, ..Root::default() }
    }

    fn plan(root: Root, prune: bool) -> Plan {
        Plan::new(Scope { roots: vec![(root, true)] }, prune, false).unwrap()
    }

    fn known(rel: &str) -> File {
        File { rel: rel.to_owned(), size: 1, mtime_ns: 1, ..File::default() }
    }

    #[test]
    fn new_changed_kept_and_gone() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.txt", "c.txt"] {
            fs::write(dir.path().join(name), name).unwrap();
        }
        let found = walk(dir.path()).unwrap().files;
        let same = |at: usize, fresh| File {
            rel: found[at].rel.clone(),
            size: found[at].size,
            mtime_ns: found[at].mtime_ns,
            fresh,
            ..File::default()
        };
        let plan = plan(root(dir.path(), vec![same(0, false), same(1, true), known("d.txt")]), false);
        let actions: Vec<_> =
            plan.roots[0].files.iter().map(|file| (file.rel(), matches!(file, PlannedFile::Keep(_)))).collect();
        assert_eq!(actions, [("a.txt", true), ("b.txt", false), ("c.txt", false)]);
        assert_eq!(plan.gone.iter().map(|(_, file)| file.rel.as_str()).collect::<Vec<_>>(), ["d.txt"]);
    }

    #[test]
    fn a_missing_or_empty_root_removes_nothing_unless_pruned() {
        let dir = tempfile::tempdir().unwrap();
        for path in [dir.path().to_owned(), dir.path().join("missing")] {
            let kept = plan(root(&path, vec![known("a.txt")]), false);
            assert_eq!((kept.gone.len(), kept.roots[0].files.len(), kept.skipped.len()), (0, 1, 1));
            let pruned = plan(root(&path, vec![known("a.txt")]), true);
            assert_eq!((pruned.gone.len(), pruned.skipped.len()), (1, 0));
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_closed_folder_keeps_its_files() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let closed = dir.path().join("in");
        fs::create_dir(&closed).unwrap();
        fs::write(dir.path().join("a.txt"), "").unwrap();
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
        let is_closed = fs::read_dir(&closed).is_err(); // not for the superuser
        let plan = plan(root(dir.path(), vec![known("in/b.txt"), known("inner.txt")]), false);
        fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
        let gone: Vec<_> = plan.gone.iter().map(|(_, file)| file.rel.as_str()).collect();
        assert_eq!(gone, if is_closed { vec!["inner.txt"] } else { vec!["in/b.txt", "inner.txt"] });
    }
}

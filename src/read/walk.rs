//! Which files of a directory are documents.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use ignore::WalkBuilder;
use unicode_normalization::UnicodeNormalization;

use super::format::{Format, Kind};
use super::{MAX_FILE_BYTES, ReadError, ReadErrorKind, too_large};

/// Name of the files that say, in the syntax of `.gitignore`, what is left out of a corpus.
const IGNORE_FILE: &str = ".cesouignore";

/// A document (for JSON Lines: a file of documents) that was found, not yet opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The path to open it by: the root as given, and what follows.
    pub path: PathBuf,
    /// The path below the root, NFC, `/` between its parts; empty where the root is this file.
    pub rel: String,
    /// Bytes.
    pub size: u64,
    /// Time of the last change, nanoseconds since 1970; 0 where the system does not tell.
    pub mtime_ns: i64,
    /// How it is read.
    pub format: Format,
}

/// A document that cannot be read, or a folder that cannot be opened.
#[derive(Debug)]
pub struct Unreadable {
    /// Where it is, as a person would open it.
    pub path: PathBuf,
    /// Why, and what to do; [`ReadError::explanation`] is the text for a list.
    pub error: ReadError,
}

/// What is under a root. The same files give the same lists, whatever the order of the file system.
#[derive(Debug, Default)]
pub struct Walk {
    /// Documents of formats that are read, by the bytes of `rel`.
    pub files: Vec<Found>,
    /// What could not be read, by path.
    pub unreadable: Vec<Unreadable>,
    /// How many files are no documents at all (pictures, style sheets, FIFOs …). Hidden files, those
    /// left out by a rule, and links are not counted.
    pub ignored: usize,
}

/// Lists the documents under `root`, or `root` itself where it is a file.
///
/// Rules in `.gitignore` and `.cesouignore` under the root hold, inside a git repository or not;
/// those of folders above it, and global ones, don't. Hidden files are left out. Symbolic links are
/// not followed (a file inside the root would be two documents, one outside is not part of it),
/// except that `root` may be one. Nothing is opened but folders and these rules.
///
/// # Errors
///
/// Where `root` does not exist, cannot be looked at, or is neither a file nor a directory. What
/// cannot be read under it is no error but listed as unreadable.
pub fn walk(root: &Path) -> Result<Walk, ReadError> {
    let metadata = root.metadata().map_err(|source| ReadError::io(root, source))?;
    let mut found = Walk::default();
    if metadata.is_file() {
        found.add_root_file(root, &metadata);
    } else if metadata.is_dir() {
        found.add_directory(root)?;
    } else {
        let remedy = "give a directory, or a text, Markdown or JSON Lines file";
        return Err(ReadError::new(ReadErrorKind::NotAFile, "neither a file nor a directory", remedy).at(root));
    }
    Ok(found)
}

impl Walk {
    /// A root that is a file was named by hand, so it is never passed over in silence.
    fn add_root_file(&mut self, root: &Path, metadata: &Metadata) {
        if Format::of(root) == Kind::Other {
            let remedy = "name it .txt, .md or .jsonl, by what it holds";
            let error = ReadError::new(ReadErrorKind::UnreadFormat, "not known as a document by its name", remedy);
            self.skip(root.to_owned(), error);
        } else {
            self.add_file(root.to_owned(), String::new(), metadata);
        }
    }

    fn add_directory(&mut self, root: &Path) -> Result<(), ReadError> {
        // The walk starts at the real directory, so that a root that is a link is walked.
        let real = root.canonicalize().map_err(|source| ReadError::io(root, source))?;
        let entries = WalkBuilder::new(&real)
            .standard_filters(false)
            .hidden(true)
            .git_ignore(true)
            .require_git(false)
            .add_custom_ignore_filename(IGNORE_FILE)
            .build();
        for entry in entries {
            match entry {
                Ok(entry) => self.add_entry(root, &real, &entry),
                Err(error) => self.skip_failed(root, &real, error),
            }
        }
        self.files.sort_by(|a, b| a.rel.as_bytes().cmp(b.rel.as_bytes()).then_with(|| a.path.cmp(&b.path)));
        self.skip_same_names();
        self.unreadable.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(())
    }

    fn add_entry(&mut self, root: &Path, real: &Path, entry: &ignore::DirEntry) {
        let Some(file_type) = entry.file_type() else { return };
        if file_type.is_dir() || file_type.is_symlink() {
            return;
        }
        let below = entry.path().strip_prefix(real).unwrap_or(entry.path());
        let path = root.join(below);
        if !file_type.is_file() || Format::of(&path) == Kind::Other {
            self.ignored += 1;
            return;
        }
        let Some(name) = relative_name(below) else {
            let remedy = "rename it (and the folders it is in) in UTF-8";
            self.skip(path, ReadError::new(ReadErrorKind::Name, "its name is not Unicode", remedy));
            return;
        };
        match entry.path().symlink_metadata() {
            Ok(metadata) => self.add_file(path, name, &metadata),
            Err(source) => {
                let error = ReadError::io(&path, source);
                self.skip(path, error);
            }
        }
    }

    fn add_file(&mut self, path: PathBuf, rel: String, metadata: &Metadata) {
        match Format::of(&path) {
            Kind::Readable(Format::Text | Format::Markdown) if metadata.len() > MAX_FILE_BYTES => {
                self.skip(path, too_large(metadata.len()));
            }
            Kind::Readable(format) => {
                self.files.push(Found { path, rel, size: metadata.len(), mtime_ns: mtime_ns(metadata), format });
            }
            Kind::Unread { name, remedy } => {
                let reason = format!("{name} is not read");
                self.skip(path, ReadError::new(ReadErrorKind::UnreadFormat, reason, remedy));
            }
            Kind::Other => self.ignored += 1,
        }
    }

    fn skip(&mut self, path: PathBuf, error: ReadError) {
        let error = error.at(&path);
        self.unreadable.push(Unreadable { path, error });
    }

    fn skip_failed(&mut self, root: &Path, real: &Path, error: ignore::Error) {
        let path = match path_of(&error) {
            Some(path) => path.strip_prefix(real).map_or_else(|_| path.to_owned(), |below| root.join(below)),
            None => root.to_owned(),
        };
        let message = error.to_string();
        let source = error.into_io_error().unwrap_or_else(|| io::Error::other(message));
        // A file that vanished between being listed and looked at is simply not there.
        if source.kind() != io::ErrorKind::NotFound {
            let error = ReadError::io(&path, source);
            self.skip(path, error);
        }
    }

    /// Names that differ only in their normal form would give two documents one id.
    fn skip_same_names(&mut self) {
        let mut kept: Vec<Found> = Vec::with_capacity(self.files.len());
        for file in std::mem::take(&mut self.files) {
            if kept.last().is_some_and(|last| last.rel == file.rel) {
                let reason = format!("its name is that of another file, {}, in another Unicode form", file.rel);
                self.skip(file.path, ReadError::new(ReadErrorKind::Name, reason, "rename one of them"));
            } else {
                kept.push(file);
            }
        }
        self.files = kept;
    }
}

/// The parts of `path`, NFC, with `/` between them; `None` where one is not Unicode.
fn relative_name(path: &Path) -> Option<String> {
    let mut name = String::new();
    for part in path.components() {
        if !name.is_empty() {
            name.push('/');
        }
        name.extend(part.as_os_str().to_str()?.nfc());
    }
    Some(name)
}

fn mtime_ns(metadata: &Metadata) -> i64 {
    let Ok(modified) = metadata.modified() else { return 0 };
    let nanoseconds = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()),
        Err(before) => i64::try_from(before.duration().as_nanos()).map(|past| -past),
    };
    nanoseconds.unwrap_or(i64::MAX)
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;

    fn put(root: &Path, rel: &str, content: &str) {
        let path = root.join(rel);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn names(walk: &Walk) -> Vec<&str> {
        walk.files.iter().map(|file| file.rel.as_str()).collect()
    }

    #[test]
    fn documents_in_the_order_of_their_names() {
        let dir = tempfile::tempdir().unwrap();
        for rel in ["b.txt", "a/z.md", "a/青源.jsonl", "a.txt", "A.TXT", "pic.png", "Makefile", "empty.txt"] {
            put(dir.path(), rel, "文");
        }
        let found = walk(dir.path()).unwrap();
        assert_eq!(names(&found), ["A.TXT", "a.txt", "a/z.md", "a/青源.jsonl", "b.txt", "empty.txt"]);
        assert_eq!((found.ignored, found.unreadable.len()), (2, 0));
        assert_eq!(found.files[2].path, dir.path().join("a/z.md"));
        assert_eq!((found.files[2].size, found.files[2].format), (3, Format::Markdown));
        assert!(found.files[2].mtime_ns > 0);
    }

    #[test]
    fn rules_hold_below_the_root_and_not_from_above() {
        let above = tempfile::tempdir().unwrap();
        put(above.path(), ".gitignore", "kept.txt\n");
        let root = above.path().join("root");
        for rel in ["kept.txt", "private.txt", "draft.txt", "sub/draft.txt", "sub/kept.txt", ".hidden.txt", ".h/x.txt"]
        {
            put(&root, rel, "文");
        }
        put(&root, ".gitignore", "private.txt\n");
        put(&root, ".cesouignore", "draft.txt\n");
        put(&root, ".ignore", "sub\n");
        let found = walk(&root).unwrap();
        assert_eq!(names(&found), ["kept.txt", "sub/kept.txt"]);
        assert_eq!((found.ignored, found.unreadable.len()), (0, 0));
    }

    #[test]
    fn formats_that_are_not_read_are_named() {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "报告.pptx", "");
        put(dir.path(), "报告.caj", "%CAJ");
        let found = walk(dir.path()).unwrap();
        assert_eq!((found.files.len(), found.unreadable.len(), found.ignored), (0, 2, 0));
        let error = &found.unreadable[0].error;
        assert_eq!(error.kind(), ReadErrorKind::UnreadFormat);
        assert!(error.to_string().contains("报告.caj") && error.to_string().contains("convert"), "{error}");
    }

    #[test]
    fn a_root_that_is_a_file() {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "a.txt", "文");
        put(dir.path(), "notes", "文");
        let found = walk(&dir.path().join("a.txt")).unwrap();
        assert_eq!(names(&found), [""]);
        let unknown = walk(&dir.path().join("notes")).unwrap();
        assert_eq!((unknown.files.len(), unknown.unreadable.len()), (0, 1));
        assert_eq!(walk(&dir.path().join("gone")).unwrap_err().kind(), ReadErrorKind::NotFound);
    }

    #[test]
    fn one_name_in_two_unicode_forms_is_one_document() {
        let dir = tempfile::tempdir().unwrap();
        put(dir.path(), "caf\u{e9}.txt", "文");
        put(dir.path(), "cafe\u{301}.txt", "文");
        let found = walk(dir.path()).unwrap();
        // On a file system that normalizes names there is only one file to begin with.
        assert_eq!(names(&found), ["caf\u{e9}.txt"]);
        assert!(found.unreadable.iter().all(|skipped| skipped.error.kind() == ReadErrorKind::Name));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn any_names_are_walked(names in prop::collection::btree_set("[^/\0]{1,12}(\\.(txt|MD|jsonl|pdf|x))?", 0..8)) {
            let dir = tempfile::tempdir().unwrap();
            // Names that the file system refuses (too long, dots) are none of the walk's.
            let written = names.iter().filter(|name| fs::write(dir.path().join(name), "文").is_ok()).count();
            let found = walk(dir.path()).unwrap();
            prop_assert!(found.files.len() + found.unreadable.len() + found.ignored <= written);
            prop_assert!(found.files.is_sorted_by(|a, b| a.rel.as_bytes() < b.rel.as_bytes()));
        }
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::symlink;
        use std::os::unix::net::UnixListener;

        use super::*;

        #[test]
        fn links_are_not_followed_but_a_root_may_be_one() {
            let dir = tempfile::tempdir().unwrap();
            put(dir.path(), "away/outside.txt", "文");
            put(dir.path(), "root/a.txt", "文");
            let root = dir.path().join("root");
            symlink(dir.path().join("away/outside.txt"), root.join("link.txt")).unwrap();
            symlink(dir.path().join("away"), root.join("linked")).unwrap();
            symlink(&root, root.join("loop")).unwrap();
            symlink(root.join("a.txt"), root.join("again.txt")).unwrap();
            let alias = dir.path().join("alias");
            symlink(&root, &alias).unwrap();
            for start in [&root, &alias] {
                let found = walk(start).unwrap();
                assert_eq!(names(&found), ["a.txt"]);
                assert_eq!(found.files[0].path, start.join("a.txt"));
                assert_eq!((found.ignored, found.unreadable.len()), (0, 0));
            }
        }

        #[test]
        fn sockets_are_never_opened_and_odd_names_are_told() {
            let dir = tempfile::tempdir().unwrap();
            put(dir.path(), "a.txt", "文");
            let _socket = UnixListener::bind(dir.path().join("s.txt")).unwrap();
            let odd = dir.path().join(std::ffi::OsStr::from_bytes(b"\xc7\xe0.txt"));
            let written = fs::write(odd, "文").is_ok(); // some file systems refuse such a name
            let found = walk(dir.path()).unwrap();
            assert_eq!((names(&found), found.ignored), (vec!["a.txt"], 1));
            assert_eq!(found.unreadable.len(), usize::from(written));
            assert!(walk(&dir.path().join("s.txt")).is_err());
        }
    }
}

//! The catalog: which files and records the index was made of, so that an update reads only what changed.
//!
//! It is a file beside tantivy's, written under a new name before each commit and named in the
//! commit's payload. A search never opens it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::atomic::write_atomically;
use super::meta::{Payload, RootName, damaged, reading, writing};
use super::schema::TokenCounts;
use crate::error::{Error, ErrorKind, Result};
use crate::read::{Format, Kind};

/// Bytes of reasons beyond which no further one is noted.
const MOST_REASONS: usize = 2000;

const MAGIC: &[u8] = b"cesou catalog 1\n";
const PREFIX: &str = "catalog-";
const SUFFIX: &str = ".bin";

/// A catalog's checksum.
pub(super) type Sum = blake3::Hash;

/// The first half of a BLAKE3 hash.
pub type Hash = [u8; 16];

/// All roots, by name (bytes).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Catalog {
    /// The roots, by name.
    pub roots: Vec<Root>,
}

/// A root: a directory, or a file, that was named to the indexer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Begins the ids of its documents.
    pub name: String,
    /// As it was typed.
    pub path: PathBuf,
    /// The same, absolute, links resolved.
    pub absolute: PathBuf,
    /// The encoding its files are forced to.
    pub encoding: Option<String>,
    /// By their path below the root (bytes).
    pub files: Vec<File>,
    /// What was found and could not even be opened as a document.
    pub unreadable: Vec<Skipped>,
}

/// A file that was read, or could not be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Path below the root, NFC, `/` between its parts; empty where the root is the file.
    pub rel: String,
    /// Bytes.
    pub size: u64,
    /// Time of the last change, nanoseconds since 1970.
    pub mtime_ns: i64,
    /// It was changed so shortly before it was read that a later change may not show in `mtime_ns`.
    pub fresh: bool,
    /// Of its bytes.
    pub hash: Hash,
    /// Why it, or some of its records, are not in the index.
    pub skipped: Option<String>,
    /// Whether it could not be read, or not to its end; it is tried again each time.
    pub unread: bool,
    /// Whether a part of it is pictures of text, which a run with `--ocr` reads.
    pub scanned: bool,
    /// Its documents in their order: one, or its records.
    pub documents: Vec<Entry>,
}

/// A document, or a record whose id was taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The id of a record; `None` for a file that is one document, whose id is the file's.
    pub id: Option<String>,
    /// The line of a record in its file, from 1; 0 for a file.
    pub line: u64,
    /// `None` where another document before it has this id: the record is skipped while that one is there.
    pub held: Option<Held>,
}

/// What is in the index of one document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Of its content: of a file its bytes, of a record title, text and fields.
    pub hash: Hash,
    /// How many passages.
    pub passages: u32,
    /// Sums over them.
    pub tokens: TokenCounts,
    /// Bytes (UTF-8) of their texts.
    pub text_bytes: u64,
    /// Characters of the source text that are not blank.
    pub characters: u64,
    /// Of these, characters of furniture.
    pub furniture: u64,
}

/// A path as text: one name that is no Unicode must not keep the others from being indexed.
fn lossy<S: serde::Serializer>(path: &Path, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&path.to_string_lossy())
}

/// A file that is not in the index, or not all of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Skipped {
    /// As a person would open it; in the catalog, where a name is no Unicode, with U+FFFD for what is not.
    #[serde(serialize_with = "lossy")]
    pub path: PathBuf,
    /// Why, and what to do about it.
    pub reason: String,
}

impl From<RootName> for Root {
    fn from(RootName { name, path, absolute, encoding }: RootName) -> Self {
        Self { name, path, absolute, encoding, ..Self::default() }
    }
}

impl Root {
    /// The id of a file: the root's name and the path below it.
    #[must_use]
    pub fn file_id(&self, rel: &str) -> String {
        if rel.is_empty() { self.name.clone() } else { format!("{}/{rel}", self.name) }
    }

    /// The path by which a person opens the file.
    #[must_use]
    pub fn file_path(&self, rel: &str) -> PathBuf {
        if rel.is_empty() { self.path.clone() } else { self.path.join(rel) }
    }

    /// Whether the file is an archive, by its name.
    pub(super) fn is_archive(&self, rel: &str) -> bool {
        Format::of(&self.file_path(rel)) == Kind::Readable(Format::Archive)
    }

    /// Makes every file be read again, as if it had changed.
    pub(super) fn forget_readings(&mut self) {
        self.files.iter_mut().for_each(File::forget_reading);
    }

    /// What of this root is not in the index, by path.
    #[must_use]
    pub fn skipped(&self) -> Vec<Skipped> {
        let files = self.files.iter().filter_map(|file| {
            Some(Skipped { path: self.file_path(&file.rel), reason: file.reason(self.is_archive(&file.rel))? })
        });
        let mut skipped: Vec<Skipped> = self.unreadable.iter().cloned().chain(files).collect();
        skipped.sort();
        skipped
    }
}

impl File {
    /// Notes one more reason why not all of it is in the index.
    pub(super) fn add_trouble(&mut self, reason: String) {
        if self.skipped.as_ref().is_some_and(|reasons| reasons.len() > MOST_REASONS) {
            return;
        }
        self.skipped = Some(match self.skipped.take() {
            Some(first) => format!("{first}; {reason}"),
            None => reason,
        });
    }

    /// Whether something of it is in the index, or it has nothing to be in it.
    pub(super) fn counts(&self) -> bool {
        !self.unread || self.held().next().is_some()
    }

    /// Why it, or something of it, is not in the index.
    fn reason(&self, archive: bool) -> Option<String> {
        let mut taken = self.documents.iter().filter(|entry| entry.held.is_none());
        let duplicates = taken.next().map(|first| {
            let more = taken.count();
            let more = if more > 0 { format!(", and {more} more") } else { String::new() };
            match &first.id {
                Some(id) => {
                    // A document of an archive stands on no line.
                    let line = if archive { String::new() } else { format!("line {}: ", first.line) };
                    format!("{line}the id {id:?} is taken by a document before it{more}; give each its own")
                }
                None => {
                    "its id is taken by a record before it; rename the file, or give the record another id".to_owned()
                }
            }
        });
        match (self.skipped.clone(), duplicates) {
            (Some(own), Some(duplicates)) if !self.unread => Some(format!("{own}; {duplicates}")),
            (Some(own), _) => Some(own),
            (None, duplicates) => duplicates,
        }
    }

    /// Makes it be read again, as if it had changed.
    pub(super) fn forget_reading(&mut self) {
        (self.fresh, self.hash) = (true, Hash::default());
        for held in self.documents.iter_mut().filter_map(|entry| entry.held.as_mut()) {
            held.hash = Hash::default();
        }
    }

    /// Its documents that are in the index.
    pub fn held(&self) -> impl Iterator<Item = (&Entry, &Held)> {
        self.documents.iter().filter_map(|entry| Some((entry, entry.held.as_ref()?)))
    }
}

impl Catalog {
    /// The commit's payload that goes with this catalog, under the file name `catalog`.
    pub(super) fn payload(&self, catalog: String) -> Payload {
        let mut payload = Payload { catalog, ..Payload::default() };
        for root in &self.roots {
            payload.roots.push(RootName {
                name: root.name.clone(),
                path: root.path.clone(),
                absolute: root.absolute.clone(),
                encoding: root.encoding.clone(),
            });
            for (_, held) in root.files.iter().flat_map(File::held) {
                payload.documents += 1;
                payload.passages += u64::from(held.passages);
                payload.text_bytes += held.text_bytes;
                payload.tokens += held.tokens;
            }
        }
        payload
    }

    /// Files of which something is in the index, or that have nothing to be in it.
    #[must_use]
    pub fn files(&self) -> usize {
        self.roots.iter().flat_map(|root| &root.files).filter(|file| file.counts()).count()
    }

    /// Reads the catalog `name` in the data folder and checks its sum.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::IndexDamaged`] where it is missing or altered.
    pub(super) fn read(dir: &Path, folder: &Path, name: &str) -> Result<(Self, Sum)> {
        let path = folder.join(name);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(damaged(dir, &format!("its catalog {name} is missing")));
            }
            Err(error) => return Err(reading(&path, error)),
        };
        Self::decode(&bytes).ok_or_else(|| damaged(dir, &format!("its catalog {name} is altered or cut short")))
    }

    /// Writes it as `name`, durably.
    pub(super) fn write(&self, folder: &Path, name: &str) -> Result<()> {
        let path = folder.join(name);
        let (bytes, _) = self.encode()?;
        write_atomically(&path, &bytes).map_err(|error| writing(&path, error))
    }

    fn encode(&self) -> Result<(Vec<u8>, Sum)> {
        let body = postcard::to_stdvec(self)
            .map_err(|error| Error::new(ErrorKind::Internal, "the catalog cannot be written").because(error))?;
        let sum = blake3::hash(&body);
        let mut bytes = Vec::with_capacity(MAGIC.len() + 32 + body.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(sum.as_bytes());
        bytes.extend_from_slice(&body);
        Ok((bytes, sum))
    }

    fn decode(bytes: &[u8]) -> Option<(Self, Sum)> {
        let (sum, body) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<32>()?;
        let own = blake3::hash(body);
        if own != Sum::from_bytes(*sum) {
            return None;
        }
        Some((postcard::from_bytes(body).ok()?, own))
    }

    /// The checksum it is written with.
    pub(super) fn sum(&self) -> Result<Sum> {
        let (_, sum) = self.encode()?;
        Ok(sum)
    }
}

/// The name of the catalog that follows the one named `before`.
pub(super) fn next_name(before: Option<&str>) -> String {
    let number = before.and_then(number_of).map_or(1, |number| number + 1);
    format!("{PREFIX}{number}{SUFFIX}")
}

fn number_of(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.parse().ok()
}

/// Removes the catalogs in `folder` but the one named `kept`; what cannot be removed stays.
pub(super) fn remove_others(folder: &Path, kept: &str) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(|name| number_of(name).is_some() && name != kept) {
            drop(fs::remove_file(entry.path()));
        }
    }
}

/// The hash of several parts, their borders included.
pub(super) fn hash_of(parts: &[&[u8]]) -> Hash {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    half(hasher.finalize())
}

/// The first half of a hash.
pub(super) fn half(hash: blake3::Hash) -> Hash {
    let mut half = Hash::default();
    half.copy_from_slice(&hash.as_bytes()[..16]);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Catalog {
        let held = Held { passages: 3, text_bytes: 90, ..Held::default() };
        let record = |id: &str, held| Entry { id: Some(id.to_owned()), line: 1, held };
        let file = |rel: &str, documents| File { rel: rel.to_owned(), documents, ..File::default() };
        let files = vec![
            file("a.txt", vec![Entry { held: Some(held), ..Entry::default() }]),
            file("b.jsonl", vec![record("星野镇", Some(held)), record("星野镇", None)]),
        ];
        let root = Root { name: "corpus".to_owned(), path: "./corpus".into(), files, ..Root::default() };
        Catalog { roots: vec![root] }
    }

    #[test]
    fn comes_back_as_written_and_notices_every_flipped_byte() {
        let dir = tempfile::tempdir().unwrap();
        let catalog = sample();
        catalog.write(dir.path(), "catalog-1.bin").unwrap();
        assert_eq!(Catalog::read(dir.path(), dir.path(), "catalog-1.bin").unwrap().0, catalog);
        let (bytes, _) = catalog.encode().unwrap();
        for at in 0..bytes.len() {
            let mut altered = bytes.clone();
            altered[at] ^= 1;
            assert_eq!(Catalog::decode(&altered), None, "byte {at}");
            assert_eq!(Catalog::decode(&bytes[..at]), None, "cut at {at}");
        }
        let error = Catalog::read(dir.path(), dir.path(), "catalog-2.bin").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IndexDamaged);
    }

    #[test]
    fn the_payload_counts_what_is_held() {
        let payload = sample().payload("catalog-4.bin".to_owned());
        assert_eq!((payload.documents, payload.passages, payload.text_bytes), (2, 6, 180));
        assert_eq!(payload.roots[0].name, "corpus");
    }

    #[test]
    fn catalogs_are_numbered_and_old_ones_removed() {
        assert_eq!(next_name(None), "catalog-1.bin");
        assert_eq!(next_name(Some("catalog-9.bin")), "catalog-10.bin");
        let dir = tempfile::tempdir().unwrap();
        for name in ["catalog-1.bin", "catalog-2.bin", "meta.json", "catalog-x.bin"] {
            fs::write(dir.path().join(name), "").unwrap();
        }
        remove_others(dir.path(), "catalog-2.bin");
        let mut left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["catalog-2.bin", "catalog-x.bin", "meta.json"]);
    }

    #[test]
    fn ids_and_paths_of_files() {
        let root = Root { name: "docs".to_owned(), path: "../docs".into(), ..Root::default() };
        assert_eq!(root.file_id("a/b.txt"), "docs/a/b.txt");
        assert_eq!(root.file_path("a/b.txt"), Path::new("../docs/a/b.txt"));
        assert_eq!((root.file_id(""), root.file_path("")), ("docs".to_owned(), PathBuf::from("../docs")));
    }
}

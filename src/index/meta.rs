//! What makes a directory an index: the marker file, and what each commit says of itself.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::atomic::write_atomically;
use super::lock::LOCK;
use super::schema::{TokenCounts, fingerprint};
use crate::analysis::{Dictionary, fingerprint_parts};
use crate::error::{Error, ErrorKind, Result};

/// Name of the marker in an index directory.
pub(super) const MARKER: &str = "cesou.json";

/// Version of everything that lies in an index directory. Raised with every change that an older
/// or newer program would misread: the schema, the catalog, the payload, how documents are cut.
pub const FORMAT: u32 = 3;

const DATA: &str = "data-";

/// The marker: it stands in every index directory and names the folder that holds the index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// Always `index`.
    cesou: String,
    /// See [`FORMAT`].
    pub format: u32,
    /// Name of the folder with tantivy's files and the catalog, `data-1`.
    pub data: String,
    /// Fingerprint of the analyzers and their dictionary, a user's words included ([`Dictionary::fingerprint`]).
    pub fingerprint: String,
    /// How many words of a user the dictionary has.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub dictionary_words: u64,
    /// Version of tantivy that wrote it.
    pub tantivy: String,
    /// Version of cesou that wrote it.
    pub version: String,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the signature is serde's
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// What a directory is to us.
#[derive(Debug)]
pub(super) enum Place {
    /// Missing, or with nothing in it but a README and dot files.
    Vacant,
    /// With files of others, the first of which is named.
    Foreign(String),
    /// Ours, but the marker cannot be understood.
    Damaged(String),
    /// Ours. Whether there is a commit is another question.
    Ours(Marker),
}

impl Marker {
    /// A marker of this program for the folder with this number, and an index built with this dictionary.
    pub(super) fn new(number: u32, dictionary: &Dictionary) -> Self {
        Self {
            cesou: "index".to_owned(),
            format: FORMAT,
            data: format!("{DATA}{number}"),
            fingerprint: dictionary.fingerprint(),
            dictionary_words: dictionary.user_words().len() as u64,
            tantivy: tantivy::version_string().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// The folder's number; 0 where its name has none.
    pub(super) fn number(&self) -> u32 {
        data_number(&self.data).unwrap_or(0)
    }

    /// The hash of the user's words; `None` where there are none.
    pub(super) fn words_hash(&self) -> Option<&str> {
        fingerprint_parts(&self.fingerprint).1
    }

    pub(super) fn write(&self, dir: &Path) -> Result<()> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|error| Error::new(ErrorKind::Internal, "the marker").because(error))?;
        bytes.push(b'\n');
        let path = dir.join(MARKER);
        write_atomically(&path, &bytes).map_err(|error| writing(&path, error))
    }

    /// Refuses an index that this program cannot read or add to. Words of a user are no hindrance.
    pub(super) fn check(&self, dir: &Path) -> Result<()> {
        let incompatible = |what: String| {
            Err(Error::new(ErrorKind::IndexIncompatible, what)
                .at(dir)
                .remedy("build it anew with: cesou index --rebuild"))
        };
        if self.format != FORMAT {
            return incompatible(format!(
                "the index has format {} (cesou {}), this program reads and writes format {FORMAT}",
                self.format, self.version
            ));
        }
        if fingerprint_parts(&self.fingerprint).0 != fingerprint() {
            return incompatible(format!(
                "the index was built by other analyzers or another dictionary (fingerprint {}, this program's is {})",
                self.fingerprint,
                fingerprint()
            ));
        }
        Ok(())
    }
}

/// The number in the name of a data folder.
pub(super) fn data_number(name: &str) -> Option<u32> {
    name.strip_prefix(DATA)?.parse().ok()
}

/// Looks at a directory. Only where there is no marker the directory is listed.
pub(super) fn look(dir: &Path) -> Result<Place> {
    let path = dir.join(MARKER);
    match fs::read(&path) {
        Ok(bytes) => Ok(match serde_json::from_slice::<Marker>(&bytes) {
            Ok(marker) if marker.cesou == "index" && data_number(&marker.data).is_some() => Place::Ours(marker),
            Ok(_) => Place::Damaged("it names no index".to_owned()),
            Err(error) => Place::Damaged(error.to_string()),
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => without_marker(dir),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Err(no_directory(dir)),
        Err(error) => Err(reading(&path, error)),
    }
}

fn without_marker(dir: &Path) -> Result<Place> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::Vacant),
        Err(error) => return Err(reading(dir, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| reading(dir, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if !(is_file && (name == "README.md" || name == LOCK || name.starts_with('.'))) {
            return Ok(Place::Foreign(name));
        }
    }
    Ok(Place::Vacant)
}

pub(super) fn missing(dir: &Path) -> Error {
    Error::new(ErrorKind::IndexMissing, "no index here").at(dir).remedy("build it with: cesou index PATH")
}

pub(super) fn foreign(dir: &Path, name: &str) -> Error {
    Error::new(ErrorKind::IndexForeign, format!("the directory holds other files ({name}) and no index of cesou"))
        .at(dir)
        .remedy("name an empty or new directory with --index")
}

/// For a path at which no directory can be.
fn no_directory(dir: &Path) -> Error {
    let what = if dir.exists() { "this is a file, and an index is a directory" } else { "a file is in the way" };
    Error::new(ErrorKind::IndexForeign, what).at(dir).remedy("name an empty or new directory with --index")
}

pub(super) fn damaged(dir: &Path, what: &str) -> Error {
    Error::new(ErrorKind::IndexDamaged, format!("the index is damaged: {what}"))
        .at(dir)
        .remedy("build it anew with: cesou index --rebuild")
}

/// A failure of writing at `path`, with what to do about it.
pub(super) fn writing(path: &Path, error: io::Error) -> Error {
    let remedy = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "free some space, then run cesou index again",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "make the directory writable, or name another with --index"
        }
        _ => "check the disk, then run cesou index again",
    };
    Error::io(path, "writing the index failed, its last commit is kept", error).remedy(remedy)
}

/// A failure of reading at `path`, with what to do about it.
pub(super) fn reading(path: &Path, error: io::Error) -> Error {
    let remedy = match error.kind() {
        io::ErrorKind::PermissionDenied => "give yourself the right to read it, or name another index with --index",
        _ => "check the disk; if it stays so, build the index anew with: cesou index --rebuild",
    };
    Error::io(path, "reading the index failed", error).remedy(remedy)
}

/// What each commit says of itself, as JSON in tantivy's payload. A search reads this and not the catalog.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payload {
    /// Name of the catalog's file, in the data folder.
    pub catalog: String,
    /// Documents, those without passages included.
    pub documents: u64,
    /// Live passages.
    pub passages: u64,
    /// Sums over the live passages.
    pub tokens: TokenCounts,
    /// Bytes (UTF-8) of the live passages' texts.
    pub text_bytes: u64,
    /// The roots, by name.
    pub roots: Vec<RootName>,
}

/// A root as the payload names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RootName {
    /// Begins the ids of its documents.
    pub name: String,
    /// As it was typed.
    pub path: PathBuf,
    /// The same, absolute.
    pub absolute: PathBuf,
    /// The encoding its files are forced to, where one was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
}

/// The payload in the bytes of tantivy's `meta.json`; `None` where there is no commit of ours.
pub(super) fn payload_of(metas: &[u8]) -> Option<Payload> {
    #[derive(Deserialize)]
    struct Metas {
        payload: Option<String>,
    }
    let metas: Metas = serde_json::from_slice(metas).ok()?;
    serde_json::from_str(&metas.payload?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::UserWords;

    #[test]
    fn a_directory_is_vacant_foreign_or_ours() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("index");
        assert!(matches!(look(&path).unwrap(), Place::Vacant));
        fs::create_dir(&path).unwrap();
        fs::write(path.join("README.md"), "what lands here").unwrap();
        fs::write(path.join(".gitignore"), "*").unwrap();
        assert!(matches!(look(&path).unwrap(), Place::Vacant));
        fs::write(path.join("notes.txt"), "mine").unwrap();
        assert!(matches!(look(&path).unwrap(), Place::Foreign(name) if name == "notes.txt"));
        Marker::new(3, &Dictionary::builtin()).write(&path).unwrap();
        assert!(matches!(look(&path).unwrap(), Place::Ours(marker) if marker.number() == 3));
        fs::write(path.join(MARKER), "{\"cesou\":").unwrap();
        assert!(matches!(look(&path).unwrap(), Place::Damaged(_)));
        for (place, what) in [("notes.txt", "this is a file"), ("notes.txt/index", "in the way")] {
            let error = look(&path.join(place)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::IndexForeign);
            assert!(error.to_string().contains(what) && error.remedy_text().is_some(), "{error}");
        }
    }

    #[test]
    fn a_denied_index_has_a_remedy() {
        let denied = reading(Path::new("index"), io::ErrorKind::PermissionDenied.into()).to_string();
        assert!(denied.starts_with("index: reading the index failed") && denied.contains("right to read"), "{denied}");
    }

    #[test]
    fn another_format_or_fingerprint_names_the_remedy() {
        let dir = Path::new("index");
        let plain = Marker::new(1, &Dictionary::builtin());
        let words = UserWords::parse("苇香贷".as_bytes()).unwrap();
        let with_words = Marker::new(1, &Dictionary::with_words(words));
        assert!(plain.check(dir).is_ok() && with_words.check(dir).is_ok());
        assert_eq!((plain.words_hash(), with_words.words_hash().map(str::len)), (None, Some(16)));
        for marker in [
            Marker { format: FORMAT + 1, ..plain.clone() },
            Marker { fingerprint: "other".to_owned(), ..plain },
            Marker { fingerprint: format!("x{}", with_words.fingerprint), ..with_words },
        ] {
            let error = marker.check(dir).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::IndexIncompatible);
            assert!(error.to_string().contains("--rebuild"), "{error}");
        }
    }

    #[test]
    fn the_payload_is_found_in_the_metas() {
        let payload = Payload { catalog: "catalog-7.bin".to_owned(), documents: 2, ..Payload::default() };
        let text = serde_json::to_string(&payload).unwrap();
        let metas = serde_json::json!({"segments": [], "schema": [], "opstamp": 3, "payload": text});
        assert_eq!(payload_of(metas.to_string().as_bytes()), Some(payload));
        assert_eq!(payload_of(br#"{"segments":[],"opstamp":0}"#), None);
        assert_eq!(payload_of(b"{"), None);
    }
}

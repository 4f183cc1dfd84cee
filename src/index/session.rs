//! An index directory while it is being written: from the lock to the switch of the marker.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::atomic::{UNFINISHED, write_atomically};
use super::catalog::{Catalog, Root, Sum};
use super::dictionary::{self, DICTIONARY};
use super::directory::METAS;
use super::lock::WriterLock;
use super::meta::{Marker, Payload, Place, damaged, data_number, foreign, look, reading, writing};
use crate::analysis::{Dictionary, UserWords};
use crate::error::Result;

/// Keeps an index that lies inside a root from being walked as part of it.
const IGNORE_FILE: &str = ".cesouignore";

/// The writer's hold on an index directory.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) dir: PathBuf,
    _lock: WriterLock,
    /// Names the folder that is written.
    marker: Marker,
    /// The commit to go on from.
    pub(super) before: Option<Before>,
    /// The roots to go on from; their files are left out where everything is read anew.
    pub(super) known: Vec<Root>,
    /// What texts are cut by.
    dictionary: Dictionary,
    /// The folder that is replaced once the new one is committed.
    replaced: Option<Marker>,
}

/// The last commit.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) payload: Payload,
    pub(super) sum: Sum,
}

/// What the last commit in a data folder says.
enum Commit {
    None,
    Unreadable(String),
    Payload(Box<Payload>),
}

impl Session {
    /// Takes the lock and looks at what is there. With `rebuild` the index is written anew into another folder,
    /// whatever its format or state; the old one stays until the new one is committed. `words` are a user's for the
    /// dictionary, `None` for those of the index.
    ///
    /// # Errors
    ///
    /// `IndexForeign` (nothing is written then), `IndexLocked`, `IndexIncompatible` and `IndexDamaged` (with `rebuild`
    /// only where the words of the index are damaged and no others are given), `Io`.
    pub(super) fn begin(dir: &Path, rebuild: bool, words: Option<&UserWords>) -> Result<Self> {
        if let Place::Foreign(name) = look(dir)? {
            return Err(foreign(dir, &name));
        }
        fs::create_dir_all(dir).map_err(|error| writing(dir, error))?;
        let lock = WriterLock::acquire(dir)?;
        let given = Dictionary::with_words(words.cloned().unwrap_or_default());
        let session = |marker| Self {
            dir: dir.to_owned(),
            _lock: lock,
            marker,
            before: None,
            known: Vec::new(),
            dictionary: given.clone(),
            replaced: None,
        };
        let session = match look(dir)? {
            Place::Foreign(name) => return Err(foreign(dir, &name)),
            Place::Vacant => session(Marker::new(1, &given)).found()?,
            Place::Damaged(what) if !rebuild => return Err(damaged(dir, &format!("its marker, {what}"))),
            Place::Damaged(_) => {
                let last = Marker::new(last_number(dir), &given);
                if words.is_none() && dir.join(&last.data).join(DICTIONARY).exists() {
                    return Err(dictionary::forgotten(&dir.join(last.data)));
                }
                session(Marker::new(last.number() + 1, &given)).found()?
            }
            Place::Ours(marker) => session(marker).resume(rebuild, words)?,
        };
        session.remove_litter();
        Ok(session)
    }

    /// Begins an index where there is none.
    fn found(self) -> Result<Self> {
        let ignore = self.dir.join(IGNORE_FILE);
        write_atomically(&ignore, b"*\n").map_err(|error| writing(&ignore, error))?;
        self.marker.write(&self.dir)?;
        drop(fs::remove_dir_all(self.folder())); // without a commit, nothing in it counts
        Ok(self)
    }

    /// Goes on with an index that is there.
    fn resume(mut self, rebuild: bool, words: Option<&UserWords>) -> Result<Self> {
        let commit = commit_of(&self.folder())?;
        if matches!(commit, Commit::None) {
            self.marker = Marker::new(self.marker.number(), &self.dictionary);
            return self.found();
        }
        let compatible = self.marker.check(&self.dir);
        if !rebuild {
            compatible?;
            let payload = match commit {
                Commit::Payload(payload) => payload,
                Commit::Unreadable(what) => return Err(damaged(&self.dir, &format!("its last commit, {what}"))),
                Commit::None => return self.found(),
            };
            self.dictionary = Dictionary::with_words(dictionary::agreed(&self.dir, &self.marker, words)?);
            let (catalog, sum) = Catalog::read(&self.dir, &self.folder(), &payload.catalog)?;
            self.known = catalog.roots;
            self.before = Some(Before { payload: *payload, sum });
            return Ok(self);
        }
        if let Commit::Payload(payload) = commit {
            self.known = payload.roots.into_iter().map(Root::from).collect();
        }
        if words.is_none() {
            self.dictionary = Dictionary::with_words(dictionary::read(&self.dir, &self.marker)?);
        }
        let next = last_number(&self.dir).max(self.marker.number()) + 1;
        let next = Marker::new(next, &self.dictionary);
        self.replaced = Some(std::mem::replace(&mut self.marker, next));
        Ok(self)
    }

    /// The folder that is written.
    pub(super) fn folder(&self) -> PathBuf {
        self.dir.join(&self.marker.data)
    }

    /// What texts are cut by.
    pub(super) fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// Keeps the user's words of the dictionary with an index that has no commit yet. What is committed has them.
    pub(super) fn keep_words(&self) -> Result<()> {
        if self.before.is_some() {
            return Ok(());
        }
        dictionary::write(&self.folder(), self.dictionary.user_words())
    }

    /// Whether everything is read anew, beside an index that is still there.
    pub(super) fn rebuilds(&self) -> bool {
        self.replaced.is_some()
    }

    /// Makes what was committed the index, where it is not already.
    pub(super) fn publish(&mut self) -> Result<()> {
        if let Some(replaced) = self.replaced.take() {
            self.marker.write(&self.dir)?;
            drop(fs::remove_dir_all(self.dir.join(replaced.data)));
        }
        Ok(())
    }

    /// After a failure: a folder without a commit is of no use, and may have filled the disk.
    pub(super) fn give_up(&self) {
        if self.before.is_none() {
            drop(fs::remove_dir_all(self.folder()));
        }
    }

    /// Removes what killed runs have left; what cannot be removed stays.
    fn remove_litter(&self) {
        for entry in fs::read_dir(&self.dir).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_kept = |marker: &Marker| marker.data == name;
            if name.starts_with(UNFINISHED) {
                drop(fs::remove_file(entry.path()));
            } else if data_number(&name).is_some()
                && !is_kept(&self.marker)
                && !self.replaced.as_ref().is_some_and(is_kept)
            {
                drop(fs::remove_dir_all(entry.path()));
            }
        }
        for entry in fs::read_dir(self.folder()).into_iter().flatten().flatten() {
            if entry.file_name().to_string_lossy().starts_with(UNFINISHED) {
                drop(fs::remove_file(entry.path()));
            }
        }
    }
}

/// The highest number of a data folder.
fn last_number(dir: &Path) -> u32 {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| data_number(entry.file_name().to_str()?)).max().unwrap_or(0)
}

fn commit_of(folder: &Path) -> Result<Commit> {
    #[derive(serde::Deserialize)]
    struct Metas {
        payload: Option<String>,
    }
    let path = folder.join(METAS);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Commit::None),
        Err(error) => return Err(reading(&path, error)),
    };
    let metas: Metas = match serde_json::from_slice(&bytes) {
        Ok(metas) => metas,
        Err(error) => return Ok(Commit::Unreadable(error.to_string())),
    };
    Ok(match metas.payload.map(|payload| serde_json::from_str(&payload)) {
        None => Commit::None,
        Some(Ok(payload)) => Commit::Payload(payload),
        Some(Err(error)) => Commit::Unreadable(error.to_string()),
    })
}

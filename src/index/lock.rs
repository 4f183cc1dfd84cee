//! One writer at a time.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::time::SystemTime;

use super::directory::METAS;
use super::meta::{Place, look, payload_of, writing};
use crate::error::{Error, ErrorKind, Result};

/// Name of the lock's file in an index directory.
pub(super) const LOCK: &str = "writer.lock";

/// Held while an index is written. The system frees it when the process ends, however it ends;
/// the file stays and says nothing once nobody holds it.
#[derive(Debug)]
pub(super) struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the lock of the index in `dir`, or says which process holds it.
    pub(super) fn acquire(dir: &Path) -> Result<Self> {
        let path = dir.join(LOCK);
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| writing(&path, error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(dir, &mut file)),
            Err(TryLockError::Error(error)) => return Err(Error::io(path, "locking the index", error)),
        }
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |time| time.as_secs());
        let text = format!("{} {since}\n", std::process::id());
        // A lock that cannot be described is held all the same.
        let described = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(text.as_bytes()));
        drop(described);
        Ok(Self { _file: file })
    }
}

fn held(dir: &Path, file: &mut File) -> Error {
    let mut text = String::new();
    let read = file.read_to_string(&mut text);
    let mut words = text.split_whitespace().map(str::parse::<u64>);
    let holder = match (read, words.next(), words.next()) {
        (Ok(_), Some(Ok(pid)), Some(Ok(since))) => format!("process {pid}, for {}", elapsed(since)),
        _ => "another process".to_owned(),
    };
    let meanwhile = if is_searchable(dir) { "; searching is possible meanwhile" } else { "" };
    Error::new(ErrorKind::IndexLocked, format!("the index is being written by {holder}"))
        .at(dir)
        .remedy(format!("wait until it is done, then run again{meanwhile}"))
}

/// Whether there is a commit that this program reads.
fn is_searchable(dir: &Path) -> bool {
    let Ok(Place::Ours(marker)) = look(dir) else { return false };
    let metas = std::fs::read(dir.join(&marker.data).join(METAS));
    marker.check(dir).is_ok() && metas.is_ok_and(|metas| payload_of(&metas).is_some())
}

/// How long ago a time in seconds since 1970 was.
fn elapsed(since: u64) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(since, |time| time.as_secs());
    match now.saturating_sub(since) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds => format!("{} min", seconds / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_writer_learns_who_is_first() {
        let dir = tempfile::tempdir().unwrap();
        let first = WriterLock::acquire(dir.path()).unwrap();
        let error = WriterLock::acquire(dir.path()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::IndexLocked);
        assert!(error.to_string().contains(&format!("process {}", std::process::id())), "{error}");
        assert!(!error.to_string().contains("searching"), "nothing is there to be searched: {error}");
        drop(first);
        assert!(WriterLock::acquire(dir.path()).is_ok());
    }
}

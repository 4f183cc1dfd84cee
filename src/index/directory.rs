//! tantivy's directory, with what it does otherwise than we need put right.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

use super::atomic::write_atomically;

/// Name of tantivy's file that lists the segments of the last commit.
pub(super) const METAS: &str = "meta.json";

/// Memory-mapped files in one folder, of an index that may be on a read-only file system.
///
/// - A reader takes tantivy's lock against garbage collection by writing a file; where that is
///   denied it goes without (and reopens when a file is gone, see [`super::open`]).
/// - Small files are readable by other users, and their names durable.
/// - Nothing is watched, so no thread is started.
/// - The last `meta.json` that was read is kept, so that a commit's payload is that of the segments
///   that were opened.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    files: MmapDirectory,
    path: PathBuf,
    metas: Arc<Mutex<Arc<[u8]>>>,
}

impl Folder {
    pub(super) fn open(path: &Path) -> Result<Self, OpenDirectoryError> {
        let metas = Arc::new(Mutex::new(Arc::default()));
        Ok(Self { files: MmapDirectory::open(path)?, path: path.to_owned(), metas })
    }

    /// The bytes of `meta.json` as last read through this directory; empty before.
    pub(super) fn last_metas(&self) -> Arc<[u8]> {
        self.metas.lock().map_or_else(|poisoned| poisoned.into_inner().clone(), |metas| metas.clone())
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.files.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = self.files.atomic_read(path)?;
        if path == Path::new(METAS)
            && let Ok(mut metas) = self.metas.lock()
        {
            *metas = bytes.as_slice().into();
        }
        Ok(bytes)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        write_atomically(&self.path.join(path), data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.files.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.files.acquire_lock(lock) {
            Err(LockError::IoError(error)) if lock.filepath == META_LOCK.filepath && is_denied(&error) => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn is_denied(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_metas_that_were_read() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert!(folder.last_metas().is_empty());
        folder.atomic_write(Path::new(METAS), b"{}").unwrap();
        folder.atomic_write(Path::new("other"), b"x").unwrap();
        folder.atomic_read(Path::new(METAS)).unwrap();
        folder.atomic_read(Path::new("other")).unwrap();
        assert_eq!(&*folder.clone().last_metas(), b"{}");
    }

    #[cfg(unix)]
    #[test]
    fn files_can_be_read_by_others() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        folder.atomic_write(Path::new(METAS), b"{}").unwrap();
        std::fs::write(dir.path().join("plain"), "").unwrap();
        let mode = |name: &str| std::fs::metadata(dir.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode(METAS), mode("plain"));
    }

    #[test]
    fn only_a_denied_lock_is_waived() {
        assert!(is_denied(&io::Error::from(io::ErrorKind::ReadOnlyFilesystem)));
        assert!(!is_denied(&io::Error::from(io::ErrorKind::StorageFull)));
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert!(folder.acquire_lock(&META_LOCK).is_ok());
        assert!(dir.path().join(&META_LOCK.filepath).exists());
        std::fs::remove_dir_all(dir.path()).unwrap();
        assert!(folder.acquire_lock(&META_LOCK).is_err());
    }
}

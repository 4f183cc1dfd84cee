//! A directory on a disk that is full after so many writes.

use super::*;

/// A directory on a disk that has room for so many writes.
#[derive(Clone, Debug)]
pub(super) struct Full {
    pub(super) directory: Box<dyn Directory>,
    pub(super) left: Arc<AtomicI64>,
}

impl Full {
    fn take(&self) -> io::Result<()> {
        let left = self.left.fetch_sub(1, Ordering::Relaxed);
        if left > 0 { Ok(()) } else { Err(io::Error::from_raw_os_error(28)) }
    }
}

struct FullFile {
    file: WritePtr,
    disk: Full,
}

impl io::Write for FullFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.take()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl TerminatingWrite for FullFile {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.disk.take()?;
        self.file.terminate_ref(token)
    }
}

impl Directory for Full {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.directory.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.directory.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.directory.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.take().map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
        let file = self.directory.open_write(path)?;
        Ok(io::BufWriter::new(Box::new(FullFile { file, disk: self.clone() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.directory.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.take()?;
        self.directory.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.directory.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.directory.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.directory.watch(callback)
    }
}

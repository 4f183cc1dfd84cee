//! Small files that are written whole or not at all.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// Begins the names of files that are not finished; whoever holds the writer's lock may remove them.
pub(super) const UNFINISHED: &str = ".unfinished-";

/// Replaces the file at `path` by `bytes`: a new file beside it, synced, then renamed, then the
/// directory synced. Other users can read it as far as the umask allows.
pub(super) fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let directory = path.parent().ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut file = unfinished_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.into_temp_path().persist(path).map_err(|error| error.error)?;
    sync_directory(directory)
}

/// Makes the names in a directory durable.
pub(super) fn sync_directory(directory: &Path) -> io::Result<()> {
    if cfg!(windows) {
        return Ok(()); // a directory cannot be opened there, and names are durable without it
    }
    File::open(directory)?.sync_all()
}

#[cfg(unix)]
fn unfinished_in(directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    let readable = std::fs::Permissions::from_mode(0o666); // less the umask
    tempfile::Builder::new().prefix(UNFINISHED).permissions(readable).tempfile_in(directory)
}

#[cfg(not(unix))]
fn unfinished_in(directory: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(directory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_and_leaves_nothing_beside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.json");
        write_atomically(&path, b"one").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        assert!(write_atomically(&dir.path().join("gone/a.json"), b"").is_err());
    }
}

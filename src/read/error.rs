//! Why a file, or a line of one, could not be read.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The closed list of causes of a [`ReadError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// There is nothing at this path.
    NotFound,
    /// The system denied access.
    PermissionDenied,
    /// Any other failure of the file system.
    Io,
    /// Neither a regular file nor a directory: a FIFO, a socket, a device.
    NotAFile,
    /// The file's name is not Unicode, or is another file's name written otherwise.
    Name,
    /// A document, but of a format that is not read.
    UnreadFormat,
    /// Larger than the limit.
    TooLarge,
    /// Binary content in a file that should be text.
    Binary,
    /// Text, but its encoding could not be determined, or too much of it is damaged.
    Encoding,
    /// The name of an encoding that does not exist.
    UnknownEncoding,
    /// A line of a JSON Lines file that is no record.
    Record,
    /// Not whole, or not of the format that it seems to be of.
    Damaged,
    /// It asks for a password.
    Encrypted,
    /// It holds pictures of text, and no text.
    NoText,
    /// Reading it takes more than a limit allows.
    Limit,
    /// Its format's reader failed on it, or could not be started.
    Reader,
}

/// A file, or a line of one, that could not be read.
///
/// Its message is one line that names the file, the place, the reason and the remedy; the parts are
/// at hand one by one for those who print them apart. What the system said is kept as `source`.
#[derive(Debug)]
pub struct ReadError(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ReadErrorKind,
    path: Option<PathBuf>,
    line: Option<usize>,
    reason: String,
    remedy: String,
    source: Option<io::Error>,
}

impl ReadError {
    pub(super) fn new(kind: ReadErrorKind, reason: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (reason, remedy) = (reason.into(), remedy.into());
        Self(Box::new(Inner { kind, path: None, line: None, reason, remedy, source: None }))
    }

    /// What the system said about `path`.
    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        let (kind, reason, remedy) = match source.kind() {
            io::ErrorKind::NotFound => {
                (ReadErrorKind::NotFound, "there is no such file".to_owned(), "check the path, or index the root again")
            }
            io::ErrorKind::PermissionDenied => {
                (ReadErrorKind::PermissionDenied, "access is denied".to_owned(), "give yourself the right to read it")
            }
            _ => (ReadErrorKind::Io, source.to_string(), "check the disk and the file, then run again"),
        };
        let mut error = Self::new(kind, reason, remedy).at(path);
        error.0.source = Some(source);
        error
    }

    /// The same error, of this file; a path that is named already stays.
    #[must_use]
    pub fn at(mut self, path: &Path) -> Self {
        self.0.path.get_or_insert_with(|| path.to_owned());
        self
    }

    /// The same error, on this line of the file, from 1.
    pub(super) fn on_line(mut self, line: usize) -> Self {
        self.0.line = Some(line);
        self
    }

    /// What went wrong, for programs.
    #[must_use]
    pub fn kind(&self) -> ReadErrorKind {
        self.0.kind
    }

    /// The file; `None` for bytes that came without a path.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// The line of the file, from 1, where the error is one line's.
    #[must_use]
    pub fn line(&self) -> Option<usize> {
        self.0.line
    }

    /// What went wrong, for a person; without the path.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.0.reason
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> &str {
        &self.0.remedy
    }

    /// Line, reason and remedy, for a list that names the path beside it.
    #[must_use]
    pub fn explanation(&self) -> String {
        match self.0.line {
            Some(line) => format!("line {line}: {}; {}", self.0.reason, self.0.remedy),
            None => format!("{}; {}", self.0.reason, self.0.remedy),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &self.0;
        if let Some(path) = &inner.path {
            write!(f, "{}:", path.display())?;
            if let Some(line) = inner.line {
                write!(f, "{line}:")?;
            }
            f.write_str(" ")?;
        }
        write!(f, "{}; {}", inner.reason, inner.remedy)
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_names_file_line_reason_and_remedy() {
        let error = ReadError::new(ReadErrorKind::Record, "`text` is missing", "add it").on_line(7);
        assert_eq!(error.to_string(), "`text` is missing; add it");
        let error = error.at(Path::new("政策/星野.jsonl")).at(Path::new("other"));
        assert_eq!(error.to_string(), "政策/星野.jsonl:7: `text` is missing; add it");
        assert_eq!(error.explanation(), "line 7: `text` is missing; add it");
        assert_eq!((error.kind(), error.line()), (ReadErrorKind::Record, Some(7)));
    }

    #[test]
    fn what_the_system_said_is_kept() {
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        let error = ReadError::io(Path::new("a.txt"), denied);
        assert_eq!(error.kind(), ReadErrorKind::PermissionDenied);
        assert!(error.source().is_some() && error.path() == Some(Path::new("a.txt")));
    }
}

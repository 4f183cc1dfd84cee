//! The one error of the library: a kind, the place, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

/// What went wrong, as a closed list. [`ErrorKind::code`] is what scripts see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// `index_missing`: no index at that place, or none with a commit yet.
    IndexMissing,
    /// `index_incompatible`: written by another format version or analyzer.
    IndexIncompatible,
    /// `index_locked`: another process is writing it.
    IndexLocked,
    /// `index_foreign`: the directory holds other files and no index of ours, or is a file.
    IndexForeign,
    /// `index_damaged`: a file of the index is missing, short or altered.
    IndexDamaged,
    /// `root_conflict`: a root is inside another, or its name is taken.
    RootConflict,
    /// `not_found`: the file, document, passage or address does not exist.
    NotFound,
    /// `unreadable`: a file that cannot be read as a document.
    Unreadable,
    /// `bad_argument`: an option or an input has a value that is not understood.
    BadArgument,
    /// `io`: reading or writing failed.
    Io,
    /// `interrupted`: stopped by a signal.
    Interrupted,
    /// `internal`: a fault of cesou itself.
    Internal,
}

impl ErrorKind {
    /// The code in JSON.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::IndexMissing => "index_missing",
            Self::IndexIncompatible => "index_incompatible",
            Self::IndexLocked => "index_locked",
            Self::IndexForeign => "index_foreign",
            Self::IndexDamaged => "index_damaged",
            Self::RootConflict => "root_conflict",
            Self::NotFound => "not_found",
            Self::Unreadable => "unreadable",
            Self::BadArgument => "bad_argument",
            Self::Io => "io",
            Self::Interrupted => "interrupted",
            Self::Internal => "internal",
        }
    }
}

/// An error with its place and its remedy.
///
/// Displayed on one line: the message (which names the value at fault), the path where there is one,
/// then the remedy. The cause is kept as [`std::error::Error::source`].
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    path: Option<PathBuf>,
    remedy: Option<String>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// A result with the library's error.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of this kind; `message` says what is wrong without the path and the remedy.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner { kind, message: message.into(), path: None, remedy: None, source: None }))
    }

    /// An input or output error on `path`.
    pub fn io(path: impl Into<PathBuf>, doing: &str, source: std::io::Error) -> Self {
        Self::new(ErrorKind::Io, doing).at(path).because(source)
    }

    /// Adds the path it is about.
    #[must_use]
    pub fn at(mut self, path: impl Into<PathBuf>) -> Self {
        self.0.path = Some(path.into());
        self
    }

    /// Adds what the reader can do.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.0.remedy = Some(remedy.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn because(mut self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is wrong, without path and remedy, causes included.
    #[must_use]
    pub fn message(&self) -> String {
        let mut message = self.0.message.clone();
        let mut source = self.0.source.as_deref().map(|s| s as &dyn std::error::Error);
        while let Some(cause) = source {
            let text = cause.to_string();
            if !message.contains(&text) {
                message.push_str(": ");
                message.push_str(&text);
            }
            source = cause.source();
        }
        message
    }

    /// The path it is about.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.0.path.as_deref()
    }

    /// What the reader can do.
    #[must_use]
    pub fn remedy_text(&self) -> Option<&str> {
        self.0.remedy.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = self.path() {
            write!(f, "{}: ", path.display())?;
        }
        f.write_str(&self.message())?;
        if let Some(remedy) = self.remedy_text() {
            write!(f, " ({remedy})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|s| s as &(dyn std::error::Error + 'static))
    }
}

impl From<tantivy::TantivyError> for Error {
    fn from(source: tantivy::TantivyError) -> Self {
        let kind = match &source {
            tantivy::TantivyError::IoError(_) | tantivy::TantivyError::OpenReadError(_) => ErrorKind::Io,
            tantivy::TantivyError::DataCorruption(_) => ErrorKind::IndexDamaged,
            tantivy::TantivyError::IncompatibleIndex(_) => ErrorKind::IndexIncompatible,
            _ => ErrorKind::Internal,
        };
        Self::new(kind, "the index").because(source)
    }
}

impl From<crate::read::ReadError> for Error {
    fn from(error: crate::read::ReadError) -> Self {
        let line = error.line().map(|line| format!("line {line}: ")).unwrap_or_default();
        let out = Self::new(ErrorKind::Unreadable, format!("{line}{}", error.reason())).remedy(error.remedy());
        match error.path() {
            Some(path) => out.at(path),
            None => out,
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(source: std::io::Error) -> Self {
        Self::new(ErrorKind::Io, "reading or writing").because(source)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_the_place_and_the_remedy_on_one_line() {
        let error =
            Error::new(ErrorKind::IndexMissing, "no index here").at("index").remedy("build it with: cesou index");
        assert_eq!(error.to_string(), "index: no index here (build it with: cesou index)");
        assert_eq!(error.kind().code(), "index_missing");
    }
}

//! How much a file may take of the machine.

use std::fmt;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::{ReadError, ReadErrorKind};

/// Limits on what reading one file may take. A file that goes over one is an error of that file, which names the
/// limit and how to raise it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: u64,
    /// Bytes that all parts of a package (.docx, .zip …) or all streams of a PDF may come to when unpacked.
    pub unpacked: u64,
    /// How many times its packed size a part of more than a MiB may unpack to.
    pub ratio: u64,
    /// How deep elements, groups, tables or archives may stand in each other.
    pub depth: u64,
    /// Pages of a document, sheets of a spreadsheet.
    pub pages: u64,
    /// Parts of a package, documents of an archive.
    pub parts: u64,
    /// Seconds of time; of an archive, for each document in it.
    pub seconds: u64,
    /// Bytes of memory of the process that reads.
    pub memory: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 512 << 20,
            unpacked: 1 << 30,
            ratio: 1000,
            depth: 200,
            pages: 10_000,
            parts: 100_000,
            seconds: 120,
            memory: 2 << 30,
        }
    }
}

/// The name of a limit, as it is typed behind `--max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // those of `Limits`
pub enum Limit {
    Bytes,
    Unpacked,
    Ratio,
    Depth,
    Pages,
    Parts,
    Seconds,
    Memory,
}

impl Limit {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Bytes, Self::Unpacked, Self::Ratio, Self::Depth, Self::Pages, Self::Parts, Self::Seconds, Self::Memory];

    /// As it is typed.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Unpacked => "unpacked",
            Self::Ratio => "ratio",
            Self::Depth => "depth",
            Self::Pages => "pages",
            Self::Parts => "parts",
            Self::Seconds => "seconds",
            Self::Memory => "memory",
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Limits {
    /// The value of a limit.
    #[must_use]
    pub fn get(&self, limit: Limit) -> u64 {
        match limit {
            Limit::Bytes => self.bytes,
            Limit::Unpacked => self.unpacked,
            Limit::Ratio => self.ratio,
            Limit::Depth => self.depth,
            Limit::Pages => self.pages,
            Limit::Parts => self.parts,
            Limit::Seconds => self.seconds,
            Limit::Memory => self.memory,
        }
    }

    /// Sets a limit.
    pub fn set(&mut self, limit: Limit, value: u64) {
        match limit {
            Limit::Bytes => self.bytes = value,
            Limit::Unpacked => self.unpacked = value,
            Limit::Ratio => self.ratio = value,
            Limit::Depth => self.depth = value,
            Limit::Pages => self.pages = value,
            Limit::Parts => self.parts = value,
            Limit::Seconds => self.seconds = value,
            Limit::Memory => self.memory = value,
        }
    }

    /// Fails where `amount` is over the limit.
    ///
    /// # Errors
    ///
    /// [`ReadErrorKind::Limit`], as [`Limits::exceeded`] says it.
    pub fn check(&self, limit: Limit, amount: u64) -> Result<(), ReadError> {
        if amount > self.get(limit) { Err(self.exceeded(limit)) } else { Ok(()) }
    }

    /// The error of a file that goes over this limit.
    #[must_use]
    pub fn exceeded(&self, limit: Limit) -> ReadError {
        let most = self.get(limit);
        let reason = match limit {
            Limit::Bytes => format!("it is larger than the limit of {}", mebibytes(most)),
            Limit::Unpacked => format!("it unpacks to more than the limit of {}", mebibytes(most)),
            Limit::Ratio => format!("a part of it unpacks to more than {most} times its size, which is the limit"),
            Limit::Depth => format!("it is nested deeper than the limit of {most}"),
            Limit::Pages => format!("it has more than {most} pages, which is the limit"),
            Limit::Parts => format!("it has more than {most} parts, which is the limit"),
            Limit::Seconds => format!("reading it took longer than the limit of {most} seconds"),
            Limit::Memory => format!("reading it took more memory than the limit of {}", mebibytes(most)),
        };
        let remedy = format!("if it is sound, raise the limit with --max {limit}=N");
        ReadError::new(ReadErrorKind::Limit, reason, remedy)
    }

    /// When reading that begins now has to end.
    #[must_use]
    pub fn deadline(&self) -> Instant {
        Instant::now() + Duration::from_secs(self.seconds.min(1 << 31))
    }
}

fn mebibytes(bytes: u64) -> String {
    if bytes >= 1 << 20 { format!("{} MiB", bytes >> 20) } else { format!("{bytes} bytes") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_got_and_the_message_names_the_option() {
        let mut limits = Limits::default();
        for (limit, value) in Limit::ALL.into_iter().zip(3..) {
            limits.set(limit, value);
        }
        for (limit, value) in Limit::ALL.into_iter().zip(3..) {
            assert_eq!(limits.get(limit), value);
            assert!(limits.check(limit, value).is_ok());
            let error = limits.check(limit, value + 1).unwrap_err();
            assert_eq!(error.kind(), ReadErrorKind::Limit);
            assert!(error.to_string().contains(&format!("--max {limit}=")), "{error}");
        }
    }
}

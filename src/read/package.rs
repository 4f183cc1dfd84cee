//! Packages: zip files whose parts are unpacked within limits.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{Limit, Limits};
use super::{ReadError, ReadErrorKind};

/// A part below this size, unpacked, may have any ratio: a page of blanks packs well.
const SMALL: u64 = 1 << 20;

/// The zip file of an office document, read in memory.
pub struct Package<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    unpacked: u64,
}

impl<'a> Package<'a> {
    /// Opens it.
    ///
    /// # Errors
    ///
    /// `Damaged` where it is no whole zip file, `Limit` where it has too many parts.
    pub fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, ReadError> {
        let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| failed(&error))?;
        limits.check(Limit::Parts, zip.len() as u64)?;
        Ok(Self { zip, limits, unpacked: 0 })
    }

    /// The names of its parts, in the order of its directory; those that are no text are left out.
    pub fn names(&self) -> Vec<String> {
        let names = self.zip.file_names().filter_map(std::result::Result::ok);
        names.map(std::borrow::Cow::into_owned).collect()
    }

    /// The bytes of a part; `None` where there is no such part.
    ///
    /// # Errors
    ///
    /// `Damaged`, `Encrypted`, and `Limit` for what it unpacks to.
    pub fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, ReadError> {
        let Some(at) = self.zip.index_for_name(name) else { return Ok(None) };
        let part = self.zip.by_index(at).map_err(|error| failed(&error))?;
        let (packed, left) = (part.compressed_size(), self.limits.unpacked.saturating_sub(self.unpacked));
        let by_ratio = packed.saturating_mul(self.limits.ratio).max(SMALL);
        let most = left.min(by_ratio);
        let mut bytes = Vec::new();
        part.take(most.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|error| damaged(&format!("{name}: {error}")))?;
        if bytes.len() as u64 > most {
            return Err(self.limits.exceeded(if by_ratio < left { Limit::Ratio } else { Limit::Unpacked }));
        }
        self.unpacked += bytes.len() as u64;
        Ok(Some(bytes))
    }
}

fn failed(error: &ZipError) -> ReadError {
    match error {
        ZipError::UnsupportedArchive(what) if what.to_ascii_lowercase().contains("password") => encrypted(),
        other => damaged(&other.to_string()),
    }
}

/// The error of a file that is not whole, or not what it says it is.
pub(super) fn damaged(what: &str) -> ReadError {
    let reason = format!("it is damaged, or not what its name says: {what}");
    ReadError::new(ReadErrorKind::Damaged, reason, "get a whole copy of it, or save it anew from its program")
}

/// The error of a file that asks for a password.
pub(super) fn encrypted() -> ReadError {
    ReadError::new(ReadErrorKind::Encrypted, "it is encrypted", "save a copy of it without a password")
}

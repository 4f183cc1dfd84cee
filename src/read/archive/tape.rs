//! Members of a tape archive, read from its first byte to its last.

use std::io::Read;

use tar::EntryType;

use crate::read::ReadError;
use crate::read::package::damaged;

use super::{Candidate, Level, Walk, names};

impl Walk<'_, '_> {
    /// Walks a tape archive. An archive that breaks off, or has no end mark and no member, is `Damaged`.
    pub(super) fn tar(&mut self, source: Box<dyn Read + '_>, level: &Level) -> Result<(), ReadError> {
        let mut archive = tar::Archive::new(source);
        let entries = archive.entries().map_err(|error| damaged(&error.to_string()))?;
        let mut empty = true;
        for entry in entries {
            let mut entry = entry.map_err(|error| damaged(&error.to_string()))?;
            empty = false;
            let kind = entry.header().entry_type();
            if !matches!(kind, EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse) {
                continue;
            }
            let raw = entry.path_bytes().into_owned();
            let Some(name) = self.candidate(&raw, level, names::decoded)? else { continue };
            let candidate = Candidate { name, packed: None, stated: Some(entry.size()) };
            self.take(candidate, level, &mut entry)?;
            if self.stopped {
                return Ok(());
            }
        }
        if empty { Err(damaged("the archive has no member")) } else { Ok(()) }
    }
}

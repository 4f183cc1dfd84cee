//! Members of a zip file, in the order of its directory.

use std::rc::Rc;

use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use crate::read::limits::Limit;
use crate::read::package::{damaged, encrypted};
use crate::read::{ReadError, ReadErrorKind};

use super::{Candidate, Level, Metered, Source, Walk, names};

impl Walk<'_, '_> {
    /// Walks a zip file.
    pub(super) fn zip(&mut self, source: &mut dyn Source, level: &Level) -> Result<(), ReadError> {
        let mut zip = ZipArchive::new(source).map_err(|error| failed(&error))?;
        self.archive.limits.check(Limit::Parts, zip.len() as u64)?;
        let legacy = names::legacy(zip.file_names_raw());
        for at in 0..zip.len() {
            let Ok(entry) = zip.by_index_data(at) else { continue };
            if entry.is_dir() || entry.is_symlink() {
                continue;
            }
            let (sealed, packed, method) = (entry.encrypted(), entry.compressed_size(), entry.compression());
            let raw = entry.name_raw().to_vec();
            let Some(name) = self.candidate(&raw, level, |raw| names::decoded_as(raw, legacy))? else { continue };
            let refused = if sealed { Some(encrypted()) } else { unsupported(method) };
            if let Some(error) = refused {
                self.refuse(name, error);
            } else {
                match zip.by_index(at) {
                    Ok(inner) => {
                        let candidate = Candidate { name, packed: Some(packed), stated: None };
                        self.take(candidate, level, &mut Metered { inner, meter: Rc::clone(&self.meter) })?;
                    }
                    Err(error) => self.refuse(name, failed(&error)),
                }
            }
            if self.stopped {
                break;
            }
        }
        Ok(())
    }

    /// Gives an error for a member, where that is wanted.
    fn refuse(&mut self, name: String, error: ReadError) {
        if matches!((self.archive.wanted)(&name), super::Wanted::No) {
            self.ignored += 1;
        } else {
            self.give(name, Err(error));
        }
    }
}

/// The error of a member that is packed in a way that is not read.
fn unsupported(method: CompressionMethod) -> Option<ReadError> {
    if matches!(method, CompressionMethod::Stored | CompressionMethod::Deflated) {
        return None;
    }
    let known = [
        (CompressionMethod::DEFLATE64, "Deflate64"),
        (CompressionMethod::BZIP2, "bzip2"),
        (CompressionMethod::LZMA, "LZMA"),
        (CompressionMethod::ZSTD, "Zstandard"),
        (CompressionMethod::XZ, "xz"),
        (CompressionMethod::PPMD, "PPMd"),
    ];
    let name = known.iter().find(|(known, _)| *known == method).map_or("a method that is not known", |(_, name)| name);
    let reason = format!("it is packed with {name}, which is not read");
    Some(ReadError::new(ReadErrorKind::UnreadFormat, reason, "pack it with Deflate, or unpack it beside the archive"))
}

fn failed(error: &ZipError) -> ReadError {
    let text = error.to_string();
    if text.to_ascii_lowercase().contains("multi-disk") {
        let remedy = "join its parts (zip -s 0 in.zip --out out.zip), or unpack it into the corpus";
        return ReadError::new(ReadErrorKind::UnreadFormat, "it is one part of a zip file over several", remedy);
    }
    if text.to_ascii_lowercase().contains("password") { encrypted() } else { damaged(&text) }
}

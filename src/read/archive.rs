//! Archives of documents, walked in place: .zip, .tar, .tar.gz and single files in .gz. Nothing is written to disk; one
//! member is in memory at a time, and the archives that it is nested in.
//!
//! A member's name is its path inside: parts between `/`, NFC, without `..`, roots and drive letters. What stands in an
//! archive inside is behind its name and `!`: `2025.zip!/通知/附件.docx`. The caller puts the path of the outermost
//! archive and `!/` before it.

mod names;
mod tape;
#[cfg(test)]
mod tests;
mod zipped;

use std::cell::Cell;
use std::collections::HashSet;
use std::io::{self, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::time::Instant;

use super::limits::{Limit, Limits};
use super::package::damaged;
use super::{ReadError, ReadErrorKind};

/// Archives in archives, at most; [`Limits::depth`] can only lower it.
const MOST_NESTED: u64 = 8;
/// Bytes below which a member may unpack to any multiple of its size: a page of blanks packs well.
const SMALL: u64 = 1 << 20;

/// The kind of an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArchiveKind {
    /// `.zip`
    Zip,
    /// `.tar`
    Tar,
    /// `.tar.gz`, `.tgz`
    TarGz,
    /// One file in `.gz`; its name is that of the archive without `.gz`.
    Gz,
}

impl ArchiveKind {
    /// The kind of the archive of this name, in upper or lower case; `None` for a name of another kind.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        if ends(&[".zip"]) {
            Some(Self::Zip)
        } else if ends(&[".tar.gz", ".tgz"]) {
            Some(Self::TarGz)
        } else if ends(&[".tar"]) {
            Some(Self::Tar)
        } else {
            ends(&[".gz"]).then_some(Self::Gz)
        }
    }
}

/// What is to be done with a member, which its name decides.
#[derive(Debug)]
pub enum Wanted {
    /// It is unpacked and given.
    Document,
    /// Its own members are.
    Archive(ArchiveKind),
    /// It is given as this error, and not unpacked: a document of a format that is not read, .7z, .rar.
    Refused(ReadError),
    /// It is passed over and counted: a picture, a program.
    No,
}

/// A document in an archive.
#[derive(Debug)]
pub struct Member {
    /// Its path inside, see the module.
    pub name: String,
    /// Its bytes, or why there are none.
    pub content: Result<Vec<u8>, ReadError>,
}

/// An archive to be walked.
#[derive(Clone, Copy)]
pub struct Archive<'a> {
    /// What it is.
    pub kind: ArchiveKind,
    /// The name of its file, without folders.
    pub name: &'a str,
    /// Of all its members together; `bytes` and `ratio` of each.
    pub limits: &'a Limits,
    /// Asked once for each member that is no hidden file.
    pub wanted: &'a dyn Fn(&str) -> Wanted,
}

/// What takes the members.
pub type Sink<'a> = dyn FnMut(Member) -> ControlFlow<()> + 'a;

impl Archive<'_> {
    /// Gives the members one by one, in the order of the archive, until the sink breaks off; the number of files that
    /// were passed over. Folders, links, devices and hidden files (`.DS_Store`, `__MACOSX/`) are not counted. Of
    /// members of one name the first is given, the others are errors.
    ///
    /// # Errors
    ///
    /// What ends the walk, after the members before it were given: `Damaged`, and `Limit` for what is counted over all.
    /// What concerns one member, or an archive inside, is that member's error.
    pub fn members(&self, mut reader: impl Read + Seek, sink: &mut Sink<'_>) -> Result<usize, ReadError> {
        let deadline = Cell::new(self.limits.deadline());
        let meter = Meter { left: Cell::new(self.limits.unpacked), hit: Cell::new(None), deadline };
        let mut walk = Walk {
            archive: *self,
            sink,
            meter: Rc::new(meter),
            seen: HashSet::new(),
            files: 0,
            ignored: 0,
            stopped: false,
        };
        walk.archive(&mut reader, self.kind, &Level { prefix: String::new(), name: self.name.to_owned(), depth: 0 })?;
        Ok(walk.ignored)
    }
}

/// A reader that can go back.
trait Source: Read + Seek {}
impl<R: Read + Seek> Source for R {}

/// Where in the nest of archives one stands.
struct Level {
    /// What the names of its members begin with: empty, or `inner.zip!/`.
    prefix: String,
    /// Its own name, without folders.
    name: String,
    /// 0 for the outermost.
    depth: u64,
}

/// What all streams together may still unpack to, and until when; shared with the readers, which crates hold.
struct Meter {
    left: Cell<u64>,
    hit: Cell<Option<Limit>>,
    /// Until when the file at hand has to be unpacked; time that its reading takes is not counted.
    deadline: Cell<Instant>,
}

/// A reader whose bytes count as unpacked.
struct Metered<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if Instant::now() > self.meter.deadline.get() {
            self.meter.hit.set(Some(Limit::Seconds));
            return Err(io::Error::other("time is up"));
        }
        let read = self.inner.read(buffer)?;
        let Some(left) = self.meter.left.get().checked_sub(read as u64) else {
            self.meter.hit.set(Some(Limit::Unpacked));
            return Err(io::Error::other("too much is unpacked"));
        };
        self.meter.left.set(left);
        Ok(read)
    }
}

/// A file in an archive, not yet unpacked.
struct Candidate {
    /// Its path inside, with the archives around.
    name: String,
    /// Its packed size where the archive packs each member for itself.
    packed: Option<u64>,
    /// Its unpacked size as stated, where the archive's format relies on it.
    stated: Option<u64>,
}

struct Walk<'a, 'b> {
    archive: Archive<'a>,
    sink: &'a mut Sink<'b>,
    meter: Rc<Meter>,
    seen: HashSet<String>,
    files: u64,
    ignored: usize,
    /// Whether the sink broke off.
    stopped: bool,
}

impl Walk<'_, '_> {
    fn archive(&mut self, source: &mut dyn Source, kind: ArchiveKind, level: &Level) -> Result<(), ReadError> {
        let walked = match kind {
            ArchiveKind::Zip => self.zip(source, level),
            ArchiveKind::Tar => self.tar(Box::new(source), level),
            ArchiveKind::TarGz => {
                let inner = flate2::read::MultiGzDecoder::new(io::BufReader::new(source));
                self.tar(Box::new(Metered { inner, meter: Rc::clone(&self.meter) }), level)
            }
            ArchiveKind::Gz => self.gz(source, level),
        };
        // Whatever a crate made of the error that the meter gave it.
        match self.meter.hit.get() {
            Some(limit) => Err(self.archive.limits.exceeded(limit)),
            None => walked,
        }
    }

    fn gz(&mut self, source: &mut dyn Source, level: &Level) -> Result<(), ReadError> {
        let stem = level.name.get(..level.name.len().saturating_sub(3)).filter(|stem| !stem.is_empty());
        let packed = source.seek(io::SeekFrom::End(0)).and_then(|size| source.rewind().map(|()| size)).ok();
        let Some(name) = self.candidate(stem.unwrap_or("gz").as_bytes(), level, names::decoded)? else { return Ok(()) };
        let inner = flate2::read::MultiGzDecoder::new(io::BufReader::new(source));
        let candidate = Candidate { name, packed, stated: None };
        self.take(candidate, level, &mut Metered { inner, meter: Rc::clone(&self.meter) })
    }

    /// The name of a file that is to be looked at; `None` for a hidden one. Counts it.
    fn candidate(
        &mut self,
        raw: &[u8],
        level: &Level,
        decode: impl Fn(&[u8]) -> String,
    ) -> Result<Option<String>, ReadError> {
        self.files += 1;
        self.archive.limits.check(Limit::Parts, self.files)?;
        self.meter.deadline.set(self.archive.limits.deadline());
        Ok(names::harmless(&decode(raw)).map(|name| format!("{}{name}", level.prefix)))
    }

    /// Unpacks a file and gives it, or its members, as it is wanted. `Err` ends the walk.
    fn take(&mut self, candidate: Candidate, level: &Level, reader: &mut dyn Read) -> Result<(), ReadError> {
        let kind = match (self.archive.wanted)(&candidate.name) {
            Wanted::No => {
                self.ignored += 1;
                return Ok(());
            }
            Wanted::Refused(error) => {
                self.give(candidate.name, Err(error));
                return Ok(());
            }
            Wanted::Document => None,
            Wanted::Archive(kind) => Some(kind),
        };
        let content = self.unpack(&candidate, reader);
        if let Some(limit) = self.meter.hit.get() {
            return Err(self.archive.limits.exceeded(limit));
        }
        match (kind, content) {
            (Some(kind), Ok(bytes)) => self.nested(candidate.name, &bytes, kind, level),
            (_, content) => {
                self.give(candidate.name, content);
                Ok(())
            }
        }
    }

    fn nested(&mut self, name: String, bytes: &[u8], kind: ArchiveKind, level: &Level) -> Result<(), ReadError> {
        let (depth, most) = (level.depth + 1, self.archive.limits.depth.min(MOST_NESTED));
        if depth > most {
            let reason = format!("more than {most} archives stand in each other");
            let error =
                ReadError::new(ReadErrorKind::Limit, reason, "unpack the outer ones beside, or into, the corpus");
            self.give(name, Err(error));
            return Ok(());
        }
        let file = name.rsplit('/').next().unwrap_or_default().to_owned();
        let inner = Level { prefix: format!("{name}!/"), name: file, depth };
        match self.archive(&mut Cursor::new(bytes), kind, &inner) {
            Err(error) if error.kind() == ReadErrorKind::Limit => Err(error),
            Err(error) => {
                self.give(name, Err(error));
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    fn unpack(&self, candidate: &Candidate, reader: &mut dyn Read) -> Result<Vec<u8>, ReadError> {
        let limits = self.archive.limits;
        let by_ratio = candidate.packed.map_or(u64::MAX, |packed| packed.saturating_mul(limits.ratio).max(SMALL));
        let most = limits.bytes.min(by_ratio);
        let mut bytes = Vec::new();
        reader.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
        if bytes.len() as u64 > most {
            return Err(limits.exceeded(if by_ratio < limits.bytes { Limit::Ratio } else { Limit::Bytes }));
        }
        if candidate.stated.is_some_and(|stated| stated != bytes.len() as u64) {
            return Err(damaged("the archive ends in the middle of it"));
        }
        Ok(bytes)
    }

    fn give(&mut self, name: String, content: Result<Vec<u8>, ReadError>) {
        let content = if self.seen.insert(name.clone()) {
            content
        } else {
            let remedy = "rename one of them, or pack them anew";
            Err(ReadError::new(ReadErrorKind::Name, "another file in the archive has the same name", remedy))
        };
        self.stopped = (self.sink)(Member { name, content }).is_break();
    }
}

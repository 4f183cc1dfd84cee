//! Bringing an index up to date with its roots.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::Instant;

use tantivy::Index;

use super::Progress;
use super::catalog::Skipped;
use super::meta::{Payload, Place, look, missing};
use super::plan::{Plan, PlannedRoot};
use super::pool::{Means, interrupted};
use super::roots::{self, Decoding, Scope, Wish};
use super::run::{Made, run};
use super::schema::Fields;
use super::session::Session;
use super::writer::{self, Threads, Wrap, Writer};
use crate::analysis::UserWords;
use crate::error::{Error, ErrorKind, Result};
use crate::read::{Limits, ReadOptions};

/// How to bring an index up to date.
#[derive(Debug, Clone, Default)]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own
pub struct Options {
    /// Threads; 0 for as many as there are processors, at most 8.
    pub jobs: usize,
    /// Read everything anew, beside the index that is there, and replace it when done.
    pub rebuild: bool,
    /// Also remove the documents of roots that are missing or empty.
    pub prune: bool,
    /// Merge all segments, so that nothing deleted is left.
    pub merge: bool,
    /// Name of the root, which must be the only one.
    pub name: Option<String>,
    /// Encoding to read the roots' files by, from now on; `auto` goes back to detecting it.
    pub encoding: Option<String>,
    /// Words to cut texts by beside the built-in dictionary; none by an empty list. `None` for those of the index. Only an
    /// index that is new or built anew takes other ones.
    pub dictionary: Option<UserWords>,
    /// How much reading a file may take.
    pub limits: Limits,
    /// Whether pictures of text are recognised (OCR), where the program for it is installed. Files that were not read, or
    /// not wholly, for want of it are read again.
    pub ocr: bool,
    /// The program that reads files which are no text, as [`crate::read::Reading::new`] starts it; `None` for this
    /// process, in which the abort of a reader ends all.
    pub reader: Option<PathBuf>,
}

/// What a run has done.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Files in the index.
    pub files: u64,
    /// Documents in the index.
    pub documents: u64,
    /// Passages in the index.
    pub passages: u64,
    /// Documents that are new.
    pub added: u64,
    /// Documents whose content is another.
    pub changed: u64,
    /// Documents that are gone.
    pub removed: u64,
    /// Documents of the roots in question that are as they were.
    pub unchanged: u64,
    /// What of the roots in question is not in the index. Where there is anything, part of the input could not be read.
    pub skipped: Vec<Skipped>,
    /// Files that are no documents.
    pub ignored: u64,
    /// Seconds.
    pub seconds: f64,
    /// Bytes of the files that were read.
    pub bytes: u64,
}

/// Brings the index in `dir` up to date with the roots at `paths`, or with all it knows where none is named
/// (`corpus` where it knows none). One commit: readers see all of it or nothing.
///
/// # Errors
///
/// [`ErrorKind::IndexForeign`], [`ErrorKind::IndexLocked`], [`ErrorKind::IndexIncompatible`],
/// [`ErrorKind::IndexDamaged`], [`ErrorKind::RootConflict`], [`ErrorKind::NotFound`] for a path where there is
/// nothing, [`ErrorKind::BadArgument`], [`ErrorKind::Io`], [`ErrorKind::Interrupted`]. After each of them the index
/// is at its last commit. A document that cannot be read is no error but listed in the report.
pub fn update(dir: &Path, paths: &[PathBuf], options: &Options, progress: &dyn Progress) -> Result<Report> {
    update_through(dir, paths, options, progress, &|directory| directory)
}

/// The same through a directory with something around it.
pub(super) fn update_through(
    dir: &Path,
    paths: &[PathBuf],
    options: &Options,
    progress: &dyn Progress,
    wrap: Wrap<'_>,
) -> Result<Report> {
    let started = Instant::now();
    let wish = Wish { paths, name: options.name.as_deref(), decoding: decoding(options)?, all: options.rebuild };
    if matches!(look(dir)?, Place::Vacant) {
        roots::scope(Vec::new(), wish)?; // what is refused leaves no directory behind
    }
    let mut session = Session::begin(dir, options.rebuild, options.dictionary.as_ref())?;
    let known = std::mem::take(&mut session.known);
    let names: Vec<String> = known.iter().map(|root| root.name.clone()).collect();
    let plan = Plan::new(roots::scope(known, wish)?, options.prune, options.ocr)?;
    if session.rebuilds() && !options.prune {
        refuse_to_lose(&plan.roots, &names)?;
    }
    Task { session, options, progress, wrap }.carry_out(plan, started)
}

/// Forgets the root that `root` names (by its name or its path) and removes its documents.
///
/// # Errors
///
/// [`ErrorKind::IndexMissing`], [`ErrorKind::NotFound`] where no root is called so, and those of [`update`].
pub fn remove(dir: &Path, root: &Path, progress: &dyn Progress) -> Result<Report> {
    let started = Instant::now();
    if matches!(look(dir)?, Place::Vacant) {
        return Err(missing(dir));
    }
    let mut session = Session::begin(dir, false, None)?;
    let mut known = std::mem::take(&mut session.known);
    let mut removed = known.remove(roots::find(&known, root)?);
    let files = std::mem::take(&mut removed.files);
    let roots = known.into_iter().map(|root| (root, false)).collect();
    let mut plan = Plan::new(Scope { roots }, false, false)?;
    plan.gone = files.into_iter().map(|file| (removed.clone(), file)).collect();
    let options = Options::default();
    Task { session, options: &options, progress, wrap: &|directory| directory }.carry_out(plan, started)
}

fn decoding(options: &Options) -> Result<Decoding<'_>> {
    match options.encoding.as_deref() {
        None => Ok(Decoding::AsBefore),
        Some("auto") => Ok(Decoding::Detected),
        Some(name) => match crate::read::encoding_by_name(name) {
            Ok(encoding) => Ok(Decoding::Forced(encoding.name())),
            Err(error) => Err(Error::new(ErrorKind::BadArgument, error.reason()).remedy(error.remedy())),
        },
    }
}

/// A root that shows no file cannot be carried over into an index that is built anew.
fn refuse_to_lose(roots: &[PlannedRoot], names: &[String]) -> Result<()> {
    let lost = roots.iter().find(|planned| planned.files.is_empty() && names.contains(&planned.root.name));
    match lost {
        None => Ok(()),
        Some(PlannedRoot { root, .. }) => {
            let message = format!("the root {} is missing or empty, and its documents would be lost", root.name);
            Err(Error::new(ErrorKind::NotFound, message).at(&root.path).remedy("bring it back, or give --prune"))
        }
    }
}

/// A run on an index that is locked.
struct Task<'a> {
    session: Session,
    options: &'a Options,
    progress: &'a dyn Progress,
    wrap: Wrap<'a>,
}

/// A writer that is made only where something is to be written: it starts threads.
struct Lazy {
    index: Index,
    fields: Fields,
    folder: PathBuf,
    jobs: usize,
    threads: Threads,
    writer: Option<Writer>,
}

/// Bytes of files from which tantivy works on several threads. Each makes a segment of its own with a dictionary of
/// its own, which for little text is a large part of the index and of the time of opening it.
const SEVERAL_SEGMENTS: u64 = 8 << 20;

impl Lazy {
    fn writer(&mut self) -> Result<&mut Writer> {
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => Writer::new(&self.index, self.fields, &self.folder, self.threads)?,
        };
        Ok(self.writer.insert(writer))
    }
}

impl Task<'_> {
    fn carry_out(mut self, plan: Plan, started: Instant) -> Result<Report> {
        let ignored = plan.ignored as u64;
        let folder = self.session.folder();
        self.session.keep_words()?;
        let (index, fields) = writer::open_or_create(&folder, self.wrap)?;
        let mut lazy = Lazy { index, fields, folder, jobs: self.jobs(), threads: Threads::default(), writer: None };
        let (made, payload) = match self.write(plan, &mut lazy) {
            Ok(done) => done,
            Err(error) => return Err(self.give_up(lazy, error)),
        };
        drop(lazy);
        self.session.publish()?;
        Ok(Report {
            files: made.catalog.files() as u64,
            documents: payload.documents,
            passages: payload.passages,
            added: made.added,
            changed: made.changed,
            removed: made.removed,
            unchanged: made.unchanged,
            skipped: made.skipped,
            ignored,
            seconds: started.elapsed().as_secs_f64(),
            bytes: made.bytes,
        })
    }

    fn jobs(&self) -> usize {
        let processors = || std::thread::available_parallelism().map_or(1, NonZero::get);
        if self.options.jobs == 0 { processors().min(8) } else { self.options.jobs.min(64) }
    }

    /// Reads, commits and merges.
    fn write(&self, plan: Plan, lazy: &mut Lazy) -> Result<(Made, Payload)> {
        let before = self.session.before.as_ref();
        self.progress.begin(plan.to_read().count() as u64, plan.bytes());
        let made = if plan.has_work() || before.is_none() {
            let jobs = lazy.jobs;
            let writers = if plan.bytes() < SEVERAL_SEGMENTS { 1 } else { jobs.min(8) };
            lazy.threads = Threads { writers, serial: jobs == 1 };
            let options =
                ReadOptions { limits: self.options.limits.clone(), ocr: self.options.ocr, ..ReadOptions::default() };
            let (dictionary, progress) = (self.session.dictionary(), self.progress);
            let program = self.options.reader.as_deref();
            let writer = &*lazy.writer()?;
            run(plan, Means { writer, dictionary, progress, options: &options, program }, jobs)?
        } else {
            Made::nothing(plan)?
        };
        let payload = match before {
            Some(before) if before.sum == made.catalog.sum()? => before.payload.clone(),
            _ => {
                self.progress.committing();
                lazy.writer()?.commit(&made.catalog, before.map(|before| &before.payload))?
            }
        };
        self.tidy(&payload, lazy)?;
        Ok((made, payload))
    }

    /// After the commit: merges where that is due, and removes what killed runs have left.
    fn tidy(&self, payload: &Payload, lazy: &mut Lazy) -> Result<()> {
        let segments = writer::to_merge(&lazy.index, &lazy.folder, self.options.merge)?;
        let litter = lazy.writer.is_none() && writer::has_litter(&lazy.index, &lazy.folder, &payload.catalog)?;
        if segments.is_empty() && !litter {
            return Ok(());
        }
        if self.progress.stop() {
            return Err(interrupted());
        }
        self.progress.merging();
        if segments.is_empty() { lazy.writer()?.collect_garbage() } else { lazy.writer()?.merge(&segments) }
    }

    /// Goes back to the last commit, and says what the failure came from.
    fn give_up(&self, lazy: Lazy, error: Error) -> Error {
        let error = match lazy.writer {
            None => error,
            Some(mut writer) => {
                let error = writer.cause(error);
                writer.roll_back();
                error
            }
        };
        self.session.give_up();
        error
    }
}

//! Carrying out a plan: claims ids in order, reads what has to be read, and makes the new catalog.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use encoding_rs::Encoding;

use super::Progress;
use super::catalog::{Catalog, Entry, File, Hash, Held, Root, Skipped, half, hash_of};
use super::claims::{Claims, Order, key};
use super::job::{Change, Job, Old, Outcome, Reader, Slot, Task};
use super::plan::{Plan, PlannedFile};
use super::pool::{Means, Message, Pool, run_jobs};
use super::trouble::Trouble;
use super::writer::Writer;
use crate::error::{Error, ErrorKind, Result};
use crate::read::{self, Format, Found, Kind, Record};

/// An id longer than this, in bytes, is refused: it has to fit into a term.
pub(super) const MAX_ID_BYTES: usize = 4096;

/// Counted for a record beside its text.
pub(super) const ENTRY_BYTES: usize = 200;

/// A file whose last change lies less than this before its reading may change again unseen.
const FRESH_NS: i64 = 2_000_000_000;

/// What a run made of a plan.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) catalog: Catalog,
    pub(super) added: u64,
    pub(super) changed: u64,
    pub(super) removed: u64,
    pub(super) unchanged: u64,
    /// Bytes of the files that were read.
    pub(super) bytes: u64,
    /// What of the roots of the run is not in the index.
    pub(super) skipped: Vec<Skipped>,
}

/// A root and its files while the run goes on.
pub(super) struct Building {
    pub(super) root: Root,
    within: bool,
    pub(super) encoding: Option<&'static Encoding>,
    /// In the plan's order; those to be read as far as they are read.
    pub(super) files: Vec<File>,
    /// Of each, whether it stays as the catalog has it.
    kept: Vec<bool>,
}

pub(super) struct Run<'a> {
    pub(super) progress: &'a dyn Progress,
    /// For archives, whose members are read on this thread.
    pub(super) reader: Reader<'a>,
    pub(super) claims: Claims,
    /// What the index held before, by id.
    before: HashMap<Hash, (Held, Hash)>,
    /// The ids that may have left the index.
    leaving: Vec<String>,
    now_ns: i64,
    made: Made,
}

/// Carries out the plan. Nothing is committed yet.
///
/// # Errors
///
/// A failure of the writer, or [`ErrorKind::Interrupted`].
pub(super) fn run(plan: Plan, means: Means<'_>, jobs: usize) -> Result<Made> {
    let now_ns = SystemTime::now().duration_since(UNIX_EPOCH).ok().and_then(|now| i64::try_from(now.as_nanos()).ok());
    let mut run = Run {
        progress: means.progress,
        reader: means.reader(),
        claims: Claims::default(),
        before: HashMap::new(),
        leaving: Vec::new(),
        now_ns: now_ns.unwrap_or(i64::MAX),
        made: Made { skipped: plan.skipped.clone(), ..Made::default() },
    };
    run.remember(&plan);
    let (mut roots, reads) = unpack(plan)?;
    let messages = run_jobs(means, jobs, |pool| {
        for (at, found, old) in reads {
            pool.check()?;
            run.read(pool, &mut roots, at, found, old)?;
        }
        run.settle_kept(pool, &mut roots)
    })?;
    run.collect(&mut roots, messages);
    Ok(run.finish(roots, means.writer))
}

/// A file to be read: its root and place there, and what the catalog has of it.
type ToRead = ((usize, usize), Found, Option<File>);

/// The plan as files under way, and what of it has to be read.
fn unpack(plan: Plan) -> Result<(Vec<Building>, Vec<ToRead>)> {
    let (mut roots, mut reads) = (Vec::new(), Vec::new());
    for (at, planned) in plan.roots.into_iter().enumerate() {
        let encoding = planned.root.encoding.as_deref().map(read::encoding_by_name).transpose();
        let encoding =
            encoding.map_err(|error| Error::new(ErrorKind::BadArgument, error.reason()).remedy(error.remedy()))?;
        let (mut files, mut kept) = (Vec::with_capacity(planned.files.len()), Vec::with_capacity(planned.files.len()));
        for (number, file) in planned.files.into_iter().enumerate() {
            kept.push(matches!(file, PlannedFile::Keep(_)));
            files.push(match file {
                PlannedFile::Keep(file) => file,
                PlannedFile::Read(found, old) => {
                    let rel = found.rel.clone();
                    reads.push(((at, number), found, old));
                    File { rel, ..File::default() }
                }
            });
        }
        roots.push(Building { root: planned.root, within: planned.within, encoding, files, kept });
    }
    Ok((roots, reads))
}

/// The place of a document in the index, as a hash.
fn place(file_id: &str, line: u64) -> Hash {
    hash_of(&[file_id.as_bytes(), &line.to_le_bytes()])
}

/// The id of a document of a file.
fn id_of(root: &Root, file: &File, entry: &Entry) -> String {
    entry.id.clone().unwrap_or_else(|| root.file_id(&file.rel))
}

pub(super) fn order((root, file): (usize, usize), line: u64) -> Order {
    let narrow = |number| u32::try_from(number).unwrap_or(u32::MAX);
    Order { root: narrow(root), file: narrow(file), line }
}

impl Run<'_> {
    /// Notes what the index holds now, and enters the files that stay into the claims.
    fn remember(&mut self, plan: &Plan) {
        for (at, planned) in plan.roots.iter().enumerate() {
            for (number, file) in planned.files.iter().enumerate() {
                match file {
                    PlannedFile::Keep(file) => {
                        self.note(&planned.root, file, false);
                        for entry in &file.documents {
                            let id = key(&id_of(&planned.root, file, entry));
                            self.claims.claim(id, order((at, number), entry.line));
                        }
                    }
                    PlannedFile::Read(_, Some(old)) => self.note(&planned.root, old, true),
                    PlannedFile::Read(_, None) => {}
                }
            }
        }
        for (root, file) in &plan.gone {
            self.note(root, file, true);
        }
    }

    fn note(&mut self, root: &Root, file: &File, may_leave: bool) {
        let file_id = root.file_id(&file.rel);
        for (entry, held) in file.held() {
            let id = id_of(root, file, entry);
            self.before.insert(key(&id), (*held, place(&file_id, entry.line)));
            if may_leave {
                self.leaving.push(id);
            }
        }
    }

    pub(super) fn old(&self, id: &str, file_id: &str, line: u64) -> Option<Old> {
        let (held, was) = self.before.get(&key(id))?;
        Some(Old { held: *held, same_place: *was == place(file_id, line) })
    }

    /// Reads a file, or gives it to the pool.
    fn read(
        &mut self,
        pool: &mut Pool<'_>,
        roots: &mut [Building],
        at: (usize, usize),
        found: Found,
        old: Option<File>,
    ) -> Result<()> {
        self.made.bytes += found.size;
        let building = &mut roots[at.0];
        let fresh = found.mtime_ns.saturating_add(FRESH_NS) > self.now_ns;
        let entry =
            File { rel: found.rel.clone(), size: found.size, mtime_ns: found.mtime_ns, fresh, ..File::default() };
        building.files[at.1] = entry;
        match found.format {
            Format::JsonLines => return self.read_records(pool, building, at, &found, old),
            Format::Archive => return self.read_archive(pool, building, at, &found, old),
            _ => {}
        }
        let id = building.root.file_id(&found.rel);
        let slot = Slot { root: at.0, file: at.1, entry: 0 };
        let first = self.claims.claim(key(&id), order(at, 0));
        building.files[at.1].documents.push(Entry::default());
        if first {
            let old = self.old(&id, &id, 0);
            let bytes = usize::try_from(found.size).unwrap_or(usize::MAX);
            let task = Task::File { path: found.path, id, format: found.format, encoding: building.encoding };
            pool.put(Job { slot, task, old }, bytes)?;
        }
        self.progress.advance(found.size);
        Ok(())
    }

    /// What is known of the documents of a file of many that has to be read; `None` where it cannot be opened, or says
    /// what it said: one that was touched alone stays as it is, unless a part of it may be recognised this time.
    pub(super) fn changed_since(
        &mut self,
        pool: &mut Pool<'_>,
        building: &mut Building,
        at: (usize, usize),
        found: &Found,
        old: Option<File>,
    ) -> Result<Option<Vec<Entry>>> {
        let target = &mut building.files[at.1];
        let hash = match hash_file(&found.path) {
            Ok(hash) => hash,
            Err(error) => {
                (target.unread, target.skipped) = (true, Some(error.to_string()));
                return Ok(None);
            }
        };
        target.hash = hash;
        let ocr = self.reader.options.ocr;
        match old {
            Some(old) if old.hash == hash && !old.unread && !(ocr && old.scanned) => {
                self.progress.advance(found.size);
                self.keep_records(pool, building, at, old).map(|()| None)
            }
            old => Ok(Some(old.map(|old| old.documents).unwrap_or_default())),
        }
    }

    /// After a reading that broke off: the documents behind the break that were there stay.
    pub(super) fn carry_over(&mut self, building: &mut Building, at: (usize, usize), before: Vec<Entry>) {
        let target = &mut building.files[at.1];
        let seen: HashSet<String> = target.documents.iter().filter_map(|entry| entry.id.clone()).collect();
        let mut line = target.documents.last().map_or(0, |entry| entry.line);
        let unseen = |entry: &Entry| entry.held.is_some() && entry.id.as_ref().is_some_and(|id| !seen.contains(id));
        for entry in before.into_iter().filter(unseen) {
            line += 1;
            let id = entry.id.as_deref().unwrap_or_default();
            if self.claims.claim(key(id), order(at, line)) {
                self.made.unchanged += 1;
                target.documents.push(Entry { line, ..entry });
            }
        }
    }

    fn read_records(
        &mut self,
        pool: &mut Pool<'_>,
        building: &mut Building,
        at: (usize, usize),
        found: &Found,
        old: Option<File>,
    ) -> Result<()> {
        let Some(before) = self.changed_since(pool, building, at, found, old)? else { return Ok(()) };
        let records = match read::records(&found.path, building.encoding) {
            Ok(records) => records,
            Err(error) => {
                self.carry_over(building, at, before);
                let target = &mut building.files[at.1];
                (target.unread, target.skipped) = (true, Some(error.explanation()));
                return Ok(());
            }
        };
        let mut trouble = Trouble::default();
        for record in records {
            match record {
                Ok(record) => self.read_record(pool, building, at, record, &mut trouble)?,
                Err(error) => trouble.add(&error),
            }
        }
        if trouble.ended {
            self.carry_over(building, at, before);
        }
        building.files[at.1].unread = trouble.ended;
        building.files[at.1].skipped = trouble.reason();
        Ok(())
    }

    fn read_record(
        &mut self,
        pool: &mut Pool<'_>,
        building: &mut Building,
        at: (usize, usize),
        record: Record,
        trouble: &mut Trouble,
    ) -> Result<()> {
        let line = record.line as u64;
        let file_id = building.root.file_id(&building.files[at.1].rel);
        let id = record.id.clone().unwrap_or_else(|| format!("{file_id}#{line}"));
        if id.len() > MAX_ID_BYTES {
            trouble.add_line(line, &format!("its id has {} bytes, more than {MAX_ID_BYTES}", id.len()));
            return Ok(());
        }
        let slot = Slot { root: at.0, file: at.1, entry: building.files[at.1].documents.len() };
        building.files[at.1].documents.push(Entry { id: Some(id.clone()), line, held: None });
        let bytes = record.source.text.len();
        self.progress.advance(bytes as u64);
        if !self.claims.claim(key(&id), order(at, line)) {
            return Ok(());
        }
        let old = self.old(&id, &file_id, line);
        pool.put(
            Job { slot, task: Task::Record { record: Box::new(record), id, file: file_id }, old },
            bytes + ENTRY_BYTES,
        )
    }

    /// A file that was touched and says the same: its records stay, but for those whose id is another's now.
    fn keep_records(
        &mut self,
        pool: &mut Pool<'_>,
        building: &mut Building,
        at: (usize, usize),
        old: File,
    ) -> Result<()> {
        let target = &mut building.files[at.1];
        target.skipped = old.skipped;
        target.documents = old.documents;
        for entry in &target.documents {
            let id = key(&id_of(&building.root, target, entry));
            self.claims.claim(id, order(at, entry.line));
        }
        self.settle(pool, building, at)
    }

    /// Once every claim is made: files that stayed may hold an id that is another's now, or come next to one
    /// that was freed.
    fn settle_kept(&mut self, pool: &mut Pool<'_>, roots: &mut [Building]) -> Result<()> {
        for (root, building) in roots.iter_mut().enumerate() {
            for file in 0..building.files.len() {
                if building.kept[file] {
                    self.settle(pool, building, (root, file))?;
                }
            }
        }
        Ok(())
    }

    fn settle(&mut self, pool: &mut Pool<'_>, building: &mut Building, at: (usize, usize)) -> Result<()> {
        let (owner, target) = (&building.root, &mut building.files[at.1]);
        if target.unread {
            return Ok(());
        }
        let mut promoted: HashMap<u64, usize> = HashMap::new();
        for number in 0..target.documents.len() {
            let id = id_of(owner, target, &target.documents[number]);
            let entry = &mut target.documents[number];
            match (self.claims.first(key(&id)) == Some(order(at, entry.line)), entry.held) {
                (true, None) => _ = promoted.insert(entry.line, number),
                (true, Some(_)) => self.made.unchanged += u64::from(building.within),
                (false, Some(_)) => {
                    entry.held = None;
                    self.leaving.push(id);
                }
                (false, None) => {}
            }
        }
        match promoted.get(&0) {
            Some(_) => self.promote_file(pool, building, at),
            None if promoted.is_empty() => Ok(()),
            None if owner.is_archive(&target.rel) => self.promote_members(pool, building, at, &promoted),
            None => self.promote_records(pool, building, at, &promoted),
        }
    }

    /// Reads a file that is one document, and whose id has become its own.
    fn promote_file(&mut self, pool: &mut Pool<'_>, building: &mut Building, at: (usize, usize)) -> Result<()> {
        let target = &building.files[at.1];
        let (path, id) = (building.root.file_path(&target.rel), building.root.file_id(&target.rel));
        let Kind::Readable(format) = Format::of(&path) else { return Ok(()) };
        let slot = Slot { root: at.0, file: at.1, entry: 0 };
        let bytes = usize::try_from(target.size).unwrap_or(usize::MAX);
        let old = self.old(&id, &id, 0);
        pool.put(Job { slot, task: Task::File { path, id, format, encoding: building.encoding }, old }, bytes)
    }

    /// Reads the records at these lines, whose ids have become theirs.
    fn promote_records(
        &mut self,
        pool: &mut Pool<'_>,
        building: &mut Building,
        at: (usize, usize),
        promoted: &HashMap<u64, usize>,
    ) -> Result<()> {
        let target = &mut building.files[at.1];
        let file_id = building.root.file_id(&target.rel);
        let records = read::records(&building.root.file_path(&target.rel), building.encoding);
        let mut seen = 0;
        for record in records.into_iter().flatten().flatten() {
            let line = record.line as u64;
            let Some(&number) = promoted.get(&line) else { continue };
            let id = record.id.clone().unwrap_or_else(|| format!("{file_id}#{line}"));
            if target.documents[number].id.as_ref() != Some(&id) {
                break;
            }
            seen += 1;
            let bytes = record.source.text.len() + ENTRY_BYTES;
            let old = self.old(&id, &file_id, line);
            let slot = Slot { root: at.0, file: at.1, entry: number };
            pool.put(
                Job { slot, task: Task::Record { record: Box::new(record), id, file: file_id.clone() }, old },
                bytes,
            )?;
        }
        if seen < promoted.len() {
            target.forget_reading(); // it has changed meanwhile: the next run reads it anew
        }
        Ok(())
    }

    /// Puts what became of each document into its place.
    fn collect(&mut self, roots: &mut [Building], mut messages: Vec<Message>) {
        // What is said of a file does not depend on which thread was done first.
        messages.sort_unstable_by_key(|message| (message.slot.root, message.slot.file, message.slot.entry));
        for Message { slot, outcome } in messages {
            let building = &mut roots[slot.root];
            let archive = building.root.is_archive(&building.files[slot.file].rel);
            let file = &mut building.files[slot.file];
            match outcome {
                Outcome::Held { held, file: hash, content, warning } => {
                    file.documents[slot.entry].held = Some(held);
                    file.hash = hash.unwrap_or(file.hash);
                    match content {
                        Change::Added => self.made.added += 1,
                        Change::Changed => self.made.changed += 1,
                        Change::Unchanged => self.made.unchanged += 1,
                    }
                    if let Some(warning) = warning {
                        file.scanned |= warning.scanned;
                        file.add_trouble(warning.text);
                    }
                }
                Outcome::Failed(reason) => {
                    file.unread = true;
                    let line = file.documents[slot.entry].line;
                    file.add_trouble(if line == 0 || archive { reason } else { format!("line {line}: {reason}") });
                }
            }
        }
    }

    /// Removes what no document holds any more, and makes the catalog.
    fn finish(mut self, roots: Vec<Building>, writer: &Writer) -> Made {
        let leaving = std::mem::take(&mut self.leaving);
        for id in leaving {
            let key = key(&id);
            if self.before.contains_key(&key) && !self.is_held(&roots, key) {
                self.before.remove(&key); // once, however often it was named
                writer.delete(&id);
                self.made.removed += 1;
            }
        }
        self.made.complete(roots);
        self.made
    }

    fn is_held(&self, roots: &[Building], id: Hash) -> bool {
        let Some(first) = self.claims.first(id) else { return false };
        let file = &roots[first.root as usize].files[first.file as usize];
        let at = file.documents.binary_search_by_key(&first.line, |entry| entry.line);
        at.is_ok_and(|at| file.documents[at].held.is_some())
    }
}

impl Made {
    /// The catalog of a plan by which there is nothing to do.
    pub(super) fn nothing(plan: Plan) -> Result<Self> {
        let mut made = Self { skipped: plan.skipped.clone(), ..Self::default() };
        let (roots, _) = unpack(plan)?;
        let within = roots.iter().filter(|building| building.within);
        made.unchanged = within.flat_map(|building| &building.files).map(|file| file.held().count() as u64).sum();
        made.complete(roots);
        Ok(made)
    }

    fn complete(&mut self, roots: Vec<Building>) {
        for building in roots {
            let root = Root { files: building.files, ..building.root };
            if building.within {
                self.skipped.extend(root.skipped());
            }
            self.catalog.roots.push(root);
        }
    }
}

/// The hash of a file's bytes. Cost: reading it.
pub(super) fn hash_file(path: &Path) -> io::Result<Hash> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(fs::File::open(path)?)?;
    Ok(half(hasher.finalize()))
}

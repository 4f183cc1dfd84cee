//! Archives in a run: their documents, which are read in their order on the thread that gives out the work.

use std::collections::HashMap;
use std::ops::ControlFlow;

use super::catalog::{Entry, File};
use super::job::{Job, Slot, Task};
use super::pool::Pool;
use super::run::{Building, ENTRY_BYTES, MAX_ID_BYTES, Run, order};
use super::trouble::Trouble;
use crate::error::Result;
use crate::read::{EachMember, Found, Member, ReadError, ReadErrorKind};

/// Hears of each document of an archive, with what is at hand.
type Each<'a, R> = dyn FnMut(&mut R, &mut Building, Told) -> ControlFlow<()> + 'a;
type Told = std::result::Result<Member, (String, ReadError)>;

impl Run<'_> {
    /// Reads the documents of an archive and gives them to the pool; one that says what it said stays as it is.
    pub(super) fn read_archive(
        &mut self,
        pool: &mut Pool<'_>,
        building: &mut Building,
        at: (usize, usize),
        found: &Found,
        old: Option<File>,
    ) -> Result<()> {
        let Some(before) = self.changed_since(pool, building, at, found, old)? else { return Ok(()) };
        let (mut trouble, mut number, mut failure) = (Trouble::default(), 0, Ok(()));
        let read = self.each_member(&found.path, building, &mut |run, building, member| {
            number += 1;
            match member {
                Ok(member) => failure = run.put_member(pool, building, (at, number), member, &mut trouble),
                Err((name, error)) => {
                    let target = &mut building.files[at.1];
                    target.scanned |= error.kind() == ReadErrorKind::NoText;
                    // A limit may be raised, and what a reader failed on may be read the next time.
                    target.unread |= matches!(error.kind(), ReadErrorKind::Limit | ReadErrorKind::Reader);
                    trouble.add_member(&name, &error);
                }
            }
            if failure.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        failure?;
        self.progress.advance(found.size);
        building.files[at.1].skipped = trouble.reason();
        if let Err(error) = read {
            // What was read of it before it broke off stays, and what is known from behind the break; the next run
            // tries it again.
            self.carry_over(building, at, before);
            let target = &mut building.files[at.1];
            target.unread = true;
            target.add_trouble(error.explanation());
        }
        Ok(())
    }

    /// Reads the archive at `path` with what the root says of encodings.
    fn each_member(
        &mut self,
        path: &std::path::Path,
        building: &mut Building,
        each: &mut Each<'_, Self>,
    ) -> std::result::Result<u64, ReadError> {
        self.reader.options.encoding = building.encoding;
        let (mut reading, options) = (std::mem::take(&mut self.reader.reading), self.reader.options.clone());
        let each: &mut EachMember<'_> = &mut |member| each(self, building, member);
        let read = reading.members(path, &options, each);
        self.reader.reading = reading;
        read
    }

    fn put_member(
        &mut self,
        pool: &mut Pool<'_>,
        building: &mut Building,
        (at, number): ((usize, usize), u64),
        member: Member,
        trouble: &mut Trouble,
    ) -> Result<()> {
        let file_id = building.root.file_id(&building.files[at.1].rel);
        let (file, id) = ids(&file_id, &member);
        if id.len() > MAX_ID_BYTES {
            trouble.add_name(&member.name, &format!("its id has {} bytes, more than {MAX_ID_BYTES}", id.len()));
            return Ok(());
        }
        let slot = Slot { root: at.0, file: at.1, entry: building.files[at.1].documents.len() };
        building.files[at.1].documents.push(Entry { id: Some(id.clone()), line: number, held: None });
        let first = self.claims.claim(super::claims::key(&id), order(at, number));
        if first { self.put(pool, slot, member, (file_id, file, id, number)) } else { Ok(()) }
    }

    fn put(
        &mut self,
        pool: &mut Pool<'_>,
        slot: Slot,
        member: Member,
        (file_id, file, id, number): (String, String, String, u64),
    ) -> Result<()> {
        let old = self.old(&id, &file_id, number);
        let bytes = member.content.source.text.len() + ENTRY_BYTES;
        pool.put(Job { slot, task: Task::Member { member: Box::new(member), id, file }, old }, bytes)
    }

    /// Reads the documents of an archive with these numbers, whose ids have become theirs.
    pub(super) fn promote_members(
        &mut self,
        pool: &mut Pool<'_>,
        building: &mut Building,
        at: (usize, usize),
        promoted: &HashMap<u64, usize>,
    ) -> Result<()> {
        let path = building.root.file_path(&building.files[at.1].rel);
        let (mut number, mut seen, mut failure) = (0, 0, Ok(()));
        let read = self.each_member(&path, building, &mut |run, building, member| {
            number += 1;
            let (Ok(member), Some(&entry)) = (member, promoted.get(&number)) else { return ControlFlow::Continue(()) };
            let target = &building.files[at.1];
            let file_id = building.root.file_id(&target.rel);
            let (file, id) = ids(&file_id, &member);
            if target.documents[entry].id.as_ref() != Some(&id) {
                return ControlFlow::Break(());
            }
            seen += 1;
            let slot = Slot { root: at.0, file: at.1, entry };
            failure = run.put(pool, slot, member, (file_id, file, id, number));
            if failure.is_ok() && seen < promoted.len() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        failure?;
        if read.is_err() || seen < promoted.len() {
            building.files[at.1].forget_reading(); // it has changed meanwhile: the next run reads it anew
        }
        Ok(())
    }
}

/// The file that a member of an archive stands in, and its id.
fn ids(archive: &str, member: &Member) -> (String, String) {
    let file = if member.name.is_empty() { archive.to_owned() } else { format!("{archive}!/{}", member.name) };
    let id = match &member.record {
        None => file.clone(),
        Some(head) => head.id.clone().unwrap_or_else(|| format!("{file}#{}", head.line)),
    };
    (file, id)
}

//! Threads that read documents and hand them to the writer.

use std::panic::resume_unwind;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::Progress;
use super::gate::Gate;
use super::job::{Job, Outcome, Parcel, Reader, Slot};
use super::writer::{Batch, Writer};
use crate::analysis::Dictionary;
use crate::error::{Error, ErrorKind, Result};
use crate::read::{ReadOptions, Reading};

/// Bytes of source text that may wait for a thread.
const WAITING: usize = 16_000_000;
/// Bytes of source text that travel together.
const TOGETHER: usize = if cfg!(test) { 500 } else { 64_000 };
/// How many documents travel together at most.
const COUNT: usize = 256;
/// How often a thread that waits looks whether the run has ended.
const PATIENCE: Duration = Duration::from_millis(200);

/// What became of one document.
#[derive(Debug)]
pub(super) struct Message {
    pub(super) slot: Slot,
    pub(super) outcome: Outcome,
}

/// What a run works with.
#[derive(Clone, Copy)]
pub(super) struct Means<'a> {
    pub(super) writer: &'a Writer,
    pub(super) dictionary: &'a Dictionary,
    pub(super) progress: &'a dyn Progress,
    /// How files are read, but for the encoding, which is a root's own.
    pub(super) options: &'a ReadOptions,
    /// The program that reads files that are no text.
    pub(super) program: Option<&'a Path>,
}

impl<'a> Means<'a> {
    /// What a thread reads with.
    pub(super) fn reader(&self) -> Reader<'a> {
        let reading = Reading::new(self.program.map(Path::to_owned));
        Reader { reading, options: self.options.clone(), progress: self.progress }
    }
}

/// What all threads of a run share.
pub(super) struct Shared<'a> {
    means: Means<'a>,
    failure: Mutex<Option<Error>>,
    ended: AtomicBool,
}

/// Where the run puts its jobs: threads, or with `--jobs 1` the calling thread itself.
pub(super) struct Pool<'a> {
    shared: &'a Shared<'a>,
    gathered: Parcel,
    messages: Sender<Message>,
    way: Way<'a>,
}

/// What a thread has in hand.
struct Hands<'a> {
    batch: Batch,
    reader: Reader<'a>,
}

enum Way<'a> {
    Here(Box<Hands<'a>>),
    Threads { jobs: SyncSender<Parcel>, gate: Arc<Gate> },
}

/// Runs `give`, which puts jobs into the pool, and every job it puts in; returns what became of each, in no order.
///
/// # Errors
///
/// Those of `give`; a failure of the writer; [`ErrorKind::Interrupted`] where the progress says so.
pub(super) fn run_jobs(
    means: Means<'_>,
    threads: usize,
    give: impl FnOnce(&mut Pool<'_>) -> Result<()>,
) -> Result<Vec<Message>> {
    let shared = Shared { means, failure: Mutex::new(None), ended: AtomicBool::new(false) };
    let (messages, results) = channel();
    let given = if threads <= 1 {
        let way = Way::Here(Box::new(shared.hands()));
        let mut pool = Pool { shared: &shared, gathered: Parcel::default(), messages, way };
        give(&mut pool).and_then(|()| pool.finish())
    } else {
        in_threads(&shared, threads, messages, give)
    };
    let failure = shared.failure.into_inner().unwrap_or_else(PoisonError::into_inner);
    match failure {
        Some(error) => Err(error),
        None => given.map(|()| results.into_iter().collect()),
    }
}

fn in_threads(
    shared: &Shared<'_>,
    threads: usize,
    messages: Sender<Message>,
    give: impl FnOnce(&mut Pool<'_>) -> Result<()>,
) -> Result<()> {
    let (jobs, queue) = sync_channel::<Parcel>(threads * 2);
    let queue = Mutex::new(queue);
    thread::scope(|scope| {
        let mut handles = Vec::new();
        for at in 0..threads {
            let (messages, queue) = (messages.clone(), &queue);
            let thread = thread::Builder::new().name(format!("read-{at}"));
            let spawned = thread.spawn_scoped(scope, move || work(shared, queue, &messages));
            handles.push(spawned.map_err(|error| Error::new(ErrorKind::Io, "starting a thread").because(error))?);
        }
        let way = Way::Threads { jobs, gate: Gate::new(WAITING) };
        let mut pool = Pool { shared, gathered: Parcel::default(), messages, way };
        let given = give(&mut pool).and_then(|()| pool.finish());
        if given.is_err() {
            shared.ended.store(true, Ordering::Relaxed);
        }
        drop(pool); // the threads end when there are no more jobs
        for handle in handles {
            handle.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
        given
    })
}

/// A thread's work. After a failure it still takes jobs, and does nothing with them, so that nobody waits for it.
fn work(shared: &Shared<'_>, queue: &Mutex<Receiver<Parcel>>, messages: &Sender<Message>) {
    let mut hands = shared.hands();
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(jobs) = next else { break };
        if let Err(error) = shared.run(jobs, &mut hands, messages) {
            shared.fail(error);
        }
    }
    if !shared.has_ended()
        && let Err(error) = shared.means.writer.flush(&mut hands.batch)
    {
        shared.fail(error);
    }
}

impl<'a> Shared<'a> {
    fn hands(&self) -> Hands<'a> {
        Hands { batch: Batch::default(), reader: self.means.reader() }
    }

    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    fn fail(&self, error: Error) {
        self.ended.store(true, Ordering::Relaxed);
        self.failure.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    fn run(&self, jobs: Parcel, hands: &mut Hands<'_>, messages: &Sender<Message>) -> Result<()> {
        let Means { writer, dictionary, progress, .. } = self.means;
        for job in jobs.jobs {
            if self.has_ended() {
                return Ok(());
            }
            if progress.stop() {
                return Err(interrupted());
            }
            let (slot, replaces) = (job.slot, job.replaces());
            let done = job.run(writer.fields(), dictionary, &mut hands.reader);
            if let Some((id, prepared)) = done.write {
                writer.add(&mut hands.batch, &id, replaces, prepared)?;
            }
            // Nobody listens only once the run has failed.
            drop(messages.send(Message { slot, outcome: done.outcome }));
        }
        Ok(())
    }
}

pub(super) fn interrupted() -> Error {
    Error::new(ErrorKind::Interrupted, "stopped by a signal; the index stays at its last commit")
        .remedy("run cesou index again to complete it")
}

impl Pool<'_> {
    /// Takes a job of so many bytes of source text.
    pub(super) fn put(&mut self, job: Job, bytes: usize) -> Result<()> {
        self.gathered.jobs.push(job);
        self.gathered.bytes += bytes;
        if self.gathered.bytes >= TOGETHER || self.gathered.jobs.len() >= COUNT { self.send() } else { self.check() }
    }

    /// Fails where the run has to end.
    pub(super) fn check(&self) -> Result<()> {
        if self.shared.has_ended() || self.shared.means.progress.stop() { Err(interrupted()) } else { Ok(()) }
    }

    fn send(&mut self) -> Result<()> {
        let mut gathered = std::mem::take(&mut self.gathered);
        match &mut self.way {
            Way::Here(hands) => self.shared.run(gathered, hands, &self.messages),
            Way::Threads { jobs, gate } => {
                while gathered.permit.is_none() {
                    gathered.permit = gate.pass(gathered.bytes, PATIENCE);
                    if self.shared.has_ended() {
                        return Err(interrupted());
                    }
                }
                jobs.send(gathered).map_err(|_| Error::new(ErrorKind::Internal, "the reading threads have ended"))
            }
        }
    }

    fn finish(&mut self) -> Result<()> {
        self.send()?;
        match &mut self.way {
            Way::Here(hands) => self.shared.means.writer.flush(&mut hands.batch),
            Way::Threads { .. } => Ok(()),
        }
    }
}

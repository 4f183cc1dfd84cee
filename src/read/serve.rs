//! The process that reads: requests in, answers out, until the other side has gone.

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::frames::{Answer, Request, exactly, receive, send};
use super::members::members;
use super::{Content, Limits, ReadError, ReadErrorKind, Said};

/// Bytes of the stack of the thread that reads.
pub const STACK: usize = 256 << 20;
/// Seconds beyond the limit after which the process ends itself, where nobody has ended it.
const GRACE: u64 = 10;

thread_local! {
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Reads what is asked for on `input` and answers on `output`, until the input ends.
///
/// # Errors
///
/// Where input or output fail, as they do when the program that asks has gone.
pub fn serve(input: impl Read + Send + 'static, output: impl Write + Send + 'static) -> io::Result<()> {
    set_hook(Box::new(|panic| PANIC.with_borrow_mut(|message| *message = panic.to_string().replace('\n', " "))));
    let watch = Arc::new(Watch::start());
    let output = Arc::new(Mutex::new(output));
    let thread = thread::Builder::new().name("read".to_owned()).stack_size(STACK);
    let thread = thread.spawn(move || answer_all(input, &output, &watch))?;
    thread.join().unwrap_or_else(|_| Err(io::Error::other("the reading thread panicked")))
}

fn answer_all<W: Write + Send + 'static>(
    mut input: impl Read,
    output: &Arc<Mutex<W>>,
    watch: &Arc<Watch>,
) -> io::Result<()> {
    while let Some(request) = receive::<Request>(&mut input)? {
        let bytes = exactly(&mut input, request.bytes)?;
        watch.begin(request.limits.seconds);
        let last = answer(&request, bytes, output, watch)?;
        watch.end();
        send(&mut *lock(output), &last)?;
    }
    Ok(())
}

/// Answers a request up to its last answer, which is returned.
fn answer<W: Write + Send + 'static>(
    request: &Request,
    bytes: Vec<u8>,
    output: &Arc<Mutex<W>>,
    watch: &Arc<Watch>,
) -> io::Result<Answer> {
    let mut options = request.options();
    let (to, watched, seconds) = (Arc::clone(output), Arc::clone(watch), options.limits.seconds);
    options.said = Some(Said(Arc::new(move |text| {
        watched.begin(seconds);
        // Where nobody listens any more, the answer tells.
        drop(send(&mut *lock(&to), &Answer::Progress(text.to_owned())));
    })));
    let mut broken = None;
    let last = match &request.archive {
        None => {
            let content = guarded(|| Content::read(bytes, request.named, &options));
            content.map(|content| Answer::Document(Box::new(content.into())))
        }
        Some(path) => guarded(|| {
            members(path, &options, &mut |member| {
                // Whoever takes the answers may be busy with those before.
                watch.end();
                match send(&mut *lock(output), &Answer::of_member(member)) {
                    Ok(()) => {
                        watch.begin(options.limits.seconds);
                        ControlFlow::Continue(())
                    }
                    Err(error) => {
                        broken = Some(error);
                        ControlFlow::Break(())
                    }
                }
            })
        })
        .map(|ignored| Answer::End { ignored }),
    };
    match broken {
        Some(error) => Err(error),
        None => Ok(last.unwrap_or_else(|error| Answer::Failed(error.into()))),
    }
}

fn lock<W>(output: &Mutex<W>) -> MutexGuard<'_, W> {
    output.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs a reader; a panic in it is an error of the file.
pub(super) fn guarded<T>(read: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
        let what = PANIC.with_borrow_mut(std::mem::take);
        let what = if what.is_empty() { String::new() } else { format!(" ({what})") };
        Err(failed(&what))
    })
}

/// The error of a file that its reader failed on.
pub(super) fn failed(what: &str) -> ReadError {
    let reason = format!("the reader of its format failed on it{what}");
    ReadError::new(ReadErrorKind::Reader, reason, "save it anew from its program, and report it to cesou")
}

/// Ends the process where a request takes far too long and nobody is there to end it.
struct Watch {
    started: Instant,
    /// Seconds since the start at which the request has to be answered; 0 while there is none.
    until: Arc<AtomicU64>,
}

impl Watch {
    fn start() -> Self {
        let watch = Self { started: Instant::now(), until: Arc::default() };
        let (started, until) = (watch.started, Arc::clone(&watch.until));
        // Without the thread the process that asks still ends this one.
        drop(thread::Builder::new().name("watch".to_owned()).spawn(move || {
            loop {
                thread::sleep(Duration::from_secs(1));
                let until = until.load(Ordering::Relaxed);
                if until > 0 && started.elapsed().as_secs() > until {
                    std::process::exit(3);
                }
            }
        }));
        watch
    }

    fn begin(&self, seconds: u64) {
        let until = self.started.elapsed().as_secs().saturating_add(seconds).saturating_add(GRACE);
        self.until.store(until, Ordering::Relaxed);
    }

    fn end(&self) {
        self.until.store(0, Ordering::Relaxed);
    }
}

impl Limits {
    /// How long to wait for an answer.
    pub(super) fn patience(&self) -> Duration {
        Duration::from_secs(self.seconds.saturating_add(GRACE / 2).min(1 << 31))
    }
}

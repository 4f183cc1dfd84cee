//! Reading files of any format, those that are no text in a process of its own: a panic, an abort, a crash or an endless
//! loop of a reader costs one file.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{self, JoinHandle};

use super::frames::{Answer, Request, receive, send};
use super::members::{EachMember, Member, members};
use super::serve::{failed, guarded};
use super::{Content, Format, Limit, Limits, ReadError, ReadErrorKind, ReadOptions};

/// Bytes of what a process says on its way out that are looked at.
const LAST_WORDS: u64 = 4096;

/// Reads files, one at a time, with the help of a process that is started when it is first needed and again after it
/// has failed. Each thread has its own.
#[derive(Debug, Default)]
pub struct Reading {
    program: Option<PathBuf>,
    worker: Option<Worker>,
}

impl Reading {
    /// A reading that starts `program` with the argument `read-worker` (as the program `cesou` understands it). Without
    /// a program the readers run in this process, where an abort ends it.
    #[must_use]
    pub fn new(program: Option<PathBuf>) -> Self {
        Self { program, worker: None }
    }

    /// Reads the bytes of a file that is one document; `named` is the format its name tells, `said` hears of progress.
    ///
    /// # Errors
    ///
    /// Those of [`Content::read`]; `Limit` for one that the process went over; `Reader` where it failed.
    pub fn content(
        &mut self,
        bytes: Vec<u8>,
        named: Format,
        options: &ReadOptions,
        said: &dyn Fn(&str),
    ) -> Result<Content, ReadError> {
        let plain = matches!(named, Format::Text | Format::Markdown) && !shows_format(&bytes);
        let Some(program) = self.program.as_ref().filter(|_| !plain) else {
            return guarded(|| Content::read(bytes, named, options));
        };
        options.limits.check(Limit::Bytes, bytes.len() as u64)?;
        let request = Request { bytes: bytes.len() as u64, ..Request::new(named, options) };
        let worker = Worker::running(&mut self.worker, program, &options.limits)?;
        let mut content = None;
        let asked = worker.ask(&request, &bytes, &mut |answer| match answer {
            Answer::Progress(text) => {
                said(&text);
                Ok(ControlFlow::Continue(()))
            }
            Answer::Document(frame) => {
                content = Some(Content::from(*frame));
                Ok(ControlFlow::Break(()))
            }
            Answer::Failed(failure) => Err(failure.into()),
            _ => Ok(ControlFlow::Continue(())),
        });
        self.settle(asked, &options.limits)?;
        content.ok_or_else(|| failed(""))
    }

    /// Reads the archive at `path` and tells `each` of its documents; returns how many of its members are no documents.
    ///
    /// # Errors
    ///
    /// Where the archive itself cannot be read, or not to its end.
    pub fn members(&mut self, path: &Path, options: &ReadOptions, each: &mut EachMember<'_>) -> Result<u64, ReadError> {
        let Some(program) = &self.program else {
            return guarded(|| members(path, options, each));
        };
        let request = Request { archive: Some(path.to_owned()), ..Request::new(Format::Archive, options) };
        let worker = Worker::running(&mut self.worker, program, &options.limits)?;
        let (mut count, mut stopped) = (0, false);
        let asked = worker.ask(&request, &[], &mut |answer| {
            let member = match answer {
                Answer::Member { name, record, content } => {
                    Ok(Member { name, record, content: Content::from(*content) })
                }
                Answer::MemberFailed { name, failure } => Err((name, failure.into())),
                Answer::Failed(failure) => return Err(failure.into()),
                Answer::End { ignored } => {
                    count = ignored;
                    return Ok(ControlFlow::Break(()));
                }
                Answer::Progress(_) | Answer::Document(_) => return Ok(ControlFlow::Continue(())),
            };
            let flow = each(member);
            stopped = flow.is_break();
            Ok(flow)
        });
        if stopped {
            self.worker = None; // it is in the middle of its answers
            return Ok(count);
        }
        self.settle(asked, &options.limits)?;
        Ok(count)
    }

    /// A process that is no more answers nothing: the next file gets a new one.
    fn settle(&mut self, asked: Result<(), Asked>, limits: &Limits) -> Result<(), ReadError> {
        match asked {
            Ok(()) => Ok(()),
            Err(Asked::Refused(error)) => Err(error),
            Err(Asked::Late) => {
                self.worker = None;
                Err(limits.exceeded(Limit::Seconds))
            }
            Err(Asked::Gone) => Err(self.worker.take().map_or_else(|| failed(""), |worker| worker.autopsy(limits))),
        }
    }
}

/// Whether the bytes begin as those of a format that is no text do.
fn shows_format(bytes: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 6] =
        [b"PK\x03\x04", b"\xD0\xCF\x11\xE0", b"{\\rtf", b"%PDF-", b"\x1F\x8B\x08", b"Rar!\x1A\x07"];
    BEGINNINGS.iter().any(|beginning| bytes.starts_with(beginning)) || bytes.get(257..262) == Some(b"ustar")
}

/// Why a process gave no answer.
enum Asked {
    /// It said why.
    Refused(ReadError),
    /// It took too long.
    Late,
    /// It has ended.
    Gone,
}

/// A process that reads.
#[derive(Debug)]
struct Worker {
    child: Child,
    requests: Option<BufWriter<ChildStdin>>,
    answers: Receiver<Answer>,
    last_words: Option<JoinHandle<String>>,
}

impl Worker {
    /// The process that runs, or a new one.
    fn running<'a>(slot: &'a mut Option<Self>, program: &Path, limits: &Limits) -> Result<&'a mut Self, ReadError> {
        let worker = match slot.take() {
            Some(worker) => worker,
            None => Self::start(program, limits).map_err(|error| {
                let reason = format!("the process that reads could not be started: {error}");
                ReadError::new(ReadErrorKind::Reader, reason, "check that cesou itself was not moved, then run again")
            })?,
        };
        Ok(slot.insert(worker))
    }

    fn start(program: &Path, limits: &Limits) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg("read-worker")
            .arg(limits.memory.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let (Some(requests), Some(output), Some(stderr)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(io::Error::other("no pipes"));
        };
        // One answer waits at most, so that an archive is read no faster than it is taken.
        let (sender, answers) = sync_channel(1);
        thread::Builder::new().name("answers".to_owned()).spawn(move || {
            let mut output = BufReader::with_capacity(64 << 10, output);
            while let Ok(Some(answer)) = receive::<Answer>(&mut output) {
                if sender.send(answer).is_err() {
                    break;
                }
            }
        })?;
        let last_words = thread::Builder::new().name("stderr".to_owned()).spawn(move || {
            let mut words = Vec::new();
            let mut stderr = stderr;
            drop(stderr.by_ref().take(LAST_WORDS).read_to_end(&mut words));
            drop(io::copy(&mut stderr, &mut io::sink()));
            String::from_utf8_lossy(&words).into_owned()
        })?;
        Ok(Self { child, requests: Some(BufWriter::new(requests)), answers, last_words: Some(last_words) })
    }

    /// Sends a request and hears its answers until `hear` has enough.
    fn ask(
        &mut self,
        request: &Request,
        bytes: &[u8],
        hear: &mut dyn FnMut(Answer) -> Result<ControlFlow<()>, ReadError>,
    ) -> Result<(), Asked> {
        let requests = self.requests.as_mut().ok_or(Asked::Gone)?;
        let sent = send(requests, request).and_then(|()| requests.write_all(bytes)).and_then(|()| requests.flush());
        sent.map_err(|_| Asked::Gone)?;
        loop {
            match self.answers.recv_timeout(request.limits.patience()) {
                Ok(answer) => match hear(answer) {
                    Ok(ControlFlow::Continue(())) => {}
                    Ok(ControlFlow::Break(())) => return Ok(()),
                    Err(error) => return Err(Asked::Refused(error)),
                },
                Err(RecvTimeoutError::Timeout) => return Err(Asked::Late),
                Err(RecvTimeoutError::Disconnected) => return Err(Asked::Gone),
            }
        }
    }

    /// Why it has ended.
    fn autopsy(mut self, limits: &Limits) -> ReadError {
        self.requests = None;
        let status = self.child.wait().ok();
        let words = self.last_words.take().and_then(|thread| thread.join().ok()).unwrap_or_default();
        if words.contains("memory allocation") {
            return limits.exceeded(Limit::Memory);
        }
        if words.contains("overflowed its stack") {
            return limits.exceeded(Limit::Depth);
        }
        if status.and_then(|status| status.code()) == Some(3) {
            return limits.exceeded(Limit::Seconds);
        }
        failed(&status.map(|status| format!(" ({status})")).unwrap_or_default())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.requests = None;
        // It has ended already, or has nothing more to say.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

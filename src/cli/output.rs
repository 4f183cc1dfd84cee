//! Standard output, whose failures say that they are its own.

use std::fmt;
use std::io::{self, Write};

use crate::error::{Error, ErrorKind};

/// Standard output.
#[derive(Debug)]
pub(super) struct Output(io::Stdout);

/// Where results go.
pub(super) fn stdout() -> Output {
    Output(io::stdout())
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(unwritten)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(unwritten)
    }
}

/// What the system said when the output could not be written.
#[derive(Debug)]
struct Unwritten(io::Error);

impl fmt::Display for Unwritten {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Unwritten {}

fn is_of_output(failure: &io::Error) -> bool {
    let Some(inner) = failure.get_ref() else { return false };
    inner.is::<Unwritten>()
}

fn unwritten(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), Unwritten(error))
}

/// The first failure of the system, among the causes of an error, for which `is_it` holds.
fn failure(error: &Error, is_it: impl Fn(&io::Error) -> bool) -> Option<&io::Error> {
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        if let Some(failure) = cause.downcast_ref::<io::Error>()
            && is_it(failure)
        {
            return Some(failure);
        }
        source = cause.source();
    }
    None
}

/// Whether the reader of the output has gone (`cesou … | head`), which is no error.
pub(super) fn is_closed(error: &Error) -> bool {
    failure(error, |failure| failure.kind() == io::ErrorKind::BrokenPipe).is_some()
}

/// An error that comes from the output says so, and what to do.
pub(super) fn named(error: Error) -> Error {
    let Some(failure) = failure(&error, is_of_output) else { return error };
    let remedy = match failure.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "free some space where it goes, or send it elsewhere"
        }
        _ => "check where it goes, then run again",
    };
    Error::new(ErrorKind::Io, format!("writing to standard output failed: {failure}")).remedy(remedy)
}

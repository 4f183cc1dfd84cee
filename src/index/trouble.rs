//! What was wrong with the lines of a file of records.

use crate::read::{ReadError, ReadErrorKind};

/// The lines of a file that are no records.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    first: Option<String>,
    more: usize,
    /// Reading ended before the file did.
    pub(super) ended: bool,
}

impl Trouble {
    pub(super) fn add(&mut self, error: &ReadError) {
        self.ended |= error.kind() != ReadErrorKind::Record;
        self.note(error.explanation());
    }

    pub(super) fn add_line(&mut self, line: u64, reason: &str) {
        self.note(format!("line {line}: {reason}"));
    }

    fn note(&mut self, reason: String) {
        match self.first {
            None => self.first = Some(reason),
            Some(_) => self.more += 1,
        }
    }

    pub(super) fn reason(self) -> Option<String> {
        let Self { first, more, .. } = self;
        first.map(|first| if more == 0 { first } else { format!("{first} (and {more} more lines)") })
    }
}

//! What was wrong with the lines of a file of records.

use crate::read::{ReadError, ReadErrorKind};

/// How many more lines are named beside the first.
const SHOWN: usize = 20;

/// The lines of a file that are no records.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    first: Option<String>,
    /// The lines behind the first.
    more: Vec<String>,
    /// Reading ended before the file did.
    pub(super) ended: bool,
}

impl Trouble {
    pub(super) fn add(&mut self, error: &ReadError) {
        self.ended |= error.kind() != ReadErrorKind::Record;
        self.note(error.line().map_or(0, |line| line as u64), error.explanation());
    }

    pub(super) fn add_line(&mut self, line: u64, reason: &str) {
        self.note(line, format!("line {line}: {reason}"));
    }

    fn note(&mut self, line: u64, reason: String) {
        match self.first {
            None => self.first = Some(reason),
            Some(_) => self.more.push(line.to_string()),
        }
    }

    pub(super) fn reason(self) -> Option<String> {
        let Self { first, more, .. } = self;
        let shown = more.len().min(SHOWN);
        let rest = if more.len() > shown { format!(" and {} others", more.len() - shown) } else { String::new() };
        first.map(|first| match more.len() {
            0 => first,
            1 => format!("{first} (also line {})", more[0]),
            _ => format!("{first} (also lines {}{rest})", more[..shown].join(", ")),
        })
    }
}

//! What was wrong with the lines of a file of records, or with the documents of an archive.

use crate::read::{ReadError, ReadErrorKind};

/// How many more lines are named beside the first.
const SHOWN: usize = 20;

/// The lines of a file that are no records.
#[derive(Debug, Default)]
pub(super) struct Trouble {
    first: Option<String>,
    /// The lines behind the first.
    more: Vec<String>,
    /// Whether they are documents of an archive, with names.
    named: bool,
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

    /// A document of an archive that cannot be read.
    pub(super) fn add_member(&mut self, name: &str, error: &ReadError) {
        self.add_name(name, &error.explanation());
    }

    pub(super) fn add_name(&mut self, name: &str, reason: &str) {
        self.named = true;
        self.push(name.to_owned(), format!("{name}: {reason}"));
    }

    fn note(&mut self, line: u64, reason: String) {
        self.push(line.to_string(), reason);
    }

    fn push(&mut self, place: String, reason: String) {
        match self.first {
            None => self.first = Some(reason),
            Some(_) => self.more.push(place),
        }
    }

    pub(super) fn reason(self) -> Option<String> {
        let Self { first, more, named, .. } = self;
        let (one, many) = if named { ("", "") } else { ("line ", "lines ") };
        let shown = more.len().min(SHOWN);
        let rest = if more.len() > shown { format!(" and {} others", more.len() - shown) } else { String::new() };
        first.map(|first| match more.len() {
            0 => first,
            1 => format!("{first} (also {one}{})", more[0]),
            _ => format!("{first} (also {many}{}{rest})", more[..shown].join(", ")),
        })
    }
}

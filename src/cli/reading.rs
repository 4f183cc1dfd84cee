//! How files are read: what was typed, and the process that reads for another one.

use std::io;
use std::path::PathBuf;

use crate::read::{Limit, Limits, ReadOptions, Reading};

use super::FOUND;

/// Options of every command that reads files.
#[derive(Debug, Default, clap::Args)]
pub struct ReadArgs {
    /// Recognise pictures of text (scanned PDF) with the program tesseract, where it is installed with `chi_sim`
    #[arg(long)]
    ocr: bool,
    /// Raise or lower a limit on what reading one file may take: bytes, unpacked, ratio, depth, pages, parts, seconds or
    /// memory, e.g. --max seconds=600 or --max unpacked=4G
    #[arg(long, value_name = "LIMIT=N", value_parser = limit)]
    max: Vec<(Limit, u64)>,
}

impl ReadArgs {
    /// The options of reading.
    #[must_use]
    pub fn options(&self) -> ReadOptions {
        let mut limits = Limits::default();
        for &(limit, value) in &self.max {
            limits.set(limit, value);
        }
        ReadOptions { limits, ocr: self.ocr, ..ReadOptions::default() }
    }
}

/// A limit as it is typed: its name, `=`, and a number, which may end with K, M or G for 1024 and its powers.
fn limit(typed: &str) -> std::result::Result<(Limit, u64), String> {
    let names = Limit::ALL.map(Limit::name).join(", ");
    let (name, value) = typed.split_once('=').ok_or_else(|| format!("a limit is NAME=N; the names are {names}"))?;
    let limit = Limit::ALL.into_iter().find(|limit| limit.name() == name.trim());
    let limit = limit.ok_or_else(|| format!("no limit is called {name:?}; the names are {names}"))?;
    let value = value.trim();
    let (digits, shift) = match value.chars().last().map(|unit| unit.to_ascii_uppercase()) {
        Some('K') => (&value[..value.len() - 1], 10),
        Some('M') => (&value[..value.len() - 1], 20),
        Some('G') => (&value[..value.len() - 1], 30),
        _ => (value, 0),
    };
    let number: u64 = digits.parse().map_err(|_| format!("{value:?} is no number (K, M and G may follow one)"))?;
    number.checked_mul(1 << shift).map(|number| (limit, number)).ok_or_else(|| format!("{value} is too large"))
}

/// The program that reads for this one: itself.
#[must_use]
pub fn program() -> Option<PathBuf> {
    // Where the system does not tell, the readers run in this process.
    std::env::current_exe().ok()
}

/// What reads the files of one thread.
pub(super) fn reading() -> Reading {
    Reading::new(program())
}

/// Reads for the program that started this one, with so many bytes of memory.
pub(super) fn serve(memory: u64) -> u8 {
    // Ctrl-C is for that program, which ends this one by closing the pipe.
    drop(ctrlc::set_handler(|| {}));
    limit_memory(memory);
    // What has gone wrong is that nobody listens any more.
    drop(crate::read::serve(io::stdin(), io::stdout()));
    FOUND
}

#[cfg(target_os = "linux")]
fn limit_memory(bytes: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    // The stack of the thread that reads is address space, too.
    let most = bytes.saturating_add(crate::read::STACK as u64);
    let old = getrlimit(Resource::As);
    let most = old.maximum.map_or(most, |maximum| maximum.min(most));
    // Without the limit, a file that is too large for the machine fails less gracefully.
    let _ = setrlimit(Resource::As, Rlimit { current: Some(most), maximum: old.maximum });
}

#[cfg(not(target_os = "linux"))]
fn limit_memory(_bytes: u64) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_typed() {
        assert_eq!(limit("pages=20"), Ok((Limit::Pages, 20)));
        assert_eq!(limit("unpacked=4g"), Ok((Limit::Unpacked, 4 << 30)));
        for wrong in
            ["pages", "leaves=3", "pages=", "pages=x", "bytes=99999999999999999999", "bytes=18446744073709551615K"]
        {
            assert!(limit(wrong).is_err(), "{wrong}");
        }
    }
}

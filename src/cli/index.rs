//! `cesou index`.

use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use serde_json::{Value, json};

use super::progress::Bar;
use super::reading::ReadArgs;
use super::{output, signal};
use crate::analysis::UserWords;
use crate::error::Result;
use crate::index::{Options, Report, Skipped, update};

/// The place of the index where none is named.
pub const DEFAULT_INDEX: &str = "index";

/// What `cesou index` is told.
#[derive(Debug, clap::Args)]
#[allow(clippy::struct_excessive_bools)] // each is an option of its own
pub struct IndexArgs {
    /// Files or directories to add or update [default: those the index knows, else corpus/]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// The index directory
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Threads to work with [default: as many as there are processors, at most 8]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    jobs: Option<u16>,
    /// Build the index anew from all its roots, and replace the old one when done
    #[arg(long)]
    rebuild: bool,
    /// Also remove the documents of roots that are missing or empty
    #[arg(long)]
    prune: bool,
    /// Merge the whole index into one piece, so that nothing deleted is left in it
    #[arg(long)]
    merge: bool,
    /// Name of the root, with which its documents' ids begin; takes exactly one PATH
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Read the files of these roots in this encoding (gb18030, big5, utf-16le …); auto detects it again
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// Take these words for words: `word [frequency] [tag]` a line, # begins a comment. They are kept with the index; for
    /// other ones it must be built anew (--rebuild)
    #[arg(long, value_name = "FILE")]
    dict: Option<PathBuf>,
    /// With --rebuild: drop the words that --dict gave
    #[arg(long, conflicts_with = "dict")]
    no_dict: bool,
    #[command(flatten)]
    read: ReadArgs,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Brings the index up to date and prints what was done. Exit status 2 where something was skipped.
///
/// # Errors
///
/// Those of [`update`], and of writing to standard output.
pub fn run(args: IndexArgs) -> Result<u8> {
    signal::catch();
    let dictionary = match &args.dict {
        Some(path) => Some(UserWords::open(path)?),
        None => args.no_dict.then(UserWords::new),
    };
    let read = args.read.options();
    let options = Options {
        jobs: args.jobs.map_or(0, usize::from),
        rebuild: args.rebuild,
        prune: args.prune,
        merge: args.merge,
        name: args.name,
        encoding: args.encoding,
        dictionary,
        limits: read.limits,
        ocr: read.ocr,
        reader: super::reading::program(),
    };
    let bar = Bar::new();
    let report = update(&args.index, &args.paths, &options, &bar);
    bar.finish();
    let report = report?;
    print(&report, args.json)?;
    Ok(if report.skipped.is_empty() { 0 } else { 2 })
}

/// Prints a report: what was skipped to stderr, the rest to stdout.
///
/// # Errors
///
/// Those of [`write_line`].
pub fn print(report: &Report, json: bool) -> Result<()> {
    warn(&report.skipped);
    let text = if json { json_report(report).to_string() } else { summary(report) };
    write_line(&text)
}

/// Names each skipped file with its reason on stderr, once.
pub fn warn(skipped: &[Skipped]) {
    for Skipped { path, reason } in skipped {
        super::notice(&format!("skipped {}: {reason}", path.display()));
    }
}

/// Prints to stdout. A reader that has gone away has had enough, and changes nothing about the exit status.
///
/// # Errors
///
/// Where standard output cannot be written.
pub fn write_line(text: &str) -> Result<()> {
    match writeln!(output::stdout(), "{text}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

fn json_report(report: &Report) -> Value {
    json!({
        "type": "index",
        "files": report.files,
        "documents": report.documents,
        "passages": report.passages,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "skipped": report.skipped.iter().map(skipped_json).collect::<Vec<_>>(),
        "ignored": report.ignored,
        "seconds": round(report.seconds, 1000.0),
        "mb_per_second": round(rate(report), 100.0),
    })
}

/// A skipped file in JSON.
pub fn skipped_json(skipped: &Skipped) -> Value {
    json!({"path": skipped.path.to_string_lossy(), "reason": skipped.reason})
}

fn summary(report: &Report) -> String {
    let mut lines = vec![
        format!("{} documents in {} files, {} passages", report.documents, report.files, report.passages),
        format!(
            "{} added, {} changed, {} removed, {} unchanged",
            report.added, report.changed, report.removed, report.unchanged
        ),
    ];
    if !report.skipped.is_empty() || report.ignored > 0 {
        lines.push(format!("{} skipped, {} ignored as no documents", report.skipped.len(), report.ignored));
    }
    lines.push(format!("{:.2} s, {:.1} MB/s", report.seconds, rate(report)));
    lines.join("\n")
}

/// Millions of bytes read a second.
#[allow(clippy::cast_precision_loss)] // a figure for a person
fn rate(report: &Report) -> f64 {
    report.bytes as f64 / 1e6 / report.seconds.max(1e-9)
}

fn round(value: f64, to: f64) -> f64 {
    (value * to).round() / to
}

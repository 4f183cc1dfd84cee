//! `cesou status`.

use std::path::PathBuf;

use serde_json::{Value, json};

use super::index::{DEFAULT_INDEX, skipped_json, write_line};
use crate::error::Result;
use crate::index::{Change, RootStatus, Status, status};

/// How many changed files are named one by one to a person.
const NAMED: usize = 20;

/// What `cesou status` is told.
#[derive(Debug, clap::Args)]
pub struct StatusArgs {
    /// The index directory
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Read every file of the index and verify its checksum
    #[arg(long)]
    verify: bool,
    /// Also list the files that are not in the index, and why
    #[arg(long)]
    skipped: bool,
    /// Print one JSON object
    #[arg(long)]
    pub json: bool,
}

/// Prints the state of the index. Exit status 2 where it is damaged.
///
/// # Errors
///
/// Those of [`status`], and of writing to standard output.
pub fn run(args: &StatusArgs) -> Result<u8> {
    let status = status(&args.index, args.verify)?;
    write_line(&if args.json { json_status(&status, args.skipped).to_string() } else { text(&status, args) })?;
    Ok(if status.damaged.is_empty() { 0 } else { 2 })
}

fn json_status(status: &Status, skipped: bool) -> Value {
    let mut value = json!({
        "type": "status",
        "format": status.format,
        "fingerprint": status.fingerprint,
        "documents": status.documents,
        "passages": status.passages,
        "deleted": status.deleted,
        "roots": status.roots.iter().map(json_root).collect::<Vec<_>>(),
        "bytes": {"text": status.text_bytes, "index": status.index_bytes},
        "stale": status.stale.iter()
            .map(|stale| json!({"path": stale.path.to_string_lossy(), "change": stale.change.name()}))
            .collect::<Vec<_>>(),
        "damaged": status.damaged.iter()
            .map(|damage| json!({"path": damage.path.to_string_lossy(), "reason": damage.what}))
            .collect::<Vec<_>>(),
    });
    if status.dictionary_words > 0 {
        value["dictionary_words"] = status.dictionary_words.into();
    }
    if skipped && let Some(object) = value.as_object_mut() {
        object.insert("skipped".to_owned(), status.skipped.iter().map(skipped_json).collect());
    }
    value
}

fn json_root(root: &RootStatus) -> Value {
    json!({
        "name": root.name,
        "path": root.path.to_string_lossy(),
        "files": root.files,
        "documents": root.documents,
        "passages": root.passages,
        "characters": root.characters,
        "furniture": root.furniture,
    })
}

fn text(status: &Status, args: &StatusArgs) -> String {
    let mut lines = vec![format!(
        "{}: {} documents, {} passages ({} deleted ones not merged away)",
        args.index.display(),
        status.documents,
        status.passages,
        status.deleted
    )];
    lines.push(format!(
        "{:.1} MB of text, {:.1} MB of index; format {}, fingerprint {}",
        megabytes(status.text_bytes),
        megabytes(status.index_bytes),
        status.format,
        status.fingerprint
    ));
    match status.dictionary_words {
        0 => {}
        1 => lines.push("user dictionary: 1 word".to_owned()),
        words => lines.push(format!("user dictionary: {words} words")),
    }
    for root in &status.roots {
        let place = root.path.display();
        lines.push(format!(
            "root {} ({place}): {} files, {} documents, {} passages; {} characters, {} of them page furniture",
            root.name, root.files, root.documents, root.passages, root.characters, root.furniture
        ));
    }
    lines.push(changes(status));
    for stale in status.stale.iter().take(NAMED) {
        lines.push(format!("  {} {}", stale.change.name(), stale.path.display()));
    }
    if !status.skipped.is_empty() {
        let hint = if args.skipped { "" } else { " (--skipped lists them)" };
        lines.push(format!("{} files are not in the index, or not all of them{hint}", status.skipped.len()));
    }
    if args.skipped {
        lines.extend(status.skipped.iter().map(|skipped| format!("  {}: {}", skipped.path.display(), skipped.reason)));
    }
    lines.extend(status.damaged.iter().map(|damage| format!("damaged: {}: {}", damage.path.display(), damage.what)));
    if args.verify && status.damaged.is_empty() {
        lines.push("every checksum is right".to_owned());
    }
    if !status.damaged.is_empty() {
        lines.push("build the index anew with: cesou index --rebuild".to_owned());
    }
    lines.join("\n")
}

fn changes(status: &Status) -> String {
    let count = |change: Change| status.stale.iter().filter(|stale| stale.change == change).count();
    if status.stale.is_empty() {
        return "current: nothing has changed on disk since".to_owned();
    }
    let (added, changed, gone) = (count(Change::Added), count(Change::Changed), count(Change::Gone));
    format!(
        "changed on disk since: {added} added, {changed} changed, {gone} gone; bring it up to date with: cesou index"
    )
}

#[allow(clippy::cast_precision_loss)] // a figure for a person
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

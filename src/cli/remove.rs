//! `cesou remove`.

use std::path::PathBuf;

use super::index::{DEFAULT_INDEX, print};
use super::progress::Bar;
use super::signal;
use crate::error::Result;
use crate::index::remove;

/// What `cesou remove` is told.
#[derive(Debug, clap::Args)]
pub struct RemoveArgs {
    /// The root to forget: its name, or its path
    #[arg(value_name = "ROOT")]
    root: PathBuf,
    /// The index directory
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Print one JSON object, like that of cesou index
    #[arg(long)]
    pub json: bool,
}

/// Forgets a root and its documents and prints what was done.
///
/// # Errors
///
/// Those of [`remove`], and of writing to standard output.
pub fn run(args: &RemoveArgs) -> Result<u8> {
    signal::catch();
    let bar = Bar::new();
    let report = remove(&args.index, &args.root, &bar);
    bar.finish();
    print(&report?, args.json)?;
    Ok(0)
}

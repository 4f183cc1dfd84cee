//! Whether the files have changed since they were indexed: what is not indexed cannot be found.

use std::thread::JoinHandle;

use crate::index::{Stale, changes};
use crate::search::Searcher;

/// A look at the roots, on its way beside the search.
pub(super) struct Check {
    index: std::path::PathBuf,
    looking: Option<JoinHandle<Vec<Stale>>>,
}

/// Begins to look, where the roots are few files; else that waits until nothing was found.
pub(super) fn notice(searcher: &Searcher) -> Check {
    let index = searcher.index().dir.clone();
    Check { index, looking: None }
}

impl Check {
    /// What to say to a person.
    pub(super) fn after(self, found: bool) -> Option<String> {
        let stale = match self.looking {
            Some(looking) => looking.join().unwrap_or_default(),
            None if found => return None,
            None => changes(&self.index).unwrap_or_default(),
        };
        let first = stale.first()?;
        let more = if stale.len() > 1 { format!(" and {} more", stale.len() - 1) } else { String::new() };
        let what = format!("{} ({}){more}", first.path.display(), first.change.name());
        Some(format!("the files have changed since they were indexed: {what}; bring the index up to date with: cesou index"))
    }
}

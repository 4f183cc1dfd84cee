//! Whether the files have changed since they were indexed: what is not indexed cannot be found.

use std::path::PathBuf;
use std::thread::JoinHandle;

use crate::index::{Look, Stale, changes, is_quick_to_check};
use crate::search::Searcher;

/// A look at the roots, on its way beside the search.
pub(super) struct Check {
    index: PathBuf,
    looking: Option<JoinHandle<Vec<Stale>>>,
}

/// Begins to look, beside the search, where there are few documents; else that waits until nothing was found.
pub(super) fn check(searcher: &Searcher) -> Check {
    let index = searcher.index().dir.clone();
    let place = index.clone();
    let look = move || changes(&place, Look::Quick).unwrap_or_default();
    let looking = is_quick_to_check(searcher.index()).then(|| std::thread::spawn(look));
    Check { index, looking }
}

impl Check {
    /// What to say to a person, if anything.
    pub(super) fn after(self, found: bool) -> Option<String> {
        let stale = match self.looking {
            Some(looking) => looking.join().unwrap_or_default(),
            None if found => return None,
            None => changes(&self.index, Look::Thorough).unwrap_or_default(),
        };
        let first = stale.first()?;
        let more = if stale.len() > 1 { format!(" and {} more", stale.len() - 1) } else { String::new() };
        let what = format!("{} ({}){more}", first.path.display(), first.change.name());
        Some(format!(
            "files have changed since they were indexed: {what}; bring the index up to date with: cesou index"
        ))
    }
}

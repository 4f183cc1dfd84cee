//! What a run tells while it goes on.

/// Hears how far a run is, and can stop it. Called from several threads.
pub trait Progress: Sync {
    /// So many files, of so many bytes, are to be looked at.
    fn begin(&self, _files: u64, _bytes: u64) {}
    /// So many more bytes are done; of a file of records the bytes of their texts.
    fn advance(&self, _bytes: u64) {}
    /// What a file that takes long is at (a page that is recognised).
    fn note(&self, _text: &str) {}
    /// Everything is read and the commit begins.
    fn committing(&self) {}
    /// The commit is done and merging begins.
    fn merging(&self) {}
    /// Whether the run is to stop; asked between documents.
    fn stop(&self) -> bool {
        false
    }
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {}

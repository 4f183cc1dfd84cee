//! The index: its fields, its life, and its files.
//!
//! - `schema` turns a [`crate::document::Document`] into what tantivy indexes; `stored` is what a hit shows;
//! - [`update`](fn@update) brings an index up to date with its roots by the catalog of what it holds, [`remove`] forgets
//!   a root, [`status`](fn@status) says what is in it and what has changed on disk;
//! - [`open`](fn@open) opens it for reading at its last commit.
//!
//! A directory `index/` holds the marker `cesou.json`, which names the folder `data-N` with tantivy's files and
//! the catalog. One run is one commit; a rebuild makes a new folder and switches the marker.

mod atomic;
mod catalog;
mod claims;
mod dictionary;
mod directory;
mod gate;
mod job;
mod lock;
mod members;
mod meta;
mod open;
mod paths;
mod plan;
mod pool;
mod progress;
mod roots;
mod run;
mod schema;
mod seams;
mod session;
mod status;
mod stored;
#[cfg(test)]
mod tests;
mod trouble;
mod update;
mod verify;
mod writer;

pub use catalog::Skipped;
pub use meta::{FORMAT, Marker, Payload, RootName};
pub use open::{OpenIndex, open};
pub use progress::{Progress, Silent};
pub use roots::DEFAULT_ROOT;
pub use schema::{Fields, Prepared, TokenCounts, document_term, fingerprint, prepare, register_tokenizers};
pub use status::{Change, Look, RootStatus, Stale, Status, changes, is_quick_to_check, status};
pub(crate) use stored::Beginning;
pub use stored::{Run, StoredPassage};
pub use update::{Options, Report, remove, update};
pub use verify::Damage;

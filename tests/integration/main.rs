//! Drives the real program in directories of its own. One binary, so that it links once; a module a subject.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stderr, clippy::format_collect)]

mod contract;
mod corpus;
mod dict;
mod docs;
mod eval;
mod formats;
mod get;
mod index;
mod inspect;
mod judgments;
mod language;
mod meanings;
mod numerals;
mod promises;
mod reading;
mod regression;
mod snapshots;
mod terms;
mod util;

//! How good rankings were: the objects of `eval --json`, and tables for a person.

mod json;
mod table;
mod text;

use std::path::Path;

use crate::eval::{Difference, Evaluation, Metric, QueryScores};

pub use json::{EvalLine, JudgedLine, QueryLine};
pub use text::{write_queries, write_shown, write_summary};

/// What was judged, and against what.
#[derive(Debug)]
pub struct Report<'a> {
    /// The values.
    pub evaluation: &'a Evaluation,
    /// Where the rankings come from.
    pub source: Source<'a>,
    /// Ranks that were judged; `None` where all were.
    pub depth: Option<usize>,
    /// The run it is compared with.
    pub baseline: Option<Baseline<'a>>,
}

/// Where rankings come from.
#[derive(Debug, Clone, Copy)]
pub enum Source<'a> {
    /// A TREC run.
    Run(&'a Path),
    /// A search in an index.
    Index {
        /// Its directory, as given.
        path: &'a Path,
        /// Whether documents were ranked, else passages.
        by_document: bool,
    },
}

/// A run to compare with.
#[derive(Debug)]
pub struct Baseline<'a> {
    /// Its file.
    pub path: &'a Path,
    /// Its values, for the same queries and metrics.
    pub evaluation: &'a Evaluation,
    /// What the run has more than it, a metric each.
    pub differences: Vec<Difference>,
}

/// A query with its ranking, judged.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Its values.
    pub scores: &'a QueryScores,
    /// What they are of.
    pub metrics: &'a [Metric],
    /// What was asked, where the queries were given.
    pub text: Option<&'a str>,
    /// The ranking, best first, then the relevant documents that it lacks.
    pub rows: Vec<Row>,
}

/// A document or passage of a judged ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// From 1, and the score; `None` where it was not retrieved.
    pub ranked: Option<(usize, f32)>,
    /// Its judgment; `None` where there is none.
    pub grade: Option<i64>,
    /// Its id.
    pub id: String,
    /// The title, where an index was at hand and has one.
    pub title: Option<String>,
    /// The passage, whole: that which answered, or the document's first; `None` where no index was at hand or it is not there.
    pub text: Option<String>,
}

impl Row {
    /// Whether it is judged relevant.
    pub fn is_relevant(&self) -> bool {
        self.grade.is_some_and(|grade| grade > 0)
    }
}

//! The queries to judge, and searching them.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;

use crate::cli::search::{answers, input, read_query};
use crate::error::{Error, ErrorKind, Result};
use crate::eval::{Judgments, Ranked, Run};
use crate::render::trec;
use crate::search::{Options, Searcher};

/// The judged queries of a file: ids and texts, in its order. The ids are those of the judgments.
#[derive(Default)]
pub(super) struct Queries {
    queries: Vec<(String, String)>,
    places: HashMap<String, usize>,
}

/// Queries that are searched before their answers are let go, a thread.
const WINDOW: usize = 32;

impl Queries {
    /// Reads the queries that have a relevant document; the others are not looked at further.
    pub(super) fn read(path: &Path, judgments: &Judgments) -> Result<Self> {
        let mut out = Self::default();
        let input = input(path, "the queries cannot be read", "name a file of queries, or - for stdin")?;
        for (at, line) in input.lines().enumerate() {
            let Some((id, text)) = read_query(line, at + 1, path)? else { continue };
            let Some(judged) = judgments.of(&id).filter(|judged| judged.has_relevant()) else { continue };
            if out.places.insert(judged.query.clone(), out.queries.len()).is_some() {
                let error = Error::new(ErrorKind::BadArgument, format!("line {}: query {id} a second time", at + 1));
                return Err(error.at(path).remedy("give each query an id of its own"));
            }
            out.queries.push((judged.query.clone(), text));
        }
        Ok(out)
    }

    /// How many of them there are.
    pub(super) fn len(&self) -> usize {
        self.queries.len()
    }

    /// The text of a judged query, by its id in the judgments.
    pub(super) fn text(&self, id: &str) -> Option<&str> {
        self.places.get(id).map(|&place| self.queries[place].1.as_str())
    }

    /// The rankings that a search gives, as its TREC output would have them. Cost: the searches; memory for the hits of
    /// a window of queries, and for the ids of all.
    pub(super) fn run(&self, searcher: &Searcher, options: &Options, jobs: usize) -> Result<Run> {
        let mut run = Run::default();
        for window in self.queries.chunks(jobs.saturating_mul(WINDOW).max(1)) {
            for ((id, _), answer) in window.iter().zip(answers(searcher, window, options, jobs)) {
                let answer = answer?;
                let ranking = trec::ranking(&answer, options.by_document).map(|(id, score)| Ranked { id, score });
                run.insert(id.clone(), ranking.collect());
            }
        }
        Ok(run)
    }
}

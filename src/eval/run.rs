//! Runs: what a system answered.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result};

use super::judgments::other_forms;
use super::lines::{each_line, open, wrong};

/// The rankings of some queries.
#[derive(Debug, Clone, Default)]
pub struct Run {
    rankings: HashMap<String, Vec<Ranked>>,
}

/// A document of a ranking.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Its id, as the run has it.
    pub id: String,
    /// Its score; not a NaN.
    pub score: f32,
}

impl Ranked {
    /// The order of `trec_eval`: by falling score as a 32-bit float, equal ones by falling id (bytes).
    fn order(&self, other: &Self) -> Ordering {
        other.score.partial_cmp(&self.score).unwrap_or(Ordering::Equal).then_with(|| other.id.cmp(&self.id))
    }
}

const REMEDY: &str = "a line is QUERY Q0 DOCUMENT RANK SCORE TAG";

impl Run {
    /// Reads a file; see [`Self::read`].
    pub fn open(path: &Path) -> Result<Self> {
        Self::read(open(path, "run")?, path)
    }

    /// Reads a TREC run. The second, fourth and last column are not looked at. Cost: one pass, everything in memory.
    ///
    /// # Errors
    ///
    /// A line (named by its number) without six columns, a score that is no number, a document twice for a query, a file
    /// without lines.
    pub fn read(input: impl BufRead, path: &Path) -> Result<Self> {
        let mut scores: HashMap<String, HashMap<String, f32>> = HashMap::new();
        each_line(input, path, |number, line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [query, _, id, _, score, _] = columns[..] else {
                return Err(wrong(path, number, &format!("{} columns, not six", columns.len())).remedy(REMEDY));
            };
            // As `trec_eval` does: read as 64 bits, kept as 32.
            let Some(score) = score.parse::<f64>().ok().filter(|score| !score.is_nan()) else {
                return Err(wrong(path, number, &format!("the score {score} is no number")).remedy(REMEDY));
            };
            if !scores.contains_key(query) {
                scores.insert(query.to_owned(), HashMap::new());
            }
            match scores.get_mut(query).and_then(|ranking| ranking.insert(id.to_owned(), score as f32)) {
                None => Ok(()),
                Some(_) => Err(wrong(path, number, &format!("document {id} twice for query {query}"))
                    .remedy("a run names a document once a query")),
            }
        })?;
        if scores.is_empty() {
            return Err(Error::new(ErrorKind::BadArgument, "a run without lines").at(path).remedy(REMEDY));
        }
        let mut out = Self::default();
        for (query, ranking) in scores {
            out.insert(query, ranking.into_iter().map(|(id, score)| Ranked { id, score }).collect());
        }
        Ok(out)
    }

    /// Sets the ranking of a query, in any order. An empty one is none: a run has no line for it.
    pub fn insert(&mut self, query: String, mut ranking: Vec<Ranked>) {
        if !ranking.is_empty() {
            ranking.sort_unstable_by(Ranked::order);
            self.rankings.insert(query, ranking);
        }
    }

    /// Keeps the first `depth` documents of each ranking.
    pub fn truncate(&mut self, depth: usize) {
        self.rankings.values_mut().for_each(|ranking| ranking.truncate(depth));
    }

    /// The ranking of a query, best first. Its id may be encoded here or there, as with
    /// [`Judgments`](super::Judgments).
    pub fn ranking(&self, query: &str) -> Option<&[Ranked]> {
        let found = self.rankings.get(query);
        found.or_else(|| other_forms(query).find_map(|form| self.rankings.get(&form))).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Result<Run> {
        Run::read(text.as_bytes(), Path::new("run"))
    }

    fn ids(run: &Run, query: &str) -> Vec<String> {
        run.ranking(query).unwrap_or_default().iter().map(|ranked| ranked.id.clone()).collect()
    }

    #[test]
    fn scores_order_and_ids_break_ties() {
        // 0.1 and 0.10000000001 are the same 32-bit float; the rank column lies.
        let run =
            read("q Q0 a 1 0.1 t\nq Q0 c 9 0.10000000001 t\nq\tQ0\tb\t3\t1e1\tt\nq Q0 d 4 -0.0 t\nq Q0 e 5 0 t\n");
        assert_eq!(ids(&run.unwrap(), "q"), ["b", "c", "a", "e", "d"]);
    }

    #[test]
    fn errors_name_file_line_and_remedy() {
        let error = |text: &str| read(text).unwrap_err().to_string();
        assert_eq!(error("q Q0 d 1 1 t\n\nq Q0 d 2 2"), format!("run: line 3: 5 columns, not six ({REMEDY})"));
        assert!(error("q Q0 d 1 1 t\nq Q0 d 2 2 t").starts_with("run: line 2: document d twice for query q"));
        assert!(error("q Q0 d 1 high t").contains("line 1: the score high is no number"));
        assert!(error("q Q0 d 1 nan t").contains("no number"));
        assert!(error("").contains("a run without lines"));
    }

    #[test]
    fn a_query_may_be_encoded_on_either_side() {
        let run = read("q%201 Q0 d 1 1 t\n100% Q0 d 1 1 t\n").unwrap();
        assert!(run.ranking("q 1").is_some() && run.ranking("100%25").is_some() && run.ranking("q").is_none());
    }

    proptest! {
        #[test]
        fn the_order_of_the_lines_does_not_matter(scores in prop::collection::vec(0..4u8, 1..20), turn in 0..20usize) {
            let mut lines: Vec<String> =
                scores.iter().enumerate().map(|(at, score)| format!("q Q0 d{at} 1 {score} t\n")).collect();
            let run = read(&lines.concat()).unwrap();
            let len = lines.len();
            lines.rotate_left(turn % len);
            prop_assert_eq!(ids(&run, "q"), ids(&read(&lines.concat()).unwrap(), "q"));
        }

        #[test]
        fn any_text_is_a_run_or_an_error(text in "[qd 0-9.\ta\n%-]{0,60}") {
            drop(read(&text));
        }
    }
}

//! Metrics of one ranking: nDCG, reciprocal rank, average precision, recall, precision.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind};

/// What is measured, as a closed list. Relevant is what has a grade above 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// `ndcg`: Σ gain / log2(rank + 1) over that of the best ranking possible, all judged documents considered and cut at
    /// the same depth; the gain is the grade (Järvelin and Kekäläinen 2002; `ndcg_cut` of `trec_eval`).
    Ndcg,
    /// `mrr`: 1 / rank of the first relevant document, 0 where there is none (`recip_rank`).
    Mrr,
    /// `map`: the precision at the rank of each relevant document, summed, over the number of relevant documents
    /// (`map`, `map_cut`).
    Map,
    /// `recall`: relevant documents retrieved over all relevant ones (`recall`).
    Recall,
    /// `p`: relevant documents retrieved over the depth (`P`); over all that were retrieved where there is no depth
    /// (`set_P`).
    Precision,
}

/// Every measure with its name.
const NAMES: [(Measure, &str); 5] = [
    (Measure::Ndcg, "ndcg"),
    (Measure::Mrr, "mrr"),
    (Measure::Map, "map"),
    (Measure::Recall, "recall"),
    (Measure::Precision, "p"),
];

/// The metrics that are given where none are asked for.
pub const METRICS: [Metric; 5] = [
    Metric { measure: Measure::Ndcg, depth: Some(10) },
    Metric { measure: Measure::Mrr, depth: Some(10) },
    Metric { measure: Measure::Map, depth: None },
    Metric { measure: Measure::Recall, depth: Some(10) },
    Metric { measure: Measure::Recall, depth: Some(100) },
];

/// A measure at a depth, written `ndcg@10`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Metric {
    /// What is measured.
    pub measure: Measure,
    /// The ranks that count, from the first, at least 1; `None` for the whole ranking.
    pub depth: Option<usize>,
}

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(measure, _)| *measure == self.measure).map_or("", |(_, name)| name);
        match self.depth {
            Some(depth) => write!(f, "{name}@{depth}"),
            None => f.write_str(name),
        }
    }
}

impl FromStr for Metric {
    type Err = Error;

    /// Reads `NAME` or `NAME@DEPTH`, in any case.
    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = |what: &str| Error::new(ErrorKind::BadArgument, format!("the metric {text:?} {what}"));
        let (name, depth) = text.split_once('@').map_or((text, None), |(name, depth)| (name, Some(depth)));
        let named = NAMES.iter().find(|(_, known)| known.eq_ignore_ascii_case(name)).ok_or_else(|| {
            wrong("is not known").remedy("there are ndcg, mrr, map, recall and p, each alone or with a depth: ndcg@10")
        })?;
        let depth = depth.map(|depth| depth.parse().ok().filter(|&depth| depth > 0).ok_or(()));
        let depth = depth.transpose().map_err(|()| {
            wrong("has no depth that can be read behind its @")
                .remedy("a depth is a whole number from 1, as in ndcg@10")
        })?;
        Ok(Self { measure: named.0, depth })
    }
}

/// A ranking as its judgments see it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ranking {
    gains: Vec<i64>,
    ideal: Vec<i64>,
}

impl Ranking {
    /// A ranking whose documents have these grades, best first (0 for one that is not judged), of a query whose relevant
    /// documents have the grades `relevant`.
    pub fn new(grades: impl IntoIterator<Item = i64>, relevant: impl IntoIterator<Item = i64>) -> Self {
        let gains = grades.into_iter().map(|grade| grade.max(0)).collect();
        let mut ideal: Vec<i64> = relevant.into_iter().filter(|&grade| grade > 0).collect();
        ideal.sort_unstable_by(|a, b| b.cmp(a));
        Self { gains, ideal }
    }

    /// Number of relevant documents, retrieved or not.
    pub fn relevant(&self) -> usize {
        self.ideal.len()
    }

    /// Number of relevant documents in the ranking.
    pub fn retrieved(&self) -> usize {
        hits(&self.gains)
    }

    /// The value of a metric, from 0 to 1; 0 where nothing is relevant. Cost: the depth.
    pub fn value(&self, metric: Metric) -> f64 {
        let gains = cut(&self.gains, metric.depth);
        if self.ideal.is_empty() || gains.is_empty() {
            return 0.0;
        }
        let relevant = self.ideal.len() as f64;
        match metric.measure {
            Measure::Ndcg => gain(gains) / gain(cut(&self.ideal, metric.depth)),
            Measure::Mrr => gains.iter().position(|&gain| gain > 0).map_or(0.0, |at| 1.0 / (at + 1) as f64),
            Measure::Map => precisions(gains) / relevant,
            Measure::Recall => hits(gains) as f64 / relevant,
            Measure::Precision => hits(gains) as f64 / metric.depth.unwrap_or(gains.len()) as f64,
        }
    }
}

fn cut(gains: &[i64], depth: Option<usize>) -> &[i64] {
    &gains[..gains.len().min(depth.unwrap_or(usize::MAX))]
}

fn hits(gains: &[i64]) -> usize {
    gains.iter().filter(|&&gain| gain > 0).count()
}

/// Discounted cumulated gain.
fn gain(gains: &[i64]) -> f64 {
    gains.iter().enumerate().map(|(at, &gain)| gain as f64 / ((at + 2) as f64).log2()).sum()
}

/// The precisions at the ranks of the relevant documents, summed.
fn precisions(gains: &[i64]) -> f64 {
    let ranks = gains.iter().enumerate().filter(|&(_, &gain)| gain > 0).map(|(at, _)| at + 1);
    // Summing nothing gives -0.0.
    ranks.enumerate().map(|(before, rank)| (before + 1) as f64 / rank as f64).fold(0.0, |sum, value| sum + value)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn value(metric: &str, gains: &[i64], relevant: &[i64]) -> f64 {
        Ranking::new(gains.iter().copied(), relevant.iter().copied()).value(metric.parse().unwrap())
    }

    #[track_caller]
    fn is(metric: &str, gains: &[i64], relevant: &[i64], expected: f64) {
        let value = value(metric, gains, relevant);
        assert!((value - expected).abs() < 1e-12, "{metric}: {value}, not {expected}");
    }

    #[test]
    fn values_by_hand() {
        let (gains, relevant) = ([0, 3, -2, 1], [3, 2, 1]);
        let log = |rank: f64| (rank + 1.0).log2();
        let (found, best) = (3.0 / log(2.0) + 1.0 / log(4.0), 3.0 + 2.0 / log(2.0) + 1.0 / log(3.0));
        is("ndcg", &gains, &relevant, found / best);
        is("ndcg@2", &gains, &relevant, (3.0 / log(2.0)) / (3.0 + 2.0 / log(2.0)));
        is("mrr", &gains, &relevant, 0.5);
        is("mrr@1", &gains, &relevant, 0.0);
        is("map", &gains, &relevant, (1.0 / 2.0 + 2.0 / 4.0) / 3.0);
        is("map@2", &gains, &relevant, (1.0 / 2.0) / 3.0);
        is("recall", &gains, &relevant, 2.0 / 3.0);
        is("recall@3", &gains, &relevant, 1.0 / 3.0);
        is("p@10", &gains, &relevant, 0.2);
        is("p", &gains, &relevant, 0.5);
        assert!(value("map", &[0], &relevant).is_sign_positive());
        is("ndcg@10", &[], &relevant, 0.0);
        is("ndcg@10", &gains, &[], 0.0);
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for name in ["ndcg@10", "mrr@10", "map", "recall@100", "p@5", "ndcg", "map@7"] {
            assert_eq!(name.parse::<Metric>().unwrap().to_string(), name);
        }
        assert_eq!("NDCG@3".parse::<Metric>().unwrap().to_string(), "ndcg@3");
        assert_eq!(METRICS.map(|metric| metric.to_string()), ["ndcg@10", "mrr@10", "map", "recall@10", "recall@100"]);
    }

    #[test]
    fn an_unknown_metric_is_told_what_there_is() {
        let error = |name: &str| name.parse::<Metric>().unwrap_err().to_string();
        let known = error("f1");
        assert!(known.starts_with("the metric \"f1\" is not known") && known.contains("ndcg, mrr, map, recall and p"));
        for name in ["ndcg@0", "ndcg@", "ndcg@x", "ndcg@-1", "ndcg@1@2"] {
            assert!(error(name).contains("depth"), "{name}");
        }
    }

    fn metric() -> impl Strategy<Value = Metric> {
        (0..NAMES.len(), prop::option::of(1..12usize)).prop_map(|(at, depth)| Metric { measure: NAMES[at].0, depth })
    }

    proptest! {
        #[test]
        fn a_value_lies_between_nothing_and_the_best(gains in prop::collection::vec(-1..4i64, 0..15),
                                                      missed in prop::collection::vec(1..4i64, 0..5), metric in metric()) {
            let relevant: Vec<i64> = gains.iter().chain(&missed).copied().filter(|&gain| gain > 0).collect();
            let ranking = Ranking::new(gains.iter().copied(), relevant.iter().copied());
            let best = Ranking::new(ranking.ideal.clone(), relevant);
            let value = ranking.value(metric);
            prop_assert!((0.0..=1.0 + 1e-12).contains(&value), "{metric} {value}");
            prop_assert!(value <= best.value(metric) + 1e-12);
        }

        #[test]
        fn a_relevant_document_further_up_is_never_worse(mut gains in prop::collection::vec(0..4i64, 2..15),
                                                          at in 0..13usize, metric in metric()) {
            let relevant = gains.clone();
            let at = at % (gains.len() - 1);
            let before = Ranking::new(gains.clone(), relevant.clone()).value(metric);
            if gains[at] < gains[at + 1] {
                gains.swap(at, at + 1);
            }
            prop_assert!(Ranking::new(gains, relevant).value(metric) >= before - 1e-12);
        }
    }
}

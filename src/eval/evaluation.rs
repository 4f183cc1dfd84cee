//! A run held against judgments.

use super::bootstrap::{Difference, SEED, paired};
use super::judgments::{Judged, Judgments};
use super::metrics::{Metric, Ranking};
use super::run::Run;

/// The values of a run, query by query.
#[derive(Debug, Clone, PartialEq)]
pub struct Evaluation {
    /// The metrics, in the order of the values.
    pub metrics: Vec<Metric>,
    /// The judged queries with a relevant document, in the order of the judgments.
    pub queries: Vec<QueryScores>,
}

/// The values of one query.
#[derive(Debug, Clone, PartialEq)]
pub struct QueryScores {
    /// The query's id, as the judgments have it.
    pub query: String,
    /// Whether the run answers it; if not, its values are 0.
    pub answered: bool,
    /// Number of relevant documents.
    pub relevant: usize,
    /// Number of those that the run holds.
    pub retrieved: usize,
    /// A value a metric, each from 0 to 1.
    pub values: Vec<f64>,
}

/// Judges a run. Queries of the run without judgments are ignored. Cost: a look-up for each document of a judged query.
pub fn evaluate(judgments: &Judgments, run: &Run, metrics: &[Metric]) -> Evaluation {
    let queries = judgments.with_relevant().map(|judged| scores(judged, run, metrics)).collect();
    Evaluation { metrics: metrics.to_vec(), queries }
}

fn scores(judged: &Judged, run: &Run, metrics: &[Metric]) -> QueryScores {
    let found = run.ranking(&judged.query);
    let grades = judged.grades(found.unwrap_or_default().iter().map(|ranked| ranked.id.as_str()));
    let relevant = judged.relevant().map(|(_, grade)| grade);
    let ranking = Ranking::new(grades.into_iter().map(Option::unwrap_or_default), relevant);
    QueryScores {
        query: judged.query.clone(),
        answered: found.is_some(),
        relevant: ranking.relevant(),
        retrieved: ranking.retrieved(),
        values: metrics.iter().map(|&metric| ranking.value(metric)).collect(),
    }
}

impl Evaluation {
    /// The mean of each metric over the queries; 0 where there are none.
    pub fn means(&self) -> Vec<f64> {
        let count = self.queries.len().max(1) as f64;
        let sum = |at: usize| self.queries.iter().map(|query| query.values[at]).sum::<f64>();
        (0..self.metrics.len()).map(|at| sum(at) / count).collect()
    }

    /// Number of judged queries that the run does not answer.
    pub fn missing(&self) -> usize {
        self.queries.iter().filter(|query| !query.answered).count()
    }
}

/// The difference of each metric, `run` less `baseline`, over their queries: both of the same judgments and metrics.
/// Cost: a [`paired`] bootstrap a metric.
pub fn compare(run: &Evaluation, baseline: &Evaluation) -> Vec<Difference> {
    let difference = |at: usize| {
        let pairs = run.queries.iter().zip(&baseline.queries);
        let differences: Vec<f64> = pairs.map(|(run, baseline)| run.values[at] - baseline.values[at]).collect();
        paired(&differences, SEED)
    };
    (0..run.metrics.len().min(baseline.metrics.len())).map(difference).collect()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::METRICS;
    use super::*;

    fn judged(qrels: &str, run: &str) -> Evaluation {
        let judgments = Judgments::read(qrels.as_bytes(), Path::new("qrels")).unwrap();
        evaluate(&judgments, &Run::read(run.as_bytes(), Path::new("run")).unwrap(), &METRICS)
    }

    #[test]
    fn who_counts() {
        // b is not answered and counts 0, c has no relevant document, d no judgments.
        let found = judged("a 0 x 1\nb 0 x 1\nc 0 x 0\n", "a Q0 x 1 2 t\nc Q0 x 1 2 t\nd Q0 x 1 2 t\n");
        assert_eq!(found.queries.iter().map(|query| query.query.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!((found.missing(), found.means()), (1, vec![0.5; 5]));
        assert_eq!((found.queries[0].relevant, found.queries[0].retrieved), (1, 1));
    }

    #[test]
    fn a_run_against_itself_and_against_a_worse_one() {
        let qrels = "a 0 x 1\nb 0 x 1\n";
        let good = judged(qrels, "a Q0 x 1 2 t\nb Q0 x 1 2 t\n");
        let bad = judged(qrels, "a Q0 y 1 3 t\na Q0 x 1 2 t\nb Q0 y 1 2 t\n");
        assert!(compare(&good, &good).iter().all(|found| found.mean == 0.0 && found.p > 0.99));
        let mrr = compare(&good, &bad)[1];
        assert!((mrr.mean - 0.75).abs() < 1e-12 && mrr.p == 0.0, "{mrr:?}");
        assert!(mrr.interval[0] >= 0.5 && mrr.interval[1] <= 1.0);
    }
}

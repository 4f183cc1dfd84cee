//! `eval --json`: a [`QueryLine`] each with `--per-query`, one and its [`JudgedLine`]s with `--show-one`, then one [`EvalLine`].

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::eval::{Metric, QueryScores};

use super::{Baseline, Report, Row, Shown, Source};

/// The last line, `{"type":"eval",…}`.
#[derive(Debug, Serialize)]
pub struct EvalLine {
    r#type: &'static str,
    /// Judged queries that have a relevant document.
    pub queries: usize,
    /// Those of them that were not answered; each counts 0.
    pub missing: usize,
    /// The run; absent where an index was searched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// Directory of the index that was searched; absent where a run was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub index: Option<String>,
    /// `document` or `passage`: what the search ranked; absent where a run was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<&'static str>,
    /// Ranks that were judged, from the first; null where all were.
    pub depth: Option<usize>,
    /// Metric (`ndcg@10`) → mean, from 0 to 1.
    pub metrics: Map<String, Value>,
    /// Metric → its `value` in the baseline, the `difference` to it, the 95 % `interval` and `p`, the share of resamples in
    /// which the difference is not above 0; absent without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Map<String, Value>>,
    /// The baseline's file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_run: Option<String>,
    /// Judged queries that the baseline does not answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline_missing: Option<usize>,
}

impl EvalLine {
    /// The line of a report.
    pub fn new(report: &Report<'_>) -> Self {
        let (run, index, by) = match report.source {
            Source::Run(path) => (Some(path.display().to_string()), None, None),
            Source::Index { path, by_document } => {
                (None, Some(path.display().to_string()), Some(if by_document { "document" } else { "passage" }))
            }
        };
        let baseline = report.baseline.as_ref();
        Self {
            r#type: "eval",
            queries: report.evaluation.queries.len(),
            missing: report.evaluation.missing(),
            run,
            index,
            by,
            depth: report.depth,
            metrics: named(&report.evaluation.metrics, report.evaluation.means()),
            baseline: baseline.map(compared),
            baseline_run: baseline.map(|baseline| baseline.path.display().to_string()),
            baseline_missing: baseline.map(|baseline| baseline.evaluation.missing()),
        }
    }
}

fn named(metrics: &[Metric], values: impl IntoIterator<Item = impl Into<Value>>) -> Map<String, Value> {
    metrics.iter().map(Metric::to_string).zip(values.into_iter().map(Into::into)).collect()
}

fn compared(baseline: &Baseline<'_>) -> Map<String, Value> {
    let pairs = baseline.evaluation.means().into_iter().zip(&baseline.differences);
    named(
        &baseline.evaluation.metrics,
        pairs.map(|(value, found)| {
            json!({"value": value, "difference": found.mean, "interval": found.interval, "p": found.p})
        }),
    )
}

/// A judged query, `{"type":"query",…}`.
#[derive(Debug, Serialize)]
pub struct QueryLine<'a> {
    r#type: &'static str,
    /// Its id, as the judgments have it.
    pub query_id: &'a str,
    /// What was asked; null where the queries were not given or lack it.
    pub text: Option<&'a str>,
    /// Whether there is a ranking for it.
    pub answered: bool,
    /// Relevant documents.
    pub relevant: usize,
    /// Those of them that the ranking holds.
    pub retrieved: usize,
    /// Metric → value.
    pub metrics: Map<String, Value>,
    /// Metric → value of the baseline; absent without one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Map<String, Value>>,
}

impl<'a> QueryLine<'a> {
    /// The line of a query, `baseline` its values in the baseline.
    pub fn new(
        scores: &'a QueryScores,
        metrics: &[Metric],
        text: Option<&'a str>,
        baseline: Option<&QueryScores>,
    ) -> Self {
        Self {
            r#type: "query",
            query_id: &scores.query,
            text,
            answered: scores.answered,
            relevant: scores.relevant,
            retrieved: scores.retrieved,
            metrics: named(metrics, scores.values.iter().copied()),
            baseline: baseline.map(|baseline| named(metrics, baseline.values.iter().copied())),
        }
    }
}

/// A document or passage of a judged ranking, or a relevant one that it lacks: `{"type":"judged",…}`.
#[derive(Debug, Serialize)]
pub struct JudgedLine<'a> {
    r#type: &'static str,
    /// The query.
    pub query_id: &'a str,
    /// From 1; null where it was not retrieved.
    pub rank: Option<usize>,
    /// As a 32-bit float; null where it was not retrieved.
    pub score: Option<f32>,
    /// Its judgment; null where there is none.
    pub grade: Option<i64>,
    /// Whether the grade is above 0.
    pub relevant: bool,
    /// Its id.
    pub id: &'a str,
    /// See [`Row::title`].
    pub title: Option<&'a str>,
    /// See [`Row::text`].
    pub text: Option<&'a str>,
}

impl<'a> JudgedLine<'a> {
    /// The line of a row.
    pub fn new(shown: &Shown<'a>, row: &'a Row) -> Self {
        Self {
            r#type: "judged",
            query_id: &shown.scores.query,
            rank: row.ranked.map(|(rank, _)| rank),
            score: row.ranked.map(|(_, score)| score),
            grade: row.grade,
            relevant: row.is_relevant(),
            id: &row.id,
            title: row.title.as_deref(),
            text: row.text.as_deref(),
        }
    }
}

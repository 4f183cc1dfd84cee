//! Evaluations for a person.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::eval::{Evaluation, Metric, RESAMPLES};
use crate::render::sanitized;
use crate::text::width::fit;

use super::table;
use super::{Baseline, Report, Row, Shown, Source};

/// What stands where there is nothing.
const NONE: &str = "–";
/// Marks what is relevant.
const RELEVANT: &str = "*";
/// Columns that a title and a text are indented by.
const INDENT: usize = 4;
/// Columns of a text's beginning.
const BEGINNING: usize = 100;

/// Writes the metrics as a table, then what was judged.
pub fn write_summary(out: &mut impl Write, report: &Report<'_>) -> io::Result<()> {
    let means = report.evaluation.means();
    let names = report.evaluation.metrics.iter().map(Metric::to_string);
    let mut rows: Vec<Vec<String>> = names.zip(&means).map(|(name, mean)| vec![name, figure(*mean)]).collect();
    if let Some(baseline) = &report.baseline {
        compare(&mut rows, baseline);
    }
    table::write(out, &rows, 0)?;
    let depth = report.depth.map(|depth| format!(", the first {depth}")).unwrap_or_default();
    let source = match report.source {
        Source::Run(path) => format!("{}{depth}", path.display()),
        Source::Index { path, by_document } => {
            format!("{}, by {}{depth}", path.display(), if by_document { "document" } else { "passage" })
        }
    };
    writeln!(out, "\n{} judged queries · {source}{}", report.evaluation.queries.len(), missing(report.evaluation))?;
    if let Some(baseline) = &report.baseline {
        let path = baseline.path.display();
        writeln!(out, "baseline {path}{} · {RESAMPLES} paired resamples", missing(baseline.evaluation))?;
    }
    Ok(())
}

/// Adds a header and the baseline's columns.
fn compare(rows: &mut Vec<Vec<String>>, baseline: &Baseline<'_>) {
    let pairs = baseline.evaluation.means().into_iter().zip(&baseline.differences);
    for (row, (value, found)) in rows.iter_mut().zip(pairs) {
        let [low, high] = found.interval;
        row.extend([figure(value), signed(found.mean)]);
        row.extend([format!("{} … {}", signed(low), signed(high)), figure(found.p)]);
    }
    let header = ["", "value", "baseline", "difference", "95 % interval", "P(difference ≤ 0)"];
    rows.insert(0, header.map(str::to_owned).to_vec());
}

fn missing(evaluation: &Evaluation) -> String {
    match evaluation.missing() {
        0 => String::new(),
        missing => format!(" · {missing} not answered, each counts 0"),
    }
}

/// Writes the values of each query as a table with a header, then a blank line; `safe` as in [`write_shown`].
pub fn write_queries(out: &mut impl Write, evaluation: &Evaluation, safe: bool) -> io::Result<()> {
    let names = evaluation.metrics.iter().map(Metric::to_string);
    let mut rows: Vec<Vec<String>> = vec![["query".to_owned()].into_iter().chain(names).collect()];
    rows.extend(evaluation.queries.iter().map(|query| {
        let id = printable(&query.query, safe).into_owned();
        [id].into_iter().chain(query.values.iter().map(|&value| figure(value))).collect()
    }));
    table::write(out, &rows, 0)?;
    writeln!(out)
}

/// Writes a query, its ranking with the relevant documents marked, and those of them that it lacks. With `safe` control
/// characters of documents are escaped, as they must be on a terminal.
pub fn write_shown(out: &mut impl Write, shown: &Shown<'_>, safe: bool) -> io::Result<()> {
    let text = shown.text.unwrap_or("(the text of the query was not given)");
    writeln!(out, "{}\n", printable(&format!("{}  {text}", shown.scores.query), safe))?;
    if !shown.scores.answered {
        writeln!(out, "no answer\n")?;
    }
    let found = shown.rows.iter().position(|row| row.ranked.is_none()).unwrap_or(shown.rows.len());
    for row in &shown.rows[..found] {
        write_row(out, row, safe)?;
    }
    if found < shown.rows.len() {
        writeln!(out, "{}relevant, but not retrieved:", if found > 0 { "\n" } else { "" })?;
    }
    for row in &shown.rows[found..] {
        write_row(out, row, safe)?;
    }
    let scores = shown.scores;
    writeln!(out, "\n{RELEVANT} relevant: {} of {} retrieved\n", scores.retrieved, scores.relevant)?;
    let names = shown.metrics.iter().map(Metric::to_string);
    let rows: Vec<_> = names.zip(&scores.values).map(|(name, value)| vec![name, figure(*value)]).collect();
    table::write(out, &rows, 0)
}

fn write_row(out: &mut impl Write, row: &Row, safe: bool) -> io::Result<()> {
    let mark = if row.is_relevant() { RELEVANT } else { " " };
    let grade = row.grade.map_or_else(|| NONE.to_owned(), |grade| grade.to_string());
    let (rank, score) = row
        .ranked
        .map_or_else(|| (NONE.to_owned(), NONE.to_owned()), |(rank, score)| (rank.to_string(), format!("{score:.4}")));
    writeln!(out, "{mark} {rank:>4} {score:>9} {grade:>3}  {}", printable(&row.id, safe))?;
    for line in [&row.title, &row.text].into_iter().flatten() {
        let line = line.replace('\n', " ");
        let beginning = fit(&line, BEGINNING);
        let more = if beginning.len() < line.len() { "…" } else { "" };
        writeln!(out, "{:INDENT$}{}{more}", "", printable(beginning, safe))?;
    }
    Ok(())
}

fn printable(text: &str, safe: bool) -> Cow<'_, str> {
    if safe { sanitized(text) } else { Cow::Borrowed(text) }
}

fn figure(value: f64) -> String {
    format!("{value:.4}")
}

/// With its sign; what rounds to nothing has none.
fn signed(value: f64) -> String {
    let text = format!("{value:+.4}");
    if text.ends_with("0.0000") { "0.0000".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounds_to_nothing_has_no_sign() {
        assert_eq!([0.01234, -0.5, -0.000_01, 0.0].map(signed), ["+0.0123", "-0.5000", "0.0000", "0.0000"]);
    }
}

//! What a score is made of, for a person.

use std::fmt::Write as _;

use crate::search::{Explanation, Hit};

/// Terms of stage 1 that are shown, those that gave most.
const TERMS: usize = 12;

/// The lines below a hit: the sum of the features, then that of stage 1.
pub(super) fn lines(hit: &Hit, explain: &Explanation) -> Vec<String> {
    let mut sum = format!("score {:.4}", hit.score);
    for (at, part) in explain.features.iter().enumerate() {
        let sign = if at == 0 { '=' } else { '+' };
        let _ = write!(sum, " {sign} {:.2} × {} {:.4}", part.weight, part.name, part.value);
    }
    if explain.features.is_empty() {
        sum.push_str(" (in the order of stage 1: past the depth of the rerank, or an exact search)");
    }
    let mut terms: Vec<_> = explain.terms.iter().collect();
    terms.sort_by(|a, b| b.score.total_cmp(&a.score));
    let shown = terms.iter().take(TERMS).map(|term| {
        let count = if (term.count - 1.0).abs() < 1e-9 { String::new() } else { format!(" × {:.2}", term.count) };
        format!("{}:{}{count} {:.3}", term.field, term.term, term.score)
    });
    let more = terms.len().saturating_sub(TERMS);
    let mut stage1 = format!("stage 1 {:.3} of {:.3}: ", explain.stage1, explain.most);
    stage1.push_str(&shown.collect::<Vec<_>>().join(", "));
    if more > 0 {
        let _ = write!(stage1, ", and {more} more");
    }
    vec![sum, stage1]
}

//! Which of the candidates are shown: order, at most so many of one document, or one a document.

use std::collections::HashMap;

use crate::error::Result;

use super::passages::Passages;
use super::retrieve::Candidate;

/// A candidate with what orders and groups it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Ordered {
    pub candidate: Candidate,
    pub document: String,
    pub number: u64,
    /// Candidates of the same document that were left out for the sake of others.
    pub more: usize,
}

/// Best first; equal scores by document id (bytes), then by passage number.
pub(super) fn in_order(passages: &Passages<'_>, candidates: Vec<Candidate>) -> Result<Vec<Ordered>> {
    let mut ordered = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let document = passages.document(candidate.segment, candidate.doc)?;
        let number = passages.number(candidate.segment, candidate.doc)?;
        ordered.push(Ordered { candidate, document, number, more: 0 });
    }
    ordered.sort_by(|a, b| {
        let by_score = b.candidate.score.total_cmp(&a.candidate.score);
        by_score.then_with(|| (&a.document, a.number).cmp(&(&b.document, b.number)))
    });
    Ok(ordered)
}

/// The first `wanted` with at most `cap` of one document. Where that leaves fewer than wanted, the best of those
/// left out fill up the answer. The order stays.
pub(super) fn capped(ordered: Vec<Ordered>, cap: usize, wanted: usize) -> Vec<Ordered> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let (mut kept, mut left) = (Vec::new(), Vec::new());
    for (at, candidate) in ordered.into_iter().enumerate() {
        let count = counts.entry(candidate.document.clone()).or_default();
        *count += 1;
        if *count <= cap && kept.len() < wanted {
            kept.push((at, candidate));
        } else if *count > cap {
            left.push((at, candidate));
        }
    }
    let missing = wanted.saturating_sub(kept.len());
    let rest = left.split_off(missing.min(left.len()));
    kept.append(&mut left);
    kept.sort_by_key(|(at, _)| *at);
    let mut more: HashMap<String, usize> = HashMap::new();
    for (_, candidate) in rest {
        *more.entry(candidate.document).or_default() += 1;
    }
    let mut out: Vec<Ordered> = kept.into_iter().map(|(_, candidate)| candidate).collect();
    out.iter_mut().for_each(|candidate| candidate.more = more.get(&candidate.document).copied().unwrap_or(0));
    out
}

/// The best passage of each document, in order.
pub(super) fn one_a_document(ordered: Vec<Ordered>) -> Vec<Ordered> {
    let mut seen = std::collections::HashSet::new();
    ordered.into_iter().filter(|candidate| seen.insert(candidate.document.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(documents: &str) -> Vec<Ordered> {
        let candidate = |at: usize| Candidate { segment: 0, doc: at as u32, score: 100.0 - at as f64 };
        let make = |(at, document): (usize, char)| Ordered {
            candidate: candidate(at),
            document: document.to_string(),
            number: at as u64,
            more: 0,
        };
        documents.chars().enumerate().map(make).collect()
    }

    fn documents(ordered: &[Ordered]) -> String {
        ordered.iter().map(|candidate| candidate.document.as_str()).collect()
    }

    #[test]
    fn one_document_does_not_fill_the_page() {
        let kept = capped(candidates("aaaabbc"), 2, 5);
        assert_eq!(documents(&kept), "aabbc");
        assert_eq!(kept[0].more, 2);
    }

    #[test]
    fn the_cap_never_shortens_the_answer() {
        let kept = capped(candidates("aaaab"), 1, 4);
        assert_eq!(documents(&kept), "aaab");
        let scores: Vec<_> = kept.iter().map(|candidate| candidate.candidate.doc).collect();
        assert_eq!(scores, [0, 1, 2, 4], "the order stays");
    }

    #[test]
    fn a_document_once() {
        assert_eq!(documents(&one_a_document(candidates("abab"))), "ab");
    }
}

//! Which of the candidates are shown: order, at most so many of one document, or one a document.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::passages::{DocumentKey, Passages};
use super::retrieve::Candidate;

/// A candidate with what orders and groups it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ordered {
    pub candidate: Candidate,
    pub document: DocumentKey,
    pub number: u64,
    /// Candidates of the same document that were left out for the sake of others.
    pub more: usize,
}

/// The first `wanted` in order, best first; equal scores by document id (bytes), then by passage number. Cost: linear in
/// the candidates, and sorting those wanted.
pub(super) fn in_order(passages: &Passages<'_>, candidates: Vec<Candidate>, wanted: usize) -> Vec<Ordered> {
    let order = |candidate: Candidate| Ordered {
        document: passages.document_of(candidate.segment, candidate.doc),
        number: passages.number(candidate.segment, candidate.doc),
        more: 0,
        candidate,
    };
    let mut ordered: Vec<Ordered> = candidates.into_iter().map(order).collect();
    let compare = |a: &Ordered, b: &Ordered| by_score(passages, a, b);
    if wanted < ordered.len() {
        if wanted > 0 {
            ordered.select_nth_unstable_by(wanted - 1, compare);
        }
        ordered.truncate(wanted);
    }
    ordered.sort_unstable_by(compare);
    ordered
}

/// Best first, see [`in_order`].
pub(super) fn by_score(passages: &Passages<'_>, a: &Ordered, b: &Ordered) -> Ordering {
    let scores = b.candidate.score.total_cmp(&a.candidate.score);
    scores.then_with(|| passages.compare(a.document, b.document)).then_with(|| a.number.cmp(&b.number))
}

/// The first `wanted` with at most `cap` of one document. Where that leaves fewer than wanted, those left out follow, in
/// their order, so that an answer is the beginning of every longer one; their scores go on below.
pub(super) fn capped(ordered: Vec<Ordered>, cap: usize, wanted: usize) -> Vec<Ordered> {
    let mut counts: HashMap<DocumentKey, usize> = HashMap::new();
    let (mut kept, mut left) = (Vec::new(), Vec::new());
    for candidate in ordered {
        let count = counts.entry(candidate.document).or_default();
        *count += 1;
        if *count > cap {
            left.push(candidate);
        } else if kept.len() < wanted {
            kept.push(candidate);
        }
    }
    let rest = left.split_off(wanted.saturating_sub(kept.len()).min(left.len()));
    continue_scores(kept.last(), &mut left);
    kept.append(&mut left);
    let mut more: HashMap<DocumentKey, usize> = HashMap::new();
    for candidate in rest {
        *more.entry(candidate.document).or_default() += 1;
    }
    for candidate in &mut kept {
        candidate.more = more.get(&candidate.document).copied().unwrap_or(0);
    }
    kept
}

/// Gives what follows others scores that continue theirs.
pub(super) fn continue_scores(last: Option<&Ordered>, tail: &mut [Ordered]) {
    let Some(top) = tail.first().map(|first| first.candidate.score) else { return };
    let floor = last.map_or(top, |last| last.candidate.score);
    for candidate in tail {
        candidate.candidate.score *= if top > 0.0 { (floor / top).min(1.0) } else { 0.0 };
    }
}

/// The best passage of each document, in order.
pub(super) fn one_a_document(ordered: Vec<Ordered>) -> Vec<Ordered> {
    let mut seen = HashSet::new();
    ordered.into_iter().filter(|candidate| seen.insert(candidate.document)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidates(documents: &str) -> Vec<Ordered> {
        let candidate = |at: usize| Candidate { segment: 0, doc: at as u32, score: 100.0 - at as f64 };
        let make = |(at, document): (usize, char)| Ordered {
            candidate: candidate(at),
            document: DocumentKey::new(0, u64::from(document as u32)),
            number: at as u64,
            more: 0,
        };
        documents.chars().enumerate().map(make).collect()
    }

    fn documents(ordered: &[Ordered]) -> String {
        let document = |ordered: &Ordered| {
            (b'a'..=b'z').map(char::from).find(|&c| DocumentKey::new(0, c.into()) == ordered.document)
        };
        ordered.iter().filter_map(document).collect()
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
        assert_eq!(documents(&kept), "abaa");
        assert!(kept.is_sorted_by(|a, b| a.candidate.score >= b.candidate.score), "scores fall");
        let longer = capped(candidates("aaaab"), 1, 5);
        assert_eq!(documents(&longer), "abaaa", "a page is the beginning of every longer answer");
    }

    #[test]
    fn a_document_once() {
        assert_eq!(documents(&one_a_document(candidates("abab"))), "ab");
    }
}

//! Words of the query that stand near each other.

use super::occurrences::{Finder, Occurrences, Place};

/// Most characters between two neighbours of a pair.
const GAP: usize = 12;

/// Most characters between the beginnings of the first and the last word of a window.
const WIDTH: usize = 60;

/// `pair12`: of the neighbouring words of the query, weighed by the smaller idf of the two, the share whose words stand
/// with at most [`GAP`] characters between them somewhere, in either order, not overlapping.
pub(super) fn pairs(found: &Occurrences, pairs: &[(usize, usize, f64)]) -> f64 {
    let total: f64 = pairs.iter().map(|pair| pair.2).sum();
    if total <= 0.0 {
        return 0.0;
    }
    let near = |a: usize, b: usize| follows(found.of(a), found.of(b)) || follows(found.of(b), found.of(a));
    pairs.iter().filter(|&&(a, b, _)| near(a, b)).fold(0.0, |sum, pair| sum + pair.2) / total
}

/// Whether one of `then` begins at most [`GAP`] characters behind the end of one of `first`.
fn follows(first: &[Place], then: &[Place]) -> bool {
    first.iter().any(|one| {
        let next = then.partition_point(|other| other.start < one.end);
        then.get(next).is_some_and(|other| other.start - one.end <= GAP)
    })
}

/// `win60`: the greatest share of the query's idf that distinct words have whose beginnings lie within [`WIDTH`]
/// characters of one another.
pub(super) fn window(found: &Occurrences, finder: &Finder, total: f64) -> f64 {
    if total <= 0.0 {
        return 0.0;
    }
    let idf = |word: usize| finder.words().get(word).map_or(0.0, |word| word.idf);
    let all = found.all();
    let mut counts = vec![0_usize; finder.words().len()];
    let (mut sum, mut best, mut first) = (0.0, 0.0_f64, 0);
    for &(start, word) in &all {
        counts[word] += 1;
        if counts[word] == 1 {
            sum += idf(word);
        }
        while let Some(&(from, left)) = all.get(first).filter(|(from, _)| start - from > WIDTH) {
            debug_assert!(from <= start);
            counts[left] -= 1;
            if counts[left] == 0 {
                sum -= idf(left);
            }
            first += 1;
        }
        best = best.max(sum);
    }
    best / total
}

//! Spans of words with their counts and neighbours.

use super::MOST_WORDS;

/// A span of neighbouring words that is counted.
#[derive(Debug)]
pub(super) struct Span {
    words: [u32; MOST_WORDS],
    len: u8,
    /// How often it stands in the corpus.
    pub(super) count: u32,
    /// The passages it stands in.
    pub(super) passages: u32,
    /// The documents it stands in.
    pub(super) documents: u32,
    /// Occurrences right behind an opening quotation mark.
    pub(super) opened: u32,
    /// Occurrences right before a closing one.
    pub(super) closed: u32,
    /// Occurrences between both.
    pub(super) quoted: u32,
    /// What stands left of it.
    pub(super) left: Side,
    /// What stands right of it.
    pub(super) right: Side,
    seen: (u32, u32),
}

impl Span {
    /// A span that was not met yet; of at most [`MOST_WORDS`] words.
    pub(super) fn new(words: &[u32]) -> Self {
        let mut own = [0; MOST_WORDS];
        own[..words.len()].copy_from_slice(words);
        Self {
            words: own,
            len: words.len() as u8,
            count: 0,
            passages: 0,
            documents: 0,
            opened: 0,
            closed: 0,
            quoted: 0,
            left: Side::default(),
            right: Side::default(),
            seen: (0, 0),
        }
    }

    /// Its words.
    pub(super) fn words(&self) -> &[u32] {
        &self.words[..usize::from(self.len)]
    }

    /// Counts an occurrence in a passage of a document, both numbered from 1.
    pub(super) fn meet(&mut self, passage: u32, document: u32) {
        self.count += 1;
        self.passages += u32::from(self.seen.0 != passage);
        self.documents += u32::from(self.seen.1 != document);
        self.seen = (passage, document);
    }

    /// The share of its occurrences that quotation marks set apart; one of both marks counts half.
    pub(super) fn share_quoted(&self) -> f64 {
        f64::from(self.opened + self.closed) / 2.0 / f64::from(self.count)
    }
}

/// Words kept of a side; more of them show well enough that it is free.
const KEPT: usize = 12;

/// The words that stand on one side of a span.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// The first [`KEPT`] different words with their counts.
    words: Vec<(u32, u32)>,
    /// Occurrences at the end of a run, or beside a word that is not kept.
    rest: u32,
}

impl Side {
    /// Counts a neighbour; `None` is the end of a run.
    pub(super) fn meet(&mut self, word: Option<u32>) {
        let Some(word) = word else {
            self.rest += 1;
            return;
        };
        if let Some(known) = self.words.iter_mut().find(|known| known.0 == word) {
            known.1 += 1;
        } else if self.words.len() < KEPT {
            self.words.push((word, 1));
        } else {
            self.rest += 1;
        }
    }

    /// The neighbours that are kept, with their counts.
    pub(super) fn words(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.words.iter().copied()
    }

    /// The most frequent neighbour; `None` where there is none but ends of runs.
    pub(super) fn top(&self) -> Option<(u32, u32)> {
        self.words.iter().copied().max_by_key(|&(word, count)| (count, std::cmp::Reverse(word)))
    }

    /// Occurrences at the end of a run, or beside a word that is not kept.
    pub(super) fn rest(&self) -> u32 {
        self.rest
    }

    /// Entropy in nats. An occurrence at the end of a run or beside a word that parts (`parts`) counts as one with a
    /// neighbour of its own: what stands there says nothing against the border.
    pub(super) fn entropy(&self, parts: impl Fn(u32, u32) -> bool) -> f64 {
        let all = f64::from(self.rest + self.words.iter().map(|word| word.1).sum::<u32>());
        let mut entropy = f64::from(self.rest) / all * all.ln();
        for &(word, count) in &self.words {
            let share = f64::from(count) / all;
            entropy += if parts(word, count) { share * all.ln() } else { -share * share.ln() };
        }
        entropy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_runs_are_free_and_one_neighbour_is_none() {
        let mut side = Side::default();
        (0..4).for_each(|_| side.meet(None));
        assert!((side.entropy(|_, _| false) - 4_f64.ln()).abs() < 1e-9);
        let mut side = Side::default();
        (0..4).for_each(|_| side.meet(Some(7)));
        assert!(side.entropy(|_, _| false).abs() < 1e-9);
        assert!((side.entropy(|_, _| true) - 4_f64.ln()).abs() < 1e-9);
        assert_eq!(side.top(), Some((7, 4)));
    }
}

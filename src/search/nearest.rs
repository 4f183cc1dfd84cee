//! The words of the index that are nearest to a string that it does not hold.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::error::Result;
use crate::index::OpenIndex;
use crate::text::fold::fold;

/// Most terms of the dictionary that are looked at, in all segments together; some 0.1 µs each.
const MOST_TERMS: usize = 20_000;
/// Lengths of a string that has near words, in characters.
const LENGTHS: std::ops::RangeInclusive<usize> = 2..=12;
/// The first character of a numeral's term, which is no word to show.
const NUMERAL: char = '#';

/// The nearest words to one that the index does not hold, best first, at most `most`: those that share the most of its
/// characters in order (of the longer of the two; at least half), then most of them in any order, then of the same length,
/// then the most frequent. A word must begin with a character of the string. None for a string of one character, or of more
/// than twelve.
///
/// Cost: a walk over the terms that begin with one of the characters, at most [`MOST_TERMS`]; where there are more, each
/// character and segment has its share, so that rarer words may be missed.
pub(super) fn nearest(index: &OpenIndex, word: &str, most: usize) -> Result<Vec<String>> {
    let folded = fold(word);
    let Some(mut near) = Near::to(&folded) else { return Ok(Vec::new()) };
    let mut segments = Vec::new();
    for segment in index.searcher.segment_readers() {
        segments.push((segment.num_docs(), segment.inverted_index(index.fields.words)?));
    }
    // The largest first: what it does not use of its share goes to the others.
    segments.sort_by_key(|(passages, _)| Reverse(*passages));
    let beginnings = near.beginnings();
    let (mut left, mut walks) = (MOST_TERMS, segments.len() * beginnings.len());
    for (_, segment) in &segments {
        for &first in &beginnings {
            let share = left / walks;
            walks -= 1;
            let (from, to) = range(first);
            let mut terms = segment.terms().range().ge(from).lt(to).into_stream()?;
            let mut looked = 0;
            while looked < share && terms.advance() {
                looked += 1;
                if let Ok(text) = std::str::from_utf8(terms.key()) {
                    near.consider(text, terms.value().doc_freq);
                }
            }
            left -= looked;
        }
    }
    Ok(near.best(most))
}

/// The terms that begin with a character: from the first on, and the first behind them.
fn range(first: char) -> (Vec<u8>, Vec<u8>) {
    let from = first.to_string().into_bytes();
    let mut to = from.clone();
    // No byte of UTF-8 is the greatest there is.
    if let Some(last) = to.last_mut() {
        *last += 1;
    }
    (from, to)
}

/// Words held against a string.
struct Near {
    string: Vec<char>,
    found: HashMap<String, Found>,
}

/// A word that is near enough.
#[derive(Clone, Copy)]
struct Found {
    likeness: Likeness,
    /// Passages that hold it, as far as they were counted.
    frequency: u64,
}

/// What two strings share, in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Likeness {
    /// In order.
    ordered: usize,
    /// In any order.
    shared: usize,
    /// Length of the longer one.
    longer: usize,
    same_length: bool,
}

impl Likeness {
    /// `None` where less than half is shared in order.
    fn of(string: &[char], word: &[char]) -> Option<Self> {
        let longer = string.len().max(word.len());
        let shared = shared(string, word);
        // What is shared in order is no more than what is shared at all, which is found sooner.
        let ordered = if shared * 2 >= longer { in_order(string, word) } else { 0 };
        let same_length = string.len() == word.len();
        (ordered * 2 >= longer).then_some(Self { ordered, shared, longer, same_length })
    }

    /// Greater is nearer. The shares are compared as whole numbers: lengths up to 24 divide this one or hardly matter.
    fn rank(self) -> (usize, usize, bool) {
        let share = |count: usize| count * 720_720 / self.longer.max(1);
        (share(self.ordered), share(self.shared), self.same_length)
    }
}

impl Near {
    /// For a folded string; `None` where it has no near words.
    fn to(string: &str) -> Option<Self> {
        let string: Vec<char> = string.chars().take(LENGTHS.end() + 1).collect();
        LENGTHS.contains(&string.len()).then(|| Self { string, found: HashMap::new() })
    }

    /// The characters that a near word may begin with, each once.
    fn beginnings(&self) -> Vec<char> {
        let mut out: Vec<char> = Vec::new();
        for &c in &self.string {
            if c != NUMERAL && !out.contains(&c) {
                out.push(c);
            }
        }
        out
    }

    /// Looks at a word that `frequency` passages of a segment hold.
    fn consider(&mut self, word: &str, frequency: u32) {
        if let Some(known) = self.found.get_mut(word) {
            known.frequency += u64::from(frequency);
            return;
        }
        let (mut characters, mut length) = (['\0'; 24], 0);
        for c in word.chars() {
            // A word more than twice as long shares less than half.
            if length == self.string.len() * 2 {
                return;
            }
            characters[length] = c;
            length += 1;
        }
        let characters = &characters[..length];
        if length < 2 || characters == self.string {
            return;
        }
        if let Some(likeness) = Likeness::of(&self.string, characters) {
            self.found.insert(word.to_owned(), Found { likeness, frequency: u64::from(frequency) });
        }
    }

    fn best(self, most: usize) -> Vec<String> {
        let mut words: Vec<(String, Found)> = self.found.into_iter().collect();
        words.sort_unstable_by(|(a, one), (b, other)| {
            let key = |found: &Found| Reverse((found.likeness.rank(), found.frequency));
            key(one).cmp(&key(other)).then_with(|| a.cmp(b))
        });
        words.into_iter().take(most).map(|(word, _)| word).collect()
    }
}

/// How many characters two strings share, each as often as both have it.
fn shared(string: &[char], word: &[char]) -> usize {
    let mut free: u32 = (1 << string.len()) - 1;
    let mut take = |c: &char| {
        let place = (0..string.len()).find(|&at| free & (1 << at) != 0 && string[at] == *c);
        place.is_some_and(|at| {
            free &= !(1 << at);
            true
        })
    };
    word.iter().filter(|&c| take(c)).count()
}

/// Length of the longest common subsequence.
fn in_order(string: &[char], word: &[char]) -> usize {
    let mut row = [0; 13];
    for c in word {
        let mut before = 0;
        for (at, other) in string.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if c == other { before + 1 } else { above.max(row[at]) };
            before = above;
        }
    }
    row[string.len()]
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::*;
    use crate::index::{Options, Silent, open, update};

    fn best(string: &str, words: &[(&str, u32)]) -> Vec<String> {
        let mut near = Near::to(string).unwrap();
        for (word, frequency) in words {
            near.consider(word, *frequency);
        }
        near.best(3)
    }

    #[test]
    fn more_shared_then_same_length_then_frequency() {
        let words = [("养老服务", 9), ("养老院", 2), ("养老", 99), ("养老金", 5), ("老年", 99), ("养殖", 99)];
        assert_eq!(best("养老所", &words), ["养老金", "养老院", "养老"]);
        assert_eq!(best("养老服雾", &words), ["养老服务", "养老", "养老金"]);
    }

    #[test]
    fn characters_in_another_order_count_after_those_in_order() {
        assert_eq!(best("贴补", &[("补贴", 1), ("补充", 99), ("贴息", 50)]), ["补贴", "补充", "贴息"]);
    }

    #[test]
    fn less_than_half_is_not_near() {
        let words = [("服装", 9), ("服务", 9), ("社会保障", 9), ("社会保险基金管理", 9)];
        assert_eq!(best("社保服务", &words), ["社会保障", "服务"]);
        assert_eq!(best("社保卡", &words), ["社会保障"]);
        assert_eq!(best("社区食堂", &words), Vec::<String>::new());
    }

    #[test]
    fn a_word_of_several_segments_is_one() {
        assert_eq!(
            best("托育所", &[("托育", 2), ("托儿所", 3), ("托运所", 4), ("托儿所", 3)]),
            ["托儿所", "托运所", "托育"]
        );
    }

    #[test]
    fn neither_short_nor_long_strings_have_near_words() {
        assert!(Near::to("养").is_none() && Near::to(&"养".repeat(13)).is_none());
        assert!(Near::to("养老").is_some() && Near::to(&"养".repeat(12)).is_some());
        assert_eq!(Near::to("#老养老").unwrap().beginnings(), ['老', '养']);
    }

    #[test]
    fn an_index_offers_its_words() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("docs");
        fs::create_dir(&root).unwrap();
        fs::write(root.join("a.txt"), "第三条 养老服务补贴按月发放。\n\n养老保险由县人民政府组织实施。\n").unwrap();
        update(&dir.path().join("index"), std::slice::from_ref(&root), &Options::default(), &Silent).unwrap();
        fs::write(root.join("b.txt"), "养老保险的缴费比例为百分之五。\n").unwrap();
        update(&dir.path().join("index"), std::slice::from_ref(&root), &Options::default(), &Silent).unwrap();
        let index = open(&dir.path().join("index")).unwrap();
        let nearest = |word: &str, most| nearest(&index, word, most).unwrap();
        assert_eq!(nearest("养老保现", 2), ["养老保险", "养老"]);
        assert_eq!(nearest("養老保現", 1), ["养老保险"]);
        assert_eq!(nearest("人民正府", 1), ["人民政府"]);
        assert!(nearest("#5", 3).is_empty() && nearest("阿斯顿", 3).is_empty() && nearest("养", 3).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_shared_is_bounded(a in "[甲乙丙丁]{2,12}", b in "[甲乙丙丁]{2,24}") {
            let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let (ordered, shared) = (in_order(&a, &b), shared(&a, &b));
            prop_assert!(ordered <= shared && shared <= a.len().min(b.len()));
            prop_assert_eq!(in_order(&a, &a), a.len());
        }
    }
}

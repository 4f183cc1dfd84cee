//! The dictionary that words are cut by: jieba's own and the policy dictionary beside it.

use std::sync::LazyLock;

use tantivy_jieba::jieba_rs::Jieba;

use crate::text::fold::TRADITIONAL;

/// Words that policy documents use and jieba's dictionary lacks, one a line; `#` begins a comment.
const POLICY: &str = include_str!("data/policy.txt");

/// To be raised whenever the same text would give other tokens.
const ANALYZER_VERSION: u32 = 2;

/// jieba with the policy dictionary, loaded once; takes some 120 ms, and only indexing needs it.
///
/// Held in a static because a tokenizer that owns a `Jieba` copies all of it (25 MiB) on every clone,
/// and tantivy clones tokenizers for each field of each segment.
pub fn dictionary() -> &'static Jieba {
    static DICTIONARY: LazyLock<Jieba> = LazyLock::new(|| {
        let mut jieba = Jieba::new();
        for word in policy_words() {
            // `load_dict` would give a word without a frequency the frequency 0, so that it is never chosen.
            jieba.add_word(word, None, None);
        }
        jieba
    });
    &DICTIONARY
}

fn policy_words() -> impl Iterator<Item = &'static str> {
    POLICY.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Names the analysis: indexes with another fingerprint hold other tokens and cannot be searched with this one.
#[must_use]
pub fn fingerprint() -> String {
    format!("a{ANALYZER_VERSION}-{DATA_HASH:016x}-{JIEBA}")
}

/// The version of the crate whose dictionary is built in.
const JIEBA: &str = "jieba0.11";

/// Hash of the tables that decide about tokens, taken at compile time: a search must not spend its time on it.
#[allow(long_running_const_eval)]
const DATA_HASH: u64 = fnv1a(TRADITIONAL.as_bytes(), fnv1a(POLICY.as_bytes(), 0xcbf2_9ce4_8422_2325));

/// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv).
const fn fnv1a(bytes: &[u8], mut hash: u64) -> u64 {
    let mut at = 0;
    while at < bytes.len() {
        hash = (hash ^ bytes[at] as u64).wrapping_mul(0x0000_0100_0000_01b3);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_words_are_single_words() {
        let jieba = dictionary();
        let mut seen = std::collections::HashSet::new();
        for word in policy_words() {
            assert!(seen.insert(word), "{word} stands twice in policy.txt");
            let cut: Vec<_> = jieba.cut(word, false).into_iter().map(|token| token.word).collect();
            assert_eq!(cut, [word], "a word of policy.txt must be cut as one");
        }
    }

    #[test]
    fn policy_words_are_not_in_the_default_dictionary() {
        let default = Jieba::new();
        for word in policy_words() {
            assert!(!default.has_word(word), "{word} is known to jieba already");
        }
    }
}

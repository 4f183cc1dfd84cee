//! The dictionary that words are cut by: jieba's own and the policy dictionary beside it.

use std::sync::LazyLock;

use tantivy_jieba::jieba_rs::Jieba;

use super::mining::Lexicon;
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

/// The words that a text is cut by where new ones are sought: the dictionary of the index, or jieba's alone, and what a
/// file adds.
pub struct KnownWords {
    jieba: Words,
}

enum Words {
    /// The dictionary of the index.
    Shared(&'static Jieba),
    /// One of its own; boxed because a `Jieba` is large.
    Own(Box<Jieba>),
}

/// Sum of the frequencies in jieba's default dictionary (version 0.11 of the crate, which does not tell it).
const DEFAULT_TOTAL: u64 = 60_101_964;

impl KnownWords {
    /// jieba's default dictionary and the policy dictionary, as [`dictionary`] holds them.
    #[must_use]
    pub fn builtin() -> Self {
        Self { jieba: Words::Shared(dictionary()) }
    }

    /// jieba's default dictionary alone. Cost: some 100 ms.
    #[must_use]
    pub fn jieba() -> Self {
        Self { jieba: Words::Own(Box::default()) }
    }

    /// Adds a line of a dictionary file in jieba's format, `word [frequency] [tag]`; an empty line or one that begins
    /// with `#` adds nothing. Cost: the first time a copy of the dictionary (25 MiB) where it is the shared one.
    ///
    /// # Errors
    ///
    /// What is wrong with the line.
    pub fn add_line(&mut self, line: &str) -> std::result::Result<(), String> {
        let line = line.trim();
        let mut parts = line.split_whitespace();
        let Some(word) = parts.next().filter(|word| !word.starts_with('#')) else { return Ok(()) };
        let (mut frequency, mut tag) = (None, parts.next());
        if let Some(number) = tag.and_then(|part| part.parse().ok()) {
            (frequency, tag) = (Some(number), parts.next());
        }
        if tag.is_some_and(|tag| !tag.bytes().all(|byte| byte.is_ascii_alphabetic())) || parts.next().is_some() {
            return Err(format!("{line}: not a word with a frequency and a tag"));
        }
        if let Words::Shared(shared) = self.jieba {
            self.jieba = Words::Own(Box::new(shared.clone()));
        }
        if let Words::Own(own) = &mut self.jieba {
            own.add_word(word, frequency, tag);
        }
        Ok(())
    }

    fn jieba_of(&self) -> &Jieba {
        match &self.jieba {
            Words::Shared(shared) => shared,
            Words::Own(own) => own,
        }
    }
}

impl Lexicon for KnownWords {
    fn cut(&self, run: &str, emit: &mut dyn FnMut(&str)) {
        self.jieba_of().cut(run, false).into_iter().for_each(|token| emit(token.word));
    }

    fn knows(&self, word: &str) -> bool {
        self.jieba_of().has_word(word)
    }

    fn tag<'a>(&'a self, word: &'a str) -> &'a str {
        match &self.jieba_of().tag(word, false)[..] {
            [only] => only.tag,
            _ => "x",
        }
    }

    fn frequency(&self, word: &str) -> u64 {
        self.jieba_of().suggest_freq(word) as u64
    }

    fn total(&self) -> u64 {
        DEFAULT_TOTAL
    }
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
    fn lines_of_a_dictionary_add_words() {
        let mut known = KnownWords::jieba();
        assert!(!known.knows("社区助浴点"));
        for line in ["# 注", "", "社区助浴点", "零工驿站 300 n", "流动托育车 nz"] {
            known.add_line(line).unwrap();
        }
        for word in ["社区助浴点", "零工驿站", "流动托育车"] {
            let mut cut = Vec::new();
            known.cut(word, &mut |part| cut.push(part.to_owned()));
            assert_eq!(cut, [word]);
        }
        assert_eq!(known.tag("流动托育车"), "nz");
        assert!(known.add_line("零工驿站 三百 n x").is_err());
    }

    #[test]
    fn policy_words_are_not_in_the_default_dictionary() {
        let default = Jieba::new();
        for word in policy_words() {
            assert!(!default.has_word(word), "{word} is known to jieba already");
        }
    }
}

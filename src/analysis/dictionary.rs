//! The dictionary that words are cut by: jieba's own, the policy dictionary beside it, and words of a user.

use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use tantivy_jieba::jieba_rs::Jieba;

use super::UserWords;
use super::mining::Lexicon;
use crate::text::fold::TRADITIONAL;

/// Words that policy documents use and jieba's dictionary lacks, one a line; `#` begins a comment.
const POLICY: &str = include_str!("data/policy.txt");

/// To be raised whenever the same text would give other tokens.
const ANALYZER_VERSION: u32 = 3;

/// The words that texts are cut by. Cheap to clone and to share between threads; loaded with the first text that is cut.
///
/// Two dictionaries of one process know nothing of each other: the built-in one never changes, and one with words of a
/// user is a copy of its own.
#[derive(Clone, Default)]
pub struct Dictionary(Option<Arc<WithWords>>);

/// The built-in dictionary and words of a user.
struct WithWords {
    words: UserWords,
    jieba: OnceLock<Jieba>,
}

impl Dictionary {
    /// jieba's default dictionary and the policy dictionary. Loading it takes some 120 ms, once in a process.
    #[must_use]
    pub const fn builtin() -> Self {
        Self(None)
    }

    /// The built-in dictionary with these words, each with the frequency of its file, else with the least that makes it
    /// one word. Cost, with the first text that is cut: that of the built-in dictionary, a copy of it (25 MiB), and some
    /// microseconds a word.
    #[must_use]
    pub fn with_words(words: UserWords) -> Self {
        if words.is_empty() {
            return Self::builtin();
        }
        Self(Some(Arc::new(WithWords { words, jieba: OnceLock::new() })))
    }

    /// The words of a user that it has.
    #[must_use]
    pub fn user_words(&self) -> &UserWords {
        static NONE: UserWords = UserWords::new();
        self.0.as_ref().map_or(&NONE, |with| &with.words)
    }

    /// What names the analysis with this dictionary: [`fingerprint`], and behind it the hash of a user's words.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        match self.user_words().hash() {
            Some(hash) => format!("{}{USER}{hash}", fingerprint()),
            None => fingerprint(),
        }
    }

    pub(super) fn jieba(&self) -> &Jieba {
        let Some(with) = &self.0 else { return builtin() };
        with.jieba.get_or_init(|| {
            let mut jieba = builtin().clone();
            add(&mut jieba, &with.words);
            jieba
        })
    }
}

impl fmt::Debug for Dictionary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dictionary({})", self.fingerprint())
    }
}

/// jieba with the policy dictionary.
///
/// Held in a static because a tokenizer that owns a `Jieba` copies all of it (25 MiB) on every clone,
/// and tantivy clones tokenizers for each field of each segment.
fn builtin() -> &'static Jieba {
    static BUILTIN: LazyLock<Jieba> = LazyLock::new(|| {
        let mut jieba = Jieba::new();
        for word in policy_words() {
            // `load_dict` would give a word without a frequency the frequency 0, so that it is never chosen.
            jieba.add_word(word, None, None);
        }
        jieba
    });
    &BUILTIN
}

fn add(jieba: &mut Jieba, words: &UserWords) {
    for (word, frequency, tag) in words.iter() {
        jieba.add_word(word, frequency.map(|frequency| frequency as usize), tag);
    }
}

/// The words that a text is cut by where new ones are sought: the dictionary of the index, or jieba's alone, and what
/// files add.
pub struct KnownWords {
    jieba: Words,
}

enum Words {
    /// The dictionary of the index.
    Shared(Dictionary),
    /// One of its own; boxed because a `Jieba` is large.
    Own(Box<Jieba>),
}

/// Sum of the frequencies in jieba's default dictionary (version 0.11 of the crate, which does not tell it).
const DEFAULT_TOTAL: u64 = 60_101_964;

impl KnownWords {
    /// The words of a dictionary.
    #[must_use]
    pub const fn of(dictionary: Dictionary) -> Self {
        Self { jieba: Words::Shared(dictionary) }
    }

    /// jieba's default dictionary alone. Cost: some 100 ms.
    #[must_use]
    pub fn jieba() -> Self {
        Self { jieba: Words::Own(Box::default()) }
    }

    /// Adds words. Cost: the first time a copy of the dictionary (25 MiB) where it is a shared one.
    pub fn add(&mut self, words: &UserWords) {
        if let Words::Shared(shared) = &self.jieba {
            self.jieba = Words::Own(Box::new(shared.jieba().clone()));
        }
        if let Words::Own(own) = &mut self.jieba {
            add(own, words);
        }
    }

    fn jieba_of(&self) -> &Jieba {
        match &self.jieba {
            Words::Shared(shared) => shared.jieba(),
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

/// Names the program's part of the analysis: indexes with another one hold other tokens and cannot be searched with this
/// program. What words of a user add is in [`Dictionary::fingerprint`], and is no hindrance to a search.
#[must_use]
pub fn fingerprint() -> String {
    format!("a{ANALYZER_VERSION}-{DATA_HASH:016x}-{JIEBA}")
}

/// Begins the part of a fingerprint that names a user's words.
const USER: &str = "-u";

/// The program's part of a fingerprint, and the hash of the user's words where there are any.
#[must_use]
pub fn fingerprint_parts(fingerprint: &str) -> (&str, Option<&str>) {
    match fingerprint.rsplit_once(USER) {
        Some((program, words)) => (program, Some(words)),
        None => (fingerprint, None),
    }
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
        let jieba = builtin();
        let mut seen = std::collections::HashSet::new();
        for word in policy_words() {
            assert!(seen.insert(word), "{word} stands twice in policy.txt");
            let cut: Vec<_> = jieba.cut(word, false).into_iter().map(|token| token.word).collect();
            assert_eq!(cut, [word], "a word of policy.txt must be cut as one");
        }
    }

    fn parsed(text: &str) -> UserWords {
        UserWords::parse(text.as_bytes()).unwrap()
    }

    fn cut(dictionary: &Dictionary, text: &str) -> Vec<String> {
        dictionary.jieba().cut(text, false).into_iter().map(|token| token.word.to_owned()).collect()
    }

    #[test]
    fn known_words_grow() {
        let mut known = KnownWords::jieba();
        assert!(!known.knows("社区助浴点"));
        known.add(&parsed("社区助浴点\n零工驿站 300 n\n流动托育车 nz"));
        for word in ["社区助浴点", "零工驿站", "流动托育车"] {
            let mut cut = Vec::new();
            known.cut(word, &mut |part| cut.push(part.to_owned()));
            assert_eq!(cut, [word]);
        }
        assert_eq!(known.tag("流动托育车"), "nz");
        let mut more = KnownWords::of(Dictionary::with_words(parsed("苇香贷")));
        more.add(&parsed("槐荫驿"));
        assert!(more.knows("苇香贷") && more.knows("槐荫驿"));
    }

    #[test]
    fn words_of_a_user_are_cut_as_one_and_stay_in_their_dictionary() {
        let (one, other) =
            (Dictionary::with_words(parsed("苇香贷\n苇香贷贴息")), Dictionary::with_words(parsed("槐荫驿")));
        assert_eq!(cut(&one, "苇香贷槐荫驿"), ["苇香贷", "槐", "荫", "驿"]);
        assert_eq!(cut(&other, "苇香贷槐荫驿"), ["苇", "香", "贷", "槐荫驿"]);
        assert_eq!(cut(&Dictionary::builtin(), "苇香贷"), ["苇", "香", "贷"]);
        assert_eq!(cut(&one, "苇香贷贴息"), ["苇香贷贴息"]);
        assert_eq!((one.user_words().len(), Dictionary::default().user_words().len()), (2, 0));
    }

    #[test]
    fn a_fingerprint_has_two_parts() {
        let builtin = Dictionary::builtin().fingerprint();
        assert_eq!((builtin.as_str(), fingerprint_parts(&builtin)), (fingerprint().as_str(), (builtin.as_str(), None)));
        let words = parsed("苇香贷");
        let hash = words.hash().unwrap();
        let full = Dictionary::with_words(words).fingerprint();
        assert_eq!(fingerprint_parts(&full), (builtin.as_str(), Some(hash.as_str())));
        assert_eq!(Dictionary::with_words(parsed("# 无")).fingerprint(), builtin);
    }

    #[test]
    fn policy_words_are_not_in_the_default_dictionary() {
        let default = Jieba::new();
        for word in policy_words() {
            assert!(!default.has_word(word), "{word} is known to jieba already");
        }
    }
}

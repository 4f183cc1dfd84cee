//! The words of a user dictionary: its file read, printed and hashed.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::is_term_char;
use crate::error::{Error, ErrorKind, Result};
use crate::text::fold::fold;

/// Longest word, in folded characters.
pub const LONGEST_WORD: usize = 64;

/// What a line must be, for whoever wrote one that is not.
const LINE: &str = "a line is: word [frequency] [tag], or a comment that begins with #";

/// Words that a user adds to the dictionary, folded as the index folds; each once.
///
/// The file is jieba's: `word [frequency] [tag]` a line with white space between, in UTF-8, with or without a byte order
/// mark; `#` begins a comment. A word that stands twice is as its last line says. Two files that give the same words in
/// another order, or with other comments, are equal.
///
/// Displayed it is such a file again, words in order of length and then of bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UserWords {
    words: BTreeMap<Key, Entry>,
}

/// A word with its characters counted. Shorter words come first, so that a longer one is added to jieba after all the
/// words that it could be cut into, and gets a frequency that outweighs them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    chars: usize,
    word: String,
}

/// What a line says of its word.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Entry {
    /// `None` for the least that makes it one word.
    frequency: Option<u32>,
    tag: Option<String>,
}

impl UserWords {
    /// No words.
    #[must_use]
    pub const fn new() -> Self {
        Self { words: BTreeMap::new() }
    }

    /// Reads a file of words. Cost: linear; some MB a second.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Io`] where it cannot be read, [`ErrorKind::BadArgument`] where it is not UTF-8 or a line is not as
    /// it must be; these name the line.
    pub fn open(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| {
            Error::io(path, "the dictionary cannot be read", error).remedy("name a file of words in UTF-8")
        })?;
        Self::parse(&bytes).map_err(|error| error.at(path))
    }

    /// The words of a file's bytes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadArgument`], as [`UserWords::open`], without a path.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let wrong = |at: usize, what: String, remedy| {
            Err(Error::new(ErrorKind::BadArgument, format!("line {}: {what}", at + 1)).remedy(remedy))
        };
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => {
                let before = memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count();
                return wrong(before, "it is not UTF-8".to_owned(), "write the dictionary as UTF-8");
            }
        };
        let mut out = Self::default();
        for (at, line) in text.strip_prefix('\u{feff}').unwrap_or(text).lines().enumerate() {
            match entry(line) {
                Ok(Some((word, entry))) => {
                    out.words.insert(Key { chars: word.chars().count(), word }, entry);
                }
                Ok(None) => {}
                Err(what) => return wrong(at, what, LINE),
            }
        }
        Ok(out)
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a folded string is one of them.
    #[must_use]
    pub fn contains(&self, word: &str) -> bool {
        let key = Key { chars: word.chars().count(), word: word.to_owned() };
        self.words.contains_key(&key)
    }

    /// Each word with its frequency, where it has one, and its tag, shorter words first.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<u32>, Option<&str>)> {
        self.words.iter().map(|(key, entry)| (key.word.as_str(), entry.frequency, entry.tag.as_deref()))
    }

    /// Names the words: equal for equal words alone. `None` where there are none.
    #[must_use]
    pub fn hash(&self) -> Option<String> {
        let hash = blake3::hash(self.to_string().as_bytes());
        let short = hash.as_bytes()[..8].iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte));
        (!self.is_empty()).then(|| format!("{short:016x}"))
    }
}

impl fmt::Display for UserWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (word, frequency, tag) in self.iter() {
            f.write_str(word)?;
            if let Some(frequency) = frequency {
                write!(f, " {frequency}")?;
            }
            if let Some(tag) = tag {
                write!(f, " {tag}")?;
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}

/// The word of a line with what is said of it; `None` for a blank line and a comment.
fn entry(line: &str) -> std::result::Result<Option<(String, Entry)>, String> {
    let mut parts = line.split_whitespace().take_while(|part| !part.starts_with('#'));
    let Some(typed) = parts.next() else { return Ok(None) };
    let word = fold(typed);
    if word.starts_with('#') || !word.chars().any(is_term_char) {
        return Err(format!(
            "{} is no word: it must begin with no #, and hold a letter, digit or ideograph",
            shown(typed)
        ));
    }
    if word.chars().nth(LONGEST_WORD).is_some() {
        return Err(format!("{} is longer than {LONGEST_WORD} characters", shown(typed)));
    }
    let mut entry = Entry::default();
    let mut next = parts.next();
    if let Some(part) = next.filter(|part| !is_tag(part)) {
        entry.frequency = Some(frequency(part)?);
        next = parts.next();
    }
    if let Some(tag) = next {
        if !is_tag(tag) {
            return Err(format!("{} is no tag: a tag is letters from a to z", shown(tag)));
        }
        entry.tag = Some(tag.to_owned());
    }
    match parts.next() {
        Some(more) => Err(format!("{} stands behind the tag", shown(more))),
        None => Ok(Some((word, entry))),
    }
}

fn frequency(part: &str) -> std::result::Result<u32, String> {
    match part.parse() {
        // jieba would take it, and never choose the word.
        Ok(0) => Err("a word of frequency 0 would never be chosen; leave the number out for one that fits".to_owned()),
        Ok(frequency) => Ok(frequency),
        Err(_) => Err(format!("{} is no frequency: it is a whole number from 1 to {}", shown(part), u32::MAX)),
    }
}

fn is_tag(part: &str) -> bool {
    part.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// The beginning of what was typed, for a message.
fn shown(typed: &str) -> &str {
    const MOST: usize = 24;
    typed.char_indices().nth(MOST).map_or(typed, |(end, _)| &typed[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    use proptest::prelude::*;

    fn words(text: &str) -> Vec<String> {
        UserWords::parse(text.as_bytes()).unwrap().iter().map(|(word, ..)| word.to_owned()).collect()
    }

    fn error(text: &str) -> String {
        let error = UserWords::parse(text.as_bytes()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadArgument);
        assert!(error.remedy_text().is_some());
        error.message()
    }

    #[test]
    fn lines_are_words_with_a_frequency_and_a_tag() {
        let text = "\u{feff}# 注\r\n\r\n苇香贷\r\n　零工驿站\t300 n # 试点\r\n流动托育车 nz\r\n";
        let words = UserWords::parse(text.as_bytes()).unwrap();
        let all: Vec<_> = words.iter().collect();
        let expected = [("苇香贷", None, None), ("零工驿站", Some(300), Some("n")), ("流动托育车", None, Some("nz"))];
        assert_eq!(all, expected);
        assert!(words.contains("苇香贷") && !words.contains("苇香") && words.len() == 3);
        assert!(UserWords::parse(b"\xef\xbb\xbf \n#").unwrap().is_empty());
    }

    #[test]
    fn words_are_folded_and_the_last_of_two_counts() {
        assert_eq!(words("葦香貸\nＢＩＭ技术\n苇\u{200b}香贷 7"), ["苇香贷", "bim技术"]);
        assert_eq!(UserWords::parse("葦香貸\n苇香贷 7".as_bytes()).unwrap().to_string(), "苇香贷 7\n");
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, line, what) in [
            ("苇香贷 三百", 1, "三百 is no frequency"),
            ("苇香贷\n零工驿站 -3", 2, "-3 is no frequency"),
            ("苇香贷 1.5", 1, "1.5 is no frequency"),
            ("苇香贷 5000000000", 1, "no frequency"),
            ("苇香贷 0 n", 1, "frequency 0"),
            ("苇香贷 3 4", 1, "4 is no tag"),
            ("苇香贷 3 n n", 1, "behind the tag"),
            ("#\n\n《》 3", 3, "《》 is no word"),
            ("＃标签", 1, "is no word"),
        ] {
            let error = error(text);
            assert!(error.contains(&format!("line {line}: ")) && error.contains(what), "{text}: {error}");
        }
        assert!(error(&"长".repeat(LONGEST_WORD + 1)).contains("longer than 64"));
        assert_eq!(words(&"长".repeat(LONGEST_WORD)).len(), 1);
    }

    #[test]
    fn another_encoding_is_said() {
        let gb18030 = encoding_rs::GB18030.encode("苇香贷 3 n\n").0.into_owned();
        let utf16 = [0xff, 0xfe, 0x47, 0x82, 0x0a, 0x00];
        for bytes in [&gb18030[..], &utf16] {
            let error = UserWords::parse(bytes).unwrap_err();
            assert_eq!(error.to_string(), "line 1: it is not UTF-8 (write the dictionary as UTF-8)");
        }
        let later = [b"abc\n".as_slice(), &gb18030].concat();
        assert!(UserWords::parse(&later).unwrap_err().to_string().starts_with("line 2: "));
    }

    #[test]
    fn the_hash_is_of_the_words_alone() {
        let of = |text: &str| UserWords::parse(text.as_bytes()).unwrap().hash();
        assert_eq!(of("苇香贷\n零工驿站 3"), of("# 两个词\n零工驿站  3\n葦香貸\n"));
        assert_ne!(of("苇香贷\n零工驿站 3"), of("苇香贷\n零工驿站"));
        assert_eq!(of("苇香贷").unwrap().len(), 16);
        assert_eq!(of("# 无\n"), None);
    }

    proptest! {
        #[test]
        fn no_file_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), text in "\\PC{0,80}") {
            drop(UserWords::parse(&bytes));
            drop(UserWords::parse(text.as_bytes()));
        }

        #[test]
        fn what_is_printed_is_read_again(lines in prop::collection::vec("[一-龥豈-龎Ａ-Ｚa-z#＃①.·]{1,5}( [1-9][0-9]{0,5})?( [a-z]{1,3})?|\\PC{0,6}", 0..12)) {
            // Lines that are none are left out, one by one.
            let good = lines.iter().map(String::as_str).filter(|line| UserWords::parse(line.as_bytes()).is_ok());
            let text = good.flat_map(|line| [line, "\n"]).collect::<String>();
            let words = UserWords::parse(text.as_bytes()).unwrap();
            let again = UserWords::parse(words.to_string().as_bytes()).unwrap();
            prop_assert_eq!(&again, &words);
            prop_assert_eq!(again.hash(), words.hash());
        }
    }
}

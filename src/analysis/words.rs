//! Words: jieba's search mode, the dictionary words inside long words, and canonical numerals.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::text::fold::fold_char;

use super::{dictionary, numerals};

/// Whether a character can be part of a term: a letter, a digit or an ideograph.
#[must_use]
pub fn is_term_char(c: char) -> bool {
    // Most characters of a Chinese text are in this block, and the tables of Unicode are slow to ask.
    ('\u{4e00}'..='\u{9fff}').contains(&c) || c.is_alphanumeric()
}

/// Folds a text for cutting: as [`crate::text::fold::fold`], but white space stays as one space where it
/// parts words (between Latin words, between ideographs, at line ends), and goes where typesetters put it
/// around digits and Latin letters in Chinese ("158 个" is cut like "158个").
#[must_use]
pub fn word_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = None;
    for c in text.chars() {
        let Some(folded) = fold_char(c) else {
            if c.is_whitespace() {
                space = Some(c == '\n' || space == Some(true));
            }
            continue;
        };
        if let (Some(line_end), Some(before)) = (space.take(), out.chars().next_back())
            && (line_end || before.is_ascii_alphanumeric() == folded.is_ascii_alphanumeric())
        {
            out.push(' ');
        }
        out.push(folded);
    }
    out
}

/// Cuts a text made by [`word_text`] and gives each token to `emit`: the words of jieba's search mode
/// (HMM off), then every dictionary word of four or more characters inside a word (search mode knows only
/// those of two and three: 人民法院 in 最高人民法院), and the term of each numeral ([`super::Numeral::term`]). Tokens without a letter, digit or ideograph are left out.
///
/// Cost: some 25 ns a byte. Loads the dictionary.
pub fn push_words(text: &str, mut emit: impl FnMut(&str)) {
    let jieba = dictionary();
    let mut pending = numerals(text);
    pending.reverse();
    for token in jieba.cut_for_search(text, false) {
        if !token.word.chars().any(is_term_char) {
            continue;
        }
        while let Some(numeral) = pending.pop_if(|numeral| numeral.span.start <= token.byte_start) {
            emit(&numeral.term());
        }
        if token.end - token.start >= 5 {
            inner_words(token.word, &mut emit);
        }
        emit(token.word);
    }
    for numeral in pending.iter().rev() {
        emit(&numeral.term());
    }
}

/// Byte ranges inside a word.
type Ranges = Box<[(u16, u16)]>;

thread_local! {
    /// Inner words of the words seen, as byte ranges: a few thousand long words make up nearly all
    /// long tokens of a corpus.
    static INNER: RefCell<HashMap<Box<str>, Ranges>> = RefCell::default();
}

/// Long words are few; past this many entries of the memo a text is of another kind, and the memo starts anew.
const MEMO: usize = 50_000;

/// Emits the dictionary words of four and more characters strictly inside a word.
fn inner_words(word: &str, emit: &mut impl FnMut(&str)) {
    INNER.with_borrow_mut(|memo| {
        if let Some(known) = memo.get(word) {
            return known.iter().for_each(|&(from, to)| emit(&word[from as usize..to as usize]));
        }
        let found = find_inner(word);
        found.iter().for_each(|&(from, to)| emit(&word[from as usize..to as usize]));
        if memo.len() >= MEMO {
            memo.clear();
        }
        memo.insert(word.into(), found);
    });
}

fn find_inner(word: &str) -> Ranges {
    let jieba = dictionary();
    let mut ends: Vec<usize> = word.char_indices().map(|(at, _)| at).collect();
    ends.push(word.len());
    let mut found = Vec::new();
    // A run of Latin letters or digits is one token of any length, and no dictionary word is longer than 16.
    if word.is_ascii() || ends.len() > 33 {
        return found.into();
    }
    for first in 0..ends.len() {
        for last in first + 4..ends.len() {
            let whole = first == 0 && last == ends.len() - 1;
            if !whole && jieba.has_word(&word[ends[first]..ends[last]]) {
                found.push((ends[first] as u16, ends[last] as u16));
            }
        }
    }
    found.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    fn words(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        push_words(&word_text(text), |word| out.push(word.to_owned()));
        out
    }

    #[test]
    fn long_words_hold_their_inner_words() {
        let words = words("最高人民法院");
        for word in ["最高", "人民", "法院", "人民法院", "最高人民法院"] {
            assert!(words.iter().any(|w| w == word), "{word} in {words:?}");
        }
    }

    #[test]
    fn marks_and_spaces_are_no_tokens() {
        assert_eq!(words("158 个，（重大）\n项目"), ["#158", "158", "个", "重大", "项目"]);
    }

    #[test]
    fn numerals_meet() {
        for (text, canonical) in
            [("第三十八条", "#38"), ("二〇二四年", "#2024"), ("百分之五", "#5%"), ("十五分钟", "#15")]
        {
            assert!(words(text).iter().any(|word| word == canonical), "{text}: {:?}", words(text));
        }
        assert!(!words("一带一路").iter().any(|word| word == "#1"));
        assert!(!words("12,438元").iter().any(|word| word == "#438"), "{:?}", words("12,438元"));
    }

    #[test]
    fn spaces_part_words_only_where_words_are_spaced() {
        assert_eq!(word_text("Open  Data 平台\n养老 服务"), "open data平台 养老 服务");
    }

    proptest! {
        /// Every word of tantivy-jieba's stock tokenizer (same dictionary, HMM off) that holds a letter,
        /// digit or ideograph is a token of ours.
        #[test]
        fn the_stock_tokenizer_knows_no_more(text in "([一-龥]{0,6}|最高人民法院|国家税务总局|北京市人民政府|全国人民代表大会常务委员会|[a-z0-9.%-]{1,6}|[，。“”（）]){0,12}") {
            thread_local! {
                static STOCK: RefCell<tantivy_jieba::JiebaTokenizer> = {
                    let mut stock = tantivy_jieba::JiebaTokenizer::with_jieba(dictionary().clone());
                    stock.set_hmm(false);
                    RefCell::new(stock)
                };
            }
            let text = word_text(&text);
            let mut ours = std::collections::HashSet::new();
            push_words(&text, |word| { ours.insert(word.to_owned()); });
            STOCK.with_borrow_mut(|stock| {
                let mut stream = stock.token_stream(&text);
                while let Some(token) = stream.next() {
                    if token.text.chars().any(is_term_char) {
                        assert!(ours.contains(&token.text), "{} of {text}", token.text);
                    }
                }
            });
        }
    }
}

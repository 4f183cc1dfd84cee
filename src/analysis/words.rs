//! Words: jieba's search mode.

use crate::text::fold::fold_char;

use super::{Dictionary, Numeral, numerals};

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
    spaced(text, |_, folded| folded)
}

/// The same with the characters that `write` makes of each original and its folded form.
pub(super) fn spaced(text: &str, write: impl Fn(char, char) -> char) -> String {
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
        out.push(write(c, folded));
    }
    out
}

/// Cuts a text made by [`word_text`] with a dictionary and gives each token to `emit`: the words of jieba's search mode (HMM off; with the
/// dictionary words of two and three characters inside each), and the term of each numeral ([`super::Numeral::term`]).
/// Tokens without a letter, digit or ideograph are left out. Longer words inside words (人民法院 in 最高人民法院) are found
/// by their bigrams, and by the words of two and three characters that both have; as tokens of their own they would make
/// long names longer and rank no better.
///
/// Cost: some 25 ns a byte. Loads the dictionary.
pub fn push_words(dictionary: &Dictionary, text: &str, emit: impl FnMut(&str)) {
    push_words_and(dictionary, text, &numerals(text), emit);
}

/// The same with the numerals of the text, where they are read already.
pub fn push_words_and(dictionary: &Dictionary, text: &str, numerals: &[Numeral], mut emit: impl FnMut(&str)) {
    let mut pending = numerals.iter().peekable();
    for token in dictionary.jieba().cut_for_search(text, false) {
        if !token.word.chars().any(is_term_char) {
            continue;
        }
        while let Some(numeral) = pending.next_if(|numeral| numeral.span.start <= token.byte_start) {
            emit(&numeral.term());
        }
        emit(token.word);
    }
    for numeral in pending {
        emit(&numeral.term());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;

    use proptest::prelude::*;
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    fn words(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        push_words(&Dictionary::builtin(), &word_text(text), |word| out.push(word.to_owned()));
        out
    }

    #[test]
    fn marks_and_spaces_are_no_tokens() {
        assert_eq!(words("158 个，（重大）\n项目"), ["#158", "158", "个", "重大", "项目"]);
    }

    #[test]
    fn numerals_meet() {
        for (text, term) in [("第三十八条", "#38"), ("二〇二四年", "#2024"), ("百分之五", "#5%"), ("十五分钟", "#15")]
        {
            assert!(words(text).iter().any(|word| word == term), "{text}: {:?}", words(text));
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
                    let mut stock = tantivy_jieba::JiebaTokenizer::with_jieba(Dictionary::builtin().jieba().clone());
                    stock.set_hmm(false);
                    RefCell::new(stock)
                };
            }
            let text = word_text(&text);
            let mut ours = std::collections::HashSet::new();
            push_words(&Dictionary::builtin(), &text, |word| { ours.insert(word.to_owned()); });
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

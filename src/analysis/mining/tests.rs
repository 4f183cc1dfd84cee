//! Mining on texts made up for it, with a dictionary of a few words.

use std::collections::HashMap;

use proptest::prelude::*;

use super::{Lexicon, Survey, Term};

/// Cuts by the longest match.
struct Few(HashMap<&'static str, &'static str>);

const WORDS: [(&str, &str); 24] = [
    ("推进", "v"),
    ("建设", "vn"),
    ("全市", "n"),
    ("服务", "vn"),
    ("社区", "n"),
    ("街道", "n"),
    ("居民", "n"),
    ("企业", "n"),
    ("驿站", "n"),
    ("湾区", "n"),
    ("清单", "n"),
    ("制度", "n"),
    ("改革", "vn"),
    ("城市", "n"),
    ("乡镇", "n"),
    ("老人", "n"),
    ("就近", "d"),
    ("使用", "v"),
    ("开放", "v"),
    ("管理", "vn"),
    ("今年", "t"),
    ("学校", "n"),
    ("医院", "n"),
    ("公园", "n"),
];

impl Few {
    fn new() -> Self {
        Self(WORDS.into_iter().collect())
    }
}

impl Lexicon for Few {
    fn cut(&self, run: &str, emit: &mut dyn FnMut(&str)) {
        let mut rest = run;
        while let Some(c) = rest.chars().next() {
            let latin = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8()).take(4);
            let known = ends.filter(|&end| self.knows(&rest[..end])).last();
            let end = if latin > 0 { latin } else { known.unwrap_or(c.len_utf8()) };
            emit(&rest[..end]);
            rest = &rest[end..];
        }
    }

    fn knows(&self, word: &str) -> bool {
        self.0.contains_key(word)
    }

    fn tag<'a>(&'a self, word: &'a str) -> &'a str {
        self.0.get(word).copied().unwrap_or("x")
    }

    fn frequency(&self, word: &str) -> u64 {
        if self.knows(word) { 1000 } else { 1 }
    }

    fn total(&self) -> u64 {
        1_000_000
    }
}

fn mined(documents: &[String], characteristic: bool) -> Vec<Term> {
    let lexicon = Few::new();
    let mut survey = Survey::new(&lexicon);
    for (at, text) in documents.iter().enumerate() {
        survey.read(at as u32 + 1, text);
    }
    let mut census = survey.into_census(3);
    for (at, text) in documents.iter().enumerate() {
        census.read(at as u32 + 1, text);
    }
    if characteristic { census.characteristic() } else { census.new_words() }
}

/// Documents in which `term` stands between different words each time.
fn around(term: &str) -> Vec<String> {
    let left = ["推进", "全市的", "社区", "街道", "建设", "今年，"];
    let right = ["建设，", "。", "和居民", "管理；", "的企业", "、学校"];
    (0..12).map(|at| format!("居民{}{term}{}。", left[at % 6], right[(at * 5 + at / 6) % 6])).collect()
}

fn texts(terms: &[Term]) -> Vec<&str> {
    terms.iter().map(|term| term.text.as_str()).collect()
}

#[test]
fn a_word_that_the_dictionary_cuts_is_found_whole() {
    for term in ["云驿站", "零碳湾区", "青柳湾区", "5G驿站", "清风+"] {
        let terms = mined(&around(term), false);
        assert_eq!(terms[0].text, term, "{:?}", texts(&terms));
        assert_eq!((terms[0].count, terms[0].documents, terms[0].new), (12, 12, true));
        let parts = |text: &str| term != text && term.contains(text);
        assert!(!terms.iter().any(|found| parts(&found.text)), "no piece of it: {:?}", texts(&terms));
    }
}

#[test]
fn a_governing_verb_and_grammar_are_no_part_of_a_term() {
    let terms = mined(&around("云驿站"), false);
    let bad =
        |text: &str| text.starts_with("推进") || text.contains('的') || text.contains('和') || text.contains("今年");
    assert!(!terms.iter().any(|term| bad(&term.text)), "{:?}", texts(&terms));
}

#[test]
fn a_numeral_begins_a_term_only_between_quotation_marks() {
    assert!(mined(&around("“三清单”"), false).iter().any(|term| term.text == "三清单"));
    assert!(!mined(&around("三清单"), false).iter().any(|term| term.text == "三清单"));
}

#[test]
fn a_plus_ends_a_term_and_does_not_begin_one() {
    let terms = mined(&around("湾区+驿站"), false);
    assert!(!terms.is_empty() && !terms.iter().any(|term| term.text.starts_with('+')), "{:?}", texts(&terms));
}

#[test]
fn known_words_are_never_new_and_their_entry_has_weight() {
    let terms = mined(&around("云驿站"), false);
    let lexicon = Few::new();
    assert!(terms.iter().all(|term| !lexicon.knows(&term.text)));
    assert!(terms.iter().all(|term| term.frequency >= 1 && term.evidence.is_some()));
}

#[test]
fn known_words_stand_among_the_characteristic_ones() {
    let terms = mined(&around("湾区"), true);
    let found = terms.iter().find(|term| term.text == "湾区").unwrap();
    assert!(!found.new && found.evidence.is_none());
    assert!(!terms.iter().any(|term| term.text == "推进"), "{:?}", texts(&terms));
}

#[test]
fn nothing_comes_of_nothing() {
    assert!(mined(&[], false).is_empty());
    assert!(mined(&[String::new(), "，。".to_owned()], true).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the texts, a proposed word stands in them, as often as is said at most, and is not known.
    #[test]
    fn what_is_proposed_stands_in_the_texts(
        texts in prop::collection::vec("([云碳青柳]|推进|建设|社区|驿站|湾区|的|和|三|[，。“”+]|5G| ){0,40}", 1..6),
        times in 1usize..4,
    ) {
        let documents: Vec<String> = texts.iter().cycle().take(texts.len() * times).cloned().collect();
        let whole = documents.join("\n").replace(' ', "");
        let lexicon = Few::new();
        for term in mined(&documents, false) {
            let chars = term.text.chars().count();
            prop_assert!((2..=super::MOST_CHARS).contains(&chars), "{}", term.text);
            let stands = (0..whole.len()).filter(|&at| whole.get(at..).is_some_and(|rest| rest.starts_with(&term.text)));
            prop_assert!(stands.count() as u64 >= term.count, "{}", term.text);
            prop_assert!(term.count >= 3 && term.documents <= term.passages && term.passages <= term.count);
            prop_assert!(!lexicon.knows(&term.text) && term.score.is_finite());
        }
    }

    /// The same texts give the same list.
    #[test]
    fn the_list_does_not_change(texts in prop::collection::vec("([云碳青柳]|建设|社区|驿站|湾区|的){0,40}", 1..4)) {
        let twice = [texts.clone(), texts.clone(), texts].concat();
        prop_assert_eq!(mined(&twice, true), mined(&twice, true));
    }
}

//! The words that the cut has met, by number, with what each can do in a term.

use std::collections::HashMap;

use super::frame::{Role, listed};
use super::lexicon::Lexicon;

/// What the miner makes of a part of speech.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A verb that is no noun.
    Verb,
    /// A verb that is a noun as well (发展).
    VerbNoun,
    /// An adverb, or an adjective used as one.
    Adverb,
    /// An adjective, a descriptive word, or a set phrase.
    Quality,
    /// A numeral.
    Numeral,
    /// Everything else: mostly nouns.
    Noun,
}

impl Class {
    fn of_tag(tag: &str) -> Self {
        match tag {
            "vn" => Self::VerbNoun,
            "d" | "ad" | "zg" => Self::Adverb,
            "a" | "z" | "l" => Self::Quality,
            "m" | "mq" => Self::Numeral,
            tag if tag.starts_with('v') => Self::Verb,
            _ => Self::Noun,
        }
    }

    /// Whether it can govern what stands behind it.
    pub(super) fn is_verbal(self) -> bool {
        matches!(self, Self::Verb | Self::VerbNoun)
    }
}

/// A word of the cut.
#[derive(Debug)]
pub(super) struct Word {
    /// As it is written; all numbers in Arabic digits are one word.
    pub(super) text: Box<str>,
    /// What it can do in a term.
    pub(super) role: Role,
    /// Its part of speech.
    pub(super) class: Class,
    /// Its characters.
    pub(super) chars: u32,
    /// How often it stands in the corpus.
    pub(super) count: u64,
    /// The passages it stands in.
    pub(super) passages: u64,
    /// The documents it stands in.
    pub(super) documents: u64,
    /// The last passage and document that it was met in.
    seen: (u32, u32),
}

/// All words met so far.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    numbers: HashMap<Box<str>, u32>,
    words: Vec<Word>,
}

/// Stands for every number in Arabic digits, which would else fill the vocabulary.
const NUMBER: &str = "0";

impl Vocabulary {
    /// The number of a word.
    pub(super) fn number(&mut self, word: &str, lexicon: &dyn Lexicon) -> u32 {
        let word = if word.bytes().all(|byte| byte.is_ascii_digit()) { NUMBER } else { word };
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = self.words.len() as u32;
        let tag = lexicon.tag(word);
        self.words.push(Word {
            text: word.into(),
            role: role(word, tag),
            class: Class::of_tag(tag),
            chars: word.chars().count() as u32,
            count: 0,
            passages: 0,
            documents: 0,
            seen: (0, 0),
        });
        self.numbers.insert(word.into(), number);
        number
    }

    /// Counts an occurrence in a passage of a document, both numbered from 1.
    pub(super) fn count(&mut self, number: u32, passage: u32, document: u32) {
        let word = &mut self.words[number as usize];
        word.count += 1;
        word.passages += u64::from(word.seen.0 != passage);
        word.documents += u64::from(word.seen.1 != document);
        word.seen = (passage, document);
    }

    /// A word by its number, which must be one of [`Self::number`].
    pub(super) fn word(&self, number: u32) -> &Word {
        &self.words[number as usize]
    }

    /// All words.
    pub(super) fn words(&self) -> &[Word] {
        &self.words
    }
}

/// What a word can do in a term: as the list says, else by its part of speech.
fn role(word: &str, tag: &str) -> Role {
    if let Some(role) = listed(word) {
        return role;
    }
    if word == NUMBER {
        return Role::Digits;
    }
    if word.is_ascii() {
        // 互联网+ is a word, +N the end of one.
        return if word.starts_with('+') { Role::NotFirst } else { Role::Plain };
    }
    if word.chars().all(|c| "〇一二三四五六七八九十百千万亿两".contains(c)) {
        return Role::Numeral;
    }
    if word.chars().nth(1).is_none() {
        // The tags of single characters say what they are as words, and here most of them are parts of one.
        return Role::Plain;
    }
    match tag {
        "r" | "rr" | "rz" | "c" | "p" | "u" | "uj" | "ul" | "y" | "e" | "o" | "q" | "f" | "mq" | "t" => Role::Stop,
        "d" => Role::NotFirst,
        "m" => Role::Numeral,
        _ if is_phrase(word, tag) => Role::NotFirst,
        _ => Role::Plain,
    }
}

/// Whether a word of the dictionary is a governing verb with its object (发挥作用), and not a noun made of one (推进剂).
fn is_phrase(word: &str, tag: &str) -> bool {
    let Some((verb, _)) = word.char_indices().nth(2) else { return false };
    let is_noun = tag == "vn" || word.ends_with(['性', '化', '型', '率', '度', '者', '权', '费', '税', '法']);
    !is_noun && listed(&word[..verb]) == Some(Role::Inner)
}

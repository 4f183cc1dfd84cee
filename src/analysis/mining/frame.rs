//! Frame words: what stands around terms and is no part of them.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Grammar and the light words of official Chinese, in sections by what they can do; see the file's head.
const FRAME: &str = include_str!("../data/frame.txt");

/// What a word can do in a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Role {
    /// Any part of a term.
    Plain,
    /// Never in a term: particles, pronouns, measures.
    Stop,
    /// Never in a term unless a run ends with it: conjunctions and prepositions, behind which something must follow.
    Joint,
    /// In a term, but neither first nor last: governing verbs, adverbs.
    Inner,
    /// Not first: free modifiers, verbs that are also heads of terms.
    NotFirst,
    /// Not last: nouns that only close a phrase.
    NotLast,
    /// A numeral in Chinese characters: first, and only where the whole is a name (一带一路).
    Numeral,
    /// Arabic digits alone.
    Digits,
}

/// The role of each word of the file.
static ROLES: LazyLock<HashMap<&'static str, Role>> = LazyLock::new(|| {
    let mut roles = HashMap::new();
    let mut role = Role::Plain;
    for line in FRAME.lines().filter(|line| !line.starts_with('#')) {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.split(']').next()) {
            role = role_of_section(section);
            continue;
        }
        for word in line.split_whitespace() {
            // A word of both sections is neither first nor last; else the first section counts, they are in order of
            // strength.
            let known = roles.entry(word).or_insert(role);
            if (*known, role) == (Role::NotFirst, Role::NotLast) {
                *known = Role::Inner;
            }
        }
    }
    roles
});

fn role_of_section(section: &str) -> Role {
    match section {
        "stop" => Role::Stop,
        "free" => Role::Joint,
        "edge" => Role::Inner,
        "lead" => Role::NotFirst,
        "tail" => Role::NotLast,
        _ => Role::Plain,
    }
}

/// The role of a word that the file names.
pub(super) fn listed(word: &str) -> Option<Role> {
    ROLES.get(word).copied()
}

/// Whether a word is pure grammar that parts what stands on its two sides: particles, conjunctions, auxiliaries.
pub(super) fn is_glue(word: &str) -> bool {
    const GLUE: &str = "的和与及或等了对在要是把为以将从由向被使让给并且也都就还而能";
    let mut chars = word.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if GLUE.contains(c))
}

/// Auxiliaries and particles that, left of a phrase, show that it is a verb's.
pub(super) fn governs_verbs(word: &str) -> bool {
    matches!(
        word,
        "要" | "应"
            | "应当"
            | "应该"
            | "能"
            | "能够"
            | "可以"
            | "必须"
            | "将"
            | "不"
            | "以"
            | "并"
            | "来"
            | "而"
            | "得"
            | "地"
            | "会"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_has_only_known_sections_and_no_word_twice_in_one() {
        let mut seen = std::collections::HashSet::new();
        let mut section = "";
        for line in FRAME.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[') {
                section = name.trim_end_matches(']');
                assert_ne!(role_of_section(section), Role::Plain, "{section}");
            } else {
                for word in line.split_whitespace() {
                    assert!(seen.insert((section, word)), "{word} stands twice in [{section}]");
                }
            }
        }
    }

    #[test]
    fn roles_of_some_words() {
        assert_eq!(listed("的"), Some(Role::Stop));
        assert_eq!(listed("和"), Some(Role::Joint));
        assert_eq!(listed("推进"), Some(Role::Inner));
        assert_eq!(listed("保护"), Some(Role::NotFirst));
        assert_eq!(listed("生产力"), None);
    }
}

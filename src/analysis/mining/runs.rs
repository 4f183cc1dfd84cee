//! Texts as runs of characters that terms are made of.

use crate::analysis::is_term_char;
use crate::analysis::words::spaced;

/// A run of term characters between other characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run<'a> {
    /// The run.
    pub(super) text: &'a str,
    /// Whether a quotation mark opens right before it.
    pub(super) opened: bool,
    /// Whether one closes right behind it.
    pub(super) closed: bool,
}

/// Folds a text as for cutting ([`crate::analysis::word_text`]), except that the case of Latin letters stays: a
/// dictionary is read by people.
pub(super) fn folded(text: &str) -> String {
    spaced(text, |c, folded| {
        let capital = folded.is_ascii_lowercase() && c.is_uppercase();
        if capital { folded.to_ascii_uppercase() } else { folded }
    })
}

/// The runs of a folded text, in order. `+` is part of one: 互联网+ is a word.
pub(super) fn runs(text: &str) -> impl Iterator<Item = Run<'_>> {
    let in_run = |c: char| is_term_char(c) || c == '+';
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(in_run)?;
        let end = text[start..].find(|c| !in_run(c)).map_or(text.len(), |len| start + len);
        at = end;
        let opened = text[..start].ends_with(['“', '‘', '「', '『', '"']);
        let closed = text[end..].starts_with(['”', '’', '」', '』', '"']);
        Some(Run { text: &text[start..end], opened, closed })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_punctuation_and_signs_part_runs() {
        let text = folded("推进“互聯網＋”行动，建 ５Ｇ 基站。");
        let all: Vec<_> = runs(&text).map(|run| (run.text, run.opened, run.closed)).collect();
        assert_eq!(
            all,
            [("推进", false, false), ("互联网+", true, true), ("行动", false, false), ("建5G基站", false, false)]
        );
    }

    proptest! {
        #[test]
        fn runs_hold_every_term_character_once(text in "[一-龥a-z0-9，。“” +]*") {
            let text = folded(&text);
            let kept: String = text.chars().filter(|&c| is_term_char(c) || c == '+').collect();
            prop_assert_eq!(runs(&text).map(|run| run.text).collect::<String>(), kept);
        }
    }
}

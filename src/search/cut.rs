//! Cutting a query with the index's own vocabulary.
//!
//! No dictionary is loaded: a word of the query is one that the field `words` holds, so no query word of
//! several ideographs can be one that the index does not know, and a search need not wait for jieba.
//! The method and its evidence: a Viterbi path over document frequencies, with the inner words of two and
//! three characters that jieba's search mode would emit.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::analysis::{LONGEST_WORD, Numeral, is_term_char, numerals};
use crate::text::Span;

use super::mixed::{mixed_words, parted};

/// Question words: not content.
const QUESTION_WORDS: &str = "什么 哪些 多少 谁 吗 哪 如何 怎么 哪个 哪一 哪一年 哪年 哪一个 哪里 哪儿 哪种 几 几个 是否 怎样 怎么样 怎么办 \
为什么 为何 何时 何 何地 何种 能否 可否 请问 请 呢 多久 多长 多大 多高 什么样 什么时候 多长时间 几年 有没有 是不是 会不会 能不能 \
么 怎 咋 啥 哪位 何人 几月 几天 什么地方 怎么回事 应该 需要 可以";

/// Function words: not content.
const FUNCTION_WORDS: &str = "的 是 在 有 了 和 与 为 对 被 于 中 由 其 以 及 将 向 到 等 都 也 就 而 并 或 或者 我 你 他 她 它 们 我们 你们 \
他们 自己 这 那 这个 那个 这些 那些 会 能 要 应 不 没 没有 还 上 下 时 后 前 里 内 所 之 从 把 给 让 该 各 着 过 得 地 又 再 很 最 \
更 只 但 如果 因为 所以 关于 对于 根据 按照 进行 以及 并且 个 吧 啊 呀";

/// Longest word looked for, in characters.
const LONGEST: usize = 16;

/// More than the rounding of sums, and less than any two paths differ by that do not weigh the same.
const LITTLE: f64 = 1e-9;

/// Document frequencies of the field `words`: what a query is cut by.
pub(crate) trait Vocabulary {
    /// Passages that hold the word; 0 where none does.
    fn frequency(&self, word: &str) -> u64;
    /// Tokens of the field in all.
    fn total(&self) -> u64;
    /// Whether two neighbouring characters stand anywhere, as they do in every word that has them. May say so of some
    /// that do not.
    fn stands(&self, bigram: &str) -> bool;
    /// Whether a user has added words, to the index or to this search: these may be longer than others, and of ideographs
    /// and letters (5g消息).
    fn has_user_words(&self) -> bool {
        false
    }
    /// Whether a user made a word of it that the field lacks. It is then no worse a word than what it would be cut into.
    fn is_added(&self, _word: &str) -> bool {
        false
    }
}

/// A query cut into words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cut {
    /// The tokens to ask of the field `words`, repeats kept: inner words of two, then three characters,
    /// then the word itself.
    pub words: Vec<CutWord>,
    /// The words of the best path, in order, with their bytes in the text.
    pub path: Vec<(String, Span)>,
    /// The bigrams to ask of the field `grams`: both characters within one run of the query.
    pub grams: Vec<String>,
    /// The numerals of the query.
    pub numerals: Vec<Numeral>,
}

/// A token to ask for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CutWord {
    pub text: String,
    /// Index into [`Cut::path`] of the word that it is, or is a part of.
    pub of: usize,
}

/// Cuts a text made by [`crate::analysis::word_text`]. Cost: up to [`LONGEST`] look-ups a character, with words of a user
/// up to [`LONGEST_WORD`].
pub(crate) fn cut(text: &str, vocabulary: &impl Vocabulary) -> Cut {
    let mut out = Cut { numerals: numerals(text), ..Cut::default() };
    let log_total = (vocabulary.total().max(1) as f64).ln();
    let mut runs = runs(text);
    out.grams.extend(runs.iter().flat_map(|run| crate::analysis::bigrams(run.of(text))).map(str::to_owned));
    // A plus belongs to the name before it: 互联网+, C++.
    let plus = |window: &[(usize, char)]| window[1].1 == '+' && (is_term_char(window[0].1) || window[0].1 == '+');
    let characters: Vec<(usize, char)> = text.char_indices().collect();
    let joined = characters.windows(2).filter(|window| plus(window));
    out.grams.extend(joined.map(|window| text[window[0].0..=window[1].0].to_owned()));
    let mixed = if vocabulary.has_user_words() { mixed_words(&runs, text, vocabulary) } else { Vec::new() };
    for word in mixed {
        let (before, within) = parted(&mut runs, word);
        cut_runs(&before, text, log_total, vocabulary, &mut out);
        let mut parts = Cut::default();
        cut_runs(&within, text, log_total, vocabulary, &mut parts);
        let of = out.path.len();
        out.words.extend(parts.words.into_iter().map(|part| CutWord { of, ..part }));
        out.words.push(CutWord { text: word.of(text).to_owned(), of });
        out.path.push((word.of(text).to_owned(), word));
    }
    cut_runs(&runs, text, log_total, vocabulary, &mut out);
    out
}

fn cut_runs(runs: &[Span], text: &str, log_total: f64, vocabulary: &impl Vocabulary, out: &mut Cut) {
    for &run in runs {
        let of = run.of(text);
        if of.starts_with(is_ideograph) {
            cut_ideographs(run, text, log_total, vocabulary, out);
        } else {
            out.words.push(CutWord { text: of.to_owned(), of: out.path.len() });
            out.path.push((of.to_owned(), run));
        }
    }
}

/// Runs of ideographs, and runs of other letters and digits.
fn runs(text: &str) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut open: Option<bool> = None;
    for (at, c) in text.char_indices() {
        let kind = is_term_char(c).then(|| is_ideograph(c));
        let end = at + c.len_utf8();
        match (kind, out.last_mut()) {
            (Some(_), Some(last)) if open == kind => last.end = end,
            (Some(_), _) => out.push(Span::new(at, end)),
            (None, _) => {}
        }
        open = kind;
    }
    out
}

/// Whether words of several characters must be found in a run of these.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn cut_ideographs(run: Span, text: &str, log_total: f64, vocabulary: &impl Vocabulary, out: &mut Cut) {
    let mut starts: Vec<usize> = run.of(text).char_indices().map(|(at, _)| run.start + at).collect();
    starts.push(run.end);
    let (steps, _) = best_path(&starts, text, log_total, vocabulary, None);
    let mut at = 0;
    while at + 1 < starts.len() {
        let next = at + steps[at];
        let word = Span::new(starts[at], starts[next]);
        for length in [2, 3] {
            if length < next - at {
                let inner = (at..=next - length).map(|from| &text[starts[from]..starts[from + length]]);
                let known = inner.filter(|inner| vocabulary.frequency(inner) > 0);
                let of = out.path.len();
                out.words.extend(known.map(|inner| CutWord { text: inner.to_owned(), of }));
            }
        }
        out.words.push(CutWord { text: word.of(text).to_owned(), of: out.path.len() });
        out.path.push((word.of(text).to_owned(), word));
        at = next;
    }
}

/// How many characters the best word at each place has, and what all of them score. Of the parts of an added word none has
/// more characters than `part`.
fn best_path(
    starts: &[usize],
    text: &str,
    log_total: f64,
    vocabulary: &impl Vocabulary,
    part: Option<usize>,
) -> (Vec<usize>, f64) {
    let count = starts.len() - 1;
    let longest = part.unwrap_or(if vocabulary.has_user_words() { LONGEST_WORD } else { LONGEST });
    let mut best = vec![0.0; count + 1];
    let mut steps = vec![1; count];
    for at in (0..count).rev() {
        let mut top = f64::NEG_INFINITY;
        let mut stands = true;
        for length in 1..=longest.min(count - at) {
            let word = &text[starts[at]..starts[at + length]];
            stands &= length == 1 || vocabulary.stands(&text[starts[at + length - 2]..starts[at + length]]);
            // A question word is a word of the query even where the corpus, of regulations say, lacks it.
            let known = if stands { vocabulary.frequency(word) } else { 0 };
            let frequency = known.max(u64::from(!is_content(word)));
            if frequency == 0 && length > 1 {
                continue;
            }
            let weight = if frequency == 0 { 0.5_f64 } else { (frequency + 1) as f64 };
            let mut own = weight.ln() - log_total;
            // Within the parts of an added word others weigh what they weigh in the index, else this would not end soon.
            if part.is_none() && length > 1 && vocabulary.is_added(word) {
                let (_, parts) = best_path(&starts[at..=at + length], text, log_total, vocabulary, Some(length - 1));
                own = own.max(parts + LITTLE);
            }
            let score = own + best[at + length];
            // A tie goes to the longer word.
            if score >= top {
                (top, steps[at]) = (score, length);
            }
        }
        best[at] = top;
    }
    (steps, best[0])
}

/// Whether a word is neither a question word nor a function word.
pub(crate) fn is_content(word: &str) -> bool {
    static WORDS: LazyLock<HashSet<&str>> =
        LazyLock::new(|| QUESTION_WORDS.split(' ').chain(FUNCTION_WORDS.split(' ')).collect());
    !WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    use proptest::prelude::*;

    struct Words(HashMap<&'static str, u64>);

    impl Vocabulary for Words {
        fn frequency(&self, word: &str) -> u64 {
            self.0.get(word).copied().unwrap_or(0)
        }
        fn total(&self) -> u64 {
            self.0.values().sum()
        }
        fn stands(&self, _: &str) -> bool {
            true
        }
    }

    /// The same with words of a user.
    struct Added(Words, &'static [(&'static str, u64)]);

    impl Vocabulary for Added {
        fn frequency(&self, word: &str) -> u64 {
            let added = self.1.iter().find(|(added, _)| *added == word).map_or(0, |(_, frequency)| *frequency);
            self.0.frequency(word).max(added)
        }
        fn total(&self) -> u64 {
            self.0.total()
        }
        fn stands(&self, _: &str) -> bool {
            true
        }
        fn has_user_words(&self) -> bool {
            true
        }
        fn is_added(&self, word: &str) -> bool {
            self.0.frequency(word) == 0 && self.frequency(word) > 0
        }
    }

    fn path(text: &str, words: &[(&'static str, u64)]) -> Vec<String> {
        cut(text, &Words(words.iter().copied().collect())).path.into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn known_words_win_and_unknown_characters_stand_alone() {
        let words = [("养老", 50), ("服务", 80), ("养老服务", 20), ("养", 3), ("老", 3), ("应当", 9000)];
        assert_eq!(path("养老服务龘", &words), ["养老服务", "龘"]);
        assert_eq!(path("什么是养老", &words), ["什么", "是", "养老"]);
    }

    #[test]
    fn an_added_word_is_one_however_frequent_its_parts_are() {
        let words = [("发展", 5000), ("服务", 4000), ("养老", 500), ("应当", 3000)];
        let with = |added| Added(Words(words.into()), added);
        let path =
            |text: &str, added| cut(text, &with(added)).path.into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        assert_eq!(path("养老发展服务", &[]), ["养老", "发展", "服务"]);
        assert_eq!(path("养老发展服务", &[("发展服务", 1)]), ["养老", "发展服务"]);
        assert_eq!(path("养老发展服务", &[("发展服务", 1), ("养老发展服务", 1)]), ["养老发展服务"]);
        assert_eq!(path("养老发展服务", &[("发展服务", 0)]), ["养老", "发展", "服务"]);
        let asked = cut("发展服务", &with(&[("发展服务", 1)])).words;
        assert_eq!(asked.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), ["发展", "服务", "发展服务"]);
    }

    #[test]
    fn inner_words_are_asked_for_too() {
        let words = Words([("养老", 50), ("服务", 80), ("养老服务", 20), ("应当", 9000)].into());
        let cut = cut("养老服务", &words);
        assert_eq!(cut.words.iter().map(|word| word.text.as_str()).collect::<Vec<_>>(), ["养老", "服务", "养老服务"]);
    }

    #[test]
    fn bigrams_stay_within_a_run() {
        let cut = cut("bim技术，2024年", &Words(HashMap::new()));
        assert_eq!(cut.grams, ["bi", "im", "技术", "20", "02", "24"]);
        assert_eq!(cut.numerals[0].canonical, "2024");
    }

    #[test]
    fn a_word_of_a_user_may_be_mixed_and_long() {
        let words = [("5g", 40), ("消息", 50), ("平台", 30), ("短", 3), ("应当", 3000)];
        let added = &[("5g消息", 2), ("短消息b2b平台", 1), ("一二三四五六七八九十甲乙丙丁戊己庚辛", 1)];
        let cut = |text: &str| cut(text, &Added(Words(words.into()), added));
        let path = |text: &str| cut(text).path.into_iter().map(|(word, span)| (word, span.start)).collect::<Vec<_>>();
        let owned = |word: &str, at| (word.to_owned(), at);
        assert_eq!(path("平台5g消息，5g"), [owned("平台", 0), owned("5g消息", 6), owned("5g", 17)]);
        assert_eq!(path("x5g消息"), [owned("x5g", 0), owned("消息", 3)]);
        assert_eq!(path("短消息b2b平台5g消息平台").len(), 3);
        assert_eq!(path(added[2].0), [owned(added[2].0, 0)]);
        let cut = cut("5g消息平台");
        assert_eq!(
            cut.words.iter().map(|word| (word.text.as_str(), word.of)).collect::<Vec<_>>(),
            [("5g", 0), ("消息", 0), ("5g消息", 0), ("平台", 1)]
        );
        assert_eq!(cut.grams, ["5g", "消息", "息平", "平台"]);
    }

    proptest! {
        #[test]
        fn the_path_covers_every_run(text in "[养老消息5g， ]{0,40}", with in any::<bool>()) {
            let words = Words([("养老", 5), ("消息", 3), ("5g", 2), ("老消息", 1)].into());
            let added = &[("5g消息", 1), ("养老5g", 2), ("息养", 1), ("老5g消", 1), ("消息5g养老消息5g", 1)];
            let cut = if with { cut(&text, &Added(words, added)) } else { cut(&text, &words) };
            let mut before = 0;
            for (word, span) in &cut.path {
                prop_assert_eq!(span.of(&text), word.as_str());
                prop_assert!(span.start >= before && !text[before..span.start].contains(is_term_char));
                before = span.end;
            }
            prop_assert!(!text[before..].contains(is_term_char));
            prop_assert!(cut.words.iter().all(|word| cut.path[word.of].0.contains(&word.text)));
        }
    }
}

//! Cutting a query with the index's own vocabulary.
//!
//! No dictionary is loaded: a word of the query is one that the field `words` holds, so no query word of
//! several ideographs can be one that the index does not know, and a search need not wait for jieba.
//! The method and its evidence: a Viterbi path over document frequencies, with the inner words of two and
//! three characters that jieba's search mode would emit.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::analysis::{Numeral, is_term_char, numerals};
use crate::text::Span;

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

/// Document frequencies of the field `words`: what a query is cut by.
pub(crate) trait Vocabulary {
    /// Passages that hold the word; 0 where none does.
    fn frequency(&self, word: &str) -> u64;
    /// Tokens of the field in all.
    fn total(&self) -> u64;
    /// Whether two neighbouring characters stand anywhere, as they do in every word that has them. May say so of some
    /// that do not.
    fn stands(&self, bigram: &str) -> bool;
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

/// Cuts a text made by [`crate::analysis::word_text`]. Cost: up to [`LONGEST`] look-ups a character.
pub(crate) fn cut(text: &str, vocabulary: &impl Vocabulary) -> Cut {
    let mut out = Cut { numerals: numerals(text), ..Cut::default() };
    let log_total = (vocabulary.total().max(1) as f64).ln();
    for run in runs(text) {
        let of = run.of(text);
        out.grams.extend(crate::analysis::bigrams(of).map(str::to_owned));
        if of.starts_with(|c: char| is_ideograph(c)) {
            cut_ideographs(run, text, log_total, vocabulary, &mut out);
        } else {
            out.words.push(CutWord { text: of.to_owned(), of: out.path.len() });
            out.path.push((of.to_owned(), run));
        }
    }
    out
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
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn cut_ideographs(run: Span, text: &str, log_total: f64, vocabulary: &impl Vocabulary, out: &mut Cut) {
    let mut starts: Vec<usize> = run.of(text).char_indices().map(|(at, _)| run.start + at).collect();
    starts.push(run.end);
    let steps = best_path(&starts, text, log_total, vocabulary);
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

/// How many characters the best word at each place has.
fn best_path(starts: &[usize], text: &str, log_total: f64, vocabulary: &impl Vocabulary) -> Vec<usize> {
    let count = starts.len() - 1;
    let mut best = vec![0.0; count + 1];
    let mut steps = vec![1; count];
    for at in (0..count).rev() {
        let mut top = f64::NEG_INFINITY;
        let mut stands = true;
        for length in 1..=LONGEST.min(count - at) {
            let word = &text[starts[at]..starts[at + length]];
            stands &= length == 1 || vocabulary.stands(&text[starts[at + length - 2]..starts[at + length]]);
            // A question word is a word of the query even where the corpus, of regulations say, lacks it.
            let known = if stands { vocabulary.frequency(word) } else { 0 };
            let frequency = known.max(u64::from(!is_content(word)));
            if frequency == 0 && length > 1 {
                continue;
            }
            let weight = if frequency == 0 { 0.5_f64 } else { (frequency + 1) as f64 };
            let score = weight.ln() - log_total + best[at + length];
            // A tie goes to the longer word.
            if score >= top {
                (top, steps[at]) = (score, length);
            }
        }
        best[at] = top;
    }
    steps
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
}

//! Questions for a definition (什么是X), and the sentences that give one (所称X，是指…).

/// Phrases that ask; the first that fits at a place is taken out.
const ASKING: [&str; 11] =
    ["?", "指的是", "是指", "什么是", "是什么", "什么叫", "的定义", "的含义", "何为", "何谓", "什么"];

/// Wordings behind a term that define it.
const DEFINING: [&str; 6] = ["是指", "系指", ",指", "指的是", "指下列", "指:"];

/// Most characters between a term and such a wording.
const BETWEEN: usize = 12;

/// The term that a folded query asks for: the query without the asking phrases, without 的, 是 and punctuation at its
/// ends, and without 《…》 where two characters are left without it. 中 and 指 stay (中国共产党, 指定机构).
pub(super) fn target(query: &str) -> Vec<char> {
    let mut left = String::with_capacity(query.len());
    let mut rest = query;
    while let Some(c) = rest.chars().next() {
        let asking = ASKING.iter().find(|phrase| rest.starts_with(**phrase));
        if asking.is_none() {
            left.push(c);
        }
        rest = &rest[asking.map_or(c.len_utf8(), |phrase| phrase.len())..];
    }
    let whole = trimmed(&left);
    let bare = without_names(whole);
    let bare = trimmed(&bare);
    if bare.chars().nth(1).is_some() { bare.chars().collect() } else { whole.chars().collect() }
}

fn trimmed(text: &str) -> &str {
    text.trim_matches(['的', '是', ' ', ',', '。', ':'])
}

/// A text without what stands in 《》.
fn without_names(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('《') {
        let Some(close) = rest[open..].find('》') else { break };
        out.push_str(&rest[..open]);
        rest = &rest[open + close + '》'.len_utf8()..];
    }
    out.push_str(rest);
    out
}

/// How surely a text defines a term, 0 to 1. Only the last two characters of the term must stand there: 所称经营者 answers
/// 什么是个体经营者 a little.
pub(super) fn definition(term: &[char], text: &[char]) -> f64 {
    let Some(last) = term.len().checked_sub(2).map(|at| &term[at..]) else { return 0.0 };
    let mut best = 0.0_f64;
    for (at, _) in text.windows(2).enumerate().filter(|(_, two)| *two == last) {
        let end = at + 2;
        let tail = &text[end..text.len().min(end + 14)];
        let head = &text[at.saturating_sub(term.len() + 6)..at];
        let full = text[end.saturating_sub(term.len())..end] == *term;
        let score = if defines(tail) {
            if full { 1.0 } else { 0.6 }
        } else if head.windows(2).any(|two| two == ['所', '称']) {
            if full { 0.8 } else { 0.4 }
        } else if full && tail.first() == Some(&'是') {
            0.5
        } else {
            0.0
        };
        best = best.max(score);
    }
    best
}

/// Whether a defining wording begins within [`BETWEEN`] characters, in the same sentence.
fn defines(tail: &[char]) -> bool {
    for at in 0..=BETWEEN.min(tail.len()) {
        let starts = |wording: &&str| wording.chars().enumerate().all(|(n, c)| tail.get(at + n) == Some(&c));
        if DEFINING.iter().any(starts) {
            return true;
        }
        if tail.get(at).is_none_or(|&c| c == '。' || c == ';') {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str, text: &str) -> f64 {
        definition(&target(query), &text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn the_term_that_is_asked_for() {
        let term = |query: &str| target(query).into_iter().collect::<String>();
        assert_eq!(term("什么是社区食堂?"), "社区食堂");
        assert_eq!(term("《养老条例》中所称的老年人指的是什么"), "中所称的老年人");
        assert_eq!(term("《养老条例》是什么"), "《养老条例》");
    }

    #[test]
    fn a_definition_beats_a_mention() {
        let question = "什么是社区食堂?";
        assert!((of(question, "本办法所称社区食堂,是指为居民供餐的场所。") - 1.0).abs() < 1e-9);
        assert!((of(question, "前款所称的老年食堂,是指……") - 0.6).abs() < 1e-9);
        assert!((of(question, "社区食堂是老人的好去处。") - 0.5).abs() < 1e-9);
        assert!(of(question, "建设社区食堂。").abs() < 1e-9);
    }
}

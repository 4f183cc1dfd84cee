//! What a person typed → a query. Never an error: whatever has no meaning in the language is text.

use super::query::{Clause, Query};

/// Reads the query language: words, “exact phrases”, 《titles》, `-excluded`, `A | B`, `title:` and `path:`,
/// each in its half- and its full-width form.
pub(super) fn parse(text: &str) -> Query {
    let mut query = Query { typed: text.to_owned(), ..Query::default() };
    let mut alternative = Vec::new();
    let mut rest = text;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace());
        let Some(first) = rest.chars().next() else { break };
        if is_bar(first) && stands_alone(rest) {
            query.operators = true;
            query.alternatives.push(std::mem::take(&mut alternative));
            rest = rest.trim_start_matches(is_bar);
            continue;
        }
        let (clause, after) = clause(rest);
        query.operators |= !matches!(clause, Clause::Text(_));
        match clause {
            Clause::Path(glob) => query.paths.push(glob),
            clause => alternative.push(clause),
        }
        rest = after;
    }
    query.alternatives.push(alternative);
    query.alternatives.retain(|clauses| !clauses.is_empty());
    query.join_words();
    query
}

fn is_bar(c: char) -> bool {
    c == '|' || c == '｜'
}

/// A bar is an operator where white space or another bar follows it, so that `A|B` typed without spaces works
/// as well as `A | B`, and a lone bar at the end is text.
fn stands_alone(rest: &str) -> bool {
    rest.trim_start_matches(is_bar).chars().any(|c| !c.is_whitespace())
}

/// The clause at the beginning of `rest` (not blank), and what follows it.
fn clause(rest: &str) -> (Clause, &str) {
    if let Some((inner, after)) = rest.strip_prefix(['-', '－']).and_then(|negated| operand(negated, false)) {
        return (Clause::Not(inner), after);
    }
    for (name, make) in [("title", Clause::Title as fn(String) -> Clause), ("path", Clause::Path)] {
        let value = rest.strip_prefix(name).and_then(|rest| rest.strip_prefix([':', '：']));
        if let Some((inner, after)) = value.and_then(|value| operand(value, name == "path")) {
            return (make(inner), after);
        }
    }
    if let Some((inner, title, after)) = quoted(rest) {
        return (if title { Clause::Named(inner) } else { Clause::Phrase(inner) }, after);
    }
    let (word, after) = word(rest, false);
    (Clause::Text(word.to_owned()), after)
}

/// What an operator applies to: a quoted string or a word; `None` where nothing searchable follows.
fn operand(rest: &str, path: bool) -> Option<(String, &str)> {
    if let Some((inner, _, after)) = quoted(rest) {
        return Some((inner, after));
    }
    // A dash between spaces (2024 - 2025) is what it looks like.
    if rest.starts_with(char::is_whitespace) {
        return None;
    }
    let (word, after) = word(rest, path);
    word.chars().any(|c| path || c.is_alphanumeric()).then(|| (word.to_owned(), after))
}

/// A quoted string at the beginning, whether its marks were 《》, and what follows; `None` for a mark that is not
/// closed, or with nothing inside.
fn quoted(rest: &str) -> Option<(String, bool, &str)> {
    const MARKS: [(char, char); 6] = [('“', '”'), ('"', '"'), ('＂', '＂'), ('「', '」'), ('『', '』'), ('《', '》')];
    let open = rest.chars().next()?;
    let (_, close) = MARKS.into_iter().find(|&(mark, _)| mark == open)?;
    let inner = &rest[open.len_utf8()..];
    // 《关于〈…〉的决定》 and 《a《b》c》: the mark that closes is the one of the same depth.
    let mut depth = 1;
    let end = inner.char_indices().find(|&(_, c)| {
        depth += i32::from(c == open && open != close) - i32::from(c == close);
        depth == 0
    })?;
    let text = &inner[..end.0];
    let after = &inner[end.0 + close.len_utf8()..];
    (!text.trim().is_empty()).then(|| (text.to_owned(), open == '《', after))
}

/// The word at the beginning: up to white space, a bar, or a quotation mark that is closed.
fn word(rest: &str, path: bool) -> (&str, &str) {
    let end = rest.char_indices().skip(1).find(|&(at, c)| {
        c.is_whitespace()
            || !path
                && (is_bar(c) || matches!(c, '“' | '"' | '＂' | '「' | '『' | '《') && quoted(&rest[at..]).is_some())
    });
    rest.split_at(end.map_or(rest.len(), |(at, _)| at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn clauses(text: &str) -> Vec<Vec<Clause>> {
        parse(text).alternatives
    }

    fn text(word: &str) -> Clause {
        Clause::Text(word.to_owned())
    }

    #[test]
    fn operators_in_both_widths() {
        assert_eq!(clauses("养老　－补贴"), [vec![text("养老"), Clause::Not("补贴".to_owned())]]);
        assert_eq!(clauses("养老 ｜ 托育"), [[text("养老")], [text("托育")]]);
        assert_eq!(clauses("养老|托育"), [[text("养老")], [text("托育")]]);
        assert_eq!(clauses("title：条例 监督"), [vec![Clause::Title("条例".to_owned()), text("监督")]]);
        assert_eq!(parse("path:corpus/*.txt 养老").paths, ["corpus/*.txt"]);
        assert_eq!(clauses("“养老服务” 补贴"), [vec![Clause::Phrase("养老服务".to_owned()), text("补贴")]]);
        assert_eq!(clauses("《条例》"), [[Clause::Named("条例".to_owned())]]);
    }

    #[test]
    fn anything_else_is_text() {
        for typed in ["-", "“未闭合", "AND", "a:b", "标题：条例", "C#", "title:", "养老^2", "(试行)", "|"]
        {
            assert_eq!(clauses(typed), [[text(typed)]], "{typed}");
        }
        assert_eq!(clauses("养老 服务"), [[text("养老 服务")]]);
        assert_eq!(clauses("  "), Vec::<Vec<Clause>>::new());
    }

    #[test]
    fn one_phrase_alone_is_exact() {
        assert!(parse("“养老服务”").exact().is_some());
        assert!(parse("《条例》").exact().is_some());
        assert!(parse("“养老服务” 补贴").exact().is_none());
    }

    proptest! {
        #[test]
        fn never_panics(typed in "[-－|｜“”\"「」《》title:path：养老a　 *]{0,24}|\\PC{0,24}") {
            let query = parse(&typed);
            prop_assert!(query.alternatives.iter().all(|clauses| !clauses.is_empty()));
        }
    }
}

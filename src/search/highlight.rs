//! Which bytes of a passage's text a query is marked at.

use std::collections::HashSet;

use crate::text::Span;
use crate::text::fold::Folded;

use super::words::numeral_spans;

/// What is marked: strings, folded, and numerals in any spelling.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Marks {
    /// The words and phrases of the query.
    pub strings: Vec<String>,
    /// Marked where they touch what is marked already: words of one character.
    pub touching: Vec<String>,
    /// Marked only where none of `strings` stands in the text: function words, pieces of words.
    pub weak: Vec<String>,
    /// Canonical numerals.
    pub numerals: Vec<String>,
}

impl Marks {
    /// The marked spans of a text, bytes of it: merged, in order, not overlapping, not touching.
    pub(super) fn of(&self, text: &str) -> Vec<Span> {
        let folded = Folded::new(text);
        let mut spans = spans(&folded, &self.strings);
        spans.extend(self.numerals_of(text, &folded));
        if spans.is_empty() {
            spans = self::spans(&folded, &self.weak);
        }
        let near: Vec<Span> = touching(&merged(spans.clone()), &self::spans(&folded, &self.touching)).collect();
        spans.extend(near);
        merged(spans).into_iter().map(|span| folded.original(span)).collect()
    }

    fn numerals_of(&self, text: &str, folded: &Folded) -> Vec<Span> {
        if self.numerals.is_empty() {
            return Vec::new();
        }
        let asked = numeral_spans(text).into_iter().filter(|(_, canonical)| self.numerals.contains(canonical));
        asked.map(|(span, _)| span).filter(|span| folded.text().get(span.start..span.end).is_some()).collect()
    }
}

fn spans(folded: &Folded, strings: &[String]) -> Vec<Span> {
    strings.iter().flat_map(|string| folded.occurrences(string)).collect()
}

/// Of the candidates, those that begin where a span ends, or end where one begins.
fn touching<'a>(spans: &[Span], candidates: &'a [Span]) -> impl Iterator<Item = Span> + 'a {
    let starts: HashSet<usize> = spans.iter().map(|span| span.start).collect();
    let ends: HashSet<usize> = spans.iter().map(|span| span.end).collect();
    candidates.iter().copied().filter(move |span| starts.contains(&span.end) || ends.contains(&span.start))
}

/// Overlapping and touching spans become one.
fn merged(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut out: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match out.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, strings: &[&str], numerals: &[&str]) -> Vec<String> {
        let own = |list: &[&str]| list.iter().map(|&s| s.to_owned()).collect();
        let marks =
            Marks {
                strings: own(strings), touching: own(&["圈"]), weak: own(&["的", "圈"]), numerals: own(numerals)
            };
        marks.of(text).into_iter().map(|span| span.of(text).to_owned()).collect()
    }

    #[test]
    fn words_and_numerals_in_any_spelling() {
        assert_eq!(marked("打造“15 分钟公共服务圈”", &["分钟", "公共服务"], &["15"]), ["15 分钟公共服务圈"]);
        assert_eq!(marked("第三十八条的规定", &["规定"], &["38"]), ["第三十八条", "规定"]);
        assert_eq!(marked("Open Data 共 15 项", &[], &["15"]), ["15"]);
    }

    #[test]
    fn function_words_only_where_nothing_else_stands() {
        assert_eq!(marked("圈的规定", &["规定"], &[]), ["规定"]);
        assert_eq!(marked("圈的规定", &["没有"], &[]), ["圈的"]);
    }
}

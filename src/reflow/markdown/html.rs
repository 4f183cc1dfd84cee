//! The text in a block of HTML.

use memchr::memchr2;

use crate::text::Span;

/// A stretch of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// Text between tags.
    Text(Span),
    /// A tag, whole, with its name as written (`TD`, without the slash of an end tag).
    Tag(Span, &'a str),
    /// A comment, a declaration, or the inside of `script` and `style`.
    Unseen,
}

/// What a tag does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: `b`, `span`, `a` …
    Inline,
    /// The line ends.
    Break,
    /// A cell of a table begins or ends.
    Cell,
    /// A paragraph begins or ends.
    Block,
}

/// Inline elements are those not listed.
pub fn effect(name: &str) -> Effect {
    const BLOCK: &[&str] = &[
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "title",
        "tr",
        "ul",
    ];
    let is = |of: &str| name.eq_ignore_ascii_case(of);
    if is("br") {
        Effect::Break
    } else if is("td") || is("th") {
        Effect::Cell
    } else if BLOCK.iter().any(|of| is(of)) {
        Effect::Block
    } else {
        Effect::Inline
    }
}

/// Cuts `span` of `source` into text and tags, in order. A `<` that begins no tag is text. Cost: linear.
pub fn parts(source: &str, span: Span) -> Vec<Part<'_>> {
    let html = span.of(source);
    let (mut parts, mut text, mut at) = (Vec::new(), 0, 0);
    // Ends that were searched for and are not there, so that no stretch is searched twice.
    let mut no_comment_end = false;
    while let Some(open) = html[at..].find('<').map(|found| at + found) {
        let rest = &html[open..];
        let found = if rest.starts_with("<!--") && !no_comment_end {
            let end = rest.find("-->").map(|end| end + 3);
            no_comment_end = end.is_none();
            end.map(|end| (end, Part::Unseen))
        } else {
            tag(rest).map(|(end, name)| {
                unseen_body(rest, end, name).unwrap_or((end, Part::Tag(part(span, open, open + end), name)))
            })
        };
        let Some((length, found)) = found else {
            at = open + 1;
            continue;
        };
        push_text(&mut parts, part(span, text, open));
        parts.push(found);
        at = open + length;
        text = at;
    }
    push_text(&mut parts, part(span, text, html.len()));
    parts
}

fn part(span: Span, from: usize, to: usize) -> Span {
    Span::new(span.start + from, span.start + to)
}

fn push_text(parts: &mut Vec<Part<'_>>, span: Span) {
    if !span.is_empty() {
        parts.push(Part::Text(span));
    }
}

/// Length and name of the tag that `html` begins with.
fn tag(html: &str) -> Option<(usize, &str)> {
    let inside = &html[1..];
    let end = memchr2(b'<', b'>', inside.as_bytes()).filter(|&end| inside.as_bytes()[end] == b'>')?;
    let name = inside[..end].strip_prefix('/').unwrap_or(&inside[..end]);
    let length = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let name = &name[..length];
    let is_tag = inside.starts_with(['!', '?']) || name.starts_with(|c: char| c.is_ascii_alphabetic());
    is_tag.then_some((1 + end + 1, name))
}

/// The whole of a `script` or `style` element, where the tag of length `end` opens one.
fn unseen_body<'a>(html: &str, end: usize, name: &str) -> Option<(usize, Part<'a>)> {
    let close = match name {
        "script" => "</script>",
        "style" => "</style>",
        _ => return None,
    };
    let body = html.get(end..)?.find(close)?;
    html[1..].starts_with(name).then_some((end + body + close.len(), Part::Unseen))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(html: &str) -> Vec<String> {
        let show = |part: &Part<'_>| match *part {
            Part::Text(span) => span.of(html).to_owned(),
            Part::Tag(_, name) => format!("<{name}>"),
            Part::Unseen => "-".to_owned(),
        };
        parts(html, Span::new(0, html.len())).iter().map(show).collect()
    }

    #[test]
    fn text_and_tags() {
        assert_eq!(cut("<td class='a'>甲</td>乙"), ["<td>", "甲", "<td>", "乙"]);
        assert_eq!(cut("甲 < 乙<b"), ["甲 < 乙<b"]);
        assert_eq!(cut("a<!-- x > y -->b<!-- c"), ["a", "-", "b<!-- c"]);
        assert_eq!(cut("<style>p{}</style>丙"), ["-", "丙"]);
        assert_eq!(cut("<?php 1?><!DOCTYPE html>"), ["<>", "<>"]);
        assert_eq!(
            (effect("TR"), effect("br"), effect("th"), effect("b")),
            (Effect::Block, Effect::Break, Effect::Cell, Effect::Inline)
        );
    }

    proptest! {
        #[test]
        fn texts_and_tags_are_in_order(html in "[<>/!a甲 \\-]{0,40}") {
            let mut last = 0;
            for part in parts(&html, Span::new(0, html.len())) {
                if let Part::Text(span) | Part::Tag(span, _) = part {
                    prop_assert!(last <= span.start && span.start < span.end);
                    prop_assert!(html.get(span.start..span.end).is_some());
                    last = span.end;
                }
            }
        }
    }
}

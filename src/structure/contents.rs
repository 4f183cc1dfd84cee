//! A table of contents: 目录, then the document's divisions as lines without text.

use crate::text::marker::{Marker, MarkerKind};
use crate::text::sentence;

use super::address::{is_attachment, is_division};
use super::facts::Facts;

/// The most bytes of an entry's line; what is longer is text.
const LONGEST: usize = 180;

/// How many blocks after 目录 the text's first division is looked for.
const FARTHEST: usize = 2000;

/// Marks the blocks that a table of contents lists: they are no divisions. It ends where its first
/// entry stands a second time (第一章 总则); where that never happens before other divisions come,
/// there is no table, only a heading 目录. Cost: the blocks passed over, once for each 目录.
pub(super) fn mark_contents(facts: &mut [Facts<'_>]) {
    let mut at = 0;
    while at < facts.len() {
        if facts.get(at).is_some_and(|fact| is_heading_of_contents(fact.text))
            && let Some(end) = end_of_contents(facts, at + 1)
        {
            for fact in facts.get_mut(at + 1..end).into_iter().flatten() {
                fact.marker = None;
                fact.listed = true;
            }
            at = end;
        } else {
            at += 1;
        }
    }
}

/// Whether a line says 目录, spaced or not.
fn is_heading_of_contents(text: &str) -> bool {
    text.len() <= 24 && {
        let mut letters = text.chars().filter(|c| !c.is_whitespace());
        let pair = (letters.next(), letters.next());
        letters.next().is_none() && matches!(pair, (Some('目'), Some('录' | '錄' | '次')))
    }
}

/// One past the last entry of the table that begins at `first`.
fn end_of_contents(facts: &[Facts<'_>], first: usize) -> Option<usize> {
    let head = facts.get(first).filter(|fact| is_entry(fact))?;
    let mut end = None;
    for (at, fact) in facts.iter().enumerate().skip(first + 1).take(FARTHEST) {
        if fact.is_furniture() {
            continue;
        }
        if repeats(head, fact) {
            return end.or(Some(at));
        }
        if !is_entry(fact) {
            // The text may begin with a preface; the first division after it decides.
            end.get_or_insert(at);
        } else if end.is_some() && fact.marker.is_some_and(|marker| is_division(marker.kind)) {
            return None;
        }
    }
    None
}

/// Whether a line can be an entry: short, no sentence, and either a division or without a number.
fn is_entry(fact: &Facts<'_>) -> bool {
    let kind = fact.marker.map(|marker: Marker| marker.kind);
    fact.text.len() <= LONGEST
        && !sentence::has_end(fact.text)
        && !fact.text.ends_with(['：', '，'])
        && kind.is_none_or(|kind| {
            is_division(kind) || is_attachment(kind) || matches!(kind, MarkerKind::Enumerated | MarkerKind::Bracketed)
        })
}

/// Whether a line states the table's first entry again: the same number, or the same words.
fn repeats(head: &Facts<'_>, fact: &Facts<'_>) -> bool {
    match (head.marker, fact.marker) {
        (Some(a), Some(b)) => (a.kind, a.number) == (b.kind, b.number),
        (None, None) => {
            let letters = |text| str::chars(text).filter(|c| !c.is_whitespace());
            letters(head.text).eq(letters(fact.text))
        }
        _ => false,
    }
}

//! Parts of a stored passage, with their places.

use crate::index::StoredPassage;
use crate::text::Span;

/// The part of a passage that stands on lines `first..=last` of the source; `None` where none of it does.
pub(super) fn clipped(passage: &StoredPassage, first: u32, last: u32) -> Option<StoredPassage> {
    if passage.lines.0 > last || passage.lines.1 < first {
        return None;
    }
    // A record's title stands on the record's line, and nowhere in its text.
    if passage.bytes.is_empty() {
        return Some(passage.clone());
    }
    let runs = passage.runs();
    let mut inside = runs.iter().filter(|run| (first..=last).contains(&run.line));
    let from = inside.next()?;
    let to = inside.next_back().unwrap_or(from);
    Some(part(passage, Span::new(from.piece.at, to.piece.end())))
}

/// The bytes `span` of a passage's text as a passage of its own, with the place of just these.
pub(super) fn part(passage: &StoredPassage, span: Span) -> StoredPassage {
    let mut out = passage.clone();
    if span == Span::new(0, passage.text.len()) {
        return out;
    }
    passage.text.get(span.start..span.end).unwrap_or_default().clone_into(&mut out.text);
    let runs = passage.runs();
    let mut own = runs.iter().filter(|run| run.piece.at < span.end && run.piece.end() > span.start);
    if let Some(first) = own.next() {
        let last = own.next_back().unwrap_or(first);
        out.lines = (first.line, last.line);
        let start = first.piece.source.start + span.start.saturating_sub(first.piece.at);
        let end = last.piece.source.end - last.piece.end().saturating_sub(span.end);
        out.bytes = Span::new(start, end);
    }
    let parts = passage.parts();
    let inside = parts.into_iter().filter(|part| part.span.end > span.start && part.span.start < span.end);
    out.set_parts(inside.map(|part| part.address).collect());
    out
}

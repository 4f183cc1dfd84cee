//! Bigrams across the ends of passages and headings.
//!
//! A string that begins in one block and ends in a later one stands in no passage. As the document reads,
//! furniture left out, it covers at least one border between two blocks, so the two characters around
//! that border are looked up here and the places found are verified on the stored text.

use crate::analysis::SEPARATOR;
use crate::document::Document;
use crate::passage::PassageKind;
use crate::text::fold::fold_char;

/// For each passage the seams at the end of the headings opened before it, and at its own end, separated
/// by [`SEPARATOR`]. A string across a seam begins in the passage it is listed at, in a heading
/// opened there, or earlier.
pub(super) fn seams(document: &Document) -> Vec<String> {
    let mut out = vec![String::new(); document.passages.len()];
    // The last character of what was read, and the passage at which a seam behind it is listed.
    let mut last: Option<(char, usize)> = None;
    for (at, passage) in document.passages.iter().enumerate() {
        if passage.kind == PassageKind::Furniture {
            continue;
        }
        for piece in document.opened(passage).chain(std::iter::once(passage.text.text.as_str())) {
            let (Some(first), Some(end)) = (piece.chars().find_map(fold_char), piece.chars().rev().find_map(fold_char))
            else {
                continue;
            };
            if let Some((before, owner)) = last {
                let seams = &mut out[owner];
                if !seams.is_empty() {
                    seams.push(SEPARATOR);
                }
                seams.extend([before, first]);
            }
            last = Some((end, at));
        }
    }
    out
}

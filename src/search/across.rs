//! Strings that begin in one block and end in a later one.
//!
//! No passage holds such a string, but the place where it stands is near any of its bigrams: inside a passage or
//! heading (`grams`), or across the border of two (`seams`). The rarest one gives the places to look at; what
//! is found there is verified on the stored text, furniture left out.

use std::collections::{BTreeSet, VecDeque};

use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED, Term};

use crate::analysis::bigrams;
use crate::error::Result;
use crate::index::OpenIndex;
use crate::passage::PassageKind;
use crate::text::fold::fold;

use super::passages::Passages;

/// A place by segment and document.
type Place = (u32, DocId);

/// The passages in which (or in a heading opened before which) the folded `needle` begins that ends in a later
/// one, in order of document id and number; at most `count`, and only those that `keep` lets through.
///
/// Cost: three stored passages, or as many as the needle spans, for each place that holds its rarest bigram.
pub(super) fn across(
    index: &OpenIndex,
    passages: &Passages<'_>,
    needle: &str,
    count: usize,
    keep: &dyn Fn(u32, DocId) -> bool,
) -> Result<Vec<Place>> {
    let mut found: Vec<Place> = Vec::new();
    let mut seen = BTreeSet::new();
    for (segment, doc) in in_order(passages, candidates(index, needle)?) {
        if found.len() >= count {
            break;
        }
        for doc in begins(passages, segment, doc, needle)? {
            if keep(segment, doc) && seen.insert((segment, doc)) {
                found.push((segment, doc));
            }
        }
    }
    found.truncate(count);
    Ok(in_order(passages, found))
}

/// The live passages that hold the needle's rarest bigram, or end in it.
fn candidates(index: &OpenIndex, needle: &str) -> Result<Vec<Place>> {
    let fields = &index.fields;
    let terms = |gram: &str| [fields.grams, fields.seams].map(|field| Term::from_field_text(field, gram));
    let frequency = |gram: &str| terms(gram).iter().map(|term| index.searcher.doc_freq(term).unwrap_or(0)).sum::<u64>();
    // A needle of two characters can only stand across a border itself.
    let two = needle.chars().count() == 2;
    let Some(rarest) = bigrams(needle).take(super::exact::LONGEST).min_by_key(|gram| frequency(gram)) else {
        return Ok(Vec::new());
    };
    let mut places = BTreeSet::new();
    for (number, segment) in index.searcher.segment_readers().iter().enumerate() {
        for term in terms(rarest).iter().filter(|term| !two || term.field() == fields.seams) {
            let postings = segment.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) {
                    places.insert((number as u32, doc));
                }
                doc = postings.advance();
            }
        }
    }
    Ok(places.into_iter().collect())
}

/// By document id, then by number.
fn in_order(passages: &Passages<'_>, mut places: Vec<Place>) -> Vec<Place> {
    let key = |&(segment, doc): &Place| (passages.document_of(segment, doc), passages.number(segment, doc));
    places.sort_by(|a, b| {
        let ((one, first), (other, second)) = (key(a), key(b));
        passages.compare(one, other).then(first.cmp(&second))
    });
    places
}

/// A block as it reads: whose it is, and its folded text.
struct Piece {
    doc: DocId,
    text: String,
}

/// The passages around `doc` in which the needle begins without ending there.
fn begins(passages: &Passages<'_>, segment: u32, doc: DocId, needle: &str) -> Result<Vec<DocId>> {
    let pieces = around(passages, segment, doc, needle.len())?;
    let whole: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = whole[from..].find(needle).map(|at| from + at) {
        let (mut begin, mut owner) = (0, None);
        for piece in &pieces {
            let end = begin + piece.text.len();
            if at < end {
                owner = (at + needle.len() > end).then_some(piece.doc);
                break;
            }
            begin = end;
        }
        found.extend(owner);
        from = at + needle.chars().next().map_or(1, char::len_utf8);
    }
    Ok(found)
}

/// The blocks of a passage and of those around it, as far as a string of so many bytes can reach.
fn around(passages: &Passages<'_>, segment: u32, doc: DocId, reach: usize) -> Result<VecDeque<Piece>> {
    let mut pieces = VecDeque::new();
    let mut read = |doc: DocId, before: bool| -> Result<usize> {
        let passage = passages.read(segment, doc)?;
        if passage.kind == PassageKind::Furniture {
            return Ok(0);
        }
        let mut own: Vec<Piece> = passage.opened().map(|heading| Piece { doc, text: fold(heading) }).collect();
        own.push(Piece { doc, text: fold(&passage.text) });
        let length = own.iter().map(|piece| piece.text.len()).sum();
        if before {
            own.into_iter().rev().for_each(|piece| pieces.push_front(piece));
        } else {
            pieces.extend(own);
        }
        Ok(length)
    };
    read(doc, false)?;
    for before in [true, false] {
        let (mut at, mut length) = (doc, 0);
        while length < reach {
            let Some(next) = (if before { at.checked_sub(1) } else { at.checked_add(1) }) else { break };
            if !passages.same_document(segment, doc, next) {
                break;
            }
            at = next;
            length += read(at, before)?;
        }
    }
    Ok(pieces)
}

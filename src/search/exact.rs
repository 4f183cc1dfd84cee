//! Where a string stands: bigrams at consecutive positions, so that the answer equals a scan's.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use crate::analysis::bigrams;
use crate::error::Result;
use crate::index::Fields;

use super::bits::Bits;

/// In which of its parts a passage holds a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Parts {
    pub text: bool,
    pub heading: bool,
    pub title: bool,
}

/// A passage that holds a string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub doc: DocId,
    pub parts: Parts,
}

/// How many bigrams of a long string are looked up; what goes on behind them is compared on the stored text.
pub(super) const LONGEST: usize = 256;

/// The live passages of a segment that hold the folded string `needle` in text, headings or title, in order
/// of their `DocId`. Of a needle of more than [`LONGEST`] characters only the beginning is compared.
///
/// With `texts_only`, a needle of one character is sought in texts alone: in headings and titles it takes a
/// look at every bigram that begins with it. Cost otherwise: the postings of the needle's rarest bigram, and
/// positions where all of them meet.
pub(super) fn find(segment: &SegmentReader, fields: &Fields, needle: &str, texts_only: bool) -> Result<Vec<Found>> {
    let chars = needle.chars().count();
    let mut found = match chars {
        0 => Vec::new(),
        1 => one_character(segment, fields, needle, texts_only)?,
        _ => phrase(segment, fields, needle)?,
    };
    if let Some(alive) = segment.alive_bitset() {
        found.retain(|found| alive.is_alive(found.doc));
    }
    Ok(found)
}

/// The live passages that hold the string anywhere, as a set.
pub(super) fn find_anywhere(segment: &SegmentReader, fields: &Fields, needle: &str) -> Result<Bits> {
    let mut bits = Bits::empty(segment.max_doc());
    match needle.chars().count() {
        0 => {}
        1 => {
            let grams = segment.inverted_index(fields.grams)?;
            for_prefix(&grams, needle, IndexRecordOption::Basic, |postings| insert_all(postings, &mut bits))?;
        }
        2 => {
            let grams = segment.inverted_index(fields.grams)?;
            if let Some(mut postings) =
                grams.read_postings(&Term::from_field_text(fields.grams, needle), IndexRecordOption::Basic)?
            {
                insert_all(&mut postings, &mut bits);
            }
        }
        _ => {
            return Ok(Bits::of(
                segment.max_doc(),
                find(segment, fields, needle, false)?.into_iter().map(|found| found.doc),
            ));
        }
    }
    Ok(bits)
}

/// Passages of a segment that hold a term of any field, deleted ones included.
pub(super) fn holding(segment: &SegmentReader, term: &Term) -> Result<Bits> {
    let mut bits = Bits::empty(segment.max_doc());
    if let Some(mut postings) = segment.inverted_index(term.field())?.read_postings(term, IndexRecordOption::Basic)? {
        insert_all(&mut postings, &mut bits);
    }
    Ok(bits)
}

fn insert_all(postings: &mut SegmentPostings, bits: &mut Bits) {
    let mut doc = postings.doc();
    while doc != TERMINATED {
        bits.insert(doc);
        doc = postings.advance();
    }
}

/// Calls `visit` with the postings of every term of a field that begins with `prefix`.
fn for_prefix(
    index: &InvertedIndexReader,
    prefix: &str,
    record: IndexRecordOption,
    mut visit: impl FnMut(&mut SegmentPostings),
) -> Result<()> {
    let mut terms = index.terms().range().ge(prefix.as_bytes()).into_stream()?;
    while let Some((term, info)) = terms.next() {
        if !term.starts_with(prefix.as_bytes()) {
            break;
        }
        visit(&mut index.read_postings_from_terminfo(info, record)?);
    }
    Ok(())
}

/// Where the parts of passages begin in `grams`.
struct Borders {
    heads: std::sync::Arc<dyn tantivy::columnar::ColumnValues<u64>>,
    begin: std::sync::Arc<dyn tantivy::columnar::ColumnValues<u64>>,
}

impl Borders {
    fn of(segment: &SegmentReader) -> Result<Self> {
        let column = |name| segment.fast_fields().u64(name).map(|column| column.first_or_default_col(0));
        Ok(Self { heads: column("heads")?, begin: column("begin")? })
    }

    /// The parts that hold something which begins at these positions.
    fn parts(&self, doc: DocId, positions: impl IntoIterator<Item = u32>) -> Parts {
        let (heads, begin) = (self.heads.get_val(doc), self.begin.get_val(doc));
        let mut parts = Parts::default();
        for position in positions {
            match u64::from(position) {
                position if position >= begin => parts.text = true,
                position if position >= heads => parts.heading = true,
                _ => parts.title = true,
            }
        }
        parts
    }
}

fn one_character(segment: &SegmentReader, fields: &Fields, needle: &str, texts_only: bool) -> Result<Vec<Found>> {
    let texts = holding(segment, &Term::from_field_text(fields.chars, needle))?;
    let text = Parts { text: true, ..Parts::default() };
    if texts_only {
        return Ok(texts.iter().map(|doc| Found { doc, parts: text }).collect());
    }
    let borders = Borders::of(segment)?;
    let (mut headings, mut titles) = (Bits::empty(segment.max_doc()), Bits::empty(segment.max_doc()));
    let grams = segment.inverted_index(fields.grams)?;
    let mut positions = Vec::new();
    for_prefix(&grams, needle, IndexRecordOption::WithFreqsAndPositions, |postings| {
        let mut doc = postings.doc();
        while doc != TERMINATED {
            postings.positions(&mut positions);
            let parts = borders.parts(doc, positions.iter().copied());
            if parts.heading {
                headings.insert(doc);
            }
            if parts.title {
                titles.insert(doc);
            }
            doc = postings.advance();
        }
    })?;
    let mut all = texts.clone();
    all.union(&headings);
    all.union(&titles);
    let parts = |doc| Parts { text: texts.contains(doc), heading: headings.contains(doc), title: titles.contains(doc) };
    Ok(all.iter().map(|doc| Found { doc, parts: parts(doc) }).collect())
}

/// A bigram of the needle and how many characters stand before it.
struct Gram {
    postings: SegmentPostings,
    offset: u32,
    frequency: u32,
}

fn phrase(segment: &SegmentReader, fields: &Fields, needle: &str) -> Result<Vec<Found>> {
    let Some(mut grams) = open_grams(segment, fields, needle)? else { return Ok(Vec::new()) };
    grams.sort_by_key(|gram| gram.frequency);
    let borders = Borders::of(segment)?;
    let (mut starts, mut others, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let mut doc = grams[0].postings.doc();
    'docs: while doc != TERMINATED {
        for at in 1..grams.len() {
            let there = seek(&mut grams[at].postings, doc);
            if there != doc {
                if there == TERMINATED {
                    break 'docs;
                }
                doc = seek(&mut grams[0].postings, there);
                continue 'docs;
            }
        }
        begin_positions(&mut grams[0], &mut starts);
        for gram in &mut grams[1..] {
            if starts.is_empty() {
                break;
            }
            begin_positions(gram, &mut others);
            keep_common(&mut starts, &others);
        }
        if !starts.is_empty() {
            found.push(Found { doc, parts: borders.parts(doc, starts.iter().copied()) });
        }
        doc = grams[0].postings.advance();
    }
    Ok(found)
}

/// The bigrams that together cover the needle's characters: every second one, and the last. `None` where the
/// segment lacks one of them.
fn open_grams(segment: &SegmentReader, fields: &Fields, needle: &str) -> Result<Option<Vec<Gram>>> {
    let index = segment.inverted_index(fields.grams)?;
    let texts: Vec<&str> = bigrams(needle).take(LONGEST).collect();
    let mut grams = Vec::with_capacity(texts.len() / 2 + 1);
    for (offset, text) in texts.iter().enumerate().filter(|&(at, _)| at % 2 == 0 || at + 1 == texts.len()) {
        let term = Term::from_field_text(fields.grams, text);
        let Some(info) = index.get_term_info(&term)? else { return Ok(None) };
        let postings = index.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions)?;
        grams.push(Gram { postings, offset: offset as u32, frequency: info.doc_freq });
    }
    Ok((!grams.is_empty()).then_some(grams))
}

/// Positions at which the needle would begin, were the gram a part of it.
fn begin_positions(gram: &mut Gram, out: &mut Vec<u32>) {
    gram.postings.positions(out);
    let offset = gram.offset;
    out.retain(|&position| position >= offset);
    for position in out {
        *position -= offset;
    }
}

/// Keeps what is in both of two ascending lists.
fn keep_common(kept: &mut Vec<u32>, other: &[u32]) {
    let mut at = 0;
    kept.retain(|&position| {
        while other.get(at).is_some_and(|&other| other < position) {
            at += 1;
        }
        other.get(at) == Some(&position)
    });
}

/// The first document of the postings that is not before `target`.
pub(super) fn seek(postings: &mut SegmentPostings, target: DocId) -> DocId {
    if postings.doc() < target { postings.seek(target) } else { postings.doc() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_positions() {
        let mut kept = vec![1, 4, 9];
        keep_common(&mut kept, &[0, 4, 5, 9, 12]);
        assert_eq!(kept, [4, 9]);
        keep_common(&mut kept, &[]);
        assert!(kept.is_empty());
    }
}

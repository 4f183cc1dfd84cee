//! Which passages a query lets through, apart from their scores.

use globset::{GlobBuilder, GlobMatcher};
use tantivy::{DocId, SegmentReader, Term};

use crate::error::Result;
use crate::index::OpenIndex;
use crate::text::fold::fold;

use super::bits::Bits;
use super::exact::{find, find_anywhere, holding};
use super::query::Clause;
use super::words::Word;

/// The passages of each segment that may be answers.
pub(super) struct Filter(Vec<Option<Bits>>);

impl Filter {
    /// Whether a passage may be an answer.
    pub(super) fn allows(&self, segment: u32, doc: DocId) -> bool {
        self.0.get(segment as usize).and_then(Option::as_ref).is_none_or(|bits| bits.contains(doc))
    }

    /// The passages let through, by segment, where there are at most `most`.
    pub(super) fn few(&self, most: usize) -> Option<Vec<(u32, Vec<DocId>)>> {
        let mut left = most;
        let mut out = Vec::with_capacity(self.0.len());
        for (segment, bits) in self.0.iter().enumerate() {
            let docs: Vec<DocId> = bits.as_ref()?.iter().take(left + 1).collect();
            left = left.checked_sub(docs.len())?;
            out.push((segment as u32, docs));
        }
        Some(out)
    }

    /// The passages let through of a segment; `None` where all are.
    pub(super) fn of(&self, segment: u32) -> Option<&Bits> {
        self.0.get(segment as usize).and_then(Option::as_ref)
    }
}

/// What one alternative of a query demands: its clauses, and words that must all be held.
pub(super) struct Demand<'a> {
    pub clauses: &'a [Clause],
    pub words: &'a [Word],
    /// Whether short forms that a document defined count for what they stand for.
    pub short_forms: bool,
}

/// The passages that match one of the globs (where there are any) and meet one of the demands.
pub(super) fn filter(index: &OpenIndex, globs: &[GlobMatcher], demands: &[Demand<'_>]) -> Result<Filter> {
    let segments = index.searcher.segment_readers();
    segments.iter().map(|segment| filter_segment(index, segment, globs, demands)).collect::<Result<_>>().map(Filter)
}

fn filter_segment(
    index: &OpenIndex,
    segment: &SegmentReader,
    globs: &[GlobMatcher],
    demands: &[Demand<'_>],
) -> Result<Option<Bits>> {
    let mut bits = if globs.is_empty() { None } else { Some(in_files(index, segment, globs)?) };
    let mut met: Option<Bits> = None;
    for demand in demands {
        let Some(own) = meets(index, segment, demand)? else { return Ok(bits) };
        match &mut met {
            Some(met) => met.union(&own),
            None => met = Some(own),
        }
    }
    if let Some(met) = met {
        match &mut bits {
            Some(bits) => bits.intersect(&met),
            None => bits = Some(met),
        }
    }
    Ok(bits)
}

/// The passages that meet a demand; `None` where it demands nothing.
fn meets(index: &OpenIndex, segment: &SegmentReader, demand: &Demand<'_>) -> Result<Option<Bits>> {
    let mut met: Option<Bits> = None;
    let mut all = |own: Bits, keep: bool| {
        let bits = met.get_or_insert_with(|| Bits::full(segment.max_doc()));
        if keep { bits.intersect(&own) } else { bits.subtract(&own) }
    };
    for clause in demand.clauses {
        match clause {
            Clause::Phrase(text) | Clause::Named(text) => {
                all(find_anywhere(segment, &index.fields, &fold(text))?, true);
            }
            Clause::Not(text) => all(find_anywhere(segment, &index.fields, &fold(text))?, false),
            Clause::Title(text) => all(in_titles(index, segment, &fold(text))?, true),
            Clause::Text(_) | Clause::Path(_) => {}
        }
    }
    for word in demand.words {
        all(holding_word(index, segment, word, demand.short_forms)?, true);
    }
    Ok(met)
}

/// The passages that hold a word: in any spelling, for a numeral.
fn holding_word(index: &OpenIndex, segment: &SegmentReader, word: &Word, short_forms: bool) -> Result<Bits> {
    let fields = &index.fields;
    if let Some(canonical) = &word.canonical {
        return holding(segment, &Term::from_field_text(fields.numbers, canonical));
    }
    let mut bits = find_anywhere(segment, fields, &word.text)?;
    for (form, _) in &word.forms {
        // A Latin name is one as a token alone.
        bits.union(&if form.is_ascii() {
            holding(segment, &Term::from_field_text(fields.words, form))?
        } else {
            find_anywhere(segment, fields, form)?
        });
    }
    if short_forms {
        // As a token also where a short form of the document stands for it.
        bits.union(&holding(segment, &Term::from_field_text(fields.words, &word.text))?);
    }
    Ok(bits)
}

/// The passages of documents whose title holds a string.
pub(super) fn in_titles(index: &OpenIndex, segment: &SegmentReader, needle: &str) -> Result<Bits> {
    let found = find(segment, &index.fields, needle, false)?;
    Ok(Bits::of(segment.max_doc(), found.into_iter().filter(|found| found.parts.title).map(|found| found.doc)))
}

/// The passages of files that match one of the globs. Cost: a look at every file's id.
pub(super) fn in_files(index: &OpenIndex, segment: &SegmentReader, globs: &[GlobMatcher]) -> Result<Bits> {
    let mut bits = Bits::empty(segment.max_doc());
    let files = segment.inverted_index(index.fields.file)?;
    let mut terms = files.terms().stream()?;
    while let Some((file, _)) = terms.next() {
        if std::str::from_utf8(file).is_ok_and(|file| globs.iter().any(|glob| glob.is_match(file))) {
            bits.union(&holding(segment, &Term::from_field_bytes(index.fields.file, file))?);
        }
    }
    Ok(bits)
}

/// A glob over file ids: `*` stops at `/` nowhere, as a shell user who types `path:2024*` expects; `None` for
/// what is no glob.
pub(super) fn glob(pattern: &str) -> Option<GlobMatcher> {
    let plain = !pattern.contains(['*', '?', '[', '{']);
    let pattern =
        if plain { format!("{{{pattern},{}/**}}", pattern.trim_end_matches('/')) } else { pattern.to_owned() };
    GlobBuilder::new(&pattern).build().ok().map(|glob| glob.compile_matcher())
}

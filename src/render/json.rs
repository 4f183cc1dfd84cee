//! The JSON that scripts read. Names, types and units are a contract; objects may gain fields.
//!
//! `search --json` writes JSON Lines: [`HitLine`] objects, best first, then one [`SummaryLine`]; in a batch each
//! carries its `query_id`. `terms --json` writes [`TermLine`] objects, best first, then one [`TermsLine`]. `inspect --stage passages` and `get` write [`PassageLine`] objects. Ranges are half-open,
//! lines are 1-based and inclusive.

use serde::Serialize;

use crate::analysis::mining::Term;
use crate::index::{OpenIndex, StoredPassage};
use crate::passage::PassageKind;
use crate::read::{RecordFields, Spot, Unit};
use crate::search::{AliasUse, Answer, Explanation, Hit, In, Match, Mode, Relaxed, Terms};
use crate::text::Span;

/// The document of a hit or passage.
#[derive(Debug, Serialize)]
pub struct DocumentPart<'a> {
    /// Document id.
    pub id: &'a str,
    /// The file, as a person would open it.
    pub path: &'a str,
    /// The title; null where there is none.
    pub title: Option<&'a str>,
    /// Whatever else a record carried, as it was; absent where there is nothing.
    #[serde(skip_serializing_if = "RecordFields::is_empty")]
    pub fields: RecordFields,
}

/// Where a passage stands.
#[derive(Debug, Serialize)]
pub struct PlacePart {
    /// First and last line in the source, 1-based, inclusive.
    pub lines: [u32; 2],
    /// Bytes of the source text (UTF-8; of a record: of its `text`), half-open.
    pub bytes: [usize; 2],
    /// Page as the viewer counts, from 1; null where the format has none.
    pub page: Option<u32>,
    /// The page on which it ends, where that is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_page: Option<u32>,
    /// Its first line on `page` and its last line on `last_page` (else on `page`), from 1, furniture counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_lines: Option<[u32; 2]>,
    /// Its first and last paragraph as the word processor counts, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paragraphs: Option<[u32; 2]>,
    /// The sheet of a spreadsheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Its first and last row there, as the spreadsheet counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<[u32; 2]>,
}

impl PlacePart {
    /// The place of bytes `bytes` on lines `lines` of a source text, which in a file that is no text are at `spot`.
    pub fn new(lines: (u32, u32), bytes: Span, spot: Option<&Spot>) -> Self {
        let mut place = Self {
            lines: [lines.0, lines.1],
            bytes: [bytes.start, bytes.end],
            page: None,
            last_page: None,
            page_lines: None,
            paragraphs: None,
            sheet: None,
            rows: None,
        };
        let Some(spot) = spot else { return place };
        let numbers = Some([spot.numbers.0, spot.numbers.1]).filter(|numbers| numbers[0] > 0);
        match spot.unit {
            Unit::Row => (place.sheet, place.rows) = (spot.sheet.clone(), numbers),
            Unit::Line => place.page_lines = numbers,
            Unit::Paragraph => place.paragraphs = numbers,
        }
        if spot.unit != Unit::Row && spot.pages.0 > 0 {
            place.page = Some(spot.pages.0);
            place.last_page = Some(spot.pages.1).filter(|&last| last != spot.pages.0);
        }
        place
    }
}

/// A marked range of a hit's text in three units, half-open.
#[derive(Debug, Serialize)]
pub struct HighlightPart {
    /// Bytes of UTF-8.
    pub bytes: [usize; 2],
    /// Unicode characters.
    pub chars: [usize; 2],
    /// Units of UTF-16.
    pub utf16: [usize; 2],
}

/// What a hit and a passage have in common.
#[derive(Debug, Serialize)]
pub struct PassagePart<'a> {
    /// `DOCUMENT-ID#N`.
    pub id: String,
    /// Its document.
    pub document: DocumentPart<'a>,
    /// `paragraph`, `item`, `table`, `note`, `byline`, `heading` or `furniture`.
    pub kind: PassageKind,
    /// The headings above it, outermost first.
    pub headings: Vec<&'a str>,
    /// Its address in the document's own numbering, or null.
    pub address: Option<String>,
    /// Where it stands.
    pub place: PlacePart,
    /// The passage as it reads, whole, lines joined.
    pub text: &'a str,
}

impl<'a> PassagePart<'a> {
    fn new(passage: &'a StoredPassage, path: &'a str, fields: RecordFields) -> Self {
        Self {
            id: passage.id(),
            document: DocumentPart { id: &passage.document, path, title: passage.title.as_deref(), fields },
            kind: passage.kind,
            headings: passage.headings.iter().map(|heading| heading.text.as_str()).collect(),
            address: passage.address(),
            place: PlacePart::new(passage.lines, passage.bytes, passage.spot.as_ref()),
            text: &passage.text,
        }
    }
}

/// A passage, `{"type":"passage",…}`.
#[derive(Debug, Serialize)]
pub struct PassageLine<'a> {
    r#type: &'static str,
    /// The passage.
    #[serde(flatten)]
    pub passage: PassagePart<'a>,
}

impl<'a> PassageLine<'a> {
    /// The line of a passage whose file opens by `path`.
    pub fn new(passage: &'a StoredPassage, path: &'a str, fields: RecordFields) -> Self {
        Self { r#type: "passage", passage: PassagePart::new(passage, path, fields) }
    }
}

/// A hit, `{"type":"hit",…}`.
#[derive(Debug, Serialize)]
pub struct HitLine<'a> {
    r#type: &'static str,
    /// The query of a batch that it answers; absent else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_id: Option<&'a str>,
    /// From 1.
    pub rank: usize,
    /// Comparable within one answer only.
    pub score: f64,
    /// The passage.
    #[serde(flatten)]
    pub passage: PassagePart<'a>,
    /// How it holds the query.
    pub r#match: Match,
    /// Where the match stands.
    pub r#in: In,
    /// Over `text`: merged, in order, not overlapping.
    pub highlights: Vec<HighlightPart>,
    /// Passages of this document left out by `--per-document`; absent where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more_in_document: Option<usize>,
    /// Ids of passages with the same text, which this hit stands for; absent where there are none.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    pub duplicates: &'a [String],
    /// Other names by which the passage holds words of the query; absent where there are none.
    #[serde(skip_serializing_if = "<[AliasUse]>::is_empty")]
    pub aliases: &'a [AliasUse],
    /// With `--explain`: what the score is made of; absent else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<&'a Explanation>,
    /// With `-C`: the neighbours before and after; absent else.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<ContextPart<'a>>,
}

/// Neighbours of a hit in the order of the document.
#[derive(Debug, Serialize)]
pub struct ContextPart<'a> {
    /// Before it.
    pub before: Vec<ContextPassage<'a>>,
    /// Behind it.
    pub after: Vec<ContextPassage<'a>>,
}

/// A neighbour.
#[derive(Debug, Serialize)]
pub struct ContextPassage<'a> {
    /// `DOCUMENT-ID#N`.
    pub id: String,
    /// Its text.
    pub text: &'a str,
}

impl<'a> HitLine<'a> {
    /// The line of a hit.
    pub fn new(hit: &'a Hit, query_id: Option<&'a str>) -> Self {
        let [before, after] = &hit.context;
        let near = |passages: &'a [StoredPassage]| {
            passages.iter().map(|passage| ContextPassage { id: passage.id(), text: &passage.text }).collect()
        };
        let context =
            (!before.is_empty() || !after.is_empty()).then(|| ContextPart { before: near(before), after: near(after) });
        Self {
            r#type: "hit",
            query_id,
            rank: hit.rank,
            score: hit.score,
            passage: PassagePart::new(&hit.passage, &hit.path, hit.fields.clone()),
            r#match: hit.matched,
            r#in: hit.place,
            highlights: highlights(&hit.passage.text, &hit.highlights),
            more_in_document: (hit.more_in_document > 0).then_some(hit.more_in_document),
            duplicates: &hit.duplicates,
            aliases: &hit.aliases,
            explain: hit.explain.as_ref(),
            context,
        }
    }
}

/// Spans of bytes in all three units. Cost: one pass over the text.
fn highlights(text: &str, spans: &[Span]) -> Vec<HighlightPart> {
    let (mut at, mut chars, mut utf16) = (0, 0, 0);
    let mut to = |byte: usize| {
        let passed = text.get(at..byte).unwrap_or_default();
        at = byte;
        chars += passed.chars().count();
        utf16 += passed.encode_utf16().count();
        (byte, chars, utf16)
    };
    spans
        .iter()
        .map(|span| {
            let (from, end) = (to(span.start), to(span.end));
            HighlightPart { bytes: [from.0, end.0], chars: [from.1, end.1], utf16: [from.2, end.2] }
        })
        .collect()
}

/// The query as it was understood.
#[derive(Debug, Serialize)]
pub struct QueryPart<'a> {
    /// As typed.
    pub text: &'a str,
    /// How it was answered.
    pub mode: Mode,
    /// The words it was cut into.
    pub terms: &'a [String],
    /// Words and characters that the index does not hold.
    pub unknown: &'a [String],
}

/// The index that answered.
#[derive(Debug, Serialize)]
pub struct IndexPart<'a> {
    /// Its directory as given.
    pub path: String,
    /// Names analyzers and dictionary.
    pub fingerprint: &'a str,
    /// Documents.
    pub documents: u64,
    /// Passages.
    pub passages: u64,
}

impl<'a> IndexPart<'a> {
    fn new(index: &'a OpenIndex) -> Self {
        Self {
            path: index.dir.display().to_string(),
            fingerprint: &index.marker.fingerprint,
            documents: index.payload.documents,
            passages: index.payload.passages,
        }
    }
}

/// The last line of an answer, `{"type":"summary",…}`.
#[derive(Debug, Serialize)]
pub struct SummaryLine<'a> {
    r#type: &'static str,
    /// See [`HitLine::query_id`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query_id: Option<&'a str>,
    /// The query.
    pub query: QueryPart<'a>,
    /// Hits printed.
    pub hits: usize,
    /// See [`Answer::total`].
    pub total: Option<u64>,
    /// See [`Answer::exact_total`].
    pub exact_total: Option<u64>,
    /// What had to be given up.
    pub relaxed: Relaxed,
    /// Sentences for a person.
    pub notices: &'a [String],
    /// The index.
    pub index: IndexPart<'a>,
    /// Milliseconds.
    pub took_ms: f64,
}

impl<'a> SummaryLine<'a> {
    /// The summary of an answer from an index.
    pub fn new(answer: &'a Answer, index: &'a OpenIndex, query_id: Option<&'a str>) -> Self {
        Self {
            r#type: "summary",
            query_id,
            query: QueryPart { text: &answer.query, mode: answer.mode, terms: &answer.terms, unknown: &answer.unknown },
            hits: answer.hits.len(),
            total: answer.total,
            exact_total: answer.exact_total,
            relaxed: answer.relaxed,
            notices: &answer.notices,
            index: IndexPart::new(index),
            took_ms: (answer.took_ms * 1e3).round() / 1e3,
        }
    }
}

/// A term of the corpus, `{"type":"term",…}`.
#[derive(Debug, Serialize)]
pub struct TermLine<'a> {
    r#type: &'static str,
    /// From 1.
    pub rank: usize,
    /// As it is written.
    pub term: &'a str,
    /// How often it stands in the texts.
    pub count: u64,
    /// Passages that hold it.
    pub passages: u64,
    /// Documents that hold it.
    pub documents: u64,
    /// Whether the known words lack it.
    pub new: bool,
    /// The frequency of its entry in a dictionary.
    pub frequency: u64,
    /// Comparable within one list only.
    pub score: f64,
    /// How its parts hold together, from −1 to 1; null for a known word.
    pub cohesion: Option<f64>,
    /// Entropy of its left neighbours in nats; null for a known word.
    pub left_entropy: Option<f64>,
    /// Entropy of its right neighbours in nats; null for a known word.
    pub right_entropy: Option<f64>,
}

impl<'a> TermLine<'a> {
    /// The line of the term at a rank from 1.
    pub fn new(rank: usize, term: &'a Term) -> Self {
        let rounded = |figure: f64| (figure * 1e4).round() / 1e4;
        let evidence = term.evidence;
        Self {
            r#type: "term",
            rank,
            term: &term.text,
            count: term.count,
            passages: term.passages,
            documents: term.documents,
            new: term.new,
            frequency: term.frequency,
            score: rounded(term.score),
            cohesion: evidence.map(|evidence| rounded(evidence.cohesion)),
            left_entropy: evidence.map(|evidence| rounded(evidence.left_entropy)),
            right_entropy: evidence.map(|evidence| rounded(evidence.right_entropy)),
        }
    }
}

/// The last line of a list of terms, `{"type":"summary",…}`.
#[derive(Debug, Serialize)]
pub struct TermsLine<'a> {
    r#type: &'static str,
    /// Terms printed.
    pub terms: usize,
    /// Terms there are.
    pub found: usize,
    /// The least count of a term.
    pub min_count: u32,
    /// Words of the texts that were read.
    pub words: u64,
    /// The index.
    pub index: IndexPart<'a>,
    /// Milliseconds.
    pub took_ms: f64,
}

impl<'a> TermsLine<'a> {
    /// The summary of the terms of an index.
    pub fn new(terms: &Terms, index: &'a OpenIndex) -> Self {
        Self {
            r#type: "summary",
            terms: terms.terms.len(),
            found: terms.found,
            min_count: terms.least,
            words: terms.words,
            index: IndexPart::new(index),
            took_ms: (terms.took_ms * 1e3).round() / 1e3,
        }
    }
}

/// An error on stderr, `{"type":"error",…}`.
#[derive(Debug, Serialize)]
pub struct ErrorLine {
    r#type: &'static str,
    /// One of the codes of [`crate::error::ErrorKind::code`].
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// What it is about, or null.
    pub path: Option<String>,
    /// What to do, or null.
    pub remedy: Option<String>,
}

impl ErrorLine {
    /// The line of an error.
    pub fn new(error: &crate::error::Error) -> Self {
        Self {
            r#type: "error",
            code: error.kind().code(),
            message: error.message(),
            path: error.path().map(|path| path.display().to_string()),
            remedy: error.remedy_text().map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_units_agree() {
        let text = "😀养老";
        let parts = highlights(text, &[Span::new(0, 4), Span::new(7, 10)]);
        assert_eq!((parts[0].chars, parts[0].utf16), ([0, 1], [0, 2]));
        assert_eq!((parts[1].bytes, parts[1].chars, parts[1].utf16), ([7, 10], [2, 3], [3, 4]));
    }
}

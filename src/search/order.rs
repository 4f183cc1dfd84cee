//! From the candidates of stage 1 to the order in which they are shown: read, judge, fold what is the same.

use std::collections::{HashMap, HashSet};

use tantivy::DocId;

use crate::analysis::is_term_char;
use crate::error::Result;
use crate::index::{Beginning, StoredPassage};
use crate::text::marker::Marker;

use super::Request;
use super::passages::{DocumentKey, Stored};
use super::rerank::{Judged, Reranker, Text};
use super::retrieve::Candidate;
use super::select::{Ordered, by_score, continue_scores, one_a_document};

/// Passages that are reranked; the rest follows in the order of stage 1.
pub(super) const PASSAGES: usize = 50;
/// The same where documents are ranked.
pub(super) const DOCUMENTS: usize = 100;
/// Most candidates that are read so that [`PASSAGES`] different texts are among them.
const MOST_READ: usize = 1_000;

/// A place in the index: segment and document.
type Place = (u32, DocId);

fn place(ordered: &Ordered) -> Place {
    (ordered.candidate.segment, ordered.candidate.doc)
}

/// What was read of candidates, and judged.
pub(super) struct Bench<'r, 'a> {
    request: &'r Request<'a>,
    reranker: &'r Reranker,
    /// The most that stage 1 could give.
    most: f64,
    read: HashMap<Place, Reading>,
    /// Of a passage that is shown: the places of others with the same text.
    twins: HashMap<Place, Vec<Place>>,
}

/// A candidate that was read.
struct Reading {
    stored: Stored,
    title: Text,
    text: Text,
    /// Whether it is a title alone.
    title_alone: bool,
    judged: Option<Judged>,
}

impl<'r, 'a> Bench<'r, 'a> {
    pub(super) fn new(request: &'r Request<'a>, reranker: &'r Reranker, most: f64) -> Self {
        Self { request, reranker, most, read: HashMap::new(), twins: HashMap::new() }
    }

    /// Passages in the order in which they are shown, from candidates in the order of stage 1; with `fold`, those with the
    /// same text become one. `None` where more candidates would change the beginning.
    pub(super) fn passages(
        &mut self,
        mut ordered: Vec<Ordered>,
        fold: bool,
        exhausted: bool,
    ) -> Result<Option<Vec<Ordered>>> {
        let rerank = self.request.options.rerank;
        let head = if fold && rerank { self.different(&ordered)? } else { Some(PASSAGES.min(ordered.len())) };
        let head = match head {
            Some(head) => head,
            None if exhausted || ordered.len() >= MOST_READ => ordered.len().min(MOST_READ),
            None => return Ok(None),
        };
        let mut tail = ordered.split_off(if rerank { head } else { 0 });
        for candidate in &mut ordered {
            candidate.candidate.score = self.judged(&candidate.candidate)?.features.score();
        }
        ordered.sort_by(|a, b| by_score(&self.request.passages, a, b));
        continue_scores(ordered.last(), &mut tail);
        ordered.append(&mut tail);
        if fold { self.folded(ordered).map(Some) } else { Ok(Some(ordered)) }
    }

    /// Documents in the order in which they are shown, each as its best passage.
    pub(super) fn documents(&mut self, mut ordered: Vec<Ordered>) -> Result<Vec<Ordered>> {
        let head = if self.request.options.rerank { DOCUMENTS } else { 0 };
        let mut tail = ordered.split_off(head.min(ordered.len()));
        let mut groups: Vec<(DocumentKey, Vec<Ordered>)> = Vec::new();
        let mut places: HashMap<DocumentKey, usize> = HashMap::new();
        for candidate in ordered {
            self.judged(&candidate.candidate)?;
            let at = *places.entry(candidate.document).or_insert_with(|| {
                groups.push((candidate.document, Vec::new()));
                groups.len() - 1
            });
            groups[at].1.push(candidate);
        }
        let mut documents: Vec<Ordered> = groups.iter().filter_map(|(_, passages)| self.document(passages)).collect();
        documents.sort_by(|a, b| by_score(&self.request.passages, a, b));
        tail.retain(|candidate| !places.contains_key(&candidate.document));
        let mut tail = one_a_document(tail);
        continue_scores(documents.last(), &mut tail);
        documents.append(&mut tail);
        Ok(documents)
    }

    /// A document by its judged passages: the best of them, with the document's score.
    fn document(&self, passages: &[Ordered]) -> Option<Ordered> {
        let judged = |ordered: &Ordered| self.read.get(&place(ordered)).and_then(|read| read.judged.as_ref());
        let score = self.reranker.document(passages.iter().filter_map(judged));
        let own = |ordered: &Ordered| judged(ordered).map_or(f64::NEG_INFINITY, Judged::without_cover);
        let best = passages.iter().max_by(|a, b| own(a).total_cmp(&own(b)).then_with(|| b.number.cmp(&a.number)))?;
        let candidate = Candidate { score, ..best.candidate };
        Some(Ordered { candidate, ..*best })
    }

    /// How many of the candidates hold the first [`PASSAGES`] different texts; `None` where all of them hold fewer.
    fn different(&mut self, ordered: &[Ordered]) -> Result<Option<usize>> {
        let mut seen = HashSet::new();
        for (at, candidate) in ordered.iter().enumerate().take(MOST_READ) {
            let key = self.reading(&candidate.candidate)?.key();
            if seen.insert(key) && seen.len() == PASSAGES {
                return Ok(Some(at + 1));
            }
        }
        Ok(None)
    }

    /// One of those with the same text, the best; the others are kept as its twins.
    fn folded(&mut self, ordered: Vec<Ordered>) -> Result<Vec<Ordered>> {
        let mut first: HashMap<String, Place> = HashMap::new();
        let mut out = Vec::with_capacity(ordered.len());
        self.twins.clear();
        for candidate in ordered {
            let key = self.reading(&candidate.candidate)?.key();
            match first.get(&key) {
                // A text without a letter or ideograph says nothing, and is the same as nothing.
                Some(&shown) if !key.is_empty() => self.twins.entry(shown).or_default().push(place(&candidate)),
                _ => {
                    first.insert(key, place(&candidate));
                    out.push(candidate);
                }
            }
        }
        Ok(out)
    }

    /// The judgment of a candidate. Its score must still be that of stage 1 when this is asked first.
    fn judged(&mut self, candidate: &Candidate) -> Result<&Judged> {
        let (reranker, most) = (self.reranker, self.most);
        let reading = self.reading(candidate)?;
        let judge = || {
            let wb = if most > 0.0 { (candidate.score / most).min(1.0) } else { 0.0 };
            let judged = reranker.judge(wb, &reading.title, &reading.text);
            if reading.title_alone { judged.without_text() } else { judged }
        };
        Ok(reading.judged.get_or_insert_with(judge))
    }

    fn reading(&mut self, candidate: &Candidate) -> Result<&mut Reading> {
        use std::collections::hash_map::Entry;
        match self.read.entry((candidate.segment, candidate.doc)) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(free) => {
                let stored = self.request.passages.stored(candidate.segment, candidate.doc)?;
                let numerals = self.reranker.numerals();
                let beginning = stored.beginning()?;
                let mut text = Text::new(beginning.text(), numerals);
                if !self.request.options.literal {
                    text = text.with_abbreviations(beginning.abbreviations());
                }
                let headings = beginning.headings().map(|heading| Text::new(heading, numerals));
                let title = title(&beginning, numerals).with_headings(headings);
                let title_alone = beginning.is_heading() && title.folded() == text.folded();
                Ok(free.insert(Reading { stored, title, text, title_alone, judged: None }))
            }
        }
    }

    /// A passage, read before or now.
    pub(super) fn passage(&mut self, candidate: &Candidate) -> Result<StoredPassage> {
        self.reading(candidate)?.stored.passage()
    }

    /// The judgment of a candidate that was reranked.
    pub(super) fn judgment(&self, candidate: &Candidate) -> Option<&Judged> {
        self.read.get(&(candidate.segment, candidate.doc))?.judged.as_ref()
    }

    /// Ids of the passages with the same text that were folded into a candidate, in the order of their ranks.
    pub(super) fn duplicates(&mut self, candidate: &Candidate) -> Result<Vec<String>> {
        let twins = self.twins.get(&(candidate.segment, candidate.doc)).cloned().unwrap_or_default();
        let id = |(segment, doc)| Ok(self.passage(&Candidate { segment, doc, score: 0.0 })?.id());
        twins.into_iter().map(id).collect()
    }
}

impl Reading {
    /// Letters, digits and ideographs: what makes two passages the same.
    fn key(&self) -> String {
        self.text.folded().chars().filter(|&c| is_term_char(c)).collect()
    }
}

/// What the title features look at: the document's title; where that is but the name of a file, the outermost heading
/// (of a page with several articles, the article's title), unless it is numbered.
fn title(passage: &Beginning<'_>, numerals: bool) -> Text {
    if passage.is_named_by_file()
        && let Some(heading) = passage.outermost()
    {
        let heading: String = heading.collect();
        if Marker::parse(&heading).is_none() {
            return Text::new(heading.chars(), numerals);
        }
    }
    Text::new(passage.title(), numerals)
}

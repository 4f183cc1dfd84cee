//! Exact search: every passage that holds a string, texts before headings before titles.

use std::collections::{HashMap, HashSet};

use tantivy::DocId;

use crate::analysis::word_text;
use crate::error::Result;
use crate::text::fold::fold;

use super::across::across;
use super::cut::cut;
use super::exact::{Found, find};
use super::filter::{Filter, filter};
use super::highlight::Marks;
use super::hit::{Answer, Hit, In, Match, Relaxed};
use super::query::Mode;
use super::retrieve::{Asking, Candidate, WeightedTerm, explained, score, weighted};
use super::select::{Ordered, by_score, in_order};
use super::{Request, exact};

/// The answer to a search for exactly this string; with `named` (《》) titles come first.
pub(super) fn answer(request: &Request<'_>, string: &str, named: bool) -> Result<Answer> {
    let mut answer = request.empty_answer(Mode::Exact);
    let needle = fold(string);
    answer.terms = vec![string.trim().to_owned()];
    answer.exact_total = Some(0);
    answer.total = Some(0);
    if needle.is_empty() {
        answer.notices.push("the query holds nothing but white space; type a word to search for".to_owned());
        return Ok(answer);
    }
    let wanted = request.options.offset.saturating_add(request.options.limit);
    let filter = filter(request.index, &request.globs, &[])?;
    let search = Literal { request, filter, needle: &needle };
    let found = search.found(wanted, named)?;
    let texts: u64 = found.iter().map(|found| found.iter().filter(|f| f.parts.text).count() as u64).sum();
    answer.exact_total = Some(texts);
    answer.total = Some(texts);
    search.hits(&mut answer, &found, wanted, named)?;
    if texts == 0 && answer.hits.len() < wanted.max(1) {
        search.add_across(&mut answer, wanted.max(1))?;
    }
    answer.found = !answer.hits.is_empty();
    answer.hits.truncate(wanted);
    let shown = answer.hits.split_off(request.options.offset.min(answer.hits.len()));
    answer.hits = shown;
    answer.hits.iter_mut().enumerate().for_each(|(at, hit)| hit.rank = request.options.offset + at + 1);
    answer.relaxed = if texts > 0 { Relaxed::None } else { Answer::relaxation(&answer.hits, true) };
    search.explain(&mut answer);
    Ok(answer)
}

struct Literal<'r, 'a> {
    request: &'r Request<'a>,
    filter: Filter,
    needle: &'r str,
}

impl Literal<'_, '_> {
    /// What holds the needle, by segment.
    fn found(&self, wanted: usize, named: bool) -> Result<Vec<Vec<Found>>> {
        let index = self.request.index;
        let find_all = |texts_only: bool| -> Result<Vec<Vec<Found>>> {
            let segments = index.searcher.segment_readers().iter().enumerate();
            segments
                .map(|(number, segment)| {
                    let mut found = find(segment, &index.fields, self.needle, texts_only)?;
                    found.retain(|found| self.filter.allows(number as u32, found.doc));
                    self.verify_long(number as u32, found)
                })
                .collect()
        };
        // One character in headings is dear to look for, and not needed where texts fill the answer.
        let one = self.needle.chars().nth(1).is_none();
        let found = find_all(one && !named)?;
        if one && !named && found.iter().map(Vec::len).sum::<usize>() < wanted { find_all(false) } else { Ok(found) }
    }

    /// Of a needle longer than what the postings compared, the rest is compared on the stored text.
    fn verify_long(&self, segment: u32, mut found: Vec<Found>) -> Result<Vec<Found>> {
        if self.needle.chars().nth(exact::LONGEST).is_some() {
            for found in &mut found {
                let passage = self.request.passages.read(segment, found.doc)?;
                found.parts.text &= fold(&passage.text).contains(self.needle);
                found.parts.heading &= passage.headings.iter().any(|heading| fold(&heading.text).contains(self.needle));
                found.parts.title &= passage.title.as_deref().is_some_and(|title| fold(title).contains(self.needle));
            }
            found.retain(|found| found.parts.text || found.parts.heading || found.parts.title);
        }
        Ok(found)
    }

    /// The words and bigrams of the needle, by which hits of one kind are ordered.
    fn terms(&self) -> Vec<WeightedTerm> {
        let (statistics, fields) = (&self.request.statistics, &self.request.index.fields);
        let cut = cut(&word_text(self.needle), statistics);
        let words = cut.words.iter().map(|word| Asking::once(fields.words, &word.text));
        weighted(statistics, words.chain(cut.grams.iter().map(|gram| Asking::once(fields.grams, gram))))
    }

    /// Adds the hits that are wanted, kind after kind.
    fn hits(&self, answer: &mut Answer, found: &[Vec<Found>], wanted: usize, named: bool) -> Result<()> {
        let terms = self.terms();
        let order = if named { [In::Title, In::Text, In::Heading] } else { [In::Text, In::Heading, In::Title] };
        let mut used = HashSet::new();
        for (tier, place) in order.into_iter().enumerate() {
            if answer.hits.len() >= wanted.max(1) {
                break;
            }
            let (mut documents, mut headings) = (HashSet::new(), HashSet::new());
            for at in self.ordered(found, &terms, place, wanted.max(1) + used.len())? {
                if answer.hits.len() >= wanted.max(1) {
                    break;
                }
                // A heading or a title is a hit once a document, at the first passage under it.
                let place_of = (at.candidate.segment, at.candidate.doc);
                if used.contains(&place_of) || place == In::Title && !documents.insert(at.document) {
                    continue;
                }
                let score = (3 - tier) as f64 + at.candidate.score / (1.0 + at.candidate.score);
                let mut hit = self.request.hit(place_of.0, place_of.1, score)?;
                if place == In::Heading && !headings.insert(self.heading_key(&hit)) {
                    continue;
                }
                hit.matched = Match::Exact;
                hit.place = place;
                self.mark(&mut hit);
                if self.request.options.explain {
                    hit.explain = Some(explained(self.request.index, &terms, place_of.0, place_of.1)?);
                }
                used.insert(place_of);
                answer.hits.push(hit);
            }
        }
        Ok(())
    }

    fn heading_key(&self, hit: &Hit) -> String {
        let headings = hit.passage.headings.iter().filter(|heading| !heading.lead_in);
        let holding = headings.map(|heading| heading.text.as_str()).find(|heading| fold(heading).contains(self.needle));
        format!("{}\n{}", hit.passage.document, holding.unwrap_or_default())
    }

    /// The passages of one kind: of texts the best `wanted`; of headings and titles all, those of a document together
    /// with the score of its best, so that the first passage under a heading stands for it.
    fn ordered(&self, found: &[Vec<Found>], terms: &[WeightedTerm], place: In, wanted: usize) -> Result<Vec<Ordered>> {
        let passages = &self.request.passages;
        let mut candidates = Vec::new();
        for (number, found) in found.iter().enumerate() {
            let number = number as u32;
            let docs: Vec<DocId> = found.iter().filter(|&&found| holds(found, place)).map(|found| found.doc).collect();
            let scores = score(self.request.index, number, terms, &docs)?;
            candidates.extend(docs.into_iter().zip(scores).map(|(doc, score)| Candidate {
                segment: number,
                doc,
                score,
            }));
        }
        if place == In::Text {
            return Ok(in_order(passages, candidates, wanted));
        }
        let mut ordered = in_order(passages, candidates, usize::MAX);
        let mut best = HashMap::new();
        for place in &mut ordered {
            place.candidate.score = *best.entry(place.document).or_insert(place.candidate.score);
        }
        ordered.sort_by(|a, b| by_score(passages, a, b));
        Ok(ordered)
    }

    fn mark(&self, hit: &mut Hit) {
        let marks = Marks { strings: vec![self.needle.to_owned()], ..Marks::default() };
        hit.highlights = marks.of(&hit.passage.text);
    }

    /// Where the string goes over the end of a block.
    fn add_across(&self, answer: &mut Answer, wanted: usize) -> Result<()> {
        let used: HashSet<String> = answer.hits.iter().map(|hit| hit.passage.id()).collect();
        let keep = |segment, doc| self.filter.allows(segment, doc);
        for (segment, doc) in across(self.request.index, &self.request.passages, self.needle, wanted, &keep)? {
            let mut hit = self.request.hit(segment, doc, 0.0)?;
            if !used.contains(&hit.passage.id()) && answer.hits.len() < wanted {
                hit.matched = Match::Across;
                answer.hits.push(hit);
            }
        }
        Ok(())
    }

    fn explain(&self, answer: &mut Answer) {
        if answer.hits.is_empty() && !answer.found {
            let missing: Vec<String> = unknown_characters(self.request, self.needle);
            if !missing.is_empty() {
                answer.notices.push(format!("the index has never seen: {}", missing.join(" ")));
            }
            answer.unknown = missing;
            return;
        }
        match answer.relaxed {
            Relaxed::Across => {
                answer.notices.push("the string stands only across the ends of paragraphs or headings".to_owned());
            }
            Relaxed::Heading => answer.notices.push("no text holds the string; only headings and titles do".to_owned()),
            _ => {}
        }
    }
}

fn holds(found: Found, place: In) -> bool {
    match place {
        In::Text => found.parts.text,
        In::Heading => found.parts.heading,
        In::Title => found.parts.title,
    }
}

/// The characters of a folded string that no passage holds anywhere, in order, each once.
pub(super) fn unknown_characters(request: &Request<'_>, needle: &str) -> Vec<String> {
    let mut seen = HashSet::new();
    let distinct = needle.chars().filter(|&c| c.is_alphanumeric() && seen.insert(c)).take(200);
    distinct.map(String::from).filter(|c| !request.knows_character(c)).collect()
}

impl Request<'_> {
    /// Whether a (folded) character stands anywhere: in a text, a heading or a title.
    pub(super) fn knows_character(&self, c: &str) -> bool {
        let fields = &self.index.fields;
        if self.statistics.frequency(&tantivy::Term::from_field_text(fields.chars, c)) > 0 {
            return true;
        }
        self.index
            .searcher
            .segment_readers()
            .iter()
            .any(|segment| exact::find_anywhere(segment, fields, c).is_ok_and(|bits| bits.iter().next().is_some()))
    }
}

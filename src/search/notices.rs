//! What is to be said of an answer: what was left out, relaxed, or is unknown.

use tantivy::DocId;

use crate::error::Result;
use crate::text::Span;
use crate::text::fold::fold;

use super::alternative::LONGEST_CUT;
use super::bits::Bits;
use super::cut::is_content;
use super::exact::find;
use super::filter::{in_files, in_titles};
use super::hit::{Answer, Match, Relaxed};
use super::nearest::nearest;
use super::query::Clause;
use super::ranked::{FEW, LEFT_OUT, Plan};
use super::retrieve::MOST_TERMS;

/// Near words that are offered for one, and words that any are offered for.
const NEAR: usize = 3;

impl Plan<'_, '_> {
    /// Adds the notices of an answer.
    pub(super) fn explain(&self, answer: &mut Answer) {
        if !self.request.options.details {
            return;
        }
        if self.is_blank() && !answer.found && !self.lists() {
            let only_not =
                self.request.query.alternatives.iter().flatten().any(|clause| matches!(clause, Clause::Not(_)));
            answer.notices.push(if only_not {
                "the query only excludes; add a word to search for".to_owned()
            } else {
                "the query holds nothing to search for; type a word".to_owned()
            });
            return;
        }
        if self.alternatives.iter().any(|alternative| alternative.cut_off) {
            answer.notices.push(format!("only the first {LONGEST_CUT} characters of the query are ranked by"));
        } else if self.terms.len() == MOST_TERMS {
            answer.notices.push(format!("only the first {MOST_TERMS} different terms of the query are ranked by"));
        }
        if !answer.unknown.is_empty() {
            answer.notices.push(format!("the index has never seen: {}", answer.unknown.join(" ")));
        }
        self.offer_near_words(answer);
        self.explain_filters(answer);
        for name in self.alternatives.iter().flat_map(|alternative| &alternative.names) {
            answer.notices.push(format!("{} was also searched for as {}", name.from, name.to.join(", ")));
        }
        match answer.relaxed {
            Relaxed::Most => {
                answer.notices.push("no passage shown holds all the words; the best hold most of them".to_owned());
            }
            Relaxed::Any => {
                answer.notices.push("no passage shown holds all the words; the best hold some of them".to_owned());
            }
            _ => {}
        }
    }

    /// Offers words that the index knows for those that it does not; they are not searched for.
    fn offer_near_words(&self, answer: &mut Answer) {
        let held = |hit: &super::Hit| matches!(hit.matched, Match::Exact | Match::All);
        if answer.hits.iter().any(held) {
            return;
        }
        let (index, mut offered) = (self.request.index, 0);
        // A name that was searched for as others needs none that are near to it.
        let names = self.alternatives.iter().flat_map(|alternative| &alternative.names);
        let searched: Vec<String> = names.map(|name| fold(&name.from)).collect();
        let words = answer.unknown.iter().filter(|word| word.chars().nth(1).is_some()).cloned();
        let mut strings: Vec<String> = Vec::new();
        for word in words.chain(self.missing()) {
            // A part of a word that was named already says nothing more.
            if !strings.iter().chain(&searched).any(|other| other.contains(&word)) {
                strings.push(word);
            }
        }
        for missing in strings {
            let near = nearest(index, &missing, NEAR).unwrap_or_default();
            if !near.is_empty() && offered < NEAR {
                answer.notices.push(format!("the index holds no {missing}; near to it: {}", near.join(" ")));
                offered += 1;
            }
        }
    }

    /// Strings of the query that the index does not hold: neighbouring words of one character, into which a word falls apart
    /// that the vocabulary lacks, and one such character with the word before it.
    fn missing(&self) -> Vec<String> {
        let mut missing: Vec<String> = Vec::new();
        for alternative in &self.alternatives {
            let words: Vec<(&str, Span)> =
                alternative.cut.path.iter().map(|(word, span)| (word.as_str(), *span)).collect();
            let one = |word: &str| word.chars().nth(1).is_none() && is_content(word);
            let runs = words.chunk_by(|a, b| a.1.end == b.1.start && one(a.0) && one(b.0));
            let mut before: Option<(&str, Span)> = None;
            for run in runs {
                let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
                let mut string = run.iter().map(|(word, _)| *word).collect::<String>();
                if let ([single], Some((word, span))) = (run, before)
                    && one(single.0)
                    && span.end == first.1.start
                {
                    string.insert_str(0, word);
                }
                let fell_apart = one(first.0) && string.chars().nth(1).is_some();
                if fell_apart && !self.request.stands(&string) && !missing.contains(&string) {
                    missing.push(string);
                }
                before = Some(*last).filter(|(word, _)| is_content(word));
            }
        }
        missing
    }

    /// Says what hides an answer: kinds that are left out, and filters that nothing passes.
    fn explain_filters(&self, answer: &mut Answer) {
        let exact = answer.hits.iter().any(|hit| hit.matched == Match::Exact);
        if !exact && self.is_left_out() {
            answer.notices.push(format!("the query stands in {LEFT_OUT}"));
        }
        if answer.found {
            return;
        }
        let request = self.request;
        let segments = || request.index.searcher.segment_readers().iter();
        let none = |bits: Result<Bits>| bits.is_ok_and(|bits| bits.iter().next().is_none());
        if !request.globs.is_empty() && segments().all(|segment| none(in_files(request.index, segment, &request.globs)))
        {
            let globs: Vec<&str> = request.globs.iter().map(|glob| glob.glob().glob()).collect();
            answer.notices.push(format!(
                "no file matches {}; a path begins with the name of its root (cesou status lists them)",
                globs.join(" or ")
            ));
        }
        for clause in request.query.alternatives.iter().flatten() {
            if let Clause::Title(title) = clause
                && segments().all(|segment| none(in_titles(request.index, segment, &fold(title))))
            {
                answer.notices.push(format!("no title holds {title}"));
            }
        }
    }

    /// Whether the whole query, or what it demands, is held by bylines and furniture alone.
    fn is_left_out(&self) -> bool {
        let (fields, passages) = (&self.request.index.fields, &self.request.passages);
        let mut left_out = false;
        for (number, segment) in self.request.index.searcher.segment_readers().iter().enumerate() {
            let number = number as u32;
            let docs: Vec<DocId> = match &self.whole {
                Some(whole) if whole.chars().nth(1).is_some() => {
                    let found = find(segment, fields, whole, true).unwrap_or_default();
                    found.into_iter().filter(|found| found.parts.text).map(|found| found.doc).collect()
                }
                Some(_) => Vec::new(),
                None => self.filter.of(number).into_iter().flat_map(Bits::iter).take(FEW).collect(),
            };
            for doc in docs {
                if segment.is_deleted(doc) || !self.filter.allows(number, doc) {
                    continue;
                }
                if passages.is_ranked(number, doc) {
                    return false;
                }
                left_out = true;
            }
        }
        left_out
    }
}

//! The terms of an index: its stored texts read for the words that the dictionary lacks and those that mark it.

use std::time::Instant;

use super::Searcher;
use super::passages::Passages;
use crate::analysis::mining::{Lexicon, Survey, Term};
use crate::error::Result;
use crate::passage::PassageKind;

/// What terms to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermOptions {
    /// New words alone, instead of the words that mark the corpus.
    pub new: bool,
    /// Most terms.
    pub limit: usize,
    /// Least count of a term, from 2; raised for a corpus with too many frequent strings to count them in bounded memory.
    pub least: u32,
}

/// The terms of an index.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The best ones, best first.
    pub terms: Vec<Term>,
    /// How many there are.
    pub found: usize,
    /// The least count of a term, as it was applied.
    pub least: u32,
    /// Documents read.
    pub documents: u32,
    /// Words of the texts, as the known words cut them.
    pub words: u64,
    /// Milliseconds.
    pub took_ms: f64,
}

impl Searcher {
    /// The terms of the index, with `known` as the known words. Titles, page furniture and bylines are not read.
    ///
    /// Cost: reading and cutting all stored texts twice, some MB a second. Memory: 32 MiB, at most 75 MB of counts, the
    /// different words of the texts and the ids of the documents.
    pub fn terms(&self, known: &dyn Lexicon, options: &TermOptions) -> Result<Terms> {
        let started = Instant::now();
        let passages = Passages::new(&self.index, &self.columns);
        let mut survey = Survey::new(known);
        let mut documents = 0;
        each_text(&passages, |document, text| {
            documents = document;
            survey.read(document, text);
        })?;
        let mut census = survey.into_census(options.least);
        each_text(&passages, |document, text| census.read(document, text))?;
        let mut terms = if options.new { census.new_words() } else { census.characteristic() };
        let found = terms.len();
        terms.truncate(options.limit);
        let took_ms = started.elapsed().as_secs_f64() * 1e3;
        Ok(Terms { terms, found, least: census.least(), documents, words: census.total(), took_ms })
    }
}

/// The texts that say something, with the number of their document.
fn each_text(passages: &Passages<'_>, mut visit: impl FnMut(u32, &str)) -> Result<()> {
    passages.each(|document, passage| {
        if !matches!(passage.kind, PassageKind::Furniture | PassageKind::Byline) {
            visit(document, &passage.text);
        }
        Ok(())
    })
}

//! One query with its ranking: what `--show-one` prints.

use std::collections::HashMap;

use crate::error::Result;
use crate::eval::{Judged, Metric, QueryScores, Ranked, Run};
use crate::index::StoredPassage;
use crate::render::eval::{Row, Shown};
use crate::render::trec;
use crate::search::{Options, Searcher};
use crate::text::escape::decoded;

/// Where titles and texts come from.
pub(super) struct Texts<'a> {
    /// The index, where there is one.
    pub searcher: Option<&'a Searcher>,
    /// How the ranking was searched; `None` where it is that of a run.
    pub options: Option<&'a Options>,
}

/// A title and a text by the id of a run.
type Known = HashMap<String, StoredPassage>;

impl Texts<'_> {
    /// The ranking of the judged query, and what is relevant and not in it. Cost: a search, and a look-up for each document
    /// that it does not give.
    pub(super) fn shown<'a>(
        &self,
        judged: &Judged,
        run: &Run,
        text: Option<&'a str>,
        (scores, metrics): (&'a QueryScores, &'a [Metric]),
    ) -> Result<Shown<'a>> {
        let ranking = run.ranking(&judged.query).unwrap_or_default();
        let known = self.hits(text)?;
        let ids = ranking.iter().map(|ranked| ranked.id.as_str());
        let mut rows = Vec::new();
        for (at, (Ranked { id, score }, grade)) in ranking.iter().zip(judged.grades(ids.clone())).enumerate() {
            rows.push(self.row(id, Some((at + 1, *score)), grade, &known)?);
        }
        for (id, grade) in judged.missed(ids) {
            rows.push(self.row(id, None, Some(grade), &known)?);
        }
        Ok(Shown { scores, metrics, text, rows })
    }

    fn row(&self, id: &str, ranked: Option<(usize, f32)>, grade: Option<i64>, known: &Known) -> Result<Row> {
        let passage = match known.get(id) {
            Some(passage) => Some(passage.clone()),
            None => self.passage(id)?,
        };
        // The index knows them by this name; a run of another system may mean its own as they are.
        let plain = decoded(id).filter(|_| self.options.is_some()).unwrap_or_else(|| id.to_owned());
        let (title, text) = passage.map_or((None, None), |passage| (passage.title, Some(passage.text)));
        Ok(Row { ranked, grade, id: plain, title, text })
    }

    /// The passages that answer the query, where it is searched.
    fn hits(&self, text: Option<&str>) -> Result<Known> {
        let (Some(searcher), Some(options), Some(text)) = (self.searcher, self.options, text) else {
            return Ok(Known::new());
        };
        let answer = searcher.search(text, options)?;
        let ids = trec::ranking(&answer, options.by_document).map(|(id, _)| id);
        Ok(ids.zip(&answer.hits).map(|(id, hit)| (id, hit.passage.clone())).collect())
    }

    /// The passage of this id, or the first of the document; the id as it is before its other form.
    fn passage(&self, id: &str) -> Result<Option<StoredPassage>> {
        let Some(searcher) = self.searcher else { return Ok(None) };
        for form in [Some(id.to_owned()), decoded(id)].into_iter().flatten() {
            if let Some(first) = searcher.document(&form)?.into_iter().next() {
                return Ok(Some(first));
            }
            let document = form.rsplit_once('#').map_or("", |(document, _)| document);
            if let Some(passage) = searcher.document(document)?.into_iter().find(|passage| passage.id() == form) {
                return Ok(Some(passage));
            }
        }
        Ok(None)
    }
}

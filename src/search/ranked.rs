//! Ranked search: the best passages for the words of a query, and what had to be relaxed.

use std::collections::HashSet;

use tantivy::DocId;

use crate::error::Result;
use crate::passage::PassageKind;
use crate::text::fold::fold;

use super::Request;
use super::alternative::{Alternative, alternative, marks, terms};
use super::exact::{find, find_anywhere};
use super::filter::{Demand, Filter, filter};
use super::highlight::Marks;
use super::hit::{AliasUse, Answer, Hit, In, Match};
use super::literal;
use super::order::{Bench, DOCUMENTS, PASSAGES};
use super::query::{Clause, Mode};
use super::rerank::{MOST_PER_IDF, Reranker, reranker};
use super::retrieve::{Candidate, WeightedTerm, best, explained, score};
use super::select::{Ordered, capped, in_order};
use super::words::{Texts, Word};

/// Passages up to which those that a filter lets through are scored one by one.
pub(super) const FEW: usize = 2_000;

/// What ranked results leave out.
pub(super) const LEFT_OUT: &str =
    "bylines or page furniture alone, which ranked search leaves out (--exact shows them)";

/// A query cut, with what it asks of the index.
pub(super) struct Plan<'r, 'a> {
    pub request: &'r Request<'a>,
    pub alternatives: Vec<Alternative>,
    pub terms: Vec<WeightedTerm>,
    /// The most that stage 1 can give.
    most: f64,
    reranker: Reranker,
    pub filter: Filter,
    marks: Marks,
    /// The query as one folded string, for hits that hold it whole.
    pub whole: Option<String>,
}

pub(super) fn answer(request: &Request<'_>) -> Result<Answer> {
    let answer = answer_as_typed(request)?;
    if answer.found || request.options.mode == Mode::All {
        return Ok(answer);
    }
    // A quoted string that stands nowhere would hide whatever its words could find.
    let Some((query, phrases)) = request.query.without_phrases() else { return Ok(answer) };
    let hidden = !answer.notices.is_empty() && answer.notices.iter().any(|notice| notice.ends_with(LEFT_OUT));
    let mut relaxed = answer_as_typed(&request.with_query(&query)?)?;
    if relaxed.found {
        relaxed.query.clone_from(&request.query.typed);
        let phrases = phrases.join(" ");
        relaxed.notices.insert(
            0,
            if hidden {
                format!("{phrases} stands in {LEFT_OUT}; searched for its words")
            } else {
                format!("no passage holds {phrases} as it is; searched for its words")
            },
        );
        return Ok(relaxed);
    }
    Ok(answer)
}

fn answer_as_typed(request: &Request<'_>) -> Result<Answer> {
    let mut answer = request.empty_answer(request.options.mode);
    let plan = Plan::new(request)?;
    answer.terms = plan.terms_shown();
    answer.unknown = plan.unknown();
    let options = request.options;
    let wanted = options.offset.saturating_add(options.limit);
    let mut bench = Bench::new(request, &plan.reranker, plan.most);
    let mut chosen = plan.choose(&mut bench, wanted.max(1))?;
    answer.found = !chosen.is_empty();
    chosen.truncate(wanted);
    for (at, ordered) in chosen.into_iter().enumerate().skip(options.offset) {
        answer.hits.push(plan.hit(&mut bench, &ordered, at + 1)?);
    }
    plan.count(&mut answer)?;
    if !answer.found && !request.query.operators && options.mode != Mode::All {
        as_a_string(request, &mut answer)?;
    }
    answer.relaxed = Answer::relaxation(&answer.hits, false);
    plan.explain(&mut answer);
    Ok(answer)
}

/// Where no word of the query is one of the index, the string itself may still stand there.
fn as_a_string(request: &Request<'_>, answer: &mut Answer) -> Result<()> {
    let exact = literal::answer(request, request.query.typed.trim(), false)?;
    let mut hits = exact.hits;
    hits.retain(|hit| !matches!(hit.passage.kind, PassageKind::Byline | PassageKind::Furniture));
    if !hits.is_empty() {
        answer.found = true;
        answer.hits = hits;
        answer.notices.push("no word of the query is in the index; searched for it as a string".to_owned());
        answer.notices.extend(exact.notices);
    }
    Ok(())
}

impl<'r, 'a> Plan<'r, 'a> {
    fn new(request: &'r Request<'a>) -> Result<Self> {
        let alternatives: Vec<Alternative> =
            request.query.alternatives.iter().map(|clauses| alternative(request, clauses)).collect();
        let (terms, sum) = terms(request, &alternatives);
        let demands = request.query.alternatives.iter().zip(&alternatives).map(|(clauses, own)| Demand {
            clauses,
            words: if request.options.mode == Mode::All { &own.words } else { &[] },
            short_forms: !request.options.literal,
        });
        let parts: Vec<_> = alternatives.iter().map(Alternative::asked).collect();
        let reranker = reranker(&parts, &request.statistics, &request.index.fields);
        let most = MOST_PER_IDF * sum;
        let filter = filter(request.index, &request.globs, &demands.collect::<Vec<_>>())?;
        let marks = marks(request, &alternatives);
        let whole = (!request.query.operators).then(|| fold(&request.query.typed)).filter(|whole| !whole.is_empty());
        Ok(Self { request, alternatives, terms, most, reranker, filter, marks, whole })
    }

    /// The words of the query as they were cut, each once.
    fn terms_shown(&self) -> Vec<String> {
        let mut terms: Vec<String> = Vec::new();
        for (word, _) in self.alternatives.iter().flat_map(|alternative| &alternative.cut.path) {
            if !terms.contains(word) {
                terms.push(word.clone());
            }
        }
        terms
    }

    /// Words of the query that the index does not hold in any way.
    fn unknown(&self) -> Vec<String> {
        let mut unknown: Vec<String> = Vec::new();
        for alternative in &self.alternatives {
            let numeral =
                |word: &Word| word.canonical.as_ref().is_some_and(|canonical| self.request.knows_number(canonical));
            for word in alternative.words.iter().filter(|word| !numeral(word)) {
                let one = word.text.chars().nth(1).is_none();
                let known = self.request.knows_word(&word.text)
                    || one && self.request.knows_character(&word.text)
                    || !word.forms.is_empty() && self.request.stands(&word.text);
                if !known && !unknown.contains(&word.text) {
                    unknown.push(word.text.clone());
                }
            }
        }
        unknown
    }

    /// The candidates to show, best first, at least `wanted` where as many match.
    fn choose(&self, bench: &mut Bench<'_, '_>, wanted: usize) -> Result<Vec<Ordered>> {
        let options = self.request.options;
        let wanted = if options.by_document { wanted.max(PASSAGES) } else { wanted };
        let mut depth = wanted.max(if options.by_document { DOCUMENTS } else { PASSAGES });
        loop {
            let candidates = self.candidates(depth)?;
            let exhausted = candidates.len() < depth;
            let ordered = in_order(&self.request.passages, candidates, usize::MAX);
            let chosen = if options.by_document {
                bench.documents(ordered)?
            } else {
                let ordered = bench.passages(ordered, options.fold, exhausted)?.unwrap_or_default();
                if options.mode == Mode::Ranked {
                    // A document whose passages are all there leaves none to fill up with before the rest is known.
                    let cap = options.per_document.max(1);
                    let ordered = if exhausted { ordered } else { uncrowded(ordered, cap, wanted) };
                    capped(ordered, cap, wanted)
                } else {
                    ordered
                }
            };
            if chosen.len() >= wanted || exhausted {
                return Ok(chosen);
            }
            depth = depth.saturating_mul(4);
        }
    }

    /// The best `depth` passages that the query lets through, or all of them.
    fn candidates(&self, depth: usize) -> Result<Vec<Candidate>> {
        if self.is_blank() && !self.lists() {
            return Ok(Vec::new());
        }
        if let Some(few) = self.filter.few(FEW) {
            return self.few(&few);
        }
        let passages = &self.request.passages;
        let keep = |segment, doc| self.filter.allows(segment, doc) && passages.is_ranked(segment, doc);
        let mut candidates = best(self.request.index, &self.terms, depth, &keep)?;
        if candidates.len() < depth && self.demands_enough() {
            self.add_unscored(&mut candidates, depth);
        }
        Ok(candidates)
    }

    /// Where the query itself names the few passages that may be answers, they are scored one by one.
    fn few(&self, few: &[(u32, Vec<DocId>)]) -> Result<Vec<Candidate>> {
        let mut candidates = Vec::new();
        for (segment, docs) in few {
            let docs: Vec<DocId> = docs.iter().copied().filter(|&doc| self.may_be_shown(*segment, doc)).collect();
            let scores = score(self.request.index, *segment, &self.terms, &docs)?;
            let enough = self.demands_enough();
            let both = docs.into_iter().zip(scores).filter(|&(_, score)| enough || score > 0.0);
            candidates.extend(both.map(|(doc, score)| Candidate { segment: *segment, doc, score }));
        }
        Ok(candidates)
    }

    /// Whether the query has no word.
    pub(super) fn is_blank(&self) -> bool {
        self.alternatives.iter().all(|alternative| alternative.text.trim().is_empty())
    }

    /// Whether a query without a word asks for what its filters let through: `title:` or `path:` alone.
    pub(super) fn lists(&self) -> bool {
        let titles = self.request.query.alternatives.iter().flatten().any(|clause| matches!(clause, Clause::Title(_)));
        titles || !self.request.globs.is_empty()
    }

    /// Whether whatever the filter lets through answers the query, in every alternative.
    fn demands_enough(&self) -> bool {
        let holds = |clause: &Clause| matches!(clause, Clause::Phrase(_) | Clause::Named(_));
        self.request.options.mode == Mode::All
            || self.is_blank()
            || self.request.query.alternatives.iter().all(|clauses| clauses.iter().any(holds))
    }

    /// What a filter lets through is an answer also where no term finds it: 国 in 国民经济, a title alone.
    fn add_unscored(&self, candidates: &mut Vec<Candidate>, depth: usize) {
        let scored: HashSet<(u32, DocId)> = candidates.iter().map(|found| (found.segment, found.doc)).collect();
        for segment in 0..self.request.index.searcher.segment_readers().len() as u32 {
            let Some(bits) = self.filter.of(segment) else { continue };
            let others =
                bits.iter().filter(|&doc| !scored.contains(&(segment, doc)) && self.may_be_shown(segment, doc));
            let missing = depth.saturating_sub(candidates.len());
            candidates.extend(others.take(missing).map(|doc| Candidate { segment, doc, score: 0.0 }));
        }
    }

    fn may_be_shown(&self, segment: u32, doc: DocId) -> bool {
        let alive = !self.request.index.searcher.segment_reader(segment).is_deleted(doc);
        alive && self.request.passages.is_ranked(segment, doc)
    }

    fn hit(&self, bench: &mut Bench<'_, '_>, ordered: &Ordered, rank: usize) -> Result<Hit> {
        let candidate = ordered.candidate;
        let passage = bench.passage(&candidate)?;
        let mut hit = self.request.hit_of(passage, candidate.segment, candidate.doc, candidate.score)?;
        hit.duplicates = bench.duplicates(&candidate)?;
        if self.request.options.explain {
            let mut explanation = explained(self.request.index, &self.terms, candidate.segment, candidate.doc)?;
            explanation.most = self.most;
            explanation.features = bench.judgment(&candidate).map(|judged| judged.features.parts()).unwrap_or_default();
            hit.explain = Some(explanation);
        }
        hit.rank = rank;
        if !self.request.options.details {
            return Ok(hit);
        }
        hit.more_in_document = ordered.more;
        let literal = self.request.options.literal;
        let mut words = self.alternatives.iter().flat_map(|alternative| &alternative.words);
        let numerals = words.any(|word| word.canonical.is_some());
        let texts = Texts::new(&hit.passage, numerals, !literal);
        hit.aliases = self.aliases(&texts);
        hit.matched = self.matched(&texts);
        hit.highlights = self.marks.of(&hit.passage.text);
        hit.place = self.place(&texts, !hit.highlights.is_empty());
        Ok(hit)
    }

    /// The other names by which a passage holds a word that it does not hold itself.
    fn aliases(&self, texts: &Texts) -> Vec<AliasUse> {
        let mut uses: Vec<AliasUse> = Vec::new();
        for word in self.alternatives.iter().flat_map(|alternative| &alternative.words) {
            if let Some(alias) = texts.other_name(word)
                && !uses.contains(&alias)
            {
                uses.push(alias);
            }
        }
        uses
    }

    /// How a passage holds the query: by the alternative that it holds best.
    fn matched(&self, texts: &Texts) -> Match {
        if let Some(whole) = &self.whole {
            let above = || texts.headings.iter().chain([&texts.title]).any(|text| text.contains(whole.as_str()));
            if texts.text.contains(whole.as_str()) || above() {
                return Match::Exact;
            }
        }
        let of = |alternative: &Alternative| {
            let held = alternative.words.iter().filter(|word| texts.holds(word)).count();
            match alternative.words.len() {
                all if held == all => Match::All,
                all if held * 3 >= all * 2 => Match::Most,
                _ => Match::Any,
            }
        };
        self.alternatives.iter().map(of).min().unwrap_or(Match::Any)
    }

    fn place(&self, texts: &Texts, marked: bool) -> In {
        let words = || self.alternatives.iter().flat_map(|alternative| &alternative.words);
        if marked || words().any(|word| texts.in_text(word)) {
            return In::Text;
        }
        let in_heading = words().any(|word| texts.headings.iter().any(|heading| heading.contains(&word.text)));
        let in_title = words().any(|word| texts.title.contains(&word.text));
        if in_title && !in_heading { In::Title } else { In::Heading }
    }

    /// Totals, where they are asked for.
    fn count(&self, answer: &mut Answer) -> Result<()> {
        if !self.request.options.totals {
            return Ok(());
        }
        if self.request.options.mode == Mode::All {
            answer.total = Some(self.count_all());
            answer.found |= answer.total > Some(0);
        }
        if self.request.query.is_one_plain_string()
            && let Some(whole) = &self.whole
        {
            answer.exact_total = Some(self.count_texts(whole)?);
        }
        Ok(())
    }

    /// Passages that the filter of all words lets through, but for furniture and bylines.
    fn count_all(&self) -> u64 {
        let mut total = 0;
        for number in 0..self.request.index.searcher.segment_readers().len() {
            let Some(bits) = self.filter.of(number as u32) else { continue };
            total += bits.iter().filter(|&doc| self.may_be_shown(number as u32, doc)).count() as u64;
        }
        total
    }

    /// Passages whose text holds a string.
    fn count_texts(&self, needle: &str) -> Result<u64> {
        let index = self.request.index;
        let mut total = 0;
        if needle.chars().nth(super::exact::LONGEST).is_some() {
            return Ok(literal::answer(self.request, needle, false)?.exact_total.unwrap_or(0));
        }
        for (number, segment) in index.searcher.segment_readers().iter().enumerate() {
            let found = find(segment, &index.fields, needle, true)?;
            total += found.iter().filter(|f| f.parts.text && self.filter.allows(number as u32, f.doc)).count() as u64;
        }
        Ok(total)
    }
}

/// While more candidates may come, those that would only fill up the answer wait.
fn uncrowded(ordered: Vec<Ordered>, cap: usize, wanted: usize) -> Vec<Ordered> {
    let mut counts = std::collections::HashMap::new();
    let fitting = ordered.iter().filter(|candidate| {
        let count: &mut usize = counts.entry(candidate.document).or_default();
        *count += 1;
        *count <= cap
    });
    if fitting.count() >= wanted { ordered } else { Vec::new() }
}

impl Request<'_> {
    /// Whether a folded string stands anywhere.
    pub(super) fn stands(&self, string: &str) -> bool {
        let fields = &self.index.fields;
        let mut segments = self.index.searcher.segment_readers().iter();
        segments.any(|segment| find_anywhere(segment, fields, string).is_ok_and(|bits| bits.iter().next().is_some()))
    }

    /// Whether a numeral stands anywhere.
    fn knows_number(&self, form: &str) -> bool {
        self.statistics.places(self.index.fields.numbers, form).1 > 0
    }

    /// Whether a token stands in the field `words`.
    fn knows_word(&self, word: &str) -> bool {
        use super::cut::Vocabulary;
        Vocabulary::frequency(&self.statistics, word) > 0
    }
}

//! Which spans are words, and how surely.
//!
//! A span is scored by the product of
//!
//! - how its parts hold together, at its weakest division: normalized pointwise mutual information (Bouma 2009), or, where
//!   it is greater, how much one part depends on the other (高质量 stands mostly before 发展, a word that stands
//!   everywhere, which mutual information alone holds against them);
//! - how freely it stands: the smaller of its two boundary entropies (Huang and Powers 2003; Jin and Tanaka-Ishii 2006),
//!   as a share of the greatest possible;
//! - how often it stands in the corpus, by the logarithm;
//! - how much of it the known words cut into single characters: there the dictionary lacks a word, not only a phrase;
//! - whether its context is that of a noun, whether quotation marks set it apart, how long it is, and its shape.
//!
//! The weights were set on work reports and looked at on laws, notices, news and market reports.

use std::collections::HashMap;

use super::census::Census;
use super::fragment::is_fragment;
use super::frame::{Role, governs_verbs};
use super::spans::Span;
use super::vocabulary::{Class, Word};
use super::{Evidence, Term};

/// Weight of dependence where it is greater than mutual information.
const DEPENDENCE: f64 = 0.8;
/// Weight of boundary entropy.
const FREEDOM: f64 = 0.4;
/// Nats of frequency that add as much as a term's first occurrences.
const FREQUENCY: f64 = 2.3;
/// Weight of the share of single characters.
const SINGLES: f64 = 1.7;
/// Weight of the context of a noun.
const NOMINAL: f64 = 0.2;
/// Loss for each character over [`SHORT`].
const LENGTH: f64 = 0.1;
/// Characters up to which a word is of common length.
const SHORT: u32 = 4;
/// From this share of occurrences between quotation marks on, these say that it is a name, whatever it is made of.
const NAMED: f64 = 0.3;
/// The same for names that begin with a numeral, which are many: 两个确立, 一带一路.
const NUMBERED: f64 = 0.2;
/// The cohesion that a name has at least.
const NAME_COHESION: f64 = 0.8;
/// Share of a term's occurrences in longer terms from which on it is a part of them.
const INSIDE: f64 = 0.8;
/// Share of a term's score that such a longer term must have.
const ALIKE: f64 = 0.3;
/// Corpora of fewer documents may have terms of one document.
const FEW_DOCUMENTS: u32 = 10;

/// The new words of a corpus, best first; equal scores by text.
pub(super) fn new_words(census: &Census<'_>) -> Vec<Term> {
    let mut terms: Vec<Term> = census.spans().filter_map(|span| judged(census, span)).collect();
    terms.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.text.cmp(&other.text)));
    without_inner(without_built(terms))
}

fn judged(census: &Census<'_>, span: &Span) -> Option<Term> {
    let candidate = Candidate::new(census, span);
    if !candidate.is_frequent() || !candidate.is_well_formed() || is_fragment(census, span) {
        return None;
    }
    let text = candidate.text();
    if census.survey.lexicon.knows(&text) || census.survey.lexicon.knows(&text.to_lowercase()) {
        return None;
    }
    let (score, evidence) = candidate.score()?;
    Some(Term {
        frequency: census.survey.lexicon.frequency(&text).max(u64::from(span.count)),
        text,
        count: u64::from(span.count),
        passages: u64::from(span.passages),
        documents: u64::from(span.documents),
        new: true,
        score,
        evidence: Some(evidence),
    })
}

/// A span with its words.
struct Candidate<'a> {
    census: &'a Census<'a>,
    span: &'a Span,
    words: Vec<&'a Word>,
    first: &'a Word,
    last: &'a Word,
    count: f64,
    quoted: f64,
}

impl<'a> Candidate<'a> {
    fn new(census: &'a Census<'_>, span: &'a Span) -> Self {
        let words: Vec<&Word> = span.words().iter().map(|&word| census.word(word)).collect();
        let (first, last) = (words[0], words[words.len() - 1]);
        Self { census, span, words, first, last, count: f64::from(span.count), quoted: span.share_quoted() }
    }

    fn text(&self) -> String {
        self.words.iter().map(|word| &*word.text).collect()
    }

    fn is_frequent(&self) -> bool {
        let span = self.span;
        span.count >= self.census.least
            && span.passages >= self.census.least.min(3)
            && (span.documents >= 2 || self.census.survey.documents < FEW_DOCUMENTS)
    }

    /// Whether quotation marks make it a name. One mark alone begins or ends a quoted list (“政治合格、…、保障有力”).
    fn is_named(&self) -> bool {
        f64::from(self.span.quoted) >= NAMED * self.count
    }

    /// Whether words that cannot be there are at its ends or inside.
    fn is_well_formed(&self) -> bool {
        let bad_first = matches!(self.first.role, Role::Inner | Role::NotFirst | Role::Joint);
        let bad_last = matches!(self.last.role, Role::Inner | Role::NotLast | Role::Numeral);
        let numeral = self.words.iter().any(|word| word.role == Role::Numeral);
        (self.is_named() || !bad_first && !bad_last) && (!numeral || self.quoted >= NUMBERED)
    }

    /// The score with what it rests on; `None` for two characters that belong together too loosely.
    fn score(&self) -> Option<(f64, Evidence)> {
        let (information, dependence) = self.weakest_division();
        let two = self.words.len() == 2 && self.chars() == 2;
        if two && dependence < NUMBERED && !self.is_named() {
            return None;
        }
        let cohesion = DEPENDENCE * information.max(dependence) + (1.0 - DEPENDENCE) * information;
        let cohesion = if self.is_named() { cohesion.max(NAME_COHESION) } else { cohesion };
        let left_entropy = self.span.left.entropy(|word, count| self.parts(word, count, true));
        let right_entropy = self.span.right.entropy(|word, count| self.parts(word, count, false));
        let freedom = left_entropy.min(right_entropy) / self.count.ln().max(1.0);
        let nominal = self.nominal();
        let singles = self.words.iter().filter(|word| word.chars == 1).count() as f64 / f64::from(self.chars());
        let score = cohesion
            * (1.0 - FREEDOM + FREEDOM * freedom)
            * (1.0 + self.count.ln() / FREQUENCY)
            * (1.0 + SINGLES * singles)
            * (1.0 - NOMINAL + NOMINAL * nominal)
            * (1.0 + self.quoted)
            * self.shape(nominal);
        Some((score, Evidence { cohesion: information, left_entropy, right_entropy }))
    }

    /// Normalized pointwise mutual information, and the dependence of the rarer part on the other, each at the division
    /// where it is least.
    fn weakest_division(&self) -> (f64, f64) {
        let ids = self.span.words();
        let total = self.census.survey.total as f64;
        let (mut information, mut dependence) = (f64::MAX, f64::MAX);
        for at in 1..ids.len() {
            let (left, right) = (self.census.count_of(&ids[..at]), self.census.count_of(&ids[at..]));
            information = information.min((self.count * total / (left * right)).ln());
            // Half an occurrence more than there are: two words that met twice and nowhere else prove little.
            dependence = dependence.min(self.count / (left.min(right) + 0.5));
        }
        (information / (total / self.count).ln().max(1.0), dependence)
    }

    /// Whether a neighbour parts phrases, so that it says nothing against the border: grammar, a governing verb, or a word
    /// for which this is one place of very many.
    fn parts(&self, word: u32, count: u32, left: bool) -> bool {
        let next = self.census.word(word);
        let share = f64::from(count) / next.count as f64;
        let governs = left && (next.role == Role::NotFirst || next.class.is_verbal() && share < 0.05);
        matches!(next.role, Role::Stop | Role::Joint | Role::Inner)
            || governs
            || f64::from(count) < 0.7 * self.count && share < 0.02
    }

    /// The share of occurrences that stand where a noun stands: behind a word that is no adverb or auxiliary, or a
    /// quotation mark.
    fn nominal(&self) -> f64 {
        let verbal = |word: u32| {
            let word = self.census.word(word);
            word.class == Class::Adverb || governs_verbs(&word.text)
        };
        let verbal: u32 = self.span.left.words().filter(|&(word, _)| verbal(word)).map(|(_, count)| count).sum();
        let free = f64::from(self.span.left.rest() + verbal) - f64::from(self.span.opened);
        (1.0 - free / self.count).clamp(0.0, 1.0)
    }

    /// What the shape of a candidate that is no name takes from its score.
    fn shape(&self, nominal: f64) -> f64 {
        if self.is_named() {
            return 1.0;
        }
        let (first, last) = (self.first, self.last);
        let first_is_verb = first.class == Class::Verb;
        let mut shape = 1.0;
        // A verb with its object (捍卫主权), but not 转移支付 and not 调结构, which three characters make a word.
        if first_is_verb && (first.chars > 1 || last.chars > 2) && !last.class.is_verbal() {
            shape *= 0.6;
        }
        if nominal < 0.2 || first_is_verb && nominal < 0.4 {
            shape *= 0.5;
        }
        if self.has_verb_inside() {
            shape *= 0.6;
        }
        // A subject with its predicate (成果丰硕, 管理不善).
        if self.words[1..].iter().any(|word| word.text.starts_with('不')) {
            shape *= 0.5;
        } else if last.chars > 1 && matches!(last.class, Class::Quality | Class::Adverb) {
            shape *= 0.6;
        }
        let others_long = self.words[..self.words.len() - 1].iter().all(|word| word.chars > 1);
        if last.chars == 1 && last.class.is_verbal() && others_long {
            shape *= 0.6;
        }
        shape * (1.0 - LENGTH * f64::from(self.chars().saturating_sub(SHORT)))
    }

    /// Whether a governing verb or adverb stands inside; a single character among single ones is rather a part of a word.
    fn has_verb_inside(&self) -> bool {
        let long = self.words.iter().filter(|word| word.chars > 1).count();
        let inside = &self.words[1..self.words.len() - 1];
        inside.iter().any(|word| (word.chars > 1 || long > 1) && matches!(word.role, Role::Inner | Role::NotFirst))
    }

    fn chars(&self) -> u32 {
        self.words.iter().map(|word| word.chars).sum()
    }
}

/// Leaves out terms that are built from a better one which is at least twice as frequent: with 普惠小微 known, 普惠小微贷款
/// is cut well. A word of two characters builds other words (提质增效), not phrases.
fn without_built(terms: Vec<Term>) -> Vec<Term> {
    const LEAST: usize = 3;
    let mut kept: HashMap<String, u64> = HashMap::new();
    let mut out = Vec::with_capacity(terms.len());
    for term in terms {
        let built = parts(&term.text, LEAST).any(|part| kept.get(part).is_some_and(|&count| count >= 2 * term.count));
        if !built {
            kept.insert(term.text.clone(), term.count);
            out.push(term);
        }
    }
    out
}

/// Leaves out terms that hardly stand outside of longer ones of the list which are not much worse: 放管 is the beginning
/// of 放管服 and of 放管结合.
fn without_inner(mut terms: Vec<Term>) -> Vec<Term> {
    let mut order: Vec<usize> = (0..terms.len()).collect();
    order.sort_by_key(|&at| terms[at].text.len());
    let place: HashMap<&str, usize> = terms.iter().enumerate().map(|(at, term)| (term.text.as_str(), at)).collect();
    // Of each term the longer ones that hold it, but not those that hold another of them: their occurrences are the same.
    let mut longer: Vec<Vec<usize>> = vec![Vec::new(); terms.len()];
    for &at in &order {
        let term = &terms[at];
        for inner in parts(&term.text, 2).filter_map(|part| place.get(part).copied()) {
            let seen = &longer[inner];
            let good = term.score >= ALIKE * terms[inner].score;
            if good && !seen.iter().any(|&other| other == at || term.text.contains(&terms[other].text)) {
                longer[inner].push(at);
            }
        }
    }
    let is_inner: Vec<bool> = (0..terms.len())
        .map(|at| {
            longer[at].iter().map(|&other| terms[other].count).sum::<u64>() as f64 >= INSIDE * terms[at].count as f64
        })
        .collect();
    let mut at = 0;
    terms.retain(|_| {
        at += 1;
        !is_inner[at - 1]
    });
    terms
}

/// The proper parts of a string, of `shortest` characters or more.
fn parts(text: &str, shortest: usize) -> impl Iterator<Item = &str> {
    let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let last = ends.len() - 1;
    let places = (0..=last).flat_map(move |from| (from + shortest..=last).map(move |to| (from, to)));
    places.filter(move |&(from, to)| to - from < last).map(move |(from, to)| &text[ends[from]..ends[to]])
}

//! Which words mark a corpus: those that stand in it far more often than in the texts that the dictionary was counted on.
//!
//! A word is scored by the product of its log ratio (Hardie 2014: the binary logarithm of the quotient of the two relative
//! frequencies, with half an occurrence more in both), the logarithm of its count, and how far it is spread over the
//! documents. The ratio alone puts the rarest words first, the significance of the difference (log-likelihood, Dunning
//! 1993) the commonest; a word enters only where the difference is significant.

use super::Term;
use super::census::Census;
use super::frame::Role;
use super::vocabulary::{Class, Word};

/// Critical value of the log-likelihood at p < 0.0001 (Rayson, Berridge and Francis 2004).
const SIGNIFICANT: f64 = 15.13;
/// Log ratios end here: what is over 256 times as frequent is as characteristic as can be. New words have no frequency
/// elsewhere, and would else all stand before the known ones.
const MOST_BITS: f64 = 8.0;
/// Cohesion that a new word needs to stand beside known ones.
const SURE: f64 = 0.6;

/// The words that mark the corpus, best first; equal scores by text.
pub(super) fn characteristic(census: &Census<'_>) -> Vec<Term> {
    let sure = |term: &Term| term.evidence.is_some_and(|evidence| evidence.cohesion >= SURE);
    let mut terms: Vec<Term> = census.new_words().into_iter().filter(sure).collect();
    terms.extend(
        census.survey.vocabulary.words().iter().filter(|word| can_be_term(word)).map(|word| known(census, word)),
    );
    terms.retain_mut(|term| scored(census, term));
    terms.sort_by(|one, other| other.score.total_cmp(&one.score).then_with(|| one.text.cmp(&other.text)));
    terms
}

fn known(census: &Census<'_>, word: &Word) -> Term {
    Term {
        text: word.text.to_string(),
        count: word.count,
        passages: word.passages,
        documents: word.documents,
        frequency: census.survey.lexicon.frequency(&word.text),
        new: false,
        score: 0.0,
        evidence: None,
    }
}

/// Whether a known word can be a term: a noun of two characters or more, or a longer word that is no adverb. Verbs of two
/// characters are the frame of every text of this kind (建设, 改革).
fn can_be_term(word: &Word) -> bool {
    let named = match word.class {
        Class::Noun => word.chars > 1,
        Class::VerbNoun | Class::Verb | Class::Quality => word.chars > 2,
        Class::Adverb | Class::Numeral => false,
    };
    named && !word.text.is_ascii() && word.role == Role::Plain
}

/// Gives a term its score; `false` where it does not mark the corpus.
fn scored(census: &Census<'_>, term: &mut Term) -> bool {
    let elsewhere = if term.new { 0.0 } else { term.frequency as f64 };
    let (here, total_here) = (term.count as f64, census.survey.total as f64);
    let total_elsewhere = census.survey.lexicon.total() as f64;
    let ratio = ((here + 0.5) / total_here / ((elsewhere + 0.5) / total_elsewhere)).log2();
    let spread = (1.0 + term.documents as f64).ln() / (1.0 + f64::from(census.survey.documents)).ln();
    term.score = ratio.min(MOST_BITS) * here.ln() * spread;
    term.count >= u64::from(census.least)
        && ratio > 0.0
        && log_likelihood([here, elsewhere], [total_here, total_elsewhere]) >= SIGNIFICANT
}

/// Log-likelihood of a word's counts in two corpora of these sizes (Dunning 1993, in the form of Rayson and Garside 2000).
fn log_likelihood(counts: [f64; 2], totals: [f64; 2]) -> f64 {
    let share = (counts[0] + counts[1]) / (totals[0] + totals[1]);
    let part = |count: f64, total: f64| if count > 0.0 { count * (count / (total * share)).ln() } else { 0.0 };
    2.0 * (part(counts[0], totals[0]) + part(counts[1], totals[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_shares_are_no_difference() {
        assert!(log_likelihood([10.0, 1000.0], [1e4, 1e6]).abs() < 1e-9);
        assert!(log_likelihood([40.0, 1000.0], [1e4, 1e6]) > SIGNIFICANT);
    }
}

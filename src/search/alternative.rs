//! A set of clauses of a query that belong together, cut, with what it asks of the index.

use crate::analysis::{Numeral, bigrams, quantities_in_digits, word_text};
use crate::text::Span;
use crate::text::fold::fold;

use super::Request;
use super::aliases::Aliases;
use super::cut::{Cut, Vocabulary, cut, is_content};
use super::highlight::Marks;
use super::query::Clause;
use super::rerank::Asked;
use super::retrieve::{Asking, WeightedTerm, weighted};
use super::words::{Word, query_words};

/// Longest text that is cut into words, in characters.
pub(super) const LONGEST_CUT: usize = 1_000;

/// What an other name counts against the name that was typed.
const OTHER_NAME: f64 = 0.7;

/// Clauses that belong together, cut.
pub(super) struct Alternative {
    /// Folded, as typed.
    plain: String,
    /// What is cut: quantities in digits.
    pub text: String,
    /// Whether its text is longer than what is cut.
    pub cut_off: bool,
    pub cut: Cut,
    /// What is asked for of the numerals: the token among words, of an ordinal its form among numbers.
    numbers: Vec<String>,
    /// Names that have others.
    pub names: Vec<Name>,
    pub words: Vec<Word>,
}

/// A name in the query that stands for others too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    /// Its bytes in the text that was cut.
    pub span: Span,
    /// As it stands there.
    pub from: String,
    /// The others.
    pub to: Vec<String>,
}

impl Alternative {
    /// What the rerank needs of it.
    pub(super) fn asked(&self) -> Asked<'_> {
        Asked { plain: &self.plain, text: &self.text, cut: &self.cut, names: &self.names }
    }
}

pub(super) fn alternative(request: &Request<'_>, clauses: &[Clause]) -> Alternative {
    let (mut text, mut quoted) = (String::new(), Vec::new());
    for clause in clauses {
        if let Clause::Text(part) | Clause::Phrase(part) | Clause::Named(part) = clause {
            text.push_str(part);
            text.push('\n');
        }
        if let Clause::Phrase(part) | Clause::Named(part) = clause {
            quoted.push(fold(part));
        }
    }
    let end = text.char_indices().nth(LONGEST_CUT).map(|(end, _)| end);
    let text = &text[..end.unwrap_or(text.len())];
    let plain = fold(text);
    let literal = request.options.literal;
    let text = if literal { word_text(text) } else { quantities_in_digits(&word_text(text)) };
    let mut cut = cut(&text, &request.statistics);
    if literal {
        cut.numerals.clear();
    }
    let mut names = if literal { Vec::new() } else { names(request, &cut, &text) };
    // What is quoted is meant as it is.
    names.retain(|name| !quoted.iter().any(|quoted| quoted.contains(&fold(&name.from))));
    let words = query_words(&cut, &text, &names);
    let number = |numeral: &Numeral| if numeral.ordinal { numeral.form() } else { numeral.term() };
    let numbers = cut.numerals.iter().map(number).collect();
    Alternative { plain, text, cut_off: end.is_some(), cut, numbers, names, words }
}

/// The names that begin and end with words of the query and have others that the index may hold, the longest at each
/// place.
fn names(request: &Request<'_>, cut: &Cut, text: &str) -> Vec<Name> {
    let aliases: &Aliases = &request.options.aliases;
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((_, first)) = cut.path.get(at).filter(|_| !aliases.is_empty()) {
        let longest = (at..cut.path.len().min(at + 12)).rev().find_map(|last| {
            let span = Span::new(first.start, cut.path.get(last)?.1.end);
            // A name may have spaces: artificial intelligence.
            let known = aliases.of(&fold(span.of(text))).iter().filter(|other| may_stand(request, other));
            let to: Vec<String> = known.cloned().collect();
            (!to.is_empty()).then(|| (last, Name { span, from: span.of(text).to_owned(), to }))
        });
        match longest {
            Some((last, name)) => {
                found.push(name);
                at = last + 1;
            }
            None => at += 1,
        }
    }
    found
}

/// Whether the index may hold a name: it does not where it lacks two neighbouring characters of it.
fn may_stand(request: &Request<'_>, name: &str) -> bool {
    bigrams(&fold(name)).all(|bigram| request.statistics.stands(bigram))
}

/// What is asked of the index: the words of all alternatives, their numerals, their bigrams, and less so those of other
/// names; with the sum of idf that a passage can have which holds all of it.
pub(super) fn terms(request: &Request<'_>, alternatives: &[Alternative]) -> (Vec<WeightedTerm>, f64) {
    let fields = &request.index.fields;
    let mut asked = Vec::new();
    for alternative in alternatives {
        let cut = &alternative.cut;
        // The characters that a name the index lacks falls apart into are not what was meant by it.
        let lacking: Vec<Span> =
            alternative.names.iter().filter(|name| !may_stand(request, &name.from)).map(|name| name.span).collect();
        let is_meant = |of: usize| {
            let inside = |span: &Span| lacking.iter().any(|name| name.start <= span.start && span.end <= name.end);
            !cut.path.get(of).is_some_and(|(_, span)| inside(span))
        };
        let words = cut.words.iter().filter(|word| is_meant(word.of));
        asked.extend(words.map(|word| Asking::once(fields.words, &word.text)));
        // A numeral in digits is asked for by their bigrams too, which a text that spells it out lacks; its canonical
        // form counts as much as these, so that 2027年 finds 二〇二七年 before 2031年.
        for (numeral, term) in cut.numerals.iter().zip(&alternative.numbers) {
            let digits = numeral.span.of(&alternative.text).chars().count().clamp(1, 4);
            let field = if numeral.ordinal { fields.numbers } else { fields.words };
            asked.push(Asking { field, text: term, count: digits as f64 });
        }
        asked.extend(cut.grams.iter().map(|gram| Asking::once(fields.grams, gram)));
        // A query of one character has no bigram, and stands inside words that its own word does not find.
        if let [(word, _)] = cut.path.as_slice()
            && word.chars().nth(1).is_none()
        {
            asked.push(Asking::once(fields.chars, word));
        }
    }
    let typed = weighted(&request.statistics, asked.iter().copied());
    let mut sum = idf(&typed);
    let names = alternatives.iter().flat_map(|alternative| &alternative.names);
    let others: Vec<OtherName> = names.flat_map(|name| other_names(request, name)).collect();
    if others.is_empty() {
        return (typed, sum);
    }
    // Of a name that the index does not know, the best that a passage can have is another.
    sum += others.iter().filter(|other| other.unknown).map(|other| other.idf * other.count).sum::<f64>();
    for other in &others {
        let word = |word| Asking { field: fields.words, text: word, count: other.count };
        asked.extend(other.cut.words.iter().map(|own| word(own.text.as_str())));
        asked.extend(other.cut.grams.iter().map(|gram| Asking { field: fields.grams, ..word(gram.as_str()) }));
    }
    (weighted(&request.statistics, asked.into_iter()), sum)
}

/// Another name, cut, with what each of its terms counts.
struct OtherName {
    cut: Cut,
    count: f64,
    idf: f64,
    /// Whether the index does not know the name that was typed.
    unknown: bool,
}

/// The other names of a name; all that is asked for one of them weighs a little less than what was typed.
fn other_names(request: &Request<'_>, name: &Name) -> Vec<OtherName> {
    let known = may_stand(request, &name.from);
    let own = if known { idf_of(request, &cut(&name.from, &request.statistics)) } else { 0.0 };
    let other = |to: &String| {
        let cut = cut(&word_text(to), &request.statistics);
        let idf = idf_of(request, &cut);
        // All of the others together count less than what was typed.
        let share = if own > 0.0 { (OTHER_NAME * own / idf.max(1e-9)).min(1.0) } else { 1.0 };
        let count = share / name.to.len() as f64;
        OtherName { cut, count, idf, unknown: own <= 0.0 }
    };
    name.to.iter().map(other).filter(|other| other.idf > 0.0).collect()
}

fn idf_of(request: &Request<'_>, cut: &Cut) -> f64 {
    let fields = &request.index.fields;
    let words = cut.words.iter().map(|word| Asking::once(fields.words, &word.text));
    let grams = cut.grams.iter().map(|gram| Asking::once(fields.grams, gram));
    idf(&weighted(&request.statistics, words.chain(grams)))
}

fn idf(terms: &[WeightedTerm]) -> f64 {
    terms.iter().map(|term| term.idf * term.count).sum()
}

pub(super) fn marks(request: &Request<'_>, alternatives: &[Alternative]) -> Marks {
    let mut marks = Marks::default();
    for (alternative, clauses) in alternatives.iter().zip(&request.query.alternatives) {
        let cut = &alternative.cut;
        for clause in clauses {
            if let Clause::Phrase(text) | Clause::Named(text) = clause {
                marks.strings.push(fold(text));
            }
        }
        marks.strings.extend(alternative.names.iter().flat_map(|name| &name.to).map(|other| fold(other)));
        marks.numerals.extend(cut.numerals.iter().map(Numeral::form));
        // The digits of a numeral are marked as the number they are, never in another.
        let in_numeral = |of: usize| {
            let span = cut.path.get(of).map(|(_, span)| *span).unwrap_or_default();
            cut.numerals.iter().any(|numeral| numeral.whole.start <= span.start && span.end <= numeral.whole.end)
        };
        let path = cut.path.iter().enumerate().map(|(of, (word, _))| (word, of));
        let words = path.chain(cut.words.iter().map(|word| (&word.text, word.of))).filter(|(_, of)| !in_numeral(*of));
        for (word, _) in words {
            let one = word.chars().nth(1).is_none() && cut.path.len() > 1;
            match (is_content(word), one) {
                (true, false) => marks.strings.push(word.clone()),
                (true, true) => marks.touching.push(word.clone()),
                (false, _) => {}
            }
            marks.weak.push(word.clone());
        }
        marks.weak.extend(cut.grams.iter().cloned());
    }
    if !request.query.operators {
        marks.strings.push(fold(&request.query.typed));
    }
    for list in [&mut marks.strings, &mut marks.touching, &mut marks.weak, &mut marks.numerals] {
        list.retain(|string| !string.is_empty());
        list.sort_unstable();
        list.dedup();
    }
    marks
}

//! A cut query made ready for the rerank.

use std::collections::HashMap;

use tantivy::Term;

use crate::analysis::{Numeral, word_text};
use crate::index::Fields;
use crate::search::alternative::Name;
use crate::search::cut::{Cut, Vocabulary, cut, is_content};
use crate::search::statistics::Statistics;
use crate::text::Span;
use crate::text::fold::fold;

use super::{Characters, KnownCharacter, QueryWord, Reranker};

/// A part of a query that belongs together.
pub(in crate::search) struct Asked<'a> {
    /// Folded, as typed.
    pub plain: &'a str,
    /// What was cut.
    pub text: &'a str,
    /// Its words.
    pub cut: &'a Cut,
    /// Names in it that have others.
    pub names: &'a [Name],
}

/// What a word of the path is, or is a part of.
enum Unit<'a> {
    Word(&'a str),
    /// Occurs in any spelling.
    Numeral(&'a Numeral, &'a str),
    /// Occurs by any of its names.
    Name(&'a Name),
}

/// Words of a query, each once, those that the index knows.
struct Words<'s, 'a> {
    statistics: &'s Statistics<'a>,
    fields: &'s Fields,
    known: Vec<QueryWord>,
    places: HashMap<String, Option<usize>>,
}

impl Words<'_, '_> {
    /// The place of a word, added where it is new.
    fn place(&mut self, unit: &Unit<'_>) -> Option<usize> {
        let text = match unit {
            Unit::Word(text) | Unit::Numeral(_, text) => (*text).to_owned(),
            Unit::Name(name) => fold(&name.from),
        };
        if let Some(&known) = self.places.get(&text) {
            return known;
        }
        let frequency = self.frequency(unit, &text);
        let place = (frequency > 0).then_some(self.known.len());
        if place.is_some() {
            let (canonical, forms) = match unit {
                Unit::Word(_) => (None, Vec::new()),
                Unit::Numeral(numeral, _) => (Some(numeral.form()), Vec::new()),
                Unit::Name(name) => (None, name.to.iter().map(|other| fold(other)).collect()),
            };
            self.known.push(QueryWord { text: text.clone(), canonical, forms, idf: self.statistics.idf(frequency) });
        }
        self.places.insert(text, place);
        place
    }

    /// Passages that hold it; of a name that is no word of the index, those that hold its rarest word or, where that has
    /// none, another name's.
    fn frequency(&self, unit: &Unit<'_>, text: &str) -> u64 {
        let of = |text: &str| Vocabulary::frequency(self.statistics, text);
        let rarest = |text: &str| {
            let cut = cut(&word_text(text), self.statistics);
            cut.path.iter().map(|(word, _)| of(word)).filter(|&frequency| frequency > 0).min()
        };
        match unit {
            Unit::Word(text) => of(text),
            Unit::Numeral(numeral, _) if numeral.ordinal => {
                self.statistics.places(self.fields.numbers, &numeral.form()).1
            }
            Unit::Numeral(numeral, _) => self.statistics.places(self.fields.words, &numeral.term()).1,
            Unit::Name(name) => match of(text) {
                0 => name.to.iter().filter_map(|other| rarest(other)).min().or_else(|| rarest(text)).unwrap_or(0),
                known => known,
            },
        }
    }
}

impl<'a> Asked<'a> {
    /// The word of the path at a span, or the numeral or name that it is a part of.
    fn unit(&self, text: &'a str, span: Span) -> Unit<'a> {
        let within = |outer: Span| outer.start <= span.start && span.end <= outer.end;
        if let Some(name) = self.names.iter().find(|name| within(name.span)) {
            return Unit::Name(name);
        }
        match self.cut.numerals.iter().find(|numeral| within(numeral.whole)) {
            Some(numeral) => Unit::Numeral(numeral, numeral.whole.of(self.text)),
            None => Unit::Word(text),
        }
    }
}

/// The reranker for a query.
pub(in crate::search) fn reranker(parts: &[Asked<'_>], statistics: &Statistics<'_>, fields: &Fields) -> Reranker {
    let mut words = Words { statistics, fields, known: Vec::new(), places: HashMap::new() };
    let mut sequence: Vec<Option<usize>> = Vec::new();
    for part in parts {
        for word in &part.cut.words {
            if let Some((_, span)) = part.cut.path.get(word.of) {
                words.place(&part.unit(&word.text, *span));
            }
        }
        for (text, span) in part.cut.path.iter().filter(|(word, _)| is_content(word)) {
            let unit = part.unit(text, *span);
            let place = words.place(&unit);
            // The words of a numeral or a name are one.
            let again = !matches!(unit, Unit::Word(_)) && place.is_some() && sequence.last() == Some(&place);
            if !again {
                sequence.push(place);
            }
        }
        // Parts of a query are neighbours by chance.
        sequence.push(None);
    }
    let plain = parts.iter().map(|part| part.plain).collect::<Vec<_>>().join("\n");
    let characters = characters(&plain, statistics, fields);
    Reranker::new(&plain, words.known, &sequence, characters)
}

fn characters(plain: &str, statistics: &Statistics<'_>, fields: &Fields) -> Characters {
    let mut known: Vec<KnownCharacter> = Vec::new();
    for c in plain.chars().filter(|c| c.is_alphanumeric()) {
        if let Some(known) = known.iter_mut().find(|known| known.c == c) {
            known.count += 1;
            continue;
        }
        let mut bytes = [0; 4];
        let frequency = statistics.frequency(&Term::from_field_text(fields.chars, c.encode_utf8(&mut bytes)));
        if frequency > 0 {
            known.push(KnownCharacter { c, idf: statistics.idf(frequency), count: 1 });
        }
    }
    Characters::new(known, statistics.average_text())
}

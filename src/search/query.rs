//! A query as a value: what is searched for and how.

use super::parse::parse;

/// How a query is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Best passages first; words may be missing, which is then said.
    #[default]
    Ranked,
    /// Passages that hold every word.
    All,
    /// Passages that hold any word.
    Any,
    /// Passages that hold the string as it is.
    Exact,
}

/// A part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Clause {
    /// Words, as typed, white space between them.
    Text(String),
    /// A quoted string: required as it is.
    Phrase(String),
    /// 《…》: required as it is, titles preferred.
    Named(String),
    /// Nowhere in the passage, its headings or its title.
    Not(String),
    /// In the title of the document.
    Title(String),
    /// A glob that the file matches; kept in [`Query::paths`].
    Path(String),
}

/// A parsed query.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// As typed.
    pub typed: String,
    /// Clauses that belong together, of which one set is enough. Empty for a blank query; no set is empty.
    pub alternatives: Vec<Vec<Clause>>,
    /// Globs over file ids, one of which must match where there are any.
    pub paths: Vec<String>,
    /// Whether anything of it is more than plain words.
    pub operators: bool,
}

impl Query {
    /// Reads the query language. Never fails: what has no meaning in it is text.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        parse(text)
    }

    /// A query for exactly this string, operators and quotes included.
    #[must_use]
    pub fn literal(text: &str) -> Self {
        let alternatives =
            if text.trim().is_empty() { Vec::new() } else { vec![vec![Clause::Phrase(text.to_owned())]] };
        Self { typed: text.to_owned(), alternatives, paths: Vec::new(), operators: true }
    }

    /// The string of a query that is one quoted phrase or one 《》, and whether it was 《》.
    #[must_use]
    pub fn exact(&self) -> Option<(&str, bool)> {
        match self.alternatives.as_slice() {
            [clauses] => match clauses.as_slice() {
                [Clause::Phrase(text)] => Some((text, false)),
                [Clause::Named(text)] => Some((text, true)),
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is plain words without white space, for which exact totals are given.
    #[must_use]
    pub fn is_one_plain_string(&self) -> bool {
        !self.operators
            && self.paths.is_empty()
            && !self.typed.trim().is_empty()
            && !self.typed.trim().contains(char::is_whitespace)
    }

    /// The same query with its required phrases as plain words, and those phrases; `None` where it has none.
    pub(super) fn without_phrases(&self) -> Option<(Self, Vec<String>)> {
        let mut query = self.clone();
        let mut phrases = Vec::new();
        for clause in query.alternatives.iter_mut().flatten() {
            if let Clause::Phrase(text) | Clause::Named(text) = clause {
                phrases.push(format!("“{text}”"));
                *clause = Clause::Text(std::mem::take(text));
            }
        }
        query.join_words();
        (!phrases.is_empty()).then_some((query, phrases))
    }

    /// Neighbouring words become one text, as they were typed but for the white space.
    pub(super) fn join_words(&mut self) {
        for clauses in &mut self.alternatives {
            let mut joined: Vec<Clause> = Vec::with_capacity(clauses.len());
            for clause in clauses.drain(..) {
                match (joined.last_mut(), clause) {
                    (Some(Clause::Text(before)), Clause::Text(word)) => {
                        before.push(' ');
                        before.push_str(&word);
                    }
                    (_, clause) => joined.push(clause),
                }
            }
            *clauses = joined;
        }
    }
}

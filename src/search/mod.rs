//! From a query to its hits: parse, cut, retrieve, judge, mark.
//!
//! - [`Query`] is what was typed, read (`parse`) and cut with the index's own vocabulary (`cut`);
//! - `retrieve` finds the best passages by BM25, `exact` every passage that holds a string, `across` the places
//!   where a string goes over the end of a block; `filter` holds what a query demands beside its words;
//! - `ranked` and `literal` put these together into an [`Answer`];
//! - `terms` reads all passages for the words of the corpus.

mod across;
mod aliases;
mod alternative;
mod bits;
mod cut;
mod exact;
mod filter;
mod highlight;
mod hit;
mod literal;
mod maxscore;
mod mixed;
mod nearest;
mod notices;
mod order;
mod parse;
mod passages;
mod query;
mod ranked;
mod rerank;
mod retrieve;
mod select;
mod statistics;
mod terms;
mod words;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use globset::GlobMatcher;

use crate::analysis::UserWords;
use crate::error::Result;
use crate::index::{OpenIndex, StoredPassage};

pub use aliases::Aliases;
pub use hit::{AliasUse, Answer, Explanation, Hit, In, Match, Relaxed, TermPart};
pub use query::{Clause, Mode, Query};
pub use rerank::ScorePart;
pub use terms::{TermOptions, Terms};

use passages::{Columns, Passages};
use statistics::Statistics;

/// Longest query that is read, in characters; what goes on behind it is left out, and said to be.
pub const LONGEST_QUERY: usize = 10_000;

/// How to search.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // each is a switch of its own
pub struct Options {
    /// How the query is answered; a query that is one quoted phrase is exact in mode ranked too.
    pub mode: Mode,
    /// Most hits.
    pub limit: usize,
    /// Hits to pass over first.
    pub offset: usize,
    /// Most hits of one document, in mode ranked only.
    pub per_document: usize,
    /// Globs over file ids, one of which must match where there are any.
    pub paths: Vec<String>,
    /// One hit a document: its best passage.
    pub by_document: bool,
    /// Neighbouring passages to give with each hit, on either side.
    pub context: usize,
    /// Whether passages with the same text are one hit, in modes other than exact.
    pub fold: bool,
    /// Whether words are taken as they are typed alone: no other spellings of numerals, no other names, no short forms.
    pub literal: bool,
    /// Other names of what a query asks for.
    pub aliases: Arc<Aliases>,
    /// Words of a user that are words of the query too, whether the index was built with them or not: each counts with the
    /// passages that hold it as a string. Cost: an exact search for each that stands in the query and is no word of the
    /// index.
    pub dictionary: Option<Arc<UserWords>>,
    /// Whether the best passages of stage 1 are reranked; without it, the order is that of BM25 alone.
    pub rerank: bool,
    /// Whether to say what each score is made of.
    pub explain: bool,
    /// Whether hits say how and where they hold the query and carry the other fields of their records; a run needs
    /// passages and scores alone.
    pub details: bool,
    /// Whether to count the passages that hold the query string or all its words.
    pub totals: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mode: Mode::Ranked,
            limit: 10,
            offset: 0,
            per_document: 3,
            paths: Vec::new(),
            by_document: false,
            context: 0,
            fold: true,
            literal: false,
            aliases: Aliases::shipped(),
            dictionary: None,
            rerank: true,
            explain: false,
            details: true,
            totals: true,
        }
    }
}

/// An open index to search in. Cheap to share between threads by reference.
pub struct Searcher {
    index: OpenIndex,
    columns: Columns,
}

impl Searcher {
    /// Opens the index in a directory as of its last commit. Cost: some milliseconds; the files are mapped, not read.
    pub fn open(directory: &Path) -> Result<Self> {
        let index = crate::index::open(directory)?;
        Ok(Self { columns: Columns::open(&index)?, index })
    }

    /// The index it searches.
    pub fn index(&self) -> &OpenIndex {
        &self.index
    }

    /// Answers a query as typed. A query is never an error; what it cannot be answered by is said in the notices.
    pub fn search(&self, typed: &str, options: &Options) -> Result<Answer> {
        let started = Instant::now();
        let (typed, cut_off) = shortened(typed);
        let query = if options.mode == Mode::Exact { Query::literal(typed) } else { Query::parse(typed) };
        let request = Request::new(self, &query, options)?;
        let mut answer = match query.exact().filter(|_| matches!(options.mode, Mode::Exact | Mode::Ranked)) {
            Some((string, named)) => literal::answer(&request, string, named)?,
            None => ranked::answer(&request)?,
        };
        if cut_off {
            answer
                .notices
                .push(format!("the query is longer than {LONGEST_QUERY} characters; the rest of it is left out"));
        }
        answer.notices.splice(0..0, request.notices.iter().cloned());
        if !answer.found && answer.notices.is_empty() {
            answer.notices.push("no passage holds it; try fewer or other words".to_owned());
        }
        answer.took_ms = started.elapsed().as_secs_f64() * 1e3;
        Ok(answer)
    }

    /// All passages of a document, in order; empty where the index has no such document, or it has no passages.
    pub fn document(&self, id: &str) -> Result<Vec<StoredPassage>> {
        Passages::new(&self.index, &self.columns).of_document(id)
    }

    /// All passages of a file by its id, document after document; empty where the index has no such file.
    pub fn file(&self, id: &str) -> Result<Vec<StoredPassage>> {
        let term = tantivy::Term::from_field_text(self.index.fields.file, id);
        let passages = Passages::new(&self.index, &self.columns);
        let mut out = Vec::new();
        for (number, segment) in self.index.searcher.segment_readers().iter().enumerate() {
            for doc in exact::holding(segment, &term)?.iter().filter(|&doc| !segment.is_deleted(doc)) {
                out.push(passages.read(number as u32, doc)?);
            }
        }
        out.sort_by(|a, b| (a.lines, &a.document, a.number).cmp(&(b.lines, &b.document, b.number)));
        Ok(out)
    }

    /// What a document's record carried beside title and text; empty where there is nothing.
    pub fn fields_of(&self, id: &str) -> Result<crate::read::RecordFields> {
        let passages = Passages::new(&self.index, &self.columns);
        let Some((segment, first)) = passages.place_of(id)? else { return Ok(crate::read::RecordFields::default()) };
        Ok(passages.read(segment, first)?.fields())
    }
}

/// The beginning of a query that is read, and whether that is not all of it.
fn shortened(typed: &str) -> (&str, bool) {
    match typed.char_indices().nth(LONGEST_QUERY) {
        Some((end, _)) => (&typed[..end], true),
        None => (typed, false),
    }
}

/// A query on its way: everything that the steps need.
struct Request<'a> {
    index: &'a OpenIndex,
    query: &'a Query,
    options: &'a Options,
    statistics: Statistics<'a>,
    columns: &'a Columns,
    passages: Passages<'a>,
    globs: Vec<GlobMatcher>,
    notices: Vec<String>,
}

impl<'a> Request<'a> {
    fn new(searcher: &'a Searcher, query: &'a Query, options: &'a Options) -> Result<Self> {
        let index = &searcher.index;
        let (mut globs, mut notices) = (Vec::new(), Vec::new());
        for pattern in options.paths.iter().chain(&query.paths) {
            match filter::glob(pattern) {
                Some(glob) => globs.push(glob),
                None => notices.push(format!("path:{pattern} is no glob that can be read; it is left out")),
            }
        }
        Ok(Self {
            index,
            query,
            options,
            statistics: Statistics::new(index, options.dictionary.as_deref())?,
            passages: Passages::new(index, &searcher.columns),
            columns: &searcher.columns,
            globs,
            notices,
        })
    }

    /// The same request for another query.
    fn with_query<'b>(&self, query: &'b Query) -> Result<Request<'b>>
    where
        'a: 'b,
    {
        Ok(Request {
            index: self.index,
            query,
            options: self.options,
            statistics: Statistics::new(self.index, self.options.dictionary.as_deref())?,
            passages: Passages::new(self.index, self.columns),
            columns: self.columns,
            globs: self.globs.clone(),
            notices: Vec::new(),
        })
    }

    /// An answer without hits.
    fn empty_answer(&self, mode: Mode) -> Answer {
        Answer {
            query: self.query.typed.clone(),
            mode,
            terms: Vec::new(),
            unknown: Vec::new(),
            hits: Vec::new(),
            total: None,
            exact_total: None,
            relaxed: Relaxed::None,
            notices: Vec::new(),
            found: false,
            took_ms: 0.0,
        }
    }

    /// A hit without its marks, from a place in the index.
    fn hit(&self, segment: u32, doc: tantivy::DocId, score: f64) -> Result<Hit> {
        self.hit_of(self.passages.read(segment, doc)?, segment, doc, score)
    }

    /// The same for a passage that was read.
    fn hit_of(&self, passage: StoredPassage, segment: u32, doc: tantivy::DocId, score: f64) -> Result<Hit> {
        let path = self.index.payload.open_path(passage.file());
        let may_have_fields = passage.file() != passage.document || passage.spot.is_some();
        let first = (self.options.details && passage.number > 1 && may_have_fields)
            .then(|| self.passages.first_of(segment, doc, passage.number))
            .flatten();
        let fields = first.as_ref().unwrap_or(&passage).fields();
        Ok(Hit {
            rank: 0,
            score,
            matched: Match::Any,
            place: In::Text,
            path,
            fields,
            highlights: Vec::new(),
            more_in_document: 0,
            duplicates: Vec::new(),
            aliases: Vec::new(),
            explain: None,
            context: self.context(segment, doc)?,
            passage,
        })
    }

    /// The neighbours of a passage that were asked for.
    fn context(&self, segment: u32, doc: tantivy::DocId) -> Result<[Vec<StoredPassage>; 2]> {
        let most = u32::try_from(self.options.context).unwrap_or(u32::MAX);
        let near = |step: &dyn Fn(u32) -> Option<tantivy::DocId>| -> Result<Vec<StoredPassage>> {
            let places = (1..=most).map_while(step);
            let own = places.take_while(|&near| self.passages.same_document(segment, doc, near));
            own.map(|near| self.passages.read(segment, near)).collect()
        };
        let mut context = [near(&|distance| doc.checked_sub(distance))?, near(&|distance| doc.checked_add(distance))?];
        context[0].reverse();
        Ok(context)
    }
}

//! `cesou search`

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use serde::Deserialize;

use crate::analysis::UserWords;
use crate::error::{Error, ErrorKind, Result};
use crate::render::json::{HitLine, SummaryLine};
use crate::render::{csv, terminal, trec};
use crate::search::{Answer, Mode, Options, Searcher};

use super::args::{By, Color, Format, SearchArgs, unescaped};
use super::index::DEFAULT_INDEX;
use super::output::{Output, stdout};
use super::{FOUND, NOTHING, notice};

pub(super) fn run(args: &SearchArgs) -> Result<u8> {
    let options = options(args)?;
    let searcher = open(args)?;
    if let Some(queries) = &args.queries {
        return batch(&searcher, queries, args, &options);
    }
    let query = args.query.iter().map(|arg| unescaped(arg)).collect::<Vec<_>>().join(" ");
    if args.count {
        return count(&searcher, &query, args, options);
    }
    let changes = super::stale::check(&searcher);
    let mut answer = searcher.search(&query, &options)?;
    answer.notices.extend(changes.after(answer.found));
    let mut out = io::BufWriter::new(stdout());
    if args.json {
        write_json(&mut out, &answer, &searcher, None)?;
    } else {
        answer.notices.iter().for_each(|text| notice(text));
        terminal::write(&mut out, &answer, &searcher, style(args.color))?;
    }
    out.flush()?;
    Ok(if answer.found { FOUND } else { NOTHING })
}

/// The words of a file.
pub(super) fn dictionary(path: Option<&Path>) -> Result<Option<Arc<UserWords>>> {
    Ok(path.map(UserWords::open).transpose()?.map(Arc::new))
}

fn options(args: &SearchArgs) -> Result<Options> {
    let mode = match (args.exact, args.all, args.any) {
        (true, _, _) => Mode::Exact,
        (_, true, _) => Mode::All,
        (_, _, true) => Mode::Any,
        _ => Mode::Ranked,
    };
    // A run and a table need passages and scores.
    let json_lines = args.queries.is_none() || args.format.unwrap_or_default() == Format::Jsonl;
    Ok(Options {
        mode,
        limit: args.limit,
        offset: args.offset,
        per_document: args.per_document,
        paths: args.path.clone(),
        by_document: args.by == Some(By::Document),
        context: args.context,
        fold: !args.no_fold && args.queries.is_none() && !args.count,
        dictionary: dictionary(args.dict.as_deref())?,
        literal: args.meaning.literal,
        aliases: args.meaning.aliases()?,
        rerank: !args.no_rerank,
        explain: args.explain,
        totals: json_lines,
        details: json_lines,
    })
}

/// The index to search. Where none was named and none is there, it is built from `corpus/`, and said to be.
fn open(args: &SearchArgs) -> Result<Searcher> {
    let Some(index) = &args.index else {
        return match Searcher::open(Path::new(DEFAULT_INDEX)) {
            Err(error) if error.kind() == ErrorKind::IndexMissing && Path::new(crate::index::DEFAULT_ROOT).is_dir() => {
                build(Path::new(DEFAULT_INDEX))?;
                Searcher::open(Path::new(DEFAULT_INDEX))
            }
            opened => opened,
        };
    };
    Searcher::open(index)
}

/// Builds the default index from `corpus/`.
fn build(index: &Path) -> Result<()> {
    notice("no index here yet; building index/ from corpus/");
    super::signal::catch();
    let bar = super::progress::Bar::new();
    let options = crate::index::Options { reader: super::reading::program(), ..Default::default() };
    let report = crate::index::update(index, &[], &options, &bar)?;
    bar.finish();
    super::index::warn(&report.skipped);
    notice(&format!("{} documents, {} passages, {:.1} s", report.documents, report.passages, report.seconds));
    Ok(())
}

fn count(searcher: &Searcher, query: &str, args: &SearchArgs, mut options: Options) -> Result<u8> {
    options.limit = 0;
    if options.mode != Mode::Exact && crate::search::Query::parse(query).exact().is_none() {
        options.mode = Mode::All;
    }
    let answer = searcher.search(query, &options)?;
    let total = answer.total.unwrap_or(0);
    let mut out = stdout();
    if args.json {
        write_json(&mut out, &answer, searcher, None)?;
    } else {
        writeln!(out, "{total}")?;
        answer.notices.iter().for_each(|text| notice(text));
    }
    Ok(if total > 0 { FOUND } else { NOTHING })
}

fn write_json(out: &mut impl Write, answer: &Answer, searcher: &Searcher, query_id: Option<&str>) -> Result<()> {
    for hit in &answer.hits {
        write_line(out, &HitLine::new(hit, query_id))?;
    }
    write_line(out, &SummaryLine::new(answer, searcher.index(), query_id))
}

pub(super) fn write_line(out: &mut impl Write, line: &impl serde::Serialize) -> Result<()> {
    let mut bytes = serde_json::to_vec(line).map_err(|error| Error::new(ErrorKind::Internal, "JSON").because(error))?;
    bytes.push(b'\n');
    out.write_all(&bytes)?;
    Ok(())
}

pub(super) fn style(color: Color) -> terminal::Style {
    let terminal = io::stdout().is_terminal();
    let colored = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    };
    let width = terminal.then(terminal_size::terminal_size).flatten().map(|(width, _)| usize::from(width.0));
    terminal::Style { colored, width: width.unwrap_or(100).clamp(40, 120), safe: terminal }
}

/// A query of a batch.
#[derive(Debug, Deserialize)]
struct BatchQuery {
    #[serde(alias = "_id")]
    id: serde_json::Value,
    text: String,
}

/// Answers a batch on several threads, in windows, so that answers come in the order of the queries as they are
/// ready and memory stays bounded.
fn batch(searcher: &Searcher, queries: &Path, args: &SearchArgs, options: &Options) -> Result<u8> {
    let input = input(queries, "the queries cannot be read", "name a file of queries, or - for stdin")?;
    let jobs = args.jobs.unwrap_or_else(processors);
    let mut lines = input.lines().enumerate();
    let mut ids = HashSet::new();
    let mut out = Out::new(args)?;
    loop {
        let (mut window, mut ended) = (Vec::new(), None);
        while window.len() < jobs * 32 && ended.is_none() {
            let next = lines.next().map(|(number, line)| (number + 1, read_query(line, number + 1, queries)));
            ended = match next.map(|(number, query)| query.and_then(|query| new_id(query, &mut ids, number, queries))) {
                Some(Ok(Some(query))) => {
                    window.push(query);
                    None
                }
                Some(Ok(None)) => None,
                Some(Err(error)) => Some(Err(error)),
                None => Some(Ok(FOUND)),
            };
        }
        for (query, answer) in window.iter().zip(answers(searcher, &window, options, jobs)) {
            out.write(&query.0, &answer?, searcher)?;
        }
        // The queries before a line that is none are answered.
        if let Some(ended) = ended {
            out.finish()?;
            return ended;
        }
    }
}

/// Opens a file, or stdin for `-`; where it cannot be opened, `what` is wrong.
pub(super) fn input(path: &Path, what: &str, remedy: &str) -> Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = std::fs::File::open(path).map_err(|error| Error::io(path, what, error).remedy(remedy))?;
    Ok(Box::new(BufReader::new(file)))
}

/// Threads where none are named.
pub(super) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// A query of a batch; `None` for a blank line.
pub(super) fn read_query(line: io::Result<String>, number: usize, path: &Path) -> Result<Option<(String, String)>> {
    let line = line.map_err(|error| {
        let text = error.kind() == io::ErrorKind::InvalidData;
        let remedy = if text { "write the queries as UTF-8" } else { "name a file of queries, or - for stdin" };
        Error::io(path, &format!("line {number} of the queries cannot be read"), error).remedy(remedy)
    })?;
    parse_query(line.trim_end_matches('\r'), number, path)
}

/// The same query, the first of its id: in a run, two of one id cannot be told apart.
fn new_id(
    query: Option<(String, String)>,
    ids: &mut HashSet<String>,
    number: usize,
    path: &Path,
) -> Result<Option<(String, String)>> {
    match query {
        Some((id, _)) if !ids.insert(id.clone()) => {
            let message = format!("line {number}: a query before it has the id {id:?}");
            Err(Error::new(ErrorKind::BadArgument, message).at(path).remedy("give each query an id of its own"))
        }
        query => Ok(query),
    }
}

/// An id and a text; `None` for a blank line.
fn parse_query(line: &str, number: usize, path: &Path) -> Result<Option<(String, String)>> {
    let line = if number == 1 { line.trim_start_matches('\u{feff}') } else { line };
    if line.trim().is_empty() {
        return Ok(None);
    }
    let wrong = |what: &str| {
        Error::new(ErrorKind::BadArgument, format!("line {number}: {what}"))
            .at(path)
            .remedy("a line is {\"_id\":\"q1\",\"text\":\"…\"}, or an id, a tab and the query")
    };
    if line.trim_start().starts_with('{') {
        let query: BatchQuery = serde_json::from_str(line).map_err(|error| wrong("not a query").because(error))?;
        let id = match query.id {
            serde_json::Value::String(id) => id,
            serde_json::Value::Number(id) => id.to_string(),
            _ => return Err(wrong("its id is neither a string nor a number")),
        };
        return if id.trim().is_empty() { Err(wrong("its id is empty")) } else { Ok(Some((id, query.text))) };
    }
    let (id, text) = line.split_once('\t').ok_or_else(|| wrong("no tab between an id and a query"))?;
    if id.trim().is_empty() {
        return Err(wrong("its id is empty"));
    }
    Ok(Some((id.to_owned(), text.to_owned())))
}

/// The answers to some queries, in their order.
pub(super) fn answers(
    searcher: &Searcher,
    window: &[(String, String)],
    options: &Options,
    jobs: usize,
) -> Vec<Result<Answer>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<Answer>>>> = Mutex::new(window.iter().map(|_| None).collect());
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some((_, text)) = window.get(at) else { break };
            let answer = searcher.search(text, options);
            if let Ok(mut done) = done.lock() {
                done[at] = Some(answer);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..jobs.min(window.len()) {
            scope.spawn(work);
        }
        work();
    });
    let done = done.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    let lost = || Err(Error::new(ErrorKind::Internal, "a query was not answered"));
    done.into_iter().map(|answer| answer.unwrap_or_else(lost)).collect()
}

/// Where the answers of a batch go.
enum Out {
    Jsonl(io::BufWriter<Output>),
    Trec(io::BufWriter<Output>, bool),
    Csv(Box<csv::Table<io::BufWriter<Output>>>),
}

impl Out {
    fn new(args: &SearchArgs) -> Result<Self> {
        let out = io::BufWriter::new(stdout());
        Ok(match args.format.unwrap_or_default() {
            Format::Jsonl => Self::Jsonl(out),
            Format::Trec => Self::Trec(out, args.by == Some(By::Document)),
            Format::Csv => Self::Csv(Box::new(csv::Table::new(out)?)),
        })
    }

    fn write(&mut self, id: &str, answer: &Answer, searcher: &Searcher) -> Result<()> {
        match self {
            Self::Jsonl(out) => write_json(out, answer, searcher, Some(id)),
            Self::Trec(out, by_document) => Ok(trec::write(out, id, answer, *by_document)?),
            Self::Csv(table) => Ok(table.write(id, answer)?),
        }
    }

    fn finish(self) -> Result<()> {
        if let Self::Jsonl(mut out) | Self::Trec(mut out, _) = self {
            out.flush()?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_come_in_two_forms() {
        let path = std::path::PathBuf::from("queries");
        let parse = |line| parse_query(line, 1, &path);
        assert_eq!(parse("q1\t养老 服务").unwrap(), Some(("q1".to_owned(), "养老 服务".to_owned())));
        assert_eq!(parse("{\"_id\":7,\"text\":\"养老\"}").unwrap(), Some(("7".to_owned(), "养老".to_owned())));
        assert!(parse("  ").unwrap().is_none());
        assert!(parse("养老").unwrap_err().to_string().contains("line 1"));
    }
}

//! `cesou eval`

mod queries;
mod shown;

use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, ErrorKind, Result};
use crate::eval::{Evaluation, Judgments, METRICS, Metric, Run, compare, evaluate};
use crate::render::eval::{Baseline, EvalLine, JudgedLine, QueryLine, Report, Source};
use crate::render::eval::{write_queries, write_shown, write_summary};
use crate::search::{Mode, Options, Searcher};

use super::args::{By, Meaning};
use super::index::DEFAULT_INDEX;
use super::search::{dictionary, input, processors, write_line};
use super::{FOUND, notice};
use queries::Queries;

const FORMATS: &str = "Judgments (qrels): lines of QUERY 0 DOCUMENT GRADE, or, under the header `query-id corpus-id score`, \
of QUERY DOCUMENT GRADE with tabs; a grade above 0 is relevant. Ids may be given as they are or as TREC output writes \
them, white space and % percent-encoded.
Runs: lines of QUERY Q0 DOCUMENT RANK SCORE TAG.
Documents are ordered by score (as a 32-bit float), equal ones by falling id, as trec_eval does. A judged query that is \
not answered counts 0; one without a relevant document is left out.
Metrics: ndcg, mrr, map, recall and p, each over the whole ranking or with a depth: ndcg@10.";

/// What `cesou eval` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = FORMATS)]
pub(super) struct EvalArgs {
    /// The queries: JSON Lines with `_id` or `id` and `text`, or lines of id, tab, text; - for stdin
    #[arg(long, value_name = "FILE", required_unless_present = "run")]
    queries: Option<PathBuf>,
    /// The judgments, in the form of TREC or BEIR
    #[arg(long, value_name = "FILE")]
    qrels: PathBuf,
    /// Judge this TREC run instead of searching; - for stdin. No index is needed
    #[arg(long, value_name = "FILE")]
    run: Option<PathBuf>,
    /// Compare with this TREC run, by a paired bootstrap over the queries
    #[arg(long, value_name = "FILE", conflicts_with = "show_one")]
    baseline: Option<PathBuf>,
    /// A metric, or several with commas; can be repeated [default: ndcg@10,mrr@10,map,recall@10,recall@100]
    #[arg(long, value_name = "METRIC", value_delimiter = ',')]
    metric: Vec<String>,
    /// What the search ranks; the ids of a run say it themselves
    #[arg(long, value_enum, default_value_t)]
    by: By,
    /// Ranks to judge, of the baseline too [default: 100, or the greatest depth of a metric; of a run: all]
    #[arg(short = 'n', long = "limit", value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    limit: Option<usize>,
    /// Directory of the index to search [default: index]; with --run it is for the texts of --show-one alone
    #[arg(long, value_name = "DIR")]
    index: Option<PathBuf>,
    #[command(flatten)]
    meaning: Meaning,
    /// Take these words for words of the queries too, as `cesou index --dict` takes them
    #[arg(long, value_name = "FILE", conflicts_with = "run")]
    dict: Option<PathBuf>,
    /// Threads for searching; as many as there are processors where not given
    #[arg(long, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    jobs: Option<usize>,
    /// Print the values of each query too
    #[arg(long, conflicts_with = "show_one")]
    per_query: bool,
    /// Judge this query alone and print its ranking, the relevant documents marked, and those that were not retrieved
    #[arg(long, value_name = "QID")]
    show_one: Option<String>,
    /// Print JSON Lines for scripts
    #[arg(long)]
    pub json: bool,
}

/// Ranks that are searched where nothing else is asked for.
const DEPTH: usize = 100;

/// Judges a search or a run. Exit status 0 where there was something to judge.
pub(super) fn run(args: &EvalArgs) -> Result<u8> {
    let metrics = metrics(&args.metric)?;
    let judgments = judgments(args)?;
    let searcher = searcher(args)?;
    let queries = args.queries.as_deref().map(|path| Queries::read(path, &judgments)).transpose()?.unwrap_or_default();
    let options = options(args, &metrics)?;
    let run = match (&args.run, &searcher) {
        (Some(path), _) => stored(path, args.limit)?,
        (None, Some(searcher)) => queries.run(searcher, &options, args.jobs.unwrap_or_else(processors))?,
        (None, None) => return Err(Error::new(ErrorKind::Internal, "neither a run nor an index")),
    };
    let evaluation = evaluate(&judgments, &run, &metrics);
    warn(&evaluation, &queries, args);
    let index = args.index.as_deref().unwrap_or(Path::new(DEFAULT_INDEX));
    let source =
        args.run.as_deref().map_or(Source::Index { path: index, by_document: options.by_document }, Source::Run);
    let depth = if args.run.is_some() { args.limit } else { Some(options.limit) };
    let mut report = Report { evaluation: &evaluation, source, depth, baseline: None };
    if args.show_one.is_some() {
        let texts = shown::Texts { searcher: searcher.as_ref(), options: args.run.is_none().then_some(&options) };
        return show_one(&report, &texts, &queries, (&judgments, &run), args.json);
    }
    let other = args.baseline.as_deref().map(|path| stored(path, depth)).transpose()?;
    let other = other.map(|run| evaluate(&judgments, &run, &metrics));
    report.baseline = args.baseline.as_deref().zip(other.as_ref()).map(|(path, other)| Baseline {
        path,
        evaluation: other,
        differences: compare(&evaluation, other),
    });
    write(&report, &queries, args)
}

/// The metrics asked for, each once.
fn metrics(names: &[String]) -> Result<Vec<Metric>> {
    let mut out = Vec::new();
    for name in names {
        let metric = name.trim().parse()?;
        if !out.contains(&metric) {
            out.push(metric);
        }
    }
    Ok(if out.is_empty() { METRICS.to_vec() } else { out })
}

/// The judgments, of one query with `--show-one`. There must be something relevant.
fn judgments(args: &EvalArgs) -> Result<Judgments> {
    let mut judgments = Judgments::open(&args.qrels)?;
    if let Some(id) = &args.show_one {
        judgments = judgments.only(id);
    }
    if judgments.with_relevant().next().is_some() {
        return Ok(judgments);
    }
    let Some(id) = &args.show_one else {
        let error = Error::new(ErrorKind::BadArgument, "no relevant document is judged for any query");
        return Err(error.at(&args.qrels).remedy("a grade above 0 is relevant"));
    };
    let what = if judgments.queries().is_empty() { "no judgments" } else { "no relevant document" };
    let error = Error::new(ErrorKind::NotFound, format!("{what} for query {id}"));
    Err(error.at(&args.qrels).remedy("name a query by the id that it has in this file"))
}

/// The index, where one is needed.
fn searcher(args: &EvalArgs) -> Result<Option<Searcher>> {
    let index = match (&args.index, &args.run) {
        (Some(index), None) => index,
        (Some(index), Some(_)) if args.show_one.is_some() => index,
        (_, Some(_)) => return Ok(None),
        (None, None) => Path::new(DEFAULT_INDEX),
    };
    Searcher::open(index).map(Some)
}

fn options(args: &EvalArgs, metrics: &[Metric]) -> Result<Options> {
    let deepest = metrics.iter().filter_map(|metric| metric.depth).max().unwrap_or(0);
    Ok(Options {
        mode: Mode::Ranked,
        literal: args.meaning.literal,
        aliases: args.meaning.aliases()?,
        limit: args.limit.unwrap_or(deepest.max(DEPTH)),
        per_document: usize::MAX,
        by_document: args.by == By::Document,
        fold: false,
        dictionary: dictionary(args.dict.as_deref())?,
        totals: false,
        details: false,
        ..Options::default()
    })
}

/// A run of a file, or stdin.
fn stored(path: &Path, depth: Option<usize>) -> Result<Run> {
    let mut run = Run::read(input(path, "the run cannot be read", "name a TREC run, or - for stdin")?, path)?;
    if let Some(depth) = depth {
        run.truncate(depth);
    }
    Ok(run)
}

/// Says it where queries or documents do not meet, which is rarely what was meant.
fn warn(evaluation: &Evaluation, queries: &Queries, args: &EvalArgs) {
    let unasked = evaluation.queries.len().saturating_sub(queries.len());
    if let (Some(path), None, 1..) = (&args.queries, &args.run, unasked) {
        let who = if unasked == 1 { "1 judged query is".to_owned() } else { format!("{unasked} judged queries are") };
        notice(&format!(
            "{}: {who} not in it, and count 0 (give all queries, or the judgments of these alone)",
            path.display()
        ));
    }
    if evaluation.queries.iter().all(|query| query.retrieved == 0) && args.show_one.is_none() {
        let place = args.qrels.display();
        let remedy = match (&args.run, args.by) {
            (Some(_), _) if args.limit.is_some() => "are its ids those of the judgments, and is -n not too small?",
            (Some(_), _) => "are its ids those of the judgments?",
            (None, By::Passage) => "if the judgments name documents: --by document",
            (None, By::Document) => "if the judgments name passages: --by passage",
        };
        let what = if evaluation.missing() == evaluation.queries.len() {
            "none of the judged queries is answered"
        } else {
            "no document that is judged relevant was retrieved"
        };
        notice(&format!("{place}: {what} ({remedy})"));
    }
}

fn write(report: &Report<'_>, queries: &Queries, args: &EvalArgs) -> Result<u8> {
    let mut out = io::BufWriter::new(crate::cli::output::stdout());
    if args.json {
        for (at, scores) in report.evaluation.queries.iter().enumerate().filter(|_| args.per_query) {
            let baseline = report.baseline.as_ref().map(|baseline| &baseline.evaluation.queries[at]);
            let text = queries.text(&scores.query);
            write_line(&mut out, &QueryLine::new(scores, &report.evaluation.metrics, text, baseline))?;
        }
        write_line(&mut out, &EvalLine::new(report))?;
    } else {
        if args.per_query {
            write_queries(&mut out, report.evaluation, io::stdout().is_terminal())?;
        }
        write_summary(&mut out, report)?;
    }
    out.flush()?;
    Ok(FOUND)
}

/// Prints the one query of an evaluation.
fn show_one(
    report: &Report<'_>,
    texts: &shown::Texts<'_>,
    queries: &Queries,
    (judgments, run): (&Judgments, &Run),
    json: bool,
) -> Result<u8> {
    let (Some(judged), Some(scores)) = (judgments.queries().first(), report.evaluation.queries.first()) else {
        return Err(Error::new(ErrorKind::Internal, "no query to show"));
    };
    let text = queries.text(&judged.query);
    let shown = texts.shown(judged, run, text, (scores, &report.evaluation.metrics))?;
    let mut out = io::BufWriter::new(crate::cli::output::stdout());
    if json {
        write_line(&mut out, &QueryLine::new(scores, &report.evaluation.metrics, text, None))?;
        for row in &shown.rows {
            write_line(&mut out, &JudgedLine::new(&shown, row))?;
        }
        write_line(&mut out, &EvalLine::new(report))?;
    } else {
        write_shown(&mut out, &shown, io::stdout().is_terminal())?;
    }
    out.flush()?;
    Ok(FOUND)
}

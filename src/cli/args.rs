//! What can be typed.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;

use super::reading::ReadArgs;
use crate::error::Result;
use crate::search::Aliases;

use super::eval::EvalArgs;
use super::index::IndexArgs;
use super::remove::RemoveArgs;
use super::status::StatusArgs;
use super::terms::TermsArgs;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// 策搜: full-text search for Chinese policy documents
#[derive(Debug, Parser)]
#[command(name = "cesou", version, about, long_about = LONG_ABOUT, after_help = EXIT_STATUS, max_term_width = 100)]
#[command(arg_required_else_help = true, subcommand_required = true, disable_help_subcommand = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

const LONG_ABOUT: &str = "策搜: full-text search for Chinese policy documents.\n\n\
Reads newspaper pages, notices, laws and reports as they come, puts their broken lines together, and finds \
the paragraph that answers, with the place where it stands. Any string that stands in a document can be found, and \
whenever a query is relaxed it is said.";

const EXIT_STATUS: &str = "Exit status: 0 something was found (or done), 1 nothing was found, 2 an error, or part of the input \
could not be read.";

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Build an index, or bring it up to date
    Index(IndexArgs),
    /// Search the passages of an index
    Search(SearchArgs),
    /// Print a document, section or passage by its address
    Get(GetArgs),
    /// Show what each stage makes of a file
    Inspect(InspectArgs),
    /// Measure rankings on queries and judgments of your own
    Eval(EvalArgs),
    /// Say what is in an index, and whether it is sound and current
    Status(StatusArgs),
    /// Forget a root and its documents
    Remove(RemoveArgs),
    /// List the words that mark a corpus, or the new ones that the dictionary lacks
    Terms(TermsArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff)
    Man,
    /// Read files for another cesou: requests on stdin, answers on stdout
    #[command(hide = true)]
    ReadWorker {
        /// Bytes of memory that reading may take
        memory: u64,
    },
}

impl Command {
    /// Whether errors are to be objects for a script.
    pub(super) fn json(&self) -> bool {
        match self {
            Self::Index(args) => args.json,
            Self::Eval(args) => args.json,
            Self::Status(args) => args.json,
            Self::Remove(args) => args.json,
            Self::Terms(args) => args.json,
            Self::Search(args) => args.json,
            Self::Get(args) => args.json,
            Self::Inspect(args) => args.json,
            Self::Completions { .. } | Self::Man | Self::ReadWorker { .. } => false,
        }
    }
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Formats of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Format {
    /// The objects of --json, each with its `query_id`
    #[default]
    Jsonl,
    /// `QID Q0 DOCNO RANK SCORE TAG`
    Trec,
    /// A table with a header row
    Csv,
}

/// What a batch ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum By {
    /// Passages
    #[default]
    Passage,
    /// Documents, by their best passage
    Document,
}

const QUERY_LANGUAGE: &str = "Query language (never an error; anything else is text):
  养老 补贴          the best passages; words may be missing, which is then said
  “养老服务”         exactly this string; also \"…\" and 「…」
  《养老服务条例》   exactly this string, titles first
  养老 -补贴         without 补贴 in text, headings and title
  养老 | 托育        either
  title:条例         only documents with this in their title
  path:reports/*     only files that match
Full-width forms of all of these work too. With --exact the query is taken literally.";

#[derive(Debug, Args)]
#[command(after_help = QUERY_LANGUAGE)]
#[allow(clippy::struct_excessive_bools)] // switches of a command line are bools
pub(super) struct SearchArgs {
    /// The query; several arguments are joined by spaces
    #[arg(required_unless_present = "queries", conflicts_with = "queries", num_args = 1..)]
    pub query: Vec<String>,
    /// Directory of the index; `index` where not given, which is built from `corpus/` if it is not there yet
    #[arg(long, value_name = "DIR")]
    pub index: Option<PathBuf>,
    /// Most hits; 0 for the totals alone
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = 10)]
    pub limit: usize,
    /// Hits to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: usize,
    /// Passages that hold exactly this string, operators and quotes included
    #[arg(long, group = "mode")]
    pub exact: bool,
    /// Only passages that hold all the words
    #[arg(long, group = "mode")]
    pub all: bool,
    /// Passages that hold any of the words
    #[arg(long, group = "mode")]
    pub any: bool,
    /// Only files that match: the root's name and the path below it, e.g. 'corpus/reports/*'
    #[arg(long, value_name = "GLOB")]
    pub path: Vec<String>,
    /// Most hits of one document in ranked search
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    pub per_document: usize,
    #[command(flatten)]
    pub meaning: Meaning,
    /// Show passages with the same text one by one, and not as one hit
    #[arg(long)]
    pub no_fold: bool,
    /// Take these words for words of the query too, as `cesou index --dict` takes them; no index need be built for that
    #[arg(long, value_name = "FILE")]
    pub dict: Option<PathBuf>,
    /// Leave the passages in the order of stage 1: what measurements compare with
    #[arg(long, hide = true)]
    pub no_rerank: bool,
    /// Show what each score is made of
    #[arg(long)]
    pub explain: bool,
    /// Neighbouring passages to show around each hit
    #[arg(short = 'C', long, value_name = "N", default_value_t = 0)]
    pub context: usize,
    /// Print JSON Lines for scripts
    #[arg(long)]
    pub json: bool,
    /// Print the number of passages alone: that hold the string (--exact), or all the words
    #[arg(long, conflicts_with = "queries")]
    pub count: bool,
    /// Answer the queries of a file: JSON Lines with `_id` or `id` and `text`, or lines of id, tab, text; - for stdin
    #[arg(long, value_name = "FILE")]
    pub queries: Option<PathBuf>,
    /// Format of the answers to --queries [default: jsonl]
    #[arg(long, value_enum, requires = "queries", conflicts_with = "query")]
    pub format: Option<Format>,
    /// What --queries ranks [default: passage]
    #[arg(long, value_enum, requires = "queries", conflicts_with = "query")]
    pub by: Option<By>,
    /// Threads for --queries; as many as there are processors where not given
    #[arg(long, value_name = "N", value_parser = clap::builder::RangedU64ValueParser::<usize>::new().range(1..))]
    pub jobs: Option<usize>,
    /// When to use colour
    #[arg(long, value_enum, default_value_t, value_name = "WHEN")]
    pub color: Color,
}

/// What words of a query stand for.
#[derive(Debug, Args)]
pub(super) struct Meaning {
    /// Take the words as they are typed: no other spellings of numerals, no other names, no short forms
    #[arg(long)]
    pub literal: bool,
    /// Other names, in Solr's syntax: `双碳 => 碳达峰, 碳中和`, or `社消零, 社会消费品零售`; beside those that come with the program
    #[arg(long, value_name = "FILE")]
    aliases: Vec<PathBuf>,
    /// Without the names that come with the program
    #[arg(long)]
    no_aliases: bool,
}

impl Meaning {
    /// The other names to search for.
    pub(super) fn aliases(&self) -> Result<Arc<Aliases>> {
        if self.aliases.is_empty() {
            return Ok(if self.no_aliases { Arc::default() } else { Aliases::shipped() });
        }
        let mut aliases = if self.no_aliases { Aliases::default() } else { Aliases::clone(&Aliases::shipped()) };
        for file in &self.aliases {
            aliases.add_file(file)?;
        }
        Ok(Arc::new(aliases))
    }
}

#[derive(Debug, Args)]
pub(super) struct GetArgs {
    /// Document id or path, then nothing, #N (a passage), #ADDRESS (第三条第二款) or :LINES (118 or 118-141)
    pub what: String,
    /// Directory of the index
    #[arg(long, value_name = "DIR", default_value = "index")]
    pub index: PathBuf,
    /// Print the path to open, and the page, instead of the text
    #[arg(long)]
    pub open: bool,
    /// Print JSON Lines for scripts
    #[arg(long)]
    pub json: bool,
}

/// Stages of the way of the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Stage {
    /// The decoded text, line by line
    Source,
    /// Titles, headings, paragraphs … with their lines put together
    #[default]
    Blocks,
    /// The blocks with their level, role and address
    Outline,
    /// What is indexed, ranked and shown
    Passages,
    /// The words of each passage
    Tokens,
}

#[derive(Debug, Args)]
pub(super) struct InspectArgs {
    /// The file
    pub file: PathBuf,
    /// The stage to show
    #[arg(long, value_enum, default_value_t)]
    pub stage: Stage,
    /// Words to cut the tokens with, as `cesou index --dict` takes them
    #[arg(long, value_name = "FILE")]
    pub dict: Option<PathBuf>,
    /// Encoding of the file, where it is not detected right
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    #[command(flatten)]
    pub read: ReadArgs,
    /// Print JSON Lines for scripts
    #[arg(long)]
    pub json: bool,
}

/// Stands for a leading `-` that begins text and no option.
const DASH: char = '\u{E000}';

/// Arguments that begin with `-` and a character that is not ASCII are text (`cesou search 税 -房产`); they are
/// given to the parser in a form that it takes for text, and [`unescaped`] gives the dash back.
pub(super) fn escaped(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    args.map(|arg| match arg.to_str().and_then(|text| text.strip_prefix('-')) {
        Some(rest) if rest.starts_with(|c: char| !c.is_ascii()) => OsString::from(format!("{DASH}{rest}")),
        _ => arg,
    })
}

/// See [`escaped`].
pub(super) fn unescaped(arg: &str) -> String {
    arg.strip_prefix(DASH).map_or_else(|| arg.to_owned(), |rest| format!("-{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_dash_before_chinese_is_text() {
        let args = ["cesou", "search", "税", "-房产", "-n", "3"].map(OsString::from);
        let Command::Search(search) = Cli::parse_from(escaped(args.into_iter())).command else { unreachable!() };
        assert_eq!(search.query.iter().map(|arg| unescaped(arg)).collect::<Vec<_>>(), ["税", "-房产"]);
        assert_eq!(search.limit, 3);
    }

    #[test]
    fn unknown_options_are_refused() {
        assert!(Cli::try_parse_from(["cesou", "search", "--no-such-option", "养老"]).is_err());
    }
}

//! `cesou terms`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::index::DEFAULT_INDEX;
use super::search::write_line;
use super::{FOUND, NOTHING, notice};
use crate::analysis::mining::Term;
use crate::analysis::{KnownWords, UserWords};
use crate::error::Result;
use crate::render::json::{TermLine, TermsLine};
use crate::search::{Searcher, TermOptions, Terms};

/// New words that are listed where no number is given: as many as one reads through in a sitting.
const NEW_WORDS: usize = 300;
/// Words that mark the corpus, likewise.
const CHARACTERISTIC: usize = 50;

const NOTES: &str = "With --new the output is a dictionary: a word, its frequency and its tag on each line, as jieba reads \
it and --dict takes it. Read it through before you use it: what is found by counting is proposed, not known.\n\nWithout --new a line is a \
term, its count and the number of its documents, and `new` where the dictionary lacks it.";

/// What `cesou terms` is told.
#[derive(Debug, clap::Args)]
#[command(after_help = NOTES)]
pub struct TermsArgs {
    /// Directory of the index
    #[arg(long, value_name = "DIR", default_value = DEFAULT_INDEX)]
    index: PathBuf,
    /// Only new words, as a dictionary file
    #[arg(long)]
    new: bool,
    /// Most terms [default: 50; 300 with --new]
    #[arg(short = 'n', long = "limit", value_name = "N")]
    limit: Option<usize>,
    /// Least number of occurrences of a term
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u32).range(2..=255))]
    min_count: u32,
    /// What is known already: `builtin` (the dictionary of the index, words of --dict included), `jieba` (its default dictionary alone), and files
    /// of further words, in the format of jieba
    #[arg(long, value_name = "builtin|jieba|FILE", default_value = "builtin")]
    known: Vec<PathBuf>,
    /// Print JSON Lines for scripts
    #[arg(long)]
    pub json: bool,
}

pub(super) fn run(args: &TermsArgs) -> Result<u8> {
    let searcher = Searcher::open(&args.index)?;
    let known = known_words(&args.known, &searcher)?;
    let limit = args.limit.unwrap_or(if args.new { NEW_WORDS } else { CHARACTERISTIC });
    let options = TermOptions { new: args.new, limit, least: args.min_count };
    let terms = searcher.terms(&known, &options)?;
    if terms.least > args.min_count {
        let least = terms.least;
        notice(&format!("the corpus is large: only terms that stand {least} times or more were counted"));
    }
    let mut out = io::BufWriter::new(crate::cli::output::stdout());
    write_terms(&mut out, &terms, args)?;
    if args.json {
        write_line(&mut out, &TermsLine::new(&terms, searcher.index()))?;
    }
    out.flush()?;
    Ok(if terms.found > 0 { FOUND } else { NOTHING })
}

fn write_terms(out: &mut impl Write, terms: &Terms, args: &TermsArgs) -> Result<()> {
    for (at, term) in terms.terms.iter().enumerate() {
        if args.json {
            write_line(out, &TermLine::new(at + 1, term))?;
        } else if args.new {
            // The tag says only that it is no verb or adverb: new words of policy are names, or used as such.
            writeln!(out, "{} {} n", term.text, term.frequency)?;
        } else {
            writeln!(out, "{}", plain(term))?;
        }
    }
    Ok(())
}

fn plain(term: &Term) -> String {
    let mark = if term.new { "\tnew" } else { "" };
    format!("{}\t{}\t{}{mark}", term.text, term.count, term.documents)
}

/// The words that the option names: one dictionary, and files.
fn known_words(names: &[PathBuf], searcher: &Searcher) -> Result<KnownWords> {
    let is = |path: &Path, name: &str| path == Path::new(name);
    let jieba = names.iter().any(|path| is(path, "jieba"));
    let mut known = if jieba { KnownWords::jieba() } else { KnownWords::of(searcher.index().dictionary()?) };
    for path in names.iter().filter(|path| !is(path, "jieba") && !is(path, "builtin")) {
        known.add(&UserWords::open(path)?);
    }
    Ok(known)
}

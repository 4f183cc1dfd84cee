//! How good rankings are: judgments and runs in the field's formats, metrics, and whether a difference is more than
//! chance.
//!
//! Figures are those of `trec_eval -c`: documents are ordered by their scores, not by the ranks that a run claims, and a
//! judged query that was not answered counts 0. A query without a relevant document says nothing and is left out.
//!
//! ```no_run
//! use cesou::eval::{Judgments, Metric, Run, evaluate};
//!
//! let judgments = Judgments::open("qrels".as_ref())?;
//! let run = Run::open("run.trec".as_ref())?;
//! let evaluation = evaluate(&judgments, &run, &["ndcg@10".parse()?]);
//! println!("{:.4}", evaluation.means()[0]);
//! # Ok::<(), cesou::error::Error>(())
//! ```

mod bootstrap;
mod evaluation;
mod judgments;
mod lines;
mod metrics;
mod run;

pub use bootstrap::{Difference, RESAMPLES, SEED, paired};
pub use evaluation::{Evaluation, QueryScores, compare, evaluate};
pub use judgments::{Judged, Judgments};
pub use metrics::{METRICS, Measure, Metric, Ranking};
pub use run::{Ranked, Run};

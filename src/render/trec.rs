//! Runs in the format of `trec_eval`: `QID Q0 DOCNO RANK SCORE TAG`.

use std::io::{self, Write};

use crate::search::Answer;

pub use crate::text::escape::encoded;

/// Name of our runs.
pub const TAG: &str = "cesou";

/// Writes the hits of one query, ranks from 1, as [`ranking`] gives them.
pub fn write(out: &mut impl Write, query_id: &str, answer: &Answer, by_document: bool) -> io::Result<()> {
    let query_id = encoded(query_id);
    for (at, (id, score)) in ranking(answer, by_document).enumerate() {
        writeln!(out, "{query_id} Q0 {id} {} {score} {TAG}", at + 1)?;
    }
    Ok(())
}

/// The hits as a run names them, best first: encoded ids, those of their documents with `by_document`, and scores that
/// are strictly decreasing also when they are read as 32-bit floats, as `trec_eval` does.
pub fn ranking(answer: &Answer, by_document: bool) -> impl Iterator<Item = (String, f32)> + '_ {
    let mut before = f32::INFINITY;
    answer.hits.iter().map(move |hit| {
        let id = if by_document { encoded(&hit.passage.document) } else { encoded(&hit.passage.id()) };
        let score = hit.score as f32;
        before = if score < before { score } else { before.next_down() };
        (id, before)
    })
}

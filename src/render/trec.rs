//! Runs in the format of `trec_eval`: `QID Q0 DOCNO RANK SCORE TAG`.

use std::io::{self, Write};

use crate::search::Answer;

/// Name of our runs.
pub const TAG: &str = "cesou";

/// Writes the hits of one query, ranks from 1. Scores are strictly decreasing also when they are read as 32-bit
/// floats, as `trec_eval` does. With `by_document` the hits are named by their documents.
pub fn write(out: &mut impl Write, query_id: &str, answer: &Answer, by_document: bool) -> io::Result<()> {
    let mut before = f32::INFINITY;
    for (at, hit) in answer.hits.iter().enumerate() {
        let id = if by_document { hit.passage.document.clone() } else { hit.passage.id() };
        let mut score = hit.score as f32;
        if score >= before {
            score = before.next_down();
        }
        before = score;
        writeln!(out, "{} Q0 {} {} {score} {TAG}", encoded(query_id), encoded(&id), at + 1)?;
    }
    Ok(())
}

/// An id without white space: that and `%` are percent-encoded, nothing else.
#[must_use]
pub fn encoded(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for c in id.chars() {
        if c.is_whitespace() || c == '%' {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push('%');
                out.extend([byte >> 4, byte & 15].map(|half| char::from(b"0123456789ABCDEF"[half as usize])));
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_and_percent_signs_are_encoded() {
        assert_eq!(encoded("甲 乙%丙　丁.txt#1"), "甲%20乙%25丙%E3%80%80丁.txt#1");
    }
}

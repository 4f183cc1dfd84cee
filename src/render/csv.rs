//! Hits as a table.

use std::io::{self, Write};

use crate::search::Answer;

/// The header row.
pub const HEADER: [&str; 7] = ["query_id", "rank", "score", "id", "document", "title", "text"];

/// A writer of rows; the header comes first.
pub struct Table<W: Write>(csv::Writer<W>);

impl<W: Write> Table<W> {
    /// Writes the header.
    pub fn new(out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(HEADER)?;
        Ok(Self(writer))
    }

    /// Writes the hits of a query.
    pub fn write(&mut self, query_id: &str, answer: &Answer) -> io::Result<()> {
        for hit in &answer.hits {
            let (rank, score, id) = (hit.rank.to_string(), hit.score.to_string(), hit.passage.id());
            let title = hit.passage.title.as_deref().unwrap_or_default();
            self.0.write_record([query_id, &rank, &score, &id, &hit.passage.document, title, &hit.passage.text])?;
        }
        self.0.flush()
    }
}

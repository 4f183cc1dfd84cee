//! Judgments (qrels): which documents are relevant to a query, and how much.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::path::Path;

use crate::error::{Error, Result};
use crate::text::escape::{decoded, encoded};

use super::lines::{each_line, open, wrong};

/// The judgments of all queries, in the order of the file.
///
/// An id of the judgments names that of a run where they are the same, or where one is the other in the form that
/// TREC output gives it (white space and `%` percent-encoded, [`encoded`]): qrels may name documents and queries as
/// they are, or as a run of ours does. The same id goes before another form.
#[derive(Debug, Clone, Default)]
pub struct Judgments {
    queries: Vec<Judged>,
    places: HashMap<String, usize>,
}

/// The judgments of one query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged {
    /// The query's id, as the file has it.
    pub query: String,
    grades: HashMap<String, i64>,
}

/// How the columns of a file stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `query iteration document grade`, separated by tabs or other white space.
    Trec,
    /// A header, then `query document grade`, separated by tabs.
    Beir,
}

/// The header of BEIR's qrels.
const HEADER: [&str; 3] = ["query-id", "corpus-id", "score"];

const REMEDY: &str = "a line is QUERY 0 DOCUMENT GRADE; or QUERY, DOCUMENT and GRADE with tabs under the header query-id, corpus-id, score";

impl Judgments {
    /// Reads a file of qrels; see [`Self::read`].
    pub fn open(path: &Path) -> Result<Self> {
        Self::read(open(path, "judgments")?, path)
    }

    /// Reads TREC qrels, or those of BEIR, told by their header. Columns of TREC qrels that are separated by single
    /// tabs may hold spaces. Cost: one pass, everything in memory.
    ///
    /// # Errors
    ///
    /// A line (named by its number) that is none, a grade that is no whole number, one document judged twice in
    /// different ways, a file without judgments.
    pub fn read(input: impl BufRead, path: &Path) -> Result<Self> {
        let (mut out, mut form) = (Self::default(), None);
        each_line(input, path, |number, line| {
            if form.is_none() {
                form = Some(if is_header(line) { Form::Beir } else { Form::Trec });
                if form == Some(Form::Beir) {
                    return Ok(());
                }
            }
            let columns = columns(line, form.unwrap_or(Form::Trec));
            let [query, document, grade] = columns.ok_or_else(|| wrong(path, number, "no judgment").remedy(REMEDY))?;
            let grade = whole(grade).ok_or_else(|| {
                wrong(path, number, &format!("the grade {grade} is no whole number"))
                    .remedy("0 is not relevant, and 1 or more is how relevant")
            })?;
            out.add(query, document, grade).map_err(|before| {
                let what = format!("document {document} has grade {grade} for query {query}, and {before} before");
                wrong(path, number, &what).remedy("keep one of the two lines")
            })
        })?;
        if out.queries.is_empty() {
            return Err(Error::new(crate::error::ErrorKind::BadArgument, "no judgments").at(path).remedy(REMEDY));
        }
        Ok(out)
    }

    /// Adds a judgment, or gives the other grade that the document has.
    fn add(&mut self, query: &str, document: &str, grade: i64) -> std::result::Result<(), i64> {
        let place = self.places.get(query).copied().unwrap_or(self.queries.len());
        if place == self.queries.len() {
            self.places.insert(query.to_owned(), place);
            self.queries.push(Judged { query: query.to_owned(), grades: HashMap::new() });
        }
        match self.queries[place].grades.insert(document.to_owned(), grade) {
            Some(before) if before != grade => Err(before),
            _ => Ok(()),
        }
    }

    /// The queries, in the order of the file.
    pub fn queries(&self) -> &[Judged] {
        &self.queries
    }

    /// The judgments of this query alone; none where there are none.
    #[must_use]
    pub fn only(&self, query: &str) -> Self {
        let queries: Vec<Judged> = self.of(query).cloned().into_iter().collect();
        let places = queries.iter().map(|judged| (judged.query.clone(), 0)).collect();
        Self { queries, places }
    }

    /// The queries that have a relevant document, those that are judged by, in the order of the file.
    pub fn with_relevant(&self) -> impl Iterator<Item = &Judged> {
        self.queries.iter().filter(|judged| judged.has_relevant())
    }

    /// The judgments of a query.
    pub fn of(&self, query: &str) -> Option<&Judged> {
        let place = |id: &str| self.places.get(id).map(|&place| &self.queries[place]);
        place(query).or_else(|| other_forms(query).find_map(|form| place(&form)))
    }
}

impl Judged {
    /// The grades of a ranking's documents, `None` where one is not judged. No judgment is given to two documents.
    /// Cost: a look-up a document.
    pub fn grades<'a>(&self, documents: impl IntoIterator<Item = &'a str> + Clone) -> Vec<Option<i64>> {
        self.matched(documents).into_iter().map(|found| found.map(|(_, grade)| grade)).collect()
    }

    /// The relevant documents that are not among these, by falling grade, then by id.
    pub fn missed<'a>(&self, documents: impl IntoIterator<Item = &'a str> + Clone) -> Vec<(&str, i64)> {
        let found: HashSet<&str> = self.matched(documents).into_iter().flatten().map(|(id, _)| id).collect();
        let mut missed: Vec<(&str, i64)> = self.relevant().filter(|(id, _)| !found.contains(id)).collect();
        missed.sort_unstable_by(|a, b| (b.1, a.0).cmp(&(a.1, b.0)));
        missed
    }

    /// Whether a document has a grade above 0.
    pub fn has_relevant(&self) -> bool {
        self.relevant().next().is_some()
    }

    /// The documents with a grade above 0, in no order.
    pub fn relevant(&self) -> impl Iterator<Item = (&str, i64)> {
        self.grades.iter().filter(|&(_, &grade)| grade > 0).map(|(id, &grade)| (id.as_str(), grade))
    }

    /// The judgment of each document: the judged id and the grade.
    fn matched<'a>(&self, documents: impl IntoIterator<Item = &'a str> + Clone) -> Vec<Option<(&str, i64)>> {
        let find = |id: &str| self.grades.get_key_value(id).map(|(id, &grade)| (id.as_str(), grade));
        let mut found: Vec<_> = documents.clone().into_iter().map(find).collect();
        let mut taken: HashSet<&str> = found.iter().flatten().map(|(id, _)| *id).collect();
        for (found, id) in found.iter_mut().zip(documents).filter(|(found, _)| found.is_none()) {
            *found = other_forms(id).find_map(|form| find(&form)).filter(|(id, _)| taken.insert(id));
        }
        found
    }
}

/// The forms that an id may have elsewhere: encoded, decoded.
pub(super) fn other_forms(id: &str) -> impl Iterator<Item = String> {
    // Nothing to encode is nothing to decode either.
    let special = id.contains(|c: char| c == '%' || c.is_whitespace());
    special.then(|| [Some(encoded(id)), decoded(id)]).into_iter().flatten().flatten()
}

/// A whole number; tables that went through other programs have 1.0 for 1.
fn whole(grade: &str) -> Option<i64> {
    let (whole, zeros) = grade.split_once('.').unwrap_or((grade, ""));
    whole.parse().ok().filter(|_| zeros.bytes().all(|digit| digit == b'0'))
}

fn is_header(line: &str) -> bool {
    let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
    columns == HEADER
}

/// Query, document and grade.
fn columns(line: &str, form: Form) -> Option<[&str; 3]> {
    let tabs: Vec<&str> = line.split('\t').map(str::trim).collect();
    let columns = match (form, &tabs[..]) {
        (Form::Beir, &[query, document, grade]) | (Form::Trec, &[query, _, document, grade]) => {
            [query, document, grade]
        }
        (Form::Beir, _) => return None,
        (Form::Trec, _) => match line.split_whitespace().collect::<Vec<_>>()[..] {
            [query, _, document, grade] => [query, document, grade],
            _ => return None,
        },
    };
    columns.iter().all(|column| !column.is_empty()).then_some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Judgments> {
        Judgments::read(text.as_bytes(), Path::new("qrels"))
    }

    #[track_caller]
    fn error(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn trec_and_beir_say_the_same() {
        let trec = read("q1 0 d1 2\nq1 0 d2 0\n\nq2\tQ0\td 3\t-1\r\n").unwrap();
        let beir = read("\u{feff}query-id\tcorpus-id\tscore\r\nq1\td1\t2\r\nq1\td2\t0.0\nq2\td 3\t-1\n").unwrap();
        assert_eq!(trec.queries(), beir.queries());
        assert_eq!(trec.queries()[0].grades(["d2", "d1", "d9"]), [Some(0), Some(2), None]);
        assert_eq!(trec.queries()[1].grades(["d%203"]), [Some(-1)]);
    }

    #[test]
    fn errors_name_file_line_and_remedy() {
        assert!(error("q1 0 d1 1\nq1 0 d1\n").starts_with("qrels: line 2: no judgment (a line is QUERY"));
        assert!(error("query-id\tcorpus-id\tscore\nq1 d1 1\n").contains("line 2: no judgment"));
        assert!(error("q1 0 d1 0.5\n").contains("the grade 0.5 is no whole number"));
        assert!(error("q1 0 d1 high\n").contains("line 1: the grade high is no whole number"));
        assert!(error("q1 0 d1 1\nq1 0 d1 0").contains("line 2: document d1 has grade 0 for query q1, and 1 before"));
        assert!(error("\n \n").contains("no judgments"));
        assert!(error("query-id\tcorpus-id\tscore\n").contains("no judgments"));
        assert!(read("q1 0 d1 1\nq1 0 d1 1").is_ok(), "the same judgment twice contradicts nothing");
        let latin = Judgments::read(&b"q1 0 d1 1\nq1 0 \xe9 1\n"[..], Path::new("qrels")).unwrap_err();
        assert!(latin.to_string().contains("line 2: it is not UTF-8"), "{latin}");
    }

    #[test]
    fn ids_meet_in_both_forms() {
        let judgments = read("q%201\t0\ta b\t1\nq%201\t0\tc%20d\t1\nq%201\t0\t%E7%94%B2\t1\n").unwrap();
        let judged = judgments.of("q 1").unwrap();
        assert_eq!(judged.grades(["a%20b", "c d", "c%2520d", "%25E7%2594%25B2"]), [Some(1), Some(1), None, Some(1)]);
        assert_eq!(judged.missed(["c d"]), [("%E7%94%B2", 1), ("a b", 1)]);
    }

    #[test]
    fn a_judgment_is_given_once() {
        let judgments = read("q 0 a%b 1\n").unwrap();
        assert_eq!(judgments.queries()[0].grades(["a%25b", "a%b"]), [None, Some(1)]);
    }
}

//! Judged queries over `corpus/` (`tests/judgments/`): no rank of a relevant passage changes unseen. After a wanted
//! change run `CESOU_UPDATE=1 cargo test judgments` and look at the difference of `ranks.txt`.

use std::collections::{BTreeSet, HashMap};
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use cesou::eval::{Evaluation, Judgments, Metric, Run as Rankings, evaluate};

use crate::util::{cesou_in, corpus, repository};

/// Ranks that are compared.
const DEPTH: usize = 20;
const METRICS: [&str; 3] = ["ndcg@10", "mrr@10", "recall@10"];

/// A judged passage: its id and its grade.
type Judgment<'a> = (&'a str, u8);

fn file(name: &str) -> PathBuf {
    repository().join("tests/judgments").join(name)
}

fn read(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap()
}

/// The judgments of each query, in the order of the file.
fn judgments(qrels: &str) -> HashMap<&str, Vec<Judgment<'_>>> {
    let mut out: HashMap<&str, Vec<Judgment<'_>>> = HashMap::new();
    for line in qrels.lines() {
        let columns: Vec<&str> = line.split(' ').collect();
        let [query, "0", passage, grade] = columns[..] else { panic!("{line}") };
        out.entry(query).or_default().push((passage, grade.parse().unwrap()));
    }
    out
}

/// Ids and texts of the queries, in the order of the file.
fn queries(lines: &str) -> Vec<(String, String)> {
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let query = |value: &serde_json::Value| (text(&value["_id"]), text(&value["text"]));
    crate::util::lines_of(lines).iter().map(query).collect()
}

/// The rankings of all queries, deep enough for every metric and rank that is compared.
fn rankings() -> Rankings {
    let (queries, depth) = (file("queries.jsonl"), DEPTH.to_string());
    let args = ["search", "--queries", queries.to_str().unwrap(), "--format", "trec", "-n", &depth];
    // As `cesou eval` ranks: as many passages of one document as there are.
    let run = cesou_in(corpus(), &[&args[..], &["--per-document", "1000"]].concat(), "").expect(0);
    Rankings::read(run.out.as_bytes(), "the run".as_ref()).unwrap()
}

/// The ranks of the relevant passages, by falling grade: `3: 1 4 · 2: 2 – · 1: 17`, a dash where one is not among the
/// first. Of equal grade they stand in the order of the judgments, so that two which change places are seen.
fn ranks(judged: &[Judgment<'_>], ranking: &[String]) -> String {
    let mut grades = Vec::new();
    for grade in (1..=3).rev() {
        let of_grade = judged.iter().filter(|judgment| judgment.1 == grade);
        let rank = |&(passage, _): &Judgment<'_>| match ranking.iter().position(|id| id == passage) {
            Some(at) => format!(" {}", at + 1),
            None => " –".to_owned(),
        };
        let ranks: String = of_grade.map(rank).collect();
        if !ranks.is_empty() {
            grades.push(format!("{grade}:{ranks}"));
        }
    }
    grades.join(" · ")
}

/// What `ranks.txt` holds.
fn table() -> String {
    let (qrels, lines) = (read("qrels"), read("queries.jsonl"));
    let (judgments, rankings) = (judgments(&qrels), rankings());
    let metrics = METRICS.map(|name| name.parse::<Metric>().unwrap());
    let parsed = Judgments::read(qrels.as_bytes(), &file("qrels")).unwrap();
    let evaluation = evaluate(&parsed, &rankings, &metrics);
    let mut out = head(&evaluation);
    let queries = queries(&lines);
    assert_eq!(evaluation.queries.len(), queries.len());
    for (id, text) in queries {
        let ranking = rankings.ranking(&id).unwrap_or_default();
        let ranking: Vec<String> = ranking.iter().take(DEPTH).map(|ranked| ranked.id.clone()).collect();
        let ndcg = evaluation.queries.iter().find(|query| query.query == id).unwrap().values[0];
        writeln!(out, "{id} {ndcg:.3} │ {text} │ {}", ranks(&judgments[&*id], &ranking)).unwrap();
    }
    out
}

fn head(evaluation: &Evaluation) -> String {
    let means = evaluation.metrics.iter().zip(evaluation.means());
    let means: Vec<String> = means.map(|(metric, mean)| format!("{metric} {mean:.4}")).collect();
    format!(
        "# Made by CESOU_UPDATE=1 cargo test judgments; see README.md. Each line: query, nDCG@10, text, and the ranks of\n\
         # its relevant passages, grade by grade, in the order of qrels; – is beyond rank {DEPTH}.\n\
         # {} queries: {}\n",
        evaluation.queries.len(),
        means.join(", "),
    )
}

/// The lines that differ, the old with -, the new with +.
fn difference(old: &str, new: &str) -> String {
    let key = |line: &str| line.split(' ').next().map(str::to_owned).filter(|key| key != "#");
    let find = |text: &str, key: &str| text.lines().find(|line| line.split(' ').next() == Some(key)).map(str::to_owned);
    let mut out = String::new();
    let mut say = |sign: char, line: &str| writeln!(out, "{sign} {line}").unwrap();
    for line in old.lines().filter(|line| !new.lines().any(|other| other == *line)) {
        say('-', line);
        if let Some(other) = key(line).and_then(|key| find(new, &key)) {
            say('+', &other);
        }
    }
    for line in new.lines().filter(|line| !old.lines().any(|other| other == *line)) {
        if key(line).and_then(|key| find(old, &key)).is_none() {
            say('+', line);
        }
    }
    out
}

#[test]
fn the_ranks_of_judged_passages_are_those_written_down() {
    let new = table();
    if env::var("CESOU_UPDATE").is_ok_and(|value| value == "1") {
        fs::write(file("ranks.txt"), new).unwrap();
        return;
    }
    let old = fs::read_to_string(file("ranks.txt")).unwrap_or_default();
    assert!(
        new == old,
        "the ranks of judged passages have changed:\n{}\nIf that is wanted: CESOU_UPDATE=1 cargo test judgments, and \
         commit tests/judgments/ranks.txt. To see one query: cesou eval --queries tests/judgments/queries.jsonl \
         --qrels tests/judgments/qrels --show-one ID",
        difference(&old, &new),
    );
}

#[test]
fn judgments_are_about_passages_that_there_are() {
    let (qrels, lines) = (read("qrels"), read("queries.jsonl"));
    let (judgments, queries) = (judgments(&qrels), queries(&lines));
    assert!(queries.len() >= 60 && judgments.len() == queries.len());
    for (id, text) in &queries {
        let judged = &judgments[&**id];
        assert!(judged.iter().any(|judgment| judgment.1 >= 2), "{id} {text}: nothing answers it");
        for (at, (passage, grade)) in judged.iter().enumerate() {
            assert!(*grade <= 3 && judged[..at].iter().all(|other| other.0 != *passage), "{id} {passage}");
        }
    }
}

/// A number that has moved would judge another text.
#[test]
fn judged_passages_begin_as_they_did() {
    let qrels = read("qrels");
    let judged: BTreeSet<&str> = qrels.lines().filter_map(|line| line.split(' ').nth(2)).collect();
    let index = cesou::search::Searcher::open(&corpus().join("index")).unwrap();
    let mut passages = HashMap::new();
    let mut new = String::new();
    for id in judged {
        let document = id.rsplit_once('#').unwrap().0;
        let passages = passages.entry(document).or_insert_with(|| index.document(document).unwrap());
        let passage = passages.iter().find(|passage| passage.id() == id).unwrap_or_else(|| panic!("no passage {id}"));
        let beginning: String = passage.text.chars().take(24).map(|c| if c == '\n' { ' ' } else { c }).collect();
        writeln!(new, "{id} │ {beginning}").unwrap();
    }
    // What has moved must be looked at, so the file is written only where it is not there.
    if env::var("CESOU_UPDATE").is_ok_and(|value| value == "1") && !file("passages.txt").exists() {
        fs::write(file("passages.txt"), &new).unwrap();
    }
    let old = read("passages.txt");
    assert!(
        new == old,
        "judged passages have changed:\n{}\nGive qrels the ids that the texts have now, remove \
         tests/judgments/passages.txt, then CESOU_UPDATE=1 cargo test judgments",
        difference(&old, &new),
    );
}

#[test]
fn a_difference_is_shown_query_by_query() {
    let (old, new) = ("# 2\na 1 │ x\nb 1 │ y\nc 0 │ z\n", "# 3\na 1 │ x\nb 0 │ y\nd 1 │ z\n");
    assert_eq!(difference(old, new), "- # 2\n- b 1 │ y\n+ b 0 │ y\n- c 0 │ z\n+ # 3\n+ d 1 │ z\n");
}

//! `cesou eval`: figures by hand, a search judged as its run is, both forms of judgments, what is printed and refused.

use serde_json::{Value, json};

use crate::util::{Dir, Run};

/// The policies with queries, judgments of their documents, and two runs. q4 has nothing relevant, q5 no judgment.
pub fn judged() -> Dir {
    let dir = Dir::with_policies();
    dir.write("queries", "q1\t养老服务补贴\nq2\t托育机构的补贴\nq3\t龘靐\nq4\t公交\nq5\t历史建筑\n");
    dir.write("qrels", QRELS);
    dir.write("good.run", "q1 Q0 docs/elderly.txt 1 3 t\nq1 Q0 docs/report.md 2 2 t\nq2 Q0 docs/childcare.txt 1 9 t\n");
    dir.write(
        "bad.run",
        "q1 Q0 docs/transit.txt 1 3 t\nq1 Q0 docs/elderly.txt 2 2 t\nq2 Q0 docs/elderly.txt 1 9 t\nq9 Q0 docs/x 1 1 t\n",
    );
    dir
}

const QRELS: &str = "q1 0 docs/elderly.txt 2\nq1 0 docs/report.md 1\nq1 0 docs/transit.txt 0\n\
    q2 0 docs/childcare.txt 2\nq2 0 docs/report.md 1\nq3 0 docs/transit.txt 1\nq4 0 docs/transit.txt 0\n";

fn eval(dir: &Dir, args: &[&str]) -> Run {
    dir.cesou(&[&["eval", "--qrels", "qrels", "--json"], args].concat())
}

#[track_caller]
fn is(value: &Value, expected: f64) {
    assert!((value.as_f64().unwrap() - expected).abs() < 1e-9, "{value}, not {expected}");
}

#[track_caller]
fn has_fields(object: &Value, names: &[&str]) {
    assert_eq!(object.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>(), names, "{object}");
}

#[test]
fn figures_by_hand() {
    let dir = judged();
    let line = eval(&dir, &["--run", "bad.run"]).expect(0).last();
    has_fields(&line, &["type", "queries", "missing", "run", "depth", "metrics"]);
    has_fields(&line["metrics"], &["ndcg@10", "mrr@10", "map", "recall@10", "recall@100"]);
    assert_eq!((&line["type"], &line["queries"], &line["missing"]), (&json!("eval"), &json!(3), &json!(1)));
    assert_eq!((&line["run"], &line["depth"]), (&json!("bad.run"), &Value::Null));
    let log = 3f64.log2();
    is(&line["metrics"]["ndcg@10"], (2.0 / log) / (2.0 + 1.0 / log) / 3.0);
    is(&line["metrics"]["mrr@10"], 0.5 / 3.0);
    is(&line["metrics"]["map"], 0.25 / 3.0);
    is(&line["metrics"]["recall@10"], 0.5 / 3.0);
    is(&line["metrics"]["recall@100"], 0.5 / 3.0);
    let line = eval(&dir, &["--run", "bad.run", "-n", "1", "--metric", "MRR,p@2", "--metric", "recall,mrr"]).last();
    has_fields(&line["metrics"], &["mrr", "p@2", "recall"]);
    assert_eq!((&line["depth"], &line["metrics"]["recall"]), (&json!(1), &json!(0.0)));
}

#[test]
fn a_search_is_judged_as_its_run_is() {
    let dir = judged();
    // The same text under two names: both are in the run, and both count.
    dir.write("docs/again.txt", std::fs::read(dir.path("docs/childcare.txt")).unwrap());
    dir.cesou(&["index"]).expect(0);
    for by in ["document", "passage"] {
        let search = ["search", "--queries", "queries", "--format", "trec", "-n", "100", "--by", by];
        let run = dir.cesou(&[&search[..], &["--per-document", "1000"]].concat()).expect(0).out;
        dir.write("own.run", &run);
        let judged = run.lines().enumerate().map(|(at, line)| {
            let columns: Vec<&str> = line.split(' ').collect();
            format!("{} 0 {} {}\n", columns[0], columns[2], (at * 7 + 1) % 3)
        });
        dir.write("qrels", judged.collect::<String>());
        let read = eval(&dir, &["--run", "own.run", "--per-query"]).expect(0);
        let searched = eval(&dir, &["--queries", "queries", "--by", by, "--per-query"]).expect(0);
        let metrics = |run: &Run| run.json().iter().map(|line| line["metrics"].clone()).collect::<Vec<_>>();
        assert_eq!(metrics(&read), metrics(&searched), "by {by}");
        assert_eq!(searched.last()["metrics"]["recall@100"], 1.0, "{searched:?}");
        has_fields(&searched.last(), &["type", "queries", "missing", "index", "by", "depth", "metrics"]);
        assert_eq!((&searched.last()["by"], &searched.last()["depth"]), (&json!(by), &json!(100)));
        let one = eval(&dir, &["--queries", "queries", "--by", by, "--per-query", "--jobs", "1"]).expect(0);
        assert_eq!(one.out, searched.out);
    }
}

#[test]
fn a_metric_that_looks_deeper_is_searched_deeper() {
    let dir = judged();
    let depth =
        |args: &[&str]| eval(&dir, &[&["--queries", "queries"], args].concat()).expect(0).last()["depth"].clone();
    assert_eq!(depth(&["--metric", "recall@500,map"]), json!(500));
    assert_eq!(depth(&["--metric", "recall@500", "-n", "7"]), json!(7));
}

#[test]
fn ids_with_blanks_and_percent_signs_meet_in_both_forms() {
    let dir = Dir::new();
    dir.write(
        "docs/第 一%20号.txt",
        "青源市人民政府应当对经济困难的失能老年人按月给予养老服务补贴，并公布发放情况。\n",
    );
    dir.cesou(&["index", "docs"]).expect(0);
    dir.write("queries", "{\"_id\":\"q 1\",\"text\":\"养老服务补贴\"}\n");
    let plain = "query-id\tcorpus-id\tscore\nq 1\tdocs/第 一%20号.txt\t1\n";
    for qrels in [plain, "q%201 0 docs/第%20一%2520号.txt 1\n", "q 1\t0\tdocs/第%20一%2520号.txt\t1\r\n"] {
        dir.write("qrels", qrels);
        let line = eval(&dir, &["--queries", "queries", "--by", "document"]).expect(0).last();
        assert_eq!(line["metrics"]["ndcg@10"], 1.0, "{qrels}: {line}");
        let shown = eval(&dir, &["--queries", "queries", "--by", "document", "--show-one", "q 1"]).expect(0);
        assert_eq!(shown.json()[1]["id"], "docs/第 一%20号.txt");
        let run = dir.cesou(&["search", "--queries", "queries", "--format", "trec", "--by", "document"]).expect(0).out;
        let piped = dir.cesou_with(&["eval", "--qrels", "qrels", "--run", "-", "--json"], &run).expect(0);
        assert_eq!(piped.last()["metrics"], line["metrics"]);
    }
}

#[test]
fn each_query_has_its_line() {
    let dir = judged();
    let run =
        eval(&dir, &["--run", "good.run", "--queries", "queries", "--per-query", "--baseline", "bad.run"]).expect(0);
    let lines = run.json();
    assert_eq!(
        lines.iter().map(|line| line["type"].as_str().unwrap()).collect::<Vec<_>>(),
        ["query", "query", "query", "eval"]
    );
    has_fields(&lines[0], &["type", "query_id", "text", "answered", "relevant", "retrieved", "metrics", "baseline"]);
    assert_eq!((&lines[0]["query_id"], &lines[0]["text"]), (&json!("q1"), &json!("养老服务补贴")));
    assert_eq!((&lines[0]["relevant"], &lines[0]["retrieved"]), (&json!(2), &json!(2)));
    assert_eq!((&lines[2]["answered"], &lines[2]["metrics"]["map"]), (&json!(false), &json!(0.0)));
    is(&lines[0]["baseline"]["mrr@10"], 0.5);
    let without = eval(&dir, &["--run", "good.run", "--per-query"]).expect(0).json();
    has_fields(&without[0], &["type", "query_id", "text", "answered", "relevant", "retrieved", "metrics"]);
    assert!(without[0]["text"].is_null());
}

#[test]
fn a_baseline_comes_with_difference_interval_and_p() {
    let dir = judged();
    let run = eval(&dir, &["--run", "good.run", "--baseline", "bad.run"]).expect(0);
    let line = run.last();
    let names =
        ["type", "queries", "missing", "run", "depth", "metrics", "baseline", "baseline_run", "baseline_missing"];
    has_fields(&line, &names);
    let found = &line["baseline"]["mrr@10"];
    has_fields(found, &["value", "difference", "interval", "p"]);
    is(&found["value"], 0.5 / 3.0);
    is(&found["difference"], (0.5 + 1.0) / 3.0);
    // Of three queries, one is no better: all three resamples are that one in 1 of 27.
    assert!((found["p"].as_f64().unwrap() - 1.0 / 27.0).abs() < 0.01, "{found}");
    is(&found["interval"][0], 0.0);
    is(&found["interval"][1], 1.0);
    assert_eq!(run.out, eval(&dir, &["--run", "good.run", "--baseline", "bad.run"]).out);
    let same = eval(&dir, &["--run", "good.run", "--baseline", "good.run"]).expect(0).last();
    assert_eq!(same["baseline"]["map"]["interval"], json!([0.0, 0.0]));
    assert_eq!(same["baseline"]["map"]["p"], 1.0);
}

#[test]
fn one_query_is_shown_with_what_is_missing() {
    let dir = judged();
    let lines = eval(&dir, &["--run", "bad.run", "--show-one", "q1"]).expect(0).json();
    let names = ["type", "query_id", "rank", "score", "grade", "relevant", "id", "title", "text"];
    lines[1..4].iter().for_each(|line| has_fields(line, &names));
    let short = |line: &Value| ["rank", "grade", "relevant", "id"].map(|name| line[name].clone());
    assert_eq!(short(&lines[1]), [json!(1), json!(0), json!(false), json!("docs/transit.txt")]);
    assert_eq!(short(&lines[2]), [json!(2), json!(2), json!(true), json!("docs/elderly.txt")]);
    assert_eq!(short(&lines[3]), [Value::Null, json!(1), json!(true), json!("docs/report.md")]);
    assert!(lines[1]["title"].is_null() && lines[3]["score"].is_null());
    assert_eq!((&lines[4]["type"], &lines[4]["queries"]), (&json!("eval"), &json!(1)));
    // The index gives titles and texts, of a run as of a search; what was not retrieved too.
    let lines = eval(&dir, &["--run", "bad.run", "--show-one", "q1", "--index", "index"]).expect(0).json();
    assert_eq!((&lines[2]["title"], &lines[3]["title"]), (&json!("青源市养老服务条例"), &json!("青源市年度工作报告")));
    dir.write("qrels", "q1\t0\tdocs/elderly.txt#2\t1\nq1\t0\tdocs/elderly.txt#99\t1\n");
    let lines = eval(&dir, &["--queries", "queries", "--show-one", "q1", "-n", "2"]).expect(0).json();
    let found = lines.iter().find(|line| line["id"] == "docs/elderly.txt#2").unwrap();
    assert!(found["text"].as_str().unwrap().contains("养老服务补贴制度") && found["relevant"] == true, "{found}");
    let gone = lines.iter().find(|line| line["id"] == "docs/elderly.txt#99").unwrap();
    assert!(gone["text"].is_null() && gone["rank"].is_null(), "{gone}");
}

#[test]
fn queries_and_documents_that_do_not_meet_are_said() {
    let dir = judged();
    dir.write("queries", "q1\t养老服务补贴\n");
    let run = eval(&dir, &["--queries", "queries", "--by", "document"]).expect(0);
    assert_eq!(
        run.err,
        "cesou: queries: 2 judged queries are not in it, and count 0 (give all queries, or the judgments of these alone)\n"
    );
    assert_eq!((&run.last()["queries"], &run.last()["missing"]), (&json!(3), &json!(2)));
    let run = eval(&dir, &["--queries", "queries"]).expect(0);
    assert!(run.err.contains("--by document"), "{}", run.err);
    dir.write("other.run", "q1 Q0 elderly 1 1 t\n");
    let run = eval(&dir, &["--run", "other.run"]).expect(0);
    assert!(run.err.contains("are its ids those of the judgments?"), "{}", run.err);
    assert_eq!(eval(&dir, &["--run", "good.run"]).expect(0).err, "");
}

#[test]
fn what_is_wrong_is_named_with_its_line() {
    let dir = judged();
    dir.write("twice.run", "q1 Q0 a 1 2 t\nq1 Q0 a 2 1 t\n");
    dir.write("short.run", "q1 Q0 a 1 2\n");
    dir.write("bad.qrels", "q1 0 a 1\nq1 0 a\n");
    dir.write("none.qrels", "q1 0 a 0\n");
    dir.write("twice.queries", "q1\t养老\n\nq1\t托育\n");
    let cases: [(&[&str], &str, &str); 9] = [
        (&["--run", "twice.run"], "bad_argument", "line 2: document a twice for query q1"),
        (&["--run", "short.run"], "bad_argument", "line 1: 5 columns, not six"),
        (&["--run", "nowhere"], "io", "the run cannot be read"),
        (&["--run", "good.run", "--qrels", "bad.qrels"], "bad_argument", "line 2: no judgment"),
        (&["--run", "good.run", "--qrels", "none.qrels"], "bad_argument", "no relevant document"),
        (&["--run", "good.run", "--metric", "ndcg@0"], "bad_argument", "ndcg@0"),
        (&["--run", "good.run", "--show-one", "q4"], "not_found", "no relevant document for query q4"),
        (&["--queries", "twice.queries"], "bad_argument", "line 3: query q1 a second time"),
        (&["--queries", "queries", "--index", "nowhere"], "index_missing", "no index"),
    ];
    for (args, code, message) in cases {
        let qrels: &[&str] = if args.contains(&"--qrels") { &[] } else { &["--qrels", "qrels"] };
        let run = dir.cesou(&[&["eval", "--json"], qrels, args].concat()).expect(2);
        let error = run.error();
        assert_eq!((run.out.as_str(), &error["code"]), ("", &json!(code)), "{run:?}");
        assert!(error["message"].as_str().unwrap().contains(message), "{error}");
        assert!(error["remedy"].is_string(), "{error}");
    }
    dir.cesou(&["eval", "--qrels", "qrels"]).expect(2);
    eval(&dir, &["--run", "good.run", "--show-one", "q1", "--baseline", "bad.run"]).expect(2);
}

//! What scripts rely on: fields and their types, units, exit status, streams, options, batches. A field that is not
//! documented is denied here.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::util::{Dir, Run, cesou_in, command_in, corpus, lines_of, number};

/// An object has all of `required` and nothing but these and `optional`.
#[track_caller]
fn has_fields(object: &Value, required: &[&str], optional: &[&str]) {
    let names: BTreeSet<&str> =
        object.as_object().unwrap_or_else(|| panic!("no object: {object}")).keys().map(String::as_str).collect();
    for name in required {
        assert!(names.contains(name), "{name} is missing: {object}");
    }
    for name in &names {
        assert!(required.contains(name) || optional.contains(name), "{name} is not documented: {object}");
    }
}

#[track_caller]
fn one_of(value: &Value, allowed: &[&str]) {
    assert!(value.as_str().is_some_and(|value| allowed.contains(&value)), "{value} is none of {allowed:?}");
}

#[track_caller]
fn is_text_or_null(value: &Value) {
    assert!(value.is_string() || value.is_null(), "{value}");
}

#[track_caller]
fn check_range(range: &Value) -> (usize, usize) {
    let range = range.as_array().unwrap();
    assert_eq!(range.len(), 2);
    let (start, end) = (number(&range[0]), number(&range[1]));
    assert!(start <= end);
    (start, end)
}

const PASSAGE: [&str; 8] = ["type", "id", "document", "kind", "headings", "address", "place", "text"];

#[track_caller]
fn check_passage_part(passage: &Value) {
    let document = &passage["document"];
    has_fields(document, &["id", "path", "title"], &["fields"]);
    assert!(document["id"].is_string() && document["path"].is_string());
    is_text_or_null(&document["title"]);
    assert!(document.get("fields").is_none_or(|fields| fields.as_object().is_some_and(|fields| !fields.is_empty())));
    let id = passage["id"].as_str().unwrap();
    let n = id.strip_prefix(document["id"].as_str().unwrap()).and_then(|rest| rest.strip_prefix('#')).unwrap();
    assert!(n.parse::<usize>().unwrap() >= 1);
    one_of(&passage["kind"], &["paragraph", "item", "table", "note", "byline", "heading", "furniture"]);
    assert!(passage["headings"].as_array().unwrap().iter().all(Value::is_string));
    is_text_or_null(&passage["address"]);
    has_fields(
        &passage["place"],
        &["lines", "bytes", "page"],
        &["last_page", "page_lines", "paragraphs", "sheet", "rows"],
    );
    assert!(check_range(&passage["place"]["lines"]).0 >= 1);
    let (start, end) = check_range(&passage["place"]["bytes"]);
    assert!(start < end);
    let paged = passage["document"]["path"]
        .as_str()
        .is_some_and(|path| [".pdf", ".ofd"].contains(&&path[path.rfind('.').unwrap_or(0)..]));
    assert_eq!(passage["place"]["page"].is_u64(), paged, "{}", passage["place"]);
    assert!(!passage["text"].as_str().unwrap().is_empty());
}

#[track_caller]
fn check_hit(hit: &Value) {
    let required = [&PASSAGE[..], &["rank", "score", "match", "in", "highlights"]].concat();
    has_fields(hit, &required, &["query_id", "more_in_document", "duplicates", "aliases", "explain", "context"]);
    check_passage_part(hit);
    assert!(number(&hit["rank"]) >= 1);
    assert!(hit["score"].as_f64().is_some_and(f64::is_finite));
    one_of(&hit["match"], &["exact", "all", "most", "any", "across"]);
    one_of(&hit["in"], &["text", "heading", "title"]);
    assert!(hit.get("more_in_document").is_none_or(|more| number(more) > 0));
    check_highlights(hit);
}

/// The three units name the same characters; ranges are in order and apart.
#[track_caller]
fn check_highlights(hit: &Value) {
    let text = hit["text"].as_str().unwrap();
    let utf16: Vec<u16> = text.encode_utf16().collect();
    let mut before = None;
    for mark in hit["highlights"].as_array().unwrap() {
        has_fields(mark, &["bytes", "chars", "utf16"], &[]);
        let (start, end) = check_range(&mark["bytes"]);
        assert!(before.is_none_or(|before| before < start) && start < end, "{hit}");
        before = Some(end);
        let slice = &text[start..end];
        let (from, to) = check_range(&mark["chars"]);
        assert_eq!(text.chars().skip(from).take(to - from).collect::<String>(), slice);
        let (from, to) = check_range(&mark["utf16"]);
        assert_eq!(String::from_utf16(&utf16[from..to]).unwrap(), slice);
    }
}

#[track_caller]
fn check_summary(summary: &Value) {
    let required = ["type", "query", "hits", "total", "exact_total", "relaxed", "notices", "index", "took_ms"];
    has_fields(summary, &required, &["query_id"]);
    assert_eq!(summary["type"], "summary");
    let query = &summary["query"];
    has_fields(query, &["text", "mode", "terms", "unknown"], &[]);
    one_of(&query["mode"], &["ranked", "all", "any", "exact"]);
    assert!(query["text"].is_string());
    for list in [&query["terms"], &query["unknown"], &summary["notices"]] {
        assert!(list.as_array().unwrap().iter().all(Value::is_string), "{list}");
    }
    number(&summary["hits"]);
    for total in [&summary["total"], &summary["exact_total"]] {
        assert!(total.is_null() || total.is_u64(), "{total}");
    }
    one_of(&summary["relaxed"], &["none", "most", "any", "across", "heading"]);
    has_fields(&summary["index"], &["path", "fingerprint", "documents", "passages"], &[]);
    assert!(summary["index"]["path"].is_string() && summary["index"]["fingerprint"].is_string());
    assert!(number(&summary["index"]["passages"]) > 0 && number(&summary["index"]["documents"]) > 0);
    assert!(summary["took_ms"].as_f64().is_some_and(|ms| ms >= 0.0));
}

/// Checks an answer from its first hit to its summary.
#[track_caller]
fn check_answer(lines: &[Value], offset: usize) {
    let (summary, hits) = lines.split_last().unwrap();
    check_summary(summary);
    assert_eq!(number(&summary["hits"]), hits.len());
    let mut score = f64::INFINITY;
    for (at, hit) in hits.iter().enumerate() {
        assert_eq!(hit["type"], "hit");
        check_hit(hit);
        assert_eq!(number(&hit["rank"]), offset + at + 1);
        assert!(hit["score"].as_f64().unwrap() <= score, "scores fall");
        score = hit["score"].as_f64().unwrap();
    }
    let total = |name: &str| summary[name].as_u64();
    match summary["query"]["mode"].as_str().unwrap() {
        "exact" => assert!(total("total").is_some() && total("total") == total("exact_total")),
        "all" => assert!(total("total").is_some()),
        _ => assert_eq!(total("total"), None),
    }
    let holds = |kinds: &[&str]| hits.iter().any(|hit| kinds.contains(&hit["match"].as_str().unwrap()));
    if summary["query"]["mode"] != "exact" && !hits.is_empty() {
        assert_eq!(summary["relaxed"] == "none", holds(&["exact", "all"]), "{summary}");
    }
}

fn search(args: &[&str]) -> Run {
    cesou_in(corpus(), &[&["search"], args].concat(), "")
}

#[test]
fn answers_have_the_documented_fields_and_nothing_else() {
    let queries: [&[&str]; 14] = [
        &["十五分钟公共服务圈"],
        &["养老", "服务"],
        &["--exact", "公共服务"],
        &["--exact", "的", "-n", "40"],
        &["--all", "居民 服务"],
        &["--any", "补贴 审计"],
        &["《青源市公共服务设施条例》"],
        &["“公共服务” 补贴"],
        &["水稻保险费率", "-C", "2"],
        &["补贴", "--offset", "3", "-n", "5"],
        &["补贴", "--per-document", "1"],
        &["第38条", "服务半径"],
        &["歷史建築修繕"],
        &["health 数据 2025"],
    ];
    for args in queries {
        let run = search(&[args, &["--json"]].concat()).expect(0);
        assert_eq!(run.err, "", "{args:?}");
        let offset = if args.contains(&"--offset") { 3 } else { 0 };
        check_answer(&run.json(), offset);
        assert!(run.hits().len() <= 40);
    }
}

#[test]
fn a_record_keeps_its_fields_and_its_line() {
    let hit = search(&["水稻保险费率 每亩46元", "--json", "-n", "1"]).expect(0).hits().remove(0);
    assert_eq!(hit["document"]["id"], "qy-2025-0219");
    assert!(!hit["document"]["fields"].as_object().unwrap().is_empty());
    for own in ["_id", "id", "title", "text"] {
        assert!(hit["document"]["fields"].get(own).is_none());
    }
    assert_eq!(hit["place"]["lines"][0], hit["place"]["lines"][1]);
    assert_eq!(hit["document"]["path"], "corpus/records/policy-records-2025.jsonl");
}

#[test]
fn exact_totals_are_given_where_documented() {
    let total = |args: &[&str]| search(&[args, &["--json", "-n", "1"]].concat()).last()["exact_total"].clone();
    assert!(total(&["公共服务"]).is_u64());
    assert!(total(&["--exact", "公共 服务"]).is_u64());
    assert!(total(&["“公共服务”"]).is_u64());
    assert!(total(&["公共 服务"]).is_null());
    assert!(total(&["公共服务 -补贴"]).is_null());
}

#[test]
fn exit_status_and_streams() {
    let found = search(&["公共服务"]).expect(0);
    assert!(found.err.is_empty() && !found.out.is_empty());
    let nothing = search(&["--exact", "公共服务甲乙丙丁"]).expect(1);
    assert!(nothing.out.contains("nothing found"));
    let nothing = search(&["--exact", "公共服务甲乙丙丁", "--json"]).expect(1);
    check_answer(&nothing.json(), 0);
    assert_eq!(search(&["-n", "0", "--json", "公共服务"]).expect(0).json().len(), 1);
    search(&["-n", "0", "--json", "龘靐齉"]).expect(1);
    assert_eq!(search(&["龘靐齉", "--json"]).expect(1).last()["query"]["unknown"].as_array().unwrap().len(), 3);
    let refused = search(&["--no-such-option", "公共服务"]).expect(2);
    assert!(refused.out.is_empty() && refused.err.contains("--no-such-option"));
    search(&["公共服务", "-z"]).expect(2);
    search(&["公共服务", "--exact", "--all"]).expect(2);
    for command in ["index", "status", "get", "inspect", "remove", "terms"] {
        cesou_in(corpus(), &[command, "--no-such-option"], "").expect(2);
    }
    assert!(cesou_in(corpus(), &["--version"], "").expect(0).out.starts_with("cesou "));
}

#[test]
fn a_closed_pipe_is_success() {
    for args in [
        &["search", "的", "-n", "400", "--json"][..],
        &["search", "的", "-n", "400"],
        &["get", "corpus/laws/charging-measures.txt"],
    ] {
        let mut child = command_in(corpus(), args).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?} {output:?}");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn a_dash_before_chinese_is_text() {
    let with = search(&["充电桩", "-补贴", "--json", "-n", "50"]).expect(0);
    assert!(with.texts().iter().all(|text| !text.contains("补贴")));
    let one = search(&["充电桩 -补贴", "--json", "-n", "50"]).expect(0);
    assert_eq!(with.ids(), one.ids());
}

#[test]
fn errors_are_one_object_with_a_code_of_the_list() {
    let dir = Dir::new();
    dir.write("foreign/notes.doc", "mine");
    dir.write("docs/a.txt", "青源市\n");
    let cases: [(&[&str], &str); 6] = [
        (&["search", "--index", "nowhere", "x", "--json"], "index_missing"),
        (&["status", "--index", "nowhere", "--json"], "index_missing"),
        (&["index", "docs", "--index", "foreign", "--json"], "index_foreign"),
        (&["index", "missing-root", "--json"], "not_found"),
        (&["inspect", "nowhere.txt", "--json"], "not_found"),
        (&["index", "docs", "--encoding", "klingon", "--json"], "bad_argument"),
    ];
    for (args, code) in cases {
        let run = dir.cesou(args).expect(2);
        assert_eq!((run.out.as_str(), lines_of(&run.err).len()), ("", 1), "{run:?}");
        let error = run.error();
        has_fields(&error, &["type", "code", "message", "path", "remedy"], &[]);
        assert_eq!((error["type"].as_str(), error["code"].as_str()), (Some("error"), Some(code)), "{error}");
        assert!(error["message"].is_string());
        is_text_or_null(&error["path"]);
        is_text_or_null(&error["remedy"]);
        if code == "index_missing" {
            assert!(error["path"].is_string() && error["remedy"].is_string(), "{error}");
        }
        let plain: Vec<&str> = args.iter().copied().filter(|arg| *arg != "--json").collect();
        let run = dir.cesou(&plain).expect(2);
        assert_eq!(run.err.lines().count(), 1, "{run:?}");
    }
}

#[test]
fn status_get_inspect_and_index_have_the_documented_fields() {
    let status = cesou_in(corpus(), &["status", "--json", "--skipped"], "").expect(0).last();
    let fields = [
        "type",
        "format",
        "fingerprint",
        "documents",
        "passages",
        "deleted",
        "roots",
        "bytes",
        "stale",
        "damaged",
        "skipped",
    ];
    has_fields(&status, &fields, &[]);
    has_fields(&status["bytes"], &["text", "index"], &[]);
    assert!(number(&status["bytes"]["text"]) > 0 && number(&status["bytes"]["index"]) > 0);
    assert_eq!((number(&status["deleted"]), status["stale"].as_array().unwrap().len()), (0, 0));
    for passage in cesou_in(corpus(), &["get", "corpus/laws/charging-measures.txt", "--json"], "").expect(0).json() {
        has_fields(&passage, &PASSAGE, &[]);
        assert_eq!(passage["type"], "passage");
        check_passage_part(&passage);
    }
    let dir = Dir::new();
    dir.write_policies();
    dir.write("docs/empty.jsonl", "");
    dir.write("docs/empty.txt", "");
    dir.write("docs/report.pdf", "");
    dir.write("docs/picture.png", "no picture");
    let run = dir.cesou(&["index", "docs", "--json"]).expect(2);
    let report = run.last();
    let fields = [
        "type",
        "files",
        "documents",
        "passages",
        "added",
        "changed",
        "removed",
        "unchanged",
        "skipped",
        "ignored",
        "seconds",
        "mb_per_second",
    ];
    has_fields(&report, &fields, &[]);
    assert_eq!(
        (number(&report["documents"]), number(&report["added"]), number(&report["ignored"])),
        (6, 6, 1),
        "{report}"
    );
    let skipped = report["skipped"].as_array().unwrap();
    assert_eq!(skipped.len(), 1);
    has_fields(&skipped[0], &["path", "reason"], &[]);
    assert_eq!(skipped[0]["path"], "docs/report.pdf");
    assert_eq!(run.err.matches("docs/report.pdf").count(), 1, "named once: {}", run.err);
}

const QUERIES: &str = "{\"_id\":\"b 2\",\"text\":\"公共服务\"}\n{\"id\":\"a%1\",\"text\":\"充电桩 补贴\"}\n{\"_id\":\"none\",\"text\":\"龘靐齉\"}\n";

#[test]
fn a_batch_answers_in_order_from_a_file_and_from_stdin() {
    let dir = Dir::with_policies();
    dir.write("queries.jsonl", QUERIES);
    dir.write("queries.tsv", "b 2\t公共服务\na%1\t充电桩 补贴\nnone\t龘靐齉\n");
    let from_file = dir.cesou(&["search", "--queries", "queries.jsonl"]).expect(0);
    let lines = from_file.json();
    for answer in lines.split_inclusive(|line| line["type"] == "summary") {
        check_answer(answer, 0);
        assert!(answer.iter().all(|line| line["query_id"] == answer[0]["query_id"]));
    }
    let ids: Vec<&Value> =
        lines.iter().filter(|line| line["type"] == "summary").map(|line| &line["query_id"]).collect();
    assert_eq!(ids, ["b 2", "a%1", "none"]);
    let timeless = |run: &Run| {
        let mut lines = run.json();
        lines.iter_mut().filter(|line| line["type"] == "summary").for_each(|line| line["took_ms"] = Value::Null);
        lines
    };
    let from_stdin = dir.cesou_with(&["search", "--queries", "-", "--jobs", "3"], QUERIES).expect(0);
    let from_tabs = dir.cesou(&["search", "--queries", "queries.tsv", "--jobs", "1"]).expect(0);
    assert_eq!(timeless(&from_file), timeless(&from_stdin));
    assert_eq!(timeless(&from_file), timeless(&from_tabs));
    dir.cesou_with(&["search", "--queries", "-"], "no tab here\n").expect(2);
    dir.cesou(&["search", "--queries", "missing.tsv"]).expect(2);
}

#[test]
fn options_hold_for_every_query_of_a_batch() {
    let ask = |args: &[&str]| cesou_in(corpus(), &[&["search", "--queries", "-"], args].concat(), QUERIES).expect(0);
    let exact = ask(&["--exact", "-n", "2"]);
    assert!(
        exact.hits().len() <= 6
            && exact.json().iter().filter(|l| l["type"] == "summary").all(|l| l["query"]["mode"] == "exact")
    );
    assert!(
        ask(&["--path", "corpus/laws/*"])
            .hits()
            .iter()
            .all(|hit| hit["document"]["id"].as_str().unwrap().starts_with("corpus/laws/"))
    );
    let by_document = ask(&["--by", "document", "-n", "30"]).hits();
    let named: BTreeSet<String> =
        by_document.iter().map(|hit| format!("{} {}", hit["query_id"], hit["document"]["id"])).collect();
    assert_eq!(named.len(), by_document.len(), "a document once a query");
    assert!(ask(&["--all"]).texts().len() <= ask(&["--any"]).texts().len());
}

#[test]
fn trec_scores_fall_and_ids_hold_no_blanks() {
    let dir = Dir::new();
    for n in 0..30 {
        dir.write(
            &format!("docs/税 收　{n}%.txt"),
            "青源市的居民应当依法申报车辆购置税，税务机关应当在十五日以内予以答复。\n",
        );
    }
    dir.cesou(&["index", "docs"]).expect(0);
    for by in ["passage", "document"] {
        let run = dir
            .cesou_with(
                &["search", "--queries", "-", "--format", "trec", "-n", "100", "--by", by],
                "q 1%\t车辆购置税\nq2\t居民\n",
            )
            .expect(0);
        assert_eq!(run.out.lines().count(), 60);
        let mut before = (String::new(), 0, f32::INFINITY);
        for line in run.out.lines() {
            let fields: Vec<&str> = line.split(' ').collect();
            let [query, "Q0", document, rank, score, tag] = fields[..] else { panic!("{line}") };
            assert!(!tag.is_empty() && ["q%201%25", "q2"].contains(&query));
            assert!(document.starts_with("docs/税%20收%E3%80%80") && document.contains("%25.txt"), "{line}");
            assert_eq!(by == "passage", document.ends_with("#1"));
            let (rank, score): (usize, f32) = (rank.parse().unwrap(), score.parse().unwrap());
            if query == before.0 {
                assert!(rank == before.1 + 1 && score < before.2, "{line}");
            } else {
                assert_eq!(rank, 1);
            }
            before = (query.to_owned(), rank, score);
        }
    }
}

#[test]
fn csv_has_a_header_and_quotes_what_it_must() {
    let dir = Dir::new();
    dir.write("docs/a.txt", "税费指引\n\n居民应当申报“契税,印花税\"两项”，逾期的加收滞纳金，由税务机关在十五日以内书面告知纳税人本人或者其代理人。\n");
    dir.cesou(&["index", "docs"]).expect(0);
    let run = dir.cesou_with(&["search", "--queries", "-", "--format", "csv"], "q,1\t印花税\nq2\t龘\n").expect(0);
    let mut reader = csv::Reader::from_reader(run.out.as_bytes());
    assert_eq!(
        reader.headers().unwrap(),
        &csv::StringRecord::from(vec!["query_id", "rank", "score", "id", "document", "title", "text"])
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!((&rows[0][0], &rows[0][1], &rows[0][4], &rows[0][5]), ("q,1", "1", "docs/a.txt", "税费指引"));
    assert!(rows[0][6].contains("契税,印花税\"两项"));
}

#[test]
fn count_prints_the_number_alone() {
    let number = |args: &[&str]| search(&[&["--count"], args].concat()).out.trim().parse::<u64>().unwrap();
    let total = |args: &[&str]| search(&[&["-n", "1", "--json"], args].concat()).last();
    assert_eq!(number(&["--exact", "公共服务"]), total(&["--exact", "公共服务"])["exact_total"]);
    assert_eq!(number(&["居民 服务"]), total(&["--all", "居民 服务"])["total"]);
    assert_eq!(search(&["--count", "--exact", "公共服务甲"]).expect(1).out, "0\n");
    let summary = search(&["--count", "--exact", "公共服务", "--json"]).expect(0);
    assert_eq!(summary.json().len(), 1);
    check_summary(&summary.last());
}

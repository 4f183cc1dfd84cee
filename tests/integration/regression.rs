//! Faults that were found by using the program, one a test.

use std::fs;

use crate::util::{Dir, marked};

/// One file name that is no Unicode kept everything else out of the index.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_unicode_is_skipped_alone() {
    use std::os::unix::ffi::OsStrExt;
    let dir = Dir::with_policies();
    let name = std::ffi::OsStr::from_bytes(b"b\xff.txt");
    fs::write(dir.path("docs").join(name), "名字不是文字。\n").unwrap();
    dir.write("docs/new.txt", "后来增加的正文讲的是星野镇的水渠。\n");
    let told = dir.cesou(&["index", "--json"]).expect(2).last();
    assert_eq!(told["skipped"].as_array().unwrap().len(), 1, "{told}");
    assert_eq!(told["added"], 1);
    dir.cesou(&["search", "--exact", "星野镇的水渠"]).expect(0);
    dir.cesou(&["status", "--skipped", "--json"]).expect(0);
}

/// It looped over the number that was typed.
#[test]
fn any_number_of_neighbours_can_be_asked_for() {
    let dir = Dir::with_policies();
    let run = dir.cesou(&["search", "--json", "养老", "-n", "1", "-C", "18446744073709551615"]).expect(0);
    let document = run.hits()[0]["document"]["id"].as_str().unwrap().to_owned();
    let whole = dir.cesou(&["get", "--json", &document]).expect(0).json().len();
    let context = &run.hits()[0]["context"];
    let near = context["before"].as_array().unwrap().len() + context["after"].as_array().unwrap().len();
    assert_eq!(near + 1, whole);
}

/// They were ignored without a word.
#[test]
fn options_of_batches_are_refused_without_one() {
    let dir = Dir::with_policies();
    for option in [["--by", "document"], ["--format", "csv"]] {
        dir.cesou(&["search", "养老", option[0], option[1]]).expect(2);
    }
}

/// The line had five columns, and the good lines before it were not answered.
#[test]
fn a_batch_refuses_an_empty_id_and_answers_what_comes_before() {
    let dir = Dir::with_policies();
    let run =
        dir.cesou_with(&["search", "--queries", "-", "--format", "trec", "-n", "1"], "q1\t养老\n\t补贴\n").expect(2);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    assert!(run.err.contains("line 2"), "{}", run.err);
}

/// The place that a hit on a record prints is one that `get` takes.
#[test]
fn a_record_is_read_by_the_line_of_its_file() {
    let dir = Dir::new();
    dir.write(
        "docs/r.jsonl",
        "{\"_id\":\"a\",\"text\":\"第一条记录。\"}\n{\"_id\":\"b\",\"text\":\"第二条记录。\",\"date\":\"2025\"}\n",
    );
    dir.cesou(&["index", "docs"]).expect(0);
    let found = dir.cesou(&["get", "docs/r.jsonl:2", "--json"]).expect(0).json();
    assert_eq!(found.iter().map(|passage| passage["id"].as_str().unwrap()).collect::<Vec<_>>(), ["b#1"]);
    assert_eq!(found[0]["document"]["fields"]["date"], "2025");
    assert_eq!(dir.cesou(&["get", "docs/r.jsonl", "--json"]).expect(0).json().len(), 2);
}

/// A page number stood between a full line and the heading.
#[test]
fn a_heading_behind_a_page_number_is_a_heading() {
    let dir = Dir::new();
    let body = "各级各部门要坚持以人民为中心，加快推进城乡公共服务均等化，着力补齐短板弱项，把惠民政策送到群众手中。"
        .repeat(4);
    let mut page = "关于进一步推进公共服务\n均等化工作的通知\n\n".to_owned();
    for (at, heading) in ["一、总体要求", "二、主要任务", "三、保障措施"].iter().enumerate() {
        let text: Vec<char> = format!("　　{}", &body[at * 21..]).chars().collect();
        // Every section ends with a full line.
        let full = text.len() / 22 * 22;
        let mut text = text[..full].to_vec();
        text[full - 1] = '。';
        page.push_str(heading);
        page.push('\n');
        for line in text.chunks(22) {
            page.extend(line);
            page.push('\n');
        }
        page.push_str("— ");
        page.push_str(&(at + 1).to_string());
        page.push_str(" —\n\n");
    }
    dir.write("page.txt", page);
    let blocks = dir.cesou(&["inspect", "page.txt", "--json"]).expect(0).json();
    let headings: Vec<&str> =
        blocks.iter().filter(|block| block["kind"] == "heading").map(|block| block["text"].as_str().unwrap()).collect();
    assert_eq!(headings, ["一、总体要求", "二、主要任务", "三、保障措施"]);
}

/// Only the first bad line of a file of records was named.
#[test]
fn every_bad_line_of_a_file_is_named() {
    let dir = Dir::new();
    dir.write(
        "docs/r.jsonl",
        "{\"_id\":\"a\",\"text\":\"第一条记录。\"}\n{\n[\n7\n{\"_id\":\"a\",\"text\":\"又是甲。\"}\n",
    );
    let told = dir.cesou(&["index", "docs", "--json"]).expect(2).last();
    let reason = told["skipped"][0]["reason"].as_str().unwrap();
    assert!(["line 2:", "also lines 3, 4)", "line 5:"].iter().all(|line| reason.contains(line)), "{reason}");
}

/// A record with a title and an empty text was a document without passages, and its title could not be found.
#[test]
fn a_record_that_is_a_title_alone_is_found() {
    let dir = Dir::new();
    dir.write(
        "docs/t.jsonl",
        "{\"_id\":\"t1\",\"title\":\"关于印发《充电设施办法》的通知\",\"text\":\"\",\"date\":\"2025\"}\n\
         {\"_id\":\"t2\",\"title\":\"零工驿站名录\",\"text\":\" 　\\n\"}\n{\"_id\":\"t3\",\"text\":\"\"}\n",
    );
    dir.write("docs/空.txt", "");
    dir.cesou(&["index", "docs"]).expect(0);
    for (query, id) in [("充电设施办法", "t1#1"), ("通", "t1#1"), ("零工驿站名录", "t2#1")] {
        let run = dir.cesou(&["search", "--exact", "--json", query]).expect(0);
        assert_eq!((run.ids(), run.last()["exact_total"].as_u64()), (vec![id.to_owned()], Some(1)), "{query}");
        let run = dir.cesou(&["search", "--json", query]).expect(0);
        assert_eq!(run.ids(), [id], "{query}");
    }
    let hit = &dir.cesou(&["search", "--exact", "--json", "充电设施"]).expect(0).hits()[0];
    assert_eq!((hit["kind"].as_str(), hit["in"].as_str()), (Some("heading"), Some("text")), "{hit}");
    assert_eq!((hit["text"].as_str(), marked(hit)), (hit["document"]["title"].as_str(), vec!["充电设施".to_owned()]));
    assert_eq!(hit["place"], serde_json::json!({ "lines": [1, 1], "bytes": [0, 0], "page": null }));
    for what in ["t1", "t1#1", "docs/t.jsonl:1"] {
        let got = dir.cesou(&["get", "--json", what]).expect(0).json();
        assert_eq!(got.iter().map(|passage| passage["id"].as_str().unwrap()).collect::<Vec<_>>(), ["t1#1"], "{what}");
        assert_eq!((&got[0]["text"], &got[0]["document"]["fields"]["date"]), (&hit["text"], &"2025".into()));
    }
    for what in ["t3", "docs/空.txt"] {
        dir.cesou(&["get", what]).expect(2);
    }
}

/// U+0001 at the end of a block was taken for the border of two tokens.
#[test]
fn a_control_character_hides_no_end_of_a_block() {
    let dir = Dir::new();
    dir.write("docs/a.txt", "柳浦区的居民议事会可以提出意见。\u{1}\n\n星野镇的居民议事会每年公布一次名单。\n");
    dir.cesou(&["index", "docs"]).expect(0);
    for query in ["\u{1}星野镇", "提出意见。\u{1}星野镇"] {
        let run = dir.cesou(&["search", "--exact", "--json", query]).expect(0);
        assert_eq!((run.ids(), run.hits()[0]["match"].as_str()), (vec!["docs/a.txt#1".to_owned()], Some("across")));
    }
}

/// Numbers of a record's other fields lost digits on their way through numbers of the machine.
#[test]
fn a_record_keeps_its_numbers_digit_by_digit() {
    let dir = Dir::new();
    let fields = r#"{"price":1.50,"no":12345678901234567890123,"more":[1e-7,{"share":100.0}]}"#;
    let text = "\"text\":\"星野镇的水渠每年清理一次。\"";
    dir.write("docs/r.jsonl", format!("{{\"_id\":12345678901234567890,{text},{}\n", &fields[1..]));
    dir.cesou(&["index", "docs"]).expect(0);
    let id = "12345678901234567890";
    for args in [
        &["search", "--json", "水渠"][..],
        &["get", "--json", id],
        &["inspect", "docs/r.jsonl", "--stage", "passages", "--json"],
    ] {
        let out = dir.cesou(args).expect(0).out;
        assert!(out.contains(&format!("\"fields\":{fields}")) && out.contains(&format!("{id}#1")), "{out}");
    }
    // White space and escapes are no other content.
    dir.write(
        "docs/r.jsonl",
        format!("{{ \"_id\": {id}, {text}, {}\n", fields[1..].replace(',', " , ").replace("no", "n\\u006f")),
    );
    assert_eq!(dir.cesou(&["index", "--json"]).expect(0).last()["unchanged"], 1);
}

/// Some commands ended with 0 though nothing of their result was written, and the others did not say what failed.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_the_output_is_said() {
    let dir = Dir::with_policies();
    dir.write("queries", "q1\t养老\n");
    let full = |args: &[&str]| {
        let mut command = dir.command(args);
        command.stdout(fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
        crate::util::Run::of(&command.output().unwrap()).expect(2)
    };
    for args in [
        &["status"][..],
        &["index"],
        &["search", "养老"],
        &["search", "养老", "--count"],
        &["search", "--queries", "queries", "--format", "csv"],
        &["search", "--queries", "queries", "--format", "trec"],
        &["get", "docs/elderly.txt"],
        &["inspect", "docs/elderly.txt"],
        &["completions", "bash"],
        &["remove", "docs"],
    ] {
        let run = full(args);
        assert!(run.err.contains("writing to standard output failed") && run.err.contains("space where"), "{run:?}");
    }
    dir.cesou(&["index", "docs"]).expect(0);
    for args in [&["status", "--json"][..], &["index", "--json"], &["search", "养老", "--json"]] {
        let error = full(args).error();
        assert_eq!((error["code"].as_str(), error["remedy"].is_string()), (Some("io"), true), "{error}");
    }
}

/// Messages that named the wrong thing, or not what to do.
#[test]
fn errors_say_what_it_is_and_what_to_do() {
    let dir = Dir::with_policies();
    let remedy = |args: &[&str]| dir.cesou(args).expect(2).error()["remedy"].as_str().unwrap_or_default().to_owned();
    for args in [
        &["index", "docs", "--json", "--index", "docs/report.md"][..],
        &["search", "养老", "--json", "--index", "docs/report.md"],
    ] {
        let error = dir.cesou(args).expect(2).error();
        assert!(error["message"].as_str().unwrap().starts_with("this is a file"), "{error}");
        assert_eq!(error["code"], "index_foreign");
    }
    dir.write("queries", b"q1\t\xb9\xfa\n");
    assert!(remedy(&["search", "--json", "--queries", "queries"]).contains("UTF-8"));
    dir.write("docs/a.jsonl", "{\"_id\":\"docs/b.txt\",\"text\":\"柳浦区的名单。\"}\n");
    dir.write("docs/b.txt", "星野镇的名单。\n");
    let told = dir.cesou(&["index", "--json"]).expect(2).last();
    assert!(told["skipped"][0]["reason"].as_str().unwrap().contains("rename the file"), "{told}");
}

/// A run with the lines of two queries under one id was written.
#[test]
fn a_batch_refuses_an_id_that_was_used() {
    let dir = Dir::with_policies();
    dir.write("queries", "q1\t养老\n{\"_id\":\"q2\",\"text\":\"托育\"}\nq1\t补贴\nq3\t公交\n");
    let args = ["search", "--queries", "queries", "--format", "trec", "-n", "1"];
    let run = dir.cesou(&args).expect(2);
    let ids: Vec<&str> = run.out.lines().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(ids, ["q1", "q2"]);
    assert!(run.err.contains("queries: line 3: ") && run.err.contains("\"q1\""), "{}", run.err);
}

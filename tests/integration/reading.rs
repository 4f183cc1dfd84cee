//! Reading files: encodings, formats, records, what is skipped and named, what is ignored.

use std::os::unix::fs::symlink;

use serde_json::{Value, json};

use crate::util::{Dir, Run, number};

const TEXT: &str = "青源市人民政府关于加强公共充电设施管理的公告\n\n自2026年1月1日起，全市公共充电设施由各区住房建设部门统一登记，运营单位应当在显著位置公示收费标准和投诉电话，接受社会监督。\n";
const TRADITIONAL: &str = "青源市政府關於加強歷史建築保護的公告\n\n自二月一日起，全市歷史建築由各區文化部門統一登記，所有權人應當在顯著位置懸掛標誌，並接受社會各界的監督與指導。\n";

fn utf16(text: &str, big: bool, bom: bool) -> Vec<u8> {
    let mut units: Vec<u16> = text.encode_utf16().collect();
    if bom {
        units.insert(0, 0xfeff);
    }
    units.into_iter().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn index(dir: &Dir) -> Run {
    dir.cesou(&["index", "docs", "--json"])
}

fn ids(dir: &Dir, string: &str) -> Vec<String> {
    let mut ids: Vec<String> = dir
        .cesou(&["search", "--json", "--exact", "-n", "99", string])
        .hits()
        .iter()
        .map(|hit| hit["document"]["id"].as_str().unwrap().to_owned())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

#[test]
fn encodings_are_detected() {
    let dir = Dir::new();
    dir.write("docs/utf8.txt", TEXT);
    dir.write("docs/utf8-bom.txt", format!("\u{feff}{TEXT}"));
    dir.write("docs/gb18030.txt", encoding_rs::GB18030.encode(TEXT).0);
    for (name, big, bom) in [("le", false, false), ("be", true, false), ("le-bom", false, true), ("be-bom", true, true)]
    {
        dir.write(&format!("docs/utf16-{name}.txt"), utf16(TEXT, big, bom));
    }
    dir.write("docs/big5.txt", encoding_rs::BIG5.encode(TRADITIONAL).0);
    let report = index(&dir).expect(0).last();
    assert_eq!(number(&report["documents"]), 8);
    assert_eq!(ids(&dir, "运营单位应当在显著位置公示").len(), 7);
    assert_eq!(ids(&dir, "所有權人應當在顯著位置懸掛標誌"), ["docs/big5.txt"]);
    for id in ids(&dir, "运营单位应当在显著位置公示") {
        let passage = dir.cesou(&["get", "--json", &id]).expect(0).last();
        assert_eq!(passage["document"]["title"], TEXT.lines().next().unwrap(), "{id}");
        assert_eq!(passage["text"], TEXT.lines().nth(2).unwrap(), "{id}");
    }
}

#[test]
fn an_encoding_that_was_forced_stays_so_until_auto() {
    let dir = Dir::new();
    dir.write("docs/a.txt", encoding_rs::BIG5.encode(TRADITIONAL).0);
    dir.cesou(&["index", "docs", "--encoding", "big5"]).expect(0);
    assert_eq!(ids(&dir, "歷史建築").len(), 1);
    let report = index(&dir).expect(0).last();
    assert_eq!(report["unchanged"], 1);
    dir.cesou(&["index", "docs", "--encoding", "auto"]).expect(0);
    assert_eq!(ids(&dir, "歷史建築").len(), 1);
}

#[test]
fn what_cannot_be_read_is_named_and_poisons_nothing() {
    let dir = Dir::new();
    dir.write("docs/good.txt", TEXT);
    dir.write("docs/binary.txt", [0u8, 159, 146, 150, 0, 1, 2, 3, 0, 255, 254, 0, 7].repeat(40));
    dir.write("docs/report.docx", "PK\u{3}\u{4}");
    dir.write(
        "docs/broken.jsonl",
        format!("{{\"_id\":\"good\",\"text\":{}}}\nnot a record\n{{\"_id\":\"empty\"}}\n[1]\n", json!(TEXT)),
    );
    dir.write("docs/style.css", "body {}");
    dir.write("docs/empty.txt", "");
    dir.write("docs/empty.md", "\n\n");
    dir.write("docs/empty.jsonl", "");
    let run = index(&dir).expect(2);
    let report = run.last();
    assert_eq!((number(&report["documents"]), number(&report["ignored"])), (4, 1), "{report}");
    let named: Vec<&Value> = report["skipped"].as_array().unwrap().iter().map(|skipped| &skipped["path"]).collect();
    assert_eq!(named, ["docs/binary.txt", "docs/broken.jsonl", "docs/report.docx"], "{report}");
    for path in named {
        assert_eq!(run.err.matches(path.as_str().unwrap()).count(), 1, "named once: {}", run.err);
    }
    assert_eq!(ids(&dir, "公共充电设施由各区"), ["docs/good.txt", "good"]);
    let again = index(&dir).expect(2).last();
    assert_eq!((number(&again["unchanged"]), &again["skipped"]), (4, &report["skipped"]), "said each time");
    let status = dir.cesou(&["status", "--json", "--skipped"]).expect(0).last();
    assert_eq!(status["skipped"].as_array().unwrap().len(), 3);
}

#[test]
fn ignored_and_hidden_files_and_links_out_are_not_even_counted() {
    let dir = Dir::new();
    dir.write("docs/kept.txt", TEXT);
    dir.write("docs/.hidden.txt", TEXT);
    dir.write("docs/.folder/inside.txt", TEXT);
    dir.write("docs/.gitignore", "drafts/\n*.tmp.txt\n");
    dir.write("docs/.cesouignore", "README.md\n");
    dir.write("docs/README.md", TEXT);
    dir.write("docs/below/README.md", TEXT);
    dir.write("docs/drafts/a.txt", TEXT);
    dir.write("docs/b.tmp.txt", TEXT);
    dir.write("outside/secret.txt", TEXT);
    symlink(dir.path("outside/secret.txt"), dir.path("docs/link.txt")).unwrap();
    symlink(dir.path("outside"), dir.path("docs/link")).unwrap();
    symlink(dir.path("docs"), dir.path("docs/loop")).unwrap();
    let report = index(&dir).expect(0).last();
    assert_eq!(ids(&dir, "公共充电设施由各区"), ["docs/kept.txt"]);
    assert_eq!((number(&report["files"]), number(&report["ignored"])), (1, 0), "{report}");
}

#[test]
fn records_have_ids_titles_and_fields() {
    let dir = Dir::new();
    let body = TEXT.lines().nth(2).unwrap();
    let lines = [
        json!({"_id": "甲 1", "title": "公告一", "text": body, "date": "2026-01-01", "nested": {"a": [1, null]}}),
        json!({"id": 7, "text": body}),
        json!({"text": body, "title": "公告三"}),
        json!({"_id": "甲 1", "text": body}),
    ];
    dir.write("docs/r.jsonl", lines.iter().map(|line| line.to_string() + "\n").collect::<String>());
    let run = index(&dir).expect(2);
    let skipped = &run.last()["skipped"];
    assert_eq!(skipped.as_array().unwrap().len(), 1);
    assert!(skipped[0]["reason"].as_str().unwrap().contains("甲 1"), "{skipped}");
    assert_eq!(ids(&dir, "公共充电设施由各区"), ["7", "docs/r.jsonl#3", "甲 1"]);
    let first = dir.cesou(&["get", "--json", "甲 1"]).expect(0).last();
    assert_eq!(first["document"]["fields"], json!({"date": "2026-01-01", "nested": {"a": [1, null]}}));
    assert_eq!((first["document"]["title"].as_str(), first["place"]["lines"].clone()), (Some("公告一"), json!([1, 1])));
    let only = dir.cesou(&["search", "--json", "--path", "docs/r.jsonl", "充电设施", "--no-fold"]).expect(0);
    assert_eq!(only.hits().len(), 3);
}

#[test]
fn an_id_that_is_taken_by_another_file_is_skipped() {
    let dir = Dir::new();
    let line = |id: &str, text: &str| json!({"_id": id, "text": text}).to_string() + "\n";
    dir.write(
        "docs/a.jsonl",
        line("同一个", "青源市第一份公告，内容是公共浴室的开放时间与收费标准，由各街道分别在公告栏张贴。"),
    );
    dir.write(
        "docs/b.jsonl",
        line("同一个", "青源市第二份公告，内容是公共图书馆的借阅规则与赔偿标准，由各街道分别在公告栏张贴。"),
    );
    assert_eq!(number(&index(&dir).expect(2).last()["documents"]), 1);
    assert_eq!(dir.cesou(&["search", "--json", "--exact", "公共浴室"]).expect(0).hits().len(), 1);
    dir.cesou(&["search", "--json", "--exact", "公共图书馆"]).expect(1);
    dir.write("docs/a.jsonl", "");
    assert_eq!(number(&index(&dir).expect(0).last()["documents"]), 1);
    dir.cesou(&["search", "--json", "--exact", "公共图书馆"]).expect(0);
}

#[test]
fn markdown_keeps_its_words_and_drops_its_marks() {
    let dir = Dir::with_policies();
    let passages = dir.cesou(&["get", "--json", "docs/report.md"]).expect(0).json();
    assert!(passages.iter().all(|passage| passage["document"]["title"] == "青源市年度工作报告"));
    let text: String = passages.iter().map(|passage| passage["text"].as_str().unwrap()).collect();
    assert!(text.contains("新增社区助餐点42个，") && !text.contains("**") && !text.contains('#'), "{text}");
    assert!(passages.iter().any(|passage| passage["headings"] == json!(["就业"])), "{passages:?}");
    assert_eq!(ids(&dir, "助餐点42个，老年人助餐"), ["docs/report.md"]);
}

#[test]
fn a_root_that_is_one_file_gives_its_name() {
    let dir = Dir::new();
    dir.write("docs/公告.txt", TEXT);
    dir.cesou(&["index", "docs/公告.txt"]).expect(0);
    assert_eq!(ids(&dir, "公共充电设施由各区"), ["公告.txt"]);
}

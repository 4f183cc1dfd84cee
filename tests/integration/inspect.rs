//! `cesou inspect`: every stage, for a person and for a script, and that stages agree with each other.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::util::{Dir, Run, cesou_in, corpus, number};

const FILES: [&str; 5] = [
    "corpus/laws/public-facilities-regulation.txt",
    "corpus/newspaper/public-services-page.txt",
    "corpus/explainers/business-services-guide.md",
    "corpus/records/policy-records-2025.jsonl",
    "corpus/encodings/rural-transit-utf16.txt",
];

fn inspect(args: &[&str]) -> Run {
    cesou_in(corpus(), &[&["inspect"], args].concat(), "")
}

fn fields(object: &Value) -> BTreeSet<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn every_stage_has_its_fields() {
    let expected: [(&str, &[&str], &[&str]); 5] = [
        ("source", &["line", "bytes", "encoding", "text"], &[]),
        ("blocks", &["kind", "role", "text", "lines", "page", "headings", "address"], &[]),
        ("outline", &["kind", "role", "text", "lines", "page", "headings", "address"], &["full_address", "lead_in"]),
        ("passages", &["type", "id", "document", "kind", "headings", "address", "place", "text"], &[]),
        ("tokens", &["id", "tokens"], &[]),
    ];
    for file in FILES {
        for (stage, required, optional) in expected {
            let lines = inspect(&[file, "--json", "--stage", stage]).expect(0).json();
            assert!(!lines.is_empty(), "{file} {stage}");
            for line in &lines {
                let own = fields(line);
                assert!(required.iter().all(|name| own.contains(name)), "{stage} {line}");
                assert!(own.iter().all(|name| required.contains(name) || optional.contains(name)), "{stage} {line}");
            }
            let plain = inspect(&[file, "--stage", stage]).expect(0);
            assert!(!plain.out.is_empty() && plain.err.is_empty() && plain.out.lines().count() >= lines.len());
        }
    }
}

#[test]
fn blocks_are_the_default_and_of_the_closed_list() {
    let file = FILES[0];
    let blocks = inspect(&[file, "--json"]).expect(0);
    assert_eq!(blocks.out, inspect(&[file, "--json", "--stage", "blocks"]).out);
    for block in blocks.json() {
        let kind = block["kind"].as_str().unwrap();
        assert!(["title", "heading", "byline", "paragraph", "note", "furniture"].contains(&kind), "{block}");
        assert!(block["role"].is_null() || block["role"].is_string());
        assert!(number(&block["lines"][0]) >= 1 && number(&block["lines"][0]) <= number(&block["lines"][1]));
    }
}

#[test]
fn blocks_hold_every_character_of_the_source_in_order() {
    for file in [FILES[0], FILES[1], FILES[4]] {
        let text = |stage: &str| -> String {
            let lines = inspect(&[file, "--json", "--stage", stage]).expect(0).json();
            lines
                .iter()
                .flat_map(|line| {
                    line["text"].as_str().unwrap().chars().filter(|c| !c.is_whitespace()).collect::<Vec<_>>()
                })
                .collect()
        };
        let (mut source, mut blocks): (Vec<char>, Vec<char>) =
            (text("source").chars().collect(), text("blocks").chars().collect());
        // Furniture inside a paragraph comes behind it, so the order is compared where there is none.
        source.sort_unstable();
        blocks.sort_unstable();
        assert_eq!(source, blocks, "{file}");
    }
}

#[test]
fn passages_are_those_that_get_prints() {
    let file = FILES[0];
    let strip = |lines: Vec<Value>| {
        lines
            .into_iter()
            .map(|mut line| {
                line["id"] = Value::Null;
                line["document"] = Value::Null;
                line
            })
            .collect::<Vec<_>>()
    };
    let inspected = strip(inspect(&[file, "--json", "--stage", "passages"]).json());
    let got = strip(cesou_in(corpus(), &["get", "--json", file], "").expect(0).json());
    assert_eq!(inspected, got);
}

#[test]
fn places_lead_to_the_source() {
    let file = FILES[1];
    let source = std::fs::read_to_string(corpus().join(file)).unwrap();
    for passage in inspect(&[file, "--json", "--stage", "passages"]).json() {
        let bytes = &passage["place"]["bytes"];
        let slice = &source[number(&bytes[0])..number(&bytes[1])];
        let text = passage["text"].as_str().unwrap();
        assert_eq!(slice.chars().next(), text.chars().next(), "{passage}");
        assert_eq!(slice.chars().last(), text.chars().last(), "{passage}");
        let first = source[..number(&bytes[0])].matches('\n').count() + 1;
        assert_eq!(number(&passage["place"]["lines"][0]), first);
    }
}

#[test]
fn a_page_is_put_together() {
    let blocks = inspect(&[FILES[1], "--json"]).expect(0).json();
    let texts: Vec<&str> =
        blocks.iter().filter(|b| b["kind"] == "paragraph").map(|b| b["text"].as_str().unwrap()).collect();
    assert!(
        texts
            .iter()
            .any(|text| text.starts_with("距离是公共服务最朴素的标准")
                && text.contains("15 分钟公共服务圈”，让城市社区"))
    );
    assert!(texts.iter().all(|text| !text.contains('\n')));
}

#[test]
fn an_encoding_can_be_forced_and_a_bad_line_is_named() {
    let dir = Dir::new();
    let (bytes, ..) = encoding_rs::GB18030.encode("青源市人民政府公报\n");
    dir.write("a.txt", &bytes);
    let text =
        dir.cesou(&["inspect", "a.txt", "--stage", "source", "--encoding", "gb18030", "--json"]).expect(0).last();
    assert_eq!(
        (text["text"].as_str(), text["encoding"].as_str()),
        (Some("青源市人民政府公报"), Some("gb18030")),
        "{text}"
    );
    dir.cesou(&["inspect", "a.txt", "--encoding", "klingon"]).expect(2);
    dir.write("b.jsonl", "{\"_id\":\"a\",\"text\":\"青源市\"}\nno record\n{\"_id\":\"b\",\"text\":\"星野镇\"}\n");
    let run = dir.cesou(&["inspect", "b.jsonl", "--json", "--stage", "passages"]).expect(2);
    assert_eq!(run.json().len(), 2);
    assert!(run.error()["message"].as_str().unwrap().contains("line 2"), "{}", run.err);
}

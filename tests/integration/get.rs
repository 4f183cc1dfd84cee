//! `cesou get`: documents, passages by number, by address, by lines, and what is said where there is none.

use crate::util::{Dir, Run};

fn get(dir: &Dir, what: &str) -> Run {
    dir.cesou(&["get", "--json", what])
}

fn texts(dir: &Dir, what: &str) -> Vec<String> {
    get(dir, what).expect(0).texts_of_passages()
}

#[test]
fn a_document_by_id_and_by_path() {
    let dir = Dir::with_policies();
    let all = texts(&dir, "docs/elderly.txt");
    assert!(all.len() >= 5 && all[0].starts_with("第一条"));
    assert_eq!(texts(&dir, dir.path("docs/elderly.txt").to_str().unwrap()), all);
    assert_eq!(texts(&dir, "./docs/elderly.txt"), all);
    let plain = dir.cesou(&["get", "docs/elderly.txt"]).expect(0);
    assert!(plain.out.contains("先建后拆") && plain.err.is_empty());
}

#[test]
fn a_document_by_a_path_typed_otherwise_than_its_root() {
    let dir = Dir::with_policies();
    let all = texts(&dir, "docs/elderly.txt");
    assert_eq!(texts(&dir, "docs/../docs/elderly.txt"), all);
    for (folder, what) in [("docs", "elderly.txt"), ("docs", "./elderly.txt"), ("index", "../docs/elderly.txt")] {
        let index = dir.path("index");
        let args = ["get", "--json", "--index", index.to_str().unwrap(), what];
        let run = crate::util::cesou_in(&dir.path(folder), &args, "").expect(0);
        assert_eq!(run.texts_of_passages(), all, "{folder} {what}");
    }
    get(&dir, "docs/../elderly.txt").expect(2);
}

#[test]
fn a_passage_by_its_number_and_every_address_resolves() {
    let dir = Dir::with_policies();
    for passage in get(&dir, "docs/elderly.txt").expect(0).json() {
        let id = passage["id"].as_str().unwrap();
        assert_eq!(texts(&dir, id), [passage["text"].as_str().unwrap()]);
        let address = passage["address"].as_str().unwrap();
        assert_eq!(
            texts(&dir, &format!("docs/elderly.txt#{address}")),
            [passage["text"].as_str().unwrap()],
            "{address}"
        );
    }
}

/// Short paragraphs are joined, and their passage prints where it begins and ends.
#[test]
fn from_one_address_to_another() {
    let dir = Dir::new();
    dir.write(
        "docs/a.txt",
        "第一章　总则\n\n第一条　应当有下列材料：\n\n（一）申请书；\n\n（二）身份证；\n\n（三）照片。\n\n\
         第二条　名单每年公布。\n\n居民可以查阅。\n\n第三条　本办法自公布之日起施行。\n",
    );
    dir.cesou(&["index", "docs"]).expect(0);
    let all = get(&dir, "docs/a.txt").expect(0).json();
    let ranges = all.iter().filter(|passage| passage["address"].as_str().unwrap().contains('至'));
    for passage in ranges.clone() {
        let (address, text) = (passage["address"].as_str().unwrap(), passage["text"].as_str().unwrap());
        assert_eq!(texts(&dir, &format!("docs/a.txt#{address}")), [text], "{address}");
    }
    assert!(ranges.count() >= 2, "{all:?}");
    assert_eq!(texts(&dir, "docs/a.txt#第一条第二项至第三项"), ["（二）身份证；\n（三）照片。"]);
    assert_eq!(texts(&dir, "docs/a.txt#第2条-第3条").len(), 2);
    for (what, code) in [("第八条至第九条", "not_found"), ("第二条至", "bad_argument")] {
        assert_eq!(get(&dir, &format!("docs/a.txt#{what}")).expect(2).error()["code"], code, "{what}");
    }
}

#[test]
fn addresses_in_either_numerals() {
    let dir = Dir::with_policies();
    let article = texts(&dir, "docs/elderly.txt#第三条");
    assert_eq!(article.len(), 2, "two 款: {article:?}");
    for what in ["docs/elderly.txt#第3条", "docs/elderly.txt#第３条"] {
        assert_eq!(texts(&dir, what), article, "{what}");
    }
    let second = texts(&dir, "docs/elderly.txt#第三条第二款");
    assert!(second.len() == 1 && second[0].starts_with("已建成的住宅小区"), "{second:?}");
    assert_eq!(texts(&dir, "docs/elderly.txt#第3条第2款"), second);
    let chapter = texts(&dir, "docs/elderly.txt#第二章");
    assert_eq!(chapter.len(), 3, "{chapter:?}");
    assert!(texts(&dir, "docs/childcare.txt#二")[0].contains("居民生活类价格"));
}

#[test]
fn lines() {
    let dir = Dir::with_policies();
    let one = get(&dir, "docs/elderly.txt:7").expect(0).json();
    assert!(one.len() == 1 && one[0]["text"].as_str().unwrap().starts_with("第二条"), "{one:?}");
    assert_eq!(one[0]["place"]["lines"], serde_json::json!([7, 7]));
    assert_eq!(texts(&dir, "docs/elderly.txt:5-7").len(), 2);
    get(&dir, "docs/elderly.txt:6").expect(2);
}

#[test]
fn a_record_by_its_id() {
    let dir = Dir::new();
    let text =
        "星野镇的居民可以到政务服务大厅申请公交卡，办理时应当携带身份证，由工作人员当场核验以后发放，不收工本费。";
    dir.write("docs/r.jsonl", format!("{{\"_id\":\"a:b#3\",\"title\":\"公交卡\",\"text\":\"{text}\",\"date\":\"2025-01-02\"}}\n{{\"text\":\"{text}\"}}\n"));
    dir.cesou(&["index", "docs"]).expect(0);
    let record = get(&dir, "a:b#3").expect(0).json();
    assert_eq!(
        (record[0]["id"].as_str(), record[0]["document"]["fields"]["date"].as_str()),
        (Some("a:b#3#1"), Some("2025-01-02"))
    );
    assert_eq!(texts(&dir, "a:b#3#1"), [text]);
    assert_eq!(texts(&dir, "docs/r.jsonl#2"), [text], "a record without an id is FILE#LINE");
    assert_eq!(texts(&dir, "docs/r.jsonl#2#1"), [text]);
}

#[test]
fn what_is_not_there_is_an_error_with_a_remedy() {
    let dir = Dir::with_policies();
    for (what, code) in [
        ("docs/nowhere.txt", "not_found"),
        ("docs/nowhere.txt#3", "not_found"),
        ("docs/elderly.txt#999", "not_found"),
        ("docs/elderly.txt#第九十条", "not_found"),
        ("docs/elderly.txt:9999", "not_found"),
        ("docs/elderly.txt#没有这样的", "bad_argument"),
        ("docs/elderly.txt:x-y", "bad_argument"),
    ] {
        let run = get(&dir, what).expect(2);
        let error = run.error();
        assert_eq!((error["code"].as_str(), run.out.as_str()), (Some(code), ""), "{what}");
        assert!(error["remedy"].is_string(), "{error}");
        assert_eq!(dir.cesou(&["get", what]).expect(2).err.lines().count(), 1);
    }
}

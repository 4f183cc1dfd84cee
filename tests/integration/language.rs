//! The query language: what each operator does, in every width, that nothing is an error, and what is said when
//! something was ignored, relaxed or is unknown.

use cesou::search::Searcher;
use cesou::text::fold::fold;

use crate::util::{Dir, Run, cesou_in, corpus, number};

fn search(args: &[&str]) -> Run {
    cesou_in(corpus(), &[&["search", "--json"], args].concat(), "")
}

fn ids(query: &str) -> Vec<String> {
    search(&["-n", "60", query]).ids()
}

/// All passages of the corpus: id, kind, everything that is searched of it, folded, and its text alone.
fn passages() -> Vec<(String, String, String, String)> {
    let searcher = Searcher::open(&corpus().join("index")).unwrap();
    // A list has no sentence.
    let mut documents: Vec<String> = ["。", "青", "年", "1", "元"]
        .iter()
        .flat_map(|one| search(&["--exact", "-n", "9999", one]).hits())
        .map(|hit| hit["document"]["id"].as_str().unwrap().to_owned())
        .collect();
    documents.sort();
    documents.dedup();
    let mut out = Vec::new();
    for id in documents {
        for passage in searcher.document(&id).unwrap() {
            let mut all = passage.title.clone().unwrap_or_default();
            for heading in passage.headings.iter().filter(|heading| !heading.lead_in) {
                all.push('\0');
                all.push_str(&heading.text);
            }
            all.push('\0');
            all.push_str(&passage.text);
            let kind = serde_json::to_value(passage.kind).unwrap().as_str().unwrap().to_owned();
            out.push((passage.id(), kind, fold(&all), fold(&passage.text)));
        }
    }
    let total = number(&search(&["x"]).last()["index"]["passages"]);
    assert_eq!(out.len(), total, "every document holds one of these");
    out
}

#[test]
fn quotes_of_every_kind_are_exact() {
    let first = ids("“公共服务”");
    assert!(!first.is_empty());
    for query in ["\"公共服务\"", "「公共服务」", "『公共服务』", "＂公共服务＂", "“公共　服务”", "  “公共服务”　"]
    {
        assert_eq!(ids(query), first, "{query}");
        assert_eq!(search(&[query]).last()["query"]["mode"], "exact", "{query}");
    }
    let exact = search(&["--exact", "-n", "60", "公共服务"]).ids();
    assert_eq!(exact, first);
}

#[test]
fn book_title_marks_prefer_titles() {
    let run = search(&["《公共服务设施条例》"]);
    assert_eq!(run.last()["query"]["mode"], "exact");
    let hits = run.hits();
    assert_eq!(
        (hits[0]["in"].as_str(), hits[0]["document"]["id"].as_str()),
        (Some("title"), Some("corpus/laws/public-facilities-regulation.txt"))
    );
    let quoted = search(&["“公共服务设施条例”"]).hits();
    assert_eq!(quoted[0]["in"], "text");
    let places: Vec<&str> = quoted.iter().map(|hit| hit["in"].as_str().unwrap()).collect();
    let order = |place: &str| ["text", "heading", "title"].iter().position(|p| *p == place).unwrap();
    assert!(places.is_sorted_by_key(|place| order(place)), "{places:?}");
}

#[test]
fn exclusion_looks_at_texts_headings_and_titles() {
    let without: Vec<String> = ids("公共服务 -充电");
    assert!(!without.is_empty());
    let all = passages();
    for id in &without {
        let passage = all.iter().find(|passage| passage.0 == *id).unwrap();
        assert!(!passage.2.contains("充电"), "{id}");
    }
    for query in ["公共服务　－充电", "公共服务 -“充电”", "-充电 公共服务"] {
        assert_eq!(ids(query), without, "{query}");
    }
    let only = search(&["-充电"]).expect(1);
    assert!(only.last()["notices"][0].as_str().unwrap().contains("only excludes"), "{}", only.out);
}

#[test]
fn either() {
    let both = search(&["社区食堂 | 零工驿站", "-n", "20", "--per-document", "20"]).expect(0);
    assert!(
        both.texts().iter().any(|text| text.contains("社区食堂"))
            && both.texts().iter().any(|text| text.contains("零工驿站"))
    );
    for query in ["社区食堂|零工驿站", "社区食堂　｜　零工驿站"] {
        assert_eq!(search(&[query, "-n", "20", "--per-document", "20"]).ids(), both.ids(), "{query}");
    }
    let phrases = search(&["“社区食堂” | “零工驿站”", "-n", "60"]).expect(0);
    assert!(phrases.texts().len() >= 2);
}

#[test]
fn title_and_path_restrict() {
    let titled = search(&["title:条例 服务", "-n", "30"]).expect(0);
    assert!(titled.hits().iter().all(|hit| hit["document"]["title"].as_str().unwrap().contains("条例")));
    assert_eq!(search(&["title：条例　服务", "-n", "30"]).ids(), titled.ids());
    let laws = search(&["path:corpus/laws/* 服务", "-n", "30"]).expect(0);
    assert!(!laws.ids().is_empty() && laws.ids().iter().all(|id| id.starts_with("corpus/laws/")));
    assert_eq!(search(&["--path", "corpus/laws/*", "服务", "-n", "30"]).ids(), laws.ids());
    assert_eq!(search(&["path：corpus/laws/*　服务", "-n", "30"]).ids(), laws.ids());
    let records = search(&["--path", "corpus/records/*.jsonl", "补贴"]).expect(0);
    assert!(records.hits().iter().all(|hit| hit["document"]["path"] == "corpus/records/policy-records-2025.jsonl"));
    search(&["--path", "corpus/nowhere/*", "服务"]).expect(1);
    let all = search(&["--exact", "--path", "corpus/laws/*", "设施"]).expect(0);
    assert!(all.ids().iter().all(|id| id.starts_with("corpus/laws/")));
}

#[test]
fn with_exact_the_argument_is_literal() {
    let dir = Dir::new();
    dir.write(
        "docs/a.txt",
        "关于“百日行动”的说明 -补贴 title:条例 A | B 《办法》不变，本通知中的符号都按照字面理解，不作其他解释。\n",
    );
    dir.cesou(&["index", "docs"]).expect(0);
    for query in ["“百日行动”", "-补贴", "title:条例", "A | B", "a|b", "《办法》", "”的说明-"] {
        let run = dir.cesou(&["search", "--json", "--exact", "--", query]).expect(0);
        assert_eq!((run.hits().len(), run.last()["exact_total"].as_u64()), (1, Some(1)), "{query}");
    }
    dir.cesou(&["search", "--json", "--exact", "“百日”"]).expect(1);
}

#[test]
fn all_totals_equal_a_scan() {
    let all = passages();
    let ranked: Vec<_> = all.iter().filter(|passage| passage.1 != "furniture" && passage.1 != "byline").collect();
    for words in [&["居民", "服务"][..], &["补贴"], &["设施", "小区", "建设"], &["青源", "养老"], &["审计", "资金"]]
    {
        let scan = ranked.iter().filter(|passage| words.iter().all(|word| passage.2.contains(word))).count();
        let run = search(&["--all", "-n", "999", &words.join(" ")]);
        assert_eq!(run.last()["total"], scan, "{words:?}");
        assert_eq!(run.hits().len(), scan, "{words:?}");
    }
}

#[test]
fn exact_totals_equal_a_scan() {
    let all = passages();
    for string in ["公共服务", "的", "。", "，由", "服务设施", "2025", "15分钟", "青源市人民政府", "”，"]
    {
        let folded = cesou::text::fold::fold(string);
        let scan = all.iter().filter(|passage| passage.3.contains(&folded)).count();
        assert_eq!(search(&["--exact", string]).last()["exact_total"], scan, "{string}");
    }
}

#[test]
fn offsets_cut_the_same_list() {
    for mode in [&[][..], &["--exact"], &["--all"], &["--any"]] {
        let ask = |n: &str, offset: &str| search(&[mode, &["服务", "-n", n, "--offset", offset]].concat());
        let whole = ask("12", "0").ids();
        assert_eq!(whole.len(), 12, "{mode:?}");
        assert_eq!(ask("5", "0").ids(), whole[..5], "{mode:?}");
        let second = ask("5", "5");
        assert_eq!(second.ids(), whole[5..10], "{mode:?}");
        assert_eq!(second.hits()[0]["rank"], 6);
        assert!(ask("5", "5000").ids().is_empty());
    }
}

#[test]
fn the_cap_of_a_document_never_shortens_an_answer() {
    let dir = Dir::new();
    let many: String = (0..30)
        .map(|n| {
            format!("第{n}项充电设施由各区分别建设，建设费用由市和区共同承担，完工以后三十日以内向居民公布结果。\n")
        })
        .collect();
    dir.write("docs/many.txt", many);
    dir.write(
        "docs/one.txt",
        "充电设施的电价由市发展改革部门核定，任何单位不得擅自加价，违反规定的由市场监督管理部门处理。\n",
    );
    dir.cesou(&["index", "docs"]).expect(0);
    let run = dir.cesou(&["search", "--json", "充电设施", "-n", "10"]).expect(0);
    assert_eq!(run.hits().len(), 10);
    assert!(run.ids().iter().any(|id| id.starts_with("docs/one.txt")), "one document must not fill the page");
    assert_eq!(dir.cesou(&["search", "--json", "充电设施", "-n", "31", "--per-document", "1"]).hits().len(), 31);
    let few = dir.cesou(&["search", "--json", "充电设施", "-n", "2", "--per-document", "1"]).expect(0).hits();
    let many = few.iter().find(|hit| hit["document"]["id"] == "docs/many.txt").unwrap();
    assert!(number(&many["more_in_document"]) > 0);
}

#[test]
fn context_gives_the_neighbours() {
    let run = search(&["--exact", "红色预警", "-C", "2", "-n", "3"]).expect(0);
    let searcher = Searcher::open(&corpus().join("index")).unwrap();
    for hit in run.hits() {
        let own = hit["id"].as_str().unwrap();
        let (document, n) = own.rsplit_once('#').unwrap();
        let n: usize = n.parse().unwrap();
        let last = searcher.document(document).unwrap().len();
        let near = |list: &serde_json::Value| {
            list.as_array().unwrap().iter().map(|p| p["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
        };
        let id = |n: usize| format!("{document}#{n}");
        let before: Vec<String> = (n.saturating_sub(2).max(1)..n).map(id).collect();
        let after: Vec<String> = (n + 1..=(n + 2).min(last)).map(id).collect();
        assert_eq!((near(&hit["context"]["before"]), near(&hit["context"]["after"])), (before, after));
    }
    let plain = cesou_in(corpus(), &["search", "--exact", "红色预警", "-n", "1"], "").out;
    let wide = cesou_in(corpus(), &["search", "--exact", "红色预警", "-n", "1", "-C", "1"], "").out;
    assert!(wide.lines().count() > plain.lines().count());
}

#[test]
fn what_is_relaxed_or_unknown_is_said() {
    let unknown = search(&["公共服务 魑魅魍魉"]).expect(0).last();
    assert!(!unknown["query"]["unknown"].as_array().unwrap().is_empty());
    assert_ne!(unknown["relaxed"], "none");
    let notices = unknown["notices"].to_string();
    assert!(notices.contains("has never seen") && notices.contains('魑'), "{notices}");
    let plain = cesou_in(corpus(), &["search", "公共服务 魑魅魍魉"], "").expect(0);
    assert!(plain.err.contains("has never seen") && !plain.out.contains("has never seen"), "notices go to stderr");
    let scattered = search(&["流动服务船 打夯号子 糯米浆 起付标准"]).expect(0).last();
    assert_eq!(scattered["relaxed"], "any", "{scattered}");
    assert!(!scattered["notices"].as_array().unwrap().is_empty());
}

#[test]
fn a_required_phrase_that_stands_nowhere_is_relaxed_and_said() {
    let run = search(&["“社区食堂流动服务船” 补贴"]).expect(0);
    let notices = run.last()["notices"].to_string();
    assert!(notices.contains("“社区食堂流动服务船”"), "{notices}");
    assert!(!run.hits().is_empty());
}

#[test]
fn phrases_among_words_are_required() {
    let run = search(&["“公共服务” 补贴", "-n", "60"]).expect(0);
    assert_eq!(run.last()["query"]["mode"], "ranked");
    let all = passages();
    for id in run.ids() {
        assert!(all.iter().find(|passage| passage.0 == id).unwrap().2.contains("公共服务"), "{id}");
    }
}

#[test]
fn nothing_that_was_typed_is_an_error() {
    for query in [
        "",
        " ",
        "　",
        "-",
        "|",
        "| |",
        "“",
        "””",
        "“”",
        "《》",
        "title:",
        "path:[",
        "path:{",
        "a^2~*?",
        "((",
        "AND OR NOT",
        "\u{0}",
        "\u{200b}",
        "😀",
        "-“”",
    ] {
        let run = cesou_in(corpus(), &["search", "--json", "--", query.replace('\0', "\u{1}").as_str()], "");
        assert!(matches!(run.code, Some(0 | 1)), "{query:?}: {run:?}");
        if run.code == Some(1) {
            assert!(!run.last()["notices"].as_array().unwrap().is_empty(), "{query:?} is answered by silence");
        }
    }
    let long = "公共服务".repeat(6_000);
    let run = search(&["--", &long]);
    assert!(run.last()["notices"].to_string().contains("longer than"), "{}", run.last()["notices"]);
}

#[test]
fn a_string_over_the_end_of_a_block_is_found_and_said() {
    let dir = Dir::with_policies();
    let run = dir.cesou(&["search", "--json", "--exact", "制定本条例。第二条"]).expect(0);
    assert_eq!(run.hits()[0]["match"], "across");
    assert_eq!((run.last()["relaxed"].as_str(), run.last()["exact_total"].as_u64()), (Some("across"), Some(0)));
    assert!(!run.last()["notices"].as_array().unwrap().is_empty());
}

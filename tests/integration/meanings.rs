//! What words of a query stand for beside themselves: other names, short forms of a document, numerals; passages with the
//! same text; what a score is made of.

use crate::util::{Dir, Run, cesou_in, corpus};

fn search(dir: &Dir, args: &[&str]) -> Run {
    dir.cesou(&[&["search", "--json"], args].concat())
}

/// Three documents: one with a name of ours, one with its other name, one with neither.
fn names() -> Dir {
    let dir = Dir::new();
    dir.write("docs/short.txt", "全市上半年社消零增长百分之四，线上零售占比继续提高，增速比一季度加快。\n");
    dir.write(
        "docs/long.txt",
        "据统计，社会消费品零售总额同比增长百分之四，其中餐饮收入增长较快，县域增速高于市区。\n",
    );
    dir.write("docs/other.txt", "云枝河沿岸的候鸟观测站今年记录到三十余种水鸟，比去年多了五种，其中两种是首次出现。\n");
    dir.cesou(&["index", "docs"]).expect(0);
    dir
}

#[test]
fn an_alias_finds_the_other_name_and_says_so() {
    let dir = names();
    dir.write("names.txt", "# 统计\n社消零, 社会消费品零售总额\n候鸟站 => 候鸟观测站\n");
    let run = search(&dir, &["社消零", "--aliases", "names.txt"]).expect(0);
    assert_eq!(run.ids(), ["docs/short.txt#1", "docs/long.txt#1"], "the name that was typed comes first");
    let hits = run.hits();
    assert!(hits[0].get("aliases").is_none(), "{}", hits[0]);
    assert_eq!(hits[1]["aliases"][0]["from"], "社消零");
    assert_eq!(hits[1]["aliases"][0]["to"], "社会消费品零售总额");
    assert_eq!(hits[1]["match"], "all");
    let text = hits[1]["text"].as_str().unwrap();
    let marked = &hits[1]["highlights"][0]["bytes"];
    let (from, to) = (marked[0].as_u64().unwrap() as usize, marked[1].as_u64().unwrap() as usize);
    assert_eq!(&text[from..to], "社会消费品零售总额");
    dir.write("spaced.txt", "retail sales => 社会消费品零售总额\n");
    assert_eq!(search(&dir, &["retail sales", "--aliases", "spaced.txt"]).expect(0).ids()[0], "docs/long.txt#1");
    // One way only; and --all counts what holds another name.
    assert_eq!(search(&dir, &["候鸟站", "--aliases", "names.txt"]).expect(0).ids()[0], "docs/other.txt#1");
    let all = dir.cesou(&["search", "--all", "--count", "社消零 增长", "--aliases", "names.txt"]).expect(0);
    assert_eq!(all.out.trim(), "2");
}

#[test]
fn aliases_can_be_turned_off_and_never_touch_exact_search() {
    let dir = names();
    dir.write("names.txt", "社消零, 社会消费品零售总额\n");
    let exact = search(&dir, &["--exact", "社消零", "--aliases", "names.txt"]).expect(0);
    assert_eq!(exact.ids(), ["docs/short.txt#1"]);
    let literal = search(&dir, &["社消零", "--aliases", "names.txt", "--literal"]).expect(0);
    assert!(literal.hits().iter().all(|hit| hit.get("aliases").is_none()));
    assert_eq!(literal.ids()[0], "docs/short.txt#1");
    let off = cesou_in(corpus(), &["search", "--json", "--all", "双碳", "--no-aliases"], "");
    off.expect(1);
    let on = cesou_in(corpus(), &["search", "--json", "双碳"], "").expect(0).hits();
    assert_eq!(on[0]["aliases"][0]["from"], "双碳");
}

#[test]
fn a_bad_line_of_aliases_is_named() {
    let dir = names();
    dir.write("names.txt", "社消零, 社会消费品零售总额\n双碳 => \n");
    let error = dir.cesou(&["search", "社消零", "--aliases", "names.txt"]).expect(2).err;
    assert!(error.contains("names.txt") && error.contains("line 2") && error.contains("=>"), "{error}");
    let error = dir.cesou(&["search", "社消零", "--aliases", "none.txt"]).expect(2).err;
    assert!(error.contains("none.txt"), "{error}");
}

#[test]
fn a_short_form_stands_for_what_its_document_defined() {
    let dir = Dir::new();
    let define = "为了规范社区食堂的经营，根据《青源市居家养老服务条例》（以下简称《条例》），制定本办法。\n\n";
    let filler = "食堂应当公示菜价、食材来源和投诉电话，接受老年人及其家属的监督，公示内容每月更新一次。\n\n";
    let uses = "违反《条例》第十二条规定，擅自改变配套用房用途的，由区民政部门责令限期改正，并通报其上级主管单位。\n";
    dir.write("docs/own.txt", format!("{define}{filler}{uses}"));
    dir.write("docs/other.txt", format!("{filler}{}", uses.replace("居家", "")));
    dir.cesou(&["index", "docs"]).expect(0);
    let run = search(&dir, &["居家养老服务条例 擅自改变用房用途", "-n", "3", "--no-fold"]).expect(0);
    let hits = run.hits();
    assert_eq!(run.ids()[0], "docs/own.txt#3", "{:?}", run.ids());
    assert_eq!(hits[0]["aliases"][0]["from"], "青源市居家养老服务条例");
    assert_eq!(hits[0]["aliases"][0]["to"], "条例");
    let literal = search(&dir, &["居家养老服务条例 擅自改变用房用途", "--literal"]).expect(0).hits();
    assert!(literal.iter().all(|hit| hit.get("aliases").is_none()));
}

#[test]
fn passages_with_the_same_text_are_one_hit() {
    let dir = Dir::new();
    let text =
        |marks: &str| format!("公共浴室每周二、周四免费开放{marks}六十五周岁以上老年人凭老年卡入场，陪护家属半价。\n");
    dir.write("docs/a.txt", text("，"));
    dir.write("docs/b.txt", text("；"));
    dir.write("docs/c.txt", text("，").replace("周二", "周三"));
    dir.cesou(&["index", "docs"]).expect(0);
    let folded = search(&dir, &["公共浴室 开放"]).expect(0).hits();
    assert_eq!(folded.len(), 2);
    assert_eq!(folded.iter().filter(|hit| hit.get("duplicates").is_some()).count(), 1);
    let twin = folded.iter().find_map(|hit| hit.get("duplicates")).unwrap();
    assert!(["docs/a.txt#1", "docs/b.txt#1"].contains(&twin[0].as_str().unwrap()), "{twin}");
    for all in [&["公共浴室 开放", "--no-fold"][..], &["--exact", "公共浴室"]] {
        assert_eq!(search(&dir, all).expect(0).hits().len(), 3, "{all:?}");
    }
    let batch = dir.cesou_with(&["search", "--queries", "-", "--format", "trec"], "q\t公共浴室 开放\n").expect(0);
    assert_eq!(batch.out.lines().count(), 3);
}

#[test]
fn an_explanation_adds_up() {
    let run = cesou_in(corpus(), &["search", "--json", "--explain", "充电桩由谁管理"], "").expect(0);
    for hit in run.hits() {
        let explain = &hit["explain"];
        let features = explain["features"].as_array().unwrap();
        let part = |part: &serde_json::Value| part["value"].as_f64().unwrap() * part["weight"].as_f64().unwrap();
        let sum: f64 = features.iter().map(part).sum();
        assert!((sum - hit["score"].as_f64().unwrap()).abs() < 1e-9, "{hit}");
        let terms: f64 = explain["terms"].as_array().unwrap().iter().map(|term| term["score"].as_f64().unwrap()).sum();
        let stage1 = explain["stage1"].as_f64().unwrap();
        assert!((terms - stage1).abs() < 1e-3 * stage1, "{terms} {stage1}");
        let share = features.iter().find(|part| part["name"] == "wb").unwrap()["value"].as_f64().unwrap();
        assert!((share - stage1 / explain["most"].as_f64().unwrap()).abs() < 1e-9);
    }
    let text = cesou_in(corpus(), &["search", "--explain", "充电桩由谁管理", "-n", "1"], "").expect(0).out;
    assert!(text.contains("× wb") && text.contains("stage 1"), "{text}");
}

#[test]
fn pages_continue_each_other() {
    let page = |offset: usize, limit: usize| {
        let args = ["search", "--json", "条例", "--offset", &offset.to_string(), "-n", &limit.to_string()];
        let run = cesou_in(corpus(), &args, "").expect(0);
        let hits = run.hits();
        hits.iter().map(|hit| (hit["id"].to_string(), hit["score"].as_f64().unwrap())).collect::<Vec<_>>()
    };
    let whole = page(0, 40);
    let pages: Vec<_> = (0..4).flat_map(|at| page(at * 10, 10)).collect();
    assert_eq!(whole, pages);
    assert!(whole.is_sorted_by(|a, b| a.1 >= b.1));
}

#[test]
fn what_hides_an_answer_is_named() {
    let said = |query: &[&str]| {
        let run = cesou_in(corpus(), &[&["search", "--json"], query].concat(), "");
        run.last()["notices"].to_string()
    };
    assert!(said(&["path:nowhere/* 服务"]).contains("no file matches nowhere/*"));
    assert!(said(&["title:没有这个标题 服务"]).contains("no title holds 没有这个标题"));
    assert!(said(&["本报记者"]).contains("--exact"), "{}", said(&["本报记者"]));
    let listed = cesou_in(corpus(), &["search", "--json", "title:条例"], "").expect(0).hits();
    assert!(listed.iter().all(|hit| hit["document"]["title"].as_str().unwrap().contains("条例")) && !listed.is_empty());
}

#[test]
fn all_the_words_means_all_of_them() {
    for query in ["国", "第三章", "二百", "第一 服务", "公共 - 服务"] {
        let run = cesou_in(corpus(), &["search", "--json", "--all", "-n", "1000", "--no-fold", query], "");
        let total = run.last()["total"].as_u64().unwrap();
        assert_eq!(run.hits().len() as u64, total, "{query}");
        assert!(run.hits().iter().all(|hit| hit["match"] == "all" || hit["match"] == "exact"), "{query}");
    }
}

#[test]
fn near_words_are_offered_and_not_searched_for() {
    let said = cesou_in(corpus(), &["search", "--json", "充电庄建设"], "").last()["notices"].to_string();
    assert!(said.contains("holds no 充电庄") && said.contains("充电桩"), "{said}");
    let found = cesou_in(corpus(), &["search", "--json", "充电桩建设"], "").last()["notices"].to_string();
    assert!(!found.contains("near to it"), "{found}");
}

#[test]
fn one_character_is_found_in_every_passage_that_holds_it() {
    for query in ["包", "罚", "水"] {
        let run = cesou_in(corpus(), &["search", "--json", "-n", "1000", "--no-fold", query], "").expect(0);
        let holding = run.hits().iter().filter(|hit| hit["text"].as_str().unwrap().contains(query)).count() as u64;
        let left_out = cesou_in(corpus(), &["search", "--json", "--exact", "-n", "1000", query], "").expect(0);
        let hidden = left_out.hits().iter().filter(|hit| hit["kind"] == "byline" || hit["kind"] == "furniture").count();
        assert_eq!(holding + hidden as u64, run.last()["exact_total"].as_u64().unwrap(), "{query}");
    }
}

#[test]
fn numerals_are_no_pieces_of_others() {
    let dir = Dir::new();
    dir.write("docs/own.txt", "第三十八条　服务半径按照居民步行到达的距离计算，山区可以按照乘车时间计算。\n");
    dir.write(
        "docs/rivers.txt",
        "流域内38条河流完成治理，清淤河道一百二十公里，两岸新增绿地十五公顷，水质全部达标。\n",
    );
    dir.write("docs/share.txt", "全年增长23%，其中服务业增长百分之八点三，企业数量达到3万家，居民收入稳步提高。\n");
    dir.cesou(&["index", "docs"]).expect(0);
    for query in ["第38条", "第三十八条"] {
        assert_eq!(search(&dir, &[query]).expect(0).ids()[0], "docs/own.txt#1", "{query}");
        assert_eq!(dir.cesou(&["search", "--all", "--count", query]).expect(0).out.trim(), "1", "{query}");
    }
    for query in ["百分之三", "第八条", "第三十八章"] {
        assert_eq!(dir.cesou(&["search", "--all", "--count", query]).expect(1).out.trim(), "0", "{query}");
    }
}

#[test]
fn a_latin_name_stands_for_no_part_of_a_word() {
    let dir = Dir::new();
    dir.write(
        "docs/word.txt",
        "This text is in the public domain and was paid for by the trainees of the institute.\n",
    );
    dir.write("docs/name.txt", "推进AI在政务服务中的应用，建立算法备案和安全评估制度，定期公布评估结果和整改情况。\n");
    dir.cesou(&["index", "docs"]).expect(0);
    let run = search(&dir, &["人工智能", "--aliases", "names.txt"]);
    assert_eq!(run.code, Some(2), "a file that is not there");
    dir.write("names.txt", "人工智能 => AI\n");
    let run = search(&dir, &["--all", "人工智能", "--aliases", "names.txt"]).expect(0);
    assert_eq!(run.ids(), ["docs/name.txt#1"]);
}

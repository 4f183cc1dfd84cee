//! Words of a user: kept with an index, or added to a search.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use cesou::analysis::UserWords;
use cesou::error::ErrorKind;
use cesou::index::{self, Progress, Silent, update};
use cesou::search::{self, Searcher};

use crate::terms::with_notices;
use crate::util::{Dir, Run, number};

/// A word that no dictionary knows, and others made of the same characters.
const TEXTS: [&str; 3] = [
    "青源市小微企业融资办法\n\n第一条　苇香贷由市财政贴息，面向首次申请的小微企业，单户额度不超过三十万元，期限不超过两年，逾期的按照合同约定处理。\n",
    "星野镇湿地保护方案\n\n沿岸芦苇连片，花香怡人，借贷购置船只的农户由镇里登记造册，每年核对一次，并将结果公布在村务公开栏。\n",
    "云枝县金融服务指南\n\n办理苇香贷的，应当提交营业执照和纳税记录，由受理窗口在五个工作日以内答复；不予办理的，说明理由并告知其他途径。\n",
];

/// The texts in `docs/`, and two dictionaries.
fn with_texts() -> Dir {
    let dir = Dir::new();
    for (at, text) in TEXTS.iter().enumerate() {
        dir.write(&format!("docs/{at}.txt"), text);
    }
    dir.write("words.txt", "\u{feff}# 金融\r\n葦香貸 \r\n\r\n零碳驿 30 n\r\n");
    dir.write("same.txt", "零碳驿  30  n\n# 一样\n苇香贷\n");
    dir.write("others.txt", "苇香贷 9\n");
    dir
}

/// The words that a query was cut into.
#[track_caller]
fn query_words(run: &Run) -> Vec<String> {
    let terms = run.last()["query"]["terms"].clone();
    serde_json::from_value(terms).unwrap_or_else(|error| panic!("{error}: {run:#?}"))
}

fn search(dir: &Dir, more: &[&str]) -> Run {
    dir.cesou(&[&["search", "苇香贷", "--json"], more].concat()).expect(0)
}

#[track_caller]
fn status(dir: &Dir) -> (usize, String) {
    let status = dir.cesou(&["status", "--json", "--verify"]).expect(0).last();
    (status.get("dictionary_words").map_or(0, number), status["fingerprint"].as_str().unwrap().to_owned())
}

/// The name of the data folder.
fn data(dir: &Dir) -> String {
    let marker = fs::read_to_string(dir.path("index/cesou.json")).unwrap();
    serde_json::from_str::<serde_json::Value>(&marker).unwrap()["data"].as_str().unwrap().to_owned()
}

#[test]
fn an_unknown_word_is_characters_and_a_given_one_a_word() {
    let dir = with_texts();
    dir.cesou(&["index", "docs"]).expect(0);
    assert_eq!(query_words(&search(&dir, &[])), ["苇", "香", "贷"]);
    let (words, plain) = status(&dir);
    assert_eq!(words, 0);
    dir.cesou(&["index", "docs", "--rebuild", "--dict", "words.txt"]).expect(0);
    assert_eq!(query_words(&search(&dir, &[])), ["苇香贷"]);
    let (words, full) = status(&dir);
    assert_eq!((words, full.strip_prefix(&format!("{plain}-u")).map(str::len)), (2, Some(16)));
    let text = dir.cesou(&["status"]).expect(0).out;
    assert!(text.contains("user dictionary: 2 words"), "{text}");
}

#[test]
fn a_search_takes_words_without_a_new_index() {
    let dir = with_texts();
    dir.cesou(&["index", "docs"]).expect(0);
    let (plain, with) = (search(&dir, &[]), search(&dir, &["--dict", "words.txt"]));
    assert_eq!(
        (query_words(&with), with.last()["query"]["unknown"].clone()),
        (vec!["苇香贷".to_owned()], serde_json::json!([]))
    );
    assert_eq!((&plain.ids()[..2], plain.ids()[0] == with.ids()[0]), (&with.ids()[..2], true));
    // What the index has not is unknown as ever, and nothing is kept.
    let none = dir.cesou(&["search", "零碳驿", "--json", "--dict", "words.txt"]);
    assert_ne!(query_words(&none), ["零碳驿"]);
    assert_eq!(query_words(&search(&dir, &[])), ["苇", "香", "贷"]);
    // In modes and batches too.
    assert_eq!(query_words(&search(&dir, &["--dict", "words.txt", "--all"])), ["苇香贷"]);
    let batch = dir.cesou_with(&["search", "--queries", "-", "--dict", "words.txt"], "q\t苇香贷的期限\n").expect(0);
    assert_eq!(query_words(&batch)[0], "苇香贷");
}

#[test]
fn an_added_word_is_judged_by_the_passages_that_hold_it() {
    let dir = with_texts();
    dir.cesou(&["index", "docs"]).expect(0);
    let part = |more: &[&str], name: &str| {
        let hits = search(&dir, &[&["--explain"], more].concat()).hits();
        let parts = hits[0]["explain"]["features"].as_array().unwrap().clone();
        parts.iter().find(|part| part["name"] == name).unwrap()["value"].as_f64().unwrap()
    };
    assert!(part(&["--dict", "words.txt"], "wcov") > 0.99);
    let scores =
        |dict: &[&str]| search(&dir, dict).hits().iter().map(|hit| hit["score"].as_f64().unwrap()).collect::<Vec<_>>();
    let with = scores(&["--dict", "words.txt"]);
    assert!(with[1] > with.get(2).copied().unwrap_or_default(), "{with:?}");
}

#[test]
fn a_word_of_letters_and_ideographs_is_one() {
    let dir = Dir::new();
    dir.write(
        "docs/a.txt",
        "各区推广5G苇讯服务，由通信企业免费向老年人发送公共通知，不得夹带广告，费用由企业自行承担并接受监督。\n",
    );
    dir.write("words.txt", "5Ｇ苇讯\n");
    dir.cesou(&["index", "docs"]).expect(0);
    let words =
        |more: &[&str]| query_words(&dir.cesou(&[&["search", "推广5g苇讯", "--json"], more].concat()).expect(0));
    assert_eq!(words(&["--dict", "words.txt"]), ["推广", "5g苇讯"]);
    assert_ne!(words(&[]), ["推广", "5g苇讯"]);
    dir.cesou(&["index", "--rebuild", "--dict", "words.txt"]).expect(0);
    assert_eq!(words(&[]), ["推广", "5g苇讯"]);
}

#[test]
fn eval_takes_words_too() {
    let dir = with_texts();
    dir.cesou(&["index", "docs"]).expect(0);
    dir.write("queries.tsv", "q1\t苇香贷\n");
    dir.write("qrels.txt", "q1 0 docs/0.txt 1\n");
    let args =
        ["eval", "--queries", "queries.tsv", "--qrels", "qrels.txt", "--by", "document", "--show-one", "q1", "--json"];
    let score = |more: &[&str]| dir.cesou(&[&args[..], more].concat()).expect(0).out;
    assert_ne!(score(&[]), score(&["--dict", "words.txt"]));
    dir.cesou(&["eval", "--run", "run.txt", "--qrels", "qrels.txt", "--dict", "words.txt"]).expect(2);
}

#[test]
fn inspect_cuts_with_the_words() {
    let dir = with_texts();
    let tokens =
        |more: &[&str]| dir.cesou(&[&["inspect", "docs/0.txt", "--stage", "tokens"], more].concat()).expect(0).out;
    assert!(tokens(&[]).contains("苇 香 贷") && tokens(&["--dict", "words.txt"]).contains("苇香贷"));
}

#[test]
fn the_index_keeps_its_words() {
    let dir = with_texts();
    dir.cesou(&["index", "docs", "--dict", "words.txt"]).expect(0);
    let before = (data(&dir), fs::read(dir.path("index/cesou.json")).unwrap());
    for args in [&["index"][..], &["index", "--dict", "same.txt"], &["index", "docs", "--dict", "words.txt"]] {
        let report = dir.cesou(&[args, &["--json"]].concat()).expect(0).last();
        assert_eq!((number(&report["unchanged"]), number(&report["added"])), (3, 0), "{report}");
    }
    assert_eq!((data(&dir), fs::read(dir.path("index/cesou.json")).unwrap()), before);
    // A later document is cut with them too.
    dir.write(
        "docs/9.txt",
        "零碳驿的设置由街道提出，报区里核定以后实施，费用列入本级预算，每年公布一次使用情况和评估的结果。\n",
    );
    dir.cesou(&["index"]).expect(0);
    let run = dir.cesou(&["search", "零碳驿", "--json"]).expect(0);
    assert_eq!((query_words(&run), run.ids()[0].as_str()), (vec!["零碳驿".to_owned()], "docs/9.txt#1"));
    dir.cesou(&["index", "--rebuild"]).expect(0);
    assert_eq!((data(&dir).as_str(), status(&dir).0), ("data-2", 2));
    assert_eq!(query_words(&search(&dir, &[])), ["苇香贷"]);
}

#[test]
fn other_words_need_a_rebuild() {
    let dir = with_texts();
    dir.cesou(&["index", "docs", "--dict", "words.txt"]).expect(0);
    let before = status(&dir);
    for args in [&["--dict", "others.txt"][..], &["--no-dict"]] {
        let error = dir.cesou(&[&["index", "--json"], args].concat()).expect(2).error();
        assert_eq!(error["code"], "index_incompatible");
        assert!(error["remedy"].as_str().unwrap().contains("--rebuild"), "{error}");
        assert_eq!(status(&dir), before);
    }
    dir.cesou(&["index", "--rebuild", "--dict", "others.txt"]).expect(0);
    assert_eq!(status(&dir).0, 1);
    dir.cesou(&["index", "--rebuild", "--no-dict"]).expect(0);
    assert_eq!((status(&dir).0, dir.path("index").join(data(&dir)).join("dictionary.txt").exists()), (0, false));
    dir.cesou(&["index", "--no-dict"]).expect(0);
    let error = dir.cesou(&["index", "--json", "--dict", "words.txt"]).expect(2).error();
    assert_eq!(error["code"], "index_incompatible");
    dir.cesou(&["index", "--dict", "words.txt", "--no-dict"]).expect(2);
}

#[test]
fn a_damaged_dictionary_hinders_indexing_alone() {
    let dir = with_texts();
    dir.cesou(&["index", "docs", "--dict", "words.txt"]).expect(0);
    let kept = dir.path("index").join(data(&dir)).join("dictionary.txt");
    fs::remove_file(&kept).unwrap();
    for args in [&["index"][..], &["index", "--rebuild"], &["remove", "docs"], &["terms"]] {
        let error = dir.cesou(&[args, &["--json"]].concat()).expect(2).error();
        assert_eq!(error["code"], "index_damaged", "{args:?}");
        assert!(error["path"].as_str().unwrap().ends_with("dictionary.txt") && error["remedy"].is_string(), "{error}");
    }
    assert_eq!(query_words(&search(&dir, &[])), ["苇香贷"]);
    let damaged = dir.cesou(&["status", "--verify", "--json"]).expect(2).last()["damaged"].clone();
    assert!(damaged[0]["path"].as_str().unwrap().ends_with("dictionary.txt"), "{damaged}");
    // Its words given again make it whole.
    dir.cesou(&["index", "--dict", "same.txt"]).expect(0);
    assert_eq!(status(&dir).0, 2);
    dir.cesou(&["index"]).expect(0);
    // A marker that says nothing does not lose it silently.
    fs::write(dir.path("index/cesou.json"), "{").unwrap();
    let error = dir.cesou(&["index", "docs", "--rebuild", "--json"]).expect(2).error();
    assert!(error["remedy"].as_str().unwrap().contains("--no-dict"), "{error}");
    assert!(kept.exists());
    dir.cesou(&["index", "docs", "--rebuild", "--dict", "words.txt"]).expect(0);
    assert_eq!(status(&dir).0, 2);
}

#[test]
fn errors_of_a_file_name_the_line() {
    let dir = with_texts();
    dir.write("bad.txt", "# 注\n苇香贷 三十\n");
    dir.write("qrels.txt", "q1 0 docs/0.txt 1\n");
    dir.write("queries.tsv", "q1\t苇香贷\n");
    dir.write("gbk.txt", b"\xce\xad\xcf\xe3\n");
    dir.cesou(&["index", "docs"]).expect(0);
    for command in [
        &["index", "docs", "--json"][..],
        &["search", "苇香贷", "--json"],
        &["eval", "--queries", "queries.tsv", "--qrels", "qrels.txt", "--json"],
        &["inspect", "docs/0.txt", "--stage", "tokens", "--json"],
        &["terms", "--json"],
    ] {
        let option = if command[0] == "terms" { "--known" } else { "--dict" };
        let error = |file: &str| dir.cesou(&[command, &[option, file]].concat()).expect(2).error();
        for (file, what) in [("bad.txt", "line 2: 三十 is no frequency"), ("gbk.txt", "not UTF-8")] {
            let error = error(file);
            assert_eq!((&error["code"], &error["path"]), (&"bad_argument".into(), &file.into()), "{error}");
            assert!(error["message"].as_str().unwrap().contains(what) && error["remedy"].is_string(), "{error}");
        }
        assert_eq!(error("gone.txt")["code"], "io");
    }
}

#[test]
fn new_words_go_into_the_index_and_are_known_then() {
    let dir = with_notices();
    let new = dir.cesou(&["terms", "--new"]).expect(0).out;
    assert!(new.contains("槐荫驿"), "{new}");
    dir.write("new.txt", &new);
    dir.cesou(&["index", "--rebuild", "--dict", "new.txt"]).expect(0);
    assert_eq!(status(&dir).0, new.lines().count());
    let again = dir.cesou(&["terms", "--new"]).out;
    let word = |line: &str| line.split(' ').next().map(str::to_owned);
    let given: Vec<_> = new.lines().map(word).collect();
    assert!(again.lines().all(|line| !given.contains(&word(line))), "{again}");
}

/// The words that the library cuts a query into.
fn cut_by(index: &std::path::Path, query: &str) -> Vec<String> {
    Searcher::open(index).unwrap().search(query, &search::Options::default()).unwrap().terms
}

#[test]
fn indexes_of_one_process_have_their_own_words() {
    let dir = with_texts();
    let docs = [dir.path("docs")];
    let build = |index: PathBuf, words: &str| {
        let dictionary = Some(UserWords::parse(words.as_bytes()).unwrap());
        let options = index::Options { dictionary, ..index::Options::default() };
        update(&index, &docs, &options, &Silent).unwrap();
        index
    };
    let words = ["苇香贷", "苇香", "", "香贷"];
    let indexes: Vec<PathBuf> = std::thread::scope(|scope| {
        let building = words.iter().enumerate().map(|(at, words)| {
            let index = dir.path(&format!("index-{at}"));
            scope.spawn(move || build(index, words))
        });
        let building: Vec<_> = building.collect();
        building.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let cuts: Vec<String> = indexes.iter().map(|index| cut_by(index, "苇香贷").join(" ")).collect();
    assert_eq!(cuts, ["苇香贷", "苇香 贷", "苇 香 贷", "苇 香贷"]);
}

/// Stops at the n-th time that it is asked.
struct StopAt(AtomicUsize);

impl Progress for StopAt {
    fn stop(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some(left.saturating_sub(1))) == Ok(0)
    }
}

#[test]
fn words_and_data_change_together_wherever_a_run_is_stopped() {
    let dir = with_texts();
    dir.cesou(&["index", "docs", "--dict", "others.txt"]).expect(0);
    let words = UserWords::open(&dir.path("words.txt")).unwrap();
    let options = index::Options { rebuild: true, jobs: 1, dictionary: Some(words), ..index::Options::default() };
    let mut stopped = 0;
    loop {
        let progress = StopAt(AtomicUsize::new(stopped));
        match update(&dir.path("index"), &[], &options, &progress) {
            Ok(_) => break,
            Err(error) => assert_eq!(error.kind(), ErrorKind::Interrupted),
        }
        assert_eq!((status(&dir).0, cut_by(&dir.path("index"), "苇香贷")), (1, vec!["苇香贷".to_owned()]));
        stopped += 1;
    }
    assert!(stopped > 2, "stopped {stopped} times");
    assert_eq!(status(&dir).0, 2);
}

#[test]
fn what_a_killed_run_leaves_is_not_taken_for_the_words() {
    let dir = with_texts();
    // Killed before the first commit: there is no index yet, and nothing to keep.
    dir.cesou(&["index", "docs", "--dict", "words.txt"]).expect(0);
    fs::remove_file(dir.path("index/data-1/meta.json")).unwrap();
    assert_eq!(
        dir.cesou(&["search", "苇香贷", "--index", "index", "--json"]).expect(2).error()["code"],
        "index_missing"
    );
    dir.cesou(&["index", "docs", "--dict", "others.txt"]).expect(0);
    assert_eq!(status(&dir).0, 1);
    // Killed within a rebuild: the new folder has its words, the marker names the old one.
    fs::create_dir(dir.path("index/data-2")).unwrap();
    fs::copy(dir.path("words.txt"), dir.path("index/data-2/dictionary.txt")).unwrap();
    let before = status(&dir);
    dir.cesou(&["index"]).expect(0);
    assert_eq!((status(&dir), dir.path("index/data-2").exists()), (before, false));
    dir.cesou(&["index", "--rebuild"]).expect(0);
    assert_eq!((status(&dir).0, data(&dir).as_str()), (1, "data-2"));
}

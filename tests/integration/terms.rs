//! `cesou terms`: new words and characteristic ones.

use crate::util::{Dir, Run, cesou_in, corpus};

/// Notices of made-up towns, in which a few made-up words stand in ever other places.
pub fn with_notices() -> Dir {
    const TOWNS: [&str; 6] = ["望塔镇", "柳浦区", "云枝县", "星野镇", "青源市", "临水街道"];
    let dir = Dir::new();
    for (at, town) in TOWNS.iter().enumerate() {
        let next = TOWNS[(at + 1) % TOWNS.len()];
        let text = format!(
            "{town}关于便民服务的通知\n\n\
             一、推进槐荫驿建设。{town}和{next}的槐荫驿由居民议事会管理，每个槐荫驿配备两名工作人员，槐荫驿的费用列入预算。\n\n\
             二、办好“暖邻里”活动。“暖邻里”由社区组织，{next}参照办理；支持学校参加“暖邻里”，医院在“暖邻里”中设置咨询台。\n\n\
             三、完善零碳公交接驳。{next}开通零碳公交，居民凭证乘坐零碳公交，零碳公交的车辆由{town}购置。\n"
        );
        dir.write(&format!("docs/{at}.txt"), text);
    }
    dir.cesou(&["index", "docs"]).expect(0);
    dir
}

/// The words of a dictionary file, after a look at the form of each line.
#[track_caller]
fn words(run: &Run) -> Vec<&str> {
    run.out
        .lines()
        .map(|line| {
            let parts: Vec<&str> = line.split(' ').collect();
            let [word, frequency, "n"] = parts[..] else { panic!("{line}") };
            assert!(frequency.parse::<u64>().unwrap() > 0, "{line}");
            word
        })
        .collect()
}

#[test]
fn new_words_make_a_dictionary_that_can_be_given_back() {
    let dir = with_notices();
    let first = dir.cesou(&["terms", "--new", "--known", "jieba"]).expect(0);
    let found = words(&first);
    for word in ["槐荫驿", "暖邻里", "零碳公交"] {
        assert!(found.contains(&word), "{word} of {found:?}");
    }
    for wrong in ["推进槐荫驿", "槐荫", "荫驿", "邻里", "的槐荫驿", "公交"] {
        assert!(!found.contains(&wrong), "{wrong} of {found:?}");
    }
    dir.write("words.txt", format!("# proposed\n{}", first.out));
    let again = dir.cesou(&["terms", "--new", "--known", "jieba", "--known", "words.txt"]);
    assert!(words(&again).iter().all(|word| !found.contains(word)), "{again:#?}");
}

#[test]
fn lines_of_json_end_with_a_summary() {
    let dir = with_notices();
    let run = dir.cesou(&["terms", "--new", "--known", "jieba", "--json", "-n", "2"]).expect(0);
    let lines = run.json();
    assert_eq!(lines.len(), 3, "{run:#?}");
    for (at, line) in lines[..2].iter().enumerate() {
        assert_eq!((&line["type"], &line["rank"], &line["new"]), (&"term".into(), &(at + 1).into(), &true.into()));
        assert!(line["count"].as_u64() >= line["passages"].as_u64(), "{line}");
        for figure in ["score", "cohesion", "left_entropy", "right_entropy"] {
            assert!(line[figure].is_number(), "{figure} of {line}");
        }
    }
    let summary = run.last();
    assert_eq!((&summary["type"], &summary["terms"], &summary["min_count"]), (&"summary".into(), &2.into(), &4.into()));
    assert!(summary["found"].as_u64() >= Some(2) && summary["index"]["documents"] == 6, "{summary}");
}

#[test]
fn characteristic_words_are_known_and_new_ones() {
    let dir = with_notices();
    let lines = dir.cesou(&["terms", "--known", "jieba", "--json"]).expect(0).json();
    let term = |text: &str| lines.iter().find(|line| line["term"] == text).cloned();
    assert_eq!(term("槐荫驿").unwrap()["new"], true);
    assert!(lines.iter().any(|line| line["new"] == false && line["cohesion"].is_null()));
    for frame in ["推进", "由", "的", "支持", "二"] {
        assert_eq!(term(frame), None);
    }
    let plain = dir.cesou(&["terms", "--known", "jieba", "-n", "5"]).expect(0);
    assert_eq!(plain.out.lines().count(), 5);
}

#[test]
fn neither_updates_nor_deleted_passages_change_the_list() {
    let dir = with_notices();
    let args = ["terms", "--new", "--known", "jieba"];
    let first = dir.cesou(&args).expect(0).out;
    let text = std::fs::read_to_string(dir.path("docs/2.txt")).unwrap();
    dir.write("docs/2.txt", "槐荫驿以外的事项另行通知。\n");
    dir.write("docs/9.txt", "“暖邻里”的年度总结由街道公布。\n");
    dir.cesou(&["index", "docs"]).expect(0);
    assert_ne!(dir.cesou(&args).expect(0).out, first);
    dir.write("docs/2.txt", text);
    std::fs::remove_file(dir.path("docs/9.txt")).unwrap();
    dir.cesou(&["index", "docs"]).expect(0);
    assert_eq!(dir.cesou(&args).expect(0).out, first);
}

#[test]
fn nothing_found_is_said_by_the_exit_status() {
    let dir = Dir::new();
    dir.write("docs/a.txt", "各区应当公开办理的时限。\n");
    dir.cesou(&["index", "docs"]).expect(0);
    assert_eq!(dir.cesou(&["terms", "--new"]).expect(1).out, "");
}

#[test]
fn errors_name_the_file_the_line_and_the_remedy() {
    let dir = with_notices();
    let missing = dir.cesou(&["terms", "--index", "nowhere", "--json"]).expect(2);
    assert_eq!(missing.error()["code"], "index_missing");
    let gone = dir.cesou(&["terms", "--known", "gone.txt", "--json"]).expect(2).error();
    assert_eq!((&gone["code"], &gone["path"]), (&"io".into(), &"gone.txt".into()));
    dir.write("bad.txt", "槐荫驿 5 n\n暖邻里 五 n n\n");
    let bad = dir.cesou(&["terms", "--known", "bad.txt", "--json"]).expect(2).error();
    assert_eq!((&bad["code"], &bad["path"]), (&"bad_argument".into(), &"bad.txt".into()));
    assert!(bad["message"].as_str().unwrap().contains("line 2") && bad["remedy"].is_string(), "{bad}");
    dir.cesou(&["terms", "--min-count", "1"]).expect(2);
}

#[test]
fn the_shipped_corpus_gives_the_same_list_every_time() {
    let args = ["terms", "--new", "--known", "jieba", "-n", "40"];
    let first = cesou_in(corpus(), &args, "").expect(0);
    assert!(words(&first).iter().all(|word| word.chars().count() >= 2));
    assert_eq!(cesou_in(corpus(), &args, "").out, first.out);
    assert_eq!(cesou_in(corpus(), &["terms"], "").expect(0).out.lines().count(), 50);
}

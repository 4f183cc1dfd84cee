//! Numerals in any spelling, Traditional and Simplified characters, widths: what is the same to a reader is found.

use crate::util::{Dir, Run, cesou_in, corpus, marked};

fn search(dir: &Dir, args: &[&str]) -> Run {
    dir.cesou(&[&["search", "--json"], args].concat())
}

#[test]
fn articles_by_digits_and_by_characters() {
    for query in ["第38条 服务半径", "第三十八条 服务半径", "第３８条 服务半径"] {
        let hits = cesou_in(corpus(), &["search", "--json", query], "").expect(0).hits();
        assert!(hits[0]["text"].as_str().unwrap().contains("本条例所称服务半径"), "{query}: {}", hits[0]["text"]);
        assert!(
            marked(&hits[0]).iter().any(|mark| mark.contains("第三十八条") || mark.contains("三十八")),
            "{query}: {:?}",
            marked(&hits[0])
        );
    }
}

#[test]
fn percentages() {
    let dir = Dir::new();
    let with = |figure: &str| {
        format!("各区建成的充电桩不得少于停车位总数的{figure}，新建小区按照规定预留安装条件，由住建部门监督落实。\n")
    };
    dir.write("docs/words.txt", with("百分之五"));
    dir.write("docs/sign.txt", with("5%"));
    dir.write("docs/wide.txt", with("５％"));
    dir.write("docs/other.txt", with("百分之八"));
    dir.cesou(&["index", "docs"]).expect(0);
    for query in ["百分之五", "5%", "５％"] {
        let run = search(&dir, &[query, "-n", "3", "--no-fold"]).expect(0);
        let mut ids = run.ids();
        ids.sort();
        assert_eq!(ids, ["docs/sign.txt#1", "docs/wide.txt#1", "docs/words.txt#1"], "{query}");
        for hit in run.hits() {
            assert!(
                marked(&hit).iter().any(|mark| ["百分之五", "5%", "５％"].contains(&mark.as_str())),
                "{query}: {:?}",
                marked(&hit)
            );
        }
    }
}

#[test]
fn minutes_are_found_and_marked() {
    let dir = Dir::with_policies();
    for query in ["十五分钟公交圈", "15分钟公交圈", "15 分钟公交圈", "１５分钟公交圈"] {
        let hits = search(&dir, &[query]).expect(0).hits();
        assert_eq!(hits[0]["document"]["id"], "docs/transit.txt", "{query}");
        assert!(marked(&hits[0]).iter().any(|mark| mark.starts_with("15 分钟")), "{query}: {:?}", marked(&hits[0]));
    }
}

#[test]
fn years_in_every_spelling() {
    let dir = Dir::new();
    dir.write(
        "docs/a.txt",
        "到二〇二七年，全市建成普惠托位两万个，每个街道至少有一所示范性托育机构，费用由财政按季度拨付到位。\n",
    );
    dir.write(
        "docs/b.txt",
        "到2031年，全市公交车全部更换为新能源车辆，老旧车辆由财政给予报废补贴，补贴标准另行公布后施行。\n",
    );
    dir.cesou(&["index", "docs"]).expect(0);
    for (query, id) in [
        ("2027年", "docs/a.txt#1"),
        ("２０２７年", "docs/a.txt#1"),
        ("二〇三一年", "docs/b.txt#1"),
        ("二○三一年", "docs/b.txt#1"),
    ] {
        assert_eq!(search(&dir, &[query, "-n", "1"]).expect(0).ids(), [id], "{query}");
    }
}

#[test]
fn exact_search_folds_widths_and_blanks_but_no_numerals() {
    let dir = Dir::with_policies();
    for query in ["158个", "１５８个", "158 个", "1 5 8个", "每千人口拥有托位数达到4.5个", "４．５个"]
    {
        assert_eq!(search(&dir, &["--exact", query]).expect(0).ids().len(), 1, "{query}");
    }
    search(&dir, &["--exact", "一百五十八个"]).expect(1);
    search(&dir, &["--exact", "三百元"]).expect(1);
}

#[test]
fn traditional_finds_simplified_and_back() {
    let dir = Dir::with_policies();
    for query in ["历史建筑", "歷史建築", "历史建築"] {
        let run = search(&dir, &["--exact", query]).expect(0);
        assert!(run.hits().iter().all(|hit| hit["document"]["id"] == "docs/traditional.txt"), "{query}");
        assert!(
            run.hits()
                .iter()
                .filter(|hit| hit["in"] == "text")
                .all(|hit| marked(hit) == vec!["歷史建築".to_owned(); marked(hit).len()])
        );
    }
    let back = search(&dir, &["--exact", "養老服務補貼制度"]).expect(0);
    assert_eq!(back.hits()[0]["document"]["id"], "docs/elderly.txt");
    assert!(back.texts()[0].contains("养老服务补贴制度"), "what is shown is the original");
    let ranked = search(&dir, &["歷史建築修繕費用補助", "-n", "1"]).expect(0);
    assert_eq!(ranked.ids(), search(&dir, &["历史建筑修缮费用补助", "-n", "1"]).ids());
}

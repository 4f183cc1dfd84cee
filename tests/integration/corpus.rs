//! The sample documents in `corpus/`: that all of them are indexed, and that questions find their paragraph.

use std::fs;
use std::path::Path;

use crate::util::{cesou_in, corpus, marked, number, repository};

fn files(dir: &Path) -> usize {
    let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.'))
        .map(|path| if path.is_dir() { files(&path) } else { 1 })
        .sum()
}

#[test]
fn every_document_is_indexed() {
    let status = cesou_in(corpus(), &["status", "--json", "--skipped", "--verify"], "").expect(0).last();
    assert!(number(&status["documents"]) >= 16 && number(&status["passages"]) >= 250, "{status}");
    assert_eq!(status["skipped"].as_array().unwrap().len(), 0, "{status}");
    let readme = 1;
    assert_eq!(
        number(&status["roots"][0]["files"]),
        files(&repository().join("corpus")) - readme,
        "all files but the README"
    );
    cesou_in(corpus(), &["get", "corpus/README.md"], "").expect(2);
}

#[test]
fn the_flagship_question_finds_its_paragraph() {
    let hits = cesou_in(corpus(), &["search", "--json", "十五分钟公共服务圈"], "").expect(0).hits();
    assert_eq!(hits[0]["document"]["id"], "corpus/newspaper/public-services-page.txt");
    assert!(hits[0]["text"].as_str().unwrap().contains("15 分钟公共服务圈"));
    assert!(marked(&hits[0]).contains(&"15 分钟公共服务圈".to_owned()), "{:?}", marked(&hits[0]));
}

#[test]
fn questions_find_their_paragraph_first() {
    let questions = [
        ("先找买家后播种", "corpus/newspaper/charging-and-rice-page.txt", "种子便宜，怕的是种出来没有人要"),
        ("拿什么奖励举报骗取医保基金的人", "corpus/explainers/medical-insurance-qa.txt", "可以拨打医疗保障服务热线"),
        ("灵活就业人员缴费比例 个人账户", "corpus/explainers/medical-insurance-qa.txt", "灵活就业人员可以选择两档缴费"),
        ("第38条 服务半径", "corpus/laws/public-facilities-regulation.txt", "本条例所称服务半径"),
        ("物业不得收取进场费、管理费、押金", "corpus/laws/charging-measures.txt", "物业服务企业应当配合业主"),
        ("城镇新增就业 5.27万人", "corpus/reports/government-work-report-2025.txt", "惠民生、兜底线"),
        ("2024年粮食总产量早稻小麦", "corpus/reports/statistics-communique-2024.txt", "全年粮食播种面积312.5万亩"),
        ("红色预警 青源江水位 31.5米", "corpus/plans/flood-emergency-plan.txt", "预警由低到高分为四级"),
        ("新建托育机构每个托位补助12000元", "corpus/notices/childcare-notice.txt", "新建独立托育机构的"),
        ("坡度25度以上能不能种茶", "corpus/notices/reply-tea-park.txt", "产业园建设应当严格遵守"),
        ("歷史建築修繕費用補助", "corpus/encodings/heritage-guidelines-traditional.txt", "居民自住的歷史建築"),
        ("历史建筑外墙灰缝糯米浆", "corpus/encodings/heritage-guidelines-traditional.txt", "外牆灰縫應當使用石灰"),
        ("民國琉璃宮燈", "corpus/encodings/lantern-fair-big5.txt", "舊燈新亮"),
        ("山区预约公交提前多久预约", "corpus/encodings/rural-transit-utf16.txt", "推行预约公交"),
        ("水稻保险费率 每亩46元", "qy-2025-0219", "保险费率为4%"),
        ("无人机飞行高度120米 药品运输", "qy-2025-0902", "试点航线限于城区"),
        ("零工驿站几点开门", "qy-2025-0326", "建设室内零工驿站14处"),
        ("审计 老旧小区重立面轻管网", "corpus/reports/audit-report-wrapped.txt", "老旧小区改造审计情况"),
        ("打夯号子", "corpus/newspaper/culture-week-news.txt", "夜班工人"),
        ("C级危房墙体加固", "corpus/plans/old-quarter-renewal-plan.txt", "C级危房采取"),
        (
            "创办小微企业补贴1万元 个体经营6000元",
            "corpus/explainers/startup-subsidy-guide.txt",
            "创办小微企业的补贴1万元",
        ),
        ("六百米以上的临水临崖路段", "corpus/encodings/rural-transit-utf16.txt", "加强安全管理"),
        ("老街区更新 安全账 燃气立管锈蚀", "corpus/newspaper/public-services-page.txt", "安全是更新的底线"),
        ("下穿隧道积水27厘米封闭", "corpus/plans/flood-emergency-plan.txt", "橙色预警发布后，组织低洼"),
        ("随迁子女入学 96%", "corpus/encodings/school-enrolment-gb18030.txt", "进城务工人员随迁子女"),
    ];
    let mut wrong = Vec::new();
    for (question, document, words) in questions {
        let hits = cesou_in(corpus(), &["search", "--json", "-n", "3", question], "").expect(0).hits();
        let (id, text) = (hits[0]["document"]["id"].as_str().unwrap(), hits[0]["text"].as_str().unwrap());
        let above = hits[0]["headings"].to_string();
        if id != document || !(text.contains(words) || above.contains(words)) {
            wrong.push(format!("{question}: {} {text}", hits[0]["id"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn strings_that_a_column_break_cuts_are_found() {
    for string in [
        "流动服务船",
        "活动室发愁",
        "评价办法",
        "柳浦、云枝",
        "居委会，今后",
        "见面地点",
        "变压器负荷",
        "四年品比试验",
        "路走了六年",
    ] {
        let run = cesou_in(corpus(), &["search", "--json", "--exact", string], "").expect(0);
        assert!(run.hits().iter().any(|hit| hit["match"] == "exact" && hit["in"] == "text"), "{string}");
    }
}

#[test]
fn exact_strings_of_the_corpus_have_their_totals() {
    for (string, total) in [
        ("谁产生谁更新，谁使用谁反馈", 1),
        ("青政发〔2025〕12号", 1),
        ("䃅溪乡", 1),
        ("148个老小区", 1),
        ("42个电动自行车充电位", 1),
    ] {
        let run = cesou_in(corpus(), &["search", "--json", "--exact", string], "").expect(0);
        assert_eq!(run.last()["exact_total"], total, "{string}");
    }
}

use super::*;
use proptest::prelude::*;

/// The definitions as (short, long); one in 《》 as 《short》.
fn pairs(text: &str) -> Vec<(String, String)> {
    let name = |a: Abbreviation| if a.quoted { (format!("《{}》", a.short), a.long) } else { (a.short, a.long) };
    definitions(text).into_iter().map(name).collect()
}

#[track_caller]
fn one(text: &str, short: &str, long: &str) {
    assert_eq!(pairs(text), [(short.to_owned(), long.to_owned())], "{text}");
}

#[track_caller]
fn none(text: &str) {
    assert_eq!(pairs(text), [], "{text}");
}

#[test]
fn titles() {
    one("印发《星野镇发展规划纲要》（以下简称《纲要》）。", "《纲要》", "星野镇发展规划纲要");
    one("根据《星野镇供水条例》（以下简称条例），", "条例", "星野镇供水条例");
    one("按照《星野镇供水办法（试行）》(星政发〔2031〕7号，以下简称“《办法》”)", "《办法》", "星野镇供水办法（试行）");
    one("《关于修改〈星野镇供水条例〉的决定》（下称《决定》）", "《决定》", "关于修改〈星野镇供水条例〉的决定");
    one("《星野镇供水条例》（草案）（以下简称：《草案》）", "《草案》", "星野镇供水条例");
    one("发布《供水管道规范》XY/T 12—2031（以下简称《规范》）", "《规范》", "供水管道规范");
    one("《甲法》和《星野镇节水条例》（以下简称《条例》）", "《条例》", "星野镇节水条例");
}

#[test]
fn several_titles_with_one_short_form() {
    let both = pairs("《用水办法》、《排水办法》（以下统称《两个办法》）");
    let short = "《两个办法》".to_owned();
    assert_eq!(both, [(short.clone(), "用水办法".to_owned()), (short, "排水办法".to_owned())]);
    none("供水合同和《排水办法》（以下统称“文件”）");
}

#[test]
fn quotations() {
    one("推进“供水、排水、节水一体管理”（以下简称“三水共管”）", "三水共管", "供水、排水、节水一体管理");
    none("“甲类”和“乙类”（以下统称“两类”）");
    none("“供水计划”和“节水计划”，简称“双水计划”。");
}

#[test]
fn where_a_long_form_begins() {
    let commission = "国家发展和改革委员会";
    one("现就落实国家发展和改革委员会（以下简称国家发展改革委）的要求", "国家发展改革委", commission);
    one("为推进长江三角洲区域一体化（以下简称长三角一体化）", "长三角一体化", "长江三角洲区域一体化");
    one("本市建立地方水务监督管理信息平台（以下简称“监管平台”），", "监管平台", "地方水务监督管理信息平台");
    one("其所属的星野市水务行政执法总队（以下简称市水务执法总队）", "市水务执法总队", "星野市水务行政执法总队");
    one("市和区、县防汛联席会议（以下简称联席会议）负责", "联席会议", "防汛联席会议");
    one("中国（星野）自由贸易试验区（以下简称自贸试验区）", "自贸试验区", "中国（星野）自由贸易试验区");
    one("防治新型冠状病毒肺炎（以下简称新冠肺炎）", "新冠肺炎", "新型冠状病毒肺炎");
    one("2031年5月6日广州水权交易中心（简称广水所）举办", "广水所", "广州水权交易中心");
    one("（一）河道规划管理平台（以下称管理平台）", "管理平台", "河道规划管理平台");
    one("由主管部门审批节约用水项目（以下简称节水项目）", "节水项目", "节约用水项目");
    one("应当向世界水权组织国际局（以下简称国际局）提交", "国际局", "世界水权组织国际局");
    one("推动星野市人民政府与中国水利银行股份有限公司（以下简称水利银行）", "水利银行", "中国水利银行股份有限公司");
}

#[test]
fn a_doubtful_long_form_is_none() {
    none("农户、渔户和其他住户（以下统称用水单位）");
    none("市和区渠务、渔业部门（以下简称湿地主管部门）");
    none("对列入修缮清单的水井（以下简称修缮水井）");
    none("星野市渠务局是本市渠道的行政管理部门（以下简称市渠道管理部门）");
    none("青石江、白沙河沿岸步道（以下简称沿岸步道）");
    none("河南、山东四省（以下简称四省）");
    none("星野水务有限公司（以下简称本公司）和用户（以下简称甲方）");
    none("关于严厉打击偷水行为的紧急通知（以下简称《通知》）");
    none("新型水轮机运抵中国水利机械公司（以下简称水机）");
    none("水杯及其他水杯配套物品（以下简称水杯）");
    none("天津、河北两地（以下分别简称津、冀）");
    none("节约用水（以下简称节）");
    none("节水办法（以下简称节水办法）");
    none("中华人民共和国的简称，汉字简称、代号");
}

#[test]
fn forms_of_the_short_form() {
    for form in ["“市水务局”", "‘市水务局’", "「市水务局」", "市水务局", "为市水务局", "：市水务局", " “市水务局” "]
    {
        one(&format!("星野市水务局（以下简称{form}）负责"), "市水务局", "星野市水务局");
        one(&format!("星野市水务局(以下称{form})负责"), "市水务局", "星野市水务局");
    }
    one("国家核定减排量（Certified Reduction，以下简称 CER）", "CER", "国家核定减排量");
    let both = pairs("星野市水务局（以下简称“市水务局”或“水务局”）");
    assert_eq!(both.iter().map(|pair| &*pair.0).collect::<Vec<_>>(), ["市水务局", "水务局"]);
    assert_eq!(pairs("星野市水务局（以下简称市水务局或者水务局）"), both);
    none("星野市水务局、星野市环保局（以下简称“水务局”、“环保局”）");
    one("编制建设项目影响报告书（表）（以下简称影响报告书（表））", "影响报告书（表）", "建设项目影响报告书（表）");
    one("星野市水务局（以下简稱市水务局）", "市水务局", "星野市水务局");
}

#[test]
fn without_brackets() {
    one("星野市水务局，以下简称市水务局，负责供水。", "市水务局", "星野市水务局");
    one("带队赴湖北中水资产管理有限公司以下简称中水资管副总经理", "中水资管", "湖北中水资产管理有限公司");
    one("出台《星野镇供水意见》以下简称《意见》，", "《意见》", "星野镇供水意见");
    none("赴星野汉水发电有限公司以下简称汉水电厂调研");
    none("为规范建设项目影响报告书、影响报告表以下简称影响报告书（表）的编制");
    none("渠务主管部门及其所属的水闸机构，以下简称渠务水利管理部门。");
}

#[test]
fn broken_texts() {
    for text in [
        "（以下简称",
        "以下简称",
        "《》（以下简称《》）",
        "”（简称“",
        "（（（以下简称）",
        "》（以下统称《甲》",
        "称",
        "简称",
    ] {
        none(text);
    }
    none("星野市水务局（以下简称市水务局");
    one("星野市水务局（以下简称“市水务局”", "市水务局", "星野市水务局");
}

fn abbreviation(short: &str, long: &str, quoted: bool) -> Abbreviation {
    Abbreviation { short: short.to_owned(), long: long.to_owned(), quoted }
}

#[test]
fn a_use_is_not_a_part_of_something_longer() {
    let law = abbreviation("节水法", "中华人民共和国节水法", false);
    assert!(law.used_in("依照节水法处罚"));
    assert!(law.used_in("《节水法》第三条"));
    assert!(law.used_in("中华人民共和国节水法公布，节水法施行"));
    assert!(!law.used_in("《中华人民共和国节水法》第三条"));
    assert!(!law.used_in("《星野镇节水法宣传办法》"));
    assert!(!law.used_in("节水法实施条例"));
    assert!(!law.used_in("中华人民共和国节水法（以下简称节水法）"));
    let group = abbreviation("领导小组", "国务院节水领导小组", false);
    assert!(group.used_in("领导小组办公室"));
    assert!(group.used_in("由领导小组决定"));
    assert!(group.used_in("市人民政府应当支持领导小组开展工作") && group.used_in("答复领导小组"));
    assert!(!group.used_in("防汛领导小组") && !group.used_in("城乡建设领导小组"));
    let latin = abbreviation("CER", "国家核定减排量", false);
    assert!(latin.used_in("购入 CER 一吨") && !latin.used_in("CERTIFIED"));
}

#[test]
fn what_was_defined_in_title_marks_is_used_in_them() {
    let outline = abbreviation("纲要", "星野镇发展规划纲要", true);
    assert!(outline.used_in("贯彻《纲要》"));
    assert!(!outline.used_in("贯彻纲要") && !outline.used_in("《规划纲要》") && !outline.used_in("《纲要解读》"));
    assert!(!abbreviation("", "", false).used_in("甲"));
}

proptest! {
    #[test]
    fn nothing_panics_and_what_is_found_stands_in_the_text(
        text in "([《》〈〉“”（）()、，。\n a1的和市国水务局法]|以下简称|统称|简稱|下称|或|国家|建设|同意){0,40}"
    ) {
        for found in definitions(&text) {
            prop_assert!(text.contains(&found.long) && text.contains(&found.short));
            prop_assert!(found.short != found.long && found.short.chars().count() >= 2 && !found.long.is_empty());
            let _ = found.used_in(&text);
        }
    }

    #[test]
    fn no_text_panics(text in any::<String>(), short in any::<String>(), long in any::<String>(), quoted: bool) {
        let marked = format!("{long}（以下简称{short}）{text}");
        let _ = definitions(&text);
        let _ = definitions(&marked);
        let _ = Abbreviation { short, long, quoted }.used_in(&marked);
    }

    #[test]
    fn a_name_between_marks_is_found(name in "[水务供节排管]{4,12}") {
        let found = definitions(&format!("根据《{name}条例》（以下简称《条例》）"));
        prop_assert_eq!(found, [abbreviation("条例", &format!("{name}条例"), true)]);
    }
}

//! Structure of whole documents, all invented.

use super::testing::blocks;
use super::{Outline, Role, outline};

/// Each entry as `address|role|headings by index|lead-in`, empty where there is none.
fn shown(outline: &Outline) -> Vec<String> {
    let entry = |entry: &super::Entry| {
        let address = entry.address.as_ref().map(super::Address::full).unwrap_or_default();
        let role = entry.role.map(|role| format!("{role:?}")).unwrap_or_default();
        let path: Vec<String> = entry.path.iter().map(ToString::to_string).collect();
        format!("{address}|{role}|{}|{}", path.join(","), entry.lead_in.map(|at| at.to_string()).unwrap_or_default())
    };
    outline.entries.iter().map(entry).collect()
}

fn addresses(text: &str) -> Vec<String> {
    let outline = outline(blocks(text));
    let address = |entry: &super::Entry| entry.address.as_ref().map(ToString::to_string).unwrap_or_default();
    outline.entries.iter().map(address).collect()
}

const REGULATION: &str = "\
T|青源市公共充电设施管理条例
H|第一编 总则
H|第一章 一般规定
第一条 为了规范公共充电设施管理，制定本条例。
第二条 本市范围内的公共充电设施适用本条例。
农村地区参照执行。
H|第二章 建设
H|第一节 规划
第三条 新建小区应当符合下列条件：
（一）有配电室；
（二）有下列消防设施：
1.灭火器；
2.喷淋。
（三）有车位。
未达标的，不予验收。
第三条之一 老旧小区分期改造。";

#[test]
fn a_regulation() {
    let outline = outline(blocks(REGULATION));
    assert_eq!(outline.title.as_deref(), Some("青源市公共充电设施管理条例"));
    assert_eq!(
        shown(&outline),
        [
            "|||",
            "第一编|||",
            "第一编第一章||1|",
            "第一编第一章第一条|Article|1,2|",
            "第一编第一章第二条第一款|Article|1,2|",
            "第一编第一章第二条第二款|Article|1,2|",
            "第一编第二章||1|",
            "第一编第二章第一节||1,6|",
            "第一编第二章第一节第三条第一款|Article|1,6,7|",
            "第一编第二章第一节第三条第一款第（一）项|Item|1,6,7|8",
            "第一编第二章第一节第三条第一款第（二）项|Item|1,6,7|8",
            "第一编第二章第一节第三条第一款第（二）项第1目|Item|1,6,7|10",
            "第一编第二章第一节第三条第一款第（二）项第2目|Item|1,6,7|10",
            "第一编第二章第一节第三条第一款第（三）项|Item|1,6,7|8",
            "第一编第二章第一节第三条第二款|Article|1,6,7|",
            "第一编第二章第一节第三条之一|Article|1,6,7|",
        ]
    );
}

#[test]
fn typed_addresses_name_what_they_say() {
    let outline = outline(blocks(REGULATION));
    let named = |typed: &str| {
        let typed = super::Address::parse(typed).unwrap();
        let covered = outline.entries.iter().enumerate();
        covered
            .filter(|(_, e)| e.address.as_ref().is_some_and(|a| typed.covers(a)))
            .map(|(at, _)| at)
            .collect::<Vec<_>>()
    };
    assert_eq!(named("第三条"), [8, 9, 10, 11, 12, 13, 14]);
    assert_eq!(named("第三条第2款"), [14]);
    assert_eq!(named("第三条第（二）项"), [10, 11, 12]);
    assert_eq!(named("第3条之1"), [15]);
    assert_eq!(named("第一章"), [2, 3, 4, 5]);
    assert_eq!(named("第十三条"), Vec::<usize>::new());
}

#[test]
fn a_notice_with_attachments() {
    let text = "\
T|青源市人民政府关于做好冬季供暖工作的通知
青政发〔2024〕12号
各区人民政府，市政府各部门：
为做好冬季供暖工作，现将有关事项通知如下：
一、提前准备。各区应当在十月底前完成检修。
二、保障民生。供暖企业应当公布服务电话。
附件：1.供暖时间表
2.供暖管理办法
青源市人民政府
2024年9月5日
N|（此件公开发布）
附件1
H|供暖时间表
一、市区。十一月一日起供暖。
附件2
H|供暖管理办法
第一条 供暖应当安全。
第二条 供暖应当及时。";
    let outline = outline(blocks(text));
    assert_eq!(
        shown(&outline),
        [
            "|||",
            "|Number||",
            "|Addressee||",
            "|||",
            "一|Item||",
            "二|Item||",
            "二|Attachment||",
            "二|Attachment||",
            "|Signature||",
            "|Signature||",
            "|||",
            "附件1|Attachment||",
            "附件1|||",
            "附件1一|Item|12|",
            "附件2|Attachment||",
            "附件2|||",
            "附件2第一条|Article|15|",
            "附件2第二条|Article|15|",
        ]
    );
}

#[test]
fn a_plan() {
    let text = "\
T|星野镇养老服务实施方案
H|一、总体要求
到2027年，服务网络基本建成。
H|二、主要任务
H|（一）完善设施
1.新建服务站。
面积不少于二百平方米。
2.改造食堂。重点抓好：
（1）供餐；
（2）送餐。
三、四个片区各设一处。
H|（二）提升质量
H|三、保障措施
（一）加强领导；
（二）加强投入。
各村应当配合。";
    assert_eq!(
        addresses(text),
        [
            "",
            "一",
            "一",
            "二",
            "二（一）",
            "二（一）1",
            "二（一）1",
            "二（一）2",
            "二（一）2（1）",
            "二（一）2（2）",
            "二（一）2",
            "二（二）",
            "三",
            "三（一）",
            "三（二）",
            "三",
        ]
    );
}

#[test]
fn a_work_report() {
    let text = "\
T|2024年青源市政府工作报告
各位代表：
现在，我代表市人民政府向大会报告工作，请予审议。
H|一、2023年工作回顾
全年生产总值增长6%。
一是产业加快升级。新增企业30家。
二是民生持续改善。新增学位2000个。
H|二、2024年重点工作
H|（一）扩大内需
1.5亿元资金用于消费券。
H|（二）科技创新";
    let outline = outline(blocks(text));
    let roles: Vec<Option<Role>> = outline.entries.iter().map(|entry| entry.role).collect();
    assert_eq!(roles[1], Some(Role::Addressee));
    assert_eq!((roles[5], roles[6], roles[9]), (Some(Role::Item), Some(Role::Item), None));
    assert_eq!(addresses(text), ["", "", "", "一", "一", "一", "一", "二", "二（一）", "二（一）", "二（二）"]);
}

#[test]
fn an_amending_decision() {
    let text = "\
T|青源市人民代表大会常务委员会关于修改《青源市绿化条例》的决定
一、将第三条修改为：“第三条 绿化应当因地制宜。
第四条 绿化应当节约用水。
不得使用饮用水。”
二、增加一条，作为第五条：
“第五条 古树名木应当挂牌。”
三、第六条修改为：“应当补种。”
第七条规定的期限改为三十日。
本决定自公布之日起施行。";
    assert_eq!(addresses(text), ["", "一", "一", "一", "二", "二", "三", "三", "三"]);
}

#[test]
fn references_at_the_beginning_of_a_line_are_no_divisions() {
    let text = "\
第一条 甲。
第五条规定的情形除外。
第二条 乙。
第三条、第四条另有规定的，从其规定。
第三条 丙。
第九条 第二款的罚款由区政府执行。
第四条丁。";
    assert_eq!(
        addresses(text),
        ["第一条第一款", "第一条第二款", "第二条第一款", "第二条第二款", "第三条第一款", "第三条第二款", "第四条"]
    );
}

#[test]
fn a_number_that_jumps_is_believed_unless_the_old_ones_resume() {
    assert_eq!(addresses("第一条 甲。\n第三条 乙。\n第四条 丙。"), ["第一条", "第三条", "第四条"]);
    assert_eq!(addresses("第一条 甲。\n第八条 乙。\n第二条 丙。"), ["第一条第一款", "第一条第二款", "第二条"]);
}

#[test]
fn a_table_of_contents_is_not_the_divisions() {
    let text = "\
T|青源市图书馆条例
H|目　录
H|第一章 总则
H|第二章 附则
H|第一章 总则
第一条 甲。
H|第二章 附则
第二条 乙。";
    let outline = outline(blocks(text));
    assert_eq!(
        shown(&outline),
        ["|||", "|||", "||1|", "||1|", "第一章|||", "第一章第一条|Article|4|", "第二章|||", "第二章第二条|Article|6|"]
    );
    assert_eq!(addresses("H|目录\nH|第一章 总则\n第一条 甲。\nH|第二章 附则"), ["", "第一章", "第一条", "第二章"]);
}

#[test]
fn a_newspaper_page() {
    let text = "\
H|本期关注
H|以创新引领升级
星野镇加快建设科创园。
H|以开放促进合作
星野镇加快建设口岸。
N|（作者单位：青源市发展研究室）
本版邀请两位专家谈谈看法。
B|青源市发展研究室
T|以更大力度推动发展
T|让发展成果可感可及
B|林一 何二
H|民生向好
就业稳步增长。
一是抓好就业。新增岗位千个。
N|（作者：林一，青源学院教师）
下期预告：乡村振兴。";
    let outline = outline(blocks(text));
    assert_eq!((outline.title.as_ref(), outline.title_entry), (None, None));
    let paths: Vec<&[usize]> = outline.entries.iter().map(|entry| entry.path.as_slice()).collect();
    let empty: &[usize] = &[];
    assert_eq!(
        paths,
        [empty, empty, &[1], empty, &[3], empty, empty, empty, empty, empty, empty, empty, &[11], &[11], empty, empty]
    );
}

#[test]
fn headings_without_numbers() {
    let text = "\
H|序言
甲。
H|第一章 总则
第一条 乙。
H|名词解释
丙。
H|二级标题
丁。";
    let outline = outline(blocks(text));
    let paths: Vec<&[usize]> = outline.entries.iter().map(|entry| entry.path.as_slice()).collect();
    let empty: &[usize] = &[];
    assert_eq!(paths, [empty, &[0], empty, &[2], &[2], &[2, 4], &[2], &[2, 6]]);
}

#[test]
fn headings_with_levels() {
    let mut blocks = blocks("T|方案\nH|目标\n甲。\nH|一、近期\n乙。\nH|二、远期\n丙。\nH|附则\n丁。");
    for (at, level) in [(1, 2), (3, 3), (5, 3), (7, 2)] {
        blocks[at].level = Some(level);
    }
    let outline = outline(blocks);
    let paths: Vec<&[usize]> = outline.entries.iter().map(|entry| entry.path.as_slice()).collect();
    let empty: &[usize] = &[];
    assert_eq!(paths, [empty, empty, &[1], &[1], &[1, 3], &[1], &[1, 5], empty, &[7]]);
    assert_eq!(outline.entries[6].address.as_ref().map(ToString::to_string).as_deref(), Some("二"));
}

#[test]
fn numbers_that_run_through_the_document() {
    let text = "H|一、就业\n（一）甲。\n（二）乙。\nH|二、培训\n（三）丙。\n（四）丁。";
    assert_eq!(addresses(text), ["一", "一（一）", "一（二）", "二", "二（三）", "二（四）"]);
}

#[test]
fn a_list_inside_headings_of_its_own_kind() {
    let text = "H|一、改造\n要求如下：\n一、节能；\n二、降耗。\n甲。\nH|二、整顿\n一、乙；\n二、丙。";
    assert_eq!(addresses(text), ["一", "一", "一第一项", "一第二项", "一", "二", "二第一项", "二第二项"]);
}

#[test]
fn lists_whose_first_items_are_lost() {
    assert_eq!(
        addresses("第一条 甲：\n乙；\n（三）丙；\n（四）丁。"),
        ["第一条第一款", "第一条第二款", "第一条第二款第（三）项", "第一条第二款第（四）项"]
    );
    assert_eq!(addresses("H|五、甲\nH|六、乙\n（三）丙。"), ["五", "六", "六"]);
}

#[test]
fn table_rows() {
    let outline = outline(blocks("T|表\n名称\t数量\n路灯\t30\n以上为统计数据。"));
    let roles: Vec<Option<Role>> = outline.entries.iter().map(|entry| entry.role).collect();
    assert_eq!(roles, [None, Some(Role::Table), Some(Role::Table), None]);
}

#[test]
fn nothing_gives_nothing() {
    assert_eq!(outline(Vec::new()), Outline::default());
}

//! Pages of each kind, invented, read whole.

use proptest::prelude::*;

use super::*;
use crate::read::LineRole;
use crate::read::limits::Limit;

fn read(html: &str) -> Extract {
    Html::default().read(html.as_bytes(), &Limits::default()).unwrap()
}

fn texts(html: &str) -> Vec<String> {
    let lines = read(html).lines.into_iter().filter(|line| line.role != LineRole::Furniture);
    lines.map(|line| line.text).collect()
}

fn body(html: &str) -> Vec<String> {
    texts(&format!("<html><head><title>x</title></head><body>{html}</body></html>"))
}

fn field<'a>(extract: &'a Extract, name: &str) -> Option<&'a str> {
    extract.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

const FIRST: &str =
    "为进一步加强城市供水管理，保障城市生活、生产用水安全，根据有关法律法规，结合本市实际，制定本办法。";
const SECOND: &str = "市水务部门负责全市供水的监督管理工作，各区人民政府应当按照职责做好本辖区内的供水保障。";

fn nav(count: usize) -> String {
    let links: String =
        (0..count).map(|n| format!("<li><a href='/a{n}.html'>青源市召开第{n}次水务工作会议部署</a></li>")).collect();
    format!("<ul>{links}</ul>")
}

/// A page with navigation above, a list of links beside and a footer below.
fn site(content: &str) -> String {
    format!(
        "<html><head><title>青源市供水管理办法_政策文件_青源市人民政府</title>
        <meta name='SiteName' content='青源市人民政府'><meta name='PubDate' content='2026-01-05 10:00'></head><body>
        <div class='top'><a href='/'>首页</a> <a href='/zw'>政务公开</a> <a href='/fw'>政务服务</a></div>
        <div>当前位置：<a href='/'>首页</a> &gt; <a href='/zc'>政策文件</a></div>
        <table><tr><td>{}</td><td>{content}</td></tr></table>
        <div><p>主办单位：青源市人民政府办公室 地址：青源市柳浦区人民路1号</p><p>青ICP备00000000号 公安网备</p></div>
        </body></html>",
        nav(30)
    )
}

#[test]
fn a_short_notice_beside_a_long_list_of_links() {
    let page = site("<div><h2>停水通知</h2><p>因管道检修，星野镇1月8日停水半天，请做好储水准备。</p></div>");
    assert_eq!(texts(&page), ["停水通知", "因管道检修，星野镇1月8日停水半天，请做好储水准备。"]);
}

#[test]
fn a_page_of_a_ministry_with_facts_below_the_title() {
    let page = site(&format!(
        "<div class='box'><h1>青源市供水管理办法</h1>
        <div class='info'><span>来源：青源市水务局</span> <span>发布时间：2026-01-05 10:00</span> <span>[打印] [关闭]</span></div>
        <div class='text'><p>　　{FIRST}</p><p>　　{SECOND}</p></div>
        <p>附件：<a href='a.doc'>供水计划表.doc</a></p><p>责任编辑：沈青</p></div>"
    ));
    let extract = read(&page);
    let texts: Vec<&str> = extract.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["青源市供水管理办法", FIRST, SECOND, "附件：供水计划表.doc"]);
    assert_eq!(extract.lines[0].role, LineRole::Title);
    assert_eq!(extract.title.as_deref(), Some("青源市供水管理办法"));
    for (name, value) in [
        ("site", "青源市人民政府"),
        ("publish_date", "2026-01-05 10:00"),
        ("source", "青源市水务局"),
        ("editor", "沈青"),
    ] {
        assert_eq!(field(&extract, name), Some(value), "{name} {:?}", extract.fields);
    }
    assert_eq!(extract.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[test]
fn index_tables_are_fields() {
    let table = "<table><tr><td>索 引 号：</td><td>QY0001/2026-00012</td><td>主题分类：</td><td>水务</td></tr>
        <tr><td>发文机关：</td><td>青源市人民政府</td><td>成文日期：</td><td>2026年1月2日</td></tr>
        <tr><td>标　　题：</td><td colspan=3>青源市供水管理办法</td></tr>
        <tr><td>发文字号：</td><td>青政发〔2026〕3号</td><td>主 题 词：</td><td></td></tr></table>";
    let list = "<ul class='head'><li><b>索引号：</b><span>QY0001/2026-00012</span></li><li><b>主题分类：</b>水务</li>
        <li>发文机关：青源市人民政府</li><li><b>成文日期：</b>2026年1月2日</li><li>发文字号： 青政发〔2026〕3号</li></ul>";
    let terms = "<dl><dt>索引号</dt><dd>QY0001/2026-00012</dd><dt>主题分类</dt><dd>水务</dd><dt>发布机构</dt>
        <dd>青源市人民政府</dd><dt>成文日期</dt><dd>2026年1月2日</dd><dt>文号</dt><dd>青政发〔2026〕3号</dd></dl>";
    for index in [table, list, terms] {
        let extract = read(&site(&format!("{index}<div class='TRS_Editor'><p>{FIRST}</p><p>{SECOND}</p></div>")));
        for (name, value) in [
            ("index_no", "QY0001/2026-00012"),
            ("subject", "水务"),
            ("issuer", "青源市人民政府"),
            ("date", "2026年1月2日"),
            ("doc_no", "青政发〔2026〕3号"),
        ] {
            assert_eq!(field(&extract, name), Some(value), "{index} {:?}", extract.fields);
        }
        assert_eq!(field(&extract, "keywords"), None);
        let alone = read(&format!("<html><body>{index}</body></html>"));
        assert!(alone.lines.iter().any(|line| line.text.contains("青政发〔2026〕3号")), "what is left is the text");
        let unnamed = texts(&site(&format!("<div>{index}<div><p>{FIRST}</p><p>{SECOND}</p></div></div>")));
        assert_eq!(unnamed, [FIRST, SECOND]);
    }
}

#[test]
fn a_table_headed_by_such_labels_is_no_index() {
    let rows = "<tr><th>文件名称</th><th>文号</th><th>成文日期</th></tr><tr><td>供水办法</td><td>青政发1号</td><td>2025年</td></tr>
        <tr><td>排水办法</td><td>青政发2号</td><td>2026年</td></tr>";
    let lines = body(&format!("<p>{FIRST}</p><table border=1>{rows}</table>"));
    assert_eq!(
        lines,
        [FIRST, "文件名称\t文号\t成文日期", "供水办法\t青政发1号\t2025年", "排水办法\t青政发2号\t2026年"]
    );
}

#[test]
fn a_newspaper_page() {
    let page = format!(
        "<html><head><title>星野日报-供水改革惠民生</title></head><body><div class='swiper'>{}</div><div class='article'>
        <h3>本报记者调查</h3><h1>供水改革惠民生</h1><h2>青源市推进一户一表</h2><p class='sec'>沈青 《星野日报》（2026年1月5日 第01版）</p>
        <div id='ozoom'><founder-content><!--enpcontent--><P>　　{FIRST}</P><P>　　{SECOND}</P><!--/enpcontent--></founder-content></div>
        </div><div class='footer'>星野日报社 版权所有</div></body></html>",
        nav(12)
    );
    let extract = read(&page);
    assert_eq!(extract.title.as_deref(), Some("供水改革惠民生"));
    assert_eq!(extract.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>(), [FIRST, SECOND]);
}

#[test]
fn a_page_that_a_script_makes_visible() {
    let page = format!(
        "<html><body><h1 id='activity-name'> 供水改革 </h1><div id='js_content' style='visibility: hidden; opacity: 0;'>
        <section><span>{FIRST}</span></section><section><p><span>{SECOND}</span></p></section></div></body></html>"
    );
    assert_eq!(texts(&page), [FIRST, SECOND]);
    let shut =
        format!("<html><body><p>正在加载</p><div id='text' style='display:none'><p>{FIRST}</p></div></body></html>");
    assert!(texts(&shut).contains(&FIRST.to_owned()));
}

#[test]
fn an_old_page_in_layout_tables_with_line_breaks() {
    let page = format!(
        "<html><head><title>供水办法</title></head><body><table width=760><tr><td width=160>{}</td><td><center><font size=5>
        青源市供水<br>管理办法</font></center><font size=3>　　{FIRST}<br>　　{SECOND}<br><br>　　第三条　本办法自发布之日起施行。</font>
        </td></tr></table><center>版权所有：青源市水务局</center></body></html>",
        nav(10)
    );
    assert_eq!(texts(&page), ["青源市供水", "管理办法", FIRST, SECOND, "第三条\u{3000}本办法自发布之日起施行。"]);
}

#[test]
fn a_list_page_is_its_list() {
    let page = format!(
        "<html><body><div class='nav'><a href='/'>首页</a><a href='/b'>政务</a></div><div class='main'>{}</div>
        <div class='footer'>版权所有：青源市</div></body></html>",
        nav(20)
    );
    let lines = texts(&page);
    assert_eq!((lines.len(), lines[19].as_str()), (20, "青源市召开第19次水务工作会议部署"));
}

#[test]
fn text_without_any_structure() {
    assert_eq!(texts(&format!("{FIRST}<br>{SECOND}")), [FIRST, SECOND]);
    assert_eq!(texts("青源市公告"), ["青源市公告"]);
    let soup = format!("<div><span>{FIRST}</span><div><span>{SECOND}</span></div><span>青源市水务局</span></div>");
    assert_eq!(body(&soup), [FIRST, SECOND, "青源市水务局"]);
}

#[test]
fn a_page_saved_by_word() {
    let page = format!(
        "<html xmlns:o='urn:schemas-microsoft-com:office:office'><head><style>p.MsoNormal{{}}</style></head><body>
        <!--[if gte mso 9]><xml><o:p>不</o:p></xml><![endif]--><div class=WordSection1>
        <p class=MsoNormal align=center><b>关于供水<span lang=EN-US>2026</span>年\n计划的通知<o:p></o:p></b></p>
        <p class=MsoNormal><span style='mso-spacerun:yes'>&nbsp;&nbsp; </span>{FIRST}<o:p>&nbsp;</o:p></p>
        <p><![if !supportLists]><span>1.<span>&nbsp;&nbsp; </span></span><![endif]>保障用水</p></div>
        <div style='mso-element:footnote'><p>[1] 供水指公共供水。</p></div></body></html>"
    );
    let lines = read(&page).lines;
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["关于供水2026年计划的通知", FIRST, "1. 保障用水", "[1] 供水指公共供水。"]);
    assert_eq!(lines[3].role, LineRole::Note);
}

#[test]
fn what_is_not_shown_is_not_read() {
    let lines = body(&format!(
        "<script>var a='不';</script><noscript>不</noscript><template><p>不</p></template><p hidden>不</p>
        <p style='color:red; DISPLAY : none'>不</p><p aria-hidden=true>不</p><!-- 不 --><p>{FIRST}&copy;&#x4E2D;&lt;</p>"
    ));
    assert_eq!(lines, [format!("{FIRST}©中<")]);
}

#[test]
fn lists_as_they_are_shown() {
    let lines = body("<ol start=3><li>甲项<ul><li>子项</li></ul></li><li>乙项</li></ol><ol type=a><li>丙</li><li value=5>丁</li></ol>
        <ol><li>一、戊</li></ol><ol style='list-style:none'><li>己</li></ol><ol reversed><li>庚</li><li>辛</li></ol><ol type=I><li>壬<li>癸</ol>");
    assert_eq!(
        lines,
        ["3. 甲项", "子项", "4. 乙项", "a. 丙", "e. 丁", "一、戊", "己", "2. 庚", "1. 辛", "I. 壬", "II. 癸"]
    );
}

#[test]
fn headings_and_preformatted_lines() {
    let lines =
        read(&format!("<body><h2>第一章<br>总则</h2><p>{FIRST}</p><h3>第二节</h3><pre>一\n　二\n\n三</pre></body>"))
            .lines;
    let texts: Vec<(&str, LineRole)> = lines.iter().map(|line| (line.text.as_str(), line.role)).collect();
    assert_eq!(texts[0], ("第一章总则", LineRole::Heading(2)));
    assert_eq!(texts[2], ("第二节", LineRole::Heading(3)));
    assert_eq!(texts[3..].iter().map(|line| line.0).collect::<Vec<_>>(), ["一", "二", "三"]);
}

#[test]
fn tables_with_cells_that_go_over_several() {
    let lines = body(&format!(
        "<p>{FIRST}</p><table border=1><caption>表1</caption><tr><th rowspan=2>区</th><th colspan=2>水量</th></tr><tr><th>上年</th><th>本年</th></tr>
        <tr><td>柳浦区</td><td><p>1</p><p>约</p></td><td>2</td></tr></table>"
    ));
    assert_eq!(lines[1..], ["表1", "区\t水量", "\t上年\t本年", "柳浦区\t1 约\t2"]);
}

#[test]
fn xhtml_and_broken_pages() {
    let page = format!(
        "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><script src='a.js' /><title/><body><p>{FIRST}</p></body></html>"
    );
    assert_eq!(texts(&page), [FIRST]);
    assert_eq!(body(&format!("<p><b>{FIRST}<p>{SECOND}</div></td></table><i>")), [FIRST, SECOND]);
    assert_eq!(body(&format!("<p>{FIRST}<p title='{SECOND}")), [FIRST]);
}

#[test]
fn pages_without_text() {
    let kind = |html: &str| Html::default().read(html.as_bytes(), &Limits::default()).unwrap_err();
    assert_eq!(kind(" \n").kind(), ReadErrorKind::Damaged);
    assert_eq!(kind("<html><body><div id=app></div></body></html>").kind(), ReadErrorKind::NoText);
    assert!(kind("<frameset><frame src=a.htm></frameset>").to_string().contains("frames"));
}

#[test]
fn nesting_and_size_are_limited() {
    let deep = "<div>".repeat(100_000);
    let error = Html::default().read(deep.as_bytes(), &Limits::default()).unwrap_err();
    assert!(error.to_string().contains("--max depth="), "{error}");
    // Deep trees that are allowed neither overflow the stack nor take longer than the limit.
    let limits = Limits { depth: u64::MAX, seconds: 2, ..Limits::default() };
    let _ = Html::default().read("<b><div>".repeat(3_000).as_bytes(), &limits);
    let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
    let error = Html::default().read("<br>".repeat(10_000).as_bytes(), &limits).unwrap_err();
    assert!(error.to_string().contains("--max unpacked="), "{error}");
    let limits = Limits { seconds: 0, ..Limits::default() };
    assert!(limits.get(Limit::Seconds) == 0 && Html::default().read(site("x").as_bytes(), &limits).is_err());
}

fn fixture() -> String {
    site(&format!(
        "<h1>办法</h1><p>索引号：1</p><table border=1><tr><td rowspan=2>甲<td>乙<tr><td>丙</table><ol><li>{FIRST}<li>丁</ol><pre>一\n二</pre>"
    ))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = Html::default().read(&bytes, &Limits::default());
    }

    #[test]
    fn any_soup_of_tags_is_read(parts in prop::collection::vec(
        prop::sample::select(vec!["<table>", "<tr>", "<td colspan=9>", "</td>", "</table>", "<p>", "<b>", "</b>", "<a href=x>", "</a>",
            "<ol>", "<li>", "甲。", " ", "<br>", "<form>", "<svg>", "<math>", "<select>", "<template>", "</template>", "<h1>", "<pre>",
            "索引号：", "<div class=nav>", "</div>", "<body>", "</html>", "<frameset>", "<caption>", "　"]), 0..60)) {
        let _ = Html::default().read(parts.concat().as_bytes(), &Limits::default());
    }

    #[test]
    fn a_page_with_any_byte_changed_is_read_or_refused(at in 0_usize..2000, byte in any::<u8>(), cut in 0_usize..4000) {
        let mut bytes = fixture().into_bytes();
        let at = at % bytes.len();
        bytes[at] = byte;
        bytes.truncate(cut.max(1));
        let _ = Html::default().read(&bytes, &Limits::default());
    }
}

#[test]
fn a_short_notice_in_an_element_with_a_name_of_furniture() {
    let page = format!(
        "<html><body><div class='left'><p>星野镇停水：1月8日上午</p></div><div class='menu'>{}</div></body></html>",
        nav(9)
    );
    assert_eq!(texts(&page), ["星野镇停水：1月8日上午"]);
}

#[test]
fn attachments_below_a_content_found_by_name() {
    let page = site(&format!(
        "<div class='TRS_Editor'><p>{FIRST}</p></div><div class='fj'><p>附件：<a href='P02.pdf'>供水图</a></p></div>
        <ul class='list'><li><a href='a.html'>其他文件其他文件</a></li></ul>"
    ));
    assert_eq!(texts(&page), [FIRST, "附件：供水图"]);
}

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::ReadErrorKind;
use super::*;

const NAMESPACE: &str = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";

fn flat(styles: &str, body: &str) -> Vec<u8> {
    format!(
        r#"<?xml version="1.0"?><office:document xmlns:office="{NAMESPACE}"><office:styles>{styles}</office:styles>
        <office:master-styles><style:master-page><style:header><text:p>青源市公报</text:p></style:header></style:master-page>
        </office:master-styles><office:body><office:text>{body}</office:text></office:body></office:document>"#
    )
    .into_bytes()
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn lines(styles: &str, body: &str) -> Vec<Line> {
    Odt.read(&flat(styles, body), &Limits::default()).unwrap().lines
}

/// The texts of the body's lines that are not blank, parted by bars.
fn shown(styles: &str, body: &str) -> String {
    let lines =
        lines(styles, body).into_iter().filter(|line| line.role != LineRole::Furniture && !line.text.is_empty());
    lines.map(|line| line.text).collect::<Vec<_>>().join("|")
}

#[test]
fn white_space_is_one_space_and_elements_are_more() {
    let body = "<text:p>\n  青源 \n <text:span> 市</text:span><text:s text:c=\"2\"/>a<text:tab/>b<text:line-break/>次行</text:p>";
    assert_eq!(shown("", body), "青源 市  a\u{3000}b|次行");
    assert_eq!(shown("", "<text:p>甲<text:s text:c=\"4000000000\"/>乙</text:p>").len(), 6 + 64);
}

#[test]
fn headings_titles_and_furniture() {
    let styles = r#"<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>"#;
    let body = r#"<text:p text:style-name="P1">公告</text:p><text:h text:outline-level="2">总则</text:h><text:p>正文</text:p>"#;
    let lines = lines(styles, body);
    let roles: Vec<LineRole> = lines.iter().map(|line| line.role).collect();
    assert_eq!(roles, [LineRole::Title, LineRole::Heading(2), LineRole::Unknown, LineRole::Furniture]);
    assert_eq!(lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3, 0]);
}

#[test]
fn lists_are_numbered_go_on_and_nest() {
    let styles = r#"<text:list-style style:name="L">
        <text:list-level-style-number text:level="1" style:num-format="一, 二, 三, ..." style:num-suffix="、"/>
        <text:list-level-style-number text:level="2" style:num-format="1" style:num-prefix="（" style:num-suffix="）"/>
        <text:list-level-style-bullet text:level="3"/></text:list-style>"#;
    let item = |inner: &str| format!("<text:list-item>{inner}</text:list-item>");
    let nested = format!("<text:list>{}</text:list>", item("<text:p>子</text:p>"));
    let list = |more: &str, items: &str| format!(r#"<text:list text:style-name="L" {more}>{items}</text:list>"#);
    let body = list(
        r#"xml:id="a""#,
        &(item("<text:p>甲</text:p><text:p>续</text:p>") + &item(&format!("<text:p>乙</text:p>{nested}"))),
    ) + &list(r#"text:continue-list="a""#, &item("<text:p>丙</text:p>"))
        + &list(r#"text:continue-numbering="true""#, &item("<text:p>丁</text:p>"))
        + &list(
            "",
            &(item("<text:p>新</text:p>")
                + r#"<text:list-item text:start-value="9"><text:p>九</text:p></text:list-item>"#),
        );
    assert_eq!(shown(styles, &body), "一、甲|续|二、乙|（1）子|三、丙|四、丁|一、新|九、九");
}

#[test]
fn headings_are_numbered_by_the_outline() {
    let styles = r#"<text:outline-style>
        <text:outline-level-style text:level="1" style:num-format="一, 二" style:num-prefix="第" style:num-suffix="章"/>
        <text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2" loext:num-list-format="%1%.%2%"/>
        </text:outline-style>"#;
    let h = |level: u8, text: &str| format!(r#"<text:h text:outline-level="{level}">{text}</text:h>"#);
    assert_eq!(
        shown(styles, &(h(1, "总则") + &h(2, "范围") + &h(1, "附则"))),
        "第一章\u{3000}总则|一.1 范围|第二章\u{3000}附则"
    );
}

#[test]
fn what_is_hidden_deleted_or_a_comment_is_left_out() {
    let styles =
        r#"<style:style style:name="h" style:family="text"><style:text-properties text:display="none"/></style:style>"#;
    let body = r#"<text:tracked-changes><text:changed-region><text:deletion><text:p>删</text:p></text:deletion></text:changed-region></text:tracked-changes>
        <text:section text:display="none"><text:p>藏</text:p></text:section>
        <text:p>文<text:span text:style-name="h">隐</text:span><office:annotation><text:p>批</text:p></office:annotation>章</text:p>
        <text:p>无<text:hidden-paragraph text:is-hidden="true"/></text:p>"#;
    assert_eq!(shown(styles, body), "文章");
}

#[test]
fn notes_boxes_and_tables() {
    let body = r#"<text:p>正文<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>注</text:p></text:note-body></text:note>完
        <draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame></text:p>
        <table:table><table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>头</text:p></table:table-cell>
        <table:covered-table-cell/><table:table-cell><text:p>尾</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="4000000"><table:covered-table-cell/><table:table-cell><text:p>值</text:p></table:table-cell>
        <table:table-cell table:number-columns-repeated="4000000"/></table:table-row></table:table>"#;
    assert_eq!(shown("", body), "正文完|框|头\t尾|\t值|注");
    let note = lines("", body).into_iter().find(|line| line.role == LineRole::Note).unwrap();
    assert_eq!((note.text.as_str(), note.number), ("注", 1));
}

#[test]
fn packages_and_what_cannot_be_read() {
    let content = String::from_utf8(flat("", "<text:p>云岭县</text:p>")).unwrap();
    let read = |bytes: &[u8]| Odt.read(bytes, &Limits::default());
    assert_eq!(read(&zipped(&[("content.xml", &content)])).unwrap().lines[0].text, "云岭县");
    let kind = |bytes: &[u8]| read(bytes).unwrap_err().kind();
    let locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    assert_eq!(kind(&zipped(&[("META-INF/manifest.xml", locked), ("content.xml", "x")])), ReadErrorKind::Encrypted);
    assert_eq!(kind(&zipped(&[("other.xml", "")])), ReadErrorKind::Damaged);
    assert_eq!((kind(b""), kind(b"<a/>")), (ReadErrorKind::Damaged, ReadErrorKind::Damaged));
    let blank = format!(r#"<office:document xmlns:office="{NAMESPACE}"><text:p/></office:document>"#);
    assert_eq!(kind(blank.as_bytes()), ReadErrorKind::NoText);
}

/// Names that bodies are made of, in any order.
const NAMES: [&str; 16] = [
    "p",
    "h",
    "span",
    "s",
    "list",
    "list-item",
    "list-header",
    "table",
    "table-row",
    "table-cell",
    "covered-table-cell",
    "text-box",
    "note-body",
    "hidden-paragraph",
    "line-break",
    "section",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_damage_is_answered(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = flat("", "<text:p>文</text:p>");
        let place = at.index(bytes.len());
        bytes[place] = byte;
        let _ = Odt.read(&bytes, &Limits::default());
        let _ = Odt.read(&bytes[..cut.index(bytes.len())], &Limits::default());
        let _ = Odt.read(&[b"PK".as_slice(), &bytes].concat(), &Limits::default());
    }

    #[test]
    fn any_nesting_is_answered(steps in proptest::collection::vec((0..NAMES.len(), any::<bool>()), 0..60)) {
        let (mut body, mut open) = (String::new(), Vec::new());
        for (name, close) in steps {
            body += &format!("<x:{}>文", NAMES[name]);
            open.push(NAMES[name]);
            if close {
                body += &format!("</x:{}>", open.pop().unwrap());
            }
        }
        while let Some(name) = open.pop() {
            body += &format!("</x:{name}>");
        }
        let _ = Odt.read(&flat("", &body), &Limits::default());
    }
}

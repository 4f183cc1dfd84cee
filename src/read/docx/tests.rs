use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::super::limits::Limit;
use super::*;

const STRICT: &str = "http://purl.oclc.org/ooxml/officeDocument/relationships";

/// A package of a body and of other parts, each related to it by the kind that its name begins with.
fn package(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut add = |name: &str, text: &str| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let relationship =
        |kind: &str, target: &str| format!(r#"<Relationship Id="x" Type="{STRICT}/{kind}" Target="{target}"/>"#);
    let all = |inner: &str| format!("<Relationships>{inner}</Relationships>");
    add("_rels/.rels", &all(&relationship("officeDocument", "/word/main.xml")));
    let kind = |name: &str| name.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
    let related: String = parts.iter().map(|(name, _)| relationship(&kind(name), &format!("{name}.xml"))).collect();
    add("word/_rels/main.xml.rels", &all(&related));
    add("word/main.xml", &format!("<w:document><w:body>{body}</w:body></w:document>"));
    for (name, text) in parts {
        add(&format!("word/{name}.xml"), &format!("<w:part>{text}</w:part>"));
    }
    zip.finish().unwrap().into_inner()
}

fn lines(body: &str, parts: &[(&str, &str)]) -> Vec<Line> {
    Docx.read(&package(body, parts), &Limits::default()).unwrap().lines
}

/// The texts of the lines that are not blank, parted by bars.
fn shown(body: &str) -> String {
    shown_with(body, &[])
}

fn shown_with(body: &str, parts: &[(&str, &str)]) -> String {
    let texts: Vec<String> = lines(body, parts).into_iter().map(|line| line.text).collect();
    texts.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("|")
}

fn p(inner: &str) -> String {
    format!("<w:p>{inner}</w:p>")
}

fn r(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

#[test]
fn paragraphs_are_counted_with_those_that_are_empty_or_in_tables() {
    let table = format!("<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", p(&r("序号")), p(&r("事项")));
    let lines = lines(&(p(&r("青源市")) + "<w:p/>" + &table + &p(&r("云岭县"))), &[]);
    let numbers: Vec<(u32, &str)> = lines.iter().map(|line| (line.number, line.text.as_str())).collect();
    assert_eq!(numbers, [(1, "青源市"), (2, ""), (3, "序号\t事项"), (5, "云岭县")]);
}

#[test]
fn insertions_are_shown_and_deletions_are_not() {
    let body = p(&("<w:ins>".to_owned()
        + &r("新")
        + "</w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
        + "<w:moveFrom>"
        + &r("去")
        + "</w:moveFrom><w:moveTo>"
        + &r("来")
        + "</w:moveTo>"));
    assert_eq!(shown(&body), "新来");
}

#[test]
fn a_deleted_or_hidden_end_joins_paragraphs() {
    for mark in ["del", "vanish"] {
        let first = format!("<w:pPr><w:rPr><w:{mark}/></w:rPr></w:pPr>{}", r("前"));
        assert_eq!(shown(&(p(&first) + &p(&r("后")))), "前后");
    }
    let former = r"<w:pPr><w:pPrChange><w:pPr><w:rPr><w:del/></w:rPr></w:pPr></w:pPrChange></w:pPr>";
    assert_eq!(shown(&(p(&(former.to_owned() + &r("前"))) + &p(&r("后")))), "前|后");
}

#[test]
fn hidden_text_by_itself_and_by_style() {
    let styles = r#"<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>"#;
    let run = |of: &str, text: &str| format!("<w:r><w:rPr>{of}</w:rPr><w:t>{text}</w:t></w:r>");
    let body = p(&(run("<w:vanish/>", "甲")
        + &run(r#"<w:vanish w:val="0"/>"#, "乙")
        + &run(r#"<w:rStyle w:val="h"/>"#, "丙")));
    assert_eq!(shown_with(&(body + &p(&r("丁"))), &[("styles", styles)]), "乙|丁");
}

#[test]
fn fields_show_their_results() {
    let mark = |kind: &str| format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#);
    let nested = mark("begin")
        + "<w:r><w:instrText> IF </w:instrText></w:r>"
        + &mark("begin")
        + &mark("separate")
        + &r("值")
        + &mark("end")
        + &mark("separate")
        + &r("果")
        + &mark("end")
        + &r("文");
    assert_eq!(shown(&p(&nested)), "果文");
    assert_eq!(shown(&(p(&(r("甲") + &mark("begin"))) + &p(&r("乙")))), "甲|乙");
    assert_eq!(shown(&p(&format!(r#"<w:fldSimple w:instr="PAGE">{}</w:fldSimple>"#, r("3")))), "3");
}

#[test]
fn marks_within_a_paragraph() {
    let body = p(&("<w:r><w:t>姓名</w:t><w:tab/><w:t>A</w:t><w:noBreakHyphen/><w:t>1</w:t><w:softHyphen/>".to_owned()
        + r#"<w:sym w:font="Wingdings" w:char="F0FE"/><w:br/><w:t>次行</w:t></w:r>"#
        + "<w:ruby><w:rt><w:r><w:t>lǐ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>里</w:t></w:r></w:rubyBase></w:ruby>"
        + "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"));
    assert_eq!(shown(&body), "姓名\u{3000}A-1☑|次行里x=1");
    assert_eq!(shown(&p(&r("a &amp; b&#x4E00;"))), "a & b一");
}

#[test]
fn text_boxes_are_read_once() {
    let text = |of: &str| format!("<w:txbxContent>{}</w:txbxContent>", p(&r(of)));
    let both = format!(
        "<w:r><mc:AlternateContent><mc:Choice>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent></w:r>",
        text("框"),
        text("框")
    );
    assert_eq!(shown(&p(&(both + &r("文")))), "文|框");
    let none =
        format!("<mc:AlternateContent><mc:Choice/><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>", text("旧"));
    assert_eq!(shown(&p(&none)), "旧");
    let vml = r#"<w:r><w:pict><v:shape><v:textpath string="青源市人民政府文件"/></v:shape></w:pict></w:r>"#;
    assert_eq!(shown(&p(vml)), "青源市人民政府文件");
}

#[test]
fn merged_deleted_and_nested_cells() {
    let cell = |of: &str, text: &str| format!("<w:tc><w:tcPr>{of}</w:tcPr>{}</w:tc>", p(&r(text)));
    let row = |cells: &str| format!("<w:tr>{cells}</w:tr>");
    let gone = format!("<w:tr><w:trPr><w:del/></w:trPr>{}</w:tr>", cell("", "删"));
    let inner = format!("<w:tbl>{}</w:tbl>", row(&(cell("", "内甲") + &cell("", "内乙"))));
    let rows = row(&(cell(r#"<w:vMerge w:val="restart"/>"#, "类") + &cell("", "一")))
        + &row(&(cell("<w:vMerge/>", "类") + &cell("", "二") + &cell("<w:cellDel/>", "删")))
        + &gone
        + &row(&format!("{}<w:tc>{inner}<w:p/></w:tc>{}", cell("", "外"), cell("", "旁")));
    assert_eq!(shown(&format!("<w:tbl>{rows}</w:tbl>")), "类\t一|\t二|外\t内甲 内乙\t旁");
    assert_eq!(shown(&format!("<w:tbl>{gone}</w:tbl>{}", p(&r("文")))), "文");
}

#[test]
fn notes_follow_the_text_and_headers_are_furniture() {
    let body = p(&(r("正文") + r#"<w:r><w:footnoteReference w:id="2"/></w:r>"#));
    let notes = format!(
        r#"<w:footnote w:type="separator" w:id="0">{0}</w:footnote><w:footnote w:id="2">{0}</w:footnote>"#,
        p(&r("注释"))
    );
    let header = p(&r("青源市公报"));
    let lines = lines(
        &body,
        &[("footnotes", &notes), ("header1", &header), ("header2", &header), ("footer1", &p(&r("- 1 -")))],
    );
    let seen: Vec<(&str, LineRole, u32)> =
        lines.iter().map(|line| (line.text.as_str(), line.role, line.number)).collect();
    assert_eq!(
        seen,
        [("正文", LineRole::Unknown, 1), ("注释", LineRole::Note, 1), ("青源市公报", LineRole::Furniture, 0)]
    );
}

#[test]
fn headings_and_numbers_by_style() {
    let styles = r#"<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>"#;
    let numbering = r#"<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>
        <w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>"#;
    let of = |more: &str, text: &str| p(&(format!(r#"<w:pPr><w:pStyle w:val="1"/>{more}</w:pPr>"#) + &r(text)));
    let body = of("", "目的") + &of("", " 范围") + &of(r#"<w:numPr><w:numId w:val="0"/></w:numPr>"#, "附则");
    let lines = lines(&body, &[("styles", styles), ("numbering", numbering)]);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["第一条\u{3000}目的", "第二条 范围", "附则"]);
    assert!(lines.iter().all(|line| line.role == LineRole::Heading(1)));
}

#[test]
fn controls_show_their_content_but_no_prompt() {
    let control = |properties: &str, text: &str| {
        format!("<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>", p(&r(text)))
    };
    assert_eq!(shown(&(control("", "填好") + &control("<w:showingPlcHdr/>", "请输入"))), "填好");
}

#[test]
fn what_cannot_be_read_says_why() {
    let kind = |bytes: &[u8], limits: &Limits| Docx.read(bytes, limits).unwrap_err().kind();
    let limits = Limits::default();
    assert_eq!(kind(b"", &limits), ReadErrorKind::Damaged);
    assert_eq!(kind(&package("<w:p>", &[]), &limits), ReadErrorKind::Damaged);
    assert_eq!(kind(&package("<w:p/>", &[]), &limits), ReadErrorKind::NoText);
    assert_eq!(kind(&package("<w:p><w:r><w:drawing/></w:r></w:p>", &[]), &limits), ReadErrorKind::NoText);
    let deep = "<w:x>".repeat(300) + &"</w:x>".repeat(300);
    assert_eq!(kind(&package(&deep, &[]), &limits), ReadErrorKind::Limit);
    let mut small = Limits::default();
    small.set(Limit::Unpacked, 100);
    assert_eq!(kind(&package(&p(&r("文")), &[]), &small), ReadErrorKind::Limit);
    let mut locked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    assert!(!is_encrypted_ooxml(&locked));
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(kind(&locked, &limits), ReadErrorKind::Encrypted);
}

#[test]
fn targets_are_parts() {
    assert_eq!(resolved("word", "styles.xml"), "word/styles.xml");
    assert_eq!(resolved("word", "../a/./b.xml"), "a/b.xml");
    assert_eq!(resolved("word", "/word/c.xml"), "word/c.xml");
    assert_eq!(resolved("", "../../d.xml"), "d.xml");
}

/// Names that bodies are made of, in any order.
const NAMES: [&str; 24] = [
    "p",
    "r",
    "t",
    "pPr",
    "rPr",
    "vanish",
    "del",
    "ins",
    "tbl",
    "tr",
    "tc",
    "tcPr",
    "trPr",
    "vMerge",
    "txbxContent",
    "sdt",
    "sdtPr",
    "showingPlcHdr",
    "AlternateContent",
    "Choice",
    "Fallback",
    "br",
    "footnote",
    "footnoteReference",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Docx.read(&bytes, &Limits::default());
    }

    #[test]
    fn any_damage_is_answered(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()) {
        let mut bytes = package(&p(&r("青源市")), &[("styles", ""), ("numbering", "")]);
        let place = at.index(bytes.len());
        bytes[place] = byte;
        let _ = Docx.read(&bytes, &Limits::default());
        let _ = Docx.read(&bytes[..cut.index(bytes.len())], &Limits::default());
    }

    #[test]
    fn any_nesting_is_answered(steps in proptest::collection::vec((0..NAMES.len(), any::<bool>()), 0..60)) {
        let (mut body, mut open) = (String::new(), Vec::new());
        for (name, close) in steps {
            body += &format!("<w:{}>文", NAMES[name]);
            open.push(NAMES[name]);
            if close {
                body += &format!("</w:{}>", open.pop().unwrap());
            }
        }
        while let Some(name) = open.pop() {
            body += &format!("</w:{name}>");
        }
        let _ = Docx.read(&package(&body, &[("footnotes", &body)]), &Limits::default());
    }
}

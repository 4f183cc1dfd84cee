//! The standard's structures one by one: | part | what | tests below, each named for it.

use proptest::prelude::*;

use super::fixture::{document, file, notice, package, page, root, text};
use super::*;
use crate::read::{LineRole, ReadErrorKind};

fn read(bytes: &[u8]) -> Extract {
    Ofd.read(bytes, &Limits::default()).unwrap()
}

fn texts(bytes: &[u8]) -> Vec<String> {
    read(bytes).lines.into_iter().filter(|line| !line.text.is_empty()).map(|line| line.text).collect()
}

fn one(objects: &str) -> Vec<String> {
    texts(&file(&[page("", objects)], "", "", &[]))
}

fn kind(bytes: &[u8]) -> ReadErrorKind {
    Ofd.read(bytes, &Limits::default()).unwrap_err().kind()
}

#[test]
fn a_notice_with_tags_and_a_template() {
    let extract = read(&notice());
    assert_eq!(extract.title.as_deref(), Some("青源市人民政府关于推进社区公共食堂建设的通知"));
    let field = |name: &str| extract.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
    assert_eq!(field("doc_no"), Some("青政发〔2031〕18号"));
    assert_eq!(field("date"), Some("2031年9月12日"));
    let role =
        |text: &str| extract.lines.iter().find(|line| line.text.contains(text)).map(|line| (line.role, line.page));
    assert_eq!(role("公共食堂建设的通知"), Some((LineRole::Title, 1)));
    assert_eq!(role("- 2 -"), Some((LineRole::Furniture, 2)));
    assert_eq!(role("公报"), Some((LineRole::Furniture, 1)));
    assert!(extract.lines.iter().any(|line| line.text.starts_with("\u{3000}\u{3000}为加强")));
    assert!(extract.lines.iter().any(|line| line.text.starts_with("民就近")));
}

#[test]
fn steps_repeat_and_huge_counts_are_cut() {
    let object = |delta: &str| {
        format!(
            "<TextObject ID=\"1\" Boundary=\"10 10 50 5\" Size=\"5\"><TextCode X=\"0\" Y=\"5\" DeltaX=\"{delta}\">甲乙 &amp;&#x4E19;</TextCode></TextObject>"
        )
    };
    for delta in ["5 5 3 3", "g 4 5", "g 999999999 5", "", "NaN inf g", "1e38 1e38 1e38 1e38"] {
        let found = one(&(object(delta) + &text(2, (10.0, 40.0), 5.0, "文")));
        assert!(found.iter().any(|line| line == "文"), "{delta}: {found:?}");
    }
    assert_eq!(one(&object("g 4 5")), ["甲乙&丙"]);
}

#[test]
fn several_codes_of_an_object() {
    let object = "<TextObject ID=\"1\" Boundary=\"10 10 90 30\" Size=\"5\"><CGTransform CodePosition=\"0\"><Glyphs>7</Glyphs></CGTransform>\
                  <TextCode X=\"0\" Y=\"5\" DeltaX=\"5\">甲乙</TextCode><TextCode X=\"0\" Y=\"15\" DeltaX=\"5\">¤丙</TextCode></TextObject>";
    assert_eq!(one(object).concat().replace('\u{3000}', ""), "甲乙丙");
}

#[test]
fn blocks_composites_and_what_does_not_show() {
    let inner = text(1, (5.0, 10.0), 5.0, "单元");
    let resources = format!(
        "<Res><CompositeGraphicUnits><CompositeGraphicUnit ID=\"7\"><Content>{inner}<CompositeObject ResourceID=\"7\" Boundary=\"0 0 1 1\"/>\
         </Content></CompositeGraphicUnit></CompositeGraphicUnits></Res>"
    );
    let objects = format!(
        "<PageBlock><PageBlock>{}</PageBlock></PageBlock><CompositeObject ResourceID=\"7\" Boundary=\"0 50 9 9\" CTM=\"2 0 0 2 0 0\"/>{}{}",
        text(2, (10.0, 20.0), 5.0, "块"),
        text(3, (10.0, 30.0), 5.0, "隐").replace("Size", "Visible=\"false\" Size"),
        text(4, (10.0, 40.0), 5.0, "透").replace("Size", "Alpha=\"0\" Size"),
    );
    let bytes = file(&[page("", &objects)], "<DocumentRes>Res.xml</DocumentRes>", "", &[("Doc_0/res.xml", &resources)]);
    assert_eq!(texts(&bytes).concat().replace('\u{3000}', ""), "块单元");
}

#[test]
fn columns_are_read_one_by_one() {
    let mut objects = text(1, (60.0, 30.0), 9.0, "两栏的标题横跨全页上方");
    for n in 0..6_u8 {
        for (x, name) in [(20.0, '左'), (110.0, '右')] {
            let line: String = format!("{name}栏第{n}行的文字排得满满当当");
            objects += &text(2, (x, 50.0 + 8.0 * f32::from(n)), 5.0, &line);
        }
    }
    let found = one(&objects).concat();
    assert!(found.find("左栏第5行") < found.find("右栏第0行") && found.starts_with("两栏"), "{found}");
}

#[test]
fn vertical_text_goes_down_and_to_the_left() {
    let line = |x: f32, text: &str| {
        format!(
            "<TextObject ID=\"1\" Boundary=\"{x} 20 5 50\" Size=\"5\" ReadDirection=\"90\"><TextCode X=\"0\" Y=\"5\" DeltaY=\"g 3 5\">{text}</TextCode></TextObject>"
        )
    };
    assert_eq!(one(&(line(50.0, "丙丁戊己") + &line(60.0, "甲子乙丑"))), ["甲子乙丑", "丙丁戊己"]);
}

#[test]
fn pictures_only_versions_and_encryption() {
    assert_eq!(kind(&file(&[page("", "<ImageObject ResourceID=\"3\"/>")], "", "", &[])), ReadErrorKind::NoText);
    let hidden =
        text(4, (10.0, 40.0), 5.0, "双层").replace("Size", "Alpha=\"0\" Size") + "<ImageObject ResourceID=\"3\"/>";
    assert_eq!(one(&hidden), ["双层"]);
    assert_eq!(kind(&file(&[], "", "", &[("Encryptions.xml", "<a/>")])), ReadErrorKind::Encrypted);
    assert_eq!(kind(&package(&[("a.xml", b"")])), ReadErrorKind::Damaged);
    assert_eq!(kind(&file(&[], "", "", &[])), ReadErrorKind::Damaged);
    let versions = root("").replace(
        "</ofd:DocBody>",
        "<Versions><Version Current=\"true\" BaseLoc=\"V/V.xml\"/></Versions></ofd:DocBody>",
    );
    let new = document(1, "", "").replace("Pages/Page_0", "/New");
    let bytes = package(&[
        ("OFD.xml", versions.as_bytes()),
        ("V/V.xml", b"<DocVersion><DocRoot>../Doc_1/Document.xml</DocRoot></DocVersion>"),
        ("Doc_1/Document.xml", new.as_bytes()),
        ("new/content.xml", page("", &text(1, (10.0, 20.0), 5.0, "新版")).as_bytes()),
    ]);
    assert_eq!(texts(&bytes), ["新版"]);
}

#[test]
fn limits_name_themselves() {
    let bytes = file(&[page("", ""), page("", "")], "", "", &[]);
    let pages = Limits { pages: 1, ..Limits::default() };
    assert_eq!(Ofd.read(&bytes, &pages).unwrap_err().kind(), ReadErrorKind::Limit);
    let deep = format!("{}{}", "<PageBlock>".repeat(300), "</PageBlock>".repeat(300));
    assert_eq!(kind(&file(&[page("", &deep)], "", "", &[])), ReadErrorKind::Limit);
}

#[test]
fn gbk_and_default_namespaces() {
    let content = "<?xml version=\"1.0\" encoding=\"GBK\"?><Page xmlns=\"http://www.ofdspec.org/2016\"><Content><Layer>"
        .to_owned()
        + &text(1, (10.0, 20.0), 5.0, "国标编码").replace("ofd:", "") + "</Layer></Content></Page>";
    let content = encoding_rs::GBK.encode(&content).0.into_owned();
    let document = document(1, "", "");
    let bytes = package(&[
        ("OFD.xml", format!("\u{feff}{}", root("<Title>题</Title>")).as_bytes()),
        ("Doc_0/Document.xml", document.as_bytes()),
        ("Doc_0/Pages/Page_0/Content.xml", &content),
    ]);
    assert_eq!((texts(&bytes), read(&bytes).title.as_deref()), (vec!["国标编码".to_owned()], Some("题")));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn changed_content_never_panics(at in 0_usize..3000, cut in 0_usize..40, put in "[<>\"=gN 0-9e/a]{0,8}") {
        let mut content = page("", &(text(1, (1.0, 9.0), 5.0, "甲乙丙") + &text(2, (1.0, 20.0), 5.0, "丁")));
        let chars: Vec<char> = content.chars().collect();
        let from = at.min(chars.len());
        let to = (from + cut).min(chars.len());
        content = chars[..from].iter().chain(put.chars().collect::<Vec<_>>().iter()).chain(&chars[to..]).collect();
        let _ = Ofd.read(&file(&[content], "", "", &[]), &Limits::default());
    }

    #[test]
    fn changed_bytes_never_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = notice();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = Ofd.read(&bytes, &Limits::default());
    }
}

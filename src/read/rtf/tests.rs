//! Rich text, construct by construct, and mutations of it.

use proptest::prelude::*;

use super::*;
use crate::read::LineRole;

fn read(body: &str) -> Extract {
    let file = format!("{{\\rtf1\\ansi\\ansicpg936 {body}}}");
    Rtf.read(file.as_bytes(), &Limits::default()).unwrap()
}

fn texts(body: &str) -> Vec<String> {
    read(body).lines.into_iter().map(|line| line.text).collect()
}

#[test]
fn bytes_in_the_encoding_of_the_file_or_the_font() {
    assert_eq!(texts(r"\'c7\'e0\'d4\'b4\'ca\'d0\par"), ["青源市"]);
    let fonts = r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset136 \'b2\'d3;}{\f2\fcharset134 \'cb\'ce;}}";
    assert_eq!(
        texts(&format!(r"{fonts}\f1 \'a5\'ab{{\f2 \'c7\'e0}}\f0 \'c7\'e0\par")),
        ["本青青"].map(|_| {
            let big5 = encoding_rs::BIG5.decode(b"\xa5\xab").0.into_owned();
            format!("{big5}青青")
        })
    );
    let western = br"{\rtf1\ansi\ansicpg1252\deflangfe2052 \'93caf\'e9\'94\par}";
    assert_eq!(Rtf.read(western, &Limits::default()).unwrap().lines[0].text, "“café”");
    let unnamed = br"{\rtf1\ansi\deflangfe2052 \'c7\'e0\par}";
    assert_eq!(Rtf.read(unnamed, &Limits::default()).unwrap().lines[0].text, "青");
}

#[test]
fn unicode_with_its_stand_ins() {
    assert_eq!(texts(r"\uc2\u38738\'c7\'e0\u28304\'d4\'b4 x\par"), ["青源 x"]);
    assert_eq!(
        texts(r"\uc1\u-27650?\u8220\'93A\u8221\'94\par"),
        ["鏾“A”"].map(|_| { format!("{}“A”", char::from_u32(65536 - 27650).unwrap()) })
    );
    assert_eq!(
        texts(r"\uc1\u-10176?\u-9216?\uc0\u38738 end\par"),
        ["𠀀青end"].map(|_| {
            let pair = [(65536 - 10176) as u16, (65536 - 9216) as u16];
            format!("{}青end", String::from_utf16(&pair).unwrap())
        })
    );
    assert_eq!(texts(r"\upr{old}{\*\ud{\uc0\u38738 new}}\par"), ["青new"]);
    assert_eq!(texts(r"{\upr{old}{\*\ud{\uc0\u38738 new}}}\par"), ["青new"]);
}

#[test]
fn signs_and_breaks() {
    let body = "a\\~b\\_c\\-d\\{e\\}\\\\\r\n\\emdash\\endash\\lquote\\rquote\\ldblquote\\rdblquote\\par\\par one\\line two\\par\\tab x\\tab y";
    assert_eq!(texts(body), ["a b-cd{e}\\—–‘’“”", "", "one", "two", "\u{3000}x\u{3000}y"]);
    assert_eq!(texts("a\\page b\\sect c\\\nd"), ["a", "b", "c", "d"]);
}

#[test]
fn what_is_not_shown_is_left_out() {
    assert_eq!(texts(r"a{\*\unknown b{c}}d{\v e}{\deleted f}{\revised g}\par"), ["adg"]);
    assert_eq!(texts("a{\\pict\\wmetafile8\\bin5 {{{{{}b{\\pict 0a0b}\\bin999999999 z"), ["ab"]);
    assert_eq!(texts(r"{\field{\*\fldinst HYPERLINK x}{\fldrslt shown}} {\annotation no}\par"), ["shown"]);
    assert_eq!(texts(r"a{\deleted\par}b\par"), ["ab"]);
}

#[test]
fn tables_and_tables_in_them() {
    let body = r"\trowd\pard\intbl A\cell B1\par B2\cell\row\pard after\par
        \trowd\pard\intbl C\cell\pard\intbl\itap2 d\nestcell e\nestcell{\*\nesttableprops\trowd\nestrow}{\nonesttables\par}\pard\intbl\itap1 \cell\row\pard end\par";
    let lines = read(body).lines;
    let got: Vec<_> = lines.iter().map(|line| (line.text.trim(), line.role)).collect();
    let want = [
        ("A\tB1 B2", LineRole::Row),
        ("after", LineRole::Unknown),
        ("C\td e", LineRole::Row),
        ("end", LineRole::Unknown),
    ];
    assert_eq!(got, want);
}

#[test]
fn notes_heads_boxes_and_numbers() {
    let body = r"{\header\pard head\par}{\footer page}one{\footnote\pard note\par}{\shp{\*\shpinst{\sp{\sn x}{\sv y}}{\shptxt\pard box\par}}{\shprslt no}}\par
        {\listtext\pard 1.\tab}{\pntext 1.\tab}{\*\pn\pnlvlbody{\pntxta .}}two\par{\listtext\uc0\u19968 \u12289 \tab}three\par";
    let lines = read(body).lines;
    let got: Vec<_> = lines.iter().map(|line| (line.text.trim(), line.role)).collect();
    let want = [
        ("one", LineRole::Unknown),
        ("box", LineRole::Unknown),
        ("1. two", LineRole::Unknown),
        ("一、three", LineRole::Unknown),
        ("note", LineRole::Note),
        ("head", LineRole::Furniture),
        ("page", LineRole::Furniture),
    ];
    assert_eq!(got, want);
}

#[test]
fn headings_and_title() {
    let head = r"{\stylesheet{Normal;}{\s1\outlinelevel0 heading 1;}{\s2 Title;}{\s3\outlinelevel2 Mine;}{\*\cs9 x;}}{\info{\title T}{\author A}}";
    let body = r"\pard\s2 t\par\pard\s1 a\par\pard\s3 b\par\pard\outlinelevel1 c\par\pard d\par";
    let extract = read(&format!("{head}{body}"));
    let roles: Vec<_> = extract.lines.iter().map(|line| line.role).collect();
    let heading = LineRole::Heading;
    assert_eq!(roles, [LineRole::Title, heading(1), heading(3), heading(2), LineRole::Unknown]);
    assert_eq!(extract.title.as_deref(), Some("T"));
}

#[test]
fn limits_and_damage() {
    let kind = |bytes: &[u8]| Rtf.read(bytes, &Limits::default()).unwrap_err().kind();
    assert_eq!(kind(b""), ReadErrorKind::Damaged);
    assert_eq!(kind(b"{\\rtf1 }"), ReadErrorKind::NoText);
    assert_eq!(kind(&[b"{\\rtf1".as_slice(), &vec![b'{'; 100_000]].concat()), ReadErrorKind::Limit);
    assert_eq!(kind(&[b"{\\rtf1\\intbl\\itap999999999 x\\par".as_slice()].concat()), ReadErrorKind::Limit);
    let small = Limits { unpacked: 1000, ..Limits::default() };
    let many = format!("{{\\rtf1 {}}}", "x\\par ".repeat(1000));
    assert_eq!(Rtf.read(many.as_bytes(), &small).unwrap_err().kind(), ReadErrorKind::Limit);
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = Rtf.read(&[b"{\\rtf1".as_slice(), &bytes].concat(), &Limits::default());
    }

    #[test]
    fn any_words(words in prop::collection::vec(prop::sample::select(vec![
        "{", "}", "\\par", "\\cell", "\\row", "\\nestcell", "\\nestrow", "\\intbl", "\\itap3", "\\footnote", "\\header",
        "\\shptxt", "\\upr", "\\ud", "\\*", "\\u-9216 ", "\\uc9", "\\'", "\\'c7", "\\bin-1 ", "\\bin9", "\\listtext", "\\v",
        "\\stylesheet", "\\fonttbl", "\\info", "\\title", "青", "x", "\\-", "\\pard", "\\s1", "\\outlinelevel-3", "\\",
    ]), 0..80)) {
        let _ = Rtf.read(format!("{{\\rtf1{}", words.concat()).as_bytes(), &Limits::default());
    }
}

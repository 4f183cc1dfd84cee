use proptest::prelude::*;

use super::testing::{PARAGRAPHS, Page, SONG, file, file_with, from_objects, newspaper, notice};
use super::*;
use crate::read::extract::{Layout, LineRole};
use crate::reflow::BlockKind;

fn read(file: &[u8]) -> Extract {
    Pdf::default().read(file, &Limits::default()).unwrap()
}

fn failed(file: &[u8]) -> ReadErrorKind {
    Pdf::default().read(file, &Limits::default()).unwrap_err().kind()
}

fn texts(extract: &Extract) -> Vec<&str> {
    extract.lines.iter().map(|line| line.text.as_str()).filter(|text| !text.is_empty()).collect()
}

/// The blocks of a file but for its furniture.
fn blocks(file: &[u8]) -> Vec<String> {
    let extract = read(file);
    let source = crate::read::Source::of_extract(&extract, "PDF");
    let blocks = crate::document::blocks(&source, crate::read::Format::Pdf);
    blocks.into_iter().filter(|block| block.kind != BlockKind::Furniture).map(|block| block.text.text).collect()
}

/// A page with these lines.
fn page(lines: &[(f32, f32, &str)]) -> Page {
    let mut page = Page::default();
    for &(x, y, text) in lines {
        page.text(x, y, 10.0, text);
    }
    page
}

#[test]
fn a_newspaper_page() {
    let extract = read(&newspaper());
    assert_eq!(extract.layout, Layout::Set);
    assert_eq!(extract.title.as_deref(), Some("青源市公共食堂两年内覆盖全部乡镇街道"));
    let mut want = vec!["青源市公共食堂两年内覆盖全部乡镇街道"];
    want.extend(PARAGRAPHS);
    assert_eq!(blocks(&newspaper()), want);
}

#[test]
fn a_notice_of_three_pages() {
    let found = blocks(&notice());
    assert_eq!(found[0], "关于推进公共食堂的通知");
    assert_eq!(found[1], PARAGRAPHS[0]);
    assert!(found[2].ends_with("建设与费用和资金由市财政承担。"), "{found:?}");
    assert_eq!(&found[3..], &PARAGRAPHS[1..3]);
    let extract = read(&notice());
    let furniture = extract.lines.iter().filter(|line| line.role == LineRole::Furniture);
    assert_eq!(furniture.count(), 6);
    let last = extract.lines.last().unwrap();
    assert_eq!((last.text.as_str(), last.page), ("— 3 —", 3));
    let numbers: Vec<u32> =
        extract.lines.iter().filter(|line| line.page == 2 && line.number > 0).map(|line| line.number).collect();
    assert_eq!(numbers, (1..=numbers.len() as u32).collect::<Vec<_>>());
}

#[test]
fn columns_drawn_row_by_row() {
    let mut lines = Vec::new();
    let texts: Vec<String> = (0..8).map(|n| format!("{}栏目文字排满整行共十二字", ["甲", "乙"][n % 2])).collect();
    for (n, text) in texts.iter().enumerate() {
        lines.push((50.0 + 200.0 * (n % 2) as f32, 100.0 + 15.0 * (n / 2) as f32, text.as_str()));
    }
    let extract = read(&file(&[page(&lines)]));
    let found: String = extract.lines.iter().filter_map(|line| line.text.chars().next()).collect();
    assert_eq!(found, "甲甲甲甲乙乙乙乙");
}

#[test]
fn rows_of_a_table() {
    let mut lines = Vec::new();
    for (n, row) in [["序号", "名称", "数量"], ["1", "食堂", "12"], ["2", "校舍", "7"]].iter().enumerate() {
        lines.extend(row.iter().enumerate().map(|(m, cell)| (60.0 + 120.0 * m as f32, 100.0 + 20.0 * n as f32, *cell)));
    }
    let extract = read(&file(&[page(&lines)]));
    assert_eq!(texts(&extract), ["序号\t名称\t数量", "1\t食堂\t12", "2\t校舍\t7"]);
    assert!(extract.lines.iter().all(|line| line.role == LineRole::Row || line.text.is_empty()));
}

#[test]
fn text_drawn_twice_is_read_once() {
    let mut bold = page(&[(50.0, 100.0, "青源市"), (50.3, 100.0, "青源市")]);
    bold.raw("2 Tr");
    bold.text(50.0, 140.0, 10.0, "公共食堂食堂");
    bold.raw("3 Tr");
    bold.text(50.0, 180.0, 10.0, "看不见的字");
    assert_eq!(texts(&read(&file(&[bold]))), ["青源市", "公共食堂食堂", "看不见的字"]);
}

#[test]
fn turned_text() {
    let mut turned = Page::default();
    turned.raw("q 0 1 -1 0 600 0 cm");
    turned.text(100.0, 642.0, 12.0, "青源市公共食堂");
    turned.text(100.0, 662.0, 12.0, "名录");
    turned.raw("Q");
    assert_eq!(texts(&read(&file(&[turned]))), ["青源市公共食堂", "名录"]);
    let vertical = SONG.replace("UniGB-UCS2-H", "UniGB-UCS2-V");
    let written = page(&[(300.0, 100.0, "青源市公共"), (280.0, 100.0, "食堂名录")]);
    assert_eq!(texts(&read(&file_with(&[written], &vertical, ""))).concat(), "青源市公共食堂名录");
}

#[test]
fn fonts_with_codes_of_gbk() {
    let font = SONG.replace("UniGB-UCS2-H", "GBK-EUC-H");
    let hex = |text: &str| encoding_rs::GBK.encode(text).0.iter().map(|byte| format!("{byte:02X}")).collect::<String>();
    let mut page = Page::default();
    page.raw(&format!("BT /F1 10 Tf 50 700 Td <{}> Tj ET", hex("青源市2031年")));
    assert_eq!(texts(&read(&file_with(&[page], &font, ""))), ["青源市2031年"]);
    let latin = "<</Type/Font/Subtype/TrueType/BaseFont/SimSun/Encoding/WinAnsiEncoding/FirstChar 128/LastChar 254/Widths[WIDTHS]>>".replace("WIDTHS", &"500 ".repeat(127));
    let mut page = Page::default();
    page.raw(&format!("BT /F1 10 Tf 50 700 Td <{}> Tj ET", hex("青源市公共食堂管理办法")));
    assert_eq!(texts(&read(&file_with(&[page], &latin, ""))), ["青源市公共食堂管理办法"]);
}

#[test]
fn spaces_between_words_and_none_between_ideographs() {
    let mut page = Page::default();
    page.raw("BT /F1 10 Tf 50 700 Td [<004E00650077> -400 <0043006900740079>] TJ ET");
    page.raw("BT /F1 10 Tf 50 660 Td [<9752> -300 <6E90> -300 <5E02> -300 <98DF> -300 <5802>] TJ ET");
    assert_eq!(texts(&read(&file(&[page]))), ["New City", "青源市食堂"]);
}

#[test]
fn the_title_among_the_properties() {
    let text = page(&[(50.0, 100.0, "食堂每天开放。")]);
    let titled =
        |title: &str| read(&file_with(std::slice::from_ref(&text), SONG, &format!("/Info<</Title{title}>>"))).title;
    assert_eq!(titled("<FEFF98DF5802529E6CD5>").as_deref(), Some("食堂办法"));
    assert_eq!(titled("(Microsoft Word - a.doc)"), None);
}

/// A page that is a picture of four pixels.
fn scanned() -> Page {
    let mut page = Page::default();
    page.raw("q 595 0 0 842 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 /F /AHx ID 00FF00FF> EI Q");
    page
}

#[test]
fn pages_that_are_pictures() {
    assert_eq!(failed(&file(&[scanned()])), ReadErrorKind::NoText);
    assert_eq!(failed(&file(&[Page::default()])), ReadErrorKind::NoText);
    let extract = read(&file(&[page(&[(50.0, 100.0, "食堂每天开放。")]), scanned(), scanned()]));
    assert_eq!(texts(&extract), ["食堂每天开放。"]);
    assert!(extract.warnings[0].starts_with("pages 2–3 are pictures"), "{:?}", extract.warnings);
}

#[cfg(unix)]
#[test]
fn pictures_are_read_by_the_program() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let program = dir.path().join("tesseract");
    std::fs::write(&program, "#!/bin/sh\nif [ \"$1\" = --list-langs ]; then echo chi_sim; else head -c 9; fi\n")
        .unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let pdf = Pdf { ocr: Some(Ocr { program, ..Ocr::default() }) };
    let extract = pdf.read(&file(&[scanned()]), &Limits::default()).unwrap();
    assert_eq!(texts(&extract), ["P5", "2 2", "25"]);
}

#[test]
fn what_is_no_pdf_or_not_whole() {
    for bytes in [&b""[..], b"%PDF-1.5", b"<html></html>"] {
        assert_eq!(failed(bytes), ReadErrorKind::Damaged);
    }
    let whole = notice();
    let cut = read(&whole[..whole.len() * 2 / 3]);
    assert!(!texts(&cut).is_empty() && cut.warnings[0].contains("end is missing"));
}

#[test]
fn limits_are_kept() {
    let limits = Limits { pages: 2, ..Limits::default() };
    let error = Pdf::default().read(&notice(), &limits).unwrap_err();
    assert!(error.kind() == ReadErrorKind::Limit && error.remedy().contains("pages"));
    let limits = Limits { unpacked: 100, ..Limits::default() };
    assert_eq!(Pdf::default().read(&notice(), &limits).unwrap_err().kind(), ReadErrorKind::Limit);
    let limits = Limits { seconds: 0, ..Limits::default() };
    assert_eq!(Pdf::default().read(&notice(), &limits).unwrap_err().kind(), ReadErrorKind::Limit);
}

#[test]
fn trees_and_forms_that_hold_themselves() {
    let kids =
        ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[2 0 R 3 0 R]>>", "<</Type/Pages/Kids[2 0 R]>>"];
    assert!(Pdf::default().read(&from_objects(&kids.map(str::to_owned), ""), &Limits::default()).is_err());
    let form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 5>>\nstream\n/X Do\nendstream";
    let content = "<</Length 5>>\nstream\n/X Do\nendstream";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        "<</Type/Page/MediaBox[0 0 99 99]/Contents 5 0 R/Resources<</XObject<</X 4 0 R>>>>>>",
        form,
        content,
    ];
    assert_eq!(failed(&from_objects(&objects.map(str::to_owned), "")), ReadErrorKind::NoText);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = Pdf::default().read(&bytes, &Limits::default());
    }

    #[test]
    fn any_change(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..24), cut in any::<prop::sample::Index>()) {
        for mut file in [newspaper(), notice()] {
            for (at, byte) in &changes {
                let at = at.index(file.len());
                file[at] = *byte;
            }
            let _ = Pdf::default().read(&file, &Limits::default());
            file.truncate(cut.index(file.len()));
            let _ = Pdf::default().read(&file, &Limits::default());
        }
    }
}

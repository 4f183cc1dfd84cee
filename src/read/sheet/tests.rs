//! Workbooks that are built here, whole and hostile.

use std::io::{Cursor, Write};

use encoding_rs::GB18030;
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;
use crate::read::LineRole;

fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook with these sheets: name, attributes, contents of `worksheet`.
fn xlsx(sheets: &[(&str, &str, &str)]) -> Vec<u8> {
    let (mut tabs, mut relations) = (String::new(), String::new());
    let mut parts = Vec::new();
    for (n, (name, attributes, content)) in sheets.iter().enumerate() {
        tabs.push_str(&format!("<sheet name='{name}' sheetId='{n}' r:id='r{n}' {attributes}/>"));
        relations.push_str(&format!("<Relationship Id='r{n}' Type='x/worksheet' Target='worksheets/s{n}.xml'/>"));
        parts.push((format!("xl/worksheets/s{n}.xml"), format!("<worksheet>{content}</worksheet>")));
    }
    relations.push_str("<Relationship Id='s' Type='x/sharedStrings' Target='/xl/strings.xml'/>");
    relations.push_str("<Relationship Id='t' Type='x/styles' Target='styles.xml'/>");
    let strings = "<sst><si><t>序号</t></si><si><r><t>区</t></r><r><t>县</t></r><rPh><t>qu</t></rPh></si>\
        <si><t>金额_x000D_\n&amp;备注</t></si></sst>";
    let styles = "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='yyyy&quot;年&quot;m&quot;月&quot;'/></numFmts>\
        <cellStyleXfs><xf numFmtId='9'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='4'/><xf numFmtId='10'/>\
        <xf numFmtId='170'/></cellXfs></styleSheet>";
    parts.push(("xl/workbook.xml".to_owned(), format!("<workbook><sheets>{tabs}</sheets></workbook>")));
    parts.push(("xl/_rels/workbook.xml.rels".to_owned(), format!("<Relationships>{relations}</Relationships>")));
    parts.push(("xl/strings.xml".to_owned(), strings.to_owned()));
    parts.push(("xl/styles.xml".to_owned(), styles.to_owned()));
    package(&parts.iter().map(|(name, content)| (name.as_str(), content.as_str())).collect::<Vec<_>>())
}

fn ods(content: &str) -> Vec<u8> {
    package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", content)])
}

/// A record of BIFF.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    [&kind.to_le_bytes(), &(data.len() as u16).to_le_bytes(), data].concat()
}

/// A compound file whose one stream has this name.
fn compound(name: &str, stream: &[u8]) -> Vec<u8> {
    let mut stream = stream.to_vec();
    stream.resize(stream.len().next_multiple_of(512).max(4096), 0);
    let sectors = (stream.len() / 512) as u32;
    let mut header = vec![0_u8; 512];
    header[..8].copy_from_slice(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    for (at, value) in [(30, 9_u16), (32, 6)] {
        header[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for (at, value) in [(44, 1_u32), (48, 1), (56, 4096), (60, 0xFFFF_FFFE), (68, 0xFFFF_FFFE)] {
        header[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    header[76..].fill(0xFF);
    header[76..80].fill(0);
    let mut fat = vec![0xFFFF_FFFD, 0xFFFF_FFFE];
    fat.extend((0..sectors).map(|n| if n + 1 < sectors { n + 3 } else { 0xFFFF_FFFE }));
    fat.resize(128, 0xFFFF_FFFF);
    let entry = |name: &str, kind: u8, start: u32, size: u32| {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry.resize(128, 0);
        entry[66] = kind;
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..124].copy_from_slice(&size.to_le_bytes());
        entry
    };
    let mut directory = [entry("Root Entry", 5, 0xFFFF_FFFE, 0), entry(name, 2, 2, stream.len() as u32)].concat();
    directory.resize(512, 0);
    [header, fat.iter().flat_map(|n| n.to_le_bytes()).collect(), directory, stream].concat()
}

/// A workbook of BIFF 8 with a shared string that goes over into a continuation, changing its width there.
pub(crate) fn xls() -> Vec<u8> {
    let bof = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0]);
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let string = |text: &str| [&(text.encode_utf16().count() as u16).to_le_bytes()[..], &[1], &wide(text)].concat();
    let sst = [&[0; 4][..], &3_u32.to_le_bytes(), &string("序号"), &string("金额"), &[7, 0, 1], &wide("青源")].concat();
    let globals = |start: u32| {
        let sheet = [&start.to_le_bytes()[..], &[0, 0, 2, 1], &wide("补贴")].concat();
        let format = [&[164, 0][..], &string("0.0%")].concat();
        let xf = |id: u8| record(0x00E0, &[0, 0, id, 0, 0, 0]);
        [
            bof(5),
            record(0x041E, &format),
            xf(0),
            xf(164),
            record(0x0085, &sheet),
            record(0x00FC, &sst),
            record(0x003C, &[&[0][..], b"ABC12"].concat()),
            record(0x000A, &[]),
        ]
        .concat()
    };
    let start = globals(0).len() as u32;
    let cell = |row: u8, column: u8, style: u8| vec![row, 0, column, 0, style, 0];
    let sheet = [
        bof(0x10),
        record(0x00FD, &[cell(0, 0, 0), vec![0, 0, 0, 0]].concat()),
        record(0x00FD, &[cell(0, 1, 0), vec![1, 0, 0, 0]].concat()),
        record(0x00FD, &[cell(1, 0, 0), vec![2, 0, 0, 0]].concat()),
        record(0x0203, &[&cell(1, 1, 1)[..], &0.125_f64.to_le_bytes()].concat()),
        record(0x027E, &[&cell(2, 0, 0)[..], &((1234_u32 << 2) | 3).to_le_bytes()].concat()),
        record(0x0006, &[&cell(2, 1, 0)[..], &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF], &[0; 8]].concat()),
        record(0x0207, &string("合格")),
        record(0x000A, &[]),
    ]
    .concat();
    compound("Workbook", &[globals(start), sheet].concat())
}

fn read_within(bytes: &[u8], format: SheetFormat, limits: &Limits) -> Result<Extract, ReadError> {
    Sheet { format }.read(bytes, limits)
}

fn read(bytes: &[u8], format: SheetFormat) -> Extract {
    read_within(bytes, format, &Limits::default()).unwrap()
}

fn kind(bytes: &[u8], format: SheetFormat) -> ReadErrorKind {
    read_within(bytes, format, &Limits::default()).unwrap_err().kind()
}

fn lines(extract: &Extract) -> Vec<(LineRole, u32, &str)> {
    extract.lines.iter().map(|line| (line.role, line.number, line.text.as_str())).collect()
}

const TABLE: &str = "<sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>青源市补贴表</t></is></c></row>\
    <row r='2'><c r='A2' t='s'><v>0</v></c><c r='B2' t='s'><v>1</v></c><c r='D2' t='s'><v>2</v></c></row>\
    <row r='4'><c r='A4'><v>1</v></c><c r='B4' t='str'><f>A</f><v>柳浦区</v></c><c r='D4' s='1'><v>1234.5</v></c></row>\
    <row r='5'><c><v>2</v></c><c t='b'><v>1</v></c><c t='e'><v>#N/A</v></c><c s='2'><v>0.5</v></c></row>\
    <row r='6'><c s='3'><v>45717</v></c><c t='str'><v>x</v></c></row>\
    <row r='7'><c t='inlineStr'><is><t>备注：按月。</t></is></c></row></sheetData>";

#[test]
fn an_xlsx_as_it_is_seen() {
    let extract = read(&xlsx(&[("Sheet1", "", TABLE), ("内部", "state='veryHidden'", TABLE)]), SheetFormat::Xlsx);
    assert_eq!(
        lines(&extract),
        [
            (LineRole::Title, 1, "青源市补贴表"),
            (LineRole::SheetRow, 2, "序号\t区县\t金额 &备注"),
            (LineRole::SheetRow, 4, "1\t柳浦区\t1,234.50"),
            (LineRole::SheetRow, 5, "2\tTRUE\t50.00%"),
            (LineRole::SheetRow, 6, "2025年3月\tx"),
            (LineRole::Body, 7, "备注：按月。"),
        ]
    );
    assert_eq!((extract.unit, extract.sheets), (Unit::Row, vec!["Sheet1".to_owned()]));
    assert!(extract.warnings[0].contains("内部"), "{:?}", extract.warnings);
}

#[test]
fn headers_over_two_rows_and_several_sheets() {
    let rows = "<sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>2</v></c></row>\
        <row r='2'><c r='B2' t='str'><v>中央</v></c><c r='C2' t='str'><v>地方</v></c></row>\
        <row r='3'><c r='A3'><v>1</v></c><c r='B3'><v>5</v></c><c r='C3'><v>6</v></c></row></sheetData>\
        <mergeCells><mergeCell ref='A1:A2'/><mergeCell ref='B1:C1'/></mergeCells>";
    let extract = read(&xlsx(&[("甲", "", rows), ("乙", "", rows)]), SheetFormat::Xlsx);
    assert_eq!(
        lines(&extract)[..3],
        [
            (LineRole::Heading(1), 0, "甲"),
            (LineRole::Heading(3), 1, "序号\t金额 &备注/中央\t金额 &备注/地方"),
            (LineRole::SheetRow, 3, "1\t5\t6"),
        ]
    );
    assert_eq!(extract.lines.iter().map(|line| line.page).collect::<Vec<_>>(), [1, 1, 1, 2, 2, 2]);
}

#[test]
fn cells_far_apart_take_no_room_between() {
    let far = "<dimension ref='A1:XFD1048576'/><sheetData><row r='1'><c r='A1'><v>1</v></c></row>\
        <row r='1048576'><c r='XFD1048576'><v>2</v></c></row></sheetData>";
    let extract = read(&xlsx(&[("Sheet1", "", far)]), SheetFormat::Xlsx);
    assert_eq!(extract.lines.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 1_048_576]);
}

#[test]
fn an_xls_with_a_string_over_two_records() {
    let extract = read(&xls(), SheetFormat::Xls);
    assert_eq!(
        lines(&extract),
        [
            (LineRole::Heading(1), 0, "补贴"),
            (LineRole::Heading(3), 1, "序号\t金额"),
            (LineRole::SheetRow, 2, "青源ABC12\t12.5%"),
            (LineRole::SheetRow, 3, "12.34\t合格"),
        ]
    );
}

#[test]
fn an_ods_shows_its_texts() {
    let content = "<d><style:style style:name='h'><style:table-properties table:display='false'/></style:style>\
        <table:table table:name='补贴' ><table:table-row>\
        <table:table-cell><text:p>序号</text:p></table:table-cell>\
        <table:table-cell><office:annotation><text:p>批注</text:p></office:annotation><text:p>金<text:span>额</text:span></text:p>\
        <text:p>万<text:s text:c='2'/>元</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated='2'><table:table-cell office:value-type='float'><text:p>1</text:p></table:table-cell>\
        <table:table-cell office:value-type='percentage' table:number-columns-repeated='2'><text:p>5%</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>\
        </table:table><table:table table:name='x' table:style-name='h'/></d>";
    let extract = read(&ods(content), SheetFormat::Ods);
    assert_eq!(
        lines(&extract),
        [
            (LineRole::Heading(1), 0, "补贴"),
            (LineRole::Heading(3), 1, "序号\t金额 万  元"),
            (LineRole::SheetRow, 2, "1\t5%\t5%"),
            (LineRole::SheetRow, 3, "1\t5%\t5%"),
        ]
    );
    assert_eq!(extract.warnings.len(), 1);
}

#[test]
fn delimited_values_in_gbk_with_blank_rows() {
    let text = "名称;地址\r\n柳浦养老院;\"青源市\n一号\"\r\n\r\n云岭;12\r\n";
    let extract = read(&GB18030.encode(text).0, SheetFormat::Delimited);
    let rows: Vec<_> = extract.lines.iter().map(|line| (line.number, line.text.as_str())).collect();
    assert_eq!(rows, [(1, "名称\t地址"), (2, "柳浦养老院\t青源市 一号"), (4, "云岭\t12")]);
}

#[test]
fn what_is_no_workbook_says_so() {
    for format in [SheetFormat::Xlsx, SheetFormat::Xls, SheetFormat::Ods, SheetFormat::Delimited] {
        assert_eq!(kind(b"", format), ReadErrorKind::Damaged);
    }
    assert_eq!(kind(&compound("EncryptedPackage", b""), SheetFormat::Xlsx), ReadErrorKind::Encrypted);
    assert_eq!(kind(&xlsx(&[("a", "", "<sheetData/>")]), SheetFormat::Xlsx), ReadErrorKind::NoText);
    assert_eq!(kind(&xlsx(&[]), SheetFormat::Xlsx), ReadErrorKind::NoText);
    let sealed = [record(0x0809, &[0, 6, 5, 0]), record(0x002F, &[1, 0])].concat();
    assert_eq!(kind(&compound("Workbook", &sealed), SheetFormat::Xls), ReadErrorKind::Encrypted);
}

#[test]
fn chains_in_a_circle_and_what_repeats_without_end() {
    let mut circle = xls();
    circle[512 + 8..512 + 12].copy_from_slice(&2_u32.to_le_bytes()); // the first sector of the stream follows itself
    assert_eq!(kind(&circle, SheetFormat::Xls), ReadErrorKind::Damaged);
    let bomb = "<table:table><table:table-row table:number-rows-repeated='4000000000'>\
        <table:table-cell table:number-columns-repeated='4000000000'><text:p>a</text:p></table:table-cell>\
        </table:table-row></table:table>";
    let limits = Limits { unpacked: 1 << 20, ..Limits::default() };
    let error = read_within(&ods(bomb), SheetFormat::Ods, &limits).unwrap_err();
    assert_eq!(error.kind(), ReadErrorKind::Limit);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_change_is_survived(at: prop::sample::Index, byte: u8, cut: prop::sample::Index) {
        let limits = Limits { unpacked: 1 << 22, seconds: 5, ..Limits::default() };
        for (mut bytes, format) in [(xls(), SheetFormat::Xls), (xlsx(&[("a", "", TABLE)]), SheetFormat::Xlsx)] {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = read_within(&bytes, format, &limits);
            bytes.truncate(cut.index(bytes.len()));
            let _ = read_within(&bytes, format, &limits);
        }
    }

    #[test]
    fn any_change_of_what_is_packed_is_survived(at: prop::sample::Index, with in "[<>/='a-z0-9&;]{0,3}") {
        let limits = Limits { unpacked: 1 << 22, seconds: 5, ..Limits::default() };
        let chars: Vec<char> = TABLE.chars().collect();
        let (head, tail) = chars.split_at(at.index(chars.len()));
        let changed: String = head.iter().copied().chain(with.chars()).chain(tail.iter().skip(1).copied()).collect();
        let _ = read_within(&xlsx(&[("a", "", &changed)]), SheetFormat::Xlsx, &limits);
        let _ = read_within(&ods(&changed), SheetFormat::Ods, &limits);
    }

    #[test]
    fn any_records_are_survived(stream in prop::collection::vec(any::<u8>(), 0..600), kinds in prop::collection::vec(
        prop::sample::select(vec![0xFC_u16, 0xFD, 0x3C, 0x85, 0x41E, 0xE0, 0x6, 0x207, 0xBD, 0xE5, 0x204, 0x203]), 1..9)) {
        let pieces = stream.chunks(stream.len() / kinds.len() + 1).zip(&kinds);
        let records: Vec<u8> = pieces.flat_map(|(data, &kind)| record(kind, data)).collect();
        let bof = record(0x0809, &[0, 6, 5, 0]);
        let limits = Limits { unpacked: 1 << 22, seconds: 5, ..Limits::default() };
        let _ = read_within(&compound("Book", &[bof, records].concat()), SheetFormat::Xls, &limits);
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for format in [SheetFormat::Xlsx, SheetFormat::Xls, SheetFormat::Ods, SheetFormat::Delimited] {
            let _ = read_within(&bytes, format, &Limits::default());
        }
    }
}

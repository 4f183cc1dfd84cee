//! Documents made here, construct by construct, and mutations of them.

use std::io::{Cursor, Write};

use encoding_rs::GBK;
use proptest::prelude::*;

use super::*;
use crate::read::LineRole;
use crate::read::compound::{CompoundKind, compound_kind};

/// A document to be written: its text with marks, and properties by paragraph and by run.
#[derive(Default)]
struct Fixture {
    text: String,
    /// Lengths of main text, footnotes, headers, macros, comments, endnotes, boxes, boxes of headers.
    lengths: [u32; 8],
    /// Properties of the paragraphs, in the order of their marks: style and changes.
    paragraphs: Vec<(u16, Vec<u8>)>,
    /// Runs of characters with changes: first and last position, excluded.
    characters: Vec<(u32, u32, Vec<u8>)>,
    /// Parts of the table stream by index.
    parts: Vec<(usize, Vec<u8>)>,
    /// Bytes of GBK instead of UTF-16.
    bytes: Option<Vec<u8>>,
    flags: u16,
}

const TEXT_AT: usize = 0x800;

/// A document of these paragraphs.
pub(crate) fn of_paragraphs(paragraphs: &[&str]) -> Vec<u8> {
    Fixture::of(&paragraphs.iter().map(|text| format!("{text}\r")).collect::<String>()).build()
}

impl Fixture {
    fn of(text: &str) -> Self {
        let mut fixture = Self { text: text.to_owned(), ..Self::default() };
        fixture.lengths[0] = fixture.text.encode_utf16().count() as u32;
        fixture
    }

    fn paragraph(mut self, style: u16, changes: &[u8]) -> Self {
        self.paragraphs.push((style, changes.to_vec()));
        self
    }

    fn run(mut self, first: u32, end: u32, changes: &[u8]) -> Self {
        self.characters.push((first, end, changes.to_vec()));
        self
    }

    fn part(mut self, index: usize, bytes: Vec<u8>) -> Self {
        self.parts.push((index, bytes));
        self
    }

    fn build(&self) -> Vec<u8> {
        let units: Vec<u16> = self.text.encode_utf16().collect();
        let (text, width) = match &self.bytes {
            Some(bytes) => (bytes.clone(), 1),
            None => (units.iter().flat_map(|unit| unit.to_le_bytes()).collect(), 2),
        };
        let mut stream = vec![0; TEXT_AT];
        stream.extend(&text);
        stream.resize(stream.len().next_multiple_of(512), 0);
        let mut table = Vec::new();
        let mut parts = self.parts.clone();
        let positions = text.len() as u32 / width;
        parts.push((33, piece_table(positions, width)));
        let offset = |position: u32| TEXT_AT as u32 + position * width;
        let ends = units.iter().enumerate().filter(|(_, unit)| matches!(**unit, 7 | 12 | 13));
        let mut first = 0;
        let mut runs = Vec::new();
        for ((at, _), (style, changes)) in ends.zip(&self.paragraphs) {
            let mut list = style.to_le_bytes().to_vec();
            list.extend(changes);
            runs.push((offset(first), offset(at as u32 + 1), list));
            first = at as u32 + 1;
        }
        parts.push((13, page(&mut stream, &runs, 13)));
        let runs: Vec<_> = self.characters.iter().map(|(a, b, list)| (offset(*a), offset(*b), list.clone())).collect();
        parts.push((12, page(&mut stream, &runs, 1)));
        self.header(&mut stream);
        for (index, bytes) in parts {
            put(&mut stream, 0x9A + index * 8, &(table.len() as u32).to_le_bytes());
            let length = if index == 73 { 2 } else { bytes.len() as u32 };
            put(&mut stream, 0x9E + index * 8, &length.to_le_bytes());
            table.extend(bytes);
        }
        compound(&[("WordDocument", &stream), ("1Table", &table)])
    }

    fn header(&self, stream: &mut [u8]) {
        for (at, value) in [(0, 0xA5EC), (2, 0xC1), (6, 0x0804), (10, 0x0200 | self.flags), (0x20, 14), (0x3E, 22)] {
            put(stream, at, &u16::to_le_bytes(value));
        }
        put(stream, 0x98, &93_u16.to_le_bytes());
        for (index, length) in self.lengths.iter().enumerate() {
            put(stream, 0x4C + index * 4, &length.to_le_bytes());
        }
    }

    fn lines(&self) -> Vec<Line> {
        Doc.read(&self.build(), &Limits::default()).unwrap().lines
    }

    fn texts(&self) -> Vec<String> {
        self.lines().into_iter().map(|line| line.text).collect()
    }
}

fn put(bytes: &mut [u8], at: usize, value: &[u8]) {
    bytes[at..at + value.len()].copy_from_slice(value);
}

fn piece_table(positions: u32, width: u32) -> Vec<u8> {
    let place = if width == 2 { TEXT_AT as u32 } else { (TEXT_AT as u32 * 2) | (1 << 30) };
    let mut bytes = vec![2, 16, 0, 0, 0];
    for word in [0, positions] {
        bytes.extend(u32::to_le_bytes(word));
    }
    bytes.extend([0, 0]);
    bytes.extend(place.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// Appends a page of runs to the stream, and gives the list that names it.
fn page(stream: &mut Vec<u8>, runs: &[(u32, u32, Vec<u8>)], width: usize) -> Vec<u8> {
    if runs.is_empty() {
        return Vec::new();
    }
    let mut page = vec![0; 512];
    let mut at = 511;
    for (index, (first, end, list)) in runs.iter().enumerate() {
        put(&mut page, index * 4, &first.to_le_bytes());
        put(&mut page, index * 4 + 4, &end.to_le_bytes());
        // Paragraphs count words, and one byte less where the number is odd.
        let (length, room) =
            if width == 1 { (list.len(), list.len() + 1) } else { (list.len() / 2 + 1, list.len() + 2) };
        at = (at - room) & !1;
        page[at] = length as u8;
        put(&mut page, at + 1, list);
        page[(runs.len() + 1) * 4 + index * width] = (at / 2) as u8;
    }
    page[511] = runs.len() as u8;
    let number = stream.len() / 512;
    stream.extend(page);
    let ends = [runs[0].0, runs[runs.len() - 1].1, number as u32];
    ends.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(format!("/{name}")).unwrap().write_all(bytes).unwrap();
    }
    file.flush().unwrap();
    file.into_inner().into_inner()
}

/// A level of a list: start, format, label.
fn level(start: u32, format: u8, label: &str) -> Vec<u8> {
    let mut bytes = vec![0; 28];
    put(&mut bytes, 0, &start.to_le_bytes());
    bytes[4] = format;
    bytes[15] = 2;
    let units: Vec<u16> = label.encode_utf16().collect();
    bytes.extend((units.len() as u16).to_le_bytes());
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

/// One list of nine levels and one reference to it.
fn numbered(fixture: Fixture) -> Fixture {
    let mut lists = vec![0; 30];
    put(&mut lists, 0, &[1, 0, 7, 0, 0, 0]);
    lists.extend(level(1, 37, "第\0章　"));
    lists.extend(level(1, 39, "（\u{1}）"));
    lists.extend(level(1, 0, "\0.\u{1}.\u{2} "));
    (3..9).for_each(|_| lists.extend(level(1, 0, "")));
    let mut overrides = vec![0; 24];
    put(&mut overrides, 0, &[1, 0, 0, 0, 7]);
    fixture.part(73, lists).part(74, overrides)
}

/// Styles by index: built-in number, style they build on, name, changes.
fn stylesheet(styles: &[(u16, u16, &str, &[u8])]) -> Vec<u8> {
    let mut sheet = vec![18, 0, styles.len() as u8, 0, 10, 0];
    sheet.resize(20, 0);
    for (built_in, base, name, changes) in styles {
        let mut bytes = Vec::new();
        for word in [*built_in, 1 | base << 4, 2, 0, 0, name.encode_utf16().count() as u16] {
            bytes.extend(word.to_le_bytes());
        }
        bytes.extend(name.encode_utf16().flat_map(u16::to_le_bytes));
        bytes.extend([0, 0]);
        bytes.extend((changes.len() as u16 + 2).to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(*changes);
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        bytes.extend([0, 0]);
        sheet.extend((bytes.len() as u16).to_le_bytes());
        sheet.extend(bytes);
    }
    sheet
}

const IN_TABLE: &[u8] = &[0x16, 0x24, 1];
const ROW_END: &[u8] = &[0x16, 0x24, 1, 0x17, 0x24, 1];

#[test]
fn paragraphs_breaks_and_signs() {
    let fixture = Fixture::of("青源市公告\r\r第一行\u{b}第二行\r\tA\tB\u{1e}C\u{1f}D\u{a0}E\u{1}\r𠀀末\u{c}");
    let lines = fixture.lines();
    let got: Vec<_> = lines.iter().map(|line| (line.text.as_str(), line.number)).collect();
    let want = [("青源市公告", 1), ("", 2), ("第一行", 3), ("第二行", 3), ("\u{3000}A\u{3000}B-CD E", 4), ("𠀀末", 5)];
    assert_eq!(got, want);
}

#[test]
fn field_instructions_are_left_out_and_results_kept() {
    let text = "见\u{13} HYPERLINK \u{13} PAGE \u{14}9\u{15} \u{14}星野镇\u{15}办法\r\u{13} TOC 没有结尾\r";
    assert_eq!(Fixture::of(text).texts(), ["见星野镇办法", " TOC 没有结尾"]);
}

#[test]
fn hidden_and_deleted_text_is_left_out() {
    let fixture = Fixture::of("甲乙丙丁\r戊\r").run(0, 1, &[0x3C, 0x08, 1]).run(1, 2, &[0x00, 0x08, 1]);
    assert_eq!(fixture.texts(), ["丙丁", "戊"]);
    // A deleted mark joins two paragraphs.
    assert_eq!(Fixture::of("甲\r乙\r").run(1, 2, &[0x00, 0x08, 1]).texts(), ["甲乙"]);
}

#[test]
fn symbols_of_fonts() {
    let fixture = Fixture::of("(是\r(否\r").run(0, 1, &[0x09, 0x6A, 3, 0, 0xFE, 0xF0]);
    assert_eq!(fixture.texts(), ["☑是", "(否"]);
}

#[test]
fn rows_and_nested_tables() {
    let fixture = Fixture::of("前\r名称\u{7}数量\u{7}\u{7}一个\r两段\u{7}内甲\r内乙\r\r\u{7}\u{7}后\r");
    let nested = [IN_TABLE, &[0x49, 0x66, 2, 0, 0, 0, 0x4B, 0x24, 1]].concat();
    let nested_end = [IN_TABLE, &[0x49, 0x66, 2, 0, 0, 0, 0x4C, 0x24, 1]].concat();
    let changes: [&[u8]; 12] =
        [&[], IN_TABLE, IN_TABLE, ROW_END, IN_TABLE, IN_TABLE, &nested, &nested, &nested_end, IN_TABLE, ROW_END, &[]];
    let fixture = changes.iter().fold(fixture, |fixture, changes| fixture.paragraph(0, changes));
    let lines = fixture.lines();
    let got: Vec<_> = lines.iter().map(|line| (line.text.as_str(), line.role)).collect();
    let want = [
        ("前", LineRole::Unknown),
        ("名称\t数量", LineRole::Row),
        ("一个 两段\t内甲 内乙", LineRole::Row),
        ("后", LineRole::Unknown),
    ];
    assert_eq!(got, want);
}

#[test]
fn headings_by_style_and_by_outline() {
    let styles = stylesheet(&[
        (0, 0xFFF, "Normal", &[]),
        (1, 0, "heading 1", &[0x40, 0x26, 0, 0]),
        (62, 0, "Title", &[]),
        (0xFFE, 0, "标题 3", &[]),
        (0xFFE, 1, "我的章", &[]),
    ]);
    let mut fixture = Fixture::of("题\r甲\r乙\r丙\r丁\r戊\r").part(1, styles);
    for (style, changes) in [(2, &[][..]), (1, &[]), (3, &[]), (4, &[]), (0, &[0x40, 0x26, 1]), (0, &[])] {
        fixture = fixture.paragraph(style, changes);
    }
    let roles: Vec<_> = fixture.lines().iter().map(|line| line.role).collect();
    let heading = LineRole::Heading;
    assert_eq!(roles, [LineRole::Title, heading(1), heading(3), heading(1), heading(2), LineRole::Unknown]);
}

#[test]
fn numbers_as_the_reader_sees_them() {
    let mut fixture = numbered(Fixture::of("总则\r目的\r范围\r细目\r附则\r其他\r无号\r"));
    for level in [0, 1, 1, 2, 0, 1] {
        fixture = fixture.paragraph(0, &[0x0B, 0x46, 1, 0, 0x0A, 0x26, level]);
    }
    let want = ["第一章　总则", "（一）目的", "（二）范围", "一.二.1 细目", "第二章　附则", "（一）其他", "无号"];
    assert_eq!(fixture.paragraph(0, &[]).texts(), want);
}

#[test]
fn notes_heads_and_boxes() {
    let main = "正文一\u{8}\r正文二\u{2}\r";
    let (note, heads, comment, end, of_box) = ("\u{2}脚注\r", "\r机关内刊\r", "批注\r", "尾注\r", "框内\r\r");
    let mut fixture = Fixture::of(&[main, note, heads, comment, end, of_box, "\r"].concat());
    let length = |text: &str| text.encode_utf16().count() as u32;
    fixture.lengths = [main, note, heads, "", comment, end, of_box, ""].map(length);
    let words = |words: &[u32]| words.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>();
    let mut boxes = words(&[0, 4]);
    boxes.extend([0; 14]);
    boxes.extend(words(&[99, 0]));
    let mut shapes = words(&[3, 4, 99]);
    shapes.extend([0; 22]);
    let fixture = fixture.part(11, words(&[0, 1, 1, 1, 1, 1, 1, 6, 6])).part(56, boxes).part(40, shapes);
    let lines = fixture.lines();
    let got: Vec<_> = lines.iter().map(|line| (line.text.as_str(), line.role)).collect();
    let want = [
        ("正文一", LineRole::Unknown),
        ("框内", LineRole::Unknown),
        ("正文二", LineRole::Unknown),
        ("脚注", LineRole::Note),
        ("尾注", LineRole::Note),
        ("机关内刊", LineRole::Furniture),
    ];
    assert_eq!(got, want);
}

#[test]
fn pieces_of_one_byte_are_western_or_chinese() {
    let mut fixture = Fixture::of("");
    fixture.bytes = Some(b"\x93caf\xe9\x94 open\r".to_vec());
    fixture.lengths[0] = 12;
    assert_eq!(fixture.texts(), ["“café” open"]);
    let bytes = GBK.encode("青源市人民政府关于养老服务的通知\r").0.into_owned();
    fixture.lengths[0] = bytes.len() as u32;
    fixture.bytes = Some(bytes);
    assert_eq!(fixture.texts(), ["青源市人民政府关于养老服务的通知"]);
}

#[test]
fn word_95_gives_its_text() {
    let bytes = GBK.encode("云岭县人民政府公告\r第二段文字\r").0.into_owned();
    let mut stream = vec![0; 0x300];
    for (at, value) in [(0, 0xA5DC_u32), (2, 104), (6, 0x0804), (0x18, 0x300), (0x1C, 0x300 + bytes.len() as u32)] {
        put(&mut stream, at, &value.to_le_bytes());
    }
    put(&mut stream, 6, &[4, 8, 0, 0, 0, 0]);
    put(&mut stream, 0x34, &(bytes.len() as u32).to_le_bytes());
    stream.extend(bytes);
    let extract = Doc.read(&compound(&[("WordDocument", &stream)]), &Limits::default()).unwrap();
    let texts: Vec<_> = extract.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!((texts, extract.warnings.len()), (vec!["云岭县人民政府公告", "第二段文字"], 1));
}

#[test]
fn what_is_no_readable_document_is_named() {
    let kind = |bytes: &[u8]| Doc.read(bytes, &Limits::default()).unwrap_err().kind();
    let mut encrypted = Fixture::of("密\r");
    encrypted.flags = 0x0100;
    assert_eq!(kind(&encrypted.build()), ReadErrorKind::Encrypted);
    assert_eq!(kind(&compound(&[("EncryptedPackage", b"x")])), ReadErrorKind::Encrypted);
    let workbook = compound(&[("Workbook", b"x")]);
    assert_eq!(compound_kind(&workbook), Some(CompoundKind::Workbook));
    assert_eq!(kind(&workbook), ReadErrorKind::UnreadFormat);
    assert_eq!(kind(&compound(&[("PowerPoint Document", b"x")])), ReadErrorKind::UnreadFormat);
    assert_eq!(kind(&compound(&[("Other", b"x")])), ReadErrorKind::Damaged);
    assert_eq!(kind(b""), ReadErrorKind::Damaged);
    assert_eq!(kind(&Fixture::of("\r\r").build()), ReadErrorKind::NoText);
    assert_eq!(compound_kind(&Fixture::of("文\r").build()), Some(CompoundKind::Word));
    assert_eq!(compound_kind(b"PK\x03\x04"), None);
}

fn rich() -> Vec<u8> {
    let styles = stylesheet(&[(0, 0xFFF, "Normal", &[]), (1, 0, "heading 1", &[])]);
    let fixture = numbered(Fixture::of("总则\r目的\u{13}X\u{14}见\u{15}\r甲\u{7}乙\u{7}\u{7}")).part(1, styles);
    let fixture = fixture.paragraph(1, &[0x0B, 0x46, 1, 0]).paragraph(0, &[0x0B, 0x46, 1, 0, 0x0A, 0x26, 1]);
    fixture.paragraph(0, IN_TABLE).paragraph(0, IN_TABLE).paragraph(0, ROW_END).run(0, 1, &[0x3C, 0x08, 0]).build()
}

#[test]
fn loops_of_sectors_end() {
    let mut bytes = rich();
    // Each sector of the table of sectors leads to the first.
    let table = u32_at(&bytes, 0x4C).unwrap() as usize;
    for at in (0..512).step_by(4) {
        put(&mut bytes, (table + 1) * 512 + at, &[0, 0, 0, 0]);
    }
    let _ = Doc.read(&bytes, &Limits::default());
}

proptest! {
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = Doc.read(&bytes, &Limits::default());
        let mut marked = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        marked.extend(bytes);
        let _ = Doc.read(&marked, &Limits::default());
    }

    #[test]
    fn any_mutation_stays_within_the_file(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![Just(0), Just(0xFF), any::<u8>()]), 1..24),
        cut in any::<prop::sample::Index>(),
        whole in any::<bool>(),
    ) {
        let mut bytes = rich();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if !whole {
            bytes.truncate(cut.index(bytes.len()));
        }
        if let Ok(extract) = Doc.read(&bytes, &Limits::default()) {
            let text: usize = extract.lines.iter().map(|line| line.text.len()).sum();
            prop_assert!(text <= bytes.len() * 64);
        }
    }

    #[test]
    fn any_streams(stream in prop::collection::vec(any::<u8>(), 1200..3000), table in prop::collection::vec(any::<u8>(), 0..600)) {
        let mut stream = stream;
        Fixture::default().header(&mut stream);
        let _ = Doc.read(&compound(&[("WordDocument", &stream), ("1Table", &table)]), &Limits::default());
    }
}

//! Passages of whole documents, all invented, and the promises they keep.

use proptest::prelude::*;

use super::{Passage, PassageKind, passages};
use crate::reflow::BlockKind;
use crate::structure::testing::blocks;
use crate::structure::{Outline, outline};

/// Each passage as `kind|address|headings|opened|text`, lead-ins with `~`, line ends as `/`.
fn shown(text: &str) -> Vec<String> {
    let passage = |passage: Passage| {
        let headings: Vec<String> =
            passage.headings.iter().map(|h| format!("{}{}", if h.lead_in { "~" } else { "" }, h.text)).collect();
        let address = passage.address().map(|address| address.to_string()).unwrap_or_default();
        let text = passage.text.text.replace('\n', "/");
        format!("{:?}|{address}|{}|{}|{text}", passage.kind, headings.join(">"), passage.opened)
    };
    passages(&outline(blocks(text))).into_iter().map(passage).collect()
}

/// A sentence of so many characters.
fn of(chars: usize) -> String {
    format!("{}。", "策".repeat(chars - 1))
}

#[test]
fn paragraphs_and_items_of_a_law() {
    let long = of(60);
    let text = format!(
        "T|青源市条例\nH|第一章 总则\n第一条 {long}\n{long}\n第二条 甲。\n第三条 {long}有下列情形之一的：\n（一）甲；\n（二）乙：\n1.丙；\n2.丁。\n（三）戊。"
    );
    assert_eq!(
        shown(&text),
        [
            format!("Paragraph|第一条第一款|第一章 总则|2|第一条 {long}"),
            format!("Paragraph|第一条第二款|第一章 总则|0|{long}"),
            "Paragraph|第二条|第一章 总则|0|第二条 甲。".to_owned(),
            format!("Paragraph|第三条|第一章 总则|0|第三条 {long}有下列情形之一的："),
            "Item|第三条第（一）项至第（二）项|第一章 总则>~有下列情形之一的：|0|（一）甲；/（二）乙：".to_owned(),
            "Item|第三条第（二）项第1目至第2目|第一章 总则>~有下列情形之一的：>~（二）乙：|0|1.丙；/2.丁。".to_owned(),
            "Item|第三条第（三）项|第一章 总则>~有下列情形之一的：|0|（三）戊。".to_owned(),
        ]
    );
}

#[test]
fn short_neighbours_are_joined() {
    let (short, middle, long) = (of(39), of(40), of(161));
    let joined = |texts: &[&str]| passages(&outline(blocks(&texts.join("\n")))).len();
    assert_eq!(joined(&[&short, &middle]), 1);
    assert_eq!(joined(&[&middle, &middle]), 2);
    assert_eq!(joined(&[&short, &of(160)]), 1);
    assert_eq!(joined(&[&short, &long]), 2);
    assert_eq!(joined(&[&short, "H|标题", &short]), 2);
    assert_eq!(joined(&[&short, "N|（注）", &short]), 3);
    assert_eq!(joined(&["第一条 甲。", "第二条 乙。"]), 2);
    assert_eq!(joined(&["第一条 甲。", "乙。"]), 1);
}

#[test]
fn long_paragraphs_are_cut() {
    let text = format!("H|标题\n{}\n{}", of(100).repeat(7), of(300));
    let made = passages(&outline(blocks(&text)));
    let lengths: Vec<usize> = made.iter().map(|passage| passage.text.text.chars().count()).collect();
    assert!(lengths == [300, 400, 300] || lengths == [400, 300, 300], "{lengths:?}");
    assert!(made.iter().all(|passage| passage.headings.len() == 1));
    assert_eq!(made.iter().map(|passage| passage.opened).collect::<Vec<_>>(), [1, 0, 0]);
}

#[test]
fn a_text_without_line_ends_is_cut_after_200() {
    let lengths = |text: &str| -> Vec<usize> {
        passages(&outline(blocks(text))).iter().map(|passage| passage.text.text.chars().count()).collect()
    };
    assert_eq!(lengths(&of(90).repeat(10)), [270, 270, 360]);
    assert_eq!(lengths(&of(100).repeat(5)), [300, 200]);
    assert_eq!(lengths(&of(400)), [400]);
    assert_eq!(lengths(&(of(100).repeat(5) + "\n" + &of(100))), [200, 300, 100]);
}

#[test]
fn headings_with_nothing_under_them() {
    assert_eq!(shown("T|只有标题"), ["Heading|||0|只有标题"]);
    assert_eq!(shown("T|只有标题\nF|1"), ["Heading|||0|只有标题", "Furniture|||0|1"]);
    assert_eq!(
        shown("T|方案\nH|第三章 空\nH|第四章 有\nF|2\n甲。\nH|后记"),
        [
            "Heading|第三章||1|第三章 空",
            "Furniture|||0|2",
            "Paragraph|第四章|第四章 有|1|甲。",
            "Heading|第四章|第四章 有|0|后记"
        ]
    );
    assert_eq!(shown(""), Vec::<String>::new());
}

#[test]
fn articles_of_a_page() {
    assert_eq!(
        shown("H|要闻\n甲。\nN|（作者：林一）\n乙。\nT|一题\nT|二题\nB|何二\nH|小标题\n丙。"),
        [
            "Paragraph||要闻|1|甲。",
            "Note|||0|（作者：林一）",
            "Paragraph|||0|乙。",
            "Heading|||0|一题",
            "Heading|||0|二题",
            "Byline|||0|何二",
            "Paragraph||小标题|1|丙。",
        ]
    );
}

/// Lines that meet in documents, each of its own words.
fn lines() -> impl Strategy<Value = String> {
    let starts = prop::sample::select(vec![
        "T|",
        "H|",
        "H|第一章 ",
        "H|第二章 ",
        "H|一、",
        "H|（一）",
        "H|目录",
        "B|",
        "N|",
        "N|（作者：",
        "F|",
        "第一条 ",
        "第二条 ",
        "第三条 ",
        "第二条规定的",
        "一、",
        "二、",
        "（一）",
        "（二）",
        "1.",
        "2.",
        "①",
        "附件1",
        "附件：",
        "一是",
        "“",
        "“第三条 ",
        "",
        "",
        "",
        "2024年3月5日",
    ]);
    let ends = prop::sample::select(vec!["。", "：", "；", "”", "", "。后文。前文：", "　尾 \t格"]);
    (starts, "[甲乙丙丁戊己庚辛]{3,9}", prop::sample::select(vec![1_usize, 1, 1, 9, 80]), ends)
        .prop_map(|(start, words, times, end)| format!("{start}{}{end}", format!("{words}，").repeat(times)))
}

/// The text without white space.
fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The titles and headings that a passage says were opened before it.
fn opened<'a>(outline: &'a Outline, passage: &'a Passage) -> Option<Vec<&'a str>> {
    let title = outline.title_entry.and(outline.title.as_deref());
    let headings = passage.headings.iter().filter(|heading| !heading.lead_in).map(|heading| heading.text.as_str());
    let all: Vec<&str> = title.into_iter().chain(headings).collect();
    all.get(all.len().checked_sub(passage.opened)?..).map(<[&str]>::to_vec)
}

proptest! {
    /// Promise 2: as the document reads, the blocks are the passages and the headings before them, each
    /// once and in order.
    #[test]
    fn nothing_is_lost_or_invented(lines in prop::collection::vec(lines(), 0..40)) {
        let source = lines.join("\n");
        let outline = outline(blocks(&source));
        let made = passages(&outline);
        let (mut reads, mut page) = (String::new(), String::new());
        for passage in &made {
            if passage.kind == PassageKind::Furniture {
                page.push_str(&bare(&passage.text.text));
                continue;
            }
            let opened = opened(&outline, passage);
            prop_assert!(opened.is_some(), "{:?}", passage);
            reads.extend(opened.into_iter().flatten().map(bare));
            reads.push_str(&bare(&passage.text.text));
        }
        let of = |furniture: bool| -> String {
            let entries = outline.entries.iter().filter(|entry| (entry.block.kind == BlockKind::Furniture) == furniture);
            entries.map(|entry| bare(&entry.block.text.text)).collect()
        };
        prop_assert_eq!((reads, page), (of(false), of(true)));
    }

    /// Promise 3: every character of a passage is where its pieces say; between them stand joiners alone.
    #[test]
    fn every_place_is_traceable(lines in prop::collection::vec(lines(), 0..40)) {
        let source = lines.join("\n");
        for passage in passages(&outline(blocks(&source))) {
            let mut before = 0;
            for piece in &passage.text.pieces {
                prop_assert!(bare(&passage.text.text[before..piece.at]).is_empty());
                prop_assert_eq!(&passage.text.text[piece.at..piece.end()], piece.source.of(&source));
                before = piece.end();
            }
            prop_assert_eq!(before, passage.text.text.len());
            let parts: Vec<&str> = passage.parts.iter().map(|part| part.span.of(&passage.text.text)).collect();
            prop_assert_eq!(parts.join("\n"), passage.text.text.as_str());
        }
    }

    /// A lead-in ends the passage before the first item under it, and headings that a passage does not
    /// share with the one before it are those that were opened: nothing reads as standing where it does not.
    #[test]
    fn heading_paths_follow_the_text(lines in prop::collection::vec(lines(), 0..40)) {
        let outline = outline(blocks(&lines.join("\n")));
        let mut before: Option<Passage> = None;
        for passage in passages(&outline).into_iter().filter(|passage| passage.kind != PassageKind::Furniture) {
            if let Some(before) = &before {
                let shared = before.headings.iter().zip(&passage.headings).take_while(|(a, b)| a == b).count();
                let new = passage.headings.iter().skip(shared);
                let new = new.filter(|heading| !bare(&before.text.text).ends_with(&bare(&heading.text))).count();
                prop_assert!(new <= passage.opened, "{:?}\n{:?}", before, passage);
            }
            prop_assert!(passage.headings.iter().skip_while(|heading| !heading.lead_in).all(|heading| heading.lead_in));
            before = Some(passage);
        }
    }

    /// The lengths that the rules allow.
    #[test]
    fn passages_are_as_long_as_the_rules_say(lines in prop::collection::vec(lines(), 0..40)) {
        let outline = outline(blocks(&lines.join("\n")));
        for passage in passages(&outline) {
            let chars = passage.text.text.chars().count();
            prop_assert!(passage.parts.len() == 1 || chars <= 200);
            let whole = matches!(passage.kind, PassageKind::Heading | PassageKind::Note | PassageKind::Byline | PassageKind::Furniture);
            prop_assert!(whole || chars <= 400);
        }
    }
}

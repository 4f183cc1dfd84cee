//! The promises of reflow, as properties, and small pages by hand.

use proptest::collection::vec;
use proptest::prelude::*;

use super::{Block, BlockKind, reflow};

fn kinds(source: &str) -> Vec<(BlockKind, String)> {
    reflow(source).into_iter().map(|block| (block.kind, block.text.text)).collect()
}

/// Checks that every character that is not white space stands in exactly one block, at the place
/// its block names, and that blocks and pieces are in order.
fn assert_nothing_lost(source: &str) {
    let blocks = reflow(source);
    let mut seen = vec![0_u8; source.len()];
    let mut first = 0;
    for block in &blocks {
        let span = block.text.source_span().expect("a block has text");
        assert!(span.start >= first, "blocks begin in order");
        first = span.start;
        let mut at = span.start;
        for piece in &block.text.pieces {
            assert!(piece.source.start >= at, "pieces are in order");
            at = piece.source.end;
            assert_eq!(piece.source.of(source), &block.text.text[piece.at..piece.end()], "the place holds the text");
            seen[piece.source.start..piece.source.end].iter_mut().for_each(|times| *times += 1);
        }
        let text = &block.text.text;
        assert_eq!(text.trim(), text);
        let joiners: String = joiners(block);
        assert!(joiners.chars().all(|c| c == ' '), "nothing is invented: {joiners:?}");
    }
    for (at, c) in source.char_indices() {
        let wanted = !c.is_whitespace() && c != '\u{feff}';
        assert!(seen[at] <= 1 && (!wanted || seen[at] == 1), "{c:?} at {at} is in {} blocks", seen[at]);
    }
}

/// What stands in a block's text between its pieces.
fn joiners(block: &Block) -> String {
    let mut at = 0;
    let mut found = String::new();
    for piece in &block.text.pieces {
        found.push_str(&block.text.text[at..piece.at]);
        at = piece.end();
    }
    found.push_str(&block.text.text[at..]);
    found
}

fn assert_idempotent(source: &str) {
    let texts: Vec<String> = reflow(source).into_iter().map(|block| block.text.text).collect();
    let again: Vec<String> = reflow(&texts.join("\n\n")).into_iter().map(|block| block.text.text).collect();
    assert_eq!(again, texts);
}

/// Characters that mean something to reflow, and some that do not.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        6 => prop::sample::select("青源市公共食堂建设运营管理城乡融合推进改革林望何".chars().collect::<Vec<_>>()),
        2 => prop::sample::select("，。、；：？！（）《》“”—…%％.()".chars().collect::<Vec<_>>()),
        1 => prop::sample::select("一二三十第章条节日报版年月0123456789 ab".chars().collect::<Vec<_>>()),
        2 => prop::sample::select("\n\n\n\r \u{3000}\t\u{feff}\u{200b}\u{c}".chars().collect::<Vec<_>>()),
        1 => any::<char>(),
    ]
}

/// A paragraph of so many characters that ends as a sentence does.
fn paragraph(length: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "青源", "食堂", "建设", "公共", "城乡", "运营", "推进", "改革", "融合", "民生", "，", "资金", "管理", "服务",
    ]);
    vec(word, length).prop_map(|words| {
        let text: String = words.concat();
        let text = text.replace("，，", "，城乡");
        format!("本市{}。", text.trim_matches('，').replace("，，", "，"))
    })
}

/// Cuts a paragraph at `width` characters; the first line is shorter by `indent`.
fn wrap(text: &str, width: usize, indent: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut room = width - indent;
    for c in text.chars() {
        let hangs = "，。".contains(c);
        if room == 0 && !hangs {
            lines.push(String::new());
            room = width;
        }
        lines.last_mut().expect("there is a line").push(c);
        room = room.saturating_sub(1);
    }
    lines
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn nothing_is_lost_and_places_are_true(text in vec(character(), 0..400)) {
        let source: String = text.into_iter().collect();
        assert_nothing_lost(&source);
        assert_idempotent(&source);
    }

    #[test]
    fn nothing_is_lost_on_pages(lines in vec((vec(character(), 0..30), 0..4_u8), 0..60)) {
        let source: String = lines.into_iter().map(|(text, gap)| {
            let text: String = text.into_iter().filter(|c| !"\r\n".contains(*c)).collect();
            text + if gap == 0 { "\r\n\r\n" } else { "\n" }
        }).collect();
        assert_nothing_lost(&source);
        assert_idempotent(&source);
    }

    #[test]
    fn text_that_was_never_wrapped_stays_as_it_is(
        paragraphs in vec((paragraph(25..120), any::<bool>()), 3..12),
        blank in any::<bool>(),
    ) {
        let mut lines = vec!["青源市公共食堂管理办法".to_owned()];
        for (n, (text, heading)) in paragraphs.into_iter().enumerate() {
            if heading {
                lines.push(format!("第{}章 食堂建设", ["一", "二", "三", "四"][n % 4]));
            }
            lines.push(text);
        }
        let source = lines.join(if blank { "\n\n" } else { "\n" });
        let found: Vec<String> = reflow(&source).into_iter().map(|block| block.text.text).collect();
        prop_assert_eq!(found, lines);
    }

    #[test]
    fn wrapped_paragraphs_come_back_whole(
        paragraphs in vec(paragraph(40..160), 6..14),
        width in 13..40_usize,
        indent in 0..3_usize,
    ) {
        // no indent, one that was lost, one that was kept
        let (shorter, white) = [(0, ""), (2, ""), (2, "\u{3000}\u{3000}")][indent];
        let pages: Vec<String> = paragraphs.iter().map(|text| white.to_owned() + &wrap(text, width, shorter).join("\n")).collect();
        let source = pages.join(if white.is_empty() { "\n\n" } else { "\n" });
        let found: Vec<String> = reflow(&source).into_iter().map(|block| block.text.text).collect();
        prop_assert_eq!(found, paragraphs);
        assert_nothing_lost(&source);
        assert_idempotent(&source);
    }
}

/// A page of one article in a column of 17 characters, with `middle` where the first paragraph's column ends.
fn page(middle: &str) -> String {
    let first = wrap(
        "青源市把公共食堂作为民生工程，统筹布局城乡网点，去年新建食堂一百余个，覆盖全部街道和八成行政村，老年人就餐补贴按时发放到位，\
         居民满意度逐年提高。各区建立运营评价制度，每季度公布评价结果，群众评价较低的食堂限期整改。",
        17,
        2,
    );
    let second =
        wrap("星野镇上线订餐平台，居民在家就能点餐，送餐员当天送到，平台数据同步用于采购计划，减少浪费。", 17, 2);
    format!(
        "青源日报 理论周刊\n\n本期关注\n\n以公共食堂服务城乡融合\n\n本报记者 林望、何帆\n\n{}{middle}{}\n\n以智慧管理\n提升服务质效\n\n{}\n\
         （作者单位：青源市委党校）\n",
        first[..3].join("\n"),
        first[3..].join("\n"),
        second.join("\n"),
    )
}

#[test]
fn a_newspaper_page() {
    use BlockKind::{Byline, Furniture, Heading, Note, Paragraph, Title};
    let page = page("\n\n");
    let found = kinds(&page);
    let kinds: Vec<BlockKind> = found.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, [Furniture, Heading, Title, Byline, Paragraph, Heading, Paragraph, Note]);
    assert!(found[4].1.starts_with("青源市把") && found[4].1.ends_with("限期整改。"));
    assert_eq!(found[5].1, "以智慧管理提升服务质效");
    assert_nothing_lost(&page);
    assert_idempotent(&page);
}

#[test]
fn furniture_inside_a_paragraph_stands_behind_it() {
    let page = page("\n\n— 7 —\n\n");
    let found = kinds(&page);
    assert!(found[4].1.starts_with("青源市把") && found[4].1.ends_with("限期整改。"));
    assert_eq!(found[5], (BlockKind::Furniture, "— 7 —".to_owned()));
    assert_nothing_lost(&page);
}

#[test]
fn a_notice_that_was_never_wrapped() {
    let source = "青源市人民政府关于推进\n公共食堂建设的意见\n青政发〔2031〕5号\n各区人民政府，市政府各部门：\n\
        公共食堂是重要的民生工程，近年来本市食堂建设取得明显进展，但城乡布局仍不均衡，现就有关工作提出以下意见。\n\
        一、总体要求\n到明年底建成覆盖城乡的公共食堂网络，运营管理制度基本健全，老年人就餐补贴发放及时，服务质量明显提高。\n\
        二、工作措施\n各区要把公共食堂建设纳入年度计划，落实场地和资金，并于每季度末向市民政局报告进展情况和存在的问题。\n\
        青源市人民政府\n2031年3月5日\n";
    let found = kinds(source);
    assert_eq!(found[0], (BlockKind::Title, "青源市人民政府关于推进公共食堂建设的意见".to_owned()));
    assert_eq!(found[1].0, BlockKind::Paragraph);
    assert_eq!(found[2].0, BlockKind::Paragraph);
    let headings: Vec<&str> =
        found.iter().filter(|(kind, _)| *kind == BlockKind::Heading).map(|(_, text)| text.as_str()).collect();
    assert_eq!(headings, ["一、总体要求", "二、工作措施"]);
}

#[test]
fn words_of_other_scripts_keep_a_space() {
    let source = "The city of Qingyuan has opened a new public\ncanteen in every street and in most of the\nvillages around it, and the residents like\nit very much indeed, as they say there.\n";
    let found = kinds(source);
    assert_eq!(found.len(), 1);
    assert!(found[0].1.contains("new public canteen"));
}

#[test]
fn nothing_has_no_blocks() {
    for source in ["", "\u{feff}", " \r\n\u{3000}\n"] {
        assert!(reflow(source).is_empty());
    }
}

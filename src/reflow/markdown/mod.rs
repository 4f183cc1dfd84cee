//! Markdown → blocks.
//!
//! `CommonMark` with tables, strikethrough and footnotes. The text of a block is put together from
//! verbatim runs of the source; the marks (`#`, `**`, `|`, a link's destination …) stand between
//! them. What becomes of each construct:
//!
//! | Markdown | block |
//! |---|---|
//! | the first heading, where it is of level 1 and no text stands before it | title |
//! | any other heading | heading, with its level |
//! | a paragraph, also in a list or quote | paragraph; its lines are joined, hard breaks too |
//! | an item of a numbered list | its number (`3. `) stays in the text, it may be the document's own |
//! | a row of a table | paragraph; its cells are joined by a tab |
//! | a code block | paragraph, its lines kept; without a fence each line is a paragraph |
//! | a block of HTML | its text without the tags, a paragraph for each block-level element |
//! | a footnote | note |
//! | front matter between `---` | furniture; its `title:` is the title where no heading is one |
//! | link definitions, comments, anything else that gives no text | furniture, verbatim |
//!
//! `CommonMark` joins the lines of a paragraph. Much Chinese text comes with a paragraph a line and no
//! blank lines between, though. So a text without any Markdown in it is read as plain text, and in
//! others a line end is the end of a paragraph where the text as a whole was never wrapped, where
//! plain text would have a paragraph's end (in paragraphs of many lines), where every line of a
//! paragraph but the last ends as a Chinese sentence does, and before a line that is indented by
//! ideographic spaces (U+3000).
//!
//! Entities (`&amp;`) and characters after a backslash stand as in the source, the
//! backslash does not; an entity for white space is a mark. Marks, and so in no block's text, are also
//! the label of a footnote, the language of a code block, the destination of a link, and tags.

mod builder;
mod ends;
mod front;
mod html;
mod left_over;

use pulldown_cmark::{Options, Parser};

use self::builder::Builder;
use self::front::FrontMatter;
use self::left_over::with_left_over;
use super::{Block, BlockKind, lines, reflow, unwrapped};
use crate::text::Span;

/// The blocks of a Markdown text, in the order of the source. Every letter, digit and ideograph is in
/// exactly one block's text, marks (see above) excepted; a text of nothing but marks is furniture.
/// Any text is Markdown, so there is no error. Cost: linear.
#[must_use]
pub fn markdown_blocks(source: &str) -> Vec<Block> {
    let front = FrontMatter::of(source);
    let body = front.as_ref().map_or(0, |front| front.span.end);
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let never_wrapped = unwrapped::never_wrapped(&lines::lines(&source[body..]));
    let mut builder = Builder::new(source, body, never_wrapped);
    for (event, range) in Parser::new_ext(&source[body..], options).into_offset_iter() {
        builder.event(&event, Span::new(body + range.start, body + range.end));
    }
    builder.end_block();
    if builder.plain && front.is_none() && !source.contains('\\') {
        return reflow(source);
    }
    let Builder { blocks: mut of_body, hidden: of_tags, .. } = builder;
    let titled = name_title(&mut of_body);
    let (mut blocks, mut hidden) = front.map_or_else(Default::default, |front| front.blocks(source, !titled));
    blocks.append(&mut of_body);
    hidden.extend(of_tags);
    with_left_over(source, &hidden, blocks)
}

/// Makes the first heading the title where it is one; whether it is.
fn name_title(blocks: &mut [Block]) -> bool {
    match blocks.first_mut() {
        Some(first) if first.kind == BlockKind::Heading && first.level == Some(1) => {
            first.kind = BlockKind::Title;
            true
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Kind, level and text of every block, as one line each.
    fn show(source: &str) -> Vec<String> {
        let letter = |block: &Block| match (block.kind, block.level) {
            (BlockKind::Title, _) => "T".to_owned(),
            (BlockKind::Heading, level) => format!("H{}", level.unwrap_or(0)),
            (BlockKind::Paragraph, _) => "P".to_owned(),
            (BlockKind::Note, _) => "N".to_owned(),
            (BlockKind::Furniture, _) => "F".to_owned(),
            (BlockKind::Byline, _) => "B".to_owned(),
        };
        markdown_blocks(source).iter().map(|block| format!("{} {}", letter(block), block.text.text)).collect()
    }

    #[test]
    fn headings_and_paragraphs() {
        let source = "# 青源市**养老**办法\n\n第一段是一行\n接着一行，see the\nnote 3  \nof it。\n\n## 一、总则 ##\n正文\n\n星野\n===\n末";
        let want = [
            "T 青源市养老办法",
            "P 第一段是一行接着一行，see the note 3 of it。",
            "H2 一、总则",
            "P 正文",
            "H1 星野",
            "P 末",
        ];
        assert_eq!(show(source), want);
    }

    #[test]
    fn a_heading_after_text_is_no_title() {
        assert_eq!(show("前言\n\n# 甲"), ["P 前言", "H1 甲"]);
        assert_eq!(show("## 甲\n\n# 乙"), ["H2 甲", "H1 乙"]);
    }

    #[test]
    fn lists_keep_their_numbers() {
        let source = "1. 加强\n   领导\n2. 落实\n\n   责任\n   - 市\n   - 区\n\n3) 丙\n\n* 甲\n* [ ] 乙";
        let want = ["P 1. 加强领导", "P 2. 落实", "P 责任", "P 市", "P 区", "P 3) 丙", "P 甲", "P [ ] 乙"];
        assert_eq!(show(source), want);
    }

    #[test]
    fn tables_row_by_row() {
        let source = "| 区 | 数量 |\n|:--|--:|\n| 东\\|区 | **12** | 多 |\n| | 3 |\n\n后";
        assert_eq!(show(source), ["P 区\t数量", "P 东|区\t12\t多", "P 3", "P 后"]);
    }

    #[test]
    fn quotes_code_and_rules() {
        let source = "> 引文一\n> 引文二\n\n---\n\n```rust\nlet a = 1;\n\n  let b;\n```\n\n    甲行\n    乙行\n\n用 `a b` 与 ``c`d``";
        let want = ["P 引文一引文二", "P let a = 1;\n\n  let b;", "P 甲行", "P 乙行", "P 用 a b 与 c`d"];
        assert_eq!(show(source), want);
        assert_eq!(show("```\r\na\r\n\r\nb\r\n```\r\n"), ["P a\n\nb"]);
        assert_eq!(show("> `甲\n> 乙` 丙"), ["P 甲乙 丙"]);
    }

    #[test]
    fn links_images_footnotes_entities_escapes() {
        let source = "见[通知](http://qingyuan.example/1 \"全文\")与![图一](a.png)[^1]，A&amp;B\\*C&nbsp;D。\n\n[^1]: 注文\n\n[名]: http://x.example \"标题\"\n";
        let want = ["P 见通知与图一，A&amp;B*C D。", "N 注文", "F [名]: http://x.example \"标题\""];
        assert_eq!(show(source), want);
    }

    #[test]
    fn html_gives_its_text() {
        let source = "<table>\n<tr><td>甲</td><td>乙</td></tr>\n<tr><td>丙\n丁</td></tr></table>\n\n一<br>二<b>三</b>\n\n<!-- 批注 -->\n";
        assert_eq!(show(source), ["P 甲\t乙", "P 丙丁", "P 一二三", "F <!-- 批注 -->"]);
    }

    #[test]
    fn front_matter() {
        let source = "---\nlayout: page\ntitle: \"青源市办法\"\ndate: 2024-03-01\n---\n\n正文";
        assert_eq!(show(source), ["F layout: page", "T 青源市办法", "F date: 2024-03-01", "P 正文"]);
        assert_eq!(show("---\ntitle: 甲\n---\n# 乙\n"), ["F title: 甲", "T 乙"]);
        assert_eq!(show("---\n\n甲\n\n---\n"), ["P 甲"]);
    }

    #[test]
    fn a_line_can_be_a_paragraph() {
        assert_eq!(show("**甲**\n乙\n　　丙"), ["P 甲乙", "P 丙"]);
        assert_eq!(
            show("第一条　甲。\n第二条　**乙：**\n（一）丙"),
            ["P 第一条　甲。", "P 第二条　乙：", "P （一）丙"]
        );
        assert_eq!(show("**甲**。\n乙\n丙"), ["P 甲。乙丙"]);
        let long =
            "青源市各区人民政府应当加强对养老服务工作的领导，建立健全协调机制，落实保障措施，并定期公开有关情况。";
        let text = format!("**星野镇**办法\n{long}\n第二章\n{long}\n{long}");
        assert_eq!(show(&text).len(), 5);
    }

    #[test]
    fn a_text_without_markdown_is_plain_text() {
        let source = "青源市养老服务办法\n\n第一条　为了发展养老服务，制定本办法。\n第二条　本办法自公布之日起施行。\n";
        assert_eq!(markdown_blocks(source), reflow(source));
        let marked = source.replace("发展", "*发展*");
        assert!(markdown_blocks(&marked).iter().any(|block| block.text.text.contains("为了发展养老")));
    }

    #[test]
    fn nothing_but_marks_or_nothing() {
        assert_eq!(show("***\n"), ["F ***"]);
        assert_eq!(show(" \n\t\n"), Vec::<String>::new());
        assert_eq!(show(""), Vec::<String>::new());
    }

    /// Runs are verbatim, in order, and do not overlap; text between them is joiners.
    fn check_places(source: &str) -> Result<(), TestCaseError> {
        let mut last = 0;
        for block in markdown_blocks(source) {
            let mut at = 0;
            prop_assert!(!block.text.text.trim().is_empty() && !block.text.pieces.is_empty());
            let mut ends = last;
            for piece in &block.text.pieces {
                prop_assert_eq!(
                    source.get(piece.source.start..piece.source.end),
                    block.text.text.get(piece.at..piece.end())
                );
                prop_assert!(block.text.text[at..piece.at].chars().all(char::is_whitespace));
                prop_assert!(block.kind == BlockKind::Furniture || ends <= piece.source.start);
                (at, ends) = (piece.end(), piece.source.end);
            }
            prop_assert_eq!(at, block.text.text.len());
            last = if block.kind == BlockKind::Furniture { last } else { ends };
        }
        Ok(())
    }

    /// Every letter of a source without links, tags, entities and labels is in one block.
    fn check_nothing_lost(source: &str) -> Result<(), TestCaseError> {
        let mut times = vec![0; source.len()];
        for block in markdown_blocks(source) {
            for piece in &block.text.pieces {
                times[piece.source.start..piece.source.end].iter_mut().for_each(|times| *times += 1);
            }
        }
        for (at, c) in source.char_indices() {
            prop_assert!(times[at] <= 1, "{:?} twice", c);
            // The word after a fence may be a language's name.
            let mark = !c.is_alphanumeric() || c.is_ascii() && (source.contains("```") || source.contains("~~~"));
            prop_assert!(times[at] == 1 || mark, "{:?} at {} is lost", c, at);
        }
        Ok(())
    }

    fn lines(pieces: &'static [&'static str]) -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(pieces), 0..40).prop_map(|parts| parts.concat())
    }

    const PLAIN: &[&str] = &[
        "甲", "乙丙", "丁。", "ab", "7", " ", "  ", "　　", "\n", "\n", "\n\n", "\r\n", "\t", "# ", "### ", "- ",
        "1. ", "12) ", "> ", "| ", " | ", "|-|-|\n", "**", "*", "_", "~~", "`", "```\n", "~~~\n", "\\", "    ",
        "---\n", "===\n", "+ ",
    ];
    const ALL: &[&str] = &[
        "[",
        "]",
        "](",
        ")",
        "](u)",
        "[^a]",
        "[^a]: ",
        "[a]: ",
        "![",
        "<td>",
        "</p>",
        "<b",
        ">",
        "<!--",
        "-->",
        "&amp;",
        "&nbsp;",
        "&#12288;",
        "<a@b.c>",
        "<script>",
        "</script>",
        "```rust\n",
        "\u{0}",
        "title: ",
        "甲",
        "ab",
        " ",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "| ",
        "\\",
        "`",
        "    ",
        "---\n",
        "\r",
        "|-|-|\n",
        "\t",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn nothing_is_lost(source in lines(PLAIN)) {
            check_places(&source)?;
            check_nothing_lost(&source)?;
        }

        #[test]
        fn places_hold_whatever_is_written(source in lines(ALL)) {
            check_places(&source)?;
        }

        #[test]
        fn any_text_is_markdown(source in "\\PC{0,60}") {
            check_places(&source)?;
        }
    }
}

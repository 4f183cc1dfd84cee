//! Which part of a page is its content.

use super::blocks::Block;
use super::furniture::Sums;
use super::page::{Node, Page};

/// Ids and classes that publishing systems of governments and newspapers give to the text itself.
const TEXTS: &[&str] = &[
    "ucap-content",
    "pages_content",
    "trs_editor",
    "trs_ueditor",
    "trs_editor_view",
    "trs_web",
    "zoom",
    "ozoom",
    "js_content",
    "rich_media_content",
    "content_area",
    "zhengwen",
    "artibody",
    "rwb_zw",
    "p-detail",
    "detailcontent",
    "article_content",
    "article-content",
    "articlecontent",
    "arti_content",
    "wp_articlecontent",
    "contentbody",
    "bodylabel",
    "fontzoom",
    "vsb_content",
    "v_news_content",
    "rm_txt_con",
    "xxgk_content",
    "news_content",
    "newscontent",
    "nr_content",
    "content-text",
    "article-body",
    "article_body",
    "entry-content",
    "post-content",
    "main-aticle",
    "detail_content",
    "info-content",
    "con_txt",
    "txt_con",
    "cnt_body",
];

/// Share of the best subtree's weight with which an element of such a name is taken to be the text.
const LEAST_OF_BEST: f64 = 0.4;

/// What an element around the content may lose against it, of its weight, to be taken instead.
const MOST_LOST: f64 = 0.15;

/// The same in letters: a few links to other pages.
const MOST_LOST_LETTERS: f64 = 60.0;

/// Links from which a page without prose is a list of pages.
const LIST: usize = 5;

/// The content of a page.
#[derive(Debug, PartialEq)]
pub(super) struct Content {
    /// Its subtrees in document order, none inside another.
    pub(super) roots: Vec<usize>,
    /// Whether their names say that they hold the text and nothing else.
    pub(super) by_name: bool,
}

/// Finds the content by what elements are called, checked against their weight; else by weight alone.
pub(super) fn content(page: &Page, blocks: &[Block], sums: &Sums) -> Content {
    let best = best(page, sums);
    let weight = sums.of(best).weight;
    let named = named(page, sums);
    let of_named: f64 = named.iter().map(|&at| sums.of(at).weight.max(0.0)).sum();
    if !named.is_empty() && of_named > 0.0 && of_named >= weight * LEAST_OF_BEST {
        return Content { roots: named, by_name: true };
    }
    if is_list(blocks, sums.of(best).prose) || weight <= 0.0 {
        return Content { roots: vec![list(page, blocks)], by_name: false };
    }
    Content { roots: vec![widened(page, sums, best)], by_name: false }
}

/// The innermost element of the greatest weight.
fn best(page: &Page, sums: &Sums) -> usize {
    let mut best = 0;
    for (at, node) in page.nodes.iter().enumerate().filter(|(_, node)| !node.is_text()) {
        let (weight, most) = (sums.of(at).weight, sums.of(best).weight);
        let inside = page.nodes.get(best).is_some_and(|best| node.end <= best.end);
        if weight > most + 1e-6 || inside && weight > most - 1e-6 && weight > 0.0 {
            best = at;
        }
    }
    best
}

/// The outermost elements whose names say that they hold the text.
fn named(page: &Page, sums: &Sums) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    let mut end = 0;
    for (at, node) in page.nodes.iter().enumerate() {
        if at >= end && is_text(node) && sums.of(at).letters > 0 {
            found.push(at);
            end = node.end;
        }
    }
    found
}

fn is_text(node: &Node) -> bool {
    let names = [node.attribute("class"), node.attribute("id")];
    let mut names = names.into_iter().flatten().flat_map(str::split_ascii_whitespace);
    node.attribute("itemprop").is_some_and(|value| value.eq_ignore_ascii_case("articleBody"))
        || !node.is_text() && names.any(|name| TEXTS.iter().any(|text| text.eq_ignore_ascii_case(name)))
}

/// The outermost element around `best` that adds no more than a few links: attachments, who edited it, where it is
/// from.
fn widened(page: &Page, sums: &Sums, best: usize) -> usize {
    let weight = sums.of(best).weight;
    let least = weight - (weight * MOST_LOST).min(MOST_LOST_LETTERS);
    page.ancestors(best).take_while(|&at| sums.of(at).weight >= least).last().unwrap_or(best)
}

/// Whether the page is a list of other pages: many links with long texts and hardly any prose.
fn is_list(blocks: &[Block], prose: f64) -> bool {
    let (count, letters) = entries(blocks).fold((0, 0), |(count, letters), block| (count + 1, letters + block.linked));
    count >= LIST * 2 && prose * 5.0 < letters as f64 && !blocks.iter().any(|block| block.is_prose() && block.ends > 0)
}

/// The links whose texts are titles of documents.
fn entries(blocks: &[Block]) -> impl Iterator<Item = &Block> {
    blocks.iter().filter(|block| block.is_links() && block.linked >= 8)
}

/// The innermost element that holds most of what a list page lists; all of the page where it lists nothing.
fn list(page: &Page, blocks: &[Block]) -> usize {
    let count = entries(blocks).count();
    if count < LIST {
        return 0;
    }
    let mut within = vec![0_usize; page.nodes.len()];
    entries(blocks).for_each(|block| within.get_mut(block.at).into_iter().for_each(|count| *count += 1));
    for (at, node) in page.nodes.iter().enumerate().rev() {
        let own = within.get(at).copied().unwrap_or(0);
        within.get_mut(node.parent).filter(|_| node.parent != at).into_iter().for_each(|count| *count += own);
    }
    let most = |at: &usize| within.get(*at).is_some_and(|&own| own * 10 >= count * 8);
    (0..page.nodes.len()).rfind(most).unwrap_or(0)
}

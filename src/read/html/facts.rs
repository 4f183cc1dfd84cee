//! Facts about a document: `<meta>` elements of government sites, index tables, the line below a title.

use super::blocks::Block;
use super::page::Page;

/// Facts by name, in the order in which they were found; the first value of a name holds.
#[derive(Debug, Default)]
pub(super) struct Facts(pub(super) Vec<(String, String)>);

impl Facts {
    /// Adds a fact, unless its value is blank or its name is there.
    pub(super) fn add(&mut self, name: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() && self.get(name).is_none() {
            self.0.push((name.to_owned(), value));
        }
    }

    /// The value of a fact.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Names of `<meta>` elements, as the rules for government sites (政府网站发展指引) and others write them.
const METAS: &[(&str, &str)] = &[
    ("articletitle", "title"),
    ("og:title", "og_title"),
    ("sitename", "site"),
    ("og:site_name", "site"),
    ("sitedomain", "site_domain"),
    ("siteidcode", "site_code"),
    ("columnname", "column"),
    ("columntype", "column_type"),
    ("pubdate", "publish_date"),
    ("publishdate", "publish_date"),
    ("article:published_time", "publish_date"),
    ("contentsource", "source"),
    ("source", "source"),
    ("author", "author"),
    ("keywords", "keywords"),
    ("description", "description"),
    ("og:description", "description"),
    ("url", "url"),
    ("og:url", "url"),
    ("contentid", "content_id"),
    ("filenum", "doc_no"),
    ("documentnumber", "doc_no"),
    ("issuer", "issuer"),
];

/// Labels of index tables without blanks → names of facts.
const LABELS: &[(&str, &str)] = &[
    ("索引号", "index_no"),
    ("信息索引号", "index_no"),
    ("索引号码", "index_no"),
    ("发文机关", "issuer"),
    ("发布机构", "issuer"),
    ("发布机关", "issuer"),
    ("发文单位", "issuer"),
    ("制发机关", "issuer"),
    ("制定机关", "issuer"),
    ("发文字号", "doc_no"),
    ("文号", "doc_no"),
    ("发布文号", "doc_no"),
    ("文件编号", "doc_no"),
    ("公文文号", "doc_no"),
    ("成文日期", "date"),
    ("成文时间", "date"),
    ("生成日期", "date"),
    ("签发日期", "date"),
    ("印发日期", "date"),
    ("发文日期", "date"),
    ("发布日期", "publish_date"),
    ("发布时间", "publish_date"),
    ("公开日期", "publish_date"),
    ("公开时间", "publish_date"),
    ("主题分类", "subject"),
    ("信息分类", "subject"),
    ("分类", "subject"),
    ("组配分类", "category"),
    ("体裁分类", "genre"),
    ("体裁", "genre"),
    ("公文种类", "genre"),
    ("文种", "genre"),
    ("标题", "title"),
    ("信息名称", "title"),
    ("文件名称", "title"),
    ("名称", "title"),
    ("有效性", "validity"),
    ("时效性", "validity"),
    ("效力状态", "validity"),
    ("是否有效", "validity"),
    ("生效日期", "effective_date"),
    ("实施日期", "effective_date"),
    ("施行日期", "effective_date"),
    ("失效日期", "expiry_date"),
    ("废止日期", "expiry_date"),
    ("主题词", "keywords"),
    ("关键词", "keywords"),
    ("服务对象", "audience"),
    ("公开方式", "disclosure"),
    ("公开范围", "disclosure_scope"),
    ("公开时限", "disclosure_period"),
    ("内容概述", "description"),
    ("语种", "language"),
    ("责任部门", "department"),
    ("公开责任部门", "department"),
    ("来源", "source"),
    ("信息来源", "source"),
    ("稿件来源", "source"),
    ("文章来源", "source"),
    ("作者", "author"),
    ("编辑", "editor"),
    ("责任编辑", "editor"),
    ("责编", "editor"),
    ("时间", "publish_date"),
    ("更新时间", "publish_date"),
    ("日期", "publish_date"),
    ("审核", "reviewer"),
    ("栏目", "column"),
];

/// Labels of which one at least is in an index table.
const OF_INDEX: &[&str] = &["index_no", "doc_no", "issuer", "date", "subject", "genre", "validity"];

/// The name of the fact that a label stands for; `None` for other words.
fn label(text: &str) -> Option<&'static str> {
    let bare: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '[' | ']' | '【' | '】')).collect();
    LABELS.iter().find(|(label, _)| *label == bare).map(|&(_, name)| name)
}

/// Facts in `<meta>` and `<link rel=canonical>`.
pub(super) fn metas(page: &Page, facts: &mut Facts) {
    for meta in page.elements("meta").filter_map(|at| page.nodes.get(at)) {
        let name = meta.attribute("name").or_else(|| meta.attribute("property")).unwrap_or_default().trim();
        let name = METAS.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|&(_, name)| name);
        if let (Some(name), Some(value)) = (name, meta.attribute("content")) {
            facts.add(name, value);
        }
    }
    for link in page.elements("link").filter_map(|at| page.nodes.get(at)) {
        if link.attribute("rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) {
            facts.add("url", link.attribute("href").unwrap_or_default());
        }
    }
}

/// Reads the index tables (索引号, 发文机关 …), which list facts about a document, and gives the elements that hold
/// nothing else.
pub(super) fn indexes(page: &Page, blocks: &[Block], facts: &mut Facts) -> Vec<usize> {
    let mut pairs: Vec<Option<Vec<Pair>>> = blocks.iter().map(|block| inline(&block.text)).collect();
    for at in 0..blocks.len() {
        let found = labelled(page, blocks, &mut pairs, at);
        if let Some(pairs) = pairs.get_mut(at).filter(|_| found.is_some()) {
            *pairs = found;
        }
    }
    let covered = Covered::new(page, blocks, &pairs);
    let found = covered.outermost(page);
    let within = page.within(&found);
    for (block, pairs) in blocks.iter().zip(&pairs) {
        if within.get(block.at) == Some(&true) {
            pairs.iter().flatten().for_each(|(name, value)| facts.add(name, value));
        }
    }
    found
}

type Pair = (&'static str, String);

/// A label that fills a block, with the block behind it, its sibling, for a value. The value's block is marked as
/// read.
fn labelled(page: &Page, blocks: &[Block], pairs: &mut [Option<Vec<Pair>>], at: usize) -> Option<Vec<Pair>> {
    let block = blocks.get(at)?;
    let name = label(block.text.trim().trim_end_matches(['：', ':']))?;
    let node = page.nodes.get(block.at)?;
    let value = blocks.get(at + 1).filter(|next| {
        let beside = page.nodes.get(next.at).is_some_and(|own| own.parent == node.parent);
        // Only white space may stand between: an empty cell is a value too.
        let near =
            page.nodes.get(node.end..next.at).is_some_and(|between| between.iter().all(super::page::Node::is_text));
        beside && near && label(next.text.trim().trim_end_matches(['：', ':'])).is_none()
    });
    let text = value.map_or_else(String::new, |value| page.text(value.at));
    if value.is_some() {
        pairs.get_mut(at + 1).into_iter().for_each(|pairs| *pairs = Some(Vec::new()));
    }
    Some(vec![(name, text)])
}

/// The facts of a text that consists of labels, colons and values: `来源：星野日报　发布时间：2026-01-05`.
pub(super) fn inline(text: &str) -> Option<Vec<(&'static str, String)>> {
    if text.chars().count() > 160 {
        return None;
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut rest = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '[' | ']' | '【' | '】' | '|' | '（'));
    let (mut first, mut behind) = split(rest)?;
    while let Some(name) = label(first) {
        // The value ends where the next label begins.
        let next = next_label(behind);
        let value = behind.get(..next.unwrap_or(behind.len()))?;
        if value.contains('。') {
            return None;
        }
        let value =
            value.trim_matches(|c: char| c.is_whitespace() || matches!(c, '|' | '【' | '】' | '[' | ']' | '）'));
        pairs.push((name, value.to_owned()));
        let Some(next) = next else { return Some(pairs) };
        rest = behind.get(next..)?;
        (first, behind) = split(rest)?;
    }
    None
}

/// What stands before and behind the first colon; a time of day has none that counts.
fn split(text: &str) -> Option<(&str, &str)> {
    text.find(['：', ':']).and_then(|at| {
        let colon = text.get(at..)?.chars().next()?.len_utf8();
        Some((text.get(..at)?, text.get(at + colon..)?))
    })
}

/// Where in `text` the next label with a colon begins.
fn next_label(text: &str) -> Option<usize> {
    let mut colons = text.char_indices().filter(|&(_, c)| matches!(c, '：' | ':'));
    colons.find_map(|(colon, _)| {
        let before = text.get(..colon)?;
        let starts = before.char_indices().rev().take(12).map(|(at, _)| at);
        starts.filter(|&at| label(before.get(at..).unwrap_or_default()).is_some()).min()
    })
}

/// How much of each subtree is labels and values.
struct Covered(Vec<(usize, usize, usize, bool)>);

impl Covered {
    fn new(page: &Page, blocks: &[Block], pairs: &[Option<Vec<Pair>>]) -> Self {
        let mut sums = vec![(0, 0, 0, false); page.nodes.len()];
        for (block, pairs) in blocks.iter().zip(pairs) {
            let Some(sum) = sums.get_mut(block.at) else { continue };
            let read = if pairs.is_some() { block.letters } else { 0 };
            let of_index = pairs.iter().flatten().any(|(name, _)| OF_INDEX.contains(name));
            // Labels without values are the head of a table of another kind.
            let facts = pairs.iter().flatten().filter(|(_, value)| !value.trim().is_empty()).count();
            *sum = (block.letters, read, facts, of_index);
        }
        for (at, node) in page.nodes.iter().enumerate().rev() {
            let own = sums.get(at).copied().unwrap_or_default();
            if let Some(outer) = sums.get_mut(node.parent).filter(|_| node.parent != at) {
                *outer = (outer.0 + own.0, outer.1 + own.1, outer.2 + own.2, outer.3 | own.3);
            }
        }
        Self(sums)
    }

    /// The outermost elements of three facts or more that hold hardly anything else.
    fn outermost(&self, page: &Page) -> Vec<usize> {
        let (mut found, mut end) = (Vec::new(), 0);
        for (at, node) in page.nodes.iter().enumerate() {
            let (all, read, facts, of_index) = self.0.get(at).copied().unwrap_or_default();
            if at >= end && of_index && facts >= 3 && read * 10 >= all * 9 {
                found.push(at);
                end = node.end;
            }
        }
        found
    }
}

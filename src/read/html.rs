//! HTML pages: the content of a page without what belongs to its site.
//!
//! A page is decoded (`charset`), parsed as a browser does by html5ever into a tree in one vector (`sink`, `page`),
//! weighed block by block (`blocks`, `furniture`), and the subtree that is its content (`content`) is read as lines
//! (`flow`, `table`, `breaks`). Facts about the document go into fields (`facts`, `title`).

mod blocks;
mod breaks;
mod charset;
mod content;
mod facts;
mod flow;
mod furniture;
mod look;
mod page;
mod sink;
mod table;
mod title;
mod xhtml;

use encoding_rs::Encoding;

use blocks::Block;
use content::Content;
use facts::Facts;
use flow::View;
use furniture::Sums;
use page::Page;

use super::limits::Limits;
use super::package::damaged;
use super::{Extract, Layout, Line, LineRole, ReadError, ReadErrorKind, Reader, Unit};

#[cfg(test)]
mod tests;

/// Letters of prose below which what is hidden is looked at: a script may show it.
const LITTLE: f64 = 40.0;

/// Attachments beside the content that are kept; more are a list of downloads.
const MOST_ATTACHMENTS: usize = 20;

/// Reads HTML and XHTML pages, in the encoding given or in the one that is found out.
#[derive(Debug, Clone, Copy, Default)]
pub struct Html {
    /// The encoding, where it is known.
    pub encoding: Option<&'static Encoding>,
}

impl Reader for Html {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        let deadline = limits.deadline();
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(damaged("it is empty"));
        }
        let (text, warning) = charset::text(bytes, self.encoding)?;
        let page = Page::parse(&xhtml::opened(&text), limits, deadline)?;
        let mut extract = extract(&page);
        page::past(deadline, limits)?;
        extract.warnings.extend(warning);
        let framed = page.elements("frame").next().is_some();
        if extract.lines.is_empty() {
            return Err(without_text(framed));
        }
        if framed {
            extract.warnings.push("it is made of frames, whose pages are not in it; index those pages too".to_owned());
        }
        Ok(extract)
    }
}

fn without_text(framed: bool) -> ReadError {
    let (reason, remedy) = if framed {
        ("it is made of frames and has no text of its own", "index the pages that it shows")
    } else {
        ("the page holds no text; a script fills it in", "save it from a browser when it is shown in full")
    };
    ReadError::new(ReadErrorKind::NoText, reason, remedy)
}

/// The content of a page; of what is hidden, where next to nothing is shown.
fn extract(page: &Page) -> Extract {
    let hidden = blocks::hidden(page);
    let shown = read(page, &hidden);
    let prose = |extract: &Extract| extract.lines.iter().map(|line| line.text.chars().count()).sum::<usize>() as f64;
    if prose(&shown) >= LITTLE {
        return shown;
    }
    let never =
        |node: &page::Node| matches!(node.tag(), "input" | "textarea") || node.attribute("aria-hidden").is_some();
    let all: Vec<bool> = page.nodes.iter().map(never).collect();
    let with_hidden = read(page, &all);
    if prose(&with_hidden) > prose(&shown) * 3.0 + LITTLE { with_hidden } else { shown }
}

/// Reads the page but for what is `left_out`.
fn read(page: &Page, hidden: &[bool]) -> Extract {
    let mut left_out = hidden.to_vec();
    page.elements("head").for_each(|at| left_out.get_mut(at).into_iter().for_each(|out| *out = true));
    let mut facts = Facts::default();
    facts::metas(page, &mut facts);
    let blocks = blocks::blocks(page, &left_out);
    let indexes = facts::indexes(page, &blocks, &mut facts);
    let title = title::title(page, hidden, &facts);
    let without_indexes = with(&left_out, &indexes);
    let mut lines = content_lines(page, without_indexes, &mut facts, title.as_deref());
    let view = View { page, left_out: &left_out };
    if lines.is_empty() {
        // Nothing but facts: they are what the page has to say.
        lines = flow::lines(view, 0, true);
    } else {
        // What is seen is found: the facts of the page as they stand there, beside the text.
        let beside = indexes.iter().flat_map(|&root| flow::lines(view, root, true));
        lines.extend(beside.map(|line| Line { role: LineRole::Furniture, ..line }));
    }
    title::mark(&mut lines, title.as_deref());
    (1..).zip(&mut lines).for_each(|(number, line)| line.number = number);
    facts.0.retain(|(name, _)| name != "title" && name != "og_title");
    Extract { layout: Layout::Paragraphs, unit: Unit::Paragraph, lines, title, fields: facts.0, ..Extract::default() }
}

/// `left_out` and these nodes.
fn with(left_out: &[bool], nodes: &[usize]) -> Vec<bool> {
    let mut left_out = left_out.to_vec();
    for &at in nodes {
        left_out.get_mut(at).into_iter().for_each(|out| *out = true);
    }
    left_out
}

/// Weighs the page, and reads what is its content.
fn content_lines(page: &Page, mut left_out: Vec<bool>, facts: &mut Facts, title: Option<&str>) -> Vec<Line> {
    let all = blocks::blocks(page, &left_out);
    furniture::mark(page, &Sums::new(page, &all, |_| 0.0), &mut left_out);
    let blocks = blocks::blocks(page, &left_out);
    let sums = Sums::new(page, &blocks, |block| cue(block, title));
    let content = content::content(page, &blocks, &sums);
    let within = page.within(&content.roots);
    let beside = attachments(page, &blocks, &content, &within);
    for block in &blocks {
        let within = within.get(block.at) == Some(&true);
        let control = furniture::is_control(&block.text, block.letters);
        let imprint = !content.by_name && is_imprint(block);
        let facts_alone = facts::inline(&block.text).filter(|_| !content.by_name || !within);
        if let Some(pairs) = &facts_alone {
            for (name, value) in pairs {
                facts.add(name, value);
            }
        }
        if within && (control || imprint || facts_alone.is_some()) && blocks::is_leaf(page, block) {
            left_out.get_mut(block.at).into_iter().for_each(|out| *out = true);
        }
    }
    let view = View { page, left_out: &left_out };
    let roots = content.roots.iter().chain(&beside);
    roots.flat_map(|&root| flow::lines(view, root, true)).collect()
}

/// Letters that the title or a line of facts is worth beside what it says: the content is around there.
fn cue(block: &Block, title: Option<&str>) -> f64 {
    let is_title = title.is_some_and(|title| block.text.trim() == title);
    if is_title || facts::inline(&block.text).is_some() { 20.0 + (block.linked * 2) as f64 } else { 0.0 }
}

/// Whether a block is of the site's imprint beyond doubt. Who hosts an event is text, so not all that
/// [`furniture::is_imprint`] says is left out.
fn is_imprint(block: &Block) -> bool {
    let words = ["ICP备", "公网安备", "版权所有", "网站标识码"];
    furniture::is_imprint(&block.text, block.letters) && words.iter().any(|word| block.text.contains(word))
}

/// Blocks beside a content found by name that link to documents: its attachments.
fn attachments(page: &Page, blocks: &[Block], content: &Content, within: &[bool]) -> Vec<usize> {
    let Some(&last) = content.roots.last().filter(|_| content.by_name) else { return Vec::new() };
    let beside = blocks.iter().filter(|block| {
        block.attachments > 0 && block.at > last && within.get(block.at) == Some(&false) && blocks::is_leaf(page, block)
    });
    let found: Vec<usize> = beside.map(|block| block.at).collect();
    if found.len() > MOST_ATTACHMENTS { Vec::new() } else { found }
}

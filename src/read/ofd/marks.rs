//! What tags and outlines say of lines: the title, the headings, the facts of an official document (公文).

use std::collections::HashMap;

use crate::read::ReadError;
use crate::read::extract::{Extract, LineRole};
use crate::read::layout::SetLine;

use super::parts::Parts;
use super::xml::Tree;

/// Names of tags of official documents, and the field each is.
const FIELDS: [(&str, &str); 8] = [
    ("发文字号", "doc_no"),
    ("发文机关标志", "masthead"),
    ("发文机关署名", "issuer"),
    ("主送机关", "addressee"),
    ("签发人", "signer"),
    ("成文日期", "date"),
    ("抄送机关", "copied_to"),
    ("印发机关", "printer"),
];

/// What is known of the lines of a document.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// The tag of an object of a page, by both their numbers.
    tags: HashMap<(String, u32), String>,
    /// Headings of the outline, without white space, and their ranks.
    headings: HashMap<String, u8>,
}

/// Those of the document `tree`, whose part is `name`.
///
/// # Errors
///
/// Those of [`Parts::xml`].
pub(super) fn load(parts: &mut Parts, name: &str, tree: &Tree) -> Result<Marks, ReadError> {
    let mut marks = Marks::default();
    if let Some((at, outlines)) = tree.child(0, "Outlines") {
        let mut ends: Vec<usize> = Vec::new();
        for (at, node) in tree.all().skip(at + 1).take_while(|(at, _)| *at < outlines.end) {
            ends.retain(|&end| at < end);
            if let ("OutlineElem", Some(title)) = (node.name.as_str(), node.get("Title")) {
                ends.push(node.end);
                marks.headings.insert(bare(title), u8::try_from(ends.len()).unwrap_or(9).min(9));
            }
        }
    }
    let Some(path) = tree.text_in(0, "CustomTags") else { return Ok(marks) };
    let Some((list_name, list)) = parts.at(name, path)? else { return Ok(marks) };
    for (_, node) in list.all().filter(|(_, node)| node.name == "FileLoc") {
        if let Some((_, tags)) = parts.at(&list_name, &node.text)? {
            marks.add_tags(&tags);
        }
    }
    Ok(marks)
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

impl Marks {
    fn add_tags(&mut self, tree: &Tree) {
        let mut open: Vec<(usize, &str)> = Vec::new();
        for (at, node) in tree.all() {
            open.retain(|&(end, _)| at < end);
            if node.name != "ObjectRef" {
                open.push((node.end, &node.name));
                continue;
            }
            let page = node.get("PageRef").or_else(|| node.get("PageID")).unwrap_or_default().trim().to_owned();
            if let (Some((_, tag)), Ok(object)) = (open.last(), node.text.trim().parse()) {
                self.tags.insert((page, object), (*tag).to_owned());
            }
        }
    }

    /// Gives lines their roles, and the file its title and fields. `list` names the pages.
    pub(super) fn apply(&self, pages: &mut [Vec<SetLine>], list: &[(String, String)], extract: &mut Extract) {
        let mut texts: HashMap<&str, String> = HashMap::new();
        for (lines, (page, _)) in pages.iter_mut().zip(list) {
            for line in lines.iter_mut().filter(|line| line.role == LineRole::Unknown) {
                let tag = self.tags.get(&(page.clone(), line.source)).map_or("", String::as_str);
                if let Some(&rank) = self.headings.get(&bare(&line.text)) {
                    line.role = LineRole::Heading(rank);
                }
                match tag {
                    "标题" | "公文标题" => line.role = LineRole::Title,
                    "页码" => line.role = LineRole::Furniture,
                    _ => {}
                }
                if !tag.is_empty() {
                    texts.entry(tag).or_default().push_str(&line.text);
                }
            }
        }
        if let Some(title) = texts.get("标题").or_else(|| texts.get("公文标题")) {
            extract.title = Some(title.clone());
        }
        for (tag, field) in FIELDS {
            if let Some((_, text)) = texts.iter().find(|(own, _)| own.starts_with(tag)) {
                extract.fields.push((field.to_owned(), text.trim_end_matches(['：', ':']).to_owned()));
            }
        }
    }
}

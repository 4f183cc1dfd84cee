//! OFD (GB/T 33190-2016), the fixed-layout format of Chinese offices: a zip file of XML.
//!
//! `OFD.xml` names the documents of the file, each document its pages, templates and resources; a page holds text
//! objects whose characters stand at given places (`content`, `text`), which `layout` puts together to lines. Tags
//! of official documents (公文) and outlines say what some of them are (`marks`).

mod content;
mod document;
#[cfg(test)]
pub(super) mod fixture;
mod marks;
mod parts;
#[cfg(test)]
mod tests;
mod text;
mod xml;

use super::extract::{Extract, Layout, Reader, Unit};
use super::layout::{SetLine, mark_furniture, push_lines};
use super::limits::Limits;
use super::package::{damaged, encrypted};
use super::{ReadError, ReadErrorKind};

use document::Pages;
use parts::Parts;

/// Reads OFD files.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ofd;

impl Reader for Ofd {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        let mut parts = Parts::open(bytes, limits)?;
        if parts.find("", "Encryptions.xml").is_some() {
            return Err(encrypted());
        }
        let Some((_, root)) = parts.at("", "OFD.xml")? else { return Err(damaged("it has no OFD.xml")) };
        let mut extract = Extract { layout: Layout::Wrapped, unit: Unit::Line, ..Extract::default() };
        let mut pages = Pages::new(limits);
        for (at, _) in root.all().filter(|(_, node)| node.name == "DocBody") {
            document::read(&mut parts, &mut pages, &mut extract, (&root, at))?;
        }
        finish(pages, extract)
    }
}

/// The pages' lines, or why there are none.
fn finish(pages: Pages, mut extract: Extract) -> Result<Extract, ReadError> {
    if pages.set.is_empty() {
        return Err(damaged("no page of it can be read"));
    }
    if pages.set.iter().all(Vec::is_empty) {
        let reason =
            if pages.pictures.is_empty() { "it holds no text" } else { "it holds pictures of text, and no text" };
        let remedy = "recognize its text in an OFD program and save it with a text layer, or convert it to PDF and read that with --ocr";
        return Err(ReadError::new(ReadErrorKind::NoText, reason, remedy));
    }
    if !pages.pictures.is_empty() {
        let list: Vec<String> = pages.pictures.iter().take(20).map(u32::to_string).collect();
        let more = if pages.pictures.len() > 20 { " …" } else { "" };
        extract.warnings.push(format!(
            "pictures without text on page {}{more}; recognize the text of these pages to have it found",
            list.join(", ")
        ));
    }
    let mut set: Vec<Vec<SetLine>> = pages.set;
    mark_furniture(&mut set);
    for (page, lines) in (1..).zip(set) {
        push_lines(&mut extract.lines, lines, page);
    }
    Ok(extract)
}

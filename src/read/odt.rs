//! `OpenDocument` texts (.odt, .ott, and .fodt in one XML file).

mod lists;
mod story;
mod styles;
#[cfg(test)]
mod tests;

use std::collections::HashSet;

use story::Which;
use styles::Styles;

use super::ReadError;
use super::docx::without_text;
use super::extract::{Extract, Layout, Line, LineRole, Reader, Unit};
use super::limits::Limits;
use super::package::{Package, damaged, encrypted};
use super::xml::decoded;

/// The reader of `OpenDocument` texts.
///
/// Its lines are what a reader of the document sees: numbering is written out, deletions, comments and hidden text
/// are left out. Notes, then headers and footers follow the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Odt;

impl Reader for Odt {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        if bytes.starts_with(b"PK") || bytes.is_empty() {
            return package(bytes, limits);
        }
        let text = decoded(bytes.to_vec());
        if !text.contains("urn:oasis:names:tc:opendocument:xmlns:office:1.0") {
            return Err(damaged("it is neither a zip file nor flat OpenDocument XML"));
        }
        document(&text, &text, limits)
    }
}

fn package(bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
    let mut package = Package::open(bytes, limits)?;
    let mut part = |name: &str| Ok::<_, ReadError>(package.part(name)?.map(decoded));
    if part("META-INF/manifest.xml")?.is_some_and(|manifest| manifest.contains("encryption-data")) {
        return Err(encrypted());
    }
    let Some(content) = part("content.xml")? else { return Err(damaged("it has no content.xml")) };
    let styles = part("styles.xml")?.unwrap_or_default();
    document(&content, &styles, limits)
}

/// Reads a document whose text is in `content`, and whose styles and page styles are in `styles`.
fn document(content: &str, styles: &str, limits: &Limits) -> Result<Extract, ReadError> {
    let deadline = limits.deadline();
    let mut all = Styles::default();
    all.read(styles, limits, deadline)?;
    all.read(content, limits, deadline)?;
    let body = story::read(content, Which::Body, &all, limits, deadline)?;
    let furniture = story::read(styles, Which::Furniture, &all, limits, deadline)?;
    let mut lines = body.lines;
    lines.extend(body.notes);
    let mut seen = HashSet::new();
    for line in furniture.lines {
        if line.text.chars().any(char::is_alphabetic) && seen.insert(line.text.clone()) {
            lines.push(Line { text: line.text, role: LineRole::Furniture, page: 0, number: 0 });
        }
    }
    if lines.iter().all(|line| line.text.trim().is_empty()) {
        return Err(without_text(body.pictures));
    }
    Ok(Extract { layout: Layout::Paragraphs, unit: Unit::Paragraph, lines, ..Extract::default() })
}

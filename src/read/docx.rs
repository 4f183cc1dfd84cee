//! Word documents (.docx, .docm, .dotx): Office Open XML, strict or transitional.

mod numbering;
mod properties;
mod story;
mod styles;
mod symbols;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::time::Instant;

use numbering::Numbering;
use story::{Shared, Story};
use styles::Styles;

use super::extract::{Extract, Layout, Line, LineRole, Reader, Unit};
use super::limits::Limits;
use super::package::{Package, damaged, encrypted};
use super::xml::{Node, Xml, decoded};
use super::{ReadError, ReadErrorKind};

/// The reader of Word documents.
///
/// Its lines are what a reader of the document sees: numbering is written out, tracked insertions are shown,
/// deletions, comments and hidden text are not. Notes, then headers and footers follow the text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Docx;

/// Whether bytes may be an Office Open XML document with a password: a compound file instead of a zip file, with a
/// stream for the key.
#[must_use]
pub fn is_encrypted_ooxml(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.starts_with(b"\xD0\xCF\x11\xE0") && memchr::memmem::find(bytes, &name).is_some()
}

impl Reader for Docx {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        if is_encrypted_ooxml(bytes) {
            return Err(encrypted());
        }
        let package = Package::open(bytes, limits)?;
        Document { package, limits, deadline: limits.deadline() }.read()
    }
}

/// A relationship of a part: the end of its type, its id's target as a part's name.
#[derive(Debug)]
struct Relationship {
    kind: String,
    target: String,
}

struct Document<'a> {
    package: Package<'a>,
    limits: &'a Limits,
    deadline: Instant,
}

impl Document<'_> {
    fn read(mut self) -> Result<Extract, ReadError> {
        let main = self.relationships("")?.into_iter().find(|relationship| relationship.kind == "officeDocument");
        let main = main.map_or_else(|| "word/document.xml".to_owned(), |relationship| relationship.target);
        let Some(body) = self.text(&main)? else { return Err(damaged("it has no part with a document's text")) };
        let related = self.relationships(&main)?;
        let (limits, deadline) = (self.limits, self.deadline);
        let styles = match self.related(&related, "styles")? {
            Some(text) => Styles::read(&text, limits, deadline)?,
            None => Styles::default(),
        };
        let mut numbering = match self.related(&related, "numbering")? {
            Some(text) => Numbering::read(&text, limits, deadline)?,
            None => Numbering::default(),
        };
        let mut read =
            |text: &str| story::read(text, Shared { styles: &styles, numbering: &mut numbering, limits, deadline });
        let mut story = read(&body)?;
        let mut lines = std::mem::take(&mut story.lines);
        for (kind, endnote) in [("footnotes", false), ("endnotes", true)] {
            if let Some(text) = self.related(&related, kind)? {
                add_notes(&mut lines, &story, read(&text)?, endnote);
            }
        }
        let mut seen = HashSet::new();
        for part in related.iter().filter(|part| matches!(part.kind.as_str(), "header" | "footer")) {
            if let Some(text) = self.text(&part.target)? {
                add_furniture(&mut lines, read(&text)?.lines, &mut seen);
            }
        }
        finish(lines, &story)
    }

    /// The first part that is related in this way.
    fn related(&mut self, related: &[Relationship], kind: &str) -> Result<Option<String>, ReadError> {
        match related.iter().find(|relationship| relationship.kind == kind) {
            Some(relationship) => self.text(&relationship.target),
            None => Ok(None),
        }
    }

    fn text(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        Ok(self.package.part(name)?.map(decoded))
    }

    /// The relationships of a part, of the package where `part` is empty; parts outside of the package are left out.
    fn relationships(&mut self, part: &str) -> Result<Vec<Relationship>, ReadError> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let of = if folder.is_empty() { format!("_rels/{name}.rels") } else { format!("{folder}/_rels/{name}.rels") };
        let Some(text) = self.text(&of)? else { return Ok(Vec::new()) };
        let mut xml = Xml::new(&text, self.limits, self.deadline);
        let mut found = Vec::new();
        while let Some(node) = xml.next()? {
            let Node::Start(element) = node else { continue };
            let (Some(kind), Some(target)) = (element.attribute("Type"), element.attribute("Target")) else { continue };
            if element.name() == "Relationship" && element.attribute("TargetMode").as_deref() != Some("External") {
                let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
                found.push(Relationship { kind, target: resolved(folder, &target) });
            }
        }
        Ok(found)
    }
}

/// The name of the part that `target` is, seen from a folder of the package.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split(['/', '\\']) {
        match step {
            ".." => {
                steps.pop();
            }
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// Adds the notes that `story` refers to, in its order, each once.
fn add_notes(lines: &mut Vec<Line>, story: &Story, notes: Story, endnote: bool) {
    let mut notes: std::collections::HashMap<String, Vec<Line>> = notes.notes.into_iter().collect();
    for reference in story.references.iter().filter(|reference| reference.endnote == endnote) {
        let note = notes.remove(&reference.id).unwrap_or_default();
        let note = note.into_iter().filter(|line| !line.text.trim().is_empty());
        lines.extend(note.map(|line| Line { role: LineRole::Note, number: reference.number, ..line }));
    }
}

/// Adds the lines of a header or footer that have words and were not there before.
fn add_furniture(lines: &mut Vec<Line>, story: Vec<Line>, seen: &mut HashSet<String>) {
    for line in story {
        if line.text.chars().any(char::is_alphabetic) && seen.insert(line.text.clone()) {
            lines.push(Line { text: line.text, role: LineRole::Furniture, page: 0, number: 0 });
        }
    }
}

fn finish(lines: Vec<Line>, story: &Story) -> Result<Extract, ReadError> {
    let mut warnings = Vec::new();
    if story.chunks {
        warnings.push("a file that is embedded in it was not read; save the document anew from Word".to_owned());
    }
    if lines.iter().all(|line| line.text.trim().is_empty()) {
        return Err(without_text(story.pictures));
    }
    Ok(Extract { layout: Layout::Paragraphs, unit: Unit::Paragraph, lines, warnings, ..Extract::default() })
}

/// The error of a document of pictures, or of nothing.
pub(super) fn without_text(pictures: bool) -> ReadError {
    if pictures {
        let remedy = "if they are scans, recognise their text (OCR) and save it as a document";
        return ReadError::new(ReadErrorKind::NoText, "it holds pictures and no text", remedy);
    }
    ReadError::new(ReadErrorKind::NoText, "it holds no text", "leave it out, or get the copy that has its text")
}

//! A document of the file: what it says of itself, and its pages in order.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::time::Instant;

use crate::read::ReadError;
use crate::read::extract::{Extract, LineRole};
use crate::read::layout::{Glyph, SetLine, set_lines};
use crate::read::limits::{Limit, Limits};
use crate::read::package::damaged;

use super::content::{Found, Units, Walker, add_units};
use super::marks::{self, Marks};
use super::parts::Parts;
use super::text::{Matrix, Way};
use super::xml::Tree;

/// The pages of the file, over all its documents.
pub(super) struct Pages<'a> {
    limits: &'a Limits,
    deadline: Instant,
    /// The lines of each.
    pub set: Vec<Vec<SetLine>>,
    /// Pages, from 1, with pictures and without text.
    pub pictures: Vec<u32>,
}

impl<'a> Pages<'a> {
    /// None yet.
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self { limits, deadline: limits.deadline(), set: Vec::new(), pictures: Vec::new() }
    }
}

/// A template, and whether several pages use it.
struct Template {
    tree: Rc<Tree>,
    shared: bool,
}

/// What the pages of a document share.
struct Document {
    /// The name of its part.
    name: String,
    tree: Tree,
    units: Units,
    templates: HashMap<String, Template>,
    marks: Marks,
}

/// Reads the document that the `DocBody` at `at` of OFD.xml names, in its current version.
///
/// # Errors
///
/// `Limit`, and `Damaged` where it has no root.
pub(super) fn read(
    parts: &mut Parts,
    pages: &mut Pages,
    extract: &mut Extract,
    (root, at): (&Tree, usize),
) -> Result<(), ReadError> {
    describe(extract, root, at);
    let current = current_root(parts, root, at)?;
    let named = root.text_in(at, "DocRoot").and_then(|path| parts.find("OFD.xml", path));
    let Some(name) = current.or(named) else { return Err(damaged("the document that OFD.xml names is missing")) };
    let Some(tree) = parts.xml(&name)? else { return Err(damaged("the document that OFD.xml names is missing")) };
    let mut document = Document { name, tree, units: Units::new(), templates: HashMap::new(), marks: Marks::default() };
    load_common(parts, &mut document)?;
    let list = page_list(&document.tree);
    pages.limits.check(Limit::Pages, (pages.set.len() + list.len()) as u64)?;
    let trees = load_pages(parts, &document, &list, extract)?;
    count_templates(parts, &mut document, &trees)?;
    document.marks = marks::load(parts, &document.name, &document.tree)?;
    let annotations = annotations(parts, &document)?;
    let first = pages.set.len();
    for ((id, _), tree) in list.iter().zip(trees) {
        let lines = page(parts, pages, &document, (id, tree))?;
        pages.set.push(lines);
        if let Some(notes) = annotations.get(id) {
            note(pages, &document, notes)?;
        }
    }
    document.marks.apply(pages.set.get_mut(first..).unwrap_or_default(), &list, extract);
    attachments(parts, &document, extract)
}

/// Title and facts of a document, from its `DocInfo`; those of the first document hold.
fn describe(extract: &mut Extract, root: &Tree, at: usize) {
    const FIELDS: [(&str, &str); 6] = [
        ("Author", "author"),
        ("CreationDate", "created"),
        ("ModDate", "modified"),
        ("Subject", "subject"),
        ("Abstract", "abstract"),
        ("Creator", "producer"),
    ];
    let Some((info, _)) = root.child(at, "DocInfo") else { return };
    if extract.title.is_none() {
        extract.title = root.text_in(info, "Title").map(str::to_owned);
    }
    for (name, field) in FIELDS {
        if let Some(value) = root.text_in(info, name)
            && !extract.fields.iter().any(|(known, _)| known == field)
        {
            extract.fields.push((field.to_owned(), value.to_owned()));
        }
    }
}

/// The root of the current version, where the document has versions.
fn current_root(parts: &mut Parts, root: &Tree, at: usize) -> Result<Option<String>, ReadError> {
    let Some((versions, _)) = root.child(at, "Versions") else { return Ok(None) };
    let current = |value: Option<&str>| value.is_some_and(|value| matches!(value.trim(), "true" | "1"));
    let Some((_, version)) = root.children(versions).find(|(_, node)| current(node.get("Current"))) else {
        return Ok(None);
    };
    let Some(path) = version.get("BaseLoc") else { return Ok(None) };
    let Some((name, tree)) = parts.at("OFD.xml", path)? else { return Ok(None) };
    Ok(tree.text_in(0, "DocRoot").and_then(|path| parts.find(&name, path)))
}

/// Resources that define composite units.
fn load_common(parts: &mut Parts, document: &mut Document) -> Result<(), ReadError> {
    let Some((common, _)) = document.tree.child(0, "CommonData") else { return Ok(()) };
    for (_, node) in document.tree.children(common) {
        if matches!(node.name.as_str(), "PublicRes" | "DocumentRes")
            && let Some((_, tree)) = parts.at(&document.name, &node.text)?
        {
            add_units(&mut document.units, &Rc::new(tree));
        }
    }
    Ok(())
}

/// The number and the path of each page.
fn page_list(tree: &Tree) -> Vec<(String, String)> {
    let Some((pages, _)) = tree.child(0, "Pages") else { return Vec::new() };
    let own = tree.children(pages).filter(|(_, node)| node.name == "Page");
    own.map(|(_, node)| {
        let get = |name| node.get(name).unwrap_or_default().trim().to_owned();
        (get("ID"), get("BaseLoc"))
    })
    .collect()
}

/// The parts of the pages; a page that is missing or broken is told of.
type PageTree = Option<(String, Rc<Tree>)>;

fn load_pages(
    parts: &mut Parts,
    document: &Document,
    list: &[(String, String)],
    extract: &mut Extract,
) -> Result<Vec<PageTree>, ReadError> {
    let mut trees = Vec::with_capacity(list.len());
    for (n, (_, path)) in list.iter().enumerate() {
        let found = parts.at(&document.name, path)?;
        if found.as_ref().is_none_or(|(_, tree)| !tree.whole) && extract.warnings.len() < 20 {
            let number = n + 1;
            extract.warnings.push(format!("page {number} is missing or damaged; get a whole copy of the file"));
        }
        trees.push(found.map(|(name, tree)| (name, Rc::new(tree))));
    }
    Ok(trees)
}

/// Loads the templates that pages use.
fn count_templates(parts: &mut Parts, document: &mut Document, trees: &[PageTree]) -> Result<(), ReadError> {
    let mut uses: HashMap<String, usize> = HashMap::new();
    for (_, tree) in trees.iter().flatten() {
        for (_, node) in tree.children(0).filter(|(_, node)| node.name == "Template") {
            *uses.entry(node.get("TemplateID").unwrap_or_default().trim().to_owned()).or_default() += 1;
        }
    }
    let Some((common, _)) = document.tree.child(0, "CommonData") else { return Ok(()) };
    let mut templates = HashMap::new();
    for (_, node) in document.tree.children(common).filter(|(_, node)| node.name == "TemplatePage") {
        let (Some(id), Some(path)) = (node.get("ID"), node.get("BaseLoc")) else { continue };
        let Some(&count) = uses.get(id.trim()) else { continue };
        if let Some((_, tree)) = parts.at(&document.name, path)? {
            templates.insert(id.trim().to_owned(), Template { tree: Rc::new(tree), shared: count > 1 });
        }
    }
    document.templates = templates;
    Ok(())
}

/// The lines of a page with those of its templates.
fn page(
    parts: &mut Parts,
    pages: &mut Pages,
    document: &Document,
    (_, tree): (&str, PageTree),
) -> Result<Vec<SetLine>, ReadError> {
    let Some((name, tree)) = tree else { return Ok(Vec::new()) };
    let mut units = document.units.clone();
    for (_, node) in tree.children(0).filter(|(_, node)| node.name == "PageRes") {
        if let Some((_, resources)) = parts.at(&name, &node.text)? {
            add_units(&mut units, &Rc::new(resources));
        }
    }
    let walker = Walker { units: &units, limits: pages.limits, deadline: pages.deadline };
    let (mut own, mut shared) = (Found::default(), Found::default());
    for (_, node) in tree.children(0).filter(|(_, node)| node.name == "Template") {
        let Some(template) = document.templates.get(node.get("TemplateID").unwrap_or_default().trim()) else {
            continue;
        };
        walker.walk(if template.shared { &mut shared } else { &mut own }, &template.tree, 0, Matrix::IDENTITY)?;
    }
    walker.walk(&mut own, &tree, 0, Matrix::IDENTITY)?;
    let glyphs = if own.glyphs.is_empty() && own.images > 0 { own.hidden } else { own.glyphs };
    if glyphs.is_empty() && own.images > 0 {
        pages.pictures.push(u32::try_from(pages.set.len()).unwrap_or(u32::MAX).saturating_add(1));
    }
    let lines = lines(glyphs);
    Ok(if lines.is_empty() { lines } else { framed(lines, self::lines(shared.glyphs)) })
}

/// The lines of glyphs that run each way, one way behind the other; what is askew belongs to the page.
fn lines(glyphs: Vec<(Way, Glyph)>) -> Vec<SetLine> {
    let mut ways: BTreeMap<Way, Vec<Glyph>> = BTreeMap::new();
    for (way, glyph) in glyphs {
        ways.entry(way).or_default().push(glyph);
    }
    let mut found = Vec::new();
    for (way, glyphs) in ways {
        let mut lines = set_lines(glyphs);
        if way == Way::Askew {
            lines.iter_mut().for_each(|line| line.role = LineRole::Furniture);
        }
        found.append(&mut lines);
    }
    found
}

/// Lines with those of a template around them.
fn framed(lines: Vec<SetLine>, template: Vec<SetLine>) -> Vec<SetLine> {
    let top = lines.iter().map(|line| line.y).fold(f32::INFINITY, f32::min);
    let template = template.into_iter().map(|line| SetLine { role: LineRole::Furniture, gap: false, ..line });
    let (mut above, below): (Vec<SetLine>, Vec<SetLine>) = template.partition(|line| line.y < top);
    above.extend(lines);
    above.extend(below);
    above
}

/// The parts of annotations by the number of their page.
fn annotations(parts: &mut Parts, document: &Document) -> Result<HashMap<String, Vec<Rc<Tree>>>, ReadError> {
    let mut found: HashMap<String, Vec<Rc<Tree>>> = HashMap::new();
    let Some(path) = document.tree.text_in(0, "Annotations") else { return Ok(found) };
    let Some((name, list)) = parts.at(&document.name, path)? else { return Ok(found) };
    for (at, node) in list.children(0).filter(|(_, node)| node.name == "Page") {
        let Some(path) = list.text_in(at, "FileLoc") else { continue };
        if let Some((_, tree)) = parts.at(&name, path)? {
            found.entry(node.get("PageID").unwrap_or_default().trim().to_owned()).or_default().push(Rc::new(tree));
        }
    }
    Ok(found)
}

/// Adds what annotations show on the page as notes; stamps, watermarks and links are none.
fn note(pages: &mut Pages, document: &Document, notes: &[Rc<Tree>]) -> Result<(), ReadError> {
    let walker = Walker { units: &document.units, limits: pages.limits, deadline: pages.deadline };
    for tree in notes {
        for (at, node) in tree.children(0).filter(|(_, node)| node.name == "Annot") {
            let hidden = node.get("Visible").is_some_and(|value| value.trim() == "false");
            if hidden || matches!(node.get("Type"), Some("Stamp" | "Watermark" | "Link")) {
                continue;
            }
            let mut found = Found::default();
            for (appearance, node) in tree.children(at).filter(|(_, node)| node.name == "Appearance") {
                walker.walk(&mut found, tree, appearance, Matrix::IDENTITY.within(node))?;
            }
            let notes = lines(found.glyphs).into_iter().map(|line| SetLine { role: LineRole::Note, ..line });
            if let Some(last) = pages.set.last_mut() {
                last.extend(notes);
            }
        }
    }
    Ok(())
}

/// Tells of the files that are attached.
fn attachments(parts: &mut Parts, document: &Document, extract: &mut Extract) -> Result<(), ReadError> {
    let Some(path) = document.tree.text_in(0, "Attachments") else { return Ok(()) };
    let Some((_, list)) = parts.at(&document.name, path)? else { return Ok(()) };
    let visible = |value: Option<&str>| value.is_none_or(|value| value.trim() != "false");
    let own = list.children(0).filter(|(_, node)| node.name == "Attachment" && visible(node.get("Visible")));
    let names: Vec<&str> = own.filter_map(|(_, node)| node.get("Name")).take(20).collect();
    if !names.is_empty() {
        let names = names.join(", ");
        extract
            .warnings
            .push(format!("attached files are not read: {names}; save them from an OFD program to have them found"));
    }
    Ok(())
}

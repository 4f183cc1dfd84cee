//! The properties of paragraphs, runs, cells, rows and controls that decide what a reader sees.

use crate::read::ReadError;
use crate::read::xml::{Element, Node, Xml};

/// A reference to a level of a numbering; what is missing is the style's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NumberingRef {
    /// The id of the numbering; `0` takes a style's numbering away.
    pub id: Option<String>,
    /// The level, from 0.
    pub level: Option<usize>,
}

/// What a paragraph says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ParagraphProperties {
    pub style: Option<String>,
    /// The outline level, from 0; 9 is that of body text.
    pub outline: Option<u8>,
    pub numbering: NumberingRef,
    /// Its end was deleted or is hidden: what follows goes on in it.
    pub joined: bool,
}

/// What a run of characters says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct RunProperties {
    pub style: Option<String>,
    pub hidden: Option<bool>,
}

/// Whether an on/off property is on, as it is without a value.
pub(super) fn is_on(element: &Element<'_>) -> bool {
    !matches!(element.attribute("val").as_deref(), Some("0" | "false" | "off"))
}

/// Reads `w:pPr`, whose start was read, to its end.
pub(super) fn paragraph(xml: &mut Xml<'_>) -> Result<ParagraphProperties, ReadError> {
    let mut properties = ParagraphProperties::default();
    within(xml, |path, element| match (path, element.name()) {
        ([], "pStyle") => properties.style = element.attribute("val"),
        ([], "outlineLvl") => properties.outline = element.number("val"),
        (["numPr"], "numId") => properties.numbering.id = element.attribute("val"),
        (["numPr"], "ilvl") => properties.numbering.level = element.number("val"),
        (["rPr"], "del" | "moveFrom") => properties.joined = true,
        (["rPr"], "vanish" | "specVanish") => properties.joined = is_on(element),
        _ => {}
    })?;
    Ok(properties)
}

/// Reads `w:rPr`, whose start was read, to its end.
pub(super) fn run(xml: &mut Xml<'_>) -> Result<RunProperties, ReadError> {
    let mut properties = RunProperties::default();
    within(xml, |path, element| match (path, element.name()) {
        ([], "rStyle") => properties.style = element.attribute("val"),
        ([], "vanish") => properties.hidden = Some(is_on(element)),
        _ => {}
    })?;
    Ok(properties)
}

/// What is to be done with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cell {
    Shown,
    /// It goes on with the cell above, and shows nothing of its own.
    Merged,
    /// It was deleted, or belongs to the cell before it.
    Gone,
}

/// Reads `w:tcPr`, whose start was read, to its end.
pub(super) fn cell(xml: &mut Xml<'_>) -> Result<Cell, ReadError> {
    let mut cell = Cell::Shown;
    let goes_on = |element: &Element<'_>| element.attribute("val").is_none_or(|val| val != "restart");
    within(xml, |path, element| match (path, element.name()) {
        ([], "vMerge") if cell == Cell::Shown && goes_on(element) => cell = Cell::Merged,
        ([], "hMerge") if goes_on(element) => cell = Cell::Gone,
        ([], "cellDel") => cell = Cell::Gone,
        _ => {}
    })?;
    Ok(cell)
}

/// Reads `w:trPr` or `w:sdtPr`, whose start was read, to its end: whether it has `name`.
pub(super) fn has(xml: &mut Xml<'_>, name: &str) -> Result<bool, ReadError> {
    let mut found = false;
    within(xml, |path, element| found |= path.is_empty() && element.name() == name && is_on(element))?;
    Ok(found)
}

/// Calls `visit` with the names around each element in what is left of the innermost open element, which are at most
/// one here, and with the element. The former state that tracked changes keep is passed over.
fn within(xml: &mut Xml<'_>, mut visit: impl FnMut(&[&str], &Element<'_>)) -> Result<(), ReadError> {
    let mut outer: Option<String> = None;
    let mut depth = 0_usize;
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(element) if element.name().ends_with("PrChange") => xml.skip()?,
            Node::Start(element) => {
                match (depth, outer.as_deref()) {
                    (0, _) => visit(&[], &element),
                    (1, Some(outer)) => visit(&[outer], &element),
                    _ => {}
                }
                if depth == 0 {
                    outer = Some(element.name().to_owned());
                }
                depth += 1;
            }
            Node::End if depth == 0 => return Ok(()),
            Node::End => depth -= 1,
            Node::Text(_) => {}
        }
    }
    Ok(())
}

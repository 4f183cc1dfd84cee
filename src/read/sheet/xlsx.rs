//! Office Open XML workbooks: a zip file with a part for each sheet, one for shared strings, one for styles.

mod cells;
mod shared;

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::read::ReadError;
use crate::read::limits::{Limit, Limits};
use crate::read::package::{Package, damaged};

use super::grid::{Budget, Grid};
use super::xml;

/// What the workbook's own part says.
#[derive(Default)]
struct Workbook {
    /// Name, whether it is hidden, and the id of the relation to its part; in the order of the tabs.
    sheets: Vec<(String, bool, String)>,
    since_1904: bool,
}

/// The sheets of a workbook. Chart sheets have no cells.
pub(super) fn grids(bytes: &[u8], limits: &Limits, budget: &mut Budget<'_>) -> Result<Vec<Grid>, ReadError> {
    super::compound::refuse_encrypted(bytes)?;
    let mut package = Package::open(bytes, limits)?;
    let main = main_part(&mut package)?;
    let Some(part) = package.part(&main)? else { return Err(damaged("it has no workbook")) };
    let workbook = workbook(&xml::text(&part), &main)?;
    limits.check(Limit::Pages, workbook.sheets.len() as u64)?;
    let relations = relations(&mut package, &main)?;
    let target = |kind: &str| relations.iter().find(|r| r.kind.ends_with(kind)).map(|r| r.target.clone());
    let strings = match target("/sharedStrings") {
        Some(name) => shared::strings(&package.part(&name)?.unwrap_or_default(), budget)?,
        None => Vec::new(),
    };
    let formats = match target("/styles") {
        Some(name) => shared::formats(&package.part(&name)?.unwrap_or_default(), budget)?,
        None => Vec::new(),
    };
    let context = cells::Context { strings: &strings, formats: &formats, since_1904: workbook.since_1904 };
    let parts: HashMap<&str, &str> = relations.iter().map(|r| (r.id.as_str(), r.target.as_str())).collect();
    let mut grids = Vec::with_capacity(workbook.sheets.len());
    for (name, hidden, id) in workbook.sheets {
        let mut grid = Grid { hidden, ..Grid::new(name) };
        if !hidden && let Some(part) = parts.get(id.as_str()).and_then(|name| package.part(name).transpose()) {
            cells::read(&part?, &context, &mut grid, budget)?;
        }
        grids.push(grid);
    }
    Ok(grids)
}

/// A relation of a part to another.
struct Relation {
    id: String,
    kind: String,
    /// The name of the other part.
    target: String,
}

/// The name of the workbook's own part.
fn main_part(package: &mut Package<'_>) -> Result<String, ReadError> {
    let found = relations(package, "")?.into_iter().find(|relation| relation.kind.ends_with("/officeDocument"));
    Ok(found.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.target))
}

/// The relations of a part; of the package itself where `part` is empty.
fn relations(package: &mut Package<'_>, part: &str) -> Result<Vec<Relation>, ReadError> {
    let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
    let name = if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Some(bytes) = package.part(&name)? else { return Ok(Vec::new()) };
    let text = xml::text(&bytes);
    let mut reader = Reader::from_str(&text);
    let mut relations = Vec::new();
    loop {
        match reader.read_event().map_err(|error| xml::broken(&name, &error))? {
            Event::Start(start) | Event::Empty(start) if start.local_name().as_ref() == "Relationship" => {
                let value = |name| xml::attribute(&start, name).unwrap_or_default();
                let target = resolved(folder, &value("Target"));
                relations.push(Relation { id: value("Id").into_owned(), kind: value("Type").into_owned(), target });
            }
            Event::Eof => return Ok(relations),
            _ => {}
        }
    }
}

/// The name of the part that `target`, as a part in `folder` writes it, means.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None => format!("{folder}/{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn workbook(text: &str, part: &str) -> Result<Workbook, ReadError> {
    let mut reader = Reader::from_str(text);
    let mut workbook = Workbook::default();
    loop {
        match reader.read_event().map_err(|error| xml::broken(part, &error))? {
            Event::Start(start) | Event::Empty(start) => match start.local_name().as_ref() {
                "sheet" => {
                    let value = |name| xml::attribute(&start, name).unwrap_or_default();
                    let hidden = matches!(value("state").as_ref(), "hidden" | "veryHidden");
                    workbook.sheets.push((value("name").into_owned(), hidden, value("id").into_owned()));
                }
                "workbookPr" => workbook.since_1904 = xml::is_true(&start, "date1904"),
                _ => {}
            },
            Event::Eof => return Ok(workbook),
            _ => {}
        }
    }
}

//! The objects of a page → its glyphs, through layers, blocks, templates and composite units.

use std::collections::HashMap;
use std::rc::Rc;
use std::time::Instant;

use crate::read::ReadError;
use crate::read::layout::Glyph;
use crate::read::limits::{Limit, Limits};

use super::text::{Matrix, Way, push_glyphs};
use super::xml::{Node, Tree};

/// Composite units by their number: the part they stand in, and where.
pub(super) type Units = HashMap<String, (Rc<Tree>, usize)>;

/// What was found on a page.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What shows.
    pub glyphs: Vec<(Way, Glyph)>,
    /// Wholly transparent text, as laid over the picture of a scanned page.
    pub hidden: Vec<(Way, Glyph)>,
    /// Pictures.
    pub images: usize,
}

/// Walks objects.
pub(super) struct Walker<'a> {
    /// The composite units of the document and the page.
    pub units: &'a Units,
    /// The limits of the file.
    pub limits: &'a Limits,
    /// When reading has to end.
    pub deadline: Instant,
}

/// A group whose objects are being walked.
struct Frame {
    tree: Rc<Tree>,
    at: usize,
    end: usize,
    matrix: Matrix,
    hidden: bool,
    /// The composite unit that it is.
    unit: Option<usize>,
}

impl Walker<'_> {
    /// Adds what stands within the element at `at`.
    ///
    /// # Errors
    ///
    /// `Limit`: depth, time, and the memory that glyphs take (that of unpacked parts).
    pub(super) fn walk(&self, found: &mut Found, tree: &Rc<Tree>, at: usize, matrix: Matrix) -> Result<(), ReadError> {
        let end = tree.node(at).map_or(0, |node| node.end);
        let mut open = vec![Frame { tree: Rc::clone(tree), at: at + 1, end, matrix, hidden: false, unit: None }];
        while let Some(frame) = open.last_mut() {
            let tree = Rc::clone(&frame.tree);
            let (at, matrix, hidden) = (frame.at, frame.matrix, frame.hidden);
            let Some(node) = tree.node(at).filter(|_| at < frame.end) else {
                open.pop();
                continue;
            };
            frame.at = node.end.max(at + 1);
            if node.get("Visible").is_some_and(|value| value.trim().eq_ignore_ascii_case("false")) {
                continue;
            }
            let hidden = hidden || node.get("Alpha").is_some_and(|alpha| alpha.trim() == "0");
            match node.name.as_str() {
                "Layer" | "PageBlock" | "Content" => {
                    open.push(Frame { tree: Rc::clone(&tree), at: at + 1, end: node.end, matrix, hidden, unit: None });
                }
                "TextObject" => self.text(found, (&tree, at), matrix.within(node), hidden)?,
                "ImageObject" => found.images += 1,
                "CompositeObject" => open.extend(self.unit(&open, node, matrix.within(node), hidden)),
                _ => {}
            }
            self.limits.check(Limit::Depth, open.len() as u64)?;
        }
        Ok(())
    }

    fn text(
        &self,
        found: &mut Found,
        (tree, at): (&Rc<Tree>, usize),
        matrix: Matrix,
        hidden: bool,
    ) -> Result<(), ReadError> {
        push_glyphs(if hidden { &mut found.hidden } else { &mut found.glyphs }, (tree, at), matrix);
        let count = found.glyphs.len() + found.hidden.len();
        self.limits.check(Limit::Unpacked, (count * size_of::<(Way, Glyph)>()) as u64)?;
        if Instant::now() >= self.deadline { Err(self.limits.exceeded(Limit::Seconds)) } else { Ok(()) }
    }

    /// The group that a composite object stands for; none where it is within itself.
    fn unit(&self, open: &[Frame], node: &Node, matrix: Matrix, hidden: bool) -> Option<Frame> {
        let (tree, at) = self.units.get(node.get("ResourceID")?.trim())?;
        let within = open.iter().any(|frame| frame.unit == Some(*at) && Rc::ptr_eq(&frame.tree, tree));
        let past = Instant::now() >= self.deadline;
        let end = tree.node(*at)?.end;
        (!within && !past).then(|| Frame { tree: Rc::clone(tree), at: at + 1, end, matrix, hidden, unit: Some(*at) })
    }
}

/// Adds the composite units that a part of resources defines.
pub(super) fn add_units(units: &mut Units, tree: &Rc<Tree>) {
    for (at, node) in tree.all().filter(|(_, node)| node.name == "CompositeGraphicUnit") {
        if let Some(id) = node.get("ID") {
            units.insert(id.trim().to_owned(), (Rc::clone(tree), at));
        }
    }
}

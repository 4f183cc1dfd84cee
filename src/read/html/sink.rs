//! The tree that html5ever builds, in one vector: nothing of it recurses, not even when it is dropped.

use std::borrow::Cow;
use std::cell::{Cell, Ref, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::{Attribute, LocalName, QualName, local_name, ns};

/// A node by its number.
pub(super) type Id = usize;

/// No node.
const NONE: Id = Id::MAX;

/// What a node is taken to need beside its text, in bytes, its share of the page that is made of it included.
const NODE_BYTES: u64 = 256;

/// What a node is.
#[derive(Debug, Clone)]
pub(super) enum Raw {
    /// The document, a comment, what a template holds: nothing that is read.
    Other,
    Text(StrTendril),
    Element(LocalName, Vec<(LocalName, StrTendril)>),
}

#[derive(Debug)]
struct Node {
    parent: Id,
    before: Id,
    after: Id,
    first: Id,
    last: Id,
    depth: u64,
    raw: Raw,
    name: QualName,
}

/// Receives the tree from html5ever's tree builder and counts what it takes.
#[derive(Debug)]
pub(super) struct Sink {
    nodes: RefCell<Vec<Node>>,
    bytes: Cell<u64>,
    depth: Cell<u64>,
}

/// A finished tree, walked by [`Tree::first`] and [`Tree::after`].
#[derive(Debug)]
pub(super) struct Tree(Vec<Node>);

impl Sink {
    /// An empty document.
    pub(super) fn new() -> Self {
        let sink = Self { nodes: RefCell::default(), bytes: Cell::new(0), depth: Cell::new(0) };
        sink.add(Raw::Other, nameless());
        sink
    }

    /// Bytes of memory, about, that the tree takes.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// How deep the deepest element was put.
    pub(super) fn depth(&self) -> u64 {
        self.depth.get()
    }

    fn add(&self, raw: Raw, name: QualName) -> Id {
        let size = match &raw {
            Raw::Other => 0,
            Raw::Text(text) => text.len(),
            Raw::Element(_, attributes) => attributes.iter().map(|(_, value)| 24 + value.len()).sum(),
        };
        self.bytes.set(self.bytes.get() + NODE_BYTES + size as u64);
        let mut nodes = self.nodes.borrow_mut();
        nodes.push(Node { parent: NONE, before: NONE, after: NONE, first: NONE, last: NONE, depth: 0, raw, name });
        nodes.len() - 1
    }

    /// Takes a node out of its parent's children.
    fn detach(&self, id: Id) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(node) = nodes.get_mut(id) else { return };
        let (parent, before, after) = (node.parent, node.before, node.after);
        (node.parent, node.before, node.after) = (NONE, NONE, NONE);
        match nodes.get_mut(before) {
            Some(node) => node.after = after,
            None => nodes.get_mut(parent).into_iter().for_each(|node| node.first = after),
        }
        match nodes.get_mut(after) {
            Some(node) => node.before = before,
            None => nodes.get_mut(parent).into_iter().for_each(|node| node.last = before),
        }
    }

    /// Puts a node that has no parent before `after`, a child of `parent`, or last where that is [`NONE`].
    fn insert(&self, parent: Id, id: Id, after: Id) {
        let mut nodes = self.nodes.borrow_mut();
        let depth = nodes.get(parent).map_or(0, |node| node.depth) + 1;
        let before = match nodes.get(after) {
            Some(node) => node.before,
            None => nodes.get(parent).map_or(NONE, |node| node.last),
        };
        if let Some(node) = nodes.get_mut(id) {
            (node.parent, node.before, node.after, node.depth) = (parent, before, after, depth);
        }
        match nodes.get_mut(before) {
            Some(node) => node.after = id,
            None => nodes.get_mut(parent).into_iter().for_each(|node| node.first = id),
        }
        match nodes.get_mut(after) {
            Some(node) => node.before = id,
            None => nodes.get_mut(parent).into_iter().for_each(|node| node.last = id),
        }
        self.depth.set(self.depth.get().max(depth));
    }

    /// Adds to the text node `id`; `false` where it is none.
    fn extend(&self, id: Id, more: &StrTendril) -> bool {
        let mut nodes = self.nodes.borrow_mut();
        let Some(Node { raw: Raw::Text(text), .. }) = nodes.get_mut(id) else { return false };
        text.push_tendril(more);
        self.bytes.set(self.bytes.get() + more.len() as u64);
        true
    }

    /// Puts a node or text before `after`, a child of `parent`, or last; text is joined to the text before it.
    fn put(&self, parent: Id, child: NodeOrText<Id>, after: Id) {
        match child {
            NodeOrText::AppendNode(id) => {
                self.detach(id);
                self.insert(parent, id, after);
            }
            NodeOrText::AppendText(text) => {
                let before = match self.nodes.borrow().get(after) {
                    Some(node) => node.before,
                    None => self.link(parent, |node| node.last),
                };
                if !self.extend(before, &text) {
                    let id = self.add(Raw::Text(text), nameless());
                    self.insert(parent, id, after);
                }
            }
        }
    }

    fn link(&self, id: Id, link: fn(&Node) -> Id) -> Id {
        self.nodes.borrow().get(id).map_or(NONE, link)
    }
}

fn nameless() -> QualName {
    QualName::new(None, ns!(), local_name!(""))
}

impl TreeSink for Sink {
    type Handle = Id;
    type Output = Tree;
    type ElemName<'a> = Ref<'a, QualName>;

    fn finish(self) -> Tree {
        Tree(self.nodes.into_inner())
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Id {
        0
    }

    fn elem_name<'a>(&'a self, target: &'a Id) -> Ref<'a, QualName> {
        // Handles are numbers that `add` gave, and nothing is taken out of the vector.
        Ref::map(self.nodes.borrow(), |nodes| &nodes[*target].name)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Id {
        let attributes = attrs.into_iter().map(|attribute| (attribute.name.local, attribute.value)).collect();
        self.add(Raw::Element(name.local.clone(), attributes), name)
    }

    fn create_comment(&self, _: StrTendril) -> Id {
        self.add(Raw::Other, nameless())
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Id {
        self.add(Raw::Other, nameless())
    }

    fn append(&self, parent: &Id, child: NodeOrText<Id>) {
        self.put(*parent, child, NONE);
    }

    fn append_based_on_parent_node(&self, element: &Id, prev_element: &Id, child: NodeOrText<Id>) {
        if self.link(*element, |node| node.parent) == NONE {
            self.append(prev_element, child);
        } else {
            self.append_before_sibling(element, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, _: &Id) -> Id {
        // A node that hangs nowhere: what a template holds is not shown.
        self.add(Raw::Other, nameless())
    }

    fn same_node(&self, x: &Id, y: &Id) -> bool {
        x == y
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &Id, new_node: NodeOrText<Id>) {
        let parent = self.link(*sibling, |node| node.parent);
        self.put(parent, new_node, *sibling);
    }

    fn add_attrs_if_missing(&self, target: &Id, attrs: Vec<Attribute>) {
        let mut nodes = self.nodes.borrow_mut();
        let Some(Node { raw: Raw::Element(_, own), .. }) = nodes.get_mut(*target) else { return };
        for attribute in attrs {
            if own.iter().all(|(name, _)| *name != attribute.name.local) {
                self.bytes.set(self.bytes.get() + 24 + attribute.value.len() as u64);
                own.push((attribute.name.local, attribute.value));
            }
        }
    }

    fn remove_from_parent(&self, target: &Id) {
        self.detach(*target);
    }

    fn reparent_children(&self, node: &Id, new_parent: &Id) {
        loop {
            let child = self.link(*node, |node| node.first);
            if child == NONE {
                return;
            }
            self.detach(child);
            self.insert(*new_parent, child, NONE);
        }
    }
}

impl Tree {
    /// The number of the document.
    pub(super) const ROOT: Id = 0;

    /// What a node is; its contents are taken out.
    pub(super) fn take(&mut self, id: Id) -> Raw {
        self.0.get_mut(id).map_or(Raw::Other, |node| std::mem::replace(&mut node.raw, Raw::Other))
    }

    /// Its first child.
    pub(super) fn first(&self, id: Id) -> Option<Id> {
        self.0.get(id).map(|node| node.first).filter(|&id| id != NONE)
    }

    /// The sibling behind it.
    pub(super) fn after(&self, id: Id) -> Option<Id> {
        self.0.get(id).map(|node| node.after).filter(|&id| id != NONE)
    }
}

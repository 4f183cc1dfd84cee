//! A page in document order: parsed, and laid out so that a subtree is a range.

use std::time::Instant;

use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::{LocalName, ParseOpts, parse_document};

use super::look;
use super::sink::{Raw, Sink, Tree};
use crate::read::ReadError;
use crate::read::limits::{Limit, Limits};

/// Bytes that are parsed between two looks at the limits.
const CHUNK: usize = 16 << 10;

/// The nodes of a page in document order. Scripts, comments and the like are left out.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) nodes: Vec<Node>,
}

/// An element or a text.
#[derive(Debug)]
pub(super) struct Node {
    /// The index of its parent; its own for the first.
    pub(super) parent: usize,
    /// The index behind the last node in it.
    pub(super) end: usize,
    /// Text of a text node, empty for elements.
    pub(super) text: StrTendril,
    /// Name of an element, empty for text.
    name: LocalName,
    attributes: Vec<(LocalName, StrTendril)>,
}

impl Node {
    /// The name of an element; empty for text.
    pub(super) fn tag(&self) -> &str {
        &self.name
    }

    /// Whether it is text.
    pub(super) fn is_text(&self) -> bool {
        self.name.is_empty()
    }

    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| &**own == name).map(|(_, value)| &**value)
    }
}

impl Page {
    /// Parses a page as a browser does.
    ///
    /// # Errors
    ///
    /// `Limit` for depth, time, and `Unpacked` for what the tree takes of the memory.
    pub(super) fn parse(html: &str, limits: &Limits, deadline: Instant) -> Result<Self, ReadError> {
        let mut parser = parse_document(Sink::new(), ParseOpts::default());
        let mut rest = html;
        while !rest.is_empty() {
            let mut at = CHUNK.min(rest.len());
            while !rest.is_char_boundary(at) {
                at += 1;
            }
            let (chunk, behind) = rest.split_at(at);
            parser.process(StrTendril::from_slice(chunk));
            let sink = &parser.tokenizer.sink.sink;
            limits.check(Limit::Depth, sink.depth())?;
            limits.check(Limit::Unpacked, sink.bytes())?;
            past(deadline, limits)?;
            rest = behind;
        }
        let tree = parser.finish();
        let page = Self::lay_out(tree);
        past(deadline, limits)?;
        Ok(page)
    }

    /// Numbers the nodes that may be shown in document order.
    fn lay_out(mut tree: Tree) -> Self {
        let mut nodes: Vec<Node> = Vec::new();
        let mut open: Vec<(usize, usize)> = Vec::new(); // a node's number in the tree, and here
        let mut next = tree.first(Tree::ROOT);
        loop {
            let Some(id) = next else {
                // All children of the innermost open element were seen.
                let Some((id, at)) = open.pop() else { break };
                let end = nodes.len();
                nodes.get_mut(at).into_iter().for_each(|node| node.end = end);
                next = tree.after(id);
                continue;
            };
            let at = nodes.len();
            let parent = open.last().map_or(0, |&(_, at)| at);
            next = tree.after(id);
            match tree.take(id) {
                Raw::Other => {}
                Raw::Text(text) => {
                    nodes.push(Node { parent, end: at + 1, text, name: LocalName::from(""), attributes: Vec::new() });
                }
                Raw::Element(name, _) if look::is_dropped(&name) => {}
                Raw::Element(name, attributes) => {
                    nodes.push(Node { parent, end: at + 1, text: StrTendril::new(), name, attributes });
                    open.push((id, at));
                    next = tree.first(id);
                }
            }
        }
        Self { nodes }
    }

    /// The nodes of the subtree at `at`, itself the first.
    pub(super) fn subtree(&self, at: usize) -> &[Node] {
        self.nodes.get(at).and_then(|node| self.nodes.get(at..node.end)).unwrap_or_default()
    }

    /// By node, whether it stands in one of the subtrees at `roots`.
    pub(super) fn within(&self, roots: &[usize]) -> Vec<bool> {
        let mut within = vec![false; self.nodes.len()];
        for &root in roots {
            let end = self.nodes.get(root).map_or(root, |node| node.end);
            within.get_mut(root..end).into_iter().flatten().for_each(|within| *within = true);
        }
        within
    }

    /// The element that `at` stands in, and those around it, from the inside.
    pub(super) fn ancestors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let parent = move |&at: &usize| self.nodes.get(at).map(|node| node.parent).filter(|&parent| parent != at);
        std::iter::successors(parent(&at), parent)
    }

    /// All elements of this name.
    pub(super) fn elements<'a>(&'a self, tag: &'a str) -> impl Iterator<Item = usize> + 'a {
        (0..self.nodes.len()).filter(move |&at| self.nodes[at].tag() == tag)
    }

    /// The text in a node, white space as it stands in the file.
    pub(super) fn text(&self, at: usize) -> String {
        let mut text = String::new();
        self.subtree(at).iter().for_each(|node| text.push_str(&node.text));
        text
    }
}

/// Fails where the time is over.
pub(super) fn past(deadline: Instant, limits: &Limits) -> Result<(), ReadError> {
    if Instant::now() > deadline { Err(limits.exceeded(Limit::Seconds)) } else { Ok(()) }
}

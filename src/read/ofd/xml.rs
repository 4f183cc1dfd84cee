//! A part's XML as a flat tree: elements in document order, each with where its subtree ends.

use encoding_rs::Encoding;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::read::limits::{Limit, Limits};
use crate::read::{ReadError, decode};

/// Elements that say nothing about text; they are left out with all that is in them.
const SKIPPED: [&str; 8] =
    ["PathObject", "FillColor", "StrokeColor", "Clips", "CGTransform", "Actions", "Border", "MultiMedias"];

/// What an element takes of memory beside its strings, in bytes.
const COST: usize = 160;

/// An element. Names are without their prefix.
#[derive(Debug, Default)]
pub(super) struct Node {
    /// Its name.
    pub name: String,
    /// Its attributes.
    pub attributes: Vec<(String, String)>,
    /// The text that stands right in it.
    pub text: String,
    /// One past the last element within it.
    pub end: usize,
}

impl Node {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// The elements of a part.
#[derive(Debug, Default)]
pub(super) struct Tree {
    nodes: Vec<Node>,
    /// Whether the XML is whole; what was read before a fault is kept.
    pub whole: bool,
}

impl Tree {
    /// Reads a part.
    ///
    /// # Errors
    ///
    /// `Limit`: its depth, or the memory it takes.
    pub(super) fn parse(bytes: Vec<u8>, limits: &Limits) -> Result<Self, ReadError> {
        let text = text_of(bytes);
        let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().check_end_names = false;
        reader.config_mut().allow_dangling_amp = true;
        let mut build = Build { tree: Self::default(), open: Vec::new(), skip: 0, taken: 0, limits };
        loop {
            match reader.read_event() {
                Ok(Event::Start(start)) => build.start(&start, false)?,
                Ok(Event::Empty(start)) => build.start(&start, true)?,
                Ok(Event::End(_)) => build.end(),
                Ok(Event::Text(text)) => build.text(&text.xml10_content())?,
                Ok(Event::CData(text)) => build.text(&text.xml10_content())?,
                Ok(Event::GeneralRef(name)) => match name.resolve_char_ref() {
                    Ok(Some(c)) => build.text(c.encode_utf8(&mut [0; 4]))?,
                    _ => build.text(entity(&name.xml10_content()))?,
                },
                Ok(Event::Eof) => {
                    build.tree.whole = build.open.is_empty() && build.skip == 0;
                    break;
                }
                Ok(_) => {}
                Err(_) => break,
            }
        }
        while !build.open.is_empty() {
            build.skip = 0;
            build.end();
        }
        Ok(build.tree)
    }

    /// An element.
    pub(super) fn node(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// All elements with their places.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.nodes.iter().enumerate()
    }

    /// The elements right within one, with their places.
    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = (usize, &Node)> {
        let end = self.node(at).map_or(0, |node| node.end);
        let mut next = at + 1;
        std::iter::from_fn(move || {
            let node = self.nodes.get(next).filter(|_| next < end)?;
            let own = next;
            next = node.end.max(next + 1);
            Some((own, node))
        })
    }

    /// The first element of this name right within one.
    pub(super) fn child(&self, at: usize, name: &str) -> Option<(usize, &Node)> {
        self.children(at).find(|(_, node)| node.name == name)
    }

    /// The text of the first element of this name right within one, where it is not blank.
    pub(super) fn text_in(&self, at: usize, name: &str) -> Option<&str> {
        self.child(at, name).map(|(_, node)| node.text.trim()).filter(|text| !text.is_empty())
    }
}

struct Build<'a> {
    tree: Tree,
    open: Vec<usize>,
    /// How deep in an element that is left out.
    skip: usize,
    taken: usize,
    limits: &'a Limits,
}

impl Build<'_> {
    fn start(&mut self, start: &BytesStart, empty: bool) -> Result<(), ReadError> {
        let name = start.local_name();
        let name: &str = name.as_ref();
        if self.skip > 0 || SKIPPED.contains(&name) {
            self.skip += usize::from(!empty);
            return Ok(());
        }
        self.limits.check(Limit::Depth, self.open.len() as u64 + 1)?;
        let mut attributes = Vec::new();
        for attribute in start.attributes().with_checks(false).flatten() {
            let value = attribute
                .normalized_value(XmlVersion::Explicit1_0)
                .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value));
        }
        let strings: usize = attributes.iter().map(|(name, value)| 48 + name.len() + value.len()).sum();
        self.take(COST + strings)?;
        let at = self.tree.nodes.len();
        self.tree.nodes.push(Node { name: name.to_owned(), attributes, text: String::new(), end: at + 1 });
        if !empty {
            self.open.push(at);
        }
        Ok(())
    }

    fn end(&mut self) {
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        let count = self.tree.nodes.len();
        if let Some(node) = self.open.pop().and_then(|at| self.tree.nodes.get_mut(at)) {
            node.end = count;
        }
    }

    fn text(&mut self, text: &str) -> Result<(), ReadError> {
        if self.skip == 0
            && let Some(node) = self.open.last().and_then(|&at| self.tree.nodes.get_mut(at))
            && !(node.text.is_empty() && text.starts_with(['\n', '\r']) && text.trim().is_empty())
        {
            node.text.push_str(text);
            self.take(text.len())?;
        }
        Ok(())
    }

    fn take(&mut self, bytes: usize) -> Result<(), ReadError> {
        self.taken = self.taken.saturating_add(bytes);
        self.limits.check(Limit::Unpacked, self.taken as u64)
    }
}

fn entity(name: &str) -> &'static str {
    match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" => "'",
        _ => "",
    }
}

/// The text of a part: UTF-8, else what its declaration names, else what it looks like.
fn text_of(bytes: Vec<u8>) -> String {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return text,
        Err(error) => error.into_bytes(),
    };
    if Encoding::for_bom(&bytes).is_none()
        && let Some(encoding) = declared(&bytes)
    {
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes);
        if !damaged {
            return text.into_owned();
        }
    }
    let lossy = String::from_utf8_lossy(&bytes).into_owned();
    decode(bytes, None).map_or(lossy, |decoded| decoded.text)
}

fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(200))?).into_owned();
    let (_, rest) = head.split_once("encoding=")?;
    let quote = rest.chars().next()?;
    Encoding::for_label(rest.get(1..)?.split(quote).next()?.as_bytes())
}

//! XML parts of office documents as a stream of elements and text, within limits.
//!
//! Elements and attributes go by their local names: producers choose other prefixes, and the strict and the
//! transitional edition of a format differ in nothing but the namespace.

use std::borrow::Cow;
use std::time::Instant;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE};
use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::ReadError;
use super::limits::{Limit, Limits};
use super::package::damaged;

/// How many nodes are read between two looks at the clock.
const NODES_A_LOOK: u32 = 4096;

/// What comes next in a part.
#[derive(Debug)]
pub(super) enum Node<'a> {
    /// An element begins; one without content too.
    Start(Element<'a>),
    /// The innermost element ends.
    End,
    /// Text, its entities resolved. A run of text may come in several nodes.
    Text(Cow<'a, str>),
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Element<'a>(BytesStart<'a>);

impl Element<'_> {
    /// Its local name.
    pub fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    /// The value of its first attribute of this local name.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found =
            attributes.filter_map(Result::ok).find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(
            found
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_or_else(|_| found.value.to_string(), Cow::into_owned),
        )
    }

    /// The value of an attribute as a whole number; `None` also where it is none.
    pub fn number<N: std::str::FromStr>(&self, name: &str) -> Option<N> {
        self.attribute(name)?.trim().parse().ok()
    }
}

/// A part as a stream of nodes.
pub(super) struct Xml<'a> {
    reader: Reader<&'a [u8]>,
    limits: &'a Limits,
    deadline: Instant,
    depth: u64,
    nodes: u32,
}

impl<'a> Xml<'a> {
    /// Reads `text`, which is a whole part; `deadline` is that of the file.
    pub fn new(text: &'a str, limits: &'a Limits, deadline: Instant) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.allow_dangling_amp = true;
        Self { reader, limits, deadline, depth: 0, nodes: 0 }
    }

    /// The next node; `None` at the end. Comments, declarations and instructions are passed over.
    ///
    /// # Errors
    ///
    /// `Damaged` where it is no well-formed XML, or ends within an element; `Limit` for depth and seconds.
    pub fn next(&mut self) -> Result<Option<Node<'a>>, ReadError> {
        loop {
            self.nodes = self.nodes.wrapping_add(1);
            if self.nodes.is_multiple_of(NODES_A_LOOK) && Instant::now() > self.deadline {
                return Err(self.limits.exceeded(Limit::Seconds));
            }
            let event = self.reader.read_event().map_err(|error| damaged(&format!("in its XML, {error}")))?;
            match event {
                Event::Start(start) | Event::Empty(start) => {
                    self.depth += 1;
                    self.limits.check(Limit::Depth, self.depth)?;
                    return Ok(Some(Node::Start(Element(start))));
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Some(Node::End));
                }
                Event::Text(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::CData(text) => return Ok(Some(Node::Text(text.xml10_content()))),
                Event::GeneralRef(reference) => {
                    if let Some(c) = character(&reference) {
                        return Ok(Some(Node::Text(Cow::Owned(c.to_string()))));
                    }
                }
                Event::Eof if self.depth > 0 => return Err(damaged("its XML ends too soon")),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
    }

    /// Passes over what is left of the innermost open element, its end included.
    ///
    /// # Errors
    ///
    /// Those of [`Xml::next`].
    pub fn skip(&mut self) -> Result<(), ReadError> {
        self.each_within(|_| ())
    }

    /// Calls `visit` for every element in what is left of the innermost open element, at any depth; the end is read.
    ///
    /// # Errors
    ///
    /// Those of [`Xml::next`].
    pub fn each_within(&mut self, mut visit: impl FnMut(&Element<'a>)) -> Result<(), ReadError> {
        let outer = self.depth;
        while let Some(node) = self.next()? {
            match node {
                Node::Start(element) => visit(&element),
                Node::End if self.depth < outer => return Ok(()),
                Node::End | Node::Text(_) => {}
            }
        }
        Ok(())
    }
}

/// The character of `&#x4E00;` or `&lt;`; `None` for one that XML does not know.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        return Some(c);
    }
    match &*reference.xml10_content() {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "apos" => Some('\''),
        "quot" => Some('"'),
        "nbsp" => Some('\u{A0}'),
        _ => None,
    }
}

/// The text of a part: UTF-8 unless a byte order mark says UTF-16. Damaged bytes become U+FFFD.
pub(super) fn decoded(bytes: Vec<u8>) -> String {
    for encoding in [UTF_16LE, UTF_16BE, UTF_8] {
        if encoding_rs::Encoding::for_bom(&bytes).is_some_and(|(marked, _)| marked == encoding) {
            return encoding.decode(&bytes).0.into_owned();
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

#[cfg(test)]
mod tests {
    use super::super::ReadErrorKind;
    use super::*;

    fn all(text: &str, limits: &Limits) -> Result<String, ReadError> {
        let mut xml = Xml::new(text, limits, limits.deadline());
        let mut seen = String::new();
        while let Some(node) = xml.next()? {
            match node {
                Node::Start(element) => {
                    seen += &format!("<{} {:?}>", element.name(), element.attribute("val"));
                }
                Node::End => seen.push('/'),
                Node::Text(text) => seen += &text,
            }
        }
        Ok(seen)
    }

    #[test]
    fn local_names_values_and_entities() {
        let limits = Limits::default();
        let text =
            "<?xml version='1.0'?><w:a w:val='1&amp;2'><x:b/>a&lt;&#x4E00;&unknown;<![CDATA[<c>]]><!-- no --></w:a>";
        assert_eq!(all(text, &limits).unwrap(), "<a Some(\"1&2\")><b None>/a<一<c>/");
    }

    #[test]
    fn what_is_not_whole_is_damaged_and_what_is_too_deep_names_the_limit() {
        let limits = Limits { depth: 3, ..Limits::default() };
        for text in ["<a><b></a>", "<a>", "<a", "<a></b>"] {
            assert_eq!(all(text, &limits).unwrap_err().kind(), ReadErrorKind::Damaged, "{text}");
        }
        assert_eq!(all("<a><b><c><d/></c></b></a>", &limits).unwrap_err().kind(), ReadErrorKind::Limit);
        assert!(all("<a><b><c/></b></a>", &limits).is_ok());
    }

    #[test]
    fn skipping_stops_behind_the_end() {
        let limits = Limits::default();
        let mut xml = Xml::new("<a><b><c>x</c>y</b>z</a>", &limits, limits.deadline());
        xml.next().unwrap();
        xml.next().unwrap();
        xml.skip().unwrap();
        assert!(matches!(xml.next().unwrap(), Some(Node::Text(text)) if text == "z"));
    }

    #[test]
    fn utf_16_is_told_by_its_mark() {
        let utf16: Vec<u8> = "\u{feff}<a>云岭</a>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decoded(utf16), "<a>云岭</a>");
        assert_eq!(decoded("\u{feff}<a/>".into()), "<a/>");
        assert_eq!(decoded(vec![b'a', 0xFF]), "a\u{FFFD}");
    }
}

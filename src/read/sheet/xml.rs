//! Events of a part of a package, with what they are needed for.

use std::borrow::Cow;

use quick_xml::events::{BytesRef, BytesStart};

use crate::read::ReadError;
use crate::read::package::damaged;

/// The text of a part: UTF-8, or UTF-16 where a byte order mark says so.
pub(super) fn text(bytes: &[u8]) -> Cow<'_, str> {
    match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes).0,
        None => String::from_utf8_lossy(bytes),
    }
}

/// The error of a part that is no XML.
pub(super) fn broken(part: &str, error: &quick_xml::Error) -> ReadError {
    damaged(&format!("{part}: {error}"))
}

/// The value of an attribute by its name, a prefix of which does not count.
pub(super) fn attribute<'a>(start: &'a BytesStart<'_>, name: &str) -> Option<Cow<'a, str>> {
    let mut attributes = start.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok()
}

/// An attribute that is a number; `None` where it is none.
pub(super) fn number(start: &BytesStart<'_>, name: &str) -> Option<u32> {
    attribute(start, name)?.trim().parse().ok()
}

/// Whether an attribute says yes.
pub(super) fn is_true(start: &BytesStart<'_>, name: &str) -> bool {
    attribute(start, name).is_some_and(|value| matches!(value.as_ref(), "1" | "true"))
}

/// Adds the character that a reference stands for; one that is not known stays out.
pub(super) fn push_reference(text: &mut String, reference: &BytesRef<'_>) {
    if let Ok(Some(c)) = reference.resolve_char_ref() {
        text.push(c);
    } else if let Some(known) = quick_xml::escape::resolve_predefined_entity(&reference.xml10_content()) {
        text.push_str(known);
    }
}

//! What a record carries beside its text: JSON values that are kept as they were written.
//!
//! A number is its digits: 1.50 and 12345678901234567890123 are prices, document numbers and keys of somebody else,
//! and no number of the machine holds them as they stand.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

/// Fields of a record by name, in the record's order. Each value is its JSON without white space between tokens and
/// with no more escapes than needed, numbers digit by digit.
#[derive(Debug, Clone, Default)]
pub struct RecordFields(Vec<(String, Box<RawValue>)>);

impl RecordFields {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The JSON of a field.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.get())
    }

    /// Adds a field, or replaces the value of one that is there. Cost: a look at every name.
    pub(super) fn insert(&mut self, name: String, value: Box<RawValue>) {
        match self.0.iter_mut().find(|(own, _)| *own == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name, value)),
        }
    }
}

impl PartialEq for RecordFields {
    fn eq(&self, other: &Self) -> bool {
        self.0.len() == other.0.len()
            && self.0.iter().zip(&other.0).all(|(one, other)| one.0 == other.0 && one.1.get() == other.1.get())
    }
}

impl Serialize for RecordFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for RecordFields {
    /// Only by `serde_json`, which alone knows how a value was written.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(FieldsVisitor)
    }
}

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = RecordFields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RecordFields, A::Error> {
        let mut fields = RecordFields::default();
        while let Some((name, Field(value))) = map.next_entry()? {
            fields.insert(name, value);
        }
        Ok(fields)
    }
}

/// The value of a field, from a line of a file.
pub(super) struct Field(pub(super) Box<RawValue>);

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        if !raw.get().contains([' ', '\t', '\r', '\n', '\\']) {
            return Ok(Self(raw));
        }
        canonical(raw.get()).and_then(RawValue::from_string).map(Self).map_err(|error| {
            // Its place is one in the value, which would be taken for one in the line.
            let message = error.to_string();
            D::Error::custom(message.split(" at line ").next().unwrap_or_default())
        })
    }
}

impl Field {
    /// The text of a string, or the digits of a number; `None` for null and for a blank string.
    pub(super) fn scalar<E: serde::de::Error>(&self) -> Result<Option<String>, E> {
        let raw = self.0.get();
        match raw.bytes().next() {
            Some(b'"') => {
                let text: String = serde_json::from_str(raw).map_err(E::custom)?;
                Ok((!text.trim().is_empty()).then_some(text))
            }
            Some(b'-' | b'0'..=b'9') => Ok(Some(raw.to_owned())),
            Some(b'n') => Ok(None),
            _ => Err(E::custom("an id or a title must be a string or a number")),
        }
    }
}

/// The same JSON without white space between tokens; strings with no more escapes than needed.
///
/// # Errors
///
/// Where a string holds half of a character, which a parser that skips the value does not see.
fn canonical(json: &str) -> serde_json::Result<String> {
    let mut out = String::with_capacity(json.len());
    let mut rest = json;
    while !rest.is_empty() {
        let (between, strings) = rest.split_at(rest.find('"').unwrap_or(rest.len()));
        out.extend(between.chars().filter(|c| !c.is_ascii_whitespace()));
        let (string, after) = strings.split_at(string_end(strings));
        if string.contains('\\') {
            out.push_str(&serde_json::to_string(&serde_json::from_str::<String>(string)?)?);
        } else {
            out.push_str(string);
        }
        rest = after;
    }
    Ok(out)
}

/// Where the string ends with which valid JSON begins; 0 for an empty text.
fn string_end(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn fields(json: &str) -> RecordFields {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn numbers_keep_their_digits() {
        let json = r#"{"价":1.50,"号":12345678901234567890123,"x":[-0.0,1E400,{"y":1e-7}],"z":null}"#;
        assert_eq!(serde_json::to_string(&fields(json)).unwrap(), json);
        assert_eq!(fields(json).get("价"), Some("1.50"));
    }

    #[test]
    fn one_way_to_write_a_value() {
        let spaced = "{ \"a\" : [ 1.0 ,\t\"x \\\\ \\\" y\" ] , \"b\" : \"\\u9752\\u6e90 \\/\\u0001\" }";
        let json = "{\"a\":[1.0,\"x \\\\ \\\" y\"],\"b\":\"青源 /\\u0001\"}";
        assert_eq!(serde_json::to_string(&fields(spaced)).unwrap(), json);
        assert_eq!(fields(spaced), fields(json));
        assert_ne!(fields("{\"a\":1}"), fields("{\"a\":1.0}"));
        assert!(serde_json::from_str::<RecordFields>(r#"{"a":"\ud800"}"#).is_err());
    }

    proptest! {
        #[test]
        fn a_value_is_the_same_value(names in prop::collection::vec("\\PC{0,3}", 0..4), text in "(\\PC|[\\\\\"\\n\u{1}]){0,12}") {
            let value = Value::Object(names.into_iter().map(|name| (name, serde_json::json!([text, { &text: 1.5 }, true]))).collect());
            for written in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
                let kept = serde_json::to_string(&fields(&written)).unwrap();
                prop_assert_eq!(&kept, &serde_json::to_string(&value).unwrap());
            }
        }
    }
}

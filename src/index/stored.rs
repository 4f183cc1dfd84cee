//! What the index keeps of a passage to show it.

use serde::{Deserialize, Serialize};

use crate::document::{self, Document, TitleFrom};
use crate::error::{Error, ErrorKind, Result};
use crate::passage::{Heading, Part, Passage, PassageKind};
use crate::read::{RecordFields, Source, Spot};
use crate::structure::{Address, AddressRange};
use crate::text::{Piece, Span};

/// A passage as it is stored, with the place of each of its characters.
///
/// Strings that are mostly Chinese are stored as UTF-16: a third shorter than UTF-8, and a fifth after lz4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StoredPassage {
    /// Id of the document.
    pub document: String,
    /// Id of the file it stands in; empty where it is the document's.
    file: String,
    /// Number of the passage in its document, from 1.
    pub number: u32,
    /// What it is.
    pub kind: PassageKind,
    /// The document's title.
    #[serde(with = "wide_option")]
    pub title: Option<String>,
    /// Where the title comes from.
    pub title_from: TitleFrom,
    /// The headings above it.
    #[serde(with = "wide_headings")]
    pub headings: Vec<Heading>,
    /// See [`crate::passage::Passage::opened`].
    pub opened: u32,
    /// Short forms that the document defined before, with what they stand for.
    #[serde(with = "wide_pairs")]
    pub abbreviations: Vec<(String, String)>,
    /// The passage as it reads.
    #[serde(with = "wide")]
    pub text: String,
    /// First and last line in the source, 1-based, inclusive.
    pub lines: (u32, u32),
    /// Its bytes in the source text, from the first character's to the last one's; empty where it has no place there.
    pub bytes: Span,
    /// Where it stands in a file that is no text.
    pub spot: Option<Spot>,
    /// Its runs in the source where it is more than one; see [`StoredPassage::runs`].
    runs: Vec<StoredRun>,
    /// Its parts; empty for one part without an address.
    parts: Vec<StoredPart>,
    /// The record's other fields as JSON; kept with the first passage of a document, empty in the others.
    fields: String,
}

/// The beginning of a stored passage, read without copying: what the rerank looks at in fifty passages, of which it
/// shows ten. The fields are those of [`StoredPassage`], in its order.
#[derive(Debug, Deserialize)]
pub(crate) struct Beginning<'a> {
    _document: &'a str,
    _file: &'a str,
    _number: u32,
    kind: PassageKind,
    #[serde(borrow)]
    title: Option<&'a [u8]>,
    title_from: TitleFrom,
    #[serde(borrow)]
    headings: Vec<(&'a [u8], bool)>,
    _opened: u32,
    #[serde(borrow)]
    abbreviations: Vec<(&'a [u8], &'a [u8])>,
    text: &'a [u8],
}

impl<'a> Beginning<'a> {
    /// Reads it from the bytes of a stored passage.
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Self> {
        postcard::take_from_bytes(bytes).map(|(beginning, _)| beginning).map_err(unreadable)
    }

    /// The characters of the text.
    pub(crate) fn text(&self) -> impl Iterator<Item = char> + use<'a> {
        wide::chars(self.text)
    }

    /// The characters of the document's title.
    pub(crate) fn title(&self) -> impl Iterator<Item = char> + use<'a> {
        wide::chars(self.title.unwrap_or_default())
    }

    /// Short forms with what they stand for.
    pub(crate) fn abbreviations(&self) -> impl Iterator<Item = [String; 2]> {
        self.abbreviations.iter().map(|&(short, long)| [short, long].map(|text| wide::chars(text).collect()))
    }

    /// The outermost heading, where it is no lead-in.
    pub(crate) fn outermost(&self) -> Option<impl Iterator<Item = char> + use<'a>> {
        self.headings.first().filter(|(_, lead_in)| !lead_in).map(|(text, _)| wide::chars(text))
    }

    /// The headings above the text, outermost first, without lead-ins, which are passages of their own.
    pub(crate) fn headings(&self) -> impl Iterator<Item = impl Iterator<Item = char> + use<'a>> {
        self.headings.iter().filter(|(_, lead_in)| !lead_in).map(|(text, _)| wide::chars(text))
    }

    /// Whether it is a heading, or a title, without a text.
    pub(crate) fn is_heading(&self) -> bool {
        self.kind == PassageKind::Heading
    }

    /// Whether the title is but the name of the file.
    pub(crate) fn is_named_by_file(&self) -> bool {
        self.title_from == TitleFrom::Name
    }
}

/// A run of the source, in differences to the run before it, which keeps the numbers small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StoredRun {
    joiner: u32,
    skipped: u32,
    len: u32,
    line: u32,
}

/// A run of a passage's text with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// Byte offset in the text, and bytes in the source.
    pub piece: Piece,
    /// Its line in the source, 1-based.
    pub line: u32,
}

/// A part of a passage: it goes to `end`, the next one begins behind the line end there. The last one's `end` is 0.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StoredPart {
    end: u32,
    address: Option<Address>,
}

impl StoredPassage {
    /// Passage `at` (from 0) of a document. `at` must be in range.
    pub(crate) fn new(document: &Document, at: usize, source: &Source) -> Self {
        let passage = &document.passages[at];
        let pieces = &passage.text.pieces;
        let bytes = passage.text.source_span().unwrap_or_default();
        // A record's place is its line of the file; the lines of its text are nowhere to be seen.
        let (first, last) = document.line.map_or_else(|| source.lines(bytes), |line| (line, line));
        let fields = if at == 0 && !document.fields.is_empty() {
            serde_json::to_string(&document.fields).unwrap_or_default()
        } else {
            String::new()
        };
        Self {
            document: document.id.clone(),
            file: if document.file == document.id { String::new() } else { document.file.clone() },
            number: at as u32 + 1,
            kind: passage.kind,
            title: document.title.clone(),
            title_from: document.title_from,
            headings: passage.headings.clone(),
            opened: passage.opened as u32,
            abbreviations: passage.abbreviations.iter().map(|a| (a.short.clone(), a.long.clone())).collect(),
            text: passage.text.text.clone(),
            lines: (first as u32, last as u32),
            bytes,
            spot: if pieces.is_empty() { None } else { source.spot(bytes) },
            runs: if pieces.len() > 1 { runs(pieces, document.line, source) } else { Vec::new() },
            parts: stored_parts(passage),
            fields,
        }
    }

    /// Id of the file it stands in.
    pub fn file(&self) -> &str {
        if self.file.is_empty() { &self.document } else { &self.file }
    }

    /// `DOCUMENT-ID#N`.
    pub fn id(&self) -> String {
        format!("{}#{}", self.document, self.number)
    }

    /// The record's other fields, kept with the first passage alone.
    pub fn fields(&self) -> RecordFields {
        serde_json::from_str(&self.fields).unwrap_or_default()
    }

    /// Its parts with their addresses, in order; at least one.
    pub fn parts(&self) -> Vec<Part> {
        let whole = Span::new(0, self.text.len());
        if self.parts.len() < 2 {
            let address = self.parts.first().and_then(|part| part.address.clone());
            return vec![Part { span: whole, address }];
        }
        let mut start = 0;
        let part = |stored: &StoredPart| {
            let end = if stored.end == 0 { whole.end } else { stored.end as usize };
            let span = Span::new(start, end);
            start = end + 1;
            Part { span, address: stored.address.clone() }
        };
        self.parts.iter().map(part).collect()
    }

    /// Its address, of a joined passage from its first part's to its last part's; `None` where nothing is numbered.
    pub fn address(&self) -> Option<String> {
        let mut addresses = self.parts.iter().filter_map(|part| part.address.as_ref());
        let first = addresses.next()?;
        let last = addresses.next_back().unwrap_or(first);
        Some(AddressRange { first: first.clone(), last: last.clone() }.to_string())
    }

    /// The same passage with these parts alone; for a part of it that is shown by itself.
    #[cfg(feature = "cli")]
    pub(crate) fn set_parts(&mut self, addresses: Vec<Option<Address>>) {
        self.parts = addresses.into_iter().map(|address| StoredPart { end: 0, address }).collect();
    }

    /// The titles and headings that stand right before it as the document reads.
    pub fn opened(&self) -> impl Iterator<Item = &str> {
        document::opened(
            self.title.as_deref().filter(|_| self.title_from == TitleFrom::Text),
            &self.headings,
            self.opened as usize,
        )
    }

    /// The runs of the source that the text is put together from, in order; none where it is a title that came
    /// from outside of the source.
    pub fn runs(&self) -> Vec<Run> {
        if self.bytes.is_empty() {
            return Vec::new();
        }
        if self.runs.is_empty() {
            let len = self.text.len().min(self.bytes.len());
            let source = Span::new(self.bytes.start, self.bytes.start + len);
            return vec![Run { piece: Piece { at: 0, source }, line: self.lines.0 }];
        }
        let (mut at, mut from, mut line) = (0, self.bytes.start, self.lines.0);
        let mut out = Vec::with_capacity(self.runs.len());
        for run in &self.runs {
            at += run.joiner as usize;
            from += run.skipped as usize;
            line += run.line;
            let len = run.len as usize;
            out.push(Run { piece: Piece { at, source: Span::new(from, from + len) }, line });
            at += len;
            from += len;
        }
        out
    }

    /// The bytes that the index stores.
    pub(crate) fn encode(&self) -> Vec<u8> {
        postcard::to_stdvec(self).unwrap_or_default()
    }

    /// Reads them back.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        postcard::from_bytes(bytes).map_err(unreadable)
    }
}

fn unreadable(source: postcard::Error) -> Error {
    Error::new(ErrorKind::IndexDamaged, "a stored passage cannot be read")
        .remedy("check it with: cesou status --verify; build it anew with: cesou index --rebuild")
        .because(source)
}

fn stored_parts(passage: &Passage) -> Vec<StoredPart> {
    let parts = &passage.parts;
    if parts.len() < 2 && parts.iter().all(|part| part.address.is_none()) {
        return Vec::new();
    }
    let end = |at: usize| if at + 1 == parts.len() { 0 } else { parts[at].span.end as u32 };
    parts.iter().enumerate().map(|(at, part)| StoredPart { end: end(at), address: part.address.clone() }).collect()
}

/// Strings as UTF-16.
mod wide {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn bytes(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    /// Their characters; half of a surrogate pair is left out.
    pub(super) fn chars(bytes: &[u8]) -> impl Iterator<Item = char> + use<'_> {
        let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
        char::decode_utf16(units).filter_map(std::result::Result::ok)
    }

    pub(super) fn string(bytes: &[u8]) -> Result<String, std::string::FromUtf16Error> {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
        String::from_utf16(&units)
    }

    pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&bytes(text))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        string(<&[u8]>::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The same for pairs.
mod wide_pairs {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(pairs: &[(String, String)], serializer: S) -> Result<S::Ok, S::Error> {
        let wide: Vec<_> =
            pairs.iter().map(|(one, other)| (super::wide::bytes(one), super::wide::bytes(other))).collect();
        wide.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<(String, String)>, D::Error> {
        let wide = Vec::<(&[u8], &[u8])>::deserialize(deserializer)?;
        let pair = |(one, other): (&[u8], &[u8])| Ok((super::wide::string(one)?, super::wide::string(other)?));
        wide.into_iter().map(pair).collect::<Result<_, std::string::FromUtf16Error>>().map_err(D::Error::custom)
    }
}

/// The same for what may be missing.
mod wide_option {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    #[allow(clippy::ref_option)]
    pub(super) fn serialize<S: Serializer>(text: &Option<String>, serializer: S) -> Result<S::Ok, S::Error> {
        text.as_deref().map(super::wide::bytes).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
        let bytes = Option::<&[u8]>::deserialize(deserializer)?;
        bytes.map(super::wide::string).transpose().map_err(D::Error::custom)
    }
}

/// The same for headings.
mod wide_headings {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::passage::Heading;

    pub(super) fn serialize<S: Serializer>(headings: &[Heading], serializer: S) -> Result<S::Ok, S::Error> {
        let wide: Vec<_> =
            headings.iter().map(|heading| (super::wide::bytes(&heading.text), heading.lead_in)).collect();
        wide.serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Heading>, D::Error> {
        let wide = Vec::<(&[u8], bool)>::deserialize(deserializer)?;
        let heading = |(bytes, lead_in): (&[u8], bool)| Ok(Heading { text: super::wide::string(bytes)?, lead_in });
        wide.into_iter().map(heading).collect::<Result<_, std::string::FromUtf16Error>>().map_err(D::Error::custom)
    }
}

fn runs(pieces: &[Piece], record_line: Option<usize>, source: &Source) -> Vec<StoredRun> {
    let line_of = |offset| record_line.unwrap_or_else(|| source.line(offset));
    let (mut at, mut from) = (0, pieces[0].source.start);
    let mut line = line_of(from);
    pieces
        .iter()
        .map(|piece| {
            let here = line_of(piece.source.start);
            let run = StoredRun {
                joiner: (piece.at - at) as u32,
                skipped: (piece.source.start - from) as u32,
                len: piece.source.len() as u32,
                line: (here - line) as u32,
            };
            (at, from, line) = (piece.end(), piece.source.end, here);
            run
        })
        .collect()
}

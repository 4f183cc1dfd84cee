//! Records of JSON Lines: a JSON object a line, each a document of its own.

use std::fmt;
use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use super::encoding::decode;
use super::fields::{Field, RecordFields};
use super::source::Source;
use super::{ReadError, ReadErrorKind, open, text_bytes};

/// A document from a line of a JSON Lines file.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// `_id`, else `id`, a number as its text; `None` where the line gives none, or an empty one.
    pub id: Option<String>,
    /// `title`; `None` where it is missing, null or blank.
    pub title: Option<String>,
    /// Everything else of the line, as it was and in its order.
    pub fields: RecordFields,
    /// `text`. Places in the document are offsets in it, lines are lines of it.
    pub source: Source,
    /// The line of the file that holds the record, from 1.
    pub line: usize,
}

/// Bytes beyond which a line is refused instead of read.
const MAX_LINE_BYTES: u64 = 256 << 20;

/// Bytes from which it is told whether a file is UTF-8.
const HEAD: usize = 64 << 10;

/// The records of a file, one by one; a bad line is an error and does not stop those after it.
pub struct Records {
    reader: Box<dyn BufRead + Send>,
    path: PathBuf,
    encoding: &'static str,
    buffer: Vec<u8>,
    line: usize,
    failed: bool,
}

/// Opens the JSON Lines file at `path`. A UTF-8 file is read line by line and may be of any size;
/// one in another encoding (`forced`, or detected in its first bytes) is decoded whole.
///
/// # Errors
///
/// Where the file cannot be opened or read, or is in another encoding than UTF-8 and cannot be
/// decoded, see [`decode`].
pub fn records(path: &Path, forced: Option<&'static Encoding>) -> Result<Records, ReadError> {
    let mut file = open(path)?;
    let mut head = Vec::with_capacity(HEAD);
    file.by_ref().take(HEAD as u64).read_to_end(&mut head).map_err(|source| ReadError::io(path, source))?;
    if is_utf8_head(&head, forced) {
        let rest: BufReader<File> = BufReader::with_capacity(256 << 10, file);
        return Ok(Records::new(Box::new(Cursor::new(head).chain(rest)), path, UTF_8.name()));
    }
    let decoded = decode(text_bytes(path)?, forced).map_err(|error| error.at(path))?;
    Ok(Records::new(Box::new(Cursor::new(decoded.text)), path, decoded.encoding))
}

/// The records in `reader`, which gives UTF-8, as [`records`] reads a file; `path` is for messages.
pub fn records_of(reader: impl BufRead + Send + 'static, path: &Path) -> Records {
    Records::new(Box::new(reader), path, UTF_8.name())
}

/// Whether the file that begins so can be streamed as UTF-8.
fn is_utf8_head(head: &[u8], forced: Option<&'static Encoding>) -> bool {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding == UTF_8;
    }
    if let Some(encoding) = forced {
        return encoding == UTF_8;
    }
    if head.contains(&0) {
        return false;
    }
    // By lines, so that one in another encoding is one bad line and not a bad file. The last may be cut.
    let (mut utf8, mut other) = (0_usize, 0_usize);
    for line in head.split(|&byte| byte == b'\n').filter(|line| !line.is_ascii()) {
        match std::str::from_utf8(line) {
            Err(error) if error.error_len().is_some() => other += 1,
            _ => utf8 += 1,
        }
    }
    utf8 >= other
}

impl Records {
    fn new(reader: Box<dyn BufRead + Send>, path: &Path, encoding: &'static str) -> Self {
        Self { reader, path: path.to_owned(), encoding, buffer: Vec::new(), line: 0, failed: false }
    }

    /// Name of the file's encoding.
    #[must_use]
    pub fn encoding(&self) -> &'static str {
        self.encoding
    }

    /// Reads the next line into the buffer, without its line end; `false` at the end of the file.
    fn read_line(&mut self) -> Result<bool, ReadError> {
        self.buffer.clear();
        let limit = MAX_LINE_BYTES + 1;
        let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut self.buffer);
        let read = read.map_err(|source| ReadError::io(&self.path, source))?;
        self.line += 1;
        if read as u64 == limit && self.buffer.last() != Some(&b'\n') {
            self.buffer = Vec::new();
            self.skip_line()?;
            let reason = format!("longer than the limit of {} MiB a line", MAX_LINE_BYTES >> 20);
            return Err(self.bad(reason, "split the record"));
        }
        if self.line == 1 && self.buffer.starts_with(b"\xEF\xBB\xBF") {
            self.buffer.drain(..3);
        }
        Ok(read > 0)
    }

    fn skip_line(&mut self) -> Result<(), ReadError> {
        loop {
            let available = self.reader.fill_buf().map_err(|source| ReadError::io(&self.path, source))?;
            let (length, ended) = match memchr::memchr(b'\n', available) {
                Some(at) => (at + 1, true),
                None => (available.len(), available.is_empty()),
            };
            self.reader.consume(length);
            if ended {
                return Ok(());
            }
        }
    }

    fn parse(&self) -> Result<Record, ReadError> {
        let line = std::str::from_utf8(&self.buffer).map_err(|error| {
            let reason = format!("not UTF-8 from byte {} of the line on", error.valid_up_to() + 1);
            self.bad(reason, "name the file's encoding with --encoding, or convert it to UTF-8")
        })?;
        let raw: RawRecord = serde_json::from_str(line).map_err(|error| self.bad_json(line, &error))?;
        let text = raw.text.ok_or_else(|| {
            self.bad("the record has no \"text\"", "each line needs an object with a \"text\" that is a string")
        })?;
        let source = Source::new(text, self.encoding);
        Ok(Record { id: raw.id, title: raw.title, fields: raw.fields, source, line: self.line })
    }

    fn bad(&self, reason: impl Into<String>, remedy: &str) -> ReadError {
        ReadError::new(ReadErrorKind::Record, reason, remedy).on_line(self.line).at(&self.path)
    }

    fn bad_json(&self, line: &str, error: &serde_json::Error) -> ReadError {
        let message = error.to_string();
        // The position is given in our own words, the parser knows one line only.
        let cause = message.split(" at line 1 column ").next().unwrap_or(&message);
        let reason = format!("no valid record: {cause} (byte {} of the line)", error.column());
        if cause.contains("surrogate") || cause.contains("hex escape") {
            return self.bad(reason, "half of a character's \\u escape is missing; write the record again as UTF-8");
        }
        if matches!(line.trim(), "[" | "{") || line.trim_start().starts_with('[') {
            return self.bad(reason, "write one object a line, not an array and not indented");
        }
        self.bad(reason, "correct the line, or remove it")
    }
}

impl Iterator for Records {
    type Item = Result<Record, ReadError>;

    /// The next record; blank lines are passed over. After a failure to read, the end.
    fn next(&mut self) -> Option<Self::Item> {
        while !self.failed {
            match self.read_line() {
                Ok(false) => return None,
                Ok(true) if self.buffer.trim_ascii().is_empty() => {}
                Ok(true) => return Some(self.parse()),
                Err(error) => {
                    self.failed = error.kind() != ReadErrorKind::Record;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("path", &self.path).field("line", &self.line).finish_non_exhaustive()
    }
}

/// A line as it stands. Read key by key: serde's `flatten` would first build every value twice.
#[derive(Default)]
struct RawRecord {
    id: Option<String>,
    title: Option<String>,
    text: Option<String>,
    fields: RecordFields,
}

impl<'de> Deserialize<'de> for RawRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RecordVisitor)
    }
}

struct RecordVisitor;

impl<'de> Visitor<'de> for RecordVisitor {
    type Value = RawRecord;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<RawRecord, A::Error> {
        let mut record = RawRecord::default();
        let (mut first_id, mut second_id) = (None, None);
        while let Some(key) = map.next_key::<String>()? {
            match key.as_str() {
                "text" => record.text = Some(map.next_value()?),
                "title" => record.title = map.next_value::<Field>()?.scalar()?,
                "_id" => first_id = map.next_value::<Field>()?.scalar()?,
                "id" => second_id = Some(map.next_value::<Field>()?),
                _ => record.fields.insert(key, map.next_value::<Field>()?.0),
            }
        }
        record.id = first_id;
        match second_id {
            Some(id) if record.id.is_none() => record.id = id.scalar()?,
            Some(id) => record.fields.insert("id".to_owned(), id.0),
            None => {}
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(content: &[u8]) -> Vec<Result<Record, ReadError>> {
        records_of(Cursor::new(content.to_vec()), Path::new("政策.jsonl")).collect()
    }

    fn one(line: &str) -> Record {
        read(line.as_bytes()).remove(0).unwrap()
    }

    fn error(line: &[u8]) -> String {
        read(line).remove(0).unwrap_err().to_string()
    }

    #[test]
    fn what_is_named_and_what_is_kept() {
        let record = one(
            r#"{"date":"2024-03-01","_id":"q-1","url":null,"title":"办法","text":"第一条\n第二条","n":[1,{"a":2.5}],"id":7}"#,
        );
        assert_eq!((record.id.as_deref(), record.title.as_deref()), (Some("q-1"), Some("办法")));
        assert_eq!(
            (record.source.text.as_str(), record.source.line_starts.len(), record.line),
            ("第一条\n第二条", 2, 1)
        );
        let fields = serde_json::to_string(&record.fields).unwrap();
        assert_eq!(fields, r#"{"date":"2024-03-01","url":null,"n":[1,{"a":2.5}],"id":7}"#);
    }

    #[test]
    fn ids() {
        for (line, id) in [
            (r#"{"id":"a","text":""}"#, Some("a")),
            (r#"{"id":12,"text":""}"#, Some("12")),
            (r#"{"_id":18446744073709551615,"text":""}"#, Some("18446744073709551615")),
            (r#"{"_id": 123456789012345678901234.50,"text":""}"#, Some("123456789012345678901234.50")),
            (r#"{"_id":null,"id":"b","text":""}"#, Some("b")),
            (r#"{"_id":" ","text":""}"#, None),
            (r#"{"text":""}"#, None),
        ] {
            assert_eq!(one(line).id.as_deref(), id, "{line}");
        }
    }

    #[test]
    fn a_bad_line_does_not_stop_the_others() {
        let content = "\u{feff}{\"text\":\"甲\"}\r\n\n  \n{\"text\":\n{\"title\":\"无\"}\n{\"text\":\"乙\"}";
        let read = read(content.as_bytes());
        let lines: Vec<Option<usize>> =
            read.iter().map(|record| record.as_ref().ok().map(|record| record.line)).collect();
        assert_eq!(lines, [Some(1), None, None, Some(6)]);
        let errors: Vec<String> = read.into_iter().filter_map(Result::err).map(|error| error.to_string()).collect();
        assert!(errors[0].starts_with("政策.jsonl:4: no valid record: EOF"), "{}", errors[0]);
        assert!(errors[1].starts_with("政策.jsonl:5: the record has no \"text\";"), "{}", errors[1]);
    }

    #[test]
    fn messages_say_what_to_do() {
        assert!(error(br#"{"text":"\ud800x"}"#).contains("half of a character"));
        assert!(error(br#"{"text":"a","x":"\udc00"}"#).contains("half of a character"));
        assert!(error(b"[\n").contains("one object a line"));
        assert!(error(br#"{"text":7}"#).contains("expected a string"));
        assert!(error(br#"{"text":"a","title":[]}"#).contains("an id or a title must be"));
        assert!(error(b"{\"text\":\"\xb9\xfa\"}").contains("--encoding"));
        assert!(error(br#"{"text":"a"} {}"#).contains("trailing characters"));
    }

    #[test]
    fn a_file_in_another_encoding_is_read_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let text = "青源市人民政府办公室关于做好城乡公共充电设施建设管理工作的通知";
        let content = format!("{{\"_id\":1,\"text\":\"{text}\"}}\n{{\"_id\":2,\"text\":\"{text}\"}}\n");
        std::fs::write(&path, encoding_rs::GB18030.encode(&content).0).unwrap();
        let read = records(&path, None).unwrap();
        assert_eq!(read.encoding(), "gb18030");
        let texts: Vec<String> = read.map(|record| record.unwrap().source.text).collect();
        assert_eq!(texts, [text, text]);
        std::fs::write(&path, "").unwrap();
        assert_eq!(records(&path, None).unwrap().count(), 0);
    }

    #[test]
    fn a_line_in_another_encoding_is_one_bad_line() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        let gb = encoding_rs::GB18030.encode("{\"text\":\"星野镇公告\"}\n").0.into_owned();
        std::fs::write(&path, ["{\"text\":\"甲\"}\n".as_bytes(), &gb, "{\"text\":\"乙\"}\n".as_bytes()].concat())
            .unwrap();
        let ok: Vec<bool> = records(&path, None).unwrap().map(|record| record.is_ok()).collect();
        assert_eq!(ok, [true, false, true]);
    }

    #[test]
    fn a_character_on_the_border_of_the_head() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.jsonl");
        for shift in 0..3 {
            let text = format!("{}{}", "a".repeat(shift), "青源".repeat(HEAD / 4));
            std::fs::write(&path, format!("{{\"text\":\"{text}\"}}\n")).unwrap();
            let mut read = records(&path, None).unwrap();
            assert_eq!(read.next().unwrap().unwrap().source.text, text);
            assert!(read.next().is_none());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_give_records_or_errors(content in prop::collection::vec(any::<u8>(), 0..200)) {
            let lines = content.split(|&byte| byte == b'\n').count();
            prop_assert!(read(&content).len() <= lines);
        }

        #[test]
        fn anything_like_a_record(content in r#"([{}\[\]:,"]|"text":|"id":|"a"|\\u[d0]8|1|null|\n| ){0,30}"#) {
            for record in read(content.as_bytes()) {
                let told = match record {
                    Ok(record) => record.line > 0,
                    Err(error) => error.line().is_some(),
                };
                prop_assert!(told);
            }
        }

        #[test]
        fn a_record_comes_back(id in "\\PC{1,8}", title in "\\PC{0,8}", text in "(\\PC|\\n|\u{0}){0,30}") {
            let line = serde_json::json!({ "_id": id, "title": title, "text": text, "x": [text] }).to_string();
            let record = one(&line);
            prop_assert_eq!(record.id, (!id.trim().is_empty()).then_some(id));
            prop_assert_eq!(record.title, (!title.trim().is_empty()).then_some(title));
            prop_assert_eq!(&record.source.text, &text);
            let value = serde_json::json!([text]).to_string();
            prop_assert_eq!(record.fields.get("x"), Some(value.as_str()));
        }
    }
}

//! What the program and the process that reads for it say to each other: frames of a length and as many bytes.

use std::io::{self, Read, Write};
use std::path::PathBuf;

use encoding_rs::Encoding;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::members::{Member, RecordHead};
use super::{Content, Format, Given, Limits, ReadError, ReadErrorKind, ReadOptions, RecordFields, Source};

/// Asks for a document, whose bytes follow the frame, or for all documents of an archive.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Request {
    pub(super) named: Format,
    pub(super) encoding: Option<String>,
    pub(super) limits: Limits,
    pub(super) ocr: bool,
    /// The archive; `None` for a document.
    pub(super) archive: Option<PathBuf>,
    /// How many bytes follow.
    pub(super) bytes: u64,
}

/// Answers to a request: of an archive many, the last one `End` or `Failed`; else one. `Progress` may come between.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Answer {
    Document(Box<ContentFrame>),
    Member { name: String, record: Option<RecordHead>, content: Box<ContentFrame> },
    MemberFailed { name: String, failure: Failure },
    Progress(String),
    End { ignored: u64 },
    Failed(Failure),
}

/// A [`Content`] on its way.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ContentFrame {
    format: Format,
    encoding: String,
    text: String,
    given: Option<Box<Given>>,
    title: Option<String>,
    /// As JSON.
    fields: String,
    warnings: Vec<String>,
    scanned: bool,
}

/// A [`ReadError`] on its way.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Failure {
    kind: ReadErrorKind,
    line: Option<usize>,
    reason: String,
    remedy: String,
}

impl Request {
    pub(super) fn new(named: Format, options: &ReadOptions) -> Self {
        Self {
            named,
            encoding: options.encoding.map(|encoding| encoding.name().to_owned()),
            limits: options.limits.clone(),
            ocr: options.ocr,
            archive: None,
            bytes: 0,
        }
    }

    pub(super) fn options(&self) -> ReadOptions {
        let encoding = self.encoding.as_ref().and_then(|name| Encoding::for_label(name.as_bytes()));
        ReadOptions { encoding, limits: self.limits.clone(), ocr: self.ocr, said: None }
    }
}

impl From<Content> for ContentFrame {
    fn from(content: Content) -> Self {
        let Content { format, source, title, fields, warnings, scanned } = content;
        Self {
            format,
            encoding: source.encoding.to_owned(),
            text: source.text,
            given: source.given,
            title,
            fields: serde_json::to_string(&fields).unwrap_or_default(), // fails for no map of strings to values
            warnings,
            scanned,
        }
    }
}

impl From<ContentFrame> for Content {
    fn from(frame: ContentFrame) -> Self {
        let ContentFrame { format, encoding, text, given, title, fields, warnings, scanned } = frame;
        let encoding = match Encoding::for_label(encoding.as_bytes()) {
            Some(encoding) => encoding.name(),
            None => format.name(),
        };
        let fields: RecordFields = serde_json::from_str(&fields).unwrap_or_default();
        Self { format, source: Source { given, ..Source::new(text, encoding) }, title, fields, warnings, scanned }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let (reason, remedy) = (error.reason().to_owned(), error.remedy().to_owned());
        Self { kind: error.kind(), line: error.line(), reason, remedy }
    }
}

impl From<Failure> for ReadError {
    fn from(failure: Failure) -> Self {
        let error = Self::new(failure.kind, failure.reason, failure.remedy);
        match failure.line {
            Some(line) => error.on_line(line),
            None => error,
        }
    }
}

impl Answer {
    /// The answer for one document of an archive.
    pub(super) fn of_member(member: Result<Member, (String, ReadError)>) -> Self {
        match member {
            Ok(Member { name, record, content }) => Self::Member { name, record, content: Box::new(content.into()) },
            Err((name, error)) => Self::MemberFailed { name, failure: error.into() },
        }
    }
}

/// Writes a frame.
pub(super) fn send<T: Serialize>(out: &mut impl Write, message: &T) -> io::Result<()> {
    let bytes = postcard::to_stdvec(message).map_err(io::Error::other)?;
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(&bytes)?;
    out.flush()
}

/// Reads a frame; `None` at the end of the stream.
pub(super) fn receive<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 8];
    if let Err(error) = from.read_exact(&mut length) {
        return if error.kind() == io::ErrorKind::UnexpectedEof { Ok(None) } else { Err(error) };
    }
    let bytes = exactly(from, u64::from_le_bytes(length))?;
    postcard::from_bytes(&bytes).map(Some).map_err(io::Error::other)
}

/// Reads so many bytes. They are asked for as they come, so that a false length takes no memory.
pub(super) fn exactly(from: &mut impl Read, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length { Ok(bytes) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;
    use crate::read::{Extract, Line, LineRole};

    #[test]
    fn what_is_sent_is_received() {
        let lines = vec![Line { page: 2, number: 7, ..Line::new("青源市公告", LineRole::Heading(1)) }];
        let fields = vec![("issuer".to_owned(), "青源市人民政府".to_owned())];
        let extract = Extract { lines, fields, title: Some("公告".to_owned()), ..Extract::default() };
        let content = Content::of_extract(Format::Pdf, extract);
        let (mut pipe, answer) = (Vec::new(), Answer::Document(Box::new(content.clone().into())));
        send(&mut pipe, &answer).unwrap();
        send(&mut pipe, &Answer::Failed(ReadError::new(ReadErrorKind::Damaged, "a", "b").on_line(3).into())).unwrap();
        let mut from = Cursor::new(pipe);
        let Some(Answer::Document(frame)) = receive(&mut from).unwrap() else { panic!("a document") };
        assert_eq!(Content::from(*frame), content);
        let Some(Answer::Failed(failure)) = receive(&mut from).unwrap() else { panic!("a failure") };
        assert_eq!(
            ReadError::from(failure).to_string(),
            ReadError::new(ReadErrorKind::Damaged, "a", "b").on_line(3).to_string()
        );
        assert!(receive::<Answer>(&mut from).unwrap().is_none());
    }

    #[test]
    fn a_stream_that_is_cut_off_is_an_error() {
        let mut pipe = Vec::new();
        send(&mut pipe, &Answer::Progress("page 1".to_owned())).unwrap();
        pipe.pop();
        assert!(receive::<Answer>(&mut Cursor::new(pipe)).is_err());
    }
}

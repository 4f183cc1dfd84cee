//! `cesou inspect`

use std::io::{self, Write};
use std::ops::ControlFlow;
use std::path::Path;

use serde::Serialize;

use crate::analysis::{self, Dictionary, UserWords};
use crate::document::{Document, Identity, blocks};
use crate::error::{Error, ErrorKind, Result};
use crate::index::StoredPassage;
use crate::read::{self, Content, Format, Kind, Member, ReadOptions, RecordHead, Source, Unit};
use crate::reflow::BlockKind;
use crate::render::json::PassageLine;
use crate::render::terminal;
use crate::structure::{Entry, Outline, Role, outline};

use super::args::{Color, InspectArgs, Stage};
use super::reading::reading;
use super::search::{style, write_line};
use super::{FAILED, FOUND, report};

/// A document to look at: what the file or a record of it says of itself, and its text.
struct Input {
    identity: Identity,
    source: Source,
    format: Format,
}

pub(super) fn run(args: &InspectArgs) -> Result<u8> {
    let encoding = args.encoding.as_deref().map(read::encoding_by_name).transpose()?;
    let options = ReadOptions { encoding, ..args.read.options() };
    let words = args.dict.as_deref().map(UserWords::open).transpose()?;
    let dictionary = Dictionary::with_words(words.unwrap_or_default());
    let mut out = io::BufWriter::new(super::output::stdout());
    let mut code = FOUND;
    for input in inputs(&args.file, &options)? {
        match input {
            Ok(input) => show(&mut out, &input, args, &dictionary)?,
            Err(error) => {
                report(&error.into(), args.json);
                code = FAILED;
            }
        }
    }
    out.flush()?;
    Ok(code)
}

type Inputs = Box<dyn Iterator<Item = std::result::Result<Input, read::ReadError>>>;

/// The documents of a file, by its format; a file whose name tells none is read as text.
fn inputs(path: &Path, options: &ReadOptions) -> Result<Inputs> {
    if !path.exists() {
        return Err(Error::new(ErrorKind::NotFound, "no such file").at(path).remedy("name a file"));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let format = match Format::of(path) {
        Kind::Readable(format) => format,
        Kind::Unread { name, remedy } => {
            return Err(Error::new(ErrorKind::Unreadable, format!("{name} is not read")).at(path).remedy(remedy));
        }
        Kind::Other => Format::Text,
    };
    match format {
        Format::JsonLines => Ok(Box::new(read::records(path, options.encoding)?.map(move |record| {
            let record = record?;
            let head = RecordHead { id: record.id, title: record.title, line: record.line };
            let content = Content { fields: record.fields, ..Content::of_text(Format::Text, record.source) };
            Ok(input(&name, Some(head), content))
        }))),
        Format::Archive => Ok(members(path, &name, options)),
        _ => {
            let content =
                reading().content(read::bytes_of(path, format, options.limits.bytes)?, format, options, &super::notice);
            let content = content.map_err(|error| error.at(path))?;
            Ok(Box::new(std::iter::once(Ok(input(&name, None, content)))))
        }
    }
}

/// The documents of an archive.
fn members(path: &Path, name: &str, options: &ReadOptions) -> Inputs {
    let mut inputs = Vec::new();
    let read = reading().members(path, options, &mut |member| {
        inputs.push(match member {
            Ok(Member { name: inner, record, content }) => Ok(input(&format!("{name}!/{inner}"), record, content)),
            Err((inner, error)) => Err(error.at(Path::new(&format!("{}!/{inner}", path.display())))),
        });
        ControlFlow::Continue(())
    });
    if let Err(error) = read {
        inputs.push(Err(error.at(path)));
    }
    Box::new(inputs.into_iter())
}

/// A document of the file `file`; `head` where it is a record.
fn input(file: &str, head: Option<RecordHead>, content: Content) -> Input {
    let Content { format, source, title, fields, warnings, .. } = content;
    for warning in warnings {
        super::notice(&format!("{file}: {warning}"));
    }
    let mut identity =
        Identity { id: file.to_owned(), file: file.to_owned(), spare_title: title, fields, ..Identity::default() };
    if let Some(head) = head {
        identity.id = head.id.unwrap_or_else(|| format!("{file}#{}", head.line));
        (identity.title, identity.line) = (head.title, Some(head.line));
    }
    Input { identity, source, format }
}

fn show(out: &mut impl Write, input: &Input, args: &InspectArgs, dictionary: &Dictionary) -> Result<()> {
    match args.stage {
        Stage::Source => show_source(out, &input.source, args.json),
        Stage::Blocks | Stage::Outline => {
            let outline = outline(blocks(&input.source, input.format));
            for entry in &outline.entries {
                let line = BlockLine::new(entry, &outline, &input.source, args.stage == Stage::Outline);
                if args.json { write_line(out, &line)? } else { line.print(out)? }
            }
            Ok(())
        }
        Stage::Passages | Stage::Tokens => show_passages(out, input, args, dictionary),
    }
}

fn show_source(out: &mut impl Write, source: &Source, json: bool) -> Result<()> {
    // A text that ends with a line end has no line behind it.
    let lines = source.line_starts.iter().enumerate().filter(|&(at, &start)| at == 0 || start < source.text.len());
    for (at, &start) in lines {
        let end = source.line_starts.get(at + 1).copied().unwrap_or(source.text.len());
        let text = source.text[start..end].trim_end_matches(['\r', '\n']);
        if json {
            let line = SourceLine { line: at + 1, bytes: [start, start + text.len()], encoding: source.encoding, text };
            write_line(out, &line)?;
        } else {
            writeln!(out, "{:>6}  {}", at + 1, crate::render::sanitized(text))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct SourceLine<'a> {
    line: usize,
    bytes: [usize; 2],
    encoding: &'static str,
    text: &'a str,
}

/// A block for scripts.
#[derive(Serialize)]
struct BlockLine<'a> {
    kind: BlockKind,
    role: Option<Role>,
    text: &'a str,
    lines: [usize; 2],
    page: Option<u32>,
    headings: Vec<&'a str>,
    address: Option<String>,
    /// With its divisions; in the outline alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    full_address: Option<String>,
    /// The sentence it cannot be read without; in the outline alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_in: Option<&'a str>,
}

impl<'a> BlockLine<'a> {
    fn new(entry: &'a Entry, outline: &'a Outline, source: &Source, full: bool) -> Self {
        let text = |at: &usize| outline.entries.get(*at).map_or("", |entry| entry.block.text.text.as_str());
        let span = entry.block.text.source_span().unwrap_or_default();
        let (first, last) = source.lines(span);
        let spot = source.spot(span).filter(|spot| spot.unit != Unit::Row);
        Self {
            kind: entry.block.kind,
            role: entry.role,
            text: &entry.block.text.text,
            lines: [first, last],
            page: spot.as_ref().map(|spot| spot.pages.0).filter(|&page| page > 0),
            headings: entry.path.iter().map(text).collect(),
            address: entry.address.as_ref().map(ToString::to_string),
            full_address: entry.address.as_ref().filter(|_| full).map(crate::structure::Address::full),
            lead_in: entry.lead_in.as_ref().filter(|_| full).map(text),
        }
    }

    fn print(&self, out: &mut impl Write) -> Result<()> {
        let kind = serde_json::to_value(self.kind).ok();
        let kind = kind.as_ref().and_then(|kind| kind.as_str()).unwrap_or_default();
        let role = self.role.and_then(|role| serde_json::to_value(role).ok());
        let role = role.as_ref().and_then(|role| role.as_str()).map(|role| format!("/{role}")).unwrap_or_default();
        let [first, last] = self.lines;
        let indent = "  ".repeat(self.headings.len());
        let address = self.full_address.as_ref().or(self.address.as_ref()).map(|a| format!(" {a}")).unwrap_or_default();
        let text = crate::render::sanitized(self.text).replace('\n', "\n        ");
        writeln!(out, "{first:>4}-{last:<4} {indent}[{kind}{role}]{address} {text}")?;
        Ok(())
    }
}

fn show_passages(out: &mut impl Write, input: &Input, args: &InspectArgs, dictionary: &Dictionary) -> Result<()> {
    let document = Document::read(input.identity.clone(), &input.source, input.format);
    let path = args.file.display().to_string();
    for at in 0..document.passages.len() {
        let passage = StoredPassage::new(&document, at, &input.source);
        if args.stage == Stage::Tokens {
            let mut tokens = Vec::new();
            let text = analysis::word_text(&passage.text);
            analysis::push_words(dictionary, &text, |word| tokens.push(word.to_owned()));
            if args.json {
                write_line(out, &TokenLine { id: passage.id(), tokens: &tokens })?;
            } else {
                writeln!(out, "{}  {}", passage.id(), tokens.join(" "))?;
            }
        } else if args.json {
            write_line(out, &PassageLine::new(&passage, &path, document.fields.clone()))?;
        } else {
            terminal::write_passage(out, &passage, &path, style(Color::Auto))?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct TokenLine<'a> {
    id: String,
    tokens: &'a [String],
}

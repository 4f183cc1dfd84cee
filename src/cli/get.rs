//! `cesou get`

use std::io::{self, Write};

use crate::error::{Error, ErrorKind, Result};
use crate::index::StoredPassage;
use crate::render::json::PassageLine;
use crate::render::terminal;
use crate::search::Searcher;
use crate::structure::Address;

use super::FOUND;
use super::args::GetArgs;
use super::lines::clipped;

pub(super) fn run(args: &GetArgs) -> Result<u8> {
    let searcher = Searcher::open(&args.index)?;
    let passages = find(&searcher, &args.what)?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    let (mut document, mut fields) = (None, serde_json::Map::new());
    for passage in &passages {
        let path = searcher.index().payload.open_path(passage.file());
        if args.json {
            if document != Some(&passage.document) {
                fields = searcher.fields_of(&passage.document)?;
                document = Some(&passage.document);
            }
            super::search::write_line(&mut out, &PassageLine::new(passage, &path, fields.clone()))?;
        } else {
            terminal::write_passage(&mut out, passage, &path, super::search::style(super::args::Color::Auto))?;
        }
    }
    out.flush()?;
    Ok(FOUND)
}

/// The passages that an argument names: the whole of it as a document, else what stands behind its last `#` or `:`
/// as a passage's number, an address, or lines.
fn find(searcher: &Searcher, what: &str) -> Result<Vec<StoredPassage>> {
    if let Some(document) = document(searcher, what)? {
        return Ok(document);
    }
    let Some(at) = what.rfind(['#', ':']) else { return Err(no_document(what)) };
    let (id, part) = (&what[..at], &what[at + 1..]);
    let Some(passages) = document(searcher, id)? else { return Err(no_document(id)) };
    let found =
        if what[at..].starts_with(':') { by_lines(&passages, part)? } else { by_number_or_address(&passages, part)? };
    if found.is_empty() {
        let remedy = format!("cesou get '{id}' shows what there is");
        return Err(Error::new(ErrorKind::NotFound, format!("{part}: not in {id}")).remedy(remedy));
    }
    Ok(found)
}

/// A document by its id, or by the path of its file; all records of a file of records.
fn document(searcher: &Searcher, id: &str) -> Result<Option<Vec<StoredPassage>>> {
    let mut passages = searcher.document(id)?;
    if passages.is_empty()
        && let Some(file) = searcher.index().payload.file_id(id)
    {
        passages = searcher.document(&file)?;
        if passages.is_empty() {
            passages = searcher.file(&file)?;
        }
    }
    Ok((!passages.is_empty()).then_some(passages))
}

fn no_document(id: &str) -> Error {
    Error::new(ErrorKind::NotFound, format!("{id}: no such document in the index, or one without text"))
        .remedy("search prints the ids; cesou status shows what is indexed")
}

fn by_lines(passages: &[StoredPassage], part: &str) -> Result<Vec<StoredPassage>> {
    let (first, last) = part.split_once('-').unwrap_or((part, part));
    let wrong = || {
        let message = format!("{part}: no lines");
        Error::new(ErrorKind::BadArgument, message).remedy("lines are a number, or two with a dash: 118 or 118-141")
    };
    let (first, last): (u32, u32) =
        (first.trim().parse().map_err(|_| wrong())?, last.trim().parse().map_err(|_| wrong())?);
    Ok(passages.iter().filter_map(|passage| clipped(passage, first, last)).collect())
}

fn by_number_or_address(passages: &[StoredPassage], part: &str) -> Result<Vec<StoredPassage>> {
    if let Ok(number) = part.parse::<u32>() {
        return Ok(passages.iter().filter(|passage| passage.number == number).cloned().collect());
    }
    let Some(address) = Address::parse(part) else {
        let message = format!("{part}: neither a passage's number nor an address");
        return Err(
            Error::new(ErrorKind::BadArgument, message).remedy("an address is written 第三条第二款 or 二（三）2")
        );
    };
    let under = |covers: &dyn Fn(&Address) -> bool| -> Vec<_> {
        passages.iter().filter_map(|passage| parts_under(passage, covers)).collect()
    };
    let found = under(&|own| address.covers(own));
    if !found.is_empty() {
        return Ok(found);
    }
    // 第三条 of a notice is the one of the only measures attached to it.
    Ok(under(&|own| own.without_attachment().is_some_and(|own| address.covers(&own))))
}

/// Of a passage, the parts whose addresses are covered; `None` where none is.
fn parts_under(passage: &StoredPassage, covers: &dyn Fn(&Address) -> bool) -> Option<StoredPassage> {
    let mut parts = passage.parts();
    parts.retain(|part| part.address.as_ref().is_some_and(covers));
    let (first, last) = (parts.first()?, parts.last()?);
    let span = crate::text::Span::new(first.span.start, last.span.end);
    Some(super::lines::part(passage, span))
}

//! `cesou get`

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use crate::error::{Error, ErrorKind, Result};
use crate::index::StoredPassage;
use crate::passage::Part;
use crate::read::{RecordFields, Unit};
use crate::render::json::PassageLine;
use crate::render::terminal;
use crate::search::Searcher;
use crate::structure::{Address, AddressRange};
use crate::text::Span;

use super::FOUND;
use super::args::GetArgs;
use super::lines::clipped;

pub(super) fn run(args: &GetArgs) -> Result<u8> {
    let searcher = Searcher::open(&args.index)?;
    let passages = find(&searcher, &args.what)?;
    let mut out = io::BufWriter::new(super::output::stdout());
    if args.open {
        return open(&mut out, &searcher, &passages, args.json);
    }
    let (mut document, mut fields) = (None, RecordFields::default());
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

/// Prints what to open, once for each page of each file: the path, and behind tabs the path inside of an
/// archive and the page, where there are any.
fn open(out: &mut impl Write, searcher: &Searcher, passages: &[StoredPassage], json: bool) -> Result<u8> {
    let mut seen = HashSet::new();
    for passage in passages {
        let page = passage.spot.as_ref().filter(|spot| spot.unit != Unit::Row).map(|spot| spot.pages.0);
        let page = page.filter(|&page| page > 0);
        if !seen.insert((passage.file().to_owned(), page)) {
            continue;
        }
        let path = searcher.index().payload.open_path(passage.file());
        // Of a document in an archive it is the archive that can be opened.
        let (path, inside) = path.split_once("!/").map_or((path.as_str(), None), |(path, inside)| (path, Some(inside)));
        if json {
            super::search::write_line(out, &OpenLine { r#type: "open", path, inside, page })?;
            continue;
        }
        let inside = inside.map(|inside| format!("\t{inside}")).unwrap_or_default();
        let page = page.map(|page| format!("\tpage {page}")).unwrap_or_default();
        writeln!(out, "{path}{inside}{page}")?;
    }
    out.flush()?;
    Ok(FOUND)
}

/// What to open, for scripts.
#[derive(Serialize)]
struct OpenLine<'a> {
    r#type: &'static str,
    path: &'a str,
    /// The path of a document inside of an archive.
    inside: Option<&'a str>,
    page: Option<u32>,
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
    let Some(range) = AddressRange::parse(part) else {
        let message = format!("{part}: neither a passage's number nor an address");
        return Err(Error::new(ErrorKind::BadArgument, message)
            .remedy("an address is written 第三条第二款, 第三条第一款至第三款 or 二（三）2"));
    };
    let found = under(passages, &range, &|own| Some(own.clone()));
    // 第三条 of a notice is the one of the only measures attached to it.
    Ok(if found.is_empty() { under(passages, &range, &Address::without_attachment) } else { found })
}

/// The passages, or what of them stands there, from where an address begins to where another one ends; `read` gives
/// what is compared of the address of a part.
fn under(
    passages: &[StoredPassage],
    range: &AddressRange,
    read: &dyn Fn(&Address) -> Option<Address>,
) -> Vec<StoredPassage> {
    let all: Vec<Vec<Part>> = passages.iter().map(StoredPassage::parts).collect();
    let read: Vec<Option<Address>> = all.iter().flatten().map(|part| part.address.as_ref().and_then(read)).collect();
    let mut kept = inside(&read, range).into_iter();
    let of_passage = |(passage, parts): (&StoredPassage, Vec<Part>)| {
        let mut own = parts.into_iter().zip(kept.by_ref()).filter_map(|(part, kept)| kept.then_some(part));
        let first = own.next()?;
        let last = own.last().unwrap_or_else(|| first.clone());
        Some(super::lines::part(passage, Span::new(first.span.start, last.span.end)))
    };
    passages.iter().zip(all).filter_map(of_passage).collect()
}

/// For each part of a document by its address, whether it is in the range. Where the numbering starts anew (on a page
/// with several articles), each stretch from the first address to the nearest last one is.
fn inside(parts: &[Option<Address>], range: &AddressRange) -> Vec<bool> {
    let covered = |by: &Address, at: usize| parts.get(at).and_then(Option::as_ref).is_some_and(|own| by.covers(own));
    let mut kept = vec![false; parts.len()];
    for begin in (0..parts.len()).filter(|&at| covered(&range.first, at)) {
        if range.first == range.last {
            kept[begin] = true;
        } else if !kept[begin] {
            let Some(last) = (begin..parts.len()).find(|&at| covered(&range.last, at)) else { break };
            let end = (last..parts.len()).find(|&at| !covered(&range.last, at)).unwrap_or(parts.len());
            kept[begin..end].fill(true);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::index::{Options, Silent, update};
    use crate::read::walk;

    #[test]
    fn every_address_of_the_sample_corpus_resolves_to_its_passage() {
        let dir = tempfile::tempdir().unwrap();
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
        update(dir.path(), std::slice::from_ref(&corpus), &Options::default(), &Silent).unwrap();
        let searcher = Searcher::open(dir.path()).unwrap();
        let (mut seen, mut ranges) = (0, 0);
        for file in walk(&corpus).unwrap().files {
            for passage in searcher.file(&format!("corpus/{}", file.rel)).unwrap() {
                let Some(address) = passage.address() else { continue };
                let found = find(&searcher, &format!("{}#{address}", passage.document)).unwrap();
                // A part without a number (a date behind the last item) is no part of what the address names.
                let whole = passage.parts().iter().all(|part| part.address.is_some());
                let is_it = |one: &StoredPassage| one.number == passage.number && (!whole || *one == passage);
                assert!(found.iter().any(is_it), "{}#{address}", passage.document);
                seen += 1;
                ranges += usize::from(address.contains('至'));
            }
        }
        assert!(seen > 50 && ranges > 0, "{seen} {ranges}");
    }
}

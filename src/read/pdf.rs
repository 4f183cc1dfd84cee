//! PDF: glyphs at places → lines in reading order, paragraphs told by where the lines stand.
//!
//! `hayro-interpret` runs the pages' programs and says which glyph stands where and what it means (`glyphs`); fonts
//! that lie are seen through (`unicode`). Glyphs make runs (`runs`), a page's runs are cut into columns
//! (`order`), those into lines (`lines`); what stands at the same place on several pages is furniture
//! (`furniture`), and indents, gaps and the room at the ends of lines tell paragraphs (`paragraphs`). Pages that are
//! pictures are read by `ocr` where that is asked for.

mod blocks;
mod furniture;
mod glyphs;
mod lines;
mod ocr;
mod order;
mod paragraphs;
mod runs;
mod scan;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
mod title;
mod unicode;
mod weigh;

use std::sync::Arc;
use std::time::Instant;

use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf as Parsed};
use hayro_interpret::kurbo::{Affine, Rect};
use hayro_interpret::{Context, InterpreterCache, InterpreterSettings, interpret_page};

pub use ocr::{Ocr, OcrProgress};

use super::extract::{Extract, Reader};
use super::limits::{Limit, Limits};
use super::package::{damaged, encrypted};
use super::{ReadError, ReadErrorKind};
use blocks::Sheet;
use glyphs::Collector;

/// Reads PDF files.
#[derive(Debug, Clone, Default)]
pub struct Pdf {
    /// How pages that are pictures are read; `None` leaves them out.
    pub ocr: Option<Ocr>,
}

impl Reader for Pdf {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        let deadline = limits.deadline();
        weigh::weigh(bytes, limits, deadline)?;
        let parsed = open(bytes)?;
        let pages = parsed.pages();
        limits.check(Limit::Pages, pages.len() as u64)?;
        if pages.is_empty() {
            return Err(damaged("it has no pages"));
        }
        let mut reading = Reading {
            pdf: self,
            limits,
            deadline,
            kept: 0,
            scans: Vec::new(),
            cut_off: is_cut_off(bytes),
            unknown: 0,
            said: 0,
        };
        let sheets = reading.sheets(&parsed)?;
        let mut extract = blocks::extract(&sheets);
        extract.title = title::of_metadata(&parsed).filter(|_| extract.title.is_none()).or(extract.title);
        match reading.finish(&mut extract) {
            Err(error) if error.kind() == ReadErrorKind::NoText && is_cut_off(bytes) => {
                Err(damaged("its end is missing"))
            }
            done => done.map(|()| extract),
        }
    }
}

/// Opens the file; one with an owner's password alone opens without it.
fn open(bytes: &[u8]) -> Result<Parsed, ReadError> {
    Parsed::new(Arc::new(bytes.to_vec())).map_err(|error| match error {
        LoadPdfError::Decryption(_) => encrypted(),
        LoadPdfError::Invalid => damaged("no page of a PDF file can be found in it"),
    })
}

/// Whether the mark of a PDF file's end is missing: what the pages need was behind it.
fn is_cut_off(bytes: &[u8]) -> bool {
    memchr::memmem::rfind(bytes, b"%%EOF").is_none_or(|at| bytes.len() - at > 4096)
}

/// The reading of one file.
struct Reading<'a> {
    pdf: &'a Pdf,
    limits: &'a Limits,
    deadline: Instant,
    /// Bytes of glyphs and pictures kept so far.
    kept: u64,
    /// Pages, from 1, that are pictures and were not read.
    scans: Vec<usize>,
    /// Glyphs of which the file does not say what they mean.
    unknown: usize,
    /// Whether the end of the file is missing.
    cut_off: bool,
    /// All glyphs.
    said: usize,
}

impl Reading<'_> {
    fn sheets(&mut self, parsed: &Parsed) -> Result<Vec<Sheet>, ReadError> {
        let cache = InterpreterCache::new();
        let pages = parsed.pages();
        let mut sheets = Vec::with_capacity(pages.len().min(1 << 16));
        for (n, page) in pages.iter().enumerate() {
            if Instant::now() > self.deadline {
                return Err(self.limits.exceeded(Limit::Seconds));
            }
            let mut collector = collect(parsed, &cache, page, self.pdf.ocr.is_some());
            self.kept += (collector.glyphs.len() * size_of::<glyphs::Glyph>()) as u64;
            if collector.full || self.kept > self.limits.unpacked {
                return Err(self.limits.exceeded(Limit::Unpacked));
            }
            unicode::repair_gbk(&mut collector.glyphs);
            let text = collector.glyphs.iter().filter(|glyph| !glyph.c.is_whitespace());
            let (said, unknown) = text
                .fold((0, 0), |(said, unknown), glyph| (said + 1, unknown + usize::from(unicode::is_unknown(glyph.c))));
            (self.said, self.unknown) = (self.said + said, self.unknown + unknown);
            let mut sheet = Sheet::new(collector.glyphs, collector.rules, collector.page);
            if said == 0 && collector.scan.is_page() {
                match (&self.pdf.ocr, collector.scan.picture.take()) {
                    (Some(ocr), Some(picture)) => {
                        sheet.read = ocr.lines(&picture, (n + 1, pages.len()), self.deadline).map_err(|error| {
                            if Instant::now() > self.deadline { self.limits.exceeded(Limit::Seconds) } else { error }
                        })?;
                        // Each picture may take as long as a file.
                        self.deadline = self.limits.deadline();
                    }
                    _ => self.scans.push(n + 1),
                }
            }
            sheets.push(sheet);
        }
        Ok(sheets)
    }

    /// Says what was not read; an error where nothing was.
    fn finish(&self, extract: &mut Extract) -> Result<(), ReadError> {
        let silent = !extract.lines.iter().any(|line| !line.text.trim().is_empty());
        if silent && self.pdf.ocr.is_some() {
            return Err(ReadError::new(
                ReadErrorKind::NoText,
                "no text was found in its pictures",
                "scan it anew, at 300 dots per inch",
            ));
        }
        if silent && !self.scans.is_empty() {
            let reason = format!("its {} pages are pictures of text, without text", self.scans.len());
            return Err(ReadError::new(ReadErrorKind::NoText, reason, OCR));
        }
        if silent || self.unknown * 2 > self.said {
            let reason = if silent { "it holds no text" } else { "its fonts do not say what their characters are" };
            return Err(ReadError::new(
                ReadErrorKind::NoText,
                reason,
                "get the document in another format, or save it as PDF with text",
            ));
        }
        if self.cut_off {
            extract.warnings.push("its end is missing, and what stood there; get a whole copy of it".to_owned());
        }
        if !self.scans.is_empty() {
            extract.scanned = true;
            extract.warnings.push(format!("{} without text: {OCR}", pages_of(&self.scans)));
        }
        if self.unknown * 50 > self.said {
            let share = self.unknown * 100 / self.said.max(1);
            extract.warnings.push(format!(
                "its fonts do not say what {share} % of the characters are; get the document in another format"
            ));
        }
        Ok(())
    }
}

/// What helps where a page is a picture.
const OCR: &str = "read it with --ocr, which needs the program tesseract";

/// `page 3 is a picture`, `pages 3–5, 9 are pictures`.
fn pages_of(pages: &[usize]) -> String {
    let runs = pages.chunk_by(|a, b| a + 1 == *b).filter_map(|run| match run {
        [] => None,
        [page] => Some(page.to_string()),
        [first, .., last] => Some(format!("{first}–{last}")),
    });
    let list = runs.take(20).collect::<Vec<_>>().join(", ");
    if pages.len() == 1 { format!("page {list} is a picture") } else { format!("pages {list} are pictures") }
}

/// Runs the program of a page.
fn collect<'a>(parsed: &'a Parsed, cache: &InterpreterCache<'a>, page: &Page<'a>, pictures: bool) -> Collector {
    let (width, height) = page.render_dimensions();
    let transform = Affine::new(page.initial_transform(true).as_coeffs());
    let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(transform, bounds, cache, parsed.xref(), InterpreterSettings::default());
    let mut collector = Collector::new((width, height), pictures);
    interpret_page(page, &mut context, &mut collector);
    collector
}

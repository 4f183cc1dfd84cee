//! Answers for a person: rank, where it stands, the passage with what matched marked, totals.

mod explain;
mod window;
mod wrap;

use std::fmt::Write as _;
use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use crate::index::StoredPassage;
use crate::read::Unit;
use crate::search::{Answer, Hit, Match, Mode, Searcher};
use crate::text::Span;

use super::sanitized;
use window::window;
use wrap::{Marked, wrap};

/// How to print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Whether to use colour; without it matches stand in 【】.
    pub colored: bool,
    /// Columns of the terminal.
    pub width: usize,
    /// Whether control characters of documents are escaped, as they must be on a terminal.
    pub safe: bool,
}

/// Columns that a passage is indented by.
const INDENT: usize = 3;
/// Lines up to which a passage is printed whole; of a longer one the best window of so many lines.
const LINES: usize = 6;

/// Colours that are readable on light and on dark.
#[derive(Debug, Clone, Copy)]
enum Paint {
    Title,
    Path,
    Mark,
    Faint,
}

impl Style {
    fn paint(self, text: &str, paint: Paint) -> String {
        if !self.colored {
            return if matches!(paint, Paint::Mark) { format!("【{text}】") } else { text.to_owned() };
        }
        let color = |color: anstyle::AnsiColor| anstyle::Style::new().fg_color(Some(color.into()));
        let style = match paint {
            Paint::Title => anstyle::Style::new().bold(),
            Paint::Path => color(anstyle::AnsiColor::Magenta),
            Paint::Mark => color(anstyle::AnsiColor::Red).bold(),
            Paint::Faint => color(anstyle::AnsiColor::BrightBlack),
        };
        format!("{style}{text}{style:#}")
    }

    /// A text of a document as it may be printed.
    fn safe(self, text: &str) -> String {
        if self.safe { sanitized(text).into_owned() } else { text.to_owned() }
    }
}

/// Writes the hits, each followed by a blank line, then a line with the totals and the time.
pub fn write(out: &mut impl Write, answer: &Answer, searcher: &Searcher, style: Style) -> io::Result<()> {
    for hit in &answer.hits {
        write_hit(out, hit, style)?;
    }
    writeln!(out, "{}", style.paint(&totals(answer, searcher), Paint::Faint))
}

fn write_hit(out: &mut impl Write, hit: &Hit, style: Style) -> io::Result<()> {
    let passage = &hit.passage;
    write_head(out, &format!("{:<width$}", hit.rank, width = INDENT), passage, style)?;
    let mut place = place(&hit.path, passage);
    match hit.matched {
        Match::Across => place.push_str("  (the match goes on in the next block)"),
        Match::Most => place.push_str("  (most of the words)"),
        Match::Any => place.push_str("  (some of the words)"),
        Match::Exact | Match::All => {}
    }
    if hit.more_in_document > 0 {
        let _ = write!(place, "  (+{} in this document)", hit.more_in_document);
    }
    writeln!(out, "{:INDENT$}{}", "", style.paint(&style.safe(&place), Paint::Path))?;
    let [before, after] = &hit.context;
    for neighbour in before {
        write_text(out, &neighbour.text, &[], style, true)?;
    }
    write_text(out, &passage.text, &hit.highlights, style, false)?;
    for neighbour in after {
        write_text(out, &neighbour.text, &[], style, true)?;
    }
    write_notes(out, hit, style)?;
    writeln!(out)
}

/// What is to be said of a hit below its text.
fn write_notes(out: &mut impl Write, hit: &Hit, style: Style) -> io::Result<()> {
    let mut notes: Vec<String> = hit.aliases.iter().map(|alias| format!("{} for {}", alias.to, alias.from)).collect();
    if !hit.duplicates.is_empty() {
        notes.push(format!("the same text: {}", hit.duplicates.join(", ")));
    }
    if let Some(explanation) = &hit.explain {
        notes.extend(explain::lines(hit, explanation));
    }
    for note in notes {
        writeln!(out, "{:INDENT$}{}", "", style.paint(&style.safe(&note), Paint::Faint))?;
    }
    Ok(())
}

/// Writes a passage whole, with its heading path and its place: what `get` prints.
pub fn write_passage(out: &mut impl Write, passage: &StoredPassage, path: &str, style: Style) -> io::Result<()> {
    write_head(out, "", passage, style)?;
    let place = format!("{}  {}", place(path, passage), passage.id());
    writeln!(out, "{}", style.paint(&style.safe(&place), Paint::Path))?;
    let text = style.safe(&passage.text);
    for line in text.split('\n') {
        writeln!(out, "{line}")?;
    }
    writeln!(out)
}

/// Where a passage of the file at `path` stands: its lines; in a file that is no text its page and lines, its
/// paragraphs, or its sheet and rows.
fn place(path: &str, passage: &StoredPassage) -> String {
    let Some(spot) = &passage.spot else { return format!("{path}:{}", range(passage.lines)) };
    let ((page, last_page), numbers) = (spot.pages, spot.numbers);
    let counted = |one: &str| match numbers {
        (0, _) => String::new(),
        (first, last) if first == last => format!(", {one} {first}"),
        _ => format!(", {one}s {}", range(numbers)),
    };
    match spot.unit {
        Unit::Line if page != last_page => {
            format!("{path}, page {page} line {} to page {last_page} line {}", numbers.0, numbers.1)
        }
        Unit::Line => format!("{path}, page {page}{}", counted("line")),
        Unit::Paragraph => format!("{path}{}", counted("paragraph")),
        Unit::Row => {
            let sheet = spot.sheet.as_ref().map(|sheet| format!(", sheet {sheet}")).unwrap_or_default();
            format!("{path}{sheet}{}", counted("row"))
        }
    }
}

fn range((first, last): (u32, u32)) -> String {
    if first == last { first.to_string() } else { format!("{first}-{last}") }
}

/// The line `title › heading › … address`.
fn write_head(out: &mut impl Write, rank: &str, passage: &StoredPassage, style: Style) -> io::Result<()> {
    let mut path: Vec<&str> = passage.title.iter().map(String::as_str).collect();
    path.extend(passage.headings.iter().map(|heading| heading.text.as_str()));
    let mut head = style.safe(&path.join(" › ").replace('\n', " "));
    let limit = style.width.saturating_mul(2);
    if head.width() > limit {
        head = format!("{}…", crate::text::width::fit(&head, limit));
    }
    let address = passage.address().map(|address| format!("  {address}")).unwrap_or_default();
    writeln!(out, "{rank}{}{}", style.paint(&head, Paint::Title), style.safe(&address))
}

/// Writes a text, long ones as the best window, wrapped and indented.
fn write_text(out: &mut impl Write, text: &str, marks: &[Span], style: Style, faint: bool) -> io::Result<()> {
    let width = style.width.saturating_sub(INDENT).max(20);
    let shown = window(text, marks, width * LINES);
    for line in wrap(&Marked::new(text, shown, marks), width) {
        let line: String = line
            .iter()
            .map(|(text, marked)| {
                let text = style.safe(text);
                match (marked, faint) {
                    (true, _) => style.paint(&text, Paint::Mark),
                    (false, true) => style.paint(&text, Paint::Faint),
                    (false, false) => text,
                }
            })
            .collect();
        // Neighbours of a hit carry a dot at their side: colour alone would not tell them in a pipe.
        let side = if faint { "·" } else { "" };
        writeln!(out, "{side:INDENT$}{line}")?;
    }
    Ok(())
}

fn passages(count: u64, what: &str) -> String {
    if count == 1 { format!("1 passage holds {what}") } else { format!("{count} passages hold {what}") }
}

/// The last line: what was found of how much, and in what time.
fn totals(answer: &Answer, searcher: &Searcher) -> String {
    let index = searcher.index();
    let mut parts = vec![match answer.hits.len() {
        0 if answer.found => "no hit shown".to_owned(),
        0 => "nothing found".to_owned(),
        1 => "1 hit".to_owned(),
        hits => format!("{hits} hits"),
    }];
    match (answer.mode, answer.total, answer.exact_total) {
        (Mode::Exact, _, Some(exact)) => parts.push(passages(exact, "the string")),
        (Mode::All, Some(total), _) => parts.push(passages(total, "all the words")),
        (_, _, Some(exact)) => parts.push(passages(exact, "the whole query")),
        _ => {}
    }
    parts.push(format!("{} passages of {} documents", index.payload.passages, index.payload.documents));
    parts.push(format!("{:.1} ms", answer.took_ms));
    parts.join(" · ")
}

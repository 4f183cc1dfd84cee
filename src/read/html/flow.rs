//! Nodes → lines: what a browser would set as paragraphs, list items and rows.

use super::breaks::{self, Piece, is_wide};
use super::page::Page;
use super::{look, table};
use crate::read::counting::Counting;
use crate::read::{Line, LineRole};
use crate::text::marker::Marker;
use crate::text::numeral;

/// Where lines come from.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) page: &'a Page,
    /// By node, whether it is left out with all in it.
    pub(super) left_out: &'a [bool],
}

impl View<'_> {
    /// Whether a node is left out.
    pub(super) fn leaves_out(&self, at: usize) -> bool {
        self.left_out.get(at).copied().unwrap_or(false)
    }
}

/// The lines of the subtree at `root`. Data tables give a line a row where `tables` is set; else all tables are read
/// cell by cell.
pub(super) fn lines(view: View<'_>, root: usize, tables: bool) -> Vec<Line> {
    let mut flow =
        Flow { view, open: Vec::new(), pieces: Vec::new(), space: Space::None, number: None, out: Vec::new() };
    let end = view.page.nodes.get(root).map_or(root, |node| node.end);
    let mut at = root;
    while at < end {
        flow.close_until(at);
        let Some(node) = view.page.nodes.get(at) else { break };
        if view.leaves_out(at) {
            at = node.end;
        } else if node.is_text() {
            flow.text(&node.text);
            at += 1;
        } else if tables && node.tag() == "table" && table::is_data(view, at) {
            flow.flush();
            flow.out.extend(table::rows(view, at));
            at = node.end;
        } else {
            flow.open(at);
            at += 1;
        }
    }
    flow.close_until(end);
    flow.flush();
    flow.out
}

struct Flow<'a> {
    view: View<'a>,
    open: Vec<Open>,
    /// Of the block that is being read, parted by `<br>`.
    pieces: Vec<Piece>,
    space: Space,
    /// The mark of a list item that has no text yet.
    number: Option<String>,
    out: Vec<Line>,
}

/// An open element.
struct Open {
    at: usize,
    end: usize,
    block: bool,
    preformatted: bool,
    role: LineRole,
    /// The number of the next item of an ordered list, and the step to the one behind it.
    list: Option<(i64, i64)>,
}

/// White space that was met and not set yet.
#[derive(Clone, Copy, PartialEq)]
enum Space {
    None,
    /// It shows.
    Blank,
    /// A line end in the file, which is none between Han characters.
    LineEnd,
}

impl Flow<'_> {
    fn open(&mut self, at: usize) {
        let Some(node) = self.view.page.nodes.get(at) else { return };
        let block = look::is_block(node);
        if block {
            self.flush();
        }
        match node.tag() {
            "br" => self.line_break(),
            "li" => self.number = self.item(at),
            _ => {}
        }
        let outer = self.open.last();
        let preformatted = look::is_preformatted(node)
            || outer.is_some_and(|open| open.preformatted) && look::style(node, "white-space").is_none();
        let role = role(self.view.page, at).or(outer.map(|open| open.role)).unwrap_or_default();
        let list = (node.tag() == "ol" && !is_unmarked(self.view.page, at)).then(|| first_number(self.view.page, at));
        self.open.push(Open { at, end: node.end, block, preformatted, role, list });
    }

    fn close_until(&mut self, at: usize) {
        while let Some(open) = self.open.last().filter(|open| open.end <= at) {
            if open.block {
                self.flush();
            }
            self.open.pop();
        }
    }

    /// The mark that the item at `at` is shown with, where its list is an ordered one.
    fn item(&mut self, at: usize) -> Option<String> {
        let page = self.view.page;
        let list = self.open.iter_mut().rev().find(|open| is_list(page, open.at))?;
        let (next, step) = list.list.as_mut()?;
        let number = page.nodes.get(at).and_then(|node| node.attribute("value")?.trim().parse().ok()).unwrap_or(*next);
        *next = number.saturating_add(*step);
        let kind = page.nodes.get(list.at).and_then(|node| node.attribute("type")).unwrap_or("1");
        Some(mark(number, kind))
    }

    fn text(&mut self, text: &str) {
        let preformatted = self.open.last().is_some_and(|open| open.preformatted);
        for c in text.chars() {
            match c {
                '\n' if preformatted => self.line_break(),
                '\n' | '\r' if self.space == Space::None => self.space = Space::LineEnd,
                ' ' | '\t' | '\x0C' | '\n' | '\r' => self.blank(preformatted),
                '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' => self.blank(true),
                '\u{3000}' => self.character(c),
                '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}' | '\u{AD}' => {}
                c if c.is_control() => {}
                c => self.character(c),
            }
        }
    }

    fn blank(&mut self, shows: bool) {
        if self.space == Space::None {
            self.space = Space::Blank;
        }
        let piece = self.piece();
        if shows && piece.text.is_empty() {
            piece.indent += 1;
        }
    }

    fn character(&mut self, c: char) {
        let space = std::mem::replace(&mut self.space, Space::None);
        let piece = self.piece();
        let Some(before) = piece.text.chars().next_back() else {
            if c == '\u{3000}' {
                piece.indent += 2;
            } else {
                piece.text.push(c);
            }
            return;
        };
        let shows = space == Space::Blank || space == Space::LineEnd && !(is_wide(before) && is_wide(c));
        if shows && before != '\u{3000}' && c != '\u{3000}' {
            piece.text.push(' ');
        }
        piece.text.push(c);
    }

    fn piece(&mut self) -> &mut Piece {
        if self.pieces.is_empty() {
            self.pieces.push(Piece::default());
        }
        let last = self.pieces.len() - 1;
        &mut self.pieces[last]
    }

    fn line_break(&mut self) {
        self.space = Space::None;
        self.piece();
        self.pieces.push(Piece::default());
    }

    /// Ends the block that is being read.
    fn flush(&mut self) {
        self.space = Space::None;
        let mut pieces = std::mem::take(&mut self.pieces);
        for piece in &mut pieces {
            piece.text.truncate(piece.text.trim_end().len());
        }
        if pieces.iter().all(|piece| piece.text.is_empty()) {
            return;
        }
        let open = self.open.last();
        let role = open.map_or(LineRole::Unknown, |open| open.role);
        let heading = matches!(role, LineRole::Heading(_));
        let centred =
            !heading && pieces.len() > 1 && open.is_some_and(|open| look::is_centred(self.view.page, open.at));
        let paragraphs = if centred || open.is_some_and(|open| open.preformatted) {
            pieces.into_iter().map(|piece| piece.text).filter(|text| !text.is_empty()).collect()
        } else {
            breaks::paragraphs(pieces, heading)
        };
        for mut text in paragraphs {
            if let Some(number) = self.number.take().filter(|_| Marker::parse(&text).is_none()) {
                text.insert_str(0, &number);
            }
            self.out.push(Line::new(text, role));
        }
    }
}

/// What an element says of the lines in it.
fn role(page: &Page, at: usize) -> Option<LineRole> {
    let node = page.nodes.get(at)?;
    if let Some(level) = node.tag().strip_prefix('h').and_then(|level| level.parse::<u8>().ok()) {
        return (1..=6).contains(&level).then_some(LineRole::Heading(level));
    }
    let by_role = matches!(node.attribute("role"), Some("doc-endnotes" | "doc-endnote" | "doc-footnote"));
    let by_word = look::style(node, "mso-element").is_some_and(|value| matches!(value.trim(), "footnote" | "endnote"));
    let by_class = node.attribute("class").is_some_and(|class| {
        class.split_ascii_whitespace().any(|class| matches!(class, "footnote" | "footnotes" | "endnote"))
    });
    let is_reference = node.tag() == "a" || node.tag() == "sup";
    (!is_reference && (by_role || by_word || by_class)).then_some(LineRole::Note)
}

fn is_list(page: &Page, at: usize) -> bool {
    page.nodes.get(at).is_some_and(|node| matches!(node.tag(), "ol" | "ul" | "menu" | "dir"))
}

/// Whether the list at `at` is shown without numbers.
fn is_unmarked(page: &Page, at: usize) -> bool {
    page.nodes.get(at).is_some_and(|node| {
        ["list-style", "list-style-type"]
            .iter()
            .any(|name| look::style(node, name).is_some_and(|is| is.contains("none")))
    })
}

/// The number of the first item of an ordered list, and the step from one to the next.
fn first_number(page: &Page, at: usize) -> (i64, i64) {
    let Some(node) = page.nodes.get(at) else { return (1, 1) };
    let start = node.attribute("start").and_then(|start| start.trim().parse().ok());
    if node.attribute("reversed").is_none() {
        return (start.unwrap_or(1), 1);
    }
    let items = page.subtree(at).iter().filter(|node| node.tag() == "li" && node.parent == at).count();
    (start.unwrap_or(i64::try_from(items).unwrap_or(i64::MAX)), -1)
}

/// A number as a list of this `type` shows it.
fn mark(number: i64, kind: &str) -> String {
    let small = u32::try_from(number).unwrap_or(0);
    match kind.trim() {
        "a" | "A" if (1..=26).contains(&number) => {
            let base = if kind.trim() == "a" { b'a' } else { b'A' };
            format!("{}. ", char::from(base + u8::try_from(number - 1).unwrap_or(0)))
        }
        "i" if (1..4000).contains(&number) => format!("{}. ", Counting::LowerRoman.write(small)),
        "I" if (1..4000).contains(&number) => format!("{}. ", Counting::UpperRoman.write(small)),
        "cjk-ideographic" if small > 0 => format!("{}、", numeral::chinese(small)),
        _ => format!("{number}. "),
    }
}

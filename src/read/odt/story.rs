//! The body of an `OpenDocument` text, or its headers and footers → lines.

use std::time::Instant;

use super::lists::{Counters, Lists};
use super::styles::Styles;
use crate::read::ReadError;
use crate::read::extract::{Line, LineRole};
use crate::read::flow::{Flow, may_be_heading};
use crate::read::limits::Limits;
use crate::read::xml::{Element, Node, Xml};

/// Spaces that one element may stand for, and empty cells.
const MOST_REPEATED: usize = 64;

/// Which stories of a part are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Body,
    /// Headers and footers.
    Furniture,
}

/// What a part comes to.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub lines: Vec<Line>,
    /// The lines of notes, in the order of their references, with the number of the paragraph that refers to them.
    pub notes: Vec<Line>,
    pub pictures: bool,
}

/// What is to be done at the end of an element.
#[derive(Debug)]
enum End {
    Nothing,
    Paragraph {
        role: LineRole,
        mark: String,
        hidden: bool,
    },
    /// A span, with whether the text around it is hidden.
    Span(bool),
    Table,
    Row,
    /// A cell with how often it is repeated.
    Cell(usize),
    /// A cell that another covers.
    Covered,
    Box,
    Note,
    List,
    Item,
}

/// What a list item has to come.
#[derive(Debug, Default)]
enum Item {
    /// Its first paragraph, which is marked, with the number that it sets.
    First(Option<u32>),
    /// Paragraphs without a mark.
    #[default]
    Later,
}

struct Machine<'a, 'x> {
    xml: Xml<'x>,
    styles: &'a Styles,
    flow: Flow,
    story: Story,
    ends: Vec<End>,
    lists: Lists,
    /// The list items around.
    items: Vec<Item>,
    headings: Counters,
    /// By row around: how many cells to come are covered by the one before.
    spans: Vec<u32>,
    number: u32,
    /// Text boxes and notes around, whose paragraphs are not counted.
    boxes: u32,
    hidden: bool,
    /// Whether white space here adds nothing, as behind other white space.
    spaced: bool,
}

/// Reads a part, or a flat document.
///
/// # Errors
///
/// `Damaged` and `Limit`.
pub(super) fn read(
    text: &str,
    which: Which,
    styles: &Styles,
    limits: &Limits,
    deadline: Instant,
) -> Result<Story, ReadError> {
    let mut machine = Machine {
        xml: Xml::new(text, limits, deadline),
        styles,
        flow: Flow::default(),
        story: Story::default(),
        ends: Vec::new(),
        lists: Lists::default(),
        items: Vec::new(),
        headings: Counters::default(),
        spans: Vec::new(),
        number: 0,
        boxes: 0,
        hidden: false,
        spaced: true,
    };
    let left_out = if which == Which::Body { "master-styles" } else { "body" };
    while let Some(node) = machine.xml.next()? {
        match node {
            Node::Start(element) if element.name() == left_out => machine.xml.skip()?,
            Node::Start(element) => machine.start(&element)?,
            Node::Text(text) => machine.text(&text),
            Node::End => machine.end(),
        }
    }
    machine.story.lines = machine.flow.finish();
    Ok(machine.story)
}

impl<'x> Machine<'_, 'x> {
    fn start(&mut self, element: &Element<'x>) -> Result<(), ReadError> {
        let end = match element.name() {
            "styles" | "automatic-styles" | "font-face-decls" | "meta" | "settings" | "scripts" | "forms"
            | "tracked-changes" | "sequence-decls" | "variable-decls" | "user-field-decls" | "annotation"
            | "note-citation" | "ruby-text" | "script" | "title" | "desc" | "binary-data" | "event-listeners" => {
                return self.xml.skip();
            }
            name if name.ends_with("-source") => return self.xml.skip(),
            "section" if element.attribute("display").is_some_and(|display| display == "none") => {
                return self.xml.skip();
            }
            "hidden-text" if element.attribute("is-hidden").is_none_or(|on| on != "false") => return self.xml.skip(),
            "p" | "h" => self.open_paragraph(element),
            "span" => {
                let around = self.hidden;
                let style = element.attribute("style-name");
                self.hidden = style.and_then(|style| self.styles.hides_text(&style)).unwrap_or(around);
                End::Span(around)
            }
            "table" | "table-row" | "table-cell" | "covered-table-cell" => self.open_table_part(element),
            "text-box" | "custom-shape" | "rect" | "ellipse" | "circle" | "polygon" | "caption" | "note-body" => {
                self.open_box(element.name() == "note-body")
            }
            "list" => {
                self.lists.open(element);
                End::List
            }
            "list-item" | "list-header" => {
                let header = element.name() == "list-header";
                self.items.push(if header { Item::Later } else { Item::First(element.number("start-value")) });
                End::Item
            }
            _ => {
                self.mark(element);
                End::Nothing
            }
        };
        self.ends.push(end);
        Ok(())
    }

    /// Characters that are elements, and what is said of the paragraph around.
    fn mark(&mut self, element: &Element<'_>) {
        match element.name() {
            "image" | "object" => self.story.pictures = true,
            "hidden-paragraph" if element.attribute("is-hidden").is_none_or(|on| on != "false") => {
                let paragraph = self.ends.iter_mut().rev().find(|end| matches!(end, End::Paragraph { .. }));
                if let Some(End::Paragraph { hidden, .. }) = paragraph {
                    *hidden = true;
                }
            }
            "s" | "tab" | "line-break" if !self.hidden => {
                match element.name() {
                    "s" => self.flow.push(&" ".repeat(element.number("c").unwrap_or(1).min(MOST_REPEATED))),
                    "tab" => self.flow.tab(),
                    _ => self.flow.break_line(),
                }
                self.spaced = false;
            }
            _ => {}
        }
    }

    /// White space in a file's text is one space, and none at the start of a paragraph.
    fn text(&mut self, text: &str) {
        if self.hidden || !self.flow.in_paragraph() {
            return;
        }
        let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
        let mut kept = String::with_capacity(text.len());
        for c in text.chars() {
            if !blank(c) {
                kept.push(c);
            } else if !self.spaced {
                kept.push(' ');
            }
            self.spaced = blank(c);
        }
        self.flow.push(&kept);
    }

    fn open_paragraph(&mut self, element: &Element<'_>) -> End {
        if self.boxes == 0 {
            self.number = self.number.saturating_add(1);
        }
        self.flow.open_paragraph(self.number);
        self.spaced = true;
        let style = element.attribute("style-name").unwrap_or_default();
        let heading = (element.name() == "h").then(|| element.number::<u8>("outline-level").unwrap_or(1));
        let level = heading.or_else(|| self.styles.outline_of(&style)).filter(|&level| level > 0);
        let role = match level {
            _ if self.styles.is_title(&style) => LineRole::Title,
            Some(level) => LineRole::Heading(level),
            None => LineRole::Unknown,
        };
        let mark = self.paragraph_mark(element, &style, heading);
        End::Paragraph { role, mark, hidden: self.styles.hides_paragraph(&style) }
    }

    /// The mark of a paragraph, which is the first of an item of a list or a numbered heading.
    fn paragraph_mark(&mut self, element: &Element<'_>, style: &str, heading: Option<u8>) -> String {
        if self.lists.is_open() {
            let Some(Item::First(start)) = self.items.last_mut().map(std::mem::take) else { return String::new() };
            return self.lists.mark(&self.styles.lists, self.styles.list_of(style), start);
        }
        let Some(level) = heading else { return String::new() };
        let header = element.attribute("is-list-header").is_some_and(|on| on == "true");
        if header || self.styles.list_of(style).is_some_and(str::is_empty) {
            return String::new();
        }
        self.headings.mark(&self.styles.outline, usize::from(level.saturating_sub(1)), element.number("start-value"))
    }

    fn open_table_part(&mut self, element: &Element<'_>) -> End {
        match element.name() {
            "table" => {
                self.flow.open_table();
                End::Table
            }
            "table-row" => {
                self.flow.open_row();
                self.spans.push(0);
                End::Row
            }
            name => {
                let repeated = element.number("number-columns-repeated").unwrap_or(1).min(MOST_REPEATED);
                let span = self.spans.last_mut();
                if name == "covered-table-cell" {
                    if let Some(covered) = span.filter(|covered| **covered > 0) {
                        // It shows nothing of its own, and is no column that a reader sees.
                        *covered = covered.saturating_sub(repeated as u32);
                        self.flow.open_box();
                        self.boxes += 1;
                        return End::Covered;
                    }
                } else if let Some(covered) = span {
                    *covered = element.number::<u32>("number-columns-spanned").unwrap_or(1).saturating_sub(1);
                }
                self.flow.open_cell();
                End::Cell(repeated)
            }
        }
    }

    fn open_box(&mut self, note: bool) -> End {
        self.flow.open_box();
        self.boxes += 1;
        if note { End::Note } else { End::Box }
    }

    fn end(&mut self) {
        match self.ends.pop() {
            Some(End::Paragraph { role, mark, hidden }) => self.close_paragraph(role, &mark, hidden),
            Some(End::Span(around)) => self.hidden = around,
            Some(End::Table) => self.flow.close(),
            Some(End::Row) => {
                self.spans.pop();
                self.flow.close();
            }
            Some(End::Cell(repeated)) => {
                self.flow.close();
                for _ in 1..repeated {
                    self.flow.open_cell();
                    self.flow.close();
                }
            }
            Some(End::Box) => {
                self.boxes = self.boxes.saturating_sub(1);
                self.flow.close();
                self.spaced = false;
            }
            Some(End::Covered) => {
                self.boxes = self.boxes.saturating_sub(1);
                self.flow.take_box();
            }
            Some(End::Note) => self.close_note(),
            Some(End::List) => self.lists.close(),
            Some(End::Item) => {
                self.items.pop();
            }
            Some(End::Nothing) | None => {}
        }
    }

    fn close_note(&mut self) {
        self.boxes = self.boxes.saturating_sub(1);
        self.spaced = false;
        let lines = self.flow.take_box().into_iter().filter(|line| !line.text.trim().is_empty());
        self.story.notes.extend(lines.map(|line| Line { role: LineRole::Note, ..line }));
    }

    fn close_paragraph(&mut self, role: LineRole, mark: &str, hidden: bool) {
        if hidden {
            return self.flow.discard();
        }
        let text = self.flow.text();
        let mark = if text.trim().is_empty() { "" } else { mark };
        let typed = text.starts_with(char::is_whitespace);
        let mark = if typed { mark.trim_end() } else { mark };
        let role = if may_be_heading(&format!("{mark}{text}")) { role } else { LineRole::Unknown };
        self.flow.describe(role, mark);
        self.flow.close();
    }
}

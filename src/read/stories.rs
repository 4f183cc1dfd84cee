//! The flow of a word processor's text → lines: paragraphs, rows of tables, and stories beside the text.
//!
//! Shared by the readers of .doc and .rtf, which tell it what they meet in the order of the file. A paragraph is a
//! line, as a soft line break ends one too; a row of a table is a line of cells parted by tabs, and a table of one
//! column is no table: its paragraphs stand as they are. A table in a cell is text of the cell.

use super::limits::{Limit, Limits};
use super::{Line, LineRole, ReadError};

/// Where a stretch of text belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Story {
    /// The running text.
    Main,
    /// A text box: its lines follow the paragraph that it hangs on.
    Box,
    /// Footnotes and endnotes: behind the text.
    Note,
    /// Running heads and feet: last, and each but once.
    Furniture,
}

/// What a line costs beside its text, in bytes.
const LINE_COST: u64 = 64;

/// Takes the parts of a text in the order of the file.
pub(super) struct Flow<'a> {
    limits: &'a Limits,
    /// Bytes of what was taken so far.
    cost: u64,
    /// Paragraphs of the main text so far.
    paragraphs: u32,
    /// The stories that are open, the innermost last.
    open: Vec<Open>,
    lines: Vec<Line>,
    notes: Vec<Line>,
    furniture: Vec<Line>,
}

/// A story that is open.
struct Open {
    story: Story,
    /// The paragraph so far; a soft line break is a line feed.
    text: String,
    /// Open tables, the outermost first.
    tables: Vec<Table>,
    lines: Vec<Line>,
    /// The lines of text boxes that wait for the end of a paragraph.
    waiting: Vec<Line>,
}

/// The row of a table that is open.
#[derive(Default)]
struct Table {
    cells: Vec<Vec<Line>>,
    cell: Vec<Line>,
}

impl Open {
    fn new(story: Story) -> Self {
        Self { story, text: String::new(), tables: Vec::new(), lines: Vec::new(), waiting: Vec::new() }
    }
}

impl<'a> Flow<'a> {
    pub(super) fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            cost: 0,
            paragraphs: 0,
            open: vec![Open::new(Story::Main)],
            lines: Vec::new(),
            notes: Vec::new(),
            furniture: Vec::new(),
        }
    }

    /// A character of the paragraph. A tab is one; a line feed is a soft line break.
    pub(super) fn push(&mut self, c: char) {
        if let Some(open) = self.open.last_mut() {
            open.text.push(c);
        }
    }

    /// Whether the paragraph has nothing to show yet.
    pub(super) fn is_blank(&self) -> bool {
        self.open.last().is_none_or(|open| open.text.trim().is_empty())
    }

    /// Puts a number (and what follows it) before the paragraph.
    pub(super) fn number(&mut self, label: &str) {
        if let Some(open) = self.open.last_mut() {
            open.text.insert_str(0, label);
        }
    }

    /// The end of a paragraph that stands in `depth` tables, 0 for none.
    ///
    /// # Errors
    ///
    /// `Limit` for tables in tables and for the size of the text.
    pub(super) fn end_paragraph(&mut self, role: LineRole, depth: usize) -> Result<(), ReadError> {
        self.limits.check(Limit::Depth, depth as u64)?;
        let main = self.open.len() == 1;
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        if main {
            self.paragraphs = self.paragraphs.saturating_add(1);
        }
        let number = if main { self.paragraphs } else { 0 };
        close_tables(open, depth);
        let text = std::mem::take(&mut open.text);
        let mut added = 0;
        for part in text.split('\n') {
            let line = Line { text: tidy(part), role, page: 0, number };
            // A table of many empty cells says nothing, and many blank lines say no more than one.
            let blank = line.text.is_empty();
            let list = match open.tables.last_mut() {
                Some(table) => &mut table.cell,
                None => &mut open.lines,
            };
            if blank && (depth > 0 || list.last().is_none_or(|last| last.text.is_empty())) {
                continue;
            }
            added += line.text.len() as u64 + LINE_COST;
            list.push(if blank { Line { role: LineRole::Unknown, ..line } } else { line });
        }
        if open.tables.is_empty() {
            open.lines.append(&mut open.waiting);
        }
        self.spend(added)
    }

    /// The end of a cell of the table at `depth`, from 1; ends the paragraph too.
    ///
    /// # Errors
    ///
    /// As [`Flow::end_paragraph`].
    pub(super) fn end_cell(&mut self, role: LineRole, depth: usize) -> Result<(), ReadError> {
        self.end_paragraph(role, depth.max(1))?;
        if let Some(table) = self.open.last_mut().and_then(|open| open.tables.last_mut()) {
            let cell = std::mem::take(&mut table.cell);
            table.cells.push(cell);
        }
        self.spend(LINE_COST)
    }

    /// The end of a row of the table at `depth`, from 1.
    ///
    /// # Errors
    ///
    /// As [`Flow::end_paragraph`].
    pub(super) fn end_row(&mut self, depth: usize) -> Result<(), ReadError> {
        let depth = depth.max(1);
        if !self.is_blank() {
            self.end_paragraph(LineRole::Unknown, depth)?;
        }
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        open.text.clear();
        if open.tables.len() >= depth {
            close_tables(open, depth - 1);
        }
        if open.tables.is_empty() {
            open.lines.append(&mut open.waiting);
        }
        Ok(())
    }

    /// Begins a story beside the one that is open, which goes on at its end.
    ///
    /// # Errors
    ///
    /// `Limit` for stories in stories.
    pub(super) fn begin(&mut self, story: Story) -> Result<(), ReadError> {
        self.limits.check(Limit::Depth, self.open.len() as u64)?;
        self.open.push(Open::new(story));
        Ok(())
    }

    /// Ends the story that is open, but for the main one.
    ///
    /// # Errors
    ///
    /// As [`Flow::end_paragraph`].
    pub(super) fn end(&mut self) -> Result<(), ReadError> {
        if self.open.len() < 2 {
            return Ok(());
        }
        if !self.is_blank() {
            self.end_paragraph(LineRole::Unknown, 0)?;
        }
        let Some(mut ended) = self.open.pop() else { return Ok(()) };
        close_tables(&mut ended, 0);
        ended.lines.append(&mut ended.waiting);
        self.put(ended);
        Ok(())
    }

    /// Puts the lines of a story that has ended where they belong; in a note or a running head all is of its kind.
    fn put(&mut self, ended: Open) {
        let outer = self.open.last().map_or(Story::Main, |open| open.story);
        let story = if ended.story == Story::Box && outer != Story::Main { outer } else { ended.story };
        let lines = ended.lines.into_iter().filter(|line| !line.text.is_empty());
        match story {
            Story::Main | Story::Box => {
                if let Some(open) = self.open.last_mut() {
                    open.waiting.extend(lines);
                }
            }
            Story::Note => self.notes.extend(lines.map(|line| Line { role: LineRole::Note, ..line })),
            Story::Furniture => {
                for line in lines {
                    // Each section repeats them; the last few are enough to look through.
                    if self.furniture.iter().rev().take(64).all(|other| other.text != line.text) {
                        self.furniture.push(Line { role: LineRole::Furniture, ..line });
                    }
                }
            }
        }
    }

    /// All lines: the text, then notes, then running heads.
    ///
    /// # Errors
    ///
    /// As [`Flow::end_paragraph`].
    pub(super) fn finish(mut self) -> Result<Vec<Line>, ReadError> {
        while self.open.len() > 1 {
            self.end()?;
        }
        if !self.is_blank() {
            self.end_paragraph(LineRole::Unknown, 0)?;
        }
        if let Some(mut main) = self.open.pop() {
            close_tables(&mut main, 0);
            self.lines.append(&mut main.lines);
            self.lines.append(&mut main.waiting);
        }
        while self.lines.last().is_some_and(|line| line.text.is_empty()) {
            self.lines.pop();
        }
        self.lines.append(&mut self.notes);
        self.lines.append(&mut self.furniture);
        Ok(self.lines)
    }

    fn spend(&mut self, cost: u64) -> Result<(), ReadError> {
        self.cost = self.cost.saturating_add(cost);
        self.limits.check(Limit::Unpacked, self.cost)
    }
}

/// Closes the rows of the tables below `depth`, and opens tables down to it.
fn close_tables(open: &mut Open, depth: usize) {
    while open.tables.len() > depth {
        let Some(mut table) = open.tables.pop() else { break };
        if !table.cell.is_empty() {
            table.cells.push(table.cell);
        }
        let outer = open.tables.last_mut().map(|outer| &mut outer.cell);
        let nested = outer.is_some();
        let list = outer.unwrap_or(&mut open.lines);
        if table.cells.len() == 1 {
            list.extend(table.cells.pop().unwrap_or_default());
        } else if let Some(row) = row(&table.cells, nested) {
            list.push(row);
        }
    }
    while open.tables.len() < depth {
        open.tables.push(Table::default());
    }
}

/// The line of a row; `None` where all its cells are empty. The cells of a nested one are parted by spaces.
fn row(cells: &[Vec<Line>], nested: bool) -> Option<Line> {
    let first = cells.iter().flatten().next()?;
    let mut text = String::new();
    for (index, cell) in cells.iter().enumerate() {
        if index > 0 {
            text.push(if nested { ' ' } else { '\t' });
        }
        for (index, line) in cell.iter().enumerate() {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(line.text.trim());
        }
    }
    text.truncate(text.trim_end().len());
    Some(Line { text, role: LineRole::Row, page: 0, number: first.number })
}

/// A paragraph's text without white space at its end, its tabs as ideographic spaces. A line end that a code of the file
/// stands for is white space.
fn tidy(text: &str) -> String {
    text.trim_end().replace('\t', "\u{3000}").replace(['\r', '\n'], " ")
}

/// Whether a gap shows between a label (`1.`, `第一条`) and what it numbers. Behind one that ends with a full-width mark
/// (`一、`) there is room enough.
pub(super) fn gap_behind(label: &str) -> bool {
    label.chars().next_back().is_some_and(|last| !matches!(last, '、' | '．' | '）' | '：'))
}

//! The flow of a word processor's document: paragraphs, tables and text boxes in each other → lines.

use super::extract::{Line, LineRole};

/// Paragraphs at which a cell holds a text of its own instead of an entry of a table.
const TEXT_PARAGRAPHS: usize = 4;
/// The bytes that such a text has at least (some 200 characters).
const TEXT_BYTES: usize = 600;

/// Characters beyond which a paragraph is no heading, whatever its style is.
const LONGEST_HEADING: usize = 120;
/// Characters beyond which a sentence is none.
const LONGEST_SENTENCE: usize = 40;

/// What is open, innermost last; lines go from what is closed to what holds it. Calls may come in any order: what
/// stands where it does not belong is kept as well as it can be.
#[derive(Debug, Default)]
pub(super) struct Flow {
    lines: Vec<Line>,
    frames: Vec<Frame>,
    /// A paragraph whose end was deleted or is hidden: the next one goes on with its text.
    held: Option<Paragraph>,
    /// Bytes of text so far.
    written: usize,
}

#[derive(Debug)]
enum Frame {
    Paragraph(Paragraph),
    Table(Vec<Row>),
    Row(Row),
    Cell(Vec<Line>),
    /// A text box: a story of its own, which is shown behind the paragraph that it is anchored in.
    Box(Vec<Line>),
}

/// The cells of a row, each with the lines in it.
type Row = Vec<Vec<Line>>;

#[derive(Debug, Default)]
struct Paragraph {
    /// Line feeds stand for line breaks.
    text: String,
    role: LineRole,
    number: u32,
    after: Vec<Line>,
}

impl Flow {
    /// Bytes of text taken so far.
    pub fn written(&self) -> usize {
        self.written
    }

    /// Begins a paragraph of this number, or goes on with the one that [`Flow::close_joined`] held back.
    pub fn open_paragraph(&mut self, number: u32) {
        let paragraph = self.held.take().unwrap_or(Paragraph { number, ..Paragraph::default() });
        self.frames.push(Frame::Paragraph(paragraph));
    }

    /// Whether a paragraph is the innermost that is open.
    pub fn in_paragraph(&self) -> bool {
        matches!(self.frames.last(), Some(Frame::Paragraph(_)))
    }

    /// The text of the open paragraph; empty where none is.
    pub fn text(&self) -> &str {
        match self.frames.last() {
            Some(Frame::Paragraph(paragraph)) => &paragraph.text,
            _ => "",
        }
    }

    /// Says what the open paragraph is, and sets its mark of numbering before its text.
    pub fn describe(&mut self, role: LineRole, mark: &str) {
        if let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut() {
            paragraph.role = role;
            paragraph.text.insert_str(0, mark);
            self.written += mark.len();
        }
    }

    /// Adds text to the open paragraph; white space that only lays out the file becomes a space. Text outside of
    /// paragraphs is dropped.
    pub fn push(&mut self, text: &str) {
        if let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut() {
            self.written += text.len();
            if text.contains(['\n', '\r', '\t']) {
                paragraph.text.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
            } else {
                paragraph.text.push_str(text);
            }
        }
    }

    /// A tab in a paragraph: room between two words, and no column of a table.
    pub fn tab(&mut self) {
        self.push("\u{3000}");
    }

    /// A line break in a paragraph.
    pub fn break_line(&mut self) {
        if let Some(Frame::Paragraph(paragraph)) = self.frames.last_mut() {
            paragraph.text.push('\n');
        }
    }

    /// Begins a table.
    pub fn open_table(&mut self) {
        self.open(Frame::Table(Vec::new()));
    }

    /// Begins a row of a table.
    pub fn open_row(&mut self) {
        self.open(Frame::Row(Vec::new()));
    }

    /// Begins a cell of a row.
    pub fn open_cell(&mut self) {
        self.open(Frame::Cell(Vec::new()));
    }

    /// Begins a text box.
    pub fn open_box(&mut self) {
        // What is held goes on behind the box, in the paragraph that follows the one with the box.
        self.frames.push(Frame::Box(Vec::new()));
    }

    fn open(&mut self, frame: Frame) {
        self.release();
        self.frames.push(frame);
    }

    /// Ends the innermost of what is open.
    pub fn close(&mut self) {
        if !self.in_paragraph() {
            self.release();
        }
        match (self.frames.pop(), self.frames.last_mut()) {
            (Some(Frame::Cell(cell)), Some(Frame::Row(row))) => row.push(cell),
            (Some(Frame::Row(row)), Some(Frame::Table(rows))) => rows.push(row),
            (Some(Frame::Paragraph(paragraph)), _) => self.give(paragraph_lines(paragraph)),
            (Some(Frame::Cell(lines) | Frame::Box(lines)), _) => self.give(lines),
            (Some(Frame::Row(row)), _) => self.give(table_lines(vec![row])),
            (Some(Frame::Table(rows)), _) => self.give(table_lines(rows)),
            (None, _) => {}
        }
    }

    /// Ends the open paragraph, whose end does not show: the next one goes on in the same line.
    pub fn close_joined(&mut self) {
        match self.frames.pop() {
            Some(Frame::Paragraph(paragraph)) => self.held = Some(paragraph),
            Some(other) => self.frames.push(other),
            None => {}
        }
    }

    /// Ends the text box that is innermost of what is open, and takes its lines out of the flow.
    pub fn take_box(&mut self) -> Vec<Line> {
        self.release();
        match self.frames.pop() {
            Some(Frame::Box(lines)) => lines,
            Some(other) => {
                self.frames.push(other);
                Vec::new()
            }
            None => Vec::new(),
        }
    }

    /// Ends the innermost of what is open, and drops what is in it.
    pub fn discard(&mut self) {
        self.held = None;
        self.frames.pop();
    }

    /// Ends all, and takes the lines.
    pub fn finish(&mut self) -> Vec<Line> {
        while !self.frames.is_empty() {
            self.close();
        }
        self.release();
        std::mem::take(&mut self.lines)
    }

    /// Gives out a paragraph that was held back and has none behind it.
    fn release(&mut self) {
        if let Some(held) = self.held.take() {
            self.give(paragraph_lines(held));
        }
    }

    fn give(&mut self, mut lines: Vec<Line>) {
        let into = match self.frames.last_mut() {
            None => &mut self.lines,
            Some(Frame::Paragraph(paragraph)) => &mut paragraph.after,
            Some(Frame::Cell(into) | Frame::Box(into)) => into,
            Some(Frame::Row(row)) => return row.push(lines),
            Some(Frame::Table(rows)) => return rows.push(vec![lines]),
        };
        into.append(&mut lines);
    }
}

/// Whether a paragraph reads as a heading. Documents are full of headings by accident: whole paragraphs, and the line
/// in brackets below a title that says who passed it when.
pub(super) fn may_be_heading(text: &str) -> bool {
    let text = text.trim();
    let length = text.chars().count();
    let sentence = text.ends_with(['。', '；', '！', '？']) && length > LONGEST_SENTENCE;
    let bracketed = text.starts_with(['（', '(']) && text.ends_with(['）', ')']);
    length > 0 && length <= LONGEST_HEADING && !sentence && !bracketed
}

/// A paragraph's lines: one for every line break, but one alone for a heading.
fn paragraph_lines(paragraph: Paragraph) -> Vec<Line> {
    let Paragraph { text, role, number, after } = paragraph;
    let line = |text: &str, role| Line { text: text.to_owned(), role, page: 0, number };
    let parts = text.split('\n').map(str::trim_end).filter(|part| !part.trim_start().is_empty());
    let mut lines: Vec<Line> = match role {
        LineRole::Title | LineRole::Heading(_) => {
            let whole = joined(parts);
            if whole.is_empty() { Vec::new() } else { vec![line(&whole, role)] }
        }
        _ => parts.map(|part| line(part, role)).collect(),
    };
    if lines.is_empty() {
        lines.push(line("", LineRole::Unknown));
    }
    lines.extend(after);
    lines
}

/// Parts of one line put together, with a space where two Latin words meet.
fn joined<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let mut whole = String::new();
    for part in parts {
        let part = if whole.is_empty() { part } else { part.trim_start() };
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(whole.chars().next_back()) && latin(part.chars().next()) {
            whole.push(' ');
        }
        whole.push_str(part);
    }
    whole
}

/// A table's lines: one for every row, but those of its cells where it only lays out text.
fn table_lines(rows: Vec<Row>) -> Vec<Line> {
    let framed = rows.iter().all(|row| row.len() < 2);
    let mut lines = Vec::new();
    for row in rows {
        if framed || is_text(&row) {
            lines.extend(row.into_iter().flatten());
        } else {
            lines.extend(row_line(&row));
        }
    }
    lines
}

/// Whether a row holds whole paragraphs: one cell, or one beside its heading, with a text of its own.
fn is_text(row: &Row) -> bool {
    let filled = || row.iter().filter(|cell| cell.iter().any(|line| !line.text.trim().is_empty()));
    let is_text = |cell: &Vec<Line>| {
        let paragraphs = cell.iter().filter(|line| !line.text.trim().is_empty()).count();
        let bytes: usize = cell.iter().map(|line| line.text.len()).sum();
        cell.iter().any(|line| line.role == LineRole::Row) || (paragraphs >= TEXT_PARAGRAPHS && bytes >= TEXT_BYTES)
    };
    filled().count() <= 2 && filled().any(is_text)
}

/// A row as a line: cells parted by tabs, the lines of a cell by spaces. `None` where it is blank.
fn row_line(row: &Row) -> Option<Line> {
    let number = row.iter().flatten().map(|line| line.number).find(|&number| number > 0).unwrap_or(0);
    let cell = |lines: &Vec<Line>| {
        let lines: Vec<String> = lines.iter().map(|line| line.text.trim().replace('\t', " ")).collect();
        lines.iter().filter(|line| !line.is_empty()).map(String::as_str).collect::<Vec<_>>().join(" ")
    };
    let text = row.iter().map(cell).collect::<Vec<_>>().join("\t");
    let text = text.trim_end();
    (!text.is_empty()).then(|| Line { text: text.to_owned(), role: LineRole::Row, page: 0, number })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraph(flow: &mut Flow, number: u32, text: &str) {
        flow.open_paragraph(number);
        flow.push(text);
        flow.close();
    }

    fn row(flow: &mut Flow, cells: &[&[&str]]) {
        flow.open_row();
        for cell in cells {
            flow.open_cell();
            cell.iter().for_each(|text| paragraph(flow, 1, text));
            flow.close();
        }
        flow.close();
    }

    fn table(rows: &[&[&[&str]]]) -> Vec<(String, LineRole)> {
        let mut flow = Flow::default();
        flow.open_table();
        rows.iter().for_each(|cells| row(&mut flow, cells));
        flow.close();
        flow.finish().into_iter().map(|line| (line.text, line.role)).collect()
    }

    #[test]
    fn a_line_break_is_a_line_of_the_same_paragraph_and_none_in_a_heading() {
        let mut flow = Flow::default();
        for role in [LineRole::Unknown, LineRole::Heading(1)] {
            flow.open_paragraph(7);
            flow.describe(role, "一、");
            flow.push("青源市\t人民");
            flow.break_line();
            flow.push("政府");
            flow.close();
        }
        let lines = flow.finish();
        let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["一、青源市 人民", "政府", "一、青源市 人民政府"]);
        assert!(lines.iter().all(|line| line.number == 7));
    }

    #[test]
    fn a_paragraph_without_its_end_goes_on_in_the_next_and_is_never_lost() {
        let mut flow = Flow::default();
        flow.open_paragraph(1);
        flow.push("前半");
        flow.close_joined();
        paragraph(&mut flow, 2, "后半");
        flow.open_paragraph(3);
        flow.push("末段");
        flow.close_joined();
        let lines = flow.finish();
        assert_eq!(lines[0], Line { text: "前半后半".into(), number: 1, ..Line::default() });
        assert_eq!(lines[1].text, "末段");
    }

    #[test]
    fn rows_are_lines_and_their_cells_are_parted_by_tabs() {
        let rows =
            table(&[&[&["序号"], &["事项"]], &[&["1"], &["低保", "申请"]], &[&[""], &[""]], &[&[], &["合计"], &[]]]);
        let texts: Vec<&str> = rows.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["序号\t事项", "1\t低保 申请", "\t合计"]);
        assert!(rows.iter().all(|&(_, role)| role == LineRole::Row));
    }

    #[test]
    fn a_frame_around_a_notice_is_no_table() {
        let rows = table(&[&[&["关于放假的通知", "各镇人民政府："]]]);
        assert_eq!(rows.len(), 2);
        assert!(rows.iter().all(|&(_, role)| role == LineRole::Unknown));
    }

    #[test]
    fn a_text_beside_its_heading_is_no_row() {
        let long = "柳浦区各街道应当按照要求落实工作责任并且按月报告进展情况。".repeat(4);
        let rows = table(&[&[&["工作要求"], &[&long, &long, &long, &long]], &[&["签发"], &["李某"]]]);
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[5], ("签发\t李某".into(), LineRole::Row));
    }

    #[test]
    fn a_box_stands_behind_its_paragraph() {
        let mut flow = Flow::default();
        flow.open_paragraph(1);
        flow.push("正文");
        flow.open_box();
        paragraph(&mut flow, 1, "框中");
        flow.close();
        flow.push("继续");
        flow.close();
        let texts: Vec<String> = flow.finish().into_iter().map(|line| line.text).collect();
        assert_eq!(texts, ["正文继续", "框中"]);
    }

    #[test]
    fn any_order_of_calls_is_answered_and_loses_no_text() {
        let mut flow = Flow::default();
        flow.open_row();
        paragraph(&mut flow, 1, "甲");
        flow.open_table();
        paragraph(&mut flow, 2, "乙");
        flow.close();
        flow.open_paragraph(3);
        flow.push("丙");
        flow.open_row();
        let text: String = flow.finish().into_iter().map(|line| line.text).collect();
        assert!(["甲", "乙", "丙"].iter().all(|c| text.contains(c)), "{text}");
        flow.close();
        flow.close_joined();
        flow.discard();
        flow.push("丁");
        assert!(flow.finish().is_empty());
    }
}

//! Events of the parser → blocks.

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use super::super::{Block, BlockKind};
use super::ends::{beginnings, every_line_ends_a_sentence, needs_space};
use super::html::{self, Effect, Part};
use crate::text::{Mapped, Span};

/// What is to stand between two runs of a block's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Between {
    Nothing,
    /// White space: a space between Latin words, nothing between ideographs.
    Space,
    /// The end of a line of a paragraph: white space, or the end of the paragraph.
    LineEnd,
    /// The border of two cells.
    Cells,
}

/// The blocks made so far, and the one at hand.
pub struct Builder<'a> {
    source: &'a str,
    /// The blocks that ended.
    pub blocks: Vec<Block>,
    /// The block at hand, and what comes before its next run.
    text: Mapped,
    between: Between,
    /// The number of a list item whose text has not begun.
    marker: Option<Span>,
    level: Option<u8>,
    /// Whether each line of the text, or of the paragraph at hand, is a paragraph.
    never_wrapped: bool,
    line_by_line: bool,
    /// Where paragraphs begin in the paragraph at hand, the last first.
    beginnings: Vec<usize>,
    /// Whether there was nothing but paragraphs of text so far.
    pub plain: bool,
    /// One past the last byte of the source that stands in a text.
    taken: usize,
    /// Inside a code block: whether it has a fence.
    code: Option<bool>,
    /// The lines of the block of HTML at hand.
    html: Vec<Span>,
    /// One past the last cell of the table row at hand.
    cell_end: usize,
    /// How many footnotes are open.
    notes: usize,
    /// Marks that may hold letters, by their beginnings.
    pub hidden: Vec<Span>,
}

impl<'a> Builder<'a> {
    /// A builder for what follows the first `taken` bytes of `source`; `never_wrapped` says that each line of
    /// it is a paragraph.
    pub fn new(source: &'a str, taken: usize, never_wrapped: bool) -> Self {
        Self {
            source,
            blocks: Vec::new(),
            text: Mapped::default(),
            between: Between::Nothing,
            marker: None,
            level: None,
            never_wrapped,
            line_by_line: false,
            beginnings: Vec::new(),
            plain: true,
            taken,
            code: None,
            html: Vec::new(),
            cell_end: 0,
            notes: 0,
            hidden: Vec::new(),
        }
    }

    /// Takes the next event of the parser, which stands at `span` of the source.
    pub fn event(&mut self, event: &Event<'_>, span: Span) {
        self.plain &= match event {
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) | Event::SoftBreak | Event::HardBreak => true,
            Event::Text(text) => **text == *span.of(self.source),
            _ => false,
        };
        match event {
            Event::Start(tag) => self.start(tag, span),
            Event::End(tag) => self.end(*tag, span),
            Event::Text(_) if self.code.is_some() => self.push_code_block(span),
            Event::Text(text) => self.push_text(text, span),
            Event::Code(text) => self.push_code_span(text, span),
            Event::Html(_) => match self.html.last_mut() {
                Some(last) if last.end == span.start => last.end = span.end,
                _ => self.html.push(span),
            },
            Event::InlineHtml(_) => self.inline_html(span),
            Event::FootnoteReference(_) => self.hidden.push(span),
            Event::SoftBreak | Event::HardBreak => self.between = Between::LineEnd,
            Event::Rule => self.end_block(),
            Event::TaskListMarker(_) | Event::InlineMath(_) | Event::DisplayMath(_) => self.push(span),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, span: Span) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {}
            Tag::Link { .. } | Tag::Image { .. } => self.hidden.push(span),
            Tag::TableCell => {
                if !self.text.text.is_empty() {
                    self.between = Between::Cells;
                }
            }
            _ => {
                self.end_block();
                self.start_block(tag, span);
            }
        }
    }

    fn start_block(&mut self, tag: &Tag<'_>, span: Span) {
        self.line_by_line = self.never_wrapped;
        match tag {
            Tag::Paragraph => {
                self.line_by_line |= every_line_ends_a_sentence(span.of(self.source));
                self.beginnings = if self.line_by_line { Vec::new() } else { beginnings(self.source, span) };
            }
            Tag::Heading { level, .. } => self.level = Some(*level as u8),
            Tag::Item => self.marker = number_of_item(self.source, span),
            Tag::TableHead | Tag::TableRow => self.cell_end = span.start,
            Tag::FootnoteDefinition(_) => {
                self.notes += 1;
                let label = span.of(self.source).find("]:").map_or(span.start, |at| span.start + at);
                self.hidden.push(Span::new(span.start, label));
            }
            Tag::CodeBlock(kind) => {
                let fenced = matches!(kind, CodeBlockKind::Fenced(_));
                self.code = Some(fenced);
                if fenced {
                    let fence = span.of(self.source).lines().next().unwrap_or_default();
                    // What is not the name of a language may be text that was meant to be read.
                    if fence.is_ascii() {
                        self.hidden.push(Span::new(span.start, span.start + fence.len()));
                    }
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, span: Span) {
        match tag {
            TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image => {}
            TagEnd::TableCell => self.cell_end = self.cell_end.max(span.end),
            TagEnd::TableHead | TagEnd::TableRow => {
                self.push_surplus_cells(span.end);
                self.end_block();
            }
            TagEnd::HtmlBlock => {
                for span in std::mem::take(&mut self.html) {
                    self.html_block(span);
                }
                self.end_block();
            }
            _ => {
                self.end_block();
                match tag {
                    TagEnd::CodeBlock => self.code = None,
                    TagEnd::FootnoteDefinition => self.notes = self.notes.saturating_sub(1),
                    _ => {}
                }
            }
        }
    }

    /// Ends the block at hand, if it has a text; white space around it is dropped.
    pub fn end_block(&mut self) {
        self.between = Between::Nothing;
        let mut text = std::mem::take(&mut self.text);
        let level = self.level.take();
        let trimmed = text.text.trim();
        if trimmed.is_empty() {
            return;
        }
        if trimmed.len() < text.text.len() {
            let start = text.text.len() - text.text.trim_start().len();
            text = text.slice(Span::new(start, start + trimmed.len()));
        }
        let kind = match level {
            _ if self.notes > 0 => BlockKind::Note,
            Some(_) => BlockKind::Heading,
            None => BlockKind::Paragraph,
        };
        let level = level.filter(|_| kind == BlockKind::Heading);
        self.blocks.push(Block { level, ..Block::new(kind, text) });
    }

    /// Appends a run of the source, after what has to stand before it.
    fn push(&mut self, span: Span) {
        if let Some(marker) = self.marker.take() {
            self.take(marker);
        }
        let run = Span::new(span.start.max(self.taken), span.end);
        let Some(next) = self.source.get(run.start..run.end).and_then(|run| run.chars().next()) else { return };
        match std::mem::replace(&mut self.between, Between::Nothing) {
            Between::LineEnd if self.level.is_none() && (self.begins(run.start) || next == '\u{3000}') => {
                self.end_block();
            }
            Between::LineEnd | Between::Space if needs_space(&self.text.text, &self.source[run.start..run.end]) => {
                self.text.push_joiner(" ");
            }
            Between::Cells => self.text.push_joiner("\t"),
            Between::LineEnd | Between::Space | Between::Nothing => {}
        }
        self.take(run);
    }

    /// Whether a paragraph begins in the line that has its first run at `start`.
    fn begins(&mut self, start: usize) -> bool {
        let mut begins = self.line_by_line;
        while self.beginnings.last().is_some_and(|&at| at <= start) {
            begins |= self.beginnings.pop().is_some_and(|at| at >= self.taken);
        }
        begins
    }

    /// Appends a run that follows all those before it.
    fn take(&mut self, run: Span) {
        if run.start >= self.taken && self.source.get(run.start..run.end).is_some() {
            self.text.push_source(self.source, run);
            self.taken = run.end.max(self.taken);
        }
    }

    fn push_text(&mut self, text: &str, span: Span) {
        let is_entity = span.of(self.source).starts_with('&') && text != span.of(self.source);
        if is_entity && text.chars().all(char::is_whitespace) {
            self.hidden.push(span);
            self.between = Between::Space;
        } else {
            self.push(span);
        }
    }

    /// Code in a line of text: what is between the backticks, which may go over several lines.
    fn push_code_span(&mut self, text: &str, span: Span) {
        let whole = span.of(self.source);
        let inside = whole.trim_start_matches('`');
        let start = span.start + (whole.len() - inside.len());
        let inside = inside.trim_end_matches('`');
        let mut rest = text.trim_start();
        let mut at = start;
        for line in inside.split_inclusive('\n') {
            let mut run = line.trim();
            // The marks of a quote that the code goes on in stand at the beginnings of its lines.
            for _ in 0..16 {
                match run.strip_prefix('>') {
                    Some(after) if !rest.starts_with(run) => run = after.trim_start(),
                    _ => break,
                }
            }
            rest = rest.strip_prefix(run).unwrap_or(rest).trim_start();
            let from = at + (line.trim_end().len() - run.len()).min(line.len());
            if at > start {
                self.between = Between::Space;
            }
            self.push(Span::new(from, from + run.len()));
            at += line.len();
        }
    }

    /// Lines of a code block.
    fn push_code_block(&mut self, span: Span) {
        let fenced = self.code == Some(true);
        let mut at = span.start;
        for line in span.of(self.source).split_inclusive('\n') {
            let run = Span::new(at, at + line.trim_end().len());
            at += line.len();
            if fenced && !run.is_empty() {
                let from = self.text.pieces.last().map_or(run.start, |last| last.source.end.min(run.start));
                for _ in 0..self.source[from..run.start].bytes().filter(|&byte| byte == b'\n').count() {
                    self.text.push_joiner("\n");
                }
            }
            self.push(run);
            if !fenced && line.ends_with('\n') {
                self.end_block();
            }
        }
    }

    /// GFM drops the cells of a row that has more than the head of its table; here they stay.
    fn push_surplus_cells(&mut self, row_end: usize) {
        let mut at = self.cell_end;
        let Some(rest) = self.source.get(at..row_end) else { return };
        for cell in rest.split_inclusive('|') {
            let text = cell.trim_end_matches('|').trim();
            if !text.is_empty() {
                let from = at + (cell.len() - cell.trim_start().len());
                self.between = if self.text.text.is_empty() { Between::Nothing } else { Between::Cells };
                self.push(Span::new(from, from + text.len()));
            }
            at += cell.len();
        }
    }

    fn inline_html(&mut self, span: Span) {
        for part in html::parts(self.source, span) {
            self.html_part(part);
        }
    }

    fn html_block(&mut self, span: Span) {
        for part in html::parts(self.source, span) {
            let Part::Text(text) = part else {
                self.html_part(part);
                continue;
            };
            let mut at = text.start;
            for line in text.of(self.source).split_inclusive('\n') {
                let run = line.trim();
                if !run.is_empty() {
                    let from = at + (line.len() - line.trim_start().len());
                    self.push(Span::new(from, from + run.len()));
                }
                if line.ends_with('\n') && self.between == Between::Nothing {
                    self.between = Between::Space;
                }
                at += line.len();
            }
        }
    }

    fn html_part(&mut self, part: Part<'_>) {
        match part {
            Part::Text(span) => self.push(span),
            Part::Unseen => {}
            Part::Tag(span, name) => {
                self.hidden.push(span);
                match html::effect(name) {
                    Effect::Inline => {}
                    Effect::Break => self.between = Between::Space,
                    Effect::Cell if self.text.text.is_empty() => {}
                    Effect::Cell => self.between = Between::Cells,
                    Effect::Block => self.end_block(),
                }
            }
        }
    }
}

/// The number of an item of a numbered list with the white space after it, as in `3. `.
fn number_of_item(source: &str, item: Span) -> Option<Span> {
    let text = item.of(source);
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let delimited = digits > 0 && matches!(text.as_bytes().get(digits), Some(b'.' | b')'));
    let space = usize::from(text.as_bytes().get(digits + 1) == Some(&b' '));
    delimited.then(|| Span::new(item.start, item.start + digits + 1 + space))
}

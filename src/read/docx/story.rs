//! A story of a document (its body, its notes, a header): the XML of one part → lines.

use std::time::Instant;

use super::numbering::Numbering;
use super::properties::{self, Cell, ParagraphProperties};
use super::styles::Styles;
use super::symbols::symbol;
use crate::read::ReadError;
use crate::read::extract::Line;
use crate::read::flow::Flow;
use crate::read::limits::Limits;
use crate::read::xml::{Element, Node, Xml};

/// What all stories of a document share.
pub(super) struct Shared<'a> {
    pub styles: &'a Styles,
    pub numbering: &'a mut Numbering,
    pub limits: &'a Limits,
    pub deadline: Instant,
}

/// What a part comes to.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub lines: Vec<Line>,
    /// The notes that it refers to, in this order.
    pub references: Vec<Reference>,
    /// The notes that it is made of, where it is the part of the notes: id and lines.
    pub notes: Vec<(String, Vec<Line>)>,
    /// Whether it shows pictures or objects.
    pub pictures: bool,
    /// Whether it embeds a file of another format, which is not read.
    pub chunks: bool,
}

/// A reference to a note.
#[derive(Debug)]
pub(super) struct Reference {
    pub endnote: bool,
    pub id: String,
    /// The number of the paragraph that it stands in.
    pub number: u32,
}

/// What is to be done at the end of an element.
#[derive(Debug)]
enum End {
    Nothing,
    Paragraph(ParagraphProperties),
    Run,
    Text,
    Table,
    Row,
    Cell(Cell),
    Box,
    Control,
    Note(String),
    Alternatives,
}

/// Where a complex field stands, of those around the current place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Instruction,
    Result,
}

/// The state of reading one part.
struct Machine<'a, 'x> {
    xml: Xml<'x>,
    shared: Shared<'a>,
    flow: Flow,
    story: Story,
    ends: Vec<End>,
    fields: Vec<Field>,
    /// By alternative content around: the bytes written where its first choice began, once it began.
    alternatives: Vec<Option<usize>>,
    /// Paragraphs so far.
    number: u32,
    /// Text boxes around, whose paragraphs are not counted.
    boxes: u32,
    /// Whether the run is hidden.
    hidden: bool,
    /// Whether what is read is the text of a run.
    in_text: bool,
}

/// Reads the part whose XML is `text`.
///
/// # Errors
///
/// `Damaged` and `Limit`.
pub(super) fn read(text: &str, shared: Shared<'_>) -> Result<Story, ReadError> {
    let xml = Xml::new(text, shared.limits, shared.deadline);
    let mut machine = Machine {
        xml,
        shared,
        flow: Flow::default(),
        story: Story::default(),
        ends: Vec::new(),
        fields: Vec::new(),
        alternatives: Vec::new(),
        number: 0,
        boxes: 0,
        hidden: false,
        in_text: false,
    };
    while let Some(node) = machine.xml.next()? {
        match node {
            Node::Start(element) => machine.start(&element)?,
            Node::Text(text) if machine.in_text && machine.shows() => machine.flow.push(&text),
            Node::Text(_) => {}
            Node::End => machine.end(),
        }
    }
    machine.story.lines = machine.flow.finish();
    Ok(machine.story)
}

impl<'x> Machine<'_, 'x> {
    /// Whether text here is shown: not that of a hidden run, nor of a field's instruction.
    fn shows(&self) -> bool {
        !self.hidden && !self.fields.contains(&Field::Instruction)
    }

    fn start(&mut self, element: &Element<'x>) -> Result<(), ReadError> {
        let end = match element.name() {
            // What was deleted or moved away, what says how a field is made, how a sound is written.
            "del" | "moveFrom" | "delText" | "instrText" | "delInstrText" | "fldData" | "rt" | "sectPr" | "tblPr"
            | "tblGrid" | "tblPrEx" | "rubyPr" | "smartTagPr" | "ctrlPr" | "binData" => return self.xml.skip(),
            "p" => self.open_paragraph(),
            "pPr" | "rPr" | "tcPr" | "trPr" | "sdtPr" => return self.properties(element.name()),
            "r" => End::Run,
            "t" => {
                self.in_text = true;
                End::Text
            }
            "tbl" | "tr" | "tc" => self.open_table_part(element.name()),
            "txbxContent" => {
                self.flow.open_box();
                self.boxes += 1;
                End::Box
            }
            "sdt" => End::Control,
            "footnote" | "endnote" => return self.note(element),
            "AlternateContent" => {
                self.alternatives.push(None);
                End::Alternatives
            }
            "Choice" | "Fallback" if self.is_superseded() => return self.xml.skip(),
            _ => {
                self.mark(element);
                End::Nothing
            }
        };
        self.ends.push(end);
        Ok(())
    }

    fn open_paragraph(&mut self) -> End {
        if self.boxes == 0 {
            self.number = self.number.saturating_add(1);
        }
        self.flow.open_paragraph(self.number);
        End::Paragraph(ParagraphProperties::default())
    }

    fn open_table_part(&mut self, name: &str) -> End {
        match name {
            "tbl" => {
                self.flow.open_table();
                End::Table
            }
            "tr" => {
                self.flow.open_row();
                End::Row
            }
            _ => {
                self.flow.open_cell();
                End::Cell(Cell::Shown)
            }
        }
    }

    /// Whether another choice has given the text of this one.
    fn is_superseded(&mut self) -> bool {
        let written = self.flow.written();
        match self.alternatives.last_mut() {
            Some(Some(before)) => written > *before,
            Some(first) => {
                *first = Some(written);
                false
            }
            None => false,
        }
    }

    /// Characters and marks that are elements.
    fn mark(&mut self, element: &Element<'_>) {
        match element.name() {
            "fldChar" => return self.field(element.attribute("fldCharType").as_deref()),
            "drawing" | "pict" | "object" => self.story.pictures = true,
            "altChunk" => self.story.chunks = true,
            "footnoteReference" | "endnoteReference" => self.reference(element),
            _ => {}
        }
        if !self.shows() {
            return;
        }
        match element.name() {
            "tab" | "ptab" => self.flow.tab(),
            "br" | "cr" => self.flow.break_line(),
            "noBreakHyphen" => self.flow.push("-"),
            "sym" => {
                let (font, code) = (element.attribute("font"), element.attribute("char"));
                let shown = symbol(&font.unwrap_or_default(), &code.unwrap_or_default());
                self.flow.push(&shown.map_or_else(String::new, String::from));
            }
            // Lettering that is drawn, as the red heads of official documents often are.
            "textpath" => self.lettering(&element.attribute("string").unwrap_or_default()),
            _ => {}
        }
    }

    fn lettering(&mut self, text: &str) {
        self.flow.open_box();
        self.flow.open_paragraph(self.number);
        self.flow.push(text);
        self.flow.close();
        self.flow.close();
    }

    fn field(&mut self, kind: Option<&str>) {
        match kind {
            Some("begin") => self.fields.push(Field::Instruction),
            Some("separate") => {
                if let Some(field) = self.fields.last_mut() {
                    *field = Field::Result;
                }
            }
            Some("end") => {
                self.fields.pop();
            }
            _ => {}
        }
    }

    fn reference(&mut self, element: &Element<'_>) {
        if let (true, Some(id)) = (self.shows(), element.attribute("id")) {
            let endnote = element.name() == "endnoteReference";
            self.story.references.push(Reference { endnote, id, number: self.number });
        }
    }

    /// A note of the parts of notes; lines that part notes from the text are none.
    fn note(&mut self, element: &Element<'_>) -> Result<(), ReadError> {
        if element.attribute("type").is_some_and(|kind| kind != "normal") {
            return self.xml.skip();
        }
        self.ends.push(End::Note(element.attribute("id").unwrap_or_default()));
        Ok(())
    }

    fn properties(&mut self, name: &str) -> Result<(), ReadError> {
        match (name, self.ends.last_mut()) {
            ("pPr", Some(End::Paragraph(of))) => *of = properties::paragraph(&mut self.xml)?,
            ("rPr", Some(End::Run)) => {
                let run = properties::run(&mut self.xml)?;
                self.hidden = run.hidden.or_else(|| self.hidden_by_style(run.style.as_deref())).unwrap_or(false);
            }
            ("tcPr", Some(End::Cell(of))) => *of = properties::cell(&mut self.xml)?,
            ("trPr", Some(End::Row)) => {
                if properties::has(&mut self.xml, "del")? {
                    self.flow.discard();
                    self.ends.pop();
                    self.ends.push(End::Nothing);
                    return self.pass_over();
                }
            }
            ("sdtPr", Some(End::Control)) => {
                if properties::has(&mut self.xml, "showingPlcHdr")? {
                    self.ends.pop();
                    self.ends.push(End::Nothing);
                    return self.pass_over();
                }
            }
            _ => self.xml.skip()?,
        }
        Ok(())
    }

    /// Passes over what is left of the element around properties, which are read.
    fn pass_over(&mut self) -> Result<(), ReadError> {
        self.xml.skip()?;
        self.end();
        Ok(())
    }

    fn hidden_by_style(&self, style: Option<&str>) -> Option<bool> {
        let styles = self.shared.styles;
        let of_paragraph = || {
            self.ends.iter().rev().find_map(|end| match end {
                End::Paragraph(properties) => Some(properties.style.as_deref()?),
                _ => None,
            })
        };
        style.and_then(|style| styles.hidden(style)).or_else(|| styles.hidden(of_paragraph()?))
    }

    fn end(&mut self) {
        match self.ends.pop() {
            Some(End::Paragraph(properties)) => self.close_paragraph(&properties),
            Some(End::Run) => self.hidden = false,
            Some(End::Text) => self.in_text = false,
            Some(End::Table | End::Row | End::Cell(Cell::Shown)) => self.flow.close(),
            Some(End::Cell(Cell::Gone)) => self.flow.discard(),
            Some(End::Cell(Cell::Merged)) => {
                self.flow.discard();
                self.flow.open_cell();
                self.flow.close();
            }
            Some(End::Box) => {
                self.boxes = self.boxes.saturating_sub(1);
                self.flow.close();
            }
            Some(End::Note(id)) => self.story.notes.push((id, self.flow.finish())),
            Some(End::Alternatives) => {
                self.alternatives.pop();
            }
            Some(End::Nothing | End::Control) | None => {}
        }
    }

    fn close_paragraph(&mut self, properties: &ParagraphProperties) {
        // An instruction does not go over paragraphs: one that does lacks its end.
        self.fields.retain(|&field| field == Field::Result);
        if properties.joined {
            return self.flow.close_joined();
        }
        let Shared { styles, numbering, .. } = &mut self.shared;
        let counted = styles.numbering(properties).filter(|(id, ..)| id != "0");
        // Word counts and marks a paragraph without text too, but nobody reads its mark.
        let text = self.flow.text();
        let mark = counted.map(|(id, level, style)| numbering.mark(styles, &id, level, style.as_deref()));
        let mark = mark.filter(|_| !text.trim().is_empty()).unwrap_or_default();
        let role = styles.role(properties, &format!("{mark}{text}"));
        // What parts the mark from the text was typed already.
        let typed = text.starts_with(char::is_whitespace);
        self.flow.describe(role, if typed { mark.trim_end() } else { &mark });
        self.flow.close();
    }
}

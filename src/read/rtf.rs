//! Rich text (.rtf, version 1.9.1 of the specification), as Word, WPS and `LibreOffice` write it.
//!
//! `token` cuts the file up, `state` says where the text of each group goes, `tables` knows fonts and styles, and
//! this module puts the text together. Bytes are in the encoding of their font, or in the file's code page.

mod state;
mod tables;
#[cfg(test)]
mod tests;
mod token;

use std::time::Instant;

use encoding_rs::{Encoding, GBK, WINDOWS_1252};

use state::{Destination, State, Turn, is_known, turn};
use tables::{Tables, code_page};
use token::{Token, Tokens};

use super::package::damaged;
use super::stories::{Flow, gap_behind};
use super::{Extract, Layout, Limit, Limits, ReadError, ReadErrorKind, Reader, Unit};

/// The reader of rich text.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rtf;

impl Reader for Rtf {
    fn read(&self, bytes: &[u8], limits: &Limits) -> Result<Extract, ReadError> {
        limits.check(Limit::Bytes, bytes.len() as u64)?;
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
        if !bytes.starts_with(b"{\\rtf") {
            return Err(damaged("it does not begin as rich text does"));
        }
        let mut text = Text::new(limits);
        let deadline = limits.deadline();
        for (index, token) in Tokens::new(bytes).enumerate() {
            if index % 4096 == 0 && Instant::now() > deadline {
                return Err(limits.exceeded(Limit::Seconds));
            }
            if !text.take(token)? {
                break;
            }
        }
        text.finish()
    }
}

/// The document so far.
struct Text<'a> {
    limits: &'a Limits,
    flow: Flow<'a>,
    /// What holds in the group that is open, and in those around it.
    state: State,
    groups: Vec<State>,
    tables: Tables,
    /// The file's code page.
    encoding: &'static Encoding,
    /// Whether the file names it; a Chinese file that does not is in GBK.
    named: bool,
    /// Bytes of text that are not decoded yet: characters may take two.
    bytes: Vec<u8>,
    /// Characters still to be left out, which stand for one given in Unicode.
    skip: usize,
    /// The first half of a character beyond U+FFFF.
    high: Option<u16>,
    /// The number of the paragraph, and whether it has one already.
    label: String,
    numbered: bool,
    title: String,
}

impl<'a> Text<'a> {
    fn new(limits: &'a Limits) -> Self {
        Self {
            limits,
            flow: Flow::new(limits),
            state: State::new(),
            groups: Vec::new(),
            tables: Tables::default(),
            encoding: WINDOWS_1252,
            named: false,
            bytes: Vec::new(),
            skip: 0,
            high: None,
            label: String::new(),
            numbered: false,
            title: String::new(),
        }
    }

    /// Takes a token; `false` where the document has ended.
    fn take(&mut self, token: Token<'_>) -> Result<bool, ReadError> {
        if self.skip > 0 && matches!(token, Token::Byte(_) | Token::Symbol(_) | Token::Word(..)) {
            // What is no stand-in ends them: writers forget them.
            if !matches!(token, Token::Word("u" | "uc" | "par" | "cell" | "row" | "tab" | "line" | "pard", _)) {
                self.skip -= 1;
                return Ok(true);
            }
        }
        self.skip = 0;
        if let Token::Byte(byte) = token {
            if self.state.destination != Destination::Skip {
                self.bytes.push(byte);
            }
            return Ok(true);
        }
        self.decode();
        match token {
            Token::Open => self.open()?,
            Token::Close => return self.close(),
            Token::Symbol(symbol) => self.symbol(symbol)?,
            Token::Word(word, value) => self.word(word, value)?,
            Token::Byte(_) => {}
        }
        Ok(true)
    }

    fn open(&mut self) -> Result<(), ReadError> {
        self.limits.check(Limit::Depth, self.groups.len() as u64 + 1)?;
        self.groups.push(self.state);
        self.state = State { story: false, starred: false, ..self.state };
        Ok(())
    }

    fn close(&mut self) -> Result<bool, ReadError> {
        let Some(around) = self.groups.pop() else { return Ok(false) };
        if self.state.destination == Destination::Styles {
            self.tables.end_style();
        }
        if self.state.destination == Destination::Number && around.destination != Destination::Number {
            self.end_label();
        }
        if self.state.story {
            self.flow.end()?;
        }
        self.state = around;
        Ok(!self.groups.is_empty())
    }

    /// Puts a number before its paragraph, which has but one, though it be written in two ways.
    fn end_label(&mut self) {
        let label = std::mem::take(&mut self.label);
        let label = label.trim();
        if label.is_empty() || std::mem::replace(&mut self.numbered, true) {
            return;
        }
        label.chars().for_each(|c| self.flow.push(c));
        if gap_behind(label) {
            self.flow.push(' ');
        }
    }

    fn symbol(&mut self, symbol: u8) -> Result<(), ReadError> {
        match symbol {
            b'*' => self.state.starred = true,
            b'\r' | b'\n' => self.end_paragraph()?,
            b'\t' => self.put('\t'),
            b'~' => self.put(' '),
            b'_' => self.put('-'),
            b'{' | b'}' | b'\\' => self.put(char::from(symbol)),
            _ => {}
        }
        Ok(())
    }

    fn word(&mut self, word: &str, value: Option<i32>) -> Result<(), ReadError> {
        let starred = std::mem::take(&mut self.state.starred);
        if self.state.destination == Destination::Skip {
            return Ok(());
        }
        match turn(word, self.state.destination, self.before_old()) {
            Some(Turn::To(destination)) => {
                self.state.destination = destination;
                return Ok(());
            }
            Some(Turn::Begin(story)) => {
                self.flow.begin(story)?;
                (self.state.story, self.state.destination) = (true, Destination::Text);
                self.state.reset_paragraph();
                return Ok(());
            }
            None if starred && !is_known(word) => {
                self.state.destination = Destination::Skip;
                return Ok(());
            }
            None => {}
        }
        match self.state.destination {
            Destination::Fonts => self.tables.font_word(word, value),
            Destination::Styles => self.tables.style_word(word, value),
            _ => {}
        }
        self.property(word, value);
        match self.state.destination {
            Destination::Text => self.mark(word),
            _ => Ok(()),
        }
    }

    /// Where text went before the innermost pair of old and new text.
    fn before_old(&self) -> Destination {
        let around = self.groups.iter().rev().map(|state| state.destination);
        around.into_iter().find(|destination| *destination != Destination::Old).unwrap_or(Destination::Text)
    }

    /// Words that change what holds in the group, and those that stand for a character.
    fn property(&mut self, word: &str, value: Option<i32>) {
        let on = value != Some(0);
        let number = value.unwrap_or(0);
        match word {
            "u" => self.unicode(number),
            "uc" => self.state.fallback = usize::try_from(number).unwrap_or(1).min(16),
            "ansicpg" => {
                let page = code_page(number);
                (self.encoding, self.named) = (page.unwrap_or(self.encoding), page.is_some());
            }
            "deflang" | "deflangfe" if number == 2052 && !self.named => self.encoding = GBK,
            "f" if self.state.destination != Destination::Fonts => self.state.font = number,
            "v" => self.state.hidden = on,
            "deleted" => self.state.deleted = on,
            "plain" => (self.state.hidden, self.state.deleted) = (false, false),
            "pard" => self.state.reset_paragraph(),
            "intbl" => self.state.in_table = on,
            "itap" => self.state.depth = usize::try_from(number).unwrap_or(0),
            "s" => self.state.style = number,
            "outlinelevel" => self.state.outline = value,
            _ => {
                if let Some(c) = character(word) {
                    self.put(c);
                }
            }
        }
    }

    /// Words that end something of the document.
    fn mark(&mut self, word: &str) -> Result<(), ReadError> {
        let role = self.tables.role(self.state.style, self.state.outline);
        match word {
            // A mark that is hidden or deleted ends no paragraph, but in a table it holds the cells apart.
            "par" if (self.state.hidden || self.state.deleted) && !self.state.in_table => return Ok(()),
            "par" | "sect" => return self.end_paragraph(),
            "page" | "column" if !self.flow.is_blank() => return self.end_paragraph(),
            "cell" => self.flow.end_cell(role, 1)?,
            "nestcell" => self.flow.end_cell(role, self.state.table_depth().max(2))?,
            "row" => self.flow.end_row(1)?,
            "nestrow" => self.flow.end_row(self.state.table_depth().max(2))?,
            _ => return Ok(()),
        }
        self.numbered = false;
        Ok(())
    }

    fn end_paragraph(&mut self) -> Result<(), ReadError> {
        if self.state.destination != Destination::Text {
            return Ok(());
        }
        self.numbered = false;
        let role = self.tables.role(self.state.style, self.state.outline);
        self.flow.end_paragraph(role, self.state.table_depth())
    }

    /// A character given in UTF-16, as a signed number.
    fn unicode(&mut self, number: i32) {
        self.skip = self.state.fallback;
        let code = if number < 0 { number.wrapping_add(0x1_0000) } else { number };
        let unit = u16::try_from(code).ok();
        if let Some(high @ 0xD800..=0xDBFF) = unit {
            self.high = Some(high);
        } else if let Some(unit) = unit {
            let pair = self.high.take().into_iter().chain([unit]);
            char::decode_utf16(pair).flatten().for_each(|c| self.put(c));
        } else if let Some(c) = u32::try_from(code).ok().and_then(char::from_u32) {
            self.put(c);
        }
    }

    /// Decodes the bytes that wait.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let encoding = self.tables.encoding(self.state.font).unwrap_or(self.encoding);
        let (text, damaged) = encoding.decode_without_bom_handling(&bytes);
        if damaged {
            // A font of another language than its text: the file's own code page is the next best.
            let other = if encoding == self.encoding { WINDOWS_1252 } else { self.encoding };
            let (second, damaged) = other.decode_without_bom_handling(&bytes);
            let text = if damaged { text } else { second };
            text.chars().for_each(|c| self.put(c));
        } else {
            text.chars().for_each(|c| self.put(c));
        }
        self.bytes = bytes;
        self.bytes.clear();
    }

    /// Puts a character where the text of the group goes.
    fn put(&mut self, c: char) {
        match self.state.destination {
            Destination::Text if !self.state.hidden && !self.state.deleted && (c >= ' ' || c == '\t' || c == '\n') => {
                self.flow.push(c);
            }
            Destination::Number => self.label.push(c),
            Destination::Styles => self.tables.name.push(c),
            Destination::Title => self.title.push(c),
            _ => {}
        }
    }

    fn finish(mut self) -> Result<Extract, ReadError> {
        self.decode();
        let lines = self.flow.finish()?;
        if lines.iter().all(|line| line.text.is_empty()) {
            let remedy = "if it holds scanned pages, run OCR on them and save the text";
            return Err(ReadError::new(ReadErrorKind::NoText, "it holds no text", remedy));
        }
        let title = Some(self.title.trim().to_owned()).filter(|title| !title.is_empty());
        Ok(Extract { layout: Layout::Paragraphs, unit: Unit::Paragraph, lines, title, ..Extract::default() })
    }
}

/// The character that a word stands for.
fn character(word: &str) -> Option<char> {
    Some(match word {
        "tab" => '\t',
        "line" => '\n',
        "emdash" => '—',
        "endash" => '–',
        "lquote" => '‘',
        "rquote" => '’',
        "ldblquote" => '“',
        "rdblquote" => '”',
        "bullet" => '•',
        "emspace" | "enspace" | "qmspace" => ' ',
        _ => return None,
    })
}

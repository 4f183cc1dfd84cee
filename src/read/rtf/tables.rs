//! What the head of a rich text file says: fonts with their encodings, styles with their names.

use std::collections::HashMap;

use encoding_rs::{
    BIG5, EUC_KR, Encoding, GBK, SHIFT_JIS, WINDOWS_874, WINDOWS_1250, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1254, WINDOWS_1257,
};

use crate::read::{LineRole, word_style};

/// The encoding of a Windows code page.
pub(super) fn code_page(number: i32) -> Option<&'static Encoding> {
    Some(match number {
        936 | 54936 => GBK,
        950 => BIG5,
        932 => SHIFT_JIS,
        949 => EUC_KR,
        874 => WINDOWS_874,
        1250 => WINDOWS_1250,
        1251 => WINDOWS_1251,
        1252 => WINDOWS_1252,
        1253 => WINDOWS_1253,
        1254 => WINDOWS_1254,
        1257 => WINDOWS_1257,
        65001 => encoding_rs::UTF_8,
        _ => return None,
    })
}

/// The encoding of a font's character set; `None` for the Western one, whose bytes are in the file's code page.
fn char_set(number: i32) -> Option<&'static Encoding> {
    code_page(match number {
        134 => 936,
        136 => 950,
        128 => 932,
        129 => 949,
        161 => 1253,
        162 => 1254,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// Fonts and styles by number.
#[derive(Default)]
pub(super) struct Tables {
    fonts: HashMap<i32, &'static Encoding>,
    font: i32,
    styles: HashMap<i32, LineRole>,
    style: i32,
    outline: Option<i32>,
    /// The name of the style that is being read.
    pub name: String,
}

impl Tables {
    /// A control word of the font table.
    pub(super) fn font_word(&mut self, word: &str, value: Option<i32>) {
        let value = value.unwrap_or(0);
        let encoding = match word {
            "f" => {
                self.font = value;
                return;
            }
            "fcharset" => char_set(value),
            "cpg" => code_page(value),
            _ => None,
        };
        if let Some(encoding) = encoding {
            self.fonts.insert(self.font, encoding);
        }
    }

    /// A control word of the stylesheet.
    pub(super) fn style_word(&mut self, word: &str, value: Option<i32>) {
        match word {
            "s" => self.style = value.unwrap_or(0),
            "outlinelevel" => self.outline = value,
            _ => {}
        }
    }

    /// The end of a group of the stylesheet.
    pub(super) fn end_style(&mut self) {
        let name = std::mem::take(&mut self.name);
        let role = match (word_style::role(name.trim_end_matches(';')), outline(self.outline.take())) {
            (LineRole::Unknown, Some(role)) | (role, _) => role,
        };
        if !name.is_empty() && role != LineRole::Unknown {
            self.styles.insert(self.style, role);
        }
        self.style = 0;
    }

    pub(super) fn encoding(&self, font: i32) -> Option<&'static Encoding> {
        self.fonts.get(&font).copied()
    }

    /// What the style and the outline level of a paragraph say.
    pub(super) fn role(&self, style: i32, level: Option<i32>) -> LineRole {
        let styled = self.styles.get(&style).copied().unwrap_or_default();
        match (styled, outline(level)) {
            (LineRole::Title, _) | (_, None) => styled,
            (_, Some(role)) => role,
        }
    }
}

/// A heading of an outline level, which counts from 0.
fn outline(level: Option<i32>) -> Option<LineRole> {
    let level = u8::try_from(level?).ok().filter(|level| *level < 9)?;
    Some(LineRole::Heading(level + 1))
}

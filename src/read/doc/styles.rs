//! The stylesheet ([MS-DOC] 2.9.271): what a paragraph is called, and what it inherits.

use super::sprm::{CharacterProps, ParagraphProps, changes};
use crate::read::LineRole;
use crate::read::compound::u16_at;

/// How many styles may build on each other; Word allows eleven.
const CHAIN: usize = 32;

/// Number of the built-in style "Title".
const TITLE: u16 = 62;

/// A style.
#[derive(Debug, Default)]
struct Style<'t> {
    /// Its number where it is built in; 0xFFE or so where it is not.
    built_in: u16,
    /// Index of the style it builds on; 0xFFF is none.
    base: u16,
    name: String,
    paragraph: &'t [u8],
    character: &'t [u8],
}

/// All styles by index.
pub(super) struct Styles {
    /// What each comes to, those it builds on included.
    resolved: Vec<Resolved>,
}

/// What a style comes to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Resolved {
    pub paragraph: ParagraphProps,
    pub hidden: bool,
    /// What its name says of a line.
    pub role: LineRole,
}

impl Styles {
    /// Reads the stylesheet; what is not whole of it is left out.
    pub(super) fn of(sheet: &[u8], data: &[u8]) -> Self {
        let styles = parse(sheet);
        let resolved = (0..styles.len()).map(|index| resolve(&styles, index, data)).collect();
        Self { resolved }
    }

    /// The style of this index; plain where there is none.
    pub(super) fn get(&self, index: u16) -> Resolved {
        self.resolved.get(usize::from(index)).copied().unwrap_or_default()
    }
}

fn parse(sheet: &[u8]) -> Vec<Style<'_>> {
    let header = usize::from(u16_at(sheet, 0).unwrap_or(0));
    let (count, fixed) = (u16_at(sheet, 2).unwrap_or(0), usize::from(u16_at(sheet, 4).unwrap_or(10)));
    let (mut styles, mut at) = (Vec::new(), 2 + header);
    for _ in 0..count.min(0x0FFE) {
        let Some(length) = u16_at(sheet, at).map(usize::from) else { break };
        let Some(bytes) = sheet.get(at + 2..at + 2 + length) else { break };
        styles.push(style(bytes, fixed).unwrap_or_else(|| Style { base: 0x0FFF, ..Style::default() }));
        at += 2 + length;
    }
    styles
}

/// A style: `fixed` bytes of numbers, its name, then lists of changes, each on an even offset.
fn style(bytes: &[u8], fixed: usize) -> Option<Style<'_>> {
    let (first, second, third) = (u16_at(bytes, 0)?, u16_at(bytes, 2)?, u16_at(bytes, 4)?);
    let (kind, lists) = (second & 15, third & 15);
    let letters = usize::from(u16_at(bytes, fixed)?);
    let name = bytes.get(fixed + 2..fixed + 2 + letters * 2).unwrap_or_default();
    let name: Vec<u16> = name.chunks_exact(2).filter_map(|pair| u16_at(pair, 0)).collect();
    let mut style = Style {
        built_in: first & 0x0FFF,
        base: second >> 4,
        name: String::from_utf16_lossy(&name),
        ..Style::default()
    };
    let mut at = fixed + 2 + letters * 2 + 2;
    for index in 0..lists.min(3) {
        at += at & 1;
        let Some(length) = u16_at(bytes, at).map(usize::from) else { break };
        let list = bytes.get(at + 2..at + 2 + length).unwrap_or_default();
        match (kind, index) {
            (1, 0) => style.paragraph = list.get(2..).unwrap_or_default(),
            (1, 1) | (2, 0) => style.character = list,
            _ => {}
        }
        at += 2 + length;
    }
    Some(style)
}

/// Applies a style's changes behind those of the styles it builds on.
fn resolve(styles: &[Style<'_>], index: usize, data: &[u8]) -> Resolved {
    let (mut chain, mut at) = (Vec::new(), index);
    while let Some(style) = styles.get(at).filter(|_| chain.len() < CHAIN) {
        chain.push(style);
        at = usize::from(style.base);
    }
    let mut resolved = Resolved::default();
    for style in chain.iter().rev() {
        resolved.paragraph.apply(style.paragraph, data);
        let mut run = CharacterProps { hidden: resolved.hidden, ..CharacterProps::default() };
        changes(style.character).for_each(|(code, operand)| run.set(code, operand, resolved.hidden));
        resolved.hidden = run.hidden;
    }
    resolved.paragraph.style = index as u16;
    resolved.role = chain.iter().map(|style| role(style)).find(|&role| role != LineRole::Unknown).unwrap_or_default();
    resolved
}

/// What a style's number or name says of a line.
fn role(style: &Style<'_>) -> LineRole {
    match style.built_in {
        rank @ 1..=9 => LineRole::Heading(rank as u8),
        TITLE => LineRole::Title,
        _ => crate::read::word_style::role(&style.name),
    }
}

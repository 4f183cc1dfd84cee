//! Automatic numbering: the marks that Word sets before paragraphs (第一条, 一、, （一）), which no text of the file has.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use super::styles::Styles;
use crate::read::ReadError;
use crate::read::counting::{self, Counting};
use crate::read::limits::Limits;
use crate::read::xml::{Element, Node, Xml};

/// The levels of a numbering.
const LEVELS: usize = 9;

/// The numberings of `word/numbering.xml`, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<String, List>,
    uses: HashMap<String, Use>,
    /// By list: the number that each level stands at, `None` where it begins anew.
    counters: HashMap<String, [Option<u32>; LEVELS]>,
    /// The levels of numberings whose own start has been set.
    begun: HashSet<(String, usize)>,
}

/// `w:abstractNum`: what several numberings count together.
#[derive(Debug, Default)]
struct List {
    levels: [Level; LEVELS],
    /// The style that has the levels in this one's place.
    link: Option<String>,
}

/// `w:num`: a use of a list, with levels of its own.
#[derive(Debug, Default)]
struct Use {
    list: String,
    starts: [Option<u32>; LEVELS],
    levels: HashMap<usize, Level>,
}

#[derive(Debug, Clone, Default)]
struct Level {
    start: Option<u32>,
    counting: Counting,
    /// A bullet, which is no mark of number.
    bullet: bool,
    /// With `%1` to `%9` for the numbers of the levels.
    text: String,
    /// Whether nothing parts the mark from the text.
    close: bool,
    /// Whether all numbers in it are decimal.
    legal: bool,
    /// The level, from 1, whose numbers make this one begin anew; 0 for never. `None`: any above it.
    restart: Option<usize>,
    style: Option<String>,
}

impl Numbering {
    /// Reads the part.
    pub fn read(text: &str, limits: &Limits, deadline: Instant) -> Result<Self, ReadError> {
        let mut xml = Xml::new(text, limits, deadline);
        let mut numbering = Self::default();
        while let Some(node) = xml.next()? {
            let Node::Start(element) = node else { continue };
            match element.name() {
                "abstractNum" => {
                    let id = element.attribute("abstractNumId").unwrap_or_default();
                    numbering.lists.insert(id, List::read(&mut xml)?);
                }
                "num" => {
                    let id = element.attribute("numId").unwrap_or_default();
                    numbering.uses.insert(id, Use::read(&mut xml)?);
                }
                _ => {}
            }
        }
        Ok(numbering)
    }

    /// Counts a paragraph of numbering `id`, and gives its mark; empty where it has none. `level` is from 0; without
    /// it, it is that of the paragraph style `style`.
    pub fn mark(&mut self, styles: &Styles, id: &str, level: Option<usize>, style: Option<&str>) -> String {
        let Some((used, list)) = self.resolve(styles, id) else { return String::new() };
        let (Some(numbering), Some(shape)) = (self.uses.get(&used), self.lists.get(&list)) else {
            return String::new();
        };
        let of_style = || style.and_then(|style| shape.levels.iter().position(|l| l.style.as_deref() == Some(style)));
        let at = of_style().or(level).unwrap_or(0).min(LEVELS - 1);
        let counters = self.counters.entry(list.clone()).or_default();
        if numbering.starts[at].is_some() && self.begun.insert((used.clone(), at)) {
            counters[at] = None;
        }
        count(counters, at, |level| numbering.level(shape, level));
        let level = numbering.level(shape, at).0;
        if level.bullet {
            return String::new();
        }
        let mark = level.write(counters, |of| numbering.level(shape, of).0.counting);
        if level.close { mark } else { counting::parted(&mark) }
    }

    /// The numbering and the list that `id` comes to, over a link to a numbering style.
    fn resolve(&self, styles: &Styles, id: &str) -> Option<(String, String)> {
        let list = &self.uses.get(id)?.list;
        let Some(link) = &self.lists.get(list)?.link else { return Some((id.to_owned(), list.clone())) };
        let linked = styles.numbering_of(link).and_then(|id| self.uses.get(id));
        let list = linked.map_or(list, |linked| &linked.list);
        Some((id.to_owned(), list.clone()))
    }
}

/// Counts one on at a level, and lets those below it begin anew.
fn count<'a>(counters: &mut [Option<u32>; LEVELS], at: usize, level: impl Fn(usize) -> (&'a Level, u32)) {
    for (of, counter) in counters.iter_mut().enumerate() {
        let (shape, start) = level(of);
        if of < at {
            counter.get_or_insert(start);
        } else if of == at {
            *counter = Some(counter.map_or(start, |number| number.saturating_add(1)));
        } else if shape.restart.is_none_or(|above| at < above) {
            *counter = None;
        }
    }
}

impl List {
    fn read(xml: &mut Xml<'_>) -> Result<Self, ReadError> {
        let mut list = Self::default();
        each_child(xml, |xml, element| {
            match element.name() {
                "lvl" => {
                    let at = element.number::<usize>("ilvl").unwrap_or(LEVELS);
                    let level = Level::read(xml)?;
                    if let Some(slot) = list.levels.get_mut(at) {
                        *slot = level;
                    }
                    return Ok(());
                }
                "numStyleLink" => list.link = element.attribute("val"),
                _ => {}
            }
            xml.skip()
        })?;
        Ok(list)
    }
}

impl Use {
    fn read(xml: &mut Xml<'_>) -> Result<Self, ReadError> {
        let mut numbering = Self::default();
        each_child(xml, |xml, element| match element.name() {
            "lvlOverride" => {
                let at = element.number::<usize>("ilvl").unwrap_or(LEVELS);
                each_child(xml, |xml, element| match element.name() {
                    "lvl" => {
                        let level = Level::read(xml)?;
                        if at < LEVELS {
                            numbering.levels.insert(at, level);
                        }
                        Ok(())
                    }
                    name => {
                        if let Some(start) = numbering.starts.get_mut(at).filter(|_| name == "startOverride") {
                            *start = element.number("val");
                        }
                        xml.skip()
                    }
                })
            }
            name => {
                if name == "abstractNumId" {
                    numbering.list = element.attribute("val").unwrap_or_default();
                }
                xml.skip()
            }
        })?;
        Ok(numbering)
    }

    /// A level with its first number.
    fn level<'a>(&'a self, list: &'a List, at: usize) -> (&'a Level, u32) {
        let at = at.min(LEVELS - 1);
        let level = self.levels.get(&at).unwrap_or(&list.levels[at]);
        (level, self.starts[at].or(level.start).unwrap_or(0))
    }
}

impl Level {
    fn read(xml: &mut Xml<'_>) -> Result<Self, ReadError> {
        let mut level = Self { counting: Counting::Decimal, ..Self::default() };
        each_child(xml, |xml, element| {
            let value = element.attribute("val").unwrap_or_default();
            match element.name() {
                "start" => level.start = value.trim().parse().ok(),
                "numFmt" => level.set_format(element),
                // A format that older programs do not know stands in `mc:Choice`, with another in `mc:Fallback`.
                "AlternateContent" => {
                    let mut first = true;
                    return xml.each_within(|element| {
                        if element.name() == "numFmt" && std::mem::take(&mut first) {
                            level.set_format(element);
                        }
                    });
                }
                "lvlText" => level.text = value,
                "suff" => level.close = value == "nothing",
                "isLgl" => level.legal = super::properties::is_on(element),
                "lvlRestart" => level.restart = value.trim().parse().ok(),
                "pStyle" => level.style = Some(value),
                _ => {}
            }
            xml.skip()
        })?;
        Ok(level)
    }

    fn set_format(&mut self, element: &Element<'_>) {
        let value = element.attribute("val").unwrap_or_default();
        self.bullet = value == "bullet";
        self.counting = match value.as_str() {
            "custom" => custom(&element.attribute("format").unwrap_or_default()),
            other => counting_of(other),
        };
    }

    /// The mark for these numbers; `counting` says how those of each level are written.
    fn write(&self, counters: &[Option<u32>; LEVELS], counting: impl Fn(usize) -> Counting) -> String {
        let mut mark = String::new();
        let mut parts = self.text.split('%');
        mark.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let at = part.chars().next().and_then(|c| c.to_digit(10)).filter(|digit| (1..=9).contains(digit));
            let Some(at) = at.map(|digit| digit as usize - 1) else {
                mark.push('%');
                mark.push_str(part);
                continue;
            };
            if let Some(number) = counters[at] {
                let counting = if self.legal { Counting::Decimal } else { counting(at) };
                mark.push_str(&counting.write(number));
            }
            mark.push_str(&part[1..]);
        }
        mark
    }
}

/// Calls `visit` for every element directly in the innermost open one; it reads that element to its end.
fn each_child<'a>(
    xml: &mut Xml<'a>,
    mut visit: impl FnMut(&mut Xml<'a>, &Element<'a>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    while let Some(node) = xml.next()? {
        match node {
            Node::Start(element) => visit(xml, &element)?,
            Node::End => break,
            Node::Text(_) => {}
        }
    }
    Ok(())
}

/// The values of `w:numFmt`.
fn counting_of(format: &str) -> Counting {
    match format {
        "chineseCountingThousand" | "taiwaneseCountingThousand" | "japaneseCounting" | "koreanCounting" => {
            Counting::Chinese
        }
        "chineseCounting" | "taiwaneseCounting" => Counting::ChineseShort,
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" | "koreanDigital2" => Counting::Digits,
        "chineseLegalSimplified" => Counting::Legal,
        "ideographLegalTraditional" | "japaneseLegal" => Counting::LegalTraditional,
        "ideographTraditional" => Counting::Stems,
        "ideographZodiac" => Counting::Branches,
        "ideographZodiacTraditional" => Counting::Cycle,
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => Counting::Circled,
        "decimalEnclosedParen" => Counting::Parenthesised,
        "decimalEnclosedFullstop" => Counting::FullStop,
        "ideographEnclosedCircle" => Counting::CircledChinese,
        "decimalFullWidth" | "decimalFullWidth2" => Counting::FullWidth,
        "decimalZero" => Counting::Padded(2),
        "upperLetter" => Counting::UpperLetter,
        "lowerLetter" => Counting::LowerLetter,
        "upperRoman" => Counting::UpperRoman,
        "lowerRoman" => Counting::LowerRoman,
        "ordinal" => Counting::Ordinal,
        "numberInDash" => Counting::Dashed,
        "none" | "bullet" => Counting::None,
        _ => Counting::Decimal,
    }
}

/// A format that is given by its first numbers: `001, 002, 003, ...`.
fn custom(format: &str) -> Counting {
    let first = format.split(',').next().unwrap_or_default().trim();
    if first.bytes().all(|byte| byte.is_ascii_digit()) { Counting::Padded(first.len()) } else { Counting::Decimal }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(at: usize, format: &str, text: &str, more: &str) -> String {
        format!(
            r#"<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{format}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>"#
        )
    }

    fn numbering(list: &str, uses: &str) -> Numbering {
        let limits = Limits::default();
        let text =
            format!(r#"<w:numbering><w:abstractNum w:abstractNumId="7">{list}</w:abstractNum>{uses}</w:numbering>"#);
        Numbering::read(&text, &limits, limits.deadline()).unwrap()
    }

    fn plain_use(id: u8, more: &str) -> String {
        format!(r#"<w:num w:numId="{id}"><w:abstractNumId w:val="7"/>{more}</w:num>"#)
    }

    fn marks(numbering: &mut Numbering, of: &[(&str, usize)]) -> Vec<String> {
        of.iter().map(|&(id, level)| numbering.mark(&Styles::default(), id, Some(level), None)).collect()
    }

    #[test]
    fn levels_count_and_begin_anew() {
        let list = level(0, "chineseCountingThousand", "第%1章", "")
            + &level(1, "decimal", "%1.%2", "<w:isLgl/>")
            + &level(2, "lowerLetter", "%3)", r#"<w:lvlRestart w:val="0"/>"#);
        let mut numbering = numbering(&list, &plain_use(1, ""));
        let marks = marks(&mut numbering, &[("1", 0), ("1", 1), ("1", 1), ("1", 2), ("1", 0), ("1", 2), ("1", 1)]);
        assert_eq!(marks, ["第一章\u{3000}", "1.1 ", "1.2 ", "a) ", "第二章\u{3000}", "b) ", "2.2 "]);
    }

    #[test]
    fn numberings_of_a_list_count_on_unless_they_have_a_start() {
        let own = r#"<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>"#;
        let uses = plain_use(1, "") + &plain_use(2, "") + &plain_use(3, own);
        let mut numbering = numbering(&level(0, "chineseCounting", "%1、", ""), &uses);
        let marks = marks(&mut numbering, &[("1", 0), ("2", 0), ("3", 0), ("3", 0), ("1", 0), ("9", 0)]);
        assert_eq!(marks, ["一、", "二、", "一、", "二、", "三、", ""]);
    }

    #[test]
    fn a_level_of_the_numberings_own() {
        let own =
            format!(r#"<w:lvlOverride w:ilvl="0">{}</w:lvlOverride>"#, level(0, "ideographTraditional", "%1项", ""));
        let mut numbering = numbering(&level(0, "decimal", "%1.", ""), &(plain_use(1, "") + &plain_use(2, &own)));
        assert_eq!(marks(&mut numbering, &[("1", 0), ("2", 0)]), ["1. ", "乙项\u{3000}"]);
    }

    #[test]
    fn bullets_have_no_mark_and_text_without_numbers_stays() {
        let list = level(0, "bullet", "\u{F06C}", "")
            + &level(1, "none", "附件", r#"<w:suff w:val="nothing"/>"#)
            + &level(2, "decimal", "100%", "");
        let mut numbering = numbering(&list, &plain_use(1, ""));
        assert_eq!(marks(&mut numbering, &[("1", 0), ("1", 1), ("1", 2)]), ["", "附件", "100% "]);
    }

    #[test]
    fn the_level_of_a_style() {
        let list = level(0, "decimal", "%1", "") + &level(1, "decimal", "（%2）", r#"<w:pStyle w:val="k"/>"#);
        let mut numbering = numbering(&list, &plain_use(1, ""));
        assert_eq!(numbering.mark(&Styles::default(), "1", None, Some("k")), "（1）");
    }

    #[test]
    fn custom_formats_are_padded() {
        assert_eq!((custom("001, 002"), custom("a, b")), (Counting::Padded(3), Counting::Decimal));
    }
}

//! The styles of a document, and what their chains come to.

use std::collections::HashMap;

use super::properties::{self, ParagraphProperties};
use crate::read::ReadError;
use crate::read::extract::LineRole;
use crate::read::flow::may_be_heading;
use crate::read::limits::Limits;
use crate::read::xml::{Node, Xml};

/// How many styles a chain of `basedOn` may have; it ends there, as it does in a circle.
const LONGEST_CHAIN: usize = 64;

/// The styles of `word/styles.xml`.
#[derive(Debug, Default)]
pub(super) struct Styles {
    by_id: HashMap<String, Style>,
    /// The style of paragraphs that name none.
    default: Option<String>,
}

#[derive(Debug, Default)]
struct Style {
    /// Its name in lower case, without spaces.
    name: String,
    based_on: Option<String>,
    paragraph: ParagraphProperties,
    hidden: Option<bool>,
}

impl Styles {
    /// Reads the part.
    pub fn read(text: &str, limits: &Limits, deadline: std::time::Instant) -> Result<Self, ReadError> {
        let mut xml = Xml::new(text, limits, deadline);
        let mut styles = Self::default();
        while let Some(node) = xml.next()? {
            let Node::Start(element) = node else { continue };
            if element.name() != "style" {
                continue;
            }
            let id = element.attribute("styleId").unwrap_or_default();
            let default = element.attribute("default").is_some_and(|on| on == "1" || on == "true" || on == "on");
            if default && element.attribute("type").is_some_and(|kind| kind == "paragraph") {
                styles.default = Some(id.clone());
            }
            styles.by_id.insert(id, Style::read(&mut xml)?);
        }
        Ok(styles)
    }

    /// The first answer along the chain of a style, the default style's where `style` is `None`.
    fn find<T>(&self, style: Option<&str>, answer: impl Fn(&str, &Style) -> Option<T>) -> Option<T> {
        let mut id = style.filter(|id| self.by_id.contains_key(*id)).or(self.default.as_deref())?;
        for _ in 0..LONGEST_CHAIN {
            let style = self.by_id.get(id)?;
            if let Some(found) = answer(id, style) {
                return Some(found);
            }
            id = style.based_on.as_deref()?;
        }
        None
    }

    /// What a paragraph of these properties is; `text` is its text with its number.
    pub fn role(&self, paragraph: &ParagraphProperties, text: &str) -> LineRole {
        let style = paragraph.style.as_deref();
        let level = paragraph.outline.or_else(|| self.find(style, |id, style| style.outline(id)));
        let title = style.is_some_and(|id| self.by_id.get(id).is_some_and(Style::is_title));
        match level {
            _ if !may_be_heading(text) => LineRole::Unknown,
            _ if title => LineRole::Title,
            Some(level) if level < 9 => LineRole::Heading(level + 1),
            _ => LineRole::Unknown,
        }
    }

    /// The numbering of a paragraph, its style's where it has none: its id and what says its level. The second is
    /// the style that the numbering comes from, where its level is that of the style.
    pub fn numbering(&self, paragraph: &ParagraphProperties) -> Option<(String, Option<usize>, Option<String>)> {
        let own = &paragraph.numbering;
        if let Some(id) = &own.id {
            return Some((id.clone(), own.level, None));
        }
        let found = self.find(paragraph.style.as_deref(), |id, style| {
            let numbering = &style.paragraph.numbering;
            Some((numbering.id.clone()?, numbering.level, Some(id.to_owned())))
        });
        found.map(|(id, level, style)| if own.level.is_some() { (id, own.level, None) } else { (id, level, style) })
    }

    /// The id of the numbering of a numbering style.
    pub fn numbering_of(&self, style: &str) -> Option<&str> {
        self.by_id.get(style)?.paragraph.numbering.id.as_deref()
    }

    /// Whether text of this style, of characters or of paragraphs, is hidden.
    pub fn hidden(&self, style: &str) -> Option<bool> {
        self.by_id.contains_key(style).then(|| self.find(Some(style), |_, style| style.hidden)).flatten()
    }
}

impl Style {
    /// Reads `w:style`, whose start was read, to its end.
    fn read(xml: &mut Xml<'_>) -> Result<Self, ReadError> {
        let mut style = Self::default();
        while let Some(node) = xml.next()? {
            let Node::Start(element) = node else {
                if matches!(node, Node::End) {
                    break;
                }
                continue;
            };
            match element.name() {
                "pPr" => style.paragraph = properties::paragraph(xml)?,
                "rPr" => style.hidden = properties::run(xml)?.hidden,
                other => {
                    match other {
                        "name" => style.name = plain(&element.attribute("val").unwrap_or_default()),
                        "basedOn" => style.based_on = element.attribute("val"),
                        _ => {}
                    }
                    xml.skip()?;
                }
            }
        }
        Ok(style)
    }

    /// The outline level, from 0: its own, else that of the built-in heading that it is by its name or its id.
    fn outline(&self, id: &str) -> Option<u8> {
        let named = |name: &str| {
            let number = ["heading", "标题", "標題"].iter().find_map(|prefix| name.strip_prefix(prefix))?;
            let level: u8 = number.parse().ok()?;
            (1..=9).contains(&level).then(|| level - 1)
        };
        self.paragraph.outline.or_else(|| named(&self.name)).or_else(|| named(&plain(id)))
    }

    fn is_title(&self) -> bool {
        matches!(self.name.as_str(), "title" | "标题" | "標題")
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styles(inner: &str) -> Styles {
        let limits = Limits::default();
        Styles::read(&format!("<w:styles>{inner}</w:styles>"), &limits, limits.deadline()).unwrap()
    }

    fn of(style: &str) -> ParagraphProperties {
        ParagraphProperties { style: Some(style.into()), ..ParagraphProperties::default() }
    }

    #[test]
    fn headings_by_level_by_name_by_id_and_along_the_chain() {
        let styles = styles(
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
            <w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
            <w:style w:styleId="b"><w:name w:val="章标题"/><w:basedOn w:val="1"/></w:style>
            <w:style w:styleId="c"><w:name w:val="标题 3"/></w:style>
            <w:style w:styleId="Heading4"><w:name w:val="x"/></w:style>
            <w:style w:styleId="t"><w:name w:val="Title"/></w:style>
            <w:style w:styleId="o"><w:name w:val="o"/><w:basedOn w:val="p"/></w:style>
            <w:style w:styleId="p"><w:name w:val="p"/><w:basedOn w:val="o"/></w:style>"#,
        );
        let role = |style: &str| styles.role(&of(style), "总则");
        assert_eq!(role("1"), LineRole::Heading(1));
        assert_eq!(role("b"), LineRole::Heading(1));
        assert_eq!(role("c"), LineRole::Heading(3));
        assert_eq!(role("Heading4"), LineRole::Heading(4));
        assert_eq!(role("t"), LineRole::Title);
        assert_eq!((role("o"), role("a"), role("no")), (LineRole::Unknown, LineRole::Unknown, LineRole::Unknown));
        let body = ParagraphProperties { outline: Some(9), ..of("1") };
        assert_eq!(styles.role(&body, "总则"), LineRole::Unknown);
        assert_eq!(styles.role(&of("1"), "（青源市人大常委会通过）"), LineRole::Unknown);
        assert_eq!(styles.role(&of("1"), &"青源市人民政府".repeat(20)), LineRole::Unknown);
    }

    #[test]
    fn numbering_and_hiding_go_along_the_chain() {
        let styles = styles(
            r#"<w:style w:styleId="n"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="4"/></w:numPr></w:pPr></w:style>
            <w:style w:styleId="m"><w:basedOn w:val="n"/></w:style>
            <w:style w:styleId="v"><w:rPr><w:vanish/></w:rPr></w:style>"#,
        );
        assert_eq!(styles.numbering(&of("m")), Some(("4".into(), Some(1), Some("n".into()))));
        let mut own = of("m");
        own.numbering.id = Some("0".into());
        assert_eq!(styles.numbering(&own), Some(("0".into(), None, None)));
        assert_eq!((styles.hidden("v"), styles.hidden("m")), (Some(true), None));
    }
}

//! The styles of an `OpenDocument` text that decide what a reader sees.

use std::collections::HashMap;
use std::time::Instant;

use super::lists::{LEVELS, Level, Shape};
use crate::read::ReadError;
use crate::read::limits::Limits;
use crate::read::xml::{Element, Node, Xml};

/// How many styles a chain of parents may have; it ends there, as it does in a circle.
const LONGEST_CHAIN: usize = 64;

/// Styles by name; those of the text itself go before those of the document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    paragraphs: HashMap<String, Style>,
    texts: HashMap<String, Style>,
    pub lists: HashMap<String, Shape>,
    /// The numbering of headings.
    pub outline: Shape,
}

#[derive(Debug, Default)]
struct Style {
    parent: Option<String>,
    list: Option<String>,
    outline: Option<u8>,
    hidden: Option<bool>,
}

/// The style that is being read.
enum Current {
    Paragraph(String),
    Text(String),
    List(String),
    Outline,
}

impl Styles {
    /// Adds the styles of a part.
    pub fn read(&mut self, text: &str, limits: &Limits, deadline: Instant) -> Result<(), ReadError> {
        let mut xml = Xml::new(text, limits, deadline);
        let mut current = None;
        while let Some(node) = xml.next()? {
            let Node::Start(element) = node else { continue };
            match element.name() {
                "body" | "master-styles" => xml.skip()?,
                "style" => current = self.style(&element),
                "list-style" => current = element.attribute("name").map(Current::List),
                "outline-style" => current = Some(Current::Outline),
                "text-properties" => self.hide(current.as_ref(), &element),
                "list-level-style-number" | "outline-level-style" => {
                    self.level(current.as_ref(), &element, Level::numbered(&element));
                }
                "list-level-style-bullet" | "list-level-style-image" => {
                    self.level(current.as_ref(), &element, Level::default());
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn style(&mut self, element: &Element<'_>) -> Option<Current> {
        let name = element.attribute("name")?;
        let style = Style {
            parent: element.attribute("parent-style-name"),
            list: element.attribute("list-style-name"),
            outline: element.number("default-outline-level"),
            hidden: None,
        };
        match element.attribute("family").as_deref() {
            Some("paragraph") => {
                self.paragraphs.insert(name.clone(), style);
                Some(Current::Paragraph(name))
            }
            Some("text") => {
                self.texts.insert(name.clone(), style);
                Some(Current::Text(name))
            }
            _ => None,
        }
    }

    fn hide(&mut self, current: Option<&Current>, element: &Element<'_>) {
        let style = match current {
            Some(Current::Paragraph(name)) => self.paragraphs.get_mut(name),
            Some(Current::Text(name)) => self.texts.get_mut(name),
            _ => None,
        };
        if let (Some(style), Some(display)) = (style, element.attribute("display")) {
            style.hidden = Some(display == "none");
        }
    }

    fn level(&mut self, current: Option<&Current>, element: &Element<'_>, level: Level) {
        let shape = match current {
            Some(Current::List(name)) => self.lists.entry(name.clone()).or_default(),
            Some(Current::Outline) => &mut self.outline,
            _ => return,
        };
        let at = element.number::<usize>("level").filter(|at| (1..=LEVELS).contains(at));
        if let Some(slot) = at.and_then(|at| shape.get_mut(at - 1)) {
            *slot = level;
        }
    }

    /// Whether a paragraph of this style is a title.
    pub fn is_title(&self, style: &str) -> bool {
        let title = |name: &str, _: Option<&Style>| matches!(name, "Title" | "标题").then_some(());
        find(&self.paragraphs, style, title).is_some()
    }

    /// The outline level, from 1, of paragraphs of this style; 0 and `None` for body text.
    pub fn outline_of(&self, style: &str) -> Option<u8> {
        find(&self.paragraphs, style, |_, style| style?.outline)
    }

    /// The list style of paragraphs of this style; empty where it takes numbering away.
    pub fn list_of<'a>(&'a self, style: &str) -> Option<&'a str> {
        find(&self.paragraphs, style, |_, style| style?.list.as_deref())
    }

    /// Whether paragraphs of this style are hidden.
    pub fn hides_paragraph(&self, style: &str) -> bool {
        find(&self.paragraphs, style, |_, style| style?.hidden).unwrap_or(false)
    }

    /// Whether text of this style is hidden; `None` where the style says nothing.
    pub fn hides_text(&self, style: &str) -> Option<bool> {
        find(&self.texts, style, |_, style| style?.hidden)
    }
}

/// The first answer along a chain of styles.
fn find<'a: 'n, 'n, T>(
    styles: &'a HashMap<String, Style>,
    mut name: &'n str,
    answer: impl Fn(&str, Option<&'a Style>) -> Option<T>,
) -> Option<T> {
    for _ in 0..LONGEST_CHAIN {
        let style = styles.get(name);
        if let Some(found) = answer(name, style) {
            return Some(found);
        }
        name = style?.parent.as_deref()?;
    }
    None
}

//! The numbering of lists and headings of `OpenDocument` texts.

use std::cmp::Ordering;
use std::collections::HashMap;

use crate::read::counting::{self, Counting};
use crate::read::xml::Element;

/// The levels of a list.
pub(super) const LEVELS: usize = 10;

/// How the levels of a list are numbered.
pub(super) type Shape = [Level; LEVELS];

/// How a level is numbered.
#[derive(Debug, Clone, Default)]
pub(super) struct Level {
    /// `None` for a bullet or a picture.
    counting: Option<Counting>,
    prefix: String,
    suffix: String,
    /// How many levels show their numbers, itself the last.
    shown: usize,
    start: u32,
    /// The whole mark with `%1%` to `%10%` for the numbers, where the file has it.
    format: Option<String>,
}

impl Level {
    /// Of `text:list-level-style-number` or `text:outline-level-style`.
    pub fn numbered(element: &Element<'_>) -> Self {
        let text = |name: &str| element.attribute(name).unwrap_or_default();
        Self {
            counting: Some(counting_of(&text("num-format"))),
            prefix: text("num-prefix"),
            suffix: text("num-suffix"),
            shown: element.number("display-levels").unwrap_or(1),
            start: element.number("start-value").unwrap_or(1),
            format: element.attribute("num-list-format"),
        }
    }
}

/// The numbers that a list stands at.
#[derive(Debug, Clone, Default)]
pub(super) struct Counters([Option<u32>; LEVELS]);

impl Counters {
    /// Counts an item at a level, from 0, at `start` where the item says so, and gives its mark.
    pub fn mark(&mut self, shape: &Shape, at: usize, start: Option<u32>) -> String {
        let at = at.min(LEVELS - 1);
        for (of, counter) in self.0.iter_mut().enumerate() {
            let first = shape[of].start;
            match of.cmp(&at) {
                Ordering::Less => {
                    counter.get_or_insert(first);
                }
                Ordering::Equal => {
                    let next = counter.map_or(first, |number| number.saturating_add(1));
                    *counter = Some(start.unwrap_or(next));
                }
                Ordering::Greater => *counter = None,
            }
        }
        counting::parted(&self.write(shape, at))
    }

    fn write(&self, shape: &Shape, at: usize) -> String {
        let level = &shape[at];
        let Some(own) = level.counting else { return String::new() };
        let number = |of: usize| match (self.0[of], shape[of].counting) {
            (Some(number), Some(counting)) => counting.write(number),
            _ => String::new(),
        };
        if let Some(format) = &level.format {
            return (0..LEVELS)
                .rev()
                .fold(format.clone(), |mark, of| mark.replace(&format!("%{}%", of + 1), &number(of)));
        }
        let first = (at + 1).saturating_sub(level.shown.max(1));
        let numbers: Vec<String> = (first..=at).map(number).filter(|number| !number.is_empty()).collect();
        let numbers = if own == Counting::None { String::new() } else { numbers.join(".") };
        format!("{}{numbers}{}", level.prefix, level.suffix)
    }
}

/// A list that is open.
#[derive(Debug)]
struct Open {
    style: Option<String>,
    counters: usize,
}

/// The lists of a text: those that are open, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Lists {
    open: Vec<Open>,
    counters: Vec<Counters>,
    by_id: HashMap<String, usize>,
    by_style: HashMap<String, usize>,
}

impl Lists {
    /// Begins `text:list`.
    pub fn open(&mut self, element: &Element<'_>) {
        let style = element.attribute("style-name");
        if let Some(outer) = self.open.last() {
            let open = Open { style: style.or_else(|| outer.style.clone()), counters: outer.counters };
            return self.open.push(open);
        }
        let goes_on = element.attribute("continue-numbering").is_some_and(|on| on == "true");
        let list = element.attribute("continue-list").and_then(|id| self.by_id.get(&id));
        let same = style.as_ref().and_then(|style| self.by_style.get(style)).filter(|_| goes_on);
        let counters = list.or(same).copied().unwrap_or_else(|| {
            self.counters.push(Counters::default());
            self.counters.len() - 1
        });
        if let Some(id) = element.attribute("id") {
            self.by_id.insert(id, counters);
        }
        if let Some(style) = &style {
            self.by_style.insert(style.clone(), counters);
        }
        self.open.push(Open { style, counters });
    }

    /// Ends the innermost list.
    pub fn close(&mut self) {
        self.open.pop();
    }

    /// Whether a list is open.
    pub fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    /// The mark of the next item of the innermost list, whose style is `style` where the list names none.
    pub fn mark(&mut self, shapes: &HashMap<String, Shape>, style: Option<&str>, start: Option<u32>) -> String {
        let Some(open) = self.open.last() else { return String::new() };
        let shape = open.style.as_deref().or(style).and_then(|style| shapes.get(style));
        match (shape, self.counters.get_mut(open.counters)) {
            (Some(shape), Some(counters)) => counters.mark(shape, self.open.len() - 1, start),
            _ => String::new(),
        }
    }
}

/// The values of `style:num-format`: the first number, or the first few.
fn counting_of(format: &str) -> Counting {
    match format.split(',').next().unwrap_or_default().trim() {
        "" => Counting::None,
        "A" => Counting::UpperLetter,
        "a" => Counting::LowerLetter,
        "I" => Counting::UpperRoman,
        "i" => Counting::LowerRoman,
        "一" => Counting::Chinese,
        "〇" | "○" => Counting::Digits,
        "壹" if format.contains('貳') => Counting::LegalTraditional,
        "壹" => Counting::Legal,
        "甲" => Counting::Stems,
        "子" => Counting::Branches,
        "①" => Counting::Circled,
        "１" => Counting::FullWidth,
        "㈠" => Counting::ParenthesisedChinese,
        "㊀" => Counting::CircledChinese,
        first if first.len() > 1 && first.bytes().all(|byte| byte.is_ascii_digit()) => Counting::Padded(first.len()),
        _ => Counting::Decimal,
    }
}

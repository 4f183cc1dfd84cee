//! Front matter: lines of `key: value` between two lines of `---` at the beginning of a text.

use super::super::{Block, BlockKind};
use super::left_over::furniture;
use crate::text::{Mapped, Span};

/// Where the front matter stands.
pub struct FrontMatter {
    /// All of it, with the lines around it; begins at 0.
    pub span: Span,
    /// The lines between.
    inside: Span,
}

impl FrontMatter {
    /// The front matter `source` begins with. The first line inside must be `key:`, since `---` can be
    /// a rule, too.
    pub fn of(source: &str) -> Option<Self> {
        let mut lines = source.split_inclusive('\n');
        let mut at = lines.next().filter(|line| line.trim_end() == "---")?.len();
        let start = at;
        for line in lines {
            if at == start && !is_key(line) {
                return None;
            }
            if at > start && matches!(line.trim_end(), "---" | "...") {
                return Some(Self { span: Span::new(0, at + line.len()), inside: Span::new(start, at) });
            }
            at += line.len();
        }
        None
    }

    /// Its blocks, and the marks among them that hold letters. The value of `title:` is a title where
    /// `untitled` says that the text has none.
    pub fn blocks(&self, source: &str, untitled: bool) -> (Vec<Block>, Vec<Span>) {
        let Some((label, value)) = self.title(source).filter(|_| untitled) else {
            return (furniture(source, self.inside).into_iter().collect(), Vec::new());
        };
        let before = furniture(source, Span::new(self.inside.start, label.start));
        let line_end = value.end + source[value.end..].find('\n').unwrap_or(0);
        let after = furniture(source, Span::new(line_end, self.inside.end));
        let title = Block::new(BlockKind::Title, Mapped::from_source(source, value));
        (before.into_iter().chain([title]).chain(after).collect(), vec![label])
    }

    /// The spans of `title:` and of its value, without quotation marks.
    fn title(&self, source: &str) -> Option<(Span, Span)> {
        const KEY: &str = "title:";
        let mut at = self.inside.start;
        for line in self.inside.of(source).split_inclusive('\n') {
            if let Some(value) = line.strip_prefix(KEY) {
                let value = value.trim().trim_matches(['"', '\'']).trim();
                let start = at + line.find(value).filter(|_| !value.is_empty())?;
                return Some((Span::new(at, at + KEY.len()), Span::new(start, start + value.len())));
            }
            at += line.len();
        }
        None
    }
}

fn is_key(line: &str) -> bool {
    line.split_once(':').is_some_and(|(key, _)| {
        !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) && key.len() <= 40
    })
}

//! Aliases: other names of what a query asks for.
//!
//! The syntax is Solr's: `双碳 => 碳达峰, 碳中和` (a query for 双碳 also asks for the others), `社消零, 社会消费品零售` (each
//! also asks for the others), `#` begins a comment, `\,` is a comma of a name. Names are compared folded. Nothing is
//! expanded twice, and a name in a query is one where it begins and ends with words of the query, the longest first.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use crate::error::{Error, ErrorKind, Result};
use crate::text::fold::fold;

/// The list that comes with the program.
const SHIPPED: &str = include_str!("data/aliases.txt");

/// Names, each with the others that it also asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aliases {
    /// By folded name; the others as they are written.
    names: HashMap<String, Vec<String>>,
}

impl Aliases {
    /// The list that comes with the program: abbreviations of policy language. Cost: read once, some 0.1 ms.
    #[must_use]
    pub fn shipped() -> Arc<Self> {
        static ALIASES: LazyLock<Arc<Aliases>> = LazyLock::new(|| {
            let mut aliases = Aliases::default();
            // That each line can be read is the matter of a test.
            let _ = aliases.add(SHIPPED, Path::new("aliases.txt"));
            Arc::new(aliases)
        });
        Arc::clone(&ALIASES)
    }

    /// Adds the aliases of a file.
    ///
    /// # Errors
    ///
    /// What cannot be read, or is no alias: with the line.
    pub fn add_file(&mut self, path: &Path) -> Result<()> {
        let bytes = std::fs::read(path).map_err(|error| {
            Error::io(path, "the aliases cannot be read", error)
                .remedy("name a file of aliases, such as: 双碳 => 碳达峰, 碳中和")
        })?;
        let text = String::from_utf8(bytes).map_err(|error| {
            Error::new(ErrorKind::BadArgument, "the aliases are no UTF-8")
                .at(path)
                .remedy("write them as UTF-8")
                .because(error)
        })?;
        self.add(&text, path)
    }

    /// Adds the aliases of a text; `path` is named in errors.
    ///
    /// # Errors
    ///
    /// The first line that is no alias.
    pub fn add(&mut self, text: &str, path: &Path) -> Result<()> {
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            self.add_line(line).map_err(|what| {
                Error::new(ErrorKind::BadArgument, format!("line {}: {what}", number + 1))
                    .at(path)
                    .remedy("a line is `name, other name`, or `name => other name, …`")
            })?;
        }
        Ok(())
    }

    fn add_line(&mut self, line: &str) -> std::result::Result<(), &'static str> {
        let sides: Vec<&str> = line.split("=>").collect();
        let (from, to) = match sides.as_slice() {
            [both] => (names(both)?, names(both)?),
            [from, to] => (names(from)?, names(to)?),
            _ => return Err("more than one =>"),
        };
        if sides.len() == 1 && from.len() < 2 {
            return Err("a name without another");
        }
        for name in &from {
            let own = self.names.entry(fold(name)).or_default();
            for other in &to {
                if fold(other) != fold(name) && !own.contains(other) {
                    own.push(other.clone());
                }
            }
        }
        Ok(())
    }

    /// What else a folded name asks for.
    #[must_use]
    pub fn of(&self, name: &str) -> &[String] {
        self.names.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }
}

/// The names of one side.
fn names(side: &str) -> std::result::Result<Vec<String>, &'static str> {
    const COMMA: &str = "\u{1}";
    let escaped = side.replace("\\,", COMMA);
    let names: Vec<String> =
        escaped.split([',', '，']).map(|name| name.replace(COMMA, ",").trim().to_owned()).collect();
    if names.iter().any(|name| !name.chars().any(char::is_alphanumeric)) {
        return Err("a name without a letter, digit or ideograph");
    }
    Ok(names)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn aliases(text: &str) -> Aliases {
        let mut aliases = Aliases::default();
        aliases.add(text, Path::new("a.txt")).unwrap();
        aliases
    }

    #[test]
    fn groups_go_both_ways_and_arrows_one_way() {
        let aliases = aliases("# 名称\n双碳 => 碳达峰, 碳中和\nGDP, 国内生产总值\n甲\\,乙, 丙\n");
        assert_eq!(aliases.of("双碳"), ["碳达峰", "碳中和"]);
        assert!(aliases.of("碳达峰").is_empty());
        assert_eq!(aliases.of("gdp"), ["国内生产总值"]);
        assert_eq!(aliases.of("国内生产总值"), ["GDP"]);
        assert_eq!(aliases.of("甲,乙"), ["丙"]);
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for (text, line) in
            [("甲, 乙\n丙", "line 2"), ("甲 => ", "line 1"), ("甲 => 乙 => 丙", "line 1"), ("甲,,乙", "line 1")]
        {
            let error = Aliases::default().add(text, Path::new("a.txt")).unwrap_err().to_string();
            assert!(error.contains(line) && error.contains("a.txt"), "{error}");
        }
    }

    #[test]
    fn the_shipped_list_can_be_read() {
        aliases(SHIPPED);
        assert!(!Aliases::shipped().of("双碳").is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(text in "[甲乙,，=> #\\\\\n]{0,40}") {
            let _ = Aliases::default().add(&text, Path::new("a.txt"));
        }
    }
}

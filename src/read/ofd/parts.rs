//! The parts of a package by the paths that other parts name them by (`ST_Loc`).

use std::collections::HashMap;

use crate::read::ReadError;
use crate::read::limits::Limits;
use crate::read::package::Package;

use super::xml::Tree;

/// The package, and its names in lower case: producers write paths and names in different cases.
pub(super) struct Parts<'a> {
    package: Package<'a>,
    names: HashMap<String, String>,
    limits: &'a Limits,
}

impl<'a> Parts<'a> {
    /// # Errors
    ///
    /// Those of [`Package::open`].
    pub(super) fn open(bytes: &'a [u8], limits: &'a Limits) -> Result<Self, ReadError> {
        let package = Package::open(bytes, limits)?;
        let names = package.names().into_iter().map(|name| (plain(&name).to_lowercase(), name)).collect();
        Ok(Self { package, names, limits })
    }

    /// The name of the part that `path` means in the part `from`: relative to it, or else to the root.
    pub(super) fn find(&self, from: &str, path: &str) -> Option<String> {
        let path = path.trim();
        let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
        let relative = if path.starts_with(['/', '\\']) { plain(path) } else { plain(&format!("{folder}/{path}")) };
        let found = |name: &str| self.names.get(&name.to_lowercase()).cloned();
        found(&relative).or_else(|| found(&plain(path))).or_else(|| found(&plain(&format!("{folder}/{path}"))))
    }

    /// The XML of a part; `None` where there is none.
    ///
    /// # Errors
    ///
    /// Those of [`Package::part`] and [`Tree::parse`].
    pub(super) fn xml(&mut self, name: &str) -> Result<Option<Tree>, ReadError> {
        let Some(bytes) = self.package.part(name)? else { return Ok(None) };
        Tree::parse(bytes, self.limits).map(Some)
    }

    /// The name and XML of the part that `path` means in `from`.
    ///
    /// # Errors
    ///
    /// Those of [`Parts::xml`].
    pub(super) fn at(&mut self, from: &str, path: &str) -> Result<Option<(String, Tree)>, ReadError> {
        let Some(name) = self.find(from, path) else { return Ok(None) };
        Ok(self.xml(&name)?.map(|tree| (name, tree)))
    }
}

/// A path without `.`, `..` and empty steps.
fn plain(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

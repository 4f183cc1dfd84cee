//! Which roots a run is about: names, moves, and what is refused.

use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::catalog::Root;
use crate::error::{Error, ErrorKind, Result};

/// The root that is meant where none is named and none is known.
pub const DEFAULT_ROOT: &str = "corpus";

/// The roots as they will be known, by name, and for each whether this run is about it.
#[derive(Debug)]
pub(super) struct Scope {
    pub(super) roots: Vec<(Root, bool)>,
}

/// How the roots of a run were named.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Wish<'a> {
    /// As typed; empty for all that are known.
    pub(super) paths: &'a [PathBuf],
    /// The name for the only path.
    pub(super) name: Option<&'a str>,
    /// How to decode their files from now on.
    pub(super) decoding: Decoding<'a>,
    /// Every known root takes part, whichever are named.
    pub(super) all: bool,
}

/// How files are decoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Decoding<'a> {
    /// As before; those of a new root by detection.
    #[default]
    AsBefore,
    /// By detection.
    Detected,
    /// By the encoding of this name.
    Forced(&'a str),
}

/// Finds the roots of a run among the known ones, adds new ones, follows moved ones.
///
/// # Errors
///
/// [`ErrorKind::RootConflict`] where a root is inside another or its name is taken,
/// [`ErrorKind::NotFound`] where there is nothing at a path, [`ErrorKind::BadArgument`] where a name
/// is missing or of no use.
pub(super) fn scope(known: Vec<Root>, wish: Wish<'_>) -> Result<Scope> {
    let everything = wish.all || wish.paths.is_empty();
    let mut roots: Vec<(Root, bool)> = known.into_iter().map(|root| (reachable(root), everything)).collect();
    if let (Some(_), [] | [_, _, ..]) = (wish.name, wish.paths) {
        return Err(Error::new(ErrorKind::BadArgument, "--name takes exactly one PATH"));
    }
    if wish.paths.is_empty() && roots.is_empty() {
        if !Path::new(DEFAULT_ROOT).exists() {
            return Err(Error::new(
                ErrorKind::NotFound,
                "no PATH was given, no root is known, and there is no corpus/ here",
            )
            .remedy("name what to index: cesou index PATH"));
        }
        add(&mut roots, Path::new(DEFAULT_ROOT), None)?;
    }
    for path in wish.paths {
        add(&mut roots, path, wish.name)?;
    }
    let encoding = match wish.decoding {
        Decoding::AsBefore => None,
        Decoding::Detected => Some(None),
        Decoding::Forced(name) => Some(Some(name.to_owned())),
    };
    if let Some(encoding) = encoding {
        for (root, _) in roots.iter_mut().filter(|(root, within)| *within && root.encoding != encoding) {
            root.encoding.clone_from(&encoding);
            root.forget_readings();
        }
    }
    roots.sort_by(|(a, _), (b, _)| a.name.as_bytes().cmp(b.name.as_bytes()));
    Ok(Scope { roots })
}

fn add(roots: &mut Vec<(Root, bool)>, path: &Path, name: Option<&str>) -> Result<()> {
    let absolute = absolute(path)?;
    if path.to_str().is_none() || absolute.to_str().is_none() {
        return Err(Error::new(ErrorKind::BadArgument, "the path of a root must be Unicode").at(path));
    }
    let wanted = name.map(|name| name.nfc().collect::<String>());
    if let Some((root, within)) = roots.iter_mut().find(|(root, _)| root.absolute == absolute) {
        if let Some(other) = wanted.filter(|wanted| *wanted != root.name) {
            let message = format!("it is indexed under the name {} already, not {other}", root.name);
            let remedy = format!("forget it first: cesou remove {}", root.name);
            return Err(Error::new(ErrorKind::RootConflict, message).at(path).remedy(remedy));
        }
        path.clone_into(&mut root.path);
        *within = true;
        return Ok(());
    }
    if !path.exists() {
        return Err(Error::new(ErrorKind::NotFound, "there is no such file or directory")
            .at(path)
            .remedy("name one that is there; cesou status shows the roots the index knows"));
    }
    let name = valid_name(path, &absolute, wanted)?;
    let others = roots.iter().filter(|(root, _)| root.name != name);
    for (other, _) in others {
        if absolute.starts_with(&other.absolute) || other.absolute.starts_with(&absolute) {
            let relation = if absolute.starts_with(&other.absolute) { "inside" } else { "around" };
            let message = format!("it is {relation} the root {} ({})", other.name, other.path.display());
            let remedy = format!("index one of them, or forget the other first: cesou remove {}", other.name);
            return Err(Error::new(ErrorKind::RootConflict, message).at(path).remedy(remedy));
        }
    }
    match roots.iter_mut().find(|(root, _)| root.name == name) {
        Some((root, within)) if !root.absolute.exists() => {
            // The same root, moved.
            path.clone_into(&mut root.path);
            root.absolute = absolute;
            *within = true;
        }
        Some((root, _)) => {
            let message = format!("a root named {name} is known already ({})", root.path.display());
            let remedy = "give this one another name with --name";
            return Err(Error::new(ErrorKind::RootConflict, message).at(path).remedy(remedy));
        }
        None => roots.push((Root { name, path: path.to_owned(), absolute, ..Root::default() }, true)),
    }
    Ok(())
}

/// The name that was wished, or the last part of the path.
fn valid_name(path: &Path, absolute: &Path, wanted: Option<String>) -> Result<String> {
    let typed = path.file_name().or_else(|| absolute.file_name()).and_then(|name| name.to_str());
    let name = match wanted {
        Some(name) => name,
        None => typed.map(|name| name.nfc().collect()).ok_or_else(|| {
            Error::new(ErrorKind::BadArgument, "this root has no name of its own")
                .at(path)
                .remedy("give it one with --name")
        })?,
    };
    if matches!(name.as_str(), "" | "." | "..") || name.contains(['/', '\n', '\r']) {
        let message = format!("{name:?} cannot be the name of a root: ids and paths begin with it");
        let remedy = "give one that is not empty, . or .., and holds no / and no line end";
        return Err(Error::new(ErrorKind::BadArgument, message).remedy(remedy));
    }
    Ok(name)
}

/// A root whose typed path leads to it from here too; else it is named by its absolute path.
pub(super) fn reachable(mut root: Root) -> Root {
    if absolute(&root.path).is_ok_and(|absolute| absolute != root.absolute) {
        root.path.clone_from(&root.absolute);
    }
    root
}

/// The absolute path with links resolved, as far as it exists.
pub(super) fn absolute(path: &Path) -> Result<PathBuf> {
    if let Ok(real) = path.canonicalize() {
        return Ok(real);
    }
    let absolute = std::path::absolute(path).map_err(|error| Error::io(path, "finding the path", error))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else { return Ok(absolute) };
    Ok(parent.canonicalize().map_or_else(|_| absolute.clone(), |parent| parent.join(name)))
}

/// The position of the root that `wanted` names: a root's name, or its path.
///
/// # Errors
///
/// [`ErrorKind::NotFound`] where it is neither, [`ErrorKind::BadArgument`] where it is the name of
/// one root and the path of another.
pub(super) fn find(roots: &[Root], wanted: &Path) -> Result<usize> {
    let absolute = absolute(wanted)?;
    let by_path = roots.iter().position(|root| root.absolute == absolute || root.path == wanted);
    let by_name = roots.iter().position(|root| wanted.to_str().is_some_and(|name| name.nfc().eq(root.name.chars())));
    match (by_path, by_name) {
        (Some(path), Some(name)) if path != name => {
            let message = format!("{} is the name of one root and the path of another", wanted.display());
            let remedy = format!("give the name {}, or the path {}", roots[path].name, roots[name].path.display());
            Err(Error::new(ErrorKind::BadArgument, message).remedy(remedy))
        }
        (Some(at), _) | (None, Some(at)) => Ok(at),
        (None, None) => {
            let known: Vec<&str> = roots.iter().map(|root| root.name.as_str()).collect();
            let remedy =
                if known.is_empty() { "no root is known".to_owned() } else { format!("known: {}", known.join(", ")) };
            Err(Error::new(ErrorKind::NotFound, format!("no root is called {}", wanted.display())).remedy(remedy))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn wish(paths: &[PathBuf]) -> Wish<'_> {
        Wish { paths, ..Wish::default() }
    }

    fn known(scope: Scope) -> Vec<Root> {
        scope.roots.into_iter().map(|(root, _)| root).collect()
    }

    #[test]
    fn names_are_unique_and_roots_apart() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two, inner) = (dir.path().join("a/docs"), dir.path().join("b/docs"), dir.path().join("a/docs/in"));
        fs::create_dir_all(&inner).unwrap();
        fs::create_dir_all(&two).unwrap();
        let first = known(scope(vec![], wish(std::slice::from_ref(&one))).unwrap());
        assert_eq!(first[0].name, "docs");

        let same = scope(first.clone(), wish(std::slice::from_ref(&two))).unwrap_err();
        assert!(same.kind() == ErrorKind::RootConflict && same.to_string().contains("--name"), "{same}");
        let paths = [two.clone()];
        let named = scope(first.clone(), Wish { name: Some("baths"), ..wish(&paths) }).unwrap();
        assert_eq!(
            named.roots.iter().map(|(r, w)| (r.name.as_str(), *w)).collect::<Vec<_>>(),
            [("baths", true), ("docs", false)]
        );

        for path in [inner, dir.path().join("a")] {
            let nested = scope(first.clone(), wish(&[path])).unwrap_err();
            assert_eq!(nested.kind(), ErrorKind::RootConflict);
        }
        let missing = scope(first, wish(&[dir.path().join("none")])).unwrap_err();
        assert_eq!(missing.kind(), ErrorKind::NotFound);
    }

    #[test]
    fn a_known_name_whose_path_is_gone_has_moved() {
        let dir = tempfile::tempdir().unwrap();
        let (old, new) = (dir.path().join("a/docs"), dir.path().join("b/docs"));
        fs::create_dir_all(&old).unwrap();
        fs::create_dir_all(&new).unwrap();
        let first = known(scope(vec![], wish(std::slice::from_ref(&old))).unwrap());
        fs::remove_dir(&old).unwrap();
        let moved = known(scope(first.clone(), wish(std::slice::from_ref(&new))).unwrap());
        assert_eq!((moved.len(), moved[0].path.as_path()), (1, new.as_path()));
        // Named by its old path, it is known and missing.
        let missing = scope(first, wish(std::slice::from_ref(&old))).unwrap();
        assert_eq!((missing.roots.len(), missing.roots[0].1), (1, true));
    }

    #[test]
    fn a_name_is_for_one_path_and_holds_no_slash() {
        let dir = tempfile::tempdir().unwrap();
        let paths = [dir.path().to_owned(), dir.path().to_owned()];
        for (count, name) in [(0, "x"), (2, "x"), (1, "a/b"), (1, ""), (1, "."), (1, "..")] {
            let error = scope(vec![], Wish { name: Some(name), ..wish(&paths[..count]) }).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::BadArgument, "{count} {name:?}");
        }
    }

    #[test]
    fn a_root_is_found_by_name_or_path() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (dir.path().join("docs"), dir.path().join("baths"));
        let root = |name: &str, path: &Path| Root {
            name: name.to_owned(),
            path: path.into(),
            absolute: path.into(),
            ..Root::default()
        };
        let roots = [root("docs", &one), root("tubs", &two)];
        assert_eq!(find(&roots, Path::new("tubs")).unwrap(), 1);
        assert_eq!(find(&roots, &two).unwrap(), 1);
        assert!(find(&roots, Path::new("pools")).unwrap_err().to_string().contains("docs, tubs"));
    }
}

//! From the id of a file to the path by which a person opens it.

use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization;

use super::meta::Payload;
use super::roots::absolute;

impl Payload {
    /// The path of a file by its id (`ROOT/path/below`): the root's path as it was typed, and the path below it.
    /// An id of no known root is given back as it is.
    pub fn open_path(&self, file: &str) -> String {
        let below = |name: &str| file.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with('/'));
        for root in &self.roots {
            if let Some(rest) = below(&root.name) {
                let rest = rest.trim_start_matches('/');
                let path = if rest.is_empty() { root.path.clone() } else { root.path.join(rest) };
                return display(path);
            }
        }
        file.to_owned()
    }
}

fn display(path: PathBuf) -> String {
    path.into_os_string().into_string().unwrap_or_else(|path| path.to_string_lossy().into_owned())
}

impl Payload {
    /// The id of the file that a path opens, typed as its root was or in any other way: the reverse of
    /// [`Payload::open_path`]. `None` for a path under no root. Cost: a look at the file system where the path does not
    /// begin as a root does.
    pub fn file_id(&self, path: &str) -> Option<String> {
        // `./corpus/a.txt` is the file that was indexed as `corpus/a.txt`.
        let typed: PathBuf = Path::new(path).components().filter(|part| *part != Component::CurDir).collect();
        let plain = !typed.components().any(|part| part == Component::ParentDir);
        let by_name = || self.roots.iter().find_map(|root| below(&typed, &root.path, &root.name));
        let by_place = || {
            let absolute = absolute(Path::new(path)).ok()?;
            self.roots.iter().find_map(|root| below(&absolute, &root.absolute, &root.name))
        };
        plain.then(by_name).flatten().or_else(by_place).or_else(by_name)
    }
}

/// The id of the file at `path`, which is `root` or under it.
fn below(path: &Path, root: &Path, name: &str) -> Option<String> {
    let below: String = path.strip_prefix(root).ok()?.to_str()?.nfc().collect();
    Some(if below.is_empty() { name.to_owned() } else { format!("{name}/{below}") })
}

//! From the id of a file to the path by which a person opens it.

use std::path::{Component, Path, PathBuf};

use super::meta::Payload;

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
    /// The id of the file that a path opens: the reverse of [`Payload::open_path`]. `None` for a path under no root.
    pub fn file_id(&self, path: &str) -> Option<String> {
        // `./corpus/a.txt` is the file that was indexed as `corpus/a.txt`.
        let typed: PathBuf = Path::new(path).components().filter(|part| *part != Component::CurDir).collect();
        self.roots.iter().find_map(|root| {
            let below = typed.strip_prefix(&root.path).or_else(|_| typed.strip_prefix(&root.absolute)).ok()?;
            let below = below.to_str()?;
            Some(if below.is_empty() { root.name.clone() } else { format!("{}/{below}", root.name) })
        })
    }
}

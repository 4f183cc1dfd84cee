//! The words of a user that an index was built with.
//!
//! They lie beside the data they belong to (`data-N/dictionary.txt`), are written there before the first commit and never
//! after it, and the marker, which names the folder, names their hash. So whoever sees the data sees its words; other
//! words need another folder, which is what a rebuild makes.

use std::fs;
use std::io;
use std::path::Path;

use super::atomic::write_atomically;
use super::meta::{Marker, reading, writing};
use crate::analysis::UserWords;
use crate::error::{Error, ErrorKind, Result};

/// Name of the file in a data folder.
pub(super) const DICTIONARY: &str = "dictionary.txt";

/// Begins the file.
const HEAD: &str = "# Words that this index was built with, by: cesou index --dict\n";

/// Writes the words into a data folder, which is made where there is none. Nothing where there are none.
pub(super) fn write(folder: &Path, words: &UserWords) -> Result<()> {
    if words.is_empty() {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(|error| writing(folder, error))?;
    let path = folder.join(DICTIONARY);
    write_atomically(&path, format!("{HEAD}{words}").as_bytes()).map_err(|error| writing(&path, error))
}

/// The words that the index of this marker was built with; none where it names none. Cost: reading a file.
///
/// # Errors
///
/// [`ErrorKind::IndexDamaged`] where they are not there or are others, [`ErrorKind::Io`].
pub(super) fn read(dir: &Path, marker: &Marker) -> Result<UserWords> {
    let Some(hash) = marker.words_hash() else { return Ok(UserWords::default()) };
    let path = dir.join(&marker.data).join(DICTIONARY);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(damaged(&path, "it is missing")),
        Err(error) => return Err(reading(&path, error)),
    };
    match UserWords::parse(&bytes) {
        Ok(words) if words.hash().as_deref() == Some(hash) => Ok(words),
        Ok(_) => Err(damaged(&path, "it holds other words than the index was built with")),
        Err(error) => Err(damaged(&path, &error.message())),
    }
}

/// What is wrong with the words that the index of this marker was built with.
pub(super) fn damage(dir: &Path, marker: &Marker) -> Option<String> {
    read(dir, marker).err().map(|error| error.message())
}

fn damaged(path: &Path, what: &str) -> Error {
    Error::new(ErrorKind::IndexDamaged, format!("the dictionary of the index is damaged: {what}"))
        .at(path)
        .remedy("give its words again with --dict FILE, or build the index anew: cesou index --rebuild --no-dict")
}

/// The words to go on with where these were asked for (`None`: the ones of the index).
///
/// # Errors
///
/// [`ErrorKind::IndexIncompatible`] where the index has others, and those of [`read`].
pub(super) fn agreed(dir: &Path, marker: &Marker, wanted: Option<&UserWords>) -> Result<UserWords> {
    let Some(wanted) = wanted else { return read(dir, marker) };
    if wanted.hash().as_deref() != marker.words_hash() {
        let message = format!(
            "the index was built with {} ({}), not with the one that is asked for ({})",
            said(marker.dictionary_words),
            marker.fingerprint,
            count(wanted.len() as u64),
        );
        let remedy = if wanted.is_empty() {
            "drop them with: cesou index --rebuild --no-dict"
        } else {
            "change to these with: cesou index --rebuild --dict FILE, or leave --dict out"
        };
        return Err(Error::new(ErrorKind::IndexIncompatible, message).at(dir).remedy(remedy));
    }
    if damage(dir, marker).is_some() {
        write(&dir.join(&marker.data), wanted)?;
    }
    Ok(wanted.clone())
}

fn said(words: u64) -> String {
    if words == 0 { "no user dictionary".to_owned() } else { format!("a user dictionary of {}", count(words)) }
}

fn count(words: u64) -> String {
    if words == 1 { "1 word".to_owned() } else { format!("{words} words") }
}

/// For an index whose marker says nothing any more and that had a dictionary in this folder.
pub(super) fn forgotten(folder: &Path) -> Error {
    let path = folder.join(DICTIONARY);
    let remedy = "copy it to a place outside of the index and give it with --dict, or leave it out with --no-dict";
    Error::new(ErrorKind::IndexDamaged, "the marker is damaged, and nothing proves this dictionary of the index")
        .at(path)
        .remedy(remedy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Dictionary;

    fn words(text: &str) -> UserWords {
        UserWords::parse(text.as_bytes()).unwrap()
    }

    #[test]
    fn words_are_kept_with_their_data() {
        let dir = tempfile::tempdir().unwrap();
        let kept = words("苇香贷\n零工驿站 3 n");
        let marker = Marker::new(1, &Dictionary::with_words(kept.clone()));
        let folder = dir.path().join(&marker.data);
        assert_eq!(read(dir.path(), &marker).unwrap_err().kind(), ErrorKind::IndexDamaged);
        write(&folder, &kept).unwrap();
        assert_eq!(read(dir.path(), &marker).unwrap(), kept);
        assert_eq!(agreed(dir.path(), &marker, None).unwrap(), kept);
        for others in ["", "苇香贷"] {
            let error = agreed(dir.path(), &marker, Some(&words(others))).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::IndexIncompatible);
            assert!(error.to_string().contains("2 words") && error.to_string().contains("--rebuild"), "{error}");
        }
        for bytes in ["苇香贷\n".as_bytes(), b"\xff", b""] {
            fs::write(folder.join(DICTIONARY), bytes).unwrap();
            let error = read(dir.path(), &marker).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::IndexDamaged);
            assert!(error.to_string().contains(DICTIONARY) && error.to_string().contains("--dict"), "{error}");
            assert!(damage(dir.path(), &marker).is_some());
        }
        assert_eq!(agreed(dir.path(), &marker, Some(&kept)).unwrap(), kept);
        assert_eq!(damage(dir.path(), &marker), None);
    }

    #[test]
    fn no_words_leave_no_file() {
        let dir = tempfile::tempdir().unwrap();
        let marker = Marker::new(1, &Dictionary::builtin());
        write(&dir.path().join(&marker.data), &UserWords::default()).unwrap();
        assert!(read(dir.path(), &marker).unwrap().is_empty() && !dir.path().join(&marker.data).exists());
    }
}

//! What a file is, by the extension of its name.

use std::path::Path;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// Plain text in any known encoding: `.txt`, `.text`.
    Text,
    /// Markdown (`CommonMark`, with tables and footnotes): `.md`, `.markdown`.
    Markdown,
    /// One JSON object a line, each a document: `.jsonl`, `.ndjson`.
    JsonLines,
}

/// What a file is to a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A document (or, for JSON Lines, many) of a format that is read.
    Readable(Format),
    /// A document of a format that is not read; skipped with a reason.
    Unread {
        /// What the format is called.
        name: &'static str,
        /// What to do instead.
        remedy: &'static str,
    },
    /// No document at all: pictures, style sheets, programs, anything unknown.
    Other,
}

const AS_TEXT: &str = "convert it to text or Markdown (.txt, .md)";
const AS_RECORDS: &str = "convert it to JSON Lines (.jsonl), one object with a \"text\" a line";
const UNPACK: &str = "unpack it beside, or into, the corpus";
const RENAME: &str = "name a copy of it .txt or .md";

/// Extensions (lower case) of document formats that are not read, with their names and remedies.
const UNREAD: &[(&[&str], &str, &str)] = &[
    (&["doc", "dot", "docx", "docm", "dotx"], "a Word document", AS_TEXT),
    (&["pdf"], "a PDF", AS_TEXT),
    (&["html", "htm", "xhtml", "shtml"], "a web page", AS_TEXT),
    (&["mht", "mhtml"], "a web archive", AS_TEXT),
    (&["rtf"], "a rich text document", AS_TEXT),
    (&["odt", "ott", "fodt"], "an OpenDocument text", AS_TEXT),
    (&["wps", "wpt"], "a WPS document", AS_TEXT),
    (&["ofd"], "an OFD document", AS_TEXT),
    (&["ceb", "cebx", "caj", "xps", "djvu", "ps"], "a page-layout document", AS_TEXT),
    (&["pages", "hwp", "hwpx", "wpd"], "a word processor's document", AS_TEXT),
    (&["xls", "xlsx", "xlsm", "et", "ods", "numbers"], "a spreadsheet", AS_TEXT),
    (&["ppt", "pptx", "pps", "ppsx", "dps", "odp", "key"], "a presentation", AS_TEXT),
    (&["epub", "mobi", "azw3", "chm"], "an electronic book", AS_TEXT),
    (&["eml", "msg", "mbox"], "a mail", AS_TEXT),
    (&["csv", "tsv", "json"], "a data file", AS_RECORDS),
    (&["rst", "adoc", "asciidoc", "org", "tex"], "text in a markup that is not read", RENAME),
    (&["zip", "7z", "rar", "tar", "tgz", "gz", "bz2", "xz", "zst"], "an archive", UNPACK),
];

impl Format {
    /// What the file named `path` is, by its extension, upper or lower case; the file is not opened.
    #[must_use]
    pub fn of(path: &Path) -> Kind {
        let Some(extension) = path.extension() else { return Kind::Other };
        let extension = extension.to_string_lossy().to_ascii_lowercase();
        match extension.as_str() {
            "txt" | "text" => Kind::Readable(Self::Text),
            "md" | "markdown" => Kind::Readable(Self::Markdown),
            "jsonl" | "ndjson" => Kind::Readable(Self::JsonLines),
            other => UNREAD
                .iter()
                .find(|(extensions, ..)| extensions.contains(&other))
                .map_or(Kind::Other, |&(_, name, remedy)| Kind::Unread { name, remedy }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> Kind {
        Format::of(Path::new(name))
    }

    #[test]
    fn extensions_in_any_case() {
        assert_eq!(of("通知.TXT"), Kind::Readable(Format::Text));
        assert_eq!(of("a/b.text"), Kind::Readable(Format::Text));
        assert_eq!(of("办法.2024.Md"), Kind::Readable(Format::Markdown));
        assert_eq!(of("x.markdown"), Kind::Readable(Format::Markdown));
        assert_eq!(of("records.jsonl"), Kind::Readable(Format::JsonLines));
        assert_eq!(of("records.NDJSON"), Kind::Readable(Format::JsonLines));
    }

    #[test]
    fn documents_that_are_not_read_name_a_remedy() {
        for name in ["报告.docx", "报告.PDF", "a.htm", "公文.ofd", "b.wps", "c.eml", "d.tar.gz", "e.csv"] {
            let Kind::Unread { name, remedy } = of(name) else { panic!("{name} is a document") };
            assert!(name.starts_with('a') || name.starts_with("text"), "{name}");
            assert!(!remedy.is_empty());
        }
    }

    #[test]
    fn no_documents() {
        for name in ["picture.png", "style.css", "Makefile", ".txt", "notes", "x.txt~", "x.txt.bak", ""] {
            assert_eq!(of(name), Kind::Other, "{name}");
        }
    }

    #[test]
    fn no_extension_is_listed_twice() {
        let mut all: Vec<&str> = UNREAD.iter().flat_map(|(extensions, ..)| *extensions).copied().collect();
        let listed = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), listed);
    }
}

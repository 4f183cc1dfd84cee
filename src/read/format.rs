//! What a file is, by the extension of its name, and by its content.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Format {
    /// Plain text in any known encoding: `.txt`, `.text`.
    Text,
    /// Markdown (`CommonMark`, with tables and footnotes): `.md`, `.markdown`.
    Markdown,
    /// One JSON object a line, each a document: `.jsonl`, `.ndjson`.
    JsonLines,
    /// Web pages: `.html`, `.htm`, `.shtml`, `.xhtml`.
    Html,
    /// Word since 2007 (Office Open XML): `.docx`, `.docm`, `.dotx`.
    Docx,
    /// `OpenDocument` text: `.odt`, `.ott`, `.fodt`.
    Odt,
    /// Word 97 to 2003, and WPS: `.doc`, `.dot`, `.wps`.
    Doc,
    /// Rich Text Format: `.rtf`.
    Rtf,
    /// PDF.
    Pdf,
    /// OFD (GB/T 33190).
    Ofd,
    /// Spreadsheets: `.xlsx`, `.xls`, `.ods`, `.et`.
    Spreadsheet,
    /// Values between commas or tabs: `.csv`, `.tsv`.
    Delimited,
    /// Archives of documents: `.zip`, `.tar`, `.tar.gz`.
    Archive,
}

/// What a file is to a corpus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A document (or, for JSON Lines and archives, many) of a format that is read.
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
const AS_PDF: &str = "convert it to PDF or text";
const AS_RECORDS: &str = "convert it to JSON Lines (.jsonl), one object with a \"text\" a line";
const UNPACK: &str = "unpack it beside, or into, the corpus, or pack it as .zip";
const RENAME: &str = "name a copy of it .txt or .md";

/// Extensions (lower case) of the formats that are read.
const READ: &[(&[&str], Format)] = &[
    (&["txt", "text"], Format::Text),
    (&["md", "markdown"], Format::Markdown),
    (&["jsonl", "ndjson"], Format::JsonLines),
    (&["html", "htm", "xhtml", "shtml", "shtm"], Format::Html),
    (&["docx", "docm", "dotx", "dotm"], Format::Docx),
    (&["odt", "ott", "fodt"], Format::Odt),
    (&["doc", "dot", "wps", "wpt"], Format::Doc),
    (&["rtf"], Format::Rtf),
    (&["pdf"], Format::Pdf),
    (&["ofd"], Format::Ofd),
    (&["xls", "xlsx", "xlsm", "xltx", "et", "ods"], Format::Spreadsheet),
    (&["csv", "tsv"], Format::Delimited),
    (&["zip", "tar", "tgz", "gz"], Format::Archive),
];

/// Extensions (lower case) of document formats that are not read, with their names and remedies.
const UNREAD: &[(&[&str], &str, &str)] = &[
    (&["mht", "mhtml"], "a web archive", AS_TEXT),
    (&["ceb", "cebx", "caj", "xps", "djvu", "ps"], "a page-layout document", AS_PDF),
    (&["pages", "hwp", "hwpx", "wpd"], "a word processor's document", AS_PDF),
    (&["numbers", "xlsb"], "a spreadsheet of a format that is not read", "save it as .xlsx"),
    (&["ppt", "pptx", "pps", "ppsx", "dps", "odp", "key"], "a presentation", AS_PDF),
    (&["epub", "mobi", "azw3", "chm"], "an electronic book", AS_TEXT),
    (&["eml", "msg", "mbox"], "a mail", AS_TEXT),
    (&["json"], "a data file", AS_RECORDS),
    (&["rst", "adoc", "asciidoc", "org", "tex"], "text in a markup that is not read", RENAME),
    (&["7z", "rar", "bz2", "xz", "zst"], "an archive of a format that is not read", UNPACK),
];

impl Format {
    /// What the file named `path` is, by its extension, upper or lower case; the file is not opened.
    #[must_use]
    pub fn of(path: &Path) -> Kind {
        let Some(extension) = path.extension() else { return Kind::Other };
        let extension = extension.to_string_lossy().to_ascii_lowercase();
        let has = |extensions: &[&str]| extensions.contains(&extension.as_str());
        if let Some(&(_, format)) = READ.iter().find(|(extensions, _)| has(extensions)) {
            return Kind::Readable(format);
        }
        let unread = UNREAD.iter().find(|(extensions, ..)| has(extensions));
        unread.map_or(Kind::Other, |&(_, name, remedy)| Kind::Unread { name, remedy })
    }

    /// Its short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Markdown => "Markdown",
            Self::JsonLines => "JSON Lines",
            Self::Html => "HTML",
            Self::Docx => "docx",
            Self::Odt => "odt",
            Self::Doc => "doc",
            Self::Rtf => "RTF",
            Self::Pdf => "PDF",
            Self::Ofd => "OFD",
            Self::Spreadsheet => "spreadsheet",
            Self::Delimited => "CSV",
            Self::Archive => "archive",
        }
    }

    /// The format of this short name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        READ.iter().map(|&(_, format)| format).find(|format| format.name() == name)
    }

    /// Whether a file of it holds many documents.
    #[must_use]
    pub const fn holds_many(self) -> bool {
        matches!(self, Self::JsonLines | Self::Archive)
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
        assert_eq!(of("附件.tar.GZ"), Kind::Readable(Format::Archive));
        assert_eq!(of("报告.Docx"), Kind::Readable(Format::Docx));
    }

    #[test]
    fn documents_that_are_not_read_name_a_remedy() {
        for name in ["报告.pptx", "报告.CAJ", "a.mht", "b.rar", "c.eml", "d.tar.xz", "e.json"] {
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
    fn names_lead_back() {
        for &(_, format) in READ {
            assert_eq!(Format::by_name(format.name()), Some(format));
        }
    }

    #[test]
    fn no_extension_is_listed_twice() {
        let read = READ.iter().flat_map(|(extensions, _)| *extensions);
        let mut all: Vec<&str> = UNREAD.iter().flat_map(|(extensions, ..)| *extensions).chain(read).copied().collect();
        let listed = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), listed);
    }
}

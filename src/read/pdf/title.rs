//! The title that the file's properties give.

use hayro_interpret::hayro_syntax::Pdf as Parsed;

/// Longest title, in characters.
const LONGEST: usize = 200;

/// The title among the file's properties, where it is one that a person gave.
pub(super) fn of_metadata(parsed: &Parsed) -> Option<String> {
    let raw = parsed.metadata().title.as_deref()?;
    let title = decoded(raw);
    let title = title.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    is_title(title).then(|| title.to_owned())
}

/// Text of a property: UTF-16 or UTF-8 with a byte order mark; without one what the standard calls
/// `PDFDocEncoding`, in which old programs put GBK.
fn decoded(raw: &[u8]) -> String {
    match raw {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE.decode_without_bom_handling(rest).0.into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE.decode_without_bom_handling(rest).0.into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        _ => match std::str::from_utf8(raw) {
            Ok(text) => text.to_owned(),
            Err(_) => encoding_rs::GB18030.decode_without_bom_handling(raw).0.into_owned(),
        },
    }
}

/// Whether it is a title, not a file's name or what a program puts there.
fn is_title(title: &str) -> bool {
    const EMPTY: [&str; 8] = ["untitled", "无标题", "未命名", "文档", "document", "新建", "幻灯片", "slide"];
    const NAMES: [&str; 12] =
        [".doc", ".docx", ".wps", ".pdf", ".xls", ".xlsx", ".ppt", ".pptx", ".indd", ".txt", ".rtf", ".cdr"];
    let lower = title.to_lowercase();
    let letters = title.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 3
        && title.chars().count() <= LONGEST
        && !title.contains(['\u{fffd}', '\\', '/'])
        && !lower.starts_with("microsoft ")
        && !EMPTY.iter().any(|word| lower.starts_with(word))
        && !NAMES.iter().any(|name| lower.ends_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_persons_gave() {
        assert!(is_title("青源市公共食堂管理办法"));
        for name in ["Microsoft Word - 办法.doc", "食堂.docx", "无标题", "untitled", "123", "", "C:\\a\\食堂"]
        {
            assert!(!is_title(name), "{name}");
        }
    }

    #[test]
    fn encodings_of_properties() {
        assert_eq!(decoded(b"\xFE\xFF\x98\xDF\x58\x02"), "食堂");
        assert_eq!(decoded(b"\xEF\xBB\xBFab"), "ab");
        assert_eq!(decoded(&encoding_rs::GBK.encode("食堂办法").0), "食堂办法");
    }
}

//! Which encoding a page is in, whatever it says of itself.

use encoding_rs::{BIG5, Encoding, GB18030, UTF_8};

use crate::read::encoding::{decode, encoding_by_name};
use crate::read::plausible::Census;
use crate::read::{ReadError, ReadErrorKind};

/// Bytes at the start of a page in which a declaration is looked for.
const HEAD: usize = 8 << 10;

/// Most damaged characters in a hundred with which a page is read all the same, with a warning.
const MOST_DAMAGED_PERCENT: usize = 1;

/// Least everyday characters, in a hundred beyond ASCII, for a declared encoding to be believed.
const LEAST_USUAL_PERCENT: usize = 75;

/// The text of a page and, where it is damaged, a warning.
///
/// A byte order mark is believed first, then `forced`. UTF-8 tells itself from everything else, so it is next; only
/// then what the page declares, if that gives Chinese, and detection last.
///
/// # Errors
///
/// Those of [`decode`].
pub(super) fn text(bytes: &[u8], forced: Option<&'static Encoding>) -> Result<(String, Option<String>), ReadError> {
    if forced.is_some() || Encoding::for_bom(bytes).is_some() {
        return decode(bytes.to_vec(), forced).map(|decoded| (decoded.text, None));
    }
    let declared = declared(bytes);
    let chinese = declared.filter(|&declared| declared == GB18030 || declared == BIG5);
    if let Some(declared) = chinese.filter(|_| !is_surely_utf8(bytes)) {
        let (text, damaged) = declared.decode_without_bom_handling(bytes);
        if !damaged && is_chinese(&text) {
            return Ok((text.into_owned(), None));
        }
    }
    match decode(bytes.to_vec(), None) {
        Ok(decoded) => Ok((decoded.text, None)),
        Err(error) if error.kind() == ReadErrorKind::Encoding => damaged(bytes, declared).ok_or(error),
        Err(error) => Err(error),
    }
}

/// A page with a few damaged characters: descriptions are cut off in the middle of one.
fn damaged(bytes: &[u8], declared: Option<&'static Encoding>) -> Option<(String, Option<String>)> {
    let encodings = declared.into_iter().chain([UTF_8, GB18030, BIG5]);
    let readings = encodings.map(|encoding| {
        let text = encoding.decode_without_bom_handling(bytes).0;
        (text.matches(char::REPLACEMENT_CHARACTER).count(), encoding, text)
    });
    let (broken, encoding, text) = readings.min_by_key(|&(damaged, ..)| damaged)?;
    let beyond_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    if broken * 100 > beyond_ascii * MOST_DAMAGED_PERCENT || !is_chinese(&text) {
        return None;
    }
    let name = encoding.name();
    let warning =
        format!("{broken} characters cannot be read as {name} and are left out; get a whole copy of the page");
    Some((text.replace(char::REPLACEMENT_CHARACTER, ""), Some(warning)))
}

/// Whether the bytes are UTF-8 that could not be two-byte Chinese: a character of three bytes or more is in it.
fn is_surely_utf8(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok() && bytes.iter().any(|&byte| byte >= 0xE0)
}

/// Whether what is beyond ASCII looks like Chinese.
fn is_chinese(text: &str) -> bool {
    let census = Census::of(text.chars().map(u32::from));
    census.beyond_ascii() == 0 || census.usual_percent() >= LEAST_USUAL_PERCENT
}

/// The encoding that a page names: `<meta charset>`, `<meta http-equiv>`, the XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let head: String = head.iter().map(|&byte| char::from(byte.to_ascii_lowercase())).collect();
    let xml = head.trim_start().starts_with("<?xml").then(|| head.split("?>").next()).flatten();
    let by_xml = xml.and_then(|declaration| declaration.split_once("encoding")).and_then(|(_, rest)| label(rest));
    by_xml.or_else(|| {
        let mut metas = head.split("<meta").skip(1).filter_map(|meta| meta.split('>').next());
        metas.find_map(|meta| label(meta.split_once("charset")?.1))
    })
}

/// The encoding named behind an equals sign.
fn label(rest: &str) -> Option<&'static Encoding> {
    let rest = rest.trim_start().strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
    encoding_by_name(rest.get(..end)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "青源市人民政府关于加强城市供水管理的通告。为保障供水安全，现将有关事项通告如下。";

    fn page(declaration: &str) -> String {
        format!("<html><head>{declaration}<title>通告</title></head><body><p>{TEXT}</p></body></html>")
    }

    #[test]
    fn whatever_is_declared_the_bytes_decide() {
        for declaration in [
            "",
            "<meta charset=utf-8>",
            "<meta charset=\"gb2312\">",
            "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=GBK'>",
            "<meta charset='big5'>",
            "<meta charset=iso-8859-1>",
            "<meta charset=nonsense>",
        ] {
            let page = page(declaration);
            assert_eq!(text(page.as_bytes(), None).unwrap(), (page.clone(), None), "{declaration}");
            let gbk = GB18030.encode(&page).0;
            assert_eq!(text(&gbk, None).unwrap().0, page, "{declaration} GBK");
        }
    }

    #[test]
    fn a_short_page_is_read_as_it_declares() {
        let page = "<?xml version='1.0' encoding='gb2312'?><p>联通</p>";
        assert_eq!(text(&GB18030.encode(page).0, None).unwrap().0, page);
        assert_eq!(text(page.as_bytes(), None).unwrap().0, page);
    }

    #[test]
    fn a_character_cut_in_two_is_left_out_with_a_warning() {
        let start = GB18030.encode(&page("<meta charset=gbk>").repeat(6)).0.into_owned();
        let mut bytes = b"<meta name=description content=\"".to_vec();
        bytes.extend(&GB18030.encode("摘要").0[..3]);
        bytes.extend(b"\">");
        bytes.extend(start);
        let (text, _) = text(&bytes, None).unwrap();
        assert!(text.contains(TEXT) && !text.contains("锟"));
    }
}

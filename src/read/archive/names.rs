//! Names of members: from bytes to text, and to paths that can harm nobody.

use encoding_rs::{BIG5, Encoding, GB18030};
use unicode_normalization::UnicodeNormalization;

use crate::read::plausible::Census;

/// The name as text: UTF-8, else as [`legacy`] says of this name alone.
pub(super) fn decoded(raw: &[u8]) -> String {
    decoded_as(raw, legacy(std::iter::once(raw)))
}

/// The name as text: UTF-8 where it is, else in this encoding.
pub(super) fn decoded_as(raw: &[u8], legacy: &'static Encoding) -> String {
    match std::str::from_utf8(raw) {
        Ok(name) => name.to_owned(),
        Err(_) => legacy.decode_without_bom_handling(raw).0.into_owned(),
    }
}

/// GB18030, or Big5 where the names that are no UTF-8 read better in it. They are read together: one alone says little.
pub(super) fn legacy<'a>(names: impl Iterator<Item = &'a [u8]>) -> &'static Encoding {
    let mut all = Vec::new();
    for name in names.filter(|name| std::str::from_utf8(name).is_err()) {
        if all.len() < 1 << 16 {
            all.extend_from_slice(name);
            all.push(b'\n');
        }
    }
    let quality = |encoding: &'static Encoding| {
        let (text, damaged) = encoding.decode_without_bom_handling(&all);
        (!damaged, Census::of(text.chars().map(u32::from)).usual_percent())
    };
    if quality(BIG5) > quality(GB18030) { BIG5 } else { GB18030 }
}

/// The path in NFC with `/` between its parts; without what leads out of a folder, and with U+FFFD for control
/// characters. `None` for a hidden file, one of a hidden folder, and one without a name.
pub(super) fn harmless(name: &str) -> Option<String> {
    let mut path = String::new();
    for (at, part) in name.split(['/', '\\']).enumerate() {
        let drive = at == 0 && part.len() == 2 && part.ends_with(':');
        if drive || matches!(part, "" | "." | "..") {
            continue;
        }
        if part.starts_with('.') || part == "__MACOSX" {
            return None;
        }
        if !path.is_empty() {
            path.push('/');
        }
        path.extend(part.nfc().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }));
    }
    let folder = name.ends_with(['/', '\\']);
    (!path.is_empty() && !folder).then_some(path)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn encodings_of_names() {
        let gbk: Vec<Vec<u8>> = ["关于养老.docx", "附件1.xls"].map(|name| GB18030.encode(name).0.into_owned()).into();
        assert_eq!(legacy(gbk.iter().map(Vec::as_slice)), GB18030);
        assert_eq!(decoded(&gbk[0]), "关于养老.docx");
        let big5 = BIG5.encode("關於長期照顧服務的公告.txt").0;
        assert_eq!(decoded(&big5), "關於長期照顧服務的公告.txt");
        assert_eq!(decoded("通知.txt".as_bytes()), "通知.txt");
    }

    #[test]
    fn paths_that_lead_out_or_are_hidden() {
        for (name, want) in [
            ("a/b.txt", Some("a/b.txt")),
            ("a\\b.txt", Some("a/b.txt")),
            ("/etc/b.txt", Some("etc/b.txt")),
            ("../../b.txt", Some("b.txt")),
            ("C:\\x\\b.txt", Some("x/b.txt")),
            ("./a//b.txt", Some("a/b.txt")),
            ("cafe\u{301}.txt", Some("caf\u{e9}.txt")),
            ("a\nb.txt", Some("a\u{fffd}b.txt")),
            ("__MACOSX/._b.txt", None),
            ("a/.DS_Store", None),
            ("a/", None),
            ("", None),
        ] {
            assert_eq!(harmless(name).as_deref(), want, "{name:?}");
        }
    }

    proptest! {
        #[test]
        fn no_path_leads_out(raw in prop::collection::vec(any::<u8>(), 0..40)) {
            if let Some(name) = harmless(&decoded(&raw)) {
                prop_assert!(name.split('/').all(|part| !matches!(part, "" | "." | "..")));
                prop_assert!(!name.contains('\\') && !name.chars().any(char::is_control));
            }
        }
    }
}

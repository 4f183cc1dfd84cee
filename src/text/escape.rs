//! Ids in formats whose columns are separated by white space.

/// An id without white space: that and `%` are percent-encoded, nothing else. Cost: its length.
#[must_use]
pub fn encoded(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for c in id.chars() {
        if c.is_whitespace() || c == '%' {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                out.push('%');
                out.extend([byte >> 4, byte & 15].map(|half| char::from(b"0123456789ABCDEF"[half as usize])));
            }
        } else {
            out.push(c);
        }
    }
    out
}

/// The id whose encoding `id` is; `None` where it is no encoding, or that of itself. Cost: its length.
#[must_use]
pub fn decoded(id: &str) -> Option<String> {
    let mut parts = id.split('%');
    let mut bytes = parts.next()?.as_bytes().to_vec();
    for part in parts {
        let (byte, rest) = part.split_at_checked(2)?;
        bytes.push(u8::from_str_radix(byte, 16).ok()?);
        bytes.extend_from_slice(rest.as_bytes());
    }
    // Only what `encoded` writes is an encoding: an address with %E5 in it is itself.
    String::from_utf8(bytes).ok().filter(|plain| plain != id && encoded(plain) == id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn white_space_and_percent_signs_are_encoded() {
        assert_eq!(encoded("甲 乙%丙　丁.txt#1"), "甲%20乙%25丙%E3%80%80丁.txt#1");
    }

    #[test]
    fn only_an_encoding_is_decoded() {
        assert_eq!(decoded("甲%20乙%25"), Some("甲 乙%".to_owned()));
        for plain in ["甲", "%E7%94%B2", "100%", "a%2", "a%zz", "a%2甲", "a%20%41", "%e3%80%80", "%+1"] {
            assert_eq!(decoded(plain), None, "{plain}");
        }
    }

    proptest! {
        #[test]
        fn an_encoding_gives_its_id_back(id in "[a甲% \u{3000}0-9A-F]{0,12}") {
            let form = encoded(&id);
            prop_assert!(!form.contains(char::is_whitespace));
            prop_assert_eq!(decoded(&form).unwrap_or(form), id);
        }

        #[test]
        fn decoding_takes_any_text(id in any::<String>()) {
            if let Some(plain) = decoded(&id) {
                prop_assert_eq!(encoded(&plain), id);
            }
        }
    }
}

//! Text from documents on its way to a terminal.

use std::borrow::Cow;

/// Escapes what could steer a terminal or turn the direction of writing: control characters (but line ends and
/// tabs) and bidirectional marks become `\u{…}`. Text for files and pipes must not pass through here.
#[must_use]
pub fn sanitized(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_unsafe(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

fn is_unsafe(c: char) -> bool {
    c.is_control() && c != '\n' && c != '\t'
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(sanitized("\u{1b}[31m红\u{202e}"), "\\u{1b}[31m红\\u{202e}");
        assert!(matches!(sanitized("养老\n服务"), Cow::Borrowed(_)));
    }
}

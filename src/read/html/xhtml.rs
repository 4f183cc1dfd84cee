//! XHTML read as HTML: elements of text that are closed in their own tag.

use std::borrow::Cow;

/// Elements whose content HTML reads up to their end tag, whatever comes: `<script src="a"/>` would swallow the page.
const OF_TEXT: &[&str] = &["script", "style", "title", "textarea", "iframe", "noscript"];

/// A page that begins as XML does, with an end tag behind each of these elements that closes itself.
pub(super) fn opened(text: &str) -> Cow<'_, str> {
    if !text.trim_start().starts_with("<?xml") || !text.contains("/>") {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len() + 64), text);
    while let Some(at) = rest.find("/>") {
        let (head, tail) = rest.split_at(at);
        let tag = head.rfind('<').and_then(|open| head.get(open + 1..)).unwrap_or_default();
        let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        out.push_str(head);
        match OF_TEXT.iter().find(|own| own.eq_ignore_ascii_case(name)) {
            Some(name) => ["></", name, ">"].iter().for_each(|part| out.push_str(part)),
            None => out.push_str("/>"),
        }
        rest = tail.get(2..).unwrap_or_default();
    }
    out.push_str(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_elements_of_text_are_opened() {
        let page = "<?xml version='1.0'?><html><script src='a'/><br/><p>青源</p></html>";
        assert_eq!(opened(page), page.replace("<script src='a'/>", "<script src='a'></script>"));
        assert!(matches!(opened("<html><script/>"), Cow::Borrowed(_)));
    }
}

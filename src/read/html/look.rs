//! How a browser lays an element out: shown or not, a block or in the line.

use super::page::{Node, Page};

/// Whether an element and all in it is no text of the page.
pub(super) fn is_dropped(tag: &str) -> bool {
    matches!(
        tag,
        "script"
            | "style"
            | "template"
            | "noscript"
            | "svg"
            | "video"
            | "audio"
            | "object"
            | "canvas"
            | "rt"
            | "rp"
            | "select"
            | "datalist"
            | "button"
            | "embed"
            | "applet"
            | "map"
            | "noembed"
            | "noframes"
    )
}

/// Whether an element begins and ends a line.
pub(super) fn is_block(node: &Node) -> bool {
    match node.tag() {
        "p" | "div" | "section" | "article" | "main" | "header" | "footer" | "nav" | "aside" | "h1" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "ul" | "ol" | "li" | "dl" | "dt" | "dd" | "table" | "caption" | "thead" | "tbody"
        | "tfoot" | "tr" | "td" | "th" | "blockquote" | "pre" | "center" | "form" | "fieldset" | "legend"
        | "figure" | "figcaption" | "address" | "hr" | "body" | "html" | "details" | "summary" | "dir" | "menu"
        | "hgroup" | "listing" | "xmp" | "plaintext" | "textarea" | "iframe" | "frameset" | "frame" | "search"
        | "dialog" => !is_inline_by_style(node),
        "" => false,
        _ => {
            style(node, "display").is_some_and(|value| starts_with_any(value, &["block", "table", "flex", "list-item"]))
        }
    }
}

fn is_inline_by_style(node: &Node) -> bool {
    style(node, "display").is_some_and(|value| starts_with_any(value, &["inline"]))
        && !matches!(node.tag(), "td" | "th" | "tr" | "table" | "body" | "html" | "li")
}

/// Whether white space in it stands as it is.
pub(super) fn is_preformatted(node: &Node) -> bool {
    matches!(node.tag(), "pre" | "listing" | "xmp" | "plaintext" | "textarea")
        || style(node, "white-space").is_some_and(|value| starts_with_any(value, &["pre"]))
            && !style(node, "white-space").is_some_and(|value| starts_with_any(value, &["pre-line"]))
}

/// Whether it is not shown. `visibility` and `opacity` are passed over: pages set them until a script has run.
pub(super) fn is_hidden(node: &Node) -> bool {
    node.attribute("hidden").is_some()
        || node.tag() == "textarea"
        || node.tag() == "input"
        || style(node, "display").is_some_and(|value| starts_with_any(value, &["none"]))
        || style(node, "mso-hide").is_some_and(|value| starts_with_any(value, &["all"]))
        || node.attribute("aria-hidden").is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// Whether lines in it are centred.
pub(super) fn is_centred(page: &Page, at: usize) -> bool {
    for at in std::iter::once(at).chain(page.ancestors(at)) {
        let Some(node) = page.nodes.get(at) else { break };
        let align = style(node, "text-align").or_else(|| node.attribute("align").filter(|_| node.tag() != "table"));
        if let Some(align) = align.filter(|align| !align.trim().is_empty()) {
            return starts_with_any(align, &["center"]);
        }
        if node.tag() == "center" {
            return true;
        }
        if matches!(node.tag(), "td" | "th" | "body") {
            break;
        }
    }
    false
}

/// The value of a property in the element's own style.
pub(super) fn style<'a>(node: &'a Node, property: &str) -> Option<&'a str> {
    let declarations = node.attribute("style")?.split(';').filter_map(|declaration| declaration.split_once(':'));
    // The last declaration of a property holds.
    declarations.filter(|(name, _)| name.trim().eq_ignore_ascii_case(property)).map(|(_, value)| value).next_back()
}

fn starts_with_any(value: &str, words: &[&str]) -> bool {
    let value = value.trim_start().as_bytes();
    words.iter().any(|word| value.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes())))
}

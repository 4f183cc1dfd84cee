//! What the name of a paragraph style says, in Word, WPS and `LibreOffice`, English and Chinese.

use super::LineRole;

/// The role of a paragraph whose style is called `name`: `heading 1`, `标题 1`, `Title`, `标题`.
pub(super) fn role(name: &str) -> LineRole {
    // Word writes aliases behind a comma.
    let name = name.split(',').next().unwrap_or_default().trim().to_ascii_lowercase();
    if matches!(name.as_str(), "title" | "标题" | "文档标题") {
        return LineRole::Title;
    }
    let rank = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"));
    match rank.and_then(|rank| rank.trim().parse::<u8>().ok()) {
        Some(rank @ 1..=9) => LineRole::Heading(rank),
        _ => LineRole::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_two_languages() {
        assert_eq!(role("heading 2"), LineRole::Heading(2));
        assert_eq!(role("标题 3,章"), LineRole::Heading(3));
        assert_eq!(role("Title"), LineRole::Title);
        for name in ["标题 10", "正文", "Heading", "", "heading x"] {
            assert_eq!(role(name), LineRole::Unknown, "{name}");
        }
    }
}

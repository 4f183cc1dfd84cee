//! Lines that say who wrote an article.

use super::names::{is_name, is_names};

/// Longest byline, in bytes.
const LONGEST: usize = 150;

/// What bylines of reporters begin with.
const REPORTERS: [&str; 17] = [
    "本报记者",
    "本报评论员",
    "本报通讯员",
    "本报特约",
    "本报实习",
    "本刊记者",
    "本刊评论员",
    "本台记者",
    "本网记者",
    "新华社记者",
    "人民日报记者",
    "记者 ",
    "记者\u{3000}",
    "通讯员 ",
    "特约记者",
    "本報記者",
    "記者 ",
];
/// What other bylines begin with, before a name.
const AUTHORS: [&str; 14] = [
    "文/",
    "文／",
    "文|",
    "文｜",
    "文丨",
    "文：",
    "撰文/",
    "撰文：",
    "作者：",
    "作者:",
    "作者/",
    "作者 ",
    "执笔：",
    "记者：",
];

/// Whether `text`, which has no final mark, says who wrote the article.
pub(super) fn is_byline(text: &str) -> bool {
    text.len() <= LONGEST && !text.contains(['，', '；']) && (is_marked(text) || is_group(text) || is_names(text))
}

/// 本报记者 …, □ …, 文/…, 作者：…
fn is_marked(text: &str) -> bool {
    let name = text.trim_start_matches(['□', '■', '◎', '●', '○', '◆', '◇', '▲', '△', '★', '☆', '▪', '◼', '▌']);
    let marked = name.len() < text.len();
    let name = name.trim_start();
    if !marked && !name.starts_with(['本', '新', '人', '记', '通', '特', '記', '文', '撰', '作', '执']) {
        return false;
    }
    REPORTERS.iter().any(|word| name.starts_with(word))
        || AUTHORS.iter().any(|word| name.strip_prefix(word).is_some_and(|rest| !rest.is_empty() && rest.len() <= 90))
        || marked && is_list_of_names(name)
}

fn is_list_of_names(text: &str) -> bool {
    let mut names = text.split(|c: char| c.is_whitespace() || c == '、').filter(|word| !word.is_empty()).peekable();
    names.peek().is_some() && names.all(is_name)
}

/// 中共青源市委政研室课题组
fn is_group(text: &str) -> bool {
    const GROUPS: [&str; 10] =
        ["课题组", "调研组", "编写组", "报道组", "采访组", "写作组", "研究组", "本报评论员", "課題組", "评论部"];
    text.ends_with(['组', '員', '员', '部', '組'])
        && text.len() <= 108
        && GROUPS.iter().any(|group| text.strip_suffix(group).is_some_and(|unit| unit.len() >= 6))
        && !text.contains(['“', '《', '：', '的'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines() {
        for text in [
            "本报记者 林望、何帆",
            "□ 林望 何帆",
            "□林望、何帆",
            "■ 本报评论员 林望",
            "青源市委党校课题组",
            "文/林望",
            "作者：林望 何帆",
            "林望 何帆",
            "本报通讯员 林望 记者 何帆",
        ] {
            assert!(is_byline(text), "{text}");
        }
    }

    #[test]
    fn text() {
        for text in
            ["总体要求", "文化建设", "成立青源市公共食堂的课题组", "□ 深化改革", "记者节", "作者：", "金融 科技", ""]
        {
            assert!(!is_byline(text), "{text}");
        }
    }
}

//! Signs that belong to a page and not to its text: page numbers, dates with their day of the week,
//! mastheads, the page's editors and how to reach them.

/// Longest such sign, in bytes.
const LONGEST: usize = 120;

/// Whether `text`, which has no final mark, is such a sign.
pub(super) fn is_furniture(text: &str) -> bool {
    text.len() <= LONGEST && (is_page_number(text) || is_edition(text) || is_masthead(text) || is_staff(text))
}

/// 12, — 12 —, ·12·, 第3版, 第3页 共10页, 3/10
fn is_page_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 || digits > 6 || text.len() > 40 {
        return false;
    }
    let rule = |c: char| matches!(c, '-' | '—' | '–' | '－' | '·' | '•' | '*' | '~' | '/') || c.is_whitespace();
    let bare = text.trim_matches(rule);
    if bare.len() == digits {
        return digits <= 4;
    }
    let words: String = bare.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
    matches!(
        words.as_str(),
        "第页"
            | "第頁"
            | "第版"
            | "版"
            | "第页共页"
            | "第页，共页"
            | "第页/共页"
            | "共页第页"
            | "共页"
            | "Page"
            | "Pageof"
            | "/"
    )
}

/// 03版 理论周刊; 06 民生周刊; 2024年3月5日 星期二 第3版
fn is_edition(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].trim_start();
    match digits {
        1..=3 if rest.starts_with('版') => text.len() <= 45 && !text.contains('，'),
        // Only behind a space: 3周刊 is no page number and a name.
        1..=3 => rest.len() + digits < text.len() && is_masthead(rest),
        4 => {
            rest.starts_with('年')
                && text.len() <= 75
                && names_weekday(rest)
                && !text.contains(['，', '。', '、', '；'])
        }
        _ => false,
    }
}

fn names_weekday(text: &str) -> bool {
    text.split("星期").skip(1).any(|day| day.starts_with(['一', '二', '三', '四', '五', '六', '日', '天']))
}

/// 青源日报 理论周刊; 青源日报
fn is_masthead(text: &str) -> bool {
    const PAPERS: [&str; 9] = ["日报", "晚报", "晨报", "时报", "周刊", "周报", "早报", "商报", "日報"];
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    if !first.ends_with(['报', '刊', '報'])
        || text.len() > 60
        || text.contains(['，', '。', '、', '：', '“', '《', '（', '□', '■'])
    {
        return false;
    }
    let paper = PAPERS.iter().any(|end| first.ends_with(end));
    // without a space between them the paper and its supplement must both be named
    let two = || PAPERS.iter().any(|end| first.find(end).is_some_and(|at| at > 3 && at + end.len() < first.len()));
    paper && if words.next().is_none() { first.len() <= 21 || two() } else { first.len() <= 30 }
}

/// 责任编辑 …, 责编：… 版式：…, 本版电子信箱：…
fn is_staff(text: &str) -> bool {
    const STAFF: [&str; 19] = [
        "责任编辑",
        "责编",
        "本版编辑",
        "本版责编",
        "本版电子信箱",
        "本版电子邮箱",
        "本版信箱",
        "本版邮箱",
        "本版热线",
        "美术编辑",
        "版式",
        "校对",
        "值班编委",
        "本期编辑",
        "编辑",
        "編輯",
        "責任編輯",
        "責編",
        "视觉",
    ];
    text.starts_with(['责', '本', '美', '版', '校', '值', '编', '編', '責', '视'])
        && STAFF.iter().any(|word| {
            let rest = text.strip_prefix(word).unwrap_or_default();
            rest.starts_with(['：', ':', '|', '丨', '/']) || rest.starts_with([' ', '\u{3000}']) && *word != "编辑"
        })
        && !text.contains('，')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn furniture() {
        for text in [
            "12",
            "— 12 —",
            "第3版",
            "第 3 页 共 10 页",
            "03版 理论周刊",
            "06 民生周刊",
            "12　青源日报 理论周刊",
            "本版电子信箱：theory@qingyuan-daily.example",
            "本版热线：0000-1234567",
            "2031年3月5日 星期三",
            "2031年3月5日星期三第3版",
            "青源日报 理论周刊",
            "青源日报理论周刊",
            "青源晚报",
            "责任编辑 林望 美术编辑 何帆",
            "责编：林望 版式：何帆",
        ] {
            assert!(is_furniture(text), "{text}");
        }
    }

    #[test]
    fn text() {
        for text in [
            "12345",
            "2031年3月5日",
            "3个百分点",
            "06 民生实事",
            "3 全市日报订阅工作",
            "本版电子信箱将在下月更换",
            "本版热线接到反映，老小区停电",
            "全市日报订阅工作",
            "第3章",
            "编辑 出版",
            "",
            "版式设计规范",
            "2031年工作回顾",
        ] {
            assert!(!is_furniture(text), "{text}");
        }
    }
}

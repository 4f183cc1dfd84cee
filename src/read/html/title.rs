//! The title of a document, and where it stands among its lines.

use super::facts::Facts;
use super::page::Page;
use crate::read::{Line, LineRole};

/// Lines at the start of the content among which the title is looked for.
const HEAD: usize = 12;

/// The title of the document: what the page says of it, a first-rank heading, or `<title>` without the site's name.
pub(super) fn title(page: &Page, hidden: &[bool], facts: &Facts) -> Option<String> {
    let given = facts.get("title").map(str::to_owned);
    let of_head = page.elements("title").map(|at| clean(&page.text(at))).find(|title| !title.is_empty());
    let whole = bare(of_head.as_deref().unwrap_or_default());
    let shown = |at: &usize| !std::iter::once(*at).chain(page.ancestors(*at)).any(|at| hidden.get(at) == Some(&true));
    let headings: Vec<String> = page.elements("h1").filter(shown).map(|at| clean(&page.text(at))).collect();
    let heading = headings.iter().find(|heading| bare(heading).chars().count() > 3 && whole.contains(&bare(heading)));
    let only = headings.first().filter(|heading| headings.len() == 1 && whole.is_empty() && !heading.is_empty());
    let site = facts.get("site").unwrap_or_default();
    let og = facts.get("og_title").map(str::to_owned);
    given.or_else(|| heading.or(only).cloned()).or(og).or_else(|| of_head.map(|title| without_site(&title, site)))
}

/// One line, blanks between Han characters that come from line ends left out.
fn clean(text: &str) -> String {
    let mut out = String::new();
    for word in text.split_whitespace() {
        let meets = out.chars().next_back().is_some_and(|c| !super::breaks::is_wide(c));
        if !out.is_empty() && (meets || word.chars().next().is_some_and(|c| !super::breaks::is_wide(c))) {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// A title without the names of site and column behind it.
fn without_site(title: &str, site: &str) -> String {
    const MARKS: &[&str] = &["_", "|", "｜", "--", "——", " - ", " – ", " — ", "-"];
    const ENDS: &[&str] =
        &["网", "网站", "政府", "门户", "部", "委", "局", "厅", "办公室", "委员会", "平台", "中心", "频道", "首页"];
    let mut title = title;
    while let Some((at, mark)) =
        MARKS.iter().filter_map(|mark| Some((title.rfind(mark)?, *mark))).max_by_key(|&(at, _)| at)
    {
        let (head, tail) =
            (title.get(..at).unwrap_or_default().trim(), title.get(at + mark.len()..).unwrap_or_default().trim());
        let is_site =
            tail.is_empty() || !site.is_empty() && tail.contains(site) || ENDS.iter().any(|end| tail.ends_with(end));
        // A dash may stand in a title: only what is short, or named like a site, is cut off there.
        let is_column = mark == "_" && tail.chars().count() <= 8;
        if head.chars().count() < 4 || !(is_site || is_column) {
            break;
        }
        title = head;
    }
    title.to_owned()
}

/// Letters and digits alone, to compare.
fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Gives the line that is the title its role. One over several lines keeps what they have: reflow puts it together.
pub(super) fn mark(lines: &mut [Line], title: Option<&str>) {
    let title = bare(title.unwrap_or_default());
    let head = lines.get_mut(..HEAD.min(lines.len())).unwrap_or_default();
    let is_title = |line: &Line| !title.is_empty() && bare(&line.text) == title;
    if let Some(line) = head.iter_mut().find(|line| is_title(line)) {
        line.role = LineRole::Title;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_site_is_cut_off() {
        for (title, want) in [
            ("关于加强供水管理的通知_政策文件_青源市人民政府", "关于加强供水管理的通知"),
            ("关于加强供水管理的通知 - 青源市水务局", "关于加强供水管理的通知"),
            ("青源—星野高速公路通车", "青源—星野高速公路通车"),
            ("2024-2030年供水规划", "2024-2030年供水规划"),
            ("首页_青源市人民政府", "首页_青源市人民政府"),
        ] {
            assert_eq!(without_site(title, ""), want);
        }
        assert_eq!(without_site("供水通告|柳浦水讯", "柳浦水讯"), "供水通告");
    }
}

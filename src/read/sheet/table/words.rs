//! What the words of a cell that stands alone say it is.

/// Longest title, in characters.
const TITLE_CHARS: usize = 80;

/// Words that a line about a table begins with: its unit, who made it, how to fill it in.
const REMARKS: [&str; 23] = [
    "单位",
    "填报",
    "制表",
    "填表",
    "编制",
    "审核",
    "负责人",
    "联系",
    "日期",
    "时间",
    "备注",
    "注：",
    "注:",
    "说明",
    "数据来源",
    "资料来源",
    "来源：",
    "金额单位",
    "计量单位",
    "（单位",
    "(单位",
    "截至",
    "统计时间",
];

/// Whether a cell alone can be the title of what is below it.
pub(super) fn is_title(text: &str) -> bool {
    let remark = REMARKS.iter().any(|word| text.starts_with(word));
    let attachment = ["附件", "附表", "附录", "表"].iter().any(|word| {
        let rest = text.strip_prefix(word).unwrap_or("-");
        rest.chars().all(|c| c.is_numeric() || "：:-—一二三四五六七八九十".contains(c)) && !rest.starts_with('-')
    });
    let words = text.chars().any(char::is_alphabetic);
    let sentence = text.ends_with(['。', '；', '：', ':', '，']) || text.contains('。');
    words && !remark && !attachment && !sentence && text.chars().count() <= TITLE_CHARS
}

/// Whether a cell alone below a table is a group's name or a last row rather than a note: 合计, 一、养老服务.
pub(super) fn is_group(text: &str) -> bool {
    let remark = REMARKS.iter().any(|word| text.starts_with(word));
    !remark && text.chars().count() <= 12 && !text.contains(['：', ':', '。'])
}

/// Whether a program gave a sheet this name: Sheet1, 工作表1, 表1.
pub(super) fn is_default_name(name: &str) -> bool {
    let digits = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let known = ["sheet", "工作表", "表", "table", "feuil", "tabelle"];
    let bare = name.eq_ignore_ascii_case("sheet");
    name.is_empty() || bare || digits.len() < name.len() && known.contains(&digits.trim().to_lowercase().as_str())
}

/// Whether a cell of a header often reads so.
pub(super) fn is_column_name(text: &str) -> bool {
    const NAMES: [&str; 26] = [
        "序号", "编号", "名称", "姓名", "项目", "单位", "地址", "备注", "类别", "类型", "日期", "金额", "电话", "内容",
        "时间", "事项", "依据", "标准", "部门", "地区", "区县", "代码", "数量", "合计", "条件", "方式",
    ];
    text.chars().count() <= 12 && NAMES.iter().any(|name| text.ends_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_what_is_none() {
        for title in ["青源市2025年补贴发放表", "附件2 星野镇名单", "表1 柳浦区养老机构"] {
            assert!(is_title(title), "{title}");
        }
        for other in ["单位：万元", "附件1", "附件：", "表3", "2025", "备注：按月发放", "现将名单公布如下。", ""]
        {
            assert!(!is_title(other), "{other}");
        }
    }

    #[test]
    fn names_that_programs_give() {
        assert!(["Sheet1", "工作表2", "表1", "sheet 3", ""].iter().all(|name| is_default_name(name)));
        assert!(!["2025", "补贴", "附表1"].iter().any(|name| is_default_name(name)));
    }
}

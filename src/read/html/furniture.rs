//! What belongs to the site and not to the document: told by the names of elements and by their words.

use super::blocks::Block;
use super::page::{Node, Page};

/// How surely a name says that an element is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Named {
    No,
    /// It may be, if it holds links or little text.
    Perhaps,
    Yes,
}

/// Words in the class or the id of navigation, footers, share buttons and lists of other pages.
const SURE: &[&str] = &[
    "nav",
    "navbar",
    "navigation",
    "menu",
    "submenu",
    "mainmenu",
    "sidebar",
    "sidenav",
    "footer",
    "breadcrumb",
    "breadcrumbs",
    "crumb",
    "crumbs",
    "share",
    "bdsharebuttonbox",
    "bshare",
    "jiathis",
    "related",
    "relate",
    "recommend",
    "copyright",
    "pagination",
    "pager",
    "toolbar",
    "login",
    "daohang",
    "fenxiang",
    "dibu",
    "banquan",
    "mbx",
    "mianbaoxie",
    "friendlink",
    "friendlinks",
    "qrcode",
    "ewm",
    "erweima",
    "comment",
    "comments",
    "zebian",
    "gotop",
    "backtop",
    "prevnext",
    "xgxw",
    "xgyd",
    "xglj",
    "tuijian",
    "skip",
    "youqinglianjie",
    "yqlj",
];

/// Words that furniture and content share.
const UNSURE: &[&str] = &[
    "header",
    "head",
    "top",
    "bottom",
    "foot",
    "left",
    "right",
    "side",
    "link",
    "links",
    "hot",
    "rank",
    "position",
    "location",
    "tool",
    "tools",
    "btn",
    "print",
    "banner",
    "ad",
    "ads",
    "tags",
    "search",
    "weizhi",
    "aside",
    "dqwz",
    "caidan",
    "youce",
    "zuoce",
    "xiangguan",
    "page",
    "fudong",
    "float",
    "weixin",
    "weibo",
    "gongneng",
];

/// What an element's name, role, class and id say.
pub(super) fn named(node: &Node) -> Named {
    let by_tag = match node.tag() {
        "nav" | "footer" | "aside" | "search" => Named::Yes,
        "header" => Named::Perhaps,
        "" | "html" | "body" | "p" | "td" | "tr" | "tbody" | "span" | "a" => return Named::No,
        _ => Named::No,
    };
    let by_role = match node.attribute("role") {
        Some("navigation" | "contentinfo" | "complementary" | "search") => Named::Yes,
        Some("banner") => Named::Perhaps,
        _ => Named::No,
    };
    let names = [node.attribute("class"), node.attribute("id")];
    let by_name = names.into_iter().flatten().flat_map(words).map(|word| {
        if SURE.contains(&word.as_str()) {
            Named::Yes
        } else if UNSURE.contains(&word.as_str()) {
            Named::Perhaps
        } else {
            Named::No
        }
    });
    by_name.max().unwrap_or(Named::No).max(by_tag).max(by_role)
}

/// The words of a name such as `mainNav_18313 foot-box`, in lower case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for c in name.chars() {
        if !c.is_ascii_alphabetic() || c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push(String::new());
        }
        if c.is_ascii_alphabetic() {
            words.last_mut().into_iter().for_each(|word| word.push(c.to_ascii_lowercase()));
        }
        before = c;
    }
    words
}

/// Whether the words of a block are those of a footer, of a place in the site or of a control.
pub(super) fn is_words(block: &Block) -> bool {
    is_control(&block.text, block.letters) || is_imprint(&block.text, block.letters)
}

/// Whether this is what readers press, or where they are in the site: never part of a document.
pub(super) fn is_control(text: &str, letters: usize) -> bool {
    const STARTS: &[&str] = &[
        "当前位置",
        "您的位置",
        "您现在的位置",
        "您所在的位置",
        "你的位置",
        "现在位置",
        "所在位置",
        "首页>",
        "首页 >",
        "首页»",
        "首页 »",
        "上一篇",
        "下一篇",
        "上一条",
        "下一条",
        "上一页",
        "下一页",
        "分享到",
        "分享：",
        "扫一扫",
        "微信扫",
        "字体：",
        "字号：",
        "【字体",
        "【大 中 小",
        "[打印",
        "【打印",
        "打印本页",
        "关闭窗口",
        "返回顶部",
        "回到顶部",
        "加入收藏",
        "设为首页",
        "浏览次数",
        "点击数",
        "点击率",
        "阅读次数",
        "访问次数",
        "打印 关闭",
        "打印 ",
        "相关链接：",
        "相关阅读",
        "相关新闻",
        "相关稿件",
        "相关文章",
        "推荐阅读",
        "热点推荐",
        "猜你喜欢",
    ];
    const WHOLE: &[&str] =
        &["打印", "关闭", "收藏", "分享", "返回", "首页", "大", "中", "小", "更多", "更多>>", "打印|关闭"];
    const WITHIN: &[&str] = &[
        "扫一扫",
        "打印本页",
        "关闭窗口",
        "打印此页",
        "分享到",
        "[打印]",
        "【打印】",
        "【关闭】",
        "[关闭]",
        "【打印本页】",
    ];
    let text = text.trim();
    // Sentences that speak of such things are text.
    letters <= 60 && !text.contains(['。', '；']) && STARTS.iter().any(|start| text.starts_with(start))
        || WHOLE.contains(&text)
        || letters <= 40 && !text.contains(['。', '，']) && WITHIN.iter().any(|words| text.contains(words))
}

/// Whether this is a line of the site's imprint.
pub(super) fn is_imprint(text: &str, letters: usize) -> bool {
    const WORDS: &[&str] = &[
        "ICP备",
        "icp备",
        "公网安备",
        "版权所有",
        "网站标识码",
        "Copyright",
        "COPYRIGHT",
        "网站地图",
        "京ICP",
        "主办单位：",
        "承办单位：",
        "技术支持：",
    ];
    letters <= 250 && !text.contains('。') && WORDS.iter().any(|words| text.contains(words))
}

/// Marks in `left_out` the elements that are furniture, going by `sums` of what stands in each. None with much of the
/// page's prose is left out, whatever it is called.
pub(super) fn mark(page: &Page, sums: &Sums, left_out: &mut [bool]) {
    let whole = sums.of(0);
    for (at, node) in page.nodes.iter().enumerate() {
        let named = named(node);
        if named == Named::No {
            continue;
        }
        let sum = sums.of(at);
        let links = sum.linked * 5 > sum.letters * 2;
        let little = sum.letters < 60 && sum.prose == 0.0 && sum.letters * 10 < whole.letters;
        // A page without sentences has its content where most of the text is that is no link.
        let plain = whole.prose == 0.0 && (sum.letters - sum.linked) * 2 > whole.letters - whole.linked;
        let much = plain || sum.prose * 10.0 > whole.prose * 3.0;
        let out = match named {
            Named::Yes => !much,
            _ => !much && !sum.titled && (links || little),
        };
        if let Some(place) = left_out.get_mut(at).filter(|_| out) {
            *place = true;
        }
    }
}

/// What stands in a subtree.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Sum {
    pub(super) letters: usize,
    pub(super) linked: usize,
    /// Letters of prose.
    pub(super) prose: f64,
    /// The sum of the weights of its blocks.
    pub(super) weight: f64,
    /// Whether a first-rank heading is in it.
    pub(super) titled: bool,
}

/// The sums of all subtrees.
#[derive(Debug)]
pub(super) struct Sums(Vec<Sum>);

impl Sums {
    /// Adds up the blocks of the page.
    pub(super) fn new(page: &Page, blocks: &[Block], bonus: impl Fn(&Block) -> f64) -> Self {
        let mut sums = vec![Sum::default(); page.nodes.len()];
        for block in blocks {
            let Some(sum) = sums.get_mut(block.at) else { continue };
            let prose = if block.is_prose() { (block.letters - block.linked) as f64 } else { 0.0 };
            let weight = block.weight() + bonus(block);
            *sum = Sum { letters: block.letters, linked: block.linked, prose, weight, titled: false };
        }
        for (at, node) in page.nodes.iter().enumerate().rev() {
            let mut own = sums.get(at).copied().unwrap_or_default();
            own.titled |= node.tag() == "h1" && own.letters > 3;
            if let Some(sum) = sums.get_mut(at) {
                *sum = own;
            }
            if let Some(outer) = sums.get_mut(node.parent).filter(|_| node.parent != at) {
                outer.letters += own.letters;
                outer.linked += own.linked;
                outer.prose += own.prose;
                outer.weight += own.weight;
                outer.titled |= own.titled;
            }
        }
        Self(sums)
    }

    /// That of the subtree at `at`.
    pub(super) fn of(&self, at: usize) -> Sum {
        self.0.get(at).copied().unwrap_or_default()
    }
}

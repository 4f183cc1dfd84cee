//! What a question asks for, and the wording that policies and statutes answer it with.

use std::sync::LazyLock;

use regex::Regex;

use super::definition::{definition, target};

/// A kind of question.
struct Cue {
    /// Strings of a folded query that ask it, one of which is enough, parted by bars. A search must not wait for patterns to
    /// be compiled that its query does not call for.
    asked: &'static str,
    /// The pattern of a text that answers it, compiled when it is first needed.
    answered: LazyLock<Regex>,
}

macro_rules! cues {
    ($($asked:expr => $answered:literal,)*) => {
        [$(Cue { asked: $asked, answered: LazyLock::new(|| pattern($answered)) }),*]
    };
}

/// The kinds of questions but for definitions.
static CUES: [Cue; 11] = cues! {
    // What for.
    "目的|目标|宗旨|为了什么|为什么制定|为什么要制定" =>
        "为了?[^。]{4,160}制定本|制定本(法|条例|办法|规定|细则|规范|通则)",
    // From when on.
    "施行|生效|开始实施|何时实施|什么时候实施|实施日期|实施时间|何时开始|废止" =>
        "自[^。;]{0,24}(起施行|起实施|起执行|起生效)|同时废止",
    // What if not.
    "处罚|罚款|法律责任|什么责任|何种责任|后果|怎么处理|如何处理|会被|惩" =>
        "罚款|责令[^。;]{0,12}(改正|停|关闭|退|拆)|没收|吊销|给予[^。;]{0,12}处分|追究[^。;]{0,10}责任|承担[^。;]{0,14}责任|处[^。;]{1,12}(有期徒刑|拘役)|予以警告",
    // On what conditions.
    "条件" => "下列(全部)?条件|以下条件|具备[^。;]{0,30}条件|符合[^。;]{0,20}条件|应当(具备|符合)",
    // With what papers.
    "材料|资料|提交|提供什么|提供哪些|文件" =>
        "(提交|提供|报送|附送)[^。;]{0,20}(材料|文件|资料)|下列(材料|文件|资料)",
    // With what tasks.
    "职责|职权|任务" => "下列职责|以下职责|履行[^。;]{0,12}职责|主要职责",
    // By whom.
    "谁负责|谁主管|谁监督|谁管理|谁制定|谁组织|谁来负责|谁来主管|谁来监督|谁来管理|谁来制定|谁来组织|\
     哪个部门|哪个机构|哪个机关|哪个单位|哪个主管|什么部门|什么机构|什么机关|什么单位|什么主管|\
     哪些部门|哪些机构|哪些机关|哪些单位|哪些主管|何部门|何机构|何机关|何单位|何主管|由谁|主管部门" =>
        "主管[^。]{0,40}工作|负责[^。;]{0,40}(监督管理|管理工作|工作)|本行政区域|由[^。;]{2,30}(部门|机关|机构)",
    // How long.
    "多久|多长时间|期限|几年|几日|几天|有效期|多少日|多少天|时限|何时|什么时候|多少年" =>
        "[0-9一二三四五六七八九十百两]+个?(工作日|日|年|月|天|小时)(内|以内|前|以上|以下|后)?|期限|有效期|期满",
    // To whom and what.
    "适用范围|适用于|适用的|适用对象|适用哪|调整范围" => "适用本|适用于|(本法|本条例|本办法|本规定|本细则)适用",
    // On what principles.
    "原则|方针" => "遵循[^。;]{0,60}原则|原则|坚持[^。]{0,40}(方针|相结合)",
    // How much.
    "多少钱|多少元|多少万|比例|数额|金额|标准是多少" =>
        "[0-9一二三四五六七八九十百千万]+(%|元|万元|倍)|百分之|分之",
};

/// Strings that ask for a definition.
const DEFINE: &str = "什么是|什么叫|是指什么|指的是|的定义|的含义|何为|何谓";

/// Whether a folded query holds one of some strings.
fn asks(query: &str, strings: &str) -> bool {
    strings.split('|').any(|string| query.contains(string))
}

/// Whether a folded query asks for a definition: by one of the strings, or with 是什么 at its end.
fn asks_for_definition(query: &str) -> bool {
    let end = query.strip_suffix(['?', '？', '。']).unwrap_or(query);
    asks(query, DEFINE) || query.ends_with("是什么") || end.ends_with("是什么")
}

/// Longest query with cues, in characters: a longer one is no question.
const LONGEST_QUERY: usize = 60;

/// Longest text with cues, in characters: in a longer one any wording stands somewhere.
const LONGEST_TEXT: usize = 800;

/// Most that all cues together count.
const MOST: f64 = 2.0;

#[allow(clippy::expect_used)] // the patterns are literals above, and a test compiles them all
fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of the table")
}

/// The cues that a query calls for.
pub(super) struct Cues {
    answered: Vec<&'static Regex>,
    term: Option<Vec<char>>,
}

impl std::fmt::Debug for Cues {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cues").field("answered", &self.answered.len()).field("term", &self.term).finish()
    }
}

impl Cues {
    /// The cues of a folded query.
    pub(super) fn of(query: &str) -> Self {
        if query.chars().nth(LONGEST_QUERY).is_some() {
            return Self { answered: Vec::new(), term: None };
        }
        let answered = CUES.iter().filter(|cue| asks(query, cue.asked)).map(|cue| &*cue.answered).collect();
        Self { answered, term: asks_for_definition(query).then(|| target(query)) }
    }

    /// `cue`: how many of the kinds of question are answered in the usual wording by a folded text, at most [`MOST`].
    pub(super) fn score(&self, text: &str) -> f64 {
        if self.answered.is_empty() && self.term.is_none() || text.chars().nth(LONGEST_TEXT).is_some() {
            return 0.0;
        }
        let answers = self.answered.iter().filter(|pattern| pattern.is_match(text)).count() as f64;
        let defined = self.term.as_ref().map_or(0.0, |term| definition(term, &text.chars().collect::<Vec<_>>()));
        (answers + defined).min(MOST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles_and_every_string_asks() {
        for cue in &CUES {
            assert!(!cue.answered.as_str().is_empty());
            assert!(cue.asked.split('|').all(|string| !string.is_empty() && !string.contains(' ')), "{}", cue.asked);
        }
        assert!(asks_for_definition("社区食堂是什么?") && !asks_for_definition("是什么原因"));
    }

    #[test]
    fn the_usual_wording_answers() {
        let of = |query: &str, text: &str| Cues::of(query).score(text);
        let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
        assert!(close(of("食堂条例何时施行", "本条例自2026年7月1日起施行。"), 2.0), "施行 and 何时");
        assert!(close(of("条例的目的是什么", "为了规范社区食堂的经营,保障老年人用餐,制定本条例。"), 1.0));
        assert!(close(of("由谁主管", "区民政部门主管社区食堂工作。"), 1.0));
        assert!(close(of("不按规定会被怎么处理", "由区民政部门责令限期改正。"), 1.0));
        assert!(close(of("社区食堂", "本条例自2026年7月1日起施行。"), 0.0));
    }

    #[test]
    fn long_queries_and_texts_have_no_cue() {
        let long = |count: usize| "食".repeat(count);
        assert!(Cues::of(&format!("何时施行{}", long(60))).score("自今日起施行") < 1e-9);
        assert!(Cues::of("何时施行").score(&format!("自今日起施行{}", long(800))) < 1e-9);
    }
}

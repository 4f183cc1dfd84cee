//! Personal names, by their family names: what tells a byline of bare names from a short heading.

/// The most frequent family names of one character.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝都巩稽井练仲乐虞卞封竺冼原官衣楚佟栗匡宗应台巫鞠僧桑荆谌银扬明沙薄伏岑习胥保和蔺凤岚张陳劉楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許呂蘇盧賈葉閻鐘陸龍萬錢湯賀賴龔龐蘭顏嚴溫";
const DOUBLE: [&str; 12] =
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯"];

const fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}')
}

/// Whether `text` may be one name: a family name and one or two characters more.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return false };
    let length = 1 + chars.clone().count();
    if !text.chars().all(is_han) {
        return false;
    }
    (2..=3).contains(&length) && SURNAMES.contains(first)
        || (3..=4).contains(&length) && DOUBLE.iter().any(|name| text.starts_with(name))
}

/// Whether `text` is two to six names with spaces between them.
pub(super) fn is_names(text: &str) -> bool {
    if text.len() > 90 || !text.contains([' ', '\u{3000}', '\u{a0}']) {
        return false;
    }
    let mut count = 0;
    for word in text.split(|c: char| c.is_whitespace() || c == '、').filter(|word| !word.is_empty()) {
        if !is_name(word) {
            return false;
        }
        count += 1;
    }
    (2..=6).contains(&count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert!(is_names("林望舒 何晓帆"));
        assert!(is_names("欧阳清 周原\u{3000}田野"));
        assert!(!is_names("林望舒"));
        assert!(!is_names("总体 要求"));
        assert!(!is_names("林望舒 青源市人"));
    }
}

//! Reading an address as people type it: 第31条, 第三十一条第2款, 三十一条, 二（三）2, 附件1第三条.

use crate::text::marker::MarkerKind;
use crate::text::numeral;

use super::address::{Address, AddressRange, Step, is_attachment};

impl Address {
    /// Reads an address as typed: Chinese or Arabic numbers, full width or not, 第 left out or not,
    /// white space and the text's own punctuation (二、（三）2.) allowed. `None` where `text` is
    /// anything else. Cost: the length of `text`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let cleaned: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        Self::new(steps(&cleaned)?)
    }
}

impl AddressRange {
    /// Reads 第三条至第五条, 第三十一条第一款至第三款, or a single address. What the second part leaves
    /// out is the first one's.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let Some((first, last)) = text.split_once(['至', '-', '~', '～']) else {
            let first = Address::parse(text)?;
            return Some(Self { last: first.clone(), first });
        };
        let (first, last) = (Address::parse(first)?, Address::parse(last)?);
        let head = last.steps().first()?;
        let at = first.steps().iter().rposition(|step| step.kind == head.kind).unwrap_or(0);
        let mut whole = first.steps().get(..at)?.to_vec();
        whole.extend(last.steps());
        Some(Self { first, last: Address::new(whole)? })
    }
}

/// The steps of an address without white space; `None` where a part of it is no step.
fn steps(text: &str) -> Option<Vec<Step>> {
    let mut steps: Vec<Step> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let after_attachment = steps.last().is_some_and(|step| is_attachment(step.kind));
        let (step, tail) = attachment(rest).or_else(|| unit(rest)).or_else(|| list(rest))?;
        if after_attachment && is_attachment(step.kind) {
            return None;
        }
        steps.push(step);
        rest = tail;
    }
    Some(steps)
}

/// 附件1, 附件一, 附件 (the first).
fn attachment(text: &str) -> Option<(Step, &str)> {
    const NAMES: [(&str, MarkerKind); 3] =
        [("附件", MarkerKind::Attachment), ("附表", MarkerKind::Table), ("附录", MarkerKind::Appendix)];
    let (kind, rest) = NAMES.into_iter().find_map(|(name, kind)| Some((kind, text.strip_prefix(name)?)))?;
    match numeral::prefix(rest) {
        Some((number, used)) => Some((step(kind, number)?, trim(rest.get(used..)?))),
        None => Some((Step::new(kind, 1), trim(rest))),
    }
}

/// 第三条, 三条, 第31条之一, 第二款, 第（三）项, 第2目, 第三章.
fn unit(text: &str) -> Option<(Step, &str)> {
    const UNITS: [(&str, MarkerKind); 12] = [
        ("条", MarkerKind::Article),
        ("條", MarkerKind::Article),
        ("款", MarkerKind::Paragraph),
        ("项", MarkerKind::Item),
        ("項", MarkerKind::Item),
        ("目", MarkerKind::Subitem),
        ("章", MarkerKind::Chapter),
        ("节", MarkerKind::Section),
        ("编", MarkerKind::Part),
        ("篇", MarkerKind::Part),
        ("分编", MarkerKind::Subpart),
        ("部分", MarkerKind::Division),
    ];
    let rest = text.strip_prefix('第').unwrap_or(text);
    let (number, rest) = circled(rest).or_else(|| {
        let inner = rest.strip_prefix(['（', '(']);
        let body = inner.unwrap_or(rest);
        let (number, used) = numeral::prefix(body)?;
        let tail = body.get(used..)?;
        Some((number, if inner.is_some() { tail.strip_prefix(['）', ')'])? } else { tail }))
    })?;
    let (kind, rest) = UNITS.into_iter().find_map(|(unit, kind)| Some((kind, rest.strip_prefix(unit)?)))?;
    let mut found = step(kind, number)?;
    if let Some((sub, used)) = rest.strip_prefix('之').and_then(numeral::prefix) {
        found.sub = u32::try_from(sub).ok()?;
        return Some((found, trim(rest.get('之'.len_utf8() + used..)?)));
    }
    Some((found, trim(rest)))
}

/// 二, （三）, 2, （1）, ①, with or without the text's 、 or point.
fn list(text: &str) -> Option<(Step, &str)> {
    if let Some((number, rest)) = circled(text) {
        return Some((step(MarkerKind::Circled, number)?, rest));
    }
    let inner = text.strip_prefix(['（', '(']);
    let body = inner.unwrap_or(text);
    let (number, used) = numeral::prefix(body)?;
    let arabic = body.starts_with(|c: char| matches!(c, '0'..='9' | '０'..='９'));
    let rest = body.get(used..)?;
    let kind = match (inner.is_some(), arabic) {
        (true, true) => MarkerKind::BracketedArabic,
        (true, false) => MarkerKind::Bracketed,
        (false, true) => MarkerKind::Arabic,
        (false, false) => MarkerKind::Enumerated,
    };
    let rest = if inner.is_some() { rest.strip_prefix(['）', ')'])? } else { rest };
    Some((step(kind, number)?, trim(rest)))
}

/// ① to ㊿.
fn circled(text: &str) -> Option<(u64, &str)> {
    let first = text.chars().next()?;
    Some((u64::from(numeral::circled(first)?), text.get(first.len_utf8()..)?))
}

/// A step, where its number is one that texts have.
fn step(kind: MarkerKind, number: u64) -> Option<Step> {
    Some(Step::new(kind, u32::try_from(number).ok().filter(|number| (1..10_000).contains(number))?))
}

/// The punctuation of a text's own marks, before the next step.
fn trim(rest: &str) -> &str {
    rest.trim_start_matches(['、', '.', '．', '：', ':', '，', ','])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn what_people_type() {
        for (typed, printed) in [
            ("第31条", "第三十一条"),
            ("三十一条", "第三十一条"),
            ("第三十一条第2款", "第三十一条第二款"),
            ("第 ３１ 条 第 ２ 款", "第三十一条第二款"),
            ("二（三）2", "二（三）2"),
            ("二、（三）2.", "二（三）2"),
            ("二(三)2(1)①", "二（三）2（1）①"),
            ("第三章", "第三章"),
            ("附件1第三条", "附件1第三条"),
            ("附件一第三条", "附件1第三条"),
            ("附件2一（二）", "附件2一（二）"),
            ("第一百二十条之一", "第一百二十条之一"),
        ] {
            assert_eq!(address(typed).to_string(), printed, "{typed}");
        }
        for typed in ["", "条", "养老", "第三", "第三条养老", "附件1附件2", "（三", "第〇条"] {
            assert_eq!(Address::parse(typed), None, "{typed}");
        }
    }

    fn numbered(steps: &[(MarkerKind, u32)]) -> Address {
        Address::new(steps.iter().map(|&(kind, number)| Step::new(kind, number)).collect()).unwrap()
    }

    #[test]
    fn an_address_covers_what_is_below_it() {
        use MarkerKind::{Arabic, Article, Attachment, Bracketed, Chapter, Enumerated, Paragraph, Part};
        let paragraph = numbered(&[(Part, 1), (Chapter, 3), (Article, 3), (Paragraph, 2)]);
        let item = numbered(&[(Chapter, 3), (Article, 3), (Paragraph, 2), (Bracketed, 4), (Arabic, 1)]);
        for typed in ["第三条", "第三条第二款", "第三章", "第三章第三条", "第一编"] {
            assert!(address(typed).covers(&paragraph), "{typed}");
        }
        for typed in
            ["第三十条", "第三条之一", "第三条第一款", "第二章第三条", "附件1第三条", "三", "第三条第二项", "第二款"]
        {
            assert!(!address(typed).covers(&paragraph), "{typed}");
        }
        for typed in ["第三条第四项", "第三条第（四）项", "第三条（四）", "第3条第2款第4项第1目", "第三条"]
        {
            assert!(address(typed).covers(&item), "{typed}");
        }
        assert!(!address("第三条第一项").covers(&item));
        let plan = numbered(&[(Enumerated, 2), (Bracketed, 3), (Arabic, 2)]);
        assert!(address("二").covers(&plan) && address("二（三）").covers(&plan) && !address("（三）").covers(&plan));
        let attached = numbered(&[(Attachment, 1), (Article, 3)]);
        assert!(!address("第三条").covers(&attached) && address("附件1").covers(&attached));
        assert!(address("第三条").covers(&attached.without_attachment().unwrap()));
    }

    #[test]
    fn printing() {
        use MarkerKind::{Arabic, Article, Attachment, Bracketed, Chapter, Enumerated, Paragraph};
        let item = numbered(&[(Chapter, 3), (Article, 20), (Bracketed, 3), (Arabic, 2)]);
        assert_eq!(item.to_string(), "第二十条第（三）项第2目");
        assert_eq!(item.full(), "第三章第二十条第（三）项第2目");
        assert_eq!(numbered(&[(Attachment, 1), (Arabic, 2)]).to_string(), "附件1第2项");
        assert_eq!(numbered(&[(Article, 3), (Enumerated, 2)]).to_string(), "第三条第二项");
        let nested = numbered(&[(Enumerated, 4), (Enumerated, 1)]);
        assert_eq!(nested.to_string(), "四第一项");
        assert!(address("四第一项").covers(&nested) && address("四").covers(&nested));
        let first = numbered(&[(Article, 31), (Paragraph, 1)]);
        let last = numbered(&[(Article, 31), (Paragraph, 3)]);
        let range = AddressRange { first: first.clone(), last };
        assert_eq!(range.to_string(), "第三十一条第一款至第三款");
        assert_eq!(AddressRange::parse("第三十一条第一款至第三款"), Some(range));
        assert_eq!(AddressRange { last: first.clone(), first }.to_string(), "第三十一条第一款");
        let (first, last) = (numbered(&[(Article, 3)]), numbered(&[(Article, 5)]));
        assert_eq!(AddressRange { first, last }.to_string(), "第三条至第五条");
    }

    /// Addresses as the outline makes them: kinds in the order of nesting, each once.
    fn addresses() -> impl Strategy<Value = Address> {
        use MarkerKind::{
            Appendix, Arabic, Article, Attachment, Bracketed, BracketedArabic, Chapter, Circled, Division, Enumerated,
            HalfBracketed, Paragraph, Part, Section, Subpart, Table,
        };
        let kinds = prop::sample::subsequence(
            vec![
                Division,
                Part,
                Subpart,
                Chapter,
                Section,
                Article,
                Paragraph,
                Enumerated,
                Bracketed,
                Arabic,
                BracketedArabic,
                HalfBracketed,
                Circled,
            ],
            1..6,
        );
        let numbers = prop::collection::vec((1_u32..21, 0_u32..3), 13);
        (prop::option::of(prop::sample::select(vec![Attachment, Table, Appendix])), kinds, numbers).prop_filter_map(
            "款 stands in an article",
            |(attachment, kinds, numbers)| {
                let in_article = kinds.contains(&Article);
                let kinds: Vec<_> = attachment
                    .into_iter()
                    .chain(kinds.into_iter().filter(|&kind| kind != Paragraph || in_article))
                    .collect();
                let step = |(kind, (number, sub))| Step { kind, number, sub: if kind == Article { sub } else { 0 } };
                Address::new(kinds.into_iter().zip(numbers).map(step).collect())
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_printed_resolves(address in addresses()) {
            for printed in [address.to_string(), address.full()] {
                let parsed = Address::parse(&printed);
                prop_assert!(parsed.as_ref().is_some_and(|parsed| parsed.covers(&address)), "{} {:?}", printed, parsed);
            }
        }

        /// The last address goes on at some depth of the first, or ends above it.
        #[test]
        fn a_range_that_is_printed_resolves(first in addresses(), depth in 0_usize..6, more in 0_u32..9) {
            let mut steps = first.steps().to_vec();
            steps.truncate(depth + 1);
            if let Some(last) = steps.last_mut() {
                (last.number, last.sub) = (last.number + more, if more > 0 { 0 } else { last.sub });
            }
            let last = Address::new(steps).unwrap();
            let printed = AddressRange { first: first.clone(), last: last.clone() }.to_string();
            let parsed = AddressRange::parse(&printed);
            let resolves = parsed.as_ref().is_some_and(|range| range.first.covers(&first) && range.last.covers(&last));
            prop_assert!(resolves, "{} {:?}", printed, parsed);
        }

        #[test]
        fn a_number_more_is_not_covered(address in addresses()) {
            let mut steps = address.steps().to_vec();
            if let Some(last) = steps.last_mut() {
                last.number += 1;
            }
            let other = Address::new(steps).unwrap();
            prop_assert!(!address.covers(&other) && !Address::parse(&address.to_string()).unwrap().covers(&other));
        }

        #[test]
        fn any_text_is_read_without_harm(text in "\\PC{0,20}") {
            let _ = Address::parse(&text).map(|address| address.to_string());
            let _ = AddressRange::parse(&text);
        }
    }
}

//! Addresses inside a document: 第三十一条第二款, 二（三）2, 附件1第三条.
//!
//! An address is the numbers on the way from the document down to a paragraph. It prints as
//! Chinese cites it:
//!
//! - In a law the article's number stands alone, because articles are numbered through the whole
//!   law: 第三十一条第二款. [`Address::full`] puts 编, 章 and 节 before it: 第三章第三十一条第二款.
//! - An item of an article prints as 第（三）项 with its number as the text writes it, a subitem
//!   (the second level of a list in an article) as 第2目.
//! - Outside articles the numbers follow one another, without the text's punctuation: 二（三）2（1）.
//! - A list inside an item of its own kind is named as items are: 四第一项.
//! - What stands in an attachment begins with it: 附件1第三条, 附件2一（二）. An item 1. that stands
//!   in an attachment directly is 附件1第1项, not 附件11.
//! - 之一 follows its number: 第一百二十条之一.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text::marker::MarkerKind;
use crate::text::numeral::{circle, push_chinese};

/// One number on the way to a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Step {
    /// How it is numbered.
    pub kind: MarkerKind,
    /// Its number.
    pub number: u32,
    /// The number of 之一 after it, else 0.
    pub sub: u32,
}

impl Step {
    /// The step `number` of `kind`, without 之一.
    #[must_use]
    pub const fn new(kind: MarkerKind, number: u32) -> Self {
        Self { kind, number, sub: 0 }
    }
}

/// Where a passage stands by the document's own numbering: steps, outermost first, at least one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Address {
    steps: Vec<Step>,
}

/// Whether a kind stands for an attachment of any sort.
pub(super) const fn is_attachment(kind: MarkerKind) -> bool {
    matches!(kind, MarkerKind::Attachment | MarkerKind::Table | MarkerKind::Appendix)
}

/// Whether a kind is a division above articles: 部分, 编, 分编, 章, 节.
pub(super) const fn is_division(kind: MarkerKind) -> bool {
    use MarkerKind::{Chapter, Division, Part, Section, Subpart};
    matches!(kind, Division | Part | Subpart | Chapter | Section)
}

/// Whether a kind numbers a list.
pub(super) const fn is_list(kind: MarkerKind) -> bool {
    use MarkerKind::{Arabic, Bracketed, BracketedArabic, Circled, Enumerated, HalfBracketed};
    matches!(kind, Enumerated | Bracketed | Arabic | BracketedArabic | HalfBracketed | Circled)
}

impl Address {
    /// The address of these steps; `None` where there is none.
    #[must_use]
    pub fn new(steps: Vec<Step>) -> Option<Self> {
        (!steps.is_empty()).then_some(Self { steps })
    }

    /// Its steps, outermost first; at least one.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Puts a step in.
    pub(super) fn insert(&mut self, at: usize, step: Step) {
        self.steps.insert(at.min(self.steps.len()), step);
    }

    /// Prints it with 编, 章 and 节 before the article: 第三章第三十一条第二款.
    #[must_use]
    pub fn full(&self) -> String {
        let mut out = String::new();
        self.print(&mut out, 0, true);
        out
    }

    /// The address without the attachment it begins with, where it does; `None` where nothing
    /// is left. For a document whose only articles stand in an attachment.
    #[must_use]
    pub fn without_attachment(&self) -> Option<Self> {
        let from = self.steps.iter().take_while(|step| is_attachment(step.kind)).count();
        Self::new(self.steps.get(from..)?.to_vec())
    }

    /// Whether this address, as typed, names `other` or something above it. 第三条 covers
    /// 第三条第二款, neither 第三十条 nor 第三条之一; 第三章 covers its articles.
    ///
    /// What Chinese leaves out may be left out: the divisions above a division or an article, the
    /// 款 before an item. An attachment may not: 第三条 is not 附件1第三条.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let mut rest = other.steps.iter().enumerate();
        self.steps.iter().enumerate().all(|(depth, want)| {
            let previous = depth.checked_sub(1).and_then(|at| self.steps.get(at));
            for (at, step) in rest.by_ref() {
                if names(*want, *step, &other.steps, at) {
                    return true;
                }
                if !may_be_left_out(previous, *want, *step) {
                    return false;
                }
            }
            false
        })
    }

    /// Prints the steps from `from` on, with the divisions above an article or without.
    fn print(&self, out: &mut String, from: usize, full: bool) {
        let article = self.steps.iter().position(|step| step.kind == MarkerKind::Article);
        for (at, step) in self.steps.iter().enumerate().skip(from) {
            if !full && article.is_some_and(|article| at < article) && !is_attachment(step.kind) {
                continue;
            }
            let in_article = article.is_some_and(|article| article < at);
            let previous = at.checked_sub(1).and_then(|at| self.steps.get(at));
            let depth = list_depth(&self.steps, at);
            let of_same_kind = previous.is_some_and(|previous| look_alike(previous.kind, step.kind));
            let beside_digits = previous.is_some_and(|s| is_attachment(s.kind)) && step.kind == MarkerKind::Arabic;
            if is_list(step.kind) && (in_article && depth < 2 || beside_digits || of_same_kind) {
                out.push('第');
                print_number(out, *step);
                out.push(if in_article && depth == 1 { '目' } else { '项' });
            } else {
                print_step(out, *step);
            }
        }
    }

    /// Steps at the beginning that two addresses share.
    fn shared(&self, other: &Self) -> usize {
        self.steps.iter().zip(&other.steps).take_while(|(a, b)| a == b).count()
    }
}

/// How many list steps stand right before the step `at`, in the same article or division.
fn list_depth(steps: &[Step], at: usize) -> usize {
    steps.iter().take(at).rev().take_while(|step| is_list(step.kind)).count()
}

/// Whether the numbers of two kinds print alike: （1） and 1） do.
fn look_alike(one: MarkerKind, other: MarkerKind) -> bool {
    let bracketed = |kind| matches!(kind, MarkerKind::BracketedArabic | MarkerKind::HalfBracketed);
    one == other || bracketed(one) && bracketed(other)
}

/// Whether a typed step names the step `step`, which stands at `at` of `steps`.
fn names(typed: Step, step: Step, steps: &[Step], at: usize) -> bool {
    use MarkerKind::{BracketedArabic, Circled, HalfBracketed, Item, Subitem};
    let repeats =
        at.checked_sub(1).and_then(|at| steps.get(at)).is_some_and(|previous| look_alike(previous.kind, step.kind));
    let depth = list_depth(steps, at);
    let same = match typed.kind {
        Item => is_list(step.kind) && (depth == 0 || repeats),
        Subitem => is_list(step.kind) && depth == 1,
        BracketedArabic | HalfBracketed => matches!(step.kind, BracketedArabic | HalfBracketed | Circled),
        kind => kind == step.kind,
    };
    same && typed.number == step.number && typed.sub == step.sub
}

/// Whether `step` may be passed over between the typed steps `previous` and `want`.
fn may_be_left_out(previous: Option<&Step>, want: Step, step: Step) -> bool {
    match want.kind {
        MarkerKind::Article => !is_attachment(step.kind) && step.kind != MarkerKind::Article,
        kind if is_division(kind) => is_division(step.kind),
        kind if is_list(kind) || kind == MarkerKind::Item => {
            step.kind == MarkerKind::Paragraph && previous.is_some_and(|previous| previous.kind == MarkerKind::Article)
        }
        _ => false,
    }
}

/// The number of a list as the text writes it: 三, （三）, 3, （3）, ③.
fn print_number(out: &mut String, step: Step) {
    use MarkerKind::{Arabic, Bracketed, BracketedArabic, Circled, HalfBracketed};
    match step.kind {
        Bracketed => {
            out.push('（');
            push_chinese(out, step.number);
            out.push('）');
        }
        Arabic => out.push_str(&step.number.to_string()),
        BracketedArabic | HalfBracketed => {
            out.push('（');
            out.push_str(&step.number.to_string());
            out.push('）');
        }
        Circled => match circle(step.number) {
            Some(c) => out.push(c),
            None => print_number(out, Step { kind: BracketedArabic, ..step }),
        },
        _ => push_chinese(out, step.number),
    }
}

/// A step outside the lists of an article: 附件1, 第三章, 第三条之一, 第二款, 二, （三）.
fn print_step(out: &mut String, step: Step) {
    use MarkerKind::{
        Appendix, Article, Attachment, Chapter, Division, Item, Paragraph, Part, Section, Subitem, Subpart, Table,
    };
    let unit = match step.kind {
        Attachment | Table | Appendix => {
            out.push_str(match step.kind {
                Attachment => "附件",
                Table => "附表",
                _ => "附录",
            });
            out.push_str(&step.number.to_string());
            return;
        }
        Division => "部分",
        Part => "编",
        Subpart => "分编",
        Chapter => "章",
        Section => "节",
        Article => "条",
        Paragraph => "款",
        Item => "项",
        Subitem => "目",
        _ => return print_number(out, step),
    };
    out.push('第');
    push_chinese(out, step.number);
    out.push_str(unit);
    if step.sub > 0 {
        out.push('之');
        push_chinese(out, step.sub);
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.print(&mut out, 0, false);
        f.write_str(&out)
    }
}

/// From one address to another: what a passage joined from several paragraphs has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressRange {
    /// The first part's.
    pub first: Address,
    /// The last part's; the same where there is one only.
    pub last: Address,
}

impl fmt::Display for AddressRange {
    /// The first address, 至, and of the last what differs: 第三十一条第一款至第三款. An address that
    /// does not go on from the first at the same depth stands in full.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.first.print(&mut out, 0, false);
        if self.first != self.last {
            out.push('至');
            let shared = self.first.shared(&self.last);
            let differ = self.first.steps.get(shared).zip(self.last.steps.get(shared));
            let alike = self.first.steps.len() == self.last.steps.len()
                && shared + 1 == self.last.steps.len()
                && differ.is_some_and(|(first, last)| first.kind == last.kind);
            self.last.print(&mut out, if alike { shared } else { 0 }, false);
        }
        f.write_str(&out)
    }
}

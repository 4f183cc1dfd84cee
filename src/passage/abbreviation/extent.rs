//! Where a long form without marks of its own begins: 为推进长江三角洲区域一体化 → 长江三角洲区域一体化.
//!
//! No dictionary: the short form says how much must belong to the long one; from there back to what
//! ends a noun phrase before it (punctuation, a preposition, a verb that governs names). A beginning
//! in doubt gives nothing.

use super::words::{
    ACTORS, BODIES, COMPANIES, GOVERNORS, NAMED, NAMES, NOUNS, PREDICATES, REALM, SUFFIXES, joiner, particle,
};

/// Characters looked at before the bracket, at most; a longer phrase describes and does not name.
const WINDOW: usize = 48;

/// How surely a phrase begins at some place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// After punctuation, or a word that governs what follows.
    Sure,
    /// After 、, perhaps in the middle of a name.
    Listed,
    /// After 和 and the like, which names hold as often.
    Joined,
    /// Where nothing, or not enough, speaks for a beginning.
    Unknown,
}

/// The phrase before a definition, at most [`WINDOW`] characters.
pub(super) struct Phrase {
    chars: Vec<char>,
    edge: Edge,
}

impl Phrase {
    /// What stands at the end of `text`, back to punctuation. With `lists`, 、 is none. Cost: the
    /// characters passed over.
    pub(super) fn before(text: &str, lists: bool) -> Self {
        let mut chars: Vec<char> = text.chars().rev().take(WINDOW + 1).collect();
        chars.reverse();
        let (start, edge) = boundary(&chars, lists);
        Self { chars: chars.split_off(start), edge }
    }

    /// Whether it joins or lists several things.
    pub(super) fn joins(&self) -> bool {
        self.edge == Edge::Listed || (1..=self.chars.len()).any(|at| edge(&self.chars, at) == Some(Edge::Joined))
    }

    /// The part of the phrase that `short` stands for; `None` where its beginning is in doubt, or
    /// it is no more than the short form. Cost: the phrase's length times the number of words known.
    pub(super) fn long(&self, short: &str) -> Option<String> {
        let short: Vec<char> = short.chars().filter(|c| !c.is_whitespace()).collect();
        if short.iter().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '&')) {
            return self.whole();
        }
        if points(&short) {
            return None;
        }
        let (first, bound) = match align(&self.chars, &short) {
            Some(first) => (first, true),
            None => (align_but_last(&self.chars, &short)?, false),
        };
        let (start, sure) = self.start(first);
        let start = self.name_in(start + prefix(self.chars.get(start..)?).min(first - start), first);
        let long = self.chars.get(start..)?;
        let begun = first == start;
        let body = named(long) && long.last().is_some_and(|c| BODIES.contains(*c));
        let sure = match sure {
            Edge::Sure => bound || begun || named(long),
            Edge::Listed => bound && begun || body,
            Edge::Joined => body || bound && begun && company(long),
            Edge::Unknown => named(long) && self.edge != Edge::Unknown,
        };
        let listed = short.contains(&'、') && !begun;
        let doubtful = !named(long) && long.first() != Some(&'第') && self.realm(start, first);
        let two = (start + 2..self.chars.len()).any(|at| self.parts(at));
        // A clause inside it (办理…业务的银行) may have begun before.
        let clause =
            long.contains(&'的') && !(begun && (start == 0 && self.edge == Edge::Sure || particle(&self.chars, start)));
        (sure && !clause && !two && !listed && !doubtful && plain(long) && *long != short[..]).then(|| text(long))
    }

    /// Whether all of `short` stands in the phrase, in order.
    pub(super) fn holds(&self, short: &str) -> bool {
        align(&self.chars, &short.chars().collect::<Vec<char>>()).is_some()
    }

    /// The last place at or before `first` where a phrase begins. What may stand in a name is passed
    /// over, but then only a name is sure: [`Edge::Unknown`].
    fn start(&self, first: usize) -> (usize, Edge) {
        let mut doubt = false;
        for at in (1..=first).rev().filter(|&at| !self.inside(at)) {
            match edge(&self.chars, at) {
                None => {}
                Some(Edge::Unknown) => doubt = true,
                Some(Edge::Joined) if at == 1 && self.edge == Edge::Sure => return (at, Edge::Sure),
                Some(Edge::Joined) if self.goes_on(at, first) => doubt = true,
                Some(_) if doubt => return (at, Edge::Unknown),
                Some(edge) => return (at, edge),
            }
        }
        (0, if doubt && self.edge == Edge::Sure { Edge::Unknown } else { self.edge })
    }

    /// `first` where a name begins there within a phrase that begins as none (执行机构中国…委员会).
    fn name_in(&self, start: usize, first: usize) -> usize {
        let at = |at: usize| self.chars.get(at..).unwrap_or_default();
        let inner = NAMES.begin(at(first)) && !matches!(at(first), ['市' | '省', ..]);
        if inner && !named(at(start)) { first } else { start }
    }

    /// Whether a name may begin between `start` and `first` (国产客机交付|中国…公司).
    fn realm(&self, start: usize, first: usize) -> bool {
        (start + 1..=first).any(|at| self.chars.get(at..).is_some_and(|rest| REALM.begin(rest)))
    }

    /// Whether `at` is between brackets or the marks of a title.
    fn inside(&self, at: usize) -> bool {
        let head = self.chars.get(..at).unwrap_or_default();
        let count = |marks: &str| head.iter().filter(|c| marks.contains(**c)).count();
        count("《（(“") > count("》）)”")
    }

    /// Whether the 和 before `at` joins words within one name, not two bodies.
    fn goes_on(&self, at: usize, first: usize) -> bool {
        let rest = self.chars.get(at..).unwrap_or_default();
        first > at && !body_before(&self.chars, at - 1) && !named(rest) && !company(rest)
    }

    /// Whether the 和 before `at` stands between two bodies.
    fn parts(&self, at: usize) -> bool {
        edge(&self.chars, at) == Some(Edge::Joined)
            && body_before(&self.chars, at - 1)
            && self.chars.get(at..).is_some_and(named)
    }

    /// The phrase less the words before it, where nothing in it speaks for another beginning: for a
    /// short form in Latin letters, which shows nothing about its long one.
    fn whole(&self) -> Option<String> {
        let mut long = &self.chars[..];
        while let Some(at) = (1..=8).find(|&at| edge(long, at).is_some_and(|edge| edge != Edge::Unknown)) {
            long = long.get(at..)?;
        }
        let simple = (1..long.len()).all(|at| edge(long, at).is_none_or(|edge| edge == Edge::Unknown)) && plain(long);
        let sure = self.edge == Edge::Sure || (self.edge == Edge::Listed && named(long));
        (sure && simple && (4..=30).contains(&long.len())).then(|| text(long))
    }
}

fn text(chars: &[char]) -> String {
    chars.iter().collect::<String>().trim().to_owned()
}

/// Where the last phrase of `chars` begins, as punctuation shows.
fn boundary(chars: &[char], lists: bool) -> (usize, Edge) {
    let mut at = chars.len();
    while at > 0 {
        let c = chars[at - 1];
        let around = (at.checked_sub(2).and_then(|i| chars.get(i)).copied(), chars.get(at).copied());
        match c {
            '）' | ')' | '》' | '”' | '’' | '〉' | '」' => match group(chars, at) {
                Some(open) if keeps(chars, open, at) => at = open,
                _ => return (at, Edge::Sure),
            },
            '、' if lists => at -= 1,
            '、' if level(chars, at + 1) => return (at + 1, Edge::Sure),
            '、' => return (at, Edge::Listed),
            '.' if around.0.is_some_and(|c| c.is_ascii_alphabetic()) => at -= 1,
            ' ' | '\u{a0}' | '\u{3000}' | '/' if latin(around.0) && latin(around.1) => at -= 1,
            '—' if around.0.is_some_and(char::is_numeric) => at -= 1,
            '·' | '-' | '+' | '&' | '－' | '%' => at -= 1,
            c if c.is_alphanumeric() || matches!(c, '〇' | '○') => at -= 1,
            _ => return (at, Edge::Sure),
        }
    }
    (0, if chars.len() > WINDOW { Edge::Unknown } else { Edge::Sure })
}

fn latin(c: Option<char>) -> bool {
    c.is_some_and(|c| c.is_ascii_alphanumeric())
}

/// The opening mark of the group that ends before `end`, the nearest of its kind.
fn group(chars: &[char], end: usize) -> Option<usize> {
    let open = match *chars.get(end.checked_sub(1)?)? {
        '）' | ')' => ['（', '('],
        '》' => ['《', '《'],
        '〉' => ['〈', '〈'],
        '”' => ['“', '“'],
        '’' => ['‘', '‘'],
        _ => ['「', '「'],
    };
    chars.get(..end - 1)?.iter().rposition(|c| open.contains(c))
}

/// Whether a group in brackets or quotation marks belongs to the name around it (（集团）), not to a
/// sentence: a remark, a number that begins a line (（一）), another definition.
fn keeps(chars: &[char], open: usize, end: usize) -> bool {
    let inner = chars.get(open + 1..end - 1).unwrap_or_default();
    if !matches!(chars.get(open), Some('（' | '(')) {
        // A title or a quotation goes on as a name only where a noun follows at once.
        return chars.get(end).is_some_and(|c| c.is_alphabetic()) && edge(chars, end + 1).is_none();
    }
    let numbers = inner.iter().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c));
    let sentence = inner.iter().any(|c| matches!(c, '，' | '；' | '。' | '：' | '称' | '号' | '〔' | '《'));
    open > 0 && !numbers && !sentence && inner.len() <= 10
}

/// Whether a phrase begins at `at` by what stands before it.
fn edge(chars: &[char], at: usize) -> Option<Edge> {
    if particle(chars, at) || level(chars, at) {
        return Some(Edge::Sure);
    }
    if joiner(chars, at) {
        return Some(Edge::Joined);
    }
    let (head, rest) = chars.split_at_checked(at)?;
    if matches!(head, [.., '0'..='9', '年' | '月' | '日'])
        && !rest.first().is_some_and(|c| "度初末底内代级".contains(*c))
    {
        return Some(Edge::Sure);
    }
    let word = GOVERNORS.end_of(head)?;
    if word == ['其', '他'] {
        return Some(Edge::Joined);
    }
    let begin = at - word.len();
    // 国务院推进中国… is the name of a body, 服务保障中国… is not.
    let free = begin == 0 || word != ['组', '织'] && !body_before(chars, begin) && named(rest);
    if word == ['建', '设'] {
        return (!NOUNS.begin(rest)).then_some(if begin == 0 || free && edge(chars, begin).is_some() {
            Edge::Sure
        } else {
            Edge::Unknown
        });
    }
    let both = NAMED.end(word);
    if both && SUFFIXES.begin(rest) {
        return None;
    }
    let governs = free
        || !both
        || head.get(..begin).is_some_and(|head| ACTORS.end(head))
        || edge(chars, begin) == Some(Edge::Sure);
    Some(if governs { Edge::Sure } else { Edge::Unknown })
}

/// Whether the character before `at` ends the name of a body or a place, or there is none.
fn body_before(chars: &[char], at: usize) -> bool {
    at.checked_sub(1).and_then(|i| chars.get(i)).is_none_or(|c| BODIES.contains(*c))
}

/// Whether a short form points (本公司) or counts (两省一市), and what it stands for is elsewhere.
fn points(short: &[char]) -> bool {
    let counts =
        |number: char, noun: char| "一两二三四五六七八九十".contains(number) && "省市区县方地部个项类国".contains(noun);
    matches!(short, ['本' | '该' | '我' | '其', ..]) || matches!(*short, [number, noun, ..] if counts(number, noun))
}

/// The length of what `chars` begins with that ends what is before it: brackets (县（市）|人民政府), a
/// number that a name follows (点击数：18263|中国…).
fn prefix(chars: &[char]) -> usize {
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits > 0 && chars.get(digits..).is_some_and(|rest| REALM.begin(rest)) {
        return digits;
    }
    let open = chars.first().is_some_and(|c| matches!(c, '（' | '('));
    let end = chars.iter().position(|c| matches!(c, '）' | ')')).filter(|_| open);
    end.map_or(0, |end| end + 1)
}

/// Whether a list of levels ends before `at` (市和区、县|国防教育联席会议): what follows is each one's.
fn level(chars: &[char], at: usize) -> bool {
    let Some([before, joiner, last]) = at.checked_sub(3).and_then(|from| chars.get(from..at)) else { return false };
    let town = *last == '乡' && chars.get(at) == Some(&'镇');
    "省市区县乡州旗级".contains(*before) && "、和及与或".contains(*joiner) && "市区县乡镇州旗".contains(*last) && !town
}

/// Whether `chars` is no sentence, nor begins with the number of a line.
fn plain(chars: &[char]) -> bool {
    let digits = chars.iter().take_while(|c| c.is_ascii_digit()).count();
    !(1..=2).contains(&digits) && !PREDICATES.within(chars)
}

/// Whether `chars` ends as names of companies do, which are seldom taken for a part of another name.
fn company(chars: &[char]) -> bool {
    COMPANIES.end(chars)
}

/// Whether `chars` begins as names of places and institutions do.
fn named(chars: &[char]) -> bool {
    let place = chars.iter().take(5).skip(1).any(|c| matches!(c, '省' | '市' | '县' | '州'));
    place || NAMES.begin(chars)
}

/// Where the first character of `short` stands in `chars`, all of them taken in order from the end.
fn align(chars: &[char], short: &[char]) -> Option<usize> {
    let mut at = chars.len();
    for c in short.iter().rev() {
        at = chars.get(..at)?.iter().rposition(|other| other == c)?;
    }
    (!short.is_empty()).then_some(at)
}

/// Likewise without the last character of a short form of at least three, where that is a word for
/// a body (广水所 of 广州水权交易中心).
fn align_but_last(chars: &[char], short: &[char]) -> Option<usize> {
    let (_, rest) = short.split_last().filter(|(last, rest)| rest.len() >= 2 && BODIES.contains(**last))?;
    align(chars, rest)
}

/// Whether the characters of `short` stand in `long` in order.
pub(super) fn holds_all(long: &str, short: &str) -> bool {
    let mut chars = long.chars();
    short.chars().all(|c| chars.any(|other| other == c))
}

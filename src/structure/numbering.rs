//! What is open at a block: the divisions, headings and list items that it stands in.
//!
//! Marks are parsed, and believed only where their numbers go on (1, 2, 3…) or begin anew: a line
//! 三、四线城市 after an item 一、 closes nothing.

use crate::text::marker::{Marker, MarkerKind};

use super::address::{Step, is_attachment, is_division};

/// How far a list may jump ahead (a number lost in the source) and still go on.
const LONGEST_JUMP: u32 = 3;

/// A paragraph that introduces a list, and the one that introduces the list it stands in itself.
pub(super) type LeadIn = Option<(usize, Option<usize>)>;

/// What is known of the list whose first item a mark begins.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct List {
    /// The paragraph that introduces it.
    pub lead_in: LeadIn,
    /// It begins inside an item of its own kind.
    pub nested: bool,
}

/// Something open: an article of a page, an attachment, a division, a heading, a list item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// How deep it nests; what is opened closes everything of its own rank and deeper.
    pub rank: u16,
    /// Its number, where it has one.
    pub step: Option<Step>,
    /// The entry of its heading, where it has one.
    pub heading: Option<usize>,
    /// The paragraph that introduces the list it is an item of.
    pub lead_in: Option<usize>,
    /// Markdown's rank of the heading, where the source states one.
    pub level: Option<u8>,
    /// An item before it in the same list ended with a semicolon.
    pub semicolons: bool,
}

impl Open {
    /// Whether it is numbered in this way.
    pub fn is_of(&self, kind: MarkerKind) -> bool {
        self.step.is_some_and(|step| step.kind == kind)
    }

    /// Whether the number of a mark of its kind goes on from its own, or nearly so.
    fn is_followed_by(&self, marker: Marker) -> bool {
        self.step.is_some_and(|step| (step.number + 1..=step.number + LONGEST_JUMP).contains(&marker.number))
    }
}

/// Rank of a kind. Unnumbered headings take the free ranks between.
pub(super) const fn rank(kind: MarkerKind) -> u16 {
    // Titles and Markdown headings stand below 20.
    20 + 10 * kind as u16
}

/// The stack of what is open, and the numbers seen so far.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    open: Vec<Open>,
    last: [Option<u32>; 24],
    /// Attachments opened so far, of each kind.
    attachments: [u32; 3],
}

impl Numbering {
    /// The innermost.
    pub fn innermost(&self) -> Option<&Open> {
        self.open.last()
    }

    /// The steps of what is open.
    pub fn steps(&self) -> Vec<Step> {
        self.open.iter().filter_map(|open| open.step).collect()
    }

    /// The headings of what is open.
    pub fn path(&self) -> Vec<usize> {
        self.open.iter().filter_map(|open| open.heading).collect()
    }

    /// The innermost lead-in.
    pub fn lead_in(&self) -> Option<usize> {
        self.open.iter().rev().find_map(|open| open.lead_in)
    }

    /// Forgets all that is open and all numbers.
    pub fn clear(&mut self) {
        self.open.clear();
        self.last = Default::default();
    }

    /// Closes all but an article of the page or an attachment, as a sign-off does.
    pub fn close_to_attachment(&mut self) {
        let stays = |open: &&Open| open.rank == 0 || open.step.is_some_and(|step| is_attachment(step.kind));
        let keep = self.open.iter().take_while(stays).count();
        self.open.truncate(keep);
    }

    /// Closes everything of this rank and deeper.
    pub fn close(&mut self, rank: u16) {
        let keep = self.open.iter().position(|open| open.rank >= rank).unwrap_or(self.open.len());
        self.open.truncate(keep);
    }

    /// Closes list items and articles, down to the innermost division or heading.
    pub fn close_items(&mut self) {
        let keep =
            self.open.iter().rposition(|open| open.heading.is_some() || is_container(open)).map_or(0, |at| at + 1);
        self.open.truncate(keep);
    }

    /// Closes everything but what stands above a heading of this Markdown level.
    pub fn close_level(&mut self, level: u8) {
        let above = |open: &Open| open.level.is_some_and(|other| other < level);
        self.open.truncate(self.open.iter().rposition(above).map_or(0, |at| at + 1));
    }

    /// Closes the innermost.
    pub fn close_innermost(&mut self) {
        self.open.pop();
    }

    /// Opens something inside all that is open.
    pub fn push(&mut self, open: Open) {
        if open.heading.is_some() {
            // A heading stands between a list and its lead-in: nothing below is introduced by it.
            for outer in &mut self.open {
                outer.lead_in = None;
            }
        }
        self.open.push(open);
    }

    /// The open item or division of a kind.
    pub fn of_kind(&self, kind: MarkerKind) -> Option<&Open> {
        self.open.iter().rev().find(|open| open.is_of(kind))
    }

    /// Whether a list's mark goes on with the numbers of a list that is open, or with the last of its
    /// kind in the document, or begins anew.
    pub fn goes_on(&self, marker: Marker) -> bool {
        let mut alike = self.open.iter().filter(|open| open.is_of(marker.kind)).peekable();
        marker.number == 1
            || if alike.peek().is_some() {
                alike.any(|open| open.is_followed_by(marker))
            } else {
                self.last.get(marker.kind as usize).copied().flatten().is_some_and(|last| marker.number == last + 1)
            }
    }

    /// Where what a mark ends stands in the stack: the item before it in its list. Of several (a list
    /// 一、 of paragraphs under headings 一、) the one that its number follows, headings following
    /// headings first; for a list that begins anew the innermost.
    fn sibling(&self, marker: Marker, heading: bool, level: Option<u8>) -> Option<usize> {
        let alike = |open: &Open| open.is_of(marker.kind) && (open.level.is_none() || level.is_some());
        let followed = |open: &Open| alike(open) && open.is_followed_by(marker);
        let same = |open: &Open| open.heading.is_some() == heading;
        let exact = self.open.iter().rposition(|open| followed(open) && same(open));
        exact.or_else(|| self.open.iter().rposition(followed)).or_else(|| self.open.iter().rposition(alike))
    }

    /// Opens what a mark numbers, closing what it ends: the item before it in the same list, or
    /// everything of its rank and deeper. `heading` is its entry where it is a heading, `lead_in`
    /// the paragraph that introduces the list where this is its first item, with that paragraph's own
    /// lead-in: where that is closed here, the paragraph introduces nothing inside it. A list that is
    /// `nested` begins inside all that is open, be it of its own kind.
    pub fn open_marked(&mut self, marker: Marker, heading: Option<usize>, level: Option<u8>, list: List) {
        let mut open = Open {
            rank: rank(marker.kind),
            step: Some(Step { kind: marker.kind, number: marker.number, sub: marker.sub }),
            heading,
            lead_in: None,
            level,
            semicolons: false,
        };
        if is_attachment(marker.kind) {
            self.clear();
            open.step = Some(Step::new(marker.kind, self.number_of_attachment(marker)));
        }
        let sibling = if list.nested { None } else { self.sibling(marker, heading.is_some(), level) };
        match sibling.and_then(|at| self.open.get(at).map(|other| (at, *other))) {
            Some((at, other)) => {
                open.rank = other.rank;
                if marker.number > 1 {
                    open.lead_in = other.lead_in;
                    open.semicolons = other.semicolons;
                }
                self.open.truncate(at);
            }
            None if list.nested || self.holds_articles(marker.kind) => {
                open.rank = self.innermost().map_or(open.rank, |outer| open.rank.max(outer.rank + 1));
            }
            None => self.close(open.rank),
        }
        if let Some((introduces, _)) = list.lead_in.filter(|&(_, outer)| outer == self.lead_in()) {
            open.lead_in = Some(introduces);
        }
        if let Some(last) = self.last.get_mut(marker.kind as usize) {
            *last = Some(marker.number);
        }
        self.push(open);
    }

    /// Whether the innermost is a heading 一、 under which articles are numbered.
    fn holds_articles(&self, kind: MarkerKind) -> bool {
        kind == MarkerKind::Article
            && self.of_kind(MarkerKind::Article).is_none()
            && self.innermost().is_some_and(|open| {
                open.heading.is_some()
                    && open.step.is_some_and(|step| matches!(step.kind, MarkerKind::Enumerated | MarkerKind::Bracketed))
            })
    }

    /// An attachment's number; one without a number is the next.
    fn number_of_attachment(&mut self, marker: Marker) -> u32 {
        let Some(count) = self.attachments.get_mut(marker.kind as usize) else { return marker.number.max(1) };
        *count = if marker.number > 0 { marker.number } else { *count + 1 };
        *count
    }

    /// Notes that an item of the innermost list ended with a semicolon.
    pub fn note_semicolon(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.semicolons = true;
        }
    }
}

/// Whether something open holds more than one paragraph by its nature.
fn is_container(open: &Open) -> bool {
    open.step.is_some_and(|step| is_attachment(step.kind) || is_division(step.kind))
}

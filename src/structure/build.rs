//! The pass over the blocks that makes the outline.

use crate::reflow::{Block, BlockKind};
use crate::text::marker::{Marker, MarkerKind};
use crate::text::sentence;

use super::address::{is_attachment, is_division, is_list};
use super::articles::{LastArticle, Paragraphs, begins_article};
use super::contents::mark_contents;
use super::facts::Facts;
use super::numbering::{LeadIn, List, Numbering, Open, rank};
use super::outline::Place;
use super::page::{self, Titles, titles};
use super::quotes::mark_quoted;
use super::roles::{closes_article, roles};
use super::{Address, Outline, Role};

/// Reads the structure of a document from its blocks.
///
/// Cost: linear in the text; about what reading it once more takes.
#[must_use]
pub fn outline(blocks: Vec<Block>) -> Outline {
    let (places, titles) = {
        let mut facts: Vec<Facts<'_>> = blocks.iter().map(Facts::of).collect();
        mark_quoted(&mut facts);
        mark_contents(&mut facts);
        let roles = roles(&mut facts);
        let titles = titles(&blocks, &facts, &roles);
        (Builder::new(&blocks, &facts, &roles, &titles).run(), titles)
    };
    let title_entry = match titles {
        Titles::Document(at) => at,
        Titles::Page => None,
    };
    let title = title_entry.and_then(|at| blocks.get(at)).map(|block| block.text.text.clone());
    let entries = blocks.into_iter().zip(places).map(|(block, place)| place.entry(block)).collect();
    Outline { title, title_entry, entries }
}

/// Headings that stand before the first division, not above it.
const BEFORE_DIVISIONS: [&str; 9] = ["目录", "目錄", "目次", "序言", "前言", "引言", "序", "导语", "编者按"];

/// A list whose first item has more characters than this (and is no clause that ends with ；) reads by
/// itself: 现将有关事项通知如下： before 一、 introduces a whole document.
const LONGEST_ITEM: usize = 100;

/// How many blocks ahead a mark of the same kind is looked for.
const LOOK_AHEAD: usize = 200;

/// A lead-in sentence of more characters is no heading.
const LONGEST_LEAD_IN: usize = 200;

/// The pass: what is open, and the places given so far.
struct Builder<'a> {
    blocks: &'a [Block],
    facts: &'a [Facts<'a>],
    roles: &'a [Option<Role>],
    titles: &'a Titles,
    numbering: Numbering,
    article: LastArticle,
    paragraphs: Paragraphs,
    places: Vec<Place>,
    /// The block before, furniture left out.
    before: Option<usize>,
}

impl<'a> Builder<'a> {
    fn new(blocks: &'a [Block], facts: &'a [Facts<'a>], roles: &'a [Option<Role>], titles: &'a Titles) -> Self {
        let places = Vec::with_capacity(blocks.len());
        let (numbering, article, paragraphs) = Default::default();
        Self { blocks, facts, roles, titles, numbering, article, paragraphs, places, before: None }
    }

    fn run(mut self) -> Vec<Place> {
        for (at, block) in self.blocks.iter().enumerate() {
            let Some(fact) = self.facts.get(at) else { break };
            let place = match block.kind {
                BlockKind::Furniture => Place::default(),
                BlockKind::Title => self.title(at),
                BlockKind::Heading => self.heading(at, fact, block.level),
                BlockKind::Note if closes_article(fact.text) => self.closing_note(),
                BlockKind::Note | BlockKind::Byline => self.here(None),
                BlockKind::Paragraph => self.paragraph(at, fact),
            };
            self.settle(at, fact, place);
        }
        self.paragraphs.close(&mut self.places);
        self.places
    }

    /// Records a block's place, and the 款 it stands in.
    fn settle(&mut self, at: usize, fact: &Facts<'_>, place: Place) {
        if self.paragraphs.is_open() && self.numbering.of_kind(MarkerKind::Article).is_none() {
            self.paragraphs.close(&mut self.places);
        }
        let begins = place.role == Some(Role::Article);
        self.places.push(place);
        if !self.paragraphs.begins_at(at) {
            self.paragraphs.note(begins);
        }
        if !fact.is_furniture() {
            self.before = Some(at);
        }
    }

    /// A place inside all that is open.
    fn here(&self, role: Option<Role>) -> Place {
        Place {
            role,
            path: self.numbering.path(),
            lead_in: self.numbering.lead_in(),
            address: Address::new(self.numbering.steps()),
        }
    }

    /// A place for a heading that has just been opened: under those above it.
    fn heading_place(&self, at: usize) -> Place {
        let mut place = self.here(None);
        place.path.retain(|&above| above != at);
        place.lead_in = None;
        place
    }

    /// The document's title stands above everything; others open an article of the page, or head
    /// an attachment.
    fn title(&mut self, at: usize) -> Place {
        self.article = LastArticle { number: (0, 0), container_since: true };
        let rank = match self.titles {
            Titles::Document(Some(title)) if *title == at => {
                self.numbering.clear();
                return Place::default();
            }
            // Of two titles in a row, either may be the one of the text below: it belongs to the page.
            Titles::Page if page::stands_in_row(self.blocks, at) => {
                self.numbering.clear();
                return Place::default();
            }
            Titles::Page => 0,
            Titles::Document(_) => rank(MarkerKind::Appendix) + 5,
        };
        if rank == 0 {
            self.numbering.clear();
        } else {
            self.numbering.close_to_attachment();
        }
        self.open_unnumbered(at, rank, None);
        self.heading_place(at)
    }

    fn open_unnumbered(&mut self, at: usize, rank: u16, level: Option<u8>) {
        self.numbering.push(Open { rank, step: None, heading: Some(at), lead_in: None, level, semicolons: false });
    }

    fn heading(&mut self, at: usize, fact: &Facts<'_>, level: Option<u8>) -> Place {
        if fact.listed || fact.quoted {
            return self.here(None);
        }
        if let Some(level) = level {
            self.numbering.close_level(level);
        }
        match fact.marker.filter(|&marker| self.believes(at, marker)) {
            Some(marker) => self.open_marked(at, marker, true, level),
            None => match level {
                Some(level) => self.open_unnumbered(at, u16::from(level).max(1), Some(level)),
                None => self.unnumbered_heading(at, fact),
            },
        }
        self.article.container_since = true;
        self.heading_place(at)
    }

    /// Opens a heading without a number. It encloses a numbering that begins after it (or the
    /// articles after it), else it stands inside the numbered division that is open; it ends the
    /// heading before it that has no number either.
    fn unnumbered_heading(&mut self, at: usize, fact: &Facts<'_>) {
        self.numbering.close_items();
        let is_unnumbered = |open: &Open| open.step.is_none() && open.level.is_none() && open.rank > 0;
        if self.numbering.innermost().is_some_and(is_unnumbered) {
            self.numbering.close_innermost();
        }
        let following =
            self.following_marker(at).filter(|marker| marker.number == 1 || marker.kind == MarkerKind::Article);
        let rank = match following {
            Some(marker) if is_division(marker.kind) && BEFORE_DIVISIONS.contains(&unspaced(fact.text).as_str()) => {
                rank(marker.kind)
            }
            Some(marker) => rank(marker.kind) - 5,
            None => self.numbering.innermost().map_or(25, |open| open.rank + 5),
        };
        self.numbering.close(rank);
        self.open_unnumbered(at, rank, None);
    }

    /// The first mark after a heading, before the next title or heading without one.
    fn following_marker(&self, at: usize) -> Option<Marker> {
        for fact in self.facts.iter().skip(at + 1).filter(|fact| !fact.listed) {
            match fact.marker {
                Some(marker) if is_attachment(marker.kind) => return None,
                Some(marker) if marker.kind != MarkerKind::Ordinal => return Some(marker),
                None if fact.is_heading() => return None,
                _ => {}
            }
        }
        None
    }

    /// Whether a mark numbers its block in this document.
    fn believes(&self, at: usize, marker: Marker) -> bool {
        let Some(fact) = self.facts.get(at) else { return false };
        match marker.kind {
            MarkerKind::Article => begins_article(self.facts, at, marker, self.article),
            MarkerKind::Ordinal => false,
            kind if is_list(kind) => {
                (self.numbering.goes_on(marker) || self.is_left_over(at, marker))
                    && !self.stands_for_heading(at, marker)
            }
            kind => {
                let rest = fact.text.get(marker.len..).unwrap_or_default();
                let separated = rest.is_empty()
                    || rest.starts_with(char::is_whitespace)
                    || fact.is_heading()
                    || is_attachment(kind);
                separated
                    && (fact.is_heading()
                        || fact.text.len() <= 180 && !sentence::has_end(fact.text.trim_end_matches('。')))
            }
        }
    }

    /// Whether a paragraph has the number of a heading still to come: among headings 一、 and 二、 a line
    /// 三、四线城市 is none where a heading 三、 follows.
    fn stands_for_heading(&self, at: usize, marker: Marker) -> bool {
        let among_headings = self.numbering.of_kind(marker.kind).is_some_and(|open| open.heading.is_some());
        among_headings
            && marker.number > 1
            && self.facts.get(at).is_some_and(Facts::is_body)
            && self.next_heading(at, marker.kind).is_some_and(|next| next.number == marker.number)
    }

    /// Whether a paragraph begins a list inside a heading of the same kind: the headings' numbers go on
    /// after it, or end with this one.
    fn is_nested(&self, at: usize, marker: Marker) -> bool {
        let outer =
            self.numbering.of_kind(marker.kind).filter(|open| open.heading.is_some()).and_then(|open| open.step);
        marker.number == 1
            && self.facts.get(at).is_some_and(Facts::is_body)
            && outer.is_some_and(|outer| {
                self.next_heading(at, marker.kind).is_none_or(|next| next.number == outer.number + 1)
            })
    }

    /// The mark of the next heading that is numbered in this way, not too far away.
    fn next_heading(&self, at: usize, kind: MarkerKind) -> Option<Marker> {
        let mut following = self.facts.iter().skip(at + 1).take(LOOK_AHEAD).filter(|fact| fact.is_heading());
        following.find_map(|fact| fact.marked(kind))
    }

    /// Whether a mark that goes on from nothing is what is left of its list: the next of its kind goes
    /// on from it, or it is （三） in an article, which is nothing else.
    fn is_left_over(&self, at: usize, marker: Marker) -> bool {
        let open = self.numbering.of_kind(marker.kind).and_then(|open| open.step);
        let mut following = self.facts.iter().skip(at + 1).take(LOOK_AHEAD);
        open.is_none_or(|step| step.number < marker.number)
            && (self.paragraphs.is_open() && marker.kind == MarkerKind::Bracketed
                || following
                    .find_map(|fact| fact.marked(marker.kind))
                    .is_some_and(|next| next.number == marker.number + 1))
    }

    /// Opens what a believed mark numbers.
    fn open_marked(&mut self, at: usize, marker: Marker, heading: bool, level: Option<u8>) {
        let list = if heading || !is_list(marker.kind) {
            List::default()
        } else {
            List { lead_in: self.lead_in(at, marker), nested: self.is_nested(at, marker) }
        };
        self.numbering.open_marked(marker, heading.then_some(at), level, list);
        if marker.kind == MarkerKind::Article {
            self.paragraphs.close(&mut self.places);
            self.paragraphs.open(at, heading);
            self.article = LastArticle { number: (marker.number, marker.sub), container_since: false };
        } else if is_attachment(marker.kind) {
            self.article = LastArticle { number: (0, 0), container_since: true };
        } else if is_division(marker.kind) {
            self.article.container_since = true;
        }
    }

    /// The paragraph that introduces the list which the mark of the block `at` begins: the block
    /// before, where it ends with a colon and the items are too short to be read without it.
    fn lead_in(&self, at: usize, marker: Marker) -> LeadIn {
        let before = self.before.filter(|_| marker.number == 1 && is_list(marker.kind))?;
        let (fact, item) = (self.facts.get(before)?, self.facts.get(at)?);
        let introduces = fact.is_body()
            && !fact.quoted
            && fact.text.ends_with(['：', ':'])
            && self.roles.get(before).is_some_and(|role| *role != Some(Role::Addressee))
            && !(marker.kind == MarkerKind::Enumerated && fact.text.trim_end_matches(['：', ':']).ends_with("如下"));
        let needs_it = item.text.ends_with(['；', ';']) || item.text.chars().count() <= LONGEST_ITEM;
        (introduces && needs_it && sentence::last(fact.text).chars().count() <= LONGEST_LEAD_IN)
            .then(|| (before, self.places.get(before).and_then(|place| place.lead_in)))
    }

    fn paragraph(&mut self, at: usize, fact: &Facts<'_>) -> Place {
        let role = self.roles.get(at).copied().flatten();
        if let Some(marker) =
            fact.marker.filter(|&marker| role.is_none_or(|role| role == Role::Attachment) && self.believes(at, marker))
        {
            self.open_marked(at, marker, false, None);
            if fact.text.ends_with(['；', ';']) {
                self.numbering.note_semicolon();
            }
            return self.here(role.or(match marker.kind {
                MarkerKind::Article => Some(Role::Article),
                kind if is_list(kind) => Some(Role::Item),
                _ => None,
            }));
        }
        match role {
            Some(Role::Signature) => self.numbering.close_to_attachment(),
            None if !fact.quoted => self.plain_paragraph(),
            _ => {}
        }
        let is_ordinal = fact.marked(MarkerKind::Ordinal).is_some();
        let in_article = !fact.quoted && !fact.listed && self.paragraphs.is_open();
        self.here(role.or(if is_ordinal { Some(Role::Item) } else { in_article.then_some(Role::Article) }))
    }

    /// A paragraph without a number: the next 款 of an article; else it goes on in the item before
    /// it, unless that was the last of a list (一；二；三。).
    fn plain_paragraph(&mut self) {
        if self.paragraphs.is_open() {
            self.numbering.close(rank(MarkerKind::Article) + 1);
        } else if self.numbering.innermost().is_some_and(|open| open.semicolons && open.heading.is_none())
            && self.before.and_then(|before| self.facts.get(before)).is_some_and(|fact| fact.text.ends_with('。'))
        {
            self.numbering.close_innermost();
        }
    }

    /// The note that says who wrote the article above it, and ends it.
    fn closing_note(&mut self) -> Place {
        if self.before.and_then(|before| self.facts.get(before)).is_some_and(Facts::is_heading) {
            return self.here(None);
        }
        self.numbering.close_to_attachment();
        let place = self.here(None);
        if *self.titles == Titles::Page {
            self.numbering.clear();
            self.article = LastArticle { number: (0, 0), container_since: true };
        }
        place
    }
}

/// A text without its white space.
fn unspaced(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

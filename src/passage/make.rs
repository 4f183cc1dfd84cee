//! The pass over the outline that makes the passages.

use crate::read::LineRole;
use crate::reflow::BlockKind;
use crate::structure::{Address, Entry, Outline, Role};
use crate::text::marker::MarkerKind;
use crate::text::{Mapped, Span, sentence};

use super::{Heading, Part, Passage, PassageKind, abbreviation, cut};

/// A neighbour under this many characters is joined,
const SHORT: usize = 40;
/// where the result has at most this many.
const JOINED: usize = 200;

/// The passages of a document, in the order of its blocks. Cost: linear in the text, which is copied.
#[must_use]
pub fn passages(outline: &Outline) -> Vec<Passage> {
    let alone = headings_alone(outline);
    let unbroken = is_unbroken(outline);
    let mut maker = Maker { outline, passages: Vec::with_capacity(outline.entries.len()), opened: 0, joinable: None };
    for (entry, &alone) in outline.entries.iter().zip(&alone) {
        match entry.block.kind {
            BlockKind::Title | BlockKind::Heading if alone => maker.push_single(entry, PassageKind::Heading),
            BlockKind::Title | BlockKind::Heading => maker.opened += 1,
            BlockKind::Byline => maker.push_single(entry, PassageKind::Byline),
            BlockKind::Note => maker.push_single(entry, PassageKind::Note),
            BlockKind::Furniture => maker.push_furniture(entry),
            BlockKind::Paragraph => maker.push_body(entry, unbroken),
        }
    }
    let mut passages = maker.passages;
    abbreviation::resolve(&mut passages);
    passages
}

/// For each block, whether it is a title or heading that stands in no path of the next passage (and
/// is not the document's title before one): a passage of its own.
fn headings_alone(outline: &Outline) -> Vec<bool> {
    let mut alone = vec![false; outline.entries.len()];
    let mut next: Option<&Entry> = None;
    for (at, (entry, alone)) in outline.entries.iter().zip(&mut alone).enumerate().rev() {
        match entry.block.kind {
            BlockKind::Furniture => {}
            BlockKind::Title | BlockKind::Heading => {
                let stands_above = next.is_some_and(|next| outline.title_entry == Some(at) || next.path.contains(&at));
                if !stands_above {
                    *alone = true;
                    next = Some(entry);
                }
            }
            _ => next = Some(entry),
        }
    }
    alone
}

/// Whether the source is one paragraph without any line end.
fn is_unbroken(outline: &Outline) -> bool {
    match outline.entries.as_slice() {
        [only] => only.block.text.pieces.len() <= 1,
        _ => false,
    }
}

/// The passage of a document that is nothing but a title which came from outside of its text: it has no
/// place in the source.
#[must_use]
pub fn title_alone(title: &str) -> Passage {
    let text = Mapped { text: title.to_owned(), pieces: Vec::new() };
    passage(PassageKind::Heading, text, Vec::new(), 0, None)
}

/// What the last passage must share with the next paragraph to be joined with it.
struct Joinable<'a> {
    entry: &'a Entry,
    chars: usize,
}

struct Maker<'a> {
    outline: &'a Outline,
    passages: Vec<Passage>,
    /// Titles and headings since the last passage.
    opened: usize,
    /// The last passage, where a paragraph may join it.
    joinable: Option<Joinable<'a>>,
}

impl<'a> Maker<'a> {
    /// A passage of one whole block that joins nothing.
    fn push_single(&mut self, entry: &Entry, kind: PassageKind) {
        self.joinable = None;
        let opened = std::mem::take(&mut self.opened);
        let headings = self.headings(entry);
        self.passages.push(passage(kind, entry.block.text.clone(), headings, opened, entry.address.clone()));
    }

    /// Furniture stands outside the reading order: headings before it still wait for their passage.
    fn push_furniture(&mut self, entry: &Entry) {
        self.joinable = None;
        self.passages.push(passage(PassageKind::Furniture, entry.block.text.clone(), Vec::new(), 0, None));
    }

    /// A paragraph: joined to the last passage, or cut where it is long.
    fn push_body(&mut self, entry: &'a Entry, unbroken: bool) {
        let text = &entry.block.text;
        let spans = if unbroken { cut::unbroken(&text.text) } else { cut::paragraph(&text.text) };
        let chars = if spans.len() == 1 { text.text.chars().count() } else { usize::MAX };
        if self.joins(entry, chars) {
            self.join(entry, chars);
            return;
        }
        let kind = kind_of(entry.role);
        let headings = self.headings(entry);
        if spans.len() == 1 {
            let opened = std::mem::take(&mut self.opened);
            self.passages.push(passage(kind, text.clone(), headings, opened, entry.address.clone()));
        } else {
            for slice in cut::slices(text, &spans) {
                let opened = std::mem::take(&mut self.opened);
                self.passages.push(passage(kind, slice, headings.clone(), opened, entry.address.clone()));
            }
        }
        let chars = self.passages.last().map_or(usize::MAX, |last| last.text.text.chars().count());
        // A row of a sheet is a passage by itself.
        self.joinable = (entry.block.given != LineRole::SheetRow).then_some(Joinable { entry, chars });
    }

    /// Whether a paragraph of `chars` characters goes to the last passage.
    fn joins(&self, entry: &Entry, chars: usize) -> bool {
        self.joinable.as_ref().is_some_and(|last| {
            entry.block.given != LineRole::SheetRow
                && (chars < SHORT || last.chars < SHORT)
                && chars.saturating_add(last.chars).saturating_add(1) <= JOINED
                && self.opened == 0
                && last.entry.path == entry.path
                && last.entry.lead_in == entry.lead_in
                && article(last.entry) == article(entry)
        })
    }

    /// Adds a paragraph to the last passage.
    fn join(&mut self, entry: &'a Entry, chars: usize) {
        let Some(last) = self.passages.last_mut() else { return };
        last.text.push_joiner("\n");
        let start = last.text.text.len();
        last.text.push_mapped(&entry.block.text);
        last.parts.push(Part { span: Span::new(start, last.text.text.len()), address: entry.address.clone() });
        if last.kind != kind_of(entry.role) {
            last.kind = PassageKind::Paragraph;
        }
        let before = self.joinable.as_ref().map_or(0, |last| last.chars);
        self.joinable = Some(Joinable { entry, chars: before + 1 + chars });
    }

    /// The headings above an entry, outermost first, then the lead-in sentences.
    fn headings(&self, entry: &Entry) -> Vec<Heading> {
        let entries = &self.outline.entries;
        let mut headings: Vec<Heading> = Vec::with_capacity(entry.path.len() + usize::from(entry.lead_in.is_some()));
        let above = entry.path.iter().filter_map(|&at| entries.get(at));
        headings.extend(above.map(|above| Heading { text: above.block.text.text.clone(), lead_in: false }));
        let lead_ins = headings.len();
        let mut next = entry.lead_in;
        while let Some((at, lead_in)) = next.and_then(|at| Some((at, entries.get(at)?))) {
            headings.push(Heading { text: sentence::last(&lead_in.block.text.text).to_owned(), lead_in: true });
            next = lead_in.lead_in.filter(|&outer| outer < at);
        }
        if let Some(lead_ins) = headings.get_mut(lead_ins..) {
            lead_ins.reverse();
        }
        headings
    }
}

/// A passage of one part.
fn passage(
    kind: PassageKind,
    text: Mapped,
    headings: Vec<Heading>,
    opened: usize,
    address: Option<Address>,
) -> Passage {
    let parts = vec![Part { span: Span::new(0, text.text.len()), address }];
    Passage { kind, text, headings, opened, parts, abbreviations: Vec::new() }
}

/// The kind of a body passage.
fn kind_of(role: Option<Role>) -> PassageKind {
    match role {
        Some(Role::Item) => PassageKind::Item,
        Some(Role::Table) => PassageKind::Table,
        _ => PassageKind::Paragraph,
    }
}

/// The steps of an entry's address down to its article, where it stands in one.
fn article(entry: &Entry) -> Option<&[crate::structure::Step]> {
    let steps = entry.address.as_ref()?.steps();
    let at = steps.iter().rposition(|step| step.kind == MarkerKind::Article)?;
    steps.get(..=at)
}

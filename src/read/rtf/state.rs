//! What holds within a group, and what a group's first word makes of it.

use crate::read::stories::Story;

/// Where the text of a group goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// The document.
    Text,
    /// Nowhere.
    Skip,
    /// A drawing, in which a text box may stand.
    Shape,
    /// A number that the writer worked out for readers that cannot count.
    Number,
    /// A text in the old encoding beside the same in Unicode.
    Old,
    Fonts,
    Styles,
    /// Facts about the document.
    Info,
    Title,
}

/// What holds within a group. A group begins with what holds around it.
#[derive(Debug, Clone, Copy)]
#[allow(clippy::struct_excessive_bools)] // each is a word of the format
pub(super) struct State {
    pub destination: Destination,
    /// Whether the group is a story of its own.
    pub story: bool,
    /// Whether `\*` stands before the word that comes: what does not know it skips the group.
    pub starred: bool,
    pub hidden: bool,
    pub deleted: bool,
    /// Characters that stand behind `\u` for old readers.
    pub fallback: usize,
    pub font: i32,
    pub in_table: bool,
    pub depth: usize,
    pub style: i32,
    pub outline: Option<i32>,
}

impl State {
    pub(super) fn new() -> Self {
        Self {
            destination: Destination::Text,
            story: false,
            starred: false,
            hidden: false,
            deleted: false,
            fallback: 1,
            font: -1,
            in_table: false,
            depth: 0,
            style: 0,
            outline: None,
        }
    }

    /// How many tables the paragraph stands in.
    pub(super) fn table_depth(&self) -> usize {
        if self.in_table || self.depth > 1 { self.depth.max(1) } else { 0 }
    }

    /// The plain paragraph that `\pard` sets.
    pub(super) fn reset_paragraph(&mut self) {
        (self.in_table, self.depth, self.style, self.outline) = (false, 0, 0, None);
    }
}

/// What a word makes of the group that it stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    To(Destination),
    Begin(Story),
}

/// What `word` makes of a group whose text goes to `from`; `None` where it makes nothing of it.
pub(super) fn turn(word: &str, from: Destination, outer: Destination) -> Option<Turn> {
    use Destination::{Fonts, Info, Number, Old, Shape, Skip, Styles, Text, Title};
    let shown = matches!(from, Text | Shape);
    Some(match word {
        "fonttbl" => Turn::To(Fonts),
        "stylesheet" => Turn::To(Styles),
        "info" => Turn::To(Info),
        "title" if from == Info => Turn::To(Title),
        "listtext" | "pntext" if from == Text => Turn::To(Number),
        "upr" => Turn::To(Old),
        "ud" if from == Old => Turn::To(outer),
        "shpinst" | "do" if from == Text => Turn::To(Shape),
        "shptxt" | "dptxbxtext" if shown => Turn::Begin(Story::Box),
        "footnote" if from == Text => Turn::Begin(Story::Note),
        "header" | "headerl" | "headerr" | "headerf" | "footer" | "footerl" | "footerr" | "footerf" if from == Text => {
            Turn::Begin(Story::Furniture)
        }
        "colortbl" | "filetbl" | "listtable" | "listoverridetable" | "revtbl" | "rsidtbl" | "generator" | "pict"
        | "nonshppict" | "shprslt" | "objdata" | "objclass" | "objname" | "fldinst" | "annotation" | "atnid"
        | "atnauthor" | "atnref" | "atndate" | "atntime" | "atnicn" | "bkmkstart" | "bkmkend" | "nonesttables"
        | "pn" | "pntxta" | "pntxtb" | "pnseclvl" | "ftnsep" | "ftnsepc" | "ftncn" | "aftnsep" | "aftnsepc"
        | "aftncn" | "tc" | "tcn" | "xe" | "txe" | "rxe" | "template" | "xmlnstbl" | "themedata"
        | "colorschememapping" | "datastore" | "latentstyles" | "mmath" | "sp" | "private" | "background" => {
            Turn::To(Skip)
        }
        _ => return None,
    })
}

/// Whether a starred word is known, though it turns no group.
pub(super) fn is_known(word: &str) -> bool {
    matches!(word, "nesttableprops" | "shppict" | "fldrslt" | "result")
}

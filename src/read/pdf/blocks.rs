//! The lines of all pages in reading order, with their roles, and blank ones between paragraphs.

use std::collections::HashSet;

use crate::read::extract::{Extract, Layout, Line, LineRole, Unit};

use super::furniture::{Edge, edges, furniture};
use super::glyphs::{Glyph, Rule};
use super::lines::{Row, rows};
use super::order::parts;
use super::paragraphs::{Placed, Style, begins, body_size, measure, style, tells};
use super::runs::{Run, runs};

/// A line larger than the text by so much is a heading.
const LARGER: f32 = 1.12;
/// Longest heading, in bytes.
const HEADING: usize = 240;

/// What was found on a page.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Text that is turned alike, most of it first.
    views: Vec<View>,
    /// Lines that a program read from its picture; empty ones part paragraphs.
    pub read: Vec<String>,
}

/// Text of a page that is turned alike.
#[derive(Debug)]
struct View {
    glyphs: Vec<Glyph>,
    runs: Vec<Run>,
    rules: Vec<Rule>,
    /// Height of the page as this text is read.
    height: f32,
    /// Whether it stands aslant, as the words laid over a page do.
    aslant: bool,
}

impl Sheet {
    /// The text of a page of this width and height.
    #[allow(clippy::needless_pass_by_value)] // the page is done with them
    pub(super) fn new(glyphs: Vec<Glyph>, rules: Vec<Rule>, page: [f32; 2]) -> Self {
        let mut turned: Vec<(i16, Vec<Glyph>)> = Vec::new();
        for glyph in glyphs {
            let turn = quarter(glyph.turn);
            match turned.iter().position(|(other, _)| *other == turn) {
                Some(at) => turned[at].1.push(glyph),
                None if turned.len() < 64 => turned.push((turn, vec![glyph])),
                None => {}
            }
        }
        turned.sort_by_key(|(_, glyphs)| std::cmp::Reverse(glyphs.len()));
        let views = turned.into_iter().map(|(turn, glyphs)| View::new(turn, glyphs, &rules, page)).collect();
        Self { views, read: Vec::new() }
    }
}

/// The quarter turn next to so many degrees, if one is near; else the degrees.
fn quarter(turn: i16) -> i16 {
    let turn = turn.rem_euclid(360);
    let near = (turn + 45) / 90 * 90;
    if (turn - near).abs() <= 4 { near % 360 } else { turn }
}

impl View {
    fn new(turn: i16, mut glyphs: Vec<Glyph>, rules: &[Rule], page: [f32; 2]) -> Self {
        let (height, shift) = match turn {
            90 => (page[0], page[0]),
            270 => (page[0], 0.0),
            180 => (page[1], page[1]),
            _ => (page[1], 0.0),
        };
        glyphs.iter_mut().for_each(|glyph| glyph.y += shift);
        let turned = |rule: &Rule| match turn {
            90 => Rule { x: rule.y, y: [shift - rule.x[1], shift - rule.x[0]] },
            270 => Rule { x: [-rule.y[1], -rule.y[0]], y: rule.x },
            180 => Rule { x: [-rule.x[1], -rule.x[0]], y: [shift - rule.y[1], shift - rule.y[0]] },
            _ => *rule,
        };
        let rules = rules.iter().map(turned).collect();
        let runs = runs(&glyphs);
        Self { runs, rules, height, aslant: turn % 90 != 0, glyphs }
    }

    fn say(&self, run: &Run) -> String {
        self.glyphs.get(run.glyphs.clone()).unwrap_or_default().iter().map(|glyph| glyph.c).collect()
    }

    /// The edges of the page, if this text is the page's.
    fn edges(&self) -> Vec<Edge> {
        if self.aslant { Vec::new() } else { edges(&self.runs, self.height, |run| self.say(run)) }
    }

    /// The columns, and the lines of each.
    fn columns(&self, furniture: &HashSet<usize>) -> Vec<Vec<Row>> {
        let kept: Vec<usize> = (0..self.runs.len()).filter(|run| !furniture.contains(run)).collect();
        let text: Vec<Run> = kept.iter().map(|&at| self.runs[at].clone()).collect();
        parts(&text, &self.rules).iter().map(|part| rows(&self.glyphs, &text, part)).collect()
    }

    /// The lines of furniture at the head of the page, and at its foot.
    fn furniture(&self, furniture: &HashSet<usize>) -> [Vec<Row>; 2] {
        let mut runs: Vec<usize> = furniture.iter().copied().collect();
        runs.sort_unstable();
        let all = rows(&self.glyphs, &self.runs, &runs);
        let (head, foot) = all.into_iter().partition(|row| row.y < self.height / 2.0);
        [head, foot]
    }
}

/// A line on its way out.
enum Out {
    /// Of the text, by its number in the list of lines.
    Text(usize),
    /// Anything else.
    Aside(String, LineRole),
}

/// The extract of these pages.
pub(super) fn extract(sheets: &[Sheet]) -> Extract {
    let edges: Vec<Vec<Edge>> =
        sheets.iter().map(|sheet| sheet.views.first().map(View::edges).unwrap_or_default()).collect();
    let furniture = furniture(&edges);
    let (mut lines, mut out): (Vec<Placed>, Vec<Vec<Out>>) = (Vec::new(), Vec::new());
    let mut part = 0;
    for (page, (sheet, furniture)) in sheets.iter().zip(&furniture).enumerate() {
        let mut of_page = Vec::new();
        let mut foot = Vec::new();
        for (n, view) in sheet.views.iter().enumerate() {
            let none = HashSet::new();
            let furniture = if n == 0 { furniture } else { &none };
            let [head, below] = view.furniture(furniture);
            of_page.extend(head.into_iter().map(|row| Out::Aside(row.text, LineRole::Furniture)));
            foot.extend(below.into_iter().map(|row| Out::Aside(row.text, LineRole::Furniture)));
            for column in view.columns(furniture) {
                part += 1;
                for row in column {
                    if view.aslant {
                        foot.push(Out::Aside(row.text, LineRole::Furniture));
                    } else {
                        of_page.push(Out::Text(lines.len()));
                        lines.push(Placed { row, page, part, edges: [0.0; 2], leading: 0.0 });
                    }
                }
            }
        }
        of_page.extend(sheet.read.iter().map(|text| Out::Aside(text.clone(), LineRole::Unknown)));
        of_page.extend(foot);
        out.push(of_page);
    }
    measure(&mut lines);
    let body = body_size(lines.iter().map(|line| &line.row));
    let style = style(&lines, body);
    let roles = roles(&lines, body, style);
    let starts = starts(&lines, &roles, style);
    emit(&out, &lines, &roles, &starts, style)
}

/// Whether each line begins a block.
fn starts(lines: &[Placed], roles: &[LineRole], style: Style) -> Vec<bool> {
    let mut starts = vec![true; lines.len()];
    let mut last: [Option<usize>; 2] = [None; 2];
    for n in 0..lines.len() {
        let aside = roles[n] == LineRole::Note;
        if let Some(before) = last[usize::from(aside)] {
            let new = begins(&lines[before], &lines[n], lines.get(n + 1), style);
            starts[n] = new || roles[n] == LineRole::Row || roles[n] != roles[before];
        }
        last[usize::from(aside)] = Some(n);
    }
    starts
}

/// What each line is by its size and its place.
fn roles(lines: &[Placed], body: f32, style: Style) -> Vec<LineRole> {
    let mut roles = vec![LineRole::Unknown; lines.len()];
    let mut start = 0;
    for part in lines.chunk_by(|a, b| a.part == b.part) {
        let roles = &mut roles[start..start + part.len()];
        start += part.len();
        tables(part, roles);
        notes(part, roles, body);
    }
    headings(lines, &mut roles, body, style);
    roles
}

/// Marks the rows of tables: three or more lines whose cells begin at the same places.
fn tables(part: &[Placed], roles: &mut [LineRole]) {
    const ROWS: usize = 3;
    let aligned = |a: &Row, b: &Row| {
        let near = |cell: &f32| b.cells.iter().skip(1).any(|other| (cell - other).abs() < 0.7 * a.size);
        a.cells.len() > 1 && a.cells.len() == b.cells.len() && a.cells.iter().skip(1).all(near)
    };
    let mut start = 0;
    for run in part.chunk_by(|a, b| aligned(&a.row, &b.row)) {
        if run.len() >= ROWS && run[0].row.cells.len() > 1 {
            roles[start..start + run.len()].fill(LineRole::Row);
        }
        start += run.len();
    }
}

/// Marks the notes at the foot of a column: small lines that begin with a note's mark.
fn notes(part: &[Placed], roles: &mut [LineRole], body: f32) {
    let small = part.iter().rev().take_while(|line| line.row.size < 0.92 * body).count();
    let tail = &part[part.len() - small..];
    let Some(first) = tail.iter().position(|line| is_note_mark(&line.row.text)) else { return };
    if small < part.len() && first == 0 {
        roles[part.len() - small..].fill(LineRole::Note);
    }
}

fn is_note_mark(text: &str) -> bool {
    let mut chars = text.chars();
    match chars.next() {
        Some('①'..='⑳' | '*' | '＊' | '注' | '†') => true,
        Some('[' | '［' | '〔') => chars.next().is_some_and(|c| c.is_ascii_digit()),
        Some('1'..='9') => {
            let rest = chars.as_str().trim_start_matches(|c: char| c.is_ascii_digit()).trim_start();
            rest.starts_with(|c: char| !c.is_ascii())
        }
        _ => false,
    }
}

/// Marks headings by their size, and the title of the document.
fn headings(lines: &[Placed], roles: &mut [LineRole], body: f32, style: Style) {
    let larger = |line: &Placed| line.row.size > body * LARGER && line.row.cells.len() < 3;
    let mut sizes: Vec<i32> =
        lines.iter().filter(|line| larger(line)).map(|line| (line.row.size * 2.0).round() as i32).collect();
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    sizes.dedup();
    let (mut blocks, mut start): (Vec<(usize, usize)>, usize) = (Vec::new(), 0);
    for n in 1..=lines.len() {
        if n == lines.len() || begins(&lines[n - 1], &lines[n], lines.get(n + 1), style) {
            let bytes: usize = lines[start..n].iter().map(|line| line.row.text.len()).sum();
            let open = !lines[n - 1].row.text.ends_with(['。', '；', '，', '：']);
            if larger(&lines[start]) && bytes <= HEADING && open && roles[start] == LineRole::Unknown {
                let rank =
                    sizes.iter().position(|&size| size == (lines[start].row.size * 2.0).round() as i32).unwrap_or(0);
                roles[start..n].fill(LineRole::Heading(u8::try_from(rank + 1).unwrap_or(9).min(9)));
                blocks.push((start, n));
            }
            start = n;
        }
    }
    let first_page: Vec<(usize, usize)> = blocks.into_iter().filter(|&(start, _)| lines[start].page == 0).collect();
    let largest = first_page.iter().map(|&(start, _)| lines[start].row.size).fold(0.0, f32::max);
    let mut titles = first_page.iter().filter(|&&(start, _)| lines[start].row.size > 0.97 * largest);
    if let (Some(&(start, end)), None) = (titles.next(), titles.next())
        && start <= 8
    {
        roles[start..end].fill(LineRole::Title);
    }
}

/// Writes the lines out.
fn emit(out: &[Vec<Out>], lines: &[Placed], roles: &[LineRole], starts: &[bool], style: Style) -> Extract {
    let layout = if tells(lines, style) { Layout::Set } else { Layout::Wrapped };
    let mut extract = Extract { layout, unit: Unit::Line, ..Extract::default() };
    let mut title = String::new();
    for (page, of_page) in out.iter().enumerate() {
        let page = u32::try_from(page + 1).unwrap_or(u32::MAX);
        let mut number = 0;
        for line in of_page {
            let (text, role, blank) = match line {
                Out::Aside(text, role) => (text.clone(), *role, false),
                Out::Text(n) => {
                    let row = &lines[*n].row;
                    let text = if roles[*n] == LineRole::Row { row.with_tabs() } else { row.text.clone() };
                    (text, roles[*n], starts[*n])
                }
            };
            if role == LineRole::Title {
                title.push_str(&text);
            }
            if blank {
                extract.lines.push(Line { page, ..Line::default() });
            }
            if text.is_empty() {
                extract.lines.push(Line { page, ..Line::default() });
            } else {
                number += 1;
                extract.lines.push(Line { text, role, page, number });
            }
        }
    }
    extract.title = Some(title).filter(|title| !title.is_empty());
    extract
}

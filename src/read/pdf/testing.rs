//! A small writer of PDF files, for tests and samples: text at places, in a font that is not embedded.

use std::fmt::Write;

/// The font of samples, which viewers have: codes are UTF-16, letters half as wide as ideographs.
pub(crate) const SONG: &str = "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[\
    <</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>\
    /DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]\
    /ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>";

/// A page being written. Lengths are in points, `y` counts from the top of an A4 page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page {
    content: String,
    /// More entries of the page's dictionary.
    pub more: String,
}

/// Height of a page.
const HEIGHT: f32 = 842.0;

impl Page {
    /// Writes a line of text from `x` on, its baseline at `y`.
    pub(crate) fn text(&mut self, x: f32, y: f32, size: f32, text: &str) {
        let codes = text.encode_utf16().fold(String::new(), |mut codes, unit| {
            let _ = write!(codes, "{unit:04X}");
            codes
        });
        self.raw(&format!("BT /F1 {size} Tf {x} {} Td <{codes}> Tj ET", HEIGHT - y));
    }

    /// Writes operators as they are.
    pub(crate) fn raw(&mut self, operators: &str) {
        self.content.push_str(operators);
        self.content.push('\n');
    }

    /// Writes paragraphs in a column `width` characters wide, first lines indented by two; the baseline behind the
    /// last line is returned. A mark that may not begin a line hangs over the edge.
    pub(crate) fn column(&mut self, place: (f32, f32), size: f32, width: usize, paragraphs: &[&str]) -> f32 {
        let mut y = place.1;
        for paragraph in paragraphs {
            let mut chars = paragraph.chars().peekable();
            let mut indent = 2;
            while chars.peek().is_some() {
                let mut line: String = chars.by_ref().take(width - indent).collect();
                line.extend(chars.next_if(|c| "，。、；：”）".contains(*c)));
                self.text(place.0 + size * indent as f32, y, size, &line);
                y += size * 1.5;
                indent = 0;
            }
        }
        y
    }
}

/// The file of these pages, with `font` as their font `F1`; `more` are entries of the trailer.
pub(crate) fn file_with(pages: &[Page], font: &str, more: &str) -> Vec<u8> {
    let mut objects = vec!["<</Type/Catalog/Pages 2 0 R>>".to_owned(), String::new(), font.to_owned()];
    let mut kids = String::new();
    for page in pages {
        let at = objects.len() + 1;
        let _ = write!(kids, "{at} 0 R ");
        objects.push(format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>/Contents {} 0 R{}>>",
            at + 1,
            page.more
        ));
        objects.push(format!("<</Length {}>>\nstream\n{}\nendstream", page.content.len(), page.content));
    }
    objects[1] = format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len());
    from_objects(&objects, more)
}

/// The file of these pages in Song type.
pub(crate) fn file(pages: &[Page]) -> Vec<u8> {
    file_with(pages, SONG, "")
}

/// The file of these objects, numbered from 1, the first of which is the catalogue.
pub(crate) fn from_objects(objects: &[String], more: &str) -> Vec<u8> {
    let mut file = "%PDF-1.5\n".to_owned();
    let mut table = String::from("0000000000 65535 f \n");
    for (n, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        let _ = writeln!(file, "{} 0 obj\n{object}\nendobj", n + 1);
    }
    let (start, size) = (file.len(), objects.len() + 1);
    let _ =
        write!(file, "xref\n0 {size}\n{table}trailer\n<</Size {size}/Root 1 0 R{more}>>\nstartxref\n{start}\n%%EOF\n");
    file.into_bytes()
}

/// Paragraphs of the samples.
pub(crate) const PARAGRAPHS: [&str; 4] = [
    "青源市公共食堂自去年开放以来，每天为两千多位老人供餐，价格比市面低三成，菜品每周更换一次，居民普遍满意。",
    "市民政局负责人介绍，今年还将在柳浦区、云岭县新建十二处食堂，并为行动不便的老人送餐上门，所需资金由市财政承担。",
    "星野镇的做法值得关注。该镇把闲置的校舍改作食堂，由村民轮流管理，账目每月公开，三年来没有发生一起投诉。",
    "下一步，全市将统一食堂的建设标准和补贴办法，力争两年内覆盖所有街道和乡镇，让更多居民在家门口吃上热饭。",
];

/// A page of a newspaper: a title over two columns, in which two paragraphs each stand.
pub(crate) fn newspaper() -> Vec<u8> {
    let mut page = Page::default();
    page.text(57.5, 80.0, 24.0, "青源市公共食堂两年内覆盖全部乡镇街道");
    page.column((57.5, 130.0), 10.0, 22, &PARAGRAPHS[..2]);
    page.column((307.5, 130.0), 10.0, 22, &PARAGRAPHS[2..]);
    file(&[page])
}

/// A notice of three pages with running heads and page numbers; one paragraph goes on over the first page's end.
pub(crate) fn notice() -> Vec<u8> {
    let mut pages = Vec::new();
    for n in 0..3 {
        let mut page = Page::default();
        page.text(240.0, 40.0, 9.0, "青源市人民政府公报");
        if n == 0 {
            page.text(157.5, 120.0, 20.0, "关于推进公共食堂的通知");
        }
        if n == 1 {
            // what did not fit on the first page
            page.text(70.0, 100.0, 16.0, "资金由市财政承担。");
        }
        page.column((70.0, if n == 0 { 180.0 } else { 124.0 }), 16.0, 28, &PARAGRAPHS[n..=n]);
        if n == 0 {
            page.column((70.0, 252.0), 16.0, 28, &["市民政局负责人介绍，今年还将在柳浦区、云岭县新建十二处食堂，并为行动不便的老人送餐上门，所需全部建设与费用和"]);
        }
        page.text(280.0, 800.0, 10.0, &format!("— {} —", n + 1));
        pages.push(page);
    }
    file(&pages)
}

//! OFD packages for tests, and the sample of the corpus.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The namespace that the standard gives.
const NAMESPACE: &str = "xmlns:ofd=\"http://www.ofdspec.org/2016\"";

/// A zip file of these parts.
pub(crate) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A text object: characters one after the other from a left edge on a baseline, in millimetres.
pub(crate) fn text(id: u32, (x, y): (f32, f32), size: f32, text: &str) -> String {
    let step = |c: char| if c.is_ascii() { size / 2.0 } else { size };
    let steps: Vec<String> = text.chars().map(|c| step(c).to_string()).collect();
    let width: f32 = text.chars().map(step).sum();
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    format!(
        "<ofd:TextObject ID=\"{id}\" Boundary=\"{x} {} {width} {size}\" Font=\"1\" Size=\"{size}\"><ofd:TextCode X=\"0\" \
         Y=\"{size}\" DeltaX=\"{}\">{text}</ofd:TextCode></ofd:TextObject>",
        y - size,
        steps.join(" ")
    )
}

/// A page of these objects; `head` stands before its content.
pub(crate) fn page(head: &str, objects: &str) -> String {
    format!(
        "<ofd:Page {NAMESPACE}>{head}<ofd:Content><ofd:Layer ID=\"9000\">{objects}</ofd:Layer></ofd:Content></ofd:Page>"
    )
}

/// OFD.xml with one document, whose `DocInfo` is `info`.
pub(crate) fn root(info: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:OFD {NAMESPACE} DocType=\"OFD\" Version=\"1.0\"><ofd:DocBody>\
         <ofd:DocInfo>{info}</ofd:DocInfo><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
    )
}

/// Document.xml with so many pages, numbered from 1; `common` stands in `CommonData`, `more` behind the pages.
pub(crate) fn document(pages: usize, common: &str, more: &str) -> String {
    let mut list = String::new();
    for n in 0..pages {
        write!(list, "<ofd:Page ID=\"{}\" BaseLoc=\"Pages/Page_{n}/Content.xml\"/>", n + 1).unwrap();
    }
    format!(
        "<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:PageArea>\
         {common}</ofd:CommonData><ofd:Pages>{list}</ofd:Pages>{more}</ofd:Document>"
    )
}

/// A file of these pages.
pub(crate) fn file(pages: &[String], common: &str, more: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let (root, document) = (root(""), document(pages.len(), common, more));
    let names: Vec<String> = (0..pages.len()).map(|n| format!("Doc_0/Pages/Page_{n}/Content.xml")).collect();
    let mut all: Vec<(&str, &[u8])> = vec![("OFD.xml", root.as_bytes()), ("Doc_0/Document.xml", document.as_bytes())];
    all.extend(names.iter().map(String::as_str).zip(pages.iter().map(String::as_bytes)));
    all.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    package(&all)
}

/// An invented notice of a city's government on two pages, with its tags: the sample of the corpus.
pub(crate) fn notice() -> Vec<u8> {
    const BODY: [&str; 10] = [
        "　　为加强社区公共食堂建设，方便老年人和社区居",
        "民就近用餐，经市人民政府同意，现就有关事项通知",
        "如下。",
        "　　一、明确建设目标。到2032年底，每个街道至少",
        "建成两处公共食堂，就餐座位不少于60个。",
        "　　二、落实财政补助。新建公共食堂由市级财政给予",
        "一次性建设补助，运营补助按照就餐人次核定，每年",
        "核定一次。",
        "　　三、加强日常监管。各区人民政府要建立食品安全",
        "巡查制度，每季度公布一次巡查结果，接受群众",
    ];
    let mut first =
        text(11, (40.0, 50.0), 14.0, "青源市人民政府文件") + &text(12, (78.0, 75.0), 5.6, "青政发〔2031〕18号");
    first += &text(13, (35.0, 100.0), 7.7, "青源市人民政府关于推进社区");
    first += &text(14, (58.0, 112.0), 7.7, "公共食堂建设的通知");
    first += &text(15, (28.0, 135.0), 5.6, "各区人民政府，市政府各部门：");
    for (n, (line, y)) in BODY.iter().zip((0..).map(|n| 145.0 + 10.0 * n as f32)).enumerate() {
        let bare = line.trim_start_matches('\u{3000}');
        let x = if bare.len() < line.len() { 39.2 } else { 28.0 };
        first += &text(20 + n as u32, (x, y), 5.6, bare);
    }
    let second = text(40, (28.0, 45.0), 5.6, "监督。")
        + &text(41, (39.2, 55.0), 5.6, "本通知自印发之日起施行。")
        + &text(42, (122.0, 85.0), 5.6, "青源市人民政府")
        + &text(43, (122.0, 95.0), 5.6, "2031年9月12日");
    let frame = |n: &str| page("", &text(90, (28.0, 20.0), 3.5, &format!("青源市人民政府公报{n}")));
    let template = "<ofd:Template TemplateID=\"80\" ZOrder=\"Background\"/>";
    let number = |n: &str| text(91, (100.0, 280.0), 4.0, n);
    let pages = [page(template, &(first + &number("- 1 -"))), page(template, &(second + &number("- 2 -")))];
    let tags = |name: &str, objects: &[(u32, u32)]| {
        let refs = objects.iter().map(|(page, id)| format!("<ofd:ObjectRef PageRef=\"{page}\">{id}</ofd:ObjectRef>"));
        format!("<t:{name}>{}</t:{name}>", refs.collect::<String>())
    };
    let tags = [
        tags("发文机关标志", &[(1, 11)]),
        tags("发文字号", &[(1, 12)]),
        tags("标题", &[(1, 13), (1, 14)]),
        tags("主送机关", &[(1, 15)]),
        tags("发文机关署名", &[(2, 42)]),
        tags("成文日期", &[(2, 43)]),
    ];
    let tags = format!("<t:公文 xmlns:t=\"urn:tags\" {NAMESPACE}>{}</t:公文>", tags.concat());
    let list = format!(
        "<ofd:CustomTags {NAMESPACE}><ofd:CustomTag TypeID=\"gw\"><ofd:FileLoc>Tag.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>"
    );
    file(
        &pages,
        "<ofd:TemplatePage ID=\"80\" BaseLoc=\"Tpls/Tpl_0/Content.xml\"/>",
        "<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>",
        &[
            ("Doc_0/Tpls/Tpl_0/Content.xml", &frame("")),
            ("Doc_0/Tags/CustomTags.xml", &list),
            ("Doc_0/Tags/Tag.xml", &tags),
        ],
    )
}

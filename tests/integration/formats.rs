//! Formats that are no text: what is read of them, where a hit stands, and that no file harms another.

use serde_json::Value;

use crate::util::{Dir, cesou_in, corpus, number, repository};

fn first(query: &str) -> Value {
    cesou_in(corpus(), &["search", "--json", "-n", "1", query], "").expect(0).hits().remove(0)
}

#[test]
fn each_format_is_met_by_a_search_with_its_place() {
    let place = |query: &str| {
        let hit = first(query);
        (
            hit["document"]["id"].as_str().unwrap().to_owned(),
            hit["place"].clone(),
            hit["text"].as_str().unwrap().to_owned(),
        )
    };
    let (id, at, text) = place("共享泊位夜间包月收费标准");
    assert!(id == "corpus/web/parking-reform-notice.html" && at["page"].is_null(), "{id} {at}");
    assert!(!text.contains("微信") && at["paragraphs"].is_array(), "{text} {at}");
    let (id, at, text) = place("寒潮 供热期提前 不超过十日");
    assert_eq!(
        (id.as_str(), at["paragraphs"].to_string()),
        ("corpus/office/heating-measures.docx", "[7,7]".to_owned())
    );
    assert!(text.starts_with("第三条") && !text.contains("自行决定"), "{text}");
    assert_eq!(place("自助借阅柜 夜市街区").0, "corpus/office/library-plan.odt");
    assert_eq!(place("烛光卡 乡村教师免费乘车").0, "corpus/office/bus-fare-reply.rtf");
    assert_eq!(place("采砂船 芦汀锚地").0, "corpus/office/river-chief-minutes.doc");
    let (id, at, _) = place("公共食堂 资金由市财政承担");
    assert!(id == "corpus/office/canteen-gazette.pdf" && number(&at["page"]) == 2, "{id} {at}");
    assert!(at["page_lines"].is_array(), "{at}");
    let (id, at, _) = place("公共食堂 就餐座位不少于60个");
    assert!(id == "corpus/office/canteen-notice.ofd" && number(&at["page"]) == 1, "{id} {at}");
    let (id, at, text) = place("云枝 双溪湖 航线 准点率");
    assert_eq!(id, "corpus/tables/drone-routes.xlsx");
    assert_eq!((at["sheet"].as_str(), at["rows"].to_string()), (Some("试点航线"), "[5,5]".to_owned()), "{text}");
    assert!(text.contains("98.5") && !text.contains("柳浦"), "a row a passage: {text}");
    assert_eq!(place("市图书馆 用电量 96.4").0, "corpus/tables/energy-use.ods");
    assert_eq!(place("晒谷谣").0, "corpus/archives/dialect-survey.zip!/方言保护调查.txt");
    assert_eq!(
        place("便民服务中心 译作 Community").0,
        "corpus/archives/dialect-survey.zip!/signage/translation-notes.docx"
    );
    assert_eq!(place("安置在镇中心小学").0, "corpus/archives/flood-bulletins.tar.gz!/简报/第2期.md");
}

#[test]
fn a_page_keeps_what_it_says_of_itself() {
    let hit = first("共享泊位夜间包月收费标准");
    let fields = &hit["document"]["fields"];
    assert_eq!(
        (&fields["doc_no"], &fields["issuer"]),
        (&"青政办发〔2025〕17号".into(), &"青源市人民政府办公室".into())
    );
    let found = cesou_in(corpus(), &["search", "--json", "--exact", "青政办发〔2025〕17号"], "").expect(0).hits();
    assert!(found.iter().any(|hit| hit["document"]["id"] == "corpus/web/parking-reform-notice.html"), "seen, so found");
    cesou_in(corpus(), &["search", "--exact", "平台测试账号"], "").expect(1);
}

#[test]
fn get_says_what_to_open() {
    let page = cesou_in(corpus(), &["get", "--open", "corpus/office/canteen-gazette.pdf#3"], "").expect(0).out;
    assert!(page.contains("corpus/office/canteen-gazette.pdf\tpage "), "{page}");
    let inner = "corpus/archives/dialect-survey.zip!/signage/translation-notes.docx";
    let run = cesou_in(corpus(), &["get", "--open", "--json", inner], "").expect(0).last();
    assert!(
        run["path"].as_str().unwrap().ends_with("corpus/archives/dialect-survey.zip") && run["page"].is_null(),
        "{run}"
    );
    assert_eq!(run["inside"], "signage/translation-notes.docx");
}

#[test]
fn a_bad_file_costs_itself_alone() {
    let dir = Dir::new();
    dir.write_policies();
    let sample = |name: &str| std::fs::read(repository().join("corpus").join(name)).unwrap();
    let docx = sample("office/heating-measures.docx");
    dir.write("docs/cut.docx", &docx[..docx.len() / 2]);
    dir.write("docs/empty.pdf", "");
    dir.write("docs/noise.ofd", [0xff; 999]);
    dir.write("docs/named.doc", &docx);
    dir.write(
        "docs/page.pdf",
        "<!DOCTYPE html><html><body><p>青源市公布夜间停车泊位的收费标准和预约办法。</p></body></html>",
    );
    dir.write("docs/plain.doc", "青源市星野镇关于晒谷场开放时间的公告，早上六时至晚上八时。");
    dir.write("docs/cut.zip", &sample("archives/dialect-survey.zip")[..300]);
    let run = dir.cesou(&["index", "docs", "--json"]).expect(2).last();
    let skipped: Vec<&str> =
        run["skipped"].as_array().unwrap().iter().map(|skipped| skipped["path"].as_str().unwrap()).collect();
    assert_eq!(skipped, ["docs/cut.docx", "docs/cut.zip", "docs/empty.pdf", "docs/noise.ofd"], "{run}");
    assert_eq!(number(&run["added"]), 8, "{run}");
    for query in ["寒潮 供热期", "夜间停车泊位", "晒谷场开放时间"] {
        assert_eq!(dir.cesou(&["search", "--json", "-n", "1", query]).expect(0).hits().len(), 1, "{query}");
    }
    let again = dir.cesou(&["index", "--json"]).expect(2).last();
    assert_eq!((number(&again["unchanged"]), number(&again["changed"])), (8, 0), "{again}");
}

#[test]
fn a_limit_is_named_with_its_option() {
    let dir = Dir::new();
    let gazette = std::fs::read(repository().join("corpus/office/canteen-gazette.pdf")).unwrap();
    dir.write("docs/gazette.pdf", gazette);
    let run = dir.cesou(&["index", "docs", "--max", "pages=2"]).expect(2);
    assert!(run.err.contains("more than 2 pages") && run.err.contains("--max pages="), "{}", run.err);
    dir.cesou(&["index", "docs"]).expect(0);
    let run = dir.cesou(&["index", "docs", "--max", "leaves=2"]).expect(2);
    assert!(run.err.contains("no limit is called"), "{}", run.err);
}

#[test]
fn what_unpacks_to_too_much_is_an_error_of_that_file_alone() {
    let dir = Dir::new();
    dir.write_policies();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, part) in [("[Content_Types].xml", "<Types/>".to_owned()), ("word/document.xml", " ".repeat(9 << 20))] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, part.as_bytes()).unwrap();
    }
    let bomb = zip.finish().unwrap().into_inner();
    assert!(bomb.len() < 20_000, "{}", bomb.len());
    dir.write("docs/bomb.docx", &bomb);
    for limit in ["ratio=100", "unpacked=1M"] {
        let (name, _) = limit.split_once('=').unwrap();
        let run = dir.cesou(&["index", "docs", "--max", limit]).expect(2);
        assert!(run.err.contains("bomb.docx") && run.err.contains(&format!("--max {name}=")), "{}", run.err);
    }
    assert!(!dir.cesou(&["search", "--json", "公共服务"]).expect(0).hits().is_empty(), "the others are there");
    let run = dir.cesou(&["inspect", "docs/bomb.docx", "--max", "bytes=100"]).expect(2);
    assert!(run.err.contains("--max bytes="), "{}", run.err);
}

#[test]
fn documents_of_an_archive_come_and_go_with_it() {
    let dir = Dir::new();
    let sample = |name: &str| std::fs::read(repository().join("corpus/archives").join(name)).unwrap();
    dir.write("docs/a.zip", sample("dialect-survey.zip"));
    let run = dir.cesou(&["index", "docs", "--json"]).expect(0).last();
    assert_eq!(number(&run["added"]), 2, "{run}");
    let run = dir.cesou(&["index", "docs", "--json", "--rebuild"]).expect(0).last();
    assert_eq!(number(&run["documents"]), 2, "{run}");
    std::fs::remove_file(dir.path("docs/a.zip")).unwrap();
    dir.write("docs/b.tar.gz", sample("flood-bulletins.tar.gz"));
    let run = dir.cesou(&["index", "docs", "--json"]).expect(0).last();
    assert_eq!((number(&run["added"]), number(&run["removed"])), (2, 2), "{run}");
    let inspected = dir.cesou(&["inspect", "docs/b.tar.gz", "--json"]).expect(0).json();
    assert!(inspected.iter().any(|block| block["text"].as_str().unwrap().contains("中心小学")));
}

#[test]
fn scanned_pages_are_named_and_recognised_where_that_is_asked_for() {
    let dir = Dir::new();
    dir.write("docs/scan.pdf", scan());
    let run = dir.cesou(&["index", "docs"]).expect(2);
    assert!(run.err.contains("scan.pdf") && run.err.contains("--ocr"), "{}", run.err);
    let without = dir.command(&["index", "docs", "--ocr"]).env("PATH", dir.path("none")).output().unwrap();
    let err = String::from_utf8_lossy(&without.stderr);
    assert!(err.contains("tesseract") && without.status.code() == Some(2), "{err}");
}

/// A page that is one grey picture.
fn scan() -> Vec<u8> {
    let content = "q 595 0 0 842 0 0 cm /Im0 Do Q";
    let picture: String = (0..64 * 64).map(|at| if at % 7 == 0 { "00" } else { "ff" }).collect();
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /XObject << /Im0 5 0 R >> >> /Contents 4 0 R >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
        format!(
            "<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /ASCIIHexDecode /Length {} >>\nstream\n{picture}>\nendstream",
            picture.len() + 1
        ),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (at, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", at + 1));
    }
    let table = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    file.push_str(&format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1));
    file.into_bytes()
}

#[test]
fn an_archive_that_breaks_off_gives_what_came_before_and_is_tried_again() {
    let dir = Dir::new();
    let whole = std::fs::read(repository().join("corpus/archives/flood-bulletins.tar.gz")).unwrap();
    let mut tar = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&whole[..]), &mut tar).unwrap();
    let second = "# 青源市防汛工作简报（第2期）".as_bytes();
    let second = tar.windows(second.len()).position(|window| window == second).unwrap();
    dir.write("docs/a.tar", &tar[..second + 20]);
    for _ in 0..2 {
        let run = dir.cesou(&["index", "docs", "--json"]).expect(2).last();
        assert_eq!(number(&run["documents"]), 1, "{run}");
        assert_eq!(run["skipped"][0]["path"], "docs/a.tar", "{run}");
    }
    dir.write("docs/a.tar", &tar);
    let run = dir.cesou(&["index", "docs", "--json"]).expect(0).last();
    assert_eq!((number(&run["added"]), number(&run["unchanged"])), (1, 1), "{run}");
    // What is known from behind a break is not lost by it.
    dir.write("docs/a.tar", &tar[..second + 20]);
    let run = dir.cesou(&["index", "docs", "--json"]).expect(2).last();
    assert_eq!((number(&run["documents"]), number(&run["removed"])), (2, 0), "{run}");
    assert_eq!(dir.cesou(&["search", "--json", "安置在镇中心小学"]).expect(0).hits().len(), 1);
    dir.write("docs/a.tar", &tar);
    let run = dir.cesou(&["index", "docs", "--json"]).expect(0).last();
    assert_eq!((number(&run["documents"]), number(&run["unchanged"])), (2, 2), "{run}");
}

#[test]
fn a_member_over_a_limit_is_tried_again_with_a_higher_one() {
    let dir = Dir::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, from) in [("gazette.pdf", "office/canteen-gazette.pdf"), ("page.html", "web/parking-reform-notice.html")]
    {
        let bytes = std::fs::read(repository().join("corpus").join(from)).unwrap();
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, &bytes).unwrap();
    }
    dir.write("docs/a.zip", zip.finish().unwrap().into_inner());
    let run = dir.cesou(&["index", "docs", "--max", "pages=2", "--json"]).expect(2).last();
    let reason = run["skipped"][0]["reason"].as_str().unwrap();
    assert!(number(&run["documents"]) == 1 && number(&run["files"]) == 1 && reason.contains("gazette.pdf"), "{run}");
    let run = dir.cesou(&["index", "docs", "--json"]).expect(0).last();
    assert_eq!((number(&run["added"]), number(&run["unchanged"])), (1, 1), "{run}");
}

//! The promises of the design as properties, over texts and histories made at random. Through the library, for
//! speed: what the program adds is tested elsewhere.

use std::fs;
use std::path::{Path, PathBuf};

use cesou::index::{Options as IndexOptions, Silent, StoredPassage, update};
use cesou::search::{Answer, Match, Mode, Options, Searcher};
use cesou::text::fold::fold;
use proptest::prelude::*;
use tempfile::TempDir;

/// Clauses that sentences are made of.
const CLAUSES: [&str; 14] = [
    "青源市人民政府应当公布名单",
    "由柳浦区负责落实",
    "每年不少于2次",
    "所需经费列入预算",
    "不得擅自改变用途",
    "“十五分钟服务圈”基本建成",
    "增长5.2%",
    "共计158 个项目",
    "歷史建築的修繕",
    "依照《青源市养老服务条例》执行",
    "老年人、残疾人优先",
    "于2027年6月底以前完成",
    "Wi-Fi 覆盖全部站点",
    "居民议事会可以提出意见",
];
const HEADINGS: [&str; 5] = ["一、总体要求", "二、主要任务", "（一）完善设施", "第三章　监督管理", "三、保障措施"];

/// A document as lines: headings, articles, paragraphs.
fn document() -> impl Strategy<Value = String> {
    let sentence = prop::collection::vec(0..CLAUSES.len(), 1..5)
        .prop_map(|clauses| clauses.iter().map(|&at| CLAUSES[at]).collect::<Vec<_>>().join("，") + "。");
    let paragraph = prop::collection::vec(sentence, 1..4).prop_map(|sentences| sentences.concat());
    let line = prop_oneof![
        5 => paragraph.clone(),
        2 => (1..40usize, paragraph).prop_map(|(n, text)| format!("第{n}条　{text}")),
        1 => (0..HEADINGS.len()).prop_map(|at| HEADINGS[at].to_owned()),
    ];
    (0..3usize, prop::collection::vec(line, 1..9)).prop_map(|(title, lines)| {
        let title = ["", "青源市公共设施管理办法\n\n", "关于做好有关工作的通知\n\n"][title];
        format!("{title}{}\n", lines.join("\n\n"))
    })
}

/// Any character that folding keeps, control characters often; U+FFFD stands for damage to a file.
fn any_character() -> impl Strategy<Value = char> {
    let kept = |c: &char| cesou::text::fold::fold_char(*c).is_some() && *c != char::REPLACEMENT_CHARACTER;
    prop_oneof![(1..0x20u8).prop_map(char::from), any::<char>()].prop_filter("folding drops it", kept)
}

/// A root with files and its index.
struct Place {
    dir: TempDir,
}

impl Place {
    fn new(documents: &[String]) -> Self {
        let place = Self { dir: tempfile::tempdir().unwrap() };
        fs::create_dir(place.root()).unwrap();
        for (at, text) in documents.iter().enumerate() {
            place.write(at, text);
        }
        place
    }

    fn root(&self) -> PathBuf {
        self.dir.path().join("docs")
    }

    fn index(&self) -> PathBuf {
        self.dir.path().join("index")
    }

    fn file(&self, at: usize) -> PathBuf {
        self.root().join(format!("{at}.txt"))
    }

    fn write(&self, at: usize, text: &str) {
        fs::write(self.file(at), text).unwrap();
    }

    fn update(&self, index: &Path, jobs: usize, merge: bool) {
        let options = IndexOptions { jobs, merge, ..IndexOptions::default() };
        update(index, &[self.root()], &options, &Silent).unwrap();
    }

    fn searcher(&self) -> Searcher {
        self.update(&self.index(), 1, false);
        Searcher::open(&self.index()).unwrap()
    }
}

fn exact(searcher: &Searcher, string: &str) -> Answer {
    let options = Options { mode: Mode::Exact, limit: 9_999, ..Options::default() };
    searcher.search(string, &options).unwrap()
}

fn passages(searcher: &Searcher, documents: usize) -> Vec<StoredPassage> {
    (0..documents).flat_map(|at| searcher.document(&format!("docs/{at}.txt")).unwrap()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    /// Promise 1: any string that stands in a document is found, and the answer says how many passages hold it.
    #[test]
    fn no_silent_miss(documents in prop::collection::vec(document(), 1..4), picks in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), 1..24usize), 60)) {
        let place = Place::new(&documents);
        let searcher = place.searcher();
        let all = passages(&searcher, documents.len());
        let texts: Vec<String> = all.iter().map(|passage| fold(&passage.text)).collect();
        for (number, (which, at, length)) in picks.into_iter().enumerate() {
            let folded: Vec<char> = fold(&documents[which.index(documents.len())]).chars().collect();
            let start = at.index(folded.len());
            // Every third is of one or two characters.
            let length = if number % 3 == 0 { 1 + length % 2 } else { length };
            let string: String = folded[start..(start + length).min(folded.len())].iter().collect();
            let answer = exact(&searcher, &string);
            prop_assert!(!answer.hits.is_empty(), "{} is missed", string);
            let scan = texts.iter().filter(|text| text.contains(&string)).count() as u64;
            prop_assert_eq!(answer.exact_total, Some(scan), "{}", string);
            prop_assert_eq!(answer.total, Some(scan));
            for hit in answer.hits.iter().filter(|hit| hit.matched == Match::Exact && hit.place == cesou::search::In::Text) {
                prop_assert!(fold(&hit.passage.text).contains(&string));
                prop_assert!(!hit.highlights.is_empty());
                for mark in &hit.highlights {
                    prop_assert!(fold(&hit.passage.text[mark.start..mark.end]).contains(&string));
                }
            }
        }
    }

    /// Promise 1 across the ends of blocks, whatever characters stand there.
    #[test]
    fn no_character_hides_the_end_of_a_block(ends in prop::collection::vec([any_character(), any_character()], 2..8)) {
        // Long, so that a few control characters do not make the file a binary one.
        let sentence = |at: usize| format!("第{at}批：{}。", CLAUSES.join("，"));
        let text: String =
            ends.iter().enumerate().map(|(at, [first, last])| format!("{first}{}{last}\n\n", sentence(at))).collect();
        let place = Place::new(&[text]);
        let searcher = place.searcher();
        for (at, pair) in ends.windows(2).enumerate() {
            let (last, first) = (pair[0][1], pair[1][0]);
            for string in [format!("{last}{first}"), format!("。{last}{first}{}", sentence(at + 1))] {
                prop_assert!(!exact(&searcher, &string).hits.is_empty(), "{:?} is missed", string);
            }
        }
    }

    /// Promise 1 for headings and titles, whole.
    #[test]
    fn headings_are_found(documents in prop::collection::vec(document(), 1..4)) {
        let place = Place::new(&documents);
        let searcher = place.searcher();
        for line in documents.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty()) {
            let answer = exact(&searcher, line);
            prop_assert!(!answer.hits.is_empty(), "{} is missed", line);
        }
    }

    /// Promise 3: every character of a passage leads to the same character of the file.
    #[test]
    fn every_place_is_traceable(documents in prop::collection::vec(document(), 1..4)) {
        let place = Place::new(&documents);
        let searcher = place.searcher();
        for (at, source) in documents.iter().enumerate() {
            for passage in searcher.document(&format!("docs/{at}.txt")).unwrap() {
                let runs = passage.runs();
                let mut covered = String::new();
                for run in &runs {
                    let (from, piece) = (run.piece.at, run.piece.source);
                    let text = &passage.text[from..from + piece.len()];
                    prop_assert_eq!(text, &source[piece.start..piece.end]);
                    prop_assert_eq!(run.line as usize, source[..piece.start].matches('\n').count() + 1);
                    covered.push_str(text);
                }
                prop_assert_eq!(fold(&covered), fold(&passage.text), "only joiners are not from the file");
                prop_assert_eq!((passage.bytes.start, passage.bytes.end), (runs[0].piece.source.start, runs[runs.len() - 1].piece.source.end));
            }
        }
    }

    /// Promise 6: threads and the history of updates change neither hits nor order nor scores.
    #[test]
    fn the_history_changes_nothing(
        documents in prop::collection::vec(document(), 3..7),
        steps in prop::collection::vec((any::<prop::sample::Index>(), prop::option::weighted(0.7, document())), 1..5),
        jobs in 1..4usize,
    ) {
        let place = Place::new(&documents);
        place.update(&place.index(), jobs, false);
        for (which, text) in &steps {
            let at = which.index(documents.len());
            match text {
                Some(text) => place.write(at, text),
                // The first stays, so that the root is never empty.
                None if at > 0 => drop(fs::remove_file(place.file(at))),
                None => {}
            }
            place.update(&place.index(), jobs, false);
        }
        place.update(&place.index(), jobs, true);
        let fresh = place.dir.path().join("fresh");
        place.update(&fresh, 4 - jobs, false);
        let (stepwise, fresh) = (Searcher::open(&place.index()).unwrap(), Searcher::open(&fresh).unwrap());
        for query in ["公共服务 名单", "十五分钟服务圈", "第3条", "“柳浦区” 经费", "--", "的"].into_iter().chain(CLAUSES) {
            for mode in [Mode::Ranked, Mode::All, Mode::Any, Mode::Exact] {
                let options = Options { mode, limit: 50, ..Options::default() };
                let plain = |searcher: &Searcher| {
                    let answer = searcher.search(query, &options).unwrap();
                    let hits: Vec<_> = answer.hits.into_iter().map(|hit| (hit.passage.id(), hit.score.to_bits(), hit.highlights, hit.matched)).collect();
                    (hits, answer.total, answer.exact_total)
                };
                prop_assert_eq!(plain(&stepwise), plain(&fresh), "{} {:?}", query, mode);
            }
        }
    }
}

/// An index that is only searched.
fn shared() -> &'static Searcher {
    static SHARED: std::sync::OnceLock<(Place, Searcher)> = std::sync::OnceLock::new();
    let make = || {
        let documents: Vec<String> =
            (0..6).map(|n| CLAUSES.map(|clause| format!("第{n}项：{clause}。")).join("\n\n")).collect();
        let place = Place::new(&documents);
        let searcher = place.searcher();
        (place, searcher)
    };
    &SHARED.get_or_init(make).1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Promise 5: nothing that was typed is an error.
    #[test]
    fn a_query_never_errors(
        typed in prop_oneof!["\\PC{0,30}", "[-－|｜“”\"「」《》:：() 　*?\\[{养老服务a1%第条十]{0,30}", "(title|path)[:：]\\PC{0,12} ?[养老服务]{0,4}"],
        mode in prop::sample::select(vec![Mode::Ranked, Mode::All, Mode::Any, Mode::Exact]),
        limit in 0..20usize,
        offset in 0..20usize,
        by_document in any::<bool>(),
        context in 0..3usize,
    ) {
        let options = Options { mode, limit, offset, by_document, context, ..Options::default() };
        let answer = shared().search(&typed, &options);
        prop_assert!(answer.is_ok(), "{:?}: {:?}", typed, answer.err());
        let answer = answer.unwrap();
        prop_assert!(answer.hits.len() <= limit);
        prop_assert!(answer.found || !answer.notices.is_empty() || answer.mode == Mode::Exact || answer.total == Some(0), "{:?} is answered by silence", typed);
        prop_assert!(answer.hits.iter().all(|hit| hit.score.is_finite()));
    }
}

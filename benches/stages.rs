//! How fast the stages are: `cargo bench`. Each asserts that it did its work.

#![allow(clippy::unwrap_used)]

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::sync::OnceLock;

use cesou::analysis::{Dictionary, KnownWords, push_words, word_text};
use cesou::index::{Options as IndexOptions, Silent, update};
use cesou::reflow::reflow;
use cesou::search::{Mode, Options, Searcher, TermOptions};
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

/// Parts of sentences, put together by a counter: invented, and never the same twice in a row.
const WHO: [&str; 5] = ["青源市", "柳浦区", "星野镇", "云枝县", "各街道办事处"];
const WHAT: [&str; 5] = [
    "应当公开充电设施的布局",
    "负责养老服务站点的日常管理",
    "按季度报送托育机构名单",
    "组织老旧小区的管网更新",
    "核定社区食堂的补贴标准",
];
const HOW: [&str; 4] =
    ["并在三十日内答复居民", "所需经费由本级财政承担", "结果向居民议事会通报", "不得增加基层的填报负担"];

/// Paragraph `n`, some 60 to 130 characters.
fn paragraph(n: usize) -> String {
    let mut out = String::new();
    for sentence in 0..2 + n % 3 {
        let at = n + sentence * 7;
        let _ =
            write!(out, "{}{}，{}，第{}批共{}处。", WHO[at % 5], WHAT[at / 3 % 5], HOW[at % 4], sentence + 1, n + 3);
    }
    out
}

/// Text with a paragraph a line.
fn unwrapped() -> String {
    (0..2_000).map(|n| paragraph(n) + "\n").collect()
}

/// The same set in a column 26 ideographs wide (digits take half of one), a blank line after every ninth paragraph.
fn wrapped() -> String {
    let mut out = String::new();
    for n in 0..2_000 {
        let mut used = 0;
        for c in format!("　　{}", paragraph(n)).chars() {
            let width = if c.is_ascii() { 1 } else { 2 };
            if used + width > 52 && !matches!(c, '，' | '。') {
                out.push('\n');
                used = 0;
            }
            out.push(c);
            used += width;
        }
        out.push_str(if n % 9 == 8 { "\n\n" } else { "\n" });
    }
    out
}

#[divan::bench]
fn reflow_wrapped_page(bencher: divan::Bencher) {
    let text = wrapped();
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let blocks = reflow(black_box(&text));
        assert!((1_900..2_100).contains(&blocks.len()), "{} blocks", blocks.len());
    });
}

#[divan::bench]
fn reflow_never_wrapped(bencher: divan::Bencher) {
    let text = unwrapped();
    bencher.counter(BytesCount::of_str(&text)).bench(|| assert_eq!(reflow(black_box(&text)).len(), 2_000));
}

#[divan::bench]
fn cut_into_words(bencher: divan::Bencher) {
    let text = word_text(&unwrapped());
    bencher.counter(BytesCount::of_str(&text)).bench(|| {
        let mut words = 0;
        push_words(&Dictionary::builtin(), black_box(&text), |_| words += 1);
        assert!(words > 20_000, "{words} words");
    });
}

/// An index of 8,000 passages, built once.
fn searcher() -> &'static Searcher {
    static INDEX: OnceLock<(tempfile::TempDir, Searcher)> = OnceLock::new();
    let (_, searcher) = INDEX.get_or_init(|| {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("bench");
        fs::create_dir(&root).unwrap();
        for file in 0..40 {
            let text: String = (0..200).map(|n| paragraph(file * 200 + n) + "\n").collect();
            fs::write(root.join(format!("{file}.txt")), text).unwrap();
        }
        let index = dir.path().join("index");
        let report = update(&index, &[root], &IndexOptions::default(), &Silent).unwrap();
        assert_eq!((report.documents, report.passages), (40, 8_000));
        let searcher = Searcher::open(&index).unwrap();
        (dir, searcher)
    });
    searcher
}

#[divan::bench(args = ["养老服务站点由谁管理", "老旧小区 管网更新 经费", "第38条"])]
fn ranked_search(bencher: divan::Bencher, query: &str) {
    let (searcher, options) = (searcher(), Options::default());
    bencher.bench(|| {
        let answer = searcher.search(black_box(query), &options).unwrap();
        assert!(!answer.hits.is_empty() && !answer.terms.is_empty());
    });
}

/// What a run needs, and no more: ten passages, one hit a passage, no totals.
fn bare(rerank: bool) -> Options {
    Options { rerank, fold: false, per_document: usize::MAX, totals: false, details: false, ..Options::default() }
}

const QUERIES: [&str; 3] = ["养老服务站点由谁管理", "老旧小区 管网更新 经费", "社区食堂补贴标准怎样核定"];

#[divan::bench(args = QUERIES)]
fn stage_1_retrieval(bencher: divan::Bencher, query: &str) {
    let (searcher, options) = (searcher(), bare(false));
    bencher.bench(|| {
        let answer = searcher.search(black_box(query), &options).unwrap();
        assert_eq!(answer.hits.len(), 10);
    });
}

/// The same with the first 50 passages read and judged: the difference is what the rerank takes.
#[divan::bench(args = QUERIES)]
fn stage_1_and_rerank_of_50(bencher: divan::Bencher, query: &str) {
    let (searcher, options) = (searcher(), bare(true));
    let first = searcher.search(query, &bare(false)).unwrap().hits[0].score;
    bencher.bench(|| {
        let answer = searcher.search(black_box(query), &options).unwrap();
        assert_eq!(answer.hits.len(), 10);
        // Scores of the rerank are of another scale.
        assert!(answer.hits[0].score < first / 2.0, "{} {first}", answer.hits[0].score);
    });
}

#[divan::bench(sample_count = 10)]
fn mining_new_words(bencher: divan::Bencher) {
    let (searcher, known) = (searcher(), KnownWords::of(Dictionary::builtin()));
    let options = TermOptions { new: true, limit: 100, least: 4 };
    bencher.bench(|| {
        let terms = searcher.terms(black_box(&known), &options).unwrap();
        assert!(terms.documents == 40 && terms.words > 100_000 && terms.found > 0, "{} {}", terms.words, terms.found);
    });
}

#[divan::bench(args = ["居民议事会", "养", "不得增加基层的填报负担，第2批"])]
fn exact_search(bencher: divan::Bencher, query: &str) {
    let (searcher, options) = (searcher(), Options { mode: Mode::Exact, ..Options::default() });
    bencher.bench(|| {
        let answer = searcher.search(black_box(query), &options).unwrap();
        assert!(answer.exact_total > Some(100), "{:?}", answer.exact_total);
    });
}

//! What a person sees: help texts, answers, errors. After a wanted change run `INSTA_UPDATE=always cargo test` and
//! look at the difference. Times, versions and process numbers are filtered.

use std::fs::File;
use std::io::Write;

use crate::util::{Dir, Run, cesou_in, corpus, write_many};

fn check(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"\d+\.\d+ ms", "[time] ms");
    settings.add_filter(r"\d+\.\d+ s\b", "[time] s");
    settings.add_filter(r"\d+\.\d+ MB/s", "[rate] MB/s");
    settings.add_filter(r"fingerprint \S+", "fingerprint [fingerprint]");
    settings.add_filter(r"process \d+, for \d+ (s|min)", "process [pid], for [time]");
    settings.add_filter(r"\d+\.\d MB of", "[size] MB of");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// Both streams and the exit status.
fn shown(run: &Run) -> String {
    format!("{}--- stderr\n{}--- exit status {}\n", run.out, run.err, run.code.unwrap())
}

#[test]
fn help() {
    check("help", &cesou_in(corpus(), &["--help"], "").expect(0).out);
    for command in ["index", "search", "get", "inspect", "eval", "status", "terms", "remove", "completions", "man"] {
        check(&format!("help-{command}"), &cesou_in(corpus(), &[command, "--help"], "").expect(0).out);
    }
}

#[test]
fn completions_and_the_manual() {
    for shell in ["bash", "zsh", "fish"] {
        assert!(cesou_in(corpus(), &["completions", shell], "").expect(0).out.contains("cesou"), "{shell}");
    }
    assert!(cesou_in(corpus(), &["man"], "").expect(0).out.starts_with(".ie"));
}

#[test]
fn answers() {
    let show = |name: &str, args: &[&str]| check(name, &shown(&cesou_in(corpus(), &[&["search"], args].concat(), "")));
    show("search-ranked", &["十五分钟公共服务圈", "-n", "3"]);
    show("search-exact", &["--exact", "服务半径", "-n", "3"]);
    show("search-colored", &["第38条", "服务半径", "-n", "1", "--color", "always"]);
    show("search-context", &["打夯号子", "-n", "1", "-C", "1"]);
    show("search-nothing", &["--exact", "龘靐齉"]);
    show("search-unknown", &["魑魅魍魉"]);
    show("search-empty", &["　"]);
    show("search-only-exclusion", &["-补贴"]);
}

#[test]
fn get_status_and_index() {
    check(
        "get-article",
        &cesou_in(corpus(), &["get", "corpus/laws/public-facilities-regulation.txt#第三十八条"], "").expect(0).out,
    );
    check("status", &cesou_in(corpus(), &["status"], "").expect(0).out);
    let dir = Dir::new();
    dir.write_policies();
    dir.write("docs/report.pdf", "");
    check("index", &shown(&dir.cesou(&["index", "docs"])));
}

#[test]
fn evaluations() {
    let dir = crate::eval::judged();
    let show =
        |name: &str, args: &[&str]| check(name, &shown(&dir.cesou(&[&["eval", "--qrels", "qrels"], args].concat())));
    show("eval-run", &["--run", "good.run", "--metric", "ndcg@3,map,p@1"]);
    show("eval-baseline", &["--run", "good.run", "--baseline", "bad.run"]);
    show("eval-per-query", &["--run", "bad.run", "--per-query"]);
    show("eval-show-one-of-a-run", &["--run", "bad.run", "--show-one", "q2"]);
    show("eval-search", &["--queries", "queries", "--by", "document"]);
    show("eval-show-one", &["--queries", "queries", "--by", "document", "--show-one", "q1", "-n", "3"]);
    show("eval-nothing-meets", &["--queries", "queries"]);
    show("error-eval-metric", &["--run", "good.run", "--metric", "f1"]);
    show("error-eval-query", &["--run", "good.run", "--show-one", "q9"]);
}

#[test]
fn errors() {
    let dir = Dir::new();
    write_many(&dir, "docs", 1, 2);
    dir.write("mine/notes.doc", "my own notes");
    check("error-index-missing", &shown(&dir.cesou(&["search", "养老"])));
    check("error-index-foreign", &shown(&dir.cesou(&["index", "docs", "--index", "mine"])));
    check("error-root-missing", &shown(&dir.cesou(&["index", "nowhere"])));
    dir.cesou(&["index", "docs"]).expect(0);
    let mut lock = File::options().write(true).truncate(true).open(dir.path("index/writer.lock")).unwrap();
    lock.lock().unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    writeln!(lock, "4242 {now}").unwrap();
    check("error-index-locked", &shown(&dir.cesou(&["index"])));
    check("error-not-found", &shown(&dir.cesou(&["get", "docs/nowhere.txt"])));
    check("error-unknown-option", &shown(&dir.cesou(&["search", "--fast", "养老"])));
}

//! The life of an index as a user sees it: updates, roots, refusals, damage, signals, failing writes.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::util::{Dir, Run, number, paragraph, write_many};

fn index(dir: &Dir, args: &[&str]) -> Run {
    dir.cesou(&[&["index", "--json"], args].concat())
}

/// added, changed, removed, unchanged
fn counts(run: &Run) -> [usize; 4] {
    let report = run.last();
    ["added", "changed", "removed", "unchanged"].map(|name| number(&report[name]))
}

fn status(dir: &Dir) -> Value {
    dir.cesou(&["status", "--json"]).last()
}

fn found(dir: &Dir, string: &str) -> usize {
    dir.cesou(&["search", "--json", "--exact", "-n", "999", string]).hits().len()
}

#[test]
fn only_what_changed_is_read_again() {
    let dir = Dir::new();
    write_many(&dir, "docs", 4, 3);
    assert_eq!(counts(&index(&dir, &["docs"]).expect(0)), [4, 0, 0, 0]);
    assert_eq!(counts(&index(&dir, &[]).expect(0)), [0, 0, 0, 4]);
    dir.write(
        "docs/000.txt",
        "青源市的新内容代替了旧内容，以后的检索应当只能找到新内容，而不能再找到从前的任何一段。\n",
    );
    dir.write("docs/new.txt", "星野镇新增一份文件，说明乡村客运班线的调整时间、站点变化与票价，请沿线居民相互转告。\n");
    fs::remove_file(dir.path("docs/001.txt")).unwrap();
    let stale = status(&dir)["stale"].clone();
    let changes: Vec<(&str, &str)> = stale
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["change"].as_str().unwrap(), s["path"].as_str().unwrap()))
        .collect();
    assert_eq!(changes, [("changed", "docs/000.txt"), ("gone", "docs/001.txt"), ("added", "docs/new.txt")]);
    let said = dir.cesou(&["search", "--json", "--exact", "没有这句话"]).expect(1).last()["notices"].to_string();
    assert!(said.contains("cesou index"), "{said}");
    assert_eq!(counts(&index(&dir, &[]).expect(0)), [1, 1, 1, 2]);
    assert_eq!((found(&dir, "新内容代替了旧内容"), found(&dir, &paragraph(0)), found(&dir, &paragraph(4))), (1, 0, 0));
    assert!(status(&dir)["stale"].as_array().unwrap().is_empty());
}

#[test]
fn a_missing_or_empty_root_removes_nothing_without_prune() {
    let dir = Dir::new();
    write_many(&dir, "docs", 2, 2);
    write_many(&dir, "more", 1, 2);
    index(&dir, &["docs", "more"]).expect(0);
    fs::rename(dir.path("docs"), dir.path("away")).unwrap();
    assert_eq!(counts(&index(&dir, &[]).expect(2))[2], 0);
    assert_eq!(status(&dir)["documents"], 3);
    fs::create_dir(dir.path("docs")).unwrap();
    assert_eq!(counts(&index(&dir, &["docs"]).expect(2))[2], 0);
    assert_eq!(status(&dir)["documents"], 3);
    assert_eq!(counts(&index(&dir, &["docs", "--prune"]).expect(0))[2], 2);
    assert_eq!(status(&dir)["documents"], 1);
}

#[test]
fn only_files_of_the_roots_named_vanish() {
    let dir = Dir::new();
    write_many(&dir, "docs", 2, 2);
    write_many(&dir, "more", 2, 2);
    index(&dir, &["docs", "more"]).expect(0);
    fs::remove_file(dir.path("docs/000.txt")).unwrap();
    fs::remove_file(dir.path("more/000.txt")).unwrap();
    assert_eq!(counts(&index(&dir, &["docs"]).expect(0))[2], 1);
    assert_eq!(status(&dir)["documents"], 3);
}

#[test]
fn a_root_is_forgotten_by_name_or_by_path() {
    let dir = Dir::new();
    write_many(&dir, "docs", 2, 2);
    write_many(&dir, "more", 1, 2);
    index(&dir, &["docs"]).expect(0);
    index(&dir, &["more", "--name", "其他"]).expect(0);
    assert!(
        dir.cesou(&["search", "--json", "--path", "其他/*", "应当"]).expect(0).ids()[0].starts_with("其他/000.txt#")
    );
    let report = dir.cesou(&["remove", "其他", "--json"]).expect(0).last();
    assert_eq!((number(&report["removed"]), number(&report["documents"])), (1, 2));
    dir.cesou(&["remove", "其他"]).expect(2);
    dir.cesou(&["remove", "./docs"]).expect(0);
    assert_eq!(status(&dir)["documents"], 0);
}

#[test]
fn names_of_roots() {
    let dir = Dir::new();
    write_many(&dir, "a/docs", 1, 2);
    write_many(&dir, "b/docs", 1, 2);
    index(&dir, &["a/docs"]).expect(0);
    let refused = index(&dir, &["b/docs"]).expect(2).error();
    assert_eq!(refused["code"], "root_conflict");
    assert!(refused.to_string().contains("--name"), "{refused}");
    index(&dir, &["b/docs", "--name", "second"]).expect(0);
    assert_eq!(status(&dir)["documents"], 2);
    index(&dir, &["a/docs", "b/docs", "--name", "both"]).expect(2);
}

#[test]
fn a_root_inside_another_is_refused() {
    let dir = Dir::new();
    write_many(&dir, "docs/inner", 1, 2);
    index(&dir, &["docs"]).expect(0);
    assert_eq!(index(&dir, &["docs/inner"]).expect(2).error()["code"], "root_conflict");
    let other = Dir::new();
    write_many(&other, "docs/inner", 1, 2);
    index(&other, &["docs/inner"]).expect(0);
    assert_eq!(index(&other, &["docs"]).expect(2).error()["code"], "root_conflict");
}

#[test]
fn a_root_that_has_moved_is_the_same_root() {
    let dir = Dir::new();
    write_many(&dir, "old/docs", 2, 2);
    index(&dir, &["old/docs"]).expect(0);
    fs::create_dir(dir.path("new")).unwrap();
    fs::rename(dir.path("old/docs"), dir.path("new/docs")).unwrap();
    assert_eq!(counts(&index(&dir, &["new/docs"]).expect(0)), [0, 0, 0, 2]);
    let hit = dir.cesou(&["search", "--json", &paragraph(1)]).expect(0).hits().remove(0);
    assert_eq!(hit["document"]["path"], "new/docs/000.txt");
}

#[test]
fn a_foreign_directory_is_left_as_it_is() {
    let dir = Dir::new();
    write_many(&dir, "docs", 1, 2);
    dir.write("mine/notes.txt", "my own notes");
    assert_eq!(index(&dir, &["docs", "--index", "mine"]).expect(2).error()["code"], "index_foreign");
    index(&dir, &["docs", "--index", "mine", "--rebuild"]).expect(2);
    let names: Vec<_> = fs::read_dir(dir.path("mine")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["notes.txt"]);
    dir.write("index/README.md", "what lands here");
    index(&dir, &["docs"]).expect(0);
    assert_eq!(fs::read_to_string(dir.path("index/README.md")).unwrap(), "what lands here");
}

#[test]
fn the_default_index_is_built_and_an_explicit_one_is_not() {
    let dir = Dir::new();
    write_many(&dir, "corpus", 2, 2);
    assert_eq!(dir.cesou(&["search", "--json", "--index", "index", "应当"]).expect(2).error()["code"], "index_missing");
    assert!(!dir.path("index").exists());
    let first = dir.cesou(&["search", "--json", "应当"]).expect(0);
    assert!(first.err.contains("building index/ from corpus/") && !first.hits().is_empty(), "{}", first.err);
    assert_eq!(dir.cesou(&["search", "--json", "应当"]).expect(0).err, "");
    let bare = Dir::new();
    bare.cesou(&["search", "应当"]).expect(2);
    assert!(!bare.path("index").exists());
}

#[test]
fn a_second_writer_is_refused_and_told_who_is_first() {
    let dir = Dir::new();
    write_many(&dir, "docs", 1, 2);
    index(&dir, &["docs"]).expect(0);
    let mut lock = File::options().write(true).truncate(true).open(dir.path("index/writer.lock")).unwrap();
    lock.lock().unwrap();
    writeln!(lock, "{} 0", std::process::id()).unwrap();
    let error = index(&dir, &[]).expect(2).error();
    assert_eq!(error["code"], "index_locked");
    assert!(error["message"].as_str().unwrap().contains(&std::process::id().to_string()), "{error}");
    assert!(error["remedy"].is_string());
    assert!(found(&dir, "应当") > 0, "searching goes on");
    drop(lock);
    index(&dir, &[]).expect(0);
}

#[test]
fn searching_needs_no_right_to_write() {
    let dir = Dir::new();
    write_many(&dir, "docs", 2, 4);
    index(&dir, &["docs"]).expect(0);
    set_modes(&dir.path(""), 0o555, 0o444);
    let root = String::from_utf8(Command::new("id").arg("-u").output().unwrap().stdout).unwrap().trim() == "0";
    let mut command = dir.command(&["search", "--json", "--exact", "应当"]);
    if root {
        command.uid(65_534).gid(65_534); // to root nothing is read-only
    }
    let output = match command.output() {
        Err(error) if root && error.kind() == std::io::ErrorKind::PermissionDenied => {
            // The program stands where nobody may go: take it along.
            let copy = dir.path("cesou");
            fs::copy(env!("CARGO_BIN_EXE_cesou"), &copy).unwrap();
            fs::set_permissions(&copy, fs::Permissions::from_mode(0o555)).unwrap();
            let mut command = Command::new(copy);
            command.args(["search", "--json", "--exact", "应当"]).current_dir(dir.path("")).uid(65_534).gid(65_534);
            command.output()
        }
        output => output,
    };
    let run = Run::of(&output.unwrap());
    set_modes(&dir.path(""), 0o755, 0o644);
    let run = run.expect(0);
    assert_eq!(run.hits().len(), 8);
}

fn set_modes(path: &std::path::Path, directories: u32, files: u32) {
    if path.is_dir() {
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
        for entry in fs::read_dir(path).unwrap() {
            set_modes(&entry.unwrap().path(), directories, files);
        }
    }
    let mode = if path.is_dir() { directories } else { files };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn verify_finds_a_flipped_bit() {
    let dir = Dir::new();
    write_many(&dir, "docs", 3, 10);
    index(&dir, &["docs"]).expect(0);
    assert!(dir.cesou(&["status", "--verify", "--json"]).expect(0).last()["damaged"].as_array().unwrap().is_empty());
    let files: Vec<_> = fs::read_dir(dir.path("index/data-1")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let data: Vec<_> = files
        .iter()
        .filter(|path| fs::metadata(path).unwrap().len() > 200 && path.extension().is_some_and(|e| e != "json"))
        .collect();
    assert!(data.len() >= 4, "{files:?}");
    for path in data {
        let bytes = fs::read(path).unwrap();
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 3] ^= 4;
        fs::write(path, flipped).unwrap();
        let run = dir.cesou(&["status", "--verify", "--json"]).expect(2);
        let damaged = run.last()["damaged"].to_string();
        assert!(damaged.contains(path.file_name().unwrap().to_str().unwrap()), "{}: {damaged}", path.display());
        fs::write(path, bytes).unwrap();
    }
    dir.cesou(&["status", "--verify"]).expect(0);
    index(&dir, &["--rebuild"]).expect(0);
}

/// What every search sees of an index.
fn everything(dir: &Dir, index: &str) -> (Vec<String>, u64) {
    let run = dir.cesou(&["search", "--json", "--exact", "-n", "9999", "--index", index, "应当"]);
    let hits = run.hits().iter().map(|hit| format!("{} {}", hit["id"], hit["score"])).collect();
    (hits, run.last()["index"]["documents"].as_u64().unwrap())
}

#[test]
fn killed_at_any_moment_it_opens_and_is_completed() {
    let dir = Dir::new();
    write_many(&dir, "docs", 30, 30);
    let started = Instant::now();
    index(&dir, &["docs", "--index", "fresh"]).expect(0);
    let whole = started.elapsed();
    let fresh = everything(&dir, "fresh");
    for at in [0, 2, 5, 8, 9, 11] {
        let mut child = dir.command(&["index", "docs"]).spawn().unwrap();
        sleep(whole * at / 10);
        drop(child.kill());
        child.wait().unwrap();
        let run = dir.cesou(&["search", "--json", "--index", "index", "应当"]);
        if run.code == Some(2) {
            assert_eq!(run.error()["code"], "index_missing", "{run:?}");
        } else {
            assert_eq!(everything(&dir, "index"), fresh, "only whole commits are seen");
        }
        if at != 9 {
            index(&dir, &["docs"]).expect(0);
            assert_eq!(everything(&dir, "index"), fresh, "killed at {at}/10");
            fs::remove_dir_all(dir.path("index")).unwrap();
        }
    }
}

/// An index at a commit, and much to add to it.
fn with_much_to_do() -> Dir {
    let dir = Dir::new();
    write_many(&dir, "docs", 1, 2);
    index(&dir, &["docs"]).expect(0);
    write_many(&dir, "docs", 60, 200);
    dir
}

#[test]
fn an_interrupt_keeps_the_last_commit() {
    let dir = with_much_to_do();
    let child = dir.command(&["index", "docs", "--jobs", "1"]).spawn().unwrap();
    let pid = child.id().to_string();
    let started = Instant::now();
    // It holds the lock, so it catches signals, and has much before it.
    while !fs::read_to_string(dir.path("index/writer.lock")).is_ok_and(|text| text.starts_with(&pid)) {
        assert!(started.elapsed() < Duration::from_mins(1), "it never began");
        sleep(Duration::from_millis(2));
    }
    assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    let run = Run::of(&child.wait_with_output().unwrap()).expect(130);
    assert!(run.err.lines().count() == 1 && run.out.is_empty(), "{run:?}");
    assert_eq!(status(&dir)["documents"], 1);
    dir.cesou(&["status", "--verify"]).expect(0);
    index(&dir, &["docs"]).expect(0);
    assert_eq!(status(&dir)["documents"], 60);
}

#[test]
fn a_failing_write_keeps_the_last_commit_and_names_a_remedy() {
    let dir = with_much_to_do();
    let mut command = Command::new("sh");
    // No file may grow over 64 KiB, as on a disk that is full.
    let script = "ulimit -f 128; exec \"$0\" \"$@\"";
    command.args(["-c", script, env!("CARGO_BIN_EXE_cesou"), "index", "docs", "--json"]).current_dir(dir.path(""));
    let run = Run::of(&command.output().unwrap()).expect(2);
    let error = run.error();
    assert!(error["remedy"].is_string() && error["code"] == "io", "{error}");
    assert_eq!(status(&dir)["documents"], 1);
    assert_eq!(found(&dir, &paragraph(1)), 1);
    dir.cesou(&["status", "--verify"]).expect(0);
    index(&dir, &["docs"]).expect(0);
    assert_eq!(status(&dir)["documents"], 60);
}

#[test]
fn merge_leaves_nothing_deleted() {
    let dir = Dir::new();
    write_many(&dir, "docs", 20, 20);
    index(&dir, &["docs"]).expect(0);
    dir.write("docs/000.txt", paragraph(1_000));
    index(&dir, &["--merge"]).expect(0);
    assert_eq!(status(&dir)["deleted"], 0);
    index(&dir, &["docs", "--index", "fresh"]).expect(0);
    assert_eq!(everything(&dir, "index"), everything(&dir, "fresh"));
}

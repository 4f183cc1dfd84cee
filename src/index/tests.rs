//! The life of an index as a whole: updates, failures, readers.

mod full_disk;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use tantivy::Directory;
use tantivy::collector::DocSetCollector;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};
use tantivy::query::AllQuery;
use tantivy::schema::{TantivyDocument, Value};

use super::update::update_through;
use super::*;
use crate::error::{Error, ErrorKind};
use full_disk::Full;

const TEXTS: [&str; 5] = [
    "青源市公共充电设施管理办法\n\n第一条 为了规范公共充电设施的建设与运营，制定本办法。\n\n第二条 本市各区的公共充电设施，适用本办法。\n",
    "星野镇养老服务规划\n\n一、总体要求\n\n到2027年，全镇基本建成十五分钟养老服务圈，每个社区至少有一处助餐点。\n",
    "公共浴室的布局、建设与经营，由各街道会同有关单位分别组织实施，并定期公开情况。\n",
    "",
    "关于开展安全生产检查的通知\n\n各区人民政府：\n\n请于六月底前完成检查，并将结果报市安委办。\n\n青源市应急管理局\n",
];

/// A place with two roots and an index.
struct Place {
    dir: tempfile::TempDir,
    clock: u64,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        for root in ["one", "two"] {
            fs::create_dir(dir.path().join(root)).unwrap();
        }
        Self { dir, clock: 0 }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn index(&self) -> PathBuf {
        self.path("index")
    }

    fn roots(&self) -> Vec<PathBuf> {
        vec![self.path("one"), self.path("two")]
    }

    /// Writes a file, with a time of change of its own that lies in the past.
    fn write(&mut self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
        self.clock += 10;
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_500_000_000 + self.clock);
        File::options().write(true).open(self.path(name)).unwrap().set_modified(time).unwrap();
    }

    fn update(&self) -> Report {
        self.update_with(&Options { jobs: 1, ..Options::default() })
    }

    fn update_with(&self, options: &Options) -> Report {
        update(&self.index(), &self.roots(), options, &Silent).unwrap()
    }

    /// The same roots in an index of their own.
    fn fresh(&self, jobs: usize) -> Contents {
        let dir = tempfile::tempdir().unwrap();
        update(dir.path(), &self.roots(), &Options { jobs, ..Options::default() }, &Silent).unwrap();
        contents(dir.path())
    }
}

/// Everything that a search can see: each passage as it is stored, by document and number; and the payload
/// without the name of its catalog.
type Contents = (BTreeMap<(String, u64), Vec<u8>>, Payload);

fn contents(dir: &Path) -> Contents {
    let open = open(dir).unwrap();
    let mut passages = BTreeMap::new();
    for address in open.searcher.search(&AllQuery, &DocSetCollector).unwrap() {
        let document: TantivyDocument = open.searcher.doc(address).unwrap();
        let stored = document.get_first(open.fields.stored).unwrap().as_bytes().unwrap().to_owned();
        let (id, number) = key_of(&open, address);
        assert!(passages.insert((id, number), stored).is_none(), "a passage is there twice");
    }
    (passages, Payload { catalog: String::new(), ..open.payload })
}

fn key_of(open: &OpenIndex, address: tantivy::DocAddress) -> (String, u64) {
    let fast = open.searcher.segment_reader(address.segment_ord).fast_fields();
    let key = fast.str("key").unwrap().unwrap();
    let mut id = String::new();
    key.ord_to_str(key.term_ords(address.doc_id).next().unwrap(), &mut id).unwrap();
    (id, fast.u64("number").unwrap().first(address.doc_id).unwrap())
}

fn record(id: &str, text: usize) -> String {
    serde_json::json!({"_id": id, "title": "工作简报", "text": TEXTS[text], "date": "2026-01-01"}).to_string() + "\n"
}

/// One change of the files.
#[derive(Debug, Clone)]
enum Edit {
    Text { file: usize, text: usize },
    Records { file: usize, records: Vec<(usize, usize)> },
    Delete { file: usize },
    Rename { from: usize, to: usize },
}

const TEXT_FILES: [&str; 4] = ["one/a.txt", "one/b.md", "two/a.txt", "two/c.txt"];
const RECORD_FILES: [&str; 3] = ["one/m.jsonl", "one/z.jsonl", "two/b.jsonl"];
/// Some are ids of files too.
const IDS: [&str; 5] = ["记录一", "记录二", "three", "one/a.txt", "two/a.txt"];

fn edit() -> impl Strategy<Value = Edit> {
    let records = prop::collection::vec((0..IDS.len(), 0..TEXTS.len()), 0..5);
    prop_oneof![
        3 => (0..TEXT_FILES.len(), 0..TEXTS.len()).prop_map(|(file, text)| Edit::Text { file, text }),
        4 => (0..RECORD_FILES.len(), records).prop_map(|(file, records)| Edit::Records { file, records }),
        2 => (0..TEXT_FILES.len() + RECORD_FILES.len()).prop_map(|file| Edit::Delete { file }),
        1 => (0..RECORD_FILES.len(), 0..RECORD_FILES.len()).prop_map(|(from, to)| Edit::Rename { from, to }),
    ]
}

fn apply(place: &mut Place, edit: &Edit) {
    match edit {
        Edit::Text { file, text } => place.write(TEXT_FILES[*file], TEXTS[*text]),
        Edit::Records { file, records } => {
            let lines: String = records.iter().map(|(id, text)| record(IDS[*id], *text)).collect();
            place.write(RECORD_FILES[*file], &lines);
        }
        Edit::Delete { file } => {
            let name = TEXT_FILES.iter().chain(&RECORD_FILES).nth(*file).unwrap();
            drop(fs::remove_file(place.path(name)));
        }
        Edit::Rename { from, to } => {
            drop(fs::rename(place.path(RECORD_FILES[*from]), place.path(RECORD_FILES[*to])));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// Promise 6: the history of updates and the number of threads change nothing.
    #[test]
    fn updated_in_steps_equals_built_at_once(steps in prop::collection::vec((prop::collection::vec(edit(), 1..5), 1..4usize), 1..6)) {
        let mut place = Place::new();
        // Roots that never are empty, so that every deletion counts.
        place.write("one/keep.txt", TEXTS[0]);
        place.write("two/keep.txt", TEXTS[1]);
        for (edits, jobs) in steps {
            for edit in &edits {
                apply(&mut place, edit);
            }
            let before = open(&place.index()).map_or(0, |open| open.payload.documents);
            let report = place.update_with(&Options { jobs, ..Options::default() });
            prop_assert_eq!(contents(&place.index()), place.fresh(4 - jobs));
            prop_assert_eq!(report.documents, before + report.added - report.removed);
            prop_assert_eq!(report.documents, report.added + report.changed + report.unchanged);
            let again = place.update();
            prop_assert_eq!((again.unchanged, again.added + again.changed + again.removed), (report.documents, 0));
            prop_assert_eq!(again.skipped, report.skipped);
        }
    }
}

#[test]
fn a_record_is_unchanged_wherever_its_file_goes() {
    let mut place = Place::new();
    place.write("one/m.jsonl", &[record("甲", 0), record("乙", 1)].concat());
    place.write("two/keep.txt", TEXTS[2]);
    assert_eq!(place.update().added, 3);
    place.write("one/m.jsonl", &[record("丙", 2), record("乙", 4), record("甲", 0)].concat());
    fs::rename(place.path("one/m.jsonl"), place.path("one/n.jsonl")).unwrap();
    let report = place.update();
    assert_eq!((report.added, report.changed, report.removed, report.unchanged), (1, 1, 0, 2));
    assert_eq!(contents(&place.index()), place.fresh(1));
}

#[test]
fn a_second_record_with_an_id_waits_until_the_first_is_gone() {
    let mut place = Place::new();
    place.write("one/a.jsonl", &record("甲", 0));
    place.write("two/b.jsonl", &[record("甲", 1), record("甲", 2)].concat());
    let report = place.update();
    assert_eq!((report.documents, report.skipped.len()), (1, 1));
    assert!(report.skipped[0].path.ends_with("two/b.jsonl") && report.skipped[0].reason.contains("and 1 more"));
    assert_eq!(place.update().skipped, report.skipped);
    place.write("one/a.jsonl", &record("乙", 0));
    let report = place.update();
    assert_eq!((report.documents, report.added, report.changed, report.removed), (2, 1, 1, 0));
    assert_eq!(contents(&place.index()), place.fresh(1));
}

#[test]
fn passages_of_a_document_are_neighbours() {
    let mut place = Place::new();
    for file in 0..40 {
        place.write(&format!("one/{file}.txt"), TEXTS[file % 2]);
        place.write(&format!("two/{file}.jsonl"), &record(&format!("r{file}"), file % 5));
    }
    place.update_with(&Options { jobs: 3, ..Options::default() });
    let open = open(&place.index()).unwrap();
    for (ord, segment) in open.searcher.segment_readers().iter().enumerate() {
        let keys =
            (0..segment.max_doc()).map(|doc| key_of(&open, tantivy::DocAddress::new(u32::try_from(ord).unwrap(), doc)));
        let keys: Vec<_> = keys.collect();
        for pair in keys.windows(2) {
            assert!(pair[1].1 == 1 || (pair[0].0 == pair[1].0 && pair[0].1 + 1 == pair[1].1), "{pair:?}");
        }
    }
}

#[test]
fn deleted_passages_are_merged_away_over_two_percent_or_when_asked() {
    let mut place = Place::new();
    for file in 0..60 {
        place.write(&format!("one/{file:02}.txt"), TEXTS[2]);
    }
    place.write("two/a.txt", TEXTS[2]);
    place.update();
    let deleted = |place: &Place| status(&place.index(), true).unwrap().deleted;
    fs::remove_file(place.path("one/00.txt")).unwrap();
    place.update();
    assert_eq!(deleted(&place), 1);
    fs::remove_file(place.path("one/01.txt")).unwrap();
    place.update();
    assert_eq!(deleted(&place), 0);
    fs::remove_file(place.path("one/02.txt")).unwrap();
    place.update_with(&Options { merge: true, ..Options::default() });
    assert_eq!(deleted(&place), 0);
    assert_eq!(contents(&place.index()), place.fresh(1));
}

#[test]
fn status_says_what_has_changed_and_what_is_damaged() {
    let mut place = Place::new();
    place.write("one/a.txt", TEXTS[0]);
    place.write("one/b.txt", TEXTS[1]);
    place.write("two/c.txt", TEXTS[2]);
    place.update();
    let sound = status(&place.index(), true).unwrap();
    assert!(sound.stale.is_empty() && sound.damaged.is_empty(), "{sound:?}");
    place.write("one/a.txt", TEXTS[4]);
    fs::remove_file(place.path("one/b.txt")).unwrap();
    place.write("one/d.txt", TEXTS[2]);
    place.write("two/c.txt", TEXTS[2]); // touched
    let stale = status(&place.index(), false).unwrap().stale;
    let stale: Vec<_> = stale.iter().map(|s| (s.path.file_name().unwrap().to_str().unwrap(), s.change)).collect();
    assert_eq!(stale, [("a.txt", Change::Changed), ("b.txt", Change::Gone), ("d.txt", Change::Added)]);
}

#[test]
fn every_flipped_file_is_found_and_every_missing_one() {
    let mut place = Place::new();
    place.write("one/a.txt", TEXTS[0]);
    place.write("two/a.txt", TEXTS[1]);
    place.update();
    let folder = place.index().join("data-1");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if name.starts_with('.') || name == "meta.json" {
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        let mut flipped = bytes.clone();
        flipped[bytes.len() / 2] ^= 1;
        fs::write(&path, flipped).unwrap();
        assert!(!status(&place.index(), true).unwrap().damaged.is_empty(), "{name} flipped");
        fs::remove_file(&path).unwrap();
        assert!(!status(&place.index(), true).unwrap().damaged.is_empty(), "{name} missing");
        fs::write(&path, bytes).unwrap();
    }
    assert!(status(&place.index(), true).unwrap().damaged.is_empty());
}

#[test]
fn an_incompatible_or_damaged_index_is_rebuilt_only_when_asked() {
    let mut place = Place::new();
    place.write("one/a.txt", TEXTS[0]);
    place.write("two/a.txt", TEXTS[1]);
    place.update();
    let marker = place.index().join("cesou.json");
    let text = fs::read_to_string(&marker).unwrap();
    fs::write(&marker, text.replace("\"fingerprint\": \"", "\"fingerprint\": \"x")).unwrap();
    assert_eq!(open(&place.index()).err().unwrap().kind(), ErrorKind::IndexIncompatible);
    let refused = update(&place.index(), &[], &Options::default(), &Silent).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::IndexIncompatible);
    let rebuild = Options { rebuild: true, ..Options::default() };
    // Without a path: the roots it knows.
    let report = update(&place.index(), &[], &rebuild, &Silent).unwrap();
    assert_eq!((report.documents, report.added), (2, 2));
    assert_eq!(contents(&place.index()), place.fresh(1));
    assert!(!place.index().join("data-1").exists());

    fs::write(&marker, "{").unwrap();
    assert_eq!(open(&place.index()).err().unwrap().kind(), ErrorKind::IndexDamaged);
    assert_eq!(place.update_with(&rebuild).documents, 2);
    let gone = place.path("gone");
    fs::rename(place.path("one"), &gone).unwrap();
    let refused = update(&place.index(), &[], &rebuild, &Silent).unwrap_err();
    assert!(refused.to_string().contains("--prune"), "{refused}");
    assert_eq!(contents(&place.index()).1.documents, 2);
}

#[test]
fn a_foreign_directory_is_left_alone() {
    let mut place = Place::new();
    place.write("one/a.txt", TEXTS[0]);
    fs::create_dir(place.index()).unwrap();
    fs::write(place.index().join("notes.txt"), "mine").unwrap();
    for rebuild in [false, true] {
        let refused =
            update(&place.index(), &place.roots(), &Options { rebuild, ..Options::default() }, &Silent).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::IndexForeign);
    }
    assert_eq!(fs::read_dir(place.index()).unwrap().count(), 1);
}

#[test]
fn a_root_is_forgotten_and_a_second_of_its_name_takes_its_place() {
    let mut place = Place::new();
    place.write("one/a.jsonl", &record("甲", 0));
    place.write("two/a.jsonl", &record("甲", 1));
    place.update();
    let report = remove(&place.index(), &place.path("one"), &Silent).unwrap();
    // The record of the other root was waiting for the id.
    assert_eq!((report.documents, report.removed), (1, 0));
    let report = remove(&place.index(), Path::new("two"), &Silent).unwrap();
    assert_eq!((report.documents, report.removed), (0, 1));
    assert_eq!(open(&place.index()).unwrap().searcher.num_docs(), 0);
    assert_eq!(remove(&place.index(), Path::new("two"), &Silent).unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn an_index_inside_of_a_root_does_not_index_itself() {
    let mut place = Place::new();
    place.write("one/a.txt", TEXTS[0]);
    let index = place.path("one/index");
    fs::create_dir(&index).unwrap();
    fs::write(index.join("README.md"), "what lands here").unwrap();
    for _ in 0..2 {
        let report = update(&index, &[place.path("one")], &Options::default(), &Silent).unwrap();
        assert_eq!((report.documents, report.ignored), (1, 0));
    }
}

/// Stops a run at its n-th question.
struct StopAfter(AtomicUsize);

impl Progress for StopAfter {
    fn stop(&self) -> bool {
        let left = self.0.load(Ordering::Relaxed);
        self.0.store(left.saturating_sub(1), Ordering::Relaxed);
        left == 0
    }
}

/// Promise 7: stopped or failing at any moment, the index is at its last commit, and the next run completes it.
fn ends_at_its_last_commit(jobs: usize, fail: impl Fn(&Place, usize, &Options) -> Option<Error>) {
    for first in [true, false] {
        let mut place = Place::new();
        let options = Options { jobs, ..Options::default() };
        for file in 0..8 {
            place.write(&format!("one/{file}.txt"), TEXTS[file % 5]);
        }
        place.write("two/m.jsonl", &[record("甲", 0), record("乙", 1)].concat());
        if !first {
            place.update();
        }
        let mut before = open(&place.index()).ok().map(|_| contents(&place.index()));
        place.write("one/1.txt", TEXTS[2]);
        place.write("two/m.jsonl", &[record("乙", 1), record("丙", 2)].concat());
        let after = place.fresh(1);
        let mut at = 0;
        while let Some(error) = fail(&place, at, &options) {
            if open(&place.index()).is_ok_and(|_| contents(&place.index()) == after) {
                before = Some(after.clone()); // what failed came after the commit
            }
            match &before {
                Some(before) => assert!(&contents(&place.index()) == before, "{at}: {error}"),
                None => {
                    assert_eq!(open(&place.index()).err().unwrap().kind(), ErrorKind::IndexMissing, "{at}: {error}");
                }
            }
            at += 1;
            assert!(at < 5000, "it never succeeds");
        }
        assert!(at > 3, "it failed only {at} times");
        assert!(contents(&place.index()) == after);
        assert!(status(&place.index(), true).unwrap().damaged.is_empty());
    }
}

#[test]
fn stopped_by_a_signal_at_any_document() {
    for jobs in [1, 2] {
        ends_at_its_last_commit(jobs, |place, at, options| {
            let error = update(&place.index(), &place.roots(), options, &StopAfter(AtomicUsize::new(at))).err()?;
            assert_eq!(error.kind(), ErrorKind::Interrupted);
            Some(error)
        });
    }
}

#[test]
fn a_disk_that_is_full_after_any_number_of_writes() {
    for jobs in [1, 2] {
        ends_at_its_last_commit(jobs, |place, at, options| {
            let left = Arc::new(AtomicI64::new(i64::try_from(at).unwrap() * 3));
            let wrap = |directory| -> Box<dyn Directory> { Box::new(Full { directory, left: Arc::clone(&left) }) };
            let error = update_through(&place.index(), &place.roots(), options, &Silent, &wrap).err()?;
            assert_eq!(error.kind(), ErrorKind::Io, "{error}");
            assert!(error.path().is_some() && error.to_string().contains("free some space"), "{error}");
            Some(error)
        });
    }
}

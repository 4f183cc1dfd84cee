//! What a reader once did not stand (tests/fuzz-regressions/FORMAT/) it has to answer, quickly, with lines or an error.

#[path = "../examples/fuzz/readers.rs"]
mod readers;

use std::path::Path;
use std::sync::mpsc;
use std::time::Duration;

/// A reader has this long for one of these small files.
const MOST: Duration = Duration::from_secs(2);

#[test]
fn what_once_failed_is_answered() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz-regressions");
    for folder in std::fs::read_dir(&root).unwrap() {
        let folder = folder.unwrap();
        if !folder.file_type().unwrap().is_dir() {
            continue;
        }
        let format = folder.file_name().into_string().unwrap();
        for file in std::fs::read_dir(folder.path()).unwrap() {
            let path = file.unwrap().path();
            let bytes = std::fs::read(&path).unwrap();
            let (done, waits) = mpsc::channel();
            let of = format.clone();
            std::thread::spawn(move || {
                let reader = readers::reader(&of).unwrap();
                let _ = readers::run(reader.as_ref(), &bytes);
                done.send(())
            });
            // A panic drops the sender, which ends the wait as well.
            assert!(waits.recv_timeout(MOST).is_ok(), "{}: a panic, or not done after {MOST:?}", path.display());
        }
    }
}

#[test]
fn every_format_reads_nothing_and_noise() {
    for format in readers::FORMATS {
        let reader = readers::reader(format).unwrap();
        for bytes in [
            &b""[..],
            b"\0",
            b"PK\x03\x04",
            b"%PDF-1.7",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            b"{\\rtf1",
            &[0xff; 4096],
        ] {
            let _ = readers::run(reader.as_ref(), bytes);
        }
    }
}

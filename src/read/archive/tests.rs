//! Archives that are built here, whole and hostile.

use std::io::Write;

use encoding_rs::GB18030;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn tarred(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = ::tar::Builder::new(Vec::new());
    for (name, content) in files {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *content).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gz = GzEncoder::new(Vec::new(), Compression::default());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

/// Replaces a name in the bytes of an archive by another of the same length.
fn renamed(mut bytes: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    while let Some(at) = memchr::memmem::find(&bytes, from) {
        bytes[at..at + to.len()].copy_from_slice(to);
    }
    bytes
}

#[allow(clippy::case_sensitive_file_extension_comparisons)] // names made here
fn wanted(name: &str) -> Wanted {
    match ArchiveKind::of(name) {
        Some(kind) => Wanted::Archive(kind),
        None if name.ends_with(".txt") => Wanted::Document,
        None if name.ends_with(".7z") => {
            Wanted::Refused(ReadError::new(ReadErrorKind::UnreadFormat, "a 7z archive is not read", "unpack it"))
        }
        None => Wanted::No,
    }
}

struct Walked {
    members: Vec<(String, Result<String, ReadErrorKind>)>,
    end: Result<usize, ReadErrorKind>,
}

fn walk_within(bytes: &[u8], kind: ArchiveKind, name: &str, limits: &Limits) -> Walked {
    let mut members = Vec::new();
    let archive = Archive { kind, name, limits, wanted: &wanted };
    let end = archive.members(Cursor::new(bytes), &mut |member: Member| {
        let content = member.content.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        members.push((member.name, content.map_err(|error| error.kind())));
        ControlFlow::Continue(())
    });
    Walked { members, end: end.map_err(|error| error.kind()) }
}

fn walk(bytes: &[u8], kind: ArchiveKind) -> Walked {
    walk_within(bytes, kind, "a.txt.gz", &Limits::default())
}

fn names(walked: &Walked) -> Vec<&str> {
    walked.members.iter().map(|(name, _)| name.as_str()).collect()
}

const FILES: [(&str, &[u8]); 6] = [
    ("通知/b.txt", "乙".as_bytes()),
    ("a.txt", "甲".as_bytes()),
    ("图.png", b"png"),
    ("old.7z", b"7z"),
    ("__MACOSX/a.txt", b""),
    ("x/.hidden.txt", b""),
];

#[test]
fn the_three_kinds_give_the_same_in_the_order_of_the_archive() {
    let tar = tarred(&FILES);
    for (bytes, kind) in
        [(zipped(&FILES), ArchiveKind::Zip), (gzipped(&tar), ArchiveKind::TarGz), (tar, ArchiveKind::Tar)]
    {
        let walked = walk(&bytes, kind);
        assert_eq!(names(&walked), ["通知/b.txt", "a.txt", "old.7z"]);
        assert_eq!(walked.members[1].1, Ok("甲".to_owned()));
        assert_eq!(walked.members[2].1, Err(ReadErrorKind::UnreadFormat));
        assert_eq!(walked.end, Ok(1));
    }
}

#[test]
fn a_single_file_and_members_one_after_the_other() {
    let bytes = [gzipped("甲".as_bytes()), gzipped("乙".as_bytes())].concat();
    assert_eq!(walk(&bytes, ArchiveKind::Gz).members, [("a.txt".to_owned(), Ok("甲乙".to_owned()))]);
}

#[test]
fn archives_inside() {
    let inner = zipped(&[("c.txt", "丙".as_bytes())]);
    let tar = gzipped(&tarred(&[("in.zip", &inner), ("d.txt", b"")]));
    let walked =
        walk(&zipped(&[("s/x.tar.gz", &tar), ("y.zip", b"no zip"), ("e.txt.gz", &gzipped(b"e"))]), ArchiveKind::Zip);
    assert_eq!(names(&walked), ["s/x.tar.gz!/in.zip!/c.txt", "s/x.tar.gz!/d.txt", "y.zip", "e.txt.gz!/e.txt"]);
    assert_eq!(walked.members[2].1, Err(ReadErrorKind::Damaged));
    let mut nest = zipped(&[("a.txt", b"a")]);
    for _ in 0..12 {
        nest = zipped(&[("n.zip", &nest)]);
    }
    let walked = walk(&nest, ArchiveKind::Zip);
    assert_eq!((walked.members.len(), &walked.members[0].1), (1, &Err(ReadErrorKind::Limit)));
}

#[test]
fn names_in_gbk() {
    let gbk = GB18030.encode("附件.txt").0.into_owned();
    let zip = renamed(zipped(&[("abcd.txt", "甲".as_bytes())]), b"abcd.txt", &gbk);
    assert_eq!(names(&walk(&zip, ArchiveKind::Zip)), ["附件.txt"]);
    let mut header = ::tar::Header::new_gnu();
    header.as_old_mut().name[..gbk.len()].copy_from_slice(&gbk);
    header.set_size(0);
    header.set_cksum();
    let mut tar = ::tar::Builder::new(Vec::new());
    tar.append(&header, &[][..]).unwrap();
    assert_eq!(names(&walk(&tar.into_inner().unwrap(), ArchiveKind::Tar)), ["附件.txt"]);
    let long = format!("{}/甲.txt", "长".repeat(60));
    assert_eq!(names(&walk(&tarred(&[(&long, b"")]), ArchiveKind::Tar)), [long]);
}

#[test]
fn one_name_twice_is_given_once() {
    let walked = walk(&tarred(&[("a.txt", b"1"), ("./a.txt", b"2")]), ArchiveKind::Tar);
    assert_eq!(walked.members[0].1, Ok("1".to_owned()));
    assert_eq!(walked.members[1].1, Err(ReadErrorKind::Name));
}

#[test]
fn what_is_cut_off_gives_what_is_before() {
    let tar = tarred(&[("a.txt", b"1"), ("b.txt", &[b'x'; 5000])]);
    let walked = walk(&tar[..3000], ArchiveKind::Tar);
    assert_eq!(walked.members[0].1, Ok("1".to_owned()));
    assert!(walked.members.iter().skip(1).all(|(_, content)| content == &Err(ReadErrorKind::Damaged)));
    let gz = gzipped(&tar);
    let walked = walk(&gz[..gz.len() / 2], ArchiveKind::TarGz);
    assert!(walked.end.is_err() || walked.members.iter().any(|(_, content)| content.is_err()));
    for kind in [ArchiveKind::Zip, ArchiveKind::Tar, ArchiveKind::TarGz] {
        assert_eq!(walk(b"", kind).end, Err(ReadErrorKind::Damaged), "{kind:?}");
    }
}

#[test]
fn bombs_meet_the_limits() {
    let zeros = vec![0; 3 << 20];
    let limits = Limits { ratio: 100, ..Limits::default() };
    let walked = walk_within(&zipped(&[("a.txt", &zeros), ("b.txt", b"b")]), ArchiveKind::Zip, "", &limits);
    assert_eq!(walked.members[0].1, Err(ReadErrorKind::Limit));
    assert_eq!(walked.members[1].1, Ok("b".to_owned()));
    let limits = Limits { unpacked: 2 << 20, ..Limits::default() };
    for (bytes, kind) in [
        (zipped(&[("a.txt", &zeros)]), ArchiveKind::Zip),
        (gzipped(&tarred(&[("a.png", &zeros)])), ArchiveKind::TarGz),
        (gzipped(&zeros), ArchiveKind::Gz),
    ] {
        let walked = walk_within(&bytes, kind, "a.txt.gz", &limits);
        assert_eq!((walked.members.len(), walked.end), (0, Err(ReadErrorKind::Limit)), "{kind:?}");
    }
    let limits = Limits { parts: 2, ..Limits::default() };
    assert_eq!(walk_within(&tarred(&FILES), ArchiveKind::Tar, "", &limits).end, Err(ReadErrorKind::Limit));
}

#[test]
fn encrypted_members_and_other_methods_are_errors_of_their_own() {
    let zip = zipped(&[("a.txt", b"aaaa"), ("b.txt", b"b")]);
    // The flag of encryption in the directory's first entry, and in the header of the member.
    let mut sealed = zip.clone();
    let central = memchr::memmem::find(&zip, b"PK\x01\x02").unwrap();
    sealed[central + 8] |= 1;
    sealed[6] |= 1;
    let walked = walk(&sealed, ArchiveKind::Zip);
    assert_eq!(walked.members[0].1, Err(ReadErrorKind::Encrypted));
    assert_eq!(walked.members[1].1, Ok("b".to_owned()));
    let mut odd = zip;
    odd[central + 10] = 12;
    odd[8] = 12;
    assert_eq!(walk(&odd, ArchiveKind::Zip).members[0].1, Err(ReadErrorKind::UnreadFormat));
}

#[test]
fn the_sink_can_break_off() {
    let (mut count, limits) = (0, Limits::default());
    let archive = Archive { kind: ArchiveKind::Zip, name: "", limits: &limits, wanted: &wanted };
    let bytes = zipped(&[("a.txt", b"1"), ("b.txt", b"2")]);
    let end = archive.members(Cursor::new(&bytes), &mut |_| {
        count += 1;
        ControlFlow::Break(())
    });
    assert!(end.is_ok());
    assert_eq!(count, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_change_of_an_archive_is_survived(at: prop::sample::Index, byte: u8, cut: prop::sample::Index) {
        let limits = Limits { unpacked: 1 << 22, seconds: 5, ..Limits::default() };
        let tar = tarred(&FILES);
        for (mut bytes, kind) in
            [(zipped(&FILES), ArchiveKind::Zip), (gzipped(&tar), ArchiveKind::TarGz), (tar, ArchiveKind::Tar)]
        {
            let at = at.index(bytes.len());
            bytes[at] = byte;
            walk_within(&bytes, kind, "a.gz", &limits);
            bytes.truncate(cut.index(bytes.len()));
            walk_within(&bytes, kind, "a.gz", &limits);
        }
    }

    #[test]
    fn any_bytes_are_no_archive(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        for kind in [ArchiveKind::Zip, ArchiveKind::Tar, ArchiveKind::TarGz, ArchiveKind::Gz] {
            walk_within(&bytes, kind, "a.txt.gz", &Limits::default());
        }
    }
}

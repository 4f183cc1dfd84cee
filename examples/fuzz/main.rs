//! Throws mutated files at the reader of a format, and keeps those that it does not stand.
//!
//! usage: `cargo run --release --example fuzz -- FORMAT SECONDS [--seed N] [--out DIR] [SEED-FILES …]`
//!
//! Seeds are the files named, else those of the format in corpus/ and tests/fuzz-regressions/FORMAT/. A run takes one of
//! them, changes it (bits, integers, blocks, words of the format, pieces of another seed; of a package also its parts,
//! which are packed again with right sums, and its directory; of a PDF also its packed streams) and has it read, up to
//! blocks and headings. What run N of seed S reads is always the same, so that a run can be told by two numbers.
//!
//! Found is a panic, a run of more than [`HANG`], one that takes more than [`MEMORY`] (where /proc tells), and the end of
//! the process (a stack that overflows, an abort): the runs are done in a process of their own, which goes on behind
//! the run that ended it. Each finding is made smaller and written to DIR (else target/fuzz/FORMAT), one a place in the
//! code; what was mended belongs into tests/fuzz-regressions/FORMAT/, which `cargo test` reads.
//!
//! It does not look which code a run reaches: on stable nothing tells without a tool to install. Words and structure
//! have to make up for it, and many runs. Exit status: 0 nothing found, 1 something, 2 it could not begin.
#![allow(clippy::print_stdout, clippy::print_stderr)] // a program of its own

mod minimize;
mod mutate;
mod pack;
mod readers;
mod rng;
mod tokens;

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::panic;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cesou::read::Reader;

use minimize::minimize;
use pack::Parts;
use rng::Rng;

/// A run that is not done by then hangs: its reader may take 2 s.
const HANG: Duration = Duration::from_secs(6);
/// Resident bytes beyond which a run takes too much: 64 MiB may be unpacked.
const MEMORY: u64 = 1 << 30;
/// What the process of the runs ends with.
const HUNG: u8 = 86;
const SWOLLEN: u8 = 87;
const PANICKED: u8 = 88;
/// For the smaller input of one finding.
const MINIMIZING: Duration = Duration::from_secs(30);
/// Findings of one kind that has no place in the code, after which no more are kept.
const ENOUGH: usize = 5;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

struct Args {
    format: String,
    time: Duration,
    seed: u64,
    out: PathBuf,
    files: Vec<PathBuf>,
    /// In the process of the runs: which is the first. Without it, this is the process that watches it.
    from: Option<u64>,
    /// Reads this one file.
    replay: Option<PathBuf>,
}

fn main() -> ExitCode {
    match arguments().and_then(|args| start(&args)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("fuzz: {error}");
            ExitCode::from(2)
        }
    }
}

fn start(args: &Args) -> Outcome<ExitCode> {
    let reader = readers::reader(&args.format)
        .ok_or_else(|| format!("no reader of {}; there are {}", args.format, readers::FORMATS.join(", ")))?;
    if let Some(file) = &args.replay {
        return Ok(replay(reader.as_ref(), &fs::read(file)?));
    }
    fs::create_dir_all(&args.out)?;
    let seeds = Seeds::open(args)?;
    match args.from {
        Some(from) => runs(args, &seeds, reader.as_ref(), from),
        None => watch(args, &seeds),
    }
}

fn arguments() -> Outcome<Args> {
    let (mut plain, mut seed, mut out, mut from, mut replay) = (Vec::new(), 1, None, None, None);
    let mut given = std::env::args().skip(1);
    while let Some(arg) = given.next() {
        let mut value = || given.next().ok_or_else(|| format!("{arg} has no value"));
        match arg.as_str() {
            "--seed" => seed = value()?.parse()?,
            "--out" => out = Some(PathBuf::from(value()?)),
            "--from" => from = Some(value()?.parse()?),
            "--replay" => replay = Some(PathBuf::from(value()?)),
            _ => plain.push(arg),
        }
    }
    let mut plain = plain.into_iter();
    let format = plain.next().ok_or("usage: fuzz FORMAT SECONDS [--seed N] [--out DIR] [SEED-FILES …]")?;
    let seconds: f64 = plain.next().map_or(Ok(0.0), |seconds| seconds.parse())?;
    let out = out.unwrap_or_else(|| Path::new("target/fuzz").join(&format));
    let time = Duration::try_from_secs_f64(seconds)?;
    Ok(Args { format, time, seed, out, files: plain.map(PathBuf::from).collect(), from, replay })
}

/// Files that runs begin from.
struct Seeds {
    format: String,
    files: Vec<SeedFile>,
}

struct SeedFile {
    bytes: Vec<u8>,
    /// Of a package.
    parts: Option<Parts>,
    /// Of a PDF.
    streams: Vec<(usize, usize)>,
}

impl Seeds {
    fn open(args: &Args) -> Outcome<Self> {
        let mut paths = args.files.clone();
        if paths.is_empty() {
            let kept = Path::new("tests/fuzz-regressions").join(&args.format);
            paths = files_below(kept, None);
            paths.extend(files_below("corpus".into(), Some(&args.format)));
        }
        // The order of a folder is not the same everywhere.
        paths.sort();
        let mut files = Vec::new();
        for path in &paths {
            let mut bytes = fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
            bytes.truncate(mutate::MOST);
            let streams = if args.format == "pdf" { pack::streams(&bytes) } else { Vec::new() };
            files.push(SeedFile { parts: pack::unpack(&bytes), bytes, streams });
        }
        if files.is_empty() {
            return Err(format!("no seeds of {}; name some", args.format).into());
        }
        Ok(Self { format: args.format.clone(), files })
    }

    /// What a run reads.
    fn input(&self, seed: u64, run: u64) -> Vec<u8> {
        let (mut rng, tokens) = (Rng::new(seed, run), tokens::of(&self.format));
        let (one, other) = (&self.files[rng.below(self.files.len())], &self.files[rng.below(self.files.len())]);
        if let (Some(parts), Some(others)) = (&one.parts, &other.parts)
            && !rng.once_in(6)
        {
            return pack::mutate_parts(parts, others, &tokens, &mut rng);
        }
        let mut bytes = one.bytes.clone();
        if !one.streams.is_empty() && !rng.once_in(3) {
            pack::mutate_stream(&mut bytes, &one.streams, &tokens, &mut rng);
            if rng.once_in(2) {
                return bytes;
            }
        }
        mutate::mutate(&mut bytes, &other.bytes, &tokens, &mut rng);
        bytes
    }
}

/// The files below a folder, of an extension; none where there is no such folder.
fn files_below(folder: PathBuf, extension: Option<&str>) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if extension.is_none_or(|wanted| path.extension().is_some_and(|found| found == wanted)) {
                files.push(path);
            }
        }
    }
    files
}

/// Watches the process of the runs, and begins another where one ended in a run.
fn watch(args: &Args, seeds: &Seeds) -> Outcome<ExitCode> {
    let (begin, mut from, mut ends) = (Instant::now(), 0, 0);
    let state = args.out.join("run");
    while begin.elapsed() < args.time && ends < ENOUGH {
        let left = args.time.saturating_sub(begin.elapsed()).as_secs_f64();
        let status = Command::new(std::env::current_exe()?)
            .args([&args.format, &format!("{left:.3}"), "--seed", &args.seed.to_string(), "--from", &from.to_string()])
            .arg("--out")
            .arg(&args.out)
            .args(&args.files)
            .status()?;
        from = u64::from_le_bytes(fs::read(&state)?.try_into().map_err(|_| "the state of the runs is cut off")?);
        if status.success() {
            break;
        }
        if status.code() == Some(2) {
            return Ok(ExitCode::from(2));
        }
        ends += 1;
        let kind = kind(status);
        println!("run {from} of seed {}: {kind}", args.seed);
        keep_end(args, &seeds.input(args.seed, from), &format!("{kind}-{}-{from}", args.seed), status)?;
        from += 1;
    }
    if ends == ENOUGH {
        println!("{ENOUGH} runs ended the process; mend these first");
    }
    fs::remove_file(&state)?;
    let (found, took) = (files_below(args.out.clone(), None).len(), begin.elapsed().as_secs_f64());
    let speed = from as f64 / took;
    println!(
        "{}: {from} runs in {took:.0} s, {speed:.0} a second; {found} findings in {}",
        args.format,
        args.out.display()
    );
    Ok(ExitCode::from(u8::from(found > 0)))
}

/// What became of the process.
fn kind(status: ExitStatus) -> &'static str {
    match status.code().and_then(|code| u8::try_from(code).ok()) {
        Some(HUNG) => "hang",
        Some(SWOLLEN) => "memory",
        Some(PANICKED) => "panic",
        _ => "abort",
    }
}

/// Writes an input that ended the process, and a smaller one that ends another the same way.
fn keep_end(args: &Args, input: &[u8], name: &str, status: ExitStatus) -> Outcome<()> {
    fs::write(args.out.join(name), input)?;
    let file = args.out.join("smaller");
    let ends = |bytes: &[u8]| -> Outcome<bool> {
        fs::write(&file, bytes)?;
        let mut again = Command::new(std::env::current_exe()?);
        let again = again.args([&args.format, "--replay"]).arg(&file).stderr(std::process::Stdio::null()).status()?;
        Ok(kind(again) == kind(status) && !again.success())
    };
    let smaller = minimize(input, MINIMIZING, |bytes| ends(bytes).unwrap_or(false));
    fs::write(args.out.join(name), smaller)?;
    Ok(fs::remove_file(&file)?)
}

/// Reads one input, under the watch of time and memory.
fn replay(reader: &dyn Reader, bytes: &[u8]) -> ExitCode {
    let begun = Arc::new(AtomicU64::new(0));
    guard(&begun);
    let outcome = panic::catch_unwind(panic::AssertUnwindSafe(|| readers::run(reader, bytes).map(drop)));
    match outcome {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(error)) => {
            println!("{error}");
            ExitCode::SUCCESS
        }
        Err(_) => ExitCode::from(PANICKED),
    }
}

/// Ends the process where a run takes too long or too much. `begun` holds when it began, in milliseconds from now.
fn guard(begun: &Arc<AtomicU64>) {
    let (begun, start) = (Arc::clone(begun), Instant::now());
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(Duration::from_millis(100));
            let since = start.elapsed().saturating_sub(Duration::from_millis(begun.load(Ordering::Relaxed)));
            if since > HANG {
                std::process::exit(HUNG.into());
            }
            if resident().is_some_and(|bytes| bytes > MEMORY) {
                std::process::exit(SWOLLEN.into());
            }
        }
    });
}

/// Bytes of memory that this process holds.
fn resident() -> Option<u64> {
    let pages = fs::read_to_string("/proc/self/statm").ok()?;
    pages.split(' ').nth(1)?.parse::<u64>().ok().map(|pages| pages * 4096)
}

/// The runs from `from` on, until the time is over.
fn runs(args: &Args, seeds: &Seeds, reader: &dyn Reader, from: u64) -> Outcome<ExitCode> {
    let (start, begun, place) = (Instant::now(), Arc::new(AtomicU64::new(0)), Arc::new(Mutex::new(String::new())));
    guard(&begun);
    remember_place(&place);
    let mut state = File::create(args.out.join("run"))?;
    let mut known: HashSet<String> = HashSet::new();
    let mut run = from;
    while start.elapsed() < args.time {
        state.seek(SeekFrom::Start(0))?;
        state.write_all(&run.to_le_bytes())?;
        let input = seeds.input(args.seed, run);
        let alive = || begun.store(u64::try_from(start.elapsed().as_millis()).unwrap_or(0), Ordering::Relaxed);
        alive();
        if let Some(panicked) = panics(reader, &input, &place)
            && known.insert(panicked.clone())
        {
            println!("run {run} of seed {}: panic: {panicked}", args.seed);
            let file = args.out.join(file_name(&panicked));
            if !file.exists() {
                fs::write(&file, &input)?;
                let smaller = minimize(&input, MINIMIZING, |bytes| {
                    alive();
                    panics(reader, bytes, &place).as_ref() == Some(&panicked)
                });
                fs::write(&file, smaller)?;
            }
        }
        run += 1;
    }
    state.seek(SeekFrom::Start(0))?;
    state.write_all(&run.to_le_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// Where reading `input` panics and with what, if it does.
fn panics(reader: &dyn Reader, input: &[u8], place: &Mutex<String>) -> Option<String> {
    panic::catch_unwind(panic::AssertUnwindSafe(|| readers::run(reader, input).map(drop)))
        .is_err()
        .then(|| place.lock().map(|place| place.clone()).unwrap_or_default())
}

/// Has a panic leave where it was, and say nothing.
fn remember_place(place: &Arc<Mutex<String>>) {
    let place = Arc::clone(place);
    panic::set_hook(Box::new(move |info| {
        let at = info.location().map(|at| format!("{}:{}", at.file(), at.line())).unwrap_or_default();
        if let Ok(mut place) = place.lock() {
            *place = at;
        }
    }));
}

/// `src/read/rtf/mod.rs:12` → `panic-rtf-mod-12`.
fn file_name(place: &str) -> String {
    let short: Vec<&str> = place.trim_end_matches(".rs").rsplit('/').take(2).collect();
    let short = short.into_iter().rev().collect::<Vec<_>>().join("-");
    format!("panic-{}", short.replace(".rs:", "-").replace([':', '.'], "-"))
}

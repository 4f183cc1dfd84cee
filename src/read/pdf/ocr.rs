//! Pictures of pages, read by the program `tesseract` where it is installed.

use std::fmt;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::read::{ReadError, ReadErrorKind};

use super::scan::Picture;
use super::unicode::is_wide;

/// Most bytes that the program's answer for a page may have.
const ANSWER: u64 = 4 << 20;
/// How often it is asked whether the program is done.
const POLL: Duration = Duration::from_millis(20);
/// How long the program may take to say which languages it has.
const LANGUAGES: Duration = Duration::from_secs(10);

/// Is called before each page with its number, from 1, and the number of pages.
pub type OcrProgress = Arc<dyn Fn(usize, usize) + Send + Sync>;

/// How pictures of pages are read.
#[derive(Clone)]
pub struct Ocr {
    /// The program; a name without a path is looked up in `PATH`.
    pub program: PathBuf,
    /// Its language data.
    pub language: String,
    /// How long it may take for a page.
    pub page_timeout: Duration,
    /// Who is told how far it is.
    pub progress: Option<OcrProgress>,
}

impl Default for Ocr {
    fn default() -> Self {
        Self {
            program: PathBuf::from("tesseract"),
            language: "chi_sim".to_owned(),
            page_timeout: Duration::from_mins(1),
            progress: None,
        }
    }
}

impl fmt::Debug for Ocr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ocr")
            .field("program", &self.program)
            .field("language", &self.language)
            .field("page_timeout", &self.page_timeout)
            .finish_non_exhaustive()
    }
}

impl Ocr {
    /// Whether the program and its language data are there.
    ///
    /// # Errors
    ///
    /// [`ReadErrorKind::NoText`], naming what is to be installed.
    pub fn check(&self) -> Result<(), ReadError> {
        let mut command = Command::new(&self.program);
        command.arg("--list-langs").stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| self.missing(&error.to_string()))?;
        let answer = answer(child, Vec::new(), Instant::now() + LANGUAGES).map_err(|failed| self.failed(&failed))?;
        let wanted = self.language.split('+').find(|wanted| !answer.lines().any(|line| line.trim() == *wanted));
        match wanted {
            Some(language) => {
                let reason = format!("its pages are pictures, and tesseract has no data for the language {language}");
                let package = format!("install it: apt install tesseract-ocr-{}", language.replace('_', "-"));
                Err(ReadError::new(ReadErrorKind::NoText, reason, package))
            }
            None => Ok(()),
        }
    }

    /// The lines of a page's picture, with empty ones between paragraphs; `page` is its number from 1 and the
    /// number of pages. The program is stopped at the `deadline`, or when the page takes too long.
    pub(super) fn lines(
        &self,
        picture: &Picture,
        page: (usize, usize),
        deadline: Instant,
    ) -> Result<Vec<String>, ReadError> {
        self.check()?;
        if let Some(progress) = &self.progress {
            progress(page.0, page.1);
        }
        let mut command = Command::new(&self.program);
        command.args(["stdin", "stdout", "-l", &self.language]).env("OMP_THREAD_LIMIT", "1");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let child = command.spawn().map_err(|error| self.missing(&error.to_string()))?;
        let until = deadline.min(Instant::now() + self.page_timeout);
        let text =
            answer(child, picture.pgm(), until).map_err(|failed| self.failed(&format!("page {}: {failed}", page.0)))?;
        Ok(text.trim_end_matches(['\u{c}', '\n']).lines().map(closed_up).collect())
    }

    fn missing(&self, why: &str) -> ReadError {
        let reason =
            format!("its pages are pictures, and {} cannot be run to read them ({why})", self.program.display());
        ReadError::new(ReadErrorKind::NoText, reason, "install it: apt install tesseract-ocr tesseract-ocr-chi-sim")
    }

    fn failed(&self, why: &str) -> ReadError {
        let reason = format!("its pages are pictures, and {} did not read them: {why}", self.program.display());
        ReadError::new(ReadErrorKind::NoText, reason, "check that the program works, or scan the pages anew")
    }
}

/// What the program answers to `input`, or why it does not. It is ended at `until`.
fn answer(mut child: Child, input: Vec<u8>, until: Instant) -> Result<String, String> {
    let (stdin, stdout) = (child.stdin.take(), child.stdout.take());
    // the program may answer before it has read everything: either way could fill up
    let writer = stdin.map(|mut stdin| thread::spawn(move || stdin.write_all(&input)));
    let reader = stdout.map(|stdout| {
        thread::spawn(move || {
            let mut bytes = Vec::new();
            stdout.take(ANSWER).read_to_end(&mut bytes).map(|_| bytes)
        })
    });
    let status = loop {
        match child.try_wait() {
            Ok(Some(status)) => break status,
            Ok(None) if Instant::now() < until => thread::sleep(POLL),
            Ok(None) => {
                // gone or not, there is no more to wait for
                let _ = child.kill();
                let _ = child.wait();
                return Err("it took too long".to_owned());
            }
            Err(error) => return Err(error.to_string()),
        }
    };
    drop(writer.map(thread::JoinHandle::join));
    if !status.success() {
        return Err(format!("it ended with {status}"));
    }
    let bytes = reader.and_then(|reader| reader.join().ok()).and_then(Result::ok).unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The line without the spaces that the program puts between ideographs.
fn closed_up(line: &str) -> String {
    let chars: Vec<char> = line.trim().chars().collect();
    let mut text = String::with_capacity(line.len());
    for (n, &c) in chars.iter().enumerate() {
        let beside = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|&c| is_wide(c));
        if !(c == ' ' && beside(n.checked_sub(1)) && beside(Some(n + 1))) {
            text.push(c);
        }
    }
    text
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)] // a test, whatever it is behind
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    /// An `Ocr` whose program is this script.
    fn fake(dir: &tempfile::TempDir, script: &str) -> Ocr {
        let program = dir.path().join("tesseract");
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
        Ocr { program, ..Ocr::default() }
    }

    fn read(ocr: &Ocr) -> Result<Vec<String>, ReadError> {
        let picture = Picture { width: 2, height: 1, grey: vec![0, 255] };
        ocr.lines(&picture, (1, 1), Instant::now() + Duration::from_secs(20))
    }

    const LISTS: &str = "if [ \"$1\" = --list-langs ]; then echo chi_sim; exit; fi\n";

    #[test]
    fn the_program_reads_a_picture() {
        let dir = tempfile::tempdir().unwrap();
        let ocr = fake(&dir, &format!("{LISTS}cat > /dev/null; printf '青 源 市 2031 年\\n\\n食堂 open\\n\\f'"));
        assert_eq!(read(&ocr).unwrap(), ["青源市 2031 年", "", "食堂 open"]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let error = read(&fake(&dir, "echo eng")).unwrap_err();
        assert!(error.to_string().contains("tesseract-ocr-chi-sim"), "{error}");
        let error = read(&Ocr { program: dir.path().join("gone"), ..Ocr::default() }).unwrap_err();
        assert!(error.to_string().contains("apt install tesseract-ocr"), "{error}");
    }

    #[test]
    fn a_page_that_takes_too_long() {
        let dir = tempfile::tempdir().unwrap();
        let mut ocr = fake(&dir, &format!("{LISTS}exec sleep 30"));
        ocr.page_timeout = Duration::from_millis(100);
        let start = Instant::now();
        assert!(read(&ocr).unwrap_err().to_string().contains("too long"));
        assert!(start.elapsed() < Duration::from_secs(10));
        let error = read(&fake(&dir, &format!("{LISTS}cat > /dev/null; exit 3"))).unwrap_err();
        assert!(error.to_string().contains('3'), "{error}");
    }
}

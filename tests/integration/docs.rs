//! What is written about the program is true: the examples of both READMEs are run, tables match the code.

use std::fs;
use std::path::Path;
use std::process::Command;

use cesou::error::ErrorKind;

use crate::util::{Dir, copy, repository};

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

fn text(name: &str) -> String {
    fs::read_to_string(repository().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A command of a block of kind `console`, and the output below it.
#[derive(Debug, PartialEq)]
struct Example {
    line: usize,
    command: String,
    output: String,
}

fn examples(text: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for (at, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            inside = !inside && line.trim() == "```console";
        } else if inside {
            if let Some(command) = line.strip_prefix("$ ") {
                examples.push(Example { line: at + 1, command: command.to_owned(), output: String::new() });
            } else {
                let example = examples.last_mut().unwrap_or_else(|| panic!("line {}: output before a command", at + 1));
                example.output.push_str(line);
                example.output.push('\n');
            }
        }
    }
    examples
}

/// The same text with times and rates taken out, and without blanks at line ends.
fn timeless(text: &str) -> String {
    let mut out = String::new();
    for line in text.trim_end().lines() {
        let words: Vec<&str> = line.split(' ').collect();
        let figure = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_digit() || c == '.');
        let unit = |word: Option<&&str>| {
            word.is_some_and(|word| ["ms", "s", "s,", "MB/s"].contains(&word.trim_end_matches([';', '。'])))
        };
        let shown: Vec<&str> = words
            .iter()
            .enumerate()
            .map(|(at, word)| if figure(word) && unit(words.get(at + 1)) { "…" } else { word })
            .collect();
        let line = shown.join(" ");
        let line = match line.find("\"took_ms\":") {
            Some(start) => {
                let end = line[start..].find(['}', ',']).map_or(line.len(), |end| start + end);
                format!("{}\"took_ms\":…{}", &line[..start], &line[end..])
            }
            None => line,
        };
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Runs a command line as a person would, and gives both streams.
fn run(dir: &Path, command: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_cesou")).parent().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("{{ {command}\n}} 2>&1")]).current_dir(dir).env_clear();
    shell.env("PATH", format!("{}:/usr/bin:/bin", program.display())).env("HOME", dir);
    String::from_utf8(shell.output().unwrap().stdout).unwrap()
}

/// Not to be run from inside of the tests: they are themselves, or build the program.
fn is_set_up(command: &str) -> bool {
    command == "cargo test" || command.starts_with("cargo install") || command.starts_with("git ")
}

#[test]
fn the_examples_of_both_readmes_are_true() {
    let mut wrong = Vec::new();
    for name in READMES {
        let dir = Dir::new();
        copy(&repository().join("corpus"), &dir.path("corpus"));
        dir.write("index/README.md", "what lands here");
        let examples = examples(&text(name));
        assert!(examples.len() >= 3, "{name} shows real output");
        for example in examples.iter().filter(|example| !is_set_up(&example.command)) {
            let command = example.command.replace("cargo run --release -- ", "cesou ");
            let output = timeless(&run(&dir.path(""), &command));
            if output != timeless(&example.output) {
                wrong.push(format!(
                    "{name}:{}: $ {}\n--- shown\n{}--- real\n{output}",
                    example.line,
                    example.command,
                    timeless(&example.output)
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn both_readmes_hold_the_same_commands() {
    let commands = |name: &str| examples(&text(name)).into_iter().map(|example| example.command).collect::<Vec<_>>();
    assert_eq!(commands(READMES[0]), commands(READMES[1]));
}

#[test]
fn both_readmes_begin_with_the_two_commands() {
    for name in READMES {
        let text = text(name);
        for command in ["cargo run --release -- search 十五分钟公共服务圈", "cargo test"] {
            assert!(text.contains(command), "{name}: {command}");
        }
    }
}

#[test]
fn error_codes_are_documented() {
    use ErrorKind as K;
    let kinds = [
        K::IndexMissing,
        K::IndexIncompatible,
        K::IndexLocked,
        K::IndexForeign,
        K::IndexDamaged,
        K::RootConflict,
        K::NotFound,
        K::Unreadable,
        K::BadArgument,
        K::Io,
        K::Interrupted,
        K::Internal,
    ];
    for name in READMES {
        let text = text(name);
        for kind in kinds {
            assert!(text.contains(&format!("`{}`", kind.code())), "{name}: {}", kind.code());
        }
    }
}

#[test]
fn exit_status_and_query_language_are_documented() {
    for name in READMES {
        let text = text(name);
        for status in ["0", "1", "2", "130"] {
            assert!(
                text.lines().any(|line| line.starts_with('|') && line.contains(status))
                    || text.contains(&format!("`{status}`")),
                "{name}: exit status {status}"
            );
        }
        for operator in ["“", "「", "《", "title:", "path:", "--exact", "--all", "--any"] {
            assert!(text.contains(operator), "{name}: {operator}");
        }
    }
}

#[test]
fn the_changelog_has_this_version() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(text("CHANGELOG.md").lines().any(|line| line.starts_with("## ") && line.contains(version)), "{version}");
}

#[test]
fn examples_are_read_as_they_are_written() {
    let text = "```console\n$ cesou a\nout 1.2 ms\n$ cesou b\n```\n\n```sh\n$ no example\n```\n";
    let [a, b] = &examples(text)[..] else { panic!() };
    assert_eq!((a.command.as_str(), a.output.as_str(), a.line), ("cesou a", "out 1.2 ms\n", 2));
    assert_eq!((b.command.as_str(), b.output.as_str()), ("cesou b", ""));
    assert_eq!(timeless("1 hit · 0.4 ms\n\"took_ms\":0.411}"), timeless("1 hit · 12.5 ms\n\"took_ms\":9}"));
    assert_ne!(timeless("1 hit · 0.4 ms"), timeless("2 hits · 0.4 ms"));
}

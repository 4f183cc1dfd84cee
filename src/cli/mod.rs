//! The command line: one file a command. What was typed (`args`) becomes what the library needs.

mod args;
mod eval;
mod get;
mod index;
mod inspect;
mod lines;
mod output;
mod progress;
mod reading;
mod remove;
mod search;
mod signal;
mod stale;
mod status;
mod terms;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::error::{Error, ErrorKind, Result};
use crate::render::{json::ErrorLine, sanitized};

use args::{Cli, Command};

/// Exit status: something was found, or done.
const FOUND: u8 = 0;
/// Exit status: nothing was found.
const NOTHING: u8 = 1;
/// Exit status: an error, or a part of the input could not be read.
const FAILED: u8 = 2;

/// Runs the program and says how it went.
pub fn main() -> ExitCode {
    let cli = Cli::parse_from(args::escaped(std::env::args_os()));
    let json = cli.command.json();
    match run(cli.command) {
        Ok(code) => ExitCode::from(code),
        Err(error) if output::is_closed(&error) => ExitCode::from(FOUND),
        Err(error) => {
            let error = output::named(error);
            report(&error, json);
            ExitCode::from(if error.kind() == ErrorKind::Interrupted { 130 } else { FAILED })
        }
    }
}

fn run(command: Command) -> Result<u8> {
    match command {
        Command::Index(args) => index::run(args),
        Command::Search(args) => search::run(&args),
        Command::Get(args) => get::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Remove(args) => remove::run(&args),
        Command::Terms(args) => terms::run(&args),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "cesou", &mut script);
            print(&script)
        }
        Command::ReadWorker { memory } => Ok(reading::serve(memory)),
        Command::Man => {
            let mut page = Vec::new();
            let program = Cli::command();
            clap_mangen::Man::new(program.clone()).render(&mut page)?;
            // A page a command, one behind the other: `cesou man | man -l -` shows them all.
            for command in program.get_subcommands().filter(|command| !command.is_hide_set()) {
                let name = format!("cesou-{}", command.get_name());
                clap_mangen::Man::new(command.clone().name(name)).render(&mut page)?;
            }
            print(&page)
        }
    }
}

fn print(bytes: &[u8]) -> Result<u8> {
    output::stdout().write_all(bytes)?;
    Ok(FOUND)
}

/// An error on stderr: a line for a person, or one object for a script.
fn report(error: &Error, json: bool) {
    let line = if json { serde_json::to_string(&ErrorLine::new(error)).ok() } else { None };
    let line = line.unwrap_or_else(|| format!("cesou: {}", sanitized(&error.to_string())));
    // Nothing can be said where stderr is closed.
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// A notice on stderr.
fn notice(text: &str) {
    let _ = writeln!(io::stderr().lock(), "cesou: {}", sanitized(text));
}

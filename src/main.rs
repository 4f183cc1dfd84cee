//! The program: parse, run, exit status.

use std::process::ExitCode;

fn main() -> ExitCode {
    cesou::cli::main()
}

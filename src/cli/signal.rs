//! Ctrl-C and its like: the first asks the run to stop, the second ends the process.

use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Exit status of a run that a signal has ended.
pub const INTERRUPTED: u8 = 130;

/// From here on a signal asks the run to stop. Where signals cannot be caught they end the process, as
/// they would without this; the index is at its last commit either way.
pub fn catch() {
    let caught = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(i32::from(INTERRUPTED));
        }
    });
    drop(caught);
    // A limit on the size of files (`ulimit -f`) would kill the process without a word; caught, the write fails and is
    // reported like any other.
    #[cfg(unix)]
    drop(signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default()));
}

/// Whether a signal has asked the run to stop.
pub fn stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

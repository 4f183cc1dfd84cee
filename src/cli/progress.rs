//! The progress of indexing, as a bar on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::signal;
use crate::index::Progress;

/// A bar on stderr where that is a terminal, else nothing; stops the run on a signal.
pub struct Bar(ProgressBar);

impl Bar {
    /// A bar that appears once the run begins.
    #[must_use]
    pub fn new() -> Self {
        Self(ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden()))
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }

    fn say(&self, message: &'static str) {
        self.0.set_message(message);
        self.0.enable_steady_tick(Duration::from_millis(120));
    }
}

impl Default for Bar {
    fn default() -> Self {
        Self::new()
    }
}

impl Progress for Bar {
    fn begin(&self, files: u64, bytes: u64) {
        if files == 0 {
            return;
        }
        let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {msg}");
        self.0.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        self.0.set_length(bytes);
        self.0.set_draw_target(ProgressDrawTarget::stderr()); // draws on a terminal only
    }

    fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    fn note(&self, text: &str) {
        self.0.set_message(text.to_owned());
    }

    fn committing(&self) {
        self.say("committing");
    }

    fn merging(&self) {
        self.say("merging");
    }

    fn stop(&self) -> bool {
        signal::stopped()
    }
}

//! The line that moves while tenants are built.

use std::io::{IsTerminal, stderr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::printable::line;

/// How often the line moves though nothing ends.
const TICK: Duration = Duration::from_millis(120);

/// A progress line on stderr; nothing where nobody looks.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
    failed: AtomicUsize,
}

impl Progress {
    pub(super) fn new(count: usize, is_wanted: bool) -> Progress {
        let is_shown = is_wanted && stderr().is_terminal();
        let target =
            if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(count as u64), target);
        let template = match count {
            1 => "{spinner} {msg} {elapsed}",
            _ => "{bar:24} {pos}/{len}{prefix}  {per_sec}  {eta} left  {wide_msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        // The rate and the time that is left change though no tenant ends.
        if is_shown {
            bar.enable_steady_tick(TICK);
        }
        Progress { bar, failed: AtomicUsize::new(0) }
    }

    /// What is done now.
    pub fn say(&self, work: &str) {
        self.bar.set_message(line(work));
    }

    /// Prints lines above the progress line, which moves down.
    pub fn suspend<T>(&self, print: impl FnOnce() -> T) -> T {
        self.bar.suspend(print)
    }

    /// One tenant, or file, is done.
    pub fn step(&self, tenant: &str) {
        self.bar.set_message(line(tenant));
        self.bar.inc(1);
    }

    /// One of those that are done failed.
    pub fn fail(&self) {
        let failed = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
        self.bar.set_prefix(format!(", {failed} failed"));
    }

    /// All are; the line goes away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

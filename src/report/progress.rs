//! The line that moves while tenants are built.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::printable::line;

/// A progress line on stderr; nothing where nobody looks.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(super) fn new(count: usize, is_wanted: bool) -> Progress {
        let is_shown = is_wanted && count > 1 && stderr().is_terminal();
        let target = match is_shown {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(count as u64), target);
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {msg}") {
            bar.set_style(style);
        }
        Progress { bar }
    }

    /// One tenant is done.
    pub fn step(&self, tenant: &str) {
        self.bar.set_message(line(tenant));
        self.bar.inc(1);
    }

    /// All are; the line goes away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

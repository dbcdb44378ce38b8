//! The line that moves while tenants are built.

use std::io::{IsTerminal, stderr};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::printable::line;

/// How often the line of a single tenant moves.
const TICK: Duration = Duration::from_millis(120);

/// A progress line on stderr; nothing where nobody looks.
#[derive(Debug)]
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(super) fn new(count: usize, is_wanted: bool) -> Progress {
        let is_shown = is_wanted && stderr().is_terminal();
        let target = match is_shown {
            true => ProgressDrawTarget::stderr(),
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(Some(count as u64), target);
        let template = match count {
            1 => "{spinner} {msg} {elapsed}",
            _ => "{bar:24} {pos}/{len} {msg}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        if is_shown && count == 1 {
            bar.enable_steady_tick(TICK);
        }
        Progress { bar }
    }

    /// What is done now.
    pub fn say(&self, work: &str) {
        self.bar.set_message(line(work));
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

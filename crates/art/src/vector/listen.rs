//! What usvg only logs. It drops what it cannot read and says so through `log`; here the words are caught, so that
//! a loss becomes a finding.
//!
//! Apart because `log` has one logger per process: it is installed once, and hears only the thread that listens.

use std::cell::RefCell;
use std::sync::Once;

thread_local! {
    static HEARD: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

struct Ear;

impl log::Log for Ear {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.level() <= log::Level::Warn
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        HEARD.with_borrow_mut(|heard| {
            // A hostile file can cause millions of warnings; the first ones tell enough.
            if let Some(heard) = heard.as_mut().filter(|heard| heard.len() < 20) {
                heard.push(record.args().to_string());
            }
        });
    }

    fn flush(&self) {}
}

/// Runs `work` and returns with its result the warnings that were logged on this thread, the first 20.
///
/// If the process has a logger already, nothing is heard.
pub(crate) fn listen<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    static EAR: Ear = Ear;
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        if log::set_logger(&EAR).is_ok() {
            log::set_max_level(log::LevelFilter::Warn);
        }
    });
    HEARD.set(Some(Vec::new()));
    let result = work();
    (result, HEARD.take().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_said_meanwhile_is_heard() {
        log::warn!("before");
        let (five, heard) = listen(|| {
            log::warn!("during");
            log::info!("quietly");
            5
        });
        assert_eq!((five, heard), (5, vec!["during".to_owned()]));
    }
}

//! The logger of the process, for the crate `log`: warnings of a library that reads a file are collected for the caller that
//! reads it, and everything a filter lets through goes to the log.
//!
//! A process has one logger, so both live here.

use std::cell::RefCell;
use std::fmt::Write;
use std::sync::{Once, OnceLock};
use std::time::Instant;

use env_filter::{Builder, Filter};
use log::{Level, LevelFilter, Metadata, Record};

/// The warnings of one [`listen`] that are kept: a hostile file can cause millions.
const KEPT: usize = 20;

thread_local! {
    static WARNINGS: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

static LOGGER: Logger = Logger { log: OnceLock::new() };

struct Logger {
    log: OnceLock<Log>,
}

/// Where records go that a filter lets through.
struct Log {
    filter: Filter,
    print: fn(&str),
    started: Instant,
}

impl log::Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Warn
            || self.log.get().is_some_and(|log| log.filter.enabled(metadata))
    }

    fn log(&self, record: &Record<'_>) {
        if record.level() <= Level::Warn {
            collect(record);
        }
        if let Some(log) = self.log.get().filter(|log| log.filter.matches(record)) {
            (log.print)(&line(record, log.started));
        }
    }

    fn flush(&self) {}
}

/// Keeps a warning for the [`listen`] of this thread, if there is one.
fn collect(record: &Record<'_>) {
    WARNINGS.with_borrow_mut(|warnings| {
        if let Some(warnings) = warnings.as_mut().filter(|warnings| warnings.len() < KEPT) {
            warnings.push(record.args().to_string());
        }
    });
}

/// `   0.012 debug rebadge::cmd: message`, with the seconds since the start.
fn line(record: &Record<'_>, started: Instant) -> String {
    let mut line = format!("{:8.3} ", started.elapsed().as_secs_f64());
    let level = record.level().as_str().to_ascii_lowercase();
    // Writing to a string cannot fail.
    let _ = write!(line, "{level:5} {}: {}", record.target(), record.args());
    line
}

/// Prints log records from now on: those that `filter` names, as `env_logger` writes it (`debug`, `rebadge=info`,
/// `rebadge_art=trace,usvg=warn`). A second call changes nothing.
///
/// # Errors
/// What is wrong with the filter.
pub fn print(filter: &str, print: fn(&str)) -> Result<(), String> {
    let filter = Builder::new().try_parse(filter).map_err(|error| error.to_string())?.build();
    let level = filter.filter().max(LevelFilter::Warn);
    install();
    if LOGGER.log.set(Log { filter, print, started: Instant::now() }).is_ok() {
        log::set_max_level(level);
    }
    Ok(())
}

/// Makes ours the logger of the process. If it has another one, nothing is collected or printed.
fn install() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        if log::set_logger(&LOGGER).is_ok() {
            log::set_max_level(LevelFilter::Warn);
        }
    });
}

/// Runs `work` and returns with its result the warnings that were logged on this thread, the first 20.
pub fn listen<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    install();
    WARNINGS.set(Some(Vec::new()));
    let result = work();
    (result, WARNINGS.take().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_of_the_meantime_are_collected() {
        log::warn!("before");
        let (five, warnings) = listen(|| {
            log::warn!("during");
            log::info!("quietly");
            5
        });
        assert_eq!((five, warnings), (5, vec!["during".to_owned()]));
    }

    #[test]
    fn a_filter_that_cannot_be_read_is_an_error() {
        assert!(print("rebadge=loud", |_| ()).is_err());
    }
}

//! What one step of a run may take at most: a table of limits, each with the variable of the environment that sets another
//! one. A worker process has the variables of the one that started it, so both go by the same limits.
//!
//! They hold for files that others send. What is drawn for a package needs no limit of its own: its sizes are those of the
//! base client's contract and of the icon sets.

use std::env;
use std::fmt;
use std::sync::OnceLock;
use std::thread;

use crate::error::Error;

/// A limit.
#[derive(Debug)]
pub struct Limit {
    /// The variable that sets it: a whole number of units, 0 for none.
    pub variable: &'static str,
    /// What is counted.
    pub unit: &'static str,
    /// What holds where the variable is not set.
    usual: fn() -> u64,
    /// What it may not be below, unless it is 0.
    least: u64,
    set: OnceLock<u64>,
}

/// Seconds without a sign of life: a step takes milliseconds, at most some seconds.
pub static TIME: Limit = Limit::new("REBADGE_TIME_LIMIT", "seconds", || 120);
/// The memory of a worker process: 4 GiB, and 1 GiB for each core.
pub static MEMORY: Limit = Limit::at_least(64, "REBADGE_MEMORY_LIMIT", "MiB", || {
    4096 + 1024 * thread::available_parallelism().map_or(1, usize::from) as u64
});
/// The pixels of a picture that is read, each of which takes 4 bytes.
pub static PIXELS: Limit = Limit::new("REBADGE_PIXEL_LIMIT", "megapixels", || 64);
/// The elements of a drawing, and the texts and comments between them.
pub static ELEMENTS: Limit = Limit::new("REBADGE_ELEMENT_LIMIT", "nodes", || 200_000);
/// What a drawing costs to draw, in multiples of painting its canvas once: 500 are about a second at 1024 × 1024 pixels.
pub static DRAWING: Limit = Limit::new("REBADGE_DRAWING_LIMIT", "canvases", || 500);
/// The size of a text that is made from a template: what is larger is a loop without an end in sight.
pub static OUTPUT: Limit = Limit::new("REBADGE_OUTPUT_LIMIT", "MiB", || 16);

/// All limits.
static ALL: [&Limit; 6] = [&TIME, &MEMORY, &PIXELS, &ELEMENTS, &DRAWING, &OUTPUT];

impl Limit {
    const fn new(variable: &'static str, unit: &'static str, usual: fn() -> u64) -> Limit {
        Limit::at_least(0, variable, unit, usual)
    }

    const fn at_least(
        least: u64,
        variable: &'static str,
        unit: &'static str,
        usual: fn() -> u64,
    ) -> Limit {
        Limit { variable, unit, usual, least, set: OnceLock::new() }
    }

    /// The limit in its unit; none where there is none.
    pub fn get(&self) -> Option<u64> {
        let limit = *self.set.get_or_init(|| {
            let set = env::var(self.variable).ok().filter(|text| !text.is_empty());
            set.and_then(|text| text.parse().ok()).unwrap_or_else(self.usual)
        });
        Some(limit).filter(|limit| *limit > 0)
    }

    /// The limit in its unit times `each`, as large as can be where there is none.
    pub fn of(&self, each: u64) -> u64 {
        self.get().map_or(u64::MAX, |limit| limit.saturating_mul(each))
    }
}

/// The limit with its unit and its variable, as messages name it: 64 megapixels (`REBADGE_PIXEL_LIMIT`).
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.get() {
            Some(limit) => write!(f, "{limit} {} (`{}`)", self.unit, self.variable),
            None => write!(f, "any number of {}", self.unit),
        }
    }
}

/// Whether every variable that is set holds a number that will do.
///
/// # Errors
/// [`Error::NoNumber`], [`Error::TooLittle`] for the first one that does not.
pub fn check() -> Result<(), Error> {
    for limit in ALL {
        let Some(value) = env::var_os(limit.variable).filter(|value| !value.is_empty()) else {
            continue;
        };
        match value.to_str().and_then(|text| text.parse::<u64>().ok()) {
            None => {
                let value = value.to_string_lossy().into_owned();
                return Err(Error::NoNumber(limit.variable, value, limit.unit));
            }
            Some(number) if number > 0 && number < limit.least => {
                return Err(Error::TooLittle(limit.variable, number, limit.least, limit.unit));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_said_with_its_variable() {
        assert_eq!(PIXELS.to_string(), "64 megapixels (`REBADGE_PIXEL_LIMIT`)");
        assert_eq!(OUTPUT.of(1 << 20), 16 << 20);
        let none = Limit::new("REBADGE_NO_LIMIT", "bytes", || 0);
        assert_eq!(
            (none.get(), none.of(4), none.to_string().as_str()),
            (None, u64::MAX, "any number of bytes")
        );
        check().unwrap();
    }
}

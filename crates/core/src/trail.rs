//! The trail of a worker process: which theme and which file it is about to work on, written down before it begins, so
//! that the process that started it can name the one that ended it. Nothing is written where nobody follows.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::digest::sha256;
use crate::fs;
use crate::interrupt;

/// What a worker process is to do, and what ended those before it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Orders {
    /// The key of a file or theme → what it does to the process that works on it.
    pub fatal: BTreeMap<String, String>,
    /// Whether one of those was ended for want of memory that the machine has not: another try may succeed.
    pub is_starved: bool,
    /// Work on one thing after another, so that the trail leads to a single file.
    pub alone: bool,
    /// Work on these themes only; none: on all.
    pub only: Option<BTreeSet<String>>,
    /// Leave these themes out.
    pub skip: BTreeSet<String>,
    /// Do nothing but read these files.
    pub files: Vec<PathBuf>,
    /// The most memory, in MiB.
    pub memory: Option<u64>,
    /// The themes of which everything was printed by another process, and whether they were made.
    pub told: BTreeMap<String, bool>,
    /// What this process may touch; none: all that its user may.
    pub reach: Option<Reach>,
    /// Whether the run is only made to see what it does not survive: nobody reads what it prints or reports.
    pub trial: bool,
    /// Work on no theme, and only report that the run was cut off.
    pub cut: Option<Cut>,
}

/// A run that a signal ended before it could report what it had done.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cut {
    /// The number of the signal.
    pub signal: u8,
    /// What it had told of its themes, as [`tell`] was given it.
    pub rows: Vec<Value>,
}

/// The files and folders that a process may read and write, with all that is in the folders.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// What may be read.
    pub reads: Vec<PathBuf>,
    /// The folders in which all may be done.
    pub writes: Vec<PathBuf>,
}

struct Trail {
    orders: Orders,
    /// As in the orders, and what was found since.
    fatal: Mutex<BTreeMap<String, String>>,
    file: Mutex<Box<dyn Write + Send>>,
    started: Instant,
    /// When something was last written, in milliseconds.
    last: AtomicU64,
}

static TRAIL: OnceLock<Trail> = OnceLock::new();
static THREADS: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static THREAD: u64 = THREADS.fetch_add(1, Ordering::Relaxed);
}

/// The largest file of orders, in bytes. With the rows of a run that was cut off it has about a kilobyte for each theme.
const LIMIT: u64 = 1 << 30;

/// Milliseconds between signs of life.
const PULSE: u64 = 500;

/// Reads the orders from a file, and writes the trail behind them.
///
/// # Errors
/// The file cannot be read or written.
pub fn join(path: &Path) -> io::Result<&'static Orders> {
    let bytes = fs::read(path, LIMIT).map_err(io::Error::other)?;
    let orders: Orders = serde_json::from_slice(&bytes)?;
    let fatal = Mutex::new(orders.fatal.clone());
    let file: Box<dyn Write + Send> = Box::new(fs::append(path)?);
    // Both processes hold it open; so nothing is left over, however they end.
    let _ = fs::remove(path);
    let file = Mutex::new(file);
    let trail = Trail { orders, fatal, file, started: Instant::now(), last: AtomicU64::new(0) };
    Ok(&TRAIL.get_or_init(|| trail).orders)
}

/// Work on a theme or a file, until it is dropped.
#[derive(Debug)]
#[must_use]
pub struct Step {
    is_written: bool,
}

/// Begins to work on the bytes of a file.
///
/// # Errors
/// What this file did to another process.
pub fn file(bytes: &[u8]) -> Result<Step, String> {
    interrupt::check();
    let Some(trail) = TRAIL.get() else {
        return Ok(Step { is_written: false });
    };
    let step = trail.begin(&format!("{FILE}{}", sha256(bytes)))?;
    #[cfg(debug_assertions)]
    misbehave(bytes);
    Ok(step)
}

/// Begins to work on a theme.
///
/// # Errors
/// What this theme did to another process.
pub fn theme(path: &Path) -> Result<Step, String> {
    match TRAIL.get() {
        Some(trail) => trail.begin(&format!("{THEME}{}", path.display())),
        None => Ok(Step { is_written: false }),
    }
}

/// What the key of a file begins with; its digest follows.
const FILE: &str = "file ";
/// What the key of a theme begins with; its path follows.
const THEME: &str = "theme ";

/// Whether a key is that of a theme.
pub fn is_theme(key: &str) -> bool {
    key.starts_with(THEME)
}

/// Whether this process is to work on a theme.
pub fn is_wanted(path: &Path) -> bool {
    TRAIL.get().is_none_or(|trail| {
        let key = format!("{THEME}{}", path.display());
        let orders = &trail.orders;
        orders.only.as_ref().is_none_or(|only| only.contains(&key)) && !orders.skip.contains(&key)
    })
}

/// Whether one thing is to be done after another.
pub fn is_alone() -> bool {
    TRAIL.get().is_some_and(|trail| trail.orders.alone)
}

/// Whether a process before this one ended for want of memory that the machine has not.
pub fn is_starved() -> bool {
    TRAIL.get().is_some_and(|trail| trail.orders.is_starved)
}

/// Whether another process follows this one, and says how it ended.
pub fn is_followed() -> bool {
    TRAIL.get().is_some()
}

/// What ends a process that works on it, as far as this one knows; none where nobody follows.
pub fn fatal() -> Option<BTreeMap<String, String>> {
    let trail = TRAIL.get()?;
    Some(trail.fatal.lock().unwrap_or_else(PoisonError::into_inner).clone())
}

/// Refuses more files and themes from now on.
pub fn refuse(more: BTreeMap<String, String>) {
    if let Some(trail) = TRAIL.get() {
        trail.fatal.lock().unwrap_or_else(PoisonError::into_inner).extend(more);
    }
}

/// Whether this process is only to see what it does not survive.
pub fn is_trial() -> bool {
    TRAIL.get().is_some_and(|trail| trail.orders.trial)
}

/// What another process printed of a theme: whether it was made; none where it printed nothing.
pub fn told(path: &Path) -> Option<bool> {
    let key = format!("{THEME}{}", path.display());
    TRAIL.get()?.orders.told.get(&key).copied()
}

/// The run that this process only reports, if that was cut off.
pub fn cut() -> Option<&'static Cut> {
    TRAIL.get()?.orders.cut.as_ref()
}

/// Notes that everything of a theme is printed, whether it was made, and what a report says of it.
pub fn tell(path: &Path, outcome: Told, row: impl Serialize) {
    if let Some(trail) = TRAIL.get() {
        let key = format!("{THEME}{}", path.display());
        let mark = match outcome {
            Told::Made => MADE,
            Told::Failed => FAILED,
        };
        // A row that cannot be written is missing only in the report of a run that is cut off.
        let row = serde_json::to_value(row).unwrap_or_default();
        trail.write(&format!("{mark}{}\n", Value::from(vec![key.into(), row])));
    }
}

/// What was printed of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// What was made of it.
    Made,
    /// Why it failed.
    Failed,
}

/// What the line of a theme begins with that is made and printed.
const MADE: char = '=';
/// What the line of a theme begins with that failed and is printed.
const FAILED: char = '!';

/// A sign of life, for work that takes long. A signal cuts the work off here.
pub fn pulse() {
    interrupt::check();
    alive();
}

/// A sign of life, for work that a signal must not cut off.
pub fn alive() {
    if let Some(trail) = TRAIL.get() {
        let now = trail.now();
        if now.saturating_sub(trail.last.load(Ordering::Relaxed)) > PULSE {
            trail.write(".\n");
        }
    }
}

impl Trail {
    fn begin(&self, key: &str) -> Result<Step, String> {
        let fatal = self.fatal.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(what) = fatal.get(key) {
            return Err(what.clone());
        }
        drop(fatal);
        let key = Value::from(key);
        self.write(&format!("+{} {key}\n", THREAD.with(|thread| *thread)));
        Ok(Step { is_written: true })
    }

    fn write(&self, line: &str) {
        self.last.store(self.now(), Ordering::Relaxed);
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // Without a trail the work can be done all the same.
        let _ = file.write_all(line.as_bytes());
    }

    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        if let (true, Some(trail)) = (self.is_written, TRAIL.get()) {
            trail.write(&format!("-{}\n", THREAD.with(|thread| *thread)));
        }
    }
}

/// What the renderer does with some files, for the tests: every such file that is known is refused.
#[cfg(debug_assertions)]
fn misbehave(bytes: &[u8]) {
    let has = |mark: &str| bytes.windows(mark.len()).any(|window| window == mark.as_bytes());
    if bytes.len() > 4096 {
        return;
    }
    while has("rebadge-test-hang") {
        std::thread::sleep(std::time::Duration::from_secs(1));
    }
    if has("rebadge-test-abort") {
        let _second = Second;
        panic!("a first panic");
    }
}

/// A panic within a panic ends the process.
#[cfg(debug_assertions)]
struct Second;

#[cfg(debug_assertions)]
impl Drop for Second {
    fn drop(&mut self) {
        panic!("a second panic");
    }
}

/// What a process was working on when it ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// On each of its threads, by key, the innermost last.
    pub open: Vec<Vec<String>>,
    /// The themes that it had done.
    pub done: BTreeSet<String>,
    /// The themes that it had printed, and whether they were made.
    pub told: BTreeMap<String, bool>,
    /// What a report says of them.
    pub rows: BTreeMap<String, Value>,
}

/// Reads a trail.
pub fn follow(text: &str) -> Left {
    let mut threads: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let (mut done, mut told, mut rows) = (BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
    for line in text.lines() {
        if let Some((thread, key)) = line.strip_prefix('+').and_then(|line| line.split_once(' ')) {
            let key = serde_json::from_str(key).unwrap_or_default();
            threads.entry(thread).or_default().push(key);
        } else if let Some(thread) = line.strip_prefix('-') {
            let ended = threads.get_mut(thread).and_then(Vec::pop);
            done.extend(ended.filter(|key| is_theme(key)));
        } else if let Some(pair) = line.strip_prefix([MADE, FAILED])
            && let Ok((key, row)) = serde_json::from_str::<(String, Value)>(pair)
        {
            told.insert(key.clone(), line.starts_with(MADE));
            rows.insert(key, row);
        }
    }
    let open = threads.into_values().filter(|open| !open.is_empty()).collect();
    Left { open, done, told, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trail_leads_to_what_was_not_ended() {
        let text = "{}\n+0 \"theme a\"\n+1 \"theme b\"\n+1 \"file 1\"\n.\n-1\n+0 \"file 2\"\n-1\n+1 \"theme c\\n\"\n=[\"theme b\",7]\n![\"theme d\",null]\n=[\"theme";
        let expect = Left {
            open: vec![vec!["theme a".into(), "file 2".into()], vec!["theme c\n".into()]],
            done: BTreeSet::from(["theme b".into()]),
            told: BTreeMap::from([("theme b".into(), true), ("theme d".into(), false)]),
            rows: BTreeMap::from([("theme b".into(), 7.into()), ("theme d".into(), Value::Null)]),
        };
        assert_eq!(follow(text), expect);
        assert_eq!(follow("+0 \"theme a\"\n-0\n-0\n+").open, Vec::<Vec<String>>::new());
    }

    #[test]
    fn nobody_follows_a_process_that_was_not_ordered() {
        assert!(file(b"<svg/>").is_ok() && theme(Path::new("a")).is_ok());
        assert!(is_wanted(Path::new("a")) && !is_alone());
    }
}

//! The worker process. Files that others send are parsed and drawn in a second process of this program, with limits of
//! memory and time: an abort, an endless loop or an allocation without end is then a diagnostic at the file that caused
//! it.
//!
//! The worker does the whole run, on the same stdin, stdout and stderr. It writes a [`trail`] of what it works on. When
//! it dies, the suspects are tried once more, each by itself, and then the run is started anew with a list of the files
//! and themes that nobody can work on: their readers report them, as they report any other fault, and the other tenants
//! go on. A run in which nothing dies pays for one more process and the trail. It may touch only what it is permitted to:
//! see [`Reach`].
//!
//! This crate owns how a worker is started, watched, limited and ended, and how its death is traced to a file. It must not
//! know the command line: which runs need a worker is decided by the program.

mod sandbox;

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde_json::Value;
use shared_child::SharedChild;

use rebadge_art::artwork;
use rebadge_art::vector::{Face, Fonts, face};
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_core::interrupt;
use rebadge_core::limits::{MEMORY, TIME};
use rebadge_core::trail::{self, Cut, Left, Orders};
use rebadge_theme::theme::FONT_LIMIT;

pub use rebadge_core::trail::Reach;

/// Names the file of the worker's orders; it is set for the worker only.
const TRAIL: &str = "REBADGE_TRAIL";
/// Whether a worker is kept to the files of its run: 0 is no.
const SANDBOX: &str = "REBADGE_SANDBOX";

/// So many files are a few.
const FEW: usize = 8;

/// How long a worker may take to end after a signal asked for it, and another one to report what was done. Together it is less
/// than the 10 seconds after which container engines kill.
const PATIENCE: Duration = Duration::from_millis(4500);

/// How often in a row a worker may be killed before it has made another tenant.
const KILLS: usize = 5;

/// How often a worker is looked at within its limit of time.
const LOOKS: u32 = 8;

/// What a worker does.
#[derive(Clone, Copy, Debug)]
pub enum Task {
    /// The whole run.
    Run,
    /// It only reads some files, to see whether it survives that.
    Read(&'static [PathBuf]),
}

/// What a report says of themes, by their keys.
type Rows = BTreeMap<String, Value>;

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With whole packages and a report, also when a signal asks for its end.
    Whole,
    /// At once when a signal asks for it: it leaves nothing behind that it could tidy up.
    Brief,
    /// Only when a signal asks for it: a server.
    Endless,
}

/// The task of this process, if it is a worker; its orders and limits hold from here on.
pub fn task() -> Option<Task> {
    let path = env::var_os(TRAIL)?;
    let Ok(orders) = trail::join(&PathBuf::from(path)) else { return Some(Task::Run) };
    limit(orders.memory);
    if let Some(reach) = &orders.reach {
        sandbox::enter(reach);
    }
    Some(if orders.files.is_empty() { Task::Run } else { Task::Read(&orders.files) })
}

/// Ends a worker at once: the process that started it says why, and the standard library would say it before, in its own words.
pub fn end_followed() {
    if trail::is_followed() {
        std::process::abort();
    }
}

/// Limits the memory of this process, and ends it with the one that started it.
#[cfg(unix)]
fn limit(memory: Option<u64>) {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    // A limit that the system does not have is no reason not to work.
    if let (Some(mib), Ok((_, most))) = (memory, getrlimit(Resource::RLIMIT_DATA)) {
        let _ = setrlimit(Resource::RLIMIT_DATA, most.min(mib << 20), most);
    }
    // What a crash would leave on the disk helps nobody here.
    if let Ok((_, most)) = getrlimit(Resource::RLIMIT_CORE) {
        let _ = setrlimit(Resource::RLIMIT_CORE, 0, most);
    }
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL);
}

#[cfg(not(unix))]
fn limit(_: Option<u64>) {}

/// Whether workers are kept to the files of their run, as the environment says.
pub fn is_sandboxed() -> bool {
    !env::var(SANDBOX).is_ok_and(|value| value == "0")
}

/// What a worker may take.
struct Limits {
    time: Option<Duration>,
    memory: Option<u64>,
    /// The memory that the system gives a process, in MiB, where that is less.
    given: Option<u64>,
}

impl Limits {
    fn read() -> Limits {
        let memory = MEMORY.get();
        let given = given().filter(|given| memory.is_none_or(|memory| *given < memory));
        Limits { time: TIME.get().map(Duration::from_secs), memory, given }
    }
}

/// The memory that the system gives this process, in MiB; none where it says no limit.
#[cfg(unix)]
fn given() -> Option<u64> {
    use nix::sys::resource::{RLIM_INFINITY, Resource, getrlimit};
    let space = getrlimit(Resource::RLIMIT_AS).ok().map(|(soft, _)| soft);
    let data = getrlimit(Resource::RLIMIT_DATA).ok().map(|(_, hard)| hard);
    let least = [space, data].into_iter().flatten().min()?;
    (least != RLIM_INFINITY).then_some(least >> 20)
}

#[cfg(not(unix))]
fn given() -> Option<u64> {
    None
}

/// Lets another process read files, and refuses from now on those that it does not survive. For a worker that goes on
/// for long, such as a server.
pub fn try_files(files: &[PathBuf]) {
    let Some(fatal) = trail::fatal().filter(|_| !files.is_empty()) else { return };
    let limits = Limits::read();
    // A few are also drawn as large as they will be; many would take too long.
    let alone = files.len() <= FEW;
    let memory = limits.memory;
    let (files, reach) = (files.to_vec(), only(files));
    let mut orders = Orders { fatal, alone, memory, files, reach, ..Orders::default() };
    while let Ok(Ended::Crash(crash)) = work(&orders, &limits, Streams::None) {
        if !blame(&mut orders, &crash) {
            break;
        }
    }
    trail::refuse(orders.fatal);
}

/// Only these files, and nothing to write. None where a path is no UTF-8.
fn only(files: &[PathBuf]) -> Option<Reach> {
    let is_text = files.iter().all(|path| path.to_str().is_some());
    is_text.then(|| Reach { reads: files.to_vec(), writes: Vec::new() })
}

/// Reads files as a theme does.
pub fn read_files(files: &[PathBuf]) {
    for path in files {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        // What is wrong with it is reported by who needs it.
        if path.extension().is_some_and(|ending| ending == "ttf" || ending == "otf") {
            drop(font(path))
        } else {
            drop(artwork::read(path, &name, &Fonts::none(), None))
        }
    }
}

fn font(path: &Path) -> Option<Face> {
    let bytes = fs::read(path, FONT_LIMIT).ok()?;
    let _step = trail::file(&bytes).ok()?;
    face(&bytes).ok()
}

/// Lets a worker do this run, and again without what ended it; its exit status. It is kept to `reach`, if there is one. None if
/// no worker can be started.
///
/// # Errors
/// [`Error::Crash`] if nobody knows what ended the worker, [`Error::Killed`] if somebody kills it whatever it does.
pub fn run(kind: Kind, reach: Option<Reach>) -> Option<Result<u8, Error>> {
    let limits = Limits::read();
    let mut orders = Orders { memory: limits.memory, reach, ..Orders::default() };
    let (mut rows, mut kills) = (Rows::new(), 0);
    if kind == Kind::Whole {
        interrupt::listen();
    }
    loop {
        let crash = match work(&orders, &limits, Streams::Own).ok()? {
            Ended::Exit(code, _) => return Some(Ok(code)),
            Ended::Cut(signal, left) => {
                rows.extend(left.rows);
                return Some(Ok(report_cut(orders, rows, &limits, signal)));
            }
            Ended::Crash(crash) => crash,
        };
        let told = orders.told.len();
        orders.told.extend(crash.left.told.clone());
        rows.extend(crash.left.rows.clone());
        if crash.is_killed && kind != Kind::Endless && interrupt::signal().is_none() {
            kills = if orders.told.len() > told { 1 } else { kills + 1 };
            if kills == KILLS {
                if kind == Kind::Whole {
                    report_cut(orders, rows, &limits, interrupt::KILL);
                }
                return Some(Err(Error::Killed));
            }
            suspect(&mut orders, &crash);
            continue;
        }
        let known = orders.fatal.len();
        if kind == Kind::Endless {
            // It does not end by itself, so it cannot be tried.
            blame(&mut orders, &crash);
        } else {
            rows.extend(search(&mut orders, &limits, &crash).ok()?);
        }
        if let Some(signal) = interrupt::signal() {
            return Some(Ok(report_cut(orders, rows, &limits, signal)));
        }
        if orders.fatal.len() == known && (orders.alone || kind == Kind::Endless) {
            return Some(Err(Error::Crash { what: crash.what }));
        }
        // What happens only when much is done at once may not happen otherwise.
        orders.alone |= orders.fatal.len() == known;
    }
}

/// Has the next worker do one thing after another, which takes less memory. Where that was so already, the theme that was
/// worked on is left out: no file is blamed for what may come from outside.
fn suspect(orders: &mut Orders, crash: &Crash) {
    orders.is_starved = true;
    if orders.alone {
        orders.fatal.extend(crash.themes().into_iter().map(|theme| (theme, crash.what.clone())));
    }
    orders.alone = true;
}

/// Lets a worker report a run that a signal cut off, where the one that did the work could not: it was killed, or died before.
/// The exit status of the run.
fn report_cut(orders: Orders, rows: Rows, limits: &Limits, signal: u8) -> u8 {
    let cut = Cut { signal, rows: rows.into_values().collect() };
    // Where it does not come to its end either, the exit status says what happened.
    let _ = work(&Orders { cut: Some(cut), ..orders }, limits, Streams::Own);
    128 + signal
}

/// Finds what ends a worker: first among what one was working on, then in what none had done. Returns what was made
/// meanwhile: a run that is cut off reports it.
fn search(orders: &mut Orders, limits: &Limits, first: &Crash) -> io::Result<Rows> {
    let mut crash = first.clone();
    let (mut done, mut made) = (BTreeSet::new(), Rows::new());
    loop {
        let known = orders.fatal.len();
        let suspects = crash.themes();
        let some = Some(suspects.clone()).filter(|suspects| !suspects.is_empty());
        try_alone(orders, limits, some, &mut made)?;
        if orders.fatal.len() == known && !suspects.is_empty() {
            // A command that needs several themes does not get as far with one.
            try_alone(orders, limits, None, &mut made)?;
        }
        if suspects.is_empty() || orders.fatal.len() == known {
            return Ok(made);
        }
        done.extend(crash.left.done);
        done.extend(suspects);
        let rest = Orders { skip: done.clone(), ..orders.clone() };
        match trial(&rest, limits, &mut made)? {
            Ended::Exit(..) | Ended::Cut(..) => return Ok(made),
            Ended::Crash(next) => crash = next,
        }
    }
}

/// Starts a worker of which nobody reads what it prints, and adds what it has made. What failed in it may only have been left
/// out.
fn trial(orders: &Orders, limits: &Limits, made: &mut Rows) -> io::Result<Ended> {
    let ended = work(orders, limits, Streams::None)?;
    let left = ended.left();
    let is_made = |key: &&String| left.told.get(*key) == Some(&true);
    made.extend(left.rows.iter().filter(|(key, _)| is_made(key)).map(owned));
    Ok(ended)
}

fn owned((key, row): (&String, &Value)) -> (String, Value) {
    (key.clone(), row.clone())
}

/// Does the work on some themes, one thing after another, until nothing ends it any more.
fn try_alone(
    orders: &mut Orders,
    limits: &Limits,
    only: Option<BTreeSet<String>>,
    made: &mut Rows,
) -> io::Result<()> {
    let mut alone = Orders { alone: true, only, ..orders.clone() };
    while let Ended::Crash(crash) = trial(&alone, limits, made)? {
        if !blame(&mut alone, &crash) {
            break;
        }
    }
    (orders.fatal, orders.is_starved) = (alone.fatal, alone.is_starved);
    Ok(())
}

/// Notes what a worker was working on when it died; a file rather than its theme. False if that is not known.
fn blame(orders: &mut Orders, crash: &Crash) -> bool {
    let innermost = || crash.left.open.iter().filter_map(|open| open.last());
    let key = innermost().find(|key| !trail::is_theme(key)).or_else(|| innermost().next());
    let Some(key) = key else { return false };
    orders.is_starved |= crash.is_starved;
    orders.fatal.insert(key.clone(), crash.what.clone()).is_none()
}

/// How a worker ended.
enum Ended {
    /// By itself, with a status; what a trial left.
    Exit(u8, Left),
    /// A signal, by its number, asked for the end, and it did not come soon.
    Cut(u8, Left),
    Crash(Crash),
}

impl Ended {
    /// What the worker had done.
    fn left(&self) -> &Left {
        match self {
            Ended::Exit(_, left) | Ended::Cut(_, left) => left,
            Ended::Crash(crash) => &crash.left,
        }
    }
}

/// The end of a worker that did not end by itself.
#[derive(Clone)]
struct Crash {
    /// What the work does: "takes longer than 9 seconds (`REBADGE_TIME_LIMIT`)".
    what: String,
    /// Whether somebody else killed it.
    is_killed: bool,
    /// Whether that is for want of memory that the machine has not.
    is_starved: bool,
    left: Left,
}

impl Crash {
    /// The themes that it was working on.
    fn themes(&self) -> BTreeSet<String> {
        let open = self.left.open.iter().flatten();
        open.filter(|key| trail::is_theme(key)).cloned().collect()
    }
}

/// Where a worker reads and writes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Streams {
    /// Where this process does.
    Own,
    /// Nowhere.
    None,
}

/// Starts a worker, and waits for its end.
fn work(orders: &Orders, limits: &Limits, streams: Streams) -> io::Result<Ended> {
    if let Some(signal) = interrupt::signal().filter(|_| orders.cut.is_none()) {
        return Ok(Ended::Cut(signal, Left::default()));
    }
    let mut trail = tempfile::Builder::new().prefix("rebadge-").tempfile()?;
    let orders = &Orders { trial: streams == Streams::None, ..orders.clone() };
    writeln!(trail, "{}", serde_json::to_string(orders)?)?;
    let mut words = tempfile::tempfile()?;
    let mut command = Command::new(env::current_exe()?);
    command.args(env::args_os().skip(1)).env(TRAIL, trail.path());
    if streams == Streams::None {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(words.try_clone()?);
    }
    log::debug!("starting a worker process; it must not work on {:?}", orders.fatal);
    let child = SharedChild::spawn(&mut command)?;
    let is_late = AtomicBool::new(false);
    let file = trail.as_file_mut();
    let status = thread::scope(|scope| {
        let (ended, is_ended) = mpsc::channel::<()>();
        let relay = Relay::start(scope, &child, orders);
        if let Some(time) = limits.time {
            let (child, is_late) = (&child, &is_late);
            let file = &mut *file;
            scope.spawn(move || {
                is_late.store(watch(child, file, time, &is_ended), Ordering::Relaxed)
            });
        }
        let status = child.wait();
        drop(ended);
        drop(relay);
        status
    })?;
    let code = exit_code(status, is_late.load(Ordering::Relaxed));
    if let (Some(code), Streams::Own) = (code, streams) {
        return Ok(Ended::Exit(code, Left::default()));
    }
    let left = trail::follow(&text(trail.as_file_mut())?);
    if let Some(code) = code {
        return Ok(Ended::Exit(code, left));
    }
    if let Some(signal) = interrupt::signal() {
        // It did not end in time, and was killed.
        return Ok(Ended::Cut(signal, left));
    }
    let is_late = is_late.into_inner();
    let words = text(&mut words)?;
    let is_killed = is_killed(status) && !is_late;
    let is_starved = is_killed || limits.given.is_some() && words.contains(NO_MEMORY);
    let what = if is_late {
        format!("takes longer than {TIME}")
    } else {
        cause(&words, is_killed, limits)
    };
    log::debug!("the worker process died ({status}): its work {what}");
    Ok(Ended::Crash(Crash { what, is_killed, is_starved, left }))
}

/// Passes the signals that this process gets on to a worker, until it is dropped.
#[cfg(unix)]
struct Relay {
    signals: Option<signal_hook::iterator::Handle>,
    _ended: mpsc::Sender<()>,
}

#[cfg(unix)]
impl Relay {
    /// A worker that does not end soon after a signal is killed. Nothing is passed on where a signal ends this process, and
    /// to one that only reports what came of another.
    fn start<'a>(
        scope: &'a thread::Scope<'a, '_>,
        child: &'a SharedChild,
        orders: &'a Orders,
    ) -> Relay {
        use signal_hook::consts::{SIGINT, SIGTERM};
        let (ended, is_ended) = mpsc::channel::<()>();
        let signals = interrupt::is_listening()
            .then(|| signal_hook::iterator::Signals::new([SIGINT, SIGTERM]).ok())
            .flatten();
        let handle = signals.as_ref().map(signal_hook::iterator::Signals::handle);
        if let Some(mut signals) = signals {
            scope.spawn(move || {
                // One that came before this listened, or else the next one.
                let early = interrupt::signal().map(i32::from);
                let Some(signal) = early.or_else(|| signals.forever().next()) else { return };
                if orders.cut.is_none() {
                    pass(child, signal);
                }
                if is_ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                    // Where it cannot be killed, it has ended.
                    let _ = child.kill();
                }
            });
        }
        Relay { signals: handle, _ended: ended }
    }
}

#[cfg(unix)]
impl Drop for Relay {
    fn drop(&mut self) {
        if let Some(signals) = &self.signals {
            signals.close();
        }
    }
}

#[cfg(unix)]
fn pass(child: &SharedChild, signal: i32) {
    use nix::sys::signal::{Signal, kill};
    let id = i32::try_from(child.id()).map(nix::unistd::Pid::from_raw);
    if let (Ok(id), Ok(signal)) = (id, Signal::try_from(signal)) {
        // Where it does not take the signal, it has ended.
        let _ = kill(id, signal);
    }
}

/// There is nothing to pass on where the system has no signals.
#[cfg(not(unix))]
struct Relay;

#[cfg(not(unix))]
impl Relay {
    fn start<'a>(_: &'a thread::Scope<'a, '_>, _: &'a SharedChild, _: &'a Orders) -> Relay {
        Relay
    }
}

/// Kills a worker that writes nothing for so long while it works on something; says whether it did.
fn watch(
    child: &SharedChild,
    trail: &mut (impl Read + Seek),
    time: Duration,
    is_ended: &Receiver<()>,
) -> bool {
    // Looks are counted, not time: while both processes are stopped by Ctrl-Z, there are none.
    let (mut length, mut silent) = (0, 0);
    while is_ended.recv_timeout(time / LOOKS) == Err(RecvTimeoutError::Timeout) {
        let now = trail.seek(io::SeekFrom::End(0)).unwrap_or_default();
        silent = if now == length { silent + 1 } else { 0 };
        length = now;
        if silent > LOOKS {
            silent = 0;
            let is_at_work = text(trail).is_ok_and(|text| !trail::follow(&text).open.is_empty());
            if is_at_work {
                return child.kill().is_ok();
            }
        }
    }
    false
}

fn text(file: &mut (impl Read + Seek)) -> io::Result<String> {
    file.rewind()?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The code with which a worker ended by itself, or because somebody wanted it to; none for a crash.
#[cfg(unix)]
fn exit_code(status: ExitStatus, is_late: bool) -> Option<u8> {
    use std::os::unix::process::ExitStatusExt;
    /// SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM.
    const WANTED: [i32; 5] = [1, 2, 3, 13, 15];
    let wanted = status.signal().filter(|signal| WANTED.contains(signal) && !is_late);
    u8::try_from(status.code().or_else(|| wanted.map(|signal| 128 + signal))?).ok()
}

#[cfg(not(unix))]
fn exit_code(status: ExitStatus, is_late: bool) -> Option<u8> {
    u8::try_from(status.code().filter(|_| !is_late)?).ok()
}

/// The last words of a worker that gets no memory.
const NO_MEMORY: &str = "memory allocation of";

/// What the work did to the worker, from its last words.
fn cause(words: &str, is_killed: bool, limits: &Limits) -> String {
    let is_of_memory = words.contains(NO_MEMORY);
    match limits {
        Limits { given: Some(given), .. } if is_of_memory => {
            format!("needs more memory than the system gives: {given} MiB (`ulimit`)")
        }
        Limits { memory: Some(_), .. } if is_of_memory => {
            format!("needs more memory than {MEMORY}")
        }
        _ if is_of_memory => "needs more memory than the system gives".into(),
        _ if words.contains("overflowed its stack") => "nests too deep".into(),
        _ if is_killed => "was killed, as the system does when memory runs out".into(),
        _ => "crashes the program".into(),
    }
}

#[cfg(unix)]
fn is_killed(status: ExitStatus) -> bool {
    std::os::unix::process::ExitStatusExt::signal(&status) == Some(interrupt::KILL.into())
}

#[cfg(not(unix))]
fn is_killed(_: ExitStatus) -> bool {
    false
}

//! Many tenants: in parallel, isolated, each reported as soon as it is done. A single build is a batch of one.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::inherit::{Library, ThemeFile};
use rebadge_core::diagnostic::{self, Code, Diagnostic};
use rebadge_core::error::Error;
use rebadge_core::interrupt;
use rebadge_core::panics::caught;
use rebadge_core::source::{Place, Sourced};
use rebadge_core::trail;

/// What came of one tenant.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The tenant's id, or its file's path where it has none.
    pub id: String,
    /// The theme's file.
    pub file: PathBuf,
    /// What is wrong with its theme, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// What was made, or why the run could not make it. None where the theme has errors.
    pub result: Option<Result<T, Error>>,
    /// How far the work went.
    pub reach: Reach,
    /// How long it took.
    pub time: Duration,
}

/// How far the work on a tenant went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// To its end.
    Done,
    /// It never began, or a signal cut it off: nothing is known of the tenant.
    Skipped,
}

impl<T> Outcome<T> {
    /// Whether it was made.
    pub fn is_ok(&self) -> bool {
        matches!(self.result, Some(Ok(_)))
    }

    /// Whether it was tried and not made.
    pub fn is_failed(&self) -> bool {
        !self.is_ok() && self.reach == Reach::Done
    }
}

/// What one tenant's work gives: diagnostics always, and what was made unless one of them is an error.
pub struct Work<T> {
    /// What is wrong with the theme.
    pub diagnostics: Vec<Diagnostic>,
    /// What was made, or why not.
    pub result: Option<Result<T, Error>>,
}

impl<T> Work<T> {
    /// Nothing was made.
    pub fn failed(diagnostics: Vec<Diagnostic>) -> Work<T> {
        Work { diagnostics, result: None }
    }
}

/// Does `work` for every theme on at most `jobs` threads, and gives each outcome to `done` as soon as it is there. Where
/// that breaks, or a signal asks the process to end, no other tenant begins. A panic stays with its tenant.
///
/// Tenants begin in the order of their ids, and with one job end in it. The outcomes are in that order too. `work` is
/// given what is known to be wrong already, and must make nothing of a theme with an error.
pub fn run<T: Send>(
    themes: &[ThemeFile],
    library: &Library,
    jobs: usize,
    work: impl Fn(&ThemeFile, Vec<Diagnostic>) -> Work<T> + Sync,
    done: impl Fn(&Outcome<T>) -> ControlFlow<()> + Sync,
) -> Vec<Outcome<T>> {
    let tenants = tenants(themes, library);
    let is_over = AtomicBool::new(false);
    let one = |tenant: &Tenant<'_>| {
        let is_cut = interrupt::signal().is_some() || trail::cut().is_some();
        if is_cut || is_over.load(Ordering::Relaxed) {
            return skipped(tenant);
        }
        let outcome = outcome(tenant, library, &work);
        if outcome.reach == Reach::Done && done(&outcome).is_break() {
            is_over.store(true, Ordering::Relaxed);
        }
        outcome
    };
    let all = || tenants.par_iter().with_max_len(1).map(one).collect();
    let jobs = if trail::is_alone() { 1 } else { jobs };
    match pool(jobs) {
        Ok(pool) => pool.install(all),
        Err(error) => {
            let refused = |tenant: &Tenant<'_>| {
                let error = Error::NoThreads(error.to_string());
                let result = Some(Err(error));
                let outcome = Outcome { result, reach: Reach::Done, ..skipped(tenant) };
                // No other begins in any case.
                let _ = done(&outcome);
                outcome
            };
            tenants.iter().map(refused).collect()
        }
    }
}

/// The outcomes of a run that has not begun.
pub fn not_begun<T>(themes: &[ThemeFile], library: &Library) -> Vec<Outcome<T>> {
    tenants(themes, library).iter().map(skipped).collect()
}

/// Begins the next tenant, whatever came of the last one.
pub fn go_on<T>(_: &Outcome<T>) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// A theme with what is known of it before the work begins.
struct Tenant<'a> {
    theme: &'a ThemeFile,
    id: String,
    known: Vec<Diagnostic>,
}

/// All tenants in the order of their ids.
fn tenants<'a>(themes: &'a [ThemeFile], library: &Library) -> Vec<Tenant<'a>> {
    let ids: Vec<Option<Sourced<String>>> =
        themes.iter().map(|theme| library.tenant_id(theme)).collect();
    // Of two themes with one id neither is built: which of them is meant cannot be known.
    let mut duplicates = duplicates(&ids);
    let tenant = |(at, (theme, id)): (usize, (&'a ThemeFile, Option<Sourced<String>>))| Tenant {
        theme,
        id: id.map(|id| id.value).filter(|id| !id.is_empty()).unwrap_or_else(|| theme.name()),
        known: duplicates.remove(&at).into_iter().collect(),
    };
    let mut tenants: Vec<_> = themes.iter().zip(ids).enumerate().map(tenant).collect();
    tenants.sort_by(|a, b| a.id.cmp(&b.id));
    tenants
}

fn outcome<T>(
    tenant: &Tenant<'_>,
    library: &Library,
    work: impl Fn(&ThemeFile, Vec<Diagnostic>) -> Work<T>,
) -> Outcome<T> {
    let begin = Instant::now();
    let (theme, known) = (tenant.theme, tenant.known.clone());
    let made = match trail::theme(&theme.file) {
        _ if !trail::is_wanted(&theme.file) => Ok(Work::failed(known)),
        Ok(_step) => caught(|| work(theme, known)),
        Err(what) => Ok(Work::failed(vec![fatal(theme, library, &what)])),
    };
    let mut work = match made {
        Ok(work) => work,
        // Work that a signal cuts off unwinds.
        Err(_) if interrupt::signal().is_some() => return skipped(tenant),
        Err(message) => {
            Work { diagnostics: Vec::new(), result: Some(Err(Error::Defect { message })) }
        }
    };
    library.forget_images(theme);
    diagnostic::sort(&mut work.diagnostics);
    Outcome {
        id: tenant.id.clone(),
        file: theme.file.clone(),
        diagnostics: work.diagnostics,
        result: work.result,
        reach: Reach::Done,
        time: begin.elapsed(),
    }
}

fn skipped<T>(tenant: &Tenant<'_>) -> Outcome<T> {
    Outcome {
        id: tenant.id.clone(),
        file: tenant.theme.file.clone(),
        diagnostics: Vec::new(),
        result: None,
        reach: Reach::Skipped,
        time: Duration::ZERO,
    }
}

/// What to say of a theme whose work ended another process, and none of its files did when it was read.
fn fatal(theme: &ThemeFile, library: &Library, what: &str) -> Diagnostic {
    let message = format!("drawing this theme {what}");
    let problem = match library.document(theme) {
        Ok(own) => Diagnostic::at(Code::AssetFatal, &Place::file(&own.source), message),
        Err(_) => Diagnostic::nowhere(Code::AssetFatal, message),
    };
    problem.help(if trail::is_starved() {
        "give the machine or its container more memory, or lower `--jobs`; or simplify its drawings"
    } else {
        "simplify its drawings, one after another, until it passes"
    })
}

/// Drawings nest deeply, so threads get more stack than usual.
fn pool(jobs: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(16 << 20).build()
}

/// For each theme whose id another one has too: what to say of it.
pub fn duplicates(ids: &[Option<Sourced<String>>]) -> BTreeMap<usize, Diagnostic> {
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, id) in ids.iter().enumerate() {
        if let Some(id) = id {
            by_id.entry(&id.value).or_default().push(at);
        }
    }
    let mut problems = BTreeMap::new();
    for (id, all) in by_id.iter().filter(|(_, all)| all.len() > 1) {
        for at in all {
            let other = all.iter().find(|other| *other != at).copied();
            let place = |at: usize| ids[at].as_ref().and_then(Sourced::place);
            if let (Some(own), Some(other)) = (place(*at), other.and_then(place)) {
                let message = format!("another theme has the tenant id `{id}` too");
                let problem = Diagnostic::at(Code::DuplicateTenant, own, message);
                problems.insert(
                    *at,
                    problem
                        .related(other, "the other one")
                        .help("give each tenant an id of its own"),
                );
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    fn theme(name: &str) -> ThemeFile {
        let file = PathBuf::from(name);
        ThemeFile { folder: file.clone(), file, owns_folder: false }
    }

    fn made(theme: &ThemeFile, _: Vec<Diagnostic>) -> Work<u8> {
        assert!(theme.file != *"b", "decoder");
        Work { diagnostics: Vec::new(), result: Some(Ok(1)) }
    }

    fn check(themes: &[&str], done: fn(&Outcome<u8>) -> ControlFlow<()>) -> Vec<Outcome<u8>> {
        let themes: Vec<ThemeFile> = themes.iter().copied().map(theme).collect();
        run(&themes, &Library::new(Path::new("themes")), 1, made, done)
    }

    #[test]
    fn a_panic_stays_with_its_tenant() {
        let outcomes = check(&["c", "a", "b"], go_on);
        let ids: Vec<&str> = outcomes.iter().map(|outcome| outcome.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert!(outcomes[0].is_ok() && outcomes[2].is_ok());
        let error = outcomes[1].result.as_ref().and_then(|result| result.as_ref().err());
        let said = error.map(ToString::to_string).unwrap_or_default();
        assert!(said.starts_with("stopped by a defect: decoder"), "{said}");
    }

    #[test]
    fn none_begins_after_a_break() {
        let outcomes = check(&["c", "a", "b", "d"], |outcome| {
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        let reached: Vec<Reach> = outcomes.iter().map(|outcome| outcome.reach).collect();
        assert_eq!(reached, [Reach::Done, Reach::Done, Reach::Skipped, Reach::Skipped]);
        assert!(outcomes[1].is_failed() && !outcomes[2].is_failed());
    }
}

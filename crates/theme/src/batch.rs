//! Many tenants: in parallel, isolated, in the order of their ids. A single build is a batch of one.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::inherit::{Library, ThemeFile};
use rebadge_core::diagnostic::{self, Code, Diagnostic};
use rebadge_core::error::Error;
use rebadge_core::panics::caught;
use rebadge_core::source::{Place, Sourced};
use rebadge_core::trail;

/// What came of one tenant.
#[derive(Debug)]
pub struct Outcome<T> {
    /// The tenant's id, or its file's path where it has none.
    pub id: String,
    /// What is wrong with its theme, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// What was made, or why the run could not make it. None where the theme has errors.
    pub result: Option<Result<T, Error>>,
}

impl<T> Outcome<T> {
    /// Whether it was made.
    pub fn is_ok(&self) -> bool {
        matches!(self.result, Some(Ok(_)))
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

/// Does `work` for every theme on at most `jobs` threads and tells `done` after each. A panic stays with its tenant.
///
/// `work` is given what is known to be wrong already, and must make nothing of a theme with an error.
pub fn run<T: Send>(
    themes: &[ThemeFile],
    library: &Library,
    jobs: usize,
    work: impl Fn(&ThemeFile, Vec<Diagnostic>) -> Work<T> + Sync,
    done: impl Fn(&str) + Sync,
) -> Vec<Outcome<T>> {
    let ids: Vec<Option<Sourced<String>>> =
        themes.iter().map(|theme| library.tenant_id(theme)).collect();
    let duplicates = duplicates(&ids);
    let one = |(at, theme): (usize, &ThemeFile)| {
        let id = ids[at].as_ref().map_or_else(|| theme.name(), |id| id.value.clone());
        // Of two themes with one id neither is built: which of them is meant cannot be known.
        let known: Vec<Diagnostic> = duplicates.get(&at).cloned().into_iter().collect();
        let made = match trail::theme(&theme.file) {
            _ if !trail::is_wanted(&theme.file) => Work::failed(known),
            Ok(_step) => isolate(|| work(theme, known)),
            Err(what) => Work::failed(vec![fatal(theme, library, &what)]),
        };
        let outcome = outcome(id, made);
        done(&outcome.id);
        outcome
    };
    let all = || themes.par_iter().enumerate().map(|(at, theme)| one((at, theme))).collect();
    let jobs = if trail::is_alone() { 1 } else { jobs };
    let mut outcomes: Vec<Outcome<T>> = match pool(jobs) {
        Ok(pool) => pool.install(all),
        // Without threads of our own the global ones do the same work.
        Err(_) => all(),
    };
    outcomes.sort_by(|a, b| a.id.cmp(&b.id));
    outcomes
}

/// What to say of a theme whose work ended another process, and none of its files did when it was read.
fn fatal(theme: &ThemeFile, library: &Library, what: &str) -> Diagnostic {
    let message = format!("drawing this theme {what}");
    let problem = match library.document(theme) {
        Ok(own) => Diagnostic::at(Code::AssetFatal, &Place::file(&own.source), message),
        Err(_) => Diagnostic::nowhere(Code::AssetFatal, message),
    };
    problem.help("simplify its drawings, one after another, until it passes")
}

/// Drawings nest deeply, so threads get more stack than usual.
fn pool(jobs: usize) -> Result<rayon::ThreadPool, rayon::ThreadPoolBuildError> {
    rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(16 << 20).build()
}

fn outcome<T>(id: String, work: Work<T>) -> Outcome<T> {
    let mut diagnostics = work.diagnostics;
    diagnostic::sort(&mut diagnostics);
    Outcome { id, diagnostics, result: work.result }
}

fn isolate<T>(work: impl FnOnce() -> Work<T>) -> Work<T> {
    caught(work).unwrap_or_else(|message| Work {
        diagnostics: Vec::new(),
        result: Some(Err(Error::Defect { message })),
    })
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

    #[test]
    fn a_panic_stays_with_its_tenant() {
        let themes = ["c", "a", "b"].map(theme);
        let work = |theme: &ThemeFile, _| {
            assert!(theme.file != *"b", "decoder");
            Work { diagnostics: Vec::new(), result: Some(Ok(1)) }
        };
        let outcomes = run(&themes, &Library::new(Path::new("themes")), 2, work, |_| ());
        let ids: Vec<&str> = outcomes.iter().map(|outcome| outcome.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        assert!(outcomes[0].is_ok() && outcomes[2].is_ok());
        let error = outcomes[1].result.as_ref().and_then(|result| result.as_ref().err());
        assert_eq!(error.map(ToString::to_string).as_deref(), Some("stopped by a defect: decoder"));
    }
}

//! From a theme's files to a state. Apart from the studio, which keeps states, and reads nothing.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use super::generation::Generation;
use super::store::Store;
use super::tell::Summary;
use crate::base::Base;
use crate::check;
use crate::diagnostic::{self, Diagnostic, any_error};
use crate::fs;
use crate::inherit::{Library, ThemeFile, parent_file};
use crate::plan::{self, Plan};
use crate::render::{Client, Effort, Job, Proven, check_templates};
use crate::source::Sourced;
use crate::theme::{self, Theme};

/// What came of reading a theme.
pub(super) struct Loaded {
    /// The tenant's id, if the file has one.
    pub(super) id: Option<Sourced<String>>,
    pub(super) is_abstract: bool,
    /// None of a theme with errors.
    pub(super) summary: Option<Summary>,
    /// None of a theme with errors, or where only a survey was asked for.
    pub(super) generation: Option<Generation>,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The folders and files that it depends on.
    pub(super) depends: Vec<PathBuf>,
}

/// A theme, its plans, and what is wrong so far.
struct Ready {
    loaded: Loaded,
    theme: Option<(Theme, Vec<Plan>)>,
}

/// Reads a theme and makes a state of it; what is equal `before` is taken from there.
pub(super) fn load(
    location: &ThemeFile,
    client: &Arc<Client>,
    library: &Library,
    before: Option<&Generation>,
    store: &Store,
) -> Loaded {
    let Ready { mut loaded, theme } = ready(location, &client.base, library);
    if let Some((theme, plans)) = theme {
        let summary = Summary::new(&theme, location);
        match Generation::new(Arc::clone(client), theme, plans, before, store) {
            Ok(generation) => {
                loaded.generation = Some(generation);
                loaded.summary = Some(summary);
            }
            Err(problems) => loaded.diagnostics.extend(problems),
        }
    }
    diagnostic::sort(&mut loaded.diagnostics);
    loaded
}

/// Reads a theme as `check` does: what it is called and how it looks, and all that is wrong with it.
pub(super) fn survey(
    location: &ThemeFile,
    client: &Client,
    library: &Library,
    proven: &Proven,
) -> Loaded {
    let Ready { mut loaded, theme } = ready(location, &client.base, library);
    if let Some((theme, plans)) = theme {
        for plan in &plans {
            let base = &client.base;
            let Some(target) = base.targets.iter().find(|target| target.name == plan.target) else {
                continue;
            };
            let (templates, effort) = (&client.templates[&target.name], Effort::Default);
            let job = Job { theme: &theme, base, target, plan, templates, effort };
            loaded.diagnostics.extend(check_templates(&job, proven));
        }
        loaded.summary = (!any_error(&loaded.diagnostics)).then(|| Summary::new(&theme, location));
    }
    diagnostic::sort(&mut loaded.diagnostics);
    loaded
}

fn ready(location: &ThemeFile, base: &Base, library: &Library) -> Ready {
    let read = theme::load(location, base, library);
    let own = read.own.as_ref();
    let mut loaded = Loaded {
        id: library.tenant_id(location),
        is_abstract: own.is_some_and(|own| own.is_abstract),
        summary: None,
        generation: None,
        diagnostics: read.diagnostics,
        depends: depends(location, library),
    };
    let Some(theme) = read.theme else { return Ready { loaded, theme: None } };
    loaded.diagnostics.extend(check::check(&theme, read.gaps, base));
    let mut plans = Vec::new();
    let targets = if loaded.is_abstract { &[] } else { base.targets.as_slice() };
    for target in targets {
        match plan::plan(&theme, base, target) {
            Ok(plan) => plans.push(plan),
            Err(problems) => loaded.diagnostics.extend(problems),
        }
    }
    // A template may leave out what its themes bring, and what is left out cannot be drawn.
    let is_whole = !any_error(&loaded.diagnostics) && read.gaps == theme::Gaps::default();
    Ready { loaded, theme: is_whole.then_some((theme, plans)) }
}

/// The folders and files of a theme and of all that it stands on, as far as they can be told.
fn depends(location: &ThemeFile, library: &Library) -> Vec<PathBuf> {
    let (mut seen, mut open) = (BTreeSet::new(), vec![location.clone()]);
    while let Some(next) = open.pop() {
        if !seen.insert(next.clone()) {
            continue;
        }
        if let Ok(document) = library.document(&next) {
            let parents = document.extends.iter();
            open.extend(
                parents.map(|parent| ThemeFile::at(&parent_file(&document, &parent.value))),
            );
        }
    }
    seen.iter().map(|theme| absolute(&theme.folder)).collect()
}

/// The real path of something that may not be there.
pub(super) fn absolute(path: &std::path::Path) -> PathBuf {
    if let Some(real) = fs::real(path) {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => absolute(parent).join(name),
        (_, Some(name)) => absolute(std::path::Path::new(".")).join(name),
        _ => path.to_owned(),
    }
}

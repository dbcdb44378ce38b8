//! From a theme's files to a state. Apart from the studio, which keeps states, and reads nothing.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::generation::Generation;
use super::store::Store;
use super::tell::Summary;
use crate::base::Base;
use crate::check;
use crate::client::Client;
use crate::diagnostic::{self, Code, Diagnostic, Level, any_error};
use crate::fs;
pub(super) use crate::fs::planned as absolute;
use crate::inherit::{Library, ThemeFile, parent_file};
use crate::plan::{self, Job, Plan, Proven, check_templates};
use crate::render::Effort;
use crate::source::Sourced;
use crate::stores;
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
    pub(super) depends: Vec<Need>,
}

/// A theme, its plans, and what is wrong so far.
struct Ready {
    loaded: Loaded,
    theme: Option<(Theme, Vec<Plan>)>,
}

/// Which errors keep a theme from being shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gate {
    /// All, as in a build.
    Every,
    /// All but those of contrast.
    AllButContrast,
}

impl Gate {
    fn stops(self, problem: &Diagnostic) -> bool {
        let is_of_contrast = matches!(
            problem.code,
            Code::Contrast
                | Code::IconContrast
                | Code::LogoContrast
                | Code::LaunchContrast
                | Code::MenuIconContrast
        );
        problem.code.level() == Level::Error && !(is_of_contrast && self == Gate::AllButContrast)
    }
}

/// Reads a theme and makes a state of it; what is equal `before` is taken from there.
pub(super) fn load(
    location: &ThemeFile,
    client: &Arc<Client>,
    library: &Library,
    before: Option<&Generation>,
    store: &Store,
) -> Loaded {
    let ready = ready(location, &client.base, library, Gate::Every);
    made(ready, location, client, before, store)
}

/// The same for edits that are tried: a color whose contrast is too low is to be seen, beside what is wrong with it.
pub(super) fn load_trial(
    location: &ThemeFile,
    client: &Arc<Client>,
    library: &Library,
    before: Option<&Generation>,
    store: &Store,
) -> Loaded {
    let ready = ready(location, &client.base, library, Gate::AllButContrast);
    made(ready, location, client, before, store)
}

fn made(
    ready: Ready,
    location: &ThemeFile,
    client: &Arc<Client>,
    before: Option<&Generation>,
    store: &Store,
) -> Loaded {
    let Ready { mut loaded, theme } = ready;
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
    let Ready { mut loaded, theme } = ready(location, &client.base, library, Gate::Every);
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

fn ready(location: &ThemeFile, base: &Base, library: &Library, gate: Gate) -> Ready {
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
    if !read.gaps.images {
        let plans: Vec<&Plan> = plans.iter().collect();
        loaded.diagnostics.extend(stores::enlarged(&theme, &plans));
    }
    // A template may leave out what its themes bring, and what is left out cannot be drawn.
    let is_stopped = loaded.diagnostics.iter().any(|problem| gate.stops(problem));
    let is_whole = !is_stopped && read.gaps == theme::Gaps::default();
    Ready { loaded, theme: is_whole.then_some((theme, plans)) }
}

/// What a theme is made of: the files of one of its layers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Need {
    /// The real path of the folder in which they are.
    pub(super) folder: PathBuf,
    /// The theme's file, where others stand beside it.
    file: Option<PathBuf>,
}

impl Need {
    fn new(theme: &ThemeFile) -> Need {
        let file = (!theme.owns_folder).then(|| absolute(&theme.file));
        Need { folder: absolute(&theme.folder), file }
    }

    /// Whether a change of a file, or of a folder, may change the theme.
    pub(super) fn covers(&self, path: &Path) -> bool {
        let (true, Some(file)) = (path.starts_with(&self.folder), &self.file) else {
            return path.starts_with(&self.folder) || self.folder.starts_with(path);
        };
        // Beside a theme's file stand its assets, and other themes with theirs.
        let is_other = path.extension().is_some_and(|end| end == "toml") && path != file;
        let between = path.ancestors().take_while(|folder| *folder != self.folder);
        !is_other && !between.into_iter().any(|folder| fs::is_file(&folder.join("theme.toml")))
    }
}

/// What a theme and all that it stands on are made of, as far as it can be told.
fn depends(location: &ThemeFile, library: &Library) -> Vec<Need> {
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
    seen.iter().map(Need::new).collect()
}

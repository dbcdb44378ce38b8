//! From saved files to the next state, which [`super::show`] shows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::desk::Desk;
use super::edits::{Edit, Refusal, edited};
use super::load::{Loaded, absolute, load, survey};
use super::state::{Source, Tenant};
use rebadge_core::diagnostic::{Code, Diagnostic, any_error};
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_plan::client::{self, Client};
use rebadge_plan::prepare::Gate;
use rebadge_theme::inherit::{self, ThemeFile};
use rebadge_worker as worker;

/// The next state of what a change concerns, not shown yet.
#[derive(Default)]
pub(super) struct Draft {
    /// The base client, where that changed: the new one, or what is wrong with it.
    pub(super) base: Option<NewBase>,
    /// Theme file → what came of it.
    pub(super) loaded: BTreeMap<PathBuf, Loaded>,
    /// Theme file → what came of the edits that are tried on it; none ends them.
    pub(super) trials: BTreeMap<PathBuf, Option<Loaded>>,
    /// Whether themes came or went.
    pub(super) is_listed_anew: bool,
    /// Whether something is wrong now that was not.
    pub(super) breaks: bool,
    /// The turn in which it was made: later it may be out of date.
    pub(super) turn: u64,
}

/// A base client that was read again.
type NewBase = Result<Arc<Client>, Vec<Diagnostic>>;

/// How many themes are read between two updates of the page.
const CHUNK: usize = 48;

/// Finds the themes that are there; returns whether they are others than before.
///
/// # Errors
/// What keeps the folder of themes from being read.
pub(super) fn find(desk: &mut Desk) -> Result<bool, Error> {
    let found = match &desk.places.only {
        Some(only) => vec![only.clone()],
        None => inherit::find(&[], &desk.places.themes)?,
    };
    let files: BTreeSet<&PathBuf> = found.iter().map(|theme| &theme.file).collect();
    let known: BTreeSet<&PathBuf> = desk.state.tenants.keys().collect();
    if files == known {
        return Ok(false);
    }
    let tenants = &mut desk.change().tenants;
    tenants.retain(|file, _| files.contains(file));
    for theme in &found {
        let entry = tenants.entry(theme.file.clone());
        entry.or_insert_with(|| Arc::new(Tenant::new(theme.clone())));
    }
    Ok(true)
}

/// Reads the next tenants that were not read yet; none where all were.
pub(super) fn more(desk: &Desk) -> Option<Draft> {
    let left = desk.state.tenants.values().filter(|tenant| !tenant.is_loaded);
    let themes: Vec<ThemeFile> = left.map(|tenant| tenant.location.clone()).take(CHUNK).collect();
    let client = desk.state.client.as_ref().filter(|_| !themes.is_empty())?;
    try_assets(themes.iter().filter(|theme| theme.owns_folder).map(|theme| &theme.folder));
    let loaded = load_all(desk, &themes, client);
    Some(Draft { loaded, is_listed_anew: true, turn: desk.turn, ..Draft::default() })
}

/// Reads what `changed` concerns. Real paths, of files or of folders.
pub(super) fn draft(desk: &mut Desk, changed: &BTreeSet<PathBuf>) -> Draft {
    try_assets(changed);
    desk.library.forget(|file| is_changed(file, changed));
    let base = base_of(desk, changed);
    // Where the folder of themes cannot be read now, what is known stays.
    let is_listed_anew = may_list_anew(desk, changed) && find(desk).unwrap_or(false);
    let has_new_base = matches!(base, Some(Ok(_)));
    let client = match &base {
        Some(Ok(client)) => Some(Arc::clone(client)),
        _ => desk.state.client.clone(),
    };
    let themes = concerned(desk, changed, has_new_base);
    let loaded = client.map(|client| load_all(desk, &themes, &client)).unwrap_or_default();
    let breaks = breaks(desk, &base, &loaded);
    let trials = trials(desk, &themes);
    Draft { base, loaded, trials, is_listed_anew, breaks, turn: desk.turn }
}

/// Whether themes may have come or gone: only what is no known theme's own says so.
fn may_list_anew(desk: &Desk, changed: &BTreeSet<PathBuf>) -> bool {
    if desk.places.only.is_some() {
        return false;
    }
    let root = absolute(&desk.places.themes);
    let known: BTreeSet<PathBuf> = desk.state.tenants.keys().map(|file| absolute(file)).collect();
    let is_news = |path: &PathBuf| match path.starts_with(&root) {
        true if known.contains(path) => !path.is_file(),
        true => path.extension().is_some_and(|end| end == "toml") || !path.is_file(),
        false => root.starts_with(path),
    };
    changed.iter().any(is_news)
}

/// The base client, if that changed.
fn base_of(desk: &Desk, changed: &BTreeSet<PathBuf>) -> Option<NewBase> {
    let base = &desk.places.base;
    let root = absolute(base);
    let is_base = |path: &PathBuf| path.starts_with(&root) || root.starts_with(path);
    changed.iter().any(is_base).then(|| match client::read(base) {
        Ok(read) => read.map(Arc::new),
        Err(error) => Err(vec![Diagnostic::nowhere(Code::File, error.to_string())]),
    })
}

/// The themes that are read again. What nobody looks at is read later, by [`more`].
fn concerned(desk: &mut Desk, changed: &BTreeSet<PathBuf>, has_new_base: bool) -> Vec<ThemeFile> {
    let (mut now, mut later) = (Vec::new(), Vec::new());
    for (file, tenant) in &desk.state.tenants {
        let is_concerned = has_new_base || changed.iter().any(|path| tenant.depends_on(path));
        if !is_concerned && tenant.is_loaded {
            continue;
        }
        if desk.places.only.is_some() || tenant.disk.is_some() || now.len() < CHUNK {
            now.push(tenant.location.clone())
        } else {
            later.push(file.clone())
        }
    }
    for file in later {
        if let Some(tenant) = desk.change().tenant_mut(&file) {
            tenant.is_loaded = false;
        }
    }
    now
}

/// What is tried on themes is tried again on what they are now. Edits that fit no more are given up.
fn trials(desk: &Desk, themes: &[ThemeFile]) -> BTreeMap<PathBuf, Option<Loaded>> {
    let tenants = themes.iter().filter_map(|theme| desk.state.tenants.get(&theme.file));
    let tried = tenants.filter(|tenant| tenant.trial.is_some());
    let one = |tenant: &Arc<Tenant>| {
        let made = trial(desk, tenant, &tenant.tried).ok().flatten();
        (tenant.location.file.clone(), made)
    };
    tried.map(one).collect()
}

/// What comes of edits that are tried on a tenant; none where there are none.
///
/// # Errors
/// Why they cannot be tried.
pub(super) fn trial(
    desk: &Desk,
    tenant: &Tenant,
    edits: &[Edit],
) -> Result<Option<Loaded>, Refusal> {
    let location = &tenant.location;
    let client = desk.state.client.as_ref();
    let Some(client) = client.filter(|_| !edits.is_empty()) else { return Ok(None) };
    let text = edited(&desk.library, location, edits, &client.base)?;
    let library = desk.library.fork();
    library.put(location, text);
    let before = tenant.generation(Source::Now);
    let with = desk.with(client, &library);
    // A color whose contrast is too low is to be seen, beside what is wrong with it.
    Ok(Some(load(location, with, Gate::AllButContrast, before.as_deref())))
}

fn breaks(desk: &Desk, base: &Option<NewBase>, loaded: &BTreeMap<PathBuf, Loaded>) -> bool {
    let state = &desk.state;
    let is_new = |(file, loaded): (&PathBuf, &Loaded)| {
        let before = state.tenants.get(file);
        let was_good = before.is_some_and(|before| !any_error(&before.found));
        was_good && any_error(&loaded.diagnostics)
    };
    loaded.iter().any(is_new) || (matches!(base, Some(Err(_))) && state.faults.is_empty())
}

/// Reads themes side by side. Those that nobody looks at are only surveyed.
fn load_all(desk: &Desk, themes: &[ThemeFile], client: &Arc<Client>) -> BTreeMap<PathBuf, Loaded> {
    let with = desk.with(client, &desk.library);
    let one = |theme: &ThemeFile| {
        let disk = desk.state.tenants.get(&theme.file).and_then(|tenant| tenant.disk.as_deref());
        let loaded = match (&desk.places.only, disk) {
            (None, None) => survey(theme, with),
            _ => load(theme, with, Gate::Every, disk),
        };
        (theme.file.clone(), loaded)
    };
    desk.store.pool().install(|| themes.par_iter().map(one).collect())
}

/// Has another process read the images and fonts in files and folders: this one is to go on if that does not survive.
fn try_assets<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) {
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        if fs::is_folder(path) {
            files
                .extend(fs::files_below(path).unwrap_or_default().into_iter().map(|file| file.path))
        } else {
            files.extend([path.clone()])
        }
    }
    let is_asset = |path: &PathBuf| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| ["svg", "png", "ttf", "otf", "woff", "woff2"].contains(&ending))
            && fs::is_file(path)
    };
    files.retain(is_asset);
    worker::try_files(&files.into_iter().collect::<Vec<_>>());
}

/// Whether a file that was read is one of those that changed, or lies in a folder that did.
fn is_changed(file: &Path, changed: &BTreeSet<PathBuf>) -> bool {
    let name = file.file_name();
    let is_like = |path: &&PathBuf| path.file_name() == name || !path.is_file();
    let mut like = changed.iter().filter(is_like).peekable();
    if like.peek().is_none() {
        return false;
    }
    let file = absolute(file);
    like.any(|path| file.starts_with(path))
}

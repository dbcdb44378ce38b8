//! From saved files to the next state. Apart from the studio, which keeps what is shown, from [`super::show`], which
//! shows it, and from the watch, which says which files were saved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use super::load::{Loaded, absolute, load, survey};
use super::studio::{Studio, Tenant};
use rebadge_core::diagnostic::{Diagnostic, any_error};
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
    pub(super) base: Option<Result<Arc<Client>, Vec<Diagnostic>>>,
    /// Theme file → what came of it.
    pub(super) loaded: BTreeMap<PathBuf, Loaded>,
    /// Theme file → what came of the edits that are tried on it; none ends them.
    pub(super) trials: BTreeMap<PathBuf, Option<Loaded>>,
    /// Whether themes came or went.
    pub(super) is_listed_anew: bool,
    /// Whether something is wrong now that was not.
    pub(super) breaks: bool,
}

/// How many themes are read between two times that the page is told.
const CHUNK: usize = 48;

impl Studio {
    /// Finds the themes that are there; gives whether they are others than before.
    pub(super) fn find(&self) -> Result<bool, Error> {
        let found = match &self.only {
            Some(only) => vec![only.clone()],
            None => inherit::find(&[], &self.themes)?,
        };
        let mut state = self.write();
        let files: BTreeSet<&PathBuf> = found.iter().map(|theme| &theme.file).collect();
        let before = state.tenants.len();
        state.tenants.retain(|file, _| files.contains(file));
        let mut is_new = state.tenants.len() != before;
        for theme in &found {
            is_new |= !state.tenants.contains_key(&theme.file);
            let entry = state.tenants.entry(theme.file.clone());
            entry.or_insert_with(|| Tenant::new(theme.clone()));
        }
        Ok(is_new)
    }

    /// Reads the next tenants that were not read yet, and shows them; gives whether there were any.
    pub(super) fn read_more(&self) -> bool {
        self.in_turn(|| {
            let state = self.read();
            let left = state.tenants.values().filter(|tenant| !tenant.is_loaded);
            let themes: Vec<ThemeFile> =
                left.map(|tenant| tenant.location.clone()).take(CHUNK).collect();
            let client = state.client.clone();
            drop(state);
            let Some(client) = client.filter(|_| !themes.is_empty()) else {
                return false;
            };
            try_assets(themes.iter().filter(|theme| theme.owns_folder).map(|theme| &theme.folder));
            let loaded = self.load(&themes, &client);
            self.show(Draft { loaded, is_listed_anew: true, ..Draft::default() });
            true
        })
    }

    /// Reads what `changed` concerns. Real paths, of files or of folders.
    pub(super) fn draft(&self, changed: &BTreeSet<PathBuf>) -> Draft {
        try_assets(changed);
        self.library.forget(|file| is_changed(file, changed));
        let base = self.base_of(changed);
        // Where the folder of themes cannot be read now, what is known stays.
        let is_listed_anew = self.may_list_anew(changed) && self.find().unwrap_or(false);
        let has_new_base = matches!(base, Some(Ok(_)));
        let client = match &base {
            Some(Ok(client)) => Some(Arc::clone(client)),
            _ => self.read().client.clone(),
        };
        let themes = self.concerned(changed, has_new_base);
        let loaded = client.map(|client| self.load(&themes, &client)).unwrap_or_default();
        let breaks = self.breaks(&base, &loaded);
        let trials = self.trials(&themes);
        Draft { base, loaded, trials, is_listed_anew, breaks }
    }

    /// Whether themes may have come or gone: only what is no known theme's own says so.
    fn may_list_anew(&self, changed: &BTreeSet<PathBuf>) -> bool {
        if self.only.is_some() {
            return false;
        }
        let root = absolute(&self.themes);
        let state = self.read();
        let known: BTreeSet<PathBuf> = state.tenants.keys().map(|file| absolute(file)).collect();
        drop(state);
        let is_news = |path: &PathBuf| match path.starts_with(&root) {
            true if known.contains(path) => !path.is_file(),
            true => path.extension().is_some_and(|end| end == "toml") || !path.is_file(),
            false => root.starts_with(path),
        };
        changed.iter().any(is_news)
    }

    /// The base client, if that changed.
    fn base_of(&self, changed: &BTreeSet<PathBuf>) -> Option<Result<Arc<Client>, Vec<Diagnostic>>> {
        let root = absolute(&self.base);
        let is_base = |path: &PathBuf| path.starts_with(&root) || root.starts_with(path);
        changed.iter().any(is_base).then(|| match client::read(&self.base) {
            Ok(read) => read.map(Arc::new),
            Err(error) => Err(vec![Diagnostic::nowhere(
                rebadge_core::diagnostic::Code::File,
                error.to_string(),
            )]),
        })
    }

    /// The themes that are read again. What nobody looks at is read later, by [`Studio::read_more`].
    fn concerned(&self, changed: &BTreeSet<PathBuf>, has_new_base: bool) -> Vec<ThemeFile> {
        let mut state = self.write();
        let mut now = Vec::new();
        for tenant in state.tenants.values_mut() {
            let is_concerned = has_new_base || changed.iter().any(|path| tenant.depends_on(path));
            if !is_concerned && tenant.is_loaded {
                continue;
            }
            match self.only.is_some() || tenant.disk.is_some() || now.len() < CHUNK {
                true => now.push(tenant.location.clone()),
                false => tenant.is_loaded = false,
            }
        }
        now
    }

    /// What is tried on themes is tried again on what they are now. Edits that fit no more are given up.
    fn trials(&self, themes: &[ThemeFile]) -> BTreeMap<PathBuf, Option<Loaded>> {
        let state = self.read();
        let is_tried =
            |file: &PathBuf| state.tenants.get(file).is_some_and(|tenant| tenant.trial.is_some());
        let tried: Vec<&ThemeFile> = themes.iter().filter(|theme| is_tried(&theme.file)).collect();
        drop(state);
        let one = |theme: &ThemeFile| (theme.file.clone(), self.trial(theme).ok().flatten());
        tried.into_iter().map(one).collect()
    }

    fn breaks(
        &self,
        base: &Option<Result<Arc<Client>, Vec<Diagnostic>>>,
        loaded: &BTreeMap<PathBuf, Loaded>,
    ) -> bool {
        let state = self.read();
        let is_new = |(file, loaded): (&PathBuf, &Loaded)| {
            let before = state.tenants.get(file);
            let was_good = before.is_some_and(|before| !any_error(&before.found));
            was_good && any_error(&loaded.diagnostics)
        };
        loaded.iter().any(is_new) || (matches!(base, Some(Err(_))) && state.faults.is_empty())
    }

    fn load(&self, themes: &[ThemeFile], client: &Arc<Client>) -> BTreeMap<PathBuf, Loaded> {
        let state = self.read();
        let disks: Vec<_> = themes
            .iter()
            .map(|theme| state.tenants.get(&theme.file).and_then(|tenant| tenant.disk.clone()))
            .collect();
        let proven = Arc::clone(&state.proven);
        drop(state);
        let with = self.with(client, &self.library, &proven);
        let one = |(theme, disk): (&ThemeFile, _)| {
            let disk: Option<Arc<_>> = disk;
            let loaded = match (&self.only, &disk) {
                (None, None) => survey(theme, with),
                _ => load(theme, with, Gate::Every, disk.as_deref()),
            };
            (theme.file.clone(), loaded)
        };
        self.store.pool().install(|| themes.par_iter().zip(disks).map(one).collect())
    }
}

/// Has another process read the images and fonts in files and folders: this one is to go on if that does not survive.
fn try_assets<'a>(paths: impl IntoIterator<Item = &'a PathBuf>) {
    let mut files: BTreeSet<PathBuf> = BTreeSet::new();
    for path in paths {
        match fs::is_folder(path) {
            true => files.extend(
                fs::files_below(path).unwrap_or_default().into_iter().map(|file| file.path),
            ),
            false => files.extend([path.clone()]),
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

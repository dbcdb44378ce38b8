//! The tenants as they are now: for each the last good state, what was before it, and what is wrong with the newest.
//! Apart from what makes states of files, and from what tells of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::Options;
use super::against::{Against, Shown};
use super::edits::{Edit, Refusal};
use super::events::Hub;
use super::generation::Generation;
use super::load::{Need, With, load};
use super::store::Store;
use super::tell::Summary;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_core::source::Sourced;
use rebadge_plan::client::{self, Client};
use rebadge_plan::plan::Proven;
use rebadge_plan::prepare::{Between, Gate};
use rebadge_theme::inherit::{Library, ThemeFile};

/// All that a preview knows.
#[derive(Debug)]
pub(super) struct Studio {
    pub(super) themes: PathBuf,
    pub(super) base: PathBuf,
    /// What may be compared with, and all below it.
    pub(super) roots: Vec<PathBuf>,
    /// The one theme that is shown; none shows all.
    pub(super) only: Option<ThemeFile>,
    pub(super) store: Store,
    pub(super) hub: Hub,
    pub(super) library: Library,
    state: RwLock<State>,
    /// The themes that somebody looked at, the last one first.
    recent: Mutex<Vec<PathBuf>>,
    /// Held by whoever makes the next state, from reading files to showing it.
    turn: Mutex<()>,
}

/// Of how many tenants the whole state is kept; of all others what lists show.
const KEPT: usize = 64;

/// What is shown.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Grows with every change.
    pub(super) revision: u64,
    /// The last good base client.
    pub(super) client: Option<Arc<Client>>,
    /// What the base client's templates were proven to be sound for.
    pub(super) proven: Arc<Proven>,
    /// What is wrong with the newest base client.
    pub(super) faults: Vec<Diagnostic>,
    /// What is wrong between the tenants.
    pub(super) between: Between,
    /// The folders that are not followed.
    pub(super) blind: Vec<Diagnostic>,
    /// Theme file → tenant.
    pub(super) tenants: BTreeMap<PathBuf, Tenant>,
}

/// One tenant.
#[derive(Debug)]
pub(super) struct Tenant {
    pub(super) location: ThemeFile,
    /// Its name in URLs: the tenant's id, or the theme's path where it has none.
    pub(super) id: String,
    /// What lists show of the last good state; none of one that never was good.
    pub(super) summary: Option<Summary>,
    /// The id that the file has.
    pub(super) own_id: Option<Sourced<String>>,
    /// What is wrong with the newest state, as far as the theme's own files show it.
    pub(super) found: Vec<Diagnostic>,
    /// All that is wrong with the newest state.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// Whether what is shown is older than the files.
    pub(super) is_stale: bool,
    pub(super) is_abstract: bool,
    /// Whether its files were read at all.
    pub(super) is_loaded: bool,
    /// The last good state of the files, while somebody looks at it.
    pub(super) disk: Option<Arc<Generation>>,
    /// The good state before that.
    pub(super) before: Option<Arc<Generation>>,
    /// The edits that are tried.
    pub(super) tried: Vec<Edit>,
    /// The last good state with those edits.
    pub(super) trial: Option<Arc<Generation>>,
    /// Whether the newest edits that are tried cannot be shown.
    pub(super) is_trial_stale: bool,
    /// What is wrong with the edits that are tried.
    pub(super) trial_found: Vec<Diagnostic>,
    /// What it is compared with.
    pub(super) against: Option<Against>,
    /// What it is made of.
    pub(super) depends: Vec<Need>,
}

/// Which state of a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Source {
    /// The newest good one.
    Now,
    /// The one before the last change.
    Saved,
    /// What the tenant is compared with.
    Against,
}

impl Source {
    pub(super) fn from_name(name: &str) -> Option<Source> {
        match name {
            "now" => Some(Source::Now),
            "saved" => Some(Source::Saved),
            "against" => Some(Source::Against),
            _ => None,
        }
    }
}

/// Reads the base client. Themes are read by [`Studio::follow`].
///
/// # Errors
/// What keeps the base client or the folder of themes from being read at all.
pub(super) fn open(options: &Options) -> Result<Arc<Studio>, Error> {
    let client = client::read(&options.base)?;
    let only = options.only.as_ref().map(|path| ThemeFile::at(path));
    if let Some(only) = only.as_ref().filter(|only| !fs::is_file(&only.file)) {
        // Without its file there is nothing to follow; reading it says why.
        fs::read(&only.file, 0)?;
    }
    let mut state = State::default();
    match client {
        Ok(client) => state.client = Some(Arc::new(client)),
        Err(faults) => state.faults = faults,
    }
    let studio = Studio {
        themes: options.themes.clone(),
        base: options.base.clone(),
        roots: roots(options),
        only,
        store: Store::new(options.jobs, options.cache.clone())?,
        hub: Hub::default(),
        library: Library::new(&options.themes),
        state: RwLock::new(state),
        recent: Mutex::default(),
        turn: Mutex::default(),
    };
    studio.find()?;
    Ok(Arc::new(studio))
}

/// What the user has named, and where their themes and packages are.
fn roots(options: &Options) -> Vec<PathBuf> {
    let named = [options.only.clone(), options.against.as_ref().map(PathBuf::from)];
    let folders = [options.themes.clone(), options.packages.clone()];
    named.into_iter().flatten().chain(folders).collect()
}

impl Studio {
    pub(super) fn read(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// What themes are read with.
    pub(super) fn with<'a>(
        &'a self,
        client: &'a Arc<Client>,
        library: &'a Library,
        proven: &'a Proven,
    ) -> With<'a> {
        With { client, library, proven, store: &self.store }
    }

    /// Runs what makes the next state, one after another.
    pub(super) fn in_turn<T>(&self, make: impl FnOnce() -> T) -> T {
        let turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let made = make();
        drop(turn);
        made
    }

    /// A state of a tenant, read now if nobody has looked at it in a while; none where there is no such tenant, or it
    /// never was good.
    pub(super) fn generation(&self, id: &str, source: Source) -> Option<Arc<Generation>> {
        let state = self.read();
        let tenant = state.tenant(id)?;
        let known = tenant.get(source);
        let location = tenant.location.clone();
        drop(state);
        if source == Source::Against {
            return known;
        }
        let found = known.or_else(|| self.look_at(&location, source));
        self.touch(&location.file);
        found
    }

    /// Says that a folder is not followed.
    pub(super) fn blind(&self, why: String) {
        let problem = Diagnostic::nowhere(Code::File, why)
            .help("raise the system's limit of watched files, and start the preview again");
        let mut state = self.write();
        if !state.blind.contains(&problem) {
            state.blind.push(problem);
        }
    }

    /// A state of a tenant with another default language.
    pub(super) fn in_language(
        &self,
        id: &str,
        source: Source,
        language: &str,
    ) -> Result<Arc<Generation>, Refusal> {
        let state = self.generation(id, source).ok_or(Refusal::NoTenant)?;
        if state.theme.tenant.language.value == language {
            return Ok(state);
        }
        match state.in_language(language, &self.store) {
            Some(made) => made.map_err(Refusal::Breaks),
            None => Err(Refusal::Unfit(format!("the theme has no language `{language}`"))),
        }
    }

    /// Makes the state of a tenant that nobody has looked at.
    fn look_at(&self, location: &ThemeFile, source: Source) -> Option<Arc<Generation>> {
        self.in_turn(|| {
            let state = self.read();
            let tenant = state.tenants.get(&location.file)?;
            let (known, client) = (tenant.get(source), state.client.clone()?);
            let proven = Arc::clone(&state.proven);
            drop(state);
            if known.is_some() {
                return known;
            }
            let with = self.with(&client, &self.library, &proven);
            let loaded = load(location, with, Gate::Every, None);
            let made = loaded.generation.map(Arc::new)?;
            self.write().tenants.get_mut(&location.file)?.disk = Some(Arc::clone(&made));
            Some(made)
        })
    }

    /// Remembers that somebody looks at a tenant, and lets go of what nobody has looked at in a while.
    fn touch(&self, file: &Path) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        recent.retain(|other| other != file);
        recent.insert(0, file.to_owned());
        let kept = recent.len().min(KEPT);
        let gone = recent.split_off(kept);
        drop(recent);
        if !gone.is_empty() {
            let mut state = self.write();
            for file in gone {
                if let Some(tenant) = state.tenants.get_mut(&file) {
                    (tenant.disk, tenant.before) = (None, None);
                }
            }
        }
    }
}

impl State {
    pub(super) fn tenant(&self, id: &str) -> Option<&Tenant> {
        let mut all = self.tenants.values();
        // A page that listed it before it was read knows it by the name of its file.
        let by_name = || self.tenants.values().find(|tenant| tenant.location.name() == id);
        all.find(|tenant| tenant.id == id).or_else(by_name)
    }
}

impl Tenant {
    pub(super) fn new(location: ThemeFile) -> Tenant {
        Tenant {
            id: location.name(),
            location,
            summary: None,
            own_id: None,
            found: Vec::new(),
            diagnostics: Vec::new(),
            is_stale: false,
            is_abstract: false,
            is_loaded: false,
            disk: None,
            before: None,
            tried: Vec::new(),
            trial: None,
            is_trial_stale: false,
            trial_found: Vec::new(),
            against: None,
            depends: Vec::new(),
        }
    }

    fn get(&self, source: Source) -> Option<Arc<Generation>> {
        match source {
            Source::Now => self.trial.clone().or_else(|| self.disk.clone()),
            Source::Saved if self.trial.is_some() => self.disk.clone(),
            Source::Saved => self.before.clone().or_else(|| self.disk.clone()),
            Source::Against => match &self.against {
                Some(Against { shown: Shown::Theme(theme), .. }) => Some(Arc::clone(theme)),
                _ => None,
            },
        }
    }

    /// Whether a change of a file may change the tenant.
    pub(super) fn depends_on(&self, path: &Path) -> bool {
        self.depends.iter().any(|need| need.covers(path))
    }
}

//! The desk: the only place where what is shown is changed. It belongs to one thread, which does one thing after another; what
//! reads and draws asks it through [`super::studio`], or reads the copy that was published last.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::generation::Generation;
use super::load::{With, load};
use super::state::{Source, State};
use super::store::Store;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_plan::client::Client;
use rebadge_plan::prepare::Gate;
use rebadge_theme::inherit::{Library, ThemeFile};

/// Of how many tenants the whole state is kept; of all others what lists show.
const KEPT: usize = 64;

/// Where the preview reads.
#[derive(Debug)]
pub(super) struct Places {
    pub(super) themes: PathBuf,
    pub(super) base: PathBuf,
    /// What may be compared with, and all below it.
    pub(super) roots: Vec<PathBuf>,
    /// The one theme that is shown; none shows all.
    pub(super) only: Option<ThemeFile>,
}

/// What is shown, with all that changes it.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) places: Arc<Places>,
    pub(super) store: Arc<Store>,
    pub(super) library: Library,
    /// What is shown after the work at hand; [`Desk::change`] changes it.
    pub(super) state: Arc<State>,
    /// How often something else was shown.
    pub(super) turn: u64,
    /// Events for the listeners, sent once the state is published.
    pub(super) news: Vec<Value>,
    /// The themes that somebody looked at, the last one first.
    recent: Vec<PathBuf>,
}

impl Desk {
    pub(super) fn new(places: Arc<Places>, store: Arc<Store>, state: State) -> Desk {
        let library = Library::of_demos(&places.themes);
        let (state, news, recent) = (Arc::new(state), Vec::new(), Vec::new());
        Desk { places, store, library, state, turn: 0, news, recent }
    }

    /// What is shown, to be changed.
    pub(super) fn change(&mut self) -> &mut State {
        Arc::make_mut(&mut self.state)
    }

    /// What themes are read with.
    pub(super) fn with<'a>(&'a self, client: &'a Arc<Client>, library: &'a Library) -> With<'a> {
        With { client, library, store: &self.store }
    }

    /// Adds a warning: a folder cannot be watched.
    pub(super) fn blind(&mut self, why: String) {
        let problem = Diagnostic::nowhere(Code::File, why)
            .help("raise the system's limit of watched files, and start the preview again");
        if !self.state.blind.contains(&problem) {
            self.change().blind.push(problem);
        }
    }

    /// A state of a tenant, made now if nobody has looked at it in a while; none of one that never was good.
    pub(super) fn look_at(&mut self, file: &Path, source: Source) -> Option<Arc<Generation>> {
        let tenant = self.state.tenants.get(file)?;
        if let Some(known) = tenant.generation(source) {
            return Some(known);
        }
        let client = self.state.client.as_ref()?;
        let with = self.with(client, &self.library);
        let loaded = load(&tenant.location, with, Gate::Every, None);
        let made = loaded.generation.map(Arc::new)?;
        self.change().tenant_mut(file)?.disk = Some(Arc::clone(&made));
        Some(made)
    }

    /// Remembers that somebody looks at a tenant, and drops the states of those that nobody has looked at in a while.
    pub(super) fn touch(&mut self, file: &Path) {
        self.recent.retain(|other| other != file);
        self.recent.insert(0, file.to_owned());
        let kept = self.recent.len().min(KEPT);
        for file in self.recent.split_off(kept) {
            if let Some(tenant) = self.change().tenant_mut(&file) {
                (tenant.disk, tenant.before) = (None, None);
            }
        }
    }
}

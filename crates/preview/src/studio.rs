//! The preview as its server and its watch see it: a copy of what is shown, which anyone reads at any time, and a thread that
//! does what they ask for, one thing after another.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;

use super::Options;
use super::desk::{Desk, Places};
use super::edits::Refusal;
use super::events::Hub;
use super::generation::Generation;
use super::refresh;
use super::state::{Source, State};
use super::store::Store;
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_plan::client;
use rebadge_theme::inherit::ThemeFile;

/// Something to do at the desk; what comes of it is given back once it is published.
type Work = Box<dyn FnOnce(&mut Desk) -> Reply + Send>;
type Reply = Box<dyn FnOnce()>;

/// All that a preview knows, and how to change it.
#[derive(Debug)]
pub(super) struct Studio {
    pub(super) places: Arc<Places>,
    pub(super) store: Arc<Store>,
    public: Arc<Public>,
    desk: Sender<Work>,
}

/// What all threads read.
#[derive(Debug, Default)]
struct Public {
    state: RwLock<Arc<State>>,
    hub: Hub,
}

/// Reads the base client, and finds the themes. They are read by [`super::watch::read_more`].
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
    let places = Arc::new(Places {
        themes: options.themes.clone(),
        base: options.base.clone(),
        roots: roots(options),
        only,
    });
    let store = Arc::new(Store::new(options.jobs, options.cache.clone())?);
    let mut desk = Desk::new(Arc::clone(&places), Arc::clone(&store), state);
    refresh::find(&mut desk)?;
    let public = Arc::new(Public::default());
    public.publish(&mut desk);
    let (sender, work) = channel();
    let seen = Arc::clone(&public);
    thread::spawn(move || sit(&mut desk, &work, &seen));
    Ok(Arc::new(Studio { places, store, public, desk: sender }))
}

/// What the user has named, and where their themes and packages are.
fn roots(options: &Options) -> Vec<PathBuf> {
    let named = [options.only.clone(), options.against.as_ref().map(PathBuf::from)];
    let folders = [options.themes.clone(), options.packages.clone()];
    named.into_iter().flatten().chain(folders).collect()
}

/// Does the work of the desk as long as anybody can ask for some.
fn sit(desk: &mut Desk, work: &Receiver<Work>, public: &Public) {
    for work in work {
        // A panic is printed as any other. The caller gets none.
        let reply = catch_unwind(AssertUnwindSafe(|| work(desk)));
        public.publish(desk);
        if let Ok(reply) = reply {
            reply();
        }
    }
}

impl Public {
    /// Publishes the state of the desk, then sends the events.
    fn publish(&self, desk: &mut Desk) {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        if !Arc::ptr_eq(&state, &desk.state) {
            *state = Arc::clone(&desk.state);
        }
        drop(state);
        for news in desk.news.drain(..) {
            self.hub.tell("changed", &news);
        }
    }
}

impl Studio {
    /// What is shown now.
    pub(super) fn state(&self) -> Arc<State> {
        Arc::clone(&self.public.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Who listens for changes.
    pub(super) fn hub(&self) -> &Hub {
        &self.public.hub
    }

    /// Does some work at the desk, and waits until what it changed is published; none where the work has a defect.
    pub(super) fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Desk) -> T + Send + 'static,
    ) -> Option<T> {
        let (sender, answer) = sync_channel(1);
        self.give(Box::new(move |desk| {
            let made = work(desk);
            // Whoever asked waits for it.
            Box::new(move || drop(sender.send(made)))
        }));
        answer.recv().ok()
    }

    /// Has some work done at the desk later.
    fn leave(&self, work: impl FnOnce(&mut Desk) + Send + 'static) {
        self.give(Box::new(move |desk| {
            work(desk);
            Box::new(|| ())
        }));
    }

    fn give(&self, work: Work) {
        // The desk is there as long as this is.
        let _ = self.desk.send(work);
    }

    /// A state of a tenant, read now if nobody has looked at it in a while; none where there is no such tenant, or it
    /// never was good.
    pub(super) fn generation(&self, id: &str, source: Source) -> Option<Arc<Generation>> {
        let state = self.state();
        let tenant = state.tenant(id)?;
        let known = tenant.generation(source);
        if source == Source::Against {
            return known;
        }
        let file = tenant.location.file.clone();
        let seen = file.clone();
        let found = known.or_else(|| self.ask(move |desk| desk.look_at(&file, source))?);
        self.leave(move |desk| desk.touch(&seen));
        found
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
}

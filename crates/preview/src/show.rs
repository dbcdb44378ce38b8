//! Takes the next state over into what is shown, and says what differs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::desk::Desk;
use super::generation::Generation;
use super::load::Loaded;
use super::refresh::Draft;
use super::state::{State, Tenant};
use super::store::Store;
use rebadge_core::diagnostic::{self, any_error};
use rebadge_core::source::Sourced;
use rebadge_plan::prepare::{self, Between};
use rebadge_theme::batch;

/// What differs between two states.
#[derive(Debug, Default)]
pub(super) struct Change {
    /// Tenants of which anything differs.
    tenants: BTreeSet<String>,
    /// Tenant → the files of its first target that differ.
    paths: BTreeMap<String, Vec<String>>,
    /// Tenant → documents of which only the head differs → its content before and after.
    heads: BTreeMap<String, BTreeMap<String, (String, String)>>,
    pictures: bool,
    list: bool,
}

/// Shows a draft.
pub(super) fn show(desk: &mut Desk, draft: Draft) {
    desk.turn += 1;
    let is_read_anew = draft.is_listed_anew || draft.base.is_some() || !draft.loaded.is_empty();
    let mut change = Change { list: draft.is_listed_anew, ..Change::default() };
    let mut is_new = draft.is_listed_anew;
    let store = Arc::clone(&desk.store);
    let state = desk.change();
    match draft.base {
        Some(Ok(client)) => {
            state.client = Some(client);
            is_new |= !std::mem::take(&mut state.faults).is_empty();
        }
        Some(Err(faults)) => {
            is_new |= state.faults != faults;
            state.faults = faults;
        }
        None => {}
    }
    for (file, loaded) in draft.loaded {
        if let Some(tenant) = state.tenant_mut(&file) {
            tenant.take(loaded, &store, &mut change);
        }
    }
    for (file, trial) in draft.trials {
        if let Some(tenant) = state.tenant_mut(&file) {
            tenant.take_trial(trial, &store, &mut change);
        }
    }
    if is_read_anew {
        let between = Arc::new(between(desk));
        desk.change().between = between;
    }
    let state = desk.change();
    name(state, &mut change);
    if is_new || !change.tenants.is_empty() {
        state.revision += 1;
        let news = change.to_json(state.revision);
        desk.news.push(news);
    }
}

/// What is wrong between the tenants, once all of them were read.
fn between(desk: &Desk) -> Between {
    let tenants = || desk.state.tenants.values();
    match &desk.state.client {
        Some(client) if tenants().all(|tenant| tenant.is_loaded) => {
            let themes: Vec<_> = tenants().map(|tenant| tenant.location.clone()).collect();
            prepare::between(&themes, &client.base, &desk.library)
        }
        _ => Between::default(),
    }
}

impl Change {
    /// Notes what two states of a tenant differ in; gives whether any output or picture does.
    fn compare(&mut self, id: &str, old: &Generation, new: &Generation) -> bool {
        let first = new.targets.first();
        let before = first.and_then(|first| old.target(&first.plan.target));
        let paths = first.map(|first| first.changed(before)).unwrap_or_default();
        let heads = first.zip(before).map(|(first, before)| first.heads(before, &paths));
        self.heads.insert(id.to_owned(), heads.unwrap_or_default());
        let has_other_pictures = old.art() != new.art();
        self.pictures |= has_other_pictures;
        let is_other = !paths.is_empty() || has_other_pictures;
        self.paths.insert(id.to_owned(), paths);
        is_other
    }

    fn to_json(&self, revision: u64) -> Value {
        let paths = self.paths.iter().map(|(id, paths)| (id.clone(), json!(paths)));
        json!({
            "revision": revision,
            "tenants": self.tenants,
            "paths": paths.collect::<Map<_, _>>(),
            "heads": self.heads,
            "pictures": self.pictures,
            "list": self.list,
        })
    }
}

impl Tenant {
    /// Takes what came of reading its files.
    fn take(&mut self, loaded: Loaded, store: &Store, change: &mut Change) {
        let is_broken = any_error(&loaded.diagnostics);
        let mut is_new = self.found != loaded.diagnostics || !self.is_loaded;
        let value = |id: &Option<Sourced<String>>| id.as_ref().map(|id| id.value.clone());
        change.list |=
            !self.is_loaded || (loaded.id.is_some() && value(&self.own_id) != value(&loaded.id));
        self.is_loaded = true;
        self.is_abstract = loaded.is_abstract;
        self.depends = loaded.depends;
        self.found = loaded.diagnostics;
        // A tenant whose file cannot be read keeps its name.
        self.own_id = loaded.id.or_else(|| self.own_id.take().filter(|_| is_broken));
        if !is_broken {
            is_new |= self.summary != loaded.summary;
            self.summary = loaded.summary;
        }
        if let Some(generation) = loaded.generation {
            is_new |= self.turn_to(Arc::new(generation), store, change);
        } else if !is_broken {
            (self.disk, self.before) = (None, None);
        }
        if is_new {
            change.tenants.insert(self.id.clone());
        }
    }

    /// Takes what came of the edits that are tried; none ends them.
    fn take_trial(&mut self, trial: Option<Loaded>, store: &Store, change: &mut Change) {
        change.tenants.insert(self.id.clone());
        let old = self.trial.clone().or_else(|| self.disk.clone());
        match trial {
            None => {
                (self.trial, self.tried, self.trial_found) = (None, Vec::new(), Vec::new());
            }
            Some(loaded) => {
                self.trial_found = loaded.diagnostics;
                self.is_trial_stale = loaded.generation.is_none();
                if let Some(generation) = loaded.generation {
                    self.trial = Some(Arc::new(generation));
                }
            }
        }
        let new = self.trial.clone().or_else(|| self.disk.clone());
        if let (Some(old), Some(new)) = (&old, &new) {
            change.compare(&self.id, old, new);
            forget(Some(old), [Some(new), self.before.as_ref(), self.disk.as_ref()], store);
        }
    }

    /// Takes a new good state; gives whether it is another one.
    fn turn_to(&mut self, new: Arc<Generation>, store: &Store, change: &mut Change) -> bool {
        let Some(old) = self.disk.replace(Arc::clone(&new)) else { return true };
        let is_same_client = Arc::ptr_eq(&old.client, &new.client);
        if is_same_client && old.theme.inputs == new.theme.inputs {
            return false;
        }
        if change.compare(&self.id, &old, &new) {
            let gone = self.before.replace(old);
            forget(gone.as_ref(), [Some(&new), self.before.as_ref(), self.trial.as_ref()], store);
        }
        true
    }
}

/// Lets go of what only a state that is gone could ask for.
fn forget(gone: Option<&Arc<Generation>>, kept: [Option<&Arc<Generation>>; 3], store: &Store) {
    let Some(gone) = gone else { return };
    let kept: BTreeSet<String> =
        kept.into_iter().flatten().flat_map(|kept| kept.all_keys()).collect();
    store.made().forget(gone.all_keys().difference(&kept));
}

/// Gives each tenant its name in URLs, and says what is wrong between it and others.
fn name(state: &mut State, change: &mut Change) {
    let State { tenants, between, .. } = state;
    let ids: Vec<_> = tenants.values().map(|tenant| tenant.own_id.clone()).collect();
    let mut duplicates = batch::duplicates(&ids);
    let mut taken = BTreeSet::new();
    for (at, tenant) in tenants.values_mut().enumerate() {
        let wanted = ids[at].as_ref().map_or_else(|| tenant.location.name(), |id| id.value.clone());
        let names = (1..).map(|count| match count {
            1 => wanted.clone(),
            _ => format!("{wanted}~{count}"),
        });
        let id = names.into_iter().find(|id| taken.insert(id.clone())).unwrap_or(wanted.clone());
        let mut diagnostics =
            if tenant.tried.is_empty() { tenant.found.clone() } else { tenant.trial_found.clone() };
        diagnostics.extend(duplicates.remove(&at));
        diagnostics.extend(between.of(&tenant.location).cloned());
        diagnostic::sort(&mut diagnostics);
        let is_stale = if tenant.tried.is_empty() {
            any_error(&diagnostics) && tenant.summary.is_some()
        } else {
            tenant.is_trial_stale
        };
        if tenant.is_stale != is_stale {
            Arc::make_mut(tenant).is_stale = is_stale;
        }
        if tenant.id != id || tenant.diagnostics != diagnostics {
            change.rename(&tenant.id, &id);
            let tenant = Arc::make_mut(tenant);
            (tenant.id, tenant.diagnostics) = (id, diagnostics);
        }
    }
}

impl Change {
    fn rename(&mut self, old: &str, new: &str) {
        self.list |= old != new;
        self.tenants.remove(old);
        self.tenants.insert(new.to_owned());
        if let Some(paths) = self.paths.remove(old) {
            self.paths.insert(new.to_owned(), paths);
        }
        if let Some(heads) = self.heads.remove(old) {
            self.heads.insert(new.to_owned(), heads);
        }
    }
}

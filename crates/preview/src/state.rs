//! What is shown: of each tenant the last good state of its files, what was before it, and what is wrong with the newest. Plain
//! data; [`super::desk`] changes it, and everybody else reads a copy.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::edits::Edit;
use super::generation::Generation;
use super::load::Need;
use super::summary::Summary;
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::source::Sourced;
use rebadge_package::package::Opened;
use rebadge_plan::client::Client;
use rebadge_plan::prepare::Between;
use rebadge_theme::inherit::ThemeFile;

/// What is shown. A copy shares all tenants with the original until one of them changes.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    /// Grows with every change.
    pub(super) revision: u64,
    /// The last good base client.
    pub(super) client: Option<Arc<Client>>,
    /// What is wrong with the newest base client.
    pub(super) faults: Vec<Diagnostic>,
    /// What is wrong between the tenants.
    pub(super) between: Arc<Between>,
    /// The folders that are not followed.
    pub(super) blind: Vec<Diagnostic>,
    /// Theme file → tenant.
    pub(super) tenants: BTreeMap<PathBuf, Arc<Tenant>>,
}

/// One tenant.
#[derive(Clone, Debug)]
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

/// What a tenant is compared with.
#[derive(Clone, Debug)]
pub(super) struct Against {
    /// As it was named.
    pub(super) name: String,
    pub(super) shown: Shown,
}

/// Where the files to compare with come from.
#[derive(Clone, Debug)]
pub(super) enum Shown {
    /// A theme, made as any other.
    Theme(Arc<Generation>),
    /// A package that was built before.
    Package(Arc<Mutex<Opened>>),
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

impl State {
    /// The tenant with a name in URLs.
    pub(super) fn tenant(&self, id: &str) -> Option<&Tenant> {
        let mut all = self.tenants.values();
        // A page that listed it before it was read knows it by the name of its file.
        let by_name = || self.tenants.values().find(|tenant| tenant.location.name() == id);
        all.find(|tenant| tenant.id == id).or_else(by_name).map(Arc::as_ref)
    }

    /// The tenant of a theme file, to be changed.
    pub(super) fn tenant_mut(&mut self, file: &Path) -> Option<&mut Tenant> {
        self.tenants.get_mut(file).map(Arc::make_mut)
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

    /// A state of it, if that was made.
    pub(super) fn generation(&self, source: Source) -> Option<Arc<Generation>> {
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

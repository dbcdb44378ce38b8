//! Which themes of a folder a run works on: named, by patterns, changed since a git revision, failed in the last run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::cli;
use crate::error::Error;
use crate::fs;
use crate::git::{self, Revision};
use crate::inherit::{self, Library, MATCHING, ThemeFile, chain, plain};
use crate::remote;

/// The largest report of an earlier run, in bytes.
const LIMIT: u64 = 256 << 20;

/// Where themes are looked for, and which are wanted.
pub(super) struct Scope<'a> {
    /// As the command line names them; none: all in the folder.
    pub(super) paths: &'a [PathBuf],
    pub(super) themes: &'a Path,
    /// The base client that they are built on, if there is one.
    pub(super) base: Option<&'a Path>,
    pub(super) choice: &'a cli::Choice,
    pub(super) templates: Abstract,
}

/// What is done with templates for other themes that nobody named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Abstract {
    Keep,
    LeaveOut,
}

/// The themes of a run, in the order of their paths.
pub(super) struct Chosen {
    /// Those that it works on.
    pub(super) themes: Vec<ThemeFile>,
    /// Those that they are checked against: all that the paths name, templates too.
    pub(super) fleet: Vec<ThemeFile>,
}

/// Finds the themes of a run.
pub(super) fn themes(scope: &Scope<'_>, library: &Library) -> Result<Chosen, Error> {
    let mut found = inherit::find(scope.paths, scope.themes)?;
    let fleet = found.clone();
    if scope.templates == Abstract::LeaveOut {
        // A template is there for others; only who asks for its package by name gets an error.
        let named = scope.paths.iter().filter(|path| !inherit::is_pattern(path));
        let named: BTreeSet<ThemeFile> = named.map(|path| ThemeFile::at(path)).collect();
        let is_template =
            |theme: &ThemeFile| library.document(theme).is_ok_and(|own| own.is_abstract);
        found.retain(|theme| named.contains(theme) || !is_template(theme));
    }
    let cli::Choice { only, except, changed_since } = scope.choice;
    let tenants = tenants(found, scope.themes, library);
    let (only, except) = (matched(only, &tenants)?, matched(except, &tenants)?);
    let is_wanted = |at: &usize| only.as_ref().is_none_or(|only| only.contains(at));
    let is_left = |at: &usize| !except.as_ref().is_some_and(|except| except.contains(at));
    let tenants = tenants.into_iter().enumerate();
    let chosen = tenants.filter(|(at, _)| is_wanted(at) && is_left(at));
    let chosen: Vec<ThemeFile> = chosen.map(|(_, tenant)| tenant.theme).collect();
    if chosen.is_empty() && (only.is_some() || except.is_some()) {
        return Err(Error::NoneLeft);
    }
    let themes = match changed_since {
        None => chosen,
        Some(revision) => changed(chosen, revision, scope, library)
            .map_err(|reason| Error::NoRevision { revision: revision.clone(), reason })?,
    };
    Ok(Chosen { themes, fleet })
}

/// Whether a run works on all themes of the folder.
pub(super) fn is_everything(inputs: &cli::Inputs, course: &cli::Course) -> bool {
    let choice = &inputs.choice;
    let is_free = choice.only.is_empty() && choice.except.is_empty();
    inputs.paths.is_empty() && is_free && choice.changed_since.is_none() && !course.failed
}

/// A theme with the names that patterns are matched with.
struct Tenant {
    theme: ThemeFile,
    names: Vec<String>,
}

fn tenants(themes: Vec<ThemeFile>, folder: &Path, library: &Library) -> Vec<Tenant> {
    let tenant = |theme: ThemeFile| {
        let path =
            if theme.owns_folder { theme.folder.clone() } else { theme.file.with_extension("") };
        let below = path.strip_prefix(folder).unwrap_or(&path);
        let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
        let id = library.tenant_id(&theme).map(|id| id.value);
        let names = id.into_iter().chain([parts.join("/"), theme.name()]).collect();
        Tenant { theme, names }
    };
    themes.into_iter().map(tenant).collect()
}

/// The places of all tenants that one of the patterns matches; none where there are no patterns.
fn matched(patterns: &[String], tenants: &[Tenant]) -> Result<Option<BTreeSet<usize>>, Error> {
    let mut places = BTreeSet::new();
    for pattern in patterns.iter().map(|pattern| pattern.trim()) {
        let compiled = glob::Pattern::new(pattern).map_err(|error| Error::NoPattern {
            pattern: pattern.to_owned(),
            reason: error.msg.to_owned(),
        })?;
        let is_meant =
            |tenant: &Tenant| tenant.names.iter().any(|name| compiled.matches_with(name, MATCHING));
        let meant = tenants.iter().enumerate().filter(|(_, tenant)| is_meant(tenant));
        let meant: Vec<usize> = meant.map(|(at, _)| at).collect();
        if meant.is_empty() {
            let names = tenants.iter().flat_map(|tenant| tenant.names.iter().map(String::as_str));
            let near = inherit::nearest(pattern, names);
            let help = near.map(|name| format!("did you mean `{name}`?"));
            return Err(Error::NoMatch { pattern: pattern.to_owned(), help });
        }
        places.extend(meant);
    }
    Ok(Some(places).filter(|_| !patterns.is_empty()))
}

/// The themes that a file differs in: of their own, of one that they extend, or of the base client.
fn changed(
    themes: Vec<ThemeFile>,
    name: &str,
    scope: &Scope<'_>,
    library: &Library,
) -> Result<Vec<ThemeFile>, String> {
    // Never a repository inside a theme's folder: its settings come from whoever sent the theme.
    let revision = git::revision(&fs::planned(scope.themes), name)?;
    if let Some(base) = scope.base {
        let base = within(&revision, base, "the base client")?;
        if !revision.changed(&[base])?.is_empty() {
            return Ok(themes);
        }
    }
    let changed = Changed::find(&revision, scope, &themes)?;
    let is_changed = |theme: &ThemeFile| match library.document(theme) {
        Ok(own) => match chain(&own, library) {
            Ok(layers) => layers.iter().any(|layer| changed.has(&layer.location)),
            // Which themes it extends cannot be known; the run says why.
            Err(_) => true,
        },
        Err(_) => true,
    };
    Ok(themes.into_iter().filter(is_changed).collect())
}

/// A path from the top of a repository.
fn within(revision: &Revision, path: &Path, what: &str) -> Result<PathBuf, String> {
    let relative = fs::planned(path).strip_prefix(&revision.top).map(Path::to_owned);
    relative.map_err(|_| {
        format!("{what} `{}` is not in the git repository of the themes", path.display())
    })
}

/// Files that differ from a revision, by the theme that they belong to: the innermost folder with a theme's file.
struct Changed {
    by_folder: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
}

impl Changed {
    fn find(
        revision: &Revision,
        scope: &Scope<'_>,
        themes: &[ThemeFile],
    ) -> Result<Changed, String> {
        let mut folders = BTreeSet::from([within(revision, scope.themes, "the folder of themes")?]);
        for theme in themes {
            let folder = within(revision, &theme.folder, "the theme")?;
            if !folders.iter().any(|known| folder.starts_with(known)) {
                folders.insert(folder);
            }
        }
        let folders: Vec<PathBuf> = folders.into_iter().collect();
        let mut by_folder: BTreeMap<PathBuf, BTreeSet<PathBuf>> = BTreeMap::new();
        for path in revision.changed(&folders)? {
            let path = revision.top.join(path);
            let owner = path
                .ancestors()
                .skip(1)
                .find(|folder| fs::exists(&folder.join("theme.toml")) || *folder == revision.top);
            let owner = owner.unwrap_or(&revision.top).to_owned();
            by_folder.entry(owner).or_default().insert(path);
        }
        Ok(Changed { by_folder })
    }

    /// Whether a file of this theme differs. One without a folder of its own may use all that no other theme owns.
    fn has(&self, location: &ThemeFile) -> bool {
        let folder = fs::planned(&location.folder);
        if location.owns_folder {
            return self.by_folder.contains_key(&folder);
        }
        let file = folder.join(location.file.file_name().unwrap_or_default());
        let is_other_theme = |path: &PathBuf| {
            *path != file && path.extension().is_some_and(|ending| ending == "toml")
        };
        let mut shared = self.by_folder.values().flatten();
        shared
            .any(|path| path.starts_with(&folder) && !is_other_theme(path) && !self.is_owned(path))
    }

    /// Whether a file lies in the folder of a theme.
    fn is_owned(&self, path: &Path) -> bool {
        path.ancestors().skip(1).any(|folder| fs::exists(&folder.join("theme.toml")))
    }
}

/// What of a report is read again.
#[derive(Deserialize)]
struct Earlier {
    success: bool,
    tenants: Vec<EarlierTenant>,
}

#[derive(Deserialize)]
struct EarlierTenant {
    tenant: String,
    theme: PathBuf,
    success: bool,
}

/// Keeps the themes that were not made in the run that wrote a report.
pub(super) fn keep_failed(
    themes: &mut Vec<ThemeFile>,
    library: &Library,
    report: &Path,
) -> Result<(), Error> {
    let fault = |reason: String| Error::NoReport { path: report.to_owned(), reason };
    if !remote::is_file(report)? {
        return Err(fault("it is not there".into()));
    }
    let bytes = remote::read(report, LIMIT)?;
    let earlier: Earlier =
        serde_json::from_slice(&bytes).map_err(|error| fault(error.to_string()))?;
    if !earlier.success && earlier.tenants.is_empty() {
        return Err(fault("the run ended before it knew its tenants".into()));
    }
    let failed: Vec<EarlierTenant> =
        earlier.tenants.into_iter().filter(|tenant| !tenant.success).collect();
    let files: BTreeSet<PathBuf> = failed.iter().map(|tenant| plain(&tenant.theme)).collect();
    let ids: BTreeSet<&str> = failed.iter().map(|tenant| tenant.tenant.as_str()).collect();
    themes.retain(|theme| {
        let id = library.tenant_id(theme);
        files.contains(&plain(&theme.file)) || id.is_some_and(|id| ids.contains(id.value.as_str()))
    });
    Ok(())
}

//! From a theme's files to a state.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::generation::Generation;
use super::store::Store;
use super::summary::Summary;
use rebadge_core::diagnostic::{self, Diagnostic};
use rebadge_core::fs;
pub(super) use rebadge_core::fs::planned as absolute;
use rebadge_core::source::Sourced;
use rebadge_plan::client::Client;
use rebadge_plan::prepare::{Abstracts, Depth, Gate, Ready, Run, prepare};
use rebadge_render::recipes;
use rebadge_theme::inherit::{Library, ThemeFile, parent_file};
use rebadge_theme::theme::Gaps;

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

/// What themes are read with.
#[derive(Clone, Copy)]
pub(super) struct With<'a> {
    pub(super) client: &'a Arc<Client>,
    pub(super) library: &'a Library,
    pub(super) store: &'a Store,
}

/// Reads a theme and makes a state of it, unless an error stops it; what is equal `before` is taken from there.
pub(super) fn load(
    location: &ThemeFile,
    with: With<'_>,
    gate: Gate,
    before: Option<&Generation>,
) -> Loaded {
    let (mut loaded, ready) = prepared(location, with, (gate, Depth::Samples));
    if let Some(Ready { theme, plans, .. }) = ready {
        let summary = Summary::new(&theme, location);
        match Generation::new(Arc::clone(with.client), theme, plans, before, with.store) {
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

/// Reads a theme: what it is called and how it looks, and what is wrong with it. Of a thousand themes no pictures are drawn
/// for checks: that is done for those that somebody opens.
pub(super) fn survey(location: &ThemeFile, with: With<'_>) -> Loaded {
    let (mut loaded, ready) = prepared(location, with, (Gate::Every, Depth::Texts));
    loaded.summary = ready.map(|ready| Summary::new(&ready.theme, location));
    diagnostic::sort(&mut loaded.diagnostics);
    loaded
}

fn prepared(
    location: &ThemeFile,
    with: With<'_>,
    (gate, depth): (Gate, Depth),
) -> (Loaded, Option<Ready>) {
    let Client { base, templates } = with.client.as_ref();
    // What is drawn for checks is in no plan, so that nobody would let go of it in the store of what is shown.
    let scratch = recipes::Store::new();
    let run = Run::new(base, templates, with.library, &scratch);
    let run = Run { abstracts: Abstracts::Checked, gate, depth, ..run };
    let prepared = prepare(&run, location, Vec::new());
    let is_abstract = prepared.is_abstract();
    // A template may leave out what its themes bring, and what is left out cannot be drawn.
    let is_whole = prepared.gaps == Gaps::default();
    let (ready, diagnostics) = match prepared.ready(gate) {
        Ok((ready, diagnostics)) => (Some(ready).filter(|_| is_whole), diagnostics),
        Err(diagnostics) => (None, diagnostics),
    };
    let loaded = Loaded {
        id: with.library.tenant_id(location),
        is_abstract,
        summary: None,
        generation: None,
        diagnostics,
        depends: depends(location, with.library),
    };
    (loaded, ready)
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

/// What a theme and all that it extends are made of, as far as is known.
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

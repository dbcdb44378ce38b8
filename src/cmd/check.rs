//! `check`: everything that is wrong, and nothing written.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use super::inputs::{Inputs, Ready};
use super::outcomes::{self, Verb};
use super::{End, inputs, tree};
use crate::batch::{self, Outcome};
use crate::cli;
use crate::diagnostic::{Diagnostic, any_error};
use crate::document::{Kind, Node, Table};
use crate::error::Error;
use crate::fleet::{self, Member};
use crate::fs;
use crate::inherit::{Document, ThemeFile, chain, plain};
use crate::plan::{Proven, check_templates};
use crate::render::Effort;
use crate::report::Report;

/// The summary of a theme without errors.
struct Checked {
    /// Its files, its own last.
    layers: Vec<Arc<Document>>,
    /// All that it reads.
    read: Vec<PathBuf>,
}

pub(super) fn run(options: &cli::Check, report: &Report) -> Result<End, Error> {
    let Some(inputs) = inputs::read(&options.inputs, Verb::Check, report)? else {
        return Ok(End::Problems);
    };
    let progress = report.progress(inputs.themes.len());
    let proven = Proven::default();
    let work = |theme: &ThemeFile, known| {
        inputs.prepare(theme, known, |ready, diagnostics| {
            for job in inputs.jobs(ready, Effort::Default) {
                diagnostics.extend(check_templates(&job, &proven));
            }
            (!any_error(diagnostics)).then(|| Ok(checked(theme, ready)))
        })
    };
    let outcomes =
        batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, |id| progress.step(id));
    progress.finish();
    let mut between = between(&inputs, &outcomes);
    if options.inputs.paths.is_empty() {
        between.extend(unread(&inputs, &outcomes, &options.inputs.folders.themes)?);
    }
    if options.tree {
        tree::print(&inputs, report)?;
    }
    outcomes::tell_with(report, Verb::Check, (&outcomes, &between), |_, _| Ok(()))
}

fn checked(theme: &ThemeFile, ready: &Ready<'_>) -> Checked {
    // What a theme reads in a folder of its own concerns no other.
    let is_elsewhere = |name: &&String| !theme.owns_folder || name.starts_with("../");
    let names = ready.theme.inputs.keys().filter(is_elsewhere);
    Checked {
        layers: ready.theme.lineage.layers.clone(),
        read: names.map(|name| plain(&theme.folder.join(name))).collect(),
    }
}

/// What no single theme shows; nothing where there is only one.
fn between(inputs: &Inputs, outcomes: &[Outcome<Checked>]) -> Vec<Diagnostic> {
    if inputs.themes.len() < 2 {
        return Vec::new();
    }
    let mut known: BTreeMap<PathBuf, &Checked> = BTreeMap::new();
    for checked in outcomes.iter().filter_map(made) {
        known.extend(checked.layers.last().map(|own| (own.location.file.clone(), checked)));
    }
    let layers = |theme: &ThemeFile| match known.get(&theme.file) {
        Some(checked) => checked.layers.clone(),
        // One with errors is a member all the same, with as much of it as could be read.
        None => inputs.library.document(theme).map_or_else(
            |_| Vec::new(),
            |own| chain(&own, &inputs.library).unwrap_or_else(|_| vec![own]),
        ),
    };
    let members: Vec<Member> =
        inputs.themes.iter().filter_map(|theme| Member::new(layers(theme))).collect();
    fleet::check(&members, &inputs.base)
}

/// Files that no theme reads, and that none with errors names either. Nothing, as long as a theme that may name them
/// cannot be read.
fn unread(
    inputs: &Inputs,
    outcomes: &[Outcome<Checked>],
    root: &std::path::Path,
) -> Result<Vec<Diagnostic>, Error> {
    let made: Vec<&Checked> = outcomes.iter().filter_map(made).collect();
    let own = |checked: &&Checked| checked.layers.last().map(|own| own.location.file.clone());
    let sound: BTreeSet<PathBuf> = made.iter().filter_map(own).collect();
    let mut read: BTreeSet<PathBuf> =
        made.iter().flat_map(|checked| checked.read.clone()).collect();
    for theme in inputs.themes.iter().filter(|theme| !sound.contains(&theme.file)) {
        let own = inputs.library.document(theme);
        let is_alone = theme.owns_folder && own.as_ref().is_ok_and(|own| own.extends.is_empty());
        match own {
            _ if is_alone => {}
            Ok(own) if !own.has_syntax_errors => {
                let names = texts(&own.table);
                read.extend(names.iter().map(|name| plain(&theme.folder.join(name))));
            }
            _ => return Ok(Vec::new()),
        }
    }
    Ok(fleet::unread(&fs::files_below(root)?, &inputs.themes, &read))
}

/// Every text in a table: one of them may be the name of a file.
fn texts(table: &Table) -> Vec<String> {
    fn of(node: &Node) -> Vec<String> {
        match &node.kind {
            Kind::String(text) => vec![text.clone()],
            Kind::Array(items) => items.iter().flat_map(of).collect(),
            Kind::Table(table) => texts(table),
            _ => Vec::new(),
        }
    }
    table.entries.iter().flat_map(|entry| of(&entry.value)).collect()
}

fn made(outcome: &Outcome<Checked>) -> Option<&Checked> {
    outcome.result.as_ref()?.as_ref().ok()
}

//! `check`: everything that is wrong, and nothing written.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::inputs::{Inputs, Reported};
use super::outcomes::{Settings, Telling, Verb};
use super::{End, choice, inputs, tree};
use crate::batch::{self, Outcome, Reach, Work};
use crate::cli;
use crate::diagnostic::Diagnostic;
use crate::document::{Kind, Node, Table};
use crate::error::Error;
use crate::fleet;
use crate::fs::{self, Found};
use crate::inherit::{ThemeFile, plain};
use crate::prepare::Ready;
use crate::recipes::Store;
use crate::render::Effort;
use crate::report::Report;

/// The summary of a theme without errors.
struct Checked {
    /// Its own file.
    file: PathBuf,
    /// All that it reads.
    read: Vec<PathBuf>,
}

pub(super) fn run(options: &cli::Check, report: &Report) -> Result<End, Error> {
    let (verb, course) = (Verb::Check, &options.course);
    let settings = Settings::new(course, None);
    let reported = Reported { verb, course, settings: &settings, planned: None };
    let read = inputs::read_reported(&options.inputs, reported, || Ok(()), report)?;
    let Some((inputs, ())) = read else {
        return Ok(End::Problems);
    };
    let telling = Telling::new(report, verb, settings, inputs.themes.len());
    let between = inputs.between();
    // Equal tenants share what is drawn for the checks.
    let store = Store::new();
    let run = inputs.run(Effort::Default, &store);
    let work = |theme: &ThemeFile, known| match inputs.ready(&run, theme, known) {
        Ok((ready, diagnostics)) => {
            let result = (!between.fails(theme)).then(|| Ok(checked(theme, &ready)));
            Work { diagnostics, result }
        }
        Err(diagnostics) => inputs::failed(diagnostics),
    };
    let outcomes = batch::run(&inputs.themes, &inputs.library, inputs.jobs, work, |outcome| {
        telling.tell(outcome, |_, _| Vec::new())
    });
    let mut of_all = between.diagnostics();
    let is_whole = outcomes.iter().all(|outcome| outcome.reach == Reach::Done);
    if is_whole && choice::is_everything(&options.inputs, &options.course) {
        // A folder that cannot be read is an error of its theme.
        let files = fs::files_below(&options.inputs.folders.themes).unwrap_or_default();
        of_all.extend(unread(&inputs, &outcomes, &files));
        for file in fleet::passed_over(&files, &inputs.themes) {
            let (file, why) = (file.display(), "a name in its path begins with a dot");
            report.warning(&format!("the theme `{file}` is passed over: {why}"))?;
        }
    }
    if report.is_verbose() {
        let foreign = inputs.base.targets.iter().filter_map(|target| target.foreign.as_ref());
        for (place, why) in foreign.flat_map(|foreign| &foreign.told) {
            report.line(&format!("{place}: to look at: {why}"))?;
        }
    }
    if options.tree {
        telling.finish_progress();
        tree::print(&inputs, report)?;
    }
    telling.end(&outcomes, &of_all)
}

fn checked(theme: &ThemeFile, ready: &Ready) -> Checked {
    // What a theme reads in a folder of its own concerns no other.
    let is_elsewhere = |name: &&String| !theme.owns_folder || name.starts_with("../");
    let names = ready.theme.inputs.keys().filter(is_elsewhere);
    Checked {
        file: theme.file.clone(),
        read: names.map(|name| plain(&theme.folder.join(name))).collect(),
    }
}

/// Files that no theme reads, and that none with errors names either. Nothing, as long as a theme that may name them, or a
/// folder, cannot be read: that is an error of its theme.
fn unread(inputs: &Inputs, outcomes: &[Outcome<Checked>], files: &[Found]) -> Vec<Diagnostic> {
    let made: Vec<&Checked> = outcomes.iter().filter_map(made).collect();
    let sound: BTreeSet<&Path> = made.iter().map(|checked| checked.file.as_path()).collect();
    let mut read: BTreeSet<PathBuf> =
        made.iter().flat_map(|checked| checked.read.clone()).collect();
    for theme in inputs.themes.iter().filter(|theme| !sound.contains(theme.file.as_path())) {
        let own = inputs.library.document(theme);
        let is_alone = theme.owns_folder && own.as_ref().is_ok_and(|own| own.extends.is_empty());
        match own {
            _ if is_alone => {}
            Ok(own) if !own.has_syntax_errors => {
                let names = texts(&own.table);
                read.extend(names.iter().map(|name| plain(&theme.folder.join(name))));
            }
            _ => return Vec::new(),
        }
    }
    fleet::unread(files, &inputs.themes, &read)
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

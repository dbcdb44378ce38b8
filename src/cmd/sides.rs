//! A theme or a package that is compared: how it is named, and made into a side. Separate because `diff` compares any two,
//! and `book` one with what was approved.

use std::path::Path;

use super::cached::Cached;
use super::inputs::Inputs;
use crate::base::Base;
use crate::batch::{self, Work};
use crate::bundle::Tree;
use crate::diagnostic::Diagnostic;
use crate::diff::{Kind, Side};
use crate::error::Error;
use crate::inherit::ThemeFile;
use crate::listing;
use crate::output_path::OutputPath;
use crate::package::{Named, Recorded};
use crate::plan::{self, Job};
use crate::prepare::{Ready, Run, prepare};
use crate::render::Effort;
use crate::report::Report;

/// A theme is compared with a package of a target that is known.
pub(super) fn check_target(named: &Named, inputs: &Inputs) -> Result<(), Error> {
    let Named::Package(opened) = named else { return Ok(()) };
    let mut targets = inputs.base.targets.iter().map(|target| target.name.as_str());
    let reason = match &opened.recorded {
        Some(recorded) if targets.any(|target| target == recorded.target) => return Ok(()),
        Some(recorded) => {
            format!("it is built for `{}`, which the base client does not have", recorded.target)
        }
        None if targets.count() == 1 => return Ok(()),
        None => "it has no manifest that says which target it is built for".into(),
    };
    Err(Error::NoPackage { path: opened.bundle.path.clone(), reason, help: None })
}

/// Renders a theme in memory; for the target of a package and with its effort, where there is one to compare with.
pub(super) fn theme_side(
    inputs: &Inputs,
    path: &Path,
    like: Option<&Recorded>,
    cached: &Cached,
    report: &Report,
) -> Result<Side, Error> {
    let themes = [ThemeFile::at(path)];
    let store = cached.store();
    let run = inputs.run(effort(like), &store);
    let work = |theme: &ThemeFile, known| {
        let (ready, mut diagnostics) = match prepare(&run, theme, known).ready(run.gate) {
            Ok(ready) => ready,
            Err(diagnostics) => return Work::failed(diagnostics),
        };
        match rendered(&run, &ready, like) {
            Ok(tree) => {
                let side = side(run.base, &ready, path, tree);
                Work { diagnostics, result: Some(Ok(side)) }
            }
            Err(problems) => {
                diagnostics.extend(problems);
                Work::failed(diagnostics)
            }
        }
    };
    // A batch of one: with its large stack, and with panics kept in.
    for outcome in batch::run(&themes, &inputs.library, inputs.jobs, work, batch::go_on) {
        report.diagnostics(Some(&outcome.id), &outcome.diagnostics)?;
        if let Some(result) = outcome.result {
            return result;
        }
    }
    Err(Error::Unfit { path: path.to_owned() })
}

/// A theme that is ready, with what was rendered of it.
pub(super) fn side(base: &Base, ready: &Ready, path: &Path, tree: Tree) -> Side {
    let theme = &ready.theme;
    // A theme without a plan is a template for others.
    let is_template = ready.plans.is_empty();
    let note =
        format!("`{}` is a template for other themes, no files are compared", path.display());
    Side {
        label: format!("{} (theme)", path.display()),
        tenant: Some(theme.tenant.name.value.clone()),
        base: Some(format!("{} {}", base.id, base.version)),
        theme: Some(listing::values(theme, base)),
        notes: if is_template { vec![note] } else { Vec::new() },
        kind: if is_template {
            Kind::Template
        } else {
            Kind::Theme { tree, fonts: theme.drawing_fonts.clone() }
        },
    }
}

/// How images of a theme are compressed that is compared with a package: as they were there.
pub(super) fn effort(like: Option<&Recorded>) -> Effort {
    let named = like.and_then(|like| like.effort.as_deref());
    named.and_then(Effort::named).unwrap_or(Effort::Default)
}

/// All outputs; those of several targets below the target's name.
pub(super) fn rendered(
    run: &Run<'_>,
    ready: &Ready,
    like: Option<&Recorded>,
) -> Result<Tree, Vec<Diagnostic>> {
    let is_meant = |job: &Job<'_>| like.is_none_or(|like| like.target == job.target.name);
    let (mut trees, mut problems) = (Vec::new(), Vec::new());
    for job in run.jobs(ready).filter(is_meant) {
        match plan::render(&job, run.store) {
            Ok(rendered) => trees.push((job.target.name.as_str(), rendered.tree)),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(joined(trees)) } else { Err(problems) }
}

/// The only tree, or all of them, each below the name of its target.
fn joined(mut trees: Vec<(&str, Tree)>) -> Tree {
    if let (1, Some((_, tree))) = (trees.len(), trees.first_mut()) {
        return std::mem::take(tree);
    }
    let mut all = Tree::default();
    for (target, tree) in &trees {
        for (path, output) in tree.iter() {
            if let Ok(path) = OutputPath::new(&format!("{target}/{path}")) {
                all.insert(path, output.clone());
            }
        }
    }
    all
}

//! A theme or a package that is compared: how it is named, and made into a side. Separate because `diff` compares any two,
//! and `book` one with what was approved.

use std::path::Path;

use super::inputs::{Inputs, Ready};
use crate::batch;
use crate::bundle::Tree;
use crate::diagnostic::Diagnostic;
use crate::diff::{Kind, Side};
use crate::error::Error;
use crate::inherit::ThemeFile;
use crate::listing;
use crate::output_path::OutputPath;
use crate::package::{Named, Recorded};
use crate::plan;
use crate::recipes::Store;
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
    report: &Report,
) -> Result<Side, Error> {
    let themes = [ThemeFile::at(path)];
    let work = |theme: &_, known| {
        inputs.prepare(theme, known, |ready, diagnostics| {
            rendered(inputs, ready, like, diagnostics)
                .map(|tree| Ok(side(inputs, ready, path, tree)))
        })
    };
    // A batch of one: with its large stack, and with panics kept in.
    for outcome in batch::run(&themes, &inputs.library, inputs.jobs, work, |_| ()) {
        report.diagnostics(Some(&outcome.id), &outcome.diagnostics)?;
        if let Some(result) = outcome.result {
            return result;
        }
    }
    Err(Error::Unfit { path: path.to_owned() })
}

/// A theme that is ready, with what was rendered of it.
pub(super) fn side(inputs: &Inputs, ready: &Ready<'_>, path: &Path, tree: Tree) -> Side {
    let (theme, base) = (&ready.theme, &inputs.base);
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
        kind: match is_template {
            true => Kind::Template,
            false => Kind::Theme { tree, fonts: theme.drawing_fonts.clone() },
        },
    }
}

/// All outputs; those of several targets below the target's name.
pub(super) fn rendered(
    inputs: &Inputs,
    ready: &Ready<'_>,
    like: Option<&Recorded>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Tree> {
    let named = like.and_then(|like| like.effort.as_deref());
    let effort = named.and_then(Effort::named).unwrap_or(Effort::Default);
    let jobs: Vec<_> = inputs
        .jobs(ready, effort)
        .filter(|job| like.is_none_or(|like| like.target == job.target.name))
        .collect();
    let (mut trees, mut problems) = (Vec::new(), Vec::new());
    let store = Store::new();
    for job in &jobs {
        match plan::render(job, &store) {
            Ok(rendered) => trees.push((job.target.name.as_str(), rendered.tree)),
            Err(found) => problems.extend(found),
        }
    }
    let is_whole = problems.is_empty();
    diagnostics.extend(problems);
    is_whole.then(|| joined(trees))
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

//! Renders the templates of a plan to find out what is wrong with them, before there are files that they could list.

use std::cell::OnceCell;

use super::{Job, Knows, Proven, Step, context};
use rebadge_core::diagnostic::Diagnostic;

/// Renders the templates only, with an inventory without digests: what is wrong with them shows. What is `proven` to be
/// sound is not rendered again.
pub fn check_templates(job: &Job<'_>, proven: &Proven) -> Vec<Diagnostic> {
    let mut view = context::view(job);
    let mut problems = Vec::new();
    for last in [Knows::Theme, Knows::Inventory] {
        if last == Knows::Inventory {
            for (name, value) in context::paths_only(job.paths()) {
                view.insert(name, value);
            }
        }
        let context = OnceCell::new();
        let steps = job.plan.steps.iter().filter(|(_, step)| **step == Step::Template(last));
        for (path, _) in steps {
            problems.extend(proven.check(job, path, &view, || {
                job.templates.render(path, context.get_or_init(|| view.context()))
            }));
        }
    }
    problems
}

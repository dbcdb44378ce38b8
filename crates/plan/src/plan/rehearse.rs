//! Renders the templates of a plan to find out what is wrong with them, before there are files that they could list.

use tera::Context;

use super::{Job, Knows, Step, context, foreign};
use rebadge_core::diagnostic::Diagnostic;

/// What is wrong with the templates of a plan: each is rendered, with an inventory without digests.
pub fn check_templates(job: &Job<'_>) -> Vec<Diagnostic> {
    let mut context = context::view(job).context();
    let mut problems = check(job, Knows::Theme, &context);
    problems.extend(foreign::check(job, &context));
    for (name, value) in context::paths_only(job.paths()) {
        context.insert(name, &value);
    }
    problems.extend(check(job, Knows::Inventory, &context));
    problems
}

fn check(job: &Job<'_>, knows: Knows, context: &Context) -> Vec<Diagnostic> {
    let steps = job.plan.steps.iter().filter(|(_, step)| **step == Step::Template(knows));
    let rendered = steps.map(|(path, _)| job.templates.render(path, context));
    rendered.filter_map(Result::err).flatten().collect()
}

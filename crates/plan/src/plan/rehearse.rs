//! Renders the templates of a plan to find out what is wrong with them, before there are files that they could list.

use tera::Context;

use super::{Job, Knows, Seen, Step, context, foreign};
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::output_path::OutputPath;
use rebadge_render::recipes::kinds::inventory::BUILD;
use rebadge_render::recipes::{Fault, Inputs, Run, Store};

/// What is wrong with the templates of a plan: each is rendered, with an inventory without digests. What a package has of
/// them stays in the store.
pub fn check_templates(job: &Job<'_>, store: &Store) -> Vec<Diagnostic> {
    let (mut inputs, seen) = (Inputs::default(), Seen::of(job));
    seen.add_to(&mut inputs, job);
    let mut problems = made(job, &seen, Run { inputs: &inputs, store });
    let mut context = Context::clone(&seen.context);
    problems.extend(foreign::check(job, &context));
    context.insert("build", &"0".repeat(BUILD));
    let lists = context::paths_only(job);
    let rendered = templates(job, Knows::Inventory).map(|path| {
        let mut context = context.clone();
        lists.add_to(&mut context, (job.templates, path));
        job.templates.render(path, &context)
    });
    problems.extend(rendered.filter_map(Result::err).flatten());
    problems
}

/// What is wrong with the templates that know the theme only.
fn made(job: &Job<'_>, seen: &Seen, run: Run<'_>) -> Vec<Diagnostic> {
    let files = templates(job, Knows::Theme).map(|path| run.bytes(&seen.template(path)));
    let found = files.map(|file| match file {
        Err(Fault::Found(problems)) => problems,
        // Templates have no other faults.
        _ => Vec::new(),
    });
    found.flatten().collect()
}

fn templates<'a>(job: &Job<'a>, knows: Knows) -> impl Iterator<Item = &'a OutputPath> {
    let steps = job.plan.steps.iter();
    steps.filter(move |(_, step)| **step == Step::Template(knows)).map(|(path, _)| path)
}

//! Files that all packages have and that list what all packages have: made when a base client is read, not for each tenant.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;
use tera::Context;

use rebadge_bundle::{Entry, Shared};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Place;
use rebadge_render::recipes::kinds::inventory::{BUILD, rows};
use rebadge_render::render::Templates;
use rebadge_theme::base::{FileClass, Target, TemplateKind};

/// Renders the templates of a target that every package has the same of, and puts the files among those that no theme
/// changes. `client` is what templates see of the base client. Returns the templates: path in the base client's folder →
/// SHA-256.
///
/// # Errors
/// Faults at the templates; a file that some systems take for another one.
pub(crate) fn make(
    target: &mut Target,
    client: &Value,
    templates: &Templates,
) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
    let paths = common(target);
    if paths.is_empty() {
        return Ok(BTreeMap::new());
    }
    let mut context = Context::new();
    context.insert("client", client);
    context.insert("build", &target.untouched.sha256()[..BUILD]);
    context.insert("files", &rows(&target.untouched).collect::<Vec<_>>());
    let (mut made, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match templates.render(&path, &context) {
            Ok(text) => made.push((path, text)),
            Err(found) => problems.extend(found.into_iter().map(helped)),
        }
    }
    problems.extend(made.iter().filter_map(|(path, _)| clash(target, path)));
    if !problems.is_empty() {
        return Err(problems);
    }
    let (mut entries, mut inputs) = (target.untouched.entries().clone(), BTreeMap::new());
    for (path, text) in made {
        let Some(file) = target.files.remove(&path) else { continue };
        entries.insert(path.clone(), Entry::of_bytes(&path, Arc::new(text.into()), file.mode));
        inputs.insert(file.name.clone(), file.sha256);
        target.common.insert(path, file.name);
    }
    target.untouched = Arc::new(Shared::new(entries));
    Ok(inputs)
}

/// A fault with what to do: most are names of what a tenant has.
fn helped(problem: Diagnostic) -> Diagnostic {
    let own = problem.help.clone();
    let names = "a template in `common` is filled in once for all tenants, with `client`, `files` and `build`".to_owned();
    problem.maybe_help(own.or(Some(names)))
}

/// The paths of the files that such templates make.
fn common(target: &Target) -> Vec<OutputPath> {
    let is_common = |class: &FileClass| match class {
        FileClass::Template(template) => template.kind == TemplateKind::Common,
        _ => false,
    };
    let files = target.files.iter().filter(|(_, file)| is_common(&file.class));
    files.map(|(path, _)| path.clone()).collect()
}

fn clash(target: &Target, path: &OutputPath) -> Option<Diagnostic> {
    let other = target.untouched.clash(path)?;
    let FileClass::Template(template) = &target.files.get(path)?.class else { return None };
    let message = format!("`{path}` and `{other}` are one file on some systems");
    Some(Diagnostic::at(Code::OutputCollision, &Place::file(&template.source), message))
}

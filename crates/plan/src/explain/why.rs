//! From an output back to what it was made of: the recipe, the base client's file, the keys of the theme behind its
//! parameters.

use std::collections::BTreeSet;

use crate::plan::{keys_of, keys_of_edits};
use rebadge_core::output_path::OutputPath;
use rebadge_render::recipes::kinds::template::Template;
use rebadge_render::recipes::{Graph, Inputs, Recipe, Source};
use rebadge_theme::base::Target;

/// Why an output is as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause {
    /// What made it, as `build --dry-run` shows it.
    pub step: String,
    /// The base client's file that it was made of.
    pub base_file: Option<String>,
    /// Patterns of the theme's keys that it reads.
    pub keys: Vec<String>,
    /// Whether it also depends on every other file of the package.
    pub reads_all_files: bool,
}

/// Why a graph makes an output as it does; none for a path that it does not make.
pub fn cause(
    graph: &Graph,
    inputs: &Inputs,
    (target, path): (&Target, &OutputPath),
) -> Option<Cause> {
    let source = graph.get(path)?;
    let Source::Made(entry) = source else {
        let is_list = target.common.contains_key(path);
        let made = "template, once for all packages".to_owned();
        return Some(Cause {
            step: if is_list { made } else { source.describe() },
            base_file: Some(target.untouched_name(path)),
            keys: Vec::new(),
            reads_all_files: false,
        });
    };
    let names = match entry.node.recipe() {
        Recipe::Template(template) => used_names(template, inputs),
        Recipe::Inventory(inventory) => used_names(&inventory.template, inputs),
        _ => BTreeSet::new(),
    };
    let about = &entry.about;
    let mut keys: Vec<String> = names.iter().flat_map(|name| keys_of(name)).collect();
    keys.extend(about.reads.iter().map(|read| read.key.clone()));
    let base_file = about.base_file.iter();
    keys.extend(base_file.flat_map(|name| keys_of_edits(target, name, inputs)));
    keys.sort();
    keys.dedup();
    let lists = ["files", "own_files", "build"];
    let reads_all_files = names.iter().any(|name| lists.contains(&name[0].as_str()));
    let (step, base_file) = (source.describe(), about.base_file.clone());
    Some(Cause { step, base_file, keys, reads_all_files })
}

/// The paths of the context that a template reads.
fn used_names(template: &Template, inputs: &Inputs) -> BTreeSet<Vec<String>> {
    let templates = inputs.templates(&template.templates);
    templates.map(|templates| templates.used_names(&template.path).clone()).unwrap_or_default()
}

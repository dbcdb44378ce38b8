//! From an output back to what it was made of: the recipe, the base client's file, the keys of the theme behind its
//! parameters.

use std::collections::BTreeSet;

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
        let base_file = Some(target.untouched_name(path));
        return Some(Cause {
            step: source.describe(),
            base_file,
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
    keys.sort();
    keys.dedup();
    let reads_all_files = names.iter().any(|name| ["files", "build"].contains(&name[0].as_str()));
    let (step, base_file) = (source.describe(), about.base_file.clone());
    Some(Cause { step, base_file, keys, reads_all_files })
}

/// The paths of the context that a template reads.
fn used_names(template: &Template, inputs: &Inputs) -> BTreeSet<Vec<String>> {
    let both =
        inputs.templates(&template.templates).ok().zip(inputs.context(&template.context).ok());
    both.map(|(templates, context)| templates.used_names(&template.path, context))
        .unwrap_or_default()
}

/// The theme's keys behind a path of the templates' context (`docs/client.md`, Templates).
fn keys_of(name: &[String]) -> Vec<String> {
    let rest: Vec<String> = name[1..].iter().map(|part| part.replace('_', "-")).collect();
    let below = |table: &str| {
        let path: Vec<&str> = [table].into_iter().chain(rest.iter().map(String::as_str)).collect();
        vec![path.join(".")]
    };
    match name[0].as_str() {
        table @ ("tenant" | "legal" | "colors" | "strings" | "features" | "fonts") => below(table),
        "logo" => vec!["brand.logo".into(), "brand.logo-dark".into()],
        "launch" => vec!["launch".into()],
        "icons" => vec!["icon".into()],
        "screenshots" => vec!["screenshots".into(), "menu.entries".into()],
        "shortcuts" => vec!["menu.layout".into(), "menu.entries".into()],
        "menu" => match rest.first().map(String::as_str) {
            Some("groups") => vec!["menu.groups".into()],
            _ => vec!["menu.layout".into(), "menu.entries".into()],
        },
        // What they hold is of sections whose names the contract makes up.
        "hosts" | "policy" | "security" | "parts" => vec!["**".into()],
        "demo" => vec!["demo".into()],
        "sections" if rest.is_empty() => Vec::new(),
        "sections" => vec![name[1..].join(".")],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: &[&str]) {
        let parts: Vec<String> = name.split('/').map(str::to_owned).collect();
        assert_eq!(keys_of(&parts), expect, "{name}");
    }

    #[test]
    fn a_name_of_a_template_leads_to_keys() {
        check("tenant/short_name", &["tenant.short-name"]);
        check("colors/light/on-primary", &["colors.light.on-primary"]);
        check("logo/dark", &["brand.logo", "brand.logo-dark"]);
        check("menu/places", &["menu.layout", "menu.entries"]);
        check("sections/security/idle-lock-minutes", &["security.idle-lock-minutes"]);
        check("shortcuts/label", &["menu.layout", "menu.entries"]);
        check("client/version", &[]);
    }
}

//! From an output back to what it was made of: the step, the base client's file, the keys of the theme that it reads.

use crate::artwork::{Artwork, Image};
use crate::output_path::OutputPath;
use crate::plan::{self, Copied, Drawn, Recolored, Step};
use crate::render::{Job, context};
use crate::theme::Background;

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

/// Why a job makes an output as it does; none for a path that it does not make.
pub fn cause(job: &Job<'_>, path: &OutputPath) -> Option<Cause> {
    let step = job.plan.steps.get(path)?;
    let base_file = job.target.files.get(path).map(|file| file.name.clone());
    let names = match step {
        Step::Template(_) => job.templates.used_names(path, &context::context(job)),
        _ => Default::default(),
    };
    let mut keys = match step {
        Step::Template(_) => names.iter().flat_map(|name| keys_of(name)).collect(),
        Step::Copy(Copied::Base) => Vec::new(),
        Step::Copy(Copied::Font { family, .. }) => {
            vec![format!("fonts.\"{}\".files", job.theme.fonts[*family].family.value)]
        }
        Step::Copy(Copied::Screenshot(_)) => vec!["screenshots".to_owned()],
        Step::Recolor(Recolored::Base) => vec!["colors.**".to_owned()],
        Step::Recolor(Recolored::Image(drawn)) | Step::Same(drawn) => {
            image(drawn, drawn.artwork(job.theme))
        }
        Step::Shortcut(shortcut) => shortcut_keys(&shortcut.entry),
        Step::Compose
        | Step::OneColor(_)
        | Step::Drawable(..)
        | Step::Picture(..)
        | Step::Container(_) => icon(job),
        Step::Text(_) => vec!["tenant.**".to_owned(), "launch.**".to_owned()],
    };
    keys.sort();
    keys.dedup();
    let reads_all_files = names.iter().any(|name| ["files", "build"].contains(&name[0].as_str()));
    Some(Cause { step: plan::kind(step), base_file, keys, reads_all_files })
}

fn image(drawn: &Drawn, artwork: &Artwork) -> Vec<String> {
    let key = match drawn {
        Drawn::Logo(crate::color::Scheme::Light) => "brand.logo".to_owned(),
        Drawn::Logo(crate::color::Scheme::Dark) => "brand.logo-dark".to_owned(),
        Drawn::MenuIcon(id) => format!("menu.entries.{id}.icon"),
    };
    let colors = is_recolored(artwork).then(|| "colors.**".to_owned());
    [key].into_iter().chain(colors).collect()
}

fn shortcut_keys(entry: &str) -> Vec<String> {
    vec![format!("menu.entries.{entry}.icon"), "colors.light.**".to_owned()]
}

fn icon(job: &Job<'_>) -> Vec<String> {
    let icon = &job.theme.icon;
    let background = match &icon.background.value {
        Background::Artwork(artwork) => is_recolored(artwork),
        _ => false,
    };
    let is_recolored = background || is_recolored(&icon.mark.value);
    let colors = is_recolored.then(|| "colors.**".to_owned());
    ["icon.**".to_owned()].into_iter().chain(colors).collect()
}

fn is_recolored(artwork: &Artwork) -> bool {
    matches!(&artwork.image, Image::Vector(vector) if vector.is_recolored())
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

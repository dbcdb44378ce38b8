//! The texts of the sets: what lists their pictures, and what speaks of them. Apart from [`super::templates`], which are
//! the base client's: these are part of the tool, and a fault in them is the tool's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::{Value, json};
use tera::Context;

use super::escape::Escape;
use super::template::{Engine, Template};
use super::{Job, context, wellformed};
use crate::color::{Color, Role};
use crate::diagnostic::{Code, Diagnostic};
use crate::output_path::OutputPath;
use crate::plan::{self, Format, Icon, SETS, Size, Text, icons};
use crate::source::Place;
use crate::theme::{Background, Theme};

/// All templates of all sets, parsed once. They are constants, so that one engine serves every run.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| {
    Engine::new(templates()).unwrap_or_else(|faults| unreachable!("a test parses them: {faults:?}"))
});

/// Each is named by its own text, with the ending that says how values are escaped in it.
fn templates() -> Vec<Template> {
    let mut all = BTreeSet::new();
    for icon in SETS.iter().flat_map(|set| icons(set, "app")) {
        if let Format::Text(text) = icon.format {
            all.insert((text, escape(&icon.name)));
        }
    }
    let template = |(text, escape): (&str, Escape)| Template {
        name: text.to_owned(),
        text: text.to_owned(),
        escape,
    };
    all.into_iter().map(template).collect()
}

fn escape(name: &str) -> Escape {
    Escape::for_file_name(name).unwrap_or(Escape::Plain)
}

/// Renders a text of a set.
///
/// # Errors
/// Something that the theme says and the text cannot hold.
pub(super) fn render(
    job: &Job<'_>,
    path: &OutputPath,
    text: &Text,
) -> Result<String, Vec<Diagnostic>> {
    let problem = |message: String| {
        let message = format!("`{path}` cannot be written: {message}");
        vec![Diagnostic::at(Code::Template, &Place::file(&job.theme.source), message)]
    };
    let context = context_of(job, path, text);
    let rendered = ENGINE.render(text.template, &context);
    let rendered = rendered.map_err(|fault| problem(fault.message))?;
    let escape = escape(path.file_name());
    if escape == Escape::Html {
        // Lines for a page's head are no page.
        return Ok(rendered);
    }
    match wellformed::check(escape, &rendered) {
        Ok(()) => Ok(rendered),
        Err(malformed) => Err(problem(malformed.message)),
    }
}

fn context_of(job: &Job<'_>, path: &OutputPath, text: &Text) -> Context {
    let theme = job.theme;
    let of_set = || job.plan.names.icons.iter().filter(|(_, icon)| icon.set == text.set);
    let pictures: Vec<Value> = of_set()
        .filter(|(_, icon)| !matches!(icon.format, Format::Text(_)))
        .map(|(_, icon)| picture(icon, &icon.name))
        .collect();
    let folder = path.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside: Vec<Value> = of_set()
        .filter(|(other, icon)| {
            let (parent, _) = other.as_str().rsplit_once('/').unwrap_or_default();
            parent == folder && !matches!(icon.format, Format::Text(_))
        })
        .map(|(other, icon)| picture(icon, other.file_name()))
        .collect();
    let mut context = Context::new();
    context.insert("tenant", &context::tenant(theme));
    context.insert("id", &plan::id(theme));
    context.insert("colors", &context::colors(theme));
    context.insert(
        "accent",
        &pair(theme.palettes.light.get(Role::Link), theme.palettes.dark.get(Role::Link)),
    );
    context
        .insert("launch", &pair(theme.launch.background.value, theme.launch.background_dark.value));
    context.insert("icon", &icon_background(theme));
    context.insert("tile", &tile(theme));
    context.insert("pictures", &pictures);
    context.insert("beside", &beside);
    context.insert("screenshots", &screenshots(job));
    context.insert("kinds", &kinds(of_set().map(|(path, _)| path)));
    context
}

/// The screenshots that stand beside a set.
fn screenshots(job: &Job<'_>) -> Vec<Value> {
    let theme = job.theme;
    let shown = job.plan.names.screenshots.iter().map(|(at, path)| {
        let shown = &theme.screenshots[*at];
        json!({
            "path": path,
            "type": shown.header.format.media_type(),
            "sizes": shown.sizes(),
            "form_factor": shown.form.name(),
            "label": shown.label_in(&theme.tenant.language.value),
        })
    });
    shown.collect()
}

/// Android's resources by their names: `drawable` or `mipmap`, as the folder says that they stand in.
fn kinds<'a>(paths: impl Iterator<Item = &'a OutputPath>) -> BTreeMap<&'a str, &'a str> {
    let kind = |path: &'a OutputPath| {
        let (folders, file) = path.as_str().rsplit_once('/')?;
        let folder = folders.rsplit('/').next()?;
        let kind = folder.split('-').next().filter(|kind| ["drawable", "mipmap"].contains(kind))?;
        Some((file.split('.').next()?, kind))
    };
    paths.filter_map(kind).collect()
}

fn pair(light: Color, dark: Color) -> Value {
    json!({ "light": color(light), "dark": color(dark) })
}

/// A color in the forms in which platforms write it.
fn color(color: Color) -> Value {
    let share = |channel: u8| format!("{:.4}", f64::from(channel) / 255.0);
    json!({
        "hex": color.to_string(),
        "red": format!("{:02X}", color.r),
        "green": format!("{:02X}", color.g),
        "blue": format!("{:02X}", color.b),
        "red_share": share(color.r),
        "green_share": share(color.g),
        "blue_share": share(color.b),
    })
}

/// The icon's background, where it is one color.
fn icon_background(theme: &Theme) -> Value {
    let (light, dark) = match &theme.icon.background.value {
        Background::Color { light, dark } => (*light, *dark),
        _ => {
            return json!({ "is_plain": false, "light": color(Color::BLACK), "dark": color(Color::BLACK) });
        }
    };
    json!({ "is_plain": true, "light": color(light), "dark": color(dark) })
}

/// The color of tiles, which is one: that of the icon, or what comes next to it.
fn tile(theme: &Theme) -> String {
    match &theme.icon.background.value {
        Background::Color { light, .. } => light.to_string(),
        Background::Gradient(gradient) => gradient.from.to_string(),
        Background::Artwork(_) => theme.palettes.light.get(Role::Primary).to_string(),
    }
}

fn picture(icon: &Icon, path: &str) -> Value {
    let size = icon.size.unwrap_or(Size::px(0));
    let units = |tenths: u32| match tenths % 10 {
        0 => json!(tenths / 10),
        _ => json!(f64::from(tenths) / 10.0),
    };
    json!({
        "path": path,
        "type": icon.media_type(),
        "sizes": icon.sizes(),
        "width": size.width(),
        "height": size.height(),
        "units": [units(size.units.0), units(size.units.1)],
        "factor": units(size.factor / 10),
        "scale": size.scale,
        "purpose": icon.purpose,
        "style": icon.style_name(),
        "is_wide": size.width() > size.height(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_has_a_language() {
        for icon in SETS.iter().flat_map(|set| icons(set, "app")) {
            if matches!(icon.format, Format::Text(_)) {
                assert!(Escape::for_file_name(&icon.name).is_some(), "{}", icon.name);
            }
        }
    }

    #[test]
    fn every_template_parses() {
        if let Err(faults) = Engine::new(templates()) {
            panic!("{faults:?}");
        }
    }
}

//! The texts of the sets: what lists their pictures, and what speaks of them. Their templates are part of the tool, and a
//! fault in them is the tool's.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use serde_json::{Map, Value, json};

use super::{Format, Icon, Job, Size, context, icons, id, sets};
use rebadge_art::color::{Color, Role};
use rebadge_core::digest::sha256_of;
use rebadge_core::output_path::OutputPath;
use rebadge_render::recipes::kinds::text;
use rebadge_render::recipes::{Input, Read};
use rebadge_render::render::escape::Escape;
use rebadge_render::render::template::{Engine, Template};
use rebadge_theme::theme::{Background, Theme};

/// All templates of all sets, parsed once. They are constants, so that one engine serves every run.
static ENGINE: LazyLock<Arc<Engine>> = LazyLock::new(|| {
    let engine = Engine::new(templates());
    Arc::new(engine.unwrap_or_else(|faults| unreachable!("a test parses them: {faults:?}")))
});

/// Of all of them.
static DIGEST: LazyLock<String> = LazyLock::new(|| {
    let all = templates();
    sha256_of(&all.iter().map(|template| template.text.as_bytes()).collect::<Vec<_>>())
});

/// The templates of all sets.
pub(super) fn engine() -> Arc<Engine> {
    Arc::clone(&ENGINE)
}

/// Each is named by its own text, with the ending that says how values are escaped in it.
fn templates() -> Vec<Template> {
    let mut all = BTreeSet::new();
    for icon in sets().flat_map(|set| icons(set, "app")) {
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

/// A text of a set with what it reads, and the keys of the theme behind that.
pub(super) fn text(job: &Job<'_>, path: &OutputPath, of: &super::Text) -> (text::Text, Vec<Read>) {
    let all = context_of(job, path, of);
    let names = ENGINE.used_names(of.template);
    let mut reads: Vec<Read> = names.iter().flat_map(|name| keys(job.theme, name)).collect();
    reads.sort();
    reads.dedup();
    let text = text::Text {
        set: of.set,
        engine: Input(DIGEST.clone()),
        template: of.template,
        escape: escape(path.file_name()),
        context: kept(&all, names),
    };
    (text, reads)
}

/// What of some values is read. Below a list, and below what is no map, all is.
fn kept(all: &Map<String, Value>, names: &BTreeSet<Vec<String>>) -> Map<String, Value> {
    let mut kept = Map::new();
    for (name, value) in all {
        let mut below = names.iter().filter(|path| path.first() == Some(name)).peekable();
        if below.peek().is_none() {
            continue;
        }
        let rest: BTreeSet<Vec<String>> = below.map(|path| path[1..].to_vec()).collect();
        let part = match value {
            Value::Object(map)
                if rest
                    .iter()
                    .all(|path| path.first().is_some_and(|first| map.contains_key(first))) =>
            {
                Value::Object(self::kept(map, &rest))
            }
            whole => whole.clone(),
        };
        kept.insert(name.clone(), part);
    }
    kept
}

/// The keys of the theme behind a path of the values.
fn keys(theme: &Theme, name: &[String]) -> Vec<Read> {
    let (first, second) = (name.first().map_or("", String::as_str), name.get(1));
    let read = |parameter, key: &str| vec![Read::new(parameter, key)];
    // Of a pair, one of both schemes or both.
    let pair = |parameter, keys: [&str; 2]| match second.map(String::as_str) {
        Some("light") => read(parameter, keys[0]),
        Some("dark") => read(parameter, keys[1]),
        _ => keys.map(|key| Read::new(parameter, key)).into(),
    };
    match first {
        "tenant" => {
            let rest: Vec<String> = name.iter().map(|part| part.replace('_', "-")).collect();
            read("tenant", &rest.join("."))
        }
        "id" if theme.tenant.application_id.value.is_empty() => read("id", "tenant.id"),
        "id" => read("id", "tenant.application-id"),
        "colors" => read("colors", &name.join(".")),
        "accent" => pair("accent", ["colors.light.link", "colors.dark.link"]),
        "launch" => pair("launch", ["launch.background", "launch.background-dark"]),
        "icon" => read("icon", "icon.background"),
        "tile" => match theme.icon.background.value {
            Background::Artwork(_) => read("tile", "colors.light.primary"),
            _ => read("tile", "icon.background"),
        },
        "screenshots" => read("screenshots", "screenshots"),
        _ => Vec::new(),
    }
}

fn context_of(job: &Job<'_>, path: &OutputPath, text: &super::Text) -> Map<String, Value> {
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
    let data = |view| serde_json::to_value(view).unwrap_or_default();
    let (light, dark) = (&theme.palettes.light, &theme.palettes.dark);
    let launch = &theme.launch;
    let values = [
        ("tenant", data(context::tenant(theme))),
        ("id", id(theme).into()),
        ("colors", data(context::colors(theme))),
        ("accent", pair(light.get(Role::Link), dark.get(Role::Link))),
        ("launch", pair(launch.background.value, launch.background_dark.value)),
        ("icon", icon_background(theme)),
        ("tile", tile(theme).into()),
        ("pictures", pictures.into()),
        ("beside", beside.into()),
        ("screenshots", screenshots(job).into()),
        ("kinds", json!(kinds(of_set().map(|(path, _)| path)))),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
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
        for icon in sets().flat_map(|set| icons(set, "app")) {
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

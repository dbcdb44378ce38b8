//! What templates see of a theme. Apart, because it is an interface: `docs/client.md` lists it for the authors of base
//! clients.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use tera::Context;

use super::{Job, Output};
use crate::color::{Palette, Scheme};
use crate::output_path::OutputPath;
use crate::plan::{Icon, Names};
use crate::source::Sourced;
use crate::theme::{LaunchImage, MenuEntry, Target, Theme};

/// What every template is given.
pub fn context(job: &Job<'_>) -> Context {
    let (theme, names) = (job.theme, &job.plan.names);
    let base = job.base;
    let mut context = Context::new();
    context.insert("tenant", &tenant(theme));
    let legal = &theme.legal;
    context.insert(
        "legal",
        &json!({ "support": legal.support, "terms": legal.terms, "privacy": legal.privacy, "imprint": legal.imprint }),
    );
    context.insert("client", &json!({ "id": base.id, "name": base.name, "version": base.version }));
    context.insert("colors", &colors(theme));
    context.insert("logo", &json!({ "light": names.logo_light, "dark": names.logo_dark }));
    context.insert("launch", &launch(theme, names));
    context.insert("icons", &icons(names));
    context.insert("fonts", &fonts(theme, names));
    context.insert("menu", &menu(theme, names));
    context.insert("strings", &theme.strings);
    context.insert("features", &theme.features);
    context.insert("adjustable", &theme.adjustable);
    context.insert("sections", &theme.sections);
    context
}

/// What an inventory template is given besides: all other files.
pub fn inventory(context: &mut Context, files: &BTreeMap<OutputPath, Output>) {
    let list: Vec<Value> = files
        .iter()
        .map(|(path, file)| json!({ "path": path.as_str(), "sha256": file.sha256, "size": file.bytes().len() }))
        .collect();
    let digests: Vec<&[u8]> = files
        .iter()
        .flat_map(|(path, file)| [path.as_str().as_bytes(), file.sha256.as_bytes()])
        .collect();
    context.insert("build", &crate::digest::sha256_of(&digests)[..16]);
    context.insert("files", &list);
}

pub(super) fn tenant(theme: &Theme) -> Value {
    let tenant = &theme.tenant;
    json!({
        "id": tenant.id.value,
        "name": tenant.name.value,
        "short_name": tenant.short_name.value,
        "description": tenant.description.value,
        "vendor": tenant.vendor.value,
        "version": tenant.version.value,
        "language": tenant.language.value,
        "languages": tenant.languages,
        "direction": tenant.direction.value,
        "domain": tenant.domain.value,
        "application_id": tenant.application_id.value,
        "start_url": tenant.start_url.value,
    })
}

pub(super) fn colors(theme: &Theme) -> Value {
    let palette = |palette: &Palette| -> Map<String, Value> {
        palette
            .iter()
            .map(|(role, color)| (role.name().to_owned(), color.to_string().into()))
            .collect()
    };
    let (light, dark) = (theme.palettes.get(Scheme::Light), theme.palettes.get(Scheme::Dark));
    json!({ "light": palette(light), "dark": palette(dark) })
}

fn launch(theme: &Theme, names: &Names) -> Value {
    let icon = names.icons.iter().find(|(_, icon)| icon.name.ends_with(".svg"));
    let icon = icon.map(|(path, _)| path.to_string()).unwrap_or_default();
    let (light, dark) = match theme.launch.image {
        LaunchImage::Logo => (names.logo_light.clone(), names.logo_dark.clone()),
        LaunchImage::Icon => (icon.clone(), icon),
    };
    json!({
        "light": theme.launch.background.value.to_string(),
        "dark": theme.launch.background_dark.value.to_string(),
        "image_light": light,
        "image_dark": dark,
    })
}

fn icons(names: &Names) -> Value {
    let icon = |(path, icon): &(OutputPath, Icon)| {
        let value = json!({
            "path": path.as_str(),
            "type": icon.media_type(),
            "sizes": icon.sizes(),
            "purpose": icon.purpose,
        });
        (icon.name.clone(), value)
    };
    names.icons.iter().map(icon).collect::<Map<_, _>>().into()
}

fn fonts(theme: &Theme, names: &Names) -> Value {
    let fonts = theme.fonts.iter().zip(&names.fonts);
    let font = fonts.map(|(font, paths)| {
        let faces = font.files.iter().zip(paths);
        let faces: Vec<Value> = faces
            .map(|(file, path)| json!({ "path": path, "weight": file.face.weight, "style": file.face.style.name() }))
            .collect();
        json!({ "family": font.family.value, "license": font.license, "use": font.uses, "faces": faces })
    });
    font.collect()
}

fn menu(theme: &Theme, names: &Names) -> Value {
    let mut places = Map::new();
    for (name, list) in &theme.menu.places {
        let entries = list.ids.iter().filter_map(|id| Some((id, theme.menu.entries.get(id)?)));
        places.insert(name.clone(), entries.map(|(id, item)| entry(id, item, names)).collect());
    }
    let groups: Map<String, Value> =
        theme.menu.groups.iter().map(|(id, group)| (id.clone(), texts(&group.label))).collect();
    json!({ "places": places, "groups": groups })
}

fn entry(id: &str, entry: &MenuEntry, names: &Names) -> Value {
    let (kind, value) = match &entry.target {
        Target::View(view) => ("view", view),
        Target::Url(url) => ("url", url),
    };
    json!({
        "id": id,
        "label": texts(&entry.label),
        "icon": names.menu_icons.get(id),
        "badge": entry.badge,
        "target": { "kind": kind, "value": value },
        "roles": entry.roles,
        "group": entry.group,
    })
}

fn texts(label: &BTreeMap<String, Sourced<String>>) -> Value {
    label
        .iter()
        .map(|(language, text)| (language.clone(), text.value.clone().into()))
        .collect::<Map<_, _>>()
        .into()
}

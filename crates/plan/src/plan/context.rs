//! What templates see of a theme. It is an interface: `docs/client.md` lists it for the authors of base clients.

use std::collections::BTreeMap;

use serde_json::Value;

use super::view::View;
use super::{Job, Knows, Names, Step};
use rebadge_art::color::{Palette, Scheme};
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Sourced;
use rebadge_render::recipes::kinds::inventory::{Lists, Row};
use rebadge_render::recipes::kinds::shortcut::Shortcut;
use rebadge_theme::base::Use;
use rebadge_theme::rules::cedar;
use rebadge_theme::theme::{LaunchImage, MenuEntry, Texts, Theme};

/// What every template is given, as a tree that borrows from the theme.
pub(super) fn view<'a>(job: &Job<'a>) -> View<'a> {
    let (theme, names, base) = (job.theme, &job.plan.names, job.base);
    let legal = &theme.legal;
    View::record([
        ("tenant", tenant(theme)),
        (
            "legal",
            View::record([
                ("support", (&legal.support).into()),
                ("terms", (&legal.terms).into()),
                ("privacy", (&legal.privacy).into()),
                ("imprint", (&legal.imprint).into()),
            ]),
        ),
        (
            "client",
            View::record([
                ("id", (&base.id).into()),
                ("name", (&base.name).into()),
                ("version", (&base.version).into()),
            ]),
        ),
        ("colors", colors(theme)),
        ("logo", logo(job, names)),
        ("launch", launch(theme, names)),
        ("icons", icons(names)),
        ("fonts", fonts(theme, names)),
        ("menu", menu(theme, names)),
        ("shortcuts", shortcuts(theme, names)),
        ("screenshots", screenshots(theme, names)),
        ("strings", strings(job)),
        ("features", View::map(&theme.features)),
        ("adjustable", View::map(&theme.adjustable)),
        ("sections", sections(job)),
        ("demo", (&theme.is_demo).into()),
        ("parts", View::map(&names.parts)),
        ("hosts", hosts(theme)),
        ("policy", policy(job)),
        ("security", security(theme)),
    ])
}

/// What an inventory template may list while there are no files yet: of a tenant's own only their paths are known.
pub(super) fn paths_only<'a>(job: &Job<'a>) -> Lists<'a> {
    let is_listed = |step: &Step| *step != Step::Template(Knows::Inventory);
    let own = job.plan.steps.iter().filter(|(_, step)| is_listed(step));
    let own = own.map(|(path, _)| Row { path: path.as_str(), sha256: String::new(), size: 0 });
    let (untouched, common) = (&job.target.untouched, &job.target.common);
    let common = common.keys().map(OutputPath::as_str).collect();
    Lists { own: own.collect(), untouched, common }
}

pub(super) fn tenant(theme: &Theme) -> View<'_> {
    let tenant = &theme.tenant;
    View::record([
        ("id", (&tenant.id.value).into()),
        ("name", (&tenant.name.value).into()),
        ("short_name", (&tenant.short_name.value).into()),
        ("description", (&tenant.description.value).into()),
        ("vendor", (&tenant.vendor.value).into()),
        ("version", (&tenant.version.value).into()),
        ("language", (&tenant.language.value).into()),
        ("languages", (&tenant.languages).into()),
        ("direction", (&tenant.direction.value).into()),
        ("domain", (&tenant.domain.value).into()),
        ("application_id", (&tenant.application_id.value).into()),
        ("start_url", (&tenant.start_url.value).into()),
    ])
}

pub(super) fn colors(theme: &Theme) -> View<'_> {
    let palette = |palette: &Palette| {
        let roles = palette.iter();
        View::Map(
            roles.map(|(role, color)| (role.name().into(), color.to_string().into())).collect(),
        )
    };
    let (light, dark) = (theme.palettes.get(Scheme::Light), theme.palettes.get(Scheme::Dark));
    View::record([("light", palette(light)), ("dark", palette(dark))])
}

/// The paths of the logo. A finished bundle may have no folder for files of the tenant, and then there are none.
fn logo<'a>(job: &Job<'a>, names: &'a Names) -> View<'a> {
    if job.target.brand.is_none() {
        return View::None;
    }
    View::record([("light", (&names.logo_light).into()), ("dark", (&names.logo_dark).into())])
}

fn launch<'a>(theme: &'a Theme, names: &'a Names) -> View<'a> {
    let icon = names.icons.iter().find(|(_, icon)| icon.name.ends_with(".svg"));
    let icon = icon.map_or("", |(path, _)| path.as_str());
    let (light, dark): (&str, &str) = match theme.launch.image {
        LaunchImage::Logo => (&names.logo_light, &names.logo_dark),
        LaunchImage::Icon => (icon, icon),
    };
    View::record([
        ("light", theme.launch.background.value.to_string().into()),
        ("dark", theme.launch.background_dark.value.to_string().into()),
        ("image_light", light.into()),
        ("image_dark", dark.into()),
    ])
}

fn icons(names: &Names) -> View<'_> {
    let icons = names.icons.iter().map(|(path, icon)| {
        let value = View::record([
            ("path", path.as_str().into()),
            ("type", icon.media_type().into()),
            ("sizes", icon.sizes().into()),
            ("purpose", icon.purpose.into()),
        ]);
        (icon.name.as_str().into(), value)
    });
    View::Map(icons.collect())
}

fn fonts<'a>(theme: &'a Theme, names: &'a Names) -> View<'a> {
    let fonts = theme.fonts.iter().zip(&names.fonts);
    View::list(fonts.map(|(font, paths)| {
        let faces = font.files.iter().zip(paths).map(|(file, path)| {
            View::record([
                ("path", path.into()),
                ("weight", View::Number(file.face.weight.into())),
                ("style", file.face.style.name().into()),
            ])
        });
        View::record([
            ("family", (&font.family.value).into()),
            ("license", (&font.license).into()),
            ("use", (&font.uses).into()),
            ("faces", View::list(faces)),
        ])
    }))
}

fn menu<'a>(theme: &'a Theme, names: &'a Names) -> View<'a> {
    let places = theme.menu.places.iter().map(|(name, list)| {
        let entries = list.ids.iter().filter_map(|id| Some((id, theme.menu.entries.get(id)?)));
        (name, View::list(entries.map(|(id, item)| entry(id, item, names))))
    });
    let groups = theme.menu.groups.iter().map(|(id, group)| (id, texts(&group.label)));
    View::record([("places", View::map(places)), ("groups", View::map(groups))])
}

fn shortcuts<'a>(theme: &'a Theme, names: &'a Names) -> View<'a> {
    let sizes = || format!("{0}x{0}", Shortcut::SIDE);
    let shortcuts = names.shortcuts.iter().filter_map(|(id, path)| {
        let entry = theme.menu.entries.get(id)?;
        Some(View::record([
            ("id", id.into()),
            ("label", texts(&entry.label)),
            ("target", target(entry)),
            (
                "icon",
                View::record([
                    ("path", path.into()),
                    ("type", "image/png".into()),
                    ("sizes", sizes().into()),
                ]),
            ),
        ]))
    });
    View::list(shortcuts)
}

fn screenshots<'a>(theme: &'a Theme, names: &'a Names) -> View<'a> {
    View::list(names.screenshots.iter().map(|(at, path)| {
        let shown = &theme.screenshots[*at];
        let empty = || theme.tenant.languages.iter().map(|language| (language, ""));
        let label = if shown.label.is_empty() { View::map(empty()) } else { texts(&shown.label) };
        View::record([
            ("path", path.into()),
            ("type", shown.header.format.media_type().into()),
            ("sizes", shown.sizes().into()),
            ("form_factor", shown.form.name().into()),
            ("label", label),
        ])
    }))
}

/// The sections, with the paths of files where they are named. The rules are in the table that a client decides by.
fn sections<'a>(job: &Job<'a>) -> View<'a> {
    let (theme, names) = (job.theme, &job.plan.names);
    let security = job.base.security.as_ref().map(|security| security.section.as_str());
    let all = theme.sections.iter().map(|(name, value)| {
        let own = theme.assets.iter().zip(&names.assets).filter(|(asset, _)| asset.at[0] == *name);
        let mut own = own.peekable();
        let has_rules = security == Some(name.as_str());
        if own.peek().is_none() && !has_rules {
            return (name, View::from(value));
        }
        let mut value = value.clone();
        if let (true, Some(table)) = (has_rules, value.as_object_mut()) {
            table.shift_remove("rules");
        }
        for (asset, path) in own {
            put(&mut value, &asset.at[1..], path);
        }
        (name, View::from(value))
    });
    View::map(all)
}

/// Puts a text in the place of the value at some keys and indices.
fn put(value: &mut Value, at: &[String], text: &str) {
    match (at.split_first(), value) {
        (None, value) => *value = text.into(),
        (Some((key, rest)), Value::Object(map)) => {
            map.get_mut(key).into_iter().for_each(|inner| put(inner, rest, text));
        }
        (Some((index, rest)), Value::Array(items)) => {
            let inner = index.parse::<usize>().ok().and_then(|index| items.get_mut(index));
            inner.into_iter().for_each(|inner| put(inner, rest, text));
        }
        _ => {}
    }
}

fn hosts(theme: &Theme) -> View<'_> {
    View::list(theme.hosts.iter().map(|host| {
        View::record([
            ("origin", host.origin.as_str().into()),
            ("for", View::list(host.uses.iter().map(|of: &Use| of.name()))),
            ("key", (&host.key).into()),
        ])
    }))
}

/// The texts of each language, without those of parts that do not ship.
fn strings<'a>(job: &Job<'a>) -> View<'a> {
    let parts = &job.plan.names.parts;
    let absent = job.target.parts.iter().filter(|part| parts.get(&part.name) == Some(&false));
    let absent: Vec<&str> =
        absent.flat_map(|part| &part.strings).map(|table| table.value.as_str()).collect();
    let is_there = |key: &str| {
        let table = key.split_once('.').map_or("", |(table, _)| table);
        !absent.contains(&table)
    };
    let of_language = |texts: &'a Texts| View::map(texts.iter().filter(|(key, _)| is_there(key)));
    View::Map(
        job.theme
            .strings
            .iter()
            .map(|(tag, texts)| (tag.as_str().into(), of_language(texts)))
            .collect(),
    )
}

fn policy<'a>(job: &Job<'a>) -> View<'a> {
    let policy = super::policy(job.theme, job.target, &job.plan.names.parts);
    let (meta, header) = (policy.meta(), policy.header());
    let directives = policy.directives.into_iter();
    let directives = directives.map(|(name, sources)| (name.into(), View::list(sources)));
    View::record([
        ("meta", meta.into()),
        ("header", header.into()),
        ("directives", View::Map(directives.collect())),
    ])
}

fn security(theme: &Theme) -> View<'_> {
    let rules = &theme.rules;
    View::record([
        ("open", (&rules.is_open).into()),
        ("table", rules.table().into()),
        ("cedar", cedar::policies(rules).into()),
        ("cedar_schema", cedar::schema(rules).into()),
        ("cedar_entities", cedar::entities(rules).into()),
    ])
}

fn target(entry: &MenuEntry) -> View<'_> {
    let (kind, value) = entry.target.parts();
    View::record([("kind", kind.into()), ("value", value.into())])
}

fn entry<'a>(id: &'a str, entry: &'a MenuEntry, names: &'a Names) -> View<'a> {
    View::record([
        ("id", id.into()),
        ("label", texts(&entry.label)),
        ("icon", names.menu_icons.get(id).map_or(View::None, View::from)),
        ("badge", (&entry.badge).into()),
        ("target", target(entry)),
        ("roles", (&entry.roles).into()),
        ("group", (&entry.group).into()),
    ])
}

fn texts(label: &BTreeMap<String, Sourced<String>>) -> View<'_> {
    View::map(label.iter().map(|(language, text)| (language, &text.value)))
}

/// The theme's keys behind a path of the templates' context (`docs/client.md`, Templates).
pub(crate) fn keys_of(name: &[String]) -> Vec<String> {
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

//! Parts of a theme as JSON for the page, whose scripts read these names.

use serde_json::{Map, Value, json};

use super::tell;
use rebadge_art::color::{
    Color, Meaning, Oklch, PAIRS, Palette, Role, Scheme, contrast, delta_e_ok,
};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::human;
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Origin;
use rebadge_plan::explain;
use rebadge_plan::plan::{Art, Fit, Ground, Icon, Mask, Style};
use rebadge_stage::media::media_type;
use rebadge_theme::base::Base;
use rebadge_theme::listing;
use rebadge_theme::theme::Theme;

/// A diagnostic, with the text of the terminal.
pub(super) fn diagnostic(diagnostic: &Diagnostic) -> Value {
    let mut value = json!({
        "code": diagnostic.code.name(),
        "level": diagnostic.code.level().name(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "file": null, "line": null, "column": null, "end_column": null, "absolute": null,
        "rendered": human::plain(diagnostic),
        "surface": surface(diagnostic.code),
    });
    if let (Some(place), Value::Object(value)) = (&diagnostic.place, &mut value) {
        let (line, column) = place.source.line_column(place.span.start);
        let (end_line, end) = place.source.line_column(place.span.end);
        let end_column = if end_line == line { end } else { column };
        value.insert("file".into(), place.source.path.display().to_string().into());
        value.insert("line".into(), line.into());
        value.insert("column".into(), column.into());
        value.insert("end_column".into(), end_column.into());
        value.insert("absolute".into(), tell::absolute(&place.source.path).into());
    }
    value
}

/// The part of the page that a problem is shown beside.
fn surface(code: Code) -> &'static str {
    match code.name() {
        "color" | "color-gamut" | "protected" | "contrast" => "palette",
        name if name.starts_with("logo") || name.starts_with("launch") => "launch",
        name if name.starts_with("icon")
            || name.starts_with("svg")
            || name.starts_with("image") =>
        {
            "icons"
        }
        name if name.starts_with("menu")
            || name.starts_with("template")
            || name.starts_with("string") =>
        {
            "client"
        }
        "malformed" | "contract" => "client",
        _ => "theme",
    }
}

/// Both palettes: scheme → role → color.
pub(super) fn palettes(theme: &Theme) -> Value {
    let palette = |palette: &Palette| {
        palette
            .iter()
            .map(|(role, color)| (role.name().to_owned(), Value::from(color.to_string())))
            .collect::<Map<_, _>>()
    };
    json!({
        "light": palette(theme.palettes.get(Scheme::Light)),
        "dark": palette(theme.palettes.get(Scheme::Dark)),
    })
}

/// The roles of a scheme, each with where it comes from and its contrast with its partners.
pub(super) fn roles(theme: &Theme, base: &Base, scheme: Scheme) -> Vec<Value> {
    let palette = theme.palettes.get(scheme);
    let is_protected =
        |role| Meaning::of(role).is_some_and(|meaning| base.protected.contains_key(&meaning));
    let role = |(role, color)| {
        let mut value = one_role(theme, scheme, role, color);
        value["protected"] = is_protected(role).into();
        value
    };
    palette.iter().map(role).collect()
}

fn one_role(theme: &Theme, scheme: Scheme, role: Role, color: Color) -> Value {
    let written = theme.written_colors.get(&(scheme, role));
    let palette = theme.palettes.get(scheme);
    let partners = PAIRS.iter().filter_map(|pair| {
        let partner = match (pair.text == role, pair.on == role) {
            (true, _) => pair.on,
            (_, true) => pair.text,
            _ => return None,
        };
        let ratio = contrast(palette.get(pair.text), palette.get(pair.on));
        Some(json!({
            "role": partner.name(),
            "ratio": ratio,
            "needed": pair.minimum,
            "passes": ratio >= pair.minimum,
        }))
    });
    let Oklch { l, c, h } = Oklch::from(color);
    json!({
        "role": role.name(),
        "value": color.to_string(),
        "oklch": [l, c, h],
        "written": written.is_some(),
        "place": written.and_then(|color| color.place()).map(ToString::to_string),
        "rule": if written.is_some() { Value::Null } else { role.rule(scheme).into() },
        "summary": role.summary(),
        "distance": delta_e_ok(color, theme.brand_color.value),
        "partners": partners.collect::<Vec<_>>(),
    })
}

/// Every value with its origin.
pub(super) fn values(theme: &Theme, base: &Base) -> Vec<Value> {
    let rows = listing::rows(theme, base);
    let rows = rows.iter().map(|row| {
        let origin = match (&row.origin, explain::inputs(&row.key, &row.origin)) {
            (Some(Origin::Written(_)), _) => "theme".to_owned(),
            (_, Some((rule, _))) => rule,
            (Some(Origin::Derived(rule)), _) => (*rule).to_owned(),
            (None, None) => String::new(),
        };
        let place = match &row.origin {
            Some(Origin::Written(place)) => Some(place.to_string()),
            _ => None,
        };
        json!({ "key": row.key, "value": row.value.to_json(), "origin": origin, "place": place })
    });
    rows.collect()
}

/// The menu: places, entries, groups.
pub(super) fn menu(theme: &Theme) -> Value {
    let menu = &theme.menu;
    let texts =
        |label: &std::collections::BTreeMap<String, rebadge_core::source::Sourced<String>>| {
            let texts =
                label.iter().map(|(language, text)| (language.clone(), text.value.as_str().into()));
            Value::Object(texts.collect())
        };
    let places = menu.places.iter().map(|(name, list)| (name.clone(), json!(list.ids)));
    let entries = menu.entries.iter().map(|(id, entry)| {
        let (kind, target) = entry.target.parts();
        let value = json!({
            "label": texts(&entry.label),
            "icon": entry.icon.value.name,
            "badge": entry.badge,
            "target": { "kind": kind, "value": target },
            "roles": entry.roles,
            "group": entry.group,
            "place": entry.place.to_string(),
        });
        (id.clone(), value)
    });
    let groups = menu.groups.iter().map(|(id, group)| (id.clone(), texts(&group.label)));
    json!({
        "places": places.collect::<Map<_, _>>(),
        "entries": entries.collect::<Map<_, _>>(),
        "groups": groups.collect::<Map<_, _>>(),
    })
}

/// One file of a set.
pub(super) fn icon(path: &OutputPath, icon: &Icon) -> Value {
    let look = &icon.look;
    json!({
        "path": path.as_str(),
        "width": icon.size.map(|size| size.width()),
        "height": icon.size.map(|size| size.height()),
        "type": media_type(path.file_name()),
        "look": look.name(),
        "art": art(look.art),
        "purpose": icon.purpose,
        "ground": ground(look.ground),
        "mask": mask(look.mask),
        "style": style(look.style),
        "safe": match look.fit {
            Fit::Safe(diameter) => Some(diameter),
            Fit::Padded | Fit::Box(..) => None,
        },
    })
}

fn art(art: Art) -> &'static str {
    match art {
        Art::Mark => "mark",
        Art::Monochrome => "monochrome",
        Art::Notification => "notification",
        Art::Launch => "launch",
        Art::Logo => "logo",
        Art::Nothing => "nothing",
    }
}

fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Clear => "clear",
        Ground::Icon => "icon",
        Ground::Launch => "launch",
        Ground::Black => "black",
    }
}

fn mask(mask: Mask) -> &'static str {
    match mask {
        Mask::None => "none",
        Mask::Rounded(_) => "rounded",
        Mask::Circle => "circle",
    }
}

fn style(style: Style) -> &'static str {
    match style {
        Style::Light => "light",
        Style::Dark => "dark",
        Style::Tinted => "tinted",
    }
}

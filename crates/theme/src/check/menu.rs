//! The menu against its places: how many, how wide, how visible.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_width::UnicodeWidthStr;

use crate::base::{Base, IconPaint};
use crate::theme::{AssetFile, Theme};
use rebadge_art::artwork::{Artwork, STANDS_OUT};
use rebadge_art::color::{Scheme, contrast, nearest_passing};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::{Place, Sourced};

/// Icons on what their place puts them on.
pub fn icons(theme: &Theme, base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, list) in &theme.menu.places {
        let Some(icon) = base.places.get(name).and_then(|place| place.icon) else {
            continue;
        };
        if icon.paint.is_some() {
            found.extend(
                Scheme::ALL.into_iter().filter_map(|scheme| painted(theme, name, icon, scheme)),
            );
            continue;
        }
        for entry in list.ids.iter().filter_map(|id| theme.menu.entries.get(id)) {
            found.extend(own_colors(theme, name, &entry.icon, icon));
        }
    }
    for asset in &theme.assets {
        let Some(name) = &asset.painted else { continue };
        let icon = base.places.get(name).and_then(|place| place.icon);
        if let (AssetFile::Image(image), Some(icon)) = (&asset.file, icon)
            && icon.paint.is_none()
        {
            found.extend(own_colors(theme, name, image, icon));
        }
    }
    found
}

/// The client paints all icons of the place in one role.
fn painted(theme: &Theme, name: &str, icon: IconPaint, scheme: Scheme) -> Option<Diagnostic> {
    let paint = icon.paint?;
    let palette = theme.palettes.get(scheme);
    let (front, behind) = (palette.get(paint), palette.get(icon.on));
    let ratio = contrast(front, behind);
    if ratio >= 3.0 {
        return None;
    }
    let message = format!(
        "menu icons in `{name}`, `{}` on `{}`, have a contrast of {}:1 in the {} scheme, 3:1 is needed",
        paint.name(),
        icon.on.name(),
        super::colors::shown(ratio),
        scheme.name()
    );
    let written = |role| theme.written_colors.get(&(scheme, role)).and_then(Sourced::place);
    let place =
        written(paint).or_else(|| written(icon.on)).or_else(|| theme.brand_color.place())?;
    let nearest = nearest_passing(front, behind, 3.0);
    let help = nearest
        .map(|color| format!("`{color}` is the nearest color that passes for `{}`", paint.name()));
    Some(Diagnostic::at(Code::MenuIconContrast, place, message).maybe_help(help))
}

/// The icon shows its own colors.
fn own_colors(
    theme: &Theme,
    name: &str,
    image: &Sourced<Arc<Artwork>>,
    icon: IconPaint,
) -> Option<Diagnostic> {
    let place = image.place()?;
    let artwork = &image.value;
    Scheme::ALL.into_iter().find_map(|scheme| {
        let palette = theme.palettes.get(scheme);
        let reached = artwork.sample(palette).ok()?.stands_out(palette.get(icon.on));
        let message = format!(
            "`{}` vanishes on `{}` in `{name}` in the {} scheme: {:.0} % of what it paints reaches 3:1, {:.0} % is needed",
            artwork.name,
            icon.on.name(),
            scheme.name(),
            (reached * 100.0).floor(),
            STANDS_OUT * 100.0
        );
        let help = "draw it in `currentColor`, or give it the class `fill-on-surface`";
        (reached < STANDS_OUT).then(|| Diagnostic::at(Code::MenuIconContrast, place, message).help(help))
    })
}

/// How many entries a place takes, and entries that no place shows.
pub fn layout(theme: &Theme, base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (name, list) in &theme.menu.places {
        let max = base.places.get(name).and_then(|place| place.max).unwrap_or(usize::MAX);
        if list.written > max {
            let message = format!("`{name}` has {} entries, it takes at most {max}", list.written);
            let help = "move some of them to another place";
            found.push(Diagnostic::at(Code::MenuTooMany, &list.place, message).help(help));
        }
    }
    // A template offers more than it shows, and a theme need not show all that its parents offer.
    let is_abstract = theme.lineage.layers.last().is_some_and(|own| own.is_abstract);
    for (id, group) in &theme.menu.groups {
        let is_used = theme.menu.entries.values().any(|entry| entry.group == *id);
        // The base client's own groups may well be empty in a theme.
        if !is_used && !is_abstract && group.place.source == theme.source {
            let message = format!("no entry that is shown stands in the group `{id}`");
            let help = format!("write `group = \"{id}\"` in an entry, or remove the group");
            found.push(Diagnostic::at(Code::MenuUnplaced, &group.place, message).help(help));
        }
    }
    let is_own = |id: &&Sourced<String>| {
        !is_abstract && id.place().is_some_and(|place| place.source == theme.source)
    };
    for id in theme.menu.unplaced.iter().filter(is_own) {
        let places: Vec<String> = base.places.keys().map(|name| format!("`{name}`")).collect();
        let help = format!("add it to a list in `[menu.layout]`: {}", places.join(", "));
        let message = format!("no place shows the menu entry `{}`", id.value);
        found.extend(
            id.place().map(|place| Diagnostic::at(Code::MenuUnplaced, place, message).help(help)),
        );
    }
    found
}

/// Each label in each language.
pub fn labels(theme: &Theme, base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (id, group) in &theme.menu.groups {
        missing(theme, id, &group.label, &group.place, &mut found);
    }
    for (id, entry) in &theme.menu.entries {
        missing(theme, id, &entry.label, &entry.label_place, &mut found);
        let limits = theme.menu.places.iter().filter(|(_, list)| list.ids.contains(id));
        let limits = limits.filter_map(|(name, _)| Some((base.places.get(name)?.label_max?, name)));
        let Some((limit, name)) = limits.min() else {
            continue;
        };
        let mut texts: Vec<_> = entry.label.values().collect();
        // One text for all languages is said once.
        texts.dedup();
        found.extend(texts.into_iter().filter_map(|text| label_problem(text, limit, name)));
    }
    found
}

fn missing(
    theme: &Theme,
    id: &str,
    label: &BTreeMap<String, Sourced<String>>,
    place: &Place,
    found: &mut Vec<Diagnostic>,
) {
    for language in theme.tenant.languages.iter().filter(|language| !label.contains_key(*language))
    {
        let message = format!("the label of `{id}` has no text in `{language}`");
        let help = format!("add `{language} = \"…\"`");
        found.push(Diagnostic::at(Code::LabelMissing, place, message).help(help));
    }
}

fn label_problem(text: &Sourced<String>, limit: usize, name: &str) -> Option<Diagnostic> {
    let place = text.place()?;
    let value = &text.value;
    if value.trim().is_empty() || value.contains(char::is_control) {
        let problem =
            Diagnostic::at(Code::Text, place, "a label is empty or has a control character");
        return Some(problem.help("write a short text"));
    }
    let width = value.width();
    (width > limit).then(|| {
        let message = format!("the label `{value}` takes {width} columns, `{name}` shows {limit}");
        Diagnostic::at(Code::LabelTooLong, place, message)
            .help("shorten it; a Chinese character takes two columns")
    })
}

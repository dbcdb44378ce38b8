//! The menu: each place with its entries, their icons and labels.

use serde_json::{Value, json};

use super::Making;
use super::address::pieces;
use super::schema::words;
use rebadge_art::color::{Role, Scheme};
use rebadge_art::vector::DrawError;
use rebadge_theme::base::IconPaint;
use rebadge_theme::theme::{MenuEntry, Target};

/// The side of a menu icon, in pixels: four for each that it is shown at.
const SIDE: u32 = 96;

pub(super) fn chapter(making: &mut Making<'_>) -> Result<Value, DrawError> {
    let (theme, base) = (making.subject.theme, making.subject.base);
    let mut places = Vec::new();
    for (name, list) in &theme.menu.places {
        let icon = base.places.get(name).and_then(|place| place.icon);
        let entries = list.ids.iter().filter_map(|id| Some((id, theme.menu.entries.get(id)?)));
        let entries = entries
            .map(|(id, entry)| self::entry(making, id, entry, icon))
            .collect::<Result<Vec<_>, _>>()?;
        places.push(json!({
            "name": place(making, name),
            "count": entries.len(),
            "entries": entries,
            "mark": making.mark(&format!("menu.layout.{name}")),
        }));
    }
    Ok(json!({ "places": places }))
}

fn entry(
    making: &mut Making<'_>,
    id: &str,
    entry: &MenuEntry,
    icon: Option<IconPaint>,
) -> Result<Value, DrawError> {
    let theme = making.subject.theme;
    let language = making.subject.language;
    let icon = icon.unwrap_or(IconPaint { paint: Some(Role::OnSurface), on: Role::Surface });
    let mut plates = Vec::new();
    for scheme in Scheme::ALL {
        let palette = theme.palettes.get(scheme);
        let color = icon.paint.map(|role| palette.get(role));
        let artwork = &entry.icon.value;
        plates.push(json!({
            "ground": palette.get(icon.on).to_string(),
            "picture": making.pictures.artwork(artwork, scheme, (SIDE, SIDE), color)?,
        }));
    }
    let labels = theme.tenant.languages.iter().filter_map(|tag| {
        let label = entry.label.get(tag)?;
        let mark = making.mark(&format!("menu.entries.{id}.label.{tag}"));
        Some(json!({ "tag": tag, "text": label.value, "mark": mark }))
    });
    let target = match &entry.target {
        Target::Url(url) => pieces(url),
        _ => Vec::new(),
    };
    let group = theme.menu.groups.get(&entry.group);
    let group = group.and_then(|group| group.label.get(&theme.tenant.language.value));
    let keys = ["icon", "target", "badge", "roles", "group"];
    let keys = keys.map(|key| format!("menu.entries.{id}.{key}"));
    Ok(json!({
        "plates": plates,
        "labels": labels.collect::<Vec<_>>(),
        "group": group.map(|label| label.value.as_str()).unwrap_or_default(),
        "target": target,
        "roles": entry.roles.join(language.word("and")),
        "counter": !entry.badge.is_empty(),
        "changed": making.marks.any(&keys.each_ref().map(String::as_str)),
    }))
}

/// What a place is called: as the entry of its name, if there is one; else its name in the contract.
pub(super) fn place(making: &Making<'_>, name: &str) -> String {
    let language = making.subject.language;
    let entry = making.subject.theme.menu.entries.get(name);
    let label = entry.and_then(|entry| entry.label.get(language.tag()));
    match (label, language.word(&format!("place_{name}"))) {
        (_, word) if !word.is_empty() => word.to_owned(),
        (Some(label), _) => label.value.clone(),
        (None, _) => words(name),
    }
}

//! The app icon as people meet it: home screens, masks, styles, tabs, notifications, links. The looks are those of the
//! platforms' own tables.

use serde_json::{Value, json};

use super::Making;
use super::cover::description;
use rebadge_art::color::Color;
use rebadge_art::vector::DrawError;
use rebadge_plan::plan::{self, Look};

/// The system's own colors around a themed icon, ground and glyph: a plain blue wallpaper's, light and dark.
const THEMED: [(Color, Color); 2] = [
    (Color::new(0xd7, 0xe3, 0xf7), Color::new(0x28, 0x3a, 0x54)),
    (Color::new(0x2a, 0x31, 0x3d), Color::new(0xbf, 0xd0, 0xea)),
];

/// What a tinted icon is tinted with, for an example.
const TINT: Color = Color::new(0x9f, 0xc5, 0xff);

/// The glyph in a light status bar.
const GLYPH: Color = Color::new(0x3c, 0x40, 0x43);

/// The sides that are shown at their true size.
const SIZES: [u32; 7] = [16, 24, 32, 48, 64, 96, 128];

pub(super) fn chapter(making: &mut Making<'_>) -> Result<Value, DrawError> {
    let tenant = &making.subject.theme.tenant;
    let changed = making.marks.any(&["icon.", "brand.logo", "brand.color"]);
    let themed = look("android", "ic_launcher_monochrome");
    let notification = look("android", "ic_notification");
    let pictures = &mut making.pictures;
    let mut sizes = Vec::new();
    for side in SIZES {
        let picture = pictures.look(Look::PLATE, (side, side))?;
        sizes.push(json!({ "side": side, "picture": picture }));
    }
    Ok(json!({
        "changed": changed,
        "name": tenant.name.value,
        "short_name": tenant.short_name.value,
        "description": description(tenant),
        "domain": tenant.domain.value,
        "whole": pictures.look(look("ios", "AppIcon.png"), (512, 512))?,
        "dark": pictures.look(look("ios", "AppIcon-dark.png"), (512, 512))?,
        "tinted": pictures.painted(look("ios", "AppIcon-tinted.png"), 512, TINT)?,
        "back": pictures.look(Look { art: plan::Art::Nothing, ..Look::OPAQUE }, (432, 432))?,
        "front": pictures.look(look("android", "ic_launcher_foreground"), (432, 432))?,
        "themed_light": pictures.painted(themed, 432, THEMED[0].1)?,
        "themed_dark": pictures.painted(themed, 432, THEMED[1].1)?,
        "ground_light": THEMED[0].0.to_string(),
        "ground_dark": THEMED[1].0.to_string(),
        "glyph": pictures.painted(notification, 96, GLYPH)?,
        "tab": pictures.look(Look::PLATE, (32, 32))?,
        "link": pictures.look(look("web", "link-preview.png"), (1200, 630))?,
        "sizes": sizes,
    }))
}

/// How a platform wants a picture, by a part of the name in its table.
fn look(set: &str, part: &str) -> Look {
    let rows = plan::set(set).into_iter().flat_map(|set| set.parts).flat_map(|part| part.rows);
    let row = rows.into_iter().find(|row| row.path.contains(part));
    row.map_or(Look::OPAQUE, |row| row.look)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_is_one_of_a_platforms() {
        for (set, part) in [
            ("ios", "AppIcon.png"),
            ("ios", "AppIcon-dark.png"),
            ("ios", "AppIcon-tinted.png"),
            ("android", "ic_launcher_foreground"),
            ("android", "ic_launcher_monochrome"),
            ("android", "ic_notification"),
            ("web", "link-preview.png"),
        ] {
            let rows = plan::set(set).expect(set).parts.iter().flat_map(|part| part.rows);
            assert!(rows.into_iter().any(|row| row.path.contains(part)), "{set} {part}");
        }
    }
}

//! The launch screen, on phones.

use serde_json::{Value, json};

use super::Making;
use rebadge_art::color::Color;
use rebadge_art::vector::DrawError;
use rebadge_plan::plan::{Look, Style};
use rebadge_theme::theme::LaunchImage;

/// A phone of 390 by 844 points, at one and a half pixels a point.
const SCREEN: (u32, u32) = (585, 1266);

pub(super) fn chapter(making: &mut Making<'_>) -> Result<Value, DrawError> {
    let launch = &making.subject.theme.launch;
    let word = match launch.image {
        LaunchImage::Logo => "launch_logo",
        LaunchImage::Icon => "launch_icon",
    };
    let light = screen(making, "light", (Style::Light, launch.background.value))?;
    let dark = screen(making, "dark", (Style::Dark, launch.background_dark.value))?;
    Ok(json!({
        "image": making.subject.language.word(word),
        "changed": making.marks.any(&["launch.", "brand.logo", "icon."]),
        "screens": [light, dark],
    }))
}

fn screen(
    making: &mut Making<'_>,
    scheme: &str,
    (style, background): (Style, Color),
) -> Result<Value, DrawError> {
    let key = match style {
        Style::Light => "launch.background",
        _ => "launch.background-dark",
    };
    Ok(json!({
        "scheme": scheme,
        "title": making.subject.language.word(scheme),
        "picture": making.pictures.look(Look::LAUNCH.in_style(style), SCREEN)?,
        "color": background.to_string(),
        "mark": making.mark(key),
    }))
}

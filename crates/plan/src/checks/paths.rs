//! Whether the app icon in one color can be paths where a platform takes them.

use super::icon_place;
use crate::plan::{Art, Plan, Style, When, source};
use rebadge_art::artwork::Image;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_theme::theme::Theme;

/// A vector drawing that is written as PNGs in one color, since its paths would be longer than a platform's resources are.
pub(super) fn too_many(theme: &Theme, plans: &[&Plan]) -> Vec<Diagnostic> {
    let drawing = source(theme, Art::Monochrome, Style::Light);
    let mut icons = plans.iter().flat_map(|plan| &plan.names.icons);
    let is_pixels =
        icons.any(|(_, icon)| icon.look.art == Art::Monochrome && icon.when == When::Pixels);
    if !is_pixels || !matches!(drawing.value.image, Image::Vector(_)) {
        return Vec::new();
    }
    let message = format!(
        "`{}` in one color has more paths than a vector drawable of Android holds: it is PNGs there",
        drawing.value.name
    );
    let help = "add `monochrome = \"…\"` to `[icon]`: the mark with fewer shapes, in one color";
    let place = drawing.place().or_else(|| icon_place(theme));
    let found = place.map(|place| Diagnostic::at(Code::IconPaths, place, message).help(help));
    found.into_iter().collect()
}

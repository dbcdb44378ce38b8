//! Whether the drawings of an app icon are of one family. What is derived of a mark keeps its shape; what a theme draws itself
//! for one color, for dark or for tinted icons is where the mark stood, and people know an icon by its outline.
//!
//! Drawings for small sizes and for notifications are not compared: a letter may stand for a word there.

use std::sync::Arc;

use super::Pictures;
use super::outline::overlap;
use crate::plan::{Art, Look, Plan, Style};
use rebadge_art::artwork::Artwork;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::Sourced;

/// What two drawings of one family have in common. The derived ones of the themes that ship have 0.89 and more.
const COMMON: f64 = 0.4;

/// The theme's own drawings, among those that some plan shows, that have another shape than the mark.
pub(super) fn strangers(of: &Pictures<'_>) -> Vec<Diagnostic> {
    let icon = &of.theme.icon;
    let dark = (Art::Mark, Style::Dark, icon.dark.as_ref());
    let tinted = (Art::Mark, Style::Tinted, icon.tinted.as_ref());
    let all = [(Art::Monochrome, Style::Light, Some(&icon.monochrome)), dark, tinted];
    let strange = |(art, style, image): (Art, Style, Option<&Sourced<Arc<Artwork>>>)| {
        let image = image?;
        let place = image.place()?;
        let shows = |look: Look| look.art == art && look.style == style;
        let is_shown = |plan: &&Plan| plan.names.icons.iter().any(|(_, icon)| shows(icon.look));
        if !of.plans.iter().any(is_shown) {
            return None;
        }
        // What cannot be drawn fails where it is drawn for a file.
        let common = overlap(of.painter, &Look { art, style, ..Look::BARE }).ok()??;
        let message = format!(
            "`{}` is not of the shape of the app icon's mark, `{}`: they have {:.0} % of what they cover in common, {:.0} % is needed",
            image.value.name,
            icon.mark.value.name,
            (common * 100.0).floor(),
            COMMON * 100.0
        );
        let help =
            "draw it with the outline of the mark, or leave it out: then it is made of the mark";
        (common < COMMON).then(|| Diagnostic::at(Code::IconFamily, place, message).help(help))
    };
    all.into_iter().filter_map(strange).collect()
}

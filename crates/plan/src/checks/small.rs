//! Whether the app icon can be made out at 16 pixels, as it is drawn at that size.

use std::collections::BTreeSet;

use super::{Pictures, icon_place};
use crate::plan::{Art, Format, Ground, Icon, Look, Mask, Picture, Plan};
use rebadge_art::artwork::STANDS_OUT;
use rebadge_art::color::{Color, contrast};
use rebadge_art::vector::{DrawError, Pixels};
use rebadge_core::diagnostic::{Code, Diagnostic};

/// The side of a browser's tab icon, in pixels.
const SMALL: u32 = 16;
/// The contrast that graphics need: WCAG 2.2, 1.4.11.
const NEEDED: f64 = 3.0;
/// What of an icon must stand out from a tab. Not more: the mark, or its plate, is enough.
const ON_TAB: f64 = 0.05;
/// The active tab of Chromium, in the light and in the dark scheme.
const TABS: [(&str, Color); 2] =
    [("light", Color::new(255, 255, 255)), ("dark", Color::new(60, 60, 60))];

/// Whether the smallest icon of each plan can be made out.
pub(super) fn illegible(of: &Pictures<'_>) -> Vec<Diagnostic> {
    let look = |plan: &&Plan| {
        plan.names.icons.iter().find_map(|(_, icon)| is_small(icon).then_some(icon.look))
    };
    let looks: BTreeSet<Look> = of.plans.iter().filter_map(look).collect();
    // What cannot be drawn fails where it is drawn for a file.
    looks.into_iter().filter_map(|look| legible(of, look).ok().flatten()).collect()
}

/// Whether an icon has a picture of a mark of 16 pixels on the icon's ground.
fn is_small(icon: &Icon) -> bool {
    let is_shown = icon.look.art == Art::Mark && icon.look.ground == Ground::Icon;
    is_shown
        && match (icon.format, icon.picture()) {
            (Format::Ico(frames), _) => frames.sides.contains(&SMALL),
            (Format::Png, Some(picture)) => (picture.width, picture.height) == (SMALL, SMALL),
            _ => false,
        }
}

/// The smallest icon, as it was drawn: the mark on its plate, and all of it on a browser's tab.
fn legible(of: &Pictures<'_>, look: Look) -> Result<Option<Diagnostic>, DrawError> {
    let draw = |look: Look| of.painter.draw(&Picture::square(look, SMALL));
    let icon = draw(look)?;
    let ground = draw(Look { art: Art::Nothing, ..look })?;
    let mark = draw(Look { ground: Ground::Clear, mask: Mask::None, ..look })?;
    let reached = on_plate(&icon, &ground, &mark);
    let is_seen = || reached >= STANDS_OUT || by_hue(&ground, &mark) >= STANDS_OUT;
    let percent = |share: f64| (share * 100.0).floor();
    let vanishes =
        |tab: Color| icon.stands_out(tab) < ON_TAB && icon.seen_by_hue(tab).unwrap_or(0.0) < ON_TAB;
    let message = match TABS.iter().find(|(_, tab)| vanishes(*tab)) {
        _ if !is_seen() => format!(
            "at 16 pixels the app icon's mark is hard to make out: {} % of it reaches 3:1 on its background, {} % is needed",
            percent(reached),
            percent(STANDS_OUT)
        ),
        Some((scheme, _)) => {
            format!("at 16 pixels the app icon vanishes on the {scheme} tab of a browser")
        }
        None => return Ok(None),
    };
    let mark = of.theme.icon.mark_at(SMALL);
    let place = mark.place().or_else(|| icon_place(of.theme));
    Ok(place.map(|place| Diagnostic::at(Code::IconLegibility, place, message).help(DRAW_SMALL)))
}

/// The share of a mark of many hues that is seen by them on a light ground of one color.
fn by_hue(ground: &Pixels, mark: &Pixels) -> f64 {
    let middle = ground.rgba.chunks_exact(4).nth((SMALL * SMALL / 2 + SMALL / 2) as usize);
    let on = middle.map(|pixel| Color::new(pixel[0], pixel[1], pixel[2]));
    on.and_then(|on| mark.seen_by_hue(on)).unwrap_or(0.0)
}

const DRAW_SMALL: &str = "draw it with fewer and wider lines for small sizes: `mark = [{ file = \"small.svg\" }, \
    { file = \"mark.svg\", min-size = 33 }]` in `[icon]`";

/// The share of a mark, by how much of each pixel it covers, that stands out from the ground at the same place.
fn on_plate(icon: &Pixels, ground: &Pixels, mark: &Pixels) -> f64 {
    let color = |pixel: &[u8]| Color::new(pixel[0], pixel[1], pixel[2]);
    let (mut all, mut seen) = (0u64, 0u64);
    let both = icon.rgba.chunks_exact(4).zip(ground.rgba.chunks_exact(4));
    for ((icon, ground), mark) in both.zip(mark.rgba.chunks_exact(4)) {
        all += u64::from(mark[3]);
        let reaches = ground[3] > 0 && contrast(color(icon), color(ground)) >= NEEDED;
        seen += if reaches { u64::from(mark[3]) } else { 0 };
    }
    if all == 0 { 0.0 } else { seen as f64 / all as f64 }
}

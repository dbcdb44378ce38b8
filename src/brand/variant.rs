//! A logo for each scheme: in other colors where parts of it would vanish. Apart because it weighs what must change
//! against what must not.
//!
//! Black, gray and white change places, and so does what is white within the black. A color of the brand's keeps its hue
//! and takes the nearest lightness that shows; a yellow that would turn to mud is black instead, as brand books have it.
//! What cannot be told apart by color gets a card behind it.

use std::collections::BTreeMap;

use super::clusters::{lab, nearest};
use super::compose::{Plate, on_plate};
use super::inks::{Ink, Inks};
use super::picture::Picture;
use super::score::{INK, is_neutral};
use crate::artwork::{Image, STANDS_OUT};
use crate::color::{Color, Oklch, Palette, contrast, delta_e_ok, nearest_passing};
use crate::vector::{Fonts, Pixels, replace_colors};

/// What graphics need (WCAG 2.2, 1.4.11), and what a color that must change anyway gets.
const NEEDED: f64 = 3.0;
const AIM: f64 = 3.4;
/// A color that must become darker by more than this, in OKLab, is not itself any more.
const MUD: f64 = 0.22;
/// A part with less contrast than this is not seen at all.
const GONE: f64 = 1.7;
/// What a hue is still seen by, in OKLab: where there is hardly any contrast, and where there is some.
const HUELESS: f64 = 1.25;
const FAR: f64 = 0.2;
const NEAR: f64 = 0.12;
/// Parts that matter: their share of the logo, and the share of their edge that lies on the surface.
const MATTERS: (f64, f64) = (0.03, 0.25);
/// A little more than `check` asks for.
const ENOUGH: f64 = STANDS_OUT + 0.05;
/// The longer side at which a variant is measured.
const SIDE: u32 = 128;

/// What a logo stands on in one scheme.
#[derive(Clone, Debug)]
pub struct Stage<'a> {
    /// The scheme's colors.
    pub palette: &'a Palette,
    /// The colors of the surfaces that the logo stands on.
    pub surfaces: Vec<Color>,
}

impl Stage<'_> {
    /// The least contrast of a color with the surfaces.
    pub(super) fn contrast(&self, color: Color) -> f64 {
        self.surfaces.iter().map(|on| contrast(color, *on)).fold(f64::MAX, f64::min)
    }

    /// Whether enough of a picture stands out.
    fn shows(&self, picture: &Picture) -> bool {
        let Some(pixels) = picture.sample(self.palette, SIDE) else {
            return false;
        };
        self.surfaces.iter().all(|on| pixels.stands_out(*on) >= ENOUGH)
    }
}

/// A logo for one scheme.
#[derive(Clone, Debug)]
pub enum Variant {
    /// It is as good as it is.
    Same,
    /// In other colors.
    Recolored(Picture, BTreeMap<Color, Color>),
    /// On a card of a color.
    Carded(Picture, Color),
}

/// The variant of a logo that one scheme needs.
pub(super) fn variant(picture: &Picture, stage: &Stage<'_>, fonts: &Fonts) -> Variant {
    let inks = Inks::read(picture, stage.palette);
    let gone = gone(&inks, stage);
    let shows = stage.shows(picture);
    if shows && gone.iter().all(|is_gone| !is_gone) {
        return Variant::Same;
    }
    let changes = changes(&inks, gone, stage, shows);
    let recolored = recolored(picture, &inks, &changes, fonts).filter(|new| stage.shows(new));
    if let Some(new) = recolored.filter(|new| !any_gone(new, stage)) {
        return Variant::Recolored(new, changes);
    }
    if shows && matches!(picture.image, Image::Vector(ref vector) if vector.is_recolored()) {
        // It follows the palette by its classes: its designer has thought of this.
        return Variant::Same;
    }
    let color = card(&inks);
    match on_plate(picture, Plate::Card, color, fonts).filter(|new| stage.shows(new)) {
        Some(new) => Variant::Carded(new, color),
        None => Variant::Same,
    }
}

fn any_gone(picture: &Picture, stage: &Stage<'_>) -> bool {
    gone(&Inks::read(picture, stage.palette), stage).contains(&true)
}

/// Which inks that matter are not seen on the surfaces.
fn gone(inks: &Inks, stage: &Stage<'_>) -> Vec<bool> {
    let is_gone =
        |ink: &Ink| ink.share >= MATTERS.0 && ink.exposed >= MATTERS.1 && is_lost(ink.color, stage);
    inks.list.iter().map(is_gone).collect()
}

/// Whether a color cannot be seen on the surfaces: a yellow beside other colors can, by its hue, where a gray cannot.
fn is_lost(color: Color, stage: &Stage<'_>) -> bool {
    let far = stage.surfaces.iter().map(|on| delta_e_ok(color, *on)).fold(f64::MAX, f64::min);
    let ratio = stage.contrast(color);
    ratio < GONE && (is_neutral(color) || far < if ratio < HUELESS { FAR } else { NEAR })
}

/// Old color → new one.
fn changes(
    inks: &Inks,
    mut changing: Vec<bool>,
    stage: &Stage<'_>,
    shows: bool,
) -> BTreeMap<Color, Color> {
    let exposed = |at: usize| inks.list[at].exposed >= MATTERS.1;
    for (at, ink) in inks.list.iter().enumerate() {
        changing[at] |= !shows && exposed(at) && stage.contrast(ink.color) < NEEDED;
    }
    let neutral: Vec<bool> = inks.list.iter().map(|ink| is_neutral(ink.color)).collect();
    // What is white within black that turns white must turn black.
    for at in (0..inks.list.len()).filter(|at| neutral[*at] && !exposed(*at)) {
        let turned = |other: &usize| changing[*other] && neutral[*other] && exposed(*other);
        let share: f64 = (0..inks.list.len()).filter(turned).map(|o| inks.touching[at][o]).sum();
        changing[at] |= share >= 0.5;
    }
    let inks = inks.list.iter().enumerate().filter(|(at, _)| changing[*at]);
    inks.map(|(at, ink)| (ink.color, changed(ink.color, exposed(at), neutral[at], stage))).collect()
}

fn changed(color: Color, is_exposed: bool, is_neutral: bool, stage: &Stage<'_>) -> Color {
    let start = match is_neutral {
        true => {
            let old = Oklch::from(color);
            Oklch { c: old.c.min(0.02), ..old }.at((1.11 - old.l).clamp(0.178, 0.98)).to_color()
        }
        false => color,
    };
    if !is_exposed {
        return start;
    }
    let reach = |color, on: &Color| nearest_passing(color, *on, AIM).unwrap_or(color);
    let found = stage.surfaces.iter().fold(start, reach);
    let fell = Oklch::from(found).l < Oklch::from(color).l && delta_e_ok(found, color) > MUD;
    if fell && !is_neutral { INK } else { found }
}

fn recolored(
    picture: &Picture,
    inks: &Inks,
    changes: &BTreeMap<Color, Color>,
    fonts: &Fonts,
) -> Option<Picture> {
    match &picture.image {
        Image::Vector(vector) => Picture::svg(&replace_colors(vector, changes), fonts),
        // Pixels of an opaque picture are blends of what must change and what must not.
        Image::Raster(pixels) if pixels.is_opaque() => None,
        Image::Raster(pixels) => Picture::png(repainted(pixels, inks, changes)),
    }
}

/// Each pixel moved as the ink moves that it is of.
fn repainted(pixels: &Pixels, inks: &Inks, changes: &BTreeMap<Color, Color>) -> Pixels {
    let centers: Vec<[f64; 3]> = inks.list.iter().map(|ink| lab(ink.color)).collect();
    let mut known: BTreeMap<[u8; 3], [u8; 3]> = BTreeMap::new();
    let mut new = pixels.clone();
    for pixel in new.rgba.chunks_exact_mut(4).filter(|pixel| pixel[3] > 0) {
        let old = [pixel[0], pixel[1], pixel[2]];
        let color = known.entry(old).or_insert_with(|| {
            let color = Color::new(old[0], old[1], old[2]);
            let ink = inks.list[nearest(&centers, lab(color))].color;
            let moved = changes.get(&ink).map_or(color, |to| moved(color, ink, *to));
            [moved.r, moved.g, moved.b]
        });
        pixel[..3].copy_from_slice(color);
    }
    new
}

/// A shade of `from` as the same shade of `to`.
fn moved(color: Color, from: Color, to: Color) -> Color {
    let (color, from, to) = (Oklch::from(color), Oklch::from(from), Oklch::from(to));
    let turned = if (from.l < 0.5) == (to.l < 0.5) { 1.0 } else { -1.0 };
    to.at((to.l + turned * (color.l - from.l)).clamp(0.0, 1.0)).to_color()
}

/// The color of a card: white or black, whichever most of the logo stands out from.
fn card(inks: &Inks) -> Color {
    let dark = Color::new(0x1b, 0x1b, 0x1f);
    let share = |on: Color| -> f64 {
        let seen = inks.list.iter().filter(|ink| contrast(ink.color, on) >= NEEDED);
        seen.map(|ink| ink.share).sum()
    };
    if share(dark) > share(Color::WHITE) { dark } else { Color::WHITE }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Role, Scheme, Seed, derive};

    fn check(body: &str, scheme: Scheme, expect: &str) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{body}</svg>");
        let picture = Picture::svg(&text, &Fonts::none()).unwrap();
        let palettes = derive(&Seed::new(Color::new(10, 102, 194)));
        let palette = palettes.get(scheme);
        let surfaces = vec![palette.get(Role::Surface), palette.get(Role::SurfaceContainerLow)];
        let shown = match variant(&picture, &Stage { palette, surfaces }, &Fonts::none()) {
            Variant::Same => "same".to_owned(),
            Variant::Carded(_, color) => format!("card {color}"),
            Variant::Recolored(_, changes) => {
                let changes: Vec<String> =
                    changes.iter().map(|(from, to)| format!("{from} {to}")).collect();
                changes.join(", ")
            }
        };
        assert_eq!(shown, expect, "{body} in {scheme:?}");
    }

    #[test]
    fn only_what_vanishes_changes() {
        let blue = "<path fill='#0a66c2' d='M0 0h20v20H0z'/>";
        check(blue, Scheme::Light, "same");
        check(blue, Scheme::Dark, "same");
        let words = format!("{blue}<path d='M24 6h16v9H24z'/>");
        check(&words, Scheme::Light, "same");
        check(&words, Scheme::Dark, "#000000 #f8f8f8");
        // A navy word vanishes in the dark; a yellow part of a bright logo does not vanish in the light.
        let navy = format!("{blue}<path fill='#00205b' d='M24 6h16v9H24z'/>");
        check(&navy, Scheme::Dark, "#00205b #466cae");
        let bright = format!("{blue}<path fill='#fbbc05' d='M24 0h16v20H24z'/>");
        check(&bright, Scheme::Light, "same");
        check("<path fill='#fff' d='M0 0h20v20H0z'/>", Scheme::Light, "#ffffff #111111");
        check("<path fill='#ffcc00' d='M0 0h20v20H0z'/>", Scheme::Light, "#ffcc00 #111111");
    }

    #[test]
    fn what_is_white_within_black_changes_too() {
        let plate = "<path d='M0 0h40v20H0z'/><path fill='#fff' d='M16 8h6v4h-6z'/>";
        check(plate, Scheme::Dark, "#000000 #f8f8f8, #ffffff #111111");
        // White within blue stays white.
        let both = "<path d='M30 0h10v20H30z'/><path fill='#0a66c2' d='M0 0h22v20H0z'/>\
            <path fill='#fff' d='M8 8h6v5H8z'/>";
        check(both, Scheme::Dark, "#000000 #f8f8f8");
    }

    #[test]
    fn what_has_no_color_of_its_own_gets_a_card() {
        let gradient = "<filter id='f'><feFlood flood-color='#000'/></filter>\
            <path fill='#000' stroke='none' filter='url(#f)' d='M0 0h40v20H0z'/>";
        // The flood is a color too, and changes with the rest.
        check(gradient, Scheme::Dark, "#000000 #f8f8f8");
        let faded = "<filter id='f'><feColorMatrix values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0'/>\
            </filter><path fill='#0a66c2' filter='url(#f)' d='M0 0h40v20H0z'/>";
        check(faded, Scheme::Dark, "card #ffffff");
    }

    #[test]
    fn shades_keep_their_order_or_turn_it() {
        let shade = |l: f64| Oklch { l, c: 0.0, h: 0.0 }.to_color();
        let lightness = |color: Color| Oklch::from(color).l;
        let turned = moved(shade(0.2), shade(0.1), shade(0.9));
        assert!((lightness(turned) - 0.8).abs() < 0.01);
        let kept = moved(shade(0.7), shade(0.8), shade(0.6));
        assert!((lightness(kept) - 0.5).abs() < 0.01);
    }
}

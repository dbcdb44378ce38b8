//! A logo for each scheme: as it came wherever it can be seen, and in other colors where a part of it would vanish.
//! A module of its own because it weighs what must change against what must not.
//!
//! Only the part that vanishes changes: [`super::paints`] of a drawing, [`super::repaint`] of pixels. Where that would make
//! other colors of its hues, the logo stays as it is, on a card.

use std::collections::BTreeMap;

use super::compose::{Setting, set_on};
use super::paints::in_other_colors;
use super::picture::Picture;
use super::repaint::repainted;
use rebadge_art::artwork::{Image, STANDS_OUT};
use rebadge_art::color::{Color, Palette, contrast, delta_e_ok, relative_luminance};
use rebadge_art::vector::{Fonts, PARTS_SIDE, Pixels};

/// A little more than `check` asks for.
pub(super) const ENOUGH: f64 = STANDS_OUT + 0.02;
/// Two colors border on one another with at least this contrast.
const BORDER: f64 = 3.0;
/// Below this contrast two colors can be distinguished by their hue alone: by at least this distance in OKLab where one of them is
/// dark, and where none is.
const MERGED: (f64, f64, f64) = (2.0, 0.3, 0.18);
/// The share of its borders, with those to what is not painted, that a logo in other colors may lose.
const LOST_BORDERS: f64 = 0.1;
/// The colors of cards behind a logo.
const CARDS: [Color; 3] =
    [Color::WHITE, Color::new(0x1b, 0x1b, 0x1f), Color::new(0x76, 0x76, 0x76)];

/// Surfaces darker than this luminance are dark.
const DARK: f64 = 0.1;

/// Whether a logo may be drawn in other colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recolor {
    /// Where a part would vanish.
    WhereNeeded,
    /// Never: what would vanish gets a card.
    Never,
}

/// The backgrounds of a logo in one scheme.
#[derive(Clone, Debug)]
pub struct Stage<'a> {
    /// The scheme's colors.
    pub palette: &'a Palette,
    /// The colors of the surfaces behind the logo.
    pub surfaces: Vec<Color>,
}

impl Stage<'_> {
    /// The least contrast of a color with the surfaces.
    pub(super) fn contrast(&self, color: Color) -> f64 {
        self.surfaces.iter().map(|on| contrast(color, *on)).fold(f64::MAX, f64::min)
    }
}

/// A logo for one scheme.
#[derive(Clone, Debug)]
pub enum Variant {
    /// It is as good as it is.
    Same,
    /// Parts of it are in other colors.
    Recolored(Picture, BTreeMap<Color, Color>),
    /// On a card of a color.
    Carded(Picture, Color),
}

/// How a picture is seen on the surfaces of a stage.
pub(super) struct Seen {
    pub(super) pixels: Pixels,
    /// Which pixels vanish on any of them.
    pub(super) lost: Vec<bool>,
    /// Which pixels are of parts that do not reach 3:1 on one of the surfaces; none on light surfaces, on which a color
    /// that is made darker soon turns brown.
    pub(super) dim: Vec<bool>,
    /// The smallest share that stands out, over all surfaces.
    share: f64,
}

impl Seen {
    /// As `check` sees it, at the size `side`; `None` for what cannot be drawn.
    pub(super) fn read(picture: &Picture, stage: &Stage<'_>, side: u32) -> Option<Seen> {
        let pixels = picture.sample(stage.palette, side)?;
        let mut lost = vec![false; pixels.rgba.len() / 4];
        let mut dim = lost.clone();
        let mut share = 1.0f64;
        for on in &stage.surfaces {
            let own = pixels.lost(*on);
            lost.iter_mut().zip(&own.mask).for_each(|(all, own)| *all |= own);
            if relative_luminance(*on) < DARK {
                dim.iter_mut().zip(&pixels.dim(*on).mask).for_each(|(all, own)| *all |= own);
            }
            let plain = match &picture.image {
                Image::Vector(vector) => vector.sample(stage.palette).ok()?.stands_out(*on),
                Image::Raster(pixels) => pixels.stands_out(*on),
            };
            let plain =
                if plain < STANDS_OUT { pixels.seen_by_hue(*on).unwrap_or(plain) } else { plain };
            let enough = plain >= STANDS_OUT;
            share = share.min(if enough { plain } else { pixels.stands_out_on_plates(*on) });
        }
        Some(Seen { pixels, lost, dim, share })
    }

    pub(super) fn is_whole(&self) -> bool {
        !self.lost.contains(&true)
    }

    /// Whether it is as `check` wants it.
    pub(super) fn passes(&self) -> bool {
        self.is_whole() && self.share >= STANDS_OUT
    }

    fn dim_pixels(&self) -> usize {
        self.dim.iter().filter(|is_dim| **is_dim).count()
    }
}

/// The variant of a logo that one scheme needs.
pub(super) fn variant(
    picture: &Picture,
    stage: &Stage<'_>,
    recolor: Recolor,
    fonts: &Fonts,
) -> Variant {
    let Some(seen) = Seen::read(picture, stage, PARTS_SIDE) else {
        return Variant::Same;
    };
    if seen.passes() && seen.dim_pixels() == 0 {
        return Variant::Same;
    }
    let is_good = |(new, _): &(Picture, _)| {
        let new = Seen::read(new, stage, PARTS_SIDE);
        let is_brighter = |new: &Seen| !seen.passes() || new.dim_pixels() < seen.dim_pixels();
        let is_better = |new: &Seen| {
            let is_whole = new.is_whole() && new.share >= ENOUGH;
            is_whole && is_brighter(new) && keeps_borders(&seen.pixels, &new.pixels)
        };
        new.as_ref().is_some_and(is_better)
    };
    let recolored = match (&picture.image, recolor) {
        (_, Recolor::Never) => None,
        // Of pixels too much would change for what passes as it is.
        (Image::Raster(_), _) if seen.passes() => None,
        (Image::Vector(vector), _) => in_other_colors(vector, &seen, stage, fonts),
        // Pixels of an opaque picture are blends of what must change and what must not.
        (Image::Raster(pixels), _) if pixels.is_opaque() => None,
        (Image::Raster(pixels), _) => repainted(picture, pixels, stage),
    };
    if let Some((new, changes)) = recolored.filter(is_good) {
        return Variant::Recolored(new, changes);
    }
    if seen.passes() {
        return Variant::Same;
    }
    if seen.share >= STANDS_OUT
        && matches!(&picture.image, Image::Vector(vector) if vector.is_recolored())
    {
        // It follows the palette by its classes: its designer has thought of this.
        return Variant::Same;
    }
    let color = card(&seen.pixels, stage);
    match set_on(picture, Setting::Card(color), fonts) {
        Some(new) => Variant::Carded(new, color),
        None => Variant::Same,
    }
}

/// Whether what borders on one another within a picture can still be distinguished in other colors: a face under a black
/// hat is not under a white one, nor is a dark word on a white plate that turns black.
fn keeps_borders(old: &Pixels, new: &Pixels) -> bool {
    let color = |pixels: &Pixels, (x, y): (u32, u32)| match pixels.at(x, y) {
        [r, g, b, alpha] if alpha >= 200 => Some(Color::new(r, g, b)),
        _ => None,
    };
    let (mut all, mut lost) = (0u32, 0u32);
    for at in (0..old.height).flat_map(|y| (0..old.width).map(move |x| (x, y))) {
        // Over a pixel that is a blend of both sides.
        let beside = [(at.0 + 2, at.1), (at.0, at.1 + 2)];
        for other in beside.into_iter().filter(|(x, y)| *x < old.width && *y < old.height) {
            match (color(old, at), color(old, other)) {
                (Some(a), Some(b)) if contrast(a, b) >= BORDER => {
                    all += 1;
                    let new = color(new, at).zip(color(new, other));
                    lost += u32::from(new.is_some_and(|(a, b)| is_merged(a, b)));
                }
                (Some(_), None) | (None, Some(_)) => all += 1,
                _ => {}
            }
        }
    }
    f64::from(lost) <= LOST_BORDERS * f64::from(all)
}

/// Whether two colors beside one another cannot be distinguished.
fn is_merged(a: Color, b: Color) -> bool {
    let is_dark = relative_luminance(a).min(relative_luminance(b)) < DARK;
    let far = if is_dark { MERGED.1 } else { MERGED.2 };
    contrast(a, b) < MERGED.0 && delta_e_ok(a, b) < far
}

/// The color of a card that can be seen itself: the first on which all of the logo can be seen, or else the one from which
/// most stands out.
fn card(pixels: &Pixels, stage: &Stage<'_>) -> Color {
    let cards = || CARDS.into_iter().filter(|card| stage.contrast(*card) >= 3.0);
    let is_good = |on: &Color| !pixels.lost(*on).is_any() && pixels.stands_out(*on) >= STANDS_OUT;
    let best = || {
        let share = |on: &Color| pixels.stands_out(*on) - pixels.lost(*on).share;
        cards().max_by(|a, b| share(a).total_cmp(&share(b)))
    };
    cards().find(is_good).or_else(best).unwrap_or(Color::WHITE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebadge_art::color::{Oklch, Role, Scheme, Seed, derive};

    fn check(body: &str, scheme: Scheme, expect: &str) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{body}</svg>");
        let picture = Picture::svg(&text, &Fonts::none()).unwrap();
        let palettes = derive(&Seed::new(Color::new(10, 102, 194)));
        let palette = palettes.get(scheme);
        let surfaces = vec![palette.get(Role::Surface), palette.get(Role::SurfaceContainerLow)];
        let shown = match variant(
            &picture,
            &Stage { palette, surfaces },
            Recolor::WhereNeeded,
            &Fonts::none(),
        ) {
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
        // A gray word that can hardly be read becomes lighter; a red one, and a shade within a symbol, stay.
        let gray = format!("{blue}<path fill='#4a5158' d='M24 6h16v9H24z'/>");
        check(&gray, Scheme::Light, "same");
        check(&gray, Scheme::Dark, "#4a5158 #666e75");
        check(&format!("{blue}<path fill='#a00000' d='M24 6h16v9H24z'/>"), Scheme::Dark, "same");
        check(&format!("{blue}<path fill='#4a5158' d='M4 6h9v9H4z'/>"), Scheme::Dark, "same");
        // A navy word vanishes in the dark; a yellow part of a bright logo does not vanish in the light.
        let navy = format!("{blue}<path fill='#00205b' d='M24 6h16v9H24z'/>");
        check(&navy, Scheme::Dark, "#00205b #466cae");
        let bright = format!("{blue}<path fill='#fbbc05' d='M24 0h16v20H24z'/>");
        check(&bright, Scheme::Light, "same");
        check("<path fill='#fff' d='M0 0h20v20H0z'/>", Scheme::Light, "#ffffff #111111");
        // An orange may lose a little lightness. What would be brown, and a yellow, stay, on a card.
        check("<path fill='#ff6a00' d='M0 0h20v20H0z'/>", Scheme::Light, "#ff6a00 #e05d00");
        check("<path fill='#f90' d='M0 0h20v20H0z'/>", Scheme::Light, "card #1b1b1f");
        check("<path fill='#ffcc00' d='M0 0h20v20H0z'/>", Scheme::Light, "card #1b1b1f");
        // What is black in a symbol stays when the black word beside it changes.
        let eyes = "<path fill='#ffcc00' d='M0 0h20v20H0z'/><path d='M4 4h4v4H4z'/><path d='M24 6h16v9H24z'/>";
        check(eyes, Scheme::Dark, "#000000 #f8f8f8");
        check(eyes, Scheme::Light, "same");
    }

    #[test]
    fn a_gradient_stays_one() {
        let word = "<linearGradient id='g'><stop stop-color='#00205b'/><stop offset='1' stop-color='#003380'/>\
            </linearGradient><path fill='#0a66c2' d='M0 0h20v20H0z'/><path fill='url(#g)' d='M24 6h16v9H24z'/>";
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{word}</svg>");
        let picture = Picture::svg(&text, &Fonts::none()).unwrap();
        let palettes = derive(&Seed::new(Color::new(10, 102, 194)));
        let surfaces = vec![palettes.dark.get(Role::Surface)];
        let stage = Stage { palette: &palettes.dark, surfaces };
        let found = variant(&picture, &stage, Recolor::WhereNeeded, &Fonts::none());
        let Variant::Recolored(_, changes) = found else { panic!("{found:?}") };
        let hue = |color: &Color| Oklch::from(*color).h;
        assert_eq!(changes.len(), 2, "{changes:?}");
        assert!(changes.iter().all(|(a, b)| (hue(a) - hue(b)).abs() < 6.0), "{changes:?}");
        let kept = variant(&picture, &stage, Recolor::Never, &Fonts::none());
        assert!(matches!(kept, Variant::Carded(_, Color::WHITE)), "{kept:?}");
    }

    #[test]
    fn what_is_white_within_black_changes_too() {
        let plate = "<path d='M0 0h40v20H0z'/><path fill='#fff' d='M18 9h3v3h-3z'/>";
        check(plate, Scheme::Dark, "#000000 #f8f8f8, #ffffff #111111");
        // White within blue stays white.
        let both = "<path d='M30 0h10v20H30z'/><path fill='#0a66c2' d='M0 0h22v20H0z'/>\
            <path fill='#fff' d='M8 8h6v5H8z'/>";
        check(both, Scheme::Dark, "#000000 #f8f8f8");
    }

    #[test]
    fn what_would_merge_with_its_neighbor_in_another_color_gets_a_card() {
        // A black hat over a pale face; the same over a red one, from which white can be distinguished.
        let hat = "<path d='M2 0h36v12H2z'/>";
        let face = "<path fill='#f5cba7' d='M2 12h36v8H2z'/>";
        check(&format!("{hat}{face}"), Scheme::Dark, "card #ffffff");
        check(
            &format!("{hat}{}", face.replace("f5cba7", "c92228")),
            Scheme::Dark,
            "#000000 #f8f8f8",
        );
        // A corner that merges is not much of a long outline.
        let corner = "<path d='M2 0h36v18H2z'/><path fill='#f5cba7' d='M36 16h4v4h-4z'/>";
        check(corner, Scheme::Dark, "#000000 #f8f8f8");
    }

    #[test]
    fn what_has_no_color_of_its_own_gets_a_card() {
        let flood = "<filter id='f'><feFlood flood-color='#000'/></filter>\
            <path fill='#000' stroke='none' filter='url(#f)' d='M0 0h40v20H0z'/>";
        check(flood, Scheme::Dark, "card #ffffff");
        let faded = "<filter id='f'><feColorMatrix values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0'/>\
            </filter><path fill='#0a66c2' filter='url(#f)' d='M0 0h40v20H0z'/>";
        check(faded, Scheme::Dark, "card #ffffff");
    }
}

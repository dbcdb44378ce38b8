//! From a seed to the palettes of both schemes.
//!
//! Each role is put once, in the order in which they depend on each other: surfaces, fills, texts, meanings. What the
//! theme sets itself takes the place of what would be derived, and everything after it is derived from that. So an
//! overridden `primary` gets a text that can be read on it.

use crate::color::contrast::{Demand, contrast, passes, solve};
use crate::color::oklch::{delta_e_ok, distance};
use crate::color::tones::{DARK, LIGHT, Tone, Tones, tone};
use crate::color::{Color, Meaning, Oklch, Palette, Palettes, Role, Scheme, Seed};

/// What derived text aims at, a little above 4.5:1: what blending and antialiasing take away stays above the line.
const TEXT: f64 = 4.6;
/// What derived borders aim at, a little above 3:1.
const SHAPE: f64 = 3.1;
/// What a brand color needs on the dark surfaces to stay as it is.
const FILL: f64 = 3.0;
/// Below this chroma a color has no hue that a person would name.
const ACHROMATIC: f64 = 0.025;
/// From this chroma on, what is tinted gets its full tint.
const COLORFUL: f64 = 0.06;
/// How far raised surfaces sink at most where an overridden page is blacker than usual: on black, all would be black.
const SUNK: f64 = 0.03;
/// Text on a light fill.
const NEAR_BLACK: Tone = tone(0.18, 0.025);
/// A fill nearer than this to the page, in OKLab, cannot be seen on it.
const HIDDEN: f64 = 0.03;
/// How far, in OKLab, a meaning stays from the brand's fills.
const APART: f64 = 0.09;
/// How far `recording` stays from `error`. Both are red, as people expect; place and form tell the rest.
const KIN: f64 = 0.04;
/// Changes of a meaning's lightness and hue, the least first.
#[rustfmt::skip]
const SHIFTS: [(f64, f64); 11] = [
    (-0.05, 0.0), (0.0, -10.0), (0.0, 10.0), (0.05, 0.0), (-0.08, -8.0), (-0.08, 8.0), (0.08, -8.0), (0.08, 8.0),
    (-0.12, 0.0), (0.0, -18.0), (0.0, 18.0),
];

const SURFACES: [Role; 4] =
    [Role::Surface, Role::SurfaceContainerLow, Role::SurfaceContainer, Role::SurfaceContainerHigh];

/// A fill with the text on it, its container, and the text on that.
type Family = [Role; 4];

#[rustfmt::skip]
const PRIMARY: Family =
    [Role::Primary, Role::OnPrimary, Role::PrimaryContainer, Role::OnPrimaryContainer];
#[rustfmt::skip]
const SECONDARY: Family =
    [Role::Secondary, Role::OnSecondary, Role::SecondaryContainer, Role::OnSecondaryContainer];

/// Derives the palettes of both schemes. Every pair of [`PAIRS`](crate::color::PAIRS) passes in them, unless an
/// override is in its way.
#[must_use]
pub fn derive(seed: &Seed) -> Palettes {
    Palettes { light: palette(seed, Scheme::Light), dark: palette(seed, Scheme::Dark) }
}

fn palette(seed: &Seed, scheme: Scheme) -> Palette {
    let mut draft = Draft { seed, scheme, palette: Palette::from_fn(|_| Color::BLACK) };
    let tones = surfaces(&mut draft);
    fills(&mut draft, tones);
    texts(&mut draft, tones);
    meanings(&mut draft, tones);
    draft.palette
}

/// A palette in the making.
struct Draft<'a> {
    seed: &'a Seed,
    scheme: Scheme,
    palette: Palette,
}

impl Draft<'_> {
    /// Puts the theme's own color for `role`, or the derived one.
    fn put(&mut self, role: Role, derived: impl FnOnce(&Self) -> Color) -> Color {
        let own = self.seed.overrides.get(self.scheme, role);
        let color = own.unwrap_or_else(|| derived(self));
        self.palette.set(role, color);
        color
    }

    fn on_surfaces(&self, minimum: f64) -> [Demand; 4] {
        SURFACES.map(|role| Demand::new(self.palette.get(role), minimum))
    }
}

/// The hue of `key`, with at most the chroma of `tone`, and none where `key` has none.
fn tinted(key: Oklch, tone: Tone) -> Oklch {
    let c = tone.c * (key.c / COLORFUL).min(1.0);
    Oklch { c, ..key }.at(tone.l)
}

/// The tone nearest to `wish` that meets `demands`; or, where an override leaves none, the better of black and white.
fn reach(wish: Oklch, demands: &[Demand]) -> Color {
    let least = |color| {
        let ratios = demands.iter().map(|demand| contrast(color, demand.on));
        ratios.fold(f64::MAX, f64::min)
    };
    solve(wish, demands).unwrap_or_else(|| {
        let white_is_better = least(Color::WHITE) > least(Color::BLACK);
        if white_is_better { Color::WHITE } else { Color::BLACK }
    })
}

fn surfaces(draft: &mut Draft) -> &'static Tones {
    let brand = Oklch::from(draft.seed.brand);
    let usual = match draft.scheme {
        Scheme::Light => &LIGHT,
        Scheme::Dark => &DARK,
    };
    let page = tinted(brand, usual.surfaces[0]).at(page_lightness(draft, usual));
    let surface = draft.put(Role::Surface, |_| page.to_color());
    // An overridden surface decides itself whether it is light or dark, and how much it is tinted.
    let own = (surface != page.to_color()).then(|| Oklch::from(surface));
    let tones = match own {
        Some(own) if own.l > 0.6 => &LIGHT,
        Some(_) => &DARK,
        None => usual,
    };
    for (role, level) in SURFACES.into_iter().zip(tones.surfaces).skip(1) {
        let step = level.l - tones.surfaces[0].l;
        draft.put(role, |_| match own {
            Some(own) => own.at((own.l + step).max(level.l - SUNK)).to_color(),
            None => tinted(brand, level).at(page.l + step).to_color(),
        });
    }
    tones
}

/// The page's lightness. Below a white brand it is a light gray, so that a white button can be seen.
fn page_lightness(draft: &Draft, usual: &Tones) -> f64 {
    let page = usual.surfaces[0].l;
    let own = draft.seed.overrides.get(draft.scheme, Role::Primary);
    let primary = Oklch::from(own.unwrap_or(draft.seed.brand));
    let is_hidden = distance(primary, tinted(primary, usual.surfaces[0])) < HIDDEN;
    match draft.scheme {
        Scheme::Light if is_hidden => page - HIDDEN,
        _ => page,
    }
}

fn fills(draft: &mut Draft, tones: &Tones) {
    let brand = draft.seed.brand;
    draft.put(Role::Primary, |draft| fill(draft, brand));
    companions(draft, tones, PRIMARY);
    draft.put(Role::Secondary, |draft| match draft.seed.accent {
        Some(accent) => fill(draft, accent),
        None => tinted(Oklch::from(brand), tones.secondary).to_color(),
    });
    companions(draft, tones, SECONDARY);
}

/// A given color as a fill: as it is in the light scheme, and where it shows on all dark surfaces.
fn fill(draft: &Draft, color: Color) -> Color {
    let demands = draft.on_surfaces(FILL);
    if draft.scheme == Scheme::Light || passes(color, &demands) {
        return color;
    }
    let key = Oklch::from(color);
    // Black and white change places: the gray that just shows would look switched off.
    let l = if key.c < ACHROMATIC { (1.13 - key.l).min(0.97) } else { key.l };
    reach(key.at(l), &demands)
}

/// The text on a fill, its container, and the text on that.
fn companions(draft: &mut Draft, tones: &Tones, [fill, on, container, on_container]: Family) {
    let key = draft.palette.get(fill);
    draft.put(on, |_| text_on(key));
    let key = Oklch::from(key);
    let ground = draft.put(container, |_| {
        // A gray container differs from a surface by its lightness alone.
        let share = (key.c / COLORFUL).min(1.0);
        let l = tones.container.l * share + tones.gray_container * (1.0 - share);
        let c = tones.container.c.min(key.c * 0.6);
        Oklch { c, ..key }.at(l).to_color()
    });
    let text = tinted(key, tones.on_container);
    draft.put(on_container, |_| reach(text, &[Demand::new(ground, TEXT)]));
}

/// White where it can be read, otherwise a near-black in the hue of the ground.
fn text_on(ground: Color) -> Color {
    if passes(Color::WHITE, &[Demand::new(ground, 4.5)]) {
        return Color::WHITE;
    }
    let dark = tinted(Oklch::from(ground), NEAR_BLACK);
    reach(dark, &[Demand::new(ground, TEXT)])
}

fn texts(draft: &mut Draft, tones: &Tones) {
    let brand = Oklch::from(draft.seed.brand);
    let text = draft.on_surfaces(TEXT);
    let shape = draft.on_surfaces(SHAPE);
    let primary = Oklch::from(draft.palette.get(Role::Primary));
    let is_gray = primary.c < ACHROMATIC;
    let link = if is_gray { primary.at(tones.on_surface.l) } else { primary };
    let tone = |tone| tinted(brand, tone);
    draft.put(Role::OnSurface, |_| reach(tone(tones.on_surface), &text));
    draft.put(Role::OnSurfaceVariant, |_| reach(tone(tones.on_surface_variant), &text));
    draft.put(Role::Link, |_| reach(link, &text));
    draft.put(Role::Outline, |_| reach(tone(tones.outline), &shape));
    draft.put(Role::OutlineVariant, |_| tone(tones.outline_variant).to_color());
    let inverse = draft.put(Role::InverseSurface, |_| tone(tones.inverse_surface).to_color());
    let on_inverse = tone(tones.inverse_on_surface);
    draft.put(Role::InverseOnSurface, |_| reach(on_inverse, &[Demand::new(inverse, TEXT)]));
}

fn meanings(draft: &mut Draft, tones: &Tones) {
    let text = draft.on_surfaces(TEXT);
    for (meaning, color) in Meaning::ALL.into_iter().zip(tones.meanings) {
        let family = meaning.roles();
        draft.put(family[0], |draft| apart(color, &text, &rivals(draft, meaning)));
        companions(draft, tones, family);
    }
}

/// What no one may take for another: its color, and the distance to keep.
type Rival = (Color, f64);

/// The fills of the brand, and for `recording` also `error`.
fn rivals(draft: &Draft, meaning: Meaning) -> Vec<Rival> {
    let at = |role| draft.palette.get(role);
    let mut rivals = vec![(at(Role::Primary), APART)];
    // A derived secondary is too gray to be mistaken.
    rivals.extend(draft.seed.accent.map(|_| (at(Role::Secondary), APART)));
    rivals.extend((meaning == Meaning::Recording).then(|| (at(Role::Error), KIN)));
    rivals
}

/// The meaning's color, or the least change of it that no one takes for a rival.
fn apart(color: Oklch, demands: &[Demand], rivals: &[Rival]) -> Color {
    // 1 and more: far enough from all of them.
    let room = |color: Color| {
        let shares = rivals.iter().map(|(rival, least)| delta_e_ok(*rival, color) / least);
        shares.fold(f64::MAX, f64::min)
    };
    let mut best = reach(color, demands);
    for (l, h) in SHIFTS {
        if room(best) >= 1.0 {
            break;
        }
        let shifted = reach(Oklch { h: color.h + h, ..color }.at(color.l + l), demands);
        if room(shifted) > room(best) {
            best = shifted;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::relative_luminance;

    fn color(text: &str) -> Color {
        Color::parse(text).expect(text)
    }

    fn seed(brand: &str) -> Seed {
        Seed::new(color(brand))
    }

    #[test]
    fn a_brand_without_hue_gives_grays() {
        for brand in ["#000", "#111111", "#808080", "#fff"] {
            let palettes = derive(&seed(brand));
            for scheme in Scheme::ALL {
                let grays = Role::ALL.into_iter().take_while(|role| *role != Role::Error);
                for color in grays.map(|role| palettes.get(scheme).get(role)) {
                    assert!(color.r == color.g && color.g == color.b, "{brand}: {color}");
                }
            }
        }
        assert!(relative_luminance(derive(&seed("#111")).dark.get(Role::Primary)) > 0.8);
        assert_eq!(derive(&seed("#fff")).light.get(Role::Primary), Color::WHITE);
    }

    #[test]
    fn a_yellow_brand_takes_dark_text() {
        let light = derive(&seed("#ffcc00")).light;
        assert!(relative_luminance(light.get(Role::OnPrimary)) < 0.02);
        let [link, brand] = [Role::Link, Role::Primary].map(|role| Oklch::from(light.get(role)));
        assert!(link.l < brand.l - 0.2 && (link.h - brand.h).abs() < 2.0);
    }

    #[test]
    fn what_is_overridden_stays_and_the_rest_follows() {
        let mut seed = seed("#0a66c2");
        seed.overrides.set(Scheme::Dark, Role::Primary, color("#ffe0a3"));
        seed.overrides.set(Scheme::Light, Role::Surface, color("#f4efe6"));
        let palettes = derive(&seed);
        let dark = &palettes.dark;
        assert_eq!(dark.get(Role::Primary), color("#ffe0a3"));
        assert!(relative_luminance(dark.get(Role::OnPrimary)) < 0.02);
        let hue = |role| Oklch::from(dark.get(role)).h;
        assert!((hue(Role::PrimaryContainer) - hue(Role::Primary)).abs() < 3.0);
        assert_eq!(palettes.light.get(Role::Surface), color("#f4efe6"));
        let level = Oklch::from(palettes.light.get(Role::SurfaceContainer));
        assert!(level.l < 0.96 && level.c > 0.01, "{level:?}");
    }

    #[test]
    fn a_black_page_keeps_its_levels() {
        let mut seed = seed("#ff6a00");
        seed.overrides.set(Scheme::Dark, Role::Surface, Color::BLACK);
        seed.overrides.set(Scheme::Light, Role::Surface, color("#101418"));
        let palettes = derive(&seed);
        for scheme in Scheme::ALL {
            let levels = SURFACES.map(|role| relative_luminance(palettes.get(scheme).get(role)));
            assert!(levels.is_sorted_by(|a, b| a < b), "{levels:?}");
        }
    }

    /// The digits of two whole palettes: they change only on purpose, and never from one system to another.
    #[test]
    fn digits_are_fixed() {
        let line = |palette: &Palette| {
            let colors = palette.iter().map(|(_, color)| color.to_string());
            colors.collect::<Vec<_>>().join(" ")
        };
        let palettes = derive(&seed("#ff6a00"));
        assert_eq!(
            line(&palettes.light),
            "#ff6a00 #1b0e08 #ffdccd #672600 #785444 #ffffff #f8ded2 #662703 #fefbfa #faf6f4 #f4f0ed \
             #eee8e5 #201916 #605551 #b04700 #8c817d #dfd7d4 #312a26 #f7f2f0 #c92328 #ffffff #ffdbd7 \
             #6b1e1c #007835 #ffffff #c9f1d0 #004b1e #925c00 #ffffff #ffdeba #573500 #d00042 #ffffff \
             #ffdadb #6b1d29"
        );
        assert_eq!(
            line(&palettes.dark),
            "#ff6a00 #1b0e08 #5c280d #ffd8c7 #dab09e #1a0e09 #49352c #ffd8c7 #14100e #1b1614 #221c1a \
             #2d2623 #ede6e3 #beb1ac #ff6a00 #867a76 #443b37 #e9e3e0 #27201d #f7687d #1b0d0e #5d232c \
             #ffd5d8 #4dc770 #09150c #0d4520 #c8ecce #eeb23d #171005 #4c3400 #f5deb9 #ff5068 \
             #1b0d0e #5e2329 #ffd6d6"
        );
    }
}

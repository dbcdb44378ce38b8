//! What of a logo becomes the app icon, on what, and how large. Separate from the logo because an icon must be legible at 16 pixels, and
//! a logo need not.
//!
//! A mark stays as it is. Of a logo with a symbol the symbol is taken, of a word mark its first letter. What is wide or
//! high is set on a square canvas. A mark never brings a plate: the icon's background is one, which each mask and each
//! rounding cuts as it must.

use std::ops::Range;

use super::Study;
use super::compose::{Setting, enlarged, part, set_on};
use super::inks::{Ink, Inks};
use super::picture::Picture;
use super::score::{is_neutral, turn};
use super::shape::Form;
use super::variant::{Recolor, Stage, Variant, variant};
use rebadge_art::artwork::{Image, STANDS_OUT};
use rebadge_art::color::{Color, Oklch, Palette, Palettes, Role, contrast, delta_e_ok};
use rebadge_art::vector::{Fonts, PARTS_SIDE, Part, Pixels};

/// The circle that every mask leaves, as a share of the icon's side (W3C Web Application Manifest, "Icon masks and safe
/// zone").
const SAFE_RADIUS: f64 = 0.4;
/// What a theme leaves free where it says nothing.
const PADDING: f64 = 0.16;
/// The least padding of what is wide or high, which is small enough as it is.
const LONG_PADDING: f64 = 0.1;
/// Pixels that a raster mark needs on its longer side, and those from which it can be enlarged.
const PIXELS: u32 = 512;
const ENLARGED: f32 = 96.0;
/// Most of a mark: the share that must stand out from its background, where another background may do better.
const MOST: f64 = 0.6;
/// A little more than `check` asks for.
const ENOUGH: f64 = STANDS_OUT + 0.02;
/// The share of a mark that may be of its background's color.
const QUIET: f64 = 0.2;
/// Hues this far apart, in degrees, each with this share of a mark, make it one of many colors.
const COLORFUL: (f64, f64) = (40.0, 0.08);
/// The ground of a light logo.
const DARK: Color = Color::new(0x1b, 0x1b, 0x1f);
/// A mark none of whose colors is nearer than this to the brand's, in OKLab, may stand on the brand color.
const OTHER: f64 = 0.12;
/// Where neither white nor near-black will do: the brand's hue at these lightnesses, with at most so much chroma.
const TINTS: ([f64; 5], f64) = ([0.95, 0.35, 0.5, 0.62, 0.75], 0.14);
/// Hues, in degrees, that are brown or olive at these lightnesses.
const MUD: (Range<f64>, Range<f64>) = (30.0..130.0, 0.2..0.7);
/// The contrast of such a plate with every color of the mark that has at least this share.
const FAR: (f64, f64) = (1.7, 0.02);

/// What the app icon shows.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The drawing.
    pub picture: Picture,
    /// How it came to be.
    pub kind: Kind,
    /// The color of its plate in the logo, if it has one.
    pub ground: Option<Color>,
    /// Whether parts of it are in other colors, since they would vanish on any background.
    pub is_recolored: bool,
}

/// How a mark came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The logo is about square.
    Logo,
    /// The logo's symbol, without its words.
    Symbol,
    /// The first letter of a word mark.
    Letter,
    /// The whole logo, which is wide or high, on a square canvas.
    Whole,
    /// The logo's symbol, which is wide or narrow, on a square canvas.
    WideSymbol,
    /// The first letter of a word mark, which is narrow, on a square canvas.
    NarrowLetter,
}

impl Kind {
    /// Whether the mark is wide or high, on a square canvas.
    pub fn is_long(self) -> bool {
        matches!(self, Kind::Whole | Kind::WideSymbol | Kind::NarrowLetter)
    }
}

/// The mark of a logo. `None` if a canvas would be needed and cannot be drawn.
pub(super) fn mark(
    study: &Study,
    palettes: &Palettes,
    recolor: Recolor,
    fonts: &Fonts,
) -> Option<Mark> {
    let cut = |at: Part| large_enough(part(&study.bare, at, fonts)?);
    let on_canvas = |picture: &Picture| set_on(picture, Setting::Square, fonts);
    let shown = match study.form {
        Form::Mark => Some((study.bare.clone(), Kind::Logo)),
        Form::Symbol(at) => cut(at).map(|shown| (shown, Kind::Symbol)),
        Form::Word(at) => cut(at).map(|shown| (shown, Kind::Letter)),
        Form::WideSymbol(at) => {
            cut(at).and_then(|shown| Some((on_canvas(&shown)?, Kind::WideSymbol)))
        }
        Form::NarrowWord(at) => {
            cut(at).and_then(|shown| Some((on_canvas(&shown)?, Kind::NarrowLetter)))
        }
        Form::Piece => None,
    };
    let (picture, kind) = match shown {
        Some(shown) => shown,
        None => (on_canvas(&study.bare)?, Kind::Whole),
    };
    let mark = Mark { picture, kind, ground: study.ground, is_recolored: false };
    Some(mended(mark, palettes, recolor, fonts))
}

fn large_enough(picture: Picture) -> Option<Picture> {
    let (width, height) = picture.size();
    match picture.image {
        Image::Vector(_) => Some(picture),
        Image::Raster(_) if width.max(height) < ENLARGED => None,
        Image::Raster(_) => enlarged(&picture, PIXELS),
    }
}

/// Plates of the brand's hue, each far from every color of a mark. None of a brand without a hue: they would be gray.
fn tints(brand: Color, inks: &Inks) -> Vec<Color> {
    let own = Oklch::from(brand);
    let is_far = |color: &Color| {
        let mut inks = inks.list.iter().filter(|ink| ink.share >= FAR.1);
        inks.all(|ink| contrast(ink.color, *color) >= FAR.0)
    };
    let is_mud = |l: &f64| MUD.1.contains(l) && MUD.0.contains(&own.h);
    let tint = |l: f64| {
        let c = own.c.min(TINTS.1).min(if l > 0.9 { 0.03 } else { TINTS.1 });
        Oklch { l, c, ..own }.to_color()
    };
    let all = TINTS.0.into_iter().filter(|l| !is_neutral(brand) && !is_mud(l)).map(tint);
    all.filter(is_far).collect()
}

/// A mark of which every part shows on its background: in other colors, where there is no such background.
fn mended(mark: Mark, palettes: &Palettes, recolor: Recolor, fonts: &Fonts) -> Mark {
    let on = match mark.background(palettes) {
        Ground::Color(color) => color,
        Ground::Role(role) => palettes.light.get(role),
    };
    let look = Look::new(&mark.picture, &palettes.light);
    if look.is_none_or(|look| look.is_whole(on)) {
        return mark;
    }
    let stage = Stage { palette: &palettes.light, surfaces: vec![on] };
    match variant(&mark.picture, &stage, recolor, fonts) {
        Variant::Recolored(picture, _) => Mark { picture, is_recolored: true, ..mark },
        Variant::Same | Variant::Carded(..) => mark,
    }
}

/// A mark as pixels, to be held against one background after the other.
struct Look<'a> {
    picture: &'a Picture,
    palette: &'a Palette,
    pixels: Pixels,
}

impl<'a> Look<'a> {
    fn new(picture: &'a Picture, palette: &'a Palette) -> Option<Look<'a>> {
        let pixels = picture.sample(palette, PARTS_SIDE)?;
        Some(Look { picture, palette, pixels })
    }

    /// Whether no part vanishes, and not much of the rest is lost.
    fn is_whole(&self, on: Color) -> bool {
        let lost = self.pixels.lost(on);
        !lost.is_any() && lost.all - lost.enclosed <= QUIET
    }

    /// The share that stands out, as `check` measures it.
    fn share(&self, on: Color) -> f64 {
        let plain = match &self.picture.image {
            Image::Vector(vector) => vector.sample(self.palette).ok().map(|s| s.stands_out(on)),
            Image::Raster(pixels) => Some(pixels.stands_out(on)),
        };
        plain.unwrap_or(0.0)
    }

    fn is_fair(&self, on: Color) -> bool {
        self.share(on) >= ENOUGH && self.is_whole(on)
    }

    /// What is enclosed, as the faces of an outline drawing are, need not stand out.
    fn is_good(&self, on: Color) -> bool {
        let enclosed = self.pixels.lost(on).enclosed;
        self.share(on) >= (MOST * (1.0 - enclosed)).max(ENOUGH) && self.is_whole(on)
    }

    /// Whether enough of it is seen on a color for `check`, and no part vanishes.
    fn is_seen(&self, on: Color) -> bool {
        self.share(on) >= ENOUGH && !self.pixels.lost(on).is_any()
    }
}

impl Look<'_> {
    /// The plate of a mark that brings none. One of many hues stands on white, from which they tell it, before any color but
    /// the brand's.
    fn plate(&self, palettes: &Palettes) -> Ground {
        let inks = Inks::read(self.picture, &palettes.light);
        let is_plain = || is_colorful(&inks) && self.share(Color::WHITE) >= STANDS_OUT;
        if is_plain() && self.is_whole(Color::WHITE) {
            return Ground::Color(Color::WHITE);
        }
        match self.plain_plate(&inks, palettes) {
            Ground::Color(_) if self.is_told_by_hue(Color::WHITE) => Ground::Color(Color::WHITE),
            ground => ground,
        }
    }

    fn is_told_by_hue(&self, on: Color) -> bool {
        self.pixels.seen_by_hue(on).is_some_and(|share| share >= ENOUGH) && self.is_whole(on)
    }

    /// White, else the brand color where the mark has others, else near-black, else the brand's hue far from every part.
    fn plain_plate(&self, inks: &Inks, palettes: &Palettes) -> Ground {
        let brand = palettes.light.get(Role::Primary);
        let white = Ground::Role(Role::Surface);
        let color = |ground: &Ground| match ground {
            Ground::Role(role) => palettes.light.get(*role),
            Ground::Color(color) => *color,
        };
        let mut all = vec![white];
        if !is_neutral(brand) && inks.list.iter().all(|ink| delta_e_ok(ink.color, brand) >= OTHER) {
            all.push(Ground::Role(Role::Primary));
        }
        all.push(Ground::Color(DARK));
        let is_fair = |ground: &&Ground| self.is_fair(color(ground));
        if let Some(good) = all.iter().find(|ground| self.is_good(color(ground))) {
            return *good;
        }
        let is_seen = |ground: &&Ground| self.is_seen(color(ground));
        if let Some(seen) = all.iter().find(is_fair).or_else(|| all.iter().find(is_seen)) {
            return *seen;
        }
        all.extend(tints(brand, inks).into_iter().map(Ground::Color));
        let worth = |ground: &&Ground| self.worth(color(ground));
        let best = || all.iter().rev().max_by(|a, b| worth(a).total_cmp(&worth(b)));
        all.iter().find(is_fair).or_else(best).copied().unwrap_or(white)
    }

    /// How well a color serves where none serves well.
    fn worth(&self, on: Color) -> f64 {
        let (share, lost) = (self.share(on), self.pixels.lost(on));
        share - 2.0 * lost.share - (lost.all - lost.enclosed) - f64::from(share < ENOUGH)
    }
}

/// Whether a picture has several hues.
fn is_colorful(inks: &Inks) -> bool {
    let is_hued = |ink: &&Ink| ink.share >= COLORFUL.1 && !is_neutral(ink.color);
    let hued: Vec<Color> = inks.list.iter().filter(is_hued).map(|ink| ink.color).collect();
    hued.iter().any(|a| hued.iter().any(|b| turn(*a, *b) >= COLORFUL.0))
}

/// The background of a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A color role.
    Role(Role),
    /// A color of the logo's own.
    Color(Color),
}

impl Mark {
    /// Whether the mark is visible on a color, in all its parts.
    pub fn shows_on(&self, on: Color, palette: &Palette) -> bool {
        Look::new(&self.picture, palette).is_some_and(|look| look.is_fair(on))
    }

    /// The best background for the mark: the plate of the logo; else white, near-black, or a tint of the brand's hue.
    /// A role follows the scheme, so it is one only where the mark shows in both.
    pub fn background(&self, palettes: &Palettes) -> Ground {
        let best = self.best(palettes);
        let Ground::Role(role) = best else { return best };
        if self.shows_on(palettes.dark.get(role), &palettes.dark) {
            best
        } else {
            Ground::Color(palettes.light.get(role))
        }
    }

    fn best(&self, palettes: &Palettes) -> Ground {
        let Some(look) = Look::new(&self.picture, &palettes.light) else {
            return Ground::Role(Role::Surface);
        };
        if let Some(ground) = self.ground.filter(|ground| look.is_fair(*ground)) {
            return Ground::Color(ground);
        }
        look.plate(palettes)
    }

    /// The least padding that keeps all of the mark within the safe zone: two decimals.
    pub fn padding(&self, palette: &Palette) -> f64 {
        let painted = self.picture.sample(palette, 256).and_then(|pixels| {
            let longer = pixels.width.max(pixels.height) as f32;
            let painted = pixels.painted()?;
            let width = (painted.right - painted.left) * pixels.width as f32;
            let height = (painted.bottom - painted.top) * pixels.height as f32;
            Some(painted.radius * longer / width.max(height))
        });
        let Some(radius) = painted else {
            return PADDING;
        };
        let least = if self.kind.is_long() { LONG_PADDING } else { PADDING };
        let free = (1.0 - SAFE_RADIUS / f64::from(radius)) / 2.0;
        libm::ceil((free.clamp(least, 0.3) - 0.002) * 100.0) / 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Reads, study};
    use rebadge_art::color::{Seed, derive};

    /// The mark of a drawing of 80 × 40, and the palettes that follow from it.
    fn made(body: &str) -> (Mark, Palettes) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 40'>{body}</svg>");
        let picture = Picture::svg(&text, &Fonts::none()).unwrap();
        let study = study(picture, Reads::LeftToRight, &Fonts::none()).unwrap();
        let palettes = derive(&Seed::new(study.colors.brand));
        let mark = mark(&study, &palettes, Recolor::WhereNeeded, &Fonts::none()).unwrap();
        (mark, palettes)
    }

    fn check(body: &str, expect: &str) {
        let (mark, palettes) = made(body);
        let ground = match mark.background(&palettes) {
            Ground::Role(role) => role.name().to_owned(),
            Ground::Color(color) => color.to_string(),
        };
        let kind = match mark.kind {
            Kind::WideSymbol => "wide symbol".to_owned(),
            Kind::NarrowLetter => "narrow letter".to_owned(),
            kind => format!("{kind:?}").to_lowercase(),
        };
        let padding = mark.padding(&palettes.light);
        assert_eq!(format!("{kind} on {ground}, {padding}"), expect, "{body}");
    }

    #[test]
    fn each_form_of_logo_has_its_mark() {
        check("<circle cx='40' cy='20' r='16' fill='#0a66c2'/>", "logo on surface, 0.16");
        check("<path fill='#0a66c2' d='M20 4h32v32H20z'/>", "logo on surface, 0.22");
        check("<circle cx='40' cy='20' r='16' fill='#ffcc00'/>", "logo on #1b1b1f, 0.16");
        check("<circle cx='40' cy='20' r='16' fill='#fff'/>", "logo on #1b1b1f, 0.16");
        check("<path fill='#0a66c2' d='M2 10h76v12H2z'/>", "whole on surface, 0.11");
        check("<path fill='#ffcc00' d='M2 10h76v12H2z'/>", "whole on #1b1b1f, 0.11");
        let word = "<path d='M2 10h16v20H2zM24 10h14v20H24zM46 10h16v20H46zM70 10h9v20H70z'/>";
        check(word, "letter on #fcfcfc, 0.19");
    }

    #[test]
    fn what_is_wide_or_high_brings_no_plate() {
        let corners = |body: &str| {
            let (mark, palettes) = made(body);
            let pixels = mark.picture.sample(&palettes.light, 64).unwrap();
            assert_eq!((pixels.width, pixels.height), (64, 64), "{body}");
            [0, 63, 64 * 63, 64 * 64 - 1].map(|at| pixels.rgba[at * 4 + 3])
        };
        let leaf = "<path fill='#00684a' d='M34 1q12 19 0 38q-12-19 0-38z'/>";
        assert_eq!(corners(leaf), [0; 4]);
        let ring = "<path fill='#0a66c2' d='M2 10h76v12H2z'/>";
        assert_eq!(corners(ring), [0; 4]);
        let word = "<path d='M2 10h7v20H2zM14 14h14v16H14zM33 14h14v16H33zM52 14h14v16H52z'/>";
        assert_eq!(corners(word), [0; 4]);
    }

    #[test]
    fn a_plate_is_never_gray_or_of_a_hue_of_the_mark() {
        // A white face within a black outline, and black with a bright part.
        let face = "<circle cx='40' cy='20' r='16'/><circle cx='40' cy='20' r='14' fill='#fff'/>\
            <path d='M36 10h8v20h-8z'/>";
        check(face, "logo on #fcfcfc, 0.16");
        let visor = "<path d='M24 4h32v32H24z'/><path fill='#d7252c' d='M28 12h24v6H28z'/>";
        check(visor, "logo on #fefbfb, 0.22");
        let flame = "<path d='M24 4h32v20H24z'/><path fill='#f041ff' d='M32 27h16v9H32z'/>";
        check(flame, "logo on #fdfbfd, 0.22");
        // An orange mark is not seen well on white; near-black has no hue.
        check("<path fill='#ff6a00' d='M24 4h32v32H24z'/>", "logo on #1b1b1f, 0.22");
    }

    #[test]
    fn many_colors_stand_on_white_and_one_may_stand_on_the_brand_color() {
        // A quarter reaches 3:1 on white, which is what `check` asks for.
        let parts = "<path fill='#36c5f0' d='M22 2h17v17H22z'/><path fill='#2eb67d' d='M41 2h17v17H41z'/>\
            <path fill='#e01e5a' d='M22 21h17v17H22z'/><path fill='#ecb22e' d='M41 21h17v17H41z'/>";
        check(parts, "logo on #ffffff, 0.22");
        // Hardly any of these does; their hues are told from white all the same, in a gradient too.
        let faces = "<path fill='#fcb400' d='M22 2h36v17H22z'/><path fill='#18bfff' d='M41 21h17v17H41z'/>\
            <path fill='#f82b60' d='M22 21h17v9H22z'/>";
        check(faces, "logo on #ffffff, 0.22");
        let flame = "<linearGradient id='g'><stop stop-color='#ffcc44'/><stop offset='1' stop-color='#ff5fb0'/>\
            </linearGradient><path fill='url(#g)' d='M22 2h36v36H22z'/>";
        check(flame, "logo on #ffffff, 0.22");
        let leaf = "<path fill='#01ec64' d='M2 4h12v32H2z'/>";
        let word = "<path fill='#001e2b' d='M20 14h12v16H20zM36 14h12v16H36zM52 14h12v16H52zM68 14h12v16H68z'/>";
        check(&format!("{leaf}{word}"), "wide symbol on primary, 0.13");
    }

    #[test]
    fn where_neither_white_nor_near_black_holds_all_a_tint_does() {
        let parts = |blue: &str| {
            let text = format!(
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'>\
                <path d='M2 2h16v36H2z'/><path fill='#fff' d='M22 2h16v36H22z'/>{blue}</svg>"
            );
            let picture = Picture::svg(&text, &Fonts::none()).unwrap();
            Inks::read(&picture, &Palette::from_fn(|_| Color::BLACK))
        };
        let blue = Color::new(0x0a, 0x66, 0xc2);
        let plates = tints(blue, &parts(""));
        let is_far =
            |on: &Color| contrast(*on, Color::WHITE) > 1.6 && contrast(*on, Color::BLACK) > 1.6;
        assert!(!plates.is_empty() && plates.iter().all(is_far), "{plates:?}");
        assert!(plates.iter().all(|on| turn(*on, blue) < 12.0 && !is_neutral(*on)), "{plates:?}");
        let own = "<path fill='#0a66c2' d='M2 2h8v8H2z'/>";
        assert!(tints(blue, &parts(own)).iter().all(|on| contrast(*on, blue) >= FAR.0));
        // A gray has no tint, and a yellow no dark one.
        assert_eq!(tints(Color::BLACK, &parts("")), []);
        let yellow = tints(Color::new(0xff, 0xcc, 0), &parts(""));
        assert!(yellow.iter().all(|on| Oklch::from(*on).l >= 0.7), "{yellow:?}");
    }

    #[test]
    fn a_white_mark_stands_on_a_brand_color_that_was_given() {
        let text = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 40'>\
            <circle cx='20' cy='20' r='16' fill='#fff'/></svg>";
        let study =
            study(Picture::svg(text, &Fonts::none()).unwrap(), Reads::LeftToRight, &Fonts::none());
        let palettes = derive(&Seed::new(Color::new(0x0a, 0x66, 0xc2)));
        let mark = mark(&study.unwrap(), &palettes, Recolor::WhereNeeded, &Fonts::none()).unwrap();
        assert_eq!(mark.best(&palettes), Ground::Role(Role::Primary));
    }

    #[test]
    fn the_plate_of_a_logo_is_the_plate_of_its_icon() {
        let plate = |color: &str| format!("<rect width='80' height='40' fill='{color}'/>");
        let mark = "<circle cx='40' cy='20' r='12' fill='#fff'/>";
        check(&format!("{}{mark}", plate("#0a66c2")), "logo on #0a66c2, 0.16");
        let mark = "<circle cx='40' cy='20' r='12' fill='#c00'/>";
        check(&format!("{}{mark}", plate("#fff")), "logo on surface, 0.16");
    }
}

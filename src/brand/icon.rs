//! What of a logo becomes the app icon, on what, and how large. Apart because an icon must be legible at 16 pixels, and
//! a logo need not.
//!
//! A mark stays as it is. Of a logo with a symbol the symbol is taken, of a word mark its first letter. What is wide or
//! high and in one piece stands as a whole on a disc, and its silhouette stays its own.

use super::Study;
use super::compose::{Plate, on_plate, part};
use super::inks::Inks;
use super::picture::Picture;
use super::shape::Form;
use crate::artwork::{Image, STANDS_OUT};
use crate::color::{Color, Palette, Palettes, Role, contrast};
use crate::vector::Fonts;

/// The circle that every mask leaves, as a share of the icon's side (W3C Web Application Manifest, "Icon masks and safe
/// zone").
const SAFE_RADIUS: f64 = 0.4;
/// What a theme leaves free where it says nothing.
const PADDING: f64 = 0.16;
/// What a disc leaves free: it fills the circle.
const ON_DISC: f64 = 0.1;
/// Pixels that a raster mark needs on its longer side.
const PIXELS: f32 = 512.0;
/// Most of a mark: the share that must stand out from its background.
const MOST: f64 = 0.6;
/// A part of a mark with less contrast than this is lost.
const LOST: f64 = 1.7;
/// The disc of a light logo.
const DARK: Color = Color::new(0x1b, 0x1b, 0x1f);

/// What the app icon shows.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The drawing.
    pub picture: Picture,
    /// How it came to be.
    pub kind: Kind,
    /// The silhouette, where it is not the drawing's own.
    pub monochrome: Option<Picture>,
    /// The color that it stands on in the logo, if it does.
    pub ground: Option<Color>,
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
    /// The whole logo on a disc of this color.
    Disc(Color),
}

/// The mark of a logo. `None` if a disc would be needed and cannot be drawn.
pub(super) fn mark(study: &Study, fonts: &Fonts) -> Option<Mark> {
    let ground = study.ground;
    let whole = |kind| Mark { picture: study.bare.clone(), kind, monochrome: None, ground };
    let cut = |at, kind| {
        let picture = part(&study.bare, at, fonts).filter(is_large_enough)?;
        Some(Mark { picture, kind, monochrome: None, ground })
    };
    match study.form {
        Form::Mark => Some(whole(Kind::Logo)),
        Form::Symbol(at) => cut(at, Kind::Symbol).or_else(|| disc(study, fonts)),
        Form::Word(at) => cut(at, Kind::Letter).or_else(|| disc(study, fonts)),
        Form::Piece => disc(study, fonts),
    }
}

fn is_large_enough(picture: &Picture) -> bool {
    let (width, height) = picture.size();
    matches!(picture.image, Image::Vector(_)) || width.max(height) >= PIXELS
}

fn disc(study: &Study, fonts: &Fonts) -> Option<Mark> {
    let on_white = seen(&study.inks, Color::WHITE);
    let light = on_white.0 >= MOST && on_white.1 < 0.02;
    let other = if light || on_white.0 >= seen(&study.inks, DARK).0 { Color::WHITE } else { DARK };
    let color = study.ground.unwrap_or(other);
    let picture = on_plate(&study.bare, Plate::Disc, color, fonts)?;
    let monochrome = Some(study.bare.clone());
    Some(Mark { picture, kind: Kind::Disc(color), monochrome, ground: None })
}

/// The share of what is painted that stands out from a color, and the share of what lies on it that is lost there.
fn seen(inks: &Inks, on: Color) -> (f64, f64) {
    let share = |test: &dyn Fn(&super::inks::Ink) -> bool| -> f64 {
        inks.list.iter().filter(|ink| test(ink)).map(|ink| ink.share).sum()
    };
    let stands_out = share(&|ink| contrast(ink.color, on) >= 3.0);
    let lost = share(&|ink| contrast(ink.color, on) < LOST && ink.exposed >= 0.2);
    (stands_out, lost)
}

/// What a mark stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A color role.
    Role(Role),
    /// A color of the logo's own.
    Color(Color),
}

impl Mark {
    /// Whether the mark can be told from a color, in all its parts.
    pub fn shows_on(&self, on: Color, palette: &Palette) -> bool {
        let (stands_out, lost) = seen(&Inks::read(&self.picture, palette), on);
        stands_out >= MOST && lost < 0.02
    }

    /// What the mark stands on best: the plate of the logo, or the first of three roles on which all its parts show.
    pub fn background(&self, palettes: &Palettes) -> Ground {
        const ROLES: [Role; 3] = [Role::Primary, Role::Surface, Role::InverseSurface];
        let inks = Inks::read(&self.picture, &palettes.light);
        let grounded = self.ground.filter(|ground| seen(&inks, *ground).0 > STANDS_OUT);
        if let Some(ground) = grounded {
            return Ground::Color(ground);
        }
        let seen = ROLES.map(|role| (seen(&inks, palettes.light.get(role)), role));
        let first = seen.iter().find(|((most, lost), _)| *most >= MOST && *lost < 0.02);
        let worth = |((most, lost), _): &((f64, f64), Role)| most - 2.0 * lost;
        let best = seen.iter().rev().max_by(|a, b| worth(a).total_cmp(&worth(b)));
        Ground::Role(first.or(best).map_or(Role::Surface, |(_, role)| *role))
    }

    /// The least padding that keeps all of the mark within the safe zone: two decimals.
    pub fn padding(&self, palette: &Palette) -> f64 {
        if matches!(self.kind, Kind::Disc(_)) {
            return ON_DISC;
        }
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
        let free = (1.0 - SAFE_RADIUS / f64::from(radius)) / 2.0;
        libm::ceil((free.clamp(PADDING, 0.3) - 0.002) * 100.0) / 100.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::brand::{Reads, study};
    use crate::color::{Seed, derive};

    fn check(body: &str, expect: &str) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 40'>{body}</svg>");
        let picture = Picture::svg(&text, &Fonts::none()).unwrap();
        let study = study(picture, Reads::LeftToRight, &Fonts::none()).unwrap();
        let palettes = derive(&Seed::new(study.colors.brand));
        let mark = mark(&study, &Fonts::none()).unwrap();
        let ground = match mark.background(&palettes) {
            Ground::Role(role) => role.name().to_owned(),
            Ground::Color(color) => color.to_string(),
        };
        let kind = match mark.kind {
            Kind::Disc(color) => format!("disc {color}"),
            kind => format!("{kind:?}").to_lowercase(),
        };
        let padding = mark.padding(&palettes.light);
        assert_eq!(format!("{kind} on {ground}, {padding}"), expect, "{body}");
    }

    #[test]
    fn each_form_of_logo_has_its_mark() {
        check("<circle cx='40' cy='20' r='16' fill='#0a66c2'/>", "logo on surface, 0.16");
        check("<path fill='#0a66c2' d='M20 4h32v32H20z'/>", "logo on surface, 0.22");
        check("<circle cx='40' cy='20' r='16' fill='#ffcc00'/>", "logo on inverse-surface, 0.16");
        check("<circle cx='40' cy='20' r='16' fill='#fff'/>", "logo on primary, 0.16");
        check("<path fill='#0a66c2' d='M2 10h76v12H2z'/>", "disc #ffffff on primary, 0.1");
        check("<path fill='#ffcc00' d='M2 10h76v12H2z'/>", "disc #1b1b1f on primary, 0.1");
        let word = "<path d='M2 10h16v20H2zM24 10h14v20H24zM46 10h16v20H46zM70 10h9v20H70z'/>";
        check(word, "letter on surface, 0.19");
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

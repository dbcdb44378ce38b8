//! What a logo says of its brand: its colors, its mark, and the variants that each scheme needs. The guess of a designer,
//! which becomes a theme that a person can read and change.
//!
//! It owns all that is guessed; every other crate follows instructions. It must not know base clients or files on a disk.
//!
//! logo ──[`study`]──▶ [`Study`] ──[`design`]──▶ [`Design`] ──[`theme_toml`]──▶ the theme's files
//!
//! Everything is deterministic: no randomness, sorted histograms, float functions of `libm` only.

mod clusters;
mod compose;
mod ground;
mod icon;
mod inks;
mod mask;
mod neighbours;
mod paints;
mod picture;
mod repaint;
mod score;
mod shape;
mod variant;
mod write;

use std::collections::BTreeMap;

use rebadge_art::artwork::Image;
use rebadge_art::color::{Color, Palette, Palettes, Scheme};
use rebadge_art::vector::{self, Fonts, Part};

pub use icon::{Ground, Kind, Mark};
pub use inks::{Ink, Inks};
pub use picture::Picture;
pub use score::{Colors, Why};
pub use shape::{Form, Reads};
pub use variant::{Recolor, Stage, Variant};
pub use write::{Frame, Words, theme_toml};

/// The longer side at which a shape is looked at.
const SIDE: u32 = 512;

/// What was found out about a logo.
#[derive(Clone, Debug)]
pub struct Study {
    /// The logo: as it was given, or without the paper behind it.
    pub logo: Picture,
    /// The logo without any plate: what a mark is made of.
    pub bare: Picture,
    /// The paper that was taken away.
    pub paper: Option<Color>,
    /// The size of the empty page that the logo was cut from.
    pub page: Option<(f32, f32)>,
    /// The color of the logo's plate, where the mark can do without it.
    pub ground: Option<Color>,
    /// What is painted, without the plate.
    pub inks: Inks,
    /// The brand's colors.
    pub colors: Colors,
    /// Mark or word mark.
    pub form: Form,
}

/// Looks at a logo. `None` if it cannot be drawn, or paints nothing.
pub fn study(logo: Picture, reads: Reads, fonts: &Fonts) -> Option<Study> {
    // Where a drawing takes the color of its surroundings it is black, as in a browser.
    let palette = Palette::from_fn(|_| Color::BLACK);
    let plate = ground::find(&logo, &palette);
    let bare = plate.and_then(|color| ground::remove(&logo, color, fonts));
    let is_paper = plate.is_some_and(vector::is_paper);
    let paper = plate.filter(|_| is_paper && bare.is_some());
    let ground = plate.filter(|_| !is_paper && bare.is_some());
    let logo = if paper.is_some() { bare.clone().unwrap_or(logo) } else { logo };
    let size = logo.size();
    let cut = ground.is_none().then(|| cut_from_page(&logo, &palette, fonts)).flatten();
    let page = cut.is_some().then_some(size);
    let (logo, bare) = match cut {
        Some(cut) => (cut.clone(), cut),
        None => (logo.clone(), bare.unwrap_or(logo)),
    };
    let inks = Inks::read(&bare, &palette);
    let mut painted = inks.list.clone();
    // A plate is a color of the brand's too, but no more than all that is painted on it.
    painted.extend(ground.map(|color| Ink { color, share: 1.0, exposed: 1.0 }));
    if paper.is_none() && is_paper && painted.len() > 1 {
        painted.retain(|ink| !vector::is_paper(ink.color));
    }
    let colors = score::colors(&painted);
    let form = shape::form(&bare.sample(&palette, SIDE)?, reads);
    (!inks.list.is_empty()).then_some(Study { logo, bare, paper, page, ground, inks, colors, form })
}

/// The share of a page below which what is painted is a small thing on an empty page, and the margin that it keeps.
const ON_PAGE: f32 = 0.3;
const MARGIN: f32 = 0.02;

/// The logo cropped from the empty page around it. `None` where it fills its page.
fn cut_from_page(logo: &Picture, palette: &Palette, fonts: &Fonts) -> Option<Picture> {
    let painted = logo.sample(palette, SIDE)?.painted()?;
    let (width, height) = (painted.right - painted.left, painted.bottom - painted.top);
    if width * height >= ON_PAGE {
        return None;
    }
    let (wide, high) = logo.size();
    let margin = MARGIN * (width * wide).max(height * high);
    let part = Part {
        left: (painted.left - margin / wide).max(0.0),
        top: (painted.top - margin / high).max(0.0),
        right: (painted.right + margin / wide).min(1.0),
        bottom: (painted.bottom + margin / high).min(1.0),
    };
    compose::part(logo, part, fonts)
}

/// The images of a theme, and what the theme says of them.
#[derive(Clone, Debug)]
pub struct Design {
    /// File name → its bytes.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The file of the logo.
    pub logo: String,
    /// The file of the logo for the dark scheme, where it is another one.
    pub logo_dark: Option<String>,
    /// What was made of the logo for each scheme.
    pub variants: Vec<(Scheme, Variant)>,
    /// The app icon's mark.
    pub mark: Mark,
    /// Its file, where it is not the logo.
    pub mark_file: Option<String>,
}

/// Makes the images of a theme. `None` if a drawing that is needed cannot be made.
pub fn design(
    study: &Study,
    palettes: &Palettes,
    stages: &[(Scheme, Stage<'_>)],
    recolor: Recolor,
    fonts: &Fonts,
) -> Option<Design> {
    let variants: Vec<(Scheme, Variant)> = stages
        .iter()
        .map(|(scheme, stage)| (*scheme, variant::variant(&study.logo, stage, recolor, fonts)))
        .collect();
    let picture = |wanted: Scheme| {
        let variant = variants.iter().find(|(scheme, _)| *scheme == wanted).map(|(_, v)| v);
        match variant {
            Some(Variant::Recolored(picture, _) | Variant::Carded(picture, _)) => picture,
            _ => &study.logo,
        }
    };
    let mut files = BTreeMap::new();
    let logo = add(&mut files, "logo", picture(Scheme::Light));
    let dark = add(&mut files, "logo-dark", picture(Scheme::Dark));
    let mark = icon::mark(study, palettes, recolor, fonts)?;
    let mark_file = add(&mut files, "mark", &mark.picture);
    Some(Design {
        logo_dark: Some(dark).filter(|dark| *dark != logo),
        mark_file: Some(mark_file).filter(|mark| *mark != logo),
        files,
        logo,
        variants,
        mark,
    })
}

/// Adds a file, unless one with the same bytes is there; gives its name.
fn add(files: &mut BTreeMap<String, Vec<u8>>, stem: &str, picture: &Picture) -> String {
    if let Some((name, _)) = files.iter().find(|(_, bytes)| **bytes == picture.bytes) {
        return name.clone();
    }
    let name = format!("{stem}.{}", picture.image.ending());
    files.insert(name.clone(), picture.bytes.clone());
    name
}

/// How well a picture of a logo shows what it is: what a person should know who gave it.
pub fn is_photo(study: &Study) -> bool {
    matches!(&study.logo.image, Image::Raster(pixels) if pixels.is_opaque())
        && study.ground.is_none()
}

/// The brand's palettes, where no other theme has a say in them.
pub fn palettes(colors: &Colors) -> Palettes {
    let mut seed = rebadge_art::color::Seed::new(colors.brand);
    seed.accent = colors.accent;
    rebadge_art::color::derive(&seed)
}

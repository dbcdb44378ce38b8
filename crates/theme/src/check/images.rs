//! Logo, launch screen and app icon: contrast, shape, pixels.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::base::Base;
use crate::theme::{Background, LaunchImage, Theme};
use rebadge_art::artwork::{Artwork, Image, STANDS_OUT};
use rebadge_art::color::{Color, Palette, Scheme, delta_e_ok};
use rebadge_art::vector::{Pixels, SAME_GROUND, Sample, is_paper};
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::source::{Place, Sourced};

/// Why an image stands out too little: a percentage, and the half sentence that goes with it.
fn share(share: f64) -> String {
    format!(
        "{:.0} % of what it paints reaches 3:1, {:.0} % is needed",
        (share * 100.0).floor(),
        STANDS_OUT * 100.0
    )
}

/// The logo on every surface that the contract names.
pub fn logo(theme: &Theme, base: &Base) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for scheme in Scheme::ALL {
        let logo = theme.logo.get(scheme);
        let palette = theme.palettes.get(scheme);
        let shown = match Shown::new(theme, logo, scheme) {
            Ok(shown) => shown,
            Err(problem) => {
                found.extend(problem);
                continue;
            }
        };
        let mut parts = Vec::new();
        for role in &base.logo_on {
            let on = palette.get(*role);
            let reached = shown.reached(on);
            if reached >= STANDS_OUT && parts.is_empty() && shown.is_cut(on) {
                let message = format!(
                    "a part of the logo is not seen on `{}` in the {} scheme",
                    role.name(),
                    scheme.name()
                );
                let problem = Diagnostic::at(Code::LogoPart, place(theme, logo), message);
                parts.push(problem.help(logo_help(scheme, &logo.value.image)));
            }
            if reached < STANDS_OUT {
                parts.clear();
                let message = format!(
                    "the logo vanishes on `{}` in the {} scheme: {}",
                    role.name(),
                    scheme.name(),
                    share(reached)
                );
                found.push(
                    Diagnostic::at(Code::LogoContrast, place(theme, logo), message)
                        .help(logo_help(scheme, &logo.value.image)),
                );
                break;
            }
        }
        found.extend(parts);
    }
    found
}

/// An image in the colors of one scheme.
struct Shown<'a> {
    image: &'a Artwork,
    palette: &'a Palette,
    sample: Arc<Sample>,
    /// The image in more pixels, drawn for the first ground on which its parts matter; none if it cannot be drawn.
    parts: OnceCell<Option<Pixels>>,
}

impl<'a> Shown<'a> {
    fn new(
        theme: &'a Theme,
        image: &'a Sourced<Arc<Artwork>>,
        scheme: Scheme,
    ) -> Result<Shown<'a>, Option<Diagnostic>> {
        let sample = sample(theme, image, scheme)?;
        let palette = theme.palettes.get(scheme);
        Ok(Shown { image: &image.value, palette, sample, parts: OnceCell::new() })
    }

    fn parts(&self) -> Option<&Pixels> {
        self.parts.get_or_init(|| self.image.parts(self.palette).ok()).as_ref()
    }

    /// The share of the image that reaches 3:1. A plate under something that does is not counted: where too little would be
    /// left with it, a closer look is taken.
    fn reached(&self, on: Color) -> f64 {
        let plain = self.reached_by_all(on);
        let closer = || self.parts().map_or(plain, |pixels| pixels.stands_out_on_plates(on));
        if plain < STANDS_OUT { closer() } else { plain }
    }

    /// The share of the image that reaches 3:1. One of many hues is seen by them on a light background.
    fn reached_by_all(&self, on: Color) -> f64 {
        let plain = self.sample.stands_out(on);
        let by_hue = || self.sample.seen_by_hue(on).unwrap_or(plain);
        if plain < STANDS_OUT { by_hue() } else { plain }
    }

    /// Whether a part of the image is not seen.
    fn is_cut(&self, on: Color) -> bool {
        self.sample.has_lost(on) && self.parts().is_some_and(|pixels| pixels.lost(on).is_any())
    }
}

fn logo_help(scheme: Scheme, image: &Image) -> &'static str {
    match (scheme, image) {
        (Scheme::Light, _) => "give a logo with darker parts",
        (Scheme::Dark, Image::Raster(_)) => {
            "add `logo-dark = \"…\"` to `[brand]` with a lighter drawing"
        }
        (Scheme::Dark, Image::Vector(_)) => {
            "add `logo-dark = \"…\"` to `[brand]` with a lighter drawing, or use the class `fill-on-surface` in it"
        }
    }
}

/// The launch screen's image on its background.
pub fn launch(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    if theme.launch.image == LaunchImage::Icon {
        // The app icon has a background of its own, and is checked on that.
        return Vec::new();
    }
    let backgrounds =
        [(Scheme::Light, &theme.launch.background), (Scheme::Dark, &theme.launch.background_dark)];
    let problem = |(scheme, background): (Scheme, &Sourced<Color>)| {
        let place = background.place()?;
        let logo = theme.logo.get(scheme);
        let reached = Shown::new(theme, logo, scheme).ok()?.reached(background.value);
        (reached < STANDS_OUT).then(|| {
            let message = format!(
                "the logo vanishes on the launch screen in the {} scheme: {}",
                scheme.name(),
                share(reached)
            );
            Diagnostic::at(Code::LaunchContrast, place, message)
                .help("choose another background, or `image = \"icon\"`")
        })
    };
    backgrounds.into_iter().filter_map(problem).collect()
}

/// The mark on the app icon's background.
pub fn icon(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    let mark = &theme.icon.mark;
    let schemes = |scheme: Scheme| {
        let shown = Shown::new(theme, mark, scheme).ok()?;
        let colors = backgrounds(theme, scheme);
        let shares = colors.iter().map(|color| shown.reached_by_all(*color));
        let reached = shares.fold(f64::INFINITY, f64::min);
        if reached >= STANDS_OUT && colors.iter().any(|on| shown.is_cut(*on)) {
            let message = format!(
                "a part of the app icon's mark is not seen on its background in the {} scheme",
                scheme.name()
            );
            let place = theme.icon.background.place().unwrap_or_else(|| place(theme, mark));
            return Some(Diagnostic::at(Code::LogoPart, place, message).help(ICON_HELP));
        }
        (reached < STANDS_OUT).then(|| {
            let message = format!(
                "the app icon's mark vanishes on its background in the {} scheme: {}",
                scheme.name(),
                share(reached)
            );
            let place = theme.icon.background.place().unwrap_or_else(|| place(theme, mark));
            Diagnostic::at(Code::IconContrast, place, message).help(ICON_HELP)
        })
    };
    // Only icons that follow the scheme can fail in one and pass in the other.
    Scheme::ALL.into_iter().find_map(schemes).into_iter().collect()
}

const ICON_HELP: &str =
    "set `background` in `[icon]` to a color that the mark stands out from, or give another `mark`";

/// The possible background colors of a mark; none for a drawing, whose parts under the mark may be of any color.
fn backgrounds(theme: &Theme, scheme: Scheme) -> Vec<Color> {
    match &theme.icon.background.value {
        Background::Color { light, dark } => vec![match scheme {
            Scheme::Light => *light,
            Scheme::Dark => *dark,
        }],
        Background::Gradient(gradient) => vec![gradient.from, gradient.to],
        Background::Artwork(artwork) => average(artwork, theme, scheme).into_iter().collect(),
    }
}

/// The average color of a drawing: the background of a mark in its middle, as the eye sees it at a small size.
fn average(artwork: &Artwork, theme: &Theme, scheme: Scheme) -> Option<Color> {
    artwork.sample(theme.palettes.get(scheme)).ok()?.average()
}

/// The mark's painted part is about as wide as high. A mark that was drawn on a square canvas is meant to be as it is.
pub fn square(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    let mark = &theme.icon.mark;
    if mark.place().is_some() && has_square_canvas(&mark.value.image) {
        return Vec::new();
    }
    let painted = sample(theme, mark, Scheme::Light).ok().and_then(|pixels| pixels.painted());
    let Some(painted) = painted.filter(|painted| !(0.6..=1.67).contains(&painted.aspect)) else {
        return Vec::new();
    };
    let shape = if painted.aspect > 1.0 {
        format!("{:.1} times as wide as high", painted.aspect)
    } else {
        format!("{:.1} times as high as wide", 1.0 / painted.aspect)
    };
    let message =
        format!("`{}` is {shape}, an app icon needs a mark that is about square", mark.value.name);
    let help = "add `mark = \"…\"` to `[icon]`: the logo without its words, or a wide drawing on a square \
        canvas; `rebadge new` makes one from a logo, with the rest of a theme";
    vec![Diagnostic::at(Code::IconNotSquare, place(theme, mark), message).help(help)]
}

fn has_square_canvas(image: &Image) -> bool {
    let (width, height) = match image {
        Image::Vector(vector) => vector.size(),
        Image::Raster(pixels) => (pixels.width as f32, pixels.height as f32),
    };
    (width - height).abs() <= 0.02 * width.max(height)
}

/// Raster images show no box around them: none brings a background of one color. An app icon may continue the mark's,
/// and a logo's that is no paper may be the brand's own.
pub fn bare(theme: &Theme, _: &Base) -> Vec<Diagnostic> {
    let continues = |ground: Color| match &theme.icon.background.value {
        Background::Color { light, .. } => delta_e_ok(*light, ground) <= SAME_GROUND,
        _ => false,
    };
    let (light, dark, mark) = (&theme.logo.light, &theme.logo.dark, &theme.icon.mark);
    let is_light = |image: &Sourced<Arc<Artwork>>| image.value.sha256 == light.value.sha256;
    let mut found: Vec<Diagnostic> = ground(light)
        .filter(|ground| is_paper(*ground))
        .map(|c| boxed(theme, light, c))
        .into_iter()
        .collect();
    found.extend(ground(dark).filter(|_| !is_light(dark)).map(|color| boxed(theme, dark, color)));
    let is_told = is_light(mark) && !found.is_empty();
    let own = ground(mark).filter(|color| !is_told && !continues(*color));
    found.extend(own.map(|color| {
        let help = format!(
            "save it with a transparent background, or set `background = \"{color}\"` in `[icon]`"
        );
        boxed(theme, mark, color).help(help)
    }));
    found
}

/// The background that a raster image brings.
fn ground(image: &Sourced<Arc<Artwork>>) -> Option<Color> {
    match &image.value.image {
        Image::Raster(pixels) => pixels.ground().filter(|ground| shows(pixels, *ground)),
        Image::Vector(_) => None,
    }
}

/// Whether a picture shows anything on its background.
fn shows(pixels: &Pixels, ground: Color) -> bool {
    let (other, mut last) = (|color| delta_e_ok(color, ground) > SAME_GROUND, ground);
    pixels.rgba.chunks_exact(4).any(|pixel| {
        let color = Color::new(pixel[0], pixel[1], pixel[2]);
        let is_new = color != last;
        last = color;
        pixel[3] < 255 || is_new && other(color)
    })
}

fn boxed(theme: &Theme, image: &Sourced<Arc<Artwork>>, ground: Color) -> Diagnostic {
    let name = &image.value.name;
    let message = format!(
        "`{name}` has a background of its own, {ground}: on other colors it shows as a box"
    );
    Diagnostic::at(Code::ImageBackground, place(theme, image), message)
        .help("save it with a transparent background")
}

fn sample(
    theme: &Theme,
    image: &Sourced<Arc<Artwork>>,
    scheme: Scheme,
) -> Result<Arc<Sample>, Option<Diagnostic>> {
    image.value.sample(theme.palettes.get(scheme)).map_err(|error| {
        let place = image.place()?;
        Some(
            Diagnostic::at(Code::SvgBroken, place, format!("`{}`: {error}", image.value.name))
                .help("simplify the drawing"),
        )
    })
}

/// Where an image is written; a derived one is the logo's.
fn place<'a>(theme: &'a Theme, image: &'a Sourced<Arc<Artwork>>) -> &'a Place {
    let written =
        image.place().or_else(|| theme.logo.light.place()).or_else(|| theme.tenant.id.place());
    written.expect("the logo of a theme is always written")
}

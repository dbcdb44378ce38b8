//! New drawings from a logo: a part of it, or all of it on a square canvas or a card. A module of its own because here text and pixels are
//! put together, and elsewhere they are only judged.

use super::SIDE;
use super::neighbours;
use super::picture::Picture;
use rebadge_art::artwork::Image;
use rebadge_art::color::{Color, Palette};
use rebadge_art::vector::number;
use rebadge_art::vector::{
    self, Canvas, Fonts, Part, Pixels, Placement, Vector, crop, for_scheme, isolate,
};
use rebadge_render::render::raster::{self, new_pixmap, put};

/// What a logo is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    /// A square canvas on which nothing else is painted: a logo of any shape on it is a mark.
    Square,
    /// A card of a color, which follows the logo's own shape.
    Card(Color),
}

/// The longer side of a logo on its square canvas, as a share of the canvas: edges are not cut.
const ON_SQUARE: f32 = 0.98;
/// The margin of a card, as a share of the logo's shorter side, and the least share of its longer one.
const MARGIN: (f32, f32) = (0.3, 0.06);
/// A square canvas of pixels is not larger than this, and not smaller than that.
const SQUARE: (f32, f32) = (1024.0, 512.0);

/// A part of a picture as a picture of its own, without what reaches in from beside it.
pub(super) fn part(picture: &Picture, part: Part, fonts: &Fonts) -> Option<Picture> {
    let sample = picture.sample(&Palette::from_fn(|_| Color::BLACK), SIDE)?;
    let own = neighbours::own(&sample, part);
    match &picture.image {
        Image::Vector(vector) => {
            let (text, (width, height)) = crop(vector, part)?;
            let place = format!("width=\"{}\" height=\"{}\"", number(width), number(height));
            let inner = isolate(&text, "logo", &place, (width, height));
            let scale = width / ((part.right - part.left) * sample.width as f32);
            let clip = own.and_then(|own| clip(&own, part, scale)).unwrap_or_default();
            let attribute = if clip.is_empty() { "" } else { " clip-path=\"url(#own)\"" };
            let text = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\">\n{clip}<g class=\"logo\"{attribute}>{inner}</g>\n</svg>\n",
                number(width),
                number(height)
            );
            Picture::svg(&text, fonts)
        }
        Image::Raster(pixels) => {
            let own = own.map(|own| masked(pixels, &own));
            Picture::png(cut(own.as_ref().unwrap_or(pixels), part))
        }
    }
}

/// A clip path named `own` around what is opaque, in the units of a part: so many per pixel.
fn clip(own: &Pixels, part: Part, scale: f32) -> Option<String> {
    let (left, top) = (part.left * own.width as f32, part.top * own.height as f32);
    let path = vector::path_data(&vector::outline(own, 128)?);
    let (left, top, scale) = (number(-left), number(-top), number(scale));
    Some(format!(
        "<clipPath id=\"own\"><path transform=\"scale({scale}) translate({left} {top})\" d=\"{path}\"/></clipPath>\n"
    ))
}

/// Pixels without those where a mask, of any size and the same shape, is clear.
fn masked(pixels: &Pixels, mask: &Pixels) -> Pixels {
    let mut new = pixels.clone();
    let width = pixels.width.max(1) as usize;
    let along = |at: usize, length: u32, of: u32| at * length as usize / of.max(1) as usize;
    for (at, pixel) in new.rgba.chunks_exact_mut(4).enumerate() {
        let x = along(at % width, mask.width, pixels.width);
        let y = along(at / width, mask.height, pixels.height);
        if mask.rgba[(y * mask.width as usize + x) * 4 + 3] == 0 {
            pixel[3] = 0;
        }
    }
    new
}

fn cut(pixels: &Pixels, part: Part) -> Pixels {
    let from = |share: f32, of: u32| ((share * of as f32).round() as u32).min(of - 1);
    let (left, top) = (from(part.left, pixels.width), from(part.top, pixels.height));
    let to =
        |share: f32, from: u32, of: u32| ((share * of as f32).round() as u32).clamp(from + 1, of);
    let right = to(part.right, left, pixels.width);
    let bottom = to(part.bottom, top, pixels.height);
    let rows = pixels.rgba.chunks_exact(pixels.width as usize * 4);
    let rows = rows.skip(top as usize).take((bottom - top) as usize);
    let rgba = rows.flat_map(|row| &row[left as usize * 4..right as usize * 4]).copied();
    Pixels { width: right - left, height: bottom - top, rgba: rgba.collect() }
}

/// A picture in the middle of its setting.
pub(super) fn set_on(picture: &Picture, setting: Setting, fonts: &Fonts) -> Option<Picture> {
    let pixels = picture.sample(&Palette::from_fn(|_| Color::BLACK), 512)?;
    let painted = pixels.painted()?;
    let (width, height) = picture.size();
    let size = ((painted.right - painted.left) * width, (painted.bottom - painted.top) * height);
    let middle = (
        (painted.left + painted.right) / 2.0 * width,
        (painted.top + painted.bottom) / 2.0 * height,
    );
    let (outer, scale) = outer(setting, size, matches!(picture.image, Image::Raster(_)));
    let at = Placement {
        scale,
        x: outer.0 / 2.0 - middle.0 * scale,
        y: outer.1 / 2.0 - middle.1 * scale,
    };
    let under = shape(setting, outer);
    match &picture.image {
        Image::Vector(vector) => {
            let place = format!(
                "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
                number(at.x),
                number(at.y),
                number(width * scale),
                number(height * scale)
            );
            let inner = isolate(vector.text(), "logo", &place, vector.size());
            let text = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\">\n{under}<g class=\"logo\">{inner}</g>\n</svg>\n",
                number(outer.0),
                number(outer.1)
            );
            Picture::svg(&text, fonts)
        }
        Image::Raster(pixels) => Picture::png(drawn(pixels, &under, outer, at)?),
    }
}

/// The size of the setting, and the scale at which the logo is drawn on it.
fn outer(setting: Setting, (width, height): (f32, f32), is_raster: bool) -> ((f32, f32), f32) {
    match setting {
        Setting::Square => {
            let wish = width.max(height) / ON_SQUARE;
            let side = if is_raster { wish.min(SQUARE.0).max(SQUARE.1).round() } else { 100.0 };
            ((side, side), side / wish)
        }
        Setting::Card(_) => {
            let margin = (width.min(height) * MARGIN.0).max(width.max(height) * MARGIN.1);
            let side = |length: f32| {
                if is_raster { (length + 2.0 * margin).round() } else { length + 2.0 * margin }
            };
            ((side(width), side(height)), 1.0)
        }
    }
}

/// The card as a line of SVG; empty where nothing lies under the logo.
fn shape(setting: Setting, (width, height): (f32, f32)) -> String {
    let Setting::Card(color) = setting else {
        return String::new();
    };
    let corner = number(width.min(height) * 0.12);
    let (width, height) = (number(width), number(height));
    format!("<rect width=\"{width}\" height=\"{height}\" rx=\"{corner}\" fill=\"{color}\"/>\n")
}

/// A picture of pixels with at least `side` of them on its longer side. One that has more stays as it is.
pub(super) fn enlarged(picture: &Picture, side: u32) -> Option<Picture> {
    let Image::Raster(pixels) = &picture.image else {
        return Some(picture.clone());
    };
    let scale = side as f32 / pixels.width.max(pixels.height) as f32;
    if scale <= 1.0 {
        return Some(picture.clone());
    }
    let length = |length: u32| ((length as f32 * scale).round() as u32).max(1);
    let canvas = Canvas { width: length(pixels.width), height: length(pixels.height) };
    let mut pixmap = new_pixmap(canvas).ok()?;
    let at = Placement { scale, x: 0.0, y: 0.0 };
    put(&mut pixmap, &raster::Picture::Raster(pixels.clone()), at).ok()?;
    Picture::png(Pixels::from_pixmap(pixmap))
}

fn drawn(pixels: &Pixels, under: &str, outer: (f32, f32), at: Placement) -> Option<Pixels> {
    let canvas = Canvas { width: outer.0 as u32, height: outer.1 as u32 };
    let mut pixmap = new_pixmap(canvas).ok()?;
    if !under.is_empty() {
        let text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {}\">{under}</svg>",
            outer.0, outer.1
        );
        let card = Vector::read(&text, &Fonts::none()).ok()?;
        let card = for_scheme(&card, &Palette::from_fn(|_| Color::BLACK)).ok()?;
        vector::draw_on(&mut pixmap, &card, Placement::contain(card.size(), canvas)).ok()?;
    }
    put(&mut pixmap, &raster::Picture::Raster(pixels.clone()), at).ok()?;
    Some(Pixels::from_pixmap(pixmap))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logo() -> Picture {
        let text = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 20'>\
            <path fill='#c00' d='M0 0h20v20H0z'/><path fill='#00c' d='M22 0h58v20H22z'/></svg>";
        Picture::svg(text, &Fonts::none()).unwrap()
    }

    fn pixels(picture: &Picture) -> Pixels {
        picture.sample(&Palette::from_fn(|_| Color::BLACK), 64).unwrap()
    }

    #[test]
    fn a_part_shows_nothing_of_its_neighbours() {
        let left = Part { left: 0.0, top: 0.0, right: 0.26, bottom: 1.0 };
        let found = part(&logo(), left, &Fonts::none()).unwrap();
        let pixels = pixels(&found);
        assert!((pixels.painted().unwrap().aspect - 1.0).abs() < 0.05);
        assert!(pixels.rgba.chunks_exact(4).all(|pixel| pixel[3] == 0 || pixel[2] == 0));
    }

    #[test]
    fn a_part_is_without_what_reaches_in() {
        // The bar below the wing of the first shape reaches into its box.
        let body =
            "<path fill='#c00' d='M0 0h20v4H12v16H0z'/><path fill='#00c' d='M15 8h60v5H15z'/>";
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 20'>{body}</svg>");
        let logo = Picture::svg(&text, &Fonts::none()).unwrap();
        let left = Part { left: 0.0, top: 0.0, right: 0.25, bottom: 1.0 };
        let raster = Picture::png(pixels(&logo)).unwrap();
        for logo in [logo, raster] {
            let found = pixels(&part(&logo, left, &Fonts::none()).unwrap());
            let count =
                |at: usize| found.rgba.chunks_exact(4).filter(|p| p[3] > 99 && p[at] > 99).count();
            assert_eq!(count(2), 0);
            let red = count(0) as f64 / f64::from(found.width * found.height);
            assert!((red - 0.68).abs() < 0.04, "{red}");
        }
    }

    #[test]
    fn a_square_canvas_holds_all_of_a_logo_and_nothing_else() {
        let found = set_on(&logo(), Setting::Square, &Fonts::none()).unwrap();
        let pixels = pixels(&found);
        let at = |x: usize, y: usize| &pixels.rgba[(y * 64 + x) * 4..][..4];
        assert_eq!((at(0, 0), at(32, 4), at(32, 60)), (&[0; 4][..], &[0; 4][..], &[0; 4][..]));
        assert_eq!((at(8, 32), at(50, 32)), (&[204, 0, 0, 255][..], &[0, 0, 204, 255][..]));
        assert_eq!(at(2, 32), [204, 0, 0, 255]);
    }

    #[test]
    fn a_raster_logo_is_composed_without_growing() {
        let raster = Picture::png(Pixels::filled(600, 150, [9, 9, 9, 255])).unwrap();
        let square = set_on(&raster, Setting::Square, &Fonts::none()).unwrap();
        assert_eq!(square.size(), (612.0, 612.0));
        assert_eq!(
            square.sample(&Palette::from_fn(|_| Color::BLACK), 612).unwrap().rgba[..4],
            [0; 4]
        );
        let card = set_on(&raster, Setting::Card(Color::WHITE), &Fonts::none()).unwrap();
        assert_eq!(card.size(), (690.0, 240.0));
        let half = Part { left: 0.5, top: 0.0, right: 1.0, bottom: 1.0 };
        assert_eq!(part(&raster, half, &Fonts::none()).unwrap().size(), (300.0, 150.0));
    }
}

//! A plate behind a logo: one color from edge to edge. It is no part of the logo, and must come off before
//! anything is measured.

use super::clusters::clusters;
use super::inks::histogram;
use super::picture::Picture;
use rebadge_art::artwork::Image;
use rebadge_art::color::{Color, Palette, delta_e_ok};
use rebadge_art::vector::{self, Fonts, Pixels, SAME_GROUND};

/// The longer side of the picture that is looked at.
const SIDE: u32 = 256;

/// The color of the plate behind a picture, if it has one.
pub(super) fn find(picture: &Picture, palette: &Palette) -> Option<Color> {
    picture.sample(palette, SIDE)?.ground()
}

/// The picture without its plate; `None` where that cannot be done without a loss.
pub(super) fn remove(picture: &Picture, ground: Color, fonts: &Fonts) -> Option<Picture> {
    let bare = match &picture.image {
        Image::Vector(vector) => Picture::svg(&vector::without_first_shape(vector)?, fonts)?,
        Image::Raster(pixels) => Picture::png(cut(pixels, ground))?,
    };
    let sample = bare.sample(&Palette::from_fn(|_| Color::BLACK), SIDE)?;
    let edge = sample.edge();
    let clear = edge.iter().filter(|pixel| pixel[3] < 16).count();
    (clear as f64 >= 0.9 * edge.len() as f64).then_some(bare)
}

/// Pixels without a ground. Where only one color is on it, each pixel is unmixed into ink and ground; else what
/// is of the ground's color and reaches the edge goes.
fn cut(pixels: &Pixels, ground: Color) -> Pixels {
    let colors = clusters(&histogram(pixels));
    let mut inks = colors.iter().filter(|color| delta_e_ok(**color, ground) > SAME_GROUND * 2.0);
    let far = |color: &&Color| delta_e_ok(**color, ground);
    let most = inks.clone().max_by(|a, b| far(a).total_cmp(&far(b)));
    // Blends of one ink and the ground lie between the two.
    let is_blend = |color: &Color, ink: Color| unmixed(*color, ink, ground).1 < SAME_GROUND;
    match most {
        Some(ink) if inks.all(|color| is_blend(color, *ink)) => told_apart(pixels, *ink, ground),
        _ => without_edge(pixels, ground),
    }
}

/// How much of `ink` a color holds when the rest is `ground`, and how far it then still is from that mix, in OKLab.
fn unmixed(color: Color, ink: Color, ground: Color) -> (f64, f64) {
    let channels = |c: Color| [c.r, c.g, c.b].map(f64::from);
    let (color_at, ink_at, ground_at) = (channels(color), channels(ink), channels(ground));
    let (mut dot, mut square) = (0.0, 0.0);
    for n in 0..3 {
        dot += (color_at[n] - ground_at[n]) * (ink_at[n] - ground_at[n]);
        square += (ink_at[n] - ground_at[n]) * (ink_at[n] - ground_at[n]);
    }
    let share = if square > 0.0 { (dot / square).clamp(0.0, 1.0) } else { 0.0 };
    let mix = |n: usize| libm::round(ground_at[n] + share * (ink_at[n] - ground_at[n])) as u8;
    (share, delta_e_ok(color, Color::new(mix(0), mix(1), mix(2))))
}

fn told_apart(pixels: &Pixels, ink: Color, ground: Color) -> Pixels {
    let mut bare = pixels.clone();
    for pixel in bare.rgba.chunks_exact_mut(4) {
        let (share, _) = unmixed(Color::new(pixel[0], pixel[1], pixel[2]), ink, ground);
        let alpha = libm::round(share * f64::from(pixel[3])) as u8;
        pixel.copy_from_slice(&[ink.r, ink.g, ink.b, if alpha < 6 { 0 } else { alpha }]);
    }
    bare
}

/// Clears what is of the ground's color and hangs together with the edge.
fn without_edge(pixels: &Pixels, ground: Color) -> Pixels {
    let (width, height) = (pixels.width as usize, pixels.height as usize);
    let mut bare = pixels.clone();
    let is_ground = |rgba: &[u8], at: usize| {
        let pixel = &rgba[at * 4..at * 4 + 4];
        let color = Color::new(pixel[0], pixel[1], pixel[2]);
        pixel[3] > 0 && (color == ground || delta_e_ok(color, ground) <= SAME_GROUND)
    };
    let rows = (0..width).flat_map(|x| [x, (height - 1) * width + x]);
    let mut open: Vec<usize> =
        rows.chain((0..height).flat_map(|y| [y * width, (y + 1) * width - 1])).collect();
    while let Some(at) = open.pop() {
        if !is_ground(&bare.rgba, at) {
            continue;
        }
        bare.rgba[at * 4..at * 4 + 4].fill(0);
        let (x, y) = (at % width, at / width);
        open.extend((x > 0).then(|| at - 1));
        open.extend((x + 1 < width).then_some(at + 1));
        open.extend((y > 0).then(|| at - width));
        open.extend((y + 1 < height).then_some(at + width));
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    fn black() -> Palette {
        Palette::from_fn(|_| Color::BLACK)
    }

    fn svg(body: &str) -> Picture {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 40 20'>{body}</svg>");
        Picture::svg(&text, &Fonts::none()).unwrap()
    }

    #[test]
    fn a_plate_is_found_and_comes_off() {
        let check = |body: &str, expect: Option<&str>, comes_off: bool| {
            let picture = svg(body);
            let found = find(&picture, &black());
            assert_eq!(found.map(|color| color.to_string()).as_deref(), expect, "{body}");
            let bare = found.and_then(|ground| remove(&picture, ground, &Fonts::none()));
            assert_eq!(bare.is_some(), comes_off, "{body}");
        };
        let mark = "<path fill='#0a66c2' d='M9 4h20v9H9z'/>";
        check(mark, None, false);
        check(&format!("<rect width='40' height='20' fill='#fff'/>{mark}"), Some("#ffffff"), true);
        // A picture of one color is no plate without a logo.
        check("<rect width='40' height='20' fill='#123456'/>", Some("#123456"), false);
        check(&format!("<rect width='40' height='20' rx='9'/>{mark}"), None, false);
    }

    #[test]
    fn a_raster_plate_comes_off_with_its_blends() {
        let mut pixels = Pixels::filled(32, 32, [255, 255, 255, 255]);
        for y in 8..24 {
            for x in 8..24 {
                let at = (y * 32 + x) * 4;
                let blend = x == 8;
                let color = if blend { [132, 178, 224, 255] } else { [10, 102, 194, 255] };
                pixels.rgba[at..at + 4].copy_from_slice(&color);
            }
        }
        let bare = cut(&pixels, Color::WHITE);
        assert_eq!(bare.rgba[..4], [10, 102, 194, 0]);
        let at = |x: usize| (16 * 32 + x) * 4;
        assert_eq!(bare.rgba[at(16)..at(16) + 4], [10, 102, 194, 255]);
        assert!(bare.rgba[at(8) + 3].abs_diff(128) < 4, "{}", bare.rgba[at(8) + 3]);
    }
}

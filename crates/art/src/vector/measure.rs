//! Which part of a picture is painted, and how well it contrasts with its background. Measured on pixels, because
//! clips, masks and strokes make a drawing's numbers differ from what is seen.

use crate::color::{Color, Oklch, contrast, relative_luminance};
use crate::vector::draw::{Canvas, DrawError, Drawing, Placement, draw};
use crate::vector::pixels::Pixels;

/// The longer side of the picture that is measured.
const SIDE: u32 = 256;
/// Less alpha than this is not seen.
pub(super) const VISIBLE: u8 = 16;
/// The contrast that graphics need: WCAG 2.2, 1.4.11.
const NEEDED: f64 = 3.0;

/// Hues tell a picture from a ground lighter than this luminance. On a dark one colors with little contrast are hard to tell apart.
const LIGHT: f64 = 0.5;
/// The chroma of a color that has a hue of its own, and the contrast that it needs on a light ground.
const HUED: (f64, f64) = (0.1, 1.5);
/// Hues this far apart, in degrees, each with this share of what is painted, make a picture one of many colors.
const MANY: (f64, f64) = (40.0, 0.08);

/// The painted part of a picture. All lengths are shares of its width and height, from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Painted {
    /// Left edge, share of the width.
    pub left: f32,
    /// Top edge, share of the height.
    pub top: f32,
    /// Right edge, share of the width.
    pub right: f32,
    /// Bottom edge, share of the height.
    pub bottom: f32,
    /// From the middle of the painted box to the painted pixel farthest from it, as a share of the picture's longer
    /// side. A circle of this radius holds all.
    pub radius: f32,
    /// From the middle of the picture instead.
    pub radius_of_picture: f32,
    /// Width by height of the painted box.
    pub aspect: f32,
    /// Painted area by the area of the picture, by alpha.
    pub share: f32,
}

/// Where the drawing paints. `None` if nowhere.
pub fn painted(drawing: &Drawing) -> Result<Option<Painted>, DrawError> {
    Ok(sample(drawing, SIDE)?.painted())
}

/// The share of the painted area, by alpha, whose contrast against `on` reaches 3:1. 0 if nothing is painted.
pub fn stands_out(drawing: &Drawing, on: Color) -> Result<f64, DrawError> {
    Ok(sample(drawing, SIDE)?.stands_out(on))
}

/// Does the drawing paint anything? A quick look, at a quarter of the size; a quicker one says it of most drawings.
pub(crate) fn paints(drawing: &Drawing) -> Result<bool, DrawError> {
    // What fills half of so large a pixel is more than seen in smaller ones.
    let is_plain = |pixels: Pixels| pixels.rgba.chunks_exact(4).any(|pixel| pixel[3] >= 128);
    if is_plain(sample(drawing, SIDE / 16)?) {
        return Ok(true);
    }
    Ok(sample(drawing, SIDE / 4)?.painted().is_some())
}

/// The longer side, in pixels, of a picture of this shape that has about so many pixels; at most 1024.
pub(super) fn longer_side((width, height): (f32, f32), pixels: u32) -> u32 {
    let aspect = width.max(height) / width.min(height);
    (pixels as f32 * aspect).sqrt().round().clamp(1.0, 1024.0) as u32
}

/// The drawing at the size at which it is measured.
pub fn sample(drawing: &Drawing, longer: u32) -> Result<Pixels, DrawError> {
    let (width, height) = drawing.size();
    let scale = longer as f32 / width.max(height);
    let side = |length: f32| ((length * scale).round() as u32).clamp(1, longer);
    let canvas = Canvas { width: side(width), height: side(height) };
    draw(drawing, canvas, Placement::contain((width, height), canvas))
}

impl Pixels {
    /// Where the picture is painted. `None` if nowhere.
    pub fn painted(&self) -> Option<Painted> {
        let rows = self.visible_rows();
        let (top, first) = rows.first()?;
        let (bottom, _) = rows.last()?;
        let left = rows.iter().map(|(_, row)| row.left).fold(first.left, u32::min);
        let right = rows.iter().map(|(_, row)| row.right).fold(first.right, u32::max);
        let alpha: u64 = rows.iter().map(|(_, row)| row.alpha).sum();
        let (width, height) = (self.width as f32, self.height as f32);
        let longer = width.max(height);
        let middle = ((left + right) as f32 / 2.0, (top + bottom + 1) as f32 / 2.0);
        Some(Painted {
            left: left as f32 / width,
            top: *top as f32 / height,
            right: right as f32 / width,
            bottom: (bottom + 1) as f32 / height,
            radius: farthest(&rows, middle) / longer,
            radius_of_picture: farthest(&rows, (width / 2.0, height / 2.0)) / longer,
            aspect: (right - left) as f32 / (bottom + 1 - top) as f32,
            share: (alpha as f64 / 255.0 / f64::from(self.width) / f64::from(self.height)) as f32,
        })
    }

    /// The rows in which something is seen, from the top.
    fn visible_rows(&self) -> Vec<(u32, Row)> {
        let lines = self.rgba.chunks_exact(self.width.max(1) as usize * 4);
        lines.zip(0..).filter_map(|(line, y)| Some((y, row(line)?))).collect()
    }

    /// The share of the painted area, by alpha, whose contrast against `on` reaches 3:1. 0 if nothing is painted.
    pub fn stands_out(&self, on: Color) -> f64 {
        let (mut all, mut seen) = (0u64, 0u64);
        // Flat drawings repeat one color over long runs.
        let mut last = ([0u8; 4], false);
        for pixel in self.rgba.chunks_exact(4).filter(|pixel| pixel[3] >= VISIBLE) {
            let pixel = [pixel[0], pixel[1], pixel[2], pixel[3]];
            if pixel != last.0 {
                last = (pixel, reaches(pixel, on));
            }
            all += u64::from(pixel[3]);
            seen += if last.1 { u64::from(pixel[3]) } else { 0 };
        }
        if all == 0 { 0.0 } else { seen as f64 / all as f64 }
    }

    /// The share of the painted area that is seen on a light ground by its hue; none of a picture of one hue, or on a dark ground.
    pub fn seen_by_hue(&self, on: Color) -> Option<f64> {
        seen_by_hue(self.rgba.as_chunks::<4>().0.iter().map(|pixel| (*pixel, 1)), on)
    }
}

/// What is seen of a row: from here to there, and the sum of its alpha.
struct Row {
    left: u32,
    right: u32,
    alpha: u64,
}

/// `None` for a row in which nothing is seen.
fn row(line: &[u8]) -> Option<Row> {
    let visible = |pixel: &[u8]| pixel[3] >= VISIBLE;
    let left = line.chunks_exact(4).position(visible)?;
    let right = line.len() / 4 - line.chunks_exact(4).rev().position(visible)?;
    let seen = line[left * 4..right * 4].as_chunks::<4>().0.iter().map(|pixel| pixel[3]);
    Some(Row {
        left: left as u32,
        right: right as u32,
        alpha: seen.map(|alpha| if alpha >= VISIBLE { u64::from(alpha) } else { 0 }).sum(),
    })
}

/// From a point to the far corner of the visible pixel farthest from it: it is the first or the last of a row.
fn farthest(rows: &[(u32, Row)], from: (f32, f32)) -> f32 {
    let mut farthest = 0.0f32;
    for (y, row) in rows {
        let dx = (row.left as f32 - from.0).abs().max((row.right as f32 - from.0).abs());
        let dy = (*y as f32 - from.1).abs().max((*y as f32 + 1.0 - from.1).abs());
        farthest = farthest.max(dx * dx + dy * dy);
    }
    farthest.sqrt()
}

/// The share of what is painted that is seen on a light ground by its hue, of a picture of many colors: red, blue and yellow parts
/// are told from white, and from one another, where none of them reaches 3:1. None of a picture of one hue, or on a dark ground.
/// WCAG 2.2, 1.4.11, asks nothing of logos, whose colors are given. `inks` are colors by how much they paint.
pub(super) fn seen_by_hue(inks: impl Iterator<Item = ([u8; 4], u64)>, on: Color) -> Option<f64> {
    if relative_luminance(on) < LIGHT {
        return None;
    }
    let (mut all, mut seen, mut hues) = (0u64, 0u64, [0u64; 360]);
    for (ink, count) in inks.filter(|(ink, _)| ink[3] >= VISIBLE) {
        let alpha = u64::from(ink[3]) * count;
        all += alpha;
        let color = over(ink, on);
        let ratio = contrast(color, on);
        let own = Oklch::from(color);
        let is_hued = own.c >= HUED.0 && ratio >= HUED.1;
        hues[own.h.rem_euclid(360.0) as usize % 360] += if is_hued { alpha } else { 0 };
        seen += if is_hued || ratio >= NEEDED { alpha } else { 0 };
    }
    let share = |alpha: u64| alpha as f64 / all.max(1) as f64;
    is_many_colored(&hues, |alpha| share(alpha) >= MANY.1).then(|| share(seen))
}

/// Whether two hues far apart have enough paint each, of how much each degree has.
fn is_many_colored(hues: &[u64; 360], is_enough: impl Fn(u64) -> bool) -> bool {
    /// So many degrees are one hue, as in Material.
    const WIDE: usize = 15;
    let of = |from: usize| (from..from + WIDE).map(|at| hues[at % 360]).sum::<u64>();
    let enough: Vec<usize> = (0..360).filter(|from| is_enough(of(*from))).collect();
    let far = |a: usize, b: usize| a.abs_diff(b).min(360 - a.abs_diff(b)) as f64;
    // What lies at the end of the one and at the start of the other is nearer by their width.
    let apart = MANY.0 + WIDE as f64 - 1.0;
    enough.iter().any(|a| enough.iter().any(|b| far(*a, *b) >= apart))
}

/// Whether a pixel has enough contrast with an opaque background.
pub(super) fn reaches(pixel: [u8; 4], on: Color) -> bool {
    contrast(over(pixel, on), on) >= NEEDED
}

/// The color that a pixel has on an opaque ground.
pub(super) fn over(pixel: [u8; 4], on: Color) -> Color {
    let alpha = u32::from(pixel[3]);
    let mix = |over: u8, under: u8| {
        ((u32::from(over) * alpha + u32::from(under) * (255 - alpha) + 127) / 255) as u8
    };
    Color { r: mix(pixel[0], on.r), g: mix(pixel[1], on.g), b: mix(pixel[2], on.b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Palette, Role};
    use crate::vector::{Fonts, Vector, for_scheme};

    fn drawing(body: &str) -> Drawing {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'>{body}</svg>");
        let vector = Vector::read(&text, &Fonts::none()).unwrap();
        for_scheme(&vector, &Palette::from_fn(|_: Role| Color::BLACK)).unwrap()
    }

    fn close(a: f32, b: f32) {
        assert!((a - b).abs() < 0.01, "{a} is not {b}");
    }

    #[test]
    fn the_painted_box_is_that_of_the_eye() {
        // A stroke paints beyond its path; what is transparent or clipped does not count.
        let clip = "<clipPath id='c'><path d='M0 0h100v100H0z'/></clipPath>";
        let seen = drawing(&format!(
            "{clip}<g clip-path='url(#c)'><path d='M60 50H300' stroke='red' stroke-width='20'/></g>\
             <path d='M0 0h200v100H0z' opacity='.01'/>"
        ));
        let p = painted(&seen).unwrap().unwrap();
        [(p.left, 0.3), (p.right, 0.5), (p.top, 0.4), (p.bottom, 0.6), (p.aspect, 2.0)]
            .into_iter()
            .for_each(|(a, b)| close(a, b));
        close(p.radius, 500f32.sqrt() / 200.0);
        close(p.radius_of_picture, 1700f32.sqrt() / 200.0);
        close(p.share, 0.04);
    }

    #[test]
    fn a_wordmark_is_measured_on_as_many_pixels_as_a_square() {
        let sides = [(1.0, 1.0), (400.0, 100.0), (3.0, 12.0), (1e6, 1.0)];
        assert_eq!(sides.map(|size| longer_side(size, 4096)), [64, 128, 128, 1024]);
    }

    #[test]
    fn many_hues_are_seen_on_white() {
        let seen = |colors: [&str; 4], on: Color| {
            let part = |(at, color): (usize, &&str)| {
                format!("<path fill='{color}' d='M{} 0h50v100h-50z'/>", at * 50)
            };
            let body: String = colors.iter().enumerate().map(part).collect();
            let pixels = sample(&drawing(&body), SIDE).unwrap();
            let share = pixels.seen_by_hue(on);
            let of_sample = crate::vector::Sample::of(&pixels).seen_by_hue(on);
            assert_eq!(share, of_sample);
            share.map(|share| (share * 100.0).round())
        };
        let white = Color::new(255, 255, 255);
        let all = ["#fcb400", "#18bfff", "#f82b60", "#ffec1c"];
        // A yellow this light is not seen by itself.
        assert_eq!(seen(all, white), Some(75.0));
        assert_eq!(seen(all, Color::new(27, 27, 31)), None);
        // Oranges are one hue, and pale colors none.
        assert_eq!(seen(["#ff9900", "#ffaa22", "#f58410", "#ff7722"], white), None);
        assert_eq!(seen(["#d5e8ff", "#ffd5d5", "#d5ffd9", "#f5f0d0"], white), None);
    }

    fn check(body: &str, on: [u8; 3], expect: f64) {
        let share = stands_out(&drawing(body), Color::new(on[0], on[1], on[2])).unwrap();
        assert!((share - expect).abs() < 0.01, "{body}: {share}");
    }

    #[test]
    fn what_stands_out_is_a_share_of_what_is_painted() {
        let white = [255; 3];
        check("<path d='M0 0h50v50H0z'/>", white, 1.0);
        check("<path d='M0 0h50v50H0z'/>", [0; 3], 0.0);
        check("<path d='M0 0h50v50H0z'/><path fill='#ff0' d='M50 0h50v50H50z'/>", white, 0.5);
        // Half transparent black on white is gray 127: 4:1; a third of it is too pale.
        check("<path opacity='.5' d='M0 0h50v50H0z'/>", white, 1.0);
        check("<path opacity='.3' d='M0 0h50v50H0z'/>", white, 0.0);
    }
}

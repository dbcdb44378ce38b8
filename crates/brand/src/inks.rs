//! What a picture is painted with: its colors, how much of it each takes, and what each borders on. Separate from scoring,
//! because the variants of a logo ask the same.
//!
//! A vector's colors are those that it writes, so they are exact; each pixel counts for the nearest of them. A raster
//! image's are found by [`super::clusters`].

use std::collections::BTreeMap;

use super::clusters::{clusters, lab, nearest};
use super::picture::Picture;
use rebadge_art::artwork::Image;
use rebadge_art::color::{Color, Palette};
use rebadge_art::vector::{self, Pixels};

/// The longer side of the picture that is looked at.
const SIDE: u32 = 256;
/// Less alpha than this is not seen.
const VISIBLE: u8 = 16;
/// A drawing with more colors than this is a photo in disguise, and is read as pixels.
const LITERAL: usize = 64;
/// A color with less than this share is a blend or a speck.
const LEAST: f64 = 0.004;
/// How far a pixel looks for what it borders on: over the blend of an edge.
const REACH: usize = 3;

/// One color of a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ink {
    /// The color.
    pub color: Color,
    /// Its share of what is painted, 0 to 1.
    pub share: f64,
    /// The share of its edge that lies against nothing painted, 0 to 1.
    pub exposed: f64,
}

/// The colors of a picture.
#[derive(Clone, Debug, Default)]
pub struct Inks {
    /// The largest share first.
    pub list: Vec<Ink>,
}

impl Inks {
    /// The colors of a picture that follows `palette` where it follows one.
    pub(super) fn read(picture: &Picture, palette: &Palette) -> Inks {
        let Some(pixels) = picture.sample(palette, SIDE) else {
            return Inks::default();
        };
        let literal = match &picture.image {
            Image::Vector(vector) => vector::for_scheme(vector, palette)
                .map(|drawing| vector::literal_colors(&drawing))
                .unwrap_or_default(),
            Image::Raster(_) => Vec::new(),
        };
        let colors = match literal.len() {
            1..=LITERAL => literal,
            _ => clusters(&histogram(&pixels)),
        };
        count(&pixels, &colors)
    }
}

/// Exact colors by how much of the picture they paint; blends with nothing count only if there is nothing else.
pub(super) fn histogram(pixels: &Pixels) -> BTreeMap<Color, f64> {
    let collect = |least: u8| {
        let mut histogram = BTreeMap::new();
        for pixel in pixels.rgba.chunks_exact(4).filter(|pixel| pixel[3] >= least) {
            let color = Color::new(pixel[0], pixel[1], pixel[2]);
            *histogram.entry(color).or_insert(0.0) += f64::from(pixel[3]) / 255.0;
        }
        histogram
    };
    let solid = collect(200);
    if solid.is_empty() { collect(VISIBLE) } else { solid }
}

/// Nothing is painted here.
const NOTHING: usize = usize::MAX;

fn count(pixels: &Pixels, colors: &[Color]) -> Inks {
    let first = labels(pixels, colors);
    let shares = shares(pixels, &first, colors.len());
    let mut order: Vec<usize> = (0..colors.len()).filter(|at| shares[*at] >= LEAST).collect();
    order.sort_by(|a, b| shares[*b].total_cmp(&shares[*a]).then(a.cmp(b)));
    let kept: Vec<Color> = order.iter().map(|at| colors[*at]).collect();
    let labels = labels(pixels, &kept);
    let shares = self::shares(pixels, &labels, kept.len());
    let edges = edges(&labels, pixels.width as usize, kept.len());
    let share_of = |at: usize, other: usize| {
        let all: f64 = edges[at].iter().sum();
        if all > 0.0 { edges[at][other] / all } else { 0.0 }
    };
    let list = kept.iter().enumerate().map(|(at, color)| Ink {
        color: *color,
        share: shares[at],
        exposed: share_of(at, kept.len()),
    });
    Inks { list: list.collect() }
}

/// The number of the color of each pixel.
fn labels(pixels: &Pixels, colors: &[Color]) -> Vec<usize> {
    let centers: Vec<[f64; 3]> = colors.iter().map(|color| lab(*color)).collect();
    // Six bits a channel are enough to find the nearest color; a photo has no end of colors.
    let mut known: BTreeMap<[u8; 3], usize> = BTreeMap::new();
    let label = |pixel: &[u8]| {
        if pixel[3] < VISIBLE || centers.is_empty() {
            return NOTHING;
        }
        let color = Color::new(pixel[0], pixel[1], pixel[2]);
        *known
            .entry([color.r >> 2, color.g >> 2, color.b >> 2])
            .or_insert_with(|| nearest(&centers, lab(color)))
    };
    pixels.rgba.chunks_exact(4).map(label).collect()
}

fn shares(pixels: &Pixels, labels: &[usize], count: usize) -> Vec<f64> {
    let mut sums = vec![0.0; count];
    for (pixel, label) in pixels.rgba.chunks_exact(4).zip(labels) {
        if let Some(sum) = sums.get_mut(*label) {
            *sum += f64::from(pixel[3]);
        }
    }
    let all: f64 = sums.iter().sum();
    sums.iter().map(|sum| if all > 0.0 { sum / all } else { 0.0 }).collect()
}

/// How often each color lies against each other one, and, last, against nothing. The picture's own edge is nothing too.
fn edges(labels: &[usize], width: usize, count: usize) -> Vec<Vec<f64>> {
    let mut edges = vec![vec![0.0; count + 1]; count];
    let height = labels.len() / width.max(1);
    let at =
        |x: usize, y: usize| if x < width && y < height { labels[y * width + x] } else { NOTHING };
    let mut meet = |one: usize, other: usize| {
        if one < count && one != other {
            edges[one][other.min(count)] += 1.0;
        }
    };
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        let here = at(x, y);
        let back = |to: usize| to.wrapping_sub(REACH);
        for (x, y) in [(x + REACH, y), (x, y + REACH), (back(x), y), (x, back(y))] {
            meet(here, at(x, y));
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebadge_art::vector::Fonts;

    fn inks(body: &str) -> Vec<(String, u32, u32)> {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 40'>{body}</svg>");
        let picture = Picture::svg(&text, &Fonts::none()).unwrap();
        let inks = Inks::read(&picture, &Palette::from_fn(|_| Color::BLACK));
        let percent = |share: f64| (share * 100.0).round() as u32;
        let shown = |i: &Ink| (i.color.to_string(), percent(i.share), percent(i.exposed));
        inks.list.iter().map(shown).collect()
    }

    fn check(body: &str, expect: &[(&str, u32, u32)]) {
        let expect: Vec<_> = expect.iter().map(|(c, s, e)| ((*c).to_owned(), *s, *e)).collect();
        assert_eq!(inks(body), expect, "{body}");
    }

    #[test]
    fn what_is_written_is_exact_and_what_is_hidden_does_not_count() {
        check("<circle cx='20' cy='20' r='15' fill='#0a66c2'/>", &[("#0a66c2", 100, 100)]);
        // Thin lines have no pixel of their own color.
        check(
            "<path d='M3 3L70 37' stroke='#e10098' stroke-width='.2'/>",
            &[("#e10098", 100, 100)],
        );
        check(
            "<path fill='red' d='M9 9h9v9H9z'/><path fill='#00ff00' d='M0 0h60v40H0z'/>\
             <path fill='#123456' d='M60 0h20v40H60z'/>",
            &[("#00ff00", 75, 80), ("#123456", 25, 67)],
        );
    }

    #[test]
    fn letters_on_a_plate_are_not_exposed() {
        let found = inks("<path d='M10 5h60v30H10z'/><path fill='#fff' d='M30 15h20v10H30z'/>");
        assert_eq!((found[0].0.as_str(), found[1].0.as_str()), ("#000000", "#ffffff"));
        assert!(found[0].2 > 50 && found[1].2 == 0, "{found:?}");
    }
}

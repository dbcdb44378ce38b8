//! Reduces a picture to at most 256 colors: a palette of its own colors, and for each pixel an index.
//!
//! A threshold pattern of a few steps hides the bands that the palette leaves, and repeats, so that it compresses.

use rebadge_art::vector::Pixels;

use crate::render::quantize::{Limit, Point, quantize};

/// What is not seen has one color.
const CLEAR: [u8; 4] = [0; 4];
/// The colors of a palette.
const MOST: usize = 256;
/// About so many pixels are looked at.
const LOOKED: usize = 1 << 16;

/// A color that fills this share of the picture or more is in the palette as it is.
const FLAT: f32 = 0.01;
/// At most so many of these.
const FLATS: usize = 64;

/// The loss of quality by which colors may be one step of 255 off, over all channels and before they are dithered. With it,
/// 60 is a little closer to the picture than pngquant's 60, measured on the icons of the benchmark.
const LOSS: f32 = 10.0;

/// Every pixel of a picture as one of 256 colors, or of fewer where the quality, from 1 to 100, is met by them. The `frame`
/// stays as it is, and so do colors that fill large parts.
pub(super) fn reduce(pixels: &Pixels, frame: [u8; 4], quality: u8) -> Pixels {
    let points = looked(&pixels.rgba);
    let all: f32 = points.iter().map(|(_, count)| count).sum();
    let mut flats: Vec<&(Point, f32)> =
        points.iter().filter(|(_, count)| *count >= FLAT * all).collect();
    flats.sort_by(|a, b| b.1.total_cmp(&a.1));
    let mut colors = vec![frame];
    colors.extend(flats.iter().take(FLATS).map(|(point, _)| straight(*point)));
    if pixels.rgba.chunks_exact(4).any(|pixel| pixel[3] == 0) {
        colors.push(CLEAR);
    }
    let flats = colors.len();
    let mut rest = points.clone();
    rest.retain(|(_, count)| *count < FLAT * all);
    let limit = Limit { colors: MOST - flats, error: all * allowed(quality) };
    let boxes = quantize(rest, limit);
    colors.extend(boxes.colors.into_iter().map(straight));
    let reach = boxes.reach;
    let mut palette = Palette::new(colors, flats);
    let mut reduced = pixels.clone();
    for (y, line) in reduced.rgba.chunks_exact_mut(pixels.width as usize * 4).enumerate() {
        let thresholds = THRESHOLDS[y % 4].map(|threshold| (threshold * reach).round() as i16);
        let mut last = (CLEAR, true);
        for (x, pixel) in line.chunks_exact_mut(4).enumerate() {
            let own = [pixel[0], pixel[1], pixel[2], pixel[3]];
            if own != last.0 {
                last = (own, palette.is_flat(own));
            }
            if own[3] == 0 {
                pixel.copy_from_slice(&CLEAR);
            } else if !last.1 {
                pixel.copy_from_slice(&palette.nearest(own, thresholds[x % 4]));
            }
        }
    }
    reduced
}

/// A sample of the pixels, evenly spaced, as different colors and how often each is there.
fn looked(rgba: &[u8]) -> Vec<(Point, f32)> {
    // An odd step, so that no column is looked at alone.
    let step = (rgba.len() / 4 / LOOKED) | 1;
    let color = |p: &[u8]| u32::from_be_bytes([p[3], p[0], p[1], p[2]]);
    let mut colors: Vec<u32> = rgba.chunks_exact(4).step_by(step).map(color).collect();
    colors.retain(|color| color >> 24 > 0);
    colors.sort_unstable();
    colors
        .chunk_by(|a, b| a == b)
        .map(|same| {
            let [a, r, g, b] = same[0].to_be_bytes();
            (point([r, g, b, a]), same.len() as f32)
        })
        .collect()
}

fn point([r, g, b, a]: [u8; 4]) -> Point {
    let share = f32::from(a) / 255.0;
    [f32::from(r) * share, f32::from(g) * share, f32::from(b) * share, f32::from(a)]
}

/// The mean square of what a quality lets the colors of pixels be off.
fn allowed(quality: u8) -> f32 {
    (f32::from(100 - quality.min(100)) / LOSS).powi(2)
}

/// The colors in the order of their sums, and what was found of others.
struct Palette {
    colors: Vec<[u8; 4]>,
    /// Those that are as the picture has them.
    flats: Vec<u32>,
    /// All colors by their sums.
    sorted: Vec<Entry>,
    /// By a sum, how many colors have a smaller one.
    starts: Vec<u16>,
    /// By a digest of a color: the color, and its place in the palette.
    found: Vec<(u32, u8)>,
}

/// A color of a palette as the search wants it.
#[derive(Clone, Copy)]
struct Entry {
    sum: i32,
    channels: [i32; 4],
    place: u8,
}

const FOUND: u32 = 14;

/// Red, green, blue and twice alpha: as the distance of colors weighs them.
fn sum([r, g, b, a]: [i32; 4]) -> i32 {
    r + g + b + 2 * a
}

impl Palette {
    fn new(colors: Vec<[u8; 4]>, flats: usize) -> Palette {
        let entry = |(place, color): (u8, &[u8; 4])| {
            let channels = color.map(i32::from);
            Entry { sum: sum(channels), channels, place }
        };
        let mut sorted: Vec<Entry> = (0..=255).zip(&colors).map(entry).collect();
        sorted.sort_by_key(|entry| entry.sum);
        let below = |sum| sorted.partition_point(|entry| entry.sum < sum) as u16;
        let starts = (0..=sum([255; 4])).map(below).collect();
        // What is clear is not looked for, so that nothing is found that is not there.
        let found = vec![(0, 0); 1 << FOUND];
        let flats = colors[..flats].iter().map(|color| u32::from_ne_bytes(*color)).collect();
        Palette { colors, flats, sorted, starts, found }
    }

    fn is_flat(&self, color: [u8; 4]) -> bool {
        self.flats.contains(&u32::from_ne_bytes(color))
    }

    /// The nearest color, where all channels of an opaque pixel are moved a little.
    fn nearest(&mut self, pixel: [u8; 4], by: i16) -> [u8; 4] {
        // An edge that fades into nothing stays smooth by itself.
        let by = if pixel[3] == 255 { by } else { 0 };
        let moved = |n: usize| (i32::from(pixel[n]) + i32::from(by)).clamp(0, 255);
        let own = [moved(0), moved(1), moved(2), i32::from(pixel[3])];
        let key = own.iter().fold(0u32, |key, channel| key << 8 | *channel as u32);
        let slot = (key.wrapping_mul(0x9e37_79b1) >> (32 - FOUND)) as usize;
        if self.found[slot].0 != key {
            self.found[slot] = (key, self.search(own));
        }
        self.colors[usize::from(self.found[slot].1)]
    }

    /// The place of the nearest color; of several the first. Colors whose sums are `n` apart are at least `n² / 5` apart
    /// (Cauchy and Schwarz), so that the search ends on each side soon.
    fn search(&self, own: [i32; 4]) -> u8 {
        let middle = usize::from(self.starts[sum(own) as usize]);
        let mut best = (i32::MAX, 0);
        let mut look = |entry: &Entry| {
            let apart = sum(own) - entry.sum;
            let is_near = apart * apart <= best.0.saturating_mul(5);
            if is_near {
                let [r, g, b, a] = std::array::from_fn(|n| entry.channels[n] - own[n]);
                best = best.min((r * r + g * g + b * b + 2 * a * a, entry.place));
            }
            is_near
        };
        let (mut below, mut above) = (self.sorted[..middle].iter(), self.sorted[middle..].iter());
        let (mut is_below, mut is_above) = (true, true);
        while is_below || is_above {
            is_above = is_above && above.next().is_some_and(&mut look);
            is_below = is_below && below.next_back().is_some_and(&mut look);
        }
        best.1
    }
}

/// Where in a square of four pixels a color is moved, from -1 to 1: Bayer's order.
const THRESHOLDS: [[f32; 4]; 4] = {
    const ORDER: [[u8; 4]; 4] = [[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]];
    let mut thresholds = [[0.0; 4]; 4];
    let mut at = 0;
    while at < 16 {
        thresholds[at / 4][at % 4] = (ORDER[at / 4][at % 4] as f32 - 7.5) / 8.0;
        at += 1;
    }
    thresholds
};

fn straight([r, g, b, a]: Point) -> [u8; 4] {
    let channel = |value: f32| (value * 255.0 / a.max(1.0)).round().clamp(0.0, 255.0) as u8;
    [channel(r), channel(g), channel(b), a.round().clamp(0.0, 255.0) as u8]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A gradient over a flat ground, with `alpha`: what comes has few colors, lies near, and keeps the ground.
    fn check(alpha: u8) {
        let pixel = |n: u32| match (n % 300, n / 300) {
            (x, _) if x < 60 => [20, 40, 60, 255],
            (x, y) => [(x / 2) as u8, (y / 2) as u8, 90, alpha],
        };
        let rgba = (0..300 * 300).flat_map(pixel).collect();
        let pixels = Pixels { width: 300, height: 300, rgba };
        let reduced = reduce(&pixels, [255; 4], 100);
        let mut colors: Vec<&[u8]> = reduced.rgba.chunks_exact(4).collect();
        colors.sort_unstable();
        colors.dedup();
        assert!(colors.len() <= MOST, "{}", colors.len());
        assert!(colors.len() > 100, "{}", colors.len());
        let mut sums = [0i64; 4];
        for (own, other) in pixels.rgba.chunks_exact(4).zip(reduced.rgba.chunks_exact(4)) {
            let is_near = own.iter().zip(other).all(|(a, b)| a.abs_diff(*b) < 24);
            assert!(is_near, "{own:?} {other:?}");
            assert!(own != [20, 40, 60, 255] || own == other);
            sums.iter_mut().zip(own).zip(other).for_each(|((sum, a), b)| {
                *sum += i64::from(*a) - i64::from(*b);
            });
        }
        // Nothing becomes lighter or darker as a whole.
        assert!(sums.iter().all(|sum| sum.abs() < 300 * 300), "{sums:?}");
        assert_eq!(reduce(&pixels, [255; 4], 100), reduced);
    }

    #[test]
    fn a_lower_quality_takes_fewer_colors_and_is_no_worse_than_it_says() {
        let pixel = |n: u32| [(n % 300 / 2) as u8, (n / 300 / 2) as u8, 90, 255];
        let rgba = (0..300 * 300).flat_map(pixel).collect();
        let pixels = Pixels { width: 300, height: 300, rgba };
        let mut last = MOST + 1;
        for quality in [100, 60, 30] {
            let reduced = reduce(&pixels, [255; 4], quality);
            let mut colors: Vec<&[u8]> = reduced.rgba.chunks_exact(4).collect();
            colors.sort_unstable();
            colors.dedup();
            assert!(colors.len() < last, "{quality}: {} {last}", colors.len());
            last = colors.len();
            let both = pixels.rgba.iter().zip(&reduced.rgba);
            let error: f32 = both.map(|(a, b)| f32::from(a.abs_diff(*b)).powi(2)).sum();
            let error = error / (300.0 * 300.0);
            // Dithering doubles what the colors alone are off.
            assert!(quality == 100 || error < 2.5 * allowed(quality), "{quality}: {error}");
        }
    }

    #[test]
    fn a_gradient_is_told_with_few_colors() {
        check(255);
        check(128);
    }
}

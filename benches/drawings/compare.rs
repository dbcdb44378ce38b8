//! Where two pictures differ. Edges are smoothed differently by every renderer, so the difference is blurred first: what
//! is moved by a part of a pixel cancels out, what is missing or has another color does not.

use std::fs;
use std::path::Path;

use rebadge::render::{Effort, png};
use rebadge::vector::Pixels;

/// Pixels to each side that the difference is blurred over.
const BLUR: usize = 2;
/// A channel differs when it is more than this apart, of 255.
const APART: i32 = 20;

/// The share of pixels that differ.
pub(crate) fn differing(ours: &Pixels, theirs: &Pixels) -> f64 {
    let channels = difference(ours, theirs);
    let differs = |pixel: usize| channels.iter().any(|channel| channel[pixel].abs() > APART);
    let pixels = ours.rgba.len() / 4;
    (0..pixels).filter(|pixel| differs(*pixel)).count() as f64 / pixels as f64
}

/// Ours minus theirs: red, green, blue, each multiplied by alpha, and alpha; blurred.
fn difference(ours: &Pixels, theirs: &Pixels) -> [Vec<i32>; 4] {
    std::array::from_fn(|channel| {
        let value = |pixel: &[u8]| match channel {
            3 => i32::from(pixel[3]),
            _ => i32::from(pixel[channel]) * i32::from(pixel[3]) / 255,
        };
        let pairs = ours.rgba.chunks_exact(4).zip(theirs.rgba.chunks_exact(4));
        let plane: Vec<i32> = pairs.map(|(a, b)| value(a) - value(b)).collect();
        blur(&plane, ours.width as usize)
    })
}

/// The mean over a square around each pixel; beyond the border there is no difference.
fn blur(plane: &[i32], width: usize) -> Vec<i32> {
    let height = plane.len() / width;
    let around = |at: usize, end: usize| at.saturating_sub(BLUR)..(at + BLUR + 1).min(end);
    let count = ((2 * BLUR + 1) * (2 * BLUR + 1)) as i32;
    let mean = |at: usize| {
        let rows = around(at / width, height);
        let sum: i32 = rows
            .map(|y| around(at % width, width).map(|x| plane[y * width + x]).sum::<i32>())
            .sum();
        sum / count
    };
    (0..plane.len()).map(mean).collect()
}

/// Writes ours, theirs and the difference side by side, on gray.
pub(crate) fn write(file: &Path, ours: &Pixels, theirs: &Pixels) {
    let width = ours.width as usize;
    let [red, green, blue, alpha] = difference(ours, theirs);
    let differs = |n: usize| {
        let most = [&red, &green, &blue, &alpha].map(|channel| channel[n].unsigned_abs());
        let shade = 255 - (most.into_iter().max().unwrap_or(0) * 4).min(255) as u8;
        [255, shade, shade]
    };
    let mut rgba = Vec::new();
    for y in 0..ours.height as usize {
        for side in 0..3 {
            for x in 0..width {
                let n = y * width + x;
                let color = match side {
                    0 => on_gray(&ours.rgba[n * 4..n * 4 + 4]),
                    1 => on_gray(&theirs.rgba[n * 4..n * 4 + 4]),
                    _ => differs(n),
                };
                rgba.extend(color.into_iter().chain([255]));
            }
        }
    }
    let picture = Pixels { width: ours.width * 3, height: ours.height, rgba };
    let bytes = png::encode(&picture, Effort::Default).expect("a picture");
    fs::write(file, bytes).expect("a file");
}

fn on_gray(pixel: &[u8]) -> [u8; 3] {
    let alpha = u32::from(pixel[3]);
    std::array::from_fn(|n| ((u32::from(pixel[n]) * alpha + 200 * (255 - alpha)) / 255) as u8)
}

//! The colors of a picture of pixels: a quantizer's guess, made better by weighted k-means in OKLab.
//!
//! M. Emre Celebi, "Improving the performance of k-means for color quantization", Image and Vision Computing 29 (2011):
//! k-means over the histogram instead of the pixels, started by a good quantizer, is both fast and deterministic.
//!
//! A flat color comes out to the digit: a cluster is named by the color that most of it has, if one stands out.

use std::collections::BTreeMap;

use rebadge_art::color::{Color, Oklch, delta_e_ok};
use rebadge_render::render::quantize::{Limit, Point, quantize};

/// Colors that are looked for.
const MOST: usize = 12;
/// Rounds of k-means: the guess is good, and little moves after the first ones.
const ROUNDS: usize = 8;
/// Clusters nearer than this, in OKLab, are one color.
const SAME: f64 = 0.045;
/// The share of a cluster that one exact color must have to name it.
const EXACT: f64 = 0.15;

/// The representative colors of a histogram, the most frequent first.
pub(super) fn clusters(histogram: &BTreeMap<Color, f64>) -> Vec<Color> {
    let cells = cells(histogram);
    let point = |color: &Color| [color.r, color.g, color.b, 255].map(f32::from);
    let points = cells.iter().map(|(color, _, weight)| (point(color), *weight as f32)).collect();
    let guess = quantize(points, Limit { colors: MOST, error: 0.0 }).colors;
    let mut centers: Vec<[f64; 3]> = guess.into_iter().map(|point| lab(color(point))).collect();
    for _ in 0..ROUNDS {
        centers = moved(&centers, &cells);
    }
    let mut groups = named(&centers, histogram);
    groups.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut kept: Vec<Color> = Vec::new();
    for (color, _) in groups {
        if kept.iter().all(|other| delta_e_ok(*other, color) > SAME) {
            kept.push(color);
        }
    }
    kept
}

fn color([r, g, b, _]: Point) -> Color {
    let channel = |value: f32| libm::roundf(value) as u8;
    Color::new(channel(r), channel(g), channel(b))
}

/// Where a color lies in OKLab.
pub(super) fn lab(color: Color) -> [f64; 3] {
    Oklch::from(color).lab()
}

/// The number of the center that is nearest.
pub(super) fn nearest(centers: &[[f64; 3]], to: [f64; 3]) -> usize {
    let far = |from: &[f64; 3]| (0..3).map(|n| (from[n] - to[n]) * (from[n] - to[n])).sum::<f64>();
    let distances = centers.iter().map(far).enumerate();
    distances.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0, |(at, _)| at)
}

/// The histogram in cells of five bits a channel: the mean color, its place, its weight.
fn cells(histogram: &BTreeMap<Color, f64>) -> Vec<(Color, [f64; 3], f64)> {
    let mut cells: BTreeMap<[u8; 3], [f64; 4]> = BTreeMap::new();
    for (color, weight) in histogram {
        let channels = [color.r, color.g, color.b];
        let sums = cells.entry(channels.map(|channel| channel >> 3)).or_default();
        for (sum, value) in sums.iter_mut().zip(channels) {
            *sum += f64::from(value) * weight;
        }
        sums[3] += weight;
    }
    let mean = |[r, g, b, weight]: &[f64; 4]| {
        let channel = |sum: &f64| libm::round(sum / weight) as u8;
        let color = Color::new(channel(r), channel(g), channel(b));
        (color, lab(color), *weight)
    };
    cells.values().map(mean).collect()
}

/// Each center in the middle of what is nearest to it.
fn moved(centers: &[[f64; 3]], cells: &[(Color, [f64; 3], f64)]) -> Vec<[f64; 3]> {
    let mut sums = vec![[0.0; 4]; centers.len()];
    for (_, place, weight) in cells {
        let sum = &mut sums[nearest(centers, *place)];
        (0..3).for_each(|n| sum[n] += place[n] * weight);
        sum[3] += weight;
    }
    let middle = |(sum, old): (&[f64; 4], &[f64; 3])| {
        if sum[3] > 0.0 { [sum[0] / sum[3], sum[1] / sum[3], sum[2] / sum[3]] } else { *old }
    };
    sums.iter().zip(centers).map(middle).collect()
}

/// A color for each center that has any weight: its most frequent one, or else the one nearest to it.
fn named(centers: &[[f64; 3]], histogram: &BTreeMap<Color, f64>) -> Vec<(Color, f64)> {
    let mut groups: Vec<Group> = vec![Group::default(); centers.len()];
    for (color, weight) in histogram {
        let place = lab(*color);
        let at = nearest(centers, place);
        let center = centers[at];
        let far: f64 = (0..3).map(|n| (center[n] - place[n]) * (center[n] - place[n])).sum();
        let group = &mut groups[at];
        group.weight += weight;
        if group.mode.is_none_or(|(_, most)| *weight > most) {
            group.mode = Some((*color, *weight));
        }
        if group.closest.is_none_or(|(_, least)| far < least) {
            group.closest = Some((*color, far));
        }
    }
    let name = |group: Group| {
        let exact = group.mode.filter(|(_, weight)| *weight >= group.weight * EXACT);
        let color = exact.or(group.closest)?.0;
        Some((color, group.weight))
    };
    groups.into_iter().filter_map(name).collect()
}

/// What belongs to one center.
#[derive(Clone, Copy, Default)]
struct Group {
    weight: f64,
    mode: Option<(Color, f64)>,
    closest: Option<(Color, f64)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        Color::parse(text).unwrap()
    }

    #[test]
    fn flat_colors_come_out_to_the_digit() {
        // Two flat colors, and the blends between them that antialiasing leaves.
        let mut histogram: BTreeMap<Color, f64> =
            [(color("#0a66c2"), 900.0), (color("#ffcc00"), 300.0)].into();
        for step in 1..8u8 {
            let mix = |a: u8, b: u8| {
                (u32::from(a) * u32::from(step) / 8 + u32::from(b) * u32::from(8 - step) / 8) as u8
            };
            histogram.insert(Color::new(mix(10, 255), mix(102, 204), mix(194, 0)), 4.0);
        }
        let found = clusters(&histogram);
        assert_eq!(found[..2], [color("#0a66c2"), color("#ffcc00")]);
        assert_eq!(found, clusters(&histogram));
    }

    #[test]
    fn thousands_of_colors_become_a_few() {
        let all = (0..0x0100_0000u32).step_by(4999).map(|n| {
            let [_, r, g, b] = n.to_be_bytes();
            (Color::new(r, g, b), 1.0)
        });
        let found = clusters(&all.collect());
        assert!((4..=MOST).contains(&found.len()), "{found:?}");
        assert_eq!(clusters(&BTreeMap::new()), []);
    }
}

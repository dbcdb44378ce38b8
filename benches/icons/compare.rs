//! Mean pixel difference between the pictures of both programs.

use std::fs;
use std::path::Path;

use rebadge::vector::read_png;

use crate::list::Row;

/// What is more than this apart shows something else, in steps of 255.
const MOST: f64 = 16.0;
/// Pixels on each side of the squares that are compared: less than half of this is a matter of rounding.
const CELL: usize = 8;

/// The mean difference over all PNGs of a list, each counted once; those that a generator cuts to a circle, and ours not,
/// are left out, as are its JPEGs.
pub(crate) fn apart(theirs: &Path, ours: &Path, list: &[Row]) -> Result<f64, String> {
    let is_alike = |row: &&Row| row.format.starts_with("png") && row.look != "round";
    let (mut sum, mut count) = (0.0, 0u32);
    for row in list.iter().filter(is_alike) {
        let read = |folder: &Path| fs::read(folder.join(&row.path)).map_err(|e| e.to_string());
        let their = read(theirs)?;
        if !their.starts_with(b"\x89PNG") {
            continue;
        }
        let [own, other] = [read(ours)?, their].map(|bytes| read_png(&bytes));
        let (own, other) = (own.map_err(|e| e.to_string())?, other.map_err(|e| e.to_string())?);
        let mean = mean(&own.rgba, &other.rgba, row.width as usize);
        if mean > MOST {
            return Err(format!("`{}` is {mean:.1} steps of 255 apart", row.path));
        }
        sum += mean;
        count += 1;
    }
    Ok(sum / f64::from(count.max(1)))
}

/// The mean difference of squares of some pixels, on white: a drawing that is moved by a part of a pixel is the same.
fn mean(own: &[u8], other: &[u8], width: usize) -> f64 {
    let (own, other) = (squares(own, width), squares(other, width));
    let all = own.iter().zip(&other).map(|(a, b)| (a - b).abs());
    all.sum::<f64>() / own.len().max(1) as f64
}

fn squares(rgba: &[u8], width: usize) -> Vec<f64> {
    let across = width.div_ceil(CELL);
    let mut sums = vec![[0.0; 4]; across * (rgba.len() / 4 / width).div_ceil(CELL)];
    for (at, pixel) in rgba.chunks_exact(4).enumerate() {
        let sum = &mut sums[at / width / CELL * across + at % width / CELL];
        let alpha = f64::from(pixel[3]) / 255.0;
        for (sum, channel) in sum.iter_mut().zip(&pixel[..3]) {
            *sum += f64::from(*channel) * alpha + 255.0 * (1.0 - alpha);
        }
        sum[3] += 1.0;
    }
    sums.iter().flat_map(|[r, g, b, count]| [r / count, g / count, b / count]).collect()
}

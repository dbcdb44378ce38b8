//! The soft shadow below an icon in macOS's dock. Apart because it is the one thing that is blurred.

use resvg::tiny_skia::{Pixmap, PixmapPaint, PremultipliedColorU8, Transform};

use crate::render::plate::{self, Background, Plate};
use rebadge_art::color::Color;
use rebadge_art::vector::DrawError;

/// How far it falls, as a share of the canvas: 12 of 1024 pixels.
///
/// Source: Apple, Design Resources, macOS app icon template: black, 12 pixels down, blurred by 28, opacity 50 %.
const FALL: f32 = 12.0 / 1024.0;
/// How far it is blurred, as a share of the canvas.
const BLUR: f32 = 28.0 / 1024.0;
/// Its opacity, of 255.
const OPACITY: u32 = 128;

/// Puts the shadow of a plate on an empty canvas.
pub(crate) fn cast(pixmap: &mut Pixmap, plate: &Plate) -> Result<(), DrawError> {
    let side = pixmap.width().min(pixmap.height()) as f32;
    let mut shape = pixmap.clone();
    plate::fill_plate(&mut shape, &Background::Color(Color::BLACK), plate)?;
    let mut alpha: Vec<u8> = shape.pixels().iter().map(|pixel| pixel.alpha()).collect();
    // Three boxes are close to a Gaussian whose deviation is half of the blur (W3C Filter Effects 1, feGaussianBlur).
    let radius = (side * BLUR / 2.0).round() as usize;
    let width = pixmap.width() as usize;
    let means = means(radius);
    for _ in 0..3 {
        alpha = blur_rows(&alpha, width, &means);
        alpha = blur_columns(&alpha, width, &means);
    }
    for (pixel, alpha) in shape.pixels_mut().iter_mut().zip(alpha) {
        let alpha = (u32::from(alpha) * OPACITY / 255) as u8;
        *pixel = PremultipliedColorU8::from_rgba(0, 0, 0, alpha)
            .unwrap_or(PremultipliedColorU8::TRANSPARENT);
    }
    let fall = (side * FALL).round() as i32;
    let paint = PixmapPaint::default();
    pixmap.draw_pixmap(0, fall, shape.as_ref(), &paint, Transform::identity(), None);
    Ok(())
}

/// How far to look, and the mean of so many values by their sum: a division for each would take longest.
struct Means {
    radius: usize,
    of: Vec<u8>,
}

fn means(radius: usize) -> Means {
    let count = 2 * radius + 1;
    let of = (0..=255 * count).map(|sum| ((sum + count / 2) / count) as u8).collect();
    Means { radius, of }
}

/// Each value becomes the mean of those within the radius in its row, beyond the edges zero.
fn blur_rows(values: &[u8], width: usize, means: &Means) -> Vec<u8> {
    let mut blurred = Vec::with_capacity(values.len());
    let radius = means.radius;
    for row in values.chunks_exact(width.max(1)) {
        let mut sum: usize = row.iter().take(radius).map(|value| usize::from(*value)).sum();
        for at in 0..row.len() {
            sum += row.get(at + radius).map_or(0, |value| usize::from(*value));
            blurred.push(means.of[sum]);
            sum -= at.checked_sub(radius).map_or(0, |gone| usize::from(row[gone]));
        }
    }
    blurred
}

/// The same in its column.
fn blur_columns(values: &[u8], width: usize, means: &Means) -> Vec<u8> {
    let mut blurred = Vec::with_capacity(values.len());
    let rows: Vec<&[u8]> = values.chunks_exact(width.max(1)).collect();
    let mut sums = vec![0u32; width];
    let add = |sums: &mut [u32], row: &[u8]| {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += u32::from(*value));
    };
    rows.iter().take(means.radius).for_each(|row| add(&mut sums, row));
    for at in 0..rows.len() {
        rows.get(at + means.radius).into_iter().for_each(|row| add(&mut sums, row));
        blurred.extend(sums.iter().map(|sum| means.of[*sum as usize]));
        if let Some(gone) = at.checked_sub(means.radius) {
            sums.iter_mut().zip(rows[gone]).for_each(|(sum, value)| *sum -= u32::from(*value));
        }
    }
    blurred
}

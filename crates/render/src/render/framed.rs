//! A picture of one color but for a box: a launch screen, a banner, a mark with room around it. Only the box is drawn.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, PixmapPaint, Transform};

use crate::render::raster::Mark;
use rebadge_art::vector::{Canvas, DrawError, Pixels, Placement};

/// Pixels within a frame of one color.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framed {
    /// Pixels in a row, with the frame.
    pub width: u32,
    /// Rows, with the frame.
    pub height: u32,
    /// What the frame is filled with: red, green, blue, alpha, straight.
    pub frame: [u8; 4],
    /// Pixels of the frame left of the box.
    pub left: u32,
    /// Rows of the frame above the box.
    pub top: u32,
    /// What is in the box; it lies within the picture. Several pictures may share it.
    pub inside: Arc<Pixels>,
}

impl Framed {
    /// A picture without a frame.
    pub fn whole(inside: Pixels) -> Framed {
        let (width, height) = (inside.width, inside.height);
        Framed { width, height, frame: [0; 4], left: 0, top: 0, inside: Arc::new(inside) }
    }

    /// Whether the box is the picture.
    pub fn is_whole(&self) -> bool {
        (self.width, self.height) == (self.inside.width, self.inside.height)
    }

    /// Is every pixel opaque?
    pub fn is_opaque(&self) -> bool {
        (self.is_whole() || self.frame[3] == 255) && self.inside.is_opaque()
    }

    /// Rows of the frame below the box.
    pub fn below(&self) -> u32 {
        self.height - self.top - self.inside.height
    }

    /// Every pixel, one by one.
    pub fn into_pixels(self) -> Pixels {
        if self.is_whole() {
            return Arc::unwrap_or_clone(self.inside);
        }
        let mut all = Pixels::filled(self.width, self.height, self.frame);
        let (row, line) = (self.width as usize * 4, self.inside.width as usize * 4);
        let rows = all.rgba.chunks_exact_mut(row).skip(self.top as usize);
        for (row, line) in rows.zip(self.inside.rgba.chunks_exact(line)) {
            let left = self.left as usize * 4;
            row[left..left + line.len()].copy_from_slice(line);
        }
        all
    }
}

/// A part of a canvas, in whole pixels.
pub(crate) struct Covered {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) size: Canvas,
}

/// What the art may paint; not less than a pixel.
pub(crate) fn covered(art: Option<(&Mark, Placement)>, canvas: Canvas) -> Covered {
    let Some((mark, at)) = art else {
        return Covered { left: 0, top: 0, size: Canvas { width: 1, height: 1 } };
    };
    let bounds = mark.picture.bounds();
    // Smooth edges reach into the next pixel, and pixels that are scaled are put on whole ones.
    let low = |value: f32, most: u32| ((value.floor() - 1.0).max(0.0) as u32).min(most - 1);
    let high = |value: f32, least: u32, most: u32| {
        ((value.ceil() + 1.0).max(0.0) as u32).clamp(least + 1, most)
    };
    let left = low(bounds[0] * at.scale + at.x, canvas.width);
    let top = low(bounds[1] * at.scale + at.y, canvas.height);
    let right = high(bounds[2] * at.scale + at.x, left, canvas.width);
    let bottom = high(bounds[3] * at.scale + at.y, top, canvas.height);
    Covered { left, top, size: Canvas { width: right - left, height: bottom - top } }
}

/// Pixels over one opaque color, as the renderer blends them.
pub(crate) fn over(pixmap: &Pixmap, [r, g, b, _]: [u8; 4]) -> Pixels {
    let mut rgba = pixmap.data().to_vec();
    for pixel in rgba.chunks_exact_mut(4) {
        let free = u32::from(255 - pixel[3]);
        if free > 0 {
            for (channel, under) in pixel.iter_mut().zip([r, g, b, 255]) {
                let mixed = u32::from(*channel) + (u32::from(under) * free + 127) / 255;
                *channel = mixed.min(255) as u8;
            }
        }
    }
    Pixels { width: pixmap.width(), height: pixmap.height(), rgba }
}

/// One picture in the middle of another.
pub fn centered(inner: &Pixels, ground: &Pixels) -> Result<Pixels, DrawError> {
    let none = || DrawError("the picture has no pixels".to_owned());
    let mut pixmap = ground.to_pixmap().ok_or_else(none)?;
    let inner = inner.to_pixmap().ok_or_else(none)?;
    let free = |whole: u32, part: u32| (i64::from(whole) - i64::from(part)) / 2;
    let x = free(pixmap.width(), inner.width()) as i32;
    let y = free(pixmap.height(), inner.height()) as i32;
    let (paint, whole) = (PixmapPaint::default(), Transform::identity());
    pixmap.draw_pixmap(x, y, inner.as_ref(), &paint, whole, None);
    Ok(Pixels::from_pixmap(pixmap))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_box_lies_in_its_frame() {
        let inside = Pixels::filled(2, 1, [9; 4]);
        let inside = Arc::new(inside);
        let framed = Framed { width: 4, height: 3, frame: [1; 4], left: 1, top: 1, inside };
        assert_eq!(framed.below(), 1);
        let all = framed.into_pixels();
        let marked: Vec<usize> = (0..12).filter(|at| all.rgba[at * 4] == 9).collect();
        assert_eq!((all.width, all.height, marked), (4, 3, vec![5, 6]));
    }
}

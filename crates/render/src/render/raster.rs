//! One picture at one size. Apart because logos, marks and menu icons come as vectors or as PNGs, and those who place
//! them do not care which.

use image::RgbaImage;
use image::imageops::{FilterType, resize};
use resvg::tiny_skia::{Pixmap, PixmapPaint, Transform};

use rebadge_art::color::Color;
use rebadge_art::vector::{
    Canvas, DrawError, Drawing, Edges, Extent, Painted, Pixels, Placement, draw, draw_on, edges,
    painted, repaint, sample,
};

/// A picture from either source.
#[derive(Debug, Clone)]
pub enum Picture {
    /// Drawn anew at every size.
    Vector(Drawing),
    /// Scaled from its pixels.
    Raster(Pixels),
}

impl Picture {
    /// Width and height, in units or pixels.
    pub fn size(&self) -> (f32, f32) {
        match self {
            Picture::Vector(drawing) => drawing.size(),
            Picture::Raster(pixels) => (pixels.width as f32, pixels.height as f32),
        }
    }

    /// Left, top, right and bottom of all that it may paint, in units or pixels.
    pub(crate) fn bounds(&self) -> [f32; 4] {
        match self {
            Picture::Vector(drawing) => drawing.bounds(),
            Picture::Raster(pixels) => [0.0, 0.0, pixels.width as f32, pixels.height as f32],
        }
    }
}

/// A picture and where it is painted: what can be centered as the eye sees it.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The picture.
    pub picture: Picture,
    /// Its painted part.
    pub painted: Painted,
    /// Its straight edges; none for pixels.
    pub edges: Edges,
}

impl Mark {
    /// Measures a picture.
    ///
    /// # Errors
    ///
    /// If it cannot be drawn, or paints nothing.
    pub fn new(picture: Picture) -> Result<Mark, DrawError> {
        let (seen, edges) = match &picture {
            Picture::Vector(drawing) => (painted(drawing)?, edges(drawing)),
            Picture::Raster(pixels) => (pixels.painted(), Edges::default()),
        };
        let painted = seen.ok_or(DrawError("it paints nothing".to_owned()))?;
        Ok(Mark { picture, painted, edges })
    }

    /// The painted part in the picture's units.
    pub fn extent(&self) -> Extent {
        extent(&self.painted, self.picture.size())
    }
}

/// The painted part of a picture of this size, in its units.
pub fn extent(painted: &Painted, (width, height): (f32, f32)) -> Extent {
    let p = painted;
    Extent {
        middle: ((p.left + p.right) / 2.0 * width, (p.top + p.bottom) / 2.0 * height),
        size: ((p.right - p.left) * width, (p.bottom - p.top) * height),
        radius: p.radius * width.max(height),
    }
}

/// A picture at a size: as large as fits, in the middle, the rest transparent.
pub fn raster(picture: &Picture, canvas: Canvas) -> Result<Pixels, DrawError> {
    let placement = Placement::contain(picture.size(), canvas);
    match picture {
        Picture::Vector(drawing) => draw(drawing, canvas, placement),
        Picture::Raster(pixels)
            if (pixels.width, pixels.height) == (canvas.width, canvas.height) =>
        {
            Ok(pixels.clone())
        }
        Picture::Raster(_) => {
            let mut pixmap = new_pixmap(canvas)?;
            put(&mut pixmap, picture, placement)?;
            Ok(Pixels::from_pixmap(pixmap))
        }
    }
}

/// The longer side at which tones are measured, in pixels.
pub(crate) const TONES: u32 = 256;
/// The longer side of a picture that takes the place of a drawing whose colors filters and blending mix.
pub(crate) const MIXED: u32 = 1024;

/// The picture at about this size.
pub(crate) fn sampled(picture: &Picture, longer: u32) -> Result<Pixels, DrawError> {
    match picture {
        Picture::Vector(drawing) => sample(drawing, longer),
        Picture::Raster(pixels) => {
            let scale = longer as f32 / pixels.width.max(pixels.height) as f32;
            let side = |length: u32| ((length as f32 * scale).round() as u32).clamp(1, longer);
            let canvas = Canvas { width: side(pixels.width), height: side(pixels.height) };
            raster(picture, canvas)
        }
    }
}

/// The picture with each color `c` as `to(c)`. What filters and blending make is pixels then, in a size of their own.
pub(crate) fn repainted(
    picture: &Picture,
    to: impl Fn(Color) -> Color,
) -> Result<Picture, DrawError> {
    let mut pixels = match picture {
        Picture::Raster(pixels) => pixels.clone(),
        Picture::Vector(drawing) => match repaint(drawing, &to) {
            Some(drawing) => return Ok(Picture::Vector(drawing)),
            None => sampled(picture, MIXED)?,
        },
    };
    let mut last = (Color::BLACK, to(Color::BLACK));
    for pixel in pixels.rgba.chunks_exact_mut(4).filter(|pixel| pixel[3] > 0) {
        let color = Color::new(pixel[0], pixel[1], pixel[2]);
        if color != last.0 {
            last = (color, to(color));
        }
        pixel[..3].copy_from_slice(&[last.1.r, last.1.g, last.1.b]);
    }
    Ok(Picture::Raster(pixels))
}

/// An empty canvas.
pub fn new_pixmap(canvas: Canvas) -> Result<Pixmap, DrawError> {
    let message = || format!("no canvas of {}×{} pixels", canvas.width, canvas.height);
    Pixmap::new(canvas.width, canvas.height).ok_or_else(|| DrawError(message()))
}

/// Puts a picture over what is there.
pub fn put(pixmap: &mut Pixmap, picture: &Picture, at: Placement) -> Result<(), DrawError> {
    match picture {
        Picture::Vector(drawing) => draw_on(pixmap, drawing, at),
        Picture::Raster(pixels) => {
            let side = |length: u32| ((length as f32 * at.scale).round() as u32).max(1);
            let scaled = scale(pixels, side(pixels.width), side(pixels.height));
            let scaled = scaled.ok_or(DrawError("the picture has no pixels".to_owned()))?;
            // Whole pixels: a scaled picture must not be filtered twice.
            let (x, y) = (at.x.round() as i32, at.y.round() as i32);
            let paint = PixmapPaint::default();
            pixmap.draw_pixmap(x, y, scaled.as_ref(), &paint, Transform::identity(), None);
            Ok(())
        }
    }
}

/// Scaled with a Lanczos filter over premultiplied pixels, so that transparent ones lend no color to their neighbors.
fn scale(pixels: &Pixels, width: u32, height: u32) -> Option<Pixmap> {
    let source = pixels.to_pixmap()?;
    if (pixels.width, pixels.height) == (width, height) {
        return Some(source);
    }
    let source = RgbaImage::from_raw(pixels.width, pixels.height, source.take())?;
    let mut data = resize(&source, width, height, FilterType::Lanczos3).into_raw();
    for pixel in data.chunks_exact_mut(4) {
        // The filter rings: a channel may come out above its alpha, which premultiplied pixels cannot hold.
        let alpha = pixel[3];
        pixel[..3].iter_mut().for_each(|channel| *channel = (*channel).min(alpha));
    }
    Pixmap::from_vec(data, resvg::tiny_skia::IntSize::from_wh(width, height)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn square(side: u32) -> Canvas {
        Canvas { width: side, height: side }
    }

    #[test]
    fn a_png_is_scaled_without_a_dark_edge() {
        // Orange beside transparent black: the edge must stay orange.
        let mut pixels = Pixels::filled(64, 64, [0, 0, 0, 0]);
        for (n, pixel) in pixels.rgba.chunks_exact_mut(4).enumerate() {
            if n % 64 < 30 {
                pixel.copy_from_slice(&[255, 106, 0, 255]);
            }
        }
        let small = raster(&Picture::Raster(pixels), square(16)).unwrap();
        let edge: Vec<_> = small.rgba.chunks_exact(4).filter(|p| p[3] > 20 && p[3] < 255).collect();
        assert!(!edge.is_empty());
        for pixel in edge {
            assert!(pixel[0] > 240 && pixel[1].abs_diff(106) < 12 && pixel[2] < 12, "{pixel:?}");
        }
    }

    #[test]
    fn a_picture_is_put_in_the_middle() {
        let wide = Picture::Raster(Pixels::filled(40, 20, [9, 9, 9, 255]));
        let fit = raster(&wide, square(20)).unwrap();
        let alpha: Vec<u8> = fit.rgba.chunks_exact(80).map(|row| row[43]).collect();
        let expect: Vec<u8> = (0..20).map(|y| if (5..15).contains(&y) { 255 } else { 0 }).collect();
        assert_eq!(alpha, expect);
        assert!(raster(&wide, square(0)).is_err());
    }
}

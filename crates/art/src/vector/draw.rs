//! Drawing a vector onto a canvas.

use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::Tree;

use crate::vector::blend;
use crate::vector::hairlines::Hairlines;
use crate::vector::pixels::Pixels;
use rebadge_core::panics::caught;

/// A vector in the colors of one scheme, ready to draw at any size. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Drawing {
    pub(crate) tree: Arc<Tree>,
    /// Strokes whose width is in pixels at every size.
    pub(crate) hairlines: Option<Arc<Hairlines>>,
}

impl Drawing {
    /// Width and height in the vector's own units.
    pub fn size(&self) -> (f32, f32) {
        (self.tree.size().width(), self.tree.size().height())
    }

    /// Left, top, right and bottom of all that it may paint, strokes and filters with it, in its own units.
    pub fn bounds(&self) -> [f32; 4] {
        let [left, top, right, bottom] = self.painted_bounds();
        let (width, height) = self.size();
        [left.max(0.0), top.max(0.0), right.min(width), bottom.min(height)]
    }

    /// [`Drawing::bounds`], with what lies outside of the view and is cut.
    pub(crate) fn painted_bounds(&self) -> [f32; 4] {
        let all = self.tree.root().abs_layer_bounding_box();
        [all.left(), all.top(), all.right(), all.bottom()]
    }
}

/// A vector that cannot be drawn, although it passed the lint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the vector cannot be drawn: {0}")]
pub struct DrawError(pub String);

/// What is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Canvas {
    /// Pixels in a row, from 1.
    pub width: u32,
    /// Rows, from 1.
    pub height: u32,
}

/// Where the vector's own units come to lie on the canvas.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placement {
    /// Pixels per unit.
    pub scale: f32,
    /// The pixel at which the vector's origin comes to lie, from the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

impl Placement {
    /// As large as fits, in the middle.
    pub fn contain(size: (f32, f32), canvas: Canvas) -> Placement {
        let (width, height) = (canvas.width as f32, canvas.height as f32);
        Placement::centered(size, canvas, (width / size.0).min(height / size.1))
    }

    /// As small as covers, in the middle.
    pub fn cover(size: (f32, f32), canvas: Canvas) -> Placement {
        let (width, height) = (canvas.width as f32, canvas.height as f32);
        Placement::centered(size, canvas, (width / size.0).max(height / size.1))
    }

    fn centered(size: (f32, f32), canvas: Canvas, scale: f32) -> Placement {
        Placement {
            scale,
            x: (canvas.width as f32 - size.0 * scale) / 2.0,
            y: (canvas.height as f32 - size.1 * scale) / 2.0,
        }
    }
}

/// Draws on an empty canvas.
pub fn draw(drawing: &Drawing, canvas: Canvas, placement: Placement) -> Result<Pixels, DrawError> {
    let size = format!("no canvas of {}×{} pixels", canvas.width, canvas.height);
    let mut pixmap = Pixmap::new(canvas.width, canvas.height).ok_or(DrawError(size))?;
    draw_on(&mut pixmap, drawing, placement)?;
    Ok(Pixels::from_pixmap(pixmap))
}

/// Draws over what is there. The renderer's panics end here: a strange file must fail one tenant, not the run.
pub fn draw_on(
    pixmap: &mut Pixmap,
    drawing: &Drawing,
    placement: Placement,
) -> Result<(), DrawError> {
    let transform =
        Transform::from_row(placement.scale, 0.0, 0.0, placement.scale, placement.x, placement.y);
    renderer(|| {
        let scaled = drawing.hairlines.as_ref().and_then(|lines| lines.at(placement.scale));
        let tree = scaled.as_ref().unwrap_or(&drawing.tree);
        blend::render(tree, transform, &mut pixmap.as_mut());
    })
}

/// Runs the renderer; a panic of it is an error.
fn renderer(render: impl FnOnce()) -> Result<(), DrawError> {
    caught(render).map_err(|message| {
        log::debug!("the renderer panicked: {message}");
        DrawError("the renderer failed".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_the_renderer_is_an_error() {
        let error = renderer(|| panic!("a defect of the library")).unwrap_err();
        assert_eq!(error.0, "the renderer failed");
        assert!(renderer(|| ()).is_ok());
    }
}

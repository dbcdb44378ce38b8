//! The position of the artwork within a picture. Pictures with equal layout are drawn once.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::render::framed::{Covered, Framed, covered};
use crate::render::icon::{IconLayers, frame, paint, place};
use crate::render::look::{Art, Look, Picture};
use rebadge_art::vector::{Canvas, DrawError, Pixels, Placement};

/// Where a picture's art comes to lie: all of its pixels, or a box in a frame of one color.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Layout {
    /// Around the box.
    pub(super) frame: Option<[u8; 4]>,
    left: u32,
    top: u32,
    #[serde(serialize_with = "canvas")]
    pub(super) size: Canvas,
    /// In the box.
    #[serde(serialize_with = "placement")]
    pub(super) at: Option<Placement>,
}

impl Layout {
    /// The box alone: what its pixels depend on, besides the layers and the look.
    pub fn alone(self) -> Layout {
        Layout { left: 0, top: 0, ..self }
    }

    /// Draws the box.
    ///
    /// # Errors
    /// A layer that cannot be drawn, a size without pixels.
    pub fn draw(&self, layers: IconLayers<'_>, look: &Look) -> Result<Pixels, DrawError> {
        paint(layers, look, self).map(Pixels::from_pixmap)
    }

    /// The same pixels on a canvas that may be another one.
    pub fn framed(&self, picture: &Picture, inside: Arc<Pixels>) -> Framed {
        let Picture { width, height, look } = *picture;
        let mut frame = self.frame.unwrap_or_default();
        if matches!(look.art, Art::Monochrome | Art::Notification) {
            frame[..3].fill(255);
        }
        Framed { width, height, frame, left: self.left, top: self.top, inside }
    }
}

/// Whole numbers of pixels.
fn canvas<S: Serializer>(canvas: &Canvas, serializer: S) -> Result<S::Ok, S::Error> {
    [canvas.width, canvas.height].serialize(serializer)
}

fn placement<S: Serializer>(at: &Option<Placement>, serializer: S) -> Result<S::Ok, S::Error> {
    at.map(|at| [at.scale, at.x, at.y]).serialize(serializer)
}

/// Finds the place of a picture's art.
pub fn layout(layers: IconLayers<'_>, picture: &Picture) -> Layout {
    let look = &picture.look;
    let canvas = Canvas { width: picture.width, height: picture.height };
    let art = layers.mark.map(|mark| (mark, place(mark, look, layers.padding, canvas)));
    let frame = frame(&layers, look);
    let Covered { left, top, size } = match frame {
        Some(_) if canvas.width > 0 && canvas.height > 0 => covered(art, canvas),
        _ => Covered { left: 0, top: 0, size: canvas },
    };
    let at = art.map(|(_, at)| {
        let (x, y) = (at.x - left as f32, at.y - top as f32);
        match look.art {
            // So that what floats lose on a large canvas does not part two that show the same.
            Art::Launch => Placement { x: nearly(x), y: nearly(y), ..at },
            _ => Placement { x, y, ..at },
        }
    });
    Layout { frame, left, top, size, at }
}

/// In 256ths of a pixel.
fn nearly(length: f32) -> f32 {
    (length * 256.0).round() / 256.0
}

//! A mark as Android's VectorDrawable.

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::icon;
use crate::render::look::{Art, Look};
use crate::render::monochrome::one_color_drawable;
use crate::render::raster::Picture;
use rebadge_art::vector::{self, Canvas, DrawError};

/// A mark and where it lies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drawable {
    /// The mark.
    pub mark: Node,
    /// How large it is.
    pub look: Look,
    /// Its side in dp.
    pub side: u32,
    /// As in [`super::layers::Layers`].
    pub padding: f32,
}

pub(super) fn describe(own: &Drawable) -> String {
    format!("vector {}", own.look.name())
}

pub(super) fn run(own: &Drawable, with: &Run<'_>) -> Result<Value, Fault> {
    let Drawable { look, side, padding, .. } = own;
    let mark = with.mark(&own.mark)?.ok_or(DrawError("there is no mark".into()))?;
    let at = icon::place(&mark, look, *padding, Canvas { width: *side, height: *side });
    let text = match (look.art, &mark.picture) {
        (Art::Monochrome | Art::Notification, picture) => one_color_drawable(picture, at, *side)?,
        (_, Picture::Vector(drawing)) => {
            vector::drawable(drawing, at, *side as f32).map_err(|why| DrawError(why.to_string()))?
        }
        (_, Picture::Raster(_)) => return Err(DrawError("it has pixels".into()).into()),
    };
    Ok(Value::text(text))
}

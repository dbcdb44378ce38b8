//! An SVG in one color, which systems paint in a color of theirs.

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::icon;
use crate::render::look::Look;
use crate::render::monochrome::one_color_svg;
use rebadge_art::vector::{Canvas, DrawError};

/// The side of the drawing, in its own units.
pub const SIDE: u32 = 16;

/// A mark and where it lies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Outline {
    /// The mark.
    pub mark: Node,
    /// How large it is.
    pub look: Look,
    /// As in [`super::layers::Layers`].
    pub padding: f32,
}

pub(super) fn describe(own: &Outline) -> String {
    format!("outline {}", own.look.name())
}

pub(super) fn run(own: &Outline, with: &Run<'_>) -> Result<Value, Fault> {
    let mark = with.mark(&own.mark)?.ok_or(DrawError("there is no mark".into()))?;
    let at = icon::place(&mark, &own.look, own.padding, Canvas { width: SIDE, height: SIDE });
    Ok(Value::text(one_color_svg(&mark.picture, at, SIDE)?))
}

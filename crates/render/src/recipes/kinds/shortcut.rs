//! The icon of a menu entry on a plate, as a PNG.

use serde::Serialize;

use super::layers::Ink;
use super::png::named;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::shortcut::{SIDE, draw};
use crate::render::{Effort, png};

/// An icon and its colors.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Shortcut {
    /// The icon.
    pub icon: Node,
    /// The color in which it is painted; none for its own.
    pub paint: Option<Ink>,
    /// The color of the plate.
    pub on: Ink,
    /// The role of the plate.
    pub role: &'static str,
    /// In pixels.
    pub side: u32,
    /// How hard it is compressed.
    #[serde(serialize_with = "named")]
    pub effort: Effort,
}

impl Shortcut {
    /// The side of all shortcuts, in pixels.
    pub const SIDE: u32 = SIDE;
}

pub(super) fn describe(own: &Shortcut) -> String {
    format!("raster {0}×{0} shortcut, on `{1}`", own.side, own.role)
}

pub(super) fn run(own: &Shortcut, with: &Run<'_>) -> Result<Value, Fault> {
    let icon = with.picture(&own.icon)?;
    let pixels = draw(&icon, own.paint.map(|paint| paint.0), own.on.0)?;
    Ok(Value::png(png::encode(&pixels, own.effort)?))
}

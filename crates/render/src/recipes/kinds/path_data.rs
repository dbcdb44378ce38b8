//! A mark in one color as the path data of one path, for scripts that draw icons.

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::monochrome::one_path;
use rebadge_art::vector::{DrawError, Placement};
use rebadge_foreign::path_data::PathBox;

/// A mark and where it lies.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PathData {
    /// The mark.
    pub mark: Node,
    /// What it fills, as far as its shape allows.
    pub room: PathBox,
}

pub(super) fn describe(_: &PathData) -> String {
    "path data".to_owned()
}

pub(super) fn run(own: &PathData, with: &Run<'_>) -> Result<Value, Fault> {
    let mark = with.mark(&own.mark)?.ok_or(DrawError("there is no mark".into()))?;
    let extent = mark.extent();
    let PathBox { left, top, width, height } = own.room;
    let (width, height) = (width as f32 / 1000.0, height as f32 / 1000.0);
    let (left, top) = (left as f32 / 1000.0, top as f32 / 1000.0);
    let scale = (width / extent.size.0).min(height / extent.size.1);
    let at = Placement {
        scale,
        x: left + width / 2.0 - extent.middle.0 * scale,
        y: top + height / 2.0 - extent.middle.1 * scale,
    };
    Ok(Value::text(one_path(&mark.picture, at)?))
}

//! An SVG in the colors of both schemes: a browser shows the one that the person chose.

use serde::Serialize;

use super::layers::{Colors, palettes};
use crate::recipes::inputs::Input;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use rebadge_art::vector;

/// A drawing and the colors that it takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recolor {
    /// The drawing.
    pub image: Input,
    /// In the light scheme.
    pub light: Colors,
    /// In the dark scheme.
    pub dark: Colors,
}

pub(super) fn describe(_: &Recolor) -> String {
    "recolor".to_owned()
}

pub(super) fn run(own: &Recolor, with: &Run<'_>) -> Result<Value, Fault> {
    let vector = with.inputs.vector(&own.image)?;
    Ok(Value::text(vector::recolor(vector, &palettes(&own.light, &own.dark))))
}

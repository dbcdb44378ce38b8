//! A theme's PNG at its own size, written anew so that nothing but its pixels is shipped.

use serde::Serialize;

use super::png::named;
use crate::recipes::inputs::Input;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::{Effort, png};

/// An image and how it is written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Same {
    /// The image.
    pub image: Input,
    /// How hard it is compressed.
    #[serde(serialize_with = "named")]
    pub effort: Effort,
}

pub(super) fn describe(_: &Same) -> String {
    "raster, same size".to_owned()
}

pub(super) fn run(own: &Same, with: &Run<'_>) -> Result<Value, Fault> {
    Ok(Value::png(png::encode(with.inputs.pixels(&own.image)?, own.effort)?))
}

//! An image in the colors of one scheme.

use serde::Serialize;

use super::layers::Colors;
use crate::recipes::inputs::Input;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::art;

/// An image and the colors that it takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Drawing {
    /// The image.
    pub image: Input,
    /// Its colors.
    pub colors: Colors,
}

pub(super) fn describe(_: &Drawing) -> String {
    "drawing".to_owned()
}

pub(super) fn run(own: &Drawing, with: &Run<'_>) -> Result<Value, Fault> {
    let artwork = with.inputs.image(&own.image)?;
    Ok(Value::picture(art::image(artwork, &own.colors.palette())?))
}

//! A name, set in a font of the theme: nothing, where the font does not have every letter of it.

use std::sync::Arc;

use serde::Serialize;

use super::layers::Ink;
use crate::recipes::inputs::Input;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::banner::{self, Lettering};
use rebadge_art::vector::unpacked;

/// A name and how it is set.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Name {
    /// The name.
    pub text: String,
    /// The file of the font.
    pub font: Input,
    /// Its family.
    pub family: String,
    /// Its weight.
    pub weight: u16,
    /// Its style in CSS.
    pub style: &'static str,
    /// The color of the letters.
    pub ink: Ink,
}

pub(super) fn describe(_: &Name) -> String {
    "name".to_owned()
}

pub(super) fn run(own: &Name, with: &Run<'_>) -> Result<Value, Fault> {
    let file = with.inputs.bytes(&own.font)?.bytes;
    let Ok(unpacked) = unpacked(&file) else { return Ok(Value::Mark(None)) };
    let font = unpacked.as_deref().unwrap_or(&file);
    let Name { family, weight, style, ink, .. } = own;
    let lettering = Lettering { family, weight: *weight, style, ink: ink.0 };
    Ok(Value::Mark(banner::name(&own.text, font, &lettering).map(Arc::new)))
}

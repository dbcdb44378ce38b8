//! The art of a launch screen, drawn once for all canvases on which it comes to lie alike. It is found while a picture is
//! drawn, of nothing but that picture's own recipe.

use std::sync::Arc;

use serde::Serialize;

use super::layers::Layers;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::launch::HomeIcon;
use crate::render::layout::Layout;
use crate::render::look::Look;

/// What is drawn, and where in its box.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Art {
    /// How it looks.
    pub look: Look,
    /// What it is drawn of.
    pub layers: Layers,
    /// Where it lies.
    pub at: At,
}

/// Where an art lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum At {
    /// A mark.
    Mark(Layout),
    /// The app icon.
    Icon(HomeIcon),
}

pub(super) fn describe(own: &Art) -> String {
    format!("art of {}", own.look.name())
}

pub(super) fn run(own: &Art, with: &Run<'_>) -> Result<Value, Fault> {
    let laid = own.layers.laid(with)?;
    let pixels = match &own.at {
        At::Mark(layout) => layout.draw(laid.icon(), &own.look)?,
        At::Icon(icon) => icon.draw(laid.icon(), own.look)?,
    };
    Ok(Value::Art(Arc::new(pixels)))
}

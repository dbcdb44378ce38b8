//! The app icon as one SVG that scales and follows the color scheme.

use serde::Serialize;

use super::layers::{Colors, Ink, no_raster, palettes};
use crate::recipes::inputs::Input;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::plate::Gradient;
use crate::render::scalable::{self, Art, Scalable, compose_svg};
use rebadge_art::artwork::Image;
use rebadge_art::vector::DrawError;

/// The parts of the icon.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compose {
    /// Behind.
    pub ground: Plate,
    /// In front: its text, or its pixels.
    pub image: Input,
    /// In front: its measure.
    pub mark: Node,
    /// The colors that both take in the light scheme.
    pub light: Colors,
    /// In the dark scheme.
    pub dark: Colors,
    /// Share of the side that is left free on each side.
    pub padding: f32,
    /// Radius of the plate's corners as a share of its side.
    pub corner: f32,
}

/// What lies behind, in both schemes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Plate {
    /// A color for the light scheme and one for the dark.
    Color(Ink, Ink),
    /// The same in both.
    Gradient(Gradient),
    /// A drawing.
    Drawing(Input),
}

pub(super) fn describe(_: &Compose) -> String {
    "compose".to_owned()
}

pub(super) fn run(own: &Compose, with: &Run<'_>) -> Result<Value, Fault> {
    let ground = match &own.ground {
        Plate::Color(light, dark) => scalable::Ground::Color { light: light.0, dark: dark.0 },
        Plate::Gradient(gradient) => scalable::Ground::Gradient(*gradient),
        Plate::Drawing(image) => match &with.inputs.image(image)?.image {
            Image::Vector(vector) => scalable::Ground::Vector(vector),
            Image::Raster(_) => return Err(no_raster().into()),
        },
    };
    let art = match &with.inputs.image(&own.image)?.image {
        Image::Vector(vector) => Art::Vector(vector),
        Image::Raster(_) => Art::Raster,
    };
    let mark = with.mark(&own.mark)?.ok_or(DrawError("there is no mark".into()))?;
    let (padding, corner) = (own.padding, own.corner);
    let icon = Scalable { ground, mark: &mark, art, padding, corner };
    Ok(Value::text(compose_svg(&icon, &palettes(&own.light, &own.dark))?))
}

//! A picture as a PNG.

use serde::{Serialize, Serializer};

use super::Recipe;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::Effort;
use crate::render::png::{PixelFormat, encode_as, encode_framed};

/// A picture and how it is written.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Png {
    /// The picture.
    pub picture: Node,
    /// What its reader takes.
    pub pixels: PixelFormat,
    /// How hard it is compressed.
    #[serde(serialize_with = "named")]
    pub effort: Effort,
}

/// As manifests name it.
pub(super) fn named<S: Serializer>(effort: &Effort, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&effort.name())
}

impl Png {
    /// A picture for a reader. Two readers that get the same have one recipe.
    pub fn new(picture: Node, pixels: PixelFormat, effort: Effort) -> Png {
        let is_opaque = match picture.recipe() {
            Recipe::Picture(picture) => picture.look.is_opaque(),
            _ => false,
        };
        let (pixels, effort) = match pixels {
            PixelFormat::Any => (pixels, effort),
            // What is not opaque is the same in both formats.
            PixelFormat::TrueColor if !is_opaque => (PixelFormat::Rgba, effort.lossless()),
            fixed => (fixed, effort.lossless()),
        };
        Png { picture, pixels, effort }
    }
}

pub(super) fn describe(own: &Png) -> String {
    format!("raster {}", own.picture.recipe().describe())
}

pub(super) fn run(own: &Png, with: &Run<'_>) -> Result<Value, Fault> {
    if own.pixels != PixelFormat::Any {
        let framed = with.framed(&own.picture)?;
        return Ok(Value::png(encode_as(&framed, own.pixels, own.effort)?));
    }
    let shared = match own.picture.recipe() {
        Recipe::Picture(picture) => picture.shared(with)?,
        _ => None,
    };
    let bytes = match shared {
        Some(shared) => {
            let coding = with.coding(&shared.coding(own.effort))?;
            coding.write(&shared.framed)?
        }
        None => encode_framed(&with.framed(&own.picture)?, own.effort)?,
    };
    Ok(Value::png(bytes))
}

//! The color type and palette of an art: found once for all canvases that it is on.

use std::sync::Arc;

use serde::Serialize;

use super::png::named;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::framed::Framed;
use crate::render::{Effort, png};

/// An art and its frame.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Coding {
    /// The art.
    pub art: Node,
    /// The color around it: red, green, blue, alpha.
    pub frame: [u8; 4],
    /// Whether it covers all of its canvas: then the color is not seen.
    pub is_whole: bool,
    /// How hard it is compressed.
    #[serde(serialize_with = "named")]
    pub effort: Effort,
}

pub(super) fn describe(_: &Coding) -> String {
    "coding".to_owned()
}

pub(super) fn run(own: &Coding, with: &Run<'_>) -> Result<Value, Fault> {
    let inside = with.art(&own.art)?;
    // Any canvas that is larger: what is found out does not depend on it.
    let around = if own.is_whole { 0 } else { 1 };
    let (width, height) = (inside.width + 2 * around, inside.height + 2 * around);
    let framed = Framed { width, height, frame: own.frame, left: around, top: around, inside };
    Ok(Value::Coding(Arc::new(png::Coding::of(&framed, own.effort)?)))
}

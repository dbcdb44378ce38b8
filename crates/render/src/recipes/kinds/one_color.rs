//! An image in one color, its tones as opacity.

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::monochrome::monochrome;

/// An image that was not drawn for one color.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OneColor {
    /// The image.
    pub of: Node,
}

pub(super) fn describe(_: &OneColor) -> String {
    "one color".to_owned()
}

pub(super) fn run(own: &OneColor, with: &Run<'_>) -> Result<Value, Fault> {
    Ok(Value::picture(monochrome(&*with.picture(&own.of)?)?))
}

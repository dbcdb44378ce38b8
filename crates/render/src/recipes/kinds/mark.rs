//! An image and the measure of what it paints, so that it can be centered as the eye sees it.

use std::sync::Arc;

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::raster;

/// An image to be measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// The image.
    pub of: Node,
}

pub(super) fn describe(_: &Mark) -> String {
    "measure".to_owned()
}

pub(super) fn run(own: &Mark, with: &Run<'_>) -> Result<Value, Fault> {
    let picture = with.picture(&own.of)?;
    let mark = raster::Mark::new(raster::Picture::clone(&picture))?;
    Ok(Value::Mark(Some(Arc::new(mark))))
}

//! A mark in grays, which the system tints, where a theme draws none so.

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::appearance;

/// The mark for a dark ground.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tinted {
    /// The mark.
    pub of: Node,
}

pub(super) fn describe(_: &Tinted) -> String {
    "mark in grays".to_owned()
}

pub(super) fn run(own: &Tinted, with: &Run<'_>) -> Result<Value, Fault> {
    Ok(Value::picture(appearance::tinted(&*with.picture(&own.of)?)?))
}

//! The bytes of an input, as they are.

use serde::Serialize;

use crate::recipes::inputs::Input;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};

/// What is copied.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Copy {
    /// The file.
    pub of: Input,
}

pub(super) fn describe(_: &Copy) -> String {
    "copy".to_owned()
}

pub(super) fn run(own: &Copy, with: &Run<'_>) -> Result<Value, Fault> {
    with.inputs.bytes(&own.of).map(Value::Bytes)
}

//! A template of the base client, rendered for a theme.

use serde::{Serialize, Serializer};

use crate::recipes::inputs::Input;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use rebadge_core::output_path::OutputPath;

/// A template and what it sees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Template {
    /// The file that it makes, which is also its name.
    #[serde(serialize_with = "shown")]
    pub path: OutputPath,
    /// All templates of the target: one may include another.
    pub templates: Input,
    /// What it sees of the theme.
    pub context: Input,
}

fn shown<S: Serializer>(path: &OutputPath, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(path)
}

pub(super) fn describe(_: &Template) -> String {
    "template".to_owned()
}

pub(super) fn run(own: &Template, with: &Run<'_>) -> Result<Value, Fault> {
    let templates = with.inputs.templates(&own.templates)?;
    let context = with.inputs.context(&own.context)?;
    templates.render(&own.path, context).map(Value::text).map_err(Fault::Found)
}

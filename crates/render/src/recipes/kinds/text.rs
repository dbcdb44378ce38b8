//! A text of an icon set that lists or refers to its pictures. Its templates are part of the tool.

use serde::{Serialize, Serializer};
use serde_json::{Map, Value as Json};
use tera::Context;

use crate::recipes::inputs::Input;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::escape::Escape;
use crate::render::wellformed;

/// A text and what it sees.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Text {
    /// The set.
    pub set: &'static str,
    /// The templates of all sets.
    pub engine: Input,
    /// Its template, which is also its name.
    pub template: &'static str,
    /// How values are escaped in it.
    #[serde(serialize_with = "name")]
    pub escape: Escape,
    /// What it reads, and no more.
    pub context: Map<String, Json>,
}

fn name<S: Serializer>(escape: &Escape, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(escape.name())
}

pub(super) fn describe(own: &Text) -> String {
    format!("text of {}", own.set)
}

pub(super) fn run(own: &Text, with: &Run<'_>) -> Result<Value, Fault> {
    let mut context = Context::new();
    for (name, value) in &own.context {
        context.insert(name.clone(), value);
    }
    let text = with.inputs.engine(&own.engine)?.render(own.template, &context);
    let text = text.map_err(|fault| Fault::Text(fault.message))?;
    // Lines for a page's head are no page.
    if own.escape != Escape::Html {
        wellformed::check(own.escape, &text).map_err(|malformed| Fault::Text(malformed.message))?;
    }
    Ok(Value::text(text))
}

//! A file of a finished bundle, with values in some spans of it.

use serde::Serialize;

use crate::recipes::inputs::Input;
use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Blob, Fault, Value};
use rebadge_foreign::siblings::{Coding, LIMIT};
use rebadge_foreign::splice;

/// A file and what is put into it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spliced {
    /// The file as it is.
    pub of: Input,
    /// How the file is compressed; what it unpacks to is edited, and is not packed again here.
    pub packed: Option<Coding>,
    /// The spans: which they are, and how a value is written there.
    pub splices: Input,
    /// What is put into the spans, by number.
    pub values: Vec<Filling>,
}

/// What is put into a span.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Filling {
    /// A text.
    Text(String),
    /// A text that is made first.
    Made(Node),
}

pub(super) fn describe(_: &Spliced) -> String {
    "edit".to_owned()
}

pub(super) fn run(own: &Spliced, with: &Run<'_>) -> Result<Value, Fault> {
    let before = with.inputs.bytes(&own.of)?;
    let splices = with.inputs.splices(&own.splices)?;
    let value = |filling: &Filling| match filling {
        Filling::Text(text) => Ok(text.clone()),
        Filling::Made(node) => {
            with.bytes(node).map(|made| String::from_utf8_lossy(&made.bytes).into_owned())
        }
    };
    let values = own.values.iter().map(value).collect::<Result<Vec<_>, Fault>>()?;
    let made = match own.packed {
        None => splice::apply(&before.bytes, splices, &values),
        Some(coding) => {
            let unpacked = coding.unpack(&before.bytes, LIMIT);
            let unpacked = unpacked.map_err(|error| Fault::Text(error.to_string()))?;
            splice::apply(&unpacked, splices, &values)
        }
    };
    Ok(Value::Bytes(Blob::new(made)))
}

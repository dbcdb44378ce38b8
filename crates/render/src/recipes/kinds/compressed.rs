//! A file, compressed, for servers that send it in the place of the file.

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Blob, Fault, Value};
use rebadge_foreign::siblings::Coding;

/// What is compressed, and how.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Compressed {
    /// The file.
    pub of: Node,
    /// How.
    pub coding: Coding,
}

pub(super) fn describe(own: &Compressed) -> String {
    match own.coding {
        Coding::Gzip => "gzip".to_owned(),
        Coding::Brotli => "brotli".to_owned(),
        Coding::Text(charset) => charset.name().to_owned(),
    }
}

pub(super) fn run(own: &Compressed, with: &Run<'_>) -> Result<Value, Fault> {
    let plain = with.bytes(&own.of)?;
    Ok(Value::Bytes(Blob::new(own.coding.compress(&plain.bytes))))
}

//! A mark for the system's dark ground, where a theme draws none for it.

use serde::Serialize;

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::{Fault, Value};
use crate::render::{appearance, art};

/// A mark, and what may stand for it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Dark {
    /// The mark, in the colors of the dark scheme.
    pub mark: Node,
    /// The logo, in the same.
    pub logo: Node,
}

pub(super) fn describe(_: &Dark) -> String {
    "mark on dark".to_owned()
}

pub(super) fn run(own: &Dark, with: &Run<'_>) -> Result<Value, Fault> {
    let mark = with.picture(&own.mark)?;
    if appearance::is_seen(&mark)? {
        return Ok(Value::Picture(mark));
    }
    let logo = with.picture(&own.logo)?;
    Ok(Value::picture(art::for_dark(&mark, &logo)?))
}

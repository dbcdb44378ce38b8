//! What is known of an output but is not in its bytes: where its parameters came from.

use rebadge_core::source::Place;

/// What is beside the node of an output.
#[derive(Clone, Debug, PartialEq)]
pub struct About {
    /// What its bytes come from, for people.
    pub from: String,
    /// Where each parameter of its recipe came from.
    pub reads: Vec<Read>,
    /// The base client's file that it was made of.
    pub base_file: Option<String>,
    /// The file to name when it cannot be drawn.
    pub drawn: String,
    /// Where the theme asks for it.
    pub place: Place,
}

/// Where a parameter came from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Read {
    /// The parameter of the recipe.
    pub parameter: &'static str,
    /// The key of the theme, or a pattern of keys.
    pub key: String,
}

impl Read {
    /// A parameter that came from a key.
    pub fn new(parameter: &'static str, key: impl Into<String>) -> Read {
        Read { parameter, key: key.into() }
    }
}

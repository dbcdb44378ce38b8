//! A recipe with its key.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::kinds::{Kind, Recipe};
use rebadge_core::digest::sha256_of;

/// A recipe, its key, and the nodes that it is made of. Cheap to clone.
#[derive(Clone)]
pub struct Node(Arc<Parts>);

struct Parts {
    recipe: Recipe,
    key: String,
    inputs: Vec<Node>,
}

thread_local! {
    /// The nodes that were written since the recipe was begun.
    static WRITTEN: RefCell<Vec<Node>> = const { RefCell::new(Vec::new()) };
}

impl Node {
    /// Hashes a recipe: its canonical form, and the name and version of its kind.
    pub fn new(recipe: impl Into<Recipe>) -> Node {
        let recipe = recipe.into();
        WRITTEN.take();
        let canonical = canonical(&recipe);
        let inputs = WRITTEN.take();
        let key = key(recipe.kind(), &canonical);
        Node(Arc::new(Parts { recipe, key, inputs }))
    }

    /// What is the same as long as the bytes are: 64 hexadecimal digits.
    pub fn key(&self) -> &str {
        &self.0.key
    }

    /// What it does.
    pub fn recipe(&self) -> &Recipe {
        &self.0.recipe
    }

    /// The nodes that it is made of.
    pub fn inputs(&self) -> &[Node] {
        &self.0.inputs
    }
}

/// The key of a recipe in canonical form.
pub(super) fn key(kind: Kind, canonical: &str) -> String {
    let version = kind.version.to_string();
    sha256_of(&[kind.name.as_bytes(), version.as_bytes(), canonical.as_bytes()])
}

/// A recipe in canonical form: JSON without spaces, fields in the order in which they are declared.
///
/// # Panics
/// A recipe with a map whose keys are no texts; a test writes one of each kind.
pub(super) fn canonical(recipe: &Recipe) -> String {
    serde_json::to_string(recipe).unwrap_or_else(|error| unreachable!("a recipe is data: {error}"))
}

/// As its key.
impl Serialize for Node {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        WRITTEN.with_borrow_mut(|written| written.push(self.clone()));
        serializer.serialize_str(self.key())
    }
}

impl PartialEq for Node {
    fn eq(&self, other: &Node) -> bool {
        self.key() == other.key()
    }
}

impl fmt::Debug for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.recipe().kind().name, &self.key()[..12])
    }
}

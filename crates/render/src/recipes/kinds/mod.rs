//! The table of kinds. Each has a file of its own: its parameters, what it does, and how it is described to people.

pub mod art;
pub mod coding;
pub mod compose;
pub mod compressed;
pub mod container;
pub mod copy;
pub mod dark;
pub mod drawable;
pub mod drawing;
pub mod inventory;
mod layers;
pub mod linked;
pub mod mark;
pub mod name;
pub mod one_color;
pub mod outline;
pub mod path_data;
pub mod picture;
pub mod png;
pub mod recolor;
pub mod same;
pub mod shortcut;
pub mod spliced;
pub mod template;
pub mod text;
pub mod tinted;

use serde::Serialize;

use super::run::Run;
use super::value::{Fault, Value};

pub use layers::{Colors, Ground, Ink, Layers};

/// A row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its name, which is part of every key.
    pub name: &'static str,
    /// Its version, which is part of every key: another one where the same recipe makes other bytes than before.
    pub version: u32,
    /// When it is made.
    pub stage: Stage,
    /// Where what it makes is kept.
    pub kept: Kept,
}

/// Where what a recipe makes is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In memory only: it is no file, or a text, which is made about as fast as it is read.
    InMemory,
    /// On disk too, if there is a cache.
    OnDisk,
}

/// When a recipe is made. What it is made of must not be of a later stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Files that know no other file of the package.
    Contents,
    /// What refers to contents: names with a hash in them, integrity.
    References,
    /// Lists of all other files.
    Inventories,
    /// The container.
    Container,
    /// Its signature.
    Signature,
}

impl Stage {
    /// All, in their order.
    pub const ALL: [Stage; 5] = [
        Stage::Contents,
        Stage::References,
        Stage::Inventories,
        Stage::Container,
        Stage::Signature,
    ];

    /// Its name, in the plural.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Contents => "contents",
            Stage::References => "references",
            Stage::Inventories => "inventories",
            Stage::Container => "containers",
            Stage::Signature => "signatures",
        }
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])+ $variant:ident: $module:ident, $name:literal, $version:literal, $stage:ident, $kept:ident;)+) => {
        /// What makes the bytes of a file, or what several files share.
        #[derive(Clone, Debug, PartialEq, Serialize)]
        #[serde(untagged)]
        pub enum Recipe {
            $($(#[$doc])+ $variant($module::$variant),)+
        }

        /// All kinds.
        pub const KINDS: &[Kind] =
            &[$($module::$variant::KIND),+];

        $(impl $module::$variant {
            /// Its row in the table.
            const KIND: Kind =
                Kind { name: $name, version: $version, stage: Stage::$stage, kept: Kept::$kept };
        })+

        impl Recipe {
            /// Its row in the table.
            pub fn kind(&self) -> Kind {
                match self {
                    $(Recipe::$variant(_) => $module::$variant::KIND,)+
                }
            }

            /// What it does, in a word or a few.
            pub fn describe(&self) -> String {
                match self {
                    $(Recipe::$variant(own) => $module::describe(own),)+
                }
            }

            /// Makes it.
            pub(super) fn run(&self, with: &Run<'_>) -> Result<Value, Fault> {
                match self {
                    $(Recipe::$variant(own) => $module::run(own, with),)+
                }
            }
        }

        $(impl From<$module::$variant> for Recipe {
            fn from(own: $module::$variant) -> Recipe {
                Recipe::$variant(own)
            }
        })+
    };
}

impl Recipe {
    /// Whether it takes long, even where what it is made of is known: a picture that is written as small as it can be.
    pub(super) fn is_patient(&self) -> bool {
        match self {
            Recipe::Png(own) => own.effort.is_patient(),
            Recipe::Same(own) => own.effort.is_patient(),
            Recipe::Shortcut(own) => own.effort.is_patient(),
            _ => false,
        }
    }
}

kinds! {
    /// The bytes of an input, as they are.
    Copy: copy, "copy", 1, Contents, InMemory;
    /// A template of the base client.
    Template: template, "template", 1, Contents, InMemory;
    /// A template of the base client that lists other files.
    Inventory: inventory, "inventory", 2, Inventories, InMemory;
    /// A text of an icon set.
    Text: text, "text", 1, Contents, InMemory;
    /// An SVG in the colors of both schemes.
    Recolor: recolor, "recolor", 1, Contents, InMemory;
    /// The app icon as one SVG that follows the color scheme.
    Compose: compose, "compose", 1, Contents, OnDisk;
    /// An SVG in one color.
    Outline: outline, "outline", 1, Contents, OnDisk;
    /// An Android VectorDrawable.
    Drawable: drawable, "drawable", 1, Contents, OnDisk;
    /// A PNG.
    Png: png, "png", 2, Contents, OnDisk;
    /// A PNG of a theme, written anew.
    Same: same, "same", 2, Contents, OnDisk;
    /// The icon of a menu entry on a plate, as a PNG.
    Shortcut: shortcut, "shortcut", 2, Contents, OnDisk;
    /// Pictures of several sizes in one file.
    Container: container, "container", 2, Contents, OnDisk;
    /// A file of a finished bundle with values in it.
    Spliced: spliced, "spliced", 1, Contents, InMemory;
    /// A mark as path data, for a file of a finished bundle.
    PathData: path_data, "path-data", 2, Contents, OnDisk;
    /// A file of a finished bundle whose references are true.
    Linked: linked, "linked", 1, References, InMemory;
    /// A file, compressed.
    Compressed: compressed, "compressed", 1, References, OnDisk;
    /// An image in the colors of one scheme.
    Drawing: drawing, "drawing", 1, Contents, InMemory;
    /// An image in one color.
    OneColor: one_color, "one-color", 1, Contents, InMemory;
    /// A mark for a dark ground.
    Dark: dark, "dark", 1, Contents, InMemory;
    /// A mark in grays.
    Tinted: tinted, "tinted", 1, Contents, InMemory;
    /// An image and its measure.
    Mark: mark, "mark", 1, Contents, InMemory;
    /// A name, set in a font.
    Name: name, "name", 1, Contents, InMemory;
    /// A picture, drawn.
    Picture: picture, "picture", 1, Contents, InMemory;
    /// The art that launch screens of several sizes have in common.
    Art: art, "art", 1, Contents, InMemory;
    /// How such an art is written.
    Coding: coding, "coding", 1, Contents, InMemory;
}

//! The keys that a theme may have on a given base client, as a tree. Locks, `unset` and the JSON Schema for editors use
//! it.

mod cover;
mod new;
mod tree;

use serde_json::Value;

pub use cover::{Unknown, covers};
pub use tree::{BRAND, EXTENDABLE, OWN, theme, values};

/// What a key takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    /// What it is for, in one line: no full stop.
    pub summary: String,
    /// What holds where a theme says nothing.
    pub otherwise: Otherwise,
    /// How it may look.
    pub examples: Vec<Value>,
    /// What is written.
    pub kind: Kind,
}

/// What holds where a theme says nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Otherwise {
    /// Nothing, or nothing that needs a word.
    Nothing,
    /// This value.
    Value(Value),
    /// What a rule makes, in a few words.
    Rule(String),
}

/// What is written for a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A text.
    Text(Text),
    /// A CSS color.
    Color,
    /// A CSS color, or the name of a color role.
    ColorOrRole,
    /// `true` or `false`.
    Bool,
    /// A number.
    Number {
        /// The least.
        min: Option<f64>,
        /// The most.
        max: Option<f64>,
    },
    /// The path of a file, with one of these endings.
    File(&'static [&'static str]),
    /// One of these names.
    Choice(Vec<String>),
    /// A list.
    List {
        /// What is in it.
        of: Box<Shape>,
        /// How a theme changes an inherited one.
        change: Change,
    },
    /// A list of tables that have an `id`; it is merged item by item.
    ById(Vec<Field>),
    /// A table with known keys.
    Table(Vec<Field>),
    /// A table whose keys a theme makes up.
    Map(Box<Shape>),
    /// A value that may also be `{ fixed = … }`.
    Preset {
        /// The value.
        of: Box<Shape>,
        /// Who may change it.
        hand: Hand,
    },
    /// A section of the base client.
    Section {
        /// Its JSON Schema.
        schema: Value,
        /// Its keys that the client's user may change, joined by dots.
        adjustable: Vec<String>,
    },
    /// One of several.
    Any(Vec<Shape>),
}

/// A key of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The key.
    pub key: String,
    /// What it takes.
    pub shape: Shape,
    /// Whether it must be there.
    pub need: Need,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be left out.
    Optional,
    /// It must be there where its table is written.
    Always,
    /// It must be there, or in a theme that this one stands on.
    Inherited,
    /// It must be there itself: it is not inherited.
    Own,
    /// It must not be there: the base client keeps it to itself. A pattern may name it all the same.
    Never,
}

/// Who may change a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// Only the theme.
    Fixed,
    /// The client's user too: the theme may write `{ default = … }`.
    Adjustable,
}

/// How a theme changes an inherited list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It writes another one.
    Whole,
    /// It writes another one, or `{ add = […], remove = […] }`, or `{ replace = […] }`.
    Parts,
}

/// What a text must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// Any text.
    Any,
    /// Any text, also of several lines; its key may be written as one, between quotes.
    Lines,
    /// One line of at most so many characters.
    Line(usize),
    /// `a-z 0-9 -`, 1 to 63.
    Id,
    /// Such as `1.0.0`.
    Version,
    /// A host name.
    Domain,
    /// A reversed domain, such as `example.acme.work`.
    ApplicationId,
    /// A relative path, or https.
    StartUrl,
    /// An `https:`, `mailto:` or `tel:` URL.
    Url,
    /// A pattern of keys.
    Pattern,
    /// A path to another theme.
    Theme,
}

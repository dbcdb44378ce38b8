//! A finished bundle of another maker: its contract, and what the edits do to its files.

mod contract;
mod files;
mod known;
mod languages;
mod marks;
mod open;
mod remains;
mod scan;
mod server;
mod upgrade;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rebadge_core::output_path::OutputPath;
use rebadge_core::source::{Place, Sourced};
use rebadge_foreign::changes::{PictureChange, Ramp, TextChange};
use rebadge_foreign::facts::{Facts, Sibling};
use rebadge_foreign::paths::PathPattern;
use rebadge_foreign::spread::Spread;

pub(super) use contract::{Contract, read};
pub use languages::Languages;
pub use open::{Finished, finished};
use scan::bundle_files;
pub(super) use scan::scan;
pub use server::Server;
pub(super) use upgrade::upgrade;
pub use upgrade::{EditState, FilesMoved, Upgrade, VersionMoved};

/// A finished bundle, with all that is the same for every tenant.
#[derive(Debug, Default)]
pub struct Foreign {
    /// What is left of the brand that the bundle has would be an error.
    pub old: OldBrand,
    /// The texts of the edits, by number. Each is a template.
    pub values: Vec<EditValue>,
    /// Edit → the custom properties that get other shades.
    pub ramps: BTreeMap<usize, Ramp>,
    /// What the files say of each other.
    pub facts: Facts,
    /// The files that differ for every tenant.
    pub spread: Spread,
    /// The files that are not shipped.
    pub deleted: BTreeSet<OutputPath>,
    /// Which languages ship.
    pub languages: Languages,
    /// What a person should look at: places of edits, each with why. A text whose grammar may not fit a new name is one.
    pub told: Vec<(Place, String)>,
    /// The patterns of names that have a hash.
    pub hashed: Vec<PathPattern>,
    /// What the maker's server does with the files.
    pub server: Server,
    /// The pictures of the old mark, as the bundle has them.
    pub marks: Vec<(String, Arc<Vec<u8>>)>,
}

/// A text of an edit.
#[derive(Clone, Debug)]
pub struct EditValue {
    /// The template.
    pub text: Sourced<String>,
    /// What it makes, which says how a theme's values are escaped in it.
    pub kind: ValueKind,
}

impl EditValue {
    /// The name by which the template engine knows it, as the one of this number. Its ending says how values are escaped.
    ///
    /// # Panics
    /// Never: the name is a plain one.
    pub fn name(&self, number: usize) -> OutputPath {
        let ending = match self.kind {
            ValueKind::Text | ValueKind::Color => "txt",
            ValueKind::Json => "json",
            ValueKind::Css => "css",
            ValueKind::Markup => "html",
        };
        let name = format!("value-{number}.{ending}");
        OutputPath::new(&name).unwrap_or_else(|_| unreachable!("a plain name"))
    }

    /// Whether it is more than a constant.
    pub fn is_template(&self) -> bool {
        ["{{", "{%", "{#"].iter().any(|mark| self.text.value.contains(mark))
    }
}

/// What a text of an edit makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// A text, which is escaped for where it goes.
    Text,
    /// A color.
    Color,
    /// A value of JSON: a number, a list.
    Json,
    /// Rules of a stylesheet.
    Css,
    /// Markup.
    Markup,
}

/// The brand that a bundle has.
#[derive(Clone, Debug, Default)]
pub struct OldBrand {
    /// Its names, the longest first.
    pub names: Vec<Sourced<String>>,
    /// Its colors: `#rrggbb`.
    pub colors: Vec<Sourced<String>>,
    /// The hosts of its maker.
    pub hosts: Vec<Sourced<String>>,
    /// Pictures of its mark, by path; or a pattern of files, `#`, and how the path data of a drawing in them begins.
    pub marks: Vec<Sourced<String>>,
    /// What may stay, and why.
    pub allowed: Vec<Allowance>,
    /// Pictures that are like a mark and may stay.
    pub pictures: Vec<AllowedPicture>,
}

/// A picture that is like a mark of the old brand and may stay.
#[derive(Clone, Debug)]
pub struct AllowedPicture {
    /// The files that have it.
    pub files: PathPattern,
    /// How its path data, or its address of data, begins; any picture of the files where it is not said.
    pub begins: Option<String>,
    /// How often it is there; any number where it is not said.
    pub count: Option<usize>,
}

/// Something of the old brand that may stay.
#[derive(Clone, Debug)]
pub struct Allowance {
    /// What.
    pub what: Allowed,
    /// The files in which it may; all where none are named.
    pub files: Vec<PathPattern>,
    /// How often it is there; any number where it is not said.
    pub count: Option<usize>,
    /// Why.
    pub reason: String,
    /// Where the contract says so.
    pub place: Place,
}

/// What may stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// A text.
    Text(String),
    /// A host.
    Host(String),
}

/// What becomes of files that a client works without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extras {
    /// They are not shipped.
    Deleted,
    /// They are files as others are.
    Kept,
}

/// What becomes of a file of a bundle that differs for every tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Values go into its text.
    Text {
        /// Where, and which.
        text: Arc<TextChange>,
        /// SHA-256 of that.
        sha256: String,
    },
    /// A picture of the theme takes its place.
    Picture(PictureChange),
    /// It names files that have another name, or holds digests of such that differ.
    Refers,
    /// It is another file, compressed.
    Compressed(Sibling),
}

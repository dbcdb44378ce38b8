//! The unbranded client: its contract and its files, scanned once per run and shared by all tenants.

mod checks;
mod contract;
mod files;
mod foreign;
mod keys;
mod leads;
mod menu_check;
pub mod options;
mod parts;
mod sbom;
mod scan;
mod section;
mod security;
mod word;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use crate::lock::Lock;
use crate::menu::MenuTable;
use rebadge_art::artwork::Artwork;
use rebadge_art::color::{Meaning, Role};
use rebadge_art::vector::{Face, FaceError, Vector, face, unpacked};
use rebadge_bundle::Shared;
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::digest::sha256;
use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;
use rebadge_core::pattern::Pattern;
use rebadge_core::source::{Place, Source, Sourced};

pub use foreign::{
    Allowance, Allowed, AllowedPicture, Change, EditState, EditValue, FilesMoved, Finished,
    Foreign, Languages, OldBrand, Server, Upgrade, ValueKind, VersionMoved, finished,
};
pub(crate) use keys::keys;
pub use keys::{is_by_id, target};
pub use parts::{Part, Policy, When};
pub use sbom::Sbom;
pub use scan::{Scanned, scan, upgrade};
pub use section::{Checker, Extent, Fault, Section};
pub use security::{Ids, Security, Subject};
pub use word::{
    Bound, By, CHECKERS, Files, Is, KEYWORD, Links, Near, Of, Part as DocumentPart, Use, Word,
    seconds, word,
};

/// A base client.
#[derive(Debug)]
pub struct Base {
    /// Its folder.
    pub root: PathBuf,
    /// `client.toml`.
    pub source: Arc<Source>,
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The languages it knows; the first is the default.
    pub languages: Vec<String>,
    /// Who may see a menu entry.
    pub roles: Vec<String>,
    /// What a menu entry may open.
    pub views: Vec<String>,
    /// The counters that a menu entry may show.
    pub badges: Vec<String>,
    /// The keys whose values no two tenants may share, besides those that are always one tenant's own.
    pub unique: Vec<Sourced<Pattern>>,
    /// The keys that a theme may not set.
    pub locks: Vec<Lock>,
    /// The keys, joined by dots, whose values the client's user may change at run time.
    pub adjustable: Vec<String>,
    /// The background of the logo.
    pub logo_on: Vec<Role>,
    /// The meanings whose colors no theme may set, and where the contract says so.
    pub protected: BTreeMap<Meaning, Place>,
    /// The places of the menu.
    pub places: BTreeMap<String, MenuPlace>,
    /// The menu, where a theme says nothing else.
    pub menu: MenuTable,
    /// The features that a theme may switch.
    pub features: BTreeMap<String, Feature>,
    /// The sections that it defines.
    pub sections: BTreeMap<String, Section>,
    /// What a menu entry may open of a section: kind of target → the key of the list, from the theme's root.
    pub opens: BTreeMap<String, Vec<String>>,
    /// What rules a theme may have; none where the contract does not say.
    pub security: Option<Security>,
    /// Language → key → text.
    pub strings: BTreeMap<String, Arc<BTreeMap<String, String>>>,
    /// Its set of menu icons: name → image.
    pub icons: BTreeMap<String, Arc<Artwork>>,
    /// Its fonts, for text in vectors.
    pub fonts: Vec<FontFile>,
    /// What it is built for, in the order of names.
    pub targets: Vec<Target>,
    /// Its own SBOM, if it brings one.
    pub sbom: Option<Sbom>,
    /// What a theme can begin with: kind → the piece of a theme, `{id}` and `{name}` in the place of names. No package depends
    /// on it.
    pub starters: BTreeMap<String, String>,
    /// Every file that was read: path in the folder → SHA-256.
    pub inputs: BTreeMap<String, String>,
    /// What people should know of its files, and what keeps no tenant from being built.
    pub warnings: Vec<Diagnostic>,
}

impl Base {
    /// Stands where there is no base client: for a run that makes icons alone.
    pub fn none() -> Base {
        Base {
            root: PathBuf::new(),
            source: Source::new("client.toml".as_ref(), String::new()),
            id: String::new(),
            name: String::new(),
            version: "1.0.0".to_owned(),
            languages: Vec::new(),
            roles: Vec::new(),
            views: Vec::new(),
            badges: Vec::new(),
            unique: Vec::new(),
            locks: Vec::new(),
            adjustable: Vec::new(),
            logo_on: Vec::new(),
            protected: BTreeMap::new(),
            places: BTreeMap::new(),
            menu: MenuTable::default(),
            features: BTreeMap::new(),
            sections: BTreeMap::new(),
            opens: BTreeMap::new(),
            security: None,
            strings: BTreeMap::new(),
            icons: BTreeMap::new(),
            fonts: Vec::new(),
            targets: Vec::new(),
            sbom: None,
            starters: BTreeMap::new(),
            inputs: BTreeMap::new(),
            warnings: Vec::new(),
        }
    }
}

/// A place of the menu.
#[derive(Clone, Debug)]
pub struct MenuPlace {
    /// The most entries that it takes.
    pub max: Option<usize>,
    /// The widest label, in columns: a wide character (UAX #11) takes two.
    pub label_max: Option<usize>,
    /// How it shows an entry's icon.
    pub icon: Option<IconPaint>,
}

/// How a place shows an entry's icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct IconPaint {
    /// The role in which the client paints it, or none for the icon's own colors.
    pub paint: Option<Role>,
    /// The role that it stands on.
    pub on: Role,
}

/// Something that a theme may switch on or off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    /// Whether it is on where a theme says nothing.
    pub default: bool,
    /// What it is, in a line.
    pub summary: String,
    /// The same in other languages: language → text.
    pub translations: BTreeMap<String, String>,
}

/// The most screenshots of one form factor that install dialogs show (web.dev, "How to add Richer Install UI").
pub const MOST_SCREENSHOTS: usize = 8;

/// A font file with what it says of itself.
#[derive(Clone, Debug)]
pub struct FontFile {
    /// Its path in the folder it belongs to.
    pub name: String,
    /// Of its bytes.
    pub sha256: String,
    /// Its bytes, which are shipped.
    pub bytes: Arc<Vec<u8>>,
    /// The TTF or OTF that is drawn with: the same, but for a font that is packed for the web.
    pub shapes: Arc<Vec<u8>>,
    /// Its family, weight and style.
    pub face: Face,
}

impl FontFile {
    /// Reads the bytes of a font.
    ///
    /// # Errors
    /// Why it is not taken as a font.
    pub fn read(name: &str, bytes: Vec<u8>) -> Result<FontFile, FaceError> {
        let bytes = Arc::new(bytes);
        let shapes = unpacked(&bytes)?.map_or_else(|| Arc::clone(&bytes), Arc::new);
        let face = face(&shapes)?;
        Ok(FontFile { name: name.to_owned(), sha256: sha256(&bytes), bytes, shapes, face })
    }
}

/// What the base client is built for: `web`.
#[derive(Debug)]
pub struct Target {
    /// Its name.
    pub name: String,
    /// Where in the package the tenant's own files go; none where they are not wanted.
    pub brand: Option<OutputPath>,
    /// The icon sets and their places.
    pub icons: Vec<IconPlace>,
    /// The folder in the base client in which its files are.
    pub root: String,
    /// The files that a theme changes, by path in the package.
    pub files: BTreeMap<OutputPath, BaseFile>,
    /// The files that every package has as they are.
    pub untouched: Arc<Shared>,
    /// Those of them that were made of a template when the base client was read → its path in the base client's folder.
    pub common: BTreeMap<OutputPath, String>,
    /// The pages that a preview shows, as the contract orders them; none where it names none.
    pub pages: Vec<Page>,
    /// The names of the pages of which screenshots are taken; none where the contract does not say.
    pub screenshots: Vec<String>,
    /// What an installed client offers before it is opened; none where the contract does not say.
    pub shortcuts: Option<Shortcuts>,
    /// What is known of a finished bundle of another maker, if it is one.
    pub foreign: Option<Arc<Foreign>>,
    /// Files that ship only under a condition.
    pub parts: Vec<Part>,
    /// What its pages may load, before a theme adds to it; empty where the contract does not say.
    pub policy: Policy,
}

/// The entries of the menu that stand in the menu of the client's own icon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortcuts {
    /// The place of the menu whose entries they are, painted as it paints them.
    pub place: Sourced<String>,
    /// The most of them, from the first on.
    pub max: usize,
}

/// A page of the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its name, for people.
    pub name: String,
    /// Its URL, relative to the package's root: a file, a fragment, or both.
    pub url: String,
}

/// An icon set and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IconPlace {
    /// The name of a set.
    pub set: Sourced<String>,
    /// The folder in the package.
    pub place: OutputPath,
}

impl Target {
    /// Stands where there is no base client.
    pub fn none() -> Target {
        let brand = OutputPath::new("brand").unwrap_or_else(|_| unreachable!("a plain name"));
        Target {
            name: String::new(),
            brand: Some(brand),
            icons: Vec::new(),
            root: String::new(),
            files: BTreeMap::new(),
            untouched: Arc::default(),
            common: BTreeMap::new(),
            pages: Vec::new(),
            screenshots: Vec::new(),
            shortcuts: None,
            foreign: None,
            parts: Vec::new(),
            policy: Policy::new(),
        }
    }
}

impl Target {
    /// The path in the base client's folder of a file that every package has as it is.
    pub fn untouched_name(&self, path: &OutputPath) -> String {
        self.common.get(path).cloned().unwrap_or_else(|| format!("{}/{path}", self.root))
    }

    /// The paths of all files of the client in a package, partials too.
    pub fn paths(&self) -> impl Iterator<Item = &OutputPath> + Clone {
        self.files.keys().chain(self.untouched.entries().keys())
    }

    /// Whether a package has a file of the client at this path.
    pub fn has(&self, path: &OutputPath) -> bool {
        self.files.contains_key(path) || self.untouched.entries().contains_key(path)
    }
}

/// A file of the client that a theme changes.
#[derive(Debug)]
pub struct BaseFile {
    /// Its path in the base client's folder.
    pub name: String,
    /// Of its bytes.
    pub sha256: String,
    /// Whether it may be run; what is made of it may be run as well.
    pub mode: Mode,
    /// What becomes of it.
    pub class: FileClass,
    /// The part that it is in, if any: its place in the list of parts.
    pub part: Option<usize>,
}

/// What becomes of a file.
#[derive(Debug)]
pub enum FileClass {
    /// It is rendered.
    Template(Template),
    /// It is recolored.
    Vector(Arc<Vector>),
    /// It is a file of a finished bundle.
    Foreign {
        /// What becomes of it.
        change: Change,
        /// The file as it is.
        entry: Arc<rebadge_bundle::Entry>,
        /// The language that it is of, as tags are compared, if it ships with that alone.
        language: Option<String>,
    },
    /// It is copied where its part is needed; all other files that no theme changes are shared by all packages.
    Part(Arc<Vec<u8>>),
}

/// A template's text.
#[derive(Debug)]
pub struct Template {
    /// The text with its path, for diagnostics.
    pub source: Arc<Source>,
    /// How its values are escaped, if the contract says so; otherwise it follows from the file's name.
    pub escape: Option<Sourced<String>>,
    /// What it is for.
    pub kind: TemplateKind,
}

/// What a template is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateKind {
    /// It makes a file from the theme.
    Page,
    /// It makes a file from the theme and the list of all other files.
    Inventory,
    /// It makes one file for all packages, from the list of the files that they all have.
    Common,
    /// Others include it; it makes no file. Its name begins with `_`.
    Partial,
}

//! A theme after loading: typed values, with defaults applied. It is immutable, and nothing in it is left to look up.

mod assets;
mod colors;
mod document;
mod fonts;
mod images;
mod lists;
mod load;
mod menu;
mod options;
mod relations;
mod rules;
mod screenshots;
mod strings;
mod tenant;
mod text;
mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::address::Origin;
use crate::base::FontFile;
use crate::base::Use;
use crate::inherit::Lineage;
use crate::rules::Rules;
use rebadge_art::artwork::Artwork;
use rebadge_art::color::{Color, Palettes, Role, Scheme};
use rebadge_art::vector::{Fonts, Header};
use rebadge_core::source::{Place, Source, Sourced};

pub use assets::{FONT_LIMIT, is_aside};
pub use load::{Gaps, Loaded, load};
pub use strings::Texts;
pub use tenant::SHORT_NAME;
pub use text::{application_id, is_id, leading_words};

/// A theme, resolved against a base client.
#[derive(Clone, Debug)]
pub struct Theme {
    /// The theme's file.
    pub source: Arc<Source>,
    /// The files that it extends, and who set what.
    pub lineage: Lineage,
    /// Who it is for.
    pub tenant: Tenant,
    /// Links that the law or good manners want.
    pub legal: Legal,
    /// The logo.
    pub logo: Logo,
    /// All roles, in both schemes.
    pub palettes: Palettes,
    /// The colors that the theme wrote itself; all others are derived.
    pub written_colors: BTreeMap<(Scheme, Role), Sourced<Color>>,
    /// The brand color.
    pub brand_color: Sourced<Color>,
    /// The accent, if the theme has one.
    pub accent: Option<Sourced<Color>>,
    /// The app icon.
    pub icon: Icon,
    /// The launch screen.
    pub launch: Launch,
    /// The fonts that the theme brings.
    pub fonts: Vec<Font>,
    /// All fonts for text in vectors: the theme's, then the base client's.
    pub drawing_fonts: Fonts,
    /// Pictures of the client at work, in their order.
    pub screenshots: Vec<Screenshot>,
    /// The menu.
    pub menu: Menu,
    /// Language → key → text, the base client's texts under the theme's.
    pub strings: BTreeMap<String, Texts>,
    /// Which features are on.
    pub features: BTreeMap<String, bool>,
    /// What the client's user may change at run time, by key: whether this theme leaves it to them.
    pub adjustable: BTreeMap<String, bool>,
    /// The sections that the base client defines, with their defaults.
    pub sections: BTreeMap<String, serde_json::Value>,
    /// The files that sections name, in the order of the sections.
    pub assets: Vec<Asset>,
    /// The hosts that sections name, in the order of the sections.
    pub hosts: Vec<Host>,
    /// Who may do what.
    pub rules: Arc<Rules>,
    /// Whether what the client shows is made up: the theme says so, or it is shown in a preview.
    pub is_demo: bool,
    /// Every file that was read: path from the theme's folder → SHA-256.
    pub inputs: BTreeMap<String, String>,
}

impl Theme {
    /// The values that conditions of parts ask for, as one table.
    pub fn values(&self) -> serde_json::Value {
        let mut all: serde_json::Map<String, serde_json::Value> =
            self.sections.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
        all.insert("features".to_owned(), serde_json::json!(self.features));
        all.insert("demo".to_owned(), self.is_demo.into());
        all.into()
    }

    /// Another theme that is the same but for its default language; none for a language that it does not have.
    pub fn in_language(&self, language: &str) -> Option<Theme> {
        let at = self.tenant.languages.iter().position(|known| known == language)?;
        let mut other = self.clone();
        let tenant = &mut other.tenant;
        tenant.languages[..=at].rotate_right(1);
        tenant.language.value = language.to_owned();
        if tenant.direction.place().is_none() {
            tenant.direction.value = text::direction(language).to_owned();
        }
        // As if it were written in the theme's file, so that what is made of it is not taken for what was made of this.
        other.inputs.insert("tenant.language".to_owned(), language.to_owned());
        Some(other)
    }
}

/// Who a theme is for.
#[derive(Clone, Debug)]
pub struct Tenant {
    /// `a-z 0-9 -`, 1 to 63.
    pub id: Sourced<String>,
    /// In any script.
    pub name: Sourced<String>,
    /// At most 12 characters, for home screens.
    pub short_name: Sourced<String>,
    /// In a sentence.
    pub description: Sourced<String>,
    /// Who publishes it.
    pub vendor: Sourced<String>,
    /// Of the tenant's client.
    pub version: Sourced<String>,
    /// The default language.
    pub language: Sourced<String>,
    /// The languages, the default first.
    pub languages: Vec<String>,
    /// `ltr` or `rtl`.
    pub direction: Sourced<String>,
    /// A host name, or empty.
    pub domain: Sourced<String>,
    /// What systems know the client by, such as `example.acme.work`; or empty.
    pub application_id: Sourced<String>,
    /// Relative, or https within the domain.
    pub start_url: Sourced<String>,
}

/// Links; empty where the theme has none.
#[derive(Clone, Debug, Default)]
pub struct Legal {
    /// Where to find help.
    pub support: String,
    /// Terms of use.
    pub terms: String,
    /// Privacy policy.
    pub privacy: String,
    /// Who is responsible.
    pub imprint: String,
}

/// The logo of each scheme.
#[derive(Clone, Debug)]
pub struct Logo {
    /// In the light scheme.
    pub light: Sourced<Arc<Artwork>>,
    /// In the dark scheme.
    pub dark: Sourced<Arc<Artwork>>,
}

impl Logo {
    /// The logo of a scheme.
    pub fn get(&self, scheme: Scheme) -> &Sourced<Arc<Artwork>> {
        match scheme {
            Scheme::Light => &self.light,
            Scheme::Dark => &self.dark,
        }
    }
}

/// The app icon.
#[derive(Clone, Debug)]
pub struct Icon {
    /// What is drawn.
    pub mark: Sourced<Arc<Artwork>>,
    /// Its background.
    pub background: Sourced<Background>,
    /// Share of the side that stays free on each side, 0 to 0.4.
    pub padding: f64,
    /// The mark in one color; of a derived one, what [`rebadge_art::vector::Tones`] leaves of the mark.
    pub monochrome: Sourced<Arc<Artwork>>,
    /// Drawings of the mark for small sizes, the smallest first.
    pub small: Vec<SmallMark>,
    /// The mark of iOS's dark icon, where it is drawn by hand.
    pub dark: Option<Sourced<Arc<Artwork>>>,
    /// The mark of iOS's tinted icon, where it is drawn by hand.
    pub tinted: Option<Sourced<Arc<Artwork>>>,
    /// The glyph of notifications, where it is drawn by hand.
    pub notification: Option<Sourced<Arc<Artwork>>>,
}

/// A drawing of the mark for small sizes.
#[derive(Clone, Debug)]
pub struct SmallMark {
    /// The side of the icon, in pixels, at which the next larger drawing takes over.
    pub below: u32,
    /// The drawing.
    pub mark: Sourced<Arc<Artwork>>,
}

impl Icon {
    /// The drawing of the mark for an icon of this side, in pixels.
    pub fn mark_at(&self, side: u32) -> &Sourced<Arc<Artwork>> {
        let small = self.small.iter().find(|small| side < small.below);
        small.map_or(&self.mark, |small| &small.mark)
    }
}

/// The background of an app icon's mark.
#[derive(Clone, Debug)]
pub enum Background {
    /// One color for each scheme.
    Color {
        /// In the light scheme.
        light: Color,
        /// In the dark scheme.
        dark: Color,
    },
    /// A linear gradient.
    Gradient(Gradient),
    /// A drawing that covers all.
    Artwork(Arc<Artwork>),
}

/// A linear gradient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gradient {
    /// At the start.
    pub from: Color,
    /// At the end.
    pub to: Color,
    /// In degrees as in CSS: 0 is upwards, 90 to the right.
    pub angle: f64,
}

/// The launch screen.
#[derive(Clone, Debug)]
pub struct Launch {
    /// Its background in the light scheme.
    pub background: Sourced<Color>,
    /// Its background in the dark scheme.
    pub background_dark: Sourced<Color>,
    /// What it shows.
    pub image: LaunchImage,
    /// What Android shows below the icon, where it is not the logo.
    pub branding: Option<Sourced<Arc<Artwork>>>,
}

/// What a launch screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaunchImage {
    /// The logo of the scheme.
    Logo,
    /// The app icon.
    Icon,
}

/// A family of fonts.
#[derive(Clone, Debug)]
pub struct Font {
    /// The family.
    pub family: Sourced<String>,
    /// An SPDX license expression.
    pub license: String,
    /// `body`, `heading`.
    pub uses: Vec<String>,
    /// Its files.
    pub files: Vec<FontFile>,
}

/// A picture of the client at work, for the dialog that offers to install it.
#[derive(Clone, Debug)]
pub struct Screenshot {
    /// Its path from the theme's folder.
    pub file: Sourced<String>,
    /// Of its bytes.
    pub sha256: String,
    /// Its bytes, which are shipped as they are.
    pub bytes: Arc<Vec<u8>>,
    /// What kind of file it is, and its size.
    pub header: Header,
    /// Which screens it is for.
    pub form: FormFactor,
    /// The page of the base client that it shows, if it was taken of one.
    pub page: Option<String>,
    /// What it shows: language → text; for a text in every language, without a base client, the language is empty.
    pub label: BTreeMap<String, Sourced<String>>,
}

impl Screenshot {
    /// Its size as a manifest writes it: `1280x800`.
    pub fn sizes(&self) -> String {
        format!("{}x{}", self.header.width, self.header.height)
    }

    /// What it shows, in a language; else the one text for all languages, or the first.
    pub fn label_in(&self, language: &str) -> &str {
        let text = self.label.get(language).or_else(|| self.label.values().next());
        text.map_or("", |text| text.value.as_str())
    }
}

/// Which screens a picture is for (W3C, Web App Manifest - Application Information, `form_factor`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FormFactor {
    /// Those of desks.
    Wide,
    /// Those of phones.
    Narrow,
}

impl FormFactor {
    /// Both.
    pub const ALL: [FormFactor; 2] = [FormFactor::Wide, FormFactor::Narrow];

    /// As themes and manifests write it.
    pub fn name(self) -> &'static str {
        match self {
            FormFactor::Wide => "wide",
            FormFactor::Narrow => "narrow",
        }
    }
}

/// The menu: what each place shows.
#[derive(Clone, Debug, Default)]
pub struct Menu {
    /// Place → ids of entries, in order.
    pub places: BTreeMap<String, PlaceList>,
    /// Id → entry: those that a place shows.
    pub entries: BTreeMap<String, MenuEntry>,
    /// Id → group.
    pub groups: BTreeMap<String, MenuGroup>,
    /// Entries of the theme that no place shows.
    pub unplaced: Vec<Sourced<String>>,
}

/// What one place shows.
#[derive(Clone, Debug)]
pub struct PlaceList {
    /// Ids of entries, in order; without those that are wrong.
    pub ids: Vec<String>,
    /// How many ids are written.
    pub written: usize,
    /// Where the list is written: in the theme or in the contract.
    pub place: Place,
}

/// A group of entries.
#[derive(Clone, Debug)]
pub struct MenuGroup {
    /// Where its label is written.
    pub place: Place,
    /// Language → text.
    pub label: BTreeMap<String, Sourced<String>>,
}

/// One entry.
#[derive(Clone, Debug)]
pub struct MenuEntry {
    /// Where it is written, the theme first.
    pub place: Place,
    /// Where its label is written.
    pub label_place: Place,
    /// Language → text.
    pub label: BTreeMap<String, Sourced<String>>,
    /// Its icon.
    pub icon: Sourced<Arc<Artwork>>,
    /// A counter, or empty.
    pub badge: String,
    /// What it opens.
    pub target: Target,
    /// Who sees it; everybody where empty.
    pub roles: Vec<String>,
    /// The group it is in, or empty.
    pub group: String,
}

/// What a menu entry opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A view of the client.
    View(String),
    /// A URL.
    Url(String),
    /// An item of a list of a section.
    Item {
        /// As the contract calls what it opens.
        kind: String,
        /// The item's id.
        id: String,
    },
}

impl Target {
    /// Its kind and what is meant, as templates and pages are given them.
    pub fn parts(&self) -> (&str, &str) {
        match self {
            Target::View(view) => ("view", view),
            Target::Url(url) => ("url", url),
            Target::Item { kind, id } => (kind, id),
        }
    }
}

/// A file that a section names.
#[derive(Clone, Debug)]
pub struct Asset {
    /// Keys to the value that names it, from the theme's root; an item of a list by its id, or else by its number.
    pub key: Vec<String>,
    /// Where the value is: the section, then a key or an index for each level.
    pub at: Vec<String>,
    /// The file.
    pub file: AssetFile,
    /// The place of the menu that it is painted as, of an icon.
    pub painted: Option<String>,
}

/// A file that a section names, as it was read.
#[derive(Clone, Debug)]
pub enum AssetFile {
    /// A drawing or a picture.
    Image(Sourced<Arc<Artwork>>),
    /// Any other file, which is shipped as it is.
    Bytes {
        /// Its path from the theme's folder.
        name: Sourced<String>,
        /// Of its bytes.
        sha256: String,
        /// Its bytes.
        bytes: Arc<Vec<u8>>,
    },
}

impl Asset {
    /// The ending of its name in a package.
    pub fn ending(&self) -> String {
        match &self.file {
            AssetFile::Image(image) => image.value.image.ending().to_owned(),
            AssetFile::Bytes { name, .. } => {
                name.value.rsplit('.').next().unwrap_or_default().to_ascii_lowercase()
            }
        }
    }
}

/// A host that a section names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// What a policy calls it.
    pub origin: Origin,
    /// What the client does with it.
    pub uses: Vec<Use>,
    /// The key of the theme that names it, joined by dots.
    pub key: String,
}

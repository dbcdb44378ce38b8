//! Which files a package has, and what each is made of. A [`Plan`] says which: that is quick, and all that a check needs.
//! [`lower`] makes a graph of recipes of it, in which nothing is left to look up in the theme.

mod context;
mod drawings;
mod foreign;
mod inputs;
mod lower;
mod make;
mod painter;
mod policy;
mod rehearse;
mod replaced;
mod sets;
mod texts;
mod view;

use std::collections::BTreeMap;
use std::sync::Arc;

use rebadge_art::artwork::Artwork;
use rebadge_art::color::Scheme;
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::Sourced;
use rebadge_render::render::{Effort, Templates};
use rebadge_theme::base::{Base, IconPaint, Target};
use rebadge_theme::theme::{AssetFile, Theme};

pub(crate) use context::keys_of;
pub use drawings::{Drawings, source};
pub(crate) use foreign::keys as keys_of_edits;
pub use lower::{Rendered, Seen, lower, origin, render};
pub use make::{has_words, id, plan, plan_set};
pub use painter::Painter;
pub use policy::{Policy, policy};
pub use rebadge_render::render::container::{Encoding, Frames, Member};
pub use rebadge_render::render::look::{
    Art, CORNER, Fit, Ground, Look, Mask, Picture, Shadow, Style,
};
pub use rebadge_render::render::png::PixelFormat;
pub use rehearse::check_templates;
pub use sets::{
    BACKGROUND, FOREGROUND, Format, Icon, Limit, Part, Row, Set, Size, THEMED, When, icons, set,
    sets,
};

/// Everything that a package of one tenant is made of.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The tenant's theme.
    pub theme: &'a Theme,
    /// The base client.
    pub base: &'a Base,
    /// What is built.
    pub target: &'a Target,
    /// Which files there are.
    pub plan: &'a Plan,
    /// The target's templates.
    pub templates: &'a Arc<Templates>,
    /// How hard images are compressed.
    pub effort: Effort,
    /// What its templates see, where that is known already.
    pub seen: Option<&'a Seen>,
}

impl Job<'_> {
    /// Whether something is made of templates.
    pub(crate) fn has_templates(&self) -> bool {
        let is_one = |step: &Step| matches!(step, Step::Template(_));
        self.target.foreign.is_some() || self.plan.steps.values().any(is_one)
    }
}

/// The plan of one tenant's package for one target.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The target.
    pub target: String,
    /// Output path → what makes it. The files that every package has as they are have no step.
    pub steps: BTreeMap<OutputPath, Step>,
    /// Where templates find the tenant's own files.
    pub names: Names,
}

/// What makes one output.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The bytes as they are.
    Copy(Copied),
    /// A template of the base client, rendered with the theme.
    Template(Knows),
    /// An SVG in the colors of the theme.
    Recolor(Recolored),
    /// The app icon as one SVG that follows the color scheme.
    Compose,
    /// An SVG in one color, which systems paint in a color of theirs.
    OneColor(Look),
    /// An Android VectorDrawable of so many dp a side.
    Drawable(Look, u32),
    /// A PNG of the icon or of the launch screen, in a format that its reader takes.
    Picture(Picture, PixelFormat),
    /// A theme's PNG at its own size, written anew so that nothing but its pixels is shipped.
    Same(Drawn),
    /// The icon of a menu entry on a plate, as a PNG.
    Shortcut(Shortcut),
    /// Pictures of several sizes in one file, each drawn on its own.
    Container(Container),
    /// A text that lists or refers to the pictures of a set.
    Text(Text),
    /// A file of a finished bundle that differs for each tenant. In the package it may have another name.
    Foreign,
}

/// What a template is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Knows {
    /// The theme.
    Theme,
    /// The theme and the list of all other files.
    Inventory,
}

/// The icon of a shortcut.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shortcut {
    /// The menu entry.
    pub entry: String,
    /// How it is painted, and on what.
    pub icon: IconPaint,
}

/// Several pictures in one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Container {
    /// What is on them.
    pub look: Look,
    /// What kind of file.
    pub members: Members,
}

/// The members of a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Members {
    /// ICO.
    Ico(Frames),
    /// ICNS.
    Icns(&'static [Member]),
}

impl Container {
    /// Whether a member is stored as PNG.
    pub fn is_png(&self, member: usize) -> bool {
        match self.members {
            Members::Ico(frames) => frames.sides[member] > frames.bitmaps_to,
            Members::Icns(members) => members[member].encoding == Encoding::Png,
        }
    }

    /// The pictures, in the order of the members.
    pub fn pictures(&self) -> Vec<Picture> {
        let square = |side: &u32| Picture::square(self.look, *side);
        match self.members {
            Members::Ico(frames) => frames.sides.iter().map(square).collect(),
            Members::Icns(members) => members.iter().map(|member| square(&member.side)).collect(),
        }
    }
}

/// A text of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// The set.
    pub set: &'static str,
    /// Its template.
    pub template: &'static str,
}

/// What is copied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Copied {
    /// A font of the theme.
    Font {
        /// Which of its families.
        family: usize,
        /// Which file of the family.
        file: usize,
    },
    /// A screenshot of the theme: which of them.
    Screenshot(usize),
    /// A file that a section names: which of the theme's assets.
    Asset(usize),
    /// The base client's file for this output, which only packages with its part have.
    Part,
}

/// What is recolored.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Recolored {
    /// The base client's file for this output.
    Base,
    /// An image of the theme, or of the base client's set.
    Image(Drawn),
}

/// An image that a theme shows as it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drawn {
    /// The logo of a scheme.
    Logo(Scheme),
    /// The app icon's mark.
    Mark,
    /// The icon of a menu entry, by the entry's id.
    MenuIcon(String),
    /// An image that a section names: which of the theme's assets.
    Asset(usize),
}

impl Drawn {
    /// The image itself.
    ///
    /// # Panics
    /// For a menu entry or an asset that the theme does not have; a plan names only those that it has.
    pub fn artwork<'a>(&self, theme: &'a Theme) -> &'a Artwork {
        &self.sourced(theme).value
    }

    fn sourced<'a>(&self, theme: &'a Theme) -> &'a Sourced<Arc<Artwork>> {
        match self {
            Drawn::Logo(scheme) => theme.logo.get(*scheme),
            Drawn::Mark => &theme.icon.mark,
            Drawn::MenuIcon(id) => &theme.menu.entries[id].icon,
            Drawn::Asset(at) => match &theme.assets[*at].file {
                AssetFile::Image(image) => image,
                AssetFile::Bytes { .. } => unreachable!("a plan draws images only"),
            },
        }
    }
}

/// The paths of the tenant's own files.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// The logo in the light scheme.
    pub logo_light: String,
    /// The logo in the dark scheme.
    pub logo_dark: String,
    /// The icons of all sets.
    pub icons: Vec<(OutputPath, Icon)>,
    /// Menu entry → its icon.
    pub menu_icons: BTreeMap<String, String>,
    /// Menu entry and the icon of its shortcut, in their order.
    pub shortcuts: Vec<(String, String)>,
    /// Family, file → its path.
    pub fonts: Vec<Vec<String>>,
    /// The screenshots, as a manifest lists them: which of the theme's it is, and its path.
    pub screenshots: Vec<(usize, String)>,
    /// The files that sections name, in the order of the theme's assets.
    pub assets: Vec<String>,
    /// Part → whether the package has it.
    pub parts: BTreeMap<String, bool>,
}

/// The scheme whose colors a style takes.
fn scheme(style: Style) -> Scheme {
    match style {
        Style::Light => Scheme::Light,
        Style::Dark | Style::Tinted => Scheme::Dark,
    }
}

//! Parameters that several kinds have: colors, and the layers that pictures are drawn of.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::recipes::node::Node;
use crate::recipes::run::Run;
use crate::recipes::value::Fault;
use crate::render::icon::IconLayers;
use crate::render::plate::{Background, Gradient};
use crate::render::raster::{Mark, Picture};
use rebadge_art::color::{Color, Palette, Palettes, Role};
use rebadge_art::vector::{DrawError, Vector};

/// A color, written as `#rrggbb`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub Color);

impl fmt::Debug for Ink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Ink {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// The colors that a drawing takes of a palette, and no others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Colors(Vec<(Role, Ink)>);

impl Colors {
    /// Those that a vector takes.
    pub fn of(vector: &Vector, palette: &Palette) -> Colors {
        let surroundings = vector.uses_current_color().then_some(Role::OnSurface);
        let mut roles: Vec<Role> =
            surroundings.into_iter().chain(vector.paints().map(|paint| paint.role)).collect();
        roles.sort();
        roles.dedup();
        Colors(roles.into_iter().map(|role| (role, Ink(palette.get(role)))).collect())
    }

    /// These and others.
    #[must_use]
    pub fn and(mut self, others: Colors) -> Colors {
        self.0.extend(others.0);
        self.0.sort_by_key(|(role, _)| *role);
        self.0.dedup();
        self
    }

    /// The roles.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        self.0.iter().map(|(role, _)| *role)
    }

    /// A palette with these colors; those that nobody asks for are black.
    pub fn palette(&self) -> Palette {
        Palette::from_fn(|role| {
            let known = self.0.iter().find(|(own, _)| *own == role);
            known.map_or(Color::BLACK, |(_, color)| color.0)
        })
    }
}

impl Serialize for Colors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(role, color)| (role.name(), color)))
    }
}

/// The palettes of both schemes.
pub(super) fn palettes(light: &Colors, dark: &Colors) -> Palettes {
    Palettes { light: light.palette(), dark: dark.palette() }
}

/// The background of a picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Nothing.
    Clear,
    /// One color.
    Color(Ink),
    /// From one color to another.
    Gradient(Gradient),
    /// A drawing.
    Drawing(Node),
}

impl Ground {
    /// Ready to be drawn; none for nothing.
    pub(super) fn made(&self, with: &Run<'_>) -> Result<Option<Background>, Fault> {
        Ok(Some(match self {
            Ground::Clear => return Ok(None),
            Ground::Color(color) => Background::Color(color.0),
            Ground::Gradient(gradient) => Background::Gradient(*gradient),
            Ground::Drawing(node) => match &*with.picture(node)? {
                Picture::Vector(drawing) => Background::Vector(drawing.clone()),
                Picture::Raster(_) => return Err(no_raster().into()),
            },
        }))
    }
}

/// Why a background of pixels is not drawn.
pub(super) fn no_raster() -> DrawError {
    DrawError("an icon's background is an SVG".into())
}

/// What a picture is drawn of.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Layers {
    /// Behind.
    pub ground: Ground,
    /// In front; none for a look that shows the ground alone.
    pub mark: Option<Node>,
    /// Share of the plate's side that is left free on each side; 0 where the look does not ask for it.
    pub padding: f32,
}

/// Layers that are ready to be drawn.
pub(super) struct Laid {
    background: Option<Background>,
    mark: Option<Arc<Mark>>,
    padding: f32,
}

impl Layers {
    pub(super) fn laid(&self, with: &Run<'_>) -> Result<Laid, Fault> {
        let background = self.ground.made(with)?;
        let mark = match &self.mark {
            Some(mark) => with.mark(mark)?,
            None => None,
        };
        Ok(Laid { background, mark, padding: self.padding })
    }
}

impl Laid {
    pub(super) fn icon(&self) -> IconLayers<'_> {
        let (background, mark) = (self.background.as_ref(), self.mark.as_deref());
        IconLayers { background, mark, padding: self.padding }
    }
}

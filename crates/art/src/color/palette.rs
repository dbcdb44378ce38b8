//! Palettes: one color for each role, in each scheme; and the seed they grow from.
//!
//! Plain data without the derivation: most of the program only reads it.

use crate::color::{Color, Role};

/// Light or dark.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Scheme {
    /// Dark text on light surfaces.
    Light,
    /// Light text on dark surfaces.
    Dark,
}

impl Scheme {
    /// Both schemes, light first.
    pub const ALL: [Self; 2] = [Self::Light, Self::Dark];

    /// `light` or `dark`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The colors of one scheme: one for each role.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Palette {
    colors: [Color; Role::COUNT],
}

impl Palette {
    /// A palette with the color that `color` gives for each role.
    pub fn from_fn(color: impl FnMut(Role) -> Color) -> Self {
        Self { colors: Role::ALL.map(color) }
    }

    /// The color of `role`.
    #[must_use]
    pub const fn get(&self, role: Role) -> Color {
        self.colors[role.index()]
    }

    /// Puts `color` in the place of `role`'s.
    pub const fn set(&mut self, role: Role, color: Color) {
        self.colors[role.index()] = color;
    }

    /// All roles with their colors, in the order of [`Role::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Role, Color)> + '_ {
        Role::ALL.into_iter().zip(self.colors)
    }
}

/// The palettes of both schemes.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Palettes {
    /// The colors of the light scheme.
    pub light: Palette,
    /// The colors of the dark scheme.
    pub dark: Palette,
}

impl Palettes {
    /// The palette of `scheme`.
    #[must_use]
    pub const fn get(&self, scheme: Scheme) -> &Palette {
        match scheme {
            Scheme::Light => &self.light,
            Scheme::Dark => &self.dark,
        }
    }
}

/// The colors that a theme sets itself, for each scheme and role.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Overrides {
    colors: [[Option<Color>; Role::COUNT]; 2],
}

impl Default for Overrides {
    fn default() -> Self {
        Self { colors: [[None; Role::COUNT]; 2] }
    }
}

impl Overrides {
    /// The color that the theme sets for `role` in `scheme`.
    #[must_use]
    pub const fn get(&self, scheme: Scheme, role: Role) -> Option<Color> {
        self.colors[scheme as usize][role.index()]
    }

    /// Sets the color of `role` in `scheme`.
    pub const fn set(&mut self, scheme: Scheme, role: Role, color: Color) {
        self.colors[scheme as usize][role.index()] = Some(color);
    }
}

/// What palettes are derived from.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Seed {
    /// The brand's color.
    pub brand: Color,
    /// A second color, for the secondary roles. Without it they are a quiet tone of the brand's hue.
    pub accent: Option<Color>,
    /// What the theme sets itself. It always wins, and the other roles are derived from it.
    pub overrides: Overrides,
}

impl Seed {
    /// A seed of one color.
    #[must_use]
    pub fn new(brand: Color) -> Self {
        Self { brand, accent: None, overrides: Overrides::default() }
    }
}

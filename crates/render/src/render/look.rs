//! How a picture looks, whatever its size; the tables of `plan` say who asks for which look at which size. Lengths are in
//! thousandths, so that looks can be compared and sorted.

use serde::Serialize;

/// All of a picture but its size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Look {
    /// What is shown.
    pub art: Art,
    /// In which colors.
    pub style: Style,
    /// Its background.
    pub ground: Ground,
    /// The outline of the ground.
    pub mask: Mask,
    /// The side of the ground's square, in thousandths of the canvas's shorter side. Less than 1000 leaves a margin on
    /// all sides; at 1000 an unmasked ground covers all of the canvas, square or not.
    pub plate: u16,
    /// How large the art is.
    pub fit: Fit,
    /// What the ground throws.
    pub shadow: Shadow,
}

/// What is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Art {
    /// The app icon's mark.
    Mark,
    /// The mark in one color, white on nothing.
    Monochrome,
    /// The small glyph of notifications, white on nothing.
    Notification,
    /// What the launch screen shows: the logo or the mark.
    Launch,
    /// The logo, which may be a word mark.
    Logo,
    /// Nothing: the ground alone.
    Nothing,
}

/// In which colors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Style {
    /// Those of the light scheme.
    Light,
    /// Those of the dark scheme.
    Dark,
    /// Grays, which the system tints.
    Tinted,
}

/// What the art stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Ground {
    /// Nothing.
    Clear,
    /// The app icon's background.
    Icon,
    /// The launch screen's background.
    Launch,
    /// Black.
    Black,
}

/// The outline of the ground.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Mask {
    /// None: it covers its square, or all of the canvas.
    None,
    /// A square whose corners bend gently into the sides, as on a home screen: their radius in thousandths of the side.
    Rounded(u16),
    /// A circle.
    Circle,
}

/// How large the art is: as large as fits, its painted part in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Fit {
    /// The ground's square less the theme's padding on each side.
    Padded,
    /// As [`Fit::Padded`], and within a circle of this diameter, in thousandths of the canvas's shorter side: what every
    /// mask leaves.
    Safe(u16),
    /// A box of this width and height, in thousandths of the canvas's shorter side, whatever the theme's padding.
    Box(u16, u16),
}

/// What the ground throws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Shadow {
    /// Nothing.
    None,
    /// The soft shadow below an icon in macOS's dock.
    Soft,
}

/// The radius of a plate's corners where a platform does not say otherwise, in thousandths of its side.
pub const CORNER: u16 = 220;

impl Look {
    /// The mark on a plate with round corners, from edge to edge.
    pub const PLATE: Look = Look {
        art: Art::Mark,
        style: Style::Light,
        ground: Ground::Icon,
        mask: Mask::Rounded(CORNER),
        plate: 1000,
        fit: Fit::Padded,
        shadow: Shadow::None,
    };

    /// The mark on a background that covers all, without an alpha channel: the system cuts its own shape.
    pub const OPAQUE: Look = Look { mask: Mask::None, ..Look::PLATE };

    /// The same for systems that cut up to a circle of 80 % (W3C Web Application Manifest, "Icon masks and safe zone").
    pub const MASKABLE: Look = Look { fit: Fit::Safe(800), ..Look::OPAQUE };

    /// The mark on nothing.
    pub const BARE: Look = Look { ground: Ground::Clear, mask: Mask::None, ..Look::PLATE };

    /// The mark on black, from edge to edge.
    pub const BLACK: Look = Look { ground: Ground::Black, ..Look::OPAQUE };

    /// White on nothing (W3C Web Application Manifest, "monochrome").
    pub const MONOCHROME: Look = Look { art: Art::Monochrome, fit: Fit::Safe(800), ..Look::BARE };

    /// The launch screen, from edge to edge.
    pub const LAUNCH: Look =
        Look { art: Art::Launch, ground: Ground::Launch, fit: Fit::Box(440, 440), ..Look::OPAQUE };

    /// The same look in another style.
    pub const fn in_style(self, style: Style) -> Look {
        Look { style, ..self }
    }

    /// Whether every pixel is opaque, so that the file has no alpha channel.
    pub fn is_opaque(&self) -> bool {
        self.ground != Ground::Clear && self.mask == Mask::None && self.plate == 1000
    }

    /// In a few words, for plans and lists.
    pub fn name(&self) -> String {
        let art = match self.art {
            Art::Mark => "mark",
            Art::Monochrome => "monochrome",
            Art::Notification => "notification",
            Art::Launch => "launch",
            Art::Logo => "logo",
            Art::Nothing => "background",
        };
        let ground = match (self.art, self.ground) {
            (Art::Mark | Art::Logo | Art::Launch, Ground::Clear) => " alone",
            (_, Ground::Black) => " on black",
            _ => "",
        };
        let style = match self.style {
            Style::Light => "",
            Style::Dark => ", dark",
            Style::Tinted => ", tinted",
        };
        let mask = match self.mask {
            Mask::None => "",
            Mask::Rounded(_) => ", rounded",
            Mask::Circle => ", round",
        };
        let fit = match (self.art, self.fit) {
            (Art::Mark, Fit::Safe(_)) => ", safe zone",
            _ => "",
        };
        format!("{art}{ground}{mask}{fit}{style}")
    }
}

/// One picture: a look at a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Picture {
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// What is on it.
    pub look: Look,
}

impl Picture {
    /// A square one.
    pub const fn square(look: Look, side: u32) -> Picture {
        Picture { width: side, height: side, look }
    }
}

//! What freedesktop.org's specifications ask for.

use super::row::{Format, Part, Row, Set, Size};
use rebadge_render::render::look::{Art, Fit, Look};

/// The sets of this file.
pub(super) const SETS: &[Set] = &[LINUX];

/// The tree below `/usr/share`, named by the application id.
const LINUX: Set = Set {
    name: "linux",
    summary: "hicolor icon theme (sizes, scalable, symbolic), desktop entry, AppStream metainfo",
    parts: &[
        Part { folder: "icons/hicolor/", rows: HICOLOR },
        Part { folder: "applications/", rows: DESKTOP },
        Part { folder: "metainfo/", rows: METAINFO },
    ],
};

/// freedesktop.org, Icon Theme Specification, `hicolor`'s directories.
const SIZES: &[Size] = &[
    Size::px(16),
    Size::px(22),
    Size::px(24),
    Size::px(32),
    Size::px(36),
    Size::px(48),
    Size::px(64),
    Size::px(72),
    Size::px(96),
    Size::px(128),
    Size::px(192),
    Size::px(256),
    Size::px(512),
];

/// GNOME, Human Interface Guidelines: symbolic icons stand in a square of 16 with 1 free on each side at most.
const SYMBOLIC: Look = Look { art: Art::Monochrome, fit: Fit::Box(940, 940), ..Look::BARE };

const HICOLOR: &[Row] = &[
    Row::png("{width}x{height}/apps/{id}.png", SIZES, Look::PLATE),
    Row::file("scalable/apps/{id}.svg", Format::Svg, Look::PLATE),
    Row::file("symbolic/apps/{id}-symbolic.svg", Format::Symbolic, SYMBOLIC),
];

const DESKTOP: &[Row] = &[Row::text("{id}.desktop", include_str!("linux/app.desktop.tera"))];

const METAINFO: &[Row] =
    &[Row::text("{id}.metainfo.xml", include_str!("linux/app.metainfo.xml.tera"))];

//! What browsers and home screens ask a web client for.

use super::row::{Format, Part, Row, Set, Size};
use crate::plan::look::{Fit, Look};

/// HTML's `icon` and Apple's `apple-touch-icon` links, the W3C Web Application Manifest's icons (192 and 512 are what
/// Chromium's install criteria ask for), and Open Graph's 1.91:1 picture.
pub(super) const WEB: Set = Set {
    name: "web",
    summary: "favicons, home screens, install prompt, link preview",
    parts: &[Part { folder: "", rows: ROWS }],
};

const ROWS: &[Row] = &[
    Row { path: "favicon.svg", sizes: &[], format: Format::Svg, look: Look::PLATE, purpose: "" },
    Row {
        path: "favicon.ico",
        sizes: &[],
        format: Format::Ico(&[16, 32, 48]),
        look: Look::PLATE,
        purpose: "",
    },
    Row {
        path: "apple-touch-icon.png",
        sizes: &[Size::px(180)],
        format: Format::Png,
        look: Look::OPAQUE,
        purpose: "",
    },
    Row {
        path: "icon-{width}.png",
        sizes: &[Size::px(192), Size::px(512)],
        format: Format::Png,
        look: Look::PLATE,
        purpose: "any",
    },
    Row {
        path: "icon-maskable-{width}.png",
        sizes: &[Size::px(192), Size::px(512)],
        format: Format::Png,
        look: Look::MASKABLE,
        purpose: "maskable",
    },
    Row {
        path: "icon-monochrome-{width}.png",
        sizes: &[Size::px(512)],
        format: Format::Png,
        look: Look::MONOCHROME,
        purpose: "monochrome",
    },
    Row {
        path: "link-preview.png",
        sizes: &[Size::of(1200, 630)],
        format: Format::Png,
        look: Look { fit: Fit::Box(1333, 500), ..Look::OPAQUE },
        purpose: "",
    },
];

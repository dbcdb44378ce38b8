//! What browsers and home screens ask a web client for.

use super::row::{Format, Part, Row, Set, Size, When};
use rebadge_render::render::container::Frames;
use rebadge_render::render::look::{Art, Fit, Look, Style};

/// The sets of this file.
pub(super) const SETS: &[Set] = &[WEB, LEGACY];

/// HTML's `icon` and Apple's `apple-touch-icon` links, the W3C Web Application Manifest's icons (192 and 512 are what
/// Chromium's install criteria ask for), and Open Graph's 1.91:1 picture.
const WEB: Set = Set {
    name: "web",
    summary: "favicons, home screens, install prompt, link preview, with manifest and HTML head",
    parts: &[Part { folder: "", rows: ROWS }],
};

const PREVIEW: Look = Look { fit: Fit::Box(1333, 500), ..Look::OPAQUE };

/// PNGs: every browser reads them, and they take a few kilobytes in place of 15.
const FAVICON: Format = Format::Ico(Frames { sides: &[16, 32, 48], bitmaps_to: 0 });

const ROWS: &[Row] = &[
    Row::file("favicon.svg", Format::Svg, Look::PLATE),
    Row::file("favicon.ico", FAVICON, Look::PLATE),
    Row::png("apple-touch-icon.png", &[Size::px(180)], Look::OPAQUE),
    Row::png("icon-{width}.png", &[Size::px(192), Size::px(512)], Look::PLATE).as_("any"),
    Row::png("icon-maskable-{width}.png", &[Size::px(192), Size::px(512)], Look::MASKABLE)
        .as_("maskable"),
    Row::png("icon-monochrome-{width}.png", &[Size::px(512)], Look::MONOCHROME).as_("monochrome"),
    // What is larger, WhatsApp shows without its picture: the strictest of those who show links.
    Row::png("link-preview.png", &[Size::of(1200, 630)], PREVIEW).at_most(300_000, "WhatsApp"),
    Row::text("manifest.webmanifest", include_str!("web/manifest.webmanifest.tera"))
        .when(When::Alone),
    Row::text("head.html", include_str!("web/head.html.tera")).when(When::Alone),
];

/// What older browsers and systems ask for: Apple's touch icons before iOS 8's one for all, Chrome's and Android's lists
/// of sizes, Internet Explorer's tiles (`browserconfig.xml`), Safari's pinned tabs, Yandex's tableau.
const LEGACY: Set = Set {
    name: "web-legacy",
    summary: "older browsers: touch icons of each size, tiles, pinned tab, tableau",
    parts: &[Part { folder: "", rows: OLD }],
};

const FAVICONS: &[Size] =
    &[Size::px(16), Size::px(32), Size::px(48), Size::px(96), Size::px(128), Size::px(196)];

const TOUCH: &[Size] = &[
    Size::px(57),
    Size::px(60),
    Size::px(72),
    Size::px(76),
    Size::px(114),
    Size::px(120),
    Size::px(144),
    Size::px(152),
    Size::px(167),
    Size::px(180),
    Size::px(1024),
];

const CHROME: &[Size] = &[
    Size::px(36),
    Size::px(48),
    Size::px(72),
    Size::px(96),
    Size::px(144),
    Size::px(192),
    Size::px(256),
    Size::px(384),
    Size::px(512),
];

/// Windows puts it on the tile's own color.
const TILE: Look = Look { fit: Fit::Box(600, 600), ..Look::BARE };

const OLD: &[Row] = &[
    Row::png("favicon-{width}x{height}.png", FAVICONS, Look::PLATE).as_("icon"),
    Row::png("apple-touch-icon-{width}x{height}.png", TOUCH, Look::OPAQUE).as_("apple-touch-icon"),
    Row::png("apple-touch-icon-precomposed.png", &[Size::px(180)], Look::OPAQUE)
        .as_("apple-touch-icon-precomposed"),
    Row::png("android-chrome-{width}x{height}.png", CHROME, Look::PLATE).as_("any"),
    Row::png(
        "mstile-{width}x{height}.png",
        &[Size::px(70), Size::px(144), Size::px(150), Size::of(310, 150), Size::px(310)],
        TILE,
    ),
    Row::text("browserconfig.xml", include_str!("web/browserconfig.xml.tera")).when(When::Alone),
    Row::file("safari-pinned-tab.svg", Format::Symbolic, SYMBOLIC),
    Row::png("yandex-browser-{width}x{height}.png", &[Size::px(50)], Look::PLATE),
    Row::text("yandex-browser-manifest.json", include_str!("web/yandex.json.tera"))
        .when(When::Alone),
    Row::text("head.html", include_str!("web/head-legacy.html.tera")).when(When::Alone),
];

/// The mark in one color, from edge to edge.
const SYMBOLIC: Look =
    Look { art: Art::Monochrome, style: Style::Light, fit: Fit::Box(940, 940), ..Look::BARE };

//! iOS's start-up images of web clients on the home screen: one for each device, orientation and scheme, since Safari
//! takes only an image of the exact size.

use super::row::{Part, Row, Set, Size, When};
use rebadge_render::render::look::{Art, Fit, Ground, Look, Style};

/// The sets of this file.
pub(super) const SETS: &[Set] = &[STARTUP];

/// Apple's `apple-touch-startup-image`. Apple took its table of device dimensions out of the Human Interface Guidelines in
/// September 2026; these are the screens of all iPhones and iPads since the iPhone 5, in points and scale.
const STARTUP: Set = Set {
    name: "web-startup",
    summary: "iOS start-up images of every device, orientation and scheme; splash within a page; HTML",
    parts: &[Part { folder: "", rows: ROWS }],
};

/// Width and height in points, upright, and pixels per point.
const SCREENS: [(u32, u32, u32); 23] = [
    (320, 568, 2),
    (375, 667, 2),
    (414, 896, 2),
    (360, 780, 3),
    (375, 812, 3),
    (390, 844, 3),
    (393, 852, 3),
    (402, 874, 3),
    (414, 736, 3),
    (414, 896, 3),
    (420, 912, 3),
    (428, 926, 3),
    (430, 932, 3),
    (440, 956, 3),
    (744, 1133, 2),
    (768, 1024, 2),
    (810, 1080, 2),
    (820, 1180, 2),
    (834, 1112, 2),
    (834, 1194, 2),
    (834, 1210, 2),
    (1024, 1366, 2),
    (1032, 1376, 2),
];

const UPRIGHT: [Size; 23] = sizes(false);
const ACROSS: [Size; 23] = sizes(true);

const fn sizes(across: bool) -> [Size; 23] {
    let mut all = [Size::px(0); 23];
    let mut at = 0;
    while at < all.len() {
        let (width, height, factor) = SCREENS[at];
        let size = if across { Size::of(height, width) } else { Size::of(width, height) };
        all[at] = size.at("", factor * 100);
        at += 1;
    }
    all
}

const DARK: Look = Look::LAUNCH.in_style(Style::Dark);

/// What a page shows until its app has started, on a background of its own.
const SPLASH: Look =
    Look { art: Art::Launch, fit: Fit::Box(1000, 1000), ground: Ground::Clear, ..Look::LAUNCH };

const SPLASH_SIZES: [Size; 4] = [
    Size::px(160).at("", 100),
    Size::px(160).at("@2x", 200),
    Size::px(160).at("@3x", 300),
    Size::px(160).at("@4x", 400),
];

const ROWS: &[Row] = &[
    Row::png("startup-{width}x{height}.png", &UPRIGHT, Look::LAUNCH).as_("portrait"),
    Row::png("startup-{width}x{height}.png", &ACROSS, Look::LAUNCH).as_("landscape"),
    Row::png("startup-{width}x{height}-dark.png", &UPRIGHT, DARK).as_("portrait"),
    Row::png("startup-{width}x{height}-dark.png", &ACROSS, DARK).as_("landscape"),
    Row::png("splash{scale}.png", &SPLASH_SIZES, SPLASH).as_("splash"),
    Row::png("splash-dark{scale}.png", &SPLASH_SIZES, SPLASH.in_style(Style::Dark)).as_("splash"),
    Row::text("splash.html", include_str!("web/splash.html.tera")).when(When::Alone),
    Row::text("head.html", include_str!("web/head-startup.html.tera")).when(When::Alone),
];

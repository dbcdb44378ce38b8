//! What Android's resources and Google's store ask for.

use super::row::{Format, Part, Row, Set, Size, When};
use rebadge_render::render::look::{Art, Fit, Ground, Look, Mask, Style};

/// The sets of this file.
pub(super) const SETS: &[Set] = &[ANDROID];

/// A `res` folder, and the store's pictures beside it.
const ANDROID: Set = Set {
    name: "android",
    summary: "res: launcher icons (legacy, adaptive, themed), notification, splash; Play Store, TV",
    parts: &[
        Part { folder: "res/", rows: LAUNCHER },
        Part { folder: "res/", rows: PATHS },
        Part { folder: "res/", rows: SPLASH },
        Part { folder: "", rows: STORE },
    ],
};

/// Screen densities: Android Developers, "Support different pixel densities".
pub(super) const fn densities(width: u32, height: u32) -> [Size; 5] {
    let dp = Size::of(width, height);
    [
        dp.at("mdpi", 100),
        dp.at("hdpi", 150),
        dp.at("xhdpi", 200),
        dp.at("xxhdpi", 300),
        dp.at("xxxhdpi", 400),
    ]
}

/// A square of 38 of 48 dp (Material Design 2, "Product icons", key lines).
pub(super) const LEGACY: Look = Look { plate: 792, mask: Mask::Rounded(130), ..Look::PLATE };
/// A circle of 44 of 48 dp.
pub(super) const ROUND: Look =
    Look { plate: 917, mask: Mask::Circle, fit: Fit::Safe(733), ..Look::PLATE };

/// An adaptive icon's layer has 108 dp, of which masks show the middle 72 and never cut the circle of 66 (Android
/// Developers, "Adaptive icons").
pub const FOREGROUND: Look = Look { plate: 667, fit: Fit::Safe(611), ..Look::BARE };
/// The layer behind.
pub const BACKGROUND: Look = Look { art: Art::Nothing, ..Look::OPAQUE };
/// The layer that the system tints (Android 13, themed icons).
pub const THEMED: Look = Look { art: Art::Monochrome, ..FOREGROUND };

/// White on nothing, 22 of 24 dp (Material Design, "System icons").
const NOTIFICATION: Look = Look { art: Art::Notification, fit: Fit::Box(917, 917), ..Look::BARE };

pub(super) const LAUNCHER: &[Row] = &[
    Row::png("mipmap-{scale}/ic_launcher.png", &densities(48, 48), LEGACY),
    Row::png("mipmap-{scale}/ic_launcher_round.png", &densities(48, 48), ROUND),
    Row::png("mipmap-{scale}/ic_launcher_background.png", &densities(108, 108), BACKGROUND)
        .when(When::Painted),
    Row::text("mipmap-anydpi-v26/ic_launcher.xml", ADAPTIVE),
    Row::text("mipmap-anydpi-v26/ic_launcher_round.xml", ADAPTIVE),
    Row::text(
        "values/ic_launcher_background.xml",
        include_str!("android/ic_launcher_background.xml.tera"),
    )
    .when(When::Plain),
    Row::png("drawable-{scale}/ic_notification.png", &densities(24, 24), NOTIFICATION),
];

const LAYER: &str = "mipmap-{scale}/ic_launcher_foreground.png";
const TINTED_LAYER: &str = "mipmap-{scale}/ic_launcher_monochrome.png";

/// The layers of an adaptive icon, as the tools of projects lay them out.
pub(super) const LAYERS: &[Row] = &[
    Row::png(LAYER, &densities(108, 108), FOREGROUND),
    Row::png(TINTED_LAYER, &densities(108, 108), THEMED),
];

/// The same as paths, where they can be. Adaptive icons came with Android 8.0, drawables with gradients with 7.0.
const PATHS: &[Row] = &[
    Row::png(LAYER, &densities(108, 108), FOREGROUND).when(When::Pixels),
    Row::file("drawable-v26/ic_launcher_foreground.xml", Format::Drawable(108), FOREGROUND)
        .when(When::Paths),
    Row::png(TINTED_LAYER, &densities(108, 108), THEMED).when(When::Pixels),
    Row::file("drawable-v26/ic_launcher_monochrome.xml", Format::Drawable(108), THEMED)
        .when(When::Paths),
];

const ADAPTIVE: &str = include_str!("android/ic_launcher.xml.tera");

/// An icon without a background: 288 dp, its content within a circle of 192 (Android Developers, "Splash screens").
pub(super) const SPLASH_ICON: Look =
    Look { art: Art::Launch, plate: 1000, fit: Fit::Safe(667), ..Look::BARE };
/// The brand below it: 200 by 80 dp.
const BRANDING: Look = Look { art: Art::Logo, fit: Fit::Box(2500, 1000), ..Look::BARE };

const SPLASH: &[Row] = &[
    Row::png("drawable-{scale}/splash_icon.png", &densities(288, 288), SPLASH_ICON),
    Row::png(
        "drawable-night-{scale}/splash_icon.png",
        &densities(288, 288),
        SPLASH_ICON.in_style(Style::Dark),
    ),
    Row::png("drawable-{scale}/splash_branding.png", &densities(200, 80), BRANDING)
        .when(When::Branded),
    Row::png(
        "drawable-night-{scale}/splash_branding.png",
        &densities(200, 80),
        BRANDING.in_style(Style::Dark),
    )
    .when(When::Branded),
    Row::text("values/splash.xml", include_str!("android/splash.xml.tera")),
    Row::text("values-night/splash.xml", include_str!("android/splash-night.xml.tera")),
    Row::text("values-v31/splash_theme.xml", include_str!("android/splash_theme_v31.xml.tera")),
    Row::text("values/splash_theme.xml", include_str!("android/splash_theme.xml.tera")),
    Row::text("drawable/splash_screen.xml", include_str!("android/splash_screen.xml.tera")),
];

/// The logo on the launch screen's background, on which it was measured.
const BANNER: Look =
    Look { art: Art::Logo, ground: Ground::Launch, fit: Fit::Box(1400, 500), ..Look::OPAQUE };

const STORE: &[Row] = &[
    // Google Play, "Preview assets": 512 px, 32-bit PNG with alpha, at most 1024 kB, the store rounds its corners; feature
    // graphic and banner as 24-bit PNG without alpha, at most 15 MB.
    Row::png("play-store/icon.png", &[Size::px(512)], Look::OPAQUE)
        .rgba()
        .at_most(1024 << 10, "Google Play"),
    Row::png("play-store/feature-graphic.png", &[Size::of(1024, 500)], BANNER)
        .true_color()
        .at_most(15 << 20, "Google Play"),
    Row::png("play-store/tv-banner.png", &[Size::of(1280, 720)], BANNER)
        .true_color()
        .at_most(15 << 20, "Google Play"),
    // Android TV's home screen: 160 by 90 dp at xhdpi, with the name in it.
    Row::png("res/drawable-xhdpi/tv_banner.png", &[Size::of(320, 180)], BANNER),
];

//! What Windows' programs and packages ask for.

use super::row::{Format, Part, Row, Set, Size};
use rebadge_render::render::container::Frames;
use rebadge_render::render::look::{Art, Fit, Look};

/// The sets of this file.
pub(super) const SETS: &[Set] = &[WINDOWS];

/// An ICO for the program, and the `Assets` of an MSIX package.
const WINDOWS: Set = Set {
    name: "windows",
    summary: "app.ico; MSIX Assets: tiles at each scale, target sizes, badge, splash; manifest lines",
    parts: &[
        Part { folder: "", rows: &[Row::file("app.ico", ICO, Look::PLATE)] },
        Part { folder: "Assets/", rows: ASSETS },
        Part { folder: "", rows: MANIFEST },
    ],
};

/// The sizes of the shell at 100 to 400 % (Microsoft, "Construct your Windows app's icon").
///
/// Up to 48 pixels, the sizes of Windows XP, they are bitmaps: resource compilers and readers from before Vista know nothing
/// else. What is larger only newer systems look for, which read PNG, and as a bitmap 256 alone would take 270 kB; Microsoft
/// wants that one compressed (Win32, "Icons", size requirements).
pub(super) const ICO: Format =
    Format::Ico(Frames { sides: &[16, 20, 24, 32, 40, 48, 64, 128, 256], bitmaps_to: 48 });

/// Scale factors of packages: 100, 125, 150, 200 and 400 %.
pub(super) const fn scaled(width: u32, height: u32) -> [Size; 5] {
    let size = Size::of(width, height);
    [
        size.at("100", 100),
        size.at("125", 125),
        size.at("150", 150),
        size.at("200", 200),
        size.at("400", 400),
    ]
}

/// The sizes of task bar, start menu and lists (Microsoft, "App icons for Windows apps", target sizes).
const TARGETS: &[Size] = &[
    Size::px(16),
    Size::px(20),
    Size::px(24),
    Size::px(30),
    Size::px(32),
    Size::px(36),
    Size::px(40),
    Size::px(48),
    Size::px(60),
    Size::px(64),
    Size::px(72),
    Size::px(80),
    Size::px(96),
    Size::px(256),
];

/// A tile in the icon's own background: the mark a third of it, the name below it is Windows' own.
const TILE: Look = Look { fit: Fit::Box(500, 500), ..Look::OPAQUE };
/// The lock screen's badge: white on nothing.
const BADGE: Look = Look { art: Art::Notification, fit: Fit::Box(1000, 1000), ..Look::BARE };
/// The launch image on nothing; the manifest names the color behind it.
const SPLASH: Look = Look { art: Art::Launch, fit: Fit::Box(1000, 600), ..Look::BARE };

/// Windows App Certification Kit, "App manifest resources": no image of more than 204,800 bytes.
const fn asset(path: &'static str, sizes: &'static [Size], look: Look) -> Row {
    Row::png(path, sizes, look).at_most(204_800, "the Microsoft Store")
}

const ASSETS: &[Row] = &[
    asset("Square44x44Logo.scale-{scale}.png", &scaled(44, 44), Look::OPAQUE),
    asset("Square44x44Logo.targetsize-{width}.png", TARGETS, Look::OPAQUE),
    // On the task bar no plate of Windows' own is behind it, in the dark scheme and in the light one.
    asset("Square44x44Logo.targetsize-{width}_altform-unplated.png", TARGETS, Look::PLATE),
    asset("Square44x44Logo.targetsize-{width}_altform-lightunplated.png", TARGETS, Look::PLATE),
    asset("SmallTile.scale-{scale}.png", &scaled(71, 71), TILE),
    asset("Square150x150Logo.scale-{scale}.png", &scaled(150, 150), TILE),
    asset("Wide310x150Logo.scale-{scale}.png", &scaled(310, 150), TILE),
    asset("LargeTile.scale-{scale}.png", &scaled(310, 310), TILE),
    asset("StoreLogo.scale-{scale}.png", &scaled(50, 50), Look::OPAQUE),
    asset("BadgeLogo.scale-{scale}.png", &scaled(24, 24), BADGE),
    asset("SplashScreen.scale-{scale}.png", &scaled(620, 300), SPLASH),
];

const MANIFEST: &[Row] =
    &[Row::text("VisualElements.xml", include_str!("windows/VisualElements.xml.tera"))];

//! What Xcode's asset catalogs and Apple's stores ask for.

use super::row::{Format, Part, Row, Set, Size, When};
use rebadge_render::render::container::{Encoding, Member};
use rebadge_render::render::look::{Art, Fit, Look, Mask, Shadow, Style};

/// The sets of this file.
pub(super) const SETS: &[Set] = &[IOS, IOS_SIZES, ICON_COMPOSER, WATCHOS, MACOS];

/// Three appearances of one size (Xcode 16, iOS 18), launch screen, accent color.
const IOS: Set = Set {
    name: "ios",
    summary: "Assets.xcassets: app icon (default, dark, tinted), launch image and colors; storyboard",
    parts: &[
        Part { folder: "Assets.xcassets/", rows: CATALOG },
        Part { folder: "Assets.xcassets/AppIcon.appiconset/", rows: SINGLE },
        Part { folder: "Assets.xcassets/LaunchImage.imageset/", rows: LAUNCH_IMAGE },
        Part { folder: "", rows: LAUNCH_SCREEN },
    ],
};

/// Icon Composer's document, of which Xcode 26 makes the icons of all systems: it adds glass, shadow and outline to layers.
/// Apple documents the tool and not the file; this is what the documents of public projects have in common.
const ICON_COMPOSER: Set = Set {
    name: "icon-composer",
    summary: "AppIcon.icon for Xcode 26: mark and background as layers, in default, dark and tinted",
    parts: &[
        Part { folder: "AppIcon.icon/", rows: DOCUMENT },
        Part { folder: "AppIcon.icon/Assets/", rows: DOCUMENT_LAYERS },
    ],
};

const DOCUMENT: &[Row] = &[Row::text("icon.json", include_str!("apple/icon.json.tera"))];

/// A document is 1024 pixels a side. What is one color is no layer but the document's fill.
const DOCUMENT_LAYERS: &[Row] = &[
    Row::png("mark.png", LARGE, Look::BARE).as_("mark").true_color(),
    Row::png("mark-dark.png", LARGE, DARK).as_("mark").true_color(),
    Row::png("mark-tinted.png", LARGE, Look::BARE.in_style(Style::Tinted)).as_("mark").true_color(),
    Row::png("background.png", LARGE, Look { art: Art::Nothing, ..Look::OPAQUE })
        .true_color()
        .when(When::Painted),
];

/// For deployment targets before iOS 11, and tools that read sizes of their own.
const IOS_SIZES: Set = Set {
    name: "ios-sizes",
    summary: "an app icon set with every size of older iOS and iPadOS",
    parts: &[Part { folder: "AppIcon.appiconset/", rows: SIZES }],
};

// All PNGs here are in true color: Apple names sRGB, Display P3 and grays for icons, and no palette (Human Interface Guidelines,
// "App icons", specifications); App Store Connect asks for RGB, flattened (App Store Connect Help, "Upload app previews and
// screenshots").

/// Apple cuts the corners and adds the shapes of its systems itself: no alpha channel, from edge to edge.
pub(super) const DEFAULT: Look = Look::OPAQUE;
/// The mark alone: the system draws its own dark background (Human Interface Guidelines, "App icons").
pub(super) const DARK: Look = Look::BARE.in_style(Style::Dark);
/// The mark in grays on black: the system tints it.
pub(super) const TINTED: Look = Look { style: Style::Tinted, ..Look::BLACK };

const LARGE: &[Size] = &[Size::px(1024)];

const CATALOG: &[Row] = &[
    Row::text("Contents.json", include_str!("apple/catalog.json.tera")),
    Row::text("AccentColor.colorset/Contents.json", include_str!("apple/accent.json.tera")),
    Row::text("LaunchBackground.colorset/Contents.json", include_str!("apple/launch.json.tera")),
];

pub(super) const SINGLE: &[Row] = &[
    Row::png("AppIcon.png", LARGE, DEFAULT).as_("universal").true_color(),
    Row::png("AppIcon-dark.png", LARGE, DARK).as_("universal").true_color(),
    Row::png("AppIcon-tinted.png", LARGE, TINTED).as_("universal").true_color(),
    Row::text("Contents.json", include_str!("apple/appicon.json.tera")),
];

/// What is in the middle of the launch screen, 160 pt wide at most.
const LAUNCH: Look = Look { art: Art::Launch, fit: Fit::Box(1000, 1000), ..Look::BARE };

pub(super) const LAUNCH_SIZES: [Size; 3] = [
    Size::of(160, 160).at("", 100),
    Size::of(160, 160).at("@2x", 200),
    Size::of(160, 160).at("@3x", 300),
];

pub(super) const LAUNCH_IMAGE: &[Row] = &[
    Row::png("LaunchImage{scale}.png", &LAUNCH_SIZES, LAUNCH).as_("universal").true_color(),
    Row::png("LaunchImage-dark{scale}.png", &LAUNCH_SIZES, LAUNCH.in_style(Style::Dark))
        .as_("universal")
        .true_color(),
    Row::text("Contents.json", include_str!("apple/imageset.json.tera")),
];

const LAUNCH_SCREEN: &[Row] =
    &[Row::text("LaunchScreen.storyboard", include_str!("apple/LaunchScreen.storyboard.tera"))];

const fn scales<const N: usize>(tenths: u32, scales: [u32; N]) -> [Size; N] {
    let mut all = [Size::px(0); N];
    let mut at = 0;
    while at < N {
        let scale = match scales[at] {
            1 => "@1x",
            2 => "@2x",
            _ => "@3x",
        };
        all[at] = Size::tenths(tenths, tenths).at(scale, scales[at] * 100);
        at += 1;
    }
    all
}

const fn phone(sizes: &'static [Size]) -> Row {
    Row::png("AppIcon-{units}{scale}.png", sizes, DEFAULT).as_("iphone").true_color()
}

const fn pad(sizes: &'static [Size]) -> Row {
    Row::png("AppIcon-{units}{scale}~ipad.png", sizes, DEFAULT).as_("ipad").true_color()
}

pub(super) const SIZES: &[Row] = &[
    phone(&scales(200, [2, 3])),
    phone(&scales(290, [2, 3])),
    phone(&scales(400, [2, 3])),
    phone(&scales(600, [2, 3])),
    pad(&scales(200, [1, 2])),
    pad(&scales(290, [1, 2])),
    pad(&scales(400, [1, 2])),
    pad(&scales(760, [1, 2])),
    pad(&scales(835, [2])),
    Row::png("AppIcon-1024.png", LARGE, DEFAULT).as_("ios-marketing").true_color(),
    Row::text("Contents.json", include_str!("apple/appicon-sizes.json.tera")),
];

/// One size for watchOS 10 and later, and every size of the older ones.
const WATCHOS: Set = Set {
    name: "watchos",
    summary: "app icon sets of the watch: one size, and every size of older systems",
    parts: &[
        Part { folder: "AppIcon.appiconset/", rows: WATCH },
        Part { folder: "AppIcon-sizes.appiconset/", rows: WATCH_SIZES },
    ],
};

/// A watch shows it in a circle.
const WATCH_LOOK: Look = Look { fit: Fit::Safe(900), ..Look::OPAQUE };

const WATCH: &[Row] = &[
    Row::png("AppIcon.png", LARGE, WATCH_LOOK).as_("universal").true_color(),
    Row::text("Contents.json", include_str!("apple/watch.json.tera")),
];

/// Size in tenths of a point at 2×; the purpose is role and subtype (Xcode, Asset Catalog Format, "App Icon Type").
const fn watch(sizes: &'static [Size], purpose: &'static str) -> Row {
    Row::png("AppIcon-{units}{scale}.png", sizes, WATCH_LOOK).as_(purpose).true_color()
}

const WATCH_SIZES: &[Row] = &[
    watch(&scales(240, [2]), "notificationCenter 38mm"),
    watch(&scales(275, [2]), "notificationCenter 42mm"),
    watch(&scales(330, [2]), "notificationCenter 45mm"),
    watch(&scales(290, [2, 3]), "companionSettings"),
    watch(&scales(400, [2]), "appLauncher 38mm"),
    watch(&scales(440, [2]), "appLauncher 40mm"),
    watch(&scales(460, [2]), "appLauncher 41mm"),
    watch(&scales(500, [2]), "appLauncher 44mm"),
    watch(&scales(510, [2]), "appLauncher 45mm"),
    watch(&scales(540, [2]), "appLauncher 49mm"),
    watch(&scales(860, [2]), "quickLook 38mm"),
    watch(&scales(980, [2]), "quickLook 42mm"),
    watch(&scales(1080, [2]), "quickLook 44mm"),
    watch(&scales(1170, [2]), "quickLook 45mm"),
    watch(&scales(1290, [2]), "quickLook 49mm"),
    Row::png("AppIcon-1024.png", LARGE, WATCH_LOOK).as_("watch-marketing").true_color(),
    Row::text("Contents.json", include_str!("apple/watch-sizes.json.tera")),
];

/// The set for Xcode, and the file for all other builds.
const MACOS: Set = Set {
    name: "macos",
    summary: "AppIcon.appiconset and AppIcon.icns in macOS's own shape, with its shadow",
    parts: &[
        Part { folder: "AppIcon.appiconset/", rows: MAC_SIZES },
        Part { folder: "", rows: &[Row::file("AppIcon.icns", ICNS, MAC)] },
    ],
};

/// 824 of 1024 pixels, corners of 185.4, a soft shadow (Apple, Design Resources, macOS app icon template).
pub(super) const MAC: Look =
    Look { plate: 805, mask: Mask::Rounded(225), shadow: Shadow::Soft, ..Look::PLATE };

/// What macOS's `iconutil` makes of an icon set. The two smallest are stored as systems of all ages read them: as PNG
/// (`icp4`, `icp5`) the Finder of many shows them scrambled, and as ARGB (`ic04`, `ic05`) those before macOS 11 show nothing
/// (relikd, icns-analysis: every member tried on 10.0 to 26). No table of contents: the order of the members is enough.
pub(super) const ICNS: Format = Format::Icns(&[
    Member { kind: "is32", side: 16, encoding: Encoding::Rgb },
    Member { kind: "s8mk", side: 16, encoding: Encoding::Mask },
    Member { kind: "il32", side: 32, encoding: Encoding::Rgb },
    Member { kind: "l8mk", side: 32, encoding: Encoding::Mask },
    png("ic11", 32),
    png("ic12", 64),
    png("ic07", 128),
    png("ic13", 256),
    png("ic08", 256),
    png("ic14", 512),
    png("ic09", 512),
    png("ic10", 1024),
]);

const fn png(kind: &'static str, side: u32) -> Member {
    Member { kind, side, encoding: Encoding::Png }
}

const fn mac(sizes: &'static [Size]) -> Row {
    Row::png("AppIcon-{units}{scale}.png", sizes, MAC).as_("mac").true_color()
}

pub(super) const MAC_SIZES: &[Row] = &[
    mac(&scales(160, [1, 2])),
    mac(&scales(320, [1, 2])),
    mac(&scales(1280, [1, 2])),
    mac(&scales(2560, [1, 2])),
    mac(&scales(5120, [1, 2])),
    Row::text("Contents.json", include_str!("apple/appicon-sizes.json.tera")),
];

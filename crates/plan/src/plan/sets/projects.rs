//! Kinds of projects, each with what its platforms ask for where it wants them. What several share is written once, in the
//! tables of the platforms.

use super::row::{Format, Part, Row, Set, Size};
use super::{android, apple, windows};
use rebadge_render::render::container::Frames;
use rebadge_render::render::look::{Fit, Look, Style};

/// The sets of this file.
pub(super) const SETS: &[Set] = &[CHROME_EXTENSION, ELECTRON, TAURI, EXPO, FLUTTER, CAPACITOR];

/// Chrome and its relatives.
const CHROME_EXTENSION: Set = Set {
    name: "chrome-extension",
    summary: "icons of a browser extension and its store's pictures, with manifest lines",
    parts: &[Part { folder: "", rows: EXTENSION }],
};

/// Chrome Web Store, "Supplying images": 96 of 128 pixels, the rest transparent.
const STORE: Look = Look { plate: 750, ..Look::PLATE };
const PROMOTION: Look = Look { fit: Fit::Box(1500, 500), ..Look::LAUNCH };

const EXTENSION: &[Row] = &[
    Row::png("icons/icon-{width}.png", &[Size::px(16), Size::px(32), Size::px(48)], Look::PLATE)
        .as_("icon"),
    Row::png("icons/icon-{width}.png", &[Size::px(128)], STORE).as_("icon"),
    Row::png(
        "store/promo-{width}x{height}.png",
        &[Size::of(440, 280), Size::of(1400, 560)],
        PROMOTION,
    )
    // The same page: JPEG or 24-bit PNG, no alpha.
    .true_color(),
    Row::text("manifest-icons.json", include_str!("projects/extension.json.tera")),
];

/// What electron-builder and electron-forge look for.
const ELECTRON: Set = Set {
    name: "electron",
    summary: "build/: icon.icns, icon.ico, icons of each size, appx, tray templates",
    parts: &[
        Part { folder: "build/", rows: DESKTOP },
        Part { folder: "build/icons/", rows: PNGS },
        Part { folder: "build/appx/", rows: APPX },
    ],
};

/// macOS' menu bar draws a template in its own color: 16 points high.
const TRAY: Look = Look { fit: Fit::Box(1000, 1000), ..Look::MONOCHROME };
const TRAYS: [Size; 2] = [Size::px(16), Size::px(16).at("@2x", 200)];

const DESKTOP: &[Row] = &[
    Row::file("icon.icns", apple::ICNS, apple::MAC),
    Row::file("icon.ico", windows::ICO, Look::PLATE),
    Row::png("icon.png", &[Size::px(1024)], Look::PLATE),
    Row::png("trayTemplate{scale}.png", &TRAYS, TRAY),
];

const PNGS: &[Row] = &[Row::png(
    "{width}x{height}.png",
    &[
        Size::px(16),
        Size::px(24),
        Size::px(32),
        Size::px(48),
        Size::px(64),
        Size::px(96),
        Size::px(128),
        Size::px(256),
        Size::px(512),
        Size::px(1024),
    ],
    Look::PLATE,
)];

const APPX: &[Row] = &[
    Row::png("StoreLogo.png", &[Size::px(50)], Look::OPAQUE),
    Row::png("Square44x44Logo.png", &[Size::px(44)], Look::OPAQUE),
    Row::png("Square150x150Logo.png", &[Size::px(150)], Look::OPAQUE),
    Row::png("Wide310x150Logo.png", &[Size::of(310, 150)], Look::OPAQUE),
];

/// The files of `tauri icon`, and the lists that it does not write.
const TAURI: Set = Set {
    name: "tauri",
    summary: "src-tauri/icons: desktop, Windows tiles, android and ios folders",
    parts: &[
        Part { folder: "src-tauri/icons/", rows: TAURI_DESKTOP },
        Part { folder: "src-tauri/icons/android/", rows: &TAURI_LAUNCHER },
        Part { folder: "src-tauri/icons/android/", rows: &TAURI_LAYERS },
        Part { folder: "src-tauri/icons/ios/", rows: TAURI_IOS },
    ],
};

/// An application with a PNG that is not RGBA does not build: tauri-codegen 2.7, `image.rs`, `CachedIcon::new_png`, stops with
/// "is not RGBA" for windows and trays, which may name any of these files. `tauri icon` writes nothing else, for Android too.
const TAURI_DESKTOP: &[Row] = &[
    Row::png("{width}x{height}.png", &[Size::px(32), Size::px(64), Size::px(128)], Look::PLATE)
        .rgba(),
    Row::png("128x128@2x.png", &[Size::px(256)], Look::PLATE).rgba(),
    Row::png("icon.png", &[Size::px(512)], Look::PLATE).rgba(),
    Row::file("icon.icns", apple::ICNS, apple::MAC),
    Row::file("icon.ico", TAURI_ICO, Look::PLATE),
    Row::png(
        "Square{width}x{height}Logo.png",
        &[
            Size::px(30),
            Size::px(44),
            Size::px(71),
            Size::px(89),
            Size::px(107),
            Size::px(142),
            Size::px(150),
            Size::px(284),
            Size::px(310),
        ],
        Look::PLATE,
    )
    .rgba(),
    Row::png("StoreLogo.png", &[Size::px(50)], Look::PLATE).rgba(),
];

/// Of an ICO, tauri-codegen before 2.7 takes the first member for the window, whatever its size (`image.rs`,
/// `CachedIcon::new_ico`: `entries()[0]`), later ones the largest: it is first, so that both take the same.
const TAURI_ICO: Format =
    Format::Ico(Frames { sides: &[256, 128, 64, 48, 40, 32, 24, 20, 16], bitmaps_to: 48 });

const TAURI_LAUNCHER: [Row; android::LAUNCHER.len()] = all_rgba(android::LAUNCHER);
const TAURI_LAYERS: [Row; android::LAYERS.len()] = all_rgba(android::LAYERS);

const fn all_rgba<const N: usize>(rows: &[Row]) -> [Row; N] {
    let mut all = [rows[0]; N];
    let mut at = 0;
    while at < N {
        all[at] = rows[at].rgba();
        at += 1;
    }
    all
}

/// Xcode reads these, and the App Store refuses an alpha channel. Its own names, of which some differ in nothing but the name.
const TAURI_IOS: &[Row] = &[
    ios("AppIcon-20x20@1x.png", &[Size::px(20)]),
    ios("AppIcon-20x20@2x.png", &[Size::px(40)]),
    ios("AppIcon-20x20@2x-1.png", &[Size::px(40)]),
    ios("AppIcon-20x20@3x.png", &[Size::px(60)]),
    ios("AppIcon-29x29@1x.png", &[Size::px(29)]),
    ios("AppIcon-29x29@2x.png", &[Size::px(58)]),
    ios("AppIcon-29x29@2x-1.png", &[Size::px(58)]),
    ios("AppIcon-29x29@3x.png", &[Size::px(87)]),
    ios("AppIcon-40x40@1x.png", &[Size::px(40)]),
    ios("AppIcon-40x40@2x.png", &[Size::px(80)]),
    ios("AppIcon-40x40@2x-1.png", &[Size::px(80)]),
    ios("AppIcon-40x40@3x.png", &[Size::px(120)]),
    ios("AppIcon-60x60@2x.png", &[Size::px(120)]),
    ios("AppIcon-60x60@3x.png", &[Size::px(180)]),
    ios("AppIcon-76x76@1x.png", &[Size::px(76)]),
    ios("AppIcon-76x76@2x.png", &[Size::px(152)]),
    ios("AppIcon-83.5x83.5@2x.png", &[Size::px(167)]),
    ios("AppIcon-512@2x.png", &[Size::px(1024)]),
];

const fn ios(path: &'static str, sizes: &'static [Size]) -> Row {
    Row::png(path, sizes, Look::OPAQUE).true_color()
}

/// What `app.json` names.
const EXPO: Set = Set {
    name: "expo",
    summary: "assets/images of an Expo app, with the lines of app.json",
    parts: &[Part { folder: "assets/images/", rows: EXPO_ROWS }],
};

const LARGE: &[Size] = &[Size::px(1024)];

const EXPO_ROWS: &[Row] = &[
    Row::png("icon.png", LARGE, Look::OPAQUE),
    Row::png("ios-dark.png", LARGE, apple::DARK),
    Row::png("ios-tinted.png", LARGE, apple::TINTED),
    Row::png("android-icon-foreground.png", LARGE, android::FOREGROUND),
    Row::png("android-icon-background.png", LARGE, android::BACKGROUND),
    Row::png("android-icon-monochrome.png", LARGE, android::THEMED),
    Row::png("splash-icon.png", LARGE, android::SPLASH_ICON),
    Row::png("splash-icon-dark.png", LARGE, android::SPLASH_ICON.in_style(Style::Dark)),
    Row::png("favicon.png", &[Size::px(48)], Look::PLATE),
    Row::text("app.json", include_str!("projects/expo.json.tera")),
];

/// The folders of `flutter create`.
const FLUTTER: Set = Set {
    name: "flutter",
    summary: "a Flutter project: android, ios, macos, web, windows",
    parts: &[
        Part { folder: "android/app/src/main/res/", rows: android::LAUNCHER },
        Part { folder: "android/app/src/main/res/", rows: android::LAYERS },
        Part { folder: "ios/Runner/Assets.xcassets/AppIcon.appiconset/", rows: apple::SINGLE },
        Part {
            folder: "ios/Runner/Assets.xcassets/LaunchImage.imageset/",
            rows: apple::LAUNCH_IMAGE,
        },
        Part { folder: "macos/Runner/Assets.xcassets/AppIcon.appiconset/", rows: apple::MAC_SIZES },
        Part { folder: "web/", rows: FLUTTER_WEB },
        Part {
            folder: "windows/runner/resources/",
            rows: &[Row::file("app_icon.ico", windows::ICO, Look::PLATE)],
        },
    ],
};

const PWA: &[Size] = &[Size::px(192), Size::px(512)];

const FLUTTER_WEB: &[Row] = &[
    Row::png("favicon.png", &[Size::px(16)], Look::PLATE),
    Row::png("icons/Icon-{width}.png", PWA, Look::PLATE),
    Row::png("icons/Icon-maskable-{width}.png", PWA, Look::MASKABLE),
];

/// The folders of a Capacitor project.
const CAPACITOR: Set = Set {
    name: "capacitor",
    summary: "a Capacitor project: android with splash screens, ios, web icons",
    parts: &[
        Part { folder: "android/app/src/main/res/", rows: android::LAUNCHER },
        Part { folder: "android/app/src/main/res/", rows: android::LAYERS },
        Part { folder: "android/app/src/main/res/", rows: SPLASH },
        Part { folder: "ios/App/App/Assets.xcassets/AppIcon.appiconset/", rows: apple::SINGLE },
        Part { folder: "ios/App/App/Assets.xcassets/Splash.imageset/", rows: IOS_SPLASH },
        Part { folder: "public/icons/", rows: WEB },
    ],
};

/// The screens for which Cordova and Capacitor bring splash screens, upright; across they are turned.
const SCREENS: [(&str, u32, u32); 6] = [
    ("ldpi", 240, 320),
    ("mdpi", 320, 480),
    ("hdpi", 480, 800),
    ("xhdpi", 720, 1280),
    ("xxhdpi", 960, 1600),
    ("xxxhdpi", 1280, 1920),
];

const UPRIGHT: [Size; 6] = screens(false);
const ACROSS: [Size; 6] = screens(true);

const fn screens(across: bool) -> [Size; 6] {
    let mut all = [Size::px(0); 6];
    let mut at = 0;
    while at < all.len() {
        let (scale, width, height) = SCREENS[at];
        let size = if across { Size::of(height, width) } else { Size::of(width, height) };
        all[at] = size.at(scale, 100);
        at += 1;
    }
    all
}

const NIGHT: Look = Look::LAUNCH.in_style(Style::Dark);

const SPLASH: &[Row] = &[
    Row::png("drawable/splash.png", &[Size::of(320, 480)], Look::LAUNCH),
    Row::png("drawable-night/splash.png", &[Size::of(320, 480)], NIGHT),
    Row::png("drawable-port-{scale}/splash.png", &UPRIGHT, Look::LAUNCH),
    Row::png("drawable-land-{scale}/splash.png", &ACROSS, Look::LAUNCH),
    Row::png("drawable-port-night-{scale}/splash.png", &UPRIGHT, NIGHT),
    Row::png("drawable-land-night-{scale}/splash.png", &ACROSS, NIGHT),
];

/// One square for every device, which iOS cuts: the art stays in the middle.
const SQUARE: Look = Look { fit: Fit::Box(250, 250), ..Look::LAUNCH };

const fn universal(path: &'static str, look: Look, scale: &'static [Size]) -> Row {
    Row::png(path, scale, look).as_("universal").true_color()
}

/// Capacitor's own project has three scales of one size.
const SPLASHES: [Size; 3] =
    [Size::px(2732).at("@1x", 100), Size::px(2732).at("@2x", 100), Size::px(2732).at("@3x", 100)];

const IOS_SPLASH: &[Row] = &[
    universal("Default{scale}~universal~anyany.png", SQUARE, &SPLASHES),
    universal("Default{scale}~universal~anyany-dark.png", SQUARE.in_style(Style::Dark), &SPLASHES),
    Row::text("Contents.json", include_str!("apple/imageset.json.tera")),
];

const WEB: &[Row] = &[Row::png(
    "icon-{width}.png",
    &[
        Size::px(48),
        Size::px(72),
        Size::px(96),
        Size::px(128),
        Size::px(192),
        Size::px(256),
        Size::px(512),
    ],
    Look::PLATE,
)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ico_is_read_by_windows() {
        let (Format::Ico(usual), Format::Ico(tauri)) = (windows::ICO, TAURI_ICO) else {
            panic!("an ICO")
        };
        assert!(usual.sides.is_sorted() && usual.sides.iter().all(|side| *side <= 256));
        let reversed: Vec<u32> = usual.sides.iter().rev().copied().collect();
        assert_eq!((tauri.sides, tauri.bitmaps_to), (&reversed[..], usual.bitmaps_to));
    }
}

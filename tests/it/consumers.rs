//! `rebadge icons`, as those who read its files ask for them: color types, tauri's own checks, Android's splash screen, the
//! banners of stores.

use std::fs;

use rebadge::plan::{Format, Icon, PixelFormat, icons, sets};
use rebadge::vector::read_png;

use crate::icons::{files, is_made};
use crate::project::{ACME, LOGO, Project, root};

/// Bit depth, color type, and interlacing of a PNG (PNG, 11.2.1).
pub(crate) fn header(bytes: &[u8]) -> [u8; 3] {
    [bytes[24], bytes[25], bytes[28]]
}

/// The same as the reader of a row takes it.
pub(crate) fn expected(icon: &Icon, bytes: &[u8]) -> [u8; 3] {
    match icon.pixels {
        PixelFormat::Any => [bytes[24], bytes[25], 0],
        PixelFormat::TrueColor if icon.look.is_opaque() => [8, 2, 0],
        PixelFormat::TrueColor | PixelFormat::Rgba => [8, 6, 0],
    }
}

/// Whatever may be lost or spared, a reader gets what it takes.
#[test]
fn every_reader_gets_its_color_type() {
    let project = Project::acme();
    for (more, asked) in [
        ("--reduce-colors", "tauri,icon-composer"),
        ("--optimize --reduce-colors=60", "chrome-extension"),
    ] {
        project.run(&format!("icons themes/acme --for {asked} {more}")).status(0);
        for set in sets().filter(|set| asked.split(',').any(|name| name == set.name)) {
            let made = files(&project.path(&format!("icons/acme/{}", set.name)));
            let icons = icons(set, "acme");
            let pngs = icons.iter().filter(|icon| icon.format == Format::Png && is_made(icon));
            for icon in pngs {
                let bytes = &made[&icon.name];
                assert_eq!(header(bytes), expected(icon, bytes), "{more} {}", icon.name);
            }
        }
        if !asked.contains("tauri") {
            continue;
        }
        let icons = project.path("icons/acme/tauri/src-tauri/icons");
        for name in ["32x32.png", "128x128.png", "128x128@2x.png", "icon.png"] {
            tauri_reads(&fs::read(icons.join(name)).unwrap(), name);
        }
        let pictures = tauri_ico(&fs::read(icons.join("icon.ico")).unwrap());
        assert_eq!((pictures[0], pictures.len()), (256, 9));
        assert!(pictures.is_sorted_by(|a, b| a > b), "{pictures:?}");
    }
}

/// What tauri-codegen 2.7 does with a PNG, with the crate that it does it with (`src/image.rs`, `CachedIcon::new_png`).
fn tauri_reads(bytes: &[u8], name: &str) {
    let decoder = png::Decoder::new(std::io::Cursor::new(bytes));
    let mut reader = decoder.read_info().unwrap();
    assert_eq!(reader.output_color_type().0, png::ColorType::Rgba, "icon {name} is not RGBA");
    let mut rgba = Vec::new();
    while let Ok(Some(row)) = reader.next_row() {
        rgba.extend_from_slice(row.data());
    }
    let (width, height) = (reader.info().width as usize, reader.info().height as usize);
    assert_eq!(rgba.len(), width * height * 4, "{name}");
}

/// The sides of an ICO's pictures in the order of its file, each decoded by the crate that tauri-codegen takes.
fn tauri_ico(bytes: &[u8]) -> Vec<u32> {
    let icon = ico::IconDir::read(std::io::Cursor::new(bytes)).unwrap();
    let side = |entry: &ico::IconDirEntry| {
        let image = entry.decode().unwrap();
        assert_eq!(image.rgba_data().len() as u32, entry.width() * entry.height() * 4);
        entry.width()
    };
    icon.entries().iter().map(side).collect()
}

/// Small sizes first and large ones first, both are read whole.
#[test]
fn an_ico_is_read_in_both_orders() {
    let project = Project::acme();
    project.run("icons themes/acme --for tauri,electron").status(0);
    let sides = |path: &str| tauri_ico(&project.read(&format!("icons/acme/{path}")));
    let mut large_first = sides("tauri/src-tauri/icons/icon.ico");
    let small_first = sides("electron/build/icon.ico");
    assert!(small_first.is_sorted() && small_first.len() == 9);
    large_first.reverse();
    assert_eq!(small_first, large_first);
    for path in ["tauri/src-tauri/icons/icon.ico", "electron/build/icon.ico"] {
        // The crate `image` shows the largest, wherever it stands.
        let shown = image::load_from_memory(&project.read(&format!("icons/acme/{path}"))).unwrap();
        assert_eq!((shown.width(), shown.height()), (256, 256), "{path}");
    }
}

/// Android shows the branding below the splash screen's icon: what stands above is not said again.
#[test]
fn a_splash_screen_shows_nothing_twice() {
    const WORDS: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 300 100'><path d='M0 0h300v100H0z' class='fill-primary'/></svg>";
    let launch = |more: &str| format!("{ACME}[icon]\nmark = \"mark.svg\"\n[launch]\n{more}\n");
    for (launch, logo, is_branded) in [
        (launch(""), LOGO, false),
        (launch(""), WORDS, false),
        (launch("image = \"icon\""), LOGO, false),
        (launch("image = \"icon\""), WORDS, true),
        (launch("branding = \"words.svg\""), LOGO, true),
    ] {
        let project = Project::new().theme("acme", &launch).asset("acme/logo.svg", logo);
        let project = project.asset("acme/mark.svg", LOGO);
        let project = if launch.contains("words.svg") {
            project.asset("acme/words.svg", WORDS)
        } else {
            project
        };
        project.run("icons themes/acme --for android").status(0);
        let made = files(&project.path("icons/acme/android"));
        let count = made.keys().filter(|path| path.ends_with("/splash_branding.png")).count();
        assert_eq!(count, if is_branded { 10 } else { 0 }, "{launch}");
        let theme = String::from_utf8(made["res/values-v31/splash_theme.xml"].clone()).unwrap();
        assert_eq!(theme.contains("windowSplashScreenBrandingImage"), is_branded, "{theme}");
    }
}

/// The tenant's name stands beside a symbol, in a font of the theme that has its letters, and in no other.
#[test]
fn banners_say_the_name_where_a_font_allows_it() {
    let font = fs::read(root().join("tests/cases/font-family/blocks.ttf")).unwrap();
    let drawn = |name: &str, fonts: &str, logo: &str| {
        let theme = ACME.replace("\"Acme\"", &format!("\"{name}\""));
        let theme = format!("{theme}[icon]\nmark = \"mark.svg\"\n");
        let project = Project::new().theme("acme", &format!("{theme}{fonts}"));
        let project = project.asset("acme/logo.svg", logo).asset("acme/mark.svg", LOGO);
        let project = match fonts {
            "" => project,
            _ => project.asset("acme/blocks.ttf", &font),
        };
        project.run("icons themes/acme --for android").status(0);
        let folder = "icons/acme/android/play-store/feature-graphic.png";
        let pixels = read_png(&project.read(folder)).unwrap();
        // Columns in which something is drawn.
        let ground = pixels.rgba[..4].to_vec();
        let is_drawn = |x: u32| {
            (0..pixels.height).any(|y| {
                let at = (y * pixels.width + x) as usize * 4;
                pixels.rgba[at..at + 4] != ground[..]
            })
        };
        (0..pixels.width).filter(|x| is_drawn(*x)).count()
    };
    let fonts = "[[fonts]]\nfamily = \"Rebadge Blocks\"\nlicense = \"CC0-1.0\"\nuse = [\"heading\"]\nfiles = [\"blocks.ttf\"]\n";
    let alone = drawn("Acme", "", LOGO);
    let named = drawn("Acme", fonts, LOGO);
    assert!(named > alone + 50, "{named} {alone}");
    assert_eq!(drawn("示例", fonts, LOGO), alone, "a letter that the font does not have");
    let words = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 300 100'><path d='M0 0h300v100H0z' class='fill-primary'/></svg>";
    assert_eq!(drawn("Acme", fonts, words), drawn("Acme", "", words), "words say it already");
}

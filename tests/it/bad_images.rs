//! Images with the faults that customers' images have: the message for each, or the picture that comes of it.

use std::fs;

use crate::project::{ACME, Project, Run};

/// The smallest theme with this file as its logo.
fn with_logo(name: &str, bytes: impl AsRef<[u8]>) -> Project {
    let theme = ACME.replace("logo.svg", name);
    Project::new().theme("acme", &theme).asset(&format!("acme/{name}"), bytes)
}

/// Checks that both verbs say this of a logo, and nothing else, and that neither writes anything.
#[track_caller]
fn refused(name: &str, bytes: impl AsRef<[u8]>, says: &str, help: &str) -> Run {
    let project = with_logo(name, bytes);
    let run = project.run("icons themes/acme --for web --format json").status(1);
    assert_eq!(project.files("icons/acme"), [""; 0]);
    let codes = |run: &Run| {
        run.objects("diagnostic").iter().map(|one| one["code"].clone()).collect::<Vec<_>>()
    };
    let drawn = codes(&run);
    let run = project.run("check --format json").status(1);
    assert_eq!(codes(&run), drawn, "{run}");
    let found = run.objects("diagnostic");
    let [only] = found.as_slice() else { panic!("one diagnostic\n{run}") };
    let text = |key: &str| only[key].as_str().unwrap_or_default().to_owned();
    assert!(text("message").contains(says), "{says}\n{run}");
    assert!(text("help").contains(help), "{help}\n{run}");
    run
}

/// The home screen icon of a theme with this logo, and what the run says.
#[track_caller]
fn drawn(name: &str, bytes: impl AsRef<[u8]>) -> (Vec<u8>, Run) {
    let project = with_logo(name, bytes);
    let run = project.run("icons themes/acme --for web").status(0);
    (fs::read(project.path("icons/acme/web/apple-touch-icon.png")).unwrap(), run)
}

/// A triangle in a drawing whose `svg` has these attributes.
fn svg(attributes: &str, body: &str) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg' {attributes}>{body}</svg>")
}

const BOX: &str = "viewBox='0 0 64 64'";
const SHAPE: &str = "<path fill='#0a66c2' d='M8 56 32 8l24 48z'/>";

/// A PNG of this size, kind and data, with what `more` sets.
fn png(
    (width, height): (u32, u32),
    depth: png::BitDepth,
    data: &[u8],
    more: impl FnOnce(&mut png::Encoder<'_, &mut Vec<u8>>),
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(depth);
    more(&mut encoder);
    encoder.write_header().unwrap().write_image_data(data).unwrap();
    bytes
}

/// A blue disc that fills a square of the picture, on nothing or on white.
fn disc(width: u32, height: u32, ground: [u8; 4]) -> Vec<u8> {
    let radius = f64::from(width.min(height)) / 2.0 - 2.0;
    let far = |at: u32, side: u32| f64::from(at) + 0.5 - f64::from(side) / 2.0;
    let pixel = |x: u32, y: u32| {
        if far(x, width).hypot(far(y, height)) < radius { [10, 102, 194, 255] } else { ground }
    };
    (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect()
}

fn plain(width: u32, height: u32, ground: [u8; 4]) -> Vec<u8> {
    png((width, height), png::BitDepth::Eight, &disc(width, height, ground), |_| {})
}

const NOTHING: [u8; 4] = [0; 4];

#[test]
fn a_small_raster_names_the_pictures_that_suffer() {
    let says = "has 200×200 pixels, at least 512 on the longer side are needed; it is scaled up in";
    let run =
        refused("logo.png", plain(200, 200, NOTHING), says, "give an SVG, or a PNG of 512×512");
    let message = run.objects("diagnostic")[0]["message"].as_str().unwrap().to_owned();
    // 512 less a padding of 0.16 on each side, from the 196 pixels that are painted.
    assert!(message.contains("in 4 pictures: 1.8 times in `icons/icon-512.png`, "), "{message}");
    // Large enough for a web client, and not for a store.
    let project = with_logo("logo.png", plain(600, 600, NOTHING));
    project.run("check").status(0).stderr("checked 1 theme\n");
    let run = project.run("icons themes/acme --for web,ios").status(0);
    let run =
        run.says("has 600×600 pixels and is scaled up in 3 pictures: 1.2 times in `ios/Assets.");
    run.says("= help: give an SVG, or a PNG of 701×701 pixels");
}

#[test]
fn a_raster_that_is_not_square() {
    // The words beside a mark make no icon; empty room beside it does.
    refused("logo.png", plain_bar(1200, 300), "4.0 times as wide as high", "add `mark =");
    let (_, run) = drawn("logo.png", plain(1200, 600, NOTHING));
    run.stderr("drew the icons of 1 theme\n");
}

fn plain_bar(width: u32, height: u32) -> Vec<u8> {
    let data = [10, 102, 194, 255].repeat((width * height) as usize);
    png((width, height), png::BitDepth::Eight, &data, |_| {})
}

#[test]
fn a_raster_with_a_background_of_its_own() {
    let boxed =
        "`logo.png` has a background of its own, #ffffff: on other colors it shows as a box";
    let (_, run) = drawn("logo.png", plain(800, 800, [255; 4]));
    run.says(boxed).says("= help: save it with a transparent background");
    let (_, run) = drawn("logo.png", plain(800, 800, NOTHING));
    assert!(!run.stderr.contains("background"), "{run}");
    // The brand's own plate goes on as the icon's.
    let yellow = plain(800, 800, [255, 220, 0, 255]);
    let (_, run) = drawn("logo.png", &yellow);
    run.says("or set `background = \"#ffdc00\"` in `[icon]`");
    let theme = ACME.replace("logo.svg", "logo.png") + "[icon]\nbackground = \"#ffdc00\"\n";
    let project = Project::new().theme("acme", &theme).asset("acme/logo.png", yellow);
    project.run("check").status(0).stderr("checked 1 theme\n");
}

#[test]
fn sixteen_bits_draw_what_eight_do() {
    let eight = disc(800, 800, NOTHING);
    let sixteen: Vec<u8> = eight.iter().flat_map(|value| [*value, *value]).collect();
    let sixteen = png((800, 800), png::BitDepth::Sixteen, &sixteen, |_| {});
    assert_eq!(drawn("logo.png", sixteen).0, drawn("logo.png", plain(800, 800, NOTHING)).0);
}

#[test]
fn an_animated_png() {
    let data = disc(16, 16, NOTHING);
    let animated = png((16, 16), png::BitDepth::Eight, &data, |encoder| {
        encoder.set_animated(1, 0).unwrap();
    });
    let help = "save the picture that is to be shown as a PNG of its own";
    refused("logo.png", animated, "`logo.png`: the picture is animated", help);
}

#[test]
fn a_png_of_twenty_thousand_pixels_a_side() {
    // Refused by its header: there is no data.
    let mut bytes = plain(16, 16, NOTHING)[..33].to_vec();
    bytes[16..24].copy_from_slice(&[0, 0, 0x4e, 0x20, 0, 0, 0x4e, 0x20]);
    let crc = crate::bad_input::crc32(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    refused(
        "logo.png",
        bytes,
        "has 20000×20000 pixels, at most 64 megapixels (`REBADGE_PIXEL_LIMIT`)",
        "save it smaller",
    );
}

#[test]
fn a_file_by_another_name() {
    let cmyk = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x14\x08\0\x10\0\x10\x04";
    let rgb = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x10\0\x10\x03";
    let export = "export it as SVG, or as PNG in RGB";
    refused("logo.jpg", cmyk, "`logo.jpg` is a JPEG in CMYK, which is for print", export);
    refused("logo.png", cmyk, "not a PNG but a JPEG in CMYK, which is for print", export);
    refused("logo.png", rgb, "not a PNG but a JPEG", export);
    refused("logo.png", b"GIF89a", "not a PNG but a GIF", export);
    refused("logo.png", b"RIFF\0\0\0\0WEBPVP8 ", "not a PNG but a WebP", export);
    refused("logo.png", b"\0\0\0\x1cftypavif", "not a PNG but an AVIF", export);
    refused("logo.ai", b"%PDF-1.7", "is a PDF or an Illustrator file, and neither", export);
    refused("logo.psd", b"8BPS\0\x01", "is a Photoshop file, and neither", export);
    refused("logo.svg", b"\x1f\x8b\x08", "not an SVG but compressed with gzip", export);
    refused("logo.svg", plain(16, 16, NOTHING), "not an SVG but a PNG", "end in `.png`");
    refused("logo.png", svg(BOX, SHAPE), "not a PNG but an SVG", "end in `.svg`");
    refused("logo", svg(BOX, SHAPE), "an SVG by another name", "end in `.svg`");
    refused("logo.jpeg", plain(16, 16, NOTHING), "a PNG by another name", "end in `.png`");
    refused("logo.bin", b"what", "`logo.bin` is neither an SVG nor a PNG", export);
    let cut = &plain(600, 600, NOTHING)[..900];
    refused("logo.png", cut, "the PNG is damaged: unexpected end of file", "save it again");
}

#[test]
fn a_drawing_without_a_size() {
    let size = "give it a `viewBox`";
    for attributes in ["", "width='auto'", "width='0' height='64' viewBox='0 0 64 64'"] {
        refused("logo.svg", svg(attributes, SHAPE), "the drawing has no size", size);
    }
    refused("logo.svg", svg("width='-5' height='9'", SHAPE), "the drawing has no size", size);
    for view_box in ["0 0 -64 64", "0 0 0 0", "", "a b c d", "0 0 64"] {
        let says = format!("the `viewBox` `{view_box}` has no area");
        let help = "write four numbers such as `0 0 64 64`, the last two above zero";
        refused("logo.svg", svg(&format!("viewBox='{view_box}'"), SHAPE), &says, help);
    }
    let off = svg("viewBox='500 500 64 64'", SHAPE);
    refused("logo.svg", off, "the drawing paints nothing", "check its `viewBox`");
}

/// What is painted stands in the middle, whatever the drawing's box: one picture comes of all.
#[test]
fn a_drawing_in_another_box_is_the_same_picture() {
    let (expect, _) = drawn("logo.svg", svg(BOX, SHAPE));
    for attributes in [
        "width='100%' height='100%' viewBox='0 0 64 64'",
        "width='50%' height='50%' viewBox='0 0 64 64'",
        "width='16' height='16' viewBox='0 0 64 64'",
        "width='2cm' height='2cm' viewBox='0 0 64 64'",
        "width='64' height='64'",
        "viewBox='0,0,64,64'",
        "width='48pt' height='64'",
        "width='16.9333333mm' height='.6666667in'",
        "viewBox='0 0 64 64' overflow='visible'",
    ] {
        assert!(drawn("logo.svg", svg(attributes, SHAPE)).0 == expect, "{attributes}");
    }
}

#[test]
fn current_color_is_on_surface() {
    let shape = |fill: &str| svg(BOX, &format!("<path {fill} d='M8 56 32 8l24 48z'/>"));
    let (expect, _) = drawn("logo.svg", shape("class='fill-on-surface'"));
    for fill in ["fill='currentColor'", "fill='currentcolor'", "style='fill:currentColor'"] {
        assert!(drawn("logo.svg", shape(fill)).0 == expect, "{fill}");
    }
}

#[test]
fn css_variables_are_drawn_with_their_values() {
    let check = |body: &str, message: &str| {
        let project = Project::new().theme("acme", ACME).asset("acme/logo.svg", svg(BOX, body));
        project.run("check").status(0).says(message);
    };
    let path = |fill: &str| format!("<path {fill} d='M8 56 32 8l24 48z'/>");
    check(&path("fill='var(--fill-0, #0a66c2)'"), "checked 1 theme\n");
    check(&path("style='fill:var(--fill-0, #0a66c2)'"), "checked 1 theme\n");
    let sheet = "<style>.a{--c:#0a66c2;fill:var(--c)}</style>";
    check(&format!("{sheet}{}", path("class='a'")), "checked 1 theme\n");
    let body = path("fill='var(--brand)' class='fill-primary'");
    check(&body, "warning[svg-ignored]: `var(--brand)` has no value in the file");
}

#[test]
fn what_no_picture_may_hold() {
    let says = |more: &str, message: &str, help: &str| {
        refused("logo.svg", svg(BOX, &format!("{SHAPE}{more}")), message, help);
    };
    says("<script>alert(1)</script>", "`script` is not allowed in a vector", "remove it");
    let html = "<foreignObject><g/></foreignObject>";
    says(html, "`foreignObject` is not allowed in a vector", "remove it");
    says(
        "<image href='data:image/png;base64,AA'/>",
        "`image` puts a raster image into the vector",
        "or give the PNG itself",
    );
    says(
        "<use href='other.svg#a'/>",
        "`other.svg#a` is outside of the file",
        "put what it refers to",
    );
    let import = "<style>@import url(https://brand.example/a.css);</style>";
    says(import, "`@import` is outside of the file", "into the file");
    says(
        "<text y='40' font-family='Acme Sans'>Acme</text>",
        "text in the family `Acme Sans`, which no font brings",
        "bring the font, or turn the text into paths",
    );
}

#[test]
fn a_mark_that_is_hard_to_make_out_at_16_pixels() {
    let lines = |width: f64| {
        let line = |x: u32| format!("<path d='M{x} 8V56'/>");
        let lines: String = (8..60).step_by(12).map(line).collect();
        svg(BOX, &format!("<g stroke='#0a66c2' stroke-width='{width}'>{lines}</g>"))
    };
    let (_, run) = drawn("logo.svg", lines(1.0));
    let run = run.says(
        "warning[icon-legibility]: at 16 pixels the app icon's mark is hard to make out: 0 % of it",
    );
    run.says("themes/acme/theme.toml:6:9").says("mark = [{ file = \"small.svg\" }, ");
    let (_, run) = drawn("logo.svg", lines(6.0));
    assert!(!run.stderr.contains("warning"), "{run}");
    // A dark plate with a mark that is just light enough for it: on a dark tab neither is seen.
    let theme = format!("{ACME}[icon]\nbackground = \"#2b2b2b\"\n");
    let gray = svg(BOX, "<path fill='#777' d='M8 56 32 8l24 48z'/>");
    let project = Project::new().theme("acme", &theme).asset("acme/logo.svg", gray);
    let run = project.run("icons themes/acme --for web,electron").status(0);
    assert_eq!(run.stderr.matches("icon-legibility").count(), 1, "{run}");
    run.says("at 16 pixels the app icon vanishes on the dark tab of a browser");
}

#[test]
fn a_drawing_of_another_shape_than_the_mark() {
    let theme = format!("{ACME}[icon]\nmonochrome = \"mono.svg\"\ndark = \"dark.svg\"\n");
    let run = |mono: &str, dark: &str| {
        let logo = svg(BOX, "<path fill='#0a66c2' d='M8 56 32 8l24 48z'/>");
        let project = Project::new().theme("acme", &theme).asset("acme/logo.svg", logo);
        let project = project.asset("acme/mono.svg", svg(BOX, mono));
        project
            .asset("acme/dark.svg", svg(BOX, dark))
            .run("icons themes/acme --for web,ios,android")
    };
    // An outline, and what is shorter, are of one shape with the body.
    let outline = "<path fill='none' stroke='#fff' stroke-width='3' d='M8 56 32 8l24 48z'/>";
    let found = run(outline, "<path fill='#fff' d='M8 50 32 12l24 38z'/>").status(0);
    assert!(!found.stderr.contains("icon-family"), "{found}");
    let bar = "<path fill='#fff' d='M4 30 60 24v4L4 34z'/>";
    let found = run(bar, outline).status(0).says(
        "warning[icon-family]: `mono.svg` is not of the shape of the app icon's mark, `logo.svg`: they have ",
    );
    assert_eq!(found.stderr.matches("icon-family").count(), 1, "{found}");
    found.says("themes/acme/theme.toml:8:14");
    // A plate says nothing of what is drawn on it.
    let plate = "<path fill='#fff' fill-rule='evenodd' d='M4 4h56v56H4zM32 20 44 44H20z'/>";
    let found = run(plate, outline).status(0);
    assert!(!found.stderr.contains("icon-family"), "{found}");
    // Two drawings, each told at its own line.
    let found = run(bar, bar).status(0);
    assert_eq!(found.stderr.matches("icon-family").count(), 2, "{found}");
}

#[test]
fn a_mark_of_many_hues_is_seen_on_white() {
    let theme = format!("{ACME}[icon]\nbackground = \"#ffffff\"\n");
    let run = |colors: [&str; 3]| {
        let [top, right, left] = colors;
        let logo = svg(
            BOX,
            &format!(
                "<path fill='{top}' d='M4 4h56v26H4z'/><path fill='{right}' d='M34 34h26v26H34z'/>\
                 <path fill='{left}' d='M4 34h26v12H4z'/>"
            ),
        );
        let project = Project::new().theme("acme", &theme).asset("acme/logo.svg", logo);
        project.run("icons themes/acme --for web")
    };
    let many = run(["#fcb400", "#18bfff", "#f82b60"]).status(0);
    assert!(!many.stderr.contains("icon-legibility"), "{many}");
    let one = run(["#fcb400", "#ffaa22", "#ff9900"]).status(1);
    one.says("error[icon-contrast]: the app icon's mark vanishes on its background");
}

#[test]
fn a_mark_of_more_paths_than_a_drawable_holds_is_pictures() {
    let disk = |x: u32, y: u32| {
        let fill = if (x + y).is_multiple_of(2) { "#0a66c2" } else { "#79b4ee" };
        format!("<circle cx='{x}' cy='{y}' r='.8' fill='{fill}'/>")
    };
    let place = |at: u32| 3 + 2 * at;
    let disks = (0..900).map(|at| disk(place(at % 30), place(at / 30)));
    let disks = svg(BOX, &disks.collect::<String>());
    let project = with_logo("logo.svg", disks);
    let run = project.run("icons themes/acme --for android").status(0);
    run.says(
        "warning[icon-paths]: `logo.svg` in one color has more paths than a vector drawable of Android holds: it is PNGs there",
    )
    .says("themes/acme/theme.toml:6:9");
    let resources = "icons/acme/android/res";
    let files = project.files(resources);
    let layers: Vec<&str> =
        files.iter().map(String::as_str).filter(|file| file.contains("_monochrome")).collect();
    let densities = ["hdpi", "mdpi", "xhdpi", "xxhdpi", "xxxhdpi"];
    assert_eq!(layers, densities.map(|at| format!("mipmap-{at}/ic_launcher_monochrome.png")));
    let icon = project.path(&format!("{resources}/mipmap-anydpi-v26/ic_launcher.xml"));
    let icon = fs::read_to_string(icon).unwrap();
    assert!(icon.contains("@mipmap/ic_launcher_monochrome"), "{icon}");
    // One that was drawn for one color is paths again.
    let theme = format!("{ACME}[icon]\nmonochrome = \"mono.svg\"\n");
    let plain = svg(BOX, "<path fill='#fff' d='M3 3h58v58H3z'/>");
    let project = project.theme("acme", &theme).asset("acme/mono.svg", plain);
    let run = project.run("icons themes/acme --for android").status(0);
    assert!(!run.stderr.contains("icon-paths"), "{run}");
    let files = project.files(resources);
    assert!(files.contains(&"drawable-v26/ic_launcher_monochrome.xml".to_owned()), "{files:?}");
}

#[test]
fn a_file_that_is_too_large_for_who_shows_it() {
    let noise = svg(
        "viewBox='0 0 99 99'",
        "<filter id='f' x='0' y='0' width='1' height='1'><feTurbulence baseFrequency='9'/>\
         <feColorMatrix values='1 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 0 1'/></filter>\
         <path filter='url(#f)' d='M0 0h99v99H0z'/>",
    );
    let theme = format!("{ACME}[icon]\nbackground = \"noise.svg\"\n");
    let mark = svg(BOX, &SHAPE.replace("#0a66c2", "#fff"));
    let project = Project::new().theme("acme", &theme).asset("acme/logo.svg", mark);
    let project = project.asset("acme/noise.svg", noise);
    let run = project.run("icons themes/acme --for web").status(0);
    run.says("warning[store-size]: `link-preview.png` has ").says("WhatsApp takes at most 300000");
}

//! Pictures: their kind, size and alpha channel, and no word that is not a pixel.

use rebadge::plan::{Encoding, Format, Icon, Member, PixelFormat};
use serde_json::{Value, json};

use super::Written;
use super::programs::{Read, run};

pub(super) fn check(written: &Written) -> Read {
    let mut read = Vec::new();
    for (path, icon) in &written.files {
        let seen = &written.read[path];
        let place = format!("{}/{path}", written.folder.display());
        let readers: &[_] = match icon.format {
            Format::Png => check_png(&place, icon, seen),
            Format::Ico(frames) => check_ico(&place, frames.sides, seen),
            Format::Icns(members) => check_icns(&place, members, seen),
            Format::Svg | Format::Symbolic => check_svg(&place, seen),
            // aapt2 reads them.
            Format::Drawable(_) | Format::Text(_) => &[],
        };
        read.extend(readers.iter().map(|reader| (path.clone(), *reader)));
    }
    read
}

/// Screenshots are whole pictures of a size that install dialogs show.
pub(super) fn check_screenshots(written: &Written) -> Read {
    let shown = written.read.iter().filter(|(path, _)| path.starts_with("screenshots/"));
    let check = |(path, seen): (&String, &Value)| {
        let frame = &seen["frames"][0];
        let (kind, size) = (seen["kind"].as_str(), [&frame["width"], &frame["height"]]);
        assert!(matches!(kind, Some("PNG" | "JPEG")), "{path}: {kind:?}");
        assert!(size.iter().all(|side| (320..=3840).contains(&side.as_u64().unwrap())), "{path}");
        (path.clone(), "Pillow")
    };
    shown.map(check).collect()
}

fn check_png(place: &str, icon: &Icon, seen: &Value) -> &'static [&'static str] {
    let picture = icon.picture().expect("a size");
    let frame = &seen["frames"][0];
    assert_eq!(seen["kind"], "PNG", "{place}");
    let size = [&frame["width"], &frame["height"]];
    assert_eq!(size, [&json!(picture.width), &json!(picture.height)], "{place}");
    let is_clear = !picture.look.is_opaque();
    assert_eq!(frame["has_alpha"], json!(is_clear || icon.pixels == PixelFormat::Rgba), "{place}");
    if !picture.look.is_opaque() {
        // Something is drawn, and something is left free.
        assert_eq!(frame["alpha"][0], 0, "{place}");
        assert!(frame["alpha"][1].as_u64() > Some(200), "{place}: {}", frame["alpha"]);
    }
    for word in seen["info"].as_array().expect("a list") {
        assert!(
            ["transparency", "srgb", "gamma"].contains(&word.as_str().unwrap()),
            "{place}: {word}"
        );
    }
    &["Pillow"]
}

fn sizes(seen: &Value) -> Vec<u64> {
    let frames = seen["frames"].as_array().expect("frames");
    let side = |frame: &Value| {
        assert_eq!(frame["width"], frame["height"]);
        frame["width"].as_u64().expect("a side")
    };
    frames.iter().map(side).collect()
}

fn check_ico(place: &str, sides: &[u32], seen: &Value) -> &'static [&'static str] {
    let expect: Vec<u64> = sides.iter().copied().map(u64::from).collect();
    let mut sorted = expect.clone();
    sorted.sort_unstable();
    assert_eq!((&seen["kind"], sizes(seen)), (&json!("ICO"), sorted), "{place}");
    let list = run("icotool", &["--list", place], "/".as_ref());
    let line = |(at, side): (usize, &u64)| {
        let index = at + 1;
        format!(
            "--icon --index={index} --width={side} --height={side} --bit-depth=32 --palette-size=0\n"
        )
    };
    let lines: String = expect.iter().enumerate().map(line).collect();
    assert_eq!(list, lines, "{place}");
    &["Pillow", "icotool"]
}

fn check_icns(place: &str, members: &[Member], seen: &Value) -> &'static [&'static str] {
    // A mask is a part of the picture before it.
    let pictures = members.iter().filter(|member| member.encoding != Encoding::Mask);
    let mut expect: Vec<u64> = pictures.map(|member| u64::from(member.side)).collect();
    let mut found = sizes(seen);
    expect.sort_unstable();
    found.sort_unstable();
    assert_eq!((&seen["kind"], found), (&json!("ICNS"), expect), "{place}");
    let list = icns2png(place);
    let names: Vec<&str> = list.lines().filter_map(|line| line.trim().split('\'').nth(1)).collect();
    let expect: Vec<&str> = members.iter().map(|member| member.kind).collect();
    assert_eq!(names, expect, "{place}");
    &["Pillow", "icns2png"]
}

/// The members by name. icns2png lists those that came after it too, and complains that it cannot draw them.
fn icns2png(place: &str) -> String {
    let output = std::process::Command::new("icns2png").args(["--list", place]).output();
    let output = output.expect("icns2png; run tests/setup");
    assert!(output.status.success(), "{place}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn check_svg(place: &str, seen: &Value) -> &'static [&'static str] {
    assert_eq!(seen["root"], "{http://www.w3.org/2000/svg}svg", "{place}");
    let png = run("rsvg-convert", &["--width=64", "--format=svg", place], "/".as_ref());
    assert!(png.contains("<svg"), "{place}");
    &["librsvg", "Python"]
}

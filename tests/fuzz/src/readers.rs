//! One function for each reader of what others send, and one for what we compress. Each takes any bytes; whatever the reader
//! says of them is right, as long as it says it without a panic, within its time and memory.
//!
//! The integration tests run the same functions over the kept corpus.

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::GzEncoder;
use rebadge::base::{self, Base};
use rebadge::color::{Color, Palettes, Seed, derive};
use rebadge::deflate::{Part, Run, zlib};
use rebadge::foreign::archive::Archive;
use rebadge::foreign::leftovers::Sweep;
use rebadge::inherit::{Library, ThemeFile};
use rebadge::render::escape::Escape;
use rebadge::render::wellformed;
use rebadge::vector::{self, Canvas, Fault, Fonts, Placement, Vector};
use rebadge::{bundle, diff, foreign, package, script, theme, tokens};

/// An SVG: read, checked, drawn, recolored, put into another one.
pub fn svg(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    drawing(text);
}

/// The style sheet of an SVG.
pub fn css(data: &[u8]) {
    let Ok(css) = std::str::from_utf8(data) else { return };
    drop(wellformed::check(Escape::Css, css));
    let css = css.replace('&', "&amp;").replace('<', "&lt;");
    drawing(&format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><style>{css}</style>\
         <g id='a' class='b'><rect class='c' width='4' height='4'/><path id='d' d='M0 0h8v8z'/></g></svg>"
    ));
}

/// HTML, XML and JSON that a template renders.
pub fn html(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for language in [Escape::Html, Escape::Xml, Escape::Json] {
        drop(wellformed::check(language, text));
    }
}

/// A PNG.
pub fn png(data: &[u8]) {
    let _ = vector::header(data);
    drop(vector::read_png(data));
}

/// The header of a JPEG.
pub fn jpeg(data: &[u8]) {
    let _ = vector::header(&[&[0xff, 0xd8, 0xff], data].concat());
    let _ = vector::header(data);
}

/// An ICO.
pub fn ico(data: &[u8]) {
    drop(diff::ico(data));
}

/// A font, and text that is drawn with it.
pub fn font(data: &[u8]) {
    let Ok(unpacked) = vector::unpacked(data) else { return };
    let font = unpacked.unwrap_or_else(|| data.to_vec());
    if vector::face(&font).is_err() {
        return;
    }
    let fonts = Fonts::new([font]);
    let text = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 16'><text y='12'>Rebadge 换标</text></svg>";
    if let Ok(vector) = Vector::read(text, &fonts) {
        drop(vector::as_written(&vector));
    }
}

/// A theme's TOML, with its logo beside it.
pub fn theme(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    static BASE: OnceLock<Base> = OnceLock::new();
    let base = BASE.get_or_init(|| {
        // The repository's root for the integration tests, a folder in it for the fuzzer.
        let above =
            Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join(TINY));
        let tiny =
            above.into_iter().find(|folder| folder.is_dir()).expect("the base client is there");
        base::scan(&tiny).expect("the base client is there").expect("it is sound")
    });
    let folder = scratch("theme");
    write(&folder.join("logo.svg"), LOGO.as_bytes());
    write(&folder.join("theme.toml"), text.as_bytes());
    let library = Library::new(&folder);
    drop(theme::load(&ThemeFile::at(&folder), base, &library));
}

/// A token file.
pub fn tokens(data: &[u8]) {
    let file = scratch("tokens").join("all.tokens.json");
    write(&file, data);
    drop(tokens::wishes(&[file], &[]));
}

/// A contract.
pub fn contract(data: &[u8]) {
    let folder = scratch("contract");
    write(&folder.join("client.toml"), data);
    drop(base::scan(&folder));
}

/// A zip, and all of its files.
pub fn zip(data: &[u8]) {
    let file = scratch("zip").join("acme-web-1.0.0.zip");
    write(&file, data);
    let Ok(mut opened) = package::open(&file) else { return };
    let paths: Vec<_> = opened.bundle.files.keys().cloned().collect();
    for path in paths {
        drop(opened.bytes(&path));
    }
}

/// A tarball, compressed as it is, and all of its files.
pub fn tarball(data: &[u8]) {
    let path = scratch("tarball").join("acme-web-1.0.0.tar.gz");
    let mut packed = GzEncoder::new(Vec::new(), Compression::none());
    packed.write_all(data).expect("memory takes all");
    write(&path, &packed.finish().expect("memory takes all"));
    let Ok(mut opened) = bundle::open(&path, bundle::Limits::UNKNOWN) else { return };
    let paths: Vec<_> = opened.files.keys().cloned().collect();
    for path in paths {
        drop(opened.bytes(&path));
    }
}

/// The archive of a finished bundle.
pub fn archive(data: &[u8]) {
    let folder = scratch("archive");
    let path = folder.join("client.bin");
    write(&path, data);
    let strays = foreign::archive::Strays::LeftOut;
    let archive = Archive { path: &path, root: "", strays, limits: bundle::Limits::UNKNOWN };
    drop(foreign::archive::unpack(archive, &folder.join("unpacked")));
    drop(fs::remove_dir_all(folder.join("unpacked")));
}

/// A file of a finished bundle, as any kind of text: its literals, its hosts, what is left of a name in it.
pub fn finished(data: &[u8]) {
    static SWEEP: OnceLock<Sweep> = OnceLock::new();
    let sweep = SWEEP.get_or_init(|| Sweep::new(&["Acme Chat".to_owned()], &[]));
    drop(script::literals(data));
    for path in ["js/app.js", "de.json", "a.css", "index.html", "a.svg", "js/app.js.map", "a.wasm"]
    {
        drop(foreign::hosts::hosts(path, data));
        drop(sweep.scan(path, data));
    }
}

/// The manifest beside a package.
pub fn manifest(data: &[u8]) {
    let folder = scratch("manifest");
    // The smallest zip: the end of a central directory without entries.
    let zip = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    write(&folder.join("acme-web-1.0.0.zip"), &zip);
    write(&folder.join("acme-web-1.0.0.json"), data);
    drop(package::open(&folder.join("acme-web-1.0.0.zip")));
}

/// Keys, and the signatures beside a package.
pub fn signature(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let _ = rebadge::sign::SecretKey::read(&text);
    let _ = rebadge::sign::PublicKey::read(&text);
    // The example of RFC 8410, section 10.1.
    let key = "-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----";
    let key = rebadge::sign::PublicKey::read(key).expect("a key");
    let _ = rebadge::sign::open(&key, data);
    let hash = rebadge::sign::minisign::Hash::of(data).expect("bytes");
    let _ = rebadge::sign::minisign::open(&key, &text, &hash);
}

/// Parts of a zlib stream, each after four bytes: what a decoder reads is what went in.
pub fn deflate(data: &[u8]) {
    const MOST: usize = 1 << 20;
    let (mut rest, mut parts, mut plain) = (data, Vec::new(), Vec::new());
    while let Some((&[kind, high, low, times], after)) = rest.split_first_chunk() {
        let (is_run, count) = (kind % 2 == 1, u16::from_be_bytes([high, low]));
        let length = if is_run { usize::from(kind / 2 % 8) } else { usize::from(count) };
        let (bytes, after) = after.split_at(length.min(after.len()));
        rest = after;
        if !is_run {
            plain.extend_from_slice(bytes);
            parts.push(Part::Bytes(bytes));
            continue;
        }
        if plain.len() + usize::from(times) * (length + usize::from(count)) > MOST {
            break;
        }
        for _ in 0..times {
            plain.extend_from_slice(bytes);
            plain.resize(plain.len() + usize::from(count), 0);
        }
        let run = Run { head: bytes.to_vec(), zeros: count.into(), times: times.into() };
        match parts.last_mut() {
            Some(Part::Runs(runs)) if kind >= 128 => runs.push(run),
            _ => parts.push(Part::Runs(vec![run])),
        }
    }
    let stream = zlib(&parts, 1 + data.len() as u32 % 9);
    let mut again = Vec::new();
    ZlibDecoder::new(&stream[..]).read_to_end(&mut again).expect("it is a zlib stream");
    assert!(again == plain, "other bytes than those of {parts:?}");
}

const TINY: &str = "tests/bases/tiny";
const LOGO: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path class='fill-primary' d='M1 1h6v6z'/></svg>";

fn drawing(text: &str) {
    let Ok(vector) = Vector::read(text, &Fonts::none()) else { return };
    let palettes = palettes();
    for palette in [&palettes.light, &palettes.dark] {
        let drawing =
            vector::for_scheme(&vector, palette).expect("what passed the lint can be parsed again");
        let canvas = Canvas { width: 24, height: 24 };
        drop(vector::draw(&drawing, canvas, Placement::contain(drawing.size(), canvas)));
    }
    let shipped = vector::recolor(&vector, palettes);
    let found = Vector::read(&shipped, &Fonts::none()).err().unwrap_or_default();
    // The clip to the view that is shipped is one layer more: a drawing just below the limit is above it then.
    let found: Vec<_> = found.iter().filter(|it| it.fault != Fault::TooComplex).collect();
    assert!(found.is_empty(), "what is shipped does not pass the lint: {found:?}: {shipped}");
}

fn palettes() -> &'static Palettes {
    static PALETTES: OnceLock<Palettes> = OnceLock::new();
    PALETTES.get_or_init(|| derive(&Seed::new(Color::parse("#ff6a00").expect("a color"))))
}

fn scratch(name: &str) -> PathBuf {
    static ROOT: OnceLock<tempfile::TempDir> = OnceLock::new();
    let root = ROOT.get_or_init(|| tempfile::tempdir().expect("a scratch folder"));
    let folder = root.path().join(name);
    fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).expect("the scratch folder takes a file");
}

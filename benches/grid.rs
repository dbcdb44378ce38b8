//! How much the pixel grid does for small icons: every mark of simple-icons at 16, 20, 24 and 32 pixels, laid in the
//! middle and laid on the grid.
//!
//! `tests/setup && cargo bench --bench grid` prints the sharpness of both. `cargo bench --bench grid -- picture.png
//! mark.svg…` draws these marks enlarged instead, in pairs: in the middle, on the grid.
//!
//! The sharpness of a picture is the sum of the squared steps between neighboring pixels, divided by their sum and by the
//! largest one: 1 where each edge is one step, less where it takes two.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rebadge::color::{Color, Palette};
use rebadge::plan::{Look, Picture};
use rebadge::render::icon::{self, IconLayers};
use rebadge::render::plate::Background;
use rebadge::render::raster::{self, Mark};
use rebadge::render::{Effort, png};
use rebadge::vector::{Canvas, Edges, Fonts, Pixels, Vector, for_scheme};

const SIDES: [u32; 4] = [16, 20, 24, 32];
const PADDING: f32 = 0.16;
/// Of the picture: how much a pixel is enlarged, the space between icons, and how many marks stand in a row.
const ZOOM: u32 = 6;
const GAP: u32 = 12;
const COLUMNS: u32 = 2;

fn main() {
    let mut given = std::env::args().skip(1).filter(|arg| !arg.starts_with('-'));
    match given.next() {
        Some(out) => picture(Path::new(&out), &given.map(PathBuf::from).collect::<Vec<_>>()),
        None => numbers(),
    }
}

/// Twice the mark: without its edges it is laid in the middle.
fn both(file: &Path) -> Option<[Mark; 2]> {
    let vector = Vector::read(&fs::read_to_string(file).ok()?, &Fonts::none()).ok()?;
    let drawing = for_scheme(&vector, &Palette::from_fn(|_| Color::new(28, 32, 40))).ok()?;
    let mark = Mark::new(raster::Picture::Vector(drawing)).ok()?;
    Some([Mark { edges: Edges::default(), ..mark.clone() }, mark])
}

fn draw(mark: &Mark, side: u32) -> Pixels {
    let background = Background::Color(Color::WHITE);
    let layers = IconLayers { background: Some(&background), mark: Some(mark), padding: PADDING };
    let drawn = icon::draw(layers, &Picture::square(Look::OPAQUE, side));
    drawn.expect("a mark that was drawn before").into_pixels()
}

fn numbers() {
    let icons = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/simple-icons");
    let entries = walkdir::WalkDir::new(icons).sort_by_file_name().into_iter().flatten();
    let marks: Vec<[Mark; 2]> = entries.filter_map(|entry| both(entry.path())).collect();
    let mut out = std::io::stdout();
    for side in SIDES {
        let [before, after] = [0, 1]
            .map(|n| marks.iter().map(|both| sharpness(&draw(&both[n], side))).collect::<Vec<_>>());
        let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len().max(1) as f64;
        let moved: Vec<(f64, f64)> =
            before.iter().copied().zip(after.iter().copied()).filter(|(a, b)| a != b).collect();
        let better = moved.iter().filter(|(a, b)| b > a).count();
        let (old, new): (Vec<f64>, Vec<f64>) = moved.iter().copied().unzip();
        let start = Instant::now();
        let canvas = Canvas { width: side, height: side };
        marks.iter().for_each(|both| {
            std::hint::black_box(icon::place(&both[1], &Look::OPAQUE, PADDING, canvas));
        });
        let each = start.elapsed().as_secs_f64() * 1e6 / marks.len().max(1) as f64;
        writeln!(
            out,
            "{side} px: {:.3} in the middle, {:.3} on the grid; {} of {} marks are moved, {better} for the better, \
             theirs from {:.3} to {:.3}; {each:.1} µs a mark",
            mean(&before), mean(&after), moved.len(), marks.len(), mean(&old), mean(&new)
        )
        .expect("stdout");
    }
}

fn sharpness(pixels: &Pixels) -> f64 {
    let light = |x: u32, y: u32| {
        let at = (y * pixels.width + x) as usize * 4;
        pixels.rgba[at..at + 3].iter().map(|channel| f64::from(*channel)).sum::<f64>()
    };
    let (mut sum, mut squares, mut most) = (0.0, 0.0, 1.0f64);
    for (x, y) in (1..pixels.height).flat_map(|y| (1..pixels.width).map(move |x| (x, y))) {
        for step in [light(x, y) - light(x - 1, y), light(x, y) - light(x, y - 1)].map(f64::abs) {
            (sum, squares, most) = (sum + step, squares + step * step, most.max(step));
        }
    }
    squares / (sum * most).max(1.0)
}

/// The marks at 16 and at 24 pixels.
fn picture(out: &Path, files: &[PathBuf]) {
    const SHOWN: [u32; 2] = [16, 24];
    let wide: u32 = SHOWN.iter().map(|side| 2 * side * ZOOM + 3 * GAP).sum::<u32>() + GAP;
    let high = SHOWN[1] * ZOOM + GAP;
    let rows = (files.len() as u32).div_ceil(COLUMNS);
    let mut sheet = Pixels::filled(wide * COLUMNS, rows * high + GAP, [0xe9, 0xeb, 0xee, 255]);
    for (file, n) in files.iter().zip(0..) {
        let marks = both(file).unwrap_or_else(|| panic!("{}: no mark", file.display()));
        let mut x = n % COLUMNS * wide + GAP;
        for side in SHOWN {
            for mark in &marks {
                enlarge(&mut sheet, &draw(mark, side), (x, n / COLUMNS * high + GAP));
                x += side * ZOOM + GAP;
            }
            x += GAP;
        }
    }
    fs::write(out, png::encode(&sheet, Effort::Smallest).expect("a picture")).expect("a file");
}

fn enlarge(sheet: &mut Pixels, pixels: &Pixels, (left, top): (u32, u32)) {
    for y in 0..pixels.height * ZOOM {
        for x in 0..pixels.width * ZOOM {
            let from = ((y / ZOOM) * pixels.width + x / ZOOM) as usize * 4;
            let to = ((top + y) * sheet.width + left + x) as usize * 4;
            sheet.rgba[to..to + 4].copy_from_slice(&pixels.rgba[from..from + 4]);
        }
    }
}

//! Real drawings, by Rebadge and by Chromium, compared by pixel.
//!
//! `benches/drawings/setup && cargo bench --bench drawings` for all kinds; `cargo bench --bench drawings -- tango logos` for
//! some, `-- FOLDER` for the SVGs of a folder. `ALL=1` takes every file of a kind instead of the fixed selection. Each file is read as a theme's logo is, drawn at
//! 128 pixels, and drawn by Chromium as an `<img>` of that size on a transparent page.
//!
//! Printed are, for each kind, how many are drawn, refused and wrong; the causes of refusals with their counts; and the wrong
//! ones with the share of their pixels that differ. `target/drawings/` then holds a picture for each wrong one: ours,
//! Chromium's, and the difference.

#[expect(dead_code, clippy::unwrap_used, reason = "written for the tests")]
#[path = "../../tests/it/browser/cdp.rs"]
mod cdp;
#[expect(clippy::unwrap_used, reason = "written for the tests")]
#[path = "../../tests/it/browser/chromium.rs"]
mod chromium;
mod compare;
mod reference;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::reference::Frame;
use rebadge::artwork::{self, Image};
use rebadge::diagnostic::{Code, Diagnostic};
use rebadge::digest::sha256;
use rebadge::vector::{Canvas, DrawError, Fonts, Pixels, Placement, as_written, draw};

/// The side of the pictures that are compared.
const SIDE: u32 = 128;
/// The kinds, and how many of each are taken.
const KINDS: [(&str, usize); 13] = [
    ("adwaita", 60),
    ("applications", 200),
    ("breeze", 60),
    ("devicon", 200),
    ("elementary", 120),
    ("elementary-xfce", 60),
    ("gimp", 60),
    ("inkscape", 60),
    ("logos", 200),
    ("openclipart", 300),
    ("papirus", 80),
    ("tango", 60),
    ("yaru", 60),
];
/// At most this share of the pixels may differ.
const WRONG: f64 = 0.01;
/// Files that are named for one cause.
const EXAMPLES: usize = 3;

/// One file, and what became of it.
struct Drawing {
    kind: &'static str,
    file: PathBuf,
    came: Result<Pixels, Vec<Diagnostic>>,
    frame: Frame,
    time: Duration,
}

/// What a file is counted as.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    /// Drawn as Chromium draws it.
    Right,
    /// Drawn, and this share of its pixels differs.
    Wrong(f64),
    /// Refused, and Chromium draws nothing either.
    Blank,
    /// Refused for a cause that a designer accepts.
    Explained,
    /// Refused for another cause.
    Unexplained,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = root.join("target/test-tools/drawings");
    assert!(folder.join("installed").exists(), "run benches/drawings/setup first");
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let files: Vec<(&str, PathBuf)> = match &wanted[..] {
        [given] if Path::new(given).is_dir() => select(Path::new(given), "given", usize::MAX),
        _ => {
            let is_wanted = |kind: &str| wanted.is_empty() || wanted.iter().any(|one| one == kind);
            let kinds = KINDS.iter().filter(|(kind, _)| is_wanted(kind));
            kinds.flat_map(|(kind, count)| select(&folder.join(kind), kind, *count)).collect()
        }
    };
    let drawings = draw_all(&files);
    let paths: Vec<(&Path, Frame)> =
        drawings.iter().map(|drawing| (drawing.file.as_path(), drawing.frame)).collect();
    let theirs = reference::draw(&paths, SIDE);
    let fates: Vec<Fate> =
        drawings.iter().zip(&theirs).map(|(drawing, theirs)| fate(drawing, theirs)).collect();
    let all: Vec<(&Drawing, Fate)> = drawings.iter().zip(fates).collect();
    write_wrong(&all, &theirs, &root.join("target/drawings"));
    std::io::stdout().write_all(report(&all).as_bytes()).expect("stdout");
}

/// Files of one kind, evenly over all that differ, in the order of their paths.
fn select(folder: &Path, kind: &'static str, count: usize) -> Vec<(&'static str, PathBuf)> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let files = entries.into_iter().map(|entry| entry.expect("a folder").into_path());
    let files = files.filter(|file| file.extension().is_some_and(|ending| ending == "svg"));
    let mut seen = BTreeSet::new();
    let mut is_new = |file: &PathBuf| seen.insert(sha256(&fs::read(file).expect("a file")));
    let files: Vec<PathBuf> = files.filter(|file| file.is_file() && is_new(file)).collect();
    let count = match std::env::var_os("ALL") {
        Some(_) => files.len(),
        None => count.min(files.len()),
    };
    (0..count).map(|n| (kind, files[n * files.len() / count].clone())).collect()
}

fn draw_all(files: &[(&'static str, PathBuf)]) -> Vec<Drawing> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut drawings = Vec::new();
        while let Some((kind, file)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            let start = Instant::now();
            let mut frame = [0, 0, SIDE, SIDE];
            let came = draw_one(file, &mut frame);
            let time = start.elapsed();
            drawings.push(Drawing { kind, file: file.clone(), came, frame, time });
        }
        drawings
    };
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let mut drawings: Vec<Drawing> = thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    drawings.sort_by(|a, b| a.file.cmp(&b.file));
    drawings
}

/// The drawing in its frame.
fn draw_one(file: &Path, frame: &mut Frame) -> Result<Pixels, Vec<Diagnostic>> {
    let name = file.file_name().and_then(|name| name.to_str()).expect("UTF-8");
    let read = artwork::read(file, name, &Fonts::none(), None)?;
    let Image::Vector(vector) = read.image else {
        panic!("{} is no SVG", file.display());
    };
    let failed = |error: DrawError| vec![Diagnostic::nowhere(Code::SvgBroken, error.to_string())];
    let drawing = as_written(&vector).map_err(failed)?;
    let (scale, within) = fit(drawing.size());
    *frame = within;
    let placement = Placement { scale, x: within[0] as f32, y: within[1] as f32 };
    draw(&drawing, Canvas { width: SIDE, height: SIDE }, placement).map_err(failed)
}

/// The scale, a little below the largest, at which both sides of a drawing are nearest to whole pixels.
fn fit((width, height): (f32, f32)) -> (f32, Frame) {
    let (longer, shorter) = (width.max(height), width.min(height));
    let off = |side: u32| {
        let other = side as f32 * shorter / longer;
        (other - other.round().max(1.0)).abs()
    };
    let sides = SIDE * 3 / 4..=SIDE;
    let side = sides.min_by(|a, b| off(*a).total_cmp(&off(*b))).unwrap_or(SIDE);
    let scale = side as f32 / longer;
    let [width, height] = [width, height].map(|side| (side * scale).round().max(1.0) as u32);
    (scale, [(SIDE - width) / 2, (SIDE - height) / 2, width, height])
}

fn fate(drawing: &Drawing, theirs: &Pixels) -> Fate {
    match &drawing.came {
        Ok(ours) => match compare::differing(ours, theirs) {
            share if share > WRONG => Fate::Wrong(share),
            _ => Fate::Right,
        },
        Err(_) if theirs.rgba.chunks_exact(4).all(|pixel| pixel[3] == 0) => Fate::Blank,
        Err(found) if found.iter().any(is_accepted) => Fate::Explained,
        Err(_) => Fate::Unexplained,
    }
}

/// Would a designer accept the cause? A picture within the drawing, text without its font, code and animation, and what
/// is loaded from elsewhere.
fn is_accepted(found: &Diagnostic) -> bool {
    let says = |words: &[&str]| words.iter().any(|word| found.message.contains(word));
    match found.code {
        Code::ImageFormat | Code::SvgFont => true,
        Code::SvgUnsafe => says(&["animates", "`script`", "event handler", "`foreignObject`"]),
        Code::SvgExternal => says(&["outside of the file"]),
        _ => false,
    }
}

/// A picture of each drawing that is wrong.
fn write_wrong(all: &[(&Drawing, Fate)], theirs: &[Pixels], out: &Path) {
    let _ = fs::remove_dir_all(out);
    fs::create_dir_all(out).expect("a folder for pictures");
    for ((drawing, fate), theirs) in all.iter().zip(theirs) {
        if let (Fate::Wrong(_), Ok(ours)) = (fate, &drawing.came) {
            let name = name(drawing).replace('/', "--").replace(".svg", ".png");
            compare::write(&out.join(name), ours, theirs);
        }
    }
}

/// The path from the folder of all drawings.
fn name(drawing: &Drawing) -> String {
    let path = drawing.file.to_string_lossy();
    let from = path.find("/drawings/").map_or(0, |at| at + "/drawings/".len());
    path[from..].trim_start_matches('/').to_owned()
}

fn report(all: &[(&Drawing, Fate)]) -> String {
    let mut text = String::from(
        "                                    refused, and\n\
         kind               files   right   wrong   blank  explained  unexplained\n",
    );
    let kinds: BTreeSet<&str> = all.iter().map(|(drawing, _)| drawing.kind).collect();
    for kind in kinds {
        text += &row(kind, all.iter().filter(|(drawing, _)| drawing.kind == kind));
    }
    text += &row("all", all.iter());
    text += &causes(all);
    text += "\nwrong, with the share of pixels that differ: see target/drawings/\n";
    let share = |(drawing, fate): &(&Drawing, Fate)| match fate {
        Fate::Wrong(share) => Some((*share, name(drawing))),
        _ => None,
    };
    let mut wrong: Vec<(f64, String)> = all.iter().filter_map(share).collect();
    wrong.sort_by(|a, b| b.0.total_cmp(&a.0));
    for (share, name) in wrong {
        let _ = writeln!(text, "{:>6.2} %  {name}", share * 100.0);
    }
    text += "\nslowest, read and drawn\n";
    let mut slowest: Vec<&Drawing> = all.iter().map(|(drawing, _)| *drawing).collect();
    slowest.sort_by_key(|drawing| std::cmp::Reverse(drawing.time));
    for drawing in slowest.iter().take(5) {
        let _ = writeln!(text, "{:>6} ms  {}", drawing.time.as_millis(), name(drawing));
    }
    text
}

fn row<'a>(kind: &str, drawings: impl Iterator<Item = &'a (&'a Drawing, Fate)>) -> String {
    let mut counts = [0_u32; 5];
    for (_, fate) in drawings {
        counts[column(*fate)] += 1;
    }
    let [right, wrong, blank, explained, unexplained] = counts;
    let sum: u32 = counts.iter().sum();
    let share = f64::from(unexplained) / f64::from(sum.max(1)) * 100.0;
    format!(
        "{kind:<16} {sum:>7} {right:>7} {wrong:>7} {blank:>7} {explained:>10} {unexplained:>5} = {share:.1} %\n"
    )
}

fn column(fate: Fate) -> usize {
    match fate {
        Fate::Right => 0,
        Fate::Wrong(_) => 1,
        Fate::Blank => 2,
        Fate::Explained => 3,
        Fate::Unexplained => 4,
    }
}

/// The causes of refusals with their counts and examples. What differs in quoted values only is one cause, and of a
/// drawing that has a cause to be accepted, the others do not count.
fn causes(all: &[(&Drawing, Fate)]) -> String {
    let mut text = String::new();
    for (fate, title) in [
        (Fate::Unexplained, "refused without a cause that a designer would accept"),
        (Fate::Explained, "refused for a cause that a designer would accept"),
        (Fate::Blank, "refused, and Chromium draws nothing either"),
    ] {
        let mut causes: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (drawing, _) in all.iter().filter(|(_, one)| *one == fate) {
            let found = drawing.came.as_ref().err().into_iter().flatten();
            let counts = |one: &&Diagnostic| fate != Fate::Explained || is_accepted(one);
            let messages: BTreeSet<String> = found.filter(counts).map(cause).collect();
            for message in messages {
                causes.entry(message).or_default().push(name(drawing));
            }
        }
        let mut causes: Vec<_> = causes.into_iter().collect();
        causes.sort_by_key(|(_, files)| std::cmp::Reverse(files.len()));
        let _ = writeln!(text, "\n{title}");
        for (message, files) in causes {
            let _ = writeln!(text, "{:>5}  {message}", files.len());
            for file in files.iter().take(EXAMPLES) {
                let _ = writeln!(text, "         {file}");
            }
        }
    }
    text
}

/// A message without the values that it quotes; names of elements stay.
fn cause(found: &Diagnostic) -> String {
    let keeps = ["element", "not allowed", "animates"].iter().any(|w| found.message.contains(w));
    let parts = found.message.split('`').enumerate();
    let parts = parts.map(|(n, part)| if n % 2 == 1 && !keeps { "…" } else { part });
    format!("{}: {}", found.code.name(), parts.collect::<Vec<_>>().join("`"))
}

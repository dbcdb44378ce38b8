//! Rebadge's side: a set made of a list, planned, rendered and written as every set is. And the floor beside it: the same
//! pictures drawn and encoded one after another, with nothing planned and nothing written.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rebadge::base::{Base, Target};
use rebadge::bundle;
use rebadge::client;
use rebadge::diagnostic::Diagnostic;
use rebadge::inherit::{Library, find};
use rebadge::plan::{
    Art, Fit, Format, Frames, Job, Look, Mask, Part, Row as Line, Set, Size, Style, plan_set,
    render, sets,
};
use rebadge::recipes::Store;
use rebadge::render::{Effort, png};
use rebadge::theme;
use rebadge::vector::Pixels;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::Tree;

use crate::list::{Row, TEXT};

/// The part of the drawing's side that is painted, in thousandths: its plate leaves a margin.
const PAINTED: f64 = 944.0 / 1.024;

/// Makes the pictures of a list in a folder.
pub(crate) fn make(list: &[Row], benches: &Path, out: &Path, effort: Effort) {
    let set = set(list);
    let library = Library::of_brands(benches);
    let found = find(&[benches.join("theme.toml")], benches).expect("the theme is found");
    let (base, target) = (Base::none(), Target::none());
    let loaded = theme::load(&found[0], &base, &library);
    let theme = loaded.theme.unwrap_or_else(|| panic!("{:?}", messages(&loaded.diagnostics)));
    let plan = plan_set(&theme, set).unwrap_or_else(|wrong| panic!("{:?}", messages(&wrong)));
    let templates = Arc::new(client::templates(&target).expect("there are none"));
    let (theme, base, target, plan, templates) = (&theme, &base, &target, &plan, &templates);
    let rendered =
        render(&Job { theme, base, target, plan, templates, effort, seen: None }, &Store::new());
    let rendered = rendered.unwrap_or_else(|wrong| panic!("{:?}", messages(&wrong)));
    bundle::write_folder(&rendered.tree, out).expect("the pictures can be written");
}

fn messages(diagnostics: &[Diagnostic]) -> Vec<&str> {
    diagnostics.iter().map(|diagnostic| diagnostic.message.as_str()).collect()
}

/// A set of a list. It lives as long as the program, as the tables of the tool do.
fn set(list: &[Row]) -> &'static Set {
    let rows: Vec<Line> = list.iter().filter(|row| row.format != TEXT).map(line).collect();
    let parts = vec![Part { folder: "", rows: rows.leak() }];
    let set = Set { name: "list", summary: "", parts: parts.leak() };
    Box::leak(Box::new(set))
}

fn line(row: &Row) -> Line {
    let (path, look) = (&*row.path.clone().leak(), look(row));
    let ico = |sides: Vec<u32>, bitmaps_to| {
        Line::file(path, Format::Ico(Frames { sides: sides.leak(), bitmaps_to }), look)
    };
    if let Some(sides) = row.sides("ico") {
        ico(sides, 0)
    } else if let Some(sides) = row.sides("ico-bitmap") {
        // As Windows programs want it: bitmaps for the small ones.
        ico(sides, 48)
    } else if row.sides("icns").is_some() {
        Line::file(path, icns(), look)
    } else {
        Line::png(path, vec![Size::of(row.width, row.height)].leak(), look)
    }
}

/// The members that macOS's own table has.
fn icns() -> Format {
    let files = sets().flat_map(|set| set.parts).flat_map(|part| part.rows);
    let mut formats = files.map(|file| file.format);
    formats.find(|format| matches!(format, Format::Icns(_))).expect("a set with an ICNS")
}

/// The look, with the drawing at the size that the list gives.
fn look(row: &Row) -> Look {
    let shorter = f64::from(row.width.min(row.height));
    let share = (f64::from(row.side) / shorter * PAINTED).round() as u16;
    let look = match row.look.as_str() {
        "any" | "adaptive-foreground" => Look::BARE,
        "opaque" | "maskable" => Look::OPAQUE,
        "adaptive-background" => Look { art: Art::Nothing, ..Look::OPAQUE },
        // Cut to a circle by the generator; ours is whole, which takes more bytes.
        "round" => Look { mask: Mask::None, ..Look::BARE },
        "launch-light" => Look::LAUNCH,
        "launch-dark" => Look::LAUNCH.in_style(Style::Dark),
        other => panic!("`{other}` is no look"),
    };
    Look { fit: Fit::Box(share, share), ..look }
}

/// Draws every picture of a list with resvg and encodes it, each once; returns the size of all.
pub(crate) fn floor(list: &[Row], benches: &Path, effort: Effort) -> u64 {
    let drawing = fs::read(benches.join("logo.svg")).expect("the drawing");
    let tree = Tree::from_data(&drawing, &Default::default()).expect("an SVG");
    let mut pictures: BTreeMap<(u32, u32, u32, &str), u64> = BTreeMap::new();
    for row in list.iter().filter(|row| row.format != TEXT) {
        let ground = match row.look.as_str() {
            "any" | "adaptive-foreground" | "round" => "clear",
            "launch-dark" => "dark",
            _ => "light",
        };
        let several = ["ico", "ico-bitmap", "icns"].iter().find_map(|kind| row.sides(kind));
        let scaled = |side| (side, side, side * row.side / row.width);
        let whole = vec![(row.width, row.height, row.side)];
        let sizes = several.map_or(whole, |sides| sides.into_iter().map(scaled).collect());
        for (width, height, side) in sizes {
            let size = || encoded(&tree, (width, height, side), ground, effort);
            pictures.entry((width, height, side, ground)).or_insert_with(size);
        }
    }
    pictures.values().sum()
}

fn encoded(
    tree: &Tree,
    (width, height, side): (u32, u32, u32),
    ground: &str,
    effort: Effort,
) -> u64 {
    let mut pixmap = Pixmap::new(width, height).expect("a size with pixels");
    match ground {
        "light" => pixmap.fill(Color::WHITE),
        "dark" => pixmap.fill(Color::from_rgba8(17, 17, 17, 255)),
        _ => {}
    }
    let scale = side as f32 / tree.size().width();
    let middle = |length: u32| (length as f32 - side as f32) / 2.0;
    let place = Transform::from_row(scale, 0.0, 0.0, scale, middle(width), middle(height));
    if side > 0 {
        resvg::render(tree, place, &mut pixmap.as_mut());
    }
    let pixels = Pixels { width, height, rgba: pixmap.take_demultiplied() };
    png::encode(&pixels, effort).expect("a PNG").len() as u64
}

/// The folder that the pictures go to, empty.
pub(crate) fn folder(installed: &Path) -> PathBuf {
    let folder = installed.join("ours");
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the last run can be removed");
    }
    fs::create_dir_all(&folder).expect("a folder");
    folder
}

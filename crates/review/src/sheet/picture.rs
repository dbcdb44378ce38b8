//! The contact sheet as one picture.
//!
//! It is drawn here and not by a browser that opens the HTML sheet: `icons --sheet` needs no Chromium, and the same inputs give
//! the same bytes on every machine, so that a picture that is kept for a review changes only when an icon does.

use resvg::tiny_skia::{
    Color as Paint, FillRule, PathBuilder, Pixmap, PixmapPaint, Rect, Transform,
};

use super::lettering;
use super::{Cut, Entry, Frame, Guide, On, Section};
use rebadge_art::vector::{self, DrawError, Pixels, Placement};

/// The width of a small sheet, in pixels, and the most: one with every set is about three times as high as wide, since
/// viewers give up above 32,767.
const WIDTH: (f32, f32) = (1800.0, 6000.0);
const HIGH: f32 = 3.0;
const MARGIN: f32 = 40.0;
/// Between pictures, and around each on its ground.
const GAP: f32 = 24.0;
const PAD: f32 = 10.0;
/// Pixels per unit of lettering: of names, of headings.
const SMALL: f32 = 1.25;
const LARGE: f32 = 2.6;

const INK: &str = "#24292f";
const QUIET: &str = "#69707a";
const LIGHT: [u8; 3] = [255, 255, 255];
const DARK: [u8; 3] = [28, 28, 30];
const SQUARE: [u8; 3] = [206, 210, 216];

/// Draws the sheet.
///
/// # Errors
/// A sheet too large to be drawn.
pub fn picture(title: &str, sections: &[Section]) -> Result<Pixels, DrawError> {
    let width = width(sections);
    let mut cells = Vec::new();
    let mut y = MARGIN;
    let mut lines = vec![(line(title, LARGE * 1.3, INK), (MARGIN, y))];
    y += lettering::LINE * LARGE * 1.3 + GAP;
    for section in sections {
        lines.push((line(section.name, LARGE, INK), (MARGIN, y)));
        let after = MARGIN + lettering::width(section.name) * LARGE + 16.0;
        let place = (after, y + lettering::LINE * (LARGE - SMALL * 1.2) * 0.62);
        lines.push((line(section.summary, SMALL * 1.2, QUIET), place));
        y += lettering::LINE * LARGE + GAP / 2.0;
        y = shelve(&section.entries, (y, width), &mut cells) + GAP;
    }
    let height = (y + MARGIN - GAP).ceil();
    let mut pixmap = Pixmap::new(width as u32, height as u32)
        .ok_or_else(|| DrawError("the sheet has no pixels".to_owned()))?;
    pixmap.fill(Paint::from_rgba8(0xf4, 0xf5, 0xf7, 255));
    for (line, place) in &lines {
        overlay(&mut pixmap, line, *place)?;
    }
    for cell in &cells {
        draw(&mut pixmap, cell)?;
    }
    Ok(Pixels::from_pixmap(pixmap))
}

/// A picture and where it is.
struct Cell<'a> {
    entry: &'a Entry,
    frames: Vec<Frame>,
    x: f32,
    y: f32,
    /// Of all frames, without the name.
    width: f32,
    height: f32,
}

/// The sheet's width: such that it does not grow too high.
fn width(sections: &[Section]) -> f32 {
    let area = |entry: &Entry| {
        let (width, height) = room(entry, entry.frames().len());
        (width + GAP) * (height + GAP + lettering::LINE * SMALL * 2.0)
    };
    let all: f32 = sections.iter().flat_map(|section| &section.entries).map(area).sum();
    (all / HIGH).sqrt().ceil().clamp(WIDTH.0, WIDTH.1)
}

/// The width and height of an entry's frames, without its name.
fn room(entry: &Entry, frames: usize) -> (f32, f32) {
    let (width, height) = entry.shown();
    let width = frames as f32 * (width as f32 + 2.0 * PAD);
    (width.max(110.0), height as f32 + 2.0 * PAD)
}

/// Sets entries side by side, and the next row where no more fit; gives where the last row ends.
fn shelve<'a>(entries: &'a [Entry], (top, sheet): (f32, f32), cells: &mut Vec<Cell<'a>>) -> f32 {
    let (mut x, mut y, mut tallest) = (MARGIN, top, 0.0_f32);
    for entry in entries {
        let frames = entry.frames();
        let (taken, height) = room(entry, frames.len());
        if x + taken > sheet - MARGIN && x > MARGIN {
            (x, y, tallest) = (MARGIN, y + tallest + GAP, 0.0);
        }
        cells.push(Cell { entry, frames, x, y, width: taken, height });
        tallest = tallest.max(height + lettering::LINE * SMALL * 2.0 + 6.0);
        x += taken + GAP;
    }
    y + tallest
}

fn draw(pixmap: &mut Pixmap, cell: &Cell<'_>) -> Result<(), DrawError> {
    let (w, _) = cell.entry.shown();
    let shown = cell.entry.pixels.to_pixmap();
    let shown = shown.ok_or_else(|| DrawError("a picture has no pixels".to_owned()))?;
    let step = w as f32 + 2.0 * PAD;
    let mut marks = String::new();
    for (at, frame) in cell.frames.iter().enumerate() {
        let x = cell.x + at as f32 * step;
        ground(pixmap, (x, cell.y), (step, cell.height), frame.on);
        let (left, top) = (x + PAD, cell.y + PAD);
        let (paint, whole) = (PixmapPaint::default(), Transform::identity());
        pixmap.draw_pixmap(left as i32, top as i32, shown.as_ref(), &paint, whole, None);
        marks += &mask(frame, (left - cell.x, PAD), w as f32);
    }
    let line = lettering::LINE * SMALL;
    let most = cell.width / SMALL;
    let name = lettering::shortened(&cell.entry.name, most);
    marks += &pen(&lettering::svg(&name, (0.0, cell.height + 4.0), SMALL), SMALL, INK);
    let facts = lettering::shortened(&facts(cell.entry), most);
    marks += &pen(&lettering::svg(&facts, (0.0, cell.height + 4.0 + line), SMALL), SMALL, QUIET);
    let size = (cell.width, cell.height + 2.0 * line + 8.0);
    overlay(pixmap, &drawing(size, &marks), (cell.x, cell.y))
}

/// Size, and by how much it is reduced.
fn facts(entry: &Entry) -> String {
    let (width, height) = entry.size;
    let shown = entry.shown();
    let reduced = if shown == (width, height) {
        String::new()
    } else {
        format!(" at {}%", (shown.0 * 100 + width / 2) / width)
    };
    format!("{width}×{height}{reduced}")
}

fn ground(pixmap: &mut Pixmap, (x, y): (f32, f32), (width, height): (f32, f32), on: On) {
    let color = match on {
        On::Light | On::Checker => LIGHT,
        On::Dark => DARK,
    };
    fill(pixmap, (x, y, width, height), color);
    if on == On::Checker {
        const SIDE: f32 = 8.0;
        let (columns, rows) = ((width / SIDE).ceil() as u32, (height / SIDE).ceil() as u32);
        for (column, row) in (0..rows).flat_map(|row| (0..columns).map(move |column| (column, row)))
        {
            if (column + row) % 2 == 1 {
                let (dx, dy) = (column as f32 * SIDE, row as f32 * SIDE);
                let (w, h) = (SIDE.min(width - dx), SIDE.min(height - dy));
                fill(pixmap, (x + dx, y + dy, w, h), SQUARE);
            }
        }
    }
}

fn fill(pixmap: &mut Pixmap, (x, y, width, height): (f32, f32, f32, f32), [r, g, b]: [u8; 3]) {
    let Some(rect) = Rect::from_xywh(x.round(), y.round(), width.round(), height.round()) else {
        return;
    };
    let mut paint = resvg::tiny_skia::Paint::default();
    paint.set_color_rgba8(r, g, b, 255);
    paint.anti_alias = false;
    let path = PathBuilder::from_rect(rect);
    pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
}

/// What covers the picture outside a mask, and the safe zone.
fn mask(frame: &Frame, (x, y): (f32, f32), side: f32) -> String {
    let ground = match frame.on {
        On::Dark => "#1c1c1e",
        _ => "#ffffff",
    };
    // One pixel more, so that no edge of the picture shines through.
    let (l, t, r, b) = (x - 1.0, y - 1.0, x + side + 1.0, y + side + 1.0);
    let square = format!("M{l} {t}H{r}V{b}H{l}Z");
    let middle = (x + side / 2.0, y + side / 2.0);
    let cut = |radius: f32| {
        format!(
            "M{} {}a{radius} {radius} 0 1 0 {} 0a{radius} {radius} 0 1 0 {} 0Z",
            middle.0 - radius,
            middle.1,
            2.0 * radius,
            -2.0 * radius
        )
    };
    let hole = match frame.cut {
        Cut::None => None,
        Cut::Circle => Some(cut(side / 2.0)),
        Cut::Rounded => Some(rounded((x, y), side)),
    };
    let hole =
        hole.map(|hole| format!("<path fill-rule='evenodd' fill='{ground}' d='{square}{hole}'/>"));
    let guide = match frame.guide {
        Guide::None => String::new(),
        Guide::Circle(diameter) => {
            let radius = side * f32::from(diameter) / 2000.0;
            format!(
                "<g fill='none' stroke-width='1'><path stroke='#ffffff' d='{0}'/>\
                 <path stroke='#d6336c' stroke-dasharray='4 3' d='{0}'/></g>",
                cut(radius)
            )
        }
    };
    hole.unwrap_or_default() + &guide
}

/// The outline of an icon on iOS: a radius of 22.5 % that bends gently into the sides.
fn rounded((x, y): (f32, f32), side: f32) -> String {
    let (near, handle) = (side * 0.3375, side * 0.0675);
    let (r, b) = (x + side, y + side);
    format!(
        "M{} {y}H{}C{} {y} {r} {} {r} {}V{}C{r} {} {} {b} {} {b}H{}C{} {b} {x} {} {x} {}V{}C{x} {} {} {y} {} {y}Z",
        x + near,
        r - near,
        r - handle,
        y + handle,
        y + near,
        b - near,
        b - handle,
        r - handle,
        r - near,
        x + near,
        x + handle,
        b - handle,
        b - near,
        y + near,
        y + handle,
        x + handle,
        x + near,
    )
}

/// A line of text as a drawing of its own.
fn line(text: &str, scale: f32, color: &str) -> String {
    let letters = pen(&lettering::svg(text, (0.0, 0.0), scale), scale, color);
    let size = (lettering::width(text) * scale + 4.0, lettering::LINE * scale);
    drawing(size, &letters)
}

fn drawing((width, height): (f32, f32), marks: &str) -> String {
    format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}'>{marks}</svg>")
}

/// The pen that letters are drawn with: as thick for every size as suits it.
fn pen(letters: &str, scale: f32, color: &str) -> String {
    let width = (0.95_f32).max(1.1 / scale);
    format!(
        "<g fill='none' stroke='{color}' stroke-width='{width}' stroke-linecap='round' stroke-linejoin='round'>{letters}</g>"
    )
}

fn overlay(pixmap: &mut Pixmap, svg: &str, (x, y): (f32, f32)) -> Result<(), DrawError> {
    let drawing = vector::of_our_own(svg)?;
    vector::draw_on(pixmap, &drawing, Placement { scale: 1.0, x, y })
}

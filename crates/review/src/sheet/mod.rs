//! The contact sheet: every picture of the sets on one page. It shows the files as they were written.
//!
//! outputs ──[`section()`]──▶ [`Section`]s ──[`page()`], [`picture()`]──▶ HTML, PNG

mod lettering;
mod page;
mod picture;

use rayon::prelude::*;
use rebadge_bundle::{Entry as Output, Tree};
use rebadge_core::output_path::OutputPath;
use rebadge_plan::plan::{
    Art, Fit, Format, Ground, Icon, Look, Painter, Picture, Plan, Set, Style,
};

use rebadge_art::vector::{
    self, Canvas, DrawError, Fonts, PictureFormat, Pixels, Placement, Vector,
};
use rebadge_render::render::raster::{self, Picture as Image};
use rebadge_render::render::{Effort, framed, png};

pub use page::page;
pub use picture::picture;

/// The pictures of one set.
#[derive(Debug)]
pub struct Section {
    /// The set's name.
    pub name: &'static str,
    /// What it is for.
    pub summary: &'static str,
    /// Its pictures.
    pub entries: Vec<Entry>,
}

/// One picture.
#[derive(Debug)]
pub struct Entry {
    /// Its path within the set; of a file with several, with the side.
    pub name: String,
    /// The file; empty for a picture that is made for the sheet only.
    pub file: String,
    /// Bytes of the file.
    pub bytes: usize,
    /// What is on it; none for a screenshot, which is no drawing.
    pub look: Option<Look>,
    /// Its own width and height.
    pub size: (u32, u32),
    /// As it was read back, at the size at which it is shown.
    pub pixels: Pixels,
}

/// The largest side at which a picture is shown at its true size.
pub const TRUE_SIZE: u32 = 256;

impl Entry {
    /// A picture of a file, scaled to the size at which it is shown.
    fn of(
        name: String,
        (file, bytes): (String, usize),
        look: Option<Look>,
        own: &Pixels,
    ) -> Result<Entry, DrawError> {
        let size = (own.width, own.height);
        let (width, height) = shown(size, look);
        let pixels = raster::raster(&Image::Raster(shrunk(own, width)), Canvas { width, height })?;
        Ok(Entry { name, file, bytes, look, size, pixels })
    }

    /// Width and height at which it is shown.
    pub fn shown(&self) -> (u32, u32) {
        (self.pixels.width, self.pixels.height)
    }

    /// How it is shown: as people meet it, and so that what is wrong shows.
    pub fn frames(&self) -> Vec<Frame> {
        let frame = |on, cut| Frame { on, cut, guide: Guide::None };
        let Some(look) = &self.look else {
            return vec![frame(On::Checker, Cut::None)];
        };
        let guide = match look.fit {
            Fit::Safe(diameter) => Guide::Circle(diameter),
            _ => Guide::None,
        };
        let checker = Frame { on: On::Checker, cut: Cut::None, guide };
        let own = match look.style {
            Style::Light => On::Light,
            Style::Dark | Style::Tinted => On::Dark,
        };
        match (look.art, look.ground) {
            // A layer by itself; a screen, a banner: shown as it is.
            (Art::Nothing, _) => vec![frame(On::Checker, Cut::None)],
            _ if look.is_opaque() && self.size.0 != self.size.1 => {
                vec![frame(On::Checker, Cut::None)]
            }
            _ if look.is_opaque() => vec![
                Frame { on: On::Light, cut: Cut::None, guide },
                frame(On::Light, Cut::Circle),
                frame(On::Dark, Cut::Rounded),
            ],
            // What is white shows on dark only.
            (Art::Monochrome | Art::Notification, _) => vec![frame(On::Dark, Cut::None), checker],
            // A layer stands on another, never on a page.
            (Art::Mark, Ground::Clear) if look.style == Style::Light => vec![checker],
            (_, Ground::Clear) => vec![frame(own, Cut::None), checker],
            _ => vec![frame(On::Light, Cut::None), frame(On::Dark, Cut::None), checker],
        }
    }
}

/// Width and height at which a picture is shown: its own up to [`TRUE_SIZE`], and smaller where it is a whole screen.
fn shown((width, height): (u32, u32), look: Option<Look>) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= TRUE_SIZE {
        return (width, height);
    }
    let is_screen = look.is_some_and(|look| look.art == Art::Launch && look.is_opaque());
    let most = if is_screen { TRUE_SIZE / 2 } else { TRUE_SIZE };
    let scaled = |side: u32| ((side * most + longer / 2) / longer).max(1);
    (scaled(width), scaled(height))
}

/// The means of squares of pixels, so large that twice the width is left: the filter that scales well is slow.
fn shrunk(pixels: &Pixels, width: u32) -> Pixels {
    let by = pixels.width / (2 * width);
    if by < 2 {
        return pixels.clone();
    }
    let (width, height) = (pixels.width / by, (pixels.height / by).max(1));
    let mut rgba = Vec::with_capacity(width as usize * height as usize * 4);
    for (y, x) in (0..height).flat_map(|y| (0..width).map(move |x| (y, x))) {
        let mut sum = [0; 4];
        for row in y * by..((y + 1) * by).min(pixels.height) {
            let start = (row * pixels.width + x * by) as usize * 4;
            for pixel in pixels.rgba[start..start + by as usize * 4].chunks_exact(4) {
                let alpha = u32::from(pixel[3]);
                (0..3).for_each(|n| sum[n] += u32::from(pixel[n]) * alpha);
                sum[3] += alpha;
            }
        }
        let mean = |n: usize| (sum[n] / sum[3].max(1)) as u8;
        rgba.extend([mean(0), mean(1), mean(2), (sum[3] / (by * by)) as u8]);
    }
    Pixels { width, height, rgba }
}

/// One way to show a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its background.
    pub on: On,
    /// The mask that it is cut by.
    pub cut: Cut,
    /// What is drawn in.
    pub guide: Guide,
}

/// The background of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A light page.
    Light,
    /// A dark page.
    Dark,
    /// A checkerboard.
    Checker,
}

/// The masks of platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// None.
    None,
    /// A circle: Android's, watchOS'.
    Circle,
    /// A square with gently bent corners: iOS'.
    Rounded,
}

/// What is drawn into a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guide {
    /// Nothing.
    None,
    /// The safe zone: a circle of this diameter, in thousandths of the side.
    Circle(u16),
}

/// The pictures of a set, read back from what was rendered.
///
/// # Errors
/// A file that cannot be read back.
pub fn section(
    set: &'static Set,
    plan: &Plan,
    tree: &Tree,
    painter: &Painter<'_>,
) -> Result<Section, DrawError> {
    let of = |(path, icon): &(OutputPath, Icon)| match tree.get(path) {
        Some(output) => of_file(path, icon, output, painter),
        None => Ok(Vec::new()),
    };
    let icons: Vec<_> = plan.names.icons.iter().collect();
    let made: Result<Vec<_>, DrawError> = icons.into_par_iter().map(of).collect();
    let mut entries: Vec<Entry> = made?.into_iter().flatten().collect();
    entries.extend(adaptive(&entries, painter)?);
    for (_, path) in &plan.names.screenshots {
        entries.extend(screenshot(path, tree)?);
    }
    Ok(Section { name: set.name, summary: set.summary, entries })
}

/// The adaptive icon of a set that has one as a launcher shows it: its layers together, without the outer sixth on each
/// side.
fn adaptive(entries: &[Entry], painter: &Painter<'_>) -> Result<Option<Entry>, DrawError> {
    let is_layer = |entry: &&Entry| entry.file.contains("foreground");
    let Some(front) = entries.iter().filter(is_layer).max_by_key(|entry| entry.size.0) else {
        return Ok(None);
    };
    let (side, look) = (front.size.0, front.look.unwrap_or(Look::OPAQUE));
    let behind = Look { art: Art::Nothing, ..Look::OPAQUE };
    let behind = painter.draw(&Picture::square(behind, side))?;
    let front = painter.draw(&Picture::square(look, side))?;
    let whole = framed::centered(&front, &behind)?;
    let pixels = framed::centered(&whole, &Pixels::filled(side * 2 / 3, side * 2 / 3, [0; 4]))?;
    let name = "adaptive icon, as it is shown".to_owned();
    Entry::of(name, (String::new(), 0), Some(Look::OPAQUE), &pixels).map(Some)
}

/// A picture of the client that the theme brings, as it is. JPEGs are shown by the page only: in the picture of the
/// sheet, gray stands for one.
fn screenshot(path: &str, tree: &Tree) -> Result<Option<Entry>, DrawError> {
    let output = OutputPath::new(path).ok().and_then(|path| tree.get(&path));
    let Some(output) = output else {
        return Ok(None);
    };
    let failed = |error: String| DrawError(format!("`{path}`: {error}"));
    let bytes = output.read().map_err(|error| failed(error.to_string()))?;
    let header = vector::header(&bytes).map_err(|error| failed(error.to_string()))?;
    let pixels = match header.format {
        PictureFormat::Png => {
            vector::read_png(&bytes).map_err(|error| failed(error.to_string()))?
        }
        PictureFormat::Jpeg => Pixels::filled(header.width, header.height, [128, 128, 128, 255]),
    };
    Entry::of(path.to_owned(), (path.to_owned(), bytes.len()), None, &pixels).map(Some)
}

fn of_file(
    path: &OutputPath,
    icon: &Icon,
    output: &Output,
    painter: &Painter<'_>,
) -> Result<Vec<Entry>, DrawError> {
    let bytes = output.read().map_err(|error| DrawError(error.to_string()))?;
    let entry = |name: String, pixels: Pixels| {
        Entry::of(name, (path.to_string(), bytes.len()), Some(icon.look), &pixels)
    };
    let name = path.to_string();
    let frames = |sides: Vec<u32>| -> Result<Vec<Entry>, DrawError> {
        let frame = |side: u32| {
            let pixels = painter.draw(&Picture::square(icon.look, side))?;
            entry(format!("{name} {side}"), pixels)
        };
        sides.into_iter().map(frame).collect()
    };
    Ok(match icon.format {
        Format::Png => {
            let pixels = vector::read_png(&bytes);
            vec![entry(name, pixels.map_err(|error| DrawError(error.to_string()))?)?]
        }
        Format::Ico(table) => frames(table.sides.to_vec())?,
        Format::Icns(members) => frames(members.iter().map(|member| member.side).collect())?,
        Format::Svg | Format::Symbolic => vec![entry(name, scalable(&bytes)?)?],
        // As screens of the highest density show it.
        Format::Drawable(side) => {
            vec![entry(name, painter.draw(&Picture::square(icon.look, 4 * side))?)?]
        }
        Format::Text(_) => Vec::new(),
    })
}

/// An SVG as a browser shows it in the light scheme.
fn scalable(bytes: &[u8]) -> Result<Pixels, DrawError> {
    let text = String::from_utf8_lossy(bytes);
    let failed = |_| DrawError("the SVG cannot be read back".to_owned());
    let vector = Vector::read(&text, &Fonts::none()).map_err(failed)?;
    let canvas = Canvas { width: 128, height: 128 };
    let drawing = vector::as_written(&vector)?;
    vector::draw(&drawing, canvas, Placement::contain(drawing.size(), canvas))
}

/// The picture of some sets as a file.
///
/// # Errors
/// A picture too large to be made.
pub fn picture_file(title: &str, sections: &[Section]) -> Result<Vec<u8>, DrawError> {
    png::encode(&picture(title, sections)?, Effort::Default)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use rebadge_core::fs::Mode;

    /// The outputs of a set with one screenshot.
    fn tree(path: &str, bytes: &[u8]) -> Tree {
        let path = OutputPath::new(path).unwrap();
        let output = Output::of_bytes(&path, Arc::new(bytes.to_vec()), Mode::Plain);
        Tree::of_own([(path, output)].into())
    }

    #[test]
    fn gray_stands_for_a_jpeg() {
        // A frame of 8 bits, 16 rows, 40 columns, 3 components, then the end.
        let jpeg =
            b"\xff\xd8\xff\xc2\0\x11\x08\0\x10\0\x28\x03\x01\x22\0\x02\x11\x01\x03\x11\x01\xff\xd9";
        let path = "screenshots/wide-1.jpg";
        let entry = screenshot(path, &tree(path, jpeg)).unwrap().unwrap();
        assert_eq!((entry.file.as_str(), entry.size, entry.look), (path, (40, 16), None));
        assert!(entry.pixels == Pixels::filled(40, 16, [128, 128, 128, 255]));
    }

    #[test]
    fn a_damaged_screenshot_is_named() {
        let path = "screenshots/wide-1.png";
        let error = screenshot(path, &tree(path, b"\x89PNG")).unwrap_err();
        assert!(error.to_string().contains("`screenshots/wide-1.png`: "), "{error}");
    }
}

//! The picture of a difference: before, after, and what differs, side by side on a checkerboard. Swatches of single
//! colors too. Plain pixels, without text: fonts are not needed, and the page says what is what.

use super::picture::THRESHOLD;
use rebadge_art::color::Color;
use rebadge_art::vector::Pixels;
use rebadge_render::render::png::{self, Effort};

/// One frame on both sides.
pub(super) struct Sides<'a> {
    pub(super) name: &'a str,
    pub(super) before: Option<&'a Pixels>,
    pub(super) after: Option<&'a Pixels>,
}

impl Sides<'_> {
    /// Large enough for both.
    pub(super) fn canvas(&self) -> (u32, u32) {
        let both = || self.before.iter().chain(self.after.iter());
        let width = both().map(|pixels| pixels.width).max();
        (width.unwrap_or(0), both().map(|pixels| pixels.height).max().unwrap_or(0))
    }

    /// Whether both sides have the same bytes in a row.
    pub(super) fn is_same_row(&self, y: u32) -> bool {
        match (self.before, self.after) {
            (Some(before), Some(after)) => {
                let before = row(before, y);
                before.is_some() && before == row(after, y)
            }
            _ => false,
        }
    }

    /// Whether a pixel differs by more than is seen. Where only one side has it, it does.
    pub(super) fn differs(&self, x: u32, y: u32) -> bool {
        match (at(self.before, x, y), at(self.after, x, y)) {
            (Some(one), Some(other)) if one == other => false,
            (Some(one), Some(other)) => {
                let (one, other) = (premultiplied(one), premultiplied(other));
                one.iter().zip(other).any(|(one, other)| one.abs_diff(other) > THRESHOLD)
            }
            _ => true,
        }
    }
}

fn row(pixels: &Pixels, y: u32) -> Option<&[u8]> {
    let length = pixels.width as usize * 4;
    let start = y as usize * length;
    pixels.rgba.get(start..start + length)
}

fn at(pixels: Option<&Pixels>, x: u32, y: u32) -> Option<[u8; 4]> {
    let pixels = pixels.filter(|pixels| x < pixels.width && y < pixels.height)?;
    let start = (y as usize * pixels.width as usize + x as usize) * 4;
    pixels.rgba.get(start..start + 4)?.try_into().ok()
}

fn premultiplied([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    let times = |channel: u8| ((u32::from(channel) * u32::from(a) + 127) / 255) as u8;
    [times(r), times(g), times(b), a]
}

/// Pixels between panels, and around them.
const GAP: u32 = 16;
/// The side of a checkerboard's square.
const SQUARE: u32 = 8;
/// A panel is enlarged by whole pixels while its longer side stays within the first, and reduced to the second.
const SMALL: u32 = 192;
const LARGE: u32 = 1024;

const PAPER: [u8; 3] = [255, 255, 255];
const EDGE: [u8; 3] = [150, 150, 150];
const LIGHT: [u8; 3] = [236, 236, 236];
const DARK: [u8; 3] = [196, 196, 196];
/// What differs: a color that few brands have.
const MARK: [u8; 3] = [230, 0, 126];

/// How a panel is scaled: so many pixels of the sheet for one, or one for so many.
#[derive(Clone, Copy)]
struct Scale {
    up: u32,
    down: u32,
}

impl Scale {
    fn of(longer: u32) -> Scale {
        Scale { up: (SMALL / longer.max(1)).max(1), down: longer.div_ceil(LARGE).max(1) }
    }

    fn length(self, pixels: u32) -> u32 {
        pixels.div_ceil(self.down) * self.up
    }

    fn pixel(self, place: u32) -> u32 {
        place / self.up * self.down
    }
}

/// The sheet as a PNG; none where there is nothing to draw. A row for each frame.
pub(super) fn sheet(frames: &[&Sides<'_>]) -> Option<Vec<u8>> {
    let sizes = frames.iter().map(|sides| {
        let (width, height) = sides.canvas();
        let scale = Scale::of(width.max(height));
        (scale, scale.length(width), scale.length(height))
    });
    let sizes: Vec<(Scale, u32, u32)> = sizes.collect();
    let width = sizes.iter().map(|(_, width, _)| 3 * width + 4 * GAP).max()?;
    let height = sizes.iter().map(|(_, _, height)| height + GAP).sum::<u32>() + GAP;
    let [r, g, b] = PAPER;
    let mut sheet = Pixels::filled(width, height, [r, g, b, 255]);
    let mut top = GAP;
    for (sides, (scale, width, height)) in frames.iter().zip(sizes) {
        for (column, kind) in
            [Panel::Before, Panel::After, Panel::Difference].into_iter().enumerate()
        {
            let left = GAP + column as u32 * (width + GAP);
            frame_edge(&mut sheet, (left, top), (width, height));
            for y in 0..height {
                for x in 0..width {
                    let color = kind.color(sides, (scale.pixel(x), scale.pixel(y)), (x, y));
                    put(&mut sheet, left + x, top + y, color);
                }
            }
        }
        top += height + GAP;
    }
    png::encode(&sheet, Effort::Default).ok()
}

#[derive(Clone, Copy)]
enum Panel {
    Before,
    After,
    Difference,
}

impl Panel {
    /// The color of a pixel that comes to lie at `place` of the panel.
    fn color(self, sides: &Sides<'_>, (x, y): (u32, u32), place: (u32, u32)) -> [u8; 3] {
        let ground = checkerboard(place);
        let over =
            |pixels: Option<&Pixels>| at(pixels, x, y).map_or(PAPER, |pixel| over(pixel, ground));
        match self {
            Panel::Before => over(sides.before),
            Panel::After => over(sides.after),
            // A little of what is there now shows through, so that its shape can be seen.
            Panel::Difference if sides.differs(x, y) => {
                let [r, g, b] = over(sides.after).map(u32::from);
                let gray = (r + g + b) / 3;
                MARK.map(|channel| ((u32::from(channel) * 3 + gray) / 4) as u8)
            }
            Panel::Difference => over(sides.after).map(|channel| 255 - (255 - channel) / 4),
        }
    }
}

fn checkerboard((x, y): (u32, u32)) -> [u8; 3] {
    if (x / SQUARE + y / SQUARE).is_multiple_of(2) { LIGHT } else { DARK }
}

fn over([r, g, b, a]: [u8; 4], ground: [u8; 3]) -> [u8; 3] {
    let alpha = u32::from(a);
    let mix = |front: u8, back: u8| {
        ((u32::from(front) * alpha + u32::from(back) * (255 - alpha) + 127) / 255) as u8
    };
    [mix(r, ground[0]), mix(g, ground[1]), mix(b, ground[2])]
}

/// A thin line around a panel.
fn frame_edge(sheet: &mut Pixels, (left, top): (u32, u32), (width, height): (u32, u32)) {
    for x in left - 1..=left + width {
        put(sheet, x, top - 1, EDGE);
        put(sheet, x, top + height, EDGE);
    }
    for y in top - 1..=top + height {
        put(sheet, left - 1, y, EDGE);
        put(sheet, left + width, y, EDGE);
    }
}

fn put(sheet: &mut Pixels, x: u32, y: u32, [r, g, b]: [u8; 3]) {
    let start = (y as usize * sheet.width as usize + x as usize) * 4;
    if let Some(pixel) = sheet.rgba.get_mut(start..start + 4) {
        pixel.copy_from_slice(&[r, g, b, 255]);
    }
}

/// A small picture of one color, with an edge that is seen on any page.
pub(super) fn swatch(color: Color) -> Vec<u8> {
    const SIZE: (u32, u32) = (28, 14);
    let mut pixels = Pixels::filled(SIZE.0, SIZE.1, [color.r, color.g, color.b, 255]);
    frame_edge(&mut pixels, (1, 1), (SIZE.0 - 2, SIZE.1 - 2));
    png::encode(&pixels, Effort::Default).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebadge_art::vector::read_png;

    fn check(side: u32, expect: (u32, u32)) {
        let (red, blue) = (
            Pixels::filled(side, side, [255, 0, 0, 255]),
            Pixels::filled(side, side, [0, 0, 255, 255]),
        );
        let sides = Sides { name: "", before: Some(&red), after: Some(&blue) };
        let sheet = read_png(&sheet(&[&sides]).expect("a sheet")).expect("a PNG");
        assert_eq!((sheet.width, sheet.height), expect);
        let panel = (expect.0 - 4 * GAP) / 3;
        let middle =
            |column: u32| at(Some(&sheet), GAP + column * (panel + GAP) + panel / 2, expect.1 / 2);
        assert_eq!(middle(0), Some([255, 0, 0, 255]));
        assert_eq!(middle(1), Some([0, 0, 255, 255]));
        assert_eq!(middle(2), Some([193, 21, 115, 255]));
    }

    #[test]
    fn panels_stand_side_by_side() {
        check(512, (3 * 512 + 64, 512 + 32));
        check(16, (3 * 192 + 64, 192 + 32));
        check(2000, (3 * 1000 + 64, 1000 + 32));
    }

    #[test]
    fn what_is_gone_shows_as_paper() {
        let red = Pixels::filled(200, 200, [255, 0, 0, 255]);
        let sides = Sides { name: "", before: Some(&red), after: None };
        let sheet = read_png(&sheet(&[&sides]).expect("a sheet")).expect("a PNG");
        assert_eq!(at(Some(&sheet), 16 + 216 + 100, 100), Some([255, 255, 255, 255]));
    }

    #[test]
    fn a_swatch_is_seen_on_any_page() {
        let white = read_png(&swatch(Color::WHITE)).expect("a PNG");
        assert_eq!(at(Some(&white), 0, 0), Some([150, 150, 150, 255]));
        assert_eq!(at(Some(&white), 14, 7), Some([255, 255, 255, 255]));
    }
}

//! Composes a picture from its layers. Every size is drawn from the layers, never scaled from a larger picture.

use std::sync::Arc;

use resvg::tiny_skia::{self, Pixmap};

use crate::render::framed::Framed;
use crate::render::layout::{Layout, layout};
use crate::render::look::{Art, Fit, Look, Mask, Picture, Shadow};
use crate::render::plate::{self, Background, Plate};
use crate::render::raster::{self, Mark};
use crate::render::shadow;
use rebadge_art::vector::{self, Canvas, DrawError, Extent, Pixels, Placement, Room};

/// Up to this side, a mark is laid on the pixel grid.
const CRISP: u32 = 64;

/// What a picture is made of.
#[derive(Debug, Clone, Copy)]
pub struct IconLayers<'a> {
    /// Behind; none for a look that stands on nothing.
    pub background: Option<&'a Background>,
    /// In front; none for a look that shows the background alone.
    pub mark: Option<&'a Mark>,
    /// Share of the plate's side that is left free on each side, from 0 to 0.4.
    pub padding: f32,
}

/// Draws a picture; where it is one color around its art, only the art.
///
/// # Errors
/// A layer that cannot be drawn, a size without pixels.
pub fn draw(layers: IconLayers<'_>, picture: &Picture) -> Result<Framed, DrawError> {
    let layout = layout(layers, picture);
    let inside = Pixels::from_pixmap(paint(layers, &picture.look, &layout)?);
    Ok(layout.framed(picture, Arc::new(white(inside, &picture.look))))
}

/// Draws the box of a picture, with premultiplied alpha.
pub(crate) fn paint(
    layers: IconLayers<'_>,
    look: &Look,
    layout: &Layout,
) -> Result<Pixmap, DrawError> {
    let mut pixmap = raster::new_pixmap(layout.size)?;
    match (layout.frame, layers.background) {
        // It is clear already.
        (Some([_, _, _, 0]), _) | (None, None) => {}
        (Some([r, g, b, a]), _) => pixmap.fill(tiny_skia::Color::from_rgba8(r, g, b, a)),
        (None, Some(background)) => ground(&mut pixmap, background, look)?,
    }
    if let (Some(mark), Some(at)) = (layers.mark, layout.at) {
        raster::put(&mut pixmap, &mark.picture, at)?;
    }
    Ok(pixmap)
}

/// What shows in a color of the system's is white.
fn white(mut pixels: Pixels, look: &Look) -> Pixels {
    if matches!(look.art, Art::Monochrome | Art::Notification) {
        pixels.rgba.chunks_exact_mut(4).for_each(|pixel| pixel[..3].fill(255));
    }
    pixels
}

/// The color of all that the art leaves free, if it is one.
pub(super) fn frame(layers: &IconLayers<'_>, look: &Look) -> Option<[u8; 4]> {
    match layers.background {
        None => Some([0; 4]),
        Some(Background::Color(color)) if look.mask == Mask::None && look.plate == 1000 => {
            Some([color.r, color.g, color.b, 255])
        }
        _ => None,
    }
}

fn ground(pixmap: &mut Pixmap, background: &Background, look: &Look) -> Result<(), DrawError> {
    if look.mask == Mask::None && look.plate == 1000 {
        return plate::fill(pixmap, background);
    }
    let plate = plate_of(look, Canvas { width: pixmap.width(), height: pixmap.height() });
    if look.shadow == Shadow::Soft {
        shadow::cast(pixmap, &plate)?;
    }
    plate::fill_plate(pixmap, background, &plate)
}

/// The square that the ground covers, on whole pixels.
fn plate_of(look: &Look, canvas: Canvas) -> Plate {
    let shorter = canvas.width.min(canvas.height) as f32;
    let side = match look.plate {
        1000 => shorter,
        // As much on both sides, so that its edges fall between pixels.
        _ => whole_pixels(shorter * thousandth(look.plate), canvas.width.min(canvas.height)),
    };
    Plate {
        x: ((canvas.width as f32 - side) / 2.0).floor(),
        y: ((canvas.height as f32 - side) / 2.0).floor(),
        side,
        corner: match look.mask {
            Mask::None => plate::Corner::Square,
            Mask::Rounded(radius) => plate::Corner::Gentle(thousandth(radius)),
            Mask::Circle => plate::Corner::Circle,
        },
    }
}

/// Where a mark comes to lie: its painted part in the middle, as large as the look allows. At small sizes it is laid on
/// the pixel grid where that makes it clearer.
pub fn place(mark: &Mark, look: &Look, padding: f32, canvas: Canvas) -> Placement {
    let extent = mark.extent();
    let room = room(look, padding, canvas);
    let scale = largest(&extent, &room);
    if canvas.width.min(canvas.height) <= CRISP {
        return vector::fit(&mark.edges, scale, &extent, &room);
    }
    let (middle, own) = (room.middle, extent.middle);
    Placement { scale, x: middle.0 - own.0 * scale, y: middle.1 - own.1 * scale }
}

/// By how much a look scales what is painted so, to be as large as it allows: pixels per unit.
pub fn scale(extent: &Extent, look: &Look, padding: f32, canvas: Canvas) -> f32 {
    largest(extent, &room(look, padding, canvas))
}

fn largest(extent: &Extent, room: &Room) -> f32 {
    (2.0 * room.half.0 / extent.size.0)
        .min(2.0 * room.half.1 / extent.size.1)
        .min(room.radius / extent.radius)
}

/// Where a look lets a mark lie.
fn room(look: &Look, padding: f32, canvas: Canvas) -> Room {
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    let shorter = width.min(height);
    let padded = shorter * thousandth(look.plate) * (1.0 - 2.0 * padding.clamp(0.0, 0.4));
    let padded = match canvas.width.min(canvas.height) {
        small if small <= CRISP => padded_pixels(padded, small),
        _ => padded,
    };
    let (w, h) = match look.fit {
        Fit::Padded | Fit::Safe(_) => (padded, padded),
        Fit::Box(w, h) => (shorter * thousandth(w), shorter * thousandth(h)),
    };
    let radius = match look.fit {
        Fit::Safe(diameter) => shorter * thousandth(diameter) / 2.0,
        Fit::Padded | Fit::Box(..) => f32::INFINITY,
    };
    Room { middle: (width / 2.0, height / 2.0), half: (w / 2.0, h / 2.0), radius }
}

/// The side of the app icon on a launch screen, in pixels: the largest square that the look has room for.
pub fn launch_icon_side(picture: &Picture) -> u32 {
    let share = match picture.look.fit {
        Fit::Box(width, height) => thousandth(width.min(height)),
        // The square whose corners lie on the circle.
        Fit::Safe(diameter) => thousandth(diameter) * std::f32::consts::FRAC_1_SQRT_2,
        Fit::Padded => 1.0,
    };
    let shorter = picture.width.min(picture.height);
    whole_pixels(share * shorter as f32, shorter).max(1.0) as u32
}

fn thousandth(value: u16) -> f32 {
    f32::from(value) / 1000.0
}

/// The next whole number of pixels that leaves as much on both sides, so that straight edges fall between pixels.
fn whole_pixels(length: f32, side: u32) -> f32 {
    let length = length.ceil() as u32;
    let same = length + (side - length.min(side)) % 2;
    same.min(side) as f32
}

/// What padding leaves of a small side: the nearest number of pixels that leaves as much on both sides. Less than three
/// quarters are not taken from a mark that has more: there legibility counts more than free space.
fn padded_pixels(length: f32, side: u32) -> f32 {
    let more = whole_pixels(length, side);
    let less = more - 2.0;
    let is_nearer = length - less < more - length;
    if is_nearer && less >= side as f32 * 0.75 { less } else { more }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::raster::Picture as Drawn;
    use rebadge_art::color::{Color, Palette};
    use rebadge_art::vector::{Fonts, Vector, for_scheme};

    const ORANGE: Background = Background::Color(Color::new(255, 106, 0));
    const PREVIEW: Look = Look { fit: Fit::Box(1333, 500), ..Look::OPAQUE };

    fn mark(body: &str) -> Mark {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 40'>{body}</svg>");
        let vector = Vector::read(&text, &Fonts::none()).unwrap();
        let drawing = for_scheme(&vector, &Palette::from_fn(|_| Color::BLACK)).unwrap();
        Mark::new(Drawn::Vector(drawing)).unwrap()
    }

    /// At 16 pixels a padding is as much a part of an icon as at 32.
    #[test]
    fn small_sizes_keep_their_padding() {
        let left = |padding: f32, side: u32| {
            let side_of = side as f32;
            padded_pixels(side_of * (1.0 - 2.0 * padding), side)
        };
        // Sheep and pink.
        assert_eq!((left(0.1, 16), left(0.12, 16)), (12.0, 12.0));
        assert_eq!((left(0.1, 32), left(0.12, 32)), (26.0, 24.0));
        // Blue stays as large as it can be recognized.
        assert_eq!((left(0.16, 16), left(0.2, 16)), (12.0, 10.0));
        assert_eq!((left(0.0, 16), left(0.0, 33), left(0.4, 16)), (16.0, 33.0, 4.0));
    }

    const BLUE: &str = "<path fill='#00f' d='M50 5h20v20H50z'/>";

    fn drawn_of(body: &str, look: Look, width: u32, height: u32) -> Pixels {
        let mark = mark(body);
        let background = (look.ground != crate::render::look::Ground::Clear).then_some(&ORANGE);
        let layers = IconLayers { background, mark: Some(&mark), padding: 0.1 };
        draw(layers, &Picture { width, height, look }).unwrap().into_pixels()
    }

    fn drawn(look: Look, width: u32, height: u32) -> Pixels {
        drawn_of(BLUE, look, width, height)
    }

    /// Left, top, right and bottom of what satisfies the test.
    fn bounds(pixels: &Pixels, test: impl Fn([u8; 4]) -> bool) -> [u32; 4] {
        let all = (0..pixels.height).flat_map(|y| (0..pixels.width).map(move |x| (x, y)));
        all.filter(|(x, y)| test(pixels.at(*x, *y)))
            .fold([u32::MAX, u32::MAX, 0, 0], |[l, t, r, b], (x, y)| {
                [l.min(x), t.min(y), r.max(x + 1), b.max(y + 1)]
            })
    }

    #[test]
    fn the_mark_is_centered_as_the_eye_sees_it() {
        // It is in a corner of its drawing; on the icon it is in the middle, with a tenth left on each side.
        for side in [16, 100, 256] {
            let found = bounds(&drawn(Look::PLATE, side, side), |p| p[2] > 128);
            let free = side as f32 * 0.1;
            let expect = [free, free, side as f32 - free, side as f32 - free];
            for (a, b) in found.into_iter().zip(expect) {
                assert!((a as f32 - b).abs() <= 1.0 + side as f32 / 128.0, "{side}: {found:?}");
            }
        }
    }

    #[test]
    fn a_plate_has_transparent_corners_of_its_own_hue() {
        let icon = drawn(Look::PLATE, 64, 64);
        assert_eq!(icon.at(0, 0), [0; 4]);
        assert_eq!(icon.at(32, 1), [255, 106, 0, 255]);
        let half: Vec<_> =
            icon.rgba.chunks_exact(4).filter(|p| (60..250).contains(&p[3])).collect();
        assert!(half.len() > 8);
        for pixel in half {
            assert!(pixel[0] > 250 && pixel[1].abs_diff(106) < 4 && pixel[2] < 4, "{pixel:?}");
        }
    }

    #[test]
    fn a_plate_may_leave_a_margin() {
        for mask in [Mask::None, Mask::Circle, Mask::Rounded(200)] {
            let look = Look { plate: 800, mask, ..Look::PLATE };
            let icon = drawn(look, 100, 100);
            assert_eq!(bounds(&icon, |p| p[3] > 128), [10, 10, 90, 90], "{mask:?}");
            assert_eq!(icon.at(10, 10)[3] == 255, mask == Mask::None, "{mask:?}");
            // A tenth of the plate, not of the canvas.
            assert_eq!(bounds(&icon, |p| p[2] > 128), [18, 18, 82, 82], "{mask:?}");
        }
    }

    #[test]
    fn a_shadow_falls_below_the_plate_and_nowhere_into_it() {
        let look = Look { plate: 804, shadow: Shadow::Soft, ..Look::PLATE };
        let icon = drawn(look, 256, 256);
        let (above, below) = (icon.at(128, 20)[3], icon.at(128, 235)[3]);
        assert!(below > 10 && below > above + 5, "{above} {below}");
        assert_eq!(icon.at(128, 30), [255, 106, 0, 255]);
        assert_eq!(icon.at(0, 0)[3], 0);
    }

    #[test]
    fn full_looks_are_opaque() {
        for look in [Look::OPAQUE, Look::MASKABLE, PREVIEW] {
            assert!(look.is_opaque() && drawn(look, 60, 60).is_opaque(), "{look:?}");
        }
    }

    #[test]
    fn no_mask_cuts_a_mark_within_the_safe_zone() {
        let bodies = [
            BLUE,
            "<path fill='#00f' d='M0 18H80V22H0z'/>",
            "<circle cx='20' cy='20' r='19' fill='#00f'/>",
            "<path fill='#00f' d='M0 0L80 40V30z'/>",
        ];
        let adaptive = Look { plate: 667, fit: Fit::Safe(611), ..Look::BARE };
        for (body, side) in bodies.into_iter().flat_map(|b| [48, 192].map(|s| (b, s))) {
            for (look, radius) in
                [(Look::MASKABLE, 0.4), (Look::MONOCHROME, 0.4), (adaptive, 33.0 / 108.0)]
            {
                let icon = drawn_of(body, look, side, side);
                let middle = side as f32 / 2.0;
                for (n, pixel) in icon.rgba.chunks_exact(4).enumerate() {
                    let (x, y) = (n as u32 % side, n as u32 / side);
                    let (dx, dy) = (x as f32 + 0.5 - middle, y as f32 + 0.5 - middle);
                    let far = (dx * dx + dy * dy).sqrt() > radius * side as f32 + 0.8;
                    let painted = if look.is_opaque() { pixel[2] > 16 } else { pixel[3] > 16 };
                    assert!(!(far && painted), "{look:?} {side}: {x} {y} {body}");
                }
            }
        }
    }

    /// What lies outside of the view box is neither drawn nor measured: what is left reaches the edge of the safe zone, and
    /// no further.
    #[test]
    fn the_safe_zone_is_of_what_is_left_within_the_view_box() {
        let over = "<path fill='#00f' d='M-60 30H80V70H-60z'/>";
        for (root, body) in [
            ("viewBox='0 0 100 100'", over),
            ("viewBox='0 0 100 100' overflow='visible'", over),
            ("viewBox='0 0 100 100' style='overflow:visible'", over),
            (
                "width='200' height='100' viewBox='0 0 100 100' preserveAspectRatio='xMidYMid slice'",
                "<path fill='#00f' d='M10 10h80v80H10z'/>",
            ),
            (
                "width='40' height='90' viewBox='0 0 100 100' preserveAspectRatio='none'",
                "<path fill='#00f' d='M40-99h900V60H40z'/>",
            ),
            ("viewBox='0 0 100 100'", "<path fill='#00f' d='M-20-20h140v140H-20z'/>"),
            (
                "viewBox='0 0 100 100'",
                "<path fill='#00f' stroke='#00f' stroke-width='20' d='M0 0h100v100H0z'/>",
            ),
            (
                "viewBox='0 0 100 100'",
                "<path fill='#00f' d='M40 40h20v20H40z'/><svg x='90' width='9' height='9' overflow='visible'>\
                 <path fill='#00f' d='M0 0h99v2H0z'/></svg>",
            ),
        ] {
            let text = format!("<svg xmlns='http://www.w3.org/2000/svg' {root}>{body}</svg>");
            let vector = Vector::read(&text, &Fonts::none()).unwrap();
            let drawing = for_scheme(&vector, &Palette::from_fn(|_| Color::BLACK)).unwrap();
            let mark = Mark::new(Drawn::Vector(drawing)).unwrap();
            let layers = IconLayers { background: Some(&ORANGE), mark: Some(&mark), padding: 0.0 };
            let side = 512;
            let picture = Picture { width: side, height: side, look: Look::MASKABLE };
            let icon = draw(layers, &picture).unwrap().into_pixels();
            let middle = side as f32 / 2.0;
            let pixels = icon.rgba.chunks_exact(4).enumerate().filter(|(_, pixel)| pixel[2] > 128);
            let farthest = pixels
                .map(|(n, _)| {
                    let (x, y) = (n as u32 % side, n as u32 / side);
                    (x as f32 + 0.5 - middle).hypot(y as f32 + 0.5 - middle)
                })
                .fold(0.0, f32::max);
            let edge = 0.4 * side as f32;
            assert!((edge - 3.0..edge + 1.0).contains(&farthest), "{farthest} of {edge}: {text}");
        }
    }

    #[test]
    fn a_silhouette_is_white_and_keeps_its_shape() {
        let icon = drawn(Look::MONOCHROME, 64, 64);
        assert!(icon.rgba.chunks_exact(4).all(|pixel| pixel[..3] == [255; 3]));
        assert_eq!((icon.at(32, 32)[3], icon.at(0, 0)[3]), (255, 0));
    }

    #[test]
    fn a_frame_leaves_nothing_of_the_art_out() {
        // A wide stroke and a blur, partly outside of the drawing, on a plain ground and on a drawing of the same color.
        let body = "<filter id='f'><feGaussianBlur stdDeviation='3'/></filter>\
                    <path d='M5 5L75 35' stroke='#00f' stroke-width='6' filter='url(#f)'/>\
                    <path d='M0 0h80v2H0z' stroke='#080' stroke-width='3'/>";
        let mark = mark(body);
        let whole = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><path fill='#ff6a00' d='M-9-9h99v99h-99z'/></svg>";
        let whole = Vector::read(whole, &Fonts::none()).unwrap();
        let whole = for_scheme(&whole, &Palette::from_fn(|_| Color::BLACK)).unwrap();
        for (width, height) in [(64, 64), (300, 120), (121, 301), (20, 400)] {
            for fit in [Fit::Box(440, 440), Fit::Padded, Fit::Box(2000, 2000)] {
                let picture = Picture { width, height, look: Look { fit, ..Look::LAUNCH } };
                let drawn = |background| {
                    let layers = IconLayers {
                        background: Some(background),
                        mark: Some(&mark),
                        padding: 0.1,
                    };
                    draw(layers, &picture).unwrap()
                };
                let (framed, whole) = (drawn(&ORANGE), drawn(&Background::Vector(whole.clone())));
                assert!(whole.is_whole());
                assert!(fit == Fit::Box(2000, 2000) || !framed.is_whole(), "{width} {height}");
                let both = framed.into_pixels().rgba.into_iter().zip(whole.into_pixels().rgba);
                let apart = both.map(|(a, b)| a.abs_diff(b)).max();
                assert!(apart <= Some(3), "{width} {height} {fit:?}: {apart:?}");
            }
        }
    }

    #[test]
    fn a_preview_holds_the_mark_in_its_middle() {
        let found = bounds(&drawn(PREVIEW, 1200, 630), |p| p[2] > 128);
        let [left, top, right, bottom] = found.map(i64::from);
        assert!((left + right - 1200).abs() <= 4 && (top + bottom - 630).abs() <= 4, "{found:?}");
        assert!((bottom - top - 315).abs() <= 4, "{found:?}");
    }
}

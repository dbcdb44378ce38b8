//! An icon at one size, from its layers. Apart because each platform wants the same layers in another shape, and each
//! size is drawn from the layers, never from a larger icon.

use crate::plan::Shape;
use crate::render::plate::{self, Background};
use crate::render::raster::{self, Mark};
use crate::vector::{Canvas, DrawError, Pixels, Placement};

/// The radius of the circle that every mask of a maskable icon leaves, as a share of the side.
///
/// Source: W3C Web Application Manifest, "Icon masks and safe zone".
pub const SAFE_RADIUS: f32 = 0.4;

/// The part of a link preview's height that the mark takes at most.
const PREVIEW_HEIGHT: f32 = 0.5;
/// And of its width.
const PREVIEW_WIDTH: f32 = 0.7;

/// Up to this side, the mark is fitted to whole pixels.
const CRISP: u32 = 64;

/// What an icon is made of.
#[derive(Debug, Clone)]
pub struct IconLayers {
    /// Behind.
    pub background: Background,
    /// In front.
    pub mark: Mark,
    /// In front, where only a silhouette is shown.
    pub monochrome: Mark,
    /// Share of the side that is left free on each side, from 0 to 0.4.
    pub padding: f32,
    /// Radius of the plate's corners as a share of its side; [`plate::CORNER`].
    pub corner: f32,
}

/// Draws the layers in a shape. The canvas of all shapes but [`Shape::Preview`] is square.
pub fn draw(layers: &IconLayers, shape: Shape, canvas: Canvas) -> Result<Pixels, DrawError> {
    let mut pixmap = raster::new_pixmap(canvas)?;
    match shape {
        Shape::Any => plate::fill_plate(&mut pixmap, &layers.background, layers.corner)?,
        Shape::Monochrome => {}
        _ => plate::fill(&mut pixmap, &layers.background)?,
    }
    let mark = match shape {
        Shape::Monochrome => &layers.monochrome,
        _ => &layers.mark,
    };
    let at = place(mark, shape, layers.padding, canvas);
    raster::put(&mut pixmap, &mark.picture, at)?;
    let mut pixels = Pixels::from_pixmap(pixmap);
    if shape == Shape::Monochrome {
        for pixel in pixels.rgba.chunks_exact_mut(4) {
            pixel[..3].fill(255);
        }
    }
    Ok(pixels)
}

/// Where a mark comes to lie: its painted part in the middle, as large as the shape allows.
pub fn place(mark: &Mark, shape: Shape, padding: f32, canvas: Canvas) -> Placement {
    let (width, height) = (canvas.width as f32, canvas.height as f32);
    let (size, middle) = mark.painted_box();
    let free = 1.0 - 2.0 * padding.clamp(0.0, 0.4);
    let fit = |w: f32, h: f32| (w / size.0).min(h / size.1);
    let safe = SAFE_RADIUS * width.min(height) / mark.radius();
    let scale = match shape {
        Shape::Any if canvas.width <= CRISP => {
            let whole = whole_pixels(width * free, canvas.width);
            fit(whole, whole)
        }
        Shape::Any | Shape::Opaque => fit(width * free, height * free),
        Shape::Maskable | Shape::Monochrome => fit(width * free, height * free).min(safe),
        Shape::Preview => fit(width * PREVIEW_WIDTH, height * PREVIEW_HEIGHT),
    };
    Placement { scale, x: width / 2.0 - middle.0 * scale, y: height / 2.0 - middle.1 * scale }
}

/// The next whole number of pixels that leaves as much on both sides, so that straight edges fall between pixels.
fn whole_pixels(length: f32, side: u32) -> f32 {
    let length = length.ceil() as u32;
    let same = length + (side - length.min(side)) % 2;
    same.min(side) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::color::{Color, Palette};
    use crate::render::raster::Picture;
    use crate::vector::{Fonts, Vector, for_scheme};

    const ORANGE: Color = Color::new(255, 106, 0);

    fn mark(body: &str) -> Mark {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 80 40'>{body}</svg>");
        let vector = Vector::read(&text, &Fonts::none()).unwrap();
        let drawing = for_scheme(&vector, &Palette::from_fn(|_| Color::BLACK)).unwrap();
        Mark::new(Picture::Vector(drawing)).unwrap()
    }

    fn layers(body: &str) -> IconLayers {
        IconLayers {
            background: Background::Color(ORANGE),
            mark: mark(body),
            monochrome: mark(body),
            padding: 0.1,
            corner: plate::CORNER,
        }
    }

    const BLUE: &str = "<path fill='#00f' d='M50 5h20v20H50z'/>";

    fn at(pixels: &Pixels, x: u32, y: u32) -> [u8; 4] {
        let at = (y * pixels.width + x) as usize * 4;
        [0, 1, 2, 3].map(|n| pixels.rgba[at + n])
    }

    fn drawn(shape: Shape, width: u32, height: u32) -> Pixels {
        draw(&layers(BLUE), shape, Canvas { width, height }).unwrap()
    }

    /// Left, top, right and bottom of what satisfies the test.
    fn bounds(pixels: &Pixels, test: impl Fn([u8; 4]) -> bool) -> [u32; 4] {
        let all = (0..pixels.height).flat_map(|y| (0..pixels.width).map(move |x| (x, y)));
        all.filter(|(x, y)| test(at(pixels, *x, *y)))
            .fold([u32::MAX, u32::MAX, 0, 0], |[l, t, r, b], (x, y)| {
                [l.min(x), t.min(y), r.max(x + 1), b.max(y + 1)]
            })
    }

    #[test]
    fn the_mark_is_centered_as_the_eye_sees_it() {
        // It stands in a corner of its drawing; on the icon it stands in the middle, with a tenth left on each side.
        for side in [16, 100, 256] {
            let found = bounds(&drawn(Shape::Any, side, side), |p| p[2] > 128);
            let free = side as f32 * 0.1;
            let expect = [free, free, side as f32 - free, side as f32 - free];
            for (a, b) in found.into_iter().zip(expect) {
                assert!((a as f32 - b).abs() <= 1.0 + side as f32 / 128.0, "{side}: {found:?}");
            }
        }
    }

    #[test]
    fn a_plate_has_transparent_corners_of_its_own_hue() {
        let icon = drawn(Shape::Any, 64, 64);
        assert_eq!(at(&icon, 0, 0), [0; 4]);
        assert_eq!(at(&icon, 32, 1), [255, 106, 0, 255]);
        let half: Vec<_> =
            icon.rgba.chunks_exact(4).filter(|p| (60..250).contains(&p[3])).collect();
        assert!(half.len() > 8);
        for pixel in half {
            assert!(pixel[0] > 250 && pixel[1].abs_diff(106) < 4 && pixel[2] < 4, "{pixel:?}");
        }
    }

    #[test]
    fn full_shapes_are_opaque() {
        for shape in [Shape::Opaque, Shape::Maskable, Shape::Preview] {
            assert!(drawn(shape, 60, 60).is_opaque(), "{shape:?}");
        }
    }

    #[test]
    fn no_mask_cuts_a_maskable_mark() {
        let bodies = [
            BLUE,
            "<path fill='#00f' d='M0 18H80V22H0z'/>",
            "<circle cx='20' cy='20' r='19' fill='#00f'/>",
            "<path fill='#00f' d='M0 0L80 40V30z'/>",
        ];
        for (body, side) in bodies.into_iter().flat_map(|b| [48, 192].map(|s| (b, s))) {
            for shape in [Shape::Maskable, Shape::Monochrome] {
                let icon =
                    draw(&layers(body), shape, Canvas { width: side, height: side }).unwrap();
                let middle = side as f32 / 2.0;
                for (n, pixel) in icon.rgba.chunks_exact(4).enumerate() {
                    let (x, y) = (n as u32 % side, n as u32 / side);
                    let (dx, dy) = (x as f32 + 0.5 - middle, y as f32 + 0.5 - middle);
                    let far = (dx * dx + dy * dy).sqrt() > SAFE_RADIUS * side as f32 + 0.8;
                    let painted = match shape {
                        Shape::Monochrome => pixel[3] > 16,
                        _ => pixel[2] > 16,
                    };
                    assert!(!(far && painted), "{shape:?} {side}: {x} {y} {body}");
                }
            }
        }
    }

    #[test]
    fn a_silhouette_is_white_and_keeps_its_shape() {
        let icon = drawn(Shape::Monochrome, 64, 64);
        assert!(icon.rgba.chunks_exact(4).all(|pixel| pixel[..3] == [255; 3]));
        assert_eq!((at(&icon, 32, 32)[3], at(&icon, 0, 0)[3]), (255, 0));
    }

    #[test]
    fn a_preview_holds_the_mark_in_its_middle() {
        let found = bounds(&drawn(Shape::Preview, 1200, 630), |p| p[2] > 128);
        let [left, top, right, bottom] = found.map(i64::from);
        assert!((left + right - 1200).abs() <= 4 && (top + bottom - 630).abs() <= 4, "{found:?}");
        assert!((bottom - top - 315).abs() <= 4, "{found:?}");
    }
}

//! How a mark lies in a picture: what it stands on, and its margins.

use super::{Pixels, SAME_GROUND};
use crate::color::{Color, delta_e_ok};

/// Less alpha than this is not seen.
const SEEN: u8 = 16;

/// How a mark lies in a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// What the mark stands on.
    pub ground: Ground,
    /// The empty margins around all that is painted.
    pub padding: Margins,
    /// The margins around the mark: on a plate or a ground, around what differs from it.
    pub mark: Margins,
    /// From the middle of the picture to the point of the mark farthest from it, as a share of the shorter side; at most
    /// 0.4 in an icon that masks may cut.
    pub radius: f32,
    /// The one color of the mark, where it has only one.
    pub ink: Option<Color>,
}

impl Placed {
    /// Whether any mask of a launcher may cut the picture: it fills its square, and the mark lies within the safe zone (W3C Web
    /// Application Manifest, "Icon masks and safe zone").
    pub fn is_maskable(&self) -> bool {
        matches!(self.ground, Ground::Full(_)) && self.radius <= 0.41
    }
}

/// Margins as shares of the width or height, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Margins {
    /// Of the width.
    pub left: f32,
    /// Of the height.
    pub top: f32,
    /// Of the width.
    pub right: f32,
    /// Of the height.
    pub bottom: f32,
}

/// What a mark stands on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ground {
    /// Nothing.
    Transparent,
    /// A shape of one color, with nothing around it.
    Plate {
        /// Its color.
        color: Color,
        /// The radius of its corners, as a share of its shorter side: 0 of a square, 0.5 of a circle.
        corner: f32,
    },
    /// All of the picture is painted: in one color, if it has one along its edges.
    Full(Option<Color>),
}

/// How the mark of a picture lies in it. The picture has at least one pixel.
pub fn placed(pixels: &Pixels) -> Placed {
    let mut ground = ground(pixels);
    let mut inside = differing(pixels, ground);
    if let Ground::Plate { .. } = ground
        && !inside.contains(&true)
    {
        // A plate with nothing on it is the mark itself.
        ground = Ground::Transparent;
        inside = differing(pixels, ground);
    }
    if let Ground::Plate { .. } = ground {
        // The edge of a plate is a blend: what differs from the plate there is no mark.
        let rim = (pixels.width.max(pixels.height) / 64).max(1);
        for (at, is_in) in inside.iter_mut().enumerate().filter(|(_, is_in)| **is_in) {
            let (x, y) = (at as u32 % pixels.width, at as u32 / pixels.width);
            *is_in = is_within(pixels, x, y, rim);
        }
    }
    let all = pixels.rgba.as_chunks::<4>().0;
    let seen: Vec<bool> = all.iter().map(|pixel| pixel[3] >= SEEN).collect();
    let (padding, _) = margins(pixels, &seen);
    let (mark, radius) = margins(pixels, &inside);
    Placed { ground, padding, mark, radius, ink: ink(all, &inside) }
}

fn opaque(pixel: [u8; 4]) -> Color {
    Color::new(pixel[0], pixel[1], pixel[2])
}

/// What the mark of a picture stands on.
fn ground(pixels: &Pixels) -> Ground {
    let (width, height) = (pixels.width, pixels.height);
    let corners = [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1)];
    if corners.iter().all(|(x, y)| pixels.at(*x, *y)[3] == 255)
        && pixels.edge().iter().all(|edge| edge[3] >= 250)
    {
        return Ground::Full(pixels.ground());
    }
    plate(pixels).unwrap_or(Ground::Transparent)
}

/// The plate of a picture: along the middle of all four sides of the painted box there is one opaque color, and so it is in most
/// of the box or along its edge.
fn plate(pixels: &Pixels) -> Option<Ground> {
    /// Where the color is looked for, as a share of the box from its edge, and how much of each side.
    const IN: f32 = 0.05;
    const SIDE: std::ops::RangeInclusive<u32> = 6..=14;
    let painted = pixels.painted()?;
    let (width, height) = (pixels.width as f32, pixels.height as f32);
    let (left, top) = (painted.left * width, painted.top * height);
    let (wide, high) =
        ((painted.right - painted.left) * width, (painted.bottom - painted.top) * height);
    let at = |x: f32, y: f32| {
        let clamp = |value: f32, most: u32| (value.max(0.0) as u32).min(most - 1);
        pixels.at(clamp(left + x * wide, pixels.width), clamp(top + y * high, pixels.height))
    };
    // Of a circle all of these points are inside.
    let along = SIDE.map(|step| step as f32 / 20.0);
    let points: Vec<[u8; 4]> = along
        .flat_map(|step| [at(step, IN), at(step, 1.0 - IN), at(IN, step), at(1.0 - IN, step)])
        .collect();
    let first = points.iter().find(|point| point[3] >= 250).map(|point| opaque(*point))?;
    let same = |point: &&[u8; 4]| {
        point[3] >= 250 && delta_e_ok(opaque(**point), first) <= SAME_GROUND * 2.0
    };
    if (points.iter().filter(same).count() as f32) < 0.9 * points.len() as f32 {
        return None;
    }
    Some(Ground::Plate { color: first, corner: corner(&at) })
}

/// The radius of a plate's corners: on the diagonal the arc begins √2 − 1 radii from the corner.
fn corner(at: &dyn Fn(f32, f32) -> [u8; 4]) -> f32 {
    let ends: [fn(f32) -> (f32, f32); 4] = [
        |step| (step, step),
        |step| (1.0 - step, step),
        |step| (step, 1.0 - step),
        |step| (1.0 - step, 1.0 - step),
    ];
    let gaps = ends.map(|end| {
        let mut steps = (0..200).map(|step| step as f32 / 400.0);
        let is_seen = |step: &f32| {
            let (x, y) = end(*step);
            at(x, y)[3] >= 128
        };
        steps.find(is_seen).unwrap_or(0.5)
    });
    let gap = gaps.iter().sum::<f32>() / 4.0;
    let radius = gap / (1.0 - std::f32::consts::FRAC_1_SQRT_2);
    (radius * 100.0).round().min(50.0) / 100.0
}

/// Whether a pixel has nothing transparent beside it, so many pixels away.
fn is_within(pixels: &Pixels, x: u32, y: u32, away: u32) -> bool {
    let is_opaque = |x: Option<u32>, y: Option<u32>| match (x, y) {
        (Some(x), Some(y)) if x < pixels.width && y < pixels.height => pixels.at(x, y)[3] >= 250,
        _ => false,
    };
    let (left, right) = (x.checked_sub(away), x.checked_add(away));
    let (top, bottom) = (y.checked_sub(away), y.checked_add(away));
    let rows = [top, Some(y), bottom];
    rows.iter().all(|row| [left, Some(x), right].iter().all(|column| is_opaque(*column, *row)))
}

/// Of each pixel whether it is the mark's and not the ground's.
fn differing(pixels: &Pixels, ground: Ground) -> Vec<bool> {
    let all = pixels.rgba.as_chunks::<4>().0.iter();
    let color = match ground {
        Ground::Plate { color, .. } | Ground::Full(Some(color)) => color,
        Ground::Transparent | Ground::Full(None) => {
            return all.map(|pixel| pixel[3] >= SEEN).collect();
        }
    };
    // Flat drawings repeat one color over long runs.
    let mut last = (color, false);
    let differs = |pixel: &[u8; 4]| {
        let own = opaque(*pixel);
        if own != last.0 {
            last = (own, delta_e_ok(own, color) > SAME_GROUND * 3.0);
        }
        last.1 && pixel[3] >= 128
    };
    all.map(differs).collect()
}

/// The margins around some pixels, and the distance of the farthest from the middle.
fn margins(pixels: &Pixels, inside: &[bool]) -> (Margins, f32) {
    let (width, height) = (pixels.width as f32, pixels.height as f32);
    let (mut box_of, mut farthest) = (None::<[u32; 4]>, 0.0_f32);
    for (y, row) in (0..pixels.height).zip(inside.chunks_exact(pixels.width as usize)) {
        for (x, _) in (0..pixels.width).zip(row).filter(|(_, is_in)| **is_in) {
            let [left, top, right, bottom] = box_of.unwrap_or([x, y, x, y]);
            box_of = Some([left.min(x), top.min(y), right.max(x), bottom.max(y)]);
            let (dx, dy) = (x as f32 + 0.5 - width / 2.0, y as f32 + 0.5 - height / 2.0);
            farthest = farthest.max(dx * dx + dy * dy);
        }
    }
    let margins = box_of.map_or(Margins::default(), |[left, top, right, bottom]| Margins {
        left: left as f32 / width,
        top: top as f32 / height,
        right: 1.0 - (right + 1) as f32 / width,
        bottom: 1.0 - (bottom + 1) as f32 / height,
    });
    (margins, farthest.sqrt() / width.min(height))
}

/// The one color of some pixels.
fn ink(pixels: &[[u8; 4]], inside: &[bool]) -> Option<Color> {
    let inks = pixels.iter().zip(inside).filter(|(ink, is_in)| **is_in && ink[3] >= 250);
    let mut inks = inks.map(|(ink, _)| opaque(*ink));
    let first = inks.next()?;
    let (mut last, mut others, mut all) = (first, 0_usize, 1_usize);
    for ink in inks {
        all += 1;
        // Flat drawings repeat one color over long runs.
        if ink != last && delta_e_ok(ink, first) > SAME_GROUND * 2.0 {
            others += 1;
        } else {
            last = ink;
        }
    }
    // Soft edges on a ground are blends.
    (others * 20 <= all).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::{Fonts, Vector, as_written, sample};

    fn read(body: &str) -> Placed {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{body}</svg>");
        let vector = Vector::read(&text, &Fonts::none()).unwrap();
        placed(&sample(&as_written(&vector).unwrap(), 256).unwrap())
    }

    #[track_caller]
    fn check(body: &str, ground: Ground, mark: [f32; 4], maskable: bool) {
        let old = read(body);
        let Margins { left, top, right, bottom } = old.mark;
        let off = [left, top, right, bottom].into_iter().zip(mark).map(|(a, b)| (a - b).abs());
        assert!(off.fold(0.0, f32::max) < 0.012, "{old:?}");
        match (old.ground, ground) {
            (Ground::Plate { color, corner }, Ground::Plate { color: own, corner: other }) => {
                assert!(color == own && (corner - other).abs() < 0.04, "{old:?}");
            }
            (found, expect) => assert_eq!(found, expect),
        }
        assert_eq!(old.is_maskable(), maskable, "{old:?}");
    }

    #[test]
    fn the_ground_of_a_mark_is_found() {
        let (white, blue) = (Color::WHITE, Color::new(0x0a, 0x66, 0xc2));
        let mark = "<path fill='#fff' d='M30 40h40v20h-40z'/>";
        check(
            "<path fill='#c00' d='M10 20h80v60H10z'/>",
            Ground::Transparent,
            [0.1, 0.2, 0.1, 0.2],
            false,
        );
        check(
            "<path fill='#c00' d='M10 20l80 30l-80 30z'/>",
            Ground::Transparent,
            [0.1, 0.2, 0.1, 0.2],
            false,
        );
        let square = format!("<path fill='#0a66c2' d='M0 0h100v100H0z'/>{mark}");
        check(&square, Ground::Full(Some(blue)), [0.3, 0.4, 0.3, 0.4], true);
        let round =
            format!("<rect x='10' y='10' width='80' height='80' rx='20' fill='#0a66c2'/>{mark}");
        check(&round, Ground::Plate { color: blue, corner: 0.25 }, [0.3, 0.4, 0.3, 0.4], false);
        let circle = format!("<circle cx='50' cy='50' r='50' fill='#0a66c2'/>{mark}");
        check(&circle, Ground::Plate { color: blue, corner: 0.5 }, [0.3, 0.4, 0.3, 0.4], false);
        let wide = "<path fill='#fff' d='M0 0h100v100H0z'/><path d='M5 5h90v90H5z'/>";
        check(wide, Ground::Full(Some(white)), [0.05, 0.05, 0.05, 0.05], false);
    }

    #[test]
    fn one_color_is_told_from_more() {
        let ink = |body: &str| read(body).ink;
        assert_eq!(
            ink("<path fill='#c00' d='M10 20l80 30l-80 30z'/>"),
            Some(Color::new(0xcc, 0, 0))
        );
        assert_eq!(
            ink("<path fill='#c00' d='M9 20l80 30l-80 30z'/><path d='M9 0l80 30l-80 0z'/>"),
            None
        );
    }
}

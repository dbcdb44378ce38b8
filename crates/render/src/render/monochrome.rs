//! A picture in one color, for systems that color icons themselves: Android's themed icons, Linux's symbolic icons and
//! Safari's pinned tabs. It is made once for all sizes.
//!
//! How much paint each tone keeps is the rule of [`rebadge_art::vector::Tones`].
//!
//! As SVG it is nothing but black paths with `fill-opacity`: no groups, strokes, clips or masks.
//! GTK paints icons anew by a style sheet, `rect,circle,path {fill: … !important}`, so a line would be filled, and a
//! mask would lose its grays; of all other elements it says that it ignores them (docs.gtk.org/gtk4/icon-format.html).
//! Safari takes the opacity alone. A silhouette keeps the paths that were drawn; all else is traced, and tones are layers:
//! the widest lies below, and each further one adds to it what its tone has more. Layers that lie on one another show no
//! seam.

use std::fmt::Write as _;

use resvg::tiny_skia::Transform;
use resvg::usvg::FillRule;

use crate::render::raster::{MIXED, Picture, TONES, sampled};
use rebadge_art::vector::{
    DrawError, Layer, Pixels, Placement, fade, fits_drawable, layered_drawable, number, outline,
    path_data, silhouette, tones,
};

/// The longer side at which shapes are traced, in pixels.
const TRACED: u32 = 1024;
/// The same for a path within a script. Scripts draw marks some dozen pixels large.
const TRACED_FOR_SCRIPTS: u32 = TRACED / 2;
/// The least longer side at which a VectorDrawable is traced: about the pixels that a mark has on an adaptive icon's layer at the
/// largest density, 66 dp at four pixels each.
const DRAWABLE: u32 = 256;
/// A tone that paints less than this share of the picture is an edge between two others.
const LEAST: f64 = 0.01;
/// Tones nearer than this are one, in steps of alpha.
const NEAR: u8 = 24;
/// If the tones hold less than this share of the picture, it is a gradient, and is cut into [`STEPS`].
const FLAT: f64 = 0.8;
/// The tones of a gradient.
const STEPS: [u8; 4] = [64, 128, 191, 255];

/// The picture in one color: only its alpha counts. What filters and blending make is pixels then, in a size of their own.
///
/// # Errors
///
/// A drawing that cannot be drawn.
pub fn monochrome(picture: &Picture) -> Result<Picture, DrawError> {
    let Some(tones) = tones(&sampled(picture, TONES)?) else {
        return Ok(picture.clone());
    };
    Ok(match picture {
        Picture::Raster(pixels) => Picture::Raster(tones.apply(pixels)),
        Picture::Vector(drawing) => match fade(drawing, |color| tones.share(color)) {
            Some(drawing) => Picture::Vector(drawing),
            None => Picture::Raster(tones.apply(&sampled(picture, MIXED)?)),
        },
    })
}

/// A picture of one color as SVG: black, `side` by `side` units, the picture at its place.
///
/// # Errors
///
/// A drawing that cannot be drawn, or has no outline.
pub fn one_color_svg(picture: &Picture, at: Placement, side: u32) -> Result<String, DrawError> {
    let mut paths = String::new();
    for layer in layers(picture, at, TRACED)? {
        let opacity = match number(layer.opacity) {
            opaque if opaque == "1" => String::new(),
            opacity => format!(" fill-opacity=\"{opacity}\""),
        };
        let rule = match layer.rule {
            FillRule::NonZero => "",
            FillRule::EvenOdd => " fill-rule=\"evenodd\"",
        };
        // Writing to a string cannot fail.
        let _ = write!(paths, "<path{opacity}{rule} d=\"{}\"/>", path_data(&layer.path));
    }
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{side}\" height=\"{side}\" \
         viewBox=\"0 0 {side} {side}\">{paths}</svg>\n"
    ))
}

/// Whether a picture of one color can be a VectorDrawable, wherever it is placed. One that is too long for a resource when it is
/// traced at 256 pixels cannot: a PNG of each density shows more of it. What cannot be drawn is reported by who draws it.
pub fn is_drawable(picture: &Picture) -> bool {
    let (width, height) = picture.size();
    let at = Placement { scale: 66.543 / width.max(height), x: 21.123, y: 21.123 };
    let fits = |layers: Result<Vec<Layer>, DrawError>| layers.is_ok_and(|all| fits_drawable(&all));
    if drawn_layers(picture).is_some_and(|layers| fits(placed(layers, at))) {
        return true;
    }
    match traced_layers(picture, at, DRAWABLE) {
        Ok(layers) => fits_drawable(&layers),
        Err(_) => true,
    }
}

/// A picture of one color as VectorDrawable: white, a square of `side` dp, the picture at its place. One that is too long
/// for a resource is traced anew, with less detail.
///
/// # Errors
///
/// A drawing that cannot be drawn, has no outline, or is none of which [`is_drawable`] says that it can.
pub fn one_color_drawable(
    picture: &Picture,
    at: Placement,
    side: u32,
) -> Result<String, DrawError> {
    let mut last = DrawError(String::new());
    for size in [TRACED, TRACED / 2, DRAWABLE] {
        match layered_drawable(&layers(picture, at, size)?, side as f32) {
            Ok(text) => return Ok(text),
            Err(why) => last = DrawError(why.to_string()),
        }
    }
    Err(last)
}

/// A picture of one color as the data of one path, which is filled by the non-zero rule: what it paints at all.
///
/// # Errors
///
/// A drawing that cannot be drawn, or has no outline.
pub fn one_path(picture: &Picture, at: Placement) -> Result<String, DrawError> {
    let layers = match drawn_layers(picture) {
        Some(drawn) if is_one_path(&drawn) => placed(drawn, at)?,
        _ => traced_layers(picture, at, TRACED_FOR_SCRIPTS)?,
    };
    // The first layer is the widest.
    Ok(path_data(&layers[0].path))
}

fn is_one_path(layers: &[Layer]) -> bool {
    matches!(layers, [only] if only.rule == FillRule::NonZero)
}

/// The layers of a picture at its place, the widest first: those that were drawn, or what is traced of it.
fn layers(picture: &Picture, at: Placement, size: u32) -> Result<Vec<Layer>, DrawError> {
    let drawn = drawn_layers(picture).filter(|_| size == TRACED);
    drawn.map_or_else(|| traced_layers(picture, at, size), |layers| placed(layers, at))
}

/// The layers of a silhouette, as they were drawn.
fn drawn_layers(picture: &Picture) -> Option<Vec<Layer>> {
    match picture {
        Picture::Vector(drawing) => silhouette(drawing),
        Picture::Raster(_) => None,
    }
}

/// What is traced of a picture, at its place.
fn traced_layers(picture: &Picture, at: Placement, size: u32) -> Result<Vec<Layer>, DrawError> {
    let pixels = sampled(picture, size)?;
    let scale = at.scale * picture.size().0 / pixels.width as f32;
    placed(traced(&pixels), Placement { scale, ..at })
}

fn placed(layers: Vec<Layer>, at: Placement) -> Result<Vec<Layer>, DrawError> {
    let transform = Transform::from_row(at.scale, 0.0, 0.0, at.scale, at.x, at.y);
    let placed = |layer: Layer| Some(Layer { path: layer.path.transform(transform)?, ..layer });
    let layers: Vec<Layer> = layers.into_iter().filter_map(placed).collect();
    if layers.is_empty() { Err(DrawError("it paints nothing".to_owned())) } else { Ok(layers) }
}

/// The layers of a picture: each is what is painted at least as much as a tone.
fn traced(pixels: &Pixels) -> Vec<Layer> {
    let levels = levels(pixels);
    let most = f32::from(levels.last().copied().unwrap_or(u8::MAX));
    let mut below = 0;
    let mut layers = Vec::new();
    for level in levels {
        // Halfway between two tones: an edge between nothing and the darkest one shifts by a part of a pixel of many.
        let path = outline(pixels, below + (level - below).div_ceil(2));
        let (low, high) = (f32::from(below) / most, f32::from(level) / most);
        let opacity = (high - low) / (1.0 - low);
        layers.extend(path.map(|path| Layer { path, rule: FillRule::NonZero, opacity }));
        below = level;
    }
    layers
}

/// The tones of a picture, as alpha, the palest first.
fn levels(pixels: &Pixels) -> Vec<u8> {
    let mut counts = [0u32; 256];
    pixels.rgba.chunks_exact(4).for_each(|pixel| counts[usize::from(pixel[3])] += 1);
    counts[0] = 0;
    let all = f64::from(counts.iter().sum::<u32>());
    let mut tones: Vec<(u32, u8)> = counts
        .into_iter()
        .zip(0..=u8::MAX)
        .filter(|(count, _)| f64::from(*count) >= LEAST * all && *count > 0)
        .collect();
    let held: f64 = tones.iter().map(|(count, _)| f64::from(*count)).sum();
    if held < FLAT * all {
        return STEPS.to_vec();
    }
    tones.sort_unstable_by(|a, b| b.cmp(a));
    let mut levels: Vec<u8> = Vec::new();
    for (_, tone) in tones {
        if levels.iter().all(|level| level.abs_diff(tone) >= NEAR) {
            levels.push(tone);
        }
    }
    levels.sort_unstable();
    levels
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::raster;
    use rebadge_art::vector::{Canvas, Fonts, Vector, as_written};

    const SQUARE: Canvas = Canvas { width: 64, height: 64 };

    fn vector(body: &str) -> Picture {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'>{body}</svg>");
        Picture::Vector(as_written(&Vector::read(&text, &Fonts::none()).unwrap()).unwrap())
    }

    /// The alpha in the middle and in the quarter up left of it, of the picture in one color, of the same from pixels,
    /// and of its SVG.
    fn check(body: &str, expect: [u8; 2]) {
        let picture = vector(body);
        let pixels = Picture::Raster(sampled(&picture, 256).unwrap());
        let one = monochrome(&picture).unwrap();
        let at = Placement::contain(one.size(), Canvas { width: 16, height: 16 });
        let text = one_color_svg(&one, at, 16).unwrap();
        let read = Vector::read(&text, &Fonts::none()).unwrap();
        let drawn = Picture::Vector(as_written(&read).unwrap());
        for one in [one, monochrome(&pixels).unwrap(), drawn] {
            let alpha = raster::raster(&one, SQUARE).unwrap();
            let at = |x: usize, y: usize| alpha.rgba[(y * 64 + x) * 4 + 3];
            for (found, expect) in [at(32, 32), at(20, 20)].into_iter().zip(expect) {
                assert!(found.abs_diff(expect) <= 2, "{body}: {found} for {expect} in {text}");
            }
        }
    }

    #[test]
    fn vectors_pixels_and_their_svg_agree() {
        let disc = "<circle cx='32' cy='32' r='30' fill='#0a66c2'/>";
        check(disc, [255, 255]);
        check(&format!("{disc}<circle cx='32' cy='32' r='9' fill='#fff'/>"), [0, 255]);
        // White through a mask: its own grays are no tones.
        let mask = "<mask id='m'><circle cx='32' cy='32' r='9' fill='#fff'/></mask>";
        check(
            &format!("{mask}{disc}<path fill='#fff' mask='url(#m)' d='M0 0h64v64H0z'/>"),
            [0, 255],
        );
        let halves =
            "<path fill='#0a66c2' d='M2 2h60v26H2z'/><path fill='#79b4ee' d='M2 28h60v34H2z'/>";
        check(halves, [255, 128]);
        check(
            "<path fill='#aaa' d='M2 2h60v22H2z'/><path fill='#aaa' d='M2 34h60v9H2z'/>",
            [0, 255],
        );
        // What the renderer mixes is drawn first.
        let filter = "<filter id='f'><feColorMatrix values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 1 0 0 0 1 0'/></filter>";
        let mixed = "<circle cx='32' cy='32' r='9' fill='#fff'/>";
        check(&format!("{filter}<g filter='url(#f)'>{disc}</g>{mixed}"), [0, 255]);
    }

    #[test]
    fn one_path_is_what_is_painted() {
        let ring = "<path fill-rule='evenodd' d='M0 0h64v64H0zM16 16h32v32H16z'/>";
        let square = "<path d='M8 8h48v48H8z'/>";
        for (body, inside) in [(ring, 0), (square, 255)] {
            let at = Placement { scale: 0.25, x: 2.0, y: 3.0 };
            let data = one_path(&monochrome(&vector(body)).unwrap(), at).unwrap();
            let drawn =
                vector(&format!("<path transform='translate(-8 -12) scale(4)' d='{data}'/>"));
            let alpha = raster::raster(&drawn, SQUARE).unwrap();
            let at = |x: usize, y: usize| alpha.rgba[(y * 64 + x) * 4 + 3];
            assert_eq!((at(32, 32), at(12, 12)), (inside, 255), "{data}");
        }
    }

    /// So many disks in rows, through which something shows, so that they are traced.
    fn disks(rows: u32) -> Picture {
        let step = 64.0 / f64::from(rows);
        let place = |at: u32| (f64::from(at) + 0.5) * step;
        let disk = |x: u32, y: u32| {
            let (x, y, r) = (place(x), place(y), step * 0.4);
            format!("<circle cx='{x}' cy='{y}' r='{r}' fill-opacity='.99'/>")
        };
        let all = (0..rows).flat_map(|y| (0..rows).map(move |x| disk(x, y)));
        vector(&all.collect::<String>())
    }

    #[test]
    fn what_is_drawable_becomes_a_drawable_at_every_place() {
        for (rows, expect) in [(1, true), (4, true), (24, false)] {
            let one = monochrome(&disks(rows)).unwrap();
            assert_eq!(is_drawable(&one), expect, "{rows} rows");
            for padding in [0.0f32, 1.77, 20.0] {
                let at =
                    Placement { scale: (108.0 - 2.0 * padding) / 64.0, x: padding, y: padding };
                assert!(!expect || one_color_drawable(&one, at, 108).is_ok(), "{rows}: {padding}");
            }
        }
    }

    #[test]
    fn an_svg_of_one_color_has_nothing_but_paths() {
        let body = "<g transform='scale(2)'><circle cx='16' cy='16' r='12' stroke='#fff' fill='#0a66c2' stroke-width='3'/></g>";
        let one = monochrome(&vector(body)).unwrap();
        let text = one_color_svg(&one, Placement { scale: 0.25, x: 0.0, y: 0.0 }, 16).unwrap();
        let names: Vec<&str> = text.split('<').filter(|part| !part.starts_with('/')).collect();
        assert!(names.iter().skip(2).all(|part| part.starts_with("path ")), "{text}");
        assert!(!text.contains("stroke") && !text.contains("fill=") && !text.contains("transform"));
        assert!(text.contains("width=\"16\" height=\"16\" viewBox=\"0 0 16 16\""), "{text}");
    }
}

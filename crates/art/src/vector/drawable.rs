//! Android's VectorDrawable: a drawing as an XML resource.
//!
//! Source: Android Developers, "Vector drawables overview" and the reference of `VectorDrawable`. Gradients and even-odd
//! paths need Android 7.0 (API 24); adaptive icons need 8.0 anyway. `aapt2` holds no string of more than 32767 bytes.

use std::fmt::Write as _;

use resvg::tiny_skia::{LineCap, LineJoin, Path, Stroke, Transform};
use resvg::usvg::{FillRule, SpreadMethod};

use crate::color::Color;
use crate::vector::draw::{Drawing, Placement};
use crate::vector::flat::{Course, Form, Gradient, Ink, Layer, NotDrawable, Shape, flat};
use crate::vector::path_data::{number, path_data};

/// No path data is longer, in bytes.
const LONGEST: usize = 32_000;
/// No drawable is longer: a PNG of each density is then the better resource.
const LARGEST: usize = 64_000;

/// A drawing as VectorDrawable: a square of `viewport` dp, the drawing at its place.
///
/// # Errors
/// What it has that the format does not know.
pub fn drawable(drawing: &Drawing, at: Placement, viewport: f32) -> Result<String, NotDrawable> {
    let to = Transform::from_row(at.scale, 0.0, 0.0, at.scale, at.x, at.y);
    let (mut body, mut open) = (String::new(), Vec::new());
    for shape in flat(drawing)? {
        let moved = shape.clips.iter().map(|clip| data(&moved(clip, to)?));
        let clips = moved.collect::<Result<Vec<String>, _>>()?;
        if clips != open {
            open.iter().for_each(|_| body.push_str(CLOSE));
            clips.iter().for_each(|clip| body += &format!("    <group>\n    <clip-path{clip}/>\n"));
            open = clips;
        }
        write_shape(&mut body, &shape, to)?;
    }
    open.iter().for_each(|_| body.push_str(CLOSE));
    finish(&body, viewport)
}

const CLOSE: &str = "    </group>\n";

/// Whether a drawing can be a VectorDrawable at any place on a layer of 108 dp. A little more room is asked for than is
/// there: the numbers of another place may have another digit.
pub(crate) fn fits(drawing: &Drawing) -> Result<(), NotDrawable> {
    let (width, height) = drawing.size();
    let at = Placement { scale: 66.543 / width.max(height), x: 21.123, y: 21.123 };
    let text = drawable(drawing, at, 108.0)?;
    if has_room(&text) { Ok(()) } else { Err(NotDrawable("a path is too long for a resource")) }
}

/// Whether white layers can be a VectorDrawable at any place, as `fits` has it.
pub fn fits_drawable(layers: &[Layer]) -> bool {
    layered_drawable(layers, 108.0).is_ok_and(|text| has_room(&text))
}

/// Whether other numbers of another digit would fit in too.
fn has_room(text: &str) -> bool {
    let longest = text.lines().map(str::len).max().unwrap_or(0);
    longest * 10 <= LONGEST * 9 && text.len() * 10 <= LARGEST * 9
}

/// White layers over one another as VectorDrawable, in units of the viewport.
///
/// # Errors
/// Paths too long for a resource.
pub fn layered_drawable(layers: &[Layer], viewport: f32) -> Result<String, NotDrawable> {
    let mut body = String::new();
    for Layer { path, rule, opacity } in layers {
        let alpha = alpha("fill", *opacity) + fill_type(*rule);
        let _ = writeln!(body, "    <path android:fillColor=\"#FFFFFFFF\"{alpha}{}/>", data(path)?);
    }
    finish(&body, viewport)
}

fn finish(body: &str, viewport: f32) -> Result<String, NotDrawable> {
    if body.is_empty() {
        return Err(NotDrawable("it paints nothing"));
    }
    if body.len() > LARGEST {
        return Err(NotDrawable("it has too many paths"));
    }
    let side = number(viewport);
    let aapt = if body.contains("<aapt:") {
        "\n    xmlns:aapt=\"http://schemas.android.com/aapt\""
    } else {
        ""
    };
    Ok(format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n\
         <vector xmlns:android=\"http://schemas.android.com/apk/res/android\"{aapt}\n    \
         android:width=\"{side}dp\"\n    android:height=\"{side}dp\"\n    \
         android:viewportWidth=\"{side}\"\n    android:viewportHeight=\"{side}\">\n{body}</vector>\n"
    ))
}

fn write_shape(body: &mut String, shape: &Shape, to: Transform) -> Result<(), NotDrawable> {
    // Writing to a string cannot fail.
    let (name, opacity) = match &shape.form {
        Form::Fill(_) => ("fill", shape.opacity),
        Form::Line(_) => ("stroke", shape.opacity),
    };
    let path = data(&moved(&shape.path, to)?)?;
    let form = match &shape.form {
        Form::Fill(rule) => fill_type(*rule).to_owned(),
        Form::Line(stroke) => line(stroke, to.sx),
    };
    let alpha = alpha(name, opacity);
    let _ = match &shape.ink {
        Ink::Color(color) => {
            let color = argb(*color, 1.0);
            writeln!(body, "    <path android:{name}Color=\"{color}\"{alpha}{form}{path}/>")
        }
        Ink::Gradient(gradient) => write!(
            body,
            "    <path{alpha}{form}{path}>\n{}    </path>\n",
            paint(gradient, &format!("{name}Color"), to)
        ),
    };
    Ok(())
}

fn moved(path: &Path, to: Transform) -> Result<Path, NotDrawable> {
    path.clone().transform(to).ok_or(NotDrawable("a path lies beyond all numbers"))
}

fn data(path: &Path) -> Result<String, NotDrawable> {
    let data = path_data(path);
    if data.len() > LONGEST {
        Err(NotDrawable("a path is too long for a resource"))
    } else {
        Ok(format!(" android:pathData=\"{data}\""))
    }
}

fn fill_type(rule: FillRule) -> &'static str {
    match rule {
        FillRule::NonZero => "",
        FillRule::EvenOdd => " android:fillType=\"evenOdd\"",
    }
}

fn alpha(name: &str, opacity: f32) -> String {
    match number(opacity) {
        opaque if opaque == "1" => String::new(),
        opacity => format!(" android:{name}Alpha=\"{opacity}\""),
    }
}

/// `#AARRGGBB`.
fn argb(color: Color, opacity: f32) -> String {
    let alpha = (opacity.clamp(0.0, 1.0) * 255.0).round() as u8;
    format!("#{alpha:02X}{:02X}{:02X}{:02X}", color.r, color.g, color.b)
}

fn line(stroke: &Stroke, scale: f32) -> String {
    let mut text = format!(" android:strokeWidth=\"{}\"", number(stroke.width * scale));
    text += match stroke.line_cap {
        LineCap::Butt => "",
        LineCap::Round => " android:strokeLineCap=\"round\"",
        LineCap::Square => " android:strokeLineCap=\"square\"",
    };
    text += match stroke.line_join {
        LineJoin::Miter | LineJoin::MiterClip => "",
        LineJoin::Round => " android:strokeLineJoin=\"round\"",
        LineJoin::Bevel => " android:strokeLineJoin=\"bevel\"",
    };
    if matches!(stroke.line_join, LineJoin::Miter | LineJoin::MiterClip)
        && stroke.miter_limit != 4.0
    {
        let _ = write!(text, " android:strokeMiterLimit=\"{}\"", number(stroke.miter_limit));
    }
    text
}

fn paint(gradient: &Gradient, attribute: &str, to: Transform) -> String {
    let point = |(x, y): (f32, f32)| (number(x * to.sx + to.tx), number(y * to.sy + to.ty));
    let course = match gradient.course {
        Course::Linear(start, end) => {
            let ((x1, y1), (x2, y2)) = (point(start), point(end));
            format!(
                "android:type=\"linear\" android:startX=\"{x1}\" android:startY=\"{y1}\" \
                 android:endX=\"{x2}\" android:endY=\"{y2}\""
            )
        }
        Course::Radial(center, radius) => {
            let (x, y) = point(center);
            format!(
                "android:type=\"radial\" android:centerX=\"{x}\" android:centerY=\"{y}\" \
                 android:gradientRadius=\"{}\"",
                number(radius * to.sx)
            )
        }
    };
    let spread = match gradient.spread {
        SpreadMethod::Pad => "",
        SpreadMethod::Reflect => " android:tileMode=\"mirror\"",
        SpreadMethod::Repeat => " android:tileMode=\"repeat\"",
    };
    let mut text = format!(
        "        <aapt:attr name=\"android:{attribute}\">\n        <gradient {course}{spread}>\n"
    );
    for (offset, color, opacity) in &gradient.stops {
        let _ = writeln!(
            text,
            "            <item android:offset=\"{}\" android:color=\"{}\"/>",
            number(*offset),
            argb(*color, *opacity)
        );
    }
    text + "        </gradient>\n        </aapt:attr>\n"
}

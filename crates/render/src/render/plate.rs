//! The plate behind an icon's mark, with its rounded shape, as pixels and as SVG.

use resvg::tiny_skia::{
    self, FillRule, GradientStop, LinearGradient, Mask, Paint, PathBuilder, Pixmap, PixmapPaint,
    Point, Rect, Shader, SpreadMode, Transform,
};
use serde::{Serialize, Serializer};

use crate::render::raster::new_pixmap;
use rebadge_art::color::Color;
use rebadge_art::vector::{Canvas, DrawError, Drawing, Placement, draw_on};

/// Where a plate lies on the canvas, and its outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plate {
    /// From the left, in pixels.
    pub(crate) x: f32,
    /// From the top.
    pub(crate) y: f32,
    /// Its width and height.
    pub(crate) side: f32,
    /// Its corners.
    pub(crate) corner: Corner,
}

/// The corners of a plate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Corner {
    /// Sharp.
    Square,
    /// Bent gently into the sides, as on a home screen: the radius as a share of the side.
    Gentle(f32),
    /// So round that the plate is a circle.
    Circle,
}

/// A linear gradient.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Gradient {
    /// The color where it begins.
    #[serde(serialize_with = "shown")]
    pub from: Color,
    /// The color where it ends.
    #[serde(serialize_with = "shown")]
    pub to: Color,
    /// Its angle in degrees, as in CSS.
    pub angle: f64,
}

impl Gradient {
    /// Start and end of the gradient line on a box: CSS Images 3, 3.1.
    pub(crate) fn line(&self, width: f32, height: f32) -> [(f32, f32); 2] {
        let angle = self.angle * std::f64::consts::PI / 180.0;
        // libm, so that the line is the same on every system.
        let (sin, cos) = (libm::sin(angle) as f32, libm::cos(angle) as f32);
        let half = (width * sin.abs() + height * cos.abs()) / 2.0;
        let (x, y) = (sin * half, -cos * half);
        let (cx, cy) = (width / 2.0, height / 2.0);
        [(cx - x, cy - y), (cx + x, cy + y)]
    }
}

/// A color as people write it.
fn shown<S: Serializer>(color: &Color, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(color)
}

/// What lies behind the mark.
#[derive(Debug, Clone)]
pub enum Background {
    /// One color.
    Color(Color),
    /// From one color to another.
    Gradient(Gradient),
    /// A drawing that covers the plate. Where it is transparent, white shows.
    Vector(Drawing),
}

/// One step along the outline of a plate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Step {
    /// Begin here.
    Move((f32, f32)),
    /// Straight to here.
    Line((f32, f32)),
    /// A corner.
    Curve((f32, f32), (f32, f32), (f32, f32)),
}

/// The outline of a square plate: corners that bend gently into the sides, as on a home screen.
pub(crate) fn outline(side: f32, corner: f32) -> Vec<Step> {
    // A corner that bends gently is longer than a quarter of a circle of the same look.
    let length = (corner * side * 1.5).clamp(0.0, side / 2.0);
    if length == 0.0 {
        let corners = [(side, 0.0), (side, side), (0.0, side)].map(Step::Line);
        return [&[Step::Move((0.0, 0.0))], &corners[..]].concat();
    }
    let handle = length * 0.2;
    let (near, far) = (side - length, side - handle);
    vec![
        Step::Move((length, 0.0)),
        Step::Line((near, 0.0)),
        Step::Curve((far, 0.0), (side, handle), (side, length)),
        Step::Line((side, near)),
        Step::Curve((side, far), (far, side), (near, side)),
        Step::Line((length, side)),
        Step::Curve((handle, side), (0.0, far), (0.0, near)),
        Step::Line((0.0, length)),
        Step::Curve((0.0, handle), (handle, 0.0), (length, 0.0)),
    ]
}

fn path(plate: &Plate) -> Option<tiny_skia::Path> {
    let side = plate.side;
    let mut builder = PathBuilder::new();
    let radius = match plate.corner {
        Corner::Circle => {
            builder.push_circle(side / 2.0, side / 2.0, side / 2.0);
            return builder.finish();
        }
        Corner::Square => 0.0,
        Corner::Gentle(radius) => radius,
    };
    for step in outline(side, radius) {
        match step {
            Step::Move((x, y)) => builder.move_to(x, y),
            Step::Line((x, y)) => builder.line_to(x, y),
            Step::Curve(a, b, c) => builder.cubic_to(a.0, a.1, b.0, b.1, c.0, c.1),
        }
    }
    builder.close();
    builder.finish()
}

/// Fills the whole canvas.
pub(crate) fn fill(pixmap: &mut Pixmap, background: &Background) -> Result<(), DrawError> {
    let (width, height) = (pixmap.width() as f32, pixmap.height() as f32);
    if let Background::Vector(drawing) = background {
        pixmap.fill(tiny_skia::Color::WHITE);
        let canvas = Canvas { width: pixmap.width(), height: pixmap.height() };
        return draw_on(pixmap, drawing, Placement::cover(drawing.size(), canvas));
    }
    let whole = Rect::from_xywh(0.0, 0.0, width, height);
    let path = PathBuilder::from_rect(whole.ok_or(DrawError("the canvas is empty".to_owned()))?);
    let paint = paint(background, width, height);
    pixmap.fill_path(&path, &paint, FillRule::Winding, Transform::identity(), None);
    Ok(())
}

/// Fills a plate.
pub(crate) fn fill_plate(
    pixmap: &mut Pixmap,
    background: &Background,
    plate: &Plate,
) -> Result<(), DrawError> {
    let path = path(plate).ok_or(DrawError("the plate is empty".to_owned()))?;
    let at = Transform::from_translate(plate.x, plate.y);
    if matches!(background, Background::Vector(_)) {
        let side = plate.side.ceil() as u32;
        let square = Canvas { width: side, height: side };
        let mut ground = new_pixmap(square)?;
        fill(&mut ground, background)?;
        let mask = Mask::new(side, side);
        let mut mask = mask.ok_or(DrawError("the canvas is empty".to_owned()))?;
        mask.fill_path(&path, FillRule::Winding, true, Transform::identity());
        ground.apply_mask(&mask);
        let (x, y) = (plate.x as i32, plate.y as i32);
        let paint = PixmapPaint::default();
        pixmap.draw_pixmap(x, y, ground.as_ref(), &paint, Transform::identity(), None);
        return Ok(());
    }
    let paint = paint(background, plate.side, plate.side);
    pixmap.fill_path(&path, &paint, FillRule::Winding, at, None);
    Ok(())
}

fn paint(background: &Background, width: f32, height: f32) -> Paint<'static> {
    let skia = |c: Color| tiny_skia::Color::from_rgba8(c.r, c.g, c.b, 255);
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    match background {
        Background::Color(color) => paint.set_color(skia(*color)),
        Background::Gradient(gradient) => {
            let [start, end] = gradient.line(width, height).map(Point::from);
            let stops = vec![
                GradientStop::new(0.0, skia(gradient.from)),
                GradientStop::new(1.0, skia(gradient.to)),
            ];
            let shader =
                LinearGradient::new(start, end, stops, SpreadMode::Pad, Transform::identity());
            paint.shader = shader.unwrap_or(Shader::SolidColor(skia(gradient.from)));
        }
        Background::Vector(_) => {}
    }
    paint
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gradient_line_is_that_of_css() {
        let line = |angle| {
            let gradient = Gradient { from: Color::BLACK, to: Color::WHITE, angle };
            gradient.line(100.0, 50.0).map(|(x, y)| (x.round(), y.round()))
        };
        assert_eq!(line(180.0), [(50.0, 0.0), (50.0, 50.0)]);
        assert_eq!(line(90.0), [(0.0, 25.0), (100.0, 25.0)]);
        assert_eq!(line(45.0), [(13.0, 63.0), (88.0, -13.0)]);
    }

    #[test]
    fn an_outline_is_symmetric() {
        let points = |steps: Vec<Step>| -> Vec<(f32, f32)> {
            steps
                .into_iter()
                .map(|s| match s {
                    Step::Move(p) | Step::Line(p) | Step::Curve(_, _, p) => p,
                })
                .collect()
        };
        for (x, y) in points(outline(100.0, 0.22)) {
            assert!(points(outline(100.0, 0.22)).contains(&(100.0 - x, y)), "{x} {y}");
        }
        assert_eq!(outline(10.0, 0.0).len(), 4);
    }
}

//! A drawing as a flat list of filled and stroked paths, each with its position, its paint and its clips, for formats
//! that have nothing else. What cannot be expressed so is an error.

use resvg::tiny_skia::{Path, PathSegment, Rect, Stroke, Transform};
use resvg::usvg::{self, BlendMode, ClipPath, FillRule, Group, Node, Opacity, Paint, SpreadMethod};

use crate::color::Color;
use crate::vector::draw::Drawing;

/// Why a drawing is no list of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotDrawable(pub &'static str);

/// A path with its paint, in the drawing's units.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    pub(crate) path: Path,
    pub(crate) form: Form,
    pub(crate) ink: Ink,
    pub(crate) opacity: f32,
    /// It shows within all of these, each by the nonzero rule.
    pub(crate) clips: Vec<Path>,
}

/// How a path is painted.
#[derive(Debug, Clone)]
pub(crate) enum Form {
    /// Within.
    Fill(FillRule),
    /// Along it.
    Line(Stroke),
}

/// What a path is painted with.
#[derive(Debug, Clone)]
pub(crate) enum Ink {
    Color(Color),
    Gradient(Gradient),
}

/// A gradient, in the drawing's units.
#[derive(Debug, Clone)]
pub(crate) struct Gradient {
    pub(crate) course: Course,
    pub(crate) spread: SpreadMethod,
    /// Offset, color, opacity.
    pub(crate) stops: Vec<(f32, Color, f32)>,
}

/// Where a gradient runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Course {
    /// From a point to another.
    Linear((f32, f32), (f32, f32)),
    /// From a point as far as this.
    Radial((f32, f32), f32),
}

/// A list of more paths is no icon.
const MOST: usize = 500;

/// The drawing as a list of paths, the lowest first.
///
/// # Errors
/// What it has that is no path.
pub(crate) fn flat(drawing: &Drawing) -> Result<Vec<Shape>, NotDrawable> {
    let shapes = group(drawing.tree.root(), Transform::identity())?;
    if shapes.len() > MOST { Err(NotDrawable("it has too many paths")) } else { Ok(shapes) }
}

fn group(group: &Group, outer: Transform) -> Result<Vec<Shape>, NotDrawable> {
    if group.mask().is_some() {
        return Err(NotDrawable("it has a mask"));
    }
    if !group.filters().is_empty() {
        return Err(NotDrawable("it has a filter"));
    }
    if group.blend_mode() != BlendMode::Normal {
        return Err(NotDrawable("it blends colors"));
    }
    let transform = outer.pre_concat(group.transform());
    let mut shapes = children(group, transform)?;
    if group.opacity() != Opacity::ONE {
        if overlap(&shapes) {
            return Err(NotDrawable("shapes that overlap are transparent as one"));
        }
        shapes.iter_mut().for_each(|shape| shape.opacity *= group.opacity().get());
    }
    if let Some(clip) = group.clip_path() {
        let clips = clips(clip, transform)?;
        for shape in &mut shapes {
            let bounds = shape.bounds();
            shape.clips.extend(clips.iter().filter(|clip| !holds(clip, bounds)).cloned());
        }
    }
    Ok(shapes)
}

fn children(parent: &Group, transform: Transform) -> Result<Vec<Shape>, NotDrawable> {
    let mut shapes = Vec::new();
    for node in parent.children() {
        match node {
            Node::Group(inner) => shapes.extend(group(inner, transform)?),
            Node::Text(text) => shapes.extend(group(text.flattened(), transform)?),
            Node::Path(path) if path.is_visible() => shapes.extend(painted(path, transform)?),
            Node::Path(_) => {}
            Node::Image(_) => return Err(NotDrawable("it has an image")),
        }
    }
    Ok(shapes)
}

/// The fill and the stroke of a path, in their order.
fn painted(path: &usvg::Path, transform: Transform) -> Result<Vec<Shape>, NotDrawable> {
    let mut shapes = Vec::new();
    if let Some(fill) = path.fill() {
        let shape = Shape {
            path: placed(path.data().clone(), transform)?,
            form: Form::Fill(fill.rule()),
            ink: ink(fill.paint(), transform)?,
            opacity: fill.opacity().get(),
            clips: Vec::new(),
        };
        shapes.push(shape);
    }
    if let Some(stroke) = path.stroke() {
        let (path, form) = line(path.data(), stroke, transform)?;
        let ink = ink(stroke.paint(), transform)?;
        shapes.push(Shape { path, form, ink, opacity: stroke.opacity().get(), clips: Vec::new() });
    }
    if path.paint_order() == usvg::PaintOrder::StrokeAndFill {
        shapes.reverse();
    }
    Ok(shapes)
}

fn placed(path: Path, transform: Transform) -> Result<Path, NotDrawable> {
    path.transform(transform).ok_or(NotDrawable("a path lies beyond all numbers"))
}

/// A stroke as a line; one with dashes, or stretched, as its outline.
fn line(
    data: &Path,
    stroke: &usvg::Stroke,
    transform: Transform,
) -> Result<(Path, Form), NotDrawable> {
    let plain = stroke.to_tiny_skia();
    if let (Some(scale), None) = (similar(transform), &plain.dash) {
        let path = placed(data.clone(), transform)?;
        return Ok((path, Form::Line(Stroke { width: plain.width * scale, ..plain })));
    }
    let dashed = match &plain.dash {
        Some(dash) => data.dash(dash, 1.0),
        None => Some(data.clone()),
    };
    let around = |path: Path| outline(&path, &Stroke { dash: None, ..plain });
    let outline = dashed.and_then(around).ok_or(NotDrawable("a line has no outline"))?;
    Ok((placed(outline, transform)?, Form::Fill(FillRule::NonZero)))
}

/// The outline of a line, true to a small part of its own size.
fn outline(path: &Path, stroke: &Stroke) -> Option<Path> {
    const FINE: f32 = 512.0;
    let longer = path.bounds().width().max(path.bounds().height()).max(stroke.width);
    path.stroke(stroke, FINE / longer)
}

/// The scale of a transform that keeps shapes as they are.
fn similar(t: Transform) -> Option<f32> {
    let scale = (t.sx * t.sx + t.ky * t.ky).sqrt();
    let other = (t.kx * t.kx + t.sy * t.sy).sqrt();
    let slanted = (t.sx * t.kx + t.ky * t.sy).abs();
    let is_similar = (scale - other).abs() <= 1e-3 * scale && slanted <= 1e-3 * scale * scale;
    is_similar.then_some(scale)
}

fn ink(paint: &Paint, transform: Transform) -> Result<Ink, NotDrawable> {
    let color = |color: usvg::Color| Color::new(color.red, color.green, color.blue);
    let (base, course) = match paint {
        Paint::Color(plain) => return Ok(Ink::Color(color(*plain))),
        Paint::Pattern(_) => return Err(NotDrawable("it has a pattern")),
        Paint::LinearGradient(linear) => {
            let transform = transform.pre_concat(linear.transform());
            let ends = [(linear.x1(), linear.y1()), (linear.x2(), linear.y2())];
            (&***linear, linear_course(ends, transform))
        }
        Paint::RadialGradient(radial) => {
            let transform = transform.pre_concat(radial.transform());
            (&***radial, radial_course(radial, transform)?)
        }
    };
    let stops = base.stops().iter();
    let stops = stops.map(|s| (s.offset().get(), color(s.color()), s.opacity().get())).collect();
    Ok(Ink::Gradient(Gradient { course, spread: base.spread_method(), stops }))
}

fn at(transform: Transform, (x, y): (f32, f32)) -> (f32, f32) {
    (
        transform.sx * x + transform.kx * y + transform.tx,
        transform.ky * x + transform.sy * y + transform.ty,
    )
}

/// Under a transform, the lines of one color lie along the transformed ones, and the gradient runs across these.
fn linear_course([start, end]: [(f32, f32); 2], transform: Transform) -> Course {
    let way = (end.0 - start.0, end.1 - start.1);
    let (from, to) = (at(transform, start), at(transform, end));
    let beside = at(transform, (start.0 - way.1, start.1 + way.0));
    let along = (beside.0 - from.0, beside.1 - from.1);
    let across = (along.1, -along.0);
    let length = across.0 * across.0 + across.1 * across.1;
    let reach = (to.0 - from.0) * across.0 + (to.1 - from.1) * across.1;
    let part = if length > 0.0 { reach / length } else { 0.0 };
    Course::Linear(from, (from.0 + across.0 * part, from.1 + across.1 * part))
}

fn radial_course(
    radial: &usvg::RadialGradient,
    transform: Transform,
) -> Result<Course, NotDrawable> {
    let off = (radial.fx() - radial.cx()).abs().max((radial.fy() - radial.cy()).abs());
    if off > 1e-3 * radial.r().get() || radial.fr().get() > 0.0 {
        return Err(NotDrawable("a radial gradient begins off its middle"));
    }
    let scale = similar(transform).ok_or(NotDrawable("a radial gradient is an ellipse"))?;
    Ok(Course::Radial(at(transform, (radial.cx(), radial.cy())), radial.r().get() * scale))
}

/// The clips of a clip path: itself, and those that it is clipped by.
fn clips(clip: &ClipPath, transform: Transform) -> Result<Vec<Path>, NotDrawable> {
    const MANY: NotDrawable = NotDrawable("a clip path is more than one path");
    let mut clips = match clip.clip_path() {
        Some(outer) => clips(outer, transform)?,
        None => Vec::new(),
    };
    let inner = group(clip.root(), transform.pre_concat(clip.transform()))?;
    let [shape] = &inner[..] else {
        return Err(MANY);
    };
    match shape.form {
        Form::Fill(rule) if rule == FillRule::NonZero || contours(&shape.path) == 1 => {}
        _ => return Err(NotDrawable("a clip path has the even-odd rule")),
    }
    clips.extend(shape.clips.iter().cloned());
    clips.push(shape.path.clone());
    Ok(clips)
}

fn contours(path: &Path) -> usize {
    path.segments().filter(|segment| matches!(segment, PathSegment::MoveTo(_))).count()
}

/// Whether a clip is a rectangle around all of it: editors put one around every drawing.
fn holds(clip: &Path, bounds: Option<Rect>) -> bool {
    let (outer, Some(inner)) = (clip.bounds(), bounds) else {
        return false;
    };
    let is_corner = |p: &resvg::tiny_skia::Point| {
        (p.x == outer.left() || p.x == outer.right())
            && (p.y == outer.top() || p.y == outer.bottom())
    };
    let is_rect = clip.len() <= 6
        && clip.segments().all(|segment| match segment {
            PathSegment::MoveTo(p) | PathSegment::LineTo(p) => is_corner(&p),
            PathSegment::Close => true,
            PathSegment::QuadTo(..) | PathSegment::CubicTo(..) => false,
        });
    is_rect
        && inner.left() >= outer.left()
        && inner.top() >= outer.top()
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

/// Whether any two shapes may cover one place.
fn overlap(shapes: &[Shape]) -> bool {
    let bounds: Option<Vec<Rect>> = shapes.iter().map(Shape::bounds).collect();
    let Some(bounds) = bounds.filter(|bounds| bounds.len() <= MOST) else {
        return true;
    };
    let meet = |a: &Rect, b: &Rect| {
        a.left() < b.right() && b.left() < a.right() && a.top() < b.bottom() && b.top() < a.bottom()
    };
    (1..bounds.len()).any(|n| bounds[..n].iter().any(|other| meet(other, &bounds[n])))
}

/// A path to be filled with a color of someone else's choice.
#[derive(Debug, Clone)]
pub struct Layer {
    /// What is filled.
    pub path: Path,
    /// By which rule.
    pub rule: FillRule,
    /// Over the layers below it.
    pub opacity: f32,
}

/// The paths of a drawing's silhouette, as they were drawn: lines as their outlines. `None` where something shows through,
/// or it is no list of paths.
pub fn silhouette(drawing: &Drawing) -> Option<Vec<Layer>> {
    let layer = |shape: Shape| {
        let (path, rule) = shape.outline()?;
        (shape.is_opaque() && shape.clips.is_empty()).then_some(Layer { path, rule, opacity: 1.0 })
    };
    flat(drawing).ok()?.into_iter().map(layer).collect()
}

impl Shape {
    /// A box that holds all that it paints.
    fn bounds(&self) -> Option<Rect> {
        let own = self.path.bounds();
        let wide = match &self.form {
            Form::Fill(_) => 0.0,
            Form::Line(stroke) => stroke.width / 2.0 * stroke.miter_limit.max(1.5),
        };
        Rect::from_ltrb(
            own.left() - wide,
            own.top() - wide,
            own.right() + wide,
            own.bottom() + wide,
        )
    }

    /// The path to be filled, and its rule: of a line, its outline.
    fn outline(&self) -> Option<(Path, FillRule)> {
        match &self.form {
            Form::Fill(rule) => Some((self.path.clone(), *rule)),
            Form::Line(stroke) => Some((outline(&self.path, stroke)?, FillRule::NonZero)),
        }
    }

    /// Whether nothing shows through it.
    fn is_opaque(&self) -> bool {
        let clear = match &self.ink {
            Ink::Color(_) => false,
            Ink::Gradient(gradient) => gradient.stops.iter().any(|(.., opacity)| *opacity < 1.0),
        };
        self.opacity == 1.0 && !clear
    }
}

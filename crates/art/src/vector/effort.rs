//! What a drawing costs to draw. The tree is walked as the renderer walks it, with areas in place of pixels, and the
//! walk stops as soon as the cost is too high.
//!
//! The unit is the work of painting one canvas once (about 2 ms at 1024 × 1024 pixels).

use resvg::tiny_skia::{PathSegment, Transform};
use resvg::usvg::filter::{Filter, Kind};
use resvg::usvg::{ClipPath, Group, Mask, Node, NonZeroRect, Paint, Path, Pattern, Tree};

use crate::vector::blend;
use rebadge_core::limits::DRAWING;

/// The side of the canvas that is assumed.
const SIDE: f32 = 1024.0;
/// Elements and segments have a price however small they are: so many of them cost as much as one canvas.
const SEGMENTS: f32 = 4000.0;
/// Dashes per canvas of cost.
const DASHES: f32 = 10_000.0;
/// The renderer sorts the edges that a row of pixels crosses, in a time that grows with their square: this many, squared,
/// per canvas of cost.
const SORTED: f32 = 240_000.0;
/// The renderer limits a layer to the canvas and its surroundings: at most this many canvases.
const LAYER: f32 = 9.0;
/// A larger tile of a pattern takes too much memory.
const TILE: f32 = 16.0;

/// What a part of a drawing is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cause<'a> {
    /// In a few words.
    pub(crate) what: &'static str,
    /// The `id` of the element; empty where it has none, or where many take part.
    pub(crate) id: &'a str,
}

/// Is the drawing cheap enough to be drawn many times? Else what costs most until the limit.
pub(crate) fn afford(tree: &Tree) -> Result<(), Cause<'_>> {
    let scale = SIDE / tree.size().width().max(tree.size().height());
    let mut budget = Budget { left: DRAWING.of(1) as f32, spent: Vec::new() };
    if budget.group(tree.root(), Transform::from_scale(scale, scale)).is_some() {
        return Ok(());
    }
    let most = budget.spent.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
    Err(most.map_or(ELEMENTS, |(cause, _)| cause))
}

const ELEMENTS: Cause<'static> = Cause { what: "the number of its elements", id: "" };
const LAYERS: Cause<'static> =
    Cause { what: "its layers: groups with opacity, blending, masks or clips", id: "" };
const TANGLE: &str = "a path with very many lines, or lines that cross";
const DASHED: &str = "the dashes of a line";

struct Budget<'a> {
    left: f32,
    spent: Vec<(Cause<'a>, f32)>,
}

impl<'a> Budget<'a> {
    /// `None` when nothing is left.
    fn spend(&mut self, cost: f32, cause: Cause<'a>) -> Option<()> {
        // Not a number is too much, too.
        let cost = if cost.is_nan() { f32::INFINITY } else { cost };
        self.left -= cost;
        match self.spent.iter_mut().find(|(known, _)| *known == cause) {
            Some((_, sum)) => *sum += cost,
            // What costs next to nothing is not what costs most.
            None if cost > 1.0 / 64.0 => self.spent.push((cause, cost)),
            None => {}
        }
        (self.left > 0.0).then_some(())
    }

    fn group(&mut self, group: &'a Group, outer: Transform) -> Option<()> {
        let transform = outer.pre_concat(group.transform());
        self.spend(1.0 / SEGMENTS, ELEMENTS)?;
        if group.should_isolate() {
            let layer = area(group.layer_bounding_box(), transform);
            self.spend(3.0 * layer, LAYERS)?;
            if blend::is_mixed(group.blend_mode()) {
                // Such a layer is as large as the canvas, and is laid pixel by pixel.
                self.spend(10.0, LAYERS)?;
            }
            for filter in group.filters() {
                self.filter(filter, transform, layer)?;
            }
            if let Some(clip) = group.clip_path() {
                self.clip(clip, transform, layer)?;
            }
            if let Some(mask) = group.mask() {
                self.mask(mask, transform, layer)?;
            }
        }
        self.children(group, transform)
    }

    fn children(&mut self, group: &'a Group, transform: Transform) -> Option<()> {
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group, transform)?,
                Node::Path(path) => self.path(path, transform)?,
                Node::Text(text) => self.group(text.flattened(), transform)?,
                Node::Image(_) => {}
            }
        }
        Some(())
    }

    fn path(&mut self, path: &'a Path, transform: Transform) -> Option<()> {
        let covered = path.stroke_bounding_box().to_non_zero_rect();
        let covered = covered.map_or(0.0, |rect| area(rect, transform).min(1.0));
        let segments = path.data().len() as f32 / SEGMENTS;
        let sort = crossings(path, transform).powi(2) / SORTED;
        if let Some(fill) = path.fill() {
            self.spend(covered + segments + sort, Cause { what: TANGLE, id: path.id() })?;
            self.paint(fill.paint(), transform)?;
        }
        if let Some(stroke) = path.stroke() {
            // A line has two sides.
            let cause = Cause { what: TANGLE, id: path.id() };
            self.spend(covered + 3.0 * segments + 4.0 * sort, cause)?;
            self.paint(stroke.paint(), transform)?;
            if let Some(dashes) = stroke.dasharray() {
                let period = dashes.iter().sum::<f32>() / dashes.len() as f32;
                // tiny-skia draws a line without dashes if it would have more than a million.
                let cause = Cause { what: DASHED, id: path.id() };
                self.spend((length(path) / period).min(1.0e6) / DASHES, cause)?;
            }
        }
        Some(())
    }

    fn paint(&mut self, paint: &'a Paint, transform: Transform) -> Option<()> {
        match paint {
            Paint::Color(_) => Some(()),
            Paint::LinearGradient(gradient) => {
                self.spend(gradient.stops().len() as f32 / SEGMENTS, ELEMENTS)
            }
            Paint::RadialGradient(gradient) => {
                self.spend(gradient.stops().len() as f32 / SEGMENTS, ELEMENTS)
            }
            Paint::Pattern(pattern) => self.pattern(pattern, transform),
        }
    }

    fn pattern(&mut self, pattern: &'a Pattern, transform: Transform) -> Option<()> {
        let (x, y) = transform.pre_concat(pattern.transform()).get_scale();
        let tile = pattern.rect().width() * x * pattern.rect().height() * y / (SIDE * SIDE);
        let cause = Cause { what: "the pattern", id: pattern.id() };
        if tile > TILE {
            return self.spend(f32::INFINITY, cause);
        }
        self.spend(tile, cause)?;
        self.children(pattern.root(), Transform::from_scale(x, y))
    }

    fn clip(&mut self, clip: &'a ClipPath, transform: Transform, layer: f32) -> Option<()> {
        self.spend(2.0 * layer, Cause { what: "the clip path", id: clip.id() })?;
        if let Some(outer) = clip.clip_path() {
            self.clip(outer, transform, layer)?;
        }
        self.group(clip.root(), transform.pre_concat(clip.transform()))
    }

    fn mask(&mut self, mask: &'a Mask, transform: Transform, layer: f32) -> Option<()> {
        self.spend(4.0 * layer, Cause { what: "the mask", id: mask.id() })?;
        if let Some(outer) = mask.mask() {
            self.mask(outer, transform, layer)?;
        }
        self.group(mask.root(), transform)
    }

    fn filter(&mut self, filter: &'a Filter, transform: Transform, layer: f32) -> Option<()> {
        let (x, y) = transform.get_scale();
        for primitive in filter.primitives() {
            let cause = Cause { what: named(primitive.kind()), id: filter.id() };
            self.spend(layer * (2.0 + price(primitive.kind(), x, y)), cause)?;
        }
        Some(())
    }
}

/// A filter's primitive in words.
fn named(kind: &Kind) -> &'static str {
    match kind {
        Kind::ConvolveMatrix(_) => "`feConvolveMatrix` in the filter",
        Kind::Morphology(_) => "`feMorphology` in the filter",
        Kind::Turbulence(_) => "`feTurbulence` in the filter",
        Kind::GaussianBlur(_) => "`feGaussianBlur` in the filter",
        Kind::DropShadow(_) => "`feDropShadow` in the filter",
        _ => "the filter",
    }
}

/// Canvases that a filter primitive costs per canvas of its layer.
fn price(kind: &Kind, x: f32, y: f32) -> f32 {
    match kind {
        Kind::ConvolveMatrix(fe) => (fe.matrix().columns() * fe.matrix().rows()) as f32 / 2.0,
        Kind::Morphology(fe) => {
            let side = |radius: f32, scale: f32| 2.0 * (radius * scale).min(SIDE) + 1.0;
            side(fe.radius_x().get(), x) * side(fe.radius_y().get(), y) / 2.0
        }
        Kind::Turbulence(fe) => 20.0 * fe.num_octaves() as f32,
        Kind::GaussianBlur(_) | Kind::DropShadow(_) => 8.0,
        Kind::DiffuseLighting(_) | Kind::SpecularLighting(_) => 10.0,
        _ => 2.0,
    }
}

/// The area of a rectangle on the canvas, in canvases.
fn area(rect: NonZeroRect, transform: Transform) -> f32 {
    match rect.transform(transform) {
        Some(rect) => {
            let side =
                |low: f32, high: f32| (high.min(2.0 * SIDE) - low.max(-SIDE)).max(0.0) / SIDE;
            side(rect.left(), rect.right()) * side(rect.top(), rect.bottom())
        }
        // A rectangle that floats cannot hold is as large as layers get.
        None => LAYER,
    }
}

/// How many edges of a path a row of pixels crosses, on average and at most.
fn crossings(path: &Path, transform: Transform) -> f32 {
    let (x, y) = transform.get_scale();
    length(path) * x.max(y) / SIDE
}

/// The length of a path in its own units, by its control points: never too short.
fn length(path: &Path) -> f32 {
    let mut last = (0.0, 0.0);
    let mut sum = 0.0;
    let mut to = |x: f32, y: f32| {
        sum += (x - last.0).abs() + (y - last.1).abs();
        last = (x, y);
    };
    for segment in path.data().segments() {
        match segment {
            PathSegment::MoveTo(p) | PathSegment::LineTo(p) => to(p.x, p.y),
            PathSegment::QuadTo(a, p) => [a, p].iter().for_each(|p| to(p.x, p.y)),
            PathSegment::CubicTo(a, b, p) => [a, b, p].iter().for_each(|p| to(p.x, p.y)),
            PathSegment::Close => {}
        }
    }
    sum
}

//! What a drawing costs to draw. The tree is walked as the renderer walks it, with areas in place of pixels, and the
//! walk stops as soon as the cost is too high. Apart because it speaks of the renderer, not of the file.
//!
//! The unit is the work of painting one canvas once (about 2 ms at 1024 × 1024 pixels).

use resvg::tiny_skia::{PathSegment, Transform};
use resvg::usvg::filter::{Filter, Kind};
use resvg::usvg::{ClipPath, Group, Mask, Node, NonZeroRect, Paint, Path, Pattern, Tree};

/// No drawing may cost more canvases than this: about a second at 1024 × 1024 pixels.
const LIMIT: f32 = 500.0;
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

/// Is the drawing cheap enough to be drawn many times?
pub(crate) fn is_affordable(tree: &Tree) -> bool {
    let scale = SIDE / tree.size().width().max(tree.size().height());
    let mut budget = Budget { left: LIMIT };
    budget.group(tree.root(), Transform::from_scale(scale, scale)).is_some()
}

struct Budget {
    left: f32,
}

impl Budget {
    /// `None` when nothing is left.
    fn spend(&mut self, cost: f32) -> Option<()> {
        // Not a number is too much, too.
        self.left -= if cost.is_nan() { LIMIT } else { cost };
        (self.left > 0.0).then_some(())
    }

    fn group(&mut self, group: &Group, outer: Transform) -> Option<()> {
        let transform = outer.pre_concat(group.transform());
        self.spend(1.0 / SEGMENTS)?;
        if group.should_isolate() {
            let layer = area(group.layer_bounding_box(), transform);
            self.spend(3.0 * layer)?;
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

    fn children(&mut self, group: &Group, transform: Transform) -> Option<()> {
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

    fn path(&mut self, path: &Path, transform: Transform) -> Option<()> {
        let covered = path.stroke_bounding_box().to_non_zero_rect();
        let covered = covered.map_or(0.0, |rect| area(rect, transform).min(1.0));
        let segments = path.data().len() as f32 / SEGMENTS;
        let sort = crossings(path, transform).powi(2) / SORTED;
        if let Some(fill) = path.fill() {
            self.spend(covered + segments + sort)?;
            self.paint(fill.paint(), transform)?;
        }
        if let Some(stroke) = path.stroke() {
            // A line has two sides.
            self.spend(covered + 3.0 * segments + 4.0 * sort)?;
            self.paint(stroke.paint(), transform)?;
            if let Some(dashes) = stroke.dasharray() {
                let period = dashes.iter().sum::<f32>() / dashes.len() as f32;
                // tiny-skia draws a line without dashes if it would have more than a million.
                self.spend((length(path) / period).min(1.0e6) / DASHES)?;
            }
        }
        Some(())
    }

    fn paint(&mut self, paint: &Paint, transform: Transform) -> Option<()> {
        match paint {
            Paint::Color(_) => Some(()),
            Paint::LinearGradient(gradient) => self.spend(gradient.stops().len() as f32 / SEGMENTS),
            Paint::RadialGradient(gradient) => self.spend(gradient.stops().len() as f32 / SEGMENTS),
            Paint::Pattern(pattern) => self.pattern(pattern, transform),
        }
    }

    fn pattern(&mut self, pattern: &Pattern, transform: Transform) -> Option<()> {
        let (x, y) = transform.pre_concat(pattern.transform()).get_scale();
        let tile = pattern.rect().width() * x * pattern.rect().height() * y / (SIDE * SIDE);
        if tile > TILE {
            return self.spend(LIMIT);
        }
        self.spend(tile)?;
        self.children(pattern.root(), Transform::from_scale(x, y))
    }

    fn clip(&mut self, clip: &ClipPath, transform: Transform, layer: f32) -> Option<()> {
        self.spend(2.0 * layer)?;
        if let Some(outer) = clip.clip_path() {
            self.clip(outer, transform, layer)?;
        }
        self.group(clip.root(), transform.pre_concat(clip.transform()))
    }

    fn mask(&mut self, mask: &Mask, transform: Transform, layer: f32) -> Option<()> {
        self.spend(4.0 * layer)?;
        if let Some(outer) = mask.mask() {
            self.mask(outer, transform, layer)?;
        }
        self.group(mask.root(), transform)
    }

    fn filter(&mut self, filter: &Filter, transform: Transform, layer: f32) -> Option<()> {
        let (x, y) = transform.get_scale();
        for primitive in filter.primitives() {
            self.spend(layer * (2.0 + price(primitive.kind(), x, y)))?;
        }
        Some(())
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

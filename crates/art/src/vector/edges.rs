//! The straight edges of a drawing along the axes. They are found once per drawing; [`super::grid`] snaps them to the
//! pixels of each size.

use resvg::tiny_skia::{Path, PathSegment, Point};
use resvg::usvg::{Group, Node, Stroke};

use crate::vector::draw::Drawing;

/// A side runs along an axis if it leaves it by less than this share of its length.
const STRAIGHT: f32 = 0.01;
/// Edges this near to one another are one, as a share of the drawing's longer side.
const SAME: f32 = 0.001;
/// How many edges of each axis are kept: those with the most weight.
const KEPT: usize = 14;
/// An edge with less than this share of the weight of its axis is no edge worth a grid.
const LEAST: f32 = 0.02;
/// How the tip of a curve is weighed: by the length that stays within a pixel, if the drawing is as many pixels large.
const PIXELS: f32 = 24.0;
/// And how much less than a straight edge, since it is soft by nature.
const CURVE: f32 = 0.5;

/// Where edges lie, in the drawing's units, and how much of each there is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edges {
    /// Of vertical edges: their distances from the left, and their weights.
    pub(crate) x: Vec<(f32, f32)>,
    /// Of horizontal edges, from the top.
    pub(crate) y: Vec<(f32, f32)>,
    /// The weight of all other edges, which are as gray anywhere.
    pub(crate) others: f32,
}

/// The edges of a drawing.
pub fn edges(drawing: &Drawing) -> Edges {
    let (width, height) = drawing.size();
    let longer = width.max(height);
    let mut found = Found { longer, x: Vec::new(), y: Vec::new(), length: 0.0 };
    found.group(drawing.tree.root());
    let same = SAME * longer;
    let seen = |mut all: Vec<(f32, f32)>, side: f32| {
        all.retain(|(at, weight)| (0.0..=side).contains(at) && *weight > 0.0);
        all.iter_mut().for_each(|(_, weight)| *weight = weight.min(longer));
        heaviest(all, same)
    };
    let (x, y) = (seen(found.x, width), seen(found.y, height));
    let kept: f32 = x.iter().chain(&y).map(|(_, weight)| weight).sum();
    let all = if found.length.is_finite() { found.length } else { f32::MAX };
    Edges { x, y, others: (all - kept).max(0.0) }
}

/// Edges at one place as one, and of these the heaviest, in order.
fn heaviest(mut all: Vec<(f32, f32)>, same: f32) -> Vec<(f32, f32)> {
    all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut merged: Vec<(f32, f32)> = Vec::new();
    for (at, weight) in all {
        match merged.last_mut() {
            Some(last) if at - last.0 <= same => last.1 += weight,
            _ => merged.push((at, weight)),
        }
    }
    let sum: f32 = merged.iter().map(|(_, weight)| weight).sum();
    merged.retain(|(_, weight)| *weight >= LEAST * sum);
    merged.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.total_cmp(&b.0)));
    merged.truncate(KEPT);
    merged.sort_by(|a, b| a.0.total_cmp(&b.0));
    merged
}

struct Found {
    longer: f32,
    x: Vec<(f32, f32)>,
    y: Vec<(f32, f32)>,
    /// Of all edges.
    length: f32,
}

impl Found {
    fn group(&mut self, group: &Group) {
        if let Some(mask) = group.mask() {
            // What one color leaves of a picture is a mask.
            self.group(mask.root());
        }
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group),
                Node::Text(text) => self.group(text.flattened()),
                Node::Path(path) if path.is_visible() => self.path(path),
                Node::Path(_) | Node::Image(_) => {}
            }
        }
    }

    fn path(&mut self, path: &resvg::usvg::Path) {
        let transform = path.abs_transform();
        let Some(data) = path.data().clone().transform(transform) else {
            return;
        };
        if path.fill().is_some() {
            self.sides(&data, &[0.0], 0.0);
        }
        if let Some(stroke) = path.stroke() {
            let scale = (transform.sx * transform.sy - transform.kx * transform.ky).abs().sqrt();
            let half = stroke.width().get() * scale / 2.0;
            self.sides(&data, &[-half, half], half);
            self.ends(&data, stroke, half);
        }
    }

    /// The sides of a path, each moved by the shifts; what bends is `wider` on its outside.
    fn sides(&mut self, data: &Path, shifts: &[f32], wider: f32) {
        let (mut start, mut at) = (Point::zero(), Point::zero());
        for segment in data.segments() {
            let from = at;
            match segment {
                PathSegment::MoveTo(to) => (start, at) = (to, to),
                PathSegment::LineTo(to) => {
                    self.line(from, to, shifts);
                    at = to;
                }
                PathSegment::QuadTo(a, to) => {
                    let third = |p: Point| {
                        Point::from_xy(p.x + (a.x - p.x) * 2.0 / 3.0, p.y + (a.y - p.y) * 2.0 / 3.0)
                    };
                    self.curve([from, third(from), third(to), to], shifts, wider);
                    at = to;
                }
                PathSegment::CubicTo(a, b, to) => {
                    self.curve([from, a, b, to], shifts, wider);
                    at = to;
                }
                PathSegment::Close => {
                    self.line(from, start, shifts);
                    at = start;
                }
            }
        }
    }

    fn line(&mut self, from: Point, to: Point, shifts: &[f32]) {
        self.length += (to - from).length() * shifts.len() as f32;
        let (dx, dy) = ((to.x - from.x).abs(), (to.y - from.y).abs());
        let axis = match (dx <= STRAIGHT * dy, dy <= STRAIGHT * dx) {
            (true, false) => &mut self.x,
            (false, true) => &mut self.y,
            _ => return,
        };
        let (at, length) =
            if dx < dy { ((from.x + to.x) / 2.0, dy) } else { ((from.y + to.y) / 2.0, dx) };
        axis.extend(shifts.iter().map(|shift| (at + shift, length)));
    }

    /// Where a curve runs along an axis for a moment: at its ends, and where it turns.
    fn curve(&mut self, points: [Point; 4], shifts: &[f32], wider: f32) {
        let length: f32 = points.windows(2).map(|pair| (pair[1] - pair[0]).length()).sum();
        self.length += length * shifts.len() as f32;
        let xs = points.map(|p| p.x);
        let ys = points.map(|p| p.y);
        for (along, across, axis) in [(ys, xs, &mut self.x), (xs, ys, &mut self.y)] {
            for t in turns(across) {
                let weight = tip(along, across, t, self.longer / PIXELS, wider);
                // The tip of a path that goes on beyond this piece is met twice, from both sides.
                let part = if t == 0.0 || t == 1.0 { 0.5 } else { 1.0 };
                axis.extend(
                    shifts.iter().map(|shift| (bezier(across, t) + shift, CURVE * part * weight)),
                );
            }
        }
    }

    /// The ends of lines that stop square.
    fn ends(&mut self, data: &Path, stroke: &Stroke, half: f32) {
        use resvg::usvg::LineCap;
        let beyond = match stroke.linecap() {
            LineCap::Butt => 0.0,
            LineCap::Square => half,
            LineCap::Round => return,
        };
        let mut line: Vec<Point> = Vec::new();
        for segment in data.segments().chain([PathSegment::MoveTo(Point::zero())]) {
            match segment {
                PathSegment::MoveTo(to) => {
                    self.end(&line, beyond, half);
                    line.reverse();
                    self.end(&line, beyond, half);
                    line = vec![to];
                }
                PathSegment::LineTo(to) => line.push(to),
                PathSegment::QuadTo(a, to) => line.extend([a, to]),
                PathSegment::CubicTo(a, b, to) => line.extend([a, b, to]),
                PathSegment::Close => line.clear(),
            }
        }
    }

    /// The end of a line at its last point.
    fn end(&mut self, line: &[Point], beyond: f32, half: f32) {
        let [.., before, end] = line else {
            return;
        };
        let (dx, dy) = (end.x - before.x, end.y - before.y);
        if dy.abs() <= STRAIGHT * dx.abs() {
            self.x.push((end.x + beyond.copysign(dx), 2.0 * half));
        } else if dx.abs() <= STRAIGHT * dy.abs() {
            self.y.push((end.y + beyond.copysign(dy), 2.0 * half));
        }
    }
}

fn bezier([a, b, c, d]: [f32; 4], t: f32) -> f32 {
    let s = 1.0 - t;
    s * s * s * a + 3.0 * s * s * t * b + 3.0 * s * t * t * c + t * t * t * d
}

/// The first derivative, and the second.
fn slope([a, b, c, d]: [f32; 4], t: f32) -> (f32, f32) {
    let (p, q, r) = (3.0 * (b - a), 3.0 * (c - b), 3.0 * (d - c));
    let s = 1.0 - t;
    (s * s * p + 2.0 * s * t * q + t * t * r, 2.0 * (s * (q - p) + t * (r - q)))
}

/// Where a cubic turns back, from 0 to 1, its ends included.
fn turns(values: [f32; 4]) -> Vec<f32> {
    let [a, b, c, d] = values;
    let (p, q, r) = (b - a, c - b, d - c);
    // The derivative is p (1−t)² + 2 q t (1−t) + r t².
    let (square, linear) = (p - 2.0 * q + r, 2.0 * (q - p));
    let most = values.iter().fold(0.0f32, |most, value| most.max((value - a).abs()));
    let flat = |slope: f32| slope.abs() <= STRAIGHT * most && most > 0.0;
    let mut found: Vec<f32> = Vec::new();
    found.extend(flat(p).then_some(0.0));
    found.extend(flat(r).then_some(1.0));
    let inner = |t: &f32| (0.01..=0.99).contains(t);
    let root = linear * linear - 4.0 * square * p;
    if square.abs() > f32::EPSILON * most && root >= 0.0 {
        let root = root.sqrt();
        found.extend(
            [(-linear - root) / (2.0 * square), (-linear + root) / (2.0 * square)]
                .iter()
                .filter(|t| inner(t)),
        );
    } else if linear != 0.0 {
        found.extend(Some(-p / linear).filter(inner));
    }
    found
}

/// The length of a curve at its tip that stays within a pixel of it: 2 √(2 r p) for a circle of radius r.
fn tip(along: [f32; 4], across: [f32; 4], t: f32, pixel: f32, wider: f32) -> f32 {
    // At its very ends a curve may stand still; a little within it moves.
    let t = t.clamp(0.02, 0.98);
    let ((dx, ddx), (dy, ddy)) = (slope(along, t), slope(across, t));
    let speed = (dx * dx + dy * dy).sqrt();
    let bend = (dx * ddy - dy * ddx).abs();
    let radius = if bend > 0.0 { speed * speed * speed / bend } else { f32::MAX };
    let longest = along.iter().fold(0.0f32, |most, value| most.max((value - along[0]).abs()));
    (2.0 * (2.0 * (radius + wider) * pixel).sqrt()).min(2.0 * longest)
}

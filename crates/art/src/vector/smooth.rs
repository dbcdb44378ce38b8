//! Simplifies a closed polyline into few straight sides and curves. The points come from [`super::trace`]; each is off
//! by a small part of a pixel, most of all near corners.
//!
//! Points that say nothing are left out (Douglas and Peucker, 1973). Each long side is then laid through all of its
//! points anew, and corners are where sides cross: pixels show a corner cut off, and this puts it back.

use resvg::tiny_skia::PathBuilder;

/// A place on a picture, in pixels.
pub(crate) type Point = (f32, f32);

/// How far a line may lie from its points, in pixels.
const TOLERANCE: f32 = 0.3;
/// A side is long enough to be fitted again with this many points within it.
const LONG: usize = 6;
/// Of these, so many at either end may belong to the corner.
const ENDS: usize = 2;
/// A side this short between two long ones is a corner that the pixels cut off.
const SHORT: f32 = 1.6;
/// No corner moves farther than this, or than a fourth of the shorter side, where they run into one another.
const MOVE: f32 = 1.5;
/// A corner that a curve would cut by more than this is sharp.
const CUT: f32 = 0.4;

/// A side between two corners.
struct Side {
    start: Point,
    end: Point,
    /// Middle and direction of the line through its points, if it is long.
    line: Option<(Point, Point)>,
}

/// The corners of a closed line.
pub(crate) fn corners(line: Vec<Point>) -> Vec<Point> {
    let all = sides(line);
    let is_cut = |at: usize| {
        let (before, after) = (&all[(at + all.len() - 1) % all.len()], &all[(at + 1) % all.len()]);
        let side = &all[at];
        length(minus(side.end, side.start)) <= SHORT
            && before.line.is_some()
            && after.line.is_some()
    };
    let kept: Vec<&Side> =
        all.iter().enumerate().filter(|(at, _)| !is_cut(*at)).map(|(_, side)| side).collect();
    let next = kept.iter().cycle().skip(1);
    kept.iter().zip(next).flat_map(|(side, next)| joint(side, next)).collect()
}

/// The corner between two sides; two of them where a cut cannot be mended.
fn joint(side: &Side, next: &Side) -> Vec<Point> {
    let long = |side: &Side| length(minus(side.end, side.start));
    let most = MOVE.max(long(side).min(long(next)) / 4.0);
    let near = |p: &Point| [side.end, next.start].iter().all(|q| length(minus(*p, *q)) <= most);
    let crossing = side.line.zip(next.line).and_then(|(a, b)| crossing(a, b));
    match crossing.filter(near) {
        Some(point) => vec![point],
        None if side.end == next.start => vec![side.end],
        None => vec![side.end, next.start],
    }
}

fn crossing((p, d): (Point, Point), (q, e): (Point, Point)) -> Option<Point> {
    let cross = d.0 * e.1 - d.1 * e.0;
    let along = ((q.0 - p.0) * e.1 - (q.1 - p.1) * e.0) / cross;
    // Lines that are nearly one cross far away, or nowhere.
    (cross != 0.0).then_some((p.0 + along * d.0, p.1 + along * d.1))
}

/// The sides of a closed line.
fn sides(mut line: Vec<Point>) -> Vec<Side> {
    // Two distant points are corners, or lie where a curve bends most.
    let first = farthest(&line, line[0]);
    line.rotate_left(first);
    let middle = farthest(&line, line[0]);
    let end = line.len();
    line.push(line[0]);
    let mut kept = vec![0, middle, end];
    let mut open = vec![(0, middle), (middle, end)];
    while let Some((from, to)) = open.pop() {
        let far = (from + 1..to).map(|at| (at, distance(line[at], line[from], line[to])));
        let most = far.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        if let Some((at, _)) = most.filter(|(_, distance)| *distance > TOLERANCE) {
            kept.push(at);
            open.extend([(from, at), (at, to)]);
        }
    }
    kept.sort_unstable();
    kept.dedup();
    kept.windows(2).map(|pair| side(&line[pair[0]..=pair[1]])).collect()
}

fn side(points: &[Point]) -> Side {
    let inner = points.get(ENDS..points.len().saturating_sub(ENDS)).unwrap_or_default();
    let line = (points.len() >= LONG + 2).then(|| through(inner));
    Side { start: points[0], end: points[points.len() - 1], line }
}

/// Middle and direction of the line with the least squared distances from its points.
fn through(points: &[Point]) -> (Point, Point) {
    let count = points.len() as f32;
    let sum = points.iter().fold((0.0, 0.0), |sum, p| (sum.0 + p.0, sum.1 + p.1));
    let middle = (sum.0 / count, sum.1 / count);
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in points.iter().map(|p| minus(*p, middle)) {
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
    }
    // The long axis of the points, from the larger root of their covariance.
    let half = (xx - yy) / 2.0;
    let root = (half * half + xy * xy).sqrt();
    let axis = if half >= 0.0 { (half + root, xy) } else { (xy, root - half) };
    let long = length(axis);
    let direction = if long > 0.0 { (axis.0 / long, axis.1 / long) } else { (0.0, 0.0) };
    (middle, direction)
}

fn farthest(line: &[Point], from: Point) -> usize {
    let far = line.iter().map(|p| length(minus(*p, from))).enumerate();
    far.max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0))).map_or(0, |(at, _)| at)
}

/// From a point to a line between two others.
fn distance(point: Point, from: Point, to: Point) -> f32 {
    let (way, p) = (minus(to, from), minus(point, from));
    let long = way.0 * way.0 + way.1 * way.1;
    let along = if long > 0.0 { (p.0 * way.0 + p.1 * way.1) / long } else { 0.0 };
    let along = along.clamp(0.0, 1.0);
    length((p.0 - along * way.0, p.1 - along * way.1))
}

fn minus(a: Point, b: Point) -> Point {
    (a.0 - b.0, a.1 - b.1)
}

fn length(way: Point) -> f32 {
    (way.0 * way.0 + way.1 * way.1).sqrt()
}

/// Draws a closed line, its gentle bends as curves. A curve begins and ends as far from its corner as the shorter of the
/// two sides allows, so that long sides stay straight.
pub(crate) fn curve(builder: &mut PathBuilder, line: &[Point]) {
    let (count, mut last) = (line.len(), (0.0, 0.0));
    for (at, corner) in line.iter().copied().enumerate() {
        let (before, after) = (line[(at + count - 1) % count], line[(at + 1) % count]);
        let ways = [minus(before, corner), minus(after, corner)];
        let long = ways.map(|way| length(way).max(f32::MIN_POSITIVE));
        let reach = long[0].min(long[1]) / 2.0;
        let end = |n: usize| (ways[n].0 / long[n] * reach, ways[n].1 / long[n] * reach);
        let (start, end) = (end(0), end(1));
        let is_sharp = length((start.0 + end.0, start.1 + end.1)) / 4.0 > CUT;
        let first = if is_sharp { corner } else { (corner.0 + start.0, corner.1 + start.1) };
        match at {
            0 => builder.move_to(first.0, first.1),
            // One curve may begin where another ends.
            _ if length(minus(first, last)) > 0.01 => builder.line_to(first.0, first.1),
            _ => {}
        }
        last = first;
        if !is_sharp {
            last = (corner.0 + end.0, corner.1 + end.1);
            builder.quad_to(corner.0, corner.1, last.0, last.1);
        }
    }
    builder.close();
}

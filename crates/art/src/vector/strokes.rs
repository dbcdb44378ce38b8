//! The strokes of a drawing as its file gives them: width, caps, joins, and the radius of corners, with all transforms
//! applied. Unlike measurements on pixels these are exact.

use resvg::tiny_skia::{Path, PathSegment, Point};
use resvg::usvg::{self, Group, LineCap, LineJoin, Node};

/// How open lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ends {
    /// At the point.
    Butt,
    /// In a half circle beyond it.
    Round,
    /// In half a square beyond it.
    Square,
}

/// How lines meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Joins {
    /// In a point.
    Miter,
    /// In an arc.
    Round,
    /// Cut off.
    Bevel,
}

/// What corners look like that are about right angles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Corner {
    /// None of them is round.
    Sharp,
    /// Some are, or all are a little.
    Between,
    /// Most of them are plainly round.
    Round,
}

/// The measures of all lines; lengths are shares of the view box's longer side, areas of its square.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Strokes {
    /// Length by width of all strokes.
    pub(crate) area: f32,
    /// The width that half of all stroke length does not exceed.
    pub(crate) width: Option<f32>,
    pub(crate) ends: Option<Ends>,
    pub(crate) joins: Option<Joins>,
    pub(crate) corner: Option<Corner>,
}

/// A side of a corner is at least this long.
const SIDE: f32 = 0.06;
/// A corner is sharp up to this outer radius, and plainly round from the next.
const SHARP: f32 = 0.015;
const ROUND: f32 = 0.06;
/// Directions nearer than this go on straight: cosine of 20°.
const STRAIGHT: f32 = 0.94;
/// Directions farther than this turn about a right angle: cosine of 60°.
const TURN: f32 = 0.5;

/// Measures a drawing whose view box has this longer side.
pub(crate) fn measure(root: &Group, longer: f32) -> Strokes {
    let mut tally = Tally { longer, ..Tally::default() };
    tally.group(root);
    tally.widths.sort_by(|a, b| a.0.total_cmp(&b.0));
    let length: f32 = tally.widths.iter().map(|(_, length)| length).sum();
    let mut passed = 0.0;
    let middle = tally.widths.iter().find(|(_, own)| {
        passed += own;
        passed * 2.0 >= length
    });
    tally.corners.sort_by(f32::total_cmp);
    Strokes {
        area: tally.widths.iter().map(|(width, length)| width * length).sum(),
        width: middle.map(|(width, _)| *width),
        ends: most(tally.ends),
        joins: most(tally.joins),
        corner: corner(&tally.corners),
    }
}

/// What sorted radii look like.
fn corner(radii: &[f32]) -> Option<Corner> {
    let (middle, largest) = (radii.get(radii.len() / 2)?, radii.last()?);
    Some(match () {
        () if *largest <= SHARP => Corner::Sharp,
        () if *middle >= ROUND => Corner::Round,
        () => Corner::Between,
    })
}

/// The one that is there most often; none of two that are there equally often.
fn most<T: Ord + Copy>(mut all: Vec<T>) -> Option<T> {
    all.sort_unstable();
    let mut runs: Vec<(usize, T)> =
        all.chunk_by(|a, b| a == b).map(|run| (run.len(), run[0])).collect();
    runs.sort_unstable();
    match runs[..] {
        [.., (second, _), (first, _)] if second == first => None,
        [.., (_, value)] => Some(value),
        [] => None,
    }
}

#[derive(Default)]
struct Tally {
    longer: f32,
    /// Width and length of each stroke.
    widths: Vec<(f32, f32)>,
    ends: Vec<Ends>,
    joins: Vec<Joins>,
    corners: Vec<f32>,
}

impl Tally {
    fn group(&mut self, group: &Group) {
        for node in group.children() {
            match node {
                Node::Group(group) => self.group(group),
                Node::Path(path) if path.is_visible() => self.path(path),
                // Letters are drawn by a font, which has a family of its own.
                Node::Path(_) | Node::Text(_) | Node::Image(_) => {}
            }
        }
    }

    fn path(&mut self, path: &usvg::Path) {
        let transform = path.abs_transform();
        let Some(data) = path.data().clone().transform(transform) else {
            return;
        };
        let scale = (transform.sx * transform.sy - transform.kx * transform.ky).abs().sqrt();
        let stroke = path.stroke().map(|stroke| {
            let width = stroke.width().get() * scale / self.longer;
            (width, ends(stroke.linecap()), joins(stroke.linejoin()))
        });
        // What a join adds to the outer side of a corner.
        let beyond = match stroke {
            Some((width, _, Joins::Round)) => width / 2.0,
            _ => 0.0,
        };
        for line in lines(&data, self.longer) {
            if let Some((width, ends, joins)) = stroke {
                let length = line.length();
                self.widths.push((width, length));
                self.ends.extend((!line.is_closed && length > width).then_some(ends));
                self.joins.extend(line.vertices().map(|_| joins));
            }
            let wide = stroke.map_or(0.0, |(width, ..)| width / 2.0);
            let outer = |radius: f32| if radius > 0.0 { radius + wide } else { beyond };
            self.corners.extend(line.corners().into_iter().map(outer));
        }
    }
}

fn ends(cap: LineCap) -> Ends {
    match cap {
        LineCap::Butt => Ends::Butt,
        LineCap::Round => Ends::Round,
        LineCap::Square => Ends::Square,
    }
}

fn joins(join: LineJoin) -> Joins {
    match join {
        LineJoin::Miter | LineJoin::MiterClip => Joins::Miter,
        LineJoin::Round => Joins::Round,
        LineJoin::Bevel => Joins::Bevel,
    }
}

/// A line without a gap.
#[derive(Default)]
struct Line {
    pieces: Vec<Piece>,
    is_closed: bool,
}

/// A part of a line, straight or curved.
struct Piece {
    is_straight: bool,
    /// From its start to its end.
    length: f32,
    /// The direction in which it leaves its start.
    leaves: (f32, f32),
    /// The direction in which it arrives at its end.
    arrives: (f32, f32),
}

impl Line {
    fn length(&self) -> f32 {
        // A curve is a little longer than its chord; for comparing widths the chord is close enough.
        self.pieces.iter().map(|piece| piece.length).sum()
    }

    /// The pairs of pieces that follow one another.
    fn pairs(&self) -> impl Iterator<Item = (&Piece, &Piece)> {
        let last = self.is_closed.then(|| self.pieces.last().zip(self.pieces.first())).flatten();
        self.pieces.windows(2).map(|pair| (&pair[0], &pair[1])).chain(last)
    }

    /// The pairs that meet at an angle.
    fn vertices(&self) -> impl Iterator<Item = (&Piece, &Piece)> {
        self.pairs().filter(|(a, b)| dot(a.arrives, b.leaves) < STRAIGHT)
    }

    /// The radii at about right angles between straight sides; 0 for sharp ones.
    fn corners(&self) -> Vec<f32> {
        let is_side = |piece: &Piece| piece.is_straight && piece.length >= SIDE;
        let sharp = self
            .vertices()
            .filter(|(a, b)| is_side(a) && is_side(b) && dot(a.arrives, b.leaves).abs() <= TURN);
        let mut radii: Vec<f32> = sharp.map(|_| 0.0).collect();
        let count = self.pieces.len();
        let starts = if self.is_closed { count } else { count.saturating_sub(2) };
        for at in 0..starts {
            let [a, arc, b] = [0, 1, 2].map(|step| &self.pieces[(at + step) % count]);
            let goes_on =
                dot(a.arrives, arc.leaves) > STRAIGHT && dot(arc.arrives, b.leaves) > STRAIGHT;
            let cosine = dot(arc.leaves, arc.arrives);
            if is_side(a) && is_side(b) && !arc.is_straight && goes_on && cosine.abs() <= TURN {
                // Half the chord by the sine of half the angle.
                radii.push(arc.length / 2.0 / ((1.0 - cosine) / 2.0).sqrt());
            }
        }
        radii
    }
}

fn dot(a: (f32, f32), b: (f32, f32)) -> f32 {
    a.0 * b.0 + a.1 * b.1
}

/// The lines of a path; lengths as shares of `longer`.
fn lines(path: &Path, longer: f32) -> Vec<Line> {
    let mut all: Vec<Line> = Vec::new();
    let (mut start, mut at) = (Point::zero(), Point::zero());
    for segment in path.segments() {
        let (points, is_straight) = match segment {
            PathSegment::MoveTo(to) => {
                (start, at) = (to, to);
                all.push(Line::default());
                continue;
            }
            PathSegment::LineTo(to) => (vec![to], true),
            PathSegment::QuadTo(a, to) => (vec![a, to], false),
            PathSegment::CubicTo(a, b, to) => (vec![a, b, to], false),
            PathSegment::Close => (vec![start], true),
        };
        if matches!(segment, PathSegment::Close)
            && let Some(line) = all.last_mut()
        {
            line.is_closed = true;
        }
        let piece = piece(at, &points, longer, is_straight);
        at = points.last().copied().unwrap_or(at);
        if let (Some(line), Some(piece)) = (all.last_mut(), piece) {
            line.pieces.push(piece);
        }
    }
    all
}

/// A piece from a point along others; none if it goes nowhere.
fn piece(from: Point, points: &[Point], longer: f32, is_straight: bool) -> Option<Piece> {
    let to = *points.last()?;
    let next = points.iter().find(|point| **point != from)?;
    let before = [from].into_iter().chain(points.iter().copied()).rev().find(|point| *point != to);
    Some(Piece {
        is_straight,
        length: (to - from).length() / longer,
        leaves: direction(from, *next),
        arrives: direction(before.unwrap_or(from), to),
    })
}

fn direction(from: Point, to: Point) -> (f32, f32) {
    let way = to - from;
    let length = way.length().max(f32::MIN_POSITIVE);
    (way.x / length, way.y / length)
}

//! Strokes that usvg does not measure as browsers do: those with `vector-effect="non-scaling-stroke"`, whose width is in
//! pixels at whatever size the drawing is shown, and dashes of shapes with a `pathLength`.
//!
//! usvg writes its tree as an SVG in which each shape is an element of its own, with its own stroke. There the widths and dashes
//! are set, for one scale, and the text is read again.

use std::collections::BTreeMap;

use resvg::tiny_skia::{PathSegment, Point};
use resvg::usvg::roxmltree::{Document, Node as Element};
use resvg::usvg::{Group, Indent, Node, Options, Path, Tree, WriteOptions};

use crate::vector::source::{self, Span};

/// What the id of such a shape begins with in the text that usvg writes.
const LINE: &str = "rebadge-line-";
/// How many straight lines a curve is measured as.
const STEPS: u16 = 32;
/// How much the miter limit of a marked shape is more than what it says: the one number of a stroke that usvg passes on
/// as it is, to copies by `use` too, and of which so little cannot be seen.
const TAG: f32 = 1.0 / 8192.0;

/// What shapes say of their strokes, by their miter limits.
pub(crate) type Marks = Vec<(f32, Mark)>;

/// What a shape says of its stroke.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mark {
    /// Is its width in pixels?
    is_hairline: bool,
    /// The `pathLength`.
    length: Option<f32>,
}

/// A drawing with such strokes.
#[derive(Debug, Clone)]
pub(crate) struct Hairlines {
    text: String,
    lines: Vec<Line>,
}

/// One stroke, in the text.
#[derive(Debug, Clone)]
struct Line {
    /// The attributes, or where they can be put.
    width: Span,
    dashes: Option<Span>,
    offset: Option<Span>,
    /// How wide it is, and its dashes and their offset, in units of the shape at a scale of 1.
    widths: f32,
    dash_lengths: Vec<f32>,
    dash_offset: f32,
    is_hairline: bool,
}

/// The text with a mark at every shape with such a stroke, and what each says; `None` where there is none.
pub(crate) fn mark(text: &str) -> Option<(String, Marks)> {
    if !text.contains("vector-effect") && !text.contains("pathLength") {
        return None;
    }
    let document = source::document(text).ok()?;
    let mut said = Vec::new();
    let mut edits = Vec::new();
    for node in document.descendants().filter(|node| source::is_svg(*node)) {
        let Some(mark) = mark_of(node) else { continue };
        let limit = miter_limit(node);
        let known = said.iter().position(|known| *known == (limit, mark));
        let number = known.unwrap_or(said.len());
        if known.is_none() {
            said.push((limit, mark));
        }
        let tag = tag(limit, number);
        edits.push(match node.attribute_node("style") {
            Some(style) => {
                let end = style.range_value().end;
                (end..end, format!(";stroke-miterlimit:{tag}"))
            }
            None => miter_edit(node, tag),
        });
    }
    let marks = said.iter().enumerate().map(|(number, (limit, mark))| (tag(*limit, number), *mark));
    (!said.is_empty()).then(|| (source::edit(text, edits), marks.collect()))
}

/// The miter limit that encodes one mark.
fn tag(limit: f32, number: usize) -> f32 {
    limit + TAG * (number + 1) as f32
}

/// The miter limit of an element.
fn miter_limit(node: Element<'_, '_>) -> f32 {
    let said = |node: Element<'_, '_>| {
        let limit = declared(node, "stroke-miterlimit")?.trim().parse::<f32>().ok()?;
        Some(limit).filter(|limit| (1.0..=1000.0).contains(limit))
    };
    node.ancestors().find_map(said).unwrap_or(4.0)
}

fn miter_edit(node: Element<'_, '_>, tag: f32) -> (Span, String) {
    match node.attribute_node("stroke-miterlimit") {
        Some(attribute) => (attribute.range_value(), tag.to_string()),
        None => {
            let at = source::name_end(node);
            (at..at, format!(" stroke-miterlimit=\"{tag}\""))
        }
    }
}

/// The value of a property, by the `style` attribute or by an attribute of its name.
fn declared<'a>(node: Element<'a, '_>, property: &str) -> Option<&'a str> {
    let styled = node.attribute("style").unwrap_or_default().split(';');
    let styled = styled.filter_map(|declaration| declaration.split_once(':'));
    let styled = styled.filter(|(name, _)| name.trim().eq_ignore_ascii_case(property));
    styled.map(|(_, value)| value).next_back().or(node.attribute(property))
}

fn mark_of(node: Element<'_, '_>) -> Option<Mark> {
    let effect = declared(node, "vector-effect");
    let is_hairline = effect.is_some_and(|effect| effect.trim() == "non-scaling-stroke");
    let length = node.attribute("pathLength").and_then(|length| length.trim().parse::<f32>().ok());
    let length = length.filter(|length| length.is_finite() && *length >= 0.0);
    (is_hairline || length.is_some()).then_some(Mark { is_hairline, length })
}

impl Hairlines {
    /// Those of a tree whose text was marked; `None` where none of these shapes has a stroke.
    pub(crate) fn new(tree: &Tree, marks: &Marks) -> Option<Self> {
        let written = tree.to_string(&WriteOptions { indent: Indent::None, ..Default::default() });
        let (text, marks) = numbered(&written, marks)?;
        let tree = read(&text)?;
        let mut measures = BTreeMap::new();
        measure(tree.root(), &mut measures);
        let lines = lines(&source::document(&text).ok()?, &marks, &measures);
        (!lines.is_empty()).then_some(Hairlines { text, lines })
    }

    /// Does the drawing look different at different sizes?
    pub(crate) fn is_scaled(&self) -> bool {
        self.lines.iter().any(|line| line.is_hairline)
    }

    /// The drawing for one scale, in pixels per unit.
    pub(crate) fn at(&self, scale: f32) -> Option<Tree> {
        let mut edits = Vec::new();
        for line in &self.lines {
            let scale = if line.is_hairline { scale } else { 1.0 };
            edits.push((line.width.clone(), (line.widths / scale).to_string()));
            if let Some(span) = &line.dashes {
                let dashes: Vec<String> =
                    line.dash_lengths.iter().map(|dash| (dash / scale).to_string()).collect();
                edits.push((span.clone(), dashes.join(" ")));
            }
            if let Some(span) = &line.offset {
                edits.push((span.clone(), (line.dash_offset / scale).to_string()));
            }
        }
        read(&source::edit(&self.text, edits))
    }
}

/// The tree of a text that usvg wrote: it needs no fonts and no images.
fn read(text: &str) -> Option<Tree> {
    Tree::from_str(text, &Options::default()).ok()
}

/// The text with a number at every stroke that is marked, as its id, and with its width; and the marks by number.
fn numbered(text: &str, marks: &Marks) -> Option<(String, Vec<Mark>)> {
    let document = source::document(text).ok()?;
    let mut found = Vec::new();
    let mut edits = Vec::new();
    for node in document.descendants().filter(|node| node.has_attribute("stroke")) {
        let limit = node.attribute("stroke-miterlimit").and_then(|limit| limit.parse::<f32>().ok());
        let Some((_, mark)) = marks.iter().find(|(tag, _)| limit == Some(*tag)) else { continue };
        let id = format!("{LINE}{}", found.len());
        found.push(*mark);
        let at = source::name_end(node);
        match node.attribute_node("id") {
            Some(attribute) => edits.push((attribute.range_value(), id)),
            None => edits.push((at..at, format!(" id=\"{id}\""))),
        }
        if !node.has_attribute("stroke-width") {
            edits.push((at..at, " stroke-width=\"1\"".to_owned()));
        }
    }
    Some((source::edit(text, edits), found))
}

/// The number of a line, by its id.
fn number(node: Element<'_, '_>) -> Option<usize> {
    node.attribute("id")?.strip_prefix(LINE)?.parse().ok()
}

fn lines(
    document: &Document<'_>,
    marks: &[Mark],
    measures: &BTreeMap<usize, Measure>,
) -> Vec<Line> {
    let nodes = document.descendants().filter_map(|node| Some((number(node)?, node)));
    let line = |(number, node): (usize, Element<'_, '_>)| {
        line(node, marks.get(number)?, measures.get(&number)?)
    };
    nodes.filter_map(line).collect()
}

fn line(node: Element<'_, '_>, mark: &Mark, measure: &Measure) -> Option<Line> {
    let span = |name: &str| node.attribute_node(name).map(|attribute| attribute.range_value());
    let values = |name: &str| -> Vec<f32> {
        let value = node.attribute(name).unwrap_or_default();
        value.split([' ', ',']).filter_map(|value| value.parse().ok()).collect()
    };
    let first = |name: &str, usual: f32| values(name).first().copied().unwrap_or(usual);
    let pixels = if mark.is_hairline { measure.scale.max(f32::MIN_POSITIVE) } else { 1.0 };
    // With a length of zero all dashes are endless: the first one is drawn to the end.
    let stretch = mark.length.map_or(1.0, |length| measure.length / length.max(1e-6));
    let dash = |dash: f32| dash * stretch / pixels;
    Some(Line {
        width: span("stroke-width")?,
        dashes: span("stroke-dasharray"),
        offset: span("stroke-dashoffset"),
        widths: first("stroke-width", 1.0) / pixels,
        dash_lengths: values("stroke-dasharray").into_iter().map(dash).collect(),
        dash_offset: dash(first("stroke-dashoffset", 0.0)),
        is_hairline: mark.is_hairline,
    })
}

/// A shape: pixels per unit at a scale of 1, and how long it is in its own units.
struct Measure {
    scale: f32,
    length: f32,
}

fn measure(group: &Group, found: &mut BTreeMap<usize, Measure>) {
    for node in group.children() {
        match node {
            Node::Group(group) => measure(group, found),
            Node::Path(path) => {
                let number = path.id().strip_prefix(LINE).and_then(|number| number.parse().ok());
                if let Some(number) = number {
                    found.insert(number, measure_path(path));
                }
            }
            _ => {}
        }
        node.subroots(|group| measure(group, found));
    }
}

fn measure_path(path: &Path) -> Measure {
    let [a, b, c, d] = {
        let transform = path.abs_transform();
        [transform.sx, transform.ky, transform.kx, transform.sy]
    };
    Measure { scale: (a * d - b * c).abs().sqrt(), length: length(path.data()) }
}

/// The length of a path.
fn length(path: &resvg::tiny_skia::Path) -> f32 {
    let (mut start, mut last, mut sum) = (Point::zero(), Point::zero(), 0.0);
    let mut to = |last: &mut Point, point: Point| {
        sum += last.distance(point);
        *last = point;
    };
    let curve = |points: [Point; 4]| {
        (1..=STEPS).map(move |step| on_curve(points, f32::from(step) / f32::from(STEPS)))
    };
    for segment in path.segments() {
        match segment {
            PathSegment::MoveTo(point) => (start, last) = (point, point),
            PathSegment::LineTo(point) => to(&mut last, point),
            PathSegment::QuadTo(a, end) => {
                let third = |from: Point| between(from, a, 2.0 / 3.0);
                curve([last, third(last), third(end), end]).for_each(|p| to(&mut last, p));
            }
            PathSegment::CubicTo(a, b, end) => {
                curve([last, a, b, end]).for_each(|p| to(&mut last, p));
            }
            PathSegment::Close => to(&mut last, start),
        }
    }
    sum
}

fn on_curve([a, b, c, d]: [Point; 4], t: f32) -> Point {
    let (ab, bc, cd) = (between(a, b, t), between(b, c, t), between(c, d, t));
    between(between(ab, bc, t), between(bc, cd, t), t)
}

fn between(a: Point, b: Point, t: f32) -> Point {
    Point::from_xy(a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t)
}

#[cfg(test)]
mod tests {
    use crate::vector::{Canvas, Fonts, Placement, Vector, as_written, draw};

    /// Which of these pixels are painted, at so many pixels per unit.
    fn check(body: &str, scale: f32, expect: &[([u32; 2], bool)]) {
        let text =
            format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 100 100'>{body}</svg>");
        let drawing = as_written(&Vector::read(&text, &Fonts::none()).unwrap()).unwrap();
        let side = (100.0 * scale) as u32;
        let canvas = Canvas { width: side, height: side };
        let pixels = draw(&drawing, canvas, Placement { scale, x: 0.0, y: 0.0 }).unwrap();
        for ([x, y], is_painted) in expect {
            let alpha = pixels.rgba[((y * side + x) * 4 + 3) as usize];
            assert_eq!(alpha > 127, *is_painted, "{body} at {x}, {y}, {scale}");
        }
    }

    #[test]
    fn a_stroke_that_does_not_scale_is_as_wide_at_every_size() {
        let effect = "vector-effect='non-scaling-stroke'";
        let line = format!(
            "<g transform='scale(10)'><path d='M0 5H10' stroke='red' stroke-width='6' {effect}/></g>"
        );
        check(
            &line,
            1.0,
            &[([50, 48], true), ([50, 52], true), ([50, 45], false), ([50, 54], false)],
        );
        check(
            &line,
            2.0,
            &[([99, 98], true), ([99, 102], true), ([99, 95], false), ([99, 104], false)],
        );
        // A copy has a scale of its own.
        let copy = "<defs><path id='p' d='M0 0H10' stroke='red' stroke-width='6' stroke-dasharray='20' \
            style='vector-effect:non-scaling-stroke'/></defs><use href='#p' transform='translate(0 50) scale(10)'/>";
        check(
            copy,
            1.0,
            &[([10, 51], true), ([10, 54], false), ([30, 51], false), ([50, 51], true)],
        );
        check(
            copy,
            2.0,
            &[([10, 101], true), ([10, 104], false), ([30, 101], false), ([50, 101], true)],
        );
    }

    #[test]
    fn dashes_are_measured_by_the_path_length_that_a_shape_says() {
        let circle = "<circle cx='50' cy='50' r='35' fill='none' stroke='red' stroke-width='10' pathLength='100' \
            stroke-dasharray='25 25'/>";
        // Two quarters: the lower right one and the upper left one.
        check(
            circle,
            1.0,
            &[([74, 74], true), ([25, 74], false), ([25, 25], true), ([74, 25], false)],
        );
        let line = "<path d='M0 50H100' stroke='red' stroke-width='10' pathLength='4' stroke-dasharray='1' \
            stroke-dashoffset='1'/>";
        check(
            line,
            1.0,
            &[([10, 50], false), ([40, 50], true), ([60, 50], false), ([90, 50], true)],
        );
        let invalid = line.replace("'4'", "'-4'");
        check(&invalid, 1.0, &[([0, 50], false), ([1, 50], true), ([2, 50], false)]);
    }
}

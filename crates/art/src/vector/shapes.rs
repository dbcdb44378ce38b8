//! The shapes of a drawing one by one: which pixels each one paints, and the drawing with some of them in other colors.
//! A black word can change while black eyes in the symbol beside it do not.

use std::collections::BTreeMap;

use resvg::usvg::roxmltree::{Document, Node, NodeId};
use resvg::usvg::{self, Group, Paint};

use crate::color::{Color, Palette};
use crate::vector::classes::Property;
use crate::vector::measure::sample;
use crate::vector::read::Vector;
use crate::vector::recolor::style_rules;
use crate::vector::source::{self, SVG, Span, XLINK};
use crate::vector::tree;

/// Elements that paint.
const SHAPES: [&str; 8] =
    ["path", "rect", "circle", "ellipse", "polygon", "polyline", "line", "text"];
/// Shapes in these have no color of their own.
const ASIDE: [&str; 4] = ["clipPath", "mask", "pattern", "marker"];
/// Drawings with more shapes are illustrations, whose colors hang together.
const MOST: usize = 4000;

/// What one shape is filled or stroked with.
#[derive(Clone, Debug, PartialEq)]
pub struct ShapePaint {
    node: u32,
    /// Fill or stroke.
    pub property: Property,
    /// One color, or the stops of a gradient; none for what is neither.
    pub colors: Vec<Color>,
    /// The gradient's id.
    gradient: Option<String>,
}

/// The shapes of a drawing, and which pixels they paint.
#[derive(Clone, Debug)]
pub struct Shapes {
    /// Every fill and stroke that is drawn.
    pub paints: Vec<ShapePaint>,
    /// For each pixel the paint that is seen there.
    pub owners: Vec<Option<usize>>,
}

/// The shapes of a drawing, at the size of [`sample`]. `None` where they cannot be distinguished.
pub fn shapes(vector: &Vector, palette: &Palette, side: u32) -> Option<Shapes> {
    let document = source::document(&vector.text).ok()?;
    let named = Named::new(&document)?;
    let rules = style_rules(vector, palette);
    let tree = tree::parse_aliased(&named.text, &vector.fonts, Some(rules)).ok()?.tree;
    let mut paints = Vec::new();
    collect(tree.root(), &document, &named.nodes, &mut paints);
    let sheet: String =
        paints.iter().enumerate().map(|(at, paint)| named.rule(at, paint)).collect();
    let marked = tree::parse_aliased(&named.text, &vector.fonts, Some(sheet)).ok()?;
    let pixels = sample(&marked.drawing(), side).ok()?;
    let owner = |pixel: &[u8; 4]| {
        let at = u32::from_be_bytes([0, pixel[0], pixel[1], pixel[2]]) as usize;
        at.checked_sub(1).filter(|at| pixel[3] == 255 && *at < paints.len())
    };
    let owners = pixels.rgba.as_chunks::<4>().0.iter().map(owner).collect();
    Some(Shapes { paints, owners })
}

/// The text with an id for each shape.
struct Named {
    text: String,
    /// Id → the shape's number in the document.
    nodes: BTreeMap<String, u32>,
    ids: BTreeMap<u32, String>,
}

impl Named {
    fn new(document: &Document<'_>) -> Option<Named> {
        let is_shape = |node: &Node<'_, '_>| {
            source::is_svg(*node)
                && SHAPES.contains(&node.tag_name().name())
                && !node.ancestors().any(|above| ASIDE.contains(&above.tag_name().name()))
        };
        let text = document.input_text();
        let (mut edits, mut nodes) = (Vec::new(), BTreeMap::new());
        for node in document.descendants().filter(is_shape) {
            let number = node.id().get();
            match node.attribute("id") {
                Some(id) if id.contains(['"', '\\', '\n']) => return None,
                // An id that is there twice is the first one's.
                Some(id) => {
                    nodes.entry(id.to_owned()).or_insert(number);
                }
                None => {
                    let id = format!("rebadge-shape-{number}");
                    let at = source::name_end(node);
                    edits.push((at..at, format!(" id=\"{id}\"")));
                    nodes.insert(id, number);
                }
            }
        }
        let ids = nodes.iter().map(|(id, number)| (*number, id.clone())).collect();
        (nodes.len() <= MOST).then(|| Named { text: source::edit(text, edits), nodes, ids })
    }

    /// CSS that paints one paint in the color of its number.
    fn rule(&self, at: usize, paint: &ShapePaint) -> String {
        let [_, r, g, b] = ((at + 1) as u32).to_be_bytes();
        let (name, color) = (paint.property.name(), Color::new(r, g, b));
        let id = &self.ids[&paint.node];
        format!(
            "[id=\"{id}\"]{{{name}:{color}!important;{name}-opacity:1!important;opacity:1!important}}"
        )
    }
}

fn collect(
    group: &Group,
    document: &Document<'_>,
    nodes: &BTreeMap<String, u32>,
    found: &mut Vec<ShapePaint>,
) {
    for node in group.children() {
        match node {
            usvg::Node::Group(inner) => collect(inner, document, nodes, found),
            usvg::Node::Path(path) if path.is_visible() => {
                let fill = path.fill().map(|fill| (Property::Fill, fill.paint()));
                let stroke = path.stroke().map(|stroke| (Property::Stroke, stroke.paint()));
                for (property, paint) in fill.into_iter().chain(stroke) {
                    let Some(node) = nodes.get(path.id()) else { continue };
                    add(document, *node, property, paint, found);
                }
            }
            usvg::Node::Path(_) | usvg::Node::Image(_) | usvg::Node::Text(_) => {}
        }
    }
}

fn add(
    document: &Document<'_>,
    node: u32,
    property: Property,
    paint: &Paint,
    found: &mut Vec<ShapePaint>,
) {
    if found.iter().rev().any(|own| own.node == node && own.property == property) {
        // A shape that is used twice.
        return;
    }
    let stop = |stop: &usvg::Stop| of_usvg(stop.color());
    let colors = match paint {
        Paint::Color(color) => vec![of_usvg(*color)],
        Paint::LinearGradient(gradient) => gradient.stops().iter().map(stop).collect(),
        Paint::RadialGradient(gradient) => gradient.stops().iter().map(stop).collect(),
        Paint::Pattern(_) => Vec::new(),
    };
    let gradient = match paint {
        Paint::Color(_) => None,
        _ => server(document, node, property),
    };
    found.push(ShapePaint { node, property, colors, gradient });
}

fn of_usvg(color: usvg::Color) -> Color {
    Color::new(color.red, color.green, color.blue)
}

/// The id of the gradient that a shape refers to, itself or by an ancestor.
fn server(document: &Document<'_>, node: u32, property: Property) -> Option<String> {
    let node = document.get_node(NodeId::new(node))?;
    let name = property.name();
    let value = node.ancestors().find_map(|node| node.attribute(name))?.trim();
    let rest = value.strip_prefix("url(")?.trim_start_matches(['"', '\'', ' ', '#']);
    Some(rest[..rest.find([')', '"', '\''])?].trim().to_owned())
}

/// The text with every paint for which `to` has other colors in these. `None` where a gradient that must change is
/// another shape's too, or is not found.
pub fn recolor_shapes(
    vector: &Vector,
    shapes: &Shapes,
    to: &BTreeMap<usize, BTreeMap<Color, Color>>,
) -> Option<String> {
    let document = source::document(&vector.text).ok()?;
    let mut edits: Vec<(Span, String)> = Vec::new();
    let mut gradients: BTreeMap<&str, &BTreeMap<Color, Color>> = BTreeMap::new();
    let mut own: BTreeMap<u32, Vec<(Property, Color)>> = BTreeMap::new();
    for (at, colors) in to {
        let paint = &shapes.paints[*at];
        match (&paint.gradient, &paint.colors[..]) {
            (None, [color]) => {
                own.entry(paint.node).or_default().push((paint.property, *colors.get(color)?));
            }
            (Some(id), _) => {
                let is_shared = |(other, paint): (usize, &ShapePaint)| {
                    paint.gradient.as_deref() == Some(id) && !to.contains_key(&other)
                };
                if shapes.paints.iter().enumerate().any(is_shared) {
                    return None;
                }
                gradients.insert(id, colors);
            }
            _ => return None,
        }
    }
    for (node, paints) in own {
        edits.extend(set(document.get_node(NodeId::new(node))?, &paints));
    }
    let mut done = Vec::new();
    for (id, colors) in gradients {
        stops(&document, id, colors, &mut edits, &mut done)?;
    }
    Some(source::edit(&vector.text, edits))
}

/// The edits that give one shape its paints. A canonical SVG has every paint in an attribute.
fn set(node: Node<'_, '_>, paints: &[(Property, Color)]) -> Vec<(Span, String)> {
    let at = source::name_end(node);
    let one = |(property, color): &(Property, Color)| match node.attribute_node(property.name()) {
        Some(old) => (old.range_value(), color.to_string()),
        None => (at..at, format!(" {}=\"{color}\"", property.name())),
    };
    paints.iter().map(one).collect()
}

/// The edits of a gradient's stops, which may be those of the gradient that it names.
fn stops(
    document: &Document<'_>,
    id: &str,
    colors: &BTreeMap<Color, Color>,
    edits: &mut Vec<(Span, String)>,
    done: &mut Vec<u32>,
) -> Option<()> {
    let gradient = document.descendants().find(|node| node.attribute("id") == Some(id))?;
    if done.contains(&gradient.id().get()) {
        return Some(());
    }
    done.push(gradient.id().get());
    let replaced = |raw: &str| colors.get(&Color::parse(raw.trim()).ok()?).map(Color::to_string);
    let mut has_stops = false;
    for stop in gradient.children().filter(|node| node.has_tag_name((SVG, "stop"))) {
        has_stops = true;
        if let Some(attribute) = stop.attribute_node("stop-color") {
            edits.push((attribute.range_value(), replaced(attribute.value())?));
        } else {
            // What says no color is black.
            let at = source::name_end(stop);
            edits.push((at..at, format!(" stop-color=\"{}\"", colors.get(&Color::BLACK)?)));
        }
    }
    if has_stops {
        return Some(());
    }
    let other = gradient.attribute("href").or_else(|| gradient.attribute((XLINK, "href")))?;
    stops(document, other.trim().strip_prefix('#')?, colors, edits, done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::Fonts;

    fn vector(body: &str) -> Vector {
        let text = format!("<svg xmlns='{SVG}' viewBox='0 0 20 10'>{body}</svg>");
        Vector::read(&text, &Fonts::none()).unwrap()
    }

    fn check(body: &str, changed: &[usize], expect: Option<&str>) {
        let vector = vector(body);
        let shapes = shapes(&vector, &Palette::from_fn(|_| Color::BLACK), 20).unwrap();
        let colors = |at: &usize| shapes.paints[*at].colors.iter().map(|c| (*c, Color::WHITE));
        let to = changed.iter().map(|at| (*at, colors(at).collect())).collect();
        let text = recolor_shapes(&vector, &shapes, &to);
        let expect = expect.map(|body| {
            format!("<svg xmlns='{SVG}' viewBox='0 0 20 10'>{body}</svg>").replace('\'', "\"")
        });
        assert_eq!(text, expect, "{body}");
    }

    #[test]
    fn each_pixel_has_an_owner() {
        let vector = vector(
            "<g fill='red' opacity='1'><path d='M0 0h10v10H0z'/><path d='M2 2h4v4H2z' id='a b'/></g>\
             <path d='M12 5h8' stroke='blue' stroke-width='2' fill='none'/>",
        );
        let shapes = shapes(&vector, &Palette::from_fn(|_| Color::BLACK), 20).unwrap();
        let at = |x: usize, y: usize| shapes.owners[y * 20 + x];
        assert_eq!((at(0, 0), at(3, 3), at(15, 5)), (Some(0), Some(1), Some(2)));
        assert_eq!((at(11, 0), shapes.paints.len()), (None, 3));
        assert_eq!(shapes.paints[2].property, Property::Stroke);
    }

    #[test]
    fn only_the_shape_changes() {
        let two = "<path d='M0 0h5v5z'/><path d='M9 0h5v5z'/>";
        check(two, &[1], Some("<path d='M0 0h5v5z'/><path fill=\"#ffffff\" d='M9 0h5v5z'/>"));
        check(
            "<style>.a{fill:red}</style><path class='a' d='M0 0h5v5z'/>",
            &[0],
            Some("<path d='M0 0h5v5z' fill='#ffffff'/>"),
        );
        check(
            "<path style='fill:red;opacity:.9' d='M0 0h5v5z'/>",
            &[0],
            Some("<path d='M0 0h5v5z' fill='#ffffff' opacity='0.9'/>"),
        );
        let gradient = "<linearGradient id='g'><stop stop-color='red'/><stop offset='1'/></linearGradient>\
            <path fill='url(#g)' d='M0 0h5v5z'/>";
        check(
            gradient,
            &[0],
            Some(
                "<linearGradient id='g'><stop stop-color='#ffffff'/><stop stop-color=\"#ffffff\" offset='1'/>\
                 </linearGradient><path d='M0 0h5v5z' fill='url(#g)'/>",
            ),
        );
        check(&format!("{gradient}<path fill='url(#g)' d='M9 0h5v5z'/>"), &[0], None);
    }
}

//! Filter primitives that the renderer draws wrong or slowly, written as others that it draws right, before it reads a
//! text.
//!
//! - resvg 0.49 multiplies a `feDisplacementMap` by its `scale` twice, and reads the map premultiplied. The square root
//!   of the scale, and a `feColorMatrix` that makes the map opaque, undo both.
//! - A `feBlend` of the source over nothing, with which design tools begin filters, is the source: it would be paid for twice.
//! - resvg's `feMorphology` takes time with the area of its radius. A horizontal and a vertical one give the same pixels.

use std::borrow::Cow;

use resvg::usvg::roxmltree::Node;

use crate::vector::source::{self, SVG, Span};

/// A radius of no pixel that is not zero: browsers take a zero as no radius at all.
const NONE: &str = "1e-6";

/// The text with such primitives rewritten.
pub(crate) fn rewrite(text: &str) -> Cow<'_, str> {
    let is_any = |names: &[&str]| names.iter().any(|name| text.contains(name));
    if !is_any(&["feDisplacementMap", "feMorphology", "feBlend"]) {
        return Cow::Borrowed(text);
    }
    let Ok(document) = source::document(text) else {
        return Cow::Borrowed(text);
    };
    let mut edits = Vec::new();
    for (number, node) in document.descendants().enumerate() {
        if node.has_tag_name((SVG, "feDisplacementMap")) {
            displacement(node, number, &mut edits);
        } else if node.has_tag_name((SVG, "feMorphology")) {
            morphology(node, number, &mut edits);
        } else if node.has_tag_name((SVG, "filter")) {
            blend_with_nothing(node, &mut edits);
        }
    }
    Cow::Owned(source::edit(text, edits))
}

/// Whether [`rewrite`] cannot help a primitive: its scale is a share of each shape that it is used on.
pub(crate) fn is_beyond_help(node: Node<'_, '_>) -> bool {
    let units = node.parent_element().and_then(|filter| filter.attribute("primitiveUnits"));
    node.has_tag_name((SVG, "feDisplacementMap")) && units == Some("objectBoundingBox")
}

fn displacement(node: Node<'_, '_>, number: usize, edits: &mut Vec<(Span, String)>) {
    let scale = node.attribute("scale").and_then(|scale| scale.trim().parse::<f32>().ok());
    let scale = scale.filter(|scale| scale.is_finite()).unwrap_or(0.0);
    let source = input(node, "in", edits);
    let map = input(node, "in2", edits);
    let row = |channel: &str| row(node.attribute(channel), scale < 0.0);
    // The horizontal displacement is then read from red, the vertical from green.
    let (x, y) = (row("xChannelSelector"), row("yChannelSelector"));
    let opaque = format!("rebadge-map-{number}");
    let values = format!("{x} {y} 0 0 0 0 0 0 0 0 0 1");
    let matrix = [("in", map.as_str()), ("values", &values), ("result", &opaque)];
    insert_before(node, "feColorMatrix", &matrix, edits);
    let root = scale.abs().sqrt().to_string();
    let own = [
        ("in", source.as_str()),
        ("in2", &opaque),
        ("scale", &root),
        ("xChannelSelector", "R"),
        ("yChannelSelector", "G"),
    ];
    set(node, &own, edits);
}

/// A row of a color matrix that takes one channel, or what is left of it to 1.
fn row(channel: Option<&str>, is_inverted: bool) -> String {
    let column = ["R", "G", "B"].iter().position(|name| channel == Some(name)).unwrap_or(3);
    let mut row = ["0"; 5];
    row[column] = if is_inverted { "-1" } else { "1" };
    row[4] = if is_inverted { "1" } else { "0" };
    row.join(" ")
}

fn morphology(node: Node<'_, '_>, number: usize, edits: &mut Vec<(Span, String)>) {
    let radius: Vec<&str> = node
        .attribute("radius")
        .unwrap_or_default()
        .split([',', ' ', '\t', '\r', '\n'])
        .filter(|part| !part.is_empty())
        .collect();
    let (x, y) = match radius[..] {
        [both] => (both, both),
        [x, y] => (x, y),
        _ => return,
    };
    let is_radius = |radius: &str| radius.parse::<f32>().is_ok_and(|radius| radius > 0.0);
    if !is_radius(x) || !is_radius(y) {
        return;
    }
    let source = input(node, "in", edits);
    let wide = format!("rebadge-wide-{number}");
    let (horizontal, vertical) = (format!("{x} {NONE}"), format!("{NONE} {y}"));
    let operator = node.attribute("operator").unwrap_or("erode");
    let first = [
        ("in", source.as_str()),
        ("operator", operator),
        ("radius", &horizontal),
        ("result", &wide),
    ];
    insert_before(node, "feMorphology", &first, edits);
    set(node, &[("in", &wide), ("radius", &vertical)], edits);
}

/// Leaves out the two primitives with which a filter begins where they make nothing of its source: a transparent flood, and
/// the source blended with it.
fn blend_with_nothing(filter: Node<'_, '_>, edits: &mut Vec<(Span, String)>) {
    const KNOWN: [&str; 5] = ["flood-opacity", "result", "in", "in2", "mode"];
    let all: Vec<Node<'_, '_>> = filter.children().filter(Node::is_element).collect();
    let [flood, blend, next, ..] = all[..] else { return };
    // These are rewritten themselves, and name what is before them.
    let is_rewritten = |node: &Node<'_, '_>| {
        ["feDisplacementMap", "feMorphology"].iter().any(|name| node.has_tag_name((SVG, *name)))
    };
    if all.iter().any(is_rewritten) {
        return;
    }
    let is_plain = |node: Node<'_, '_>, name: &str| {
        let is_known = |name: &str| KNOWN.contains(&name);
        let is_bare = !node.has_children() && node.attributes().all(|own| is_known(own.name()));
        node.has_tag_name((SVG, name)) && is_bare
    };
    let is_clear = flood.attribute("flood-opacity").map(str::trim) == Some("0");
    if !is_plain(flood, "feFlood") || !is_clear || !is_plain(blend, "feBlend") {
        return;
    }
    let (Some(nothing), Some(same)) = (flood.attribute("result"), blend.attribute("result")) else {
        return;
    };
    let is_source = blend.attribute("in") == Some("SourceGraphic")
        && blend.attribute("in2") == Some(nothing)
        && matches!(blend.attribute("mode"), None | Some("normal"));
    let inputs = || {
        let rest = all[2..].iter().flat_map(|node| node.descendants());
        rest.flat_map(|node| node.attributes()).filter(|own| matches!(own.name(), "in" | "in2"))
    };
    let is_named = |name: &str| inputs().any(|own| own.value() == name);
    // Without an input the next one would take what is left out: the source, which the first one takes anyway.
    let begins = next.attribute("in").is_none() || next.attribute("in") == Some(same);
    if is_source && begins && same != nothing && !is_named(nothing) {
        edits.extend([flood, blend].map(|node| (node.range(), String::new())));
        let named = inputs().filter(|own| own.value() == same);
        edits.extend(named.map(|own| (own.range_value(), "SourceGraphic".to_owned())));
    }
}

/// What an input of a primitive is called; the primitive before it, which is the default, gets a name where it has none.
fn input(node: Node<'_, '_>, name: &str, edits: &mut Vec<(Span, String)>) -> String {
    if let Some(value) = node.attribute(name) {
        return value.to_owned();
    }
    let is_primitive =
        |node: &Node<'_, '_>| source::is_svg(*node) && node.tag_name().name().starts_with("fe");
    let Some(before) = node.prev_siblings().skip(1).find(is_primitive) else {
        return "SourceGraphic".to_owned();
    };
    if let Some(result) = before.attribute("result").filter(|result| !result.is_empty()) {
        return result.to_owned();
    }
    let result = format!("rebadge-before-{}", before.range().start);
    let edit = (name_place(before), format!(" result=\"{result}\""));
    if !edits.contains(&edit) {
        edits.push(edit);
    }
    result
}

/// Writes a primitive before another, in the same color space.
fn insert_before(
    node: Node<'_, '_>,
    name: &str,
    attributes: &[(&str, &str)],
    edits: &mut Vec<(Span, String)>,
) {
    let start = node.range().start;
    let text = node.document().input_text();
    let tag = &text[start + 1..source::name_end(node)];
    let prefix = &tag[..tag.find(':').map_or(0, |at| at + 1)];
    let kept = ["color-interpolation-filters", "style", "class"];
    let kept = kept.iter().filter_map(|name| Some((*name, node.attribute(*name)?)));
    let all = attributes.iter().copied().chain(kept);
    let all: String = all.map(|(name, value)| format!(" {name}=\"{}\"", escape(value))).collect();
    edits.push((start..start, format!("<{prefix}{name}{all}/>")));
}

/// Gives a primitive these attributes, in place of those that it has.
fn set(node: Node<'_, '_>, attributes: &[(&str, &str)], edits: &mut Vec<(Span, String)>) {
    for (name, value) in attributes {
        let edit = match node.attribute_node(*name) {
            Some(attribute) => (attribute.range_value(), escape(value)),
            None => (name_place(node), format!(" {name}=\"{}\"", escape(value))),
        };
        edits.push(edit);
    }
}

fn name_place(node: Node<'_, '_>) -> Span {
    let at = source::name_end(node);
    at..at
}

fn escape(value: &str) -> String {
    value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\'', "&apos;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::{Canvas, Fonts, Placement, Vector, as_written};

    fn check(primitives: &str, expect: &str) {
        let wrap = |inner: &str| format!("<svg xmlns='{SVG}'><filter>{inner}</filter></svg>");
        assert_eq!(rewrite(&wrap(primitives)), wrap(expect));
    }

    #[test]
    fn displacement_is_by_the_root_of_its_scale_and_an_opaque_map() {
        check(
            "<feFlood result='n'/><feDisplacementMap in='SourceGraphic' in2='n' scale='16' xChannelSelector='B'/>",
            "<feFlood result='n'/><feColorMatrix in=\"n\" values=\"0 0 1 0 0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 1\" \
             result=\"rebadge-map-4\"/><feDisplacementMap yChannelSelector=\"G\" in='SourceGraphic' \
             in2='rebadge-map-4' scale='4' xChannelSelector='R'/>",
        );
        check(
            "<feTurbulence/><feDisplacementMap style='a:b' scale='-4' xChannelSelector='R' yChannelSelector='G'/>",
            "<feTurbulence result=\"rebadge-before-48\"/><feColorMatrix in=\"rebadge-before-48\" \
             values=\"-1 0 0 0 1 0 -1 0 0 1 0 0 0 0 0 0 0 0 0 1\" result=\"rebadge-map-4\" style=\"a:b\"/>\
             <feDisplacementMap in=\"rebadge-before-48\" in2=\"rebadge-map-4\" style='a:b' scale='2' \
             xChannelSelector='R' yChannelSelector='G'/>",
        );
    }

    #[test]
    fn morphology_is_horizontal_then_vertical() {
        check(
            "<feMorphology radius='3,4' operator='dilate' result='a'/>",
            "<feMorphology in=\"SourceGraphic\" operator=\"dilate\" radius=\"3 1e-6\" \
             result=\"rebadge-wide-3\"/><feMorphology in=\"rebadge-wide-3\" radius='1e-6 4' \
             operator='dilate' result='a'/>",
        );
        check("<feMorphology radius='0 4'/>", "<feMorphology radius='0 4'/>");
        check("<feMorphology/>", "<feMorphology/>");
    }

    #[test]
    fn a_source_over_nothing_is_the_source() {
        let over = "<feFlood flood-opacity='0' result='n'/><feBlend in='SourceGraphic' in2='n' result='s'/>";
        check(
            &format!("{over}<feGaussianBlur stdDeviation='2'/>"),
            "<feGaussianBlur stdDeviation='2'/>",
        );
        check(
            &format!("{over}<feOffset in='s' dx='2'/><feBlend in2='s' mode='screen'/>"),
            "<feOffset in='SourceGraphic' dx='2'/><feBlend in2='SourceGraphic' mode='screen'/>",
        );
        // What is there, or needed later, stays.
        let same = |primitives: &str| check(primitives, primitives);
        same(over);
        same(&format!("{over}<feMerge><feMergeNode in='n'/></feMerge>"));
        same(&format!("{}<feOffset/>", over.replace("='0'", "='.5'")));
        same(&format!("{}<feOffset/>", over.replace("in2", "mode='multiply' in2")));
        same(&format!("{}<feOffset/>", over.replace("<feBlend", "<feBlend x='4'")));
        same(&format!("{over}<feOffset/><feMorphology radius='0'/>"));
    }

    #[test]
    fn a_shape_is_displaced_by_its_scale() {
        // A map of red 255 and green 128 moves all by half of the scale to the left.
        let draw = |map: &str, scale: &str| {
            let text = format!(
                "<svg xmlns='{SVG}' viewBox='0 0 100 100'><filter id='f' x='0' y='0' width='100' height='100' \
                 filterUnits='userSpaceOnUse' color-interpolation-filters='sRGB'><feFlood {map} result='n'/>\
                 <feDisplacementMap in='SourceGraphic' in2='n' scale='{scale}' xChannelSelector='R' \
                 yChannelSelector='G'/></filter><g filter='url(#f)'><path d='M40 40h20v20h-20z'/></g></svg>"
            );
            let drawing = as_written(&Vector::read(&text, &Fonts::none()).unwrap()).unwrap();
            let canvas = Canvas { width: 200, height: 200 };
            let pixels =
                crate::vector::draw(&drawing, canvas, Placement::contain((100.0, 100.0), canvas));
            let rgba = pixels.unwrap().rgba;
            let painted = |x: &usize| rgba[(100 * 200 + x) * 4 + 3] > 127;
            ((0..200).find(painted).unwrap(), (0..200).rfind(painted).unwrap())
        };
        assert_eq!(draw("flood-color='#ff8000'", "20"), (60, 99));
        assert_eq!(draw("flood-color='#ff8000'", "-20"), (100, 139));
        assert_eq!(draw("flood-color='#ff8000' flood-opacity='.5'", "20"), (60, 99));
    }
}

//! The root of an SVG: how large it is, and which part of its own coordinates it shows. Browsers, renderers and our own
//! composing differ in what they make of units, of a missing `viewBox` and of `preserveAspectRatio`; a canonical SVG has
//! a `viewBox` of the shape of its size, and none of these.
//!
//! Sources: SVG 2, sections 8.2 "The initial viewport", 8.6 "The viewBox attribute" and 8.12 "Intrinsic sizing
//! properties"; CSS Values and Units 4, section 6.2.

use resvg::usvg::roxmltree::Node;

use crate::vector::cascade::absolute;
use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::source;

/// The size of a picture that has none, in CSS pixels: CSS 2.2, section 10.3.2.
const DEFAULT: (f64, f64) = (300.0, 150.0);

/// The root of an SVG.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Frame {
    /// Left, top, width and height of what is shown, in the units of what is drawn.
    pub(crate) view: [f64; 4],
    /// Width and height in CSS pixels, where the file gives one of them.
    pub(crate) size: Option<(f64, f64)>,
    /// What the drawing is set in where `view` is not its own `viewBox`.
    pub(crate) inner: Option<Inner>,
}

/// An `svg` element in the root that has the drawing's own `viewBox`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Inner {
    /// Left, top, width and height in the root.
    pub(crate) place: [f64; 4],
    /// The `viewBox` of the file.
    pub(crate) view: [f64; 4],
}

/// The shortest side of a `viewBox`: less would be written as zero.
const SHORTEST: f64 = 1e-5;

/// Reads the attributes of the root. `None` where it has no size, which is a finding.
pub(crate) fn frame(root: Node<'_, '_>, found: &mut Vec<Finding>) -> Option<Frame> {
    // One that is not four numbers counts as none, as in browsers.
    let view = root.attribute("viewBox").and_then(numbers);
    let em = root.attribute("font-size").and_then(|size| length(size, 16.0)).unwrap_or(16.0);
    let side = |name: &str| length(root.attribute(name)?, em);
    let (width, height) = (side("width"), side("height"));
    let has_area = |[_, _, w, h]: &[f64; 4]| *w >= SHORTEST && *h >= SHORTEST;
    if view.is_some_and(|view| !has_area(&view)) {
        return no_area(root, found);
    }
    if [width, height].into_iter().flatten().any(|side| side <= 0.0) {
        return no_size(root, found);
    }
    let Some(view) = view else {
        return without_view_box(root, width, height, found);
    };
    let ratio = view[2] / view[3];
    let size = match (width, height) {
        (Some(width), Some(height)) => (width, height),
        (Some(width), None) => (width, width / ratio),
        (None, Some(height)) => (height * ratio, height),
        (None, None) => return Some(Frame { view, size: None, inner: None }),
    };
    Some(placed(root, view, size))
}

fn no_size(root: Node<'_, '_>, found: &mut Vec<Finding>) -> Option<Frame> {
    let help = "give it a `viewBox`, such as `viewBox=\"0 0 64 64\"`";
    found.push(Finding::new(Fault::Empty, source::tag(root), "the drawing has no size", help));
    None
}

fn no_area(root: Node<'_, '_>, found: &mut Vec<Finding>) -> Option<Frame> {
    let attribute = root.attribute_node("viewBox")?;
    let message = format!("the `viewBox` {} has no area", quote(attribute.value().trim()));
    let help = "write four numbers such as `0 0 64 64`, the last two above zero";
    found.push(Finding::new(Fault::Empty, attribute.range_value(), message, help));
    None
}

fn without_view_box(
    root: Node<'_, '_>,
    width: Option<f64>,
    height: Option<f64>,
    found: &mut Vec<Finding>,
) -> Option<Frame> {
    let is_share = |name: &str| root.attribute(name).is_some_and(|side| side.trim().ends_with('%'));
    let attribute = root.attribute_node("viewBox");
    if width.is_none() && height.is_none() && !is_share("width") && !is_share("height") {
        return match attribute {
            Some(_) => no_area(root, found),
            None => no_size(root, found),
        };
    }
    if let Some(attribute) = attribute {
        let message =
            format!("the `viewBox` {} is not four numbers", quote(attribute.value().trim()));
        let help = "write four numbers, such as `0 0 64 64`";
        found.push(Finding::new(Fault::Ignored, attribute.range_value(), message, help));
    }
    let size = (width.unwrap_or(DEFAULT.0), height.unwrap_or(DEFAULT.1));
    if width.is_none() || height.is_none() {
        let message = format!(
            "the drawing has no size of its own: browsers show it at {} × {}",
            size.0, size.1
        );
        let help = "give it a `viewBox`, such as `viewBox=\"0 0 64 64\"`";
        found.push(Finding::new(Fault::Ignored, source::tag(root), message, help));
    }
    Some(Frame { view: [0.0, 0.0, size.0, size.1], size: Some(size), inner: None })
}

/// The frame of a `viewBox` that is shown at a size.
fn placed(root: Node<'_, '_>, view: [f64; 4], (width, height): (f64, f64)) -> Frame {
    let size = Some((width, height));
    let (across, down) = (width / view[2], height / view[3]);
    if (across / down - 1.0).abs() < 1e-4 {
        return Frame { view, size, inner: None };
    }
    let aspect = root.attribute("preserveAspectRatio").unwrap_or_default();
    let words: Vec<&str> =
        aspect.split_ascii_whitespace().filter(|word| *word != "defer").collect();
    let align = words.first().copied().unwrap_or("xMidYMid");
    if align == "none" {
        let place = [0.0, 0.0, width, height];
        return Frame { view: place, size, inner: Some(Inner { place, view }) };
    }
    let scale = match words.get(1) {
        Some(&"slice") => across.max(down),
        _ => across.min(down),
    };
    let share = |low: &str, high: &str| match (align.contains(low), align.contains(high)) {
        (true, _) => 0.0,
        (_, true) => 1.0,
        _ => 0.5,
    };
    let shown = [width / scale, height / scale];
    let left = view[0] - (shown[0] - view[2]) * share("xMin", "xMax");
    let top = view[1] - (shown[1] - view[3]) * share("YMin", "YMax");
    // Percentages in the drawing are of its own `viewBox`.
    let has_shares = root
        .descendants()
        .flat_map(|node| node.attributes())
        .any(|attribute| attribute.value().contains('%'));
    let inner = has_shares.then_some(Inner { place: view, view });
    Frame { view: [left, top, shown[0], shown[1]], size, inner }
}

/// The four numbers of a `viewBox`.
pub(crate) fn numbers(value: &str) -> Option<[f64; 4]> {
    let parts = value.split([' ', ',', '\t', '\n', '\r']).filter(|part| !part.is_empty());
    let numbers: Vec<f64> = parts.map(str::parse).collect::<Result<_, _>>().ok()?;
    let numbers: [f64; 4] = numbers.try_into().ok()?;
    numbers.iter().all(|number| number.is_finite()).then_some(numbers)
}

/// A length in CSS pixels; `None` for a percentage, and for what is no length.
fn length(value: &str, em: f64) -> Option<f64> {
    let value = value.trim();
    let unit =
        value.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    // `1e3` and `1em` begin in the same way.
    let exponent = unit.strip_prefix(['e', 'E']).map(|rest| {
        rest.trim_start_matches(['+', '-']).trim_start_matches(|c: char| c.is_ascii_digit())
    });
    let is_exponent = exponent
        .is_some_and(|rest| !rest.starts_with(['m', 'M', 'x', 'X']) && rest.len() < unit.len() - 1);
    let unit = if is_exponent { exponent.unwrap_or_default() } else { unit };
    let number: f64 = value[..value.len() - unit.len()].parse().ok()?;
    let pixels = match unit.trim().to_ascii_lowercase().as_str() {
        "" => 1.0,
        "em" => em,
        "ex" | "ch" => em / 2.0,
        unit => absolute(unit)?,
    };
    Some(number * pixels).filter(|length| length.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::source::SVG;

    fn read(attributes: &str) -> (Option<Frame>, Vec<Finding>) {
        let text = format!("<svg xmlns='{SVG}' {attributes}/>");
        let mut found = Vec::new();
        let frame = frame(source::document(&text).unwrap().root_element(), &mut found);
        (frame, found)
    }

    fn check(attributes: &str, view: [f64; 4], size: Option<(f64, f64)>) {
        let frame = read(attributes).0.unwrap();
        let close = |a: f64, b: f64| (a - b).abs() < 0.01;
        assert!(frame.view.iter().zip(view).all(|(a, b)| close(*a, b)), "{attributes}: {frame:?}");
        let same = match (frame.size, size) {
            (Some(a), Some(b)) => close(a.0, b.0) && close(a.1, b.1),
            (a, b) => a == b,
        };
        assert!(same, "{attributes}: {frame:?}");
    }

    #[test]
    fn sizes_are_in_pixels() {
        for (size, pixels) in [
            ("100mm", 377.95),
            ("10cm", 377.95),
            ("1in", 96.0),
            ("1.0416667in", 100.0),
            ("72pt", 96.0),
            ("6pc", 96.0),
            ("40q", 37.8),
            ("2em", 32.0),
            ("4ex", 32.0),
            ("50", 50.0),
            (" 50px ", 50.0),
            ("5e1", 50.0),
            ("5e1px", 50.0),
            ("+.5E2", 50.0),
            ("1e1em", 160.0),
        ] {
            let attributes = format!("width='{size}' height='{size}'");
            check(&attributes, [0.0, 0.0, pixels, pixels], Some((pixels, pixels)));
        }
        check(
            "width='2em' height='2em' font-size='10'",
            [0.0, 0.0, 20.0, 20.0],
            Some((20.0, 20.0)),
        );
        check("width='100%' height='40'", [0.0, 0.0, 300.0, 40.0], Some((300.0, 40.0)));
    }

    #[test]
    fn a_view_box_gives_a_size_and_a_shape() {
        check("viewBox='1,2 30 40'", [1.0, 2.0, 30.0, 40.0], None);
        check("viewBox='0 0 30 40' width='100%'", [0.0, 0.0, 30.0, 40.0], None);
        check("viewBox='0 0 30 40' width='60mm'", [0.0, 0.0, 30.0, 40.0], Some((226.77, 302.36)));
        check(
            "viewBox='0 0 30 40' width='auto' height='20'",
            [0.0, 0.0, 30.0, 40.0],
            Some((15.0, 20.0)),
        );
        check("viewBox='x' width='10' height='20'", [0.0, 0.0, 10.0, 20.0], Some((10.0, 20.0)));
    }

    #[test]
    fn what_is_shown_has_the_shape_of_the_size() {
        let root = |aspect: &str| {
            format!("width='200' height='100' viewBox='0 0 100 100' preserveAspectRatio='{aspect}'")
        };
        check(&root(""), [-50.0, 0.0, 200.0, 100.0], Some((200.0, 100.0)));
        check(&root("xMinYMid meet"), [0.0, 0.0, 200.0, 100.0], Some((200.0, 100.0)));
        check(&root("xMaxYMid"), [-100.0, 0.0, 200.0, 100.0], Some((200.0, 100.0)));
        check(&root("xMidYMid slice"), [0.0, 25.0, 100.0, 50.0], Some((200.0, 100.0)));
        check(&root("defer xMidYMax slice"), [0.0, 50.0, 100.0, 50.0], Some((200.0, 100.0)));
        check(&root("none"), [0.0, 0.0, 200.0, 100.0], Some((200.0, 100.0)));
        let inner = read(&root("none")).0.unwrap().inner.unwrap();
        assert_eq!((inner.place, inner.view), ([0.0, 0.0, 200.0, 100.0], [0.0, 0.0, 100.0, 100.0]));
    }

    #[test]
    fn no_size_is_a_finding() {
        let check = |attributes: &str, message: &str| {
            let (frame, found) = read(attributes);
            assert_eq!((frame, found[0].message.as_str()), (None, message), "{attributes}");
        };
        for attributes in
            ["", "width='0' height='9'", "viewBox='0 0 9 9' width='0'", "width='auto'"]
        {
            check(attributes, "the drawing has no size");
        }
        check("viewBox='0 0 0 9'", "the `viewBox` `0 0 0 9` has no area");
        check("viewBox='0 0 1e-7 9'", "the `viewBox` `0 0 1e-7 9` has no area");
        check("viewBox='a b'", "the `viewBox` `a b` has no area");
    }
}

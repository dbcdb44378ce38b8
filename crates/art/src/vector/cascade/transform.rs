//! Transforms of CSS as one matrix. Source: CSS Transforms 2; SVG elements are flattened, as browsers do.

use crate::vector::cascade::items::{Item, commas, items, plain};
use crate::vector::cascade::matrix::{
    IDENTITY, Matrix, plane, product, shift, skew, stretch, turn,
};
use crate::vector::cascade::numbers::{Unitless, Viewport, computed, degrees, pixels};
use crate::vector::cascade::value::in_pixels;

/// A box that percentages and origins are relative to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Reference {
    /// Left edge.
    pub(super) x: f64,
    /// Upper edge.
    pub(super) y: f64,
    /// Width and height.
    pub(super) size: Viewport,
}

/// The properties that make up a transform, as they are written. An empty one is not set.
#[derive(Debug, Default, Clone)]
pub(super) struct Parts {
    /// `transform`, in the syntax of CSS.
    pub(super) transform: String,
    /// `transform`, in the syntax of the attribute.
    pub(super) attribute: String,
    /// `translate`
    pub(super) translate: String,
    /// `rotate`
    pub(super) rotate: String,
    /// `scale`
    pub(super) scale: String,
    /// `transform-origin`
    pub(super) origin: String,
}

/// A transform of the plane: a, b, c, d, e, f.
pub(super) type Affine = [f64; 6];

/// The identity.
pub(super) const UNCHANGED: Affine = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// All parts as one transform; `None` where one of them is invalid.
pub(super) fn matrix(parts: &Parts, reference: Reference, viewport: Viewport) -> Option<Affine> {
    let units = Units { size: reference.size, viewport, numbers: Unitless::Zero };
    let [x, y] = origin(&parts.origin, Units { numbers: Unitless::Length, ..units })?;
    let (x, y) = (x + reference.x, y + reference.y);
    let mut matrix = shift(x, y, 0.0);
    for (name, text) in
        [("translate", &parts.translate), ("rotate", &parts.rotate), ("scale", &parts.scale)]
    {
        matrix = product(&matrix, &single(name, text, units)?);
    }
    matrix = product(&matrix, &list(&parts.transform, units)?);
    matrix = product(&matrix, &attribute(&parts.attribute)?);
    matrix = product(&matrix, &shift(-x, -y, 0.0));
    let [[a, b, ..], [c, d, ..], _, [e, f, ..]] = matrix;
    let all = [a, b, c, d, e, f];
    all.iter().all(|number| number.is_finite()).then_some(all)
}

/// Is it a valid value of `transform` or of a property that goes into it?
pub(super) fn is_valid(name: &str, text: &str) -> bool {
    let size = Viewport { width: 1.0, height: 1.0 };
    let units = Units { size, viewport: size, numbers: Unitless::Zero };
    match name {
        "transform" => list(text, units).is_some(),
        "transform-origin" => origin(text, units).is_some(),
        _ => single(name, text, units).is_some(),
    }
}

/// A transform as an attribute has it.
pub(super) fn write(matrix: Affine) -> String {
    let numbers = matrix.map(plain);
    format!("matrix({})", numbers.join(" "))
}

/// What lengths are relative to.
#[derive(Clone, Copy)]
struct Units {
    size: Viewport,
    viewport: Viewport,
    numbers: Unitless,
}

impl Units {
    fn length(self, item: &Item, base: f64) -> Option<f64> {
        let [item] =
            computed(in_pixels(vec![item.clone()], base), self.viewport)?.try_into().ok()?;
        match item {
            Item::Number(number) => {
                (number == 0.0 || self.numbers == Unitless::Length).then_some(number)
            }
            Item::Dimension(number, unit) => match unit.as_str() {
                "em" => Some(number * 16.0),
                _ => pixels(number, &unit, self.viewport),
            },
            _ => None,
        }
    }

    fn angle(self, item: &Item) -> Option<f64> {
        match self.number_item(item)? {
            Item::Number(0.0) => Some(0.0),
            Item::Dimension(number, unit) => degrees(number, &unit),
            _ => None,
        }
    }

    fn number(self, item: &Item) -> Option<f64> {
        match self.number_item(item)? {
            Item::Number(number) => Some(number),
            Item::Percent(share) => Some(share / 100.0),
            _ => None,
        }
    }

    fn number_item(self, item: &Item) -> Option<Item> {
        computed(vec![item.clone()], self.viewport)?.into_iter().next()
    }
}

/// A list of transform functions.
fn list(text: &str, units: Units) -> Option<Matrix> {
    let items = items(text)?;
    if is_none(&items) {
        return Some(IDENTITY);
    }
    let mut matrix = IDENTITY;
    for item in &items {
        let Item::Function(name, arguments) = item else {
            return None;
        };
        let arguments: Option<Vec<&Item>> = commas(arguments)
            .into_iter()
            .map(|part| match part {
                [item] => Some(item),
                _ => None,
            })
            .collect();
        matrix = product(&matrix, &function(name, &arguments?, units)?);
    }
    Some(matrix)
}

fn is_none(items: &[Item]) -> bool {
    matches!(items, []) || matches!(items, [Item::Word(word)] if word.eq_ignore_ascii_case("none"))
}

fn function(name: &str, arguments: &[&Item], units: Units) -> Option<Matrix> {
    let Viewport { width, height } = units.size;
    let x = |item| units.length(item, width);
    let y = |item| units.length(item, height);
    let z = |item| units.length(item, 0.0);
    let n = |item| units.number(item);
    let angle = |item| units.angle(item);
    Some(match (name, arguments) {
        ("translate", [a]) | ("translatex", [a]) => shift(x(a)?, 0.0, 0.0),
        ("translate", [a, b]) => shift(x(a)?, y(b)?, 0.0),
        ("translatey", [b]) => shift(0.0, y(b)?, 0.0),
        ("translatez", [c]) => shift(0.0, 0.0, z(c)?),
        ("translate3d", [a, b, c]) => shift(x(a)?, y(b)?, z(c)?),
        ("scale", [a]) => stretch(n(a)?, n(a)?, 1.0),
        ("scale", [a, b]) => stretch(n(a)?, n(b)?, 1.0),
        ("scalex", [a]) => stretch(n(a)?, 1.0, 1.0),
        ("scaley", [b]) => stretch(1.0, n(b)?, 1.0),
        ("scalez", [c]) => stretch(1.0, 1.0, n(c)?),
        ("scale3d", [a, b, c]) => stretch(n(a)?, n(b)?, n(c)?),
        ("rotate" | "rotatez", [a]) => turn([0.0, 0.0, 1.0], angle(a)?),
        ("rotatex", [a]) => turn([1.0, 0.0, 0.0], angle(a)?),
        ("rotatey", [a]) => turn([0.0, 1.0, 0.0], angle(a)?),
        ("rotate3d", [a, b, c, d]) => turn([n(a)?, n(b)?, n(c)?], angle(d)?),
        ("skew" | "skewx", [a]) => skew(angle(a)?, 0.0),
        ("skew", [a, b]) => skew(angle(a)?, angle(b)?),
        ("skewy", [b]) => skew(0.0, angle(b)?),
        // Seen from in front; flattened, it changes nothing.
        ("perspective", [_]) => IDENTITY,
        ("matrix", all) if all.len() == 6 => plane(&numbers(all, units)?),
        ("matrix3d", all) if all.len() == 16 => {
            let all = numbers(all, units)?;
            std::array::from_fn(|column| std::array::from_fn(|row| all[column * 4 + row]))
        }
        _ => return None,
    })
}

fn numbers(items: &[&Item], units: Units) -> Option<Vec<f64>> {
    items.iter().map(|item| units.number(item)).collect()
}

/// `translate`, `rotate` or `scale` as a property.
fn single(name: &str, text: &str, units: Units) -> Option<Matrix> {
    let all = items(text)?;
    if is_none(&all) {
        return Some(IDENTITY);
    }
    let arguments: Vec<&Item> = all.iter().collect();
    let axis = |word: &str| match word.to_ascii_lowercase().as_str() {
        "x" => Some([1.0, 0.0, 0.0]),
        "y" => Some([0.0, 1.0, 0.0]),
        "z" => Some([0.0, 0.0, 1.0]),
        _ => None,
    };
    match (name, arguments.as_slice()) {
        ("translate", [_, _, _]) => function("translate3d", &arguments, units),
        ("scale", [_, _, _]) => function("scale3d", &arguments, units),
        ("rotate", [Item::Word(word), angle] | [angle, Item::Word(word)]) => {
            Some(turn(axis(word)?, units.angle(angle)?))
        }
        ("rotate", [_, _, _, _]) => function("rotate3d", &arguments, units),
        ("rotate", [angle]) => Some(turn([0.0, 0.0, 1.0], units.angle(angle)?)),
        ("translate" | "scale", [_] | [_, _]) => function(name, &arguments, units),
        _ => None,
    }
}

/// The place that stays where it is; the corner of the box where it is not set.
fn origin(text: &str, units: Units) -> Option<[f64; 2]> {
    let all = items(text)?;
    let word = |item: &Item| match item {
        Item::Word(word) => Some(word.to_ascii_lowercase()),
        _ => None,
    };
    let is_vertical = |item: &Item| matches!(word(item).as_deref(), Some("top" | "bottom"));
    let is_horizontal = |item: &Item| matches!(word(item).as_deref(), Some("left" | "right"));
    let place = |item: &Item, base: f64| match word(item).as_deref() {
        Some("left" | "top") => Some(0.0),
        Some("center") => Some(base / 2.0),
        Some("right" | "bottom") => Some(base),
        Some(_) => None,
        None => units.length(item, base),
    };
    let Viewport { width, height } = units.size;
    match all.as_slice() {
        [] => Some([0.0, 0.0]),
        [y] if is_vertical(y) => Some([width / 2.0, place(y, height)?]),
        [x] => Some([place(x, width)?, height / 2.0]),
        [y, x] | [y, x, _] if is_vertical(y) || is_horizontal(x) => {
            (!is_vertical(x)).then_some([place(x, width)?, place(y, height)?])
        }
        [x, y] | [x, y, _] => Some([place(x, width)?, place(y, height)?]),
        _ => None,
    }
}

/// The attribute: numbers without units, commas or spaces, a center for `rotate`.
fn attribute(text: &str) -> Option<Matrix> {
    let mut matrix = IDENTITY;
    for item in items(text)?.iter().filter(|item| **item != Item::Sign(',')) {
        let Item::Function(name, inner) = item else {
            return None;
        };
        let numbers: Option<Vec<f64>> = inner
            .iter()
            .filter(|item| **item != Item::Sign(','))
            .map(|item| match item {
                Item::Number(number) => Some(*number),
                _ => None,
            })
            .collect();
        let next = match (name.as_str(), numbers?.as_slice()) {
            ("matrix", all) if all.len() == 6 => plane(all),
            ("translate", [x]) => shift(*x, 0.0, 0.0),
            ("translate", [x, y]) => shift(*x, *y, 0.0),
            ("scale", [x]) => stretch(*x, *x, 1.0),
            ("scale", [x, y]) => stretch(*x, *y, 1.0),
            ("rotate", [angle]) => turn([0.0, 0.0, 1.0], *angle),
            ("rotate", [angle, x, y]) => {
                let turned = product(&shift(*x, *y, 0.0), &turn([0.0, 0.0, 1.0], *angle));
                product(&turned, &shift(-x, -y, 0.0))
            }
            ("skewx", [angle]) => skew(*angle, 0.0),
            ("skewy", [angle]) => skew(0.0, *angle),
            _ => return None,
        };
        matrix = product(&matrix, &next);
    }
    Some(matrix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(parts: Parts, expect: &str) {
        let size = Viewport { width: 100.0, height: 50.0 };
        let reference = Reference { x: 0.0, y: 0.0, size };
        let seen = matrix(&parts, reference, size).map(write);
        assert_eq!(seen.as_deref().unwrap_or("-"), expect, "{parts:?}");
    }

    fn css(text: &str, expect: &str) {
        check(Parts { transform: text.to_owned(), ..Parts::default() }, expect);
    }

    #[test]
    fn functions_become_one_matrix() {
        css("none", "matrix(1 0 0 1 0 0)");
        css("translate(10px, 20px)", "matrix(1 0 0 1 10 20)");
        css("translateX(10px) scaleY(.5)", "matrix(1 0 0 0.5 10 0)");
        css("TRANSLATE(50%)", "matrix(1 0 0 1 50 0)");
        css("translate(calc(50% - 10px), 10%)", "matrix(1 0 0 1 40 5)");
        css("translate3d(1px, 2px, 3px)", "matrix(1 0 0 1 1 2)");
        css("rotate(90deg)", "matrix(0 1 -1 0 0 0)");
        css("rotate(.25turn)", "matrix(0 1 -1 0 0 0)");
        css("rotate3d(0, 0, 1, 90deg)", "matrix(0 1 -1 0 0 0)");
        css("rotateX(60deg)", "matrix(1 0 0 0.5 0 0)");
        css("scale(200%)", "matrix(2 0 0 2 0 0)");
        css("skewX(45deg)", "matrix(1 0 1 1 0 0)");
        css("matrix(1, 2, 3, 4, 5, 6)", "matrix(1 2 3 4 5 6)");
        css("matrix3d(1,0,0,0, 0,2,0,0, 0,0,1,0, 3,4,0,1)", "matrix(1 0 0 2 3 4)");
    }

    #[test]
    fn what_css_does_not_have_is_invalid() {
        css("translate(10,10)", "-");
        css("translate(10px 10px)", "-");
        css("rotate(45)", "-");
        css("rotate(45deg 1 1)", "-");
        css("scale(1px)", "-");
    }

    #[test]
    fn origins_and_single_properties_are_part_of_it() {
        let parts =
            Parts { rotate: "90deg".into(), origin: "50px 25px".into(), ..Parts::default() };
        check(parts, "matrix(0 1 -1 0 75 -25)");
        let parts = Parts { rotate: "90deg".into(), origin: "center".into(), ..Parts::default() };
        check(parts, "matrix(0 1 -1 0 75 -25)");
        let parts = Parts { scale: "2".into(), origin: "bottom right".into(), ..Parts::default() };
        check(parts, "matrix(2 0 0 2 -100 -50)");
        let parts = Parts {
            translate: "10px".into(),
            scale: "2 3".into(),
            transform: "translate(1px, 1px)".into(),
            ..Parts::default()
        };
        check(parts, "matrix(2 0 0 3 12 3)");
        let parts = Parts { attribute: "rotate(90 10,10) scale(2)".into(), ..Parts::default() };
        check(parts, "matrix(0 2 -2 0 20 0)");
    }
}

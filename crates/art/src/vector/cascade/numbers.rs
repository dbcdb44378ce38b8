//! Numbers, lengths and angles, with the arithmetic of `calc()` and its like.

use std::f64::consts::{E, PI};

use crate::vector::cascade::items::{Item, commas, plain};

/// What a unit of length is relative to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Viewport {
    /// Width of the drawing, in CSS pixels.
    pub(super) width: f64,
    /// Its height.
    pub(super) height: f64,
}

/// Pixels in one of an absolute unit, which is written in lower case; the root's font size is absolute in a drawing.
pub(crate) fn absolute(unit: &str) -> Option<f64> {
    match unit {
        "px" => Some(1.0),
        "in" => Some(96.0),
        "cm" => Some(96.0 / 2.54),
        "mm" => Some(96.0 / 25.4),
        "q" => Some(96.0 / 101.6),
        "pt" => Some(96.0 / 72.0),
        "pc" | "rem" => Some(16.0),
        _ => None,
    }
}

/// Pixels of an absolute unit, or of one that hangs on the viewport.
pub(super) fn pixels(number: f64, unit: &str, viewport: Viewport) -> Option<f64> {
    let Viewport { width, height } = viewport;
    let unit = unit.strip_prefix(['s', 'l', 'd']).filter(|u| u.starts_with('v')).unwrap_or(unit);
    let one = match unit {
        // Only the root is a container, and it has the size of the drawing.
        "vw" | "vi" | "cqw" | "cqi" => width / 100.0,
        "vh" | "vb" | "cqh" | "cqb" => height / 100.0,
        "vmin" | "cqmin" => width.min(height) / 100.0,
        "vmax" | "cqmax" => width.max(height) / 100.0,
        _ => absolute(unit)?,
    };
    Some(number * one)
}

/// Degrees of an angle.
pub(super) fn degrees(number: f64, unit: &str) -> Option<f64> {
    match unit {
        "deg" => Some(number),
        "grad" => Some(number * 0.9),
        "rad" => Some(number.to_degrees()),
        "turn" => Some(number * 360.0),
        _ => None,
    }
}

/// A number with what it counts.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sum {
    value: f64,
    kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Number,
    Percent,
    Pixels,
    Em,
    Degrees,
}

impl Sum {
    fn of(item: &Item, viewport: Viewport) -> Option<Sum> {
        let sum = |value, kind| Some(Sum { value, kind });
        match item {
            Item::Number(number) => sum(*number, Kind::Number),
            Item::Percent(number) => sum(*number, Kind::Percent),
            Item::Dimension(number, unit) if unit == "em" => sum(*number, Kind::Em),
            Item::Dimension(number, unit) => match pixels(*number, unit, viewport) {
                Some(pixels) => sum(pixels, Kind::Pixels),
                None => sum(degrees(*number, unit)?, Kind::Degrees),
            },
            Item::Word(word) => sum(constant(word)?, Kind::Number),
            Item::Brackets(items) => add(items, viewport),
            Item::Function(name, items) => call(name, items, viewport),
            _ => None,
        }
    }

    fn item(self) -> Item {
        match self.kind {
            Kind::Number => Item::Number(self.value),
            Kind::Percent => Item::Percent(self.value),
            Kind::Pixels => Item::Dimension(self.value, "px".to_owned()),
            Kind::Em => Item::Dimension(self.value, "em".to_owned()),
            Kind::Degrees => Item::Dimension(self.value, "deg".to_owned()),
        }
    }
}

fn constant(word: &str) -> Option<f64> {
    match word.to_ascii_lowercase().as_str() {
        "e" => Some(E),
        "pi" => Some(PI),
        _ => None,
    }
}

/// `a + b - c`.
fn add(items: &[Item], viewport: Viewport) -> Option<Sum> {
    let mut parts = items.split_inclusive(|item| matches!(item, Item::Sign('+' | '-')));
    let split = |part: &'_ [Item]| match part.split_last() {
        Some((Item::Sign(sign @ ('+' | '-')), rest)) => (rest.to_vec(), Some(*sign)),
        _ => (part.to_vec(), None),
    };
    let (first, mut sign) = split(parts.next()?);
    let mut sum = multiply(&first, viewport)?;
    for part in parts {
        let (rest, next) = split(part);
        let other = multiply(&rest, viewport)?;
        if other.kind != sum.kind {
            return None;
        }
        sum.value += if sign == Some('-') { -other.value } else { other.value };
        sign = next;
    }
    sign.is_none().then_some(sum)
}

/// `a * b / c`.
fn multiply(items: &[Item], viewport: Viewport) -> Option<Sum> {
    let (first, rest) = items.split_first()?;
    let mut product = Sum::of(first, viewport)?;
    for pair in rest.chunks(2) {
        let [Item::Sign(sign), item] = pair else {
            return None;
        };
        let other = Sum::of(item, viewport)?;
        match (sign, product.kind, other.kind) {
            ('*', _, Kind::Number) => product.value *= other.value,
            ('*', Kind::Number, _) => {
                product = Sum { value: product.value * other.value, kind: other.kind };
            }
            ('/', _, Kind::Number) => product.value /= other.value,
            _ => return None,
        }
    }
    product.value.is_finite().then_some(product)
}

/// A function of mathematics.
fn call(name: &str, items: &[Item], viewport: Viewport) -> Option<Sum> {
    let values: Option<Vec<Sum>> =
        commas(items).into_iter().map(|part| add(part, viewport)).collect();
    let values = values?;
    let first = *values.first()?;
    if name != "pow" && values.iter().any(|value| value.kind != first.kind) {
        return None;
    }
    let all = values.iter().map(|value| value.value);
    let angle = if first.kind == Kind::Degrees { first.value.to_radians() } else { first.value };
    let number = |value| Some(Sum { value, kind: Kind::Number });
    let turn = |value: f64| Some(Sum { value: value.to_degrees(), kind: Kind::Degrees });
    let same = |value| Some(Sum { value, kind: first.kind });
    match (name, values.as_slice()) {
        ("calc" | "-webkit-calc", [_]) => Some(first),
        ("min", _) => same(all.fold(f64::INFINITY, f64::min)),
        ("max", _) => same(all.fold(f64::NEG_INFINITY, f64::max)),
        ("clamp", [low, value, high]) => same(value.value.min(high.value).max(low.value)),
        ("abs", [_]) => same(first.value.abs()),
        ("sign", [_]) => number(if first.value == 0.0 { 0.0 } else { first.value.signum() }),
        ("hypot", _) => same(all.map(|value| value * value).sum::<f64>().sqrt()),
        ("round", [_]) => same((first.value + 0.5).floor()),
        ("round", [_, step]) => same((first.value / step.value + 0.5).floor() * step.value),
        ("mod", [_, step]) => same(first.value - (first.value / step.value).floor() * step.value),
        ("rem", [_, step]) => same(first.value % step.value),
        ("sqrt", [_]) => number(libm::sqrt(first.value)),
        ("pow", [_, power]) => number(libm::pow(first.value, power.value)),
        ("exp", [_]) => number(libm::exp(first.value)),
        ("log", [_]) => number(libm::log(first.value)),
        ("sin", [_]) => number(libm::sin(angle)),
        ("cos", [_]) => number(libm::cos(angle)),
        ("tan", [_]) => number(libm::tan(angle)),
        ("asin", [_]) => turn(libm::asin(first.value)),
        ("acos", [_]) => turn(libm::acos(first.value)),
        ("atan", [_]) => turn(libm::atan(first.value)),
        ("atan2", [_, x]) => turn(libm::atan2(first.value, x.value)),
        _ => None,
    }
    .filter(|sum| sum.value.is_finite())
}

/// Functions that give a number.
const MATHS: &str = "calc -webkit-calc min max clamp abs sign hypot round mod rem sqrt pow exp log sin cos tan asin acos \
    atan atan2";

/// Is it a function that gives a number?
pub(super) fn is_maths(name: &str) -> bool {
    MATHS.split_ascii_whitespace().any(|known| known == name)
}

/// The items with all arithmetic done; `None` where that takes more than is known.
pub(super) fn computed(items: Vec<Item>, viewport: Viewport) -> Option<Vec<Item>> {
    let one = |item| match item {
        Item::Function(name, items) if is_maths(&name) => {
            call(&name, &items, viewport).map(Sum::item)
        }
        // A relative color has letters in its arithmetic.
        Item::Function(name, items) if is_relative(&items) => Some(Item::Function(name, items)),
        Item::Function(name, items) => Some(Item::Function(name, computed(items, viewport)?)),
        item => Some(item),
    };
    items.into_iter().map(one).collect()
}

fn is_relative(items: &[Item]) -> bool {
    matches!(items.first(), Some(Item::Word(word)) if word.eq_ignore_ascii_case("from"))
}

/// Does the value add up what only the size of a font could bring together?
pub(super) fn hangs_on_font(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Dimension(_, unit) => {
            matches!(unit.as_str(), "em" | "ex" | "ch" | "lh" | "cap" | "ic")
        }
        Item::Function(_, items) | Item::Brackets(items) => hangs_on_font(items),
        _ => false,
    })
}

/// Whether a number alone is a length, as it is in attributes and for strokes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Unitless {
    /// It is.
    Length,
    /// It is only where it is zero.
    Zero,
}

/// A length in the form that usvg reads: a number, or one with `%`, `em` or `ex`.
pub(super) fn length(item: &Item, unitless: Unitless, viewport: Viewport) -> Option<String> {
    match item {
        Item::Number(number) if unitless == Unitless::Length || *number == 0.0 => {
            Some(plain(*number))
        }
        Item::Percent(number) => Some(format!("{}%", plain(*number))),
        Item::Dimension(number, unit) => match unit.as_str() {
            "em" | "ex" => Some(format!("{}{unit}", plain(*number))),
            // What most fonts have, and what browsers take where they do not know.
            "ch" | "rch" | "rex" => Some(format!("{}em", plain(number / 2.0))),
            "lh" | "rlh" => Some(format!("{}em", plain(number * 1.2))),
            _ => pixels(*number, unit, viewport).map(plain),
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::cascade::items::{items, join};

    fn check(value: &str, expect: Option<&str>) {
        let viewport = Viewport { width: 200.0, height: 100.0 };
        let seen = computed(items(value).unwrap(), viewport).map(|items| join(&items));
        assert_eq!(seen.as_deref(), expect, "{value}");
    }

    #[test]
    fn arithmetic_is_done() {
        check("calc(2px * 3)", Some("6px"));
        check("calc((1in - 6px) / 9 + 1px)", Some("11px"));
        check("max(1vw, 1vh) min(3, 2) clamp(1px, 9px, 4px)", Some("2px 2 4px"));
        check("calc(1px + 50%)", None);
        check("calc(1px +2px)", None);
        check("calc(1 / 0)", None);
        check("rgb(calc(255 * .5) 0 0)", Some("rgb(127.5 0 0)"));
        check("calc(sin(90deg) * pi)", Some("3.141593"));
    }
}

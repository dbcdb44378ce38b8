//! Which `@media` and `@supports` apply to a still picture, on a screen, in the light scheme.
//! Source: Media Queries 5, section 3; CSS Conditional 5.

use std::cmp::Ordering;

use crate::vector::cascade::items::{Item, commas};
use crate::vector::cascade::numbers::{Viewport, computed, pixels};

/// Does a list of media queries hold?
pub(super) fn holds(items: &[Item], viewport: Viewport) -> bool {
    items.is_empty() || commas(items).into_iter().any(|query| query_holds(query, viewport))
}

/// One query: a medium, conditions, or both.
fn query_holds(query: &[Item], viewport: Viewport) -> bool {
    let leaf = |items: &[Item]| feature(items, viewport);
    let (negated, rest) = match query {
        [Item::Word(word), rest @ ..] if is(word, "not") && starts_with_word(rest) => (true, rest),
        [Item::Word(word), rest @ ..] if is(word, "only") && starts_with_word(rest) => {
            (false, rest)
        }
        _ => (false, query),
    };
    let holds = match rest {
        [Item::Word(medium), rest @ ..] if !is(medium, "not") => {
            let is_ours = is(medium, "all") || is(medium, "screen");
            let conditions = match rest {
                [] => Some(true),
                [Item::Word(and), rest @ ..] if is(and, "and") => condition(rest, &leaf),
                // Not a query at all.
                _ => return false,
            };
            if is_ours { conditions } else { Some(false) }
        }
        _ => condition(rest, &leaf),
    };
    holds.is_some_and(|holds| holds != negated)
}

fn starts_with_word(items: &[Item]) -> bool {
    matches!(items, [Item::Word(_), ..])
}

fn is(word: &str, expect: &str) -> bool {
    word.eq_ignore_ascii_case(expect)
}

/// `not (…)`, `(…) and (…)`, `(…) or (…)`; `None` for what is not known. `leaf` reads what is in the last brackets.
pub(super) fn condition(items: &[Item], leaf: &dyn Fn(&[Item]) -> Option<bool>) -> Option<bool> {
    match items {
        [Item::Word(word), one] if is(word, "not") => operand(one, leaf).map(|holds| !holds),
        [one] => operand(one, leaf),
        [first, rest @ ..] => {
            let word = match rest.first()? {
                Item::Word(word) => word.to_ascii_lowercase(),
                _ => return None,
            };
            let mut all = vec![operand(first, leaf)];
            for pair in rest.chunks(2) {
                match pair {
                    [Item::Word(again), one] if is(again, &word) => all.push(operand(one, leaf)),
                    _ => return None,
                }
            }
            let stops = match word.as_str() {
                "and" => false,
                "or" => true,
                _ => return None,
            };
            if all.contains(&Some(stops)) {
                return Some(stops);
            }
            all.iter().all(Option::is_some).then_some(!stops)
        }
        [] => None,
    }
}

fn operand(item: &Item, leaf: &dyn Fn(&[Item]) -> Option<bool>) -> Option<bool> {
    match item {
        Item::Brackets(items) => match items.as_slice() {
            [Item::Brackets(_) | Item::Function(..), ..] => condition(items, leaf),
            [Item::Word(word), Item::Brackets(_) | Item::Function(..)] if is(word, "not") => {
                condition(items, leaf)
            }
            _ => leaf(items),
        },
        Item::Function(..) => leaf(std::slice::from_ref(item)),
        _ => None,
    }
}

/// What is in the brackets of a media query.
pub(super) fn feature(items: &[Item], viewport: Viewport) -> Option<bool> {
    let items = computed(items.to_vec(), viewport)?;
    match items.as_slice() {
        [Item::Word(name)] => present(&name.to_ascii_lowercase(), viewport),
        [Item::Word(name), Item::Sign(':'), value @ ..] => {
            let name = name.to_ascii_lowercase();
            let value = value_of(value, viewport)?;
            let least = name.strip_prefix("min-").or_else(|| name.strip_prefix("-webkit-min-"));
            let most = name.strip_prefix("max-").or_else(|| name.strip_prefix("-webkit-max-"));
            match (least, most) {
                (Some(name), _) => Some(compare(&number(name, viewport)?, &value)?.is_ge()),
                (_, Some(name)) => Some(compare(&number(name, viewport)?, &value)?.is_le()),
                _ => equals(&name, &value, viewport),
            }
        }
        _ => range(&items, viewport),
    }
}

/// `width >= 100px`, `100px < width <= 200px`.
fn range(items: &[Item], viewport: Viewport) -> Option<bool> {
    let is_sign = |item: &Item| matches!(item, Item::Sign('<' | '>' | '='));
    let operands: Vec<&[Item]> =
        items.split(is_sign).filter(|operand| !operand.is_empty()).collect();
    let signs: Vec<String> = items
        .split(|item| !is_sign(item))
        .map(|signs| signs.iter().map(ToString::to_string).collect::<String>())
        .filter(|signs| !signs.is_empty())
        .collect();
    let values: Option<Vec<Value>> = operands
        .iter()
        .map(|operand| match operand {
            [Item::Word(name)] => number(&name.to_ascii_lowercase(), viewport),
            value => value_of(value, viewport),
        })
        .collect();
    let values = values?;
    if signs.is_empty() || signs.len() + 1 != values.len() || signs.len() > 2 {
        return None;
    }
    let one = |(sign, pair): (&String, &[Value])| {
        let order = compare(&pair[0], &pair[1])?;
        match sign.as_str() {
            "<" => Some(order.is_lt()),
            "<=" => Some(order.is_le()),
            ">" => Some(order.is_gt()),
            ">=" => Some(order.is_ge()),
            "=" => Some(order.is_eq()),
            _ => None,
        }
    };
    let all: Option<Vec<bool>> = signs.iter().zip(values.windows(2)).map(one).collect();
    all.map(|all| all.into_iter().all(|holds| holds))
}

#[derive(Debug, Clone, PartialEq)]
enum Value {
    Number(f64),
    Pixels(f64),
    Word(String),
}

/// How two values of one kind compare; zero is a length too.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) | (Value::Pixels(a), Value::Pixels(b)) => {
            a.partial_cmp(b)
        }
        (Value::Pixels(a), Value::Number(0.0)) => a.partial_cmp(&0.0),
        (Value::Number(0.0), Value::Pixels(b)) => 0.0.partial_cmp(b),
        _ => None,
    }
}

fn value_of(items: &[Item], viewport: Viewport) -> Option<Value> {
    match items {
        [Item::Word(word)] => Some(Value::Word(word.to_ascii_lowercase())),
        [Item::Number(number)] => Some(Value::Number(*number)),
        [Item::Number(a), Item::Sign('/'), Item::Number(b)] => Some(Value::Number(a / b)),
        [Item::Dimension(number, unit)] => match unit.as_str() {
            "dppx" | "x" => Some(Value::Number(*number)),
            "dpi" => Some(Value::Number(number / 96.0)),
            "dpcm" => Some(Value::Number(number * 2.54 / 96.0)),
            "em" => Some(Value::Pixels(number * 16.0)),
            _ => pixels(*number, unit, viewport).map(Value::Pixels),
        },
        _ => None,
    }
}

/// Features that are numbers.
fn number(name: &str, viewport: Viewport) -> Option<Value> {
    Some(match name {
        "width" | "device-width" => Value::Pixels(viewport.width),
        "height" | "device-height" => Value::Pixels(viewport.height),
        "aspect-ratio" | "device-aspect-ratio" => Value::Number(viewport.width / viewport.height),
        "resolution" | "device-pixel-ratio" => Value::Number(1.0),
        "color" | "color-index" | "monochrome" | "grid" => Value::Number(0.0),
        _ => return None,
    })
}

/// Features that are words, each with all that it is. Chromium gives an `<img>` neither a pointer nor a depth of color.
const WORDS: &[(&str, &str)] = &[
    ("prefers-color-scheme", "light"),
    ("prefers-reduced-motion", "no-preference"),
    ("prefers-reduced-transparency", "no-preference"),
    ("prefers-reduced-data", "no-preference"),
    ("prefers-contrast", "no-preference"),
    ("forced-colors", "none"),
    ("hover", "none"),
    ("any-hover", "none"),
    ("pointer", "none"),
    ("any-pointer", "none"),
    ("update", "fast"),
    ("scan", "progressive"),
    ("color-gamut", "srgb"),
    ("video-color-gamut", "srgb"),
    ("dynamic-range", "standard"),
    ("video-dynamic-range", "standard"),
    ("display-mode", "browser"),
    ("overflow-block", "scroll"),
    ("overflow-inline", "scroll"),
    ("scripting", "none"),
];

fn equals(name: &str, value: &Value, viewport: Viewport) -> Option<bool> {
    match value {
        Value::Number(_) | Value::Pixels(_) => {
            let is = number(name.trim_start_matches("-webkit-"), viewport)?;
            Some(compare(&is, value)?.is_eq())
        }
        Value::Word(word) if name == "orientation" => {
            let portrait = viewport.height >= viewport.width;
            Some(word == if portrait { "portrait" } else { "landscape" })
        }
        Value::Word(word) => {
            WORDS.iter().find(|(known, _)| *known == name).map(|(_, is)| is == word)
        }
    }
}

/// A feature without a value: is it there at all?
fn present(name: &str, viewport: Viewport) -> Option<bool> {
    if name == "orientation" {
        return Some(true);
    }
    if let Some(number) = number(name, viewport) {
        return Some(number != Value::Number(0.0));
    }
    let (_, is) = WORDS.iter().find(|(known, _)| *known == name)?;
    Some(!matches!(*is, "none" | "no-preference"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::cascade::items::items;

    fn check(query: &str, expect: bool) {
        let viewport = Viewport { width: 200.0, height: 100.0 };
        assert_eq!(holds(&items(query).unwrap(), viewport), expect, "{query}");
    }

    #[test]
    fn queries_hold_for_a_still_picture_on_a_light_screen() {
        for query in [
            "",
            "all",
            "screen",
            "only screen",
            "not print",
            "SCREEN",
            "print, screen",
            "(prefers-color-scheme: light)",
            "not all and (prefers-color-scheme: dark)",
            "(min-width: 1px)",
            "(max-width:200px) and (min-height: 6em)",
            "(width >= 200px)",
            "(100px < width <= 200px)",
            "(200px = width)",
            "not (width < 10px)",
            "(width < 10px) or (height > 10px)",
            "((width > 1px) and (not (width > 300px)))",
            "(orientation: landscape)",
            "(aspect-ratio: 2/1)",
            "(min-resolution: 96dpi)",
            "not (color)",
            "(prefers-reduced-motion: no-preference)",
            "screen and (-webkit-min-device-pixel-ratio: 1)",
            "not (prefers-reduced-motion)",
            "(min-width: calc(10px * 2))",
            "(hover: none)",
        ] {
            check(query, true);
        }
        for query in [
            "print",
            "not all",
            "not screen",
            "(prefers-color-scheme: dark)",
            "(min-width: 201px)",
            "(nonsense)",
            "not (nonsense)",
            "screen (width)",
            "(width >= 10)",
            "(min-width: 10)",
            "speech",
            "tv and (width)",
            "(prefers-reduced-motion)",
            "(300px < width)",
            "(width > 1px) and (height > 1px) or (color)",
        ] {
            check(query, false);
        }
    }
}

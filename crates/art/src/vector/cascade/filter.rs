//! Filter functions, written as usvg reads them. Source: Filter Effects 1, section 8.

use crate::vector::cascade::items::{Item, plain, word};
use crate::vector::cascade::numbers::{Unitless, degrees, length};
use crate::vector::cascade::value::{Bad, Context, color};

/// `none`, references and functions.
pub(super) fn filter(items: &[Item], context: &Context) -> Option<Result<String, Bad>> {
    if word(items).as_deref() == Some("none") {
        return Some(Ok("none".to_owned()));
    }
    let parts: Option<Vec<String>> = items.iter().map(|item| one(item, context)).collect();
    parts.map(|parts| Ok(parts.join(" ")))
}

fn one(item: &Item, context: &Context) -> Option<String> {
    let Item::Function(name, items) = item else {
        return matches!(item, Item::Url(_)).then(|| item.to_string());
    };
    let value = match (name.as_str(), items.as_slice()) {
        ("blur", []) => "0px".to_owned(),
        ("blur", [radius]) => pixels(radius, context).filter(|radius| !radius.starts_with('-'))?,
        ("hue-rotate", []) => "0deg".to_owned(),
        ("hue-rotate", [Item::Number(0.0)]) => "0deg".to_owned(),
        ("hue-rotate", [Item::Dimension(number, unit)]) => {
            format!("{}deg", plain(degrees(*number, unit)?))
        }
        ("drop-shadow", _) => shadow(items, context)?,
        ("brightness" | "contrast" | "saturate", _) => amount(items)?,
        ("grayscale" | "invert" | "opacity" | "sepia", _) => amount(items)?,
        _ => return None,
    };
    Some(format!("{name}({value})"))
}

/// A number or a percentage; 1 where there is none.
fn amount(items: &[Item]) -> Option<String> {
    let number = match items {
        [] => 1.0,
        [Item::Number(number)] => *number,
        [Item::Percent(share)] => share / 100.0,
        _ => return None,
    };
    (number >= 0.0).then(|| plain(number))
}

/// A length with its unit: browsers take no number alone in a function.
fn pixels(item: &Item, context: &Context) -> Option<String> {
    let length =
        length(item, Unitless::Zero, context.viewport).filter(|text| !text.ends_with('%'))?;
    Some(if length.ends_with(['m', 'x']) { length } else { format!("{length}px") })
}

/// `drop-shadow(color x y blur)`: usvg reads no color with brackets, and none behind the lengths but as hex.
fn shadow(items: &[Item], context: &Context) -> Option<String> {
    let is_length = |item: &&Item| matches!(item, Item::Number(_) | Item::Dimension(..));
    let lengths: Option<Vec<String>> =
        items.iter().filter(is_length).map(|item| pixels(item, context)).collect();
    let lengths = lengths.filter(|lengths| matches!(lengths.len(), 2 | 3))?;
    let rest: Vec<&Item> = items.iter().filter(|item| !is_length(item)).collect();
    let first = match rest.as_slice() {
        [] => "currentColor".to_owned(),
        [item] => color(item, context.around)?,
        _ => return None,
    };
    // The color is the first or the last.
    let is_whole = items.iter().take_while(|item| !is_length(item)).count() + lengths.len();
    let color_is_last = items.iter().take_while(is_length).count() == lengths.len();
    if is_whole != items.len() && !color_is_last {
        return None;
    }
    if lengths.get(2).is_some_and(|blur| blur.starts_with('-')) {
        return None;
    }
    Some(format!("{first} {}", lengths.join(" ")))
}

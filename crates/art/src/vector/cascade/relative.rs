//! Relative colors: `oklch(from red calc(l * .8) c h)`. Source: CSS Color 5, section 4.

use color::{ColorSpaceTag, DynamicColor};

use crate::vector::cascade::items::{Item, join};
use crate::vector::cascade::numbers::{Viewport, computed};
use crate::vector::cascade::paint::space;

/// A color of function `name` whose parts may name those of another color.
pub(super) fn color(name: &str, origin: DynamicColor, parts: &[Item]) -> Option<DynamicColor> {
    let (tag, letters, scale, parts): (_, [&str; 3], [f32; 3], _) = match name {
        "rgb" | "rgba" => (ColorSpaceTag::Srgb, ["r", "g", "b"], [255.0; 3], parts),
        "hsl" | "hsla" => (ColorSpaceTag::Hsl, ["h", "s", "l"], [1.0; 3], parts),
        "hwb" => (ColorSpaceTag::Hwb, ["h", "w", "b"], [1.0; 3], parts),
        "lab" => (ColorSpaceTag::Lab, ["l", "a", "b"], [1.0; 3], parts),
        "lch" => (ColorSpaceTag::Lch, ["l", "c", "h"], [1.0; 3], parts),
        "oklab" => (ColorSpaceTag::Oklab, ["l", "a", "b"], [1.0; 3], parts),
        "oklch" => (ColorSpaceTag::Oklch, ["l", "c", "h"], [1.0; 3], parts),
        "color" => match parts.split_first()? {
            (Item::Word(name), rest) => {
                let name = name.to_ascii_lowercase();
                let letters =
                    if name.starts_with("xyz") { ["x", "y", "z"] } else { ["r", "g", "b"] };
                (space(&name)?, letters, [1.0; 3], rest)
            }
            _ => return None,
        },
        _ => return None,
    };
    let from = origin.convert(tag).components;
    let value = |letter: &str| match letters.iter().position(|known| *known == letter) {
        Some(at) => Some(from[at] * scale[at]),
        None => (letter == "alpha").then_some(from[3]),
    };
    let named = put_in(parts, &value);
    let viewport = Viewport { width: 0.0, height: 0.0 };
    let mut parts = computed(named, viewport)?;
    if !parts.contains(&Item::Sign('/')) {
        parts.extend([Item::Sign('/'), Item::Number(f64::from(from[3]))]);
    }
    let head = match name {
        "color" => format!("{} ", space_name(tag)),
        _ => String::new(),
    };
    color::parse_color(&format!("{name}({head}{})", join(&parts))).ok()
}

fn space_name(tag: ColorSpaceTag) -> &'static str {
    const NAMES: [&str; 8] = [
        "srgb",
        "srgb-linear",
        "display-p3",
        "a98-rgb",
        "prophoto-rgb",
        "rec2020",
        "xyz-d50",
        "xyz-d65",
    ];
    NAMES.into_iter().find(|name| space(name) == Some(tag)).unwrap_or("srgb")
}

/// The items with numbers in place of letters.
fn put_in(items: &[Item], value: &dyn Fn(&str) -> Option<f32>) -> Vec<Item> {
    let one = |item: &Item| match item {
        Item::Word(word) => match value(&word.to_ascii_lowercase()) {
            Some(number) => Item::Number(f64::from(number)),
            None => item.clone(),
        },
        Item::Function(name, items) => Item::Function(name.clone(), put_in(items, value)),
        Item::Brackets(items) => Item::Brackets(put_in(items, value)),
        _ => item.clone(),
    };
    items.iter().map(one).collect()
}

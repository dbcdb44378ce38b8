//! Fonts: names, sizes, weights, and the `font` shorthand. Source: CSS Fonts 4.

use crate::vector::cascade::items::{Item, commas, items, join, plain, word};
use crate::vector::cascade::value::known;

/// What it sets; `None` where it is invalid.
pub(super) fn longhands(value: &str) -> Option<Vec<(&'static str, String)>> {
    let items = items(value)?;
    let is_size = |item: &Item| match item {
        Item::Dimension(..) | Item::Percent(_) | Item::Function(..) => true,
        Item::Word(word) => is_in(SIZES, word),
        _ => false,
    };
    let at = items.iter().position(is_size)?;
    let mut all = vec![
        ("font-style", "normal".to_owned()),
        ("font-variant", "normal".to_owned()),
        ("font-weight", "normal".to_owned()),
        ("font-stretch", "normal".to_owned()),
        ("font-kerning", "auto".to_owned()),
        ("font-size-adjust", "none".to_owned()),
    ];
    for item in &items[..at] {
        let (name, value) = before_size(item)?;
        if let Some(known) = all.iter_mut().find(|(known, _)| *known == name) {
            known.1 = value;
        }
    }
    let family = match &items[at + 1..] {
        [Item::Sign('/'), _, family @ ..] => family,
        family => family,
    };
    if family.is_empty() {
        return None;
    }
    all.push(("font-size", items[at].to_string()));
    all.push(("font-family", join(family)));
    Some(all)
}

const SIZES: &str = "xx-small x-small small medium large x-large xx-large xxx-large smaller larger";

fn is_in(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known.eq_ignore_ascii_case(word))
}

/// What precedes the size.
fn before_size(item: &Item) -> Option<(&'static str, String)> {
    let name = match item {
        Item::Number(_) => "font-weight",
        Item::Word(word) if is_in("normal", word) => "",
        Item::Word(word) if is_in("bold bolder lighter", word) => "font-weight",
        Item::Word(word) if is_in("italic oblique", word) => "font-style",
        Item::Word(word) if is_in("small-caps", word) => "font-variant",
        Item::Word(word) if word.to_ascii_lowercase().ends_with("condensed") => "font-stretch",
        Item::Word(word) if word.to_ascii_lowercase().ends_with("expanded") => "font-stretch",
        _ => return None,
    };
    Some((name, item.to_string()))
}

/// Names of fonts, each in single quotes or as words.
pub(super) fn family(items: &[Item]) -> Option<String> {
    let one = |part: &[Item]| match part {
        [Item::Text(name)] if !name.contains('\'') => Some(format!("'{name}'")),
        [Item::Text(_)] => Some(join(part)),
        _ if part.is_empty() || !part.iter().all(|item| matches!(item, Item::Word(_))) => None,
        _ => Some(join(part)),
    };
    let names: Option<Vec<String>> = commas(items).into_iter().map(one).collect();
    Some(names?.join(", "))
}

/// The size of a font.
pub(super) fn size(items: &[Item], one: &dyn Fn(&Item) -> Option<String>) -> Option<String> {
    // Chromium's sizes for the words.
    let size = match word(items).as_deref() {
        Some("xx-small") => "9",
        Some("x-small") => "10",
        Some("small") => "13",
        Some("medium") => "16",
        Some("large") => "18",
        Some("x-large") => "24",
        Some("xx-large") => "32",
        Some("xxx-large") => "48",
        Some("smaller") => "0.833333em",
        Some("larger") => "1.2em",
        Some(_) => return None,
        None => match items {
            [item] => return one(item),
            _ => return None,
        },
    };
    Some(size.to_owned())
}

/// The weight of a font.
pub(super) fn weight(items: &[Item]) -> Option<String> {
    match items {
        [Item::Word(word)] => known("normal bold bolder lighter", word),
        [Item::Number(number)] if (1.0..=1000.0).contains(number) => Some(plain(*number)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(value: &str, expect: &str) {
        let changed = |(name, value): &(&str, String)| {
            !matches!(value.as_str(), "normal" | "auto" | "none") && !name.is_empty()
        };
        let all = longhands(value).map(|all| {
            let all = all.iter().filter(|one| changed(one));
            all.map(|(name, value)| format!("{name}:{value}")).collect::<Vec<_>>().join(";")
        });
        assert_eq!(all.as_deref().unwrap_or("-"), expect, "{value}");
    }

    #[test]
    fn it_is_taken_apart() {
        check("12px serif", "font-size:12px;font-family:serif");
        check(
            "italic bold 1.5em/2 'A B', sans-serif",
            "font-style:italic;font-weight:bold;font-size:1.5em;font-family:\"A B\", sans-serif",
        );
        check("700 large X", "font-weight:700;font-size:large;font-family:X");
        check("12px", "-");
        check("nonsense 12px X", "-");
        check("caption", "-");
    }
}

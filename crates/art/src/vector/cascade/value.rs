//! Values of properties, checked and written as usvg reads them.

use crate::vector::cascade::filter;
use crate::vector::cascade::font;
use crate::vector::cascade::items::{self, Item, join, plain, word};
use crate::vector::cascade::numbers::{
    Unitless, Viewport, computed, hangs_on_font, is_maths, length,
};
use crate::vector::cascade::paint::{self, Paint, Surroundings};
use crate::vector::cascade::properties::{Kind, Property, property};
use crate::vector::lint::lone_point;

/// Where a value is written: some of what an attribute may hold is invalid in CSS, and the other way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    /// A presentation attribute.
    Attribute,
    /// A rule, or a `style` attribute.
    Css,
}

/// What a value may hang on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context {
    /// The size of the whole drawing, in CSS pixels.
    pub(super) viewport: Viewport,
    /// The size of the view box around the element: what percentages are of.
    pub(super) view: Viewport,
    /// The colors around it.
    pub(super) around: Surroundings,
    /// Where the value is written.
    pub(super) syntax: Syntax,
}

/// Why there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Bad {
    /// Browsers ignore it too.
    Invalid,
    /// A browser draws it; we cannot.
    Undrawable,
    /// It loads this from outside of the file.
    External(String),
}

/// Is the value one that the property may have? For `@supports`.
pub(super) fn is_valid(name: &str, value: &str) -> bool {
    let size = Viewport { width: 100.0, height: 100.0 };
    let context = Context {
        viewport: size,
        view: size,
        around: Surroundings { current: None, dark: false },
        syntax: Syntax::Css,
    };
    match property(name) {
        Some(property) => read(property, value, &context) != Err(Bad::Invalid),
        None => name.starts_with("--") || matches!(name, "all" | "font" | "marker"),
    }
}

/// Checks a value, and writes it as usvg reads it.
pub(super) fn read(property: &Property, value: &str, context: &Context) -> Result<String, Bad> {
    let items = items::items(value).filter(|items| !items.is_empty()).ok_or(Bad::Invalid)?;
    if let Some(url) = outside(&items) {
        return Err(Bad::External(url));
    }
    if property.kind == Kind::Transform {
        let raw = context.syntax == Syntax::Attribute;
        return Ok(if raw { value.trim().to_owned() } else { join(&items) });
    }
    let items = without_percents(items, base(property.name, context.view));
    let bad = if hangs_on_font(&items) { Bad::Undrawable } else { Bad::Invalid };
    let items = computed(items, context.viewport).ok_or(bad)?;
    match of_kind(property, &items, context) {
        Some(Ok(value)) => Ok(value),
        Some(Err(bad)) => Err(bad),
        None if hangs_on_unknown(&items) => Err(Bad::Undrawable),
        None => Err(Bad::Invalid),
    }
}

/// The first reference out of the file.
fn outside(items: &[Item]) -> Option<String> {
    items.iter().find_map(|item| match item {
        Item::Url(url) => (!url.starts_with('#')).then(|| url.clone()),
        Item::Function(_, items) | Item::Brackets(items) => outside(items),
        _ => None,
    })
}

/// What a percentage of a property is of.
fn base(name: &str, view: Viewport) -> f64 {
    match name {
        "x" | "cx" | "rx" | "width" => view.width,
        "y" | "cy" | "ry" | "height" => view.height,
        _ => ((view.width * view.width + view.height * view.height) / 2.0).sqrt(),
    }
}

/// The items with pixels in place of the percentages in arithmetic with lengths.
pub(super) fn without_percents(items: Vec<Item>, base: f64) -> Vec<Item> {
    let one = |item| match item {
        Item::Function(name, items) if is_maths(&name) && has_length(&items) => {
            Item::Function(name, in_pixels(items, base))
        }
        item => item,
    };
    items.into_iter().map(one).collect()
}

fn has_length(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Dimension(..) => true,
        Item::Function(_, items) | Item::Brackets(items) => has_length(items),
        _ => false,
    })
}

/// All percentages as pixels.
pub(super) fn in_pixels(items: Vec<Item>, base: f64) -> Vec<Item> {
    let one = |item| match item {
        Item::Percent(share) => Item::Dimension(share / 100.0 * base, "px".to_owned()),
        Item::Function(name, items) => Item::Function(name, in_pixels(items, base)),
        Item::Brackets(items) => Item::Brackets(in_pixels(items, base)),
        item => item,
    };
    items.into_iter().map(one).collect()
}

/// Does the value hang on what only a browser knows: a color that a theme gives, an attribute?
fn hangs_on_unknown(items: &[Item]) -> bool {
    items.iter().any(|item| match item {
        Item::Function(name, inner) => {
            let has_current = inner
                .iter()
                .any(|item| word(std::slice::from_ref(item)).as_deref() == Some("currentcolor"));
            has_current
                || matches!(name.as_str(), "attr" | "env" | "if" | "contrast-color")
                || hangs_on_unknown(inner)
        }
        _ => false,
    })
}

fn of_kind(property: &Property, items: &[Item], context: &Context) -> Option<Result<String, Bad>> {
    let in_css = match context.syntax {
        Syntax::Attribute => Unitless::Length,
        Syntax::Css => Unitless::Zero,
    };
    let length = |unitless, item: &Item| length(item, unitless, context.viewport);
    let one = |unitless| match items {
        [item] => length(unitless, item),
        _ => None,
    };
    let positive = |text: String| (!text.starts_with('-')).then_some(text);
    let value = match property.kind {
        Kind::Paint => paint(items, context),
        Kind::Color => color_of(property.name, items, context),
        Kind::Opacity => opacity(items),
        Kind::Length => one(Unitless::Length),
        Kind::Width => one(Unitless::Length).and_then(positive),
        Kind::Dashes => dashes(items, &|item| length(Unitless::Length, item).and_then(positive)),
        Kind::Miter => match items {
            [Item::Number(number)] if *number >= 0.0 => Some(plain(*number)),
            _ => None,
        },
        Kind::Words(words) => word(items).and_then(|word| known(words, &word)),
        Kind::AnyWords(words) => any_words(words, items),
        Kind::Spacing(words) => match word(items) {
            Some(word) => known(words, &word),
            None => one(in_css),
        },
        Kind::Family => font::family(items),
        Kind::FontSize => font::size(items, &|item| length(in_css, item).and_then(positive)),
        Kind::FontWeight => font::weight(items),
        Kind::Geometry if word(items).as_deref() == Some("auto") => Some("auto".to_owned()),
        // These are of CSS itself, where a length has a unit; the others came with SVG.
        Kind::Geometry if matches!(property.name, "width" | "height") => {
            one(in_css).and_then(positive)
        }
        Kind::Geometry => one(Unitless::Length).and_then(positive),
        Kind::Place => one(Unitless::Length),
        Kind::Path => path(items),
        Kind::Reference => return reference(items),
        Kind::Filter => return filter::filter(items, context),
        Kind::Undrawn(words) => {
            let known = word(items).and_then(|word| known(words, &word));
            return Some(known.ok_or(Bad::Undrawable));
        }
        Kind::Free | Kind::Transform => Some(join(items)),
    };
    value.map(Ok)
}

/// The word of a list that is meant, as it is written there.
pub(super) fn known(words: &str, word: &str) -> Option<String> {
    words.split_ascii_whitespace().find(|known| known.eq_ignore_ascii_case(word)).map(str::to_owned)
}

fn any_words(words: &str, items: &[Item]) -> Option<String> {
    let all: Option<Vec<String>> =
        items.iter().map(|item| known(words, &word(std::slice::from_ref(item))?)).collect();
    Some(all?.join(" "))
}

fn paint(items: &[Item], context: &Context) -> Option<String> {
    match items {
        [Item::Url(_)] => Some(join(items)),
        [Item::Url(_), fallback] => {
            let fallback = paint(std::slice::from_ref(fallback), context)?;
            Some(format!("{} {fallback}", items[0]))
        }
        [Item::Word(word)] => match word.to_ascii_lowercase().as_str() {
            word @ ("none" | "context-fill" | "context-stroke") => Some(word.to_owned()),
            _ => color(&items[0], context.around),
        },
        [item] => color(item, context.around),
        _ => None,
    }
}

/// A color as text; the notations that usvg reads stay as they are.
pub(super) fn color(item: &Item, around: Surroundings) -> Option<String> {
    let paint = paint::read(item, around)?;
    Some(match (item, paint) {
        (_, Paint::Current) => "currentColor".to_owned(),
        (Item::Hash(_), _) => item.to_string(),
        (Item::Word(word), _) if paint::is_named(word) => word.to_ascii_lowercase(),
        (_, Paint::Color(color)) => paint::write(color),
    })
}

/// The value of a property that is a color. usvg has no `currentColor` for floods.
fn color_of(name: &str, items: &[Item], context: &Context) -> Option<String> {
    let [item] = items else {
        return None;
    };
    let text = color(item, context.around)?;
    match (name, text.as_str(), context.around.current) {
        ("flood-color", "currentColor", Some(color)) => Some(paint::write(color)),
        ("flood-color", "currentColor", None) => Some("black".to_owned()),
        _ => Some(text),
    }
}

fn opacity(items: &[Item]) -> Option<String> {
    let number = match items {
        [Item::Number(number)] => *number,
        [Item::Percent(share)] => share / 100.0,
        _ => return None,
    };
    Some(plain(number.clamp(0.0, 1.0)))
}

fn dashes(items: &[Item], one: &dyn Fn(&Item) -> Option<String>) -> Option<String> {
    if word(items).as_deref() == Some("none") {
        return Some("none".to_owned());
    }
    let lengths: Option<Vec<String>> =
        items.iter().filter(|item| **item != Item::Sign(',')).map(one).collect();
    Some(lengths?.join(" "))
}

/// `none`, or a reference into the file. Shapes, gradients and boxes draw only in a browser.
fn reference(items: &[Item]) -> Option<Result<String, Bad>> {
    const BOXES: &str =
        "border-box padding-box content-box fill-box stroke-box view-box margin-box";
    match items {
        [Item::Url(_)] => Some(Ok(join(items))),
        _ if word(items).as_deref() == Some("none") => Some(Ok("none".to_owned())),
        [Item::Word(word)] => known(BOXES, word).map(|_| Err(Bad::Undrawable)),
        _ => {
            let draws = |item: &Item| matches!(item, Item::Function(..) | Item::Url(_));
            items.iter().any(draws).then_some(Err(Bad::Undrawable))
        }
    }
}

/// Path data; an empty string for `none`. Data that does not parse makes the declaration invalid (CSS Shapes 2, `path()`).
fn path(items: &[Item]) -> Option<String> {
    let data = match items {
        [Item::Word(word)] if word.eq_ignore_ascii_case("none") => Some(String::new()),
        [Item::Function(name, inner)] if name == "path" => match inner.as_slice() {
            [Item::Text(data)] => Some(data.clone()),
            [Item::Word(rule), Item::Sign(','), Item::Text(data)] => {
                known("nonzero evenodd", rule).map(|_| data.clone())
            }
            _ => None,
        },
        _ => None,
    };
    data.filter(|data| lone_point(data.as_bytes()).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, value: &str, expect: &str) {
        let context = Context {
            viewport: Viewport { width: 200.0, height: 100.0 },
            view: Viewport { width: 20.0, height: 10.0 },
            around: Surroundings { current: None, dark: false },
            syntax: Syntax::Css,
        };
        let seen = match read(property(name).unwrap(), value, &context) {
            Ok(value) => value,
            Err(bad) => format!("{bad:?}"),
        };
        assert_eq!(seen, expect, "{name}: {value}");
    }

    #[test]
    fn values_are_written_as_usvg_reads_them() {
        check("fill", "#D22", "#D22");
        check("fill", "RED", "red");
        check("fill", "url( '#a' ) rgb(0 0 0 / 50%)", "url(#a) #00000080");
        check("fill", "CurrentColor", "currentColor");
        check("stop-color", "transparent", "transparent");
        check("opacity", "150%", "1");
        check("fill-opacity", ".25", "0.25");
        check("stroke-width", "calc(2px * 3)", "6");
        check("stroke-width", "2", "2");
        check("stroke-width", "1mm", "3.779528");
        check("x", "calc(50% - 1px)", "9");
        check("x", "50%", "50%");
        check("x", "10", "10");
        check("fill", "oklch(from red calc(l * .7) c h)", "#b80000");
        check("r", "1em", "1em");
        check("stroke-dasharray", "1px, 2 3%", "1 2 3%");
        check("shape-rendering", "CRISPEDGES", "crispEdges");
        check("color-interpolation-filters", "linearrgb", "linearRGB");
        check("d", "path('M0 0h8')", "M0 0h8");
        check("d", "path('M0 0h8.')", "Invalid");
        check("font-family", "\"A B\", serif", "'A B', serif");
        check("font-size", "medium", "16");
        check("clip-path", "url(\"#a\")", "url(#a)");
        check(
            "filter",
            "drop-shadow(4px 4px 3px rgba(0,0,0,.6))",
            "drop-shadow(#00000099 4px 4px 3px)",
        );
        check(
            "filter",
            "blur(2px) url(#f) hue-rotate(.5turn)",
            "blur(2px) url(#f) hue-rotate(180deg)",
        );
    }

    #[test]
    fn what_browsers_ignore_is_invalid() {
        check("fill", "rgb(1 2)", "Invalid");
        check("fill", "red blue", "Invalid");
        check("width", "10", "Invalid");
        check("fill", "rgb(calc(1+1) 0 0)", "Invalid");
        check("font-size", "12", "Invalid");
        check("stroke-width", "-1px", "Invalid");
        check("fill-rule", "odd", "Invalid");
        check("clip-path", "nonsense", "Invalid");
        check("filter", "blur(-1px)", "Invalid");
    }

    #[test]
    fn what_only_browsers_draw_is_said() {
        check("clip-path", "circle(40%)", "Undrawable");
        check("mask", "linear-gradient(red, blue)", "Undrawable");
        check("fill", "color-mix(in srgb, currentColor, red)", "Undrawable");
        check("offset-path", "path('M0 0')", "Undrawable");
        check("fill", "url(http://a/b#c)", "External(\"http://a/b#c\")");
    }
}

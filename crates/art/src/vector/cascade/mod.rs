//! The CSS of a drawing, resolved: which value each property of each element has, as an attribute would say it.
//!
//! A pure function over the tree. What comes out needs no style sheet, no `style` attribute and no reader of CSS: usvg
//! reads a small part of CSS, drops much of it without a word, and stops at the first mistake in a declaration.
//!
//! text of sheets ──[`sheet`]──▶ rules ──[`gather`]──▶ declarations of an element, the strongest last ──[`resolve`]──▶ [`Style`]

mod at_rules;
mod boxes;
mod candidates;
mod container;
mod declaration;
mod filter;
mod font;
mod gather;
mod items;
mod matching;
mod matrix;
mod media;
mod numbers;
mod paint;
mod properties;
mod registered;
mod relative;
mod resolve;
mod selector;
mod sheet;
mod specificity;
mod states;
#[cfg(test)]
mod tests;
mod transform;
mod value;
mod variables;

use std::collections::BTreeMap;
use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node};

use crate::vector::cascade::gather::Rules;
use crate::vector::cascade::numbers::Viewport;
use crate::vector::cascade::resolve::Resolver;
use crate::vector::finding::{Fault, Finding};
use crate::vector::source;

pub(crate) use numbers::absolute;
pub(crate) use properties::is_property;

/// The resolved style of one element: property and value, sorted by property.
///
/// Only what the element itself declares, by a rule, its `style` attribute or a presentation attribute; usvg inherits.
/// A geometry property (`x`, `r`, `d` …) is there only if CSS sets it. `transform` has the syntax of the attribute, and
/// is named `gradientTransform` or `patternTransform` where the element is a gradient or a pattern.
pub(crate) type Style = Vec<(&'static str, String)>;

/// The resolved styles of all elements of a document.
#[derive(Debug, Default)]
pub(crate) struct Cascade {
    styles: BTreeMap<u32, Style>,
    /// Where a value that refers to something is written.
    places: BTreeMap<(u32, &'static str), Range<usize>>,
    /// What draws in a browser and cannot be expressed, at its place in the text.
    pub(crate) findings: Vec<Finding>,
}

impl Cascade {
    /// The style of an element. It replaces its presentation attributes ([`is_property`]), of `style`, and of
    /// every other attribute that it names.
    pub(crate) fn style(&self, node: Node<'_, '_>) -> &[(&'static str, String)] {
        self.styles.get(&node.id().get()).map_or(&[], Vec::as_slice)
    }

    /// The ids that the style of an element refers to, each with the place where that is written.
    pub(crate) fn references(&self, node: Node<'_, '_>) -> Vec<(String, Range<usize>)> {
        let id = node.id().get();
        let mut found = Vec::new();
        for (name, value) in self.style(node).iter().filter(|(_, value)| value.contains("url(")) {
            let place = self.places.get(&(id, name)).cloned().unwrap_or_default();
            let items = items::items(value).unwrap_or_default();
            found.extend(items.into_iter().filter_map(|item| match item {
                items::Item::Url(url) => Some((url.strip_prefix('#')?.to_owned(), place.clone())),
                _ => None,
            }));
        }
        found
    }

    /// Does a drawn element take the color of what is around the drawing?
    pub(crate) fn takes_color(&self, document: &Document<'_>) -> bool {
        let is_color = |(name, _): &&(&str, String)| *name == "color";
        let has_own = self.style(document.root_element()).iter().any(|one| is_color(&one));
        let mut values = self.styles.values().flatten();
        !has_own && values.any(|(_, value)| value.contains("currentColor"))
    }
}

/// Resolves the styles of a document.
pub(crate) fn cascade(document: &Document<'_>) -> Cascade {
    let viewport = viewport(document.root_element());
    let rules = Rules::read(document, viewport);
    let mut resolver = Resolver::new(&rules, viewport);
    for node in document.descendants().filter(|node| source::is_svg(*node)) {
        resolver.element(node);
        if rules.is_exhausted() || resolver.is_exhausted() {
            break;
        }
    }
    let is_exhausted = rules.is_exhausted() || resolver.is_exhausted();
    let mut cascade = resolver.finish();
    if is_exhausted {
        let message = "too many style rules for so many elements";
        let help = "write the colors as attributes instead of a style sheet";
        let span = source::tag(document.root_element());
        cascade.findings.push(Finding::new(Fault::TooComplex, span, message, help));
    }
    cascade
}

/// The size of a drawing in CSS pixels, as a browser gives it to an `<img>` that has none of its own.
fn viewport(root: Node<'_, '_>) -> Viewport {
    let (width, height) = (side(root, "width"), side(root, "height"));
    let ratio = boxes::view_box(root).map(|[_, _, width, height]| width / height);
    let (width, height) = match (width, height, ratio) {
        (Some(width), Some(height), _) => (width, height),
        (Some(width), None, Some(ratio)) => (width, width / ratio),
        (None, Some(height), Some(ratio)) => (height * ratio, height),
        (Some(width), None, None) => (width, 150.0),
        (None, Some(height), None) => (300.0, height),
        (None, None, Some(ratio)) if ratio < 2.0 => (150.0 * ratio, 150.0),
        (None, None, Some(ratio)) => (300.0, 300.0 / ratio),
        (None, None, None) => (300.0, 150.0),
    };
    Viewport { width, height }
}

/// Width or height of the root, where it is absolute.
fn side(root: Node<'_, '_>, name: &str) -> Option<f64> {
    let pixels = match items::items(root.attribute(name)?)?.as_slice() {
        [items::Item::Number(number)] => *number,
        [items::Item::Dimension(number, unit)] => number * absolute(unit)?,
        _ => return None,
    };
    (pixels > 0.0).then_some(pixels)
}

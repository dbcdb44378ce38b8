//! The CSS of a drawing, resolved: which value each property of each element has, as an attribute would say it.
//!
//! A pure function over the tree. What comes out needs no style sheet, no `style` attribute and no reader of CSS: usvg
//! reads a small part of CSS, drops much of it without a word, and stops at the first mistake in a declaration.

mod properties;

use std::collections::BTreeMap;

use cssparser::{Parser, Token};
use resvg::usvg::roxmltree::{Document, Node};

use crate::vector::finding::Finding;
use crate::vector::source;

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
    /// What draws in a browser and cannot be expressed, at its place in the text.
    pub(crate) findings: Vec<Finding>,
}

impl Cascade {
    /// The style of an element. It stands in place of its presentation attributes ([`is_property`]), of `style`, and of
    /// every other attribute that it names.
    pub(crate) fn style(&self, node: Node<'_, '_>) -> &[(&'static str, String)] {
        self.styles.get(&node.id().get()).map_or(&[], Vec::as_slice)
    }
}

/// Resolves the styles of a document.
pub(crate) fn cascade(document: &Document<'_>) -> Cascade {
    let elements = document.descendants().filter(|node| source::is_svg(*node));
    let styles = elements.map(|node| (node.id().get(), declared(node)));
    Cascade {
        styles: styles.filter(|(_, style)| !style.is_empty()).collect(),
        findings: Vec::new(),
    }
}

/// The presentation attributes of an element, and the declarations of its `style` over them.
fn declared(node: Node<'_, '_>) -> Style {
    let mut style = BTreeMap::new();
    for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
        if let Some(name) = properties::attribute(attribute.name()) {
            style.insert(name, attribute.value().trim().to_owned());
        }
    }
    for (name, value) in declarations(node.attribute("style").unwrap_or_default()) {
        if let Some(name) = properties::property(&name.to_ascii_lowercase()) {
            style.insert(name, value);
        }
    }
    style.into_iter().collect()
}

/// Name and value of each declaration.
fn declarations(css: &str) -> Vec<(String, String)> {
    let mut parser = Parser::new(css);
    let mut found = Vec::new();
    while !parser.is_exhausted() {
        let one = parser.parse_until_after(cssparser::Delimiter::Semicolon, |input| {
            let name = input.expect_ident_cloned()?;
            input.expect_colon()?;
            let start = input.position();
            while !matches!(
                input.next_including_whitespace_and_comments(),
                Err(_) | Ok(Token::Delim('!'))
            ) {}
            let value = input.slice_from(start).trim_end_matches('!').trim().to_owned();
            Ok::<_, cssparser::ParseError<()>>((name.to_string(), value))
        });
        found.extend(one.ok().filter(|(_, value)| !value.is_empty()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_style_goes_over_attributes() {
        let text = "<svg xmlns='http://www.w3.org/2000/svg'><g fill='red' x='1' style='FILL:blue;foo;r:4px'/></svg>";
        let document = source::document(text).unwrap();
        let cascade = cascade(&document);
        let node = document.root_element().first_element_child().unwrap();
        let expect = [("fill", "blue".to_owned()), ("r", "4px".to_owned())];
        assert_eq!(cascade.style(node), expect);
    }
}

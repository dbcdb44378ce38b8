//! References within an SVG: `href="#a"`, `url(#a)` in the styles of elements. The lint asks whether the target exists,
//! the weight what it costs to follow.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node};

use crate::vector::cascade::Cascade;
use crate::vector::source::{self, XLINK};

/// One reference.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// The id that is named.
    pub(crate) id: String,
    /// Where it is named.
    pub(crate) span: Range<usize>,
}

/// All references of a document, and its ids.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// From each element, in the order of the document.
    pub(crate) from: BTreeMap<u32, Vec<Link>>,
    /// The first element of each id.
    pub(crate) ids: BTreeMap<String, u32>,
    /// Ids that are given twice, at the second place.
    pub(crate) twice: Vec<Link>,
}

/// Reads them all.
pub(crate) fn links(document: &Document<'_>, cascade: &Cascade) -> Links {
    let mut links = Links::default();
    for node in document.descendants().filter(Node::is_element) {
        if let Some(attribute) = node.attribute_node("id") {
            let link = Link { id: attribute.value().to_owned(), span: attribute.range_value() };
            match links.ids.entry(link.id.clone()) {
                Entry::Occupied(_) => links.twice.push(link),
                Entry::Vacant(free) => {
                    free.insert(node.id().get());
                }
            }
        }
        if !source::is_svg(node) {
            continue;
        }
        let mut from: Vec<Link> = href(node).into_iter().collect();
        from.extend(cascade.references(node).into_iter().map(|(id, span)| Link { id, span }));
        if !from.is_empty() {
            links.from.insert(node.id().get(), from);
        }
    }
    links
}

/// Elements whose `href` refers to a part of the drawing.
const REFERRING: [&str; 6] =
    ["use", "linearGradient", "radialGradient", "pattern", "filter", "textPath"];

/// What an element refers to by `href`, which counts before `xlink:href`.
pub(crate) fn href(node: Node<'_, '_>) -> Option<Link> {
    if !source::is_svg(node) || !REFERRING.contains(&node.tag_name().name()) {
        return None;
    }
    let of = |namespace: Option<&str>| {
        node.attributes().find(move |a| a.name() == "href" && a.namespace() == namespace)
    };
    let attribute = of(None).or_else(|| of(Some(XLINK)))?;
    let id = attribute.value().trim().strip_prefix('#')?.to_owned();
    Some(Link { id, span: attribute.range_value() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::cascade::cascade;

    #[test]
    fn references_are_found_in_attributes_and_sheets() {
        let text = "<svg xmlns='http://www.w3.org/2000/svg'><style><![CDATA[.a{mask:url(#m)}]]></style>\
            <mask id='m'/><use href='#u' class='b a' style='fill:url(#p)'/><g id='m'/></svg>";
        let document = source::document(text).unwrap();
        let links = links(&document, &cascade(&document));
        let found: Vec<_> =
            links.from.values().flatten().map(|l| (l.id.as_str(), &text[l.span.clone()])).collect();
        assert_eq!(found, [("u", "#u"), ("p", "fill:url(#p)"), ("m", "mask:url(#m)")]);
        assert_eq!(links.twice.len(), 1);
    }
}

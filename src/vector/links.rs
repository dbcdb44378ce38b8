//! What refers to what within an SVG: `href="#a"`, `url(#a)` in attributes and in style sheets. Apart because two
//! readers need it: the lint (does the target exist?) and the weight (what does it cost to follow?).

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node};

use crate::vector::css::{self, Rule, Sheet, Trouble, Within};
use crate::vector::source::{self, SVG, XLINK};

/// Selectors and declarations times elements.
pub(crate) const MATCHES: f64 = 2_000_000.0;

/// One reference.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    /// The id that is named.
    pub(crate) id: String,
    /// Where it is named.
    pub(crate) span: Range<usize>,
}

/// All references of a document, its ids and its style sheets.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// From each element, in the order of the document. A rule of a sheet counts for every element it may hit.
    pub(crate) from: BTreeMap<u32, Vec<Link>>,
    /// The first element of each id.
    pub(crate) ids: BTreeMap<String, u32>,
    /// Ids that are given twice, at the second place.
    pub(crate) twice: Vec<Link>,
    /// Selectors and declarations of all sheets.
    pub(crate) css_size: usize,
    /// Troubles of all sheets and `style` attributes, by place in the file.
    pub(crate) troubles: Vec<(Trouble, Range<usize>)>,
    /// Is `currentColor` used in a sheet or a `style` attribute?
    pub(crate) current_color: bool,
}

/// Reads them all.
pub(crate) fn links(document: &Document<'_>) -> Links {
    let mut links = Links::default();
    let mut rules = sheets(document, &mut links);
    let elements = document.descendants().filter(Node::is_element).count();
    if (links.css_size * elements) as f64 > MATCHES {
        // Such a file is refused by its weight; to match its rules here would be the very cost.
        rules.clear();
    }
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
        let mut from = own(node, &mut links);
        from.extend(
            rules.iter().filter(|(rule, _)| hits(rule, node)).flat_map(|(_, to)| to.clone()),
        );
        if !from.is_empty() {
            links.from.insert(node.id().get(), from);
        }
    }
    links
}

/// The rules of all sheets that refer to something, with their targets by place in the file.
fn sheets(document: &Document<'_>, links: &mut Links) -> Vec<(Rule, Vec<Link>)> {
    let mut rules = Vec::new();
    for node in document.descendants().filter(|n| n.has_tag_name((SVG, "style"))) {
        let inner = source::tag(node).end..node.range().end;
        let css: String = node.children().filter_map(|child| child.text()).collect();
        let place = placed(document, inner, &css);
        let sheet = css::sheet(&css, Within::Rules);
        take_troubles(&sheet, &place, links);
        links.css_size += sheet.size;
        for rule in sheet.rules {
            let targets = rule.targets.iter();
            let targets =
                targets.map(|(id, range)| Link { id: id.clone(), span: place(range) }).collect();
            rules.push((rule, targets));
        }
    }
    rules
}

/// From a place in decoded text to the place in the file: exact where the text stands in the file as it is.
fn placed(
    document: &Document<'_>,
    span: Range<usize>,
    text: &str,
) -> impl Fn(&Range<usize>) -> Range<usize> {
    let raw = document.input_text().get(span.clone()).unwrap_or_default();
    let start = raw.find(text).map(|at| span.start + at);
    move |range| match start {
        Some(start) => start + range.start..start + range.end,
        None => span.clone(),
    }
}

fn take_troubles(sheet: &Sheet, place: &impl Fn(&Range<usize>) -> Range<usize>, links: &mut Links) {
    let troubles = sheet.troubles.iter();
    links.troubles.extend(troubles.map(|(trouble, range)| (trouble.clone(), place(range))));
    links.current_color |= sheet.current_color;
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

/// The references in the attributes of an element.
fn own(node: Node<'_, '_>, links: &mut Links) -> Vec<Link> {
    let mut from = Vec::new();
    from.extend(href(node));
    for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
        let value = attribute.value();
        // A function may be written in any case, and with escapes.
        if attribute.name() == "style" || value.contains(['(', '\\']) {
            let place = placed(node.document(), attribute.range_value(), value);
            let sheet = css::sheet(value, Within::Declarations);
            take_troubles(&sheet, &place, links);
            let targets = sheet.rules.into_iter().flat_map(|rule| rule.targets);
            from.extend(targets.map(|(id, range)| Link { id, span: place(&range) }));
        }
    }
    from
}

/// May the rule hit the element? Combinators are not read: rather once too often.
fn hits(rule: &Rule, node: Node<'_, '_>) -> bool {
    let class = |name: &String| {
        node.attribute("class")
            .is_some_and(|all| all.split_ascii_whitespace().any(|one| one == name))
    };
    rule.hits_all()
        || rule.classes.iter().any(class)
        || rule.ids.iter().any(|id| node.attribute("id") == Some(id))
        || rule.tags.iter().any(|tag| node.tag_name().name() == tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_found_in_attributes_and_sheets() {
        let text = "<svg xmlns='http://www.w3.org/2000/svg'><style><![CDATA[.a{mask:url(#m)}]]></style>\
            <mask id='m'/><use href='#u' class='b a' style='fill:url(#p)'/><g id='m'/></svg>";
        let document = source::document(text).unwrap();
        let links = links(&document);
        let found: Vec<_> =
            links.from.values().flatten().map(|l| (l.id.as_str(), &text[l.span.clone()])).collect();
        assert_eq!(found, [("u", "#u"), ("p", "url(#p)"), ("m", "url(#m)")]);
        assert_eq!(links.twice.len(), 1);
    }
}

//! The number of elements of an SVG once every reference in it is followed. A file of a kilobyte can ask for a billion
//! elements; here they are counted without being created, before usvg reads the file.
//!
//! usvg resolves `use` and markers to copies. The
//! weight follows the same ways, remembers each element once, and saturates.

use std::collections::BTreeMap;
use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::links::Links;
use crate::vector::source;
use rebadge_core::limits::ELEMENTS;

/// Bytes of start tags, with all copies.
const BYTES: f64 = 8.0 * 1024.0 * 1024.0;
/// Elements within elements, with all copies.
const DEPTH: u32 = 200;
/// Patterns, masks, clip paths, filters and markers that use one another.
const PAINT_DEPTH: u32 = 4;
/// What usvg does to find loops among patterns and their like: elements of one times elements that it names.
const PAIRS: f64 = 5_000_000.0;

/// Elements whose content is drawn again at each reference.
const PAINTERS: [&str; 5] = ["pattern", "mask", "clipPath", "filter", "marker"];

#[derive(Debug, Clone, Copy, Default)]
struct Weight {
    elements: f64,
    bytes: f64,
    depth: u32,
    paint_depth: u32,
}

/// Finds what would cost too much to read or never end.
pub(crate) fn weigh(document: &Document<'_>, links: &Links) -> Vec<Finding> {
    let root = document.root_element();
    let mut scale = Scale {
        links,
        document,
        known: BTreeMap::new(),
        found: Vec::new(),
        many: None,
        nested: None,
    };
    let whole = scale.weigh(root, 0);
    let mut found = std::mem::take(&mut scale.found);
    if !found.is_empty() {
        return found;
    }
    let mut report = |place: Option<Range<usize>>, message: &str, help: &str| {
        let place = place.unwrap_or_else(|| source::tag(root));
        found.push(Finding::new(Fault::TooComplex, place, message, help));
    };
    if whole.elements > most() {
        let message =
            format!("the drawing has more than {ELEMENTS}, copies by `use` and markers included");
        report(scale.many.clone(), &message, "simplify the drawing");
    } else if whole.bytes > BYTES {
        report(
            scale.many.clone(),
            "the tags of the drawing have more than 8 MiB, copies by `use` and markers included",
            "simplify the drawing",
        );
    } else if pairs(document, links, &scale.known) > PAIRS {
        report(
            None,
            "the patterns, masks and clip paths name too much of one another",
            "flatten them into plain shapes",
        );
    }
    if whole.paint_depth > PAINT_DEPTH {
        report(
            scale.nested.clone(),
            "patterns, masks, clip paths or filters are nested more than 4 deep",
            "flatten them into plain shapes",
        );
    }
    found
}

/// How many elements a drawing may have, with all copies.
fn most() -> f64 {
    ELEMENTS.of(1) as f64
}

struct Scale<'a, 'b> {
    links: &'a Links,
    document: &'a Document<'b>,
    /// `None` while an element is being weighed: who meets it then has gone in a circle.
    known: BTreeMap<u32, Option<Weight>>,
    found: Vec<Finding>,
    /// The first element, from the inside, with more copies than a drawing may have.
    many: Option<Range<usize>>,
    /// The first one that is drawn through more painters than may use one another.
    nested: Option<Range<usize>>,
}

impl Scale<'_, '_> {
    fn weigh(&mut self, node: Node<'_, '_>, level: u32) -> Weight {
        if level > DEPTH {
            self.report(
                source::tag(node),
                "elements are nested more than 200 deep",
                "flatten the groups",
            );
            return Weight::default();
        }
        self.known.insert(node.id().get(), None);
        let mut sum =
            Weight { elements: 1.0, bytes: source::tag(node).len() as f64, ..Weight::default() };
        for child in node.children().filter(Node::is_element) {
            let weight = match self.known.get(&child.id().get()) {
                Some(Some(weight)) => *weight,
                _ => self.weigh(child, level + 1),
            };
            sum.add(weight, 1.0, 0);
            if !self.found.is_empty() {
                return sum;
            }
        }
        for link in self.links.from.get(&node.id().get()).into_iter().flatten() {
            self.follow(node, link, level, &mut sum);
            if !self.found.is_empty() {
                return sum;
            }
        }
        if sum.depth > DEPTH {
            self.report(
                source::tag(node),
                "elements are nested more than 200 deep",
                "flatten the groups",
            );
        }
        if self.many.is_none() && (sum.elements > most() || sum.bytes > BYTES) {
            self.many = Some(source::tag(node));
        }
        if self.nested.is_none() && sum.paint_depth > PAINT_DEPTH {
            self.nested = Some(source::tag(node));
        }
        self.known.insert(node.id().get(), Some(sum));
        sum
    }

    fn follow(
        &mut self,
        from: Node<'_, '_>,
        link: &crate::vector::links::Link,
        level: u32,
        sum: &mut Weight,
    ) {
        let target =
            self.links.ids.get(&link.id).and_then(|id| self.document.get_node(NodeId::new(*id)));
        let Some(target) = target else { return };
        let weight = match self.known.get(&target.id().get()) {
            Some(Some(weight)) => *weight,
            Some(None) => {
                let message = format!("{} refers to itself", quote(&format!("#{}", link.id)));
                return self.report(link.span.clone(), &message, "break the circle");
            }
            None => self.weigh(target, level + 1),
        };
        let name = target.tag_name().name();
        let times = if name == "marker" { vertices(from) } else { 1.0 };
        sum.add(weight, times, u32::from(PAINTERS.contains(&name)));
    }

    fn report(&mut self, span: Range<usize>, message: &str, help: &str) {
        // One is enough: every element on the way up would say the same.
        if self.found.is_empty() {
            self.found.push(Finding::new(Fault::TooComplex, span, message, help));
        }
    }
}

impl Weight {
    fn add(&mut self, other: Weight, times: f64, painter: u32) {
        self.elements += other.elements * times;
        self.bytes += other.bytes * times;
        self.depth = self.depth.max(other.depth.saturating_add(1));
        self.paint_depth = self.paint_depth.max(other.paint_depth + painter);
    }
}

/// No path has more vertices than half the bytes of its data: a letter and a digit each.
fn vertices(node: Node<'_, '_>) -> f64 {
    let data = node.attribute("d").or_else(|| node.attribute("points"));
    data.map_or(4.0, |data| data.len() as f64 / 2.0 + 1.0)
}

/// For every painter, and every painter within it again: its elements times what they name.
fn pairs(document: &Document<'_>, links: &Links, known: &BTreeMap<u32, Option<Weight>>) -> f64 {
    let size = |id: &u32| known.get(id).copied().flatten().map_or(1.0, |weight| weight.elements);
    let mut sum = 0.0;
    for node in document.descendants().filter(|n| PAINTERS.contains(&n.tag_name().name())) {
        for inner in node.descendants() {
            sum += 1.0;
            for link in links.from.get(&inner.id().get()).into_iter().flatten() {
                sum += links.ids.get(&link.id).map_or(1.0, size);
            }
            if sum > PAIRS {
                return sum;
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::{cascade, links};

    fn check(body: &str, expect: &str) {
        let text = format!("<svg xmlns='http://www.w3.org/2000/svg'>{body}</svg>");
        let document = source::document(&text).unwrap();
        let found = weigh(&document, &links::links(&document, &cascade::cascade(&document)));
        let found: Vec<_> = found.into_iter().map(|f| f.message).collect();
        assert_eq!(found.join("; "), expect);
    }

    const MANY: &str = "the drawing has more than 200000 nodes (`REBADGE_ELEMENT_LIMIT`), copies by `use` and markers included";
    const LONG: &str =
        "the tags of the drawing have more than 8 MiB, copies by `use` and markers included";
    const NESTED: &str = "patterns, masks, clip paths or filters are nested more than 4 deep";
    const DEEP: &str = "elements are nested more than 200 deep";

    #[test]
    fn copies_are_counted_without_being_made() {
        check("<g id='a'><path/></g><use href='#a'/><use href='#a'/>", "");
        let mut tens = String::from("<g id='l0'><path/></g>");
        for level in 1..30 {
            let uses = format!("<use href='#l{}'/>", level - 1).repeat(10);
            tens += &format!("<g id='l{level}'>{uses}</g>");
        }
        check(&tens, MANY);
    }

    #[test]
    fn circles_are_found() {
        check("<use id='a' href='#a'/>", "`#a` refers to itself");
        check(
            "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>",
            "`#a` refers to itself",
        );
        check("<pattern id='p'><path fill='url(#p)'/></pattern>", "`#p` refers to itself");
        check(
            "<style>.a{mask:url(#m)}</style><mask id='m'><g class='a'/></mask>",
            "`#m` refers to itself",
        );
    }

    #[test]
    fn chains_and_depth_are_bounded() {
        let chain = |kind: &str, property: &str, count: u32| -> String {
            let one =
                |n| format!("<{kind} id='c{n}'><path {property}='url(#c{})'/></{kind}>", n + 1);
            (0..count).map(one).collect()
        };
        check(&chain("clipPath", "clip-path", 3), "");
        check(&chain("clipPath", "clip-path", 29), NESTED);
        check(&chain("pattern", "fill", 12), NESTED);
        check(&chain("g", "mask", 250), DEEP);
        check(&format!("{}{}", "<g>".repeat(300), "</g>".repeat(300)), DEEP);
    }

    #[test]
    fn markers_count_per_vertex() {
        let path = format!("<path d='{}' marker-mid='url(#m)'/>", "L1 2".repeat(2000));
        let marker = "<marker id='m'><path/><path/></marker>";
        check(&format!("{marker}{path}"), "");
        check(&format!("{marker}{}", path.repeat(10)), "");
        check(&format!("{marker}{}", path.repeat(40)), MANY);
        let long = format!("<marker id='m'><path d='{}'/></marker>", "L1 2".repeat(100));
        check(&format!("{long}{}", path.repeat(15)), LONG);
    }
}

//! Which elements of an SVG take part in the picture: those that are drawn in their own position, and those that these refer
//! to. All others are leftovers: they are neither checked nor written.

use resvg::usvg::roxmltree::{Document, Node, NodeId};

use crate::vector::allow;
use crate::vector::links::Links;
use crate::vector::source;

/// Elements that are drawn only where another refers to them, or never.
const ASIDE: &str = "defs symbol clipPath mask pattern marker linearGradient radialGradient filter style metadata \
    title desc";
/// Elements that a `switch` can choose.
const CHOICES: &str =
    "a circle ellipse g image line path polygon polyline rect svg switch text use";

/// The elements that take part in the picture.
#[derive(Debug)]
pub(crate) struct Reach {
    drawn: Vec<bool>,
    kept: Vec<bool>,
}

impl Reach {
    /// Is the element drawn, or needed to draw another?
    pub(crate) fn is_drawn(&self, node: Node<'_, '_>) -> bool {
        self.drawn[node.id().get() as usize]
    }

    /// Is it drawn, or does it hold an element that is?
    pub(crate) fn is_kept(&self, node: Node<'_, '_>) -> bool {
        self.kept[node.id().get() as usize]
    }
}

/// Follows the tree and its references from the root.
pub(crate) fn reach(document: &Document<'_>, links: &Links) -> Reach {
    let count = document.descendants().count() + 1;
    let mut reach = Reach { drawn: vec![false; count], kept: vec![false; count] };
    let mut open = vec![document.root_element()];
    while let Some(node) = open.pop() {
        let index = node.id().get() as usize;
        if std::mem::replace(&mut reach.drawn[index], true) {
            continue;
        }
        keep(&mut reach, node);
        open.extend(children(node));
        let named = links.from.get(&node.id().get()).into_iter().flatten();
        let targets = named.filter_map(|link| links.ids.get(&link.id));
        open.extend(targets.filter_map(|id| document.get_node(NodeId::new(*id))));
    }
    // Style sheets count wherever they are.
    let sheets = document.descendants().filter(|node| node.has_tag_name((source::SVG, "style")));
    sheets.for_each(|sheet| keep(&mut reach, sheet));
    reach
}

/// An element and all that hold it.
fn keep(reach: &mut Reach, node: Node<'_, '_>) {
    for above in node.ancestors() {
        if std::mem::replace(&mut reach.kept[above.id().get() as usize], true) {
            break;
        }
    }
}

/// The children that an element draws.
fn children<'a, 'b>(node: Node<'a, 'b>) -> Vec<Node<'a, 'b>> {
    let name = node.tag_name().name();
    if name == "switch" {
        return chosen(node).into_iter().collect();
    }
    if !allow::is_element(name) {
        return Vec::new();
    }
    let is_drawn = |child: &Node<'_, '_>| {
        source::is_svg(*child) && !is_in(ASIDE, child.tag_name().name()) && applies(*child)
    };
    node.children().filter(is_drawn).collect()
}

/// The child that a `switch` draws: the first that applies. What is HTML gives way to the others.
pub(crate) fn chosen<'a, 'b>(switch: Node<'a, 'b>) -> Option<Node<'a, 'b>> {
    let children = || switch.children().filter(|child| source::is_svg(*child) && applies(*child));
    let first = children().find(|child| is_in(CHOICES, child.tag_name().name()));
    first.or_else(|| children().find(|child| child.tag_name().name() == "foreignObject"))
}

/// Do the conditions of an element hold, for a picture without extensions, in English?
pub(crate) fn applies(node: Node<'_, '_>) -> bool {
    let no_extension =
        node.attribute("requiredExtensions").is_none_or(|list| list.trim().is_empty());
    let is_english = |language: &str| {
        let language = language.trim().to_ascii_lowercase();
        language == "en" || language.starts_with("en-")
    };
    let language = node.attribute("systemLanguage");
    no_extension && language.is_none_or(|list| list.split(',').any(is_english))
}

fn is_in(list: &str, name: &str) -> bool {
    list.split(' ').any(|one| one == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::source::SVG;
    use crate::vector::{Canvas, Fonts, Placement, Vector, as_written, draw};
    use crate::vector::{cascade, links};

    /// The names and ids of all elements that take part.
    fn check(body: &str, expect: &str) {
        let text = format!("<svg xmlns='{SVG}' xmlns:x='urn:x'>{body}</svg>");
        let document = source::document(&text).unwrap();
        let reach = reach(&document, &links::links(&document, &cascade::cascade(&document)));
        let drawn = document.descendants().skip(2).filter(|node| reach.is_drawn(*node));
        let name = |node: Node<'_, '_>| {
            format!("{}{}", node.tag_name().name(), node.attribute("id").unwrap_or_default())
        };
        assert_eq!(drawn.map(name).collect::<Vec<_>>().join(" "), expect, "{body}");
    }

    #[test]
    fn what_nothing_draws_is_left_aside() {
        check("<defs><image/><path id='a'/></defs><g><path/></g><x:y id='b'/>", "g path");
        check("<defs><path id='a'/><path id='b'/></defs><use href='#a'/>", "patha use");
        check(
            "<symbol id='s'><g><path fill='url(#p)'/></g></symbol><pattern id='p'><rect/></pattern><use href='#s'/>",
            "symbols g path patternp rect use",
        );
        check("<metadata><path/></metadata><hatch><path/></hatch><title/>", "hatch");
    }

    #[test]
    fn a_switch_draws_one_child() {
        let foreign = "<foreignObject requiredExtensions='urn:ai'/>";
        check(&format!("<switch>{foreign}<g/><path/></switch>"), "switch g");
        check("<switch><foreignObject/><text/></switch>", "switch text");
        check("<switch><foreignObject/></switch>", "switch foreignObject");
        check(
            "<switch><g systemLanguage='de'/><g systemLanguage='fr,en-GB' id='a'/><g/></switch>",
            "switch ga",
        );
        check(
            "<g systemLanguage='de'/><g requiredExtensions='urn:x'/><g requiredExtensions=''/>",
            "g",
        );
    }

    #[test]
    fn a_style_sheet_counts_wherever_it_is() {
        let text = format!(
            "<svg xmlns='{SVG}' viewBox='0 0 8 8'><defs><style>.a{{color:red}}</style></defs>\
             <path class='a' fill='currentColor' d='M0 0h8v8z'/></svg>"
        );
        let vector = Vector::read(&text, &Fonts::none()).unwrap();
        let canvas = Canvas { width: 8, height: 8 };
        let placement = Placement::contain(vector.size(), canvas);
        let pixels = draw(&as_written(&vector).unwrap(), canvas, placement).unwrap();
        assert_eq!(pixels.rgba[7 * 4..8 * 4], [255, 0, 0, 255]);
    }
}

//! Which elements a selector selects.

use std::cell::Cell;
use std::collections::BTreeMap;

use resvg::usvg::roxmltree::{Document, Node};

use crate::vector::cascade::selector::{
    Case, Combinator, Compare, Compound, Count, Selector, Simple,
};

/// Conditions that may be looked at in one document. A drawing of 5,000 elements, each with three classes, needs 15,000.
const STEPS: u32 = 2_000_000;

/// The position of an element among its siblings, each from 1.
#[derive(Debug, Clone, Copy, Default)]
struct Place {
    children: i32,
    last_children: i32,
    of_type: i32,
    last_of_type: i32,
}

/// What is known of a document for all selectors.
#[derive(Debug)]
pub(super) struct Matcher {
    places: BTreeMap<u32, Place>,
    steps: Cell<u32>,
}

impl Matcher {
    /// Looks at all siblings once.
    pub(super) fn new(document: &Document<'_>) -> Matcher {
        let mut places = BTreeMap::new();
        for parent in document.descendants() {
            number(parent, &mut places);
        }
        Matcher { places, steps: Cell::new(STEPS) }
    }

    /// Did the document cost more than it may?
    pub(super) fn is_exhausted(&self) -> bool {
        self.steps.get() == 0
    }

    /// Does the selector select the element?
    pub(super) fn selects(&self, selector: &Selector, node: Node<'_, '_>) -> bool {
        self.compound(&selector.subject, node) && self.others(&selector.others, node)
    }

    /// Are there others as the selector asks? `node` is the one on the right of the first relation.
    fn others(&self, others: &[(Combinator, Compound)], node: Node<'_, '_>) -> bool {
        let Some(((relation, compound), rest)) = others.split_first() else {
            return true;
        };
        let fits = |other: Node<'_, '_>| self.compound(compound, other) && self.others(rest, other);
        match relation {
            Combinator::Child => node.parent_element().is_some_and(fits),
            Combinator::Next => node.prev_sibling_element().is_some_and(fits),
            Combinator::Descendant => node.ancestors().skip(1).filter(Node::is_element).any(fits),
            Combinator::Later => node.prev_siblings().skip(1).filter(Node::is_element).any(fits),
        }
    }

    fn compound(&self, compound: &Compound, node: Node<'_, '_>) -> bool {
        compound.iter().all(|simple| self.simple(simple, node))
    }

    fn any(&self, list: &[Selector], node: Node<'_, '_>) -> bool {
        list.iter().any(|selector| self.selects(selector, node))
    }

    fn simple(&self, simple: &Simple, node: Node<'_, '_>) -> bool {
        if self.is_exhausted() {
            return false;
        }
        self.steps.set(self.steps.get() - 1);
        match simple {
            Simple::Any => true,
            Simple::Never => false,
            Simple::Type(name) => node.tag_name().name() == name,
            Simple::Id(id) => node.attribute("id") == Some(id),
            Simple::Class(class) => node
                .attribute("class")
                .is_some_and(|all| all.split_ascii_whitespace().any(|one| one == class)),
            Simple::Attribute(name, compare, value, case) => node
                .attributes()
                .filter(|attribute| attribute.name() == name)
                .any(|attribute| match case {
                    Case::Sensitive => equals(*compare, attribute.value(), value),
                    Case::Insensitive => {
                        let lower = |text: &str| text.to_ascii_lowercase();
                        equals(*compare, &lower(attribute.value()), &lower(value))
                    }
                }),
            Simple::Root => node.parent_element().is_none(),
            Simple::Empty => !node.children().any(|child| {
                child.is_element()
                    || child.text().is_some_and(|text| child.is_text() && !text.is_empty())
            }),
            Simple::Link => {
                node.tag_name().name() == "a"
                    && node.attributes().any(|attribute| attribute.name() == "href")
            }
            Simple::Nth(count, step, first) => is_nth(self.place(node, *count), *step, *first),
            Simple::NthOf(step, first, list, count) => {
                self.is_nth_of((*step, *first), list, *count, node)
            }
            Simple::Is(list) => self.any(list, node),
            Simple::Where(list) => self.any(list, node),
            Simple::Not(list) => !self.any(list, node),
            Simple::Has(list) => {
                list.iter().any(|(relation, selector)| self.has(*relation, selector, node))
            }
        }
    }

    fn place(&self, node: Node<'_, '_>, count: Count) -> i32 {
        let place = self.places.get(&node.id().get()).copied().unwrap_or_default();
        match count {
            Count::Children => place.children,
            Count::LastChildren => place.last_children,
            Count::OfType => place.of_type,
            Count::LastOfType => place.last_of_type,
        }
    }

    fn is_nth_of(
        &self,
        (step, first): (i32, i32),
        list: &[Selector],
        count: Count,
        node: Node<'_, '_>,
    ) -> bool {
        let selected = |other: &Node<'_, '_>| other.is_element() && self.any(list, *other);
        let place = match count {
            Count::LastChildren => node.next_siblings().filter(selected).count(),
            _ => node.prev_siblings().filter(selected).count(),
        };
        self.any(list, node) && is_nth(i32::try_from(place).unwrap_or(i32::MAX), step, first)
    }

    /// Is there an element in relation to this one that the selector selects?
    fn has(&self, relation: Combinator, selector: &Selector, node: Node<'_, '_>) -> bool {
        let fits = |other: Node<'_, '_>| other.is_element() && self.selects(selector, other);
        match relation {
            Combinator::Descendant => node.descendants().skip(1).any(fits),
            Combinator::Child => {
                if selector.others.is_empty() {
                    node.children().any(fits)
                } else {
                    node.descendants().skip(1).any(fits)
                }
            }
            Combinator::Next => node.next_sibling_element().is_some_and(fits),
            Combinator::Later => node.next_siblings().skip(1).any(fits),
        }
    }
}

/// Gives the children of an element their places.
fn number(parent: Node<'_, '_>, places: &mut BTreeMap<u32, Place>) {
    let children: Vec<Node<'_, '_>> = parent.children().filter(Node::is_element).collect();
    let mut types: BTreeMap<&str, i32> = BTreeMap::new();
    for (at, child) in (1..).zip(&children) {
        let count = types.entry(child.tag_name().name()).or_default();
        *count += 1;
        let place = places.entry(child.id().get()).or_default();
        (place.children, place.of_type) = (at, *count);
    }
    let all = i32::try_from(children.len()).unwrap_or(i32::MAX);
    for child in &children {
        let of_type = types.get(child.tag_name().name()).copied().unwrap_or_default();
        let place = places.entry(child.id().get()).or_default();
        place.last_children = all - place.children + 1;
        place.last_of_type = of_type - place.of_type + 1;
    }
}

/// Is a place one of `step * n + first`, with n from 0?
fn is_nth(place: i32, step: i32, first: i32) -> bool {
    let (place, step, first) = (i64::from(place), i64::from(step), i64::from(first));
    match step {
        0 => place == first,
        _ => (place - first) % step == 0 && (place - first) / step >= 0,
    }
}

fn equals(compare: Compare, text: &str, value: &str) -> bool {
    match compare {
        Compare::Exists => true,
        Compare::Equal => text == value,
        Compare::Word => text.split_ascii_whitespace().any(|word| word == value),
        Compare::Dash => {
            text.strip_prefix(value).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        }
        // Nothing begins with an empty value.
        _ if value.is_empty() => false,
        Compare::Prefix => text.starts_with(value),
        Compare::Suffix => text.ends_with(value),
        Compare::Substring => text.contains(value),
    }
}

#[cfg(test)]
mod tests {
    use cssparser::Parser;

    use super::*;
    use crate::vector::cascade::selector::{Scope, selectors};
    use crate::vector::source;

    /// The ids that a selector selects in one document; `-` for a selector that is invalid.
    fn check(css: &str, expect: &str) {
        let text = "<svg xmlns='http://www.w3.org/2000/svg' id='s'><g id='g' class='x y'><rect id='r' width='8px'/>\
            <path id='p' data-a='one-two'/><path id='q' class='Y'/></g><a id='a' href='#'><path id='b'/></a></svg>";
        let document = source::document(text).unwrap();
        let matcher = Matcher::new(&document);
        let Some(list) = selectors(&mut Parser::new(css), &Scope::default()) else {
            return assert_eq!("-", expect, "{css}");
        };
        let elements = document.descendants().filter(Node::is_element);
        let found = elements.filter(|node| list.iter().any(|one| matcher.selects(one, *node)));
        let ids: Vec<&str> = found.filter_map(|node| node.attribute("id")).collect();
        assert_eq!(ids.join(" "), expect, "{css}");
    }

    #[test]
    fn simple_selectors_select() {
        check("*", "s g r p q a b");
        check("path", "p q b");
        check("PATH, rect", "r");
        check(".y", "g");
        check("#q.Y", "q");
        check("[data-a]", "p");
        check("[data-a|=one][data-a$=two]", "p");
        check("[class~=y]", "g");
        check("[class=y i], [width^='8']", "r q");
        check("[class*='']", "");
        check("svg|path", "-");
        check("*|path", "p q b");
    }

    #[test]
    fn relations_select() {
        check("g path", "p q");
        check("svg > path", "");
        check("svg>g>path", "p q");
        check("rect + path", "p");
        check("rect ~ path", "p q");
        check("svg path ~ path", "q");
        check("g >", "-");
        check("> g", "-");
        check("g, , a", "-");
    }

    #[test]
    fn pseudo_classes_select() {
        check(":root", "s");
        check(":first-child", "s g r b");
        check("path:last-child", "q b");
        check("path:first-of-type", "p b");
        check(":only-child", "s b");
        check("g > :nth-child(2n+1)", "r q");
        check(":nth-last-child(2)", "g p");
        check("g > :nth-child(-n + 2)", "r p");
        check(":nth-child(2 of path)", "q");
        check(":nth-child(even)", "p a");
        check("path:nth-child(2)", "p");
        check(":empty", "r p q b");
        check(":is(rect, #q, :nonsense)", "r q");
        check(":where(g) > rect", "r");
        check("path:not(.Y, #b)", "p");
        check("g:has(> rect)", "g");
        check(":has(+ path)", "r p");
        check("path:hover, path::before", "");
        check(":link", "a");
        check("path:nonsense", "-");
        check("path::nonsense", "-");
        check(":not(:nonsense)", "-");
    }

    #[test]
    fn specificity_counts() {
        let check = |css: &str, expect: [u32; 3]| {
            let list = selectors(&mut Parser::new(css), &Scope::default()).unwrap();
            assert_eq!(list[0].specificity, expect, "{css}");
        };
        check("*", [0, 0, 0]);
        check("g > .a#b path:hover", [1, 1, 2]);
        check(":is(a, #b) :where(#c)", [1, 0, 0]);
        check("path:not(.a, b):nth-child(1 of .c)", [0, 3, 1]);
        check("[a=b]:first-child", [0, 2, 0]);
    }
}

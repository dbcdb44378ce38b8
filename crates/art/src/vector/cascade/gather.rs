//! Which declarations each element has, from the weakest to the strongest. Source: CSS Cascade 5, section 6.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use resvg::usvg::roxmltree::{Document, Node};

use crate::vector::cascade::container::{Container, Query};
use crate::vector::cascade::declaration::{Declaration, declarations};
use crate::vector::cascade::matching::Matcher;
use crate::vector::cascade::numbers::Viewport;
use crate::vector::cascade::selector::{Selector, Simple};
use crate::vector::cascade::sheet::{self, Sheets};
use crate::vector::cascade::{items, media};
use crate::vector::source::{self, SVG};

/// From a place in decoded text to the place in the file: exact where the file contains the text unchanged.
#[derive(Debug, Clone)]
pub(super) struct Origin {
    start: Option<usize>,
    whole: Range<usize>,
}

impl Origin {
    /// Where `text` comes from: somewhere in `whole`.
    pub(super) fn new(document: &Document<'_>, whole: Range<usize>, text: &str) -> Origin {
        let raw = document.input_text().get(whole.clone()).unwrap_or_default();
        Origin { start: raw.find(text).map(|at| whole.start + at), whole }
    }

    /// The place in the file.
    pub(super) fn place(&self, range: &Range<usize>) -> Range<usize> {
        match self.start {
            Some(start) => start + range.start..start + range.end,
            None => self.whole.clone(),
        }
    }
}

/// The precedence of a declaration without its order: the level, the layer, the specificity.
type Strength = (u8, usize, [u32; 3]);

/// A declaration that holds for an element.
#[derive(Debug, Clone)]
pub(super) struct Held {
    /// The declaration.
    pub(super) declaration: Declaration,
    /// Where it is written, in the file.
    pub(super) span: Range<usize>,
    /// What `revert-layer` goes back from.
    pub(super) group: (u8, usize),
}

/// All rules of a document, by what their selectors ask of an element.
pub(super) struct Rules {
    /// The sheets.
    pub(super) sheets: Sheets,
    origins: Vec<Origin>,
    ranks: Vec<usize>,
    matcher: Matcher,
    /// The root, which alone answers the queries of `@container`.
    container: Container,
    by_id: BTreeMap<String, Vec<(usize, usize)>>,
    by_class: BTreeMap<String, Vec<(usize, usize)>>,
    by_type: BTreeMap<String, Vec<(usize, usize)>>,
    by_none: Vec<(usize, usize)>,
}

impl Rules {
    /// Reads all sheets of a document.
    pub(super) fn read(document: &Document<'_>, viewport: Viewport) -> Rules {
        let mut sheets = Sheets::new();
        let mut origins = Vec::new();
        for node in document.descendants().filter(|node| applies(*node, viewport)) {
            let css: String = node.children().filter_map(|child| child.text()).collect();
            let inner = source::tag(node).end..node.range().end;
            origins.push(Origin::new(document, inner, &css));
            sheet::read(&css, origins.len() - 1, viewport, &mut sheets);
        }
        let mut rules = Rules {
            ranks: sheets.ranks(),
            sheets,
            origins,
            matcher: Matcher::new(document),
            container: Container::default(),
            by_id: BTreeMap::new(),
            by_class: BTreeMap::new(),
            by_type: BTreeMap::new(),
            by_none: Vec::new(),
        };
        rules.sort_in();
        if rules.sheets.rules.iter().any(|rule| !rule.containers.is_empty()) {
            rules.container = Container::of(&rules.held(document.root_element()));
        }
        rules
    }

    fn sort_in(&mut self) {
        for (at, rule) in self.sheets.rules.iter().enumerate() {
            for (one, selector) in rule.selectors.iter().enumerate() {
                match key(selector) {
                    Some(Simple::Id(id)) => {
                        self.by_id.entry(id.clone()).or_default().push((at, one))
                    }
                    Some(Simple::Class(class)) => {
                        self.by_class.entry(class.clone()).or_default().push((at, one));
                    }
                    Some(Simple::Type(name)) => {
                        self.by_type.entry(name.clone()).or_default().push((at, one));
                    }
                    _ => self.by_none.push((at, one)),
                }
            }
        }
    }

    /// Did the selectors cost more than they may?
    pub(super) fn is_exhausted(&self) -> bool {
        self.matcher.is_exhausted()
    }

    /// Where a part of a sheet is in the file.
    pub(super) fn place(&self, sheet: usize, range: &Range<usize>) -> Range<usize> {
        self.origins[sheet].place(range)
    }

    /// The declarations of rules and of `style` for an element, the strongest last.
    pub(super) fn held(&self, node: Node<'_, '_>) -> Vec<Held> {
        let mut all: Vec<(Strength, Held)> = Vec::new();
        for (at, specificity) in self.selecting(node) {
            let rule = &self.sheets.rules[at];
            let rank = self.ranks[rule.layer];
            for declaration in &rule.declarations {
                let (level, rank) =
                    if declaration.important { (3, self.ranks.len() - rank) } else { (1, rank) };
                let held = Held {
                    declaration: declaration.clone(),
                    span: self.place(rule.sheet, &declaration.span),
                    group: (level, rank),
                };
                all.push(((level, rank, specificity), held));
            }
        }
        if let Some(attribute) = node.attribute_node("style") {
            let origin = Origin::new(node.document(), attribute.range_value(), attribute.value());
            for declaration in declarations(attribute.value()) {
                let level = if declaration.important { 4 } else { 2 };
                let span = origin.place(&declaration.span);
                let held = Held { declaration, span, group: (level, 0) };
                all.push(((level, 0, [0; 3]), held));
            }
        }
        // Stable: of two that are as strong, the later one wins.
        all.sort_by_key(|(strength, _)| *strength);
        all.into_iter().map(|(_, held)| held).collect()
    }

    /// The rules that select an element, in their order, each with the highest specificity that does.
    fn selecting(&self, node: Node<'_, '_>) -> BTreeMap<usize, [u32; 3]> {
        let classes = node.attribute("class").unwrap_or_default().split_ascii_whitespace();
        let mut lists: Vec<&Vec<(usize, usize)>> = vec![&self.by_none];
        lists.extend(node.attribute("id").and_then(|id| self.by_id.get(id)));
        lists.extend(classes.filter_map(|class| self.by_class.get(class)));
        lists.extend(self.by_type.get(node.tag_name().name()));
        let mut found = BTreeMap::new();
        for (at, one) in lists.into_iter().flatten() {
            let rule = &self.sheets.rules[*at];
            let answers = |query: &Rc<Query>| {
                node.parent_element().is_some() && self.container.answers(query)
            };
            let selector = &rule.selectors[*one];
            if rule.containers.iter().all(answers) && self.matcher.selects(selector, node) {
                let highest = found.entry(*at).or_insert([0; 3]);
                *highest = selector.specificity.max(*highest);
            }
        }
        found
    }
}

/// Is it a sheet that holds for a picture?
fn applies(node: Node<'_, '_>, viewport: Viewport) -> bool {
    if !node.has_tag_name((SVG, "style")) {
        return false;
    }
    let kind = node.attribute("type").unwrap_or_default().trim();
    let media = items::items(node.attribute("media").unwrap_or_default());
    (kind.is_empty() || kind.eq_ignore_ascii_case("text/css"))
        && media.is_some_and(|media| media::holds(&media, viewport))
}

/// What an element needs, so that a selector can select it.
fn key(selector: &Selector) -> Option<&Simple> {
    let has = |kind: fn(&Simple) -> bool| selector.subject.iter().find(|simple| kind(simple));
    has(|simple| matches!(simple, Simple::Id(_)))
        .or_else(|| has(|simple| matches!(simple, Simple::Class(_))))
        .or_else(|| has(|simple| matches!(simple, Simple::Type(_))))
}

//! From the declarations of an element to its style: the strongest that is valid wins.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use color::DynamicColor;
use resvg::usvg::roxmltree::Node;

use crate::vector::cascade::candidates::{Candidate, candidates, keyword};
use crate::vector::cascade::gather::{Held, Rules};
use crate::vector::cascade::numbers::Viewport;
use crate::vector::cascade::paint::{self, Paint, Surroundings};
use crate::vector::cascade::properties::{self, Kind, Property, property};
use crate::vector::cascade::transform::{self, Parts, Reference};
use crate::vector::cascade::value::{self, Bad, Context, Syntax};
use crate::vector::cascade::variables::{self, Variables};
use crate::vector::cascade::{Cascade, boxes, items};
use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::source;

/// The values that the children of an element inherit.
#[derive(Debug, Clone, Default)]
struct Handed {
    variables: Variables,
    /// The custom properties of a child that declares none.
    undeclared: Variables,
    color: Option<DynamicColor>,
    dark: bool,
}

/// The custom properties of all elements may take this many bytes.
const COPIED: usize = 128 * 1024 * 1024;

/// What a property is in the end.
#[derive(Debug, Clone, PartialEq)]
enum Outcome {
    /// This.
    Value(String, Syntax),
    /// That of the element around it.
    Inherit,
    /// That without any declaration.
    Initial,
    /// As if nothing were declared.
    Unset,
}

/// Resolves element after element, in the order of the document.
pub(super) struct Resolver<'a> {
    rules: &'a Rules,
    viewport: Viewport,
    /// What the root inherits.
    outside: Handed,
    handed: BTreeMap<u32, Handed>,
    /// Bytes of the custom properties of elements that declare some.
    copied: usize,
    cascade: Cascade,
    /// Places that were reported: a rule counts for every element that it selects, but is one fault.
    reported: BTreeSet<usize>,
}

impl<'a> Resolver<'a> {
    /// Before the first element.
    pub(super) fn new(rules: &'a Rules, viewport: Viewport) -> Resolver<'a> {
        let variables = variables::initial(&rules.sheets.registry);
        let undeclared = variables.clone();
        let outside = Handed { variables, undeclared, ..Handed::default() };
        let mut resolver = Resolver {
            rules,
            viewport,
            outside,
            handed: BTreeMap::new(),
            copied: 0,
            cascade: Cascade::default(),
            reported: BTreeSet::new(),
        };
        for rule in &rules.sheets.unapplied {
            let finding = rule.finding(rules.place(rule.sheet, &rule.span));
            if resolver.reported.insert(finding.span.start) {
                resolver.cascade.findings.push(finding);
            }
        }
        resolver
    }

    /// All styles.
    pub(super) fn finish(self) -> Cascade {
        self.cascade
    }

    fn report(&mut self, fault: Fault, span: Range<usize>, message: String, help: &str) {
        if self.reported.insert(span.start) {
            self.cascade.findings.push(Finding::new(fault, span, message, help));
        }
    }

    /// The next element.
    pub(super) fn element(&mut self, node: Node<'_, '_>) {
        let around = node.parent_element().and_then(|parent| self.handed.get(&parent.id().get()));
        let around = around.unwrap_or(&self.outside).clone();
        let held = self.rules.held(node);
        let own: Vec<(&str, &str)> = held
            .iter()
            .filter(|held| held.declaration.name.starts_with("--"))
            .map(|held| (held.declaration.name.as_str(), held.declaration.value.as_str()))
            .collect();
        let (variables, undeclared) = self.variables(&own, &around);
        self.animation(&held);
        let candidates = candidates(node, &held, &variables);
        let mut handed = Handed { variables, undeclared, ..around };
        let view = boxes::view(node, self.viewport);
        let mut outcomes = BTreeMap::new();
        // These come first: others hang on them.
        for first in ["color-scheme", "color"] {
            if let Some(list) = candidates.get(first) {
                let outcome = self.outcome(first, list, &handed, view);
                hand_down(first, &outcome, &mut handed);
                outcomes.insert(first, outcome);
            }
        }
        for (name, list) in &candidates {
            if !matches!(*name, "color-scheme" | "color") {
                outcomes.insert(name, self.outcome(name, list, &handed, view));
            }
        }
        self.write(node, outcomes, &candidates, view);
        self.handed.insert(node.id().get(), handed);
    }

    /// The custom properties of an element, and those of a child that declares none.
    fn variables(&mut self, own: &[(&str, &str)], around: &Handed) -> (Variables, Variables) {
        if own.is_empty() {
            return (Variables::clone(&around.undeclared), Variables::clone(&around.undeclared));
        }
        let registry = &self.rules.sheets.registry;
        let variables = variables::computed(own, (&around.variables, &around.undeclared), registry);
        let undeclared = variables::undeclared(&variables, registry);
        self.copied += variables::size(&variables) + variables::size(&undeclared);
        (variables, undeclared)
    }

    /// Do the custom properties of all elements take more memory than they may?
    pub(super) fn is_exhausted(&self) -> bool {
        self.copied > COPIED
    }

    /// An animation that a drawing starts.
    fn animation(&mut self, held: &[Held]) {
        for one in held {
            let name = one.declaration.name.trim_start_matches("-webkit-");
            let names = |keyframes: &String| {
                let words = one
                    .declaration
                    .value
                    .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '_');
                words.into_iter().any(|word| word == keyframes)
            };
            if matches!(name, "animation" | "animation-name")
                && self.rules.sheets.keyframes.iter().any(names)
            {
                let message = format!("{} animates the drawing", quote(name));
                self.report(
                    Fault::Unsafe,
                    one.span.clone(),
                    message,
                    "remove it: an icon stands still",
                );
            }
        }
    }

    /// The strongest candidate that is valid.
    fn outcome(
        &mut self,
        name: &str,
        list: &[Candidate],
        handed: &Handed,
        view: Viewport,
    ) -> Outcome {
        let Some(property) = property(name) else {
            return Outcome::Unset;
        };
        let (mut reverted, mut invalid) = (None, None);
        for candidate in list.iter().rev() {
            if reverted == Some(candidate.group) {
                continue;
            }
            match keyword(&candidate.text) {
                _ if candidate.substituted.is_none() => {
                    self.without_value(candidate);
                    return Outcome::Unset;
                }
                Some("inherit") => return Outcome::Inherit,
                Some("initial") => return Outcome::Initial,
                Some("revert-layer") => reverted = Some(candidate.group),
                Some(_) => return Outcome::Unset,
                None => {
                    let around = Surroundings { current: handed.color, dark: handed.dark };
                    let syntax = candidate.syntax;
                    let context = Context { viewport: self.viewport, view, around, syntax };
                    match checked(property, &candidate.text, &context) {
                        Ok(value) => return Outcome::Value(value, syntax),
                        Err(Bad::Invalid) if candidate.substituted == Some(true) => {
                            self.ignore(property, candidate);
                            return Outcome::Unset;
                        }
                        Err(Bad::Invalid) => invalid = invalid.or(Some(candidate)),
                        Err(bad) => {
                            self.refuse(property, candidate, &bad);
                            return Outcome::Unset;
                        }
                    }
                }
            }
        }
        if let Some(candidate) = invalid {
            self.ignore(property, candidate);
        }
        Outcome::Unset
    }

    /// Reports a variable that nothing in the file gives a value.
    fn without_value(&mut self, candidate: &Candidate) {
        let message = format!("{} has no value in the file", quote(candidate.text.trim()));
        let help = "write the color, or give the shape a class such as `fill-primary`";
        self.report(Fault::Ignored, candidate.span.clone(), message, help);
    }

    /// Reports a value that browsers ignore, where no other takes its place.
    fn ignore(&mut self, property: &Property, candidate: &Candidate) {
        let text = candidate.text.trim();
        if !text.is_empty() {
            let message = format!("{} is no value of {}", quote(text), quote(property.name));
            let help = "correct it, or remove it: browsers ignore it";
            self.report(Fault::Ignored, candidate.span.clone(), message, help);
        }
    }

    fn refuse(&mut self, property: &Property, candidate: &Candidate, bad: &Bad) {
        let (fault, message, help) = match bad {
            Bad::External(url) => (
                Fault::External,
                format!("{} is outside of the file", quote(url)),
                "put what it refers to into the file, or remove the link",
            ),
            _ => (
                Fault::Broken,
                format!(
                    "{} cannot be drawn",
                    quote(&format!("{}: {}", property.name, candidate.text))
                ),
                match property.name {
                    "clip-path" => "use a `clipPath` element, or cut the shapes themselves",
                    "mask" => "use a `mask` element, or cut the shapes themselves",
                    _ => "write a plain value, or draw it with shapes",
                },
            ),
        };
        self.report(fault, candidate.span.clone(), message, help);
    }

    /// Keeps the style of an element.
    fn write(
        &mut self,
        node: Node<'_, '_>,
        outcomes: BTreeMap<&'static str, Outcome>,
        candidates: &BTreeMap<&'static str, Vec<Candidate>>,
        view: Viewport,
    ) {
        let element = node.tag_name().name();
        let is_root = node.parent_element().is_none();
        let mut style = Vec::new();
        let mut parts = Parts::default();
        let mut own_box = String::new();
        for (name, outcome) in &outcomes {
            let Some(property) = property(name) else {
                continue;
            };
            let value = match outcome {
                Outcome::Value(value, _) => Some(value.clone()),
                Outcome::Initial if property.inherited => Some(property.initial.to_owned()),
                Outcome::Inherit if !property.inherited => self.of_parent(node, name),
                _ => None,
            };
            let Some(value) = value else {
                continue;
            };
            match (*name, outcome) {
                ("transform", Outcome::Value(_, Syntax::Attribute) | Outcome::Inherit) => {
                    parts.attribute = value;
                }
                // What `color` would be anyway.
                ("color", _) if value == "currentColor" => {}
                ("transform", _) => parts.transform = value,
                ("translate", _) => parts.translate = value,
                ("rotate", _) => parts.rotate = value,
                ("scale", _) => parts.scale = value,
                ("transform-origin", _) => parts.origin = value,
                ("transform-box", _) => own_box = value,
                ("width" | "height", _) if value == "auto" && element == "rect" => {
                    style.push((*name, "0".to_owned()));
                }
                _ if is_written(property, element, is_root, &value) => {
                    if value.contains("url(") {
                        let place = candidates.get(name).and_then(|list| list.last());
                        let place = place.map_or(0..0, |one| one.span.clone());
                        self.cascade.places.insert((node.id().get(), name), place);
                    }
                    style.push((*name, value));
                }
                _ => {}
            }
        }
        if let Some(value) = self.transform(node, &parts, (&own_box, view), candidates) {
            let name = match element {
                "linearGradient" | "radialGradient" => "gradientTransform",
                "pattern" => "patternTransform",
                _ => "transform",
            };
            style.push((name, value));
            style.sort();
        }
        if !style.is_empty() {
            self.cascade.styles.insert(node.id().get(), style);
        }
    }

    /// What the element around has of a property that is not inherited.
    fn of_parent(&self, node: Node<'_, '_>, name: &str) -> Option<String> {
        let parent = self.cascade.style(node.parent_element()?);
        parent.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone())
    }

    /// The transform of an element as one attribute.
    fn transform(
        &mut self,
        node: Node<'_, '_>,
        parts: &Parts,
        (own_box, view): (&str, Viewport),
        candidates: &BTreeMap<&'static str, Vec<Candidate>>,
    ) -> Option<String> {
        let css = [&parts.transform, &parts.translate, &parts.rotate, &parts.scale];
        let is_moved = css.iter().any(|text| !matches!(text.as_str(), "" | "none"));
        let has_attribute = !matches!(parts.attribute.trim(), "" | "none");
        if !is_moved && (!has_attribute || parts.origin.is_empty()) {
            return has_attribute.then(|| parts.attribute.clone());
        }
        let is_root = node.parent_element().is_none();
        let reference = match own_box {
            "fill-box" | "content-box" if !is_root => boxes::fill_box(node),
            "stroke-box" | "border-box" if !is_root => None,
            _ => Some(Reference { x: 0.0, y: 0.0, size: view }),
        };
        let needs_box = !parts.origin.is_empty() || css.iter().any(|text| text.contains('%'));
        let reference = match reference {
            None if !needs_box => Some(Reference { x: 0.0, y: 0.0, size: view }),
            reference => reference,
        };
        let matrix = reference.and_then(|box_| transform::matrix(parts, box_, self.viewport));
        match matrix {
            Some(transform::UNCHANGED) => None,
            // The root turns about its middle, in pixels and not in units of its view box.
            Some(matrix) if !is_root => Some(transform::write(matrix)),
            _ => {
                let names = ["transform", "translate", "rotate", "scale", "transform-origin"];
                let place = names.into_iter().find_map(|name| candidates.get(name)?.last());
                let span = place.map_or_else(|| source::tag(node), |place| place.span.clone());
                let message = "the transform of this element cannot be drawn".to_owned();
                let help = "write it as a `transform` attribute, or move the shapes themselves";
                self.report(Fault::Broken, span, message, help);
                None
            }
        }
    }
}

/// A value that is checked, transforms too.
fn checked(property: &Property, text: &str, context: &Context) -> Result<String, Bad> {
    let value = value::read(property, text, context)?;
    let is_css = context.syntax == Syntax::Css;
    let is_bad =
        property.kind == Kind::Transform && is_css && !transform::is_valid(property.name, &value);
    if is_bad { Err(Bad::Invalid) } else { Ok(value) }
}

/// Is the property written as an attribute of the element?
fn is_written(property: &Property, element: &str, is_root: bool, value: &str) -> bool {
    match property.name {
        "color-scheme" | "background" | "background-image" | "offset-path" => false,
        "background-color" => is_root && value != "transparent",
        "width" | "height" | "rx" | "ry" if value == "auto" => false,
        name => properties::is_of(name, element),
    }
}

fn hand_down(name: &str, outcome: &Outcome, handed: &mut Handed) {
    match (name, outcome) {
        ("color-scheme", Outcome::Value(value, _)) => {
            handed.dark = value.contains("dark") && !value.contains("light");
        }
        ("color", Outcome::Value(value, _)) => {
            let item = items::items(value).and_then(|items| items.into_iter().next());
            let around = Surroundings { current: handed.color, dark: handed.dark };
            if let Some(Paint::Color(color)) = item.and_then(|item| paint::read(&item, around)) {
                handed.color = Some(color);
            }
        }
        ("color", Outcome::Initial) => {
            handed.color = color::parse_color("black").ok();
        }
        _ => {}
    }
}

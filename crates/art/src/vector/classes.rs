//! Recolor classes such as `fill-primary`: the interface between a designer's drawing and the palette.

use std::collections::BTreeSet;

use resvg::usvg::roxmltree::Document;

use crate::color::Role;
use crate::vector::finding::{Fault, Finding};
use rebadge_core::diagnostic::nearest;

/// What a recolor class colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Property {
    /// `fill`.
    Fill,
    /// `stroke`.
    Stroke,
    /// `stop-color` of a gradient.
    Stop,
}

impl Property {
    const ALL: [Property; 3] = [Property::Fill, Property::Stroke, Property::Stop];

    /// The first part of the class.
    fn prefix(self) -> &'static str {
        match self {
            Property::Fill => "fill-",
            Property::Stroke => "stroke-",
            Property::Stop => "stop-",
        }
    }

    /// The property in CSS.
    pub fn name(self) -> &'static str {
        match self {
            Property::Fill => "fill",
            Property::Stroke => "stroke",
            Property::Stop => "stop-color",
        }
    }
}

/// A recolor class: a property takes the color of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Paint {
    /// What is colored.
    pub property: Property,
    /// With the color of which role.
    pub role: Role,
}

impl Paint {
    /// The class: `fill-primary`.
    pub fn class(self) -> String {
        format!("{}{}", self.property.prefix(), self.role.name())
    }
}

/// All recolor classes of a document. A class of an unknown role becomes a finding.
pub(crate) fn paints(document: &Document<'_>, found: &mut Vec<Finding>) -> BTreeSet<Paint> {
    let mut paints = BTreeSet::new();
    for node in document.descendants() {
        let Some(attribute) = node.attribute_node("class") else {
            continue;
        };
        for class in attribute.value().split_ascii_whitespace() {
            match paint(class) {
                None => {}
                Some(Ok(paint)) => {
                    paints.insert(paint);
                }
                Some(Err(help)) => {
                    let value = attribute.range_value();
                    let raw = &document.input_text()[value.clone()];
                    let span = match raw.find(class) {
                        Some(at) => value.start + at..value.start + at + class.len(),
                        None => value,
                    };
                    let message = format!("class `{class}` names no color role");
                    found.push(Finding::new(Fault::UnknownClass, span, message, help));
                }
            }
        }
    }
    paints
}

/// The paint of a class; `None` for a class that colors nothing, a hint for one of an unknown role.
fn paint(class: &str) -> Option<Result<Paint, String>> {
    let property = Property::ALL.into_iter().find(|p| class.starts_with(p.prefix()))?;
    let name = &class[property.prefix().len()..];
    Some(match Role::from_name(name) {
        Some(role) => Ok(Paint { property, role }),
        None => Err(hint(property, name)),
    })
}

fn hint(property: Property, name: &str) -> String {
    match nearest(name, Role::ALL.iter().map(|role| role.name())) {
        Some(role) => format!("did you mean `{}{role}`?", property.prefix()),
        None => {
            format!("use a role after `{}`, or a class that does not begin so", property.prefix())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(class: &str, expect: Option<Result<&str, &str>>) {
        let seen = paint(class).map(|paint| paint.map(Paint::class));
        let expect = expect.map(|paint| paint.map(str::to_owned).map_err(str::to_owned));
        assert_eq!(seen, expect, "{class}");
    }

    #[test]
    fn a_class_is_a_property_and_a_role() {
        check("fill-primary", Some(Ok("fill-primary")));
        check("stop-on-surface", Some(Ok("stop-on-surface")));
        check("cls-1", None);
        check("filling", None);
        check("stroke-primry", Some(Err("did you mean `stroke-primary`?")));
        let help = "use a role after `fill-`, or a class that does not begin so";
        check("fill-1234567", Some(Err(help)));
    }
}

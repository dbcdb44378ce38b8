//! What an SVG must not hold: code, links out, parts that nothing draws. Apart because these are rules over the XML
//! alone, one per kind of element or attribute, all findings at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use resvg::usvg::roxmltree::{Attribute, Document, Node};

use crate::diagnostic::{SUGGESTED, nearest};
use crate::vector::css::Trouble;
use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::links::Links;
use crate::vector::source::{self, XLINK};

/// Elements that run code or load what is not SVG.
const CODE: &str = "script foreignObject iframe object embed audio video canvas handler listener";
/// Elements that animate.
const ANIMATION: &str = "animate animateColor animateMotion animateTransform set discard mpath";
/// Elements that draw, or that stand in a drawing and mean no harm.
const KNOWN: &str = "a circle clipPath cursor defs desc ellipse feBlend feColorMatrix feComponentTransfer feComposite \
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA \
    feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight \
    feSpecularLighting feSpotLight feTile feTurbulence filter g line linearGradient marker mask metadata \
    path pattern polygon polyline radialGradient rect stop style svg switch symbol text textPath title \
    tref tspan use view solidColor";

/// Faults of all elements and their attributes.
pub(crate) fn elements(document: &Document<'_>, found: &mut Vec<Finding>) {
    for node in document.descendants() {
        if node.is_element() {
            element(node, found);
            for attribute in node.attributes() {
                event(&attribute, found);
                if source::is_svg(node) {
                    link(node, &attribute, found);
                    variables(document.input_text(), attribute.range_value(), found);
                }
            }
        } else if node.is_text() && node.parent().is_some_and(|style| style.has_tag_name("style")) {
            variables(document.input_text(), node.range(), found);
        }
    }
}

/// CSS variables, for which the renderer has no value: it would draw black, and for some say nothing.
fn variables(text: &str, span: Range<usize>, found: &mut Vec<Finding>) {
    for (at, _) in text[span.clone()].match_indices("var(") {
        let rest = &text[span.start + at..span.end];
        let variable = &rest[..rest.find(')').map_or(rest.len(), |end| end + 1)];
        let inner = variable["var(".len()..].trim_end_matches(')');
        let help = match inner.split_once(',') {
            Some((_, color)) => format!("write {}", quote(color.trim())),
            None => "write the color, or give the shape a class such as `fill-primary`".to_owned(),
        };
        let message = format!("{} is a CSS variable, which no picture is given", quote(variable));
        let place = span.start + at..span.start + at + variable.len();
        found.push(Finding::new(Fault::Broken, place, message, help));
    }
}

fn element(node: Node<'_, '_>, found: &mut Vec<Finding>) {
    let name = node.tag_name().name();
    let span = source::tag(node);
    let is = |list: &str| list.split(' ').any(|one| one.eq_ignore_ascii_case(name));
    let mut report = |fault, message: String, help: &str| {
        found.push(Finding::new(fault, span.clone(), message, help));
    };
    if node.tag_name().namespace() == Some("http://www.w3.org/1999/xhtml") || is(CODE) {
        report(Fault::Unsafe, format!("{} is not allowed in a vector", quote(name)), "remove it");
    } else if !source::is_svg(node) {
        // An editor's own notes; nothing draws them.
    } else if is(ANIMATION) {
        report(
            Fault::Unsafe,
            format!("{} animates the drawing", quote(name)),
            "remove it: an icon stands still",
        );
    } else if name == "image" || name == "feImage" {
        let message = format!("{} puts a raster image into the vector", quote(name));
        report(Fault::Raster, message, "draw it as shapes, or give the PNG itself");
    } else if !KNOWN.split(' ').any(|known| known == name) {
        let nearest = KNOWN.split(' ').min_by_key(|known| strsim::damerau_levenshtein(name, known));
        let help = match nearest.filter(|known| strsim::damerau_levenshtein(name, known) <= 2) {
            Some(known) => format!("did you mean `{known}`?"),
            None => "remove it, or draw it with plain shapes".to_owned(),
        };
        report(Fault::Broken, format!("{} is no element that can be drawn", quote(name)), &help);
    }
}

fn event(attribute: &Attribute<'_, '_>, found: &mut Vec<Finding>) {
    let name = attribute.name();
    let begins_on = name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"));
    let handler = name.len() > 2 && begins_on && name.is_ascii();
    if handler && attribute.namespace().is_none() {
        let message = format!("{} is an event handler", quote(name));
        found.push(Finding::new(Fault::Unsafe, attribute.range(), message, "remove the attribute"));
    }
}

fn link(node: Node<'_, '_>, attribute: &Attribute<'_, '_>, found: &mut Vec<Finding>) {
    let name = attribute.name();
    let mut report = |fault, message: String, help: &str| {
        found.push(Finding::new(fault, attribute.range_value(), message, help));
    };
    if name == "base" && attribute.namespace() == Some("http://www.w3.org/XML/1998/namespace") {
        return report(
            Fault::External,
            "`xml:base` turns every link out of the file".into(),
            "remove it",
        );
    }
    if name != "href" || !matches!(attribute.namespace(), None | Some(XLINK)) {
        return;
    }
    let value = attribute.value().trim();
    // A browser drops control characters and blanks within a scheme.
    let bare: String = value.chars().filter(|c| !c.is_control() && !c.is_whitespace()).collect();
    let bare = bare.to_ascii_lowercase();
    let image = node.tag_name().name().ends_with("mage");
    if ["javascript:", "vbscript:", "data:text/html"].iter().any(|code| bare.starts_with(code)) {
        report(Fault::Unsafe, "the link runs code".into(), "remove it");
    } else if image && bare.starts_with("data:") {
        // The element itself is refused already.
    } else if !value.starts_with('#') {
        let message = format!("{} is outside of the file", quote(value));
        report(Fault::External, message, "put what it refers to into the file, or remove the link");
    }
}

/// Faults of the references and of the style sheets.
pub(crate) fn references(document: &Document<'_>, links: &Links, found: &mut Vec<Finding>) {
    let mut missing: BTreeMap<usize, Finding> = BTreeMap::new();
    let named = || links.from.values().flatten();
    for link in named().filter(|link| !links.ids.contains_key(&link.id)) {
        if missing.contains_key(&link.span.start) {
            continue;
        }
        let ids = links.ids.keys().map(String::as_str);
        // Nobody reads more suggestions, and each costs a look at every id.
        let near = if missing.len() < SUGGESTED { nearest(&link.id, ids) } else { None };
        let help = match near {
            Some(id) => format!("did you mean {}?", quote(&format!("#{id}"))),
            None => "give an element this id, or remove the reference".to_owned(),
        };
        let message = format!("{} is not in the file", quote(&format!("#{}", link.id)));
        // A rule counts for every element that it hits, but is one fault.
        let finding = Finding::new(Fault::Broken, link.span.clone(), message, help);
        missing.insert(link.span.start, finding);
    }
    found.extend(missing.into_values());
    let named: BTreeSet<&str> = named().map(|link| link.id.as_str()).collect();
    for twice in links.twice.iter().filter(|twice| named.contains(twice.id.as_str())) {
        let message = format!("the id {} is given twice", quote(&twice.id));
        let help = "give each element an id of its own";
        found.push(Finding::new(Fault::Broken, twice.span.clone(), message, help));
    }
    for (trouble, span) in &links.troubles {
        let (fault, message, help) = match trouble {
            Trouble::Outside(what) => (
                Fault::External,
                format!("{} is outside of the file", quote(what)),
                "put what it refers to into the file, or remove it",
            ),
            Trouble::Broken => (
                Fault::Broken,
                "the style is not well-formed CSS".to_owned(),
                "correct it, or write the colors as attributes",
            ),
            Trouble::Animation(what) => (
                Fault::Unsafe,
                format!("{} animates the drawing", quote(what)),
                "remove it: an icon stands still",
            ),
        };
        found.push(Finding::new(fault, span.clone(), message, help));
    }
    debug_assert!(document.input_text().len() >= found.last().map_or(0, |f| f.span.end));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::links;
    use crate::vector::source::SVG;

    /// Wraps the body in a root; each finding as `Fault: message [text at the span]`.
    fn check(body: &str, expect: &[&str]) {
        let text = format!("<svg xmlns='{SVG}' xmlns:xlink='{XLINK}'>{body}</svg>");
        let document = source::document(&text).unwrap();
        let mut found = Vec::new();
        elements(&document, &mut found);
        references(&document, &links::links(&document), &mut found);
        let shown =
            |f: &Finding| format!("{:?}: {} [{}]", f.fault, f.message, &text[f.span.clone()]);
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn code_is_refused() {
        check("<script>x</script>", &["Unsafe: `script` is not allowed in a vector [<script>]"]);
        check("<g onload='x()'/>", &["Unsafe: `onload` is an event handler [onload='x()']"]);
        check("<g aé='1' é='1' oé='1' on='1'/>", &[]);
        check("<g ONclick='x()'/>", &["Unsafe: `ONclick` is an event handler [ONclick='x()']"]);
        check(
            "<foreignObject/>",
            &["Unsafe: `foreignObject` is not allowed in a vector [<foreignObject/>]"],
        );
        check(
            "<x:b xmlns:x='http://www.w3.org/1999/xhtml'/>",
            &[
                "Unsafe: `b` is not allowed in a vector [<x:b xmlns:x='http://www.w3.org/1999/xhtml'/>]",
            ],
        );
        check(
            "<a href=' java&#10;script:x'/>",
            &["Unsafe: the link runs code [ java&#10;script:x]"],
        );
        check("<animate/>", &["Unsafe: `animate` animates the drawing [<animate/>]"]);
        check(
            "<style>a{animation:b}</style>",
            &["Unsafe: `animation` animates the drawing [animation]"],
        );
    }

    #[test]
    fn links_out_are_refused() {
        let outside = |link: &str| format!("External: `{link}` is outside of the file [{link}]");
        for link in
            ["http://x/y.svg#a", "file:///etc/passwd", "../a.svg", "//x/y", "data:image/svg+xml,x"]
        {
            check(&format!("<use href='{link}'/>"), &[&outside(link)]);
            check(&format!("<use xlink:href='{link}'/>"), &[&outside(link)]);
        }
        check(
            "<g fill='url(http://x/y#z)'/>",
            &["External: `http://x/y#z` is outside of the file [url(http://x/y#z)]"],
        );
        check(
            "<style>@import url(x.css); @font-face{src:url(y)}</style>",
            &[
                "External: `@import` is outside of the file [@import]",
                "External: `@font-face` is outside of the file [@font-face]",
                "External: `y` is outside of the file [url(y)]",
            ],
        );
        check(
            "<g xml:base='http://x'/>",
            &["External: `xml:base` turns every link out of the file [http://x]"],
        );
    }

    #[test]
    fn images_are_refused_wherever_they_come_from() {
        let raster = "Raster: `image` puts a raster image into the vector";
        check(
            "<image href='data:image/png;base64,AA'/>",
            &[&format!("{raster} [<image href='data:image/png;base64,AA'/>]")],
        );
        check(
            "<image href='/etc/a.png'/>",
            &[
                &format!("{raster} [<image href='/etc/a.png'/>]"),
                "External: `/etc/a.png` is outside of the file [/etc/a.png]",
            ],
        );
    }

    #[test]
    fn what_means_nothing_is_reported() {
        check("<rectt/>", &["Broken: `rectt` is no element that can be drawn [<rectt/>]"]);
        check("<use href='#b'/>", &["Broken: `#b` is not in the file [#b]"]);
        check(
            "<style>g{fill:url(#b)}</style><g/><g/>",
            &["Broken: `#b` is not in the file [url(#b)]"],
        );
        check("<g id='a'/><g id='a'/>", &[]);
        check("<g id='a'/><g id='a'/><use href='#a'/>", &["Broken: the id `a` is given twice [a]"]);
        check("<x:y xmlns:x='urn:editor' href='http://x'/>", &[]);
    }
}

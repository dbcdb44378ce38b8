//! What an SVG must not contain: code, external links, parts that nothing draws. These are rules over the XML alone,
//! one per kind of element or attribute; all findings are reported at once.

use std::collections::{BTreeMap, BTreeSet};

use resvg::usvg::roxmltree::{Attribute, Document, Node};

use crate::vector::allow;
use crate::vector::filters;
use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::links::{Link, Links};
use crate::vector::reach::Reach;
use crate::vector::source::{self, XLINK};
use rebadge_core::diagnostic::{SUGGESTED, nearest};

/// Elements that run code or load what is not SVG.
const CODE: &str = "script foreignObject iframe object embed audio video canvas handler listener";
/// Elements that animate.
const ANIMATION: &str = "animate animateColor animateMotion animateTransform set discard mpath";
/// Elements that editors leave behind and that paint nothing, in no browser.
const LEFTOVERS: &str = "altGlyph altGlyphDef altGlyphItem color-profile cursor definition-src flowDiv flowLine flowPara \
    flowRegion flowRegionExclude flowRoot flowSpan font font-face font-face-format font-face-name font-face-src \
    font-face-uri glyph glyphRef hkern missing-glyph solidColor solidcolor view vkern";
/// The namespace of HTML.
const HTML: &str = "http://www.w3.org/1999/xhtml";

/// Faults of all elements that take part in the picture, and code wherever it is.
pub(crate) fn elements(document: &Document<'_>, reach: &Reach, found: &mut Vec<Finding>) {
    for node in document.descendants() {
        if node.is_element() {
            element(node, reach, found);
            if reach.is_drawn(node) && filters::is_beyond_help(node) {
                let message = "`feDisplacementMap` by `primitiveUnits=\"objectBoundingBox\"` is not drawn as browsers do";
                let help = "give the filter a `scale` in units of the drawing";
                found.push(Finding::new(Fault::Broken, source::tag(node), message, help));
            }
            for attribute in node.attributes() {
                event(&attribute, found);
                if source::is_svg(node) {
                    link(node, &attribute, reach, found);
                }
                if source::is_svg(node) && reach.is_drawn(node) {
                    path_data(node, &attribute, found);
                }
            }
        }
    }
}

/// A number in path data that ends with its point. Browsers draw no more of the path; other programs read on.
fn path_data(node: Node<'_, '_>, attribute: &Attribute<'_, '_>, found: &mut Vec<Finding>) {
    if node.tag_name().name() != "path" || attribute.name() != "d" {
        return;
    }
    let span = attribute.range_value();
    let data = &node.document().input_text().as_bytes()[span.clone()];
    let Some(point) = lone_point(data) else { return };
    let digits = data[..point].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    let number = span.start + point - digits..span.start + point + 1;
    let message = "browsers draw the path to here only: a digit must follow the point";
    found.push(Finding::new(Fault::Broken, number, message, "leave out the point"));
}

/// Where path data has a point that no digit follows.
pub(crate) fn lone_point(data: &[u8]) -> Option<usize> {
    let is_digit = |at: usize| data.get(at).is_some_and(u8::is_ascii_digit);
    (0..data.len()).find(|at| data[*at] == b'.' && !is_digit(at + 1))
}

fn element(node: Node<'_, '_>, reach: &Reach, found: &mut Vec<Finding>) {
    let name = node.tag_name().name();
    let is = |list: &str| list.split_ascii_whitespace().any(|one| one.eq_ignore_ascii_case(name));
    let mut report = |fault, message: String, help: &str| {
        found.push(Finding::new(fault, source::tag(node), message, help));
    };
    let is_html = node.tag_name().namespace() == Some(HTML);
    let is_placed = || {
        let mut above = node.ancestors().skip(1).filter(|above| source::is_svg(*above));
        above.next().is_some_and(|above| reach.is_drawn(above))
    };
    let is_drawn = if is_html {
        is_placed()
    } else {
        source::is_svg(node) && (reach.is_drawn(node) || name == "script")
    };
    if !is_drawn || allow::is_element(name) && !is_html {
        // What nothing draws is not written; an editor's own notes neither.
    } else if is_html || is(CODE) {
        if is_html || has_content(node) {
            report(
                Fault::Unsafe,
                format!("{} is not allowed in a vector", quote(name)),
                "remove it",
            );
        }
    } else if is(ANIMATION) {
        report(
            Fault::Unsafe,
            format!("{} animates the drawing", quote(name)),
            "remove it: an icon stands still",
        );
    } else if name == "image" || name == "feImage" {
        let message = format!("{} puts a raster image into the vector", quote(name));
        report(Fault::Raster, message, "draw it as shapes, or give the PNG itself");
    } else if name == "flowRoot" && has_content(node) {
        let message = "`flowRoot` holds text that no browser draws".to_owned();
        report(Fault::Ignored, message, "turn the text into paths, or convert it to plain text");
    } else if !is(LEFTOVERS) {
        match allow::nearest_element(name) {
            Some(known) => report(
                Fault::Broken,
                format!("{} is no element that can be drawn", quote(name)),
                &format!("did you mean `{known}`?"),
            ),
            None => report(
                Fault::Ignored,
                format!("no browser draws {}", quote(name)),
                "remove it, or draw it with plain shapes",
            ),
        }
    }
}

/// Does it hold text, load a file, or, outside of flowed text, hold elements?
fn has_content(node: Node<'_, '_>) -> bool {
    let is_text =
        |node: Node<'_, '_>| node.is_text() && !node.text().unwrap_or_default().trim().is_empty();
    let is_flow = node.tag_name().name() == "flowRoot";
    node.descendants().skip(1).any(|inner| is_text(inner) || (inner.is_element() && !is_flow))
        || node.attributes().any(|attribute| matches!(attribute.name(), "href" | "src"))
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

fn link(
    node: Node<'_, '_>,
    attribute: &Attribute<'_, '_>,
    reach: &Reach,
    found: &mut Vec<Finding>,
) {
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
    let element = node.tag_name().name();
    let image = element.ends_with("mage");
    // A link that a person could follow leads nowhere in a picture.
    let is_followed = reach.is_drawn(node) && element != "a" && !LEFTOVERS.contains(element);
    if ["javascript:", "vbscript:", "data:text/html"].iter().any(|code| bare.starts_with(code)) {
        report(Fault::Unsafe, "the link runs code".into(), "remove it");
    } else if image && bare.starts_with("data:") {
        // The element itself is refused already.
    } else if is_followed && !value.starts_with('#') {
        let message = format!("{} is outside of the file", quote(value));
        report(Fault::External, message, "put what it refers to into the file, or remove the link");
    }
}

/// Faults of the references and of the style sheets.
pub(crate) fn references(
    document: &Document<'_>,
    links: &Links,
    reach: &Reach,
    found: &mut Vec<Finding>,
) {
    let drawn = document.descendants().filter(|node| node.is_element() && reach.is_drawn(*node));
    let named: Vec<&Link> =
        drawn.flat_map(|node| links.from.get(&node.id().get()).into_iter().flatten()).collect();
    let mut missing: BTreeMap<usize, Finding> = BTreeMap::new();
    for link in named.iter().filter(|link| !links.ids.contains_key(&link.id)) {
        // A rule counts for every element that it hits, but is one fault.
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
        let finding = Finding::new(Fault::Ignored, link.span.clone(), message, help);
        missing.insert(link.span.start, finding);
    }
    found.extend(missing.into_values());
    let named: BTreeSet<&str> = named.iter().map(|link| link.id.as_str()).collect();
    for twice in links.twice.iter().filter(|twice| named.contains(twice.id.as_str())) {
        let message = format!("the id {} is given twice: the first counts", quote(&twice.id));
        let help = "give each element an id of its own";
        found.push(Finding::new(Fault::Ignored, twice.span.clone(), message, help));
    }
    debug_assert!(document.input_text().len() >= found.last().map_or(0, |f| f.span.end));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::source::SVG;
    use crate::vector::{cascade, links, reach};

    /// Wraps the body in a root; each finding as `Fault: message [text at the span]`.
    fn check(body: &str, expect: &[&str]) {
        let text = format!("<svg xmlns='{SVG}' xmlns:xlink='{XLINK}'>{body}</svg>");
        let document = source::document(&text).unwrap();
        let mut found = Vec::new();
        let cascade = cascade::cascade(&document);
        let links = links::links(&document, &cascade);
        let reach = reach::reach(&document, &links);
        elements(&document, &reach, &mut found);
        references(&document, &links, &reach, &mut found);
        found.extend(cascade.findings);
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
            "<foreignObject><g/></foreignObject>",
            &["Unsafe: `foreignObject` is not allowed in a vector [<foreignObject>]"],
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
            "<style>@keyframes b{} a{animation:b}</style><a/>",
            &["Unsafe: `animation` animates the drawing [animation:b]"],
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
            &["External: `@import` is outside of the file [@import]"],
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
        check("<meshgradient/>", &["Ignored: no browser draws `meshgradient` [<meshgradient/>]"]);
        check("<use href='#b'/>", &["Ignored: `#b` is not in the file [#b]"]);
        check(
            "<filter id='f' primitiveUnits='objectBoundingBox'><feDisplacementMap/></filter><g filter='url(#f)'/>",
            &[
                "Broken: `feDisplacementMap` by `primitiveUnits=\"objectBoundingBox\"` is not drawn as browsers do \
                 [<feDisplacementMap/>]",
            ],
        );
        check(
            "<path d='M0 0h1.v.5h0. 1z'/>",
            &["Broken: browsers draw the path to here only: a digit must follow the point [1.]"],
        );
        check("<path d='M0 0h1.5v.5-.5e3.5z'/>", &[]);
        check(
            "<style>g{fill:url(#b)}</style><g/><g/>",
            &["Ignored: `#b` is not in the file [fill:url(#b)]"],
        );
        check("<g id='a'/><g id='a'/>", &[]);
        check(
            "<g id='a'/><g id='a'/><use href='#a'/>",
            &["Ignored: the id `a` is given twice: the first counts [a]"],
        );
        check("<x:y xmlns:x='urn:editor' href='http://x'/>", &[]);
    }

    #[test]
    fn leftovers_that_paint_nothing_are_no_fault() {
        for body in [
            "<script/>",
            "<script> </script>",
            "<defs><image href='data:image/png;base64,AA'/><hatch id='h'/><use href='#b'/></defs>",
            "<color-profile name='sRGB' xlink:href='sRGB.icm'/>",
            "<defs><font><font-face font-family='X'/><glyph d='M0 0h9v9z'/></font></defs><font/>",
            "<flowRoot><flowRegion><rect/></flowRegion><flowPara> </flowPara></flowRoot>",
            "<switch><foreignObject requiredExtensions='urn:x'><g/></foreignObject><g/></switch>",
            "<g xmlns:i='urn:ai'><i:pgfRef xlink:href='#pgf'/></g>",
            "<a href='https://example.com'><g/></a>",
            "<foreignObject/><view/><cursor xlink:href='a.png'/>",
        ] {
            check(body, &[]);
        }
        check(
            "<flowRoot><flowPara>Hi</flowPara></flowRoot>",
            &["Ignored: `flowRoot` holds text that no browser draws [<flowRoot>]"],
        );
        check(
            "<defs><script>x()</script></defs>",
            &["Unsafe: `script` is not allowed in a vector [<script>]"],
        );
    }
}

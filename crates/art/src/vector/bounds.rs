//! Bounds on what an SVG may hold before a parser or the renderer sees it: numbers that floats of the renderer cannot
//! bear, and attributes, prefixes and depth whose cost in the XML parser grows with their square.

use resvg::usvg::roxmltree::{Document, Node};

use crate::vector::cascade::Cascade;
use crate::vector::finding::{Fault, Finding, quote};
use crate::vector::source::{self, SVG, Span};

/// The largest number that a drawing may hold. The renderer panics at a line 1e10 wide, and does not end at a radius
/// that `f32` cannot hold.
const NUMBER: f64 = 1.0e9;
/// The largest number of a gradient's matrix: old Inkscape writes billions, and a gradient makes no shape larger.
const GRADIENT: f64 = 1.0e12;
/// Attributes of one element.
const ATTRIBUTES: usize = 1000;
/// Declarations of namespaces that are open at one place.
const NAMESPACES: usize = 256;
/// Elements within elements, for the XML parser. What may be drawn is less.
const DEPTH: usize = 1000;

/// Bytes of a style sheet times its names. The CSS parser counts lines and columns from the start again for each name.
const STYLE: usize = 60_000_000;

/// Attributes that hold a path, or numbers with names of functions: letters and digits are adjacent.
const PATHS: [&str; 5] = ["d", "points", "transform", "gradientTransform", "patternTransform"];

/// Attributes whose numbers mean nothing to the renderer.
const NAMES: [&str; 7] =
    ["id", "class", "href", "font-family", "lang", "systemLanguage", "version"];

/// Finds what the XML parser would take too long for, without an XML parser.
pub(crate) fn before_parsing(text: &str) -> Option<Finding> {
    let mut open: Vec<usize> = Vec::new();
    let mut namespaces = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let rest = &text[start..];
        let closing = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")]
            .into_iter()
            .find(|(opening, _)| rest.starts_with(opening));
        if let Some((opening, closing)) = closing {
            at = start + opening.len();
            at += text[at..].find(closing).map_or(text.len() - at, |end| end + closing.len());
            continue;
        }
        let tag = start..source::tag_end(text, start);
        at = tag.end;
        if rest.starts_with("</") {
            namespaces -= open.pop().unwrap_or_default();
            continue;
        }
        let (attributes, declared) = count(&text[tag.clone()]);
        let too_much = match () {
            () if attributes > ATTRIBUTES => Some("an element has more than 1000 attributes"),
            () if namespaces + declared > NAMESPACES => {
                Some("more than 256 namespaces are declared")
            }
            () if open.len() >= DEPTH => Some("elements are nested more than 200 deep"),
            () => None,
        };
        if let Some(message) = too_much {
            return Some(Finding::new(Fault::TooComplex, tag, message, "simplify the drawing"));
        }
        if !text[tag].ends_with("/>") {
            open.push(declared);
            namespaces += declared;
        }
    }
    None
}

/// How many attributes a tag has, and how many of them declare a namespace.
fn count(tag: &str) -> (usize, usize) {
    let mut quote = None;
    let (mut attributes, mut declared) = (0, 0);
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            (None, b'=') => {
                attributes += 1;
                let name = tag[..at].trim_end().rsplit([' ', '\t', '\r', '\n', '"', '\'']).next();
                declared += usize::from(name.is_some_and(|name| name.starts_with("xmlns")));
            }
            _ => {}
        }
    }
    (attributes, declared)
}

/// Finds the style sheet or `style` attribute that a CSS parser would take too long for.
pub(crate) fn styles(document: &Document<'_>) -> Option<Finding> {
    let is_costly = |css: &str| css.len() * css.matches([':', '{', ';']).count() > STYLE;
    let costly = document.descendants().filter(|node| source::is_svg(*node)).find(|node| {
        let is_sheet = node.has_tag_name((SVG, "style"));
        let mut sheets = node.children().filter(|_| is_sheet).filter_map(|child| child.text());
        sheets.any(is_costly) || node.attribute("style").is_some_and(is_costly)
    })?;
    let help = "write the colors as attributes instead of a style sheet";
    let message = "the style is too long";
    Some(Finding::new(Fault::TooComplex, source::tag(costly), message, help))
}

/// Finds numbers that are too large, in attributes and style sheets.
pub(crate) fn numbers(document: &Document<'_>, found: &mut Vec<Finding>) {
    for node in document.descendants().filter(|node| source::is_svg(*node)) {
        for attribute in node.attributes().filter(|attribute| attribute.namespace().is_none()) {
            let name = attribute.name();
            if NAMES.contains(&name) || name.starts_with("data-") || name.starts_with("aria-") {
                continue;
            }
            let number = too_large_of(name, attribute.value());
            found.extend(number.map(|number| finding(attribute.range_value(), number)));
        }
        if node.has_tag_name((SVG, "style")) {
            let texts = node.children().filter_map(|child| child.text());
            let number = texts.map(|css| too_large_in_css(css, NUMBER)).find_map(|number| number);
            found.extend(number.map(|number| finding(style(node), number)));
        }
    }
}

/// Finds numbers that are too large in the styles of elements: made by `calc()`, or in the path of a string.
pub(crate) fn resolved(document: &Document<'_>, cascade: &Cascade, found: &mut Vec<Finding>) {
    for node in document.descendants().filter(|node| source::is_svg(*node)) {
        for (name, value) in cascade.style(node) {
            let number = too_large_of(name, value);
            found.extend(number.map(|number| finding(source::tag(node), number)));
        }
    }
}

/// The first number of an attribute or a property that is too large for it.
fn too_large_of<'a>(name: &str, value: &'a str) -> Option<&'a str> {
    match name {
        "gradientTransform" => too_large_in_css(value, GRADIENT),
        _ if PATHS.contains(&name) => too_large(value),
        _ => too_large_in_css(value, NUMBER),
    }
}

fn style(node: Node<'_, '_>) -> Span {
    source::tag(node)
}

fn finding(span: Span, number: &str) -> Finding {
    let message = format!("the number {} is larger than any drawing needs", quote(number));
    Finding::new(Fault::Broken, span, message, "write a number below 1000000000")
}

/// The first number of a path or a list that is too large.
fn too_large(text: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| c.is_ascii_digit() || c == '.') {
        let start = at + start;
        let number = &text[start..start + length(&text[start..])];
        if number.parse::<f64>().is_ok_and(|number| number > NUMBER) {
            return Some(number);
        }
        at = start + number.len().max(1);
    }
    None
}

/// The same in CSS, where digits may be part of a name or a color.
fn too_large_in_css(text: &str, limit: f64) -> Option<&str> {
    let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let mut at = 0;
    while let Some(start) = text[at..].find(|c: char| is_name(c) || c == '#' || c == '.') {
        let start = at + start;
        let rest = &text[start..];
        let signless = rest.trim_start_matches('-');
        let is_number = signless.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        if !is_number {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            let tail = &rest[first..];
            at = start + first + tail.find(|c: char| !is_name(c)).unwrap_or(tail.len());
            continue;
        }
        let number = &signless[..length(signless)];
        if number.parse::<f64>().is_ok_and(|number| number > limit) {
            return Some(number);
        }
        at = start + (rest.len() - signless.len()) + number.len().max(1);
    }
    None
}

/// How long the number is that a text begins with: digits, a point, an exponent.
fn length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits =
        |from: usize| bytes[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut end = digits(0);
    if bytes.get(end) == Some(&b'.') {
        end += 1 + digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let exponent = digits((end + 1 + sign).min(bytes.len()));
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of a drawing that are too large.
    fn check(body: &str, expect: &[&str]) {
        let text = format!("<svg xmlns='{SVG}'>{body}</svg>");
        let mut found = Vec::new();
        numbers(&source::document(&text).unwrap(), &mut found);
        let shown = found.iter().map(|finding| finding.message.split('`').nth(1).unwrap());
        assert_eq!(shown.collect::<Vec<_>>(), expect, "{body}");
    }

    #[test]
    fn numbers_that_no_drawing_needs_are_found() {
        check("<path d='M8 18H15A1e39 3.13 0 0 0 15 12H9'/>", &["1e39"]);
        check("<path d='M8-1.5e+10.5L1e-9'/>", &["1.5e+10"]);
        check("<path stroke-width='1e15'/>", &["1e15"]);
        check("<path stroke-width='-12345678901px'/>", &["12345678901"]);
        check("<g transform='scale(1e30)'/>", &["1e30"]);
        check("<g style='fill:#1e99e999;stroke-width: 1e15'/>", &["1e15"]);
        check("<style>.a1e99{fill:#12345678;stroke-width:1e20px}</style>", &["1e20"]);
        let nines = "9".repeat(400);
        check(&format!("<g x='{nines}'/>"), &[&quote(&nines).replace('`', "")]);
    }

    #[test]
    fn what_only_looks_like_a_number_is_let_be() {
        check("<g id='i12345678901' class='a1e99' data-x='1e99' fill='#1e999999'/>", &[]);
        check("<path d='M1e9 0L-1e9 .5e1.5'/><rect rx='999999999'/>", &[]);
        let gradient = |number: &str| {
            format!("<linearGradient gradientTransform='matrix(0,-735328.32,1,0,{number},5)'/>")
        };
        check(&gradient("2464326300"), &[]);
        check(&gradient("1e15"), &["1e15"]);
        check("<g filter='url(#a-1e99)' fill='url(#1e99)' x='.e' y='1e' width='é1e99'/>", &[]);
    }

    #[test]
    fn long_styles_are_refused() {
        let check = |body: &str, expect: bool| {
            let text = format!("<svg xmlns='{SVG}'>{body}</svg>");
            assert_eq!(styles(&source::document(&text).unwrap()).is_some(), expect);
        };
        let rules = |count: usize| ".a{fill:red}".repeat(count);
        check(&format!("<style>{}</style>", rules(1000)), false);
        check(&format!("<style>{}</style>", rules(3000)), true);
        check(&format!("<g style='{}'/>", "fill:red;".repeat(1000)), false);
        check(&format!("<g style='{}'/>", "fill:red;".repeat(3000)), true);
    }

    fn check_before(text: &str, expect: Option<&str>) {
        let found = before_parsing(text);
        assert_eq!(found.as_ref().map(|finding| finding.message.as_str()), expect);
    }

    #[test]
    fn what_grows_with_its_square_is_bounded() {
        let many = |count: usize| -> String { (0..count).map(|n| format!(" a{n}='='")).collect() };
        check_before(&format!("<svg{}/>", many(1000)), None);
        let message = "an element has more than 1000 attributes";
        check_before(&format!("<svg{}/>", many(1001)), Some(message));
        let nested = |count: usize| -> String {
            (0..count).map(|n| format!("<g xmlns:n{n}='urn:{n}'>")).collect()
        };
        check_before(&nested(256), None);
        check_before(&nested(257), Some("more than 256 namespaces are declared"));
        check_before(&"<g xmlns:a='b'></g><g xmlns:a = 'b'/>".repeat(1000), None);
        check_before(&"<g>".repeat(1000), None);
        check_before(&"<g>".repeat(1001), Some("elements are nested more than 200 deep"));
        check_before("</g></g><!-- <g <![CDATA[ --><g", None);
        check_before("<g a='é>'/><é a=\"<\"/>", None);
    }
}

//! Positions in the text of an SVG, and edits by position: everything that is not edited keeps its bytes.

use std::ops::Range;

use resvg::usvg::roxmltree::{Document, Node, ParsingOptions};

use rebadge_core::limits::ELEMENTS;

/// Bytes in the text of an SVG.
pub(crate) type Span = Range<usize>;

/// The namespace of SVG.
pub(crate) const SVG: &str = "http://www.w3.org/2000/svg";
/// The namespace of `xlink:href`.
pub(crate) const XLINK: &str = "http://www.w3.org/1999/xlink";

/// The tree of a text without a document type.
pub(crate) fn document(text: &str) -> Result<Document<'_>, resvg::usvg::roxmltree::Error> {
    let nodes_limit = u32::try_from(ELEMENTS.of(1)).unwrap_or(u32::MAX);
    let options = ParsingOptions { nodes_limit, ..ParsingOptions::default() };
    Document::parse_with_options(text, options)
}

/// The byte behind the `>` of the tag that begins at `start`.
pub(crate) fn tag_end(text: &str, start: usize) -> usize {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate().skip(start) {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    text.len()
}

/// The byte at which the closing tag of the element in `span` begins; its end for an element without one.
pub(crate) fn element_end(text: &str, span: &Span) -> usize {
    if text[span.clone()].ends_with("/>") {
        return span.end;
    }
    span.start + text[span.clone()].rfind("</").unwrap_or(span.len())
}

/// The byte behind the name in the start tag of an element.
pub(crate) fn name_end(node: Node<'_, '_>) -> usize {
    let text = node.document().input_text();
    let start = node.range().start + 1;
    let end = text[start..].find(|c: char| c.is_whitespace() || c == '/' || c == '>');
    end.map_or(text.len(), |end| start + end)
}

/// The start tag of an element.
pub(crate) fn tag(node: Node<'_, '_>) -> Span {
    let start = node.range().start;
    start..tag_end(node.document().input_text(), start).min(node.range().end)
}

/// Is it an element that a browser takes as SVG?
pub(crate) fn is_svg(node: Node<'_, '_>) -> bool {
    node.is_element() && node.tag_name().namespace() == Some(SVG)
}

/// Writes each text in place of its span. The spans must not overlap.
pub(crate) fn edit(text: &str, mut edits: Vec<(Span, String)>) -> String {
    edits.sort_by_key(|(span, _)| (span.start, span.end));
    let mut out = String::with_capacity(text.len() + 256);
    let mut done = 0;
    for (span, new) in edits {
        out.push_str(&text[done..span.start]);
        out.push_str(&new);
        done = span.end;
    }
    out.push_str(&text[done..]);
    out
}

/// The `svg` element of a canonical SVG, which has no style sheet, for use inside another SVG beside others like it.
///
/// Every id gets `name` and a hyphen before it, wherever it is named. `place` replaces `x`, `y`, `width` and `height` of
/// the root.
pub fn isolate(text: &str, name: &str, place: &str, size: (f32, f32)) -> String {
    let Ok(document) = document(text) else {
        return String::new();
    };
    let root = document.root_element();
    let mut edits = Vec::new();
    for node in document.descendants().filter(Node::is_element) {
        for attribute in node.attributes() {
            let range = attribute.range_value();
            if let Some(value) = renamed(&attribute, &text[range.clone()], name) {
                edits.push((range, value));
            }
        }
    }
    for key in ["x", "y", "width", "height", "preserveAspectRatio"] {
        if let Some(attribute) = root.attribute_node(key) {
            // An edit of the value may be there already; none of these keys holds an id.
            edits.push((attribute.range(), String::new()));
        }
    }
    let view_box = if root.has_attribute("viewBox") {
        String::new()
    } else {
        format!(" viewBox=\"0 0 {} {}\"", size.0, size.1)
    };
    let start = root.range().start;
    let named = name_end(root);
    edits.push((named..named, format!(" {place}{view_box}")));
    let all = edit(text, edits);
    // Only the prolog and comments surround the root: they are cut by the same distance from both ends.
    let tail = text.len() - root.range().end;
    let before: usize = start;
    all[before..all.len() - tail].to_owned()
}

/// The value of an attribute with the ids in it renamed, or `None` when it names none.
fn renamed(
    attribute: &resvg::usvg::roxmltree::Attribute<'_, '_>,
    raw: &str,
    name: &str,
) -> Option<String> {
    match (attribute.namespace(), attribute.name()) {
        (None, "id") => Some(format!("{name}-{raw}")),
        (None | Some(XLINK), "href") => {
            let id = raw.trim().strip_prefix('#')?;
            Some(format!("#{name}-{id}"))
        }
        (None, "aria-labelledby" | "aria-describedby") => {
            let ids: Vec<String> =
                raw.split_whitespace().map(|id| format!("{name}-{id}")).collect();
            Some(ids.join(" "))
        }
        _ if raw.to_ascii_lowercase().contains("url(") => Some(renamed_urls(raw, name)),
        _ => None,
    }
}

/// `url(#a)` becomes `url(#name-a)`, with any quotes around it.
fn renamed_urls(raw: &str, name: &str) -> String {
    let lower = raw.to_ascii_lowercase();
    let mut edits = Vec::new();
    for (at, _) in lower.match_indices("url(") {
        let mut rest = at + 4;
        loop {
            let tail = &lower[rest..];
            let skip =
                ["&quot;", "&apos;", "\"", "'", " "].into_iter().find(|q| tail.starts_with(q));
            match skip {
                Some(skip) => rest += skip.len(),
                None => break,
            }
        }
        if lower[rest..].starts_with('#') {
            edits.push((rest + 1..rest + 1, format!("{name}-")));
        }
    }
    edit(raw, edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_at_its_own_bracket() {
        let text = "<a b='>' c=\">\">x</a>";
        assert_eq!(&text[..tag_end(text, 0)], "<a b='>' c=\">\">");
    }

    #[test]
    fn ids_are_renamed_wherever_they_are_named() {
        let text = "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='4' height='2'>\
            <g id='a' aria-labelledby='t u'/>\
            <use href='#a' fill='url(&quot;#g&quot;)' style='mask:url(#k)'/></svg><!-- end -->";
        assert_eq!(
            isolate(text, "m", "x=\"1\"", (4.0, 2.0)),
            "<svg x=\"1\" viewBox=\"0 0 4 2\" xmlns='http://www.w3.org/2000/svg'  >\
            <g id='m-a' aria-labelledby='m-t m-u'/>\
            <use href='#m-a' fill='url(&quot;#m-g&quot;)' style='mask:url(#m-k)'/></svg>"
        );
    }
}

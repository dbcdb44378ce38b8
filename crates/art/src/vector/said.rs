//! What an SVG says besides what it draws: its texts, comments and attributes, as a reader of XML has them.

use std::ops::Range;

use resvg::usvg::roxmltree::{Node, NodeType};

use crate::vector::{prolog, source};

/// A text in an SVG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The element that it is in, or the attribute; empty for a comment.
    pub name: String,
    /// The text, with references to characters and entities replaced.
    pub text: String,
    /// Where it is written, in bytes of the file's text.
    pub span: Range<usize>,
    /// Which of them it is.
    pub kind: SaidKind,
}

/// What kind of text it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaidKind {
    /// What is between tags, or in a comment: words.
    Words,
    /// The value of an attribute: mostly numbers and names.
    Attribute,
}

/// Attributes of numbers alone, which are long.
const NUMBERS: [&str; 4] = ["d", "points", "transform", "viewBox"];

/// All that an SVG says, in its order. Nothing of one that is no XML.
pub fn said(text: &str) -> Vec<Said> {
    let Some(plain) = prolog::plain(text, &mut Vec::new()) else { return Vec::new() };
    let Ok(document) = source::document(&plain.text) else { return Vec::new() };
    let mut all = Vec::new();
    for node in document.descendants() {
        let words = match node.node_type() {
            NodeType::Text if !is_in_style(node) => node.text(),
            NodeType::Comment => node.text(),
            _ => None,
        };
        if let Some(text) = words.filter(|text| !text.trim().is_empty()) {
            let element = node.parent_element().filter(|_| node.is_text());
            let name = element.map_or(String::new(), |node| node.tag_name().name().to_owned());
            let span = plain.place(&whole(node, &plain.text));
            all.push(Said { name, text: text.to_owned(), span, kind: SaidKind::Words });
        }
        for attribute in node.attributes().filter(|one| !NUMBERS.contains(&one.name())) {
            let (name, text) = (attribute.name().to_owned(), attribute.value().to_owned());
            let span = plain.place(&attribute.range_value());
            all.push(Said { name, text, span, kind: SaidKind::Attribute });
        }
    }
    all
}

/// Where a node is written. The parser takes neighbouring texts and `CDATA` for one, and keeps the place of the first.
fn whole(node: Node<'_, '_>, text: &str) -> Range<usize> {
    let Some(parent) = node.parent_element().filter(|_| node.is_text()) else {
        return node.range();
    };
    let end = node.next_sibling().map(|next| next.range().start);
    node.range().start..end.unwrap_or_else(|| source::element_end(text, &parent.range()))
}

fn is_in_style(node: Node<'_, '_>) -> bool {
    node.parent_element().is_some_and(|element| element.tag_name().name() == "style")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_comments_and_attributes_are_read_as_xml() {
        let text = "<!DOCTYPE svg [<!ENTITY e 'b_c'>]><svg xmlns='http://www.w3.org/2000/svg'><title>a&#95;<![CDATA[&]]>&e;</title><!-- d -->\
            <style>e{}</style><path d='M0 0' data-key='f&amp;g'/></svg>";
        let found: Vec<(String, String, &str)> =
            said(text).into_iter().map(|one| (one.name, one.text, &text[one.span])).collect();
        let expect = [
            ("title", "a_&b_c", "a&#95;<![CDATA[&]]>&e;"),
            ("", " d ", "<!-- d -->"),
            ("data-key", "f&g", "f&amp;g"),
        ];
        let expect: Vec<(String, String, &str)> = expect
            .iter()
            .map(|(name, text, span)| (name.to_string(), text.to_string(), *span))
            .collect();
        assert_eq!(found, expect);
        assert_eq!(said("<svg"), []);
    }
}

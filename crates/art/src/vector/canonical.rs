//! Writes an SVG anew from its tree. Nothing of a file is passed on as it came: only the elements and attributes of
//! [`allow`], references within the file, and text where text is drawn. There is no prolog, no comment, no metadata, no
//! name of another namespace.
//!
//! All that comes later (recoloring, composing, cropping, drawing) reads this form: one namespace without a prefix,
//! double quotes, `>` only at the end of a tag, a `viewBox` of the shape of the drawing's size.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use cssparser::{ToCss, Token};
use resvg::usvg::roxmltree::{Document, Node, NodeId};

use crate::vector::allow::{self, Value};
use crate::vector::cascade::{Cascade, is_property};
use crate::vector::css;
use crate::vector::frame::{Frame, Inner};
use crate::vector::links::{Links, href};
use crate::vector::reach::{self, Reach};
use crate::vector::source::{self, SVG, XLINK};

/// The namespace of `xml:space` and `xml:lang`.
const XML: &str = "http://www.w3.org/XML/1998/namespace";
/// The id of the clip path of what lies outside of the view.
const VIEW: &str = "rebadge-view";

/// Writes a document that passed the lint.
pub(crate) fn write(
    document: &Document<'_>,
    links: &Links,
    (reach, cascade): (&Reach, &Cascade),
    frame: &Frame,
) -> String {
    let has_text =
        document.descendants().any(|node| node.tag_name().name() == "text" && reach.is_drawn(node));
    let mut writer = Writer {
        document,
        links,
        reach,
        cascade,
        names: BTreeMap::new(),
        has_text,
        out: String::with_capacity(document.input_text().len()),
    };
    writer.names = writer.names();
    writer.root(document.root_element(), frame);
    writer.out
}

/// The text with what lies outside of its view cut off.
pub(crate) fn clip(text: &str, [left, top, width, height]: [f64; 4]) -> String {
    let (right, bottom) = (number(left + width), number(top + height));
    let (left, top) = (number(left), number(top));
    let open = |id: &str| {
        let path = format!("<path d=\"M{left} {top}H{right}V{bottom}H{left}z\"/>");
        format!("<clipPath id=\"{id}\">{path}</clipPath><g clip-path=\"url(#{id})\">")
    };
    let start = content_start(text);
    let Some(inner) = text[start..].strip_suffix("</svg>") else {
        return text.to_owned();
    };
    if inner.starts_with(&open(VIEW)) && inner.ends_with("</g>") {
        return text.to_owned();
    }
    let is_free = |id: &String| !text.contains(&format!("id=\"{id}\""));
    let mut ids = std::iter::once(VIEW.to_owned()).chain((1..).map(|n| format!("{VIEW}-{n}")));
    let id = ids.find(is_free).unwrap_or_default();
    format!("{}{}{inner}</g></svg>", &text[..start], open(&id))
}

/// The byte behind the root's tag and its title.
pub(crate) fn content_start(text: &str) -> usize {
    let start = root_tag_end(text);
    if text[start..].starts_with("<title") {
        start + text[start..].find("</title>").map_or(0, |at| at + "</title>".len())
    } else {
        start
    }
}

/// The byte behind the root's tag.
pub(crate) fn root_tag_end(text: &str) -> usize {
    text.find('>').map_or(text.len(), |at| at + 1)
}

/// A number with at most six digits behind the point.
fn number(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    // No minus before a zero.
    format!("{}", rounded + 0.0)
}

fn numbers(values: [f64; 4]) -> String {
    values.map(number).join(" ")
}

/// What text means where an element is written.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Within {
    Drawing,
    Text,
}

struct Writer<'a, 'b> {
    document: &'a Document<'b>,
    links: &'a Links,
    reach: &'a Reach,
    cascade: &'a Cascade,
    /// The ids that are referred to, and how they are written.
    names: BTreeMap<String, String>,
    has_text: bool,
    out: String,
}

impl<'a, 'b> Writer<'a, 'b> {
    /// The ids that something refers to. One that cannot be written in `url()` gets another name.
    fn names(&self) -> BTreeMap<String, String> {
        let drawn = self
            .document
            .descendants()
            .filter(|node| node.is_element() && self.reach.is_drawn(*node));
        let mut named = BTreeSet::new();
        for node in drawn {
            let from = self.links.from.get(&node.id().get()).into_iter().flatten();
            named.extend(from.map(|link| link.id.as_str()));
            let labels = ["aria-labelledby", "aria-describedby"].map(|name| node.attribute(name));
            named.extend(labels.into_iter().flatten().flat_map(str::split_ascii_whitespace));
        }
        let is_kept = |id: &&str| {
            self.target(id).is_some_and(|node| self.reach.is_kept(node) || is_title(node))
        };
        let mut count = 0;
        let mut names = BTreeMap::new();
        for id in named.into_iter().filter(is_kept) {
            let plain =
                id.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'));
            let mut name = id.to_owned();
            while !plain && (name == id || self.links.ids.contains_key(&name)) {
                count += 1;
                name = format!("rebadge-{count}");
            }
            names.insert(id.to_owned(), name);
        }
        names
    }

    fn target(&self, id: &str) -> Option<Node<'a, 'b>> {
        self.document.get_node(NodeId::new(*self.links.ids.get(id)?))
    }

    fn root(&mut self, root: Node<'a, 'b>, frame: &Frame) {
        let _ = write!(self.out, "<svg xmlns=\"{SVG}\"");
        let refers = |node: &Node<'_, '_>| self.reach.is_drawn(*node) && href(*node).is_some();
        if self.document.descendants().any(|node| node.is_element() && refers(&node)) {
            let _ = write!(self.out, " xmlns:xlink=\"{XLINK}\"");
        }
        let _ = write!(self.out, " viewBox=\"{}\"", numbers(frame.view));
        if let Some((width, height)) = frame.size {
            let _ = write!(self.out, " width=\"{}\" height=\"{}\"", number(width), number(height));
        }
        self.attributes(
            root,
            &["x", "y", "width", "height", "viewBox", "preserveAspectRatio", "overflow"],
        );
        self.out.push('>');
        if let Some(title) = root.children().find(|child| child.has_tag_name((SVG, "title"))) {
            self.title(title);
        }
        if let Some(Inner { place, view }) = &frame.inner {
            let [x, y, width, height] = place.map(number);
            let view = numbers(*view);
            let _ = write!(
                self.out,
                "<svg x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" viewBox=\"{view}\" \
                 preserveAspectRatio=\"none\" overflow=\"visible\">"
            );
        }
        self.children(root, Within::Drawing);
        self.out.push_str(if frame.inner.is_some() { "</svg></svg>" } else { "</svg>" });
    }

    /// The name of a picture, for people who do not see it.
    fn title(&mut self, title: Node<'_, '_>) {
        let text: String = title.children().filter_map(|child| child.text()).collect();
        if text.trim().is_empty() {
            return;
        }
        self.out.push_str("<title");
        if let Some(name) = title.attribute("id").and_then(|id| self.names.get(id)) {
            let _ = write!(self.out, " id=\"{}\"", in_attribute(name));
        }
        let _ = write!(self.out, ">{}</title>", in_content(text.trim()));
    }

    fn children(&mut self, node: Node<'a, 'b>, within: Within) {
        for child in node.children() {
            if source::is_svg(child) {
                self.element(child, within);
            } else if child.is_text() && within == Within::Text {
                self.out.push_str(&in_content(child.text().unwrap_or_default()));
            }
        }
    }

    fn element(&mut self, node: Node<'a, 'b>, within: Within) {
        let name = node.tag_name().name();
        if name == "style" {
            return;
        }
        if !self.reach.is_kept(node) || (name == "use" && self.href(node).is_none()) {
            return;
        }
        let name = match name {
            "a" if within == Within::Text => "tspan",
            "a" | "switch" => "g",
            _ if allow::is_element(name) => name,
            _ => "defs",
        };
        // What is drawn in place only by its parent would be drawn here.
        let name = if self.is_aside(node) { "defs" } else { name };
        let before = self.out.len();
        let _ = write!(self.out, "<{name}");
        if name != "defs" {
            self.attributes(node, &[]);
        }
        let start = self.out.len();
        self.out.push('>');
        let is_text = within == Within::Text || name == "text";
        self.children(node, if is_text { Within::Text } else { Within::Drawing });
        if self.out.len() > start + 1 {
            let _ = write!(self.out, "</{name}>");
        } else if name == "defs" {
            self.out.truncate(before);
        } else {
            self.out.replace_range(start.., "/>");
        }
    }

    /// Is it an element that is not drawn in its own position, though one of its kind would be?
    fn is_aside(&self, node: Node<'a, 'b>) -> bool {
        let parent = node.parent_element();
        let is_other_choice = parent.is_some_and(|parent| {
            parent.has_tag_name((SVG, "switch")) && reach::chosen(parent) != Some(node)
        });
        is_other_choice || (!self.reach.is_drawn(node) && !reach::applies(node))
    }

    fn attributes(&mut self, node: Node<'a, 'b>, without: &[&str]) {
        if let Some(name) = node.attribute("id").and_then(|id| self.names.get(id)) {
            // The first of two elements with one id has it.
            if self.links.ids.get(node.attribute("id").unwrap_or_default())
                == Some(&node.id().get())
            {
                let name = in_attribute(name);
                let _ = write!(self.out, " id=\"{name}\"");
            }
        }
        if let Some(id) = self.href(node) {
            let id = in_attribute(&id);
            let _ = write!(self.out, " xlink:href=\"#{id}\"");
        }
        for attribute in node.attributes() {
            let (name, value) = (attribute.name(), attribute.value());
            let written = match attribute.namespace() {
                Some(XML) if self.has_text && matches!(name, "space" | "lang") => {
                    let _ = write!(self.out, " xml:{name}=\"{}\"", in_attribute(value));
                    continue;
                }
                None if !without.contains(&name) && !self.is_styled(node, name) => {
                    self.value(name, value)
                }
                _ => None,
            };
            if let Some(value) = written {
                let _ = write!(self.out, " {name}=\"{}\"", in_attribute(&value));
            }
        }
        self.properties(node, without);
    }

    /// Does the cascade say what is written in place of the attribute?
    fn is_styled(&self, node: Node<'_, '_>, name: &str) -> bool {
        is_property(name)
            || matches!(name, "style" | "gradientTransform" | "patternTransform")
            || self.cascade.style(node).iter().any(|(known, _)| *known == name)
    }

    /// The resolved style of an element: attributes, and a `style` for what browsers take from one only.
    fn properties(&mut self, node: Node<'_, '_>, without: &[&str]) {
        let mut style = String::new();
        for (name, value) in self.cascade.style(node) {
            if without.contains(name) {
                continue;
            }
            if allow::attribute(name) == Some(Value::Style) {
                let _ = write!(style, "{name}:{value};");
            } else if let Some(value) = self.value(name, value) {
                let _ = write!(self.out, " {name}=\"{}\"", in_attribute(&value));
            }
        }
        if !style.is_empty() {
            let _ = write!(self.out, " style=\"{}\"", in_attribute(style.trim_end_matches(';')));
        }
    }

    /// How the value of an attribute is written; `None` for one that is not.
    fn value(&self, name: &str, value: &str) -> Option<String> {
        match name {
            "class" => return classes(value),
            "role" | "aria-label" | "aria-hidden" => return Some(value.to_owned()),
            "aria-labelledby" | "aria-describedby" => {
                let names = value.split_ascii_whitespace().filter_map(|id| self.names.get(id));
                let names: Vec<&str> = names.map(String::as_str).collect();
                return (!names.is_empty()).then(|| names.join(" "));
            }
            _ => {}
        }
        match allow::attribute(name)? {
            Value::Plain => Some(value.to_owned()),
            // A browser takes these from a style only.
            Value::Style => None,
            Value::Property if value.trim().eq_ignore_ascii_case("currentColor") => {
                Some("currentColor".to_owned())
            }
            Value::Property => match self.property(value)? {
                // All that it refers to is missing.
                empty if empty.is_empty() => {
                    matches!(name, "fill" | "stroke").then(|| "none".to_owned())
                }
                value => Some(value),
            },
        }
    }

    /// The value of a property with its references as they are written; `None` for what a drawing cannot have.
    fn property(&self, value: &str) -> Option<String> {
        if !value.contains(['(', '\\', '{', '}', ';', '@', '!', '<']) {
            return Some(value.to_owned());
        }
        let mut out = String::with_capacity(value.len());
        let mut loads = false;
        for piece in css::pieces(value) {
            let raw = &value[piece.range.clone()];
            match &piece.token {
                Token::Function(name) if name.eq_ignore_ascii_case("url") => loads = true,
                Token::QuotedString(url) if loads => self.url(url, &mut out)?,
                Token::UnquotedUrl(url) => self.url(url, &mut out)?,
                Token::CloseParenthesis if loads => loads = false,
                Token::WhiteSpace(_) | Token::Comment(_) if loads => {}
                Token::Function(name) if !allow::is_function(name) => return None,
                Token::Semicolon => return None,
                Token::BadUrl(_)
                | Token::BadString(_)
                | Token::AtKeyword(_)
                | Token::CDO
                | Token::CDC
                | Token::CurlyBracketBlock
                | Token::CloseCurlyBracket => return None,
                Token::Comment(_) => {}
                token if raw.contains('\\') => token.to_css(&mut out).ok()?,
                _ => out.push_str(raw),
            }
        }
        Some(out.trim().to_owned())
    }

    /// Writes a reference. One to nothing is not written, one out of the file makes the whole value invalid.
    fn url(&self, url: &str, out: &mut String) -> Option<()> {
        let id = url.trim().strip_prefix('#')?;
        if let Some(name) = self.names.get(id) {
            let _ = write!(out, "url(#{name})");
        }
        Some(())
    }

    /// The name of the element that one refers to by `href`.
    fn href(&self, node: Node<'_, '_>) -> Option<String> {
        self.names.get(&href(node)?.id).cloned()
    }
}

fn is_title(node: Node<'_, '_>) -> bool {
    node.has_tag_name((SVG, "title"))
}

/// The recolor classes among the classes of an element.
fn classes(value: &str) -> Option<String> {
    let is_paint =
        |class: &&str| ["fill-", "stroke-", "stop-"].iter().any(|start| class.starts_with(start));
    let classes: Vec<&str> = value.split_ascii_whitespace().filter(is_paint).collect();
    (!classes.is_empty()).then(|| classes.join(" "))
}

/// Text as it must be written in the value of an attribute.
fn in_attribute(text: &str) -> String {
    escaped(text, |c| matches!(c, '"' | '\n' | '\t' | '\r'))
}

/// Text as it must be written between tags.
fn in_content(text: &str) -> String {
    escaped(text, |c| c == '\r')
}

fn escaped(text: &str, is_special: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if is_special(c) => out.push_str("&quot;"),
            _ if is_special(c) => drop(write!(out, "&#{};", u32::from(c))),
            _ => out.push(c),
        }
    }
    out
}

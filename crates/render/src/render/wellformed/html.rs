//! HTML: the parser of the HTML standard finds nothing to correct, and JSON in scripts parses.
//!
//! A browser never refuses HTML, it repairs it; what it would repair is reported here. The tree itself is not
//! kept.

use crate::render::wellformed::{Malformed, json, lower_case, malformed};
use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::{StrTendril, TendrilSink};
use html5ever::tokenizer::TokenizerOpts;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{
    Attribute, ExpandedName, LocalName, Namespace, ParseOpts, QualName, parse_document,
};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Types of scripts whose content is JSON.
const JSON_TYPES: &[&str] =
    &["application/json", "application/ld+json", "importmap", "speculationrules"];

/// Browsers go no deeper either; the parser's time grows with the square of it.
const MAX_DEPTH: usize = 512;

/// Parses the document.
pub(crate) fn check(text: &str) -> Result<(), Malformed> {
    // The parser reports lines only; the column is computed for errors alone.
    parse(text, Step::Block).or_else(|_| parse(text, Step::Character))
}

/// How much the parser is given at a time: it is known where it is between the steps only.
#[derive(Clone, Copy)]
enum Step {
    /// Enough to be fast, and little enough to stop in time where elements are nested too deep.
    Block,
    Character,
}

impl Step {
    /// The end of the next step from a byte of the text.
    fn end(self, text: &str, from: usize) -> usize {
        match self {
            Step::Block => text.ceil_char_boundary(from + 4096),
            Step::Character => text.ceil_char_boundary(from + 1),
        }
    }
}

fn parse(text: &str, step: Step) -> Result<(), Malformed> {
    let options = ParseOpts {
        tokenizer: TokenizerOpts { exact_errors: true, ..Default::default() },
        tree_builder: TreeBuilderOpts::default(),
    };
    let mut parser = parse_document(Sink::default(), options);
    let mut at = 0;
    loop {
        let sink = &parser.tokenizer.sink.sink;
        sink.at.set(at);
        // Behind the last step, too: what is found must not depend on where the steps end.
        if sink.depth.get() > MAX_DEPTH {
            let message = format!("more than {MAX_DEPTH} elements within each other");
            return Err(malformed(text, at, message));
        }
        if at == text.len() {
            break;
        }
        let end = step.end(text, at);
        parser.process(StrTendril::from_slice(&text[at..end]));
        at = end;
    }
    let sink = parser.finish();
    if let Some(error) = sink.error.borrow_mut().take() {
        let (at, message) = error.explain(text);
        return Err(malformed(text, at, message));
    }
    sink.json.borrow().iter().try_for_each(|script| check_script(text, script))
}

fn check_script(text: &str, script: &Handle) -> Result<(), Malformed> {
    json::check(&script.content.borrow()).map_err(|inner| {
        let outer = malformed(text, script.starts_at, "");
        let column = if inner.line == 1 { outer.column + inner.column - 1 } else { inner.column };
        let message = format!("JSON in a script: {}", inner.message);
        Malformed { line: outer.line + inner.line - 1, column, message }
    })
}

/// What the parser complained of first.
struct Complaint {
    /// The byte that it was reading.
    at: usize,
    message: Cow<'static, str>,
    /// Whether a document type was read before.
    has_doctype: bool,
    /// The element whose end tag is missing.
    unclosed: Option<Handle>,
}

impl Complaint {
    /// Where it is and what is wrong, in the words of the file in place of those of the parser's states.
    fn explain(&self, text: &str) -> (usize, String) {
        if let Some(element) = &self.unclosed {
            let behind = element.starts_at;
            let start = text.get(..behind).and_then(|before| before.rfind('<'));
            let message = format!("`<{}>` is not closed", element.name.local);
            return (start.unwrap_or(behind), message);
        }
        let message = match &*self.message {
            "Bad DOCTYPE" => NO_DOCTYPE.to_owned(),
            UNEXPECTED if !self.has_doctype => NO_DOCTYPE.to_owned(),
            UNEXPECTED => unexpected(text, self.at),
            "DOCTYPE in body" => "a second `<!DOCTYPE>`".to_owned(),
            "Unexpected EOF" => "the file ends within a tag or a comment".to_owned(),
            "Unacknowledged self-closing tag" => {
                "`/>` closes nothing here, an end tag is needed".to_owned()
            }
            "Formatting element not current node" => {
                "elements are closed in the wrong order".to_owned()
            }
            "Non-space table text" => "text in a table, outside of its cells".to_owned(),
            "Found special tag while closing generic tag" => {
                "an end tag that closes nothing".to_owned()
            }
            message => lower_case(&message.replace(char::is_control, "\u{fffd}")),
        };
        (self.at, message)
    }
}

const NO_DOCTYPE: &str = "the document does not begin with `<!DOCTYPE html>`";
/// The parser's message for most of what it does not expect.
const UNEXPECTED: &str = "Unexpected token";
/// The parser's message where the file ends and elements are open.
const OPEN_AT_END: &str = "Unexpected open tag at end of body";

/// Names the tag that ends at a byte, if one does.
fn unexpected(text: &str, at: usize) -> String {
    let tag = text.get(..=at).and_then(|text| text.strip_suffix('>'));
    let tag = tag.and_then(|text| Some(&text[text.rfind('<')?..]));
    let is_of_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    let name = tag.map(|tag| {
        let start = if tag.starts_with("</") { 2 } else { 1 };
        let end =
            tag[start..].find(|letter| !is_of_name(letter)).map_or(tag.len(), |end| start + end);
        &tag[..end]
    });
    match name {
        Some(name) if name.ends_with(is_of_name) => format!("`{name}>` is not allowed here"),
        _ if at >= text.len() => "the file ends within something that is not closed".to_owned(),
        _ => "something is not allowed here".to_owned(),
    }
}

type Handle = Rc<Node>;

/// A node: as much as the parser asks for.
struct Node {
    name: QualName,
    /// How many elements it is in.
    depth: Cell<usize>,
    /// What is in a `<template>`.
    contents: Option<Handle>,
    /// The text of a script with JSON.
    content: RefCell<String>,
    /// Behind its start tag.
    starts_at: usize,
}

/// Takes what the parser makes, and keeps its first complaint.
#[derive(Default)]
struct Sink {
    /// The byte that the parser reads.
    at: Cell<usize>,
    error: RefCell<Option<Complaint>>,
    has_doctype: Cell<bool>,
    /// The greatest depth of a node so far.
    depth: Cell<usize>,
    json: RefCell<Vec<Handle>>,
    /// The element whose name the parser asked for last: at the end of the body it goes through those that are open, up to
    /// the first that may not be.
    asked: RefCell<Option<Handle>>,
}

impl Sink {
    fn node(&self, name: QualName, contents: Option<Handle>) -> Handle {
        Rc::new(Node {
            name,
            depth: Cell::new(0),
            contents,
            content: RefCell::default(),
            starts_at: self.at.get() + 1,
        })
    }

    fn nameless(&self) -> Handle {
        self.node(QualName::new(None, Namespace::default(), LocalName::default()), None)
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Self;
    type ElemName<'a> = ExpandedName<'a>;

    fn finish(self) -> Self {
        self
    }

    fn parse_error(&self, message: Cow<'static, str>) {
        self.error.borrow_mut().get_or_insert_with(|| Complaint {
            at: self.at.get(),
            has_doctype: self.has_doctype.get(),
            // The parser says it at the end of the file, but it is about a tag before.
            unclosed: self.asked.take().filter(|_| message == OPEN_AT_END),
            message,
        });
    }

    fn get_document(&self) -> Handle {
        self.nameless()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
        self.asked.replace(Some(Rc::clone(target)));
        target.name.expanded()
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> Handle {
        let contents = flags.template.then(|| self.nameless());
        let is_type = |a: &&Attribute| &*a.name.local == "type";
        let script_type = attributes.iter().find(is_type).filter(|_| &*name.local == "script");
        let is_json = script_type
            .is_some_and(|a| JSON_TYPES.contains(&a.value.trim().to_ascii_lowercase().as_str()));
        let node = self.node(name, contents);
        if is_json {
            self.json.borrow_mut().push(Rc::clone(&node));
        }
        node
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        self.nameless()
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        self.nameless()
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        match child {
            NodeOrText::AppendText(text) => parent.content.borrow_mut().push_str(&text),
            NodeOrText::AppendNode(node) => {
                node.depth.set(parent.depth.get() + 1);
                self.depth.set(self.depth.get().max(node.depth.get()));
            }
        }
    }

    fn append_based_on_parent_node(&self, _: &Handle, _: &Handle, _: NodeOrText<Handle>) {}

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {
        self.has_doctype.set(true);
    }

    fn get_template_contents(&self, target: &Handle) -> Handle {
        target.contents.clone().unwrap_or_else(|| self.nameless())
    }

    fn same_node(&self, a: &Handle, b: &Handle) -> bool {
        Rc::ptr_eq(a, b)
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, _: &Handle, _: NodeOrText<Handle>) {}

    fn add_attrs_if_missing(&self, _: &Handle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, _: &Handle) {}

    fn reparent_children(&self, _: &Handle, _: &Handle) {}
}

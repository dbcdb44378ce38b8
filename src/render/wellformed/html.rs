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
    // The parser tells lines only. Nearly all documents are sound: the column is looked for when there is one to tell.
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
        tree_builder: TreeBuilderOpts { exact_errors: true, ..Default::default() },
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
    if let Some((at, message)) = sink.error.borrow_mut().take() {
        let unclosed_tag = unclosed(&message).and_then(|_| text.get(..at)?.rfind('<'));
        let at = unclosed_tag.unwrap_or(at);
        return Err(malformed(text, at, explain(&message)));
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

/// The parser's words, where they are about its own states and types, in those of the file.
fn explain(message: &str) -> String {
    if message.ends_with("in insertion mode Initial") || message.starts_with("Bad DOCTYPE") {
        return "the document does not begin with `<!DOCTYPE html>`".to_owned();
    }
    if let Some(name) = unclosed(message) {
        return format!("`<{name}>` is not closed");
    }
    if message.starts_with("DOCTYPE in insertion mode") {
        return "a second `<!DOCTYPE>`".to_owned();
    }
    if let Some(token) = message.strip_prefix("Unexpected token ") {
        return unexpected(token);
    }
    match message {
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
        _ => lower_case(&message.replace(char::is_control, "\u{fffd}")),
    }
}

fn unexpected(token: &str) -> String {
    let name = token.split("Atom(\\'").nth(1).and_then(|rest| rest.split('\\').next());
    match name {
        Some(name) if token.contains("kind: EndTag") => format!("`</{name}>` is not allowed here"),
        Some(name) => format!("`<{name}>` is not allowed here"),
        None if token.contains("EOF") => {
            "the file ends within something that is not closed".to_owned()
        }
        None => "something is not allowed here".to_owned(),
    }
}

/// The name of the element that is open when the file ends.
fn unclosed(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("Unexpected open tag ")?.strip_suffix(" at end of body")?;
    rest.rsplit(':').next()
}

type Handle = Rc<Node>;

/// A node: as much as the parser asks for.
struct Node {
    name: QualName,
    /// How many elements it stands in.
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
    error: RefCell<Option<(usize, String)>>,
    /// The greatest depth of a node so far.
    depth: Cell<usize>,
    json: RefCell<Vec<Handle>>,
    /// Elements that are not closed, and those that need no closing.
    open: RefCell<Vec<Handle>>,
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

    /// Behind the start tag of the innermost open element of that name.
    fn behind_open(&self, name: &str) -> Option<usize> {
        let open = self.open.borrow();
        open.iter().rev().find(|node| &*node.name.local == name).map(|node| node.starts_at)
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
        self.error.borrow_mut().get_or_insert_with(|| {
            // It shows at the end of the file, but it is about a tag before.
            let at = unclosed(&message).and_then(|name| self.behind_open(name));
            (at.unwrap_or(self.at.get()), message.into_owned())
        });
    }

    fn get_document(&self) -> Handle {
        self.nameless()
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> ExpandedName<'a> {
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
        self.open.borrow_mut().push(Rc::clone(&node));
        if is_json {
            self.json.borrow_mut().push(Rc::clone(&node));
        }
        node
    }

    fn pop(&self, node: &Handle) {
        let mut open = self.open.borrow_mut();
        if let Some(index) = open.iter().rposition(|other| Rc::ptr_eq(other, node)) {
            open.remove(index);
        }
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

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

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

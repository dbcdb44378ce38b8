//! What the values of sections are, as `x-rebadge` says: files are read, names looked up, times and texts written in the form
//! that templates get.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use super::assets::Assets;
use super::document;
use super::lists::{Lists, ids_in};
use super::relations::{Named as NamedPart, Related, relate};
use super::text::check_language;
use super::{Asset, AssetFile, Host, Tenant};
use crate::address;
use crate::base::{Base, Bound, Is, Links, Near, Of, Section, Use, Word, seconds, target, word};
use crate::documents::Document;
use crate::menu::{LabelTexts, label_of};
use crate::secret;
use rebadge_art::vector::Fonts;
use rebadge_core::diagnostic::{Code, Diagnostic, SUGGESTED, did_you_mean};
use rebadge_core::document::{Kind, Node};
use rebadge_core::fields::{Fields, Findings};
use rebadge_core::source::{Place, Sourced};

/// What words are understood with.
pub(super) struct Context<'a> {
    pub(super) base: &'a Base,
    pub(super) tenant: &'a Tenant,
    pub(super) assets: &'a Assets<'a>,
    pub(super) fonts: &'a Fonts,
    pub(super) lists: &'a Lists<'a>,
    pub(super) findings: &'a Findings,
}

/// What sections name.
#[derive(Default)]
pub(super) struct Named {
    pub(super) assets: Vec<Asset>,
    pub(super) hosts: Vec<Host>,
    /// Documents, and names of what is in them: held against each other once all are read.
    documents: Vec<Related>,
    parts: Vec<NamedPart>,
}

/// How deep a section is followed: a schema may refer to itself.
const DEPTH: usize = 32;

/// One level of the way to a value.
#[derive(Clone)]
struct Step {
    /// A key, or an index.
    at: String,
    /// The key, or the id of an item.
    name: String,
}

/// One section.
struct Walk<'a> {
    context: &'a Context<'a>,
    section: &'a Section,
    name: &'a str,
    /// The section as it is written, with its defaults.
    written: &'a Value,
    /// Where what has no place of its own is said.
    place: &'a Place,
    named: &'a mut Named,
    path: Vec<Step>,
}

/// A value with its schema, and where it is written.
#[derive(Clone, Copy)]
struct At<'a> {
    schema: &'a Value,
    node: Option<&'a Node>,
    depth: usize,
}

/// Follows the words of all sections, and puts what they make of values in their place.
pub(super) fn follow(
    context: &Context<'_>,
    fields: &Fields<'_>,
    sections: &mut BTreeMap<String, Value>,
) -> Named {
    let mut named = Named::default();
    for (name, value) in sections {
        let known = context.base.sections.get(name).filter(|section| section.has_words());
        let Some(section) = known else { continue };
        let written = value.clone();
        let (path, place, named) = (Vec::new(), fields.place(), &mut named);
        let mut walk = Walk { context, section, name, written: &written, place, named, path };
        let node = fields.node(name);
        walk.value(At { schema: section.schema(), node, depth: DEPTH }, value);
    }
    relate(&named.documents, &named.parts, context.findings);
    named
}

impl<'a> Walk<'a> {
    fn value(&mut self, at: At<'a>, value: &mut Value) {
        let schema = target(self.section.schema(), at.schema);
        let Some(depth) = at.depth.checked_sub(1) else { return };
        let of = |schema, node| At { schema, node, depth };
        for key in ["allOf", "anyOf", "oneOf"] {
            for schema in schema.get(key).and_then(Value::as_array).into_iter().flatten() {
                self.value(of(schema, at.node), value);
            }
        }
        match value {
            Value::Array(items) => {
                let Some(schema) = schema.get("items") else { return };
                let nodes = match at.node.map(|node| &node.kind) {
                    Some(Kind::Array(nodes)) => nodes.as_slice(),
                    _ => &[],
                };
                for (index, item) in items.iter_mut().enumerate() {
                    let id = item.get("id").and_then(Value::as_str).map(str::to_owned);
                    let at = index.to_string();
                    self.path.push(Step { name: id.unwrap_or_else(|| at.clone()), at });
                    self.value(of(schema, nodes.get(index)), item);
                    self.path.pop();
                }
            }
            Value::Object(map) => {
                for (key, inner) in map {
                    let own = schema.get("properties").and_then(|all| all.get(key));
                    let Some(schema) = own.or_else(|| schema.get("additionalProperties")) else {
                        continue;
                    };
                    self.path.push(Step { at: key.clone(), name: key.clone() });
                    self.value(of(schema, child(at.node, key)), inner);
                    self.path.pop();
                }
            }
            _ => {}
        }
        if let Some(Ok(word)) = word(schema).or_else(|| word(at.schema)) {
            self.word(&word, at.node, value);
        }
    }

    fn word(&mut self, word: &Word, node: Option<&Node>, value: &mut Value) {
        word.bounds.iter().for_each(|bound| self.bound(bound, node, value));
        let Some(is) = &word.is else { return };
        if let (Is::Text { max }, true) = (is, value.is_string() || value.is_object()) {
            return self.text(*max, node, value);
        }
        let Some(text) = value.as_str().map(str::to_owned) else { return };
        // An empty text stands for none.
        if text.is_empty() {
            return;
        }
        match is {
            Is::Asset(files) => {
                self.file(node, |reader, name| document::asset(reader, name, files))
            }
            Is::Document { checker, files, links } => {
                let mut read = None;
                self.file(node, |reader, name| {
                    let (file, document) = document::document(reader, name, files, checker)?;
                    read = Some(document);
                    Some(file)
                });
                self.document((checker, links), &text, read);
            }
            Is::Part { part, of } => {
                let at = self.way(of).unwrap_or_default();
                let place = node.map_or(self.place, |node| &node.place).clone();
                let named = NamedPart { key: self.key(), at, part: *part, name: text, place };
                self.named.parts.push(named);
            }
            Is::Icon { place } => self.icon(&text, node, place.as_deref()),
            Is::Role => self.known("role", &text, node, &self.context.lists.roles),
            Is::Id(of) => {
                let all = match of {
                    Of::Key(keys) => self.context.lists.ids(keys),
                    Of::Near(near) => {
                        let list = self.near(near).map(ids_in).unwrap_or_default();
                        Rc::new(list.into_iter().map(|(id, _)| id).collect())
                    }
                };
                self.known("id", &text, node, &all);
            }
            Is::Host(uses) => self.host(&text, node, uses),
            Is::Secret => {
                let place = node.map_or(self.place, |node| &node.place);
                self.context.findings.extend(secret::refused(&self.key(), place));
            }
            Is::Duration => match seconds(&text) {
                Some(seconds) => *value = seconds.into(),
                None => {
                    let message = format!("`{}` takes a time, not `{text}`", self.key());
                    let help = "write such as `90 s`, `15 min`, `8 h`, `30 d`, or `0`";
                    self.say(node, message, help);
                }
            },
            Is::Text { .. } => {}
        }
    }

    /// The key of the value, joined by dots.
    fn key(&self) -> String {
        self.keys().join(".")
    }

    fn keys(&self) -> Vec<String> {
        let steps = self.path.iter().map(|step| step.name.clone());
        [self.name.to_owned()].into_iter().chain(steps).collect()
    }

    fn say(&self, node: Option<&Node>, message: String, help: &str) {
        let place = node.map_or(self.place, |node| &node.place);
        let help = (!help.is_empty()).then(|| help.to_owned());
        self.context.findings.add(Diagnostic::at(Code::Section, place, message).maybe_help(help));
    }

    fn known(&self, what: &str, text: &str, node: Option<&Node>, all: &[String]) {
        if !all.iter().any(|known| known == text) {
            let is_read = self.context.findings.count() < SUGGESTED;
            let help = is_read.then(|| did_you_mean(text, all.iter().map(String::as_str)));
            let help = help.flatten().unwrap_or_default();
            self.say(node, format!("`{}`: there is no {what} `{text}`", self.key()), &help);
        }
    }

    /// The keys and indexes from the theme's root of what a pointer from the value leads to.
    fn way(&self, near: &Near) -> Option<Vec<String>> {
        let left = self.path.len().checked_sub(near.up)?;
        let keys = self.path[..left].iter().map(|step| &step.at).chain(&near.keys);
        Some([self.name.to_owned()].iter().chain(keys).cloned().collect())
    }

    /// What a pointer from the value leads to.
    fn near(&self, near: &Near) -> Option<&'a Value> {
        let mut value = self.written;
        for key in self.way(near)?.iter().skip(1) {
            value = match value {
                Value::Array(items) => items.get(key.parse::<usize>().ok()?)?,
                other => other.get(key)?,
            };
        }
        Some(value)
    }

    fn bound(&self, bound: &Bound, node: Option<&Node>, value: &Value) {
        let other = self.near(&bound.of);
        let (Some(own), Some(than)) = (amount(value), other.and_then(amount)) else { return };
        if !bound.by.holds(own, than) {
            let shown = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
            let message = format!(
                "`{}` is {}, it must be {} {} (`{}`)",
                self.key(),
                shown(value),
                bound.by.name().replace('-', " "),
                other.map(shown).unwrap_or_default(),
                bound.of.keys.join("."),
            );
            self.say(node, message, "change one of the two");
        }
    }

    fn text(&self, max: Option<usize>, node: Option<&Node>, value: &mut Value) {
        let (tenant, findings) = (self.context.tenant, self.context.findings);
        let Some(node) = node else {
            // A default of the schema.
            if let Some(text) = value.as_str() {
                let all = tenant.languages.iter().map(|name| (name.clone(), text.into()));
                *value = Value::Object(all.collect());
            }
            return;
        };
        let Some(label) = label_of(node, &self.key(), findings) else { return };
        if let LabelTexts::ByLanguage(texts) = &label.texts {
            for (language, text) in texts {
                check_language(language, text, self.context.base, findings);
            }
        }
        let mut all = serde_json::Map::new();
        for language in &tenant.languages {
            match label.text(language) {
                Some(text) => {
                    all.insert(language.clone(), text.value.clone().into());
                }
                None => {
                    let message = format!("`{}` has no text in `{language}`", self.key());
                    let problem = Diagnostic::at(Code::LabelMissing, &label.place, message);
                    findings.add(problem.help(format!("add `{language} = \"…\"`")));
                }
            }
        }
        let mut texts: Vec<&Sourced<String>> =
            tenant.languages.iter().filter_map(|language| label.text(language)).collect();
        // One text for all languages is said once.
        texts.dedup();
        texts.into_iter().for_each(|text| self.check_text(text, max));
        *value = Value::Object(all);
    }

    fn check_text(&self, text: &Sourced<String>, max: Option<usize>) {
        let Some(place) = text.place() else { return };
        let (key, findings) = (self.key(), self.context.findings);
        if text.value.trim().is_empty() || text.value.contains(char::is_control) {
            let message = format!("`{key}` is empty or has a control character");
            let problem = Diagnostic::at(Code::Text, place, message);
            return findings.add(problem.help("write a short text"));
        }
        let width = text.value.width();
        if let Some(max) = max.filter(|max| width > *max) {
            let message = format!("`{key}` takes {width} columns, {max} fit");
            let problem = Diagnostic::at(Code::LabelTooLong, place, message);
            findings.add(problem.help("shorten it; a Chinese character takes two columns"));
        }
    }

    fn host(&mut self, text: &str, node: Option<&Node>, uses: &[Use]) {
        let schemes: &[&str] =
            if uses.contains(&Use::Connect) { &["https", "wss"] } else { &["https"] };
        match address::origin(text, schemes) {
            Ok(origin) => {
                let (uses, key) = (uses.to_vec(), self.key());
                self.named.hosts.push(Host { origin, uses, key });
            }
            Err(reason) => {
                let message = format!("`{}` {reason}: `{text}`", self.key());
                self.say(node, message, "write such as `https://id.acme.example`");
            }
        }
    }

    fn icon(&mut self, text: &str, node: Option<&Node>, place: Option<&str>) {
        let base = self.context.base;
        let icon = match (base.icons.get(text), node) {
            (Some(icon), Some(node)) => {
                Some(Sourced::written(Arc::clone(icon), node.place.clone()))
            }
            (Some(icon), None) => Some(Sourced::derived(Arc::clone(icon), "the base client's")),
            (None, Some(node)) if text.contains(['/', '.']) => {
                let name = Sourced::written(text.to_owned(), node.place.clone());
                let image = self.context.assets.image(&name, self.context.fonts);
                image.map(|image| name.map(|_| image))
            }
            (None, _) => {
                let names: Vec<String> = base.icons.keys().cloned().collect();
                let help = did_you_mean(text, names.iter().map(String::as_str));
                let help =
                    help.unwrap_or_else(|| "name a file of the theme with its ending".into());
                let message =
                    format!("`{}`: the base client's set has no icon `{text}`", self.key());
                self.say(node, message, &help);
                None
            }
        };
        if let Some(icon) = icon {
            self.add(AssetFile::Image(icon), place);
        }
    }

    fn file(
        &mut self,
        node: Option<&Node>,
        read: impl FnOnce(&document::Reader<'_>, &Sourced<String>) -> Option<AssetFile>,
    ) {
        let Some(node) = node else {
            return self.say(None, format!("`{}`: a default names no file", self.key()), "");
        };
        let Kind::String(text) = &node.kind else { return };
        let name = Sourced::written(text.clone(), node.place.clone());
        let key = self.key();
        let Context { assets, fonts, findings, .. } = self.context;
        let reader = document::Reader { key: &key, assets, fonts, findings, section: self.section };
        if let Some(file) = read(&reader, &name) {
            self.add(file, None);
        }
    }

    fn document(
        &mut self,
        (checker, links): (&str, &Links),
        name: &str,
        document: Option<Document>,
    ) {
        let known = |near: &Option<Near>| near.as_ref().and_then(|near| self.near(near)).cloned();
        let file = name.rsplit('/').next().unwrap_or_default().to_owned();
        let (hosts, data) = (known(&links.hosts), known(&links.data));
        let texts = links.texts.as_ref().and_then(|near| self.near(near)).map(ids_in);
        let texts = texts.into_iter().flatten().map(|(id, _)| id).collect();
        let at = self.way(&Near { up: 0, keys: Vec::new() }).unwrap_or_default();
        let (checker, links, key) = (checker.to_owned(), links.clone(), self.keys());
        self.named.documents.push(Related {
            key,
            at,
            checker,
            links,
            file,
            hosts,
            data,
            texts,
            document,
        });
    }

    fn add(&mut self, file: AssetFile, place: Option<&str>) {
        let steps = self.path.iter().map(|step| step.at.clone());
        let at = [self.name.to_owned()].into_iter().chain(steps).collect();
        let painted = place.map(str::to_owned);
        self.named.assets.push(Asset { key: self.keys(), at, file, painted });
    }
}

/// The value of a key of a table as it is written.
fn child<'a>(node: Option<&'a Node>, key: &str) -> Option<&'a Node> {
    match &node?.kind {
        Kind::Table(table) => table.get(key).map(|entry| &entry.value),
        _ => None,
    }
}

/// A number, or the seconds of a time.
fn amount(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => seconds(text).map(|seconds| seconds as f64),
        other => other.as_f64(),
    }
}

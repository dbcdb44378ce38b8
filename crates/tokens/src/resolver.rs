//! Resolver files (Resolver module 2025.10): which files apply in which scheme.

use std::path::Path;

use super::flat::Layer;
use super::json::{self, File};
use super::names::scheme_in;
use super::views::{Named, View};
use rebadge_art::color::Scheme;
use rebadge_core::diagnostic::{Code, Diagnostic, did_you_mean};
use rebadge_core::document::Node;
use rebadge_core::fields::Findings;
use rebadge_core::fs;
use rebadge_core::source::Place;

/// Reads the files that a resolver refers to. Each is in the resolver's folder, or below.
pub(super) fn referred(resolver: &File, findings: &Findings) -> Vec<Named> {
    let folder = resolver.source.path.parent().unwrap_or(Path::new("")).to_owned();
    let mut wanted = Vec::new();
    references(&resolver.root, &mut wanted);
    wanted.sort_by(|a, b| a.0.cmp(&b.0));
    wanted.dedup_by(|a, b| a.0 == b.0);
    let mut read = Vec::new();
    for (name, place) in wanted {
        let problem = |code, message| Diagnostic::at(code, &place, message);
        if name.contains("://") {
            let problem = problem(Code::AssetPath, format!("`{name}` is not on this machine"));
            findings.add(problem.help("fetch it, and name the file"));
            continue;
        }
        match fs::inside(&folder, &name) {
            Ok(path) if !fs::exists(&path) => {
                let message = format!("there is no file `{}`", path.display());
                findings.add(problem(Code::AssetMissing, message));
            }
            Ok(path) => read.extend(json::read(&path, findings).map(|file| (name, file))),
            Err(stray) => {
                let problem =
                    problem(Code::AssetPath, format!("the path `{name}` {}", stray.reason()));
                findings.add(problem.help("move the file into the resolver's folder"));
            }
        }
    }
    read
}

/// The files that sources and contexts refer to.
fn references(root: &Node, wanted: &mut Vec<(String, Place)>) {
    for sources in source_lists(root) {
        for source in sources.items() {
            if let Some((text, node)) =
                source.get("$ref").and_then(|node| Some((node.text()?, node)))
                && !text.starts_with('#')
            {
                wanted.push((text.to_owned(), node.place.clone()));
            }
        }
    }
}

/// Every list of sources in a resolver.
fn source_lists(root: &Node) -> Vec<&Node> {
    let mut lists = Vec::new();
    let inline = root.get("resolutionOrder").map(Node::items).unwrap_or_default();
    let named = ["sets", "modifiers"].iter().filter_map(|name| root.get(name));
    let named = named.flat_map(|group| group.entries().iter().map(|member| &member.value));
    for part in named.chain(inline) {
        lists.extend(part.get("sources"));
        let contexts = part.get("contexts").map(Node::entries).unwrap_or_default();
        lists.extend(contexts.iter().map(|member| &member.value));
    }
    lists
}

/// The views of a resolver.
pub(super) fn views<'a>(
    file: &'a File,
    referred: &'a [Named],
    findings: &Findings,
) -> Vec<View<'a>> {
    Resolver { referred, file, findings }.views()
}

/// A resolver file.
struct Resolver<'a, 'f> {
    referred: &'a [Named],
    file: &'a File,
    findings: &'f Findings,
}

impl<'a> Resolver<'a, '_> {
    /// A view for each scheme that is a context of a modifier; of other modifiers the default counts.
    fn views(&self) -> Vec<View<'a>> {
        let root = &self.file.root;
        if let Some(version) =
            root.get("version").filter(|version| version.text() != Some("2025.10"))
        {
            self.say(Code::Token, version, "a resolver of another version than `2025.10`", None);
        }
        let order = root.get("resolutionOrder").map(Node::items).unwrap_or_default();
        let modifiers = order.iter().filter_map(|item| self.part(item));
        let contexts = modifiers.filter_map(|part| part.get("contexts"));
        let mut schemes: Vec<Option<Scheme>> = Vec::new();
        if let Some(contexts) = contexts.clone().find(|contexts| !schemes_of(contexts).is_empty()) {
            schemes.extend(schemes_of(contexts).into_iter().map(Some));
        }
        if schemes.is_empty() {
            schemes.push(None);
        }
        let view = |scheme| {
            let mut layers = Vec::new();
            for item in order {
                self.layers(item, scheme, &mut layers, 0);
            }
            View { scheme, layers }
        };
        schemes.into_iter().map(view).collect()
    }

    /// The set or modifier that an item of the order is, or refers to.
    fn part(&self, item: &'a Node) -> Option<&'a Node> {
        let Some(reference) = item.get("$ref") else {
            return Some(item);
        };
        let parts: Vec<&str> = reference.text()?.strip_prefix("#/")?.split('/').collect();
        self.file.root.at(&parts)
    }

    fn layers(
        &self,
        item: &'a Node,
        scheme: Option<Scheme>,
        layers: &mut Vec<Layer<'a>>,
        depth: usize,
    ) {
        let Some(part) = self.part(item).filter(|_| depth < 8) else {
            let names = self.names();
            let text = item.get("$ref").and_then(Node::text).unwrap_or_default();
            let help = did_you_mean(text, names.iter().map(String::as_str));
            return self.say(
                Code::TokenAlias,
                item,
                &format!("the resolver has no `{text}`"),
                help,
            );
        };
        let contexts = part.get("contexts").map(Node::entries).unwrap_or_default();
        let sources = match (part.get("sources"), contexts) {
            (Some(sources), _) => sources,
            (None, []) => {
                return self.say(Code::Token, part, "neither `sources` nor `contexts`", None);
            }
            (None, contexts) => {
                let default = part.get("default").and_then(Node::text);
                let named = |name: &str| contexts.iter().find(|context| context.key == name);
                let own = scheme.and_then(|scheme| context_of(part.get("contexts")?, scheme));
                let context = own.and_then(named).or_else(|| default.and_then(named));
                &context.unwrap_or(&contexts[0]).value
            }
        };
        for source in sources.items() {
            match source.get("$ref").and_then(Node::text) {
                Some(text) if text.starts_with('#') => {
                    self.layers(source, scheme, layers, depth + 1)
                }
                Some(text) => {
                    let mut read = self.referred.iter();
                    let file = read.find(|(name, _)| name == text).map(|(_, file)| file);
                    layers.extend(file.map(|file| Layer { file, node: &file.root }));
                }
                None => layers.push(Layer { file: self.file, node: source }),
            }
        }
    }

    /// The pointers that a resolver's parts have.
    fn names(&self) -> Vec<String> {
        let parts = |group: &str| {
            let members = self.file.root.get(group).map(Node::entries).unwrap_or_default();
            members.iter().map(|member| format!("#/{group}/{}", member.key)).collect::<Vec<_>>()
        };
        ["sets", "modifiers"].into_iter().flat_map(parts).collect()
    }

    fn say(&self, code: Code, node: &Node, message: &str, help: Option<String>) {
        let place = &node.place;
        self.findings.add(Diagnostic::at(code, place, message).maybe_help(help));
    }
}

/// The context of a scheme: the one of its very name, or else the first that is named after it.
fn context_of(contexts: &Node, scheme: Scheme) -> Option<&str> {
    let names = || contexts.entries().iter().map(|member| member.key.as_str());
    let exact = names().find(|name| name.eq_ignore_ascii_case(scheme.name()));
    exact.or_else(|| names().find(|name| scheme_in(name) == Some(scheme)))
}

fn schemes_of(contexts: &Node) -> Vec<Scheme> {
    Scheme::ALL.into_iter().filter(|scheme| context_of(contexts, *scheme).is_some()).collect()
}

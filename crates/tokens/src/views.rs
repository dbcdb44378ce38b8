//! Views: the tokens that apply in each scheme, from a file per mode, groups in one file, contexts of a resolver, or
//! sets of Tokens Studio.

use std::path::{Path, PathBuf};

use super::flat::Layer;
use super::json::{self, File};
use super::names::scheme_in;
use super::{resolver, studio};
use rebadge_art::color::Scheme;
use rebadge_core::diagnostic::{Code, Diagnostic};
use rebadge_core::document::Node;
use rebadge_core::fields::Findings;
use rebadge_core::fs;
use rebadge_core::source::{Place, Source};

/// The tokens of one scheme, or of no scheme in particular.
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) scheme: Option<Scheme>,
    pub(super) layers: Vec<Layer<'a>>,
}

/// A file with its name: that of a set, or its path from the resolver's folder.
pub(super) type Named = (String, File);

/// The files that were named, and those that they name.
#[derive(Debug)]
pub(super) struct Files {
    named: Vec<Named>,
    /// What a resolver refers to.
    referred: Vec<Named>,
}

/// Reads files, folders of sets, and what resolvers refer to.
pub(super) fn read(paths: &[PathBuf], findings: &Findings) -> Files {
    let mut named = Vec::new();
    for path in paths {
        if fs::is_folder(path) {
            read_folder(path, &mut named, findings)
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            named.extend(json::read(path, findings).map(|file| (name, file)));
        }
    }
    let resolver = resolver_of(&named);
    let referred = resolver.map(|file| resolver::referred(file, findings)).unwrap_or_default();
    Files { named, referred }
}

/// Every JSON file below a folder; the name of a set is its path.
fn read_folder(folder: &Path, files: &mut Vec<Named>, findings: &Findings) {
    let found = match fs::files_below(folder) {
        Ok(found) => found,
        Err(error) => {
            let place = Place::file(&Source::new(folder, String::new()));
            return findings.add(Diagnostic::at(Code::File, &place, error.to_string()));
        }
    };
    for file in found.into_iter().filter(|file| !file.is_link && file.name.ends_with(".json")) {
        files.extend(json::read(&file.path, findings).map(|read| (file.name, read)));
    }
}

fn resolver_of(named: &[Named]) -> Option<&File> {
    named.iter().map(|(_, file)| file).find(|file| file.root.get("resolutionOrder").is_some())
}

impl Files {
    /// The first file that was named: where what concerns all is said.
    pub(super) fn first(&self) -> Option<&File> {
        self.named.first().map(|(_, file)| file)
    }

    /// The views of all files together.
    pub(super) fn views(&self, findings: &Findings) -> Vec<View<'_>> {
        if let Some(file) = resolver_of(&self.named) {
            let rest = self.named.iter().map(|(_, file)| file);
            let rest = rest.filter(|other| !std::ptr::eq(*other, file));
            let mut views = resolver::views(file, &self.referred, findings);
            for view in &mut views {
                view.layers.extend(rest.clone().map(|file| Layer { file, node: &file.root }));
            }
            return views;
        }
        studio::views(&self.named).unwrap_or_else(|| {
            let parts = self.named.iter().map(|(name, file)| Part {
                scheme: mode_of(name, file),
                layer: Layer { file, node: &file.root },
            });
            views_of(&parts.collect::<Vec<_>>())
        })
    }
}

/// A part of what was read, with its mode.
pub(super) struct Part<'a> {
    pub(super) scheme: Option<Scheme>,
    pub(super) layer: Layer<'a>,
}

/// The mode of a file: Figma writes it down, others name the file after it.
fn mode_of(name: &str, file: &File) -> Option<Scheme> {
    let extensions = file.root.get("$extensions");
    let figma = extensions.and_then(|node| {
        node.get("com.figma.modeName").or_else(|| node.at(&["com.figma", "modeName"]))
    });
    figma
        .and_then(Node::text)
        .and_then(scheme_in)
        .or_else(|| scheme_in(name.trim_end_matches(".json")))
}

/// One view for each scheme that a part is for, with all parts that are for none; or one of no scheme.
pub(super) fn views_of<'a>(parts: &[Part<'a>]) -> Vec<View<'a>> {
    let view = |scheme: Option<Scheme>| {
        let counts = |part: &&Part<'a>| part.scheme.is_none() || part.scheme == scheme;
        View { scheme, layers: parts.iter().filter(counts).map(|part| part.layer).collect() }
    };
    let has = |scheme: &Scheme| parts.iter().any(|part| part.scheme == Some(*scheme));
    let schemes: Vec<Scheme> = Scheme::ALL.into_iter().filter(has).collect();
    if schemes.is_empty() {
        vec![view(None)]
    } else {
        schemes.into_iter().map(|scheme| view(Some(scheme))).collect()
    }
}

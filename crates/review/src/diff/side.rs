//! One side of a comparison: a theme that was rendered in memory, or a package that was opened.

use std::collections::BTreeMap;

use rebadge_art::vector::Fonts;
use rebadge_bundle::Tree;
use rebadge_core::error::Error;
use rebadge_core::output_path::OutputPath;
use rebadge_package::package::{Listed, Opened};
use rebadge_theme::listing::Value;

/// One side.
#[derive(Debug)]
pub struct Side {
    /// What it is, for people: its path and kind.
    pub label: String,
    /// The tenant's name, where it is known.
    pub tenant: Option<String>,
    /// The base client's id and version, where they are known.
    pub base: Option<String>,
    /// The theme in its own words, where it is known.
    pub theme: Option<Vec<(String, Value)>>,
    /// What to know of this side before it is compared.
    pub notes: Vec<String>,
    /// Its files.
    pub kind: Kind,
}

impl Kind {
    /// Whether it has no files: a template for other themes.
    pub(super) fn is_template(&self) -> bool {
        matches!(self, Kind::Template)
    }
}

/// Where the files of a side are.
#[derive(Debug)]
pub enum Kind {
    /// In memory, but for those of the base client.
    Theme {
        /// Every output.
        tree: Tree,
        /// The fonts for text in its vectors.
        fonts: Fonts,
    },
    /// Nowhere: it is a theme that builds no package.
    Template,
    /// In a package.
    Package(Box<Opened>),
}

impl Side {
    /// A package as a side. Whatever its manifest lacks or has wrong becomes a note.
    pub fn package(opened: Opened) -> Side {
        let path = opened.bundle.path.display();
        let mut notes = opened.warnings();
        let recorded = opened.recorded.as_ref();
        match recorded {
            None => notes.push(format!("`{path}` has no manifest, only files are compared")),
            Some(recorded) if recorded.theme.is_none() => notes.push(format!(
                "the manifest of `{path}` does not hold the theme, only files are compared"
            )),
            Some(_) => {}
        }
        Side {
            label: format!("{path} (package)"),
            tenant: recorded.map(|recorded| recorded.tenant.clone()),
            base: recorded.map(|recorded| recorded.base.clone()),
            theme: recorded.and_then(|recorded| recorded.theme.clone()),
            notes,
            kind: Kind::Package(Box::new(opened)),
        }
    }

    /// Every file with its size and digest.
    pub(super) fn entries(&self) -> BTreeMap<OutputPath, Listed> {
        match &self.kind {
            Kind::Package(opened) => opened.bundle.files.clone(),
            Kind::Template => BTreeMap::new(),
            Kind::Theme { tree, .. } => {
                let listed = tree.iter().map(|(path, output)| {
                    let (size, sha256) = (output.size, output.sha256.clone());
                    (path.clone(), Listed { size, sha256, mode: Some(output.mode) })
                });
                listed.collect()
            }
        }
    }

    /// The bytes of a file that [`Side::entries`] names.
    pub(super) fn bytes(&mut self, path: &OutputPath) -> Result<Vec<u8>, Error> {
        match &mut self.kind {
            Kind::Package(opened) => opened.bytes(path),
            Kind::Template => Ok(Vec::new()),
            Kind::Theme { tree, .. } => match tree.get(path) {
                Some(output) => output.read().map(|bytes| bytes.to_vec()),
                None => Ok(Vec::new()),
            },
        }
    }

    /// The fonts for text in vectors: the theme's, or those in the package.
    pub(super) fn fonts(&mut self) -> Result<Fonts, Error> {
        if let Kind::Theme { fonts, .. } = &self.kind {
            return Ok(fonts.clone());
        }
        let is_font = |path: &OutputPath| {
            let name = path.as_str().to_ascii_lowercase();
            name.ends_with(".ttf") || name.ends_with(".otf")
        };
        let paths: Vec<OutputPath> = self.entries().into_keys().filter(is_font).collect();
        let files = paths.iter().map(|path| self.bytes(path)).collect::<Result<Vec<_>, _>>()?;
        Ok(Fonts::new(files))
    }
}

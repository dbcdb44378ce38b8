//! Drawings that the untouched bundle labels with the old name, looked for in a package: a label may have changed there, and the
//! drawing have stayed.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::bundle::Entry;
use crate::foreign::marks::labelled::{Drawn, Finder, Search};
use crate::foreign::siblings;
use crate::output_path::OutputPath;

/// What the bundle labels.
#[derive(Default)]
pub(super) struct Drawings {
    /// The label of each drawing that is in a file, and how it begins.
    here: Vec<(String, String)>,
    finder: Finder,
    /// SHA-256 of a picture → its label.
    files: BTreeMap<String, String>,
}

/// A labelled drawing that a package still has.
pub(super) struct Left {
    pub(super) label: String,
    pub(super) offset: usize,
    /// How it begins; empty for a file.
    pub(super) begins: String,
}

impl Drawings {
    /// Looks through the files of a bundle for drawings with one of these names.
    pub(super) fn new(names: &[String], entries: &BTreeMap<OutputPath, Entry>) -> Drawings {
        let search = Search::new(names);
        let is_there =
            |path: &str| OutputPath::new(path).is_ok_and(|path| entries.contains_key(&path));
        let labelled = entries.par_iter().filter(|(_, entry)| entry.target().is_none());
        let labelled = labelled.flat_map_iter(|(path, entry)| {
            let found = entry.read().map(|bytes| {
                let opened = siblings::opened(path.as_str(), &bytes, &is_there);
                search.in_file(opened.name, &opened.content)
            });
            // What cannot be read is told where the bundle is opened.
            found.unwrap_or_default().into_iter().map(|one| (one.drawn, one.label))
        });
        let labelled: BTreeMap<Drawn, String> = labelled.collect();
        let (mut here, mut names) = (Vec::new(), BTreeMap::new());
        for (drawn, label) in labelled {
            match drawn {
                Drawn::Here(begins) => here.push((label, begins)),
                Drawn::File(name) => drop(names.insert(name, label)),
            }
        }
        let files = entries.iter().filter_map(|(path, entry)| {
            Some((entry.sha256.clone(), names.get(path.file_name())?.clone()))
        });
        let begins: Vec<String> = here.iter().map(|(_, begins)| begins.clone()).collect();
        let finder = Finder::new(&begins);
        Drawings { files: files.collect(), here, finder }
    }

    /// Those that a file of a package has: each once for each place.
    pub(super) fn left(&self, sha256: &str, bytes: &[u8]) -> Vec<Left> {
        let whole = self.files.get(sha256).map(|label| Left {
            label: label.clone(),
            offset: 0,
            begins: String::new(),
        });
        let inner = self.finder.find(bytes).into_iter().map(|(number, offset)| {
            let (label, begins) = &self.here[number];
            Left { label: label.clone(), offset, begins: begins.clone() }
        });
        whole.into_iter().chain(inner).collect()
    }
}

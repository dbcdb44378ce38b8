//! Trees for the tests of containers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::container::{Container, pack, prepare};
use crate::time::FileTime;
use crate::tree::{Entry, Shared, Tree};
use rebadge_core::digest::sha256;
use rebadge_core::fs::{Durability, Mode, Scratch};
use rebadge_core::output_path::OutputPath;

/// A tree of files that hold their own names; those that end in `.sh` may be run. `a -> b` is a link.
pub(crate) fn tree(shared: &[&str], own: &[&str]) -> Tree {
    let mut tree = Tree::of_shared(&Arc::new(Shared::new(entries(shared))));
    for (path, entry) in entries(own) {
        tree.insert(path, entry);
    }
    tree
}

fn entries(names: &[&str]) -> BTreeMap<OutputPath, Entry> {
    let entry = |name: &&str| {
        if let Some((name, target)) = name.split_once(" -> ") {
            let path = OutputPath::new(name).unwrap();
            let bytes = Arc::new(target.as_bytes().to_vec());
            return (path.clone(), Entry::of_bytes(&path, bytes, Mode::Link));
        }
        let path = OutputPath::new(name).unwrap();
        let bytes = Arc::new(name.repeat(9).into_bytes());
        let mode = if name.ends_with(".sh") { Mode::Executable } else { Mode::Plain };
        (path.clone(), Entry::of_bytes(&path, bytes, mode))
    };
    names.iter().map(entry).collect()
}

/// The bytes of a package that is a file.
pub(crate) fn packed(container: &Container, tree: &Tree) -> Vec<u8> {
    let folder = Scratch::new().unwrap();
    std::fs::read(put(container, tree, folder.path())).unwrap()
}

/// Packs a tree into a folder and returns the path of the package. A file has the size and the digest that were said.
pub(crate) fn put(container: &Container, tree: &Tree, folder: &Path) -> PathBuf {
    let time = FileTime::new(None).unwrap();
    let place = folder.join("block");
    let prepared = prepare(container, tree.shared(), time, (&place, Durability::Process)).unwrap();
    let target = folder.join(format!("a{}", container.ending));
    let packed = pack(container, tree, &prepared, &target).unwrap();
    let (size, digest) = (packed.size, packed.sha256.clone());
    drop(packed.draft.publish(Durability::Process).unwrap());
    if container.is_file {
        let bytes = std::fs::read(&target).unwrap();
        assert_eq!((bytes.len() as u64, Some(sha256(&bytes))), (size, digest));
    }
    target
}

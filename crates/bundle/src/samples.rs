//! Trees for the tests of containers.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::container::{Container, pack, prepare};
use crate::time::FileTime;
use crate::tree::{Entry, Shared, Tree};
use rebadge_core::digest::sha256;
use rebadge_core::fs::{Durability, Mode, Scratch};
use rebadge_core::output_path::OutputPath;

/// A tree of files that hold their own names; those that end in `.sh` may be run.
pub(crate) fn tree(shared: &[&str], own: &[&str]) -> Tree {
    let mut tree = Tree::of_shared(&Arc::new(Shared::new(entries(shared))));
    for (path, entry) in entries(own) {
        tree.insert(path, entry);
    }
    tree
}

fn entries(names: &[&str]) -> BTreeMap<OutputPath, Entry> {
    let entry = |name: &&str| {
        let path = OutputPath::new(name).unwrap();
        let bytes = Arc::new(name.repeat(9).into_bytes());
        let mode = if name.ends_with(".sh") { Mode::Executable } else { Mode::Plain };
        (path.clone(), Entry::of_bytes(&path, bytes, mode))
    };
    names.iter().map(entry).collect()
}

/// The bytes of a package, which are as many as it says, and have the digest that it says.
pub(crate) fn packed(container: &Container, tree: &Tree) -> Vec<u8> {
    let folder = Scratch::new().unwrap();
    let time = FileTime::new(None).unwrap();
    let place = folder.path().join("block");
    let prepared = prepare(container, tree.shared(), time, (&place, Durability::Process)).unwrap();
    let target = folder.path().join(format!("a{}", container.ending));
    let packed = pack(container, tree, &prepared, &target).unwrap();
    let (size, digest) = (packed.size, packed.sha256.clone().unwrap());
    drop(packed.draft.publish(Durability::Process).unwrap());
    let bytes = std::fs::read(&target).unwrap();
    assert_eq!((bytes.len() as u64, sha256(&bytes)), (size, digest));
    bytes
}

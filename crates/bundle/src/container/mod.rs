//! The table of containers: what holds the entries of a package. Each has a file of its own: how it is packed, how it is
//! opened, and how its files are read then.

mod folder;
mod tarball;
mod zip;

use std::io;
use std::path::Path;

use crate::block::{Block, Format};
use crate::opened::{Limits, Listing, Opened};
use crate::pieces::Pieces;
use crate::time::FileTime;
use crate::tree::{Shared, Tree};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Draft, Durability};

pub use folder::write as write_folder;

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Container {
    /// Its name, as manifests and the command line have it.
    pub name: &'static str,
    /// What its name ends with.
    pub ending: &'static str,
    /// What the name of the manifest beside it ends with, in place of its own ending.
    pub manifest: &'static str,
    /// What it is, in a few words.
    pub summary: &'static str,
    /// Whether it is one file, and not a folder.
    pub is_file: bool,
    /// Whether long texts are compressed in pieces, of which some can be known.
    pub has_pieces: bool,
    /// How what all packages have in common is packed once; none where nothing can be made beforehand.
    block: Option<Format>,
    /// Packs a tree for a path, aside.
    pack: fn(&Tree, &Prepared, &Path) -> Result<Packed, Error>,
    /// Opens one, and reads everything in it once. What its files are to each other is checked by who calls it.
    open: fn(&Path, Limits) -> Result<Opened, Error>,
}

/// One zip file.
pub const ZIP: Container = Container {
    name: "zip",
    ending: ".zip",
    manifest: ".json",
    summary: "One zip file",
    is_file: true,
    has_pieces: true,
    block: Some(zip::BLOCK),
    pack: zip::pack,
    open: zip::open,
};

/// A folder. It may be beside a zip of the same name, each with its own manifest.
pub const FOLDER: Container = Container {
    name: "folder",
    ending: "",
    manifest: ".unpacked.json",
    summary: "A folder",
    is_file: false,
    has_pieces: false,
    block: None,
    pack: folder::pack,
    open: folder::open,
};

/// One tarball, compressed with gzip.
pub const TARBALL: Container = Container {
    name: "tar.gz",
    ending: ".tar.gz",
    manifest: ".tar.json",
    summary: "One tarball, compressed with gzip",
    is_file: true,
    has_pieces: false,
    block: Some(tarball::BLOCK),
    pack: tarball::pack,
    open: tarball::open,
};

/// All containers.
pub const CONTAINERS: &[Container] = &[ZIP, FOLDER, TARBALL];

impl Container {
    /// The container of this name.
    pub fn of_name(name: &str) -> Option<&'static Container> {
        CONTAINERS.iter().find(|container| container.name == name)
    }

    /// The container whose files have names of this ending; none for a name of another file.
    pub fn of_file_name(name: &str) -> Option<&'static Container> {
        CONTAINERS.iter().find(|container| container.is_file && name.ends_with(container.ending))
    }

    /// Whether something can be made once for all packages.
    pub fn has_block(&self) -> bool {
        self.block.is_some()
    }
}

/// What all packages of a run have in common, and how they are written.
#[derive(Debug)]
pub struct Prepared {
    pub(crate) time: FileTime,
    block: Option<Block>,
    pub(crate) pieces: Pieces,
    pub(crate) durability: Durability,
}

/// A package that is written aside.
#[derive(Debug)]
pub struct Packed {
    /// What gets its name by [`Draft::publish`].
    pub draft: Draft,
    /// Bytes of the file, or of all files in the folder.
    pub size: u64,
    /// SHA-256 of the file; none of a folder.
    pub sha256: Option<String>,
    pub(crate) durability: Durability,
}

/// Makes once for all packages what they have in common, in a file at `path`, which goes with the value.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`].
pub fn prepare(
    container: &Container,
    shared: &Shared,
    time: FileTime,
    (path, durability): (&Path, Durability),
) -> Result<Prepared, Error> {
    let block =
        container.block.map(|format| Block::write(format, shared, time, path)).transpose()?;
    Ok(Prepared { time, block, pieces: Pieces::default(), durability })
}

/// Takes what an earlier run made of the same entries at the same time, and somebody put to `path`. Its bytes are taken as
/// they are: who kept them has checked them.
///
/// # Errors
/// [`Error::Read`].
pub fn prepared(
    container: &Container,
    time: FileTime,
    (path, durability): (&Path, Durability),
) -> Result<Prepared, Error> {
    let block = container.block.map(|format| Block::open(format, path)).transpose()?;
    Ok(Prepared { time, block, pieces: Pieces::default(), durability })
}

impl Prepared {
    /// What was packed once, for a container that needs it to pack for a path.
    pub(crate) fn block(&self, target: &Path) -> Result<&Block, Error> {
        let missing = || Error::write(target)(io::Error::other("no block was prepared"));
        self.block.as_ref().ok_or_else(missing)
    }

    /// It, with what is known of long texts.
    pub fn with_pieces(self, pieces: Pieces) -> Prepared {
        Prepared { pieces, ..self }
    }

    /// The file of what was made once, if there is one.
    pub fn file(&self) -> Option<&Path> {
        self.block.as_ref().map(Block::path)
    }
}

/// Packs a tree for `target`, aside: it has no name yet. Its shared entries must be those of `prepared`.
///
/// # Errors
/// [`Error::Read`], [`Error::Write`].
pub fn pack(
    container: &Container,
    tree: &Tree,
    prepared: &Prepared,
    target: &Path,
) -> Result<Packed, Error> {
    (container.pack)(tree, prepared, target)
}

/// Opens a package. Everything in it is read once, piece by piece, so that a damaged one is found now.
///
/// # Errors
/// [`Error::NoPackage`] for one that cannot be trusted: a name that leaves its root, a link, two files of one name, headers
/// that disagree, a size above the limit, damage. [`Error::Read`].
pub fn open(path: &Path, limits: Limits) -> Result<Opened, Error> {
    let mut opened = (container_of(path).open)(path, limits)?;
    opened.check(&Listing::new(path, limits))?;
    Ok(opened)
}

/// The container of a package, which need not be there. A file of any other name is taken for a zip.
pub fn container_of(path: &Path) -> &'static Container {
    if fs::is_folder(path) {
        return &FOLDER;
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    Container::of_file_name(&name).unwrap_or(&ZIP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::{put, tree};
    use rebadge_core::fs::{Mode, Scratch};
    use rebadge_core::output_path::OutputPath;

    /// Packs entries into every container and opens them again.
    #[track_caller]
    fn check(shared: &[&str], own: &[&str], expect: Option<&str>) {
        let tree = tree(shared, own);
        for container in CONTAINERS {
            let folder = Scratch::new().unwrap();
            let opened = open(&put(container, &tree, folder.path()), Limits::UNKNOWN);
            let mut opened = match (opened, expect) {
                (Ok(opened), None) => opened,
                (Err(error), Some(expect)) => {
                    assert!(error.to_string().contains(expect), "{}: {error}", container.name);
                    continue;
                }
                (opened, _) => panic!("{}: {opened:?}", container.name),
            };
            assert_eq!(opened.files.len(), tree.len());
            for (path, entry) in tree.iter() {
                let listed = opened.files[path].clone();
                assert_eq!(
                    (&listed.sha256, listed.mode),
                    (&entry.sha256, Some(entry.mode)),
                    "{path}"
                );
                assert_eq!(opened.bytes(path).unwrap(), **entry.read().unwrap(), "{path}");
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_pass_through() {
        let long = format!("to-{} -> {}", "x".repeat(120), "d/".to_owned() + &"y".repeat(120));
        let file = "d/".to_owned() + &"y".repeat(120);
        check(
            &["a.txt", "docs/1/run.sh", "latest -> docs/1", &file],
            &["b -> a.txt", "e/c -> ../b", &long],
            None,
        );
        check(&["a"], &["b -> ../a"], Some("`b` is a link to `../a`, which leads out"));
        check(&["a"], &["b -> /etc/passwd"], Some("is a link to `/etc/passwd`"));
        check(&["a"], &["b -> c"], Some("which is not there"));
    }

    #[test]
    fn paths_are_followed() {
        let tree =
            tree(&["docs/1/a.txt", "latest -> docs/1"], &["b -> latest", "x -> y", "y -> x"]);
        let check = |path: &str, expect: Option<&str>| {
            let path = OutputPath::new(path).unwrap();
            let found = tree.followed(&path).map(|entry| entry.sha256.clone());
            let expect = expect.map(|path| tree.get(&OutputPath::new(path).unwrap()).unwrap());
            assert_eq!(found, expect.map(|entry| entry.sha256.clone()), "{path}");
        };
        check("docs/1/a.txt", Some("docs/1/a.txt"));
        check("latest/a.txt", Some("docs/1/a.txt"));
        check("latest/b.txt", None);
        check("latest", None);
        check("x", None);
        assert_eq!(tree.get(&OutputPath::new("x").unwrap()).unwrap().mode, Mode::Link);
    }
}

//! The table of containers: what holds the entries of a package.

use std::path::Path;

use crate::folder;
use crate::opened::{Limits, Opened};
use crate::time::FileTime;
use crate::tree::{Shared, Tree};
use crate::zip::{self, Block};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Draft, Durability};

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Container {
    /// Its name, as manifests have it.
    pub name: &'static str,
    /// What its name ends with.
    pub ending: &'static str,
    /// What the name of the manifest beside it ends with, in place of its own ending.
    pub manifest: &'static str,
    /// Whether what is at a path is one, as far as its kind of file says.
    is_at: fn(&Path) -> bool,
    /// Whether something can be made once for all packages.
    pub has_block: bool,
    /// Makes once for all packages what they have in common, at a path; none where nothing can be made beforehand.
    prepare: fn(&Shared, FileTime, &Path) -> Result<Option<Block>, Error>,
    /// Packs a tree for a path, aside.
    pack: fn(&Tree, &Prepared, &Path) -> Result<Packed, Error>,
    /// Opens one, and reads everything in it once.
    open: fn(&Path, Limits) -> Result<Opened, Error>,
}

/// One zip file.
pub const ZIP: Container = Container {
    name: "zip",
    ending: ".zip",
    manifest: ".json",
    is_at: |path| !fs::is_folder(path),
    has_block: true,
    prepare: |shared, time, path| Block::write(path, shared.entries(), time).map(Some),
    pack: zip::pack,
    open: zip::open,
};

/// A folder. It may be beside a zip of the same name, each with its own manifest.
pub const FOLDER: Container = Container {
    name: "folder",
    ending: "",
    manifest: ".unpacked.json",
    is_at: fs::is_folder,
    has_block: false,
    prepare: |_, _, _| Ok(None),
    pack: folder::pack,
    open: folder::open,
};

/// All containers.
pub const CONTAINERS: &[Container] = &[ZIP, FOLDER];

/// What all packages of a run have in common, and how they are written.
#[derive(Debug)]
pub struct Prepared {
    pub(crate) time: FileTime,
    pub(crate) block: Option<Block>,
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
    let block = (container.prepare)(shared, time, path)?;
    Ok(Prepared { time, block, durability })
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
    let block = container.has_block.then(|| Block::open(path)).transpose()?;
    Ok(Prepared { time, block, durability })
}

impl Prepared {
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
    (container_of(path).open)(path, limits)
}

/// The container of a package.
pub fn container_of(path: &Path) -> &'static Container {
    let found = CONTAINERS.iter().find(|container| (container.is_at)(path));
    found.unwrap_or(&ZIP)
}

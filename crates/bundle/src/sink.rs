//! Where packages are put.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::container::{Container, Packed, Prepared, pack};
use crate::folder::write as write_folder;
use crate::tree::Tree;
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Claim, Draft, Durability};

/// A folder in which packages are put. A name appears when what it names is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sink {
    root: PathBuf,
}

impl Sink {
    /// A folder.
    pub fn folder(root: &Path) -> Sink {
        Sink { root: root.to_owned() }
    }

    /// The right to put something there, for one run at a time.
    ///
    /// # Errors
    /// [`Error::Write`], also when another run has it.
    pub fn claim(&self) -> Result<Claim, Error> {
        fs::claim(&self.root)
    }

    /// Where something of this name is, for messages and for who opens it.
    pub fn place(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Whether there is a package of this name: a folder, or a file of so many bytes.
    pub fn has_size(&self, name: &str, size: u64) -> bool {
        let place = self.place(name);
        fs::is_folder(&place) || fs::size(&place) == Some(size)
    }

    /// Packs a tree under a name, aside.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Write`].
    pub fn pack(
        &self,
        name: &str,
        tree: &Tree,
        (container, prepared): (&Container, &Prepared),
    ) -> Result<Packed, Error> {
        let target = self.place(name);
        if let Some(folder) = target.parent() {
            fs::make_folder(folder)?;
        }
        pack(container, tree, prepared, &target)
    }

    /// Puts the files of a tree into a folder of this name, in the place of all that is there.
    ///
    /// # Errors
    /// [`Error::Read`], [`Error::Write`].
    pub fn put_folder(&self, name: &str, tree: &Tree) -> Result<(), Error> {
        let target = self.place(name);
        if let Some(folder) = target.parent() {
            fs::make_folder(folder)?;
        }
        let draft = Draft::folder(&target)?;
        write_folder(tree, draft.path())?;
        draft.publish(Durability::Process).map(drop)
    }

    /// Gives a package its name, and the text beside it that speaks of it. The older text goes first: a text that is
    /// there speaks of the package that is there, also when the run is killed in between.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn publish(&self, packed: Packed, beside: (&str, &[u8])) -> Result<(), Error> {
        let durability = packed.durability;
        let target = self.place(beside.0);
        let (draft, mut file) = Draft::file(&target)?;
        file.write_all(beside.1).map_err(Error::write(&target))?;
        fs::remove_if_there(&target)?;
        // The older package goes last: it may be large.
        let _old = packed.draft.publish(durability)?;
        draft.publish(durability).map(drop)
    }

    /// Puts a file; one that is the same is left as it is.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn put(&self, name: &str, bytes: &[u8], durability: Durability) -> Result<(), Error> {
        let target = self.place(name);
        let is_same = fs::is_file(&target)
            && fs::read(&target, bytes.len() as u64).is_ok_and(|there| there == bytes);
        if is_same {
            return Ok(());
        }
        let (draft, mut file) = Draft::file(&target)?;
        file.write_all(bytes).map_err(Error::write(&target))?;
        draft.publish(durability).map(drop)
    }
}

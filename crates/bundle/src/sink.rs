//! Where packages are put.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::container::write_folder;
use crate::container::{Container, Packed, Prepared, pack};
use crate::tree::Tree;
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Draft, Durability, Scratch};
use rebadge_remote as remote;

/// A folder or an object store in which packages are put. A name appears when what it names is whole.
#[derive(Clone, Debug)]
pub struct Sink {
    root: PathBuf,
    /// Where packages for a store are written first; none for a folder.
    scratch: Option<Arc<Scratch>>,
}

impl Sink {
    /// A folder.
    pub fn folder(root: &Path) -> Sink {
        Sink { root: root.to_owned(), scratch: None }
    }

    /// A folder, or the store of an address, which is asked whether it can be used.
    ///
    /// # Errors
    /// [`Error::Store`], [`Error::NoStores`]; [`Error::Write`] if there is no room on this machine.
    pub fn open(place: &Path) -> Result<Sink, Error> {
        if !remote::is_address(place) {
            return Ok(Sink::folder(place));
        }
        remote::open(place)?;
        Ok(Sink { root: place.to_owned(), scratch: Some(Arc::new(Scratch::new()?)) })
    }

    /// Whether it is an object store.
    pub fn is_store(&self) -> bool {
        self.scratch.is_some()
    }

    /// Where something of this name is, for messages and for who opens it.
    pub fn place(&self, name: &str) -> PathBuf {
        self.root.join(name)
    }

    /// Where something is written that goes by this name: on this machine.
    pub fn aside(&self, name: &str) -> PathBuf {
        match &self.scratch {
            Some(scratch) => scratch.path().join(name),
            None => self.place(name),
        }
    }

    /// Whether there is a package of this name: a file of so many bytes, or a folder whose files have so many together. A store
    /// that does not say has none.
    pub fn has_size(&self, name: &str, size: u64) -> bool {
        let place = self.place(name);
        if fs::is_folder(&place) {
            fs::size_below(&place) == Some(size)
        } else {
            remote::size(&place).is_ok_and(|found| found == Some(size))
        }
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
        let target = self.aside(name);
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
    /// [`Error::Write`]; [`Error::NotInStore`] for a package that is no file.
    pub fn publish(&self, name: &str, packed: Packed, beside: (&str, &[u8])) -> Result<(), Error> {
        if self.is_store() {
            return self.upload(name, &packed, beside);
        }
        let durability = packed.durability;
        let target = self.place(beside.0);
        let (draft, mut file) = Draft::file(&target)?;
        file.write_all(beside.1).map_err(Error::write(&target))?;
        fs::remove_if_there(&target)?;
        // The older package goes last: it may be large.
        let _old = packed.draft.publish(durability)?;
        draft.publish(durability).map(drop)
    }

    /// Puts a package into the store, unless it is there, and then the text beside it. Both are read back.
    fn upload(&self, name: &str, packed: &Packed, beside: (&str, &[u8])) -> Result<(), Error> {
        let (package, text) = (self.place(name), self.place(beside.0));
        let no_file =
            || Error::NotInStore { place: self.root.clone(), work: "an unpacked package" };
        let expected = (packed.size, packed.sha256.clone().ok_or_else(no_file)?);
        if remote::holds(&package, &expected)? {
            return remote::put(&text, beside.1).map(drop);
        }
        remote::remove_if_there(&text)?;
        remote::put_file(&package, packed.draft.path(), &expected)?;
        remote::put_new(&text, beside.1)
    }

    /// Puts a file; one that is the same is left as it is.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn put(&self, name: &str, bytes: &[u8], durability: Durability) -> Result<(), Error> {
        let target = self.place(name);
        if self.is_store() {
            return remote::put(&target, bytes).map(drop);
        }
        if fs::holds(&target, bytes) {
            return Ok(());
        }
        let (draft, mut file) = Draft::file(&target)?;
        file.write_all(bytes).map_err(Error::write(&target))?;
        draft.publish(durability).map(drop)
    }
}

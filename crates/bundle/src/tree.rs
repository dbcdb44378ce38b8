//! Path → entry: all that a package holds, with nothing of how it is packed.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::path::PathBuf;
use std::sync::Arc;

use rebadge_core::digest::{Hashing, sha256, sha256_of};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Mode};
use rebadge_core::links;
use rebadge_core::output_path::{OutputPath, folded};
use rebadge_core::trail;

use crate::pieces::LONG;

/// The entries of a package, sorted by path. Those that all packages of a run have in common are held once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    own: BTreeMap<OutputPath, Entry>,
    shared: Arc<Shared>,
}

/// The entries that all packages of a run have in common.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Shared {
    entries: BTreeMap<OutputPath, Entry>,
    sha256: String,
    /// Path without the difference of cases → path.
    folded: BTreeMap<String, OutputPath>,
}

impl Shared {
    /// Those of a base client that no theme changes.
    pub fn new(entries: BTreeMap<OutputPath, Entry>) -> Shared {
        let parts = entries.iter().flat_map(|(path, entry)| {
            let mode: &[u8] = match entry.mode {
                Mode::Plain => b"-",
                Mode::Executable => b"x",
                Mode::Link => b"l",
            };
            [path.as_str().as_bytes(), entry.sha256.as_bytes(), mode]
        });
        let sha256 = sha256_of(&parts.collect::<Vec<_>>());
        let folded = entries.keys().map(|path| (folded(path.as_str()), path.clone())).collect();
        Shared { entries, sha256, folded }
    }

    /// An entry that some systems take for the same file as `path`, or that would be a folder above or a file below it.
    pub fn clash(&self, path: &OutputPath) -> Option<&OutputPath> {
        let own = folded(path.as_str());
        let ends = own.match_indices('/').map(|(at, _)| at).chain([own.len()]);
        let above = ends.into_iter().find_map(|end| self.folded.get(&own[..end]));
        above.or_else(|| {
            let folder = own + "/";
            let (first, path) = self.folded.range(folder.clone()..).next()?;
            first.starts_with(&folder).then_some(path)
        })
    }

    /// By path.
    pub fn entries(&self) -> &BTreeMap<OutputPath, Entry> {
        &self.entries
    }

    /// SHA-256 of all paths, digests and modes.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// One entry of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it holds.
    pub content: Content,
    /// The size of the content, in bytes.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal digits.
    pub sha256: String,
    /// Whether it may be run, or is a link; then its content is in memory, and is the target.
    pub mode: Mode,
    /// How a container that compresses keeps it.
    pub kept: Kept,
}

/// What an entry holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Bytes in memory.
    Bytes(Arc<Vec<u8>>),
    /// A file on disk, which is read when it is packed.
    File(Arc<PathBuf>),
}

/// How a container that compresses keeps an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// Compressed.
    Deflated,
    /// As it is: its own format is compressed already.
    Stored,
}

impl Kept {
    /// How a file of this name is kept.
    pub fn of(path: &OutputPath) -> Kept {
        const COMPRESSED: [&str; 10] =
            [".png", ".ico", ".jpg", ".jpeg", ".webp", ".avif", ".woff2", ".gz", ".br", ".zip"];
        let name = path.as_str().to_ascii_lowercase();
        if COMPRESSED.iter().any(|ending| name.ends_with(ending)) {
            Kept::Stored
        } else {
            Kept::Deflated
        }
    }
}

impl Tree {
    /// A tree that holds only what all packages of a run have in common.
    pub fn of_shared(shared: &Arc<Shared>) -> Tree {
        Tree { own: BTreeMap::new(), shared: Arc::clone(shared) }
    }

    /// A tree of entries that no other package has.
    pub fn of_own(own: BTreeMap<OutputPath, Entry>) -> Tree {
        Tree { own, shared: Arc::default() }
    }

    /// Adds an entry of this package alone.
    pub fn insert(&mut self, path: OutputPath, entry: Entry) {
        self.own.insert(path, entry);
    }

    /// The entries of this package alone.
    pub fn own(&self) -> &BTreeMap<OutputPath, Entry> {
        &self.own
    }

    /// The entries that all packages of a run have in common.
    pub fn shared(&self) -> &Arc<Shared> {
        &self.shared
    }

    /// The entry of a path.
    pub fn get(&self, path: &OutputPath) -> Option<&Entry> {
        self.own.get(path).or_else(|| self.shared.entries.get(path))
    }

    /// The entry that a path leads to through symbolic links, of itself or of folders above it.
    pub fn followed(&self, path: &OutputPath) -> Option<&Entry> {
        let mut path = path.clone();
        for _ in 0..links::MOST {
            let entry = self.get(&path);
            if let Some(entry) = entry.filter(|entry| entry.mode != Mode::Link) {
                return Some(entry);
            }
            let mut all = std::iter::once(path.clone()).chain(links::above(&path));
            let (target, link) = all.find_map(|at| Some((self.get(&at)?.target()?, at)))?;
            let led = link.linked(target).ok()?;
            path = match path.as_str().strip_prefix(link.as_str())?.strip_prefix('/') {
                Some(rest) => led.join(rest).ok()?,
                None => led,
            };
        }
        None
    }

    /// All entries, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&OutputPath, &Entry)> {
        merged(self.own.iter(), self.shared.entries.iter())
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.own.len() + self.shared.entries.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes of all entries together.
    pub fn size(&self) -> u64 {
        self.own.values().chain(self.shared.entries.values()).map(|entry| entry.size).sum()
    }
}

/// The items of two lists that are sorted by key and have no key in common, in one order.
pub fn merged<K: Ord, V>(
    first: impl Iterator<Item = (K, V)>,
    second: impl Iterator<Item = (K, V)>,
) -> impl Iterator<Item = (K, V)> {
    let (mut first, mut second) = (first.peekable(), second.peekable());
    std::iter::from_fn(move || match (first.peek(), second.peek()) {
        (Some((a, _)), Some((b, _))) if a < b => first.next(),
        (Some(_), None) => first.next(),
        _ => second.next(),
    })
}

impl Entry {
    /// An entry of bytes that were made now.
    pub fn of_bytes(path: &OutputPath, bytes: Arc<Vec<u8>>, mode: Mode) -> Entry {
        Entry {
            size: bytes.len() as u64,
            sha256: sha256(&bytes),
            content: Content::Bytes(bytes),
            mode,
            kept: Kept::of(path),
        }
    }

    /// The target of a symbolic link, as it is written; none of a file.
    pub fn target(&self) -> Option<&str> {
        match &self.content {
            Content::Bytes(bytes) if self.mode == Mode::Link => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    /// The content, for who needs it in memory.
    ///
    /// # Errors
    /// [`Error::Read`], also for a file that is not the one whose digest was taken.
    pub fn read(&self) -> Result<Arc<Vec<u8>>, Error> {
        match &self.content {
            Content::Bytes(bytes) => Ok(Arc::clone(bytes)),
            Content::File(path) => {
                let bytes = fs::read(path, self.size)?;
                if sha256(&bytes) == self.sha256 {
                    Ok(Arc::new(bytes))
                } else {
                    Err(Error::read(path)(changed()))
                }
            }
        }
    }

    /// Whether a container may compress it in pieces, so that those of another entry like it can be taken.
    pub fn is_long(&self) -> bool {
        let lengths = LONG as u64..u64::from(u32::MAX) / 2;
        self.kept == Kept::Deflated && self.mode != Mode::Link && lengths.contains(&self.size)
    }

    /// Writes the content, piece by piece.
    ///
    /// # Errors
    /// [`Error::Read`], also for a file that is not the one whose digest was taken. [`Error::Write`], for what is said to
    /// be at `target`.
    pub fn write_to(&self, out: &mut impl Write, target: &std::path::Path) -> Result<(), Error> {
        match &self.content {
            Content::Bytes(bytes) => out.write_all(bytes).map_err(Error::write(target)),
            Content::File(path) => {
                let mut hashing = Hashing::new(out);
                let mut file = fs::open(path)?;
                copy(&mut file, &mut hashing, (path, target))?;
                if hashing.sha256() == self.sha256 {
                    Ok(())
                } else {
                    Err(Error::read(path)(changed()))
                }
            }
        }
    }
}

/// Copies to the end, and says which of the two failed.
fn copy(
    from: &mut impl Read,
    to: &mut impl Write,
    (source, target): (&std::path::Path, &std::path::Path),
) -> Result<(), Error> {
    let mut buffer = vec![0; 1 << 16];
    loop {
        trail::pulse();
        match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => to.write_all(&buffer[..count]).map_err(Error::write(target))?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Error::read(source)(error)),
        }
    }
}

fn changed() -> io::Error {
    io::Error::other("it was changed during the run")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(name: &str) -> OutputPath {
        OutputPath::new(name).unwrap()
    }

    #[test]
    fn both_halves_are_in_one_order() {
        let entry = |name: &str| {
            let entry = Entry::of_bytes(&path(name), Arc::new(name.into()), Mode::Plain);
            (path(name), entry)
        };
        let shared: BTreeMap<_, _> = ["b", "d", "e"].map(entry).into();
        let mut tree = Tree::of_shared(&Arc::new(Shared::new(shared)));
        for name in ["a", "c", "f"] {
            let (path, entry) = entry(name);
            tree.insert(path, entry);
        }
        let names: Vec<&str> = tree.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(names, ["a", "b", "c", "d", "e", "f"]);
        assert_eq!((tree.len(), tree.size()), (6, 6));
    }

    #[test]
    fn one_path_is_one_file_on_every_system() {
        let entry =
            |name: &str| (path(name), Entry::of_bytes(&path(name), Arc::default(), Mode::Plain));
        let shared = Shared::new(["js/app.js", "js/Lib/a.js", "notes"].map(entry).into());
        let clash = |name: &str| shared.clash(&path(name)).map(OutputPath::as_str);
        assert_eq!(clash("js/app.js"), Some("js/app.js"));
        assert_eq!(clash("JS/App.js"), Some("js/app.js"));
        assert_eq!(clash("js/lib"), Some("js/Lib/a.js"));
        assert_eq!(clash("notes/a"), Some("notes"));
        assert_eq!(clash("js/app"), None);
        assert_eq!(clash("note"), None);
    }

    #[test]
    fn what_is_compressed_already_is_stored() {
        assert_eq!(Kept::of(&path("a/Logo.PNG")), Kept::Stored);
        assert_eq!(Kept::of(&path("a/png")), Kept::Deflated);
    }
}

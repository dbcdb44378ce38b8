//! The archive that a bundle comes in, unpacked: a zip, a wheel, a tarball of npm, any tarball, a Debian package.
//!
//! An archive is a stranger's. Its names cannot leave the folder, it holds files and symbolic links and nothing else, and how much it
//! comes to is limited before anything is allocated for it. Nothing is written through a link, wherever it leads to. What is refused
//! leaves no folder behind.

mod deb;
mod tarball;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use rebadge_bundle::{FILES, Limits};
use rebadge_core::digest::{Hashing, sha256};
use rebadge_core::error::Error;
use rebadge_core::fs::{self, Draft, Durability, Mode};
use rebadge_core::output_path::{OutputPath, folded};

/// An archive, and what of it is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Archive<'a> {
    /// The file.
    pub path: &'a Path,
    /// The folder in it that is unpacked, with slashes; all of it where this is empty. What lies elsewhere is not looked at: a
    /// Debian package may have links beside the client.
    pub root: &'a str,
    /// What becomes of entries that no folder of a bundle may have.
    pub strays: Strays,
    /// How much it may come to.
    pub limits: Limits,
}

/// What becomes of names that some systems do not have, and of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strays {
    /// The archive is refused for such names, and for hard links. Symbolic links are made as they are.
    Refused,
    /// They are left out, for a first look at what lies beside them.
    LeftOut,
}

/// What an archive was, and the files that were unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// SHA-256 of the archive.
    pub sha256: String,
    /// What it is.
    pub kind: Kind,
    /// The files by their paths, without the root.
    pub files: BTreeMap<OutputPath, Member>,
}

/// A file that was unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// In bytes.
    pub size: u64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Whether it may be run.
    pub mode: Mode,
}

/// What an archive is, by how it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A zip, or a wheel of Python.
    Zip,
    /// A tarball in which all lies below `package/`, as npm packs it; that part of the names is left out.
    Npm,
    /// Another tarball, compressed by gzip, xz or zstd, or not at all.
    Tar,
    /// A Debian package: its `data.tar`.
    Deb,
}

/// Why an archive is not unpacked.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// It cannot be read, or the folder cannot be written.
    #[error(transparent)]
    Disk(#[from] Error),
    /// No archive of a known kind.
    #[error("`{}` is no zip, wheel, tarball or Debian package", path.display())]
    Unknown {
        /// The file.
        path: PathBuf,
    },
    /// It holds hard links.
    #[error("`{}` holds {}", path.display(), links(names))]
    Links {
        /// The file.
        path: PathBuf,
        /// The entries that are hard links, each with the other name of its file.
        names: Vec<(String, String)>,
    },
    /// Nothing lies in the folder that is asked for.
    #[error("`{}` has no folder `{root}`", path.display())]
    NoRoot {
        /// The file.
        path: PathBuf,
        /// The folder.
        root: String,
        /// The folders at the top of the archive.
        folders: Vec<String>,
    },
    /// It is damaged, too large, or tries something.
    #[error("`{}` cannot be unpacked: {reason}", path.display())]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why not, as a sentence.
        reason: String,
    },
}

impl ArchiveError {
    /// What to do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            ArchiveError::Disk(error) => error.help(),
            ArchiveError::Unknown { .. } => {
                Some("name the file that the maker publishes, or a folder with its contents".into())
            }
            ArchiveError::Links { .. } => Some(
                "name the folder of the client as `root` if they lie beside it; or unpack the archive yourself, with the files that the links lead to, and name that folder"
                    .into(),
            ),
            ArchiveError::NoRoot { folders, .. } if folders.is_empty() => None,
            ArchiveError::NoRoot { folders, .. } => {
                Some(format!("at its top there are `{}`", folders.join("`, `")))
            }
            ArchiveError::Refused { .. } => {
                Some("download it again, and compare its SHA-256 with that of the maker".into())
            }
        }
    }
}

/// How many links a message names.
const NAMED: usize = 3;

fn links(names: &[(String, String)]) -> String {
    let named = names.iter().take(NAMED).map(|(name, to)| format!("`{name}` → `{to}`"));
    let named = named.collect::<Vec<_>>().join(", ");
    match names.len() {
        1 => format!("a hard link, {named}"),
        count if count <= NAMED => format!("{count} hard links: {named}"),
        count => format!("{count} hard links: {named} and {} more", count - NAMED),
    }
}

/// Unpacks an archive into a folder, which is written aside and gets its name when it is whole. A folder that has the name is
/// replaced.
///
/// # Errors
/// [`ArchiveError`]; then no folder is left.
pub fn unpack(archive: Archive<'_>, folder: &Path) -> Result<Unpacked, ArchiveError> {
    let mut file = fs::open(archive.path)?;
    if file.metadata().map_err(Error::read(archive.path))?.len() > archive.limits.all {
        return Err(archive.refuse(too_large(archive.limits)));
    }
    // All is read from one handle: another file under the name would not be noticed.
    let mut hashing = Hashing::new(io::sink());
    io::copy(&mut file, &mut hashing).map_err(Error::read(archive.path))?;
    file.rewind().map_err(Error::read(archive.path))?;
    let draft = Draft::folder(folder)?;
    let mut filling = Filling::new(archive, draft.path());
    let kind = fill(file, &mut filling)?;
    let files = filling.finish()?;
    fs::permit(draft.path(), Mode::Executable)?;
    drop(draft.publish(Durability::Process)?);
    Ok(Unpacked { sha256: hashing.sha256(), kind, files })
}

/// The control file of a Debian package, which says its name, version and home page (deb-control(5)); none of another archive.
///
/// # Errors
/// [`ArchiveError`], where the package is damaged.
pub fn control(path: &Path) -> Result<Option<String>, ArchiveError> {
    let mut file = fs::open(path)?;
    let mut start = Vec::new();
    file.by_ref()
        .take(deb::MAGIC.len() as u64)
        .read_to_end(&mut start)
        .map_err(Error::read(path))?;
    if start != deb::MAGIC {
        return Ok(None);
    }
    let read = || tarball::text(deb::part(file, "control.tar")?, "control");
    read().map_err(|error| {
        let reason = format!("what it says of itself cannot be read: {error}");
        ArchiveError::Refused { path: path.to_owned(), reason }
    })
}

/// Puts all of an archive into the folder.
fn fill<R: Read + Seek + 'static>(
    mut file: R,
    filling: &mut Filling<'_>,
) -> Result<Kind, ArchiveError> {
    let path = filling.archive.path;
    let mut start = Vec::new();
    file.by_ref().take(512).read_to_end(&mut start).map_err(Error::read(path))?;
    file.rewind().map_err(Error::read(path))?;
    if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
        return zip(filling).map(|()| Kind::Zip);
    }
    if start.starts_with(deb::MAGIC) {
        let data = deb::part(file, "data.tar");
        let data = data.map_err(|error| filling.archive.refuse(error.to_string()))?;
        return tarball::fill(data, filling).map(|_| Kind::Deb);
    }
    if !tarball::is_one(&start) {
        return Err(ArchiveError::Unknown { path: path.to_owned() });
    }
    tarball::fill(Box::new(file), filling)
}

/// Puts a zip into the folder. It is opened as packages are: nothing hides between its files, and it has no links.
fn zip(filling: &mut Filling<'_>) -> Result<(), ArchiveError> {
    let archive = filling.archive;
    let opened = rebadge_bundle::open(archive.path, archive.limits);
    let mut opened = opened.map_err(|error| match error {
        Error::NoPackage { reason, .. } => archive.refuse(reason),
        error => error.into(),
    })?;
    let listed = std::mem::take(&mut opened.files);
    for (path, file) in listed {
        let Some(name) = filling.wanted(path.as_str()).map(str::to_owned) else { continue };
        let bytes = opened.bytes(&path)?;
        filling.add(&name, &bytes, file.mode.unwrap_or_default())?;
    }
    Ok(())
}

impl Archive<'_> {
    fn refuse(&self, reason: String) -> ArchiveError {
        ArchiveError::Refused { path: self.path.to_owned(), reason }
    }
}

fn too_large(limits: Limits) -> String {
    format!(
        "a file comes to more than {} MiB, or all files to more than {} MiB",
        limits.file >> 20,
        limits.all >> 20
    )
}

/// A folder that is being filled.
struct Filling<'a> {
    archive: Archive<'a>,
    folder: &'a Path,
    files: BTreeMap<OutputPath, Member>,
    /// Path without the difference of cases → path.
    folded: BTreeMap<String, OutputPath>,
    /// Folders at the top of the archive.
    tops: BTreeSet<String>,
    links: Vec<(String, String)>,
    left: u64,
}

impl<'a> Filling<'a> {
    fn new(archive: Archive<'a>, folder: &'a Path) -> Filling<'a> {
        Filling {
            archive,
            folder,
            files: BTreeMap::new(),
            folded: BTreeMap::new(),
            tops: BTreeSet::new(),
            links: Vec::new(),
            left: archive.limits.all,
        }
    }

    /// The name of an entry below the root, if it lies there.
    fn wanted<'n>(&mut self, name: &'n str) -> Option<&'n str> {
        if let Some((top, _)) = name.split_once('/')
            && self.tops.len() < 20
        {
            self.tops.insert(top.to_owned());
        }
        let root = self.archive.root.trim_matches('/');
        if root.is_empty() { Some(name) } else { name.strip_prefix(root)?.strip_prefix('/') }
    }

    /// The most bytes that the next file may have.
    fn most(&self) -> u64 {
        self.left.min(self.archive.limits.file)
    }

    /// Makes a symbolic link, unless they are left out. Where it leads to is for who ships it.
    fn symlink(&mut self, name: &str, to: &str) -> Result<(), ArchiveError> {
        if self.archive.strays == Strays::LeftOut {
            return Ok(());
        }
        if to.is_empty() || to.contains('\0') {
            return Err(self.archive.refuse(format!("the link `{name}` leads nowhere")));
        }
        self.add(name, to.as_bytes(), Mode::Link)
    }

    /// Notes a hard link, unless they are left out. All are reported together.
    fn hard_link(&mut self, name: &str, to: &str) {
        if self.archive.strays == Strays::Refused {
            self.links.push((name.to_owned(), to.to_owned()));
        }
    }

    /// Writes a file.
    fn add(&mut self, name: &str, bytes: &[u8], mode: Mode) -> Result<(), ArchiveError> {
        let path = match OutputPath::new(name) {
            Ok(path) => path,
            Err(_) if self.archive.strays == Strays::LeftOut => return Ok(()),
            Err(reason) => {
                return Err(self.archive.refuse(format!("the path `{name}` {reason}")));
            }
        };
        if let Some(other) = self.clash(&path) {
            let reason = if other == path.as_str() {
                format!("two of its files have one name, `{path}`")
            } else {
                format!("`{path}` and `{other}` are one file on some systems")
            };
            return Err(self.archive.refuse(reason));
        }
        let size = bytes.len() as u64;
        self.left = match self.left.checked_sub(size) {
            Some(left) if self.files.len() < FILES => left,
            Some(_) => {
                return Err(self.archive.refuse(format!("it has more than {FILES} files")));
            }
            None => return Err(self.archive.refuse(too_large(self.archive.limits))),
        };
        fs::write_output(self.folder, path.as_str(), bytes, mode)?;
        self.folded.insert(folded(path.as_str()), path.clone());
        self.files.insert(path, Member { size, sha256: sha256(bytes), mode });
        Ok(())
    }

    /// A file that some systems take for the same, or that is a folder above or a file below it.
    fn clash(&self, path: &OutputPath) -> Option<&str> {
        let own = folded(path.as_str());
        let ends = own.match_indices('/').map(|(at, _)| at).chain([own.len()]);
        let above = ends.into_iter().find_map(|end| self.folded.get(&own[..end]));
        let below = || {
            let folder = own.clone() + "/";
            let (first, path) = self.folded.range(folder.clone()..).next()?;
            first.starts_with(&folder).then_some(path)
        };
        above.or_else(below).map(OutputPath::as_str)
    }

    fn finish(self) -> Result<BTreeMap<OutputPath, Member>, ArchiveError> {
        let path = self.archive.path.to_owned();
        if !self.links.is_empty() {
            return Err(ArchiveError::Links { path, names: self.links });
        }
        if self.files.is_empty() && !self.archive.root.is_empty() {
            let (root, folders) = (self.archive.root.to_owned(), self.tops.into_iter().collect());
            return Err(ArchiveError::NoRoot { path, root, folders });
        }
        if self.files.is_empty() {
            return Err(self.archive.refuse("there is no file in it".into()));
        }
        Ok(self.files)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use rebadge_core::fs::Scratch;

    use super::*;

    /// An entry: name, kind, content or where it leads to, permissions.
    type Entry<'a> = (&'a str, tar::EntryType, &'a str, u32);

    const FILE: tar::EntryType = tar::EntryType::Regular;

    fn tarball(entries: &[Entry<'_>]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, kind, content, mode) in entries {
            let mut header = tar::Header::new_ustar();
            // As a hostile archive has it: the library would refuse to write it.
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_entry_type(*kind);
            header.set_mode(*mode);
            let is_link = kind.is_symlink() || kind.is_hard_link();
            if is_link && !content.is_empty() {
                header.set_link_name(content).unwrap();
            }
            let data = if is_link { "" } else { content };
            header.set_size(data.len() as u64);
            header.set_cksum();
            builder.append(&header, data.as_bytes()).unwrap();
        }
        builder.into_inner().unwrap()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    /// A tarball of `usr/a.js`, as `xz -0` and `zstd -19` pack it.
    const XZ: &str = "/Td6WFoAAATm1rRGAgAhAQwAAACPmEGc4Cf/AFtdADqcyosJEt+gUL+pdbxOkbA/FNMfRLHhe52TiVNfWDJ6REouA/IfOPF0ejdl4XrzxceAH4TdmrbqDOrnmkJyWICYZtlxxRfjN6SJR5+PtjJ8mL6aSxvcb4+WkwAAAMU+PKlJaVoRAAF3gFAAAACUVpmvscRn+wIAAAAABFla";
    const ZSTD: &str = "KLUv/WQAJ+0BAJJCCRGwqQNAa6PyJAmE7RKK2iVUKa/bEaZUX7ARM+199LvS8wQUKFUJINAP+4XHc+r8THswgAcMCjCcmByV8IPg";

    fn base64(text: &str) -> Vec<u8> {
        use base64::Engine;
        base64::engine::general_purpose::STANDARD.decode(text).unwrap()
    }

    fn zipped(names: &[&str]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
        for name in names {
            writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            writer.write_all(name.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    const CONTROL: &str = "Package: old\nVersion: 1.0-2\n";

    fn debian(name: &str, data: &[u8]) -> Vec<u8> {
        let member = |name: &str, data: &[u8]| {
            let head =
                format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{:<10}`\n", 0, 0, 0, 100644, data.len());
            let end: &[u8] = if data.len() % 2 == 1 { b"\n" } else { b"" };
            [head.as_bytes(), data, end].concat()
        };
        [
            deb::MAGIC,
            &member("debian-binary", b"2.0\n"),
            &member("control.tar.gz", &gzip(&tarball(&[("./control", FILE, CONTROL, 0o644)]))),
            &member(name, data),
        ]
        .concat()
    }

    fn opened(bytes: &[u8], root: &str) -> Result<(Kind, Vec<String>), ArchiveError> {
        opened_with(bytes, root, Strays::Refused)
    }

    fn opened_with(
        bytes: &[u8],
        root: &str,
        strays: Strays,
    ) -> Result<(Kind, Vec<String>), ArchiveError> {
        let folder = Scratch::new().unwrap();
        let (path, target) = (folder.path().join("a"), folder.path().join("out"));
        fs::write(&[(path.as_path(), bytes)]).unwrap();
        let limits = Limits { file: 1 << 20, all: 2 << 20 };
        let unpacked = unpack(Archive { path: &path, root, strays, limits }, &target);
        let left = fs::names(folder.path()).unwrap();
        assert_eq!(left.len(), 1 + usize::from(unpacked.is_ok()), "{left:?}");
        let unpacked = unpacked?;
        assert_eq!(unpacked.sha256, sha256(bytes));
        let found = fs::files_below(&target).unwrap();
        let told = unpacked.files.iter().map(|(path, member)| (path.as_str(), member.mode));
        assert!(told.eq(found.iter().map(|found| (found.name.as_str(), found.mode))));
        Ok((unpacked.kind, found.into_iter().map(|found| found.name).collect()))
    }

    #[track_caller]
    fn check(bytes: &[u8], kind: Kind, names: &[&str]) {
        assert_eq!(
            opened(bytes, "").unwrap(),
            (kind, names.iter().map(|n| (*n).to_owned()).collect())
        );
    }

    #[track_caller]
    fn refused(bytes: &[u8], message: &str) {
        let error = opened(bytes, "").unwrap_err().to_string();
        assert!(error.contains(message), "{error}");
    }

    #[test]
    fn archives_of_all_kinds_are_unpacked() {
        let npm =
            tarball(&[("package/a.js", FILE, "x", 0o644), ("package/b/run", FILE, "y", 0o755)]);
        check(&gzip(&npm), Kind::Npm, &["a.js", "b/run"]);
        check(&npm, Kind::Npm, &["a.js", "b/run"]);
        let plain = tarball(&[
            ("./", tar::EntryType::Directory, "", 0o755),
            ("./usr/a.js", FILE, "x", 0o644),
        ]);
        check(&gzip(&plain), Kind::Tar, &["usr/a.js"]);
        check(&debian("data.tar.gz/", &gzip(&plain)), Kind::Deb, &["usr/a.js"]);
        check(&debian("data.tar", &plain), Kind::Deb, &["usr/a.js"]);
        check(&debian("data.tar.xz", &base64(XZ)), Kind::Deb, &["usr/a.js"]);
        check(&debian("data.tar.zst", &base64(ZSTD)), Kind::Deb, &["usr/a.js"]);
        check(&zipped(&["a/b.js", "c.css"]), Kind::Zip, &["a/b.js", "c.css"]);
    }

    #[test]
    fn a_debian_package_says_what_it_is() {
        let folder = Scratch::new().unwrap();
        let path = folder.path().join("a");
        let read = |bytes: &[u8]| {
            fs::write(&[(path.as_path(), bytes)]).unwrap();
            control(&path)
        };
        assert_eq!(read(&debian("data.tar", b"")).unwrap().as_deref(), Some(CONTROL));
        assert_eq!(read(&zipped(&["a"])).unwrap(), None);
        let error = read(&debian("data.tar", b"")[..100]).unwrap_err().to_string();
        assert!(error.contains("what it says of itself cannot be read"), "{error}");
    }

    #[test]
    fn only_the_root_is_unpacked() {
        let link = ("etc/x", tar::EntryType::Symlink, "/etc/passwd", 0o777);
        let bytes = tarball(&[link, ("usr/share/c/a.js", FILE, "x", 0o644)]);
        assert_eq!(opened(&bytes, "usr/share/c").unwrap().1, ["a.js"]);
        let error = opened(&bytes, "usr/share/d").unwrap_err();
        assert_eq!(error.help().unwrap(), "at its top there are `etc`, `usr`");
        let bytes = zipped(&["web/a.js", "x/b.js", "webs/c.js"]);
        assert_eq!(opened(&bytes, "web").unwrap().1, ["a.js"]);
    }

    #[test]
    fn what_is_no_file_of_the_folder_is_refused() {
        refused(&tarball(&[("../a", FILE, "", 0o644)]), "the path `../a` has a part `..`");
        refused(&tarball(&[("/etc/a", FILE, "", 0o644)]), "the path `/etc/a` has a part ``");
        refused(&tarball(&[("a/../../b", FILE, "", 0o644)]), "has a part `..`");
        refused(&zipped(&["../a"]), "has a part `..`");
        let link = |name, to| (name, tar::EntryType::Symlink, to, 0o777);
        let links = tarball(&[link("a", "../b"), link("b", "c"), ("c", FILE, "x", 0o644)]);
        check(&links, Kind::Tar, &["a", "b", "c"]);
        let (_, names) = opened_with(&links, "", Strays::LeftOut).unwrap();
        assert_eq!(names, ["c"]);
        refused(&tarball(&[link("a", "")]), "the link `a` leads nowhere");
        // Nothing is written through a link.
        let through = [link("a", "/tmp"), ("a/b", FILE, "x", 0o644)];
        refused(&tarball(&through), "`a/b` and `a` are one file on some systems");
        refused(&tarball(&[link("a", "b"), link("a", "c")]), "two of its files have one name");
        let colon = tarball(&[("4:1.sql", FILE, "x", 0o644), ("c", FILE, "x", 0o644)]);
        assert!(opened(&colon, "").is_err());
        let (_, names) = opened_with(&colon, "", Strays::LeftOut).unwrap();
        assert_eq!(names, ["c"]);
        refused(
            &tarball(&[("a", tar::EntryType::Link, "b", 0o644)]),
            "holds a hard link, `a` → `b`",
        );
        refused(
            &tarball(&[("a", tar::EntryType::Char, "", 0o644)]),
            "`a` is neither a file nor a folder",
        );
        refused(
            &tarball(&[("a", FILE, "", 0o644), ("a", FILE, "", 0o644)]),
            "two of its files have one name",
        );
        refused(
            &tarball(&[("a/b", FILE, "", 0o644), ("A/b", FILE, "", 0o644)]),
            "are one file on some systems",
        );
        refused(
            &tarball(&[("a", FILE, "", 0o644), ("a/b", FILE, "", 0o644)]),
            "are one file on some systems",
        );
        let beside = tarball(&[("package/a", FILE, "", 0o644), ("b", FILE, "", 0o644)]);
        refused(&beside, "`b` lies beside its folder `package`");
    }

    #[test]
    fn what_is_left_out_may_be_larger_than_a_header() {
        let large = "text ".repeat(20 << 10);
        let bytes =
            gzip(&tarball(&[("docs/a", FILE, &large, 0o644), ("web/a.js", FILE, "x", 0o644)]));
        assert_eq!(opened(&bytes, "web").unwrap(), (Kind::Tar, vec!["a.js".to_owned()]));
    }

    #[test]
    fn what_is_damaged_or_too_large_is_refused() {
        refused(b"", "is no zip, wheel, tarball or Debian package");
        refused(b"GIF89a", "is no zip, wheel, tarball or Debian package");
        refused(b"PK\x03\x04 no zip", "it is no whole zip");
        let whole = gzip(&tarball(&[("a", FILE, &"text ".repeat(999), 0o644)]));
        refused(&whole[..whole.len() - 4], "cannot be unpacked");
        let mut damaged = whole.clone();
        let at = damaged.len() - 6;
        damaged[at] ^= 1;
        refused(&damaged, "cannot be unpacked");
        refused(&gzip(&tarball(&[])), "there is no file in it");
        let bomb = "\0".repeat((1 << 20) + 1);
        refused(&gzip(&tarball(&[("a", FILE, &bomb, 0o644)])), "comes to more than 1 MiB");
        let half = &bomb[..900 << 10];
        let parts = tarball(&[
            ("a", FILE, half, 0o644),
            ("b", FILE, half, 0o644),
            ("c", FILE, half, 0o644),
        ]);
        refused(&gzip(&parts), "all files to more than 2 MiB");
        // A name of megabytes, which a reader would keep in memory.
        let long = tarball(&[
            ("././@LongLink", tar::EntryType::GNULongName, &bomb, 0o644),
            ("a", FILE, "", 0o644),
        ]);
        refused(&gzip(&long), "a header of more than 64 KiB");
        let (xz, zstd) = (base64(XZ), base64(ZSTD));
        refused(&xz[..xz.len() - 30], "cannot be unpacked");
        refused(&zstd[..zstd.len() - 3], "cannot be unpacked");
        refused(&[zstd.clone(), zstd].concat(), "more than one frame of zstd");
        refused(&debian("data.tar.lz4", b""), "has no `data.tar`");
        refused(&debian("data.tar.gz", b"")[..80], "ends early");
    }
}

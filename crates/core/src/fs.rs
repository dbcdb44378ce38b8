//! Disk access: errors with the path, size limits on reads, and atomic writes (a temporary file, then a rename).

mod claim;
mod draft;
mod found;
mod mode;
mod scratch;
mod secret;
mod stamp;

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};

use crate::digest::Hashing;
use crate::error::Error;
use crate::output_path::is_portable;

pub use self::claim::{Claim, claim};
pub use self::draft::{Draft, Durability, Replaced};
pub use self::found::{Found, files_below, size_below};
pub use self::mode::{Mode, create_output, link_target, permit, write_output};
pub use self::scratch::Scratch;
pub use self::secret::{is_private, write_secret};
pub use self::stamp::{Moment, Stamp};

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// [`Error::Read`], also when the file is larger or no regular file.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
    log::trace!("reading `{}`", path.display());
    try_read(path, limit).map_err(Error::read(path))
}

fn try_read(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(meta.len().min(limit)).unwrap_or(0));
    File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let message = format!("it is larger than {} MiB", limit >> 20);
        return Err(io::Error::other(message));
    }
    Ok(bytes)
}

/// Opens a regular file to read it.
///
/// # Errors
/// [`Error::Read`].
pub fn open(path: &Path) -> Result<File, Error> {
    log::trace!("opening `{}`", path.display());
    let open = || {
        // Before it is opened: a pipe would wait for its writer.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("it is not a regular file"));
        }
        File::open(path)
    };
    open().map_err(Error::read(path))
}

/// The size and the SHA-256 of a regular file, read piece by piece.
///
/// # Errors
/// [`Error::Read`].
pub fn digest(path: &Path) -> Result<(u64, String), Error> {
    let mut file = open(path)?;
    let mut hashing = Hashing::new(io::sink());
    let size = io::copy(&mut file, &mut hashing).map_err(Error::read(path))?;
    Ok((size, hashing.sha256()))
}

/// Opens a file that is there, to write at its end.
///
/// # Errors
/// The system's.
pub fn append(path: &Path) -> io::Result<File> {
    File::options().append(true).open(path)
}

/// Whether this is the address of something elsewhere and no path of the system: `scheme://…`. A folder of such a name can
/// still be named: `./s3:/…`.
pub fn is_address(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let Some((scheme, _)) = text.split_once("://") else { return false };
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    scheme.starts_with(|letter: char| letter.is_ascii_alphabetic()) && scheme.bytes().all(is_part)
}

/// Whether there is a folder at this path.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether there is anything at this path.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// The real path of something that is there: absolute, without links.
pub fn real(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}

/// The real path of something that may not be there yet: as far as it is there, absolute and without links.
pub fn planned(path: &Path) -> PathBuf {
    if let Some(real) = real(path) {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(parent), Some(name)) if !parent.as_os_str().is_empty() => planned(parent).join(name),
        (_, Some(name)) => planned(Path::new(".")).join(name),
        _ => path.to_owned(),
    }
}

/// Whether something that is there lies in a folder, whose real path this is; links are followed.
pub fn is_in(path: &Path, folder: &Path) -> bool {
    real(path).is_some_and(|path| path.starts_with(folder))
}

/// Whether there is a symbolic link at this path.
pub fn is_link(path: &Path) -> bool {
    path.is_symlink()
}

/// Whether there is a file at this path.
pub fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// The size of a regular file, in bytes; none where there is none.
pub fn size(path: &Path) -> Option<u64> {
    path.metadata().ok().filter(fs::Metadata::is_file).map(|meta| meta.len())
}

/// Whether there is a file with exactly these bytes.
pub fn holds(path: &Path, bytes: &[u8]) -> bool {
    let length = bytes.len() as u64;
    size(path) == Some(length) && read(path, length).is_ok_and(|all| all == bytes)
}

/// Whether something belongs to root; never so where the system has no such user.
pub fn is_of_root(path: &Path) -> bool {
    #[cfg(unix)]
    return path.metadata().is_ok_and(|meta| std::os::unix::fs::MetadataExt::uid(&meta) == 0);
    #[cfg(not(unix))]
    return {
        let _ = path;
        false
    };
}

/// The names in a folder, sorted.
///
/// # Errors
/// [`Error::Read`].
pub fn names(folder: &Path) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::read(folder))? {
        let entry = entry.map_err(Error::read(folder))?;
        names.push(entry.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

/// What an entry of a folder is. The folder itself says it: nothing is asked of each entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A folder.
    Folder,
    /// A symbolic link, whatever it leads to.
    Link,
    /// A file, or what a system has besides.
    File,
}

/// The names in a folder as the system has them, sorted, with what they are; some may be no text.
///
/// # Errors
/// [`Error::Read`].
pub fn entries(folder: &Path) -> Result<Vec<(OsString, Kind)>, Error> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(Error::read(folder))? {
        let entry = entry.map_err(Error::read(folder))?;
        let of = entry.file_type().map_err(Error::read(folder))?;
        let kind = match of.is_dir() {
            true => Kind::Folder,
            false if of.is_symlink() => Kind::Link,
            false => Kind::File,
        };
        entries.push((entry.file_name(), kind));
    }
    entries.sort_unstable();
    Ok(entries)
}

/// Why a path that a user wrote does not name a file of the folder it belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stray {
    /// It begins at the root or a drive.
    Absolute,
    /// It has a `..`.
    Parent,
    /// A part of it is a symbolic link.
    Link,
    /// It has a backslash, is empty, or has a part that not every system can have as a name.
    Unportable,
}

impl Stray {
    /// The second half of a sentence: "the path …".
    pub fn reason(self) -> &'static str {
        match self {
            Stray::Absolute => "is absolute",
            Stray::Parent => "leaves the folder",
            Stray::Link => "goes through a symbolic link",
            Stray::Unportable => "is not a portable relative path",
        }
    }

    /// What to do about it.
    pub fn help(self, relative: &str) -> String {
        match self {
            Stray::Unportable if relative.contains('\\') => {
                format!("write `{}`", relative.replace('\\', "/"))
            }
            Stray::Unportable if relative.is_empty() || relative.ends_with('/') => {
                "name a file in the theme's folder".into()
            }
            Stray::Unportable => "rename it: Windows keeps some names for devices, takes none of `:*?\"<>|`, and drops dots and \
                spaces at the end"
                .into(),
            _ => "copy the file into the theme's folder and name it from there".into(),
        }
    }
}

/// The path of `relative` in `folder`, if it can only name something inside it.
///
/// # Errors
/// Why it is not inside.
pub fn inside(folder: &Path, relative: &str) -> Result<PathBuf, Stray> {
    let drive = relative.as_bytes().get(1) == Some(&b':');
    if relative.starts_with(['/', '\\']) || drive {
        return Err(Stray::Absolute);
    }
    if relative.is_empty()
        || relative.ends_with('/')
        || relative.contains(|c: char| c == '\\' || c.is_control())
    {
        return Err(Stray::Unportable);
    }
    let mut path = folder.to_owned();
    for part in Path::new(relative).components() {
        match part {
            Component::Normal(name) if name.to_str().is_none_or(|name| !is_portable(name)) => {
                return Err(Stray::Unportable);
            }
            Component::Normal(name) => path.push(name),
            Component::CurDir => continue,
            _ => return Err(Stray::Parent),
        }
        if path.is_symlink() {
            return Err(Stray::Link);
        }
    }
    Ok(path)
}

/// Makes a folder and those above it.
///
/// # Errors
/// [`Error::Write`].
pub fn make_folder(folder: &Path) -> Result<(), Error> {
    if is_address(folder) {
        return Err(Error::NotInStore { place: folder.to_owned(), work: "this" });
    }
    fs::create_dir_all(folder).map_err(Error::write(folder))
}

/// Writes files aside and renames them one right after the other, so that at each path there is always a whole file:
/// the old or the new.
///
/// # Errors
/// [`Error::Write`]; what was written aside is removed.
pub fn write(files: &[(&Path, &[u8])]) -> Result<(), Error> {
    let draft = |(path, bytes): &(&Path, &[u8])| {
        let (draft, mut file) = Draft::file(path)?;
        log::trace!("writing `{}`, {} bytes", path.display(), bytes.len());
        let written = file.write_all(bytes).and_then(|()| file.sync_all());
        written.map_err(Error::write(path)).map(|()| draft)
    };
    let drafts = files.iter().map(draft).collect::<Result<Vec<_>, _>>()?;
    drafts.into_iter().try_for_each(|draft| draft.publish(Durability::Process).map(drop))
}

/// Writes a folder aside and renames it. An older one at `path` is replaced as a whole.
///
/// # Errors
/// [`Error::Write`]; what was written aside is removed.
pub fn write_folder(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<(), Error>,
) -> Result<(), Error> {
    let draft = Draft::folder(path)?;
    fill(draft.path())?;
    draft.publish(Durability::Process).map(drop)
}

/// Makes a folder that is not there yet: filled aside by `fill`, and put in its place only if that gives something good.
///
/// # Errors
/// [`Error::Write`], [`Error::Taken`]; what was written aside is removed.
pub fn write_new_folder<T, E>(
    path: &Path,
    fill: impl FnOnce(&Path) -> Result<Result<T, E>, Error>,
) -> Result<Result<T, E>, Error> {
    let draft = Draft::folder(path)?;
    let made = fill(draft.path())?;
    if made.is_ok() {
        if exists(path) || is_link(path) {
            return Err(Error::Taken { path: path.to_owned() });
        }
        draft.publish_new()?;
    }
    Ok(made)
}

/// Removes a file.
///
/// # Errors
/// [`Error::Write`].
pub fn remove(path: &Path) -> Result<(), Error> {
    fs::remove_file(path).map_err(Error::write(path))
}

/// Removes a file, if it is there.
///
/// # Errors
/// [`Error::Write`].
pub fn remove_if_there(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(path)(error)),
        _ => Ok(()),
    }
}

/// Removes a folder if nothing is in it; whether it is gone.
pub fn remove_empty(folder: &Path) -> bool {
    fs::remove_dir(folder).is_ok()
}

/// Copies a file into a folder that is itself still aside.
///
/// # Errors
/// [`Error::Write`], also where the file cannot be read.
pub fn copy_within(folder: &Path, name: &str, from: &Path) -> Result<(), Error> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        make_folder(parent)?;
    }
    fs::copy(from, &path).map(drop).map_err(Error::write(&path))
}

/// Writes one file into a folder that is itself still aside.
///
/// # Errors
/// [`Error::Write`].
pub fn write_within(folder: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        make_folder(parent)?;
    }
    fs::write(&path, bytes).map_err(Error::write(&path))
}

/// The hidden neighbour of a path in which it is prepared.
fn aside(path: &Path, ending: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{ending}"))
}

/// The time for all files of a package: `SOURCE_DATE_EPOCH`, seconds since 1970 in UTC, if it is set to something.
///
/// # Errors
/// [`Error::NoNumber`] when it is not a number.
pub fn source_date_epoch() -> Result<Option<u64>, Error> {
    let value = std::env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty());
    let Some(value) = value else {
        return Ok(None);
    };
    let value = value.to_string_lossy().into_owned();
    match value.parse() {
        Ok(seconds) => Ok(Some(seconds)),
        Err(_) => Err(not_an_epoch(value)),
    }
}

/// What to say of a `SOURCE_DATE_EPOCH` that is no time of a package.
pub fn not_an_epoch(value: String) -> Error {
    Error::NoNumber("SOURCE_DATE_EPOCH", value, "seconds since 1970 that a zip can hold")
}

/// The size and the SHA-256 of the program that runs.
///
/// # Errors
/// [`Error::Read`].
pub fn own_digest() -> Result<(u64, String), Error> {
    let path = std::env::current_exe().map_err(Error::read(Path::new(env!("CARGO_PKG_NAME"))))?;
    digest(&path)
}

/// A variable of the environment; none where it is not set, or no text.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(relative: &str, expect: Result<&str, Stray>) {
        let got = inside(Path::new("themes/a"), relative);
        assert_eq!(got, expect.map(PathBuf::from), "{relative}");
    }

    #[test]
    fn inside_keeps_paths_in_their_folder() {
        check("icons/a.svg", Ok("themes/a/icons/a.svg"));
        check("./a.svg", Ok("themes/a/a.svg"));
        check("../../etc/passwd", Err(Stray::Parent));
        check("icons/../../x", Err(Stray::Parent));
        check("/etc/passwd", Err(Stray::Absolute));
        check("C:/x", Err(Stray::Absolute));
        check("a\\b", Err(Stray::Unportable));
        check("", Err(Stray::Unportable));
        for name in ["aux.svg", "img/COM1.svg", "nul/a.svg", "a.svg:b", "a.svg.", "b /a.svg"] {
            check(name, Err(Stray::Unportable));
        }
        assert!(Stray::Unportable.help("aux.svg").starts_with("rename it"));
    }

    #[test]
    fn a_backslash_is_told_from_other_slips() {
        assert_eq!(Stray::Unportable.help("img\\a.svg"), "write `img/a.svg`");
        assert_eq!(Stray::Unportable.help(""), "name a file in the theme's folder");
    }
}

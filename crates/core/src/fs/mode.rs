//! What is kept of a file beside its bytes: whether it is executable, or a symbolic link. Only Unix has both.

use std::fs::{self, File};
use std::io::{self, Write};
#[cfg(unix)]
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use crate::error::Error;

/// What a file is, and whether it may be run. The rest of a file's permissions is the system's and its user's, and is not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It may be read by all and written by its owner.
    #[default]
    Plain,
    /// And run by all.
    Executable,
    /// It is a symbolic link, whose content is its target: a relative path with slashes, in UTF-8.
    Link,
}

impl Mode {
    /// As POSIX numbers it.
    pub fn bits(self) -> u32 {
        match self {
            Mode::Plain => 0o644,
            Mode::Executable => 0o755,
            Mode::Link => 0o777,
        }
    }

    /// That of a file with these bits, as POSIX numbers them: whether it is a link, or its owner may run it.
    pub fn from_bits(bits: u32) -> Mode {
        match (bits & 0o170_000, bits & 0o100) {
            (0o120_000, _) => Mode::Link,
            (_, 0) => Mode::Plain,
            _ => Mode::Executable,
        }
    }

    /// That of a file; plain on systems that do not know the difference.
    #[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix has it"))]
    pub(super) fn of(meta: &fs::Metadata) -> Mode {
        #[cfg(unix)]
        return Mode::from_bits(std::os::unix::fs::PermissionsExt::mode(&meta.permissions()));
        #[cfg(not(unix))]
        Mode::Plain
    }
}

/// Writes one file of a package into a folder that has no name yet. It and its folders have the same permissions
/// whatever the user's umask is.
///
/// # Errors
/// [`Error::Write`].
pub fn write_output(folder: &Path, name: &str, bytes: &[u8], mode: Mode) -> Result<(), Error> {
    let path = folder.join(name);
    if mode == Mode::Link {
        make_parents(folder, &path)?;
        return link(&path, bytes).map_err(Error::write(&path));
    }
    let mut file = create_output(folder, name)?;
    file.write_all(bytes).map_err(Error::write(&path))?;
    permit(&path, mode)
}

/// Makes a symbolic link.
#[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix has it"))]
fn link(path: &Path, target: &[u8]) -> io::Result<()> {
    #[cfg(unix)]
    return std::os::unix::fs::symlink(std::ffi::OsStr::from_bytes(target), path);
    #[cfg(not(unix))]
    Err(io::Error::other("symbolic links are written on Unix only"))
}

/// The target of a symbolic link, as it is written, with slashes.
///
/// # Errors
/// [`Error::Read`].
pub fn link_target(path: &Path) -> Result<String, Error> {
    let target = fs::read_link(path).map_err(Error::read(path))?;
    let target = target.to_string_lossy();
    Ok(if cfg!(windows) { target.replace('\\', "/") } else { target.into_owned() })
}

/// Creates an empty file of a package in a folder that has no name yet, and the folders above it.
///
/// # Errors
/// [`Error::Write`].
pub fn create_output(folder: &Path, name: &str) -> Result<File, Error> {
    let path = folder.join(name);
    make_parents(folder, &path)?;
    File::create(&path).map_err(Error::write(&path))
}

/// Makes the folders between a folder and a path below it.
fn make_parents(folder: &Path, path: &Path) -> Result<(), Error> {
    let parents = path.ancestors().skip(1).take_while(|parent| *parent != folder);
    let missing: Vec<&Path> = parents.take_while(|parent| !parent.exists()).collect();
    for parent in missing.into_iter().rev() {
        fs::create_dir(parent).map_err(Error::write(parent))?;
        permit(parent, Mode::Executable)?;
    }
    Ok(())
}

/// Sets the permissions of a file, or of a folder, which is entered as a file is run.
///
/// # Errors
/// [`Error::Write`].
#[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix has it"))]
pub fn permit(path: &Path, mode: Mode) -> Result<(), Error> {
    #[cfg(unix)]
    {
        let bits = std::os::unix::fs::PermissionsExt::from_mode(mode.bits());
        fs::set_permissions(path, bits).map_err(Error::write(path))?;
    }
    Ok(())
}

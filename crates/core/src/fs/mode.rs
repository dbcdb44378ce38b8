//! The permission that is kept of a file: whether it is executable. Only Unix has it.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;

use crate::error::Error;

/// Whether a file may be run. The rest of a file's permissions is the system's and its user's, and is not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It may be read by all and written by its owner.
    #[default]
    Plain,
    /// And run by all.
    Executable,
}

impl Mode {
    /// As POSIX numbers it.
    pub fn bits(self) -> u32 {
        match self {
            Mode::Plain => 0o644,
            Mode::Executable => 0o755,
        }
    }

    /// That of a file with these permissions, as POSIX numbers them: whether its owner may run it.
    pub fn from_bits(bits: u32) -> Mode {
        match bits & 0o100 {
            0 => Mode::Plain,
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
    let mut file = create_output(folder, name)?;
    file.write_all(bytes).map_err(Error::write(&path))?;
    permit(&path, mode)
}

/// Creates an empty file of a package in a folder that has no name yet, and the folders above it.
///
/// # Errors
/// [`Error::Write`].
pub fn create_output(folder: &Path, name: &str) -> Result<File, Error> {
    let path = folder.join(name);
    let parents = path.ancestors().skip(1).take_while(|parent| *parent != folder);
    let missing: Vec<&Path> = parents.take_while(|parent| !parent.exists()).collect();
    for parent in missing.into_iter().rev() {
        fs::create_dir(parent).map_err(Error::write(parent))?;
        permit(parent, Mode::Executable)?;
    }
    File::create(&path).map_err(Error::write(&path))
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

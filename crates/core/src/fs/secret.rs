//! Files that only their user may read. Apart, because only Unix has such permissions.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::error::Error;

/// Whether no other user may read a file; always so on systems without such permissions.
pub fn is_private(path: &Path) -> bool {
    #[cfg(unix)]
    return path.metadata().is_ok_and(|meta| {
        std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o077 == 0
    });
    #[cfg(not(unix))]
    return path.exists();
}

/// Writes a new file that only its user may read. One that is there is never replaced.
///
/// # Errors
/// [`Error::KeyTaken`], [`Error::Write`]; then there is no file.
pub fn write_secret(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let mut file = match create(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Error::KeyTaken { path: path.to_owned() });
        }
        Err(error) => return Err(Error::write(path)(error)),
    };
    let written = file.write_all(bytes).and_then(|()| file.sync_all());
    written.map_err(|error| {
        let _ = fs::remove_file(path);
        Error::write(path)(error)
    })
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

//! The right to write below an output folder: one run at a time.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use super::make_folder;
use crate::error::Error;

/// The right to write below an output folder, held until dropped or the process ends.
#[derive(Debug)]
pub struct Claim {
    _lock: File,
}

/// Makes the output folder and claims it, so that two runs never write the same package.
///
/// # Errors
/// [`Error::Write`], also when another run holds it.
pub fn claim(folder: &Path) -> Result<Claim, Error> {
    make_folder(folder)?;
    let path = folder.join(".rebadge-lock");
    // Nothing is ever written into it, so what stands there already, or what it leads to, is left as it is.
    let lock = File::options().write(true).create(true).truncate(false).open(&path);
    let lock = lock.map_err(Error::write(&path))?;
    match patient_lock(&lock) {
        Ok(()) => Ok(Claim { _lock: lock }),
        Err(TryLockError::WouldBlock) => {
            let busy = io::Error::other("another build is writing there");
            Err(Error::write(folder)(busy))
        }
        Err(TryLockError::Error(error)) => Err(Error::write(&path)(error)),
    }
}

/// Locks a file. The worker of a run that was killed may need a moment to end.
fn patient_lock(lock: &File) -> Result<(), TryLockError> {
    const TRIES: u32 = 25;
    for _ in 0..TRIES {
        match lock.try_lock() {
            Err(TryLockError::WouldBlock) => sleep(Duration::from_millis(20)),
            other => return other,
        }
    }
    lock.try_lock()
}

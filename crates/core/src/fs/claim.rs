//! The right to write below an output folder: one run at a time.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::draft::tidy_below;
use super::make_folder;
use crate::calendar;
use crate::error::Error;
use crate::printable::line;

/// The right to write below an output folder, held until dropped or the process ends.
#[derive(Debug)]
pub struct Claim {
    // Dropped last: nobody reads the file of a holder who has none.
    holder: PathBuf,
    _lock: File,
}

/// Who holds a claim. When it began is the time of the file.
#[derive(Debug, Serialize, Deserialize)]
struct Holder {
    process: u32,
    host: String,
}

/// The largest file of a holder, in bytes.
const LIMIT: u64 = 4096;

/// Makes the output folder and claims it, so that two runs never write the same package. What a run that was killed left
/// half written is removed.
///
/// # Errors
/// [`Error::Write`]; [`Error::Busy`] when another run holds it.
pub fn claim(folder: &Path) -> Result<Claim, Error> {
    make_folder(folder)?;
    let path = folder.join(".rebadge-lock");
    let holder = folder.join(".rebadge-holder");
    // Nothing is ever written into it, so what is there already, or what it leads to, is left as it is.
    let lock = File::options().write(true).create(true).truncate(false).open(&path);
    let lock = lock.map_err(Error::write(&path))?;
    match patient_lock(&lock) {
        Ok(()) => {
            // Who ends otherwise than by a kill takes the file along.
            let was_killed = holder.exists();
            let own = Holder { process: std::process::id(), host: host() };
            let text = serde_json::to_string(&own).unwrap_or_default();
            super::write(&[(&holder, text.as_bytes())])?;
            if was_killed {
                tidy_below(folder)?;
            }
            Ok(Claim { holder, _lock: lock })
        }
        Err(TryLockError::WouldBlock) => {
            Err(Error::Busy { folder: folder.to_owned(), holder: described(&holder) })
        }
        Err(TryLockError::Error(error)) => Err(Error::write(&path)(error)),
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        // One that stays is overwritten by the next run.
        let _ = fs::remove_file(&self.holder);
    }
}

/// Who holds a claim, as the end of a sentence; nothing where that cannot be read.
fn described(path: &Path) -> String {
    let bytes = super::read(path, LIMIT).unwrap_or_default();
    let Ok(Holder { process, host }) = serde_json::from_slice(&bytes) else {
        return String::new();
    };
    let time = fs::metadata(path).and_then(|meta| meta.modified()).ok();
    let since = time.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    let since = since.map(|since| format!(" since {}", calendar::utc(since.as_secs())));
    let host = if host.is_empty() { String::new() } else { format!(" on `{}`", line(&host)) };
    format!(": process {process}{host}{}", since.unwrap_or_default())
}

/// The name of this machine; empty where the system does not say.
#[cfg(unix)]
fn host() -> String {
    nix::unistd::gethostname().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The name of this machine; empty where the system does not say.
#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_default()
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

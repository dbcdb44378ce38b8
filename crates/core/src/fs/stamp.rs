//! What the system says of a file without reading it, to see whether it was changed since.

use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

/// What a file or folder was like at some time. A folder changes when a name in it comes or goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    size: u64,
    /// When its content, and when anything of it, was changed last: nanoseconds since 1970.
    changed: [u64; 2],
    inode: u64,
}

/// A time, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(u64);

/// How coarse a file system may be with times: that of FAT, 2 s.
const COARSE: u64 = 2_000_000_000;

impl Moment {
    /// The time now.
    pub fn now() -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(u64::try_from(since.as_nanos()).unwrap_or(u64::MAX))
    }
}

impl Stamp {
    /// That of a file or folder, links followed; none where there is nothing.
    pub fn of(path: &Path) -> Option<Stamp> {
        let meta = fs::metadata(path).ok()?;
        let since = meta.modified().ok()?.duration_since(UNIX_EPOCH).unwrap_or_default();
        let modified = u64::try_from(since.as_nanos()).unwrap_or(u64::MAX);
        let (changed, inode) = system(&meta).unwrap_or((modified, 0));
        Some(Stamp { size: meta.len(), changed: [modified, changed], inode })
    }

    /// Whether the last change was so long before `moment` that a change after it gives another stamp.
    pub fn is_settled(&self, moment: Moment) -> bool {
        self.changed.iter().all(|time| time.saturating_add(COARSE) < moment.0)
    }
}

#[cfg(unix)]
fn system(meta: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    let (seconds, nanos) = (meta.ctime().max(0), meta.ctime_nsec().max(0));
    let nanos = seconds.saturating_mul(1_000_000_000).saturating_add(nanos);
    Some((u64::try_from(nanos).ok()?, meta.ino()))
}

#[cfg(not(unix))]
fn system(_: &fs::Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_gives_another_stamp() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a");
        assert_eq!(Stamp::of(&file), None);
        fs::write(&file, "one").unwrap();
        let before = Stamp::of(&file).unwrap();
        assert_eq!(Stamp::of(&file), Some(before));
        // Another file of the same size and time under the same name.
        let other = folder.path().join("b");
        fs::write(&other, "two").unwrap();
        let time = fs::metadata(&file).unwrap().modified().unwrap();
        fs::File::options().write(true).open(&other).unwrap().set_modified(time).unwrap();
        fs::rename(&other, &file).unwrap();
        assert_ne!(Stamp::of(&file), Some(before));
    }

    #[test]
    fn what_was_changed_just_now_is_not_settled() {
        let folder = tempfile::tempdir().unwrap();
        let stamp = Stamp::of(folder.path()).unwrap();
        assert!(!stamp.is_settled(Moment::now()));
        assert!(stamp.is_settled(Moment(Moment::now().0 + COARSE + 1)));
    }
}

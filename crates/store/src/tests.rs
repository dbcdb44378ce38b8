//! Tests over the whole crate: what is kept, what goes first, and files that are not what they should be.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use rebadge_core::digest::sha256;
use tempfile::TempDir;

use super::*;

const HOUR: Duration = Duration::from_secs(60 * 60);

struct Fixture {
    folder: TempDir,
    cache: Cache,
}

impl Fixture {
    fn new(limit: u64) -> Fixture {
        let folder = tempfile::tempdir().unwrap();
        let cache = Cache::open(folder.path(), limit).unwrap();
        Fixture { folder, cache }
    }

    fn put(&self, key: &str, bytes: &[u8]) {
        self.cache.put(key, bytes, &sha256(bytes), Reach::Store);
    }

    fn has(&self, key: &str) -> bool {
        self.cache.get(key, Reach::Store).is_some()
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("v1").join(path)
    }

    /// The file of the only entry.
    fn only(&self) -> PathBuf {
        let all = ledger::list(&self.folder.path().join("v1")).unwrap();
        assert_eq!(all.len(), 1);
        all[0].path.clone()
    }
}

/// Sets the time of the last use.
fn used(path: &Path, age: Duration) {
    let file = File::options().write(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - age).unwrap();
}

fn age(path: &Path) -> Duration {
    fs::metadata(path).unwrap().modified().unwrap().elapsed().unwrap_or_default()
}

#[test]
fn what_is_put_is_found() {
    let own = Fixture::new(LIMIT);
    for bytes in [&b""[..], b"a", &[0; 70_000]] {
        own.put("key", bytes);
        let entry = Entry { bytes: bytes.to_vec(), sha256: sha256(bytes) };
        assert_eq!(own.cache.get("key", Reach::Store), Some(entry));
    }
    assert!(!own.has("another"));
    let uses = Uses { found: 3, missing: 1, written: 3 };
    assert_eq!((own.cache.uses(), own.cache.trouble().is_none()), (uses, true));
}

#[test]
fn what_was_unused_for_longest_goes_first() {
    let own = Fixture::new(20 * 1024);
    for key in ["a", "b", "c", "d"] {
        own.put(key, &[key.as_bytes()[0]; 4096]);
        own.cache.settle();
    }
    let all = ledger::list(&own.folder.path().join("v1")).unwrap();
    for listed in &all {
        let first = fs::read(&listed.path).unwrap().pop().unwrap();
        used(&listed.path, HOUR * u32::from(b'z' - first));
    }
    // A use counts.
    assert!(own.has("a"));
    own.put("e", &[0; 4096]);
    own.cache.settle();
    assert_eq!(["a", "b", "c", "d", "e"].map(|key| own.has(key)), [true, false, true, true, true]);
    let stats = stats(own.folder.path()).unwrap();
    assert!(stats.entries == 4 && stats.bytes < 18 * 1024 + 512, "{stats:?}");
}

#[test]
fn a_use_is_noted_once_an_hour() {
    let own = Fixture::new(LIMIT);
    own.put("a", b"a");
    let path = own.only();
    for (before, is_noted) in [(HOUR / 2, false), (HOUR * 2, true)] {
        used(&path, before);
        assert!(own.has("a"));
        assert_eq!(age(&path) < HOUR / 4, is_noted, "{before:?}");
    }
}

/// The number of bytes is believed for a week; another process may have been killed before it added its own.
#[test]
fn all_is_counted_again_after_a_week() {
    let own = Fixture::new(10 * 1024);
    own.put("a", &[0; 4096]);
    own.cache.settle();
    let counted = fs::read_to_string(own.path("size")).unwrap();
    let (bytes, seconds) = counted.trim().split_once(' ').unwrap();
    assert_eq!(bytes, (4096 + entry::HEADER).to_string());
    let seconds: u64 = seconds.parse().unwrap();
    let other = Fixture::new(LIMIT);
    other.put("b", &[0; 9000]);
    let from = other.only();
    let to = own.path("bb").join(from.file_name().unwrap());
    fs::create_dir(to.parent().unwrap()).unwrap();
    fs::copy(&from, &to).unwrap();
    used(&to, HOUR);
    own.put("c", b"c");
    own.cache.settle();
    assert!(to.exists(), "the number is believed");
    fs::write(own.path("size"), format!("{bytes} {}", seconds - 8 * 24 * 60 * 60)).unwrap();
    own.put("d", b"d");
    own.cache.settle();
    assert!(!to.exists() && own.has("a"));
    fs::write(own.path("size"), "no number").unwrap();
    own.put("e", b"e");
    own.cache.settle();
    assert!(fs::read_to_string(own.path("size")).unwrap().starts_with(char::is_numeric));
}

#[test]
fn what_a_killed_process_left_goes() {
    let own = Fixture::new(LIMIT);
    own.put("a", b"a");
    let folder = own.only().parent().unwrap().to_owned();
    let (old, new) = (folder.join(".part-old"), folder.join(".part-new"));
    fs::write(&old, "half").unwrap();
    fs::write(&new, "half").unwrap();
    used(&old, HOUR * 2);
    let removed = clear(own.folder.path()).unwrap();
    assert_eq!(removed, Stats { entries: 1, bytes: (entry::HEADER + 1 + 4) as u64 });
    assert!(!old.exists() && new.exists());
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().unwrap();
    let victim = elsewhere.path().join("victim");
    fs::write(&victim, "mine").unwrap();
    let is_whole = || fs::read(&victim).unwrap() == b"mine";

    let own = Fixture::new(LIMIT);
    own.put("a", b"a");
    own.cache.settle();
    for name in ["size", "lock"] {
        fs::remove_file(own.path(name)).unwrap();
        symlink(&victim, own.path(name)).unwrap();
        own.put("a", b"a");
        own.cache.settle();
        assert!(is_whole(), "{name}");
    }
    let trouble = own.cache.trouble().expect("the lock is a link").to_string();
    assert!(trouble.ends_with("its lock is no regular file"), "{trouble}");

    // A folder of entries that is a link to a folder with a file whose name is that of an entry.
    let own = Fixture::new(LIMIT);
    own.put("a", b"a");
    let path = own.only();
    let shard = path.parent().unwrap();
    let file = elsewhere.path().join(path.file_name().unwrap());
    fs::write(&file, "mine").unwrap();
    fs::remove_dir_all(shard).unwrap();
    symlink(elsewhere.path(), shard).unwrap();
    own.put("a", b"a");
    assert!(own.cache.trouble().is_some());
    clear(own.folder.path()).unwrap();
    verify(own.folder.path()).unwrap();
    assert_eq!(fs::read(&file).unwrap(), b"mine");
}

#[test]
fn nothing_is_written_after_a_write_that_failed() {
    let own = Fixture::new(LIMIT);
    fs::write(own.folder.path().join("v1"), "a file").unwrap();
    own.put("a", b"a");
    assert!(own.cache.trouble().is_some());
    fs::remove_file(own.folder.path().join("v1")).unwrap();
    own.put("a", b"a");
    assert!(!own.has("a") && own.cache.trouble().is_none());
}

#[test]
fn a_folder_that_goes_in_the_meantime_is_made_again() {
    let own = Fixture::new(LIMIT);
    own.put("a", b"a");
    fs::remove_dir_all(own.folder.path()).unwrap();
    own.put("a", b"a");
    assert!(own.has("a") && own.cache.trouble().is_none());
}

#[test]
fn no_cache_has_no_entries() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none");
    assert_eq!(stats(&none).unwrap(), Stats::default());
    assert_eq!(verify(&none).unwrap(), Verified::default());
    assert_eq!(clear(&none).unwrap(), Stats::default());
    assert!(!none.exists());
}

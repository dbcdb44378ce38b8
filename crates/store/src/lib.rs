//! The cache on disk: key → bytes, for all runs and all processes of a user.
//!
//! It owns the layout of its folder, the format of an entry, the limit of its size and what is done with damaged entries.
//! It must not know recipes, themes or pictures: a key is a string that stands for the same bytes in every run, and the
//! version of this crate, which is that of the program, goes into each.
//!
//! ```text
//! CACHE/CACHEDIR.TAG    for programs that make backups; only in a folder that was made here
//! CACHE/v1/ab/cdef…     an entry: a header (format, key, SHA-256, length), then the bytes
//! CACHE/v1/size         how many bytes all entries have, and when they were last counted
//! CACHE/v1/lock         held while `size` is changed and old entries are removed
//! ```
//!
//! An entry is written aside and renamed, so a reader finds a whole one or none, and two writers of one key write the same.
//! It is not synced: what a power failure leaves has another digest and is made again. The time of a file is the time of
//! its last use, to the hour. When there is more than the limit, the entries that were unused for longest are removed.
//!
//! Behind the folder there may be an object store, which many machines share ([`Cache::with_backing`]): below its address are the
//! same files as below the folder. An entry that the folder does not have is copied from there, and then read and checked as
//! any other; one that is made is put there while the run goes on. Only what takes long to make goes so far ([`Reach`]): a
//! store answers in some 20 ms, and an icon is drawn in 2.
//!
//! Nothing that fails here ends a run, but for [`Cache::open`]: the first failure is kept for [`Cache::trouble`], and after
//! a write that failed nothing is written any more.
//!
//! Why plain files, and not (as of November 2026):
//! - `cacache` 13.1: last released in November 2024; 55 crates, among them a second `sha2`; an index file beside the content
//!   of each entry, which only grows; no limit of size.
//! - `redb` 4.6: two crates, well maintained. Several processes may write since 4.5, three weeks old and repaired in 4.6, one
//!   after another; each commit is synced; the file shrinks only when it is compacted.
//! - SQLite by `rusqlite` 0.43: C, 11 MB of sources to compile; one writer at a time; its write-ahead log does not work on a
//!   network disk, where caches of build machines often are. Blobs of 10 KB it reads faster than files are read, large ones
//!   slower.
//!
//! Here entries are written once and read whole, 1 KB to some 100 KB each, by any number of processes. The file system does
//! that without locks, and damage is limited to an entry.

mod cache;
mod entry;
mod ledger;
mod place;
#[cfg(test)]
mod tests;
mod upkeep;

pub use cache::{Cache, Reach, Uses};
pub use entry::Entry;
pub use place::{LIMIT, bundles_folder, default_folder};
pub use upkeep::{Damaged, Stats, Verified, clear, stats, verify};

//! `cache`: the size of the cache on disk, a check of all of it, its removal.

use serde_json::json;

use super::cached::{folder, limit};
use super::{End, count};
use crate::cli::{Cache, CacheLimit, CachePlace};
use crate::error::Error;
use crate::package::size;
use crate::report::Report;
use crate::store;

pub(super) fn run(task: &Cache, report: &Report) -> Result<End, Error> {
    match task {
        Cache::Dir(place) => dir(place, report),
        Cache::Stats { place, limit } => stats(place, *limit, report),
        Cache::Verify(place) => verify(place, report),
        Cache::Clear(place) => clear(place, report),
    }
}

fn dir(place: &CachePlace, report: &Report) -> Result<End, Error> {
    let path = folder(place)?.display().to_string();
    report.line(&path)?;
    let object = json!({ "reason": "cache-dir", "format_version": 1, "path": path });
    report.json(&object).map(|()| End::Clean)
}

fn stats(place: &CachePlace, most: CacheLimit, report: &Report) -> Result<End, Error> {
    let folder = folder(place)?;
    let (stats, limit) = (store::stats(&folder)?, limit(most));
    let (path, entries) = (folder.display().to_string(), count(stats.entries, "entry"));
    report.line(&format!("{path}  {entries}, {} of {}", size(stats.bytes), size(limit)))?;
    let object = json!({
        "reason": "cache-stats",
        "format_version": 1,
        "path": path,
        "entries": stats.entries,
        "size": stats.bytes,
        "limit": limit,
    });
    report.json(&object).map(|()| End::Clean)
}

fn verify(place: &CachePlace, report: &Report) -> Result<End, Error> {
    let folder = folder(place)?;
    let verified = store::verify(&folder)?;
    for damaged in &verified.damaged {
        let path = damaged.path.display().to_string();
        report.line(&format!("{path}  removed: {}", damaged.reason))?;
        report.json(&json!({
            "reason": "cache-damaged",
            "format_version": 1,
            "path": path,
            "message": damaged.reason,
        }))?;
    }
    let (sound, bad) = (count(verified.sound, "entry"), verified.damaged.len());
    let words = match bad {
        0 => format!("{sound}, none is damaged"),
        _ => format!("{sound}, {bad} more were damaged and are removed"),
    };
    report.summary(&words)?;
    report.json(&json!({
        "reason": "cache-verified",
        "format_version": 1,
        "path": folder.display().to_string(),
        "success": bad == 0,
        "entries": verified.sound,
        "size": verified.bytes,
        "damaged": bad,
    }))?;
    Ok(if bad == 0 { End::Clean } else { End::Problems })
}

fn clear(place: &CachePlace, report: &Report) -> Result<End, Error> {
    let folder = folder(place)?;
    let removed = store::clear(&folder)?;
    report.summary(&format!(
        "removed {}, {}",
        count(removed.entries, "entry"),
        size(removed.bytes)
    ))?;
    let object = json!({
        "reason": "cache-cleared",
        "format_version": 1,
        "path": folder.display().to_string(),
        "entries": removed.entries,
        "size": removed.bytes,
    });
    report.json(&object).map(|()| End::Clean)
}

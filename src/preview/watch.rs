//! Which files were saved. Folders are watched, not files: editors replace files by renaming. Apart from what is made of
//! it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::load::absolute;
use super::studio::Studio;
use crate::error::Error;

/// A save is a few writes and renames, one right after the other. Longer and the eye sees it wait, shorter and half a
/// file is read.
const QUIET: Duration = Duration::from_millis(12);
/// Where something is written without a pause, it is looked at all the same.
const LONGEST: Duration = Duration::from_millis(200);
/// An editor that empties a file before it fills it is done in that time. What is broken only in between is not shown.
const GRACE: Duration = Duration::from_millis(60);
/// How often listeners are told that we are still here.
const BREATH: Duration = Duration::from_secs(15);

/// Follows the files of a studio until the value is dropped.
pub(super) fn follow(studio: Arc<Studio>) -> Result<RecommendedWatcher, Error> {
    let (sender, events) = channel();
    let told = move |event: notify::Result<Event>| {
        // Nobody listens any more only when the process ends.
        let _ = sender.send(event);
    };
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: notify::Error| Error::Watch { path, message: error.to_string() }
    };
    let mut watcher = notify::recommended_watcher(told).map_err(failed(&studio.themes))?;
    for root in roots(&studio) {
        watcher.watch(&root, RecursiveMode::Recursive).map_err(failed(&root))?;
    }
    thread::spawn(move || {
        while studio.read_more() {}
        listen(&studio, &events);
    });
    Ok(watcher)
}

/// The folders in which everything matters.
fn roots(studio: &Studio) -> Vec<PathBuf> {
    let mut roots = vec![absolute(&studio.base), absolute(&studio.themes)];
    roots.extend(studio.only.as_ref().map(|only| absolute(&only.folder)));
    roots.sort();
    roots.dedup();
    let all = roots.clone();
    let is_inside =
        |root: &PathBuf| all.iter().any(|other| other != root && root.starts_with(other));
    roots.retain(|root| root.is_dir() && !is_inside(root));
    roots
}

fn listen(studio: &Studio, events: &Receiver<notify::Result<Event>>) {
    let mut changed = BTreeSet::new();
    loop {
        if changed.is_empty() {
            match events.recv_timeout(BREATH) {
                Ok(event) => note(event, &mut changed),
                Err(RecvTimeoutError::Timeout) => studio.hub.breathe(),
                Err(RecvTimeoutError::Disconnected) => return,
            }
            continue;
        }
        settle(events, &mut changed);
        studio.in_turn(|| {
            let mut draft = studio.draft(&changed);
            while draft.breaks && waits(events, &mut changed) {
                settle(events, &mut changed);
                draft = studio.draft(&changed);
            }
            studio.show(draft);
        });
        changed.clear();
        while studio.read_more() {}
    }
}

/// Takes what comes until it is quiet.
fn settle(events: &Receiver<notify::Result<Event>>, changed: &mut BTreeSet<PathBuf>) {
    let until = Instant::now() + LONGEST;
    while Instant::now() < until {
        match events.recv_timeout(QUIET) {
            Ok(event) => note(event, changed),
            Err(_) => return,
        }
    }
}

/// Whether more is written within the grace of a file that is broken now.
fn waits(events: &Receiver<notify::Result<Event>>, changed: &mut BTreeSet<PathBuf>) -> bool {
    let until = Instant::now() + GRACE;
    let before = changed.len();
    let mut is_more = false;
    while let Ok(event) = events.recv_timeout(until.saturating_duration_since(Instant::now())) {
        let mut own = BTreeSet::new();
        note(event, &mut own);
        is_more |= !own.is_empty();
        changed.append(&mut own);
        if is_more {
            break;
        }
    }
    is_more || changed.len() > before
}

fn note(event: notify::Result<Event>, changed: &mut BTreeSet<PathBuf>) {
    match event {
        Ok(event) if is_change(&event.kind) => {
            let paths = event.paths.into_iter().filter(|path| !is_aside(path));
            changed.extend(paths.map(|path| absolute(&path)));
        }
        _ => {}
    }
}

fn is_change(kind: &EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        _ => true,
    }
}

/// Whether a file is an editor's own: a swap file, a backup, a lock.
fn is_aside(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_swap =
        name.starts_with('.') && [".swp", ".swo", ".swx"].iter().any(|end| name.ends_with(end));
    is_swap || name.ends_with('~') || name.starts_with(".#") || name == "4913"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: bool) {
        assert_eq!(is_aside(Path::new(path)), expect, "{path}");
    }

    #[test]
    fn files_of_editors_are_not_followed() {
        check("themes/a/.theme.toml.swp", true);
        check("themes/a/theme.toml~", true);
        check("themes/a/.#theme.toml", true);
        check("themes/a/4913", true);
        check("themes/a/theme.toml", false);
        check("base-client/web/.well-known/assetlinks.json", false);
    }
}

//! Which files were saved. Folders are watched, not files: editors replace files by renaming.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::load::absolute;
use super::refresh;
use super::show::show;
use super::studio::Studio;
use rebadge_core::error::Error;
use rebadge_core::fs;

/// A save is a few writes and renames, one right after the other. Longer and the eye sees it wait, shorter and half a
/// file is read.
const QUIET: Duration = Duration::from_millis(12);
/// Where something is written without a pause, it is looked at all the same.
const LONGEST: Duration = Duration::from_millis(200);
/// An editor that empties a file before it fills it is done in that time. What is broken only in between is not shown.
const GRACE: Duration = Duration::from_millis(60);
/// The interval of keep-alive events.
const BREATH: Duration = Duration::from_secs(15);

type Events = Receiver<notify::Result<Event>>;

/// What is watched.
struct Watch {
    watcher: RecommendedWatcher,
    events: Events,
    /// Folder → whether with all below it.
    watched: BTreeMap<PathBuf, RecursiveMode>,
}

/// Follows the files of a studio as long as the process lives.
///
/// # Errors
/// [`Error::Watch`].
pub(super) fn follow(studio: Arc<Studio>) -> Result<(), Error> {
    let (sender, events) = channel();
    let told = move |event: notify::Result<Event>| {
        // Nobody listens any more only when the process ends.
        let _ = sender.send(event);
    };
    let watcher = notify::recommended_watcher(told)
        .map_err(|error| unwatched(&studio.places.themes, &error))?;
    let mut watch = Watch { watcher, events, watched: BTreeMap::new() };
    watch.turn_to(wanted(&studio))?;
    thread::spawn(move || {
        while read_more(&studio) {}
        watch.listen(&studio);
    });
    Ok(())
}

/// Reads the next tenants that were not read yet, and shows them; returns whether there were any.
pub(super) fn read_more(studio: &Studio) -> bool {
    let more = studio.ask(|desk| match refresh::more(desk) {
        Some(draft) => {
            show(desk, draft);
            true
        }
        None => false,
    });
    more.unwrap_or(false)
}

/// Reads what was saved.
fn draft(studio: &Studio, changed: &BTreeSet<PathBuf>) -> Option<refresh::Draft> {
    let changed = changed.clone();
    studio.ask(move |desk| refresh::draft(desk, &changed))
}

fn unwatched(path: &Path, error: &notify::Error) -> Error {
    Error::Watch { path: path.to_owned(), message: error.to_string() }
}

/// The folders that matter. Beside each, what it lies in is watched for its name alone: the folder itself may be
/// replaced, or may not be there yet.
fn wanted(studio: &Studio) -> BTreeMap<PathBuf, RecursiveMode> {
    let mut roots = vec![absolute(&studio.places.base)];
    match &studio.places.only {
        None => roots.push(absolute(&studio.places.themes)),
        Some(only) => {
            roots.push(absolute(&only.folder));
            let state = studio.state();
            let needs = state.tenants.values().flat_map(|tenant| &tenant.depends);
            roots.extend(needs.map(|need| need.folder.clone()));
        }
    }
    let mut all = BTreeMap::new();
    for root in &roots {
        let above = root.ancestors().skip(1).find(|folder| folder.is_dir());
        all.extend(above.map(|above| (above.to_owned(), RecursiveMode::NonRecursive)));
    }
    let whole = roots.into_iter().filter(|root| root.is_dir());
    all.extend(whole.map(|root| (root, RecursiveMode::Recursive)));
    // What lies in a folder that is watched with all below it is watched already.
    let is_below = |path: &PathBuf| {
        let mut above = path.ancestors().skip(1);
        above.any(|folder| all.get(folder) == Some(&RecursiveMode::Recursive))
    };
    all.iter()
        .filter(|(path, _)| !is_below(path))
        .map(|(path, mode)| (path.clone(), *mode))
        .collect()
}

impl Watch {
    /// Watches what is wanted and nothing else; gives the folders that were not watched before.
    fn turn_to(
        &mut self,
        wanted: BTreeMap<PathBuf, RecursiveMode>,
    ) -> Result<BTreeSet<PathBuf>, Error> {
        let gone: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(path, mode)| wanted.get(*path) != Some(mode))
            .map(|(path, _)| path.clone())
            .collect();
        for path in gone {
            self.watched.remove(&path);
            // A folder that is gone is not watched any more anyway.
            let _ = self.watcher.unwatch(&path);
        }
        let mut new = BTreeSet::new();
        for (path, mode) in wanted {
            if !self.watched.contains_key(&path) {
                self.watcher.watch(&path, mode).map_err(|error| unwatched(&path, &error))?;
                self.watched.insert(path.clone(), mode);
                if mode == RecursiveMode::Recursive {
                    new.insert(path);
                }
            }
        }
        Ok(new)
    }

    /// Watches the folders that came, also in the place of others; gives them: what was saved in them until now was not
    /// heard of.
    fn renew(&mut self, studio: &Studio, changed: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let is_replaced = |path: &PathBuf| changed.iter().any(|changed| path.starts_with(changed));
        let replaced: Vec<PathBuf> =
            self.watched.keys().filter(|path| is_replaced(path)).cloned().collect();
        for path in replaced {
            self.watched.remove(&path);
            let _ = self.watcher.unwatch(&path);
        }
        match self.turn_to(wanted(studio)) {
            Ok(new) => new,
            Err(error) => {
                studio.ask(move |desk| desk.blind(error.to_string()));
                BTreeSet::new()
            }
        }
    }

    /// Watches what the newest state depends on, and reads what was saved there before it was watched.
    fn catch_up(&mut self, studio: &Studio, changed: &BTreeSet<PathBuf>) {
        let mut new = self.renew(studio, changed);
        if !new.is_empty() {
            self.take(studio, &mut new);
            self.renew(studio, &BTreeSet::new());
        }
    }

    /// Waits until what changed is whole, and shows it.
    fn take(&self, studio: &Studio, changed: &mut BTreeSet<PathBuf>) {
        self.settle(changed);
        let mut draft = draft(studio, changed);
        while draft.as_ref().is_some_and(|draft| draft.breaks) && self.waits(changed) {
            self.settle(changed);
            draft = self::draft(studio, changed);
        }
        let Some(draft) = draft else { return };
        let changed = changed.clone();
        studio.ask(move |desk| {
            // The page may have changed something in the meantime.
            let is_current = draft.turn == desk.turn;
            let draft = if is_current { draft } else { refresh::draft(desk, &changed) };
            show(desk, draft);
        });
    }

    fn listen(&mut self, studio: &Studio) {
        // The parents are known only now.
        self.catch_up(studio, &BTreeSet::new());
        let mut changed = BTreeSet::new();
        loop {
            if changed.is_empty() {
                match self.events.recv_timeout(BREATH) {
                    Ok(event) => self.note(event, &mut changed),
                    Err(RecvTimeoutError::Timeout) => studio.hub().breathe(),
                    Err(RecvTimeoutError::Disconnected) => return,
                }
                continue;
            }
            self.take(studio, &mut changed);
            self.catch_up(studio, &changed);
            changed.clear();
            while read_more(studio) {}
        }
    }

    /// Takes what comes until it is quiet.
    fn settle(&self, changed: &mut BTreeSet<PathBuf>) {
        let until = Instant::now() + LONGEST;
        while Instant::now() < until {
            match self.events.recv_timeout(QUIET) {
                Ok(event) => self.note(event, changed),
                Err(_) => return,
            }
        }
    }

    /// Whether more is written within the grace of a file that is broken now.
    fn waits(&self, changed: &mut BTreeSet<PathBuf>) -> bool {
        let until = Instant::now() + GRACE;
        let before = changed.len();
        let mut is_more = false;
        while let Ok(event) =
            self.events.recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            let mut own = BTreeSet::new();
            self.note(event, &mut own);
            is_more |= !own.is_empty();
            changed.append(&mut own);
            if is_more {
                break;
            }
        }
        is_more || changed.len() > before
    }

    fn note(&self, event: notify::Result<Event>, changed: &mut BTreeSet<PathBuf>) {
        match event {
            // Of events that are lost nothing is known but where they were.
            Err(_) => changed.extend(self.watched.keys().cloned()),
            Ok(event) if event.need_rescan() => changed.extend(self.watched.keys().cloned()),
            Ok(event) if is_change(&event.kind) => {
                let paths = event.paths.into_iter().filter(|path| !is_aside(path));
                changed.extend(paths.map(|path| absolute(&path)).filter(|path| self.matters(path)));
            }
            Ok(_) => {}
        }
    }

    /// Whether something lies in a watched folder, or is one, or holds one. What a build writes does not matter.
    fn matters(&self, path: &Path) -> bool {
        let whole = self.watched.iter().filter(|(_, mode)| **mode == RecursiveMode::Recursive);
        let mut roots = whole.map(|(root, _)| root);
        let is_near = roots.any(|root| path.starts_with(root) || root.starts_with(path));
        // The folder of a theme that is not there yet lies in one that is watched for names alone.
        let is_new = self.watched.keys().any(|folder| path.parent() == Some(folder));
        (is_near || is_new)
            && !path.ancestors().any(|folder| fs::is_file(&folder.join(".rebadge-lock")))
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

//! Whether all that an edit says has an effect on a bundle: each of its keys, each pattern of its files, and as often as it says.

use std::collections::BTreeSet;

use crate::bundle_file::BundleFile;
use crate::changes::{Changes, EditFault, Part};
use crate::edits::{Change, Edit};
use crate::matching::Match;
use crate::paths::PathPattern;

/// What of the edits matched in some file: the number of an edit, with that of a part of it.
#[derive(Debug, Default)]
pub(crate) struct Used {
    keys: BTreeSet<(usize, usize)>,
    exceptions: BTreeSet<(usize, usize)>,
}

impl Used {
    /// Adds what of an edit matched in a file.
    pub(crate) fn add(&mut self, edit: usize, found: &Match) {
        self.keys.extend(found.keys.iter().map(|number| (edit, *number)));
        self.exceptions.extend(found.excepted.iter().map(|number| (edit, *number)));
    }
}

impl Changes {
    /// Adds what of the edits has no effect on the files, and which match another number of times than they say.
    pub(crate) fn check(&mut self, edits: &[Edit], files: &[BundleFile], used: &Used) {
        self.check_exceptions(edits, used);
        self.check_keys(edits, used);
        self.check_files(edits, files);
        self.check_counts(edits);
    }

    /// Each text within which a name stays must have one.
    fn check_exceptions(&mut self, edits: &[Edit], used: &Used) {
        for (edit, wanted) in edits.iter().enumerate() {
            let Change::Name(rule) = &wanted.change else { continue };
            for (number, text) in rule.except.iter().enumerate() {
                if !used.exceptions.contains(&(edit, number)) {
                    let message = format!("`except`: no name would be replaced within `{text}`");
                    let help = "copy the text from the file, as it is written there";
                    self.faults.push(EditFault::new(edit, message).help(help));
                }
            }
        }
    }

    /// Each key of an edit that matches must do so itself. Of one that matches nothing at all the count is told.
    fn check_keys(&mut self, edits: &[Edit], used: &Used) {
        for (edit, wanted) in edits.iter().enumerate() {
            if self.counts[edit] == 0 || self.is_told(edit) {
                continue;
            }
            for (number, key) in keys(&wanted.change).into_iter().enumerate() {
                if !used.keys.contains(&(edit, number)) {
                    let message = format!("`{key}` matches nothing in the files of the edit");
                    let fault = EditFault::new(edit, message).at(Part::Key(key.to_owned()));
                    self.faults.push(fault.help("leave it out, or write it as the files have it"));
                }
            }
        }
    }

    /// Each pattern of an edit's files must mean one that the edit can change.
    fn check_files(&mut self, edits: &[Edit], files: &[BundleFile]) {
        let left: Vec<&BundleFile> = files
            .iter()
            .filter(|file| !file.is_link() && !self.deleted.contains(&file.path))
            .collect();
        let is_used = |pattern: &PathPattern, change: &Change| match change {
            Change::Delete => files.iter().any(|file| file.find(pattern).is_some()),
            _ => left.iter().any(|file| file.find(pattern).is_some()),
        };
        let mut faults = Vec::new();
        for (edit, wanted) in edits.iter().enumerate() {
            let mut check = |pattern: &PathPattern, part: Part| {
                if !is_used(pattern, &wanted.change) {
                    let is_there = files.iter().any(|file| file.find(pattern).is_some());
                    let message = if is_there {
                        format!("`{pattern}` matches only links, and files that are deleted")
                    } else {
                        format!("no file of the bundle matches `{pattern}`")
                    };
                    faults.push(EditFault::new(edit, message).at(part));
                }
            };
            let own = wanted.files.iter().enumerate();
            own.for_each(|(number, pattern)| check(pattern, Part::Files(number)));
            if let Change::Ramp(rule) = &wanted.change {
                rule.into.iter().for_each(|pattern| check(pattern, Part::Key("into".to_owned())));
            }
        }
        self.faults.extend(faults);
    }

    /// Each edit must match as often as it says, and at least once.
    fn check_counts(&mut self, edits: &[Edit]) {
        for (edit, (wanted, count)) in edits.iter().zip(&self.counts).enumerate() {
            let message = match wanted.count {
                Some(wanted) if wanted != *count => {
                    let of_others = match self.yielded.get(&edit) {
                        Some((others, file))
                            if (1..=*others).contains(&wanted.saturating_sub(*count)) =>
                        {
                            format!(
                                "; another edit changes {others} more of its names, the first in `{file}`"
                            )
                        }
                        _ => String::new(),
                    };
                    format!(
                        "the edit matches {}, and {wanted} is written{of_others}",
                        times(*count)
                    )
                }
                None if *count == 0 && !self.is_told(edit) => "the edit matches nothing".to_owned(),
                _ => continue,
            };
            let help = match count {
                0 => "see what the bundle has: `rebadge inspect`".to_owned(),
                _ => format!("look at what changed, then write `count = {count}`"),
            };
            self.miscounts.push(EditFault::new(edit, message).help(help));
        }
    }

    /// Whether something is said of an edit already.
    fn is_told(&self, edit: usize) -> bool {
        self.faults.iter().any(|fault| fault.edit == edit)
    }
}

/// The keys of an edit of which each must match in some file. Those of pages and JSON must match in every file, which is checked there.
fn keys(change: &Change) -> Vec<&str> {
    match change {
        Change::Text(rules) => rules.iter().map(|rule| rule.old.as_str()).collect(),
        Change::Color(pairs) => pairs.iter().map(|(key, _)| key.as_str()).collect(),
        Change::Paths(rules) => rules.iter().map(|(key, _)| key.as_str()).collect(),
        Change::Entries(rules) => rules.iter().map(|rule| rule.list.as_str()).collect(),
        _ => Vec::new(),
    }
}

fn times(count: usize) -> String {
    match count {
        1 => "once".to_owned(),
        count => format!("{count} times"),
    }
}

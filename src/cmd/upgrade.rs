//! `upgrade`: a contract beside a newer bundle. What of it still fits, what moved and where to; with `--write` the counts,
//! the version and the digest are written into it.

use std::convert::Infallible;
use std::path::Path;

use serde_json::{Value, json};
use toml_edit::{DocumentMut, Item, Value as Toml};

use super::{End, count};
use crate::base::{self, EditState, Upgrade, VersionMoved};
use crate::cli;
use crate::error::Error;
use crate::fs;
use crate::report::Report;
use crate::source::Place;

/// How many files of a kind are named.
const NAMED: usize = 10;

/// The largest contract, in bytes.
const LIMIT: u64 = 8 << 20;

pub(super) fn run(options: &cli::Upgrade, report: &Report) -> Result<End, Error> {
    let name = super::inspect::bundle_name(&options.bundle)?;
    let upgrades = match base::upgrade(&options.contract, &options.bundle)? {
        Ok(upgrades) => upgrades,
        Err(problems) => return report.diagnostics(None, &problems).map(|()| End::Problems),
    };
    for upgrade in &upgrades {
        report.json(&object(upgrade))?;
        report.lines(&told(upgrade))?;
    }
    if options.write {
        write((options, &name), &upgrades)?;
        let path = options.contract.join("client.toml");
        report.summary(&format!("wrote {}", path.display()))?;
    }
    let is_fit = upgrades.iter().all(fits);
    Ok(if is_fit { End::Clean } else { End::Problems })
}

/// Whether a contract needs no change but its digest.
fn fits(upgrade: &Upgrade) -> bool {
    upgrade.edits.iter().all(EditState::fits)
        && upgrade.marks.is_empty()
        && upgrade.languages.is_empty()
        && upgrade.remains.is_clean()
        && upgrade.allowances.is_empty()
}

fn told(upgrade: &Upgrade) -> String {
    let files = &upgrade.files;
    let mut lines = vec![format!(
        "{}: {} new, {} gone, {} with another hash, {} changed",
        upgrade.target,
        count(files.new.len(), "file"),
        files.gone.len(),
        files.renamed,
        files.changed
    )];
    lines.extend(named("new", &files.new));
    lines.extend(named("gone", &files.gone));
    lines.extend(told_of_version(&upgrade.version));
    for edit in &upgrade.edits {
        let state = match (edit.fits(), edit.wanted) {
            (true, _) if edit.before.is_some_and(|before| before != edit.count) => format!(
                "fits, {}, was {}",
                count(edit.count, "time"),
                edit.before.unwrap_or_default()
            ),
            (true, _) => format!("fits, {}", count(edit.count, "time")),
            (false, Some(wanted)) if wanted != edit.count => {
                format!("matches {}, was {wanted}", count(edit.count, "time"))
            }
            (false, None) if edit.count == 0 => "matches nothing".to_owned(),
            (false, _) => "does not fit".to_owned(),
        };
        lines.push(format!("{}  {state}", edit.place));
        lines.extend(edit.faults.iter().map(|(message, _)| format!("    {message}")));
        let told = count(edit.told.len(), "place");
        lines.extend(
            edit.told.first().map(|first| format!("    {told} to look at, such as {first}")),
        );
        lines.extend(edit.moved.iter().map(|(from, to)| format!("    `{from}` may be `{to}` now")));
    }
    for (pattern, before, after) in &upgrade.hashed {
        lines.push(format!("hashed `{pattern}`  {before} → {}", count(*after, "file")));
    }
    lines.extend(upgrade.languages.iter().map(|fault| format!("languages  {fault}")));
    for (mark, now) in &upgrade.marks {
        let now = now.as_ref().map(|now| format!("; it may be `{now}` now")).unwrap_or_default();
        lines.push(format!("mark `{mark}`  the bundle has no such file{now}"));
    }
    let remains = &upgrade.remains;
    let left = [
        ("old name", &remains.visible),
        ("maker's host", &remains.vendor),
        ("tie", &remains.ties),
        ("perhaps old name", &remains.unclear),
    ];
    for (what, list) in left {
        lines.extend(list.iter().map(|one| format!("{what} left: {}", super::audit::line(one))));
    }
    let faults = upgrade.allowances.iter();
    lines.extend(
        faults.map(|(place, fault)| format!("{place}  the allowance does not fit: {fault}")),
    );
    lines.join("\n") + "\n"
}

/// The first of some files, a line each, and how many more there are.
fn named(what: &str, paths: &[String]) -> Vec<String> {
    let mut lines: Vec<String> =
        paths.iter().take(NAMED).map(|path| format!("    {what} `{path}`")).collect();
    if paths.len() > NAMED {
        lines.push(format!("    and {} more", paths.len() - NAMED));
    }
    lines
}

fn told_of_version(version: &VersionMoved) -> Option<String> {
    let told = match version {
        VersionMoved::Same => return None,
        VersionMoved::To(newer) => format!("is `{newer}` now"),
        VersionMoved::Own(newer) => {
            format!("is not that of the old bundle and stays; the new one says `{newer}`")
        }
        VersionMoved::Unsaid => "stays: the new bundle does not say which version it is".to_owned(),
        VersionMoved::Unfit(newer) => {
            format!("stays: {newer:?}, as the new bundle says, cannot be part of a package's name")
        }
    };
    Some(format!("`version` of `[client]` {told}"))
}

fn object(upgrade: &Upgrade) -> Value {
    let edit = |edit: &EditState| {
        json!({
            "place": edit.place.to_string(),
            "fits": edit.fits(),
            "wanted": edit.wanted,
            "before": edit.before,
            "count": edit.count,
            "faults": edit.faults.iter().map(|(message, _)| message).collect::<Vec<_>>(),
            "told": edit.told,
            "moved": edit.moved,
        })
    };
    let allowance =
        |(place, fault): &(Place, String)| json!({ "place": place.to_string(), "fault": fault });
    json!({
        "reason": "upgrade",
        "format_version": 1,
        "target": upgrade.target,
        "success": fits(upgrade),
        "sha256": upgrade.sha256,
        "version": match &upgrade.version {
            VersionMoved::To(newer) => Some(newer),
            _ => None,
        },
        "files": [upgrade.files.new.len(), upgrade.files.gone.len(), upgrade.files.changed],
        "renamed": upgrade.files.renamed,
        "new": upgrade.files.new,
        "gone": upgrade.files.gone,
        "marks": upgrade.marks,
        "edits": upgrade.edits.iter().map(edit).collect::<Vec<_>>(),
        "hashed": upgrade.hashed,
        "languages": upgrade.languages,
        "remains": upgrade.remains,
        "allowances": upgrade.allowances.iter().map(allowance).collect::<Vec<_>>(),
    })
}

/// Copies a bundle, an archive or a folder, beside the contract, unless it is there.
///
/// # Errors
/// [`Error::Taken`] for another one under its name: nothing is overwritten.
fn put(options: &cli::Upgrade, name: &str) -> Result<(), Error> {
    let (from, to) = (&options.bundle, options.contract.join(name));
    if !fs::exists(&to) && !fs::is_link(&to) {
        if !fs::is_folder(from) {
            return fs::copy_within(&options.contract, name, from);
        }
        let fill = |folder: &Path| {
            super::inspect::copy(from, folder)?;
            fs::permit(folder, fs::Mode::Executable)?;
            Ok(Ok::<(), Infallible>(()))
        };
        return fs::write_new_folder(&to, fill).map(drop);
    }
    let is_it = fs::real(from).is_some() && fs::real(from) == fs::real(&to);
    let is_same = || !fs::is_folder(from) && !fs::is_folder(&to);
    if is_it || is_same() && fs::digest(from)?.1 == fs::digest(&to)?.1 {
        return Ok(());
    }
    Err(Error::Taken { path: to })
}

/// Copies the bundle beside the contract, then writes what is known of it: all else in the contract stays.
fn write((options, name): (&cli::Upgrade, &str), upgrades: &[Upgrade]) -> Result<(), Error> {
    let path = options.contract.join("client.toml");
    let bytes = fs::read(&path, LIMIT)?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let Ok(mut document) = text.parse::<DocumentMut>() else { return Ok(()) };
    // A bundle that is the contract's own folder is where it belongs.
    let is_own = fs::real(&options.bundle) == fs::real(&options.contract);
    if !is_own {
        put(options, name)?;
    }
    for upgrade in upgrades {
        if let VersionMoved::To(newer) = &upgrade.version {
            set(&mut document["client"]["version"], newer);
        }
        let target = &mut document["targets"][&upgrade.target];
        let foreign = &mut target["foreign"];
        set(&mut foreign["sha256"], &upgrade.sha256);
        if !is_own {
            set(&mut foreign["bundle"], name);
        }
        if let Some(Item::ArrayOfTables(edits)) = target.get_mut("edits") {
            for (table, state) in edits.iter_mut().zip(&upgrade.edits) {
                let is_counted = state.wanted.is_some() && state.count > 0;
                if let (true, Ok(count)) = (is_counted, i64::try_from(state.count)) {
                    set(&mut table["count"], count);
                }
            }
        }
    }
    fs::write(&[(&path, document.to_string().as_bytes())])
}

/// Writes a value where another one was. What stands around that, such as a comment, stays.
fn set(item: &mut Item, new: impl Into<Toml>) {
    let mut new = new.into();
    if let Some(old) = item.as_value() {
        *new.decor_mut() = old.decor().clone();
    }
    *item = Item::Value(new);
}

//! `inspect`: what a finished bundle is, and a first contract for it.

use std::convert::Infallible;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::json;

use super::{End, count};
use crate::base::{self, Finished};
use crate::cli;
use crate::error::Error;
use crate::foreign::inspect::{Draft, Inspection, Parts, Said, draft, inspect, lost_links};
use crate::fs;
use crate::report::Report;

pub(super) fn run(options: &cli::Inspect, report: &Report) -> Result<End, Error> {
    let bundle = bundle_name(&options.bundle)?;
    let finished = match base::finished(&options.bundle, options.root.as_deref()) {
        Ok(finished) => finished,
        Err(problem) => return report.diagnostics(None, &[problem]).map(|()| End::Problems),
    };
    let Finished { root, files, beside, control, .. } = &finished;
    let (seen, facts) = inspect(Parts { root, files, beside, control: control.as_deref() })?;
    if report.is_json() {
        report.json(&json!({ "reason": "bundle", "format_version": 1, "root": root, "others": finished.others, "bundle": seen }))?
    } else {
        report.lines(&told(&seen, &finished))?
    }
    if let Some(folder) = &options.contract {
        let id = id(folder);
        let of = Draft { id: &id, bundle: &bundle, root: &finished.root, sha256: &finished.sha256 };
        let text = draft(of, &finished.files, (&seen, &facts))?;
        write(folder, (&options.bundle, &bundle), &text)?;
        report.summary(&format!("wrote {}", folder.join("client.toml").display()))?;
    }
    Ok(End::Clean)
}

/// The file name of a bundle.
///
/// # Errors
/// [`Error::Read`] where there is none.
pub(super) fn bundle_name(bundle: &Path) -> Result<String, Error> {
    if !fs::exists(bundle) {
        let source = std::io::Error::from(std::io::ErrorKind::NotFound);
        return Err(Error::Read { path: bundle.to_owned(), source });
    }
    let name = bundle.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(name.unwrap_or_default())
}

/// The id of a client, from the name of its folder.
fn id(folder: &Path) -> String {
    let name = folder.file_name().map(|name| name.to_string_lossy().to_lowercase());
    let is_kept = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.unwrap_or_default().chars().map(is_kept).collect()
}

/// Writes the contract and a copy of the bundle into a new folder, which has its name when both are there.
fn write(folder: &Path, (bundle, name): (&Path, &str), text: &str) -> Result<(), Error> {
    let fill = |folder: &Path| {
        if fs::is_folder(bundle) {
            copy(bundle, &folder.join(name))?;
        } else {
            fs::copy_within(folder, name, bundle)?
        }
        fs::write_within(folder, "client.toml", text.as_bytes())?;
        fs::permit(folder, fs::Mode::Executable)?;
        Ok(Ok::<(), Infallible>(()))
    };
    fs::write_new_folder(folder, fill).map(drop)
}

/// Copies the files of a bundle that is a folder. A link stays one: what it leads to is not copied.
pub(super) fn copy(bundle: &Path, folder: &Path) -> Result<(), Error> {
    for found in fs::files_below(bundle)? {
        if found.is_link {
            let target = fs::link_target(&found.path)?;
            fs::write_output(folder, &found.name, target.as_bytes(), fs::Mode::Link)?;
        } else {
            fs::copy_within(folder, &found.name, &found.path)?;
        }
    }
    Ok(())
}

/// How many hosts are listed one by one.
const HOSTS: usize = 20;

fn told(seen: &Inspection, finished: &Finished) -> String {
    let mut out = String::new();
    let mut line = |key: &str, value: String| {
        let _ = writeln!(out, "{key:<12} {value}");
    };
    line("root", finished.root.clone());
    for other in &finished.others {
        line("", format!("or `--root {other}`, which has a start page too"));
    }
    line("files", format!("{}, {} kB", seen.files, seen.size.div_ceil(1000)));
    let first = |one: &Option<Said>| one.as_ref().map_or("not said".to_owned(), said);
    for (path, reason) in lost_links(&finished.files) {
        line("link", format!("{path}  {reason}: a contract leaves it out"));
    }
    line("version", first(&seen.version));
    line("license", first(&seen.license));
    line("start", start(seen));
    for name in &seen.names {
        // Titles of further pages say what is on them.
        line(if seen.is_name(&name.value) { "name" } else { "title" }, said(name));
    }
    for (name, doubt) in seen.doubtful_names() {
        line("maybe", format!("{}  {doubt}", name.value));
    }
    seen.colors.iter().for_each(|color| line("color", said(color)));
    seen.pages.iter().for_each(|page| line("page", page.clone()));
    seen.unread.iter().for_each(|page| line("unread", format!("{}: {}", page.place, page.value)));
    seen.manifests.iter().for_each(|manifest| line("manifest", manifest.clone()));
    seen.workers.iter().for_each(|worker| line("worker", worker.clone()));
    for icon in &seen.icons {
        let sizes: Vec<String> =
            icon.frames.iter().map(|(width, height)| format!("{width}×{height}")).collect();
        line("icon", format!("{}  {}, as `{}`", icon.path, sizes.join(" "), icon.shown));
    }
    for logo in &seen.other_logos {
        line("logo", format!("{logo}  stays: it seems to be of others"));
    }
    for one in &seen.drawings {
        let what = format!("labelled `{}`, begins `{}`", one.label, one.begins);
        line("drawing", format!("{}, byte {}  {what}", one.path, one.offset));
    }
    for (pattern, files) in &seen.hashed {
        line("hashed", format!("{pattern}  {}", count(*files, "file")));
    }
    for path in &seen.other_hashed {
        line("", format!("{path}  may have a hash too, and is in no pattern"));
    }
    line("digests", seen.digests.to_string());
    let (siblings, stale) = &seen.siblings;
    line("siblings", format!("{siblings}, {} of them stale", stale.len()));
    line("maps", seen.maps.to_string());
    let languages = seen.languages.join(" ");
    line(
        "languages",
        if languages.is_empty() { "none in its paths".to_owned() } else { languages },
    );
    for host in seen.hosts.iter().take(HOSTS) {
        let how = if host.is_asked { "asked" } else { "linked" };
        line("host", format!("{}  {how}, {}", host.host, count(host.count, "time")));
    }
    if seen.hosts.len() > HOSTS {
        line("host", format!("{} more", seen.hosts.len() - HOSTS));
    }
    out
}

/// The page that a visitor sees first.
fn start(seen: &Inspection) -> String {
    match &seen.start {
        Some(page) if seen.pages.contains(page) => page.clone(),
        Some(page) => {
            format!("{page}  its server fills it in: what it says needs an edit `text`")
        }
        None => "no page: its server writes it, or it lies elsewhere: `--root FOLDER`".to_owned(),
    }
}

fn said(said: &Said) -> String {
    format!("{}  ({})", said.value, said.place)
}

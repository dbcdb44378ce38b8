//! What an audit found, in lines for people and as one event for machines.

use std::path::Path;

use serde_json::{Value, json};

use super::super::count;
use super::live::Live;
use super::policy::texts;
use super::{Audited, Marked, Sign};
use crate::cli;
use crate::error::Error;
use crate::foreign::hosts::{Contact, Party};
use crate::foreign::proof::Untrue;
use crate::foreign::remains::{NamedHost, Remain};
use crate::report::Report;

/// How many of one kind are listed one by one for people.
const NAMED: usize = 20;

/// How much of a drawing, and of an address of data, is said, in characters: pictures of one size begin alike.
const BEGINNING: usize = 24;
const DATA: usize = 90;

pub(super) fn tell(
    path: &Path,
    audited: &Audited,
    (options, report): (&cli::Audit, &Report),
) -> Result<(), Error> {
    report.json(&event(path, audited))?;
    if report.is_json() {
        return Ok(());
    }
    let package = path.display().to_string();
    let most = if report.is_verbose() { usize::MAX } else { NAMED };
    for (what, lines) in problems(audited) {
        for line in lines.iter().take(most) {
            report.line(&format!("{package}: {what}: {line}"))?;
        }
        if let Some(more) = lines.len().checked_sub(most).filter(|more| *more > 0) {
            report.line(&format!("{package}: {what}: {more} more, see `--verbose`"))?;
        }
    }
    if report.is_verbose() {
        let several = audited.remains.visible.iter().filter(|one| one.files.len() > 1);
        for one in several {
            let files = one.files.join("`, `");
            report.line(&format!("{package}: `{}` is in `{files}`", one.text))?;
        }
    }
    for line in notes(audited, report.is_verbose()) {
        report.line(&format!("{package}: {line}"))?;
    }
    hosts(&audited.remains.hosts, &package, report)?;
    for (server, text) in audited.policy.iter().flat_map(texts).filter(|_| options.policy) {
        report.line(&format!("# {server}"))?;
        text.lines().try_for_each(|line| report.line(line))?;
    }
    Ok(())
}

/// What fails a package: what it is, and a line for each.
fn problems(audited: &Audited) -> Vec<(&'static str, Vec<String>)> {
    let remains = &audited.remains;
    let all = |list: &[Remain]| list.iter().map(line).collect::<Vec<_>>();
    let strangers = audited.strangers.iter().filter(|one| one.is_seen);
    let strangers =
        strangers.map(|one| format!("{} of `{}`: {}", one.kind, one.tenant, line(&one.remain)));
    let unread = remains.unread.iter().map(|(file, why)| format!("`{file}`: {why}"));
    let faults = audited.faults.iter().map(|(text, why)| format!("`{text}`: {why}"));
    vec![
        ("contract", audited.unsaid.iter().map(|what| (*what).to_owned()).collect()),
        ("old name", all(&remains.visible)),
        ("old mark", audited.marks.iter().map(mark).collect()),
        ("maker's host", all(&remains.vendor)),
        ("tie", all(&remains.ties)),
        ("another tenant", strangers.collect()),
        ("not true", audited.proof.faults.iter().map(untrue).collect()),
        ("allowance", faults.collect()),
        ("could not be read", unread.collect()),
        ("nothing was looked at", audited.live.as_ref().map(unseen).unwrap_or_default()),
        ("asks", audited.live.as_ref().map(asks).unwrap_or_default()),
    ]
}

fn unseen(live: &Live) -> Vec<String> {
    let line = |(page, why): &(String, String)| format!("page `/{page}`: {why}");
    live.unseen.iter().map(line).collect()
}

fn asks(live: &Live) -> Vec<String> {
    let asked = live.asked.iter().filter(|one| !one.is_allowed);
    asked.map(|one| format!("`{}`", one.url)).collect()
}

/// What people should know, and what fails nothing.
fn notes(audited: &Audited, is_verbose: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let proof = &audited.proof;
    if proof.digests + proof.siblings + proof.listed > 0 {
        notes.push(format!(
            "true: {}, {}, {} in lists",
            count(proof.digests, "digest"),
            count(proof.siblings, "compressed file"),
            count(proof.listed, "path"),
        ));
    }
    if !proof.before.is_empty() {
        let first = proof.before.first().map(untrue).unwrap_or_default();
        let places = count(proof.before.len(), "place");
        notes.push(format!("not true of the base client either, in {places}: {first}"));
    }
    if audited.remains.own > 0 {
        let own = count(audited.remains.own, "time");
        notes.push(format!("the old name is in texts of the theme or the client itself, {own}"));
    }
    let remains = &audited.remains;
    for (what, list) in [
        ("the old name may be left", &remains.unclear),
        ("in small letters or capitals, the old name may be left", &remains.respelled),
    ] {
        let all = list.iter().map(|one| format!("{what}: {}", line(one)));
        if is_verbose {
            notes.extend(all);
        } else {
            notes.extend(all.take(1).map(|first| match list.len() - 1 {
                0 => first,
                more => format!("{first}, and {more} more, see `--verbose`"),
            }));
        }
    }
    let hidden = audited.strangers.iter().filter(|one| !one.is_seen).count();
    if hidden > 0 {
        let names = count(hidden, "identifier");
        notes.push(format!("words like names of other tenants, in {names} and comments"));
    }
    for (kind, text) in audited.live.iter().flat_map(|live| &live.errors) {
        let first = text.lines().next().unwrap_or_default();
        notes.push(format!("console, {kind}: {first}"));
    }
    notes
}

/// The hosts as a table: those of the tenant, the maker, others that are asked. Of links there is the number.
fn hosts(hosts: &[NamedHost], package: &str, report: &Report) -> Result<(), Error> {
    let is_shown = |one: &&NamedHost| {
        one.party != Party::Third
            || one.contact == Contact::Asked
            || one.allowance.is_some()
            || report.is_verbose()
    };
    let shown: Vec<&NamedHost> = hosts.iter().filter(is_shown).collect();
    if !shown.is_empty() {
        report.line(&format!("{package}: hosts"))?;
    }
    let width = shown.iter().map(|one| one.host.len()).max().unwrap_or_default().min(50);
    let mut rows: Vec<(&str, &&NamedHost)> = shown.iter().map(|one| (class(one), one)).collect();
    rows.sort_by_key(|(class, one)| (*class, &one.host));
    for (class, one) in rows {
        let allowed = if one.allowance.is_some() { ", allowed" } else { "" };
        let first = one.files.first().map_or("", String::as_str);
        let times = count(one.count, "time");
        let host = &one.host;
        report.line(&format!("  {class:<14}  {host:<width$}  {times} in `{first}`{allowed}"))?;
    }
    match hosts.len() - shown.len() {
        0 => Ok(()),
        more => report.line(&format!("  {:<14}  {more} more, see `--verbose`", "others named")),
    }
}

fn class(host: &NamedHost) -> &'static str {
    match (host.party, host.contact) {
        (Party::Tenant, _) => "tenant",
        (Party::Vendor, _) => "maker",
        (_, Contact::Asked) => "others asked",
        (_, Contact::Linked) => "others linked",
        (_, Contact::Named) => "others named",
    }
}

/// Something that is left, with where.
pub(in crate::cmd) fn line(one: &Remain) -> String {
    let first = one.files.first().map_or("", String::as_str);
    let more = match one.files.len() {
        0 | 1 => String::new(),
        files => format!(" and {}", count(files - 1, "more file")),
    };
    let times = count(one.count, "time");
    format!("`{}`, {times} in `{first}`{more}: `{}`", one.text, one.excerpt)
}

fn mark(one: &Marked) -> String {
    let Marked { file, standing, offset, sign, begins } = one;
    let place =
        if *standing == "file" { String::new() } else { format!(" ({standing}, byte {offset})") };
    let begins = begins.iter().find(|begins| !begins.is_empty());
    let begins = begins.map(|begins| format!(", begins `{}`", beginning(begins)));
    let begins = begins.unwrap_or_default();
    match sign {
        Sign::Like { mark, score } => {
            format!("`{file}`{place} is like `{mark}`, {:.0} %{begins}", score * 100.0)
        }
        Sign::Labelled(label) => {
            format!("`{file}`{place} is a drawing that the client labels `{label}`{begins}")
        }
    }
}

/// As much of a drawing as tells it from others on a line.
fn beginning(text: &str) -> String {
    let most = if text.starts_with("data:") { DATA } else { BEGINNING };
    let text: String = text.chars().take(most).collect();
    text.trim_end().to_owned()
}

fn untrue(one: &Untrue) -> String {
    let (before, after) = one.kind.words();
    let text = format!("`{}`: {before} `{}` {after}", one.file, one.of);
    text.trim_end().to_owned()
}

fn event(path: &Path, audited: &Audited) -> Value {
    let strangers = audited.strangers.iter().map(|one| {
        json!({ "tenant": one.tenant, "kind": one.kind, "seen": one.is_seen, "remain": one.remain })
    });
    let marks = audited.marks.iter().map(|one| {
        let (mark, score, label) = match &one.sign {
            Sign::Like { mark, score } => {
                (Some(mark), Some((f64::from(*score) * 1000.0).round() / 1000.0), None)
            }
            Sign::Labelled(label) => (None, None, Some(label)),
        };
        json!({
            "file": one.file, "standing": one.standing, "offset": one.offset, "mark": mark,
            "score": score, "label": label,
            "begins": one.begins.iter().map(|text| beginning(text)).collect::<Vec<_>>(),
        })
    });
    let hosts = audited.remains.hosts.iter().map(|one| {
        json!({
            "host": one.host, "class": class(one), "asked": one.contact == Contact::Asked,
            "allowed": one.allowance.is_some(), "count": one.count, "files": one.files,
        })
    });
    let faults =
        audited.faults.iter().map(|(text, why)| json!({ "allowance": text, "fault": why }));
    let unread =
        audited.remains.unread.iter().map(|(file, why)| json!({ "file": file, "why": why }));
    let remains = &audited.remains;
    json!({
        "reason": "audited",
        "format_version": 1,
        "path": path.display().to_string(),
        "tenant": audited.owner.id,
        "success": audited.is_clean(),
        "remains": {
            "visible": remains.visible, "vendor": remains.vendor, "ties": remains.ties,
            "asked": remains.asked, "unclear": remains.unclear, "respelled": remains.respelled,
            "internal": remains.internal, "own": remains.own,
        },
        "faults": faults.collect::<Vec<_>>(),
        "unsaid": audited.unsaid,
        "unread": unread.collect::<Vec<_>>(),
        "hosts": hosts.collect::<Vec<_>>(),
        "tenants": strangers.collect::<Vec<_>>(),
        "marks": marks.collect::<Vec<_>>(),
        "proof": audited.proof,
        "run": audited.live.as_ref().map(run),
        "policy": audited.policy.as_ref().map(policy),
    })
}

fn run(live: &Live) -> Value {
    let asked = live.asked.iter();
    let asked =
        asked.map(|one| json!({ "url": one.url, "party": one.party, "allowed": one.is_allowed }));
    let errors = live.errors.iter().map(|(kind, text)| json!({ "kind": kind, "text": text }));
    let unseen = live.unseen.iter().map(|(page, why)| json!({ "page": page, "why": why }));
    json!({
        "unseen": unseen.collect::<Vec<_>>(),
        "asked": asked.collect::<Vec<_>>(),
        "errors": errors.collect::<Vec<_>>(),
        "compared": live.is_compared,
    })
}

fn policy(policy: &crate::plan::Policy) -> Value {
    let texts = texts(policy).into_iter().map(|(server, text)| (server.to_owned(), json!(text)));
    let mut all: serde_json::Map<String, Value> = texts.collect();
    all.insert("header".to_owned(), json!(policy.header()));
    Value::Object(all)
}

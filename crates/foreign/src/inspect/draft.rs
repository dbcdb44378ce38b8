//! A first contract for a bundle: edits for what was found, with the counts that they have now, and an allowance with the reason
//! `undecided` for each thing of the old brand that they leave. It builds at once; a person decides the rest.

use std::fmt::Write as _;

use rebadge_core::error::Error;

use super::names::{plain, start_page};
use super::{Inspection, Said, distinct};
use crate::changes::changes;
use crate::edits::{Change, Edit, HtmlAction, HtmlRule, JsonRule, NameRule, Shown};
use crate::facts::{BundleFile, Facts};
use crate::hosts::{Owners, is_below};
use crate::json::JsonValue;
use crate::leftovers::{Allowance, Subject};
use crate::names::Compounds;
use crate::paths::PathPattern;
use crate::remains::{Brand, Remains};

/// What a contract is written for.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// The id of the client.
    pub id: &'a str,
    /// The file name of the bundle beside the contract.
    pub bundle: &'a str,
    /// The folder of the client in it.
    pub root: &'a str,
    /// The digest of its files.
    pub sha256: &'a str,
}

/// An edit as it is written, with what it does.
struct Written {
    edit: Edit,
    toml: String,
    needs_count: bool,
}

/// Files of which names are replaced.
const NAMED_IN: [&str; 5] = ["**/*.js", "**/*.mjs", "**/*.json", "**/*.html", "**/*.webmanifest"];

/// Writes a contract.
///
/// # Errors
/// [`Error::Read`].
pub fn draft(
    of: Draft<'_>,
    files: &[BundleFile],
    (seen, facts): (&Inspection, &Facts),
) -> Result<String, Error> {
    let names = super::names::names(seen);
    let vendor = vendor(seen, &names);
    let edits = edits(seen, &names);
    let shipped: Vec<BundleFile> =
        files.iter().filter(|file| !file.path.ends_with(".map")).cloned().collect();
    let tried: Vec<Edit> = edits.iter().map(|written| written.edit.clone()).collect();
    let found = changes(&shipped, &tried)?;
    let brand = Brand {
        names: names.clone(),
        owners: Owners { vendor: vendor.clone(), ..Owners::default() },
        allowed: Vec::<Allowance>::new(),
        own: Default::default(),
    };
    let remains = found.remains(&shipped, (&brand, facts))?;
    let allowed = allowed(&remains, &vendor);
    // One may cover what another one is for.
    let brand = Brand { allowed: allowed.clone(), ..brand };
    let faults = found.remains(&shipped, (&brand, facts))?.faults;
    let is_used = |number: &usize| !faults.iter().any(|(at, _)| at == number);
    let mut out = String::new();
    head(&mut out, of, seen, (&names, &vendor));
    for (number, written) in edits.iter().enumerate() {
        let is_faulty = found.faults.iter().any(|fault| fault.edit == number);
        if found.counts[number] == 0 || is_faulty {
            continue;
        }
        let _ = write!(out, "\n[[targets.web.edits]]\n{}", written.toml);
        if written.needs_count {
            let _ = writeln!(out, "count = {}", found.counts[number]);
        }
    }
    let used = allowed.iter().enumerate().filter(|(number, _)| is_used(number));
    used.for_each(|(_, allowance)| write_allowance(&mut out, allowance));
    Ok(out)
}

/// Hosts that have a name in theirs.
fn vendor(seen: &Inspection, names: &[String]) -> Vec<String> {
    let names: Vec<String> =
        names.iter().map(|name| plain(name)).filter(|name| name.len() > 3).collect();
    let is_of = |host: &str| names.iter().any(|name| plain(host).contains(name));
    let mut domains: Vec<String> = Vec::new();
    for seen in seen.hosts.iter().filter(|seen| is_of(&seen.host)) {
        let parts: Vec<&str> = seen.host.rsplit('.').collect();
        let domain = parts.iter().take(2).rev().copied().collect::<Vec<_>>().join(".");
        // A user of a host that many share is no owner of it.
        let domain = if is_of(&domain) { domain } else { seen.host.clone() };
        domains.push(domain);
    }
    domains.sort_by_key(String::len);
    // Those below another one go with it.
    let mut highest: Vec<String> = Vec::new();
    for domain in domains {
        if !highest.iter().any(|other| is_below(&domain, other)) {
            highest.push(domain);
        }
    }
    highest
}

fn pattern(text: &str) -> Vec<PathPattern> {
    PathPattern::parse(text).into_iter().collect()
}

fn edits(seen: &Inspection, names: &[String]) -> Vec<Written> {
    let mut edits = Vec::new();
    for page in &seen.pages {
        edits.extend(page_edit((seen, names), page));
    }
    for manifest in &seen.manifests {
        edits.extend(manifest_edit((seen, names), manifest));
    }
    edits.extend(icon_edits(seen));
    if !names.is_empty() {
        edits.push(name_edit(names));
    }
    edits
}

/// The parts of a page or manifest that say something, with what a theme says there.
fn parts<'a>(
    (seen, names): (&'a Inspection, &[String]),
    path: &str,
) -> Vec<(&'a str, &'static str)> {
    let at = format!("{path}: ");
    let key = |place: &'a str| place.strip_prefix(&at);
    let short = |key: &str| key.contains("short") || key.contains("apple-mobile");
    let is_name = |said: &&Said| names.contains(&said.value);
    let names =
        seen.names.iter().filter(is_name).filter_map(|said| key(&said.place)).map(|key| {
            (key, if short(key) { "{{ tenant.short_name }}" } else { "{{ tenant.name }}" })
        });
    let colors = seen.colors.iter().filter_map(|said| key(&said.place)).map(|key| {
        let value = if key.contains("background") {
            "{{ colors.light.surface }}"
        } else {
            "{{ colors.light.primary }}"
        };
        (key, value)
    });
    names.chain(colors).collect()
}

fn page_edit((seen, names): (&Inspection, &[String]), page: &str) -> Option<Written> {
    let parts = parts((seen, names), page);
    if parts.is_empty() {
        return None;
    }
    let rule = |(number, (selector, _)): (usize, &(&str, &str))| HtmlRule {
        selector: (*selector).to_owned(),
        action: match *selector {
            "title" => HtmlAction::Text(number),
            _ => HtmlAction::Attribute("content".to_owned(), number),
        },
    };
    let rules = parts.iter().enumerate().map(rule).collect();
    let line = |(selector, value): &(&str, &str)| match *selector {
        "title" => format!("{} = {}", quoted(selector), quoted(value)),
        _ => format!("{} = {{ content = {} }}", quoted(selector), quoted(value)),
    };
    let lines: Vec<String> = parts.iter().map(line).collect();
    Some(Written {
        edit: Edit { files: pattern(page), count: None, change: Change::Html(rules) },
        toml: format!("files = {}\nhtml  = {{ {} }}\n", quoted(page), lines.join(", ")),
        needs_count: true,
    })
}

fn manifest_edit((seen, names): (&Inspection, &[String]), manifest: &str) -> Option<Written> {
    let parts = parts((seen, names), manifest);
    if parts.is_empty() {
        return None;
    }
    let rules = parts.iter().enumerate().map(|(number, (key, _))| JsonRule {
        pointer: (*key).to_owned(),
        value: Some((number, JsonValue::Text)),
        is_added: false,
    });
    let lines: Vec<String> =
        parts.iter().map(|(key, value)| format!("{} = {}", quoted(key), quoted(value))).collect();
    Some(Written {
        edit: Edit { files: pattern(manifest), count: None, change: Change::Json(rules.collect()) },
        toml: format!("files = {}\njson  = {{ {} }}\n", quoted(manifest), lines.join(", ")),
        needs_count: true,
    })
}

fn icon_edits(seen: &Inspection) -> Option<Written> {
    let icons: Vec<(PathPattern, Shown)> = seen
        .icons
        .iter()
        .filter_map(|icon| {
            Some((PathPattern::parse(&icon.path).ok()?, Shown::from_name(icon.shown)?))
        })
        .collect();
    if icons.is_empty() {
        return None;
    }
    let lines: Vec<String> = seen
        .icons
        .iter()
        .map(|icon| format!("{} = {}", quoted(&icon.path), quoted(icon.shown)))
        .collect();
    let toml =
        format!("# each picture in the sizes of the old one\nicons = {{ {} }}\n", lines.join(", "));
    let edit = Edit { files: Vec::new(), count: None, change: Change::Icons(icons) };
    Some(Written { edit, toml, needs_count: false })
}

fn name_edit(names: &[String]) -> Written {
    let rule = NameRule {
        names: names.iter().enumerate().map(|(number, name)| (name.clone(), number)).collect(),
        compounds: Compounds::Replaced,
        languages: Vec::new(),
        except: Vec::new(),
    };
    let files: Vec<PathPattern> = NAMED_IN.iter().flat_map(|text| pattern(text)).collect();
    let lines: Vec<String> =
        names.iter().map(|name| format!("{} = \"{{{{ tenant.name }}}}\"", quoted(name))).collect();
    let listed: Vec<String> = NAMED_IN.iter().map(|text| quoted(text)).collect();
    Written {
        edit: Edit { files, count: None, change: Change::Name(rule) },
        toml: format!(
            "files = [{}]\nname  = {{ {} }}\ncompounds = true\n",
            listed.join(", "),
            lines.join(", ")
        ),
        needs_count: true,
    }
}

fn head(
    out: &mut String,
    of: Draft<'_>,
    seen: &Inspection,
    (names, vendor): (&[String], &[String]),
) {
    let said = seen.names.iter().find(|said| names.contains(&said.value));
    let name = said.map_or(of.id, |said| said.value.as_str());
    let start = start_page(seen)
        .map_or(String::new(), |page| format!("pages = {{ start = {} }}\n", quoted(page)));
    let version = seen.version.as_ref().map_or("0", |said| said.value.as_str());
    let license = seen.license.as_ref().map_or("unknown", |said| said.value.as_str());
    let list =
        |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
    let colors: Vec<String> = distinct(&seen.colors).into_iter().map(str::to_owned).collect();
    let hashed: Vec<String> = seen.hashed.iter().map(|(pattern, _)| pattern.clone()).collect();
    let _ = write!(
        out,
        "# A first contract, made from what the bundle says of itself. What is marked as undecided waits for a person.\n\
         [client]\nid        = {}\nname      = {}\nversion   = {}\n\
         # undecided: those that a tenant may choose, of which the first is the default\nlanguages = [{}]\n\n\
         [targets.web]\nroot  = {}\n{start}\n\
         [targets.web.foreign]\nbundle  = {}\nsha256  = {}\nlicense = {}\n",
        quoted(of.id),
        quoted(name),
        quoted(version),
        list(&tags(seen)),
        quoted(of.root),
        quoted(of.bundle),
        quoted(of.sha256),
        quoted(license),
    );
    if names.is_empty() {
        let _ = writeln!(out, "# undecided: what is it called? Without a name none is looked for");
    }
    let _ = writeln!(out, "names   = [{}]", list(names));
    let _ = writeln!(out, "colors  = [{}]", list(&colors));
    let _ = writeln!(out, "hosts   = [{}]", list(vendor));
    let _ =
        writeln!(out, "# undecided: pictures of the old mark alone; `audit` looks for it by them");
    let _ = writeln!(out, "marks   = [{}]", list(&seen.marks));
    let _ = writeln!(
        out,
        "# undecided: are these all hashes, and are there others?\nhashed  = [{}]",
        list(&hashed)
    );
}

/// The languages of a client, English first: that is what those without catalogs mostly are in.
fn tags(seen: &Inspection) -> Vec<String> {
    let others = seen.languages.iter().map(|tag| tag.replace('_', "-")).filter(|tag| tag != "en");
    ["en".to_owned()].into_iter().chain(others).collect()
}

/// An allowance for each thing that is left.
fn allowed(remains: &Remains, vendor: &[String]) -> Vec<Allowance> {
    let text = |text: &String| Subject::Text(text.clone());
    let is_left = |host: &&String| remains.vendor.iter().any(|one| is_below(&one.text, host));
    let names = remains.visible.iter().map(|one| text(&one.text));
    let hosts = vendor.iter().filter(is_left).map(|host| Subject::Host(host.clone()));
    let ties = remains.ties.iter().map(|one| text(&one.excerpt));
    let reason = || "undecided".to_owned();
    let all = names.chain(hosts).chain(ties);
    all.map(|subject| Allowance { subject, files: Vec::new(), count: None, reason: reason() })
        .collect()
}

fn write_allowance(out: &mut String, allowance: &Allowance) {
    let (key, value) = match &allowance.subject {
        Subject::Text(text) => ("text", text),
        Subject::Host(host) => ("host", host),
    };
    let (value, reason) = (quoted(value), quoted(&allowance.reason));
    let _ = write!(out, "\n[[targets.web.allow]]\n{key}   = {value}\nreason = {reason}\n");
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    let plain = !text.contains(['"', '\\']) && !text.chars().any(char::is_control);
    match plain {
        true => format!("\"{text}\""),
        false if !text.contains('\'') && !text.chars().any(char::is_control) => format!("'{text}'"),
        false => serde_json::Value::from(text).to_string(),
    }
}

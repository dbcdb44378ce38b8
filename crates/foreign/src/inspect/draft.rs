//! A first contract for a bundle: edits for what was found, with the counts that they have now, and an allowance with the reason
//! `undecided` for each thing of the old brand that they leave. It builds at once; a person decides the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rebadge_art::color::Color;
use rebadge_core::error::Error;
use rebadge_core::links::{self, Links};
use rebadge_core::output_path::OutputPath;

use super::catalogs::Proposal;
use super::edits::{edits, glob};
use super::licenses::UNKNOWN;
use super::names::{doubtful, is_starter};
use super::vendor::vendor;
use super::{Inspection, Said, distinct};
use crate::bundle_file::{BundleFile, OnDisk};
use crate::changes::changes;
use crate::edits::{Change, Edit};
use crate::facts::{Facts, is_page};
use crate::hosts::{Owners, is_below};
use crate::leftovers::{Allowance, Subject};
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
pub(super) struct Written {
    pub(super) edit: Edit,
    pub(super) toml: String,
    pub(super) needs_count: bool,
}

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
    let called = called(seen, &names);
    let (vendor, near) = vendor(seen, &called);
    let shipped: Vec<BundleFile> =
        files.iter().filter(|file| !file.path.ends_with(".map")).cloned().collect();
    let glob = |path: &str| glob(path, &shipped, facts);
    let edits = edits((seen, &glob), (&names, &called), &shipped)?;
    let edits: Vec<Written> = left_links(&shipped).into_iter().chain(edits).collect();
    let tried: Vec<Edit> = edits.iter().map(|written| written.edit.clone()).collect();
    let languages = Proposal::new(&shipped, &seen.languages, facts);
    let found = changes(&shipped, &tried, (&languages.catalogs, facts))?;
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
    head(&mut out, of, seen, (&names, &vendor, &near));
    out.push_str(&languages.toml(&tags(seen), &found.unlisted));
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

/// The names of a client, and what its pages and manifests say that may be none elsewhere.
fn called(seen: &Inspection, names: &[String]) -> Vec<String> {
    let doubtful = doubtful(seen).into_iter().map(|(said, _)| said);
    let said = doubtful.filter(|said| seen.names.contains(said)).map(|said| said.value);
    let starters = seen.names.iter().map(|said| &said.value).filter(|text| is_starter(text));
    names.iter().chain(starters).cloned().chain(said).collect()
}

/// Leaves out the links that lead to nothing that ships.
fn left_links(files: &[BundleFile]) -> Option<Written> {
    let lost = lost_links(files);
    let line = |(path, reason): (&OutputPath, &String)| {
        format!("  {}, # {reason}\n", quoted(path.as_str()))
    };
    let lines: String = lost.iter().map(line).collect();
    let toml = format!(
        "# links that cannot ship; undecided: whether a wider `root` holds what they lead to\ndelete = [\n{lines}]\n"
    );
    let files = lost.keys().filter_map(|path| PathPattern::parse(path.as_str()).ok()).collect();
    let edit = Edit { files, count: None, change: Change::Delete };
    (!lost.is_empty()).then_some(Written { edit, toml, needs_count: false })
}

/// The links that lead to nothing that ships, and those that lead to one of them: each with the reason.
pub fn lost_links(files: &[BundleFile]) -> BTreeMap<OutputPath, String> {
    let link = |file: &BundleFile| match &file.on_disk {
        OnDisk::Link(target) => Some((OutputPath::new(&file.path).ok()?, target.clone())),
        OnDisk::Plain | OnDisk::Packed(_) => None,
    };
    let mut links: Links = files.iter().filter_map(link).collect();
    let mut paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut lost = BTreeMap::new();
    loop {
        let found = links::check(&links, &paths);
        if found.is_empty() {
            return lost;
        }
        for (path, reason) in found {
            links.remove(&path);
            paths.remove(path.as_str());
            lost.insert(path, reason);
        }
    }
}

/// Further pages that open by themselves, each with a name: those near the top that are no errors.
fn more_pages(seen: &Inspection) -> Vec<(String, &str)> {
    let mut pages: Vec<(String, &str)> = Vec::new();
    let is_near =
        |page: &&String| page.matches('/').count() < 2 && Some(*page) != seen.start.as_ref();
    for page in seen.pages.iter().filter(is_near) {
        let stem = page.trim_end_matches(".html").trim_end_matches(".htm");
        let stem = stem.strip_suffix("/index").unwrap_or(stem);
        let is_kept =
            |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let name: String = stem.chars().map(is_kept).collect();
        let is_known = name == "start" || pages.iter().any(|(other, _)| *other == name);
        let is_other = NO_PAGES.iter().any(|word| name.contains(word));
        if !is_known && !is_other && name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            pages.push((name, page));
        }
    }
    pages.truncate(PAGES);
    pages
}

/// How many further pages a first contract has.
const PAGES: usize = 5;

/// Words in the names of pages that are no pages of a client by themselves.
const NO_PAGES: [&str; 9] = [
    "callback",
    "error",
    "frame",
    "notice",
    "license",
    "redirect",
    "silent",
    "template",
    "unsupported",
];

fn head(
    out: &mut String,
    of: Draft<'_>,
    seen: &Inspection,
    (names, vendor, near): (&[String], &[String], &[String]),
) {
    let said = seen.names.iter().find(|said| names.contains(&said.value));
    let doubtful = doubtful(seen);
    let said = said.or_else(|| doubtful.first().map(|(said, _)| said));
    let name = said.map_or(of.id, |said| said.value.as_str());
    let start = seen.start.iter().filter(|page| is_page(page));
    let start = start.map(|page| ("start".to_owned(), page.as_str()));
    let pages =
        start.chain(more_pages(seen)).map(|(name, page)| format!("{name} = {}", quoted(page)));
    let pages: Vec<String> = pages.collect();
    let pages = if pages.is_empty() {
        String::new()
    } else {
        format!(
            "# what the preview shows and `audit --run` opens\npages = {{ {} }}\n",
            pages.join(", ")
        )
    };
    let version = seen.version.as_ref().map_or("0", |said| said.value.as_str());
    let license = seen.license.as_ref().map_or(UNKNOWN, |said| said.value.as_str());
    let doubt = seen.license.as_ref().filter(|said| said.value == UNKNOWN);
    let doubt =
        doubt.map_or(String::new(), |said| format!("# undecided: {}\n", one_line(&said.place)));
    let list =
        |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
    let _ = write!(
        out,
        "# A first contract, made from what the bundle says of itself. What is marked as undecided waits for a person.\n\
         [client]\nid        = {}\nname      = {}\nversion   = {}\n\
         # undecided: those that a tenant may choose, of which the first is the default; one that the client has not is shown in its own\nlanguages = [{}]\n\n\
         [targets.web]\nroot  = {}\n{pages}\n\
         [targets.web.foreign]\nbundle  = {}\nsha256  = {}\n{doubt}license = {}\n",
        quoted(of.id),
        quoted(name),
        quoted(version),
        list(&tags(seen)),
        quoted(of.root),
        quoted(of.bundle),
        quoted(of.sha256),
        quoted(license),
    );
    brand(out, (seen, &doubtful), (names, vendor, near));
}

/// The lines of the old brand, and where names have hashes.
fn brand(
    out: &mut String,
    (seen, doubtful): (&Inspection, &[(Said, String)]),
    (names, vendor, near): (&[String], &[String], &[String]),
) {
    let list =
        |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
    // Black, white and grays are nobody's.
    let own: Vec<Said> = seen.colors.iter().filter(|said| !is_of_tool(said)).cloned().collect();
    let colors = distinct(&own).into_iter().filter(|color| !is_gray(color));
    let colors: Vec<String> = colors.map(str::to_owned).collect();
    let hashed: Vec<String> = seen.hashed.iter().map(|(pattern, _)| pattern.clone()).collect();
    if names.is_empty() {
        let _ = writeln!(out, "# undecided: what is it called? Without a name none is looked for");
    }
    for (said, doubt) in doubtful {
        let _ = writeln!(
            out,
            "# undecided: is it called {} where people read it? {}",
            quoted(&said.value),
            one_line(doubt)
        );
    }
    let _ = writeln!(out, "names   = [{}]", list(names));
    let _ = writeln!(out, "colors  = [{}]", list(&colors));
    if !near.is_empty() {
        let _ = writeln!(out, "# undecided: are these the maker's too? {}", list(near));
    }
    let _ = writeln!(out, "hosts   = [{}]", list(vendor));
    if !seen.other_logos.is_empty() {
        let _ = writeln!(
            out,
            "# undecided: logos that seem to be of others stay: {}",
            list(&seen.other_logos.iter().take(OTHERS).cloned().collect::<Vec<_>>())
        );
    }
    let _ =
        writeln!(out, "# undecided: pictures of the old mark alone; `audit` looks for it by them");
    let _ = writeln!(out, "marks   = [{}]", list(&seen.marks));
    if !seen.other_hashed.is_empty() {
        let others: Vec<String> = seen.other_hashed.iter().take(OTHERS).cloned().collect();
        let _ = writeln!(out, "# undecided: no pattern takes {}", list(&others));
    }
    let _ = writeln!(
        out,
        "# undecided: are these all hashes, and are there others?\nhashed  = [{}]",
        list(&hashed)
    );
}

/// A text for a comment.
fn one_line(text: &str) -> String {
    text.split(char::is_control).collect::<Vec<_>>().join(" ")
}

/// How many files that wait for a person are named in a comment.
pub(super) const OTHERS: usize = 12;

/// The colors of tiles that generators of icons offer.
const TILES: [&str; 10] = [
    "#00a300", "#00aba9", "#2b5797", "#2d89ef", "#603cba", "#9f00a7", "#b91d47", "#da532c",
    "#ee1111", "#ffc40d",
];

/// Whether a color is one that a generator of icons offers for tiles.
fn is_of_tool(said: &Said) -> bool {
    said.place.contains("TileColor") && TILES.contains(&said.value.to_lowercase().as_str())
}

/// Whether a color has no hue.
fn is_gray(text: &str) -> bool {
    Color::parse(text).is_ok_and(|color| {
        let channels = [color.r, color.g, color.b];
        let (most, least) = (channels.iter().max(), channels.iter().min());
        most.zip(least).is_some_and(|(most, least)| most - least < GRAY)
    })
}

/// The distance of the channels below which a color looks gray.
const GRAY: u8 = 10;

/// The languages of a client, English first: that is what those without catalogs mostly are in.
fn tags(seen: &Inspection) -> Vec<String> {
    let tags: BTreeSet<String> = seen.languages.iter().map(|tag| tag.replace('_', "-")).collect();
    let english = tags.iter().find(|tag| *tag == "en" || tag.starts_with("en-"));
    let english = english.map_or("en", String::as_str).to_owned();
    let others = tags.iter().filter(|tag| **tag != english).cloned();
    [english.clone()].into_iter().chain(others).collect()
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
pub(super) fn quoted(text: &str) -> String {
    let plain = !text.contains(['"', '\\']) && !text.chars().any(char::is_control);
    match plain {
        true => format!("\"{text}\""),
        false if !text.contains('\'') && !text.chars().any(char::is_control) => format!("'{text}'"),
        false => serde_json::Value::from(text).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_listed_once() {
        let check = |tags: &[&str], expect: &[&str]| {
            let languages = tags.iter().map(|tag| (*tag).to_owned()).collect();
            assert_eq!(super::tags(&Inspection { languages, ..Inspection::default() }), expect);
        };
        check(&[], &["en"]);
        check(&["de", "en-US"], &["en-US", "de"]);
        check(&["de", "en", "en_GB"], &["en", "de", "en-GB"]);
        check(&["pt_BR", "pt-BR"], &["en", "pt-BR"]);
    }

    #[test]
    fn a_color_of_a_generator_is_nobodys() {
        let say =
            |value: &str, place: &str| Said { value: value.to_owned(), place: place.to_owned() };
        assert!(is_of_tool(&say("#DA532C", "index.html: meta[name=msapplication-TileColor]")));
        assert!(!is_of_tool(&say("#da532c", "index.html: meta[name=theme-color]")));
        assert!(!is_of_tool(&say("#5c3dbb", "index.html: meta[name=msapplication-TileColor]")));
    }

    #[test]
    fn black_and_white_are_nobodys() {
        let found = ["#000", "white", "#fafbfc", "#336699"].map(is_gray);
        assert_eq!(found, [true, true, true, false]);
    }

    #[test]
    fn pages_that_open_by_themselves_are_named() {
        let pages = [
            "index.html",
            "404.html",
            "login.html",
            "a/index.html",
            "oauth-callback.html",
            "a/b/c.html",
        ];
        let seen = Inspection {
            pages: pages.map(str::to_owned).to_vec(),
            start: Some("index.html".to_owned()),
            ..Inspection::default()
        };
        let found = more_pages(&seen);
        let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["login", "a"]);
    }
}

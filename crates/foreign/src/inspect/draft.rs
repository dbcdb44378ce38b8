//! A first contract for a bundle: edits for what was found, with the counts that they have now, and an allowance with the reason
//! `undecided` for each thing of the old brand that they leave. It builds at once; a person decides the rest.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rebadge_art::color::Color;
use rebadge_core::error::Error;
use rebadge_core::links::{self, Links};
use rebadge_core::output_path::OutputPath;

use super::catalogs::Proposal;
use super::licenses::UNKNOWN;
use super::names::{doubtful, is_starter, packages, plain};
use super::{Inspection, NamePlace, Said, distinct};
use crate::bundle_file::{BundleFile, OnDisk};
use crate::changes::changes;
use crate::edits::{Change, Edit, HtmlAction, HtmlRule, JsonRule, NameRule, Shown};
use crate::facts::{Facts, is_page, token_span};
use crate::hosts::{Owners, is_below};
use crate::json::JsonValue;
use crate::leftovers::{Allowance, Subject};
use crate::names::Compounds;
use crate::paths::PathPattern;
use crate::remains::{Brand, Remains};
use crate::texts::FileKind;

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

/// Hosts of the maker: those of which a part is a name or that of the package, and that of its home page. And those of which a part
/// begins or ends so, which may be of others.
fn vendor(seen: &Inspection, names: &[String]) -> (Vec<String>, Vec<String>) {
    let long = names.iter().map(|name| plain(name)).filter(|name| name.len() > 3);
    let packages = packages(seen);
    let packages = packages.iter().map(|name| plain(name)).filter(|name| name.len() > 4);
    let own: Vec<String> = long.chain(packages).chain(family(seen, names)).collect();
    let home = seen.home.as_ref().and_then(|said| home(&said.value));
    // The last part is that of a country or kind.
    let parts = |host: &str| host.rsplit('.').skip(1).map(plain).collect::<Vec<_>>();
    let is_of = |host: &str| parts(host).iter().any(|part| own.contains(part));
    let is_near = |host: &str| {
        let is_long = |name: &&String| name.len() > 4;
        let is_in = |part: &String| {
            own.iter()
                .filter(is_long)
                .any(|name| part.starts_with(name.as_str()) || part.ends_with(name.as_str()))
        };
        parts(host).iter().any(is_in)
    };
    let (mut domains, mut near): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    for seen in &seen.hosts {
        let domain = own_domain(&seen.host);
        if home.as_ref().is_some_and(|home| is_below(&seen.host, home)) {
            domains.extend(home.clone());
        } else if is_of(&seen.host) {
            // A user of a host that many share is no owner of it.
            domains.push(if is_of(&domain) { domain } else { seen.host.clone() });
        } else if is_near(&seen.host) && !near.contains(&seen.host) {
            near.push(seen.host.clone());
        }
    }
    domains.sort_by_key(String::len);
    // Those below another one go with it.
    let mut highest: Vec<String> = Vec::new();
    for domain in domains {
        if !highest.iter().any(|other| is_below(&domain, other)) {
            highest.push(domain);
        }
    }
    (highest, near)
}

/// Hosts that many makers share.
const SHARED: [&str; 23] = [
    "apache.org",
    "bitbucket.org",
    "codeberg.org",
    "debian.org",
    "docs.rs",
    "freedesktop.org",
    "github.com",
    "github.io",
    "gitlab.com",
    "gitlab.io",
    "gnome.org",
    "gnu.org",
    "google.com",
    "herokuapp.com",
    "kde.org",
    "launchpad.net",
    "netlify.app",
    "npmjs.com",
    "pages.dev",
    "readthedocs.io",
    "sourceforge.net",
    "vercel.app",
    "wikipedia.org",
];

/// The domain of a home page, if it is the maker's own.
fn home(url: &str) -> Option<String> {
    let host = url.split_once("://")?.1.split(['/', ':', '?', '#']).next()?;
    let domain = own_domain(host);
    let is_shared = SHARED.contains(&domain.as_str());
    (!is_shared && domain.contains('.')).then_some(domain)
}

/// The last two parts of a host.
fn own_domain(host: &str) -> String {
    let parts: Vec<&str> = host.rsplit('.').take(2).collect();
    parts.into_iter().rev().collect::<Vec<_>>().join(".")
}

/// The word that both the name and the package begin with, where the maker has several clients: `oldmark` of "Oldmark Editor" and
/// `oldmark-editor`.
fn family(seen: &Inspection, names: &[String]) -> Option<String> {
    let first = |name: &str| name.split(|c: char| !c.is_alphanumeric()).next().map(plain);
    let word = first(names.first()?)?;
    let is_both = packages(seen).iter().any(|name| first(name).as_ref() == Some(&word));
    (is_both && word.len() > 4).then_some(word)
}

fn pattern(text: &str) -> Vec<PathPattern> {
    PathPattern::parse(text).into_iter().collect()
}

/// Writes the path of a file of a bundle as a pattern.
type Glob<'a> = dyn Fn(&str) -> String + 'a;

/// The path of a file with `*` for its hash, which the next release has no more; the path itself where it would match others too.
fn glob(path: &str, files: &[BundleFile], facts: &Facts) -> String {
    let token = facts.files.get(path).and_then(|known| known.token.as_deref());
    let span = token.and_then(|token| token_span(path, token));
    let Some(span) = span else { return path.to_owned() };
    let pattern = format!("{}*{}", &path[..span.start], &path[span.end..]);
    let is_one = |pattern: &PathPattern| {
        files.iter().filter(|file| file.find(pattern).is_some()).count() == 1
    };
    match PathPattern::parse(&pattern) {
        Ok(parsed) if is_one(&parsed) => pattern,
        _ => path.to_owned(),
    }
}

fn edits(
    (seen, glob): (&Inspection, &Glob<'_>),
    (names, called): (&[String], &[String]),
    files: &[BundleFile],
) -> Result<Vec<Written>, Error> {
    let mut edits = page_edits((seen, called), (files, glob));
    for manifest in &seen.manifests {
        edits.extend(manifest_edit((seen, called), (manifest, glob)));
    }
    edits.extend(icon_edits(seen, glob));
    if !names.is_empty() {
        edits.push(name_edit((seen, names), (files, glob))?);
    }
    Ok(edits)
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
fn lost_links(files: &[BundleFile]) -> BTreeMap<OutputPath, String> {
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

/// The parts of a page or manifest that say something, with what a theme says there.
fn parts<'a>(
    (seen, names): (&'a Inspection, &[String]),
    path: &str,
) -> Vec<(&'a str, &'static str)> {
    let at = format!("{path}: ");
    let key = |place: &'a str| place.strip_prefix(&at);
    let is_name = |said: &&Said| names.contains(&said.value);
    let names = seen.names.iter().filter(is_name).filter_map(|said| key(&said.place)).map(|key| {
        (key, if is_short(key) { "{{ tenant.short_name }}" } else { "{{ tenant.name }}" })
    });
    let colors = seen.colors.iter().filter_map(|said| key(&said.place)).map(|key| {
        let is_dark = key.contains("dark") && !key.contains(":not");
        let value = if key.contains("background") {
            "{{ colors.light.surface }}"
        } else if is_dark {
            "{{ colors.dark.primary }}"
        } else {
            "{{ colors.light.primary }}"
        };
        (key, value)
    });
    names.chain(colors).collect()
}

/// Whether a place has room for a short name only.
fn is_short(place: &str) -> bool {
    place.contains("short_name") || place.contains("apple-mobile")
}

/// Whether what a selector means is said by the element's text, and not by an attribute.
fn is_text(selector: &str) -> bool {
    selector.ends_with("title")
}

/// One edit for all pages that say the same.
fn page_edits(
    (seen, names): (&Inspection, &[String]),
    (files, glob): (&[BundleFile], &Glob<'_>),
) -> Vec<Written> {
    let mut alike: Vec<(Vec<(&str, &'static str)>, Vec<String>)> = Vec::new();
    for page in &seen.pages {
        let parts = parts((seen, names), page);
        match alike.iter_mut().find(|(other, _)| *other == parts) {
            Some((_, pages)) => pages.push(page.clone()),
            None => alike.push((parts, vec![page.clone()])),
        }
    }
    let told = alike.into_iter().filter(|(parts, _)| !parts.is_empty());
    told.map(|(parts, pages)| page_edit(&parts, &patterns(&pages, (files, glob)))).collect()
}

/// Patterns of some pages: one for all of an ending, where there are no others.
fn patterns(pages: &[String], (files, glob): (&[BundleFile], &Glob<'_>)) -> Vec<String> {
    let every = "**/*.html";
    let is_every = PathPattern::parse(every).is_ok_and(|pattern| {
        files
            .iter()
            .filter(|file| file.find(&pattern).is_some())
            .all(|file| pages.contains(&file.path))
            && pages.iter().all(|page| pattern.is_match(page))
    });
    match pages {
        [_] | [] => pages.iter().map(|page| glob(page)).collect(),
        _ if is_every => vec![every.to_owned()],
        pages => pages.iter().map(|page| glob(page)).collect(),
    }
}

fn page_edit(parts: &[(&str, &'static str)], files: &[String]) -> Written {
    let rule = |(number, (selector, _)): (usize, &(&str, &str))| HtmlRule {
        selector: (*selector).to_owned(),
        action: if is_text(selector) {
            HtmlAction::Text(number)
        } else {
            HtmlAction::Attribute("content".to_owned(), number)
        },
    };
    let rules = parts.iter().enumerate().map(rule).collect();
    let line = |(selector, value): &(&str, &str)| {
        let value = quoted(value);
        let value = if is_text(selector) { value } else { format!("{{ content = {value} }}") };
        format!("{} = {value}", quoted(selector))
    };
    let lines: Vec<String> = parts.iter().map(line).collect();
    let patterns = files.iter().flat_map(|file| pattern(file)).collect();
    Written {
        edit: Edit { files: patterns, count: None, change: Change::Html(rules) },
        toml: format!("files = {}\nhtml  = {{ {} }}\n", one_or_list(files), lines.join(", ")),
        needs_count: true,
    }
}

/// Some texts as a value of TOML: one alone, or a list of them.
fn one_or_list(texts: &[String]) -> String {
    match texts {
        [one] => quoted(one),
        _ => format!("[{}]", texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
    }
}

/// The names and colors of a manifest. What a client is installed as is its name, whatever a manifest says.
fn manifest_edit(
    (seen, names): (&Inspection, &[String]),
    (manifest, glob): (&str, &Glob<'_>),
) -> Option<Written> {
    let of_names = seen.manifest_names.iter().filter(|(path, ..)| path == manifest);
    let of_names: Vec<(&str, &str, bool)> = of_names
        .map(|(_, key, place)| {
            let value =
                if key == "/name" { "{{ tenant.name }}" } else { "{{ tenant.short_name }}" };
            (key.as_str(), value, *place == NamePlace::Absent)
        })
        .collect();
    let is_told = |key: &str| of_names.iter().any(|(other, ..)| *other == key);
    let others = parts((seen, names), manifest).into_iter().filter(|(key, _)| !is_told(key));
    let parts: Vec<(&str, &str, bool)> =
        of_names.iter().copied().chain(others.map(|(key, value)| (key, value, false))).collect();
    if parts.is_empty() {
        return None;
    }
    let rules = parts.iter().enumerate().map(|(number, (key, _, is_added))| JsonRule {
        pointer: (*key).to_owned(),
        value: Some((number, JsonValue::Text)),
        is_added: *is_added,
    });
    let line = |(key, value, is_added): &(&str, &str, bool)| {
        let value = quoted(value);
        let value = if *is_added { format!("{{ add = {value} }}") } else { value };
        format!("{} = {value}", quoted(key))
    };
    let lines: Vec<String> = parts.iter().map(line).collect();
    let file = glob(manifest);
    Some(Written {
        edit: Edit { files: pattern(&file), count: None, change: Change::Json(rules.collect()) },
        toml: format!("files = {}\njson  = {{ {} }}\n", quoted(&file), lines.join(", ")),
        needs_count: true,
    })
}

fn icon_edits(seen: &Inspection, glob: &Glob<'_>) -> Option<Written> {
    let icons: Vec<(PathPattern, Shown)> = seen
        .icons
        .iter()
        .filter_map(|icon| {
            Some((PathPattern::parse(&glob(&icon.path)).ok()?, Shown::from_name(icon.shown)?))
        })
        .collect();
    if icons.is_empty() {
        return None;
    }
    let line = |icon: &super::IconFile| {
        format!("  {} = {},\n", quoted(&glob(&icon.path)), quoted(icon.shown))
    };
    let lines: String = seen.icons.iter().map(line).collect();
    let toml = format!(
        "# each picture in the sizes of the old one; undecided: which of the theme's pictures it is\nicons = {{\n{lines}}}\n"
    );
    let edit = Edit { files: Vec::new(), count: None, change: Change::Icons(icons) };
    Some(Written { edit, toml, needs_count: false })
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

/// The files of which names are replaced: all of the endings that have one, but for those in other encodings, which nothing changes.
fn named_in(
    names: &[String],
    (files, glob): (&[BundleFile], &Glob<'_>),
) -> Result<(Vec<String>, Vec<String>), Error> {
    let is_text = |file: &&BundleFile| {
        let kind = FileKind::of_path(file.name());
        !file.is_link() && kind != FileKind::Binary && kind != FileKind::Notice
    };
    let mut endings: BTreeMap<String, Vec<&BundleFile>> = BTreeMap::new();
    let mut others: BTreeMap<String, Vec<&BundleFile>> = BTreeMap::new();
    for file in files.iter().filter(is_text) {
        let bytes = file.readable()?.unwrap_or_default();
        let ending = file.name().rsplit('.').next().unwrap_or_default().to_owned();
        if std::str::from_utf8(&bytes).is_err() || bytes.contains(&0) {
            others.entry(ending).or_default().push(file);
        } else if names.iter().any(|name| memchr::memmem::find(&bytes, name.as_bytes()).is_some()) {
            endings.entry(ending).or_default().push(file);
        }
    }
    let mut patterns = Vec::new();
    for (ending, found) in endings {
        match others.contains_key(&ending) {
            true => patterns.extend(found.iter().map(|file| glob(file.name()))),
            false => patterns.push(format!("**/*.{ending}")),
        }
    }
    let others = others.into_values().flatten().map(|file| file.path.clone()).collect();
    Ok((patterns, others))
}

fn name_edit(
    (seen, names): (&Inspection, &[String]),
    (files, glob): (&[BundleFile], &Glob<'_>),
) -> Result<Written, Error> {
    let rule = NameRule {
        names: names.iter().enumerate().map(|(number, name)| (name.clone(), number)).collect(),
        compounds: Compounds::Replaced,
        languages: Vec::new(),
        except: Vec::new(),
    };
    let (texts, others) = named_in(names, (files, glob))?;
    let files: Vec<PathPattern> = texts.iter().flat_map(|text| pattern(text)).collect();
    let note = if others.is_empty() {
        String::new()
    } else {
        let others: Vec<String> =
            others.iter().take(OTHER_LOGOS).map(|path| quoted(path)).collect();
        format!("# undecided: no UTF-8, which no edit can change: {}\n", others.join(", "))
    };
    // What is said where there is room for a short name alone is one.
    let key = |name: &String| {
        let mut said = seen.names.iter().filter(|said| said.value == *name).peekable();
        let is_short = said.peek().is_some() && said.all(|said| is_short(&said.place));
        if is_short { "tenant.short_name" } else { "tenant.name" }
    };
    let lines: Vec<String> = names
        .iter()
        .map(|name| format!("{} = \"{{{{ {} }}}}\"", quoted(name), key(name)))
        .collect();
    let listed: Vec<String> = files.iter().map(|pattern| quoted(&pattern.to_string())).collect();
    Ok(Written {
        edit: Edit { files, count: None, change: Change::Name(rule) },
        toml: format!(
            "{note}files = [{}]\nname  = {{ {} }}\ncompounds = true\n",
            listed.join(", "),
            lines.join(", ")
        ),
        needs_count: true,
    })
}

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
    // Black, white and grays are nobody's.
    let colors = distinct(&seen.colors).into_iter().filter(|color| !is_gray(color));
    let colors: Vec<String> = colors.map(str::to_owned).collect();
    let hashed: Vec<String> = seen.hashed.iter().map(|(pattern, _)| pattern.clone()).collect();
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
    if names.is_empty() {
        let _ = writeln!(out, "# undecided: what is it called? Without a name none is looked for");
    }
    for (said, doubt) in &doubtful {
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
            list(&seen.other_logos.iter().take(OTHER_LOGOS).cloned().collect::<Vec<_>>())
        );
    }
    let _ =
        writeln!(out, "# undecided: pictures of the old mark alone; `audit` looks for it by them");
    let _ = writeln!(out, "marks   = [{}]", list(&seen.marks));
    if !seen.other_hashed.is_empty() {
        let others: Vec<String> = seen.other_hashed.iter().take(OTHER_HASHED).cloned().collect();
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

/// How many logos that seem to be of others are named.
const OTHER_LOGOS: usize = 12;

/// How many files that seem to have a hash and are in no pattern are named.
const OTHER_HASHED: usize = 12;

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
    use super::super::HostSeen;
    use super::*;

    fn say(value: &str) -> Option<Said> {
        Some(Said { value: value.to_owned(), place: String::new() })
    }

    #[test]
    fn hosts_of_a_maker_are_known_by_its_names() {
        let check = |package: &str, home: &str, hosts: &[&str], expect: &[&str]| {
            let host =
                |host: &&str| HostSeen { host: (*host).to_owned(), is_asked: false, count: 1 };
            let hosts = hosts.iter().map(host).collect();
            let (package, home) = (say(package), say(home));
            let seen = Inspection { package, home, hosts, ..Inspection::default() };
            assert_eq!(vendor(&seen, &["Oldmark Web Interface".to_owned()]).0, expect);
        };
        check("oldmark-web", "", &["docs.oldmark.io", "other.io"], &["oldmark.io"]);
        check("oldmark-web", "", &["oldmarkbt.com", "notoldmark.com"], &[]);
        check(
            "oldmark-web",
            "",
            &["old-mark.com", "oldmark.github.io"],
            &["old-mark.com", "oldmark.github.io"],
        );
        check("open_webui", "", &["openai.com", "open.spotify.com"], &[]);
        check("x", "https://www.makers.io/old", &["help.makers.io"], &["makers.io"]);
        check("x", "https://github.com/x/old", &["github.com"], &[]);
        check("x", "https://makers.io", &["other.io"], &[]);
        check(
            "oldmark-web-interface",
            "",
            &["oldmark.org", "editor.oldmark.org"],
            &["oldmark.org"],
        );
        check("web-interface", "", &["oldmark.org"], &[]);
    }

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

//! The edits of a first contract: pages, manifests, icons, and names in texts.

use std::collections::BTreeMap;

use rebadge_core::error::Error;

use super::draft::{OTHERS, Written, quoted};
use super::{IconFile, Inspection, NamePlace, Said};
use crate::bundle_file::BundleFile;
use crate::edits::{Change, Edit, HtmlAction, HtmlRule, JsonRule, NameRule, Shown};
use crate::facts::{Facts, token_span};
use crate::json::JsonValue;
use crate::names::Compounds;
use crate::paths::PathPattern;
use crate::texts::FileKind;

fn pattern(text: &str) -> Vec<PathPattern> {
    PathPattern::parse(text).into_iter().collect()
}

/// Writes the path of a file of a bundle as a pattern.
pub(super) type Glob<'a> = dyn Fn(&str) -> String + 'a;

/// The path of a file with `*` for its hash, which the next release has no more; the path itself where it would match others too.
pub(super) fn glob(path: &str, files: &[BundleFile], facts: &Facts) -> String {
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

/// The edits of a first contract.
///
/// # Errors
/// [`Error::Read`].
pub(super) fn edits(
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

/// What a page says: selectors, each with what a theme says there.
type Parts<'a> = Vec<(&'a str, &'static str)>;

/// One edit for all pages that say the same.
fn page_edits(
    (seen, names): (&Inspection, &[String]),
    (files, glob): (&[BundleFile], &Glob<'_>),
) -> Vec<Written> {
    let mut alike: Vec<(Parts<'_>, Vec<String>)> = Vec::new();
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
    let line =
        |icon: &IconFile| format!("  {} = {},\n", quoted(&glob(&icon.path)), quoted(icon.shown));
    let lines: String = seen.icons.iter().map(line).collect();
    let toml = format!(
        "# each picture in the sizes of the old one; undecided: which of the theme's pictures it is\nicons = {{\n{lines}}}\n"
    );
    let edit = Edit { files: Vec::new(), count: None, change: Change::Icons(icons) };
    Some(Written { edit, toml, needs_count: false })
}

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
        if others.contains_key(&ending) {
            patterns.extend(found.iter().map(|file| glob(file.name())));
        } else {
            patterns.push(format!("**/*.{ending}"));
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
        let others: Vec<String> = others.iter().take(OTHERS).map(|path| quoted(path)).collect();
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

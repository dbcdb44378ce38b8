//! Where the client is in a bundle: the folder of its start page, and others that have one.

use std::collections::BTreeMap;

/// Folders of pages that are about a client, and not the client.
const ABOUT: [&str; 13] = [
    "coverage",
    "demo",
    "demos",
    "doc",
    "docs",
    "documentation",
    "example",
    "examples",
    "help",
    "licenses",
    "node_modules",
    "test",
    "tests",
];

/// Endings of pages that a server fills in.
const SERVED: [&str; 26] = [
    "php",
    "phtml",
    "ejs",
    "hbs",
    "handlebars",
    "mustache",
    "mst",
    "pug",
    "njk",
    "nunjucks",
    "liquid",
    "jinja",
    "jinja2",
    "j2",
    "twig",
    "latte",
    "eta",
    "vm",
    "ftl",
    "tmpl",
    "tpl",
    "gohtml",
    "erb",
    "jsp",
    "aspx",
    "cshtml",
];

/// Folders of pages that a server fills in. Their scripts and styles lie beside such a folder.
const TEMPLATES: [&str; 3] = ["layouts", "templates", "views"];

/// Endings of what pages load.
const LOADED: [&str; 4] = ["css", "js", "mjs", "wasm"];

/// How many folders beside each other with a start page are pages of one client.
const PAGES_OF_ONE: usize = 3;

/// The folders that may be that of the client, the likeliest first, with slashes; `.` for the top. None where nothing is a page.
pub fn roots<'p>(paths: impl Iterator<Item = &'p str> + Clone) -> Vec<String> {
    let kinds: [fn(&str) -> bool; 4] = [
        |path| is_index(path) && !is_about(path),
        |path| is_served(path) && !is_about(path),
        |path| is_page(path) && !is_about(path),
        is_page,
    ];
    let loaded: Vec<&str> = paths.clone().filter(|path| is_loaded(path)).collect();
    let found = kinds.into_iter().map(|is_start| {
        let pages = paths.clone().filter(|path| is_start(path));
        folders(pages.map(|page| with_loaded(split(page).0, &loaded)), &loaded)
    });
    found.into_iter().find(|folders| !folders.is_empty()).unwrap_or_default()
}

fn is_loaded(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| LOADED.contains(&ending))
}

fn is_below(path: &str, folder: &str) -> bool {
    folder == "." || path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
}

/// The folder of a page; of one among templates, the nearest above that has something for pages to load as well.
fn with_loaded<'p>(folder: &'p str, loaded: &[&str]) -> &'p str {
    if !folder.split('/').any(|part| TEMPLATES.contains(&part)) {
        return folder;
    }
    let has_loaded = |above: &&str| loaded.iter().any(|path| is_below(path, above));
    let above = |folder: &&'p str| (*folder != ".").then(|| split(folder).0);
    std::iter::successors(Some(folder), above).find(has_loaded).unwrap_or(folder)
}

/// Folders that hold the frame of a client of many pages.
const FRAMES: [&str; 6] = ["app", "client", "home", "main", "shell", "web"];

/// The page of a client that a visitor sees first: the `index.html`, or one like it that a server fills in, nearest to the top; else
/// any page.
pub(super) fn first<'p>(paths: impl Iterator<Item = &'p str> + Clone) -> Option<&'p str> {
    let nearest = |is_start: fn(&str) -> bool| {
        let found = paths.clone().filter(|path| is_start(path));
        found.min_by_key(|path| {
            let folder = split(path).0.rsplit('/').next().unwrap_or_default();
            (path.matches('/').count(), !FRAMES.contains(&folder), !is_index(path))
        })
    };
    nearest(|path| is_index(path) || is_served(path))
        .or_else(|| nearest(|path| is_page(path) && is_main(path)))
        .or_else(|| nearest(is_page))
}

/// Whether a page is likely to be the first by its name, where none is called `index`.
fn is_main(path: &str) -> bool {
    let stem = split(path).1.split('.').next().unwrap_or_default();
    ["app", "base", "home", "layout", "main", "shell", "start"].contains(&stem)
}

fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or((".", path))
}

fn is_index(path: &str) -> bool {
    ["index.html", "index.htm"].contains(&split(path).1)
}

fn is_served(path: &str) -> bool {
    let ending = split(path).1.strip_prefix("index.");
    ending
        .is_some_and(|ending| ending.rsplit('.').next().is_some_and(|last| SERVED.contains(&last)))
}

fn is_page(path: &str) -> bool {
    crate::facts::is_page(path)
}

fn is_about(path: &str) -> bool {
    split(path).0.split('/').any(|folder| ABOUT.contains(&folder))
}

/// Folders of pages, the highest first; those that have nothing for pages to load come after all others, as a page that only leads to
/// the client. Where several beside each other have one and the folder above has none, as in a client
/// of many pages, it is the folder above.
fn folders<'p>(of_pages: impl Iterator<Item = &'p str>, loaded: &[&str]) -> Vec<String> {
    let mut folders: Vec<&str> = of_pages.collect();
    folders
        .sort_by_key(|folder| (*folder != ".", folder.matches('/').count(), folder.len(), *folder));
    folders.dedup();
    folders.sort_by_cached_key(|folder| !loaded.iter().any(|path| is_below(path, folder)));
    let mut within: BTreeMap<&str, usize> = BTreeMap::new();
    for folder in &folders {
        *within.entry(split(folder).0).or_default() += 1;
    }
    let first = folders.first().copied().unwrap_or(".");
    let above = split(first).0;
    let is_of_many = first != "." && within[above] >= PAGES_OF_ONE;
    let first = if is_of_many { above } else { first };
    let is_elsewhere = |folder: &&&str| {
        first != "."
            && !folder
                .strip_prefix(first)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let others = folders.iter().filter(is_elsewhere).map(|folder| (*folder).to_owned());
    let is_any = !folders.is_empty();
    is_any.then(|| first.to_owned()).into_iter().chain(others).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(paths: &[&str], expect: &[&str]) {
        assert_eq!(roots(paths.iter().copied()), expect);
    }

    #[test]
    fn the_client_is_where_its_start_page_is() {
        check(&["index.html", "a/index.html"], &["."]);
        check(
            &["x/ui/index.html", "x/ui-v2/index.html", "x/ui/b/index.html"],
            &["x/ui", "x/ui-v2"],
        );
        check(&["docs/index.html", "web/app/index.html"], &["web/app"]);
        check(&["docs/index.html"], &["docs"]);
        check(&["a.js", "package.json"], &[]);
    }

    #[test]
    fn a_client_of_many_pages_is_the_folder_above() {
        let pages =
            ["c/shell/index.html", "c/logs/index.html", "c/users/index.html", "c/base/a.js"];
        check(&pages, &["c"]);
        check(&["a/index.html", "b/index.html", "c/index.html"], &["."]);
    }

    #[test]
    fn a_server_may_write_the_start_page() {
        check(&["usr/share/x/index.php", "usr/share/doc/x/html/index.html"], &["usr/share/x"]);
        check(
            &["var/lib/x/index.php", "usr/share/x/y/index.php", "usr/share/x/y/a.js"],
            &["usr/share/x/y", "var/lib/x"],
        );
        check(&["views/index.html.erb", "views/a.erb"], &["views"]);
        check(&["package.json", "public/a.js", "templates/index.mst"], &["."]);
        check(&["a/login.html"], &["a"]);
        check(&["a/templates/b/base.html", "a/static/c.js", "setup.js"], &["a"]);
        check(&["a/templates/base.html"], &["a/templates"]);
    }

    #[test]
    fn the_first_page_is_the_nearest() {
        let check = |paths: &[&str], expect: Option<&str>| {
            assert_eq!(first(paths.iter().copied()), expect);
        };
        check(&["a/index.html", "index.html"], Some("index.html"));
        check(&["moved.html", "logs/index.html", "shell/index.html"], Some("shell/index.html"));
        check(&["a.html", "a/index.php", "index.php"], Some("index.php"));
        check(&["a/b.html", "c.html"], Some("c.html"));
        check(&["404.html", "base.html"], Some("base.html"));
        check(&["a.js"], None);
    }
}

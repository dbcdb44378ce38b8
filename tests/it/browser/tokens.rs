//! What other programs read in exported tokens: Terrazzo, Style Dictionary, and Chromium in the CSS variables; and what
//! Rebadge reads in token files that others wrote.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use rebadge::inherit::{Library, ThemeFile};
use rebadge::{base, color, theme};

use super::page::{Browser, Scheme};
use super::server::serve;
use crate::project::{Project, root, tests_folder};
use crate::tokens::tool;

const THEMES: [&str; 6] = ["blue", "dairy", "mono", "orange", "pink", "sheep"];

/// A project with the shipped themes and their tokens in every form.
fn exported() -> Project {
    let project = Project::empty();
    let project = project.copy(&root().join("themes"), "themes");
    let project = project.copy(&root().join("base-client"), "base-client");
    for form in ["dtcg", "resolver", "css"] {
        project.run(&format!("tokens export --to {form} --out tokens -q")).status(0);
    }
    project.run("tokens export --to resolver --hex --out hex -q").status(0);
    project
}

/// Scheme and role → color, from the theme itself.
fn expected(project: &Project, theme: &str) -> BTreeMap<String, String> {
    let base = base::scan(&project.path("base-client")).unwrap().expect("a base client");
    let library = Library::new(&project.path("themes"));
    let location = ThemeFile::at(&project.path(&format!("themes/{theme}")));
    let theme = theme::load(&location, &base, &library).theme.expect("a theme");
    let mut colors = BTreeMap::new();
    for scheme in color::Scheme::ALL {
        let palette = theme.palettes.get(scheme).iter();
        colors.extend(
            palette.map(|(role, color)| (format!("{}.{role}", scheme.name()), color.to_string())),
        );
    }
    colors
}

/// What a script of `tests/tools/` prints for each theme.
fn read_by(
    script: &str,
    project: &Project,
    folder: &str,
) -> BTreeMap<String, BTreeMap<String, String>> {
    let mut command = Command::new("node");
    command.arg(tests_folder().join("tools").join(script)).arg(tool("node_modules"));
    command.arg(project.path(folder)).args(THEMES);
    let output = command.output().expect("node starts; `tests/setup` installs it");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script}: {stderr}");
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{script}: {error}: {stderr}"))
}

#[track_caller]
fn agree(script: &str, folder: &str) {
    let project = exported();
    let read = read_by(script, &project, folder);
    for theme in THEMES {
        let expected = expected(&project, theme);
        assert!(expected.len() > 60, "{theme}");
        assert_eq!(read[theme], expected, "{script}: {theme}");
    }
}

#[test]
fn terrazzo_reads_the_groups() {
    agree("terrazzo-groups.mjs", "tokens");
}

#[test]
fn terrazzo_reads_the_resolver() {
    agree("terrazzo-resolver.mjs", "tokens");
}

#[test]
fn style_dictionary_reads_a_file_for_each_scheme() {
    agree("style-dictionary.mjs", "hex");
}

#[test]
fn rebadge_reads_the_systems_of_others() {
    let project = Project::acme();
    let import = |name: &str, map: &str| {
        let file = tool(&format!("node_modules/dtcg-examples/{name}.resolver.json"));
        let file = file.to_str().unwrap().to_owned();
        project.run(&format!(
            "tokens import {file} --into themes/acme --dry-run --force --format json {map}"
        ))
    };
    // Read out of the files by hand. Three of the systems have no dark scheme.
    let systems = [
        ("figma-sds", "color.background.danger.$root", "#ec221f", Some("#c00f0c")),
        ("apple-hig", "color.systemBlue", "#007aff", Some("#0a84ff")),
        ("adobe-spectrum", "negative-color-900", "#d73220", Some("#fc432e")),
        ("github-primer", "base.color.blue.5", "#0969da", Some("#1f6feb")),
        ("ibm-carbon", "color.blue.60", "#0f62fe", None),
        ("shopify-polaris", "color.blue", "#006fbb", None),
        ("microsoft-fluent", "palette.blue", "#0078d4", None),
    ];
    for (name, token, light, dark) in systems {
        let run = import(name, &format!("--map {token}=colors.*.link"));
        let changes = run.objects("change");
        let of = |key: &str| {
            let change = changes.iter().find(|change| change["key"] == key)?;
            change["new"].as_str().map(str::to_owned)
        };
        assert_eq!(of("colors.light.link").as_deref(), Some(light), "{name}: {run}");
        assert_eq!(of("colors.dark.link").as_deref(), dark, "{name}: {run}");
    }
}

#[test]
fn chromium_takes_the_variables() {
    let project = exported();
    let page = "<!doctype html><html lang=en><title>t</title><link rel=icon href=data:,>";
    for theme in THEMES {
        let page = format!("{page}<link rel=stylesheet href={theme}.css>");
        fs::write(project.path(&format!("tokens/{theme}.html")), page).unwrap();
    }
    let server = serve(&project.path("tokens"));
    let mut browser = Browser::start();
    let mut page = browser.page(&server.url());
    for theme in THEMES {
        let expected = expected(&project, theme);
        for (system, chosen, shown) in [
            (Scheme::Light, "", "light"),
            (Scheme::Dark, "", "dark"),
            (Scheme::Light, "dark", "dark"),
            (Scheme::Dark, "light", "light"),
        ] {
            page.show_as(system, 390, 844);
            page.open(&format!("{}{theme}.html", server.url()));
            page.eval(&format!("document.documentElement.dataset.theme = '{chosen}'"));
            for (name, color) in &expected {
                let (scheme, role) = name.split_once('.').expect("a scheme");
                if scheme == shown {
                    let value = "getComputedStyle(document.documentElement).getPropertyValue";
                    assert_eq!(
                        page.eval(&format!("{value}('--color-{role}')")),
                        *color,
                        "{theme} {name}"
                    );
                }
            }
        }
    }
    assert_eq!(page.troubles(), Vec::<String>::new());
}

//! Names and values of strangers that attack a terminal, a CI system or a page: what is printed does nothing.

use std::process::Output;

use serde_json::json;

use crate::project::{ACME, LOGO, Project};

/// A folder's name that writes a command for GitHub, clears the screen, and turns what follows.
const EVIL: &str = "a\n::error::b\u{1b}[2J\u{9b}31m\u{202e}##[error]c";

#[track_caller]
fn check_harmless(output: &Output) {
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert!(text.contains("error::b"), "the name is not there: {text}");
    let acts = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}')
    };
    assert!(!text.contains(acts), "{text:?}");
    let is_command = |line: &str| line.trim_start().starts_with("::") || line.contains("##[");
    assert!(!text.lines().any(is_command), "{text}");
}

#[test]
fn a_folders_name_does_nothing() {
    let project = Project::new().asset("logo.svg", LOGO);
    let project = project.asset(&format!("{EVIL}/theme.toml"), ACME.replace("#0a66c2", "nocolor"));
    let theme = format!("themes/{EVIL}");
    for verb in ["check", "build", "explain", "icons --for web", "build --dry-run", "book"] {
        for format in ["human", "json"] {
            let mut command = project.command("rebadge");
            let output = command.args(verb.split(' ')).arg(&theme).args(["--format", format]);
            check_harmless(&output.output().unwrap());
        }
    }
    // Also where the name is only found.
    check_harmless(&project.command("rebadge").arg("check").output().unwrap());
    let mut command = project.command("rebadge");
    check_harmless(&command.args(["check", "--themes", EVIL]).output().unwrap());
}

#[test]
fn a_line_of_a_source_does_nothing() {
    let theme = ACME.replace("#0a66c2", "\u{9b}31m\u{202e}");
    let output =
        Project::acme().theme("acme", &theme).command("rebadge").arg("check").output().unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("theme.toml:5:9") && !text.contains(['\u{9b}', '\u{202e}']), "{text}");
}

/// The page of a package whose manifest says this of its theme, against an older one that says nothing.
fn page(theme: &serde_json::Value, tenant: &str) -> String {
    let project = Project::acme();
    project.run("build").status(0);
    let manifest = project.read("dist/acme/acme-web-0.3.0.json");
    let mut manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let zip = project.read("dist/acme/acme-web-0.3.0.zip");
    let project = project.file("old.zip", &zip).file("new.zip", zip);
    manifest["theme"] = json!({});
    let project = project.file("old.json", manifest.to_string());
    manifest["theme"] = theme.clone();
    manifest["tenant"]["name"] = tenant.into();
    let project = project.file("new.json", manifest.to_string());
    project.run("diff old.zip new.zip --format markdown").status(1).stdout
}

/// Each name and value is one, and each could close what it stands in.
#[test]
fn a_page_of_changes_holds_no_markup_of_a_manifest() {
    let evil = "x`|\\|``<img src=x onerror=alert(1)>](javascript:x)\n\n<script>&lt;b&gt;";
    let theme = json!({
        "tenant.name": evil,
        format!("tenant.{evil}"): "a",
        format!("menu.layout.{evil}"): ["a", evil],
        format!("menu.entries.{evil}.label.{evil}"): evil,
        format!("menu.entries.a.label.{evil}"): "b",
        format!("menu.entries.a.{evil}"): "b",
        format!("menu.{evil}"): "b",
        format!("colors.light.{evil}"): "#ffffff",
        format!("strings.en.{evil}"): evil,
        format!("{evil}.a"): [evil],
    });
    let page = page(&theme, evil);
    let html = github(&page);
    for markup in ["<img", "<script", "<a ", "href"] {
        assert!(!html.contains(markup), "{markup} in\n{html}\nof\n{page}");
    }
    assert!(html.contains("onerror"), "{html}");
}

/// Markdown as HTML, with all that GitHub reads and nothing taken out.
fn github(markdown: &str) -> String {
    let mut options = comrak::Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.render.r#unsafe = true;
    comrak::markdown_to_html(markdown, &options)
}

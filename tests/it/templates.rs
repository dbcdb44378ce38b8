//! The templates that ship, and the tenants that stand on them: what a new tenant gets from a template before it has
//! said anything, and what the README says of locks.

use std::fmt::Write;
use std::fs;

use toml_edit::DocumentMut;

use crate::project::{LOGO, Project, root};

const TEMPLATES: [&str; 5] =
    ["education", "health-care", "manufacturing", "public-sector", "retail"];

/// A project with all that ships.
pub(crate) fn project() -> Project {
    let project = Project::empty().copy(&root().join("themes"), "themes");
    project.copy(&root().join("base-client"), "base-client")
}

/// A project with the templates alone, and on each a tenant that says what a tenant must, and `more`.
pub(crate) fn tenants(more: impl Fn(&str) -> String) -> Project {
    let project = Project::empty().copy(&root().join("themes/industry"), "themes/industry");
    let project = project.copy(&root().join("base-client"), "base-client");
    TEMPLATES.iter().fold(project, |project, template| {
        let text = format!(
            "extends = \"../industry/{template}\"\n[tenant]\nid = \"{template}\"\nname = \"Acme {template}\"\n\
             short-name = \"Acme\"\n[brand]\ncolor = \"#0a66c2\"\nlogo = \"logo.svg\"\n{}",
            more(template)
        );
        project.theme(template, &text).asset(&format!("{template}/logo.svg"), LOGO)
    })
}

/// The apps of a template that wait for a target: its entries that are not the base client's.
fn waiting(template: &str) -> Vec<String> {
    let own = entries(&format!("themes/industry/{template}/theme.toml"));
    let of_base = entries("base-client/client.toml");
    own.into_iter().filter(|id| !of_base.contains(id)).collect()
}

/// The ids of a file's menu entries.
fn entries(path: &str) -> Vec<String> {
    let text = fs::read_to_string(root().join(path)).unwrap();
    let file: DocumentMut = text.parse().unwrap();
    let entries = file["menu"]["entries"].as_array_of_tables().unwrap();
    entries.iter().map(|entry| entry["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_templates_are_these() {
    let folders = fs::read_dir(root().join("themes/industry")).unwrap();
    let mut names: Vec<String> =
        folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, TEMPLATES);
}

#[test]
fn a_tenant_of_a_few_lines_builds_on_each_template() {
    let run = tenants(|_| String::new()).run("build").status(0);
    assert!(!run.stderr.contains("warning"), "{run}");
    run.says("built 5 themes");
}

#[test]
fn every_app_of_a_template_takes_a_target_and_a_place() {
    let project = tenants(|template| {
        let ids = waiting(template);
        assert!(ids.len() >= 6, "{template}: {ids:?}");
        let mut more = format!("[menu.layout]\nworkbench = {{ add = {ids:?} }}\n");
        for id in ids {
            let target = format!("https://{id}.acme.example/");
            write!(more, "[[menu.entries]]\nid = \"{id}\"\ntarget = \"{target}\"\n").unwrap();
        }
        more
    });
    let run = project.run("check").status(0);
    assert!(!run.stderr.contains("warning"), "{run}");
}

#[test]
fn an_app_with_a_target_and_no_place_is_said_where_the_target_is() {
    let app = "[[menu.entries]]\nid = \"andon\"\ntarget = \"https://andon.acme.example/\"\n";
    let project = tenants(
        |template| if template == "manufacturing" { app.to_owned() } else { String::new() },
    );
    let run = project.run("check").status(1);
    run.says("no place shows the menu entry `andon`").says("themes/manufacturing/theme.toml:9:1");
}

/// Whether the README holds this text.
#[track_caller]
fn in_readme(text: &str) {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(readme.contains(text), "the README does not say:\n{text}");
}

#[test]
fn explain_says_what_the_readme_says() {
    let command = "explain themes/motors/dealer-city colors.dark.surface legal.terms";
    let run = project().run(command).status(0);
    in_readme(&format!("$ rebadge {command}\n{}\n```", run.stdout.trim_end()));
}

#[test]
fn a_lock_says_what_the_readme_says() {
    let file = "themes/motors/dealer-north/theme.toml";
    let theme = String::from_utf8(project().read(file)).unwrap();
    let theme =
        theme.replace("[menu.layout]", "[security]\nidle-lock-minutes = 60\n\n[menu.layout]");
    let run = project().file(file, &theme).run("check themes/motors/dealer-north").status(1);
    in_readme(run.stderr.split("\n\n").next().unwrap());
}

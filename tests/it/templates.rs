//! The templates that ship, and the tenants that stand on them: what a new tenant gets from a template before it has
//! said anything, and what the README says of locks.

use std::fs;

use toml_edit::{DocumentMut, InlineTable, Item, Table};

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

/// A theme's file.
fn file(path: &str) -> DocumentMut {
    fs::read_to_string(root().join(path)).unwrap().parse().unwrap()
}

/// A list of tables of a file.
fn tables<'a>(item: &'a Item, key: &str) -> Vec<&'a Table> {
    item.get(key).and_then(Item::as_array_of_tables).into_iter().flatten().collect()
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
fn every_template_has_an_app_with_limits_and_an_entry_that_opens_it() {
    let of_base = file("base-client/client.toml");
    let of_base = tables(&of_base["menu"], "entries");
    for template in TEMPLATES {
        let theme = file(&format!("themes/industry/{template}/theme.toml"));
        let apps = tables(theme.as_item(), "apps");
        let fields: Vec<&InlineTable> = apps
            .iter()
            .flat_map(|app| app["fields"].as_array().unwrap())
            .map(|field| field.as_inline_table().unwrap())
            .collect();
        assert!(fields.len() >= 8, "{template}");
        let has_limits = |field: &&&InlineTable| {
            field.contains_key("high") && field.get("kind").unwrap().as_str() == Some("number")
        };
        assert!(fields.iter().any(|field| has_limits(&field)), "{template}: no limits");
        let held = fields.iter().filter(|field| field.contains_key("holder"));
        assert_eq!(held.count(), 1, "{template}: nobody has to deal with a record");
        for entry in tables(&theme["menu"], "entries") {
            let is_of_base = of_base.iter().any(|own| own["id"].as_str() == entry["id"].as_str());
            let opens =
                entry.get("target").and_then(|target| target.as_str()?.strip_prefix("app:"));
            let is_app = apps.iter().any(|app| app["id"].as_str() == opens);
            assert!(is_of_base || is_app, "{template}: {} leads nowhere", entry["id"]);
        }
    }
}

#[test]
fn a_tenant_adds_an_app_of_its_own_to_each_template() {
    let project = tenants(|_| String::new());
    for template in TEMPLATES {
        project.run(&format!("new {template} --add app:own-round")).status(0);
    }
    let run = project.run("build").status(0);
    assert!(!run.stderr.contains("warning"), "{run}");
    run.says("built 5 themes");
}

#[test]
fn an_entry_with_a_target_and_no_place_is_said_where_it_is() {
    let entry = "[[menu.entries]]\nid = \"andon\"\nlabel = \"Andon\"\nicon = \"bell\"\n\
        target = \"https://andon.acme.example/\"\n";
    let project =
        tenants(
            |template| if template == "manufacturing" { entry.to_owned() } else { String::new() },
        );
    let run = project.run("check").status(1);
    run.says("no place shows the menu entry `andon`").says("themes/manufacturing/theme.toml:10:6");
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

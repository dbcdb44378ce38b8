//! `rebadge schema`: the JSON Schema for editors. It is a sound schema, it agrees with Rebadge wherever it speaks at all,
//! and Taplo, the language server of TOML that most editors have, complains at the right lines and only there.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use rebadge::document;
use rebadge::source::Source;
use serde_json::{Value, json};

use crate::diagnostics::{Case, case_folders};
use crate::project::{ACME, Project, root};

fn schema(project: &Project) -> Value {
    let run = project.run("schema").status(0);
    assert_eq!(run.stderr, "");
    serde_json::from_str(&run.stdout).unwrap()
}

/// A theme's text as JSON.
fn json_of(toml: &str) -> Value {
    let source = Source::new("theme.toml".as_ref(), toml.to_owned());
    let (table, problems) = document::parse(&source);
    assert!(problems.is_empty(), "{problems:?}");
    table.to_json()
}

/// What the schema has against a theme.
fn complaints(schema: &Value, toml: &str) -> Vec<String> {
    against(&jsonschema::draft7::new(schema).unwrap(), toml)
}

fn against(validator: &jsonschema::Validator, toml: &str) -> Vec<String> {
    let theme = json_of(toml);
    let errors = validator.iter_errors(&theme);
    errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// A section with all that schemas know.
const RICH: &str = r##"{
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": false,
    "required": ["days", "site"],
    "$defs": {
        "site": {
            "type": "object",
            "required": ["id", "url"],
            "additionalProperties": false,
            "properties": { "id": { "type": "string" }, "url": { "type": "string" }, "inner": { "$ref": "#/$defs/site" } }
        },
        "level/of": { "enum": ["low", "high"] },
        "tree": { "type": "object", "properties": { "id": {}, "below": { "type": "array", "items": { "$ref": "#/$defs/tree" } } } },
        "near": { "$anchor": "near", "type": "integer", "minimum": 1 }
    },
    "properties": {
        "days": { "$ref": "#near", "description": "How long." },
        "site": { "$ref": "#/$defs/site" },
        "tree": { "type": "array", "items": { "$ref": "#/$defs/tree" } },
        "sites": { "type": "array", "items": { "$ref": "#/$defs/site" }, "minItems": 1 },
        "level": { "$ref": "#/$defs/level~1of", "default": "low" },
        "pair": { "type": "array", "prefixItems": [{ "type": "string" }, { "type": "integer" }], "items": false },
        "tags": { "type": "array", "items": { "type": "string" }, "default": ["a"] },
        "either": { "oneOf": [{ "type": "string" }, { "type": "object", "required": ["a"], "properties": { "a": {} } }] },
        "limit": { "type": "number", "exclusiveMinimum": 0, "default": 1 }
    },
    "dependentRequired": { "tags": ["level"] },
    "if": { "required": ["level"] },
    "then": { "required": ["tags"] }
}"##;

fn rich() -> Project {
    let contract = fs::read_to_string(root().join("tests/bases/tiny/client.toml")).unwrap();
    let contract = contract
        .replace("[brand]", "adjustable = [\"uptime.limit\", \"features.feed\"]\n\n[brand]");
    Project::acme().base("uptime.schema.json", RICH).base("client.toml", contract)
}

#[test]
fn it_is_a_schema_of_draft_07() {
    for project in
        [Project::acme(), rich(), Project::empty().copy(&root().join("base-client"), "base-client")]
    {
        let schema = schema(&project);
        let problems: Vec<String> = jsonschema::draft7::meta::validate(&schema)
            .err()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert!(problems.is_empty(), "{problems:?}");
        assert_eq!(schema.get("allOf"), None, "Taplo completes no key of such a schema");
        let text = schema.to_string();
        for newer in ["$defs", "prefixItems", "dependentRequired", "$anchor", "2020-12"] {
            assert!(!text.contains(&format!("\"{newer}\"")), "{newer}");
        }
        assert_eq!(project.run("schema").stdout, project.run("schema").stdout);
    }
}

#[test]
fn sections_are_embedded_with_what_they_refer_to() {
    let schema = schema(&rich());
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let check = |section: &str, complains: bool| {
        let extends = if section.contains("remove = true") { "extends = \"../a\"\n" } else { "" };
        let theme = format!("{extends}{ACME}[uptime]\n{section}");
        let found = against(&validator, &theme);
        assert_eq!(!found.is_empty(), complains, "{section}: {found:?}");
    };
    let whole = "days = 3\nsite = { id = \"a\", url = \"b\" }\n";
    check(whole, false);
    check("days = 3", true);
    check(&format!("{whole}level = \"high\"\ntags = [\"b\"]"), false);
    check(&format!("{whole}level = \"medium\""), true);
    check(
        &format!(
            "{whole}tags = {{ add = [\"b\", {{ id = \"c\", before = \"a\" }}], remove = [\"a\"] }}"
        ),
        false,
    );
    check(&format!("{whole}tags = {{ append = [\"b\"] }}"), true);
    check(&format!("{whole}tags = {{ fixed = [\"b\"] }}"), false);
    check(&format!("{whole}pair = [\"a\", 1]"), false);
    check(&format!("{whole}pair = [\"a\", \"b\"]"), true);
    check(&format!("{whole}limit = {{ default = 2 }}"), false);
    check(&format!("{whole}limit = {{ fixed = 0 }}"), true);
    check(&format!("{whole}level = {{ default = \"low\" }}"), true);
    check(
        &format!(
            "{whole}sites = [{{ id = \"a\", remove = true }}, {{ id = \"b\", url = \"c\", before = \"x\" }}]"
        ),
        false,
    );
    check(&format!("{whole}sites = {{ replace = [{{ id = \"a\", url = \"b\" }}] }}"), false);
    check(&format!("{whole}sites = [{{ id = \"a\", uri = \"b\" }}]"), true);
    check("days = 0\nsite = { id = \"a\", url = \"b\" }", true);
    check("days = 3\nsite = { id = \"a\", url = \"b\", inner = { id = 1, url = \"c\" } }", true);
}

/// Codes of which each case must be refused.
const REFUSED: &[&str] = &[
    "unknown-key",
    "wrong-type",
    "color",
    "feature-unknown",
    "string-unknown",
    "section",
    "menu-target",
    "protected",
    "preset",
    "missing-key",
    "url",
];
/// Codes of which the schema tells a part: it knows the base client's names, not those of a theme.
const PARTLY: &[&str] = &[
    "value",
    "text",
    "language",
    "menu-icon",
    "menu-name",
    "image-format",
    "locked",
    "extends",
    "override-unknown",
    "asset-path",
];

#[test]
fn it_agrees_with_rebadge_on_every_case() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    let mut known: BTreeMap<String, jsonschema::Validator> = BTreeMap::new();
    for case in case_folders().iter().map(|folder| Case::run(folder)) {
        let describes = case.project.run("schema");
        let errors = case.errors();
        let codes: Vec<&str> = errors.iter().map(String::as_str).collect();
        let is_read = !codes.contains(&"syntax") && describes.code == Some(0);
        let Some(theme) = case.theme.as_ref().filter(|_| is_read) else { continue };
        seen += 1;
        // Most cases have the same base client, and so the same schema.
        let validator = known.entry(describes.stdout).or_insert_with_key(|text| {
            jsonschema::draft7::new(&serde_json::from_str(text).unwrap()).unwrap()
        });
        let found = against(validator, theme);
        let must = codes.iter().any(|code| REFUSED.contains(code));
        let may = must || codes.iter().any(|code| PARTLY.contains(code));
        if (must && found.is_empty()) || (!may && !found.is_empty()) {
            wrong.push(format!("{}: {codes:?}, but {found:?}", case.name));
        }
    }
    assert!(seen > 40, "{seen}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn colors_agree_with_rebadge() {
    let schema = schema(&Project::acme());
    let definition = json!({ "definitions": schema["definitions"], "$ref": "#/definitions/color" });
    let validator = jsonschema::draft7::new(&definition).unwrap();
    let data = root().join("tests/data/css-color");
    let valid = fs::read_to_string(data.join("valid.tsv")).unwrap();
    let colors = valid.lines().map(|line| line.split('\t').next().unwrap());
    let refused: Vec<&str> = colors.filter(|color| !validator.is_valid(&json!(color))).collect();
    assert!(refused.is_empty(), "{refused:?}");
    for wrong in ["ff6a00", "#ff6a0", "#ff6a0080", "ornage", "transparent", "", "primary", "示例"]
    {
        assert!(!validator.is_valid(&json!(wrong)), "{wrong}");
    }
}

/// A parent, and a theme on it that changes what it inherits in every way there is.
const PARENT: &str = r##"abstract = true
lock = ["legal.*", { keys = ["uptime.days"], reason = "agreed" }, { keys = "colors.*.error", reason = "known" }]
[tenant]
languages = ["en"]
[brand]
color = "Teal"
logo = "logo.svg"
accent = "oklch(0.6 0.1 200)"
[colors.light]
link = "#123456"
[[menu.entries]]
id = "shop"
label = "Shop"
icon = "dot"
target = "https://shop.example/"
[menu.layout]
links = ["now", "shop"]
[uptime]
regions = ["eu", "us"]
"##;

const CHILD: &str = r##"extends = "../group"
unset = ["colors.light.link"]
[tenant]
id = "child"
name = "Child & Söhne 示例"
languages = { add = ["de"] }
[[menu.entries]]
id = "shop"
remove = true
[[menu.entries]]
id = "news"
label = { en = "News", de = "Neues" }
icon = "dot"
target = "view:history"
[menu.layout]
links = { add = ["news", { id = "history", before = "now" }] }
[strings.en]
"page.title" = "Status of {name} today"
page.calm = "All is well."
[features]
feed = { fixed = false }
[uptime]
regions = { add = ["ap"], remove = ["us"] }
"##;

#[test]
fn every_form_of_inheritance_is_accepted() {
    let project = Project::acme().theme("group", PARENT).theme("child", CHILD);
    let logo = String::from_utf8(project.read("themes/acme/logo.svg")).unwrap();
    let project =
        project.asset("group/logo.svg", &logo).asset("theme.schema.json", project_schema());
    project.run("check").status(0);
    let schema = schema(&project);
    for theme in [PARENT, CHILD, ACME] {
        assert_eq!(complaints(&schema, theme), [""; 0], "{theme}");
    }
    let replaced = CHILD.replace("{ add = [\"ap\"], remove = [\"us\"] }", "{ replace = [\"ap\"] }");
    assert_eq!(complaints(&schema, &replaced), [""; 0]);
    // Alone, it lacks what its parent has.
    let alone = CHILD.replace("extends = \"../group\"", "");
    assert!(complaints(&schema, &alone).iter().any(|complaint| complaint.contains("brand")));
    // What is a tenant's own is not inherited.
    let nameless = CHILD.replace("id = \"child\"", "");
    assert!(complaints(&schema, &nameless).iter().any(|complaint| complaint.contains("id")));
}

/// A table with a slip in its name is one complaint, and not one at each line of the file.
#[test]
fn a_mistyped_table_is_one_complaint() {
    let schema = schema(&Project::acme());
    for slip in [ACME.replace("[brand]", "[brnad]"), ACME.replace("[tenant]", "[tnant]")] {
        assert_eq!(complaints(&schema, &slip).len(), 1, "{:?}", complaints(&schema, &slip));
    }
    let missing = ACME.split("[brand]").next().expect("a part");
    assert!(complaints(&schema, missing).iter().any(|complaint| complaint.contains("brand")));
}

/// A schema beside the themes is no theme, and no theme's asset.
fn project_schema() -> String {
    Project::acme().run("schema").stdout
}

/// What Taplo complains of: file name, line.
fn taplo(project: &Project, files: &[&str]) -> Vec<(String, usize)> {
    let program = root().join("target/test-tools/taplo/dist/cli.js");
    assert!(program.exists(), "{} is missing; `tests/setup` installs it", program.display());
    let schema: PathBuf = project.path("theme.schema.json");
    let output = Command::new("node")
        .arg(program)
        .args(["--colors", "never", "lint", "--schema"])
        .arg(format!("file://{}", schema.display()))
        .args(files)
        .current_dir(project.path(""))
        .output()
        .expect("node starts; `tests/setup` installs it");
    let text =
        String::from_utf8(output.stderr).unwrap() + &String::from_utf8(output.stdout).unwrap();
    let places = text.lines().filter_map(|line| line.split_once("┌─ ").map(|(_, place)| place));
    let mut places: Vec<(String, usize)> = places.map(place).collect();
    places.dedup();
    assert_eq!(output.status.success(), places.is_empty(), "{text}");
    places
}

/// `…/name.toml:12:3`.
fn place(text: &str) -> (String, usize) {
    let mut parts = text.trim().rsplitn(3, ':');
    let line = parts.nth(1).unwrap().parse().unwrap();
    let path = parts.next().unwrap();
    (path.rsplit('/').next().unwrap().to_owned(), line)
}

#[test]
fn taplo_has_nothing_against_the_shipped_themes() {
    let project = Project::empty()
        .copy(&root().join("base-client"), "base-client")
        .copy(&root().join("themes"), "themes");
    let project = described(project);
    let mut files = project.files("themes");
    files.retain(|file| file.ends_with(".toml"));
    let files: Vec<String> = files.iter().map(|file| format!("themes/{file}")).collect();
    assert!(files.len() >= 6, "{files:?}");
    let complaints = taplo(&project, &files.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(complaints, []);
}

fn described(project: Project) -> Project {
    let schema = project.run("schema").status(0).stdout;
    project.file("theme.schema.json", schema)
}

/// What is wrong, below the smallest theme; the last line is what Taplo must point to.
const WRONG: &[&str] = &[
    "[tenat]\nvendor = \"Acme\"",
    "[icon]\nmrak = \"mark.svg\"",
    "[icon]\npadding = \"0.1\"",
    "[icon]\npadding = 0.7",
    "[icon]\nbackground = \"surfac\"",
    "[icon]\nbackground = { from = \"red\", to = \"blue\", angel = 20 }",
    "[launch]\nimage = \"mark\"",
    "[launch]\nbackground = \"ornage\"",
    "[legal]\nterms = \"www.acme.example/terms\"",
    "[legal]\nprivacy = [\"https://acme.example/\"]",
    "[colors.light]\nprimry = \"red\"",
    "[colors.dark]\nprimary = \"0a66c2\"",
    "[colors.drak]\nprimary = \"red\"",
    "[[fonts]]\nfamily = \"A\"\nlicense = \"OFL-1.1\"\nfiles = [\"a.eot\"]",
    "[menu.layout]\nlinkz = [\"now\"]",
    "[menu.layout]\nlinks = \"now\"",
    "[menu.layout]\nlinks = { add = [\"now\"], drop = [\"history\"] }",
    "[[menu.entries]]\nid = \"now\"\nlabel = { en = \"Now\", fr = \"Maintenant\" }",
    "[[menu.entries]]\nid = \"now\"\nicon = \"dto\"",
    "[[menu.entries]]\nid = \"now\"\nbadge = \"incident\"",
    "[[menu.entries]]\nid = \"now\"\ntarget = \"view:nwo\"",
    "[[menu.entries]]\nid = \"now\"\nroles = [\"boss\"]",
    "[strings.en]\npage.titel = \"Status\"",
    "[strings.fr]\npage.title = \"État\"",
    "[features]\nfeeed = true",
    "[features]\nfeed = \"yes\"",
    "[uptime]\ndays = 1000",
    "[uptime]\ndays = { fixed = \"90\" }",
    "[uptime]\nregion = [\"eu\"]",
    "[uptime]\nregions = [1]",
];

#[test]
fn taplo_points_to_the_line_that_is_wrong() {
    let mut project = described(Project::acme());
    let mut names = Vec::new();
    for (number, wrong) in WRONG.iter().enumerate() {
        let name = format!("{number:02}.toml");
        project = project.file(&name, format!("{ACME}{wrong}\n"));
        names.push(name);
    }
    let complaints = taplo(&project, &names.iter().map(String::as_str).collect::<Vec<_>>());
    for (name, wrong) in names.iter().zip(WRONG) {
        let last = format!("{ACME}{wrong}").lines().count();
        let mut lines: Vec<usize> =
            complaints.iter().filter(|(file, _)| file == name).map(|(_, line)| *line).collect();
        lines.dedup();
        // An unknown table is wrong from its header on.
        let header = if lines.len() == 2 && wrong.lines().count() == 2 {
            vec![last - 1, last]
        } else {
            vec![last]
        };
        assert!(lines == header, "{wrong}\n{lines:?}, not {last}");
    }
}

#[test]
fn a_base_client_with_errors_is_not_described() {
    let project = Project::acme().base("uptime.schema.json", "{");
    let run = project.run("schema").status(1).says("is not JSON");
    assert_eq!(run.stdout, "");
}

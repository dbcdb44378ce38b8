//! What a contract can say besides: what the values of sections are, parts, hosts and the policy, security rules. On the tiny base
//! client, which is no Workbench.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::package::{entries, only};
use crate::project::{ACME, LOGO, Project, root, tests_folder};

/// What the tiny base client's contract says besides.
const CONTRACT: &str = r#"library = "library.schema.json"
access  = "access.schema.json"
forms   = "forms.schema.json"

[menu.targets]
doc = "library.documents"
form = "forms"
step = "forms.*.steps"

[targets.site.parts.scanner]
files  = ["scan/"]
when   = ["library.documents.*.kind = scan"]
policy = { script-src = ["'wasm-unsafe-eval'"] }

[targets.site.parts.samples]
files = ["samples.json"]
when  = ["demo"]

[targets.site.policy]
default-src     = ["'self'"]
object-src      = ["'none'"]
img-src         = ["'none'"]
frame-ancestors = ["'self'"]

[security]
section = "access"
issuer  = "library.issuer"
actions = ["see", "edit"]

[security.words]
see             = { en = "see", de = "sehen" }
edit            = { en = "change" }
entry           = { en = "menu entry" }
"part:a"        = { en = "the first part" }
"role:operator" = { en = "Operator" }

[security.on]
entry = { of = "menu.entries" }
doc   = { of = "library.documents" }
page  = { of = "library.documents.*.pages", in = "doc" }
file  = { size = true }
part  = { ids = ["a", "b"] }
form  = { of = "forms", own = ["maker", "holder"] }
step  = { of = "forms.*.steps", in = "form" }
"#;

/// All that templates are given of it.
const ALL: &str = r#"{ "sections": {{ sections | json }}, "hosts": {{ hosts | json }}, "policy": {{ policy | json }},
"parts": {{ parts | json }}, "demo": {{ demo | json }}, "security": {{ security | json }}, "menu": {{ menu | json }} }
"#;

const FORM: &str = r#"{ "type": "object", "required": ["fields"] }"#;

const ACCESS: &str = r#"{ "type": "object", "additionalProperties": false, "default": {} }"#;

/// A section that is a list.
const FORMS: &str = r#"{
    "description": "Forms.", "type": "array", "maxItems": 3,
    "items": {
        "type": "object", "additionalProperties": false, "required": ["id", "title"],
        "properties": {
            "id": { "type": "string" },
            "title": { "type": ["string", "object"], "x-rebadge": { "is": "text", "max": 20 } },
            "icon": { "type": "string", "x-rebadge": { "is": "icon", "place": "links" } },
            "rows": { "type": "integer", "default": 3 },
            "of": { "type": "string", "x-rebadge": { "is": "id", "of": "forms" } },
            "fields": { "type": "array", "default": [], "items": {
                "type": "object", "required": ["id"],
                "properties": {
                    "id": { "type": "string" },
                    "low": { "type": "number" },
                    "high": { "type": "number", "x-rebadge": { "at-least": "1/low" } }
                }
            } },
            "steps": { "type": "array", "default": [], "items": {
                "type": "object", "required": ["id"],
                "properties": {
                    "id": { "type": "string" },
                    "fields": { "type": "array", "items": { "type": "string", "x-rebadge": { "is": "id", "of": "4/fields" } } }
                }
            } }
        }
    }
}"#;

fn project(theme: &str) -> Project {
    let tiny = std::fs::read_to_string(tests_folder().join("bases/tiny/client.toml")).unwrap();
    let contract = tiny
        .replace("[targets.web]", "[targets.site]")
        .replace("{ \"*.conf\"", "{ _headers = \"plain\", \"*.conf\"")
        + CONTRACT;
    let schema = std::fs::read_to_string(tests_folder().join("data/library.schema.json")).unwrap();
    Project::new()
        .base("client.toml", contract)
        .base("library.schema.json", schema)
        .base("access.schema.json", ACCESS)
        .base("form.schema.json", FORM)
        .base("forms.schema.json", FORMS)
        .base("site/all.json.tera", ALL)
        .base("site/_headers.tera", "/*\n  Content-Security-Policy: {{ policy.header }}\n")
        .base("site/samples.json.tera", "{}")
        .base("site/scan/reader.wasm", b"\0asm")
        .base("site/scan/reader.js", "start();")
        .theme("acme", theme)
        .asset("acme/logo.svg", LOGO)
}

const TENANT: &str = r##"[tenant]
id   = "acme"
name = "Acme"
[brand]
color = "#0a66c2"
logo  = "logo.svg"
"##;

const API: &str = r#"{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{}}"#;

/// The package of a theme that is `text` below the tenant and the brand.
fn built(text: &str, assets: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let project = with(text, assets);
    project.run("build").status(0);
    entries(&std::fs::read(only(&project.path("dist/acme"), "zip")).unwrap())
}

fn with(text: &str, assets: &[(&str, &str)]) -> Project {
    let theme = match text.strip_prefix("demo = true\n") {
        Some(rest) => format!("demo = true\n{TENANT}{rest}"),
        None => format!("{TENANT}{text}"),
    };
    let contract = project(&theme).base("site/server.conf.tera", "{{ policy.header }}\n");
    assets
        .iter()
        .fold(contract, |project, (name, text)| project.asset(&format!("acme/{name}"), text))
}

fn all(files: &BTreeMap<String, Vec<u8>>) -> Value {
    serde_json::from_slice(&files["all.json"]).unwrap()
}

#[test]
fn values_are_what_their_words_say() {
    let text = r#"
[library]
gateway = "https://gate.acme.example/api"
stale   = "90 s"
gone    = "15 min"
[[library.documents]]
id    = "rules"
title = { en = "Rules", de = "Regeln" }
icon  = "mark.svg"
file  = "rules.csv"
api   = "api.json"
form  = "form.json"
for   = ["guest"]
next  = "plan"
entry = "now"
first = "one"
pages = [{ id = "one" }]
[[library.documents]]
id    = "plan"
title = "Plan"
file  = "plan.svg"
[menu.layout]
links = ["now", "rules"]
[[menu.entries]]
id     = "rules"
label  = { en = "Rules", de = "Regeln" }
icon   = "dot"
target = "doc:rules"
"#;
    let mark = LOGO.replace("fill-primary", "fill-on-surface");
    let assets = [
        ("mark.svg", mark.as_str()),
        ("rules.csv", "a,b\n"),
        ("api.json", API),
        ("form.json", "{\"fields\": []}"),
        ("plan.svg", LOGO),
    ];
    let files = built(text, &assets);
    let all = all(&files);
    let library = &all["sections"]["library"];
    assert_eq!((&library["stale"], &library["gone"]), (&json!(90), &json!(900)));
    let (rules, plan) = (&library["documents"][0], &library["documents"][1]);
    assert_eq!(rules["title"], json!({ "en": "Rules", "de": "Regeln" }));
    assert_eq!(plan["title"], json!({ "en": "Plan", "de": "Plan" }));
    let named = [
        (&rules["icon"], "tenant/assets/library/documents/rules/icon.svg"),
        (&rules["file"], "tenant/assets/library/documents/rules/file.csv"),
        (&rules["api"], "tenant/assets/library/documents/rules/api.json"),
        (&rules["form"], "tenant/assets/library/documents/rules/form.json"),
        (&plan["icon"], "tenant/assets/library/documents/plan/icon.svg"),
        (&plan["file"], "tenant/assets/library/documents/plan/file.svg"),
    ];
    for (value, path) in named {
        assert_eq!(value, path);
        assert!(files.contains_key(path), "{path} is not in {:?}", files.keys());
    }
    assert_eq!(files["tenant/assets/library/documents/rules/file.csv"], b"a,b\n");
    let target = &all["menu"]["places"]["links"][1]["target"];
    assert_eq!(target, &json!({ "kind": "doc", "value": "rules" }));
    let host = json!({ "origin": "https://gate.acme.example", "for": ["connect", "image"], "key": "library.gateway" });
    assert_eq!(all["hosts"], json!([host]));
}

/// What `check` says of a theme with this section, and nothing else.
fn check(text: &str, expect: &str) {
    check_with(text, &[], expect);
}

fn check_with(text: &str, assets: &[(&str, &str)], expect: &str) {
    let project = with(text, assets);
    let run = project.run("check --format json themes/acme");
    let said: Vec<String> = run
        .objects("diagnostic")
        .iter()
        .map(|one| {
            format!("{}: {}", one["code"].as_str().unwrap(), one["message"].as_str().unwrap())
        })
        .collect();
    match expect {
        "" => assert!(said.is_empty(), "{text}\n{said:#?}"),
        _ => assert!(
            said.len() == 1 && said[0].contains(expect),
            "{text}\nwants {expect}\n{said:#?}"
        ),
    }
}

fn document(rest: &str) -> String {
    format!("[[library.documents]]\nid = \"a\"\ntitle = \"A\"\n{rest}\n")
}

#[test]
fn a_file_that_a_section_names() {
    check_with(&document("file = \"a.csv\""), &[("a.csv", "x")], "");
    check(&document("file = \"a.csv\""), "asset-missing: there is no file `a.csv`");
    check(&document("file = \"../../a.csv\""), "asset-path: ");
    check(&document("file = \"/etc/hostname.csv\""), "asset-path: ");
    check_with(
        &document("file = \"a.html\""),
        &[("a.html", "x")],
        "section: `library.documents.a.file` takes no file such as `a.html`",
    );
    check_with(
        &document("file = \"a.pdf\""),
        &[("a.pdf", "<script>")],
        "document: `a.pdf` is no PDF",
    );
    check_with(&document("file = \"a.csv\""), &[("a.csv", &"x".repeat(10_001))], "file: ");
    check_with(
        &document("file = \"a.json\""),
        &[("a.json", "{")],
        "document: `a.json` is not JSON",
    );
    check_with(
        &document("file = \"a.json\""),
        &[("a.json", "{\"apiKey\": \"a1b2c3d4e5\"}")],
        "secret: `a.json` has a secret behind a name",
    );
    check_with(
        &document("file = \"a.pdf\""),
        &[("a.pdf", "%PDF-1.7\u{1}/Subject (AKIAIOSFODNN7EXAMPLE)\u{2}")],
        "secret: `a.pdf` has a key of AWS: `AKIA… (20 characters)`",
    );
    check_with(
        &document("file = \"a.svg\""),
        &[(
            "a.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><script>x</script><path d=\"M0 0h8v8z\"/></svg>",
        )],
        "svg-unsafe: ",
    );
}

#[test]
fn a_document_passes_its_checker() {
    check_with(&document("api = \"a.json\""), &[("a.json", API)], "");
    check_with(
        &document("api = \"a.json\""),
        &[("a.json", "{\"swagger\":\"2.0\"}")],
        "document: `openapi` is a required property",
    );
    check_with(
        &document("form = \"a.json\""),
        &[("a.json", "{}")],
        "document: `fields` is a required property",
    );
    let deep = format!("{}1{}", "[".repeat(5000), "]".repeat(5000));
    check_with(
        &document("form = \"a.json\""),
        &[("a.json", &deep)],
        "document: this is not JSON: recursion limit",
    );
}

#[test]
fn names_that_are_not_there() {
    check(
        &document("icon = \"dott\""),
        "section: `library.documents.a.icon`: the base client's set has no icon `dott`",
    );
    check(
        &document("for = [\"gest\"]"),
        "section: `library.documents.a.for.0`: there is no role `gest`",
    );
    check(&document("next = \"b\""), "section: `library.documents.a.next`: there is no id `b`");
    check(
        &document("entry = \"later\""),
        "section: `library.documents.a.entry`: there is no id `later`",
    );
    check(
        &document("first = \"x\"\npages = [{ id = \"y\" }]"),
        "section: `library.documents.a.first`: there is no id `x`",
    );
}

#[test]
fn texts_times_and_bounds() {
    let only_english = "[[library.documents]]\nid = \"a\"\ntitle = { en = \"A\" }\n";
    check(only_english, "label-missing: `library.documents.a.title` has no text in `de`");
    let french =
        "[[library.documents]]\nid = \"a\"\ntitle = { en = \"A\", de = \"A\", fr = \"A\" }\n";
    check(french, "language: the base client does not know the language `fr`");
    let long = "[[library.documents]]\nid = \"a\"\ntitle = \"A title of far too many columns\"\n";
    check(long, "label-too-long: `library.documents.a.title` takes 31 columns, 20 fit");
    check("[library]\nstale = \"2 days\"\n", "section: `library.stale` takes a time, not `2 days`");
    check(
        "[library]\nstale = \"30 d\"\n",
        "section: `library.gone` is 30 d, it must be above 30 d (`stale`)",
    );
    check(
        "[library]\nleast = 9\nmost = 2\n",
        "section: `library.most` is 2, it must be at least 9 (`least`)",
    );
    check("[library]\nleast = 9\nmost = 9\n", "");
}

#[test]
fn hosts_and_secrets() {
    check("[library]\ngateway = \"gate.acme.example\"\n", "");
    check(
        "[library]\ngateway = \"http://gate.acme.example\"\n",
        "section: `library.gateway` begins with none of",
    );
    check(
        "[library]\ngateway = \"https://gate.acme.example; script-src *\"\n",
        "section: `library.gateway` has no host name",
    );
    check(
        "[library]\ngateway = \"https://a:b@gate.acme.example\"\n",
        "secret: `gateway` has a password in a URL",
    );
    check(
        "[library]\npassword = \"anything at all\"\n",
        "secret: `library.password` is a secret, and no theme may have one",
    );
    // The file is named as it lies in the folder of all themes.
    let text = document("file = \"rules.csv\"");
    let project = with(&text, &[("rules.csv", "see https%3A%2F%2Fbob%3Ahunter2%40erp.example\n")]);
    let run = project.run("check").status(1);
    let run = run.says("`rules.csv` has a password in a URL").says("--> themes/acme/rules.csv:1:5");
    assert!(!run.stderr.contains("hunter2"), "{run}");
}

#[test]
fn parts_ship_where_they_are_needed() {
    let has = |files: &BTreeMap<String, Vec<u8>>, name: &str| files.contains_key(name);
    let plain = built("", &[]);
    assert!(
        !has(&plain, "scan/reader.wasm")
            && !has(&plain, "scan/reader.js")
            && !has(&plain, "samples.json")
    );
    assert_eq!(all(&plain)["parts"], json!({ "samples": false, "scanner": false }));
    let scan = built(&document("kind = \"scan\""), &[]);
    assert!(
        has(&scan, "scan/reader.wasm")
            && has(&scan, "scan/reader.js")
            && !has(&scan, "samples.json")
    );
    assert_eq!(scan["scan/reader.wasm"], b"\0asm");
    let header =
        |files: &BTreeMap<String, Vec<u8>>| String::from_utf8(files["_headers"].clone()).unwrap();
    assert!(header(&scan).contains("script-src 'self' 'wasm-unsafe-eval'"));
    assert!(!header(&plain).contains("wasm"));
    // The list of files names what is there, and no more.
    let list =
        |files: &BTreeMap<String, Vec<u8>>| String::from_utf8(files["files.txt"].clone()).unwrap();
    assert!(list(&scan).contains("reader.wasm") && !list(&plain).contains("reader.wasm"));
    let demo = built("demo = true\n", &[]);
    assert!(has(&demo, "samples.json") && all(&demo)["demo"] == json!(true));
}

#[test]
fn demo_data_is_not_inherited() {
    let parent = format!(
        "demo = true\nabstract = true\n{}",
        TENANT.replace("id   = \"acme\"\nname = \"Acme\"", "vendor = \"A\"")
    );
    let child = "extends = \"../parent\"\n[tenant]\nid = \"acme\"\nname = \"Acme\"\n";
    let project = project(child).theme("parent", &parent).asset("parent/logo.svg", LOGO);
    drop(std::fs::remove_file(project.path("themes/acme/logo.svg")));
    project.run("build themes/acme").status(0);
    let files = entries(&std::fs::read(only(&project.path("dist/acme"), "zip")).unwrap());
    assert!(!files.contains_key("samples.json"));
}

#[test]
fn the_policy_names_what_the_theme_uses() {
    let check = |text: &str, expect: &str| {
        let files = built(text, &[]);
        assert_eq!(String::from_utf8(files["server.conf"].clone()).unwrap().trim_end(), expect);
        let meta = all(&files)["policy"]["meta"].as_str().unwrap().to_owned();
        assert_eq!(meta, expect.replace("; frame-ancestors 'self'", ""));
    };
    check("", "default-src 'self'; frame-ancestors 'self'; img-src 'none'; object-src 'none'");
    check(
        "[library]\ngateway = \"https://gate.acme.example:8443/x\"\nissuer = \"id.acme.example\"\n",
        "default-src 'self'; connect-src 'self' https://gate.acme.example:8443 https://id.acme.example; \
         frame-ancestors 'self'; img-src https://gate.acme.example:8443; object-src 'none'",
    );
}

const ISSUER: &str = "[library]\nissuer = \"id.acme.example\"\n";

#[test]
fn rules_are_a_table_and_policies() {
    let text = format!(
        "{ISSUER}{}\n[[access.roles]]\nid = \"inspector\"\nis = [\"operator\"]\n[[access.rules]]\nid = \"see\"\nmay = [\"see\"]\non = [\"*\"]\n\
         [[access.rules]]\nid = \"page\"\nmust-not = [\"see\"]\non = [\"page:a.x\"]\nexcept = [{{ role = \"inspector\", department = \"d\" }}]\n",
        document("pages = [{ id = \"x\" }]")
    );
    let all = all(&built(&text, &[]));
    let security = &all["security"];
    assert_eq!(security["open"], json!(false));
    assert_eq!(security["table"]["roles"]["inspector"], json!(["inspector", "operator"]));
    assert_eq!(
        security["table"]["kinds"],
        json!({ "doc": null, "entry": null, "file": null, "form": null, "page": "doc", "part": null, "step": "form" })
    );
    let rule = &security["table"]["rules"][1];
    assert_eq!(rule["except"], json!([["role:inspector", "department:d"]]));
    assert_eq!((&rule["effect"], &rule["line"]), (&json!("forbid"), &json!("theme.toml:22")));
    assert!(
        security["cedar"]
            .as_str()
            .unwrap()
            .contains("forbid (principal, action in [Action::\"see\"], resource)")
    );
    assert!(all["sections"]["access"].get("rules").is_none());
    let open = self::all(&built("", &[]));
    assert_eq!(open["security"]["open"], json!(true));
}

#[test]
fn rules_that_do_not_hold_are_told() {
    let rule = |id: &str, rest: &str| format!("[[access.rules]]\nid = \"{id}\"\n{rest}\n");
    let may = "may = [\"see\"]\non = [\"*\"]";
    let check = |rest: &str, expect: &str| check(&format!("{ISSUER}{rest}"), expect);
    check(&rule("a", may), "");
    check(&rule("a", "on = [\"*\"]"), "rule: the rule `a` neither allows nor forbids");
    check(
        &rule("a", "may = [\"see\"]\nmust-not = [\"see\"]\non = [\"*\"]"),
        "rule: the rule `a` both allows and forbids",
    );
    check(
        &rule("a", "may = [\"sea\"]\non = [\"*\"]"),
        "section: `access.rules.a.may.0` does not take `sea`",
    );
    check(&rule("a", "may = [\"see\"]\non = [\"doc:none\"]"), "rule: there is no doc `none`");
    check(
        &rule("a", "may = [\"see\"]\non = [\"dog:none\"]"),
        "rule: `dog:none`: no rule is about a `dog`",
    );
    check(&rule("a", "may = [\"see\"]\non = [\"part:c\"]"), "rule: there is no part `c`");
    check(
        &rule("a", "may = [\"see\"]\non = [\"everything\"]"),
        "rule: `everything` is about nothing",
    );
    check(
        &rule("a", "may = [\"see\"]\non = [\"*\"]\nwho = [{ role = \"boss\" }]"),
        "section: `access.rules.a.who.0.role`: there is no role `boss`",
    );
    let of = |who: &str| rule("a", &format!("{may}\nwho = [{{ {who} }}]"));
    check(&of("department = \"dairy/north side\", person = \"Lin Wu\""), "");
    for name in ["dairy/", "/dairy", "a//b", " a", "a ", "/"] {
        let said =
            "section: `access.rules.a.who.0.department`: write its levels with `/` between them";
        check(&of(&format!("department = \"{name}\"")), said);
    }
    check(&of(""), "section: `access.rules.a.who.0`: name a `role`, a `department` or a `person`");
    check(
        &rule("a", &format!("{may}\nwho = []")),
        "section: `access.rules.a.who`: write a table for each of them",
    );
    for name in [" lin", "lin ", "l\\nn"] {
        let said = "section: `access.rules.a.who.0.person`: write it as the log-in does";
        check(&of(&format!("person = \"{name}\"")), said);
    }
    check(&(rule("a", may) + &rule("b", may)), "rule-idle: the rule `b` says no more than `a`");
    check(
        &rule("a", "must-not = [\"see\"]\non = [\"*\"]"),
        "rule-idle: the rule `a` forbids what no rule allows",
    );
    let of_own = |on: &str| rule("a", &format!("may = [\"see\"]\non = [\"{on}\"]\nown = true"));
    check(&of_own("form:*"), "");
    check(
        &of_own("file:*"),
        "rule: `own`: the contract does not know to whom things belong in `file:*`",
    );
    check(&of_own("*"), "rule: `own`: the contract does not know to whom things belong in `*`");
    let of_size = "may = [\"see\"]\non = [\"doc:*\"]\nlarger-than = \"1 MB\"";
    check(&rule("a", of_size), "rule: `larger-than`: the contract does not know a size in `doc:*`");
    let sized = |limits: &str| rule("a", &format!("may = [\"see\"]\non = [\"file:*\"]\n{limits}"));
    check(&sized("larger-than = \"1 MB\"\nat-most = \"2 MB\""), "");
    check(
        &sized("larger-than = \"2 MB\"\nat-most = \"2 MB\""),
        "rule: nothing is larger than `larger-than` and no larger than `at-most`",
    );
    check(&sized("at-most = \"2 megabytes\""), "rule: `at-most`: `2 megabytes` is no size");
    let roles =
        "[[access.roles]]\nid = \"x\"\nis = [\"y\"]\n[[access.roles]]\nid = \"y\"\nis = []\n";
    check(roles, "");
    let circle = "[[access.roles]]\nid = \"x\"\nis = [\"x\"]\n";
    check(circle, "rule: the role `x` comes with itself");
    self::check(&rule("a", may), "rule-idle: no rule holds: `library.issuer` is not set");
}

#[test]
fn roles_of_a_theme_are_roles_of_its_menu() {
    let entry = "[menu.layout]\nlinks = [\"now\"]\n[[menu.entries]]\nid = \"now\"\nroles = [\"inspector\"]\n";
    check(entry, "menu-name: there is no role `inspector`");
    check(&format!("{entry}[[access.roles]]\nid = \"inspector\"\n"), "");
    let target = |target: &str| {
        format!(
            "[menu.layout]\nlinks = [\"x\"]\n[[menu.entries]]\nid = \"x\"\nlabel = \"X\"\nicon = \"dot\"\ntarget = \"{target}\"\n"
        )
    };
    check(&target("doc:none"), "menu-target: `library.documents` has no `none`");
    check(&target("dog:none"), "menu-target: `dog:none` is no target");
}

#[test]
fn what_a_person_may_do_is_explained() {
    let text = format!(
        "{ISSUER}[[access.rules]]\nid = \"see\"\nmay = [\"see\"]\non = [\"*\"]\n\
         [[access.rules]]\nid = \"now\"\nmust-not = [\"see\"]\non = [\"entry:now\"]\nexcept = [{{ role = \"operator\" }}]\n"
    );
    // Beside the folder of all themes, where nothing else is read.
    let people = "person,roles\nlin,operator\nbo,guest\n";
    let project = with(&text, &[("../../people.csv", people)]);
    let run = project.run("explain themes/acme --as role=guest,person=bo").status(0);
    let says = |text: &str| assert!(run.stdout.contains(text), "{text}\n{run}");
    says("person bo, role guest:\n");
    says("  may see, by `see`, themes/acme/theme.toml:10:6:\n");
    says("  may not see, forbidden by `now`, themes/acme/theme.toml:14:6:\n      entry:now\n");
    says("  may not edit, no rule allows it:\n");
    says("  sees in `links`: history\n");
    let run = project.run("explain themes/acme --people people.csv --format json").status(0);
    let access = run.objects("access");
    let now = |person: &str| {
        let mut all = access.iter();
        let is_it = |one: &&Value| {
            one["person"] == person && one["resource"] == "entry:now" && one["action"] == "see"
        };
        all.find(is_it).map(|one| (one["allowed"].clone(), one["rule"].clone()))
    };
    assert_eq!(now("lin"), Some((json!(true), json!("see"))));
    assert_eq!(now("bo"), Some((json!(false), json!("now"))));
    let run = project.run("explain themes/acme --as role=oprator").status(0);
    run.prints("there is no role `oprator`; did you mean `operator`?");
    project.run("explain themes/acme --as boss").status(2).says("`boss` is none of");
    let nobody = project.file("nobody.csv", "person,roles\n");
    nobody.run("explain themes/acme --people nobody.csv").status(2).says("it lists nobody");
    nobody
        .run("explain themes/acme --people themes/acme/logo.svg")
        .status(2)
        .says("does not list people");
}

#[test]
fn rules_about_ones_own_and_about_sizes_are_explained() {
    let mark = LOGO.replace("fill-primary", "fill-on-surface");
    let rules = "[[access.rules]]\nid = \"all\"\nmay = [\"*\"]\non = [\"*\"]\n\
        [[access.rules]]\nid = \"others\"\nmust-not = [\"edit\"]\non = [\"form:*\"]\nown = false\nexcept = [{ role = \"operator\" }]\n\
        [[access.rules]]\nid = \"large\"\nmust-not = [\"see\"]\non = [\"file:pdf\"]\nlarger-than = \"20 MB\"\n";
    let project = with(&format!("{ISSUER}{TWO}{rules}"), &[("mark.svg", &mark)]);
    let run = project.run("explain themes/acme --as role=guest").status(0);
    let line = |start: &str| {
        let mut lines = run.stdout.lines().skip_while(|line| !line.contains(start)).skip(1);
        lines.next().unwrap_or_default().trim().to_owned()
    };
    let others = "form:round (of others), form:fault (of others), step:round.morning (of others)";
    assert_eq!(line("may not edit, forbidden by `others`"), others, "{run}");
    assert_eq!(line("may not see, forbidden by `large`"), "file:pdf (larger than 20 MB)", "{run}");
    assert!(run.stdout.contains("form:round (their own)"), "{run}");
    assert!(run.stdout.contains("file:pdf (up to 20 MB)"), "{run}");
    let run = project.run("explain themes/acme --as role=operator --format json").status(0);
    let all = run.objects("access");
    let is_it = |one: &&Value| one["action"] == "see" && one["resource"] == "file:pdf";
    let of_pdf: Vec<Value> = all
        .iter()
        .filter(is_it)
        .map(|one| json!([one["larger_than"], one["at_most"], one["allowed"]]))
        .collect();
    assert_eq!(of_pdf, [json!([null, 20_000_000, true]), json!([20_000_000, null, false])]);
    project.run("build").status(0);
    let files = entries(&std::fs::read(only(&project.path("dist/acme"), "zip")).unwrap());
    let security = &self::all(&files)["security"];
    assert_eq!(security["table"]["rules"][1]["own"], json!(false));
    assert_eq!(security["table"]["rules"][2]["larger-than"], json!(20_000_000));
    let cedar = security["cedar"].as_str().unwrap();
    assert!(cedar.contains("resource[\"maker\"] == principal"), "{cedar}");
    assert!(cedar.contains("resource[\"size\"] <= 20000000"), "{cedar}");
}

/// A list of two forms.
const TWO: &str = r#"
[[forms]]
id    = "round"
title = { en = "Round", de = "Runde" }
icon  = "mark.svg"
[[forms.fields]]
id  = "heat"
low = 2
high = 8
[[forms.steps]]
id     = "morning"
fields = ["heat"]
[[forms]]
id    = "fault"
title = "Fault"
of    = "round"
"#;

#[test]
fn a_section_can_be_a_list() {
    let entry = "[menu.layout]\nlinks = [\"now\", \"round\", \"first\"]\n\
        [[menu.entries]]\nid = \"round\"\nlabel = \"Round\"\nicon = \"dot\"\ntarget = \"form:round\"\n\
        [[menu.entries]]\nid = \"first\"\nlabel = \"First\"\nicon = \"dot\"\ntarget = \"step:round.morning\"\n";
    let mark = LOGO.replace("fill-primary", "fill-on-surface");
    let files = built(&format!("{TWO}{entry}"), &[("mark.svg", &mark)]);
    let all = all(&files);
    let forms = &all["sections"]["forms"];
    assert_eq!(forms[0]["title"], json!({ "en": "Round", "de": "Runde" }));
    assert_eq!((&forms[0]["rows"], &forms[1]["of"]), (&json!(3), &json!("round")));
    assert_eq!(forms[0]["icon"], "tenant/assets/forms/round/icon.svg");
    assert!(files.contains_key("tenant/assets/forms/round/icon.svg"));
    let targets = [1, 2].map(|at| &all["menu"]["places"]["links"][at]["target"]);
    assert_eq!(targets[0], &json!({ "kind": "form", "value": "round" }));
    assert_eq!(targets[1], &json!({ "kind": "step", "value": "round.morning" }));
    assert_eq!(self::all(&built("", &[]))["sections"]["forms"], json!([]));
}

#[test]
fn what_is_wrong_in_a_list_is_said_at_its_place() {
    let form = |rest: &str| format!("[[forms]]\nid = \"a\"\ntitle = \"A\"\n{rest}\n");
    check(&form(""), "");
    check("[forms]\na = 1\n", "section: `forms` takes a list, not a table");
    check("[[forms]]\nid = \"a\"\n", "section: `forms.a`: `title` is a required property");
    check(&form("row = 1"), "section: unknown key `forms.a.row`");
    check(&(form("") + &form("")), "section: two items of `forms` have the id `a`");
    let twice = form("fields = [{ id = \"x\" }, { id = \"x\" }]");
    check(&twice, "section: two items of `forms.a.fields` have the id `x`");
    let added = "[forms]\nadd = [{ id = \"a\", title = \"A\" }, { id = \"a\", title = \"B\" }]\n";
    check(added, "section: two items of `forms` have the id `a`");
    check(&form("of = \"b\""), "section: `forms.a.of`: there is no id `b`");
    check(
        &form("fields = [{ id = \"x\", low = 9, high = 2 }]"),
        "section: `forms.a.fields.x.high` is 2, it must be at least 9 (`low`)",
    );
    check(
        &form("fields = [{ id = \"x\" }]\nsteps = [{ id = \"s\", fields = [\"x\", \"y\"] }]"),
        "section: `forms.a.steps.s.fields.1`: there is no id `y`",
    );
    let rule = |on: &str| {
        let rule = format!("[[access.rules]]\nid = \"r\"\nmay = [\"see\"]\non = [\"{on}\"]\n");
        format!("{ISSUER}{}{rule}", form("steps = [{ id = \"s\" }]"))
    };
    check(&rule("form:a"), "");
    check(&rule("step:a.s"), "");
    check(&rule("form:b"), "rule: there is no form `b`");
    check(&rule("step:a.t"), "rule: there is no step `a.t`");
    let entry = |target: &str| {
        let entry = "[menu.layout]\nlinks = [\"x\"]\n[[menu.entries]]\nid = \"x\"\nlabel = \"X\"\nicon = \"dot\"\n";
        format!("{}{entry}target = \"{target}\"\n", form(""))
    };
    check(&entry("form:b"), "menu-target: `forms` has no `b`");
    check(&entry("step:a.s"), "menu-target: `forms.*.steps` has no `a.s`");
    let needed = FORMS.replace("\"maxItems\": 3", "\"minItems\": 1");
    let project = project(TENANT).base("forms.schema.json", needed);
    project.run("check").status(1).says("`[[forms]]` is missing").says("add `[[forms]]`");
}

#[test]
fn a_list_is_inherited_item_by_item() {
    let parent = "abstract = true\nlock = [\"forms.round.rows\"]\n[tenant]\nvendor = \"A\"\n[brand]\ncolor = \"#0a66c2\"\nlogo = \"logo.svg\"\n";
    let own = "extends = \"../parent\"\n[tenant]\nid = \"acme\"\nname = \"Acme\"\n";
    let family = |rest: &str| {
        let mark = LOGO.replace("fill-primary", "fill-on-surface");
        let project = project(&format!("{own}{rest}")).theme("parent", &format!("{parent}{TWO}"));
        let project = project.asset("parent/logo.svg", LOGO).asset("parent/mark.svg", &mark);
        drop(std::fs::remove_file(project.path("themes/acme/logo.svg")));
        project
    };
    let ids = |rest: &str| {
        let project = family(rest);
        project.run("build themes/acme").status(0);
        let files = entries(&std::fs::read(only(&project.path("dist/acme"), "zip")).unwrap());
        let forms = all(&files)["sections"]["forms"].clone();
        let ids =
            forms.as_array().unwrap().iter().map(|form| form["id"].as_str().unwrap().to_owned());
        ids.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(ids(""), "round fault");
    assert_eq!(ids("[[forms]]\nid = \"fault\"\nremove = true\n"), "round");
    assert_eq!(
        ids("[[forms]]\nid = \"new\"\ntitle = \"New\"\nbefore = \"fault\"\n"),
        "round new fault"
    );
    assert_eq!(ids("[forms]\nreplace = [{ id = \"only\", title = \"Only\" }]\n"), "only");
    family("[[forms]]\nid = \"round\"\nrows = 4\n")
        .run("check themes/acme")
        .status(1)
        .says("error[locked]: `forms.round.rows` is locked");
    let changed = family("[[forms]]\nid = \"fault\"\ntitle = \"Defect\"\n");
    let run = changed.run("explain themes/acme forms.fault.title forms.round.rows").status(0);
    assert!(run.stdout.contains("themes/acme/theme.toml:7:9"), "{run}");
    assert!(run.stdout.contains("themes/parent/theme.toml"), "{run}");
    let schema = changed.run("schema").status(0);
    let schema: Value = serde_json::from_str(&schema.stdout).unwrap();
    let forms = &schema["properties"]["forms"];
    assert!(forms["items"]["properties"]["remove"].is_object(), "{forms}");
}

#[test]
fn a_contract_that_contradicts_itself() {
    let check = |change: (&str, &str), expect: &str| {
        let project = project(TENANT);
        let contract = String::from_utf8(project.read("base-client/client.toml")).unwrap();
        assert!(contract.contains(change.0), "{change:?}");
        let project = project.base("client.toml", contract.replace(change.0, change.1));
        project.run("check").status(1).says(expect);
    };
    check(
        ("doc = \"library.documents\"", "doc = \"libary.documents\""),
        "`menu.targets.doc`: the base client has no section `libary`",
    );
    check(
        ("doc = \"library.documents\"", "view = \"library.documents\""),
        "`view` cannot be a kind of target",
    );
    check(
        ("files  = [\"scan/\"]", "files = [\"scanner/\"]"),
        "`scanner` means no file below `site`",
    );
    check(
        ("[\"samples.json\"]", "[\"samples.json\", \"scan/*.js\"]"),
        "`scan/reader.js` is in the parts `scanner` and `samples`",
    );
    check(("[\"demo\"]", "[\"demos\"]"), "no theme has `demos`");
    check(
        ("files  = [\"scan/\"]", "files = [\"scan/\"]\nstrings = [\"scans\"]"),
        "no language has the table of texts `scans`",
    );
    check(("[\"'none'\"]", "[\"'none'; script-src *\"]"), "is no source of a policy");
    check(
        ("section = \"access\"", "section = \"acces\""),
        "`security.section`: the base client has no section `acces`",
    );
    check(("section = \"access\"", "section = \"forms\""), "`security.section`: `forms` is a list");
    check(("in = \"doc\"", "in = \"page\""), "what a `page` is in is no other kind");
    // Keys that lead nowhere below what is there.
    check(
        ("doc = \"library.documents\"", "doc = \"library.documnts\""),
        "`menu.targets.doc`: no theme has `library.documnts`, for its `documnts`",
    );
    check(
        ("of = \"library.documents.*.pages\"", "of = \"library.documents.*.page\""),
        "`security.on.page.of`: no theme has `library.documents.*.page`, for its `page`",
    );
    check(("of = \"menu.entries\"", "of = \"menu.entry\""), "`menu.entry` is no list of ids");
    let lock = |key: &str, expect: &str| {
        check(("# A status page", &format!("lock = [\"{key}\"]\n# A status page")), expect);
    };
    lock("libary.**", "`lock`: no theme has `libary.**`, for its `libary`");
    lock("library.documents.*.kid", "for its `kid`");
    lock("menu.layout.tabs", "for its `tabs`");
    lock("features.feeds", "for its `feeds`");
    check(("\"part:a\"  ", "\"port:a\"  "), "`port:a` is no action, no kind");
    check(("role:operator", "role:operater"), "`role:operater` is no action, no kind");
    check(
        ("issuer  = \"library.issuer\"", "issuer  = \"library.isuer\""),
        "`security.issuer`: no theme has `library.isuer`, for its `isuer`",
    );
    check(
        ("library.documents.*.kind = scan", "library.documents.*.kid = scan"),
        "`when`: no theme has `library.documents.*.kid`, for its `kid`",
    );
    check(("[\"demo\"]", "[\"features.feeds\"]"), "no theme has `features.feeds`");
    check(("[\"see\", \"edit\"]", "[\"see\", \"see\"]"), "the action `see` stands here twice");
    check(("part  = { ids", "part  = { of = \"views\", ids"), "`of` and `ids` both say which ids");
    check(("default-src     =", "defaults-src    ="), "`defaults-src` is no directive of a policy");
    check(("[\"'none'\"]", "[\"none\"]"), "`none` is no source of a policy");
    let beside = FORMS.replace("\"1/low\"", "\"1/least\"");
    let run = project(TENANT).base("forms.schema.json", beside).run("check").status(1);
    run.says("`x-rebadge` of `forms.*.fields.*.high`: there is no `least` where it points to");
    let project = project(TENANT)
        .base("access.schema.json", r#"{ "properties": { "a": { "x-rebadge": "rule" } } }"#);
    project
        .run("check")
        .status(1)
        .says("`x-rebadge` at `/properties/a` in `access.schema.json`: `rule` is none of");
}

/// What a form begins with.
const STARTER: &str = "[menu.layout]\nlinks = { add = [\"{id}\"] }\n\n# The entry.\n[[menu.entries]]\nid = \"{id}\"\nlabel = \"{name}\"\n\
    icon = \"dot\"\ntarget = \"form:{id}\"\n\n# The form.\n[[forms]]\nid = \"{id}\"\ntitle = \"{name}\"\n";

#[test]
fn a_theme_begins_with_what_the_contract_has() {
    let with = |starter: &str| {
        let project = project(TENANT);
        let contract = String::from_utf8(project.read("base-client/client.toml")).unwrap();
        let contract = contract
            .replace("max       = 3", "max       = 4")
            .replace("[brand]\n", "[client.starters]\nform = \"form.starter.toml\"\n\n[brand]\n");
        project.base("client.toml", contract).base("form.starter.toml", starter)
    };
    let project = with(STARTER);
    let run = project.run("new acme --add form:night-round").status(0);
    assert!(run.stdout.contains("rebadge check themes/acme"), "{run}");
    let theme = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
    let tail = STARTER[STARTER.find("# The entry").unwrap()..].replace("{id}", "night-round");
    let tail = tail.replace("{name}", "Night Round");
    let layout = "[menu.layout]\nlinks = { add = [\"night-round\"] }\n";
    assert_eq!(theme, format!("{TENANT}\n{layout}\n{tail}"));
    project.run("build").status(0);
    // Again, by another name: what is there stays.
    let run = project.run("new themes/acme --add form:day --format json").status(0);
    assert_eq!(run.objects("new-finished")[0]["added"], "form:day");
    let grown = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
    assert!(grown.contains("links = { add = [\"night-round\", \"day\"] }"), "{grown}");
    let refuses = |command: &str, says: &str| {
        let run = project.run(command);
        assert_eq!(run.code, Some(2), "{run}");
        run.says(says);
        let after = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
        assert_eq!(after, grown, "{command}");
    };
    refuses("new acme --add form:day", "cannot add `form:day`: the theme has it already");
    refuses("new acme --add from:x", "did you mean `form`?");
    refuses("new acme --add form", "write a kind and an id of a-z, 0-9 and hyphens: `form:trace`");
    refuses("new acme --add form:Night", "`form:night`");
    refuses("new acne --add form:x", "there is no theme `themes/acne`");
    // A fifth link has no place: nothing is written.
    let run = project.run("new acme --add form:more").status(1);
    run.says("the theme would not pass `check`");
    assert_eq!(String::from_utf8(project.read("themes/acme/theme.toml")).unwrap(), grown);
    std::fs::write(project.path("themes/acme/theme.toml"), b"# \xff\n").unwrap();
    project.run("new acme --add form:x").status(2).says("is not in UTF-8");
    assert_eq!(project.read("themes/acme/theme.toml"), b"# \xff\n");
    let broken = with("[menu\n");
    broken.run("new acme --add form:x").status(2).says("it is not TOML");
    let project = with(STARTER);
    std::fs::remove_file(project.path("base-client/form.starter.toml")).unwrap();
    project.run("check").status(1).says("form.starter.toml");
}

#[test]
fn the_book_shows_what_is_in_a_list() {
    let mark = LOGO.replace("fill-primary", "fill-on-surface");
    let project = with(TWO, &[("mark.svg", &mark)]);
    project.run("book themes/acme --no-screens --out book").status(0);
    let book = String::from_utf8(project.read("book/acme-book.html")).unwrap();
    let at = |text: &str| book.find(text).unwrap_or_else(|| panic!("the book does not say {text}"));
    let order = [
        "<h3 lang=\"en\">Forms: Round</h3>",
        "heat</b><p lang=\"en\" dir=\"auto\">Low: 2 · High: 8</p>",
        "<h3 lang=\"en\">Round: Steps</h3>",
        "morning</b><p lang=\"en\" dir=\"auto\">Fields: heat</p>",
    ];
    assert!(order.map(at).is_sorted(), "{:?}", order.map(at));
    assert!(at("Fault</b>") < at(order[0]), "a form without fields is a row of its own");
}

#[test]
fn the_book_says_rules_in_the_words_of_the_contract_and_the_menu() {
    let mark = LOGO.replace("fill-primary", "fill-on-surface");
    let rules = "[[access.roles]]\nid = \"inspector\"\nlabel = \"Inspector\"\n\
        [[access.rules]]\nid = \"all\"\nmay = [\"*\"]\non = [\"*\"]\nwho = [{ role = \"operator\" }, { role = \"inspector\", department = \"dairy\" }]\n\
        [[access.rules]]\nid = \"some\"\nmust-not = [\"see\", \"edit\"]\n\
        on = [\"entry:now\", \"entry:*\", \"part:a\", \"part:b\", \"form:fault\", \"step:round.morning\", \"file:pdf\"]\nexcept = [{ person = \"lin\" }]\n";
    let project = with(&format!("{ISSUER}{TWO}{rules}"), &[("mark.svg", &mark)]);
    project.run("book themes/acme --no-screens --out book").status(0);
    let book = String::from_utf8(project.read("book/acme-book.html")).unwrap();
    for text in [
        "The role Operator or the role Inspector in the department dairy may do anything: everything.",
        "Nobody may see, change: menu entry “Now”, every menu entry, the first part, part:b, form “Fault”, step “morning”, file:pdf, \
         except lin.",
    ] {
        assert!(book.contains(text), "the book does not say {text}:\n{book}");
    }
}

#[test]
fn rules_are_about_what_is_in_a_list() {
    let mark = LOGO.replace("fill-primary", "fill-on-surface");
    let rules = "[[access.rules]]\nid = \"all\"\nmay = [\"*\"]\non = [\"form:*\"]\n\
        [[access.rules]]\nid = \"morning\"\nmust-not = [\"edit\"]\non = [\"step:round.morning\"]\nexcept = [{ role = \"operator\" }]\n";
    let project = with(&format!("{ISSUER}{TWO}{rules}"), &[("mark.svg", &mark)]);
    project.run("build").status(0);
    let files = entries(&std::fs::read(only(&project.path("dist/acme"), "zip")).unwrap());
    let security = &all(&files)["security"];
    assert_eq!(security["table"]["kinds"]["step"], "form");
    assert_eq!(security["table"]["rules"][1]["on"], json!(["step:round.morning"]));
    let cedar = security["cedar"].as_str().unwrap();
    assert!(cedar.contains("Step::\"round.morning\""), "{cedar}");
    assert!(security["cedar_schema"].as_str().unwrap().contains("entity Step in [Form"));
    let decided = |who: &str| {
        let run = project.run(&format!("explain themes/acme --as {who} --format json")).status(0);
        let all = run.objects("access");
        let of = |action: &str, resource: &str| {
            let is_it = |one: &&Value| one["action"] == action && one["resource"] == resource;
            all.iter().find(is_it).unwrap()["allowed"] == true
        };
        [("see", "step:round.morning"), ("edit", "step:round.morning"), ("edit", "form:fault")]
            .map(|(action, resource)| of(action, resource))
    };
    assert_eq!(decided("role=guest"), [true, false, true]);
    assert_eq!(decided("role=operator"), [true, true, true]);
}

const PLATE: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 64"><rect class="fill-primary" width="96" height="64"/></svg>"#;

/// The tiny base client with an option that has pictures.
fn with_pictures(pictures: &str, drawing: &str) -> Project {
    let schema = format!(
        r#"{{ "type": "object", "properties": {{ "days": {{ "type": "integer", "default": 90 }},
            "chart": {{ "title": "Chart", "enum": ["bars", "dots"], "default": "bars", "x-pictures": {pictures} }} }} }}"#
    );
    Project::new()
        .base("uptime.schema.json", schema)
        .base("shown/bars.svg", drawing)
        .theme("acme", TENANT)
        .asset("acme/logo.svg", LOGO)
}

#[test]
fn options_may_have_pictures() {
    let project = with_pictures(r#"{ "bars": "shown/bars.svg" }"#, PLATE);
    project.run("check").status(0);
    project.run("book themes/acme --no-screens --out book.html").status(0);
    let book = String::from_utf8(project.read("book.html")).unwrap();
    assert!(book.contains("<b lang=\"en\" dir=\"auto\">Chart</b>"), "{book}");
    assert_eq!(book.matches("<img class=\"option\" src=\"data:image/png;base64,").count(), 1);
    project.run("build").status(0);
    let files = entries(&std::fs::read(only(&project.path("dist/acme"), "zip")).unwrap());
    assert!(
        !files.keys().any(|path| path.contains("bars.svg")),
        "a picture of an option never ships"
    );
}

#[test]
fn what_is_wrong_with_pictures_of_options_is_said() {
    let check = |pictures: &str, drawing: &str, says: &str| {
        with_pictures(pictures, drawing).run("check").status(1).says(says);
    };
    let at = "`x-pictures` at `/properties/chart/x-pictures/bar` in `uptime.schema.json`";
    check(
        r#"{ "bar": "shown/bars.svg" }"#,
        PLATE,
        &format!("{at}: `bar` is none of the values: `bars`, `dots`"),
    );
    check(r#"{ "bars": "shown/bar.svg" }"#, PLATE, "shown/bar.svg");
    check(r#"{ "bars": "../bars.svg" }"#, PLATE, "the path `../bars.svg` leaves the folder");
    check(r#"{ "bars": "shown/bars.svg" }"#, "<svg", "bars.svg");
    check("[]", PLATE, "it is a table: value → path of a drawing");
}

/// What a schema says with `x-message` is told in place of what its validator says, at the value.
#[test]
fn a_schema_says_what_to_write_instead() {
    let theme = format!(
        "{ACME}[[apps]]\nid = \"t\"\ntitle = \"T\"\nfields = [\n\
         {{ id = \"a\", label = \"A\", kind = \"choice\" }},\n\
         {{ id = \"b\", label = \"B\", max = -4 }},\n\
         {{ id = \"c\", label = \"C\", unit = \"kg\" }},\n\
         {{ id = \"d\", label = \"D\", kind = \"number\", holder = true, low = 1 }},\n]\n\
         [[connectors]]\nid = \"x\"\nname = \"X\"\npath = \"/js/\"\napi = \"x.json\"\n"
    );
    let project = Project::empty()
        .copy(&root().join("base-client"), "base-client")
        .theme("acme", &theme)
        .asset("acme/logo.svg", LOGO)
        .asset(
            "acme/x.json",
            r#"{"openapi":"3.1.0","info":{"title":"x","version":"1"},"paths":{}}"#,
        );
    let lines = theme.lines().count();
    let run = project.run("check --format json").status(1);
    let told: Vec<(u64, String)> = run
        .objects("diagnostic")
        .iter()
        .map(|one| (one["line"].as_u64().unwrap(), one["message"].as_str().unwrap().to_owned()))
        .collect();
    for (back, words) in [
        (9, "`apps.t.fields.a.choices`: nothing can be chosen"),
        (8, "`apps.t.fields.b.max`: the length of a text is a whole number from 1"),
        (7, "`apps.t.fields.c.unit`: only a field with `kind = \"number\"` has a unit"),
        (6, "`apps.t.fields.d.holder`: only a field with `kind = \"person\"`"),
        (1, "`connectors.x.path`: write it from slash to slash"),
    ] {
        let line = (lines - back) as u64;
        let is_told = told.iter().any(|(at, message)| *at == line && message.starts_with(words));
        assert!(is_told, "{words} at {line}: {told:#?}");
    }
    assert_eq!(told.len(), 5, "{told:#?}");
}

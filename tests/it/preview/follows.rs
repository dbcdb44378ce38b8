//! What follows a save: only what it reaches is made again, and what is broken shows the last good state.

use std::fs;

use serde_json::{Value, json};

use super::client::{self, Preview};
use crate::project::{ACME, LOGO, Project};

/// The colors that a stage's stylesheet has.
fn has(preview: &Preview, path: &str, text: &str) -> bool {
    preview.get(&format!("/outputs/acme/web/{path}")).text().contains(text)
}

fn codes(tenant: &Value) -> Vec<&str> {
    let all = tenant["diagnostics"].as_array().unwrap();
    all.iter().map(|one| one["code"].as_str().unwrap()).collect()
}

/// A document that changed in its head only is told with that, so that nothing is loaded anew.
#[test]
fn a_change_of_a_head_is_told() {
    let project = Project::acme();
    let page = String::from_utf8(project.read("base-client/site/index.html.tera")).unwrap();
    let color = "<meta name=\"theme-color\" content=\"{{ colors.light.primary }}\"></head>";
    let project = project.base("site/index.html.tera", page.replace("</head>", color));
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let project = project.theme("acme", &ACME.replace("#0a66c2", "#b00020"));
    let heads = events.next()["heads"]["acme"]["index.html"].clone();
    for (at, color) in ["#0a66c2", "#b00020"].iter().enumerate() {
        let meta = format!("<meta name=\"theme-color\" content=\"{color}\">");
        assert!(heads[at].as_str().is_some_and(|head| head.ends_with(&meta)), "{heads}");
    }
    let project = project.theme("acme", &ACME.replace("\"Acme\"", "\"Acme Two\""));
    let event = events.next();
    assert_eq!(event["heads"]["acme"], json!({}), "{event}");
    drop(project);
}

/// What the preview says of a theme is what a build says, of the files that it makes too.
#[test]
fn findings_are_those_of_a_build() {
    let hairline = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><path d=\"M6 32h52M32 6v52\" stroke=\"#000\" stroke-width=\"1\"/></svg>";
    let small = image(64);
    let icon = "[icon]\nmark = \"mark.svg\"\n";
    for (theme, name, bytes) in [
        (format!("{ACME}{icon}"), "mark.svg", hairline.as_bytes().to_vec()),
        (ACME.replace("logo.svg", "logo.png"), "logo.png", small),
    ] {
        let project = Project::acme().theme("acme", &theme).asset(&format!("acme/{name}"), bytes);
        let run = project.run("build themes/acme --format json");
        let said = |all: &[Value]| {
            let mut said: Vec<String> =
                all.iter().map(|one| format!("{} {}", one["code"], one["message"])).collect();
            said.sort();
            said
        };
        let built = said(&run.objects("diagnostic"));
        assert!(!built.is_empty(), "{run}");
        let preview = client::start(&project, &["themes/acme"]);
        let mut shown = preview.tenant("acme")["diagnostics"].as_array().unwrap().clone();
        shown.retain(|one| one["code"] != "asset-unread");
        let built: Vec<String> =
            built.into_iter().filter(|one| !one.contains("asset-unread")).collect();
        assert_eq!(said(&shown), built);
    }
}

/// What is wrong between tenants is shown of each that it names, as soon as all are read.
#[test]
fn what_is_wrong_between_tenants_is_shown() {
    let theme = |id: &str, domain: &str| {
        let toml = ACME.replace("\"acme\"", &format!("{id:?}\ndomain = {domain:?}"));
        toml.replace("\"Acme\"", &format!("\"{id} works\""))
    };
    let project = ["north", "south", "west"].iter().fold(Project::new(), |project, id| {
        let domain = if *id == "west" { "west.example" } else { "a.example" };
        project.theme(id, &theme(id, domain)).asset(&format!("{id}/logo.svg"), LOGO)
    });
    let preview = client::start(&project, &[]);
    let mut events = preview.events();
    let has = |id: &str| codes(&preview.tenant(id)) == ["not-unique"];
    while !(has("north") && has("south")) {
        events.next();
    }
    assert_eq!(codes(&preview.tenant("west")), [""; 0]);
    // A save of one mends both.
    let project = project.theme("south", &theme("south", "south.example"));
    while has("north") || has("south") {
        events.next();
    }
    assert_eq!(codes(&preview.tenant("north")), [""; 0]);
    drop(project);
}

/// A square PNG of one color.
fn image(side: u32) -> Vec<u8> {
    let pixels = rebadge::vector::Pixels::filled(side, side, [10, 102, 194, 255]);
    rebadge::render::png::encode(&pixels, rebadge::render::Effort::Default).unwrap()
}

#[test]
fn every_file_is_the_one_that_a_build_writes() {
    let project = Project::acme();
    project.run("build --unpacked").status(0);
    let preview = client::start(&project, &["themes/acme"]);
    let folder = "dist/acme/acme-web-0.3.0";
    let mut files = project.files(folder);
    files.sort_unstable();
    let told = preview.tenant("acme");
    let outputs = told["targets"][0]["outputs"].as_array().unwrap();
    let mut paths: Vec<&str> = outputs.iter().map(|one| one["path"].as_str().unwrap()).collect();
    paths.sort_unstable();
    assert_eq!(paths, files);
    let stage = preview.stage(&json!({ "tenant": "acme" }));
    for path in files {
        let expect = project.read(&format!("{folder}/{path}"));
        assert_eq!(preview.get(&format!("/outputs/acme/web/{path}")).body, expect, "{path}");
        if !path.ends_with(".html") {
            assert_eq!(preview.on_stage(&stage, &format!("/{path}")).body, expect, "{path}");
        }
    }
}

#[test]
fn a_file_that_ends_a_process_does_not_end_the_preview() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let fatal = LOGO.replace("<path", "<!-- rebadge-test-abort --><path");
    let project = project.asset("acme/logo.svg", &fatal);
    events.next();
    let tenant = preview.tenant("acme");
    assert_eq!((&tenant["stale"], codes(&tenant)), (&json!(true), vec!["asset-fatal"]));

    let _project = project.asset("acme/logo.svg", LOGO);
    events.next();
    assert_eq!(codes(&preview.tenant("acme")), Vec::<&str>::new());
}

#[test]
fn a_save_shows_at_once_and_a_broken_one_keeps_what_was() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let project = project.theme("acme", &ACME.replace("#0a66c2", "#b84c00"));
    let change = events.next();
    assert_eq!((&change["tenants"], &change["pictures"]), (&json!(["acme"]), &json!(true)));
    assert_eq!(preview.tenant("acme")["brand"]["color"], "#b84c00");

    let broken = ACME.replace("#0a66c2", "orangish");
    let project = project.theme("acme", &broken);
    events.next();
    let tenant = preview.tenant("acme");
    assert_eq!((&tenant["stale"], &tenant["errors"]), (&json!(true), &json!(1)));
    assert_eq!(tenant["brand"]["color"], "#b84c00");
    let said = project.run("check themes/acme").stderr;
    let shown = tenant["diagnostics"][0]["rendered"].as_str().unwrap();
    assert!(said.starts_with(shown), "{said}\n{shown}");
    assert_eq!(tenant["diagnostics"][0]["surface"], "palette");
    assert_eq!(
        (&tenant["diagnostics"][0]["line"], &tenant["diagnostics"][0]["column"]),
        (&json!(5), &json!(9))
    );

    let project = project.theme("acme", ACME);
    events.next();
    let tenant = preview.tenant("acme");
    assert_eq!((&tenant["stale"], &tenant["diagnostics"]), (&json!(false), &json!([])));
    drop(project);
}

#[test]
fn editors_save_in_many_ways() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let file = project.path("themes/acme/theme.toml");
    // Written beside, then renamed over.
    let beside = project.path("themes/acme/.theme.toml.tmp");
    fs::write(&beside, ACME.replace("#0a66c2", "#b84c00")).unwrap();
    fs::rename(&beside, &file).unwrap();
    events.next();
    assert_eq!(preview.tenant("acme")["brand"]["color"], "#b84c00");
    // The old one put aside, a new one written.
    fs::rename(&file, project.path("themes/acme/theme.toml~")).unwrap();
    fs::write(&file, ACME.replace("#0a66c2", "#b00020")).unwrap();
    fs::remove_file(project.path("themes/acme/theme.toml~")).unwrap();
    events.next();
    assert_eq!(preview.tenant("acme")["brand"]["color"], "#b00020");
    // Emptied, then filled a moment later: the moment is not shown.
    fs::write(&file, "").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(25));
    fs::write(&file, ACME).unwrap();
    events.next();
    let tenant = preview.tenant("acme");
    assert_eq!((&tenant["stale"], &tenant["brand"]["color"]), (&json!(false), &json!("#0a66c2")));
    // What changes nothing tells nothing: the next change is that of the color.
    let revision = tenant["revision"].as_u64().unwrap();
    fs::write(project.path("themes/acme/.theme.toml.swp"), "x").unwrap();
    fs::write(&file, ACME).unwrap();
    std::thread::sleep(std::time::Duration::from_millis(100));
    fs::write(&file, ACME.replace("#0a66c2", "#b84c00")).unwrap();
    assert_eq!(events.next()["revision"], revision + 1);
}

#[test]
fn files_come_and_go() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let project = project.asset("acme/extra.svg", LOGO);
    events.next();
    assert_eq!(codes(&preview.tenant("acme")), ["asset-unread"]);
    fs::rename(project.path("themes/acme/logo.svg"), project.path("themes/acme/extra.svg"))
        .unwrap();
    events.next();
    assert!(codes(&preview.tenant("acme")).contains(&"asset-missing"));
    let project = project.theme("acme", &ACME.replace("logo.svg", "extra.svg"));
    events.next();
    assert_eq!(codes(&preview.tenant("acme")), [""; 0]);
    // The whole folder, and back.
    fs::rename(project.path("themes/acme"), project.path("themes/away")).unwrap();
    events.next();
    assert_eq!(preview.tenant("acme")["stale"], true);
    fs::rename(project.path("themes/away"), project.path("themes/acme")).unwrap();
    events.next();
    assert_eq!(preview.tenant("acme")["stale"], false);
    // It is followed in its new place too.
    let project =
        project.theme("acme", &ACME.replace("logo.svg", "extra.svg").replace("#0a66c2", "#b84c00"));
    while preview.tenant("acme")["brand"]["color"] != "#b84c00" {
        events.next();
    }
    drop(project);
}

#[test]
fn parents_and_the_base_client_are_followed_too() {
    let child = format!("extends = \"../house\"\n{}", ACME.replace("color = \"#0a66c2\"\n", ""));
    let house = "abstract = true\n[brand]\ncolor = \"#0a66c2\"\n";
    let project = Project::acme().theme("acme", &child).theme("house", house);
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let project = project.theme("house", &house.replace("#0a66c2", "#b84c00"));
    events.next();
    assert_eq!(preview.tenant("acme")["brand"]["color"], "#b84c00");
    fs::rename(project.path("themes/house"), project.path("themes/away")).unwrap();
    events.next();
    assert_eq!(codes(&preview.tenant("acme")), ["extends"]);
    fs::rename(project.path("themes/away"), project.path("themes/house")).unwrap();
    while preview.tenant("acme")["stale"] == true {
        events.next();
    }

    let page = String::from_utf8(project.read("base-client/site/index.html.tera")).unwrap();
    let project =
        project.base("site/index.html.tera", page.replace("</body>", "<p>new</p></body>"));
    let change = events.next();
    assert!(change["paths"]["acme"].as_array().unwrap().contains(&json!("index.html")), "{change}");
    assert!(has(&preview, "index.html", "<p>new</p>"));
    let project =
        project.base("site/index.html.tera", page.replace("</body>", "{{ nothing }}</body>"));
    events.next();
    let tenant = preview.tenant("acme");
    assert_eq!((&tenant["stale"], codes(&tenant)), (&json!(true), vec!["template-name"]));
    assert!(has(&preview, "index.html", "<p>new</p>"));
    let contract = String::from_utf8(project.read("base-client/client.toml")).unwrap();
    let project = project.base("site/index.html.tera", &page).base("client.toml", "x");
    while preview.get("/api/tenants").json()["base"]["diagnostics"] == json!([]) {
        events.next();
    }
    let project = project.base("client.toml", &contract);
    while preview.tenant("acme")["stale"] == true {
        events.next();
    }
    assert!(!has(&preview, "index.html", "<p>new</p>"));
    drop(project);
}

/// A theme whose mark is another drawing than its logo.
fn with_mark() -> Project {
    let theme = format!("{ACME}[icon]\nmark = \"mark.svg\"\n");
    Project::acme().theme("acme", &theme).asset("acme/mark.svg", LOGO)
}

#[test]
fn only_what_a_change_reaches_is_made_again() {
    let project = with_mark();
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let all = |preview: &Preview| {
        let told = preview.tenant("acme");
        let outputs = told["targets"][0]["outputs"].as_array().unwrap().clone();
        for output in outputs {
            let path = output["path"].as_str().unwrap();
            assert_eq!(preview.get(&format!("/outputs/acme/web/{path}")).status, 200, "{path}");
        }
        preview.made()
    };
    let diff = |before: &std::collections::BTreeMap<String, u64>,
                after: &std::collections::BTreeMap<String, u64>| {
        let more = after
            .iter()
            .map(|(kind, count)| (kind.clone(), count - before.get(kind).unwrap_or(&0)));
        more.filter(|(_, count)| *count > 0).collect::<std::collections::BTreeMap<_, _>>()
    };
    let first = all(&preview);
    assert_eq!(all(&preview), first, "what is known is made again");
    // A text reaches no picture.
    let theme = format!("{ACME}[icon]\nmark = \"mark.svg\"\n").replace("\"Acme\"", "\"Acme Two\"");
    let project = project.theme("acme", &theme);
    assert_eq!(events.next()["pictures"], false);
    let second = all(&preview);
    let made = diff(&first, &second);
    assert_eq!(made.keys().collect::<Vec<_>>(), ["template"], "{made:?}");
    // The logo reaches itself and the pictures that show it; the icon stays.
    let project = project.asset("acme/logo.svg", LOGO.replace("M8 56", "M9 56"));
    let change = events.next();
    let paths = change["paths"]["acme"].as_array().unwrap();
    let has = |name: &str| paths.iter().any(|path| path.as_str().unwrap().contains(name));
    assert!(has("logo.svg") && !has("icon-192") && !has("favicon"), "{change}");
    let made = diff(&second, &all(&preview));
    assert!(made.get("recolor") == Some(&1) && !made.contains_key("compose"), "{made:?}");
    drop(project);
}

#[test]
fn five_hundred_saves_leave_nothing_behind() {
    let project = Project::acme();
    let preview = client::start(&project, &["themes/acme"]);
    let mut events = preview.events();
    let icon = "/pictures/acme/web/icon-192.png";
    let file = project.path("themes/acme/theme.toml");
    let (mut early, mut most) = (0, 0);
    for round in 0..500 {
        fs::write(&file, ACME.replace("#0a66c2", &format!("#0a{:02x}c2", 40 + round % 60)))
            .unwrap();
        events.next();
        assert_eq!(preview.get(icon).status, 200);
        most = most.max(preview.get("/api/store").json()["kept"].as_u64().unwrap());
        if round == 10 {
            early = most;
        }
    }
    // This state's and the last one's: the icon, what it is drawn of, and the texts.
    assert!(most <= early && most < 40, "{most} values are kept, {early} after ten saves");
    let preview_last = preview.get(icon).body;
    let fresh = client::start(&project, &["themes/acme"]);
    assert_eq!(fresh.get(icon).body, preview_last, "a stale picture");
}

#[test]
fn themes_come_and_go_in_the_gallery() {
    let project = Project::acme();
    let preview = client::start(&project, &[]);
    let ids = |preview: &Preview| {
        let list = preview.get("/api/tenants").json();
        let all = list["tenants"].as_array().unwrap().clone();
        all.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&preview), ["acme"]);
    assert_eq!(preview.get("/api/tenants").json()["only"], Value::Null);
    let mut events = preview.events();
    let other = ACME.replace("\"acme\"", "\"other\"").replace("\"Acme\"", "\"Other\"");
    fs::create_dir(project.path("themes/other")).unwrap();
    let project = project.asset("other/logo.svg", LOGO).theme("other", &other);
    while ids(&preview) != ["acme", "other"] {
        assert_eq!(events.next()["list"], true);
    }
    assert_eq!(preview.get("/pictures/other/web/icon-192.png").status, 200);
    // Two of one id are told apart, and told.
    let project = project.theme("other", ACME);
    while ids(&preview) != ["acme", "acme~2"] {
        events.next();
    }
    assert_eq!(codes(&preview.tenant("acme~2")), ["duplicate-tenant"]);
    fs::remove_dir_all(project.path("themes/other")).unwrap();
    while ids(&preview) != ["acme"] {
        events.next();
    }
    assert_eq!(codes(&preview.tenant("acme")), [""; 0]);
}

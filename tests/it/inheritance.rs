//! Themes that stand on others: what is merged, what is found where, what is told of parents. Single messages have
//! their cases in `cases/`; here is what needs several themes, or a look at what was built.

use serde_json::json;

use crate::project::{ACME, LOGO, Project};

const BRAND: &str = "[brand]\ncolor = \"#0a66c2\"\nlogo  = \"logo.svg\"\n";

/// A theme of this id that extends another.
fn child(id: &str, extends: &str, rest: &str) -> String {
    format!("extends = {extends}\n[tenant]\nid   = \"{id}\"\nname = \"{id}\"\n{rest}")
}

/// A project with a client that writes down what it is given.
fn project() -> Project {
    let all = "{ \"tenant\": {{ tenant | json }}, \"legal\": {{ legal | json }}, \"menu\": {{ menu.places | json }}, \"adjustable\": {{ adjustable | json }} }\n";
    Project::new().base("site/all.json.tera", all)
}

/// What the client of a built theme is given.
fn given(project: &Project, id: &str) -> serde_json::Value {
    project.run(&format!("build --unpacked themes/{id}")).status(0);
    let text = std::fs::read_to_string(project.path(&format!("dist/{id}/{id}-web-0.3.0/all.json")));
    serde_json::from_str(&text.unwrap()).unwrap()
}

#[test]
fn assets_are_found_from_the_file_that_names_them() {
    let project = project()
        .theme("parent", &format!("abstract = true\n{BRAND}"))
        .asset("parent/logo.svg", LOGO)
        .theme("child", &child("child", "\"../parent\"", ""));
    project.run("check").status(0).says("checked 2 themes");
    project.run("build").status(0).says("built 1 theme");
    let manifest =
        std::fs::read_to_string(project.path("dist/child/child-web-0.3.0.json")).unwrap();
    for input in ["\"theme.toml\"", "\"../parent/theme.toml\"", "\"../parent/logo.svg\""] {
        assert!(manifest.contains(input), "{input} in {manifest}");
    }
}

#[test]
fn a_template_builds_no_package() {
    let project = Project::acme()
        .theme("template", "abstract = true\n[legal]\nterms = \"https://a.example\"\n");
    project.run("build").status(0).says("built 1 theme");
    let run = project.run("build themes/template").status(1);
    run.says("`themes/template` is a template for other themes, it builds no package")
        .says("build a theme that extends it");
    project.run("check themes/template").status(0);
}

#[test]
fn a_chain_of_two_hundred() {
    let mut project =
        project().theme("t0", &format!("abstract = true\n{BRAND}")).asset("t0/logo.svg", LOGO);
    for at in 1..200 {
        let text = format!(
            "extends = \"../t{}\"\nabstract = true\n[legal]\nterms = \"https://t{at}.example/\"\n",
            at - 1
        );
        project = project.theme(&format!("t{at}"), &text);
    }
    let project = project.theme("last", &child("last", "\"../t199\"", ""));
    project.run("check themes/last").status(0);
    assert_eq!(given(&project, "last")["legal"]["terms"], "https://t199.example/");
    let project = project.theme("t0", "extends = \"../last\"\nabstract = true\n");
    let run = project.run("check themes/last").status(1);
    run.says("themes extend each other in a circle").says("more … → ");
}

#[test]
fn a_diamond_counts_its_tip_once() {
    let legal = |text: &str| format!("abstract = true\n[legal]\n{text}");
    let project = project()
        .theme(
            "tip",
            &legal("terms = \"https://tip.example/\"\nprivacy = \"https://tip.example/\"\n"),
        )
        .theme(
            "left",
            &format!("extends = \"../tip\"\n{}", legal("terms = \"https://left.example/\"\n")),
        )
        .theme(
            "right",
            &format!("extends = \"../tip\"\n{}", legal("imprint = \"https://right.example/\"\n")),
        )
        .theme("child", &child("child", "[\"../left\", \"../right\"]", BRAND))
        .asset("child/logo.svg", LOGO);
    project.run("check").status(0);
    let legal = &given(&project, "child")["legal"];
    // What `right` only inherits does not stand over what `left` says.
    assert_eq!(legal["terms"], "https://left.example/");
    assert_eq!(legal["privacy"], "https://tip.example/");
    assert_eq!(legal["imprint"], "https://right.example/");
}

#[test]
fn of_two_parents_the_later_wins() {
    let legal =
        |name: &str| format!("abstract = true\n[legal]\nterms = \"https://{name}.example/\"\n");
    let project = project()
        .theme("a", &legal("a"))
        .theme("b", &legal("b"))
        .theme("child", &child("child", "[\"../a\", \"../b\"]", BRAND))
        .asset("child/logo.svg", LOGO);
    assert_eq!(given(&project, "child")["legal"]["terms"], "https://b.example/");
}

#[test]
fn identity_is_not_inherited() {
    let parent = "extendable = \"anyone\"\n[tenant]\nid = \"parent\"\nname = \"Parent\"\ndomain = \"parent.example\"\nvendor = \"Maker\"\n";
    let project = project()
        .theme("parent", &format!("{parent}{BRAND}"))
        .asset("parent/logo.svg", LOGO)
        .theme("child", "extends = \"../parent\"\n[tenant]\nname = \"Child\"\n");
    let run = project.run("check themes/child").status(1);
    run.says("`id` is missing from `[tenant]`").says("themes/child/theme.toml:2:1");
    let project = project.theme("child", &child("child", "\"../parent\"", ""));
    let tenant = &given(&project, "child")["tenant"];
    assert_eq!((&tenant["domain"], &tenant["vendor"]), (&"".into(), &"Maker".into()), "{tenant}");
}

/// A logo of its own must not stand beside the parent's app icon, nor a brand color beside the parent's buttons.
#[test]
fn what_was_made_for_the_parents_brand_gives_way() {
    let parent = format!(
        "abstract = true\n{BRAND}[icon]\nmark = \"mark.svg\"\n[launch]\nbranding = \"mark.svg\"\n[colors.light]\nprimary = \"#004080\"\nsurface = \"#fffffe\"\n"
    );
    let project = project()
        .theme("parent", &parent)
        .asset("parent/logo.svg", LOGO)
        .asset("parent/mark.svg", LOGO)
        .theme("child", &child("child", "\"../parent\"", &BRAND.replace("0a66c2", "a01050")))
        .asset("child/logo.svg", LOGO);
    let run = project.run("build --dry-run themes/child").status(0);
    assert!(!run.to_string().contains("mark.svg"), "{run}");
    project.run("build --unpacked themes/child").status(0);
    let css =
        std::fs::read_to_string(project.path("dist/child/child-web-0.3.0/colors.css")).unwrap();
    assert!(css.contains("#a01050") && !css.contains("#004080"), "{css}");
    assert!(css.contains("#fffffe"), "surfaces stay: {css}");
    let run = project.run("explain themes/child launch.branding").status(0);
    assert!(!run.stdout.contains("mark.svg"), "{run}");
}

/// A screenshot that a parent's theme has.
const SHOWN: &str = "[[screenshots]]\nfile = \"shown.png\"\nform-factor = \"wide\"\n";

/// What `explain` says of the screenshots of a theme that stands on `parent`, which has the brand, a name and a screenshot.
#[track_caller]
fn check_screenshots(parent: &str, name: &str, rest: &str, expect: &str) {
    let picture = rebadge::vector::Pixels::filled(640, 400, [200, 200, 200, 255]);
    let picture = rebadge::render::png::encode(&picture, rebadge::render::Effort::Default).unwrap();
    let parent = format!(
        "{parent}extendable = \"anyone\"\n[tenant]\nid = \"parent\"\nname = \"Acme\"\n{BRAND}{SHOWN}"
    );
    let child =
        format!("extends = \"../parent\"\n[tenant]\nid = \"child\"\nname = \"{name}\"\n{rest}");
    let project = project()
        .theme("parent", &parent)
        .asset("parent/logo.svg", LOGO)
        .asset("parent/shown.png", picture)
        .theme("child", &child);
    let run = project.run("explain themes/child screenshots");
    assert!(run.to_string().contains(expect), "{expect}\n{run}");
}

#[test]
fn screenshots_of_another_brand_give_way() {
    check_screenshots("", "Acme", "", "screenshots = [\"../parent/shown.png\"]");
    let gone = "screenshots = []";
    let because = "gave way  themes/child/theme.toml:4:8  to `tenant.name`";
    check_screenshots("", "Bolt", "", &format!("{gone}\n  derived   none\n  {because}"));
    check_screenshots("", "Acme", BRAND, gone);
    check_screenshots("", "Acme", "[icon]\npadding = 0.2\n", gone);
    check_screenshots("", "Acme", "[features]\nfeed = false\n", "../parent/shown.png");
    check_screenshots("", "Acme", "[colors.dark]\nsurface = \"#000000\"\n", gone);
    check_screenshots("lock = [\"screenshots\"]\n", "Bolt", "", "../parent/shown.png");
    check_screenshots("", "Bolt", &SHOWN.replace("shown", "../parent/shown"), "leaves the folder");
}

#[test]
fn a_removed_entry_leaves_every_inherited_list() {
    let parent = "abstract = true\n[[menu.entries]]\nid = \"past\"\nlabel = \"Past\"\nicon = \"dot\"\ntarget = \"view:history\"\n\
        [menu.layout]\nlinks = [\"now\", \"past\", \"history\"]\n";
    let rest = format!(
        "{BRAND}[[menu.entries]]\nid = \"past\"\nremove = true\n[[menu.entries]]\nid = \"now\"\nremove = true\n"
    );
    let project = project()
        .theme("parent", parent)
        .theme("child", &child("child", "\"../parent\"", &rest))
        .asset("child/logo.svg", LOGO);
    project.run("check").status(0);
    let menu = &given(&project, "child")["menu"]["links"];
    assert_eq!(menu.as_array().unwrap().len(), 1, "{menu}");
}

#[test]
fn a_parents_problem_is_told_once() {
    let mut project =
        project().theme("parent", "abstract = true\n[legal]\nterms = \"javascript:x\"\n");
    for id in ["a", "b", "c"] {
        project = project
            .theme(id, &child(id, "\"../parent\"", BRAND))
            .asset(&format!("{id}/logo.svg"), LOGO);
    }
    let run = project.run("check").status(1);
    assert_eq!(run.to_string().matches("error[url]").count(), 1, "{run}");
    run.says("4 with errors");
    let told = project.run("check --format json").objects("diagnostic");
    assert_eq!(told.iter().filter(|object| object["code"] == "url").count(), 4);
}

#[test]
fn a_parent_outside_the_folder_of_themes() {
    let project = project()
        .file("elsewhere/theme.toml", "abstract = true\n")
        .theme("child", &child("child", "\"../../elsewhere\"", BRAND))
        .asset("child/logo.svg", LOGO);
    let run = project.run("check").status(1);
    run.says("`../../elsewhere` leads out of the folder of all themes, `themes`")
        .says("name with `--themes` a folder");
    project.run("check --themes . themes/child").status(0);
}

#[test]
fn a_missing_grandparent_shows_the_way_to_it() {
    let project = project()
        .theme("parent", "extends = \"../grandparent\"\nabstract = true\n")
        .theme("child", &child("child", "\"../parent\"", BRAND))
        .asset("child/logo.svg", LOGO);
    let run = project.run("check themes/child").status(1);
    run.says("there is no theme `themes/grandparent` to extend")
        .says("themes/parent/theme.toml:1:11")
        .says("`themes/child` stands on it from here");
}

#[test]
fn themes_within_a_themes_folder_are_found_and_are_no_assets() {
    let project = Project::acme()
        .theme("acme", &format!("extendable = [\"north\", \"../group\"]\n{ACME}"))
        .theme("acme/north", &child("north", "\"..\"", ""))
        .theme("group/south", &child("south", "\"../../acme\"", ""));
    project.run("check").status(0).says("checked 3 themes");
    let run = project.asset("acme/left.svg", LOGO).run("check").status(1);
    run.says("nothing reads the file `left.svg`");
}

#[test]
fn a_key_that_cannot_be_locked() {
    let project =
        Project::acme().theme("acme", "lock = [\"leagl.*\", \"colors.*.eror\", \"a..b\"]\n");
    let run = project.run("check").status(1);
    run.says("a theme has no key `leagl`").says("did you mean `legal`?");
    let run = project.run("check");
    run.says("has no key `eror`").says("the pattern has an empty key");
}

#[test]
fn what_the_user_may_change_is_part_of_the_value() {
    let contract =
        std::fs::read_to_string(crate::project::tests_folder().join("bases/tiny/client.toml"))
            .unwrap();
    let adjustable = "adjustable = [\"features.feed\", \"uptime.days\"]\n\n[brand]";
    let project = project()
        .base("client.toml", contract.replace("\n[brand]", adjustable))
        .theme("parent", "abstract = true\n[features]\nfeed = { fixed = false }\n[uptime]\ndays = { fixed = 30 }\n")
        .theme("child", &child("child", "\"../parent\"", &format!("{BRAND}[uptime]\ndays = {{ default = 60 }}\n")))
        .asset("child/logo.svg", LOGO);
    project.run("check").status(0);
    let adjustable = &given(&project, "child")["adjustable"];
    assert_eq!(
        (&adjustable["features.feed"], &adjustable["uptime.days"]),
        (&false.into(), &true.into())
    );
}

#[test]
fn what_a_parent_brings_need_not_be_shown() {
    let entry = "[[menu.entries]]\nid = \"past\"\nlabel = \"Past\"\nicon = \"dot\"\ntarget = \"view:history\"\n";
    let project = project()
        .theme("parent", &format!("abstract = true\n{entry}[menu.layout]\nlinks = [\"past\"]\n"))
        .theme(
            "child",
            &child("child", "\"../parent\"", &format!("{BRAND}[menu.layout]\nlinks = [\"now\"]\n")),
        )
        .asset("child/logo.svg", LOGO);
    project.run("check").status(0);
}

/// What `check` says of a theme in the folder `child` that extends `themes/acme`, which begins with `extendable`.
#[track_caller]
fn check_extendable(extendable: &str, child_folder: &str, extends: &str, expect: &str) {
    let project = Project::acme()
        .theme("acme", &format!("{extendable}\n{ACME}"))
        .theme(child_folder, &child("child", &format!("{extends:?}"), ""));
    let run = project.run(&format!("check themes/{child_folder}"));
    match expect {
        "" => drop(run.status(0)),
        _ => drop(run.status(1).says("error[extends]: ").says(expect)),
    }
}

#[test]
fn a_tenants_theme_says_who_extends_it() {
    let refused = "`themes/acme` does not allow `themes/child` to extend it";
    check_extendable("", "child", "../acme", refused);
    check_extendable("", "child", "../acme", "can allow it: `extendable = [\"../child\"]`");
    check_extendable("", "acme/child", "..", "can allow it: `extendable = \"below\"`");
    check_extendable("extendable = \"nobody\"", "child", "../acme", "who may extend it");
    check_extendable("extendable = \"below\"", "child", "../acme", refused);
    check_extendable("extendable = \"below\"", "acme/a/child", "../..", "");
    check_extendable("extendable = \"anyone\"", "child", "../acme", "");
    check_extendable("extendable = [\"../child\"]", "child", "../acme", "");
    check_extendable("extendable = [\"..\"]", "group/child", "../../acme", "");
    check_extendable("extendable = [\"../acme\"]", "child", "../acme", refused);
    check_extendable("abstract = true\nextendable = \"nobody\"", "child", "../acme", refused);
}

#[test]
fn an_extendable_that_is_none_is_said() {
    let check = |extendable: &str, expect: &str| {
        let project = Project::acme().theme("acme", &format!("extendable = {extendable}\n{ACME}"));
        project.run("check").status(1).says("themes/acme/theme.toml:1:").says(expect);
    };
    check("\"anyon\"", "did you mean `anyone`?");
    check("true", "`extendable` takes");
    check("[\"north\"]", "there is no theme or folder `north` that could extend this");
}

/// The leave of a platform is for those who stand on it, and not a way through it.
#[test]
fn each_link_of_a_chain_is_asked() {
    let platform = format!("extendable = \"below\"\n{ACME}");
    let project = Project::acme()
        .theme("acme", &platform)
        .theme("acme/north", &child("north", "\"..\"", ""))
        .theme("other", &child("other", "\"../acme/north\"", ""));
    let run = project.run("check themes/other").status(1);
    run.says("`themes/acme/north` does not allow `themes/other` to extend it");
    project.run("check themes/acme themes/acme/north").status(0);
}

#[test]
fn a_link_into_a_platform_is_not_below_it() {
    let project = Project::acme()
        .theme("acme", &format!("extendable = \"below\"\n{ACME}"))
        .theme("evil", &child("evil", "\"../acme\"", ""));
    std::os::unix::fs::symlink("../evil", project.path("themes/acme/evil")).unwrap();
    let run = project.run("check themes/acme/evil").status(1);
    run.says("error[extends]");
}

#[test]
fn a_tree_shows_who_extends_whom() {
    let project = Project::acme()
        .theme("acme", &format!("extends = \"../base\"\nextendable = \"below\"\n{ACME}"))
        .theme("acme/north", &child("north", "\"..\"", ""))
        .theme("acme/south", &child("south", "[\"..\"]", ""))
        .theme("base", "abstract = true\n[features]\nfeed = false\n")
        .theme("alone", &ACME.replace("\"acme\"", "\"alone\"").replace("Acme", "Alone"))
        .asset("alone/logo.svg", LOGO);
    let run = project.run("check --tree").status(0);
    let tree = "themes/alone\nthemes/base  template\n└─ themes/acme\n   ├─ themes/acme/north\n   └─ themes/acme/south\n";
    assert_eq!(run.stdout, tree);
    let objects = project.run("check --tree --format json").objects("theme");
    assert_eq!(objects[1]["extends"], json!(["themes/acme/theme.toml"]));
    let tenants: Vec<_> = objects.iter().map(|object| &object["tenant"]).collect();
    assert_eq!(json!(tenants), json!(["north", "south", "acme", "alone", null]));
    // A circle has no root, and ends all the same.
    let project = project.theme("base", "extends = \"../acme\"\nabstract = true\n");
    assert!(project.run("check --tree").stdout.contains("themes/acme/north"));
}

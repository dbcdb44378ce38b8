//! What is wrong between themes: `check` over several of them. The session `fleet` shows how it reads.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;

use crate::project::{ACME, LOGO, Project, Run};

/// A project with themes that have a name, an id of it, and more lines below `[tenant]`.
fn tenants(all: &[(&str, &str)]) -> Project {
    let add = |project: Project, (name, more): &(&str, &str)| {
        let id = name.to_lowercase().replace(' ', "-");
        let toml = ACME.replace("\"acme\"", &format!("{id:?}"));
        // What follows a table's header in `more` stands after all else.
        let (tenant, rest) = more.split_once('[').unwrap_or((more, ""));
        let toml = toml.replace("\"Acme\"", &format!("{name:?}\n{tenant}"));
        let rest = if rest.is_empty() { String::new() } else { format!("[{rest}") };
        project.theme(&id, &(toml + &rest)).asset(&format!("{id}/logo.svg"), LOGO)
    };
    all.iter().fold(Project::new(), add)
}

fn found(run: &Run) -> Vec<(String, String, String)> {
    let text = |object: &Value, key: &str| object[key].as_str().unwrap_or_default().to_owned();
    run.objects("diagnostic")
        .iter()
        .map(|object| (text(object, "code"), text(object, "file"), text(object, "message")))
        .collect()
}

#[track_caller]
fn check(all: &[(&str, &str)], expect: &[(&str, &str, &str)]) {
    let run = tenants(all).run("check --format json");
    let came = found(&run);
    assert_eq!(came.len(), expect.len(), "{run}");
    for ((code, file, message), came) in expect.iter().zip(&came) {
        assert_eq!((*code, *file), (came.0.as_str(), came.1.as_str()), "{run}");
        assert!(came.2.contains(message), "{message}\n{run}");
    }
}

#[test]
fn tenants_with_one_domain_or_application_id() {
    check(
        &[
            ("North", "domain = \"a.example\""),
            ("South", "domain = \"a.example\""),
            ("West", "application-id = \"example.b\""),
            ("East", "application-id = \"example.B\""),
            // The same application id, but derived.
            ("Far", "domain = \"b.example\""),
        ],
        &[
            (
                "not-unique",
                "themes/east/theme.toml",
                "3 tenants have the same `tenant.application-id`, `example.b`: `east`, `far` and `west`",
            ),
            (
                "not-unique",
                "themes/north/theme.toml",
                "2 tenants have the same `tenant.domain`, `a.example`: `north` and `south`",
            ),
        ],
    );
}

#[test]
fn values_that_the_contract_wants_unique() {
    let contract = include_str!("../bases/tiny/client.toml");
    let unique = "badges    = [\"incidents\"]\nunique = [\"legal.imprint\", \"uptime.days\", \"uptime.dais\"]";
    let contract = contract.replace("badges    = [\"incidents\"]", unique);
    let same = "[legal]\nimprint = \"https://a.example/\"\n[uptime]\ndays = 30";
    let own = "[legal]\nimprint = \"https://b.example/\"";
    let project = tenants(&[("North", same), ("South", same), ("West", own), ("East", own)]);
    let run = project.base("client.toml", contract).run("check --format json").status(1);
    let messages: Vec<String> =
        found(&run).into_iter().map(|(_, file, text)| file + ": " + &text).collect();
    assert_eq!(
        messages,
        [
            // Nobody wrote it: the base client's default.
            "base-client/client.toml: 2 tenants have the same `uptime.days`, `90`: `east` and `west`",
            "base-client/client.toml: no theme has a key `uptime.dais`",
            "themes/east/theme.toml: 2 tenants have the same `legal.imprint`, `https://b.example/`: `east` and `west`",
            "themes/north/theme.toml: 2 tenants have the same `legal.imprint`, `https://a.example/`: `north` and `south`",
            "themes/north/theme.toml: 2 tenants have the same `uptime.days`, `30`: `north` and `south`",
        ]
    );
}

#[test]
fn a_name_or_domain_of_another_tenant() {
    let copied = "[legal]\nsupport = \"https://help.north.example/\"\nterms = \"https://north.example.org/\"\n\
                  [strings.en]\npage.calm = \"All is well at NORTH Rail.\"\npage.title = \"Northern {name}\"";
    check(
        &[("North Rail", "domain = \"north.example\""), ("South", copied)],
        &[
            (
                "foreign-domain",
                "themes/south/theme.toml",
                "`https://help.north.example/` is on the domain of another tenant, `north-rail`",
            ),
            (
                "foreign-name",
                "themes/south/theme.toml",
                "a text names another tenant, `North Rail` of `north-rail`",
            ),
        ],
    );
}

#[test]
fn a_name_that_several_tenants_have_is_told_once() {
    let project = ["a", "b", "c"].iter().fold(Project::new(), |project, id| {
        let own = "description = \"North Rail for all\"\n[brand]";
        let toml = ACME.replace("\"acme\"", &format!("{id:?}")).replace("Acme", "North Rail");
        project.theme(id, &toml.replacen("[brand]", own, 1)).asset(&format!("{id}/logo.svg"), LOGO)
    });
    let other = ACME.to_owned() + "[strings.en]\npage.calm = \"Welcome to North Rail.\"\n";
    let project = project.theme("acme", &other).asset("acme/logo.svg", LOGO);
    let told = found(&project.run("check --format json"));
    let message = "a text names another tenant, `North Rail` of `a`, `b` and `c`";
    let expect =
        ("foreign-name".to_owned(), "themes/acme/theme.toml".to_owned(), message.to_owned());
    assert_eq!(told, [expect]);
}

#[test]
fn names_that_are_parts_of_others() {
    check(
        &[
            ("North", "domain = \"rail.example\""),
            // A longer name, a domain below another one, and a short word.
            (
                "North Rail",
                "domain = \"north.rail.example\"\n[legal]\nterms = \"https://rail.example/terms\"",
            ),
            ("Max", ""),
            ("Maxi", "description = \"Max and more\""),
        ],
        &[],
    );
}

#[test]
fn a_name_without_spaces_around_it() {
    check(
        &[
            ("Example", "short-name = \"E\""),
            ("Other", "[strings.de]\npage.calm = \"欢迎来到Example平台\""),
        ],
        &[("foreign-name", "themes/other/theme.toml", "`Example` of `example`")],
    );
}

/// Lets anyone extend a theme.
fn extendable(project: Project, name: &str) -> Project {
    let text = String::from_utf8(project.read(&format!("themes/{name}/theme.toml"))).unwrap();
    project.theme(name, &format!("extendable = \"anyone\"\n{text}"))
}

/// A parent and this many children, of which some set a text.
fn children(count: usize, setting: usize) -> Project {
    let mut project = extendable(tenants(&[("Parent", "")]), "parent");
    for at in 0..count {
        let mut toml =
            format!("extends = \"../parent\"\n[tenant]\nid = \"c{at}\"\nname = \"C {at}\"\n");
        if at < setting {
            writeln!(toml, "vendor = \"Parent Group\"").unwrap();
        }
        project = project.theme(&format!("c{at}"), &toml);
    }
    project
}

#[test]
fn a_value_that_most_children_set() {
    let run = children(7, 6).run("check").status(0);
    let run = run.says("warning[shared-value]: 6 of the 7 themes on `themes/parent` set `tenant.vendor` to one value: `c0`, `c1`, `c2`, `c3`, `c4` and 1 more");
    run.says("--> themes/parent/theme.toml:2:1")
        .says("write `tenant.vendor = \"Parent Group\"` here");
    children(7, 3).run("check").status(0).stderr("checked 8 themes\n");
    children(2, 2).run("check").status(0).stderr("checked 3 themes\n");
}

#[test]
fn a_parent_and_its_child_may_name_each_other() {
    let project = tenants(&[(
        "Maker",
        "domain = \"maker.example\"\n[strings.en]\npage.calm = \"Dealer North is well.\"",
    )]);
    let child = "extends = \"../maker\"\n[tenant]\nid = \"north\"\nname = \"Dealer North\"\ndescription = \"By Maker\"\n\
                 [legal]\nterms = \"https://maker.example/terms\"";
    let project = extendable(project, "maker").theme("north", child);
    project.run("check").status(0).stderr("checked 2 themes\n");
}

#[test]
fn a_file_beside_the_themes() {
    let single = ACME.replace("\"acme\"", "\"single\"").replace("Acme", "Single");
    let project = Project::acme().asset("single.toml", single).asset("logo.svg", LOGO);
    let project =
        project.asset("README.md", "").asset(".keep", "").asset("theme.schema.json", "{}");
    project.run("check").status(0);
    // A theme that nobody finds; not what is within another one.
    let project = project.asset(".draft/theme.toml", ACME).asset("acme/.old/theme.toml", ACME);
    let run = project.run("check").status(0);
    let run = run.says("warning: the theme `themes/.draft/theme.toml` is passed over: a name in");
    assert!(!run.stderr.contains("acme/.old"), "{run}");
    let project = project.asset("logo-old.svg", LOGO);
    let run = project.run("check").status(1);
    run.says("error[asset-unread]: no theme reads the file `logo-old.svg`")
        .says("checked 2 themes; 1 error between them");
    // Who asks for one theme is told of that one.
    project.run("check themes/acme").status(0);
}

/// The tenants of which something was written.
fn folders(project: &Project, out: &str) -> Vec<String> {
    let files = project.files(out);
    let tenants = files.iter().filter_map(|path| path.split_once('/'));
    let tenants: BTreeSet<String> = tenants.map(|(tenant, _)| tenant.to_owned()).collect();
    tenants.into_iter().collect()
}

#[test]
fn what_is_between_tenants_fails_those_that_it_names() {
    let same = "domain = \"a.example\"";
    let project = tenants(&[("North", same), ("South", same), ("West", "")]);
    let named = serde_json::json!(["north", "south"]);
    for (verb, end) in [("check", "check-finished"), ("build", "build-finished")] {
        let run = project.run(&format!("{verb} --format json")).status(1);
        // It is said once, of no tenant alone.
        let tenants: Vec<Value> =
            run.objects("diagnostic").iter().map(|object| object["tenant"].clone()).collect();
        assert_eq!(tenants, [Value::Null], "{run}");
        let end = &run.objects(end)[0];
        assert_eq!((&end["success"], &end["failed"]), (&Value::Bool(false), &named));
    }
    assert_eq!(folders(&project, "dist"), ["west"]);
    project
        .run("build")
        .status(1)
        .says("error[not-unique]")
        .says("built 1 of 3 themes, failed: north, south; 1 error between them");
    // Alone, each is as good as any.
    project.run("build themes/north").status(0);
}

#[test]
fn icons_of_two_tenants_with_one_application_id_are_not_drawn() {
    let same = "application-id = \"example.a\"";
    let project = tenants(&[("North", same), ("South", same), ("West", "")]);
    let run = project.run("icons --for linux").status(1);
    run.says("error[not-unique]").says("failed: north, south");
    assert_eq!(folders(&project, "icons"), ["west"]);
}

#[test]
fn a_foreign_domain_fails_who_has_it_and_who_stands_on_it() {
    let copied = "[legal]\nsupport = \"https://help.north.example/\"";
    let project = tenants(&[("North", "domain = \"north.example\""), ("South", copied)]);
    let child = "extends = \"../south\"\n[tenant]\nid = \"child\"\nname = \"Child\"";
    let project = extendable(project, "south").theme("child", child);
    let run = project.run("build").status(1);
    run.says("error[foreign-domain]").says("built 1 of 3 themes, failed: child, south");
    assert_eq!(folders(&project, "dist"), ["north"]);
}

#[test]
fn a_warning_between_tenants_fails_nobody() {
    let run = children(7, 6).run("build").status(0);
    run.says("warning[shared-value]").says("built 8 themes");
}

#[test]
fn a_slip_in_the_contract_is_wrong_for_all() {
    let contract = include_str!("../bases/tiny/client.toml");
    let unique = "badges    = [\"incidents\"]\nunique = [\"uptime.dais\"]";
    let contract = contract.replace("badges    = [\"incidents\"]", unique);
    let project = tenants(&[("North", ""), ("South", "")]).base("client.toml", contract);
    project.run("build").status(1).says("error[contract]: no theme has a key `uptime.dais`");
    assert_eq!(folders(&project, "dist"), Vec::<String>::new());
}

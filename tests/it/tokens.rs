//! Design tokens: what is exported comes back without a change, and token files that are bad are said to be.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crate::project::{ACME, Project, Run, root};

/// Every shipped theme that builds a package, by its path from `themes/`.
fn shipped() -> Vec<String> {
    let themes = root().join("themes");
    let entries = walkdir::WalkDir::new(&themes).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.file_name() == "theme.toml");
    let own =
        files.filter(|entry| !fs::read_to_string(entry.path()).unwrap().contains("\nabstract"));
    let folders = own.map(|entry| entry.path().parent().unwrap().to_owned());
    folders.map(|path| path.strip_prefix(&themes).unwrap().to_str().unwrap().to_owned()).collect()
}

fn workshop() -> Project {
    Project::empty()
        .copy(&root().join("themes"), "themes")
        .copy(&root().join("base-client"), "base-client")
}

#[test]
fn what_is_exported_comes_back_without_a_change() {
    let project = workshop();
    for theme in shipped() {
        let id = theme.rsplit('/').next().unwrap();
        let before = project.read(&format!("themes/{theme}/theme.toml"));
        for (form, file) in [
            ("dtcg", format!("{id}.tokens.json")),
            ("resolver", format!("{id}.resolver.json")),
            ("dtcg --hex", format!("{id}.tokens.json")),
            ("resolver --hex", format!("{id}.resolver.json")),
        ] {
            project
                .run(&format!("tokens export themes/{theme} --to {form} --out tokens -q"))
                .status(0);
            let run = project.run(&format!("tokens import tokens/{file} --into themes/{theme}"));
            run.status(0)
                .stdout("")
                .stderr(format!("nothing to change in `themes/{theme}/theme.toml`\n"));
        }
        assert_eq!(project.read(&format!("themes/{theme}/theme.toml")), before, "{theme}");
    }
}

#[test]
fn a_new_theme_from_an_export_has_the_same_tokens() {
    let project = workshop();
    for theme in shipped() {
        let export =
            |theme: &str| project.run(&format!("tokens export themes/{theme}")).status(0).stdout;
        let tokens = export(&theme);
        let project = &project;
        fs::write(project.path("t.json"), &tokens).unwrap();
        let line =
            format!("tokens import t.json --new copy --force -q --logo themes/{theme}/logo.svg");
        if !project.path(&format!("themes/{theme}/logo.svg")).exists() {
            continue;
        }
        project.run(&line).status(0);
        let copy = export("copy");
        // The name, the id and the icon, which stands on what suits its mark, are another theme's.
        let colors = |text: &str| {
            let value: serde_json::Value = serde_json::from_str(text).unwrap();
            [value["brand"].clone(), value["color"].clone(), value["launch"].clone()]
        };
        assert_eq!(colors(&copy), colors(&tokens), "{theme}");
        fs::remove_dir_all(project.path("themes/copy")).unwrap();
    }
}

#[test]
fn derived_colors_follow_a_new_brand() {
    let project = Project::acme();
    let tokens = project.run("tokens export themes/acme").status(0).stdout;
    let project = project.file(
        "t.json",
        tokens.replace(
            "\"components\": [0.0392, 0.4, 0.7608], \"hex\": \"#0a66c2\"",
            "\"components\": [0.1804, 0.4902, 0.1961], \"hex\": \"#2e7d32\"",
        ),
    );
    project.run("tokens import t.json --into themes/acme").status(0).says("changed 1 key of");
    assert_eq!(
        String::from_utf8(project.read("themes/acme/theme.toml")).unwrap(),
        ACME.replace("#0a66c2", "#2e7d32")
    );
}

#[test]
fn a_child_writes_only_what_it_does_not_inherit() {
    let child = "extends = \"../acme\"\n[tenant]\nid = \"dealer\"\nname = \"Dealer\"\n\n\
                 [colors.dark]\nlink = \"#ffcc00\"\n";
    let parent = format!("extendable = \"anyone\"\n{ACME}[colors.dark]\nlink = \"#9cc9ff\"\n");
    let project = Project::acme().theme("acme", &parent).theme("dealer", child);
    let own = project.run("tokens export themes/dealer").status(0).stdout;
    let parents = project.run("tokens export themes/acme").status(0).stdout;
    let project = project.file("own.json", own).file("parents.json", parents);
    project.run("tokens import own.json --into themes/dealer").says("nothing to change");
    let run = project.run("tokens import parents.json --into themes/dealer").status(0);
    assert!(run.stdout.contains("#ffcc00 → #9cc9ff, inherited"), "{run}");
    let text = String::from_utf8(project.read("themes/dealer/theme.toml")).unwrap();
    assert!(!text.contains("[colors.dark]"), "{text}");
}

#[test]
fn a_locked_color_is_not_brought_in() {
    let parent = format!(
        "extendable = \"anyone\"\nlock = [{{ keys = [\"colors.dark.link\"], reason = \"one look\" }}]\n{ACME}"
    );
    let child = "extends = \"../acme\"\n[tenant]\nid = \"dealer\"\nname = \"Dealer\"\n";
    let project = Project::acme().theme("acme", &parent).theme("dealer", child);
    let project = project.file("t.json", token("color.dark.link", "#9cc9ff"));
    let run = project.run("tokens import t.json --into themes/dealer").status(1);
    run.says("error[locked]").says("it comes from the token `color.dark.link`");
    assert_eq!(project.read("themes/dealer/theme.toml"), child.as_bytes());
}

/// A file with one token.
fn token(name: &str, value: &str) -> String {
    let value = if value.starts_with("{ ") { value.to_owned() } else { format!("\"{value}\"") };
    let open: String = name.split('.').map(|part| format!("{{ \"{part}\": ")).collect();
    let close = "}".repeat(name.split('.').count());
    format!("{open}{{ \"$type\": \"color\", \"$value\": {value} }}{close}")
}

/// What an import of this file says.
fn import(content: impl AsRef<[u8]>) -> Run {
    Project::acme().file("t.json", content).run("tokens import t.json --into themes/acme --dry-run")
}

fn says(content: impl AsRef<[u8]>, text: &str) {
    import(content).says(text);
}

#[test]
fn a_token_that_cannot_be_read() {
    says(
        "{ \"brand\": 7 }",
        "there are no design tokens here; `brand` is a number, neither a group nor a token",
    );
    says("{ \"a\": { \"$type\": \"colour\", \"$value\": 1 } }", "did you mean `color`?");
    says("{ \"a\": { \"$vlaue\": 1 } }", "error[unknown-key]: unknown property `$vlaue`");
    says(
        "{ \"a\": { \"$value\": 1, \"b\": { \"$value\": 2 } } }",
        "name the group's own token `$root`",
    );
    says("{}", "error[token]: there are no tokens in it");
    says(token("spacing.small", "red"), "none of 1 tokens has a name that a theme knows");
    says("7", "error[token]: a token file holds an object, not a number");
    says("a: 1", "error[syntax]");
    says("", "error[syntax]: the file is empty");
    says(b"\xff\xfe{\0}\0", "is UTF-16");
    says(b"{\"\xff\": 1}", "is not UTF-8");
    says(
        [b"\xef\xbb\xbf".as_slice(), token("brand", "#123456").as_bytes()].concat(),
        "would change 1 key",
    );
}

#[test]
fn a_color_that_cannot_be_read() {
    let object = |space: &str, rest: &str| {
        token("brand", &format!("{{ \"colorSpace\": \"{space}\", {rest} }}"))
    };
    says(object("srgb", "\"components\": [255, 106, 0]"), "divide by 255");
    says(object("srgb", "\"components\": [NaN, 0, 0]"), "not `NaN`");
    says(object("srgb", "\"components\": [1, 0]"), "a color has three components");
    says(object("sgrb", "\"components\": [1, 0, 0]"), "did you mean `srgb`?");
    says(object("srgb", "\"components\": [1, 0, 0], \"alpha\": 0.5"), "is not opaque");
    says(object("display-p3", "\"components\": [0, 1, 0]"), "warning[color-gamut]");
    says(
        object("lch", "\"components\": [60, 130, \"none\"], \"hex\": \"#ff0066\""),
        "its `hex` is taken: `#ff0066`",
    );
    says(token("brand", "{link} * 2"), "there is no token `link`");
    says(token("brand", "#0a66c280"), "is not opaque");
    says(token("brand", "bleu"), "write `blue`");
}

#[test]
fn an_alias_that_leads_nowhere() {
    says(token("brand", "{brnad}"), "there is no token `brnad`");
    says(token("brand", "{brand}"), "`brand` leads back to itself: `brand` → `brand`");
    says(token("brand", "{ \"$ref\": \"other.json#/a\" }"), "leads out of the file");
    says(
        "{ \"a\": { \"$extends\": \"{b}\" }, \"b\": { \"$extends\": \"{a}\" } }",
        "the group `a` extends itself: `a` → `b` → `a`",
    );
    says("{ \"a\": { \"$extends\": \"{b}\" } }", "there is no group `b`");
}

#[test]
fn a_key_that_stands_twice() {
    says(
        "{ \"brand\": { \"$value\": 1 }, \"brand\": { \"$value\": 2 } }",
        "error[token-duplicate]",
    );
}

#[test]
fn tokens_that_contradict_each_other() {
    let two = "{ \"brand\": { \"color\": { \"$type\": \"color\", \"$value\": \"#0a66c2\" } },\
               \"colors\": { \"brand\": { \"$type\": \"color\", \"$value\": \"#123456\" } },\
               \"theme\": { \"brand\": { \"$type\": \"color\", \"$value\": \"#654321\" } } }";
    says(two, "warning[token-unused]");
    let two = "{ \"theme\": { \"link\": { \"$type\": \"color\", \"$value\": \"#123456\" } },\
               \"color\": { \"link\": { \"$type\": \"color\", \"$value\": \"#654321\" } } }";
    says(two, "warning[token-conflict]: `theme.link` wants another");
    let hex = "{ \"colorSpace\": \"srgb\", \"components\": [0, 0, 0], \"hex\": \"#123456\" }";
    says(
        token("brand", hex),
        "warning[token-conflict]: `hex` is `#123456`, but the components are `#000000`",
    );
}

#[test]
fn tokens_without_a_scheme() {
    says(token("link", "#123456"), "warning[token-scheme]: 1 color does not say");
}

#[test]
fn tokens_that_no_key_takes() {
    let two = token("brand", "#123456");
    let two = two.trim_end_matches('}').to_owned()
        + "}, \"gap\": { \"$type\": \"dimension\", \"$value\": 1 } }";
    says(two, "warning[token-unused]: no key of a theme takes 1 of 2 tokens: `gap`");
}

#[test]
fn aliases_in_every_form() {
    let tokens = r##"{
        "palette": { "$type": "color", "blue": { "$root": { "$value": "#0b3d5c" } } },
        "brand": { "$type": "color", "$value": { "$ref": "#/palette/blue/$root/$value" } },
        "color": {
            "light": { "link": { "$ref": "#/palette/blue/$root" } },
            "dark": {
                "$extends": "{color.light}",
                "surface": { "$type": "color", "$value": { "colorSpace": "srgb",
                    "components": [{ "$ref": "#/black/$value" }, 0, "none"] } }
            }
        },
        "black": { "$type": "number", "$value": 0 }
    }"##;
    let run = import(tokens);
    for line in [
        "brand.color          #0a66c2 → #0b3d5c",
        "colors.dark.surface  #0f1115, derived → #000000",
    ] {
        assert!(run.stdout.contains(line), "{run}");
    }
    assert!(run.stdout.contains("colors.dark.link     "), "{run}");
}

#[test]
fn groups_nest_ten_thousand_deep() {
    let nested = "{\"a\":".repeat(10_000) + "1" + &"}".repeat(10_000);
    says(nested, "error[syntax]: maximum nesting depth exceeded");
    says("[".repeat(10_000), "error[syntax]: maximum nesting depth exceeded");
}

#[test]
fn chains_are_long_and_files_are_large() {
    let many = 60_000;
    let tokens = |link: &dyn Fn(usize) -> String| {
        let each = |at: usize| format!("\"t{at}\": {{ \"$value\": \"{}\" }}", link(at));
        let all: Vec<String> = (0..many).map(each).collect();
        format!(
            "{{ \"brand\": {{ \"$type\": \"color\", \"$value\": \"{{t0}}\" }}, {} }}",
            all.join(",\n")
        )
    };
    let start = Instant::now();
    let chain =
        |at: usize| if at + 1 == many { "#123456".into() } else { format!("{{t{}}}", at + 1) };
    says(tokens(&chain), "would change 1 key");
    says(tokens(&|at| format!("{{t{}}}", (at + 1) % many)), "59995 more → `t59998`");
    says(tokens(&|at| format!("{{u{at}}}")), "more problems");
    let taken = start.elapsed();
    assert!(taken.as_secs() < 120, "{taken:?}");
}

#[test]
fn groups_that_double_come_to_an_end() {
    let twice = |at: usize| {
        let group = format!("{{ \"$extends\": \"{{g{}}}\" }}", at - 1);
        format!("\"g{at}\": {{ \"x\": {group}, \"y\": {group} }}")
    };
    let groups: Vec<String> = (1..40).map(twice).collect();
    let first = "\"g0\": { \"a\": { \"$type\": \"color\", \"$value\": \"red\" } }";
    says(format!("{{ {first}, {} }}", groups.join(", ")), "brings the file to more than");
}

#[test]
fn a_resolver_names_files_of_its_folder_only() {
    let resolver = |path: &str| {
        format!(
            "{{ \"version\": \"2025.10\", \"sets\": {{ \"a\": {{ \"sources\": [{{ \"$ref\": \"{path}\" }}] }} }},\
                 \"resolutionOrder\": [{{ \"$ref\": \"#/sets/a\" }}] }}"
        )
    };
    says(
        resolver("../secret.json"),
        "error[asset-path]: the path `../secret.json` leaves the folder",
    );
    says(resolver("https://a.example/x.json"), "is not on this machine");
    says(resolver("gone.json"), "error[asset-missing]");
    says(resolver("gone.json").replace("\"#/sets/a\"", "\"#/sets/b\""), "did you mean `#/sets/a`?");
}

#[test]
fn what_is_refused_leaves_nothing_behind() {
    let project = Project::acme().file("t.json", token("color.light.on-primary", "#999999"));
    project.run("tokens import t.json --into themes/acme").status(1).says("error[contrast]");
    let project = project.file("brand.json", token("brand", "#0b3d5c"));
    let new = "--new neon --logo themes/acme/logo.svg";
    project.run(&format!("tokens import brand.json {new}")).status(0).says("made `themes/neon");
    assert!(project.path("themes/neon/logo.svg").exists());
    fs::remove_dir_all(project.path("themes/neon")).unwrap();
    let files = project.files("");
    project.run("tokens import t.json --new neon --logo themes/acme/logo.svg").status(1);
    assert_eq!(project.files(""), files);
    assert_eq!(project.read("themes/acme/theme.toml"), ACME.as_bytes());
    project.run("tokens import t.json --into themes/acme --force").status(0);
    assert!(
        String::from_utf8(project.read("themes/acme/theme.toml"))
            .unwrap()
            .ends_with("on-primary = \"#999999\"\n")
    );
}

#[test]
fn a_map_may_be_a_file() {
    let project = Project::acme()
        .file("t.json", token("core.blue.900", "#0b3d5c"))
        .file("map.toml", "core.blue.900 = \"brand.color\"\n");
    project
        .run("tokens import t.json --into themes/acme --map map.toml")
        .status(0)
        .says("changed 1 key");
    let project = project.file("map.toml", "core.blue.900 = \"brand.colour\"\n");
    let run = project.run("tokens import t.json --into themes/acme --map map.toml").status(1);
    run.says("map.toml:1:17").says("did you mean `brand.color`?");
}

/// The path of a package that `tests/setup` installs for these tests.
pub(crate) fn tool(path: &str) -> PathBuf {
    let found = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/test-tools/tokens").join(path);
    assert!(found.exists(), "{} is missing; `tests/setup` installs it", found.display());
    found
}

/// A broken alias in a token that no key takes stops nothing; in one that a key takes it does.
#[test]
fn an_alias_that_nothing_needs_stops_nothing() {
    let file = r##"{ "color": { "brand": { "$type": "color", "$value": "#2244aa" },
        "btn": { "hover": { "$type": "color", "$value": "{color.other.file}" },
                 "round": { "$type": "color", "$value": "{color.btn.round}" } } } }"##;
    let project = Project::acme().file("t.json", file);
    let run = project.run("tokens import t.json --into themes/acme --dry-run").status(0);
    assert!(run.stdout.contains("→ #2244aa"), "{run}");
    let run = run.says("warning[token-unused]: there is no token `color.other.file`");
    run.says("no key takes `color.btn.hover`, so it is left out").says("leads back to itself");
    let needed = file.replace("\"#2244aa\"", "\"{color.btn.hover}\"");
    let project = project.file("t.json", needed);
    let run = project.run("tokens import t.json --into themes/acme").status(1);
    run.says("error[token-alias]: there is no token `color.other.file`")
        .says("nothing was written");
}

#[test]
fn channels_and_changes_of_tokens_studio() {
    let brand = |value: &str| {
        let file = format!("{{ \"color\": {{ \"brand\": {{ \"$type\": \"color\", {value} }} }} }}");
        let project = Project::acme().file("t.json", file);
        project.run("tokens import t.json --into themes/acme --dry-run").status(0).stdout
    };
    let channels =
        r#""$value": { "alpha": 1, "channels": [0.45, 0.2, 265], "colorSpace": "oklch" }"#;
    let components = channels.replace("channels", "components");
    assert!(brand(channels).contains("→ #"), "{}", brand(channels));
    assert_eq!(brand(channels), brand(&components));
    let changed = r##""$value": "#8aa3ff", "$extensions": { "studio.tokens": { "modify":
        { "type": "darken", "value": "0.20", "space": "lch" } } }"##;
    assert!(brand(changed).contains("→ #6e80c6"), "{}", brand(changed));
}

#[test]
fn a_file_of_another_kind_is_one_problem() {
    let file =
        r#"{ "name": "x", "version": "1", "scripts": { "a": "b", "c": "d" }, "files": ["a"] }"#;
    let project = Project::acme().file("package.json", file);
    let run = project.run("tokens import package.json --into themes/acme").status(1);
    let run = run.says("there are no design tokens here").says("and so are 3 other values");
    assert_eq!(run.stderr.matches("error[").count(), 1, "{run}");
}

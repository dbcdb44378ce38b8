//! Small slips of people, each as it was seen: what is said names what to do, and nothing is skipped.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use crate::project::{ACME, LOGO, Project, root};

#[test]
fn every_command_has_its_man_page() {
    let project = Project::empty();
    let help = project.run("man").status(0).stdout;
    for name in ["build", "book", "screenshots", "tokens", "tokens-import", "tokens-export", "why"]
    {
        let page = project.run(&format!("man {name}")).status(0).stdout;
        assert!(page.contains(&format!(".TH rebadge-{name} ")), "{page}");
    }
    assert!(help.contains("screenshots"), "{help}");
    project.run("man tokens-imprt").status(2).says("tokens-import");
    let shell = project.run("completions bash").status(0).stdout;
    assert!(shell.contains("tokens-import"), "completions know the pages");
}

#[test]
fn help_lists_the_formats_that_a_command_writes() {
    let project = Project::empty();
    for verb in ["build", "check", "icons", "tokens export", "tokens import", "book", "schema"] {
        let help = project.run(&format!("{verb} --help")).status(0).stdout;
        assert!(help.contains("--format") && !help.contains("markdown"), "{verb}: {help}");
        project
            .run(&format!("{verb} --format markdown"))
            .status(2)
            .says("invalid value 'markdown'");
    }
    assert!(project.run("diff --help").stdout.contains("markdown"));
    for verb in ["man", "completions"] {
        assert!(!project.run(&format!("{verb} --help")).stdout.contains("--format"), "{verb}");
    }
    // Before the command it counts too.
    let run = Project::acme().run("--format json check");
    assert_eq!(run.objects("check-finished").len(), 1);
    Project::acme().run("--format markdown check").status(2).says("is for `rebadge diff` only");
}

#[test]
fn quiet_says_errors_only() {
    let stale = format!("extends = \"../base\"\n{ACME}[features]\nfeed = false\n");
    let project = Project::acme()
        .theme("acme", &stale)
        .theme("base", "abstract = true\n[features]\nfeed = false\n");
    project.run("check").status(0).says("warning[stale-override]");
    project.run("check -q").status(0).stderr("");
    project.run("build -q").status(0).stderr("");
    let project = project.theme("acme", &stale.replace("#0a66c2", "nocolor"));
    let run = project.run("build -q").status(1).says("error[color]");
    assert!(!run.stderr.contains("warning"), "{run}");
}

#[test]
fn a_list_says_which_entry_was_removed() {
    let removed = format!("{ACME}[[menu.entries]]\nid = \"now\"\nremove = true\n");
    let run = Project::acme().theme("acme", &removed).run("explain themes/acme menu.layout.links");
    let run = run.status(0);
    assert!(run.stdout.contains("[\"history\"]"), "{run}");
    assert!(run.stdout.contains("  changed   themes/acme/theme.toml:9:1"), "{run}");
    assert!(!run.stdout.contains("the base client's  base"), "{run}");
}

#[test]
fn a_key_that_is_proposed_can_be_asked_for() {
    let project = Project::acme();
    let check = |key: &str, proposed: &str| {
        let run = project.run(&format!("explain themes/acme {key}")).status(2);
        run.says(&format!("did you mean `{proposed}`?"));
        project.run(&format!("explain themes/acme {proposed}")).status(0);
    };
    check("tenant.nam", "tenant.name");
    check("tenat.name", "tenant.name");
    check("colors.light.primry", "colors.light.primary");
    check("features.fed", "features.feed");
    check("colors.lihgt.primary", "colors.light.primary");
}

#[test]
fn values_are_proposed_as_they_are_written() {
    let check = |from: &str, to: &str, help: &str| {
        let project = Project::acme().theme("acme", &ACME.replace(from, to));
        project.run("check").status(1).says(help);
    };
    check("\"#0a66c2\"", "0x0082c9", "write `\"#0082c9\"`");
    check("\"Acme\"", "1.10", "write `\"1.10\"`");
    check("\"logo.svg\"", "“logo.svg”", "write straight quotes");
    check("id   = \"acme\"", "id = “acme”", "write straight quotes");
}

#[test]
fn an_id_with_a_space_is_refused() {
    let check = |id: &str, help: &str| {
        let entry = format!(
            "{ACME}[[menu.entries]]\nid = {id:?}\nlabel = \"HR\"\nicon = \"dot\"\ntarget = \"view:now\"\n\
             [menu.layout]\nlinks = [{id:?}]\n"
        );
        Project::acme().theme("acme", &entry).run("check").status(1).says(help);
    };
    check("hr portal", "such as `hr-portal`");
    check("hr/../x", "is no id of a menu entry");
    check("", "is no id of a menu entry");
}

#[test]
fn a_theme_is_named_from_inside_its_folder() {
    let project = Project::acme();
    for name in ["theme.toml", "./theme.toml", "."] {
        for verb in ["check", "build --out ../../dist"] {
            let line = format!("cd themes/acme && rebadge {verb} {name} --base ../../base-client");
            let output = project.command("sh").args(["-c", &line]).output().unwrap();
            assert!(output.status.success(), "{line}: {}", project.plain(&output.stderr));
        }
    }
}

/// All that is wrong is said in the first round.
#[test]
fn nothing_waits_for_a_second_round() {
    let entry =
        "[[menu.entries]]\nid = \"hr\"\nlabel = \"HR\"\nicon = \"dto\"\ntarget = \"view:nwo\"\n";
    let run = Project::acme().theme("acme", &format!("{ACME}{entry}")).run("check").status(1);
    run.says("error[menu-unplaced]").says("has no icon `dto`").says("has no view `nwo`");
    let child = "extends = \"../base\"\n[tenant]\nid = \"c\"\nname = \"C\"\n[brand]\ncolor = \"nocolor\"\nlogo = \"logo.svg\"\n";
    let project = Project::new()
        .theme("base", "abstract = true\n")
        .theme("c", child)
        .asset("c/logo.svg", LOGO)
        .asset("notes.txt", "");
    project.run("check").status(1).says("error[color]").says("no theme reads the file `notes.txt`");
}

#[test]
fn a_theme_is_proposed_from_the_folder_of_themes() {
    let project = Project::acme();
    project.run("check acme").status(1).says("did you mean `themes/acme`?");
    project.run("check acem").status(1).says("did you mean `themes/acme`?");
    project.run("check themes/acem").status(1).says("did you mean `themes/acme`?");
}

/// What would leave people before a log-in that cannot work is said where the theme is checked.
#[test]
fn a_log_in_that_nobody_can_use_is_refused() {
    let check = |head: &str, login: &str, expect: &str| {
        let project = Project::empty().copy(&root().join("base-client"), "base-client");
        let theme = format!("{head}{ACME}[security.login]\n{login}\n");
        let run = project.theme("acme", &theme).asset("acme/logo.svg", LOGO).run("check");
        match expect {
            "" => drop(run.status(0)),
            _ => drop(run.status(1).says(expect).says("1 with errors")),
        }
    };
    let issuer = "issuer = \"https://id.acme.example\"";
    check("", &format!("{issuer}\nclient-id = \"a\""), "");
    check("", issuer, "`security.login.client-id`: nobody can sign in without it");
    check(
        "",
        &format!("{issuer}\nclient-id = \"\""),
        "`security.login.client-id`: nobody can sign in",
    );
    // The themes that extend a template say it.
    check("abstract = true\n", issuer, "");
    check(
        "abstract = true\n",
        &format!("{issuer}\nclient-id = 7"),
        "`security.login.client-id` takes a text",
    );
    let wrong = |issuer: &str| format!("issuer = \"{issuer}\"\nclient-id = \"a\"");
    check(
        "",
        &wrong("wss://id.acme.example"),
        "`security.login.issuer`: people sign in on its pages",
    );
    check("", &wrong("http://id.acme.example"), "`security.login.issuer` begins with none of");
    let scopes = format!("{issuer}\nclient-id = \"a\"\nscopes = \"profile\"");
    check("", &scopes, "`security.login.scopes`: write `openid` and what else is asked for");
}

#[test]
fn a_word_mark_leads_to_new() {
    let words = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 60'><path class='fill-primary' d='M0 0h400v60H0z'/></svg>";
    let run = Project::acme().asset("acme/logo.svg", words).run("check").status(1);
    run.says("error[icon-not-square]").says("`rebadge new`");
}

#[test]
fn a_wide_mark_on_a_square_canvas_is_meant_so() {
    let bar = |height: u32| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 400 {height}'><path class='fill-primary' d='M0 0h400v100H0z'/></svg>"
        )
    };
    let check = |height: u32, status: i32| {
        let project = Project::acme().asset("acme/bar.svg", bar(height));
        let theme = String::from_utf8(project.read("themes/acme/theme.toml")).unwrap();
        let theme = format!("{theme}\n[icon]\nmark = \"bar.svg\"\n");
        project.theme("acme", &theme).run("check").status(status)
    };
    check(400, 0);
    check(100, 1).says("error[icon-not-square]").says("on a square canvas");
}

#[test]
fn litter_is_left_alone_and_the_rest_can_be_ignored() {
    let mut project = Project::acme();
    for name in ["Thumbs.db", ".DS_Store", "desktop.ini", "~$brief.docx", "__MACOSX/._logo.svg"] {
        project = project.asset(&format!("acme/{name}"), "x");
    }
    project.run("check").status(0);
    let project = project.asset("acme/brief.pdf", "x").asset("acme/in/a.txt", "x");
    let run = project.run("check").status(1);
    run.says("nothing reads the file `brief.pdf`").says("`ignore = [\"brief.pdf\"]`");
    let project =
        project.theme("acme", &format!("ignore = [\"*.pdf\", \"in\", \"*.later\"]\n{ACME}"));
    project.run("check").status(0);
    let project =
        project.theme("acme", &format!("ignore = [\"breif.pdf\", \"in\", \"[\"]\n{ACME}"));
    let run = project.run("check").status(1);
    run.says("there is no file or folder `breif.pdf` to ignore")
        .says("did you mean `brief.pdf`?")
        .says("`[` is no pattern of file names");
}

#[test]
fn a_folder_whose_name_is_no_text_is_an_error() {
    let project = Project::acme();
    let folder = project.path("themes").join(OsStr::from_bytes(b"caf\xe9"));
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("theme.toml"), ACME.replace("\"acme\"", "\"cafe\"")).unwrap();
    for verb in ["check", "build"] {
        project.run(verb).status(1).says("error[file]").says("is not UTF-8").says("rename");
    }
}

#[test]
fn names_that_are_one_on_some_systems() {
    let (nfc, nfd) = ("caf\u{e9}.svg", "cafe\u{301}.svg");
    let project = Project::acme().asset(&format!("acme/{nfd}"), LOGO);
    let theme = ACME.replace("logo.svg", nfc);
    let run = project.asset("acme/x", "").theme("acme", &theme).run("check").status(1);
    run.says("is written in another Unicode form (NFC or NFD): rename the file");
    let project = Project::acme().asset(&format!("acme/{nfd}"), LOGO);
    let project = project.asset(&format!("acme/{nfc}"), LOGO).theme("acme", &theme);
    project.run("check").status(1).says("are one file on some systems");
    let base =
        Project::acme().base(&format!("site/{nfc}"), LOGO).base(&format!("site/{nfd}"), LOGO);
    base.run("check").status(1).says("are one file on some systems");
    let project = Project::acme();
    let (one, other) = (ACME.replace("\"acme\"", "\"one\""), ACME.replace("\"acme\"", "\"other\""));
    let project = project.theme("caf\u{e9}", &one).asset("caf\u{e9}/logo.svg", LOGO);
    let project = project.theme("cafe\u{301}", &other).asset("cafe\u{301}/logo.svg", LOGO);
    project.run("check").status(1).says("are one file on some systems").says("rename one of them");
}

#[test]
fn a_key_without_its_table_is_found() {
    let project = Project::acme();
    project.run("explain themes/acme domain").status(2).says("did you mean `tenant.domain`?");
    project.run("explain themes/acme nothing-like-it").status(2).says("there is no key");
}

#[test]
fn what_was_compressed_before_it_was_filled_in() {
    for ending in ["gz", "br"] {
        let project = Project::acme().base("site/a.txt.tera", "{{ tenant.name }}\n");
        let project = project.base(&format!("site/a.txt.{ending}"), "x").base("site/b.txt", "b");
        let run = project.run("check").status(1);
        run.says("error[contract]").says("would be stale");
        // Beside a file that is copied it is as good as that.
        let project =
            Project::acme().base("site/b.txt", "b").base(&format!("site/b.txt.{ending}"), "x");
        project.run("check").status(0);
    }
}

//! What finished bundles look like: drawings that are old marks, pages that can be seen at all, and how their server serves them.

use super::*;

/// Path data of a mark that is like no common sign.
const MARK: &str = "M4 60V4h20l36 28-28 8v20H20V44L4 60zM16 16v12h16z";

/// A script that draws a logo under its name, as a compiler of components writes it.
fn labelled() -> String {
    format!(
        "export const b=()=>(0,j.jsxs)(`svg`,{{viewBox:`0 0 64 64`,\"aria-label\":`Oldmark Logo`,children:[(0,j.jsx)(`path`,{{d:`{MARK}`}})]}});"
    )
}

fn with_script(script: &str, contract: &str) -> (Project, String) {
    let mut files = bundle();
    files.insert("assets/logo.js".to_owned(), script.into());
    let counted = EDITS.replace("count = 4", "count = 5");
    packed(with(files, &format!("{CONTRACT}{counted}{contract}")))
}

#[test]
fn a_drawing_that_is_labelled_with_the_old_name_is_an_old_mark() {
    let (project, package) = with_script(&labelled(), "");
    let run = project.run(&format!("audit {package}")).status(1);
    run.prints("old mark: `assets/logo.js` (drawing, byte ").prints(
        "is a drawing that the client labels `Oldmark Logo`, begins `M4 60V4h20l36 28-28 8v20`",
    );
    // Its label was changed by the edit of names.
    let files = entries(&project.read(&package));
    assert!(!text(&files, "assets/logo.js").contains("Oldmark"), "only the drawing is left");
    let allow = "\n[[targets.web.allow]]\npicture = \"assets/*.js\"\nbegins = \"M4 60V4h20\"\nreason = \"a friend's\"\n";
    let (project, package) = with_script(&labelled(), allow);
    project.run(&format!("audit {package}")).status(0).says("nothing is left");
    let (project, package) = with_script(&labelled(), &allow.replace("M4 60V4h20", "M5 60"));
    let run = project.run(&format!("audit {package}")).status(1);
    run.prints("allowance: `assets/*.js, M5 60`: no picture there is like a mark");
    let paths = "\n[[targets.web.edits]]\nfiles = \"assets/logo.js\"\npaths = { \"M4 60V4h20\" = \"mark\" }\ncount = 1\n";
    let (project, package) = with_script(&labelled(), paths);
    project.run(&format!("audit {package}")).status(0).says("nothing is left");
    let run = project.run(&format!("audit {package} --format json")).status(0);
    run.prints("\"marks\":[]");
}

#[test]
fn a_drawing_within_a_file_can_be_a_mark() {
    let script = labelled().replace("Oldmark Logo", "Home");
    let marks = |marks: &str| {
        let mut files = bundle();
        files.insert("assets/logo.js".to_owned(), script.clone().into());
        let drawn = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><path d=\"{MARK} \"/></svg>"
        );
        files.insert("img/other.svg".to_owned(), drawn.into());
        with(files, &format!("{CONTRACT}marks = [\"{marks}\"]\n{EDITS}"))
    };
    let (project, package) = packed(marks("assets/*.js#M4 60V4"));
    let run = project.run(&format!("audit {package}")).status(1);
    run.prints("old mark: `img/other.svg` is like `assets/*.js#M4 60V4`, 100 %")
        .prints("old mark: `assets/logo.js` (path, byte ");
    let run = marks("assets/*.js#M5 60V4").run("check").status(1);
    run.says("no path data in `assets/*.js` begins with `M5 60V4`");
    marks("lib/*.js#M5 60V4").run("check").status(1).says("the bundle has no file `lib/*.js`");
}

#[test]
fn a_page_of_which_nothing_can_be_seen_is_not_clean() {
    let mut files = bundle();
    let page = text(&files, "index.html").replace("src=\"/assets/", "src=\"/PLACE/assets/");
    files.insert("index.html".to_owned(), page.into());
    let contract = format!("{CONTRACT}{EDITS}");
    let (project, package) = packed(with(files.clone(), &contract));
    let run = project.run(&format!("audit {package} --run --no-sandbox")).status(1);
    run.prints("nothing was looked at: page `/`: none of its scripts is there, such as `/PLACE/assets/app.");
    let run = project.run("screenshots --no-sandbox").status(1);
    run.says("nothing can be seen of the page `index.html`: none of its scripts is there");
    assert!(!project.path("themes/nordwind/screenshots").exists(), "nothing is written");
    // The contract says what the server does.
    let server =
        "\n[targets.web.foreign.server]\nprefix = \"/ui/\"\nfills = { \"/PLACE\" = \"/ui\" }\n";
    let (project, package) = packed(with(files, &format!("{CONTRACT}{server}{EDITS}")));
    project.run(&format!("audit {package} --run --no-sandbox")).status(0).says("nothing is left");
    let kept = entries(&project.read(&package));
    assert!(text(&kept, "index.html").contains("/PLACE/assets/"), "packages stay as they are");
}

#[test]
fn a_client_without_a_page_has_no_screenshots() {
    let mut files = bundle();
    files.remove("index.html");
    let edits = EDITS.split("\n\n").filter(|edit| !edit.contains("index.html"));
    let edits: Vec<&str> = edits.collect();
    let (project, package) = packed(with(files, &format!("{CONTRACT}\n{}", edits.join("\n\n"))));
    let theme = project.read("themes/nordwind/theme.toml");
    let run = project.run("screenshots --no-sandbox").status(1);
    run.says("nothing can be seen of the page `index.html`: there is no `index.html`");
    assert_eq!(project.read("themes/nordwind/theme.toml"), theme);
    let run = project.run(&format!("audit {package} --run --no-sandbox")).status(1);
    run.prints("nothing was looked at: page `/`: there is no `index.html`");
}

#[test]
fn what_a_contract_changes_is_no_new_error_of_a_page() {
    let mut files = bundle();
    let page = text(&files, "index.html").replace(
        "</head>",
        "<script>addEventListener('load',()=>{let s=document.createElement('script');s.src='/nowhere/assets/style.9c8d7e6f.css';document.head.append(s);throw new Error('Welcome to Oldmark 12')})</script></head>",
    );
    files.insert("index.html".to_owned(), page.into());
    let edits = EDITS.replace(
        "files = [\"assets/*.js\", \"locales/*.json\"]",
        "files = [\"index.html\", \"assets/*.js\", \"locales/*.json\"]",
    );
    let edits = edits.replace("count = 4", "count = 5");
    let (project, package) = packed(with(files, &format!("{CONTRACT}{edits}")));
    let run = project.run(&format!("audit {package} --run --no-sandbox")).status(0);
    assert!(!run.stdout.contains("console,"), "{}", run.stdout);
    run.says("nothing is left");
}

#[test]
fn rules_of_a_contract_must_be_css() {
    let check = |css: &str, message: &str| {
        let edit = format!("\n[[targets.web.edits]]\nfiles = \"index.html\"\ncss = '{css}'\n");
        let run = project(&format!("{CONTRACT}{EDITS}{edit}")).run("check").status(1);
        run.says("error[malformed]").says(message).says("client.toml");
    };
    check("a { color: red", "the rules do not parse as CSS: this `{` is not closed");
    check("a { color: red } }", "a `}` that closes nothing");
    check(
        "a { content: \"</STYLE >\" }",
        "the rules have `</style`, which would end them in a page",
    );
    let edit = "\n[[targets.web.edits]]\nfiles = \"index.html\"\ncss = 'a { color: red }'\n";
    project(&format!("{CONTRACT}{EDITS}{edit}")).run("check").status(0);
}

#[test]
fn all_pointers_to_nothing_are_told_at_once() {
    let edits = EDITS.replace("\"/name\" =", "\"/lang\" = \"x\", \"name\" = \"y\", \"/name\" =");
    let run = project(&format!("{CONTRACT}{edits}")).run("check").status(1);
    run.says("there is no `/lang`")
        .says("add it with `\"/lang\" = { add = … }`")
        .says("`name` is no JSON pointer");
}

#[test]
fn an_upgrade_brings_a_folder_with_it() {
    let mut files = bundle();
    let old = "assets/other.0f0e0d0c.js";
    let other = files.remove(old).unwrap();
    let project = project(&format!("{CONTRACT}{EDITS}"));
    let newer = files.into_iter().chain([
        ("assets/other.aaaa1111.js".to_owned(), other),
        ("assets/fresh.bbbb2222.js".to_owned(), b"export default 2".to_vec()),
    ]);
    let project = newer.fold(project, |project, (path, content)| {
        project.file(&format!("newer/bundle/{path}"), content)
    });
    let run = project.run("upgrade base-client newer --write").status(0);
    run.prints("1 file new, 0 gone, 1 with another hash, 0 changed")
        .prints("    new `assets/fresh.bbbb2222.js`")
        .says("wrote base-client/client.toml");
    let written = String::from_utf8(project.read("base-client/client.toml")).unwrap();
    assert!(written.contains("bundle = \"newer\""), "{written}");
    project.run("check").status(0);
    assert!(project.path("base-client/newer/bundle/assets/fresh.bbbb2222.js").exists());
    // Another bundle of the same name is not put over it.
    let project = project.file("newer/bundle/assets/late.cccc3333.js", b"export default 3");
    let run = project.run("upgrade base-client newer --write").status(2);
    run.says("base-client/newer");
    assert!(String::from_utf8(project.read("base-client/client.toml")).unwrap() == written);
}

#[test]
fn why_says_whose_contract_it_needs() {
    let (project, package) = packed(project(&format!("{CONTRACT}{EDITS}")));
    let run = project.run(&format!("why {package} index.html --base nowhere")).status(2);
    run.says("there is no folder `nowhere`, and the package is made of the client `oldmark`")
        .says("name the folder of the base client with `--base`");
}

#[test]
fn what_a_value_needs_is_told_where_it_is() {
    let webp = STANDARD.decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==").unwrap();
    let mut files = bundle();
    files.insert("img/photo.webp".to_owned(), webp);
    let edits = EDITS.replace(
        "icons = { \"img/icon.png\" = \"icon\" }",
        "icons = { \"img/icon.png\" = \"icon\", \"img/photo.webp\" = \"mark\" }",
    );
    let contract = format!("{CONTRACT}{edits}");
    let line = contract.lines().position(|line| line.contains("photo.webp")).unwrap() + 1;
    let column = contract.lines().nth(line - 1).unwrap().find("\"img/photo").unwrap() + 1;
    let run = with(files, &contract).run("check").status(1);
    run.says("`img/photo.webp`: files of this format cannot be written")
        .says(&format!("client.toml:{line}:{column}"));
    let css = "\n[[targets.web.edits]]\nfiles = \"index.html\"\ncss = 'a { background: url(\"{{ logo.light }}\") }'\n";
    let run = project(&format!("{CONTRACT}{EDITS}{css}")).run("check").status(1);
    run.says("set `brand` in the contract's target");
}

#[test]
fn inspect_names_labelled_drawings_and_links_that_lead_nowhere() {
    let project = Project::empty().file("old/index.html", "<title>Oldmark</title>");
    let project = project.file("old/logo.js", labelled());
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", project.path("old/out")).unwrap();
    let run = project.run("inspect old --contract new").status(0);
    let run = run
        .prints("logo.js, byte ")
        .prints("labelled `Oldmark Logo`, begins `M4 60V4h20l36 28-28 8v20H20V44L4`");
    #[cfg(not(unix))]
    drop(run);
    #[cfg(unix)]
    run.prints("out  is a link to `/etc/hostname`, which leads out of the package: a contract leaves it out");
    #[cfg(unix)]
    assert!(project.path("new/old/out").is_symlink(), "what it leads to is not copied");
}

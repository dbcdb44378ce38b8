//! All verbs begin alike: `check` says all that `build` says of a theme, and nothing else.

use rebadge::render::framed::Framed;
use rebadge::render::png::{self, PixelFormat};
use rebadge::vector::read_png;
use serde_json::Value;

use crate::diagnostics::{Case, case_folders};
use crate::project::{ACME, LOGO, Project, Run};
use crate::templates;

/// What a verb says of the themes, in an order of its own.
fn said(run: &Run) -> Vec<String> {
    sorted(&run.objects("diagnostic"))
}

fn sorted(objects: &[Value]) -> Vec<String> {
    let mut all: Vec<String> = objects.iter().map(Value::to_string).collect();
    all.sort();
    all
}

/// Both verbs say the same of a project's themes; gives what that is.
#[track_caller]
fn same(project: &Project, themes: &str) -> Vec<String> {
    let check = project.run(&format!("check --format json {themes}"));
    let build = project.run(&format!("build --format json {themes}"));
    assert_eq!(said(&check), said(&build), "check: {check}\nbuild: {build}");
    assert_eq!(check.code, build.code, "check: {check}\nbuild: {build}");
    said(&check)
}

#[test]
fn of_every_case_check_says_what_build_says() {
    for case in case_folders().iter().map(|folder| Case::run(folder)) {
        let build = case.project.run(&format!("build --format json themes/{}", case.name));
        assert_eq!(sorted(&case.said()), said(&build), "{}: {build}", case.name);
    }
}

#[test]
fn of_all_themes_that_ship_check_says_what_build_says() {
    same(&templates::project(), "");
    same(&templates::tenants(|_| String::new()), "");
}

#[test]
fn of_pictures_check_says_what_build_says() {
    let mark =
        |d: &str| format!("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 64 64'>{d}</svg>");
    let lines = "<path d='M6 32h52M32 6v52' stroke='#000' stroke-width='1'/>";
    let bar = "<path fill='#fff' d='M4 30 60 24v4L4 34z'/>";
    let noise = "<filter id='f' x='0' y='0' width='1' height='1'><feTurbulence baseFrequency='9'/>\
        <feColorMatrix values='1 0 0 0 0 0 1 0 0 0 0 0 1 0 0 0 0 0 0 1'/></filter>\
        <path filter='url(#f)' d='M0 0h64v64H0z'/>";
    let white = LOGO.replace("class=\"fill-primary\"", "fill=\"#fff\"");
    for (keys, drawing, code) in [
        ("mark = \"own.svg\"", lines, "icon-legibility"),
        ("monochrome = \"own.svg\"", bar, "icon-family"),
        ("background = \"own.svg\"\nmark = \"white.svg\"", noise, "store-size"),
    ] {
        let theme = format!("{ACME}[icon]\n{keys}\n");
        let project = Project::new().theme("acme", &theme).asset("acme/logo.svg", LOGO);
        let project = project.asset("acme/own.svg", mark(drawing));
        let project = if keys.contains("white.svg") {
            project.asset("acme/white.svg", &white)
        } else {
            project
        };
        let contract = include_str!("../bases/tiny/client.toml");
        let web = "{ set = \"web\", place = \"icons\" }";
        let both = format!("{web}, {{ set = \"android\", place = \"android\" }}");
        let project = project.base("client.toml", contract.replace(web, &both));
        let said = same(&project, "themes/acme");
        assert!(said.iter().any(|one| one.contains(code)), "{code}: {said:?}");
    }
}

/// `check` looks at some rows only where these leave no doubt.
#[test]
fn what_some_rows_say_of_a_picture_is_not_far_from_what_it_has() {
    let project = templates::project();
    project.run("build --unpacked").status(0);
    let files = project.files("dist").into_iter();
    let previews: Vec<String> = files.filter(|path| path.ends_with("link-preview.png")).collect();
    assert!(previews.len() > 8, "{previews:?}");
    for path in previews {
        let bytes = project.read(&format!("dist/{path}"));
        let framed = Framed::whole(read_png(&bytes).unwrap());
        let (size, about) = (bytes.len(), png::estimate(&framed, PixelFormat::Any).unwrap());
        // Half of it would be too little: see the margin in `checks::weight`.
        assert!((size * 3 / 5..size * 5).contains(&about), "{path}: {about} for {size}");
    }
}

/// A theme with errors of its own is not drawn, nor are its texts made.
#[test]
fn what_needs_a_theme_without_errors_waits_for_one() {
    let theme = format!("{ACME}[colors.light]\non-primary = \"#0a66c3\"\n");
    let project = Project::new().theme("acme", &theme).asset("acme/logo.svg", LOGO);
    let project = project.base("site/broken.json.tera", "{ {{ tenant.name }} }");
    let said = same(&project, "themes/acme");
    assert!(said.iter().all(|one| one.contains("\"contrast\"")), "{said:?}");
    let project = project.theme("acme", ACME);
    let said = same(&project, "themes/acme");
    assert!(said.iter().all(|one| one.contains("\"malformed\"")), "{said:?}");
}

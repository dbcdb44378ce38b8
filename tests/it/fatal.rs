//! A file that ends the process that reads it, or holds it up: a diagnostic at that file, for its tenant; the other
//! tenants go on, and the exit code is that of a theme with errors.

use std::time::{Duration, Instant};

use crate::project::{ACME, LOGO, Project};

/// A line 100 times as wide as the widest that a file may ask for: the renderer panics, in a release within a panic.
const WIDE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<path transform="scale(100)" stroke="#b85c1e" fill="none" stroke-width="1e9" d="M.12 .045L.02 .0925 .12 .14z"/>
</svg>
"##;

/// A build with debug assertions panics within a panic, as the renderer does with other files.
const ABORT: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<!-- rebadge-test-abort --><path d="M2 2h9v9z"/>
</svg>
"##;

/// A build with debug assertions does not end with it, as the renderer does not with other files.
const HANG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
<!-- rebadge-test-hang --><path d="M2 2h9v9z"/>
</svg>
"##;

/// Three tenants, of which the one in the middle has another logo.
fn tenants(file: &str, logo: impl AsRef<[u8]>) -> Project {
    let theme = |id: &str| ACME.replace("\"acme\"", &format!("{id:?}"));
    Project::new()
        .theme("a", &theme("a"))
        .asset("a/logo.svg", LOGO)
        .theme("b", &theme("b").replace("logo.svg", file))
        .asset(&format!("b/{file}"), logo)
        .theme("c", &theme("c"))
        .asset("c/logo.svg", LOGO)
}

/// The tenants that have a package.
fn built(project: &Project) -> Vec<String> {
    let files = project.files("dist").into_iter();
    let packages = files.filter(|path| path.ends_with(".zip"));
    packages.filter_map(|path| path.split('/').next().map(str::to_owned)).collect()
}

#[test]
fn what_ends_or_holds_up_a_process_is_a_diagnostic() {
    let project = tenants("logo.svg", ABORT);
    let run = project.run("build --jobs 2");
    // Nothing of the standard library's own words.
    assert!(run.stderr.starts_with("error[asset-fatal]"), "{run}");
    run.status(1)
        .says("error[asset-fatal]: drawing this file crashes the program")
        .says("--> themes/b/logo.svg:1:1")
        .says("::: themes/b/theme.toml:6:9")
        .says("built 2 of 3 themes, failed: b");
    assert_eq!(built(&project), ["a", "c"]);

    let run = project.run("check --format json").status(1);
    let told = run.objects("diagnostic");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["tenant"], &told[0]["code"]), (&"b".into(), &"asset-fatal".into()));
    assert_eq!(run.objects("check-finished")[0]["failed"], serde_json::json!(["b"]));
}

#[test]
fn a_line_that_the_renderer_cannot_draw() {
    let project = tenants("logo.svg", WIDE);
    project.run("build --jobs 2").status(1).says("--> themes/b/logo.svg:1:1");
    assert_eq!(built(&project), ["a", "c"]);
}

#[test]
fn several_of_them_are_all_named() {
    let project = tenants("logo.svg", ABORT).asset("c/logo.svg", ABORT.replace("M2 2", "M3 3"));
    project
        .run("build --jobs 2")
        .status(1)
        .says("--> themes/b/logo.svg:1:1")
        .says("--> themes/c/logo.svg:1:1")
        .says("built 1 of 3 themes, failed: b, c");
    assert_eq!(built(&project), ["a"]);
}

#[test]
fn every_verb_says_so() {
    let project = tenants("logo.svg", ABORT).file("customer.svg", ABORT);
    let told = "error[asset-fatal]: drawing this file crashes the program";
    for (arguments, code) in [
        ("icons themes/b --for web", 1),
        ("tokens export themes/b", 1),
        ("diff themes/a themes/b", 2),
        ("build --dry-run themes/b", 1),
        ("explain themes/b brand.color", 1),
        ("new d --logo customer.svg", 1),
    ] {
        project.run(arguments).status(code).says(told);
    }
    assert!(!project.path("themes/d").exists());
}

#[test]
fn a_file_without_an_end() {
    let start = Instant::now();
    let project = tenants("logo.svg", HANG);
    project
        .run_with("check", &[("REBADGE_TIME_LIMIT", "3")])
        .status(1)
        .says("error[asset-fatal]: drawing this file takes longer than 3 seconds (`REBADGE_TIME_LIMIT`)")
        .says("--> themes/b/logo.svg:1:1")
        .says("checked 3 themes, 1 with errors: b");
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_takes_all_memory() {
    let project = tenants("logo.png", large());
    project
        .run_with("build --jobs 2", &[("REBADGE_MEMORY_LIMIT", "200")])
        .status(1)
        .says("reading this file needs more memory than 200 MiB (`REBADGE_MEMORY_LIMIT`)")
        .says("--> themes/b/theme.toml:6:9")
        .says("built 2 of 3 themes, failed: b");
    assert_eq!(built(&project), ["a", "c"]);
}

/// A small file of 64 million pixels.
#[cfg(target_os = "linux")]
pub(crate) fn large() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 8000, 8000);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&vec![0; 8_000_000]).unwrap();
    writer.finish().unwrap();
    bytes
}

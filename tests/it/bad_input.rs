//! Bad input gets a clear error: themes that cannot be read, paths that leave the theme, drawings that mean harm. What
//! one file alone can show stands in `tests/cases`; here is what needs a file system, a size, or two themes.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use crate::project::{ACME, LOGO, Project, Run};

/// No input may keep the tool busy for longer; a loaded machine is given ten times what was measured.
const PATIENCE: Duration = Duration::from_secs(20);

/// Checks a project's one theme: exit 1, in reasonable time, one diagnostic with this code, this file and this message.
#[track_caller]
fn check(project: &Project, code: &str, file: &str, message: &str) -> Run {
    let start = Instant::now();
    let run = project.run("check --format json");
    assert!(start.elapsed() < PATIENCE, "it took {:?}", start.elapsed());
    let found = run.objects("diagnostic");
    let fits = |object: &serde_json::Value| {
        object["code"] == code
            && object["file"] == file
            && object["message"].as_str().unwrap().contains(message)
    };
    assert!(found.iter().any(fits), "no {code} in {file}: {message}\n{run}");
    assert_eq!(found.len(), 1, "{run}");
    run.status(1)
}

fn theme(bytes: impl AsRef<[u8]>) -> Project {
    Project::new().asset("acme/theme.toml", bytes).asset("acme/logo.svg", LOGO)
}

#[test]
fn a_theme_that_is_not_there() {
    let project = Project::acme();
    project
        .run("check themes/nobody")
        .status(1)
        .says("cannot read `themes/nobody")
        .says("no such file");
    Project::new().run("check").status(2).says("there is no folder `themes`");
    fs::create_dir(project.path("none")).unwrap();
    project.run("check --themes none").status(2).says("no themes in `none`").says("--themes");
}

#[test]
fn a_base_client_that_is_not_there() {
    let run =
        Project::empty().theme("acme", ACME).asset("acme/logo.svg", LOGO).run("check").status(2);
    run.says("there is no folder `base-client`").says("--base");
}

#[test]
fn a_base_client_with_an_error_stops_all() {
    let project = Project::acme().base("site/feed.xml.tera", "<feed>{{ tenant.name }</feed>");
    project.run("build").status(1).says("base-client/site/feed.xml.tera:1:");
    assert_eq!(project.files("dist"), [".rebadge-lock", "report.json"]);
}

#[test]
fn an_empty_theme() {
    for text in ["", "\n# nothing\n"] {
        check(&theme(text), "missing-key", "themes/acme/theme.toml", "the theme is empty");
    }
}

#[test]
fn a_huge_theme() {
    let text = format!("{ACME}# {}\n", "x".repeat(2 << 20));
    check(&theme(text), "file", "themes/acme/theme.toml", "larger than 1 MiB");
}

#[test]
fn a_deep_theme() {
    let text = format!("{ACME}[storage]\nx = {}{}\n", "[".repeat(100_000), "]".repeat(100_000));
    let run = theme(text).run("check --format json").status(1);
    assert!(!run.objects("diagnostic").is_empty());
}

#[test]
fn a_theme_that_is_not_utf8() {
    let run =
        check(&theme(b"[tenant]\nname = \"Caf\xe9\"\n"), "file", "themes/acme/theme.toml", "UTF-8");
    assert_eq!(run.objects("diagnostic")[0]["line"], 2, "{run}");
    // UTF-16, as some editors write it.
    check(&theme(b"\xff\xfe[\0t\0"), "file", "themes/acme/theme.toml", "UTF-8");
}

#[test]
fn a_theme_that_cannot_be_read() {
    let project = Project::new();
    fs::create_dir_all(project.path("themes/acme/theme.toml")).unwrap();
    check(&project, "file", "themes/acme/theme.toml", "not a regular file");

    // Nobody writes into this pipe: reading it would never end.
    let project = Project::new().asset("acme/logo.svg", LOGO);
    let made = project.command("mkfifo").arg("themes/acme/theme.toml").status().unwrap();
    assert!(made.success());
    check(&project, "file", "themes/acme/theme.toml", "not a regular file");

    let project = Project::new().asset("acme/logo.svg", LOGO);
    symlink("nowhere.toml", project.path("themes/acme/theme.toml")).unwrap();
    check(&project, "file", "themes/acme/theme.toml", "no such file");
}

#[test]
fn an_asset_that_cannot_be_read() {
    let project = Project::new().theme("acme", ACME);
    let made = project.command("mkfifo").arg("themes/acme/logo.svg").status().unwrap();
    assert!(made.success());
    let run = project.run("check").status(1);
    run.says("themes/acme/theme.toml:6:9").says("not a regular file");

    let huge = Project::new().theme("acme", ACME).asset("acme/logo.svg", " ".repeat(40 << 20));
    huge.run("check").status(1).says("larger than 32 MiB");
}

#[test]
fn a_path_through_a_symbolic_link() {
    let project = Project::new().theme("acme", ACME).file("secret/logo.svg", LOGO);
    symlink("../../secret/logo.svg", project.path("themes/acme/logo.svg")).unwrap();
    let message = "the path `logo.svg` goes through a symbolic link";
    check(&project, "asset-path", "themes/acme/theme.toml", message);

    let text = ACME.replace("logo.svg", "art/logo.svg");
    let project = Project::new().theme("acme", &text).file("secret/logo.svg", LOGO);
    symlink("../../secret", project.path("themes/acme/art")).unwrap();
    let run = project.run("check").status(1);
    run.says("the path `art/logo.svg` goes through a symbolic link");
}

#[test]
fn a_base_client_with_a_symbolic_link() {
    let project = Project::acme();
    symlink("/etc/passwd", project.path("base-client/site/passwd.txt")).unwrap();
    project
        .run("check")
        .status(1)
        .says("error[asset-path]")
        .says("passwd.txt` is a link to `/etc/passwd`, which leads out of the package");
}

#[test]
fn two_tenants_with_one_id() {
    let project = Project::acme().theme("copy", ACME).asset("copy/logo.svg", LOGO);
    let project = project
        .theme("other", &ACME.replace("\"acme\"", "\"other\""))
        .asset("other/logo.svg", LOGO);
    let run = project.run("build").status(1);
    let run =
        run.says("another theme has the tenant id `acme` too").says("themes/copy/theme.toml:2:8");
    run.says("themes/acme/theme.toml:2:8").says("give each tenant an id of its own");
    assert_eq!(project.files("dist/acme"), [""; 0]);
    assert_eq!(project.files("dist/other").len(), 2);
}

#[test]
fn all_problems_of_all_themes_at_once() {
    let wrong = ACME.replace("brand", "brnad").replace("name = \"Acme\"", "name = 3");
    let project = theme(&wrong)
        .theme("too", &wrong.replace("\"acme\"", "\"too\""))
        .asset("too/logo.svg", LOGO);
    let run = project.run("check --format json").status(1);
    let files: Vec<String> =
        run.objects("diagnostic").iter().map(|object| object["file"].to_string()).collect();
    let of = |name: &str| files.iter().filter(|file| file.contains(name)).count();
    assert_eq!(of("acme"), of("too"), "{run}");
    assert!(of("acme") >= 2, "{run}");
    assert_eq!(project.files("dist"), [""; 0]);
}

/// A theme whose logo is this drawing.
fn logo(body: &str) -> Project {
    let svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">\n{body}\n</svg>\n"
    );
    Project::new().theme("acme", ACME).asset("acme/logo.svg", svg)
}

/// `levels` groups, each of which uses the one before ten times.
fn nested_uses(levels: usize) -> String {
    let mut body = String::from("<path id=\"u0\" d=\"M0 0h9v9z\"/>");
    for level in 1..=levels {
        let uses = format!("<use href=\"#u{}\"/>", level - 1).repeat(10);
        write!(body, "<g id=\"u{level}\">{uses}</g>").unwrap();
    }
    body
}

/// `levels` patterns, each filled with the one before.
fn nested_patterns(levels: usize) -> String {
    let mut body = String::new();
    for level in 0..levels {
        let before =
            level.checked_sub(1).map_or("black".to_owned(), |before| format!("url(#p{before})"));
        write!(
            body,
            "<pattern id=\"p{level}\" width=\".1\" height=\".1\"><path fill=\"{before}\" d=\"M0 0h99v99z\"/></pattern>"
        )
        .unwrap();
    }
    body + &format!("<path fill=\"url(#p{})\" d=\"M0 0h64v64z\"/>", levels - 1)
}

/// Both verbs refuse a drawing in time, at its file and with this code and message, and nothing is written.
#[track_caller]
fn refused(project: &Project, code: &str, message: &str) {
    check(project, code, "themes/acme/logo.svg", message);
    let start = Instant::now();
    let run = project.run("icons themes/acme --for web --format json").status(1);
    assert!(start.elapsed() < PATIENCE, "it took {:?}", start.elapsed());
    assert_eq!(run.objects("diagnostic")[0]["code"], code, "{run}");
    assert_eq!(project.files("icons/acme"), [""; 0]);
}

#[test]
fn drawings_that_never_end() {
    let check = |body: &str, message: &str| refused(&logo(body), "svg-too-complex", message);
    check(&nested_uses(9), "200000 nodes (`REBADGE_ELEMENT_LIMIT`)");
    check(&nested_patterns(12), "nested more than 4 deep");
    check(&format!("{}{}", "<g>".repeat(5_000), "</g>".repeat(5_000)), "deep");
    let clips: String = (0..29)
        .map(|n| {
            let next = n + 1;
            format!("<clipPath id=\"c{n}\" clip-path=\"url(#c{next})\"><path clip-path=\"url(#c{next})\" d=\"M0 0h9v9z\"/></clipPath>")
        })
        .collect();
    let clipped = "<clipPath id=\"c29\"/><path clip-path=\"url(#c0)\" d=\"M0 0h9v9z\"/>";
    let run = logo(&format!("{clips}{clipped}")).run("check --format json").status(1);
    assert!(run.objects("diagnostic").iter().all(|one| one["code"] == "svg-too-complex"), "{run}");
    let rules: String = (0..20_000).map(|n| format!(".c{n}{{fill:red}}")).collect();
    let sheet = format!("<style>{rules}</style>{}", "<path d=\"M0 0h9v9z\"/>".repeat(2_000));
    check(&sheet, "the style is too long");
    let marker = "<marker id=\"m\"><path d=\"M0 0h1v1z\"/></marker>".to_owned();
    let line = format!("<path d=\"M0 0{}\" marker-mid=\"url(#m)\"/>", "L9 9L1 2".repeat(1_000));
    check(&(marker + &line.repeat(50)), "200000 nodes (`REBADGE_ELEMENT_LIMIT`)");
    refused(&logo(&"<path d=\"M0 0h9v9z\"/>".repeat(250_000)), "svg-too-large", "");
    refused(
        &logo(&format!("<path d=\"M0 0h9v9z\"/><text>{}</text>", "a".repeat(3 << 20))),
        "svg-too-large",
        "bytes",
    );
    let huge = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1e9\" height=\"1e9\"><path d=\"M0 0h9v9z\"/></svg>";
    let huge = Project::new().theme("acme", ACME).asset("acme/logo.svg", huge);
    refused(&huge, "svg-too-large", "the drawing is 1000000000 × 1000000000 units large");
}

#[test]
fn drawings_that_cost_too_much() {
    let path = "<path d=\"M0 0h9v9z\"/>";
    let check = |primitive: &str, name: &str| {
        let body = format!("<filter id=\"f\">{primitive}</filter><g filter=\"url(#f)\">{path}</g>");
        let message = format!(
            "costs more to draw than 500 canvases (`REBADGE_DRAWING_LIMIT`), most of it `{name}` in the filter `f`"
        );
        refused(&logo(&body), "svg-too-complex", &message);
    };
    check("<feTurbulence numOctaves=\"1000000\" baseFrequency=\".1\"/>", "feTurbulence");
    check(&"<feGaussianBlur stdDeviation=\"1\"/>".repeat(5_000), "feGaussianBlur");
    let kernel = ["1"; 500 * 500].join(" ");
    let convolve = format!("<feConvolveMatrix order=\"500\" kernelMatrix=\"{kernel}\"/>");
    check(&convolve, "feConvolveMatrix");
    let dashes = "<path d=\"M0 50H100\" stroke=\"red\" stroke-dasharray=\".0001\"/>".repeat(20);
    refused(&logo(&(dashes + path)), "svg-too-complex", "most of it the dashes of a line");
}

/// What looks costly and is not is drawn.
#[test]
fn drawings_that_look_costly_and_are_not() {
    let shape = "<path fill=\"#0a66c2\" d=\"M0 0h64v64z\"/>";
    let region =
        "filterUnits=\"userSpaceOnUse\" x=\"-1e7\" y=\"-1e7\" width=\"2e7\" height=\"2e7\"";
    for body in [
        format!(
            "<filter id=\"f\" {region}><feGaussianBlur stdDeviation=\"1\"/></filter><g filter=\"url(#f)\">{shape}</g>"
        ),
        format!("{shape}<path d=\"M0 32H64\" stroke=\"red\" stroke-dasharray=\".001\"/>"),
        format!("{shape}<g fill=\"#0a66c2\">{}</g>", nested_uses(3)),
    ] {
        logo(&body).run("check").status(0).stderr("checked 1 theme\n");
    }
}

#[test]
fn drawings_that_reach_out() {
    let entity = "<!DOCTYPE svg [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n\
        <svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\"><text>&b;</text></svg>";
    let project = Project::new().theme("acme", ACME).asset("acme/logo.svg", entity);
    check(&project, "svg-font", "themes/acme/logo.svg", "which no font brings");
    let file = entity.replace("\"aaaa\"", "SYSTEM \"file:///etc/passwd\"");
    let project = Project::new().theme("acme", ACME).asset("acme/logo.svg", file);
    check(&project, "svg-external", "themes/acme/logo.svg", "is outside of the file");
    let bomb = format!(
        "<image href=\"data:image/png;base64,{}\" width=\"64\" height=\"64\"/>",
        "A".repeat(20 << 20)
    );
    check(&logo(&bomb), "svg-too-large", "themes/acme/logo.svg", "");
    let nested = "<image href=\"data:image/svg+xml;base64,PHN2Zy8+\" width=\"64\" height=\"64\"/>";
    check(&logo(nested), "image-format", "themes/acme/logo.svg", "raster image");
}

#[test]
fn pictures_that_lie() {
    // A header that promises 60,000 × 60,000 pixels, and no more.
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 6, 0, 0, 0]);
    let crc = crc32(&png[12..]);
    png.extend(crc.to_be_bytes());
    let theme = ACME.replace("logo.svg", "logo.png");
    let project = Project::new().theme("acme", &theme).asset("acme/logo.png", png);
    check(&project, "image-format", "themes/acme/theme.toml", "`logo.png`");
}

/// CRC-32 of ISO 3309, as PNG uses it.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            crc >> 1 ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

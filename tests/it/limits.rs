//! Limits of what one step takes: what passes one is told with the limit, its variable, and the file; another value of the
//! variable is another limit.

use crate::fatal::large;
use crate::project::{ACME, Project};

/// A project whose logo has so many squares, one over another.
fn squares(count: usize) -> Project {
    let body = "<path d=\"M8 8h48v48H8z\" fill=\"#0a66c2\"/>".repeat(count);
    let svg =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">{body}</svg>");
    Project::new().theme("acme", ACME).asset("acme/logo.svg", svg)
}

#[test]
fn what_passes_a_limit_is_told_by_name() {
    let picture = Project::new()
        .theme("acme", &ACME.replace("logo.svg", "logo.png"))
        .asset("acme/logo.png", large());
    picture
        .run_with("check", &[("REBADGE_PIXEL_LIMIT", "60")])
        .status(1)
        .says("the picture has 8000×8000 pixels, at most 60 megapixels (`REBADGE_PIXEL_LIMIT`) are read")
        .says("--> themes/acme/theme.toml:6:9");
    let drawing = squares(200);
    drawing.run("check").status(0);
    drawing
        .run_with("check", &[("REBADGE_ELEMENT_LIMIT", "150")])
        .status(1)
        .says("error[svg-too-large]: the file has more than 150 nodes (`REBADGE_ELEMENT_LIMIT`)")
        .says("--> themes/acme/logo.svg:1:1");
    // What copies make counts like what is written.
    let uses = "<path id=\"u\" d=\"M8 8h48v48H8z\" fill=\"#0a66c2\"/>".to_owned()
        + &"<use href=\"#u\"/>".repeat(50);
    let svg =
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\">{uses}</svg>");
    let copies = Project::new().theme("acme", ACME).asset("acme/logo.svg", svg);
    copies.run("check").status(0);
    copies
        .run_with("check", &[("REBADGE_ELEMENT_LIMIT", "90")])
        .status(1)
        .says("error[svg-too-complex]: the drawing has more than 90 nodes (`REBADGE_ELEMENT_LIMIT`), copies by `use` and markers included");
    drawing
        .run_with("check", &[("REBADGE_DRAWING_LIMIT", "50")])
        .status(1)
        .says(
            "the drawing costs more to draw than 50 canvases (`REBADGE_DRAWING_LIMIT`), most of it",
        )
        .says("--> themes/acme/logo.svg:1:1");
    let lines = format!("{{% for i in range(end=2000) %}}{}{{% endfor %}}", "x".repeat(1000));
    let text = squares(1).base("site/large.txt.tera", &lines);
    text.run("check").status(0);
    text.run_with("check", &[("REBADGE_OUTPUT_LIMIT", "1")])
        .status(1)
        .says("the file grows beyond 1 MiB (`REBADGE_OUTPUT_LIMIT`)")
        .says("--> base-client/site/large.txt.tera");
}

#[test]
fn a_limit_below_which_nothing_is_done() {
    let project = Project::acme();
    for value in ["1", "10", "63"] {
        project
            .run_with("check", &[("REBADGE_MEMORY_LIMIT", value)])
            .status(2)
            .says(&format!(
                "error: `REBADGE_MEMORY_LIMIT` is `{value}`, and less than 64 MiB will not do"
            ))
            .says("set it higher, or to 0 for no limit");
    }
    project.run_with("check", &[("REBADGE_MEMORY_LIMIT", "0")]).status(0);
}

#[test]
fn a_limit_that_is_no_number() {
    let project = Project::acme();
    for variable in ["REBADGE_TIME_LIMIT", "REBADGE_MEMORY_LIMIT", "REBADGE_PIXEL_LIMIT"] {
        for value in ["soon", "-1", "2.5"] {
            project
                .run_with("check", &[(variable, value)])
                .status(2)
                .says(&format!("error: `{variable}` is `{value}`, which is not a number of"));
        }
    }
}

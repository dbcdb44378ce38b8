//! Shortcuts of an installed client: which entries of the menu are some, and how their icons are drawn.

use std::fs;

use rebadge::vector::{Pixels, read_png};
use serde_json::{Value, json};

use crate::project::{ACME, Project, tests_folder};

/// A link out of the client, an entry that is not for everybody, and two that are.
const MENU: &str = r#"
[menu.layout]
links = ["help", "log", "now", "history"]
[[menu.entries]]
id     = "help"
label  = { en = "Help", de = "Hilfe" }
icon   = "dot"
target = "https://acme.example/help"
[[menu.entries]]
id     = "log"
label  = { en = "Log", de = "Protokoll" }
icon   = "dot"
target = "view:history"
roles  = ["operator"]
[[menu.entries]]
id     = "now"
icon   = "now.svg"
"#;

/// A square in the middle of its box, in a color of its own.
const NOW: &str = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'><path fill='#ffea00' d='M6 6h12v12H6z'/></svg>";

/// The tenant on the tiny base client, which names shortcuts and paints its icons so.
fn project(shortcuts: &str, icon: &str, drawing: &str) -> Project {
    let contract = fs::read_to_string(tests_folder().join("bases/tiny/client.toml")).unwrap();
    let contract = contract
        .replace("\nescape ", &format!("\nshortcuts = {shortcuts}\nescape "))
        .replace("max       = 3", "max       = 9")
        .replace(r#"{ paint = "on-surface", on = "surface" }"#, icon);
    Project::new()
        .theme("acme", &format!("{ACME}{MENU}"))
        .asset("acme/logo.svg", crate::project::LOGO)
        .asset("acme/now.svg", drawing)
        .base("client.toml", contract)
        .base("site/list.json.tera", "{{ shortcuts | json }}")
}

fn built(project: &Project) -> (Value, Vec<String>) {
    project.run("build themes/acme --unpacked").status(0);
    let list = serde_json::from_slice(&project.read("dist/acme/acme-web-0.3.0/list.json")).unwrap();
    (list, project.files("dist/acme/acme-web-0.3.0/tenant/shortcuts"))
}

#[test]
fn they_are_what_everybody_can_open_within_the_client() {
    let paint = r#"{ paint = "on-primary", on = "primary" }"#;
    let (list, files) = built(&project(r#"{ place = "links" }"#, paint, NOW));
    let ids = list.as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap());
    let ids: Vec<&str> = ids.collect();
    assert_eq!(
        (ids, files),
        (vec!["now", "history"], vec!["history.png".into(), "now.png".into()])
    );
    let icon = json!({ "path": "tenant/shortcuts/now.png", "type": "image/png", "sizes": "96x96" });
    assert_eq!(list[0]["icon"], icon);
    assert_eq!(list[0]["target"], json!({ "kind": "view", "value": "now" }));
    assert_eq!(list[0]["label"]["en"], "Now");
    let (list, files) = built(&project(r#"{ place = "links", max = 1 }"#, paint, NOW));
    assert_eq!((&list[0]["id"], files), (&json!("now"), vec!["now.png".to_owned()]));
}

fn at(pixels: &Pixels, x: u32, y: u32) -> [u8; 4] {
    let at = (y * pixels.width + x) as usize * 4;
    [0, 1, 2, 3].map(|n| pixels.rgba[at + n])
}

#[test]
fn an_icon_is_painted_as_its_place_paints_it() {
    for (paint, inside) in [("on-primary", [255; 4]), ("own", [255, 234, 0, 255])] {
        let icon = format!(r#"{{ paint = "{paint}", on = "primary" }}"#);
        let project = project(r#"{ place = "links" }"#, &icon, NOW);
        built(&project);
        let png = project.read("dist/acme/acme-web-0.3.0/tenant/shortcuts/now.png");
        let pixels = read_png(&png).unwrap();
        assert_eq!((pixels.width, pixels.height), (96, 96));
        let ground = at(&pixels, 48, 4);
        assert!(at(&pixels, 0, 0)[3] == 0 && ground[3] == 255 && ground != inside, "{ground:?}");
        // Half of a box of 48 pixels, on the pixel grid, and nothing around it.
        let seen = [35, 36, 59, 60].map(|x| at(&pixels, x, 48));
        assert_eq!(seen, [ground, inside, inside, ground], "{paint}");
    }
}

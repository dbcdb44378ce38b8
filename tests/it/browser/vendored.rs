//! The libraries that ship in the base client are what their makers published, each built by one command; and all JavaScript of a
//! tenant stays small.

use std::fs;
use std::process::Command;

use crate::package::open;
use crate::project::{ACME, LOGO, Project, root};

#[test]
fn libraries_are_built_from_their_packages() {
    for (folder, name, file) in [
        ("apps", "json-schema", "forms/json-schema.js"),
        ("apps", "barcode-detector", "scan/barcode-detector.js"),
        ("cards", "adaptivecards", "cards/adaptivecards.js"),
        ("login", "oauth4webapi", "login/oauth4webapi.js"),
    ] {
        let output = Command::new("node")
            .arg(root().join("tests/tools/libraries.mjs"))
            .arg(root().join("target/test-tools").join(folder))
            .arg(name)
            .output()
            .expect("Node.js starts: `tests/setup` installs it");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}\n`tests/setup` installs what it needs");
        let shipped = fs::read(root().join("base-client/web/js").join(file)).unwrap();
        let is_same = output.stdout == shipped;
        assert!(is_same, "{file} is not what `node tests/tools/libraries.mjs` writes");
        let text = String::from_utf8(shipped).unwrap();
        assert!(
            text.contains("Permission is hereby granted, free of charge"),
            "{file}: the license goes with it"
        );
        // The name of a schema, which nobody fetches.
        let text = text.replace("http://adaptivecards.io/schemas/adaptive-card.json", "");
        for word in ["eval(", "new Function", "jsdelivr", "http://"] {
            assert!(!text.contains(word), "{file}: {word}");
        }
    }
    let reader = "apps/node_modules/zxing-wasm/dist/reader/zxing_reader.wasm";
    let shipped = fs::read(root().join("base-client/web/js/scan/zxing_reader.wasm")).unwrap();
    let packed = fs::read(root().join("target/test-tools").join(reader)).unwrap();
    assert!(packed == shipped, "the reader is not {reader}");
    let license = fs::read(root().join("LICENSE-APACHE")).unwrap();
    let beside = fs::read(root().join("base-client/web/js/scan/LICENSE-APACHE.txt")).unwrap();
    assert!(license == beside, "its license is another");
}

#[test]
fn the_client_stays_small() {
    let theme = format!(
        "{ACME}[security.login]\nissuer = \"https://id.acme.example\"\nclient-id = \"client\"\n\
         [[security.rules]]\nid = \"all\"\nmay = [\"*\"]\non = [\"*\"]\n"
    );
    let project = Project::empty().copy(&root().join("base-client"), "base-client");
    let project = project.theme("acme", &theme).asset("acme/logo.svg", LOGO);
    project.run("build").status(0);
    let package = open(&project.path("dist"), "acme");
    let output = Command::new("node")
        .arg(root().join("tests/tools/size.mjs"))
        .arg(root().join("target/test-tools/login"))
        .arg(&package.folder)
        .output()
        .expect("Node.js starts: `tests/setup` installs it");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let bytes: u32 = String::from_utf8_lossy(&output.stdout).trim().parse().expect(&stderr);
    assert!(bytes <= 55_000, "{bytes} bytes");
}

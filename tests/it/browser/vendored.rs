//! The library that ships in the base client is what its maker published, built by one command.

use std::fs;
use std::process::Command;

use crate::project::root;

const FILE: &str = "base-client/web/js/login/oauth4webapi.js";

#[test]
fn oauth4webapi_is_built_from_its_package() {
    let tools = root().join("target/test-tools/login");
    let output = Command::new("node")
        .arg(root().join("tests/tools/oauth4webapi.mjs"))
        .arg(&tools)
        .output()
        .expect("Node.js starts: `tests/setup` installs it");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}\n`tests/setup` installs what it needs");
    let shipped = fs::read(root().join(FILE)).unwrap();
    let is_same = output.stdout == shipped;
    assert!(is_same, "{FILE} is not what `node tests/tools/oauth4webapi.mjs` writes");
    let text = String::from_utf8(shipped).unwrap();
    assert!(
        text.contains("Permission is hereby granted, free of charge"),
        "the license goes with it"
    );
    for word in ["eval(", "new Function", "http://"] {
        assert!(!text.contains(word), "{word}");
    }
}

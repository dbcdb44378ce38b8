//! Texts: each read by a parser of its kind, and what they name is there.

use std::process::Command;

use serde_json::Value;

use super::Written;
use super::programs::{Read, run};

pub(super) fn check(written: &Written) -> Read {
    let mut read = Vec::new();
    for (path, seen) in &written.read {
        let place = written.folder.join(path);
        let place = place.to_str().expect("UTF-8");
        let root = "/".as_ref();
        let reader = if path.ends_with(".desktop") {
            assert_eq!(run("desktop-file-validate", &[place], root), "", "{path}");
            "desktop-file-validate"
        } else if path.ends_with(".metainfo.xml") {
            check_metainfo(place);
            "appstreamcli"
        } else if let "JSON" | "XML" | "HTML" = seen["kind"].as_str().unwrap_or_default() {
            for name in named(seen) {
                assert!(written.read.contains_key(&name), "`{path}` names `{name}`");
            }
            "Python"
        } else {
            continue;
        };
        read.push((path.clone(), reader));
    }
    read
}

/// No errors, and no warning but that an id without a domain is none of a domain: such a theme has no other.
fn check_metainfo(place: &str) {
    let list = ["validate", "--no-net", "--no-color", place];
    let output = Command::new("appstreamcli").args(list).env("LC_ALL", "C.UTF-8").output();
    let said = output.expect("appstreamcli; run tests/setup").stdout;
    let said = String::from_utf8(said).expect("UTF-8");
    let is_bad = |line: &&str| line.starts_with("E: ") || line.starts_with("W: ");
    let bad: Vec<&str> = said
        .lines()
        .filter(is_bad)
        .filter(|line| !line.contains("cid-desktopapp-is-not-rdns"))
        .collect();
    assert!(bad.is_empty() && said.contains("Validation"), "{said}");
}

/// The files of the set that a page or a web app manifest names.
fn named(seen: &Value) -> Vec<String> {
    let lists = ["icons", "screenshots"].map(|key| seen["value"][key].as_array());
    let icons = lists.into_iter().flatten().flatten().filter_map(|icon| icon["src"].as_str());
    let links = seen["links"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let paths = icons.chain(links).filter(|link| !link.contains("://"));
    paths.map(|path| path.trim_start_matches("./").trim_start_matches('/').to_owned()).collect()
}

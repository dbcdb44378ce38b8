//! Android's resources: compiled and linked by aapt2 against the system's own, as a build does.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use super::Written;
use super::programs::{Read, run};

/// The resources of Android 10, which Debian has.
const FRAMEWORK: &str = "/usr/share/android-framework-res/framework-res.apk";

/// What came with Android 12 and 13: attributes and their types (Android Developers, `R.attr`).
const NEWER: &[(&str, &str)] = &[
    ("windowSplashScreenBackground", "color"),
    ("windowSplashScreenAnimatedIcon", "reference"),
    ("windowSplashScreenAnimationDuration", "integer"),
    ("windowSplashScreenIconBackgroundColor", "color"),
    ("windowSplashScreenBrandingImage", "reference"),
    ("windowSplashScreenBehavior", "integer"),
];

/// The kinds of resources that icons are, by the folder that they stand in.
const KINDS: &[&str] = &["mipmap", "drawable", "values", "color"];

pub(super) fn check(written: &Written) -> Read {
    let resources = written.files.keys().filter_map(|path| Some((root(path)?, path.clone())));
    let resources: Vec<(String, String)> = resources.collect();
    let roots: BTreeSet<&String> = resources.iter().map(|(root, _)| root).collect();
    for root in roots {
        let paths: Vec<&String> =
            resources.iter().filter(|(of, _)| of == root).map(|(_, path)| path).collect();
        compile(&written.folder.join(root), &paths);
    }
    resources.into_iter().map(|(_, path)| (path, "aapt2")).collect()
}

/// The folder of resources that a path is in: that of `res/mipmap-mdpi/icon.png` is `res`.
fn root(path: &str) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let [folders @ .., kind, _] = &parts[..] else {
        return None;
    };
    let kind = kind.split('-').next().expect("a part");
    KINDS.contains(&kind).then(|| folders.join("/"))
}

fn compile(root: &Path, paths: &[&String]) {
    let work = tempfile::tempdir().unwrap();
    let folder = work.path();
    let newer: String = NEWER.iter().map(attribute).collect();
    fs::create_dir_all(folder.join("newer/values")).unwrap();
    fs::write(folder.join("newer/values/attrs.xml"), format!("<resources>{newer}</resources>"))
        .unwrap();
    for (file, package) in [("android.xml", "android"), ("client.xml", "example.client")] {
        fs::write(folder.join(file), format!("<manifest package=\"{package}\"/>")).unwrap();
    }
    let resources = root.to_str().expect("UTF-8");
    run("aapt2", &["compile", "--dir", "newer", "-o", "newer.zip"], folder);
    run(
        "aapt2",
        &["link", "-x", "--manifest", "android.xml", "-o", "newer.apk", "newer.zip"],
        folder,
    );
    run("aapt2", &["compile", "--dir", resources, "-o", "client.zip"], folder);
    let link = ["link", "-I", FRAMEWORK, "-I", "newer.apk", "--manifest", "client.xml"];
    run("aapt2", &[&link[..], &["-o", "client.apk", "client.zip"]].concat(), folder);
    let dump = run("aapt2", &["dump", "resources", "client.apk"], folder);
    let files = paths.iter().filter_map(|path| path.rsplit_once('/'));
    for (kind, name) in files.map(|(folders, name)| (folders.rsplit('/').next().unwrap(), name)) {
        // `res/mipmap-mdpi-v4/icon.png`: the version that a folder needs at least is added to its name.
        let is_file = |line: &str| {
            line.contains(&format!("res/{kind}")) && line.contains(&format!("/{name} "))
        };
        let is_there = kind.starts_with("values") || dump.lines().any(is_file);
        assert!(is_there, "{}: no {kind}/{name}\n{dump}", root.display());
    }
}

/// As the system's own resources declare it; no client is run, so that its number may be any.
fn attribute((name, format): &(&str, &str)) -> String {
    let at = NEWER.iter().position(|(other, _)| other == name).expect("one of them");
    let id = 0x0101_7f00 + at;
    format!(
        "<public type=\"attr\" name=\"{name}\" id=\"{id:#010x}\"/><attr name=\"{name}\" format=\"{format}\"/>"
    )
}

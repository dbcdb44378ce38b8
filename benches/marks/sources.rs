//! Where the logos come from: two packages of npm that `tests/setup` fetches.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// One logo.
pub(crate) struct Logo {
    /// An id that a tenant may have.
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) svg: String,
}

/// Each set by its name.
pub(crate) fn all(root: &Path) -> [(&'static str, Vec<Logo>); 2] {
    let tools = root.join("target/test-tools");
    [("logos", logos(&tools.join("logos"))), ("simple-icons", marks(&tools.join("simple-icons")))]
}

fn json(file: &Path) -> Value {
    let bytes = fs::read(file)
        .unwrap_or_else(|error| panic!("{}: {error}; run tests/setup", file.display()));
    serde_json::from_slice(&bytes).expect("JSON")
}

/// The logos of Iconify: each a body, and a size where it is not 256 × 256.
fn logos(package: &Path) -> Vec<Logo> {
    let data = json(&package.join("icons.json"));
    let icons = data["icons"].as_object().expect("icons");
    let logo = |(id, icon): (&String, &Value)| {
        let side = |key: &str| icon[key].as_f64().unwrap_or(256.0);
        let body = icon["body"].as_str().expect("a body");
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
             viewBox=\"{} {} {} {}\">{body}</svg>\n",
            icon["left"].as_f64().unwrap_or(0.0),
            icon["top"].as_f64().unwrap_or(0.0),
            side("width"),
            side("height")
        );
        let word = |word: &str| format!("{}{}", word[..1].to_uppercase(), &word[1..]);
        let name = id.trim_end_matches("-icon").split('-').map(word).collect::<Vec<_>>().join(" ");
        Logo { id: id.clone(), name, svg }
    };
    icons.iter().map(logo).collect()
}

/// The marks of simple-icons, in their brands' colors: the files have one black path each, the colors are in a list
/// beside them.
fn marks(package: &Path) -> Vec<Logo> {
    let data = json(&package.join("data/simple-icons.json"));
    let data = data.as_array().expect("a list of icons");
    let text = |entry: &Value, key: &str| entry[key].as_str().map(str::to_owned);
    let by = |key: &str| -> BTreeMap<String, &Value> {
        data.iter().filter_map(|entry| Some((text(entry, key)?, entry))).collect()
    };
    let (slugs, titles) = (by("slug"), by("title"));
    let mut files: Vec<PathBuf> = fs::read_dir(package.join("icons"))
        .expect("icons")
        .map(|entry| entry.expect("an icon").path())
        .collect();
    files.sort();
    let mark = |file: &PathBuf| {
        let slug = file.file_stem()?.to_str()?.to_owned();
        let svg = fs::read_to_string(file).expect("an icon");
        let name = title(&svg);
        let entry = slugs.get(&slug).or_else(|| titles.get(&name));
        let hex = entry.map(|entry| entry["hex"].as_str().expect("a color"));
        let hex = hex.unwrap_or_else(|| panic!("`{slug}` has no color"));
        let svg = svg.replacen("<svg", &format!("<svg fill=\"#{hex}\""), 1);
        Some(Logo { id: slug.replace('_', "-"), name, svg })
    };
    files.iter().filter_map(mark).collect()
}

/// What an icon calls itself.
fn title(svg: &str) -> String {
    let document = roxmltree::Document::parse(svg).expect("an SVG");
    let title = document.descendants().find(|node| node.tag_name().name() == "title");
    title.and_then(|title| title.text()).expect("a title").to_owned()
}

//! Asset catalogs: `Contents.json` against a schema of what Apple documents, every picture in it at the size that it says,
//! and none beside it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::Written;
use super::programs::Read;
use crate::project::tests_folder;

pub(super) fn check(written: &Written) -> Read {
    let schema = fs::read(tests_folder().join("data/contents.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let lists: Vec<&String> =
        written.files.keys().filter(|path| path.ends_with("Contents.json")).collect();
    for path in &lists {
        let value = &written.read[*path]["value"];
        let wrong: Vec<String> = schema.iter_errors(value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:?}\n{value:#}");
        check_catalog(written, path, value);
    }
    let read = lists.into_iter().map(|path| (path.clone(), "schema of Contents.json"));
    read.chain(check_documents(written)).collect()
}

/// Icon Composer's documents, against a schema of what public ones have in common: each layer's picture is there, and no
/// other.
fn check_documents(written: &Written) -> Read {
    let schema = fs::read(tests_folder().join("data/icon-composer.schema.json")).unwrap();
    let schema: Value = serde_json::from_slice(&schema).unwrap();
    let schema = jsonschema::draft202012::new(&schema).unwrap();
    let documents = written.files.keys().filter(|path| path.ends_with(".icon/icon.json"));
    let check = |path: &String| {
        let value = &written.read[path]["value"];
        let wrong: Vec<String> = schema.iter_errors(value).map(|error| error.to_string()).collect();
        assert!(wrong.is_empty(), "{path}: {wrong:?}\n{value:#}");
        let folder = path.strip_suffix("icon.json").expect("its name").to_owned() + "Assets/";
        let groups = value["groups"].as_array().into_iter().flatten();
        let layers = groups.flat_map(|group| group["layers"].as_array().expect("layers"));
        let named: BTreeSet<String> = layers
            .flat_map(|layer| {
                let own = layer["image-name-specializations"].as_array().into_iter().flatten();
                let own = own.map(|one| &one["value"]).chain([&layer["image-name"]]);
                own.filter_map(|name| Some(folder.clone() + name.as_str()?)).collect::<Vec<_>>()
            })
            .collect();
        let beside = written.files.keys().filter(|other| other.starts_with(&folder));
        assert_eq!(named, beside.cloned().collect(), "{path}");
        (path.clone(), "schema of Icon Composer")
    };
    documents.map(check).collect()
}

fn check_catalog(written: &Written, list: &str, value: &Value) {
    let folder = list.strip_suffix("Contents.json").expect("its name");
    let images = value["images"].as_array().map_or(&[][..], Vec::as_slice);
    let name = |image: &Value| image["filename"].as_str().expect("a name").to_owned();
    let named: BTreeSet<String> = images.iter().map(name).collect();
    let beside = written.files.keys().filter_map(|path| path.strip_prefix(folder));
    let beside: BTreeSet<String> = beside
        .filter(|name| name.ends_with(".png") && !name.contains('/'))
        .map(str::to_owned)
        .collect();
    assert_eq!(named, beside, "{list}");
    let mut slots = BTreeMap::new();
    for image in images {
        let mut slot = image.clone();
        slot.as_object_mut().expect("an object").remove("filename");
        let other = slots.insert(slot.to_string(), name(image));
        assert_eq!(other, None, "{list}: two pictures for {slot}");
        let seen = &written.read[&format!("{folder}{}", name(image))]["frames"][0];
        if let Some(size) = image["size"].as_str() {
            let found = [&seen["width"], &seen["height"]].map(|side| side.as_f64());
            assert_eq!(found, pixels(size, image["scale"].as_str()), "{list}: {image}");
        }
    }
}

/// `83.5x83.5` at `2x`.
fn pixels(size: &str, scale: Option<&str>) -> [Option<f64>; 2] {
    let scale: f64 =
        scale.map_or(1.0, |scale| scale.trim_end_matches('x').parse().expect("a number"));
    let (width, height) = size.split_once('x').expect("width and height");
    [width, height].map(|side| Some(side.parse::<f64>().expect("a number") * scale))
}

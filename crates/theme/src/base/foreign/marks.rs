//! The pictures of the old mark that a contract names: files of the bundle, and drawings within them.

use std::sync::Arc;

use rebadge_bundle::{Entry, Shared};
use rebadge_core::output_path::OutputPath;
use rebadge_foreign::marks::drawing_at;
use rebadge_foreign::paths::PathPattern;
use rebadge_foreign::siblings;

/// The bytes of the picture that a contract names.
///
/// # Errors
/// Why there is none, as the second half of a sentence.
pub(super) fn read(name: &str, all: &Shared) -> Result<Arc<Vec<u8>>, String> {
    let entries = all.entries();
    let is_there = |path: &str| OutputPath::new(path).is_ok_and(|path| entries.contains_key(&path));
    let file = OutputPath::new(name).ok().and_then(|path| entries.get(&path));
    if let Some(entry) = file {
        return entry.read().map_err(|error| error.to_string());
    }
    let Some((files, begins)) = name.split_once('#') else {
        return Err("the bundle has no such file".to_owned());
    };
    let pattern = PathPattern::parse(files).map_err(|error| error.to_string())?;
    let own: Vec<(&OutputPath, &Entry)> = entries
        .iter()
        .filter(|(path, entry)| pattern.is_match(path.as_str()) && entry.target().is_none())
        .collect();
    if own.is_empty() {
        return Err(format!("the bundle has no file `{files}`"));
    }
    for (path, entry) in own {
        let bytes = entry.read().map_err(|error| error.to_string())?;
        let opened = siblings::opened(path.as_str(), &bytes, &is_there);
        if let Some(picture) = drawing_at(&opened.content, begins) {
            return Ok(Arc::new(picture));
        }
    }
    Err(format!("no path data in `{files}` begins with `{begins}`"))
}

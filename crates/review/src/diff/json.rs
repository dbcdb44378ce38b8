//! A difference for machines. `format_version` counts changes that readers must know of.

use serde_json::{Value as Json, json};

use super::words::{Change, Group};
use super::{Difference, Excerpt, FileChange, Frame, PictureChange, What, terminal};
use rebadge_package::package::Listed;

/// One object for each note, value and file.
pub fn objects(difference: &Difference) -> Vec<Json> {
    let notes = difference
        .notes
        .iter()
        .map(|note| json!({ "reason": "diff-note", "format_version": 1, "message": note }));
    let values = difference.values.iter().map(value);
    notes.chain(values).chain(difference.files.iter().map(file)).collect()
}

fn value(change: &Change) -> Json {
    let contrast = change.contrast.as_ref().map(|contrast| {
        json!({
            "text": contrast.text.name(),
            "on": contrast.on.name(),
            "minimum": contrast.minimum,
            "before": contrast.before,
            "after": contrast.after,
            "passes": contrast.after.map(|ratio| contrast.passes(ratio)),
        })
    });
    json!({
        "reason": "diff-value",
        "format_version": 1,
        "group": Group::of(&change.key).title(),
        "key": change.key,
        "before": change.before.as_ref().map(|value| value.to_json()),
        "after": change.after.as_ref().map(|value| value.to_json()),
        "contrast": contrast,
    })
}

fn file(change: &FileChange) -> Json {
    let entry = |entry: &Option<Listed>| {
        entry.as_ref().map(|entry| json!({ "size": entry.size, "sha256": entry.sha256 }))
    };
    let (excerpt, picture) = match &change.what {
        What::Text(excerpt) => (Some(lines(excerpt)), None),
        What::Picture(change) => (None, Some(picture(change))),
        What::Bytes => (None, None),
    };
    json!({
        "reason": "diff-file",
        "format_version": 1,
        "path": change.path.as_str(),
        "change": terminal::kind(change),
        "before": entry(&change.before),
        "after": entry(&change.after),
        "excerpt": excerpt,
        "picture": picture,
    })
}

fn lines(excerpt: &Excerpt) -> Json {
    json!({ "lines": excerpt.lines, "more": excerpt.more })
}

fn picture(change: &PictureChange) -> Json {
    let size = |size: Option<(u32, u32)>| size.map(|(width, height)| [width, height]);
    let frame = |frame: &Frame| {
        json!({
            "name": frame.name,
            "before": size(frame.before),
            "after": size(frame.after),
            "changed": frame.changed,
            "total": frame.total,
        })
    };
    json!({
        "frames": change.frames.iter().map(frame).collect::<Vec<_>>(),
        "file": change.sheet.as_ref().map(|sheet| &sheet.file),
    })
}

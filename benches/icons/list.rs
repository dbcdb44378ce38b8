//! What a generator writes, as data: `benches/peers/lists/`. One row for each file, in columns apart by tabs:
//!
//! | column | what |
//! |---|---|
//! | `path` | in the project that the generator runs in |
//! | `width`, `height` | in pixels; 0 for texts |
//! | `format` | `png`, `png-palette` where the generator reduces colors, `jpeg`, `ico(16,32)` of PNGs, `ico-bitmap(16,32)` and `icns(16,32)` with the sides of their pictures, `text` |
//! | `look` | how it is drawn: on nothing (`any`, `adaptive-foreground`), on a plain ground (`opaque`, `maskable`, `launch-light`, `launch-dark`, `adaptive-background` without the drawing), or cut to a circle (`round`) |
//! | `side` | of the drawing's square in pixels, in the middle; of the circle too |

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::picture;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) path: String,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) format: String,
    pub(crate) look: String,
    pub(crate) side: u32,
}

impl Row {
    /// The sides of a format that holds several pictures: `ico(16,32)`.
    pub(crate) fn sides(&self, kind: &str) -> Option<Vec<u32>> {
        let sides = self.format.strip_prefix(kind)?.strip_prefix('(')?.strip_suffix(')')?;
        Some(sides.split(',').map(|side| side.parse().expect("a side in pixels")).collect())
    }
}

/// Reads a list.
pub(crate) fn read(file: &Path) -> Vec<Row> {
    let text =
        fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let number = |text: &str| text.parse().unwrap_or_else(|_| panic!("`{text}` is not a number"));
    let row = |line: &str| match *line.split('\t').collect::<Vec<_>>() {
        [path, width, height, format, look, side] => Row {
            path: path.to_owned(),
            width: number(width),
            height: number(height),
            format: format.to_owned(),
            look: look.to_owned(),
            side: number(side),
        },
        _ => panic!("{}: not six columns: {line}", file.display()),
    };
    text.lines().skip(1).map(row).collect()
}

/// The format of a row that is no picture.
pub(crate) const TEXT: &str = "text";

/// How many pictures there are in a folder that is what the list says, and their size.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount {
    pub(crate) files: usize,
    pub(crate) bytes: u64,
}

/// Compares the files of a folder with a list: the same paths, kinds and sizes. Files that were `given` and are
/// unchanged are not the generator's; texts are, but only pictures count.
pub(crate) fn compare(
    folder: &Path,
    list: &[Row],
    given: &BTreeMap<String, Vec<u8>>,
) -> Result<Amount, Vec<String>> {
    let mut found = files(folder);
    found.retain(|path, bytes| given.get(path) != Some(bytes));
    let paths: BTreeSet<&str> = list.iter().map(|row| row.path.as_str()).collect();
    let extra = found.keys().filter(|path| !paths.contains(path.as_str()));
    let mut wrong: Vec<String> = extra.map(|path| format!("`{path}` is not in the list")).collect();
    wrong.extend(list.iter().filter_map(|row| differs(row, found.get(&row.path))));
    let pictures = list.iter().filter(|row| row.format != TEXT);
    let sizes: Vec<u64> =
        pictures.filter_map(|row| Some(found.get(&row.path)?.len() as u64)).collect();
    let amount = Amount { files: sizes.len(), bytes: sizes.iter().sum() };
    if wrong.is_empty() { Ok(amount) } else { Err(wrong) }
}

fn differs(row: &Row, bytes: Option<&Vec<u8>>) -> Option<String> {
    let Some(bytes) = bytes else {
        return Some(format!("`{}` is missing", row.path));
    };
    let is = picture::read(bytes);
    // A palette that loses nothing is as good as none.
    let is_alike =
        is.format == row.format || [is.format.as_str(), &row.format] == ["png-palette", "png"];
    let same = is.width == row.width && is.height == row.height && is_alike;
    let said = |format: &str, width, height| format!("{format} of {width}×{height}");
    (!same).then(|| {
        let (is, expect) =
            (said(&is.format, is.width, is.height), said(&row.format, row.width, row.height));
        format!("`{}` is {is}, not {expect}", row.path)
    })
}

/// Every file below a folder, by its path.
pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.expect("an entry"));
    let files = entries.filter(|entry| entry.file_type().is_file());
    files
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).expect("below the folder");
            let bytes = fs::read(entry.path()).expect("a file");
            (path.to_str().expect("UTF-8").to_owned(), bytes)
        })
        .collect()
}

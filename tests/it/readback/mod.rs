//! Every file of every set, opened by programs that others wrote: Pillow, Python, icotool, icns2png, librsvg, Android's
//! aapt2, desktop-file-validate, appstreamcli. What they read is what the tables say, and no file is left unread.

mod android;
mod apple;
mod pictures;
mod programs;
mod texts;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use rebadge::plan::{Icon, Set, When, icons, sets};
use serde_json::Value;

use crate::project::{Project, root};

/// One set of one theme, as it was written.
struct Written {
    folder: PathBuf,
    /// Path → what its table says of it.
    files: BTreeMap<String, Icon>,
    /// Path → what Python read of it; null for kinds that it does not know.
    read: BTreeMap<String, Value>,
}

/// Path → the programs that read it.
type Readers = BTreeMap<String, BTreeSet<&'static str>>;

#[test]
fn orange() {
    check("orange", "orange", sets().collect());
}

/// A theme with an application id, a Chinese name and a logo with text, less the start-up images, which differ in size
/// only and take longest.
#[test]
fn dairy() {
    let sets = sets().filter(|set| set.name != "web-startup");
    check("dairy", "example.dairy.work", sets.collect());
}

/// Checks sets of a theme. `id` is what Linux knows the client by.
#[expect(clippy::print_stdout, reason = "how many files each read, for who asks by --nocapture")]
fn check(theme: &str, id: &str, sets: Vec<&'static Set>) {
    let project = Project::empty().copy(&root().join("themes"), "themes");
    let names: Vec<&str> = sets.iter().map(|set| set.name).collect();
    let line = format!("icons themes/{theme} --for {} --out icons -q", names.join(","));
    project.run(&line).status(0);
    let mut count: BTreeMap<&str, u32> = BTreeMap::new();
    for set in sets {
        for (path, readers) in check_set(&project, (theme, id), set) {
            assert!(!readers.is_empty(), "{theme}, {}: nothing reads `{path}`", set.name);
            readers.into_iter().for_each(|reader| *count.entry(reader).or_insert(0) += 1);
        }
    }
    let all = [
        "Pillow",
        "Python",
        "aapt2",
        "appstreamcli",
        "desktop-file-validate",
        "icns2png",
        "icotool",
        "librsvg",
    ];
    assert!(all.iter().all(|reader| count.contains_key(reader)), "{count:?}");
    println!("{theme}: {count:?}");
}

fn check_set(project: &Project, (theme, id): (&str, &str), set: &'static Set) -> Readers {
    let folder = format!("icons/{theme}/{}", set.name);
    let paths = project.files(&folder);
    let table: BTreeMap<String, Icon> =
        icons(set, id).into_iter().map(|icon| (icon.name.clone(), icon)).collect();
    let missing =
        table.values().filter(|icon| icon.when == When::Always && !paths.contains(&icon.name));
    let missing: Vec<&str> = missing.map(|icon| icon.name.as_str()).collect();
    assert!(missing.is_empty(), "{folder}: {missing:?} are missing");
    let of_table = |path: &String| match table.get(path) {
        Some(icon) => (path.clone(), icon.clone()),
        None => panic!("{folder}: `{path}` stands in no table"),
    };
    // Screenshots are the theme's own; the table knows what is drawn.
    let drawn = paths.iter().filter(|path| !path.starts_with("screenshots/"));
    let written = Written {
        folder: project.path(&folder),
        files: drawn.map(of_table).collect(),
        read: programs::python(&project.path(&folder), &paths),
    };
    let mut readers: Readers = paths.into_iter().map(|path| (path, BTreeSet::new())).collect();
    let read = [
        pictures::check(&written),
        pictures::check_screenshots(&written),
        texts::check(&written),
        android::check(&written),
        apple::check(&written),
    ];
    for (path, reader) in read.into_iter().flatten() {
        readers.get_mut(&path).expect("a file of the set").insert(reader);
    }
    readers
}

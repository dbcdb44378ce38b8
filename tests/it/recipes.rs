//! Recipes of real themes: what is told to be behind a file is behind it, equal keys are equal bytes, and other bytes have
//! another version.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use rebadge::base::{Base, Target};
use rebadge::client::{self, Client};
use rebadge::color::{Color, Role};
use rebadge::digest::sha256_of;
use rebadge::inherit::{Library, ThemeFile};
use rebadge::pattern::Pattern;
use rebadge::plan::{self, Job, Rendered, lower, plan_set, sets};
use rebadge::recipes::{Entry, Graph, Node, Recipe, Store};
use rebadge::render::{Effort, Templates};
use rebadge::theme::{self, Background, Theme};

use crate::project::{root, tests_folder};

fn load(name: &str, base: &Base) -> Theme {
    let themes = root().join("themes");
    let library = Library::of_brands(&themes);
    let theme = theme::load(&ThemeFile::at(&themes.join(name)), base, &library);
    theme.theme.expect("a sound theme")
}

/// What stands where there is no client.
struct Alone {
    base: Base,
    target: Target,
    templates: Arc<Templates>,
}

impl Alone {
    fn new() -> Alone {
        let (base, target) = (Base::none(), Target::none());
        let templates = Arc::new(client::templates(&target).unwrap());
        Alone { base, target, templates }
    }

    /// The graphs of all sets, by their names.
    fn graphs(&self, theme: &Theme) -> BTreeMap<&'static str, Graph> {
        let graph = |set: &'static plan::Set| {
            let plan = plan_set(theme, set).unwrap();
            let Alone { base, target, templates } = self;
            let effort = Effort::Default;
            let job = Job { theme, base, target, plan: &plan, templates, effort, seen: None };
            (set.name, lower(&job).unwrap().0)
        };
        sets().map(graph).collect()
    }
}

fn keys(entry: &Entry) -> BTreeSet<&str> {
    entry.about.reads.iter().map(|read| read.key.as_str()).collect()
}

/// Whether one of the keys that are told covers a key of the theme.
fn covers(entry: &Entry, key: &str) -> bool {
    let parts: Vec<&str> = key.split('.').collect();
    keys(entry).iter().any(|told| Pattern::parse(told).unwrap().matches(&parts))
}

type Edit = (&'static str, fn(&mut Theme));

/// A key of the theme, and another value of it.
const EDITS: &[Edit] = &[
    ("tenant.name", |theme| theme.tenant.name.value += " Two"),
    ("tenant.short-name", |theme| theme.tenant.short_name.value += "2"),
    ("tenant.description", |theme| theme.tenant.description.value += "."),
    ("tenant.id", |theme| theme.tenant.id.value += "2"),
    ("icon.padding", |theme| theme.icon.padding = 0.21),
    ("icon.background", |theme| {
        if let Background::Color { light, dark } = &mut theme.icon.background.value {
            (*light, *dark) = (Color::new(9, 8, 7), Color::new(7, 8, 9));
        }
    }),
    ("launch.background", |theme| theme.launch.background.value = Color::new(1, 2, 3)),
    ("launch.background-dark", |theme| theme.launch.background_dark.value = Color::new(1, 2, 3)),
    ("colors.light.link", |theme| theme.palettes.light.set(Role::Link, Color::new(1, 2, 3))),
    ("colors.dark.link", |theme| theme.palettes.dark.set(Role::Link, Color::new(1, 2, 3))),
    ("colors.light.primary", |theme| theme.palettes.light.set(Role::Primary, Color::new(1, 2, 3))),
    ("colors.dark.on-surface", |theme| {
        theme.palettes.dark.set(Role::OnSurface, Color::new(1, 2, 3))
    }),
    ("colors.light.surface", |theme| theme.palettes.light.set(Role::Surface, Color::new(1, 2, 3))),
];

#[test]
fn another_value_reaches_what_is_told_to_read_it_and_nothing_else() {
    let alone = Alone::new();
    let mut reached = BTreeSet::new();
    for name in ["orange", "dairy", "mono"] {
        let theme = load(name, &alone.base);
        let before = alone.graphs(&theme);
        for (key, edit) in EDITS {
            let mut other = theme.clone();
            edit(&mut other);
            for (set, graph) in alone.graphs(&other) {
                for (path, entry) in graph.entries() {
                    // A path may have the tenant's id in it.
                    let old = before[set].get(path);
                    if old.is_some_and(|old| old.key() != entry.node.key()) {
                        reached.insert(*key);
                        let told = keys(entry);
                        assert!(covers(entry, key), "{name} {set} {path}: {key} {told:?}");
                    }
                }
            }
        }
    }
    let all: BTreeSet<&str> = EDITS.iter().map(|(key, _)| *key).collect();
    assert_eq!(reached, all, "a value that reaches nothing tests nothing");
}

#[test]
fn a_text_reads_what_it_holds() {
    let alone = Alone::new();
    let graphs = alone.graphs(&load("orange", &alone.base));
    let text = |path: &str| {
        let mut entries = graphs["android"].entries().iter();
        entries.find(|(own, _)| own.as_str().ends_with(path)).expect("a text").1
    };
    let color = text("values/ic_launcher_background.xml");
    assert_eq!(keys(color), ["icon.background"].into());
    let Recipe::Text(recipe) = color.node.recipe() else { panic!("no text") };
    let context = serde_json::to_string(&recipe.context).unwrap();
    assert!(context.starts_with(r##"{"icon":{"light":{"hex":"#"##), "{context}");
    assert!(!context.contains("dark"), "{context}");
}

fn render(client: &Client, theme: &Theme, effort: Effort) -> Vec<Rendered> {
    let (base, store) = (&client.base, Store::new());
    let target = &base.targets[0];
    let plan = plan::plan(theme, base, target).unwrap();
    let templates = &client.templates[&target.name];
    let job = Job { theme, base, target, plan: &plan, templates, effort, seen: None };
    let mut all = vec![plan::render(&job, &store).unwrap()];
    let alone = Alone::new();
    for name in ["android", "macos", "linux", "windows"] {
        let plan = plan_set(theme, plan::set(name).unwrap()).unwrap();
        let (target, templates) = (&alone.target, &alone.templates);
        let job = Job { target, plan: &plan, templates, ..job };
        all.push(plan::render(&job, &store).unwrap());
    }
    all
}

/// The kinds of a node and of all that it is made of, with their versions.
fn versions(node: &Node, all: &mut BTreeSet<String>) {
    let kind = node.recipe().kind();
    if all.insert(format!("{}={}", kind.name, kind.version)) || !node.inputs().is_empty() {
        node.inputs().iter().for_each(|input| versions(input, all));
    }
}

/// A digest of all that each kind of file made, and the versions behind it; and keys that are equal are equal bytes.
fn made() -> BTreeMap<String, (String, String)> {
    let client = client::read(&root().join("base-client")).unwrap().unwrap();
    let (mut bytes, mut kinds) = (BTreeMap::new(), BTreeMap::new());
    for name in ["orange", "sheep"] {
        let theme = load(name, &client.base);
        for Rendered { graph, tree } in render(&client, &theme, Effort::Default) {
            for (path, entry) in graph.entries() {
                let own = &tree.own()[path].sha256;
                let key = entry.node.key().to_owned();
                let known = bytes.entry(key).or_insert_with(|| own.clone());
                assert_eq!(known, own, "{path}: two files with one key");
                let kind = kinds.entry(entry.node.recipe().kind().name.to_owned());
                let (all, digests) = kind.or_insert((BTreeSet::new(), Vec::new()));
                versions(&entry.node, all);
                digests.push(format!("{path} {own}"));
            }
        }
    }
    let line = |(name, (all, digests)): (String, (BTreeSet<String>, Vec<String>))| {
        let digests: Vec<&[u8]> = digests.iter().map(String::as_bytes).collect();
        let versions = all.into_iter().collect::<Vec<_>>().join(" ");
        (name, (versions, sha256_of(&digests)))
    };
    kinds.into_iter().map(line).collect()
}

/// Who changes the bytes that a kind makes raises its version in the table of kinds: keys are kept from one run to the
/// next. The themes, the base client and the tables of sets may change the bytes as well, for which no version is raised.
#[test]
fn other_bytes_are_another_version() {
    let made = made();
    let file = tests_folder().join("data/kinds.txt");
    let mut text = String::new();
    for (name, (versions, digest)) in &made {
        writeln!(text, "{name}\t{versions}\t{digest}").unwrap();
    }
    if std::env::var("SNAPSHOTS").is_ok_and(|value| value == "overwrite") {
        return fs::write(file, text).unwrap();
    }
    for line in read(&file).lines() {
        let [name, versions, digest] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let (now, found) = &made[name];
        assert!(
            found == digest || now != versions,
            "files of the kind `{name}` have other bytes: raise the version of it, or of the kind below it that is \
             another ({versions}), or bless it if a theme, the base client or a table of a set is another"
        );
    }
    assert_eq!(read(&file), text, "`SNAPSHOTS=overwrite` blesses it");
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_default()
}

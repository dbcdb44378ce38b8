//! Tests over all kinds, the graph and the store.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::kinds::art::{Art, At};
use super::kinds::compose::{Compose, Plate};
use super::kinds::container::{Container, Format, Frame};
use super::kinds::picture::With;
use super::kinds::{coding, compressed, copy, dark, drawable, drawing, inventory, linked, mark};
use super::kinds::{name, one_color, outline, path_data, picture, png, recolor, same, shortcut};
use super::kinds::{spliced, template, text, tinted};
use super::node::{canonical, key};
use super::run::problems;
use super::*;
use crate::render::Effort;
use crate::render::container::Encoding as Stored;
use crate::render::escape::Escape;
use crate::render::icon::IconLayers;
use crate::render::launch::HomeIcon;
use crate::render::layout::layout;
use crate::render::look::{self, Fit, Look, Mask, Shadow, Style};
use crate::render::plate::Gradient;
use crate::render::png::PixelFormat;
use rebadge_art::color::{Color, Palette};
use rebadge_art::vector::{DrawError, Fonts, Pixels, Vector};
use rebadge_core::diagnostic::Code;
use rebadge_core::fs::Mode;
use rebadge_core::output_path::OutputPath;
use rebadge_core::source::{Place, Source};
use rebadge_foreign::digests::{Algorithm, Encoding, Notation};
use rebadge_foreign::facts::Part;
use rebadge_foreign::path_data::PathBox;
use rebadge_foreign::siblings::Coding;
use rebadge_store::{Cache, Uses};

fn input(name: &str) -> Input {
    Input(name.to_owned())
}

fn image(name: &str) -> Node {
    Node::new(drawing::Drawing { image: input(name), colors: Colors::default() })
}

fn measured(name: &str) -> Node {
    Node::new(mark::Mark { of: image(name) })
}

fn colors(gray: u8) -> Colors {
    let svg = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path class='fill-primary' d='M0 0h8v8z'/></svg>";
    let vector = Vector::read(svg, &Fonts::none()).unwrap();
    Colors::of(&vector, &Palette::from_fn(|_| Color::new(gray, gray, gray)))
}

fn ink(gray: u8) -> Ink {
    Ink(Color::new(gray, gray, gray))
}

/// A look, and one that differs from it in each of its fields.
fn looks() -> Vec<Look> {
    let own = Look::PLATE;
    vec![
        own,
        Look { art: look::Art::Logo, ..own },
        own.in_style(Style::Dark),
        Look { ground: look::Ground::Black, ..own },
        Look { mask: Mask::Circle, ..own },
        Look { plate: 900, ..own },
        Look { fit: Fit::Safe(800), ..own },
        Look { shadow: Shadow::Soft, ..own },
    ]
}

fn layers() -> Vec<Layers> {
    let own = Layers { ground: Ground::Clear, mark: Some(measured("a")), padding: 0.1 };
    let gradient = Gradient { from: Color::BLACK, to: Color::WHITE, angle: 90.0 };
    vec![
        own.clone(),
        Layers { ground: Ground::Color(ink(1)), ..own.clone() },
        Layers { ground: Ground::Color(ink(2)), ..own.clone() },
        Layers { ground: Ground::Gradient(gradient), ..own.clone() },
        Layers { ground: Ground::Gradient(Gradient { angle: 91.0, ..gradient }), ..own.clone() },
        Layers {
            ground: Ground::Gradient(Gradient { from: Color::WHITE, ..gradient }),
            ..own.clone()
        },
        Layers { ground: Ground::Drawing(image("b")), ..own.clone() },
        Layers { mark: None, ..own.clone() },
        Layers { mark: Some(measured("b")), ..own.clone() },
        Layers { padding: 0.2, ..own },
    ]
}

fn effort(at: usize) -> Effort {
    [Effort::Default, Effort::Smallest][at]
}

/// Recipes of one kind: the first, and others that differ from it in one parameter each.
fn variants<T: Clone + Into<Recipe>>(own: T, changes: &[&dyn Fn(&mut T)]) -> Vec<Recipe> {
    let changed = changes.iter().map(|change| {
        let mut other = own.clone();
        change(&mut other);
        other.into()
    });
    [own.clone().into()].into_iter().chain(changed).collect()
}

fn texts() -> Vec<Vec<Recipe>> {
    let path = |text: &str| OutputPath::new(text).unwrap();
    let template =
        template::Template { path: path("a"), templates: input("t"), context: input("c") };
    let files = BTreeMap::from([("b".to_owned(), image("b"))]);
    vec![
        variants(copy::Copy { of: input("a") }, &[&|own| own.of = input("b")]),
        variants(
            template.clone(),
            &[
                &|own| own.path = OutputPath::new("b").unwrap(),
                &|own| own.templates = input("u"),
                &|own| own.context = input("d"),
            ],
        ),
        variants(
            inventory::Inventory { template, files, untouched: input("u"), common: Vec::new() },
            &[
                &|own| own.common = vec!["b".to_owned()],
                &|own| own.template.context = input("d"),
                &|own| own.untouched = input("v"),
                &|own| own.files = BTreeMap::from([("b".to_owned(), image("c"))]),
                &|own| own.files = BTreeMap::from([("c".to_owned(), image("b"))]),
            ],
        ),
        variants(
            text::Text {
                set: "web",
                engine: input("e"),
                template: "t",
                escape: Escape::Plain,
                context: json!({ "a": { "b": 1 } }).as_object().unwrap().clone(),
            },
            &[
                &|own| own.set = "linux",
                &|own| own.engine = input("f"),
                &|own| own.template = "u",
                &|own| own.escape = Escape::Html,
                &|own| own.context = json!({ "a": { "b": 2 } }).as_object().unwrap().clone(),
            ],
        ),
        variants(
            recolor::Recolor { image: input("a"), light: colors(1), dark: colors(2) },
            &[&|own| own.image = input("b"), &|own| own.light = colors(3), &|own| {
                own.dark = colors(3)
            }],
        ),
        variants(
            Compose {
                ground: Plate::Color(ink(1), ink(2)),
                image: input("a"),
                mark: measured("a"),
                light: colors(1),
                dark: colors(2),
                padding: 0.1,
                corner: 0.2,
            },
            &[
                &|own| own.ground = Plate::Color(ink(1), ink(3)),
                &|own| own.ground = Plate::Drawing(input("a")),
                &|own| own.image = input("b"),
                &|own| own.mark = measured("b"),
                &|own| own.light = colors(3),
                &|own| own.dark = colors(3),
                &|own| own.padding = 0.2,
                &|own| own.corner = 0.1,
            ],
        ),
    ]
}

fn drawn() -> Vec<Vec<Recipe>> {
    let look = Look::BARE;
    vec![
        variants(
            outline::Outline { mark: measured("a"), look, padding: 0.1 },
            &[&|own| own.mark = measured("b"), &|own| own.look = Look::PLATE, &|own| {
                own.padding = 0.2
            }],
        ),
        variants(
            drawable::Drawable { mark: measured("a"), look, side: 24, padding: 0.1 },
            &[
                &|own| own.mark = measured("b"),
                &|own| own.look = Look::PLATE,
                &|own| own.side = 108,
                &|own| own.padding = 0.2,
            ],
        ),
        variants(
            drawing::Drawing { image: input("a"), colors: colors(1) },
            &[&|own| own.image = input("b"), &|own| own.colors = colors(2)],
        ),
        variants(one_color::OneColor { of: image("a") }, &[&|own| own.of = image("b")]),
        variants(
            dark::Dark { mark: image("a"), logo: image("b") },
            &[&|own| own.mark = image("c"), &|own| own.logo = image("c")],
        ),
        variants(tinted::Tinted { of: image("a") }, &[&|own| own.of = image("b")]),
        variants(mark::Mark { of: image("a") }, &[&|own| own.of = image("b")]),
        variants(
            name::Name {
                text: "Acme".to_owned(),
                font: input("f"),
                family: "Sans".to_owned(),
                weight: 600,
                style: "normal",
                ink: ink(1),
            },
            &[
                &|own| own.text = "Bcme".to_owned(),
                &|own| own.font = input("g"),
                &|own| own.family = "Serif".to_owned(),
                &|own| own.weight = 700,
                &|own| own.style = "italic",
                &|own| own.ink = ink(2),
            ],
        ),
    ]
}

fn pictures() -> Vec<Vec<Recipe>> {
    let own = picture::Picture {
        width: 300,
        height: 200,
        look: looks()[0],
        layers: layers()[0].clone(),
        with: With::Nothing,
    };
    let mut all: Vec<Recipe> = variants(
        own.clone(),
        &[
            &|own| own.width = 301,
            &|own| own.height = 201,
            &|own| own.with = With::Name(measured("n")),
            &|own| own.with = With::Icon(Look::PLATE, layers()[0].clone()),
            &|own| own.with = With::Icon(Look::BARE, layers()[0].clone()),
            &|own| own.with = With::Icon(Look::PLATE, layers()[1].clone()),
        ],
    );
    all.extend(
        looks()[1..].iter().map(|look| picture::Picture { look: *look, ..own.clone() }.into()),
    );
    let of = |layers: &Layers| picture::Picture { layers: layers.clone(), ..own.clone() }.into();
    all.extend(layers()[1..].iter().map(of));
    let at = |width: u32| {
        let bare = IconLayers { background: None, mark: None, padding: 0.0 };
        let picture = look::Picture { width, height: 200, look: Look::OPAQUE };
        At::Mark(layout(bare, &picture).alone())
    };
    let whole = |width: u32| {
        let picture = look::Picture { width, height: 20, look: Look::LAUNCH };
        At::Icon(HomeIcon::on(&picture, None).unwrap())
    };
    let art = Art { look: Look::LAUNCH, layers: layers()[0].clone(), at: at(300) };
    let node = Node::new(own.clone());
    vec![
        all,
        variants(
            art.clone(),
            &[
                &|own| own.look = Look::PLATE,
                &|own| own.layers = layers()[1].clone(),
                &|own| own.at = whole(20),
                &|own| own.at = whole(10),
            ],
        ),
        variants(
            coding::Coding {
                art: Node::new(art),
                frame: [1, 2, 3, 4],
                is_whole: false,
                effort: effort(0),
            },
            &[
                &|own| own.art = image("a"),
                &|own| own.frame = [1, 2, 3, 5],
                &|own| own.is_whole = true,
                &|own| own.effort = effort(1),
            ],
        ),
        variants(
            png::Png { picture: node, pixels: PixelFormat::Any, effort: effort(0) },
            &[&|own| own.picture = image("a"), &|own| own.pixels = PixelFormat::Rgba, &|own| {
                own.effort = effort(1)
            }],
        ),
    ]
}

fn finished() -> Vec<Vec<Recipe>> {
    let table = |old: &str, new: &str| BTreeMap::from([(old.to_owned(), new.to_owned())]);
    let notation = |encoding| Notation { algorithm: Algorithm::Md5, encoding };
    let digest = |old: &str| linked::Digest {
        old: old.to_owned(),
        notation: notation(Encoding::Hex),
        of: image("a"),
        part: Part::Whole,
        beside: None,
    };
    let kept = |text: &str, beside: &str| linked::Kept {
        text: text.to_owned(),
        beside: beside.to_owned(),
    };
    let inline =
        |number| linked::Inline { old: "x".to_owned(), notation: notation(Encoding::Hex), number };
    let filled = |text: &str| spliced::Filling::Text(text.to_owned());
    let room = PathBox { left: 0, top: 0, width: 24_000, height: 24_000 };
    vec![
        variants(
            spliced::Spliced {
                of: input("a"),
                packed: None,
                splices: input("s"),
                values: vec![filled("v"), spliced::Filling::Made(image("a"))],
            },
            &[
                &|own| own.of = input("b"),
                &|own| own.packed = Some(Coding::Gzip),
                &|own| own.splices = input("t"),
                &|own| own.values[0] = filled("w"),
                &|own| own.values[1] = spliced::Filling::Made(image("b")),
            ],
        ),
        variants(
            path_data::PathData { mark: image("a"), room },
            &[
                &|own| own.mark = image("b"),
                &|own| own.room.left = 1,
                &|own| own.room.top = 1,
                &|own| own.room.width = 1,
                &|own| own.room.height = 1,
            ],
        ),
        variants(
            linked::Linked {
                of: image("a"),
                tokens: table("a", "b"),
                digests: vec![digest("x")],
                kept: vec![kept("x", "a")],
                inline: vec![inline(0)],
            },
            &[
                &|own| own.of = image("b"),
                &|own| own.tokens = table("a", "c"),
                &|own| own.tokens = table("b", "b"),
                &|own| own.digests[0] = digest("y"),
                &|own| own.digests[0].notation = notation(Encoding::Base64),
                &|own| own.digests[0].beside = Some("a".to_owned()),
                &|own| own.kept[0] = kept("y", "a"),
                &|own| own.kept[0] = kept("x", "b"),
                &|own| own.digests[0].of = image("b"),
                &|own| own.digests[0].part = Part::Inline(0),
                &|own| own.inline[0] = inline(1),
                &|own| own.inline[0].old = "y".to_owned(),
                &|own| own.inline[0].notation = notation(Encoding::Base64),
            ],
        ),
        variants(
            compressed::Compressed { of: image("a"), coding: Coding::Gzip },
            &[&|own| own.of = image("b"), &|own| own.coding = Coding::Brotli],
        ),
    ]
}

fn files() -> Vec<Vec<Recipe>> {
    let frame = Frame { side: 16, of: image("a"), member: None };
    vec![
        variants(
            same::Same { image: input("a"), effort: effort(0) },
            &[&|own| own.image = input("b"), &|own| own.effort = effort(1)],
        ),
        variants(
            shortcut::Shortcut {
                icon: image("a"),
                paint: None,
                on: ink(1),
                role: "primary",
                side: 96,
                effort: effort(0),
            },
            &[
                &|own| own.icon = image("b"),
                &|own| own.paint = Some(ink(1)),
                &|own| own.on = ink(2),
                &|own| own.role = "surface",
                &|own| own.side = 97,
                &|own| own.effort = effort(1),
            ],
        ),
        variants(
            Container { format: Format::Ico, frames: vec![frame] },
            &[
                &|own| own.format = Format::Icns,
                &|own| own.frames[0].side = 32,
                &|own| own.frames[0].of = image("b"),
                &|own| own.frames[0].member = Some(("is32", Stored::Rgb)),
                &|own| own.frames[0].member = Some(("is32", Stored::Mask)),
                &|own| own.frames.clear(),
            ],
        ),
    ]
}

/// Every kind, each with recipes that differ in one parameter from the first.
fn kinds() -> Vec<Vec<Recipe>> {
    [texts(), drawn(), pictures(), files(), finished()].concat()
}

#[test]
fn every_kind_is_in_the_table_once() {
    let names: BTreeSet<&str> = KINDS.iter().map(|kind| kind.name).collect();
    assert_eq!(names.len(), KINDS.len());
    let tested: BTreeSet<&str> = kinds().iter().map(|kind| kind[0].kind().name).collect();
    assert_eq!(names, tested, "a kind has no recipe in this test");
    for recipe in kinds().concat() {
        assert!(KINDS.contains(&recipe.kind()));
        assert!(!recipe.describe().is_empty(), "{recipe:?}");
    }
}

/// Every parameter is in the key, and so is the kind.
#[test]
fn another_parameter_is_another_key() {
    let all = kinds().concat();
    let keys: BTreeSet<String> =
        all.iter().map(|recipe| Node::new(recipe.clone()).key().to_owned()).collect();
    assert_eq!(keys.len(), all.len());
}

/// The list above forgets no parameter: each that is written differs somewhere from the first recipe of its kind.
#[test]
fn every_parameter_is_varied() {
    for kind in kinds() {
        let written: Vec<Json> = kind.iter().map(|own| json!(own)).collect();
        for (name, value) in written[0].as_object().expect("a record") {
            let varies = written[1..].iter().any(|other| other[name] != *value);
            assert!(varies, "`{name}` of {}", kind[0].kind().name);
        }
    }
}

/// The places of all leaves.
fn leaves(value: &Json, at: &str, all: &mut Vec<String>) {
    match value {
        Json::Object(map) => map.iter().for_each(|(name, value)| {
            leaves(value, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), all);
        }),
        Json::Array(list) => {
            list.iter().enumerate().for_each(|(n, value)| leaves(value, &format!("{at}/{n}"), all));
        }
        _ => all.push(at.to_owned()),
    }
}

#[test]
fn another_leaf_of_the_canonical_form_is_another_key() {
    for recipe in kinds().concat() {
        let (own, kind) = (canonical(&recipe), recipe.kind());
        let mut places = Vec::new();
        let value: Json = serde_json::from_str(&own).unwrap();
        leaves(&value, "", &mut places);
        assert!(!places.is_empty() || own.contains("[]"), "{own}");
        for place in places {
            let mut other = value.clone();
            *other.pointer_mut(&place).expect("a leaf") = json!("another");
            assert_ne!(key(kind, &own), key(kind, &other.to_string()), "{place} of {own}");
        }
        let next = Kind { version: kind.version + 1, ..kind };
        assert_ne!(key(kind, &own), key(next, &own));
        assert_ne!(key(kind, &own), key(Kind { name: "another", ..kind }, &own));
    }
}

#[test]
fn a_node_knows_what_it_is_made_of() {
    let node = Node::new(dark::Dark { mark: image("a"), logo: image("b") });
    assert_eq!(node.inputs(), [image("a"), image("b")]);
    assert_eq!(measured("a").inputs(), [image("a")]);
    assert!(image("a").inputs().is_empty());
}

fn entry(node: Node) -> Entry {
    let place = Place::file(&Source::new(Path::new("theme.toml"), String::new()));
    let (from, drawn) = (String::new(), "mark.svg".to_owned());
    let about = About { from, reads: Vec::new(), base_file: None, drawn, place };
    Entry { node, mode: Mode::Plain, about }
}

fn graph(files: &[(&str, Node)]) -> Result<Graph, Vec<Disorder>> {
    let file = |(path, node): &(&str, Node)| (OutputPath::new(path).unwrap(), entry(node.clone()));
    Graph::new(files.iter().map(file).collect(), &Arc::default())
}

#[test]
fn what_needs_a_later_stage_is_refused() {
    let template = template::Template {
        path: OutputPath::new("list").unwrap(),
        templates: input("t"),
        context: input("c"),
    };
    let files = BTreeMap::from([("a".to_owned(), image("a"))]);
    let (untouched, common) = (input("u"), Vec::new());
    let list = Node::new(inventory::Inventory { template, files, untouched, common });
    let icon = |of: Node| {
        let frames = vec![Frame { side: 16, of, member: None }];
        Node::new(Container { format: Format::Ico, frames })
    };
    assert!(graph(&[("list", list.clone()), ("icon", icon(image("a")))]).is_ok());
    // Directly, and deep below.
    for late in [icon(list.clone()), icon(Node::new(mark::Mark { of: list.clone() }))] {
        let found = graph(&[("list", list.clone()), ("icon", late)]).unwrap_err();
        let message = found.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(
            message,
            [
                "`icon` is made with the contents, and cannot be made of one of the inventories, which come later"
            ]
        );
    }
}

#[test]
fn equal_recipes_are_made_once() {
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path d='M0 0h8v8z'/></svg>";
    let mut inputs = Inputs::default();
    let vector = Vector::read(svg, &Fonts::none()).unwrap();
    inputs.add(input("a"), Material::Vector(Arc::new(vector)));
    let own = || {
        let (light, dark) = (Colors::default(), Colors::default());
        Node::new(recolor::Recolor { image: input("a"), light, dark })
    };
    let store = Store::new();
    let graph = graph(&[("a.svg", own()), ("b.svg", own())]).unwrap();
    for _ in 0..2 {
        let tree = run(&graph, Run { inputs: &inputs, store: &store }).unwrap();
        assert_eq!(tree.len(), 2);
        assert_eq!(store.counts().made, BTreeMap::from([("recolor".to_owned(), 1)]));
    }
}

/// What a graph names and its table does not have is said of the file, and nothing panics.
#[test]
fn a_missing_input_is_a_fault_of_its_file() {
    let graph = graph(&[("a.png", Node::new(same::Same { image: input("a"), effort: effort(0) }))]);
    let (graph, store) = (graph.unwrap(), Store::new());
    let found = run(&graph, Run { inputs: &Inputs::default(), store: &store }).unwrap_err();
    assert!(found[0].message.starts_with("`a.png` cannot be drawn from `mark.svg`: "), "{found:?}");
}

#[test]
fn what_is_not_drawn_is_named() {
    let error = DrawError("the renderer failed".to_owned());
    let path = OutputPath::new("icons/icon-192.png").unwrap();
    let found = problems(&entry(image("a")), &path, error.into());
    let expect = "`icons/icon-192.png` cannot be drawn from `mark.svg`: the renderer failed";
    assert_eq!((found[0].code, found[0].message.as_str()), (Code::SvgBroken, expect));
}

fn kept(store: &Store, name: &str, bytes: usize) {
    let node = Node::new(copy::Copy { of: input(name) });
    let made = store.get(&node, || Ok(Value::png(vec![0; bytes])));
    assert!(matches!(made, Ok(Value::Bytes(blob)) if blob.bytes.len() == bytes));
}

#[test]
fn a_known_key_is_made_once() {
    let store = Store::with_limit(100);
    (0..3).for_each(|_| kept(&store, "a", 7));
    let made = BTreeMap::from([("copy".to_owned(), 1)]);
    assert_eq!(store.counts(), Counts { kept: 1, bytes: 7, made, found: 0 });
    let key = Node::new(copy::Copy { of: input("a") }).key().to_owned();
    store.forget([&key, &"b".to_owned()].into_iter());
    assert_eq!((store.counts().kept, store.counts().bytes), (0, 0));
}

/// What files share goes sooner than files do.
#[test]
fn little_is_kept_of_what_files_share() {
    let store = Store::new();
    kept(&store, "a", 7);
    let art = |name: &str| Node::new(one_color::OneColor { of: image(name) });
    for name in ["a", "b", "c", "d"] {
        let pixels = Arc::new(Pixels::filled(1700, 1700, [0; 4]));
        store.get(&art(name), || Ok(Value::Art(pixels))).unwrap();
    }
    let is_known = |name: &str| store.known(art(name).key()).is_some();
    assert_eq!(["a", "b", "c", "d"].map(is_known), [false, false, true, true]);
    assert_eq!(store.counts().bytes, 7 + 2 * 1700 * 1700 * 4);
}

#[test]
fn the_oldest_goes_when_it_is_too_much() {
    let store = Store::with_limit(100);
    ["a", "b", "a", "c"].into_iter().for_each(|name| kept(&store, name, 40));
    let is_known =
        |name: &str| store.known(Node::new(copy::Copy { of: input(name) }).key()).is_some();
    assert_eq!(["a", "b", "c"].map(is_known), [true, false, true]);
    assert_eq!(store.counts().bytes, 80);
}

/// A store upon a cache on disk finds what another one made, without what that was made of.
#[test]
fn a_picture_on_disk_is_not_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let disk = || Arc::new(Cache::open(folder.path(), u64::MAX).unwrap());
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path d='M0 0h8v8z'/></svg>";
    let mut inputs = Inputs::default();
    let vector = Vector::read(svg, &Fonts::none()).unwrap();
    inputs.add(input("a"), Material::Vector(Arc::new(vector)));
    let layers = Layers { ground: Ground::Color(ink(1)), mark: None, padding: 0.1 };
    let (look, with) = (Look::PLATE, With::Nothing);
    let picture = Node::new(picture::Picture { width: 32, height: 32, look, layers, with });
    let drawn = Node::new(png::Png::new(picture.clone(), PixelFormat::Any, effort(0)));
    let (light, dark) = (Colors::default(), Colors::default());
    let recolored = Node::new(recolor::Recolor { image: input("a"), light, dark });
    let graph = graph(&[("a.png", drawn), ("a.svg", recolored)]).unwrap();
    let made = |disk: Arc<Cache>| {
        let store = Store::on_disk(Some(Arc::clone(&disk)));
        let outputs = run(&graph, Run { inputs: &inputs, store: &store }).unwrap();
        (outputs, store.counts(), store.known(picture.key()).is_some(), disk.uses())
    };
    let (cold, counts, is_drawn, uses) = made(disk());
    let both = BTreeMap::from([("raster".to_owned(), 1), ("recolor".to_owned(), 1)]);
    assert_eq!((counts.made, counts.found, is_drawn), (both, 0, true));
    assert_eq!(uses, Uses { found: 0, missing: 1, written: 1 });
    let (warm, counts, is_drawn, uses) = made(disk());
    let text = BTreeMap::from([("recolor".to_owned(), 1)]);
    assert_eq!((counts.made, counts.found, is_drawn), (text, 1, false));
    assert_eq!(uses, Uses { found: 1, missing: 0, written: 0 });
    assert_eq!(cold, warm);
}

/// What cannot be made is tried again by the next run.
#[test]
fn a_fault_is_not_kept_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let disk = Arc::new(Cache::open(folder.path(), u64::MAX).unwrap());
    let node = Node::new(same::Same { image: input("a"), effort: effort(0) });
    for _ in 0..2 {
        let store = Store::on_disk(Some(Arc::clone(&disk)));
        assert!(store.get(&node, || Err(Fault::Text("no".into()))).is_err());
    }
    assert_eq!(disk.uses(), Uses { found: 0, missing: 2, written: 0 });
}

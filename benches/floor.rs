//! How far the product is from the floor: the pictures of all sets drawn and encoded in a plain loop, without plans, shared
//! bytes and files, against `render` and the writing of the same sets. CPU time of one thread.
//!
//! `cargo bench --bench floor`.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use cpu_time::ProcessTime;
use rebadge::base::{Base, Target};
use rebadge::bundle::Sink;
use rebadge::client;
use rebadge::error::Error;
use rebadge::inherit::{self, Library};
use rebadge::plan::{Format, Icon, Job, Painter, Picture, Plan, plan_set, render, sets};
use rebadge::recipes::Store;
use rebadge::render::{Effort, png};
use rebadge::theme::{self, Theme};

/// The themes of one level, each with a brand of its own.
const SIX: [&str; 6] = ["blue", "dairy", "mono", "orange", "pink", "sheep"];

fn main() -> Result<(), Error> {
    let mut out = std::io::stdout();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // One thread, so that waiting is not counted.
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("no pool has been made");
    let (base, target) = (Base::none(), Target::none());
    let templates = Arc::new(client::templates(&target).expect("there are none"));
    let library = Library::of_brands(&root.join("themes"));
    let folder = tempfile::tempdir().expect("a folder for the sets");
    writeln!(
        out,
        "{:8} {:>9} {:>9} {:>10} {:>10} {:>6}",
        "theme", "pictures", "kB", "floor ms", "render ms", "ratio"
    )
    .expect("a terminal");
    for name in SIX {
        let found = inherit::find(&[root.join("themes").join(name)], &root.join("themes"))?;
        let theme = theme::load(&found[0], &base, &library).theme.expect("the theme is sound");
        let plans: Vec<Plan> =
            sets().map(|set| plan_set(&theme, set).expect("a sound table")).collect();
        let pictures: BTreeSet<Picture> = plans.iter().flat_map(pictures).collect();
        let (floor, bytes) = best(|| floor(&theme, &pictures));
        let (product, _) = best(|| {
            let store = Store::new();
            for plan in &plans {
                let job = Job {
                    theme: &theme,
                    base: &base,
                    target: &target,
                    plan,
                    templates: &templates,
                    effort: Effort::Default,
                    seen: None,
                };
                let tree = render(&job, &store).expect("the theme renders").tree;
                let sink = Sink::folder(folder.path());
                sink.put_folder(&format!("{name}/{}", plan.target), &tree).expect("a set");
            }
            0
        });
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        writeln!(
            out,
            "{name:8} {:9} {:9} {:10.0} {:10.0} {:6.2}",
            pictures.len(),
            bytes / 1000,
            ms(floor),
            ms(product),
            ms(product) / ms(floor)
        )
        .expect("a terminal");
    }
    Ok(())
}

/// Every picture that a plan has as a file or in one.
fn pictures(plan: &Plan) -> Vec<Picture> {
    let of = |icon: &Icon| {
        let square = |side: u32| Picture::square(icon.look, side);
        match icon.format {
            Format::Png => icon.picture().into_iter().collect(),
            Format::Ico(frames) => frames.sides.iter().copied().map(square).collect(),
            Format::Icns(members) => members.iter().map(|member| square(member.side)).collect(),
            _ => Vec::new(),
        }
    };
    plan.names.icons.iter().flat_map(|(_, icon)| of(icon)).collect()
}

/// Draws and encodes, and gives how many bytes came of it.
fn floor(theme: &Theme, pictures: &BTreeSet<Picture>) -> usize {
    let (base, store) = (Base::none(), Store::new());
    let painter = Painter::new(theme, &base, &store);
    let one = |picture: &Picture| {
        let framed = painter.run().framed(&painter.picture(picture)).expect("the picture draws");
        png::encode_framed(&framed, Effort::Default).expect("a PNG").len()
    };
    pictures.iter().map(one).sum()
}

/// The least time of three, with what came of it.
fn best(work: impl Fn() -> usize) -> (Duration, usize) {
    let timed = || {
        let start = ProcessTime::now();
        let made = work();
        (start.elapsed(), made)
    };
    (0..3).map(|_| timed()).min().expect("three times")
}

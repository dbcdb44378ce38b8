//! Wall and CPU time of each stage: one theme cold, then the six.
//!
//! `cargo bench --bench stages`. One thread, so that a thread's CPU time is the stage's. Absolute times depend on the
//! machine; what the table is for are the shares.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cpu_time::ThreadTime;
use rebadge::base::{self, Base};
use rebadge::bundle::{Durability, FileTime, Sink, ZIP};
use rebadge::client;
use rebadge::inherit::{self, Library};
use rebadge::package::{self, Common, Packing};
use rebadge::plan::{Job, Plan, lower, plan, render};
use rebadge::recipes::{Node, Recipe, Run as With, Source, Store, make};
use rebadge::render::framed::Framed;
use rebadge::render::{Effort, Templates, png};
use rebadge::theme::{self, Theme};
use rebadge::{checks, error::Error};

/// What one stage took.
#[derive(Clone, Copy, Default)]
struct Spent {
    wall: Duration,
    cpu: Duration,
}

/// The stages, in the order of the line.
const STAGES: [&str; 9] =
    ["load", "check", "plan", "lower", "vector", "encode", "template", "other", "zip"];

#[derive(Default)]
struct Table([Spent; STAGES.len()]);

impl Table {
    fn time<T>(&mut self, stage: &str, work: impl FnOnce() -> T) -> T {
        let (wall, cpu) = (Instant::now(), ThreadTime::now());
        let result = work();
        let at = STAGES.iter().position(|name| *name == stage).expect("a stage of the table");
        self.0[at].wall += wall.elapsed();
        self.0[at].cpu += cpu.elapsed();
        result
    }

    fn print(&self, title: &str, out: &mut impl Write) -> std::io::Result<()> {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        let total: f64 = self.0.iter().map(|spent| ms(spent.cpu)).sum();
        writeln!(out, "\n{title}\n{:10} {:>9} {:>9} {:>6}", "stage", "wall ms", "cpu ms", "share")?;
        for (name, spent) in STAGES.iter().zip(&self.0) {
            let (wall, cpu) = (ms(spent.wall), ms(spent.cpu));
            writeln!(out, "{name:10} {wall:9.1} {cpu:9.1} {:5.1}%", cpu / total * 100.0)?;
        }
        let wall: f64 = self.0.iter().map(|spent| ms(spent.wall)).sum();
        let making: f64 = ["vector", "encode", "zip"]
            .iter()
            .filter_map(|name| STAGES.iter().position(|stage| stage == name))
            .map(|at| ms(self.0[at].cpu))
            .sum();
        writeln!(out, "{:10} {wall:9.1} {total:9.1}", "all")?;
        writeln!(out, "drawing, encoding and compressing: {:.1}%", making / total * 100.0)
    }
}

/// The themes of one level, each with a brand of its own; those that stand on others would only repeat them.
const SIX: [&str; 6] = ["blue", "dairy", "mono", "orange", "pink", "sheep"];

struct Run {
    base: Base,
    templates: Arc<Templates>,
    common: Common,
    sink: Sink,
    time: FileTime,
}

fn main() -> Result<(), Error> {
    let mut out = std::io::stdout();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (wall, cpu) = (Instant::now(), ThreadTime::now());
    let base = base::scan(&root.join("base-client"))?.expect("the base client is sound");
    let target = &base.targets[0];
    let templates = Arc::new(client::templates(target).expect("the templates are sound"));
    let time = FileTime::new(None)?;
    let folder = tempfile::tempdir().expect("a folder for packages");
    let sink = Sink::folder(folder.path());
    let common = Common::new(&base, target, &packing(&sink, time), None)?;
    writeln!(
        out,
        "base client, once per run: {:.1?} wall, {:.1?} cpu",
        wall.elapsed(),
        cpu.elapsed()
    )?;
    let run = Run { base, templates, common, sink, time };
    for effort in [Effort::Default, Effort::Smallest] {
        for names in [&["orange"][..], &SIX] {
            let themes: Vec<_> = names.iter().map(|name| root.join("themes").join(name)).collect();
            let mut table = Table::default();
            let found = inherit::find(&themes, &root.join("themes"))?;
            let mut bytes = 0;
            for theme in &found {
                bytes += run.tenant(theme, effort, &mut table)?;
            }
            let title =
                format!("{} theme(s), {} effort, {} kB", found.len(), effort.name(), bytes / 1000);
            table.print(&title, &mut out)?;
        }
    }
    Ok(())
}

fn packing(sink: &Sink, time: FileTime) -> Packing<'_> {
    Packing { sink, container: &ZIP, time, durability: Durability::Process }
}

impl Run {
    /// Builds one tenant, stage by stage; gives the size of its package.
    fn tenant(
        &self,
        file: &inherit::ThemeFile,
        effort: Effort,
        table: &mut Table,
    ) -> Result<u64, Error> {
        let target = &self.base.targets[0];
        let theme = table
            .time("load", || theme::load(file, &self.base, &Library::new("themes".as_ref())))
            .theme
            .expect("the theme is sound");
        let problems =
            table.time("check", || checks::of_theme(&theme, theme::Gaps::default(), &self.base));
        assert!(problems.is_empty(), "{problems:?}");
        let plan =
            table.time("plan", || plan(&theme, &self.base, target)).expect("the plan is sound");
        let job = self.job(&theme, &plan, effort);
        self.stages(&job, table);
        let rendered = render(&job, &Store::new()).expect("the theme renders");
        let packing = packing(&self.sink, self.time);
        let expected = self.common.expected(&job, &rendered.graph, &packing);
        let write = || package::write(&job, &rendered, &self.common, &packing, expected);
        Ok(table.time("zip", write)?.size)
    }

    fn job<'a>(&'a self, theme: &'a Theme, plan: &'a Plan, effort: Effort) -> Job<'a> {
        let target = &self.base.targets[0];
        Job {
            theme,
            base: &self.base,
            target,
            plan,
            templates: &self.templates,
            effort,
            seen: None,
        }
    }

    /// The files of a plan with drawing and encoding apart.
    fn stages(&self, job: &Job<'_>, table: &mut Table) {
        let (graph, inputs) = table.time("lower", || lower(job)).expect("the plan is in order");
        let store = Store::new();
        let with = With { inputs: &inputs, store: &store };
        let draw = |table: &mut Table, picture: &Node| -> Framed {
            table.time("vector", || with.framed(picture)).expect("the icon draws")
        };
        for (path, entry) in graph.entries() {
            let stage = match entry.node.recipe() {
                Recipe::Png(own) => {
                    let framed = draw(table, &own.picture);
                    table
                        .time("encode", || png::encode_framed(&framed, job.effort))
                        .expect("a PNG");
                    continue;
                }
                Recipe::Container(_) => "encode",
                Recipe::Inventory(_) => continue,
                Recipe::Template(_) => "template",
                _ => "other",
            };
            table.time(stage, || make(Source::Made(entry), path, with)).expect("a file");
        }
    }
}

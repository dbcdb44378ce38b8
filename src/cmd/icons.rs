//! `icons`: the sets of platforms and projects, without a base client.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;
use serde_json::json;

use super::End;
use super::cached::Cached;
use super::choice::{self, Abstract, Chosen, Scope};
use super::claim::{Patience, claim};
use super::inputs::{self, effort};
use super::outcomes::{self, Artifact, Settings, Telling, Verb};
use crate::base::Base;
use crate::batch::{self, Work};
use crate::bundle::{Sink, Tree};
use crate::cli;
use crate::diagnostic::{Diagnostic, Level};
use crate::error::Error;
use crate::fs;
use crate::inherit::{Library, ThemeFile};
use crate::package;
use crate::plan::{self, Painter, Plan, Set, sets};
use crate::prepare::{Between, Ready, Run, Wanted};
use crate::recipes::Store;
use crate::render::{Effort, Templates};
use crate::report::Report;
use crate::sheet;
use crate::theme::Theme;
use crate::vector::DrawError;

/// The requested sets, and what replaces the client that a build has.
struct Studio {
    base: Base,
    templates: BTreeMap<String, Arc<Templates>>,
    sets: Vec<&'static Set>,
    library: Library,
    effort: Effort,
    cached: Cached,
    with_sheet: bool,
    /// The mildest level of a diagnostic that fails its tenant.
    fails_at: Level,
}

/// A set that was drawn.
struct Drawn {
    set: &'static Set,
    plan: Plan,
    tree: Tree,
}

/// A set that was written.
struct Written {
    set: &'static str,
    path: PathBuf,
    files: usize,
    size: u64,
}

pub(super) fn run(options: &cli::Icons, report: &Report) -> Result<End, Error> {
    let settings = Settings::new(&options.course, Some(&options.out));
    let studio = Studio::new(options, settings.fails_at, report)?;
    let scope = Scope {
        paths: &options.paths,
        themes: &options.themes,
        base: None,
        choice: &options.choice,
        templates: Abstract::LeaveOut,
    };
    let found = choice::themes(&scope, &studio.library);
    if found.is_err() {
        settings.renounce(Verb::Icons)?;
    }
    let Chosen { mut themes, fleet } = found?;
    let _claim = claim(&options.out, Patience::new(options.wait), report)?;
    if options.course.failed {
        settings.keep_failed(&mut themes, &studio.library)?;
    }
    settings.begin(Verb::Icons, &outcomes::untried(&themes, &studio.library))?;
    let between = inputs::between((&themes, &fleet), &studio.base, &studio.library);
    let telling = Telling::new(report, Verb::Icons, settings, themes.len());
    let jobs = usize::from(options.jobs);
    let outcomes = batch::run(
        &themes,
        &studio.library,
        jobs,
        |theme, known| studio.work(theme, known, &options.out, &between),
        |outcome| {
            telling.tell(outcome, |tenant, sets: &Vec<Written>| {
                sets.iter().map(|set| artifact(tenant, set)).collect()
            })
        },
    );
    telling.finish_progress();
    studio.cached.finish(report)?;
    telling.end(&outcomes, &between.diagnostics())
}

impl Studio {
    fn new(options: &cli::Icons, fails_at: Level, report: &Report) -> Result<Studio, Error> {
        let is_asked = |name: &str| options.sets.iter().any(|asked| asked == name);
        Ok(Studio {
            base: Base::none(),
            templates: BTreeMap::new(),
            sets: sets().filter(|set| is_asked(set.name) || is_asked("all")).collect(),
            library: Library::of_brands(&options.themes),
            effort: effort(&options.images),
            cached: Cached::open(&options.caching, report)?,
            with_sheet: options.sheet,
            fails_at,
        })
    }

    fn run<'a>(&'a self, store: &'a Store) -> Run<'a> {
        let run = Run::new(&self.base, &self.templates, &self.library, store);
        Run { wanted: Wanted::Sets(&self.sets), effort: self.effort, ..run }
    }

    fn work(
        &self,
        theme: &ThemeFile,
        known: Vec<Diagnostic>,
        out: &Path,
        between: &Between,
    ) -> Work<Vec<Written>> {
        // Many pictures are in several sets.
        let store = self.cached.store();
        let run = self.run(&store);
        let (ready, mut diagnostics) = match inputs::ready(&run, theme, known, self.fails_at) {
            Ok(ready) if !between.fails(theme) => ready,
            Ok((_, diagnostics)) => return Work::failed(diagnostics),
            Err(diagnostics) => return inputs::failed(diagnostics),
        };
        match self.draw(&run, ready) {
            Ok((theme, drawn)) => {
                let result = write(&theme, &drawn, &Sink::folder(out)).and_then(|written| {
                    let painter = Painter::new(&theme, &self.base, &store);
                    self.sheet(&theme, &drawn, (&painter, out))?;
                    Ok(written)
                });
                Work { diagnostics, result: Some(result) }
            }
            Err(problems) => {
                diagnostics.extend(problems);
                Work::failed(diagnostics)
            }
        }
    }

    /// Draws every set of a theme.
    fn draw(&self, run: &Run<'_>, ready: Ready) -> Result<(Theme, Vec<Drawn>), Vec<Diagnostic>> {
        let Ready { theme, plans, .. } = ready;
        let draw = |(set, plan): (&&'static Set, Plan)| {
            let tree = plan::render(&run.job(&theme, &plan), run.store)?.tree;
            Ok(Drawn { set, plan, tree })
        };
        let drawn = self.sets.iter().zip(plans).map(draw).collect::<Result<_, Vec<_>>>()?;
        Ok((theme, drawn))
    }

    /// Writes the contact sheet, if it is asked for.
    fn sheet(
        &self,
        theme: &Theme,
        drawn: &[Drawn],
        (painter, out): (&Painter<'_>, &Path),
    ) -> Result<(), Error> {
        if !self.with_sheet {
            return Ok(());
        }
        let section = |one: &Drawn| sheet::section(one.set, &one.plan, &one.tree, painter);
        let folder = out.join(&theme.tenant.id.value);
        let page = folder.join("sheet.html");
        let failed = |error: DrawError| Error::write(&page)(io::Error::other(error.0));
        let sections = drawn.iter().map(section).collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let text = sheet::page(&theme.tenant.name.value, &sections);
        // A picture of all sets would be larger than viewers open well.
        let picture = |one: &sheet::Section| {
            let bytes = sheet::picture_file(&theme.tenant.id.value, std::slice::from_ref(one))?;
            let name = match sections.len() {
                1 => "sheet.png".to_owned(),
                _ => format!("sheet-{}.png", one.name),
            };
            Ok((folder.join(name), bytes))
        };
        let pictures: Result<Vec<_>, _> = sections.par_iter().map(picture).collect();
        let pictures = pictures.map_err(failed)?;
        let mut files = vec![(page.as_path(), text.as_bytes())];
        files.extend(pictures.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())));
        fs::write(&files)
    }
}

fn write(theme: &Theme, drawn: &[Drawn], sink: &Sink) -> Result<Vec<Written>, Error> {
    let write = |one: &Drawn| {
        let name = format!("{}/{}", theme.tenant.id.value, one.set.name);
        sink.put_folder(&name, &one.tree)?;
        let (files, size) = (one.tree.len(), one.tree.size());
        Ok(Written { set: one.set.name, path: sink.place(&name), files, size })
    };
    drawn.iter().map(write).collect()
}

fn artifact(tenant: &str, set: &Written) -> Artifact {
    let path = set.path.display();
    let event = json!({
        "reason": "icons",
        "format_version": 1,
        "tenant": tenant,
        "set": set.set,
        "path": path.to_string(),
        "files": set.files,
        "size": set.size,
    });
    let line = format!("{path}  {} files, {}", set.files, package::size(set.size));
    Artifact { lines: vec![line], event }
}

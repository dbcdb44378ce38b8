//! `icons`: the sets of platforms and projects, without a base client.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::End;
use super::inputs::no_package;
use super::outcomes::{self, Verb};
use crate::base::{Base, Target};
use crate::batch::{self, Work};
use crate::check;
use crate::cli;
use crate::diagnostic::{Diagnostic, any_error};
use crate::error::Error;
use crate::fs;
use crate::inherit::{self, Library, ThemeFile};
use crate::package;
use crate::plan::{self, Plan, SETS, Set};
use crate::render::{Effort, Job, Outputs, Templates, render};
use crate::report::Report;
use crate::theme::{self, Theme};

/// The sets that are asked for, and what stands where a build has a client.
struct Studio {
    base: Base,
    target: Target,
    templates: Templates,
    sets: Vec<&'static Set>,
    library: Library,
    effort: Effort,
}

/// A set that was written.
struct Written {
    set: &'static str,
    path: PathBuf,
    files: usize,
    size: u64,
}

pub(super) fn run(options: &cli::Icons, report: &Report) -> Result<End, Error> {
    let mut themes = inherit::find(&options.paths, &options.themes)?;
    let studio = Studio::new(options);
    if options.paths.is_empty() {
        themes.retain(|theme| !studio.library.document(theme).is_ok_and(|own| own.is_abstract));
    }
    let _claim = fs::claim(&options.out)?;
    let progress = report.progress(themes.len());
    let jobs = usize::from(options.jobs);
    let outcomes = batch::run(
        &themes,
        &studio.library,
        jobs,
        |theme, known| studio.work(theme, known, &options.out),
        |id| progress.step(id),
    );
    progress.finish();
    outcomes::tell(report, Verb::Icons, &outcomes, |tenant, sets: &Vec<Written>| {
        sets.iter().try_for_each(|set| tell(report, tenant, set))
    })
}

impl Studio {
    fn new(options: &cli::Icons) -> Studio {
        let is_asked = |name: &str| options.sets.iter().any(|asked| asked == name);
        let target = Target::none();
        let templates = Templates::new(&target).unwrap_or_else(|_| unreachable!("it has none"));
        Studio {
            base: Base::none(),
            sets: SETS.iter().filter(|set| is_asked(set.name) || is_asked("all")).collect(),
            library: Library::of_brands(&options.themes),
            effort: if options.optimize { Effort::Smallest } else { Effort::Default },
            target,
            templates,
        }
    }

    fn work(&self, location: &ThemeFile, known: Vec<Diagnostic>, out: &Path) -> Work<Vec<Written>> {
        let loaded = theme::load(location, &self.base, &self.library);
        let mut diagnostics = known;
        diagnostics.extend(loaded.diagnostics);
        let Some(theme) = loaded.theme else {
            return Work::failed(diagnostics);
        };
        diagnostics.extend(check::check(&theme, loaded.gaps, &self.base));
        diagnostics.extend(loaded.own.filter(|own| own.is_abstract).map(|own| no_package(&own)));
        if any_error(&diagnostics) {
            return Work::failed(diagnostics);
        }
        match self.draw(&theme) {
            Ok(drawn) => Work { diagnostics, result: Some(write(&theme, &drawn, out)) },
            Err(problems) => {
                diagnostics.extend(problems);
                Work::failed(diagnostics)
            }
        }
    }

    fn draw(&self, theme: &Theme) -> Result<BTreeMap<&'static str, Outputs>, Vec<Diagnostic>> {
        let mut drawn = BTreeMap::new();
        for set in &self.sets {
            let plan = plan::plan_set(theme, set)?;
            drawn.insert(set.name, render(&self.job(theme, &plan))?);
        }
        Ok(drawn)
    }

    fn job<'a>(&'a self, theme: &'a Theme, plan: &'a Plan) -> Job<'a> {
        Job {
            theme,
            base: &self.base,
            target: &self.target,
            plan,
            templates: &self.templates,
            effort: self.effort,
        }
    }
}

fn write(
    theme: &Theme,
    drawn: &BTreeMap<&'static str, Outputs>,
    out: &Path,
) -> Result<Vec<Written>, Error> {
    let folder = out.join(&theme.tenant.id.value);
    fs::make_folder(&folder)?;
    let write = |(set, outputs): (&&'static str, &Outputs)| {
        let path = folder.join(set);
        fs::write_folder(&path, |part| package::write_files(part, outputs))?;
        let size = outputs.files.values().map(|file| file.bytes().len() as u64).sum();
        Ok(Written { set, path, files: outputs.files.len(), size })
    };
    drawn.iter().map(write).collect()
}

fn tell(report: &Report, tenant: &str, set: &Written) -> Result<(), Error> {
    let path = set.path.display();
    report.line(&format!("{path}  {} files, {}", set.files, package::size(set.size)))?;
    report.json(&json!({
        "reason": "icons",
        "format_version": 1,
        "tenant": tenant,
        "set": set.set,
        "path": path.to_string(),
        "files": set.files,
        "size": set.size,
    }))
}

//! From a theme's file to what every verb works on: the theme, read and checked, with its plans and all that is wrong with
//! it. There is one way there, so that all verbs say the same of a theme.

mod fleet;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use crate::checks::{self, Pictures, Weighed};
use crate::client;
use crate::plan::{self, Job, Painter, Plan, Seen, Set};
use rebadge_core::diagnostic::{Code, Diagnostic, Level};
use rebadge_core::source::Place;
use rebadge_render::recipes::Store;
use rebadge_render::render::{Effort, Templates};
use rebadge_theme::base::{Base, Target};
use rebadge_theme::inherit::{Document, Library, ThemeFile};
use rebadge_theme::secret;
use rebadge_theme::theme::{self, Gaps, Theme};

pub use fleet::{Between, between, tenants};

/// All that themes are prepared with, and how far.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The base client.
    pub base: &'a Base,
    /// Target → its templates.
    pub templates: &'a BTreeMap<String, Arc<Templates>>,
    /// What was read of themes already.
    pub library: &'a Library,
    /// What is planned.
    pub wanted: Wanted<'a>,
    /// What becomes of a template for other themes.
    pub abstracts: Abstracts,
    /// Which errors keep a theme from being made.
    pub gate: Gate,
    /// How far it is checked.
    pub depth: Depth,
    /// How images are compressed.
    pub effort: Effort,
    /// What was drawn already.
    pub store: &'a Store,
}

/// What is planned of a theme.
#[derive(Clone, Copy, Debug)]
pub enum Wanted<'a> {
    /// A package for each target of the base client.
    Targets,
    /// Sets of icons, without a client.
    Sets(&'a [&'static Set]),
}

/// What becomes of a template for other themes. None has plans.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Abstracts {
    /// It is checked as far as it goes.
    Checked,
    /// That it builds no package is an error.
    Refused,
}

/// Which errors keep a theme from being made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// All.
    Every,
    /// All but those of contrast: a color whose contrast is too low can be shown.
    AllButContrast,
}

impl Gate {
    /// Whether a problem is such an error.
    pub fn stops(self, problem: &Diagnostic) -> bool {
        let is_of_contrast = matches!(
            problem.code,
            Code::Contrast
                | Code::IconContrast
                | Code::LogoContrast
                | Code::LaunchContrast
                | Code::MenuIconContrast
        );
        problem.code.level() == Level::Error && !(is_of_contrast && self == Gate::AllButContrast)
    }
}

/// How far a theme is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// What the theme and its plans show.
    Plans,
    /// Also what its texts show.
    Texts,
    /// Also what its pictures show. No file is made whole where less of it leaves no doubt.
    Samples,
    /// The same where all files will be made: those that a check looks at are kept in the store.
    Outputs,
}

/// A theme that was prepared.
#[derive(Debug)]
pub struct Prepared {
    /// Its own file, unless that cannot be read.
    pub own: Option<Arc<Document>>,
    /// The theme, unless a file of it cannot be read. With errors among the diagnostics it is only good for checks.
    pub theme: Option<Theme>,
    /// What of the theme is only a placeholder.
    pub gaps: Gaps,
    /// A plan for each target or set, but for those with errors; none of a template for other themes.
    pub plans: Vec<Plan>,
    /// Target → what its templates see, as far as somebody has looked.
    seen: BTreeMap<String, Seen>,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// A theme from which files can be made.
#[derive(Debug)]
pub struct Ready {
    /// The theme.
    pub theme: Theme,
    /// A plan for each target or set; none of a template for other themes.
    pub plans: Vec<Plan>,
    /// Target → what its templates see, as far as somebody has looked.
    seen: BTreeMap<String, Seen>,
}

impl Prepared {
    /// The theme from which files can be made, with the warnings.
    ///
    /// # Errors
    /// Everything that is wrong, if there is an error.
    pub fn ready(self, gate: Gate) -> Result<(Ready, Vec<Diagnostic>), Vec<Diagnostic>> {
        let is_stopped = self.is_stopped(gate);
        match self.theme {
            Some(theme) if !is_stopped => {
                Ok((Ready { theme, plans: self.plans, seen: self.seen }, self.diagnostics))
            }
            _ => Err(self.diagnostics),
        }
    }

    /// Whether it is a template for other themes.
    pub fn is_abstract(&self) -> bool {
        self.own.as_ref().is_some_and(|own| own.is_abstract)
    }

    fn plan(&mut self, run: &Run<'_>, theme: &Theme) {
        let made: Vec<Result<Plan, Vec<Diagnostic>>> = match run.wanted {
            Wanted::Targets => {
                let targets = run.base.targets.iter();
                targets.map(|target| plan::plan(theme, run.base, target)).collect()
            }
            Wanted::Sets(sets) => sets.iter().map(|set| plan::plan_set(theme, set)).collect(),
        };
        for made in made {
            match made {
                Ok(plan) => self.plans.push(plan),
                Err(problems) => self.diagnostics.extend(problems),
            }
        }
    }

    fn is_stopped(&self, gate: Gate) -> bool {
        self.diagnostics.iter().any(|problem| gate.stops(problem))
    }
}

/// Reads, plans and checks a theme of which `known` is wrong already. What needs a theme without errors is not checked where
/// there is one.
pub fn prepare(run: &Run<'_>, location: &ThemeFile, known: Vec<Diagnostic>) -> Prepared {
    let loaded = theme::load(location, run.base, run.library);
    let (own, gaps) = (loaded.own, loaded.gaps);
    let mut prepared = Prepared {
        own,
        theme: None,
        gaps,
        plans: Vec::new(),
        seen: BTreeMap::new(),
        diagnostics: [known, loaded.diagnostics].concat(),
    };
    let Some(theme) = loaded.theme else { return prepared };
    let found = checks::of_theme(&theme, gaps, run.base);
    prepared.diagnostics.extend(found);
    match prepared.own.as_ref().filter(|own| own.is_abstract) {
        Some(own) => {
            let refused = (run.abstracts == Abstracts::Refused).then(|| no_package(own));
            prepared.diagnostics.extend(refused);
        }
        None => prepared.plan(run, &theme),
    }
    let plans: Vec<&Plan> = prepared.plans.iter().collect();
    let found = checks::of_plans(&theme, gaps, &plans);
    prepared.diagnostics.extend(found);
    if run.depth != Depth::Plans && !prepared.is_stopped(run.gate) {
        let (found, seen) = of_outputs(run, &theme, &plans);
        prepared.diagnostics.extend(found);
        prepared.seen = seen;
    }
    secret::hush(&mut prepared.diagnostics);
    prepared.theme = Some(theme);
    prepared
}

/// What to say who asks for a package of a template.
pub fn no_package(own: &Document) -> Diagnostic {
    let place = own.table.get("abstract").map(|entry| entry.key_place.clone());
    let place = place.unwrap_or_else(|| Place::file(&own.source));
    let message = format!("`{}` is a template for other themes, it builds no package", own.name());
    Diagnostic::at(Code::Abstract, &place, message).help("build a theme that extends it")
}

/// What is wrong with the texts and pictures of some plans, and what the templates of each saw.
fn of_outputs(
    run: &Run<'_>,
    theme: &Theme,
    plans: &[&Plan],
) -> (Vec<Diagnostic>, BTreeMap<String, Seen>) {
    let (mut found, mut all) = (Vec::new(), BTreeMap::new());
    if plans.is_empty() {
        return (found, all);
    }
    // Where no package is made, texts are only looked at.
    let unmade = Store::new();
    let texts = if run.depth == Depth::Outputs { run.store } else { &unmade };
    let jobs = plans.iter().map(|plan| run.job(theme, plan));
    for job in jobs.filter(Job::has_templates) {
        let seen = Seen::of(&job);
        found.extend(checks::of_texts(&Job { seen: Some(&seen), ..job }, texts));
        all.insert(job.plan.target.clone(), seen);
    }
    if run.depth == Depth::Texts {
        return (found, all);
    }
    let painter = Painter::new(theme, run.base, run.store);
    found.extend(checks::of_pictures(&Pictures {
        theme,
        plans,
        painter: &painter,
        effort: run.effort,
        weighed: if run.depth == Depth::Samples { Weighed::Samples } else { Weighed::Files },
    }));
    (found, all)
}

impl<'a> Run<'a> {
    /// A run in which a package is made of each theme, with the usual effort, that is held to everything.
    pub fn new(
        base: &'a Base,
        templates: &'a BTreeMap<String, Arc<Templates>>,
        library: &'a Library,
        store: &'a Store,
    ) -> Run<'a> {
        Run {
            base,
            templates,
            library,
            wanted: Wanted::Targets,
            abstracts: Abstracts::Refused,
            gate: Gate::Every,
            depth: Depth::Outputs,
            effort: Effort::Default,
            store,
        }
    }

    /// All that a package of a plan is made of.
    pub fn job<'b>(&self, theme: &'b Theme, plan: &'b Plan) -> Job<'b>
    where
        'a: 'b,
    {
        let (base, effort) = (self.base, self.effort);
        let known = match self.wanted {
            Wanted::Targets => base.targets.iter().find(|target| target.name == plan.target),
            Wanted::Sets(_) => None,
        };
        let known = known.and_then(|target| Some((target, self.templates.get(&target.name)?)));
        let (target, templates) = match known {
            Some(known) => known,
            None => no_client(),
        };
        Job { theme, base, target, plan, templates, effort, seen: None }
    }

    /// The jobs of a theme that is ready, one for each plan.
    pub fn jobs<'b>(&self, ready: &'b Ready) -> impl Iterator<Item = Job<'b>>
    where
        'a: 'b,
    {
        let run = *self;
        ready.plans.iter().map(move |plan| Job {
            seen: ready.seen.get(&plan.target),
            ..run.job(&ready.theme, plan)
        })
    }
}

/// The value where a set is planned without a client.
pub fn no_client() -> (&'static Target, &'static Arc<Templates>) {
    static NONE: OnceLock<(Target, Arc<Templates>)> = OnceLock::new();
    let (target, templates) = NONE.get_or_init(|| {
        let target = Target::none();
        let templates = client::templates(&target).unwrap_or_else(|_| unreachable!("it has none"));
        (target, Arc::new(templates))
    });
    (target, templates)
}

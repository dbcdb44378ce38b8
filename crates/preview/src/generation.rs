//! One state of one theme: its resolved values, its plans and texts. Pictures are made on demand.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::head;
use super::store::Store;
use rebadge_art::color::Scheme;
use rebadge_bundle::Entry as Output;
use rebadge_core::diagnostic::Diagnostic;
use rebadge_core::output_path::OutputPath;
use rebadge_plan::client::Client;
use rebadge_plan::plan::{self, Drawings, Job, Painter, Picture, Plan, Set};
use rebadge_plan::prepare::no_client;
use rebadge_render::recipes::{Entry, Graph, Inputs, Recipe, Run, Source, Value, make};
use rebadge_render::render::{Effort, Templates};
use rebadge_theme::base::Target;
use rebadge_theme::theme::Theme;

/// A file, or why it could not be made.
pub(super) type Made = Result<Output, Vec<Diagnostic>>;

/// One state of one theme.
pub(super) struct Generation {
    pub(super) client: Arc<Client>,
    pub(super) theme: Arc<Theme>,
    /// In the order of the base client's targets; none of a template for other themes.
    pub(super) targets: Vec<Planned>,
    sets: Mutex<BTreeMap<&'static str, Arc<Planned>>>,
    /// Language → the same state with that as its default.
    languages: Mutex<BTreeMap<String, Arc<Generation>>>,
}

/// A plan, with what of it was made at once.
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) graph: Graph,
    inputs: Inputs,
    /// Every template but those that list all other files.
    texts: BTreeMap<OutputPath, Output>,
}

impl std::fmt::Debug for Generation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generation").field("theme", &self.theme.tenant.id.value).finish()
    }
}

impl Generation {
    /// Renders the templates of `plans`; what has the key that it had `before` is taken from there.
    pub(super) fn new(
        client: Arc<Client>,
        theme: Theme,
        plans: Vec<Plan>,
        before: Option<&Generation>,
        store: &Store,
    ) -> Result<Generation, Vec<Diagnostic>> {
        let mut generation = Generation {
            client,
            theme: Arc::new(theme),
            targets: Vec::new(),
            sets: Mutex::default(),
            languages: Mutex::default(),
        };
        let mut problems = Vec::new();
        for plan in plans {
            let old = before.and_then(|old| old.target(&plan.target));
            match generation.planned(plan, old, store) {
                Ok(planned) => generation.targets.push(planned),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(generation) } else { Err(problems) }
    }

    fn planned(
        &self,
        plan: Plan,
        old: Option<&Planned>,
        store: &Store,
    ) -> Result<Planned, Vec<Diagnostic>> {
        let Some(job) = self.job(&plan) else { return lowered(&self.set_job(&plan)) };
        let mut planned = lowered(&job)?;
        let (mut texts, mut problems) = (BTreeMap::new(), Vec::new());
        for (path, entry) in planned.graph.entries() {
            if !matches!(entry.node.recipe(), Recipe::Template(_)) {
                continue;
            }
            let known = old.filter(|old| old.graph.key(path) == Some(entry.node.key()));
            let made = match known.and_then(|old| old.texts.get(path)) {
                Some(known) => Ok(known.clone()),
                None => make(Source::Made(entry), path, planned.run(store)),
            };
            match made {
                Ok(output) => drop(texts.insert(path.clone(), output)),
                Err(found) => problems.extend(found),
            }
        }
        planned.texts = texts;
        if problems.is_empty() { Ok(planned) } else { Err(problems) }
    }

    /// The job of a plan of one of the targets; none for a target that the base client does not have.
    fn job<'a>(&'a self, plan: &'a Plan) -> Option<Job<'a>> {
        let base = &self.client.base;
        let target = base.targets.iter().find(|target| target.name == plan.target)?;
        let templates = &self.client.templates[&target.name];
        Some(self.job_of((target, templates), plan))
    }

    fn set_job<'a>(&'a self, plan: &'a Plan) -> Job<'a> {
        self.job_of(no_client(), plan)
    }

    fn job_of<'a>(
        &'a self,
        (target, templates): (&'a Target, &'a Arc<Templates>),
        plan: &'a Plan,
    ) -> Job<'a> {
        let base = &self.client.base;
        Job {
            theme: &self.theme,
            base,
            target,
            plan,
            templates,
            effort: Effort::Default,
            seen: None,
        }
    }

    /// The same state with another default language; none for one that the theme does not have.
    pub(super) fn in_language(
        &self,
        language: &str,
        store: &Store,
    ) -> Option<Result<Arc<Generation>, Vec<Diagnostic>>> {
        let mut languages = self.languages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = languages.get(language) {
            return Some(Ok(Arc::clone(known)));
        }
        let theme = self.theme.in_language(language)?;
        let plans = self.targets.iter().map(|planned| planned.plan.clone()).collect();
        let made = Generation::new(Arc::clone(&self.client), theme, plans, Some(self), store);
        Some(made.map(|made| {
            let made = Arc::new(made);
            languages.insert(language.to_owned(), Arc::clone(&made));
            made
        }))
    }

    pub(super) fn target(&self, name: &str) -> Option<&Planned> {
        self.targets.iter().find(|planned| planned.plan.target == name)
    }

    /// The plan of a set, made when it is first asked for.
    pub(super) fn set(&self, set: &'static Set) -> Result<Arc<Planned>, Vec<Diagnostic>> {
        let mut sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = sets.get(set.name) {
            return Ok(Arc::clone(known));
        }
        let plan = plan::plan_set(&self.theme, set)?;
        let planned = Arc::new(lowered(&self.set_job(&plan))?);
        sets.insert(set.name, Arc::clone(&planned));
        Ok(planned)
    }

    /// A file of a target; none that it does not have.
    pub(super) fn output(&self, target: &str, path: &OutputPath, store: &Store) -> Option<Made> {
        self.target(target)?.make(path, store)
    }

    /// Every file of a target.
    pub(super) fn all(
        &self,
        target: &str,
        store: &Store,
    ) -> Result<BTreeMap<OutputPath, Output>, Vec<Diagnostic>> {
        let Some(planned) = self.target(target) else { return Ok(BTreeMap::new()) };
        let mut files = planned.contents(store)?;
        for (path, source) in planned.graph.all() {
            if !files.contains_key(path) {
                files.insert(path.clone(), make(source, path, planned.run(store))?);
            }
        }
        Ok(files)
    }

    /// A file of a set; none that it does not have.
    pub(super) fn picture(&self, set: &str, path: &OutputPath, store: &Store) -> Option<Made> {
        match self.set(plan::set(set)?) {
            Ok(planned) => planned.make(path, store),
            Err(problems) => Some(Err(problems)),
        }
    }

    /// The logo of a scheme, with the ending of its file.
    pub(super) fn logo(&self, scheme: Scheme, store: &Store) -> (&'static str, Made) {
        let painter = self.painter(store);
        let (ending, entry) = painter.logo(scheme);
        (ending, alone(&entry, &format!("logo.{ending}"), painter.run()))
    }

    /// A picture that is no file of a plan, as a PNG.
    pub(super) fn png(&self, picture: &Picture, name: &str, store: &Store) -> Made {
        let painter = self.painter(store);
        alone(&painter.file(picture), name, painter.run())
    }

    fn painter<'a>(&'a self, store: &'a Store) -> Painter<'a> {
        Painter::new(&self.theme, &self.client.base, store.made())
    }

    /// What is the same as long as no picture of any set differs.
    pub(super) fn art(&self) -> String {
        Drawings::new(&self.theme, &self.client.base).digest()
    }

    /// Every key under which the store may hold something of this state.
    pub(super) fn all_keys(&self) -> BTreeSet<String> {
        let sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        let sets = sets.values().flat_map(|planned| planned.graph.keys());
        let targets = self.targets.iter().flat_map(|planned| planned.graph.keys());
        let languages = self.languages.lock().unwrap_or_else(PoisonError::into_inner);
        let languages = languages.values().flat_map(|other| other.all_keys());
        targets.chain(sets).chain(languages).collect()
    }
}

/// A plan, lowered, with nothing made yet.
fn lowered(job: &Job<'_>) -> Result<Planned, Vec<Diagnostic>> {
    let (graph, inputs) = plan::lower(job)?;
    Ok(Planned { plan: job.plan.clone(), graph, inputs, texts: BTreeMap::new() })
}

/// A file that is in no plan.
fn alone(entry: &Entry, name: &str, with: Run<'_>) -> Made {
    let path = OutputPath::new(name).unwrap_or_else(|_| unreachable!("a plain name"));
    make(Source::Made(entry), &path, with)
}

impl Planned {
    fn run<'a>(&'a self, store: &'a Store) -> Run<'a> {
        Run { inputs: &self.inputs, store: store.made() }
    }

    /// Makes a file; none that it does not have.
    fn make(&self, path: &OutputPath, store: &Store) -> Option<Made> {
        if let Some(text) = self.texts.get(path) {
            return Some(Ok(text.clone()));
        }
        let source = self.graph.get(path)?;
        if !source.is_content() && store.made().known(source.key()).is_none() {
            // Side by side, and not while others wait for the list of them.
            if let Err(problems) = self.contents(store) {
                return Some(Err(problems));
            }
        }
        Some(make(source, path, self.run(store)))
    }

    /// Every file but those that list them.
    fn contents(&self, store: &Store) -> Result<BTreeMap<OutputPath, Output>, Vec<Diagnostic>> {
        let contents = self.graph.all().filter(|(_, source)| source.is_content());
        let contents: Vec<&OutputPath> = contents.map(|(path, _)| path).collect();
        let one = |path: &&OutputPath| {
            let made = self.make(path, store)?;
            Some(made.map(|output| ((*path).clone(), output)))
        };
        store.pool().install(|| contents.par_iter().filter_map(one).collect())
    }

    /// The paths whose bytes are others than `before`, or may be: of pictures only the keys are compared.
    pub(super) fn changed(&self, before: Option<&Planned>) -> Vec<String> {
        let Some(before) = before else {
            return self.graph.all().map(|(path, _)| path.to_string()).collect();
        };
        let is_same = |path: &OutputPath| match (self.texts.get(path), before.texts.get(path)) {
            (Some(now), Some(then)) => now.sha256 == then.sha256,
            _ => self.graph.key(path) == before.graph.key(path),
        };
        let gone = before.graph.all().map(|(path, _)| path);
        let gone = gone.filter(|path| self.graph.get(path).is_none());
        let changed = self.graph.all().filter(|(_, source)| source.is_content());
        let changed = changed.map(|(path, _)| path).filter(|path| !is_same(path));
        let all: BTreeSet<String> = changed.chain(gone).map(ToString::to_string).collect();
        all.into_iter().collect()
    }

    /// Of documents that changed in their heads only, what these held before and hold now.
    pub(super) fn heads(
        &self,
        before: &Planned,
        changed: &[String],
    ) -> BTreeMap<String, (String, String)> {
        let documents = changed.iter().filter(|path| path.ends_with(".html"));
        let head = |path: &String| {
            let text = |of: &Planned| {
                let text = of.texts.iter().find(|(known, _)| known.as_str() == path);
                text.and_then(|(_, output)| output.read().ok())
            };
            let heads = head::changed(&text(before)?, &text(self)?)?;
            Some((path.clone(), heads))
        };
        documents.filter_map(head).collect()
    }

    /// Path → what is the same as long as the file's bytes are. Files that list all others are left out: what differs is
    /// reported already.
    pub(super) fn prints(&self) -> BTreeMap<&str, &str> {
        let contents = self.graph.all().filter(|(_, source)| source.is_content());
        contents
            .map(|(path, source)| {
                let text = self.texts.get(path).map(|text| text.sha256.as_str());
                (path.as_str(), text.unwrap_or(source.key()))
            })
            .collect()
    }

    /// The digest of a file that was made already.
    pub(super) fn digest(&self, path: &OutputPath, store: &Store) -> Option<String> {
        let text = self.texts.get(path).map(|text| text.sha256.clone());
        text.or_else(|| match self.graph.get(path)? {
            Source::Untouched(file) => Some(file.sha256.clone()),
            Source::Made(entry) => match store.made().known(entry.node.key())? {
                Value::Bytes(blob) => Some(blob.sha256),
                _ => None,
            },
        })
    }
}

//! One state of one theme: what it resolves to, what is planned of it, and its texts. Pictures are made when somebody
//! asks for them. Apart from the studio, which knows which state is the newest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rayon::prelude::*;

use super::head;
use super::store::{Made, Store};
use crate::artwork::Image;
use crate::base::Target;
use crate::color::Scheme;
use crate::diagnostic::{self, Diagnostic};
use crate::output_path::OutputPath;
use crate::plan::{self, Copied, Drawn, Knows, Names, Plan, Recolored, Set, Step};
use crate::render::layers::Layers;
use crate::render::{
    Client, Effort, Job, Output, Outputs, Shared, Templates, check_inventory, render_step,
};
use crate::stores;
use crate::theme::Theme;

/// One state of one theme.
pub(super) struct Generation {
    pub(super) client: Arc<Client>,
    pub(super) theme: Arc<Theme>,
    /// In the order of the base client's targets; none of a template for other themes.
    pub(super) targets: Vec<Planned>,
    sets: Mutex<BTreeMap<&'static str, Arc<Planned>>>,
    layers: Mutex<Option<Arc<Layers<'static>>>>,
    /// Language → the same state with that as its default.
    languages: Mutex<BTreeMap<String, Arc<Generation>>>,
    /// What a build says of the files that it made, once they were made.
    findings: OnceLock<Vec<Diagnostic>>,
}

/// A plan, with what of it was made at once.
pub(super) struct Planned {
    pub(super) plan: Plan,
    pub(super) keys: BTreeMap<OutputPath, String>,
    /// Every template but those that list all other files.
    texts: BTreeMap<OutputPath, Output>,
}

impl std::fmt::Debug for Generation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Generation").field("theme", &self.theme.tenant.id.value).finish()
    }
}

/// What stands where a set is planned without a client.
fn no_client() -> &'static (Target, Templates) {
    static NONE: OnceLock<(Target, Templates)> = OnceLock::new();
    NONE.get_or_init(|| {
        let target = Target::none();
        let templates = Templates::new(&target).unwrap_or_else(|_| unreachable!("it has none"));
        (target, templates)
    })
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
        let theme = Arc::new(theme);
        let layers = Arc::new(Layers::shared(Arc::clone(&theme)));
        let mut generation = Generation {
            client,
            theme,
            targets: Vec::new(),
            sets: Mutex::default(),
            layers: Mutex::new(Some(layers)),
            languages: Mutex::default(),
            findings: OnceLock::new(),
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
        let keys = self.keys(&plan);
        let mut planned = Planned { plan, keys, texts: BTreeMap::new() };
        let Some(job) = self.job(&planned.plan) else { return Ok(planned) };
        let layers = self.layers();
        let shared = Shared::new(&layers);
        let (mut texts, mut problems, mut is_new) = (BTreeMap::new(), Vec::new(), false);
        let templates =
            job.plan.steps.iter().filter(|(_, step)| **step == Step::Template(Knows::Theme));
        for (path, step) in templates {
            let known = old.filter(|old| old.keys.get(path) == planned.keys.get(path));
            let made = match known.and_then(|old| old.texts.get(path)) {
                Some(known) => Ok(known.clone()),
                None => {
                    is_new = true;
                    store.count("template");
                    render_step(&job, &shared, path, step)
                }
            };
            match made {
                Ok(output) => drop(texts.insert(path.clone(), output)),
                Err(found) => problems.extend(found),
            }
        }
        if is_new {
            problems.extend(check_inventory(&job));
        }
        planned.texts = texts;
        if problems.is_empty() { Ok(planned) } else { Err(problems) }
    }

    fn keys(&self, plan: &Plan) -> BTreeMap<OutputPath, String> {
        plan::keys(plan, &self.theme, &self.client.base, &Effort::Default.name())
    }

    /// The job of a plan of one of the targets; none for a target that the base client does not have.
    fn job<'a>(&'a self, plan: &'a Plan) -> Option<Job<'a>> {
        let base = &self.client.base;
        let target = base.targets.iter().find(|target| target.name == plan.target)?;
        let templates = &self.client.templates[&target.name];
        Some(Job { theme: &self.theme, base, target, plan, templates, effort: Effort::Default })
    }

    fn set_job<'a>(&'a self, plan: &'a Plan) -> Job<'a> {
        let (target, templates) = no_client();
        let base = &self.client.base;
        Job { theme: &self.theme, base, target, plan, templates, effort: Effort::Default }
    }

    fn layers(&self) -> Arc<Layers<'static>> {
        let mut layers = self.layers.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(layers.get_or_insert_with(|| Arc::new(Layers::shared(Arc::clone(&self.theme)))))
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

    /// Lets go of what drawing keeps; the next picture makes it again.
    pub(super) fn rest(&self) {
        *self.layers.lock().unwrap_or_else(PoisonError::into_inner) = None;
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
        let planned = Planned { keys: self.keys(&plan), plan, texts: BTreeMap::new() };
        let planned = Arc::new(planned);
        sets.insert(set.name, Arc::clone(&planned));
        Ok(planned)
    }

    /// A file of a target; none that it does not have.
    pub(super) fn output(&self, target: &str, path: &OutputPath, store: &Store) -> Option<Made> {
        let planned = self.target(target)?;
        let job = self.job(&planned.plan)?;
        self.make(&job, planned, path, store)
    }

    /// Every file of a target.
    pub(super) fn all(
        &self,
        target: &str,
        store: &Store,
    ) -> Result<BTreeMap<OutputPath, Output>, Vec<Diagnostic>> {
        let planned = self.target(target);
        let Some((job, planned)) =
            planned.and_then(|planned| Some((self.job(&planned.plan)?, planned)))
        else {
            return Ok(BTreeMap::new());
        };
        let mut files = self.all_others(&job, planned, store)?;
        let left = planned.plan.steps.keys().filter(|path| !files.contains_key(*path));
        let left: Vec<OutputPath> = left.cloned().collect();
        for path in left {
            if let Some(made) = self.make(&job, planned, &path, store) {
                files.insert(path, made?);
            }
        }
        Ok(files)
    }

    /// What a build says of the files that it makes: they are made for it.
    pub(super) fn findings(&self, store: &Store) -> &[Diagnostic] {
        self.findings.get_or_init(|| {
            let of_target = |planned: &Planned| match self.all(&planned.plan.target, store) {
                Ok(files) => {
                    let outputs = Outputs { files };
                    stores::made(&self.theme, &planned.plan, &self.layers(), &outputs)
                }
                Err(problems) => problems,
            };
            let mut found: Vec<_> = self.targets.iter().flat_map(of_target).collect();
            diagnostic::sort(&mut found);
            found
        })
    }

    /// The same, if they are known already.
    pub(super) fn known_findings(&self) -> Option<&[Diagnostic]> {
        self.findings.get().map(Vec::as_slice)
    }

    /// A file of a set; none that it does not have.
    pub(super) fn picture(&self, set: &str, path: &OutputPath, store: &Store) -> Option<Made> {
        match self.set(plan::set(set)?) {
            Ok(planned) => self.make(&self.set_job(&planned.plan), &planned, path, store),
            Err(problems) => Some(Err(problems)),
        }
    }

    /// The logo of a scheme, with the ending of its file.
    pub(super) fn logo(&self, scheme: Scheme, store: &Store) -> (&'static str, Made) {
        let drawn = Drawn::Logo(scheme);
        let image = &drawn.artwork(&self.theme).image;
        let name = format!("logo.{}", image.ending());
        let step = match image {
            Image::Vector(_) => Step::Recolor(Recolored::Image(drawn)),
            Image::Raster(_) => Step::Same(drawn),
        };
        (image.ending(), self.alone(&name, step, store))
    }

    /// A step that stands in no plan.
    pub(super) fn alone(&self, name: &str, step: Step, store: &Store) -> Made {
        let path = OutputPath::new(name).unwrap_or_else(|_| unreachable!("a plain name"));
        let steps = BTreeMap::from([(path.clone(), step)]);
        let plan = Plan { target: String::new(), steps, names: Names::default() };
        let planned = Planned { keys: self.keys(&plan), plan, texts: BTreeMap::new() };
        let made = self.make(&self.set_job(&planned.plan), &planned, &path, store);
        made.unwrap_or_else(|| unreachable!("its only file"))
    }

    fn make(
        &self,
        job: &Job<'_>,
        planned: &Planned,
        path: &OutputPath,
        store: &Store,
    ) -> Option<Made> {
        if let Some(text) = planned.texts.get(path) {
            return Some(Ok(text.clone()));
        }
        let (step, key) = (planned.plan.steps.get(path)?, planned.keys.get(path)?);
        let layers = self.layers();
        let shared = Shared::new(&layers);
        Some(match step {
            Step::Copy(Copied::Base) => render_step(job, &shared, path, step),
            Step::Template(Knows::Inventory) => store.get(key, &plan::kind(step), || {
                let files = self.all_others(job, planned, store)?;
                render_step(job, &shared.with_inventory(job, &files), path, step)
            }),
            _ => store.get(key, &plan::kind(step), || render_step(job, &shared, path, step)),
        })
    }

    /// Every file but those that list them.
    fn all_others(
        &self,
        job: &Job<'_>,
        planned: &Planned,
        store: &Store,
    ) -> Result<BTreeMap<OutputPath, Output>, Vec<Diagnostic>> {
        let is_other = |step: &Step| *step != Step::Template(Knows::Inventory);
        let paths: Vec<&OutputPath> = planned
            .plan
            .steps
            .iter()
            .filter(|(_, step)| is_other(step))
            .map(|(path, _)| path)
            .collect();
        let one = |path: &&OutputPath| {
            let made = self.make(job, planned, path, store)?;
            Some(made.map(|output| ((*path).clone(), output)))
        };
        store.pool().install(|| paths.par_iter().filter_map(one).collect())
    }

    /// What is the same as long as no picture of any set differs.
    pub(super) fn art(&self) -> String {
        plan::art(&self.theme, &self.client.base)
    }

    /// Every key under which the store may hold something of this state.
    pub(super) fn all_keys(&self) -> BTreeSet<String> {
        let sets = self.sets.lock().unwrap_or_else(PoisonError::into_inner);
        let sets = sets.values().flat_map(|planned| planned.keys.values().cloned());
        let targets = self.targets.iter().flat_map(|planned| planned.keys.values().cloned());
        let languages = self.languages.lock().unwrap_or_else(PoisonError::into_inner);
        let languages = languages.values().flat_map(|other| other.all_keys());
        targets.chain(sets).chain(languages).collect()
    }
}

impl Planned {
    /// The paths whose bytes are others than `before`, or may be: of pictures only the keys are compared.
    pub(super) fn changed(&self, before: Option<&Planned>) -> Vec<String> {
        let Some(before) = before else {
            return self.keys.keys().map(ToString::to_string).collect();
        };
        let is_same = |path: &OutputPath| match (self.texts.get(path), before.texts.get(path)) {
            (Some(now), Some(then)) => now.sha256 == then.sha256,
            _ => self.keys.get(path) == before.keys.get(path),
        };
        let gone = before.keys.keys().filter(|path| !self.keys.contains_key(*path));
        let changed = self.keys.keys().filter(|path| !is_same(path));
        let last = |path: &&OutputPath| {
            self.plan.steps.get(*path) != Some(&Step::Template(Knows::Inventory))
        };
        let all: BTreeSet<String> =
            changed.filter(last).chain(gone).map(ToString::to_string).collect();
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
                text.map(|(_, output)| output.shared())
            };
            let heads = head::changed(&text(before)?, &text(self)?)?;
            Some((path.clone(), heads))
        };
        documents.filter_map(head).collect()
    }

    /// Path → what is the same as long as the file's bytes are. Files that list all others are left out: what differs is
    /// told already.
    pub(super) fn prints(&self) -> BTreeMap<&str, &str> {
        let is_list = |path: &OutputPath| {
            self.plan.steps.get(path) == Some(&Step::Template(Knows::Inventory))
        };
        let keys = self.keys.iter().filter(|(path, _)| !is_list(path));
        keys.map(|(path, key)| {
            (path.as_str(), self.texts.get(path).map_or(key.as_str(), |text| text.sha256.as_str()))
        })
        .collect()
    }

    /// The digest of a file that was made already.
    pub(super) fn digest(&self, path: &OutputPath, store: &Store) -> Option<String> {
        let text = self.texts.get(path).map(|text| text.sha256.clone());
        text.or_else(|| store.known(self.keys.get(path)?).map(|output| output.sha256))
    }
}

//! What a run may touch: the files and folders that its command line names, and no network. A worker process that is
//! limited to them can give nothing else away, whatever a file does to the code that reads it.

use std::env;
use std::path::{Path, PathBuf};
use std::slice;

use crate::cli::{Caching, Choice, Command as Verb, Course, Folders, Tokens};
use crate::fs::{self, Kind};
use crate::inherit::{self, ThemeFile};
use crate::store::{self, Cache};
use crate::trail::Reach;

/// What a verb may touch. None for those that start other programs or listen, where a place is on a network, and where a
/// path is no UTF-8.
pub(super) fn of(verb: &Verb) -> Option<Asked> {
    let mut asked = Asked::default();
    match verb {
        Verb::Build(options) => {
            asked.themes(&options.inputs.paths, &options.inputs.folders);
            options.share.plan.iter().for_each(|plan| asked.file(plan));
            asked.course(&options.course, &options.inputs.choice)?;
            if options.dry_run {
                // The report of the last run is there.
                asked.reads.push(options.out.clone());
            } else {
                asked.packages(&options.out);
                asked.cache(&options.caching);
            }
        }
        Verb::Check(options) => {
            asked.themes(&options.inputs.paths, &options.inputs.folders);
            asked.course(&options.course, &options.inputs.choice)?;
        }
        Verb::Plan(options) => {
            asked.themes(&options.inputs.paths, &options.inputs.folders);
            options.times.iter().for_each(|times| asked.file(times));
            asked.writes.push(parent(&options.out));
            options.inputs.choice.changed_since.is_none().then_some(())?;
        }
        Verb::Icons(options) => {
            asked.reads.push(options.themes.clone());
            asked.reads.extend(links(&options.themes));
            asked.reads.extend(options.paths.iter().map(|path| home(path)));
            asked.packages(&options.out);
            asked.course(&options.course, &options.choice)?;
            asked.cache(&options.caching);
        }
        Verb::Explain(options) => {
            asked.themes(slice::from_ref(&options.theme), &options.folders);
            options.list.iter().for_each(|list| asked.file(list));
        }
        Verb::Why(options) => {
            asked.themes(&[], &options.folders);
            asked.side(&options.package);
        }
        Verb::Diff(options) => {
            asked.themes(&[], &options.folders);
            asked.side(&options.before);
            asked.side(&options.after);
            asked.writes.extend(options.out.clone());
            asked.cache(&options.caching);
        }
        Verb::Verify(options) => {
            asked.themes(&[], &options.folders);
            options.paths.iter().for_each(|path| asked.side(path));
            options.key.iter().for_each(|key| asked.file(key));
            asked.writes.extend(options.rebuild.then(env::temp_dir));
        }
        Verb::New(options) => {
            asked.new_theme(&options.folders);
            // One that is asked for is not known yet.
            asked.file(options.logo.as_ref()?);
            asked.writes.extend(options.relogo.then(env::temp_dir));
        }
        Verb::Tokens { way } => asked.tokens(way),
        Verb::Inspect(options) => {
            asked.bundle(&options.bundle);
            asked.writes.extend(options.contract.iter().map(|folder| parent(folder)));
        }
        Verb::Upgrade(options) => {
            asked.bundle(&options.bundle);
            let contract = &options.contract;
            if options.write { &mut asked.writes } else { &mut asked.reads }.push(contract.clone());
        }
        Verb::Audit(options) if !options.run => {
            asked.themes(&[], &options.folders);
            options.packages.iter().for_each(|package| asked.side(package));
        }
        _ => return None,
    }
    let is_here = |path: &PathBuf| path.to_str().is_some_and(|path| !path.contains("://"));
    let is_fit = asked.reads.iter().chain(&asked.writes).chain(&asked.cache).all(is_here);
    is_fit.then_some(asked)
}

/// What a command line names.
#[derive(Default)]
pub(super) struct Asked {
    reads: Vec<PathBuf>,
    writes: Vec<PathBuf>,
    cache: Option<PathBuf>,
}

impl Asked {
    /// Themes, and the base client.
    fn themes(&mut self, paths: &[PathBuf], folders: &Folders) {
        self.reads.extend([folders.themes.clone(), folders.base.clone()]);
        self.reads.extend(links(&folders.themes));
        // The archive of a finished bundle is unpacked there.
        let contract = fs::read(&folders.base.join("client.toml"), 8 << 20);
        if contract.is_ok_and(|text| String::from_utf8_lossy(&text).contains("foreign")) {
            self.writes.extend(store::bundles_folder());
        }
        self.reads.extend(paths.iter().map(|path| home(path)));
    }

    /// The folder of packages, in which those of a tenant may be elsewhere by a link.
    fn packages(&mut self, out: &Path) {
        self.writes.push(out.to_owned());
        let entries = fs::entries(out).unwrap_or_default().into_iter();
        let linked = entries.filter(|(_, kind)| *kind == Kind::Link);
        let led = linked.filter_map(|(name, _)| fs::real(&out.join(name)));
        self.writes.extend(led.filter(|folder| fs::is_folder(folder)));
    }

    /// A finished bundle; its archive is unpacked in the cache.
    fn bundle(&mut self, path: &Path) {
        self.file(path);
        self.writes.extend(store::bundles_folder());
    }

    /// A theme that is written. Where the folder of all themes is not there, the run says so.
    fn new_theme(&mut self, folders: &Folders) {
        self.themes(&[], folders);
        self.reads.push(inherit::root(&folders.themes));
        self.writes.extend(Some(&folders.themes).filter(|themes| fs::is_folder(themes)).cloned());
    }

    /// A file. Where it is not there, those beside it are looked through for a name like it.
    fn file(&mut self, path: &Path) {
        self.reads.push(if fs::exists(path) { path.to_owned() } else { parent(path) });
    }

    /// The reports of a run. None where git is asked which themes changed.
    fn course(&mut self, course: &Course, choice: &Choice) -> Option<()> {
        let reports = course.report.iter().chain(&course.junit);
        self.writes.extend(reports.map(|path| parent(path)));
        choice.changed_since.is_none().then_some(())
    }

    fn cache(&mut self, caching: &Caching) {
        if !caching.no_cache {
            let named = caching.place.named().map(Path::to_owned);
            self.cache = named.or_else(store::default_folder);
        }
    }

    /// A theme, a package, or a folder of packages. A package has its manifest beside it, and what it shares with others in
    /// the folder above.
    fn side(&mut self, path: &Path) {
        self.reads.push(home(path));
        if !ThemeFile::is_named(path) {
            let folder = parent(path);
            self.reads.push(parent(&folder));
            self.reads.push(folder);
        }
    }

    fn tokens(&mut self, way: &Tokens) {
        match way {
            Tokens::Export(options) => {
                self.themes(&options.paths, &options.folders);
                self.writes.extend(options.out.clone());
            }
            Tokens::Import(options) => {
                self.new_theme(&options.folders);
                // A file of tokens may name others beside it.
                let folder =
                    |path: &PathBuf| if fs::is_folder(path) { path.clone() } else { parent(path) };
                self.reads.extend(options.files.iter().map(folder));
                options.logo.iter().for_each(|logo| self.file(logo));
                // Rules are in the command line, or in files that it names.
                let rules = options.map.iter().map(PathBuf::from);
                self.reads.extend(rules.filter(|rules| fs::is_file(rules)));
                self.writes.extend(options.into.iter().map(|theme| home(theme)));
            }
        }
    }

    /// Makes the folders that the run writes into, since only what is there can be permitted, and returns which were not
    /// there. None where that cannot be done: then the run itself will say why.
    pub(super) fn prepare(mut self) -> Option<(Reach, Made)> {
        let mut made = Made(Vec::new());
        for folder in &self.writes {
            let is_missing = |folder: &&Path| !folder.as_os_str().is_empty() && !fs::exists(folder);
            made.0.extend(folder.ancestors().take_while(is_missing).map(Path::to_owned));
            fs::make_folder(folder).ok()?;
        }
        if let Some(folder) = self.cache {
            // It is for its user alone, and says what it is.
            Cache::open(&folder, store::LIMIT).ok()?;
            self.writes.push(folder);
        }
        Some((Reach { reads: self.reads, writes: self.writes }, made))
    }
}

/// Folders that were made for a run. Those that are empty at its end are removed.
pub(super) struct Made(Vec<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for folder in &self.0 {
            // The innermost come first. One that is in use stays.
            let _ = fs::remove_empty(folder);
        }
    }
}

/// What the links in a folder of themes lead to, where that is a theme: it may be elsewhere. In its own folder it follows none.
fn links(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for (name, kind) in fs::entries(folder).unwrap_or_default() {
        let path = folder.join(&name);
        match kind {
            _ if name.as_encoded_bytes().starts_with(b".") => {}
            Kind::Link if ThemeFile::is_named(&path) => found.extend(fs::real(&path)),
            Kind::Folder if !ThemeFile::is_named(&path) => found.extend(links(&path)),
            _ => {}
        }
    }
    found
}

/// The folder of a theme; of a pattern, the one that all it matches are in.
fn home(path: &Path) -> PathBuf {
    if inherit::is_pattern(path) {
        let is_plain = |folder: &&Path| !inherit::is_pattern(folder);
        return named(path.ancestors().find(is_plain).unwrap_or(Path::new("")));
    }
    if fs::is_file(path) { parent(path) } else { path.to_owned() }
}

fn parent(path: &Path) -> PathBuf {
    named(path.parent().unwrap_or(path))
}

/// A folder by a name that can be opened: that of the run itself has none.
fn named(folder: &Path) -> PathBuf {
    if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.to_owned() }
}

#[cfg(test)]
mod tests {
    use clap::{Command, CommandFactory, FromArgMatches, ValueHint};

    use super::*;
    use crate::cli::Cli;

    /// Runs of the verbs that may touch only what they name. Each file or folder is in a place of its own, and named as the argument is.
    const RUNS: &[&str] = &[
        "build @paths --themes @themes --base @base --out @out --report @report --junit @junit --cache @cache",
        "build --plan @plan --shard 1/2",
        "check @paths --themes @themes --base @base --report @report --junit @junit",
        "plan @paths --themes @themes --base @base --out @out --times @times",
        "icons @paths --for web --themes @themes --out @out --report @report --junit @junit --cache @cache",
        "explain @theme --people @list --themes @themes --base @base",
        "why @package a --themes @themes --base @base",
        "diff @before @after --out @out --themes @themes --base @base --cache @cache",
        "verify @paths --key @key --themes @themes --base @base",
        "new acme --logo @logo --themes @themes --base @base",
        "tokens export @paths --out @out --themes @themes --base @base",
        "tokens import @files --new acme --logo @logo --themes @themes --base @base",
        "tokens import @files --into @into --themes @themes --base @base",
        "inspect @bundle --contract @contract",
        "upgrade @contract @bundle",
        "audit @packages --themes @themes --base @base",
    ];

    /// The arguments of a verb that name a file or a folder.
    fn named(verb: &Command) -> Vec<String> {
        let is_path =
            |hint| matches!(hint, ValueHint::FilePath | ValueHint::DirPath | ValueHint::AnyPath);
        let all = verb.get_arguments().filter(|argument| is_path(argument.get_value_hint()));
        all.map(|argument| argument.get_id().to_string()).collect()
    }

    /// What a verb may not touch cannot be named for it either: it would be there, and permission would be denied.
    #[test]
    fn all_that_a_run_names_is_within_its_reach() {
        // It is a path within the folder of all themes.
        let elsewhere = ["new extends"];
        let folder = tempfile::tempdir().unwrap();
        let mut seen = Vec::new();
        for line in RUNS {
            let words: Vec<&str> = line.split(' ').collect();
            let place = |name: &str| folder.path().join(name).join("it");
            for name in words.iter().filter_map(|word| word.strip_prefix('@')) {
                std::fs::create_dir_all(folder.path().join(name)).unwrap();
                std::fs::write(place(name), "").unwrap();
            }
            let whole = words.iter().map(|word| match word.strip_prefix('@') {
                Some(name) => place(name).into_os_string(),
                None => word.into(),
            });
            let matches =
                Cli::command().try_get_matches_from(std::iter::once("rebadge".into()).chain(whole));
            let verb = Cli::from_arg_matches(&matches.expect(line)).expect(line).command;
            let asked = of(&verb).expect(line);
            for name in words.iter().filter_map(|word| word.strip_prefix('@')) {
                let all = asked.reads.iter().chain(&asked.writes).chain(&asked.cache);
                let is_reached = all.into_iter().any(|reach| place(name).starts_with(reach));
                assert!(is_reached, "{line}: {name}");
                seen.push((words[0].to_owned(), name.to_owned()));
            }
        }
        let command = Cli::command();
        let verbs = command
            .get_subcommands()
            .filter(|verb| seen.iter().any(|(seen, _)| seen == verb.get_name()));
        for verb in verbs {
            let below = verb.get_subcommands().flat_map(named);
            for name in named(verb).into_iter().chain(below) {
                let (verb, row) =
                    (verb.get_name().to_owned(), format!("{} {name}", verb.get_name()));
                let is_seen = seen.contains(&(verb, name)) || elsewhere.contains(&row.as_str());
                assert!(is_seen, "{row}: name it in a run");
            }
        }
    }
}

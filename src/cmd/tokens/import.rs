//! `tokens import`: token files into a theme. Nothing is written before the theme as it would be has passed the checks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::json;

use super::{changed, mapping};
use crate::base::Base;
use crate::cli::TokensImport;
use crate::cmd::{End, one};
use crate::color::{Color, Role, Scheme};
use crate::diagnostic::{self, Code, Diagnostic, Level, any_error};
use crate::document::{self, Kind};
use crate::error::Error;
use crate::fs;
use crate::inherit::{Library, ThemeFile};
use crate::prepare::{Abstracts, Depth, Prepared, Run, prepare};
use crate::recipes::Store;
use crate::report::Report;
use crate::source::Place;
use crate::theme::{self, Loaded, Theme};
use crate::tokens::{self, Change, Goal, Key, Wanted, Wish};

/// The largest theme and the largest logo, in bytes.
const LIMIT: u64 = 32 << 20;

/// How often a theme is compared again at most.
const ROUNDS: usize = 4;

pub(crate) fn import(options: &TokensImport, report: &Report) -> Result<End, Error> {
    let Some(base) = one::base(&options.folders.base, report)? else {
        return Ok(End::Problems);
    };
    let mut problems = Vec::new();
    let mappings = mapping::mappings(&options.map, &mut problems);
    let read = tokens::wishes(&options.files, &mappings);
    problems.extend(read.diagnostics);
    let target = target(options, &read.wishes, &mut problems)?;
    report.diagnostics(None, &problems)?;
    let Some(target) = target.filter(|_| options.force || !any_error(&problems)) else {
        report.summary("nothing was written: the token files have errors")?;
        return end(report, options, Done::Refused, 0);
    };
    let before = target.prepare(&target.text, &base);
    let Some(theme) = &before.theme else {
        report.diagnostics(None, &before.diagnostics)?;
        report.summary("nothing was written: the theme cannot be read")?;
        return end(report, options, Done::Refused, 0);
    };
    report.diagnostics(None, &tokens::fonts(theme, &read.wishes))?;
    let (text, changes) = target.changed(theme, &read.wishes, &base);
    changed::tell(report, &changes)?;
    let is_refused = target.check(&before, &text, &changes, &base, report)?;
    target.finish(options, &text, changes.len(), is_refused, report)
}

/// What the colors go into.
struct Target {
    location: ThemeFile,
    text: String,
    goal: Goal,
    /// Where the theme is written.
    path: PathBuf,
    /// The folder of all themes.
    themes: PathBuf,
}

/// How an import ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Done {
    Written,
    Unchanged,
    Shown,
    Refused,
}

fn target(
    options: &TokensImport,
    wishes: &[Wish],
    problems: &mut Vec<Diagnostic>,
) -> Result<Option<Target>, Error> {
    match (&options.into, &options.new, &options.logo) {
        (Some(path), ..) => existing(path, &options.folders.themes).map(Some),
        (None, Some(id), Some(logo)) => new(options, id, logo, wishes, problems),
        _ => Ok(None),
    }
}

fn existing(path: &Path, themes: &Path) -> Result<Target, Error> {
    let (location, themes) = (ThemeFile::at(path), themes.to_owned());
    let path = location.file.clone();
    let text = String::from_utf8(fs::read(&path, LIMIT)?);
    let text = text.map_err(|_| Error::read(&path)(std::io::Error::other("it is not UTF-8")))?;
    Ok(Target { location, text, goal: Goal::Update, path, themes })
}

/// A new theme reads its logo from where it is; it is copied when all is well.
fn new(
    options: &TokensImport,
    id: &str,
    logo: &Path,
    wishes: &[Wish],
    problems: &mut Vec<Diagnostic>,
) -> Result<Option<Target>, Error> {
    if !theme::is_id(id) {
        let help = "use 1 to 63 of a-z, 0-9 and hyphens, such as `acme-2`".into();
        return Err(Error::NoId { id: id.to_owned(), help });
    }
    let folder = options.folders.themes.join(id);
    if fs::exists(&folder) || fs::is_link(&folder) {
        return Err(Error::Taken { path: folder });
    }
    fs::read(logo, LIMIT)?;
    let Some(color) = brand(wishes) else {
        if !any_error(problems) {
            let problem = Diagnostic::nowhere(Code::Token, "no token gives the brand's color");
            problems.push(problem.help("say which: `--map NAME=brand.color`"));
        }
        return Ok(None);
    };
    let name = options.name.as_deref().unwrap_or(id);
    let file = logo.file_name().unwrap_or_default().to_string_lossy();
    let text = tokens::skeleton(id, name, &color.to_string(), &file);
    let path = folder.join("theme.toml");
    let location = ThemeFile {
        file: path.clone(),
        folder: logo.parent().unwrap_or(Path::new("")).to_owned(),
        owns_folder: false,
    };
    Ok(Some(Target {
        location,
        text,
        goal: Goal::New,
        path,
        themes: options.folders.themes.clone(),
    }))
}

/// The brand's color: its own token's, or that of the role that has it in the light scheme.
fn brand(wishes: &[Wish]) -> Option<Color> {
    let of = |key: Key| wishes.iter().find(|wish| wish.key == key);
    let wish = of(Key::Brand).or_else(|| of(Key::Role(Scheme::Light, Role::Primary)))?;
    match wish.wanted {
        Wanted::Color(color, _) => Some(color),
        _ => None,
    }
}

impl Target {
    /// The theme as it would be with this text.
    fn load(&self, text: &str, base: &Base) -> Loaded {
        let library = Library::new(&self.themes);
        library.put(&self.location, text.to_owned());
        theme::load(&self.location, base, &library)
    }

    /// The theme as it would be with this text, with all that its plans show to be wrong.
    fn prepare(&self, text: &str, base: &Base) -> Prepared {
        let library = Library::new(&self.themes);
        library.put(&self.location, text.to_owned());
        let (templates, store) = (BTreeMap::new(), Store::new());
        let run = Run::new(base, &templates, &library, &store);
        let run = Run { abstracts: Abstracts::Checked, depth: Depth::Plans, ..run };
        let mut prepared = prepare(&run, &self.location, Vec::new());
        diagnostic::sort(&mut prepared.diagnostics);
        prepared
    }

    /// The text with everything changed that must be, and what that is. What a theme inherits may follow what it sets, so
    /// the theme is loaded and compared again until nothing is left to change.
    fn changed(&self, theme: &Theme, wishes: &[Wish], base: &Base) -> (String, Vec<Change>) {
        let mut text = self.text.clone();
        let mut all = tokens::changes(theme, wishes, self.goal);
        let mut next = all.clone();
        for _ in 0..ROUNDS {
            text = tokens::edit(&text, &next, self.goal).unwrap_or(text);
            let Some(theme) = self.load(&text, base).theme.filter(|_| !next.is_empty()) else {
                break;
            };
            next = tokens::changes(&theme, wishes, self.goal);
            for change in &next {
                match all.iter_mut().find(|known| known.key == change.key) {
                    Some(known) => known.new = change.new.clone(),
                    None => all.push(change.clone()),
                }
            }
        }
        all.sort_by_key(|change| change.key);
        tokens::measure(&mut all, theme, self.load(&text, base).theme.as_ref());
        (text, all)
    }

    /// Tells what is wrong with the theme as it would be. Whether there is an error that was not there before.
    fn check(
        &self,
        before: &Prepared,
        text: &str,
        changes: &[Change],
        base: &Base,
        report: &Report,
    ) -> Result<bool, Error> {
        let after = self.prepare(text, base);
        let old = if self.goal == Goal::New { &[][..] } else { &before.diagnostics };
        let is_old = |d: &Diagnostic| {
            old.iter().any(|other| (other.code, &other.message) == (d.code, &d.message))
        };
        let places = places(&after, changes);
        let found = after.diagnostics;
        let is_refused = found.iter().any(|d| d.code.level() == Level::Error && !is_old(d));
        let found = found.into_iter().map(|problem| explained(problem, &places));
        let id = after.theme.as_ref().map(|theme| theme.tenant.id.value.as_str());
        report.diagnostics(id, &found.collect::<Vec<_>>())?;
        Ok(is_refused)
    }

    fn finish(
        &self,
        options: &TokensImport,
        text: &str,
        changes: usize,
        is_refused: bool,
        report: &Report,
    ) -> Result<End, Error> {
        let path = self.path.display();
        let keys = if changes == 1 { "key" } else { "keys" };
        let is_same = changes == 0 && self.goal == Goal::Update;
        let (done, text) = if is_same {
            (Done::Unchanged, format!("nothing to change in `{path}`"))
        } else if is_refused && !options.force {
            let text =
                "nothing was written: the theme would have errors; `--force` writes it anyway";
            (Done::Refused, text.to_owned())
        } else if options.dry_run {
            (Done::Shown, format!("would change {changes} {keys} of `{path}`"))
        } else {
            self.write(options, text)?;
            let verb = if self.goal == Goal::New { "made" } else { "changed" };
            (
                Done::Written,
                match self.goal {
                    Goal::New => format!("{verb} `{path}`"),
                    Goal::Update => format!("{verb} {changes} {keys} of `{path}`"),
                },
            )
        };
        report.summary(&text)?;
        end(report, options, done, changes)
    }

    fn write(&self, options: &TokensImport, text: &str) -> Result<(), Error> {
        let Some(logo) = options.logo.as_deref().filter(|_| self.goal == Goal::New) else {
            return fs::write(&[(&self.path, text.as_bytes())]);
        };
        let bytes = fs::read(logo, LIMIT)?;
        let name = logo.file_name().unwrap_or_default().to_string_lossy();
        let folder = self.path.parent().unwrap_or(Path::new(""));
        fs::make_folder(&options.folders.themes)?;
        fs::write_folder(folder, |part| {
            fs::write_within(part, "theme.toml", text.as_bytes())?;
            fs::write_within(part, &name, &bytes)
        })
    }
}

/// Where each change is in the theme as it would be.
fn places<'c>(after: &Prepared, changes: &'c [Change]) -> Vec<(Place, &'c Change)> {
    let Some(theme) = &after.theme else {
        return Vec::new();
    };
    let (table, _) = document::parse(&theme.source);
    let node = document::Node { kind: Kind::Table(table), place: Place::file(&theme.source) };
    let place = |change: &Change| {
        let path: Vec<String> = change.key.path().into_iter().map(str::to_owned).collect();
        node.follow(&path).place.clone()
    };
    changes.iter().map(|change| (place(change), change)).collect()
}

/// With the token that a wrong value comes from.
fn explained(problem: Diagnostic, places: &[(Place, &Change)]) -> Diagnostic {
    let change = places.iter().find(|(place, _)| problem.place.as_ref() == Some(place));
    match change {
        Some((_, change)) => {
            let text = format!("it comes from the token `{}`", change.token);
            problem.related(&change.place, text)
        }
        None => problem,
    }
}

fn end(report: &Report, options: &TokensImport, done: Done, changes: usize) -> Result<End, Error> {
    report.json(&json!({
        "reason": "import-finished",
        "format_version": 1,
        "success": done != Done::Refused,
        "written": done == Done::Written,
        "theme": options.into.as_ref().map(|path| path.display().to_string()).or(options.new.clone()),
        "changes": changes,
    }))?;
    Ok(if done == Done::Refused { End::Problems } else { End::Clean })
}

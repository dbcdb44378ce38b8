//! The order in which a theme's parents are stacked, and everything that keeps a parent from being used.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::document::{Document, Parent};
use super::extendable;
use super::find::ThemeFile;
use super::library::Library;
use rebadge_core::diagnostic::{Code, Diagnostic, nearest};
use rebadge_core::fs;
use rebadge_core::source::Place;

/// The most themes that one theme may stand on: more is no plan but a program that writes themes.
const MOST: usize = 1000;

/// The themes that `own` extends, the lowest first, then itself. Each counts once, and a parent is below all
/// that extend it; of two parents of one theme the later is higher.
///
/// # Errors
/// A parent that is missing, outside the folder of all themes, does not allow it, or extends the theme itself; a list of parents
/// whose order cannot hold.
pub fn chain(
    own: &Arc<Document>,
    library: &Library,
) -> Result<Vec<Arc<Document>>, Vec<Diagnostic>> {
    if own.extends.is_empty() {
        return Ok(vec![Arc::clone(own)]);
    }
    let mut walk = Walk {
        library,
        root: root(own, library),
        below: Vec::new(),
        order: Vec::new(),
        parents: BTreeMap::new(),
        problems: Vec::new(),
    };
    walk.visit(own);
    walk.check_order();
    if walk.problems.is_empty() { Ok(walk.order) } else { Err(walk.problems) }
}

/// The folder that all parents must be in: that of all themes, or where the theme itself is not in it, the one beside it.
fn root(own: &Document, library: &Library) -> PathBuf {
    match (library.holds(&own.location.folder), own.location.owns_folder) {
        (true, _) => library.root().to_owned(),
        (false, true) => plain(&own.location.folder.join("..")),
        (false, false) => own.location.folder.clone(),
    }
}

struct Walk<'a> {
    library: &'a Library,
    root: PathBuf,
    /// The themes on the way from the first one, each with the `extends` that leads on.
    below: Vec<(Arc<Document>, Place)>,
    order: Vec<Arc<Document>>,
    /// Theme file → its parents' files, as `extends` lists them.
    parents: BTreeMap<PathBuf, Vec<(Parent, PathBuf)>>,
    problems: Vec<Diagnostic>,
}

impl Walk<'_> {
    fn visit(&mut self, document: &Arc<Document>) {
        let file = &document.location.file;
        if self.parents.contains_key(file) {
            return;
        }
        self.parents.insert(file.clone(), Vec::new());
        for parent in &document.extends {
            let Some(place) = parent.place() else {
                continue;
            };
            self.below.push((Arc::clone(document), place.clone()));
            match self.find(document, parent) {
                Ok(found)
                    if self
                        .below
                        .iter()
                        .any(|(below, _)| below.location.file == found.location.file) =>
                {
                    let problem = self.cycle(&found);
                    self.problems.push(problem);
                }
                Ok(found) => match extendable::refusal(document, &found, place) {
                    Some(problem) => self.problems.push(self.with_chain(problem)),
                    None => {
                        let link = (parent.clone(), found.location.file.clone());
                        self.parents.entry(file.clone()).or_default().push(link);
                        self.visit(&found);
                    }
                },
                Err(problem) => self.problems.push(self.with_chain(problem)),
            }
            self.below.pop();
        }
        self.order.push(Arc::clone(document));
    }

    fn find(&self, document: &Document, parent: &Parent) -> Result<Arc<Document>, Diagnostic> {
        let place = parent.place().cloned().unwrap_or_else(|| Place::file(&document.source));
        let at = |message: String| Diagnostic::at(Code::Extends, &place, message);
        let name = parent.value.as_str();
        if name.is_empty()
            || name.contains('\\')
            || Path::new(name).is_absolute()
            || name.contains(':')
        {
            let message = format!("`{name}` is not a path from the theme's folder");
            return Err(at(message).help("write a relative path such as `../motors`"));
        }
        if self.below.len() > MOST {
            let message = format!("more than {MOST} themes stand on one another");
            return Err(at(message).help("extend a theme that is nearer to the first one"));
        }
        let path = plain(&document.location.folder.join(name));
        let location = ThemeFile::at(&path);
        if !fs::exists(&location.file) {
            let message = format!("there is no theme `{}` to extend", path.display());
            return Err(at(message).maybe_help(self.neighbour(&path, document, name)));
        }
        if !self.holds(&location.file) {
            let message = format!(
                "`{name}` leads out of the folder of all themes, `{}`",
                self.root.display()
            );
            return Err(
                at(message).help("move it there, or name with `--themes` a folder that holds both")
            );
        }
        self.library.document(&location)
    }

    /// Whether a file lies in the folder that all parents must be in.
    fn holds(&self, file: &Path) -> bool {
        if self.root == self.library.root() {
            return self.library.holds(file);
        }
        fs::real(&self.root).is_some_and(|root| fs::is_in(file, &root))
    }

    /// What was meant by the path of a theme that is not there.
    fn neighbour(&self, path: &Path, document: &Document, name: &str) -> Option<String> {
        let (folder, last) = (path.parent()?, path.file_name()?.to_str()?);
        let names = fs::names(folder).unwrap_or_default();
        let is_theme = |other: &&String| {
            let location = ThemeFile::at(&folder.join(other));
            location.file.extension().is_some_and(|ending| ending == "toml")
                && fs::exists(&location.file)
                && location.file != document.location.file
        };
        let all: Vec<&str> = names.iter().filter(is_theme).map(String::as_str).collect();
        let help = |other: &str| match name.rsplit_once('/') {
            Some((before, _)) => format!("did you mean `{before}/{other}`?"),
            None => format!("did you mean `{other}`?"),
        };
        let known =
            || (!all.is_empty()).then(|| format!("`{}` has {}", folder.display(), list(&all)));
        nearest(last, all.iter().copied()).map(help).or_else(known)
    }

    /// The circle that `found` closes. It begins at the first of its paths, so that the message is the same wherever one enters it.
    fn cycle(&self, found: &Document) -> Diagnostic {
        let start =
            self.below.iter().position(|(below, _)| below.location.file == found.location.file);
        let mut circle: Vec<&(Arc<Document>, Place)> =
            self.below[start.unwrap_or(0)..].iter().collect();
        let first = circle.iter().enumerate().min_by_key(|(_, (document, _))| document.name());
        let first = first.map_or(0, |(at, _)| at);
        circle.rotate_left(first);
        let mut names: Vec<String> = circle.iter().map(|(document, _)| document.name()).collect();
        names.extend(names.first().cloned());
        let message = format!("themes extend each other in a circle: {}", chain_of(&names));
        let problem = Diagnostic::at(Code::Extends, &circle[0].1, message);
        let rest = circle[1..].iter().take(SHOWN);
        let problem = rest.fold(problem, |problem, (document, place)| {
            problem.related(place, format!("`{}` goes on here", document.name()))
        });
        problem.help("remove one of these `extends`")
    }

    /// Shows how the theme that is read leads to the one in which the problem is.
    fn with_chain(&self, problem: Diagnostic) -> Diagnostic {
        let links = &self.below[..self.below.len().saturating_sub(1)];
        links.iter().rev().take(SHOWN).fold(problem, |problem, (document, place)| {
            problem.related(place, format!("`{}` stands on it from here", document.name()))
        })
    }

    /// Of two parents in a list the later must stand higher; it cannot when the earlier one extends it.
    fn check_order(&mut self) {
        let rank =
            |file: &PathBuf| self.order.iter().position(|document| document.location.file == *file);
        for document in &self.order {
            let Some(parents) = self.parents.get(&document.location.file) else {
                continue;
            };
            for pair in parents.windows(2) {
                let ((first, lower), (second, higher)) = (&pair[0], &pair[1]);
                if rank(lower) < rank(higher) {
                    continue;
                }
                let (Some(place), Some(other)) = (second.place(), first.place()) else {
                    continue;
                };
                let message = if lower == higher {
                    format!("`{}` is listed twice", second.value)
                } else {
                    format!(
                        "`{}` cannot win over `{}`, which stands on it",
                        second.value, first.value
                    )
                };
                let problem =
                    Diagnostic::at(Code::Extends, place, message).related(other, "this one");
                self.problems
                    .push(problem.help(format!("remove `{}`, or list it first", second.value)));
            }
        }
    }
}

/// The most links of a chain that a message shows.
const SHOWN: usize = 12;

fn chain_of(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().map(String::as_str).collect();
    match shown.len() {
        0..=SHOWN => shown.join(" → "),
        count => {
            let (head, tail) = (&shown[..SHOWN / 2], &shown[count - SHOWN / 2..]);
            format!("{} → … {} more … → {}", head.join(" → "), count - SHOWN, tail.join(" → "))
        }
    }
}

fn list(names: &[&str]) -> String {
    let shown: Vec<String> = names.iter().take(8).map(|name| format!("`{name}`")).collect();
    shown.join(", ")
}

/// The file of a parent, as its child's `extends` names it.
pub fn parent_file(child: &Document, name: &str) -> PathBuf {
    ThemeFile::at(&plain(&child.location.folder.join(name))).file
}

/// A path without `.` and, as far as it has names to take back, without `..`.
pub fn plain(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in path.components() {
        let can_go_up = matches!(result.components().next_back(), Some(Component::Normal(_)));
        match part {
            Component::CurDir => {}
            Component::ParentDir if can_go_up => drop(result.pop()),
            part => result.push(part),
        }
    }
    if result.as_os_str().is_empty() { PathBuf::from(".") } else { result }
}

/// The way from one theme's folder to another's, both as [`plain`] shows them: empty, or with a slash at its end.
pub fn relative(from: &Path, to: &Path) -> String {
    let (from, to) = (plain(from), plain(to));
    let names = |path: &Path| -> Vec<String> {
        let parts = path.components().filter(|part| *part != Component::CurDir);
        parts.map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
    };
    let (from, to) = (names(&from), names(&to));
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[common..].iter().map(|_| "../".to_owned());
    let down = to[common..].iter().map(|name| format!("{name}/"));
    up.chain(down).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(path: &str, expect: &str) {
        assert_eq!(plain(Path::new(path)), Path::new(expect), "{path}");
    }

    #[test]
    fn a_path_is_shown_without_detours() {
        check("themes/motors/north/..", "themes/motors");
        check("themes/motors/../industry/retail", "themes/industry/retail");
        check("a/..", ".");
        check("../a/../../b", "../../b");
        check("/a/./b", "/a/b");
    }

    #[test]
    fn the_way_between_folders_is_relative() {
        let check = |from: &str, to: &str, expect: &str| {
            assert_eq!(relative(Path::new(from), Path::new(to)), expect, "{from} to {to}");
        };
        check("themes/a", "themes/a", "");
        check("./themes/a", "themes/a", "");
        check("themes/motors/north", "themes/motors", "../");
        check("themes/motors/north", "themes/industry/retail", "../../industry/retail/");
        check(".", "..", "../");
        check("themes", "themes/b", "b/");
    }

    #[test]
    fn a_long_chain_is_cut_in_its_middle() {
        let names: Vec<String> = (0..200).map(|at| at.to_string()).collect();
        let shown = chain_of(&names);
        assert!(shown.starts_with("0 → 1") && shown.ends_with("198 → 199"), "{shown}");
        assert!(shown.contains("188 more"), "{shown}");
    }
}

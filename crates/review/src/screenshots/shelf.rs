//! Where a theme keeps its screenshots: which of them were taken, and the names of new ones. Only files that were taken
//! before are overwritten.

use std::path::{Path, PathBuf};

use super::compare::{Likeness, likeness};
use super::{Taken, size};
use rebadge_core::document::{Kind, Node, Table};
use rebadge_core::error::Error;
use rebadge_core::fs;
use rebadge_core::source::Place;
use rebadge_edit::{TakenTable, name_taken};
use rebadge_theme::base::Page;
use rebadge_theme::inherit::Document;
use rebadge_theme::theme::FormFactor;

/// The largest screenshot, in bytes.
const LIMIT: u64 = 32 << 20;

/// The screenshots that a theme's own file names.
#[derive(Debug)]
pub struct Shelf<'a> {
    document: &'a Document,
    entries: Vec<Entry>,
}

/// One of `[[screenshots]]`, as far as it can be read.
#[derive(Debug)]
struct Entry {
    file: String,
    place: Place,
    form: String,
    /// None for one that was made by hand.
    page: Option<String>,
}

/// What became of one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shot {
    /// Its file.
    pub path: PathBuf,
    /// What was done.
    pub state: State,
}

/// What was done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is new, or shows something else now.
    Written {
        /// Pixels in a row, and rows.
        pixels: (u32, u32),
        /// Bytes.
        size: u64,
    },
    /// It shows the theme as it is.
    Unchanged,
    /// Its page is not taken any more.
    Removed,
    /// The theme's file, which names the others.
    Named,
}

impl<'a> Shelf<'a> {
    /// Reads a theme's own list.
    pub fn new(document: &'a Document) -> Shelf<'a> {
        let list = document.table.get("screenshots").map(|entry| &entry.value.kind);
        let items: &[Node] = match list {
            Some(Kind::Array(items)) => items,
            _ => &[],
        };
        Shelf { document, entries: items.iter().filter_map(entry).collect() }
    }

    /// Whether something is wrong with a picture that is taken anew now.
    pub fn is_of_taken(&self, place: &Place) -> bool {
        self.entries.iter().any(|entry| entry.page.is_some() && entry.place == *place)
    }

    /// The names of files for pictures, in their order: those that they have, or new ones.
    pub fn names(&self, wanted: &[(Page, FormFactor)]) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (page, form) in wanted {
            let is_free = |name: &String| !names.contains(name) && self.is_free(name);
            let name =
                self.own_name(page, *form).filter(|name| !names.contains(name)).or_else(|| {
                    let stem = format!("{}{}-{}", self.folder(), slug(&page.name), form.name());
                    let numbered = (2..).map(|number| format!("{stem}-{number}.png"));
                    [format!("{stem}.png")].into_iter().chain(numbered).find(is_free)
                });
            names.extend(name);
        }
        names
    }

    /// Writes what is new, names it in the theme, and removes what is not taken any more.
    ///
    /// # Errors
    /// [`Error::Write`]; then the theme is as it was, or a picture of it is newer than the theme.
    pub fn put(&self, taken: &[Taken], names: &[String]) -> Result<Vec<Shot>, Error> {
        let location = &self.document.location;
        let theme = fs::real(&location.file).unwrap_or_else(|| location.file.clone());
        let text = self.named(taken, names)?;
        let mut shots = Vec::new();
        let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
        for (one, name) in taken.iter().zip(names) {
            let path = location.folder.join(name);
            let old = fs::read(&path, LIMIT).ok();
            if old.is_some_and(|old| likeness(&old, one) == Likeness::Same) {
                shots.push(Shot { path, state: State::Unchanged });
                continue;
            }
            let png = one.png()?;
            let state = State::Written { pixels: size(one.form), size: png.len() as u64 };
            shots.push(Shot { path: path.clone(), state });
            files.push((path, png));
        }
        for folder in files.iter().filter_map(|(path, _)| path.parent()) {
            fs::make_folder(folder)?;
        }
        if text != self.document.source.text {
            files.push((theme, text.into_bytes()));
            shots.push(Shot { path: location.file.clone(), state: State::Named });
        }
        let files: Vec<(&Path, &[u8])> =
            files.iter().map(|(path, bytes)| (path.as_path(), bytes.as_slice())).collect();
        fs::write(&files)?;
        shots.extend(self.remove_others(names)?);
        Ok(shots)
    }

    /// The theme's text with these pictures in it.
    fn named(&self, taken: &[Taken], names: &[String]) -> Result<String, Error> {
        let table = |(one, name): (&Taken, &String)| TakenTable {
            file: name.clone(),
            form: one.form.name(),
            page: one.page.clone(),
        };
        let tables: Vec<TakenTable> = taken.iter().zip(names).map(table).collect();
        name_taken(&self.document.source.text, &tables)
            .map_err(|error| Error::Defect { message: error.to_string() })
    }

    fn remove_others(&self, names: &[String]) -> Result<Vec<Shot>, Error> {
        let mut removed = Vec::new();
        for entry in self.entries.iter().filter(|entry| entry.page.is_some()) {
            let is_used = |other: &Entry| other.page.is_none() && other.file == entry.file;
            if names.contains(&entry.file) || self.entries.iter().any(is_used) {
                continue;
            }
            if let Ok(path) = fs::inside(&self.document.location.folder, &entry.file)
                && fs::is_file(&path)
            {
                fs::remove(&path)?;
                removed.push(Shot { path, state: State::Removed });
            }
        }
        Ok(removed)
    }

    /// The file of an earlier picture of the same page, where a PNG can be written.
    fn own_name(&self, page: &Page, form: FormFactor) -> Option<String> {
        let is_it =
            |entry: &&Entry| entry.page.as_ref() == Some(&page.name) && entry.form == form.name();
        let entry = self.entries.iter().find(is_it)?;
        let is_good = entry.file.ends_with(".png")
            && fs::inside(&self.document.location.folder, &entry.file).is_ok()
            && !self.entries.iter().any(|other| other.page.is_none() && other.file == entry.file);
        is_good.then(|| entry.file.clone())
    }

    /// Whether nothing that was not taken has a name.
    fn is_free(&self, name: &str) -> bool {
        let is_taken = self.entries.iter().any(|entry| entry.page.is_some() && entry.file == name);
        let is_named = self.entries.iter().any(|entry| entry.page.is_none() && entry.file == name);
        let path = self.document.location.folder.join(name);
        !is_named && (is_taken || !(fs::exists(&path) || fs::is_link(&path)))
    }

    /// The folder of new pictures; with a theme's own name in it where the theme's folder is not its own.
    fn folder(&self) -> String {
        let location = &self.document.location;
        if location.owns_folder {
            "screenshots/".to_owned()
        } else {
            let stem = location.file.file_stem().unwrap_or_default().to_string_lossy();
            format!("screenshots/{}/", slug(&stem))
        }
    }
}

fn entry(item: &Node) -> Option<Entry> {
    let Kind::Table(table) = &item.kind else { return None };
    let text = |table: &Table, key: &str| match &table.get(key)?.value.kind {
        Kind::String(text) => Some(text.clone()),
        _ => None,
    };
    Some(Entry {
        file: text(table, "file").unwrap_or_default(),
        place: table.get("file").map_or(&item.place, |entry| &entry.value.place).clone(),
        form: text(table, "form-factor").unwrap_or_default(),
        page: text(table, "page"),
    })
}

/// A name as a part of a file's name that every system takes.
fn slug(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
    let text: String = name.chars().map(plain).take(40).collect();
    match text.trim_matches('-') {
        "" => "page".to_owned(),
        text => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rebadge_theme::inherit::{Library, ThemeFile};

    /// The names of files for pages, in a wide window, of a theme with this text.
    #[track_caller]
    fn check(file: &str, text: &str, pages: &[&str], expect: &[&str]) {
        let (location, library) = (ThemeFile::at(Path::new(file)), Library::new(Path::new("")));
        library.put(&location, text.to_owned());
        let document = library.document(&location).expect("a theme");
        let page = |name: &&str| {
            let page = Page { name: (*name).to_owned(), url: String::new() };
            (page, FormFactor::Wide)
        };
        let wanted: Vec<_> = pages.iter().map(page).collect();
        assert_eq!(Shelf::new(&document).names(&wanted), expect, "{text}");
    }

    fn table(file: &str, rest: &str) -> String {
        format!("[[screenshots]]\nfile = \"{file}\"\nform-factor = \"wide\"\n{rest}\n")
    }

    const OWN: &str = "none/theme.toml";

    #[test]
    fn names_are_those_of_pages() {
        check(
            OWN,
            "",
            &["messages", "../A b"],
            &["screenshots/messages-wide.png", "screenshots/a-b-wide.png"],
        );
        check(
            OWN,
            "",
            &["a b", "a.b", "消息"],
            &[
                "screenshots/a-b-wide.png",
                "screenshots/a-b-wide-2.png",
                "screenshots/page-wide.png",
            ],
        );
        check("none/acme.toml", "", &["now"], &["screenshots/acme/now-wide.png"]);
    }

    #[test]
    fn what_was_taken_keeps_its_name_and_what_was_not_its_file() {
        check(OWN, &table("own.png", "page = \"now\""), &["now"], &["own.png"]);
        for elsewhere in ["own.jpg", "../own.png", "/own.png"] {
            let text = table(elsewhere, "page = \"now\"");
            check(OWN, &text, &["now"], &["screenshots/now-wide.png"]);
        }
        let by_hand = table("screenshots/now-wide.png", "");
        check(OWN, &by_hand, &["now"], &["screenshots/now-wide-2.png"]);
        let both = by_hand + &table("screenshots/now-wide.png", "page = \"now\"");
        check(OWN, &both, &["now"], &["screenshots/now-wide-2.png"]);
    }
}

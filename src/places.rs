//! Where a run may write: not where later ones read. A package among the files of the base client would be in every other
//! package, one among the themes would be taken for a theme.

use std::path::{Path, PathBuf};

use crate::cli::{Caching, Command, Course, Folders};
use crate::error::Error;
use crate::fs;
use crate::inherit::{self, ThemeFile};

/// Whether all that a command line has written is out of the way of what is read, and its folders are none or folders.
///
/// # Errors
/// [`Error::AmongInputs`], [`Error::NotAFolder`], [`Error::SameFile`].
pub fn check(command: &Command) -> Result<(), Error> {
    let mut places = Places::default();
    match command {
        Command::Build(options) if !options.dry_run => {
            places.folder("--out", &options.out);
            places.course(&options.course);
            places.cache(&options.caching);
            places.inputs(&options.inputs.paths, &options.inputs.folders);
        }
        Command::Check(options) => {
            places.course(&options.course);
            places.inputs(&options.inputs.paths, &options.inputs.folders);
        }
        Command::Plan(options) => {
            places.file("--out", &options.out);
            places.inputs(&options.inputs.paths, &options.inputs.folders);
        }
        Command::Icons(options) => {
            places.folder("--out", &options.out);
            places.course(&options.course);
            places.cache(&options.caching);
            places.themes(&options.paths, &options.themes);
        }
        _ => {}
    }
    places.check()
}

/// What a command line has written, each with its option, and the folders that are read.
#[derive(Default)]
struct Places<'a> {
    folders: Vec<(&'static str, &'a Path)>,
    files: Vec<(&'static str, &'a Path)>,
    read: Vec<Read>,
}

/// A folder that is read.
struct Read {
    what: &'static str,
    folder: PathBuf,
    then: &'static str,
}

impl<'a> Places<'a> {
    fn folder(&mut self, option: &'static str, path: &'a Path) {
        self.folders.extend(Some((option, path)).filter(|_| !fs::is_address(path)));
    }

    fn file(&mut self, option: &'static str, path: &'a Path) {
        self.files.extend(Some((option, path)).filter(|_| !fs::is_address(path)));
    }

    fn course(&mut self, course: &'a Course) {
        course.report.iter().for_each(|report| self.file("--report", report));
        course.junit.iter().for_each(|junit| self.file("--junit", junit));
    }

    fn cache(&mut self, caching: &'a Caching) {
        let place = caching.place.named().filter(|_| !caching.no_cache);
        place.into_iter().for_each(|place| self.folder("--cache", place));
    }

    fn inputs(&mut self, paths: &[PathBuf], folders: &Folders) {
        let folder = folders.base.clone();
        let then = "what is there gets into every package";
        self.read.push(Read { what: "the base client's folder", folder, then });
        self.themes(paths, &folders.themes);
    }

    fn themes(&mut self, paths: &[PathBuf], themes: &Path) {
        let then = "what is there is taken for a theme, or for a file of one";
        let named = paths.iter().filter(|path| !inherit::is_pattern(path));
        let own = named.map(|path| ThemeFile::at(path)).filter(|theme| theme.owns_folder);
        self.read.extend(own.map(|theme| Read {
            what: "the theme's folder",
            folder: theme.folder,
            then,
        }));
        self.read.push(Read { what: "the themes folder", folder: themes.to_owned(), then });
    }

    fn check(&self) -> Result<(), Error> {
        for (option, path) in &self.folders {
            if (fs::exists(path) || fs::is_link(path)) && !fs::is_folder(path) {
                return Err(Error::NotAFolder { path: path.to_path_buf(), option });
            }
        }
        for (option, path) in self.folders.iter().chain(&self.files) {
            let place = fs::planned(path);
            // What is not there is told by who reads it.
            let holds =
                |read: &&Read| fs::real(&read.folder).is_some_and(|real| place.starts_with(real));
            if let Some(Read { what, folder, then }) = self.read.iter().find(holds) {
                let (path, folder) = (path.to_path_buf(), folder.clone());
                return Err(Error::AmongInputs { path, option, what, folder, then });
            }
        }
        if let [(first, one), (second, other)] = self.files[..]
            && fs::planned(one) == fs::planned(other)
        {
            return Err(Error::SameFile { path: other.to_owned(), options: (first, second) });
        }
        Ok(())
    }
}

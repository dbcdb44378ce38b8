//! A file or folder that is written aside and gets its name when it is whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::{aside, make_folder};
use crate::error::Error;

/// A file or folder that has no name yet. What is dropped before it is published is removed.
#[derive(Debug)]
pub struct Draft {
    target: PathBuf,
    aside: PathBuf,
    form: Form,
    is_published: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    File,
    Folder,
}

/// What is promised of a file that was published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// It is whole as long as the machine does not lose power.
    #[default]
    Process,
    /// It is on the disk when its name is.
    Disk,
}

impl Draft {
    /// An empty file beside `target`, and the handle to fill it.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn file(target: &Path) -> Result<(Draft, File), Error> {
        let draft = Draft::at(target, Form::File);
        // What a killed run left there goes; a link that someone put there is not written through.
        match fs::remove_file(&draft.aside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(Error::write(target)(error));
            }
            _ => {}
        }
        let file = File::options().read(true).write(true).create_new(true).open(&draft.aside);
        Ok((draft, file.map_err(Error::write(target))?))
    }

    /// An empty folder beside `target`.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn folder(target: &Path) -> Result<Draft, Error> {
        let draft = Draft::at(target, Form::Folder);
        tidy(target).map_err(Error::write(target))?;
        make_folder(&draft.aside)?;
        Ok(draft)
    }

    fn at(target: &Path, form: Form) -> Draft {
        let aside = aside(target, "part");
        Draft { target: target.to_owned(), aside, form, is_published: false }
    }

    /// Where it is written.
    pub fn path(&self) -> &Path {
        &self.aside
    }

    /// Where it will be.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Gives it its name, and returns what had that name before.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn publish(mut self, durability: Durability) -> Result<Replaced, Error> {
        if durability == Durability::Disk {
            self.sync().map_err(Error::write(&self.target))?;
        }
        let is_replaced = self.form == Form::Folder && self.target.exists();
        let named = if is_replaced { self.exchange() } else { self.rename().map(|()| None) };
        let old = named.map_err(Error::write(&self.target))?;
        self.is_published = true;
        if durability == Durability::Disk {
            sync_folder(self.target.parent()).map_err(Error::write(&self.target))?;
        }
        Ok(Replaced(old))
    }

    /// Gives a folder its name, which no other may have taken in the meantime.
    ///
    /// # Errors
    /// [`Error::Write`].
    pub fn publish_new(mut self) -> Result<(), Error> {
        self.rename().map_err(Error::write(&self.target))?;
        self.is_published = true;
        Ok(())
    }

    fn rename(&self) -> io::Result<()> {
        fs::rename(&self.aside, &self.target)
    }

    /// Puts a folder in the place of another, and returns where that is now. Where the system can exchange two names,
    /// one of them is there at any time.
    fn exchange(&self) -> io::Result<Option<PathBuf>> {
        if exchange(&self.aside, &self.target).is_ok() {
            return Ok(Some(self.aside.clone()));
        }
        let old = aside(&self.target, "old");
        remove_aside(&old)?;
        fs::rename(&self.target, &old)?;
        if let Err(error) = self.rename() {
            let _ = fs::rename(&old, &self.target);
            return Err(error);
        }
        Ok(Some(old))
    }

    fn sync(&self) -> io::Result<()> {
        if self.form == Form::File {
            return File::open(&self.aside)?.sync_all();
        }
        for entry in walkdir::WalkDir::new(&self.aside).contents_first(true) {
            let entry = entry.map_err(io::Error::other)?;
            if entry.file_type().is_dir() {
                sync_folder(Some(entry.path()))?;
            } else {
                File::open(entry.path())?.sync_all()?;
            }
        }
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.is_published {
            return;
        }
        // What went wrong was said by who gave it up; this only tidies up.
        let _ = match self.form {
            Form::File => fs::remove_file(&self.aside),
            Form::Folder => fs::remove_dir_all(&self.aside),
        };
    }
}

/// A folder that lost its name to another, until this value is dropped.
#[derive(Debug)]
#[must_use = "the older folder is removed when this is dropped"]
pub struct Replaced(Option<PathBuf>);

impl Drop for Replaced {
    fn drop(&mut self) {
        if let Some(old) = self.0.take() {
            // What is left there is removed by the next run.
            let _ = fs::remove_dir_all(old);
        }
    }
}

/// Removes what a killed run left beside `target`. Where it was killed between two renames, the older folder comes back.
fn tidy(target: &Path) -> io::Result<()> {
    let old = aside(target, "old");
    if old.exists() && !target.exists() {
        fs::rename(&old, target)?;
    }
    remove_aside(&old)?;
    remove_aside(&aside(target, "part"))
}

/// Removes what killed runs left in a folder and in the folders in it: packages are written no deeper.
///
/// # Errors
/// [`Error::Write`].
pub(super) fn tidy_below(folder: &Path) -> Result<(), Error> {
    let entries = walkdir::WalkDir::new(folder).min_depth(1).max_depth(2);
    let paths: Vec<PathBuf> =
        entries.into_iter().filter_map(Result::ok).map(walkdir::DirEntry::into_path).collect();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let target = name
            .strip_prefix('.')
            .and_then(|rest| rest.strip_suffix(".part").or_else(|| rest.strip_suffix(".old")));
        if let Some(target) = target {
            let target = path.with_file_name(target);
            tidy(&target).map_err(Error::write(&target))?;
        }
    }
    Ok(())
}

fn remove_aside(path: &Path) -> io::Result<()> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use nix::fcntl::{AT_FDCWD, RenameFlags, renameat2};
    renameat2(AT_FDCWD, a, AT_FDCWD, b, RenameFlags::RENAME_EXCHANGE).map_err(io::Error::from)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Writes the names in a folder to the disk. Only Unix can open a folder for that.
#[cfg_attr(not(unix), expect(unused_variables, reason = "only Unix has it"))]
fn sync_folder(folder: Option<&Path>) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = folder {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_file_appears_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.zip");
        let (draft, mut file) = Draft::file(&target).unwrap();
        file.write_all(b"half").unwrap();
        drop(draft);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "given up");
        let (draft, mut file) = Draft::file(&target).unwrap();
        file.write_all(b"whole").unwrap();
        assert!(!target.exists());
        drop(draft.publish(Durability::Disk).unwrap());
        assert_eq!(fs::read(&target).unwrap(), b"whole");
    }

    #[test]
    fn a_folder_that_lost_its_name_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let (target, old) = (folder.path().join("a"), folder.path().join(".a.old"));
        fs::create_dir(&old).unwrap();
        fs::write(old.join("x"), "old").unwrap();
        drop(Draft::folder(&target).unwrap());
        assert_eq!(fs::read(target.join("x")).unwrap(), b"old");
        assert!(!old.exists());
    }

    #[test]
    fn what_killed_runs_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let make = |path: &str| {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        };
        ["a/.b.part/x", "a/.c.zip.part", "a/.d.old/x", "a/e/.f.part", ".g.part", "a/.h"]
            .into_iter()
            .for_each(make);
        fs::create_dir(folder.path().join("a/b")).unwrap();
        tidy_below(folder.path()).unwrap();
        let left = walkdir::WalkDir::new(folder.path()).sort_by_file_name().into_iter();
        let left: Vec<String> = left
            .map(|entry| {
                entry.unwrap().path().strip_prefix(folder.path()).unwrap().display().to_string()
            })
            .collect();
        // What a package has in it is its own.
        assert_eq!(left, ["", "a", "a/.h", "a/b", "a/d", "a/d/x", "a/e", "a/e/.f.part"]);
    }

    #[test]
    fn a_folder_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a");
        for text in ["old", "new"] {
            let draft = Draft::folder(&target).unwrap();
            fs::write(draft.path().join(text), text).unwrap();
            drop(draft.publish(Durability::Process).unwrap());
            let names: Vec<_> = fs::read_dir(&target).unwrap().map(Result::unwrap).collect();
            assert_eq!(names.len(), 1);
            assert_eq!(names[0].file_name(), text);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left aside");
    }
}
